//! The interpreter: runs register code.
//!
//! `exec` is the vocabulary of micro-ops, `handlers` say what frequent opcodes mean in it, `concrete` implements it on plain
//! words, `cold` has the rare opcodes, `dispatch` is the loop, `call` enters and leaves frames.

mod arith;
pub mod bind;
pub mod cache;
pub mod call;
pub mod cold;
pub mod compiled;
pub mod concrete;
pub mod dispatch;
pub mod exec;
pub mod frame;
pub mod handlers;
pub mod hooks;
pub mod operator;
pub mod plans;
pub mod quiet;
pub mod resume;
pub mod slices;
pub mod slow;
pub mod trace;

use crate::builtins::code::CodeObj;
use crate::builtins::function::FunctionObj;
use crate::native::{Args, this};
use crate::object::Ref;
use crate::object::dict::DictObj;
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::value::Value;
use crate::vm::{Vm, rt};
pub use dispatch::{run, run_from, run_raising};

/// Calls a Python function from native code.
pub fn call_function(vm: &mut Vm, callable: &Value, args: &Args) -> PyResult<Value> {
    vm.check_stack()?;
    let f = this::<FunctionObj>(callable);
    let simple = f.simple.get() && args.names.is_empty() && args.all.len() == f.code.borrow().co.argcount as usize;
    if simple {
        return compiled::call(vm, callable, f, args.all);
    }
    compiled::call_any(vm, callable, f, args)
}

/// Runs a code object with these namespaces (module code, `exec`, `eval`). `closure` is a tuple of cells or NULL.
pub fn run_code(vm: &mut Vm, code: &Ref<CodeObj>, globals: &Value, locals: &Value, closure: &Value) -> PyResult<Value> {
    let Ok(globals) = Ref::<DictObj>::from_value(globals.clone()) else {
        return Err(vm.type_error("globals must be a dict"));
    };
    let builtins = builtins_of(vm, &globals)?;
    run_with(vm, code, &globals, &builtins, locals.clone(), closure)
}

fn run_with(vm: &mut Vm, code: &Ref<CodeObj>, globals: &Ref<DictObj>, builtins: &Ref<DictObj>, locals: Value, closure: &Value) -> PyResult<Value> {
    vm.check_stack()?;
    // A function object keeps code, namespaces and closure alive and gives CopyFree its cells.
    let owner = crate::builtins::function::new(code.clone(), globals.clone(), builtins.clone(), closure.clone());
    let f = this::<FunctionObj>(&owner);
    let (code, g, b): (*const _, *const _, *const _) = (&**code, &*f.globals, &*f.builtins);
    // SAFETY: all three are kept alive by `owner`, which the frame holds.
    let entered = call::push_code(vm, unsafe { &*code }, owner.clone(), g, b, locals);
    match entered {
        Ok(()) => run(vm),
        Err(_) => Err(Raised(())),
    }
}

/// The builtins namespace that goes with these globals (`__builtins__`, a module or a dict).
pub fn builtins_of(vm: &mut Vm, globals: &Ref<DictObj>) -> PyResult<Ref<DictObj>> {
    match globals.get_str(&names().__builtins__) {
        Some(b) => {
            if let Some(d) = crate::builtins::module::dict_of(&b) {
                return Ok(d);
            }
            // Any other mapping is asked name by name (`cold::names::builtin`).
            let plain = b.downcast_exact::<DictObj>().is_some();
            match Ref::from_value(if plain { b } else { crate::object::dict::new_dict() }) {
                Ok(d) => Ok(d),
                Err(_) => Ok(rt().builtins.clone()),
            }
        }
        None => {
            // Only `__main__` has the module; other code sees its namespace, as in CPython.
            drop(globals.set_str(&names().__builtins__, rt().builtins.as_value().clone()));
            let _ = vm;
            Ok(rt().builtins.clone())
        }
    }
}

/// Runs the function of a class body with `namespace` as its locals. Returns the class cell, or None.
pub fn run_class_body(vm: &mut Vm, func: &Value, namespace: &Value) -> PyResult<Value> {
    vm.check_stack()?;
    let f = this::<FunctionObj>(func);
    let code = f.code.borrow().clone();
    let (c, g, b): (*const _, *const _, *const _) = (&*code, &*f.globals, &*f.builtins);
    // SAFETY: kept alive by `func`, which the frame holds.
    match call::push_code(vm, unsafe { &*c }, func.clone(), g, b, namespace.clone()) {
        Ok(()) => run(vm),
        Err(_) => Err(Raised(())),
    }
}
