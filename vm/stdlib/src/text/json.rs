//! `_json`: scanning of documents, and the text of strings.

use crate::leaf::Text;
use crate::leaf::jsonscan::{self, Scanned};
use vm::builtins::{float, int, list, module, str, tuple};
use vm::import::NativeModule;
use vm::native::function::{Body, NativeFunction, module_function};
use vm::native::{Args, GetSet, NativeDef, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::error::Raised;
use vm::object::ty::TypeObj;
use vm::object::{self, Payload, attr, ops};
use vm::text::{TextBuf, Units};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_json", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    let name = Value::str("_json");
    for f in FUNCTIONS {
        d.set_text(f.name, module_function(f, m, &name));
    }
    d.set_text("make_scanner", SCANNER.value());
    d.set_text("make_encoder", super::json_encode::ENCODER.value());
    Ok(())
}

/// A string as the scanner sees it.
struct Chars<'a>(Units<'a>);
impl Text for Chars<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn at(&self, i: usize) -> u32 {
        self.0.get(i)
    }
}

/// Raises `JSONDecodeError`.
fn decode_error(vm: &mut Vm, message: &str, doc: &Value, pos: i64) -> Raised {
    let made = vm.import_attr("json.decoder", "JSONDecodeError").and_then(|c| vm.call(&c, &[Value::str(message), doc.clone(), Value::int(pos)]));
    match made {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}

/// The string whose content begins at `start`, and the index behind its quote.
fn scan_string(vm: &mut Vm, doc: &Value, s: Units<'_>, start: usize, strict: bool) -> PyResult<(Value, usize)> {
    match jsonscan::scan_string(&Chars(s), start, strict) {
        Ok((Scanned::Slice(a, b), end)) => Ok((str::from_buf(s.slice(a, b).to_buf()), end)),
        Ok((Scanned::Built(text), end)) => Ok((str::from_buf(TextBuf::Four(text)), end)),
        Err(jsonscan::Error::OutOfBounds) => Err(vm.value_error("end is out of bounds")),
        Err(e) => Err(decode_error(vm, e.message(), doc, e.position() as i64)),
    }
}

fn scanstring(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let end = ops::index_i64(vm, &a[1])?;
    let strict = match a[2].opt() {
        Some(v) => ops::truth(vm, v)?,
        None => true,
    };
    let Some(s) = str::get(&a[0]) else { return Err(vm.type_error(format!("first argument must be a string, not {}", a[0].ty().name()))) };
    let Ok(end) = usize::try_from(end) else { return Err(vm.value_error("end is out of bounds")) };
    let (v, end) = scan_string(vm, &a[0], s.units(), end, strict)?;
    Ok(tuple::pair(v, Value::usize(end)))
}

fn encode(vm: &mut Vm, v: &Value, ascii: bool) -> PyResult<Value> {
    let Some(s) = str::get(v) else { return Err(vm.type_error(format!("first argument must be a string, not {}", v.ty().name()))) };
    if ascii {
        return Ok(Value::str(&jsonscan::encode_ascii(s.units().iter())));
    }
    let mut out = TextBuf::with_capacity(s.len() + 2);
    jsonscan::encode(s.units().iter(), |c| out.push(c));
    Ok(str::from_buf(out))
}

/// Whether `f` is this module's own quoting function: Some(true) for the one that writes ASCII only.
pub(super) fn own_quoting(f: &Value) -> Option<bool> {
    match f.downcast::<NativeFunction>()?.body {
        Body::Native(def) => FUNCTIONS.iter().find(|row| std::ptr::eq(*row, def)).and_then(|row| match row.name {
            "encode_basestring" => Some(false),
            "encode_basestring_ascii" => Some(true),
            _ => None,
        }),
        _ => None,
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "scanstring",
        scanstring,
        "(string, end, strict=True, /)",
        "scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index of the character in s\nafter the end quote.",
    ),
    NativeDef::new(
        "encode_basestring",
        |vm, a| encode(vm, &a[0], false),
        "(string, /)",
        "encode_basestring(string) -> string\n\nReturn a JSON representation of a Python string",
    ),
    NativeDef::new(
        "encode_basestring_ascii",
        |vm, a| encode(vm, &a[0], true),
        "(string, /)",
        "encode_basestring_ascii(string) -> string\n\nReturn an ASCII-only JSON representation of a Python string",
    ),
];

/// Payload of a scanner: what the context it was made from wants. A hook that is None isn't called.
struct Scanner {
    strict: bool,
    object_hook: Value,
    object_pairs_hook: Value,
    parse_float: Value,
    parse_int: Value,
    parse_constant: Value,
}
impl Payload for Scanner {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &SCANNER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.object_hook, &self.object_pairs_hook, &self.parse_float, &self.parse_int, &self.parse_constant].into_iter().for_each(visit);
    }
}

static SCANNER: TypeDef = TypeDef::new::<Scanner>("_json.Scanner")
    .doc("JSON scanner object")
    .getset(&[
        GetSet::new("strict", |_, v| Ok(Value::bool(this::<Scanner>(v).strict)), None, "strict"),
        GetSet::new("object_hook", |_, v| Ok(this::<Scanner>(v).object_hook.clone()), None, "object_hook"),
        GetSet::new("object_pairs_hook", |_, v| Ok(this::<Scanner>(v).object_pairs_hook.clone()), None, ""),
        GetSet::new("parse_float", |_, v| Ok(this::<Scanner>(v).parse_float.clone()), None, "parse_float"),
        GetSet::new("parse_int", |_, v| Ok(this::<Scanner>(v).parse_int.clone()), None, "parse_int"),
        GetSet::new("parse_constant", |_, v| Ok(this::<Scanner>(v).parse_constant.clone()), None, "parse_constant"),
    ])
    .slots(|s| {
        s.new = Some(new);
        s.call = Some(call);
    });

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let context = match (args.pos(), args.get_kw("context")) {
        ([c], None) => c.clone(),
        ([], Some(c)) => c.clone(),
        _ => return Err(vm.type_error("make_scanner() takes exactly 1 argument")),
    };
    let strict = attr::get_text(vm, &context, "strict")?;
    let strict = ops::truth(vm, &strict)?;
    let mut get = |name| attr::get_text(vm, &context, name);
    let (object_hook, object_pairs_hook, parse_float) = (get("object_hook")?, get("object_pairs_hook")?, get("parse_float")?);
    let (parse_int, parse_constant) = (get("parse_int")?, get("parse_constant")?);
    Ok(object::new_of(cls, Scanner { strict, object_hook, object_pairs_hook, parse_float, parse_int, parse_constant }))
}

fn call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    let (doc, at) = match (args.pos(), args.has_kw()) {
        ([doc, at], false) => (doc.clone(), at.clone()),
        ([doc], true) if args.get_kw("idx").is_some() => (doc.clone(), args.get_kw("idx").cloned().unwrap_or(Value::NONE)),
        _ => return Err(vm.type_error("scan_once() takes exactly 2 arguments")),
    };
    let at = ops::index_i64(vm, &at)?;
    if str::get(&doc).is_none() {
        return Err(vm.type_error(format!("first argument must be a string, not {}", doc.ty().name())));
    }
    let Ok(at) = usize::try_from(at) else { return Err(vm.value_error("idx cannot be negative")) };
    let memo = new_dict();
    let mut scan = Scan { scanner: this::<Scanner>(v), doc: &doc, memo: &memo };
    let (value, end) = scan.value(vm, at)?;
    Ok(tuple::pair(value, Value::usize(end)))
}

/// One run of a scanner.
struct Scan<'a> {
    scanner: &'a Scanner,
    doc: &'a Value,
    /// Keys of objects, so that equal ones are one object.
    memo: &'a Value,
}

impl Scan<'_> {
    fn units(&self) -> Units<'_> {
        str::get(self.doc).map_or(Units::One(&[]), |s| s.units())
    }
    fn get(&self, i: usize) -> Option<char> {
        Chars(self.units()).get(i).and_then(char::from_u32)
    }
    fn skip(&self, i: usize) -> usize {
        jsonscan::skip_whitespace(&Chars(self.units()), i)
    }
    fn error(&self, vm: &mut Vm, message: &str, at: usize) -> Raised {
        decode_error(vm, message, self.doc, at as i64)
    }
    fn starts(&self, at: usize, word: &str) -> bool {
        let u = self.units();
        at + word.len() <= u.len() && u.slice(at, at + word.len()).eq_str(word)
    }

    fn value(&mut self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        match self.get(at) {
            Some('"') => return scan_string(vm, self.doc, self.units(), at + 1, self.scanner.strict),
            Some(open @ ('{' | '[')) => {
                vm.check_depth(if open == '{' {
                    " while decoding a JSON object from a unicode string"
                } else {
                    " while decoding a JSON array from a unicode string"
                })?;
                let r = if open == '{' { self.object(vm, at + 1) } else { self.array(vm, at + 1) };
                vm.leave_depth();
                return r;
            }
            _ => {}
        }
        for (word, v) in [("null", Value::NONE), ("true", Value::bool(true)), ("false", Value::bool(false))] {
            if self.starts(at, word) {
                return Ok((v, at + word.len()));
            }
        }
        for word in ["NaN", "Infinity", "-Infinity"] {
            if self.starts(at, word) {
                return Ok((vm.call1(&self.scanner.parse_constant, &Value::str(word))?, at + word.len()));
            }
        }
        self.number(vm, at)
    }

    fn number(&self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let Some((end, is_float)) = jsonscan::scan_number(&Chars(self.units()), at) else { return Err(vm.stop_iteration(Value::usize(at))) };
        let part = self.units().slice(at, end);
        let parse = if is_float { &self.scanner.parse_float } else { &self.scanner.parse_int };
        if !is_float && end - at < 18 && parse.is(&int::TYPE.value()) {
            let n = part.to_string_lossy().parse::<i64>().unwrap_or_default();
            return Ok((Value::int(n), end));
        }
        if is_float && parse.is(&float::TYPE.value()) {
            return Ok((Value::float(part.to_string_lossy().parse::<f64>().unwrap_or(f64::NAN)), end));
        }
        let text = str::from_buf(part.to_buf());
        Ok((vm.call1(parse, &text)?, end))
    }

    fn array(&mut self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let mut items = Vec::new();
        let mut at = self.skip(at);
        if self.get(at) == Some(']') {
            return Ok((list::new(items), at + 1));
        }
        loop {
            let (v, end) = self.value(vm, at)?;
            items.push(v);
            at = self.skip(end);
            match self.get(at) {
                Some(']') => return Ok((list::new(items), at + 1)),
                Some(',') => {}
                _ => return Err(self.error(vm, "Expecting ',' delimiter", at)),
            }
            let comma = at;
            at = self.skip(at + 1);
            if self.get(at) == Some(']') {
                return Err(self.error(vm, "Illegal trailing comma before end of array", comma));
            }
        }
    }

    /// A key that equals an earlier one is that one.
    fn key(&self, vm: &mut Vm, key: Value) -> PyResult<Value> {
        let Some(memo) = self.memo.downcast::<DictObj>() else { return Ok(key) };
        if let Some(old) = memo.get(vm, &key)? {
            return Ok(old);
        }
        memo.set(vm, key.clone(), key.clone())?;
        Ok(key)
    }

    fn object(&mut self, vm: &mut Vm, at: usize) -> PyResult<(Value, usize)> {
        let mut pairs = Vec::new();
        let mut at = self.skip(at);
        if self.get(at) == Some('}') {
            return Ok((self.made(vm, pairs)?, at + 1));
        }
        loop {
            if self.get(at) != Some('"') {
                return Err(self.error(vm, "Expecting property name enclosed in double quotes", at));
            }
            let (key, end) = scan_string(vm, self.doc, self.units(), at + 1, self.scanner.strict)?;
            let key = self.key(vm, key)?;
            at = self.skip(end);
            if self.get(at) != Some(':') {
                return Err(self.error(vm, "Expecting ':' delimiter", at));
            }
            at = self.skip(at + 1);
            let (v, end) = self.value(vm, at)?;
            pairs.push((key, v));
            at = self.skip(end);
            match self.get(at) {
                Some('}') => return Ok((self.made(vm, pairs)?, at + 1)),
                Some(',') => {}
                _ => return Err(self.error(vm, "Expecting ',' delimiter", at)),
            }
            let comma = at;
            at = self.skip(at + 1);
            if self.get(at) == Some('}') {
                return Err(self.error(vm, "Illegal trailing comma before end of object", comma));
            }
        }
    }

    fn made(&self, vm: &mut Vm, pairs: Vec<(Value, Value)>) -> PyResult<Value> {
        if !self.scanner.object_pairs_hook.is_none() {
            let pairs = pairs.into_iter().map(|(k, v)| tuple::pair(k, v)).collect();
            return vm.call1(&self.scanner.object_pairs_hook, &list::new(pairs));
        }
        let out = new_dict();
        if let Some(d) = out.downcast::<DictObj>() {
            for (k, v) in pairs {
                d.set(vm, k, v)?;
            }
        }
        if self.scanner.object_hook.is_none() { Ok(out) } else { vm.call1(&self.scanner.object_hook, &out) }
    }
}
