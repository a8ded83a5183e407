//! A finder and loader of few words: native modules, files on `sys.path`, the frozen library. It serves the start, until
//! importlib's code (`_frozen_importlib`) has been run.

use super::Frozen;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Imports `full` and the packages above it.
pub(super) fn load(vm: &mut Vm, full: &str) -> PyResult<Value> {
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
    Err(super::error(vm, crate::builtins::exception::classes().module_not_found_error, &text, &Value::str(full)))
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
    let code = crate::builtins::compile::compile_source(vm, &source, &path, front::compile::Mode::Exec)?;
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
