//! list.

pub mod slices;

use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{iterators, str};
use crate::heap::header::Kind;
use crate::native::signature::refuse_init_keywords;
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::UnsafeCell;

/// Payload of lists.
#[repr(C)]
pub struct ListObj {
    items: UnsafeCell<Vec<Value>>,
}

/// The type.
pub static TYPE: TypeDef =
    TypeDef::new::<ListObj>("list").doc("Built-in mutable sequence.").methods(METHODS).slots(slots).flags(ty::flag::SEQUENCE | ty::flag::MATCH_SELF);

impl Payload for ListObj {
    const KIND: Kind = Kind::List;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.items().iter().for_each(visit);
    }
    fn clear(&self) {
        release(self.take());
    }
}

impl ListObj {
    /// A payload with these items.
    pub fn from_vec(items: Vec<Value>) -> ListObj {
        ListObj { items: UnsafeCell::new(items) }
    }
    /// The items, borrowed: the borrow must end before anything that may run Python code or change this list.
    #[inline(always)]
    pub fn items(&self) -> &[Value] {
        // SAFETY: one thread; nobody changes the list during a short borrow.
        unsafe { &*self.items.get() }
    }
    /// The vector, for changes that run no Python code. Old values must be kept and dropped after the borrow.
    #[allow(clippy::mut_from_ref, reason = "short borrows; see the doc")]
    #[inline(always)]
    pub fn vec(&self) -> &mut Vec<Value> {
        // SAFETY: as above.
        unsafe { &mut *self.items.get() }
    }
    /// Number of items.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.items().len()
    }
    /// No items?
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }
    /// Item `i`.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Option<Value> {
        self.items().get(i).cloned()
    }
    /// Replaces item `i`; the old one, or the new one back when `i` is out of range.
    #[inline(always)]
    pub fn set(&self, i: usize, v: Value) -> Result<Value, Value> {
        match self.vec().get_mut(i) {
            Some(p) => Ok(std::mem::replace(p, v)),
            None => Err(v),
        }
    }
    /// Appends.
    #[inline(always)]
    pub fn push(&self, v: Value) {
        self.vec().push(v);
    }
    /// A copy of the items.
    pub fn to_vec(&self) -> Vec<Value> {
        self.items().to_vec()
    }
    /// Takes all items out.
    pub fn take(&self) -> Vec<Value> {
        std::mem::take(self.vec())
    }
    /// Puts other items in; the old ones.
    pub fn replace(&self, items: Vec<Value>) -> Vec<Value> {
        std::mem::replace(self.vec(), items)
    }
}

impl Drop for ListObj {
    fn drop(&mut self) {
        release(std::mem::take(self.items.get_mut()));
    }
}
/// Lets items go in CPython's order, the last first, which destructors show.
pub fn release(mut items: Vec<Value>) {
    while let Some(x) = items.pop() {
        drop(x);
    }
}

/// A list of these items.
pub fn new(items: Vec<Value>) -> Value {
    object::new(ListObj::from_vec(items))
}

/// Appends all items of an iterable.
pub fn extend(vm: &mut Vm, l: &ListObj, x: &Value) -> PyResult<()> {
    if x.downcast::<ListObj>().is_some_and(|y| std::ptr::eq(&**y, l)) {
        let items = l.items().to_vec();
        l.vec().extend(items);
        return Ok(());
    }
    if let Some(y) = x.downcast_exact::<ListObj>() {
        l.vec().extend_from_slice(y.items());
        return Ok(());
    }
    if x.header().is_some_and(|h| h.is_exact(Kind::Tuple)) {
        l.vec().extend_from_slice(crate::builtins::tuple::items(x));
        return Ok(());
    }
    // Whoever the iterator runs sees the list grow.
    let it = ops::iter(vm, x)?;
    ops::length_hint(vm, x, 0)?;
    ops::feed(vm, &it, &mut |_, x| {
        l.push(x);
        None
    })?;
    Ok(())
}

fn l(v: &Value) -> &object::Obj<ListObj> {
    this::<ListObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| Ok(object::new_of(cls, ListObj::from_vec(Vec::new()))));
    s.init = Some(|vm, v, args| {
        refuse_init_keywords(vm, v.ty(), TYPE.get(), args)?;
        if args.pos().len() > 1 {
            return Err(vm.type_error(format!("list expected at most 1 argument, got {}", args.pos().len())));
        }
        let items = match args.pos().first() {
            Some(x) => ops::collect(vm, x)?,
            None => Vec::new(),
        };
        drop(l(v).replace(items));
        Ok(())
    });
    s.len = Some(|_, v| Ok(l(v).len()));
    s.iter = Some(|_, v| Ok(iterators::list_iter(v.clone())));
    s.repr = Some(|vm, v| sequence_repr(vm, v, "[", "]", &l(v).to_vec()));
    s.getitem = Some(getitem);
    s.setitem = Some(setitem);
    s.contains = Some(|vm, v, x| Ok(find(vm, l(v), x, 0, usize::MAX)?.is_some()));
    s.concat = Some(|vm, a, b| match b.downcast::<ListObj>() {
        Some(y) => {
            let (x, y) = (l(a).items(), y.items());
            let mut v = Vec::with_capacity(x.len() + y.len());
            v.extend_from_slice(x);
            v.extend_from_slice(y);
            Ok(new(v))
        }
        None => Err(vm.type_error(format!("can only concatenate list (not \"{}\") to list", b.ty().name()))),
    });
    s.iconcat = Some(|vm, a, b| {
        extend(vm, l(a), b)?;
        Ok(a.clone())
    });
    s.repeat = Some(|vm, a, n| Ok(new(repeated(vm, &l(a).to_vec(), n)?)));
    s.irepeat = Some(|vm, a, n| {
        let v = repeated(vm, &l(a).to_vec(), n)?;
        drop(l(a).replace(v));
        Ok(a.clone())
    });
    s.compare = Some(|vm, a, b, op| match b.downcast::<ListObj>() {
        Some(y) => {
            if let Some(same) = equal_quickly(l(a).items(), y.items())
                && matches!(op, CmpOp::Eq | CmpOp::Ne)
            {
                return Ok(Value::bool(same == (op == CmpOp::Eq)));
            }
            compare_lists(vm, l(a), y, op)
        }
        None => Ok(Value::NOT_IMPLEMENTED),
    });
}

/// `items` `n` times; MemoryError when that is too much.
pub fn repeated(vm: &mut Vm, items: &[Value], n: isize) -> PyResult<Vec<Value>> {
    if let Err(e) = crate::text::ensure_room(items.len().saturating_mul(n.max(0) as usize).saturating_mul(8)) {
        return Err(crate::builtins::int::raise(vm, e));
    }
    if let [one] = items {
        return Ok(vec![one.clone(); n.max(0) as usize]);
    }
    let mut out = Vec::with_capacity(items.len() * n.max(0) as usize);
    for _ in 0..n.max(0) {
        out.extend_from_slice(items);
    }
    Ok(out)
}

/// Text of a container: its items between brackets.
pub fn sequence_repr(vm: &mut Vm, v: &Value, open: &str, close: &str, items: &[Value]) -> PyResult<Value> {
    if !vm.repr_enter(v) {
        return Ok(Value::str(&format!("{open}...{close}")));
    }
    let mut buf = crate::text::TextBuf::from(open);
    for (i, x) in items.iter().enumerate() {
        if i > 0 {
            buf.push_str(", ");
        }
        match ops::repr(vm, x) {
            Ok(r) => {
                if let Some(s) = str::get(&r) {
                    buf.push_units(s.units());
                }
            }
            Err(e) => {
                vm.repr_leave();
                return Err(e);
            }
        }
    }
    vm.repr_leave();
    buf.push_str(close);
    Ok(str::from_buf(buf))
}

/// Equality that needs no Python code; None when some item does.
fn equal_quickly(a: &[Value], b: &[Value]) -> Option<bool> {
    if a.len() != b.len() {
        return Some(false);
    }
    for (x, y) in a.iter().zip(b) {
        if !ops::equal_quickly(x, y)? {
            return Some(false);
        }
    }
    Some(true)
}
/// Lexicographic comparison.
pub fn compare_sequences(vm: &mut Vm, a: &[Value], b: &[Value], op: CmpOp) -> PyResult<Value> {
    if a.len() != b.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    for (x, y) in a.iter().zip(b) {
        if !ops::equal(vm, x, y)? {
            return match op {
                CmpOp::Eq => Ok(Value::FALSE),
                CmpOp::Ne => Ok(Value::TRUE),
                _ => ops::compare(vm, x, y, op),
            };
        }
    }
    Ok(Value::bool(op.holds(a.len().cmp(&b.len()))))
}

/// As `compare_sequences` for lists, which the comparisons of their items may change meanwhile.
fn compare_lists(vm: &mut Vm, a: &ListObj, b: &ListObj, op: CmpOp) -> PyResult<Value> {
    if a.len() != b.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    let mut i = 0;
    while let (Some(x), Some(y)) = (a.get(i), b.get(i)) {
        if !ops::equal(vm, &x, &y)? {
            break;
        }
        i += 1;
    }
    match (a.get(i), b.get(i)) {
        (Some(x), Some(y)) => match op {
            CmpOp::Eq => Ok(Value::FALSE),
            CmpOp::Ne => Ok(Value::TRUE),
            _ => ops::compare(vm, &x, &y, op),
        },
        _ => Ok(Value::bool(op.holds(a.len().cmp(&b.len())))),
    }
}

/// Position of an index; None when it is out of range.
pub fn position(i: i64, len: usize) -> Option<usize> {
    let i = if i < 0 { i + len as i64 } else { i };
    if i >= 0 && (i as usize) < len { Some(i as usize) } else { None }
}

fn bad_index(vm: &mut Vm, what: &str, key: &Value) -> object::error::Raised {
    vm.type_error(format!("{what} indices must be integers or slices, not {}", key.ty().name()))
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    if let Some(s) = key.downcast::<SliceObj>() {
        let parts = slice::evaluate(vm, s)?;
        return Ok(slices::get(l(v), &parts));
    }
    if key.ty().slots().index.is_none() {
        return Err(bad_index(vm, "list", key));
    }
    let i = ops::index_subscript(vm, key)?;
    match position(i, l(v).len()).and_then(|i| l(v).get(i)) {
        Some(x) => Ok(x),
        None => Err(vm.index_error("list index out of range")),
    }
}

fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: Option<&Value>) -> PyResult<()> {
    if let Some(s) = key.downcast::<SliceObj>() {
        return slices::set_slice(vm, v, s, x);
    }
    if key.ty().slots().index.is_none() {
        return Err(bad_index(vm, "list", key));
    }
    let i = ops::index_subscript(vm, key)?;
    let Some(i) = position(i, l(v).len()) else {
        return Err(vm.index_error("list assignment index out of range"));
    };
    let old = match x {
        Some(x) => std::mem::replace(&mut l(v).vec()[i], x.clone()),
        None => l(v).vec().remove(i),
    };
    drop(old);
    Ok(())
}

/// Sorts values as `sorted` does: stable, by `<` only.
pub fn sort_values(vm: &mut Vm, mut items: Vec<Value>, key: &Value, reverse: bool) -> PyResult<Vec<Value>> {
    crate::builtins::sort::sort(vm, &mut items, key, reverse)?;
    Ok(items)
}

fn sort(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let reverse = match a[2].opt() {
        Some(r) => ops::truth(vm, r)?,
        None => false,
    };
    // The list is empty meanwhile, so that comparisons can't see it half sorted.
    let mut items = l(&a[0]).take();
    let r = crate::builtins::sort::sort(vm, &mut items, &a[1], reverse);
    let changed = l(&a[0]).replace(items);
    r?;
    // What was added and removed again has left room behind.
    if changed.capacity() == 0 { Ok(Value::NONE) } else { Err(vm.value_error("list modified during sort")) }
}

/// Index of the first item from `i` on and before `stop` that equals `x`. The list may change meanwhile.
fn find(vm: &mut Vm, l: &ListObj, x: &Value, mut i: usize, stop: usize) -> PyResult<Option<usize>> {
    while i < stop {
        // As far as no Python code is needed, items are only looked at.
        let items = l.items();
        let rest = items.get(i..stop.min(items.len())).unwrap_or(&[]);
        let Some(n) = rest.iter().position(|y| ops::equal_quickly(y, x) != Some(false)) else { return Ok(None) };
        i += n;
        let Some(y) = l.get(i) else { return Ok(None) };
        if ops::equal(vm, &y, x)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

/// Start and stop arguments of `index`, cut to the length.
pub fn bounds(vm: &mut Vm, start: &Value, stop: &Value, len: usize) -> PyResult<(usize, usize)> {
    let mut one = |v: &Value, default: usize| -> PyResult<usize> {
        match v.opt() {
            None => Ok(default),
            Some(v) if v.ty().slots().index.is_none() => Err(vm.type_error("slice indices must be integers or have an __index__ method")),
            Some(v) => {
                let i = ops::index_clipped(vm, v)?;
                Ok(if i < 0 { (i + len as isize).max(0) as usize } else { (i as usize).min(len) })
            }
        }
    };
    Ok((one(start, 0)?, one(stop, len)?))
}
fn index(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (start, stop) = bounds(vm, &a[2], &a[3], l(&a[0]).len())?;
    match find(vm, l(&a[0]), &a[1], start, stop)? {
        Some(i) => Ok(Value::usize(i)),
        None => Err(vm.value_error("list.index(x): x not in list")),
    }
}
fn remove(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(i) = find(vm, l(&a[0]), &a[1], 0, usize::MAX)? else {
        return Err(vm.value_error("list.remove(x): x not in list"));
    };
    let old = if i < l(&a[0]).len() { Some(l(&a[0]).vec().remove(i)) } else { None };
    drop(old);
    Ok(Value::NONE)
}
fn pop(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = l(&a[0]).len();
    if n == 0 {
        return Err(vm.index_error("pop from empty list"));
    }
    let i = match a[1].opt() {
        Some(i) => ops::index_i64(vm, i)?,
        None => return Ok(l(&a[0]).vec().pop().unwrap_or(Value::NONE)),
    };
    match position(i, l(&a[0]).len()) {
        Some(i) => Ok(l(&a[0]).vec().remove(i)),
        None => Err(vm.index_error("pop index out of range")),
    }
}
fn insert(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let i = ops::index_i64(vm, &a[1])?;
    let n = l(&a[0]).len() as i64;
    let i = if i < 0 { (i + n).max(0) } else { i.min(n) };
    l(&a[0]).vec().insert(i as usize, a[2].clone());
    Ok(Value::NONE)
}
fn count(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (mut i, mut n) = (0, 0);
    while let Some(x) = l(&a[0]).get(i) {
        n += i64::from(ops::equal(vm, &x, &a[1])?);
        i += 1;
    }
    Ok(Value::int(n))
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "append",
        |_, a| {
            l(&a[0]).push(a[1].clone());
            Ok(Value::NONE)
        },
        "($self, object, /)",
        "Append object to the end of the list.",
    )
    .effects(crate::native::Effects::Writes),
    NativeDef::new(
        "extend",
        |vm, a| {
            extend(vm, l(&a[0]), &a[1])?;
            Ok(Value::NONE)
        },
        "($self, iterable, /)",
        "Extend list by appending elements from the iterable.",
    ),
    NativeDef::new("insert", insert, "($self, index, object, /)", "Insert object before index."),
    NativeDef::new(
        "pop",
        pop,
        "($self, index=-1, /)",
        "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.",
    ),
    NativeDef::new("remove", remove, "($self, value, /)", "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."),
    NativeDef::new(
        "clear",
        |_, a| {
            drop(l(&a[0]).take());
            Ok(Value::NONE)
        },
        "($self, /)",
        "Remove all items from list.",
    ),
    NativeDef::new("copy", |_, a| Ok(new(l(&a[0]).to_vec())), "($self, /)", "Return a shallow copy of the list."),
    NativeDef::new(
        "index",
        index,
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
    ),
    NativeDef::new("count", count, "($self, value, /)", "Return number of occurrences of value."),
    NativeDef::new(
        "reverse",
        |_, a| {
            l(&a[0]).vec().reverse();
            Ok(Value::NONE)
        },
        "($self, /)",
        "Reverse *IN PLACE*.",
    ),
    NativeDef::new("__reversed__", |_, a| Ok(iterators::list_reversed(&a[0], l(&a[0]).len())), "($self, /)", "Return a reverse iterator over the list."),
    NativeDef::new("sort", sort, "($self, /, *, key=None, reverse=False)", "Sort the list in ascending order and return None."),
    NativeDef::new("__class_getitem__", |vm, a| Ok(crate::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];
