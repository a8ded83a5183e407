//! Line ends: what `newline=` means, translation while reading and writing, and IncrementalNewlineDecoder.

use super::super::os;
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use vm::builtins::{str, tuple};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{self, Payload};
use vm::text::{TextBuf, Units};
use vm::{NativeDef, PyResult, Value, Vm};

const CR: u32 = 13;
const LF: u32 = 10;

/// What ends a line, and what is translated: the `newline` parameter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newline {
    /// None: all three kinds end lines and become `\n`; `\n` is written as the system's line end (`\n`).
    Universal,
    /// `""`: all three kinds end lines and stay.
    Keep,
    /// `"\n"`
    Lf,
    /// `"\r"`
    Cr,
    /// `"\r\n"`
    CrLf,
}
impl Newline {
    /// Reads the parameter; `missing` stands for one that wasn't given.
    pub fn parse(vm: &mut Vm, v: &Value, missing: Newline, who: &str) -> PyResult<Newline> {
        let Some(v) = v.opt() else { return Ok(missing) };
        if v.is_none() {
            return Ok(Newline::Universal);
        }
        if !str::is_str(v) {
            return Err(vm.type_error(format!("{who} must be str or None, not {}", v.ty().name())));
        }
        match &*str::text(v) {
            "" => Ok(Newline::Keep),
            "\n" => Ok(Newline::Lf),
            "\r" => Ok(Newline::Cr),
            "\r\n" => Ok(Newline::CrLf),
            other => Err(vm.value_error(format!("illegal newline value: {other}"))),
        }
    }
    /// Must `\r` be looked at while reading?
    pub fn is_universal(self) -> bool {
        matches!(self, Newline::Universal | Newline::Keep)
    }
    /// What `\n` becomes in writing; None when it stays.
    pub fn written(self) -> Option<&'static [u8]> {
        match self {
            Newline::Cr => Some(b"\r"),
            Newline::CrLf => Some(b"\r\n"),
            _ => None,
        }
    }
    /// Where the first line of `s[from..]` ends (behind its line end); None when it has no end.
    pub fn line_end(self, s: Units<'_>, from: usize) -> Option<usize> {
        let find = |c: u8| match s {
            Units::One(b) => b[from..].iter().position(|x| *x == c).map(|i| from + i),
            _ => (from..s.len()).find(|&i| s.get(i) == u32::from(c)),
        };
        match self {
            Newline::Universal | Newline::Lf => find(b'\n').map(|i| i + 1),
            Newline::Cr => find(b'\r').map(|i| i + 1),
            Newline::CrLf => (from..s.len().saturating_sub(1)).find(|&i| s.get(i) == CR && s.get(i + 1) == LF).map(|i| i + 2),
            Newline::Keep => {
                let i = match s {
                    Units::One(b) => b[from..].iter().position(|x| matches!(x, 10 | 13)).map(|i| from + i)?,
                    _ => (from..s.len()).find(|&i| matches!(s.get(i), 10 | 13))?,
                };
                Some(if s.get(i) == CR && i + 1 < s.len() && s.get(i + 1) == LF { i + 2 } else { i + 1 })
            }
        }
    }
}

/// The kinds of line ends seen so far.
pub const SEEN_CR: u8 = 1;
/// `\n`
pub const SEEN_LF: u8 = 2;
/// `\r\n`
pub const SEEN_CRLF: u8 = 4;

/// State of universal newlines between two pieces of text.
#[derive(Default)]
pub struct Translator {
    /// The last piece ended in `\r`, which isn't handed out yet.
    pub pending: Cell<bool>,
    /// Kinds seen.
    pub seen: Cell<u8>,
}
impl Translator {
    /// The next piece; line ends become `\n` when `translate` is set.
    pub fn feed(&self, text: TextBuf, translate: bool, last: bool) -> TextBuf {
        let mut text = text;
        if self.pending.get() && (!text.is_empty() || last) {
            let mut with = TextBuf::from("\r");
            with.push_units(text.units());
            text = with;
            self.pending.set(false);
        }
        let n = text.len();
        if !last && n > 0 && text.units().get(n - 1) == CR {
            text.truncate(n - 1);
            self.pending.set(true);
        }
        let has_cr = match text.units() {
            Units::One(b) => b.contains(&13),
            u => u.iter().any(|c| c == CR),
        };
        if !has_cr {
            if self.seen.get() & SEEN_LF == 0 && text.units().iter().any(|c| c == LF) {
                self.seen.set(self.seen.get() | SEEN_LF);
            }
            return text;
        }
        self.note_and_translate(text, translate)
    }
    fn note_and_translate(&self, text: TextBuf, translate: bool) -> TextBuf {
        let u = text.units();
        let mut out = TextBuf::with_capacity(u.len());
        let (mut i, mut seen) = (0, self.seen.get());
        while i < u.len() {
            let c = u.get(i);
            i += 1;
            match c {
                CR if i < u.len() && u.get(i) == LF => {
                    seen |= SEEN_CRLF;
                    i += 1;
                    out.push(LF);
                }
                CR => {
                    seen |= SEEN_CR;
                    out.push(LF);
                }
                LF => {
                    seen |= SEEN_LF;
                    out.push(LF);
                }
                c => out.push(c),
            }
        }
        self.seen.set(seen);
        if translate { out } else { text }
    }
    /// The `newlines` attribute.
    pub fn newlines(&self) -> Value {
        let kinds: Vec<Value> =
            [(SEEN_CR, "\r"), (SEEN_LF, "\n"), (SEEN_CRLF, "\r\n")].iter().filter(|(b, _)| self.seen.get() & b != 0).map(|(_, t)| Value::str(t)).collect();
        match kinds.len() {
            0 => Value::NONE,
            1 => kinds[0].clone(),
            _ => tuple::new(kinds),
        }
    }
}

/// Payload of IncrementalNewlineDecoder.
pub struct DecoderObj {
    decoder: RefCell<Value>,
    translate: Cell<bool>,
    state: Translator,
}
/// `_io.IncrementalNewlineDecoder`
pub static DECODER: TypeDef = TypeDef::new::<DecoderObj>("_io.IncrementalNewlineDecoder")
    .doc("Codec used when reading a file in universal newlines mode.")
    .methods(METHODS)
    .getset(&[GetSet::new("newlines", |_, v| Ok(this::<DecoderObj>(v).state.newlines()), None, "")])
    .slots(|s| {
        s.new = Some(|_, cls, _| {
            Ok(object::new_of(cls, DecoderObj { decoder: RefCell::new(Value::NONE), translate: Cell::new(false), state: Translator::default() }))
        });
        s.init = Some(|vm, v, args| {
            static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(decoder, translate, errors='strict')"));
            let mut a = Vec::new();
            SIGNATURE.bind(vm, "IncrementalNewlineDecoder", args, &mut a)?;
            let d = this::<DecoderObj>(v);
            d.translate.set(os::bool_or(vm, &a[1], false)?);
            drop(d.decoder.replace(a[0].clone()));
            Ok(())
        });
    });
impl Payload for DecoderObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &DECODER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.decoder.borrow());
    }
}

fn decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = this::<DecoderObj>(&a[0]);
    let last = os::bool_or(vm, &a[2], false)?;
    let decoder = d.decoder.borrow().clone();
    let text = if decoder.is_none() { a[1].clone() } else { vm.call_method(&decoder, "decode", &[a[1].clone(), Value::bool(last)])? };
    let Some(s) = str::get(&text) else {
        return Err(vm.type_error(format!("decoder should return a string result, not '{}'", text.ty().name())));
    };
    Ok(str::from_buf(d.state.feed(s.units().to_buf(), d.translate.get(), last)))
}
fn getstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = this::<DecoderObj>(&a[0]);
    let decoder = d.decoder.borrow().clone();
    let (buffer, flag) = if decoder.is_none() {
        (vm::builtins::bytes::new(Vec::new()), 0)
    } else {
        let s = vm.call_method(&decoder, "getstate", &[])?;
        match tuple::items(&s) {
            [b, f] => (b.clone(), os::long_arg(vm, f)?),
            _ => return Err(vm.type_error("illegal decoder state")),
        }
    };
    Ok(os::pair(buffer, Value::int(flag << 1 | i64::from(d.state.pending.get()))))
}
fn setstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = this::<DecoderObj>(&a[0]);
    let [buffer, flag] = tuple::items(&a[1]) else { return Err(vm.type_error("state argument must be a tuple")) };
    let flag = os::long_arg(vm, flag)?;
    d.state.pending.set(flag & 1 != 0);
    let decoder = d.decoder.borrow().clone();
    if !decoder.is_none() {
        vm.call_method(&decoder, "setstate", &[os::pair(buffer.clone(), Value::int(flag >> 1))])?;
    }
    Ok(Value::NONE)
}
fn reset(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = this::<DecoderObj>(&a[0]);
    d.state.pending.set(false);
    d.state.seen.set(0);
    let decoder = d.decoder.borrow().clone();
    if !decoder.is_none() {
        vm.call_method(&decoder, "reset", &[])?;
    }
    Ok(Value::NONE)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("decode", decode, "($self, /, input, final=False)", ""),
    NativeDef::new("getstate", getstate, "($self, /)", ""),
    NativeDef::new("setstate", setstate, "($self, state, /)", ""),
    NativeDef::new("reset", reset, "($self, /)", ""),
];
