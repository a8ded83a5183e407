//! Cells, counts, weak references and the collector, on objects made by hand.

mod cells;
mod counts;
mod cycles;
mod weak;

use crate::builtins::list;
use crate::value::Value;

/// `l.append(v)`
fn push(l: &Value, v: Value) {
    l.downcast::<list::ListObj>().unwrap().push(v);
}

/// `len(l)`
fn len(l: &Value) -> usize {
    l.downcast::<list::ListObj>().unwrap().len()
}

/// The method `append` of a list, which notes what it is called with.
fn append(vm: &mut crate::vm::Vm, notes: &Value) -> Value {
    crate::testing::get_attr(vm, notes, "append")
}
