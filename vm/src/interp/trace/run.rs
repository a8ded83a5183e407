//! The loop that delivers events.

use super::events::Event;
use super::fire::{fire, interest, wanted};
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
use front::bytecode::ops::{NOSELF, Op, Role};
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

/// The instructions to pass: those on the way, those of the word, and the one before them.
fn path(pc: u32, watch: &CodeWatch, came: Came) -> ([&[u32]; 2], Option<u32>) {
    let t = &watch.trail;
    let before = t.before.get(pc as usize).map_or(&[][..], |l| l);
    // Words that only move values stand for nothing; control fell into them.
    let last = |at: u32| t.before.get(..=at as usize).and_then(|lists| lists.iter().rev().find_map(|l| l.last())).copied();
    let edge = match came {
        Came::Start => t.fall.get(&pc),
        Came::From(at) if at.wrapping_add(1) == pc => t.fall.get(&pc),
        Came::From(at) | Came::Jumped(at) => t.taken.get(&at),
        Came::Caught(_) => t.caught.get(&pc),
        Came::Unknown => None,
    };
    let prev = match came {
        Came::Start => None,
        Came::From(at) | Came::Jumped(at) | Came::Caught(at) => last(at),
        Came::Unknown => before.first().and_then(|k| k.checked_sub(1)),
    };
    ([edge.map_or(&[][..], |l| l), before], prev)
}

/// Delivers what comes before the innermost frame's next word.
fn arrive(vm: &mut Vm, came: Came) -> Result<(), Leave> {
    let code = current(vm);
    let watch = watch::of(&code);
    let (mut lists, mut prev) = path(vm.frames[vm.frames.len() - 1].pc, watch, came);
    let mut at = 0;
    loop {
        let Some(&k) = lists[0].get(at).or_else(|| lists[1].get(at - lists[0].len())) else { return Ok(()) };
        at += 1;
        if k < watch.first() {
            continue;
        }
        pass(vm, watch, k, prev)?;
        prev = Some(k);
        if let Some(target) = vm.next_line.take() {
            let (pc, from) = jump::perform(vm, watch, k, target);
            if let Some(f) = vm.frames.last_mut() {
                f.pc = pc;
            }
            (lists, at, prev) = ([&[], &watch.trail.before[pc as usize][from..]], 0, None);
        }
    }
}

/// Delivers the events of one stack instruction; `prev` came before it. Stops when a callback sets the next line.
fn pass(vm: &mut Vm, watch: &CodeWatch, k: u32, prev: Option<u32>) -> Result<(), Leave> {
    let steps = &watch.trail.steps;
    let s = &steps[k as usize];
    let (op, unit) = (s.instr.op, s.instr.unit);
    if op == so::RESUME {
        return lift(fire(vm, if s.instr.arg & 3 == 0 { Event::PyStart } else { Event::PyResume }, unit, &[]));
    }
    let prev = prev.map(|p| &steps[p as usize]);
    let wants = |vm: &Vm, event: Event| interest(vm, watch) & event.bit() != 0 && vm.next_line.is_none();
    if let Some(p) = prev.filter(|p| is_branch(p.instr.op)) {
        let (event, to) = if op == so::NOT_TAKEN { (Event::BranchLeft, s.instr.next) } else { (Event::BranchRight, s.instr.start) };
        if wants(vm, event) {
            lift(fire(vm, event, p.instr.unit, &[Value::int(i64::from(to) * 2)]))?;
        }
    }
    if s.starts_line && prev.is_none_or(|p| p.line != s.line || p.instr.op == so::RESUME) && wants(vm, Event::Line) {
        lift(fire(vm, Event::Line, unit, &[Value::int(i64::from(s.line.unwrap_or(0)))]))?;
    }
    if !s.is_second && wants(vm, Event::Instruction) {
        lift(fire(vm, Event::Instruction, unit, &[]))?;
    }
    if matches!(op, so::JUMP_FORWARD | so::JUMP_BACKWARD) && wants(vm, Event::Jump) {
        let to = s.instr.target().unwrap_or(0);
        lift(fire(vm, Event::Jump, unit, &[Value::int(i64::from(to) * 2)]))?;
    }
    if op == so::END_SEND && wants(vm, Event::StopIteration) {
        end_send(vm, watch, k)?;
    }
    Ok(())
}

fn is_branch(op: u8) -> bool {
    matches!(op, so::POP_JUMP_IF_FALSE | so::POP_JUMP_IF_TRUE | so::POP_JUMP_IF_NONE | so::POP_JUMP_IF_NOT_NONE | so::FOR_ITER)
}

/// A value of the stack as it is when `step` begins; `n` counts from the top, 1 is the top.
fn stack_value(vm: &Vm, watch: &CodeWatch, step: u32, n: usize) -> Value {
    let Some(Some(stack)) = watch.trail.stacks.get(step as usize) else { return Value::NULL };
    let Some(at) = stack.len().checked_sub(n) else { return Value::NULL };
    jump::value_at(vm, stack[at])
}

/// Executes a return of the frame `top` with `v`.
fn execute_return(vm: &mut Vm, top: usize, caller_pc: u32, v: Value) -> Result<(), Leave> {
    let in_loop = vm.frames[top].flags & flag::FOR_ITER != 0 && !v.is_none();
    execute(vm)?;
    if in_loop { loop_ended(vm, caller_pc, v) } else { Ok(()) }
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
        Op::Return if interest(vm, watch) & (Event::PyReturn.bit() | Event::Raise.bit()) != 0 => {
            let v = regs.get(i.a());
            lift(fire(vm, Event::PyReturn, unit, std::slice::from_ref(&v)))?;
            execute_return(vm, top, caller_pc, v)?;
        }
        Op::ReturnConst => {
            let v = cold::constant(vm, i.imm() as u32);
            lift(fire(vm, Event::PyReturn, unit, std::slice::from_ref(&v)))?;
            execute_return(vm, top, caller_pc, v)?;
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
        Op::Send if wanted(vm, watch, Event::Raise, unit) && regs.get(i.a()).kind() != Kind::Generator => send(vm, regs, i, unit)?,
        op if op.jumps() && jumps_nowhere(i) => {
            if branch_to_next(vm, i)? {
                return Ok(Came::Jumped(pc));
            }
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

/// Does the jump go where falling through goes too?
fn jumps_nowhere(i: Instr) -> bool {
    match i.op().roles() {
        [_, Role::Far, _] => i.imm() == 0,
        [.., Role::Near] => i.near() == 0,
        _ => false,
    }
}

/// Executes such a jump; did it jump? Events tell the two ways apart.
fn branch_to_next(vm: &mut Vm, i: Instr) -> Result<bool, Leave> {
    let far = i.op().roles()[1] == Role::Far;
    let mut m = Concrete::new(vm);
    m.fetch();
    let next = m.pc;
    // One word further, to see which way it goes; nothing is executed there.
    let r = step(&mut m, if far { i.replace_imm(1) } else { i.with_c(1) });
    let jumped = m.pc != next;
    m.pc = next;
    match r {
        Ok(()) | Err(Leave::Switch) => {
            m.save_pc_exact();
            Ok(jumped)
        }
        Err(leave) => Err(leave),
    }
}

/// Send to an iterator that is no generator: its StopIteration is seen.
fn send(vm: &mut Vm, regs: Regs, i: Instr, unit: u32) -> Result<(), Leave> {
    let top = vm.frames.len() - 1;
    let (it, v) = (regs.get(i.a()), regs.take(i.b()));
    let result =
        if v.is_none() && it.ty().slots().next.is_some() { crate::object::ops::next_raw(vm, &it) } else { vm.call_method(&it, "send", &[v]).map(Some) };
    let (value, offset) = match result {
        Ok(Some(v)) => (v, 0),
        Ok(None) => (Value::NONE, i64::from(i.near())),
        Err(e) if vm.pending_is(crate::builtins::exception::classes().stop_iteration) => {
            let exc = vm.take_exception(e);
            let v = crate::builtins::exception::field(&exc, "value");
            lift(fire(vm, Event::Raise, unit, &[exc]))?;
            (if v.is_null() { Value::NONE } else { v }, i64::from(i.near()))
        }
        Err(e) => {
            std::mem::forget(e);
            return Err(Leave::Raise);
        }
    };
    regs.set(i.b(), value);
    let f = &mut vm.frames[top];
    f.pc = (i64::from(f.pc) + 1 + offset) as u32;
    Ok(())
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
    let r = if callable.kind() != Kind::Function {
        // Constructors too run to their end within the call.
        let r = match i.op() {
            Op::Call => call::call_opaque(vm, regs.base(), i),
            _ => lift(cold::calls::call_opaque(vm, i, regs)).map(drop),
        };
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
