//! Helpers on strings, bytes and complex numbers with plain arguments and results: no context, no exception. What they can't answer they answer
//! with a value that nothing else has, and compiled code leaves.

use crate::lower::abi::JitContext;
use vm::builtins::{bytes, complex, list, str};
use vm::object::ops::CmpOp;
use vm::value::{Value, Word};

/// Are two exact strings equal? 0 or 1.
pub extern "C" fn equal(x: Word, y: Word) -> u64 {
    // SAFETY: compiled code lends exact strings.
    u64::from(x == y || unsafe { str::equal(Value::view(&x), Value::view(&y)) })
}
/// A comparison of exact strings: 0 or 1.
pub extern "C" fn compare(op: u64, x: Word, y: Word) -> u64 {
    // SAFETY: as above.
    let (x, y) = unsafe { (Value::view(&x), Value::view(&y)) };
    let (Some(a), Some(b)) = (str::get(x), str::get(y)) else { return 0 };
    let order = a.units().order(b.units());
    let all = [CmpOp::Lt, CmpOp::Le, CmpOp::Eq, CmpOp::Ne, CmpOp::Gt, CmpOp::Ge];
    u64::from(all.iter().any(|o| *o as u64 == op && o.holds(order)))
}
/// The character at an index as an owned word; NULL when the index is out of range.
pub extern "C" fn item(x: Word, i: i64) -> Word {
    // SAFETY: as above.
    let Some(s) = str::get(unsafe { Value::view(&x) }) else { return Word::NULL };
    let u = s.units();
    match list::position(i, u.len()) {
        Some(i) => str::from_char(u.get(i)).into_word(),
        None => Word::NULL,
    }
}
/// Number of characters.
pub extern "C" fn len(x: Word) -> i64 {
    // SAFETY: as above.
    str::get(unsafe { Value::view(&x) }).map_or(0, |s| s.len() as i64)
}
/// The number of the only character; -1 when there isn't exactly one.
pub extern "C" fn ord(x: Word) -> i64 {
    // SAFETY: as above.
    match str::get(unsafe { Value::view(&x) }).map(|s| s.units()) {
        Some(u) if u.len() == 1 => i64::from(u.get(0)),
        _ => -1,
    }
}
/// The byte at an index of exact bytes; -1 when it is out of range.
pub extern "C" fn byte(x: Word, i: i64) -> i64 {
    // SAFETY: as above.
    let b = bytes::get(unsafe { Value::view(&x) }).unwrap_or(&[]);
    list::position(i, b.len()).map_or(-1, |i| i64::from(b[i]))
}
/// A complex number whose parts are stored right behind.
pub extern "C" fn alloc_complex(_: *mut JitContext, _: u64, _: u64) -> u64 {
    complex::new(0.0, 0.0).into_word().0 & !7
}
/// The absolute value; nan where there is none (or it is too large).
pub extern "C" fn complex_abs(re: f64, im: f64) -> f64 {
    vm::num::complex::complex(re, im).abs().unwrap_or(f64::NAN)
}
