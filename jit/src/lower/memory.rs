//! Memory accesses, reference counts, allocation.

use super::Lower;
use crate::ir::ops::Op;
use crate::ir::types::{Cell, Type, header};
use crate::ir::{Inst, Ref};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types as ct};

impl Lower<'_, '_> {
    /// Base plus scaled index; Cranelift folds the sum and the offset into the access.
    fn address(&mut self, inst: &Inst) -> Value {
        let base = self.value(inst.args()[0]);
        match inst.index() {
            None => base,
            Some(index) => {
                let index = self.value(index);
                let index = match inst.scale {
                    0 => index,
                    n => self.b.ins().ishl_imm_u(index, i64::from(n)),
                };
                self.b.ins().iadd(base, index)
            }
        }
    }
    pub(super) fn load(&mut self, inst: &Inst) -> Value {
        let (addr, offset) = (self.address(inst), inst.offset());
        let flags = MemFlagsData::trusted();
        let ins = self.b.ins();
        match inst.cell {
            Cell::I64 | Cell::Val | Cell::Ptr | Cell::Mem => ins.load(ct::I64, flags, addr, offset),
            Cell::I32 => ins.sload32(flags, addr, offset),
            Cell::U32 => ins.uload32(flags, addr, offset),
            Cell::U16 => ins.uload16(ct::I64, flags, addr, offset),
            Cell::U8 => ins.uload8(ct::I64, flags, addr, offset),
            Cell::F64 => ins.load(ct::F64, flags, addr, offset),
        }
    }
    pub(super) fn store(&mut self, inst: &Inst) {
        let value = self.value(inst.stored());
        let (addr, offset) = (self.address(inst), inst.offset());
        let flags = MemFlagsData::trusted();
        let ins = self.b.ins();
        match inst.cell {
            Cell::I64 | Cell::Val | Cell::Ptr | Cell::Mem | Cell::F64 => ins.store(flags, value, addr, offset),
            Cell::I32 | Cell::U32 => ins.istore32(flags, value, addr, offset),
            Cell::U16 => ins.istore16(flags, value, addr, offset),
            Cell::U8 => ins.istore8(flags, value, addr, offset),
        };
    }

    /// The object of a counted word, in a block of its own if the word may be something else. Returns the address and the
    /// block to go on in.
    fn counted(&mut self, r: Ref) -> (Value, Option<cranelift_codegen::ir::Block>) {
        let def = self.region.inst(r);
        if def.op == Op::val_of_ptr {
            return (self.value(def.args()[0]), None);
        }
        let v = self.value(r);
        let (some, done) = (self.b.create_block(), self.b.create_block());
        let tag = self.tag_bits(v);
        let is_ptr = self.compare(IntCC::Equal, tag, 4);
        self.b.ins().brif(is_ptr, some, &[], done, &[]);
        self.b.switch_to_block(some);
        (self.b.ins().iadd_imm_s(v, -4), Some(done))
    }
    pub(super) fn retain(&mut self, inst: &Inst) {
        let (object, done) = self.counted(inst.args()[0]);
        let flags = MemFlagsData::trusted();
        let rc = self.b.ins().load(ct::I32, flags, object, header::RC);
        let rc = self.b.ins().iadd_imm_u(rc, 1);
        self.b.ins().store(flags, rc, object, header::RC);
        if let Some(done) = done {
            self.b.ins().jump(done, &[]);
            self.b.switch_to_block(done);
        }
    }
    /// Counts down; the destructor's call stands in a cold block. A quiet release leaves if Python code ran in it.
    pub(super) fn release(&mut self, r: Ref, inst: &Inst) {
        let (object, done) = self.counted(inst.args()[0]);
        let done = done.unwrap_or_else(|| self.b.create_block());
        let flags = MemFlagsData::trusted();
        let rc = self.b.ins().load(ct::I32, flags, object, header::RC);
        let rc = self.b.ins().iadd_imm_s(rc, -1);
        self.b.ins().store(flags, rc, object, header::RC);
        let zero = self.b.create_block();
        self.b.set_cold_block(zero);
        self.b.ins().brif(rc, done, &[], zero, &[]);
        self.b.switch_to_block(zero);
        let args = [self.context, object];
        let ran = self.call_address(self.helpers.release, &[Type::Mem, Type::Ptr], Type::Int, &args);
        if let (Op::release_quiet, Some(ran)) = (inst.op, ran) {
            self.leave_unless(r, inst, ran, false);
        }
        self.b.ins().jump(done, &[]);
        self.b.switch_to_block(done);
    }
    /// Counts down, unless that would be the end of the object: then it leaves.
    pub(super) fn release_shared(&mut self, r: Ref, inst: &Inst) {
        let (object, done) = self.counted(inst.args()[0]);
        let flags = MemFlagsData::trusted();
        let rc = self.b.ins().load(ct::I32, flags, object, header::RC);
        let one = self.b.ins().iconst(ct::I32, 1);
        let last = self.b.ins().icmp(IntCC::Equal, rc, one);
        self.leave_unless(r, inst, last, false);
        let rc = self.b.ins().iadd_imm_s(rc, -1);
        self.b.ins().store(flags, rc, object, header::RC);
        if let Some(done) = done {
            self.b.ins().jump(done, &[]);
            self.b.switch_to_block(done);
        }
    }
    /// An int of any size through the function of its layout.
    pub(super) fn int_big(&mut self, inst: &Inst) -> Value {
        let region = self.region;
        let layout = &region.layouts[inst.imm as usize];
        let kind = self.int(layout.words[0] as i64);
        let (a, b) = (self.value(inst.args()[0]), self.value(inst.args()[1]));
        let params = [Type::Mem, Type::Int, Type::Int, Type::Int];
        self.call_address(layout.addr, &params, Type::Val, &[self.context, kind, a, b]).unwrap_or(self.context)
    }
    pub(super) fn allocate(&mut self, inst: &Inst) -> Value {
        let region = self.region;
        let layout = &region.layouts[inst.imm as usize];
        let words = layout.words.map(|w| self.int(w as i64));
        let args = [self.context, words[0], words[1]];
        let params = [Type::Mem, Type::Int, Type::Int];
        self.call_address(layout.addr, &params, Type::Ptr, &args).unwrap_or(self.context)
    }
}
