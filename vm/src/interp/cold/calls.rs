//! Calls with keywords and with unpacked arguments.
//!
//! The operands stay in their registers until the arguments are bound; then the window is released as a whole. Functions, methods
//! and constructors with a Python `__init__` get a frame, everything else is called.

use super::{Flow, Regs};
use crate::builtins::function::FunctionObj;
use crate::builtins::method::MethodObj;
use crate::builtins::{str, tuple, type_};
use crate::heap::header::Kind;
use crate::interp::call::{NO_DST, call_method, enter_args};
use crate::interp::frame::flag;
use crate::native::{Args, this};
use crate::object::dict::DictObj;
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::ops;
use crate::object::ty::as_type;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, KWARGS, NOSELF, Op};

/// Who is called: a function that gets a frame, or anything else.
enum Target {
    /// This function, with this value in front of the arguments; `__init__` of it if the flag is set.
    Function(Value, Option<Value>, bool),
    Other,
}

fn target(callee: &Value) -> Target {
    match callee.kind() {
        Kind::Function => Target::Function(callee.clone(), None, false),
        Kind::Method => {
            let m = this::<MethodObj>(callee);
            match m.function.kind() {
                Kind::Function => Target::Function(m.function.clone(), Some(m.receiver.clone()), false),
                _ => Target::Other,
            }
        }
        Kind::Type => {
            let ty = as_type(callee);
            let init = if type_::plain_construct(ty) { ty.lookup(&names().__init__) } else { None };
            match init {
                Some(init) if init.downcast::<FunctionObj>().is_some_and(|f| !f.code.borrow().reg().is_generator) => {
                    Target::Function(init, Some(crate::object::instance::new_plain(ty)), true)
                }
                _ => Target::Other,
            }
        }
        Kind::Object => call_method(callee).map_or(Target::Other, |f| Target::Function(f, Some(callee.clone()), false)),
        _ => Target::Other,
    }
}

/// Calls with these arguments; `callee` and they stay the caller's. None: a frame was pushed.
fn run(vm: &mut Vm, i: Instr, callee: &Value, args: &Args) -> PyResult<Option<Value>> {
    let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
    let Target::Function(function, first, init) = target(callee) else {
        return vm.call_args(callee, args).map(Some);
    };
    let entered = match first {
        None => enter_args(vm, function, args, dst, 0),
        Some(first) => {
            let mut all = Vec::with_capacity(args.all.len() + 1);
            all.push(first.clone());
            all.extend_from_slice(args.all);
            let entered = enter_args(vm, function, &Args { all: &all, names: args.names }, dst, if init { flag::INIT } else { 0 });
            if init
                && entered.is_ok()
                && let Some(f) = vm.frames.last_mut()
            {
                f.owner = first;
            }
            entered
        }
    };
    entered.map_err(|_| Raised(()))
}
/// Releases the operands and stores the result, if there is one: it may go to one of their registers.
fn end(i: Instr, r: Regs, done: PyResult<Option<Value>>) -> PyResult<Flow> {
    clear(i, r);
    let Some(v) = done? else { return Ok(Flow::Frame) };
    if !i.has(DISCARD) {
        r.set(i.c(), v);
    }
    Ok(Flow::Next)
}

/// The operands of `CallKw` in their registers: the callee, its arguments and their names.
fn kw_operands<'r>(i: Instr, r: &'r Regs) -> (&'r Value, Args<'r>) {
    let n = i.b() as usize;
    // Without a receiver its register is none of the operands: compiled code may have left a stale word there.
    let has_self = !i.has(NOSELF) && !r.slice(i.a() + 1, 1)[0].is_null();
    let all = if has_self { r.slice(i.a() + 1, n + 1) } else { r.slice(i.a() + 2, n) };
    (&r.slice(i.a(), 1)[0], Args { all, names: tuple::items(&r.slice(i.a() + 2 + i.b(), 1)[0]) })
}

/// Releases the operands of `CallKw` or `CallEx`.
fn clear(i: Instr, r: Regs) {
    drop(r.take(i.a()));
    if i.op() == Op::CallEx {
        drop(r.take(i.a() + 2));
        if i.has(KWARGS) {
            drop(r.take(i.a() + 3));
        }
        return;
    }
    for k in u16::from(i.has(NOSELF)) + 1..i.b() + 3 {
        drop(r.take(i.a() + k));
    }
}

pub fn call_kw(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (callee, args) = kw_operands(i, &r);
    let done = run(vm, i, callee, &args);
    end(i, r, done)
}

pub fn call_ex(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let done = with_ex_operands(vm, i, r, |vm, callee, args| run(vm, i, callee, args));
    end(i, r, done)
}

/// Gives the callee and the arguments of `CallEx` to `f`.
fn with_ex_operands<T>(vm: &mut Vm, i: Instr, r: Regs, f: impl FnOnce(&mut Vm, &Value, &Args) -> PyResult<T>) -> PyResult<T> {
    let callee = r.get(i.a());
    let star = &r.slice(i.a() + 2, 1)[0];
    let kwargs = if i.has(KWARGS) { r.get(i.a() + 3) } else { Value::NULL };
    let dict = kwargs.opt().and_then(|k| k.downcast::<DictObj>());
    if star.kind() == Kind::Tuple && dict.is_none_or(|d| d.is_empty()) {
        let star = star.clone();
        return f(vm, &callee, &Args::positional(tuple::items(&star)));
    }
    let mut all = if star.kind() == Kind::Tuple {
        tuple::items(star).to_vec()
    } else {
        if star.ty().slots().iter.is_none() && !ops::is_sequence(star) {
            let name = function_name(vm, &callee);
            return Err(vm.type_error(format!("{name} argument after * must be an iterable, not {}", star.ty().name())));
        }
        ops::collect(vm, star)?
    };
    let mut names = Vec::new();
    if let Some(d) = dict {
        for (k, v) in d.items() {
            if !str::is_str(&k) {
                return Err(vm.type_error("keywords must be strings"));
            }
            names.push(k);
            all.push(v);
        }
    }
    f(vm, &callee, &Args { all: &all, names: &names })
}

/// Calls what the operands of `CallKw` or `CallEx` say, to its end; nothing is consumed.
pub fn call_through(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Value> {
    if i.op() == Op::CallEx {
        return with_ex_operands(vm, i, r, |vm, callee, args| vm.call_args(callee, args));
    }
    let (callee, args) = kw_operands(i, &r);
    vm.call_args(callee, &args)
}
/// As `call_kw` and `call_ex`, but a Python function runs to its end before this returns.
pub fn call_opaque(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let done = call_through(vm, i, r).map(Some);
    end(i, r, done)
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
