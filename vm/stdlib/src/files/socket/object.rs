//! The socket type, and the functions that make or take sockets.
//!
//! A socket with a timeout doesn't block in the kernel: an operation that can't go on waits with `poll` for the rest of
//! the time and tries again.

use super::super::os::{self, c};
use super::DEFAULT_TIMEOUT;
use super::address::{Address, ask, parse};
use std::cell::Cell;
use std::sync::LazyLock;
use vm::builtins::exception::{classes, os_error};
use vm::builtins::{bytes, int, str};
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{self, Obj, Payload, ops};
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, Value, Vm};

/// Payload of sockets.
pub struct SocketObj {
    fd: Cell<i32>,
    family: Cell<i32>,
    kind: Cell<i32>,
    protocol: Cell<i32>,
    /// Nanoseconds; None blocks for ever, 0 never blocks.
    timeout: Cell<Option<i64>>,
}
/// `_socket.socket`
pub static SOCKET: TypeDef = TypeDef::new::<SocketObj>("_socket.socket")
    .doc("socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object")
    .methods(METHODS)
    .getset(GETSET)
    .slots(|s| {
        s.new = Some(|_, cls, _| {
            let data = SocketObj { fd: Cell::new(-1), family: Cell::new(0), kind: Cell::new(0), protocol: Cell::new(0), timeout: Cell::new(None) };
            Ok(object::new_of(cls, data))
        });
        s.init = Some(init);
        s.repr = Some(|_, v| {
            let o = k(v);
            Ok(Value::str(&format!("<socket object, fd={}, family={}, type={}, proto={}>", o.fd.get(), o.family.get(), o.kind.get(), o.protocol.get())))
        });
        s.del = Some(|vm, v| {
            if k(v).fd.get() >= 0 {
                let r = ops::repr(vm, v).and_then(|r| vm.warn(classes().resource_warning, &format!("unclosed {}", str::text(&r)), 1));
                vm.unraisable_if(r, "Exception ignored in", v);
            }
        });
    });
impl Payload for SocketObj {
    fn def() -> &'static TypeDef {
        &SOCKET
    }
}
impl Drop for SocketObj {
    fn drop(&mut self) {
        if self.fd.get() >= 0 {
            c!(close(self.fd.get()));
        }
    }
}
fn k(v: &Value) -> &Obj<SocketObj> {
    this::<SocketObj>(v)
}
fn number(n: i32) -> Value {
    Value::int(i64::from(n))
}

fn init(vm: &mut Vm, v: &Value, args: &vm::Args) -> PyResult<()> {
    static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(family=-1, type=-1, proto=-1, fileno=None)"));
    let mut a = Vec::new();
    SIGNATURE.bind(vm, "socket", args, &mut a)?;
    let mut n = [-1; 3];
    for (n, v) in n.iter_mut().zip(&a) {
        *n = os::int_or(vm, v, -1)?;
    }
    let [mut family, mut kind, mut protocol] = n;
    let fd = match a[3].some() {
        Some(f) => {
            let fd = os::int_arg(vm, f)?;
            if fd < 0 {
                return Err(vm.value_error("negative file descriptor"));
            }
            // What wasn't told is asked of the system.
            let mut a = Address::empty();
            let mut len = a.len;
            os::check(vm, c!(getsockname(fd, a.mut_ptr(), &mut len)))?;
            if family == -1 {
                family = i32::from(a.storage.ss_family);
            }
            for (n, option) in [(&mut kind, libc::SO_TYPE), (&mut protocol, libc::SO_PROTOCOL)] {
                if *n == -1 {
                    let mut len = 4;
                    os::check(vm, c!(getsockopt(fd, libc::SOL_SOCKET, option, (&raw mut *n).cast(), &mut len)))?;
                }
            }
            fd
        }
        None => {
            family = if family == -1 { libc::AF_INET } else { family };
            kind = if kind == -1 { libc::SOCK_STREAM } else { kind };
            protocol = protocol.max(0);
            os::check(vm, c!(socket(family, kind | libc::SOCK_CLOEXEC, protocol)))?
        }
    };
    let o = k(v);
    o.fd.set(fd);
    o.family.set(family);
    o.protocol.set(protocol);
    o.kind.set(kind & !(libc::SOCK_CLOEXEC | libc::SOCK_NONBLOCK));
    o.timeout.set(if kind & libc::SOCK_NONBLOCK != 0 { Some(0) } else { DEFAULT_TIMEOUT.0.get() });
    if o.timeout.get().is_some() {
        set_blocking(vm, o)?;
    }
    Ok(())
}

/// Sets the descriptor's mode as the timeout wants it.
fn set_blocking(vm: &mut Vm, o: &SocketObj) -> PyResult<()> {
    let mut on: libc::c_int = o.timeout.get().is_some().into();
    os::check(vm, c!(ioctl(o.fd.get(), libc::FIONBIO, &mut on))).map(drop)
}
/// A timeout argument in nanoseconds.
pub fn timeout_arg(vm: &mut Vm, v: &Value) -> PyResult<Option<i64>> {
    let Some(v) = v.some() else { return Ok(None) };
    match os::nanoseconds(vm, v, true)? {
        n if n < 0 => Err(vm.value_error("Timeout value out of range")),
        n => Ok(Some(n)),
    }
}
/// A timeout in seconds.
pub fn timeout_value(t: Option<i64>) -> Value {
    t.map_or(Value::NONE, |n| Value::float(n as f64 / 1e9))
}

/// Waits until the socket is ready; false when the time is up.
fn wait(vm: &mut Vm, o: &SocketObj, events: i16, until: i64) -> PyResult<bool> {
    loop {
        let left = until - os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(until);
        let ms = i32::try_from((left.max(0) + 999_999) / 1_000_000).unwrap_or(i32::MAX);
        let mut p = libc::pollfd { fd: o.fd.get(), events, revents: 0 };
        match lock::allow_threads(|| os::result(c!(poll(&mut p, 1, ms)))) {
            Ok(n) => return Ok(n > 0),
            Err(libc::EINTR) => signals::deliver(vm)?,
            Err(n) => return Err(os_error(vm, n, None)),
        }
    }
}
/// An operation on a socket within its timeout: a result or the error number.
fn attempt<T: os::Failing>(vm: &mut Vm, o: &SocketObj, events: i16, mut f: impl FnMut(i32) -> T) -> PyResult<Result<T, i32>> {
    let timeout = o.timeout.get();
    let until = timeout.map(|n| os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(0).saturating_add(n));
    loop {
        let fd = o.fd.get();
        match os::blocking(vm, || f(fd))? {
            Err(libc::EAGAIN) if timeout.is_some_and(|n| n > 0) => {
                if !wait(vm, o, events, until.unwrap_or(0))? {
                    return Err(timed_out(vm));
                }
            }
            r => return Ok(r),
        }
    }
}
fn timed_out(vm: &mut Vm) -> vm::Raised {
    vm.raise_new(classes().timeout_error, "timed out")
}
fn operate<T: os::Failing>(vm: &mut Vm, o: &SocketObj, events: i16, f: impl FnMut(i32) -> T) -> PyResult<T> {
    match attempt(vm, o, events, f)? {
        Ok(r) => Ok(r),
        Err(n) => Err(os_error(vm, n, None)),
    }
}

fn accept(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut address = Address::empty();
    let mut len = address.len;
    let p = address.mut_ptr();
    let fd = operate(vm, k(&a[0]), libc::POLLIN, |fd| c!(accept4(fd, p, &mut len, libc::SOCK_CLOEXEC)))?;
    address.len = len;
    Ok(os::pair(number(fd), address.to_value()))
}
fn bind(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let address = parse(vm, k(&a[0]).family.get(), &a[1], "bind")?;
    os::done(vm, c!(bind(k(&a[0]).fd.get(), address.ptr(), address.len)))
}
/// Connects; the error number, 0 for success.
fn connect_to(vm: &mut Vm, o: &SocketObj, address: &Address) -> PyResult<i32> {
    let fd = o.fd.get();
    let r = lock::allow_threads(|| os::result(c!(connect(fd, address.ptr(), address.len))));
    let waits = match r {
        Ok(_) => return Ok(0),
        Err(libc::EINTR) => {
            signals::deliver(vm)?;
            o.timeout.get() != Some(0)
        }
        Err(libc::EINPROGRESS) => o.timeout.get().is_some_and(|n| n > 0),
        Err(n) => return Ok(n),
    };
    if !waits {
        return Ok(r.err().unwrap_or(0));
    }
    let until = os::clock_ns(libc::CLOCK_MONOTONIC).unwrap_or(0).saturating_add(o.timeout.get().unwrap_or(i64::MAX / 2));
    if !wait(vm, o, libc::POLLOUT, until)? {
        return Ok(libc::EWOULDBLOCK);
    }
    let (mut n, mut len) = (0, 4);
    os::check(vm, c!(getsockopt(fd, libc::SOL_SOCKET, libc::SO_ERROR, (&raw mut n).cast(), &mut len)))?;
    Ok(n)
}
fn connect(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let o = k(&a[0]);
    let address = parse(vm, o.family.get(), &a[1], "connect")?;
    match connect_to(vm, o, &address)? {
        0 => Ok(Value::NONE),
        libc::EWOULDBLOCK if o.timeout.get().is_some_and(|n| n > 0) => Err(timed_out(vm)),
        n => Err(os_error(vm, n, None)),
    }
}
fn connect_ex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let address = parse(vm, k(&a[0]).family.get(), &a[1], "connect_ex")?;
    connect_to(vm, k(&a[0]), &address).map(number)
}
fn listen(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = os::int_or(vm, &a[1], 128)?.max(0);
    os::done(vm, c!(listen(k(&a[0]).fd.get(), n)))
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = k(&a[0]).fd.replace(-1);
    if fd >= 0 {
        // A connection that the other side reset is closed all the same.
        match lock::allow_threads(|| os::result(c!(close(fd)))) {
            Ok(_) | Err(libc::ECONNRESET | libc::EINTR) => {}
            Err(n) => return Err(os_error(vm, n, None)),
        }
    }
    Ok(Value::NONE)
}
fn count(vm: &mut Vm, v: &Value, who: &str) -> PyResult<usize> {
    let n = os::long_arg(vm, v)?;
    usize::try_from(n).map_err(|_| vm.value_error(format!("negative buffersize in {who}")))
}
fn recv(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = count(vm, &a[1], "recv")?;
    let flags = os::int_or(vm, &a[2], 0)?;
    let mut b = vec![0u8; n.min(1 << 30)];
    let n = operate(vm, k(&a[0]), libc::POLLIN, |fd| c!(recv(fd, b.as_mut_ptr().cast(), b.len(), flags)))?;
    b.truncate(n as usize);
    Ok(bytes::new(b))
}
fn recvfrom(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = count(vm, &a[1], "recvfrom")?;
    let flags = os::int_or(vm, &a[2], 0)?;
    let mut b = vec![0u8; n.min(1 << 30)];
    let mut address = Address::empty();
    let (mut len, p) = (address.len, address.mut_ptr());
    let n = operate(vm, k(&a[0]), libc::POLLIN, |fd| c!(recvfrom(fd, b.as_mut_ptr().cast(), b.len(), flags, p, &mut len)))?;
    address.len = len;
    b.truncate(n as usize);
    Ok(os::pair(bytes::new(b), address.to_value()))
}
fn recv_into(vm: &mut Vm, a: &[Value], with_address: bool) -> PyResult<Value> {
    let who = if with_address { "recvfrom_into" } else { "recv_into" };
    let view = os::writable(vm, &a[1], &format!("{who}()"))?;
    let mut n = a[2].opt().map_or(Ok(0), |v| count(vm, v, who))?;
    let flags = os::int_or(vm, &a[3], 0)?;
    if n == 0 {
        n = view.len();
    }
    if n > view.len() {
        return Err(vm.value_error(if with_address { "nbytes is greater than the length of the buffer" } else { "buffer too small for requested bytes" }));
    }
    let mut address = Address::empty();
    let (mut len, p, at) = (address.len, address.mut_ptr(), view.as_mut_slice().as_mut_ptr());
    let got = operate(vm, k(&a[0]), libc::POLLIN, |fd| c!(recvfrom(fd, at.cast(), n, flags, p, &mut len)))?;
    address.len = len;
    let got = Value::int(got as i64);
    Ok(if with_address { os::pair(got, address.to_value()) } else { got })
}
fn send(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = os::bytes_like(vm, &a[1])?;
    let flags = os::int_or(vm, &a[2], 0)?;
    operate(vm, k(&a[0]), libc::POLLOUT, |fd| c!(send(fd, b.as_ptr().cast(), b.len(), flags))).map(|n| Value::int(n as i64))
}
fn sendall(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = os::bytes_like(vm, &a[1])?;
    let flags = os::int_or(vm, &a[2], 0)?;
    let mut at = 0;
    while at < b.len() {
        let rest = &b[at..];
        at += operate(vm, k(&a[0]), libc::POLLOUT, |fd| c!(send(fd, rest.as_ptr().cast(), rest.len(), flags)))? as usize;
        signals::deliver(vm)?;
    }
    Ok(Value::NONE)
}
fn sendto(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = os::bytes_like(vm, &a[1])?;
    let (flags, to) = match a[3].opt() {
        Some(to) => (os::int_arg(vm, &a[2])?, to),
        None => (0, &a[2]),
    };
    let address = parse(vm, k(&a[0]).family.get(), to, "sendto")?;
    let (p, len) = (address.ptr(), address.len);
    operate(vm, k(&a[0]), libc::POLLOUT, |fd| c!(sendto(fd, b.as_ptr().cast(), b.len(), flags, p, len))).map(|n| Value::int(n as i64))
}
fn getsockopt(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (level, option) = (os::int_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    let room = os::int_or(vm, &a[3], 0)?;
    let fd = k(&a[0]).fd.get();
    if room == 0 {
        let (mut n, mut len) = (0i32, 4);
        os::check(vm, c!(getsockopt(fd, level, option, (&raw mut n).cast(), &mut len)))?;
        return Ok(number(n));
    }
    if !(0..=1024).contains(&room) {
        return Err(super::super::io::os_text(vm, "getsockopt buflen out of range"));
    }
    let mut b = vec![0u8; room as usize];
    let mut len = room as libc::socklen_t;
    os::check(vm, c!(getsockopt(fd, level, option, b.as_mut_ptr().cast(), &mut len)))?;
    b.truncate(len as usize);
    Ok(bytes::new(b))
}
fn setsockopt(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (level, option) = (os::int_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    let fd = k(&a[0]).fd.get();
    if a[3].is_none() {
        let Some(n) = a[4].opt() else { return Err(vm.type_error("socket.setsockopt() requires 4 arguments when the third argument is None")) };
        let n = os::int_arg(vm, n)? as libc::socklen_t;
        return os::done(vm, c!(setsockopt(fd, level, option, std::ptr::null(), n)));
    }
    if int::is_int(&a[3]) {
        let n = os::int_arg(vm, &a[3])?;
        return os::done(vm, c!(setsockopt(fd, level, option, (&raw const n).cast(), 4)));
    }
    let b = os::bytes_like(vm, &a[3])?;
    os::done(vm, c!(setsockopt(fd, level, option, b.as_ptr().cast(), b.len() as libc::socklen_t)))
}
fn settimeout(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let t = timeout_arg(vm, &a[1])?;
    k(&a[0]).timeout.set(t);
    set_blocking(vm, k(&a[0]))?;
    Ok(Value::NONE)
}
fn setblocking(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let on = ops::truth(vm, &a[1])?;
    k(&a[0]).timeout.set(if on { None } else { Some(0) });
    set_blocking(vm, k(&a[0]))?;
    Ok(Value::NONE)
}
fn shutdown(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let how = os::int_arg(vm, &a[1])?;
    os::done(vm, c!(shutdown(k(&a[0]).fd.get(), how)))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("_accept", accept, "($self, /)", "Wait for an incoming connection: (descriptor, address)."),
    NativeDef::new("bind", bind, "($self, address, /)", "Bind the socket to a local address."),
    NativeDef::new("connect", connect, "($self, address, /)", "Connect the socket to a remote address."),
    NativeDef::new("connect_ex", connect_ex, "($self, address, /)", "Like connect(address), but returns an error code instead of raising an exception."),
    NativeDef::new("listen", listen, "($self, backlog=128, /)", "Enable a server to accept connections."),
    NativeDef::new("close", close, "($self, /)", "Close the socket."),
    NativeDef::new(
        "detach",
        |_, a| Ok(number(k(&a[0]).fd.replace(-1))),
        "($self, /)",
        "Close the socket object without closing the underlying file descriptor.",
    ),
    NativeDef::new("fileno", |_, a| Ok(number(k(&a[0]).fd.get())), "($self, /)", "Return the integer file descriptor of the socket."),
    NativeDef::new(
        "getpeername",
        |vm, a| {
            let fd = k(&a[0]).fd.get();
            ask(vm, |p, n| c!(getpeername(fd, p, n)))
        },
        "($self, /)",
        "Return the address of the remote endpoint.",
    ),
    NativeDef::new(
        "getsockname",
        |vm, a| {
            let fd = k(&a[0]).fd.get();
            ask(vm, |p, n| c!(getsockname(fd, p, n)))
        },
        "($self, /)",
        "Return the address of the local endpoint.",
    ),
    NativeDef::new("recv", recv, "($self, bufsize, flags=0, /)", "Receive up to buffersize bytes from the socket."),
    NativeDef::new("recvfrom", recvfrom, "($self, bufsize, flags=0, /)", "Like recv(buffersize, flags) but also return the sender's address info."),
    NativeDef::new("recv_into", |vm, a| recv_into(vm, a, false), "($self, buffer, nbytes=0, flags=0)", "Receive up to nbytes bytes into a buffer."),
    NativeDef::new(
        "recvfrom_into",
        |vm, a| recv_into(vm, a, true),
        "($self, buffer, nbytes=0, flags=0)",
        "Like recv_into() but also return the sender's address info.",
    ),
    NativeDef::new("send", send, "($self, data, flags=0, /)", "Send a data string to the socket; the number of bytes sent."),
    NativeDef::new("sendall", sendall, "($self, data, flags=0, /)", "Send a data string to the socket until all of it is sent."),
    NativeDef::new(
        "sendto",
        sendto,
        "($self, data, flags_or_address, address=<unrepresentable>, /)",
        "Like send(data, flags) but allows specifying the destination address.",
    ),
    NativeDef::new("getsockopt", getsockopt, "($self, level, option, buffersize=0, /)", "Get a socket option."),
    NativeDef::new("setsockopt", setsockopt, "($self, level, option, value, optlen=<unrepresentable>, /)", "Set a socket option."),
    NativeDef::new("settimeout", settimeout, "($self, timeout, /)", "Set a timeout on socket operations."),
    NativeDef::new(
        "gettimeout",
        |_, a| Ok(timeout_value(k(&a[0]).timeout.get())),
        "($self, /)",
        "Returns the timeout in seconds (float) associated with socket operations.",
    ),
    NativeDef::new("setblocking", setblocking, "($self, flag, /)", "Set the socket to blocking (flag is true) or non-blocking (false)."),
    NativeDef::new(
        "getblocking",
        |_, a| Ok(Value::bool(k(&a[0]).timeout.get() != Some(0))),
        "($self, /)",
        "Returns True if socket is in blocking mode, or False if it is in non-blocking mode.",
    ),
    NativeDef::new("shutdown", shutdown, "($self, how, /)", "Shut down the reading side of the socket, the writing side, or both ends."),
];
static GETSET: &[GetSet] = &[
    GetSet::new("family", |_, v| Ok(number(k(v).family.get())), None, "the socket family"),
    GetSet::new("type", |_, v| Ok(number(k(v).kind.get())), None, "the socket type"),
    GetSet::new("proto", |_, v| Ok(number(k(v).protocol.get())), None, "the socket protocol"),
    GetSet::new("timeout", |_, v| Ok(timeout_value(k(v).timeout.get())), None, "the socket timeout"),
];

fn socketpair(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let family = os::int_or(vm, &a[0], libc::AF_UNIX)?;
    let kind = os::int_or(vm, &a[1], libc::SOCK_STREAM)?;
    let protocol = os::int_or(vm, &a[2], 0)?;
    let mut fds = [0; 2];
    os::check(vm, c!(socketpair(family, kind | libc::SOCK_CLOEXEC, protocol, fds.as_mut_ptr())))?;
    let make = |vm: &mut Vm, fd: i32| vm.call(&SOCKET.value(), &[number(family), number(kind), number(protocol), number(fd)]);
    let (x, y) = (make(vm, fds[0])?, make(vm, fds[1])?);
    Ok(os::pair(x, y))
}
fn close_fd(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    match os::result(c!(close(fd))) {
        Ok(_) | Err(libc::ECONNRESET) => Ok(Value::NONE),
        Err(n) => Err(os_error(vm, n, None)),
    }
}
fn dup_fd(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::int_arg(vm, &a[0])?;
    os::check(vm, c!(fcntl(fd, libc::F_DUPFD_CLOEXEC, 0))).map(number)
}
/// The functions about sockets.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("socketpair", socketpair, "(family=AF_UNIX, type=SOCK_STREAM, proto=0, /)", "Create a pair of socket objects."),
    NativeDef::new("close", close_fd, "(integer, /)", "Close an integer socket file descriptor."),
    NativeDef::new("dup", dup_fd, "(integer, /)", "Duplicate an integer socket file descriptor."),
];
