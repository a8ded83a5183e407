//! Slices of lists: items of a range of positions, and their replacement.

use super::{ListObj, l, new};
use crate::builtins::slice::{self, Parts, SliceObj};
use crate::builtins::tuple::TupleObj;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;

/// The items of a list that `parts` name, as a new list.
pub fn get(v: &ListObj, parts: &Parts) -> Value {
    let items = v.items();
    let (start, _, step, n) = slice::adjust(parts, items.len());
    let first = start.max(0) as usize;
    match step {
        1 => new(items.get(first..first + n).map_or_else(Vec::new, <[Value]>::to_vec)),
        -1 if n > 0 => new(items.get(first + 1 - n..=first).map_or_else(Vec::new, |s| s.iter().rev().cloned().collect())),
        _ => new((0..n as isize).filter_map(|k| items.get((start + k * step) as usize).cloned()).collect()),
    }
}

/// `v[parts] = x`
pub fn set(vm: &mut Vm, v: &Value, parts: &Parts, x: &Value) -> PyResult<()> {
    if parts.is_contiguous() && !v.is(x) && replace_items(v, parts, x) {
        return Ok(());
    }
    let new_items = collect(vm, x)?;
    assign(vm, v, parts, new_items)
}
/// The usual case without copies: as many items as before, from a list or tuple.
fn replace_items(v: &Value, parts: &Parts, x: &Value) -> bool {
    let items = match (x.downcast::<ListObj>(), x.downcast::<TupleObj>()) {
        (Some(l), _) => l.items(),
        (_, Some(t)) => t.items(),
        _ => return false,
    };
    let (start, _, _, n) = slice::adjust(parts, l(v).len());
    if items.len() != n {
        return false;
    }
    let old: Vec<Value> = {
        let vec = l(v).vec();
        let places = vec.iter_mut().skip(start.max(0) as usize).zip(items);
        let replaced = places.map(|(place, x)| std::mem::replace(place, x.clone()));
        // Numbers need no list to be dropped from; dropping anything else may run Python code that sees the list.
        replaced.filter(|old| old.header().is_some()).collect()
    };
    drop(old);
    true
}
/// `v[to] = x[from]` where that replaces as many items as there were, in one piece forwards or backwards; false (and nothing
/// happened) otherwise.
pub fn copy(v: &ListObj, to: &Parts, x: &ListObj, from: &Parts) -> bool {
    let (start, _, by, n) = slice::adjust(to, v.len());
    let (first, _, step, m) = slice::adjust(from, x.len());
    if by != 1 || m != n || step != 1 && step != -1 {
        return false;
    }
    if n == 0 {
        return true;
    }
    let (start, first) = (start as usize, if step == 1 { first as usize } else { first as usize + 1 - n });
    if std::ptr::eq(v, x) {
        // In place: the same items in the other order, or nothing at all.
        if start == first {
            if step == -1
                && let Some(part) = v.vec().get_mut(start..start + n)
            {
                part.reverse();
            }
            return true;
        }
        return false;
    }
    let Some(items) = x.items().get(first..first + n) else { return false };
    let old: Vec<Value> = {
        let places = v.vec().iter_mut().skip(start);
        let replace = |(place, x): (&mut Value, &Value)| std::mem::replace(place, x.clone());
        let counted = |old: &Value| old.header().is_some();
        match step {
            1 => places.zip(items).map(replace).filter(counted).collect(),
            _ => places.zip(items.iter().rev()).map(replace).filter(counted).collect(),
        }
    };
    drop(old);
    true
}
fn collect(vm: &mut Vm, x: &Value) -> PyResult<Vec<Value>> {
    match ops::collect(vm, x) {
        Err(e) if x.ty().slots().iter.is_none() && !ops::is_sequence(x) => {
            drop(vm.take_exception(e));
            Err(vm.type_error("must assign iterable to extended slice"))
        }
        r => r,
    }
}
fn assign(vm: &mut Vm, v: &Value, parts: &Parts, new_items: Vec<Value>) -> PyResult<()> {
    let (start, stop, step, n) = slice::adjust(parts, l(v).len());
    let vec = l(v).vec();
    let old: Vec<Value> = if step == 1 {
        let end = stop.max(start) as usize;
        vec.splice(start as usize..end, new_items).collect()
    } else {
        if new_items.len() != n {
            return Err(vm.value_error(format!("attempt to assign sequence of size {} to extended slice of size {n}", new_items.len())));
        }
        new_items.into_iter().enumerate().map(|(k, x)| std::mem::replace(&mut vec[(start + k as isize * step) as usize], x)).collect()
    };
    drop(old);
    Ok(())
}

/// `v[s] = x`, or `del v[s]`
pub(super) fn set_slice(vm: &mut Vm, v: &Value, s: &SliceObj, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else {
        let parts = slice::evaluate(vm, s)?;
        delete(v, &parts);
        return Ok(());
    };
    if let Some(parts) = Parts::plain(&s.start, &s.stop, &s.step) {
        return set(vm, v, &parts, x);
    }
    let new_items = collect(vm, x)?;
    let parts = slice::evaluate(vm, s)?;
    assign(vm, v, &parts, new_items)
}
fn delete(v: &Value, parts: &Parts) {
    let (start, stop, step, n) = slice::adjust(parts, l(v).len());
    let vec = l(v).vec();
    let old: Vec<Value> = if step == 1 {
        let end = stop.max(start) as usize;
        vec.drain(start as usize..end).collect()
    } else {
        let mut at: Vec<usize> = (0..n as isize).map(|k| (start + k * step) as usize).collect();
        at.sort_unstable_by(|a, b| b.cmp(a));
        at.into_iter().map(|i| vec.remove(i)).collect()
    };
    drop(old);
}
