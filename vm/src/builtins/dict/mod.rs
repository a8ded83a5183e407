//! dict.

pub mod ordered;
pub mod proxy;
pub mod view;

pub use proxy::{PROXY, new_proxy};

use self::view::What;
use crate::builtins::{str, tuple};
use crate::native::{NativeDef, TypeDef, this};
pub use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Obj, attr, ty};
use crate::value::Value;
use crate::vm::Vm;

/// The type.
pub static TYPE: TypeDef =
    TypeDef::new::<DictObj>("dict").doc("dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)").methods(METHODS).slots(slots).flags(ty::flag::MAPPING | ty::flag::MATCH_SELF);

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
    s.iter = Some(|_, v| Ok(view::iter_of(v, What::Keys)));
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

/// Is a dict's iterator that of dict or OrderedDict? Then its entries may be read in their order, without asking `keys`.
fn iterates_plainly(x: &Value) -> bool {
    let own = x.ty().slots().iter.map(|f| f as usize);
    [&TYPE, &ordered::TYPE].into_iter().any(|def| own == def.get().slots().iter.map(|f| f as usize))
}

/// `d.update(x)`: a dict, a mapping with `keys`, or pairs.
pub fn update(vm: &mut Vm, dict: &DictObj, x: &Value) -> PyResult<()> {
    if let Some(o) = x.downcast::<DictObj>()
        && iterates_plainly(x)
    {
        let (mut at, n) = (0, o.len());
        while let Some((i, k, hash)) = o.next_key(at) {
            let Some((_, v)) = o.entry(i) else { break };
            dict.set_hashed(vm, k, hash, v)?;
            if o.len() != n {
                return Err(vm.runtime_error("dict mutated during update"));
            }
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
    let hash = crate::object::dict::key_hash(vm, &a[1])?;
    if let Some(i) = d(&a[0]).find(vm, &a[1], hash)?
        && let Some((_, v)) = d(&a[0]).entry(i)
    {
        return Ok(v);
    }
    let v = a[2].opt().cloned().unwrap_or(Value::NONE);
    d(&a[0]).insert_absent(a[1].clone(), hash, v.clone());
    Ok(v)
}
fn popitem(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match d(&a[0]).pop_last() {
        Some((k, v)) => Ok(tuple::pair(k, v)),
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
    NativeDef::new("keys", |_, a| Ok(view::new(&a[0], What::Keys)), "($self, /)", "Return a set-like object providing a view on the dict's keys."),
    NativeDef::new("values", |_, a| Ok(view::new(&a[0], What::Values)), "($self, /)", "Return an object providing a view on the dict's values."),
    NativeDef::new("items", |_, a| Ok(view::new(&a[0], What::Items)), "($self, /)", "Return a set-like object providing a view on the dict's items."),
    NativeDef::new("__reversed__", |_, a| Ok(view::reversed(&a[0], What::Keys)), "($self, /)", "Return a reverse iterator over the dict keys."),
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
