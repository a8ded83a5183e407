//! Out-of-line parts of micro-ops: they take the `Vm` and words by value, never the machine.

use super::cache::SiteCache;
use super::exec::{AttrPlan, Leave, StorePlan};
use super::plans::{Plan, PlanKey, Use};
use crate::builtins::code::RtCode;
use crate::builtins::module::ModuleObj;
use crate::builtins::{property, set, str};
use crate::heap::header::{Kind, flag::EXACT};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::shape::Shape;
use crate::object::ty::{TypeObj, flag};
use crate::threads::lock;
use crate::value::{Value, Word};
use crate::vm::{BREAKER, Vm, breaker, clear_breaker, rt};
use std::sync::atomic::Ordering;

/// `a ** b` for floats where the result is a float; None: zero to a negative power, negative base with a fractional power,
/// overflow.
#[inline(never)]
pub fn float_pow(a: f64, b: f64) -> Option<f64> {
    if a.is_finite() && b.is_finite() {
        if a == 0.0 && b < 0.0 || a < 0.0 && b != b.floor() {
            return None;
        }
        let r = a.powf(b);
        return if r.is_finite() { Some(r) } else { None };
    }
    None
}

/// Binary operation through the slots.
#[inline(never)]
pub fn binary(vm: &mut Vm, op: BinOp, inplace: bool, x: Word, y: Word) -> PyResult<Value> {
    // SAFETY: both are borrowed from registers or constants.
    let (x, y) = unsafe { (Value::view(&x), Value::view(&y)) };
    if inplace { ops::inplace(vm, op, x, y) } else { ops::binary(vm, op, x, y) }
}
/// Comparison through the slots.
#[inline(never)]
pub fn compare(vm: &mut Vm, op: CmpOp, x: Word, y: Word) -> PyResult<Value> {
    // SAFETY: as above.
    let (x, y) = unsafe { (Value::view(&x), Value::view(&y)) };
    if str::is_exact(x) && str::is_exact(y) {
        return Ok(Value::bool(str_compare(x, y, op)));
    }
    ops::compare(vm, x, y, op)
}
/// Truth of a comparison through the slots.
#[inline(never)]
pub fn compare_bool(vm: &mut Vm, op: CmpOp, x: Word, y: Word) -> PyResult<bool> {
    // SAFETY: as above.
    let (a, b) = unsafe { (Value::view(&x), Value::view(&y)) };
    if str::is_exact(a) && str::is_exact(b) {
        return Ok(str_compare(a, b, op));
    }
    let r = ops::compare(vm, a, b, op)?;
    ops::truth(vm, &r)
}
fn str_compare(x: &Value, y: &Value, op: CmpOp) -> bool {
    match op {
        CmpOp::Eq => str::equal(x, y),
        CmpOp::Ne => !str::equal(x, y),
        _ => match (str::get(x), str::get(y)) {
            (Some(a), Some(b)) => op.holds(a.units().order(b.units())),
            _ => false,
        },
    }
}
/// `x in v`
pub fn contains(vm: &mut Vm, v: &Value, x: &Value) -> PyResult<bool> {
    match v.kind() {
        Kind::Set | Kind::Dict if v.header().is_some_and(|h| h.has(EXACT)) => {
            let table = match v.downcast::<DictObj>() {
                Some(d) => &**d,
                None => match set::table(v) {
                    Some(t) => t,
                    None => return ops::contains(vm, v, x),
                },
            };
            if let Some(i) = x.as_small_int() {
                return Ok(table.find(vm, x, crate::builtins::int::hash_small(i))?.is_some());
            }
            if v.kind() == Kind::Set { set::has(vm, v, x) } else { table.has(vm, x) }
        }
        _ => ops::contains(vm, v, x),
    }
}
/// `v[key] = x`
#[inline(never)]
pub fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: &Value) -> PyResult<()> {
    if let Some(d) = v.downcast_exact::<DictObj>() {
        return d.set(vm, key.clone(), x.clone());
    }
    ops::setitem(vm, v, key, x)
}

/// Value of a str or small int key in a dict, borrowed; None when it must be looked up the general way.
#[inline(never)]
pub fn dict_find(d: &DictObj, key: Word) -> Option<Word> {
    // SAFETY: borrowed from a register.
    let k = unsafe { Value::view(&key) };
    if str::is_exact(k) {
        let i = d.find_str(k)?;
        // SAFETY: just found.
        return Some(unsafe { d.entry_value(i) }.word());
    }
    if key.is_int() {
        let i = d.core().find_small_int(k)?;
        // SAFETY: just found.
        return Some(unsafe { d.entry_value(i) }.word());
    }
    None
}

/// What waits at a poll: signals, other threads, the collector, pending calls.
#[cold]
#[inline(never)]
pub fn poll(vm: &mut Vm) -> Result<(), Leave> {
    let bits = BREAKER.load(Ordering::Relaxed);
    if bits & breaker::LOCK != 0 {
        lock::give_way();
    }
    if bits & breaker::GC != 0 {
        clear_breaker(breaker::GC);
        crate::heap::collect::collect_automatically(vm);
    }
    if bits & breaker::PENDING != 0 {
        clear_breaker(breaker::PENDING);
        let calls = std::mem::take(&mut *rt().pending_calls.borrow_mut());
        for f in calls {
            raise(f(vm))?;
        }
    }
    if bits & breaker::SIGNAL != 0 {
        raise(crate::threads::signals::deliver(vm))?;
    }
    if bits & breaker::ASYNC_EXC != 0 && !vm.async_exc.is_null() {
        clear_breaker(breaker::ASYNC_EXC);
        let exc = std::mem::replace(&mut vm.async_exc, Value::NULL);
        let exc = crate::builtins::exception::normalize_raise(vm, &exc);
        let exc = raise(exc)?;
        std::mem::forget(vm.raise(exc));
        return Err(Leave::Raise);
    }
    if bits & breaker::PROFILE != 0 {
        clear_breaker(breaker::PROFILE);
        if let Some(f) = rt().sampler.get() {
            f(vm);
        }
    }
    if bits & breaker::TRACE != 0 {
        // It made compiled code come here; `Vm::traced` says the rest.
        clear_breaker(breaker::TRACE);
    }
    Ok(())
}
fn raise<T>(r: PyResult<T>) -> Result<T, Leave> {
    r.map_err(|e| {
        std::mem::forget(e);
        Leave::Raise
    })
}

/// A loop reached its hot count: the compiler may run it from here on. The frame's `pc` is the loop's head.
#[cold]
#[inline(never)]
pub fn hot_loop(vm: &mut Vm, loop_no: u16) -> Result<(), Leave> {
    let jit = rt().jit.borrow().as_ref().map(|j| j.clone());
    match jit {
        Some(jit) => jit.hot_loop(vm, loop_no),
        None => Ok(()),
    }
}

/// A function reached its hot count: the compiler may run it from here on. Its frame stands at the first instruction.
#[cold]
#[inline(never)]
pub fn hot_function(vm: &mut Vm) -> Result<(), Leave> {
    let jit = rt().jit.borrow().as_ref().map(|j| j.clone());
    match jit {
        Some(jit) => jit.hot_function(vm),
        None => Ok(()),
    }
}

// ---- attribute plans ---------------------------------------------------------------------

const INLINE: u32 = 1;
const METHOD: u32 = 2;
const CONST: u32 = 3;
const MODULE: u32 = 4;
const GETTER: u32 = 5;
const TYPE_ATTR: u32 = 6;

/// The plan a cache holds, for an object whose shape and type version fit.
#[inline(always)]
pub fn attr_plan_of(c: &SiteCache, x: Word) -> AttrPlan {
    match c.plan.get() {
        INLINE => AttrPlan::Inline(c.value.get() as usize),
        METHOD => AttrPlan::Method(Word(c.value.get())),
        CONST => AttrPlan::Const(Word(c.value.get())),
        GETTER => AttrPlan::Getter(Word(c.value.get())),
        MODULE => {
            // SAFETY: the shape is that of modules.
            let m = unsafe { &*(x.as_ptr_unchecked() as *const crate::object::Obj<ModuleObj>) };
            if m.dict.current_version() == c.extra.get() { AttrPlan::Module(c.value.get() as usize) } else { AttrPlan::Generic }
        }
        TYPE_ATTR => {
            // SAFETY: the shape is that of a metatype, whose instances are types.
            let t = unsafe { &*(x.as_ptr_unchecked() as *const crate::object::Obj<TypeObj>) };
            if t.version() == c.extra.get() { AttrPlan::Const(Word(c.value.get())) } else { AttrPlan::Generic }
        }
        _ => AttrPlan::Generic,
    }
}

/// Looks the attribute up and fills the site's cache.
#[cold]
#[inline(never)]
pub fn resolve_attr(vm: &mut Vm, code: &RtCode, site: u16, x: Word, method: bool) -> AttrPlan {
    let c = &code.caches[site as usize];
    // SAFETY: names live as long as the code; `x` is a live object.
    let (name, h) = unsafe { (Value::view(&code.site_names[site as usize]), &*x.as_ptr_unchecked()) };
    let shape = h.shape();
    let ty = shape.ty();
    let what = if method { Use::Method } else { Use::Load };
    let key = PlanKey { name: name.word().0, shape: shape as *const Shape as u64, version: ty.version(), what };
    if let Some(p) = vm.plans.find(&key) {
        return attr_plan_of(&SiteCache { plan: p.plan.into(), value: p.value.into(), extra: p.extra.into(), ..SiteCache::default() }, x);
    }
    let mut fill = |plan: u32, value: u64, extra: u32| {
        c.key.set(shape as *const Shape as u64);
        c.version.set(ty.version());
        c.plan.set(plan);
        c.value.set(value);
        c.extra.set(extra);
        if !matches!(plan, MODULE | TYPE_ATTR) {
            // (Those two depend on the object, not on its shape.)
            vm.plans.put(key, Plan { plan, value, extra });
        }
        attr_plan_of(c, x)
    };
    match h.kind() {
        Kind::Module if std::ptr::eq(ty, crate::builtins::module::TYPE.get()) => {
            // SAFETY: the kind says so.
            let m = unsafe { &*(x.as_ptr_unchecked() as *const crate::object::Obj<ModuleObj>) };
            if ty.lookup(name).is_some() {
                return AttrPlan::Generic;
            }
            return match m.dict.find_str(name) {
                Some(i) => {
                    let v = m.dict.keys_version();
                    fill(MODULE, i as u64, v)
                }
                None => AttrPlan::Generic,
            };
        }
        Kind::Type => {
            let t = x.as_ptr_unchecked() as *const crate::object::Obj<TypeObj>;
            // SAFETY: as above.
            let t = unsafe { &*t };
            if !ty.slots().getattr.is_some_and(crate::builtins::type_::is_type_getattr) {
                return AttrPlan::Generic;
            }
            if ty.lookup(name).is_some_and(|d| d.ty().slots().set.is_some()) {
                return AttrPlan::Generic;
            }
            return match t.lookup(name) {
                // Functions and plain values come out as they are.
                Some(v) if v.kind() == Kind::Function || v.ty().slots().get.is_none() => fill(TYPE_ATTR, v.word().0, t.version()),
                _ => AttrPlan::Generic,
            };
        }
        _ => {}
    }
    if ty.slots().getattr.is_some() {
        return AttrPlan::Generic;
    }
    let found = ty.lookup(name);
    if let Some(d) = &found {
        let s = d.ty().slots();
        if s.set.is_some() && s.get.is_some() {
            if let Some(offset) = property::member_offset(d, ty) {
                return fill(INLINE, offset as u64, 0);
            }
            if !method && let Some(f) = property::simple_getter(d) {
                return fill(GETTER, f.0, 0);
            }
            return AttrPlan::Generic;
        }
    }
    if ty.has_dict() {
        if shape.is_dict() {
            return AttrPlan::Generic;
        }
        if let Some(i) = shape.find(name) {
            if i < shape.inline_cap() {
                return fill(INLINE, (shape.slots_offset() + i * 8) as u64, 0);
            }
            return AttrPlan::Generic;
        }
    }
    match found {
        Some(d) if d.ty().flags() & flag::METHOD_DESCRIPTOR != 0 => fill(METHOD, d.word().0, 0),
        Some(d) if d.ty().slots().get.is_none() => fill(CONST, d.word().0, 0),
        _ => AttrPlan::Generic,
    }
}

const STORE_INLINE: u32 = 1;
const STORE_ADD: u32 = 2;

/// The plan a cache holds.
#[inline(always)]
pub fn store_plan_of(c: &SiteCache) -> StorePlan {
    match c.plan.get() {
        STORE_INLINE => StorePlan::Inline(c.value.get() as usize),
        // SAFETY: filled with a shape of the type that the key shape belongs to.
        STORE_ADD => StorePlan::Add(c.extra.get() as usize, unsafe { &*(c.value.get() as *const Shape) }),
        _ => StorePlan::Generic,
    }
}

/// Finds how to store the attribute and fills the site's cache.
#[cold]
#[inline(never)]
pub fn resolve_store(vm: &mut Vm, code: &RtCode, site: u16, x: Word) -> StorePlan {
    let c = &code.caches[site as usize];
    // SAFETY: as in `resolve_attr`.
    let (name, h) = unsafe { (Value::view(&code.site_names[site as usize]), &*x.as_ptr_unchecked()) };
    let shape = h.shape();
    let ty = shape.ty();
    if ty.slots().setattr.is_some() || matches!(h.kind(), Kind::Type | Kind::Module) {
        return StorePlan::Generic;
    }
    let key = PlanKey { name: name.word().0, shape: shape as *const Shape as u64, version: ty.version(), what: Use::Store };
    if let Some(p) = vm.plans.find(&key) {
        return store_plan_of(&SiteCache { plan: p.plan.into(), value: p.value.into(), extra: p.extra.into(), ..SiteCache::default() });
    }
    let mut fill = |plan: u32, value: u64, extra: u32| {
        c.key.set(shape as *const Shape as u64);
        c.version.set(ty.version());
        c.plan.set(plan);
        c.value.set(value);
        c.extra.set(extra);
        vm.plans.put(key, Plan { plan, value, extra });
        store_plan_of(c)
    };
    if let Some(d) = ty.lookup(name)
        && d.ty().slots().set.is_some()
    {
        return match property::member_offset(&d, ty) {
            Some(offset) => fill(STORE_INLINE, offset as u64, 0),
            None => StorePlan::Generic,
        };
    }
    if !ty.has_dict() || shape.is_dict() {
        return StorePlan::Generic;
    }
    if let Some(i) = shape.find(name) {
        return if i < shape.inline_cap() { fill(STORE_INLINE, (shape.slots_offset() + i * 8) as u64, 0) } else { StorePlan::Generic };
    }
    let i = shape.len();
    if i < shape.inline_cap() {
        let next = shape.with(name);
        return fill(STORE_ADD, next as *const Shape as u64, (shape.slots_offset() + i * 8) as u32);
    }
    StorePlan::Generic
}

/// Looks a global up and fills the site's cache.
pub fn resolve_global(vm: &mut Vm, code: &RtCode, site: u32, globals: &DictObj, builtins: &DictObj) -> PyResult<Option<Value>> {
    let c = &code.caches[site as usize];
    // SAFETY: names live as long as the code.
    let name = unsafe { Value::view(&code.site_names[site as usize]) };
    let _ = vm;
    if let Some(i) = globals.find_str(name) {
        c.version.set(globals.keys_version());
        c.plan.set(1);
        c.value.set(i as u64);
        return Ok(globals.get_str(name));
    }
    if let Some(i) = builtins.find_str(name) {
        c.version.set(globals.keys_version());
        c.key.set(u64::from(builtins.keys_version()));
        c.plan.set(2);
        c.value.set(i as u64);
        return Ok(builtins.get_str(name));
    }
    Ok(None)
}
