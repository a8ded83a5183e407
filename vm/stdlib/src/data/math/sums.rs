//! Functions of many numbers: fsum, prod, sumprod, hypot, dist.

use super::real;
use crate::data::support::add;
use crate::leaf::statmath::{self, Fsum, FsumError, SumProduct};
use vm::builtins::{int, tuple};
use vm::object::error::Raised;
use vm::object::ops::{self, BinOp};
use vm::{NativeDef, PyResult, Value, Vm};

fn fsum_error(vm: &mut Vm, e: FsumError) -> Raised {
    match e {
        FsumError::Overflow => vm.overflow_error("intermediate overflow in fsum"),
        FsumError::Infinities => vm.value_error("-inf + inf in fsum"),
    }
}

fn fsum(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut sum = Fsum::default();
    ops::for_each(vm, &a[0], |vm, v| {
        let x = real(vm, &v)?;
        sum.add(x).map_err(|e| fsum_error(vm, e))
    })?;
    sum.finish().map(Value::float).map_err(|e| fsum_error(vm, e))
}

fn multiply(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int())
        && let Some(r) = x.checked_mul(y)
    {
        return Ok(Value::int(r));
    }
    if a.word().is_float() && b.word().is_float() {
        return Ok(Value::float(a.word().as_float_unchecked() * b.word().as_float_unchecked()));
    }
    ops::binary(vm, BinOp::Mul, a, b)
}

fn prod(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut r = a[1].opt().cloned().unwrap_or(Value::int(1));
    ops::for_each(vm, &a[0], |vm, v| {
        r = multiply(vm, &r, &v)?;
        Ok(())
    })?;
    Ok(r)
}

/// A running dot product: exact while the items are small ints, in triple precision while they are floats (or ints among
/// floats), by the operators of the objects from the first other pair on.
struct DotProduct {
    total: Value,
    ints: Option<i64>,
    floats: Option<SumProduct>,
    ints_used: bool,
    floats_used: bool,
}

impl DotProduct {
    fn end_ints(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Some(n) = self.ints.take()
            && self.ints_used
        {
            self.total = add(vm, &self.total, &Value::int(n))?;
        }
        Ok(())
    }
    fn end_floats(&mut self, vm: &mut Vm) -> PyResult<()> {
        if let Some(s) = self.floats.take()
            && self.floats_used
        {
            self.total = add(vm, &self.total, &Value::float(s.finish()))?;
        }
        Ok(())
    }
    fn add(&mut self, vm: &mut Vm, p: &Value, q: &Value) -> PyResult<()> {
        if let Some(n) = self.ints {
            let exact = int::is_exact_int(p) && int::is_exact_int(q);
            let pair = int::as_i64(p).zip(int::as_i64(q)).filter(|_| exact);
            if let Some(sum) = pair.and_then(|(x, y)| x.checked_mul(y)).and_then(|x| n.checked_add(x)) {
                (self.ints, self.ints_used) = (Some(sum), true);
                return Ok(());
            }
            self.end_ints(vm)?;
        }
        if let Some(mut sum) = self.floats {
            if let Some((x, y)) = float_pair(p, q)
                && sum.add(x, y)
            {
                (self.floats, self.floats_used) = (Some(sum), true);
                return Ok(());
            }
            self.end_floats(vm)?;
        }
        let term = multiply(vm, p, q)?;
        self.total = add(vm, &self.total, &term)?;
        Ok(())
    }
}

/// Two floats, or a float and an int.
fn float_pair(p: &Value, q: &Value) -> Option<(f64, f64)> {
    let exact_float = |v: &Value| v.as_float().filter(|_| v.ty().is(vm::builtins::float::TYPE.get()));
    let whole = |v: &Value| if int::is_exact_int(v) || v.as_bool().is_some() { int::number(v)?.to_f64().ok() } else { None };
    match (exact_float(p), exact_float(q)) {
        (Some(x), Some(y)) => Some((x, y)),
        (Some(x), None) => Some((x, whole(q)?)),
        (None, Some(y)) => Some((whole(p)?, y)),
        (None, None) => None,
    }
}

fn sumprod(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (p, q) = (ops::iter(vm, &a[0])?, ops::iter(vm, &a[1])?);
    let mut dot = DotProduct { total: Value::int(0), ints: Some(0), floats: Some(SumProduct::default()), ints_used: false, floats_used: false };
    loop {
        match (ops::next(vm, &p)?, ops::next(vm, &q)?) {
            (Some(x), Some(y)) => dot.add(vm, &x, &y)?,
            (None, None) => break,
            _ => return Err(vm.value_error("Inputs are not the same length")),
        }
    }
    dot.end_ints(vm)?;
    dot.end_floats(vm)?;
    Ok(dot.total)
}

fn hypot(vm: &mut Vm, coordinates: &[Value]) -> PyResult<Value> {
    let mut v = coordinates.iter().map(|x| real(vm, x)).collect::<PyResult<Vec<f64>>>()?;
    Ok(Value::float(statmath::hypot(&mut v)))
}

fn dist(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (p, q) = (ops::collect(vm, &a[0])?, ops::collect(vm, &a[1])?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let p = p.iter().map(|x| real(vm, x)).collect::<PyResult<Vec<f64>>>()?;
    let q = q.iter().map(|x| real(vm, x)).collect::<PyResult<Vec<f64>>>()?;
    Ok(Value::float(statmath::dist(&p, &q)))
}

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "fsum",
        fsum,
        "(seq, /)",
        "Return an accurate floating-point sum of values in the iterable seq.\n\nAssumes IEEE-754 floating-point arithmetic.",
    ),
    NativeDef::new(
        "prod",
        prod,
        "(iterable, /, *, start=1)",
        "Calculate the product of all the elements in the input iterable.\n\nThe default start value for the product is 1.\n\nWhen the iterable is empty, return the start value.  This function is\nintended specifically for use with numeric values and may reject\nnon-numeric types.",
    ),
    NativeDef::new(
        "sumprod",
        sumprod,
        "(p, q, /)",
        "Return the sum of products of values from two iterables p and q.\n\nRoughly equivalent to:\n\n    sum(itertools.starmap(operator.mul, zip(p, q, strict=True)))\n\nFor float and mixed int/float inputs, the intermediate products\nand sums are computed with extended precision.",
    ),
    NativeDef::new(
        "hypot",
        |vm, a| hypot(vm, tuple::items(&a[0])),
        "(*coordinates)",
        "Multidimensional Euclidean distance from the origin to a point.\n\nRoughly equivalent to:\n    sqrt(sum(x**2 for x in coordinates))",
    )
    .positional(hypot),
    NativeDef::new(
        "dist",
        dist,
        "(p, q, /)",
        "Return the Euclidean distance between two points p and q.\n\nThe points should be specified as sequences (or iterables) of\ncoordinates.  Both inputs must have the same dimension.\n\nRoughly equivalent to:\n    sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q)))",
    ),
];
