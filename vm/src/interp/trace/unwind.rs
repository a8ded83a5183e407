//! Events of exceptions on their way.

use super::events::Event;
use super::fire::fire_pending;
use super::run::current;
use super::watch;
use crate::vm::Vm;

fn unit(vm: &Vm) -> u32 {
    let code = current(vm);
    let pc = vm.frames[vm.frames.len() - 1].pc;
    code.reg().units.get(pc as usize).copied().unwrap_or(0)
}

/// The pending exception was raised in the innermost frame, or came to it from a call.
#[cold]
pub fn raised(vm: &mut Vm) {
    let unit = unit(vm);
    fire_pending(vm, Event::Raise, unit);
}
/// It is raised again at the end of a handler.
#[cold]
pub fn reraised(vm: &mut Vm) {
    let unit = unit(vm);
    fire_pending(vm, Event::Reraise, unit);
}
/// It was thrown into the generator that the innermost frame runs.
#[cold]
pub fn thrown(vm: &mut Vm) {
    let unit = unit(vm);
    fire_pending(vm, Event::PyThrow, unit);
}
/// The innermost frame is about to be left by it.
#[cold]
pub fn unwound(vm: &mut Vm) {
    let unit = unit(vm);
    fire_pending(vm, Event::PyUnwind, unit);
}
/// The handler at word `target` of the innermost frame catches it. False: a callback raised instead.
#[cold]
pub fn handled(vm: &mut Vm, target: u32) -> bool {
    let code = current(vm);
    let watch = watch::of(&code);
    let step = watch.trail.before.get(target as usize).and_then(|l| l.first());
    let unit = step.map_or_else(|| code.reg().units.get(target as usize).copied().unwrap_or(0), |s| watch.trail.steps[*s as usize].instr.unit);
    let exc = vm.pending.clone();
    fire_pending(vm, Event::ExceptionHandled, unit);
    vm.pending.is(&exc)
}
