//! Snapshots of states that an instruction would have left behind if it had gone the other way: for a call whose answer says
//! which way it went, so that its exit need not (and must not) repeat it.

use super::TraceBuilder;
use crate::ir::{Ref, SnapId};
use crate::snapshot::Entry;

impl TraceBuilder {
    /// The state right now, going on at `pc`, but with these registers changed (each owns its value) and these references to be
    /// given up.
    pub fn snapshot_with(&mut self, pc: u32, registers: &[(u32, Ref)], dropped: &[Ref]) -> SnapId {
        let (slots, n) = (self.slots.clone(), self.pending.len());
        for &(slot, value) in registers {
            self.slots.insert(slot, Entry::Value { value, own: true });
        }
        self.pending.extend(dropped);
        let snap = self.snapshot_at(pc);
        self.slots = slots;
        self.pending.truncate(n);
        snap
    }
}
