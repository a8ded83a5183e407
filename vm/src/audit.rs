//! Auditing (PEP 578): `sys.audit` events, from Python code and from the runtime itself.

use crate::builtins::{str, tuple};
use crate::interp::trace::quietly;
use crate::object::error::PyResult;
use crate::object::intern::intern;
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Does anybody listen? Arguments need only be made then.
#[inline]
pub fn is_on() -> bool {
    !rt().audit_hooks.borrow().is_empty()
}

/// Tells the hooks of an event; the first that raises stops it.
pub fn audit(vm: &mut Vm, event: &str, args: &[Value]) -> PyResult<()> {
    if !is_on() {
        return Ok(());
    }
    audit_tuple(vm, &Value::str(event), tuple::new(args.to_vec()))
}

/// As `audit`, with Python values.
pub fn audit_tuple(vm: &mut Vm, event: &Value, args: Value) -> PyResult<()> {
    let hooks = rt().audit_hooks.borrow().clone();
    for hook in hooks {
        let traced = match attr::get_opt(vm, &hook, &intern("__cantrace__"))? {
            Some(v) => ops::truth(vm, &v)?,
            None => false,
        };
        let call = [event.clone(), args.clone()];
        if traced {
            vm.call(&hook, &call)?
        } else {
            quietly(vm, |vm| vm.call(&hook, &call))?
        };
    }
    Ok(())
}

/// `sys.addaudithook`: the hooks that are there may refuse, silently unless they raise something that is no Exception.
pub fn add_hook(vm: &mut Vm, hook: &Value) -> PyResult<()> {
    if let Err(e) = audit(vm, "sys.addaudithook", &[]) {
        if vm.pending_is(crate::builtins::exception::classes().exception) {
            drop(vm.take_exception(e));
            return Ok(());
        }
        return Err(e);
    }
    rt().audit_hooks.borrow_mut().push(hook.clone());
    Ok(())
}

/// `sys.audit(event, *args)`
pub fn sys_audit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("expected str for argument 'event', not {}", a[0].ty().name())));
    }
    if is_on() {
        audit_tuple(vm, &a[0], a[1].clone())?;
    }
    Ok(Value::NONE)
}
