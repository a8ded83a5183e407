//! The region of one loop over its life: the recorded paths, the installed code, exit counters, when to record another path
//! and when to compile again.
//!
//! The recorded region is never optimised in place: optimising works on a copy, so that a path can be recorded from any of its
//! guards later. The compiled exit's number leads to an [`ExitPoint`] of the recorded region; an exit whose guard a pass
//! made or moved has none there, and then guards are pinned (`edge_guards`) and the region compiled again.

use crate::abort::Abort;
use crate::code::{Flag, Installed};
use crate::emit::TraceBuilder;
use crate::hash::{Map, Set};
use crate::ir::dominators::Dominators;
use crate::ir::{BlockId, End, Ref, Region, SnapId};
use crate::lower::{Code, CompileError, Compiler};
use crate::opt::{self, Passes};
use crate::params::Params;
use std::sync::Arc;

/// What to do at an exit that has just been restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtExit {
    /// Interpret.
    GoOn,
    /// Start recording: [`LoopRegion::side_path`] gives the builder.
    Record,
    /// Start recording a fragment.
    Fragment,
    /// The region changed: send it to the compiler.
    Recompile,
}

/// Exits taken between a new path and the compilation, so that several paths share one.
const GATHER: u32 = 200;

/// All there is of one loop.
pub struct LoopRegion {
    recorded: Region,
    paths: u32,
    installed: Option<Arc<Installed>>,
    /// Exits from which recording led nowhere, and how often.
    hopeless: Map<(SnapId, Option<Ref>), u32>,
    /// The exit that a path is being recorded from.
    from: Option<(SnapId, Option<Ref>)>,
    /// Exits taken since a path was added that is not compiled yet.
    waiting: Option<u32>,
    /// Exits of the installed code from which no fragment is to be made.
    closed: Option<Vec<bool>>,
    /// Fragments recorded so far.
    fragments: u32,
    /// Why it grows no more, or is not compiled.
    pub stopped: Option<Abort>,
}

impl LoopRegion {
    /// A region with its root path.
    pub fn new(recorded: Region) -> LoopRegion {
        LoopRegion { recorded, paths: 1, installed: None, hopeless: Map::default(), from: None, waiting: None, closed: None, fragments: 0, stopped: None }
    }
    /// The recorded paths.
    pub fn recorded(&self) -> &Region {
        &self.recorded
    }
    /// The code, if it is enterable.
    pub fn code(&self) -> Option<&Arc<Installed>> {
        self.installed.as_ref().filter(|c| c.is_valid())
    }
    /// The newest code, enterable or not.
    pub fn installed(&self) -> Option<Arc<Installed>> {
        self.installed.clone()
    }
    /// New code arrived; the old one is to be retired.
    pub fn install(&mut self, code: Arc<Installed>) -> Option<Arc<Installed>> {
        self.closed = None;
        self.installed.replace(code)
    }
    /// An exit was taken. Are there paths that have waited long enough to be compiled?
    pub fn is_ripe(&mut self) -> bool {
        let Some(waiting) = &mut self.waiting else { return false };
        *waiting += 1;
        *waiting > GATHER
    }
    /// Are there paths that are not compiled?
    pub fn has_new_paths(&self) -> bool {
        self.waiting.is_some()
    }
    /// It was sent to the compiler.
    pub fn submitted(&mut self) {
        self.waiting = None;
    }
    /// An exit of the region's code was taken.
    pub fn exit(&mut self, number: usize, params: &Params) -> AtExit {
        let Some(code) = self.installed.clone() else { return AtExit::GoOn };
        let Some(point) = code.exits.get(number).copied() else { return AtExit::GoOn };
        let taken = code.count(number);
        if self.recorded.len() >= params.region_grow_ops as usize {
            let recorded = &self.recorded;
            let closed = self.closed.get_or_insert_with(|| closed_exits(recorded, &code));
            if closed.get(number) == Some(&false) {
                return self.exit_to_fragment(&code, number, taken, params);
            }
        }
        // The bigger the region, the hotter an exit must be: leaving has to cost as much as compiling all of it again (the first
        // paths are cheap, and most loops need a few). While
        // a compilation is due anyway, others may come along.
        let mut threshold = params.hot_exit;
        if threshold > 1 {
            threshold += self.recorded.len() as u32 * self.paths / 32;
            if self.waiting.is_some() {
                threshold /= 4;
            }
        }
        if taken < threshold || self.stopped.is_some() {
            return AtExit::GoOn;
        }
        code.restart(number);
        if self.hopeless.get(&(point.snap, point.guard)).is_some_and(|&n| n >= TRIES) {
            return AtExit::GoOn;
        }
        if self.recorded.len() >= params.region_ops_max as usize || self.paths >= params.region_paths_max {
            self.stopped = Some(Abort::RegionFull);
            return AtExit::GoOn;
        }
        if TraceBuilder::from_exit(self.recorded.clone(), point).is_some() {
            return AtExit::Record;
        }
        // (An exit whose path waits to be compiled has no guard left.) Snapshots that passes make go on running.
        let known = self.recorded.snaps.get(point.snap.0 as usize);
        if self.waiting.is_some() || !self.recorded.edge_guards || known.is_some_and(|s| s.resume != crate::snapshot::Resume::Run) {
            return AtExit::GoOn;
        }
        if self.recorded.soft_types {
            self.recorded.soft_types = false;
        } else {
            self.recorded.edge_guards = false;
        }
        AtExit::Recompile
    }
    /// An exit of a fragment was taken, or one of a region that is too large to be compiled again.
    pub fn exit_to_fragment(&mut self, code: &Arc<Installed>, number: usize, taken: u32, params: &Params) -> AtExit {
        if taken < params.hot_exit || self.stopped.is_some_and(|why| why != Abort::RegionFull) {
            return AtExit::GoOn;
        }
        code.restart(number);
        if self.fragments >= params.region_paths_max || code.fragment(number).is_some() {
            return AtExit::GoOn;
        }
        AtExit::Fragment
    }
    /// A fragment is being compiled.
    pub fn add_fragment(&mut self) {
        self.fragments += 1;
    }
    /// A builder for the path behind an exit.
    pub fn side_path(&mut self, number: usize) -> Option<TraceBuilder> {
        let point = *self.installed.as_ref()?.exits.get(number)?;
        self.from = Some((point.snap, point.guard));
        TraceBuilder::from_exit(self.recorded.clone(), point)
    }
    /// Recording from the exit failed; this weighs as much as that many failures.
    pub fn path_failed(&mut self, weight: u32) {
        if let Some(from) = self.from {
            *self.hopeless.entry(from).or_insert(0) += weight;
        }
    }
    /// A path was recorded: `region` is what its builder finished with.
    pub fn add_path(&mut self, region: Region) {
        let jumps = |r: &Region| r.blocks.iter().filter(|b| matches!(b.end, End::Jump { .. })).count();
        if region.len() == self.recorded.len() && jumps(&region) == jumps(&self.recorded) {
            // It left at once: code for that would only leave elsewhere.
            self.path_failed(TRIES);
            return;
        }
        self.recorded = region;
        self.waiting.get_or_insert(0);
        self.paths += 1;
    }
}

/// Which exits lie in a loop that a fragment could not come back to: one of an inlined call or a function without an entry. A fragment
/// would have to hold such a loop once more, so the region grows instead.
pub fn closed_exits(region: &Region, code: &Installed) -> Vec<bool> {
    let exits = &code.exits;
    let dom = Dominators::new(region);
    let mut inside: Set<BlockId> = Set::default();
    for &b in &dom.order {
        let Some(h) = &region.block(b).header else { continue };
        let inner = region.function.is_some() || region.snap(h.snap).frames.len() > 1;
        if inner && code.entry_at(b).is_none() {
            inside.extend(dom.loop_blocks(b));
        }
    }
    let mut closed = vec![false; exits.len()];
    for &b in &inside {
        let snaps: Vec<SnapId> = region.snaps_of(b).iter().map(|s| s.1).collect();
        for (exit, closed) in exits.iter().zip(&mut closed) {
            *closed |= match exit.guard {
                Some(g) => region.block(b).insts.contains(&g),
                None => snaps.contains(&exit.snap),
            };
        }
    }
    closed
}

/// Failed recordings from one exit before it is left alone.
const TRIES: u32 = 3;

/// A bug of ours. Debug builds say what they found, so that no test passes over it.
fn internal(what: String) -> Abort {
    if cfg!(debug_assertions) {
        eprintln!("{what}");
    }
    Abort::Internal
}

/// Optimises and compiles a copy of a recorded region; for the compiling thread.
pub fn compile(compiler: &mut Compiler, recorded: &Region, passes: &Passes, flag: &Arc<Flag>) -> Result<Code, Abort> {
    let mut region = recorded.clone();
    opt::optimize(&mut region, passes).map_err(internal)?;
    compiler.compile(&region, flag.address()).map_err(|e| match e {
        CompileError::TooManyLiveValues(_) => Abort::TooManyValues,
        CompileError::Backend(what) => internal(what),
    })
}
