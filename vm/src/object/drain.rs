//! All that an iterator has left, item by item, without a call of its `next` where the iterator is known.

use super::error::PyResult;
use super::ops;
use crate::builtins::generator::{self, GeneratorObj};
use crate::builtins::iterators::ListIter;
use crate::builtins::list::ListObj;
use crate::interp::resume::Sink;
use crate::value::Value;
use crate::vm::Vm;

/// Gives what an iterator has left to `sink`, which runs no Python code, up to an item that it doesn't take: that is the result.
/// None at the end. Generators run on meanwhile instead of being resumed for each item.
pub fn feed(vm: &mut Vm, it: &Value, sink: &mut Sink) -> PyResult<Option<Value>> {
    if let Some(g) = it.downcast_exact::<GeneratorObj>()
        && g.is_plain
    {
        return generator::drain(vm, g, sink);
    }
    if let Some(l) = it.downcast_exact::<ListIter>() {
        // As `next` does it, but for the way there. The end goes the general way.
        let item = || l.list.borrow().downcast::<ListObj>().and_then(|v| v.get(l.index.get()));
        while let Some(x) = item() {
            l.index.set(l.index.get() + 1);
            if let Some(x) = sink(vm, x) {
                return Ok(Some(x));
            }
        }
    }
    while let Some(x) = ops::next(vm, it)? {
        if let Some(x) = sink(vm, x) {
            return Ok(Some(x));
        }
    }
    Ok(None)
}
/// Calls `f` with every item of an iterable.
pub fn for_each(vm: &mut Vm, v: &Value, mut f: impl FnMut(&mut Vm, Value) -> PyResult<()>) -> PyResult<()> {
    if let Some(l) = v.downcast_exact::<ListObj>() {
        let mut i = 0;
        while let Some(x) = l.get(i) {
            f(vm, x)?;
            i += 1;
        }
        return Ok(());
    }
    let it = ops::iter(vm, v)?;
    while let Some(x) = ops::next(vm, &it)? {
        f(vm, x)?;
    }
    Ok(())
}
