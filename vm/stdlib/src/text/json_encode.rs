//! The encoder of `_json`: a whole document at once.

use crate::leaf::jsonscan;
use std::fmt::Write;
use vm::builtins::exception::protocol::add_note;
use vm::builtins::{float, int, list, str, tuple};
use vm::native::signature::Signature;
use vm::native::{Args, TypeDef, this};
use vm::object::dict::DictObj;
use vm::object::error::Raised;
use vm::object::ty::TypeObj;
use vm::object::{self, Payload, attr, ops};
use vm::text::TextBuf;
use vm::{PyResult, Value, Vm};

/// Payload of an encoder: the arguments it was made with.
struct Encoder {
    /// Containers being encoded by identity, or None when cycles aren't looked for.
    markers: Value,
    default: Value,
    encoder: Value,
    /// Is `encoder` this module's own function, and does it write ASCII only? Then nothing need be called.
    own: Option<bool>,
    /// One level of indentation, or None for all on one line.
    indent: Value,
    key_separator: Value,
    item_separator: Value,
    sort_keys: bool,
    skipkeys: bool,
    allow_nan: bool,
}
impl Payload for Encoder {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ENCODER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.markers, &self.default, &self.encoder, &self.indent, &self.key_separator, &self.item_separator].into_iter().for_each(visit);
    }
}

/// `_json.Encoder`
pub(super) static ENCODER: TypeDef = TypeDef::new::<Encoder>("_json.Encoder")
    .doc("Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)")
    .slots(|s| {
        s.new = Some(new);
        s.call = Some(call);
    });

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIGNATURE: std::sync::LazyLock<Signature> =
        std::sync::LazyLock::new(|| Signature::parse("(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)"));
    let mut b = Vec::new();
    SIGNATURE.bind(vm, "make_encoder", args, &mut b)?;
    if b[0].downcast::<DictObj>().is_none() && !b[0].is_none() {
        return Err(vm.type_error(format!("make_encoder() argument 1 must be dict or None, not {}", b[0].ty().name())));
    }
    for (i, v) in [(5, &b[4]), (6, &b[5])] {
        if !str::is_str(v) {
            return Err(vm.type_error(format!("make_encoder() argument {i} must be str, not {}", v.ty().name())));
        }
    }
    let (sort_keys, skipkeys, allow_nan) = (ops::truth(vm, &b[6])?, ops::truth(vm, &b[7])?, ops::truth(vm, &b[8])?);
    let (key_separator, item_separator) = (b[4].clone(), b[5].clone());
    let (markers, default, encoder) = (b[0].clone(), b[1].clone(), b[2].clone());
    let own = super::json::own_quoting(&encoder);
    Ok(object::new_of(cls, Encoder { markers, default, encoder, own, indent: b[3].clone(), key_separator, item_separator, sort_keys, skipkeys, allow_nan }))
}

fn call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    static SIGNATURE: std::sync::LazyLock<Signature> = std::sync::LazyLock::new(|| Signature::parse("(obj, _current_indent_level)"));
    let mut b = Vec::new();
    SIGNATURE.bind(vm, "_iterencode", args, &mut b)?;
    let mut out = TextBuf::new();
    let level = usize::try_from(ops::index_i64(vm, &b[1])?).unwrap_or(0);
    Encoder::encode(this::<Encoder>(v), vm, &b[0], &mut out, level)?;
    Ok(tuple::new(vec![str::from_buf(out)]))
}

/// Lets `write!` append to a text.
struct Digits<'a>(&'a mut TextBuf);
impl std::fmt::Write for Digits<'_> {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.0.push_str(s);
        Ok(())
    }
}

fn append(out: &mut TextBuf, v: &Value) {
    if let Some(s) = str::get(v) {
        out.push_units(s.units());
    }
}

/// Adds where in the document it happened.
fn noted(vm: &mut Vm, e: Raised, note: &str) -> Raised {
    let exc = vm.take_exception(e);
    match add_note(vm, &exc, note) {
        Ok(()) => vm.reraise(exc),
        Err(e) => e,
    }
}

impl Encoder {
    /// Texts of None, True and False.
    fn constant(v: &Value) -> Option<&'static str> {
        match v.as_bool() {
            Some(true) => Some("true"),
            Some(false) => Some("false"),
            None => v.is_none().then_some("null"),
        }
    }

    /// The text of a number; subclasses print as their base does.
    fn number(&self, vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
        let base = if int::is_int(v) {
            &int::TYPE
        } else if v.ty().is_subtype(float::TYPE.get()) {
            &float::TYPE
        } else {
            return Ok(None);
        };
        let repr = attr::get_text(vm, &base.value(), "__repr__")?;
        let text = vm.call1(&repr, v)?;
        let name = match &*str::text(&text) {
            "nan" => "NaN",
            "inf" => "Infinity",
            "-inf" => "-Infinity",
            _ => return Ok(Some(text)),
        };
        if !self.allow_nan {
            return Err(vm.value_error(format!("Out of range float values are not JSON compliant: {}", str::text(&text))));
        }
        Ok(Some(Value::str(name)))
    }

    /// Begins a line of its own, when lines are wanted.
    fn line(&self, out: &mut TextBuf, level: usize) {
        if str::is_str(&self.indent) {
            out.push_str("\n");
            (0..level).for_each(|_| append(out, &self.indent));
        }
    }

    fn string(&self, vm: &mut Vm, v: &Value, out: &mut TextBuf) -> PyResult<()> {
        if let (Some(ascii), Some(s)) = (self.own, str::get(v)) {
            match s.as_ascii() {
                Some(text) if !text.bytes().any(|b| jsonscan::needs_escape(b.into()) || b == 0x7f) => {
                    out.push_str("\"");
                    out.push_str(text);
                    out.push_str("\"");
                }
                _ if ascii => out.push_str(&jsonscan::encode_ascii(s.units().iter())),
                _ => jsonscan::encode(s.units().iter(), |c| out.push(c)),
            }
            return Ok(());
        }
        let text = vm.call1(&self.encoder, v)?;
        if !str::is_str(&text) {
            return Err(vm.type_error(format!("encoder() must return a string, not {}", text.ty().name())));
        }
        append(out, &text);
        Ok(())
    }

    fn encode(&self, vm: &mut Vm, v: &Value, out: &mut TextBuf, level: usize) -> PyResult<()> {
        if let Some(text) = Encoder::constant(v) {
            out.push_str(text);
            return Ok(());
        }
        if str::is_str(v) {
            return self.string(vm, v, out);
        }
        if let Some(i) = v.as_small_int() {
            let _ = write!(Digits(out), "{i}");
            return Ok(());
        }
        if let Some(f) = v.as_float().filter(|f| f.is_finite() && v.ty().is(float::TYPE.get())) {
            out.push_str(&vm::num::float::repr(f));
            return Ok(());
        }
        if let Some(text) = self.number(vm, v)? {
            append(out, &text);
            return Ok(());
        }
        vm.check_depth(" while encoding a JSON object")?;
        let r = self.container(vm, v, out, level);
        vm.leave_depth();
        r
    }

    /// A list, tuple, dict, or what `default` makes something else of.
    fn container(&self, vm: &mut Vm, v: &Value, out: &mut TextBuf, level: usize) -> PyResult<()> {
        let id = match self.markers.downcast::<DictObj>() {
            Some(markers) => {
                let f = vm.builtin("id")?;
                let id = vm.call1(&f, v)?;
                if markers.has(vm, &id)? {
                    return Err(vm.value_error("Circular reference detected"));
                }
                markers.set(vm, id.clone(), v.clone())?;
                Some(id)
            }
            None => None,
        };
        if v.ty().is_subtype(list::TYPE.get()) || v.ty().is_subtype(tuple::TYPE.get()) {
            self.array(vm, v, out, level)?;
        } else if v.ty().is_subtype(vm::builtins::dict::TYPE.get()) {
            self.object(vm, v, out, level)?;
        } else {
            let other = vm.call1(&self.default, v)?;
            if let Err(e) = self.encode(vm, &other, out, level) {
                return Err(noted(vm, e, &format!("when serializing {} object", v.ty().name())));
            }
        }
        if let (Some(id), Some(markers)) = (id, self.markers.downcast::<DictObj>()) {
            markers.remove(vm, &id)?;
        }
        Ok(())
    }

    fn array(&self, vm: &mut Vm, v: &Value, out: &mut TextBuf, level: usize) -> PyResult<()> {
        out.push_str("[");
        // The functions that are called may change a list meanwhile.
        let at = |i: usize| match v.downcast::<list::ListObj>() {
            Some(l) => l.get(i),
            None => tuple::items(v).get(i).cloned(),
        };
        let mut i = 0;
        while let Some(x) = at(i) {
            if i > 0 {
                append(out, &self.item_separator);
            }
            self.line(out, level + 1);
            if let Err(e) = self.encode(vm, &x, out, level + 1) {
                return Err(noted(vm, e, &format!("when serializing {} item {i}", v.ty().name())));
            }
            i += 1;
        }
        if i > 0 {
            self.line(out, level);
        }
        out.push_str("]");
        Ok(())
    }

    /// The text of a key, none for one to be skipped.
    fn key(&self, vm: &mut Vm, k: &Value) -> PyResult<Option<Value>> {
        if str::is_str(k) {
            return Ok(Some(k.clone()));
        }
        if let Some(text) = Encoder::constant(k) {
            return Ok(Some(Value::str(text)));
        }
        match self.number(vm, k)? {
            None if !self.skipkeys => Err(vm.type_error(format!("keys must be str, int, float, bool or None, not {}", k.ty().name()))),
            text => Ok(text),
        }
    }

    fn object(&self, vm: &mut Vm, v: &Value, out: &mut TextBuf, level: usize) -> PyResult<()> {
        let mut items = match v.downcast_exact::<DictObj>() {
            Some(d) => d.items().into_iter().map(|(k, x)| tuple::pair(k, x)).collect(),
            None => {
                let view = vm.call_method(v, "items", &[])?;
                ops::collect(vm, &view)?
            }
        };
        if self.sort_keys {
            items = list::sort_values(vm, items, &Value::NONE, false)?;
        }
        out.push_str("{");
        let mut first = true;
        for item in &items {
            let [k, x] = tuple::items(item) else { return Err(vm.value_error("items must return 2-tuples")) };
            let Some(name) = self.key(vm, k)? else { continue };
            if !std::mem::replace(&mut first, false) {
                append(out, &self.item_separator);
            }
            self.line(out, level + 1);
            self.string(vm, &name, out)?;
            append(out, &self.key_separator);
            if let Err(e) = self.encode(vm, x, out, level + 1) {
                let exc = vm.take_exception(e);
                let shown = ops::repr(vm, k)?;
                let again = vm.reraise(exc);
                return Err(noted(vm, again, &format!("when serializing {} item {}", v.ty().name(), str::text(&shown))));
            }
        }
        if !first {
            self.line(out, level);
        }
        out.push_str("}");
        Ok(())
    }
}
