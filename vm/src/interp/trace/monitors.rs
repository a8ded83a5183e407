//! Who monitors what: the tools of `sys.monitoring`, their callbacks and events.
//!
//! Tools 0 to 5 belong to Python code. `sys.setprofile` and `sys.settrace` act as tools 6 and 7, whose functions are the
//! threads' own; tools are served from the highest number down.

use super::events::{self, AFTER_CALL, Event};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// Tools that Python code may use.
pub const TOOLS: usize = 6;
/// `sys.setprofile` as a tool.
pub const PROFILE: u8 = 6;
/// `sys.settrace` as a tool.
pub const TRACE: u8 = 7;

const PROFILED: u32 = Event::PyStart.bit()
    | Event::PyResume.bit()
    | Event::PyReturn.bit()
    | Event::PyYield.bit()
    | Event::Call.bit()
    | AFTER_CALL
    | Event::PyUnwind.bit()
    | Event::PyThrow.bit();
const TRACED: u32 = Event::PyStart.bit()
    | Event::PyResume.bit()
    | Event::PyReturn.bit()
    | Event::PyYield.bit()
    | Event::Raise.bit()
    | Event::Line.bit()
    | Event::Jump.bit()
    | Event::PyUnwind.bit()
    | Event::PyThrow.bit()
    | Event::StopIteration.bit()
    | Event::Instruction.bit();

/// The callbacks of one tool, by event (NULL for none).
pub type Callbacks = [Value; events::COUNT];
/// No callbacks.
pub fn no_callbacks() -> Callbacks {
    std::array::from_fn(|_| Value::NULL)
}

/// The process's tools.
pub struct Monitors {
    /// Names of the tools in use (NULL when free).
    pub names: RefCell<[Value; TOOLS]>,
    /// Callbacks by tool and event (NULL for none).
    pub callbacks: RefCell<[Callbacks; TOOLS]>,
    /// Events that each tool wants everywhere.
    global: [Cell<u32>; TOOLS],
    /// Code objects with local events of each tool.
    pub local_count: [Cell<usize>; TOOLS],
    /// Grows each time a tool loses all of its local events at once.
    pub cleared: [Cell<u32>; TOOLS],
    /// Grows when places that were switched off come back.
    pub restarts: Cell<u32>,
    /// `DISABLE` and `MISSING`, made on demand.
    sentinels: RefCell<[Value; 2]>,
}

impl Default for Monitors {
    fn default() -> Monitors {
        Monitors {
            names: RefCell::new(std::array::from_fn(|_| Value::NULL)),
            callbacks: RefCell::new(std::array::from_fn(|_| no_callbacks())),
            global: Default::default(),
            local_count: Default::default(),
            cleared: Default::default(),
            restarts: Cell::new(0),
            sentinels: RefCell::new([Value::NULL, Value::NULL]),
        }
    }
}

impl Monitors {
    /// The events that a tool wants everywhere.
    pub fn global(&self, tool: usize) -> u32 {
        self.global[tool].get()
    }
    /// Changes them.
    pub fn set_global(&self, tool: usize, events: u32) {
        self.global[tool].set(events);
    }
    /// Takes a tool's events of single code objects away; they notice when they are asked next.
    pub fn clear_local(&self, tool: usize) {
        self.local_count[tool].set(0);
        self.cleared[tool].set(self.cleared[tool].get().wrapping_add(1));
    }
    /// Does any tool want anything?
    pub fn is_active(&self) -> bool {
        self.local_count.iter().any(|n| n.get() > 0) || self.global.iter().any(|g| g.get() != 0)
    }
    /// Tools that want an event everywhere, as bits.
    pub fn wanting(&self, event: Event) -> u8 {
        let bit = wanted_bit(event);
        self.global.iter().enumerate().fold(0, |all, (tool, g)| if g.get() & bit != 0 { all | 1 << tool } else { all })
    }
    fn sentinel(&self, which: usize) -> Value {
        let mut s = self.sentinels.borrow_mut();
        if s[which].is_null() {
            s[which] = crate::object::instance::new_plain(crate::builtins::object::TYPE.get());
        }
        s[which].clone()
    }
    /// `sys.monitoring.DISABLE`
    pub fn disable(&self) -> Value {
        self.sentinel(0)
    }
    /// `sys.monitoring.MISSING`
    pub fn missing(&self) -> Value {
        self.sentinel(1)
    }
}

/// The bit that says whether an event is wanted: what follows a call is asked for with the call.
pub fn wanted_bit(event: Event) -> u32 {
    if event.bit() & AFTER_CALL != 0 { Event::Call.bit() } else { event.bit() }
}

/// The tools 6 and 7 that want an event.
pub fn legacy(vm: &Vm, event: Event) -> u8 {
    let mut tools = 0;
    if !vm.profile_fn.is_null() && PROFILED & event.bit() != 0 {
        tools |= 1 << PROFILE;
    }
    if !vm.trace_fn.is_null() && TRACED & event.bit() != 0 {
        tools |= 1 << TRACE;
    }
    tools
}
