//! `_abc`: abstract base classes. Each has a registry of virtual subclasses and two caches of answers, all weak.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use vm::builtins::{functions, list, set, tuple, weakref};
use vm::import::NativeModule;
use vm::native::TypeDef;
use vm::object::intern::{intern, names};
use vm::object::ty::{TypeObj, as_type, flag};
use vm::object::{self, Payload, attr, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_abc",
    init: |_, m| {
        super::fill(m, "_abc", FUNCTIONS);
        Ok(())
    },
};

/// Grows with every registration: negative answers from before are worth nothing.
static COUNTER: AtomicU64 = AtomicU64::new(0);

/// CPython's type flags, as `__abc_tpflags__` spells them, and ours.
const COLLECTION: [(i64, u32); 2] = [(1 << 5, flag::SEQUENCE), (1 << 6, flag::MAPPING)];

/// Classes by address, each weakly referenced, so that a class at a reused address isn't taken for the old one.
#[derive(Default)]
struct WeakClasses(RefCell<HashMap<u64, Value>>);

impl WeakClasses {
    fn has(&self, class: &Value) -> bool {
        let key = class.word().0;
        let found = self.0.borrow().get(&key).cloned();
        match found {
            Some(w) if weakref::target(&w).is_some_and(|t| t.is(class)) => true,
            Some(_) => {
                let dead = self.0.borrow_mut().remove(&key);
                drop(dead);
                false
            }
            None => false,
        }
    }
    fn add(&self, vm: &mut Vm, class: &Value) -> PyResult<()> {
        let w = weakref::new(vm, weakref::TYPE.get(), class, None)?;
        let old = self.0.borrow_mut().insert(class.word().0, w);
        drop(old);
        Ok(())
    }
    fn clear(&self) {
        drop(self.0.take());
    }
    fn live(&self) -> Vec<Value> {
        self.0.borrow().values().filter_map(weakref::target).collect()
    }
    fn references(&self) -> Vec<Value> {
        self.0.borrow().values().cloned().collect()
    }
}

/// Payload of `_abc_data`.
#[derive(Default)]
struct AbcData {
    registry: WeakClasses,
    cache: WeakClasses,
    negative: WeakClasses,
    negative_version: Cell<u64>,
}
static DATA: TypeDef = TypeDef::new::<AbcData>("_abc._abc_data")
    .doc("Internal state held by ABC machinery.")
    .slots(|s| s.new = Some(|_, cls, _| Ok(object::new_of(cls, AbcData::default()))));
impl Payload for AbcData {
    fn def() -> &'static TypeDef {
        &DATA
    }
}

/// The class's own state, kept alive by the value.
fn data_of(vm: &mut Vm, class: &Value) -> PyResult<Value> {
    let v = attr::get_text(vm, class, "_abc_impl")?;
    if v.downcast::<AbcData>().is_some() { Ok(v) } else { Err(vm.type_error("_abc_impl is set to a wrong type")) }
}
fn data(v: &Value) -> &AbcData {
    vm::native::this::<AbcData>(v)
}

fn is_abstract(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    match attr::get_opt(vm, v, &names().__isabstractmethod__)? {
        Some(x) => ops::truth(vm, &x),
        None => Ok(false),
    }
}

fn init(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(ty) = a[0].downcast::<TypeObj>() else { return Err(vm.type_error("_abc_init() argument must be a class")) };
    let mut abstracts = Vec::new();
    for (k, v) in ty.dict().items() {
        if is_abstract(vm, &v)? {
            abstracts.push(k);
        }
    }
    let key = intern("__abstractmethods__");
    for base in tuple::items(&ty.bases()).to_vec() {
        let Some(inherited) = attr::get_opt(vm, &base, &key)? else { continue };
        for name in ops::collect(vm, &inherited)? {
            if let Some(v) = attr::get_opt(vm, &a[0], &name)?
                && is_abstract(vm, &v)?
            {
                abstracts.push(name);
            }
        }
    }
    let all = vm.call1(&set::FROZENSET.value(), &list::new(abstracts))?;
    attr::set(vm, &a[0], &key, Some(&all))?;
    attr::set(vm, &a[0], &intern("_abc_impl"), Some(&object::new(AbcData::default())))?;
    let flags = intern("__abc_tpflags__");
    if let Some(v) = ty.dict().get_str(&flags) {
        let bits = ops::index_i64(vm, &v)?;
        set_collection(ty, bits);
        attr::set(vm, &a[0], &flags, None)?;
    }
    Ok(Value::NONE)
}

/// At most one of the collection flags is set: setting one clears the other.
fn set_collection(ty: &TypeObj, bits: i64) {
    if COLLECTION.iter().any(|(theirs, _)| bits & theirs != 0) {
        for (theirs, ours) in COLLECTION {
            ty.set_flag(ours, bits & theirs != 0);
        }
    }
}
fn collection_bits(ty: &TypeObj) -> i64 {
    COLLECTION.iter().filter(|(_, ours)| ty.flags() & ours != 0).map(|(theirs, _)| theirs).sum()
}
fn set_recursively(ty: &TypeObj, bits: i64) {
    if bits == 0 || collection_bits(ty) == bits || !ty.is_heap_type() {
        return;
    }
    set_collection(ty, bits);
    ty.subclasses().into_iter().for_each(|s| set_recursively(s, bits));
}

fn register(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].downcast::<TypeObj>().is_none() {
        return Err(vm.type_error("Can only register classes"));
    }
    if functions::is_subclass(vm, &a[1], &a[0])? {
        return Ok(a[1].clone());
    }
    if functions::is_subclass(vm, &a[0], &a[1])? {
        return Err(vm.runtime_error("Refusing to create an inheritance cycle"));
    }
    let d = data_of(vm, &a[0])?;
    data(&d).registry.add(vm, &a[1])?;
    COUNTER.fetch_add(1, Ordering::Relaxed);
    if a[0].downcast::<TypeObj>().is_some() {
        set_recursively(as_type(&a[1]), collection_bits(as_type(&a[0])));
    }
    Ok(a[1].clone())
}

fn subclass_hook(vm: &mut Vm, class: &Value, subclass: &Value) -> PyResult<bool> {
    let answer = vm.call_method_name(class, &names().__subclasscheck__, std::slice::from_ref(subclass))?;
    ops::truth(vm, &answer)
}

fn instance_check(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = data_of(vm, &a[0])?;
    let subclass = attr::get(vm, &a[1], &names().__class__)?;
    if data(&d).cache.has(&subclass) {
        return Ok(Value::TRUE);
    }
    let subtype = a[1].ty().value();
    if subtype.is(&subclass) {
        if data(&d).negative_version.get() == COUNTER.load(Ordering::Relaxed) && data(&d).negative.has(&subclass) {
            return Ok(Value::FALSE);
        }
        return subclass_hook(vm, &a[0], &subclass).map(Value::bool);
    }
    if subclass_hook(vm, &a[0], &subclass)? {
        return Ok(Value::TRUE);
    }
    subclass_hook(vm, &a[0], &subtype).map(Value::bool)
}

fn subclass_check(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].downcast::<TypeObj>().is_none() {
        return Err(vm.type_error("issubclass() arg 1 must be a class"));
    }
    let d = data_of(vm, &a[0])?;
    if data(&d).cache.has(&a[1]) {
        return Ok(Value::TRUE);
    }
    let now = COUNTER.load(Ordering::Relaxed);
    if data(&d).negative_version.get() < now {
        data(&d).negative.clear();
        data(&d).negative_version.set(now);
    } else if data(&d).negative.has(&a[1]) {
        return Ok(Value::FALSE);
    }
    let yes = answer(vm, &a[0], &a[1], data(&d))?;
    let cache = if yes { &data(&d).cache } else { &data(&d).negative };
    cache.add(vm, &a[1])?;
    Ok(Value::bool(yes))
}

/// The answer without caches: the hook, real subclasses, registered ones, and those of subclasses.
fn answer(vm: &mut Vm, class: &Value, subclass: &Value, d: &AbcData) -> PyResult<bool> {
    let hook = vm.call_method_name(class, &names().__subclasshook__, std::slice::from_ref(subclass))?;
    if let Some(b) = hook.as_bool() {
        return Ok(b);
    }
    if !hook.is_not_implemented() {
        return Err(vm.assertion_error("__subclasshook__ must return either False, True, or NotImplemented"));
    }
    if class.downcast::<TypeObj>().is_some_and(|c| as_type(subclass).is_subtype(c)) {
        return Ok(true);
    }
    for registered in d.registry.live() {
        if functions::is_subclass(vm, subclass, &registered)? {
            return Ok(true);
        }
    }
    let children = vm.call_method_name(class, &names().__subclasses__, &[])?;
    for child in ops::collect(vm, &children)? {
        if functions::is_subclass(vm, subclass, &child)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn dump(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = data_of(vm, &a[0])?;
    let mut parts = Vec::new();
    for c in [&data(&d).registry, &data(&d).cache, &data(&d).negative] {
        parts.push(vm.call1(&set::SET.value(), &list::new(c.references()))?);
    }
    parts.push(Value::int(data(&d).negative_version.get() as i64));
    Ok(tuple::new(parts))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("get_cache_token", |_, _| Ok(Value::int(COUNTER.load(Ordering::Relaxed) as i64)), "()", "Returns the current ABC cache token."),
    NativeDef::new("_abc_init", init, "(self, /)", "Internal ABC helper for class set-up. Should be never used outside abc module."),
    NativeDef::new(
        "_abc_register",
        register,
        "(self, subclass, /)",
        "Internal ABC helper for subclasss registration. Should be never used outside abc module.",
    ),
    NativeDef::new(
        "_abc_instancecheck",
        instance_check,
        "(self, instance, /)",
        "Internal ABC helper for instance checks. Should be never used outside abc module.",
    ),
    NativeDef::new(
        "_abc_subclasscheck",
        subclass_check,
        "(self, subclass, /)",
        "Internal ABC helper for subclass checks. Should be never used outside abc module.",
    ),
    NativeDef::new("_get_dump", dump, "(self, /)", "Internal ABC helper for cache and registry debugging."),
    NativeDef::new(
        "_reset_registry",
        |vm, a| {
            let d = data_of(vm, &a[0])?;
            data(&d).registry.clear();
            Ok(Value::NONE)
        },
        "(self, /)",
        "Internal ABC helper to reset registry of a given class.",
    ),
    NativeDef::new(
        "_reset_caches",
        |vm, a| {
            let d = data_of(vm, &a[0])?;
            data(&d).cache.clear();
            data(&d).negative.clear();
            Ok(Value::NONE)
        },
        "(self, /)",
        "Internal ABC helper to reset both caches of a given class.",
    ),
];
