//! `str.encode`, `bytes.decode` and what else names an encoding: the commonest here, others by the registry.

use super::{from_buf, get, registry, text};
use crate::builtins::{buffer, bytes};
use crate::object::error::PyResult;
use crate::text::codec::{self, CodecError, EncodeFail};
use crate::text::codec_utf::{self, Order};
use crate::value::Value;
use crate::vm::Vm;

/// The encodings that are always there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Utf8,
    Ascii,
    Latin1,
    Utf16,
    Utf32,
}
impl Known {
    /// Is ASCII text not itself when encoded?
    fn wide(self) -> bool {
        matches!(self, Known::Utf16 | Known::Utf32)
    }
}
fn known(name: &str) -> Option<Known> {
    Some(match &*registry::normalize(name) {
        "utf_8" | "utf8" => Known::Utf8,
        "ascii" | "us_ascii" => Known::Ascii,
        "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" => Known::Latin1,
        "utf_16" | "utf16" => Known::Utf16,
        "utf_32" | "utf32" => Known::Utf32,
        _ => return None,
    })
}
fn name_of(vm: &mut Vm, v: Option<&Value>, default: &str) -> PyResult<String> {
    let Some(v) = v else { return Ok(default.to_string()) };
    let name = text(v).into_owned();
    if name.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(name)
}

/// Bytes of a str. `encoding` and `errors` are str when given.
pub fn encode(vm: &mut Vm, s: &Value, encoding: Option<&Value>, errors: Option<&Value>) -> PyResult<Value> {
    let (encoding, given) = (name_of(vm, encoding, "utf-8")?, errors);
    let errors = name_of(vm, errors, "strict")?;
    let Some(known) = known(&encoding) else { return by_registry(vm, s, &encoding, given, true) };
    let Some(obj) = get(s) else { return Err(vm.type_error("expected str")) };
    let u = obj.units();
    if let Some(ascii) = u.as_ascii().filter(|_| !known.wide()) {
        return Ok(bytes::new(ascii.to_vec()));
    }
    let on_error = |e: CodecError| registry::on_encode_error(vm, s, &errors, &e);
    let r = match known {
        Known::Utf8 => codec::utf8_encode(u, on_error),
        Known::Ascii => codec::ascii_encode(u, on_error),
        Known::Latin1 => codec::latin1_encode(u, on_error),
        Known::Utf16 => codec_utf::utf16_encode(u, Order::Mark, on_error),
        Known::Utf32 => codec_utf::utf32_encode(u, Order::Mark, on_error),
    };
    match r {
        Ok(out) => Ok(bytes::new(out)),
        Err(EncodeFail::Handler(e)) => Err(e),
        Err(EncodeFail::Strict(e)) => {
            let exc = registry::encode_error(s, &e);
            Err(vm.raise(exc))
        }
    }
}

/// Text of a bytes-like object. `encoding` and `errors` are str when given.
pub fn decode(vm: &mut Vm, v: &Value, encoding: Option<&Value>, errors: Option<&Value>) -> PyResult<Value> {
    if super::is_str(v) {
        return Err(vm.type_error("decoding str is not supported"));
    }
    if !buffer::is_exporter(v) {
        return Err(vm.type_error(format!("decoding to str: need a bytes-like object, {} found", v.ty().name())));
    }
    let (encoding, given) = (name_of(vm, encoding, "utf-8")?, errors);
    let errors = name_of(vm, errors, "strict")?;
    let Some(known) = known(&encoding) else { return by_registry(vm, v, &encoding, given, false) };
    let data = buffer::bytes_like(vm, v)?;
    if known == Known::Latin1 || (!known.wide() && data.is_ascii()) {
        return Ok(super::from_latin1(&data));
    }
    // Handlers see a bytes object, which also keeps the input unchanged while they run.
    let object = if bytes::get(v).is_some() { v.clone() } else { bytes::new(data.to_vec()) };
    let input = bytes::get(&object).unwrap_or(&[]);
    let on_error = |e: CodecError| registry::on_decode_error(vm, &object, &errors, &e);
    let out = match known {
        Known::Latin1 => codec::latin1_decode(input),
        Known::Ascii => codec::ascii_decode(input, on_error)?.0,
        Known::Utf8 => codec::utf8_decode(input, true, on_error)?.0,
        Known::Utf16 => codec_utf::utf16_decode(input, Order::Mark, true, on_error)?.0,
        Known::Utf32 => codec_utf::utf32_decode(input, Order::Mark, true, on_error)?.0,
    };
    Ok(from_buf(out))
}

/// Codecs that were registered by Python code. Without an `errors` argument none is passed on.
fn by_registry(vm: &mut Vm, v: &Value, encoding: &str, errors: Option<&Value>, encodes: bool) -> PyResult<Value> {
    let out = registry::transform_text(vm, v, encoding, errors, encodes)?;
    let (verb, noun, want) = if encodes { ("encode", "encoder", "bytes") } else { ("decode", "decoder", "str") };
    let fits = if encodes { bytes::get(&out).is_some() } else { super::is_str(&out) };
    if !fits {
        return Err(
            vm.type_error(format!("'{encoding}' {noun} returned '{}' instead of '{want}'; use codecs.{verb}() to {verb} to arbitrary types", out.ty().name()))
        );
    }
    Ok(out)
}
