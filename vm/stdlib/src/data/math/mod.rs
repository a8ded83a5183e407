//! math: functions of real numbers. Rows of one float carry a typed body, which compiled code calls directly.

mod integers;
mod sums;

use crate::data::support::{fill, set};
use crate::leaf::clib;
use crate::leaf::statmath::{self, MathError};
use vm::builtins::{float, int, str, tuple};
use vm::import::NativeModule;
use vm::native::{Effects, Typed};
use vm::object::error::Raised;
use vm::object::{intern, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "math",
    init: |_, m| {
        for functions in [UNARY, TOTAL, BINARY, OTHERS, integers::FUNCTIONS, sums::FUNCTIONS] {
            fill(m, "math", functions, &[]);
        }
        let constants = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E), ("tau", std::f64::consts::TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)];
        for (name, x) in constants {
            set(m, name, Value::float(x));
        }
        set(m, "__doc__", Value::str("This module provides access to the mathematical functions\ndefined by the C standard."));
        Ok(())
    },
};

/// A real number: a float, or what converts to one.
#[inline]
pub(super) fn real(vm: &mut Vm, v: &Value) -> PyResult<f64> {
    if let Some(x) = v.as_float() {
        return Ok(x);
    }
    if let Some(i) = v.as_small_int()
        && i.unsigned_abs() <= 1 << 53
    {
        return Ok(i as f64);
    }
    let s = v.ty().slots();
    if str::is_str(v) || s.float.is_none() && s.index.is_none() {
        return Err(vm.type_error(format!("must be real number, not {}", v.ty().name())));
    }
    float::convert(vm, v)
}

#[cold]
pub(super) fn domain(vm: &mut Vm) -> Raised {
    vm.value_error("math domain error")
}
#[cold]
pub(super) fn range(vm: &mut Vm) -> Raised {
    vm.overflow_error("math range error")
}
fn lift(vm: &mut Vm, r: Result<f64, MathError>) -> PyResult<Value> {
    match r {
        Ok(x) => Ok(Value::float(x)),
        Err(MathError::Domain) => Err(domain(vm)),
        Err(MathError::Range) => Err(range(vm)),
    }
}

/// What an infinite result of a finite argument means.
#[derive(Clone, Copy, PartialEq)]
enum Infinite {
    /// The argument is a pole.
    Domain,
    /// The result is too large.
    Range,
}

/// The result of a function of one float if it is no error.
#[inline(always)]
fn checked(x: f64, r: f64) -> Option<f64> {
    if r.is_finite() || !x.is_finite() && (!r.is_nan() || x.is_nan()) { Some(r) } else { None }
}

/// A message about the argument where there is one: `{}` in it is the argument.
#[cold]
fn failed(vm: &mut Vm, x: f64, r: f64, infinite: Infinite, message: &str) -> Raised {
    if r.is_infinite() && infinite == Infinite::Range {
        return range(vm);
    }
    if message.is_empty() {
        return domain(vm);
    }
    vm.value_error(format!("{message}, got {}", vm::num::float::repr(x)))
}

/// Rows of functions of one float: name, function, what infinity means, message of a domain error, doc.
macro_rules! unary {
    ($($name:literal $f:expr, $infinite:ident, $message:literal, $doc:literal;)+) => { &[$(
        NativeDef::new(
            $name,
            |vm, a| {
                let x = real(vm, &a[0])?;
                let r = $f(x);
                match checked(x, r) {
                    Some(r) => Ok(Value::float(r)),
                    None => Err(failed(vm, x, r, Infinite::$infinite, $message)),
                }
            },
            "(x, /)",
            $doc,
        )
        .effects(Effects::Pure)
        .typed(Typed::F64(|x| checked(x, $f(x)))),
    )+] };
}

static UNARY: &[NativeDef] = unary! {
    "acos" f64::acos, Domain, "expected a number in range from -1 up to 1", "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi.";
    "acosh" clib::inverse_cosh, Domain, "expected argument value not less than 1", "Return the inverse hyperbolic cosine of x.";
    "asin" f64::asin, Domain, "expected a number in range from -1 up to 1", "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2.";
    "asinh" clib::inverse_sinh, Domain, "", "Return the inverse hyperbolic sine of x.";
    "atan" f64::atan, Domain, "", "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2.";
    "atanh" clib::inverse_tanh, Domain, "expected a number between -1 and 1", "Return the inverse hyperbolic tangent of x.";
    "cbrt" statmath::cbrt, Domain, "", "Return the cube root of x.";
    "cos" f64::cos, Domain, "expected a finite input", "Return the cosine of x (measured in radians).";
    "cosh" f64::cosh, Range, "", "Return the hyperbolic cosine of x.";
    "erf" statmath::erf, Domain, "", "Error function at x.";
    "erfc" statmath::erfc, Domain, "", "Complementary error function at x.";
    "exp" f64::exp, Range, "", "Return e raised to the power of x.";
    "exp2" f64::exp2, Range, "", "Return 2 raised to the power of x.";
    "expm1" f64::exp_m1, Range, "", "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x.";
    "fabs" f64::abs, Domain, "", "Return the absolute value of the float x.";
    "log1p" f64::ln_1p, Domain, "expected argument value > -1", "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is accurate for x near zero.";
    "sin" f64::sin, Domain, "expected a finite input", "Return the sine of x (measured in radians).";
    "sinh" f64::sinh, Range, "", "Return the hyperbolic sine of x.";
    "sqrt" f64::sqrt, Domain, "expected a nonnegative input", "Return the square root of x.";
    "tan" f64::tan, Domain, "expected a finite input", "Return the tangent of x (measured in radians).";
    "tanh" f64::tanh, Domain, "", "Return the hyperbolic tangent of x.";
};

/// Rows of functions of one float that never fail: name, function, doc.
macro_rules! total {
    ($($name:literal $f:expr, $doc:literal;)+) => { &[$(
        NativeDef::new($name, |vm, a| real(vm, &a[0]).map(|x| Value::float($f(x))), "(x, /)", $doc)
            .effects(Effects::Pure)
            .typed(Typed::F64(|x| Some($f(x)))),
    )+] };
}

static TOTAL: &[NativeDef] = total! {
    "degrees" |x: f64| x * (180.0 / std::f64::consts::PI), "Convert angle x from radians to degrees.";
    "radians" |x: f64| x * (std::f64::consts::PI / 180.0), "Convert angle x from degrees to radians.";
    "ulp" statmath::ulp, "Return the value of the least significant bit of the float x.";
};

/// Rows of functions of two floats: name, function (None for what `$error` raises), signature, doc.
macro_rules! binary {
    ($($name:literal $f:expr, $sig:literal, $doc:literal;)+) => { &[$(
        NativeDef::new(
            $name,
            |vm, a| {
                let f: fn(f64, f64) -> Result<f64, MathError> = $f;
                let (x, y) = (real(vm, &a[0])?, real(vm, &a[1])?);
                lift(vm, f(x, y))
            },
            $sig,
            $doc,
        )
        .effects(Effects::Pure)
        .typed(Typed::F64F64(|x, y| {
            let f: fn(f64, f64) -> Result<f64, MathError> = $f;
            f(x, y).ok()
        })),
    )+] };
}

static BINARY: &[NativeDef] = binary! {
    "atan2" |y, x| Ok(y.atan2(x)), "(y, x, /)", "Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both x and y are considered.";
    "copysign" |x, y| Ok(x.copysign(y)), "(x, y, /)", "Return a float with the magnitude (absolute value) of x but the sign of y.\n\nOn platforms that support signed zeros, copysign(1.0, -0.0)\nreturns -1.0.\n";
    "fmod" fmod, "(x, y, /)", "Return fmod(x, y), according to platform C.\n\nx % y may differ.";
    "pow" pow, "(x, y, /)", "Return x**y (x to the power of y).";
    "remainder" statmath::remainder, "(x, y, /)", "Difference between x and the closest integer multiple of y.\n\nReturn x - n*y where n*y is the closest integer multiple of y.\nIn the case where x is exactly halfway between two multiples of\ny, the nearest even value of n is used. The result is always exact.";
};

fn fmod(x: f64, y: f64) -> Result<f64, MathError> {
    let r = x % y;
    if r.is_nan() && !x.is_nan() && !y.is_nan() { Err(MathError::Domain) } else { Ok(r) }
}

fn pow(x: f64, y: f64) -> Result<f64, MathError> {
    let r = x.powf(y);
    if r.is_finite() || !x.is_finite() || !y.is_finite() {
        Ok(r)
    } else if r.is_nan() || x == 0.0 {
        Err(MathError::Domain)
    } else {
        Err(MathError::Range)
    }
}

/// The logarithm of an int or float by `f`; ints beyond the floats are scaled first.
fn log_of(vm: &mut Vm, v: &Value, f: fn(f64) -> f64) -> PyResult<f64> {
    if let Some(n) = int::number(v) {
        if n.signum() <= 0 {
            return Err(vm.value_error("expected a positive input"));
        }
        if let Ok(x) = n.to_f64() {
            return Ok(f(x));
        }
        // n = x * 2**e: sixty-four bits of it, the lowest of which stands for all that were cut off.
        let e = n.bit_length();
        let top = n.shr_bits(e - 64);
        let sticky = top.shl_bits(e - 64).order(&n) != std::cmp::Ordering::Equal;
        let x = (top.low_u64() | u64::from(sticky)) as f64 / 2f64.powi(64);
        // Rounding may have carried into the next power of two.
        let (x, e) = if x == 1.0 { (0.5, e + 1) } else { (x, e) };
        return Ok(f(x) + f(2.0) * e as f64);
    }
    let x = real(vm, v)?;
    let r = f(x);
    checked(x, r).ok_or_else(|| failed(vm, x, r, Infinite::Domain, "expected a positive input"))
}

fn log(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = log_of(vm, &a[0], f64::ln)?;
    let Some(base) = a[1].opt() else { return Ok(Value::float(n)) };
    let d = log_of(vm, base, f64::ln)?;
    if d == 0.0 {
        return Err(vm.zero_division("division by zero"));
    }
    Ok(Value::float(n / d))
}

/// The body of `floor`, `ceil`: the special method, else the float's.
fn to_integer(vm: &mut Vm, v: &Value, special: &str, f: fn(f64) -> f64) -> PyResult<Value> {
    if int::is_exact_int(v) {
        return Ok(v.clone());
    }
    let x = match v.as_float() {
        Some(x) if v.ty().is(float::TYPE.get()) => x,
        _ => {
            if let Some(r) = vm.call_special(v, &intern::intern(special), &[])? {
                return Ok(r);
            }
            real(vm, v)?
        }
    };
    match vm::num::float::to_int(f(x)) {
        Ok(n) => Ok(int::from_buf(n)),
        Err(e) => Err(int::raise(vm, e)),
    }
}

fn trunc(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].ty().is(float::TYPE.get()) {
        return to_integer(vm, &a[0], "__trunc__", f64::trunc);
    }
    match vm.call_special(&a[0], &intern::intern("__trunc__"), &[])? {
        Some(r) => Ok(r),
        None => Err(vm.type_error(format!("type {} doesn't define __trunc__ method", a[0].ty().name()))),
    }
}

fn ldexp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let x = real(vm, &a[0])?;
    let Some(n) = int::number(&a[1]) else { return Err(vm.type_error("Expected an int as second argument to ldexp.")) };
    if x == 0.0 || !x.is_finite() {
        return Ok(Value::float(x));
    }
    let n = n.clamp_i64().clamp(-5000, 5000) as i32;
    let (m, e) = statmath::frexp(x);
    let e = e + n;
    if e > 1024 {
        return Err(range(vm));
    }
    // A normal result is exact; a subnormal one is rounded once, by the last multiplication.
    let r = if e >= -1020 { scale(m, e) } else { scale(m, -1000) * scale(1.0, (e + 1000).max(-1074)) };
    Ok(Value::float(r))
}

/// `m * 2**e` for `m` near one, without rounding as long as the result is a normal float.
fn scale(m: f64, e: i32) -> f64 {
    let half = e / 2;
    m * 2f64.powi(half) * 2f64.powi(e - half)
}

fn modf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let x = real(vm, &a[0])?;
    let (fraction, whole) = if x.is_infinite() { (0f64.copysign(x), x) } else { ((x - x.trunc()).copysign(x), x.trunc()) };
    Ok(tuple::pair(Value::float(if x.is_nan() { x } else { fraction }), Value::float(whole)))
}

fn frexp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let x = real(vm, &a[0])?;
    let (m, e) = statmath::frexp(x);
    Ok(tuple::pair(Value::float(m), Value::int(e.into())))
}

fn nextafter(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y) = (real(vm, &a[0])?, real(vm, &a[1])?);
    let steps = match a[2].some() {
        Some(n) => {
            let n = ops::index(vm, n)?;
            match int::number(&n) {
                Some(n) if !n.is_negative() => n.to_u64().unwrap_or(u64::MAX),
                _ => return Err(vm.value_error("steps must be a non-negative integer")),
            }
        }
        None => 1,
    };
    Ok(Value::float(statmath::nextafter(x, y, steps)))
}

fn isclose(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y) = (real(vm, &a[0])?, real(vm, &a[1])?);
    let relative = a[2].opt().map_or(Ok(1e-9), |v| real(vm, v))?;
    let absolute = a[3].opt().map_or(Ok(0.0), |v| real(vm, v))?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(vm.value_error("tolerances must be non-negative"));
    }
    Ok(Value::bool(statmath::isclose(x, y, relative, absolute)))
}

fn fma(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y, z) = (real(vm, &a[0])?, real(vm, &a[1])?, real(vm, &a[2])?);
    match statmath::fma(x, y, z) {
        Err(MathError::Domain) => Err(vm.value_error("invalid operation in fma")),
        Err(MathError::Range) => Err(vm.overflow_error("overflow in fma")),
        Ok(r) => Ok(Value::float(r)),
    }
}

fn gamma(vm: &mut Vm, v: &Value, f: fn(f64) -> Result<f64, MathError>) -> PyResult<Value> {
    let x = real(vm, v)?;
    match f(x) {
        Err(MathError::Domain) => Err(vm.value_error(format!("expected a noninteger or positive integer, got {}", vm::num::float::repr(x)))),
        r => lift(vm, r),
    }
}

macro_rules! test {
    ($name:literal, $f:expr, $doc:literal) => {
        NativeDef::new(
            $name,
            |vm, a| {
                let f: fn(f64) -> bool = $f;
                Ok(Value::bool(f(real(vm, &a[0])?)))
            },
            "(x, /)",
            $doc,
        )
        .effects(Effects::Pure)
    };
}

static OTHERS: &[NativeDef] = &[
    test!("isfinite", f64::is_finite, "Return True if x is neither an infinity nor a NaN, and False otherwise."),
    test!("isinf", f64::is_infinite, "Return True if x is a positive or negative infinity, and False otherwise."),
    test!("isnan", f64::is_nan, "Return True if x is a NaN (not a number), and False otherwise."),
    NativeDef::new(
        "ceil",
        |vm, a| to_integer(vm, &a[0], "__ceil__", f64::ceil),
        "(x, /)",
        "Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x.",
    ),
    NativeDef::new(
        "floor",
        |vm, a| to_integer(vm, &a[0], "__floor__", f64::floor),
        "(x, /)",
        "Return the floor of x as an Integral.\n\nThis is the largest integer <= x.",
    ),
    NativeDef::new(
        "trunc",
        trunc,
        "(x, /)",
        "Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method.",
    ),
    NativeDef::new("gamma", |vm, a| gamma(vm, &a[0], statmath::gamma), "(x, /)", "Gamma function at x.").effects(Effects::Pure),
    NativeDef::new(
        "lgamma",
        |vm, a| gamma(vm, &a[0], statmath::lgamma),
        "(x, /)",
        "Natural logarithm of absolute value of Gamma function at x.",
    )
    .effects(Effects::Pure),
    NativeDef::new(
        "log",
        log,
        "(x, base=math.e, /)",
        "log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e) of x.",
    )
    .effects(Effects::Pure)
    .typed(Typed::F64(|x| checked(x, x.ln()))),
    NativeDef::new("log2", |vm, a| log_of(vm, &a[0], f64::log2).map(Value::float), "(x, /)", "Return the base 2 logarithm of x.")
        .effects(Effects::Pure)
        .typed(Typed::F64(|x| checked(x, x.log2()))),
    NativeDef::new("log10", |vm, a| log_of(vm, &a[0], f64::log10).map(Value::float), "(x, /)", "Return the base 10 logarithm of x.")
        .effects(Effects::Pure)
        .typed(Typed::F64(|x| checked(x, x.log10()))),
    NativeDef::new("ldexp", ldexp, "(x, i, /)", "Return x * (2**i).\n\nThis is essentially the inverse of frexp().").effects(Effects::Pure),
    NativeDef::new("modf", modf, "(x, /)", "Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are floats.").effects(Effects::Pure),
    NativeDef::new(
        "frexp",
        frexp,
        "(x, /)",
        "Return the mantissa and exponent of x, as pair (m, e).\n\nm is a float and e is an int, such that x = m * 2.**e.\nIf x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0.",
    )
    .effects(Effects::Pure),
    NativeDef::new(
        "nextafter",
        nextafter,
        "(x, y, /, *, steps=None)",
        "Return the floating-point value the given number of steps after x towards y.\n\nIf steps is not specified or is None, 1 is used.\n\nRaises a TypeError, if x or y is not a double, or if steps is not an integer.\nRaises ValueError if steps is negative.",
    )
    .effects(Effects::Pure),
    NativeDef::new(
        "isclose",
        isclose,
        "(a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        "Determine whether two floating-point numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values",
    )
    .effects(Effects::Pure),
    NativeDef::new("fma", fma, "(x, y, z, /)", "Fused multiply-add operation.\n\nCompute (x * y) + z with a single round.").effects(Effects::Pure),
];
