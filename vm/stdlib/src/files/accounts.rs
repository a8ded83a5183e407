//! pwd and grp: the user and group databases.

use super::os;
use std::ffi::{CStr, CString};
use vm::builtins::exception::os_error;
use vm::builtins::{int, list, str};
use vm::import::NativeModule;
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

/// pwd
pub static PWD: NativeModule = NativeModule {
    name: "pwd",
    init: |_, m| {
        os::add_functions(m, PWD_FUNCTIONS);
        os::set(m, "struct_passwd", PASSWD.value());
        Ok(())
    },
};
/// grp
pub static GRP: NativeModule = NativeModule {
    name: "grp",
    init: |_, m| {
        os::add_functions(m, GRP_FUNCTIONS);
        os::set(m, "struct_group", GROUP.value());
        Ok(())
    },
};

static PASSWD_FIELDS: Fields = Fields {
    visible: 7,
    all: &[
        ("pw_name", "user name"),
        ("pw_passwd", "password"),
        ("pw_uid", "user id"),
        ("pw_gid", "group id"),
        ("pw_gecos", "real name"),
        ("pw_dir", "home directory"),
        ("pw_shell", "shell program"),
    ],
};
static PASSWD: TypeDef = structseq::define("pwd.struct_passwd", "pwd.struct_passwd: Results from getpw*() routines.", &PASSWD_FIELDS);
static GROUP_FIELDS: Fields =
    Fields { visible: 4, all: &[("gr_name", "group name"), ("gr_passwd", "password"), ("gr_gid", "group id"), ("gr_mem", "group members")] };
static GROUP: TypeDef = structseq::define("grp.struct_group", "grp.struct_group: Results from getgr*() routines.", &GROUP_FIELDS);

/// Text of a C string of the database.
fn text(p: *const libc::c_char) -> Value {
    if p.is_null() {
        return Value::NONE;
    }
    // SAFETY: the database's strings end in NUL and live in the caller's buffer.
    os::fs_decode(unsafe { CStr::from_ptr(p) }.to_bytes())
}
fn passwd_value(p: &libc::passwd) -> Value {
    let ids = [p.pw_uid, p.pw_gid].map(|n| Value::int(i64::from(n)));
    let [uid, gid] = ids;
    structseq::new(&PASSWD, vec![text(p.pw_name), text(p.pw_passwd), uid, gid, text(p.pw_gecos), text(p.pw_dir), text(p.pw_shell)])
}
fn group_value(g: &libc::group) -> Value {
    let mut members = Vec::new();
    let mut at = g.gr_mem;
    // SAFETY: a NULL-terminated array of C strings in the caller's buffer.
    unsafe {
        while !at.is_null() && !(*at).is_null() {
            members.push(text(*at));
            at = at.add(1);
        }
    }
    structseq::new(&GROUP, vec![text(g.gr_name), text(g.gr_passwd), Value::int(i64::from(g.gr_gid)), list::new(members)])
}

/// Looks an entry up with a growing buffer; None when there is none.
fn look_up<T, R>(vm: &mut Vm, mut f: impl FnMut(&mut T, &mut [u8], &mut *mut T) -> i32, make: fn(&T) -> R) -> PyResult<Option<R>> {
    let mut size = 1024;
    loop {
        let mut buffer = vec![0u8; size];
        // SAFETY: a C structure of integers and pointers.
        let mut entry: T = unsafe { std::mem::zeroed() };
        let mut found = std::ptr::null_mut();
        match f(&mut entry, &mut buffer, &mut found) {
            0 if found.is_null() => return Ok(None),
            0 => return Ok(Some(make(&entry))),
            libc::ERANGE if size < 1 << 24 => size *= 4,
            libc::ENOENT | libc::ESRCH | libc::EBADF | libc::EPERM => return Ok(None),
            n => return Err(os_error(vm, n, None)),
        }
    }
}
fn name_arg(vm: &mut Vm, v: &Value, who: &str) -> PyResult<CString> {
    if !str::is_str(v) {
        return Err(vm.type_error(format!("{who}() argument must be str, not {}", v.ty().name())));
    }
    os::c_string(vm, v)
}
fn missing(vm: &mut Vm, text: String) -> vm::Raised {
    vm.key_error(&Value::str(&text))
}
/// An id that may be out of range: then there is no entry.
fn id(vm: &mut Vm, v: &Value) -> PyResult<Option<u32>> {
    let n = ops::index(vm, v)?;
    Ok(match int::as_i64(&n) {
        Some(-1) => Some(u32::MAX),
        Some(n) => u32::try_from(n).ok(),
        None => None,
    })
}
fn getpwnam(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = name_arg(vm, &a[0], "getpwnam")?;
    let r = look_up(vm, |e, b, found| os::c!(getpwnam_r(name.as_ptr(), e, b.as_mut_ptr().cast(), b.len(), found)), passwd_value)?;
    r.ok_or_else(|| missing(vm, format!("getpwnam(): name not found: '{}'", name.to_string_lossy())))
}
fn getpwuid(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = match id(vm, &a[0])? {
        Some(n) => look_up(vm, |e, b, found| os::c!(getpwuid_r(n, e, b.as_mut_ptr().cast(), b.len(), found)), passwd_value)?,
        None => None,
    };
    let shown = vm.text_of(&a[0])?;
    r.ok_or_else(|| missing(vm, format!("getpwuid(): uid not found: {shown}")))
}
fn getgrnam(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = name_arg(vm, &a[0], "getgrnam")?;
    let r = look_up(vm, |e, b, found| os::c!(getgrnam_r(name.as_ptr(), e, b.as_mut_ptr().cast(), b.len(), found)), group_value)?;
    r.ok_or_else(|| missing(vm, format!("getgrnam(): name not found: '{}'", name.to_string_lossy())))
}
fn getgrgid(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = match id(vm, &a[0])? {
        Some(n) => look_up(vm, |e, b, found| os::c!(getgrgid_r(n, e, b.as_mut_ptr().cast(), b.len(), found)), group_value)?,
        None => None,
    };
    let shown = vm.text_of(&a[0])?;
    r.ok_or_else(|| missing(vm, format!("getgrgid(): gid not found: {shown}")))
}
fn getpwall(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut out = Vec::new();
    os::c!(setpwent());
    loop {
        let p = os::c!(getpwent());
        if p.is_null() {
            break;
        }
        // SAFETY: not null, valid until the next call.
        out.push(passwd_value(unsafe { &*p }));
    }
    os::c!(endpwent());
    Ok(list::new(out))
}
fn getgrall(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut out = Vec::new();
    os::c!(setgrent());
    loop {
        let g = os::c!(getgrent());
        if g.is_null() {
            break;
        }
        // SAFETY: not null, valid until the next call.
        out.push(group_value(unsafe { &*g }));
    }
    os::c!(endgrent());
    Ok(list::new(out))
}
static PWD_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("getpwuid", getpwuid, "(uidobj, /)", "Return the password database entry for the given numeric user ID."),
    NativeDef::new("getpwnam", getpwnam, "(name, /)", "Return the password database entry for the given user name."),
    NativeDef::new("getpwall", getpwall, "()", "Return a list of all available password database entries, in arbitrary order."),
];
static GRP_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("getgrgid", getgrgid, "(id)", "Return the group database entry for the given numeric group ID."),
    NativeDef::new("getgrnam", getgrnam, "(name)", "Return the group database entry for the given group name."),
    NativeDef::new("getgrall", getgrall, "()", "Return a list of all available group entries, in arbitrary order."),
];
