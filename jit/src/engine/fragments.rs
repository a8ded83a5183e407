//! Fragments on the runtime's side: recording one behind a hot exit of a large region, attaching its code, and running from
//! code to code without going back to the interpreter.
//!
//! ```text
//! enter loop -> exit 17 -> fragment -> link -> loop's code -> exit 17 -> ... -> exit 4 -> interpreter
//! ```

use super::functions::{FUNCTION, Leaving};
use super::{Engine, Key, Loop, Path, State};
use crate::code::{Ends, Flag, Fragment, Installed, Target};
use crate::emit::TraceBuilder;
use crate::ir::{End, Region};
use crate::lower::abi::JitContext;
use crate::opt::Passes;
use crate::profile::dump;
use crate::profile::event::What;
use crate::record::LinkPoint;
use crate::record::site::Keep;
use crate::region::closed_exits;
use crate::snapshot::{Entry, FrameDesc, Resume};
use crate::worker::{Finished, Job};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use vm::heap::header::Header;
use vm::interp::exec::Leave;
use vm::vm::Vm;

/// A fragment on its way through the compiler.
pub(super) struct Pending {
    parent: Arc<Installed>,
    exit: usize,
    target: Option<Target>,
    region: Region,
    leaving: Option<*mut Leaving>,
}

/// Code that runs, and what its exits need.
pub(super) struct Running {
    /// The loop that it belongs to.
    pub key: Key,
    /// The code.
    pub code: Arc<Installed>,
    /// The loop's frames and constants.
    pub keep: Rc<RefCell<Keep>>,
}

/// Does anybody wait for the interpreter?
fn is_quiet() -> bool {
    vm::vm::BREAKER.load(Ordering::Relaxed) == 0
}

/// The fragment to run behind an exit that the code of the innermost frame has just taken.
pub(super) fn next(vm: &Vm, running: &Running, exit: usize) -> Option<Arc<Installed>> {
    let fragment = running.code.fragment(exit)?;
    let fits = running.keep.borrow().fits(vm, vm.frames.last()?.base);
    (fits && is_quiet() && running.code.is_valid() && fragment.code.is_valid()).then(|| fragment.code.clone())
}

impl Engine {
    /// The loop's code that a link of the innermost frame leads to. All of its state is in memory.
    pub(super) fn linked(&self, vm: &Vm, from: &Running) -> Option<Running> {
        let (_, Target::Loop(number)) = from.code.ends.get()?.link? else { return None };
        let key = (from.key.0, number);
        let code = self.enterable(vm, key).filter(|_| is_quiet())?;
        let state = self.state.borrow();
        let keep = state.loops.get(&key)?.keep.clone();
        Some(Running { key, code, keep })
    }
    /// The code to enter if the exit is a link into the region that the code belongs to: the context says where.
    pub(super) fn back_in(&self, vm: &Vm, context: *mut JitContext, running: &Running, exit: usize) -> Option<Arc<Installed>> {
        let (link, Target::Entry(head)) = running.code.ends.get()?.link? else { return None };
        if link != exit || !is_quiet() {
            return None;
        }
        let state = self.state.borrow();
        let l = state.loops.get(&running.key)?;
        let code = l.region.code()?;
        let entry = code.entry_at(head)?;
        if !l.keep.borrow().fits(vm, vm.frames.last()?.base) {
            return None;
        }
        // SAFETY: the thread's own context.
        unsafe { (*context).entry = entry };
        Some(code.clone())
    }
    /// Where a fragment of a loop or function may end: heads of loops of the region itself that are entries, and of loops with
    /// code of their own.
    pub(super) fn links(&self, key: Key, namespaces: (*const Header, *const Header)) -> Vec<LinkPoint> {
        let state = self.state.borrow();
        let mut all = vec![];
        if let Some(l) = state.loops.get(&key)
            && let Some(code) = l.region.code()
        {
            let region = l.region.recorded();
            for &head in code.entries.get().map_or(&[][..], |e| e) {
                let Some(h) = &region.block(head).header else { continue };
                let snap = region.snap(h.snap);
                let constant = |&(slot, e): &(u32, Entry)| match e {
                    Entry::Value { value, own: false } => Some((slot, region.bits(value)?)),
                    _ => None,
                };
                let constants = snap.slots.iter().filter_map(constant).collect();
                all.push(LinkPoint { frames: snap.frames.clone(), constants, target: Target::Entry(head) });
            }
        }
        if key.1 == FUNCTION {
            return all;
        }
        for (k, l) in &state.loops {
            if k.0 == key.0 && k.1 != FUNCTION && l.namespaces == namespaces && l.region.code().is_some() {
                let frame = FrameDesc { code: key.0, pc: l.place.pc, base: 0, aux: 0 };
                all.push(LinkPoint { frames: vec![frame], constants: vec![], target: Target::Loop(k.1) });
            }
        }
        all
    }
    /// Records the path behind an exit that has just been restored.
    pub(super) fn record_fragment(&self, vm: &mut Vm, key: Key, parent: &Arc<Installed>, exit: usize, root: usize) -> Result<(), Leave> {
        let mut state = self.state.borrow_mut();
        let Some(l) = state.loops.get_mut(&key) else { return Ok(()) };
        let function = l.region.recorded().function.map(|f| (f, vm.frames[root].code().reg().n_locals));
        let Some(builder) = TraceBuilder::behind(&parent.table.decode(exit), &parent.table.layouts, function) else {
            parent.failed(exit, true);
            return Ok(());
        };
        let (place, keep) = (l.place, l.keep.clone());
        let path = Path::Fragment { parent: parent.clone(), exit, before: builder.region().len() };
        state.note(place, What::Recording { exit: Some(exit as u32) });
        drop(state);
        self.record(vm, key, builder, keep, root, path)
    }
}

impl State {
    /// Sends a fragment to the compiler. `before` is how long it was before anything was recorded.
    pub(super) fn submit_fragment(&mut self, key: Key, mut region: Region, (parent, exit, before): (Arc<Installed>, usize, usize), target: Option<Target>) {
        let Some(l) = self.loops.get_mut(&key) else { return };
        let ends = region.blocks[1..].iter().any(|b| !matches!(b.end, End::Exit(_)));
        if region.len() <= before + 1 && target.is_none() && !ends {
            // It left at once: code for that would only leave elsewhere.
            parent.failed(exit, true);
            return;
        }
        if let Some(n) = self.names.get(&l.place.code) {
            dump::region(&region, &format!("fragment behind exit {exit} of {}:{} in {}", n.file, l.place.line, n.function), self.helpers);
        }
        self.next_job += 1;
        let recorded = region.clone();
        let leaving = region.function.is_some().then(|| l.prepare_fragment(key, &mut region));
        let job = Job { id: self.next_job, region, passes: Passes::default(), flag: Flag::new() };
        if self.worker.submit(job).is_ok() {
            l.job = Some(self.next_job);
            l.pending = Some(Pending { parent, exit, target, region: recorded, leaving });
            l.region.add_fragment();
        }
    }
    /// The compiler has finished with a fragment.
    pub(super) fn take_fragment(&mut self, key: Key, pending: Pending, done: Finished) {
        let Some(l) = self.loops.get_mut(&key) else { return };
        let place = l.place;
        match done.code {
            Ok(code) => {
                let what = What::Installed { ops: pending.region.len() as u32, bytes: code.size as u32, took: done.took };
                if let Some(leaving) = pending.leaving {
                    l.fragment_leavings.push(leaving);
                    Leaving::installed(leaving, &code);
                }
                let closed = closed_exits(&pending.region, &code);
                let link = (0..code.table.len()).find(|&i| code.table.decode(i).resume == Resume::Link);
                // (It is new.)
                let _ = code.ends.set(Ends { link: link.zip(pending.target), closed });
                pending.parent.attach(pending.exit, Arc::new(Fragment { code: code.clone() }));
                self.code.push((key, code.range()));
                l.fragments.push(code);
                l.trial.restart();
                self.note(place, what);
            }
            Err(why) => {
                pending.parent.failed(pending.exit, true);
                self.note(place, What::Aborted(why));
            }
        }
    }
}

impl Loop {
    /// New code took the place of old code. Fragments behind exits that hand over the same state go on behind the new code's;
    /// the result is what exits of the others name, to be freed when nobody runs them.
    pub(super) fn carry_fragments(&mut self, old: Option<&Installed>) -> Vec<*mut Leaving> {
        let (Some(old), Some(new)) = (old, self.region.installed()) else { return vec![] };
        for (exit, f) in old.fragments() {
            let (point, state) = (old.exits[exit], old.table.decode(exit));
            let layouts = |t: &Installed| state.objects.iter().map(|o| t.table.layouts.get(o.0 as usize).cloned()).collect::<Vec<_>>();
            let same = |i: &usize| new.table.decode(*i) == state && layouts(&new) == layouts(old);
            if let Some(i) = new.exits.iter().position(|p| *p == point).filter(same) {
                new.attach(i, f.clone());
            }
        }
        let mut live = vec![];
        collect(&new, &mut live);
        let is_live = |code: &Arc<Installed>| live.iter().any(|c| Arc::ptr_eq(c, code));
        self.fragments.retain(is_live);
        let (kept, freed) = self.fragment_leavings.drain(..).partition(|&l| Leaving::code(l).is_some_and(|c| is_live(&c)));
        self.fragment_leavings = kept;
        freed
    }
}

/// The code of all fragments behind some code.
fn collect(code: &Installed, all: &mut Vec<Arc<Installed>>) {
    for (_, f) in code.fragments() {
        all.push(f.code.clone());
        collect(&f.code, all);
    }
}
