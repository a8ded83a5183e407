//! Guards and exits.
//!
//! A guard branches to a cold block that stores the snapshot's live values into the exit buffer and returns the exit's number.
//! Exits were measured to take 40 % of compile time, so all guards of a bytecode (one snapshot) share a block. Two kinds
//! get a block of their own: branches, which need their own exit number (a path recorded from there knows which way the
//! branch went), and overflow checks whose operand dies in the sum: there the exit recomputes the old operand from the
//! result (`old = r - x`) instead of keeping it alive through the loop (0.38 against 0.55 ns an iteration).

use super::abi::{EXIT_VALUES_MAX, JitContext};
use super::{CompileError, ExitPoint, Lower};
use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::{Type, header, word};
use crate::ir::{BlockId, End, Inst, Ref, Region, SnapId};
use crate::snapshot::live_values;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types as ct};
use std::collections::HashMap;

/// A cold block that is filled when everything else is lowered.
pub(super) struct Cold {
    block: Block,
    exit: usize,
    /// The operand to recompute, and from what: (old, result, other operand, old = result + other).
    recompute: Option<(Ref, Value, Ref, bool)>,
}

/// Where each value is used, snapshots included: guards behind a definition decide whether it stays alive.
pub(super) fn uses(region: &Region, dom: &Dominators) -> HashMap<Ref, Vec<(BlockId, usize)>> {
    let mut uses: HashMap<Ref, Vec<(BlockId, usize)>> = HashMap::new();
    let mut last_snap = SnapId::NONE;
    for &b in &dom.order {
        let block = region.block(b);
        for (i, &r) in block.insts.iter().enumerate() {
            let inst = region.inst(r);
            for &a in inst.args() {
                uses.entry(a).or_default().push((b, i));
            }
            if inst.snap.is_some() && !region.sides.contains_key(&r) {
                if inst.snap == last_snap {
                    // The guards of one bytecode use the same values; the last position is what counts.
                    region.snap(inst.snap).for_each_value(|v| {
                        if let Some(last) = uses.get_mut(&v).and_then(|u| u.last_mut()) {
                            last.1 = i;
                        }
                    });
                } else {
                    region.snap(inst.snap).for_each_value(|v| uses.entry(v).or_default().push((b, i)));
                }
                last_snap = inst.snap;
            }
        }
        let end = block.insts.len();
        match &block.end {
            End::Jump { args, .. } => {
                for &a in args {
                    uses.entry(a).or_default().push((b, end));
                }
            }
            End::Exit(s) => region.snap(*s).for_each_value(|v| uses.entry(v).or_default().push((b, end))),
            End::Return(v) => uses.entry(*v).or_default().push((b, end)),
            End::Open => {}
        }
        last_snap = SnapId::NONE;
    }
    uses
}

impl Lower<'_, '_> {
    /// The condition of a guard, and on which outcome it passes.
    pub(super) fn condition(&mut self, inst: &Inst) -> (Value, bool) {
        let region = self.region;
        let arg = inst.args().first().map(|&a| self.value(a));
        let arg = arg.unwrap_or(self.context);
        match inst.op {
            Op::guard_int => (self.tag_bits(arg), false),
            Op::guard_nat => {
                let is = self.call_address(self.helpers.is_nat, &[Type::Val], Type::Int, &[arg]);
                (is.unwrap_or(arg), true)
            }
            Op::guard_not_int => (self.tag_bits(arg), true),
            Op::guard_float => (self.float_bit(arg), true),
            Op::guard_not_float => (self.float_bit(arg), false),
            Op::guard_bool => {
                let both = self.b.ins().bor_imm_u(arg, 8);
                (self.compare(IntCC::Equal, both, word::TRUE as i64), true)
            }
            Op::guard_ptr => {
                let tag = self.tag_bits(arg);
                (self.compare(IntCC::Equal, tag, 4), true)
            }
            Op::guard_eq => (self.compare(IntCC::Equal, arg, inst.imm as i64), true),
            Op::guard_ne => (self.compare(IntCC::NotEqual, arg, inst.imm as i64), true),
            Op::guard_true => (arg, true),
            Op::guard_false => (arg, false),
            Op::guard_kind => {
                let flags = MemFlagsData::trusted();
                let kind = match inst.imm & header::EXACT {
                    0 => self.b.ins().uload8(ct::I64, flags, arg, header::FLAGS),
                    _ => {
                        let both = self.b.ins().uload16(ct::I64, flags, arg, header::FLAGS);
                        self.b.ins().band_imm_u(both, (header::EXACT | 0xff) as i64)
                    }
                };
                (self.compare(IntCC::Equal, kind, inst.imm as i64), true)
            }
            Op::guard_shape => {
                let shape = self.b.ins().load(ct::I64, MemFlagsData::trusted(), arg, header::SHAPE);
                (self.compare(IntCC::Equal, shape, inst.imm as i64), true)
            }
            Op::guard_fits => {
                let back = self.shifted_back(arg, 3);
                (self.b.ins().icmp(IntCC::Equal, back, arg), true)
            }
            Op::guard_flag => (self.b.ins().uload8(ct::I64, MemFlagsData::trusted(), arg, 0), false),
            Op::guard_valid => {
                let flag = self.int(self.flag as i64);
                (self.b.ins().uload8(ct::I64, MemFlagsData::trusted(), flag, 0), false)
            }
            _ => unreachable!("{} is no guard on a condition", region.inst(inst.args()[0]).op.info().text),
        }
    }
    /// `v << n >> n`.
    pub(super) fn shifted_back(&mut self, v: Value, n: i64) -> Value {
        let up = self.b.ins().ishl_imm_u(v, n);
        self.b.ins().sshr_imm_u(up, n)
    }
    pub(super) fn tag_bits(&mut self, v: Value) -> Value {
        self.b.ins().band_imm_u(v, 7)
    }
    /// Not zero if the word is a float: bits 0 and 1 differ, so adding 1 sets bit 1.
    pub(super) fn float_bit(&mut self, v: Value) -> Value {
        let up = self.b.ins().iadd_imm_u(v, 1);
        self.b.ins().band_imm_u(up, 2)
    }

    /// Leaves the straight path (to the exit or the recorded side path) unless the condition is as wanted.
    pub(super) fn leave_unless(&mut self, r: Ref, inst: &Inst, cond: Value, pass: bool) {
        let to = self.target(r, inst, None);
        self.branch(cond, pass, to);
    }
    fn target(&mut self, r: Ref, inst: &Inst, recompute: Option<(Ref, Value, Ref, bool)>) -> Block {
        match self.region.sides.get(&r) {
            Some(to) => self.blocks[to],
            None => self.cold_block(Some((r, inst.op)), inst.snap, recompute),
        }
    }
    fn branch(&mut self, cond: Value, pass: bool, to: Block) {
        let next = self.b.create_block();
        if pass {
            self.b.ins().brif(cond, next, &[], to, &[]);
        } else {
            self.b.ins().brif(cond, to, &[], next, &[]);
        }
        self.b.switch_to_block(next);
    }

    /// Overflow-checked arithmetic on ints that fit 61 bits.
    pub(super) fn overflow(&mut self, r: Ref, inst: &Inst) -> Value {
        let (ra, rb) = (inst.args()[0], inst.args()[1]);
        let (a, b) = (self.value(ra), self.value(rb));
        match inst.op {
            Op::int_add_ovf | Op::int_sub_ovf => {
                let add = inst.op == Op::int_add_ovf;
                let result = if add { self.b.ins().iadd(a, b) } else { self.b.ins().isub(a, b) };
                let old = if self.dies_at(ra) {
                    Some((ra, result, rb, !add))
                } else if add && self.dies_at(rb) {
                    Some((rb, result, ra, false))
                } else {
                    None
                };
                let half = self.int(1 << 60);
                let moved = self.b.ins().iadd(result, half);
                let high = self.b.ins().ushr_imm_u(moved, 61);
                let to = self.target(r, inst, old);
                self.branch(high, false, to);
                result
            }
            Op::int_mul_ovf => {
                // (8a)b overflows 64 bits exactly if ab does not fit 61.
                let tagged = self.b.ins().ishl_imm_u(a, 3);
                let (product, overflow) = self.b.ins().smul_overflow(tagged, b);
                let to = self.target(r, inst, None);
                self.branch(overflow, false, to);
                self.b.ins().sshr_imm_u(product, 3)
            }
            _ => {
                if self.region.as_int(rb).is_none_or(|n| !(0..=60).contains(&n)) {
                    let fine = self.compare(IntCC::UnsignedLessThan, b, 61);
                    let to = self.target(r, inst, None);
                    self.branch(fine, true, to);
                }
                let n = self.b.ins().iadd_imm_u(b, 3);
                let up = self.b.ins().ishl(a, n);
                let back = self.b.ins().sshr(up, n);
                let same = self.b.ins().icmp(IntCC::Equal, back, a);
                let to = self.target(r, inst, None);
                self.branch(same, true, to);
                self.b.ins().sshr_imm_u(up, 3)
            }
        }
    }
    /// Is the value (no constant) used nowhere behind the current instruction?
    fn dies_at(&self, r: Ref) -> bool {
        self.region.bits(r).is_none() && self.uses.get(&r).is_none_or(|uses| uses.iter().all(|&(b, i)| b == self.at.0 && i <= self.at.1))
    }

    /// The cold block of an exit.
    pub(super) fn cold_block(&mut self, guard: Option<(Ref, Op)>, snap: SnapId, recompute: Option<(Ref, Value, Ref, bool)>) -> Block {
        let own = guard.filter(|(_, op)| op.is_branch()).map(|(r, _)| r);
        if recompute.is_none()
            && own.is_none()
            && let Some(&i) = self.shared.get(&snap)
            && let Some(cold) = self.cold.iter().find(|c| c.exit == i && c.recompute.is_none())
        {
            return cold.block;
        }
        let exit = match (own, self.shared.get(&snap)) {
            (None, Some(&i)) => i,
            _ => {
                self.exits.push(ExitPoint { snap, guard: own });
                let i = self.exits.len() - 1;
                if own.is_none() {
                    self.shared.insert(snap, i);
                }
                i
            }
        };
        let block = self.b.create_block();
        self.b.set_cold_block(block);
        self.cold.push(Cold { block, exit, recompute });
        block
    }

    /// Fills the cold blocks.
    pub(super) fn cold_blocks(&mut self) -> Result<(), CompileError> {
        for cold in std::mem::take(&mut self.cold) {
            self.b.switch_to_block(cold.block);
            let live = live_values(self.region, self.exits[cold.exit].snap);
            if live.len() > EXIT_VALUES_MAX {
                return Err(CompileError::TooManyLiveValues(live.len()));
            }
            for (i, &r) in live.iter().enumerate() {
                let v = match cold.recompute {
                    Some((old, result, other, add)) if old == r => {
                        let other = self.value(other);
                        if add { self.b.ins().iadd(result, other) } else { self.b.ins().isub(result, other) }
                    }
                    _ => self.value(r),
                };
                let v = match self.region.ty(r) {
                    Type::Bool => self.b.ins().uextend(ct::I64, v),
                    _ => v,
                };
                let offset = JitContext::EXIT + 8 * i as i32;
                self.b.ins().store(MemFlagsData::trusted(), v, self.context, offset);
            }
            let number = self.int(cold.exit as i64);
            self.leave(number);
        }
        self.leave_block();
        Ok(())
    }
}
