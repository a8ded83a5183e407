//! posix: `posix_spawn`, over the C library's.

use super::super::os::{self, PathKind, c};
use super::process;
use std::ffi::CString;
use vm::builtins::{list, tuple};
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// File actions, freed at the end. Owns the paths: the C library may keep pointers to them.
struct Actions {
    raw: libc::posix_spawn_file_actions_t,
    paths: Vec<CString>,
}
impl Drop for Actions {
    fn drop(&mut self) {
        c!(posix_spawn_file_actions_destroy(&mut self.raw));
    }
}
struct Attributes(libc::posix_spawnattr_t);
impl Drop for Attributes {
    fn drop(&mut self) {
        c!(posix_spawnattr_destroy(&mut self.0));
    }
}

/// Raises the error number that these functions return.
fn good(vm: &mut Vm, n: i32) -> PyResult<()> {
    if n == 0 { Ok(()) } else { Err(vm::builtins::exception::os_error(vm, n, None)) }
}

unsafe extern "C" {
    fn posix_spawn_file_actions_addclosefrom_np(actions: *mut libc::posix_spawn_file_actions_t, from: libc::c_int) -> libc::c_int;
}

fn file_actions(vm: &mut Vm, v: &Value) -> PyResult<Actions> {
    // SAFETY: initialised by the next call.
    let mut actions = Actions { raw: unsafe { std::mem::zeroed() }, paths: Vec::new() };
    let n = c!(posix_spawn_file_actions_init(&mut actions.raw));
    good(vm, n)?;
    for item in ops::collect(vm, v)? {
        let parts = tuple::items(&item);
        if item.downcast::<tuple::TupleObj>().is_none() || parts.is_empty() {
            return Err(vm.type_error("Each file_actions element must be a non-empty tuple"));
        }
        let kind = os::int_arg(vm, &parts[0])?;
        let mut at = Vec::new();
        for (i, p) in parts[1..].iter().enumerate() {
            at.push(if kind == 0 && i == 1 { 0 } else { os::int_arg(vm, p)? });
        }
        let n = match (kind, at.as_slice()) {
            (0, [fd, _, flags, mode]) => {
                let path = os::c_string(vm, &parts[2])?;
                let n = c!(posix_spawn_file_actions_addopen(&mut actions.raw, *fd, path.as_ptr(), *flags, *mode as libc::mode_t));
                actions.paths.push(path);
                n
            }
            (1, [fd]) => c!(posix_spawn_file_actions_addclose(&mut actions.raw, *fd)),
            (2, [fd, to]) => c!(posix_spawn_file_actions_adddup2(&mut actions.raw, *fd, *to)),
            // SAFETY: the actions are initialised.
            (3, [fd]) => unsafe { posix_spawn_file_actions_addclosefrom_np(&mut actions.raw, *fd) },
            (0, _) => return Err(vm.type_error("A open file_action tuple must have 5 elements")),
            (1, _) => return Err(vm.type_error("A close file_action tuple must have 2 elements")),
            (2, _) => return Err(vm.type_error("A dup2 file_action tuple must have 3 elements")),
            (3, _) => return Err(vm.type_error("A closefrom file_action tuple must have 2 elements")),
            _ => return Err(vm.type_error("Unknown file_actions identifier")),
        };
        good(vm, n)?;
    }
    Ok(actions)
}

/// A set of signals from an iterable of numbers.
pub fn signal_set(vm: &mut Vm, v: &Value) -> PyResult<libc::sigset_t> {
    // SAFETY: an array of integers.
    let mut set: libc::sigset_t = unsafe { std::mem::zeroed() };
    c!(sigemptyset(&mut set));
    for s in ops::collect(vm, v)? {
        let n = os::int_arg(vm, &s)?;
        if !(1..=64).contains(&n) {
            return Err(vm.value_error(format!("signal number {n} out of range [1; 64]")));
        }
        c!(sigaddset(&mut set, n));
    }
    Ok(set)
}

/// Arguments after binding: path, argv, env, file_actions, setpgroup, resetids, setsid, setsigmask, setsigdef, scheduler.
fn attributes(vm: &mut Vm, a: &[Value]) -> PyResult<Attributes> {
    // SAFETY: initialised by the next call.
    let mut attr = Attributes(unsafe { std::mem::zeroed() });
    let n = c!(posix_spawnattr_init(&mut attr.0));
    good(vm, n)?;
    let mut flags = 0;
    if let Some(g) = a[4].some() {
        let g = os::int_arg(vm, g)?;
        let n = c!(posix_spawnattr_setpgroup(&mut attr.0, g));
        good(vm, n)?;
        flags |= libc::POSIX_SPAWN_SETPGROUP;
    }
    if os::bool_or(vm, &a[5], false)? {
        flags |= libc::POSIX_SPAWN_RESETIDS;
    }
    if os::bool_or(vm, &a[6], false)? {
        flags |= libc::POSIX_SPAWN_SETSID as i32;
    }
    if let Some(s) = a[7].opt() {
        let set = signal_set(vm, s)?;
        let n = c!(posix_spawnattr_setsigmask(&mut attr.0, &set));
        good(vm, n)?;
        flags |= libc::POSIX_SPAWN_SETSIGMASK;
    }
    if let Some(s) = a[8].opt() {
        let set = signal_set(vm, s)?;
        let n = c!(posix_spawnattr_setsigdefault(&mut attr.0, &set));
        good(vm, n)?;
        flags |= libc::POSIX_SPAWN_SETSIGDEF;
    }
    if let Some(s) = a[9].some() {
        let [policy, priority] = tuple::items(s) else { return Err(vm.type_error("A scheduler tuple must have two elements")) };
        if !policy.is_none() {
            let policy = os::int_arg(vm, policy)?;
            let n = c!(posix_spawnattr_setschedpolicy(&mut attr.0, policy));
            good(vm, n)?;
            flags |= libc::POSIX_SPAWN_SETSCHEDULER;
        }
        let p = libc::sched_param { sched_priority: os::int_arg(vm, &vm::native::structseq::field(priority, 0))? };
        let n = c!(posix_spawnattr_setschedparam(&mut attr.0, &p));
        good(vm, n)?;
        flags |= libc::POSIX_SPAWN_SETSCHEDPARAM;
    }
    let n = c!(posix_spawnattr_setflags(&mut attr.0, flags as libc::c_short));
    good(vm, n)?;
    Ok(attr)
}

fn spawn(vm: &mut Vm, a: &[Value], who: &str, search: bool) -> PyResult<Value> {
    let p = os::path(vm, &a[0], who, PathKind::Plain)?;
    let args = process::argv(vm, &a[1], who, "argv")?;
    let env = match a[2].some() {
        Some(e) => process::environment(vm, e, who)?,
        None => {
            let d = vm.import_attr("posix", "environ")?;
            process::environment(vm, &d, who)?
        }
    };
    let actions = match a[3].some() {
        Some(v) => {
            if v.downcast::<list::ListObj>().is_none() && v.downcast::<tuple::TupleObj>().is_none() {
                return Err(vm.type_error("file_actions must be a sequence or None"));
            }
            Some(file_actions(vm, v)?)
        }
        None => None,
    };
    let attr = attributes(vm, a)?;
    let raw = actions.as_ref().map_or(std::ptr::null(), |x| &raw const x.raw);
    let mut pid = 0;
    let (argv, envp) = (args.as_ptr() as *const *mut libc::c_char, env.as_ptr() as *const *mut libc::c_char);
    let n = if search { c!(posix_spawnp(&mut pid, p.ptr(), raw, &attr.0, argv, envp)) } else { c!(posix_spawn(&mut pid, p.ptr(), raw, &attr.0, argv, envp)) };
    if n == 0 { Ok(Value::int(i64::from(pid))) } else { Err(p.error(vm, n)) }
}

const SIGNATURE: &str = "(path, argv, env, /, *, file_actions=(), setpgroup=<unrepresentable>, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)";

/// The functions.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("posix_spawn", |vm, a| spawn(vm, a, "posix_spawn", false), SIGNATURE, "Execute the program specified by path in a new process."),
    NativeDef::new("posix_spawnp", |vm, a| spawn(vm, a, "posix_spawnp", true), SIGNATURE, "Execute the program specified by path in a new process."),
];
