//! Calls of functions that the compiler has turned into machine code, and the way back from such code into the interpreter.
//!
//! A compiled function takes the window where its parameters stand (it consumes them and leaves no references there) and the
//! function object, pushes its own frame, runs, pops the frame and returns its result. So to the interpreter it is one more
//! kind of native function, and frames look to everybody as if the interpreter ran it. Simple functions only
//! (`FunctionObj::simple`); who calls has filled in defaults.

use super::call::{NO_DST, push};
use super::exec::Leave;
use super::frame::flag;
use super::{bind, run, run_from, slow};
use crate::builtins::code::{CodeObj, RtCode};
use crate::builtins::function::FunctionObj;
use crate::native::Args;
use crate::object::Obj;
use crate::object::error::{PyResult, Raised};
use crate::value::{Value, Word};
use crate::vm::{BREAKER, Vm};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Machine code of a function: context, window, function object; the result is owned, NULL when an exception is pending.
pub type Compiled = unsafe extern "C" fn(*mut u8, *mut Word, Word) -> Word;

/// Levels of recursion below the limit where compiled code isn't entered: what it inlines must fit.
const LEVELS: usize = 64;

/// Activations of compiled functions that native code has entered, over all threads. Written by the holder of the interpreter
/// lock only; while it is zero, nobody runs a compiled function.
pub static ACTIVE: AtomicUsize = AtomicUsize::new(0);

/// Changes `ACTIVE` by one.
pub fn count_active(up: bool) {
    let n = ACTIVE.load(Ordering::Relaxed);
    ACTIVE.store(if up { n + 1 } else { n.saturating_sub(1) }, Ordering::Relaxed);
}

/// Counts a call; is the function hot?
#[inline(always)]
pub(super) fn count(vm: &Vm, rt: &RtCode) -> bool {
    let calls = rt.calls.get().wrapping_add(1);
    rt.calls.set(calls);
    calls >= vm.hot_function
}

/// Is there machine code, and room for it?
#[inline]
pub(super) fn is_enterable(vm: &Vm, rt: &RtCode) -> bool {
    let here = 0u8;
    rt.compiled.get() != 0 && (&raw const here as usize) > vm.compiled_limit && vm.depth + LEVELS < vm.recursion_limit && !vm.traced
}

/// Runs the machine code of an enterable function.
///
/// # Safety
/// The function's parameters stand at `first`, owned by the caller, above the innermost frame's live registers; `function` is
/// a function with this code.
pub(super) unsafe fn enter(vm: &mut Vm, rt: &RtCode, first: *mut Word, function: Word) -> PyResult<Value> {
    vm.python_runs += 1;
    count_active(true);
    // SAFETY: the compiler stored the address of such a function; the rest is the caller's promise.
    let r = unsafe {
        let code: Compiled = std::mem::transmute::<usize, Compiled>(rt.compiled.get());
        code(vm.compiled_context, first, function)
    };
    count_active(false);
    // SAFETY: the result is owned.
    if r == Word::NULL { Err(Raised(())) } else { Ok(unsafe { Value::from_owned(r) }) }
}

/// Calls a simple function from native code with exactly its parameters.
pub(super) fn call(vm: &mut Vm, callable: &Value, f: &Obj<FunctionObj>, args: &[Value]) -> PyResult<Value> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top);
    if base.wrapping_add(args.len()) >= vm.stack.end() {
        return Err(vm.too_deep(""));
    }
    let code: *const Obj<CodeObj> = &**f.code.borrow();
    // SAFETY: above the innermost frame's `top` the register stack is free; its end was checked; `callable` keeps function and
    // code alive; each copy is a reference of its own.
    unsafe {
        for (k, v) in args.iter().enumerate() {
            *base.add(k) = v.clone().into_word();
        }
        let rt = (&*code).reg();
        let hot = count(vm, rt);
        if hot && is_enterable(vm, rt) {
            return enter(vm, rt, base, callable.word());
        }
        run_frame(vm, &*code, callable.clone(), f, base, hot)
    }
}

/// Calls any function from native code.
pub(super) fn call_any(vm: &mut Vm, callable: &Value, f: &Obj<FunctionObj>, args: &Args) -> PyResult<Value> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top);
    let code: *const Obj<CodeObj> = &**f.code.borrow();
    // SAFETY: as in `call`.
    unsafe {
        let n = bind::total(&(&*code).co);
        if base.wrapping_add(n) >= vm.stack.end() {
            return Err(vm.too_deep(""));
        }
        let entered = match bind::bind_into(f, args, base) {
            true => push(vm, &*code, callable.clone(), f, base, n, NO_DST, flag::ENTRY),
            false => {
                let locals = bind::bind(vm, f, args)?;
                super::call::enter_with(vm, callable.clone(), locals, NO_DST, flag::ENTRY)
            }
        };
        if entered.is_err() {
            return Err(Raised(()));
        }
    }
    run(vm)
}

/// Calls a simple function for compiled code, in the interpreter: there is no machine code, or it can't run here (a signal
/// waits, the stack is nearly used up). That is also where pure recursion looks at signals and other threads.
///
/// # Safety
/// As `enter`.
pub unsafe fn interpret(vm: &mut Vm, first: *mut Word, function: Word) -> PyResult<Value> {
    // SAFETY: the caller's promises; the words at `first` are given up when the call doesn't begin.
    unsafe {
        let callable = Value::from_borrowed(function);
        let f = &*(function.as_ptr_unchecked() as *const Obj<FunctionObj>);
        let code: *const Obj<CodeObj> = &**f.code.borrow();
        let polled = if BREAKER.load(Ordering::Relaxed) == 0 { Ok(()) } else { slow::poll(vm) };
        let raised = matches!(polled, Err(Leave::Raise | Leave::Reraise));
        if raised || vm.check_stack().map_err(std::mem::forget).is_err() {
            super::call::clear_above(first, (&*code).co.argcount as usize);
            return Err(Raised(()));
        }
        let hot = count(vm, (&*code).reg());
        run_frame(vm, &*code, callable, f, first, hot)
    }
}

/// Pushes the frame of a function whose parameters stand at `first` and runs it to its end.
unsafe fn run_frame(vm: &mut Vm, code: &Obj<CodeObj>, function: Value, f: &Obj<FunctionObj>, first: *mut Word, hot: bool) -> PyResult<Value> {
    // SAFETY: the caller's promise.
    let pushed = unsafe { push(vm, code, function, f, first, code.co.argcount as usize, NO_DST, flag::ENTRY) };
    if pushed.is_err() {
        return Err(Raised(()));
    }
    if hot && !vm.traced && code.reg().compiled.get() == 0 {
        let state = slow::hot_function(vm);
        return run_from(vm, state);
    }
    run(vm)
}
