//! `_thread.lock` and `_thread.RLock`. Waiting happens without the interpreter lock; the main thread wakes up now and then
//! so that Ctrl-C works.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use vm::builtins::{float, tuple};
use vm::native::{Args, TypeDef, this};
use vm::object::{Payload, new_of, ops, ty};
use vm::threads::{current_id, lock, signals};
use vm::{NativeDef, PyResult, Value, Vm};

/// `threading.TIMEOUT_MAX`
pub const TIMEOUT_MAX: f64 = 9_223_372_036.0;
/// How long the main thread waits before it looks for signals.
const SIGNAL_SLICE: Duration = Duration::from_millis(50);

/// Who holds a lock: owner 0 is nobody; plain locks don't record their owner and use 1.
#[derive(Default)]
struct State {
    owner: u64,
    count: usize,
}

/// A lock that threads share.
#[derive(Default)]
pub struct Core {
    state: Mutex<State>,
    freed: Condvar,
}

impl Core {
    /// Takes the lock for `me` if it is free (or, when `again` says so, held by `me` already).
    fn try_acquire(&self, me: u64, again: bool) -> bool {
        let mut s = self.state.lock();
        if s.owner == 0 || (again && s.owner == me) {
            s.owner = me;
            s.count += 1;
            return true;
        }
        false
    }
    /// Waits until the lock is there or `until` has come. False: it isn't ours yet.
    fn wait(&self, me: u64, until: Option<Instant>) -> bool {
        let mut s = self.state.lock();
        while s.owner != 0 {
            let timed_out = match until {
                Some(t) => self.freed.wait_until(&mut s, t).timed_out(),
                None => {
                    self.freed.wait(&mut s);
                    false
                }
            };
            if timed_out && s.owner != 0 {
                return false;
            }
        }
        s.owner = me;
        s.count = 1;
        true
    }
    fn release(&self) {
        let mut s = self.state.lock();
        s.count -= 1;
        if s.count == 0 {
            s.owner = 0;
            drop(s);
            self.freed.notify_one();
        }
    }
    fn held(&self) -> bool {
        self.state.lock().owner != 0
    }
    fn reset(&self) {
        *self.state.lock() = State::default();
    }
    /// Acquires with Python's semantics of timeouts; false when time ran out.
    pub fn acquire(self: &Arc<Core>, vm: &mut Vm, me: u64, again: bool, timeout: Option<Duration>) -> PyResult<bool> {
        if self.try_acquire(me, again) {
            return Ok(true);
        }
        if timeout.is_some_and(|t| t.is_zero()) {
            return Ok(false);
        }
        let end = timeout.and_then(|t| Instant::now().checked_add(t));
        loop {
            let (core, until) = (self.clone(), wait_limit(end));
            if lock::allow_threads(move || core.wait(me, until)) {
                return Ok(true);
            }
            if end.is_some_and(|e| Instant::now() >= e) {
                return Ok(false);
            }
            signals::deliver(vm)?;
        }
    }
}

/// When a wait must look up, if it is to end at `end` at the latest: the main thread has signals to deliver now and then.
pub fn wait_limit(end: Option<Instant>) -> Option<Instant> {
    let slice = signals::is_main_thread().then(|| Instant::now() + SIGNAL_SLICE);
    match (slice, end) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Reads `(blocking, timeout)`; None waits for ever.
fn timeout_of(vm: &mut Vm, blocking: &Value, timeout: &Value) -> PyResult<Option<Duration>> {
    let blocking = match blocking.opt() {
        Some(b) => ops::truth(vm, b)?,
        None => true,
    };
    let seconds = match timeout.opt() {
        Some(t) => float::convert(vm, t)?,
        None => -1.0,
    };
    if !blocking && seconds != -1.0 {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
    }
    if seconds < 0.0 && seconds != -1.0 {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    if seconds > TIMEOUT_MAX || seconds.is_nan() {
        return Err(vm.overflow_error("timeout value is too large"));
    }
    Ok(match (blocking, seconds) {
        (false, _) => Some(Duration::ZERO),
        (true, s) if s < 0.0 => None,
        (true, s) => Some(Duration::from_secs_f64(s)),
    })
}

/// Payload of both lock types.
pub struct LockObj {
    core: Arc<Core>,
}
/// `_thread.lock`
pub static LOCK: TypeDef = TypeDef::new::<LockObj>("_thread.lock")
    .doc("A lock object is a synchronization primitive.")
    .methods(LOCK_METHODS)
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(|vm, _, args| no_arguments(vm, args, "lock").map(|()| new_lock()));
        s.repr = Some(|_, v| Ok(Value::str(&shown(v, "_thread.lock", ""))));
    })
    .final_type();
/// `_thread.RLock`
pub static RLOCK: TypeDef = TypeDef::new::<RLockObj>("_thread.RLock").methods(RLOCK_METHODS).flags(ty::flag::WEAKREF).slots(|s| {
    s.new = Some(|vm, cls, args| {
        no_arguments(vm, args, "RLock")?;
        Ok(new_of(cls, RLockObj(LockObj { core: Arc::default() })))
    });
    s.repr = Some(|_, v| {
        let s = this::<RLockObj>(v).0.core.state.lock();
        let (owner, count) = (s.owner, s.count);
        drop(s);
        let state = if owner != 0 { "locked" } else { "unlocked" };
        Ok(Value::str(&format!("<{state} {} object owner={owner} count={count} at {:#x}>", v.ty().full_name(), v.word().0 & !7)))
    });
});
impl Payload for LockObj {
    fn def() -> &'static TypeDef {
        &LOCK
    }
}
/// Payload of reentrant locks: its own Rust type, because payloads tell types apart.
pub struct RLockObj(LockObj);
impl Payload for RLockObj {
    fn def() -> &'static TypeDef {
        &RLOCK
    }
}

fn no_arguments(vm: &mut Vm, args: &Args, name: &str) -> PyResult<()> {
    if args.all.is_empty() { Ok(()) } else { Err(vm.type_error(format!("{name}() takes no arguments ({} given)", args.all.len()))) }
}
/// A new plain lock.
pub fn new_lock() -> Value {
    vm::object::new(LockObj { core: Arc::default() })
}
fn shown(v: &Value, name: &str, more: &str) -> String {
    let state = if this::<LockObj>(v).core.held() { "locked" } else { "unlocked" };
    format!("<{state} {name} object{more} at {:#x}>", v.word().0 & !7)
}

fn acquire(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let timeout = timeout_of(vm, &a[1], &a[2])?;
    let core = this::<LockObj>(&a[0]).core.clone();
    core.acquire(vm, 1, false, timeout).map(Value::bool)
}
fn release(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let core = &this::<LockObj>(&a[0]).core;
    if !core.held() {
        return Err(vm.runtime_error("release unlocked lock"));
    }
    core.release();
    Ok(Value::NONE)
}
fn enter(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let core = this::<LockObj>(&a[0]).core.clone();
    core.acquire(vm, 1, false, None).map(Value::bool)
}
fn reset(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    this::<LockObj>(&a[0]).core.reset();
    Ok(Value::NONE)
}
fn locked(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(Value::bool(this::<LockObj>(&a[0]).core.held()))
}
static LOCK_METHODS: &[NativeDef] = &[
    NativeDef::new("acquire", acquire, "($self, /, blocking=True, timeout=-1)", "Lock the lock."),
    NativeDef::new("acquire_lock", acquire, "($self, /, blocking=True, timeout=-1)", "An obsolete synonym of acquire()."),
    NativeDef::new("release", release, "($self, /)", "Release the lock, allowing another thread that is blocked waiting for the lock to acquire the lock."),
    NativeDef::new("release_lock", release, "($self, /)", "An obsolete synonym of release()."),
    NativeDef::new("locked", locked, "($self, /)", "Return whether the lock is in the locked state."),
    NativeDef::new("locked_lock", locked, "($self, /)", "An obsolete synonym of locked()."),
    NativeDef::new("__enter__", enter, "($self, /)", "Lock the lock."),
    NativeDef::new("__exit__", release, "($self, /, *exc_info)", "Release the lock."),
    NativeDef::new("_at_fork_reinit", reset, "($self, /)", ""),
];

fn r(v: &Value) -> &Arc<Core> {
    &this::<RLockObj>(v).0.core
}
fn r_acquire(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let timeout = timeout_of(vm, &a[1], &a[2])?;
    r(&a[0]).clone().acquire(vm, current_id(), true, timeout).map(Value::bool)
}
fn r_enter(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    r(&a[0]).clone().acquire(vm, current_id(), true, None).map(Value::bool)
}
fn is_mine(v: &Value) -> bool {
    r(v).state.lock().owner == current_id()
}
fn r_release(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !is_mine(&a[0]) {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    r(&a[0]).release();
    Ok(Value::NONE)
}
/// Gives the lock up whatever its count; `_acquire_restore` takes the answer. For `threading.Condition`.
fn release_save(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let core = r(&a[0]);
    let mut s = core.state.lock();
    if s.owner == 0 {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    let saved = std::mem::take(&mut *s);
    drop(s);
    core.freed.notify_one();
    Ok(tuple::new(vec![Value::usize(saved.count), Value::int(saved.owner as i64)]))
}
fn acquire_restore(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (Some(count), Some(owner)) = (tuple::items(&a[1]).first(), tuple::items(&a[1]).get(1)) else {
        return Err(vm.type_error("_acquire_restore() takes a pair"));
    };
    let (count, owner) = (ops::index_i64(vm, count)?, ops::index_i64(vm, owner)?);
    let core = r(&a[0]).clone();
    core.acquire(vm, owner as u64, false, None)?;
    core.state.lock().count = count.max(1) as usize;
    Ok(Value::NONE)
}
static RLOCK_METHODS: &[NativeDef] = &[
    NativeDef::new("acquire", r_acquire, "($self, /, blocking=True, timeout=-1)", "Lock the lock."),
    NativeDef::new("release", r_release, "($self, /)", "Release the lock."),
    NativeDef::new("locked", |_, a| Ok(Value::bool(r(&a[0]).held())), "($self, /)", "Return a boolean indicating whether this object is locked right now."),
    NativeDef::new("__enter__", r_enter, "($self, /)", "Lock the lock."),
    NativeDef::new("__exit__", r_release, "($self, /, *exc_info)", "Release the lock."),
    NativeDef::new("_is_owned", |_, a| Ok(Value::bool(is_mine(&a[0]))), "($self, /)", "For internal use by `threading.Condition`."),
    NativeDef::new(
        "_recursion_count",
        |_, a| Ok(Value::usize(if is_mine(&a[0]) { r(&a[0]).state.lock().count } else { 0 })),
        "($self, /)",
        "For internal use by reentrancy tests.",
    ),
    NativeDef::new("_release_save", release_save, "($self, /)", "For internal use by `threading.Condition`."),
    NativeDef::new("_acquire_restore", acquire_restore, "($self, state, /)", "For internal use by `threading.Condition`."),
    NativeDef::new(
        "_at_fork_reinit",
        |_, a| {
            r(&a[0]).reset();
            Ok(Value::NONE)
        },
        "($self, /)",
        "",
    ),
];
