//! Operators of Python classes: their methods are inlined like any call. The operands stay in the caller's registers, so the
//! method's parameters borrow them; what the caller's instruction does with the result is recorded when the method returns
//! (`vm::interp::operator::finish` in the interpreter).

use super::{Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::runtime;
use crate::ir::Ref;
use crate::ir::types::Type;
use crate::opt::facts::Class;
use front::bytecode::ops::SENSE;
use vm::interp::exec::{Exec, Leave, R};
use vm::interp::frame::flag;
use vm::interp::operator::{self, Operator, Site};
use vm::value::Word;

impl Recorder<'_> {
    pub(super) fn record_operator(&mut self, operator: Operator, x: V, y: V) -> Result<bool, Leave> {
        if self.abort.is_some() || self.has_nat(x, y) || !x.w.is_ptr() && !y.w.is_ptr() {
            return Ok(false);
        }
        let Some((f, step)) = operator::plan(operator, x.w, y.w) else { return Ok(false) };
        if !self.can_inline_with(f.word(), 2) {
            return Ok(false);
        }
        for v in [x, y] {
            if v.w.is_ptr() {
                self.guard_shape(v);
            } else {
                self.class(v);
            }
        }
        let callee = V { w: f.word(), r: self.t_const(f.word()) };
        self.promote_function(callee);
        let before = self.m.vm.frames.len();
        // The method is recorded: its machine code must not run it.
        let hot = std::mem::replace(&mut self.m.vm.hot_function, u32::MAX);
        let entered = self.m.call_operator(operator, x.w, y.w);
        self.m.vm.hot_function = hot;
        if !entered? || self.m.vm.frames.len() != before + 1 {
            self.give_up(Abort::Unsupported);
            return Ok(true);
        }
        let Some(base) = peek::offset(self.m.base, self.root.0) else {
            self.give_up(Abort::Suspended);
            return Ok(true);
        };
        let (a, b) = step.arguments(x.r, y.r);
        self.t.set_borrowed(base, a);
        self.t.set_borrowed(base + 1, b);
        self.enter(f.word(), 2, vm::interp::call::NO_DST, step.flags(), None, true);
        Ok(true)
    }

    /// In front of a return from an inlined method: guards what its caller's instruction depends on.
    pub(super) fn guard_result(&mut self) {
        let Some(flags) = self.inlined_flags().filter(|f| f & flag::OPERATOR != 0) else { return };
        let v = self.read(self.i.a());
        if self.t.bits(v.r).is_some() || self.t.ty(v.r) != Type::Val {
            return;
        }
        let none = Word::NOT_IMPLEMENTED;
        debug_assert!(flags & flag::OPERATOR != 0);
        if v.w == none || self.wants_truth() {
            self.class(v);
        } else {
            self.t.guard_ne(v.r, none.0);
        }
    }
    /// The flags of the innermost frame, if it is inlined.
    fn inlined_flags(&self) -> Option<u32> {
        let frames = self.t.frames();
        let last = frames.last().filter(|_| frames.len() > 1)?;
        Some(self.keep.borrow().inlined[last.aux as usize].flags)
    }
    /// Does the instruction that called the innermost frame's method want its truth?
    fn wants_truth(&self) -> bool {
        let frames = &self.m.vm.frames;
        let Some(caller) = frames.len().checked_sub(2).map(|at| &frames[at]) else { return false };
        let i = peek::words(caller.code)[caller.pc as usize];
        Site::of(i).is_some_and(|s| s.dst.is_none() || operator::coerces(i, s.operator))
    }

    /// The method has returned `result` and its frame is gone, in the machine and in the path.
    pub(super) fn end_operator(&mut self, flags: u32, w: Word, (mut r, mut counted): (Ref, bool)) -> R {
        let Some(pc) = self.t.frames().last().map(|f| f.pc) else { return Ok(()) };
        let i = peek::code(&self.m).words[pc as usize];
        let Some(site) = Site::of(i) else {
            self.give_up(Abort::Internal);
            return Ok(());
        };
        let truth = site.dst.is_none() || operator::coerces(i, site.operator);
        let mut known = if truth { self.truth_of(w, r) } else { None };
        if w == Word::NOT_IMPLEMENTED && site.operator != Operator::Item {
            self.pc = pc;
            r = self.record_rest(flags, i.0, site);
            counted = true;
            known = truth.then(|| self.t.bool_of_val(r));
        }
        if truth && known.is_none() {
            // An object whose truth needs a call: rare.
            self.give_up(Abort::Unsupported);
            return Ok(());
        }
        for (killed, reg) in [(site.kill_x, site.x), (site.kill_y, site.y)] {
            if killed {
                let slot = self.slot(reg);
                let old = self.t.entry(slot).filter(|e| e.1 && !self.t.is_uncounted(e.0));
                self.clear(reg);
                if let Some((old, _)) = old {
                    self.t.release_later(old);
                }
            }
        }
        match (site.dst, known) {
            (Some(dst), known) => {
                let result = known.map_or((r, counted), |b| (b, true));
                self.store_result(u32::from(dst), result);
            }
            (None, Some(cond)) => {
                let target = (i64::from(pc) + 1 + i64::from(i.near())) as u32;
                let taken = peek::pc(&self.m) != pc + 1;
                let other = if taken { pc + 1 } else { target };
                self.decide_at(cond, taken == i.has(SENSE), other);
            }
            (None, None) => {}
        }
        Ok(())
    }
    /// The truth of a result whose class was guarded; None if it isn't that of a number, bool or None.
    fn truth_of(&mut self, w: Word, r: Ref) -> Option<Ref> {
        match self.class(V { w, r }) {
            Class::Bool => Some(if self.t.ty(r) == Type::Bool { r } else { self.t.bool_of_val(r) }),
            Class::Int => {
                let (n, zero) = (self.int_of(V { w, r }), self.t.const_int(0));
                Some(self.t.int_ne(n, zero))
            }
            Class::Float => {
                let (x, zero) = (self.float_of(V { w, r }), self.t.const_float(0.0));
                Some(self.t.float_ne(x, zero))
            }
            Class::Other if w == Word::NONE => Some(self.t.const_bool(false)),
            Class::Other | Class::Ptr => None,
        }
    }
    /// What follows a method that returned NotImplemented, as a call.
    fn record_rest(&mut self, flags: u32, i: u64, site: Site) -> Ref {
        let (x, y) = (self.slot(site.x), self.slot(site.y));
        let x = self.t.register(x);
        let y = if site.constant {
            let w = peek::code(&self.m).consts[usize::from(site.y)];
            self.t_const(w)
        } else {
            self.t.register(y)
        };
        let (x, y) = (self.word_of(x), self.word_of(y));
        let (flags, i) = (self.t.const_int(i64::from(flags)), self.t.const_int(i as i64));
        self.call_full("operator", runtime::operator_rest as *const () as u64, &[flags, i, x, y], Type::Val, &[])
    }
}
