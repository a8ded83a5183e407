//! bytes.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
use std::cell::Cell;
/// Payload.
pub struct BytesObj {
    /// The bytes.
    pub data: Box<[u8]>,
    /// 0 until computed.
    pub hash: Cell<i64>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<BytesObj>("bytes");
impl Payload for BytesObj {
    const KIND: Kind = Kind::Bytes;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A bytes object.
pub fn new(data: Vec<u8>) -> Value {
    object::new(BytesObj { data: data.into(), hash: Cell::new(0) })
}
