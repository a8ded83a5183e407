//! `_testinternalcapi`: the questions about the runtime's inside that CPython's own tests ask, as far as they have an answer
//! here. What has none is missing, so that a test that needs it says so.

use super::fill;
use vm::import::NativeModule;
use vm::object::instance;
use vm::{NativeDef, PyResult, Value, Vm};

/// `_testinternalcapi`
pub static MODULE: NativeModule = NativeModule { name: "_testinternalcapi", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    fill(m, "_testinternalcapi", FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "has_inline_values",
        |_, a| Ok(Value::bool(a[0].header().is_some_and(instance::is_inline))),
        "(obj, /)",
        "Do the object's attributes stand in the object itself?",
    ),
    NativeDef::new("get_recursion_depth", |vm, _| Ok(Value::usize(vm.frames.len())), "()", "The number of frames of the calling thread."),
];
