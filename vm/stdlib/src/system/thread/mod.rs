//! `_thread`: threads of the operating system that take turns under the interpreter lock.

pub mod handle;
pub mod local;
pub mod lock;

use std::os::unix::thread::JoinHandleExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use handle::Core;
use vm::builtins::{exception, module, traceback, tuple};
use vm::import::NativeModule;
use vm::native::structseq::{self, Fields};
use vm::native::{Args, TypeDef};
use vm::object::dict::DictObj;
use vm::object::{attr, ops};
use vm::threads::{current_id, lock as interpreter_lock, signals};
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_thread", init };

/// Native stack of a thread, unless `stack_size` said otherwise. Only what is touched is used.
const STACK_DEFAULT: usize = 32 << 20;
/// Words of register stack of a thread.
const REGISTERS: usize = 1 << 22;
static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);
static RUNNING: AtomicUsize = AtomicUsize::new(0);

static HOOK_FIELDS: Fields = Fields {
    visible: 4,
    all: &[("exc_type", "Exception type"), ("exc_value", "Exception value"), ("exc_traceback", "Exception traceback"), ("thread", "Thread")],
};
static HOOK_ARGS: TypeDef =
    structseq::define("_thread._ExceptHookArgs", "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.", &HOOK_FIELDS);

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "_thread", FUNCTIONS);
    if let Some(d) = module::dict_of(m) {
        for name in ["LockType", "lock"] {
            d.set_text(name, lock::LOCK.value());
        }
        d.set_text("RLock", lock::RLOCK.value());
        d.set_text("_local", local::TYPE.value());
        d.set_text("_ThreadHandle", handle::TYPE.value());
        d.set_text("_ExceptHookArgs", HOOK_ARGS.value());
        d.set_text("error", exception::classes().runtime_error.value());
        d.set_text("TIMEOUT_MAX", Value::float(lock::TIMEOUT_MAX));
    }
    Ok(())
}

/// What a new thread runs.
struct Job {
    function: Value,
    args: Vec<Value>,
    names: Vec<Value>,
    recursion_limit: usize,
    handle: Arc<Core>,
}

/// The body of a thread. Everything that touches objects happens under the interpreter lock.
fn run(job: Job) {
    interpreter_lock::acquire();
    let mut vm = Vm::new_thread(REGISTERS);
    vm.recursion_limit = job.recursion_limit;
    let Job { function, args, names, handle, .. } = job;
    let r = vm.call_args(&function, &Args { all: &args, names: &names });
    if let Err(e) = r {
        let exc = vm.take_exception(e);
        if !exc.ty().is_subtype(exception::classes().system_exit) {
            exception::report_unraisable(&mut vm, &exc, "Exception ignored in thread started by", &function);
        }
    }
    drop((function, args, names));
    vm.end_thread();
    drop(vm);
    RUNNING.fetch_sub(1, Ordering::Relaxed);
    interpreter_lock::release();
    handle.finish();
}

/// Starts a thread; its identity.
fn spawn(vm: &mut Vm, function: &Value, args: Vec<Value>, names: Vec<Value>, handle: Arc<Core>) -> PyResult<u64> {
    let size = match STACK_SIZE.load(Ordering::Relaxed) {
        0 => STACK_DEFAULT,
        n => n,
    };
    let job = Job { function: function.clone(), args, names, recursion_limit: vm.recursion_limit, handle: handle.clone() };
    RUNNING.fetch_add(1, Ordering::Relaxed);
    match std::thread::Builder::new().stack_size(size).spawn(move || run(job)) {
        Ok(thread) => {
            let ident = thread.as_pthread_t();
            handle.started(ident);
            Ok(ident)
        }
        Err(_) => {
            RUNNING.fetch_sub(1, Ordering::Relaxed);
            Err(vm.runtime_error("can't start new thread"))
        }
    }
}

fn start_new_thread(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].ty().slots().call.is_none() {
        return Err(vm.type_error("first arg must be callable"));
    }
    if a[1].downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error("2nd arg must be a tuple"));
    }
    let mut args = tuple::items(&a[1]).to_vec();
    let mut names = Vec::new();
    if let Some(kw) = a[2].opt() {
        let Some(d) = kw.downcast::<DictObj>() else { return Err(vm.type_error("optional 3rd arg must be a dictionary")) };
        for (k, v) in d.items() {
            names.push(k);
            args.push(v);
        }
    }
    spawn(vm, &a[0], args, names, Arc::default()).map(|id| Value::int(id as i64))
}

fn start_joinable_thread(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].ty().slots().call.is_none() {
        return Err(vm.type_error("thread function must be callable"));
    }
    let handle = match a[1].some() {
        Some(h) if h.ty().is(handle::TYPE.get()) => h.clone(),
        Some(_) => return Err(vm.type_error("'handle' must be a _ThreadHandle")),
        None => handle::new(Arc::default()),
    };
    let daemon = match a[2].opt() {
        Some(d) => ops::truth(vm, d)?,
        None => true,
    };
    let core = handle::core(&handle);
    if !core.begin() {
        return Err(vm.runtime_error("thread already started"));
    }
    match spawn(vm, &a[0], vec![], vec![], core.clone()) {
        Ok(_) => {
            if !daemon {
                handle::keep_for_shutdown(core);
            }
            Ok(handle)
        }
        Err(e) => {
            core.reset();
            Err(e)
        }
    }
}

fn stack_size(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let old = STACK_SIZE.load(Ordering::Relaxed);
    if let Some(n) = a[0].opt() {
        let n = ops::index_i64(vm, n)?;
        if n < 0 {
            return Err(vm.value_error("size must be 0 or a positive value"));
        }
        if n != 0 && n < 32 << 10 {
            return Err(vm.value_error(format!("size not valid: {n} bytes")));
        }
        STACK_SIZE.store(n as usize, Ordering::Relaxed);
    }
    Ok(Value::usize(old))
}

/// The default `threading.excepthook`.
fn excepthook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !a[0].ty().is(HOOK_ARGS.get()) {
        return Err(vm.type_error("_thread.excepthook argument type must be ExceptHookArgs"));
    }
    let (class, exc, thread) = (structseq::field(&a[0], 0), structseq::field(&a[0], 1), structseq::field(&a[0], 3));
    if class.is(&exception::classes().system_exit.value()) {
        return Ok(Value::NONE);
    }
    let name = match thread.some() {
        Some(t) => attr::get_opt(vm, t, &vm::object::intern::intern("_name"))?,
        None => None,
    };
    let name = match name {
        Some(n) => vm.text_of(&n)?,
        None => current_id().to_string(),
    };
    let head = format!("Exception in thread {name}:\n");
    match vm.sys_attr("stderr").filter(|f| !f.is_none()) {
        Some(f) => drop(vm.call_method(&f, "write", &[Value::str(&head)])?),
        None => eprint!("{head}"),
    }
    traceback::print_exception(vm, &exc);
    Ok(Value::NONE)
}

fn interrupt_main(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = match a[0].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => i64::from(libc::SIGINT),
    };
    if !(1..signals::COUNT as i64).contains(&n) {
        return Err(vm.value_error("signal number out of range"));
    }
    signals::simulate(n as i32);
    Ok(Value::NONE)
}

fn exit(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let exc = exception::make(exception::classes().system_exit, vec![]);
    Err(vm.raise(exc))
}

fn shutdown(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    handle::join_all(vm)?;
    Ok(Value::NONE)
}

fn native_id() -> i64 {
    // The kernel's number of a thread is the name of its folder in /proc.
    let link = std::fs::read_link("/proc/thread-self").ok();
    let number = link.and_then(|l| l.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse().ok()));
    number.unwrap_or_else(|| i64::from(std::process::id()))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("start_new_thread", start_new_thread, "(function, args, kwargs={}, /)", "Start a new thread and return its identifier."),
    NativeDef::new("start_new", start_new_thread, "(function, args, kwargs={}, /)", "An obsolete synonym of start_new_thread()."),
    NativeDef::new("start_joinable_thread", start_joinable_thread, "(function, handle=None, daemon=True)", "Start a new thread and return a handle."),
    NativeDef::new("daemon_threads_allowed", |_, _| Ok(Value::TRUE), "()", "Return True if daemon threads are allowed in the current interpreter."),
    NativeDef::new("allocate_lock", |_, _| Ok(lock::new_lock()), "()", "Create a new lock object."),
    NativeDef::new("allocate", |_, _| Ok(lock::new_lock()), "()", "An obsolete synonym of allocate_lock()."),
    NativeDef::new("get_ident", |_, _| Ok(Value::int(current_id() as i64)), "()", "Return a non-zero integer that uniquely identifies the current thread."),
    NativeDef::new("get_native_id", |_, _| Ok(Value::int(native_id())), "()", "Return a non-negative integer identifying the thread as reported by the OS."),
    NativeDef::new(
        "_count",
        |_, _| Ok(Value::usize(RUNNING.load(Ordering::Relaxed))),
        "()",
        "Return the number of currently running Python threads, excluding the main thread.",
    ),
    NativeDef::new("stack_size", stack_size, "(size=0, /)", "Return the thread stack size used when creating new threads."),
    NativeDef::new("interrupt_main", interrupt_main, "(signum=signal.SIGINT, /)", "Simulate the arrival of the given signal in the main thread."),
    NativeDef::new("_excepthook", excepthook, "(args, /)", "Handle uncaught Thread.run() exception."),
    NativeDef::new("exit", exit, "()", "Raise SystemExit to end the current thread."),
    NativeDef::new("exit_thread", exit, "()", "An obsolete synonym of exit()."),
    NativeDef::new("_is_main_interpreter", |_, _| Ok(Value::TRUE), "()", "Return True if the current interpreter is the main Python interpreter."),
    NativeDef::new("_shutdown", shutdown, "()", "Wait for all non-daemon threads (other than the calling thread) to stop."),
    NativeDef::new("_make_thread_handle", handle::of_ident, "(ident, /)", "Create a thread handle for a thread that runs already."),
    NativeDef::new(
        "_get_main_thread_ident",
        |_, _| Ok(Value::int(signals::main_thread() as i64)),
        "()",
        "Internal only. Return a non-zero integer that uniquely identifies the main thread.",
    ),
    NativeDef::new("set_name", handle::set_name, "(name)", "Set the name of the current thread."),
];

/// Waits for the threads that must end before the program does, as `threading._shutdown` does when it was imported.
pub fn wait_for_threads(vm: &mut Vm) {
    let Some(m) = rt().modules.get_text("threading") else { return };
    let r = vm.call_method(&m, "_shutdown", &[]);
    vm.unraisable_if(r, "Exception ignored on threading shutdown", &m);
}
