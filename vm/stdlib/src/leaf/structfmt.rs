//! The format language of the `struct` module, and packing of primitive values.
//!
//! A format is parsed once into a `Format`: a list of fields with their offsets, so that packing and unpacking are
//! plain loops. Native mode (`@`, the default) uses x86-64's and AArch64's C sizes with alignment; the other modes use
//! standard sizes without. Values are given as `Value`: the caller has already turned Python objects into words, and
//! range checks happen here because their texts name the format code. Infinities and NaN pack as themselves.

use std::fmt;
use vm::num::half::{f64_to_half, half_to_f64};

/// Why a format or a value was refused; `Display` is CPython's text for `struct.error` (or `OverflowError`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The format string is malformed.
    Format(&'static str),
    /// An integer outside the range of its code: `struct.error`.
    Range {
        /// The format character.
        code: char,
        /// Smallest value allowed.
        low: i128,
        /// Largest value allowed.
        high: i128,
    },
    /// A finite float too large for `e` or `f`: `OverflowError`.
    FloatTooLarge(char),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Format(text) => f.write_str(text),
            Error::Range { code, low, high } => {
                write!(f, "'{code}' format requires {low} <= number <= {high}")
            }
            Error::FloatTooLarge(code) => write!(f, "float too large to pack with {code} format"),
        }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `x`: padding, takes no value.
    Pad,
    /// `c`: bytes of length one.
    Char,
    /// `b h i l q n`.
    Signed,
    /// `B H I L Q N`.
    Unsigned,
    /// `P`: an address; any integer is taken modulo the word size when negative.
    Pointer,
    /// `?`.
    Bool,
    /// `e f d`.
    Float,
    /// `F D`: a pair of floats.
    Complex,
    /// `s`: `size` bytes, cut or zero padded.
    Bytes,
    /// `p`: a length byte, then at most `size - 1` bytes.
    Pascal,
}

/// One code with its repeat count. For `s` and `p` the count is the size and there is one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The format character.
    pub code: char,
    /// What it holds.
    pub kind: Kind,
    /// Bytes of one value.
    pub size: usize,
    /// Number of values.
    pub count: usize,
    /// Offset of the first value.
    pub offset: usize,
}

/// A parsed format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// Fields that take or give values; padding is only visible in the offsets.
    pub fields: Vec<Field>,
    /// `struct.calcsize`.
    pub size: usize,
    /// Number of values packed or unpacked.
    pub n_values: usize,
    /// Byte order.
    pub little: bool,
    /// Native sizes and alignment (`@`); a float that overflows `f` becomes infinite then.
    pub native: bool,
}

/// A primitive value on its way in or out.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `b` to `Q`, `n`, `N`, `P`. Integers beyond 128 bits are clamped by the caller: they are out of range anyway.
    Int(i128),
    /// `e f d`.
    Float(f64),
    /// `F D`.
    Complex(f64, f64),
    /// `?`.
    Bool(bool),
    /// `c`, `s`, `p`.
    Bytes(&'a [u8]),
}

/// (kind, standard size, native size); native alignment equals the native size, of a part for complex numbers.
fn code_info(code: u8) -> Option<(Kind, Option<usize>, usize)> {
    Some(match code {
        b'x' => (Kind::Pad, Some(1), 1),
        b'c' => (Kind::Char, Some(1), 1),
        b'b' => (Kind::Signed, Some(1), 1),
        b'B' => (Kind::Unsigned, Some(1), 1),
        b'?' => (Kind::Bool, Some(1), 1),
        b'h' => (Kind::Signed, Some(2), 2),
        b'H' => (Kind::Unsigned, Some(2), 2),
        b'i' => (Kind::Signed, Some(4), 4),
        b'I' => (Kind::Unsigned, Some(4), 4),
        b'l' => (Kind::Signed, Some(4), size_of::<libc::c_long>()),
        b'L' => (Kind::Unsigned, Some(4), size_of::<libc::c_long>()),
        b'q' => (Kind::Signed, Some(8), 8),
        b'Q' => (Kind::Unsigned, Some(8), 8),
        b'n' => (Kind::Signed, None, size_of::<isize>()),
        b'N' => (Kind::Unsigned, None, size_of::<usize>()),
        b'P' => (Kind::Pointer, None, size_of::<usize>()),
        b'e' => (Kind::Float, Some(2), 2),
        b'f' => (Kind::Float, Some(4), 4),
        b'd' => (Kind::Float, Some(8), 8),
        b'F' => (Kind::Complex, Some(8), 8),
        b'D' => (Kind::Complex, Some(16), 16),
        b's' => (Kind::Bytes, Some(1), 1),
        b'p' => (Kind::Pascal, Some(1), 1),
        _ => return None,
    })
}

impl Format {
    /// Parses `text`. Whitespace between codes is skipped, but not between a count and its code.
    pub fn parse(text: &[u8]) -> Result<Format, Error> {
        const TOO_LONG: Error = Error::Format("total struct size too long");
        if text.contains(&0) {
            return Err(Error::Format("embedded null character"));
        }
        let (native, little, rest) = match text.first() {
            Some(b'<') => (false, true, &text[1..]),
            Some(b'>' | b'!') => (false, false, &text[1..]),
            Some(b'=') => (false, cfg!(target_endian = "little"), &text[1..]),
            Some(b'@') => (true, cfg!(target_endian = "little"), &text[1..]),
            _ => (true, cfg!(target_endian = "little"), text),
        };
        let mut format = Format { fields: Vec::new(), size: 0, n_values: 0, little, native };
        let mut chars = rest.iter().copied();
        while let Some(mut c) = chars.next() {
            if c.is_ascii_whitespace() || c == 0x0b {
                continue;
            }
            let mut count = 1usize;
            if c.is_ascii_digit() {
                count = usize::from(c - b'0');
                loop {
                    c = chars.next().ok_or(Error::Format("repeat count given without format specifier"))?;
                    if !c.is_ascii_digit() {
                        break;
                    }
                    count = count.checked_mul(10).and_then(|n| n.checked_add(usize::from(c - b'0'))).filter(|&n| n <= isize::MAX as usize).ok_or(TOO_LONG)?;
                }
            }
            format.add(c, count).map_err(|e| e.unwrap_or(TOO_LONG))?;
        }
        Ok(format)
    }

    /// Appends one code; `Err(None)` means the total size overflows.
    fn add(&mut self, code: u8, count: usize) -> Result<(), Option<Error>> {
        const BAD: Error = Error::Format("bad char in struct format");
        let (kind, standard, native) = code_info(code).ok_or(Some(BAD))?;
        let unit = if self.native { native } else { standard.ok_or(Some(BAD))? };
        if self.native {
            let align = if kind == Kind::Complex { unit / 2 } else { unit };
            self.size = self.size.checked_next_multiple_of(align).ok_or(None)?;
        }
        let offset = self.size;
        let whole = unit.checked_mul(count).ok_or(None)?;
        self.size = offset.checked_add(whole).filter(|&n| n <= isize::MAX as usize).ok_or(None)?;
        let (size, count) = match kind {
            Kind::Pad => return Ok(()),
            Kind::Bytes | Kind::Pascal => (whole, 1),
            _ if count == 0 => return Ok(()),
            _ => (unit, count),
        };
        self.n_values += count;
        let code = char::from(code);
        self.fields.push(Field { code, kind, size, count, offset });
        Ok(())
    }

    /// Every value's field and offset, in order.
    pub fn slots(&self) -> impl Iterator<Item = (&Field, usize)> {
        self.fields.iter().flat_map(|f| (0..f.count).map(move |i| (f, f.offset + i * f.size)))
    }

    /// Writes `value` at `out[offset..]`; `out` was zeroed (padding stays zero).
    ///
    /// The kind of `value` must fit the field: the caller has checked the Python type.
    pub fn pack_one(&self, f: &Field, value: &Value<'_>, out: &mut [u8]) -> Result<(), Error> {
        match (f.kind, value) {
            (Kind::Bool, Value::Bool(b)) => out[0] = u8::from(*b),
            (Kind::Char, Value::Bytes(b)) => out[0] = b.first().copied().unwrap_or(0),
            (Kind::Bytes, Value::Bytes(b)) => {
                let n = b.len().min(f.size);
                out[..n].copy_from_slice(&b[..n]);
                out[n..f.size].fill(0);
            }
            (Kind::Pascal, Value::Bytes(b)) => {
                if f.size == 0 {
                    return Ok(());
                }
                let n = b.len().min(f.size - 1);
                // The length byte saturates: the tail of a longer field cannot be read back.
                out[0] = n.min(255) as u8;
                out[1..=n].copy_from_slice(&b[..n]);
                out[n + 1..f.size].fill(0);
            }
            (Kind::Float, Value::Float(x)) => self.put_float(f.code, *x, &mut out[..f.size])?,
            (Kind::Complex, Value::Complex(re, im)) => {
                let half = f.size / 2;
                let code = if f.code == 'F' { 'f' } else { 'd' };
                self.put_float(code, *re, &mut out[..half])?;
                self.put_float(code, *im, &mut out[half..f.size])?;
            }
            (Kind::Signed | Kind::Unsigned | Kind::Pointer, Value::Int(v)) => {
                let bits = 8 * f.size as u32;
                let (low, high) = match f.kind {
                    Kind::Signed => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
                    Kind::Pointer => (-(1i128 << (bits - 1)), (1i128 << bits) - 1),
                    _ => (0, (1i128 << bits) - 1),
                };
                if !(low..=high).contains(v) {
                    return Err(if f.kind == Kind::Pointer { Error::Format("int too large to convert") } else { Error::Range { code: f.code, low, high } });
                }
                self.put(*v as u64, &mut out[..f.size]);
            }
            _ => debug_assert!(false, "{value:?} for field {f:?}"),
        }
        Ok(())
    }

    /// Reads the value of `f` at the start of `data`, which holds at least `f.size` bytes.
    pub fn unpack_one<'a>(&self, f: &Field, data: &'a [u8]) -> Value<'a> {
        let data = &data[..f.size];
        match f.kind {
            Kind::Bool => Value::Bool(data[0] != 0),
            Kind::Char | Kind::Bytes | Kind::Pad => Value::Bytes(data),
            Kind::Pascal => match data.split_first() {
                Some((&n, rest)) => Value::Bytes(&rest[..rest.len().min(usize::from(n))]),
                None => Value::Bytes(data),
            },
            Kind::Signed => {
                let shift = 64 - 8 * f.size as u32;
                Value::Int(i128::from((self.word(data) << shift) as i64 >> shift))
            }
            Kind::Unsigned | Kind::Pointer => Value::Int(i128::from(self.word(data))),
            Kind::Float => Value::Float(self.float(data)),
            Kind::Complex => {
                let (re, im) = data.split_at(f.size / 2);
                Value::Complex(self.float(re), self.float(im))
            }
        }
    }

    fn word(&self, data: &[u8]) -> u64 {
        let step = |w: u64, b: &u8| w << 8 | u64::from(*b);
        if self.little { data.iter().rev().fold(0, step) } else { data.iter().fold(0, step) }
    }

    fn put(&self, word: u64, out: &mut [u8]) {
        let n = out.len();
        for i in 0..n {
            out[if self.little { i } else { n - 1 - i }] = (word >> (8 * i)) as u8;
        }
    }

    fn float(&self, data: &[u8]) -> f64 {
        let word = self.word(data);
        match data.len() {
            2 => half_to_f64(word as u16),
            4 => f32_to_f64(word as u32),
            _ => f64::from_bits(word),
        }
    }

    fn put_float(&self, code: char, x: f64, out: &mut [u8]) -> Result<(), Error> {
        let word = match out.len() {
            2 => u64::from(f64_to_half(x).ok_or(Error::FloatTooLarge('e'))?),
            4 => {
                let bits = f64_to_f32(x);
                // Native mode stores what the C conversion gives; the portable modes refuse.
                if !self.native && x.is_finite() && f32::from_bits(bits).is_infinite() {
                    return Err(Error::FloatTooLarge(code));
                }
                u64::from(bits)
            }
            _ => x.to_bits(),
        };
        self.put(word, out);
        Ok(())
    }
}

/// Bits of `x` as a single; the payload and the quiet bit of a NaN survive, which a cast would not promise.
pub fn f64_to_f32(x: f64) -> u32 {
    if x.is_nan() {
        let bits = x.to_bits();
        let payload = ((bits >> 29) & 0x7f_ffff) as u32;
        let payload = if payload == 0 { 0x40_0000 } else { payload };
        return ((bits >> 32) as u32 & 0x8000_0000) | 0x7f80_0000 | payload;
    }
    (x as f32).to_bits()
}

/// The value of a single, NaN payload kept.
pub fn f32_to_f64(bits: u32) -> f64 {
    let x = f32::from_bits(bits);
    if x.is_nan() {
        let sign = u64::from(bits >> 31) << 63;
        return f64::from_bits(sign | 0x7ff0_0000_0000_0000 | u64::from(bits & 0x7f_ffff) << 29);
    }
    f64::from(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(format: &str, values: &[Value<'_>]) -> Result<Vec<u8>, String> {
        let f = Format::parse(format.as_bytes()).map_err(|e| e.to_string())?;
        assert_eq!(f.n_values, values.len());
        let mut out = vec![0; f.size];
        for ((field, at), v) in f.slots().zip(values) {
            f.pack_one(field, v, &mut out[at..]).map_err(|e| e.to_string())?;
        }
        for ((field, at), v) in f.slots().zip(values) {
            let back = f.unpack_one(field, &out[at..]);
            let same = matches!(field.kind, Kind::Float | Kind::Complex | Kind::Pointer | Kind::Bytes | Kind::Pascal);
            assert!(same || back == *v, "{back:?} {v:?}");
        }
        Ok(out)
    }

    #[test]
    fn sizes() {
        let cases = [
            ("", 0),
            ("0i", 0),
            ("bi", 8),
            ("b0i", 4),
            ("bq0l", 16),
            ("<bi", 5),
            ("bh0q", 8),
            ("0s", 0),
            ("256p", 256),
            ("10s 3h", 16),
            ("=l", 4),
            ("l", 8),
            ("P", 8),
            ("bD", 24),
            ("<F", 8),
            ("3x", 3),
            ("bxd", 16),
        ];
        for (format, size) in cases {
            assert_eq!(Format::parse(format.as_bytes()).map(|f| f.size), Ok(size), "{format}");
        }
        let bad = [
            ("z", "bad char in struct format"),
            ("<n", "bad char in struct format"),
            (" <i", "bad char in struct format"),
            ("i<", "bad char in struct format"),
            ("3", "repeat count given without format specifier"),
            ("10s 3", "repeat count given without format specifier"),
            ("99999999999999999999x", "total struct size too long"),
            ("9223372036854775807i", "total struct size too long"),
            ("i\0", "embedded null character"),
        ];
        for (format, text) in bad {
            assert_eq!(Format::parse(format.as_bytes()).map_err(|e| e.to_string()), Err(text.into()), "{format}");
        }
    }

    #[test]
    fn integers() {
        assert_eq!(pack("<hHq", &[Value::Int(-2), Value::Int(65535), Value::Int(-1)]).unwrap()[..4], [254, 255, 255, 255]);
        assert_eq!(pack(">I", &[Value::Int(1)]).unwrap(), [0, 0, 0, 1]);
        assert_eq!(pack("P", &[Value::Int(-1)]).unwrap(), [255; 8]);
        let text = |f: &str, v: i128| pack(f, &[Value::Int(v)]).unwrap_err();
        assert_eq!(text("h", 99999), "'h' format requires -32768 <= number <= 32767");
        assert_eq!(text("<l", 1 << 33), "'l' format requires -2147483648 <= number <= 2147483647");
        assert_eq!(text("Q", -1), "'Q' format requires 0 <= number <= 18446744073709551615");
        assert_eq!(text("P", 1 << 70), "int too large to convert");
    }

    #[test]
    fn strings_and_floats() {
        assert_eq!(pack("3p", &[Value::Bytes(b"abcdef")]).unwrap(), b"\x02ab");
        assert_eq!(pack("5s", &[Value::Bytes(b"ab")]).unwrap(), b"ab\0\0\0");
        assert_eq!(pack("f", &[Value::Float(1e60)]).unwrap(), [0, 0, 0x80, 0x7f]);
        assert_eq!(pack("<f", &[Value::Float(1e60)]).unwrap_err(), "float too large to pack with f format");
        assert_eq!(pack("e", &[Value::Float(1e9)]).unwrap_err(), "float too large to pack with e format");
    }

    #[test]
    fn halves() {
        for h in 0..=u16::MAX {
            let x = half_to_f64(h);
            assert_eq!(f64_to_half(x), Some(h), "{h:04x}");
        }
        let cases = [
            (65504.0, Some(0x7bff)),
            (65519.999, Some(0x7bff)),
            (65520.0, None),
            (2f64.powi(-25), Some(0)),
            (2f64.powi(-25) * 1.0000001, Some(1)),
            (1.0 + 2f64.powi(-11), Some(0x3c00)),
            (1.0 + 3.0 * 2f64.powi(-11), Some(0x3c02)),
            (2f64.powi(-14) - 2f64.powi(-26), Some(0x0400)),
            (-0.0, Some(0x8000)),
            (f64::INFINITY, Some(0x7c00)),
        ];
        for (x, half) in cases {
            assert_eq!(f64_to_half(x), half, "{x}");
        }
    }
}
