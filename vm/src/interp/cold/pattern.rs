//! `match` statements.

use super::{Flow, Regs, put};
use crate::builtins::functions::is_instance;
use crate::builtins::{str, tuple};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ty::{TypeObj, flag};
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;

pub fn match_class(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let parts = r.take_all(i.b(), 3);
    let v = class(vm, &parts[0], &parts[1], &parts[2], i.c() as usize)?;
    put(r, i, v)
}

fn class(vm: &mut Vm, subject: &Value, cls: &Value, kw: &Value, n_pos: usize) -> PyResult<Value> {
    let Some(ty) = cls.downcast::<TypeObj>() else {
        return Err(vm.type_error("called match pattern must be a class"));
    };
    if !is_instance(vm, subject, cls)? {
        return Ok(Value::NONE);
    }
    let mut out = Vec::new();
    let mut seen: Vec<Value> = Vec::new();
    if n_pos > 0 {
        let args = attr::get_opt(vm, cls, &names().__match_args__)?;
        let fields = match &args {
            Some(a) if a.kind() != crate::heap::header::Kind::Tuple => {
                return Err(vm.type_error(format!("{}.__match_args__ must be a tuple (got {})", ty.name(), a.ty().name())));
            }
            Some(a) => tuple::items(a).to_vec(),
            None => Vec::new(),
        };
        let match_self = args.is_none() && ty.flags() & flag::MATCH_SELF != 0;
        let allowed = if match_self { 1 } else { fields.len() };
        if n_pos > allowed {
            return Err(vm.type_error(format!(
                "{}() accepts {allowed} positional sub-pattern{} ({n_pos} given)",
                ty.name(),
                if allowed == 1 { "" } else { "s" }
            )));
        }
        if match_self {
            out.push(subject.clone());
        } else {
            for name in &fields[..n_pos] {
                if !str::is_str(name) {
                    return Err(vm.type_error(format!("__match_args__ elements must be strings (got {})", name.ty().name())));
                }
                match field(vm, subject, name, &mut seen, ty)? {
                    Some(v) => out.push(v),
                    None => return Ok(Value::NONE),
                }
            }
        }
    }
    for name in tuple::items(kw) {
        match field(vm, subject, name, &mut seen, ty)? {
            Some(v) => out.push(v),
            None => return Ok(Value::NONE),
        }
    }
    Ok(tuple::new(out))
}

fn field(vm: &mut Vm, subject: &Value, name: &Value, seen: &mut Vec<Value>, ty: &TypeObj) -> PyResult<Option<Value>> {
    if seen.iter().any(|s| str::equal(s, name)) {
        return Err(vm.type_error(format!("{}() got multiple sub-patterns for attribute '{}'", ty.name(), str::text(name))));
    }
    seen.push(name.clone());
    attr::get_opt(vm, subject, &crate::object::intern::intern_value(name))
}

pub fn match_keys(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (m, keys) = (r.get(i.b()), r.get(i.c()));
    let mut out = Vec::new();
    let mut seen: Vec<Value> = Vec::new();
    for k in tuple::items(&keys) {
        for s in &seen {
            if ops::equal(vm, s, k)? {
                let text = str::text(&ops::repr(vm, k)?).into_owned();
                return Err(vm.value_error(format!("mapping pattern checks duplicate key ({text})")));
            }
        }
        seen.push(k.clone());
        let v = if let Some(d) = m.downcast_exact::<DictObj>() {
            d.get(vm, k)?
        } else {
            // `get` with a marker, so that `__missing__` isn't asked.
            let marker = crate::object::new(crate::object::Plain);
            let v = vm.call_method(&m, "get", &[k.clone(), marker.clone()])?;
            if v.is(&marker) { None } else { Some(v) }
        };
        match v {
            Some(v) => out.push(v),
            None => return put(r, i, Value::NONE),
        }
    }
    put(r, i, tuple::new(out))
}
pub fn match_mapping(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let b = r.get(i.b()).ty().flags() & flag::MAPPING != 0;
    put(r, i, Value::bool(b))
}
pub fn match_sequence(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let b = r.get(i.b()).ty().flags() & flag::SEQUENCE != 0;
    put(r, i, Value::bool(b))
}
pub fn get_len(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.get(i.b());
    let n = ops::len(vm, &x)?;
    put(r, i, Value::usize(n))
}
