//! posix: pure functions of path texts, the environment, and text of errors.

use super::super::os::{self, PathKind, c};
use std::os::unix::ffi::OsStrExt;
use vm::builtins::{bytes, str, tuple};
use vm::object::dict::{DictObj, new_dict};
use vm::text::{TextBuf, Units};
use vm::{NativeDef, PyResult, Value, Vm};

const SLASH: u32 = b'/' as u32;

/// `posixpath.normpath` over characters.
fn normalized(s: Units<'_>) -> TextBuf {
    let mut out = TextBuf::new();
    let n = s.len();
    if n == 0 {
        return TextBuf::from(".");
    }
    // POSIX lets exactly two leading slashes mean something of their own.
    let lead = (0..n).take_while(|&i| s.get(i) == SLASH).count();
    let root = match lead {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for i in 0..=n {
        if i < n && s.get(i) != SLASH {
            continue;
        }
        let (from, to) = (start, i);
        start = i + 1;
        let is_dots = |k: usize, at: (usize, usize)| at.1 - at.0 == k && (at.0..at.1).all(|j| s.get(j) == u32::from(b'.'));
        if from == to || is_dots(1, (from, to)) {
            continue;
        }
        if !is_dots(2, (from, to)) || (root == 0 && parts.last().is_none_or(|&p| is_dots(2, p))) {
            parts.push((from, to));
        } else {
            parts.pop();
        }
    }
    out.push_repeat(SLASH, root);
    for (i, (from, to)) in parts.iter().enumerate() {
        if i > 0 {
            out.push(SLASH);
        }
        out.push_units(s.slice(*from, *to));
    }
    if out.is_empty() { TextBuf::from(".") } else { out }
}

/// Runs `f` over the characters of a str, bytes or path-like object, and makes a result of the same kind.
fn over_text(vm: &mut Vm, v: &Value, f: impl FnOnce(Units<'_>) -> Vec<TextBuf>) -> PyResult<Vec<Value>> {
    let p = os::fspath(vm, v)?;
    Ok(match (str::get(&p), bytes::get(&p)) {
        (Some(s), _) => f(s.units()).into_iter().map(str::from_buf).collect(),
        (_, Some(b)) => f(Units::One(b)).into_iter().map(|t| bytes::new(t.units().iter().map(|c| c as u8).collect())).collect(),
        _ => Vec::new(),
    })
}
fn path_normpath(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = over_text(vm, &a[0], |s| vec![normalized(s)])?;
    Ok(r.into_iter().next().unwrap_or(Value::NONE))
}
fn path_splitroot(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = over_text(vm, &a[0], |s| {
        let lead = (0..s.len()).take_while(|&i| s.get(i) == SLASH).count();
        let root = match lead {
            0 => 0,
            2 => 2,
            _ => 1,
        };
        vec![TextBuf::new(), s.slice(0, root).to_buf(), s.slice(root, s.len()).to_buf()]
    })?;
    Ok(tuple::new(r))
}
fn strerror(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_arg(vm, &a[0])?;
    Ok(Value::str(&vm::builtins::exception::os::strerror(n)))
}

// ---- the environment ---------------------------------------------------------------------------------

/// A dict of bytes.
fn environment(vm: &mut Vm) -> PyResult<Value> {
    let d = new_dict();
    if let Some(dict) = d.downcast::<DictObj>() {
        for (k, v) in std::env::vars_os() {
            dict.set(vm, bytes::new(k.as_bytes().to_vec()), bytes::new(v.as_bytes().to_vec()))?;
        }
    }
    Ok(d)
}
fn putenv(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (k, v) = (os::c_string(vm, &a[0])?, os::c_string(vm, &a[1])?);
    if k.as_bytes().is_empty() || k.as_bytes().contains(&b'=') {
        return Err(vm.value_error("illegal environment variable name"));
    }
    os::done(vm, c!(setenv(k.as_ptr(), v.as_ptr(), 1)))
}
fn unsetenv(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let k = os::c_string(vm, &a[0])?;
    os::done(vm, c!(unsetenv(k.as_ptr())))
}

// ---- extended attributes -----------------------------------------------------------------------------

/// Grows the buffer until the answer fits.
fn growing(mut f: impl FnMut(&mut [u8]) -> Result<isize, i32>) -> Result<Vec<u8>, i32> {
    let mut size = 256;
    loop {
        let mut b = vec![0u8; size];
        match f(&mut b) {
            Ok(n) => {
                b.truncate(n as usize);
                return Ok(b);
            }
            Err(libc::ERANGE) if size < 1 << 17 => size *= 8,
            Err(n) => return Err(n),
        }
    }
}
fn getxattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "getxattr", PathKind::OrFd)?;
    let k = os::c_string(vm, &a[1])?;
    let follow = os::bool_or(vm, &a[2], true)?;
    let r = growing(|b| {
        let (at, n) = (b.as_mut_ptr().cast(), b.len());
        os::result(match p.fd {
            Some(fd) => c!(fgetxattr(fd, k.as_ptr(), at, n)),
            None if follow => c!(getxattr(p.ptr(), k.as_ptr(), at, n)),
            None => c!(lgetxattr(p.ptr(), k.as_ptr(), at, n)),
        })
    });
    r.map(bytes::new).map_err(|n| p.error(vm, n))
}
fn setxattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "setxattr", PathKind::OrFd)?;
    let k = os::c_string(vm, &a[1])?;
    let v = os::bytes_like(vm, &a[2])?;
    let flags = os::int_or(vm, &a[3], 0)?;
    let follow = os::bool_or(vm, &a[4], true)?;
    let (at, n) = (v.as_ptr().cast(), v.len());
    let r = os::result(match p.fd {
        Some(fd) => c!(fsetxattr(fd, k.as_ptr(), at, n, flags)),
        None if follow => c!(setxattr(p.ptr(), k.as_ptr(), at, n, flags)),
        None => c!(lsetxattr(p.ptr(), k.as_ptr(), at, n, flags)),
    });
    p.done(vm, r)
}
fn removexattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "removexattr", PathKind::OrFd)?;
    let k = os::c_string(vm, &a[1])?;
    let follow = os::bool_or(vm, &a[2], true)?;
    let r = os::result(match p.fd {
        Some(fd) => c!(fremovexattr(fd, k.as_ptr())),
        None if follow => c!(removexattr(p.ptr(), k.as_ptr())),
        None => c!(lremovexattr(p.ptr(), k.as_ptr())),
    });
    p.done(vm, r)
}
fn listxattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "listxattr", PathKind::OrFdOrNone)?;
    let follow = os::bool_or(vm, &a[1], true)?;
    let r = growing(|b| {
        let (at, n) = (b.as_mut_ptr().cast(), b.len());
        os::result(match p.fd {
            Some(fd) => c!(flistxattr(fd, at, n)),
            None if follow => c!(listxattr(p.ptr(), at, n)),
            None => c!(llistxattr(p.ptr(), at, n)),
        })
    });
    match r {
        Ok(b) => Ok(vm::builtins::list::new(b.split(|c| *c == 0).filter(|k| !k.is_empty()).map(os::fs_decode).collect())),
        Err(n) => Err(p.error(vm, n)),
    }
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("_path_normpath", path_normpath, "(path)", "Normalize path, eliminating double slashes, etc."),
    NativeDef::new("_path_splitroot_ex", path_splitroot, "(p)", "Split a pathname into drive, root and tail."),
    NativeDef::new("fspath", |vm, a| os::fspath(vm, &a[0]), "(path)", "Return the file system path representation of the object."),
    NativeDef::new("strerror", strerror, "(code, /)", "Translate an error code to a message string."),
    NativeDef::new("_create_environ", |vm, _| environment(vm), "()", "Create the environment dictionary."),
    NativeDef::new("putenv", putenv, "(name, value, /)", "Change or add an environment variable."),
    NativeDef::new("unsetenv", unsetenv, "(name, /)", "Delete an environment variable."),
    NativeDef::new("getxattr", getxattr, "(path, attribute, *, follow_symlinks=True)", "Return the value of extended attribute attribute on path."),
    NativeDef::new("setxattr", setxattr, "(path, attribute, value, flags=0, *, follow_symlinks=True)", "Set extended attribute attribute on path to value."),
    NativeDef::new("removexattr", removexattr, "(path, attribute, *, follow_symlinks=True)", "Remove extended attribute attribute on path."),
    NativeDef::new("listxattr", listxattr, "(path=None, *, follow_symlinks=True)", "Return a list of extended attributes on path."),
];

/// Names of the module besides its functions.
pub fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    let environ = environment(vm)?;
    os::set(m, "environ", environ);
    Ok(())
}
