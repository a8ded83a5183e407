//! Generators' frames: making them, resuming and suspending them.
//!
//! A suspended generator keeps its registers in a box of its own. While it runs they stay there, so that a resumption copies
//! nothing; compiled code wants all windows on the register stack, and moves them there for the rest of the activation
//! (`move_to_stack`).
//!
//! A native function that only gathers what a generator yields (`list`, `sum`, `any`, ...) gives a *sink* instead of resuming it
//! for each value: a `yield` offers its value to the sink, and if that takes it, the generator goes on without ever having been
//! suspended. Nobody can tell the difference, because a sink runs no Python code; a value that it doesn't take is
//! yielded in the ordinary way.

use super::call::{NO_DST, store};
use super::exec::Leave;
use super::frame::{Frame, flag};
use crate::builtins::frame as frame_object;
use crate::builtins::generator::{self, GeneratorObj, State};
use crate::builtins::list::ListObj;
use crate::native::this;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::object::{Obj, Ref};
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, KILL_A, KILL_B, Op};
use std::ptr;

/// Takes a value, or gives it back. It runs no Python code.
pub type Sink<'a> = dyn FnMut(&mut Vm, Value) -> Option<Value> + 'a;

/// Calls `f` while generators that are drained offer their values to `sink`.
pub fn with_sink<R>(vm: &mut Vm, sink: &mut Sink, f: impl FnOnce(&mut Vm) -> R) -> R {
    // SAFETY: only the lifetime changes; the pointer is taken out again before this function returns.
    let sink = unsafe { std::mem::transmute::<*mut Sink, *mut Sink<'static>>(sink) };
    let outer = vm.sink.replace(sink);
    let r = f(vm);
    vm.sink = outer;
    r
}

/// Offers a value to the sink of the innermost frame, which is drained; what it doesn't take comes back.
pub fn offer(vm: &mut Vm, value: Value) -> Option<Value> {
    // A tracer wants to see the generator suspended and resumed.
    if vm.traced {
        return Some(value);
    }
    match vm.sink {
        // SAFETY: `with_sink` set it, and waits for the drained frame; sinks don't run Python code, so nobody else calls it now.
        Some(sink) => unsafe { (*sink)(vm, value) },
        None => Some(value),
    }
}

/// Does a `for` loop over a generator, which begins with `i` and goes on with `body` and `back`, only gather what that yields? So do
/// `tuple`, `list`, `all` and `any` of a generator expression, which the compiler turns into such loops.
#[inline(always)]
pub fn is_gathering(i: Instr, body: Instr, back: Instr) -> bool {
    let takes = match body.op() {
        Op::ListAppend => body.b() == i.b() && body.has(KILL_B),
        Op::JumpIf | Op::JumpIfNot => body.a() == i.b() && body.has(KILL_A),
        _ => false,
    };
    takes && back.op() == Op::JumpBack && back.imm() == -3
}

/// Is the generator one proper, not a coroutine?
pub fn is_plain(it: Word) -> bool {
    // SAFETY: `it` is a generator in a register.
    let g = unsafe { &*(it.as_ptr_unchecked() as *const Obj<GeneratorObj>) };
    g.is_plain
}
/// Runs such a loop over the generator `it`; the operands of `body` stand at `base`. The result is a value that `body` does not
/// simply swallow, None at the end.
pub fn gather(vm: &mut Vm, it: &Value, body: Instr, base: *mut Word) -> PyResult<Option<Value>> {
    vm.check_stack()?;
    let g = this::<GeneratorObj>(it);
    if body.op() != Op::ListAppend {
        let going = body.op() == Op::JumpIfNot;
        return generator::drain(vm, g, &mut |_, x| if ops::plain_truth(&x) == Some(going) { None } else { Some(x) });
    }
    // SAFETY: the compiler made the list in this register, where it stays.
    let list = unsafe { Value::from_borrowed(*base.add(usize::from(body.a()))) };
    let items = this::<ListObj>(&list);
    generator::drain(vm, g, &mut |_, x| {
        items.push(x);
        None
    })
}

/// Enters a suspended generator for a `for` loop at instruction `i`; false when it isn't an ordinary suspended generator.
pub fn enter_for(vm: &mut Vm, it: Word, i: Instr) -> Result<bool, Leave> {
    // SAFETY: `it` is a generator in a register.
    let g = unsafe { &*(it.as_ptr_unchecked() as *const Obj<GeneratorObj>) };
    if !g.is_plain || !matches!(g.state.get(), State::Created | State::Suspended) {
        return Ok(false);
    }
    resume_frame(vm, g, Word::NONE, u32::from(i.b()), flag::FOR_ITER)?;
    Ok(true)
}

/// Enters the generator that a `Send` delegates to, with an owned value; false when it can't be entered like that, and the value
/// is still the caller's.
pub fn enter_send(vm: &mut Vm, it: Word, sent: Word, i: Instr) -> Result<bool, Leave> {
    // SAFETY: `it` is a generator in a register.
    let g = unsafe { &*(it.as_ptr_unchecked() as *const Obj<GeneratorObj>) };
    let state = g.state.get();
    if g.is_async || !(state == State::Suspended || state == State::Created && sent == Word::NONE) {
        return Ok(false);
    }
    // What the delegating generator would only pass on goes to the sink at once.
    let drained = vm.frames.last().map_or(0, |f| f.flags & flag::DRAIN);
    resume_frame(vm, g, sent, u32::from(i.b()), flag::SEND | drained)?;
    Ok(true)
}

/// Pushes the frame of a suspended generator; `sent`, which is owned, becomes the value of its `yield`.
pub fn resume_frame(vm: &mut Vm, g: &Obj<GeneratorObj>, sent: Word, dst: u32, flags: u32) -> Result<(), Leave> {
    let rt = g.code.reg();
    let at = vm.frames.len();
    vm.depth += 1;
    if vm.depth > vm.recursion_limit || at == vm.frames.capacity() {
        return Err(too_deep(vm, sent));
    }
    let base = g.registers();
    let mut pc = g.pc.get();
    if g.state.get() == State::Suspended {
        // A fresh generator is only sent None, which needs no releasing.
        let i = rt.words[pc as usize];
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        store(base, dst, sent);
    }
    pc += 1;
    g.state.set(State::Running);
    // SAFETY: there is room for the frame; nobody else looks at the generator's cells meanwhile.
    unsafe {
        let frames = vm.frames.as_mut_ptr();
        let top = if at == 0 { vm.stack.base() } else { (*frames.add(at - 1)).top };
        let own = ptr::replace(g.handled.as_ptr(), Value::NONE);
        let saved = std::mem::replace(&mut vm.handled, own);
        let object = ptr::replace(g.frame.as_ptr(), Value::NULL);
        if !object.is_null() {
            frame_object::moved(&object, Some(at), pc);
        }
        let frame = Frame {
            code: &*g.code,
            function: g.function.clone(),
            globals: g.globals,
            builtins: g.builtins,
            locals: Value::NULL,
            pc,
            lasti: 0,
            flags: flags | flag::GENERATOR,
            base,
            top,
            dst,
            object,
            owner: g.value(),
            saved_handled: saved,
        };
        ptr::write(frames.add(at), frame);
        vm.frames.set_len(at + 1);
    }
    Ok(())
}

#[cold]
#[inline(never)]
fn too_deep(vm: &mut Vm, sent: Word) -> Leave {
    vm.depth -= 1;
    store(ptr::null_mut(), NO_DST, sent);
    std::mem::forget(vm.too_deep(""));
    Leave::Raise
}

/// Suspends the innermost frame, a generator's, with an owned value. Ok: the caller goes on behind its instruction.
pub fn suspend(vm: &mut Vm, value: Word) -> Result<(), Leave> {
    let at = vm.frames.len() - 1;
    // SAFETY: the innermost frame is a generator's: `owner` is that generator. Each field of the frame is moved out once; the
    // frame's place is given up first.
    unsafe {
        let f = vm.frames.as_mut_ptr().add(at);
        let owner = ptr::read(&raw const (*f).owner);
        let function = ptr::read(&raw const (*f).function);
        let object = ptr::read(&raw const (*f).object);
        let saved = ptr::read(&raw const (*f).saved_handled);
        let (pc, flags, dst) = ((*f).pc, (*f).flags, (*f).dst);
        vm.frames.set_len(at);
        vm.depth -= 1;
        let g = &*(owner.word().as_ptr_unchecked() as *const Obj<GeneratorObj>);
        if flags & flag::MOVED != 0 {
            move_back(g, (*f).base);
        }
        let own = std::mem::replace(&mut vm.handled, saved);
        drop(ptr::replace(g.handled.as_ptr(), own));
        g.pc.set(pc);
        g.state.set(State::Suspended);
        if !object.is_null() {
            frame_object::moved(&object, None, pc);
            drop(ptr::replace(g.frame.as_ptr(), object));
        }
        drop(function);
        let done = if flags & flag::ENTRY != 0 {
            vm.result = Value::from_owned(value);
            vm.yielded = true;
            Err(Leave::Done)
        } else {
            store((*f.sub(1)).base, dst, value);
            Ok(())
        };
        drop(owner);
        done
    }
}

/// Moves the registers of the innermost frame, a generator's, to the register stack. False: there is no room, nothing changed.
pub fn move_to_stack(vm: &mut Vm) -> bool {
    let end = vm.stack.end();
    let Some(f) = vm.frames.last_mut() else { return false };
    if !f.is_elsewhere() {
        return true;
    }
    let n = f.code().reg().n_regs as usize;
    if f.top.wrapping_add(n) >= end {
        return false;
    }
    // SAFETY: above `top` the register stack is free; the references move.
    unsafe {
        ptr::copy_nonoverlapping(f.base, f.top, n);
        std::slice::from_raw_parts_mut(f.base, n).fill(Word::NULL);
        f.base = f.top;
        f.top = f.top.add(n);
    }
    f.flags |= flag::MOVED;
    true
}

/// Completes the frame of a generator that compiled code has resumed as part of a bigger region: the generator is running, and its
/// registers are (or will be) on the register stack. `owner` is a borrowed word, `at` the frame's place.
pub fn stand_in(frame: &mut Frame, owner: Word, at: usize) {
    // SAFETY: compiled code keeps the generator in a register of the caller.
    let owner = unsafe { Value::from_borrowed(owner) };
    let g = this::<GeneratorObj>(&owner);
    frame.function = g.function.clone();
    frame.object = g.frame.replace(Value::NULL);
    frame_object::moved(&frame.object, Some(at), frame.pc);
    frame.saved_handled = Value::NONE;
    frame.owner = owner;
}
/// The opposite: compiled code goes on with the frame, which was taken off.
pub fn stand_out(mut frame: Frame) {
    let g = this::<GeneratorObj>(&frame.owner);
    frame_object::moved(&frame.object, None, frame.pc);
    drop(g.frame.replace(std::mem::replace(&mut frame.object, Value::NULL)));
}
/// The generator in the frame of `stand_in` is the interpreter's from here on.
pub fn take_over(frame: &Frame) {
    this::<GeneratorObj>(&frame.owner).forget_registers();
}
/// A generator that compiled code ran has returned; its registers were released.
pub fn finished(g: &Value) {
    let g = this::<GeneratorObj>(g);
    g.state.set(State::Finished);
    g.forget_registers();
    let object = g.frame.replace(Value::NULL);
    frame_object::left(&object);
}

/// Moves the registers of a frame that is being suspended back into its generator.
unsafe fn move_back(g: &Obj<GeneratorObj>, base: *mut Word) {
    let n = g.code.reg().n_regs as usize;
    // SAFETY: `move_to_stack` made this window; the references move, and the stack is left without any.
    unsafe {
        ptr::copy_nonoverlapping(base, g.registers(), n);
        std::slice::from_raw_parts_mut(base, n).fill(Word::NULL);
    }
}

/// The generator of the innermost frame, which is left (op ReturnGenerator). NULL: the frame was entered by native code.
pub fn make_generator(vm: &mut Vm) -> Value {
    let Some(mut f) = vm.frames.pop() else { unreachable!("a frame") };
    vm.depth -= 1;
    let (n, n_locals) = (f.code().reg().n_regs as usize, f.code().reg().n_locals as usize);
    let mut registers = Vec::with_capacity(n);
    // SAFETY: the window's references move into the generator; the window is left without any. Only locals hold some.
    unsafe {
        let w = std::slice::from_raw_parts_mut(f.base, n);
        registers.extend_from_slice(&w[..n_locals]);
        registers.resize(n, Word::NULL);
        w[..n_locals].fill(Word::NULL);
    }
    let pc = f.pc;
    let function = std::mem::replace(&mut f.function, Value::NULL);
    let code = Ref::from_value(f.code().value()).unwrap_or_else(|_| unreachable!("a code object"));
    let g = GeneratorObj::make(vm, code, function, f.globals, f.builtins, registers.into_boxed_slice(), pc);
    if f.flags & flag::ENTRY != 0 {
        vm.result = g;
        vm.yielded = false;
        return Value::NULL;
    }
    let Some(caller) = vm.frames.last() else { unreachable!("only entry frames have no caller") };
    store(caller.base, f.dst, g.into_word());
    Value::NONE
}
