//! Socket addresses: Python's tuples and paths to the system's structures and back.

use super::super::os;
use super::names::resolve_one;
use std::net::{Ipv4Addr, Ipv6Addr};
use vm::builtins::{bytes, str, tuple};
use vm::{PyResult, Value, Vm};

/// A socket address with its length.
pub struct Address {
    /// Room for any family.
    pub storage: libc::sockaddr_storage,
    /// Bytes in use.
    pub len: libc::socklen_t,
}
impl Address {
    /// Room for an answer.
    pub fn empty() -> Address {
        // SAFETY: integers.
        Address { storage: unsafe { std::mem::zeroed() }, len: std::mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t }
    }
    /// The pointer that calls want.
    pub fn ptr(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }
    /// The pointer that calls write to.
    pub fn mut_ptr(&mut self) -> *mut libc::sockaddr {
        (&raw mut self.storage).cast()
    }
    fn of<T: Copy>(value: T, len: usize) -> Address {
        let mut a = Address::empty();
        // SAFETY: every sockaddr type fits the storage.
        unsafe { std::ptr::write((&raw mut a.storage).cast::<T>(), value) };
        a.len = len as libc::socklen_t;
        a
    }
    fn get<T: Copy>(&self) -> T {
        // SAFETY: the family says which structure the storage holds.
        unsafe { std::ptr::read((&raw const self.storage).cast::<T>()) }
    }
    /// An IPv4 address.
    pub fn v4(ip: Ipv4Addr, port: u16) -> Address {
        let a = libc::sockaddr_in {
            sin_family: libc::AF_INET as libc::sa_family_t,
            sin_port: port.to_be(),
            sin_addr: libc::in_addr { s_addr: u32::from_ne_bytes(ip.octets()) },
            sin_zero: [0; 8],
        };
        Address::of(a, std::mem::size_of::<libc::sockaddr_in>())
    }
    /// An IPv6 address.
    pub fn v6(ip: Ipv6Addr, port: u16, flow: u32, scope: u32) -> Address {
        let a = libc::sockaddr_in6 {
            sin6_family: libc::AF_INET6 as libc::sa_family_t,
            sin6_port: port.to_be(),
            sin6_flowinfo: flow.to_be(),
            sin6_addr: libc::in6_addr { s6_addr: ip.octets() },
            sin6_scope_id: scope,
        };
        Address::of(a, std::mem::size_of::<libc::sockaddr_in6>())
    }
    /// The Python form.
    pub fn to_value(&self) -> Value {
        if self.len == 0 {
            return Value::NONE;
        }
        match i32::from(self.storage.ss_family) {
            libc::AF_INET => {
                let a: libc::sockaddr_in = self.get();
                let ip = Ipv4Addr::from(a.sin_addr.s_addr.to_ne_bytes());
                os::pair(Value::str(&ip.to_string()), Value::int(i64::from(u16::from_be(a.sin_port))))
            }
            libc::AF_INET6 => {
                let a: libc::sockaddr_in6 = self.get();
                let ip = Ipv6Addr::from(a.sin6_addr.s6_addr);
                tuple::new(vec![
                    Value::str(&ip.to_string()),
                    Value::int(i64::from(u16::from_be(a.sin6_port))),
                    Value::int(i64::from(u32::from_be(a.sin6_flowinfo))),
                    Value::int(i64::from(a.sin6_scope_id)),
                ])
            }
            libc::AF_UNIX => {
                let a: libc::sockaddr_un = self.get();
                let n = (self.len as usize).saturating_sub(std::mem::offset_of!(libc::sockaddr_un, sun_path)).min(a.sun_path.len());
                let path: Vec<u8> = a.sun_path[..n].iter().map(|c| *c as u8).collect();
                // Names that begin with NUL live outside the file system and are bytes.
                if path.first() == Some(&0) {
                    return bytes::new(path);
                }
                os::fs_decode(&path[..path.iter().position(|c| *c == 0).unwrap_or(path.len())])
            }
            family => os::pair(Value::int(i64::from(family)), bytes::new(Vec::new())),
        }
    }
}

fn port(vm: &mut Vm, v: &Value, who: &str) -> PyResult<u16> {
    let n = os::long_arg(vm, v)?;
    u16::try_from(n).map_err(|_| vm.overflow_error(format!("{who}(): port must be 0-65535.")))
}
/// Host text of an address tuple.
fn host(vm: &mut Vm, v: &Value, who: &str) -> PyResult<String> {
    if let Some(b) = bytes::get(v) {
        return Ok(String::from_utf8_lossy(b).into_owned());
    }
    if !str::is_str(v) {
        return Err(vm.type_error(format!("{who}: host must be str, bytes or bytearray, not {}", v.ty().name())));
    }
    Ok(str::text(v).into_owned())
}

/// Reads an address of the socket's family.
pub fn parse(vm: &mut Vm, family: i32, v: &Value, who: &str) -> PyResult<Address> {
    match family {
        libc::AF_INET | libc::AF_INET6 => {
            let name = if family == libc::AF_INET { "AF_INET" } else { "AF_INET6" };
            if v.downcast::<tuple::TupleObj>().is_none() {
                return Err(vm.type_error(format!("{who}(): {name} address must be tuple, not {}", v.ty().name())));
            }
            let items = tuple::items(v);
            let most = if family == libc::AF_INET { 2 } else { 4 };
            if items.len() < 2 || items.len() > most {
                return Err(vm.type_error(if most == 2 {
                    "AF_INET address must be a pair (host, port)".to_string()
                } else {
                    "AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])".to_string()
                }));
            }
            let text = host(vm, &items[0], who)?;
            let port = port(vm, &items[1], who)?;
            if family == libc::AF_INET {
                let ip = match &*text {
                    "" => Ipv4Addr::UNSPECIFIED,
                    "<broadcast>" => Ipv4Addr::BROADCAST,
                    t => match t.parse() {
                        Ok(ip) => ip,
                        Err(_) => {
                            let a: libc::sockaddr_in = resolve_one(vm, &text, family)?.get();
                            Ipv4Addr::from(a.sin_addr.s_addr.to_ne_bytes())
                        }
                    },
                };
                return Ok(Address::v4(ip, port));
            }
            let number = |vm: &mut Vm, i: usize| items.get(i).map_or(Ok(0), |v| os::long_arg(vm, v));
            let (flow, scope) = (number(vm, 2)?, number(vm, 3)?);
            if !(0..=0xf_ffff).contains(&flow) {
                return Err(vm.overflow_error(format!("{who}(): flowinfo must be 0-1048575.")));
            }
            let ip = match &*text {
                "" => Ipv6Addr::UNSPECIFIED,
                t => match t.parse() {
                    Ok(ip) => ip,
                    Err(_) => {
                        let a: libc::sockaddr_in6 = resolve_one(vm, &text, family)?.get();
                        Ipv6Addr::from(a.sin6_addr.s6_addr)
                    }
                },
            };
            Ok(Address::v6(ip, port, flow as u32, scope as u32))
        }
        libc::AF_UNIX => unix(vm, v),
        _ => Err(super::super::io::os_text(vm, &format!("{who}(): bad family"))),
    }
}
fn unix(vm: &mut Vm, v: &Value) -> PyResult<Address> {
    let path = if str::is_str(v) { os::fs_encode(vm, v)? } else { os::bytes_like(vm, v)?.to_vec() };
    // SAFETY: integers.
    let mut a: libc::sockaddr_un = unsafe { std::mem::zeroed() };
    a.sun_family = libc::AF_UNIX as libc::sa_family_t;
    let is_abstract = path.first() == Some(&0);
    let room = if is_abstract { a.sun_path.len() } else { a.sun_path.len() - 1 };
    if path.len() > room {
        return Err(super::super::io::os_text(vm, "AF_UNIX path too long"));
    }
    for (to, from) in a.sun_path.iter_mut().zip(&path) {
        *to = *from as libc::c_char;
    }
    let len = std::mem::offset_of!(libc::sockaddr_un, sun_path) + path.len() + usize::from(!is_abstract && !path.is_empty());
    Ok(Address::of(a, len))
}

/// An address that a call filled in.
pub fn ask(vm: &mut Vm, mut f: impl FnMut(*mut libc::sockaddr, *mut libc::socklen_t) -> i32) -> PyResult<Value> {
    let mut a = Address::empty();
    let mut len = a.len;
    os::check(vm, f(a.mut_ptr(), &mut len))?;
    a.len = len;
    Ok(a.to_value())
}
