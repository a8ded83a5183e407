//! Regions of whole functions on the runtime's side: recording a function that is hot, connecting its machine code with the
//! places that call it, and what happens at an exit.
//!
//! Machine code of a function is called by address, from the interpreter (`RtCode::compiled`) and from other compiled code
//! (`RtCode::direct`), so nobody counts who is inside: replaced code is kept until no compiled function runs at all.

use super::fragments::{self, Running};
use super::runtime::{self, vm_of, word};
use super::sink::Sink;
use super::{Engine, Key, Loop, State};
use crate::abort::Abort;
use crate::code::Installed;
use crate::emit::TraceBuilder;
use crate::hotness::Heat;
use crate::ir::{FunctionRoot, Region};
use crate::lower::abi::{Frames, JitContext};
use crate::profile::event::{Place, What};
use crate::record::site::Keep;
use crate::snapshot::restore::restore;
use crate::snapshot::{FrameDesc, Resume};
use std::cell::{Cell, RefCell};
use std::mem::offset_of;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use vm::builtins::code::{CodeObj, RtCode};
use vm::heap::header::Header;
use vm::interp::call::NO_DST;
use vm::interp::exec::Leave;
use vm::interp::frame::{Frame, flag};
use vm::interp::{compiled, run_from};
use vm::object::Obj;
use vm::object::error::PyResult;
use vm::object::layout::offsets;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// The loop number of a region that is rooted at a function's entry.
pub(super) const FUNCTION: u16 = u16::MAX;

/// Exits after which it is judged whether entering pays.
const EXITS: u64 = 1000;

/// What the exits of one compilation of a function name: whose they are. Lives as long as the code, which holds its address.
#[repr(C)]
pub(super) struct Leaving {
    /// Counted by the code itself: how often it was entered, since `exits` was 0.
    entries: Cell<u64>,
    exits: Cell<u64>,
    engine: *const Engine,
    key: Key,
    keep: Rc<RefCell<Keep>>,
    installed: RefCell<Option<Arc<Installed>>>,
    is_fragment: bool,
}

impl Leaving {
    /// The code arrived.
    pub(super) fn installed(this: *mut Leaving, code: &Arc<Installed>) {
        // SAFETY: lives as long as the code.
        unsafe { &*this }.installed.replace(Some(code.clone()));
    }
    /// The code.
    pub(super) fn code(this: *mut Leaving) -> Option<Arc<Installed>> {
        // SAFETY: as above.
        unsafe { &*this }.installed.borrow().clone()
    }
}

/// Where the machine keeps its frames.
pub(super) fn frames() -> Frames {
    let o = offsets();
    Frames {
        frames: o.vm_frames as i32,
        len: o.vm_frames_len as i32,
        capacity: o.vm_frames_capacity as i32,
        depth: offset_of!(Vm, depth) as i32,
        limit: offset_of!(Vm, recursion_limit) as i32,
        size: size_of::<Frame>() as i64,
        code: offset_of!(Frame, code) as i32,
        globals: offset_of!(Frame, globals) as i32,
        builtins: offset_of!(Frame, builtins) as i32,
        base: offset_of!(Frame, base) as i32,
        top: offset_of!(Frame, top) as i32,
        function: offset_of!(Frame, function) as i32,
        nulls: [offset_of!(Frame, locals), offset_of!(Frame, object), offset_of!(Frame, owner), offset_of!(Frame, saved_handled)].map(|o| o as i32),
        pc: offset_of!(Frame, pc) as i32,
        lasti: offset_of!(Frame, lasti) as i32,
        flags: offset_of!(Frame, flags) as i32,
        dst: offset_of!(Frame, dst) as i32,
        new_flags: i64::from(flag::STALE),
        new_dst: i64::from(NO_DST),
        function_globals: o.function_globals as i32,
        function_builtins: o.function_builtins as i32,
        breaker: &raw const vm::vm::BREAKER as u64,
        interpret: runtime::interpret as *const () as u64,
        leave: leave_function as *const () as u64,
    }
}

/// The context of a thread's compiled code, made at first use.
pub(super) fn context_of(vm: &mut Vm) -> *mut JitContext {
    if vm.compiled_context.is_null() {
        let mut context = JitContext::new(&raw mut *vm as u64);
        context.stack_min = vm.compiled_limit as u64;
        context.registers_end = vm.stack.end() as u64;
        vm.compiled_context = Box::into_raw(context).cast();
    }
    vm.compiled_context.cast()
}

/// The register form of a code object.
fn rt<'a>(code: u64) -> &'a RtCode {
    // SAFETY: keys of regions name code objects that the region's entry keeps alive.
    unsafe { (&*(code as *const Obj<CodeObj>)).reg() }
}

/// Makes one of the function's next calls report again.
pub(super) fn soon(vm: &Vm, key: Key) {
    rt(key.0).calls.set(vm.hot_function.saturating_sub(16));
}

/// What code of a function returns when an exit comes back to the trampoline instead of going on by itself.
const LEFT: Word = Word(7 | 1 << 40);

/// Compiled code of a function leaves: the exit's live values are in the context.
///
/// The first exit of a call runs a trampoline, to which later ones come back, so that fragments don't pile up on the native
/// stack. It goes from code to code until the function returns, or the interpreter has to finish it.
unsafe extern "C" fn leave_function(context: *mut JitContext, leaving: *const Leaving, exit: u64) -> Word {
    // SAFETY: compiled code passes what it was compiled with; the context is the thread's own.
    unsafe {
        let vm = vm_of(context);
        let frames = vm.frames.len();
        if (*context).trampoline == frames {
            (*context).left = (leaving as u64, exit);
            return LEFT;
        }
        let outer = std::mem::replace(&mut (*context).trampoline, frames);
        let (mut leaving, mut exit) = (leaving, exit as usize);
        while let Some(code) = (*leaving).next(vm_of(context), context, exit) {
            let frame = &raw mut vm_of(context).frames[frames - 1];
            (*context).frame = frame as u64;
            let result = Word(code.call(&mut *context, (*frame).base as *mut u64));
            if result != LEFT {
                (*context).trampoline = outer;
                return result;
            }
            (leaving, exit) = ((*context).left.0 as *const Leaving, (*context).left.1 as usize);
        }
        (*context).trampoline = outer;
        let r = (*(*leaving).engine).leave(vm_of(context), context, &*leaving, exit);
        word(r, Value::into_word)
    }
}

impl Leaving {
    /// The code to go on with behind an exit.
    fn next(&self, vm: &Vm, context: *mut JitContext, exit: usize) -> Option<Arc<Installed>> {
        let code = self.installed.borrow().clone()?;
        let running = Running { key: self.key, code, keep: self.keep.clone() };
        // SAFETY: engines live as long as their process.
        let engine = unsafe { &*self.engine };
        engine.back_in(vm, context, &running, exit).or_else(|| fragments::next(vm, &running, exit))
    }
}

impl Loop {
    /// Gives a copy of the region that is about to be compiled what its entry checks and its exits name.
    pub(super) fn prepare(&mut self, key: Key, region: &mut Region) {
        let leaving = self.new_leaving(key, false);
        let keep = self.keep.borrow();
        if let Some(root) = &mut region.function {
            root.room = keep.room().max(root.n_regs as usize + 1024) as u32;
            root.levels = keep.depth_max.max(1) as u32;
            let leaving = Box::into_raw(Box::new(leaving));
            root.leave = leaving as u64;
            self.leaving.0 = Some(leaving);
        }
    }
    fn new_leaving(&self, key: Key, is_fragment: bool) -> Leaving {
        Leaving { entries: Cell::new(0), exits: Cell::new(0), engine: self.engine, key, keep: self.keep.clone(), installed: RefCell::new(None), is_fragment }
    }
    /// As `prepare`, for a fragment: what its exits name.
    pub(super) fn prepare_fragment(&mut self, key: Key, region: &mut Region) -> *mut Leaving {
        let leaving = Box::into_raw(Box::new(self.new_leaving(key, true)));
        if let Some(root) = &mut region.function {
            root.leave = leaving as u64;
        }
        leaving
    }
    /// Calls of the function go to its machine code.
    fn connect(&self, hot: u32) {
        let Some(code) = self.region.code() else { return };
        let rt = rt(self.place.code);
        rt.calls.set(hot);
        rt.compiled.set(code.address());
        rt.direct.set(code.address());
    }
    /// Nobody calls the function's machine code any more.
    pub(super) fn disconnect(&self) {
        let rt = rt(self.place.code);
        rt.compiled.set(0);
        rt.calls.set(0);
        if rt.direct.get() != 0 {
            rt.direct.set(runtime::interpret as *const () as usize);
        }
    }
}

impl State {
    /// New machine code of a function arrived: calls go there.
    pub(super) fn connect(&mut self, key: Key) {
        let hot = self.config.params.hot_function;
        let Some(l) = self.loops.get_mut(&key) else { return };
        let Some(leaving) = l.leaving.0.take() else { return };
        // SAFETY: lives as long as the code.
        unsafe { &*leaving }.installed.replace(l.region.installed());
        self.replaced.extend(l.leaving.1.replace(leaving));
        l.connect(hot);
    }
    /// Frees replaced code while no compiled function runs.
    pub(super) fn free_replaced(&mut self) {
        if self.replaced.is_empty() || compiled::ACTIVE.load(Ordering::Relaxed) != 0 {
            return;
        }
        for leaving in self.replaced.drain(..) {
            // SAFETY: made by `Box::into_raw`; its code is out of use and nobody runs it.
            let leaving = unsafe { Box::from_raw(leaving) };
            // (A fragment's code goes with the code that it goes on from.)
            if let (Some(code), Ok(mut cache), false) = (leaving.installed.take(), self.cache.lock(), leaving.is_fragment) {
                cache.retire(code);
            }
        }
    }
}

impl Engine {
    /// The innermost frame stands at the entry of a function whose counter is full.
    pub(super) fn function_is_hot(&self, vm: &mut Vm) -> Result<(), Leave> {
        let at = vm.frames.len() - 1;
        context_of(vm);
        let f = &vm.frames[at];
        let key = (f.code as u64, FUNCTION);
        let code = rt(key.0);
        code.calls.set(0);
        let mut state = self.state.borrow_mut();
        let wait = state.config.wait;
        state.collect(wait);
        state.free_replaced();
        if code.compiled.get() != 0 || code.is_generator || f.flags & !flag::ENTRY != 0 {
            return Ok(());
        }
        if let Some(l) = state.loops.get_mut(&key) {
            if l.trial.rests() {
                if l.trial.wakes() {
                    l.connect(vm.hot_function);
                }
                return Ok(());
            }
            if l.job.is_some() {
                soon(vm, key);
                return Ok(());
            }
            let stale = l.region.code().is_none() && l.invalidated < 5 && l.region.stopped == Some(Abort::Unstable);
            if !stale {
                return Ok(());
            }
        }
        if state.recording || vm.traced || !state.has_time() || state.waits_for_import(vm, key) || state.hot.count(key, 1) != Heat::Hot {
            return Ok(());
        }
        let place = Place { code: key.0, pc: 0, line: f.code().co.first_line };
        state.note(place, What::Recording { exit: None });
        drop(state);
        let root = FunctionRoot {
            code: key.0,
            namespaces: (f.globals as *const Header as u64, f.builtins as *const Header as u64),
            n_regs: code.n_regs,
            room: 0,
            levels: 1,
            leave: 0,
        };
        let frame = FrameDesc { code: key.0, pc: 0, base: 0, aux: 0 };
        let builder = TraceBuilder::function(frame, root, code.n_params, code.n_locals);
        self.record(vm, key, builder, Rc::default(), at, super::Path::Root)
    }

    /// The program ends: nothing is compiled any more, and what regions keep alive goes, unless another thread is inside.
    pub(super) fn forget_all(&self, vm: &mut Vm) {
        (vm.hot_loop, vm.hot_function) = (u32::MAX, u32::MAX);
        if compiled::ACTIVE.load(Ordering::Relaxed) != 0 {
            return;
        }
        let loops = std::mem::take(&mut self.state.borrow_mut().loops);
        loops.iter().filter(|(key, _)| key.1 == FUNCTION).for_each(|(_, l)| l.disconnect());
        let keeps: Vec<_> = loops.values().map(|l| std::mem::take(&mut *l.keep.borrow_mut())).collect();
        // Destructors that run from here on may still call whatever the program defined: in the interpreter.
        drop((keeps, loops));
    }

    /// Does entering the function's code pay? An exit costs as much as some calls in the interpreter, so code that is left in
    /// every third call rests.
    fn judge(&self, leaving: &Leaving, installed: &Arc<Installed>) {
        leaving.exits.set(leaving.exits.get() + 1);
        if leaving.exits.get() < EXITS {
            return;
        }
        let pays = leaving.entries.replace(0) > 3 * leaving.exits.replace(0);
        let mut state = self.state.borrow_mut();
        if pays || state.config.wait {
            return;
        }
        let Some(l) = state.loops.get_mut(&leaving.key) else { return };
        if l.region.code().is_some_and(|c| Arc::ptr_eq(c, installed)) {
            l.trial.rest();
            l.disconnect();
            let place = l.place;
            state.note(place, What::Rests);
            state.submit_waiting(leaving.key);
        }
    }

    /// An exit of a function's code: its frame is rebuilt, with those of the calls inlined into it, and run to its end.
    fn leave(&self, vm: &mut Vm, context: *mut JitContext, leaving: &Leaving, exit: usize) -> PyResult<Value> {
        let installed = leaving.installed.borrow().clone();
        let Some(installed) = installed else { unreachable!("code that runs was installed") };
        let root = vm.frames.len() - 1;
        let base = vm.frames[root].base;
        // Compiled code lent the function to its frame; from here on the frame owns a reference.
        std::mem::forget(vm.frames[root].function.clone());
        let (resume, dropped) = {
            let inlined = &leaving.keep.borrow().inlined;
            let mut sink = Sink { vm, context, root, base, inlined, dropped: vec![] };
            // SAFETY: the context belongs to this thread; nothing that restores runs compiled code.
            let resume = restore(&installed.table, exit, unsafe { &(*context).exit }, &mut sink);
            (resume, sink.dropped)
        };
        vm.frames[root].flags |= flag::ENTRY;
        drop(dropped);
        if resume == Resume::Raise {
            return run_from(vm, Err(Leave::Raise));
        }
        {
            let mut state = self.state.borrow_mut();
            let wait = state.config.wait;
            state.collect(wait);
        }
        self.judge(leaving, &installed);
        let state = self.at_exit(vm, leaving.key, &installed, exit, root);
        run_from(vm, state)
    }
}
