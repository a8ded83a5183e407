//! What monitoring knows of one code object: its trail, its local events and the places that were switched off.

use super::events::Event;
use super::monitors::{TOOLS, wanted_bit};
use crate::builtins::code::CodeObj;
use crate::vm::rt;
use front::compile::Trail;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Data of one code object, made when it first runs under a tracer.
pub struct CodeWatch {
    /// Stack instructions behind the words.
    pub trail: Trail,
    /// The first instruction that is seen: what makes cells and generators comes before it.
    first: u32,
    /// Events that each tool wants in this code, and `Monitors::cleared` when they were set.
    local: [Cell<(u32, u32)>; TOOLS],
    /// Tools that want no more events at a unit.
    disabled: RefCell<HashMap<(u32, u8), u8>>,
    /// `Monitors::restarts` when `disabled` was last valid.
    restarts: Cell<u32>,
}

impl CodeWatch {
    /// The first step that is seen.
    pub fn first(&self) -> u32 {
        self.first
    }
    /// The events that a tool wants here.
    pub fn local(&self, tool: usize) -> u32 {
        let (events, at) = self.local[tool].get();
        if at == rt().monitors.cleared[tool].get() { events } else { 0 }
    }
    /// Changes them.
    pub fn set_local(&self, tool: usize, events: u32) {
        let before = self.local(tool);
        self.local[tool].set((events, rt().monitors.cleared[tool].get()));
        let count = &rt().monitors.local_count[tool];
        match (before != 0, events != 0) {
            (false, true) => count.set(count.get() + 1),
            (true, false) => count.set(count.get() - 1),
            _ => {}
        }
    }
    /// Tools that want an event of this code at `unit`, as bits.
    pub fn wanting(&self, event: Event, unit: u32) -> u8 {
        let bit = wanted_bit(event);
        let mut tools = rt().monitors.wanting(event);
        for tool in 0..TOOLS {
            if self.local(tool) & bit != 0 {
                tools |= 1 << tool;
            }
        }
        if tools != 0 && event.is_local() {
            self.forget_disabled();
            if let Some(off) = self.disabled.borrow().get(&(unit, event as u8)) {
                tools &= !off;
            }
        }
        tools
    }
    /// A tool wants no more events of a kind at `unit`.
    pub fn disable(&self, event: Event, unit: u32, tool: u8) {
        self.forget_disabled();
        *self.disabled.borrow_mut().entry((unit, event as u8)).or_default() |= 1 << tool;
    }
    /// After `restart_events` nothing is switched off.
    fn forget_disabled(&self) {
        let now = rt().monitors.restarts.get();
        if self.restarts.replace(now) != now {
            self.disabled.borrow_mut().clear();
        }
    }
    /// A tool's events changed: what it switched off here comes back.
    pub fn enable_all(&self, tool: usize) {
        self.disabled.borrow_mut().values_mut().for_each(|tools| *tools &= !(1 << tool));
    }
}

impl Drop for CodeWatch {
    fn drop(&mut self) {
        for tool in 0..TOOLS {
            self.set_local(tool, 0);
        }
    }
}

/// The data of a code object.
pub fn of(code: &CodeObj) -> &CodeWatch {
    code.reg().watch.get_or_init(|| {
        // The code was lowered before, so this can't fail; without a trail there are no events of instructions.
        let trail = front::compile::lower_with_trail(&code.co).map(|(_, trail)| trail).unwrap_or_default();
        let first = trail.steps.iter().position(|s| s.instr.op == front::bytecode::stackop::RESUME).unwrap_or(0) as u32;
        let watch = CodeWatch { trail, first, local: Default::default(), disabled: RefCell::default(), restarts: Cell::new(rt().monitors.restarts.get()) };
        Box::new(watch)
    })
}
