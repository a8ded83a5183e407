//! `sum`: ints and floats are added as machine numbers as long as they last, floats and complex numbers with a correction term
//! (Neumaier's variant of Kahan's summation), so that `sum([0.1] * 10)` is 1.0.

use crate::builtins::{complex, str};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::value::Value;
use crate::vm::Vm;

/// A running sum and what was lost so far.
#[derive(Clone, Copy)]
struct Compensated {
    high: f64,
    low: f64,
}
impl Compensated {
    fn new(x: f64) -> Compensated {
        Compensated { high: x, low: 0.0 }
    }
    fn add(&mut self, x: f64) {
        let total = self.high + x;
        self.low += if self.high.abs() >= x.abs() { (self.high - total) + x } else { (x - total) + self.high };
        self.high = total;
    }
    /// Infinities and nans make the correction nan: it is left out then.
    fn value(self) -> f64 {
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

/// A float that is one exactly.
fn exact_float(v: &Value) -> Option<f64> {
    let exact = v.word().is_float() || v.header().is_some_and(|h| h.is_exact(crate::heap::header::Kind::Float));
    v.as_float().filter(|_| exact)
}
/// An int or bool as a number to add.
fn whole(v: &Value) -> Option<i64> {
    v.as_small_int().or_else(|| v.as_bool().map(i64::from))
}

/// `sum(iterable, start)`
pub fn sum(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut total = a[1].opt().cloned().unwrap_or(Value::int(0));
    if str::is_str(&total) {
        return Err(vm.type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    if crate::builtins::bytes::get(&total).is_some() {
        return Err(vm.type_error("sum() can't sum bytes [use b''.join(seq) instead]"));
    }
    if total.downcast::<crate::builtins::bytearray::ByteArrayObj>().is_some() {
        return Err(vm.type_error("sum() can't sum bytearray [use b''.join(seq) instead]"));
    }
    let it = ops::iter(vm, &a[0])?;
    if let Some(mut n) = total.as_small_int() {
        let mut add = |_: &mut Vm, x: Value| match whole(&x).and_then(|x| n.checked_add(x)) {
            Some(m) => {
                n = m;
                None
            }
            None => Some(x),
        };
        match ops::feed(vm, &it, &mut add)? {
            None => return Ok(Value::int(n)),
            Some(x) => total = ops::binary(vm, BinOp::Add, &Value::int(n), &x)?,
        }
    }
    if let Some(x) = exact_float(&total) {
        match floats(vm, &it, x)? {
            (sum, None) => return Ok(Value::float(sum)),
            (sum, Some(x)) => total = ops::binary(vm, BinOp::Add, &Value::float(sum), &x)?,
        }
    }
    if let Some(z) = total.downcast_exact::<complex::ComplexObj>() {
        let (mut re, mut im) = (Compensated::new(z.re), Compensated::new(z.im));
        loop {
            let Some(x) = ops::next(vm, &it)? else { return Ok(complex::new(re.value(), im.value())) };
            if let Some(z) = x.downcast_exact::<complex::ComplexObj>() {
                re.add(z.re);
                im.add(z.im);
            } else if let Some(f) = exact_float(&x) {
                re.add(f);
            } else if let Some(n) = whole(&x) {
                re.add(n as f64);
            } else {
                total = ops::binary(vm, BinOp::Add, &complex::new(re.value(), im.value()), &x)?;
                break;
            }
        }
    }
    while let Some(x) = ops::next(vm, &it)? {
        total = ops::binary(vm, BinOp::Add, &total, &x)?;
    }
    Ok(total)
}

/// Adds floats and ints; the sum, and the first item that is neither.
fn floats(vm: &mut Vm, it: &Value, start: f64) -> PyResult<(f64, Option<Value>)> {
    let mut sum = Compensated::new(start);
    let mut add = |_: &mut Vm, x: Value| {
        if let Some(f) = exact_float(&x).or_else(|| whole(&x).map(|n| n as f64)) {
            sum.add(f);
            return None;
        }
        Some(x)
    };
    let other = ops::feed(vm, it, &mut add)?;
    Ok((sum.value(), other))
}
