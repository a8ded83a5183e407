//! mmap: files and anonymous memory as bytes that can be changed in place.
//!
//! The memory is mapped while `at` isn't null. Buffers taken of it count in `exports`; while there are any it is neither
//! unmapped nor moved. Another process may change shared memory at any time, which bytes don't mind; one that cuts the
//! mapped file short makes the next access a fault, as with every mapping.

mod methods;

use super::os::{self, c};
use std::cell::Cell;
use vm::builtins::buffer::{self, Buffer};
use vm::builtins::exception::classes;
use vm::builtins::slice::{self, SliceObj};
use vm::builtins::{bytes, int, list};
use vm::import::NativeModule;
use vm::native::signature::Signature;
use vm::native::{Args, TypeDef, this};
use vm::object::ops;
use vm::object::slots::TypeSlots;
use vm::object::ty::{self, TypeObj};
use vm::object::{self, Payload};
use vm::{PyResult, Raised, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "mmap",
    init: |_, m| {
        os::set(m, "mmap", MMAP.value());
        os::set(m, "error", classes().os_error.value());
        os::add_constants(m, CONSTANTS);
        let page = c!(sysconf(libc::_SC_PAGESIZE));
        os::add_constants(m, &[("PAGESIZE", page), ("ALLOCATIONGRANULARITY", page)]);
        Ok(())
    },
};

/// What may be done with the memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Access {
    Default,
    Read,
    Write,
    Copy,
}
impl Access {
    fn name(self) -> &'static str {
        match self {
            Access::Default => "ACCESS_DEFAULT",
            Access::Read => "ACCESS_READ",
            Access::Write => "ACCESS_WRITE",
            Access::Copy => "ACCESS_COPY",
        }
    }
}

/// Payload of mmap objects.
struct Map {
    at: Cell<*mut u8>,
    len: Cell<usize>,
    position: Cell<usize>,
    offset: i64,
    access: Access,
    /// A duplicate of the file's descriptor, -1 when there is none.
    fd: Cell<i32>,
    /// Is there a file that is not kept open?
    untracked: bool,
    exports: Cell<usize>,
}
impl Payload for Map {
    fn def() -> &'static TypeDef {
        &MMAP
    }
}
impl Drop for Map {
    fn drop(&mut self) {
        self.unmap();
    }
}

impl Map {
    /// Gives memory and descriptor back. Nobody uses the memory: there are no exports.
    fn unmap(&self) {
        let (at, len) = (self.at.replace(std::ptr::null_mut()), self.len.get());
        if !at.is_null() {
            c!(munmap(at.cast(), len));
        }
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            c!(close(fd));
        }
    }
    fn is_closed(&self) -> bool {
        self.at.get().is_null()
    }
    /// The memory, for as long as no Python code runs.
    fn data(&self) -> &[u8] {
        if self.is_closed() {
            return &[];
        }
        // SAFETY: `len` bytes are mapped at `at` until `unmap` or `resize`, which only run from Python code.
        unsafe { std::slice::from_raw_parts(self.at.get(), self.len.get()) }
    }
    /// Copies bytes into the memory at `at`, as many as fit.
    fn store(&self, at: usize, from: &[u8]) {
        let room = self.data().len().saturating_sub(at);
        // SAFETY: the range lies in the mapped memory; `copy` allows that `from` is a part of it.
        unsafe { std::ptr::copy(from.as_ptr(), self.at.get().wrapping_add(at), from.len().min(room)) };
    }
}

fn m(v: &Value) -> &Map {
    this::<Map>(v)
}

/// The map, if it is open.
fn open<'a>(vm: &mut Vm, v: &'a Value) -> PyResult<&'a Map> {
    let map = m(v);
    if map.is_closed() { Err(vm.value_error("mmap closed or invalid")) } else { Ok(map) }
}

/// The map, if it is open and may be changed.
fn writable<'a>(vm: &mut Vm, v: &'a Value) -> PyResult<&'a Map> {
    let map = open(vm, v)?;
    if map.access == Access::Read { Err(vm.type_error("mmap can't modify a readonly memory map.")) } else { Ok(map) }
}

fn size_of_file(vm: &mut Vm, fd: i32) -> PyResult<(bool, i64)> {
    // SAFETY: plain numbers, which `fstat` fills in.
    let mut st: libc::stat = unsafe { std::mem::zeroed() };
    os::check(vm, c!(fstat(fd, &mut st)))?;
    Ok((st.st_mode & libc::S_IFMT == libc::S_IFREG, st.st_size))
}

/// How much of a regular file is mapped; `length` is 0 for all of it.
fn fitting(vm: &mut Vm, length: i64, offset: i64, size: i64) -> PyResult<i64> {
    if length == 0 {
        return match size {
            0 => Err(vm.value_error("cannot mmap an empty file")),
            _ if offset >= size => Err(vm.value_error("mmap offset is greater than file size")),
            _ => Ok(size - offset),
        };
    }
    if offset > size || size - offset < length {
        return Err(vm.value_error("mmap length is greater than file size"));
    }
    Ok(length)
}

/// Access, flags and protection from what was given of them.
fn resolve(vm: &mut Vm, access: i32, flags: i32, prot: i32) -> PyResult<(Access, i32, i32)> {
    const BOTH: i32 = libc::PROT_READ | libc::PROT_WRITE;
    if access != 0 && (flags != libc::MAP_SHARED || prot != BOTH) {
        return Err(vm.value_error("mmap can't specify both access and flags, prot."));
    }
    Ok(match access {
        0 if prot & BOTH == BOTH => (Access::Default, flags, prot),
        0 if prot & libc::PROT_WRITE != 0 => (Access::Write, flags, prot),
        0 => (Access::Read, flags, prot),
        1 => (Access::Read, libc::MAP_SHARED, libc::PROT_READ),
        2 => (Access::Write, libc::MAP_SHARED, BOTH),
        3 => (Access::Copy, libc::MAP_PRIVATE, BOTH),
        _ => return Err(vm.value_error("mmap invalid access parameter.")),
    })
}

fn construct(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIGNATURE: std::sync::LazyLock<Signature> = std::sync::LazyLock::new(|| {
        Signature::parse("(fileno, length, flags=MAP_SHARED, prot=PROT_WRITE|PROT_READ, access=ACCESS_DEFAULT, offset=0, *, trackfd=True)")
    });
    let mut a = Vec::with_capacity(7);
    SIGNATURE.bind(vm, "mmap", args, &mut a)?;
    let fd = os::int_arg(vm, &a[0])?;
    let length = ops::index_i64(vm, &a[1])?;
    let flags = os::int_or(vm, &a[2], libc::MAP_SHARED)?;
    let prot = os::int_or(vm, &a[3], libc::PROT_READ | libc::PROT_WRITE)?;
    let access = os::int_or(vm, &a[4], 0)?;
    let offset = a[5].opt().map_or(Ok(0), |v| ops::index_i64(vm, v))?;
    let tracked = os::bool_or(vm, &a[6], true)?;
    if length < 0 {
        return Err(vm.overflow_error("memory mapped length must be positive"));
    }
    if offset < 0 {
        return Err(vm.overflow_error("memory mapped offset must be positive"));
    }
    let (access, mut flags, prot) = resolve(vm, access, flags, prot)?;
    let (mut length, mut own) = (length, -1);
    if fd == -1 {
        flags |= libc::MAP_ANONYMOUS;
    } else {
        let (regular, size) = size_of_file(vm, fd)?;
        if regular {
            length = fitting(vm, length, offset, size)?;
        }
        if tracked {
            own = os::check(vm, c!(fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)))?;
        }
    }
    let map = Map {
        at: Cell::new(std::ptr::null_mut()),
        len: Cell::new(length as usize),
        position: Cell::new(0),
        offset,
        access,
        fd: Cell::new(own),
        untracked: fd != -1 && !tracked,
        exports: Cell::new(0),
    };
    let at = c!(mmap(std::ptr::null_mut(), length as usize, prot, flags, fd, offset));
    if at == libc::MAP_FAILED {
        return Err(vm::builtins::exception::os_error(vm, os::errno(), None));
    }
    map.at.set(at.cast());
    Ok(object::new_of(cls, map))
}

/// `nouns` is "integers" where items are read and "integer" where they are written.
fn index(vm: &mut Vm, map: &Map, key: &Value, nouns: &str) -> PyResult<usize> {
    if key.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("mmap indices must be {nouns}")));
    }
    let i = ops::index_subscript(vm, key)?;
    list::position(i, map.data().len()).ok_or_else(|| out_of_range(vm))
}
fn out_of_range(vm: &mut Vm) -> Raised {
    vm.index_error("mmap index out of range")
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    let map = open(vm, v)?;
    let Some(s) = key.downcast::<SliceObj>() else {
        let i = index(vm, map, key, "integers")?;
        // Looking for the index may have closed the map.
        let map = open(vm, v)?;
        return map.data().get(i).map(|b| Value::int(i64::from(*b))).ok_or_else(|| out_of_range(vm));
    };
    let (start, _, step, n) = slice::indices(vm, s, map.data().len())?;
    let data = open(vm, v)?.data();
    Ok(bytes::new((0..n as isize).filter_map(|k| data.get((start + k * step) as usize).copied()).collect()))
}

fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: Option<&Value>) -> PyResult<()> {
    let map = writable(vm, v)?;
    let Some(s) = key.downcast::<SliceObj>() else {
        let i = index(vm, map, key, "integer")?;
        let Some(x) = x else { return Err(vm.type_error("mmap doesn't support item deletion")) };
        if x.ty().slots().index.is_none() {
            return Err(vm.type_error("mmap item value must be an int"));
        }
        let n = ops::index(vm, x)?;
        let Some(b) = int::as_i64(&n).and_then(|n| u8::try_from(n).ok()) else {
            return Err(vm.value_error("mmap item value must be in range(0, 256)"));
        };
        writable(vm, v)?.store(i, &[b]);
        return Ok(());
    };
    let (start, _, step, n) = slice::indices(vm, s, map.data().len())?;
    let Some(x) = x else { return Err(vm.type_error("mmap object doesn't support slice deletion")) };
    let from = buffer::bytes_like(vm, x)?;
    let map = writable(vm, v)?;
    if from.len() != n {
        return Err(vm.index_error("mmap slice assignment is wrong size"));
    }
    if step == 1 {
        map.store(start as usize, &from);
        return Ok(());
    }
    for (k, b) in from.iter().enumerate() {
        map.store((start + k as isize * step) as usize, &[*b]);
    }
    Ok(())
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(construct);
    s.len = Some(|vm, v| Ok(open(vm, v)?.len.get()));
    s.getitem = Some(getitem);
    s.setitem = Some(setitem);
    s.iter = Some(|vm, v| {
        open(vm, v)?;
        Ok(object::new(Iter { map: v.clone(), at: Cell::new(0) }))
    });
    s.repr = Some(|_, v| {
        let (map, name) = (m(v), v.ty().full_name());
        Ok(Value::str(&if map.is_closed() {
            format!("<{name} closed=True>")
        } else {
            let access = map.access.name();
            format!("<{name} closed=False, access={access}, length={}, pos={}, offset={}>", map.len.get(), map.position.get(), map.offset)
        }))
    });
    s.buffer = Some(|vm, v, flags| {
        let map = open(vm, v)?;
        let buffer = Buffer::bytes(v.clone(), map.at.get(), map.len.get(), map.access != Access::Read, Some(|v| m(v).exports.set(m(v).exports.get() - 1)));
        map.exports.set(map.exports.get() + 1);
        buffer::simple(vm, flags, buffer)
    });
}

/// The items as bytes of one, which is what iterating gives; subscripts give ints.
struct Iter {
    map: Value,
    at: Cell<usize>,
}
impl Payload for Iter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.map);
    }
}
static ITER: TypeDef = TypeDef::new::<Iter>("iterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| {
        let it = this::<Iter>(v);
        let i = it.at.get();
        it.at.set(i.saturating_add(1));
        Ok(open(vm, &it.map)?.data().get(i).map(|b| bytes::new(vec![*b])))
    });
});

static MMAP: TypeDef = TypeDef::new::<Map>("mmap.mmap")
    .doc("mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])\n\nMaps length bytes from the file specified by the file descriptor fileno,\nand returns a mmap object.  If length is larger than the current size\nof the file, the file is extended to contain length bytes.  If length is\n0, the maximum length of the map is the current size of the file.\n\nTo map anonymous memory, pass -1 as the fileno.")
    .flags(ty::flag::WEAKREF)
    .methods(methods::METHODS)
    .getset(methods::GETSET)
    .slots(slots);

static CONSTANTS: &[(&str, i64)] = &[
    ("ACCESS_DEFAULT", 0),
    ("ACCESS_READ", 1),
    ("ACCESS_WRITE", 2),
    ("ACCESS_COPY", 3),
    ("PROT_EXEC", libc::PROT_EXEC as i64),
    ("PROT_READ", libc::PROT_READ as i64),
    ("PROT_WRITE", libc::PROT_WRITE as i64),
    ("MAP_SHARED", libc::MAP_SHARED as i64),
    ("MAP_PRIVATE", libc::MAP_PRIVATE as i64),
    ("MAP_DENYWRITE", libc::MAP_DENYWRITE as i64),
    ("MAP_EXECUTABLE", libc::MAP_EXECUTABLE as i64),
    ("MAP_ANON", libc::MAP_ANONYMOUS as i64),
    ("MAP_ANONYMOUS", libc::MAP_ANONYMOUS as i64),
    ("MAP_POPULATE", libc::MAP_POPULATE as i64),
    ("MAP_STACK", libc::MAP_STACK as i64),
    ("MAP_NORESERVE", libc::MAP_NORESERVE as i64),
    ("MAP_HUGETLB", libc::MAP_HUGETLB as i64),
    ("MAP_LOCKED", libc::MAP_LOCKED as i64),
    ("MAP_NONBLOCK", libc::MAP_NONBLOCK as i64),
    ("MAP_GROWSDOWN", libc::MAP_GROWSDOWN as i64),
    ("MADV_NORMAL", libc::MADV_NORMAL as i64),
    ("MADV_RANDOM", libc::MADV_RANDOM as i64),
    ("MADV_SEQUENTIAL", libc::MADV_SEQUENTIAL as i64),
    ("MADV_WILLNEED", libc::MADV_WILLNEED as i64),
    ("MADV_DONTNEED", libc::MADV_DONTNEED as i64),
    ("MADV_REMOVE", libc::MADV_REMOVE as i64),
    ("MADV_DONTFORK", libc::MADV_DONTFORK as i64),
    ("MADV_DOFORK", libc::MADV_DOFORK as i64),
    ("MADV_HWPOISON", libc::MADV_HWPOISON as i64),
    ("MADV_MERGEABLE", libc::MADV_MERGEABLE as i64),
    ("MADV_UNMERGEABLE", libc::MADV_UNMERGEABLE as i64),
    ("MADV_HUGEPAGE", libc::MADV_HUGEPAGE as i64),
    ("MADV_NOHUGEPAGE", libc::MADV_NOHUGEPAGE as i64),
    ("MADV_DONTDUMP", libc::MADV_DONTDUMP as i64),
    ("MADV_DODUMP", libc::MADV_DODUMP as i64),
    ("MADV_FREE", libc::MADV_FREE as i64),
];
