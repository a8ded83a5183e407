//! `sys.breakpointhook`: what `breakpoint()` calls, as the environment variable PYTHONBREAKPOINT says.

use vm::builtins::{exception, tuple};
use vm::native::this;
use vm::object::attr;
use vm::object::dict::DictObj;
use vm::{NativeDef, PyResult, Value, Vm};

/// The function that a dotted name means; None when it can't be imported.
fn find(vm: &mut Vm, name: &str) -> PyResult<Option<Value>> {
    let (module, function) = name.rsplit_once('.').unwrap_or(("builtins", name));
    if module.is_empty() || function.is_empty() {
        return Ok(None);
    }
    let imported = vm::import::import(vm, module);
    let Some(m) = vm.catch(imported, exception::classes().import_error)? else { return Ok(None) };
    attr::get_opt(vm, &m, &vm::object::intern::intern(function))
}

fn hook(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let wanted = std::env::var("PYTHONBREAKPOINT").ok().filter(|s| !s.is_empty());
    let name = wanted.unwrap_or_else(|| "pdb.set_trace".to_string());
    if name == "0" {
        return Ok(Value::NONE);
    }
    let Some(f) = find(vm, &name)? else {
        let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{name}\"");
        vm.warn(exception::classes().runtime_warning, &text, 0)?;
        return Ok(Value::NONE);
    };
    let named = this::<DictObj>(&a[1]).items();
    let mut all = tuple::items(&a[0]).to_vec();
    all.extend(named.iter().map(|(_, v)| v.clone()));
    let names: Vec<Value> = named.into_iter().map(|(k, _)| k).collect();
    vm.call_args(&f, &vm::native::Args { all: &all, names: &names })
}

pub(super) static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("breakpointhook", hook, "(*args, **kws)", "This hook function is called by built-in breakpoint().")];
