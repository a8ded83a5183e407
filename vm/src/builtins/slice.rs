//! slice.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
/// Payload.
pub struct SliceObj {
    /// Start (any value).
    pub start: Value,
    /// Stop.
    pub stop: Value,
    /// Step.
    pub step: Value,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<SliceObj>("slice").final_type();
impl Payload for SliceObj {
    const KIND: Kind = Kind::Slice;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }
}
/// A slice object.
pub fn new(start: Value, stop: Value, step: Value) -> Value {
    object::new(SliceObj { start, stop, step })
}
