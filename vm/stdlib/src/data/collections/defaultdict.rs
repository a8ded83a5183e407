//! defaultdict: a dict whose `__missing__` calls a factory.
//!
//! It has dict's payload; the factory sits in a word behind it, as a `__slots__` attribute would.

use crate::data::support::CLASS_GETITEM;
use vm::builtins::dict::{self, DictObj};
use vm::builtins::{str, tuple};
use vm::native::{Args, GetSet, TypeDef};
use vm::object::instance;
use vm::object::ops::{self, BinOp};
use vm::{NativeDef, PyResult, Value, Vm};

fn factory(v: &Value) -> Value {
    match v.header().map(|h| instance::member(h, 0)) {
        Some(f) if !f.is_null() => f,
        _ => Value::NONE,
    }
}

fn set_factory(v: &Value, f: Value) {
    if let Some(h) = v.header() {
        let old = instance::set_member(h, 0, f);
        drop(old);
    }
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let mut rest = *args;
    let mut f = Value::NONE;
    if let Some(first) = args.pos().first() {
        if !first.is_none() && first.ty().slots().call.is_none() {
            return Err(vm.type_error("first argument must be callable or None"));
        }
        f = first.clone();
        rest = args.skip_first();
    }
    set_factory(v, f);
    match dict::TYPE.get().slots().init {
        Some(init) => init(vm, v, &rest),
        None => Ok(()),
    }
}

fn missing(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let f = factory(&a[0]);
    if f.is_none() {
        return Err(vm.key_error(&a[1]));
    }
    let x = vm.call(&f, &[])?;
    ops::setitem(vm, &a[0], &a[1], &x)?;
    Ok(x)
}

fn copy(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let ty = a[0].ty().value();
    vm.call(&ty, &[factory(&a[0]), a[0].clone()])
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let f = factory(&a[0]);
    let args = if f.is_none() { Vec::new() } else { vec![f] };
    let items = vm.call_method(&a[0], "items", &[])?;
    let items = ops::iter(vm, &items)?;
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(args), Value::NONE, Value::NONE, items]))
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let name = v.ty().name();
    let items = match dict::TYPE.get().slots().repr {
        Some(repr) => repr(vm, v)?,
        None => str::empty(),
    };
    // The factory may be a method of this very dict.
    let f = factory(v);
    let f = if f.is_none() {
        Value::str("None")
    } else if vm.repr_enter(&f) {
        let r = ops::repr(vm, &f);
        vm.repr_leave();
        r?
    } else {
        Value::str("...")
    };
    let mut buf = vm::text::TextBuf::from(format!("{name}(").as_str());
    for (part, end) in [(f, ", "), (items, ")")] {
        if let Some(s) = str::get(&part) {
            buf.push_units(s.units());
        }
        buf.push_str(end);
    }
    Ok(str::from_buf(buf))
}

fn union(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Value> {
    let own = if a.ty().is_subtype(DEFAULTDICT.get()) { a } else { b };
    if a.downcast::<DictObj>().is_none() || b.downcast::<DictObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let ty = own.ty().value();
    let r = vm.call(&ty, &[factory(own), a.clone()])?;
    match r.downcast::<DictObj>() {
        Some(d) => dict::update(vm, d, b)?,
        None => drop(vm.call_method(&r, "update", std::slice::from_ref(b))?),
    }
    Ok(r)
}

/// `collections.defaultdict`
pub(super) static DEFAULTDICT: TypeDef = TypeDef::new::<DictObj>("collections.defaultdict")
    .base(&dict::TYPE)
    .extra_words(1)
    .doc("defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.")
    .slots(|s| {
        s.init = Some(init);
        s.repr = Some(repr);
        s.binary[BinOp::Or as usize] = Some(union);
    })
    .getset(&[GetSet::new(
        "default_factory",
        |_, v| Ok(factory(v)),
        Some(|_, v, x| {
            set_factory(v, x.cloned().unwrap_or(Value::NONE));
            Ok(())
        }),
        "Factory for default value called by __missing__().",
    )])
    .methods(&[
        NativeDef::new(
            "__missing__",
            missing,
            "($self, key, /)",
            "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n",
        ),
        NativeDef::new("copy", copy, "($self, /)", "D.copy() -> a shallow copy of D."),
        NativeDef::new("__copy__", copy, "($self, /)", "D.copy() -> a shallow copy of D."),
        NativeDef::new("__reduce__", reduce, "($self, /)", "Return state information for pickling."),
        CLASS_GETITEM,
    ]);
