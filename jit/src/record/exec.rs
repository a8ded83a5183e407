//! The micro-ops of the recorder: run the concrete machine, then emit. Families with more to say stand in their own files.

use super::{O, Recorder, T, V, peek};
use crate::abort::Abort;
use crate::engine::runtime;
use crate::ir::Ref;
use crate::ir::ops::Op as Ir;
use crate::ir::types::{Type, word};
use crate::opt::facts::Class;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{Op, SENSE};
use vm::heap::header::Kind;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{AttrPlan, Exec, Leave, R, StorePlan};
use vm::interp::operator::Operator;
use vm::object::error::PyResult;
use vm::object::ops::{BinOp, CmpOp};
use vm::object::shape::Shape;
use vm::value::{Value, Word};
use vm::vm::Vm;

impl Recorder<'_> {
    /// Guards the outcome of a condition. Behind an effect the exit goes on at the other target of the branch.
    pub(super) fn decide(&mut self, cond: Ref, outcome: bool) {
        if self.abort.is_some() || self.t.bits(cond).is_some() {
            return;
        }
        if !self.t.has_effect() {
            if outcome {
                self.t.guard_true(cond)
            } else {
                self.t.guard_false(cond)
            };
            return;
        }
        let (i, next) = (self.i, self.pc + 1);
        let sense = match i.op() {
            Op::JumpIf => true,
            Op::JumpIfNot => false,
            Op::ForIter => return self.give_up(Abort::Internal),
            _ => i.has(SENSE),
        };
        let offset = if matches!(i.op(), Op::JumpIf | Op::JumpIfNot) { i.imm() } else { i32::from(i.near()) };
        let other = if outcome != sense { (i64::from(next) + i64::from(offset)) as u32 } else { next };
        self.decide_at(cond, outcome, other);
    }
    /// Guards the outcome of a condition behind an effect; the exit goes on at `other`.
    pub(super) fn decide_at(&mut self, cond: Ref, outcome: bool, other: u32) {
        let snap = self.t.snapshot_at(other);
        let op = if outcome { Ir::guard_true } else { Ir::guard_false };
        self.t.emit(crate::ir::Inst::simple(op, &[cond]).with_snap(snap));
    }
    fn int_slow(&mut self, op: BinOp, a: Ref, b: Ref) {
        // The result left 61 bits, or the operands are out of the op's range: guard that, so that the slow way is right.
        let zero = self.t.const_int(0);
        let cond = match op {
            // What a mask cuts needs no guard.
            BinOp::Add | BinOp::Sub if self.is_masked_soon() => return,
            BinOp::Add | BinOp::Sub => {
                let r = if op as u8 == BinOp::Add as u8 { self.t.int_add(a, b) } else { self.t.int_sub(a, b) };
                let three = self.t.const_int(3);
                let up = self.t.int_shl(r, three);
                let back = self.t.int_shr(up, three);
                self.t.int_ne(back, r)
            }
            BinOp::FloorDiv | BinOp::Mod => self.t.int_eq(b, zero),
            // The slow way is right for all operands; only the speed is lost.
            _ => return,
        };
        self.t.guard_true(cond);
    }
}

impl Exec for Recorder<'_> {
    type Val = V;
    type Own = O;
    type Int = T<i64>;
    type Float = T<f64>;
    type Bool = T<bool>;
    type Obj = V;

    fn get(&mut self, r: u16) -> V {
        self.read(r)
    }
    fn set(&mut self, r: u16, v: O) {
        let old = self.losing(r);
        self.m.set(r, v.own);
        self.write(r, v.r, v.counted);
        if let Some(old) = old {
            self.t.release_later(old);
        }
    }
    fn take(&mut self, r: u16) -> O {
        let v = self.read(r);
        let slot = self.slot(r);
        let counted = self.t.entry(slot).is_none_or(|e| e.1);
        let own = self.m.take(r);
        self.clear(r);
        O { own, r: v.r, counted }
    }
    fn kill(&mut self, r: u16) {
        // A temporary of an enclosing loop may have stayed in memory, where the root loop found no use for it.
        let slot = self.slot(r);
        let in_memory = self.abort.is_none() && !self.t.is_function() && self.m.vm.frames.len() - 1 == self.root.1 && self.t.entry(slot).is_none();
        if in_memory {
            self.t.register(slot);
        }
        let old = self.losing(r);
        self.m.kill(r);
        if in_memory {
            self.t.clear_register(slot, true);
        } else {
            self.clear(r);
        }
        if let Some(old) = old {
            self.t.release_later(old);
        }
    }
    fn constant(&mut self, i: u32) -> V {
        let w = self.m.constant(i);
        self.keep.borrow_mut().value(w);
        V { w, r: self.t.const_word(w.0) }
    }
    fn int_const(&mut self, i: i64) -> T<i64> {
        T { v: i << 3, r: self.t.const_int(i) }
    }
    fn retain(&mut self, v: V) -> O {
        let own = self.m.retain(v.w);
        if self.t.bits(v.r).is_some() || self.t.ty(v.r) != Type::Val {
            return O { own, r: v.r, counted: self.t.ty(v.r) != Type::Val || !v.w.is_ptr() };
        }
        if !self.t.has_effect() && (v.w.is_int() || v.w.is_float() || v.w.is_bool()) {
            let class = self.class(v);
            let r = match class {
                Class::Int => self.t.int_of_val(v.r),
                Class::Float => self.t.float_of_val(v.r),
                Class::Bool => self.t.bool_of_val(v.r),
                _ => v.r,
            };
            return O { own, r, counted: true };
        }
        self.t.retain(v.r);
        O { own, r: v.r, counted: true }
    }
    fn null(&mut self) -> O {
        O { own: self.m.null(), r: self.t.const_word(word::NULL), counted: true }
    }

    fn ints(&mut self, x: V, y: V) -> Option<(T<i64>, T<i64>)> {
        if self.is_wide_pair(x, y) || self.has_nat(x, y) {
            return None;
        }
        let (a, b) = (self.class(x), self.class(y));
        if a != Class::Int || b != Class::Int {
            return None;
        }
        let (v, u) = self.m.ints(x.w, y.w)?;
        Some((T { v, r: self.int_of(x) }, T { v: u, r: self.int_of(y) }))
    }
    fn floats(&mut self, x: V, y: V) -> Option<(T<f64>, T<f64>)> {
        if self.is_wide_pair(x, y) || self.has_nat(x, y) {
            return None;
        }
        let (a, b) = (self.class(x), self.class(y));
        let number = |c| matches!(c, Class::Int | Class::Float);
        if !number(a) || !number(b) || a == Class::Int && b == Class::Int {
            return None;
        }
        let r = self.m.floats(x.w, y.w);
        let mut side = |v: V, class| match class {
            Class::Float => self.float_of(v),
            _ => {
                // Exact as a float: -(2**53) <= i <= 2**53.
                let i = self.int_of(v);
                let (half, all) = (self.t.const_int(1 << 53), self.t.const_int(1 << 54));
                let moved = self.t.int_add(i, half);
                let fits = self.t.int_ult(moved, all);
                if r.is_some() {
                    self.t.guard_true(fits)
                } else {
                    self.t.guard_false(fits)
                };
                self.t.float_of_int(i)
            }
        };
        let (p, q) = (side(x, a), side(y, b));
        let (u, v) = r?;
        Some((T { v: u, r: p }, T { v, r: q }))
    }
    fn as_int(&mut self, x: V) -> Option<T<i64>> {
        if self.t.ty(x.r) == Type::Nat || self.class(x) != Class::Int {
            return None;
        }
        Some(T { v: self.m.as_int(x.w)?, r: self.int_of(x) })
    }
    fn as_float(&mut self, x: V) -> Option<T<f64>> {
        if self.t.ty(x.r) == Type::Nat || self.class(x) != Class::Float {
            return None;
        }
        Some(T { v: self.m.as_float(x.w)?, r: self.float_of(x) })
    }
    fn as_bool(&mut self, x: V) -> Option<T<bool>> {
        if self.t.ty(x.r) == Type::Nat || self.class(x) != Class::Bool {
            return None;
        }
        let r = if self.t.ty(x.r) == Type::Bool { x.r } else { self.t.bool_of_val(x.r) };
        Some(T { v: self.m.as_bool(x.w)?, r })
    }
    fn as_exact(&mut self, x: V, kind: Kind) -> Option<V> {
        let p = self.object(x)?;
        self.m.as_exact(x.w, kind)?;
        Some(V { w: x.w, r: p })
    }
    fn is_none(&mut self, x: V) -> T<bool> {
        let v = self.m.is_none(x.w);
        let r = if self.t.ty(x.r) == Type::Val {
            let none = self.t.const_word(word::NONE);
            self.t.val_eq(x.r, none)
        } else {
            self.t.const_bool(false)
        };
        T { v, r }
    }
    fn is_null(&mut self, x: V) -> bool {
        let null = self.m.is_null(x.w);
        if self.t.ty(x.r) == Type::Val {
            if null {
                self.t.guard_eq(x.r, word::NULL)
            } else {
                self.t.guard_ne(x.r, word::NULL)
            };
        }
        null
    }
    fn is_same(&mut self, x: V, y: V) -> T<bool> {
        let v = self.m.is_same(x.w, y.w);
        if self.t.ty(x.r) == Type::Float || self.t.ty(y.r) == Type::Float {
            self.give_up(Abort::Unsupported);
        }
        let (a, b) = (self.word_of(x.r), self.word_of(y.r));
        T { v, r: self.t.val_eq(a, b) }
    }

    fn from_int(&mut self, i: T<i64>) -> O {
        O { own: self.m.from_int(i.v), r: i.r, counted: true }
    }
    fn from_float(&mut self, f: T<f64>) -> O {
        let own = self.m.from_float(f.v);
        if own.0.is_ptr() {
            // A double without immediate form: its word has another class than the rest of the path would assume.
            self.give_up(Abort::LeftLoop);
        }
        O { own, r: f.r, counted: true }
    }
    fn from_bool(&mut self, b: T<bool>) -> O {
        O { own: self.m.from_bool(b.v), r: b.r, counted: true }
    }

    fn int_op(&mut self, op: BinOp, a: T<i64>, b: T<i64>) -> Option<T<i64>> {
        let Some(v) = self.m.int_op(op, a.v, b.v) else {
            self.int_slow(op, a.r, b.r);
            return None;
        };
        let zero = self.t.const_int(0);
        let r = match op {
            BinOp::Add => self.t.int_add_ovf(a.r, b.r),
            BinOp::Sub => self.t.int_sub_ovf(a.r, b.r),
            BinOp::Mul => self.t.int_mul_ovf(a.r, b.r),
            BinOp::And => self.t.int_and(a.r, b.r),
            BinOp::Or => self.t.int_or(a.r, b.r),
            BinOp::Xor => self.t.int_xor(a.r, b.r),
            BinOp::FloorDiv | BinOp::Mod => {
                let cond = self.t.int_ne(b.r, zero);
                self.t.guard_true(cond);
                if op as u8 == BinOp::Mod as u8 {
                    self.t.int_mod(a.r, b.r)
                } else {
                    let q = self.t.int_floordiv(a.r, b.r);
                    self.t.guard_fits(q);
                    q
                }
            }
            BinOp::Shl => self.t.int_shl_ovf(a.r, b.r),
            BinOp::Shr => {
                let cond = self.t.int_ge(b.r, zero);
                self.t.guard_true(cond);
                self.t.int_shr(a.r, b.r)
            }
            BinOp::Pow => {
                // Small constant powers are products; anything else goes the slow way through the same numbers.
                let Some(n) = self.t.bits(b.r).filter(|&n| (1..=4).contains(&n)) else {
                    return self.pow(a, b, v);
                };
                let mut r = a.r;
                for _ in 1..n {
                    r = self.t.int_mul_ovf(r, a.r);
                }
                r
            }
            BinOp::TrueDiv | BinOp::DivMod | BinOp::MatMul => return None,
        };
        Some(T { v, r })
    }
    fn int_truediv(&mut self, a: T<i64>, b: T<i64>) -> Option<T<f64>> {
        let v = self.m.int_truediv(a.v, b.v);
        let zero = self.t.const_int(0);
        let Some(v) = v else {
            // The slow way is right for all operands.
            return None;
        };
        let nonzero = self.t.int_ne(b.r, zero);
        self.t.guard_true(nonzero);
        let (half, all) = (self.t.const_int(1 << 53), self.t.const_int(1 << 54));
        for x in [a.r, b.r] {
            let moved = self.t.int_add(x, half);
            let fits = self.t.int_ult(moved, all);
            self.t.guard_true(fits);
        }
        let (x, y) = (self.t.float_of_int(a.r), self.t.float_of_int(b.r));
        Some(T { v, r: self.t.float_div(x, y) })
    }
    fn float_op(&mut self, op: BinOp, a: T<f64>, b: T<f64>) -> Option<T<f64>> {
        let v = self.m.float_op(op, a.v, b.v);
        if matches!(op, BinOp::TrueDiv | BinOp::FloorDiv | BinOp::Mod) {
            let zero = self.t.const_float(0.0);
            let cond = self.t.float_ne(b.r, zero);
            if v.is_some() {
                self.t.guard_true(cond)
            } else {
                self.t.guard_false(cond)
            };
        }
        let v = v?;
        let r = match op {
            BinOp::Add => self.t.float_add(a.r, b.r),
            BinOp::Sub => self.t.float_sub(a.r, b.r),
            BinOp::Mul => self.t.float_mul(a.r, b.r),
            BinOp::TrueDiv => self.t.float_div(a.r, b.r),
            BinOp::FloorDiv => self.t.float_floordiv(a.r, b.r),
            BinOp::Mod => self.t.float_mod(a.r, b.r),
            BinOp::Pow => self.float_pow(a.r, b.r),
            _ => return None,
        };
        Some(T { v, r })
    }
    fn float_neg(&mut self, a: T<f64>) -> T<f64> {
        T { v: self.m.float_neg(a.v), r: self.t.float_neg(a.r) }
    }
    fn int_cmp(&mut self, op: CmpOp, a: T<i64>, b: T<i64>) -> T<bool> {
        let v = self.m.int_cmp(op, a.v, b.v);
        let r = match op {
            CmpOp::Lt => self.t.int_lt(a.r, b.r),
            CmpOp::Le => self.t.int_le(a.r, b.r),
            CmpOp::Eq => self.t.int_eq(a.r, b.r),
            CmpOp::Ne => self.t.int_ne(a.r, b.r),
            CmpOp::Gt => self.t.int_gt(a.r, b.r),
            CmpOp::Ge => self.t.int_ge(a.r, b.r),
        };
        T { v, r }
    }
    fn float_cmp(&mut self, op: CmpOp, a: T<f64>, b: T<f64>) -> T<bool> {
        let v = self.m.float_cmp(op, a.v, b.v);
        let r = match op {
            CmpOp::Lt => self.t.float_lt(a.r, b.r),
            CmpOp::Le => self.t.float_le(a.r, b.r),
            CmpOp::Eq => self.t.float_eq(a.r, b.r),
            CmpOp::Ne => self.t.float_ne(a.r, b.r),
            CmpOp::Gt => self.t.float_gt(a.r, b.r),
            CmpOp::Ge => self.t.float_ge(a.r, b.r),
        };
        T { v, r }
    }
    fn not(&mut self, b: T<bool>) -> T<bool> {
        T { v: !b.v, r: self.t.bool_not(b.r) }
    }

    fn branch(&mut self, b: T<bool>) -> bool {
        self.decide(b.r, b.v);
        b.v
    }
    fn jump(&mut self, offset: i32) {
        self.m.jump(offset);
    }
    fn back_edge(&mut self, _: u16, offset: i32) -> R {
        // The header of the loop, which comes next, looks at the breaker in compiled code.
        self.m.jump(offset);
        Ok(())
    }

    fn global(&mut self, site: u32) -> Option<V> {
        self.record_global(site)
    }
    fn cell_get(&mut self, r: u16) -> Option<V> {
        let cell = self.read(r);
        let w = self.m.cell_get(r);
        let v = self.cell_content(cell);
        if w.is_some() {
            self.t.guard_ne(v, word::NULL)
        } else {
            self.t.guard_eq(v, word::NULL)
        };
        Some(V { w: w?, r: v })
    }
    fn cell_set(&mut self, r: u16, v: O) {
        let cell = self.read(r);
        self.record_cell_set(r, cell, v);
    }
    fn attr_plan(&mut self, site: u16, x: V, method: bool) -> AttrPlan {
        let plan = self.m.attr_plan(site, x.w, method);
        self.guard_plan(x, plan)
    }
    fn store_plan(&mut self, site: u16, x: V) -> StorePlan {
        let plan = self.m.store_plan(site, x.w);
        if matches!(plan, StorePlan::Generic) {
            return plan;
        }
        self.guard_shape(x);
        plan
    }
    fn slot_load(&mut self, x: V, offset: usize) -> V {
        let w = self.m.slot_load(x.w, offset);
        V { w, r: self.load_slot(x, offset) }
    }
    fn slot_store(&mut self, x: V, offset: usize, v: O) {
        self.record_slot_store(x, offset, v);
    }
    fn slot_add(&mut self, x: V, offset: usize, shape: &'static Shape, v: O) {
        self.record_slot_add(x, offset, shape, v);
    }
    fn module_entry(&mut self, x: V, entry: usize) -> V {
        self.record_module_entry(x, entry)
    }
    fn word(&mut self, w: Word) -> V {
        self.keep.borrow_mut().value(w);
        V { w, r: self.t.const_word(w.0) }
    }

    fn list_len(&mut self, l: V) -> T<i64> {
        T { v: self.m.list_len(l.w), r: self.load_list_len(l.r) }
    }
    fn in_bounds(&mut self, i: T<i64>, len: T<i64>) -> bool {
        let inside = self.m.in_bounds(i.v, len.v);
        let cond = self.t.int_ult(i.r, len.r);
        if inside {
            self.t.guard_true(cond)
        } else {
            self.t.guard_false(cond)
        };
        inside
    }
    fn list_load(&mut self, l: V, i: T<i64>) -> V {
        let w = self.m.list_load(l.w, i.v);
        V { w, r: self.load_list_item(l.r, i.r) }
    }
    fn list_store(&mut self, l: V, i: T<i64>, v: O) {
        self.record_list_store(l, i, v);
    }
    fn list_old(&mut self, l: V, i: T<i64>) {
        self.prepare_list_store(l, i);
    }
    fn list_room(&mut self, l: V) {
        self.guard_apart(l);
    }
    fn list_push(&mut self, l: V, v: O) {
        self.record_list_push(l, v);
    }
    fn tuple_len(&mut self, t: V) -> T<i64> {
        T { v: self.m.tuple_len(t.w), r: self.load_tuple_len(t.r) }
    }
    fn tuple_load(&mut self, t: V, i: T<i64>) -> V {
        let w = self.m.tuple_load(t.w, i.v);
        V { w, r: self.load_tuple_item(t.r, i.r) }
    }
    fn len_is(&mut self, len: T<i64>, n: usize) -> bool {
        let is = self.m.len_is(len.v, n);
        let n = self.t.const_int(n as i64);
        let cond = self.t.int_eq(len.r, n);
        if is {
            self.t.guard_true(cond)
        } else {
            self.t.guard_false(cond)
        };
        is
    }
    fn build_tuple(&mut self, start: u16, n: u16) -> O {
        self.record_build(start, n, true)
    }
    fn build_list(&mut self, start: u16, n: u16) -> O {
        self.record_build(start, n, false)
    }
    fn dict_load(&mut self, d: V, key: V) -> Option<V> {
        self.record_dict_load(d, key)
    }

    fn iter_next(&mut self, it: V) -> Option<Option<O>> {
        self.record_iter_next(it)
    }
    fn for_generator(&mut self, i: Instr) -> Result<bool, Leave> {
        self.record_for_generator(i)
    }
    fn send_generator(&mut self, i: Instr) -> Result<bool, Leave> {
        self.record_send(i)
    }
    fn yield_(&mut self, i: Instr) -> R {
        self.record_yield(i)
    }

    fn call(&mut self, i: Instr) -> R {
        self.record_call(i)
    }
    fn return_(&mut self, v: O) -> R {
        self.record_return(v)
    }
    fn call_getter(&mut self, f: Word, x: V, dst: u16) -> Result<bool, Leave> {
        self.record_getter(f, x, dst)
    }
    fn call_operator(&mut self, operator: Operator, x: V, y: V) -> Result<bool, Leave> {
        self.record_operator(operator, x, y)
    }

    fn done(&mut self) -> R {
        // The recorder's loop looks itself.
        Ok(())
    }
    fn cold(&mut self, f: ColdFn, i: Instr) -> R {
        if matches!(i.op(), Op::CallKw | Op::CallEx) {
            return self.record_special_call(i);
        }
        if let Some(r) = self.record_super(f, i) {
            return r;
        }
        if let Some(r) = self.record_empty_dict(f, i) {
            return r;
        }
        match self.record_quiet(f, i) {
            Some(r) => r,
            None => self.record_cold(f, i, None),
        }
    }
    fn slow_binary(&mut self, op: BinOp, inplace: bool, x: V, y: V) -> Result<O, Leave> {
        if let Some(done) = self.wide_binary(op, inplace, x, y) {
            return done;
        }
        if let Some(done) = self.complex_binary(op, inplace, x, y) {
            return done;
        }
        let (x, y) = (self.plain(x), self.plain(y));
        let containers = self.is_container_binary(op, x, y);
        let quiet = !containers && self.is_inert(x) && self.is_inert(y);
        let own = self.m.slow_binary(op, inplace, x.w, y.w)?;
        if containers {
            return Ok(O { own, r: self.emit_container_binary(op, inplace, x, y), counted: true });
        }
        let r = self.call2("binary", runtime::binary(op, inplace), x, y, quiet);
        Ok(O { own, r, counted: true })
    }
    fn concat(&mut self, i: Instr) -> bool {
        self.record_concat(i)
    }
    fn slow_compare(&mut self, op: CmpOp, x: V, y: V) -> Result<O, Leave> {
        if let Some(done) = self.wide_compare(op, x, y) {
            return done.map(|b| self.from_bool(b));
        }
        if let Some(done) = self.compare_strings(op, x, y) {
            return done.map(|b| self.from_bool(b));
        }
        let (x, y) = (self.plain(x), self.plain(y));
        let quiet = self.is_inert(x) && self.is_inert(y);
        let own = self.m.slow_compare(op, x.w, y.w)?;
        let r = self.call2("compare", runtime::compare(op), x, y, quiet);
        Ok(O { own, r, counted: true })
    }
    fn slow_compare_bool(&mut self, op: CmpOp, x: V, y: V) -> Result<T<bool>, Leave> {
        if let Some(done) = self.wide_compare(op, x, y) {
            return done;
        }
        if let Some(done) = self.compare_strings(op, x, y) {
            return done;
        }
        let (x, y) = (self.plain(x), self.plain(y));
        let quiet = self.is_inert(x) && self.is_inert(y);
        let v = self.m.slow_compare_bool(op, x.w, y.w)?;
        let r = self.call2("compare_bool", runtime::compare_bool(op), x, y, quiet);
        Ok(T { v, r: self.t.bool_of_val(r) })
    }
    fn slow_truth(&mut self, x: V) -> Result<T<bool>, Leave> {
        if let Some(done) = self.wide_truth(x) {
            return done;
        }
        if self.class(x) == Class::Other {
            // None and its like: the word itself was guarded.
            let v = self.m.slow_truth(x.w)?;
            return Ok(T { v, r: self.t.const_bool(v) });
        }
        if self.class(x) == Class::Float {
            let v = self.m.slow_truth(x.w)?;
            let (f, zero) = (self.float_of(x), self.t.const_float(0.0));
            return Ok(T { v, r: self.t.float_ne(f, zero) });
        }
        self.record_truth(x)
    }
    fn slow2(&mut self, f: fn(&mut Vm, &Value, &Value) -> PyResult<Value>, x: V, y: V) -> Result<O, Leave> {
        if let Some(done) = self.character(f, x, y) {
            return done;
        }
        if std::ptr::fn_addr_eq(f, vm::object::ops::getitem as fn(&mut Vm, &Value, &Value) -> PyResult<Value>)
            && let Some(plan) = self.record_item_slice(x, y)
        {
            let own = self.m.slow2(f, x.w, y.w)?;
            return Ok(O { own, r: self.emit_item_slice(plan), counted: true });
        }
        let quiet = self.is_quiet_subscript(x, y);
        let own = self.m.slow2(f, x.w, y.w)?;
        let r = self.call2("slow2", f, x, y, quiet);
        Ok(O { own, r, counted: true })
    }
    fn slow3(&mut self, f: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()>, x: V, y: V, z: V) -> R {
        if let Some(done) = self.record_dict_store(f, x, y, z) {
            return done;
        }
        let quiet = self.is_quiet_subscript(x, y);
        self.m.slow3(f, x.w, y.w, z.w)?;
        self.call3(f, x, y, z, quiet);
        Ok(())
    }
}

impl Recorder<'_> {
    /// `a ** b` of ints through a helper; leaves when the result has no small form.
    fn pow(&mut self, a: T<i64>, b: T<i64>, v: i64) -> Option<T<i64>> {
        let r = self.call_pure("pow", runtime::int_pow as *const () as u64, &[a.r, b.r], Type::Int);
        self.t.guard_fits(r);
        Some(T { v, r })
    }
    /// `a ** b` of floats; leaves when the result isn't an ordinary float.
    fn float_pow(&mut self, a: Ref, b: Ref) -> Ref {
        let half = self.t.bits(b).is_some_and(|bits| bits == 2.0f64.to_bits());
        if half {
            return self.t.float_mul(a, a);
        }
        let r = self.call_pure("float.pow", runtime::float_pow as *const () as u64, &[a, b], Type::Float);
        let same = self.t.float_eq(r, r);
        self.t.guard_true(same);
        r
    }
    /// Does the type of a value say that operations on it run no Python code? Guards the kind.
    pub(super) fn is_inert(&mut self, x: V) -> bool {
        if self.class(x) != Class::Ptr {
            return x.w != Word::NULL;
        }
        let inert = [Kind::Int, Kind::Float, Kind::Complex, Kind::Str, Kind::Bytes].iter().any(|&k| peek::header(x.w).is_exact(k));
        if inert {
            self.object(x);
        }
        inert
    }
    /// `x[y]` of a builtin container with an inert key.
    fn is_quiet_subscript(&mut self, x: V, y: V) -> bool {
        if self.class(x) != Class::Ptr {
            return false;
        }
        let h = peek::header(x.w);
        let container = [Kind::List, Kind::Tuple, Kind::Dict, Kind::Str, Kind::Bytes, Kind::ByteArray].iter().any(|&k| h.is_exact(k));
        let slice = y.w.is_ptr() && peek::header(y.w).is_exact(Kind::Slice) && !h.is_exact(Kind::Dict);
        if !container || !(slice || self.is_inert(y)) {
            return false;
        }
        self.object(x);
        if slice {
            self.object(y);
        }
        !slice
    }
}
