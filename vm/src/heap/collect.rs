//! The cycle collector: trial deletion over all container objects, as CPython's collector does it.
//!
//! 1. Every container's count is copied aside; each reference from a container to a container is subtracted. What remains
//!    above zero is referenced from outside (registers, native code, statics).
//! 2. Everything reachable from those is alive; the rest is garbage.
//! 3. Garbage: weak references die first (callbacks run when their reference object is not garbage itself), then
//!    finalisers; if anything was resurrected, the survivors stay; the others are cleared, which breaks the cycles.

use super::header::{Header, flag};
use super::{alloc, weak};
use crate::object::instance;
use crate::value::{Value, Word};
use rustc_hash::FxHashSet;

/// Calls `visit` with every reference that the object holds, its class included for instances of heap types.
pub fn visit_children(p: *mut Header, visit: &mut dyn FnMut(&Value)) {
    // SAFETY: callers pass live objects.
    unsafe {
        let ty = (*p).ty();
        if let Some(trace) = ty.layout.trace {
            trace(p, visit);
        }
        if ty.has_attr_area() {
            instance::trace_attrs(p, visit);
        }
        if ty.is_heap_type() {
            visit(Value::view(&Word::ptr(&ty.object().head)));
        }
    }
}

/// Can the object be part of a cycle?
pub fn is_container(p: *mut Header) -> bool {
    // SAFETY: callers pass live objects.
    let h = unsafe { &*p };
    let ty = h.ty();
    !h.has(flag::UNTRACKED) && (ty.layout.trace.is_some() || ty.has_attr_area())
}

/// All live container objects.
pub fn containers() -> Vec<*mut Header> {
    let mut all = vec![];
    alloc::each_live(|p| {
        if is_container(p) {
            all.push(p);
        }
    });
    all
}

/// All live container objects as values.
pub fn container_values() -> Vec<Value> {
    // SAFETY: the objects are alive: their counts are above zero.
    containers().into_iter().filter(|&p| unsafe { (*p).rc.get() > 0 }).map(|p| unsafe { Value::from_borrowed(Word::ptr(p)) }).collect()
}

/// A collection is under way; for profilers, which look from a signal handler.
pub static COLLECTING: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Sets `COLLECTING` while it lives.
struct Busy;
impl Busy {
    fn new() -> Busy {
        COLLECTING.store(true, std::sync::atomic::Ordering::Relaxed);
        Busy
    }
}
impl Drop for Busy {
    fn drop(&mut self) {
        COLLECTING.store(false, std::sync::atomic::Ordering::Relaxed);
    }
}

/// Finds and frees unreachable cycles. Returns how many objects were unreachable.
/// With `save`, they are handed to it instead of being freed (gc.DEBUG_SAVEALL).
pub fn collect(save: Option<&mut Vec<Value>>) -> usize {
    collect_counting(save).0
}

/// As `collect`; the second number is how many containers were looked at.
fn collect_counting(save: Option<&mut Vec<Value>>) -> (usize, usize) {
    let _busy = Busy::new();
    let mut objects = containers();
    // SAFETY: live objects.
    objects.retain(|&p| unsafe { !(*p).has(flag::FROZEN) && (*p).rc.get() > 0 });
    let garbage = unreachable(&objects, 0);
    alloc::reset_pressure();
    (free(garbage, save), objects.len())
}

/// Takes unreachable objects apart; returns how many there were.
fn free(garbage: Vec<*mut Header>, mut save: Option<&mut Vec<Value>>) -> usize {
    if garbage.is_empty() {
        return 0;
    }
    // Hold a reference to each so that nothing goes while finalisers and callbacks run.
    // SAFETY: all are alive.
    let held: Vec<Value> = garbage.iter().map(|&p| unsafe { Value::from_borrowed(Word::ptr(p)) }).collect();
    if let Some(save) = save.as_mut() {
        let n = held.len();
        save.extend(held);
        return n;
    }
    // SAFETY: held above.
    let watched: Vec<*mut Header> = garbage.iter().copied().filter(|&p| unsafe { (*p).has(flag::HAS_WEAKREF) }).collect();
    if !watched.is_empty() {
        let going: FxHashSet<usize> = garbage.iter().map(|&p| p as usize).collect();
        for p in watched {
            weak::clear(p, Some(&|p: *const Header| going.contains(&(p as usize))));
        }
    }
    let mut finalised = false;
    for (&p, this) in garbage.iter().zip(&held) {
        // SAFETY: held above.
        let h = unsafe { &*p };
        if let Some(del) = h.ty().slots().del
            && !h.has(flag::FINALIZED)
        {
            h.set(flag::FINALIZED);
            finalised = true;
            crate::vm::with_current(|vm| vm.run_finalizer(del, this));
        }
    }
    // A finaliser may have stored a reference somewhere: look again, our own holds not counted.
    let doomed = if finalised { unreachable(&garbage, 1) } else { garbage };
    for &p in &doomed {
        // SAFETY: held, and unreachable from outside.
        unsafe {
            let ty = (*p).ty();
            if let Some(clear) = ty.layout.clear {
                clear(p);
            }
            if ty.has_attr_area() {
                instance::clear_attrs(p);
            }
        }
    }
    let n = doomed.len();
    drop(held);
    n
}

/// Marks what is alive now as the runtime's own: the program begins.
pub fn mark_early() {
    // SAFETY: live objects.
    alloc::each_live(|p| unsafe { (*p).set(flag::EARLY) });
}

/// Could a program notice, as it ends, whether unreachable cycles are taken apart: by a finaliser, by a callback of a weak
/// reference, by a generator in the middle of a `try`?
pub fn is_observed() -> bool {
    let mut observed = weak::any_callback();
    alloc::each_live(|p| {
        // SAFETY: a live object.
        observed |= unsafe { (*p).ty().slots().del.is_some() && !(*p).has(flag::EARLY) };
    });
    observed
}

/// What counts are raised by meanwhile.
const ABOVE: u32 = 1 << 30;

/// The objects among `objects` that are only referenced from each other, `extra` references each not counted.
///
/// The counts in the headers are used as scratch space and put back: nothing else runs meanwhile. They stand far above zero, so
/// that a reference that visiting takes and drops is harmless.
fn unreachable(objects: &[*mut Header], extra: u32) -> Vec<*mut Header> {
    // SAFETY: callers pass live objects, here and below.
    let head = |p: *mut Header| unsafe { &*p };
    let counts: Vec<u32> = objects.iter().map(|&p| head(p).rc.get()).collect();
    for &p in objects {
        head(p).rc.set(head(p).rc.get().wrapping_add(ABOVE - extra));
        head(p).set(flag::SUSPECT);
    }
    for &p in objects {
        visit_children(p, &mut |v| {
            if let Some(h) = v.header()
                && h.has(flag::SUSPECT)
            {
                h.rc.set(h.rc.get().wrapping_sub(1));
            }
        });
    }
    // What is left above zero comes from outside. Counts that were lent to compiled code can make it negative.
    let mut work: Vec<*mut Header> = objects.iter().copied().filter(|&p| head(p).rc.get().wrapping_sub(ABOVE) as i32 > 0).collect();
    work.iter().for_each(|&p| head(p).unset(flag::SUSPECT));
    while let Some(p) = work.pop() {
        visit_children(p, &mut |v| {
            if let Some(h) = v.header()
                && h.has(flag::SUSPECT)
            {
                h.unset(flag::SUSPECT);
                work.push(super::header::whole(h).cast());
            }
        });
    }
    let mut garbage = vec![];
    for (&p, count) in objects.iter().zip(counts) {
        head(p).rc.set(count);
        if head(p).has(flag::SUSPECT) {
            head(p).unset(flag::SUSPECT);
            garbage.push(p);
        }
    }
    garbage
}

/// Runs the collector when enough containers came since the last time. Called at polls.
pub fn collect_automatically(vm: &mut crate::vm::Vm) {
    let threshold = crate::vm::rt().gc_threshold.get();
    if threshold <= 0 || alloc::pressure() < threshold {
        return;
    }
    let _ = vm;
    let (freed, seen) = collect_counting(None);
    // Collect again when the heap has grown by a part, so that the total work stays linear.
    alloc::set_next_collection(seen.saturating_sub(freed) as isize / 3);
}
