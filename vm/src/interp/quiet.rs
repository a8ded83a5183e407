//! What runs no Python code. Compiled code calls such operations without putting the interpreter's frames in place, so it asks
//! here where it cannot know by itself: whether an iterator's `next`, a key's hash and comparison, a slice's bounds are native
//! all the way down. The answers may err to "no" only.

use crate::builtins::dict::view;
use crate::builtins::iterators::Pairs;
use crate::builtins::list::ListObj;
use crate::builtins::slice::SliceObj;
use crate::builtins::tuple::{self, TupleObj};
use crate::builtins::{int, set, str};
use crate::heap::header::Kind;
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::ops::{self, CmpOp};
use crate::object::ty;
use crate::value::{Value, Word};
use crate::vm::Vm;

/// How deep tuples and iterators are looked into.
const DEPTH_MAX: usize = 4;

/// Immediates and exact numbers and strings, and tuples of those: hashing and comparing them with each other runs no Python code.
pub fn is_inert(v: &Value) -> bool {
    inert(v, 0)
}
fn inert(v: &Value, depth: usize) -> bool {
    let Some(h) = v.header() else { return !v.is_null() };
    match h.kind() {
        Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes => h.is_exact(h.kind()),
        Kind::Tuple => h.is_exact(Kind::Tuple) && depth < DEPTH_MAX && tuple::items(v).iter().all(|x| inert(x, depth + 1)),
        _ => false,
    }
}

/// Does iterating a value of this kind, if it is exactly the builtin type, run no Python code?
pub fn iterates_quietly(kind: Kind) -> bool {
    matches!(kind, Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::FrozenSet | Kind::Str | Kind::Bytes | Kind::ByteArray | Kind::Range)
}

/// Does the iterator's `next` run no Python code?
pub fn next_is_quiet(it: &Value) -> bool {
    next_quiet(it, 0)
}
fn next_quiet(it: &Value, depth: usize) -> bool {
    let Some(h) = it.header() else { return false };
    match h.kind() {
        Kind::RangeIter | Kind::ListIter | Kind::TupleIter => true,
        Kind::Native if depth < DEPTH_MAX => {
            let t = it.ty();
            if t.flags() & ty::flag::QUIET_NEXT == 0 || t.is_heap_type() {
                return false;
            }
            let mut quiet = true;
            if let Some(trace) = t.layout.trace {
                // SAFETY: the payload's own tracing function; it only shows the values inside.
                unsafe {
                    trace(std::ptr::from_ref(h).cast_mut(), &mut |part| quiet = quiet && (is_data(part) || next_quiet(part, depth + 1)));
                }
            }
            quiet
        }
        _ => false,
    }
}
/// An immediate or an exact builtin container or scalar.
fn is_data(v: &Value) -> bool {
    let Some(h) = v.header() else { return true };
    let kind = h.kind();
    h.is_exact(kind) && (iterates_quietly(kind) || matches!(kind, Kind::Int | Kind::Float))
}

/// What an operation came to that may not be a quiet one.
pub enum Tried<T> {
    /// It isn't quiet, and nothing happened.
    Refused,
    /// It was done.
    Done(PyResult<T>),
}

/// `next(it)`, if that is quiet.
#[inline]
pub fn next(vm: &mut Vm, it: &Value) -> Tried<Option<Value>> {
    if next_is_quiet(it) { Tried::Done(ops::next(vm, it)) } else { Tried::Refused }
}

/// Two values as `next(it)` would pair them, without a tuple, if `it` is an enumerate, a zip of two or the items of a dict and
/// its `next` is quiet.
pub fn next_pair(vm: &mut Vm, it: &Value) -> Tried<Option<(Value, Value)>> {
    if !next_is_quiet(it) {
        return Tried::Refused;
    }
    match crate::builtins::iterators::next_pair(vm, it) {
        Pairs::Other => match view::next_item(vm, it) {
            Some(r) => Tried::Done(r),
            None => Tried::Refused,
        },
        Pairs::Done(r) => Tried::Done(r),
    }
}

/// The hash of a key, if it takes no Python code.
fn hash_of(vm: &mut Vm, key: &Value) -> Option<i64> {
    if let Some(i) = key.as_small_int() {
        return Some(int::hash_small(i));
    }
    if str::is_exact(key) {
        return Some(str::hash(key));
    }
    if let Some(t) = key.downcast_exact::<TupleObj>()
        && let Some(h) = t.known_hash()
    {
        return Some(h);
    }
    if is_inert(key) { ops::hash(vm, key).ok() } else { None }
}
/// The entry of a key in a table and the key's hash; None when only Python code could tell.
#[inline]
fn entry_of(vm: &mut Vm, table: &DictObj, key: &Value) -> Option<(i64, Option<usize>)> {
    let hash = hash_of(vm, key)?;
    Some((hash, table.find_quickly(key, hash)?))
}
/// As `entry_of` an exact dict.
pub fn dict_entry(vm: &mut Vm, d: &DictObj, key: &Value) -> Option<(i64, Option<usize>)> {
    entry_of(vm, d, key)
}
/// The value of a key in an exact dict, borrowed from it.
pub fn dict_find(vm: &mut Vm, d: &DictObj, key: &Value) -> Tried<Option<Word>> {
    match entry_of(vm, d, key) {
        // SAFETY: just found.
        Some((_, found)) => Tried::Done(Ok(found.map(|i| unsafe { d.entry_value(i) }.word()))),
        None => Tried::Refused,
    }
}

/// `x in c` for an exact builtin container, if hashing and comparing runs no Python code.
pub fn contains(vm: &mut Vm, c: &Value, x: &Value) -> Tried<bool> {
    let table = match c.kind() {
        Kind::Dict => c.downcast_exact::<DictObj>().map(|d| &**d),
        Kind::Set | Kind::FrozenSet => set::table(c),
        _ => None,
    };
    if let Some(table) = table {
        return match entry_of(vm, table, x) {
            Some((_, found)) => Tried::Done(Ok(found.is_some())),
            None => Tried::Refused,
        };
    }
    if !is_inert(x) {
        return Tried::Refused;
    }
    match c.kind() {
        Kind::List => match c.downcast_exact::<ListObj>() {
            Some(l) => among(vm, l.items(), x),
            None => Tried::Refused,
        },
        Kind::Tuple => among(vm, tuple::items(c), x),
        _ => Tried::Done(super::slow::contains(vm, c, x)),
    }
}
fn among(vm: &mut Vm, items: &[Value], x: &Value) -> Tried<bool> {
    for y in items {
        if y.is(x) {
            return Tried::Done(Ok(true));
        }
        if y.as_small_int().is_some() && x.as_small_int().is_some() {
            continue;
        }
        if !is_inert(y) {
            return Tried::Refused;
        }
        match ops::compare_bool(vm, y, x, CmpOp::Eq) {
            Ok(false) => {}
            r => return Tried::Done(r),
        }
    }
    Tried::Done(Ok(false))
}

/// May `v[s]` be taken, or `v[s] = x` stored, quietly: are the slice's bounds plain?
pub fn is_plain_slice(s: &Value) -> bool {
    let plain = |v: &Value| v.is_none() || v.as_small_int().is_some();
    s.downcast::<SliceObj>().is_some_and(|s| plain(&s.start) && plain(&s.stop) && plain(&s.step))
}
