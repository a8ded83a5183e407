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

use super::call::{NO_DST, clear, store};
use super::exec::Leave;
use super::frame::{Frame, flag};
use crate::builtins::code::{CodeObj, RtCode};
use crate::builtins::function::FunctionObj;
use crate::builtins::generator::{self, GeneratorObj, Passing, State};
use crate::builtins::list::ListObj;
use crate::builtins::{frame as frame_object, tuple};
use crate::native::this;
use crate::object::error::PyResult;
use crate::object::ops;
use crate::object::{Obj, Ref};
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{AWAIT, DISCARD, KILL_A, KILL_B, Op};
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
    let Some(g) = iterable(it) else { return Ok(false) };
    resume_through(vm, g, Word::NONE, u32::from(i.b()), flag::FOR_ITER)?;
    Ok(true)
}
/// As `enter_for`, and enters none that it delegates to.
pub fn enter_for_alone(vm: &mut Vm, it: Word, i: Instr) -> Result<bool, Leave> {
    let Some(g) = iterable(it) else { return Ok(false) };
    resume_frame(vm, g, Word::NONE, u32::from(i.b()), flag::FOR_ITER)?;
    Ok(true)
}
#[inline(always)]
fn iterable<'a>(it: Word) -> Option<&'a Obj<GeneratorObj>> {
    // SAFETY: `it` is a generator in a register.
    let g = unsafe { &*(it.as_ptr_unchecked() as *const Obj<GeneratorObj>) };
    (g.is_plain && matches!(g.state.get(), State::Created | State::Suspended)).then_some(g)
}

/// Enters the generator that a `Send` delegates to, with an owned value; false when it can't be entered like that, and the value
/// is still the caller's.
pub fn enter_send(vm: &mut Vm, it: Word, sent: Word, i: Instr) -> Result<bool, Leave> {
    let Some((g, flags)) = delegate(vm, it, sent, i) else { return Ok(false) };
    resume_through(vm, g, sent, u32::from(i.b()), flags)?;
    Ok(true)
}
/// As `enter_send`, and enters none that it delegates to in its turn.
pub fn enter_send_alone(vm: &mut Vm, it: Word, sent: Word, i: Instr) -> Result<bool, Leave> {
    let Some((g, flags)) = delegate(vm, it, sent, i) else { return Ok(false) };
    resume_frame(vm, g, sent, u32::from(i.b()), flags)?;
    Ok(true)
}
/// The generator to enter and the flags of its frame.
fn delegate<'a>(vm: &Vm, it: Word, sent: Word, i: Instr) -> Option<(&'a Obj<GeneratorObj>, u32)> {
    // SAFETY: `it` is a generator in a register.
    let g = unsafe { &*(it.as_ptr_unchecked() as *const Obj<GeneratorObj>) };
    let state = g.state.get();
    if g.is_async || !(state == State::Suspended || state == State::Created && sent == Word::NONE) {
        return None;
    }
    let caller = vm.frames.last()?;
    let next = caller.code().reg().words.get(caller.pc as usize + 1)?;
    let same = next.a() == i.b() && next.c() == i.b();
    let passes = next.op() == Op::Yield && same && next.has(AWAIT) && next.has(KILL_A) && !next.has(DISCARD);
    // What the delegating generator would only pass on goes to the sink at once.
    let drained = caller.flags & flag::DRAIN;
    Some((g, flag::SEND | drained | if passes { flag::PASSES } else { 0 }))
}

/// Resumes a generator, and those that it was passing values on from: they are entered at once.
pub fn resume_through<'a>(vm: &mut Vm, mut g: &'a Obj<GeneratorObj>, sent: Word, mut dst: u32, mut flags: u32) -> Result<(), Leave> {
    while g.state.get() == State::Suspended {
        let Passing { to, pc, register } = g.passing.get();
        // The last one may be too deep, which is an error: of its caller, when that goes on by asking it.
        if to.is_null() || sent != Word::NONE || vm.traced || vm.depth + 2 > vm.recursion_limit || vm.frames.len() + 2 > vm.frames.capacity() {
            break;
        }
        // SAFETY: a register of the suspended generator holds the other one.
        let inner: &'a Obj<GeneratorObj> = unsafe { &*to };
        if inner.state.get() != State::Suspended {
            break;
        }
        vm.depth += 1;
        push(vm, g, pc, dst, flags);
        // SAFETY: a register of the generator; None was sent and is taken.
        unsafe { *g.window.add(register as usize) = Word::NULL };
        (dst, flags) = (register, flag::SEND | flag::PASSES | flags & flag::DRAIN);
        g = inner;
    }
    resume_frame(vm, g, sent, dst, flags)
}

/// Pushes the frame of a suspended generator; `sent`, which is owned, becomes the value of its `yield`.
pub fn resume_frame(vm: &mut Vm, g: &Obj<GeneratorObj>, sent: Word, dst: u32, flags: u32) -> Result<(), Leave> {
    vm.depth += 1;
    if vm.depth > vm.recursion_limit || vm.frames.len() == vm.frames.capacity() {
        return Err(too_deep(vm, sent));
    }
    let pc = g.pc.get();
    if g.state.get() == State::Suspended {
        // A fresh generator is only sent None, which needs no releasing.
        let i = g.code.reg().words[pc as usize];
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        store(g.registers(), dst, sent);
    }
    push(vm, g, pc + 1, dst, flags);
    Ok(())
}

/// Pushes the frame of a generator, which runs from here on. There is room for it.
#[inline(always)]
fn push(vm: &mut Vm, g: &Obj<GeneratorObj>, pc: u32, dst: u32, flags: u32) {
    g.state.set(State::Running);
    let at = vm.frames.len();
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
            base: g.window,
            top,
            dst,
            object,
            owner: g.value(),
            saved_handled: saved,
        };
        ptr::write(frames.add(at), frame);
        vm.frames.set_len(at + 1);
    }
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
    innermost(vm).passing.set(Passing::NONE);
    suspend_last(vm, value)
}
/// As `suspend`, and also suspends the generators that only pass the value on, because they delegate to the innermost one.
pub fn suspend_through(vm: &mut Vm, value: Word) -> Result<(), Leave> {
    innermost(vm).passing.set(Passing::NONE);
    loop {
        let at = vm.frames.len() - 1;
        let flags = vm.frames[at].flags;
        if flags & (flag::PASSES | flag::ENTRY) != flag::PASSES || vm.traced || vm.frames[at - 1].flags & flag::DRAIN != 0 {
            return suspend_last(vm, value);
        }
        let to: *const Obj<GeneratorObj> = innermost(vm);
        let (_, register) = take_off(vm);
        // The caller received the value, yields it, and has None there until it is resumed.
        innermost(vm).passing.set(Passing { to, pc: vm.frames[at - 1].pc, register });
        vm.frames[at - 1].pc += 1;
        store(vm.frames[at - 1].base, register, Word::NONE);
    }
}
fn suspend_last(vm: &mut Vm, value: Word) -> Result<(), Leave> {
    let (flags, dst) = take_off(vm);
    if flags & flag::ENTRY != 0 {
        // SAFETY: the value is owned.
        vm.result = unsafe { Value::from_owned(value) };
        vm.yielded = true;
        return Err(Leave::Done);
    }
    let Some(caller) = vm.frames.last() else { unreachable!("only entry frames have no caller") };
    store(caller.base, dst, value);
    Ok(())
}
/// The generator whose frame is the innermost one.
#[inline(always)]
fn innermost(vm: &Vm) -> &Obj<GeneratorObj> {
    // SAFETY: callers know that the innermost frame is a generator's: `owner` is that generator.
    unsafe { &*(vm.frames[vm.frames.len() - 1].owner.word().as_ptr_unchecked() as *const Obj<GeneratorObj>) }
}

/// Takes the innermost frame, a generator's, off, and keeps where it is suspended. The result: its flags and `dst`.
fn take_off(vm: &mut Vm) -> (u32, u32) {
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
        drop(owner);
        (flags, dst)
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

/// The generator that calling the function `f` with these arguments makes, for compiled code; `levels` frames are not in place. None:
/// the call is not as simple as that, and nothing happened.
pub fn create(vm: &mut Vm, f: &Value, args: &[Value], levels: usize) -> Option<Value> {
    let f = f.downcast::<FunctionObj>()?;
    let code = f.code.borrow();
    let plain = f.simple.get() && code.reg().is_generator && args.len() == code.co.argcount as usize && vm.coroutine_origin_depth == 0;
    if !plain || begins(code.reg()).is_none() || vm.depth + levels >= vm.recursion_limit {
        return None;
    }
    let mut words: Vec<Word> = args.iter().map(|a| a.clone().into_word()).collect();
    // SAFETY: the words are owned; they are taken over, or were not touched and are given up.
    unsafe {
        let g = make_directly(vm, f, &code, words.as_mut_ptr(), words.len());
        clear(words.as_mut_ptr(), words.len());
        (!g.is_null()).then_some(g)
    }
}
/// A generator of function `f` whose parameters stand at `first`, owned, made without a frame; NULL: its code does more before it
/// makes the generator, and nothing happened.
///
/// # Safety
/// `n` words at `first` are owned by the caller; they are taken over.
pub unsafe fn make_directly(vm: &mut Vm, f: &Obj<FunctionObj>, code: &Ref<CodeObj>, first: *mut Word, n: usize) -> Value {
    let rt = code.reg();
    let Some(begin) = begins(rt) else { return Value::NULL };
    let closure = f.closure.borrow();
    let cells = tuple::items_opt(&closure).unwrap_or(&[]);
    let (at, n_cells) = (usize::from(rt.words[0].a()), if begin == 0 { 0 } else { usize::from(rt.words[0].b()) });
    if cells.len() < n_cells || vm.traced || vm.depth >= vm.recursion_limit {
        return Value::NULL;
    }
    let mut registers = vec![Word::NULL; rt.n_regs as usize].into_boxed_slice();
    // SAFETY: the caller gives the parameters up; the cells are counted.
    unsafe {
        ptr::copy_nonoverlapping(first, registers.as_mut_ptr(), n);
        std::slice::from_raw_parts_mut(first, n).fill(Word::NULL);
    }
    for (k, cell) in cells.iter().take(n_cells).enumerate() {
        registers[at + k] = cell.clone().into_word();
    }
    GeneratorObj::make(vm, code.clone(), f.value(), &*f.globals, &*f.builtins, registers, begin)
}
/// Where code makes its generator, if it does nothing before but taking its free variables.
pub fn begins(rt: &RtCode) -> Option<u32> {
    match (rt.words.first()?.op(), rt.words.get(1)?.op()) {
        (Op::ReturnGenerator, _) => Some(0),
        (Op::CopyFree, Op::ReturnGenerator) => Some(1),
        _ => None,
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
