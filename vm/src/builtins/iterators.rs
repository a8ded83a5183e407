//! Iterators.
use crate::value::Value;
/// The iterator that asks for `v[0]`, `v[1]`, ... until IndexError.
pub fn sequence_iter(v: Value) -> Value {
    v
}
