//! What the modules of this folder share: calls of the operating system, their errors, and the arguments that many
//! functions take in the same way (paths, file descriptors, bytes).
//!
//! Blocking calls go through `blocking`: it gives the interpreter lock away, and when a signal interrupts the call it runs
//! the Python handlers and tries again (PEP 475).

use std::ffi::CString;
use std::ops::Deref;
use vm::builtins::buffer::{Buffer, request};
use vm::builtins::exception::{self, os_error};
use vm::builtins::{bytes, int, module, str, tuple};
use vm::native::function::module_function;
use vm::object::intern::names;
use vm::object::ops;
use vm::text::TextBuf;
use vm::text::codec::{self, Handler};
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, Raised, Value, Vm};

/// Calls a function of the C library. Its pointer arguments must be NULL or point to live, big enough memory of the right
/// type that the call may read or write as the function's manual says; strings must end in NUL (`CStr`).
macro_rules! c {
    ($f:ident($($arg:expr),* $(,)?)) => {{
        // SAFETY: each use keeps the promise in the macro's doc.
        #[allow(unused_unsafe, reason = "a few functions are declared safe")]
        unsafe { libc::$f($($arg),*) }
    }};
}
pub(crate) use c;

/// Results of system calls: -1 says that `errno` has the reason.
pub trait Failing: Copy {
    /// Is it -1?
    fn failed(self) -> bool;
}
impl Failing for i32 {
    fn failed(self) -> bool {
        self == -1
    }
}
impl Failing for i64 {
    fn failed(self) -> bool {
        self == -1
    }
}
impl Failing for isize {
    fn failed(self) -> bool {
        self == -1
    }
}

/// The calling thread's `errno`.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// A call that doesn't block: its result or `errno`.
pub fn result<T: Failing>(r: T) -> Result<T, i32> {
    if r.failed() { Err(errno()) } else { Ok(r) }
}

/// A call that may block, without the interpreter lock; repeated after signals. It must touch no Python object.
pub fn blocking<T: Failing>(vm: &mut Vm, mut f: impl FnMut() -> T) -> PyResult<Result<T, i32>> {
    loop {
        match lock::allow_threads(|| result(f())) {
            Err(libc::EINTR) => signals::deliver(vm)?,
            r => return Ok(r),
        }
    }
}

/// Like `blocking`, with failures raised as OSError.
pub fn call<T: Failing>(vm: &mut Vm, f: impl FnMut() -> T) -> PyResult<T> {
    match blocking(vm, f)? {
        Ok(r) => Ok(r),
        Err(n) => Err(os_error(vm, n, None)),
    }
}

/// Raises the failure of a call that doesn't block.
pub fn check<T: Failing>(vm: &mut Vm, r: T) -> PyResult<T> {
    match result(r) {
        Ok(r) => Ok(r),
        Err(n) => Err(os_error(vm, n, None)),
    }
}

/// As `check`, for functions that return nothing else.
pub fn done<T: Failing>(vm: &mut Vm, r: T) -> PyResult<Value> {
    check(vm, r).map(|_| Value::NONE)
}

// ---- numbers ----------------------------------------------------------------------------------

/// A C int.
pub fn int_arg(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let n = ops::index(vm, v)?;
    match int::as_i64(&n) {
        Some(i) => match i32::try_from(i) {
            Ok(i) => Ok(i),
            Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
        },
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}
/// A C int with a default.
pub fn int_or(vm: &mut Vm, v: &Value, default: i32) -> PyResult<i32> {
    v.opt().map_or(Ok(default), |v| int_arg(vm, v))
}
/// A C long (also off_t, ssize_t).
pub fn long_arg(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let n = ops::index(vm, v)?;
    int::as_i64(&n).ok_or_else(|| vm.overflow_error("Python int too large to convert to C long"))
}
/// A truth value with a default.
pub fn bool_or(vm: &mut Vm, v: &Value, default: bool) -> PyResult<bool> {
    v.opt().map_or(Ok(default), |v| ops::truth(vm, v))
}
/// An unsigned 64-bit number as an int.
pub fn unsigned(n: u64) -> Value {
    match i64::try_from(n) {
        Ok(i) => Value::int(i),
        Err(_) => int::boxed(i128::from(n)),
    }
}
/// A user or group id: -1 means "none".
pub fn id_arg(vm: &mut Vm, v: &Value, what: &str) -> PyResult<u32> {
    if v.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("{what} should be integer, not {}", v.ty().name())));
    }
    let n = ops::index(vm, v)?;
    match int::as_i64(&n) {
        Some(-1) => Ok(u32::MAX),
        Some(i) if i < 0 => Err(vm.overflow_error(format!("{what} is less than minimum"))),
        Some(i) => u32::try_from(i).map_err(|_| vm.overflow_error(format!("{what} is greater than maximum"))),
        None => Err(vm.overflow_error(format!("{what} is greater than maximum"))),
    }
}

// ---- text and bytes of the file system -----------------------------------------------------------

/// Bytes from the system as a str: UTF-8, anything else as lone surrogates.
pub fn fs_decode(b: &[u8]) -> Value {
    if b.is_ascii() {
        return str::from_latin1(b);
    }
    let r = codec::utf8_decode(b, true, |e| Handler::SurrogateEscape.decode(b, &e).ok_or(()));
    str::from_buf(r.map_or_else(|()| TextBuf::from(&*String::from_utf8_lossy(b)), |(t, _)| t))
}
/// A str as bytes for the system.
pub fn fs_encode(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    let Some(s) = str::get(v) else { return Err(vm.type_error(format!("expected str, not {}", v.ty().name()))) };
    if let Some(t) = s.as_ascii() {
        return Ok(t.as_bytes().to_vec());
    }
    let mut failed = None;
    let r = codec::utf8_encode(s.units(), |e| match Handler::SurrogateEscape.encode(s.units(), &e) {
        Some(r) => Ok(r),
        None => {
            failed = Some(e);
            Err(())
        }
    });
    match (r, failed) {
        (Ok(b), _) => Ok(b),
        (Err(_), Some(e)) => {
            let exc = exception::unicode_encode_error("utf-8", v.clone(), e.start, e.end, e.reason);
            Err(vm.raise(exc))
        }
        (Err(_), None) => Err(vm.value_error("can't encode the text")),
    }
}
/// `os.fspath`.
pub fn fspath(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if str::is_str(v) || bytes::get(v).is_some() {
        return Ok(v.clone());
    }
    match vm.call_special(v, &names().__fspath__, &[])? {
        Some(p) if str::is_str(&p) || bytes::get(&p).is_some() => Ok(p),
        Some(p) => Err(vm.type_error(format!("expected {}.__fspath__() to return str or bytes, not {}", v.ty().name(), p.ty().name()))),
        None => Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {}", v.ty().name()))),
    }
}
/// The bytes of a str, bytes or path-like object (`os.fsencode`).
pub fn fs_bytes(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    let p = fspath(vm, v)?;
    match bytes::get(&p) {
        Some(b) => Ok(b.to_vec()),
        None => fs_encode(vm, &p),
    }
}
/// A C string from a str, bytes or path-like object.
pub fn c_string(vm: &mut Vm, v: &Value) -> PyResult<CString> {
    let b = fs_bytes(vm, v)?;
    CString::new(b).map_err(|_| vm.value_error("embedded null byte"))
}

// ---- paths --------------------------------------------------------------------------------------

/// A path argument, as given and for the system.
pub struct Path {
    /// The path; empty when `fd` is set.
    pub text: CString,
    /// An open file instead of a path.
    pub fd: Option<i32>,
    /// What the caller gave (for messages).
    pub object: Value,
    /// Results should be bytes.
    pub is_bytes: bool,
}

impl Path {
    /// The C string.
    pub fn ptr(&self) -> *const libc::c_char {
        self.text.as_ptr()
    }
    /// Raises OSError with this path as `filename`.
    pub fn error(&self, vm: &mut Vm, errno: i32) -> Raised {
        os_error(vm, errno, Some(&self.object))
    }
    /// Raises the failure of a call.
    pub fn check<T: Failing>(&self, vm: &mut Vm, r: Result<T, i32>) -> PyResult<T> {
        r.map_err(|n| self.error(vm, n))
    }
    /// Raises the failure of a call that returns nothing else.
    pub fn done<T: Failing>(&self, vm: &mut Vm, r: Result<T, i32>) -> PyResult<Value> {
        self.check(vm, r).map(|_| Value::NONE)
    }
    /// Text from the system in the kind that the caller used.
    pub fn like(&self, b: &[u8]) -> Value {
        if self.is_bytes { bytes::new(b.to_vec()) } else { fs_decode(b) }
    }
}

/// What a path argument may be besides str, bytes and path-like objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// Nothing else.
    Plain,
    /// An open file descriptor.
    OrFd,
    /// A descriptor, or None (or nothing) for the current directory.
    OrFdOrNone,
}

/// Reads a path argument of function `who`.
pub fn path(vm: &mut Vm, v: &Value, who: &str, kind: PathKind) -> PyResult<Path> {
    path_named(vm, v, who, "path", kind)
}
/// As `path`, for a parameter with another name.
pub fn path_named(vm: &mut Vm, v: &Value, who: &str, parameter: &str, kind: PathKind) -> PyResult<Path> {
    if kind == PathKind::OrFdOrNone && v.some().is_none() {
        return Ok(Path { text: c".".to_owned(), fd: None, object: Value::NONE, is_bytes: false });
    }
    let mut given = v.clone();
    if !str::is_str(v) && bytes::get(v).is_none() {
        if kind != PathKind::Plain && v.ty().slots().index.is_some() {
            return Ok(Path { text: CString::default(), fd: Some(path_fd(vm, v)?), object: v.clone(), is_bytes: false });
        }
        given = match vm.call_special(v, &names().__fspath__, &[])? {
            Some(p) if str::is_str(&p) || bytes::get(&p).is_some() => p,
            Some(p) => return Err(vm.type_error(format!("expected {}.__fspath__() to return str or bytes, not {}", v.ty().name(), p.ty().name()))),
            None => {
                let allowed = match kind {
                    PathKind::Plain => "string, bytes or os.PathLike",
                    PathKind::OrFd => "string, bytes, os.PathLike or integer",
                    PathKind::OrFdOrNone => "string, bytes, os.PathLike, integer or None",
                };
                return Err(vm.type_error(format!("{who}: {parameter} should be {allowed}, not {}", v.ty().name())));
            }
        };
    }
    let is_bytes = bytes::get(&given).is_some();
    let b = fs_bytes(vm, &given)?;
    match CString::new(b) {
        Ok(text) => Ok(Path { text, fd: None, object: v.clone(), is_bytes }),
        Err(_) => Err(vm.value_error(format!("{who}: embedded null character in {parameter}"))),
    }
}
fn path_fd(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let n = ops::index(vm, v)?;
    match int::as_i64(&n).map(i32::try_from) {
        Some(Ok(i)) => Ok(i),
        _ => Err(vm.overflow_error(if int::is_negative(&n) { "fd is less than minimum" } else { "fd is greater than maximum" })),
    }
}
/// A `dir_fd` argument.
pub fn dir_fd(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    match v.some() {
        None => Ok(libc::AT_FDCWD),
        Some(v) if v.ty().slots().index.is_some() => path_fd(vm, v),
        Some(v) => Err(vm.type_error(format!("argument should be integer or None, not {}", v.ty().name()))),
    }
}

/// A file descriptor, or an object with `fileno()`.
pub fn fd_of(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let n = if int::is_int(v) {
        v.clone()
    } else {
        let Some(f) = vm::object::attr::get_opt(vm, v, &names().fileno)? else {
            return Err(vm.type_error("argument must be an int, or have a fileno() method."));
        };
        let n = vm.call(&f, &[])?;
        if !int::is_int(&n) {
            return Err(vm.type_error("fileno() returned a non-integer"));
        }
        n
    };
    let fd = int_arg(vm, &n)?;
    if fd < 0 {
        return Err(vm.value_error(format!("file descriptor cannot be a negative integer ({fd})")));
    }
    Ok(fd)
}

// ---- bytes-like arguments ---------------------------------------------------------------------------

/// A bytes-like argument.
pub enum BytesArg {
    /// A bytes object.
    Bytes(Value),
    /// A view of another exporter.
    View(Buffer),
}
impl Deref for BytesArg {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            BytesArg::Bytes(v) => bytes::get(v).unwrap_or(&[]),
            BytesArg::View(b) => b.as_slice(),
        }
    }
}

/// The bytes of a bytes-like object.
pub fn bytes_like(vm: &mut Vm, v: &Value) -> PyResult<BytesArg> {
    if bytes::get(v).is_some() {
        return Ok(BytesArg::Bytes(v.clone()));
    }
    let Some(f) = v.ty().slots().buffer else {
        return Err(vm.type_error(format!("a bytes-like object is required, not '{}'", v.ty().name())));
    };
    let b = f(vm, v, request::SIMPLE)?;
    if !b.is_contiguous() {
        return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
    }
    Ok(BytesArg::View(b))
}
/// A writable view for `who`'s argument.
pub fn writable(vm: &mut Vm, v: &Value, who: &str) -> PyResult<Buffer> {
    let refuse = |vm: &mut Vm| Err(vm.type_error(format!("{who} argument must be read-write bytes-like object, not {}", v.ty().name())));
    let Some(f) = v.ty().slots().buffer else { return refuse(vm) };
    let r = f(vm, v, request::WRITABLE);
    match vm.catch(r, exception::classes().buffer_error)? {
        Some(b) if b.writable() && b.is_contiguous() => Ok(b),
        _ => refuse(vm),
    }
}

// ---- times -------------------------------------------------------------------------------------------

/// Nanoseconds of a number of seconds (int or float), rounded like CPython's timeouts (away from zero when `up`).
pub fn nanoseconds(vm: &mut Vm, v: &Value, up: bool) -> PyResult<i64> {
    const OUT: &str = "timestamp too large to convert to C PyTime_t";
    if let Some(f) = v.as_float() {
        if f.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let n = f * 1e9;
        let n = if up { if n >= 0.0 { n.ceil() } else { n.floor() } } else { n.floor() };
        if !(-9.223_372_036_854_775e18..=9.223_372_036_854_775e18).contains(&n) {
            return Err(vm.overflow_error("timestamp out of range for platform time_t"));
        }
        return Ok(n as i64);
    }
    if v.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("'{}' object cannot be interpreted as an integer", v.ty().name())));
    }
    let n = ops::index(vm, v)?;
    int::as_i64(&n).and_then(|i| i.checked_mul(1_000_000_000)).ok_or_else(|| vm.overflow_error(OUT))
}

/// A C timespec from nanoseconds.
pub fn timespec(ns: i64) -> libc::timespec {
    libc::timespec { tv_sec: ns.div_euclid(1_000_000_000), tv_nsec: ns.rem_euclid(1_000_000_000) }
}
/// A clock's time in nanoseconds.
pub fn clock_ns(clock: libc::clockid_t) -> Result<i64, i32> {
    let mut t = timespec(0);
    result(c!(clock_gettime(clock, &mut t)))?;
    Ok(t.tv_sec * 1_000_000_000 + t.tv_nsec)
}

// ---- modules -------------------------------------------------------------------------------------------

/// Puts the functions of a table into a module.
pub fn add_functions(m: &Value, table: &'static [NativeDef]) {
    if let Some(d) = module::dict_of(m) {
        let name = d.get_str(&names().__name__).unwrap_or(Value::NONE);
        for f in table {
            d.set_text(f.name, module_function(f, m, &name));
        }
    }
}
/// Puts constants into a module.
pub fn add_constants(m: &Value, table: &[(&str, i64)]) {
    for (name, n) in table {
        set(m, name, Value::int(*n));
    }
}
/// Sets one name of a module.
pub fn set(m: &Value, name: &str, v: Value) {
    if let Some(d) = module::dict_of(m) {
        d.set_text(name, v);
    }
}
/// A tuple of two.
pub fn pair(a: Value, b: Value) -> Value {
    tuple::new(vec![a, b])
}

/// A table of constants of the C library under their own names.
macro_rules! libc_constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64),)*] };
}
pub(crate) use libc_constants;
