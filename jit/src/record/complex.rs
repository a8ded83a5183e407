//! Complex numbers: sums, differences, products and absolute values in machine floats. A result is an object that vanishes when
//! the next operation takes it apart; one that stays is made by a short call.

use super::{O, Recorder, V, peek};
use crate::engine::leaf;
use crate::ir::types::{Alias, Cell, Type};
use crate::ir::{Layout, Ref};
use std::mem::offset_of;
use vm::builtins::complex::ComplexObj;
use vm::heap::header::Kind;
use vm::interp::exec::{Exec, Leave};
use vm::object::Obj;
use vm::object::ops::BinOp;
use vm::value::Word;

const RE: usize = offset_of!(Obj<ComplexObj>, data) + offset_of!(ComplexObj, re);
const IM: usize = offset_of!(Obj<ComplexObj>, data) + offset_of!(ComplexObj, im);

/// Exactly a complex number?
pub(super) fn is_complex(w: Word) -> bool {
    w.is_ptr() && peek::header(w).is_exact(Kind::Complex)
}

impl Recorder<'_> {
    fn parts(&mut self, x: V) -> Option<(Ref, Ref)> {
        let p = self.object(x)?;
        let re = self.t.load(Cell::F64, Alias::Fixed, p, RE as i32);
        Some((re, self.t.load(Cell::F64, Alias::Fixed, p, IM as i32)))
    }
    /// `+`, `-` and `*` of complex numbers, and of one with a float on its right.
    pub(super) fn complex_binary(&mut self, op: BinOp, inplace: bool, x: V, y: V) -> Option<Result<O, Leave>> {
        if !is_complex(x.w) || !is_complex(y.w) && !y.w.is_float() || !matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul) {
            return None;
        }
        let (a, b) = self.parts(x)?;
        let (re, im) = if y.w.is_float() {
            self.class(y);
            let c = self.float_of(y);
            match op {
                BinOp::Add => (self.t.float_add(a, c), b),
                BinOp::Sub => (self.t.float_sub(a, c), b),
                _ => (self.t.float_mul(a, c), self.t.float_mul(b, c)),
            }
        } else {
            let (c, d) = self.parts(y)?;
            match op {
                BinOp::Add => (self.t.float_add(a, c), self.t.float_add(b, d)),
                BinOp::Sub => (self.t.float_sub(a, c), self.t.float_sub(b, d)),
                _ => self.complex_product((a, b), (c, d)),
            }
        };
        let own = match self.m.slow_binary(op, inplace, x.w, y.w) {
            Ok(own) => own,
            Err(e) => return Some(Err(e)),
        };
        let addr = leaf::alloc_complex as *const () as u64;
        let layout = self.t.layout(Layout { name: "complex".into(), addr, words: [0, 0], size: IM as u32 + 8, removable: true });
        let p = self.t.allocate(layout);
        self.t.assume_kind(p, peek::kind_bits(own.0));
        self.t.store(Cell::F64, Alias::Fixed, p, RE as i32, re);
        self.t.store(Cell::F64, Alias::Fixed, p, IM as i32, im);
        let r = self.t.val_of_ptr(p);
        Some(Ok(O { own, r, counted: true }))
    }
    /// The plain product; leaves when it is not a number, where infinities may have to be recovered.
    fn complex_product(&mut self, (a, b): (Ref, Ref), (c, d): (Ref, Ref)) -> (Ref, Ref) {
        let (ac, bd) = (self.t.float_mul(a, c), self.t.float_mul(b, d));
        let (ad, bc) = (self.t.float_mul(a, d), self.t.float_mul(b, c));
        let (re, im) = (self.t.float_sub(ac, bd), self.t.float_add(ad, bc));
        let fine = self.t.float_eq(re, re);
        self.t.guard_true(fine);
        (re, im)
    }
    /// `abs(x)` of a complex number; leaves when there is none.
    pub(super) fn complex_abs(&mut self, x: V) -> Option<Ref> {
        let (re, im) = self.parts(x)?;
        let r = self.call_pure("complex.abs", leaf::complex_abs as *const () as u64, &[re, im], Type::Float);
        let fine = self.t.float_eq(r, r);
        self.t.guard_true(fine);
        Some(r)
    }
}
