//! `str.encode`, `bytes.decode` and what else names an encoding: UTF-8, ASCII and Latin-1 here, others by the registry of
//! the `_codecs` module.

use super::{from_buf, get, text};
use crate::builtins::exception::unicode::{unicode_decode_error, unicode_encode_error};
use crate::builtins::{buffer, bytes, int, tuple};
use crate::object::error::PyResult;
use crate::object::{attr, ops};
use crate::text::TextBuf;
use crate::text::codec::{self, CodecError, EncodeFail, Handler, Replacement};
use crate::value::Value;
use crate::vm::Vm;

/// The encodings that are always there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Utf8,
    Ascii,
    Latin1,
}
fn known(name: &str) -> Option<Known> {
    Some(match &*name.to_ascii_lowercase().replace(['_', ' '], "-") {
        "utf-8" | "utf8" => Known::Utf8,
        "ascii" | "us-ascii" => Known::Ascii,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Known::Latin1,
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

/// What an error handler answered: the replacement (str or bytes) and where to go on.
fn ask(vm: &mut Vm, errors: &str, exc: &Value, len: usize, decoding: bool) -> PyResult<(Value, usize)> {
    let lookup = vm.import_attr("_codecs", "lookup_error")?;
    let handler = vm.call1(&lookup, &Value::str(errors))?;
    let r = vm.call1(&handler, exc)?;
    let what = if decoding { "decoding error handler must return (str, int) tuple" } else { "encoding error handler must return (str/bytes, int) tuple" };
    let [replacement, at] = tuple::items(&r) else { return Err(vm.type_error(what)) };
    let fits = super::is_str(replacement) || (!decoding && bytes::get(replacement).is_some());
    if r.downcast::<tuple::TupleObj>().is_none() || !fits || !int::is_int(at) {
        return Err(vm.type_error(what));
    }
    let n = ops::index_clipped(vm, at)? as i64;
    let at = if n < 0 { n + len as i64 } else { n };
    if at < 0 || at > len as i64 {
        return Err(vm.index_error(format!("position {n} from error handler out of bounds")));
    }
    Ok((replacement.clone(), at as usize))
}

/// Bytes of a str. `encoding` and `errors` are str when given.
pub fn encode(vm: &mut Vm, s: &Value, encoding: Option<&Value>, errors: Option<&Value>) -> PyResult<Value> {
    let (encoding, errors) = (name_of(vm, encoding, "utf-8")?, name_of(vm, errors, "strict")?);
    let Some(known) = known(&encoding) else { return by_registry(vm, s, &encoding, &errors, true) };
    let Some(obj) = get(s) else { return Err(vm.type_error("expected str")) };
    let u = obj.units();
    if let Some(ascii) = u.as_ascii() {
        return Ok(bytes::new(ascii.to_vec()));
    }
    let handler = Handler::named(&errors);
    let on_error = |e: CodecError| -> PyResult<(Replacement, usize)> {
        if let Some(r) = handler.and_then(|h| h.encode(u, &e)) {
            return Ok(r);
        }
        let exc = unicode_encode_error(&e.encoding, s.clone(), e.start, e.end, e.reason);
        if handler.is_some() {
            return Err(vm.raise(exc));
        }
        let (r, at) = ask(vm, &errors, &exc, u.len(), false)?;
        let r = match bytes::get(&r) {
            Some(b) => Replacement::Bytes(b.to_vec()),
            None => Replacement::Text(get(&r).map(|t| t.units().to_buf()).unwrap_or_default()),
        };
        Ok((r, at))
    };
    let r = match known {
        Known::Utf8 => codec::utf8_encode(u, on_error),
        Known::Ascii => codec::ascii_encode(u, on_error),
        Known::Latin1 => codec::latin1_encode(u, on_error),
    };
    match r {
        Ok(out) => Ok(bytes::new(out)),
        Err(EncodeFail::Handler(e)) => Err(e),
        Err(EncodeFail::Strict(e)) => {
            let exc = unicode_encode_error(&e.encoding, s.clone(), e.start, e.end, e.reason);
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
    let (encoding, errors) = (name_of(vm, encoding, "utf-8")?, name_of(vm, errors, "strict")?);
    let Some(known) = known(&encoding) else { return by_registry(vm, v, &encoding, &errors, false) };
    let data = buffer::bytes_like(vm, v)?;
    if known == Known::Latin1 || data.is_ascii() {
        return Ok(super::from_latin1(&data));
    }
    // Handlers see a bytes object, which also keeps the input unchanged while they run.
    let object = if bytes::get(v).is_some() { v.clone() } else { bytes::new(data.to_vec()) };
    let input = bytes::get(&object).unwrap_or(&[]);
    let handler = Handler::named(&errors);
    let on_error = |e: CodecError| -> PyResult<(TextBuf, usize)> {
        if let Some(r) = handler.and_then(|h| h.decode(input, &e)) {
            return Ok(r);
        }
        let exc = unicode_decode_error(&e.encoding, object.clone(), e.start, e.end, e.reason);
        if handler.is_some() {
            return Err(vm.raise(exc));
        }
        let (r, at) = ask(vm, &errors, &exc, input.len(), true)?;
        Ok((get(&r).map(|t| t.units().to_buf()).unwrap_or_default(), at))
    };
    let (out, _) = match known {
        Known::Ascii => codec::ascii_decode(input, on_error)?,
        _ => codec::utf8_decode(input, true, on_error)?,
    };
    Ok(from_buf(out))
}

/// Codecs that were registered by Python code.
fn by_registry(vm: &mut Vm, v: &Value, encoding: &str, errors: &str, encodes: bool) -> PyResult<Value> {
    let lookup = match vm.import_attr("_codecs", "lookup") {
        Ok(f) => f,
        Err(e) => {
            drop(vm.take_exception(e));
            return Err(vm.lookup_error(format!("unknown encoding: {encoding}")));
        }
    };
    let info = vm.call1(&lookup, &Value::str(encoding))?;
    let is_text = match attr::get_opt(vm, &info, &Value::str("_is_text_encoding"))? {
        Some(t) => ops::truth(vm, &t)?,
        None => true,
    };
    let (verb, noun, want) = if encodes { ("encode", "encoder", "bytes") } else { ("decode", "decoder", "str") };
    if !is_text {
        return Err(vm.lookup_error(format!("'{encoding}' is not a text encoding; use codecs.{verb}() to handle arbitrary codecs")));
    }
    let f = attr::get(vm, &info, &Value::str(verb))?;
    let r = vm.call(&f, &[v.clone(), Value::str(errors)])?;
    let [out, _] = tuple::items(&r) else { return Err(vm.type_error(format!("{noun} must return a tuple (object, integer)"))) };
    let fits = if encodes { bytes::get(out).is_some() } else { super::is_str(out) };
    if !fits {
        return Err(
            vm.type_error(format!("'{encoding}' {noun} returned '{}' instead of '{want}'; use codecs.{verb}() to {verb} to arbitrary types", out.ty().name()))
        );
    }
    Ok(out.clone())
}
