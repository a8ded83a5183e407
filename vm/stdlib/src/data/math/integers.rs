//! The functions of integers.

use vm::builtins::int;
use vm::builtins::tuple;
use vm::num::{IntBuf, NumError, intmath};
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// An int, from whatever has `__index__`.
fn integer(vm: &mut Vm, v: &Value) -> PyResult<IntBuf> {
    let i = ops::index(vm, v)?;
    Ok(int::to_buf(&i).unwrap_or_default())
}

fn lift(vm: &mut Vm, r: Result<IntBuf, NumError>) -> PyResult<Value> {
    match r {
        Ok(n) => Ok(int::from_buf(n)),
        Err(e) => Err(int::raise(vm, e)),
    }
}

/// Folds all arguments; the result is not negative.
fn fold(vm: &mut Vm, args: &Value, start: IntBuf, f: fn(&IntBuf, &IntBuf) -> IntBuf) -> PyResult<Value> {
    let mut so_far = start;
    for v in tuple::items(args) {
        let n = integer(vm, v)?;
        so_far = f(&so_far, &n).abs();
    }
    Ok(int::from_buf(so_far))
}

fn isqrt(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = integer(vm, &a[0])?;
    lift(vm, intmath::isqrt(&n))
}

fn factorial(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = integer(vm, &a[0])?;
    lift(vm, intmath::factorial(&n))
}

fn perm(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(k) = a[1].some() else { return factorial(vm, a) };
    let (n, k) = (integer(vm, &a[0])?, integer(vm, k)?);
    lift(vm, intmath::perm(&n, &k))
}

fn comb(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (n, k) = (integer(vm, &a[0])?, integer(vm, &a[1])?);
    lift(vm, intmath::comb(&n, &k))
}

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("gcd", |vm, a| fold(vm, &a[0], IntBuf::ZERO, intmath::gcd), "(*integers)", "Greatest Common Divisor."),
    NativeDef::new("lcm", |vm, a| fold(vm, &a[0], IntBuf::ONE, intmath::lcm), "(*integers)", "Least Common Multiple."),
    NativeDef::new("isqrt", isqrt, "(n, /)", "Return the integer part of the square root of the input."),
    NativeDef::new("factorial", factorial, "(n, /)", "Find n!."),
    NativeDef::new(
        "perm",
        perm,
        "(n, k=None, /)",
        "Number of ways to choose k items from n items without repetition and with order.\n\nEvaluates to n! / (n - k)! when k <= n and evaluates\nto zero when k > n.\n\nIf k is not specified or is None, then k defaults to n\nand the function returns n!.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative.",
    ),
    NativeDef::new(
        "comb",
        comb,
        "(n, k, /)",
        "Number of ways to choose k items from n items without repetition and without order.\n\nEvaluates to n! / (k! * (n - k)!) when k <= n and evaluates\nto zero when k > n.\n\nAlso called the binomial coefficient because it is equivalent\nto the coefficient of k-th term in polynomial expansion of the\nexpression (1 + x)**n.\n\nRaises TypeError if either of the arguments are not integers.\nRaises ValueError if either of the arguments are negative.",
    ),
];
