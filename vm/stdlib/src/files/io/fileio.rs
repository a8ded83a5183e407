//! FileIO: bytes straight from and to a file descriptor.

use super::super::os::{self, c};
use super::base::RAW_IO_BASE;
use super::{offset_arg, size_arg, unsupported};
use std::cell::Cell;
use std::sync::LazyLock;
use vm::builtins::exception::os_error;
use vm::builtins::{bytes, int, str};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::names;
use vm::object::slots::TypeSlots;
use vm::object::{self, Obj, Payload, attr, ops};
use vm::{Args, NativeDef, PyResult, Value, Vm};

/// Payload of FileIO.
pub struct FileObj {
    /// The descriptor, -1 when closed.
    pub fd: Cell<i32>,
    readable: Cell<bool>,
    writable: Cell<bool>,
    appending: Cell<bool>,
    created: Cell<bool>,
    /// -1: not asked yet.
    seekable: Cell<i8>,
    closefd: Cell<bool>,
    /// Best size of a buffer for the file.
    pub block_size: Cell<usize>,
    /// Size at opening, to read all in one go.
    size: Cell<i64>,
}
/// `_io.FileIO`
pub static FILE_IO: TypeDef = TypeDef::new::<FileObj>("_io.FileIO")
    .doc("Open a file.\n\nThe mode can be 'r' (default), 'w', 'x' or 'a' for reading,\nwriting, exclusive creation or appending.")
    .base(&RAW_IO_BASE)
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .with_dict();
impl Payload for FileObj {
    fn def() -> &'static TypeDef {
        &FILE_IO
    }
}
impl Drop for FileObj {
    fn drop(&mut self) {
        // Only when `close` was overridden or failed: the finaliser has closed the file otherwise.
        if self.fd.get() >= 0 && self.closefd.get() {
            c!(close(self.fd.get()));
        }
    }
}

fn f(v: &Value) -> &Obj<FileObj> {
    this::<FileObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| {
        let data = FileObj {
            fd: Cell::new(-1),
            readable: Cell::new(false),
            writable: Cell::new(false),
            appending: Cell::new(false),
            created: Cell::new(false),
            seekable: Cell::new(-1),
            closefd: Cell::new(true),
            block_size: Cell::new(super::BUFFER_SIZE),
            size: Cell::new(-1),
        };
        Ok(object::new_of(cls, data))
    });
    s.init = Some(init);
    s.repr = Some(repr);
    s.del = Some(|vm, v| {
        let o = f(v);
        if o.fd.get() >= 0 && o.closefd.get() {
            let r = ops::repr(vm, v).and_then(|r| vm.warn(vm::builtins::exception::classes().resource_warning, &format!("unclosed file {}", str::text(&r)), 1));
            vm.unraisable_if(r, "Exception ignored in", v);
            super::standard::flush_over(vm, v);
        }
        super::base::finalize(vm, v);
    });
}

/// The flags of a mode.
fn parse_mode(vm: &mut Vm, o: &FileObj, mode: &str) -> PyResult<i32> {
    const BAD: &str = "Must have exactly one of create/read/write/append mode and at most one plus";
    let (mut flags, mut kinds, mut plus) = (0, 0, false);
    for ch in mode.chars() {
        match ch {
            'x' | 'r' | 'w' | 'a' => kinds += 1,
            'b' => continue,
            '+' if !plus => {
                plus = true;
                continue;
            }
            '+' => return Err(vm.value_error(BAD)),
            _ => return Err(vm.value_error(format!("invalid mode: {mode}"))),
        }
        match ch {
            'x' => {
                o.created.set(true);
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'w' => flags |= libc::O_CREAT | libc::O_TRUNC,
            'a' => {
                o.appending.set(true);
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            _ => {}
        }
        if ch == 'r' { o.readable.set(true) } else { o.writable.set(true) }
    }
    if kinds != 1 {
        return Err(vm.value_error(BAD));
    }
    if plus {
        o.readable.set(true);
        o.writable.set(true);
    }
    Ok(flags
        | libc::O_CLOEXEC
        | match (o.readable.get(), o.writable.get()) {
            (true, true) => libc::O_RDWR,
            (true, false) => libc::O_RDONLY,
            _ => libc::O_WRONLY,
        })
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(file, mode='r', closefd=True, opener=None)"));
    let mut a = Vec::new();
    SIGNATURE.bind(vm, "FileIO", args, &mut a)?;
    let o = f(v);
    if o.fd.get() >= 0 {
        vm.call_method_name(v, &names().close, &[])?;
    }
    for c in [&o.readable, &o.writable, &o.appending, &o.created] {
        c.set(false);
    }
    o.seekable.set(-1);
    let mode = match a[1].opt() {
        Some(m) if str::is_str(m) => str::text(m).into_owned(),
        Some(m) => return Err(vm.type_error(format!("FileIO() argument 'mode' must be str, not {}", m.ty().name()))),
        None => "r".to_string(),
    };
    let closefd = os::bool_or(vm, &a[2], true)?;
    if a[0].as_float().is_some() {
        return Err(vm.type_error("integer argument expected, got float"));
    }
    let given = if int::is_int(&a[0]) {
        let n = os::int_arg(vm, &a[0])?;
        if n < 0 {
            return Err(vm.value_error("negative file descriptor"));
        }
        Some(n)
    } else {
        None
    };
    let flags = parse_mode(vm, o, &mode)?;
    if vm::audit::is_on() {
        vm::audit::audit(vm, "open", &[a[0].clone(), Value::str(&mode), Value::int(i64::from(flags))])?;
    }
    o.closefd.set(closefd);
    let own = match given {
        Some(fd) => {
            o.fd.set(fd);
            false
        }
        None => {
            if !closefd {
                return Err(vm.value_error("Cannot use closefd=False with file name"));
            }
            let fd = open_path(vm, &a[0], flags, a[3].some())?;
            o.fd.set(fd);
            true
        }
    };
    let r = check_opened(vm, o, &a[0]).and_then(|()| {
        attr::set(vm, v, &names().name, Some(&a[0]))?;
        if o.appending.get() {
            let at = c!(lseek(o.fd.get(), 0, libc::SEEK_END));
            if at < 0 && own && os::errno() != libc::ESPIPE {
                return Err(os_error(vm, os::errno(), None));
            }
        }
        Ok(())
    });
    if r.is_err() {
        if own {
            c!(close(o.fd.get()));
        }
        o.fd.set(-1);
    }
    r
}

fn open_path(vm: &mut Vm, path: &Value, flags: i32, opener: Option<&Value>) -> PyResult<i32> {
    let Some(opener) = opener else {
        let text = os::c_string(vm, path)?;
        return match os::blocking(vm, || c!(open(text.as_ptr(), flags, 0o666)))? {
            Ok(fd) => Ok(fd),
            Err(n) => Err(os_error(vm, n, Some(path))),
        };
    };
    let r = vm.call(opener, &[path.clone(), Value::int(i64::from(flags))])?;
    if !int::is_int(&r) {
        return Err(vm.type_error("expected integer from opener"));
    }
    let fd = os::int_arg(vm, &r)?;
    if fd < 0 {
        return Err(vm.value_error(format!("opener returned {fd}")));
    }
    c!(fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC));
    Ok(fd)
}

/// Directories can't be opened; other files tell their block size.
fn check_opened(vm: &mut Vm, o: &FileObj, path: &Value) -> PyResult<()> {
    // SAFETY: all fields are integers.
    let mut st: libc::stat = unsafe { std::mem::zeroed() };
    let fd = o.fd.get();
    match os::result(c!(fstat(fd, &mut st))) {
        Ok(_) if st.st_mode & libc::S_IFMT == libc::S_IFDIR => Err(os_error(vm, libc::EISDIR, Some(path))),
        Ok(_) => {
            o.block_size.set((st.st_blksize as usize).clamp(1, 8 << 20));
            if st.st_mode & libc::S_IFMT == libc::S_IFREG {
                o.size.set(st.st_size);
            }
            Ok(())
        }
        Err(libc::EBADF) => Err(os_error(vm, libc::EBADF, Some(path))),
        Err(_) => Ok(()),
    }
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let o = f(v);
    let ty = v.ty().full_name();
    let ty = if v.ty().is_heap_type() { v.ty().name() } else { ty };
    if o.fd.get() < 0 {
        return Ok(Value::str(&format!("<{ty} [closed]>")));
    }
    let tail = format!("mode='{}' closefd={}>", mode_text(o), if o.closefd.get() { "True" } else { "False" });
    match attr::get_opt(vm, v, &names().name)? {
        Some(n) => {
            let n = ops::repr(vm, &n)?;
            let head = str::concat(Value::str(&format!("<{ty} name=")), &n);
            Ok(str::concat(head, &Value::str(&format!(" {tail}"))))
        }
        None => Ok(Value::str(&format!("<{ty} fd={} {tail}", o.fd.get()))),
    }
}
fn mode_text(o: &FileObj) -> &'static str {
    let r = o.readable.get();
    if o.created.get() {
        if r { "xb+" } else { "xb" }
    } else if o.appending.get() {
        if r { "ab+" } else { "ab" }
    } else if r {
        if o.writable.get() { "rb+" } else { "rb" }
    } else {
        "wb"
    }
}

/// The open descriptor.
fn open_fd(vm: &mut Vm, o: &FileObj) -> PyResult<i32> {
    if o.fd.get() < 0 { Err(vm.value_error("I/O operation on closed file")) } else { Ok(o.fd.get()) }
}
fn reading_fd(vm: &mut Vm, o: &FileObj) -> PyResult<i32> {
    let fd = open_fd(vm, o)?;
    if o.readable.get() { Ok(fd) } else { Err(unsupported(vm, "File not open for reading")) }
}

/// Reads up to `n` bytes at once; None when the file would block.
pub fn read_some(vm: &mut Vm, o: &FileObj, n: usize) -> PyResult<Option<Vec<u8>>> {
    let fd = reading_fd(vm, o)?;
    let mut b: Vec<u8> = Vec::new();
    if b.try_reserve_exact(n.min(0x7fff_f000)).is_err() {
        return Err(vm.memory_error(""));
    }
    match os::blocking(vm, || c!(read(fd, b.as_mut_ptr().cast(), b.capacity().min(n))))? {
        Ok(got) => {
            // SAFETY: the kernel has written `got` bytes, at most the capacity.
            unsafe { b.set_len(got as usize) };
            Ok(Some(b))
        }
        Err(libc::EAGAIN) => Ok(None),
        Err(e) => Err(os_error(vm, e, None)),
    }
}
/// Writes once; None when the file would block.
pub fn write_some(vm: &mut Vm, o: &FileObj, b: &[u8]) -> PyResult<Option<usize>> {
    let fd = open_fd(vm, o)?;
    if !o.writable.get() {
        return Err(unsupported(vm, "File not open for writing"));
    }
    match os::blocking(vm, || c!(write(fd, b.as_ptr().cast(), b.len().min(0x7fff_f000))))? {
        Ok(n) => Ok(Some(n as usize)),
        Err(libc::EAGAIN) => Ok(None),
        Err(e) => Err(os_error(vm, e, None)),
    }
}
/// `lseek`.
pub fn seek_to(vm: &mut Vm, o: &FileObj, at: i64, whence: i32) -> PyResult<i64> {
    let fd = open_fd(vm, o)?;
    match os::blocking(vm, || c!(lseek(fd, at, whence)))? {
        Ok(n) => Ok(n),
        Err(e) => Err(os_error(vm, e, None)),
    }
}
/// Everything up to the end; None when the file would block before anything came.
pub fn read_all(vm: &mut Vm, o: &FileObj) -> PyResult<Option<Vec<u8>>> {
    let fd = reading_fd(vm, o)?;
    let mut all = Vec::new();
    let at = if o.size.get() > 0 { c!(lseek(fd, 0, libc::SEEK_CUR)) } else { -1 };
    // One byte more than the rest of the file, so that the read that meets the end is the second one.
    let mut want = if at >= 0 && o.size.get() >= at { (o.size.get() - at) as usize + 1 } else { 64 * 1024 };
    loop {
        match read_some(vm, o, want)? {
            None => return Ok(if all.is_empty() { None } else { Some(all) }),
            Some(b) if b.is_empty() => return Ok(Some(all)),
            Some(b) if all.is_empty() => all = b,
            Some(b) => all.extend_from_slice(&b),
        }
        want = all.len().clamp(64 * 1024, 8 << 20);
    }
}
fn bytes_or_none(b: Option<Vec<u8>>) -> Value {
    b.map_or(Value::NONE, bytes::new)
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    reading_fd(vm, o)?;
    let n = size_arg(vm, &a[1])?;
    if n < 0 {
        return vm.call_method(&a[0], "readall", &[]);
    }
    read_some(vm, o, n as usize).map(bytes_or_none)
}
fn readinto(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    let fd = reading_fd(vm, o)?;
    let view = os::writable(vm, &a[1], "readinto()")?;
    let (p, n) = (view.as_mut_slice().as_mut_ptr(), view.len());
    match os::blocking(vm, || c!(read(fd, p.cast(), n)))? {
        Ok(n) => Ok(Value::int(n as i64)),
        Err(libc::EAGAIN) => Ok(Value::NONE),
        Err(e) => Err(os_error(vm, e, None)),
    }
}
fn write(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    open_fd(vm, o)?;
    let b = os::bytes_like(vm, &a[1])?;
    Ok(write_some(vm, o, &b)?.map_or(Value::NONE, Value::usize))
}
fn seek(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    open_fd(vm, o)?;
    let at = offset_arg(vm, &a[1])?;
    let whence = os::int_or(vm, &a[2], 0)?;
    seek_to(vm, o, at, whence).map(Value::int)
}
fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    let fd = open_fd(vm, o)?;
    if !o.writable.get() {
        return Err(unsupported(vm, "File not open for writing"));
    }
    let n = match a[1].some() {
        Some(v) => offset_arg(vm, v)?,
        None => seek_to(vm, o, 0, libc::SEEK_CUR)?,
    };
    o.size.set(-1);
    os::call(vm, || c!(ftruncate(fd, n)))?;
    Ok(Value::int(n))
}
/// Closes the descriptor.
pub fn close_file(vm: &mut Vm, o: &FileObj) -> PyResult<Value> {
    let fd = o.fd.replace(-1);
    if fd < 0 || !o.closefd.get() {
        return Ok(Value::NONE);
    }
    match vm::threads::lock::allow_threads(|| os::result(c!(close(fd)))) {
        Ok(_) | Err(libc::EINTR) => Ok(Value::NONE),
        Err(n) => Err(os_error(vm, n, None)),
    }
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = f(&a[0]);
    if !o.closefd.get() || o.fd.get() < 0 {
        o.fd.set(-1);
        return Ok(Value::NONE);
    }
    // A subclass's flush runs, as _IOBase.close does it.
    let r = if a[0].ty().is_heap_type() { vm.call_method_name(&a[0], &names().flush, &[]) } else { Ok(Value::NONE) };
    super::both(vm, r, |vm| close_file(vm, o))
}
/// Can the file be positioned?
pub fn is_seekable(vm: &mut Vm, o: &FileObj) -> PyResult<bool> {
    let fd = open_fd(vm, o)?;
    if o.seekable.get() < 0 {
        o.seekable.set((c!(lseek(fd, 0, libc::SEEK_CUR)) >= 0) as i8);
    }
    Ok(o.seekable.get() == 1)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("read", read, "($self, size=-1, /)", "Read at most size bytes, returned as bytes."),
    NativeDef::new("readall", |vm, a| read_all(vm, f(&a[0])).map(bytes_or_none), "($self, /)", "Read all data from the file, returned as bytes."),
    NativeDef::new("readinto", readinto, "($self, buffer, /)", "Same as RawIOBase.readinto()."),
    NativeDef::new("write", write, "($self, b, /)", "Write buffer b to file, return number of bytes written."),
    NativeDef::new("seek", seek, "($self, pos, whence=0, /)", "Move to new file position and return the file position."),
    NativeDef::new("tell", |vm, a| seek_to(vm, f(&a[0]), 0, libc::SEEK_CUR).map(Value::int), "($self, /)", "Current file position."),
    NativeDef::new("truncate", truncate, "($self, size=None, /)", "Truncate the file to at most size bytes and return the truncated size."),
    NativeDef::new("close", close, "($self, /)", "Close the file."),
    NativeDef::new("seekable", |vm, a| is_seekable(vm, f(&a[0])).map(Value::bool), "($self, /)", "True if file supports random-access."),
    NativeDef::new(
        "readable",
        |vm, a| {
            open_fd(vm, f(&a[0]))?;
            Ok(Value::bool(f(&a[0]).readable.get()))
        },
        "($self, /)",
        "True if file was opened in a read mode.",
    ),
    NativeDef::new(
        "writable",
        |vm, a| {
            open_fd(vm, f(&a[0]))?;
            Ok(Value::bool(f(&a[0]).writable.get()))
        },
        "($self, /)",
        "True if file was opened in a write mode.",
    ),
    NativeDef::new(
        "fileno",
        |vm, a| open_fd(vm, f(&a[0])).map(|n| Value::int(i64::from(n))),
        "($self, /)",
        "Return the underlying file descriptor (an integer).",
    ),
    NativeDef::new(
        "isatty",
        |vm, a| {
            let fd = open_fd(vm, f(&a[0]))?;
            Ok(Value::bool(c!(isatty(fd)) == 1))
        },
        "($self, /)",
        "True if the file is connected to a TTY device.",
    ),
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
    GetSet::new("closed", |_, v| Ok(Value::bool(f(v).fd.get() < 0)), None, "True if the file is closed"),
    GetSet::new("closefd", |_, v| Ok(Value::bool(f(v).closefd.get())), None, "True if the file descriptor will be closed by close()."),
    GetSet::new("mode", |_, v| Ok(Value::str(mode_text(f(v)))), None, "String giving the file mode"),
    GetSet::new("_blksize", |_, v| Ok(Value::usize(f(v).block_size.get())), None, "Stat st_blksize if available"),
];

/// A FileIO that `open` and the standard streams use.
pub fn new_file(vm: &mut Vm, file: &Value, mode: &str, closefd: bool, opener: &Value) -> PyResult<Value> {
    let class = FILE_IO.value();
    vm.call(&class, &[file.clone(), Value::str(mode), Value::bool(closefd), opener.clone()])
}
/// The payload of exactly a FileIO, whose methods can be short-cut.
pub fn exact(v: &Value) -> Option<&Obj<FileObj>> {
    v.downcast_exact::<FileObj>()
}
