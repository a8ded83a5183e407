//! Errors of codecs.

use super::{classes, field, make, protocol, set_field};
use crate::builtins::{bytes, int, str};
use crate::native::Args;
use crate::object::error::{PyResult, Raised};
use crate::object::slots::TypeSlots;
use crate::value::Value;
use crate::vm::Vm;

pub(super) fn slots(s: &mut TypeSlots) {
    s.init = Some(init);
    s.str = Some(str_);
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    protocol::init(vm, v, args)?;
    let translate = v.ty().is_subtype(classes().unicode_translate_error);
    let names: &[&str] = if translate { &["object", "start", "end", "reason"] } else { &["encoding", "object", "start", "end", "reason"] };
    let pos = args.pos();
    if pos.len() != names.len() {
        return Err(vm.type_error(format!("function takes exactly {} arguments ({} given)", names.len(), pos.len())));
    }
    for (i, (n, x)) in names.iter().zip(pos).enumerate() {
        let ok = match *n {
            "encoding" | "reason" => str::is_str(x),
            "object" if v.ty().is_subtype(classes().unicode_decode_error) => true,
            "object" => str::is_str(x),
            _ => int::is_int(x),
        };
        if *n == "object" && v.ty().is_subtype(classes().unicode_decode_error) {
            // A copy, in which nobody changes the bytes that the text speaks of.
            let whole = if bytes::get(x).is_some() { x.clone() } else { bytes::new(crate::builtins::buffer::bytes_like(vm, x)?.to_vec()) };
            set_field(v, n, whole);
            continue;
        }
        if !ok {
            let want = if matches!(*n, "start" | "end") { "int" } else { "str" };
            return Err(vm.type_error(format!("argument {} must be {want}, not {}", i + 1, x.ty().name())));
        }
        set_field(v, n, x.clone());
    }
    Ok(())
}
fn str_(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let object = field(v, "object");
    if object.is_null() {
        return Ok(str::empty());
    }
    let (start, end) = (int::as_i64(&field(v, "start")).unwrap_or(0), int::as_i64(&field(v, "end")).unwrap_or(0));
    let reason = vm.text_of(&field(v, "reason"))?;
    let one = end == start.wrapping_add(1);
    let at = if one { format!("position {start}") } else { format!("position {start}-{}", end.wrapping_sub(1)) };
    if v.ty().is_subtype(classes().unicode_decode_error) {
        let enc = vm.text_of(&field(v, "encoding"))?;
        let byte = bytes::get(&object).and_then(|b| b.get(start as usize).copied());
        return Ok(Value::str(&match (one, byte) {
            (true, Some(b)) => format!("'{enc}' codec can't decode byte 0x{b:02x} in {at}: {reason}"),
            _ => format!("'{enc}' codec can't decode bytes in {at}: {reason}"),
        }));
    }
    let c = str::get(&object).filter(|s| one && (start as usize) < s.len() && start >= 0).map(|s| s.units().get(start as usize));
    let shown = c.map(|c| match c {
        0..=0xff => format!("'\\x{c:02x}'"),
        0x100..=0xffff => format!("'\\u{c:04x}'"),
        _ => format!("'\\U{c:08x}'"),
    });
    if v.ty().is_subtype(classes().unicode_translate_error) {
        return Ok(Value::str(&match shown {
            Some(c) => format!("can't translate character {c} in {at}: {reason}"),
            None => format!("can't translate characters in {at}: {reason}"),
        }));
    }
    let enc = vm.text_of(&field(v, "encoding"))?;
    Ok(Value::str(&match shown {
        Some(c) => format!("'{enc}' codec can't encode character {c} in {at}: {reason}"),
        None => format!("'{enc}' codec can't encode characters in {at}: {reason}"),
    }))
}

fn fill(exc: &Value, encoding: &str, object: Value, start: usize, end: usize, reason: &str) {
    for (n, x) in
        [("encoding", Value::str(encoding)), ("object", object), ("start", Value::usize(start)), ("end", Value::usize(end)), ("reason", Value::str(reason))]
    {
        set_field(exc, n, x);
    }
}
/// A UnicodeDecodeError instance for `bytes[start..end]`.
pub fn unicode_decode_error(encoding: &str, object: Value, start: usize, end: usize, reason: &str) -> Value {
    let args = vec![Value::str(encoding), object.clone(), Value::usize(start), Value::usize(end), Value::str(reason)];
    let exc = make(classes().unicode_decode_error, args);
    fill(&exc, encoding, object, start, end, reason);
    exc
}
/// A UnicodeEncodeError instance for `text[start..end]`.
pub fn unicode_encode_error(encoding: &str, object: Value, start: usize, end: usize, reason: &str) -> Value {
    let args = vec![Value::str(encoding), object.clone(), Value::usize(start), Value::usize(end), Value::str(reason)];
    let exc = make(classes().unicode_encode_error, args);
    fill(&exc, encoding, object, start, end, reason);
    exc
}
/// Raises a UnicodeDecodeError.
pub fn raise_decode(vm: &mut Vm, encoding: &str, object: Value, start: usize, end: usize, reason: &str) -> Raised {
    let exc = unicode_decode_error(encoding, object, start, end, reason);
    vm.raise(exc)
}
