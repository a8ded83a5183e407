//! cmath: functions of complex numbers. The mathematics is in `leaf::complexfn`.

use crate::data::support::{fill, set};
use crate::leaf::complexfn::{self as f, Answer};
use crate::leaf::statmath::MathError;
use vm::builtins::{complex, float, str, tuple};
use vm::import::NativeModule;
use vm::num::complex::Complex;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "cmath",
    init: |_, m| {
        for functions in [UNARY, OTHERS] {
            fill(m, "cmath", functions, &[]);
        }
        let constants = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E), ("tau", std::f64::consts::TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)];
        for (name, x) in constants {
            set(m, name, Value::float(x));
        }
        set(m, "infj", complex::new(0.0, f64::INFINITY));
        set(m, "nanj", complex::new(0.0, f64::NAN));
        set(m, "__doc__", Value::str("This module provides access to mathematical functions for complex\nnumbers."));
        Ok(())
    },
};

fn number(vm: &mut Vm, v: &Value) -> PyResult<Complex> {
    let z = if str::is_str(v) { None } else { complex::from_number(vm, v)? };
    match z {
        Some(z) => Ok(z),
        None => Err(vm.type_error(format!("must be real number, not {}", v.ty().name()))),
    }
}

fn real(vm: &mut Vm, v: &Value) -> PyResult<f64> {
    let s = v.ty().slots();
    if str::is_str(v) || s.float.is_none() && s.index.is_none() {
        return Err(vm.type_error(format!("must be real number, not {}", v.ty().name())));
    }
    float::convert(vm, v)
}

fn failed(vm: &mut Vm, e: MathError) -> vm::Raised {
    match e {
        MathError::Domain => vm.value_error("math domain error"),
        MathError::Range => vm.overflow_error("math range error"),
    }
}

fn lift(vm: &mut Vm, r: Answer) -> PyResult<Value> {
    match r {
        Ok(z) => Ok(complex::new(z.re, z.im)),
        Err(e) => Err(failed(vm, e)),
    }
}

/// Rows of functions of one number: name, function, doc.
macro_rules! unary {
    ($($name:literal $f:path, $doc:literal;)+) => { &[$(
        NativeDef::new($name, |vm, a| { let z = number(vm, &a[0])?; lift(vm, $f(z)) }, "(z, /)", $doc),
    )+] };
}
static UNARY: &[NativeDef] = unary! {
    "acos" f::acos, "Return the arc cosine of z.";
    "acosh" f::acosh, "Return the inverse hyperbolic cosine of z.";
    "asin" f::asin, "Return the arc sine of z.";
    "asinh" f::asinh, "Return the inverse hyperbolic sine of z.";
    "atan" f::atan, "Return the arc tangent of z.";
    "atanh" f::atanh, "Return the inverse hyperbolic tangent of z.";
    "cos" f::cos, "Return the cosine of z.";
    "cosh" f::cosh, "Return the hyperbolic cosine of z.";
    "exp" f::exp, "Return the exponential value e**z.";
    "log10" f::log10, "Return the base-10 logarithm of z.";
    "sin" f::sin, "Return the sine of z.";
    "sinh" f::sinh, "Return the hyperbolic sine of z.";
    "sqrt" f::sqrt, "Return the square root of z.";
    "tan" f::tan, "Return the tangent of z.";
    "tanh" f::tanh, "Return the hyperbolic tangent of z.";
};

fn log(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let z = number(vm, &a[0])?;
    let base = match a[1].opt() {
        Some(b) => Some(number(vm, b)?),
        None => None,
    };
    let quotient = || -> Answer {
        let top = f::log(z)?;
        match base {
            // A logarithm of zero below: dividing by it is a domain error too.
            Some(b) => top.div(f::log(b)?).map_err(|_| MathError::Domain),
            None => Ok(top),
        }
    };
    lift(vm, quotient())
}

fn magnitude(vm: &mut Vm, z: Complex) -> PyResult<f64> {
    match z.abs() {
        Ok(r) => Ok(r),
        Err(_) => Err(vm.overflow_error("math range error")),
    }
}

fn polar(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let z = number(vm, &a[0])?;
    let r = magnitude(vm, z)?;
    Ok(tuple::pair(Value::float(r), Value::float(z.im.atan2(z.re))))
}

fn isclose(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y) = (number(vm, &a[0])?, number(vm, &a[1])?);
    let mut tolerances = [1e-9, 0.0];
    for (t, v) in tolerances.iter_mut().zip(&a[2..]) {
        if let Some(v) = v.opt() {
            *t = real(vm, v)?;
        }
    }
    let [relative, absolute] = tolerances;
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    Ok(Value::bool(f::isclose(x, y, relative, absolute)))
}

/// A question about both parts.
fn ask(vm: &mut Vm, v: &Value, f: fn(Complex) -> bool) -> PyResult<Value> {
    number(vm, v).map(|z| Value::bool(f(z)))
}

static OTHERS: &[NativeDef] = &[
    NativeDef::new(
        "log",
        log,
        "(z, base=<unrepresentable>, /)",
        "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of z.",
    ),
    NativeDef::new(
        "phase",
        |vm, a| number(vm, &a[0]).map(|z| Value::float(z.im.atan2(z.re))),
        "(z, /)",
        "Return argument, also known as the phase angle, of a complex.",
    ),
    NativeDef::new(
        "polar",
        polar,
        "(z, /)",
        "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle.",
    ),
    NativeDef::new(
        "rect",
        |vm, a| {
            let (r, angle) = (real(vm, &a[0])?, real(vm, &a[1])?);
            lift(vm, f::rect(r, angle))
        },
        "(r, phi, /)",
        "Convert from polar coordinates to rectangular coordinates.",
    ),
    NativeDef::new(
        "isfinite",
        |vm, a| ask(vm, &a[0], |z| z.re.is_finite() && z.im.is_finite()),
        "(z, /)",
        "Return True if both the real and imaginary parts of z are finite, else False.",
    ),
    NativeDef::new(
        "isnan",
        |vm, a| ask(vm, &a[0], |z| z.re.is_nan() || z.im.is_nan()),
        "(z, /)",
        "Checks if the real or imaginary part of z not a number (NaN).",
    ),
    NativeDef::new(
        "isinf",
        |vm, a| ask(vm, &a[0], |z| z.re.is_infinite() || z.im.is_infinite()),
        "(z, /)",
        "Checks if the real or imaginary part of z is infinite.",
    ),
    NativeDef::new(
        "isclose",
        isclose,
        "(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        "Determine whether two complex numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be considered close, the difference between them must be\nsmaller than at least one of the tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is\nnot close to anything, even itself. inf and -inf are only close to themselves.",
    ),
];
