//! dict, its views and iterators, and read-only proxies.

use crate::builtins::{list, str, tuple};
use crate::native::{NativeDef, TypeDef, this};
pub use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Obj, Payload, attr, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;

/// The type.
pub static TYPE: TypeDef =
    TypeDef::new::<DictObj>("dict").doc("dict() -> new empty dictionary").methods(METHODS).slots(slots).flags(ty::flag::MAPPING | ty::flag::MATCH_SELF);

fn d(v: &Value) -> &Obj<DictObj> {
    this::<DictObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| Ok(object::new_of(cls, DictObj::empty())));
    s.init = Some(|vm, v, args| {
        if args.pos().len() > 1 {
            return Err(vm.type_error(format!("dict expected at most 1 argument, got {}", args.pos().len())));
        }
        if let Some(x) = args.pos().first() {
            update(vm, d(v), x)?;
        }
        for (k, x) in args.kw() {
            d(v).set(vm, k.clone(), x.clone())?;
        }
        Ok(())
    });
    s.len = Some(|_, v| Ok(d(v).len()));
    s.iter = Some(|_, v| Ok(iter_of(v, What::Keys)));
    s.contains = Some(|vm, v, k| d(v).has(vm, k));
    s.getitem = Some(|vm, v, k| match d(v).get(vm, k)? {
        Some(x) => Ok(x),
        None => {
            if !std::ptr::eq(v.ty(), TYPE.get())
                && let Some(x) = vm.call_special(v, &names().__missing__, std::slice::from_ref(k))?
            {
                return Ok(x);
            }
            Err(vm.key_error(k))
        }
    });
    s.setitem = Some(|vm, v, k, x| match x {
        Some(x) => d(v).set(vm, k.clone(), x.clone()),
        None => match d(v).remove(vm, k)? {
            Some(_) => Ok(()),
            None => Err(vm.key_error(k)),
        },
    });
    s.repr = Some(repr);
    s.compare = Some(|vm, a, b, op| {
        let Some(y) = b.downcast::<DictObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let mut same = d(a).len() == y.len();
        if same {
            for (k, x) in d(a).items() {
                same = match y.get(vm, &k)? {
                    Some(z) => ops::equal(vm, &x, &z)?,
                    None => false,
                };
                if !same {
                    break;
                }
            }
        }
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    });
    s.binary[BinOp::Or as usize] = Some(|vm, a, b| {
        if a.downcast::<DictObj>().is_none() || b.downcast::<DictObj>().is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let r = object::new(DictObj::from_core(d(a).copy_core()));
        update(vm, d(&r), b)?;
        Ok(r)
    });
    s.inplace[BinOp::Or as usize] = Some(|vm, a, b| {
        update(vm, d(a), b)?;
        Ok(a.clone())
    });
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if !vm.repr_enter(v) {
        return Ok(Value::str("{...}"));
    }
    let mut buf = crate::text::TextBuf::from("{");
    let mut inner = || -> PyResult<()> {
        for (i, (k, x)) in d(v).items().into_iter().enumerate() {
            if i > 0 {
                buf.push_str(", ");
            }
            for (p, sep) in [(k, ": "), (x, "")] {
                let r = ops::repr(vm, &p)?;
                if let Some(s) = str::get(&r) {
                    buf.push_units(s.units());
                }
                buf.push_str(sep);
            }
        }
        Ok(())
    };
    let r = inner();
    vm.repr_leave();
    r?;
    buf.push_str("}");
    Ok(str::from_buf(buf))
}

/// `d.update(x)`: a dict, a mapping with `keys`, or pairs.
pub fn update(vm: &mut Vm, dict: &DictObj, x: &Value) -> PyResult<()> {
    if let Some(o) = x.downcast::<DictObj>() {
        let mut at = 0;
        while let Some((i, k, hash)) = o.next_key(at) {
            let Some((_, v)) = o.entry(i) else { break };
            dict.set_hashed(vm, k, hash, v)?;
            at = i + 1;
        }
        return Ok(());
    }
    if let Some(f) = attr::get_opt(vm, x, &names().keys)? {
        let keys = vm.call(&f, &[])?;
        for k in ops::collect(vm, &keys)? {
            let v = ops::getitem(vm, x, &k)?;
            dict.set(vm, k, v)?;
        }
        return Ok(());
    }
    for (i, pair) in ops::collect(vm, x)?.iter().enumerate() {
        if pair.ty().slots().iter.is_none() && !ops::is_sequence(pair) {
            return Err(vm.type_error(format!("cannot convert dictionary update sequence element #{i} to a sequence")));
        }
        let items = ops::collect(vm, pair)?;
        let [k, v] = items.as_slice() else {
            return Err(vm.value_error(format!("dictionary update sequence element #{i} has length {}; 2 is required", items.len())));
        };
        dict.set(vm, k.clone(), v.clone())?;
    }
    Ok(())
}

/// What a view or iterator shows.
#[derive(Clone, Copy, PartialEq)]
enum What {
    Keys,
    Values,
    Items,
}
/// Iterator of a dict or of one of its views.
struct DictIter {
    dict: Value,
    at: Cell<usize>,
    size: usize,
    what: What,
}
static ITER: TypeDef = TypeDef::new::<DictIter>("dict_keyiterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| {
        let it = this::<DictIter>(v);
        let dict = d(&it.dict);
        if it.at.get() == usize::MAX {
            return Ok(None);
        }
        if dict.len() != it.size {
            it.at.set(usize::MAX);
            return Err(vm.runtime_error("dictionary changed size during iteration"));
        }
        match dict.next_entry(it.at.get()) {
            Some((i, k, x)) => {
                it.at.set(i + 1);
                Ok(Some(match it.what {
                    What::Keys => k,
                    What::Values => x,
                    What::Items => tuple::pair(k, x),
                }))
            }
            None => {
                it.at.set(usize::MAX);
                Ok(None)
            }
        }
    });
});
impl Payload for DictIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.dict);
    }
}
fn iter_of(v: &Value, what: What) -> Value {
    object::new(DictIter { dict: v.clone(), at: Cell::new(0), size: d(v).len(), what })
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
fn view_slots(s: &mut TypeSlots) {
    s.len = Some(|_, v| Ok(d(&this::<View>(v).dict).len()));
    s.iter = Some(|_, v| Ok(iter_of(&this::<View>(v).dict, this::<View>(v).what)));
    s.repr = Some(|vm, v| {
        let items = ops::collect(vm, v)?;
        let l = list::new(items);
        let r = ops::repr(vm, &l)?;
        Ok(Value::str(&format!("{}({})", v.ty().name(), str::text(&r))))
    });
}
fn set_slots(s: &mut TypeSlots) {
    view_slots(s);
    s.contains = Some(|vm, v, x| {
        let w = this::<View>(v);
        if w.what == What::Keys {
            return d(&w.dict).has(vm, x);
        }
        match tuple::items(x) {
            [k, y] => match d(&w.dict).get(vm, k)? {
                Some(z) => ops::equal(vm, &z, y),
                None => Ok(false),
            },
            _ => Ok(false),
        }
    });
}
static KEYS: TypeDef = TypeDef::new::<View>("dict_keys").flags(ty::flag::NO_NEW).final_type().slots(set_slots);
static VALUES: TypeDef = TypeDef::new::<View>("dict_values").flags(ty::flag::NO_NEW).final_type().slots(view_slots);
static ITEMS: TypeDef = TypeDef::new::<View>("dict_items").flags(ty::flag::NO_NEW).final_type().slots(set_slots);
fn view(v: &Value, what: What) -> Value {
    let def = match what {
        What::Keys => &KEYS,
        What::Values => &VALUES,
        What::Items => &ITEMS,
    };
    object::new_of(def.get(), View { dict: v.clone(), what })
}

fn get(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(d(&a[0]).get(vm, &a[1])?.unwrap_or_else(|| a[2].opt().cloned().unwrap_or(Value::NONE)))
}
fn pop(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match d(&a[0]).remove(vm, &a[1])? {
        Some(v) => Ok(v),
        None => match a[2].opt() {
            Some(v) => Ok(v.clone()),
            None => Err(vm.key_error(&a[1])),
        },
    }
}
fn setdefault(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let hash = ops::hash(vm, &a[1])?;
    if let Some(i) = d(&a[0]).find(vm, &a[1], hash)?
        && let Some((_, v)) = d(&a[0]).entry(i)
    {
        return Ok(v);
    }
    let v = a[2].opt().cloned().unwrap_or(Value::NONE);
    d(&a[0]).set_hashed(vm, a[1].clone(), hash, v.clone())?;
    Ok(v)
}
fn popitem(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match d(&a[0]).prev_entry(usize::MAX) {
        Some((i, _, _)) => {
            let (k, v) = d(&a[0]).remove_entry(i);
            Ok(tuple::new(vec![k, v]))
        }
        None => {
            let text = Value::str("popitem(): dictionary is empty");
            Err(vm.key_error(&text))
        }
    }
}
fn update_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if let Some(x) = a[1].opt() {
        update(vm, d(&a[0]), x)?;
    }
    update(vm, d(&a[0]), &a[2])?;
    Ok(Value::NONE)
}
fn fromkeys(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = vm.call(&a[0], &[])?;
    let x = a[2].opt().cloned().unwrap_or(Value::NONE);
    for k in ops::collect(vm, &a[1])? {
        ops::setitem(vm, &r, &k, &x)?;
    }
    Ok(r)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("get", get, "($self, key, default=None, /)", "Return the value for key if key is in the dictionary, else default."),
    NativeDef::new("pop", pop, "($self, key, default=<unrepresentable>, /)", "D.pop(k[,d]) -> v, remove specified key and return the corresponding value."),
    NativeDef::new("setdefault", setdefault, "($self, key, default=None, /)", "Insert key with a value of default if key is not in the dictionary."),
    NativeDef::new("popitem", popitem, "($self, /)", "Remove and return a (key, value) pair as a 2-tuple."),
    NativeDef::new("keys", |_, a| Ok(view(&a[0], What::Keys)), "($self, /)", "Return a set-like object providing a view on the dict's keys."),
    NativeDef::new("values", |_, a| Ok(view(&a[0], What::Values)), "($self, /)", "Return an object providing a view on the dict's values."),
    NativeDef::new("items", |_, a| Ok(view(&a[0], What::Items)), "($self, /)", "Return a set-like object providing a view on the dict's items."),
    NativeDef::new("update", update_method, "($self, other=(), /, **kwargs)", "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F."),
    NativeDef::new("copy", |_, a| Ok(object::new(DictObj::from_core(d(&a[0]).copy_core()))), "($self, /)", "Return a shallow copy of the dict."),
    NativeDef::new(
        "clear",
        |_, a| {
            drop(d(&a[0]).take());
            Ok(Value::NONE)
        },
        "($self, /)",
        "Remove all items from the dict.",
    ),
    NativeDef::new("fromkeys", fromkeys, "($type, iterable, value=None, /)", "Create a new dictionary with keys from iterable and values set to value.")
        .class_method(),
    NativeDef::new("__class_getitem__", |vm, a| Ok(crate::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];

/// `mappingproxy`
struct Proxy(Value);
/// `mappingproxy`
pub static PROXY: TypeDef = TypeDef::new::<Proxy>("mappingproxy")
    .generic()
    .flags(ty::flag::MAPPING)
    .final_type()
    .slots(|s| {
        s.len = Some(|vm, v| ops::len(vm, &this::<Proxy>(v).0));
        s.iter = Some(|vm, v| ops::iter(vm, &this::<Proxy>(v).0));
        s.contains = Some(|vm, v, x| ops::contains(vm, &this::<Proxy>(v).0, x));
        s.getitem = Some(|vm, v, k| ops::getitem(vm, &this::<Proxy>(v).0, k));
        s.repr = Some(|vm, v| {
            let r = ops::repr(vm, &this::<Proxy>(v).0)?;
            Ok(Value::str(&format!("mappingproxy({})", str::text(&r))))
        });
    })
    .methods(&[
        NativeDef::new("keys", |vm, a| vm.call_method(&this::<Proxy>(&a[0]).0, "keys", &[]), "($self, /)", ""),
        NativeDef::new("values", |vm, a| vm.call_method(&this::<Proxy>(&a[0]).0, "values", &[]), "($self, /)", ""),
        NativeDef::new("items", |vm, a| vm.call_method(&this::<Proxy>(&a[0]).0, "items", &[]), "($self, /)", ""),
        NativeDef::new(
            "get",
            |vm, a| vm.call_method(&this::<Proxy>(&a[0]).0, "get", &[a[1].clone(), a[2].opt().cloned().unwrap_or(Value::NONE)]),
            "($self, key, default=None, /)",
            "",
        ),
        NativeDef::new("copy", |vm, a| vm.call_method(&this::<Proxy>(&a[0]).0, "copy", &[]), "($self, /)", ""),
    ]);
impl Payload for Proxy {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PROXY
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.0);
    }
}
/// A read-only view of a mapping.
pub fn new_proxy(mapping: Value) -> Value {
    object::new(Proxy(mapping))
}
