//! Reading of TextIOWrapper: decoding piece by piece, lines, and positions.
//!
//! Positions in files with built-in encodings are positions of bytes: the bytes that the current text was decoded from are
//! kept, and `tell` decodes as many of them again as were handed out. Other encodings may have a state: their positions
//! also hold the decoder's flags and how many characters to skip, as a big number.

use super::super::os;
use super::newlines::Translator;
use super::text::{self, Codec, TextObj, buffer_of, open_buffer, t};
use super::{buffered, offset_arg, size_arg, unsupported};
use vm::builtins::exception::unicode_decode_error;
use vm::builtins::{bytes, int, str, tuple};
use vm::num::int::IntBuf;
use vm::object::intern::{intern, names};
use vm::object::ops;
use vm::text::TextBuf;
use vm::text::codec::{self, CodecError};
use vm::{PyResult, Value, Vm};

/// Bytes that are decoded at a time.
const CHUNK: usize = 8192;

/// Drops what was read ahead.
pub(super) fn forget(o: &TextObj) {
    *o.text.borrow_mut() = TextBuf::new();
    o.used.set(0);
    o.source.borrow_mut().clear();
    o.left.set(0);
}

/// Decodes with a built-in codec: the text and how many bytes were used.
fn decode_builtin(vm: &mut Vm, o: &TextObj, data: &[u8], last: bool) -> PyResult<(TextBuf, usize)> {
    let handler = o.handler.get();
    let on_error = |e: CodecError| handler.decode(data, &e).ok_or(e);
    let r = match o.codec.get() {
        Codec::Latin1 => Ok((codec::latin1_decode(data), data.len())),
        Codec::Ascii => codec::ascii_decode(data, on_error),
        _ => codec::utf8_decode(data, last, on_error),
    };
    r.map_err(|e| {
        let exc = unicode_decode_error(&e.encoding, bytes::new(data.to_vec()), e.start, e.end, e.reason);
        vm.raise(exc)
    })
}

/// Reads bytes for the next piece.
fn more_bytes(vm: &mut Vm, buffer: &Value, n: usize) -> PyResult<Vec<u8>> {
    if let Some(b) = buffer.downcast::<buffered::BufferedObj>()
        && buffered::is_exact(buffer)
        && !std::ptr::eq(buffer.ty(), buffered::WRITER.get())
    {
        // A piece is at most `n` bytes, read from what the buffer has, filled by one system call.
        return if buffered::unread(b) == 0 { buffered::fill_and_take(vm, b, n) } else { buffered::read_once(vm, b, n) };
    }
    let method = if vm::object::attr::get_opt(vm, buffer, &intern("read1"))?.is_some() { "read1" } else { "read" };
    let r = vm.call_method(buffer, method, &[Value::usize(n)])?;
    if r.is_none() {
        return Ok(Vec::new());
    }
    match r.ty().slots().buffer {
        _ if bytes::get(&r).is_some() => Ok(bytes::get(&r).unwrap_or(&[]).to_vec()),
        Some(_) => Ok(os::bytes_like(vm, &r)?.to_vec()),
        None => Err(vm.type_error(format!("underlying {method}() should have returned a bytes-like object, not '{}'", r.ty().name()))),
    }
}

/// Reads and decodes one more piece behind what isn't used yet; false at the end.
fn read_chunk(vm: &mut Vm, o: &TextObj) -> PyResult<bool> {
    let buffer = readable(vm, o)?;
    let data = more_bytes(vm, &buffer, CHUNK)?;
    let last = data.is_empty();
    o.start_pending.set(o.lines.pending.get());
    let text = if o.codec.get() == Codec::Other {
        let d = o.decoder.borrow().clone();
        if o.telling.get() {
            let state = vm.call_method(&d, "getstate", &[])?;
            if let [left, flags] = tuple::items(&state) {
                *o.source.borrow_mut() = bytes::get(left).unwrap_or(&[]).to_vec();
                drop(o.decoder_flags.replace(flags.clone()));
            }
            o.source.borrow_mut().extend_from_slice(&data);
        }
        let r = vm.call_method(&d, "decode", &[bytes::new(data), Value::bool(last)])?;
        let Some(s) = str::get(&r) else {
            return Err(vm.type_error(format!("decoder should return a string result, not '{}'", r.ty().name())));
        };
        s.units().to_buf()
    } else {
        let mut source = o.source.take();
        source.drain(..source.len() - o.left.get());
        source.extend_from_slice(&data);
        let r = decode_builtin(vm, o, &source, last);
        let (text, used) = match r {
            Ok(x) => x,
            Err(e) => {
                o.left.set(0);
                return Err(e);
            }
        };
        o.left.set(source.len() - used);
        *o.source.borrow_mut() = source;
        text
    };
    let text = if o.newline.get().is_universal() { o.lines.feed(text, o.newline.get() == super::newlines::Newline::Universal, last) } else { text };
    let got = !text.is_empty();
    *o.text.borrow_mut() = text;
    o.used.set(0);
    Ok(got || !last)
}
/// The open buffer, for reading.
fn readable(vm: &mut Vm, o: &TextObj) -> PyResult<Value> {
    let buffer = open_buffer(vm, o)?;
    let bad = match o.codec.get() {
        Codec::Other => o.decoder.borrow().is_null(),
        _ => buffered::is_exact(&buffer) && std::ptr::eq(buffer.ty(), buffered::WRITER.get()),
    };
    if bad { Err(unsupported(vm, "not readable")) } else { Ok(buffer) }
}

/// Takes what is decoded, at most `n` characters.
fn take(o: &TextObj, n: usize, out: &mut TextBuf) {
    let text = o.text.borrow();
    let to = o.used.get().saturating_add(n).min(text.len());
    out.push_units(text.units().slice(o.used.get(), to));
    o.used.set(to);
}
pub(super) fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = t(&a[0]);
    let n = size_arg(vm, &a[1])?;
    let buffer = readable(vm, o)?;
    text::write_pending(vm, o)?;
    let mut out = TextBuf::new();
    if n >= 0 {
        while out.len() < n as usize {
            if o.used.get() == o.text.borrow().len() && !read_chunk(vm, o)? {
                break;
            }
            take(o, n as usize - out.len(), &mut out);
        }
        return Ok(str::from_buf(out));
    }
    take(o, usize::MAX, &mut out);
    if o.codec.get() == Codec::Other {
        while read_chunk(vm, o)? {
            take(o, usize::MAX, &mut out);
        }
        return Ok(str::from_buf(out));
    }
    // Everything else in one go.
    let r = if buffered::is_exact(&buffer)
        && let Some(b) = buffer.downcast::<buffered::BufferedObj>()
    {
        buffered::read_rest(vm, b)?.unwrap_or_default()
    } else {
        let r = vm.call_method_name(&buffer, &names().read, &[])?;
        if r.is_none() { Vec::new() } else { os::bytes_like(vm, &r)?.to_vec() }
    };
    let mut source = o.source.take();
    source.drain(..source.len() - o.left.get());
    source.extend_from_slice(&r);
    let (text, _) = decode_builtin(vm, o, &source, true)?;
    let text = if o.newline.get().is_universal() { o.lines.feed(text, o.newline.get() == super::newlines::Newline::Universal, true) } else { text };
    forget(o);
    if out.is_empty() {
        return Ok(str::from_buf(text));
    }
    out.push_units(text.units());
    Ok(str::from_buf(out))
}

/// A line, at most `limit` characters when that isn't negative.
pub(super) fn read_line(vm: &mut Vm, o: &TextObj, limit: i64) -> PyResult<Value> {
    readable(vm, o)?;
    text::write_pending(vm, o)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut out: Option<TextBuf> = None;
    loop {
        {
            let text = o.text.borrow();
            let (u, from) = (text.units(), o.used.get());
            // A `\r\n` may lie across two pieces.
            let split = out.as_ref().is_some_and(|b| o.newline.get() == super::newlines::Newline::CrLf && !b.is_empty() && b.units().get(b.len() - 1) == 13);
            let end = if split && from < u.len() && u.get(from) == 10 { Some(from + 1) } else { o.newline.get().line_end(u, from) };
            let got = out.as_ref().map_or(0, |b| b.len());
            let stop = end.unwrap_or(u.len()).min(from.saturating_add(limit - got));
            let complete = end == Some(stop) || got + (stop - from) == limit;
            o.used.set(stop);
            match &mut out {
                None if complete => return Ok(str::from_units(u.slice(from, stop))),
                None => out = Some(u.slice(from, stop).to_buf()),
                Some(b) => b.push_units(u.slice(from, stop)),
            }
            if complete {
                break;
            }
        }
        if !read_chunk(vm, o)? {
            break;
        }
    }
    Ok(out.map_or_else(str::empty, str::from_buf))
}
pub(super) fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = size_arg(vm, &a[1])?;
    read_line(vm, t(&a[0]), limit)
}

// ---- positions ------------------------------------------------------------------------------------

/// How many bytes of `source` make the characters handed out: the most for which decoding gives no more text than that.
fn used_bytes(vm: &mut Vm, o: &TextObj, source: &[u8]) -> PyResult<usize> {
    let want = o.used.get();
    let count = |vm: &mut Vm, n: usize| -> PyResult<usize> {
        let (text, _) = decode_builtin(vm, o, &source[..n], false)?;
        let text = if o.newline.get().is_universal() {
            let lines = Translator::default();
            lines.pending.set(o.start_pending.get());
            lines.feed(text, o.newline.get() == super::newlines::Newline::Universal, false)
        } else {
            text
        };
        Ok(text.len())
    };
    let (mut low, mut high) = (0, source.len());
    while low < high {
        let mid = low + (high - low).div_ceil(2);
        if count(vm, mid)? <= want { low = mid } else { high = mid - 1 }
    }
    // Not in the middle of a character, nor behind a `\r` whose `\n` follows.
    while low > 0 && o.codec.get() == Codec::Utf8 && source.get(low).is_some_and(|c| c & 0xc0 == 0x80) {
        low -= 1;
    }
    if low > 0 && low < source.len() && source[low - 1] == 13 && o.newline.get().is_universal() && count(vm, low - 1)? == want {
        low -= 1;
    }
    Ok(low)
}
pub(super) fn tell(vm: &mut Vm, o: &TextObj) -> PyResult<Value> {
    open_buffer(vm, o)?;
    if !o.seekable.get() {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    if !o.telling.get() {
        return Err(super::os_text(vm, "telling position disabled by next() call"));
    }
    text::flush(vm, o)?;
    let buffer = buffer_of(vm, o)?;
    let at = vm.call_method_name(&buffer, &names().tell, &[])?;
    let at = offset_arg(vm, &at)?;
    let source = o.source.borrow().clone();
    if source.is_empty() || (o.text.borrow().is_empty() && o.left.get() == 0) {
        return Ok(Value::int(at));
    }
    let start = at - source.len() as i64;
    if o.codec.get() != Codec::Other {
        let n = used_bytes(vm, o, &source)?;
        return Ok(Value::int(start + n as i64));
    }
    if o.used.get() == o.text.borrow().len() {
        let d = o.decoder.borrow().clone();
        let state = vm.call_method(&d, "getstate", &[])?;
        if let [left, flags] = tuple::items(&state)
            && bytes::get(left).is_some_and(|b| b.is_empty())
        {
            let flags = int::as_i64(flags).unwrap_or(0);
            return pack(vm, [at, flags, 0, 0]);
        }
    }
    let flags = int::as_i64(&o.decoder_flags.borrow()).unwrap_or(0);
    pack(vm, [start, flags, source.len() as i64, o.used.get() as i64])
}
/// A position of an encoding with state: start, decoder flags, bytes to feed, characters to skip, 64 bits each.
fn pack(vm: &mut Vm, parts: [i64; 4]) -> PyResult<Value> {
    let mut n = Value::int(0);
    for p in parts.iter().rev() {
        n = ops::binary(vm, ops::BinOp::Shl, &n, &Value::int(64))?;
        n = ops::binary(vm, ops::BinOp::Or, &n, &Value::int(*p))?;
    }
    Ok(n)
}
fn unpack(vm: &mut Vm, v: &Value) -> PyResult<[i64; 4]> {
    let mask = int::from_buf(IntBuf::from(i128::from(u64::MAX)));
    let (mut n, mut out) = (v.clone(), [0i64; 4]);
    for p in &mut out {
        let low = ops::binary(vm, ops::BinOp::And, &n, &mask)?;
        *p = offset_arg(vm, &low)?;
        n = ops::binary(vm, ops::BinOp::Shr, &n, &Value::int(64))?;
    }
    Ok(out)
}

pub(super) fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = t(&a[0]);
    let buffer = open_buffer(vm, o)?;
    let whence = os::int_or(vm, &a[2], 0)?;
    if !o.seekable.get() {
        return Err(unsupported(vm, "underlying stream is not seekable"));
    }
    let cookie = ops::index(vm, &a[1])?;
    let zero = int::as_i64(&cookie) == Some(0);
    let cookie = match whence {
        0 => cookie,
        1 if !zero => return Err(unsupported(vm, "can't do nonzero cur-relative seeks")),
        1 => tell(vm, o)?,
        2 if !zero => return Err(unsupported(vm, "can't do nonzero end-relative seeks")),
        2 => {
            text::flush(vm, o)?;
            reset_decoder(vm, o)?;
            let r = vm.call_method_name(&buffer, &names().seek, &[Value::int(0), Value::int(2)])?;
            let at = offset_arg(vm, &r)?;
            text::encoder_at_start(vm, o, at == 0)?;
            return Ok(r);
        }
        _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    if int::is_negative(&cookie) {
        let r = ops::repr(vm, &cookie)?;
        return Err(vm.value_error(format!("negative seek position {}", str::text(&r))));
    }
    text::flush(vm, o)?;
    let [start, flags, feed, skip] = match int::as_i64(&cookie) {
        Some(n) => [n, 0, 0, 0],
        None => unpack(vm, &cookie)?,
    };
    vm.call_method_name(&buffer, &names().seek, &[Value::int(start)])?;
    reset_decoder(vm, o)?;
    text::encoder_at_start(vm, o, start == 0)?;
    let d = o.decoder.borrow().clone();
    if !d.is_null() && (flags != 0 || feed != 0) {
        vm.call_method(&d, "setstate", &[os::pair(bytes::new(Vec::new()), Value::int(flags))])?;
    }
    if feed > 0 {
        let data = vm.call_method_name(&buffer, &names().read, &[Value::int(feed)])?;
        let text = vm.call_method(&d, "decode", &[data.clone(), Value::FALSE])?;
        drop(o.decoder_flags.replace(Value::int(flags)));
        *o.source.borrow_mut() = bytes::get(&data).unwrap_or(&[]).to_vec();
        let text = str::get(&text).map_or_else(TextBuf::new, |s| s.units().to_buf());
        let text = if o.newline.get().is_universal() { o.lines.feed(text, o.newline.get() == super::newlines::Newline::Universal, false) } else { text };
        if (text.len() as i64) < skip {
            return Err(super::os_text(vm, "can't restore logical file position"));
        }
        *o.text.borrow_mut() = text;
        o.used.set(skip as usize);
    }
    Ok(cookie)
}
fn reset_decoder(vm: &mut Vm, o: &TextObj) -> PyResult<()> {
    forget(o);
    o.lines.pending.set(false);
    let d = o.decoder.borrow().clone();
    if !d.is_null() {
        vm.call_method(&d, "reset", &[])?;
    }
    Ok(())
}
