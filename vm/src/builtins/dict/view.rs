//! The views `keys()`, `values()`, `items()` of a dict, and its iterators, forward and reversed.

use super::DictObj;
use crate::builtins::{list, set, str, tuple};
use crate::native::{GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Obj, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

fn d(v: &Value) -> &Obj<DictObj> {
    this::<DictObj>(v)
}

/// What a view or iterator shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// Keys.
    Keys,
    /// Values.
    Values,
    /// Pairs.
    Items,
}
impl What {
    /// What is shown of an entry.
    pub(super) fn of(self, k: Value, x: Value) -> Value {
        match self {
            What::Keys => k,
            What::Values => x,
            What::Items => tuple::pair(k, x),
        }
    }
}

/// Iterator of a dict or of one of its views; the dict is NULL once exhausted.
struct DictIter {
    dict: RefCell<Value>,
    /// Next entry, or for reversed ones the one behind it.
    at: Cell<usize>,
    size: Cell<usize>,
    /// Items not yet given.
    left: Cell<usize>,
    what: What,
    reversed: bool,
}
macro_rules! iterator {
    ($name:ident, $text:literal) => {
        static $name: TypeDef = TypeDef::new::<DictIter>($text)
            .flags(ty::flag::NO_NEW | ty::flag::QUIET_NEXT | ty::flag::LEAF_NEXT)
            .final_type()
            .methods(ITER_METHODS)
            .slots(iter_slots);
    };
}
iterator!(KEY_ITER, "dict_keyiterator");
iterator!(VALUE_ITER, "dict_valueiterator");
iterator!(ITEM_ITER, "dict_itemiterator");
iterator!(KEY_REVERSED, "dict_reversekeyiterator");
iterator!(VALUE_REVERSED, "dict_reversevalueiterator");
iterator!(ITEM_REVERSED, "dict_reverseitemiterator");

fn iter_slots(s: &mut TypeSlots) {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(next);
}
/// As `next` of an iterator of items, without making the tuple; None if it is something else.
pub fn next_item(vm: &mut Vm, it: &Value) -> Option<PyResult<Option<(Value, Value)>>> {
    let i = it.downcast::<DictIter>().filter(|i| i.what == What::Items)?;
    Some(advance(vm, i))
}
fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let it = this::<DictIter>(v);
    Ok(advance(vm, it)?.map(|(k, x)| it.what.of(k, x)))
}
fn advance(vm: &mut Vm, it: &DictIter) -> PyResult<Option<(Value, Value)>> {
    let dict = it.dict.borrow();
    if dict.is_null() {
        return Ok(None);
    }
    if d(&dict).len() != it.size.get() {
        // It stays broken, whatever the dict's size becomes.
        it.size.set(usize::MAX);
        return Err(vm.runtime_error("dictionary changed size during iteration"));
    }
    let found = if it.reversed { d(&dict).prev_entry(it.at.get()) } else { d(&dict).next_entry(it.at.get()) };
    match found {
        Some(_) if it.left.get() == 0 => {
            drop(dict);
            drop(it.dict.replace(Value::NULL));
            Err(vm.runtime_error("dictionary keys changed during iteration"))
        }
        Some((i, k, x)) => {
            it.at.set(if it.reversed { i } else { i + 1 });
            it.left.set(it.left.get() - 1);
            Ok(Some((k, x)))
        }
        None => {
            drop(dict);
            drop(it.dict.replace(Value::NULL));
            Ok(None)
        }
    }
}
static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<DictIter>(&a[0]);
            let dict = it.dict.borrow();
            Ok(Value::usize(if dict.is_null() || d(&dict).len() != it.size.get() { 0 } else { it.left.get() }))
        },
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<DictIter>(&a[0]);
            // The rest is read by a copy, so that this iterator stays where it is.
            let copy = object::new(DictIter {
                dict: RefCell::new(it.dict.borrow().clone()),
                at: it.at.clone(),
                size: it.size.clone(),
                left: it.left.clone(),
                what: it.what,
                reversed: it.reversed,
            });
            let mut rest = Vec::new();
            while let Some(x) = next(vm, &copy)? {
                rest.push(x);
            }
            Ok(tuple::pair(vm.builtin("iter")?, tuple::from_slice(&[list::new(rest)])))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
];
impl Payload for DictIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &KEY_ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.dict.borrow());
    }
}
fn iterator(v: &Value, what: What, reversed: bool) -> Value {
    let def = match (what, reversed) {
        (What::Keys, false) => &KEY_ITER,
        (What::Values, false) => &VALUE_ITER,
        (What::Items, false) => &ITEM_ITER,
        (What::Keys, true) => &KEY_REVERSED,
        (What::Values, true) => &VALUE_REVERSED,
        (What::Items, true) => &ITEM_REVERSED,
    };
    let n = d(v).len();
    let at = Cell::new(if reversed { usize::MAX } else { 0 });
    object::new_of(def.get(), DictIter { dict: RefCell::new(v.clone()), at, size: Cell::new(n), left: Cell::new(n), what, reversed })
}
/// An iterator of a dict.
pub fn iter_of(v: &Value, what: What) -> Value {
    iterator(v, what, false)
}
/// A reversed iterator of a dict.
pub fn reversed(v: &Value, what: What) -> Value {
    iterator(v, what, true)
}

/// `dict_keys`, `dict_values`, `dict_items`.
struct View {
    dict: Value,
    what: What,
}
impl Payload for View {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &KEYS
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.dict);
    }
}
fn w(v: &Value) -> &Obj<View> {
    this::<View>(v)
}
fn view_slots(s: &mut TypeSlots) {
    s.len = Some(|_, v| Ok(d(&w(v).dict).len()));
    s.iter = Some(|_, v| Ok(iter_of(&w(v).dict, w(v).what)));
    s.repr = Some(|vm, v| {
        if !vm.repr_enter(v) {
            return Ok(Value::str("..."));
        }
        let r = ops::collect(vm, v).and_then(|items| ops::repr(vm, &list::new(items)));
        vm.repr_leave();
        let mut out = crate::text::TextBuf::from(format!("{}(", v.ty().name()));
        if let Some(s) = str::get(&r?) {
            out.push_units(s.units());
        }
        out.push_str(")");
        Ok(str::from_buf(out))
    });
}
/// Keys and items are sets.
fn set_slots(s: &mut TypeSlots) {
    view_slots(s);
    s.contains = Some(|vm, v, x| {
        if w(v).what == What::Keys {
            return d(&w(v).dict).has(vm, x);
        }
        match tuple::items(x) {
            [k, y] => match d(&w(v).dict).get(vm, k)? {
                Some(z) => ops::equal(vm, &z, y),
                None => Ok(false),
            },
            _ => Ok(false),
        }
    });
    s.hash = None;
    s.compare = Some(|vm, a, b, op| {
        if a.downcast::<View>().is_none() || !is_set_like(b) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (n, m) = (ops::len(vm, a)?, ops::len(vm, b)?);
        let holds = match op {
            CmpOp::Eq => n == m && all_in(vm, a, b)?,
            CmpOp::Ne => n != m || !all_in(vm, a, b)?,
            CmpOp::Le => n <= m && all_in(vm, a, b)?,
            CmpOp::Lt => n < m && all_in(vm, a, b)?,
            CmpOp::Ge => n >= m && all_in(vm, b, a)?,
            CmpOp::Gt => n > m && all_in(vm, b, a)?,
        };
        Ok(Value::bool(holds))
    });
    macro_rules! algebra {
        ($op:ident) => {
            s.binary[BinOp::$op as usize] = Some(|vm, a, b| combine(vm, BinOp::$op, a, b))
        };
    }
    algebra!(And);
    algebra!(Or);
    algebra!(Sub);
    algebra!(Xor);
}
fn is_set_like(v: &Value) -> bool {
    set::table(v).is_some() || v.downcast::<View>().is_some_and(|w| w.what != What::Values)
}
/// Are all of `a`'s items in `b`?
fn all_in(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
    let it = ops::iter(vm, a)?;
    while let Some(x) = ops::next(vm, &it)? {
        if !ops::contains(vm, b, &x)? {
            return Ok(false);
        }
    }
    Ok(true)
}
/// `a op b` as a new set: either side may be any iterable.
fn combine(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    for v in [a, b] {
        if v.ty().slots().iter.is_none() && !ops::is_sequence(v) {
            return Err(vm.type_error(format!("'{}' object is not iterable", v.ty().name())));
        }
    }
    let (x, y) = (ops::collect(vm, a)?, ops::collect(vm, b)?);
    let (x, y) = (set::from_items(vm, x)?, set::from_items(vm, y)?);
    ops::binary(vm, op, &x, &y)
}
fn isdisjoint(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let it = ops::iter(vm, &a[1])?;
    while let Some(x) = ops::next(vm, &it)? {
        if ops::contains(vm, &a[0], &x)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}
const REVERSED: NativeDef =
    NativeDef::new("__reversed__", |_, a| Ok(reversed(&w(&a[0]).dict, w(&a[0]).what)), "($self, /)", "Return a reverse iterator over the dict view.");
static METHODS: &[NativeDef] = &[REVERSED];
static SET_METHODS: &[NativeDef] =
    &[REVERSED, NativeDef::new("isdisjoint", isdisjoint, "($self, other, /)", "Return True if the view and the given iterable have a null intersection.")];
static GETSET: &[GetSet] = &[GetSet::new("mapping", |_, v| Ok(super::new_proxy(w(v).dict.clone())), None, "dictionary that this view refers to")];
/// `dict_keys`
pub(super) static KEYS: TypeDef = TypeDef::new::<View>("dict_keys").flags(ty::flag::NO_NEW).methods(SET_METHODS).getset(GETSET).slots(set_slots);
/// `dict_values`
pub(super) static VALUES: TypeDef = TypeDef::new::<View>("dict_values").flags(ty::flag::NO_NEW).methods(METHODS).getset(GETSET).slots(view_slots);
/// `dict_items`
pub(super) static ITEMS: TypeDef = TypeDef::new::<View>("dict_items").flags(ty::flag::NO_NEW).methods(SET_METHODS).getset(GETSET).slots(set_slots);
/// A view type for the dicts of a subclass, which iterates in its own way.
pub(super) const fn subtype(name: &'static str, base: &'static TypeDef) -> TypeDef {
    TypeDef::new::<View>(name).base(base).flags(ty::flag::NO_NEW).final_type()
}
/// A view of such a type.
pub(super) fn new_of(def: &'static TypeDef, dict: &Value, what: What) -> Value {
    object::new_of(def.get(), View { dict: dict.clone(), what })
}
/// The dict that a view shows, and how.
pub(super) fn parts(view: &Value) -> (&Value, What) {
    (&w(view).dict, w(view).what)
}
/// A view of a dict.
pub fn new(v: &Value, what: What) -> Value {
    let def = match what {
        What::Keys => &KEYS,
        What::Values => &VALUES,
        What::Items => &ITEMS,
    };
    object::new_of(def.get(), View { dict: v.clone(), what })
}
