//! `atexit`: functions to call when the program ends, the last registered first.

use parking_lot::Mutex;
use vm::builtins::{exception, tuple};
use vm::import::NativeModule;
use vm::native::Args;
use vm::object::dict::DictObj;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "atexit",
    init: |_, m| {
        super::fill(m, "atexit", FUNCTIONS);
        Ok(())
    },
};

struct Entry {
    function: Value,
    args: Vec<Value>,
    names: Vec<Value>,
}

/// Registered functions, oldest first. Values may be touched only by the holder of the interpreter lock, which callers are.
static ENTRIES: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

fn register(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].ty().slots().call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let mut entry = Entry { function: a[0].clone(), args: tuple::items(&a[1]).to_vec(), names: Vec::new() };
    for (k, v) in a[2].downcast::<DictObj>().map(|d| d.items()).unwrap_or_default() {
        entry.names.push(k);
        entry.args.push(v);
    }
    ENTRIES.lock().push(entry);
    Ok(a[0].clone())
}

fn unregister(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let all: Vec<Value> = ENTRIES.lock().iter().map(|e| e.function.clone()).collect();
    for f in all {
        if ops::equal(vm, &f, &a[0])? {
            let gone: Vec<Entry> = ENTRIES.lock().extract_if(.., |e| e.function.is(&f)).collect();
            drop(gone);
        }
    }
    Ok(Value::NONE)
}

fn clear() {
    let gone = std::mem::take(&mut *ENTRIES.lock());
    drop(gone);
}

/// Calls and forgets them all; failures are reported and don't stop the others.
pub fn run(vm: &mut Vm) {
    loop {
        let Some(e) = ENTRIES.lock().pop() else { return };
        if let Err(raised) = vm.call_args(&e.function, &Args { all: &e.args, names: &e.names }) {
            let exc = vm.take_exception(raised);
            exception::report_unraisable(vm, &exc, "Exception ignored in atexit callback", &e.function);
        }
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("register", register, "(func, /, *args, **kwargs)", "Register a function to be executed upon normal program termination."),
    NativeDef::new("unregister", unregister, "(func, /)", "Unregister an exit function which was previously registered using atexit.register"),
    NativeDef::new(
        "_clear",
        |_, _| {
            clear();
            Ok(Value::NONE)
        },
        "()",
        "Clear the list of previously registered exit functions.",
    ),
    NativeDef::new(
        "_run_exitfuncs",
        |vm, _| {
            run(vm);
            Ok(Value::NONE)
        },
        "()",
        "Run all registered exit functions.",
    ),
    NativeDef::new("_ncallbacks", |_, _| Ok(Value::usize(ENTRIES.lock().len())), "()", "Return the number of registered exit functions."),
];
