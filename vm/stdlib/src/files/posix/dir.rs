//! posix: directories and names: listing, making, renaming, linking, removing.

use super::super::os::{self, PathKind, blocking, c, result};
use vm::builtins::exception::os_error;
use vm::builtins::list;
use vm::{NativeDef, PyResult, Value, Vm};

/// An open directory stream.
pub struct Stream(*mut libc::DIR);
impl Stream {
    /// Opens a path, or a duplicate of a descriptor.
    pub fn open(vm: &mut Vm, p: &os::Path) -> PyResult<Stream> {
        let dir = match p.fd {
            None => os::c!(opendir(p.ptr())),
            Some(fd) => {
                let copy = result(c!(fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)));
                let copy = p.check(vm, copy)?;
                let dir = c!(fdopendir(copy));
                if dir.is_null() {
                    let n = os::errno();
                    c!(close(copy));
                    return Err(p.error(vm, n));
                }
                c!(rewinddir(dir));
                dir
            }
        };
        if dir.is_null() {
            let n = os::errno();
            return Err(p.error(vm, n));
        }
        Ok(Stream(dir))
    }
    /// The next entry but `.` and `..`: name, inode and kind.
    pub fn next(&mut self) -> Result<Option<(Vec<u8>, u64, u8)>, i32> {
        loop {
            // SAFETY: the errno location is this thread's.
            unsafe { *libc::__errno_location() = 0 };
            let e = c!(readdir(self.0));
            if e.is_null() {
                let n = os::errno();
                return if n == 0 { Ok(None) } else { Err(n) };
            }
            // SAFETY: readdir gave an entry, which is valid until the next call; its name ends in NUL.
            let (name, ino, kind) = unsafe { (std::ffi::CStr::from_ptr((*e).d_name.as_ptr()).to_bytes().to_vec(), (*e).d_ino, (*e).d_type) };
            if name != b"." && name != b".." {
                return Ok(Some((name, ino, kind)));
            }
        }
    }
}
impl Drop for Stream {
    fn drop(&mut self) {
        c!(closedir(self.0));
    }
}

fn listdir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "listdir", PathKind::OrFdOrNone)?;
    let mut s = Stream::open(vm, &p)?;
    let mut out = Vec::new();
    loop {
        match s.next() {
            Ok(Some((name, _, _))) => out.push(p.like(&name)),
            Ok(None) => return Ok(list::new(out)),
            Err(n) => return Err(p.error(vm, n)),
        }
    }
}

fn cwd(vm: &mut Vm) -> PyResult<Vec<u8>> {
    match std::env::current_dir() {
        Ok(p) => Ok(std::os::unix::ffi::OsStringExt::into_vec(p.into_os_string())),
        Err(e) => Err(os_error(vm, e.raw_os_error().unwrap_or(libc::ENOENT), None)),
    }
}

fn mkdir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "mkdir", PathKind::Plain)?;
    let mode = os::int_or(vm, &a[1], 0o777)? as libc::mode_t;
    let dir = os::dir_fd(vm, &a[2])?;
    let r = blocking(vm, || c!(mkdirat(dir, p.ptr(), mode)))?;
    p.done(vm, r)
}
fn mkfifo(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "mkfifo", PathKind::Plain)?;
    let mode = os::int_or(vm, &a[1], 0o666)? as libc::mode_t;
    let dir = os::dir_fd(vm, &a[2])?;
    let r = blocking(vm, || c!(mkfifoat(dir, p.ptr(), mode)))?;
    p.done(vm, r)
}
fn mknod(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "mknod", PathKind::Plain)?;
    let mode = os::int_or(vm, &a[1], 0o600)? as libc::mode_t;
    let device = a[2].opt().map_or(Ok(0), |v| os::long_arg(vm, v))? as libc::dev_t;
    let dir = os::dir_fd(vm, &a[3])?;
    let r = blocking(vm, || c!(mknodat(dir, p.ptr(), mode, device)))?;
    p.done(vm, r)
}
fn remove_with(vm: &mut Vm, a: &[Value], who: &str, flags: i32) -> PyResult<Value> {
    let p = os::path(vm, &a[0], who, PathKind::Plain)?;
    let dir = os::dir_fd(vm, &a[1])?;
    let r = blocking(vm, || c!(unlinkat(dir, p.ptr(), flags)))?;
    p.done(vm, r)
}
fn chdir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "chdir", PathKind::OrFd)?;
    let r = match p.fd {
        Some(fd) => blocking(vm, || c!(fchdir(fd)))?,
        None => blocking(vm, || c!(chdir(p.ptr())))?,
    };
    p.done(vm, r)
}
fn two_names(vm: &mut Vm, r: Result<i32, i32>, a: &os::Path, b: &os::Path) -> PyResult<Value> {
    match r {
        Ok(_) => Ok(Value::NONE),
        Err(n) => Err(super::error_with_two(vm, n, &a.object, &b.object)),
    }
}
fn rename_as(vm: &mut Vm, a: &[Value], who: &str) -> PyResult<Value> {
    let from = os::path_named(vm, &a[0], who, "src", PathKind::Plain)?;
    let to = os::path_named(vm, &a[1], who, "dst", PathKind::Plain)?;
    let (df, dt) = (os::dir_fd(vm, &a[2])?, os::dir_fd(vm, &a[3])?);
    let r = blocking(vm, || c!(renameat(df, from.ptr(), dt, to.ptr())))?;
    two_names(vm, r, &from, &to)
}
fn link(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let from = os::path_named(vm, &a[0], "link", "src", PathKind::Plain)?;
    let to = os::path_named(vm, &a[1], "link", "dst", PathKind::Plain)?;
    let (df, dt) = (os::dir_fd(vm, &a[2])?, os::dir_fd(vm, &a[3])?);
    let flags = if os::bool_or(vm, &a[4], true)? { libc::AT_SYMLINK_FOLLOW } else { 0 };
    let r = blocking(vm, || c!(linkat(df, from.ptr(), dt, to.ptr(), flags)))?;
    two_names(vm, r, &from, &to)
}
fn symlink(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let from = os::path_named(vm, &a[0], "symlink", "src", PathKind::Plain)?;
    let to = os::path_named(vm, &a[1], "symlink", "dst", PathKind::Plain)?;
    let dir = os::dir_fd(vm, &a[3])?;
    let r = blocking(vm, || c!(symlinkat(from.ptr(), dir, to.ptr())))?;
    two_names(vm, r, &from, &to)
}
fn readlink(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "readlink", PathKind::Plain)?;
    let dir = os::dir_fd(vm, &a[1])?;
    let mut buf = vec![0u8; libc::PATH_MAX as usize + 1];
    let r = blocking(vm, || c!(readlinkat(dir, p.ptr(), buf.as_mut_ptr().cast(), buf.len())))?;
    let n = p.check(vm, r)?;
    Ok(p.like(&buf[..n as usize]))
}
fn chroot(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "chroot", PathKind::Plain)?;
    let r = blocking(vm, || c!(chroot(p.ptr())))?;
    p.done(vm, r)
}
fn fchdir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    os::call(vm, || c!(fchdir(fd)))?;
    Ok(Value::NONE)
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("listdir", listdir, "(path=None)", "Return a list containing the names of the files in the directory."),
    NativeDef::new("getcwd", |vm, _| Ok(os::fs_decode(&cwd(vm)?)), "()", "Return a unicode string representing the current working directory."),
    NativeDef::new("getcwdb", |vm, _| Ok(vm::builtins::bytes::new(cwd(vm)?)), "()", "Return a bytes string representing the current working directory."),
    NativeDef::new("mkdir", mkdir, "(path, mode=511, *, dir_fd=None)", "Create a directory."),
    NativeDef::new("mkfifo", mkfifo, "(path, mode=438, *, dir_fd=None)", "Create a \"fifo\" (a POSIX named pipe)."),
    NativeDef::new("mknod", mknod, "(path, mode=384, device=0, *, dir_fd=None)", "Create a node in the file system."),
    NativeDef::new("rmdir", |vm, a| remove_with(vm, a, "rmdir", libc::AT_REMOVEDIR), "(path, *, dir_fd=None)", "Remove a directory."),
    NativeDef::new("unlink", |vm, a| remove_with(vm, a, "unlink", 0), "(path, *, dir_fd=None)", "Remove a file (same as remove())."),
    NativeDef::new("remove", |vm, a| remove_with(vm, a, "remove", 0), "(path, *, dir_fd=None)", "Remove a file (same as unlink())."),
    NativeDef::new("chdir", chdir, "(path)", "Change the current working directory to the specified path."),
    NativeDef::new("fchdir", fchdir, "(fd)", "Change to the directory of the given file descriptor."),
    NativeDef::new("chroot", chroot, "(path)", "Change root directory to path."),
    NativeDef::new("rename", |vm, a| rename_as(vm, a, "rename"), "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Rename a file or directory."),
    NativeDef::new(
        "replace",
        |vm, a| rename_as(vm, a, "replace"),
        "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)",
        "Rename a file or directory, overwriting the destination.",
    ),
    NativeDef::new("link", link, "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", "Create a hard link to a file."),
    NativeDef::new("symlink", symlink, "(src, dst, target_is_directory=False, *, dir_fd=None)", "Create a symbolic link pointing to src named dst."),
    NativeDef::new("readlink", readlink, "(path, *, dir_fd=None)", "Return a string representing the path to which the symbolic link points."),
];
