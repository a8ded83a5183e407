//! `_codecs`: the registry's functions, and the codecs that are written natively.

mod charmap;
mod escapes;
mod unicode;

use vm::builtins::str::registry;
use vm::builtins::{buffer, bytes, module, str, tuple};
use vm::import::NativeModule;
use vm::native::NativeDef;
use vm::native::function::module_function;
use vm::text::TextBuf;
use vm::text::codec::{CodecError, EncodeFail, Replacement};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_codecs", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    let name = Value::str("_codecs");
    for f in [FUNCTIONS, unicode::FUNCTIONS, escapes::FUNCTIONS, charmap::FUNCTIONS].into_iter().flatten() {
        d.set_text(f.name, module_function(f, m, &name));
    }
    Ok(())
}

// ---- arguments and results ------------------------------------------------------------------

/// A str argument as Rust text, without null characters.
fn text_argument(vm: &mut Vm, v: &Value, who: &str, which: &str) -> PyResult<String> {
    if !str::is_str(v) {
        return Err(vm.type_error(format!("{who}() argument {which} must be str, not {}", shown_type(v))));
    }
    let Some(t) = str::to_utf8(v) else { return str::codecs::encode(vm, v, None, None).map(|_| String::new()) };
    if t.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(t.into_owned())
}

fn shown_type(v: &Value) -> String {
    if v.is_none() { "None".into() } else { v.ty().name() }
}

/// The `errors` argument: None and nothing mean "strict".
fn errors_argument(vm: &mut Vm, v: &Value, who: &str, which: &str) -> PyResult<String> {
    match v.some() {
        None => Ok("strict".into()),
        Some(v) if !str::is_str(v) => Err(vm.type_error(format!("{who}() argument {which} must be str or None, not {}", v.ty().name()))),
        Some(v) => text_argument(vm, v, who, which),
    }
}

/// The str that an encoder is given.
fn str_argument<'a>(vm: &mut Vm, v: &'a Value, who: &str) -> PyResult<&'a vm::object::Obj<str::StrObj>> {
    match str::get(v) {
        Some(s) => Ok(s),
        None => Err(vm.type_error(format!("{who}() argument 1 must be str, not {}", shown_type(v)))),
    }
}

/// The bytes that a decoder is given, as a bytes object (which error handlers see). `text_too`: a str stands for its UTF-8.
fn bytes_argument(vm: &mut Vm, v: &Value, text_too: bool) -> PyResult<Value> {
    if bytes::get(v).is_some() {
        return Ok(v.clone());
    }
    if text_too && str::is_str(v) {
        return str::codecs::encode(vm, v, None, None);
    }
    let data = buffer::bytes_like(vm, v)?;
    Ok(bytes::new(data.to_vec()))
}

fn flag(vm: &mut Vm, v: &Value, default: bool) -> PyResult<bool> {
    match v.opt() {
        Some(v) => vm::object::ops::truth(vm, v),
        None => Ok(default),
    }
}

/// A decoder's result.
fn decoded(text: TextBuf, used: usize) -> Value {
    tuple::pair(str::from_buf(text), Value::usize(used))
}

/// An encoder's result; `s` is what was encoded.
fn encoded(vm: &mut Vm, s: &Value, r: Result<Vec<u8>, EncodeFail<vm::object::error::Raised>>) -> PyResult<Value> {
    match r {
        Ok(out) => Ok(tuple::pair(bytes::new(out), Value::usize(str::get(s).map_or(0, |s| s.len())))),
        Err(EncodeFail::Handler(e)) => Err(e),
        Err(EncodeFail::Strict(e)) => {
            let exc = registry::encode_error(s, &e);
            Err(vm.raise(exc))
        }
    }
}

/// The error callback of a decoder.
fn on_decode<'a>(vm: &'a mut Vm, object: &'a Value, errors: &'a str) -> impl FnMut(CodecError) -> PyResult<(TextBuf, usize)> + 'a {
    move |e| registry::on_decode_error(vm, object, errors, &e)
}

/// The error callback of an encoder.
fn on_encode<'a>(vm: &'a mut Vm, s: &'a Value, errors: &'a str) -> impl FnMut(CodecError) -> PyResult<(Replacement, usize)> + 'a {
    move |e| registry::on_encode_error(vm, s, errors, &e)
}

// ---- the registry ---------------------------------------------------------------------------

fn transform(vm: &mut Vm, a: &[Value], who: &str, encodes: bool) -> PyResult<Value> {
    let encoding = match a[1].some() {
        Some(v) => text_argument(vm, v, who, "'encoding'")?,
        None => "utf-8".into(),
    };
    if let Some(e) = a[2].some() {
        text_argument(vm, e, who, "'errors'")?;
    }
    registry::transform(vm, &a[0], &encoding, a[2].some(), encodes)
}

fn lookup(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = text_argument(vm, &a[0], "lookup", "1")?;
    registry::lookup(vm, &name)
}

fn lookup_error(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = text_argument(vm, &a[0], "lookup_error", "1")?;
    registry::lookup_error(vm, &name)
}

fn register_error(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = text_argument(vm, &a[0], "register_error", "1")?;
    registry::register_error(vm, &name, &a[1])?;
    Ok(Value::NONE)
}

fn unregister_error(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = text_argument(vm, &a[0], "_unregister_error", "1")?;
    Ok(Value::bool(registry::unregister_error(vm, &name)?))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "register",
        |vm, a| registry::register(vm, &a[0]).map(|()| Value::NONE),
        "(search_function, /)",
        "Register a codec search function.\n\nSearch functions are expected to take one argument, the encoding name in\nall lower case letters, and either return None, or a tuple of functions\n(encoder, decoder, stream_reader, stream_writer) (or a CodecInfo object).",
    ),
    NativeDef::new(
        "unregister",
        |_, a| {
            registry::unregister(&a[0]);
            Ok(Value::NONE)
        },
        "(search_function, /)",
        "Unregister a codec search function and clear the registry's cache.\n\nIf the search function is not registered, do nothing.",
    ),
    NativeDef::new("lookup", lookup, "(encoding, /)", "Looks up a codec tuple in the Python codec registry and returns a CodecInfo object."),
    NativeDef::new(
        "encode",
        |vm, a| transform(vm, a, "encode", true),
        "(obj, encoding='utf-8', errors='strict')",
        "Encodes obj using the codec registered for encoding.\n\nThe default encoding is 'utf-8'.  errors may be given to set a\ndifferent error handling scheme.  Default is 'strict' meaning that encoding\nerrors raise a ValueError.  Other possible values are 'ignore', 'replace'\nand 'backslashreplace' as well as any other name registered with\ncodecs.register_error that can handle ValueErrors.",
    ),
    NativeDef::new(
        "decode",
        |vm, a| transform(vm, a, "decode", false),
        "(obj, encoding='utf-8', errors='strict')",
        "Decodes obj using the codec registered for encoding.\n\nDefault encoding is 'utf-8'.  errors may be given to set a\ndifferent error handling scheme.  Default is 'strict' meaning that encoding\nerrors raise a ValueError.  Other possible values are 'ignore', 'replace'\nand 'backslashreplace' as well as any other name registered with\ncodecs.register_error that can handle ValueErrors.",
    ),
    NativeDef::new(
        "register_error",
        register_error,
        "(errors, handler, /)",
        "Register the specified error handler under the name errors.\n\nhandler must be a callable object, that\nwill be called with an exception instance containing\ninformation about the location of the encoding/decoding\nerror and must return a (replacement, new position) tuple.",
    ),
    NativeDef::new(
        "_unregister_error",
        unregister_error,
        "(errors, /)",
        "Un-register the specified error handler for the error handling `errors'.\n\nOnly custom error handlers can be un-registered. An exception is raised\nif the error handling is a built-in one (e.g., 'strict'), or if an error\noccurs.\n\nOtherwise, this returns True if a custom handler has been successfully\nun-registered, and False if no custom handler for the specified error\nhandling exists.",
    ),
    NativeDef::new(
        "lookup_error",
        lookup_error,
        "(name, /)",
        "lookup_error(errors) -> handler\n\nReturn the error handler for the specified error handling name or raise a\nLookupError, if no handler exists under this name.",
    ),
];
