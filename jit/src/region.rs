//! The region of one loop over its life: the recorded paths, the installed code, exit counters, when to record another path
//! and when to compile again.
//!
//! The recorded region is never optimised in place: optimising works on a copy, so that a path can be recorded from any of its
//! guards later. The compiled exit's number leads to an [`ExitPoint`] of the recorded region; an exit whose guard a pass
//! made or moved has none there, and then guards are pinned (`edge_guards`) and the region compiled again.

use crate::abort::Abort;
use crate::code::{Flag, Installed};
use crate::emit::TraceBuilder;
use crate::ir::{Ref, Region, SnapId};
use crate::lower::{Code, CompileError, Compiler};
use crate::opt::{self, Passes};
use crate::params::Params;
use std::collections::HashMap;
use std::sync::Arc;

/// What to do at an exit that has just been restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtExit {
    /// Interpret.
    GoOn,
    /// Start recording: [`LoopRegion::side_path`] gives the builder.
    Record,
    /// The region changed: send it to the compiler.
    Recompile,
}

/// All there is of one loop.
pub struct LoopRegion {
    recorded: Region,
    paths: u32,
    installed: Option<Arc<Installed>>,
    taken: HashMap<(SnapId, Option<Ref>), u32>,
    /// Why it grows no more, or is not compiled.
    pub stopped: Option<Abort>,
}

impl LoopRegion {
    /// A region with its root path.
    pub fn new(recorded: Region) -> LoopRegion {
        LoopRegion { recorded, paths: 1, installed: None, taken: HashMap::new(), stopped: None }
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
        self.taken.clear();
        self.installed.replace(code)
    }
    /// An exit was taken.
    pub fn exit(&mut self, number: usize, params: &Params) -> AtExit {
        let Some(point) = self.installed.as_ref().and_then(|c| c.exits.get(number)).copied() else {
            return AtExit::GoOn;
        };
        let taken = self.taken.entry((point.snap, point.guard)).or_insert(0);
        *taken += 1;
        // The more paths there are, the hotter an exit must be: rare ones are not worth a compilation of the whole region.
        let threshold = params.hot_exit << (self.paths / 8).min(12);
        if *taken < threshold || self.stopped.is_some() {
            return AtExit::GoOn;
        }
        *taken = 0;
        if self.recorded.len() >= params.region_ops_max as usize || self.paths >= params.region_paths_max {
            self.stopped = Some(Abort::RegionFull);
            return AtExit::GoOn;
        }
        if TraceBuilder::from_exit(self.recorded.clone(), point).is_some() {
            return AtExit::Record;
        }
        if self.recorded.edge_guards
            && (point.snap.0 as usize) < self.recorded.snaps.len()
            && self.recorded.snap(point.snap).resume == crate::snapshot::Resume::Run
        {
            self.recorded.edge_guards = false;
            return AtExit::Recompile;
        }
        AtExit::GoOn
    }
    /// A builder for the path behind an exit.
    pub fn side_path(&self, number: usize) -> Option<TraceBuilder> {
        let point = *self.installed.as_ref()?.exits.get(number)?;
        TraceBuilder::from_exit(self.recorded.clone(), point)
    }
    /// A path was recorded: `region` is what its builder finished with.
    pub fn add_path(&mut self, region: Region) {
        self.recorded = region;
        self.paths += 1;
    }
}

/// Optimises and compiles a copy of a recorded region; for the compiling thread.
pub fn compile(compiler: &mut Compiler, recorded: &Region, passes: &Passes, flag: &Arc<Flag>) -> Result<Code, Abort> {
    let mut region = recorded.clone();
    opt::optimize(&mut region, passes).map_err(|_| Abort::Internal)?;
    compiler.compile(&region, flag.address()).map_err(|e| match e {
        CompileError::TooManyLiveValues(_) => Abort::TooManyValues,
        CompileError::Backend(_) => Abort::Internal,
    })
}
