//! `weakref.ref`: the Python face of `heap::weak`. Proxies are in `proxy`.

pub mod proxy;

use crate::builtins::str;
use crate::heap::weak::{self, WeakCell};
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// Payload of weak references and proxies.
pub struct WeakRefObj {
    /// The target.
    pub cell: WeakCell,
    /// Called with the reference when the target goes, or None.
    pub callback: RefCell<Value>,
    hash: Cell<Option<i64>>,
}
impl Payload for WeakRefObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.callback.borrow());
    }
    fn clear(&self) {
        weak::unregister(&self.cell);
        let old = self.callback.replace(Value::NONE);
        drop(old);
    }
}
impl Drop for WeakRefObj {
    fn drop(&mut self) {
        weak::unregister(&self.cell);
    }
}

/// `weakref.ReferenceType`
pub static TYPE: TypeDef = TypeDef::new::<WeakRefObj>("weakref.ReferenceType").methods(METHODS).getset(GETSET).slots(slots);

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        let pos = args.pos();
        if !(1..=2).contains(&pos.len()) {
            let which = if pos.is_empty() { "at least 1 argument" } else { "at most 2 arguments" };
            return Err(vm.type_error(format!("__new__ expected {which}, got {}", pos.len())));
        }
        new(vm, cls, &pos[0], pos.get(1).and_then(|c| c.some()))
    });
    s.init = Some(|vm, v, args| {
        if args.has_kw() && v.ty().is(TYPE.get()) {
            return Err(vm.type_error("ref() takes no keyword arguments"));
        }
        if !(1..=2).contains(&args.pos().len()) {
            let which = if args.pos().is_empty() { "at least 1 argument" } else { "at most 2 arguments" };
            return Err(vm.type_error(format!("__init__ expected {which}, got {}", args.pos().len())));
        }
        Ok(())
    });
    s.call = Some(call);
    s.hash = Some(hash);
    s.compare = Some(compare);
    s.repr = Some(repr);
}

/// A weak reference of class `cls`; one without callback is shared when there is one already.
pub fn new(vm: &mut Vm, cls: &'static TypeObj, target: &Value, callback: Option<&Value>) -> PyResult<Value> {
    if target.header().is_none() || target.ty().flags() & flag::WEAKREF == 0 {
        return Err(vm.type_error(format!("cannot create weak reference to '{}' object", target.ty().name())));
    }
    let shared = cls.def.is_some() && callback.is_none();
    if shared {
        let old = weak::references(target).into_iter().find(|r| r.ty().is(cls) && r.downcast::<WeakRefObj>().is_some_and(|w| w.callback.borrow().is_none()));
        if let Some(old) = old {
            return Ok(old);
        }
    }
    let rank = match (shared, cls.is(TYPE.get())) {
        (true, true) => weak::Rank::Reference,
        (true, false) => weak::Rank::Proxy,
        (false, _) => weak::Rank::Other,
    };
    let callback = callback.cloned().unwrap_or(Value::NONE);
    let v = object::new_of(cls, WeakRefObj { cell: WeakCell::dead(), callback: RefCell::new(callback), hash: Cell::new(None) });
    let w = this::<WeakRefObj>(&v);
    // SAFETY: cell and callback live in the payload of `v`; its `Drop` unregisters.
    unsafe { weak::register(target, (&raw const w.head).cast_mut(), &w.cell, &w.callback, rank) };
    Ok(v)
}

/// The target of a reference or proxy, None when it is gone.
pub fn target(v: &Value) -> Option<Value> {
    v.downcast::<WeakRefObj>().and_then(|w| w.cell.get())
}

fn call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    if args.has_kw() {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", v.ty().name())));
    }
    if !args.all.is_empty() {
        return Err(vm.type_error(format!("{}() takes no arguments ({} given)", v.ty().name(), args.all.len())));
    }
    Ok(target(v).unwrap_or(Value::NONE))
}

/// The hash of the target, remembered so that it outlives it.
fn hash(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let w = this::<WeakRefObj>(v);
    if let Some(h) = w.hash.get() {
        return Ok(h);
    }
    let Some(t) = target(v) else { return Err(vm.type_error("weak object has gone away")) };
    let h = ops::hash(vm, &t)?;
    w.hash.set(Some(h));
    Ok(h)
}

/// Live references compare like their targets, dead ones by identity.
fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) || b.downcast::<WeakRefObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match (target(a), target(b)) {
        (Some(x), Some(y)) => ops::compare(vm, &x, &y, op),
        _ => Ok(Value::bool(a.is(b) == (op == CmpOp::Eq))),
    }
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let at = v.word().0 & !7;
    let Some(t) = target(v) else { return Ok(Value::str(&format!("<weakref at {at:#x}; dead>"))) };
    let name = vm.lookup_special(&t, &names().__name__)?.filter(str::is_str);
    let name = name.map_or(String::new(), |n| format!(" ({})", str::text(&n)));
    let (kind, there) = (crate::builtins::type_::display_name(t.ty()), t.word().0 & !7);
    Ok(Value::str(&format!("<weakref at {at:#x}; to '{kind}' at {there:#x}{name}>")))
}

static METHODS: &[NativeDef] =
    &[NativeDef::new("__class_getitem__", |vm, a| Ok(crate::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method()];
static GETSET: &[GetSet] = &[GetSet::new("__callback__", |_, v| Ok(this::<WeakRefObj>(v).callback.borrow().clone()), None, "")];
