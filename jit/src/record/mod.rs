//! Recording: one pass of a loop, run by the handlers over [`Recorder`], which does what the interpreter does and writes IR
//! about it. Every micro-op runs the concrete machine first and then emits, so that giving up at any point leaves the
//! interpreter's state right.
//!
//! Registers are numbered from the root frame's window; the window of an inlined call overlaps the caller's temporaries, just
//! as in memory, so arguments need no renaming. An entry of the builder's register map owns its reference unless it is a
//! constant that the region keeps alive (`O::counted`).
//!
//! A path ends when it comes back to a loop header of its region, or returns in the region of a function. Headers of loops that it meets on the way become headers of
//! the region: their exits are recorded when they get hot.

mod bound;
mod calls;
mod closures;
mod complex;
mod dicts;
mod entry;
mod exec;
mod generators;
mod memory;
mod natives;
mod opaque;
mod operators;
mod pairs;
mod peek;
mod quiet;
mod quiet_calls;
mod ranges;
pub mod site;
mod strings;
mod supers;
mod wide;

use crate::abort::Abort;
use crate::code::Target;
use crate::emit::TraceBuilder;
use crate::ir::types::Type;
use crate::ir::{BlockId, Ref, Region};
use crate::opt::facts::{Class, class_of_word};
use crate::params::Params;
use crate::snapshot::FrameDesc;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C, Op, Role};
use site::{InlineFrame, Keep, Site};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use vm::Vm;
use vm::builtins::code::RtCode;
use vm::interp::concrete::{Concrete, Own};
use vm::interp::dispatch;
use vm::interp::exec::Leave;
use vm::interp::frame::flag;
use vm::value::Word;

/// A value: the word that it is, and what it is in the region.
#[derive(Clone, Copy)]
pub struct V {
    /// Word, borrowed.
    pub w: Word,
    /// IR value: a word, or an unboxed int, float or bool.
    pub r: Ref,
}
/// An owned value.
#[must_use]
pub struct O {
    own: Own,
    r: Ref,
    /// Does the compiled code own a reference too? Not for constants, which the region keeps alive.
    counted: bool,
}
/// An unboxed int (`v` tagged as in `Concrete`), float or bool.
#[derive(Clone, Copy)]
pub struct T<X> {
    v: X,
    r: Ref,
}

/// A loop header of the region that this path may come back to.
struct Open {
    block: BlockId,
    frames: Vec<FrameDesc>,
    /// Has the path been outside the loop's instructions?
    left: bool,
    /// Instructions of the loop in its own code.
    range: (u32, u32),
}

/// How a recording ended.
pub enum Ended {
    /// The path came back to a header, or ends by leaving to the interpreter.
    Closed(Box<Region>),
    /// It was given up.
    Aborted(Abort),
}

/// The recording machine.
pub struct Recorder<'a> {
    m: Concrete<'a>,
    t: TraceBuilder,
    params: &'a Params,
    keep: Rc<RefCell<Keep>>,
    /// Window and index of the root frame.
    root: (*mut Word, usize),
    open: Vec<Open>,
    is_root: bool,
    links: &'a [LinkPoint],
    linked: &'a Cell<Option<Target>>,
    /// The region's own frame has returned.
    returned: bool,
    i: Instr,
    pc: u32,
    abort: Option<Abort>,
    /// Python code may have run since the region's validity was checked.
    check_valid: bool,
    /// What memory is known to hold for registers.
    mirrored: HashMap<u32, Ref>,
    /// The low 64 bits of ints of any size that the path made.
    lows: HashMap<Ref, Ref>,
    /// Loops of the code objects that the path went through: asked for at every bytecode.
    loops: HashMap<*const RtCode, Vec<(u32, u32)>>,
    steps: u32,
    /// Heads of loops that generators, which the path resumed, have passed since: depth and pc.
    passed: Vec<(usize, u32)>,
    /// In a function's region: the path has asked whether an exception is being handled.
    asked_handled: bool,
}

/// The head of a loop that has code that can be entered there.
pub struct LinkPoint {
    /// The frames.
    pub frames: Vec<FrameDesc>,
    /// Registers that the code takes for constants without a reference: number and word.
    pub constants: Vec<(u32, u64)>,
    /// The code.
    pub target: Target,
}

/// Do the chains of frames agree, with the innermost of the second at `pc`?
fn same_place(head: &[FrameDesc], frames: &[FrameDesc], pc: u32) -> bool {
    let n = frames.len();
    let same = |(i, (a, b)): (usize, (&FrameDesc, &FrameDesc))| a.code == b.code && a.base == b.base && a.aux == b.aux && (i + 1 == n || a.pc == b.pc);
    head.len() == n && head.iter().zip(frames).enumerate().all(same) && head.last().is_some_and(|f| f.pc == pc)
}

/// What a path starts with.
pub struct Start<'a> {
    /// The builder, at the start of the path.
    pub builder: TraceBuilder,
    /// What the region keeps alive.
    pub keep: Rc<RefCell<Keep>>,
    /// Limits.
    pub params: &'a Params,
    /// Index of the root frame.
    pub root: usize,
    /// The first path of its region?
    pub is_root: bool,
    /// Where a fragment ends.
    pub links: &'a [LinkPoint],
    /// Gets the one where it ended.
    pub linked: &'a Cell<Option<Target>>,
}

/// Records from the innermost frame on until the path is closed. The second result is how the interpreter goes on.
pub fn record(vm: &mut Vm, start: Start) -> (Ended, Result<(), Leave>) {
    let base = vm.frames[start.root].base;
    let mut rec = Recorder {
        m: Concrete::new(vm),
        t: start.builder,
        params: start.params,
        keep: start.keep,
        root: (base, start.root),
        open: vec![],
        is_root: start.is_root,
        links: start.links,
        linked: start.linked,
        returned: false,
        i: Instr(0),
        pc: 0,
        abort: None,
        check_valid: false,
        mirrored: HashMap::new(),
        lows: HashMap::new(),
        loops: HashMap::new(),
        steps: 0,
        passed: vec![],
        asked_handled: false,
    };
    rec.find_open();
    if rec.is_root && rec.t.is_function() {
        rec.begin_function();
    }
    let leave = rec.run();
    let misplaced = rec.t.is_misplaced();
    let ended = match rec.abort {
        Some(why) => Ended::Aborted(why),
        None if misplaced => Ended::Aborted(Abort::Internal),
        None if !rec.keep.borrow().is_current() => Ended::Aborted(Abort::Interrupted),
        None => Ended::Closed(Box::new(rec.t.finish())),
    };
    (ended, leave)
}

/// Heads of the loops in a code object, with the end of each: (head, one past the back edge).
pub fn loops_of(words: &[Instr]) -> Vec<(u32, u32)> {
    let mut all: Vec<(u32, u32)> = vec![];
    for (pc, w) in words.iter().enumerate() {
        if w.op() == Op::JumpBack {
            let head = (pc as i64 + 1 + i64::from(w.imm())) as u32;
            match all.iter_mut().find(|l| l.0 == head) {
                Some(l) => l.1 = l.1.max(pc as u32 + 1),
                None => all.push((head, pc as u32 + 1)),
            }
        }
    }
    all
}

impl Recorder<'_> {
    /// The headers of the region that dominate the start of the path.
    fn find_open(&mut self) {
        for (block, frames) in self.t.headers_above() {
            let Some(last) = frames.last() else { continue };
            let words = self.words_at(frames.len() - 1, last);
            let range = loops_of(words).into_iter().find(|l| l.0 == last.pc).unwrap_or((last.pc, last.pc + 1));
            self.open.push(Open { block, frames, left: false, range });
        }
    }
    /// The instructions of a frame of the chain.
    fn words_at<'c>(&self, depth: usize, frame: &FrameDesc) -> &'c [Instr] {
        let code = if depth == 0 { self.m.vm.frames[self.root.1].code } else { self.keep.borrow_mut().inlined[frame.aux as usize].code };
        peek::words(code)
    }

    fn run(&mut self) -> Result<(), Leave> {
        loop {
            self.pc = peek::pc(&self.m);
            if self.m.vm.traced && !self.returned {
                // Somebody wants to see every instruction.
                self.give_up(Abort::LeftLoop);
            }
            if self.returned || self.abort.is_some() || self.at_header() || self.leaves() {
                self.m.save_pc_exact();
                return Ok(());
            }
            self.steps += 1;
            if self.t.region().len() > self.params.path_ops_max as usize + 2000 * usize::from(!self.is_root) || self.steps > 4 * self.params.path_ops_max {
                self.give_up(Abort::TooLong);
                continue;
            }
            self.i = self.m.fetch();
            self.t.at(self.pc);
            if std::mem::take(&mut self.check_valid) {
                self.t.guard_valid();
            }
            if self.returns_from_function(self.i.op()) {
                self.guard_unseen();
            }
            if self.i.op() == Op::Return {
                self.guard_result();
            }
            let depth = self.m.vm.frames.len();
            let r = dispatch::step(self, self.i);
            if self.returned {
                if r.is_err() && r != Err(Leave::Switch) {
                    return r;
                }
                continue;
            }
            if r == Err(Leave::Switch) {
                continue;
            }
            if let Err(leave) = r {
                self.give_up(if leave == Leave::Raise || leave == Leave::Reraise { Abort::Raised } else { Abort::LeftLoop });
                return Err(leave);
            }
            if self.t.is_misplaced() && self.abort.is_none() {
                // A handler guards behind an effect: a bug, and a path that must not be used.
                self.give_up(Abort::Internal);
            }
            if self.m.vm.frames.len() == depth {
                self.drop_killed();
            } else if self.m.vm.frames.len() <= self.root.1 {
                self.give_up(Abort::LeftLoop);
            }
        }
    }

    /// Is the path closed here? Starts inner loops.
    fn at_header(&mut self) -> bool {
        let depth = self.m.vm.frames.len() - 1 - self.root.1;
        let code = peek::code(&self.m);
        for o in &mut self.open {
            if o.frames.len() > depth + 1 || o.frames.len() == depth + 1 && !(o.range.0..o.range.1).contains(&self.pc) {
                o.left = true;
            }
        }
        if self.steps == 0 {
            return false;
        }
        if self.is_root && !self.t.is_function() && self.open.len() == 1 && self.open[0].left {
            self.give_up(Abort::LeftLoop);
            return true;
        }
        let loops = self.loops.entry(code).or_insert_with(|| loops_of(&code.words));
        let Some(&range) = loops.iter().find(|l| l.0 == self.pc) else { return false };
        let frames = self.t.frames().to_vec();
        let holds = |&(slot, word): &(u32, u64)| self.t.entry(slot).is_some_and(|(v, _)| self.t.ty(v) == Type::Val && self.t.bits(v) == Some(word));
        if let Some(link) = self.links.iter().find(|l| same_place(&l.frames, &frames, self.pc) && l.constants.iter().all(holds)) {
            self.linked.set(Some(link.target));
            self.t.at(self.pc);
            self.t.link();
            return true;
        }
        if let Some(o) = self.open.iter().find(|o| same_place(&o.frames, &frames, self.pc)) {
            let (block, outer) = (o.block, o.left);
            self.t.at(self.pc);
            if !self.t.close_loop(block, outer) {
                self.give_up(Abort::LeftLoop);
            }
            return true;
        }
        if self.passes_generator_loop() {
            return false;
        }
        // An inner loop (or one beside the root loop): a header of its own.
        self.t.at(self.pc);
        if std::mem::take(&mut self.check_valid) {
            self.t.guard_valid();
        }
        let block = self.t.begin_loop();
        self.guard_breaker();
        self.mirrored.clear();
        let mut frames = frames;
        if let Some(f) = frames.last_mut() {
            f.pc = self.pc;
        }
        self.open.push(Open { block, frames, left: false, range });
        false
    }

    /// A path that leaves the root frame, or comes to what can't be recorded, ends in front of it.
    fn leaves(&mut self) -> bool {
        let op = peek::code(&self.m).words[self.pc as usize].op();
        let at_root = self.m.vm.frames.len() - 1 == self.root.1;
        let ends = match op {
            Op::Return | Op::ReturnConst if at_root => !self.t.is_function() || self.is_seen(),
            // `next` or `send` raises StopIteration.
            Op::Return | Op::ReturnConst => self.m.vm.frames.last().is_some_and(|f| f.flags & flag::CALLED != 0),
            Op::Yield => at_root && !self.is_drained(),
            Op::Send => !self.can_send(),
            Op::ReturnGenerator => true,
            Op::Raise | Op::RaiseFrom | Op::RaiseActive | Op::Reraise => true,
            Op::CleanupThrow | Op::EndAsyncFor => true,
            _ => false,
        };
        if !ends {
            return false;
        }
        if self.is_root && self.open.len() <= usize::from(!self.t.is_function()) {
            let why = match op {
                Op::Return | Op::ReturnConst => Abort::LeftLoop,
                Op::Yield | Op::ReturnGenerator | Op::Send => Abort::Suspended,
                _ => Abort::Raised,
            };
            self.give_up(why);
            return true;
        }
        self.t.at(self.pc);
        self.t.leave();
        true
    }

    fn give_up(&mut self, why: Abort) {
        self.abort.get_or_insert(why);
        self.t.give_up();
    }

    /// Operands that the fast path of a handler leaves in place because they hold no reference are dead all the same.
    fn drop_killed(&mut self) {
        let i = self.i;
        let fields = [i.a(), i.b(), i.c()];
        let defs: Vec<u16> = front::bytecode::verify::defs(i);
        for (which, role) in i.op().roles().into_iter().enumerate() {
            let r = fields[which];
            if role == Role::Use && i.has([KILL_A, KILL_B, KILL_C][which]) && !defs.contains(&r) {
                let slot = self.slot(r);
                if self.t.entry(slot).is_some_and(|(v, _)| self.t.bits(v) != Some(Word::NULL.0)) {
                    self.clear(r);
                }
            }
        }
    }

    // ---- registers ------------------------------------------------------------------------

    /// The region's number of a register of the innermost frame.
    fn slot(&mut self, r: u16) -> u32 {
        match peek::offset(self.m.base, self.root.0) {
            Some(base) => base + u32::from(r),
            None => {
                self.give_up(Abort::Suspended);
                u32::from(r)
            }
        }
    }
    fn is_local(&self, r: u16) -> bool {
        u32::from(r) < peek::code(&self.m).n_locals
    }
    fn read(&mut self, r: u16) -> V {
        let w = peek::register(&self.m, r);
        let slot = self.slot(r);
        let r = if self.abort.is_some() { self.t.const_word(w.0) } else { self.t.register(slot) };
        let r = if self.t.ty(r) == Type::Nat { self.read_nat(slot, r) } else { r };
        V { w, r }
    }
    /// The value that a register is about to lose, if the compiled code owns a reference in it.
    fn losing(&mut self, r: u16) -> Option<Ref> {
        if self.abort.is_some() {
            return None;
        }
        let slot = self.slot(r);
        let (v, own) = match self.t.entry(slot) {
            Some(e) => e,
            // (An exit doesn't hand over a temporary that stayed in memory.)
            None if self.is_local(r) || self.t.is_fragment() => (self.t.register(slot), true),
            None => return None,
        };
        (own && !self.t.is_uncounted(v)).then_some(v)
    }
    fn write(&mut self, r: u16, v: Ref, counted: bool) {
        let slot = self.slot(r);
        if counted || self.t.is_uncounted(v) { self.t.set_register(slot, v) } else { self.t.set_borrowed(slot, v) }
    }
    fn clear(&mut self, r: u16) {
        let (slot, local) = (self.slot(r), self.is_local(r) || u32::from(r) >= peek::code(&self.m).n_regs);
        let local = local && self.m.vm.frames.len() - 1 == self.root.1 || self.is_local(r);
        self.t.clear_register(slot, local);
    }

    // ---- classes --------------------------------------------------------------------------

    /// The class of a word, guarded.
    fn class(&mut self, v: V) -> Class {
        match self.t.ty(v.r) {
            Type::Int => return Class::Int,
            Type::Float => return Class::Float,
            Type::Bool => return Class::Bool,
            Type::Nat => {
                // Whoever asks should have taken the word.
                self.give_up(Abort::Internal);
                return Class::Other;
            }
            _ => {}
        }
        let class = class_of_word(v.w.0);
        match class {
            Class::Int => self.t.guard_int(v.r),
            Class::Float => self.t.guard_float(v.r),
            Class::Bool => self.t.guard_bool(v.r),
            Class::Ptr => self.t.guard_ptr(v.r),
            Class::Other => self.t.guard_eq(v.r, v.w.0),
        };
        class
    }
    fn int_of(&mut self, v: V) -> Ref {
        if self.t.ty(v.r) == Type::Int { v.r } else { self.t.int_of_val(v.r) }
    }
    fn float_of(&mut self, v: V) -> Ref {
        if self.t.ty(v.r) == Type::Float { v.r } else { self.t.float_of_val(v.r) }
    }
    /// The word of a value. The word of a float owns its box if it has one.
    fn word_of(&mut self, r: Ref) -> Ref {
        match self.t.ty(r) {
            Type::Int => self.t.val_of_int(r),
            Type::Float => self.t.val_of_float(r),
            Type::Bool => self.t.val_of_bool(r),
            Type::Nat => self.t.val_of_nat(r),
            Type::Ptr => self.t.val_of_ptr(r),
            _ => r,
        }
    }
    /// The address of a word that is a pointer, its kind guarded; None if it isn't one.
    fn object(&mut self, v: V) -> Option<Ref> {
        let v = self.plain(v);
        if self.class(v) != Class::Ptr {
            return None;
        }
        let p = self.t.ptr_of_val(v.r);
        self.t.guard_kind(p, peek::kind_bits(v.w));
        Some(p)
    }
    /// Guards that a word is the one it is now, and keeps it alive.
    fn promote(&mut self, v: V) -> Ref {
        self.keep.borrow_mut().value(v.w);
        if self.t.bits(v.r).is_none() {
            self.t.guard_eq(v.r, v.w.0);
        }
        self.t.const_word(v.w.0)
    }
    /// A constant address of an object that the region keeps alive.
    fn address(&mut self, w: Word) -> Ref {
        self.keep.borrow_mut().value(w);
        self.t.const_ptr(w.0 & !7)
    }

    fn guard_breaker(&mut self) {
        let at = self.t.const_mem(&raw const vm::vm::BREAKER as u64);
        self.t.guard_flag(at);
    }
    /// The frames as they are now, for helpers and exits.
    fn site(&mut self) -> u64 {
        let frames = self.t.frames();
        let root_pc = if frames.len() == 1 { self.pc } else { frames[0].pc };
        let n = frames.len();
        let frames: Vec<FrameDesc> = frames[1..].to_vec();
        let frames = frames
            .iter()
            .enumerate()
            .map(|(i, f)| InlineFrame { pc: if i + 2 == n { self.pc } else { f.pc }, ..self.keep.borrow_mut().inlined[f.aux as usize].clone() });
        let site = Site { root_pc, frames: frames.collect() };
        self.keep.borrow_mut().site(site)
    }
}
