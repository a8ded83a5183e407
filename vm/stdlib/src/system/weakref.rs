//! `_weakref`: weak references, proxies, and questions about them.

use vm::builtins::weakref::{self, proxy};
use vm::builtins::{list, module};
use vm::heap::weak;
use vm::import::NativeModule;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_weakref", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "_weakref", FUNCTIONS);
    if let Some(d) = module::dict_of(m) {
        d.set_text("ref", weakref::TYPE.value());
        d.set_text("ReferenceType", weakref::TYPE.value());
        d.set_text("ProxyType", proxy::PROXY.value());
        d.set_text("CallableProxyType", proxy::CALLABLE_PROXY.value());
    }
    Ok(())
}

/// Deletes a key whose value is a dead reference: what the callbacks of weak dictionaries do, without a window in which
/// another thread could have replaced the value.
fn remove_dead(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(d) = a[0].downcast::<vm::builtins::dict::DictObj>() else {
        return Err(vm.type_error(format!("_remove_dead_weakref() argument 1 must be dict, not {}", a[0].ty().name())));
    };
    let Some(found) = d.get(vm, &a[1])? else { return Ok(Value::NONE) };
    match found.downcast::<weakref::WeakRefObj>() {
        Some(w) if w.cell.is_dead() => drop(d.remove(vm, &a[1])?),
        Some(_) => {}
        None => return Err(vm.type_error("not a weakref")),
    }
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "getweakrefcount",
        |_, a| Ok(Value::usize(weak::references(&a[0]).len())),
        "(object, /)",
        "Return the number of weak references to 'object'.",
    ),
    NativeDef::new(
        "getweakrefs",
        |_, a| Ok(list::new(weak::references(&a[0]))),
        "(object, /)",
        "Return a list of all weak reference objects pointing to 'object'.",
    ),
    NativeDef::new("proxy", |vm, a| proxy::new(vm, &a[0], a[1].some()), "(object, callback=None, /)", "Create a proxy object that weakly references 'object'."),
    NativeDef::new("_remove_dead_weakref", remove_dead, "(dct, key, /)", "Atomically remove key from dict if it points to a dead weakref."),
];
