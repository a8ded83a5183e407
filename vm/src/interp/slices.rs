//! `v[a:b:c]` and `v[a:b:c] = x` from the parts of the slice: exact builtin sequences whose bounds are small ints or None
//! need no slice object. Everything else gets one and goes through the slots.

use crate::builtins::list::{self, ListObj};
use crate::builtins::slice::{self, Parts};
use crate::builtins::{bytes, str, tuple};
use crate::heap::header::{Kind, flag::EXACT};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::text::layout;
use crate::value::Value;
use crate::vm::Vm;

/// `v[start:stop:step]`
pub fn get(vm: &mut Vm, v: &Value, start: Value, stop: Value, step: Value) -> PyResult<Value> {
    if let Some(parts) = Parts::plain(&start, &stop, &step)
        && let Some(r) = part_of(v, &parts)
    {
        return Ok(r);
    }
    let s = slice::new(start, stop, step);
    ops::getitem(vm, v, &s)
}

/// `v[start:stop:step] = x`
pub fn set(vm: &mut Vm, v: &Value, start: Value, stop: Value, step: Value, x: &Value) -> PyResult<()> {
    if v.header().is_some_and(|h| h.is_exact(Kind::List))
        && let Some(parts) = Parts::plain(&start, &stop, &step)
    {
        return list::slices::set(vm, v, &parts, x);
    }
    let s = slice::new(start, stop, step);
    ops::setitem(vm, v, &s, x)
}

/// `v[to] = x[from]` of exact lists, where each slice is its start, stop and step.
pub fn copy(vm: &mut Vm, v: &Value, to: [Value; 3], x: &Value, from: [Value; 3]) -> PyResult<()> {
    let plain = |s: &[Value; 3]| Parts::plain(&s[0], &s[1], &s[2]);
    if let (Some(to), Some(from), Some(v), Some(x)) = (plain(&to), plain(&from), v.downcast::<ListObj>(), x.downcast::<ListObj>())
        && list::slices::copy(v, &to, x, &from)
    {
        return Ok(());
    }
    let [start, stop, step] = from;
    let items = get(vm, x, start, stop, step)?;
    let [start, stop, step] = to;
    set(vm, v, start, stop, step, &items)
}

/// The part of an exact list, tuple, str or bytes.
fn part_of(v: &Value, parts: &Parts) -> Option<Value> {
    let h = v.header().filter(|h| h.has(EXACT))?;
    match h.kind() {
        Kind::List => Some(list::slices::get(v.downcast::<ListObj>()?, parts)),
        Kind::Tuple => {
            let items = tuple::items(v);
            let (start, _, step, n) = slice::adjust(parts, items.len());
            if step == 1 {
                let whole = n == items.len();
                return Some(if whole { v.clone() } else { tuple::from_slice(items.get(start as usize..start as usize + n)?) });
            }
            Some(tuple::new((0..n as isize).filter_map(|k| items.get((start + k * step) as usize).cloned()).collect()))
        }
        Kind::Str => {
            let u = str::get(v)?.units();
            let (start, _, step, n) = slice::adjust(parts, u.len());
            if step == 1 {
                return Some(if n == u.len() { v.clone() } else { str::from_units(u.slice(start as usize, start as usize + n)) });
            }
            Some(str::from_buf(layout::stepped(u, start as i64, step as i64, n)))
        }
        Kind::Bytes => {
            let b = bytes::get(v)?;
            let (start, _, step, n) = slice::adjust(parts, b.len());
            if step == 1 && n == b.len() {
                return Some(v.clone());
            }
            Some(bytes::new(bytes::sliced(b, start, step, n)))
        }
        _ => None,
    }
}
