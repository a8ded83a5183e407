//! `range(...)` of small ints, and the iterator over a range that the path has just made: in `for i in range(n)` the range itself
//! is never made, because all that is left of it is what snapshots show.

use super::{Recorder, V, peek};
use crate::engine::runtime;
use crate::ir::ops::Op as Ir;
use crate::ir::types::{Alias, Cell, Type};
use crate::ir::{Layout, Ref};
use crate::opt::facts::Class;
use crate::record::opaque::SAFE;
use front::bytecode::instr::Instr;
use front::bytecode::ops::DISCARD;
use vm::builtins::range::RangeObj;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};

/// Name of the layout.
const NAME: &str = "range";

impl Recorder<'_> {
    /// `range(...)` of one to three small ints; the callee is guarded.
    pub(super) fn quiet_range(&mut self, i: Instr, args: &[V]) -> Option<R> {
        let ints = args.iter().all(|a| a.w.is_int() && self.t.ty(a.r) != Type::Nat);
        let zero_step = args.get(2).is_some_and(|s| s.w.0 == 0);
        if !ints || zero_step || !(1..=3).contains(&args.len()) || i.has(DISCARD) {
            return None;
        }
        let mut numbers = vec![];
        for &a in args {
            self.class(a);
            numbers.push(self.int_of(a));
        }
        let (zero, one) = (self.t.const_int(0), self.t.const_int(1));
        let [start, stop, step] = match numbers[..] {
            [stop] => [zero, stop, one],
            [start, stop] => [start, stop, one],
            _ => [numbers[0], numbers[1], numbers[2]],
        };
        let steps = self.t.int_ne(step, zero);
        self.t.guard_true(steps);
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        let made = peek::register(&self.m, i.c());
        let addr = runtime::alloc_range as *const () as u64;
        let layout = self.t.layout(Layout { name: NAME.into(), addr, words: [0, 0], size: RangeObj::SIZE as u32, removable: true });
        let p = self.t.allocate(layout);
        self.t.assume_kind(p, peek::kind_bits(made));
        for (offset, v) in [(RangeObj::START, start), (RangeObj::STOP, stop), (RangeObj::STEP, step)] {
            self.t.store(Cell::I64, Alias::Fixed, p, offset as i32, v);
        }
        let r = self.t.val_of_ptr(p);
        self.end_call(i, false, r, true);
        Some(Ok(()))
    }
    /// `GetIter` of such a range, whose kind is guarded; None if it may be another.
    pub(super) fn range_iter(&mut self, f: ColdFn, i: Instr, x: V) -> Option<R> {
        let p = self.own_range(x.r)?;
        let parts = [RangeObj::START, RangeObj::STOP, RangeObj::STEP].map(|offset| self.t.load(Cell::I64, Alias::Fixed, p, offset as i32));
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let made = peek::register(&self.m, i.a());
        let r = self.call_helper("range.iter", runtime::range_iter as *const () as u64, false, &parts, Type::Val, SAFE);
        self.t.assume_class(r, Class::Ptr);
        let q = self.t.ptr_of_val(r);
        self.t.assume_kind(q, peek::kind_bits(made));
        let killed = self.killed(i);
        self.finish(&killed, Some((i.a(), r)));
        Some(Ok(()))
    }
    /// The address of a range that the region made.
    fn own_range(&self, x: Ref) -> Option<Ref> {
        let region = self.t.region();
        let word = region.inst(x);
        if word.op != Ir::val_of_ptr {
            return None;
        }
        let p = word.args()[0];
        let made = region.inst(p);
        (made.op == Ir::allocate && region.layouts[made.imm as usize].name == NAME).then_some(p)
    }
}
