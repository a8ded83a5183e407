//! Imports.

pub mod warnings;

use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Command-line settings that the runtime looks at.
#[derive(Clone, Debug)]
pub struct Config {
    /// `-O` count.
    pub optimize: u8,
    /// `sys.argv`
    pub argv: Vec<String>,
    /// `-E`/`-I`: environment variables are ignored.
    pub ignore_environment: bool,
    /// `-S`
    pub no_site: bool,
    /// `-I`
    pub isolated: bool,
    /// `-B`
    pub dont_write_bytecode: bool,
    /// `-u`
    pub unbuffered: bool,
    /// `-v`
    pub verbose: u8,
    /// `-s`
    pub no_user_site: bool,
    /// `-P`
    pub safe_path: bool,
    /// `-q`
    pub quiet: bool,
    /// `-i`
    pub inspect: bool,
    /// `-i`
    pub interactive: bool,
    /// `-d`
    pub parser_debug: bool,
    /// `-b` count
    pub bytes_warning: u8,
    /// `-W` options
    pub warn_options: Vec<String>,
    /// `-X` options: name and value
    pub x_options: Vec<(String, Option<String>)>,
    /// Path of the program
    pub executable: String,
    /// First entry of `sys.path` (None with `-I` or `-P`)
    pub script_dir: Option<String>,
    /// PYTHONPATH
    pub python_path: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            optimize: 0,
            argv: vec![String::new()],
            ignore_environment: false,
            no_site: false,
            isolated: false,
            dont_write_bytecode: false,
            unbuffered: false,
            verbose: 0,
            no_user_site: false,
            safe_path: false,
            quiet: false,
            inspect: false,
            interactive: false,
            parser_debug: false,
            bytes_warning: 0,
            warn_options: Vec::new(),
            x_options: Vec::new(),
            executable: String::new(),
            script_dir: None,
            python_path: Vec::new(),
        }
    }
}

/// A native module: its name and the function that makes it.
#[derive(Clone, Copy)]
pub struct NativeModule {
    /// Full name.
    pub name: &'static str,
    /// Fills the namespace of a fresh module object.
    pub init: fn(&mut Vm, &Value) -> PyResult<()>,
}

/// A module of the frozen library.
pub struct Frozen {
    /// Its marshalled code.
    pub code: std::borrow::Cow<'static, [u8]>,
    /// Is it a package?
    pub is_package: bool,
    /// Full name.
    pub name: &'static str,
    /// The file name in its code.
    pub filename: String,
}
/// Finds a frozen module by full name.
pub type FrozenFinder = fn(&str) -> Option<Frozen>;

/// Imports a module by its full name and returns that module (not the top package).
pub fn import(vm: &mut Vm, name: &str) -> PyResult<Value> {
    load(vm, name)
}

/// `import name` (op ImportName): the module itself with a `fromlist`, else the top package.
pub fn import_name(vm: &mut Vm, name: &Value, globals: &Value, fromlist: &Value, level: &Value) -> PyResult<Value> {
    let text = crate::builtins::str::text(name).into_owned();
    let level = level.as_small_int().unwrap_or(0);
    let full = if level > 0 { resolve(vm, &text, globals, level as usize)? } else { text };
    let module = load(vm, &full)?;
    let from = crate::builtins::tuple::items(fromlist);
    if from.is_empty() {
        let top = full.split('.').next().unwrap_or(&full).to_string();
        return import(vm, &top);
    }
    // Names that aren't attributes may be submodules.
    if let Some(d) = crate::builtins::module::dict_of(&module)
        && d.get_text("__path__").is_some()
    {
        for n in from {
            if d.get_str(n).is_none() {
                let r = load(vm, &format!("{full}.{}", crate::builtins::str::text(n)));
                vm.catch(r, crate::builtins::exception::classes().module_not_found_error)?;
            }
        }
    }
    Ok(module)
}

/// The full name of a relative import.
fn resolve(vm: &mut Vm, name: &str, globals: &Value, level: usize) -> PyResult<String> {
    let n = crate::object::intern::names();
    let g = globals.downcast::<crate::object::dict::DictObj>();
    let text = |key: &Value| g.and_then(|g| g.get_str(key)).filter(crate::builtins::str::is_str).map(|v| crate::builtins::str::text(&v).into_owned());
    let package = match text(&n.__package__) {
        Some(p) => p,
        None => {
            let own = text(&n.__name__).unwrap_or_default();
            if g.is_some_and(|g| g.get_str(&n.__path__).is_some()) { own } else { own.rsplit_once('.').map_or(String::new(), |(p, _)| p.to_string()) }
        }
    };
    if package.is_empty() {
        let exc = crate::builtins::exception::make(
            crate::builtins::exception::classes().import_error,
            vec![Value::str("attempted relative import with no known parent package")],
        );
        return Err(vm.raise(exc));
    }
    let mut parts: Vec<&str> = package.split('.').collect();
    if level > parts.len() {
        let exc = crate::builtins::exception::make(
            crate::builtins::exception::classes().import_error,
            vec![Value::str("attempted relative import beyond top-level package")],
        );
        return Err(vm.raise(exc));
    }
    parts.truncate(parts.len() + 1 - level);
    let base = parts.join(".");
    Ok(if name.is_empty() { base } else { format!("{base}.{name}") })
}

/// Imports `full` and the packages above it.
fn load(vm: &mut Vm, full: &str) -> PyResult<Value> {
    if let Some(m) = rt().modules.get_text(full) {
        return Ok(m);
    }
    let mut parent = Value::NULL;
    if let Some((p, _)) = full.rsplit_once('.') {
        parent = load(vm, p)?;
    }
    let module = find_and_run(vm, full, &parent)?;
    if let (Some(d), Some((_, last))) = (crate::builtins::module::dict_of(&parent), full.rsplit_once('.')) {
        d.set_text(last, module.clone());
    }
    Ok(module)
}

fn find_and_run(vm: &mut Vm, full: &str, parent: &Value) -> PyResult<Value> {
    let init = rt().native_modules.borrow().iter().find(|m| m.name == full).map(|m| m.init);
    if let Some(init) = init {
        let m = crate::builtins::module::new(full, Value::NONE);
        rt().modules.set_text(full, m.clone());
        init(vm, &m)?;
        return Ok(m);
    }
    let last = full.rsplit('.').next().unwrap_or(full);
    let dirs = match crate::builtins::module::dict_of(parent).and_then(|d| d.get_text("__path__")) {
        Some(p) => crate::object::ops::collect(vm, &p)?,
        None if parent.is_null() => match vm.sys_attr("path") {
            Some(p) => crate::object::ops::collect(vm, &p)?,
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    for dir in dirs {
        let dir = crate::builtins::str::text(&dir).into_owned();
        let base = std::path::Path::new(if dir.is_empty() { "." } else { &dir }).join(last);
        let package = base.join("__init__.py");
        let (file, is_package) = if package.is_file() { (package, true) } else { (base.with_extension("py"), false) };
        if file.is_file() {
            return run_module_file(vm, full, &file, if is_package { Some(&base) } else { None });
        }
    }
    if let Some(frozen) = rt().frozen.get().and_then(|find| find(full)) {
        return run_frozen(vm, full, &frozen);
    }
    let text = format!("No module named '{full}'");
    let exc = crate::builtins::exception::make(crate::builtins::exception::classes().module_not_found_error, vec![Value::str(&text)]);
    crate::builtins::exception::set_field(&exc, "msg", Value::str(&text));
    crate::builtins::exception::set_field(&exc, "name", Value::str(full));
    Err(vm.raise(exc))
}

/// Reads and decodes a source file.
pub fn read_source(vm: &mut Vm, file: &str) -> PyResult<String> {
    let bytes = match std::fs::read(file) {
        Ok(b) => b,
        Err(e) => return Err(crate::builtins::exception::os_error_from(vm, &e, Some(&Value::str(file)))),
    };
    match front::compile::decode_source(&bytes, file) {
        Ok(s) => Ok(s),
        Err(e) => Err(crate::builtins::exception::syntax::raise(vm, &e, file)),
    }
}

fn run_frozen(vm: &mut Vm, full: &str, frozen: &Frozen) -> PyResult<Value> {
    let code = match front::bytecode::marshal::from_bytes(&frozen.code) {
        Ok(code) => crate::builtins::code::new(code),
        Err(e) => return Err(vm.system_error(format!("frozen module {full}: {e}"))),
    };
    let path = std::path::Path::new(&frozen.filename);
    run_module(vm, full, &code, &frozen.filename, path.parent().filter(|_| frozen.is_package))
}

fn run_module_file(vm: &mut Vm, full: &str, file: &std::path::Path, package: Option<&std::path::Path>) -> PyResult<Value> {
    let path = file.to_string_lossy().into_owned();
    let source = read_source(vm, &path)?;
    let code = crate::builtins::functions::compile_source(vm, &source, &path, front::compile::Mode::Exec)?;
    run_module(vm, full, &code, &path, package)
}

fn run_module(
    vm: &mut Vm,
    full: &str,
    code: &crate::object::Ref<crate::builtins::code::CodeObj>,
    path: &str,
    package: Option<&std::path::Path>,
) -> PyResult<Value> {
    let m = crate::builtins::module::new(full, Value::NONE);
    let Some(d) = crate::builtins::module::dict_of(&m) else { return Ok(m) };
    d.set_text("__file__", Value::str(path));
    let parent = full.rsplit_once('.').map_or("", |(p, _)| p);
    d.set_text("__package__", Value::str(if package.is_some() { full } else { parent }));
    if let Some(p) = package {
        d.set_text("__path__", crate::builtins::list::new(vec![Value::str(&p.to_string_lossy())]));
    }
    rt().modules.set_text(full, m.clone());
    let globals = d.as_value().clone();
    match crate::interp::run_code(vm, code, &globals, &globals, &Value::NULL) {
        Ok(_) => Ok(rt().modules.get_text(full).unwrap_or(m)),
        Err(e) => {
            drop(rt().modules.remove_str(&crate::object::intern::intern(full)));
            Err(e)
        }
    }
}

/// `from module import name` (op ImportFrom).
pub fn import_from(vm: &mut Vm, module: &Value, name: &Value) -> PyResult<Value> {
    if let Some(v) = crate::object::attr::get_opt(vm, module, name)? {
        return Ok(v);
    }
    let text = crate::builtins::str::text(name).into_owned();
    let own = crate::builtins::module::dict_of(module)
        .and_then(|d| d.get_text("__name__"))
        .map_or("<unknown module name>".to_string(), |n| crate::builtins::str::text(&n).into_owned());
    if let Some(m) = rt().modules.get_text(&format!("{own}.{text}")) {
        return Ok(m);
    }
    let file = crate::builtins::module::dict_of(module)
        .and_then(|d| d.get_text("__file__"))
        .map_or("unknown location".to_string(), |f| crate::builtins::str::text(&f).into_owned());
    let message = format!("cannot import name '{text}' from '{own}' ({file})");
    let exc = crate::builtins::exception::make(crate::builtins::exception::classes().import_error, vec![Value::str(&message)]);
    crate::builtins::exception::set_field(&exc, "msg", Value::str(&message));
    crate::builtins::exception::set_field(&exc, "name", Value::str(&own));
    Err(vm.raise(exc))
}

/// `from module import *`
pub fn import_star(vm: &mut Vm, module: &Value, namespace: &Value) -> PyResult<()> {
    let n = crate::object::intern::names();
    let list = match crate::object::attr::get_opt(vm, module, &n.__all__)? {
        Some(all) => crate::object::ops::collect(vm, &all)?,
        None => {
            let d = crate::object::attr::get(vm, module, &n.__dict__)?;
            let keys = crate::object::ops::collect(vm, &d)?;
            keys.into_iter().filter(|k| !crate::builtins::str::text(k).starts_with('_')).collect()
        }
    };
    for name in list {
        let v = crate::object::attr::get(vm, module, &crate::object::intern::intern_value(&name))?;
        crate::object::ops::setitem(vm, namespace, &name, &v)?;
    }
    Ok(())
}

/// Makes the `__main__` module, empty but for what every script finds there.
pub fn make_main() {
    let m = crate::builtins::module::new("__main__", Value::NONE);
    if let Some(d) = crate::builtins::module::dict_of(&m) {
        d.set_text("__builtins__", rt().modules.get_text("builtins").unwrap_or(Value::NONE));
    }
    rt().modules.set_text("__main__", m);
}

/// Runs source text in `__main__`.
pub fn run_main(vm: &mut Vm, source: &str, filename: &str) -> PyResult<()> {
    let Some(d) = rt().modules.get_text("__main__").as_ref().and_then(crate::builtins::module::dict_of) else {
        return Err(vm.runtime_error("lost __main__"));
    };
    if !filename.starts_with('<') {
        d.set_text("__file__", Value::str(filename));
    }
    let code = crate::builtins::functions::compile_source(vm, source, filename, front::compile::Mode::Exec)?;
    let globals = d.as_value().clone();
    crate::interp::run_code(vm, &code, &globals, &globals, &Value::NULL).map(drop)
}
