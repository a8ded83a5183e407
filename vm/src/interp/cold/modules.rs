//! Imports and the compiler's helper calls.

use super::{Flow, Regs, put, site_name};
use crate::builtins::function::FunctionObj;
use crate::builtins::typing::{alias_type, generic, params};
use crate::builtins::{async_gen, exception, generator, list, tuple};
use crate::import;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::X_SHIFT;

pub fn import_name(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (level, fromlist) = (r.take(i.b()), r.take(i.b() + 1));
    let name = site_name(vm, u32::from(i.c()));
    let globals = vm.frames[vm.frames.len() - 1].globals();
    put(r, i, import::import_name(vm, &name, &globals, &fromlist, &level)?)
}
pub fn import_from(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let module = r.get(i.b());
    let name = site_name(vm, u32::from(i.c()));
    put(r, i, import::import_from(vm, &module, &name)?)
}
pub fn intrinsic1(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let v = match i.c() {
        1 => {
            let hook = vm.sys_attr("displayhook");
            match hook {
                Some(h) => vm.call1(&h, &x)?,
                None => return Err(vm.runtime_error("lost sys.displayhook")),
            }
        }
        2 => {
            let at = vm.frames.len() - 1;
            let l = vm.frames[at].locals.clone();
            let l = if l.is_null() { vm.frames[at].globals() } else { l };
            import::import_star(vm, &x, &l)?;
            Value::NONE
        }
        3 => generator::stop_iteration_error(vm, &x)?,
        4 => async_gen::wrap(x),
        5 => ops::pos(vm, &x)?,
        6 => match x.downcast::<list::ListObj>() {
            Some(l) => tuple::new(l.to_vec()),
            None => tuple::new(ops::collect(vm, &x)?),
        },
        7 => params::type_var(&x, Value::NULL, Value::NULL),
        8 => params::param_spec(&x),
        9 => params::type_var_tuple(&x),
        10 => generic::subscript(vm, &x)?,
        11 => match tuple::items(&x) {
            [name, type_params, compute] => alias_type::lazy(vm, name, type_params, compute.clone()),
            _ => return Err(vm.system_error("a type alias needs three values")),
        },
        n => return Err(vm.system_error(format!("unknown intrinsic {n}"))),
    };
    put(r, i, v)
}
pub fn intrinsic2(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (x, y) = (r.use_b(i), r.use_c(i));
    let v = match i.x() >> X_SHIFT {
        1 => exception::prep_reraise_star(vm, &x, &y)?,
        2 => params::type_var(&x, y, Value::NULL),
        3 => params::type_var(&x, Value::NULL, y),
        4 => {
            if let Some(f) = x.downcast::<FunctionObj>() {
                drop(f.type_params.replace(y));
            }
            x
        }
        5 => {
            params::set_default(vm, &x, y)?;
            x
        }
        n => return Err(vm.system_error(format!("unknown intrinsic {n}"))),
    };
    put(r, i, v)
}
