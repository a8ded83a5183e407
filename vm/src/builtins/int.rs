//! int.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
use malachite_bigint::BigInt;
use num_traits::ToPrimitive;

/// Payload of ints beyond 61 bits and of instances of int subclasses.
pub struct IntObj {
    /// The number.
    pub value: BigInt,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<IntObj>("int");
impl Payload for IntObj {
    const KIND: Kind = Kind::Int;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// An int that doesn't fit 61 bits.
#[cold]
pub fn boxed(v: i128) -> Value {
    object::new(IntObj { value: BigInt::from(v) })
}
/// An int of any size.
pub fn from_big(v: BigInt) -> Value {
    if let Some(i) = v.to_i64() && let Some(w) = crate::value::Word::int(i) {
        // SAFETY: an immediate.
        return unsafe { Value::from_owned(w) };
    }
    object::new(IntObj { value: v })
}
/// int, bool or an int subclass?
#[inline]
pub fn is_int(v: &Value) -> bool {
    v.word().is_int() || v.word().is_bool() || v.kind() == Kind::Int
}
/// Exactly an int (no bool, no subclass)?
#[inline]
pub fn is_exact_int(v: &Value) -> bool {
    v.word().is_int() || v.header().is_some_and(|h| h.is_exact(Kind::Int))
}
/// The number if it is an int (or bool) that fits.
#[inline]
pub fn as_i64(v: &Value) -> Option<i64> {
    if let Some(i) = v.as_small_int() {
        return Some(i);
    }
    if let Some(b) = v.as_bool() {
        return Some(b as i64);
    }
    v.downcast::<IntObj>()?.value.to_i64()
}
/// Is it a negative int?
pub fn is_negative(v: &Value) -> bool {
    match as_i64(v) {
        Some(i) => i < 0,
        None => v.downcast::<IntObj>().is_some_and(|o| o.value.sign() == malachite_bigint::Sign::Minus),
    }
}
/// Hash of a small int.
#[inline(always)]
pub fn hash_small(i: i64) -> i64 {
    if i == -1 { -2 } else { i }
}
/// The value of an int as a hash result (reduced modulo 2^61-1 when big); None when it isn't an int.
pub fn hash_of(v: &Value) -> Option<i64> {
    if let Some(i) = as_i64(v) {
        return Some(i);
    }
    let o = v.downcast::<IntObj>()?;
    let m = BigInt::from((1i64 << 61) - 1);
    (&o.value % &m).to_i64()
}
