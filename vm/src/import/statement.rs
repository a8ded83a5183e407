//! What `import` statements and `__import__` do. Modules that are in `sys.modules` already are found here; all else is asked
//! of importlib's `_find_and_load` and `_handle_fromlist`, so that finders, loaders, locks and texts are CPython's own.

use super::{error, simple, trim};
use crate::builtins::{exception, module, str, tuple};
use crate::native::function::NativeFunction;
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::{intern, intern_value, names};
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::{Vm, rt};

/// `_frozen_importlib` once it runs the imports.
static IMPORTLIB: parking_lot::Mutex<Value> = parking_lot::Mutex::new(Value::NULL);

/// From here on, importlib finds and loads modules.
pub fn use_importlib(core: Value) {
    *IMPORTLIB.lock() = core;
}
pub fn importlib() -> Option<Value> {
    IMPORTLIB.lock().opt().cloned()
}

/// Imports a module by its full name and returns that module (not the top package).
pub fn import(vm: &mut Vm, name: &str) -> PyResult<Value> {
    absolute(vm, &intern(name))
}

/// `builtins.__import__`, with which importlib imports parents and submodules.
fn import_function(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    match rt().builtins.get_str(&names().__import__) {
        Some(f) => Ok(f),
        None => Err(error(vm, exception::classes().import_error, "__import__ not found", name)),
    }
}

/// `import name` (op ImportName): through `builtins.__import__` if somebody replaced it.
pub fn import_name(vm: &mut Vm, name: &Value, globals: &Value, fromlist: &Value, level: &Value) -> PyResult<Value> {
    let f = import_function(vm, name)?;
    let own = f.downcast::<NativeFunction>().is_some_and(|n| n.name() == "__import__");
    if own {
        return plain_import(vm, name, globals, fromlist, level);
    }
    let locals = match vm.frames.last() {
        Some(f) if !f.locals.is_null() => f.locals.clone(),
        _ => Value::NONE,
    };
    vm.call(&f, &[name.clone(), globals.clone(), locals, fromlist.clone(), level.clone()])
}

/// `__import__`: the module itself with a `fromlist`, else the top package.
pub fn plain_import(vm: &mut Vm, name: &Value, globals: &Value, fromlist: &Value, level: &Value) -> PyResult<Value> {
    if !str::is_str(name) {
        return Err(vm.type_error("module name must be a string"));
    }
    let level = ops::index_i64(vm, level)?;
    if level < 0 {
        return Err(vm.value_error("level must be >= 0"));
    }
    let full = if level > 0 { resolve(vm, name, globals, level as usize)? } else { name.clone() };
    if level == 0 && str::is_empty(&full) {
        return Err(vm.value_error("Empty module name"));
    }
    let m = absolute(vm, &intern_value(&full))?;
    let from = !fromlist.is_none() && ops::truth(vm, fromlist)?;
    if from {
        return handle_fromlist(vm, m, fromlist);
    }
    front(vm, name, &full, level, m)
}

/// Without a `fromlist` the statement binds the first part of the name.
fn front(vm: &mut Vm, name: &Value, full: &Value, level: i64, m: Value) -> PyResult<Value> {
    let text = str::text(name).into_owned();
    if level > 0 && text.is_empty() {
        return Ok(m);
    }
    let Some((first, rest)) = text.split_once('.') else { return Ok(m) };
    if level == 0 {
        return absolute(vm, &intern(first));
    }
    // The absolute name less what follows the first part.
    let all = str::text(full).into_owned();
    let top = all.get(..all.len() - rest.len() - 1).unwrap_or(&all);
    match modules_get(vm, &intern(top))? {
        Some(m) => Ok(m),
        None => Err(vm.key_error(&Value::str(&format!("{top} not in sys.modules as expected")))),
    }
}

/// `sys.modules[name]`, whatever `sys.modules` is by now.
fn modules_get(vm: &mut Vm, name: &Value) -> PyResult<Option<Value>> {
    let Some(all) = rt().sys.get_str(&names().modules) else { return Err(vm.runtime_error("unable to get sys.modules")) };
    match all.downcast_exact::<DictObj>() {
        Some(d) => Ok(d.get_str(name)),
        None => {
            let found = ops::getitem(vm, &all, name);
            vm.catch(found, exception::classes().key_error)
        }
    }
}

/// Imports by absolute name.
fn absolute(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    let known = if rt().sys.get_str(&names().modules).is_some() { modules_get(vm, name)? } else { rt().modules.get_str(name) };
    if let Some(m) = known.filter(|m| !m.is_none()) {
        wait_until_ready(vm, &m, name)?;
        return Ok(m);
    }
    match importlib() {
        Some(core) => {
            let again = import_function(vm, name)?;
            let r = vm.call_method(&core, "_find_and_load", &[name.clone(), again]);
            r.inspect_err(|_| trim::trim(vm))
        }
        None => simple::load(vm, &str::text(name)),
    }
}

/// A module that another thread still loads: wait for it.
fn wait_until_ready(vm: &mut Vm, m: &Value, name: &Value) -> PyResult<()> {
    let Some(spec) = module::dict_of(m).and_then(|d| d.get_str(&names().__spec__)).filter(|s| !s.is_none()) else { return Ok(()) };
    let busy = match attr::get_opt(vm, &spec, &names()._initializing)? {
        Some(b) => ops::truth(vm, &b)?,
        None => false,
    };
    match importlib().filter(|_| busy) {
        Some(core) => vm.call_method(&core, "_lock_unlock_module", std::slice::from_ref(name)).map(drop),
        None => Ok(()),
    }
}

fn handle_fromlist(vm: &mut Vm, m: Value, fromlist: &Value) -> PyResult<Value> {
    if attr::get_opt(vm, &m, &names().__path__)?.is_none() {
        return Ok(m);
    }
    if let Some(core) = importlib() {
        // Nearly always the names are there: no need to ask.
        let d = module::dict_of(&m);
        let known = |n: &Value| str::is_str(n) && !str::eq_text(n, "*") && d.as_ref().is_some_and(|d| d.get_str(n).is_some());
        if tuple::items(fromlist).iter().all(known) && fromlist.downcast::<tuple::TupleObj>().is_some() {
            return Ok(m);
        }
        let f = import_function(vm, &Value::NONE)?;
        let r = vm.call_method(&core, "_handle_fromlist", &[m, fromlist.clone(), f]);
        return r.inspect_err(|_| trim::trim(vm));
    }
    let own = str::text(&attr::get(vm, &m, &names().__name__)?).into_owned();
    for n in tuple::items(fromlist) {
        if attr::get_opt(vm, &m, n)?.is_none() {
            let r = simple::load(vm, &format!("{own}.{}", str::text(n)));
            vm.catch(r, exception::classes().module_not_found_error)?;
        }
    }
    Ok(m)
}

/// The full name of a relative import.
fn resolve(vm: &mut Vm, name: &Value, globals: &Value, level: usize) -> PyResult<Value> {
    let package = package_of(vm, globals)?;
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((above, _)) => base = above,
            None => return Err(error(vm, exception::classes().import_error, "attempted relative import beyond top-level package", &Value::NONE)),
        }
    }
    Ok(if str::is_empty(name) { Value::str(base) } else { Value::str(&format!("{base}.{}", str::text(name))) })
}

/// The package that relative names start from: `__package__`, or the spec's parent, or what `__name__` says.
fn package_of(vm: &mut Vm, globals: &Value) -> PyResult<String> {
    let n = names();
    let Some(g) = globals.downcast::<DictObj>() else { return Err(vm.type_error("globals must be a dict")) };
    let package = g.get_str(&n.__package__).filter(|p| !p.is_none());
    let spec = g.get_str(&n.__spec__).filter(|s| !s.is_none());
    let found = match (package, spec) {
        (Some(p), _) => {
            if !str::is_str(&p) {
                return Err(vm.type_error("package must be a string"));
            }
            str::text(&p).into_owned()
        }
        (None, Some(spec)) => {
            let parent = attr::get_text(vm, &spec, "parent")?;
            if !str::is_str(&parent) {
                return Err(vm.type_error("__spec__.parent must be a string"));
            }
            str::text(&parent).into_owned()
        }
        (None, None) => {
            vm.warn(exception::classes().import_warning, "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__", 1)?;
            let Some(own) = g.get_str(&n.__name__) else { return Err(vm.key_error(&Value::str("'__name__' not in globals"))) };
            if !str::is_str(&own) {
                return Err(vm.type_error("__name__ must be a string"));
            }
            let own = str::text(&own).into_owned();
            if g.get_str(&n.__path__).is_some() { own } else { own.rsplit_once('.').map_or_else(String::new, |(p, _)| p.to_string()) }
        }
    };
    if found.is_empty() {
        return Err(error(vm, exception::classes().import_error, "attempted relative import with no known parent package", &Value::NONE));
    }
    Ok(found)
}

/// `from module import name` (op ImportFrom).
pub fn import_from(vm: &mut Vm, m: &Value, name: &Value) -> PyResult<Value> {
    if let Some(v) = attr::get_opt(vm, m, name)? {
        return Ok(v);
    }
    let text = str::text(name).into_owned();
    let own = attr::get_opt(vm, m, &names().__name__)?.filter(str::is_str).map(|n| str::text(&n).into_owned());
    // A submodule that is still being imported isn't an attribute of its package yet.
    if let Some(own) = &own
        && let Some(found) = modules_get(vm, &intern(&format!("{own}.{text}")))?
    {
        return Ok(found);
    }
    let spec = attr::get_opt(vm, m, &names().__spec__)?.filter(|s| !s.is_none());
    let file = attr::get_opt(vm, m, &names().__file__)?.filter(str::is_str);
    let busy = match &spec {
        Some(s) => match attr::get_opt(vm, s, &names()._initializing)? {
            Some(b) => ops::truth(vm, &b)?,
            None => false,
        },
        None => false,
    };
    let shown = own.clone().unwrap_or_else(|| "<unknown module name>".into());
    let place = file.as_ref().map_or("unknown location".to_string(), |f| str::text(f).into_owned());
    let message = if busy && file.is_some() {
        format!("cannot import name '{text}' from partially initialized module '{shown}' (most likely due to a circular import) ({place})")
    } else {
        format!("cannot import name '{text}' from '{shown}' ({place})")
    };
    let exc = exception::make(exception::classes().import_error, vec![Value::str(&message)]);
    let name_value = own.map_or(Value::NONE, |o| Value::str(&o));
    for (field, v) in [("msg", Value::str(&message)), ("name", name_value), ("path", Value::or_none(file)), ("name_from", name.clone())] {
        exception::set_field(&exc, field, v);
    }
    Err(vm.raise(exc))
}

/// `from module import *`
pub fn import_star(vm: &mut Vm, m: &Value, namespace: &Value) -> PyResult<()> {
    let n = names();
    let all = attr::get_opt(vm, m, &n.__all__)?;
    let explicit = all.is_some();
    let list = match all {
        Some(all) => ops::collect(vm, &all)?,
        None => match attr::get_opt(vm, m, &n.__dict__)? {
            Some(d) => ops::collect(vm, &d)?,
            None => return Err(error(vm, exception::classes().import_error, "from-import-* object has no __dict__ and no __all__", &Value::NONE)),
        },
    };
    for name in list {
        if !str::is_str(&name) {
            let own = attr::get_opt(vm, m, &n.__name__)?.unwrap_or(Value::NONE);
            let own = vm.text_of(&own)?;
            let kind = name.ty().name();
            return Err(vm.type_error(if explicit {
                format!("Item in {own}.__all__ must be str, not {kind}")
            } else {
                format!("Key in {own}.__dict__ must be str, not {kind}")
            }));
        }
        if !explicit && str::text(&name).starts_with('_') {
            continue;
        }
        let v = attr::get(vm, m, &intern_value(&name))?;
        ops::setitem(vm, namespace, &name, &v)?;
    }
    Ok(())
}
