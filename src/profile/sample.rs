//! Taking samples: a timer of processor time and the handler of its signal.
//!
//! The handler only copies words into a ring that was allocated before: the interrupted program counter, and code and
//! instruction of the innermost frames. While the interpreter's loop runs, its instruction pointer is in a processor
//! register: the one that points into the innermost frame's instructions. Elsewhere the frame's saved `pc` is right.

use super::symbols::Ranges;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use std::time::Duration;
use vm::Vm;
use vm::builtins::code::CodeObj;
use vm::front::bytecode::instr::Instr;
use vm::heap::collect::COLLECTING;
use vm::object::Obj;
use vm::vm::{breaker, current_ptr, rt, set_breaker};

/// Frames kept of each stack.
const DEPTH: usize = 48;
/// Samples that wait for a safe point.
const RING: usize = 1024;
/// Time between samples.
const PERIOD_US: i64 = 1000;

/// What the program was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The interpreter: its loop, calls and returns, rare opcodes. Without a symbol table, native functions too.
    Interpreted,
    /// Machine code of a loop.
    Compiled,
    /// Functions written in Rust, from both.
    Native,
    /// The collector of cycles.
    Gc,
}

/// A line of a function.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line {
    /// File.
    pub file: String,
    /// Qualified name.
    pub function: String,
    /// Line number; 0 when unknown.
    pub line: u32,
}

/// A sample with names.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What the program was doing.
    pub state: State,
    /// The interrupted address.
    pub address: usize,
    /// Frames, innermost first.
    pub stack: Vec<Line>,
}

#[derive(Clone, Copy)]
struct Raw {
    state: State,
    address: usize,
    depth: usize,
    frames: [(*const Obj<CodeObj>, u32); DEPTH],
}

/// What the handler reads and writes.
struct Shared {
    ring: Vec<Raw>,
    code: (usize, usize),
    interpreter: Ranges,
    samples: Vec<Sample>,
}

static SHARED: AtomicPtr<Shared> = AtomicPtr::new(std::ptr::null_mut());
/// Raw samples in the ring.
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// Starts the timer.
pub fn start(_: &Vm, code: (usize, usize), interpreter: Ranges) {
    let empty = Raw { state: State::Native, address: 0, depth: 0, frames: [(std::ptr::null(), 0); DEPTH] };
    let shared = Box::new(Shared { ring: vec![empty; RING], code, interpreter, samples: vec![] });
    SHARED.store(Box::into_raw(shared), Ordering::Release);
    vm::builtins::code::KEEP.store(true, Ordering::Relaxed);
    rt().sampler.set(Some(take));
    // SAFETY: the action is a zeroed C struct with a handler that only touches what is described above.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = tick as extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void) as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
        libc::sigaction(libc::SIGPROF, &action, std::ptr::null_mut());
    }
    set_timer(PERIOD_US);
}

fn set_timer(us: i64) {
    let every = libc::timeval { tv_sec: 0, tv_usec: us };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    // SAFETY: the struct is initialised.
    unsafe { libc::setitimer(libc::ITIMER_PROF, &timer, std::ptr::null_mut()) };
}

/// Stops the timer; all samples.
pub fn stop(vm: &mut Vm) -> Vec<Sample> {
    set_timer(0);
    take(vm);
    rt().sampler.set(None);
    let p = SHARED.swap(std::ptr::null_mut(), Ordering::AcqRel);
    // SAFETY: made by `start`; the timer is off, and a late signal finds null.
    unsafe { if p.is_null() { vec![] } else { Box::from_raw(p).samples } }
}

/// Processor time of this process.
pub fn cpu_time() -> Duration {
    // SAFETY: a query into a local of the right type.
    unsafe {
        let mut t: libc::timespec = std::mem::zeroed();
        libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut t);
        Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
    }
}

/// The interrupted program counter and the general registers.
#[cfg(target_arch = "x86_64")]
fn registers(context: *mut libc::c_void) -> (usize, Vec16) {
    // SAFETY: the kernel passes the context of the interrupted code.
    let g = unsafe { &(*(context as *const libc::ucontext_t)).uc_mcontext.gregs };
    let mut all = [0; 16];
    for (to, from) in all.iter_mut().zip(g) {
        *to = *from as usize;
    }
    (g[libc::REG_RIP as usize] as usize, all)
}
#[cfg(not(target_arch = "x86_64"))]
fn registers(_: *mut libc::c_void) -> (usize, Vec16) {
    (0, [0; 16])
}
type Vec16 = [usize; 16];

extern "C" fn tick(_: i32, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    let p = SHARED.load(Ordering::Acquire);
    let at = WAITING.load(Ordering::Relaxed);
    let vm = current_ptr();
    // A thread without frames is the compiling one, whose time is told apart.
    if p.is_null() || at >= RING || vm.is_null() {
        return;
    }
    let (address, registers) = registers(context);
    // SAFETY: the samples are written by this handler and read at safe points of the same thread; other threads' ticks may
    // overwrite one another's last sample, which is a lost sample and no worse. The frames belong to the interrupted thread.
    unsafe {
        let shared = &mut *p;
        let raw = &mut shared.ring[at];
        let within = |range: (usize, usize)| (range.0..range.1).contains(&address);
        raw.address = address;
        raw.depth = 0;
        raw.state = if within(shared.code) {
            State::Compiled
        } else if COLLECTING.load(Ordering::Relaxed) {
            State::Gc
        } else if shared.interpreter.contain(address) || shared.interpreter.is_empty() {
            State::Interpreted
        } else {
            State::Native
        };
        let frames = &(*vm).frames;
        for f in frames.iter().rev().take(DEPTH) {
            raw.frames[raw.depth] = (f.code, f.pc);
            raw.depth += 1;
        }
        if raw.state == State::Interpreted && raw.depth > 0 && !raw.frames[0].0.is_null() {
            let words = &(*raw.frames[0].0).reg().words;
            let (start, end) = (words.as_ptr() as usize, words.as_ptr() as usize + words.len() * size_of::<Instr>());
            if let Some(pc) = registers.iter().find(|r| **r > start && **r <= end) {
                raw.frames[0].1 = ((pc - start) / size_of::<Instr>()).saturating_sub(1) as u32;
            }
        }
        let compiled = raw.state == State::Compiled;
        WAITING.store(at + 1, Ordering::Relaxed);
        // Compiled code would have to be left for it; its samples can wait, unless the ring fills.
        if !compiled || at > RING / 2 {
            set_breaker(breaker::PROFILE);
        }
    }
}

/// Gives the waiting samples their names.
fn take(_: &mut Vm) {
    let p = SHARED.load(Ordering::Acquire);
    if p.is_null() {
        return;
    }
    // SAFETY: as in `tick`: only this thread touches the ring, except for a signal that comes now, which appends.
    unsafe {
        let shared = &mut *p;
        let n = WAITING.load(Ordering::Relaxed).min(RING);
        for i in 0..n {
            let raw = shared.ring[i];
            let stack = raw.frames[..raw.depth].iter().filter(|f| !f.0.is_null()).map(|(code, pc)| {
                // Code objects stay while the profiler runs.
                let code = &**code;
                Line { file: code.co.filename.to_string(), function: code.co.qualname.to_string(), line: code.line_of(*pc).unwrap_or(0) }
            });
            shared.samples.push(Sample { state: raw.state, address: raw.address, stack: stack.collect() });
        }
        WAITING.store(0, Ordering::Relaxed);
    }
}
