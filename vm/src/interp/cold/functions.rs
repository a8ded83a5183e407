//! Making functions; generators leaving their frame.

use super::{Flow, Regs, put};
use crate::builtins::code::CodeObj;
use crate::builtins::function::{self, FunctionObj};
use crate::interp::resume;
use crate::native::this;
use crate::object::Ref;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, rt};
use front::bytecode::instr::Instr;

pub fn make_function(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let code = super::constant(vm, i.imm() as u32);
    let Ok(code) = Ref::<CodeObj>::from_value(code) else { return Err(vm.system_error("MakeFunction needs a code constant")) };
    let f = &vm.frames[vm.frames.len() - 1];
    let (globals, builtins) = (f.globals_ref(), Ref::from_value(f.builtins()).unwrap_or_else(|_| rt().builtins.clone()));
    put(r, i, function::new(code, globals, builtins, Value::NULL))
}
pub fn set_func_attr(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_b(i);
    let f = r.get(i.a());
    attach(this::<FunctionObj>(&f), i.c(), v);
    Ok(Flow::Next)
}
/// Gives a function that was just made its defaults, closure and so on.
pub fn attach(f: &FunctionObj, which: u16, v: Value) {
    let old = match which {
        1 => {
            let old = f.defaults.replace(v);
            f.touch();
            old
        }
        2 => f.kwdefaults.replace(v),
        4 => f.annotations.replace(v),
        8 => f.closure.replace(v),
        _ => f.annotate.replace(v),
    };
    drop(old);
}
pub fn return_generator(vm: &mut Vm, _: Instr, _: Regs) -> PyResult<Flow> {
    let v = resume::make_generator(vm);
    Ok(if v.is_null() { Flow::Done } else { Flow::Returned })
}
