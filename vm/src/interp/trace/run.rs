//! The loop that delivers events.

use super::events::Event;
use super::fire::{fire, wanted};
use super::watch::{self, CodeWatch};
use super::{Came, jump};
use crate::builtins::code::CodeObj;
use crate::builtins::method::MethodObj;
use crate::heap::header::Kind;
use crate::interp::cold::Regs;
use crate::interp::concrete::Concrete;
use crate::interp::dispatch::step;
use crate::interp::exec::Leave;
use crate::interp::frame::flag;
use crate::interp::{call, cold, slow};
use crate::native::this;
use crate::object::Ref;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{BREAKER, Vm, rt};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{NOSELF, Op};
use front::bytecode::stackop as so;
use std::sync::atomic::Ordering;

/// How control came to the frame that native code entered.
pub fn entered(vm: &Vm) -> Came {
    let f = &vm.frames[vm.frames.len() - 1];
    if f.flags & flag::GENERATOR == 0 && f.pc == 0 { Came::Start } else { Came::From(f.pc.wrapping_sub(1)) }
}

fn lift<T>(r: PyResult<T>) -> Result<T, Leave> {
    r.map_err(|e| {
        std::mem::forget(e);
        Leave::Raise
    })
}

/// The innermost frame's code.
pub(super) fn current(vm: &Vm) -> Ref<CodeObj> {
    let code = vm.frames[vm.frames.len() - 1].code().value();
    Ref::from_value(code).unwrap_or_else(|_| unreachable!("a code object"))
}

/// Runs the innermost frame and what it calls, delivering events, until the entry frame is left, an exception is pending or
/// nobody looks any more.
pub fn run(vm: &mut Vm, mut came: Came) -> Leave {
    loop {
        if !vm.traced {
            return Leave::Switch;
        }
        if let Err(leave) = arrive(vm, came) {
            return leave;
        }
        if !vm.traced {
            return Leave::Switch;
        }
        match operate(vm) {
            Ok(next) => came = next,
            Err(leave) => return leave,
        }
    }
}

/// The instructions to pass, and the one before them.
fn path(vm: &Vm, watch: &CodeWatch, came: Came) -> (Vec<u32>, Option<u32>) {
    let pc = vm.frames[vm.frames.len() - 1].pc;
    let t = &watch.trail;
    let before = t.before.get(pc as usize).map_or(&[][..], |l| l);
    let last = |at: u32| t.before.get(at as usize).and_then(|l| l.last()).copied();
    let edge = match came {
        Came::Start => t.fall.get(&pc),
        Came::From(at) if at.wrapping_add(1) == pc => t.fall.get(&pc),
        Came::From(at) => t.taken.get(&at),
        Came::Caught(_) => t.caught.get(&pc),
        Came::Unknown => None,
    };
    let prev = match came {
        Came::Start => None,
        Came::From(at) | Came::Caught(at) => last(at),
        Came::Unknown => before.first().and_then(|k| k.checked_sub(1)),
    };
    let mut list = edge.cloned().unwrap_or_default();
    list.extend_from_slice(before);
    (list, prev)
}

/// Delivers what comes before the innermost frame's next word.
fn arrive(vm: &mut Vm, came: Came) -> Result<(), Leave> {
    let code = current(vm);
    let watch = watch::of(&code);
    let (mut list, mut prev) = path(vm, watch, came);
    let steps = &watch.trail.steps;
    let mut at = 0;
    while let Some(&k) = list.get(at) {
        at += 1;
        let s = steps[k as usize];
        let (op, unit) = (s.instr.op, s.instr.unit);
        if k < watch.first() {
            continue;
        }
        if op == so::RESUME {
            let event = if s.instr.arg & 3 == 0 { Event::PyStart } else { Event::PyResume };
            prev = Some(k);
            lift(fire(vm, event, unit, &[]))?;
            continue;
        }
        if let Some(p) = prev.map(|p| steps[p as usize])
            && is_branch(p.instr.op)
        {
            let (event, to) = if op == so::NOT_TAKEN { (Event::BranchLeft, s.instr.next) } else { (Event::BranchRight, s.instr.start) };
            branch_event(vm, watch, event, p.instr.unit, to)?;
        }
        let same_line = prev.is_some_and(|p| steps[p as usize].line == s.line && steps[p as usize].instr.op != so::RESUME);
        if s.starts_line && !same_line {
            let line = Value::int(i64::from(s.line.unwrap_or(0)));
            lift(fire(vm, Event::Line, unit, &[line]))?;
        }
        if !s.is_second && vm.next_line.is_none() {
            lift(fire(vm, Event::Instruction, unit, &[]))?;
        }
        if vm.next_line.is_none() && matches!(op, so::JUMP_FORWARD | so::JUMP_BACKWARD) {
            let to = s.instr.target().unwrap_or(0);
            lift(fire(vm, Event::Jump, unit, &[Value::int(i64::from(to) * 2)]))?;
        }
        if let Some(target) = vm.next_line.take() {
            let (pc, from) = jump::perform(vm, watch, k, target);
            if let Some(f) = vm.frames.last_mut() {
                f.pc = pc;
            }
            (list, at, prev) = (watch.trail.before[pc as usize].clone(), from, None);
            continue;
        }
        if op == so::END_SEND {
            end_send(vm, watch, k)?;
        }
        prev = Some(k);
    }
    Ok(())
}

fn is_branch(op: u8) -> bool {
    matches!(op, so::POP_JUMP_IF_FALSE | so::POP_JUMP_IF_TRUE | so::POP_JUMP_IF_NONE | so::POP_JUMP_IF_NOT_NONE | so::FOR_ITER)
}

fn branch_event(vm: &mut Vm, watch: &CodeWatch, event: Event, unit: u32, to: u32) -> Result<(), Leave> {
    if wanted(vm, watch, event, unit) {
        lift(fire(vm, event, unit, &[Value::int(i64::from(to) * 2)]))?;
    }
    Ok(())
}

/// A value of the stack as it is when `step` begins; `n` counts from the top, 1 is the top.
fn stack_value(vm: &Vm, watch: &CodeWatch, step: u32, n: usize) -> Value {
    let Some(Some(stack)) = watch.trail.stacks.get(step as usize) else { return Value::NULL };
    let Some(at) = stack.len().checked_sub(n) else { return Value::NULL };
    jump::value_at(vm, stack[at])
}

/// A generator that a `for` loop of the innermost frame ran returned a value: the loop sees a StopIteration.
fn loop_ended(vm: &mut Vm, at: u32, value: Value) -> Result<(), Leave> {
    let exc = crate::builtins::exception::make(crate::builtins::exception::classes().stop_iteration, vec![value.clone()]);
    crate::builtins::exception::set_field(&exc, "value", value);
    let top = vm.frames.len() - 1;
    let unit = vm.frames[top].code().reg().units.get(at as usize).copied().unwrap_or(0);
    let next = std::mem::replace(&mut vm.frames[top].pc, at);
    lift(fire(vm, Event::Raise, unit, &[exc]))?;
    vm.frames[top].pc = next;
    Ok(())
}

/// A generator or coroutine that was delegated to has returned: it raised StopIteration, in a way.
fn end_send(vm: &mut Vm, watch: &CodeWatch, step: u32) -> Result<(), Leave> {
    let unit = watch.trail.steps[step as usize].instr.unit;
    if !wanted(vm, watch, Event::StopIteration, unit) {
        return Ok(());
    }
    let (receiver, value) = (stack_value(vm, watch, step, 2), stack_value(vm, watch, step, 1));
    if receiver.is_null() || receiver.kind() != Kind::Generator {
        return Ok(());
    }
    let args = if value.is_null() || value.is_none() { vec![] } else { vec![value.clone()] };
    let exc = crate::builtins::exception::make(crate::builtins::exception::classes().stop_iteration, args);
    crate::builtins::exception::set_field(&exc, "value", if value.is_null() { Value::NONE } else { value });
    lift(fire(vm, Event::StopIteration, unit, &[exc]))
}

/// Executes the innermost frame's next word, with the events that belong to it.
fn operate(vm: &mut Vm) -> Result<Came, Leave> {
    let top = vm.frames.len() - 1;
    let pc = vm.frames[top].pc;
    let caller_pc = if top > 0 { vm.frames[top - 1].pc } else { 0 };
    let code = current(vm);
    let watch = watch::of(&code);
    let rt_code = code.reg();
    let (i, unit) = (rt_code.words[pc as usize], rt_code.units[pc as usize]);
    let regs = Regs::new(vm.frames[top].base);
    match i.op() {
        Op::Return => {
            let v = regs.get(i.a());
            lift(fire(vm, Event::PyReturn, unit, std::slice::from_ref(&v)))?;
            let in_loop = vm.frames[top].flags & flag::FOR_ITER != 0 && !v.is_none();
            execute(vm)?;
            if in_loop {
                loop_ended(vm, caller_pc, v)?;
            }
        }
        Op::ReturnConst => {
            let v = cold::constant(vm, i.imm() as u32);
            lift(fire(vm, Event::PyReturn, unit, &[v]))?;
            execute(vm)?;
        }
        Op::Yield => {
            lift(fire(vm, Event::PyYield, unit, &[regs.get(i.a())]))?;
            execute(vm)?;
        }
        Op::Call | Op::CallKw | Op::CallEx if wanted(vm, watch, Event::Call, unit) => traced_call(vm, regs, i, unit)?,
        Op::ForIter if wanted(vm, watch, Event::Raise, unit) && is_python_iterator(&regs.get(i.a())) => for_iter(vm, regs, i, unit)?,
        Op::JumpBack => {
            // Loops are not counted here.
            if BREAKER.load(Ordering::Relaxed) != 0 {
                slow::poll(vm)?;
            }
            vm.frames[top].pc = (i64::from(pc) + 1 + i64::from(i.imm())) as u32;
        }
        _ => execute(vm)?,
    }
    Ok(after(vm, top, pc, caller_pc))
}

/// How control came to the frame that is innermost now.
fn after(vm: &Vm, top: usize, pc: u32, caller_pc: u32) -> Came {
    match vm.frames.len() - 1 {
        now if now > top => entered(vm),
        now if now < top => Came::From(caller_pc),
        _ => Came::From(pc),
    }
}

/// Executes one word with the ordinary handlers.
fn execute(vm: &mut Vm) -> Result<(), Leave> {
    let mut m = Concrete::new(vm);
    let i = m.fetch();
    match step(&mut m, i) {
        Ok(()) | Err(Leave::Switch) => {
            m.save_pc_exact();
            Ok(())
        }
        Err(leave) => Err(leave),
    }
}

/// A call with its events.
fn traced_call(vm: &mut Vm, regs: Regs, i: Instr, unit: u32) -> Result<(), Leave> {
    let top = vm.frames.len() - 1;
    let (w, n) = (i.a(), usize::from(i.b()));
    let has_self = i.op() != Op::CallEx && !i.has(NOSELF) && !regs.slice(w + 1, 1)[0].is_null();
    let mut callable = regs.get(w);
    let mut arg0 = if has_self { Some(regs.get(w + 1)) } else { None };
    if i.op() == Op::CallEx {
        let star = regs.get(w + 2);
        arg0 = star.downcast::<crate::builtins::tuple::TupleObj>().and_then(|t| t.items().first().cloned());
    } else if !has_self && callable.kind() == Kind::Method {
        let m = this::<MethodObj>(&callable);
        arg0 = Some(m.receiver.clone());
        let inner = m.function.clone();
        callable = inner;
    } else if !has_self && n > 0 {
        arg0 = Some(regs.get(w + 2));
    }
    let extra = [callable.clone(), arg0.unwrap_or_else(|| rt().monitors.missing())];
    lift(fire(vm, Event::Call, unit, &extra))?;
    let r = if i.op() == Op::Call && callable.kind() != Kind::Function {
        // Constructors too run to their end within the call.
        let r = call::call_opaque(vm, regs.base(), i);
        if r.is_ok() {
            vm.frames[top].pc += 1;
        }
        r
    } else {
        execute(vm)
    };
    if callable.kind() == Kind::Function || callable.kind() == Kind::Method {
        return r;
    }
    match r {
        Ok(()) => {
            // The event belongs to the call, which is over.
            let call_pc = code_pc(vm, top, unit);
            let after = std::mem::replace(&mut vm.frames[top].pc, call_pc);
            let r = lift(fire(vm, Event::CReturn, unit, &extra));
            if r.is_ok() {
                vm.frames[top].pc = after;
            }
            r
        }
        Err(Leave::Raise) => {
            let exc = std::mem::replace(&mut vm.pending, Value::NULL);
            if fire(vm, Event::CRaise, unit, &extra).is_ok() {
                vm.pending = exc;
            }
            Err(Leave::Raise)
        }
        Err(leave) => Err(leave),
    }
}

/// The word before the frame's next one, if it is the instruction at `unit`: the call that has just returned.
fn code_pc(vm: &Vm, top: usize, unit: u32) -> u32 {
    let f = &vm.frames[top];
    let at = f.pc.wrapping_sub(1);
    if f.code().reg().units.get(at as usize) == Some(&unit) { at } else { f.pc }
}

fn is_python_iterator(v: &Value) -> bool {
    !v.is_null() && v.kind() != Kind::Generator && v.ty().flags() & crate::object::ty::flag::HEAP != 0
}

/// ForIter over an iterator whose `__next__` may be a Python function: its StopIteration is seen.
fn for_iter(vm: &mut Vm, regs: Regs, i: Instr, unit: u32) -> Result<(), Leave> {
    let top = vm.frames.len() - 1;
    let it = regs.get(i.a());
    let next = match crate::object::ops::next_raw(vm, &it) {
        Ok(v) => v,
        Err(e) if vm.pending_is(crate::builtins::exception::classes().stop_iteration) => {
            let exc = vm.take_exception(e);
            lift(fire(vm, Event::Raise, unit, &[exc]))?;
            None
        }
        Err(e) => {
            std::mem::forget(e);
            return Err(Leave::Raise);
        }
    };
    let f = &mut vm.frames[top];
    match next {
        Some(v) => {
            f.pc += 1;
            regs.set(i.b(), v);
        }
        None => {
            f.pc = (i64::from(f.pc) + 1 + i64::from(i.near())) as u32;
            drop(it);
            regs.kill(i.a());
        }
    }
    Ok(())
}

/// Reads a register of the innermost frame.
pub(super) fn register(vm: &Vm, place: u16) -> Value {
    let f = &vm.frames[vm.frames.len() - 1];
    Regs::new(f.base).get(place)
}
/// A constant of the innermost frame's code.
pub(super) fn constant(vm: &Vm, n: u32) -> Value {
    cold::constant(vm, n)
}
