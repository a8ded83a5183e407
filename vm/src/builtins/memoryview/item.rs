//! Items of a memoryview: native formats of one character, between bytes and Python values.

use crate::builtins::{bytes, float, int};
use crate::num::{IntBuf, half};
use crate::object::error::{PyResult, Raised};
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;

/// What a format says about its items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Char,
    Bool,
    Signed,
    Unsigned,
    Float,
}

/// A native format of one character.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Format {
    letter: u8,
    kind: Kind,
    /// Bytes of an item.
    pub size: usize,
}

impl Format {
    /// Reads a format with an optional `@`; None for all others.
    pub fn parse(text: &str) -> Option<Format> {
        let [letter] = *text.strip_prefix('@').unwrap_or(text).as_bytes() else { return None };
        let (kind, size) = match letter {
            b'c' => (Kind::Char, 1),
            b'?' => (Kind::Bool, 1),
            b'b' => (Kind::Signed, 1),
            b'h' => (Kind::Signed, 2),
            b'i' => (Kind::Signed, 4),
            b'l' | b'q' | b'n' => (Kind::Signed, 8),
            b'B' => (Kind::Unsigned, 1),
            b'H' => (Kind::Unsigned, 2),
            b'I' => (Kind::Unsigned, 4),
            b'L' | b'Q' | b'N' | b'P' => (Kind::Unsigned, 8),
            b'e' => (Kind::Float, 2),
            b'f' => (Kind::Float, 4),
            b'd' => (Kind::Float, 8),
            _ => return None,
        };
        Some(Format { letter, kind, size })
    }
    /// `b`, `B` or `c`.
    pub fn is_byte(self) -> bool {
        matches!(self.letter, b'b' | b'B' | b'c')
    }
    /// Do equal bytes mean equal values and the other way round? True of numbers without nan and two zeros.
    pub fn is_exact(self) -> bool {
        matches!(self.kind, Kind::Char | Kind::Signed | Kind::Unsigned)
    }

    /// The value of an item; `raw` has `size` bytes.
    pub fn unpack(self, raw: &[u8]) -> Value {
        let big = cfg!(target_endian = "big");
        match self.kind {
            Kind::Char => bytes::new(raw.to_vec()),
            Kind::Bool => Value::bool(raw.iter().any(|b| *b != 0)),
            Kind::Signed | Kind::Unsigned => int::from_buf(IntBuf::from_bytes(raw, big, self.kind == Kind::Signed)),
            Kind::Float => Value::float(match *raw {
                [a, b] => half::half_to_f64(u16::from_ne_bytes([a, b])),
                [a, b, c, d] => f64::from(f32::from_ne_bytes([a, b, c, d])),
                [a, b, c, d, e, f, g, h] => f64::from_ne_bytes([a, b, c, d, e, f, g, h]),
                _ => 0.0,
            }),
        }
    }

    /// The bytes of a value.
    pub fn pack(self, vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
        match self.kind {
            Kind::Char => match bytes::get(v) {
                Some([b]) => Ok(vec![*b]),
                Some(_) => Err(self.invalid_value(vm)),
                None => Err(self.invalid_type(vm)),
            },
            Kind::Bool => Ok(vec![u8::from(ops::truth(vm, v)?)]),
            Kind::Signed | Kind::Unsigned => {
                if v.ty().slots().index.is_none() {
                    return Err(self.invalid_type(vm));
                }
                let n = ops::index(vm, v)?;
                let n = int::to_buf(&n).unwrap_or_default();
                n.to_bytes(self.size, cfg!(target_endian = "big"), self.kind == Kind::Signed).map_err(|_| self.invalid_value(vm))
            }
            Kind::Float => {
                let s = v.ty().slots();
                if crate::builtins::str::is_str(v) || (s.float.is_none() && s.index.is_none()) {
                    return Err(self.invalid_type(vm));
                }
                let f = float::convert(vm, v)?;
                match self.size {
                    2 => half::f64_to_half(f).map(|h| h.to_ne_bytes().to_vec()).ok_or_else(|| self.invalid_value(vm)),
                    4 if f.is_finite() && (f as f32).is_infinite() => Err(self.invalid_value(vm)),
                    4 => Ok((f as f32).to_ne_bytes().to_vec()),
                    _ => Ok(f.to_ne_bytes().to_vec()),
                }
            }
        }
    }
    fn invalid_type(self, vm: &mut Vm) -> Raised {
        vm.type_error(format!("memoryview: invalid type for format '{}'", self.letter as char))
    }
    fn invalid_value(self, vm: &mut Vm) -> Raised {
        vm.value_error(format!("memoryview: invalid value for format '{}'", self.letter as char))
    }
}
