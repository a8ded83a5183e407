//! `_statistics`: the one function of `statistics` that is worth having in native code.

use crate::data::support::fill;
use crate::leaf::normal;
use vm::builtins::float;
use vm::import::NativeModule;
use vm::native::Effects;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_statistics",
    init: |_, m| {
        fill(m, "_statistics", FUNCTIONS, &[]);
        super::support::set(m, "__doc__", Value::str("Accelerators for the statistics module.\n"));
        Ok(())
    },
};

fn inverse_cdf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut x = [0.0; 3];
    for (x, v) in x.iter_mut().zip(a) {
        *x = float::convert(vm, v)?;
    }
    match normal::inverse_cdf(x[0], x[1], x[2]) {
        Some(x) => Ok(Value::float(x)),
        None => Err(vm.value_error("inv_cdf undefined for these parameters")),
    }
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::new("_normal_dist_inv_cdf", inverse_cdf, "(p, mu, sigma, /)", "").effects(Effects::CallsBack)];
