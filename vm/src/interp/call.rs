//! Entering and leaving frames: calls from a window, from native code, of constructors and generators.

use super::exec::Leave;
use super::frame::{Frame, flag};
use super::trace::Came;
use super::{bind, compiled, operator, resume, slow};
use crate::builtins::code::CodeObj;
use crate::builtins::function::FunctionObj;
use crate::builtins::generator::{GeneratorObj, State};
use crate::builtins::method::MethodObj;
use crate::builtins::{frame as frame_object, tuple, type_};
use crate::heap::count;
use crate::heap::header::Kind;
use crate::native::{Args, function, this};
use crate::object::Obj;
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::ty::TypeObj;
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, NOSELF};

/// What a call did.
pub enum Entered {
    /// A new frame runs next.
    Frame,
    /// The call is over, its result stored.
    Done,
}

/// `Frame::dst` of calls whose result is dropped.
pub const NO_DST: u32 = u32::MAX;

#[inline(always)]
fn lift<T>(r: PyResult<T>) -> Result<T, Leave> {
    r.map_err(|e: Raised| {
        std::mem::forget(e);
        Leave::Raise
    })
}

/// Stores a call's result in the caller.
#[inline(always)]
pub(super) fn store(base: *mut Word, dst: u32, w: Word) {
    // SAFETY: `dst` is a register of the caller's window; the old value is released after the store.
    unsafe {
        if dst == NO_DST {
            return count::release(w);
        }
        let p = base.add(dst as usize);
        let old = *p;
        *p = w;
        count::release(old);
    }
}

/// Destination of a call instruction.
#[inline(always)]
fn dst_of(i: Instr) -> u32 {
    if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) }
}

/// Calls what stands in the window of `i` (ops Call). The frame's pc has been saved.
#[inline]
pub fn call(vm: &mut Vm, base: *mut Word, i: Instr) -> Result<Entered, Leave> {
    // SAFETY: window registers belong to the frame.
    unsafe {
        let w = base.add(i.a() as usize);
        let n = i.b() as usize;
        let has_self = !i.has(NOSELF) && *w.add(1) != Word::NULL;
        let callee = *w;
        if callee.is_ptr() {
            match (*callee.as_ptr_unchecked()).kind() {
                Kind::Function => {
                    let f = &*(callee.as_ptr_unchecked() as *const Obj<FunctionObj>);
                    return enter_window(vm, f, w, n, has_self, dst_of(i), 0);
                }
                Kind::Method if !has_self => {
                    let m = &*(callee.as_ptr_unchecked() as *const Obj<MethodObj>);
                    let (f, receiver) = (m.function.clone(), m.receiver.clone());
                    *w.add(1) = receiver.into_word();
                    *w = f.into_word();
                    count::release(callee);
                    let inner = *w;
                    if inner.is_ptr() && (*inner.as_ptr_unchecked()).kind() == Kind::Function {
                        let f = &*(inner.as_ptr_unchecked() as *const Obj<FunctionObj>);
                        return enter_window(vm, f, w, n, true, dst_of(i), 0);
                    }
                    return native(vm, base, w, n, true, dst_of(i));
                }
                Kind::NativeFunction => {
                    if let Some(r) = resume::enter_call(vm, w, n, has_self, dst_of(i)) {
                        return r.map(|()| Entered::Frame);
                    }
                }
                Kind::Type if !has_self => {
                    if let Some(r) = construct(vm, w, n, dst_of(i)) {
                        return r;
                    }
                }
                Kind::Object if !has_self => {
                    if let Some(f) = call_method(Value::view(&callee)) {
                        *w.add(1) = std::mem::replace(&mut *w, f.into_word());
                        let f = &*((*w).as_ptr_unchecked() as *const Obj<FunctionObj>);
                        return enter_window(vm, f, w, n, true, dst_of(i), 0);
                    }
                }
                _ => {}
            }
        }
        native(vm, base, w, n, has_self, dst_of(i))
    }
}

/// The `__call__` of an instance's class, if that is a Python function.
pub fn call_method(callee: &Value) -> Option<Value> {
    let ty = callee.ty();
    let f = if ty.is_heap_type() { ty.lookup(&names().__call__)? } else { return None };
    (f.kind() == Kind::Function).then_some(f)
}

/// As `call`, but a Python function runs to its end before this returns.
pub fn call_opaque(vm: &mut Vm, base: *mut Word, i: Instr) -> Result<(), Leave> {
    // SAFETY: as in `call`.
    unsafe {
        let w = base.add(i.a() as usize);
        let has_self = !i.has(NOSELF) && *w.add(1) != Word::NULL;
        native(vm, base, w, i.b() as usize, has_self, dst_of(i)).map(drop)
    }
}

/// Calls native code with the window's arguments and clears the window.
unsafe fn native(vm: &mut Vm, base: *mut Word, w: *mut Word, n: usize, has_self: bool, dst: u32) -> Result<Entered, Leave> {
    // SAFETY: the window's words are owned by the frame and stay until they are released here.
    unsafe {
        let (first, count_args) = if has_self { (w.add(1), n + 1) } else { (w.add(2), n) };
        let args = std::slice::from_raw_parts(first as *const Value, count_args);
        let callee = Value::view(&*w);
        let r = if (*w).is_ptr() && (*(*w).as_ptr_unchecked()).kind() == Kind::NativeFunction {
            function::call(vm, callee, &Args::positional(args))
        } else {
            vm.call_args(callee, &Args::positional(args))
        };
        clear(w, n + 2);
        let v = lift(r)?;
        store(base, dst, v.into_word());
        Ok(Entered::Done)
    }
}

/// Releases `n` words.
///
/// # Safety
/// The caller owns the words.
#[inline(always)]
pub unsafe fn clear(w: *mut Word, n: usize) {
    // SAFETY: the caller owns the words.
    unsafe {
        for k in 0..n {
            let old = *w.add(k);
            *w.add(k) = Word::NULL;
            count::release(old);
        }
    }
}

/// Releases `n` words above the innermost frame's registers: those of a frame that is gone. A destructor runs its frames right there, so
/// from the first object that dies on nothing may be left in place.
///
/// # Safety
/// The caller owns the words.
#[inline(always)]
pub unsafe fn clear_above(w: *mut Word, n: usize) {
    // SAFETY: the caller owns the words.
    unsafe {
        for k in 0..n {
            let old = *w.add(k);
            *w.add(k) = Word::NULL;
            if old.is_ptr() {
                let rc = &(*old.as_ptr_unchecked()).rc;
                if rc.get() == 1 {
                    return clear_aside(old, w.add(k + 1), n - k - 1);
                }
                rc.set(rc.get() - 1);
            }
        }
    }
}
/// Releases a last reference, then `n` words that are moved away before.
#[inline(never)]
unsafe fn clear_aside(first: Word, rest: *mut Word, n: usize) {
    const FEW: usize = 16;
    // SAFETY: as in `clear_above`.
    unsafe {
        if n > FEW {
            let kept: Vec<Word> = std::slice::from_raw_parts(rest, n).to_vec();
            std::slice::from_raw_parts_mut(rest, n).fill(Word::NULL);
            count::release(first);
            return kept.into_iter().for_each(|w| count::release(w));
        }
        let mut kept = [Word::NULL; FEW];
        for (k, to) in kept.iter_mut().enumerate().take(n) {
            *to = rest.add(k).replace(Word::NULL);
        }
        count::release(first);
        kept.into_iter().take(n).for_each(|w| count::release(w));
    }
}

/// Enters `f` with the arguments of a window (`w[0]` holds the function itself).
#[inline]
unsafe fn enter_window(vm: &mut Vm, f: &Obj<FunctionObj>, w: *mut Word, n: usize, has_self: bool, dst: u32, flags: u32) -> Result<Entered, Leave> {
    // SAFETY: as in `call`.
    unsafe {
        let (mut first, n) = if has_self { (w.add(1), n + 1) } else { (w.add(2), n) };
        let code: *const Obj<CodeObj> = &**f.code.borrow();
        let argcount = (&*code).co.argcount as usize;
        if !f.simple.get() || n > argcount {
            return enter_bound(vm, f, w, first, n, has_self, dst, flags);
        }
        if n < argcount {
            // Fill in defaults behind the arguments.
            let defaults = f.defaults.borrow();
            let d = tuple::items(&defaults);
            if n + d.len() < argcount {
                drop(defaults);
                return enter_bound(vm, f, w, first, n, has_self, dst, flags);
            }
            if (*vm.frames.as_ptr().add(vm.frames.len() - 1)).is_elsewhere() {
                drop(defaults);
                return enter_bound(vm, f, w, first, n, has_self, dst, flags);
            }
            if first.add(argcount) >= vm.stack.end() {
                drop(defaults);
                return Err(overflow(vm, w, n + 2));
            }
            for k in n..argcount {
                *first.add(k) = d[d.len() - (argcount - k)].clone().into_word();
            }
        }
        let top = &*vm.frames.as_ptr().add(vm.frames.len() - 1);
        if top.is_elsewhere() {
            // The window is in a generator: the callee's must be on the register stack.
            let to = top.top;
            if to.add(argcount) >= vm.stack.end() {
                return Err(overflow(vm, w, n + 2));
            }
            std::ptr::copy_nonoverlapping(first, to, argcount);
            std::slice::from_raw_parts_mut(first, argcount).fill(Word::NULL);
            first = to;
        }
        let rt = (&*code).reg();
        if rt.is_generator && flags == 0 {
            let g = resume::make_directly(vm, f, &f.code.borrow(), first, argcount);
            if !g.is_null() {
                clear(w, 1);
                store((*vm.frames.as_ptr().add(vm.frames.len() - 1)).base, dst, g.into_word());
                return Ok(Entered::Done);
            }
        }
        let function = Value::from_owned(std::mem::replace(&mut *w, Word::NULL));
        if !compiled::count(vm, rt) {
            return push(vm, &*code, function, f, first, argcount, dst, flags);
        }
        if flags == 0 && compiled::is_enterable(vm, rt) {
            let v = lift(compiled::enter(vm, rt, first, function.word()))?;
            drop(function);
            store((*vm.frames.as_ptr().add(vm.frames.len() - 1)).base, dst, v.into_word());
            return Ok(Entered::Done);
        }
        let cold = flags != 0 || rt.compiled.get() != 0 || vm.traced;
        push(vm, &*code, function, f, first, argcount, dst, flags)?;
        if !cold {
            slow::hot_function(vm)?;
            if vm.traced {
                vm.came = Came::Unknown;
                return Err(Leave::Switch);
            }
        }
        Ok(Entered::Frame)
    }
}

#[cold]
unsafe fn overflow(vm: &mut Vm, w: *mut Word, n: usize) -> Leave {
    // SAFETY: the window belongs to the frame.
    unsafe { clear(w, n) };
    std::mem::forget(vm.too_deep(""));
    Leave::Raise
}

/// Binds the general way, then enters.
#[cold]
#[inline(never)]
#[allow(clippy::too_many_arguments, reason = "one caller above")]
unsafe fn enter_bound(
    vm: &mut Vm,
    f: &Obj<FunctionObj>,
    w: *mut Word,
    first: *mut Word,
    n: usize,
    has_self: bool,
    dst: u32,
    flags: u32,
) -> Result<Entered, Leave> {
    // SAFETY: as in `call`.
    unsafe {
        let args = std::slice::from_raw_parts(first as *const Value, n);
        let r = enter_args(vm, f.value(), &Args::positional(args), dst, flags);
        clear(w, n + 2 - has_self as usize);
        let Some(result) = r? else { return Ok(Entered::Frame) };
        store((*vm.frames.as_ptr().add(vm.frames.len() - 1)).base, dst, result.into_word());
        Ok(Entered::Done)
    }
}

/// Enters a function with any arguments, which stay the caller's. A frame is pushed, or the function's machine code has run and this
/// is its result. The word in front of an `__init__`'s window is left free: compiled code keeps the instance there.
pub fn enter_args(vm: &mut Vm, function: Value, args: &Args, dst: u32, flags: u32) -> Result<Option<Value>, Leave> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top).wrapping_add(usize::from(flags & flag::INIT != 0));
    let f: *const Obj<FunctionObj> = this::<FunctionObj>(&function);
    // SAFETY: `function` keeps itself and its code alive; above the innermost frame's `top` the register stack is free, and its end is
    // checked before anything is written there.
    unsafe {
        let code: *const Obj<CodeObj> = &**(&*f).code.borrow();
        let n = bind::total(&(&*code).co);
        if base.wrapping_add(n) >= vm.stack.end() {
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        if !bind::bind_into(&*f, args, base) {
            let locals = lift(bind::bind(vm, &*f, args))?;
            enter_with(vm, function, locals, dst, flags)?;
            return Ok(None);
        }
        if !(&*f).simple.get() {
            push(vm, &*code, function, &*f, base, n, dst, flags)?;
            return Ok(None);
        }
        start(vm, &*code, function, &*f, base, dst, flags, false)
    }
}

/// Starts a simple function whose parameters stand at `first`, outside of the innermost frame's window: its machine code runs to
/// its end (Some), or its frame is pushed. `may_record`: the caller can go on from wherever recording it leaves the frames.
///
/// # Safety
/// As `push`.
#[allow(clippy::too_many_arguments, reason = "as `push`")]
pub(super) unsafe fn start(
    vm: &mut Vm,
    code: &Obj<CodeObj>,
    function: Value,
    f: &Obj<FunctionObj>,
    first: *mut Word,
    dst: u32,
    flags: u32,
    may_record: bool,
) -> Result<Option<Value>, Leave> {
    let rt = code.reg();
    let hot = compiled::count(vm, rt);
    // SAFETY: the caller's promise.
    unsafe {
        if hot && flags & flag::INIT == 0 && compiled::is_enterable(vm, rt) {
            let result = lift(compiled::enter(vm, rt, first, function.word()))?;
            return Ok(Some(result));
        }
        let cold = !hot || !may_record || flags & flag::INIT != 0 || rt.compiled.get() != 0 || vm.traced;
        push(vm, code, function, f, first, code.co.argcount as usize, dst, flags)?;
        if !cold {
            slow::hot_function(vm)?;
            if vm.traced {
                vm.came = Came::Unknown;
                return Err(Leave::Switch);
            }
        }
    }
    Ok(None)
}

/// Enters a function with bound locals on top of the register stack.
pub fn enter_with(vm: &mut Vm, function: Value, locals: Vec<Value>, dst: u32, flags: u32) -> Result<Entered, Leave> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top).wrapping_add(usize::from(flags & flag::INIT != 0));
    // SAFETY: above the innermost frame's `top` the register stack is free; its end is checked before writing.
    unsafe {
        let n = locals.len();
        if base.wrapping_add(n) >= vm.stack.end() {
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        for (k, v) in locals.into_iter().enumerate() {
            *base.add(k) = v.into_word();
        }
        let f: *const Obj<FunctionObj> = this::<FunctionObj>(&function);
        let code: *const Obj<CodeObj> = &**(&*f).code.borrow();
        push(vm, &*code, function, &*f, base, n, dst, flags)
    }
}

/// Enters a simple function with exactly its parameters, copied to the top of the register stack.
pub fn enter_copied(vm: &mut Vm, function: &Value, args: &[Value], dst: u32, flags: u32) -> Result<Entered, Leave> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top);
    // SAFETY: as in `enter_with`; each copy is a new reference.
    unsafe {
        if base.add(args.len()) >= vm.stack.end() {
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        for (k, v) in args.iter().enumerate() {
            *base.add(k) = v.clone().into_word();
        }
        let f: *const Obj<FunctionObj> = this::<FunctionObj>(function);
        let code: *const Obj<CodeObj> = &**(&*f).code.borrow();
        push(vm, &*code, function.clone(), &*f, base, args.len(), dst, flags)
    }
}

/// Pushes the frame of a function whose first `n` locals stand at `base`.
///
/// # Safety
/// The words at `base` are owned by the caller and stand above the innermost frame's live registers.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "the one place where frames are made")]
pub(super) unsafe fn push(
    vm: &mut Vm,
    code: &Obj<CodeObj>,
    function: Value,
    f: &Obj<FunctionObj>,
    base: *mut Word,
    n: usize,
    dst: u32,
    flags: u32,
) -> Result<Entered, Leave> {
    // SAFETY: callers placed `n` owned words at `base`.
    unsafe {
        let rt = code.reg();
        let top = base.add(rt.n_regs as usize);
        vm.depth += 1;
        if vm.depth > vm.recursion_limit || top >= vm.stack.end() || vm.frames.len() == vm.frames.capacity() {
            vm.depth -= 1;
            clear_above(base, n);
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        for k in n..rt.n_locals as usize {
            *base.add(k) = Word::NULL;
        }
        // Field by field: a frame built aside is copied in wider pieces than it was written, and the copy has to wait for the writes.
        // That was half of the time of a call.
        let at = vm.frames.len();
        let p = vm.frames.as_mut_ptr().add(at);
        (&raw mut (*p).code).write(code);
        (&raw mut (*p).function).write(function);
        (&raw mut (*p).globals).write(&*f.globals);
        (&raw mut (*p).builtins).write(&*f.builtins);
        (&raw mut (*p).locals).write(Value::NULL);
        (&raw mut (*p).pc).write(0);
        (&raw mut (*p).lasti).write(0);
        (&raw mut (*p).flags).write(flags);
        (&raw mut (*p).base).write(base);
        (&raw mut (*p).top).write(top);
        (&raw mut (*p).dst).write(dst);
        (&raw mut (*p).object).write(Value::NULL);
        (&raw mut (*p).owner).write(Value::NULL);
        (&raw mut (*p).saved_handled).write(Value::NULL);
        vm.frames.set_len(at + 1);
        Ok(Entered::Frame)
    }
}
const _: () = assert!(size_of::<Frame>() == 96, "`push` writes every field");

/// Pushes a frame for bare code (module and class bodies, `exec`).
pub fn push_code(
    vm: &mut Vm,
    code: &Obj<CodeObj>,
    owner: Value,
    globals: *const Obj<crate::object::dict::DictObj>,
    builtins: *const Obj<crate::object::dict::DictObj>,
    locals: Value,
) -> Result<(), Leave> {
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top);
    let rt = code.reg();
    // SAFETY: as in `enter_with`.
    unsafe {
        let top = base.add(rt.n_regs as usize);
        vm.depth += 1;
        if vm.depth > vm.recursion_limit || top >= vm.stack.end() || vm.frames.len() == vm.frames.capacity() {
            vm.depth -= 1;
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        for k in 0..rt.n_locals as usize {
            *base.add(k) = Word::NULL;
        }
        vm.frames.push(Frame {
            code,
            function: owner,
            globals,
            builtins,
            locals,
            pc: 0,
            lasti: 0,
            flags: flag::ENTRY,
            base,
            top,
            dst: NO_DST,
            object: Value::NULL,
            owner: Value::NULL,
            saved_handled: Value::NULL,
        });
    }
    Ok(())
}

/// `C(...)` for a class with a Python `__init__` and the default `__new__`: makes the instance and enters `__init__`.
/// None: do it the general way.
unsafe fn construct(vm: &mut Vm, w: *mut Word, n: usize, dst: u32) -> Option<Result<Entered, Leave>> {
    // SAFETY: `w[0]` is a type (checked by the caller).
    unsafe {
        let ty = &*((*w).as_ptr_unchecked() as *const Obj<TypeObj>);
        let ty: &'static TypeObj = &*(&ty.data as *const TypeObj);
        if !type_::plain_construct(ty) {
            return None;
        }
        let init = ty.lookup(&names().__init__)?;
        let f = init.downcast::<FunctionObj>()?;
        if f.code.borrow().reg().is_generator {
            return None;
        }
        let instance = crate::object::instance::new_plain(ty);
        let keep = instance.clone();
        *w.add(1) = instance.into_word();
        let class = std::mem::replace(&mut *w, init.clone().into_word());
        let f: *const Obj<FunctionObj> = f;
        let r = enter_window(vm, &*f, w, n, true, dst, flag::INIT);
        count::release(class);
        if let Ok(Entered::Frame) = &r {
            let at = vm.frames.len() - 1;
            vm.frames[at].owner = keep;
        }
        Some(r)
    }
}

/// Calls a property's getter with `x`.
pub fn enter_getter(vm: &mut Vm, f: Word, x: Word, dst: u16) -> Result<bool, Leave> {
    // SAFETY: the plan's word is a live function; `x` stands in a register.
    unsafe {
        let (f, x) = (Value::view(&f), Value::view(&x));
        let func = this::<FunctionObj>(f);
        if !func.simple.get() || func.code.borrow().co.argcount != 1 {
            return Ok(false);
        }
        enter_copied(vm, f, std::slice::from_ref(x), u32::from(dst), 0)?;
        Ok(true)
    }
}

/// Ends the innermost frame with a result. Ok: the caller's frame is innermost now and goes on behind its instruction.
#[inline]
pub fn leave_frame(vm: &mut Vm, result: Word) -> Result<(), Leave> {
    // SAFETY: there is an innermost frame; its registers are released once.
    unsafe {
        let at = vm.frames.len() - 1;
        let f = vm.frames.as_mut_ptr().add(at);
        if (*f).flags == 0 && (*f).object.is_null() {
            // The usual case.
            let n = (*(*f).code).reg().n_locals as usize;
            let (base, dst) = ((*f).base, (*f).dst);
            let function = std::ptr::read(&(*f).function);
            vm.frames.set_len(at);
            vm.depth -= 1;
            clear_above(base, n);
            drop(function);
            store((*f.sub(1)).base, dst, result);
            return Ok(());
        }
    }
    leave_special(vm, result)
}

#[inline(never)]
fn leave_special(vm: &mut Vm, result: Word) -> Result<(), Leave> {
    // SAFETY: the result is owned by this function from here on.
    let mut result = unsafe { Value::from_owned(result) };
    let f = pop(vm);
    if f.flags & flag::OPERATOR != 0 {
        return operator::finish(vm, f.flags, result);
    }
    if f.flags & flag::INIT != 0 {
        if !result.is_none() {
            let name = result.ty().name();
            std::mem::forget(vm.type_error(format!("__init__() should return None, not '{name}'")));
            return Err(Leave::Raise);
        }
        result = f.owner.clone();
    }
    if f.flags & flag::ENTRY != 0 {
        vm.result = result;
        vm.yielded = false;
        return Err(Leave::Done);
    }
    let Some(caller) = vm.frames.last_mut() else { unreachable!("only entry frames have no caller") };
    let i = caller.code().reg().words[caller.pc as usize];
    if f.flags & flag::FOR_ITER != 0 {
        // Exhausted: the loop's iterator goes, the loop is left.
        let base = caller.base;
        caller.pc = (caller.pc as i64 + i64::from(i.near())) as u32;
        store(base, u32::from(i.a()), Word::NULL);
        return Ok(());
    }
    if f.flags & flag::CALLED != 0 {
        resume::end_call(vm);
        std::mem::forget(vm.stop_iteration(result));
        return Err(Leave::Raise);
    }
    if f.flags & flag::SEND != 0 {
        let base = caller.base;
        caller.pc = (caller.pc as i64 + i64::from(i.near())) as u32;
        store(base, u32::from(i.b()), result.into_word());
        return Ok(());
    }
    store(caller.base, f.dst, result.into_word());
    Ok(())
}

/// Takes the innermost frame off and releases its registers. A generator is finished by it.
pub fn pop(vm: &mut Vm) -> Frame {
    let at = vm.frames.len() - 1;
    if !vm.frames[at].object.is_null() {
        frame_object::detach(vm, at);
    }
    let Some(mut f) = vm.frames.pop() else { unreachable!("a frame to pop") };
    vm.depth -= 1;
    let rt = f.code().reg();
    // SAFETY: the window belongs to the frame.
    unsafe { clear_above(f.base, rt.n_regs as usize) };
    if f.flags & flag::GENERATOR != 0 {
        let saved = std::mem::replace(&mut f.saved_handled, Value::NULL);
        let own = std::mem::replace(&mut vm.handled, saved);
        drop(own);
        if let Some(g) = f.owner.downcast::<GeneratorObj>() {
            g.state.set(State::Finished);
        }
    }
    f
}
