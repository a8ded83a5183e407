//! The functions of `sys` that look at or change the running program: frames, hooks, limits, sizes.

use std::sync::atomic::Ordering;
use vm::audit;
use vm::builtins::{exception, frame, int, str, traceback, tuple};
use vm::interp::trace;
use vm::object::{intern, ops};
use vm::threads::lock;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// Index of the frame `depth` levels below the caller's.
fn frame_index(vm: &mut Vm, depth: &Value) -> PyResult<Option<usize>> {
    let depth = match depth.opt() {
        Some(d) => ops::index_i64(vm, d)?.max(0) as usize,
        None => 0,
    };
    Ok(vm.frames.len().checked_sub(depth.saturating_add(1)))
}
fn getframe(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match frame_index(vm, &a[0])? {
        Some(i) => {
            let f = frame::object_for(vm, i);
            audit::audit(vm, "sys._getframe", std::slice::from_ref(&f))?;
            Ok(f)
        }
        None => Err(vm.value_error("call stack is not deep enough")),
    }
}
fn getframemodulename(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(i) = frame_index(vm, &a[0])? else { return Ok(Value::NONE) };
    let globals = vm.frames[i].globals_ref();
    Ok(Value::or_none(globals.get_str(&intern::names().__name__)))
}

/// Prints the value's repr and keeps it as `builtins._`.
fn displayhook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].is_none() {
        return Ok(Value::NONE);
    }
    rt().builtins.set_text("_", Value::NONE);
    let shown = ops::repr(vm, &a[0])?;
    let print = vm.builtin("print")?;
    vm.call1(&print, &shown)?;
    rt().builtins.set_text("_", a[0].clone());
    Ok(Value::NONE)
}
fn excepthook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if exception::get(&a[1]).is_none() {
        return Err(vm.type_error(format!("print_exception(): Exception expected for value, {} found", a[1].ty().name())));
    }
    match vm.sys_attr("stderr").filter(|f| !f.is_none()) {
        Some(f) => {
            let text = traceback::format_exception(vm, &a[1]);
            vm.call_method(&f, "write", &[Value::str(&text)])?;
            vm.call_method(&f, "flush", &[])?;
        }
        None => traceback::print_exception(vm, &a[1]),
    }
    Ok(Value::NONE)
}

fn intern_text(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_exact(&a[0]) {
        let what = a[0].ty().name();
        return Err(vm.type_error(if str::is_str(&a[0]) { format!("can't intern {what}") } else { format!("intern() argument must be str, not {what}") }));
    }
    Ok(intern::intern_value(&a[0]))
}

fn set_max_str_digits(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = ops::index_i64(vm, &a[0])?;
    if n != 0 && n < 640 {
        return Err(vm.value_error("maxdigits must be >= 640 or 0 for unlimited"));
    }
    int::MAX_STR_DIGITS.store(n as usize, Ordering::Relaxed);
    Ok(Value::NONE)
}
fn set_switch_interval(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let seconds = vm::builtins::float::convert(vm, &a[0])?;
    if seconds.is_nan() || seconds <= 0.0 {
        return Err(vm.value_error("switch interval must be strictly positive"));
    }
    lock::SWITCH_INTERVAL_US.store((seconds * 1e6).clamp(1.0, f64::from(u32::MAX)) as u32, Ordering::Relaxed);
    Ok(Value::NONE)
}

/// `__sizeof__` where the type has one, else what the heap says.
fn getsizeof(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match vm.call_special(&a[0], &intern::intern("__sizeof__"), &[]) {
        Ok(Some(n)) => {
            if ops::index_i64(vm, &n)? < 0 {
                return Err(vm.value_error("__sizeof__() should return >= 0"));
            }
            Ok(n)
        }
        Ok(None) => Ok(a[1].opt().cloned().unwrap_or_else(|| Value::usize(vm::object::instance::bytes(&a[0])))),
        Err(e) => match (a[1].opt(), vm.pending_is(exception::classes().type_error)) {
            (Some(default), true) => {
                drop(vm.take_exception(e));
                Ok(default.clone())
            }
            _ => Err(e),
        },
    }
}
fn getrefcount(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    // Immediates have no count; CPython's immortal objects show this number.
    Ok(a[0].header().map_or(Value::int(i64::from(u32::MAX)), |h| Value::int(i64::from(h.rc.get()))))
}

fn hook_of(v: &Value) -> Value {
    v.some().cloned().unwrap_or(Value::NULL)
}
fn unhook(v: &Value) -> PyResult<Value> {
    Ok(v.opt().cloned().unwrap_or(Value::NONE))
}
fn current_frames(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    audit::audit(vm, "sys._current_frames", &[])?;
    let d = vm::object::dict::new_dict();
    let mut rows = vec![];
    if let Some(top) = vm.frames.len().checked_sub(1) {
        rows.push((vm.thread_id, frame::object_for(vm, top)));
    }
    vm::vm::for_each_vm(|other| {
        if let Some(f) = frame::of_thread(other) {
            rows.push((other.thread_id, f));
        }
    });
    if let Some(dict) = d.downcast::<vm::builtins::dict::DictObj>() {
        for (id, f) in rows {
            dict.set(vm, Value::int(id as i64), f)?;
        }
    }
    Ok(d)
}
fn is_interned(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("_is_interned() argument must be str, not {}", a[0].ty().name())));
    }
    Ok(Value::bool(intern::is_interned(&a[0])))
}
fn call_tracing(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let saved = (std::mem::replace(&mut vm.tracing, false), vm.event.take(), vm.next_line.take());
    vm.update_traced();
    let r = vm.call(&a[0], tuple::items(&a[1]));
    (vm.tracing, vm.event, vm.next_line) = saved;
    vm.update_traced();
    r
}
fn set_coroutine_depth(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = ops::index_i64(vm, &a[0])?;
    if n < 0 {
        return Err(vm.value_error("depth must be >= 0"));
    }
    vm.coroutine_origin_depth = n as usize;
    Ok(Value::NONE)
}
fn set_asyncgen_hooks(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    for (v, name) in [(&a[0], "firstiter"), (&a[1], "finalizer")] {
        if v.some().is_some_and(|v| v.ty().slots().call.is_none()) {
            return Err(vm.type_error(format!("callable {name} expected, got {}", v.ty().name())));
        }
    }
    if let Some(f) = a[0].opt() {
        vm.asyncgen_hooks.0 = f.clone();
    }
    if let Some(f) = a[1].opt() {
        vm.asyncgen_hooks.1 = f.clone();
    }
    Ok(Value::NONE)
}

/// The rows.
pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("_getframe", getframe, "(depth=0, /)", "Return a frame object from the call stack."),
    NativeDef::new("_getframemodulename", getframemodulename, "(depth=0)", "Return the name of the module for a calling frame."),
    NativeDef::new("_current_frames", current_frames, "()", "Return a dict mapping each thread's thread id to its current stack frame."),
    NativeDef::new("displayhook", displayhook, "(object, /)", "Print an object to sys.stdout and also save it in builtins._"),
    NativeDef::new("excepthook", excepthook, "(exctype, value, traceback, /)", "Handle an exception by displaying it with a traceback on sys.stderr."),
    NativeDef::new("intern", intern_text, "(string, /)", "``Intern'' the given string."),
    NativeDef::new("_is_interned", is_interned, "(string, /)", "Return True if the given string is \"interned\"."),
    NativeDef::new("getsizeof", getsizeof, "(object, default=<unrepresentable>)", "Return the size of object in bytes."),
    NativeDef::new("getrefcount", getrefcount, "(object, /)", "Return the reference count of object."),
    NativeDef::new(
        "get_int_max_str_digits",
        |_, _| Ok(Value::usize(int::MAX_STR_DIGITS.load(Ordering::Relaxed))),
        "()",
        "Return the maximum string digits limit for non-binary int<->str conversions.",
    ),
    NativeDef::new("set_int_max_str_digits", set_max_str_digits, "(maxdigits)", "Set the maximum string digits limit for non-binary int<->str conversions."),
    NativeDef::new(
        "getswitchinterval",
        |_, _| Ok(Value::float(f64::from(lock::SWITCH_INTERVAL_US.load(Ordering::Relaxed)) / 1e6)),
        "()",
        "Return the current thread switch interval.",
    ),
    NativeDef::new("setswitchinterval", set_switch_interval, "(interval, /)", "Set the ideal thread switching delay inside the Python interpreter."),
    NativeDef::new("getfilesystemencoding", |_, _| Ok(Value::str("utf-8")), "()", "Return the encoding used to convert Unicode filenames to OS filenames."),
    NativeDef::new(
        "getfilesystemencodeerrors",
        |_, _| Ok(Value::str("surrogateescape")),
        "()",
        "Return the error mode used for Unicode to OS filename conversion.",
    ),
    NativeDef::new("getdefaultencoding", |_, _| Ok(Value::str("utf-8")), "()", "Return the current default encoding used by the Unicode implementation."),
    NativeDef::new(
        "settrace",
        |vm, a| {
            audit::audit(vm, "sys.settrace", &[])?;
            let old = std::mem::replace(&mut vm.trace_fn, hook_of(&a[0]));
            trace::changed(vm);
            drop(old);
            Ok(Value::NONE)
        },
        "(function, /)",
        "Set the global debug tracing function.",
    ),
    NativeDef::new("gettrace", |vm, _| unhook(&vm.trace_fn), "()", "Return the global debug tracing function set with sys.settrace."),
    NativeDef::new(
        "setprofile",
        |vm, a| {
            audit::audit(vm, "sys.setprofile", &[])?;
            let old = std::mem::replace(&mut vm.profile_fn, hook_of(&a[0]));
            trace::changed(vm);
            drop(old);
            Ok(Value::NONE)
        },
        "(function, /)",
        "Set the profiling function.",
    ),
    NativeDef::new("getprofile", |vm, _| unhook(&vm.profile_fn), "()", "Return the profiling function set with sys.setprofile."),
    NativeDef::new("audit", audit::sys_audit, "(event, /, *args)", "Passes the event to any hooks that are attached."),
    NativeDef::new(
        "addaudithook",
        |vm, a| {
            audit::add_hook(vm, &a[0])?;
            Ok(Value::NONE)
        },
        "(hook)",
        "Adds a new audit hook callback.",
    ),
    NativeDef::new("call_tracing", call_tracing, "(func, args, /)", "Call func(*args), while tracing is enabled."),
    NativeDef::new("is_finalizing", |_, _| Ok(Value::FALSE), "()", "Return True if Python is exiting."),
    NativeDef::new("_is_gil_enabled", |_, _| Ok(Value::TRUE), "()", "Return True if the GIL is currently enabled and False if the GIL is disabled."),
    NativeDef::new("_get_cpu_count_config", |_, _| Ok(Value::int(-1)), "()", "Private function for getting PyConfig.cpu_count"),
    NativeDef::new(
        "set_coroutine_origin_tracking_depth",
        set_coroutine_depth,
        "(depth)",
        "Enable or disable origin tracking for coroutine objects in this thread.",
    ),
    NativeDef::new(
        "get_coroutine_origin_tracking_depth",
        |vm, _| Ok(Value::usize(vm.coroutine_origin_depth)),
        "()",
        "Check status of origin tracking for coroutine objects in this thread.",
    ),
    NativeDef::new(
        "set_asyncgen_hooks",
        set_asyncgen_hooks,
        "(firstiter=<unrepresentable>, finalizer=<unrepresentable>)",
        "Set a finalizer for async generators objects.",
    ),
];
