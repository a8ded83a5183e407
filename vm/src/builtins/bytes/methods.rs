//! The methods that `bytes` and `bytearray` share. Results have the type of `self` (never a subclass).
//!
//! Arguments are converted before the own bytes are looked at, since converting may run Python code that changes a
//! bytearray; while a bytearray's bytes are borrowed nothing else runs.

pub(crate) use super::search;
use crate::builtins::buffer::bytes_like;
use crate::builtins::bytearray::{self, ByteArrayObj};
use crate::builtins::{int, str};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::text::{TextBuf, Units, bytes as text, layout};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Ref;

pub use super::search::contains;

/// The bytes of `self`, borrowed.
pub enum Own<'a> {
    /// Of a bytes object.
    Bytes(&'a [u8]),
    /// Of a bytearray.
    Array(Ref<'a, Vec<u8>>),
}
impl std::ops::Deref for Own<'_> {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Own::Bytes(b) => b,
            Own::Array(b) => b,
        }
    }
}
/// The bytes of a bytes or bytearray value. The borrow must end before Python code runs.
#[inline]
pub fn own(v: &Value) -> Own<'_> {
    match super::get(v) {
        Some(b) => Own::Bytes(b),
        None => match v.downcast::<ByteArrayObj>() {
            Some(a) => Own::Array(a.borrow()),
            None => Own::Bytes(&[]),
        },
    }
}
/// A result of the same type as `v`.
pub fn like(v: &Value, data: Vec<u8>) -> Value {
    if v.downcast::<ByteArrayObj>().is_some() { bytearray::new(data) } else { super::new(data) }
}
/// As `like`, from a slice.
pub fn part(v: &Value, data: &[u8]) -> Value {
    like(v, data.to_vec())
}
/// Bytes `i..j` of `v`; an exact bytes object is itself its whole part.
pub fn like_part(v: &Value, i: usize, j: usize) -> Value {
    let b = own(v);
    if i == 0 && j == b.len() && v.downcast_exact::<super::BytesObj>().is_some() {
        return v.clone();
    }
    let data = b.get(i..j).unwrap_or(&[]).to_vec();
    drop(b);
    like(v, data)
}

/// `format % args`
pub fn modulo(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Value> {
    if super::get(a).is_none() && a.downcast::<ByteArrayObj>().is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let format = own(a).to_vec();
    let out = str::percent::percent(vm, Units::One(&format), b, true)?;
    Ok(match out.units() {
        Units::One(b) => part(a, b),
        _ => return Err(vm.system_error("bytes formatting made a wide character")),
    })
}

fn fill(vm: &mut Vm, v: &Value, who: &str) -> PyResult<u8> {
    let Some(v) = v.opt() else { return Ok(b' ') };
    let of = |b: &[u8]| if let [b] = b { Some(*b) } else { None };
    let known = super::get(v).is_some() || v.downcast::<ByteArrayObj>().is_some();
    match of(&own(v)).filter(|_| known) {
        Some(b) => Ok(b),
        None => Err(vm.type_error(format!("{who}() argument 2 must be a byte string of length 1, not {}", v.ty().name()))),
    }
}
fn padded(vm: &mut Vm, a: &[Value], who: &str, f: fn(Units<'_>, usize, u32) -> TextBuf) -> PyResult<Value> {
    let width = ops::index_i64(vm, &a[1])?.max(0) as usize;
    let fill = fill(vm, &a[2], who)?;
    if crate::text::ensure_room(width).is_err() {
        return Err(vm.memory_error(""));
    }
    let n = own(&a[0]).len();
    if width <= n {
        return Ok(like_part(&a[0], 0, n));
    }
    let out = f(Units::One(&own(&a[0])), width, u32::from(fill));
    Ok(part(&a[0], out.units().raw_bytes()))
}
pub fn center(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    padded(vm, a, "center", layout::center)
}
pub fn ljust(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    padded(vm, a, "ljust", layout::ljust)
}
pub fn rjust(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    padded(vm, a, "rjust", layout::rjust)
}
pub fn zfill(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    padded(vm, &[a[0].clone(), a[1].clone(), Value::NULL], "zfill", |u, w, _| layout::zfill(u, w))
}
pub fn expandtabs(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let size = match a[1].opt() {
        Some(n) => str::c_int(vm, n)?,
        None => 8,
    };
    let r = layout::expand_tabs(&own(&a[0]), size);
    match r {
        Some(data) => Ok(like(&a[0], data)),
        None => Err(vm.overflow_error("result too long")),
    }
}

pub fn translate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let table = match a[1].some() {
        Some(t) => Some(bytes_like(vm, t)?),
        None => None,
    };
    if table.as_ref().is_some_and(|t| t.len() != 256) {
        return Err(vm.value_error("translation table must be 256 characters long"));
    }
    let delete = match a[2].opt() {
        Some(d) => Some(bytes_like(vm, d)?),
        None => None,
    };
    let data = text::translate(&own(&a[0]), table.as_deref(), delete.as_deref().unwrap_or(&[]));
    if data[..] == own(&a[0])[..] {
        return Ok(like_part(&a[0], 0, data.len()));
    }
    Ok(like(&a[0], data))
}
pub fn maketrans(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (from, to) = (bytes_like(vm, &a[0])?, bytes_like(vm, &a[1])?);
    if from.len() != to.len() {
        return Err(vm.value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    from.iter().zip(to.iter()).for_each(|(f, t)| table[*f as usize] = *t);
    Ok(super::new(table))
}

/// `sep` and `bytes_per_sep` of `hex`.
pub fn hex_text(vm: &mut Vm, data: impl Fn() -> Vec<u8>, sep: &Value, per: &Value) -> PyResult<Value> {
    let per = match per.opt() {
        Some(n) => str::c_int(vm, n)?,
        None => 1,
    };
    let sep = match sep.opt() {
        None => None,
        Some(s) => {
            if ops::len(vm, s)? != 1 {
                return Err(vm.value_error("sep must be length 1."));
            }
            let c = match (str::get(s), super::get(s)) {
                (Some(t), _) => t.units().get(0),
                (_, Some(b)) => b.first().map_or(0, |b| u32::from(*b)),
                _ => return Err(vm.type_error("sep must be str or bytes.")),
            };
            if c > 127 {
                return Err(vm.value_error("sep must be ASCII."));
            }
            Some(c as u8)
        }
    };
    Ok(str::from_latin1(&text::to_hex(&data(), sep, per)))
}
pub fn hex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    hex_text(vm, || own(&a[0]).to_vec(), &a[1], &a[2])
}
pub fn fromhex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = match str::get(&a[1]) {
        Some(s) => text::from_hex(s.units()),
        None if crate::builtins::buffer::is_exporter(&a[1]) => text::from_hex(Units::One(&bytes_like(vm, &a[1])?)),
        None => return Err(vm.type_error(format!("fromhex() argument must be str or bytes-like, not {}", a[1].ty().name()))),
    };
    let data = match r {
        Ok(data) => data,
        Err(Some(at)) => return Err(vm.value_error(format!("non-hexadecimal number found in fromhex() arg at position {at}"))),
        Err(None) => return Err(vm.value_error("fromhex() arg must contain an even number of hexadecimal digits")),
    };
    let array = a[0].downcast::<crate::object::ty::TypeObj>().is_some_and(|t| t.is_subtype(bytearray::TYPE.get()));
    let made = if array { bytearray::new(data) } else { super::new(data) };
    let own_type = if array { bytearray::TYPE.value() } else { super::TYPE.value() };
    if a[0].is(&own_type) { Ok(made) } else { vm.call1(&a[0], &made) }
}
pub fn decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    for (v, what) in a[1..].iter().zip(["encoding", "errors"]) {
        if !v.is_null() && !str::is_str(v) {
            return Err(vm.type_error(format!("decode() argument '{what}' must be str, not {}", v.ty().name())));
        }
    }
    str::codecs::decode(vm, &a[0], a[1].opt(), a[2].opt())
}
/// Size of an int argument as used by `bytearray.resize` and the like.
pub fn size_arg(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let n = ops::index(vm, v)?;
    int::as_i64(&n).ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
}

/// A method that maps the bytes.
macro_rules! map {
    ($name:literal, $f:expr, $doc:literal) => {
        $crate::native::NativeDef::new(
            $name,
            |_, a| Ok($crate::builtins::bytes::methods::like(&a[0], $f(&$crate::builtins::bytes::methods::own(&a[0])))),
            "($self, /)",
            $doc,
        )
    };
}
/// A method that tests the bytes.
macro_rules! test {
    ($name:literal, $f:expr, $doc:literal) => {
        $crate::native::NativeDef::new($name, |_, a| Ok($crate::value::Value::bool($f(&$crate::builtins::bytes::methods::own(&a[0])))), "($self, /)", $doc)
    };
}
/// The table: shared rows, then those of the type itself.
macro_rules! shared {
    ($($extra:expr,)*) => {{
        use $crate::builtins::bytes::methods::{self as m, map, search as s, test};
        use $crate::text::bytes as t;
        const fn def(name: &'static str, f: $crate::native::NativeFn, sig: &'static str, doc: &'static str) -> $crate::native::NativeDef {
            $crate::native::NativeDef::new(name, f, sig, doc)
        }
        &[
            map!("lower", <[u8]>::to_ascii_lowercase, "B.lower() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to lowercase."),
            map!("upper", <[u8]>::to_ascii_uppercase, "B.upper() -> copy of B\n\nReturn a copy of B with all ASCII characters converted to uppercase."),
            map!("capitalize", t::capitalize, "B.capitalize() -> copy of B\n\nReturn a copy of B with only its first character capitalized (ASCII)\nand the rest lower-cased."),
            map!("title", t::title, "B.title() -> copy of B\n\nReturn a titlecased version of B, i.e. ASCII words start with uppercase\ncharacters, all remaining cased characters have lowercase."),
            map!("swapcase", t::swapcase, "B.swapcase() -> copy of B\n\nReturn a copy of B with uppercase ASCII characters converted\nto lowercase ASCII and vice versa."),
            test!("isalpha", t::isalpha, "B.isalpha() -> bool\n\nReturn True if all characters in B are alphabetic\nand there is at least one character in B, False otherwise."),
            test!("isdigit", t::isdigit, "B.isdigit() -> bool\n\nReturn True if all characters in B are digits\nand there is at least one character in B, False otherwise."),
            test!("isalnum", t::isalnum, "B.isalnum() -> bool\n\nReturn True if all characters in B are alphanumeric\nand there is at least one character in B, False otherwise."),
            test!("isspace", t::isspace, "B.isspace() -> bool\n\nReturn True if all characters in B are whitespace\nand there is at least one character in B, False otherwise."),
            test!("isupper", t::isupper, "B.isupper() -> bool\n\nReturn True if all cased characters in B are uppercase and there is\nat least one cased character in B, False otherwise."),
            test!("islower", t::islower, "B.islower() -> bool\n\nReturn True if all cased characters in B are lowercase and there is\nat least one cased character in B, False otherwise."),
            test!("istitle", t::istitle, "B.istitle() -> bool\n\nReturn True if B is a titlecased string and there is at least one\ncharacter in B, False otherwise."),
            test!("isascii", <[u8]>::is_ascii, "B.isascii() -> bool\n\nReturn True if B is empty or all characters in B are ASCII,\nFalse otherwise."),
            def("find", s::find_, "($self, sub, start=None, end=None, /)", "Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end]."),
            def("rfind", s::rfind, "($self, sub, start=None, end=None, /)", "Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end]."),
            def("index", s::index, "($self, sub, start=None, end=None, /)", "Return the lowest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end]."),
            def("rindex", s::rindex, "($self, sub, start=None, end=None, /)", "Return the highest index in B where subsection 'sub' is found, such that 'sub' is contained within B[start,end]."),
            def("count", s::count, "($self, sub, start=None, end=None, /)", "Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end]."),
            def("startswith", s::startswith, "($self, prefix, start=None, end=None, /)", "Return True if the bytes starts with the specified prefix, False otherwise."),
            def("endswith", s::endswith, "($self, suffix, start=None, end=None, /)", "Return True if the bytes ends with the specified suffix, False otherwise."),
            def("removeprefix", s::removeprefix, "($self, prefix, /)", "Return a bytes object with the given prefix string removed if present."),
            def("removesuffix", s::removesuffix, "($self, suffix, /)", "Return a bytes object with the given suffix string removed if present."),
            def("split", s::split, "($self, /, sep=None, maxsplit=-1)", "Return a list of the sections in the bytes, using sep as the delimiter."),
            def("rsplit", s::rsplit, "($self, /, sep=None, maxsplit=-1)", "Return a list of the sections in the bytes, using sep as the delimiter."),
            def("splitlines", s::splitlines, "($self, /, keepends=False)", "Return a list of the lines in the bytes, breaking at line boundaries."),
            def("partition", s::partition, "($self, sep, /)", "Partition the bytes into three parts using the given separator."),
            def("rpartition", s::rpartition, "($self, sep, /)", "Partition the bytes into three parts using the given separator."),
            def("strip", s::strip, "($self, bytes=None, /)", "Strip leading and trailing bytes contained in the argument."),
            def("lstrip", s::lstrip, "($self, bytes=None, /)", "Strip leading bytes contained in the argument."),
            def("rstrip", s::rstrip, "($self, bytes=None, /)", "Strip trailing bytes contained in the argument."),
            def("replace", s::replace, "($self, old, new, count=-1, /)", "Return a copy with all occurrences of substring old replaced by new."),
            def("join", s::join, "($self, iterable_of_bytes, /)", "Concatenate any number of bytes objects."),
            def("center", m::center, "($self, width, fillchar=b' ', /)", "Return a centered string of length width."),
            def("ljust", m::ljust, "($self, width, fillchar=b' ', /)", "Return a left-justified string of length width."),
            def("rjust", m::rjust, "($self, width, fillchar=b' ', /)", "Return a right-justified string of length width."),
            def("zfill", m::zfill, "($self, width, /)", "Pad a numeric string with zeros on the left, to fill a field of the given width."),
            def("expandtabs", m::expandtabs, "($self, /, tabsize=8)", "Return a copy where all tab characters are expanded using spaces."),
            def("translate", m::translate, "($self, table, /, delete=b'')", "Return a copy with each character mapped by the given translation table."),
            def("maketrans", m::maketrans, "(frm, to, /)", "Return a translation table usable for the bytes or bytearray translate method.").static_method(),
            def("hex", m::hex, "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", "Create a string of hexadecimal numbers from a bytes object."),
            def("fromhex", m::fromhex, "($type, string, /)", "Create a bytes object from a string of hexadecimal numbers.").class_method(),
            def("decode", m::decode, "($self, /, encoding='utf-8', errors='strict')", "Decode the bytes using the codec registered for encoding."),
            $($extra,)*
        ]
    }};
}
pub(crate) use {map, shared, test};
