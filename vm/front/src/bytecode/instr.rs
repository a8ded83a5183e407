//! The instruction word: 64 bits, `op:8 x:8 a:16 b:16 c:16` from the lowest bit up.
//!
//! `x` holds the kill flags and the opcode's own flags (see [`super::ops`]). Where an opcode takes a 32-bit
//! number it fills `b` (low half) and `c` (high half) and is read with one shift by [`Instr::imm`].

use super::ops::Op;

/// One register instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Instr(pub u64);

impl std::fmt::Debug for Instr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (op, x) = (self.op(), self.x());
        write!(f, "{op:?}/{x} {} {} {}", self.a(), self.b(), self.c())
    }
}

impl Instr {
    /// An instruction with three 16-bit operands.
    #[inline(always)]
    pub const fn new(op: Op, x: u8, a: u16, b: u16, c: u16) -> Instr {
        Instr(op as u64 | (x as u64) << 8 | (a as u64) << 16 | (b as u64) << 32 | (c as u64) << 48)
    }

    /// An instruction with one 16-bit operand and a 32-bit number.
    #[inline(always)]
    pub const fn with_imm(op: Op, x: u8, a: u16, imm: i32) -> Instr {
        Instr(op as u64 | (x as u64) << 8 | (a as u64) << 16 | (imm as u32 as u64) << 32)
    }

    /// The opcode's number.
    #[inline(always)]
    pub const fn opcode(self) -> u8 {
        self.0 as u8
    }

    /// The opcode. Words are only made by `new` and `with_imm`, so it always is one.
    #[inline(always)]
    pub fn op(self) -> Op {
        Op::ALL[usize::from(self.opcode())]
    }

    /// Flags.
    #[inline(always)]
    pub const fn x(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Whether any of these flags is set.
    #[inline(always)]
    pub const fn has(self, flags: u8) -> bool {
        self.x() & flags != 0
    }

    /// First operand.
    #[inline(always)]
    pub const fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Second operand.
    #[inline(always)]
    pub const fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Third operand.
    #[inline(always)]
    pub const fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Third operand as a signed jump offset.
    #[inline(always)]
    pub const fn near(self) -> i16 {
        (self.0 >> 48) as i16
    }

    /// Second and third operand as one signed number.
    #[inline(always)]
    pub const fn imm(self) -> i32 {
        (self.0 >> 32) as i32
    }

    /// The same instruction with other flags.
    #[must_use]
    pub const fn with_x(self, x: u8) -> Instr {
        Instr(self.0 & !0xff00 | (x as u64) << 8)
    }

    /// The same instruction with another first operand.
    #[must_use]
    pub const fn with_a(self, a: u16) -> Instr {
        Instr(self.0 & !0xffff_0000 | (a as u64) << 16)
    }

    /// The same instruction with another second operand.
    #[must_use]
    pub const fn with_b(self, b: u16) -> Instr {
        Instr(self.0 & !0xffff_0000_0000 | (b as u64) << 32)
    }

    /// The same instruction with another third operand.
    #[must_use]
    pub const fn with_c(self, c: u16) -> Instr {
        Instr(self.0 & !0xffff_0000_0000_0000 | (c as u64) << 48)
    }

    /// The same instruction with another 32-bit number.
    #[must_use]
    pub const fn replace_imm(self, imm: i32) -> Instr {
        Instr(self.0 & 0xffff_ffff | (imm as u32 as u64) << 32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_round_trip() {
        let i = Instr::new(Op::Add, 0x0b, 1, 0xfffe, 0x8001);
        assert_eq!((i.op(), i.x(), i.a(), i.b(), i.c()), (Op::Add, 0x0b, 1, 0xfffe, 0x8001));
        assert_eq!(i.near(), -32767);
        let j = Instr::with_imm(Op::JumpBack, 0, 7, -5);
        assert_eq!((j.a(), j.imm()), (7, -5));
        assert_eq!(i.with_a(9).with_b(8).with_c(7).with_x(1), Instr::new(Op::Add, 1, 9, 8, 7));
        assert_eq!(j.replace_imm(1 << 20).imm(), 1 << 20);
    }
}
