//! StringIO: a text stream in memory.

use super::super::os;
use super::base::TEXT_IO_BASE;
use super::newlines::{Newline, Translator};
use super::{closed, offset_arg, size_arg};
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use vm::builtins::{str, tuple};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::names;
use vm::object::{self, Obj, Payload, attr};
use vm::text::TextBuf;
use vm::{NativeDef, PyResult, Value, Vm};

/// Payload of StringIO.
pub struct StringObj {
    text: RefCell<TextBuf>,
    at: Cell<usize>,
    open: Cell<bool>,
    newline: Cell<Newline>,
    state: Translator,
}
/// `_io.StringIO`
pub static STRING_IO: TypeDef = TypeDef::new::<StringObj>("_io.StringIO")
    .doc("Text I/O implementation using an in-memory buffer.")
    .base(&TEXT_IO_BASE)
    .methods(METHODS)
    .getset(&[
        GetSet::new("closed", |_, v| Ok(Value::bool(!t(v).open.get())), None, ""),
        GetSet::new("newlines", |vm, v| Ok(if opened(vm, v)?.newline.get().is_universal() { t(v).state.newlines() } else { Value::NONE }), None, ""),
        GetSet::new("line_buffering", |vm, v| opened(vm, v).map(|_| Value::FALSE), None, ""),
    ])
    .slots(|s| {
        s.new = Some(|_, cls, _| {
            let data = StringObj {
                text: RefCell::new(TextBuf::new()),
                at: Cell::new(0),
                open: Cell::new(true),
                newline: Cell::new(Newline::Lf),
                state: Translator::default(),
            };
            Ok(object::new_of(cls, data))
        });
        s.init = Some(|vm, v, args| {
            static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(initial_value='', newline='\\n')"));
            let mut a = Vec::new();
            SIGNATURE.bind(vm, "StringIO", args, &mut a)?;
            let newline = Newline::parse(vm, &a[1], Newline::Lf, "StringIO() argument 'newline'")?;
            if let Some(x) = a[0].some()
                && !str::is_str(x)
            {
                return Err(vm.type_error(format!("initial_value must be str or None, not {}", x.ty().name())));
            }
            let o = t(v);
            o.newline.set(newline);
            o.state.pending.set(false);
            o.state.seen.set(0);
            *o.text.borrow_mut() = TextBuf::new();
            o.at.set(0);
            o.open.set(true);
            if let Some(x) = a[0].some() {
                put(o, x);
                o.at.set(0);
            }
            Ok(())
        });
        s.iter = Some(|vm, v| {
            opened(vm, v)?;
            Ok(v.clone())
        });
        s.next = Some(|vm, v| {
            let o = opened(vm, v)?;
            let l = if v.ty().is_heap_type() { vm.call_method_name(v, &names().readline, &[])? } else { line(o, usize::MAX) };
            Ok(if str::is_empty(&l) { None } else { Some(l) })
        });
    })
    .with_dict();
impl Payload for StringObj {
    fn def() -> &'static TypeDef {
        &STRING_IO
    }
}
fn t(v: &Value) -> &Obj<StringObj> {
    this::<StringObj>(v)
}
fn opened<'a>(vm: &mut Vm, v: &'a Value) -> PyResult<&'a Obj<StringObj>> {
    let o = t(v);
    if o.open.get() { Ok(o) } else { Err(closed(vm)) }
}

/// Writes a str at the position.
fn put(o: &StringObj, x: &Value) {
    let Some(s) = str::get(x) else { return };
    let mut translated = None;
    if o.newline.get().is_universal() {
        translated = Some(o.state.feed(s.units().to_buf(), o.newline.get() == Newline::Universal, true));
    } else if let Some(end) = o.newline.get().written() {
        let mut out = TextBuf::new();
        for c in s.units().iter() {
            if c == 10 { out.push_latin1(end) } else { out.push(c) }
        }
        translated = Some(out);
    }
    let u = translated.as_ref().map_or(s.units(), |b| b.units());
    let mut text = o.text.borrow_mut();
    let (at, len, n) = (o.at.get(), text.len(), u.len());
    if at >= len {
        if n > 0 {
            text.push_repeat(0, at - len);
        }
        text.push_units(u);
    } else {
        let old = std::mem::replace(&mut *text, TextBuf::new());
        text.push_units(old.units().slice(0, at));
        text.push_units(u);
        if at + n < len {
            text.push_units(old.units().slice(at + n, len));
        }
    }
    if n > 0 {
        o.at.set(at + n);
    }
}
fn take(o: &StringObj, n: usize) -> Value {
    let text = o.text.borrow();
    let from = o.at.get().min(text.len());
    let to = from.saturating_add(n).min(text.len());
    if to > from {
        o.at.set(to);
    }
    str::from_units(text.units().slice(from, to))
}
fn line(o: &StringObj, limit: usize) -> Value {
    let n = {
        let text = o.text.borrow();
        let from = o.at.get().min(text.len());
        o.newline.get().line_end(text.units(), from).unwrap_or(text.len()) - from
    };
    take(o, n.min(limit))
}
fn limit(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("string argument expected, got '{}'", a[1].ty().name())));
    }
    let o = opened(vm, &a[0])?;
    put(o, &a[1]);
    Ok(Value::usize(str::get(&a[1]).map_or(0, |s| s.len())))
}
fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = size_arg(vm, &a[1])?;
    Ok(take(opened(vm, &a[0])?, limit(n)))
}
fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = size_arg(vm, &a[1])?;
    Ok(line(opened(vm, &a[0])?, limit(n)))
}
fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let at = offset_arg(vm, &a[1])?;
    let whence = os::int_or(vm, &a[2], 0)?;
    let n = match whence {
        0 if at < 0 => return Err(vm.value_error(format!("Negative seek position {at}"))),
        0 => at as usize,
        1 | 2 if at != 0 => return Err(super::os_text(vm, "Can't do nonzero cur-relative seeks")),
        1 => o.at.get(),
        2 => o.text.borrow().len(),
        _ => return Err(vm.value_error(format!("Invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    o.at.set(n);
    Ok(Value::usize(n))
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let n = match a[1].some() {
        Some(v) => offset_arg(vm, v)?,
        None => o.at.get() as i64,
    };
    if n < 0 {
        return Err(vm.value_error(format!("Negative size value {n}")));
    }
    if (n as usize) < o.text.borrow().len() {
        o.text.borrow_mut().truncate(n as usize);
    }
    Ok(Value::int(n))
}
fn getvalue(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    Ok(str::from_units(o.text.borrow().units()))
}
fn close(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    t(&a[0]).open.set(false);
    *t(&a[0]).text.borrow_mut() = TextBuf::new();
    Ok(Value::NONE)
}
fn getstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = getvalue(vm, a)?;
    let newline = match t(&a[0]).newline.get() {
        Newline::Universal => Value::NONE,
        Newline::Keep => str::empty(),
        Newline::Lf => Value::str("\n"),
        Newline::Cr => Value::str("\r"),
        Newline::CrLf => Value::str("\r\n"),
    };
    let d = attr::get(vm, &a[0], &names().__dict__)?;
    Ok(tuple::new(vec![text, newline, Value::usize(t(&a[0]).at.get()), d]))
}
fn setstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let [text, newline, at, d] = tuple::items(&a[1]) else {
        return Err(vm.type_error(format!("{}.__setstate__ argument should be 4-tuple, got {}", a[0].ty().name(), a[1].ty().name())));
    };
    let at = offset_arg(vm, at)?;
    if at < 0 {
        return Err(vm.value_error("position value cannot be negative"));
    }
    let o = t(&a[0]);
    o.newline.set(Newline::parse(vm, newline, Newline::Lf, "newline")?);
    // The text was translated when it was first written.
    *o.text.borrow_mut() = str::get(text).map_or_else(TextBuf::new, |s| s.units().to_buf());
    o.at.set(at as usize);
    if !d.is_none() {
        let own = attr::get(vm, &a[0], &names().__dict__)?;
        vm.call_method(&own, "update", std::slice::from_ref(d))?;
    }
    Ok(Value::NONE)
}
fn yes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    opened(vm, &a[0])?;
    Ok(Value::TRUE)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("write", write, "($self, s, /)", "Write string to file."),
    NativeDef::new("read", read, "($self, size=-1, /)", "Read at most size characters, returned as a string."),
    NativeDef::new("readline", readline, "($self, size=-1, /)", "Read until newline or EOF."),
    NativeDef::new("seek", seek, "($self, pos, whence=0, /)", "Change stream position."),
    NativeDef::new("tell", |vm, a| Ok(Value::usize(opened(vm, &a[0])?.at.get())), "($self, /)", "Tell the current file position."),
    NativeDef::new("truncate", truncate, "($self, pos=None, /)", "Truncate size to pos."),
    NativeDef::new("getvalue", getvalue, "($self, /)", "Retrieve the entire contents of the object."),
    NativeDef::new("close", close, "($self, /)", "Close the IO object."),
    NativeDef::new("seekable", yes, "($self, /)", "Returns True if the IO object can be seeked."),
    NativeDef::new("readable", yes, "($self, /)", "Returns True if the IO object can be read."),
    NativeDef::new("writable", yes, "($self, /)", "Returns True if the IO object can be written."),
    NativeDef::new("__getstate__", getstate, "($self, /)", ""),
    NativeDef::new("__setstate__", setstate, "($self, state, /)", ""),
];
/// A write by `print`; false when `v` isn't exactly an open StringIO.
pub fn quick_write(v: &Value, text: &Value) -> bool {
    match v.downcast_exact::<StringObj>() {
        Some(o) if o.open.get() => {
            put(o, text);
            true
        }
        _ => false,
    }
}
