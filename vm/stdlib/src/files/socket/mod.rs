//! _socket: sockets of the internet families and of this machine.

mod address;
mod names;
mod object;

use super::os;
use std::cell::Cell;
use vm::builtins::exception::classes;
use vm::builtins::tuple;
use vm::import::NativeModule;
use vm::object::dict::{DictObj, new_dict};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_socket", init };

struct Default(Cell<Option<i64>>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Default {}
/// `setdefaulttimeout`, in nanoseconds.
static DEFAULT_TIMEOUT: Default = Default(Cell::new(None));

static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    AF_UNSPEC AF_INET AF_INET6 AF_UNIX AF_NETLINK AF_PACKET AF_VSOCK AF_CAN
    SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET SOCK_NONBLOCK SOCK_CLOEXEC
    SOL_SOCKET SO_DEBUG SO_ACCEPTCONN SO_REUSEADDR SO_REUSEPORT SO_KEEPALIVE SO_DONTROUTE SO_BROADCAST SO_LINGER SO_OOBINLINE SO_SNDBUF
    SO_RCVBUF SO_SNDLOWAT SO_RCVLOWAT SO_SNDTIMEO SO_RCVTIMEO SO_ERROR SO_TYPE SO_PEERCRED SO_PASSCRED SO_DOMAIN SO_PROTOCOL SO_PRIORITY
    SO_MARK SO_BINDTODEVICE SOMAXCONN SCM_RIGHTS SCM_CREDENTIALS
    MSG_OOB MSG_PEEK MSG_DONTROUTE MSG_DONTWAIT MSG_EOR MSG_TRUNC MSG_CTRUNC MSG_WAITALL MSG_CONFIRM MSG_ERRQUEUE MSG_NOSIGNAL MSG_MORE
    MSG_CMSG_CLOEXEC MSG_FASTOPEN SHUT_RD SHUT_WR SHUT_RDWR
    IPPROTO_IP IPPROTO_ICMP IPPROTO_IGMP IPPROTO_TCP IPPROTO_EGP IPPROTO_PUP IPPROTO_UDP IPPROTO_IDP IPPROTO_TP IPPROTO_IPV6 IPPROTO_ROUTING
    IPPROTO_FRAGMENT IPPROTO_RSVP IPPROTO_GRE IPPROTO_ESP IPPROTO_AH IPPROTO_ICMPV6 IPPROTO_NONE IPPROTO_DSTOPTS IPPROTO_PIM IPPROTO_IPIP
    IPPROTO_SCTP IPPROTO_RAW IPPROTO_HOPOPTS IPPROTO_UDPLITE
    IP_TOS IP_TTL IP_MULTICAST_IF IP_MULTICAST_TTL IP_MULTICAST_LOOP IP_ADD_MEMBERSHIP IP_DROP_MEMBERSHIP IP_HDRINCL IP_OPTIONS IP_RECVTOS
    IP_TRANSPARENT IP_PKTINFO
    IPV6_V6ONLY IPV6_UNICAST_HOPS IPV6_MULTICAST_IF IPV6_MULTICAST_HOPS IPV6_MULTICAST_LOOP IPV6_RECVPKTINFO IPV6_PKTINFO IPV6_TCLASS
    IPV6_RECVTCLASS IPV6_RECVHOPLIMIT IPV6_HOPLIMIT IPV6_CHECKSUM
    TCP_NODELAY TCP_MAXSEG TCP_CORK TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT TCP_SYNCNT TCP_LINGER2 TCP_DEFER_ACCEPT TCP_WINDOW_CLAMP TCP_INFO
    TCP_QUICKACK TCP_CONGESTION TCP_USER_TIMEOUT TCP_FASTOPEN
    AI_PASSIVE AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_V4MAPPED AI_ALL AI_ADDRCONFIG
    EAI_AGAIN EAI_BADFLAGS EAI_FAIL EAI_FAMILY EAI_MEMORY EAI_NODATA EAI_NONAME EAI_OVERFLOW EAI_SERVICE EAI_SOCKTYPE EAI_SYSTEM
    NI_NUMERICHOST NI_NUMERICSERV NI_NOFQDN NI_NAMEREQD NI_DGRAM NI_MAXHOST
};
static MORE: &[(&str, i64)] = &[
    ("NI_MAXSERV", 32),
    ("INADDR_ANY", 0),
    ("INADDR_BROADCAST", 0xffff_ffff),
    ("INADDR_LOOPBACK", 0x7f00_0001),
    ("INADDR_UNSPEC_GROUP", 0xe000_0000),
    ("INADDR_ALLHOSTS_GROUP", 0xe000_0001),
    ("INADDR_MAX_LOCAL_GROUP", 0xe000_00ff),
    ("INADDR_NONE", 0xffff_ffff),
    ("IPPORT_RESERVED", 1024),
    ("IPPORT_USERRESERVED", 5000),
    ("SOL_IP", 0),
    ("SOL_TCP", 6),
    ("SOL_UDP", 17),
];

fn exception(vm: &mut Vm, name: &str) -> PyResult<Value> {
    let d = new_dict();
    if let Some(d) = d.downcast::<DictObj>() {
        d.set_text("__module__", Value::str("socket"));
    }
    let make = vm::builtins::type_::TYPE.value();
    vm.call(&make, &[Value::str(name), tuple::new(vec![classes().os_error.value()]), d])
}

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, names::FUNCTIONS);
    os::add_functions(m, object::FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::add_constants(m, MORE);
    os::set(m, "socket", object::SOCKET.value());
    os::set(m, "SocketType", object::SOCKET.value());
    os::set(m, "error", classes().os_error.value());
    os::set(m, "timeout", classes().timeout_error.value());
    os::set(m, "has_ipv6", Value::TRUE);
    for name in ["herror", "gaierror"] {
        let class = exception(vm, name)?;
        os::set(m, name, class);
    }
    Ok(())
}
