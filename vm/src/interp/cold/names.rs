//! Names: globals, class and module namespaces, cells.

use super::{Flow, Regs, put, site_name};
use crate::builtins::function::{CellObj, FunctionObj, new_cell};
use crate::builtins::{str, tuple};
use crate::interp::slow;
use crate::native::this;
use crate::object::Ref;
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::ops;
use crate::value::Value;
use crate::vm::{Vm, rt};
use front::bytecode::code::kinds;
use front::bytecode::instr::Instr;

#[cold]
fn undefined(vm: &mut Vm, name: &Value) -> Raised {
    vm.name_error(&format!("name '{}' is not defined", str::text(name)), name)
}

/// UnboundLocalError for local `r`.
fn unbound(vm: &mut Vm, r: u16) -> Raised {
    let name = vm.frames[vm.frames.len() - 1].code().co.local_name(r as usize).to_string();
    let class = crate::builtins::exception::classes().unbound_local_error;
    let exc =
        crate::builtins::exception::make(class, vec![Value::str(&format!("cannot access local variable '{name}' where it is not associated with a value"))]);
    crate::builtins::exception::set_field(&exc, "name", Value::str(&name));
    vm.raise(exc)
}

pub fn unbound_local(vm: &mut Vm, i: Instr, _: Regs) -> PyResult<Flow> {
    Err(unbound(vm, i.a()))
}
pub fn delete_fast(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.take(i.a());
    if v.is_null() { Err(unbound(vm, i.a())) } else { Ok(Flow::Next) }
}

fn globals(vm: &Vm) -> Ref<DictObj> {
    vm.frames[vm.frames.len() - 1].globals_ref()
}
fn builtins(vm: &Vm) -> Ref<DictObj> {
    Ref::from_value(vm.frames[vm.frames.len() - 1].builtins()).unwrap_or_else(|_| rt().builtins.clone())
}

pub fn load_global(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (g, b) = (globals(vm), builtins(vm));
    if g.as_value().downcast_exact::<DictObj>().is_none() {
        // A subclass of dict may answer for names that it doesn't hold (`__missing__`); nothing is cached then.
        let name = site_name(vm, i.imm() as u32);
        let v = match mapping_get(vm, g.as_value(), &name)? {
            Some(v) => v,
            None => match builtin(vm, &name)? {
                Some(v) => v,
                None => return Err(undefined(vm, &name)),
            },
        };
        return put(r, i, v);
    }
    let code = vm.frames[vm.frames.len() - 1].code().value();
    let code = this::<crate::builtins::code::CodeObj>(&code);
    match slow::resolve_global(vm, code.reg(), i.imm() as u32, &g, &b)? {
        Some(v) => put(r, i, v),
        None => {
            let name = site_name(vm, i.imm() as u32);
            match builtin(vm, &name)? {
                Some(v) => put(r, i, v),
                None => Err(undefined(vm, &name)),
            }
        }
    }
}
pub fn store_global(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_a(i);
    let name = site_name(vm, i.imm() as u32);
    drop(globals(vm).set_str(&name, v));
    Ok(Flow::Next)
}
pub fn del_global(vm: &mut Vm, i: Instr, _: Regs) -> PyResult<Flow> {
    let name = site_name(vm, i.imm() as u32);
    match globals(vm).remove_str(&name) {
        Some(_) => Ok(Flow::Next),
        None => Err(undefined(vm, &name)),
    }
}

/// The locals mapping of the frame; functions that `exec` runs have none and use a snapshot.
fn locals(vm: &mut Vm) -> Value {
    let at = vm.frames.len() - 1;
    let l = vm.frames[at].locals.clone();
    if l.is_null() { vm.frames[at].globals() } else { l }
}

/// Item of a mapping; None when it is missing.
fn mapping_get(vm: &mut Vm, m: &Value, name: &Value) -> PyResult<Option<Value>> {
    if let Some(d) = m.downcast_exact::<DictObj>() {
        return Ok(d.get_str(name));
    }
    let r = ops::getitem(vm, m, name);
    vm.catch(r, crate::builtins::exception::classes().key_error)
}

fn global_or_builtin(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    let g = globals(vm);
    if let Some(v) = mapping_get(vm, g.as_value(), name)? {
        return Ok(v);
    }
    match builtin(vm, name)? {
        Some(v) => Ok(v),
        None => Err(undefined(vm, name)),
    }
}
/// A name of the running frame's builtins. `__builtins__` may be any mapping; one that isn't a plain dict has an empty dict
/// standing for it in the frame (`interp::builtins_of`) and is asked here.
pub fn builtin(vm: &mut Vm, name: &Value) -> PyResult<Option<Value>> {
    if let Some(v) = builtins(vm).get_str(name) {
        return Ok(Some(v));
    }
    let given = globals(vm).get_str(&names().__builtins__);
    match given.filter(|b| b.downcast_exact::<DictObj>().is_none() && crate::builtins::module::dict_of(b).is_none()) {
        Some(b) => mapping_get(vm, &b, name),
        None => Ok(None),
    }
}

pub fn load_name(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let name = site_name(vm, i.imm() as u32);
    let l = locals(vm);
    let v = match mapping_get(vm, &l, &name)? {
        Some(v) => v,
        None => global_or_builtin(vm, &name)?,
    };
    put(r, i, v)
}
pub fn store_name(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_a(i);
    let name = site_name(vm, i.imm() as u32);
    let l = locals(vm);
    match l.downcast_exact::<DictObj>() {
        Some(d) => drop(d.set_str(&name, v)),
        None => ops::setitem(vm, &l, &name, &v)?,
    }
    Ok(Flow::Next)
}
pub fn del_name(vm: &mut Vm, i: Instr, _: Regs) -> PyResult<Flow> {
    let name = site_name(vm, i.imm() as u32);
    let l = locals(vm);
    let r = ops::delitem(vm, &l, &name);
    match vm.catch(r, crate::builtins::exception::classes().key_error)? {
        Some(()) => Ok(Flow::Next),
        None => Err(undefined(vm, &name)),
    }
}

fn empty(vm: &mut Vm, r: u16) -> Raised {
    let code = vm.frames[vm.frames.len() - 1].code();
    let name = code.co.local_name(r as usize).to_string();
    let free = code.co.localspluskinds.get(r as usize).is_some_and(|k| k & kinds::FREE != 0);
    if free {
        let name = crate::object::intern::intern(&name);
        vm.name_error(&format!("cannot access free variable '{}' where it is not associated with a value in enclosing scope", str::text(&name)), &name)
    } else {
        unbound(vm, r)
    }
}
pub fn empty_cell(vm: &mut Vm, i: Instr, _: Regs) -> PyResult<Flow> {
    Err(empty(vm, i.b()))
}
pub fn del_deref(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let cell = r.get(i.a());
    let old = this::<CellObj>(&cell).content.replace(Value::NULL);
    if old.is_null() { Err(empty(vm, i.a())) } else { Ok(Flow::Next) }
}
pub fn make_cell(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.take(i.a());
    put(r, i, new_cell(v))
}
pub fn copy_free(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let f = vm.frames[vm.frames.len() - 1].function.clone();
    let closure = this::<FunctionObj>(&f).closure.borrow().clone();
    for (k, cell) in tuple::items(&closure).iter().take(i.b() as usize).enumerate() {
        r.set(i.a() + k as u16, cell.clone());
    }
    Ok(Flow::Next)
}
pub fn load_locals(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let l = locals(vm);
    put(r, i, l)
}
pub fn load_from_dict_or_globals(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let m = r.use_b(i);
    let name = site_name(vm, u32::from(i.c()));
    let v = match mapping_get(vm, &m, &name)? {
        Some(v) => v,
        None => global_or_builtin(vm, &name)?,
    };
    put(r, i, v)
}
pub fn load_from_dict_or_deref(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let m = r.use_b(i);
    let text = vm.frames[vm.frames.len() - 1].code().co.local_name(i.c() as usize).to_string();
    let name = crate::object::intern::intern(&text);
    let v = match mapping_get(vm, &m, &name)? {
        Some(v) => v,
        None => {
            let cell = r.get(i.c());
            let v = this::<CellObj>(&cell).content.borrow().clone();
            if v.is_null() {
                return Err(empty(vm, i.c()));
            }
            v
        }
    };
    put(r, i, v)
}
pub fn load_build_class(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    match builtin(vm, &names().__build_class__)? {
        Some(v) => put(r, i, v),
        None => Err(vm.name_error("__build_class__ not found", &names().__build_class__)),
    }
}
pub fn load_common(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let c = crate::builtins::exception::classes();
    let v = match i.b() {
        0 => c.assertion_error.value(),
        1 => c.not_implemented_error.value(),
        2 => tuple::TYPE.value(),
        3 => original(vm, "all")?,
        4 => original(vm, "any")?,
        5 => crate::builtins::list::TYPE.value(),
        _ => crate::builtins::set::SET.value(),
    };
    put(r, i, v)
}
fn original(vm: &mut Vm, name: &str) -> PyResult<Value> {
    vm.builtin(name)
}
pub fn setup_annotations(vm: &mut Vm, _: Instr, _: Regs) -> PyResult<Flow> {
    let l = locals(vm);
    if mapping_get(vm, &l, &names().__annotations__)?.is_none() {
        ops::setitem(vm, &l, &names().__annotations__, &new_dict())?;
    }
    Ok(Flow::Next)
}
