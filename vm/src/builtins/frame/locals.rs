//! `f_locals` of functions: a mapping that reads and writes the frame's variables (PEP 667).

use super::{FrameObj, registers, set_variable, to_dict, variables};
use crate::builtins::{list, str};
use crate::native::{NativeDef, TypeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::object::{self, Payload};
use crate::value::Value;
use crate::vm::Vm;

/// Payload.
pub struct ProxyObj {
    frame: Value,
}
/// `FrameLocalsProxy`
pub static TYPE: TypeDef = TypeDef::new::<ProxyObj>("FrameLocalsProxy").flags(flag::MAPPING).final_type().methods(METHODS).slots(slots);
impl Payload for ProxyObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.frame);
    }
}
/// The locals of a function's frame.
pub fn proxy(frame: &Value) -> Value {
    object::new(ProxyObj { frame: frame.clone() })
}

fn frame(v: &Value) -> &Value {
    &this::<ProxyObj>(v).frame
}
/// All variables as a dict of their own.
fn snapshot(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let f = this::<FrameObj>(frame(v));
    let d = match registers(vm, frame(v)) {
        Some(base) => to_dict(&f.code, base),
        None => match f.locals.borrow().downcast::<DictObj>() {
            Some(d) => object::new(DictObj::from_core(d.copy_core())),
            None => new_dict(),
        },
    };
    let extras = f.extras.borrow().clone();
    if let Some(e) = extras.downcast::<DictObj>() {
        crate::builtins::dict::update(vm, this::<DictObj>(&d), &e.value())?;
    }
    Ok(d)
}
/// The local slot that a name means; keys that aren't plain strings may equal one all the same.
fn slot(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Option<usize>> {
    let code = this::<FrameObj>(frame(v)).code.clone();
    let co = &code.co;
    if str::is_exact(key) {
        let text = str::text(key);
        return Ok((0..co.nlocalsplus()).find(|&i| **co.local_name(i) == *text));
    }
    let hash = ops::hash(vm, key)?;
    for i in 0..co.nlocalsplus() {
        let name = Value::str(co.local_name(i));
        if str::hash(&name) == hash && ops::equal(vm, &name, key)? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}
fn get(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Option<Value>> {
    let f = this::<FrameObj>(frame(v));
    if let (Some(i), Some(base)) = (slot(vm, v, key)?, registers(vm, frame(v))) {
        return Ok(variables(&f.code, base).into_iter().find(|(k, _)| *k == i).map(|(_, x)| x));
    }
    for d in [f.locals.borrow().clone(), f.extras.borrow().clone()] {
        if let Some(d) = d.downcast::<DictObj>()
            && let Some(x) = d.get(vm, key)?
        {
            return Ok(Some(x));
        }
    }
    Ok(None)
}
fn set(vm: &mut Vm, v: &Value, key: &Value, x: &Value) -> PyResult<()> {
    let f = this::<FrameObj>(frame(v));
    if let Some(i) = slot(vm, v, key)? {
        if super::is_lent(vm, frame(v)) {
            return Err(vm.runtime_error("cannot change a variable of a frame that runs compiled code"));
        }
        match registers(vm, frame(v)) {
            Some(base) => set_variable(&f.code, base, i, x.clone()),
            None => {
                let d = f.locals.borrow().clone();
                if let Some(d) = d.downcast::<DictObj>() {
                    d.set(vm, key.clone(), x.clone())?;
                }
            }
        }
        return Ok(());
    }
    if f.extras.borrow().is_null() {
        drop(f.extras.replace(new_dict()));
    }
    let extras = f.extras.borrow().clone();
    ops::setitem(vm, &extras, key, x)
}
fn remove(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Option<Value>> {
    if slot(vm, v, key)?.is_some() {
        return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
    }
    let extras = this::<FrameObj>(frame(v)).extras.borrow().clone();
    match extras.downcast::<DictObj>() {
        Some(d) => d.remove(vm, key),
        None => Ok(None),
    }
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, _, args| match args.all {
        _ if args.has_kw() => Err(vm.type_error("FrameLocalsProxy takes no keyword arguments")),
        [f] if f.downcast::<FrameObj>().is_some() => Ok(proxy(f)),
        [f] => Err(vm.type_error(format!("expect frame, not {}", f.ty().name()))),
        more => Err(vm.type_error(format!("FrameLocalsProxy expected 1 argument, got {}", more.len()))),
    });
    s.getitem = Some(|vm, v, key| match get(vm, v, key)? {
        Some(x) => Ok(x),
        None => {
            let shown = ops::repr(vm, key)?;
            Err(vm.key_error(&Value::str(&format!("local variable '{}' is not defined", str::text(&shown)))))
        }
    });
    s.setitem = Some(|vm, v, key, x| match x {
        Some(x) => set(vm, v, key, x),
        None => match remove(vm, v, key)? {
            Some(_) => Ok(()),
            None => Err(vm.key_error(key)),
        },
    });
    s.contains = Some(|vm, v, key| Ok(get(vm, v, key)?.is_some()));
    s.len = Some(|vm, v| {
        let d = snapshot(vm, v)?;
        ops::len(vm, &d)
    });
    s.iter = Some(|vm, v| {
        let d = snapshot(vm, v)?;
        let keys = list::new(this::<DictObj>(&d).keys());
        ops::iter(vm, &keys)
    });
    s.repr = Some(|vm, v| {
        if !vm.repr_enter(v) {
            return Ok(Value::str("{...}"));
        }
        let r = snapshot(vm, v).and_then(|d| ops::repr(vm, &d));
        vm.repr_leave();
        r
    });
    s.compare = Some(|vm, a, b, op| {
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let same = match b.downcast::<ProxyObj>() {
            Some(p) => p.frame.is(frame(a)),
            None if b.downcast::<DictObj>().is_some() => {
                let d = snapshot(vm, a)?;
                ops::equal(vm, &d, b)?
            }
            None => return Ok(Value::NOT_IMPLEMENTED),
        };
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    });
    s.binary[BinOp::Or as usize] = Some(|vm, a, b| {
        let mut sides = Vec::new();
        for x in [a, b] {
            sides.push(match x.downcast::<ProxyObj>() {
                Some(_) => snapshot(vm, x)?,
                None if x.downcast::<DictObj>().is_some() => x.clone(),
                None => return Ok(Value::NOT_IMPLEMENTED),
            });
        }
        ops::binary(vm, BinOp::Or, &sides[0], &sides[1])
    });
    s.inplace[BinOp::Or as usize] = Some(|vm, a, b| {
        update(vm, &[a.clone(), b.clone()])?;
        Ok(a.clone())
    });
}
fn update(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let given = new_dict();
    let other = if a[1].downcast::<ProxyObj>().is_some() { snapshot(vm, &a[1])? } else { a[1].clone() };
    crate::builtins::dict::update(vm, this::<DictObj>(&given), &other)?;
    for (k, x) in this::<DictObj>(&given).items() {
        set(vm, &a[0], &k, &x)?;
    }
    Ok(Value::NONE)
}
fn pop(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match (remove(vm, &a[0], &a[1])?, a[2].opt()) {
        (Some(x), _) => Ok(x),
        (None, Some(d)) => Ok(d.clone()),
        (None, None) => Err(vm.key_error(&a[1])),
    }
}
fn of_snapshot(vm: &mut Vm, v: &Value, part: fn(&DictObj) -> Vec<Value>) -> PyResult<Value> {
    let d = snapshot(vm, v)?;
    Ok(list::new(part(this::<DictObj>(&d))))
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("keys", |vm, a| of_snapshot(vm, &a[0], |d| d.keys()), "($self, /)", ""),
    NativeDef::new("values", |vm, a| of_snapshot(vm, &a[0], |d| d.values()), "($self, /)", ""),
    NativeDef::new(
        "items",
        |vm, a| of_snapshot(vm, &a[0], |d| d.items().into_iter().map(|(k, x)| crate::builtins::tuple::new(vec![k, x])).collect()),
        "($self, /)",
        "",
    ),
    NativeDef::new("copy", |vm, a| snapshot(vm, &a[0]), "($self, /)", ""),
    NativeDef::new(
        "get",
        |vm, a| Ok(get(vm, &a[0], &a[1])?.unwrap_or_else(|| a[2].opt().cloned().unwrap_or(Value::NONE))),
        "($self, key, default=None, /)",
        "",
    ),
    NativeDef::new(
        "setdefault",
        |vm, a| {
            if let Some(x) = get(vm, &a[0], &a[1])? {
                return Ok(x);
            }
            let x = a[2].opt().cloned().unwrap_or(Value::NONE);
            set(vm, &a[0], &a[1], &x)?;
            Ok(x)
        },
        "($self, key, default=None, /)",
        "",
    ),
    NativeDef::new("update", update, "($self, other, /)", ""),
    NativeDef::new("pop", pop, "($self, key, default=None, /)", ""),
    NativeDef::new(
        "__reversed__",
        |vm, a| {
            let mut keys = snapshot(vm, &a[0]).map(|d| this::<DictObj>(&d).keys())?;
            keys.reverse();
            Ok(crate::builtins::iterators::list_iter(list::new(keys)))
        },
        "($self, /)",
        "",
    ),
];
