//! The codec registry: search functions, their cached answers, and error handlers by name.
//!
//! `codecs.register` and its relatives change it; `str.encode` and `bytes.decode` look up here what they don't do
//! themselves. The `encodings` package, which knows the standard encodings, is imported by the first lookup.

use super::{get, is_str, text};
use crate::builtins::exception::{self, classes, field};
use crate::builtins::{bytes, int, str, tuple};
use crate::native::{NativeDef, function};
use crate::object::error::{PyResult, Raised};
use crate::object::{attr, ops};
use crate::text::codec::{CodecError, Handler, Replacement};
use crate::text::{TextBuf, Units, names, repr};
use crate::value::Value;
use crate::vm::{Vm, rt};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// The registry.
#[derive(Default)]
pub struct Codecs {
    search: RefCell<Vec<Value>>,
    cache: RefCell<HashMap<String, Value>>,
    errors: RefCell<HashMap<String, Value>>,
    /// The built-in handlers as functions, those that were asked for.
    built_in: RefCell<HashMap<&'static str, Value>>,
    /// Has `encodings` been asked for?
    started: Cell<bool>,
}

fn codecs() -> &'static Codecs {
    &rt().codecs
}

/// `codecs.register`
pub fn register(vm: &mut Vm, search: &Value) -> PyResult<()> {
    if !is_callable(search) {
        return Err(vm.type_error("argument must be callable"));
    }
    codecs().search.borrow_mut().push(search.clone());
    Ok(())
}

/// `codecs.unregister`
pub fn unregister(search: &Value) {
    let found = codecs().search.borrow().iter().position(|s| s.is(search));
    if let Some(i) = found {
        let gone = (codecs().search.borrow_mut().remove(i), std::mem::take(&mut *codecs().cache.borrow_mut()));
        drop(gone);
    }
}

fn is_callable(v: &Value) -> bool {
    v.ty().slots().call.is_some()
}

/// An encoding's name as search functions get it: lower case, anything but letters, digits and dots is one underscore.
pub fn normalize(name: &str) -> String {
    let (mut out, mut gap) = (String::with_capacity(name.len()), false);
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// `codecs.lookup`: the tuple of an encoding's functions.
pub fn lookup(vm: &mut Vm, encoding: &str) -> PyResult<Value> {
    let name = normalize(encoding);
    if let Some(found) = codecs().cache.borrow().get(&name) {
        return Ok(found.clone());
    }
    if !codecs().started.replace(true) {
        crate::import::import(vm, "encodings")?;
    }
    let mut i = 0;
    loop {
        let search = codecs().search.borrow().get(i).cloned();
        let Some(search) = search else { break };
        i += 1;
        let r = vm.call1(&search, &Value::str(&name))?;
        if r.is_none() {
            continue;
        }
        if r.downcast::<tuple::TupleObj>().is_none() || tuple::items(&r).len() != 4 {
            return Err(vm.type_error("codec search functions must return 4-tuples"));
        }
        drop(codecs().cache.borrow_mut().insert(name, r.clone()));
        return Ok(r);
    }
    Err(vm.lookup_error(format!("unknown encoding: {encoding}")))
}

/// The encoder (or decoder) of an encoding applied to an object, as `codecs.encode` and `codecs.decode` do.
pub fn transform(vm: &mut Vm, v: &Value, encoding: &str, errors: Option<&Value>, encodes: bool) -> PyResult<Value> {
    let info = lookup(vm, encoding)?;
    apply(vm, &info, v, encoding, errors, encodes)
}

/// As `transform`, for `str.encode` and the like, which want a text encoding.
pub fn transform_text(vm: &mut Vm, v: &Value, encoding: &str, errors: Option<&Value>, encodes: bool) -> PyResult<Value> {
    let info = lookup(vm, encoding)?;
    let is_text = match attr::get_opt(vm, &info, &Value::str("_is_text_encoding"))? {
        Some(t) => ops::truth(vm, &t)?,
        None => true,
    };
    let verb = if encodes { "encode" } else { "decode" };
    if !is_text {
        return Err(vm.lookup_error(format!("'{encoding}' is not a text encoding; use codecs.{verb}() to handle arbitrary codecs")));
    }
    apply(vm, &info, v, encoding, errors, encodes)
}

fn apply(vm: &mut Vm, info: &Value, v: &Value, encoding: &str, errors: Option<&Value>, encodes: bool) -> PyResult<Value> {
    let (at, doing) = if encodes { (0, "encoding") } else { (1, "decoding") };
    let Some(f) = tuple::items(info).get(at).cloned() else { return Err(vm.type_error("codec search functions must return 4-tuples")) };
    let r = match errors {
        Some(e) => vm.call(&f, &[v.clone(), e.clone()]),
        None => vm.call1(&f, v),
    };
    let r = match r {
        Ok(r) => r,
        Err(e) => {
            let exc = vm.take_exception(e);
            exception::protocol::add_note(vm, &exc, &format!("{doing} with '{encoding}' codec failed"))?;
            return Err(vm.reraise(exc));
        }
    };
    match (r.downcast::<tuple::TupleObj>(), tuple::items(&r)) {
        (Some(_), [out, _]) => Ok(out.clone()),
        _ if encodes => Err(vm.type_error("encoder must return a tuple (object, integer)")),
        _ => Err(vm.type_error("decoder must return a tuple (object,integer)")),
    }
}

// ---- error handlers -------------------------------------------------------------------------

/// `codecs.register_error`
pub fn register_error(vm: &mut Vm, name: &str, handler: &Value) -> PyResult<()> {
    if !is_callable(handler) {
        return Err(vm.type_error("handler must be callable"));
    }
    drop(codecs().errors.borrow_mut().insert(name.to_string(), handler.clone()));
    Ok(())
}

/// `codecs._unregister_error`: was there such a handler?
pub fn unregister_error(vm: &mut Vm, name: &str) -> PyResult<bool> {
    if HANDLERS.iter().any(|(n, _)| *n == name) {
        return Err(vm.value_error(format!("cannot un-register built-in error handler '{name}'")));
    }
    let gone = codecs().errors.borrow_mut().remove(name);
    Ok(gone.is_some())
}

/// `codecs.lookup_error`
pub fn lookup_error(vm: &mut Vm, name: &str) -> PyResult<Value> {
    if let Some(h) = codecs().errors.borrow().get(name) {
        return Ok(h.clone());
    }
    let Some((name, def)) = HANDLERS.iter().find(|(n, _)| *n == name) else {
        return Err(vm.lookup_error(format!("unknown error handler name '{name}'")));
    };
    Ok(codecs().built_in.borrow_mut().entry(name).or_insert_with(|| function::function(def)).clone())
}

/// What a handler answered: the replacement (str or bytes) and where to go on.
fn ask(vm: &mut Vm, errors: &str, exc: &Value, len: usize, decoding: bool) -> PyResult<(Value, usize)> {
    let handler = lookup_error(vm, errors)?;
    let r = vm.call1(&handler, exc)?;
    let what = if decoding { "decoding error handler must return (str, int) tuple" } else { "encoding error handler must return (str/bytes, int) tuple" };
    let [replacement, at] = tuple::items(&r) else { return Err(vm.type_error(what)) };
    let fits = is_str(replacement) || (!decoding && bytes::get(replacement).is_some());
    if r.downcast::<tuple::TupleObj>().is_none() || !fits || !int::is_int(at) {
        return Err(vm.type_error(what));
    }
    let n = ops::index_clipped(vm, at)? as i64;
    let at = if n < 0 { n.saturating_add(len as i64) } else { n };
    if at < 0 || at > len as i64 {
        return Err(vm.index_error(format!("position {n} from error handler out of bounds")));
    }
    Ok((replacement.clone(), at as usize))
}

/// The answer to a decoding error in `object`, a bytes.
pub fn on_decode_error(vm: &mut Vm, object: &Value, errors: &str, e: &CodecError) -> PyResult<(TextBuf, usize)> {
    let input = bytes::get(object).unwrap_or(&[]);
    let handler = Handler::named(errors).filter(|h| *h != Handler::XmlCharRefReplace);
    if let Some(r) = handler.and_then(|h| h.decode(input, e)) {
        return Ok(r);
    }
    let exc = exception::unicode::unicode_decode_error(&e.encoding, object.clone(), e.start, e.end, e.reason);
    if handler.is_some() {
        return Err(vm.raise(exc));
    }
    let (r, at) = ask(vm, errors, &exc, input.len(), true)?;
    Ok((get(&r).map(|t| t.units().to_buf()).unwrap_or_default(), at))
}

/// The answer to an encoding error in `s`, a str.
pub fn on_encode_error(vm: &mut Vm, s: &Value, errors: &str, e: &CodecError) -> PyResult<(Replacement, usize)> {
    let Some(u) = get(s).map(|o| o.units()) else { return Err(vm.type_error("expected str")) };
    let handler = Handler::named(errors);
    if let Some(r) = handler.and_then(|h| h.encode(u, e)) {
        return Ok(r);
    }
    let exc = encode_error(s, e);
    if handler.is_some() {
        return Err(vm.raise(exc));
    }
    let (r, at) = ask(vm, errors, &exc, u.len(), false)?;
    let r = match bytes::get(&r) {
        Some(b) => Replacement::Bytes(b.to_vec()),
        None => Replacement::Text(get(&r).map(|t| t.units().to_buf()).unwrap_or_default()),
    };
    Ok((r, at))
}

/// The exception of an encoder.
pub fn encode_error(s: &Value, e: &CodecError) -> Value {
    exception::unicode::unicode_encode_error(&e.encoding, s.clone(), e.start, e.end, e.reason)
}

/// The built-in handlers as functions that take an exception.
static HANDLERS: &[(&str, NativeDef)] = &[
    (
        "strict",
        NativeDef::new(
            "strict_errors",
            |vm, a| by(vm, &a[0], "strict"),
            "(exception, /)",
            "Implements the 'strict' error handling, which raises a UnicodeError on coding errors.",
        ),
    ),
    (
        "ignore",
        NativeDef::new(
            "ignore_errors",
            |vm, a| by(vm, &a[0], "ignore"),
            "(exception, /)",
            "Implements the 'ignore' error handling, which ignores malformed data and continues.",
        ),
    ),
    (
        "replace",
        NativeDef::new(
            "replace_errors",
            |vm, a| by(vm, &a[0], "replace"),
            "(exception, /)",
            "Implements the 'replace' error handling, which replaces malformed data with a replacement marker.",
        ),
    ),
    (
        "xmlcharrefreplace",
        NativeDef::new(
            "xmlcharrefreplace_errors",
            |vm, a| by(vm, &a[0], "xmlcharrefreplace"),
            "(exception, /)",
            "Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference.",
        ),
    ),
    (
        "backslashreplace",
        NativeDef::new(
            "backslashreplace_errors",
            |vm, a| by(vm, &a[0], "backslashreplace"),
            "(exception, /)",
            "Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence.",
        ),
    ),
    (
        "namereplace",
        NativeDef::new(
            "namereplace_errors",
            |vm, a| namereplace(vm, &a[0]),
            "(exception, /)",
            "Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence.",
        ),
    ),
    ("surrogatepass", NativeDef::new("surrogatepass", |vm, a| by(vm, &a[0], "surrogatepass"), "(exception, /)", "")),
    ("surrogateescape", NativeDef::new("surrogateescape", |vm, a| by(vm, &a[0], "surrogateescape"), "(exception, /)", "")),
];

fn unknown(vm: &mut Vm, exc: &Value) -> Raised {
    vm.type_error(format!("don't know how to handle {} in error callback", exc.ty().name()))
}

/// Reads the error out of an exception; start and end are brought into the range of the object.
fn error_of(exc: &Value, len: usize) -> CodecError {
    let number = |name| int::as_i64(&field(exc, name)).unwrap_or(0).clamp(0, len as i64) as usize;
    let start = number("start").min(len.saturating_sub(1));
    let encoding = field(exc, "encoding");
    CodecError {
        encoding: Cow::Owned(if is_str(&encoding) { text(&encoding).into_owned() } else { String::new() }),
        start,
        end: number("end").max(1),
        reason: "",
    }
}

fn by(vm: &mut Vm, exc: &Value, name: &str) -> PyResult<Value> {
    let c = classes();
    let is = |t| exc.ty().is_subtype(t);
    let Some(handler) = Handler::named(name) else { return Err(unknown(vm, exc)) };
    if handler == Handler::Strict {
        if !is(c.base_exception) {
            return Err(vm.type_error("codec must pass exception instance"));
        }
        return Err(vm.raise(exc.clone()));
    }
    let object = field_or_none(exc);
    let answer = if is(c.unicode_decode_error) {
        let input = bytes::get(&object).unwrap_or(&[]);
        if handler == Handler::XmlCharRefReplace {
            return Err(unknown(vm, exc));
        }
        handler.decode(input, &error_of(exc, input.len())).map(|(t, at)| (str::from_buf(t), at))
    } else if is(c.unicode_encode_error) {
        let Some(s) = get(&object) else { return Err(unknown(vm, exc)) };
        handler.encode(s.units(), &error_of(exc, s.len())).map(|(r, at)| match r {
            Replacement::Text(t) => (str::from_buf(t), at),
            Replacement::Bytes(b) => (bytes::new(b), at),
        })
    } else if is(c.unicode_translate_error) {
        return translate(vm, exc, &object, handler);
    } else {
        return Err(unknown(vm, exc));
    };
    match answer {
        Some((r, at)) => Ok(tuple::pair(r, Value::usize(at))),
        None => Err(vm.raise(exc.clone())),
    }
}

fn field_or_none(exc: &Value) -> Value {
    let unicode = exc.ty().is_subtype(classes().unicode_decode_error)
        || exc.ty().is_subtype(classes().unicode_encode_error)
        || exc.ty().is_subtype(classes().unicode_translate_error);
    if unicode { field(exc, "object") } else { Value::NONE }
}

fn translate(vm: &mut Vm, exc: &Value, object: &Value, handler: Handler) -> PyResult<Value> {
    let Some(s) = get(object) else { return Err(unknown(vm, exc)) };
    let e = error_of(exc, s.len());
    let n = e.end.saturating_sub(e.start);
    let mut out = TextBuf::new();
    match handler {
        Handler::Ignore => {}
        Handler::Replace => out.push_repeat(0xFFFD, n),
        Handler::BackslashReplace => return Ok(backslashed(handler, s.units(), &e)),
        Handler::Strict | Handler::XmlCharRefReplace | Handler::SurrogateEscape | Handler::SurrogatePass => return Err(unknown(vm, exc)),
    }
    Ok(tuple::pair(str::from_buf(out), Value::usize(e.end)))
}

fn backslashed(handler: Handler, s: Units<'_>, e: &CodecError) -> Value {
    match handler.encode(s, e) {
        Some((Replacement::Text(t), at)) => tuple::pair(str::from_buf(t), Value::usize(at)),
        _ => tuple::pair(str::empty(), Value::usize(e.end)),
    }
}

fn namereplace(vm: &mut Vm, exc: &Value) -> PyResult<Value> {
    if !exc.ty().is_subtype(classes().unicode_encode_error) {
        return Err(unknown(vm, exc));
    }
    let object = field(exc, "object");
    let Some(s) = get(&object) else { return Err(unknown(vm, exc)) };
    let e = error_of(exc, s.len());
    let mut out = TextBuf::new();
    for i in e.start..e.end.min(s.len()) {
        let c = s.units().get(i);
        match names::name(c) {
            Some(n) => out.push_str(&format!("\\N{{{n}}}")),
            None => repr::push_escaped(&mut out, c),
        }
    }
    Ok(tuple::pair(str::from_buf(out), Value::usize(e.end)))
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn names() {
        for (name, want) in [("UTF 8", "utf_8"), ("utf--16", "utf_16"), ("-x.y-", "x.y"), ("ISO 8859-1", "iso_8859_1"), ("é", "")] {
            assert_eq!(normalize(name), want);
        }
    }
}
