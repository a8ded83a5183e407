//! _posixsubprocess: the fork and exec of `subprocess`.
//!
//! Between fork and exec the child only makes system calls (everything was prepared before), unless there is a
//! `preexec_fn`, which runs as Python code. What goes wrong there comes to the parent through a pipe, as
//! `ExceptionName:errno in hex:message`.

use super::os::{self, c};
use super::posix::process::{self, Strings, argv, environment};
use std::ffi::CString;
use vm::builtins::exception::os_error;
use vm::builtins::tuple;
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_posixsubprocess", init };

/// What the child does.
struct Plan {
    programs: Vec<CString>,
    argv: Option<Strings>,
    env: Option<Strings>,
    cwd: Option<CString>,
    /// The child's ends and the parent's ends of stdin, stdout, stderr: p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite.
    pipes: [i32; 6],
    error_pipe: i32,
    keep: Vec<i32>,
    close_fds: bool,
    restore_signals: bool,
    new_session: bool,
    group: i32,
    gid: Option<u32>,
    groups: Option<Vec<u32>>,
    uid: Option<u32>,
    umask: i32,
}

fn optional_id(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Option<u32>> {
    v.some().map_or(Ok(None), |v| os::id_arg(vm, v, what).map(Some))
}

fn plan(vm: &mut Vm, a: &[Value]) -> PyResult<Plan> {
    let mut keep = Vec::new();
    for v in tuple::items(&a[3]) {
        keep.push(os::int_arg(vm, v)?);
    }
    if a[3].downcast::<tuple::TupleObj>().is_none() || !keep.windows(2).all(|w| w[0] < w[1]) || keep.first().is_some_and(|n| *n < 0) {
        return Err(vm.value_error("bad value(s) in fds_to_keep"));
    }
    let mut programs = Vec::new();
    for v in ops::collect(vm, &a[1])? {
        programs.push(os::c_string(vm, &v)?);
    }
    let args = ops::collect(vm, &a[0])?;
    let argv = if args.is_empty() { None } else { Some(argv(vm, &tuple::new(args), "fork_exec()", "args")?) };
    let env = match a[5].some() {
        None => None,
        // A list of `name=value` bytes, as subprocess makes it; a mapping is taken too.
        Some(v) if v.ty().slots().getitem.is_some() && !ops::is_sequence(v) => Some(environment(vm, v, "fork_exec()")?),
        Some(v) => {
            let mut texts = Vec::new();
            for x in ops::collect(vm, v)? {
                texts.push(os::c_string(vm, &x)?);
            }
            Some(Strings::new(texts))
        }
    };
    let cwd = a[4].some().map_or(Ok(None), |v| os::c_string(vm, v).map(Some))?;
    let mut pipes = [-1; 6];
    for (p, v) in pipes.iter_mut().zip(&a[6..12]) {
        *p = os::int_arg(vm, v)?;
    }
    let groups = match a[18].some() {
        None => None,
        Some(v) => {
            let mut g = Vec::new();
            for x in ops::collect(vm, v)? {
                g.push(os::id_arg(vm, &x, "gid")?);
            }
            Some(g)
        }
    };
    Ok(Plan {
        programs,
        argv,
        env,
        cwd,
        pipes,
        error_pipe: os::int_arg(vm, &a[13])?,
        keep,
        close_fds: ops::truth(vm, &a[2])?,
        restore_signals: ops::truth(vm, &a[14])?,
        new_session: ops::truth(vm, &a[15])?,
        group: os::int_arg(vm, &a[16])?,
        gid: optional_id(vm, &a[17], "gid")?,
        groups,
        uid: optional_id(vm, &a[19], "uid")?,
        umask: os::int_arg(vm, &a[20])?,
    })
}

/// Puts the child's end of a pipe where it belongs, without close-on-exec.
fn install(from: i32, to: i32) -> Result<(), i32> {
    if from == to {
        let flags = os::result(c!(fcntl(from, libc::F_GETFD)))?;
        os::result(c!(fcntl(from, libc::F_SETFD, flags & !libc::FD_CLOEXEC)))?;
    } else if from >= 0 {
        os::result(c!(dup2(from, to)))?;
    }
    Ok(())
}

/// Closes all descriptors above stderr but those of the (sorted) list.
fn close_others(keep: &[i32]) {
    let mut low = 3;
    for &k in keep.iter().filter(|k| **k >= 3).chain(std::iter::once(&i32::MAX)) {
        if k > low && c!(syscall(libc::SYS_close_range, low, k - 1, 0)) == -1 {
            for fd in low..k.min(1 << 16) {
                c!(close(fd));
            }
        }
        low = k.saturating_add(1);
    }
}

/// Before exec: descriptors, directory, identity. A failure comes with what tells the parent that it isn't the program's.
fn prepare_child(p: &Plan) -> Result<(), (i32, &'static str)> {
    let plain = |n| (n, "noexec");
    let [stdin, to_child, from_child, mut stdout, err_read, mut stderr] = p.pipes;
    for fd in [to_child, from_child, err_read] {
        if fd >= 0 {
            c!(close(fd));
        }
    }
    // A descriptor below its place must not be overwritten before it is moved.
    for (fd, place) in [(&mut stdout, 0), (&mut stderr, 1)] {
        while *fd >= 0 && *fd <= place {
            *fd = os::result(c!(fcntl(*fd, libc::F_DUPFD, 3))).map_err(plain)?;
        }
    }
    if stderr == 0 || stderr == 1 {
        stderr = os::result(c!(fcntl(stderr, libc::F_DUPFD, 3))).map_err(plain)?;
    }
    for (fd, place) in [(stdin, 0), (stdout, 1), (stderr, 2)] {
        install(fd, place).map_err(plain)?;
    }
    for &fd in p.keep.iter().filter(|fd| **fd != p.error_pipe) {
        install(fd, fd).map_err(plain)?;
    }
    if let Some(d) = &p.cwd {
        os::result(c!(chdir(d.as_ptr()))).map_err(|n| (n, "noexec:chdir"))?;
    }
    if p.umask >= 0 {
        c!(umask(p.umask as libc::mode_t));
    }
    if p.restore_signals {
        for n in [libc::SIGPIPE, libc::SIGXFSZ] {
            c!(signal(n, libc::SIG_DFL));
        }
    }
    if p.new_session {
        os::result(c!(setsid())).map_err(plain)?;
    }
    if p.group >= 0 {
        os::result(c!(setpgid(0, p.group))).map_err(plain)?;
    }
    if let Some(g) = &p.groups {
        os::result(c!(setgroups(g.len(), g.as_ptr()))).map_err(plain)?;
    }
    if let Some(g) = p.gid {
        os::result(c!(setregid(g, g))).map_err(plain)?;
    }
    if let Some(u) = p.uid {
        os::result(c!(setreuid(u, u))).map_err(plain)?;
    }
    Ok(())
}

/// Tries the programs in turn; the error number of the most telling failure.
fn exec(p: &Plan) -> i32 {
    let mut saved = 0;
    for program in &p.programs {
        let argv = p.argv.as_ref().map_or(std::ptr::null(), |a| a.as_ptr());
        match &p.env {
            Some(e) => c!(execve(program.as_ptr(), argv, e.as_ptr())),
            None => c!(execv(program.as_ptr(), argv)),
        };
        let n = os::errno();
        if n != libc::ENOENT && n != libc::ENOTDIR && saved == 0 {
            saved = n;
        }
    }
    if saved != 0 { saved } else { os::errno() }
}

/// Never returns in the child.
fn child(vm: &mut Vm, p: &Plan, preexec: Option<&Value>) -> ! {
    let report = |text: &str| {
        c!(write(p.error_pipe, text.as_ptr().cast(), text.len()));
        c!(_exit(255))
    };
    if let Err((n, step)) = prepare_child(p) {
        report(&format!("OSError:{n:x}:{step}"));
    }
    if let Some(f) = preexec
        && vm.call(f, &[]).is_err()
    {
        report("SubprocessError:0:Exception occurred in preexec_fn.");
    }
    if p.close_fds {
        close_others(&p.keep);
    }
    let n = exec(p);
    report(&format!("OSError:{n:x}:"))
}

fn fork_exec(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = plan(vm, a)?;
    let preexec = a[21].some().cloned();
    if preexec.is_some() {
        process::before_fork(vm);
    }
    let pid = os::result(c!(fork()));
    match pid {
        Ok(0) => {
            if preexec.is_some() {
                process::after_fork_child(vm);
            }
            child(vm, &p, preexec.as_ref())
        }
        r => {
            if preexec.is_some() {
                process::after_fork_parent(vm);
            }
            match r {
                Ok(pid) => Ok(Value::int(i64::from(pid))),
                Err(n) => Err(os_error(vm, n, None)),
            }
        }
    }
}

static FUNCTIONS: &[NativeDef] = &[NativeDef::new(
    "fork_exec",
    fork_exec,
    "(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, extra_groups, uid, child_umask, preexec_fn, /)",
    "Spawn a fresh new child process.",
)];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    Ok(())
}
