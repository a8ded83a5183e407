//! Setting the next line (`frame.f_lineno = n` in a trace function).
//!
//! As CPython does it: among the instructions that begin the line, the first whose stack has the right shape for the values
//! that are there now; what is above it is released. The shapes come from the stack code, the places from the trail.

use super::events::Event;
use super::run;
use super::watch::{self, CodeWatch};
use crate::builtins::code::CodeObj;
use crate::builtins::frame::FrameObj;
use crate::interp::cold::Regs;
use crate::native::this;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::effect;
use front::bytecode::stackop::{self as so, StackInstr};
use front::compile::{Place, Step};
use std::collections::HashMap;

/// What a stack value is to jumps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    /// The iterator of a loop.
    Iterator,
    /// An exception being handled, or the one before it.
    Except,
    /// Anything.
    Object,
    /// NULL, or nothing.
    Null,
    /// Where an exception was raised.
    Lasti,
}

type Shape = Vec<Slot>;

/// The shapes of the stack before all instructions that can be reached.
fn shapes(code: &CodeObj, steps: &[Step]) -> Vec<Option<Shape>> {
    let index: HashMap<u32, usize> = steps.iter().enumerate().filter(|(_, s)| !s.is_second).map(|(k, s)| (s.instr.start, k)).collect();
    let entries = code.co.exception_entries();
    let mut known: Vec<Option<Shape>> = vec![None; steps.len()];
    let mut todo: Vec<(usize, Shape)> = vec![(0, vec![])];
    loop {
        while let Some((k, shape)) = todo.pop() {
            let Some(slot) = known.get_mut(k) else { continue };
            if slot.is_some() {
                continue;
            }
            let i = steps[k].instr;
            *slot = Some(shape.clone());
            let (next, jumped) = after(&i, shape);
            if let Some(to) = i.target().and_then(|t| index.get(&t)) {
                todo.push((*to, jumped));
            }
            if !i.ends() {
                todo.push((k + 1, next));
            }
        }
        // Handlers of code that was reached.
        for e in &entries {
            let Some(&target) = index.get(&e.target).filter(|t| known[**t].is_none()) else { continue };
            let Some(&start) = index.get(&e.start) else { continue };
            let Some(shape) = &known[start] else { continue };
            let mut shape: Shape = shape.iter().copied().take(e.depth as usize).collect();
            if e.lasti {
                shape.push(Slot::Lasti);
            }
            shape.push(Slot::Except);
            todo.push((target, shape));
        }
        if todo.is_empty() {
            return known;
        }
    }
}

/// The shape behind an instruction, and where it jumps.
fn after(i: &StackInstr, mut shape: Shape) -> (Shape, Shape) {
    let n = i.arg as usize;
    match i.op {
        so::GET_ITER | so::GET_AITER => replace_top(&mut shape, Slot::Iterator),
        so::FOR_ITER => {
            let jumped = shape.clone();
            shape.push(Slot::Object);
            // END_FOR and POP_ITER at the target take two off.
            return (shape, [jumped, vec![Slot::Object]].concat());
        }
        so::END_ASYNC_FOR => drop_n(&mut shape, 2),
        so::PUSH_EXC_INFO => shape.push(Slot::Except),
        so::POP_EXCEPT => drop_n(&mut shape, 1),
        so::PUSH_NULL => shape.push(Slot::Null),
        so::LOAD_GLOBAL => {
            shape.push(Slot::Object);
            if n & 1 != 0 {
                shape.push(Slot::Null);
            }
        }
        so::LOAD_ATTR => {
            if n & 1 != 0 {
                shape.push(Slot::Null);
            }
        }
        so::SWAP => {
            let len = shape.len();
            if n > 0 && n <= len {
                shape.swap(len - 1, len - n);
            }
        }
        so::COPY => {
            let slot = shape.len().checked_sub(n).and_then(|at| shape.get(at)).copied();
            shape.push(slot.unwrap_or(Slot::Object));
        }
        so::SEND | so::GET_AWAITABLE => {}
        _ => {
            let effect = effect::stack_effect(i.op, i.arg).unwrap_or(0);
            for _ in 0..effect.max(0) {
                shape.push(Slot::Object);
            }
            drop_n(&mut shape, (-effect).max(0) as usize);
        }
    }
    (shape.clone(), shape)
}
fn replace_top(shape: &mut Shape, slot: Slot) {
    if let Some(top) = shape.last_mut() {
        *top = slot;
    }
}
fn drop_n(shape: &mut Shape, n: usize) {
    shape.truncate(shape.len().saturating_sub(n));
}

/// May values of the shape `from` go on where `to` is expected?
fn fits(from: &Shape, to: &Shape) -> bool {
    to.len() <= from.len() && to.iter().zip(from).all(|(t, f)| f == t || *t == Slot::Object || *f == Slot::Null && *t == Slot::Null)
}

/// Why a jump to a stack of this shape is refused.
fn refusal(to: Option<&Shape>) -> &'static str {
    match to {
        None => "can't jump into an unreachable instruction",
        Some(shape) => match shape.last() {
            Some(Slot::Except) => "can't jump into an 'except' block as there's no exception",
            Some(Slot::Lasti) => "can't jump into a re-raising block as there's no location",
            Some(Slot::Object) | Some(Slot::Null) => "incompatible stacks",
            Some(Slot::Iterator) => "can't jump into the body of a for loop",
            None => "incompatible stacks",
        },
    }
}

/// `frame.f_lineno = n`
pub fn set_line(vm: &mut Vm, frame: &Value, index: Option<usize>, line: &Value) -> PyResult<()> {
    if line.kind() != crate::heap::header::Kind::Int && line.as_small_int().is_none() || line.as_bool().is_some() {
        return Err(vm.value_error("lineno must be an integer"));
    }
    let Some(at) = vm.event else { return Err(vm.value_error("f_lineno can only be set in a trace function")) };
    match at.event {
        Event::PyStart => return Err(vm.value_error("can't jump from the 'call' trace event of a new frame")),
        Event::Call | Event::CReturn => return Err(vm.value_error("can't jump during a call")),
        Event::PyYield => return Err(vm.value_error("can't jump from a yield statement")),
        Event::Line | Event::Jump | Event::Instruction | Event::PyResume | Event::BranchLeft | Event::BranchRight => {}
        _ => return Err(vm.value_error("can only jump from a 'line' trace event")),
    }
    let f = this::<FrameObj>(frame);
    let wanted = line.as_small_int().unwrap_or(i64::MAX);
    if wanted < i64::from(f.code.co.first_line) {
        return Err(vm.value_error(format!("line {wanted} comes before the current code block")));
    }
    if index != Some(at.frame) {
        return Err(vm.value_error("f_lineno can only be set in a trace function"));
    }
    let watch = watch::of(&f.code);
    let steps = &watch.trail.steps;
    // The first line at or behind the wanted one that has code.
    let lines = steps.iter().filter(|s| s.starts_line).filter_map(|s| s.line).map(i64::from);
    let Some(line) = lines.filter(|l| *l >= wanted).min() else {
        return Err(vm.value_error(format!("line {wanted} comes after the current code block")));
    };
    let shapes = shapes(&f.code, steps);
    let here = steps.iter().position(|s| s.instr.unit == at.unit && !s.is_second).unwrap_or(0);
    let Some(from) = shapes[here].clone() else { return Err(vm.value_error("can't jump from an unreachable instruction")) };
    let mut best: Option<usize> = None;
    let mut why = refusal(None);
    for (k, s) in steps.iter().enumerate().filter(|(_, s)| s.starts_line && s.line.map(i64::from) == Some(line)) {
        let _ = s;
        match &shapes[k] {
            Some(to) if fits(&from, to) && watch.trail.find(k as u32).is_some() => {
                if best.is_none_or(|b| shapes[b].as_ref().map_or(0, Vec::len) < to.len()) {
                    best = Some(k);
                }
            }
            to => {
                if best.is_none() {
                    why = refusal(to.as_ref());
                }
            }
        }
    }
    let Some(target) = best else { return Err(vm.value_error(why)) };
    bind_unbound(vm, &f.code, at.frame)?;
    vm.next_line = Some(target as u32);
    Ok(())
}

/// Code may read variables without a check where they are always bound; behind a jump they may not be.
fn bind_unbound(vm: &mut Vm, code: &CodeObj, index: usize) -> PyResult<()> {
    let regs = Regs::new(vm.frames[index].base);
    let n = code.co.varnames.len().min(usize::from(u16::MAX)) as u16;
    let plain = |i: u16| code.co.localspluskinds.get(usize::from(i)).is_some_and(|k| k & 0xc0 == 0);
    let unbound: Vec<u16> = (0..n).filter(|i| plain(*i) && regs.slice(*i, 1)[0].is_null()).collect();
    if unbound.is_empty() {
        return Ok(());
    }
    let s = if unbound.len() == 1 { "" } else { "s" };
    let text = format!("assigning None to {} unbound local{s}", unbound.len());
    vm.warn(crate::builtins::exception::classes().runtime_warning, &text, 1)?;
    for i in unbound {
        regs.set(i, Value::NONE);
    }
    Ok(())
}

/// The value that stands at a place of the innermost frame.
pub(super) fn value_at(vm: &Vm, place: Place) -> Value {
    match place {
        Place::Register(r) | Place::Local(r) => run::register(vm, r),
        Place::Const(n) => run::constant(vm, n),
        Place::Int(i) => Value::int(i64::from(i)),
        Place::Null => Value::NULL,
    }
}

/// Brings the innermost frame's stack from how it is before step `from` to how step `to` wants it. Where to go on: word and
/// position in its list.
pub(super) fn perform(vm: &mut Vm, watch: &CodeWatch, from: u32, to: u32) -> (u32, usize) {
    let empty: Box<[Place]> = Box::default();
    let have = watch.trail.stacks[from as usize].as_ref().unwrap_or(&empty);
    let want = watch.trail.stacks[to as usize].as_ref().unwrap_or(&empty);
    let values: Vec<Value> = have.iter().map(|p| value_at(vm, *p)).collect();
    let f = &vm.frames[vm.frames.len() - 1];
    let regs = Regs::new(f.base);
    // An exception handler that is left puts back what was handled before.
    let shapes = shapes(f.code(), &watch.trail.steps);
    let dropped: Vec<Value> = match &shapes[from as usize] {
        Some(shape) => values.iter().enumerate().skip(want.len()).filter(|(n, _)| shape.get(*n) == Some(&Slot::Except)).map(|(_, v)| v.clone()).collect(),
        None => vec![],
    };
    for p in have {
        if let Place::Register(r) = p {
            regs.kill(*r);
        }
    }
    for (p, v) in want.iter().zip(&values) {
        if let Place::Register(r) = p {
            regs.set(*r, v.clone());
        }
    }
    if let Some(before) = dropped.first() {
        let old = std::mem::replace(&mut vm.handled, if before.is_null() { Value::NONE } else { before.clone() });
        drop(old);
    }
    watch.trail.find(to).unwrap_or((0, 0))
}
