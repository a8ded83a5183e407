//! select: waiting for files to become ready: select, poll, epoll.

use super::os::{self, c};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use vm::builtins::exception::{classes, os_error};
use vm::builtins::{list, tuple};
use vm::import::NativeModule;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{self, Obj, Payload, ops, ty};
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "select", init };

/// Repeats a waiting call after signals, with what is left of the time. None waits for ever.
fn wait<T: os::Failing>(vm: &mut Vm, ns: Option<i64>, mut f: impl FnMut(Option<i64>) -> T) -> PyResult<T> {
    let now = || os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(0);
    let until = ns.map(|n| now().saturating_add(n));
    loop {
        let left = until.map(|u| (u - now()).max(0));
        match lock::allow_threads(|| os::result(f(left))) {
            Ok(r) => return Ok(r),
            Err(libc::EINTR) => signals::deliver(vm)?,
            Err(n) => return Err(os_error(vm, n, None)),
        }
    }
}

// ---- select -----------------------------------------------------------------------------------------

fn fd_set(vm: &mut Vm, v: &Value) -> PyResult<(libc::fd_set, Vec<(i32, Value)>)> {
    // SAFETY: an array of integers.
    let mut set: libc::fd_set = unsafe { std::mem::zeroed() };
    c!(FD_ZERO(&mut set));
    let mut fds = Vec::new();
    let r = ops::collect(vm, v);
    let Some(items) = vm.catch(r, classes().type_error)? else { return Err(vm.type_error("arguments 1-3 must be sequences")) };
    for x in items {
        let fd = os::fd_of(vm, &x)?;
        if fd as usize >= libc::FD_SETSIZE {
            return Err(vm.value_error("filedescriptor out of range in select()"));
        }
        c!(FD_SET(fd, &mut set));
        fds.push((fd, x));
    }
    Ok((set, fds))
}
fn select(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let timeout = match a[3].some() {
        None => None,
        Some(v) if v.as_float().is_none() && v.ty().slots().index.is_none() => return Err(vm.type_error("timeout must be a float or None")),
        Some(v) => match os::nanoseconds(vm, v, true)? {
            n if n < 0 => return Err(vm.value_error("timeout must be non-negative")),
            n => Some(n),
        },
    };
    let sets = [fd_set(vm, &a[0])?, fd_set(vm, &a[1])?, fd_set(vm, &a[2])?];
    let max = sets.iter().flat_map(|s| s.1.iter().map(|x| x.0)).max().unwrap_or(-1);
    let mut now = [sets[0].0, sets[1].0, sets[2].0];
    wait(vm, timeout, |left| {
        now = [sets[0].0, sets[1].0, sets[2].0];
        let [r, w, x] = &mut now;
        let t = left.map(os::timespec);
        let t = t.as_ref().map_or(std::ptr::null(), |t| t as *const libc::timespec);
        c!(pselect(max + 1, r, w, x, t, std::ptr::null()))
    })?;
    let ready = |i: usize| list::new(sets[i].1.iter().filter(|f| c!(FD_ISSET(f.0, &now[i]))).map(|f| f.1.clone()).collect());
    Ok(tuple::new(vec![ready(0), ready(1), ready(2)]))
}

// ---- poll -------------------------------------------------------------------------------------------

/// Payload of poll objects.
struct PollObj {
    fds: RefCell<BTreeMap<i32, i16>>,
    busy: Cell<bool>,
}
static POLL: TypeDef = TypeDef::new::<PollObj>("select.poll").flags(ty::flag::NO_NEW).methods(POLL_METHODS).final_type();
impl Payload for PollObj {
    fn def() -> &'static TypeDef {
        &POLL
    }
}
fn events(vm: &mut Vm, v: &Value, default: i16) -> PyResult<i16> {
    match v.opt() {
        None => Ok(default),
        Some(v) => match os::long_arg(vm, v)? {
            n if n < 0 => Err(vm.value_error("value must be positive")),
            n => u16::try_from(n).map(|n| n as i16).map_err(|_| vm.overflow_error("Python int too large for C unsigned short")),
        },
    }
}
fn register(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[1])?;
    let e = events(vm, &a[2], libc::POLLIN | libc::POLLPRI | libc::POLLOUT)?;
    this::<PollObj>(&a[0]).fds.borrow_mut().insert(fd, e);
    Ok(Value::NONE)
}
fn modify(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[1])?;
    let e = events(vm, &a[2], 0)?;
    match this::<PollObj>(&a[0]).fds.borrow_mut().get_mut(&fd) {
        Some(old) => *old = e,
        None => return Err(os_error(vm, libc::ENOENT, None)),
    }
    Ok(Value::NONE)
}
fn unregister(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[1])?;
    let old = this::<PollObj>(&a[0]).fds.borrow_mut().remove(&fd);
    if old.is_none() { Err(vm.key_error(&Value::int(i64::from(fd)))) } else { Ok(Value::NONE) }
}
fn poll(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<PollObj>(&a[0]);
    let ms = match a[1].some() {
        None => None,
        Some(v) => {
            let thousandth = os::nanoseconds(vm, v, true)?;
            if thousandth < 0 { None } else { Some(thousandth / 1000) }
        }
    };
    if p.busy.replace(true) {
        return Err(vm.runtime_error("concurrent poll() invocation"));
    }
    let mut fds: Vec<libc::pollfd> = p.fds.borrow().iter().map(|(fd, e)| libc::pollfd { fd: *fd, events: *e, revents: 0 }).collect();
    let r = wait(vm, ms, |left| {
        let ms = left.map_or(-1, |n| i32::try_from(n.div_ceil_1e6()).unwrap_or(i32::MAX));
        c!(poll(fds.as_mut_ptr(), fds.len() as libc::nfds_t, ms))
    });
    p.busy.set(false);
    r?;
    let ready = fds.iter().filter(|f| f.revents != 0);
    Ok(list::new(ready.map(|f| os::pair(Value::int(i64::from(f.fd)), Value::int(i64::from(f.revents as u16)))).collect()))
}
/// Milliseconds of nanoseconds, rounded up.
trait Milliseconds {
    fn div_ceil_1e6(self) -> i64;
}
impl Milliseconds for i64 {
    fn div_ceil_1e6(self) -> i64 {
        self.div_euclid(1_000_000) + i64::from(self.rem_euclid(1_000_000) > 0)
    }
}
static POLL_METHODS: &[NativeDef] = &[
    NativeDef::new("register", register, "($self, fd, eventmask=POLLIN | POLLPRI | POLLOUT, /)", "Register a file descriptor with the polling object."),
    NativeDef::new("modify", modify, "($self, fd, eventmask, /)", "Modify an already registered file descriptor."),
    NativeDef::new("unregister", unregister, "($self, fd, /)", "Remove a file descriptor being tracked by the polling object."),
    NativeDef::new("poll", poll, "($self, timeout=None, /)", "Polls the set of registered file descriptors."),
];

// ---- epoll ------------------------------------------------------------------------------------------

/// Payload of epoll objects.
struct EpollObj {
    fd: Cell<i32>,
}
static EPOLL: TypeDef = TypeDef::new::<EpollObj>("select.epoll").methods(EPOLL_METHODS).getset(EPOLL_GETSET).slots(|s| {
    s.new = Some(|vm, cls, args| {
        let size = args.pos().first().or_else(|| args.get_kw("sizehint")).map_or(Ok(-1), |v| os::int_arg(vm, v))?;
        let flags = args.pos().get(1).or_else(|| args.get_kw("flags")).map_or(Ok(0), |v| os::int_arg(vm, v))?;
        if size == 0 || size < -1 {
            return Err(vm.value_error("negative sizehint"));
        }
        if flags & !libc::EPOLL_CLOEXEC != 0 {
            return Err(os_error(vm, libc::EINVAL, None));
        }
        let fd = os::check(vm, c!(epoll_create1(libc::EPOLL_CLOEXEC)))?;
        Ok(object::new_of(cls, EpollObj { fd: Cell::new(fd) }))
    });
});
impl Payload for EpollObj {
    fn def() -> &'static TypeDef {
        &EPOLL
    }
}
impl Drop for EpollObj {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            c!(close(self.fd.get()));
        }
    }
}
fn epoll_fd(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let e: &Obj<EpollObj> = this::<EpollObj>(v);
    if e.fd.get() < 0 { Err(vm.value_error("I/O operation on closed epoll object")) } else { Ok(e.fd.get()) }
}
fn control(vm: &mut Vm, a: &[Value], op: i32, default: u32) -> PyResult<Value> {
    let ep = epoll_fd(vm, &a[0])?;
    let fd = os::fd_of(vm, &a[1])?;
    let events = a.get(2).and_then(|v| v.opt()).map_or(Ok(i64::from(default)), |v| os::long_arg(vm, v))? as u32;
    let mut e = libc::epoll_event { events, u64: fd as u64 };
    os::done(vm, c!(epoll_ctl(ep, op, fd, &mut e)))
}
fn epoll_poll(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let ep = epoll_fd(vm, &a[0])?;
    let timeout = match a[1].some() {
        None => None,
        Some(v) => match os::nanoseconds(vm, v, true)? {
            n if n < 0 => None,
            n => Some(n),
        },
    };
    let max = match os::int_or(vm, &a[2], -1)? {
        -1 => libc::FD_SETSIZE as i32 - 1,
        n if n < 1 => return Err(vm.value_error(format!("maxevents must be greater than 0, got {n}"))),
        n => n,
    };
    let mut out = vec![libc::epoll_event { events: 0, u64: 0 }; max as usize];
    let n = wait(vm, timeout, |left| {
        let ms = left.map_or(-1, |n| i32::try_from(n.div_ceil_1e6()).unwrap_or(i32::MAX));
        c!(epoll_wait(ep, out.as_mut_ptr(), max, ms))
    })?;
    let event = |e: &libc::epoll_event| {
        // The structure is packed: its fields are copied out.
        let (fd, events) = (e.u64, e.events);
        os::pair(Value::int(fd as i64), Value::int(i64::from(events)))
    };
    Ok(list::new(out[..n as usize].iter().map(event).collect()))
}
fn epoll_close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = this::<EpollObj>(&a[0]).fd.replace(-1);
    if fd >= 0 {
        os::check(vm, c!(close(fd)))?;
    }
    Ok(Value::NONE)
}
static EPOLL_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "register",
        |vm, a| control(vm, a, libc::EPOLL_CTL_ADD, (libc::EPOLLIN | libc::EPOLLPRI | libc::EPOLLOUT) as u32),
        "($self, /, fd, eventmask=EPOLLIN | EPOLLPRI | EPOLLOUT)",
        "Registers a new fd or raises an OSError if the fd is already registered.",
    ),
    NativeDef::new(
        "modify",
        |vm, a| control(vm, a, libc::EPOLL_CTL_MOD, 0),
        "($self, /, fd, eventmask)",
        "Modify event mask for a registered file descriptor.",
    ),
    NativeDef::new(
        "unregister",
        |vm, a| control(vm, a, libc::EPOLL_CTL_DEL, 0),
        "($self, /, fd)",
        "Remove a registered file descriptor from the epoll object.",
    ),
    NativeDef::new("poll", epoll_poll, "($self, /, timeout=None, maxevents=-1)", "Wait for events on the epoll file descriptor."),
    NativeDef::new("close", epoll_close, "($self, /)", "Close the epoll control file descriptor."),
    NativeDef::new("fileno", |vm, a| epoll_fd(vm, &a[0]).map(|n| Value::int(i64::from(n))), "($self, /)", "Return the epoll control file descriptor."),
    NativeDef::new(
        "fromfd",
        |_, a| Ok(object::new(EpollObj { fd: Cell::new(a[1].as_small_int().unwrap_or(-1) as i32) })),
        "($type, fd, /)",
        "Create an epoll object from a given control fd.",
    )
    .class_method(),
    NativeDef::new(
        "__enter__",
        |vm, a| {
            epoll_fd(vm, &a[0])?;
            Ok(a[0].clone())
        },
        "($self, /)",
        "",
    ),
    NativeDef::new("__exit__", epoll_close, "($self, exc_type=None, exc_value=None, exc_tb=None, /)", ""),
];
static EPOLL_GETSET: &[GetSet] =
    &[GetSet::new("closed", |_, v| Ok(Value::bool(this::<EpollObj>(v).fd.get() < 0)), None, "True if the epoll handler is closed")];

fn new_poll(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    Ok(object::new(PollObj { fds: RefCell::default(), busy: Cell::new(false) }))
}
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("select", select, "(rlist, wlist, xlist, timeout=None, /)", "Wait until one or more file descriptors are ready for some kind of I/O."),
    NativeDef::new("poll", new_poll, "()", "Returns a polling object."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDNORM POLLRDBAND POLLWRNORM POLLWRBAND POLLRDHUP
    EPOLLIN EPOLLOUT EPOLLPRI EPOLLERR EPOLLHUP EPOLLRDHUP EPOLLET EPOLLONESHOT EPOLLEXCLUSIVE EPOLLWAKEUP
    EPOLLRDNORM EPOLLRDBAND EPOLLWRNORM EPOLLWRBAND EPOLLMSG EPOLL_CLOEXEC PIPE_BUF
};

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    // The flags are unsigned: EPOLLET is the highest bit of 32.
    let unsigned: Vec<(&str, i64)> = CONSTANTS.iter().map(|(n, v)| (*n, if n.starts_with("EPOLL") { v & 0xffff_ffff } else { *v })).collect();
    os::add_constants(m, &unsigned);
    os::add_constants(m, &[("POLLMSG", 0x400)]);
    os::set(m, "epoll", EPOLL.value());
    os::set(m, "error", classes().os_error.value());
    Ok(())
}
