//! Modules that CPython has twice, in Python and in C, and that run the library's Python form here under both names:
//! `_datetime` is `_pydatetime`, `_pickle` is `pickle`.
//!
//! Each name gets classes of its own, as in CPython: the Python code runs in the module's namespace, so a program (or a test)
//! that asks for one form can hide the other.

use super::imp;
use crate::frozen;
use vm::builtins::code::CodeObj;
use vm::builtins::{module, singletons};
use vm::import::NativeModule;
use vm::object::intern::intern;
use vm::object::{self, Plain, Ref, attr};
use vm::{PyResult, Value, Vm};

/// `_datetime`
pub static DATETIME: NativeModule = NativeModule { name: "_datetime", init: init_datetime };
/// `_pickle`
pub static PICKLE: NativeModule = NativeModule { name: "_pickle", init: init_pickle };

/// Runs a module of the library in the namespace of `m`, which keeps its own name.
fn run(vm: &mut Vm, m: &Value, source: &str) -> PyResult<()> {
    let (Some(found), Some(d)) = (frozen::find(source), module::dict_of(m)) else {
        return Err(vm.system_error(format!("the library has no {source}")));
    };
    let name = d.get_text("__name__").unwrap_or(Value::NONE);
    let code = imp::decode(vm, &found)?;
    if let Ok(code) = Ref::<CodeObj>::from_value(code) {
        let globals = d.as_value().clone();
        vm::interp::run_code(vm, &code, &globals, &globals, &Value::NULL)?;
    }
    d.set_text("__name__", name);
    Ok(())
}

fn init_datetime(vm: &mut Vm, m: &Value) -> PyResult<()> {
    run(vm, m, "_pydatetime")?;
    if let Some(d) = module::dict_of(m) {
        d.set_text("__doc__", Value::str("Fast implementation of the datetime type."));
        // There is no interface for C, but what programs look for.
        d.set_text("datetime_CAPI", object::new_of(singletons::CAPSULE.get(), Plain));
    }
    Ok(())
}

fn init_pickle(vm: &mut Vm, m: &Value) -> PyResult<()> {
    run(vm, m, "pickle")?;
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    d.set_text("__doc__", Value::str("The pickle module under the name of its native form."));
    for public in ["Pickler", "Unpickler", "dump", "dumps", "load", "loads"] {
        if let Some(x) = d.get_text(public) {
            for name in ["__name__", "__qualname__"] {
                attr::set(vm, &x, &intern(name), Some(&Value::str(public)))?;
            }
        }
    }
    Ok(())
}
