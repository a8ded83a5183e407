//! set and frozenset: a dict table without values.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::dict::DictObj;
use crate::object::{self, Payload};
use crate::value::Value;
/// Payload of sets (`SetObj<false>`) and frozensets (`SetObj<true>`).
pub struct SetObj<const FROZEN: bool> {
    /// The table; values are None.
    pub table: DictObj,
}
/// `set`
pub static SET: TypeDef = TypeDef::new::<SetObj<false>>("set");
/// `frozenset`
pub static FROZENSET: TypeDef = TypeDef::new::<SetObj<true>>("frozenset");
impl Payload for SetObj<false> {
    const KIND: Kind = Kind::Set;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &SET
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.table.trace(visit);
    }
}
impl Payload for SetObj<true> {
    const KIND: Kind = Kind::FrozenSet;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &FROZENSET
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.table.trace(visit);
    }
}
/// The frozenset of a compiler constant (its items are hashable constants).
pub fn frozen_constant(items: Vec<Value>) -> Value {
    let set = SetObj::<true> { table: DictObj::empty() };
    crate::vm::with_current(|vm| {
        for i in items {
            if let Err(e) = set.table.set(vm, i, Value::NONE) {
                drop(vm.take_exception(e));
            }
        }
    });
    object::new(set)
}
