//! Pure ops on machine values.

use super::Lower;
use crate::ir::ops::Op;
use crate::ir::types::{Type, word};
use crate::ir::{Inst, meaning};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types as ct};

impl Lower<'_, '_> {
    /// Lowers a pure op.
    pub(super) fn scalar(&mut self, inst: &Inst) -> Value {
        if matches!(inst.op, Op::int_floordiv | Op::int_mod) {
            return self.divide(inst);
        }
        if matches!(inst.op, Op::int_shl | Op::int_shr | Op::int_ushr) {
            return self.shift(inst);
        }
        let args: Vec<Value> = inst.args().iter().map(|&a| self.value(a)).collect();
        let a = args.first().copied().unwrap_or(self.context);
        let b = args.get(1).copied().unwrap_or(a);
        let c = args.get(2).copied().unwrap_or(a);
        match inst.op {
            Op::int_add | Op::mem_add => self.b.ins().iadd(a, b),
            Op::int_sub => self.b.ins().isub(a, b),
            Op::int_mul => self.b.ins().imul(a, b),
            Op::int_neg => self.b.ins().ineg(a),
            Op::int_udiv => self.b.ins().udiv(a, b),
            Op::int_umod => self.b.ins().urem(a, b),
            Op::int_and => self.b.ins().band(a, b),
            Op::int_or => self.b.ins().bor(a, b),
            Op::int_xor => self.b.ins().bxor(a, b),
            Op::int_not => self.b.ins().bnot(a),
            Op::int_min => self.b.ins().smin(a, b),
            Op::int_max => self.b.ins().smax(a, b),
            Op::int_eq | Op::val_eq | Op::ptr_eq | Op::mem_eq => self.b.ins().icmp(IntCC::Equal, a, b),
            Op::int_ne => self.b.ins().icmp(IntCC::NotEqual, a, b),
            Op::int_lt => self.b.ins().icmp(IntCC::SignedLessThan, a, b),
            Op::int_le => self.b.ins().icmp(IntCC::SignedLessThanOrEqual, a, b),
            Op::int_gt => self.b.ins().icmp(IntCC::SignedGreaterThan, a, b),
            Op::int_ge => self.b.ins().icmp(IntCC::SignedGreaterThanOrEqual, a, b),
            Op::int_ult => self.b.ins().icmp(IntCC::UnsignedLessThan, a, b),
            Op::float_add => self.b.ins().fadd(a, b),
            Op::float_sub => self.b.ins().fsub(a, b),
            Op::float_mul => self.b.ins().fmul(a, b),
            Op::float_div => self.b.ins().fdiv(a, b),
            Op::float_floordiv => self.float_helper(meaning::float_floordiv as *const () as u64, a, b),
            Op::float_mod => self.float_helper(meaning::float_mod as *const () as u64, a, b),
            Op::float_neg => self.b.ins().fneg(a),
            Op::float_abs => self.b.ins().fabs(a),
            Op::float_sqrt => self.b.ins().sqrt(a),
            Op::float_floor => self.b.ins().floor(a),
            Op::float_ceil => self.b.ins().ceil(a),
            Op::float_trunc => self.b.ins().trunc(a),
            Op::float_eq => self.b.ins().fcmp(FloatCC::Equal, a, b),
            Op::float_ne => self.b.ins().fcmp(FloatCC::NotEqual, a, b),
            Op::float_lt => self.b.ins().fcmp(FloatCC::LessThan, a, b),
            Op::float_le => self.b.ins().fcmp(FloatCC::LessThanOrEqual, a, b),
            Op::float_gt => self.b.ins().fcmp(FloatCC::GreaterThan, a, b),
            Op::float_ge => self.b.ins().fcmp(FloatCC::GreaterThanOrEqual, a, b),
            Op::float_of_int => self.b.ins().fcvt_from_sint(ct::F64, a),
            Op::int_of_float => self.b.ins().fcvt_to_sint_sat(ct::I64, a),
            Op::int_of_bits => self.b.ins().bitcast(ct::I64, MemFlagsData::new(), a),
            Op::float_of_bits => self.b.ins().bitcast(ct::F64, MemFlagsData::new(), a),
            Op::int_of_bool => self.b.ins().uextend(ct::I64, a),
            Op::bool_not => self.b.ins().bxor_imm_u(a, 1),
            Op::bool_and => self.b.ins().band(a, b),
            Op::bool_or => self.b.ins().bor(a, b),
            Op::int_select | Op::float_select | Op::val_select => self.b.ins().select(a, b, c),
            Op::val_of_int => self.b.ins().ishl_imm_u(a, 3),
            Op::int_of_val => self.b.ins().sshr_imm_u(a, 3),
            Op::val_of_nat => self.tag_nat(a),
            Op::nat_of_val => self.untag_nat(a),
            Op::int_of_nat | Op::nat_of_int => a,
            Op::float_of_nat => self.b.ins().fcvt_from_uint(ct::F64, a),
            Op::val_of_float => self.tag_float(a),
            Op::float_of_val => {
                let bits = self.b.ins().bxor_imm_u(a, 2);
                let bits = self.b.ins().rotr_imm_u(bits, 4);
                self.b.ins().bitcast(ct::F64, MemFlagsData::new(), bits)
            }
            Op::val_of_bool => {
                let wide = self.b.ins().uextend(ct::I64, a);
                let up = self.b.ins().ishl_imm_u(wide, 3);
                self.b.ins().iadd_imm_u(up, word::FALSE as i64)
            }
            Op::bool_of_val => self.compare(IntCC::Equal, a, word::TRUE as i64),
            Op::val_of_ptr => self.b.ins().bor_imm_u(a, 4),
            Op::ptr_of_val => self.b.ins().iadd_imm_s(a, -4),
            Op::is_int => {
                let tag = self.tag_bits(a);
                self.compare(IntCC::Equal, tag, 0)
            }
            Op::is_float => {
                let bit = self.float_bit(a);
                self.compare(IntCC::NotEqual, bit, 0)
            }
            Op::is_ptr => {
                let tag = self.tag_bits(a);
                self.compare(IntCC::Equal, tag, 4)
            }
            _ => unreachable!("{} is not lowered here", inst.op.info().text),
        }
    }

    fn float_helper(&mut self, addr: u64, a: Value, b: Value) -> Value {
        self.call_address(addr, &[Type::Float, Type::Float], Type::Float, &[a, b]).unwrap_or(a)
    }

    /// The immediate word of a float; a cold call boxes the few doubles that have none.
    fn tag_float(&mut self, f: Value) -> Value {
        let bits = self.b.ins().bitcast(ct::I64, MemFlagsData::new(), f);
        let turned = self.b.ins().rotl_imm_u(bits, 4);
        let tagged = self.b.ins().bxor_imm_u(turned, 2);
        let (cold, done) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(cold);
        let result = self.b.append_block_param(done, ct::I64);
        let fine = self.float_bit(tagged);
        self.b.ins().brif(fine, done, &[tagged.into()], cold, &[]);
        self.b.switch_to_block(cold);
        let args = [self.context, f];
        let boxed = self.call_address(self.helpers.box_float, &[Type::Mem, Type::Float], Type::Val, &args);
        let boxed = boxed.unwrap_or(tagged);
        self.b.ins().jump(done, &[boxed.into()]);
        self.b.switch_to_block(done);
        result
    }

    /// The word of an unsigned number: small ones are shifted, a call boxes the others.
    fn tag_nat(&mut self, n: Value) -> Value {
        let (large, done) = (self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, ct::I64);
        let tagged = self.b.ins().ishl_imm_u(n, 3);
        let small = self.compare(IntCC::UnsignedLessThan, n, word::INT_MAX + 1);
        self.b.ins().brif(small, done, &[tagged.into()], large, &[]);
        self.b.switch_to_block(large);
        let boxed = self.call_address(self.helpers.box_nat, &[Type::Nat], Type::Val, &[n]).unwrap_or(tagged);
        self.b.ins().jump(done, &[boxed.into()]);
        self.b.switch_to_block(done);
        result
    }
    /// The number of a word that was guarded: a shift, or a call for an object.
    fn untag_nat(&mut self, v: Value) -> Value {
        let (large, done) = (self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, ct::I64);
        let small = self.b.ins().ushr_imm_u(v, 3);
        let tag = self.tag_bits(v);
        self.b.ins().brif(tag, large, &[], done, &[small.into()]);
        self.b.switch_to_block(large);
        let n = self.call_address(self.helpers.nat_value, &[Type::Val], Type::Nat, &[v]).unwrap_or(small);
        self.b.ins().jump(done, &[n.into()]);
        self.b.switch_to_block(done);
        result
    }

    /// Shifts; a machine shift takes the count modulo 64, so `shr` clamps a count it does not know.
    fn shift(&mut self, inst: &Inst) -> Value {
        let a = self.value(inst.args()[0]);
        if let Some(n) = self.region.as_int(inst.args()[1]) {
            return match inst.op {
                Op::int_shl => self.b.ins().ishl_imm_u(a, n & 63),
                Op::int_ushr => self.b.ins().ushr_imm_u(a, n & 63),
                _ => self.b.ins().sshr_imm_u(a, n.clamp(0, 63)),
            };
        }
        let n = self.value(inst.args()[1]);
        match inst.op {
            Op::int_shl => self.b.ins().ishl(a, n),
            Op::int_ushr => self.b.ins().ushr(a, n),
            _ => {
                let most = self.int(63);
                let n = self.b.ins().umin(n, most);
                self.b.ins().sshr(a, n)
            }
        }
    }

    /// Floor division and remainder. The machine truncates and faults on `i64::MIN / -1`, so -1 is divided by as 1 and the
    /// sign is corrected; a constant positive divisor becomes a multiplication.
    fn divide(&mut self, inst: &Inst) -> Value {
        let a = self.value(inst.args()[0]);
        let wants_mod = inst.op == Op::int_mod;
        if let Some(d) = self.region.as_int(inst.args()[1]).filter(|d| *d > 0) {
            return self.divide_by(a, d, wants_mod);
        }
        let b = self.value(inst.args()[1]);
        let minus_one = self.compare(IntCC::Equal, b, -1);
        let one = self.int(1);
        let safe = self.b.ins().select(minus_one, one, b);
        let q = self.b.ins().sdiv(a, safe);
        let product = self.b.ins().imul(q, safe);
        let r = self.b.ins().isub(a, product);
        let signs = self.b.ins().bxor(r, b);
        let differ = self.compare(IntCC::SignedLessThan, signs, 0);
        let some = self.compare(IntCC::NotEqual, r, 0);
        let adjust = self.b.ins().band(differ, some);
        if wants_mod {
            let up = self.b.ins().iadd(r, b);
            self.b.ins().select(adjust, up, r)
        } else {
            let down = self.b.ins().iadd_imm_s(q, -1);
            let q = self.b.ins().select(adjust, down, q);
            let negated = self.b.ins().ineg(a);
            self.b.ins().select(minus_one, negated, q)
        }
    }

    /// Division by a constant `d > 0`: with `t = a >> 63`, `u = a ^ t` is `a` or `-a - 1`, below 2^63, and floor(a / d) is
    /// floor(u / d) ^ t. For u below 2^63 and `l = ceil(log2 d)`, floor(u / d) is `u * M >> (63 + l)` with
    /// `M = 2^(63 + l) / d + 1`.
    fn divide_by(&mut self, a: Value, d: i64, wants_mod: bool) -> Value {
        if d & (d - 1) == 0 {
            return if wants_mod {
                let mask = self.int(d - 1);
                self.b.ins().band(a, mask)
            } else {
                self.b.ins().sshr_imm_u(a, i64::from(d.trailing_zeros()))
            };
        }
        let l = 64 - (d - 1).leading_zeros();
        let magic = (1u128 << (63 + l)) / d as u128 + 1;
        let sign = self.b.ins().sshr_imm_u(a, 63);
        let u = self.b.ins().bxor(a, sign);
        let magic = self.int(magic as u64 as i64);
        let high = self.b.ins().umulhi(u, magic);
        let q = self.b.ins().ushr_imm_u(high, i64::from(l) - 1);
        let q = self.b.ins().bxor(q, sign);
        if !wants_mod {
            return q;
        }
        let d = self.int(d);
        let back = self.b.ins().imul(q, d);
        self.b.ins().isub(a, back)
    }
}
