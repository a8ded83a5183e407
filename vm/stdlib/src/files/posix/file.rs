//! posix: open files by descriptor.

use super::super::os::{self, PathKind, blocking, c, result};
use super::signals_after;
use vm::builtins::bytes;
use vm::builtins::exception::os_error;
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

fn open(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "open", PathKind::Plain)?;
    let flags = os::int_arg(vm, &a[1])? | libc::O_CLOEXEC;
    let mode = os::int_or(vm, &a[2], 0o777)?;
    let dir = os::dir_fd(vm, &a[3])?;
    let r = blocking(vm, || c!(openat(dir, p.ptr(), flags, mode as libc::c_uint)))?;
    p.check(vm, r).map(|fd| Value::int(i64::from(fd)))
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    // Not repeated after a signal: the descriptor is gone already.
    let r = vm::threads::lock::allow_threads(|| result(c!(close(fd))));
    match r {
        Ok(_) => Ok(Value::NONE),
        Err(libc::EINTR) => signals_after(vm),
        Err(n) => Err(os_error(vm, n, None)),
    }
}
fn closerange(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (low, high) = (os::int_arg(vm, &a[0])?.max(0), os::int_arg(vm, &a[1])?);
    if high > low && c!(syscall(libc::SYS_close_range, low, high - 1, 0)) == -1 {
        for fd in low..high.min(1 << 20) {
            c!(close(fd));
        }
    }
    Ok(Value::NONE)
}
fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let n = os::long_arg(vm, &a[1])?;
    if n < 0 {
        return Err(os_error(vm, libc::EINVAL, None));
    }
    let mut buf = room(vm, n as usize)?;
    let got = os::call(vm, || c!(read(fd, buf.as_mut_ptr().cast(), buf.len())))?;
    buf.truncate(got as usize);
    Ok(bytes::new(buf))
}
fn pread(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let (n, at) = (os::long_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?);
    if n < 0 {
        return Err(os_error(vm, libc::EINVAL, None));
    }
    let mut buf = room(vm, n as usize)?;
    let got = os::call(vm, || c!(pread(fd, buf.as_mut_ptr().cast(), buf.len(), at)))?;
    buf.truncate(got as usize);
    Ok(bytes::new(buf))
}
/// A buffer of `n` bytes, MemoryError when that is too much.
pub fn room(vm: &mut Vm, n: usize) -> PyResult<Vec<u8>> {
    let n = n.min(0x7fff_f000); // the kernel reads no more at once
    let mut buf = Vec::new();
    if buf.try_reserve_exact(n).is_err() {
        return Err(vm.memory_error(""));
    }
    buf.resize(n, 0);
    Ok(buf)
}
fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let b = os::bytes_like(vm, &a[1])?;
    os::call(vm, || c!(write(fd, b.as_ptr().cast(), b.len()))).map(|n| Value::int(n as i64))
}
fn pwrite(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let b = os::bytes_like(vm, &a[1])?;
    let at = os::long_arg(vm, &a[2])?;
    os::call(vm, || c!(pwrite(fd, b.as_ptr().cast(), b.len(), at))).map(|n| Value::int(n as i64))
}

/// Many buffers in one call.
fn vectored(vm: &mut Vm, a: &[Value], who: &str, into: bool) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    if !ops::is_sequence(&a[1]) {
        return Err(vm.type_error(format!("{who}() arg 2 must be a sequence")));
    }
    let items = ops::collect(vm, &a[1])?;
    let (mut views, mut sources) = (Vec::new(), Vec::new());
    let mut parts: Vec<libc::iovec> = Vec::new();
    for v in &items {
        if into {
            let b = os::writable(vm, v, &format!("{who}()"))?;
            parts.push(libc::iovec { iov_base: b.as_mut_slice().as_mut_ptr().cast(), iov_len: b.len() });
            views.push(b);
        } else {
            let b = os::bytes_like(vm, v)?;
            parts.push(libc::iovec { iov_base: b.as_ptr() as *mut _, iov_len: b.len() });
            sources.push(b);
        }
    }
    let n = parts.len() as i32;
    let at = a.get(2).and_then(|v| v.opt()).map_or(Ok(None), |v| os::long_arg(vm, v).map(Some))?;
    let flags = a.get(3).map_or(Ok(0), |v| os::int_or(vm, v, 0))?;
    let p = parts.as_ptr();
    let r = match (into, at) {
        (true, None) => os::call(vm, || c!(readv(fd, p, n)))?,
        (false, None) => os::call(vm, || c!(writev(fd, p, n)))?,
        (true, Some(at)) => os::call(vm, || c!(preadv2(fd, p, n, at, flags)))?,
        (false, Some(at)) => os::call(vm, || c!(pwritev2(fd, p, n, at, flags)))?,
    };
    Ok(Value::int(r as i64))
}

fn lseek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let (at, whence) = (os::long_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    os::call(vm, || c!(lseek(fd, at, whence))).map(Value::int)
}
fn dup(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let r = c!(fcntl(fd, libc::F_DUPFD_CLOEXEC, 0));
    os::check(vm, r).map(|fd| Value::int(i64::from(fd)))
}
fn dup2(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, to) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    if fd < 0 || to < 0 {
        return Err(os_error(vm, libc::EBADF, None));
    }
    let inheritable = os::bool_or(vm, &a[2], true)?;
    // dup3 refuses equal descriptors, dup2 leaves them as they are.
    if inheritable || fd == to {
        os::call(vm, || c!(dup2(fd, to)))?;
    } else {
        os::call(vm, || c!(dup3(fd, to, libc::O_CLOEXEC)))?;
    }
    Ok(Value::int(i64::from(to)))
}
fn pipe_with(vm: &mut Vm, flags: i32) -> PyResult<Value> {
    let mut fds = [0i32; 2];
    os::check(vm, c!(pipe2(fds.as_mut_ptr(), flags)))?;
    Ok(os::pair(Value::int(i64::from(fds[0])), Value::int(i64::from(fds[1]))))
}
fn fd_call(vm: &mut Vm, v: &Value, f: fn(i32) -> i32) -> PyResult<Value> {
    let fd = os::fd_of(vm, v)?;
    os::call(vm, || f(fd))?;
    Ok(Value::NONE)
}
fn ftruncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, n) = (os::int_arg(vm, &a[0])?, os::long_arg(vm, &a[1])?);
    os::call(vm, || c!(ftruncate(fd, n)))?;
    Ok(Value::NONE)
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "truncate", PathKind::OrFd)?;
    let n = os::long_arg(vm, &a[1])?;
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(ftruncate(fd, n)))?,
        None => blocking(vm, || c!(truncate(p.ptr(), n)))?,
    };
    p.done(vm, r)
}
fn get_inheritable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let flags = os::check(vm, c!(fcntl(fd, libc::F_GETFD)))?;
    Ok(Value::bool(flags & libc::FD_CLOEXEC == 0))
}
fn set_inheritable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let on = os::int_arg(vm, &a[1])? != 0;
    let flags = os::check(vm, c!(fcntl(fd, libc::F_GETFD)))?;
    let flags = if on { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
    os::done(vm, c!(fcntl(fd, libc::F_SETFD, flags)))
}
fn get_blocking(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let flags = os::check(vm, c!(fcntl(fd, libc::F_GETFL)))?;
    Ok(Value::bool(flags & libc::O_NONBLOCK == 0))
}
fn set_blocking(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let on = ops::truth(vm, &a[1])?;
    let flags = os::check(vm, c!(fcntl(fd, libc::F_GETFL)))?;
    let flags = if on { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
    os::done(vm, c!(fcntl(fd, libc::F_SETFL, flags)))
}

fn sendfile(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (out, input) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    let n = os::long_arg(vm, &a[3])?.max(0) as usize;
    if a[2].is_none() {
        return os::call(vm, || c!(sendfile(out, input, std::ptr::null_mut(), n))).map(|n| Value::int(n as i64));
    }
    let start = os::long_arg(vm, &a[2])?;
    let mut at = start;
    os::call(vm, || {
        at = start;
        c!(sendfile(out, input, &mut at, n))
    })
    .map(|n| Value::int(n as i64))
}
/// Offsets of `copy_file_range` and `splice`: None is the file's own position.
fn offset(vm: &mut Vm, v: &Value) -> PyResult<Option<i64>> {
    v.some().map_or(Ok(None), |v| os::long_arg(vm, v).map(Some))
}
fn copy_file_range(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (src, dst, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?);
    if n < 0 {
        return Err(vm.value_error("negative value for 'count' not allowed"));
    }
    let (mut from, mut to) = (offset(vm, &a[3])?, offset(vm, &a[4])?);
    let r = os::call(vm, || {
        let p = from.as_mut().map_or(std::ptr::null_mut(), |p| p as *mut i64);
        let q = to.as_mut().map_or(std::ptr::null_mut(), |p| p as *mut i64);
        c!(copy_file_range(src, p, dst, q, n as usize, 0))
    })?;
    Ok(Value::int(r as i64))
}
fn splice(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (src, dst, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?);
    if n < 0 {
        return Err(vm.value_error("negative value for 'count' not allowed"));
    }
    let (mut from, mut to) = (offset(vm, &a[3])?, offset(vm, &a[4])?);
    let flags = os::int_or(vm, &a[5], 0)? as libc::c_uint;
    let r = os::call(vm, || {
        let p = from.as_mut().map_or(std::ptr::null_mut(), |p| p as *mut i64);
        let q = to.as_mut().map_or(std::ptr::null_mut(), |p| p as *mut i64);
        c!(splice(src, p, dst, q, n as usize, flags))
    })?;
    Ok(Value::int(r as i64))
}
fn fadvise(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, at, n, advice) = (os::int_arg(vm, &a[0])?, os::long_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?, os::int_arg(vm, &a[3])?);
    match c!(posix_fadvise(fd, at, n, advice)) {
        0 => Ok(Value::NONE),
        n => Err(os_error(vm, n, None)),
    }
}
fn fallocate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, at, n) = (os::int_arg(vm, &a[0])?, os::long_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?);
    match c!(posix_fallocate(fd, at, n)) {
        0 => Ok(Value::NONE),
        n => Err(os_error(vm, n, None)),
    }
}
fn lockf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, command, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::long_arg(vm, &a[2])?);
    os::call(vm, || c!(lockf(fd, command, n)))?;
    Ok(Value::NONE)
}
fn memfd_create(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = os::c_string(vm, &a[0])?;
    let flags = os::int_or(vm, &a[1], libc::MFD_CLOEXEC as i32)? as libc::c_uint;
    os::check(vm, c!(memfd_create(name.as_ptr(), flags))).map(|fd| Value::int(i64::from(fd)))
}
fn eventfd(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::long_arg(vm, &a[0])? as libc::c_uint;
    let flags = os::int_or(vm, &a[1], libc::EFD_CLOEXEC)?;
    os::check(vm, c!(eventfd(n, flags))).map(|fd| Value::int(i64::from(fd)))
}
fn eventfd_read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let mut n = 0u64;
    os::call(vm, || c!(read(fd, (&raw mut n).cast(), 8)))?;
    Ok(os::unsigned(n))
}
fn eventfd_write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let n = os::long_arg(vm, &a[1])? as u64;
    os::call(vm, || c!(write(fd, (&raw const n).cast(), 8)))?;
    Ok(Value::NONE)
}

// ---- terminals -----------------------------------------------------------------------------------

static TERMINAL_FIELDS: Fields =
    Fields { visible: 2, all: &[("columns", "width of the terminal window in characters"), ("lines", "height of the terminal window in characters")] };
/// `os.terminal_size`
pub static TERMINAL_SIZE: TypeDef = structseq::define("os.terminal_size", "A tuple of (columns, lines) for holding terminal window size", &TERMINAL_FIELDS);

fn get_terminal_size(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_or(vm, &a[0], 1)?;
    let mut w = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    os::check(vm, c!(ioctl(fd, libc::TIOCGWINSZ, &mut w)))?;
    Ok(structseq::new(&TERMINAL_SIZE, vec![Value::int(i64::from(w.ws_col)), Value::int(i64::from(w.ws_row))]))
}
fn isatty(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    Ok(Value::bool(c!(isatty(fd)) == 1))
}
fn ttyname(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    named_device(vm, |b| c!(ttyname_r(fd, b.as_mut_ptr().cast(), b.len())))
}
fn ptsname(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    named_device(vm, |b| c!(ptsname_r(fd, b.as_mut_ptr().cast(), b.len())))
}
fn named_device(vm: &mut Vm, f: impl FnOnce(&mut [u8]) -> i32) -> PyResult<Value> {
    let mut b = [0u8; 4096];
    match f(&mut b) {
        0 => {
            let n = b.iter().position(|c| *c == 0).unwrap_or(0);
            Ok(os::fs_decode(&b[..n]))
        }
        n => Err(os_error(vm, n, None)),
    }
}
fn openpty(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let (mut master, mut slave) = (0, 0);
    let null = std::ptr::null_mut();
    os::check(vm, c!(openpty(&mut master, &mut slave, null, null.cast(), null.cast())))?;
    for fd in [master, slave] {
        c!(fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC));
    }
    Ok(os::pair(Value::int(i64::from(master)), Value::int(i64::from(slave))))
}
fn tcgetpgrp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    os::check(vm, c!(tcgetpgrp(fd))).map(|n| Value::int(i64::from(n)))
}
fn tcsetpgrp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (fd, group) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    os::done(vm, c!(tcsetpgrp(fd, group)))
}
fn device_encoding(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    Ok(if c!(isatty(fd)) == 1 { Value::str("utf-8") } else { Value::NONE })
}
fn device_number(vm: &mut Vm, v: &Value, f: fn(libc::dev_t) -> u32) -> PyResult<Value> {
    Ok(Value::int(i64::from(f(os::long_arg(vm, v)? as libc::dev_t))))
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("open", open, "(path, flags, mode=511, *, dir_fd=None)", "Open a file for low level IO.  Returns a file descriptor (integer)."),
    NativeDef::new("close", close, "(fd)", "Close a file descriptor."),
    NativeDef::new("closerange", closerange, "(fd_low, fd_high, /)", "Closes all file descriptors in [fd_low, fd_high), ignoring errors."),
    NativeDef::new("read", read, "(fd, length, /)", "Read from a file descriptor.  Returns a bytes object."),
    NativeDef::new("pread", pread, "(fd, length, offset, /)", "Read a number of bytes from a file descriptor starting at a particular offset."),
    NativeDef::new("readv", |vm, a| vectored(vm, a, "readv", true), "(fd, buffers, /)", "Read from a file descriptor fd into an iterable of buffers."),
    NativeDef::new(
        "preadv",
        |vm, a| vectored(vm, a, "preadv", true),
        "(fd, buffers, offset, flags=0, /)",
        "Reads from a file descriptor into a number of mutable bytes-like objects.",
    ),
    NativeDef::new("write", write, "(fd, data, /)", "Write a bytes object to a file descriptor."),
    NativeDef::new("pwrite", pwrite, "(fd, buffer, offset, /)", "Write bytes to a file descriptor starting at a particular offset."),
    NativeDef::new(
        "writev",
        |vm, a| vectored(vm, a, "writev", false),
        "(fd, buffers, /)",
        "Iterate over buffers, and write the contents of each to a file descriptor.",
    ),
    NativeDef::new(
        "pwritev",
        |vm, a| vectored(vm, a, "pwritev", false),
        "(fd, buffers, offset, flags=0, /)",
        "Writes the contents of bytes-like objects to a file descriptor at a given offset.",
    ),
    NativeDef::new("lseek", lseek, "(fd, position, how, /)", "Set the position of a file descriptor.  Return the new position."),
    NativeDef::new("dup", dup, "(fd, /)", "Return a duplicate of a file descriptor."),
    NativeDef::new("dup2", dup2, "(fd, fd2, inheritable=True)", "Duplicate file descriptor."),
    NativeDef::new("pipe", |vm, _| pipe_with(vm, libc::O_CLOEXEC), "()", "Create a pipe."),
    NativeDef::new(
        "pipe2",
        |vm, a| {
            let flags = os::int_arg(vm, &a[0])?;
            pipe_with(vm, flags)
        },
        "(flags, /)",
        "Create a pipe with flags set atomically.",
    ),
    NativeDef::new("fsync", |vm, a| fd_call(vm, &a[0], |fd| c!(fsync(fd))), "(fd)", "Force write of fd to disk."),
    NativeDef::new("fdatasync", |vm, a| fd_call(vm, &a[0], |fd| c!(fdatasync(fd))), "(fd)", "Force write of fd to disk without forcing update of metadata."),
    NativeDef::new("ftruncate", ftruncate, "(fd, length, /)", "Truncate a file, specified by file descriptor, to a specific length."),
    NativeDef::new("truncate", truncate, "(path, length)", "Truncate a file, specified by path, to a specific length."),
    NativeDef::new("get_inheritable", get_inheritable, "(fd, /)", "Get the close-on-exe flag of the specified file descriptor."),
    NativeDef::new("set_inheritable", set_inheritable, "(fd, inheritable, /)", "Set the inheritable flag of the specified file descriptor."),
    NativeDef::new("get_blocking", get_blocking, "(fd, /)", "Get the blocking mode of the file descriptor."),
    NativeDef::new("set_blocking", set_blocking, "(fd, blocking, /)", "Set the blocking mode of the specified file descriptor."),
    NativeDef::new("sendfile", sendfile, "(out_fd, in_fd, offset, count)", "Copy count bytes from file descriptor in_fd to file descriptor out_fd."),
    NativeDef::new(
        "copy_file_range",
        copy_file_range,
        "(src, dst, count, offset_src=None, offset_dst=None)",
        "Copy count bytes from one file descriptor to another.",
    ),
    NativeDef::new(
        "splice",
        splice,
        "(src, dst, count, offset_src=None, offset_dst=None, flags=0)",
        "Transfer count bytes from one pipe to a descriptor or vice versa.",
    ),
    NativeDef::new("posix_fadvise", fadvise, "(fd, offset, length, advice, /)", "Announce an intention to access data in a specific pattern."),
    NativeDef::new("posix_fallocate", fallocate, "(fd, offset, length, /)", "Ensure a file has allocated at least a particular number of bytes on disk."),
    NativeDef::new("lockf", lockf, "(fd, command, length, /)", "Apply, test or remove a POSIX lock on an open file descriptor."),
    NativeDef::new("memfd_create", memfd_create, "(name, flags=MFD_CLOEXEC)", ""),
    NativeDef::new("eventfd", eventfd, "(initval, flags=EFD_CLOEXEC)", "Creates and returns an event notification file descriptor."),
    NativeDef::new("eventfd_read", eventfd_read, "(fd)", "Read eventfd value"),
    NativeDef::new("eventfd_write", eventfd_write, "(fd, value)", "Write eventfd value."),
    NativeDef::new("get_terminal_size", get_terminal_size, "(fd=<unrepresentable>, /)", "Return the size of the terminal window as (columns, lines)."),
    NativeDef::new("isatty", isatty, "(fd, /)", "Return True if the fd is connected to a terminal."),
    NativeDef::new("ttyname", ttyname, "(fd, /)", "Return the name of the terminal device connected to 'fd'."),
    NativeDef::new("ptsname", ptsname, "(fd, /)", "Return the name of the slave pseudo-terminal device."),
    NativeDef::new("grantpt", |vm, a| fd_call(vm, &a[0], |fd| c!(grantpt(fd))), "(fd, /)", "Grant access to the slave pseudo-terminal device."),
    NativeDef::new("unlockpt", |vm, a| fd_call(vm, &a[0], |fd| c!(unlockpt(fd))), "(fd, /)", "Unlock a pseudo-terminal master/slave pair."),
    NativeDef::new(
        "posix_openpt",
        |vm, a| {
            let f = os::int_arg(vm, &a[0])?;
            os::check(vm, c!(posix_openpt(f))).map(|fd| Value::int(i64::from(fd)))
        },
        "(oflag, /)",
        "Open and return a file descriptor for a master pseudo-terminal device.",
    ),
    NativeDef::new("openpty", openpty, "()", "Open a pseudo-terminal."),
    NativeDef::new(
        "login_tty",
        |vm, a| fd_call(vm, &a[0], |fd| c!(login_tty(fd))),
        "(fd, /)",
        "Prepare the tty of which fd is a file descriptor for a new login session.",
    ),
    NativeDef::new("tcgetpgrp", tcgetpgrp, "(fd, /)", "Return the process group associated with the terminal specified by fd."),
    NativeDef::new("tcsetpgrp", tcsetpgrp, "(fd, pgid, /)", "Set the process group associated with the terminal specified by fd."),
    NativeDef::new("device_encoding", device_encoding, "(fd)", "Return a string describing the encoding of a terminal's file descriptor."),
    NativeDef::new("major", |vm, a| device_number(vm, &a[0], |d| libc::major(d)), "(device, /)", "Extracts a device major number from a raw device number."),
    NativeDef::new("minor", |vm, a| device_number(vm, &a[0], |d| libc::minor(d)), "(device, /)", "Extracts a device minor number from a raw device number."),
    NativeDef::new(
        "makedev",
        |vm, a| {
            let (x, y) = (os::long_arg(vm, &a[0])?, os::long_arg(vm, &a[1])?);
            Ok(os::unsigned(libc::makedev(x as u32, y as u32)))
        },
        "(major, minor, /)",
        "Composes a raw device number from the major and minor device numbers.",
    ),
];

/// Names of the module besides its functions.
pub fn init(m: &Value) {
    os::set(m, "terminal_size", TERMINAL_SIZE.value());
}
