//! Snapshots: what a side exit must rebuild.
//!
//! A snapshot stands for a state of the interpreter at a bytecode boundary: a chain of frames (the loop's own and the calls
//! inlined into it) and the registers that differ from what is in memory. Registers are numbered from the base of the loop's
//! window; an inlined frame's window is just higher numbers. There are two kinds: *resume* goes on at the innermost
//! frame's pc, *raise* raises the pending exception there.
//!
//! Ownership: while compiled code runs, the references in the window's memory count as moved into SSA values; restoring
//! overwrites registers without releasing them. An entry says whether the value comes with its reference (`own`) or whether
//! restoring must count a new one, because optimisation removed the retain.

pub mod encode;
pub mod restore;

use crate::ir::types::Cell;
use crate::ir::{Ref, Region, SnapId};

/// One frame of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameDesc {
    /// The code object, opaque.
    pub code: u64,
    /// Where to go on (innermost frame), or the pc behind the call (the others).
    pub pc: u32,
    /// First register of its window, counted from the loop's window.
    pub base: u32,
    /// Whatever else the virtual machine needs to push the frame: result register, flags.
    pub aux: u64,
}

/// A register's or field's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// A value (or constant). `own`: the reference moves along; else restoring counts one.
    Value {
        /// The value.
        value: Ref,
        /// Does the state own it?
        own: bool,
    },
    /// The numbered object of the snapshot's `objects`, to be allocated. The first use owns it, each further one counts.
    Object(u32),
}

/// A removed allocation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Virtual {
    /// Number of the region's layout.
    pub layout: u32,
    /// Cells to store: offset, type, content.
    pub cells: Vec<(i32, Cell, Entry)>,
}

/// How execution goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resume {
    /// Interpret from the pc.
    Run,
    /// Raise the pending exception at the pc.
    Raise,
    /// All of the state is in memory, at the head of a loop that may have code of its own: run that, or interpret.
    Link,
}

impl Resume {
    /// All kinds, in order.
    pub const ALL: [Resume; 3] = [Resume::Run, Resume::Raise, Resume::Link];
    /// Name in the text form.
    pub const fn text(self) -> &'static str {
        match self {
            Resume::Run => "run",
            Resume::Raise => "raise",
            Resume::Link => "link",
        }
    }
}

/// The state at a bytecode boundary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// How to go on.
    pub resume: Resume,
    /// Outermost frame first.
    pub frames: Vec<FrameDesc>,
    /// Registers that differ from memory, by number.
    pub slots: Vec<(u32, Entry)>,
    /// Objects to allocate.
    pub objects: Vec<Virtual>,
}

impl Snapshot {
    /// Visits every entry's value.
    pub fn for_each_value(&self, mut f: impl FnMut(Ref)) {
        let entries = self.slots.iter().map(|(_, e)| e).chain(self.objects.iter().flat_map(|o| o.cells.iter().map(|c| &c.2)));
        for e in entries {
            if let Entry::Value { value, .. } = e {
                f(*value);
            }
        }
    }
    /// Visits every entry.
    pub fn for_each_entry_mut(&mut self, mut f: impl FnMut(&mut Entry)) {
        for (_, e) in &mut self.slots {
            f(e);
        }
        for o in &mut self.objects {
            for (_, _, e) in &mut o.cells {
                f(e);
            }
        }
    }
    /// Visits every entry's value, to be replaced.
    pub fn for_each_value_mut(&mut self, mut f: impl FnMut(&mut Ref)) {
        self.for_each_entry_mut(|e| {
            if let Entry::Value { value, .. } = e {
                f(value);
            }
        });
    }
}

/// The values an exit through this snapshot must hand over, in exit-buffer order: each once, no constants.
pub fn live_values(region: &Region, snap: SnapId) -> Vec<Ref> {
    let mut live = vec![];
    region.snap(snap).for_each_value(|v| {
        if region.bits(v).is_none() && !live.contains(&v) {
            live.push(v);
        }
    });
    live
}
