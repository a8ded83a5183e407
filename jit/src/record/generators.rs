//! Generators. Resuming one from a `for` loop or a delegation is recorded like a call that is inlined: its frame becomes a frame of
//! the region until it yields. Its registers are loaded from the generator and stored back into it at the `yield`; in between the
//! generator holds stale words, which nobody looks at while it is running.
//!
//! ```text
//! for x in g:        guard code, namespaces, pc and state of g; state = running; load registers     <- inlined frame
//!                    ... up to the yield: store registers, pc; state = suspended                     <- x = the value
//! ```
//! A loop of a generator becomes a header of the region when a path comes to its head for the second time without a `yield` in
//! between: usually there is one in each iteration, and the consumer's loop is the only one.
//!
//! A generator that native code drains (see `vm::interp::resume`) is the root frame itself: its values go to the sink by a call.

use super::calls::code_id;
use super::site::InlineFrame;
use super::{O, Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::quiet as helpers;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Effects, Ref};
use crate::opt::facts::Class;
use crate::snapshot::FrameDesc;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{AWAIT, DISCARD, KILL_A, Op, Role};
use front::bytecode::verify;
use vm::builtins::code::RtCode;
use vm::builtins::function::FunctionObj;
use vm::builtins::generator::{GeneratorObj, State};
use vm::heap::header::Kind;
use vm::interp::call::NO_DST;
use vm::interp::exec::{Exec, Leave, R};
use vm::interp::frame::flag;
use vm::interp::resume;
use vm::object::layout::offsets;
use vm::value::Word;

/// Longer generators than functions are inlined: their code runs in pieces.
const SIZE_FACTOR: usize = 4;
/// Makes an object.
const MAKES: Effects = Effects { reads: true, writes: false, raises: false };
/// What a sink does to containers; it doesn't fail.
const TAKES: Effects = Effects { reads: true, writes: true, raises: false };

impl Recorder<'_> {
    /// Is the region's own frame a generator that is drained?
    pub(super) fn is_drained(&self) -> bool {
        self.m.vm.frames[self.root.1].flags & flag::DRAIN != 0
    }
    /// Can the generator (or coroutine, by a `Send`) be resumed as part of the region? Recursive ones can't.
    fn can_resume(&self, it: Word, kind: u32) -> bool {
        if peek::kind(it) != Kind::Generator {
            return false;
        }
        let g = peek::object::<GeneratorObj>(it);
        let frames = self.t.frames();
        (g.is_plain || kind == flag::SEND && !g.is_async)
            && matches!(g.state.get(), State::Created | State::Suspended)
            && g.frame.borrow().is_null()
            && g.handled.borrow().is_none()
            && self.m.vm.handled.is_none()
            && g.code.reg().words.len() <= self.params.inline_size_max as usize * SIZE_FACTOR
            && frames.len() <= self.params.inline_depth_max as usize
            && frames.iter().all(|f| f.code != code_id(&g.code))
    }
    /// Can the `Send` that comes next be recorded? A coroutine must be inlined; generators and other iterators may be asked in a call.
    pub(super) fn can_send(&self) -> bool {
        let i = peek::code(&self.m).words[peek::pc(&self.m) as usize];
        let it = peek::register(&self.m, i.a());
        let plain = peek::kind(it) != Kind::Generator || peek::object::<GeneratorObj>(it).is_plain;
        plain || peek::register(&self.m, i.b()) == Word::NONE && self.can_resume(it, flag::SEND)
    }
    /// Does calling the function only make a generator?
    pub(super) fn can_create(&self, callee: Word, i: Instr, has_self: bool) -> bool {
        let f = peek::object::<FunctionObj>(callee);
        let code = peek::function_code(f);
        let n = u32::from(i.b()) + u32::from(has_self);
        f.simple.get() && code.reg().is_generator && resume::begins(code.reg()).is_some() && n == code.co.argcount && n as usize <= helpers::CREATE_MAX
    }
    /// Such a call. That it is one is found out when it is made, so one function of many will do.
    pub(super) fn create(&mut self, i: Instr, callee: V, has_self: bool) -> R {
        let before = self.t.snapshot();
        let (first, n) = if has_self { (i.a() + 1, i.b() + 1) } else { (i.a() + 2, i.b()) };
        let args: Vec<V> = (0..n).map(|k| self.read(first + k)).collect();
        let depth = self.m.vm.frames.len();
        self.m.call(i)?;
        if self.m.vm.frames.len() != depth {
            self.give_up(Abort::Unsupported);
        }
        let levels = self.t.frames().len() - 1;
        let mut all = vec![self.word_of(callee.r), self.t.const_int(i64::from(n) | (levels as i64) << 8)];
        for v in args {
            let w = self.word_of(v.r);
            all.push(w);
        }
        let null = self.t.const_word(word::NULL);
        all.resize(helpers::CREATE_MAX + 2, null);
        let r = self.call_helper("generator", helpers::create_generator as *const () as u64, true, &all, Type::Val, MAKES);
        self.guard_done(r, before);
        self.end_call(i, has_self, r, true);
        Ok(())
    }
    /// The registers of the generators in the chain of frames.
    pub(super) fn owners(&self) -> Vec<u32> {
        let keep = self.keep.borrow();
        self.t.frames()[1..].iter().map(|f| &keep.inlined[f.aux as usize]).filter(|f| f.is_generator()).map(|f| f.owner).collect()
    }
    /// At the head of a loop: does it belong to a generator that the path resumed, and is the path here for the first time since?
    pub(super) fn passes_generator_loop(&mut self) -> bool {
        let here = (self.t.frames().len(), self.pc);
        let inlined = match self.t.frames() {
            [_, .., last] => self.keep.borrow().inlined[last.aux as usize].is_generator(),
            _ => false,
        };
        if !inlined || self.passed.contains(&here) {
            return false;
        }
        self.passed.push(here);
        true
    }

    pub(super) fn record_for_generator(&mut self, i: Instr) -> Result<bool, Leave> {
        let it = self.read(i.a());
        if self.abort.is_some() || !self.can_resume(it.w, flag::FOR_ITER) {
            return Ok(false);
        }
        self.resume(i, it, flag::FOR_ITER)
    }
    pub(super) fn record_send(&mut self, i: Instr) -> Result<bool, Leave> {
        let (it, sent) = (self.read(i.a()), self.read(i.b()));
        if self.abort.is_some() || sent.w != Word::NONE || !self.can_resume(it.w, flag::SEND) {
            return Ok(false);
        }
        self.resume(i, it, flag::SEND)
    }
    fn resume(&mut self, i: Instr, it: V, kind: u32) -> Result<bool, Leave> {
        let g = peek::object::<GeneratorObj>(it.w);
        let (code, pc, state) = (&*g.code, g.pc.get(), g.state.get());
        let Some(p) = self.object(it) else { return Ok(false) };
        self.guard_generator(p, g);
        self.guard_unhandled();
        let owner = self.slot(i.a());
        // The concrete resumption.
        self.m.save_pc();
        let entered = if kind == flag::SEND {
            let sent = self.m.take(i.b());
            let r = resume::enter_send_alone(self.m.vm, it.w, sent.0, i);
            self.clear(i.b());
            r?
        } else {
            resume::enter_for_alone(self.m.vm, it.w, i)?
        };
        if !entered || !resume::move_to_stack(self.m.vm) {
            self.give_up(Abort::Suspended);
        }
        self.m.load();
        let Some(base) = peek::offset(self.m.base, self.root.0).filter(|_| self.abort.is_none()) else {
            self.give_up(Abort::Suspended);
            return Ok(true);
        };
        // Its registers.
        let rt = code.reg();
        let running = self.t.const_int(State::Running as i64);
        self.store_held(p, Cell::U8, offsets().generator_state, running);
        let window = self.t.load(Cell::Mem, Alias::Fixed, p, offsets().generator_window as i32);
        let resumed = rt.words[pc as usize];
        let sent = (state == State::Suspended && !resumed.has(DISCARD)).then(|| u32::from(resumed.c()));
        let temporaries = live_temporaries(rt, pc + 1);
        for k in (0..rt.n_locals).chain(temporaries) {
            let v = self.t.load(Cell::Val, Alias::Held, window, (k * 8) as i32);
            if sent == Some(k) {
                // The old value of a variable that gets what was sent.
                self.t.release_later(v);
                continue;
            }
            self.t.set_register(base + k, v);
        }
        if let Some(k) = sent {
            let none = self.t.const_word(word::NONE);
            self.t.set_register(base + k, none);
        }
        let frame = InlineFrame {
            function: Word::NULL,
            code,
            globals: g.globals,
            builtins: g.builtins,
            base,
            n_regs: rt.n_regs,
            dst: u32::from(i.b()),
            flags: kind | flag::GENERATOR | flag::MOVED | self.drains(),
            pc: 0,
            owner,
        };
        let mut keep = self.keep.borrow_mut();
        keep.value(code.value().word());
        keep.unhandled |= !self.t.is_function();
        let aux = keep.inline(frame);
        self.t.push_frame(FrameDesc { code: code_id(code), pc: pc + 1, base, aux });
        let depth = self.t.frames().len();
        keep.depth_max = keep.depth_max.max(depth);
        drop(keep);
        self.passed.retain(|p| p.0 < depth);
        Ok(true)
    }
    /// Guards that the generator at `p` has the code and namespaces of `g` and is suspended where that is.
    fn guard_generator(&mut self, p: Ref, g: &GeneratorObj) {
        let o = offsets();
        let code = self.t.load(Cell::Val, Alias::Fixed, p, o.generator_code as i32);
        self.t.guard_eq(code, g.code.as_value().word().0);
        for (offset, address) in [(o.generator_globals, g.globals as u64), (o.generator_builtins, g.builtins as u64)] {
            let now = self.t.load(Cell::I64, Alias::Fixed, p, offset as i32);
            self.guard_is(now, address as i64);
        }
        let pc = self.t.load(Cell::U32, Alias::Held, p, o.generator_pc as i32);
        self.guard_is(pc, i64::from(g.pc.get()));
        let state = self.t.load(Cell::U8, Alias::Held, p, o.generator_state as i32);
        self.guard_is(state, g.state.get() as i64);
        let seen = self.t.load(Cell::Val, Alias::Held, p, o.generator_frame as i32);
        self.t.guard_eq(seen, word::NULL);
        let handled = self.t.load(Cell::Val, Alias::Held, p, o.generator_handled as i32);
        self.t.guard_eq(handled, word::NONE);
    }
    /// No exception is being handled, so that nothing has to be put aside while a generator runs. Where a loop is entered the engine
    /// looks; a function asks.
    fn guard_unhandled(&mut self) {
        if self.t.is_function() && !std::mem::replace(&mut self.asked_handled, true) {
            let before = self.t.snapshot();
            let r = self.call_helper("unhandled", helpers::unhandled as *const () as u64, true, &[], Type::Val, MAKES);
            self.guard_done(r, before);
        }
    }
    /// `DRAIN` if the values of the innermost frame, a generator's, go to a sink.
    fn drains(&self) -> u32 {
        self.m.vm.frames.last().map_or(0, |f| f.flags & flag::DRAIN)
    }
    fn guard_is(&mut self, now: Ref, want: i64) {
        let want = self.t.const_int(want);
        let same = self.t.int_eq(now, want);
        self.t.guard_true(same);
    }
    fn store_held(&mut self, p: Ref, cell: Cell, offset: usize, v: Ref) {
        self.t.store(cell, Alias::Held, p, offset as i32, v);
    }

    pub(super) fn record_yield(&mut self, i: Instr) -> R {
        if self.m.vm.frames.len() - 1 <= self.root.1 || self.drains() != 0 {
            return self.record_offer(i);
        }
        let Some(frame) = self.inlined_generator() else {
            self.give_up(Abort::Suspended);
            return self.m.yield_(i);
        };
        let v = if i.has(KILL_A) {
            self.take(i.a())
        } else {
            let v = self.get(i.a());
            self.retain(v)
        };
        if i.has(AWAIT) && !i.has(DISCARD) {
            let none = self.t.const_word(word::NONE);
            let none = O { own: vm::interp::concrete::Own(Word::NONE), r: none, counted: true };
            self.set(i.c(), none);
        }
        let rt = peek::code(&self.m);
        self.m.save_pc();
        resume::suspend(self.m.vm, v.own.0)?;
        self.m.load_after_return();
        if self.abort.is_some() {
            return Ok(());
        }
        let p = self.owner_of(&frame);
        self.store_registers(&frame, rt, p);
        let pc = self.t.const_int(i64::from(self.pc));
        self.store_held(p, Cell::U32, offsets().generator_pc, pc);
        let nothing = self.t.const_int(0);
        self.store_held(p, Cell::I64, offsets().generator_passing, nothing);
        let suspended = self.t.const_int(State::Suspended as i64);
        self.store_held(p, Cell::U8, offsets().generator_state, suspended);
        self.leave_generator(&frame);
        self.store_result(frame.dst, (v.r, v.counted));
        Ok(())
    }
    /// The frame of the generator that the path has resumed, if it is the innermost one.
    fn inlined_generator(&self) -> Option<InlineFrame> {
        let last = self.t.frames()[1..].last()?;
        let frame = self.keep.borrow().inlined[last.aux as usize].clone();
        frame.is_generator().then_some(frame)
    }
    /// The address of the generator of a frame.
    fn owner_of(&mut self, frame: &InlineFrame) -> Ref {
        let v = self.t.register(frame.owner);
        self.t.assume_class(v, Class::Ptr);
        self.t.ptr_of_val(v)
    }
    /// Stores the registers of an inlined frame back into its generator, with their references.
    fn store_registers(&mut self, frame: &InlineFrame, rt: &RtCode, p: Ref) {
        let window = self.t.load(Cell::Mem, Alias::Fixed, p, offsets().generator_window as i32);
        let ever = ever_live(rt);
        for k in 0..rt.n_regs {
            let offset = (k * 8) as i32;
            match self.t.entry(frame.base + k) {
                Some((v, own)) => {
                    if !own {
                        self.t.retain(v);
                    }
                    if own && self.t.is_load_of(v, window, offset) {
                        continue;
                    }
                    let w = self.word_of(v);
                    self.t.store(Cell::Val, Alias::Held, window, offset, w);
                }
                // What stood here when it was resumed is gone.
                None if k < rt.n_locals || ever.contains(&k) => {
                    let null = self.t.const_word(word::NULL);
                    self.t.store(Cell::Val, Alias::Held, window, offset, null);
                }
                None => {}
            }
        }
    }
    /// The innermost frame, a generator's, is no part of the path's state any more.
    fn leave_generator(&mut self, frame: &InlineFrame) {
        for (slot, _, _) in self.t.known_slots() {
            if slot >= frame.base {
                self.t.clear_register(slot, false);
            }
        }
        let depth = self.t.frames().len();
        self.t.pop_frame();
        self.passed.retain(|p| p.0 < depth);
    }

    /// An inlined generator returns: the loop or the delegation that resumed it is over.
    pub(super) fn return_generator(&mut self, frame: &InlineFrame, v: O) -> R {
        let n_locals = peek::code(&self.m).n_locals;
        self.m.save_pc();
        self.m.return_(v.own)?;
        if self.abort.is_some() {
            return Ok(());
        }
        let owner = self.t.register(frame.owner);
        self.call_helper("finished", helpers::generator_finished as *const () as u64, true, &[owner], Type::Unit, TAKES);
        for (slot, value, own) in self.t.known_slots() {
            if slot >= frame.base && slot < frame.base + n_locals && own && !self.t.is_uncounted(value) {
                self.t.release_later(value);
            }
        }
        self.leave_generator(frame);
        if frame.flags & flag::SEND != 0 {
            self.store_result(frame.dst, (v.r, v.counted));
            return Ok(());
        }
        self.store_result(NO_DST, (v.r, v.counted));
        // The loop's iterator goes.
        let (value, own) = self.t.entry(frame.owner).unwrap_or((owner, true));
        self.t.clear_register(frame.owner, false);
        if own {
            self.t.release_later(value);
        }
        Ok(())
    }

    /// A drained generator yields: its value goes to the sink.
    fn record_offer(&mut self, i: Instr) -> R {
        let v = self.read(i.a());
        let before = self.t.snapshot();
        self.m.yield_(i)?;
        if self.abort.is_some() {
            return Ok(());
        }
        let w = self.word_of(v.r);
        let r = self.call_helper("offer", helpers::offer as *const () as u64, true, &[w], Type::Val, TAKES);
        self.check_valid = true;
        self.guard_done(r, before);
        let none = (!i.has(DISCARD)).then(|| (i.c(), self.t.const_word(word::NONE)));
        let killed: &[u16] = if i.has(KILL_A) { &[i.a()] } else { &[] };
        self.finish(killed, none);
        Ok(())
    }
}

/// Temporaries that some instruction reachable from `pc` reads before one writes it.
fn live_temporaries(rt: &RtCode, pc: u32) -> Vec<u32> {
    (rt.n_locals..rt.n_regs).filter(|&r| is_live(rt, pc, r as u16)).collect()
}
/// Temporaries that are live at some `yield`.
fn ever_live(rt: &RtCode) -> Vec<u32> {
    let yields = || rt.words.iter().enumerate().filter(|(_, i)| i.op() == Op::Yield);
    (rt.n_locals..rt.n_regs).filter(|&r| yields().any(|(pc, _)| is_live(rt, pc as u32 + 1, r as u16))).collect()
}
fn is_live(rt: &RtCode, pc: u32, r: u16) -> bool {
    let mut seen = vec![false; rt.words.len()];
    let mut todo = vec![pc];
    while let Some(pc) = todo.pop() {
        let Some(&i) = rt.words.get(pc as usize) else { continue };
        if std::mem::replace(&mut seen[pc as usize], true) {
            continue;
        }
        if reads(i, r) {
            return true;
        }
        let behind = rt.handlers.partition_point(|h| h.end <= pc);
        if let Some(h) = rt.handlers.get(behind).filter(|h| h.start <= pc && r < h.depth) {
            todo.push(h.target);
        }
        if verify::defs(i).contains(&r) {
            continue;
        }
        if i.op().jumps() {
            let offset = if i.op().roles()[2] == Role::Near { i64::from(i.near()) } else { i64::from(i.imm()) };
            todo.push((i64::from(pc) + 1 + offset) as u32);
        }
        if !i.op().ends() {
            todo.push(pc + 1);
        }
    }
    false
}
/// Does the instruction read the register?
fn reads(i: Instr, r: u16) -> bool {
    let fields = [i.a(), i.b(), i.c()];
    let operand = i.op().roles().into_iter().zip(fields).any(|(role, field)| match role {
        Role::Use | Role::Peek | Role::Update | Role::Cell | Role::Slot => field == r || i.op() == Op::WithExceptStart && field + 1 == r,
        _ => false,
    });
    operand || verify::window(i).is_some_and(|(first, n, _)| (first..first.saturating_add(n)).contains(&r))
}
