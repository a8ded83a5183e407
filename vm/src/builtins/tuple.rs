//! tuple: items stand in the object itself.

use crate::builtins::{iterators, list, slice};
use crate::heap::header::{self, Header, Kind, flag};
use crate::native::signature::refuse_keywords;
use crate::native::{NativeDef, TypeDef};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{Obj, Payload, instance, ops};
use crate::value::{Value, Word};
use std::cell::{Cell, OnceCell};

/// Payload of tuples; `len` values follow it.
#[repr(C)]
pub struct TupleObj {
    len: usize,
    /// The hash once it was asked for, else -1, which is no hash.
    hash: Cell<i64>,
}

/// Offset of the length for compiled code.
pub const LEN_OFFSET: usize = 16;
/// Offset of the first item for compiled code.
pub const ITEMS_OFFSET: usize = 32;
const _: () = assert!(std::mem::size_of::<Obj<TupleObj>>() == ITEMS_OFFSET);

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<TupleObj>("tuple")
    .doc("tuple(iterable=(), /)\n--\n\nBuilt-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.")
    .methods(METHODS)
    .slots(slots)
    .flags(crate::object::ty::flag::SEQUENCE | crate::object::ty::flag::MATCH_SELF);

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        refuse_keywords(vm, cls, TYPE.get(), args)?;
        let vals = match args.pos() {
            [] => Vec::new(),
            [x] => {
                if std::ptr::eq(cls, TYPE.get()) && x.header().is_some_and(|h| h.is_exact(Kind::Tuple)) {
                    return Ok(x.clone());
                }
                ops::collect(vm, x)?
            }
            more => return Err(vm.type_error(format!("tuple expected at most 1 argument, got {}", more.len()))),
        };
        Ok(new_of(cls, vals))
    });
    s.len = Some(|_, v| Ok(items(v).len()));
    s.iter = Some(|_, v| Ok(iterators::tuple_iter(v.clone())));
    s.repr = Some(|vm, v| list::sequence_repr(vm, v, "(", if items(v).len() == 1 { ",)" } else { ")" }, items(v)));
    s.hash = Some(|vm, v| {
        let Some(t) = v.downcast::<TupleObj>() else { return Ok(0) };
        if let Some(h) = t.known_hash() {
            return Ok(h);
        }
        let h = crate::num::hash::tuple(t.items().iter().map(|x| ops::hash(vm, x)))?;
        t.hash.set(h);
        Ok(h)
    });
    s.getitem = Some(|vm, v, key| {
        if let Some(s) = key.downcast::<slice::SliceObj>() {
            let (start, _, step, n) = slice::indices(vm, s, items(v).len())?;
            if step == 1 {
                if n == items(v).len() && v.header().is_some_and(|h| h.is_exact(Kind::Tuple)) {
                    return Ok(v.clone());
                }
                return Ok(from_slice(items(v).get(start as usize..start as usize + n).unwrap_or(&[])));
            }
            return Ok(new((0..n as isize).map(|k| items(v)[(start + k * step) as usize].clone()).collect()));
        }
        if key.ty().slots().index.is_none() {
            return Err(vm.type_error(format!("tuple indices must be integers or slices, not {}", key.ty().name())));
        }
        let i = ops::index_subscript(vm, key)?;
        match list::position(i, items(v).len()) {
            Some(i) => Ok(items(v)[i].clone()),
            None => Err(vm.index_error("tuple index out of range")),
        }
    });
    s.contains = Some(|vm, v, x| {
        for y in items(v) {
            if ops::equal(vm, y, x)? {
                return Ok(true);
            }
        }
        Ok(false)
    });
    s.concat = Some(|vm, a, b| {
        if b.kind() != Kind::Tuple {
            return Err(vm.type_error(format!("can only concatenate tuple (not \"{}\") to tuple", b.ty().name())));
        }
        Ok(new(items(a).iter().chain(items(b)).cloned().collect()))
    });
    s.repeat = Some(|vm, a, n| {
        if n == 1 && a.header().is_some_and(|h| h.is_exact(Kind::Tuple)) {
            return Ok(a.clone());
        }
        Ok(new(list::repeated(vm, items(a), n)?))
    });
    s.compare = Some(|vm, a, b, op| if b.kind() == Kind::Tuple { list::compare_sequences(vm, items(a), items(b), op) } else { Ok(Value::NOT_IMPLEMENTED) });
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "index",
        |vm, a| {
            let (start, stop) = list::bounds(vm, &a[2], &a[3], items(&a[0]).len())?;
            for i in start..stop {
                if ops::equal(vm, &items(&a[0])[i], &a[1])? {
                    return Ok(Value::usize(i));
                }
            }
            Err(vm.value_error("tuple.index(x): x not in tuple"))
        },
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
    ),
    NativeDef::new(
        "count",
        |vm, a| {
            let mut n = 0;
            for x in items(&a[0]) {
                n += i64::from(ops::equal(vm, x, &a[1])?);
            }
            Ok(Value::int(n))
        },
        "($self, value, /)",
        "Return number of occurrences of value.",
    ),
    NativeDef::new("__getnewargs__", |_, a| Ok(new(vec![new(items(&a[0]).to_vec())])), "($self, /)", ""),
    NativeDef::new("__class_getitem__", |vm, a| Ok(crate::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];

impl Payload for TupleObj {
    const KIND: Kind = Kind::Tuple;
    const TRACED: bool = true;
    const VAR_SIZE: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn size(this: &Obj<TupleObj>) -> usize {
        ITEMS_OFFSET + this.len * 8
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.items().iter().for_each(visit);
    }
}

impl Drop for TupleObj {
    fn drop(&mut self) {
        // The last item first, as CPython does it: destructors show the order.
        let first = self.first();
        for i in (0..self.len).rev() {
            // SAFETY: each item is dropped once, with its tuple.
            unsafe { std::ptr::drop_in_place(first.add(i)) };
        }
    }
}

impl TupleObj {
    /// The items.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: `len` values follow the payload in every tuple object.
        unsafe { std::slice::from_raw_parts(self.first(), self.len) }
    }
    /// Where the items begin.
    #[inline(always)]
    fn first(&self) -> *mut Value {
        header::whole(self).wrapping_add(size_of::<TupleObj>()) as *mut Value
    }
    /// The hash, if it was computed before.
    #[inline(always)]
    pub fn known_hash(&self) -> Option<i64> {
        Some(self.hash.get()).filter(|&h| h != -1)
    }
    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }
    /// No items?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

struct Empty(OnceCell<Value>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Empty {}
static EMPTY: Empty = Empty(OnceCell::new());

/// A tuple of these items.
pub fn new(items: Vec<Value>) -> Value {
    if items.is_empty() {
        return EMPTY.0.get_or_init(|| make(TYPE.get(), 0, std::iter::empty())).clone();
    }
    make(TYPE.get(), items.len(), items.into_iter())
}
/// A tuple of two.
#[inline]
pub fn pair(a: Value, b: Value) -> Value {
    make(TYPE.get(), 2, [a, b].into_iter())
}
/// A tuple of borrowed items.
pub fn from_slice(items: &[Value]) -> Value {
    if items.is_empty() {
        return new(Vec::new());
    }
    make(TYPE.get(), items.len(), items.iter().cloned())
}
/// A tuple that takes over the references in `words`.
///
/// # Safety
/// Each word owns a reference, which the caller gives away.
#[inline]
pub unsafe fn from_words(words: &[Word]) -> Value {
    if words.is_empty() {
        return new(Vec::new());
    }
    // SAFETY: passed on.
    make(TYPE.get(), words.len(), words.iter().map(|w| unsafe { Value::from_owned(*w) }))
}
/// An instance of a tuple subclass.
pub fn new_of(ty: &'static TypeObj, items: Vec<Value>) -> Value {
    if std::ptr::eq(ty, TYPE.get()) { new(items) } else { make(ty, items.len(), items.into_iter()) }
}

fn make(ty: &'static TypeObj, len: usize, items: impl Iterator<Item = Value>) -> Value {
    let size = ITEMS_OFFSET + len * 8;
    // SAFETY: the cell has room for `len` items, all written before the value is visible; iterators given here don't call out.
    unsafe {
        let h: *mut Header = if std::ptr::eq(ty, TYPE.get()) { crate::object::raw(ty, size, flag::EXACT) } else { instance::raw_of(ty, size) };
        let o = h as *mut Obj<TupleObj>;
        std::ptr::write(&raw mut (*o).data, TupleObj { len, hash: Cell::new(-1) });
        let mut p = (h as *mut u8).add(ITEMS_OFFSET) as *mut Value;
        for v in items {
            std::ptr::write(p, v);
            p = p.add(1);
        }
        Value::from_owned(Word::ptr(h))
    }
}

/// The items of a tuple value; None when it isn't one.
pub fn items_opt(v: &Value) -> Option<&[Value]> {
    v.downcast::<TupleObj>().map(|t| t.items())
}
/// The items of a tuple value (nothing when it isn't one).
#[inline]
pub fn items(v: &Value) -> &[Value] {
    v.downcast::<TupleObj>().map_or(&[], |t| t.items())
}
