//! The streams of `sys`, `builtins.open`, and what happens to streams at the end of the process.
//!
//! CPython's end destroys all objects, so that files that nobody closed are written out. Here they are found by a table of
//! all streams with buffers, and flushed.

use super::{buffered, fileio, stringio, text};
use std::cell::RefCell;
use std::collections::BTreeMap;
use vm::builtins::{functions, str};
use vm::object::attr;
use vm::object::intern::names;
use vm::value::Word;
use vm::vm::rt;
use vm::{PyResult, Value, Vm};

struct Streams(RefCell<BTreeMap<u64, Word>>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Streams {}
/// All streams with buffers, by the address of their payload; streams take themselves out when they go.
static STREAMS: Streams = Streams(RefCell::new(BTreeMap::new()));

fn payload_address(v: &Value) -> u64 {
    match (v.downcast::<text::TextObj>(), v.downcast::<buffered::BufferedObj>()) {
        (Some(t), _) => &raw const t.data as u64,
        (_, Some(b)) => &raw const b.data as u64,
        _ => 0,
    }
}
/// Enters a new stream.
pub fn note_stream(v: &Value) {
    STREAMS.0.borrow_mut().insert(payload_address(v), v.word());
}
impl Drop for text::TextObj {
    fn drop(&mut self) {
        STREAMS.0.borrow_mut().remove(&(self as *const text::TextObj as u64));
    }
}
impl Drop for buffered::BufferedObj {
    fn drop(&mut self) {
        STREAMS.0.borrow_mut().remove(&(self as *const buffered::BufferedObj as u64));
    }
}

/// Writes out what streams over `lower` still hold. The collector finalises the objects of a cycle in any order, so a file
/// may have to close before the streams that write to it.
pub fn flush_over(vm: &mut Vm, lower: &Value) {
    let words: Vec<Word> = STREAMS.0.borrow().values().copied().collect();
    for w in words {
        // Writing to one stream may have ended another.
        if !STREAMS.0.borrow().values().any(|x| *x == w) {
            continue;
        }
        // SAFETY: what is in the table hasn't been freed; with a count of zero it waits for that and must be left alone.
        let s = unsafe {
            if (*w.as_ptr_unchecked()).rc.get() == 0 {
                continue;
            }
            Value::from_borrowed(w)
        };
        let r = match (s.downcast::<text::TextObj>(), s.downcast::<buffered::BufferedObj>()) {
            (Some(t), _) if t.buffer.borrow().is(lower) => text::write_pending(vm, t),
            (_, Some(b)) if b.raw.borrow().is(lower) => {
                flush_over(vm, &s);
                buffered::flush_writes(vm, b)
            }
            _ => Ok(()),
        };
        if let Err(e) = r {
            drop(vm.take_exception(e));
        }
    }
}

/// At exit: flushes all streams that are still open.
pub fn flush_all(vm: &mut Vm) {
    let words: Vec<Word> = STREAMS.0.borrow().values().copied().collect();
    // SAFETY: streams in the table are alive; none is being freed, because no finaliser is running.
    let streams: Vec<Value> = words.into_iter().map(|w| unsafe { Value::from_borrowed(w) }).collect();
    // Text first: its bytes go through the buffered streams.
    let texts = streams.iter().filter(|s| s.downcast::<text::TextObj>().is_some());
    let bytes = streams.iter().filter(|s| s.downcast::<buffered::BufferedObj>().is_some());
    for s in texts.chain(bytes) {
        let r = match (s.downcast::<text::TextObj>(), s.downcast::<buffered::BufferedObj>()) {
            (Some(t), _) if t.buffer.borrow().some().is_some() => text::write_pending(vm, t),
            (_, Some(b)) if b.raw.borrow().some().is_some() => buffered::flush_writes(vm, b),
            _ => Ok(()),
        };
        if let Err(e) = r {
            drop(vm.take_exception(e));
        }
    }
}

/// Error handler of stdin and stdout: strict only where the locale says what it wants.
fn default_errors() -> &'static str {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|n| std::env::var(n).ok().filter(|v| !v.is_empty()));
    match set.as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8") => "surrogateescape",
        Some(_) => "strict",
    }
}

fn stream(vm: &mut Vm, fd: i32, name: &str, writes: bool, encoding: &str, errors: &str, unbuffered: bool) -> PyResult<Value> {
    if super::os::c!(fcntl(fd, libc::F_GETFD)) == -1 {
        return Ok(Value::NONE);
    }
    let mode = if writes { "wb" } else { "rb" };
    let raw = fileio::new_file(vm, &Value::int(i64::from(fd)), mode, false, &Value::NONE)?;
    attr::set(vm, &raw, &names().name, Some(&Value::str(name)))?;
    let is_tty = super::os::c!(isatty(fd)) == 1;
    let buffer = if writes && unbuffered {
        raw
    } else {
        let class = if writes { &buffered::WRITER } else { &buffered::READER };
        vm.call(&class.value(), &[raw, Value::int(8192)])?
    };
    let line_buffering = writes && (fd == 2 || is_tty) && !unbuffered;
    let args = [buffer, Value::str(encoding), Value::str(errors), Value::str("\n"), Value::bool(line_buffering), Value::bool(writes && unbuffered)];
    let f = vm.call(&text::TEXT_IO_WRAPPER.value(), &args)?;
    attr::set(vm, &f, &names().mode, Some(&Value::str(if writes { "w" } else { "r" })))?;
    Ok(f)
}

/// Makes `sys.stdin`, `stdout`, `stderr`, and `builtins.open`; `io_encoding` is PYTHONIOENCODING.
pub fn install_standard(vm: &mut Vm, io_encoding: Option<&str>) -> PyResult<()> {
    // The C locale becomes one with UTF-8, as CPython coerces it.
    let locale = super::os::c!(setlocale(libc::LC_CTYPE, c"".as_ptr()));
    // SAFETY: NULL or a C string that is read at once.
    let plain = locale.is_null() || matches!(unsafe { std::ffi::CStr::from_ptr(locale) }.to_bytes(), b"C" | b"POSIX");
    if plain {
        super::os::c!(setlocale(libc::LC_CTYPE, c"C.UTF-8".as_ptr()));
    }
    let unbuffered = rt().config.borrow().unbuffered;
    let spec = io_encoding.unwrap_or_default();
    let (encoding, errors) = spec.split_once(':').unwrap_or((spec, ""));
    let encoding = if encoding.is_empty() { "utf-8" } else { encoding };
    let errors = if !errors.is_empty() {
        errors
    } else if spec.is_empty() {
        default_errors()
    } else {
        "strict"
    };
    let sys = &rt().sys;
    for (fd, name, shown, e) in [(0, "stdin", "<stdin>", errors), (1, "stdout", "<stdout>", errors), (2, "stderr", "<stderr>", "backslashreplace")] {
        let f = stream(vm, fd, shown, fd > 0, encoding, e, unbuffered)?;
        sys.set_text(&format!("__{name}__"), f.clone());
        sys.set_text(name, f);
    }
    // `open` is one object, wherever it is found.
    let open = vm.import_attr("_io", "open")?;
    rt().builtins.set_text("open", open);
    functions::set_quick_write(quick_write);
    Ok(())
}

/// Writes for `print` without a method call, where that makes no difference.
fn quick_write(vm: &mut Vm, f: &Value, x: &Value) -> Option<PyResult<()>> {
    if !str::is_str(x) {
        return None;
    }
    match text::quick_write(vm, f, x) {
        None if stringio::quick_write(f, x) => Some(Ok(())),
        r => r,
    }
}
