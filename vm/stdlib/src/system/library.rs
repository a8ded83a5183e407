//! The frozen library as an entry of `sys.path`: a path hook, a finder and a loader. So a script's own `random.py` is found
//! before the library's, as it would be with a library on disk.

use vm::builtins::code::CodeObj;
use vm::builtins::{exception, list, module, str, tuple};
use vm::import;
use vm::native::function::function;
use vm::native::{GetSet, TypeDef, this};
use vm::object::intern::intern;
use vm::object::{self, Payload, Ref, attr, ty};
use vm::{NativeDef, PyResult, Value, Vm};

use super::imp;
use crate::frozen;

/// The entry of `sys.path`.
pub const ENTRY: &str = "<stdlib>";

/// Adds the hook to `sys.path_hooks`; `core` is `_frozen_importlib`.
pub fn install(vm: &mut Vm, core: &Value) -> PyResult<()> {
    if let Some(hooks) = vm.sys_attr("path_hooks").as_ref().and_then(|h| h.downcast::<list::ListObj>()) {
        hooks.push(function(&HOOK));
    }
    // Tracebacks and `inspect` want the source of frozen modules too.
    let importer = attr::get_text(vm, core, "FrozenImporter")?;
    attr::set(vm, &importer, &intern("get_source"), Some(&function(&FROZEN_SOURCE)))
}

static HOOK: NativeDef = NativeDef::new("library_hook", hook, "(path, /)", "Path hook for the frozen library.");
static FROZEN_SOURCE: NativeDef = NativeDef::new("get_source", |vm, a| source_of(vm, &a[0]), "(fullname, /)", "Return the source of a frozen module.");

/// The part of a path behind the library's entry: `` for the entry itself, `json` for `<stdlib>/json`. Some code makes paths
/// absolute, so folders may stand before it.
fn inside(path: &str) -> Option<&str> {
    let at = path.find(ENTRY)?;
    (at == 0 || path[..at].ends_with('/')).then(|| path[at + ENTRY.len()..].trim_start_matches('/'))
}

fn hook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = if str::is_str(&a[0]) { str::text(&a[0]).into_owned() } else { String::new() };
    match inside(&text) {
        Some(within) => Ok(object::new(Finder { path: a[0].clone(), package: within.replace('/', ".") })),
        None => {
            let e = import::error(vm, exception::classes().import_error, "only for the frozen library", &Value::NONE);
            exception::set_field(&vm.pending, "path", a[0].clone());
            Err(e)
        }
    }
}

/// Payload of finders: one for each folder of the library.
struct Finder {
    path: Value,
    package: String,
}
static FINDER: TypeDef = TypeDef::new::<Finder>("_frozen_library.LibraryFinder")
    .methods(FINDER_METHODS)
    .getset(FINDER_GETSET)
    .slots(|s| s.repr = Some(|_, v| Ok(Value::str(&format!("LibraryFinder('{}')", str::text(&this::<Finder>(v).path))))))
    .flags(ty::flag::NO_NEW)
    .final_type();
impl Payload for Finder {
    fn def() -> &'static TypeDef {
        &FINDER
    }
}
static FINDER_GETSET: &[GetSet] = &[GetSet::new("path", |_, v| Ok(this::<Finder>(v).path.clone()), None, "")];

/// The library's name for the last part of `fullname` in this folder.
fn library_name(f: &Finder, fullname: &str) -> String {
    let last = fullname.rsplit('.').next().unwrap_or(fullname);
    if f.package.is_empty() { last.to_string() } else { format!("{}.{last}", f.package) }
}

fn find_spec(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("find_spec() argument 'fullname' must be str, not {}", a[1].ty().name())));
    }
    let Some(m) = frozen::find(&library_name(this::<Finder>(&a[0]), &str::text(&a[1]))) else { return Ok(Value::NONE) };
    // Not from `sys.modules`, where a test may hide it.
    let Some(core) = import::importlib() else { return Ok(Value::NONE) };
    let class = attr::get_text(vm, &core, "ModuleSpec")?;
    let file = frozen::file_of(&m);
    let loader = object::new(Loader { module: m });
    let kw = [("origin", Value::str(&file)), ("is_package", Value::bool(m.is_package))];
    let spec = vm.call_kw(&class, &[a[1].clone(), loader], &kw)?;
    attr::set(vm, &spec, &intern("_set_fileattr"), Some(&Value::TRUE))?;
    if m.is_package {
        let folder = file.rsplit_once('/').map_or(ENTRY, |(d, _)| d);
        attr::set(vm, &spec, &intern("submodule_search_locations"), Some(&list::new(vec![Value::str(folder)])))?;
    }
    Ok(spec)
}

/// For `pkgutil`: pairs of name and whether it is a package.
fn iter_modules(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let prefix = match a[1].opt() {
        Some(p) => vm.text_of(p)?,
        None => String::new(),
    };
    let package = &this::<Finder>(&a[0]).package;
    let row = |m: frozen::FrozenModule| {
        let last = m.name.rsplit('.').next().unwrap_or(m.name);
        tuple::new(vec![Value::str(&format!("{prefix}{last}")), Value::bool(m.is_package)])
    };
    Ok(list::new(frozen::children(package).map(row).collect()))
}
static FINDER_METHODS: &[NativeDef] = &[
    NativeDef::new("find_spec", find_spec, "($self, fullname, target=None)", "Try to find a spec for the specified module."),
    NativeDef::new("iter_modules", iter_modules, "($self, prefix='')", "The modules of this folder."),
    NativeDef::new("invalidate_caches", |_, _| Ok(Value::NONE), "($self, /)", "The library doesn't change: nothing is cached."),
];

/// Payload of loaders.
struct Loader {
    module: frozen::FrozenModule,
}
static LOADER: TypeDef =
    TypeDef::new::<Loader>("_frozen_library.LibraryLoader").methods(LOADER_METHODS).getset(LOADER_GETSET).flags(ty::flag::NO_NEW).final_type();
impl Payload for Loader {
    fn def() -> &'static TypeDef {
        &LOADER
    }
}
static LOADER_GETSET: &[GetSet] = &[
    GetSet::new("name", |_, v| Ok(Value::str(this::<Loader>(v).module.name)), None, ""),
    GetSet::new("path", |_, v| Ok(Value::str(&frozen::file_of(&this::<Loader>(v).module))), None, ""),
];

/// The module asked for, which must be the loader's own when it is named.
fn own(vm: &mut Vm, a: &[Value]) -> PyResult<frozen::FrozenModule> {
    let m = this::<Loader>(&a[0]).module;
    match a.get(1).and_then(|n| n.some()) {
        Some(n) if str::is_str(n) && !str::eq_text(n, m.name) && !str::eq_text(n, "__main__") => {
            let text = format!("loader for {} cannot handle {}", m.name, str::text(n));
            Err(import::error(vm, exception::classes().import_error, &text, n))
        }
        _ => Ok(m),
    }
}
fn exec_module(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<Loader>(&a[0]).module;
    let Some(d) = module::dict_of(&a[1]) else { return Err(vm.type_error("exec_module() argument must be a module")) };
    let code = imp::decode(vm, &m)?;
    if let Ok(code) = Ref::<CodeObj>::from_value(code) {
        let globals = d.as_value().clone();
        vm::interp::run_code(vm, &code, &globals, &globals, &Value::NULL)?;
    }
    Ok(Value::NONE)
}
fn source_of(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    match frozen::find(&str::text(name)) {
        Some(m) => Ok(Value::str(&m.source())),
        None => {
            let text = format!("No such frozen object named {}", str::text(name));
            Err(import::error(vm, exception::classes().import_error, &text, name))
        }
    }
}
/// The library holds nothing but sources: other files don't exist.
fn get_data(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let path = str::text(&a[1]).into_owned();
    let name = inside(&path).and_then(|p| p.strip_suffix(".py")).map(|p| p.strip_suffix("/__init__").unwrap_or(p).replace('/', "."));
    match name.and_then(|n| frozen::find(&n)) {
        Some(m) => Ok(vm::builtins::bytes::new(m.source().into_bytes())),
        None => Err(exception::os_error(vm, libc::ENOENT, Some(&a[1]))),
    }
}
static LOADER_METHODS: &[NativeDef] = &[
    NativeDef::new("create_module", |_, _| Ok(Value::NONE), "($self, spec, /)", "Use default semantics for module creation."),
    NativeDef::new("exec_module", exec_module, "($self, module, /)", "Execute the module."),
    NativeDef::new(
        "get_code",
        |vm, a| {
            let m = own(vm, a)?;
            imp::decode(vm, &m)
        },
        "($self, fullname=None, /)",
        "Return the code object of the module.",
    ),
    NativeDef::new("get_source", |vm, a| own(vm, a).map(|m| Value::str(&m.source())), "($self, fullname=None, /)", "Return the source of the module."),
    NativeDef::new(
        "get_filename",
        |vm, a| own(vm, a).map(|m| Value::str(&frozen::file_of(&m))),
        "($self, fullname=None, /)",
        "Return the file name of the module.",
    ),
    NativeDef::new("is_package", |vm, a| own(vm, a).map(|m| Value::bool(m.is_package)), "($self, fullname=None, /)", "Return whether the module is a package."),
    NativeDef::new("get_data", get_data, "($self, path, /)", "Return the data of a file of the library."),
];

/// After `site` made the entries of `sys.path` absolute: the library's entry is no folder and gets its name back.
pub fn restore_entry(vm: &mut Vm) {
    let Some(path) = vm.sys_attr("path") else { return };
    if let Some(l) = path.downcast::<list::ListObj>() {
        let fixed = l.to_vec().into_iter().map(|p| if str::is_str(&p) && inside(&str::text(&p)) == Some("") { Value::str(ENTRY) } else { p });
        drop(l.replace(fixed.collect()));
    }
}
