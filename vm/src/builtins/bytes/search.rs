//! Finding, splitting and replacing in bytes-like objects: arguments are taken first, then the own bytes are looked at.

use super::methods::{like, like_part, own, part};
use crate::builtins::buffer::{self, BytesLike, bytes_like};
use crate::builtins::{int, list, slice, tuple};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::text::bytes::{is_line_break, is_space};
use crate::text::find::{self, Ends};
use crate::text::unit::{find_seq, rfind_seq};
use crate::value::Value;
use crate::vm::Vm;

/// What to look for.
enum Needle {
    Byte(u8),
    Bytes(BytesLike),
}
impl Needle {
    fn get(&self) -> &[u8] {
        match self {
            Needle::Byte(b) => std::slice::from_ref(b),
            Needle::Bytes(b) => b,
        }
    }
}
fn needle(vm: &mut Vm, v: &Value) -> PyResult<Needle> {
    if buffer::is_exporter(v) {
        return Ok(Needle::Bytes(bytes_like(vm, v)?));
    }
    if v.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("argument should be integer or bytes-like object, not '{}'", v.ty().name())));
    }
    small(vm, v).map(Needle::Byte)
}
/// An int that is a byte.
pub(super) fn small(vm: &mut Vm, v: &Value) -> PyResult<u8> {
    let n = ops::index(vm, v)?;
    match int::as_i64(&n).and_then(|n| u8::try_from(n).ok()) {
        Some(b) => Ok(b),
        None => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

/// `x in v`
pub fn contains(vm: &mut Vm, v: &Value, x: &Value) -> PyResult<bool> {
    if x.ty().slots().index.is_some() {
        let r = ops::index(vm, x);
        if let Some(n) = vm.catch(r, crate::builtins::exception::classes().type_error)? {
            let b = small(vm, &n)?;
            return Ok(own(v).contains(&b));
        }
    }
    let x = bytes_like(vm, x)?;
    Ok(find_seq(&own(v), &x).is_some())
}

/// Where the needle of `a[1]` is within the bounds `a[2]`, `a[3]`.
fn locate(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Option<usize>> {
    let n = needle(vm, &a[1])?;
    let Some((i, j)) = slice::search_range(vm, &a[2], &a[3], || own(&a[0]).len())? else { return Ok(None) };
    let b = own(&a[0]);
    let within = &b[i.min(b.len())..j.min(b.len())];
    let at = if right { rfind_seq(within, n.get()) } else { find_seq(within, n.get()) };
    Ok(at.map(|k| k + i))
}
fn position(r: Option<usize>) -> Value {
    r.map_or(Value::int(-1), Value::usize)
}
pub fn find_(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    locate(vm, a, false).map(position)
}
pub fn rfind(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    locate(vm, a, true).map(position)
}
pub fn index(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    found(vm, a, false)
}
pub fn rindex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    found(vm, a, true)
}
fn found(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    match locate(vm, a, right)? {
        Some(i) => Ok(Value::usize(i)),
        None => Err(vm.value_error("subsection not found")),
    }
}
pub fn count(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = needle(vm, &a[1])?;
    let Some((i, j)) = slice::search_range(vm, &a[2], &a[3], || own(&a[0]).len())? else { return Ok(Value::int(0)) };
    let b = own(&a[0]);
    Ok(Value::usize(find::count_seq(&b[i.min(b.len())..j.min(b.len())], n.get())))
}

pub fn startswith(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    affix(vm, a, false)
}
pub fn endswith(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    affix(vm, a, true)
}
fn affix(vm: &mut Vm, a: &[Value], end: bool) -> PyResult<Value> {
    let range = slice::search_range(vm, &a[2], &a[3], || own(&a[0]).len())?;
    let holds = |vm: &mut Vm, x: &Value| -> PyResult<bool> {
        let x = bytes_like(vm, x)?;
        let Some((i, j)) = range else { return Ok(false) };
        let b = own(&a[0]);
        let within = &b[i.min(b.len())..j.min(b.len())];
        Ok(if end { within.ends_with(&x) } else { within.starts_with(&x) })
    };
    if a[1].downcast::<tuple::TupleObj>().is_some() {
        for x in tuple::items(&a[1]) {
            if holds(vm, x)? {
                return Ok(Value::TRUE);
            }
        }
        return Ok(Value::FALSE);
    }
    if !buffer::is_exporter(&a[1]) {
        let who = if end { "endswith" } else { "startswith" };
        return Err(vm.type_error(format!("{who} first arg must be bytes or a tuple of bytes, not {}", a[1].ty().name())));
    }
    holds(vm, &a[1]).map(Value::bool)
}
pub fn removeprefix(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = bytes_like(vm, &a[1])?;
    let n = own(&a[0]).len();
    let from = if own(&a[0]).starts_with(&p) { p.len() } else { 0 };
    Ok(like_part(&a[0], from, n))
}
pub fn removesuffix(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = bytes_like(vm, &a[1])?;
    let n = own(&a[0]).len();
    let to = if own(&a[0]).ends_with(&p) { n - p.len() } else { n };
    Ok(like_part(&a[0], 0, to))
}

fn limit(vm: &mut Vm, v: &Value) -> PyResult<Option<usize>> {
    match v.opt() {
        Some(m) => Ok(usize::try_from(ops::index_i64(vm, m)?).ok()),
        None => Ok(None),
    }
}
fn pieces(v: &Value, each: impl FnOnce(&[u8], &mut dyn FnMut(usize, usize))) -> Value {
    let b = own(v);
    let mut out = Vec::new();
    each(&b, &mut |i, j| {
        let whole = i == 0 && j == b.len();
        out.push(if whole { like_part(v, i, j) } else { part(v, &b[i..j]) });
    });
    list::new(out)
}
pub fn split(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    split_at(vm, a, false)
}
pub fn rsplit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    split_at(vm, a, true)
}
fn split_at(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let max = limit(vm, &a[2])?;
    let space = is_space;
    let Some(sep) = a[1].some() else {
        return Ok(pieces(&a[0], |b, f| if right { find::rsplit_space(b, max, space, f) } else { find::split_space(b, max, space, f) }));
    };
    let sep = bytes_like(vm, sep)?;
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok(pieces(&a[0], |b, f| if right { find::rsplit_seq(b, &sep, max, f) } else { find::split_seq(b, &sep, max, f) }))
}
pub fn splitlines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let keep = match a[1].opt() {
        Some(k) => ops::truth(vm, k)?,
        None => false,
    };
    Ok(pieces(&a[0], |b, f| find::lines(b, keep, is_line_break, f)))
}
pub fn partition(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    part_at(vm, a, false)
}
pub fn rpartition(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    part_at(vm, a, true)
}
fn part_at(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let sep = bytes_like(vm, &a[1])?;
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let v = &a[0];
    let n = own(v).len();
    let at = if right { rfind_seq(&own(v), &sep) } else { find_seq(&own(v), &sep) };
    let middle = || match a[1].downcast_exact::<super::BytesObj>() {
        Some(_) if v.downcast::<super::BytesObj>().is_some() => a[1].clone(),
        _ => part(v, &sep),
    };
    Ok(tuple::new(match at {
        Some(i) => vec![like_part(v, 0, i), middle(), like_part(v, i + sep.len(), n)],
        None if right => vec![part(v, &[]), part(v, &[]), like_part(v, 0, n)],
        None => vec![like_part(v, 0, n), part(v, &[]), part(v, &[])],
    }))
}
pub fn strip(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    strip_ends(vm, a, Ends::Both)
}
pub fn lstrip(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    strip_ends(vm, a, Ends::Left)
}
pub fn rstrip(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    strip_ends(vm, a, Ends::Right)
}
fn strip_ends(vm: &mut Vm, a: &[Value], ends: Ends) -> PyResult<Value> {
    let chars = match a[1].some() {
        Some(c) => Some(bytes_like(vm, c)?),
        None => None,
    };
    let (i, j) = find::strip_bytes(&own(&a[0]), ends, chars.as_deref());
    Ok(like_part(&a[0], i, j))
}
pub fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (old, new) = (bytes_like(vm, &a[1])?, bytes_like(vm, &a[2])?);
    let max = limit(vm, &a[3])?;
    let n = own(&a[0]).len();
    let grown = find::count_seq(&own(&a[0]), &old).min(max.unwrap_or(usize::MAX)).saturating_mul(new.len());
    if isize::try_from(grown.saturating_add(n)).is_err() {
        return Err(vm.overflow_error("replace bytes is too long"));
    }
    if crate::text::ensure_room(grown).is_err() {
        return Err(vm.memory_error(""));
    }
    let replaced = find::replace_seq(&own(&a[0]), &old, &new, max);
    Ok(match replaced {
        Some(data) => like(&a[0], data),
        None => like_part(&a[0], 0, n),
    })
}

/// `sep.join(items)`
pub fn join(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].ty().slots().iter.is_none() && !ops::is_sequence(&a[1]) {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = ops::collect(vm, &a[1])?;
    if let [only] = &items[..]
        && a[0].downcast::<super::BytesObj>().is_some()
        && only.downcast_exact::<super::BytesObj>().is_some()
    {
        return Ok(only.clone());
    }
    let mut parts = Vec::with_capacity(items.len());
    for (i, x) in items.iter().enumerate() {
        if !buffer::is_exporter(x) {
            return Err(vm.type_error(format!("sequence item {i}: expected a bytes-like object, {} found", x.ty().name())));
        }
        parts.push(bytes_like(vm, x)?);
    }
    let sep = own(&a[0]);
    let total = parts.iter().map(|p| p.len()).sum::<usize>() + sep.len() * parts.len().saturating_sub(1);
    if crate::text::ensure_room(total).is_err() {
        return Err(vm.memory_error(""));
    }
    let mut out = Vec::with_capacity(total);
    for (i, p) in parts.iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(&sep);
        }
        out.extend_from_slice(p);
    }
    drop(sep);
    Ok(like(&a[0], out))
}
