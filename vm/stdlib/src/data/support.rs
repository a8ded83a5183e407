//! What the modules of this folder share: filling a module's namespace, binding the arguments of constructors, payload
//! declarations, and the rows that many types have.

use vm::builtins::{generic_alias, module};
use vm::native::function::module_function;
use vm::native::signature::{ParamKind, Signature};
use vm::native::{Args, TypeDef};
use vm::object::error::Raised;
use vm::object::ops::{self, BinOp};
use vm::object::ty::TypeObj;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// Puts functions and types into a fresh module under their own names.
pub(super) fn fill(m: &Value, name: &str, functions: &'static [NativeDef], types: &[&'static TypeDef]) {
    let Some(d) = module::dict_of(m) else { return };
    let name = Value::str(name);
    for f in functions {
        d.set_text(f.name, module_function(f, m, &name));
    }
    for t in types {
        let ty = t.get();
        d.set_text(&ty.name(), ty.value());
    }
}

/// Puts one value into a fresh module.
pub(super) fn set(m: &Value, name: &str, v: Value) {
    if let Some(d) = module::dict_of(m) {
        d.set_text(name, v);
    }
}

/// Declares a payload that holds references: `payload!(Count, COUNT, |s, visit| visit(&s.x))`, with what breaks cycles as
/// an optional third part.
macro_rules! payload {
    ($t:ty, $def:ident, |$s:ident, $visit:ident| $trace:expr) => {
        payload!($t, $def, |$s, $visit| $trace, |_s| ());
    };
    ($t:ty, $def:ident, |$s:ident, $visit:ident| $trace:expr, |$c:ident| $clear:expr) => {
        impl vm::object::Payload for $t {
            const TRACED: bool = true;
            fn def() -> &'static vm::native::TypeDef {
                &$def
            }
            fn trace(&self, $visit: &mut dyn FnMut(&vm::Value)) {
                let $s = self;
                $trace
            }
            fn clear(&self) {
                let $c = self;
                $clear
            }
        }
    };
}

/// Binds the arguments of a constructor by its signature text: one value per parameter, NULL for those not given.
macro_rules! bind {
    ($vm:expr, $cls:expr, $def:expr, $args:expr, $sig:literal) => {{
        static SIGNATURE: std::sync::LazyLock<vm::native::signature::Signature> = std::sync::LazyLock::new(|| vm::native::signature::Signature::parse($sig));
        $crate::data::support::bind_new($vm, $cls, $def, &SIGNATURE, $args)?
    }};
}

/// See `bind!`. A subclass with an `__init__` of its own may take keywords that a constructor without named parameters
/// doesn't know.
pub(super) fn bind_new(vm: &mut Vm, cls: &'static TypeObj, def: &'static TypeDef, s: &Signature, args: &Args) -> PyResult<Vec<Value>> {
    let mut bound = Vec::with_capacity(s.params.len());
    let own = def.get();
    let named = s.params.iter().any(|p| matches!(p.kind, ParamKind::Either | ParamKind::Keyword | ParamKind::VarKwargs));
    let other_init = cls.slots().init.map(|f| f as usize) != own.slots().init.map(|f| f as usize);
    let only = Args::positional(args.pos());
    let args = if args.has_kw() && !named && other_init { &only } else { args };
    let name = own.name();
    if args.has_kw() && !named {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    let n = args.pos().len();
    if !named && !s.var_args && s.n_pos == s.n_required && n != s.n_pos {
        let plural = if s.n_pos == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{name} expected {} argument{plural}, got {n}", s.n_pos)));
    }
    s.bind(vm, &name, args, &mut bound)?;
    Ok(bound)
}

/// `__iter__` of iterators.
pub(super) fn itself(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(v.clone())
}

/// `__class_getitem__` of generic containers.
pub(super) const CLASS_GETITEM: NativeDef =
    NativeDef::new("__class_getitem__", |vm, a| Ok(generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method();

/// `a + b`, at once for small ints and floats.
#[inline]
pub(super) fn add(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
        return Ok(Value::int(x + y));
    }
    if a.word().is_float() && b.word().is_float() {
        return Ok(Value::float(a.word().as_float_unchecked() + b.word().as_float_unchecked()));
    }
    ops::binary(vm, BinOp::Add, a, b)
}

/// Has the value one of the conversions to a number?
pub(super) fn is_number(v: &Value) -> bool {
    let s = v.ty().slots();
    s.int.is_some() || s.index.is_some() || s.float.is_some() || v.kind() == vm::heap::header::Kind::Complex
}

/// An exception class of a module. Native code raises it by name, so that it must be the same for all instances of a module.
pub(super) fn exception_class(vm: &mut Vm, module: &'static str, name: &'static str, base: &'static TypeObj) -> PyResult<Value> {
    if let Some(row) = rt().native_classes.borrow().iter().find(|row| row.0 == module && row.1 == name) {
        return Ok(row.2.clone());
    }
    let namespace = vm::object::dict::new_dict();
    if let Some(d) = namespace.downcast::<vm::object::dict::DictObj>() {
        d.set_text("__module__", Value::str(module));
    }
    let bases = vm::builtins::tuple::new(vec![base.value()]);
    let class = vm::builtins::class::new_type(vm, vm::builtins::type_::TYPE.get(), &Value::str(name), &bases, &namespace, &[])?;
    rt().native_classes.borrow_mut().push((module, name, class.clone()));
    Ok(class)
}

/// Raises the exception class that a native module has under `name`.
#[cold]
pub(super) fn raise_named(vm: &mut Vm, module: &str, name: &str, text: &str) -> Raised {
    let exc = vm.import_attr(module, name).and_then(|class| vm.call(&class, &[Value::str(text)]));
    match exc {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
