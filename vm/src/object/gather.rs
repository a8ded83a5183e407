//! Taking all that an iterable has: every item to a function, into a vector, or into a sink that runs no Python code.

use super::error::PyResult;
use super::ops::{iter, length_hint, next};
use crate::value::Value;
use crate::vm::Vm;

/// The truth of a value that is one by itself: a bool, small int or None.
#[inline]
pub fn plain_truth(v: &Value) -> Option<bool> {
    v.as_bool().or_else(|| v.as_small_int().map(|n| n != 0)).or(if v.is_none() { Some(false) } else { None })
}
/// Gives what an iterator has left to `sink`, which runs no Python code, up to an item that it doesn't take: that is the result.
/// None at the end. Generators run on meanwhile instead of being resumed for each item.
pub fn feed(vm: &mut Vm, it: &Value, sink: &mut crate::interp::resume::Sink) -> PyResult<Option<Value>> {
    if let Some(g) = it.downcast_exact::<crate::builtins::generator::GeneratorObj>()
        && g.is_plain
    {
        return crate::builtins::generator::drain(vm, g, sink);
    }
    while let Some(x) = next(vm, it)? {
        if let Some(x) = sink(vm, x) {
            return Ok(Some(x));
        }
    }
    Ok(None)
}
/// Calls `f` with every item of an iterable.
pub fn for_each(vm: &mut Vm, v: &Value, mut f: impl FnMut(&mut Vm, Value) -> PyResult<()>) -> PyResult<()> {
    if let Some(l) = v.downcast_exact::<crate::builtins::list::ListObj>() {
        let mut i = 0;
        while let Some(x) = l.get(i) {
            f(vm, x)?;
            i += 1;
        }
        return Ok(());
    }
    let it = iter(vm, v)?;
    while let Some(x) = next(vm, &it)? {
        f(vm, x)?;
    }
    Ok(())
}
/// All items of an iterable.
pub fn collect(vm: &mut Vm, v: &Value) -> PyResult<Vec<Value>> {
    if v.header().is_some_and(|h| h.is_exact(crate::heap::header::Kind::Tuple)) {
        return Ok(crate::builtins::tuple::items(v).to_vec());
    }
    if let Some(l) = v.downcast_exact::<crate::builtins::list::ListObj>() {
        return Ok(l.to_vec());
    }
    let it = iter(vm, v)?;
    let hint = length_hint(vm, v, 0)?;
    let mut out = Vec::with_capacity(hint.min(1 << 20));
    feed(vm, &it, &mut |_, x| {
        out.push(x);
        None
    })?;
    Ok(out)
}
