//! `_multiprocessing`: semaphores that processes share, for the locks of `multiprocessing`.
//!
//! A semaphore lives in memory that `fork` shares and, as long as it has a name, can be opened by name. How often this
//! process holds it is counted here, under the interpreter lock.

use super::os::{self, c};
use std::cell::Cell;
use std::ffi::CString;
use vm::builtins::exception::{classes, os_error};
use vm::builtins::{int, str};
use vm::import::NativeModule;
use vm::native::signature::Signature;
use vm::native::{Args, GetSet, NativeDef, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::ty::TypeObj;
use vm::object::{self, Payload, ops, ty};
use vm::threads::{current_id, lock, signals};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_multiprocessing",
    init: |_, m| {
        os::add_functions(m, FUNCTIONS);
        os::set(m, "SemLock", SEM_LOCK.value());
        SEM_LOCK.get().dict().set_text("SEM_VALUE_MAX", Value::int(i64::from(i32::MAX)));
        let flags = new_dict();
        if let Some(d) = flags.downcast::<DictObj>() {
            for name in ["HAVE_SEM_OPEN", "HAVE_SEM_TIMEDWAIT"] {
                d.set_text(name, Value::int(1));
            }
        }
        os::set(m, "flags", flags);
        Ok(())
    },
};

/// A lock that the thread that holds it may take again.
const RECURSIVE: i32 = 0;
/// A counting semaphore.
const SEMAPHORE: i32 = 1;

/// Payload of semaphores.
struct SemLock {
    handle: *mut libc::sem_t,
    kind: i32,
    maxvalue: i32,
    /// Acquisitions less releases of this process.
    count: Cell<i64>,
    /// Who acquired it last.
    thread: Cell<u64>,
    name: Value,
}
impl Payload for SemLock {
    fn def() -> &'static TypeDef {
        &SEM_LOCK
    }
}
impl Drop for SemLock {
    fn drop(&mut self) {
        c!(sem_close(self.handle));
    }
}

/// A semaphore's address, for closures that run without the interpreter lock.
#[derive(Clone, Copy)]
struct Handle(*mut libc::sem_t);
// SAFETY: semaphores are made for being used by several threads; the object that a call runs on keeps it open.
unsafe impl Send for Handle {}

fn l(v: &Value) -> &SemLock {
    this::<SemLock>(v)
}

impl SemLock {
    fn is_mine(&self) -> bool {
        self.count.get() > 0 && self.thread.get() == current_id()
    }
    fn value(&self, vm: &mut Vm) -> PyResult<i32> {
        let mut n = 0;
        os::check(vm, c!(sem_getvalue(self.handle, &mut n)))?;
        Ok(n.max(0))
    }
}

fn name_of(vm: &mut Vm, v: &Value) -> PyResult<CString> {
    if !str::is_str(v) {
        return Err(vm.type_error(format!("argument 'name' must be str, not {}", v.ty().name())));
    }
    os::c_string(vm, v)
}

fn make(vm: &mut Vm, cls: &'static TypeObj, handle: *mut libc::sem_t, kind: i32, maxvalue: i32, name: &Value) -> PyResult<Value> {
    if handle == libc::SEM_FAILED {
        return Err(os_error(vm, os::errno(), None));
    }
    Ok(object::new_of(cls, SemLock { handle, kind, maxvalue, count: Cell::new(0), thread: Cell::new(0), name: name.clone() }))
}

fn construct(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIGNATURE: std::sync::LazyLock<Signature> = std::sync::LazyLock::new(|| Signature::parse("(kind, value, maxvalue, name, unlink)"));
    let mut a = Vec::with_capacity(5);
    SIGNATURE.bind(vm, "SemLock", args, &mut a)?;
    let (kind, value, maxvalue) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    let name = name_of(vm, &a[3])?;
    let unlink = ops::truth(vm, &a[4])?;
    if kind != RECURSIVE && kind != SEMAPHORE {
        return Err(vm.value_error("unrecognized kind"));
    }
    let handle = c!(sem_open(name.as_ptr(), libc::O_CREAT | libc::O_EXCL, 0o600 as libc::mode_t, value as libc::c_uint));
    // Without a name there is nothing left to clean up later.
    let left = if unlink { Value::NONE } else { a[3].clone() };
    let lock = make(vm, cls, handle, kind, maxvalue, &left)?;
    if unlink {
        os::check(vm, c!(sem_unlink(name.as_ptr())))?;
    }
    Ok(lock)
}

fn rebuild(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (kind, maxvalue) = (os::int_arg(vm, &a[2])?, os::int_arg(vm, &a[3])?);
    if a[4].is_none() {
        // Only a name leads to a semaphore of another process; an address from outside is nothing to rely on.
        return Err(vm.value_error("a semaphore without a name can't be rebuilt"));
    }
    let name = name_of(vm, &a[4])?;
    let handle = c!(sem_open(name.as_ptr(), 0));
    make(vm, ty::as_type(&a[0]), handle, kind, maxvalue, &a[4])
}

fn acquire(vm: &mut Vm, v: &Value, block: bool, timeout: &Value) -> PyResult<bool> {
    let s = l(v);
    if s.kind == RECURSIVE && s.is_mine() {
        s.count.set(s.count.get() + 1);
        return Ok(true);
    }
    let deadline = match timeout.some() {
        Some(t) if block => {
            let now = os::clock_ns(libc::CLOCK_REALTIME).unwrap_or(0);
            Some(os::timespec(now.saturating_add(os::nanoseconds(vm, t, true)?.max(0))))
        }
        _ => None,
    };
    let mut r = os::result(c!(sem_trywait(s.handle)));
    let handle = Handle(s.handle);
    while block && matches!(r, Err(libc::EAGAIN | libc::EINTR)) {
        r = lock::allow_threads(move || {
            let handle = handle;
            os::result(match &deadline {
                Some(t) => c!(sem_timedwait(handle.0, t)),
                None => c!(sem_wait(handle.0)),
            })
        });
        if r == Err(libc::EINTR) {
            signals::deliver(vm)?;
        }
    }
    match r {
        Ok(_) => {
            s.count.set(s.count.get() + 1);
            s.thread.set(current_id());
            Ok(true)
        }
        Err(libc::EAGAIN | libc::ETIMEDOUT) => Ok(false),
        Err(n) => Err(os_error(vm, n, None)),
    }
}

fn acquire_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let block = os::bool_or(vm, &a[1], true)?;
    acquire(vm, &a[0], block, &a[2]).map(Value::bool)
}

fn release(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = l(&a[0]);
    if s.kind == RECURSIVE {
        if !s.is_mine() {
            return Err(vm.raise_new(classes().assertion_error, "attempt to release recursive lock not owned by thread"));
        }
        if s.count.get() > 1 {
            s.count.set(s.count.get() - 1);
            return Ok(Value::NONE);
        }
    } else if s.value(vm)? >= s.maxvalue {
        return Err(vm.value_error("semaphore or lock released too many times"));
    }
    os::check(vm, c!(sem_post(s.handle)))?;
    s.count.set(s.count.get() - 1);
    Ok(Value::NONE)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("acquire", acquire_method, "($self, /, block=True, timeout=None)", "Acquire the semaphore/lock."),
    NativeDef::new("release", release, "($self, /)", "Release the semaphore/lock."),
    NativeDef::new("__enter__", |vm, a| acquire(vm, &a[0], true, &Value::NONE).map(Value::bool), "($self, /)", "Enter the semaphore/lock."),
    NativeDef::new("__exit__", |vm, a| release(vm, &a[..1]), "($self, exc_type=None, exc_value=None, exc_tb=None, /)", "Exit the semaphore/lock."),
    NativeDef::new("_count", |_, a| Ok(Value::int(l(&a[0]).count.get())), "($self, /)", "Num of `acquire()`s minus num of `release()`s for this process."),
    NativeDef::new("_is_mine", |_, a| Ok(Value::bool(l(&a[0]).is_mine())), "($self, /)", "Whether the lock is owned by this thread."),
    NativeDef::new("_get_value", |vm, a| l(&a[0]).value(vm).map(|n| Value::int(n.into())), "($self, /)", "Get the value of the semaphore."),
    NativeDef::new("_is_zero", |vm, a| l(&a[0]).value(vm).map(|n| Value::bool(n == 0)), "($self, /)", "Return whether semaphore has value zero."),
    NativeDef::new(
        "_after_fork",
        |_, a| {
            l(&a[0]).count.set(0);
            Ok(Value::NONE)
        },
        "($self, /)",
        "Rezero the net acquisition count after fork().",
    ),
    NativeDef::new("_rebuild", rebuild, "($type, handle, kind, maxvalue, name, /)", "").class_method(),
];

/// `_multiprocessing.SemLock`
static SEM_LOCK: TypeDef = TypeDef::new::<SemLock>("_multiprocessing.SemLock")
    .doc("Semaphore/Mutex type")
    .methods(METHODS)
    .getset(&[
        GetSet::new("handle", |_, v| Ok(int::boxed(l(v).handle as usize as i128)), None, ""),
        GetSet::new("kind", |_, v| Ok(Value::int(l(v).kind.into())), None, ""),
        GetSet::new("maxvalue", |_, v| Ok(Value::int(l(v).maxvalue.into())), None, ""),
        GetSet::new("name", |_, v| Ok(l(v).name.clone()), None, ""),
    ])
    .slots(|s| s.new = Some(construct));

static FUNCTIONS: &[NativeDef] = &[NativeDef::new(
    "sem_unlink",
    |vm, a| {
        let name = name_of(vm, &a[0])?;
        os::done(vm, c!(sem_unlink(name.as_ptr())))
    },
    "(name, /)",
    "",
)];
