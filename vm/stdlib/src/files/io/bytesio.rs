//! BytesIO: a binary stream in memory.

use super::super::os;
use super::base::BUFFERED_IO_BASE;
use super::{closed, offset_arg, size_arg};
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;
use vm::builtins::buffer::Buffer;
use vm::builtins::{bytes, list, tuple};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::names;
use vm::object::{self, Obj, Payload, attr, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// Payload of BytesIO.
pub struct BytesObj {
    bytes: RefCell<Vec<u8>>,
    at: Cell<usize>,
    open: Cell<bool>,
    /// Views that `getbuffer` gave out: the size can't change while there are some.
    exports: Cell<usize>,
}
/// `_io.BytesIO`
pub static BYTES_IO: TypeDef = TypeDef::new::<BytesObj>("_io.BytesIO")
    .doc("Buffered I/O implementation using an in-memory bytes buffer.")
    .base(&BUFFERED_IO_BASE)
    .methods(METHODS)
    .getset(&[GetSet::new("closed", |_, v| Ok(Value::bool(!b(v).open.get())), None, "True if the file is closed.")])
    .slots(|s| {
        s.new =
            Some(|_, cls, _| Ok(object::new_of(cls, BytesObj { bytes: RefCell::default(), at: Cell::new(0), open: Cell::new(true), exports: Cell::new(0) })));
        s.init = Some(|vm, v, args| {
            static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(initial_bytes=b'')"));
            let mut a = Vec::new();
            SIGNATURE.bind(vm, "BytesIO", args, &mut a)?;
            let data = match a[0].some() {
                Some(x) => os::bytes_like(vm, x)?.to_vec(),
                None => Vec::new(),
            };
            resizable(vm, b(v))?;
            *b(v).bytes.borrow_mut() = data;
            b(v).at.set(0);
            b(v).open.set(true);
            Ok(())
        });
        s.iter = Some(|vm, v| {
            opened(vm, v)?;
            Ok(v.clone())
        });
        s.next = Some(|vm, v| {
            let o = opened(vm, v)?;
            let line = line(o, usize::MAX);
            Ok(if line.is_empty() { None } else { Some(bytes::new(line)) })
        });
    })
    .with_dict();
impl Payload for BytesObj {
    fn def() -> &'static TypeDef {
        &BYTES_IO
    }
}
fn b(v: &Value) -> &Obj<BytesObj> {
    this::<BytesObj>(v)
}
fn opened<'a>(vm: &mut Vm, v: &'a Value) -> PyResult<&'a Obj<BytesObj>> {
    let o = b(v);
    if o.open.get() { Ok(o) } else { Err(closed(vm)) }
}
fn resizable(vm: &mut Vm, o: &BytesObj) -> PyResult<()> {
    if o.exports.get() > 0 { Err(vm.buffer_error("Existing exports of data: object cannot be re-sized")) } else { Ok(()) }
}
/// The next `n` bytes.
fn take(o: &BytesObj, n: usize) -> Vec<u8> {
    let data = o.bytes.borrow();
    let from = o.at.get().min(data.len());
    let to = from.saturating_add(n).min(data.len());
    if to > from {
        o.at.set(to);
    }
    data[from..to].to_vec()
}
fn line(o: &BytesObj, limit: usize) -> Vec<u8> {
    let n = {
        let data = o.bytes.borrow();
        let rest = &data[o.at.get().min(data.len())..];
        rest.iter().position(|c| *c == b'\n').map_or(rest.len(), |i| i + 1)
    };
    take(o, n.min(limit))
}
fn limit(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let n = size_arg(vm, &a[1])?;
    Ok(bytes::new(take(o, limit(n))))
}
fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let n = size_arg(vm, &a[1])?;
    Ok(bytes::new(line(o, limit(n))))
}
fn readlines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let hint = size_arg(vm, &a[1])?;
    let (mut out, mut total) = (Vec::new(), 0);
    loop {
        let l = line(o, usize::MAX);
        if l.is_empty() {
            break;
        }
        total += l.len() as i64;
        out.push(bytes::new(l));
        if hint > 0 && total >= hint {
            break;
        }
    }
    Ok(list::new(out))
}
fn readinto(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let view = os::writable(vm, &a[1], "readinto()")?;
    let part = take(o, view.len());
    view.as_mut_slice()[..part.len()].copy_from_slice(&part);
    Ok(Value::usize(part.len()))
}
fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let x = os::bytes_like(vm, &a[1])?;
    resizable(vm, o)?;
    let n = x.len();
    if n == 0 {
        return Ok(Value::int(0));
    }
    let mut data = o.bytes.borrow_mut();
    let at = o.at.get();
    let more = at.saturating_add(n).saturating_sub(data.len());
    if data.try_reserve(more).is_err() {
        drop(data);
        return Err(vm.memory_error(""));
    }
    if at > data.len() {
        data.resize(at, 0);
    }
    let overlap = n.min(data.len() - at);
    data[at..at + overlap].copy_from_slice(&x[..overlap]);
    data.extend_from_slice(&x[overlap..]);
    o.at.set(at + n);
    Ok(Value::usize(n))
}
fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let at = offset_arg(vm, &a[1])?;
    let whence = os::int_or(vm, &a[2], 0)?;
    let base = match whence {
        0 if at < 0 => return Err(vm.value_error(format!("negative seek value {at}"))),
        0 => 0,
        1 => o.at.get() as i64,
        2 => o.bytes.borrow().len() as i64,
        _ => return Err(vm.value_error(format!("invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    match base.checked_add(at) {
        Some(n) => {
            o.at.set(n.max(0) as usize);
            Ok(Value::int(n.max(0)))
        }
        None => Err(vm.overflow_error("new position too large")),
    }
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    resizable(vm, o)?;
    let n = match a[1].some() {
        Some(v) => offset_arg(vm, v)?,
        None => o.at.get() as i64,
    };
    if n < 0 {
        return Err(vm.value_error(format!("negative size value {n}")));
    }
    o.bytes.borrow_mut().truncate(n as usize);
    Ok(Value::int(n))
}
fn getvalue(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    Ok(bytes::new(o.bytes.borrow().clone()))
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    resizable(vm, b(&a[0]))?;
    b(&a[0]).open.set(false);
    b(&a[0]).bytes.take();
    Ok(Value::NONE)
}
fn getstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = opened(vm, &a[0])?;
    let d = attr::get(vm, &a[0], &names().__dict__)?;
    Ok(tuple::new(vec![bytes::new(o.bytes.borrow().clone()), Value::usize(o.at.get()), d]))
}
fn setstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let [data, at, d] = tuple::items(&a[1]) else {
        return Err(vm.type_error(format!("{}.__setstate__ argument should be 3-tuple, got {}", a[0].ty().name(), a[1].ty().name())));
    };
    let data = os::bytes_like(vm, data)?.to_vec();
    let at = offset_arg(vm, at)?;
    if at < 0 {
        return Err(vm.value_error("position value cannot be negative"));
    }
    resizable(vm, b(&a[0]))?;
    *b(&a[0]).bytes.borrow_mut() = data;
    b(&a[0]).at.set(at as usize);
    if !d.is_none() {
        let own = attr::get(vm, &a[0], &names().__dict__)?;
        vm.call_method(&own, "update", std::slice::from_ref(d))?;
    }
    Ok(Value::NONE)
}

/// Payload of what `getbuffer` exports.
pub struct ViewObj {
    source: Value,
}
/// `_io._BytesIOBuffer`
pub static BYTES_IO_BUFFER: TypeDef = TypeDef::new::<ViewObj>("_io._BytesIOBuffer").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.buffer = Some(|_, v, _| {
        let o = b(&this::<ViewObj>(v).source);
        o.exports.set(o.exports.get() + 1);
        let mut data = o.bytes.borrow_mut();
        let (p, n) = (data.as_mut_ptr(), data.len());
        let release = |v: &Value| {
            let o = b(&this::<ViewObj>(v).source);
            o.exports.set(o.exports.get() - 1);
        };
        Ok(Buffer::bytes(v.clone(), p, n, true, Some(release)))
    });
});
impl Payload for ViewObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &BYTES_IO_BUFFER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.source);
    }
}
fn getbuffer(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    opened(vm, &a[0])?;
    let view = vm.builtin("memoryview")?;
    vm.call1(&view, &object::new(ViewObj { source: a[0].clone() }))
}
fn yes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    opened(vm, &a[0])?;
    Ok(Value::TRUE)
}
fn writelines(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    opened(vm, &a[0])?;
    let it = ops::iter(vm, &a[1])?;
    while let Some(x) = ops::next(vm, &it)? {
        write(vm, &[a[0].clone(), x])?;
    }
    Ok(Value::NONE)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("read", read, "($self, size=-1, /)", "Read at most size bytes, returned as a bytes object."),
    NativeDef::new("read1", read, "($self, size=-1, /)", "Read at most size bytes, returned as a bytes object."),
    NativeDef::new("readline", readline, "($self, size=-1, /)", "Next line from the file, as a bytes object."),
    NativeDef::new("readlines", readlines, "($self, size=None, /)", "List of bytes objects, each a line from the file."),
    NativeDef::new("readinto", readinto, "($self, buffer, /)", "Read bytes into buffer."),
    NativeDef::new("write", write, "($self, b, /)", "Write bytes to file."),
    NativeDef::new("writelines", writelines, "($self, lines, /)", "Write lines to the file."),
    NativeDef::new("seek", seek, "($self, pos, whence=0, /)", "Change stream position."),
    NativeDef::new("tell", |vm, a| Ok(Value::usize(opened(vm, &a[0])?.at.get())), "($self, /)", "Current file position, an integer."),
    NativeDef::new("truncate", truncate, "($self, size=None, /)", "Truncate the file to at most size bytes."),
    NativeDef::new("getvalue", getvalue, "($self, /)", "Retrieve the entire contents of the BytesIO object."),
    NativeDef::new("getbuffer", getbuffer, "($self, /)", "Get a read-write view over the contents of the BytesIO object."),
    NativeDef::new("flush", |vm, a| opened(vm, &a[0]).map(|_| Value::NONE), "($self, /)", "Does nothing."),
    NativeDef::new("close", close, "($self, /)", "Disable all I/O operations."),
    NativeDef::new("seekable", yes, "($self, /)", "Returns True if the IO object can be seeked."),
    NativeDef::new("readable", yes, "($self, /)", "Returns True if the IO object can be read."),
    NativeDef::new("writable", yes, "($self, /)", "Returns True if the IO object can be written."),
    NativeDef::new("isatty", |vm, a| opened(vm, &a[0]).map(|_| Value::FALSE), "($self, /)", "Always returns False."),
    NativeDef::new("__getstate__", getstate, "($self, /)", ""),
    NativeDef::new("__setstate__", setstate, "($self, state, /)", ""),
];
