//! TextIOWrapper: text over a buffered stream. Writing and everything but reading, which is in `textread`.
//!
//! UTF-8, ASCII and Latin-1 with the built-in error handlers are encoded and decoded here; other encodings go through the
//! codec registry. Encoded output waits in `pending` until there is enough of it.

use super::super::os;
use super::base::TEXT_IO_BASE;
use super::newlines::{Newline, Translator};
use super::{attr_truth, buffered, call_truth, offset_arg, standard, unsupported};
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use vm::builtins::exception::{self, classes, unicode_encode_error};
use vm::builtins::{bytes, str};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::{intern, names};
use vm::object::slots::TypeSlots;
use vm::object::{self, Obj, Payload, attr, ops};
use vm::text::TextBuf;
use vm::text::codec::{self, CodecError, EncodeFail, Handler};
use vm::{Args, NativeDef, PyResult, Value, Vm};

/// Encodings that need no codec object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    /// UTF-8.
    Utf8,
    /// ASCII.
    Ascii,
    /// Latin-1.
    Latin1,
    /// Any other, by the registry.
    Other,
}

/// Encoded text that may wait before it goes to the buffer.
const PENDING_MAX: usize = 8192;

/// Payload of TextIOWrapper.
pub struct TextObj {
    /// The stream of bytes; NULL before `__init__`, None when detached.
    pub buffer: RefCell<Value>,
    pub(super) encoding: RefCell<Value>,
    pub(super) errors: RefCell<Value>,
    pub(super) newline: Cell<Newline>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    pub(super) codec: Cell<Codec>,
    pub(super) handler: Cell<Handler>,
    encoder: RefCell<Value>,
    pub(super) decoder: RefCell<Value>,
    pending: RefCell<Vec<u8>>,
    pub(super) seekable: Cell<bool>,
    /// `tell` is off while the stream is iterated over.
    pub(super) telling: Cell<bool>,
    /// Decoded text, and how much of it was handed out.
    pub(super) text: RefCell<TextBuf>,
    pub(super) used: Cell<usize>,
    /// The bytes that `text` was decoded from, those left over from before in front.
    pub(super) source: RefCell<Vec<u8>>,
    /// Bytes at the end of `source` that aren't decoded yet.
    pub(super) left: Cell<usize>,
    /// State of the decoder before `source`.
    pub(super) decoder_flags: RefCell<Value>,
    pub(super) start_pending: Cell<bool>,
    pub(super) lines: Translator,
}
/// `_io.TextIOWrapper`
pub static TEXT_IO_WRAPPER: TypeDef = TypeDef::new::<TextObj>("_io.TextIOWrapper")
    .doc("Character and line based layer over a BufferedIOBase object, buffer.")
    .base(&TEXT_IO_BASE)
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .with_dict();
impl Payload for TextObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TEXT_IO_WRAPPER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for c in [&self.buffer, &self.encoder, &self.decoder, &self.decoder_flags, &self.encoding, &self.errors] {
            visit(&c.borrow());
        }
    }
}
/// The payload of a wrapper.
pub fn t(v: &Value) -> &Obj<TextObj> {
    this::<TextObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| {
        let null = || RefCell::new(Value::NULL);
        let data = TextObj {
            buffer: null(),
            encoding: null(),
            errors: null(),
            newline: Cell::new(Newline::Universal),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            codec: Cell::new(Codec::Utf8),
            handler: Cell::new(Handler::Strict),
            encoder: null(),
            decoder: null(),
            pending: RefCell::default(),
            seekable: Cell::new(false),
            telling: Cell::new(false),
            text: RefCell::new(TextBuf::new()),
            used: Cell::new(0),
            source: RefCell::default(),
            left: Cell::new(0),
            decoder_flags: RefCell::new(Value::int(0)),
            start_pending: Cell::new(false),
            lines: Translator::default(),
        };
        let v = object::new_of(cls, data);
        standard::note_stream(&v);
        Ok(v)
    });
    s.init = Some(init);
    s.repr = Some(repr);
    s.iter = Some(|vm, v| {
        open_buffer(vm, t(v))?;
        Ok(v.clone())
    });
    s.next = Some(|vm, v| {
        let o = t(v);
        o.telling.set(false);
        let line = if v.ty().is_heap_type() { vm.call_method_name(v, &names().readline, &[])? } else { super::textread::read_line(vm, o, -1)? };
        if str::is_empty(&line) {
            o.telling.set(o.seekable.get());
            return Ok(None);
        }
        Ok(Some(line))
    });
}

fn text_arg(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Option<String>> {
    match v.some() {
        None => Ok(None),
        Some(s) if str::is_str(s) => {
            let text = str::text(s).into_owned();
            if text.contains('\0') { Err(vm.value_error("embedded null character")) } else { Ok(Some(text)) }
        }
        Some(x) => Err(vm.type_error(format!("TextIOWrapper() argument '{name}' must be str or None, not {}", x.ty().name()))),
    }
}
/// The built-in codec with this name.
fn codec_named(name: &str) -> Codec {
    match &*name.to_lowercase().replace(['_', ' '], "-") {
        "utf-8" | "utf8" => Codec::Utf8,
        "ascii" | "us-ascii" => Codec::Ascii,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Codec::Latin1,
        _ => Codec::Other,
    }
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    static SIGNATURE: LazyLock<Signature> =
        LazyLock::new(|| Signature::parse("(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)"));
    let mut a = Vec::new();
    SIGNATURE.bind(vm, "TextIOWrapper", args, &mut a)?;
    let o = t(v);
    let encoding = text_arg(vm, &a[1], "encoding")?;
    let errors = text_arg(vm, &a[2], "errors")?;
    let newline = Newline::parse(vm, &a[3], Newline::Universal, "TextIOWrapper() argument 'newline'")?;
    // Every locale that matters has this encoding, which CPython then writes like this.
    let encoding = match encoding.as_deref() {
        None | Some("locale") => "UTF-8".to_string(),
        Some(e) => e.to_string(),
    };
    set_codec(vm, o, &encoding, errors.as_deref().unwrap_or("strict"))?;
    o.newline.set(newline);
    o.line_buffering.set(os::bool_or(vm, &a[4], false)?);
    o.write_through.set(os::bool_or(vm, &a[5], false)?);
    drop(o.buffer.replace(a[0].clone()));
    make_coders(vm, o)?;
    let seekable = call_truth(vm, &a[0], "seekable")?;
    o.seekable.set(seekable);
    o.telling.set(seekable);
    // Appending to an encoding with a byte order mark must not write another one.
    if seekable && o.codec.get() == Codec::Other && call_truth(vm, &a[0], "writable")? {
        let at = vm.call_method_name(&a[0], &names().tell, &[])?;
        if offset_arg(vm, &at)? != 0 {
            encoder_at_start(vm, o, false)?;
        }
    }
    Ok(())
}

fn set_codec(vm: &mut Vm, o: &TextObj, encoding: &str, errors: &str) -> PyResult<()> {
    let mut codec = codec_named(encoding);
    match Handler::named(errors) {
        Some(h) => o.handler.set(h),
        // A handler of the registry, looked up when there is an error.
        None => codec = Codec::Other,
    }
    if codec == Codec::Other {
        let lookup = vm.import_attr("codecs", "lookup")?;
        let info = vm.call1(&lookup, &Value::str(encoding))?;
        if let Some(flag) = attr::get_opt(vm, &info, &intern("_is_text_encoding"))?
            && !ops::truth(vm, &flag)?
        {
            return Err(vm.lookup_error(format!("'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs")));
        }
    }
    o.codec.set(codec);
    drop(o.encoding.replace(Value::str(encoding)));
    drop(o.errors.replace(Value::str(errors)));
    Ok(())
}
/// Incremental encoder and decoder of an encoding that isn't built in.
fn make_coders(vm: &mut Vm, o: &TextObj) -> PyResult<()> {
    drop((o.encoder.replace(Value::NULL), o.decoder.replace(Value::NULL)));
    if o.codec.get() != Codec::Other {
        return Ok(());
    }
    let buffer = o.buffer.borrow().clone();
    let (encoding, errors) = (o.encoding.borrow().clone(), o.errors.borrow().clone());
    for (ask, make, cell) in [("writable", "getincrementalencoder", &o.encoder), ("readable", "getincrementaldecoder", &o.decoder)] {
        if call_truth(vm, &buffer, ask)? {
            let make = vm.import_attr("codecs", make)?;
            let class = vm.call1(&make, &encoding)?;
            let coder = vm.call1(&class, &errors)?;
            drop(cell.replace(coder));
        }
    }
    Ok(())
}
/// Tells the encoder whether it is at the beginning of the file.
pub(super) fn encoder_at_start(vm: &mut Vm, o: &TextObj, start: bool) -> PyResult<()> {
    let e = o.encoder.borrow().clone();
    if !e.is_null() {
        if start {
            vm.call_method(&e, "reset", &[])?;
        } else {
            vm.call_method(&e, "setstate", &[Value::int(0)])?;
        }
    }
    Ok(())
}

/// The buffer, attached.
pub(super) fn buffer_of(vm: &mut Vm, o: &TextObj) -> PyResult<Value> {
    let b = o.buffer.borrow().clone();
    if b.is_null() {
        return Err(vm.value_error("I/O operation on uninitialized object"));
    }
    if b.is_none() {
        return Err(vm.value_error("underlying buffer has been detached"));
    }
    Ok(b)
}
/// The buffer, open.
pub(super) fn open_buffer(vm: &mut Vm, o: &TextObj) -> PyResult<Value> {
    let b = buffer_of(vm, o)?;
    let is_closed = match b.downcast::<buffered::BufferedObj>() {
        Some(x) if buffered::is_exact(&b) => buffered::is_closed(vm, x)?,
        _ => attr_truth(vm, &b, "closed")?,
    };
    if is_closed { Err(super::closed(vm)) } else { Ok(b) }
}

// ---- writing --------------------------------------------------------------------------------------

/// Raises the error of an encoder.
fn encode_error(vm: &mut Vm, text: &Value, e: &CodecError) -> vm::Raised {
    let exc = unicode_encode_error(&e.encoding, text.clone(), e.start, e.end, e.reason);
    vm.raise(exc)
}
/// Appends the encoded text to `pending`.
fn encode_pending(vm: &mut Vm, o: &TextObj, text: &Value) -> PyResult<()> {
    let Some(s) = str::get(text) else { return Ok(()) };
    if o.codec.get() != Codec::Other
        && let Some(ascii) = s.as_ascii()
    {
        o.pending.borrow_mut().extend_from_slice(ascii.as_bytes());
        return Ok(());
    }
    if o.codec.get() == Codec::Other {
        let e = o.encoder.borrow().clone();
        if e.is_null() {
            return Err(unsupported(vm, "not writable"));
        }
        let r = vm.call_method_name(&e, &names().encode, std::slice::from_ref(text))?;
        let b = os::bytes_like(vm, &r)?;
        o.pending.borrow_mut().extend_from_slice(&b);
        return Ok(());
    }
    let (u, handler) = (s.units(), o.handler.get());
    let on_error = |e: CodecError| handler.encode(u, &e).ok_or(e);
    let r = match o.codec.get() {
        Codec::Ascii => codec::ascii_encode(u, on_error),
        Codec::Latin1 => codec::latin1_encode(u, on_error),
        _ => codec::utf8_encode(u, on_error),
    };
    match r {
        Ok(b) => {
            o.pending.borrow_mut().extend_from_slice(&b);
            Ok(())
        }
        Err(EncodeFail::Handler(e) | EncodeFail::Strict(e)) => Err(encode_error(vm, text, &e)),
    }
}
/// Hands pending output to the buffer.
pub fn write_pending(vm: &mut Vm, o: &TextObj) -> PyResult<()> {
    if o.pending.borrow().is_empty() {
        return Ok(());
    }
    let buffer = buffer_of(vm, o)?;
    let data = o.pending.take();
    if let Some(b) = buffer.downcast::<buffered::BufferedObj>()
        && buffered::is_exact(&buffer)
        && !std::ptr::eq(buffer.ty(), buffered::READER.get())
    {
        buffered::write_bytes(vm, b, &data)?;
    } else {
        vm.call_method_name(&buffer, &names().write, &[bytes::new(data)])?;
        return Ok(());
    }
    let mut data = data;
    data.clear();
    let mut pending = o.pending.borrow_mut();
    if pending.is_empty() {
        *pending = data;
    }
    Ok(())
}
/// `write()` of a str.
pub fn write_text(vm: &mut Vm, o: &TextObj, text: &Value) -> PyResult<()> {
    let Some(s) = str::get(text) else {
        return Err(vm.type_error(format!("write() argument must be str, not {}", text.ty().name())));
    };
    let buffer = open_buffer(vm, o)?;
    let has = |c: u8| match s.units() {
        vm::text::Units::One(b) => b.contains(&c),
        u => u.iter().any(|x| x == u32::from(c)),
    };
    let wants_ends = o.line_buffering.get() || o.newline.get().written().is_some();
    let has_lf = wants_ends && has(b'\n');
    let mut written = text.clone();
    if has_lf && let Some(end) = o.newline.get().written() {
        let mut out = TextBuf::with_capacity(s.len() + 16);
        for c in s.units().iter() {
            if c == 10 { out.push_latin1(end) } else { out.push(c) }
        }
        written = str::from_buf(out);
    }
    let flush = o.line_buffering.get() && (has_lf || has(b'\r'));
    if o.codec.get() != Codec::Other && !is_writable(&buffer) {
        return Err(unsupported(vm, "not writable"));
    }
    encode_pending(vm, o, &written)?;
    if flush || o.write_through.get() || o.pending.borrow().len() >= PENDING_MAX {
        write_pending(vm, o)?;
    }
    if flush {
        flush_buffer(vm, &buffer)?;
    }
    // What was read ahead is no longer what follows.
    if !o.text.borrow().is_empty() {
        super::textread::forget(o);
    }
    Ok(())
}
fn is_writable(buffer: &Value) -> bool {
    match buffer.downcast::<buffered::BufferedObj>() {
        Some(_) if buffered::is_exact(buffer) => !std::ptr::eq(buffer.ty(), buffered::READER.get()),
        // Other streams refuse by themselves.
        _ => true,
    }
}
fn flush_buffer(vm: &mut Vm, buffer: &Value) -> PyResult<()> {
    if buffered::is_exact(buffer) && !std::ptr::eq(buffer.ty(), buffered::READER.get()) {
        return buffered::flush(vm, buffer);
    }
    vm.call_method_name(buffer, &names().flush, &[]).map(drop)
}
/// `flush()`.
pub fn flush(vm: &mut Vm, o: &TextObj) -> PyResult<()> {
    let b = open_buffer(vm, o)?;
    o.telling.set(o.seekable.get());
    write_pending(vm, o)?;
    flush_buffer(vm, &b)
}
/// A write by `print`: text of an exact wrapper. False when `v` is something else.
pub fn quick_write(vm: &mut Vm, v: &Value, text: &Value) -> Option<PyResult<()>> {
    let o = v.downcast_exact::<TextObj>()?;
    Some(write_text(vm, o, text))
}

// ---- the rest -------------------------------------------------------------------------------------

fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = t(&a[0]);
    let b = buffer_of(vm, o)?;
    if attr_truth(vm, &b, "closed")? {
        return Ok(Value::NONE);
    }
    let r = vm.call_method_name(&a[0], &names().flush, &[]);
    super::both(vm, r, |vm| vm.call_method_name(&b, &names().close, &[]))
}
fn detach(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = t(&a[0]);
    let b = buffer_of(vm, o)?;
    vm.call_method_name(&a[0], &names().flush, &[])?;
    drop(o.buffer.replace(Value::NONE));
    Ok(b)
}
fn reconfigure(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = t(&a[0]);
    let decoding = !o.text.borrow().is_empty() || o.left.get() > 0;
    if decoding && (a[1].some().is_some() || a[2].some().is_some() || !a[3].is_null()) {
        return Err(unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read"));
    }
    let newline = Newline::parse(vm, &a[3], o.newline.get(), "reconfigure() argument 'newline'")?;
    let line_buffering = a[4].some().map_or(Ok(o.line_buffering.get()), |v| ops::truth(vm, v))?;
    let write_through = a[5].some().map_or(Ok(o.write_through.get()), |v| ops::truth(vm, v))?;
    vm.call_method_name(&a[0], &names().flush, &[])?;
    let encoding = text_arg(vm, &a[1], "encoding")?;
    let errors = text_arg(vm, &a[2], "errors")?;
    if encoding.is_some() || errors.is_some() {
        let errors = match (errors, &encoding) {
            (Some(e), _) => e,
            (None, Some(_)) => "strict".to_string(),
            (None, None) => str::text(&o.errors.borrow()).into_owned(),
        };
        let encoding = match encoding.as_deref() {
            Some("locale") => "utf-8".to_string(),
            Some(e) => e.to_string(),
            None => str::text(&o.encoding.borrow()).into_owned(),
        };
        set_codec(vm, o, &encoding, &errors)?;
        make_coders(vm, o)?;
    }
    o.newline.set(newline);
    o.line_buffering.set(line_buffering);
    o.write_through.set(write_through);
    Ok(Value::NONE)
}
fn ask_buffer(vm: &mut Vm, v: &Value, method: &str) -> PyResult<Value> {
    let b = buffer_of(vm, t(v))?;
    vm.call_method(&b, method, &[])
}
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let o = t(v);
    buffer_of(vm, o)?;
    let ty = if v.ty().is_heap_type() { v.ty().name() } else { v.ty().full_name() };
    let mut out = Value::str(&format!("<{ty}"));
    for (label, name) in [("name", "name"), ("mode", "mode")] {
        let r = attr::get_opt(vm, v, &intern(name));
        if let Some(x) = vm.catch(r, classes().value_error)?.flatten() {
            let shown = ops::repr(vm, &x)?;
            out = str::concat(str::concat(out, &Value::str(&format!(" {label}="))), &shown);
        }
    }
    let encoding = ops::repr(vm, &o.encoding.borrow().clone())?;
    out = str::concat(str::concat(out, &Value::str(" encoding=")), &encoding);
    Ok(str::concat(out, &Value::str(">")))
}
fn writelines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    open_buffer(vm, t(&a[0]))?;
    let it = ops::iter(vm, &a[1])?;
    while let Some(x) = ops::next(vm, &it)? {
        vm.call_method_name(&a[0], &names().write, &[x])?;
    }
    Ok(Value::NONE)
}
fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    write_text(vm, t(&a[0]), &a[1])?;
    Ok(Value::usize(str::get(&a[1]).map_or(0, |s| s.len())))
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    flush(vm, t(&a[0]))?;
    let b = buffer_of(vm, t(&a[0]))?;
    let n = match a[1].some() {
        Some(n) => n.clone(),
        None => super::textread::tell(vm, t(&a[0]))?,
    };
    vm.call_method_name(&b, &names().truncate, &[n])
}
fn set_chunk_size(vm: &mut Vm, _: &Value, x: Option<&Value>) -> PyResult<()> {
    match x {
        Some(n) if offset_arg(vm, n)? > 0 => Ok(()),
        Some(_) => Err(vm.value_error("a strictly positive integer is required")),
        None => Err(vm.raise_new(exception::classes().attribute_error, "cannot delete attribute")),
    }
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("write", write, "($self, text, /)", ""),
    NativeDef::new("writelines", writelines, "($self, lines, /)", ""),
    NativeDef::new("flush", |vm, a| flush(vm, t(&a[0])).map(|()| Value::NONE), "($self, /)", ""),
    NativeDef::new("close", close, "($self, /)", ""),
    NativeDef::new("detach", detach, "($self, /)", ""),
    NativeDef::new(
        "reconfigure",
        reconfigure,
        "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
        "Reconfigure the text stream with new parameters.",
    ),
    NativeDef::new("read", super::textread::read, "($self, size=-1, /)", ""),
    NativeDef::new("readline", super::textread::readline, "($self, size=-1, /)", ""),
    NativeDef::new("seek", super::textread::seek, "($self, cookie, whence=0, /)", "Set the stream position, and return the new stream position."),
    NativeDef::new("tell", |vm, a| super::textread::tell(vm, t(&a[0])), "($self, /)", "Return the stream position as an opaque number."),
    NativeDef::new("truncate", truncate, "($self, pos=None, /)", ""),
    NativeDef::new("fileno", |vm, a| ask_buffer(vm, &a[0], "fileno"), "($self, /)", ""),
    NativeDef::new("seekable", |vm, a| ask_buffer(vm, &a[0], "seekable"), "($self, /)", ""),
    NativeDef::new("readable", |vm, a| ask_buffer(vm, &a[0], "readable"), "($self, /)", ""),
    NativeDef::new("writable", |vm, a| ask_buffer(vm, &a[0], "writable"), "($self, /)", ""),
    NativeDef::new("isatty", |vm, a| ask_buffer(vm, &a[0], "isatty"), "($self, /)", ""),
    NativeDef::new(
        "__getstate__",
        |vm, a| {
            let n = a[0].ty().name();
            Err(vm.type_error(format!("cannot pickle '{n}' instances")))
        },
        "($self, /)",
        "",
    ),
];
static GETSET: &[GetSet] = &[
    GetSet::new(
        "buffer",
        |_, v| {
            Ok(match t(v).buffer.borrow().clone() {
                b if b.is_null() => Value::NONE,
                b => b,
            })
        },
        None,
        "",
    ),
    GetSet::new("encoding", |_, v| Ok(t(v).encoding.borrow().clone()), None, ""),
    GetSet::new(
        "errors",
        |vm, v| {
            buffer_of(vm, t(v))?;
            Ok(t(v).errors.borrow().clone())
        },
        None,
        "",
    ),
    GetSet::new("line_buffering", |_, v| Ok(Value::bool(t(v).line_buffering.get())), None, ""),
    GetSet::new("write_through", |_, v| Ok(Value::bool(t(v).write_through.get())), None, ""),
    GetSet::new(
        "newlines",
        |vm, v| {
            buffer_of(vm, t(v))?;
            Ok(if t(v).newline.get().is_universal() { t(v).lines.newlines() } else { Value::NONE })
        },
        None,
        "",
    ),
    GetSet::new(
        "closed",
        |vm, v| {
            let b = buffer_of(vm, t(v))?;
            attr::get(vm, &b, &names().closed)
        },
        None,
        "",
    ),
    GetSet::new(
        "name",
        |vm, v| {
            let b = buffer_of(vm, t(v))?;
            attr::get(vm, &b, &names().name)
        },
        None,
        "",
    ),
    GetSet::new("_CHUNK_SIZE", |_, _| Ok(Value::usize(PENDING_MAX)), Some(set_chunk_size), ""),
];
