//! Names and numbers: getaddrinfo and its relatives, byte order, text of addresses.

use super::super::os::{self, c};
use super::DEFAULT_TIMEOUT;
use super::address::Address;
use std::ffi::{CStr, CString};
use std::net::{Ipv4Addr, Ipv6Addr};
use vm::builtins::exception::os_error;
use vm::builtins::{bytes, int, list, str, tuple};
use vm::threads::lock;
use vm::{NativeDef, PyResult, Raised, Value, Vm};

/// Raises `socket.gaierror`.
fn resolver_error(vm: &mut Vm, n: i32) -> Raised {
    if n == libc::EAI_SYSTEM {
        return os_error(vm, os::errno(), None);
    }
    let p = c!(gai_strerror(n));
    // SAFETY: a static C string.
    let text = os::fs_decode(unsafe { CStr::from_ptr(p) }.to_bytes());
    let r = vm.import_attr("_socket", "gaierror");
    match r.and_then(|class| vm.call(&class, &[Value::int(i64::from(n)), text])) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
/// One answer of the resolver.
struct Answer {
    family: i32,
    kind: i32,
    protocol: i32,
    name: Value,
    address: Address,
}
fn resolve(vm: &mut Vm, host: Option<&CString>, service: Option<&CString>, [family, kind, protocol, flags]: [i32; 4]) -> PyResult<Vec<Answer>> {
    // SAFETY: integers and pointers that may be NULL.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    (hints.ai_family, hints.ai_socktype, hints.ai_protocol, hints.ai_flags) = (family, kind, protocol, flags);
    let mut first = std::ptr::null_mut();
    let null = std::ptr::null();
    let n = lock::allow_threads(|| c!(getaddrinfo(host.map_or(null, |h| h.as_ptr()), service.map_or(null, |s| s.as_ptr()), &hints, &mut first)));
    if n != 0 {
        return Err(resolver_error(vm, n));
    }
    let mut out = Vec::new();
    let mut at = first;
    // SAFETY: a list of entries that lives until it is freed below; addresses are not longer than the storage.
    unsafe {
        while !at.is_null() {
            let a = &*at;
            let mut address = Address::empty();
            let len = (a.ai_addrlen).min(address.len);
            std::ptr::copy_nonoverlapping(a.ai_addr.cast::<u8>(), (&raw mut address.storage).cast::<u8>(), len as usize);
            address.len = len;
            let name = if a.ai_canonname.is_null() { str::empty() } else { os::fs_decode(CStr::from_ptr(a.ai_canonname).to_bytes()) };
            out.push(Answer { family: a.ai_family, kind: a.ai_socktype, protocol: a.ai_protocol, name, address });
            at = a.ai_next;
        }
    }
    c!(freeaddrinfo(first));
    Ok(out)
}
/// The first address of a host.
pub fn resolve_one(vm: &mut Vm, host: &str, family: i32) -> PyResult<Address> {
    let Ok(host) = CString::new(host) else { return Err(vm.value_error("host name must not contain null character")) };
    let answers = resolve(vm, Some(&host), None, [family, libc::SOCK_DGRAM, 0, 0])?;
    match answers.into_iter().next() {
        Some(a) => Ok(a.address),
        None => Err(resolver_error(vm, libc::EAI_NONAME)),
    }
}
fn text_or_none(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Option<CString>> {
    let Some(v) = v.some() else { return Ok(None) };
    if int::is_int(v) && what == "service" {
        let n = os::long_arg(vm, v)?;
        return Ok(CString::new(n.to_string()).ok());
    }
    if !str::is_str(v) && bytes::get(v).is_none() {
        return Err(vm.type_error(match what {
            "service" => "Int or String expected".to_string(),
            _ => "getaddrinfo() argument 1 must be string or None".to_string(),
        }));
    }
    os::c_string(vm, v).map(Some)
}
fn getaddrinfo(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let host = text_or_none(vm, &a[0], "host")?;
    let service = text_or_none(vm, &a[1], "service")?;
    let mut hints = [0; 4];
    for (h, v) in hints.iter_mut().zip(&a[2..6]) {
        *h = os::int_or(vm, v, 0)?;
    }
    let answers = resolve(vm, host.as_ref(), service.as_ref(), hints)?;
    let number = |n: i32| Value::int(i64::from(n));
    Ok(list::new(
        answers.iter().map(|x| tuple::new(vec![number(x.family), number(x.kind), number(x.protocol), x.name.clone(), x.address.to_value()])).collect(),
    ))
}
fn getnameinfo(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let flags = os::int_arg(vm, &a[1])?;
    let items = tuple::items(&a[0]);
    if a[0].downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error("getnameinfo() argument 1 must be a tuple"));
    }
    let [host, port, ..] = items else { return Err(vm.type_error("getnameinfo(): illegal sockaddr argument")) };
    let (host, port) = (os::c_string(vm, host)?, os::long_arg(vm, port)?);
    let service = CString::new(port.to_string()).unwrap_or_default();
    let answers = resolve(vm, Some(&host), Some(&service), [libc::AF_UNSPEC, libc::SOCK_DGRAM, 0, libc::AI_NUMERICHOST])?;
    let Some(x) = answers.first() else { return Err(resolver_error(vm, libc::EAI_NONAME)) };
    let (mut h, mut s) = ([0u8; 1025], [0u8; 32]);
    let n = lock::allow_threads(|| {
        c!(getnameinfo(x.address.ptr(), x.address.len, h.as_mut_ptr().cast(), h.len() as u32, s.as_mut_ptr().cast(), s.len() as u32, flags))
    });
    if n != 0 {
        return Err(resolver_error(vm, n));
    }
    let text = |b: &[u8]| os::fs_decode(&b[..b.iter().position(|c| *c == 0).unwrap_or(0)]);
    Ok(os::pair(text(&h), text(&s)))
}
fn gethostbyname(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let host = vm.text_of(&a[0])?;
    let address = if host.is_empty() { Address::v4(Ipv4Addr::UNSPECIFIED, 0) } else { resolve_one(vm, &host, libc::AF_INET)? };
    let v = address.to_value();
    Ok(tuple::items(&v)[0].clone())
}
fn gethostname(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut b = [0u8; 256];
    os::check(vm, c!(gethostname(b.as_mut_ptr().cast(), b.len() - 1)))?;
    Ok(os::fs_decode(&b[..b.iter().position(|c| *c == 0).unwrap_or(0)]))
}
fn inet_aton(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = os::c_string(vm, &a[0])?;
    let mut ip = libc::in_addr { s_addr: 0 };
    // SAFETY: a C string and a local.
    if unsafe { inet_aton_c(text.as_ptr(), &mut ip) } == 0 {
        return Err(super::super::io::os_text(vm, "illegal IP address string passed to inet_aton"));
    }
    Ok(bytes::new(ip.s_addr.to_ne_bytes().to_vec()))
}
unsafe extern "C" {
    #[link_name = "inet_aton"]
    fn inet_aton_c(text: *const libc::c_char, out: *mut libc::in_addr) -> libc::c_int;
}
fn inet_ntoa(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = os::bytes_like(vm, &a[0])?;
    match <[u8; 4]>::try_from(&*b) {
        Ok(x) => Ok(Value::str(&Ipv4Addr::from(x).to_string())),
        Err(_) => Err(super::super::io::os_text(vm, "packed IP wrong length")),
    }
}
fn inet_pton(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let family = os::int_arg(vm, &a[0])?;
    let text = vm.text_of(&a[1])?;
    let b = match family {
        libc::AF_INET => text.parse::<Ipv4Addr>().ok().map(|ip| ip.octets().to_vec()),
        libc::AF_INET6 => text.parse::<Ipv6Addr>().ok().map(|ip| ip.octets().to_vec()),
        _ => return Err(os_error(vm, libc::EAFNOSUPPORT, None)),
    };
    match b {
        Some(b) => Ok(bytes::new(b)),
        None => Err(super::super::io::os_text(vm, "illegal IP address string passed to inet_pton")),
    }
}
fn inet_ntop(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let family = os::int_arg(vm, &a[0])?;
    let b = os::bytes_like(vm, &a[1])?;
    let text = match family {
        libc::AF_INET => <[u8; 4]>::try_from(&*b).ok().map(|x| Ipv4Addr::from(x).to_string()),
        libc::AF_INET6 => <[u8; 16]>::try_from(&*b).ok().map(|x| Ipv6Addr::from(x).to_string()),
        n => return Err(vm.value_error(format!("unknown address family {n}"))),
    };
    match text {
        Some(t) => Ok(Value::str(&t)),
        None => Err(vm.value_error("invalid length of packed IP address string")),
    }
}
fn swapped(vm: &mut Vm, v: &Value, who: &str, bits: u32) -> PyResult<Value> {
    let n = vm::object::ops::index(vm, v)?;
    let n = match int::as_i64(&n) {
        Some(n) if n < 0 => return Err(vm.overflow_error(format!("{who}: can't convert negative Python int to C {bits}-bit unsigned integer"))),
        Some(n) if n >> bits == 0 => n,
        _ => return Err(vm.overflow_error(format!("{who}: Python int too large to convert to C {bits}-bit unsigned integer"))),
    };
    Ok(Value::int(if bits == 16 { i64::from((n as u16).swap_bytes()) } else { i64::from((n as u32).swap_bytes()) }))
}
fn getservbyname(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = os::c_string(vm, &a[0])?;
    let protocol = a[1].opt().map_or(Ok(None), |v| os::c_string(vm, v).map(Some))?;
    let p = c!(getservbyname(name.as_ptr(), protocol.as_ref().map_or(std::ptr::null(), |p| p.as_ptr())));
    if p.is_null() {
        return Err(super::super::io::os_text(vm, "service/proto not found"));
    }
    // SAFETY: not null, valid until the next call.
    Ok(Value::int(i64::from(u16::from_be(unsafe { (*p).s_port } as u16))))
}
fn set_default_timeout(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let t = super::object::timeout_arg(vm, &a[0])?;
    DEFAULT_TIMEOUT.0.set(t);
    Ok(Value::NONE)
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("getaddrinfo", getaddrinfo, "(host, port, family=0, type=0, proto=0, flags=0)", "Resolve host and port into addrinfo struct."),
    NativeDef::new("getnameinfo", getnameinfo, "(sockaddr, flags, /)", "Get host and port for a sockaddr."),
    NativeDef::new("gethostbyname", gethostbyname, "(host, /)", "Return the IP address (a string of the form '255.255.255.255') for a host."),
    NativeDef::new("gethostname", gethostname, "()", "Return the current host name."),
    NativeDef::new(
        "getservbyname",
        getservbyname,
        "(servicename, protocolname=<unrepresentable>, /)",
        "Return a port number from a service name and protocol name.",
    ),
    NativeDef::new("inet_aton", inet_aton, "(ip_addr, /)", "Convert an IP address in string format to the 32-bit packed binary format."),
    NativeDef::new("inet_ntoa", inet_ntoa, "(packed_ip, /)", "Convert an IP address from 32-bit packed binary format to string format."),
    NativeDef::new("inet_pton", inet_pton, "(af, ip, /)", "Convert an IP address from string format to a packed string."),
    NativeDef::new("inet_ntop", inet_ntop, "(af, packed_ip, /)", "Convert a packed IP address of the given family to string format."),
    NativeDef::new("htons", |vm, a| swapped(vm, &a[0], "htons", 16), "(x, /)", "Convert a 16-bit unsigned integer from host to network byte order."),
    NativeDef::new("ntohs", |vm, a| swapped(vm, &a[0], "ntohs", 16), "(x, /)", "Convert a 16-bit unsigned integer from network to host byte order."),
    NativeDef::new("htonl", |vm, a| swapped(vm, &a[0], "htonl", 32), "(x, /)", "Convert a 32-bit integer from host to network byte order."),
    NativeDef::new("ntohl", |vm, a| swapped(vm, &a[0], "ntohl", 32), "(x, /)", "Convert a 32-bit integer from network to host byte order."),
    NativeDef::new(
        "getdefaulttimeout",
        |_, _| Ok(super::object::timeout_value(DEFAULT_TIMEOUT.0.get())),
        "()",
        "Returns the default timeout in seconds (float) for new socket objects.",
    ),
    NativeDef::new("setdefaulttimeout", set_default_timeout, "(timeout, /)", "Set the default timeout in seconds (float) for new socket objects."),
];
