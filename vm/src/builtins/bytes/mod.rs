//! bytes: the object, its construction and its operators. `methods` has what it shares with bytearray.

pub mod convert;
pub(crate) mod methods;
pub(crate) mod search;

use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{buffer, list, str, tuple};
use crate::heap::header::Kind;
use crate::native::{Args, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, BinOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;
use std::sync::OnceLock;

/// Payload.
pub struct BytesObj {
    /// The bytes.
    pub data: Box<[u8]>,
    /// 0 until computed.
    pub hash: Cell<i64>,
}

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<BytesObj>("bytes")
    .doc("bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer")
    .methods(METHODS)
    .slots(slots)
    .flags(ty::flag::MATCH_SELF);

impl Payload for BytesObj {
    const KIND: Kind = Kind::Bytes;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

/// The bytes of a bytes value.
pub fn get(v: &Value) -> Option<&[u8]> {
    v.downcast::<BytesObj>().map(|b| &*b.data.data)
}

/// The empty bytes object and those of one byte are made once, as identity tests on them expect.
static EMPTY: OnceLock<Value> = OnceLock::new();
static SINGLES: [OnceLock<Value>; 256] = [const { OnceLock::new() }; 256];

fn fresh(data: Vec<u8>) -> Value {
    object::new(BytesObj { data: data.into(), hash: Cell::new(0) })
}
/// A bytes object.
pub fn new(data: Vec<u8>) -> Value {
    match data[..] {
        [] => EMPTY.get_or_init(|| fresh(data)).clone(),
        [b] => SINGLES[b as usize].get_or_init(|| fresh(data)).clone(),
        _ => fresh(data),
    }
}
/// The hash, computed once.
fn hash_of(v: &Value) -> i64 {
    let b = this::<BytesObj>(v);
    if b.hash.get() == 0 {
        b.hash.set(str::hash_key().bytes(&b.data.data));
    }
    b.hash.get()
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(construct);
    s.len = Some(|_, v| Ok(get(v).map_or(0, |b| b.len())));
    s.repr = Some(|_, v| Ok(str::from_buf(crate::text::repr::repr_bytes(get(v).unwrap_or(&[])))));
    s.str = s.repr;
    s.hash = Some(|_, v| Ok(hash_of(v)));
    s.iter = Some(|_, v| Ok(object::new(BytesIter { of: std::cell::RefCell::new(v.clone()), index: Cell::new(0) })));
    s.compare = Some(|_, a, b, op| match (get(a), get(b)) {
        (Some(x), Some(y)) => Ok(Value::bool(op.holds(x.cmp(y)))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    });
    s.contains = Some(methods::contains);
    s.getitem = Some(|vm, v, key| {
        let b = get(v).unwrap_or(&[]);
        if let Some(s) = key.downcast::<SliceObj>() {
            let (start, _, step, n) = slice::indices(vm, s, b.len())?;
            if n == b.len() && step == 1 && v.downcast_exact::<BytesObj>().is_some() {
                return Ok(v.clone());
            }
            return Ok(new(sliced(b, start, step, n)));
        }
        if key.ty().slots().index.is_none() {
            return Err(vm.type_error(format!("byte indices must be integers or slices, not {}", key.ty().name())));
        }
        let i = ops::index_subscript(vm, key)?;
        match list::position(i, b.len()) {
            Some(i) => Ok(Value::int(i64::from(b[i]))),
            None => Err(vm.index_error("index out of range")),
        }
    });
    s.concat = Some(|vm, a, b| {
        if !buffer::is_exporter(b) {
            return Err(vm.type_error(format!("can't concat {} to {}", b.ty().name(), a.ty().name())));
        }
        let y = buffer::bytes_like(vm, b)?;
        let x = get(a).unwrap_or(&[]);
        let exact = |v: &Value| v.downcast_exact::<BytesObj>().is_some();
        Ok(match (x.is_empty(), y.is_empty()) {
            (_, true) if exact(a) => a.clone(),
            (true, _) if exact(b) => b.clone(),
            _ => new([x, &y].concat()),
        })
    });
    s.repeat = Some(|vm, a, n| {
        let x = get(a).unwrap_or(&[]);
        if n == 1 && a.downcast_exact::<BytesObj>().is_some() {
            return Ok(a.clone());
        }
        if x.len().checked_mul(n.max(0) as usize).is_none_or(|n| isize::try_from(n).is_err()) {
            return Err(vm.overflow_error("repeated bytes are too long"));
        }
        Ok(new(repeated(vm, x, n)?))
    });
    s.binary[BinOp::Mod as usize] = Some(methods::modulo);
    s.buffer = Some(buffer::of_bytes);
}

/// Bytes at `start`, `start + step`, ...
pub fn sliced(b: &[u8], start: isize, step: isize, n: usize) -> Vec<u8> {
    if step == 1 {
        return b[start as usize..start as usize + n].to_vec();
    }
    (0..n as isize).map(|k| b[(start + k * step) as usize]).collect()
}

/// `n` copies one after the other; MemoryError when that is too much.
pub fn repeated(vm: &mut Vm, x: &[u8], n: isize) -> PyResult<Vec<u8>> {
    let n = n.max(0) as usize;
    match crate::text::ensure_room(x.len().saturating_mul(n)) {
        Ok(()) => Ok(x.repeat(n)),
        Err(_) => Err(vm.memory_error("")),
    }
}

fn construct(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let [source, encoding, errors] = convert::bind(vm, "bytes", args)?;
    let plain = encoding.is_null() && errors.is_null();
    if plain && std::ptr::eq(cls, TYPE.get()) && source.downcast_exact::<BytesObj>().is_some() {
        return Ok(source);
    }
    let from_method = if plain && !source.is_null() { vm.call_special(&source, &names().__bytes__, &[])? } else { None };
    if let Some(b) = from_method {
        let Some(data) = get(&b) else {
            return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {})", b.ty().name())));
        };
        return Ok(if std::ptr::eq(cls, TYPE.get()) { b } else { of_class(cls, data.to_vec()) });
    }
    let data = convert::from_arguments(vm, &source, &encoding, &errors, convert::Target::Bytes)?;
    Ok(of_class(cls, data))
}
fn of_class(cls: &'static TypeObj, data: Vec<u8>) -> Value {
    if std::ptr::eq(cls, TYPE.get()) {
        return new(data);
    }
    object::new_of(cls, BytesObj { data: data.into(), hash: Cell::new(0) })
}

/// Iterator of bytes and, under another type, of bytearrays; the sequence is NULL once exhausted.
pub struct BytesIter {
    /// What is iterated.
    pub of: std::cell::RefCell<Value>,
    /// Next index.
    pub index: Cell<usize>,
}
impl Payload for BytesIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.of.borrow());
    }
}
static ITER: TypeDef = TypeDef::new::<BytesIter>("bytes_iterator")
    .flags(ty::flag::NO_NEW | ty::flag::QUIET_NEXT | ty::flag::LEAF_NEXT)
    .final_type()
    .methods(ITER_METHODS)
    .slots(iter_slots);

/// Slots of both iterators.
pub fn iter_slots(s: &mut TypeSlots) {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|_, v| {
        let it = this::<BytesIter>(v);
        let of = it.of.borrow().clone();
        if of.is_null() {
            return Ok(None);
        }
        let i = it.index.get();
        match methods::own(&of).get(i) {
            Some(b) => {
                it.index.set(i + 1);
                Ok(Some(Value::int(i64::from(*b))))
            }
            None => {
                drop(it.of.replace(Value::NULL));
                Ok(None)
            }
        }
    });
}
/// Methods of both iterators.
pub static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<BytesIter>(&a[0]);
            let of = it.of.borrow().clone();
            Ok(Value::usize(if of.is_null() { 0 } else { methods::own(&of).len().saturating_sub(it.index.get()) }))
        },
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<BytesIter>(&a[0]);
            let of = it.of.borrow().clone();
            let iter = vm.builtin("iter")?;
            Ok(tuple::new(if of.is_null() {
                vec![iter, tuple::new(vec![tuple::new(vec![])])]
            } else {
                vec![iter, tuple::new(vec![of]), Value::usize(it.index.get())]
            }))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let i = ops::index_i64(vm, &a[1])?.max(0) as usize;
            let it = this::<BytesIter>(&a[0]);
            let of = it.of.borrow().clone();
            if !of.is_null() {
                it.index.set(i.min(methods::own(&of).len()));
            }
            Ok(Value::NONE)
        },
        "($self, state, /)",
        "Set state information for unpickling.",
    ),
];

static METHODS: &[NativeDef] = methods::shared![
    NativeDef::new(
        "__bytes__",
        |_, a| Ok(if a[0].downcast_exact::<BytesObj>().is_some() { a[0].clone() } else { new(get(&a[0]).unwrap_or(&[]).to_vec()) }),
        "($self, /)",
        "Convert this value to exact type bytes.",
    ),
    NativeDef::new("__getnewargs__", |_, a| Ok(tuple::new(vec![new(get(&a[0]).unwrap_or(&[]).to_vec())])), "($self, /)", ""),
    NativeDef::new("__sizeof__", |_, a| Ok(Value::usize(33 + get(&a[0]).map_or(0, |b| b.len()))), "($self, /)", "Size of object in memory, in bytes.",),
];
