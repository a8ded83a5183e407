//! The abstract classes of streams. Their methods work on any subclass through its own methods.

use super::{call_truth, closed, size_arg, unsupported};
use vm::builtins::{bytes, list};
use vm::native::{GetSet, TypeDef};
use vm::object::intern::{intern, names};
use vm::object::{Plain, attr, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// `_io._IOBase`
pub static IO_BASE: TypeDef = TypeDef::new::<Plain>("_io._IOBase")
    .doc("The abstract base class for all I/O classes.")
    .flags(ty::flag::WEAKREF)
    .methods(METHODS)
    .getset(&[GetSet::new("closed", |vm, v| is_closed_flag(vm, v).map(Value::bool), None, "")])
    .slots(|s| {
        s.iter = Some(|vm, v| {
            check_closed(vm, v)?;
            Ok(v.clone())
        });
        s.next = Some(next);
        s.del = Some(finalize);
    });
/// `_io._RawIOBase`
pub static RAW_IO_BASE: TypeDef = TypeDef::new::<Plain>("_io._RawIOBase").doc("Base class for raw binary I/O.").base(&IO_BASE).methods(RAW_METHODS);
/// `_io._BufferedIOBase`
pub static BUFFERED_IO_BASE: TypeDef =
    TypeDef::new::<Plain>("_io._BufferedIOBase").doc("Base class for buffered IO objects.").base(&IO_BASE).methods(BUFFERED_METHODS);
/// `_io._TextIOBase`
pub static TEXT_IO_BASE: TypeDef = TypeDef::new::<Plain>("_io._TextIOBase").doc("Base class for text I/O.").base(&IO_BASE).methods(TEXT_METHODS).getset(&[
    GetSet::new("encoding", |_, _| Ok(Value::NONE), None, "Encoding of the text stream.\n\nSubclasses should override.\n"),
    GetSet::new("newlines", |_, _| Ok(Value::NONE), None, "Line endings translated so far."),
    GetSet::new("errors", |_, _| Ok(Value::NONE), None, "The error setting of the decoder or encoder."),
]);

fn is_closed_flag(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    Ok(attr::get_opt(vm, v, &intern("__IOBase_closed"))?.is_some())
}
/// ValueError when the stream says that it is closed.
pub fn check_closed(vm: &mut Vm, v: &Value) -> PyResult<()> {
    let c = attr::get(vm, v, &names().closed)?;
    if ops::truth(vm, &c)? { Err(closed(vm)) } else { Ok(()) }
}

/// What `__del__` does: closes the stream, quietly.
pub fn finalize(vm: &mut Vm, v: &Value) {
    let r = attr::get(vm, v, &names().closed).and_then(|c| ops::truth(vm, &c));
    match r {
        Ok(true) => {}
        Ok(false) => {
            if let Err(e) = vm.call_method_name(v, &names().close, &[]) {
                drop(vm.take_exception(e));
            }
        }
        Err(e) => drop(vm.take_exception(e)),
    }
}

fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let line = vm.call_method_name(v, &names().readline, &[])?;
    let n = ops::len(vm, &line)?;
    Ok(if n == 0 { None } else { Some(line) })
}

fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if is_closed_flag(vm, &a[0])? {
        return Ok(Value::NONE);
    }
    let r = vm.call_method_name(&a[0], &names().flush, &[]);
    super::both(vm, r.map(|_| Value::NONE), |vm| {
        attr::set(vm, &a[0], &intern("__IOBase_closed"), Some(&Value::TRUE))?;
        Ok(Value::NONE)
    })
}
fn flush(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if is_closed_flag(vm, &a[0])? { Err(closed(vm)) } else { Ok(Value::NONE) }
}
fn check_able(vm: &mut Vm, v: &Value, method: &str, text: &str) -> PyResult<Value> {
    if call_truth(vm, v, method)? { Ok(Value::TRUE) } else { Err(unsupported(vm, text)) }
}

/// Reads a line through `peek` (when there is one) and `read`.
fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = size_arg(vm, &a[1])?;
    let peek = attr::get_opt(vm, &a[0], &intern("peek"))?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as i64) < limit {
        let mut want = 1usize;
        if let Some(peek) = &peek {
            let ahead = vm.call1(peek, &Value::int(1))?;
            let Some(b) = bytes::get(&ahead) else {
                return Err(super::os_text(vm, &format!("peek() should have returned a bytes object, not '{}'", ahead.ty().name())));
            };
            if !b.is_empty() {
                want = b.iter().position(|c| *c == b'\n').map_or(b.len(), |i| i + 1);
                if limit >= 0 {
                    want = want.min((limit as usize).saturating_sub(line.len()));
                }
            }
        }
        let part = vm.call_method_name(&a[0], &names().read, &[Value::usize(want)])?;
        let Some(b) = bytes::get(&part) else {
            return Err(super::os_text(vm, &format!("read() should have returned a bytes object, not '{}'", part.ty().name())));
        };
        if b.is_empty() {
            break;
        }
        line.extend_from_slice(b);
        if line.ends_with(b"\n") {
            break;
        }
    }
    Ok(bytes::new(line))
}
fn readlines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let hint = size_arg(vm, &a[1])?;
    let mut out = Vec::new();
    let mut total = 0usize;
    let it = ops::iter(vm, &a[0])?;
    while let Some(line) = ops::next(vm, &it)? {
        total += ops::len(vm, &line)?;
        out.push(line);
        if hint > 0 && total as i64 > hint {
            break;
        }
    }
    Ok(list::new(out))
}
fn writelines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    check_closed(vm, &a[0])?;
    let it = ops::iter(vm, &a[1])?;
    while let Some(line) = ops::next(vm, &it)? {
        vm.call_method_name(&a[0], &names().write, &[line])?;
    }
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("seek", |vm, _| Err(unsupported(vm, "seek")), "($self, offset, whence=0, /)", "Change the stream position to the given byte offset."),
    NativeDef::new("tell", |vm, a| vm.call_method(&a[0], "seek", &[Value::int(0), Value::int(1)]), "($self, /)", "Return current stream position."),
    NativeDef::new("truncate", |vm, _| Err(unsupported(vm, "truncate")), "($self, size=None, /)", "Truncate file to size bytes."),
    NativeDef::new("flush", flush, "($self, /)", "Flush write buffers, if applicable."),
    NativeDef::new("close", close, "($self, /)", "Flush and close the IO object."),
    NativeDef::new("seekable", |_, _| Ok(Value::FALSE), "($self, /)", "Return whether object supports random access."),
    NativeDef::new("readable", |_, _| Ok(Value::FALSE), "($self, /)", "Return whether object was opened for reading."),
    NativeDef::new("writable", |_, _| Ok(Value::FALSE), "($self, /)", "Return whether object was opened for writing."),
    NativeDef::new("_checkClosed", |vm, a| check_closed(vm, &a[0]).map(|()| Value::NONE), "($self, msg=None)", ""),
    NativeDef::new("_checkSeekable", |vm, a| check_able(vm, &a[0], "seekable", "File or stream is not seekable."), "($self, msg=None)", ""),
    NativeDef::new("_checkReadable", |vm, a| check_able(vm, &a[0], "readable", "File or stream is not readable."), "($self, msg=None)", ""),
    NativeDef::new("_checkWritable", |vm, a| check_able(vm, &a[0], "writable", "File or stream is not writable."), "($self, msg=None)", ""),
    NativeDef::new("fileno", |vm, _| Err(unsupported(vm, "fileno")), "($self, /)", "Return underlying file descriptor if one exists."),
    NativeDef::new("isatty", |vm, a| check_closed(vm, &a[0]).map(|()| Value::FALSE), "($self, /)", "Return whether this is an 'interactive' stream."),
    NativeDef::new(
        "__enter__",
        |vm, a| {
            check_closed(vm, &a[0])?;
            Ok(a[0].clone())
        },
        "($self, /)",
        "",
    ),
    NativeDef::new(
        "__exit__",
        |vm, a| {
            vm.call_method_name(&a[0], &names().close, &[])?;
            Ok(Value::NONE)
        },
        "($self, /, *args)",
        "",
    ),
    NativeDef::new("readline", readline, "($self, size=-1, /)", "Read and return a line from the stream."),
    NativeDef::new("readlines", readlines, "($self, hint=-1, /)", "Return a list of lines from the stream."),
    NativeDef::new("writelines", writelines, "($self, lines, /)", "Write a list of lines to stream."),
];

fn raw_read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = size_arg(vm, &a[1])?;
    if n < 0 {
        return vm.call_method(&a[0], "readall", &[]);
    }
    let make = vm.builtin("bytearray")?;
    let buffer = vm.call1(&make, &Value::int(n))?;
    let got = vm.call_method_name(&a[0], &names().readinto, std::slice::from_ref(&buffer))?;
    if got.is_none() {
        return Ok(got);
    }
    let got = super::offset_arg(vm, &got)?;
    if !(0..=n).contains(&got) {
        return Err(vm.value_error(format!("readinto returned {got} outside buffer size {n}")));
    }
    let b = super::os::bytes_like(vm, &buffer)?;
    Ok(bytes::new(b[..got as usize].to_vec()))
}
fn raw_readall(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut all = Vec::new();
    loop {
        let part = vm.call_method_name(&a[0], &names().read, &[Value::usize(super::BUFFER_SIZE)])?;
        if part.is_none() {
            return Ok(if all.is_empty() { part } else { bytes::new(all) });
        }
        match bytes::get(&part) {
            Some([]) => return Ok(bytes::new(all)),
            Some(b) => all.extend_from_slice(b),
            None => return Err(vm.type_error("read() should return bytes")),
        }
    }
}
static RAW_METHODS: &[NativeDef] = &[
    NativeDef::new("read", raw_read, "($self, size=-1, /)", ""),
    NativeDef::new("readall", raw_readall, "($self, /)", "Read until EOF, using multiple read() call."),
    NativeDef::new("readinto", |vm, _| Err(unsupported(vm, "readinto")), "($self, buffer, /)", ""),
    NativeDef::new("write", |vm, _| Err(unsupported(vm, "write")), "($self, b, /)", ""),
];

/// `readinto` over `read` or `read1`.
fn buffered_readinto(vm: &mut Vm, a: &[Value], who: &str, read: &str) -> PyResult<Value> {
    let n = super::os::writable(vm, &a[1], &format!("{who}()"))?.len();
    let part = vm.call_method(&a[0], read, &[Value::usize(n)])?;
    let Some(b) = bytes::get(&part) else { return Err(vm.type_error(format!("{read}() should return bytes"))) };
    let view = super::os::writable(vm, &a[1], &format!("{who}()"))?;
    if b.len() > view.len() {
        return Err(vm.value_error(format!("{read}() returned too much data: {} bytes requested, {} returned", n, b.len())));
    }
    view.as_mut_slice()[..b.len()].copy_from_slice(b);
    Ok(Value::usize(b.len()))
}
static BUFFERED_METHODS: &[NativeDef] = &[
    NativeDef::new("detach", |vm, _| Err(unsupported(vm, "detach")), "($self, /)", "Disconnect this buffer from its underlying raw stream and return it."),
    NativeDef::new("read", |vm, _| Err(unsupported(vm, "read")), "($self, size=-1, /)", "Read and return up to n bytes."),
    NativeDef::new("read1", |vm, _| Err(unsupported(vm, "read1")), "($self, size=-1, /)", "Read and return up to size bytes, with at most one read() call."),
    NativeDef::new("readinto", |vm, a| buffered_readinto(vm, a, "readinto", "read"), "($self, buffer, /)", ""),
    NativeDef::new("readinto1", |vm, a| buffered_readinto(vm, a, "readinto1", "read1"), "($self, buffer, /)", ""),
    NativeDef::new("write", |vm, _| Err(unsupported(vm, "write")), "($self, b, /)", "Write buffer b to the IO stream."),
];
static TEXT_METHODS: &[NativeDef] = &[
    NativeDef::new("detach", |vm, _| Err(unsupported(vm, "detach")), "($self, /)", "Separate the underlying buffer from the TextIOBase and return it."),
    NativeDef::new("read", |vm, _| Err(unsupported(vm, "read")), "($self, size=-1, /)", "Read at most size characters from stream."),
    NativeDef::new("readline", |vm, _| Err(unsupported(vm, "readline")), "($self, size=-1, /)", "Read until newline or EOF."),
    NativeDef::new("write", |vm, _| Err(unsupported(vm, "write")), "($self, s, /)", "Write string s to stream."),
];
