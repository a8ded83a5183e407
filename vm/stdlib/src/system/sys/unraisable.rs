//! `sys.unraisablehook`: what happens to exceptions that nobody can catch, from destructors and callbacks.

use vm::builtins::{str, traceback};
use vm::native::structseq::{self, Fields};
use vm::object::attr;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

static FIELDS: Fields = Fields {
    visible: 5,
    all: &[
        ("exc_type", "Exception type"),
        ("exc_value", "Exception value"),
        ("exc_traceback", "Exception traceback"),
        ("err_msg", "Error message"),
        ("object", "Object causing the exception"),
    ],
};
/// `sys.UnraisableHookArgs`
pub(super) static ARGS: TypeDef =
    structseq::define("sys.UnraisableHookArgs", "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.", &FIELDS);
/// The default hook.
pub(super) static FUNCTIONS: &[NativeDef] = &[NativeDef::new("unraisablehook", hook, "(unraisable, /)", "Handle an unraisable exception.")];

fn hook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !std::ptr::eq(a[0].ty(), ARGS.get()) {
        return Err(vm.type_error("sys.unraisablehook argument type must be UnraisableHookArgs"));
    }
    let mut field = |name: &str| attr::get_text(vm, &a[0], name);
    let (exc, message, object) = (field("exc_value")?, field("err_msg")?, field("object")?);
    let mut text = if message.is_none() { "Exception ignored in".to_string() } else { str::text(&message).into_owned() };
    if object.is_none() {
        text += ":\n";
    } else {
        let shown = vm::object::ops::repr(vm, &object)?;
        text += &format!(": {}\n", str::text(&shown));
    }
    text += &traceback::format_unchained(vm, &exc);
    match vm.sys_attr("stderr").filter(|f| !f.is_none()) {
        Some(f) => {
            vm.call_method(&f, "write", &[Value::str(&text)])?;
            vm.call_method(&f, "flush", &[])?;
        }
        None => eprint!("{text}"),
    }
    Ok(Value::NONE)
}
