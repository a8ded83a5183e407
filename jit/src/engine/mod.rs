//! The engine: what happens when the interpreter reports a hot loop. Looks for compiled code and enters it, starts
//! recordings, sends regions to the compiling thread and takes what comes back.

pub(crate) mod clock;
mod fragments;
mod functions;
mod imports;
pub(crate) mod leaf;
mod nests;
pub(crate) mod quiet;
pub(crate) mod runtime;
pub(crate) mod signals;
mod sink;
mod trial;

use crate::abort::Abort;
use crate::code::{CodeCache, Flag, Installed};
use crate::emit::TraceBuilder;
use crate::hash::Map;
use crate::hotness::{Heat, Hotness};
use crate::ir::BlockId;
use crate::lower::abi::Helpers;
use crate::opt::{Passes, entries};
use crate::params::Params;
use crate::profile::dump;
use crate::profile::event::{Events, Place, What};
use crate::profile::report::{LoopInfo, Named};
use crate::record::site::Keep;
use crate::record::{self, Ended, Start};
use crate::region::{AtExit, LoopRegion};
use crate::snapshot::restore::restore;
use crate::snapshot::{FrameDesc, Resume};
use crate::worker::{Job, Worker};
use fragments::{Pending, Running};
use functions::{FUNCTION, Leaving};
use sink::Sink;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use trial::Trial;
use vm::builtins::code::CodeObj;
use vm::heap::header::Header;
use vm::interp::exec::Leave;
use vm::interp::frame::flag;
use vm::interp::hooks::JitHooks;
use vm::interp::resume;
use vm::object::Obj;
use vm::object::ty::TypeObj;
use vm::value::Value;
use vm::vm::{Vm, rt};

/// How the JIT runs.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Thresholds and limits.
    pub params: Params,
    /// Compile at once instead of in the background (threshold 1: tests).
    pub wait: bool,
    /// Print events to stderr as they happen.
    pub log: bool,
}

/// A loop: its code object and number, with `DRAINED`.
type Key = (u64, u16);
/// Marks the regions of loops in generators whose values go to a sink.
const DRAINED: u16 = 1 << 14;

struct Loop {
    region: LoopRegion,
    keep: Rc<RefCell<Keep>>,
    /// Keeps the code object alive.
    _code: Value,
    namespaces: (*const Header, *const Header),
    /// The compilation under way.
    job: Option<u64>,
    /// The fragment that is being compiled, if it is one.
    pending: Option<Pending>,
    /// Heads of loops where the region that is being compiled can be entered.
    heads: Vec<BlockId>,
    /// Code of all fragments.
    fragments: Vec<Arc<Installed>>,
    /// What the exits of fragments of a function name.
    fragment_leavings: Vec<*mut Leaving>,
    flag: Arc<Flag>,
    place: Place,
    /// How often its code was entered.
    entries: u64,
    /// Failures of side paths.
    failed: u32,
    invalidated: u32,
    /// Whether entering pays.
    trial: Trial,
    /// What the exits of a function's code name: of the code being compiled, and of the installed one.
    leaving: (Option<*mut Leaving>, Option<*mut Leaving>),
    engine: *const Engine,
}

/// Which path of a region is recorded.
enum Path {
    /// The first.
    Root,
    /// One from an exit, into the region.
    Side,
    /// One from an exit, to be compiled by itself.
    Fragment {
        /// The code that is left.
        parent: Arc<Installed>,
        /// Its exit.
        exit: usize,
        /// Ops that take the state over.
        before: usize,
    },
}

struct State {
    config: Config,
    hot: Hotness<Key>,
    loops: Map<Key, Loop>,
    worker: Worker,
    cache: Arc<Mutex<CodeCache>>,
    events: Events,
    next_job: u64,
    recording: bool,
    /// How often loops have waited for the loop around them.
    patient: Map<Key, u32>,
    /// How often code got hot while a module was imported.
    importing: Map<Key, u32>,
    /// Loops whose code runs now.
    inside: Vec<Key>,
    /// Names of code objects with loops that were recorded.
    names: Map<u64, Named>,
    /// Where machine code was put.
    code: Vec<(Key, (usize, usize))>,
    helpers: Helpers,
    watched: Map<usize, Vec<Key>>,
    /// Processor time spent on recording and compiling so far, and the process's when counting began.
    spent: (Duration, Duration),
    /// Is there no processor for the compiling thread but the one that runs Python code?
    is_alone: bool,
    /// When it was last asked whether there is time, in ticks, and the answer.
    asked: Cell<(u64, bool)>,
    /// Replaced code of functions, in which somebody may still run.
    replaced: Vec<*mut Leaving>,
}

/// The engine of a process.
pub struct Engine {
    state: RefCell<State>,
    code_range: (usize, usize),
}

/// Makes the engine the runtime's compiler. An error means that this machine can't compile: the interpreter goes on alone.
pub fn attach(vm: &mut Vm, config: Config) -> Result<Rc<Engine>, String> {
    let helpers = Helpers {
        release: runtime::release as *const () as u64,
        box_float: runtime::box_float as *const () as u64,
        box_nat: runtime::box_nat as *const () as u64,
        is_nat: runtime::is_nat as *const () as u64,
        nat_value: runtime::nat_value as *const () as u64,
        frames: functions::frames(),
    };
    let cache = CodeCache::new((config.params.code_mb as usize) << 20).map_err(|e| e.to_string())?;
    let code_range = cache.range();
    let cache = Arc::new(Mutex::new(cache));
    let worker = Worker::new(helpers, cache.clone(), config.params.queue_max);
    let p = &config.params;
    let hot = Hotness::new(1, p.aborts_max);
    let events = Events::new(p.events_max);
    (vm.hot_loop, vm.hot_function) = (p.hot_loop, p.hot_function);
    let state = State {
        hot,
        loops: Map::default(),
        worker,
        cache,
        events,
        next_job: 0,
        recording: false,
        patient: Map::default(),
        importing: Map::default(),
        inside: vec![],
        names: Map::default(),
        code: vec![],
        helpers,
        watched: Map::default(),
        spent: (Duration::ZERO, clock::process_time()),
        is_alone: std::thread::available_parallelism().is_ok_and(|n| n.get() == 1),
        asked: Cell::new((0, true)),
        replaced: vec![],
        config,
    };
    let engine = Rc::new(Engine { state: RefCell::new(state), code_range });
    *rt().jit.borrow_mut() = Some(engine.clone());
    Ok(engine)
}

/// Ticks for which an answer about the time left is good: asking the system takes a microsecond.
const ASK_AGAIN: u64 = 500_000;

/// Checks in debug builds that the registers of the frames from `root` on hold live objects.
fn check_frames(vm: &Vm, root: usize, when: &str) {
    for f in &vm.frames[root..] {
        // SAFETY: the frame keeps its code alive; registers are readable words. A wrong one is what this looks for: a header
        // that was freed still lies in mapped memory.
        unsafe {
            for r in 0..(&*f.code).reg().n_regs {
                let w = *f.base.add(r as usize);
                if !w.is_ptr() {
                    continue;
                }
                let h = &*w.as_ptr_unchecked();
                let rc = h.rc.get();
                assert!(rc > 0 && rc < 1 << 31 && !h.shape.get().is_null(), "register {r} holds a dead object (count {rc}) {when}");
            }
        }
    }
}

/// Calls a typed body that was compiled in.
pub(crate) fn typed1(f: u64, x: f64) -> f64 {
    // SAFETY: the recorder compiled the address of such a function in.
    let f: fn(f64) -> Option<f64> = unsafe { std::mem::transmute::<usize, fn(f64) -> Option<f64>>(f as usize) };
    f(x).unwrap_or(f64::NAN)
}

impl State {
    fn note(&mut self, place: Place, what: What) {
        if let What::Recording { exit: None } = what
            && place.code != 0
        {
            // SAFETY: the loop that is about to be recorded runs, so its code is alive.
            let co = unsafe { &(&*(place.code as *const Obj<CodeObj>)).co };
            self.names.entry(place.code).or_insert_with(|| Named { file: co.filename.to_string(), function: co.qualname.to_string() });
        }
        self.events.push(place, what);
        if self.config.log
            && let Some(e) = self.events.iter().last()
        {
            eprintln!("jit: {e}");
        }
    }
    /// Takes what the compiling thread finished.
    fn collect(&mut self, wait: bool) {
        loop {
            let done = if wait && self.loops.values().any(|l| l.job.is_some()) { self.worker.wait() } else { self.worker.poll() };
            let Some(done) = done else { return };
            let Some((&key, l)) = self.loops.iter_mut().find(|(_, l)| l.job == Some(done.id)) else { continue };
            l.job = None;
            self.spent.0 += done.took;
            let place = l.place;
            if let Some(pending) = l.pending.take() {
                self.take_fragment(key, pending, done);
                continue;
            }
            match done.code {
                Ok(code) => {
                    let what = What::Installed { ops: l.region.recorded().len() as u32, bytes: code.size as u32, took: done.took };
                    self.code.push((key, code.range()));
                    // (It is new.)
                    let _ = code.entries.set(std::mem::take(&mut l.heads));
                    let old = l.region.install(code);
                    l.trial.restart();
                    let freed = l.carry_fragments(old.as_deref());
                    self.replaced.extend(freed);
                    if key.1 == FUNCTION {
                        self.connect(key);
                    } else if let (Some(old), Ok(mut cache)) = (old, self.cache.lock()) {
                        cache.retire(old);
                    }
                    self.note(place, what);
                }
                Err(why) => {
                    l.region.stopped = Some(why);
                    self.hot.abort(key, why);
                    self.note(place, What::Aborted(why));
                }
            }
        }
    }
    /// Is there time for growing regions? Compiling whole regions again may take a part of the run; a short start is free.
    fn has_time(&self) -> bool {
        let (p, now) = (&self.config.params, clock::ticks());
        let (then, answer) = self.asked.get();
        if then != 0 && now.wrapping_sub(then) < ASK_AGAIN {
            return answer;
        }
        let free = Duration::from_millis(u64::from(p.compile_free_ms));
        let used = clock::process_time().saturating_sub(self.spent.1);
        let answer = self.config.wait || self.spent.0 < free + used * p.compile_percent / if self.is_alone { 300 } else { 100 };
        self.asked.set((now, answer));
        answer
    }
    /// Sends a region that rests to the compiler if it has paths that wait for others: none will come, and with them it may pay.
    fn submit_waiting(&mut self, key: Key) {
        if self.loops.get(&key).is_some_and(|l| l.job.is_none() && l.region.has_new_paths()) {
            self.submit(key);
        }
    }
    fn submit(&mut self, key: Key) {
        let Some(l) = self.loops.get_mut(&key) else { return };
        self.next_job += 1;
        if let Some(n) = self.names.get(&l.place.code) {
            dump::region(l.region.recorded(), &format!("{}:{} in {}", n.file, l.place.line, n.function), self.helpers);
        }
        // Each compilation gets a flag of its own: the old code stays enterable until the new one is there.
        let flag = Flag::new();
        let mut region = l.region.recorded().clone();
        let large = region.len() >= self.config.params.region_grow_ops as usize;
        l.heads = if large { entries::add(&mut region) } else { vec![] };
        if region.function.is_some() {
            l.prepare(key, &mut region);
        }
        let job = Job { id: self.next_job, region, passes: Passes::default(), flag: flag.clone() };
        if self.worker.submit(job).is_ok() {
            l.job = Some(self.next_job);
            l.region.submitted();
            l.flag = flag;
        }
    }
    fn watch(&mut self, key: Key) {
        let Some(l) = self.loops.get(&key) else { return };
        for (t, _) in &l.keep.borrow().types {
            let keys = self.watched.entry(t.word().0 as usize).or_default();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
}

impl Loop {
    /// Takes code out of use: whoever runs it leaves at the next check, nobody enters, and what is being compiled is not wanted.
    fn withdraw(&self, key: Key) {
        self.flag.set();
        self.fragments.iter().for_each(|f| f.invalidate());
        if let Some(code) = self.region.code() {
            code.invalidate();
        }
        if key.1 == FUNCTION {
            self.disconnect();
        }
    }
}

impl JitHooks for Engine {
    fn type_modified(&self, ty: &TypeObj) {
        // A change in the middle of a recording or a compilation is seen by the version that the code checks next.
        let Ok(mut state) = self.state.try_borrow_mut() else { return };
        let Some(keys) = state.watched.remove(&(ty.value().word().0 as usize)) else { return };
        for key in keys {
            let Some(l) = state.loops.get_mut(&key) else { continue };
            l.withdraw(key);
            l.invalidated += 1;
            let place = l.place;
            if l.job.is_none() && l.invalidated < 5 {
                // Recorded again from scratch when it gets hot.
                l.region.stopped = Some(Abort::Unstable);
            }
            state.note(place, What::Invalidated);
        }
    }
    fn dict_modified(&self, _: &Header, _: &Value) {}
    fn leave_code(&self) {
        vm::vm::set_breaker(vm::vm::breaker::TRACE);
        let Ok(mut state) = self.state.try_borrow_mut() else { return };
        let functions: Vec<Key> = state.loops.keys().copied().filter(|k| k.1 == FUNCTION).collect();
        for key in std::mem::take(&mut state.inside).into_iter().chain(functions) {
            let Some(l) = state.loops.get_mut(&key) else { continue };
            l.withdraw(key);
            // It is recorded again when it gets hot with nobody looking.
            l.region.stopped = Some(Abort::Unstable);
        }
    }
    fn hot_loop(&self, vm: &mut Vm, loop_no: u16) -> Result<(), Leave> {
        let at = vm.frames.len() - 1;
        if vm.traced {
            return Ok(());
        }
        let code: *const Obj<CodeObj> = vm.frames[at].code;
        // A generator that is drained goes on where another is suspended.
        let drained = if vm.frames[at].flags & flag::DRAIN != 0 { DRAINED } else { 0 };
        if loop_no >= DRAINED {
            return Ok(());
        }
        let key = (code as u64, loop_no | drained);
        {
            let mut state = self.state.borrow_mut();
            let wait = state.config.wait;
            state.collect(wait);
        }
        match self.enterable(vm, key) {
            Some(installed) => self.enter(vm, key, installed),
            None => self.consider(vm, key),
        }
    }
    fn hot_function(&self, vm: &mut Vm) -> Result<(), Leave> {
        self.function_is_hot(vm)
    }
    fn shut_down(&self, vm: &mut Vm) {
        self.forget_all(vm);
    }
}

impl Engine {
    /// The code of a loop, if it fits the innermost frame.
    fn enterable(&self, vm: &Vm, key: Key) -> Option<Arc<Installed>> {
        let state = self.state.borrow();
        let l = state.loops.get(&key)?;
        let code = l.region.code().filter(|_| !l.trial.rests())?;
        let f = &vm.frames[vm.frames.len() - 1];
        let keep = l.keep.borrow();
        let base = if f.is_elsewhere() { f.top } else { f.base };
        let fits = l.namespaces == (f.globals as *const Header, f.builtins as *const Header) && f.pc == l.place.pc && keep.fits(vm, base);
        fits.then(|| code.clone())
    }

    /// Makes the next back edge of the loop report again.
    fn report_soon(vm: &Vm, at: usize, loop_no: u16, iterations: u32) {
        let count = vm.hot_loop.saturating_sub(iterations);
        // SAFETY: the frame keeps its code alive.
        let code = unsafe { &*vm.frames[at].code };
        if let Some(c) = code.reg().loops.get(usize::from(loop_no & !DRAINED)) {
            c.set(count);
        }
    }

    fn enter(&self, vm: &mut Vm, key: Key, installed: Arc<Installed>) -> Result<(), Leave> {
        let root = vm.frames.len() - 1;
        if !resume::move_to_stack(vm) {
            return Ok(());
        }
        let Some(keep) = self.state.borrow_mut().loops.get_mut(&key).map(|l| {
            l.entries += 1;
            l.keep.clone()
        }) else {
            return Ok(());
        };
        Engine::report_soon(vm, root, key.1, 1);
        let entered = clock::ticks();
        let mut running = Running { key, code: installed.clone(), keep };
        let exit = loop {
            let Some(exit) = self.run(vm, root, &mut running) else { return Ok(()) };
            match self.restore(vm, root, &running, exit) {
                Resume::Run => break exit,
                Resume::Raise => return Err(Leave::Raise),
                Resume::Link => match self.linked(vm, &running) {
                    Some(next) => running = next,
                    None => return Ok(()),
                },
            }
        };
        let inside = clock::ticks().wrapping_sub(entered);
        if self.was_short(key, &installed, inside) {
            return Ok(());
        }
        self.at_exit(vm, running.key, &running.code, exit, root)
    }
    /// Runs code of a loop, and the fragments behind its exits, up to an exit that needs the interpreter's frames. None if the
    /// code isn't valid any more: then nothing happened.
    fn run(&self, vm: &mut Vm, root: usize, running: &mut Running) -> Option<usize> {
        let base = vm.frames[root].base;
        let context = functions::context_of(vm);
        if cfg!(debug_assertions) {
            check_frames(vm, root, "before entering");
        }
        vm.frames[root].flags |= flag::STALE;
        self.state.borrow_mut().inside.push(running.key);
        vm::interp::compiled::count_active(true);
        let exit = loop {
            // SAFETY: `enterable` checked that the frame stands at the loop's head, in code, namespaces and room as recorded, and
            // `next` that a fragment fits behind the exit whose live values are in the buffer; the loop's entry keeps constants
            // and sites alive, since entries are only replaced when nobody is inside.
            let exit = unsafe {
                (*context).frame = &raw mut vm.frames[root] as u64;
                running.code.enter(&mut *context, base as *mut u64)
            };
            let Some(exit) = exit else { break None };
            if let Some(code) = self.back_in(vm, context, running, exit) {
                running.code = code;
                continue;
            }
            let Some(code) = fragments::next(vm, running, exit) else { break Some(exit) };
            running.code = code;
        };
        vm::interp::compiled::count_active(false);
        self.state.borrow_mut().inside.pop();
        vm.frames[root].flags &= !(flag::STALE | flag::LENT);
        exit
    }
    /// Rebuilds the frames behind an exit.
    fn restore(&self, vm: &mut Vm, root: usize, running: &Running, exit: usize) -> Resume {
        let (context, base) = (functions::context_of(vm), vm.frames[root].base);
        let table = &running.code.table;
        let (resume, dropped) = {
            let inlined = &running.keep.borrow().inlined;
            let mut sink = Sink { vm, context, root, base, inlined, dropped: vec![] };
            // SAFETY: the context belongs to this thread; nothing that restores runs compiled code.
            let resume = restore(table, exit, unsafe { &(*context).exit }, &mut sink);
            (resume, sink.dropped)
        };
        if cfg!(debug_assertions) {
            let line = self.state.borrow().loops[&running.key].place.line;
            check_frames(vm, root, &format!("after exit {exit} of line {line}: {:?}", table.decode(exit)));
        }
        drop(dropped);
        resume
    }
    /// Times an entry. True if the loop rests from here on.
    fn was_short(&self, key: Key, installed: &Arc<Installed>, inside: u64) -> bool {
        let mut state = self.state.borrow_mut();
        let timed = !state.config.wait;
        let Some(l) = state.loops.get_mut(&key) else { return false };
        if !timed || !l.trial.is_running() || !l.region.code().is_some_and(|c| Arc::ptr_eq(c, installed)) {
            return false;
        }
        l.trial.count(inside);
        let (rests, place) = (l.trial.rests(), l.place);
        if rests {
            state.note(place, What::Rests);
            state.submit_waiting(key);
        }
        rests
    }
    /// Counts an exit that has just been restored, and records the path behind it when it is hot.
    fn at_exit(&self, vm: &mut Vm, key: Key, installed: &Arc<Installed>, exit: usize, root: usize) -> Result<(), Leave> {
        let mut state = self.state.borrow_mut();
        let mut params = state.config.params.clone();
        if key.1 == FUNCTION {
            // What a function calls has regions of its own, so its own stays small.
            params.region_ops_max = (params.region_ops_max / 8).max(100);
        }
        let recording = state.recording;
        let Some(l) = state.loops.get_mut(&key) else { return Ok(()) };
        let same = l.region.code().is_some_and(|c| Arc::ptr_eq(c, installed));
        if recording || l.job.is_some() || l.failed > 100 {
            return Ok(());
        }
        if same && l.region.is_ripe() {
            // Other exits had their chance to get paths too: one compilation for all of them.
            state.submit(key);
            return Ok(());
        }
        let at_exit = match same {
            true => l.region.exit(exit, &params),
            false if installed.ends.get().is_some_and(|e| e.closed.get(exit) == Some(&false)) => {
                l.region.exit_to_fragment(installed, exit, installed.count(exit), &params)
            }
            false => AtExit::GoOn,
        };
        if at_exit == AtExit::GoOn || !state.has_time() || key.1 != FUNCTION && state.is_covered(vm, root, key) {
            return Ok(());
        }
        let Some(l) = state.loops.get_mut(&key) else { return Ok(()) };
        match at_exit {
            AtExit::GoOn => Ok(()),
            AtExit::Recompile => {
                state.submit(key);
                Ok(())
            }
            AtExit::Fragment => {
                drop(state);
                self.record_fragment(vm, key, installed, exit, root)
            }
            AtExit::Record => {
                let Some(builder) = l.region.side_path(exit) else { return Ok(()) };
                let (place, keep) = (l.place, l.keep.clone());
                state.note(place, What::Recording { exit: Some(exit as u32) });
                drop(state);
                self.record(vm, key, builder, keep, root, Path::Side)
            }
        }
    }

    /// Counts, and records a loop that is hot.
    fn consider(&self, vm: &mut Vm, key: Key) -> Result<(), Leave> {
        let at = vm.frames.len() - 1;
        let mut state = self.state.borrow_mut();
        if let Some(l) = state.loops.get_mut(&key) {
            if l.trial.rests() {
                l.trial.wakes();
                return Ok(());
            }
            if l.job.is_some() {
                Engine::report_soon(vm, at, key.1, 16);
                return Ok(());
            }
            let stale = l.region.code().is_none() && l.invalidated < 5 && l.region.stopped == Some(Abort::Unstable);
            if !stale {
                return Ok(());
            }
        }
        if state.recording
            || state.waits_for_import(vm, key)
            || state.waits_for_outer(vm, at, key)
            || state.hot.count(key, 1) != Heat::Hot
            || !resume::move_to_stack(vm)
        {
            return Ok(());
        }
        let f = &vm.frames[at];
        // SAFETY: the frame keeps its code alive.
        let code = unsafe { &*f.code };
        let place = Place { code: key.0, pc: f.pc, line: code.line_of(f.pc).unwrap_or(0) };
        state.note(place, What::Recording { exit: None });
        drop(state);
        let mut builder = TraceBuilder::new(FrameDesc { code: key.0, pc: place.pc, base: 0, aux: 0 });
        let flag = builder.const_mem(&raw const vm::vm::BREAKER as u64);
        builder.guard_flag(flag);
        self.record(vm, key, builder, Rc::default(), at, Path::Root)
    }

    fn record(&self, vm: &mut Vm, key: Key, builder: TraceBuilder, keep: Rc<RefCell<Keep>>, root: usize, path: Path) -> Result<(), Leave> {
        let params = {
            let mut state = self.state.borrow_mut();
            state.recording = true;
            state.config.params.clone()
        };
        let f = &vm.frames[root];
        // SAFETY: the frame keeps its code alive.
        let code = unsafe { (&*f.code).value() };
        let namespaces = (f.globals as *const Header, f.builtins as *const Header);
        let line = unsafe { (&*f.code).line_of(f.pc) };
        let place = Place { code: key.0, pc: f.pc, line: line.unwrap_or(0) };
        let start = clock::thread_time();
        let is_root = matches!(path, Path::Root);
        let links = if let Path::Fragment { .. } = path { self.links(key, namespaces) } else { vec![] };
        let linked = Cell::new(None);
        let (ended, leave) = record::record(vm, Start { builder, keep: keep.clone(), params: &params, root, is_root, links: &links, linked: &linked });
        let mut state = self.state.borrow_mut();
        state.recording = false;
        state.spent.0 += clock::thread_time().saturating_sub(start);
        match ended {
            Ended::Closed(region) if is_root => {
                let invalidated = state.loops.get(&key).map_or(0, |l| l.invalidated);
                let l = Loop {
                    region: LoopRegion::new(*region),
                    keep,
                    _code: code,
                    namespaces,
                    job: None,
                    pending: None,
                    heads: vec![],
                    fragments: vec![],
                    fragment_leavings: vec![],
                    flag: Flag::new(),
                    place,
                    entries: 0,
                    failed: 0,
                    invalidated,
                    trial: Trial::default(),
                    leaving: (None, None),
                    engine: self,
                };
                state.retire(key);
                state.loops.insert(key, l);
                state.watch(key);
                state.submit(key);
                match key.1 {
                    FUNCTION => functions::soon(vm, key),
                    n => Engine::soon(vm, root, n, 16),
                }
            }
            Ended::Closed(region) if matches!(path, Path::Fragment { .. }) => {
                let Path::Fragment { parent, exit, before } = path else { return leave };
                state.submit_fragment(key, *region, (parent, exit, before), linked.get());
                state.watch(key);
            }
            Ended::Closed(region) => {
                if let Some(l) = state.loops.get_mut(&key) {
                    l.region.add_path(*region);
                }
                state.watch(key);
                if state.config.wait && state.loops.get(&key).is_some_and(|l| l.region.has_new_paths()) {
                    state.submit(key);
                }
            }
            Ended::Aborted(why) => {
                let place = state.loops.get(&key).map_or(place, |l| l.place);
                match state.loops.get_mut(&key) {
                    Some(l) if !is_root => {
                        l.failed += 1;
                        match &path {
                            Path::Fragment { parent, exit, .. } => parent.failed(*exit, false),
                            _ => l.region.path_failed(1),
                        }
                    }
                    // The functions are marked now: the next attempt goes another way.
                    _ if why == Abort::Recursive => {}
                    _ => state.hot.abort(key, why),
                }
                state.note(place, What::Aborted(why));
            }
        }
        leave
    }
    /// As `report_soon`, if the frame is still there.
    fn soon(vm: &Vm, at: usize, loop_no: u16, iterations: u32) {
        if at < vm.frames.len() {
            Engine::report_soon(vm, at, loop_no, iterations);
        }
    }
    /// What became of the loops that were hot.
    pub fn loops(&self) -> Vec<LoopInfo> {
        let state = self.state.borrow();
        let mut rows: Map<(u64, u32), LoopInfo> = Map::default();
        for e in state.events.iter() {
            let Some(n) = state.names.get(&e.place.code) else { continue };
            let row = rows.entry((e.place.code, e.place.line)).or_insert_with(|| LoopInfo {
                file: n.file.clone(),
                function: n.function.clone(),
                line: e.place.line,
                state: "interpreted",
                why: None,
                entries: 0,
                code: vec![],
            });
            match e.what {
                What::Aborted(why) => row.why = Some(why.message()),
                What::Blacklisted(why) => (row.state, row.why) = ("interpreted", Some(why.message())),
                What::Invalidated => row.state = "invalidated",
                What::Recording { .. } | What::Installed { .. } | What::HotExit(_) | What::Rests => {}
            }
        }
        for (key, l) in &state.loops {
            let Some(row) = rows.get_mut(&(l.place.code, l.place.line)) else { continue };
            row.entries += l.entries;
            row.state = match (l.region.code().is_some(), l.trial.rests(), l.job.is_some()) {
                (_, true, _) => "resting",
                (true, ..) => "compiled",
                (false, _, true) => "compiling",
                _ => row.state,
            };
            row.why = match (row.state, l.region.stopped) {
                ("resting", _) => Some("its code is left so soon that entering it does not pay"),
                (_, Some(why)) => Some(why.message()),
                ("compiled", None) => None,
                _ => row.why,
            };
            row.code.extend(state.code.iter().filter(|c| c.0 == *key).map(|c| c.1));
        }
        rows.into_values().collect()
    }
    /// Where machine code may lie.
    pub fn code_range(&self) -> (usize, usize) {
        self.code_range
    }
    /// Time spent on compiling.
    pub fn compile_time(&self) -> Duration {
        self.state.borrow().spent.0
    }
    /// The events so far.
    pub fn events(&self) -> Vec<crate::profile::event::Event> {
        self.state.borrow().events.iter().copied().collect()
    }
}

impl State {
    /// Takes a loop's old code out of use. Its constants stay alive: somebody may still be inside.
    fn retire(&mut self, key: Key) {
        let Some(old) = self.loops.remove(&key) else { return };
        if key.1 == FUNCTION {
            old.disconnect();
            self.replaced.extend(old.leaving.1.into_iter().chain(old.fragment_leavings));
        } else if let Some(code) = old.region.code()
            && let Ok(mut cache) = self.cache.lock()
        {
            cache.retire(code.clone());
        }
        std::mem::forget(old.keep);
    }
}
