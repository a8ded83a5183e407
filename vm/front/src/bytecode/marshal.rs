//! Our own compact form of code objects, for freezing the standard library and caching compiled modules.
//!
//! ```text
//! file  = MAGIC  strings  code
//! strings = n (len bytes)*        names, shared by all code objects of the file
//! code  = head  len body  len registers
//! head  = name indices, numbers
//! body  = names, units (no cache units), line table, exception table, constants
//! registers = the register form (`registers.rs`); empty when the file has none
//! ```
//! Numbers are LEB128. Reading checks every length against what is left and recursion against a limit, so
//! damaged bytes give an error; they may still give code that [`super::verify`] or lowering rejects.
//! [`from_bytes`] decodes everything; [`from_trusted`] leaves bodies where they are until they are wanted.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use malachite_bigint::BigInt;
use rustc_hash::FxHashMap as HashMap;
use rustpython_wtf8::Wtf8Buf;

use super::body::{CodeBody, LazyBody, Place};
use super::code::{Code, Const, RegCode};
use super::registers;
use crate::compile::{LowerError, lower};

/// First bytes of a file; the last one is the format's version.
const MAGIC: &[u8; 4] = b"NJC\x02";
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
    write(code, &mut Writer::default())
}

/// The same with the register form of each; an error if one can't be lowered.
pub fn to_bytes_lowered(code: &Code) -> Result<Vec<u8>, LowerError> {
    let mut writer = Writer { lowered: true, ..Writer::default() };
    let bytes = write(code, &mut writer);
    writer.failed.map_or(Ok(bytes), Err)
}

fn write(code: &Code, writer: &mut Writer) -> Vec<u8> {
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
    let (file, start) = File::open(Cow::Borrowed(bytes))?;
    let mut reader = file.reader(start, None)?;
    let code = reader.code()?;
    if reader.rest.is_empty() { Ok(Arc::new(code)) } else { Err(DecodeError::Damaged) }
}

/// Reads what [`to_bytes`] or [`to_bytes_lowered`] wrote, bodies at first use. The bytes must be as they were written: damage in a
/// body is found too late to be an error, and panics.
pub fn from_trusted(bytes: Cow<'static, [u8]>) -> Result<Arc<Code>, DecodeError> {
    let (file, start) = File::open(bytes)?;
    let file = Arc::new(file);
    file.reader(start, Some(&file))?.code().map(Arc::new)
}

/// Where a string begins and ends, and the string once somebody wanted it.
type Text = (u32, u32, OnceLock<Arc<str>>);

/// An opened file: its bytes and its names.
#[derive(Debug)]
pub struct File<'a> {
    bytes: Cow<'a, [u8]>,
    strings: Box<[Text]>,
}

impl<'a> File<'a> {
    /// Reads the table of strings. Also where the code begins.
    fn open(bytes: Cow<'a, [u8]>) -> Decoded<(File<'a>, u32)> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(DecodeError::Damaged);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(DecodeError::Magic)?;
        let mut reader = Reader { rest, strings: &[], bytes: &bytes, lazy: None, depth: 0 };
        let count = reader.count()?;
        let mut strings = Vec::with_capacity(count);
        for _ in 0..count {
            let text = reader.bytes()?;
            std::str::from_utf8(text).map_err(|_| DecodeError::Damaged)?;
            let end = reader.at();
            strings.push((end - text.len() as u32, end, OnceLock::new()));
        }
        let start = reader.at();
        Ok((File { bytes, strings: strings.into() }, start))
    }
    fn reader<'r>(&'r self, at: u32, lazy: Option<&'r Arc<File<'static>>>) -> Decoded<Reader<'r>> {
        let rest = self.bytes.get(at as usize..).ok_or(DecodeError::Damaged)?;
        Ok(Reader { rest, strings: &self.strings, bytes: &self.bytes, lazy, depth: 0 })
    }
}

impl File<'static> {
    /// The body that stands at `at`, its nested code objects undecoded.
    pub(super) fn body_at(self: &Arc<Self>, at: u32) -> Decoded<CodeBody> {
        self.reader(at, Some(self))?.body()
    }
    /// The register form that stands at `at`.
    pub(super) fn registers_at(&self, at: u32) -> Option<RegCode> {
        registers::read(self.bytes.get(at as usize..)?)
    }
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
    /// Write register forms?
    lowered: bool,
    /// Why one could not be made.
    failed: Option<LowerError>,
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
        let before = std::mem::take(&mut self.out);
        self.body(code);
        let body = std::mem::replace(&mut self.out, before);
        self.bytes(&body);
        let mut registers = Vec::new();
        if self.lowered {
            match lower(code) {
                Ok(reg) => registers::write(&mut registers, &reg),
                Err(e) => self.failed = Some(e),
            }
        }
        self.bytes(&registers);
    }

    fn body(&mut self, code: &CodeBody) {
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
    /// The whole file.
    bytes: &'a [u8],
    strings: &'a [Text],
    /// The file, if bodies stay in it.
    lazy: Option<&'a Arc<File<'static>>>,
    depth: u32,
}

type Decoded<T> = Result<T, DecodeError>;

impl<'a> Reader<'a> {
    /// Where `rest` begins in the file; files are below 4 GB.
    fn at(&self) -> u32 {
        (self.bytes.len() - self.rest.len()) as u32
    }

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
        let (start, end, text) = self.strings.get(index).ok_or(DecodeError::Damaged)?;
        // Checked when the file was opened.
        let read = || Arc::from(std::str::from_utf8(&self.bytes[*start as usize..*end as usize]).unwrap_or_default());
        Ok(text.get_or_init(read).clone())
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
        Ok(Code { name, qualname, filename, first_line, flags, stacksize, posonlyargcount, argcount, kwonlyargcount, body: self.late_body()? })
    }

    /// The body and the register form behind it.
    fn late_body(&mut self) -> Decoded<LazyBody> {
        let body = self.bytes()?;
        let body_at = self.at() - body.len() as u32;
        let registers = self.bytes()?;
        let registers_at = self.at() - registers.len() as u32;
        if let Some(file) = self.lazy {
            let registers = (!registers.is_empty()).then_some(registers_at);
            return Ok(LazyBody::at(Place { file: file.clone(), body: body_at, registers }));
        }
        let mut inner = Reader { rest: body, bytes: &self.bytes[..body_at as usize + body.len()], strings: self.strings, lazy: None, depth: self.depth };
        let body = inner.body()?;
        if inner.rest.is_empty() { Ok(body.into()) } else { Err(DecodeError::Damaged) }
    }

    fn body(&mut self) -> Decoded<CodeBody> {
        Ok(CodeBody {
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
        let late = from_trusted(Cow::Owned(to_bytes_lowered(&code).unwrap())).unwrap();
        late.walk(&mut |c| {
            let (stored, lowered) = (c.stored_registers().unwrap(), lower(c).unwrap());
            assert_eq!(format!("{stored:?}"), format!("{lowered:?}"), "{}", c.qualname);
        });
        assert_eq!(to_bytes(&code), to_bytes(&late));
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
