//! posix: what is known about files (stat and its family), and changing it (modes, owners, times).

use super::super::os::{self, Path, PathKind, blocking, c, result};
use vm::builtins::tuple;
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

static STAT_FIELDS: Fields = Fields {
    visible: 10,
    all: &[
        ("st_mode", "protection bits"),
        ("st_ino", "inode"),
        ("st_dev", "device"),
        ("st_nlink", "number of hard links"),
        ("st_uid", "user ID of owner"),
        ("st_gid", "group ID of owner"),
        ("st_size", "total size, in bytes"),
        ("", "integer time of last access"),
        ("", "integer time of last modification"),
        ("", "integer time of last change"),
        ("st_atime", "time of last access"),
        ("st_mtime", "time of last modification"),
        ("st_ctime", "time of last change"),
        ("st_atime_ns", "time of last access in nanoseconds"),
        ("st_mtime_ns", "time of last modification in nanoseconds"),
        ("st_ctime_ns", "time of last change in nanoseconds"),
        ("st_blksize", "blocksize for filesystem I/O"),
        ("st_blocks", "number of blocks allocated"),
        ("st_rdev", "device type (if inode device)"),
    ],
};
/// `os.stat_result`
pub static STAT_RESULT: TypeDef = structseq::define(
    "os.stat_result",
    "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.",
    &STAT_FIELDS,
);

static STATVFS_FIELDS: Fields = Fields {
    visible: 10,
    all: &[
        ("f_bsize", ""),
        ("f_frsize", ""),
        ("f_blocks", ""),
        ("f_bfree", ""),
        ("f_bavail", ""),
        ("f_files", ""),
        ("f_ffree", ""),
        ("f_favail", ""),
        ("f_flag", ""),
        ("f_namemax", ""),
        ("f_fsid", ""),
    ],
};
/// `os.statvfs_result`
pub static STATVFS_RESULT: TypeDef = structseq::define("os.statvfs_result", "statvfs_result: Result from statvfs or fstatvfs.", &STATVFS_FIELDS);

/// Room for the answer of a stat call.
pub fn empty_stat() -> libc::stat {
    // SAFETY: all fields are integers.
    unsafe { std::mem::zeroed() }
}

/// The Python form.
pub fn stat_value(st: &libc::stat) -> Value {
    let times = [(st.st_atime, st.st_atime_nsec), (st.st_mtime, st.st_mtime_nsec), (st.st_ctime, st.st_ctime_nsec)];
    let mut v = vec![
        Value::int(i64::from(st.st_mode)),
        os::unsigned(st.st_ino),
        os::unsigned(st.st_dev),
        os::unsigned(st.st_nlink),
        Value::int(i64::from(st.st_uid)),
        Value::int(i64::from(st.st_gid)),
        Value::int(st.st_size),
    ];
    v.extend(times.iter().map(|t| Value::int(t.0)));
    v.extend(times.iter().map(|t| Value::float(t.0 as f64 + 1e-9 * t.1 as f64)));
    v.extend(times.iter().map(|t| vm::builtins::int::from_buf((i128::from(t.0) * 1_000_000_000 + i128::from(t.1)).into())));
    v.extend([Value::int(st.st_blksize), Value::int(st.st_blocks), os::unsigned(st.st_rdev)]);
    structseq::new(&STAT_RESULT, v)
}

/// `stat`, `lstat` or `fstat` of a path or descriptor.
pub fn stat_of(vm: &mut Vm, p: &Path, dir: i32, follow: bool) -> PyResult<Result<libc::stat, i32>> {
    let mut st = empty_stat();
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(fstat(fd, &mut st)))?,
        None => blocking(vm, || c!(fstatat(dir, p.ptr(), &mut st, flags)))?,
    };
    Ok(r.map(|_| st))
}

fn stat(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "stat", PathKind::OrFd)?;
    let dir = os::dir_fd(vm, &a[1])?;
    let follow = os::bool_or(vm, &a[2], true)?;
    if p.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(vm.value_error("stat: can't specify dir_fd without matching path"));
    }
    match stat_of(vm, &p, dir, follow)? {
        Ok(st) => Ok(stat_value(&st)),
        Err(n) => Err(p.error(vm, n)),
    }
}
fn lstat(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "lstat", PathKind::Plain)?;
    let dir = os::dir_fd(vm, &a[1])?;
    match stat_of(vm, &p, dir, false)? {
        Ok(st) => Ok(stat_value(&st)),
        Err(n) => Err(p.error(vm, n)),
    }
}
fn fstat(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let mut st = empty_stat();
    os::call(vm, || c!(fstat(fd, &mut st)))?;
    Ok(stat_value(&st))
}

fn statvfs_value(s: &libc::statvfs) -> Value {
    let v = [s.f_bsize, s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree, s.f_favail, s.f_flag, s.f_namemax, s.f_fsid];
    structseq::new(&STATVFS_RESULT, v.iter().map(|n| os::unsigned(*n)).collect())
}
fn statvfs(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "statvfs", PathKind::OrFd)?;
    // SAFETY: all fields are integers.
    let mut s: libc::statvfs = unsafe { std::mem::zeroed() };
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(fstatvfs(fd, &mut s)))?,
        None => blocking(vm, || c!(statvfs(p.ptr(), &mut s)))?,
    };
    p.check(vm, r)?;
    Ok(statvfs_value(&s))
}

fn access(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "access", PathKind::Plain)?;
    let mode = os::int_arg(vm, &a[1])?;
    let dir = os::dir_fd(vm, &a[2])?;
    let effective = os::bool_or(vm, &a[3], false)?;
    let follow = os::bool_or(vm, &a[4], true)?;
    let flags = if effective { libc::AT_EACCESS } else { 0 } | if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    Ok(Value::bool(blocking(vm, || c!(faccessat(dir, p.ptr(), mode, flags)))?.is_ok()))
}

fn chmod(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "chmod", PathKind::OrFd)?;
    let mode = os::int_arg(vm, &a[1])? as libc::mode_t;
    let dir = os::dir_fd(vm, &a[2])?;
    let flags = if os::bool_or(vm, &a[3], true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(fchmod(fd, mode)))?,
        None => blocking(vm, || c!(fchmodat(dir, p.ptr(), mode, flags)))?,
    };
    p.done(vm, r)
}
fn fchmod(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let mode = os::int_arg(vm, &a[1])? as libc::mode_t;
    os::call(vm, || c!(fchmod(fd, mode)))?;
    Ok(Value::NONE)
}

fn chown(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "chown", PathKind::OrFd)?;
    let (uid, gid) = (os::id_arg(vm, &a[1], "uid")?, os::id_arg(vm, &a[2], "gid")?);
    let dir = os::dir_fd(vm, &a[3])?;
    let flags = if os::bool_or(vm, &a[4], true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    if p.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(vm.value_error("chown: can't specify dir_fd without matching path"));
    }
    if p.fd.is_some() && flags != 0 {
        return Err(vm.value_error("chown: cannot use fd and follow_symlinks together"));
    }
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(fchown(fd, uid, gid)))?,
        None => blocking(vm, || c!(fchownat(dir, p.ptr(), uid, gid, flags)))?,
    };
    p.done(vm, r)
}
fn lchown(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "lchown", PathKind::Plain)?;
    let (uid, gid) = (os::id_arg(vm, &a[1], "uid")?, os::id_arg(vm, &a[2], "gid")?);
    let r = blocking(vm, || c!(lchown(p.ptr(), uid, gid)))?;
    p.done(vm, r)
}
fn fchown(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    let (uid, gid) = (os::id_arg(vm, &a[1], "uid")?, os::id_arg(vm, &a[2], "gid")?);
    os::call(vm, || c!(fchown(fd, uid, gid)))?;
    Ok(Value::NONE)
}

/// Two times of `utime`: a tuple of two numbers.
fn two_times(vm: &mut Vm, v: &Value, ns: bool) -> PyResult<[libc::timespec; 2]> {
    let items = match v.downcast::<tuple::TupleObj>() {
        Some(_) if tuple::items(v).len() == 2 => tuple::items(v),
        _ => {
            let what = if ns { "ns" } else { "times" };
            return Err(vm.type_error(if ns {
                format!("utime: '{what}' must be a tuple of two ints")
            } else {
                format!("utime: '{what}' must be either a tuple of two ints or None")
            }));
        }
    };
    let one = |vm: &mut Vm, v: &Value| -> PyResult<libc::timespec> {
        if !ns {
            return os::nanoseconds(vm, v, false).map(os::timespec);
        }
        let billion = Value::int(1_000_000_000);
        let d = ops::binary(vm, ops::BinOp::DivMod, v, &billion)?;
        match tuple::items(&d) {
            [s, n] => Ok(libc::timespec { tv_sec: os::long_arg(vm, s)?, tv_nsec: os::long_arg(vm, n)? }),
            _ => Err(vm.type_error(format!("{}.__divmod__() must return a 2-tuple, not {}", v.ty().name(), d.ty().name()))),
        }
    };
    Ok([one(vm, &items[0])?, one(vm, &items[1])?])
}
fn utime(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "utime", PathKind::OrFd)?;
    if a[1].some().is_some() && !a[2].is_null() {
        return Err(vm.value_error("utime: you may specify either 'times' or 'ns' but not both"));
    }
    let times = match (a[1].some(), a[2].opt()) {
        (Some(t), _) => Some(two_times(vm, t, false)?),
        (None, Some(t)) => Some(two_times(vm, t, true)?),
        (None, None) => None,
    };
    let dir = os::dir_fd(vm, &a[3])?;
    let flags = if os::bool_or(vm, &a[4], true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    if p.fd.is_some() && dir != libc::AT_FDCWD {
        return Err(vm.value_error("utime: can't specify dir_fd without matching path"));
    }
    if p.fd.is_some() && flags != 0 {
        return Err(vm.value_error("utime: cannot use fd and follow_symlinks together"));
    }
    let times = times.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
    let r = match p.fd {
        Some(fd) => result(c!(futimens(fd, times))),
        None => result(c!(utimensat(dir, p.ptr(), times, flags))),
    };
    p.done(vm, r)
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("stat", stat, "(path, *, dir_fd=None, follow_symlinks=True)", "Perform a stat system call on the given path."),
    NativeDef::new("lstat", lstat, "(path, *, dir_fd=None)", "Perform a stat system call on the given path, without following symbolic links."),
    NativeDef::new("fstat", fstat, "(fd)", "Perform a stat system call on the given file descriptor."),
    NativeDef::new("statvfs", statvfs, "(path)", "Perform a statvfs system call on the given path."),
    NativeDef::new(
        "fstatvfs",
        |vm, a| {
            os::int_arg(vm, &a[0])?;
            statvfs(vm, a)
        },
        "(fd, /)",
        "Perform an fstatvfs system call on the given fd.",
    ),
    NativeDef::new(
        "access",
        access,
        "(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
        "Use the real uid/gid to test for access to a path.",
    ),
    NativeDef::new("chmod", chmod, "(path, mode, *, dir_fd=None, follow_symlinks=True)", "Change the access permissions of a file."),
    NativeDef::new("fchmod", fchmod, "(fd, mode)", "Change the access permissions of the file given by file descriptor fd."),
    NativeDef::new(
        "chown",
        chown,
        "(path, uid, gid, *, dir_fd=None, follow_symlinks=True)",
        "Change the owner and group id of path to the numeric uid and gid.",
    ),
    NativeDef::new("lchown", lchown, "(path, uid, gid)", "Change the owner and group id of path to the numeric uid and gid."),
    NativeDef::new("fchown", fchown, "(fd, uid, gid)", "Change the owner and group id of the file specified by file descriptor."),
    NativeDef::new(
        "utime",
        utime,
        "(path, times=None, *, ns=<unrepresentable>, dir_fd=None, follow_symlinks=True)",
        "Set the access and modified time of path.",
    ),
];
