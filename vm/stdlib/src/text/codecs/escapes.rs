//! The codecs of escape sequences.

use super::{bytes_argument, decoded, encoded, errors_argument, flag, on_decode, str_argument};
use vm::builtins::{buffer, bytes, tuple};
use vm::native::NativeDef;
use vm::text::{escape, names};
use vm::{PyResult, Value, Vm};

/// Warns of an escape that stands for itself. `at` is the position of its letter.
fn warn_invalid(vm: &mut Vm, input: &[u8], at: Option<usize>, prefix: &str) -> PyResult<()> {
    let Some(at) = at else { return Ok(()) };
    let Some(&b) = input.get(at) else { return Ok(()) };
    let digits = input[at..].iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
    let (what, kind) =
        if digits == 3 { (String::from_utf8_lossy(&input[at..at + 3]).into_owned(), "octal escape") } else { (char::from(b).to_string(), "escape") };
    vm.warn_deprecated(&format!("{prefix}\"\\{what}\" is an invalid {kind} sequence. Such sequences will not work in the future. "))
}

fn unicode_escape_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], true)?;
    let errors = errors_argument(vm, &a[1], "unicode_escape_decode", "2")?;
    let last = flag(vm, &a[2], true)?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let r = escape::unicode_escape_decode(input, last, names::lookup, on_decode(vm, &object, &errors))?;
    warn_invalid(vm, input, r.first_invalid, "")?;
    Ok(decoded(r.text, r.used))
}

fn raw_unicode_escape_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], true)?;
    let errors = errors_argument(vm, &a[1], "raw_unicode_escape_decode", "2")?;
    let last = flag(vm, &a[2], true)?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let (text, used) = escape::raw_unicode_escape_decode(input, last, on_decode(vm, &object, &errors))?;
    Ok(decoded(text, used))
}

fn unicode_escape_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], "unicode_escape_encode")?;
    errors_argument(vm, &a[1], "unicode_escape_encode", "2")?;
    encoded(vm, &a[0], Ok(escape::unicode_escape_encode(s.units())))
}

fn raw_unicode_escape_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], "raw_unicode_escape_encode")?;
    errors_argument(vm, &a[1], "raw_unicode_escape_encode", "2")?;
    encoded(vm, &a[0], Ok(escape::raw_unicode_escape_encode(s.units())))
}

fn escape_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], true)?;
    let errors = errors_argument(vm, &a[1], "escape_decode", "2")?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let replacement = match &*errors {
        "ignore" => Some(&b""[..]),
        "replace" => Some(&b"?"[..]),
        _ => None,
    };
    let (out, invalid) = match escape::escape_decode(input, replacement) {
        Ok(r) => r,
        Err(escape::BytesEscapeError::Hex(_)) if errors != "strict" => {
            return Err(vm.value_error(format!("decoding error; unknown error handling code: {errors}")));
        }
        Err(e) => return Err(vm.value_error(e.message())),
    };
    warn_invalid(vm, input, invalid, "b")?;
    Ok(tuple::pair(bytes::new(out), Value::usize(input.len())))
}

fn escape_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(input) = bytes::get(&a[0]) else {
        return Err(vm.type_error(format!("escape_encode() argument 1 must be bytes, not {}", a[0].ty().name())));
    };
    errors_argument(vm, &a[1], "escape_encode", "2")?;
    Ok(tuple::pair(bytes::new(escape::escape_encode(input)), Value::usize(input.len())))
}

fn readbuffer_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    errors_argument(vm, &a[1], "readbuffer_encode", "2")?;
    let v = bytes_argument(vm, &a[0], true)?;
    let data = buffer::bytes_like(vm, &v)?;
    Ok(tuple::pair(bytes::new(data.to_vec()), Value::usize(data.len())))
}

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("unicode_escape_decode", unicode_escape_decode, "(data, errors=None, final=True, /)", ""),
    NativeDef::new("unicode_escape_encode", unicode_escape_encode, "(str, errors=None, /)", ""),
    NativeDef::new("raw_unicode_escape_decode", raw_unicode_escape_decode, "(data, errors=None, final=True, /)", ""),
    NativeDef::new("raw_unicode_escape_encode", raw_unicode_escape_encode, "(str, errors=None, /)", ""),
    NativeDef::new("escape_decode", escape_decode, "(data, errors=None, /)", ""),
    NativeDef::new("escape_encode", escape_encode, "(data, errors=None, /)", ""),
    NativeDef::new("readbuffer_encode", readbuffer_encode, "(data, errors=None, /)", ""),
];
