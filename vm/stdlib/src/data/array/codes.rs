//! Items of arrays: how each type code reads and writes its bytes, and what it says about values that don't fit.

use crate::data::math;
use crate::leaf::structfmt::{Format, Value as Item};
use std::sync::LazyLock;
use vm::builtins::{int, str};
use vm::num::IntBuf;
use vm::object::ops;
use vm::{PyResult, Value, Vm};

/// What items are.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Signed integers.
    Signed,
    /// Unsigned integers.
    Unsigned,
    /// Floats.
    Float,
    /// Characters, four bytes each.
    Char,
}

/// A type code.
pub(super) struct Code {
    pub(super) letter: u8,
    pub(super) size: usize,
    pub(super) kind: Kind,
    /// `struct` code with the same bytes.
    packed: u8,
    /// Ranges to check one after the other, with what to call the integer.
    ranges: &'static [(i64, i64, &'static str)],
    /// Longer integers are "too big", not "too large to convert to C long".
    long_long: bool,
}

const fn code(letter: u8, size: usize, kind: Kind, ranges: &'static [(i64, i64, &'static str)]) -> Code {
    let packed = if matches!(kind, Kind::Char) { b'I' } else { letter };
    Code { letter, size, kind, packed, ranges, long_long: letter.eq_ignore_ascii_case(&b'q') }
}

const SHORT: (i64, i64, &str) = (i16::MIN as i64, i16::MAX as i64, "signed short integer");
const INT: (i64, i64, &str) = (i32::MIN as i64, i32::MAX as i64, "signed integer");

/// All type codes.
pub(super) static CODES: [Code; 14] = [
    code(b'b', 1, Kind::Signed, &[SHORT, (-128, 127, "signed char")]),
    code(b'B', 1, Kind::Unsigned, &[(0, 255, "unsigned byte integer")]),
    code(b'u', 4, Kind::Char, &[]),
    code(b'w', 4, Kind::Char, &[]),
    code(b'h', 2, Kind::Signed, &[SHORT]),
    code(b'H', 2, Kind::Unsigned, &[INT, (0, 65535, "unsigned short")]),
    code(b'i', 4, Kind::Signed, &[INT]),
    code(b'I', 4, Kind::Unsigned, &[(0, u32::MAX as i64, "unsigned int")]),
    code(b'l', 8, Kind::Signed, &[]),
    code(b'L', 8, Kind::Unsigned, &[]),
    code(b'q', 8, Kind::Signed, &[]),
    code(b'Q', 8, Kind::Unsigned, &[]),
    code(b'f', 4, Kind::Float, &[]),
    code(b'd', 8, Kind::Float, &[]),
];

/// The formats of `CODES` in the machine's byte order.
static FORMATS: LazyLock<Vec<Option<Format>>> = LazyLock::new(|| CODES.iter().map(|c| Format::parse(&[b'@', c.packed]).ok()).collect());

/// The code with this letter.
pub(super) fn find(letter: u32) -> Option<&'static Code> {
    CODES.iter().find(|c| u32::from(c.letter) == letter)
}

impl Code {
    fn index(&self) -> usize {
        CODES.iter().position(|c| c.letter == self.letter).unwrap_or(0)
    }
    fn format(&self) -> Option<&'static Format> {
        FORMATS.get(self.index())?.as_ref()
    }

    /// The item at the start of `data`.
    pub(super) fn read(&self, data: &[u8]) -> Value {
        read_as(self.format(), self.kind, data)
    }

    /// Appends the bytes of a value.
    pub(super) fn write(&self, vm: &mut Vm, v: &Value, out: &mut Vec<u8>) -> PyResult<()> {
        let item = match self.kind {
            Kind::Signed | Kind::Unsigned => Item::Int(self.integer(vm, v)?),
            Kind::Float => Item::Float(math::real(vm, v)?),
            Kind::Char => match str::get(v) {
                Some(s) if s.len() == 1 => Item::Int(s.units().get(0).into()),
                _ => return Err(vm.type_error("array item must be unicode character")),
            },
        };
        let at = out.len();
        out.resize(at + self.size, 0);
        match self.format().and_then(|f| f.fields.first().map(|field| f.pack_one(field, &item, &mut out[at..]))) {
            Some(Ok(())) => Ok(()),
            Some(Err(e)) => {
                out.truncate(at);
                Err(vm.overflow_error(e.to_string()))
            }
            None => Ok(()),
        }
    }

    /// An integer that fits.
    fn integer(&self, vm: &mut Vm, v: &Value) -> PyResult<i128> {
        let i = ops::index(vm, v)?;
        let n = int::to_buf(&i).unwrap_or_default();
        match self.misfit(&n) {
            None => Ok(n.to_i128().unwrap_or_default()),
            Some(text) => Err(vm.overflow_error(text)),
        }
    }

    fn misfit(&self, n: &IntBuf) -> Option<String> {
        let natural = matches!(self.letter, b'I' | b'L' | b'Q');
        if natural && n.is_negative() {
            let what = if self.long_long { "int to unsigned" } else { "value to unsigned int" };
            return Some(format!("can't convert negative {what}"));
        }
        let fits = if natural { n.to_u64().is_some() } else { n.to_i64().is_some() };
        if !fits {
            let c = if natural { "unsigned long" } else { "long" };
            return Some(if self.long_long { "int too big to convert".into() } else { format!("Python int too large to convert to C {c}") });
        }
        let n = n.to_i128().unwrap_or_default();
        self.ranges.iter().find_map(|(low, high, noun)| match n {
            n if n < i128::from(*low) => Some(format!("{noun} is less than minimum")),
            n if n > i128::from(*high) => Some(format!("{noun} is greater than maximum")),
            _ => None,
        })
    }

    /// The number that names this machine's format of the items in pickles.
    pub(super) fn machine_format(&self) -> i64 {
        let big = i64::from(cfg!(target_endian = "big"));
        match (self.kind, self.size) {
            (Kind::Unsigned, 1) => 0,
            (Kind::Signed, 1) => 1,
            (Kind::Unsigned, 2) => 2 + big,
            (Kind::Signed, 2) => 4 + big,
            (Kind::Unsigned, 4) => 6 + big,
            (Kind::Signed, 4) => 8 + big,
            (Kind::Unsigned, _) => 10 + big,
            (Kind::Signed, _) => 12 + big,
            (Kind::Float, 4) => 14 + big,
            (Kind::Float, _) => 16 + big,
            (Kind::Char, _) => 20 + big,
        }
    }
}

fn read_as(format: Option<&Format>, kind: Kind, data: &[u8]) -> Value {
    let Some((format, field)) = format.and_then(|f| Some((f, f.fields.first()?))) else { return Value::NONE };
    match format.unpack_one(field, data) {
        Item::Int(n) if kind == Kind::Char => str::from_char(n as u32),
        Item::Int(n) => int::from_buf(IntBuf::from(n)),
        Item::Float(x) => Value::float(x),
        _ => Value::NONE,
    }
}

/// The characters of UTF-16; lone surrogates stay what they are.
fn utf16_items(big: bool, data: &[u8]) -> Result<Vec<Value>, &'static str> {
    let (units, rest) = data.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("string length not a multiple of item size");
    }
    let units = units.iter().map(|u| if big { u16::from_be_bytes(*u) } else { u16::from_le_bytes(*u) });
    Ok(char::decode_utf16(units).map(|c| str::from_char(c.map_or_else(|e| u32::from(e.unpaired_surrogate()), u32::from))).collect())
}

/// The items of `data` in the machine format number `format`; None for numbers that there aren't.
pub(super) fn items_of(format: i64, data: &[u8]) -> Option<Result<Vec<Value>, &'static str>> {
    if let 18 | 19 = format {
        return Some(utf16_items(format == 19, data));
    }
    const LETTERS: &[u8] = b"BbHHhhIIiiQQqqffdd__II";
    let letter = *usize::try_from(format).ok().and_then(|i| LETTERS.get(i))?;
    let order = if format < 2 || format % 2 == 0 { b'<' } else { b'>' };
    let parsed = Format::parse(&[order, letter]).ok()?;
    if !data.len().is_multiple_of(parsed.size) {
        return Some(Err("string length not a multiple of item size"));
    }
    let kind = if format >= 20 { Kind::Char } else { Kind::Float };
    Some(Ok(data.chunks_exact(parsed.size).map(|d| read_as(Some(&parsed), kind, d)).collect()))
}
