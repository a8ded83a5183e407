//! Ints beyond 61 bits. The interpreter keeps them as objects; here numbers from 0 to 2^64 - 1 are machine words (`Nat`).
//!
//! Sums, products and left shifts may be of any size: such a result is an `int.big`, made by a call. But its low 64 bits
//! depend on the operands' low 64 bits only, so they are computed beside it, and a mask turns them into a number again. Then
//! nobody wants the big int, and a pass removes the call (`opt/big.rs`):
//!
//! ```text
//! x * 6364136223846793005 & M64      v1 = int.mul x c ; v2 = int.big x c      (dead)
//!                                    v3 = int.and v1 m ; v4 = nat.of_int v3
//! ```
//! A number in a register has no reference. Instructions that want a word get one made (`read_nat`): the register owns it
//! from then on.

use super::{O, Recorder, T, V, peek};
use crate::engine::runtime::{self, Operand};
use crate::ir::types::{Type, word};
use crate::ir::{Layout, Ref};
use front::bytecode::ops::Op;
use vm::builtins::int;
use vm::heap::header::Kind;
use vm::interp::exec::{Exec, Leave};
use vm::object::ops::{BinOp, CmpOp};
use vm::value::{Value, Word};

/// An operand: its low bits, and what it is as a whole.
struct Num {
    /// The low 64 bits (`Int`).
    low: Ref,
    /// As an operand of `int.big`: a word, or the low bits.
    raw: Ref,
    form: Operand,
    /// Is it known to be 0 or more, without a guard?
    natural: bool,
    /// The number itself at the moment, if it fits.
    now: Option<i128>,
}

/// Exactly an int, immediate or object?
fn is_exact_int(w: Word) -> bool {
    w.is_int() || w.is_ptr() && peek::header(w).is_exact(Kind::Int)
}
fn value_of(w: Word) -> Option<i128> {
    // SAFETY: words of the recorder are alive during the bytecode.
    int::number(unsafe { Value::view(&w) })?.to_i128()
}

impl Recorder<'_> {
    /// Reads a register that holds a number: as it is for instructions that compute, as a word for all others.
    pub(super) fn read_nat(&mut self, slot: u32, r: Ref) -> Ref {
        if computes(self.i.op()) {
            return r;
        }
        let w = self.t.val_of_nat(r);
        self.t.replace_register(slot, w);
        w
    }
    /// A number as a word that lives until the next bytecode; anything else as it is.
    pub(super) fn plain(&mut self, v: V) -> V {
        if self.t.ty(v.r) != Type::Nat {
            return v;
        }
        let w = self.t.val_of_nat(v.r);
        self.t.lend(w);
        V { w: v.w, r: w }
    }
    fn is_wide(&self, v: V) -> bool {
        self.t.ty(v.r) == Type::Nat || v.w.is_ptr() && is_exact_int(v.w) || self.lows.contains_key(&v.r)
    }
    /// Two ints of which at least one may be beyond 61 bits: not for the ops on small ints.
    pub(super) fn is_wide_pair(&self, x: V, y: V) -> bool {
        (self.is_wide(x) || self.is_wide(y)) && is_exact_int(x.w) && is_exact_int(y.w)
    }
    /// Is either a number in a register?
    pub(super) fn has_nat(&self, x: V, y: V) -> bool {
        self.t.ty(x.r) == Type::Nat || self.t.ty(y.r) == Type::Nat
    }
    /// Will a mask cut what this instruction computes?
    pub(super) fn is_masked_soon(&self) -> bool {
        let words = &peek::code(&self.m).words;
        let next = words.iter().skip(self.pc as usize + 1).take(3);
        next.take_while(|i| !i.op().jumps()).any(|i| matches!(i.op(), Op::And | Op::AndK | Op::Mod | Op::ModK))
    }

    /// An operand; guards what it is. None if it doesn't fit.
    fn num(&mut self, v: V) -> Option<Num> {
        let now = value_of(v.w);
        match self.t.ty(v.r) {
            Type::Int => {
                let natural = self.t.bits(v.r).is_some_and(|b| b as i64 >= 0);
                return Some(Num { low: v.r, raw: v.r, form: Operand::Int, natural, now });
            }
            Type::Nat => {
                let low = self.t.int_of_nat(v.r);
                return Some(Num { low, raw: low, form: Operand::Nat, natural: true, now });
            }
            Type::Val => {}
            _ => return None,
        }
        if let Some(&low) = self.lows.get(&v.r) {
            return Some(Num { low, raw: v.r, form: Operand::Word, natural: false, now });
        }
        if self.t.bits(v.r).is_some() {
            return Some(self.constant_num(v, now));
        }
        if runtime::nat(v.w).is_some() {
            self.t.guard_nat(v.r);
            let n = self.t.nat_of_val(v.r);
            let low = self.t.int_of_nat(n);
            return Some(Num { low, raw: low, form: Operand::Nat, natural: true, now });
        }
        if v.w.is_int() {
            self.class(v);
            let low = self.int_of(v);
            return Some(Num { low, raw: low, form: Operand::Int, natural: false, now });
        }
        None
    }
    fn constant_num(&mut self, v: V, now: Option<i128>) -> Num {
        let natural = now.is_some_and(|n| n >= 0);
        // SAFETY: the region keeps its constants alive.
        let bits = int::number(unsafe { Value::view(&v.w) }).map_or(0, |n| n.low_u64());
        let low = self.t.const_int(bits as i64);
        let (raw, form) = match now {
            Some(n) if word::fits(n.clamp(i64::MIN.into(), i64::MAX.into()) as i64) => (low, Operand::Int),
            Some(n) if (0..1 << 64).contains(&n) => (low, Operand::Nat),
            _ => (v.r, Operand::Word),
        };
        Num { low, raw, form, natural, now }
    }
    /// Guards that an operand is 0 or more; false if it isn't (or is of unknown size).
    fn natural(&mut self, n: &Num) -> bool {
        if n.form == Operand::Word || n.now.is_none_or(|v| v < 0) {
            return false;
        }
        if !n.natural {
            let zero = self.t.const_int(0);
            let cond = self.t.int_ge(n.low, zero);
            self.t.guard_true(cond);
        }
        true
    }
    /// Guards that a shift count is below 64.
    fn count(&mut self, n: &Num) -> bool {
        let fits = n.form != Operand::Word && n.now.is_some_and(|v| (0..64).contains(&v));
        if fits {
            let most = self.t.const_int(64);
            let cond = self.t.int_ult(n.low, most);
            self.t.guard_true(cond);
        }
        fits
    }

    /// A binary operation on ints of which one, or the result, may be beyond 61 bits. None: go the slow way.
    pub(super) fn wide_binary(&mut self, op: BinOp, inplace: bool, x: V, y: V) -> Option<Result<O, Leave>> {
        let grows = matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul | BinOp::Shl);
        let small = grows && self.t.ty(x.r) == Type::Int && self.t.ty(y.r) == Type::Int;
        if self.abort.is_some() || !(small || self.is_wide_pair(x, y)) {
            return None;
        }
        let (a, b) = (self.num(x)?, self.num(y)?);
        let r = match op {
            BinOp::And => self.wide_and(&a, &b),
            BinOp::Or | BinOp::Xor => {
                let exact = self.natural(&a) && self.natural(&b);
                let low = if op as u8 == BinOp::Or as u8 { self.t.int_or(a.low, b.low) } else { self.t.int_xor(a.low, b.low) };
                if exact { self.t.nat_of_int(low) } else { self.big(op, &a, &b, low) }
            }
            BinOp::Shr => self.wide_shr(&a, &b)?,
            BinOp::Shl => {
                if !self.count(&b) {
                    return None;
                }
                let low = self.t.int_shl(a.low, b.low);
                self.big(op, &a, &b, low)
            }
            BinOp::Add => {
                let low = self.t.int_add(a.low, b.low);
                self.big(op, &a, &b, low)
            }
            BinOp::Sub => {
                let low = self.t.int_sub(a.low, b.low);
                self.big(op, &a, &b, low)
            }
            BinOp::Mul => {
                let low = self.t.int_mul(a.low, b.low);
                self.big(op, &a, &b, low)
            }
            BinOp::FloorDiv | BinOp::Mod => self.wide_div(op, &a, &b)?,
            BinOp::TrueDiv | BinOp::DivMod | BinOp::Pow | BinOp::MatMul => return None,
        };
        Some(self.m.slow_binary(op, inplace, x.w, y.w).map(|own| O { own, r, counted: true }))
    }
    /// An int of any size, with its low bits.
    fn big(&mut self, op: BinOp, a: &Num, b: &Num, low: Ref) -> Ref {
        let kind = runtime::big_kind(op, a.form, b.form);
        let addr = runtime::big as *const () as u64;
        let layout = Layout { name: format!("int{kind:x}"), addr, words: [kind, Layout::COMPUTED], size: 0, removable: false };
        let layout = self.t.layout(layout);
        let r = self.t.int_big(a.raw, b.raw, layout);
        self.lows.insert(r, low);
        r
    }
    /// A mask makes a number of whatever the other operand is.
    fn wide_and(&mut self, a: &Num, b: &Num) -> Ref {
        let (x, y) = (self.natural(a), self.natural(b));
        let low = self.t.int_and(a.low, b.low);
        match (x, y) {
            (false, false) => self.big(BinOp::And, a, b, low),
            _ if x && a.form == Operand::Int || y && b.form == Operand::Int => low,
            _ => self.t.nat_of_int(low),
        }
    }
    fn wide_shr(&mut self, a: &Num, b: &Num) -> Option<Ref> {
        if !self.natural(a) || !self.count(b) {
            return None;
        }
        let low = self.t.int_ushr(a.low, b.low);
        let small = self.t.bits(b.low).is_some_and(|n| n >= 4);
        Some(if small { low } else { self.t.nat_of_int(low) })
    }
    fn wide_div(&mut self, op: BinOp, a: &Num, b: &Num) -> Option<Ref> {
        let is_mod = op as u8 == BinOp::Mod as u8;
        if is_mod && self.t.bits(b.raw).is_some() && b.now.is_some_and(|n| n > 0 && n & (n - 1) == 0 && n <= 1 << 64) {
            // The low bits say it all, whatever the left operand is.
            let mask = self.t.const_int((b.now? - 1) as u64 as i64);
            let low = self.t.int_and(a.low, mask);
            return Some(if b.form == Operand::Int { low } else { self.t.nat_of_int(low) });
        }
        if !self.natural(a) || !self.natural(b) || b.now == Some(0) {
            return None;
        }
        let zero = self.t.const_int(0);
        let cond = self.t.int_ne(b.low, zero);
        self.t.guard_true(cond);
        if is_mod {
            let low = self.t.int_umod(a.low, b.low);
            return Some(if b.form == Operand::Int { low } else { self.t.nat_of_int(low) });
        }
        let low = self.t.int_udiv(a.low, b.low);
        let small = self.t.bits(b.low).is_some_and(|n| n >= 16);
        Some(if small { low } else { self.t.nat_of_int(low) })
    }

    /// A comparison of such ints.
    pub(super) fn wide_compare(&mut self, op: CmpOp, x: V, y: V) -> Option<Result<T<bool>, Leave>> {
        if self.abort.is_some() || !self.is_wide_pair(x, y) {
            return None;
        }
        let (a, b) = (self.num(x)?, self.num(y)?);
        if !self.natural(&a) || !self.natural(&b) {
            return None;
        }
        let r = match op {
            CmpOp::Eq => self.t.int_eq(a.low, b.low),
            CmpOp::Ne => self.t.int_ne(a.low, b.low),
            CmpOp::Lt => self.t.int_ult(a.low, b.low),
            CmpOp::Gt => self.t.int_ult(b.low, a.low),
            CmpOp::Ge => {
                let less = self.t.int_ult(a.low, b.low);
                self.t.bool_not(less)
            }
            CmpOp::Le => {
                let less = self.t.int_ult(b.low, a.low);
                self.t.bool_not(less)
            }
        };
        Some(self.m.slow_compare_bool(op, x.w, y.w).map(|v| T { v, r }))
    }
    /// The truth of a number.
    pub(super) fn wide_truth(&mut self, x: V) -> Option<Result<T<bool>, Leave>> {
        if self.t.ty(x.r) != Type::Nat {
            return None;
        }
        let (low, zero) = (self.t.int_of_nat(x.r), self.t.const_int(0));
        let r = self.t.int_ne(low, zero);
        Some(self.m.slow_truth(x.w).map(|b| T { v: b, r }))
    }
}

/// Instructions that work on numbers in registers as they are.
fn computes(op: Op) -> bool {
    use Op::*;
    matches!(
        op,
        Move | Take
            | Drop
            | Return
            | Add
            | Sub
            | Mul
            | FloorDiv
            | Mod
            | And
            | Or
            | Xor
            | Shl
            | Shr
            | AddK
            | SubK
            | MulK
            | FloorDivK
            | ModK
            | AndK
            | OrK
            | XorK
            | ShlK
            | ShrK
            | Lt
            | Le
            | Eq
            | Ne
            | Gt
            | Ge
            | LtK
            | LeK
            | EqK
            | NeK
            | GtK
            | GeK
            | JumpIf
            | JumpIfNot
            | JumpLt
            | JumpLe
            | JumpEq
            | JumpNe
            | JumpGt
            | JumpGe
            | JumpLtK
            | JumpLeK
            | JumpEqK
            | JumpNeK
            | JumpGtK
            | JumpGeK
    )
}
