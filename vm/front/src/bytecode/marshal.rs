//! Our own compact form of code objects, for freezing the standard library and caching compiled modules.
//!
//! ```text
//! file  = MAGIC  strings  code
//! strings = n (len bytes)*        names, shared by all code objects of the file
//! code  = numbers, name indices, constants, units (no cache units), line table, exception table
//! ```
//! Numbers are LEB128. Reading checks every length against what is left and recursion against a limit, so
//! damaged bytes give an error; they may still give code that [`super::verify`] or lowering rejects.

use rustc_hash::FxHashMap as HashMap;
use std::sync::Arc;

use malachite_bigint::BigInt;
use rustpython_wtf8::Wtf8Buf;

use super::code::{Code, Const};

/// First bytes of a file; the last one is the format's version.
const MAGIC: &[u8; 4] = b"NJC\x01";
/// How deep constants may nest.
const MAX_DEPTH: u32 = 200;

/// Why bytes are not a code object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// Wrong first bytes: another format or version.
    Magic,
    /// Lengths that don't fit, unknown tags, invalid text.
    Damaged,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DecodeError::Magic => "bad magic number",
            DecodeError::Damaged => "bad marshal data",
        })
    }
}

impl std::error::Error for DecodeError {}

/// Serialises a code object with all nested ones.
pub fn to_bytes(code: &Code) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.code(code);
    let mut out = Vec::with_capacity(writer.out.len() + 1024);
    out.extend_from_slice(MAGIC);
    number(&mut out, writer.strings.len() as u64);
    for string in &writer.strings {
        number(&mut out, string.len() as u64);
        out.extend_from_slice(string.as_bytes());
    }
    out.extend_from_slice(&writer.out);
    out
}

/// Reads what [`to_bytes`] wrote.
pub fn from_bytes(bytes: &[u8]) -> Result<Arc<Code>, DecodeError> {
    let rest = bytes.strip_prefix(MAGIC).ok_or(DecodeError::Magic)?;
    let mut reader = Reader { rest, strings: Vec::new(), depth: 0 };
    let count = reader.count()?;
    for _ in 0..count {
        let text = std::str::from_utf8(reader.bytes()?).map_err(|_| DecodeError::Damaged)?;
        reader.strings.push(Arc::from(text));
    }
    let code = reader.code()?;
    if reader.rest.is_empty() { Ok(Arc::new(code)) } else { Err(DecodeError::Damaged) }
}

fn number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    strings: Vec<Arc<str>>,
    index: HashMap<Arc<str>, u64>,
}

impl Writer {
    fn num(&mut self, value: impl Into<u64>) {
        number(&mut self.out, value.into());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.num(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    fn name(&mut self, name: &Arc<str>) {
        let next = self.strings.len() as u64;
        let index = *self.index.entry(name.clone()).or_insert(next);
        if index == next {
            self.strings.push(name.clone());
        }
        self.num(index);
    }

    fn names(&mut self, names: &[Arc<str>]) {
        self.num(names.len() as u64);
        for name in names {
            self.name(name);
        }
    }

    fn code(&mut self, code: &Code) {
        for name in [&code.name, &code.qualname, &code.filename] {
            self.name(name);
        }
        let counts = [code.posonlyargcount, code.argcount, code.kwonlyargcount];
        for value in [code.first_line, code.flags, code.stacksize].into_iter().chain(counts) {
            self.num(value);
        }
        for names in [&code.names, &code.varnames, &code.cellvars, &code.freevars] {
            self.names(names);
        }
        for bytes in [&code.localspluskinds, &code.units, &code.linetable, &code.exceptiontable] {
            self.bytes(bytes);
        }
        self.constants(&code.consts);
    }

    fn constants(&mut self, constants: &[Const]) {
        self.num(constants.len() as u64);
        for constant in constants {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: &Const) {
        match constant {
            Const::None => self.out.push(b'N'),
            Const::Bool(value) => self.out.push(if *value { b'T' } else { b'F' }),
            Const::Ellipsis => self.out.push(b'.'),
            Const::Int(value) => {
                self.out.push(b'i');
                // Zigzag: small magnitudes are short.
                self.num((value << 1 ^ value >> 63) as u64);
            }
            Const::BigInt(value) => {
                self.out.push(b'l');
                self.bytes(&value.to_signed_bytes_le());
            }
            Const::Float(value) => {
                self.out.push(b'f');
                self.out.extend_from_slice(&value.to_le_bytes());
            }
            Const::Complex(re, im) => {
                self.out.push(b'c');
                self.out.extend_from_slice(&re.to_le_bytes());
                self.out.extend_from_slice(&im.to_le_bytes());
            }
            Const::Str(value) => {
                self.out.push(b's');
                self.bytes(value.as_bytes());
            }
            Const::Bytes(value) => {
                self.out.push(b'b');
                self.bytes(value);
            }
            Const::Tuple(items) => {
                self.out.push(b'(');
                self.constants(items);
            }
            Const::FrozenSet(items) => {
                self.out.push(b'{');
                self.constants(items);
            }
            Const::Slice(parts) => {
                self.out.push(b':');
                for part in parts.iter() {
                    self.constant(part);
                }
            }
            Const::Code(code) => {
                self.out.push(b'C');
                self.code(code);
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    strings: Vec<Arc<str>>,
    depth: u32,
}

type Decoded<T> = Result<T, DecodeError>;

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Decoded<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn num(&mut self) -> Decoded<u64> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let (&byte, rest) = self.rest.split_first().ok_or(DecodeError::Damaged)?;
            self.rest = rest;
            if shift > 63 {
                return Err(DecodeError::Damaged);
            }
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return Ok(value);
            }
        }
    }

    fn u32(&mut self) -> Decoded<u32> {
        u32::try_from(self.num()?).map_err(|_| DecodeError::Damaged)
    }

    /// A number of things that take at least one byte each.
    fn count(&mut self) -> Decoded<usize> {
        let count = self.num()?;
        if count <= self.rest.len() as u64 { Ok(count as usize) } else { Err(DecodeError::Damaged) }
    }

    fn bytes(&mut self) -> Decoded<&'a [u8]> {
        let length = self.count()?;
        self.take(length)
    }

    fn name(&mut self) -> Decoded<Arc<str>> {
        let index = self.num()? as usize;
        self.strings.get(index).cloned().ok_or(DecodeError::Damaged)
    }

    fn names(&mut self) -> Decoded<Box<[Arc<str>]>> {
        let count = self.count()?;
        (0..count).map(|_| self.name()).collect()
    }

    fn float(&mut self) -> Decoded<f64> {
        let bytes = self.take(8)?.try_into().map_err(|_| DecodeError::Damaged)?;
        Ok(f64::from_le_bytes(bytes))
    }

    fn code(&mut self) -> Decoded<Code> {
        let (name, qualname, filename) = (self.name()?, self.name()?, self.name()?);
        let (first_line, flags, stacksize) = (self.u32()?, self.u32()?, self.u32()?);
        let (posonlyargcount, argcount, kwonlyargcount) = (self.u32()?, self.u32()?, self.u32()?);
        Ok(Code {
            name,
            qualname,
            filename,
            first_line,
            flags,
            stacksize,
            posonlyargcount,
            argcount,
            kwonlyargcount,
            names: self.names()?,
            varnames: self.names()?,
            cellvars: self.names()?,
            freevars: self.names()?,
            localspluskinds: self.bytes()?.into(),
            units: self.bytes()?.into(),
            linetable: self.bytes()?.into(),
            exceptiontable: self.bytes()?.into(),
            consts: self.constants()?,
        })
    }

    fn constants(&mut self) -> Decoded<Box<[Const]>> {
        let count = self.count()?;
        (0..count).map(|_| self.constant()).collect()
    }

    fn constant(&mut self) -> Decoded<Const> {
        let tag = self.take(1)?[0];
        Ok(match tag {
            b'N' => Const::None,
            b'T' => Const::Bool(true),
            b'F' => Const::Bool(false),
            b'.' => Const::Ellipsis,
            b'i' => {
                let zigzag = self.num()?;
                Const::Int((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
            }
            b'l' => Const::BigInt(BigInt::from_signed_bytes_le(self.bytes()?)),
            b'f' => Const::Float(self.float()?),
            b'c' => Const::Complex(self.float()?, self.float()?),
            b's' => Const::Str(text(self.bytes()?)?),
            b'b' => Const::Bytes(self.bytes()?.into()),
            b'(' | b'{' | b':' | b'C' => self.nested(tag)?,
            _ => return Err(DecodeError::Damaged),
        })
    }

    fn nested(&mut self, tag: u8) -> Decoded<Const> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(DecodeError::Damaged);
        }
        let constant = match tag {
            b'(' => Const::Tuple(self.constants()?),
            b'{' => Const::FrozenSet(self.constants()?),
            b':' => Const::Slice(Box::new([self.constant()?, self.constant()?, self.constant()?])),
            _ => Const::Code(Arc::new(self.code()?)),
        };
        self.depth -= 1;
        Ok(constant)
    }
}

fn text(bytes: &[u8]) -> Decoded<Wtf8Buf> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Wtf8Buf::from(text)),
        Err(_) => Wtf8Buf::from_bytes(bytes.to_vec()).map_err(|_| DecodeError::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Mode, compile};

    const SOURCE: &str = "x = (1, -2, 1 << 70, 2.5, 3j, 'a\\ud800', b'z', None, ..., True)\n\
                          y = 5 in {1, 2}; z = x[1:2]\n\
                          def f(a, /, b=1, *c, d, **e):\n    try: return lambda: a\n    except E: pass\n";

    #[test]
    fn round_trips() {
        let code = compile(SOURCE, "m.py", Mode::Exec, 0, 0).unwrap();
        let bytes = to_bytes(&code);
        let back = from_bytes(&bytes).unwrap();
        assert_eq!(format!("{code:?}"), format!("{back:?}"));
    }

    #[test]
    fn damage_is_an_error_or_another_object() {
        let bytes = to_bytes(&compile(SOURCE, "m.py", Mode::Exec, 0, 0).unwrap());
        assert_eq!(from_bytes(b"RIFF").unwrap_err(), DecodeError::Magic);
        for length in 0..bytes.len() {
            assert!(from_bytes(&bytes[..length]).is_err(), "cut to {length}");
        }
        for at in 4..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            // Must not panic, whatever it says.
            if let Ok(code) = from_bytes(&damaged) {
                code.walk(&mut |c| drop(crate::compile::lower(c)));
            }
        }
    }
}
