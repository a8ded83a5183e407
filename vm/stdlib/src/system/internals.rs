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
    NativeDef::new(
        "suppress_immortalization",
        // No object becomes immortal by being shared, so there is nothing to keep from it.
        |vm, a| vm::object::ops::truth(vm, &a[0]).map(|_| Value::NONE),
        "(suppress, /)",
        "Keep code constants and the like from becoming immortal.",
    ),
    NativeDef::new("get_immortalize_deferred", |_, _| Ok(Value::FALSE), "()", "Do shared code constants become immortal? They don't."),
    NativeDef::new("get_recursion_depth", |vm, _| Ok(Value::usize(vm.frames.len())), "()", "The number of frames of the calling thread."),
];
