//! `format % args` for str and bytes: where the arguments come from, and their conversion.

use super::{from_char, from_units, get, is_str};
use crate::builtins::bytearray::ByteArrayObj;
use crate::builtins::int::{self, raise};
use crate::builtins::{buffer, bytes, tuple};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops;
use crate::text::percent::{Conversion, Part, Parts, Size, Style};
use crate::text::{TextBuf, Units};
use crate::value::Value;
use crate::vm::Vm;

/// Where the next argument comes from.
struct Source {
    /// A tuple's items or one value; a key replaces it by the value it names.
    items: Vec<Value>,
    used: usize,
    /// What keys are looked up in.
    mapping: Option<Value>,
}
impl Source {
    fn next(&mut self, vm: &mut Vm) -> PyResult<Value> {
        self.used += 1;
        match self.items.get(self.used - 1) {
            Some(v) => Ok(v.clone()),
            None => Err(vm.type_error("not enough arguments for format string")),
        }
    }
    fn size(&mut self, vm: &mut Vm, size: Size, what: &str) -> PyResult<i64> {
        if size != Size::Argument {
            return Ok(0);
        }
        let v = self.next(vm)?;
        if !int::is_int(&v) {
            return Err(vm.type_error("* wants int"));
        }
        match int::as_i64(&v) {
            Some(n) if what == "width" || i32::try_from(n).is_ok() => Ok(n),
            _ => Err(vm.overflow_error(format!("Python int too large to convert to C {}", if what == "width" { "ssize_t" } else { "int" }))),
        }
    }
}

/// `format % args`; the result of bytes has one byte per character.
pub fn percent(vm: &mut Vm, format: Units<'_>, args: &Value, is_bytes: bool) -> PyResult<TextBuf> {
    let is_tuple = args.downcast::<tuple::TupleObj>().is_some();
    let items = if is_tuple { tuple::items(args).to_vec() } else { vec![args.clone()] };
    let plain = is_tuple || is_str(args) || (is_bytes && (bytes::get(args).is_some() || args.downcast::<ByteArrayObj>().is_some()));
    let mapping = if plain || args.ty().slots().getitem.is_none() { None } else { Some(args.clone()) };
    let mut from = Source { items, used: 0, mapping };
    let mut out = TextBuf::new();
    for part in Parts::new(format, is_bytes) {
        match part.map_err(|e| raise(vm, e))? {
            Part::Literal(u) => out.push_units(u),
            Part::Conversion(c) => convert(vm, &c, &mut from, is_bytes, &mut out)?,
        }
    }
    if from.used < from.items.len() && from.mapping.is_none() {
        let what = if is_bytes { "bytes" } else { "string" };
        return Err(vm.type_error(format!("not all arguments converted during {what} formatting")));
    }
    Ok(out)
}

fn convert(vm: &mut Vm, c: &Conversion<'_>, from: &mut Source, is_bytes: bool, out: &mut TextBuf) -> PyResult<()> {
    if let Some(k) = c.key {
        let Some(mapping) = from.mapping.clone() else { return Err(vm.type_error("format requires a mapping")) };
        let key = if is_bytes { bytes::new(k.raw_bytes().to_vec()) } else { from_units(k) };
        let v = ops::getitem(vm, &mapping, &key)?;
        (from.items, from.used) = (vec![v], 0);
    }
    let width = from.size(vm, c.width, "width")?;
    let precision = from.size(vm, c.precision, "precision")?;
    if c.is_percent() {
        out.push(c.letter);
        return Ok(());
    }
    let v = from.next(vm)?;
    let style = Style::new(c, width, precision).map_err(|e| raise(vm, e))?;
    match style.letter {
        b's' | b'b' if is_bytes => {
            let data = bytes_of(vm, &v)?;
            style.text(Units::One(&data), out);
        }
        b's' | b'r' | b'a' => {
            let t = match style.letter {
                b's' => ops::to_str(vm, &v)?,
                b'r' if !is_bytes => ops::repr(vm, &v)?,
                _ => crate::builtins::functions::ascii(vm, &v)?,
            };
            if let Some(t) = get(&t) {
                style.text(t.units(), out);
            }
        }
        b'c' => character(vm, &v, &style, is_bytes, out)?,
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
            let i = integer(vm, &v, style.letter)?;
            if let Some(b) = int::to_buf(&i) {
                style.int(&b, int::limit(), out).map_err(|e| raise(vm, e))?;
            }
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            if v.as_float().is_none() && v.ty().slots().float.is_none() && v.ty().slots().index.is_none() {
                return Err(vm.type_error(if is_bytes {
                    format!("float argument required, not {}", v.ty().name())
                } else {
                    format!("must be real number, not {}", v.ty().name())
                }));
            }
            style.float(crate::builtins::float::convert(vm, &v)?, out);
        }
        _ => return Err(raise(vm, c.unsupported())),
    }
    Ok(())
}

/// `%d` takes what `int()` takes of numbers, `%x` and `%o` only what `operator.index` takes.
fn integer(vm: &mut Vm, v: &Value, letter: u8) -> PyResult<Value> {
    if int::is_int(v) {
        return Ok(v.clone());
    }
    let whole = matches!(letter, b'd' | b'i' | b'u');
    let s = v.ty().slots();
    if whole && s.int.is_some() && !is_str(v) {
        return int::convert(vm, v);
    }
    if s.index.is_some() {
        return ops::index(vm, v);
    }
    let what = if whole { "a real number" } else { "an integer" };
    Err(vm.type_error(format!("%{} format: {what} is required, not {}", letter as char, v.ty().name())))
}

fn character(vm: &mut Vm, v: &Value, style: &Style, is_bytes: bool, out: &mut TextBuf) -> PyResult<()> {
    if is_bytes {
        let known = bytes::get(v).is_some() || v.downcast::<ByteArrayObj>().is_some();
        let b = match &bytes::methods::own(v)[..] {
            [b] if known => Some(*b),
            _ => None,
        };
        let b = match b {
            Some(b) => b,
            None if known || v.ty().slots().index.is_none() => return Err(vm.type_error("%c requires an integer in range(256) or a single byte")),
            None => {
                let n = ops::index(vm, v)?;
                match int::as_i64(&n).and_then(|n| u8::try_from(n).ok()) {
                    Some(b) => b,
                    None => return Err(vm.overflow_error("%c arg not in range(256)")),
                }
            }
        };
        style.text(Units::One(&[b]), out);
        return Ok(());
    }
    let t = match get(v) {
        Some(t) if t.len() == 1 => v.clone(),
        Some(t) => return Err(vm.type_error(format!("%c requires an int or a unicode character, not a string of length {}", t.len()))),
        None if v.ty().slots().index.is_none() => {
            return Err(vm.type_error(format!("%c requires an int or a unicode character, not {}", v.ty().name())));
        }
        None => {
            let n = ops::index(vm, v)?;
            match int::as_i64(&n) {
                Some(n @ 0..=0x10ffff) => from_char(n as u32),
                _ => return Err(vm.overflow_error("%c arg not in range(0x110000)")),
            }
        }
    };
    if let Some(t) = get(&t) {
        style.text(t.units(), out);
    }
    Ok(())
}

/// `%s` and `%b` of bytes.
fn bytes_of(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    if let Some(b) = v.downcast_exact::<bytes::BytesObj>() {
        return Ok(b.data.data.to_vec());
    }
    if let Some(r) = vm.call_special(v, &names().__bytes__, &[])? {
        return match bytes::get(&r) {
            Some(b) => Ok(b.to_vec()),
            None => Err(vm.type_error(format!("__bytes__ returned non-bytes (type {})", r.ty().name()))),
        };
    }
    if buffer::is_exporter(v) {
        return Ok(buffer::acquire(vm, v, buffer::request::FULL_RO)?.to_vec());
    }
    Err(vm.type_error(format!("%b requires a bytes-like object, or an object that implements __bytes__, not '{}'", v.ty().name())))
}
