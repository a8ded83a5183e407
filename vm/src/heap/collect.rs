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
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes addresses: nobody chooses them to collide, so one multiplication spreads them well enough.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_usize(*b as usize));
    }
    fn write_usize(&mut self, address: usize) {
        let mixed = (self.0 ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

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
    alloc::live_objects().into_iter().filter(|&p| is_container(p)).collect()
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
pub fn collect(mut save: Option<&mut Vec<Value>>) -> usize {
    let _busy = Busy::new();
    // SAFETY: live objects.
    let objects: Vec<*mut Header> = containers().into_iter().filter(|&p| unsafe { !(*p).has(flag::FROZEN) && (*p).rc.get() > 0 }).collect();
    let garbage = unreachable(&objects);
    alloc::reset_pressure();
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
    let going: std::collections::HashSet<usize, BuildHasherDefault<AddressHasher>> = garbage.iter().map(|&p| p as usize).collect();
    let is_going = |p: *const Header| going.contains(&(p as usize));
    for &p in &garbage {
        // SAFETY: held above.
        if unsafe { (*p).has(flag::HAS_WEAKREF) } {
            weak::clear(p, Some(&is_going));
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
    let doomed: std::collections::HashSet<usize, BuildHasherDefault<AddressHasher>> = if finalised {
        // A finaliser may have stored a reference somewhere: look again, our own holds not counted.
        let again: Vec<*mut Header> = garbage.clone();
        unreachable_with_extra(&again, 1).into_iter().map(|p| p as usize).collect()
    } else {
        going
    };
    let n = doomed.len();
    for &p in &garbage {
        if doomed.contains(&(p as usize)) {
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
    }
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

fn unreachable(objects: &[*mut Header]) -> Vec<*mut Header> {
    unreachable_with_extra(objects, 0)
}

/// While it lives, the counts of these objects hold their numbers (from 1 on), so that the collector finds what it knows of an object
/// without looking its address up. Only `visit_children` runs meanwhile.
struct Numbered<'o> {
    objects: &'o [*mut Header],
    counts: Vec<u32>,
}

impl Numbered<'_> {
    fn new(objects: &[*mut Header]) -> Numbered<'_> {
        let number = |(i, &p): (usize, &*mut Header)| {
            // SAFETY: callers pass live objects, each once.
            let h = unsafe { &*p };
            h.set(flag::NUMBERED);
            h.rc.replace(i as u32 + 1)
        };
        Numbered { objects, counts: objects.iter().enumerate().map(number).collect() }
    }
    fn find(&self, v: &Value) -> Option<usize> {
        let h = v.header().filter(|h| h.has(flag::NUMBERED))?;
        let mut i = h.rc.get() as usize - 1;
        // A visitor that holds a reference for a moment has counted it.
        while !self.objects.get(i).is_some_and(|&p| std::ptr::eq(p, h)) {
            i = i.checked_sub(1)?;
        }
        Some(i)
    }
}
impl Drop for Numbered<'_> {
    fn drop(&mut self) {
        for (&p, &count) in self.objects.iter().zip(&self.counts) {
            // SAFETY: as above; nothing was freed.
            let h = unsafe { &*p };
            h.unset(flag::NUMBERED);
            h.rc.set(count);
        }
    }
}

/// The objects among `objects` that are only referenced from each other, `extra` references each not counted.
fn unreachable_with_extra(objects: &[*mut Header], extra: u32) -> Vec<*mut Header> {
    let numbered = Numbered::new(objects);
    let mut refs: Vec<i64> = numbered.counts.iter().map(|&n| i64::from(n) - i64::from(extra)).collect();
    let target = |v: &Value| numbered.find(v);
    for &p in objects {
        visit_children(p, &mut |v| {
            if let Some(i) = target(v) {
                refs[i] -= 1;
            }
        });
    }
    let mut alive = vec![false; objects.len()];
    let mut work: Vec<usize> = (0..objects.len()).filter(|&i| refs[i] > 0).collect();
    work.iter().for_each(|&i| alive[i] = true);
    while let Some(i) = work.pop() {
        visit_children(objects[i], &mut |v| {
            if let Some(j) = target(v)
                && !alive[j]
            {
                alive[j] = true;
                work.push(j);
            }
        });
    }
    drop(numbered);
    objects.iter().zip(alive).filter(|(_, alive)| !alive).map(|(&p, _)| p).collect()
}

/// Runs the collector when enough containers came since the last time. Called at polls.
pub fn collect_automatically(vm: &mut crate::vm::Vm) {
    let threshold = crate::vm::rt().gc_threshold.get();
    if threshold <= 0 || alloc::pressure() < threshold {
        return;
    }
    let _ = vm;
    collect(None);
    // Collect again when the heap has grown by a quarter, so that the total work stays linear.
    let mut live = 0;
    alloc::each_live(|p| live += isize::from(is_container(p)));
    alloc::set_next_collection(live / 4);
}
