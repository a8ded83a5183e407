//! `_typing`: what the Python module `typing` takes from the runtime.

use vm::builtins::{module, typing};
use vm::import::NativeModule;
use vm::native::function::module_function;
use vm::{NativeDef, PyResult, Value, Vm};

/// `_typing`
pub static MODULE: NativeModule = NativeModule { name: "_typing", init };

static ID_FUNC: NativeDef = NativeDef::new("_idfunc", |_, a| Ok(a[0].clone()), "(x, /)", "");

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    d.set_text("_idfunc", module_function(&ID_FUNC, m, &Value::str("_typing")));
    let types = [
        &typing::params::TYPE_VAR,
        &typing::params::PARAM_SPEC,
        &typing::params::TYPE_VAR_TUPLE,
        &typing::params::PARAM_SPEC_ARGS,
        &typing::params::PARAM_SPEC_KWARGS,
        &typing::alias_type::TYPE,
        &typing::generic::GENERIC,
        &typing::union::TYPE,
    ];
    for t in types {
        d.set_text(&t.get().name(), t.value());
    }
    d.set_text("NoDefault", typing::params::no_default());
    Ok(())
}
