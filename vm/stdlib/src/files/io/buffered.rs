//! BufferedReader, BufferedWriter and BufferedRandom: bytes with a buffer before a raw file.
//!
//! One payload serves all three. `ahead[from..]` was read from the raw file and not asked for yet; `behind` was written
//! and hasn't reached the raw file. At most one of them holds bytes: writing first gives back what was read ahead (by
//! seeking), reading first flushes.

use super::super::os;
use super::base::BUFFERED_IO_BASE;
use super::{BUFFER_SIZE, attr_truth, call_truth, fileio, offset_arg, os_text, size_arg, unsupported};
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use vm::builtins::exception::{classes, set_field};
use vm::builtins::{bytes, str};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::{intern, names};
use vm::object::slots::TypeSlots;
use vm::object::{self, Obj, Payload, attr, ops};
use vm::{Args, NativeDef, PyResult, Value, Vm};

/// Payload of the three types.
pub struct BufferedObj {
    /// The raw file; NULL before `__init__`, None when detached.
    pub raw: RefCell<Value>,
    ahead: RefCell<Vec<u8>>,
    from: Cell<usize>,
    behind: RefCell<Vec<u8>>,
    size: Cell<usize>,
}
/// `_io.BufferedReader`
pub static READER: TypeDef = TypeDef::new::<BufferedObj>("_io.BufferedReader")
    .doc("Create a new buffered reader using the given readable raw IO object.")
    .base(&BUFFERED_IO_BASE)
    .methods(READER_METHODS)
    .getset(GETSET)
    .slots(|s| {
        slots(s);
        s.init = Some(|vm, v, args| init(vm, v, args, "BufferedReader", true, false));
    })
    .with_dict();
/// `_io.BufferedWriter`
pub static WRITER: TypeDef = TypeDef::new::<BufferedObj>("_io.BufferedWriter")
    .doc("A buffer for a writeable sequential RawIO object.")
    .base(&BUFFERED_IO_BASE)
    .methods(WRITER_METHODS)
    .getset(GETSET)
    .slots(|s| {
        slots(s);
        s.init = Some(|vm, v, args| init(vm, v, args, "BufferedWriter", false, true));
    })
    .with_dict();
/// `_io.BufferedRandom`
pub static RANDOM: TypeDef = TypeDef::new::<BufferedObj>("_io.BufferedRandom")
    .doc("A buffered interface to random access streams.")
    .base(&BUFFERED_IO_BASE)
    .methods(RANDOM_METHODS)
    .getset(GETSET)
    .slots(|s| {
        slots(s);
        s.init = Some(|vm, v, args| init(vm, v, args, "BufferedRandom", true, true));
    })
    .with_dict();
impl Payload for BufferedObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &READER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.raw.borrow());
    }
}

fn b(v: &Value) -> &Obj<BufferedObj> {
    this::<BufferedObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| {
        let data =
            BufferedObj { raw: RefCell::new(Value::NULL), ahead: RefCell::default(), from: Cell::new(0), behind: RefCell::default(), size: Cell::new(0) };
        let v = object::new_of(cls, data);
        super::standard::note_stream(&v);
        Ok(v)
    });
    s.repr = Some(repr);
    s.del = Some(|vm, v| {
        super::standard::flush_over(vm, v);
        super::base::finalize(vm, v);
    });
    s.next = Some(|vm, v| {
        let line = if is_exact(v) {
            check_open(vm, v, "readline of closed file")?;
            bytes::new(read_line(vm, b(v), -1)?)
        } else {
            vm.call_method_name(v, &names().readline, &[])?
        };
        Ok(if ops::len(vm, &line)? == 0 { None } else { Some(line) })
    });
}

/// Exactly one of the three types?
pub fn is_exact(v: &Value) -> bool {
    v.downcast::<BufferedObj>().is_some() && !v.ty().is_heap_type()
}

fn init(vm: &mut Vm, v: &Value, args: &Args, who: &str, read: bool, write: bool) -> PyResult<()> {
    static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(raw, buffer_size=131072)"));
    let mut a = Vec::new();
    SIGNATURE.bind(vm, who, args, &mut a)?;
    let size = match a[1].opt() {
        Some(n) => offset_arg(vm, n)?,
        None => BUFFER_SIZE as i64,
    };
    if size <= 0 {
        return Err(vm.value_error("buffer size must be strictly positive"));
    }
    let raw = &a[0];
    if read && write && !call_truth(vm, raw, "seekable")? {
        return Err(unsupported(vm, "File or stream is not seekable."));
    }
    if read && !call_truth(vm, raw, "readable")? {
        return Err(unsupported(vm, "File or stream is not readable."));
    }
    if write && !call_truth(vm, raw, "writable")? {
        return Err(unsupported(vm, "File or stream is not writable."));
    }
    let o = b(v);
    let old = o.raw.replace(raw.clone());
    drop(old);
    o.size.set(size as usize);
    o.from.set(0);
    o.ahead.take();
    o.behind.take();
    Ok(())
}

/// The raw file.
fn raw_of(vm: &mut Vm, o: &BufferedObj) -> PyResult<Value> {
    let raw = o.raw.borrow().clone();
    if raw.is_null() {
        return Err(vm.value_error("I/O operation on uninitialized object"));
    }
    if raw.is_none() {
        return Err(vm.value_error("raw stream has been detached"));
    }
    Ok(raw)
}
/// Is the raw file closed?
pub fn is_closed(vm: &mut Vm, o: &BufferedObj) -> PyResult<bool> {
    let raw = raw_of(vm, o)?;
    match fileio::exact(&raw) {
        Some(f) => Ok(f.fd.get() < 0),
        None => attr_truth(vm, &raw, "closed"),
    }
}
fn check_open(vm: &mut Vm, v: &Value, text: &str) -> PyResult<()> {
    if is_closed(vm, b(v))? { Err(vm.value_error(text)) } else { Ok(()) }
}

// ---- the raw file ---------------------------------------------------------------------------------

/// Reads at most `n` bytes from any raw stream.
pub fn raw_read(vm: &mut Vm, raw: &Value, n: usize) -> PyResult<Option<Vec<u8>>> {
    if let Some(f) = fileio::exact(raw) {
        return fileio::read_some(vm, f, n);
    }
    let make = vm.builtin("bytearray")?;
    let buffer = vm.call1(&make, &Value::usize(n))?;
    let view = view_of(vm, &buffer)?;
    let got = vm.call_method_name(raw, &names().readinto, &[view])?;
    if got.is_none() {
        return Ok(None);
    }
    let got = offset_arg(vm, &got)?;
    if got < 0 || got as usize > n {
        return Err(os_text(vm, &format!("raw readinto() returned invalid length {got} (should have been between 0 and {n})")));
    }
    let data = os::bytes_like(vm, &buffer)?;
    Ok(Some(data[..got as usize].to_vec()))
}
/// A memoryview of the object (the object itself while there is no such type).
fn view_of(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    match vm::vm::rt().builtins.get_text("memoryview") {
        Some(view) => vm.call1(&view, v),
        None => Ok(v.clone()),
    }
}
fn raw_write(vm: &mut Vm, raw: &Value, data: &[u8]) -> PyResult<Option<usize>> {
    if let Some(f) = fileio::exact(raw) {
        return fileio::write_some(vm, f, data);
    }
    let view = view_of(vm, &bytes::new(data.to_vec()))?;
    let n = vm.call_method_name(raw, &names().write, &[view])?;
    if n.is_none() {
        return Ok(None);
    }
    let n = offset_arg(vm, &n)?;
    if n < 0 || n as usize > data.len() {
        return Err(os_text(vm, &format!("raw write() returned invalid length {n} (should have been between 0 and {})", data.len())));
    }
    Ok(Some(n as usize))
}
fn raw_seek(vm: &mut Vm, raw: &Value, at: i64, whence: i32) -> PyResult<i64> {
    let n = match fileio::exact(raw) {
        Some(f) => fileio::seek_to(vm, f, at, whence)?,
        None => {
            let r = vm.call_method_name(raw, &names().seek, &[Value::int(at), Value::int(i64::from(whence))])?;
            offset_arg(vm, &r)?
        }
    };
    if n < 0 { Err(os_text(vm, &format!("Raw stream returned invalid position {n}"))) } else { Ok(n) }
}
fn raw_tell(vm: &mut Vm, raw: &Value) -> PyResult<i64> {
    match fileio::exact(raw) {
        Some(_) => raw_seek(vm, raw, 0, libc::SEEK_CUR),
        None => {
            let r = vm.call_method_name(raw, &names().tell, &[])?;
            let n = offset_arg(vm, &r)?;
            if n < 0 { Err(os_text(vm, &format!("Raw stream returned invalid position {n}"))) } else { Ok(n) }
        }
    }
}

// ---- writing --------------------------------------------------------------------------------------

fn would_block(vm: &mut Vm, written: usize) -> vm::Raised {
    let text = "write could not complete without blocking";
    let args = vec![Value::int(i64::from(libc::EAGAIN)), Value::str(text)];
    let exc = vm::builtins::exception::make(classes().blocking_io_error, args);
    set_field(&exc, "errno", Value::int(i64::from(libc::EAGAIN)));
    set_field(&exc, "strerror", Value::str(text));
    set_field(&exc, "characters_written", Value::usize(written));
    vm.raise(exc)
}
/// Writes what is pending to the raw file. What couldn't be written stays pending.
pub fn flush_writes(vm: &mut Vm, o: &BufferedObj) -> PyResult<()> {
    if o.behind.borrow().is_empty() {
        return Ok(());
    }
    let raw = raw_of(vm, o)?;
    let data = o.behind.take();
    let mut at = 0;
    while at < data.len() {
        let r = raw_write(vm, &raw, &data[at..]);
        match r {
            Ok(Some(n)) => at += n,
            other => {
                let mut rest = data[at..].to_vec();
                let mut behind = o.behind.borrow_mut();
                rest.append(&mut behind);
                *behind = rest;
                drop(behind);
                return match other {
                    Err(e) => Err(e),
                    _ => Err(would_block(vm, 0)),
                };
            }
        }
    }
    // The buffer's memory is used again.
    let mut data = data;
    data.clear();
    let mut behind = o.behind.borrow_mut();
    if behind.is_empty() && data.capacity() <= 2 * o.size.get() {
        *behind = data;
    }
    Ok(())
}
/// Gives bytes that were read ahead back to the raw file, before writing or positioning.
fn give_back(vm: &mut Vm, o: &BufferedObj) -> PyResult<()> {
    let n = unread(o);
    if n > 0 {
        let raw = raw_of(vm, o)?;
        raw_seek(vm, &raw, -(n as i64), libc::SEEK_CUR)?;
    }
    o.ahead.borrow_mut().clear();
    o.from.set(0);
    Ok(())
}
/// Appends to the buffer, writing it out when it is full.
pub fn write_bytes(vm: &mut Vm, o: &BufferedObj, data: &[u8]) -> PyResult<()> {
    if !o.ahead.borrow().is_empty() {
        give_back(vm, o)?;
    }
    let size = o.size.get();
    if o.behind.borrow().len() + data.len() > size {
        flush_writes(vm, o)?;
        if data.len() > size {
            let raw = raw_of(vm, o)?;
            let mut at = 0;
            // Whole pieces go out directly; the rest waits in the buffer.
            while data.len() - at > size {
                match raw_write(vm, &raw, &data[at..])? {
                    Some(n) => at += n,
                    None => {
                        let room = size.min(data.len() - at);
                        o.behind.borrow_mut().extend_from_slice(&data[at..at + room]);
                        return Err(would_block(vm, at + room));
                    }
                }
            }
            o.behind.borrow_mut().extend_from_slice(&data[at..]);
            return Ok(());
        }
    }
    o.behind.borrow_mut().extend_from_slice(data);
    Ok(())
}
fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    raw_of(vm, o)?;
    let data = os::bytes_like(vm, &a[1])?;
    check_open(vm, &a[0], "write to closed file")?;
    write_bytes(vm, o, &data)?;
    Ok(Value::usize(data.len()))
}
/// `flush()`.
pub fn flush(vm: &mut Vm, v: &Value) -> PyResult<()> {
    let o = b(v);
    raw_of(vm, o)?;
    check_open(vm, v, "flush of closed file")?;
    flush_writes(vm, o)?;
    if v.ty().is_subtype(RANDOM.get()) {
        give_back(vm, o)?;
    }
    Ok(())
}
fn flush_reader(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let raw = raw_of(vm, b(&a[0]))?;
    vm.call_method_name(&raw, &names().flush, &[])
}

// ---- reading --------------------------------------------------------------------------------------

/// Bytes that were read ahead.
pub fn unread(o: &BufferedObj) -> usize {
    o.ahead.borrow().len() - o.from.get()
}
/// Takes up to `n` bytes that were read ahead.
fn take(o: &BufferedObj, n: usize) -> Vec<u8> {
    let mut ahead = o.ahead.borrow_mut();
    let from = o.from.get();
    let n = n.min(ahead.len() - from);
    if from == 0 && n == ahead.len() {
        return std::mem::take(&mut *ahead);
    }
    let out = ahead[from..from + n].to_vec();
    o.from.set(from + n);
    if o.from.get() == ahead.len() {
        ahead.clear();
        o.from.set(0);
    }
    out
}
/// Reads into the buffer once; the number of new bytes, None when the file would block.
fn fill(vm: &mut Vm, o: &BufferedObj) -> PyResult<Option<usize>> {
    let raw = raw_of(vm, o)?;
    let r = raw_read(vm, &raw, o.size.get())?;
    Ok(r.map(|data| {
        let n = data.len();
        let mut ahead = o.ahead.borrow_mut();
        if ahead.is_empty() {
            *ahead = data;
        } else {
            ahead.extend_from_slice(&data);
        }
        n
    }))
}
/// Reads everything; None when the file would block before anything came.
pub fn read_rest(vm: &mut Vm, o: &BufferedObj) -> PyResult<Option<Vec<u8>>> {
    flush_writes(vm, o)?;
    let mut out = take(o, usize::MAX);
    let raw = raw_of(vm, o)?;
    if let Some(f) = fileio::exact(&raw) {
        return Ok(match fileio::read_all(vm, f)? {
            None if out.is_empty() => None,
            None => Some(out),
            Some(all) if out.is_empty() => Some(all),
            Some(all) => {
                out.extend_from_slice(&all);
                Some(out)
            }
        });
    }
    if let Some(f) = attr::get_opt(vm, &raw, &intern("readall"))? {
        let all = vm.call(&f, &[])?;
        if !all.is_none() && bytes::get(&all).is_none() {
            return Err(vm.type_error("readall() should return bytes"));
        }
        return Ok(match bytes::get(&all) {
            Some(x) => {
                out.extend_from_slice(x);
                Some(out)
            }
            None if out.is_empty() => None,
            None => Some(out),
        });
    }
    loop {
        let part = vm.call_method_name(&raw, &names().read, &[])?;
        match bytes::get(&part) {
            Some([]) => return Ok(Some(out)),
            Some(x) => out.extend_from_slice(x),
            None if part.is_none() => return Ok(if out.is_empty() { None } else { Some(out) }),
            None => return Err(vm.type_error("read() should return bytes")),
        }
    }
}
/// Reads `n` bytes, fewer at the end; None when the file would block before anything came.
fn read_exactly(vm: &mut Vm, o: &BufferedObj, n: usize) -> PyResult<Option<Vec<u8>>> {
    let mut out = take(o, n);
    if out.len() == n {
        return Ok(Some(out));
    }
    flush_writes(vm, o)?;
    let size = o.size.get();
    while out.len() < n {
        let want = n - out.len();
        if want >= size {
            // Long reads go around the buffer.
            let raw = raw_of(vm, o)?;
            match raw_read(vm, &raw, want)? {
                None => break,
                Some(x) if x.is_empty() => return Ok(Some(out)),
                Some(x) => out.extend_from_slice(&x),
            }
            continue;
        }
        match fill(vm, o)? {
            None => break,
            Some(0) => return Ok(Some(out)),
            Some(_) => out.extend(take(o, want)),
        }
    }
    Ok(if out.is_empty() && n > 0 { None } else { Some(out) })
}
/// What there is, reading at most once.
pub fn read_once(vm: &mut Vm, o: &BufferedObj, n: usize) -> PyResult<Vec<u8>> {
    if unread(o) > 0 {
        return Ok(take(o, n));
    }
    flush_writes(vm, o)?;
    let raw = raw_of(vm, o)?;
    Ok(raw_read(vm, &raw, n)?.unwrap_or_default())
}
/// Fills the empty buffer and takes up to `n` bytes.
pub fn fill_and_take(vm: &mut Vm, o: &BufferedObj, n: usize) -> PyResult<Vec<u8>> {
    flush_writes(vm, o)?;
    fill(vm, o)?;
    Ok(take_copy(o, n.min(unread(o))))
}
/// A line, at most `limit` bytes when that isn't negative.
fn read_line(vm: &mut Vm, o: &BufferedObj, limit: i64) -> PyResult<Vec<u8>> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut out: Vec<u8> = Vec::new();
    loop {
        let found = {
            let ahead = o.ahead.borrow();
            let rest = &ahead[o.from.get()..];
            let rest = &rest[..rest.len().min(limit - out.len())];
            rest.iter().position(|c| *c == b'\n').map(|i| i + 1).or(if rest.len() == limit - out.len() { Some(rest.len()) } else { None })
        };
        match found {
            Some(n) if out.is_empty() => return Ok(take_copy(o, n)),
            Some(n) => {
                out.extend(take_copy(o, n));
                return Ok(out);
            }
            None => out.extend(take(o, usize::MAX)),
        }
        flush_writes(vm, o)?;
        if matches!(fill(vm, o)?, None | Some(0)) {
            return Ok(out);
        }
    }
}
/// As `take`, but leaves the buffer's memory in place.
fn take_copy(o: &BufferedObj, n: usize) -> Vec<u8> {
    let ahead = o.ahead.borrow();
    let from = o.from.get();
    o.from.set(from + n);
    let out = ahead[from..from + n].to_vec();
    let end = o.from.get() == ahead.len();
    drop(ahead);
    if end {
        o.ahead.borrow_mut().clear();
        o.from.set(0);
    }
    out
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    let n = size_arg(vm, &a[1])?;
    if n < -1 {
        return Err(vm.value_error("read length must be non-negative or -1"));
    }
    check_open(vm, &a[0], "read of closed file")?;
    let r = if n < 0 { read_rest(vm, o)? } else { read_exactly(vm, o, n as usize)? };
    Ok(r.map_or(Value::NONE, bytes::new))
}
fn read1(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    let n = size_arg(vm, &a[1])?;
    check_open(vm, &a[0], "read of closed file")?;
    let n = if n < 0 { o.size.get() } else { n as usize };
    if n == 0 {
        return Ok(bytes::new(Vec::new()));
    }
    read_once(vm, o, n).map(bytes::new)
}
fn readinto(vm: &mut Vm, a: &[Value], who: &str, once: bool) -> PyResult<Value> {
    let o = b(&a[0]);
    let view = os::writable(vm, &a[1], &format!("{who}()"))?;
    check_open(vm, &a[0], &format!("{who} of closed file"))?;
    let r = if once && !view.is_empty() { Some(read_once(vm, o, view.len())?) } else { read_exactly(vm, o, view.len())? };
    let Some(data) = r else { return Ok(Value::NONE) };
    view.as_mut_slice()[..data.len()].copy_from_slice(&data);
    Ok(Value::usize(data.len()))
}
fn peek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    check_open(vm, &a[0], "peek of closed file")?;
    flush_writes(vm, o)?;
    if unread(o) == 0 {
        fill(vm, o)?;
    }
    Ok(bytes::new(o.ahead.borrow()[o.from.get()..].to_vec()))
}
fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = size_arg(vm, &a[1])?;
    check_open(vm, &a[0], "readline of closed file")?;
    read_line(vm, b(&a[0]), limit).map(bytes::new)
}

// ---- position and the rest ------------------------------------------------------------------------

/// The position as the user sees it.
pub fn tell(vm: &mut Vm, o: &BufferedObj) -> PyResult<i64> {
    let raw = raw_of(vm, o)?;
    let at = raw_tell(vm, &raw)?;
    let n = at - unread(o) as i64 + o.behind.borrow().len() as i64;
    Ok(n.max(0))
}
fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    let whence = os::int_or(vm, &a[2], 0)?;
    if !matches!(whence, 0..=4) {
        return Err(vm.value_error(format!("whence value {whence} unsupported")));
    }
    check_open(vm, &a[0], "seek of closed file")?;
    let raw = raw_of(vm, o)?;
    if !call_truth(vm, &raw, "seekable")? {
        return Err(unsupported(vm, "File or stream is not seekable."));
    }
    let mut at = offset_arg(vm, &a[1])?;
    flush_writes(vm, o)?;
    // A place within what was read ahead needs no system call but `tell`.
    let n = unread(o) as i64;
    if n > 0 && whence != libc::SEEK_END {
        let here = raw_tell(vm, &raw)? - n;
        let target = if whence == 0 { at } else { here + at };
        let back = o.from.get() as i64;
        if whence <= 1 && (here - back..=here + n).contains(&target) {
            o.from.set((back + target - here) as usize);
            return Ok(Value::int(target));
        }
        if whence == 1 {
            at -= n;
        }
    }
    o.ahead.borrow_mut().clear();
    o.from.set(0);
    raw_seek(vm, &raw, at, whence).map(Value::int)
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    check_open(vm, &a[0], "truncate of closed file")?;
    let raw = raw_of(vm, o)?;
    if !call_truth(vm, &raw, "writable")? {
        return Err(unsupported(vm, "truncate"));
    }
    flush_writes(vm, o)?;
    give_back(vm, o)?;
    let n = match a[1].some() {
        Some(n) => n.clone(),
        None => Value::int(raw_tell(vm, &raw)?),
    };
    vm.call_method_name(&raw, &names().truncate, &[n])
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    let raw = o.raw.borrow().clone();
    if raw.is_null() {
        return Err(vm.value_error("I/O operation on uninitialized object"));
    }
    if raw.is_none() || is_closed(vm, o)? {
        return Ok(Value::NONE);
    }
    let r = vm.call_method_name(&a[0], &names().flush, &[]);
    super::both(vm, r, |vm| vm.call_method_name(&raw, &names().close, &[]))
}
fn detach(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = b(&a[0]);
    let raw = raw_of(vm, o)?;
    vm.call_method_name(&a[0], &names().flush, &[])?;
    drop(o.raw.replace(Value::NONE));
    Ok(raw)
}
fn ask_raw(vm: &mut Vm, v: &Value, method: &str) -> PyResult<Value> {
    let raw = raw_of(vm, b(v))?;
    vm.call_method(&raw, method, &[])
}
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let ty = if v.ty().is_heap_type() { v.ty().name() } else { v.ty().full_name() };
    let r = attr::get_opt(vm, v, &names().name);
    match vm.catch(r, classes().value_error)?.flatten() {
        Some(n) => {
            let n = ops::repr(vm, &n)?;
            Ok(str::concat(str::concat(Value::str(&format!("<{ty} name=")), &n), &Value::str(">")))
        }
        None => Ok(Value::str(&format!("<{ty}>"))),
    }
}
fn get_raw_attr(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Value> {
    let raw = raw_of(vm, b(v))?;
    attr::get_text(vm, &raw, name)
}
static GETSET: &[GetSet] = &[
    GetSet::new(
        "raw",
        |_, v| {
            Ok(match b(v).raw.borrow().clone() {
                r if r.is_null() => Value::NONE,
                r => r,
            })
        },
        None,
        "",
    ),
    GetSet::new("closed", |vm, v| is_closed(vm, b(v)).map(Value::bool), None, ""),
    GetSet::new("name", |vm, v| get_raw_attr(vm, v, "name"), None, ""),
    GetSet::new("mode", |vm, v| get_raw_attr(vm, v, "mode"), None, ""),
];

macro_rules! methods {
    ($($extra:expr),* $(,)?) => { &[
        $($extra,)*
        NativeDef::new("seek", seek, "($self, target, whence=0, /)", ""),
        NativeDef::new("tell", |vm, a| tell(vm, b(&a[0])).map(Value::int), "($self, /)", ""),
        NativeDef::new("truncate", truncate, "($self, pos=None, /)", ""),
        NativeDef::new("close", close, "($self, /)", ""),
        NativeDef::new("detach", detach, "($self, /)", ""),
        NativeDef::new("seekable", |vm, a| ask_raw(vm, &a[0], "seekable"), "($self, /)", ""),
        NativeDef::new("fileno", |vm, a| ask_raw(vm, &a[0], "fileno"), "($self, /)", ""),
        NativeDef::new("isatty", |vm, a| ask_raw(vm, &a[0], "isatty"), "($self, /)", ""),
        NativeDef::new("__getstate__", |vm, a| { let n = a[0].ty().name(); Err(vm.type_error(format!("cannot pickle '{n}' instances"))) }, "($self, /)", ""),
        NativeDef::new("__sizeof__", |_, a| Ok(Value::usize(std::mem::size_of::<BufferedObj>() + b(&a[0]).size.get())), "($self, /)", ""),
    ] };
}
const READ: NativeDef = NativeDef::new("read", read, "($self, size=-1, /)", "");
const READ1: NativeDef = NativeDef::new("read1", read1, "($self, size=-1, /)", "");
const READINTO: NativeDef = NativeDef::new("readinto", |vm, a| readinto(vm, a, "readinto", false), "($self, buffer, /)", "");
const READINTO1: NativeDef = NativeDef::new("readinto1", |vm, a| readinto(vm, a, "readinto1", true), "($self, buffer, /)", "");
const PEEK: NativeDef = NativeDef::new("peek", peek, "($self, size=0, /)", "");
const READLINE: NativeDef = NativeDef::new("readline", readline, "($self, size=-1, /)", "");
const READABLE: NativeDef = NativeDef::new("readable", |vm, a| ask_raw(vm, &a[0], "readable"), "($self, /)", "");
const WRITABLE: NativeDef = NativeDef::new("writable", |vm, a| ask_raw(vm, &a[0], "writable"), "($self, /)", "");
const WRITE: NativeDef = NativeDef::new("write", write, "($self, buffer, /)", "Write the given buffer to the IO stream.");
const FLUSH: NativeDef = NativeDef::new("flush", |vm, a| flush(vm, &a[0]).map(|()| Value::NONE), "($self, /)", "");
static READER_METHODS: &[NativeDef] =
    methods!(READ, READ1, READINTO, READINTO1, PEEK, READLINE, READABLE, NativeDef::new("flush", flush_reader, "($self, /)", ""));
static WRITER_METHODS: &[NativeDef] = methods!(WRITE, FLUSH, WRITABLE);
static RANDOM_METHODS: &[NativeDef] = methods!(READ, READ1, READINTO, READINTO1, PEEK, READLINE, READABLE, WRITE, FLUSH, WRITABLE);
