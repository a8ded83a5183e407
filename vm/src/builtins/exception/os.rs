//! OSError: from errno to subclass.

use super::{classes, field, make, payload, set_field};
use crate::builtins::{int, str, tuple};
use crate::native::{Args, this};
use crate::object::error::{PyResult, Raised};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, ops};
use crate::value::Value;
use crate::vm::Vm;

pub(super) fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.init = Some(init);
    s.str = Some(str_);
}

/// The class for an errno.
pub fn class_for(errno: i32) -> &'static TypeObj {
    let c = classes();
    match errno {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => c.blocking_io_error,
        libc::EPIPE | libc::ESHUTDOWN => c.broken_pipe_error,
        libc::ECHILD => c.child_process_error,
        libc::ECONNABORTED => c.connection_aborted_error,
        libc::ECONNREFUSED => c.connection_refused_error,
        libc::ECONNRESET => c.connection_reset_error,
        libc::EEXIST => c.file_exists_error,
        libc::ENOENT => c.file_not_found_error,
        libc::EISDIR => c.is_a_directory_error,
        libc::ENOTDIR => c.not_a_directory_error,
        libc::EINTR => c.interrupted_error,
        libc::EACCES | libc::EPERM => c.permission_error,
        libc::ESRCH => c.process_lookup_error,
        libc::ETIMEDOUT => c.timeout_error,
        _ => c.os_error,
    }
}

fn fill(v: &Value, pos: &[Value]) {
    let n = pos.len();
    if !(2..=5).contains(&n) {
        return;
    }
    set_field(v, "errno", pos[0].clone());
    set_field(v, "strerror", pos[1].clone());
    if n >= 3 {
        let blocking = v.ty().is_subtype(classes().blocking_io_error) && int::is_int(&pos[2]);
        if blocking {
            set_field(v, "characters_written", pos[2].clone());
        } else {
            set_field(v, "filename", pos[2].clone());
            if n == 5 {
                set_field(v, "filename2", pos[4].clone());
            }
            // The file names are no part of args.
            let e = this::<super::ExceptionObj>(v);
            let old = e.args.replace(tuple::from_slice(&pos[..2]));
            drop(old);
        }
    }
}

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let pos = args.pos();
    if args.has_kw() && !cls.is_heap_type() {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", cls.name())));
    }
    let mut cls = cls;
    if std::ptr::eq(cls, classes().os_error)
        && (2..=5).contains(&pos.len())
        && let Some(n) = int::as_i64(&pos[0])
    {
        cls = class_for(n as i32);
    }
    let v = object::new_of(cls, payload(tuple::from_slice(pos)));
    fill(&v, pos);
    Ok(v)
}
fn init(_: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    // A subclass may have a `__new__` of its own that passed other arguments.
    if v.ty().is_heap_type() && !args.has_kw() {
        let e = this::<super::ExceptionObj>(v);
        if tuple::items(&e.args.borrow()).is_empty() {
            e.args.replace(tuple::from_slice(args.pos()));
            fill(v, args.pos());
        }
    }
    Ok(())
}
/// The arguments that make the same exception again: `args` says nothing of the file names.
pub(super) fn all_args(v: &Value) -> Value {
    let args = this::<super::ExceptionObj>(v).args.borrow().clone();
    let (name, name2) = (field(v, "filename"), field(v, "filename2"));
    let [errno, text] = tuple::items(&args) else { return args };
    if name.some().is_none() {
        return args;
    }
    let mut all = vec![errno.clone(), text.clone(), name];
    if name2.some().is_some() {
        all.extend([Value::NONE, name2]);
    }
    tuple::new(all)
}
fn str_(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let (errno, text, name, name2) = (field(v, "errno"), field(v, "strerror"), field(v, "filename"), field(v, "filename2"));
    if errno.is_null() || text.is_null() {
        return super::protocol::str_(vm, v);
    }
    let head = format!("[Errno {}] {}", vm.text_of(&errno)?, vm.text_of(&text)?);
    if name.is_null() || name.is_none() {
        return Ok(Value::str(&head));
    }
    let shown = ops::repr(vm, &name)?;
    let shown = str::text(&shown).into_owned();
    if name2.is_null() || name2.is_none() {
        return Ok(Value::str(&format!("{head}: {shown}")));
    }
    let second = ops::repr(vm, &name2)?;
    Ok(Value::str(&format!("{head}: {shown} -> {}", str::text(&second))))
}

/// Text of an errno.
pub fn strerror(errno: i32) -> String {
    let mut buf = [0u8; 256];
    // SAFETY: the buffer's length is passed; strerror_r terminates the text.
    unsafe { libc::strerror_r(errno, buf.as_mut_ptr().cast(), buf.len()) };
    let end = buf.iter().position(|&b| b == 0).unwrap_or(0);
    String::from_utf8_lossy(&buf[..end]).into_owned()
}

/// Raises the OSError subclass for an errno, with an optional file name.
pub fn os_error(vm: &mut Vm, errno: i32, filename: Option<&Value>) -> Raised {
    let mut args = vec![Value::int(i64::from(errno)), Value::str(&strerror(errno))];
    let exc = make(class_for(errno), args.clone());
    if let Some(f) = filename {
        args.push(f.clone());
    }
    fill(&exc, &args);
    vm.raise(exc)
}
/// Raises the OSError for a Rust I/O error.
pub fn os_error_from(vm: &mut Vm, e: &std::io::Error, filename: Option<&Value>) -> Raised {
    match e.raw_os_error() {
        Some(n) => os_error(vm, n, filename),
        None => {
            let exc = make(classes().os_error, vec![Value::str(&e.to_string())]);
            vm.raise(exc)
        }
    }
}
