//! Seeing inside: `sys.monitoring`, `sys.settrace`, `sys.setprofile`.
//!
//! When nobody looks, nothing is paid: `Vm::traced` is false and the fast loop of `dispatch` runs. When somebody does, `run`
//! executes the same handlers one instruction at a time and delivers events around them. The two loops hand over to each
//! other between instructions: the fast one looks at `Vm::traced` behind every call out of it, the slow one always.
//!
//! Events speak of CPython's instructions. What these are for a register word says the code's trail (`watch`), which is
//! made when the code first runs under a tracer; the words themselves are the same.

mod events;
mod fire;
mod jump;
mod monitors;
mod run;
mod unwind;
pub mod watch;

pub use events::{AFTER_CALL, ALL, BRANCHES, COUNT, Event, LOCAL};
pub use fire::{At, quietly};
pub use jump::set_line;
pub use monitors::{Monitors, TOOLS, no_callbacks};
pub use run::{entered, run};
pub use unwind::{handled, raised, reraised, thrown, unwound};

use crate::vm::{Vm, rt};

/// How control came to the instruction that is next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// The frame begins.
    Start,
    /// From the word at this pc: it fell through, jumped, or its call returned.
    From(u32),
    /// From the word at this pc, which raised, to a handler.
    Caught(u32),
    /// The fast loop or compiled code was here.
    Unknown,
}

impl Vm {
    /// Decides which loop runs this thread's frames.
    pub fn update_traced(&mut self) {
        self.traced = !self.tracing && (!self.trace_fn.is_null() || !self.profile_fn.is_null() || rt().monitors.is_active());
    }
}

/// Tools or events changed: all threads look again. Compiled code is left.
pub fn changed(vm: &mut Vm) {
    vm.update_traced();
    crate::vm::for_each_vm(|other| other.update_traced());
    if vm.traced || rt().monitors.is_active() {
        crate::vm::leave_compiled_code();
    }
}
