//! `_imp`: what importlib asks of the runtime, and `_frozen_importlib` itself, which is importlib's Python code.

use vm::builtins::code::CodeObj;
use vm::builtins::{buffer, bytes, code, list, module, str, tuple};
use vm::import::{self, NativeModule};
use vm::num::hash::HashKey;
use vm::object::attr;
use vm::object::intern::names;
use vm::threads::current_id;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

use crate::frozen;

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_imp", init };

/// First two bytes of `.pyc` files as a number, with "\r\n" behind, as importlib wants it. It changes with the form of code.
const MAGIC: i64 = 0x4e01 | (0x0d << 16) | (0x0a << 24);

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "_imp", FUNCTIONS);
    if let Some(d) = module::dict_of(m) {
        d.set_text("check_hash_based_pycs", Value::str("default"));
        d.set_text("pyc_magic_number_token", Value::int(MAGIC));
    }
    Ok(())
}

/// Runs importlib's two modules, so that imports go through `sys.meta_path` from here on.
pub fn install(vm: &mut Vm) -> PyResult<()> {
    let imp = import::import(vm, "_imp")?;
    let sys = import::import(vm, "sys")?;
    let core = run_frozen_as(vm, "importlib._bootstrap", "_frozen_importlib")?;
    vm.call_method(&core, "_install", &[sys, imp])?;
    import::use_importlib(core.clone());
    vm.call_method(&core, "_install_external_importers", &[])?;
    super::library::install(vm, &core)
}

fn run_frozen_as(vm: &mut Vm, frozen: &str, name: &str) -> PyResult<Value> {
    let Some(found) = frozen::find(frozen) else { return Err(vm.system_error(format!("no frozen {frozen}"))) };
    let code = decode(vm, &found)?;
    let m = module::new(name, Value::NONE);
    rt().modules.set_text(name, m.clone());
    if let (Some(d), Ok(code)) = (module::dict_of(&m), vm::object::Ref::<CodeObj>::from_value(code)) {
        // `FrozenImporter._fix_up_module` asks for it.
        d.set_text("__origname__", Value::str(found.name));
        let globals = d.as_value().clone();
        vm::interp::run_code(vm, &code, &globals, &globals, &Value::NULL)?;
    }
    Ok(m)
}

/// The code object of a frozen module.
pub(super) fn decode(vm: &mut Vm, m: &frozen::FrozenModule) -> PyResult<Value> {
    match vm::front::bytecode::marshal::from_trusted(m.code_bytes()) {
        Ok(c) => Ok(code::new(c).into_value()),
        Err(e) => Err(vm.system_error(format!("frozen module {}: {e}", m.name))),
    }
}

/// The modules that CPython freezes too are found by `FrozenImporter`; the others live on `sys.path` (see `library`).
fn find(name: &Value) -> Option<frozen::FrozenModule> {
    let text = str::text(name);
    let text = match &*text {
        "_frozen_importlib" => "importlib._bootstrap",
        "_frozen_importlib_external" => "importlib._bootstrap_external",
        other => other,
    };
    frozen::find(text).filter(|m| m.filename().starts_with("<frozen "))
}
fn missing(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    let shown = vm::object::ops::repr(vm, name)?;
    let text = format!("No such frozen object named {}", str::text(&shown));
    Err(import::error(vm, vm::builtins::exception::classes().import_error, &text, name))
}

fn find_frozen(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(find(&a[0]).map_or(Value::NONE, |m| tuple::new(vec![Value::NONE, Value::bool(m.is_package), Value::str(m.name)])))
}
fn get_frozen_object(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match find(&a[0]) {
        Some(m) => decode(vm, &m),
        None => missing(vm, &a[0]),
    }
}
fn is_frozen_package(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match find(&a[0]) {
        Some(m) => Ok(Value::bool(m.is_package)),
        None => missing(vm, &a[0]),
    }
}

fn native(name: &str) -> Option<NativeModule> {
    rt().native_modules.borrow().iter().find(|m| m.name == name).copied()
}
fn is_builtin(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = str::text(&a[0]);
    Ok(Value::int(match &*name {
        "sys" | "builtins" => -1,
        n if native(n).is_some() => 1,
        _ => 0,
    }))
}
fn create_builtin(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = attr::get(vm, &a[0], &names().name)?;
    let text = str::text(&name).into_owned();
    if let Some(m) = rt().modules.get_text(&text) {
        return Ok(m);
    }
    let Some(found) = native(&text) else { return Ok(Value::NONE) };
    let m = module::new(&text, Value::NONE);
    // Native modules may look themselves up while they are filled.
    rt().modules.set_text(&text, m.clone());
    if let Err(e) = (found.init)(vm, &m) {
        drop(rt().modules.remove_str(&name));
        return Err(e);
    }
    Ok(m)
}

fn create_dynamic(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let name = attr::get(vm, &a[0], &names().name)?;
    let text = format!("cannot load '{}': extension modules in C are not supported", str::text(&name));
    Err(import::error(vm, vm::builtins::exception::classes().import_error, &text, &name))
}

fn source_hash(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let key = vm::object::ops::index_i64(vm, &a[0])?;
    let data = buffer::bytes_like(vm, &a[1])?;
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&key.to_le_bytes());
    Ok(bytes::new(HashKey::from_random(seed).sip13(&data).to_le_bytes().to_vec()))
}

/// Code objects are immutable, so a cache that was moved keeps the file name it was compiled under; only types are checked.
fn fix_co_filename(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].downcast::<CodeObj>().is_none() {
        return Err(vm.type_error(format!("_fix_co_filename() argument 1 must be code, not {}", a[0].ty().name())));
    }
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("_fix_co_filename() argument 2 must be str, not {}", a[1].ty().name())));
    }
    Ok(Value::NONE)
}

static IMPORT_LOCK: parking_lot::Mutex<(u64, u32)> = parking_lot::Mutex::new((0, 0));

fn acquire_lock(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let me = current_id();
    loop {
        {
            let mut s = IMPORT_LOCK.lock();
            if s.0 == 0 || s.0 == me {
                *s = (me, s.1 + 1);
                return Ok(Value::NONE);
            }
        }
        // Held only for the few steps that look up a module's own lock: give way until it is free.
        vm::threads::lock::allow_threads(std::thread::yield_now);
        vm::threads::signals::deliver(vm)?;
    }
}
fn release_lock(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let mut s = IMPORT_LOCK.lock();
    if s.0 != current_id() {
        drop(s);
        return Err(vm.runtime_error("not holding the import lock"));
    }
    s.1 -= 1;
    if s.1 == 0 {
        s.0 = 0;
    }
    Ok(Value::NONE)
}

fn frozen_names(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let all = frozen::names().filter(|n| frozen::find(n).is_some_and(|m| m.filename().starts_with("<frozen ")));
    Ok(list::new(all.map(Value::str).collect()))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("lock_held", |_, _| Ok(Value::bool(IMPORT_LOCK.lock().0 != 0)), "()", "Return True if the import lock is currently held, else False."),
    NativeDef::new("acquire_lock", acquire_lock, "()", "Acquires the interpreter's import lock for the current thread."),
    NativeDef::new("release_lock", release_lock, "()", "Release the interpreter's import lock."),
    NativeDef::new("extension_suffixes", |_, _| Ok(list::new(vec![])), "()", "Returns the list of file suffixes used to identify extension modules."),
    NativeDef::new("find_frozen", find_frozen, "(name, /, *, withdata=False)", "Return info about the corresponding frozen module (if there is one) or None."),
    NativeDef::new("get_frozen_object", get_frozen_object, "(name, data=None, /)", "Create a code object for a frozen module."),
    NativeDef::new("is_frozen", |_, a| Ok(Value::bool(find(&a[0]).is_some())), "(name, /)", "Returns True if the module name corresponds to a frozen module."),
    NativeDef::new("is_frozen_package", is_frozen_package, "(name, /)", "Returns True if the module name is of a frozen package."),
    NativeDef::new("_frozen_module_names", frozen_names, "()", "Returns the list of available frozen modules."),
    NativeDef::new("is_builtin", is_builtin, "(name, /)", "Returns True if the module name corresponds to a built-in module."),
    NativeDef::new("create_builtin", create_builtin, "(spec, /)", "Create an extension module."),
    NativeDef::new("exec_builtin", |_, _| Ok(Value::int(0)), "(mod, /)", "Initialize a built-in module."),
    NativeDef::new("create_dynamic", create_dynamic, "(spec, file=None, /)", "Create an extension module."),
    NativeDef::new("exec_dynamic", |_, _| Ok(Value::int(0)), "(mod, /)", "Initialize an extension module."),
    NativeDef::new("source_hash", source_hash, "(key, source)", ""),
    NativeDef::new("_fix_co_filename", fix_co_filename, "(code, path, /)", "Changes code.co_filename to specify the passed-in path."),
    NativeDef::new(
        "_override_multi_interp_extensions_check",
        |_, _| Ok(Value::int(0)),
        "(override, /)",
        "(internal-only) Override PyInterpreterConfig.check_multi_interp_extensions.",
    ),
    NativeDef::new("_override_frozen_modules_for_tests", |_, _| Ok(Value::NONE), "(override, /)", "(internal-only) Override PyConfig.use_frozen_modules."),
];
