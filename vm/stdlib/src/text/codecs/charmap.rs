//! Character maps: the codecs of the one-byte encodings.

use super::{bytes_argument, decoded, encoded, errors_argument, str_argument};
use std::cell::RefCell;
use std::collections::HashMap;
use vm::builtins::str::registry;
use vm::builtins::{bytes, exception, int, str};
use vm::native::{NativeDef, TypeDef, this};
use vm::object::dict::new_dict;
use vm::object::{self, Payload, ops, ty};
use vm::text::codec::{self, Mapped};
use vm::{PyResult, Value, Vm};

/// What `charmap_build` makes of a decoding table: the byte of each character.
struct EncodingMap(HashMap<u32, u8>);
impl Payload for EncodingMap {
    fn def() -> &'static TypeDef {
        &ENCODING_MAP
    }
}
static ENCODING_MAP: TypeDef = TypeDef::new::<EncodingMap>("EncodingMap").flags(ty::flag::NO_NEW).final_type().methods(&[NativeDef::new(
    "size",
    |_, a| Ok(Value::usize(this::<EncodingMap>(&a[0]).0.len() * 5 + 16)),
    "($self, /)",
    "Return the size (in bytes) of this object.",
)]);

/// An entry of a mapping; None where a lookup fails.
fn entry(vm: &mut Vm, map: &Value, key: i64) -> PyResult<Option<Value>> {
    let r = ops::getitem(vm, map, &Value::int(key));
    Ok(vm.catch(r, exception::classes().lookup_error)?.filter(|v| !v.is_none()))
}

fn decode_entry(vm: &mut Vm, map: &Value, byte: u8) -> PyResult<Mapped> {
    if let Some(s) = str::get(map).filter(|_| str::is_exact(map)) {
        let i = usize::from(byte);
        let c = if i < s.len() { s.units().get(i) } else { 0xFFFE };
        return Ok(if c == 0xFFFE { Mapped::Undefined } else { Mapped::Char(c) });
    }
    let Some(v) = entry(vm, map, i64::from(byte))? else { return Ok(Mapped::Undefined) };
    if int::is_int(&v) {
        return match int::as_i64(&v).and_then(|n| u32::try_from(n).ok()) {
            Some(0xFFFE) => Ok(Mapped::Undefined),
            Some(c) if c <= 0x10_FFFF => Ok(Mapped::Char(c)),
            _ => Err(vm.type_error("character mapping must be in range(0x110000)")),
        };
    }
    match str::get(&v) {
        Some(s) if s.units().eq_str("\u{FFFE}") => Ok(Mapped::Undefined),
        Some(s) => Ok(Mapped::Text(s.units().to_buf())),
        None => Err(vm.type_error("character mapping must return integer, None or str")),
    }
}

fn charmap_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], false)?;
    let errors = errors_argument(vm, &a[1], "charmap_decode", "2")?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let Some(map) = a[2].some() else { return Ok(decoded(codec::latin1_decode(input), input.len())) };
    // The map and the error handler take turns with the interpreter.
    let shared = RefCell::new(vm);
    let (text, used) = codec::charmap_decode(
        input,
        |b| decode_entry(&mut shared.borrow_mut(), map, b),
        |e| registry::on_decode_error(&mut shared.borrow_mut(), &object, &errors, &e),
    )?;
    Ok(decoded(text, used))
}

fn encode_entry(vm: &mut Vm, map: &Value, c: u32) -> PyResult<Option<Vec<u8>>> {
    if let Some(m) = map.downcast::<EncodingMap>() {
        return Ok(m.0.get(&c).map(|b| vec![*b]));
    }
    let Some(v) = entry(vm, map, i64::from(c))? else { return Ok(None) };
    if int::is_int(&v) {
        return match int::as_i64(&v).and_then(|n| u8::try_from(n).ok()) {
            Some(b) => Ok(Some(vec![b])),
            None => Err(vm.type_error("character mapping must be in range(256)")),
        };
    }
    match bytes::get(&v) {
        Some(b) => Ok(Some(b.to_vec())),
        None => Err(vm.type_error(format!("character mapping must return integer, bytes or None, not {}", v.ty().name()))),
    }
}

fn charmap_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], "charmap_encode")?;
    let errors = errors_argument(vm, &a[1], "charmap_encode", "2")?;
    let r = match a[2].some() {
        None => codec::latin1_encode(s.units(), super::on_encode(vm, &a[0], &errors)),
        Some(map) => {
            let shared = RefCell::new(&mut *vm);
            codec::charmap_encode(
                s.units(),
                |c| encode_entry(&mut shared.borrow_mut(), map, c),
                |e| registry::on_encode_error(&mut shared.borrow_mut(), &a[0], &errors, &e),
            )
        }
    };
    encoded(vm, &a[0], r)
}

/// A table that maps byte 0 elsewhere, or holds characters beyond the basic plane, becomes a dict.
fn charmap_build(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], "charmap_build")?;
    let table: Vec<u32> = s.units().iter().take(256).collect();
    let simple = table.first() == Some(&0) && table.iter().skip(1).all(|c| *c != 0 && *c <= 0xFFFE);
    if simple {
        let entries = table.iter().enumerate().filter(|(_, c)| **c != 0xFFFE).map(|(i, c)| (*c, i as u8));
        return Ok(object::new(EncodingMap(entries.collect())));
    }
    let out = new_dict();
    for (i, c) in table.into_iter().enumerate() {
        ops::setitem(vm, &out, &Value::int(i64::from(c)), &Value::usize(i))?;
    }
    Ok(out)
}

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("charmap_decode", charmap_decode, "(data, errors=None, mapping=None, /)", ""),
    NativeDef::new("charmap_encode", charmap_encode, "(str, errors=None, mapping=None, /)", ""),
    NativeDef::new("charmap_build", charmap_build, "(map, /)", ""),
];
