//! posix: `scandir` and the entries that it gives.

use super::super::os::{self, PathKind};
use super::dir::Stream;
use super::stat::{stat_of, stat_value};
use std::cell::{Cell, RefCell};
use vm::builtins::{bytes, str};
use vm::native::{GetSet, this};
use vm::object::{self, Payload, ops, ty};
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

/// Payload of `posix.ScandirIterator`.
pub struct ScandirObj {
    stream: RefCell<Option<Stream>>,
    /// The directory as given, for joining; empty text for a descriptor.
    path: Value,
    /// The descriptor that was given.
    fd: Option<i32>,
    is_bytes: bool,
}
impl Payload for ScandirObj {
    fn def() -> &'static TypeDef {
        &SCANDIR
    }
}
// The stream belongs to whoever holds the interpreter lock, like every payload.

/// `posix.ScandirIterator`
pub static SCANDIR: TypeDef = TypeDef::new::<ScandirObj>("posix.ScandirIterator").flags(ty::flag::NO_NEW).methods(ITER_METHODS).final_type().slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(next);
    s.del = Some(|vm, v| {
        if this::<ScandirObj>(v).stream.borrow().is_some() {
            let Ok(r) = ops::repr(vm, v) else { return };
            let r = vm.warn(vm::builtins::exception::classes().resource_warning, &format!("unclosed scandir iterator {}", str::text(&r)), 1);
            vm.unraisable_if(r, "Exception ignored in", v);
            close(v);
        }
    });
});

fn close(v: &Value) {
    let s = this::<ScandirObj>(v).stream.borrow_mut().take();
    drop(s);
}

static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new("__enter__", |_, a| Ok(a[0].clone()), "($self, /)", ""),
    NativeDef::new(
        "__exit__",
        |_, a| {
            close(&a[0]);
            Ok(Value::NONE)
        },
        "($self, /, *args)",
        "",
    ),
    NativeDef::new(
        "close",
        |_, a| {
            close(&a[0]);
            Ok(Value::NONE)
        },
        "($self, /)",
        "",
    ),
];

fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let it = this::<ScandirObj>(v);
    let r = match it.stream.borrow_mut().as_mut() {
        Some(s) => s.next(),
        None => return Ok(None),
    };
    match r {
        Ok(Some((name, ino, kind))) => Ok(Some(entry(it, &name, ino, kind))),
        Ok(None) => {
            close(v);
            Ok(None)
        }
        Err(n) => {
            close(v);
            Err(vm::builtins::exception::os_error(vm, n, Some(&it.path)))
        }
    }
}

fn entry(it: &ScandirObj, name: &[u8], ino: u64, kind: u8) -> Value {
    let text = |b: &[u8]| if it.is_bytes { bytes::new(b.to_vec()) } else { os::fs_decode(b) };
    let shown = text(name);
    let path = if it.fd.is_some() {
        shown.clone()
    } else if let Some(b) = bytes::get(&it.path) {
        let sep: &[u8] = if b.is_empty() || b.ends_with(b"/") { b"" } else { b"/" };
        bytes::new([b, sep, name].concat())
    } else {
        let t = str::get(&it.path);
        let sep = t.is_some_and(|t| !t.is_empty() && t.units().get(t.len() - 1) != u32::from(b'/'));
        let head = if sep { str::concat(it.path.clone(), &Value::str("/")) } else { it.path.clone() };
        str::concat(head, &shown)
    };
    object::new(EntryObj { name: shown, path, ino, kind, fd: it.fd, stat: RefCell::new(Value::NULL), lstat: RefCell::new(Value::NULL), mode: Cell::new(0) })
}

/// `os.scandir`
pub fn scandir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "scandir", PathKind::OrFdOrNone)?;
    let stream = Stream::open(vm, &p)?;
    let path = match p.fd {
        Some(_) => p.object.clone(),
        None => p.like(p.text.as_bytes()),
    };
    Ok(object::new(ScandirObj { stream: RefCell::new(Some(stream)), path, fd: p.fd, is_bytes: p.is_bytes }))
}

/// Payload of `os.DirEntry`.
pub struct EntryObj {
    name: Value,
    path: Value,
    ino: u64,
    kind: u8,
    fd: Option<i32>,
    stat: RefCell<Value>,
    lstat: RefCell<Value>,
    /// `st_mode` of the target, once known.
    mode: Cell<u32>,
}
impl Payload for EntryObj {
    fn def() -> &'static TypeDef {
        &DIR_ENTRY
    }
}
/// `os.DirEntry`
pub static DIR_ENTRY: TypeDef =
    TypeDef::new::<EntryObj>("posix.DirEntry").flags(ty::flag::NO_NEW).methods(ENTRY_METHODS).getset(ENTRY_GETSET).final_type().slots(|s| {
        s.repr = Some(|vm, v| {
            let r = ops::repr(vm, &this::<EntryObj>(v).name)?;
            Ok(str::concat(str::concat(Value::str("<DirEntry "), &r), &Value::str(">")))
        });
    });

static ENTRY_GETSET: &[GetSet] = &[
    GetSet::new("name", |_, v| Ok(this::<EntryObj>(v).name.clone()), None, "the entry's base filename, relative to scandir() \"path\" argument"),
    GetSet::new("path", |_, v| Ok(this::<EntryObj>(v).path.clone()), None, "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"),
];

fn stat_mode(vm: &mut Vm, v: &Value, follow: bool) -> PyResult<Result<Value, i32>> {
    let e = this::<EntryObj>(v);
    let follow = follow && (e.kind == libc::DT_LNK || e.kind == libc::DT_UNKNOWN);
    let cell = if follow { &e.stat } else { &e.lstat };
    if !cell.borrow().is_null() {
        return Ok(Ok(cell.borrow().clone()));
    }
    let p = os::path(vm, &e.path, "DirEntry", PathKind::Plain)?;
    match stat_of(vm, &p, e.fd.unwrap_or(libc::AT_FDCWD), follow)? {
        Ok(st) => {
            if follow {
                e.mode.set(st.st_mode);
            }
            let s = stat_value(&st);
            let old = cell.replace(s.clone());
            drop(old);
            Ok(Ok(s))
        }
        Err(n) => Ok(Err(n)),
    }
}

fn stat(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let follow = os::bool_or(vm, &a[1], true)?;
    match stat_mode(vm, &a[0], follow)? {
        Ok(s) => Ok(s),
        Err(n) => Err(vm::builtins::exception::os_error(vm, n, Some(&this::<EntryObj>(&a[0]).path))),
    }
}

/// Is the entry (or what it points to) of this kind? What vanished isn't.
fn is_kind(vm: &mut Vm, a: &[Value], kind: u8, format: u32) -> PyResult<Value> {
    let follow = os::bool_or(vm, &a[1], true)?;
    let e = this::<EntryObj>(&a[0]);
    if e.kind != libc::DT_UNKNOWN && !(follow && e.kind == libc::DT_LNK) {
        return Ok(Value::bool(e.kind == kind));
    }
    match stat_mode(vm, &a[0], follow)? {
        Ok(s) => {
            let mode = vm::builtins::tuple::items(&s).first().and_then(|m| m.as_small_int()).unwrap_or(0);
            Ok(Value::bool(mode as u32 & libc::S_IFMT == format))
        }
        Err(libc::ENOENT) => Ok(Value::FALSE),
        Err(n) => Err(vm::builtins::exception::os_error(vm, n, Some(&e.path))),
    }
}

static ENTRY_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "is_dir",
        |vm, a| is_kind(vm, a, libc::DT_DIR, libc::S_IFDIR),
        "($self, /, *, follow_symlinks=True)",
        "Return True if the entry is a directory; cached per entry.",
    ),
    NativeDef::new(
        "is_file",
        |vm, a| is_kind(vm, a, libc::DT_REG, libc::S_IFREG),
        "($self, /, *, follow_symlinks=True)",
        "Return True if the entry is a file; cached per entry.",
    ),
    NativeDef::new(
        "is_symlink",
        |vm, a| is_kind(vm, &[a[0].clone(), Value::FALSE], libc::DT_LNK, libc::S_IFLNK),
        "($self, /)",
        "Return True if the entry is a symbolic link; cached per entry.",
    ),
    NativeDef::new("is_junction", |_, _| Ok(Value::FALSE), "($self, /)", "Return True if the entry is a junction; cached per entry."),
    NativeDef::new("stat", stat, "($self, /, *, follow_symlinks=True)", "Return stat_result object for the entry; cached per entry."),
    NativeDef::new("inode", |_, a| Ok(os::unsigned(this::<EntryObj>(&a[0]).ino)), "($self, /)", "Return inode of the entry; cached per entry."),
    NativeDef::new("__fspath__", |_, a| Ok(this::<EntryObj>(&a[0]).path.clone()), "($self, /)", "Returns the path for the entry."),
];
