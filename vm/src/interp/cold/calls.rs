//! Calls with keywords and with unpacked arguments.

use super::{Flow, Regs};
use crate::builtins::{str, tuple};
use crate::heap::header::Kind;
use crate::interp::call::{Entered, NO_DST, enter_with};
use crate::native::{Args, this};
use crate::object::dict::DictObj;
use crate::object::error::{PyResult, Raised};
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, KWARGS, NOSELF};

fn finish(vm: &mut Vm, i: Instr, r: Regs, callee: &Value, args: &Args) -> PyResult<Flow> {
    if callee.kind() == Kind::Function {
        // Python functions are entered without nesting the interpreter.
        let locals = crate::interp::bind::bind(vm, this(callee), args)?;
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        return match enter_with(vm, callee.clone(), locals, dst, 0) {
            Ok(Entered::Frame) => Ok(Flow::Frame),
            Ok(Entered::Done) => Ok(Flow::Next),
            Err(_) => Err(Raised(())),
        };
    }
    let v = vm.call_args(callee, args)?;
    if !i.has(DISCARD) {
        r.set(i.c(), v);
    }
    Ok(Flow::Next)
}

pub fn call_kw(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let n = i.b() as usize;
    let callee = r.take(i.a());
    // Without a receiver its register is none of the operands: compiled code may have left a stale word there.
    let this = if i.has(NOSELF) { Value::NULL } else { r.take(i.a() + 1) };
    let rest = r.take_all(i.a() + 2, n);
    let names = r.take(i.a() + 2 + i.b());
    let all = if this.is_null() {
        rest
    } else {
        let mut all = Vec::with_capacity(n + 1);
        all.push(this);
        all.extend(rest);
        all
    };
    finish(vm, i, r, &callee, &Args { all: &all, names: tuple::items(&names) })
}

pub fn call_ex(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let callee = r.take(i.a());
    let star = r.take(i.a() + 2);
    let kwargs = if i.has(KWARGS) { r.take(i.a() + 3) } else { Value::NULL };
    let mut all = if star.kind() == Kind::Tuple {
        tuple::items(&star).to_vec()
    } else {
        if star.ty().slots().iter.is_none() && !ops::is_sequence(&star) {
            let name = function_name(vm, &callee);
            return Err(vm.type_error(format!("{name} argument after * must be an iterable, not {}", star.ty().name())));
        }
        ops::collect(vm, &star)?
    };
    let mut names = Vec::new();
    if let Some(d) = kwargs.opt().and_then(|k| k.downcast::<DictObj>()) {
        for (k, v) in d.items() {
            if !str::is_str(&k) {
                return Err(vm.type_error("keywords must be strings"));
            }
            names.push(k);
            all.push(v);
        }
    }
    finish(vm, i, r, &callee, &Args { all: &all, names: &names })
}

/// "module.qualname()" as in messages about unpacked arguments.
pub fn function_name(vm: &mut Vm, f: &Value) -> String {
    let n = crate::object::intern::names();
    let text = |vm: &mut Vm, name: &Value| match crate::object::attr::get_opt(vm, f, name) {
        Ok(Some(v)) if str::is_str(&v) => Some(str::text(&v).into_owned()),
        Ok(_) => None,
        Err(e) => {
            drop(vm.take_exception(e));
            None
        }
    };
    match text(vm, &n.__qualname__) {
        Some(q) => match text(vm, &n.__module__) {
            Some(m) if m != "builtins" => format!("{m}.{q}()"),
            _ => format!("{q}()"),
        },
        None => vm.text_of(f).unwrap_or_default(),
    }
}
