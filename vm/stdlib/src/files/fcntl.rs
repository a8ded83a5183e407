//! fcntl: control of open files, and locks.

use super::os::{self, c};
use vm::builtins::{bytes, int, str};
use vm::import::NativeModule;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "fcntl", init };

/// Bytes that may go in and out.
const ROOM: usize = 1024;

fn bytes_in(vm: &mut Vm, v: &Value, who: &str) -> PyResult<Vec<u8>> {
    let b = if str::is_str(v) { os::fs_encode(vm, v)? } else { os::bytes_like(vm, v)?.to_vec() };
    if b.len() > ROOM { Err(vm.value_error(format!("{who} argument 3 is too long"))) } else { Ok(b) }
}
fn fcntl(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let command = os::int_arg(vm, &a[1])?;
    match a[2].opt() {
        Some(v) if !int::is_int(v) => {
            let given = bytes_in(vm, v, "fcntl")?;
            let mut b = [0u8; ROOM];
            b[..given.len()].copy_from_slice(&given);
            os::call(vm, || c!(fcntl(fd, command, b.as_mut_ptr())))?;
            Ok(bytes::new(b[..given.len()].to_vec()))
        }
        v => {
            let n = v.map_or(Ok(0), |v| os::long_arg(vm, v))?;
            os::call(vm, || c!(fcntl(fd, command, n))).map(|n| Value::int(i64::from(n)))
        }
    }
}
fn ioctl(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let request = os::long_arg(vm, &a[1])? as libc::c_ulong;
    let mutate = os::bool_or(vm, &a[3], true)?;
    let Some(v) = a[2].opt().filter(|v| !int::is_int(v)) else {
        let n = a[2].opt().map_or(Ok(0), |v| os::long_arg(vm, v))?;
        return os::call(vm, || c!(ioctl(fd, request, n))).map(|n| Value::int(i64::from(n)));
    };
    let writable = bytes::get(v).is_none() && !str::is_str(v);
    if writable && mutate {
        // The bytes go back to where they came from.
        let view = os::writable(vm, v, "ioctl()")?;
        let mut b = view.as_slice().to_vec();
        b.resize(b.len().max(ROOM), 0);
        let r = os::call(vm, || c!(ioctl(fd, request, b.as_mut_ptr())))?;
        let n = view.len();
        view.as_mut_slice().copy_from_slice(&b[..n]);
        return Ok(Value::int(i64::from(r)));
    }
    let given = bytes_in(vm, v, "ioctl")?;
    let mut b = [0u8; ROOM];
    b[..given.len()].copy_from_slice(&given);
    os::call(vm, || c!(ioctl(fd, request, b.as_mut_ptr())))?;
    Ok(bytes::new(b[..given.len()].to_vec()))
}
fn flock(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let how = os::int_arg(vm, &a[1])?;
    os::call(vm, || c!(flock(fd, how)))?;
    Ok(Value::NONE)
}
fn lockf(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let command = os::int_arg(vm, &a[1])?;
    // SAFETY: integers.
    let mut l: libc::flock = unsafe { std::mem::zeroed() };
    l.l_type = match command & !libc::LOCK_NB {
        libc::LOCK_UN => libc::F_UNLCK,
        libc::LOCK_SH => libc::F_RDLCK,
        libc::LOCK_EX => libc::F_WRLCK,
        _ => return Err(vm.value_error("unrecognized lockf argument")),
    } as libc::c_short;
    let number = |vm: &mut Vm, v: &Value| v.some().map_or(Ok(0), |v| os::long_arg(vm, v));
    l.l_len = number(vm, &a[2])?;
    l.l_start = number(vm, &a[3])?;
    l.l_whence = os::int_or(vm, &a[4], 0)? as libc::c_short;
    let how = if command & libc::LOCK_NB != 0 { libc::F_SETLK } else { libc::F_SETLKW };
    os::call(vm, || c!(fcntl(fd, how, &l)))?;
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("fcntl", fcntl, "(fd, cmd, arg=0, /)", "Perform the operation `cmd` on file descriptor fd."),
    NativeDef::new("ioctl", ioctl, "(fd, request, arg=0, mutate_flag=True, /)", "Perform the operation request on file descriptor fd."),
    NativeDef::new("flock", flock, "(fd, operation, /)", "Perform the lock operation on file descriptor fd."),
    NativeDef::new("lockf", lockf, "(fd, cmd, len=0, start=0, whence=0, /)", "A wrapper around the fcntl() locking calls."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    LOCK_SH LOCK_EX LOCK_NB LOCK_UN F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL
    F_GETLK F_SETLK F_SETLKW F_GETOWN F_SETOWN F_RDLCK F_WRLCK F_UNLCK F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW FD_CLOEXEC
    F_SETLEASE F_GETLEASE F_NOTIFY F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE
};
static MORE: &[(&str, i64)] = &[
    ("LOCK_MAND", 32),
    ("LOCK_READ", 64),
    ("LOCK_WRITE", 128),
    ("LOCK_RW", 192),
    ("DN_ACCESS", 1),
    ("DN_MODIFY", 2),
    ("DN_CREATE", 4),
    ("DN_DELETE", 8),
    ("DN_RENAME", 16),
    ("DN_ATTRIB", 32),
    ("DN_MULTISHOT", 0x8000_0000),
    ("FASYNC", 0x2000),
    ("F_GETLK64", 5),
    ("F_SETLK64", 6),
    ("F_SETLKW64", 7),
    ("F_GETSIG", 11),
    ("F_SETSIG", 10),
    ("F_EXLCK", 4),
    ("F_SHLCK", 8),
    ("FICLONE", 0x4004_9409),
    ("FICLONERANGE", 0x4020_940d),
];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::add_constants(m, MORE);
    Ok(())
}
