//! `naja profile`: where a program spends its time, and what the compiler made of its loops.
//!
//! A timer interrupts the program some hundred times a second of processor time (`sample`). Each sample says which state the
//! program was in (interpreted, compiled, native, gc) and at which line; samples are turned into names at the next safe
//! point, while the code objects are alive. The tables come after the program's own output, on standard error (`report`).

mod report;
mod sample;
mod symbols;

use jit::engine::Engine;
use std::rc::Rc;
use std::time::{Duration, Instant};
use vm::Vm;

pub use report::Profile;

/// Files to write besides the tables.
#[derive(Debug, Default)]
pub struct Outputs {
    /// The whole profile.
    pub json: Option<String>,
    /// Stacks for flame graphs, one a line.
    pub collapsed: Option<String>,
}

/// A running profile.
pub struct Session {
    start: Instant,
    cpu: Duration,
    engine: Option<Rc<Engine>>,
}

/// Starts to sample.
pub fn start(vm: &Vm, engine: Option<Rc<Engine>>) -> Session {
    let code = engine.as_ref().map_or((0, 0), |e| e.code_range());
    sample::start(vm, code, symbols::interpreter());
    Session { start: Instant::now(), cpu: sample::cpu_time(), engine }
}

impl Session {
    /// Stops sampling; the result holds no Python objects.
    pub fn stop(self, vm: &mut Vm) -> Profile {
        let wall = self.start.elapsed();
        let samples = sample::stop(vm);
        let cpu = sample::cpu_time().saturating_sub(self.cpu);
        let (loops, compiling) = match &self.engine {
            Some(e) => (e.loops(), e.compile_time()),
            None => (vec![], Duration::ZERO),
        };
        Profile::new(wall, cpu, compiling, samples, loops)
    }
}
