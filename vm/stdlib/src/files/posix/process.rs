//! posix: processes: starting, replacing, waiting, signalling; and whom they belong to.

use super::super::os::{self, PathKind, c};
use super::exit_code;
use std::cell::RefCell;
use std::ffi::CString;
use vm::builtins::exception::os_error;
use vm::builtins::{list, tuple};
use vm::native::structseq::{self, Fields};
use vm::object::ops;
use vm::threads::{lock, signals};
use vm::{NativeDef, PyResult, TypeDef, Value, Vm};

// ---- fork ---------------------------------------------------------------------------------------

struct Hooks(RefCell<[Vec<Value>; 3]>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Hooks {}
/// `register_at_fork`: before, in the parent, in the child.
static HOOKS: Hooks = Hooks(RefCell::new([Vec::new(), Vec::new(), Vec::new()]));

fn register_at_fork(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a.iter().all(|v| v.is_null()) {
        return Err(vm.type_error("At least one argument is required."));
    }
    for (name, v) in ["before", "after_in_parent", "after_in_child"].iter().zip([&a[0], &a[2], &a[1]]) {
        if let Some(f) = v.opt()
            && f.ty().slots().call.is_none()
        {
            return Err(vm.type_error(format!("'{name}' must be callable, not {}", f.ty().name())));
        }
    }
    let mut h = HOOKS.0.borrow_mut();
    for (i, v) in [&a[0], &a[2], &a[1]].into_iter().enumerate() {
        h[i].extend(v.opt().cloned());
    }
    Ok(Value::NONE)
}
fn run_hooks(vm: &mut Vm, which: usize) {
    let mut list = HOOKS.0.borrow()[which].clone();
    if which == 0 {
        list.reverse(); // CPython runs the last one first
    }
    for f in list {
        let r = vm.call(&f, &[]);
        vm.unraisable_if(r, "Exception ignored in", &f);
    }
}
/// What must happen before a fork.
pub fn before_fork(vm: &mut Vm) {
    run_hooks(vm, 0);
}
/// What must happen after a fork in the parent.
pub fn after_fork_parent(vm: &mut Vm) {
    run_hooks(vm, 1);
}
/// What must happen after a fork in the child: it has one thread, which is now the main thread.
pub fn after_fork_child(vm: &mut Vm) {
    lock::after_fork_in_child();
    vm.thread_id = vm::threads::current_id();
    vm::vm::forget_other_threads();
    signals::after_fork_in_child();
    run_hooks(vm, 2);
}

fn fork(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    before_fork(vm);
    let r = os::result(c!(fork()));
    if r == Ok(0) {
        after_fork_child(vm);
    } else {
        after_fork_parent(vm);
    }
    match r {
        Ok(pid) => Ok(Value::int(i64::from(pid))),
        Err(n) => Err(os_error(vm, n, None)),
    }
}
fn forkpty(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    before_fork(vm);
    let mut master = -1;
    let null = std::ptr::null_mut();
    let r = os::result(c!(forkpty(&mut master, null, null.cast(), null.cast())));
    if r == Ok(0) {
        after_fork_child(vm);
    } else {
        after_fork_parent(vm);
    }
    match r {
        Ok(pid) => Ok(os::pair(Value::int(i64::from(pid)), Value::int(i64::from(master)))),
        Err(n) => Err(os_error(vm, n, None)),
    }
}

// ---- exec ---------------------------------------------------------------------------------------

/// Strings for exec, with the array of pointers that C wants.
pub struct Strings {
    _texts: Vec<CString>,
    pointers: Vec<*const libc::c_char>,
}
impl Strings {
    /// From texts.
    pub fn new(texts: Vec<CString>) -> Strings {
        let mut pointers: Vec<_> = texts.iter().map(|t| t.as_ptr()).collect();
        pointers.push(std::ptr::null());
        Strings { _texts: texts, pointers }
    }
    /// The array, ended by NULL.
    pub fn as_ptr(&self) -> *const *const libc::c_char {
        self.pointers.as_ptr()
    }
}
/// `argv`.
pub fn argv(vm: &mut Vm, v: &Value, who: &str, what: &str) -> PyResult<Strings> {
    let is_list = v.downcast::<list::ListObj>().is_some() || v.downcast::<tuple::TupleObj>().is_some();
    if !is_list {
        return Err(vm.type_error(format!("{who}: {what} must be a tuple or list")));
    }
    let items = ops::collect(vm, v)?;
    if items.is_empty() {
        return Err(vm.value_error(format!("{who}: {what} must not be empty")));
    }
    let mut texts = Vec::new();
    for i in &items {
        texts.push(os::c_string(vm, i)?);
    }
    if texts[0].is_empty() {
        return Err(vm.value_error(format!("{who}: {what} first element cannot be empty")));
    }
    Ok(Strings::new(texts))
}
/// `name=value` texts of a mapping.
pub fn environment(vm: &mut Vm, v: &Value, who: &str) -> PyResult<Strings> {
    if v.ty().slots().getitem.is_none() || vm::object::attr::get_opt(vm, v, &vm::object::intern::intern("keys"))?.is_none() {
        return Err(vm.type_error(format!("{who}: environment must be a mapping object")));
    }
    let keys = vm.call_method(v, "keys", &[])?;
    let mut texts = Vec::new();
    for k in ops::collect(vm, &keys)? {
        let x = ops::getitem(vm, v, &k)?;
        let (mut k, x) = (os::fs_bytes(vm, &k)?, os::fs_bytes(vm, &x)?);
        if k.is_empty() || k[1..].contains(&b'=') {
            return Err(vm.value_error("illegal environment variable name"));
        }
        k.push(b'=');
        k.extend(x);
        texts.push(CString::new(k).map_err(|_| vm.value_error("embedded null byte"))?);
    }
    Ok(Strings::new(texts))
}
fn execv(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "execv", PathKind::Plain)?;
    let args = argv(vm, &a[1], "execv()", "arg 2")?;
    c!(execv(p.ptr(), args.as_ptr()));
    let n = os::errno();
    Err(os_error(vm, n, None))
}
fn execve(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = os::path(vm, &a[0], "execve", PathKind::OrFd)?;
    let args = argv(vm, &a[1], "execve()", "arg 2")?;
    let env = environment(vm, &a[2], "execve()")?;
    match p.fd {
        Some(fd) => c!(fexecve(fd, args.as_ptr(), env.as_ptr())),
        None => c!(execve(p.ptr(), args.as_ptr(), env.as_ptr())),
    };
    let n = os::errno();
    Err(p.error(vm, n))
}
fn exit_now(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let code = os::int_arg(vm, &a[0])?;
    c!(_exit(code))
}
fn system(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let command = os::c_string(vm, &a[0])?;
    let status = lock::allow_threads(|| c!(system(command.as_ptr())));
    Ok(Value::int(i64::from(status)))
}

// ---- waiting ------------------------------------------------------------------------------------

fn waitpid(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (pid, options) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    let mut status = 0;
    let r = os::call(vm, || c!(waitpid(pid, &mut status, options)))?;
    Ok(os::pair(Value::int(i64::from(r)), Value::int(i64::from(status))))
}
fn wait4(vm: &mut Vm, pid: i32, options: i32) -> PyResult<Value> {
    let mut status = 0;
    // SAFETY: all fields are integers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let r = os::call(vm, || c!(wait4(pid, &mut status, options, &mut usage)))?;
    let usage = super::super::resource::usage_value(&usage);
    Ok(tuple::new(vec![Value::int(i64::from(r)), Value::int(i64::from(status)), usage]))
}
static WAITID_FIELDS: Fields = Fields { visible: 5, all: &[("si_pid", ""), ("si_uid", ""), ("si_signo", ""), ("si_status", ""), ("si_code", "")] };
static WAITID_RESULT: TypeDef = structseq::define("posix.waitid_result", "waitid_result: Result from waitid.", &WAITID_FIELDS);
fn waitid(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (kind, id, options) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?, os::int_arg(vm, &a[2])?);
    // SAFETY: zero bytes are a valid siginfo_t.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    os::call(vm, || c!(waitid(kind as libc::idtype_t, id as libc::id_t, &mut info, options)))?;
    // SAFETY: waitid filled in the fields of SIGCHLD (or left zeroes).
    let (pid, uid, status) = unsafe { (info.si_pid(), info.si_uid(), info.si_status()) };
    if pid == 0 {
        return Ok(Value::NONE);
    }
    let v = [pid, uid as i32, info.si_signo, status, info.si_code];
    Ok(structseq::new(&WAITID_RESULT, v.iter().map(|n| Value::int(i64::from(*n))).collect()))
}
fn of_status(vm: &mut Vm, v: &Value, f: fn(i32) -> Value) -> PyResult<Value> {
    os::int_arg(vm, v).map(f)
}
fn waitstatus_to_exitcode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let status = os::int_arg(vm, &a[0])?;
    match exit_code(status) {
        Some(n) => Ok(Value::int(i64::from(n))),
        None if libc::WIFSTOPPED(status) => Err(vm.value_error(format!("process stopped by delivery of signal {}", libc::WSTOPSIG(status)))),
        None => Err(vm.value_error(format!("invalid wait status: {status}"))),
    }
}
fn kill(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (pid, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    let r = os::done(vm, c!(kill(pid, n)))?;
    // A signal to ourselves has been delivered by now: its handler runs before the next statement.
    if pid == std::process::id() as i32 {
        signals::deliver(vm)?;
    }
    Ok(r)
}
fn killpg(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (group, n) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    let r = os::done(vm, c!(killpg(group, n)))?;
    signals::deliver(vm)?;
    Ok(r)
}
fn pidfd_open(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let pid = os::int_arg(vm, &a[0])?;
    let flags = os::int_or(vm, &a[1], 0)?;
    os::check(vm, c!(syscall(libc::SYS_pidfd_open, pid, flags))).map(Value::int)
}

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "register_at_fork",
        register_at_fork,
        "(*, before=<unrepresentable>, after_in_child=<unrepresentable>, after_in_parent=<unrepresentable>)",
        "Register callables to be called when forking a new process.",
    ),
    NativeDef::new("fork", fork, "()", "Fork a child process.\n\nReturn 0 to child process and PID of child to parent process."),
    NativeDef::new("forkpty", forkpty, "()", "Fork a new process with a new pseudo-terminal as controlling tty."),
    NativeDef::new("execv", execv, "(path, argv, /)", "Execute an executable path with arguments, replacing current process."),
    NativeDef::new("execve", execve, "(path, argv, env)", "Execute an executable path with arguments, replacing current process."),
    NativeDef::new("_exit", exit_now, "(status)", "Exit to the system with specified status, without normal exit processing."),
    NativeDef::new("abort", |_, _| std::process::abort(), "()", "Abort the interpreter immediately."),
    NativeDef::new("system", system, "(command)", "Execute the command in a subshell."),
    NativeDef::new("wait", |vm, _| waitpid(vm, &[Value::int(-1), Value::int(0)]), "()", "Wait for completion of a child process."),
    NativeDef::new("waitpid", waitpid, "(pid, options, /)", "Wait for completion of a given child process."),
    NativeDef::new(
        "wait3",
        |vm, a| {
            let o = os::int_arg(vm, &a[0])?;
            wait4(vm, -1, o)
        },
        "(options)",
        "Wait for completion of a child process.",
    ),
    NativeDef::new(
        "wait4",
        |vm, a| {
            let (p, o) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
            wait4(vm, p, o)
        },
        "(pid, options)",
        "Wait for completion of a specific child process.",
    ),
    NativeDef::new("waitid", waitid, "(idtype, id, options, /)", "Returns the result of waiting for a process or processes."),
    NativeDef::new(
        "WCOREDUMP",
        |vm, a| of_status(vm, &a[0], |s| Value::bool(libc::WCOREDUMP(s))),
        "(status, /)",
        "Return True if the process returning status was dumped to a core file.",
    ),
    NativeDef::new(
        "WIFCONTINUED",
        |vm, a| of_status(vm, &a[0], |s| Value::bool(libc::WIFCONTINUED(s))),
        "(status)",
        "Return True if a particular process was continued from a job control stop.",
    ),
    NativeDef::new(
        "WIFSTOPPED",
        |vm, a| of_status(vm, &a[0], |s| Value::bool(libc::WIFSTOPPED(s))),
        "(status)",
        "Return True if the process returning status was stopped.",
    ),
    NativeDef::new(
        "WIFSIGNALED",
        |vm, a| of_status(vm, &a[0], |s| Value::bool(libc::WIFSIGNALED(s))),
        "(status)",
        "Return True if the process returning status was terminated by a signal.",
    ),
    NativeDef::new(
        "WIFEXITED",
        |vm, a| of_status(vm, &a[0], |s| Value::bool(libc::WIFEXITED(s))),
        "(status)",
        "Return True if the process returning status exited via the exit() system call.",
    ),
    NativeDef::new(
        "WEXITSTATUS",
        |vm, a| of_status(vm, &a[0], |s| Value::int(i64::from(libc::WEXITSTATUS(s)))),
        "(status)",
        "Return the process return code from status.",
    ),
    NativeDef::new(
        "WTERMSIG",
        |vm, a| of_status(vm, &a[0], |s| Value::int(i64::from(libc::WTERMSIG(s)))),
        "(status)",
        "Return the signal that terminated the process that provided the status value.",
    ),
    NativeDef::new(
        "WSTOPSIG",
        |vm, a| of_status(vm, &a[0], |s| Value::int(i64::from(libc::WSTOPSIG(s)))),
        "(status)",
        "Return the signal that stopped the process that provided the status value.",
    ),
    NativeDef::new("waitstatus_to_exitcode", waitstatus_to_exitcode, "(status)", "Convert a wait status to an exit code."),
    NativeDef::new("kill", kill, "(pid, signal, /)", "Kill a process with a signal."),
    NativeDef::new("killpg", killpg, "(pgid, signal, /)", "Kill a process group with a signal."),
    NativeDef::new("pidfd_open", pidfd_open, "(pid, flags=0)", "Return a file descriptor referring to the process *pid*."),
];

// ---- users and groups ----------------------------------------------------------------------------

fn number(n: u32) -> PyResult<Value> {
    Ok(Value::int(i64::from(n)))
}
fn set_id(vm: &mut Vm, a: &[Value], what: &str, f: fn(u32) -> i32) -> PyResult<Value> {
    let n = os::id_arg(vm, &a[0], what)?;
    os::done(vm, f(n))
}
fn set_ids(vm: &mut Vm, a: &[Value], what: &str, f: fn(u32, u32) -> i32) -> PyResult<Value> {
    let (r, e) = (os::id_arg(vm, &a[0], what)?, os::id_arg(vm, &a[1], what)?);
    os::done(vm, f(r, e))
}
fn set_three_ids(vm: &mut Vm, a: &[Value], what: &str, f: fn(u32, u32, u32) -> i32) -> PyResult<Value> {
    let (r, e, s) = (os::id_arg(vm, &a[0], what)?, os::id_arg(vm, &a[1], what)?, os::id_arg(vm, &a[2], what)?);
    os::done(vm, f(r, e, s))
}
fn three_ids(vm: &mut Vm, f: fn(&mut [u32; 3]) -> i32) -> PyResult<Value> {
    let mut ids = [0u32; 3];
    os::check(vm, f(&mut ids))?;
    Ok(tuple::new(ids.iter().map(|n| Value::int(i64::from(*n))).collect()))
}
fn groups_value(g: &[u32]) -> Value {
    list::new(g.iter().map(|n| Value::int(i64::from(*n))).collect())
}
fn getgroups(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let n = os::check(vm, c!(getgroups(0, std::ptr::null_mut())))?;
    let mut g = vec![0u32; n as usize];
    let n = os::check(vm, c!(getgroups(n, g.as_mut_ptr())))?;
    Ok(groups_value(&g[..n as usize]))
}
fn setgroups(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !ops::is_sequence(&a[0]) {
        return Err(vm.type_error("setgroups argument must be a sequence"));
    }
    let mut g = Vec::new();
    for v in ops::collect(vm, &a[0])? {
        g.push(os::id_arg(vm, &v, "gid")?);
    }
    if g.len() > 65536 {
        return Err(vm.value_error("too many groups"));
    }
    os::done(vm, c!(setgroups(g.len(), g.as_ptr())))
}
fn getgrouplist(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let user = os::c_string(vm, &a[0])?;
    let group = os::id_arg(vm, &a[1], "group id")?;
    let mut n = 65536;
    let mut g = vec![0u32; n as usize];
    if c!(getgrouplist(user.as_ptr(), group, g.as_mut_ptr(), &mut n)) == -1 {
        let e = os::errno();
        return Err(os_error(vm, e, None));
    }
    Ok(groups_value(&g[..n as usize]))
}
fn initgroups(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let user = os::c_string(vm, &a[0])?;
    let group = os::id_arg(vm, &a[1], "group id")?;
    os::done(vm, c!(initgroups(user.as_ptr(), group)))
}
unsafe extern "C" {
    fn getlogin_r(name: *mut libc::c_char, size: usize) -> libc::c_int;
}
fn getlogin(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut b = [0u8; 256];
    // SAFETY: the buffer's length is passed.
    match unsafe { getlogin_r(b.as_mut_ptr().cast(), b.len()) } {
        0 => Ok(os::fs_decode(&b[..b.iter().position(|c| *c == 0).unwrap_or(0)])),
        n => Err(os_error(vm, n, None)),
    }
}
fn of_pid(vm: &mut Vm, v: &Value, f: fn(i32) -> i32) -> PyResult<Value> {
    let pid = os::int_arg(vm, v)?;
    os::check(vm, f(pid)).map(|n| Value::int(i64::from(n)))
}
fn setpgid(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (pid, group) = (os::int_arg(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    os::done(vm, c!(setpgid(pid, group)))
}

/// The functions about identities.
pub static IDS: &[NativeDef] = &[
    NativeDef::new("getpid", |_, _| number(std::process::id()), "()", "Return the current process id."),
    NativeDef::new("getppid", |_, _| number(std::os::unix::process::parent_id()), "()", "Return the parent's process id."),
    NativeDef::new("getuid", |_, _| number(c!(getuid())), "()", "Return the current process's user id."),
    NativeDef::new("geteuid", |_, _| number(c!(geteuid())), "()", "Return the current process's effective user id."),
    NativeDef::new("getgid", |_, _| number(c!(getgid())), "()", "Return the current process's group id."),
    NativeDef::new("getegid", |_, _| number(c!(getegid())), "()", "Return the current process's effective group id."),
    NativeDef::new("setuid", |vm, a| set_id(vm, a, "uid", |n| c!(setuid(n))), "(uid, /)", "Set the current process's user id."),
    NativeDef::new("seteuid", |vm, a| set_id(vm, a, "uid", |n| c!(seteuid(n))), "(euid, /)", "Set the current process's effective user id."),
    NativeDef::new("setgid", |vm, a| set_id(vm, a, "gid", |n| c!(setgid(n))), "(gid, /)", "Set the current process's group id."),
    NativeDef::new("setegid", |vm, a| set_id(vm, a, "gid", |n| c!(setegid(n))), "(egid, /)", "Set the current process's effective group id."),
    NativeDef::new(
        "setreuid",
        |vm, a| set_ids(vm, a, "uid", |r, e| c!(setreuid(r, e))),
        "(ruid, euid, /)",
        "Set the current process's real and effective user ids.",
    ),
    NativeDef::new(
        "setregid",
        |vm, a| set_ids(vm, a, "gid", |r, e| c!(setregid(r, e))),
        "(rgid, egid, /)",
        "Set the current process's real and effective group ids.",
    ),
    NativeDef::new(
        "setresuid",
        |vm, a| set_three_ids(vm, a, "uid", |r, e, s| c!(setresuid(r, e, s))),
        "(ruid, euid, suid, /)",
        "Set the current process's real, effective, and saved user ids.",
    ),
    NativeDef::new(
        "setresgid",
        |vm, a| set_three_ids(vm, a, "gid", |r, e, s| c!(setresgid(r, e, s))),
        "(rgid, egid, sgid, /)",
        "Set the current process's real, effective, and saved group ids.",
    ),
    NativeDef::new(
        "getresuid",
        |vm, _| three_ids(vm, |[r, e, s]| c!(getresuid(r, e, s))),
        "()",
        "Return a tuple of the current process's real, effective, and saved user ids.",
    ),
    NativeDef::new(
        "getresgid",
        |vm, _| three_ids(vm, |[r, e, s]| c!(getresgid(r, e, s))),
        "()",
        "Return a tuple of the current process's real, effective, and saved group ids.",
    ),
    NativeDef::new("getgroups", getgroups, "()", "Return list of supplemental group IDs for the process."),
    NativeDef::new("setgroups", setgroups, "(groups, /)", "Set the groups of the current process to list."),
    NativeDef::new("getgrouplist", getgrouplist, "(user, group, /)", "Returns a list of groups to which a user belongs."),
    NativeDef::new("initgroups", initgroups, "(username, gid, /)", "Initialize the group access list."),
    NativeDef::new("getlogin", getlogin, "()", "Return the actual login name."),
    NativeDef::new("getpgid", |vm, a| of_pid(vm, &a[0], |p| c!(getpgid(p))), "(pid)", "Call the system call getpgid(), and return the result."),
    NativeDef::new("getpgrp", |_, _| Ok(Value::int(i64::from(c!(getpgrp())))), "()", "Return the current process group id."),
    NativeDef::new("setpgrp", |vm, _| os::done(vm, c!(setpgid(0, 0))), "()", "Make the current process the leader of its process group."),
    NativeDef::new("setpgid", setpgid, "(pid, pgrp, /)", "Call the system call setpgid(pid, pgrp)."),
    NativeDef::new("getsid", |vm, a| of_pid(vm, &a[0], |p| c!(getsid(p))), "(pid, /)", "Call the system call getsid(pid) and return the result."),
    NativeDef::new("setsid", |vm, _| os::done(vm, c!(setsid())), "()", "Call the system call setsid()."),
];

/// Names of the module besides its functions.
pub fn init(m: &Value) {
    os::set(m, "waitid_result", WAITID_RESULT.value());
}
