//! `collections.OrderedDict`: a dict whose order can be changed, with iterators that notice changes of the order.
//!
//! Dicts keep their order anyway, so this is dict's own table; taking from the front and putting before the front cost
//! constant time on average there. What CPython tells apart, a dict and a list of its keys that only OrderedDict's own
//! methods keep up to date, is one thing here: `dict.__delitem__(od, key)` leaves a sound OrderedDict.

use super::view::{self, What};
use super::{DictObj, d};
use crate::builtins::{list, str, tuple};
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::{intern, names};
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, attr, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<DictObj>("collections.OrderedDict")
    .base(&super::TYPE)
    .doc("Dictionary that remembers insertion order")
    .with_dict()
    .flags(ty::flag::WEAKREF)
    .methods(METHODS)
    .slots(|s| {
        s.init = Some(|vm, v, args| {
            if args.pos().len() > 1 {
                return Err(vm.type_error(format!("expected at most 1 arguments, got {}", args.pos().len())));
            }
            fill(vm, v, args.pos().first(), args.kw().map(|(k, x)| (k.clone(), x.clone())).collect())
        });
        s.iter = Some(|_, v| Ok(iterator(v, What::Keys, false)));
        s.repr = Some(repr);
        s.compare = Some(compare);
        s.binary[BinOp::Or as usize] = Some(|vm, a, b| {
            if a.downcast::<DictObj>().is_none() || b.downcast::<DictObj>().is_none() {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            let own = if a.ty().is_subtype(TYPE.get()) { a } else { b };
            let class = own.ty().value();
            let r = vm.call1(&class, a)?;
            fill(vm, &r, Some(b), Vec::new())?;
            Ok(r)
        });
        s.inplace[BinOp::Or as usize] = Some(|vm, a, b| {
            fill(vm, a, Some(b), Vec::new())?;
            Ok(a.clone())
        });
    });

fn is_exact(v: &Value) -> bool {
    std::ptr::eq(v.ty(), TYPE.get())
}

/// `update` as mutable mappings do it: through the object's own `__setitem__`.
fn fill(vm: &mut Vm, v: &Value, from: Option<&Value>, kw: Vec<(Value, Value)>) -> PyResult<()> {
    if let Some(x) = from {
        fill_from(vm, v, x)?;
    }
    for (k, x) in kw {
        ops::setitem(vm, v, &k, &x)?;
    }
    Ok(())
}
fn fill_from(vm: &mut Vm, v: &Value, x: &Value) -> PyResult<()> {
    let pairs = if x.downcast_exact::<DictObj>().is_some() {
        return d(x).items().iter().try_for_each(|(k, x)| ops::setitem(vm, v, k, x));
    } else if let Some(f) = attr::get_opt(vm, x, &names().keys)? {
        let keys = vm.call(&f, &[])?;
        return ops::for_each(vm, &keys, |vm, k| {
            let y = ops::getitem(vm, x, &k)?;
            ops::setitem(vm, v, &k, &y)
        });
    } else if let Some(f) = attr::get_opt(vm, x, &intern("items"))? {
        vm.call(&f, &[])?
    } else {
        x.clone()
    };
    ops::for_each(vm, &pairs, |vm, pair| {
        let items = ops::collect(vm, &pair)?;
        match items.as_slice() {
            [k, y] => ops::setitem(vm, v, k, y),
            few if few.len() < 2 => Err(vm.value_error(format!("need more than {} value{} to unpack", few.len(), if few.len() == 1 { "" } else { "s" }))),
            _ => Err(vm.value_error("too many values to unpack (expected 2)")),
        }
    })
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let name = v.ty().name();
    if d(v).is_empty() {
        return Ok(Value::str(&format!("{name}()")));
    }
    if !vm.repr_enter(v) {
        return Ok(Value::str("..."));
    }
    let plain = object::new(DictObj::from_core(d(v).copy_core()));
    let r = ops::repr(vm, &plain);
    vm.repr_leave();
    let mut buf = crate::text::TextBuf::from(format!("{name}(").as_str());
    if let Some(s) = str::get(&r?) {
        buf.push_units(s.units());
    }
    buf.push_str(")");
    Ok(str::from_buf(buf))
}

fn mutated(vm: &mut Vm) -> crate::object::error::Raised {
    vm.runtime_error("OrderedDict mutated during iteration")
}

/// Equal to another OrderedDict only if the order is the same too.
fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    if b.downcast::<DictObj>().is_none() || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let Some(as_dicts) = super::TYPE.get().slots().compare else { return Ok(Value::NOT_IMPLEMENTED) };
    let mut same = as_dicts(vm, a, b, CmpOp::Eq)?.is(&Value::TRUE);
    if same && b.ty().is_subtype(TYPE.get()) {
        same = same_order(vm, d(a), d(b))?;
    }
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}
fn same_order(vm: &mut Vm, a: &DictObj, b: &DictObj) -> PyResult<bool> {
    let versions = (a.keys_version(), b.keys_version());
    let (mut i, mut j) = (0, 0);
    loop {
        let (Some((n, x, _)), Some((m, y, _))) = (a.next_entry(i), b.next_entry(j)) else {
            return Ok(a.next_entry(i).is_none() && b.next_entry(j).is_none());
        };
        let same = ops::equal(vm, &x, &y)?;
        if versions != (a.current_version(), b.current_version()) {
            return Err(mutated(vm));
        }
        if !same {
            return Ok(false);
        }
        (i, j) = (n + 1, m + 1);
    }
}

// ---- iterators and views ---------------------------------------------------------------------

/// Iterator of an OrderedDict; the dict is NULL once exhausted.
struct OrderedIter {
    dict: RefCell<Value>,
    /// The entry that comes next.
    at: Cell<Option<usize>>,
    /// Keys and order as they were.
    version: u32,
    what: What,
    reversed: bool,
}
impl Payload for OrderedIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.dict.borrow());
    }
}
impl OrderedIter {
    fn entry_from(dict: &DictObj, i: usize, reversed: bool) -> Option<usize> {
        if reversed { dict.prev_entry(i) } else { dict.next_entry(i) }.map(|e| e.0)
    }
    fn next(&self, vm: &mut Vm) -> PyResult<Option<Value>> {
        let dict = self.dict.borrow().clone();
        let Some(i) = self.at.get().filter(|_| !dict.is_null()) else {
            drop(self.dict.replace(Value::NULL));
            return Ok(None);
        };
        let o = d(&dict);
        let entry = if o.current_version() == self.version { o.entry(i) } else { None };
        let Some((k, x)) = entry else {
            drop(self.dict.replace(Value::NULL));
            return Err(mutated(vm));
        };
        self.at.set(OrderedIter::entry_from(o, if self.reversed { i } else { i + 1 }, self.reversed));
        Ok(Some(self.what.of(k, x)))
    }
}
fn iterator(v: &Value, what: What, reversed: bool) -> Value {
    let first = OrderedIter::entry_from(d(v), if reversed { usize::MAX } else { 0 }, reversed);
    object::new(OrderedIter { dict: RefCell::new(v.clone()), at: Cell::new(first), version: d(v).keys_version(), what, reversed })
}
static ITER: TypeDef = TypeDef::new::<OrderedIter>("odict_iterator")
    .flags(ty::flag::NO_NEW)
    .final_type()
    .slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(|vm, v| this::<OrderedIter>(v).next(vm));
    })
    .methods(&[NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<OrderedIter>(&a[0]);
            let f = vm.builtin("iter")?;
            // The rest is read by a copy, so that this iterator stays where it is.
            let copy = OrderedIter { dict: it.dict.clone(), at: it.at.clone(), version: it.version, what: it.what, reversed: it.reversed };
            let mut rest = Vec::new();
            while let Some(x) = copy.next(vm)? {
                rest.push(x);
            }
            Ok(tuple::pair(f, tuple::from_slice(&[list::new(rest)])))
        },
        "($self, /)",
        "Return state information for pickling",
    )]);

fn view_slots(s: &mut TypeSlots) {
    s.iter = Some(|_, v| {
        let (dict, what) = view::parts(v);
        Ok(iterator(dict, what, false))
    });
}
const VIEW_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reversed__",
    |_, a| {
        let (dict, what) = view::parts(&a[0]);
        Ok(iterator(dict, what, true))
    },
    "($self, /)",
    "Return a reverse iterator over the view.",
)];
static KEYS: TypeDef = view::subtype("odict_keys", &view::KEYS).methods(VIEW_METHODS).slots(view_slots);
static VALUES: TypeDef = view::subtype("odict_values", &view::VALUES).methods(VIEW_METHODS).slots(view_slots);
static ITEMS: TypeDef = view::subtype("odict_items", &view::ITEMS).methods(VIEW_METHODS).slots(view_slots);

// ---- methods ---------------------------------------------------------------------------------

fn fromkeys(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    super::fromkeys(vm, a)
}

fn setdefault(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if is_exact(&a[0]) {
        return super::setdefault(vm, a);
    }
    let default = a[2].opt().cloned().unwrap_or(Value::NONE);
    if ops::contains(vm, &a[0], &a[1])? {
        return ops::getitem(vm, &a[0], &a[1]);
    }
    ops::setitem(vm, &a[0], &a[1], &default)?;
    Ok(default)
}

fn popitem(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let last = match a[1].opt() {
        Some(x) => ops::truth(vm, x)?,
        None => true,
    };
    let first = || d(&a[0]).next_entry(0).map(|(i, _, _)| d(&a[0]).remove_entry(i));
    match if last { d(&a[0]).pop_last() } else { first() } {
        Some((k, v)) => Ok(tuple::pair(k, v)),
        None => Err(vm.key_error(&Value::str("dictionary is empty"))),
    }
}

fn move_to_end(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let last = match a[2].opt() {
        Some(x) => ops::truth(vm, x)?,
        None => true,
    };
    let hash = crate::object::dict::key_hash(vm, &a[1])?;
    match d(&a[0]).find(vm, &a[1], hash)? {
        Some(i) => {
            d(&a[0]).move_entry(i, last);
            Ok(Value::NONE)
        }
        None => Err(vm.key_error(&a[1])),
    }
}

fn copy(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let class = a[0].ty().value();
    let r = vm.call(&class, &[])?;
    for (k, x) in d(&a[0]).items() {
        ops::setitem(vm, &r, &k, &x)?;
    }
    Ok(r)
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let state = vm.call_method_name(&a[0], &names().__getstate__, &[])?;
    let items = vm.call_method(&a[0], "items", &[])?;
    let items = ops::iter(vm, &items)?;
    Ok(tuple::new(vec![a[0].ty().value(), vm.empty_tuple(), state, Value::NONE, items]))
}

fn update(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let args = tuple::items(&a[1]);
    if args.len() > 1 {
        return Err(vm.type_error(format!("update() takes at most 1 positional argument ({} given)", args.len())));
    }
    fill(vm, &a[0], args.first(), d(&a[2]).items())?;
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "fromkeys",
        fromkeys,
        "($type, /, iterable, value=None)",
        "Create a new ordered dictionary with keys from iterable and values set to value.",
    )
    .class_method(),
    NativeDef::new(
        "setdefault",
        setdefault,
        "($self, /, key, default=None)",
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
    ),
    NativeDef::new(
        "pop",
        super::pop,
        "($self, /, key, default=<unrepresentable>)",
        "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
    ),
    NativeDef::new(
        "popitem",
        popitem,
        "($self, /, last=True)",
        "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if false.",
    ),
    NativeDef::new("keys", |_, a| Ok(view::new_of(&KEYS, &a[0], What::Keys)), "($self, /)", ""),
    NativeDef::new("values", |_, a| Ok(view::new_of(&VALUES, &a[0], What::Values)), "($self, /)", ""),
    NativeDef::new("items", |_, a| Ok(view::new_of(&ITEMS, &a[0], What::Items)), "($self, /)", ""),
    NativeDef::new("update", update, "($self, /, *args, **kwargs)", ""),
    NativeDef::new("copy", copy, "($self, /)", "od.copy() -> a shallow copy of od"),
    NativeDef::new("__reversed__", |_, a| Ok(iterator(&a[0], What::Keys, true)), "($self, /)", "od.__reversed__() <==> reversed(od)"),
    NativeDef::new(
        "move_to_end",
        move_to_end,
        "($self, /, key, last=True)",
        "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist.",
    ),
    NativeDef::new("__reduce__", reduce, "($self, /)", "Return state information for pickling"),
];
