//! The methods of mmap objects: they are files of a fixed size and bytes at the same time.

use super::super::os::{self, c};
use super::{Access, m, open, size_of_file, writable};
use vm::builtins::{buffer, bytes};
use vm::native::{GetSet, NativeDef};
use vm::object::ops;
use vm::{PyResult, Value, Vm};

/// An optional signed size; None for NULL and `None`.
fn size_or(vm: &mut Vm, v: &Value) -> PyResult<Option<i64>> {
    v.some().map(|v| ops::index_i64(vm, v)).transpose()
}

fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if m(&a[0]).exports.get() > 0 {
        return Err(vm.buffer_error("cannot close exported pointers exist"));
    }
    m(&a[0]).unmap();
    Ok(Value::NONE)
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = size_or(vm, &a[1])?;
    let map = open(vm, &a[0])?;
    let rest = map.data().get(map.position.get()..).unwrap_or(&[]);
    let n = n.and_then(|n| usize::try_from(n).ok()).map_or(rest.len(), |n| n.min(rest.len()));
    map.position.set(map.position.get() + n);
    Ok(bytes::new(rest[..n].to_vec()))
}

fn read_byte(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let map = open(vm, &a[0])?;
    let Some(b) = map.data().get(map.position.get()) else { return Err(vm.value_error("read byte out of range")) };
    map.position.set(map.position.get() + 1);
    Ok(Value::int(i64::from(*b)))
}

fn readline(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let map = open(vm, &a[0])?;
    let rest = map.data().get(map.position.get()..).unwrap_or(&[]);
    let n = rest.iter().position(|b| *b == b'\n').map_or(rest.len(), |i| i + 1);
    map.position.set(map.position.get() + n);
    Ok(bytes::new(rest[..n].to_vec()))
}

fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let data = buffer::bytes_like(vm, &a[1])?;
    let map = writable(vm, &a[0])?;
    let at = map.position.get();
    if at > map.len.get() || map.len.get() - at < data.len() {
        return Err(vm.value_error("data out of range"));
    }
    map.store(at, &data);
    map.position.set(at + data.len());
    Ok(Value::usize(data.len()))
}

fn write_byte(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = ops::index_i64(vm, &a[1])?;
    let Ok(b) = u8::try_from(n) else {
        return Err(vm.overflow_error(if n < 0 { "unsigned byte integer is less than minimum" } else { "unsigned byte integer is greater than maximum" }));
    };
    let map = writable(vm, &a[0])?;
    let at = map.position.get();
    if at >= map.len.get() {
        return Err(vm.value_error("write byte out of range"));
    }
    map.store(at, &[b]);
    map.position.set(at + 1);
    Ok(Value::NONE)
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let to = ops::index_i64(vm, &a[1])?;
    let whence = os::int_or(vm, &a[2], 0)?;
    let map = open(vm, &a[0])?;
    let base = match whence {
        0 => 0,
        1 => map.position.get(),
        2 => map.len.get(),
        _ => return Err(vm.value_error("unknown seek type")),
    };
    match (base as i64).checked_add(to).and_then(|p| usize::try_from(p).ok()).filter(|p| *p <= map.len.get()) {
        Some(p) => {
            map.position.set(p);
            Ok(Value::usize(p))
        }
        None => Err(vm.value_error("seek out of range")),
    }
}

/// A bound of a search: negative ones count from the end.
fn bound(n: i64, len: usize) -> usize {
    let n = if n < 0 { n.saturating_add(len as i64) } else { n };
    n.clamp(0, len as i64) as usize
}

fn search(vm: &mut Vm, a: &[Value], backwards: bool) -> PyResult<Value> {
    let what = buffer::bytes_like(vm, &a[1])?;
    let (start, end) = (size_or(vm, &a[2])?, size_or(vm, &a[3])?);
    let map = open(vm, &a[0])?;
    let data = map.data();
    let start = start.map_or(map.position.get(), |n| bound(n, data.len())).min(data.len());
    let end = end.map_or(data.len(), |n| bound(n, data.len()));
    let Some(part) = data.get(start..end) else { return Ok(Value::int(-1)) };
    let found = if backwards { memchr::memmem::rfind(part, &what) } else { memchr::memmem::find(part, &what) };
    Ok(found.map_or(Value::int(-1), |i| Value::usize(start + i)))
}

fn move_bytes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut n = [0usize; 3];
    for (n, v) in n.iter_mut().zip(&a[1..]) {
        // Negative ones are out of range like those that are too large.
        *n = usize::try_from(ops::index_i64(vm, v)?).unwrap_or(usize::MAX);
    }
    let [to, from, count] = n;
    let map = writable(vm, &a[0])?;
    let len = map.len.get();
    let fits = |at: usize| at.checked_add(count).is_some_and(|end| end <= len);
    if !fits(to) || !fits(from) {
        return Err(vm.value_error("source, destination, or count out of range"));
    }
    map.store(to, &map.data()[from..from + count]);
    Ok(Value::NONE)
}

fn flush(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (offset, size) = (size_or(vm, &a[1])?.unwrap_or(0), size_or(vm, &a[2])?);
    let map = open(vm, &a[0])?;
    let len = map.len.get() as i64;
    let size = size.unwrap_or(len.saturating_sub(offset));
    if offset < 0 || size < 0 || offset.checked_add(size).is_none_or(|end| end > len) {
        return Err(vm.value_error("flush values out of range"));
    }
    if matches!(map.access, Access::Read | Access::Copy) {
        return Ok(Value::NONE);
    }
    let at = map.at.get().wrapping_add(offset as usize);
    os::done(vm, c!(msync(at.cast(), size as usize, libc::MS_SYNC)))
}

fn madvise(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let option = os::int_arg(vm, &a[1])?;
    let (start, length) = (size_or(vm, &a[2])?.unwrap_or(0), size_or(vm, &a[3])?);
    let map = open(vm, &a[0])?;
    let len = map.len.get() as i64;
    let length = length.unwrap_or(len);
    if start < 0 || start >= len {
        return Err(vm.value_error("madvise start out of bounds"));
    }
    if length < 0 {
        return Err(vm.value_error("madvise length invalid"));
    }
    if start.checked_add(length).is_none() {
        return Err(vm.overflow_error("madvise length too large"));
    }
    let length = length.min(len - start);
    let at = map.at.get().wrapping_add(start as usize);
    os::done(vm, c!(madvise(at.cast(), length as usize, option)))
}

fn resize(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let size = ops::index_i64(vm, &a[1])?;
    let map = open(vm, &a[0])?;
    if map.exports.get() > 0 {
        return Err(vm.buffer_error("mmap can't resize with extant buffers exported."));
    }
    if matches!(map.access, Access::Read | Access::Copy) {
        return Err(vm.type_error("mmap can't resize a readonly or copy-on-write memory map."));
    }
    if map.untracked {
        return Err(vm.value_error("mmap can't resize with trackfd=False."));
    }
    let Some(end) = map.offset.checked_add(size).filter(|_| size >= 0) else { return Err(vm.value_error("new size out of range")) };
    if map.fd.get() >= 0 {
        os::check(vm, c!(ftruncate(map.fd.get(), end)))?;
    }
    let at = c!(mremap(map.at.get().cast(), map.len.get(), size as usize, libc::MREMAP_MAYMOVE));
    if at == libc::MAP_FAILED {
        return Err(vm::builtins::exception::os_error(vm, os::errno(), None));
    }
    map.at.set(at.cast());
    map.len.set(size as usize);
    Ok(Value::NONE)
}

fn size(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let map = open(vm, &a[0])?;
    // As in CPython, memory without a file has no descriptor to ask.
    size_of_file(vm, map.fd.get()).map(|(_, n)| Value::int(n))
}

fn enter(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    open(vm, &a[0])?;
    Ok(a[0].clone())
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("close", close, "($self, /)", ""),
    NativeDef::new("find", |vm, a| search(vm, a, false), "($self, view, start=<unrepresentable>, end=<unrepresentable>, /)", ""),
    NativeDef::new("rfind", |vm, a| search(vm, a, true), "($self, view, start=<unrepresentable>, end=<unrepresentable>, /)", ""),
    NativeDef::new("flush", flush, "($self, offset=0, size=<unrepresentable>, /)", ""),
    NativeDef::new("madvise", madvise, "($self, option, start=0, length=<unrepresentable>, /)", ""),
    NativeDef::new("move", move_bytes, "($self, dest, src, count, /)", ""),
    NativeDef::new("read", read, "($self, n=None, /)", ""),
    NativeDef::new("read_byte", read_byte, "($self, /)", ""),
    NativeDef::new("readline", readline, "($self, /)", ""),
    NativeDef::new("resize", resize, "($self, newsize, /)", ""),
    NativeDef::new("seek", seek, "($self, pos, whence=0, /)", ""),
    NativeDef::new("seekable", |_, _| Ok(Value::TRUE), "($self, /)", ""),
    NativeDef::new("size", size, "($self, /)", ""),
    NativeDef::new("tell", |vm, a| Ok(Value::usize(open(vm, &a[0])?.position.get())), "($self, /)", ""),
    NativeDef::new("write", write, "($self, bytes, /)", ""),
    NativeDef::new("write_byte", write_byte, "($self, byte, /)", ""),
    NativeDef::new("__enter__", enter, "($self, /)", ""),
    NativeDef::new("__exit__", |vm, a| close(vm, &a[..1]), "($self, exc_type, exc_value, traceback, /)", ""),
];
pub(super) static GETSET: &[GetSet] = &[GetSet::new("closed", |_, v| Ok(Value::bool(m(v).is_closed())), None, "")];
