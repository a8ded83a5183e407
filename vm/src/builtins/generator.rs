//! Generators, coroutines and asynchronous generators.

mod attrs;

use crate::builtins::code::CodeObj;
use crate::heap::header::Kind;
use crate::interp;
use crate::interp::exec::Leave;
use crate::interp::frame::flag as frame_flag;
use crate::native::TypeDef;
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::{self, Obj, Payload, Ref, ty};
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::code::flags;
use front::bytecode::ops::{AWAIT, Op};
use std::cell::{Cell, RefCell, UnsafeCell};

/// Where a generator is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// Not started.
    Created,
    /// At a `yield`.
    Suspended,
    /// On the frame stack.
    Running,
    /// Returned or raised.
    Finished,
}

/// See [`GeneratorObj::passing`].
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Passing {
    /// The inner generator, or null.
    pub to: *const Obj<GeneratorObj>,
    /// The `Send`.
    pub pc: u32,
    /// Its register b.
    pub register: u32,
}
impl Passing {
    /// Nothing is passed on.
    pub const NONE: Passing = Passing { to: std::ptr::null(), pc: 0, register: 0 };
}

/// Payload of generators, coroutines and asynchronous generators.
pub struct GeneratorObj {
    registers: UnsafeCell<Box<[Word]>>,
    /// Address of the registers, for compiled code.
    pub window: *mut Word,
    /// Code.
    pub code: Ref<CodeObj>,
    /// A generator proper, not a coroutine.
    pub is_plain: bool,
    /// An asynchronous generator.
    pub is_async: bool,
    /// The function (keeps namespaces alive).
    pub function: Value,
    /// Globals.
    pub globals: *const Obj<DictObj>,
    /// Builtins.
    pub builtins: *const Obj<DictObj>,
    /// The instruction it is suspended at.
    pub pc: Cell<u32>,
    /// State.
    pub state: Cell<State>,
    /// The exception it was handling when it was suspended (None when none).
    pub handled: RefCell<Value>,
    /// The generator that it delegates to, if the last value came from that: where it stands, the register of what is sent and
    /// received, and the generator (not counted: a register holds it as long as this one is suspended).
    pub passing: Cell<Passing>,
    /// Its frame object, once made.
    pub frame: RefCell<Value>,
    /// `__name__`
    pub name: RefCell<Value>,
    /// `__qualname__`
    pub qualname: RefCell<Value>,
    /// `cr_origin` of coroutines, or None.
    pub origin: RefCell<Value>,
    /// Asynchronous generators: hooks were called; `aclose` or `asend` is running; closed.
    pub async_state: Cell<u32>,
    /// Asynchronous generators: finalizer from `sys.set_asyncgen_hooks`.
    pub finalizer: RefCell<Value>,
}

/// `generator`
pub static TYPE: TypeDef = TypeDef::new::<GeneratorObj>("generator")
    .generic()
    .flags(ty::flag::NO_NEW | ty::flag::WEAKREF)
    .slots(generator_slots)
    .methods(METHODS)
    .getset(attrs::GENERATOR)
    .final_type();
/// `coroutine`
pub static COROUTINE: TypeDef = TypeDef::new::<GeneratorObj>("coroutine")
    .generic()
    .flags(ty::flag::NO_NEW | ty::flag::WEAKREF)
    .methods(COROUTINE_METHODS)
    .getset(attrs::COROUTINE)
    .slots(|s| {
        s.del = Some(finalize);
        s.await_ = Some(|_, v| Ok(crate::builtins::coroutine::wrapper(v)));
        s.repr = Some(repr);
    })
    .final_type();
/// `async_generator`
pub static ASYNC_GENERATOR: TypeDef = TypeDef::new::<GeneratorObj>("async_generator")
    .generic()
    .flags(ty::flag::NO_NEW | ty::flag::WEAKREF)
    .methods(crate::builtins::async_gen::METHODS)
    .getset(attrs::ASYNC_GENERATOR)
    .slots(|s| {
        s.del = Some(finalize);
        s.repr = Some(repr);
        s.aiter = Some(|_, v| Ok(v.clone()));
        s.anext = Some(crate::builtins::async_gen::anext);
    })
    .final_type();

fn generator_slots(s: &mut crate::object::slots::TypeSlots) {
    s.iter = Some(|_vm, v| Ok(v.clone()));
    s.next = Some(next);
    s.del = Some(finalize);
    s.repr = Some(repr);
}

impl Payload for GeneratorObj {
    const KIND: Kind = Kind::Generator;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self.code.as_value());
        visit(&self.function);
        visit(&self.handled.borrow());
        visit(&self.frame.borrow());
        visit(&self.origin.borrow());
        visit(&self.finalizer.borrow());
        // What a running generator holds is its frame's; compiled code leaves stale words here.
        if self.state.get() == State::Running {
            return;
        }
        // SAFETY: registers hold immediates or owned references; visiting borrows them.
        for w in unsafe { &*self.registers.get() }.iter() {
            visit(unsafe { Value::view(w) });
        }
    }
    fn clear(&self) {
        self.state.set(State::Finished);
        self.clear_registers();
    }
}

impl Drop for GeneratorObj {
    fn drop(&mut self) {
        if let Some(f) = self.frame.borrow().downcast::<crate::builtins::frame::FrameObj>() {
            f.forget_generator();
        }
        self.clear_registers();
    }
}

/// What resuming a generator came to.
pub enum Resumed {
    /// It yielded.
    Yielded(Value),
    /// It returned.
    Returned(Value),
}

impl GeneratorObj {
    /// A new generator (by the code's flags: coroutine, asynchronous generator) around the registers of a frame.
    pub fn make(
        vm: &mut Vm,
        code: Ref<CodeObj>,
        function: Value,
        globals: *const Obj<DictObj>,
        builtins: *const Obj<DictObj>,
        mut registers: Box<[Word]>,
        pc: u32,
    ) -> Value {
        let (name, qualname) = match function.downcast::<crate::builtins::function::FunctionObj>() {
            Some(f) => (f.name.borrow().clone(), f.qualname.borrow().clone()),
            None => (code.name.clone(), code.qualname.clone()),
        };
        let def = match code.flags() {
            f if f & flags::ASYNC_GENERATOR != 0 => &ASYNC_GENERATOR,
            f if f & flags::COROUTINE != 0 => &COROUTINE,
            _ => &TYPE,
        };
        let origin = if std::ptr::eq(def, &COROUTINE) && vm.coroutine_origin_depth > 0 { crate::builtins::frame::origin(vm) } else { Value::NONE };
        object::new_of(
            def.get(),
            GeneratorObj {
                window: registers.as_mut_ptr(),
                registers: UnsafeCell::new(registers),
                is_plain: code.flags() & (flags::COROUTINE | flags::ASYNC_GENERATOR) == 0,
                is_async: code.flags() & flags::ASYNC_GENERATOR != 0,
                code,
                function,
                globals,
                builtins,
                pc: Cell::new(pc),
                state: Cell::new(State::Created),
                passing: Cell::new(Passing::NONE),
                handled: RefCell::new(Value::NONE),
                frame: RefCell::new(Value::NULL),
                name: RefCell::new(name),
                qualname: RefCell::new(qualname),
                origin: RefCell::new(origin),
                async_state: Cell::new(0),
                finalizer: RefCell::new(Value::NONE),
            },
        )
    }
    /// Address of the registers.
    pub fn registers(&self) -> *mut Word {
        // SAFETY: the box stays in place as long as the generator.
        unsafe { (*self.registers.get()).as_mut_ptr() }
    }
    /// The registers hold nothing any more: their references were moved elsewhere.
    pub fn forget_registers(&self) {
        // SAFETY: nobody else looks at the registers; immediates need no releasing.
        unsafe { (*self.registers.get()).fill(Word::NULL) };
    }
    fn clear_registers(&self) {
        // SAFETY: each word is released once and replaced before the release can run code.
        unsafe {
            for w in (*self.registers.get()).iter_mut() {
                let old = std::mem::replace(w, Word::NULL);
                crate::heap::count::release(old);
            }
        }
    }
    /// The iterator that a suspended `yield from` or `await` delegates to.
    pub fn delegate(&self) -> Option<Value> {
        if self.state.get() != State::Suspended {
            return None;
        }
        let words = &self.code.reg().words;
        let pc = self.pc.get() as usize;
        if words[pc].op() != Op::Yield || !words[pc].has(AWAIT) {
            return None;
        }
        // Behind the yield a jump leads back to the Send, which names the register of the iterator.
        let jump = words.get(pc + 1)?;
        let target = if jump.op() == Op::JumpBackQuiet { (pc as i64 + 2 + i64::from(jump.imm())) as usize } else { pc + 1 };
        let send = words.get(target).filter(|i| i.op() == Op::Send)?;
        // SAFETY: a register of this generator.
        let v = unsafe { Value::from_borrowed(*self.registers().add(send.a() as usize)) };
        if v.is_null() { None } else { Some(v) }
    }
}

fn kind_name(g: &GeneratorObj) -> &'static str {
    match g.code.flags() {
        f if f & flags::ASYNC_GENERATOR != 0 => "async generator",
        f if f & flags::COROUTINE != 0 => "coroutine",
        _ => "generator",
    }
}

/// Resumes with a value (`send`) or an exception (`throw`).
pub fn resume(vm: &mut Vm, g: &Obj<GeneratorObj>, sent: Result<Value, Value>) -> PyResult<Resumed> {
    // A finished coroutine can't be thrown into either; but closing one, which throws GeneratorExit, is no use of it.
    let exit = crate::builtins::exception::classes().generator_exit;
    let reuse = sent.as_ref().err().is_none_or(|e| !e.ty().is_subtype(exit));
    match g.state.get() {
        State::Running => return Err(vm.value_error(format!("{} already executing", kind_name(g)))),
        State::Finished => {
            return match sent {
                Err(exc) if !reuse => Err(vm.reraise(exc)),
                _ if g.code.flags() & flags::COROUTINE != 0 => Err(vm.runtime_error("cannot reuse already awaited coroutine")),
                Err(exc) => Err(vm.reraise(exc)),
                Ok(_) => Ok(Resumed::Returned(Value::NONE)),
            };
        }
        State::Created => {
            if let Ok(v) = &sent
                && !v.is_none()
            {
                return Err(vm.type_error(format!("can't send non-None value to a just-started {}", kind_name(g))));
            }
            if let Err(exc) = sent {
                // The code is entered only to leave it again: the traceback shows its first line.
                let entered = interp::resume::resume_frame(vm, g, Word::NONE, interp::call::NO_DST, frame_flag::ENTRY);
                return start(vm, entered, Some(exc), false);
            }
        }
        State::Suspended => {}
    }
    let (value, exc) = match sent {
        Ok(v) => (v, None),
        Err(e) => (Value::NONE, Some(e)),
    };
    let handling = g.handled.borrow().some().is_some();
    let entered = interp::resume::resume_frame(vm, g, value.into_word(), interp::call::NO_DST, frame_flag::ENTRY);
    start(vm, entered, exc, handling)
}

/// Runs the frame that was entered. An exception thrown in gets a context only from what the generator itself is `handling`.
fn start(vm: &mut Vm, entered: Result<(), Leave>, exc: Option<Value>, handling: bool) -> PyResult<Resumed> {
    if entered.is_err() {
        return Err(crate::object::error::Raised(()));
    }
    let r = match exc {
        None => interp::run(vm),
        Some(exc) => {
            // The exception appears at the yield.
            if let Some(f) = vm.frames.last_mut() {
                f.pc -= 1;
            }
            std::mem::forget(if handling { vm.raise(exc) } else { vm.reraise(exc) });
            interp::run_raising(vm)
        }
    }?;
    Ok(if std::mem::replace(&mut vm.yielded, false) { Resumed::Yielded(r) } else { Resumed::Returned(r) })
}

fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let g = crate::native::this::<GeneratorObj>(v);
    if g.state.get() == State::Finished {
        return Ok(None);
    }
    match resume_none(vm, g, 0)? {
        Resumed::Yielded(v) => Ok(Some(v)),
        Resumed::Returned(v) if v.is_none() => Ok(None),
        Resumed::Returned(v) => Err(vm.stop_iteration(v)),
    }
}

/// Resumes with None, for the next value.
fn resume_none(vm: &mut Vm, g: &Obj<GeneratorObj>, flags: u32) -> PyResult<Resumed> {
    vm.check_stack()?;
    if !matches!(g.state.get(), State::Suspended | State::Created) {
        return resume(vm, g, Ok(Value::NONE));
    }
    if interp::resume::resume_through(vm, g, Word::NONE, interp::call::NO_DST, frame_flag::ENTRY | flags).is_err() {
        return Err(crate::object::error::Raised(()));
    }
    let r = interp::run(vm)?;
    Ok(if std::mem::replace(&mut vm.yielded, false) { Resumed::Yielded(r) } else { Resumed::Returned(r) })
}

/// Gives what the generator yields to `sink`, up to a value that it doesn't take, which is the result; None at the end.
/// The generator is suspended only then (see `interp::resume`).
pub fn drain(vm: &mut Vm, g: &Obj<GeneratorObj>, sink: &mut interp::resume::Sink) -> PyResult<Option<Value>> {
    while g.state.get() != State::Finished {
        match interp::resume::with_sink(vm, sink, |vm| resume_none(vm, g, frame_flag::DRAIN)) {
            // It may not have been offered: a tracer looks.
            Ok(Resumed::Yielded(v)) => {
                if let Some(v) = sink(vm, v) {
                    return Ok(Some(v));
                }
            }
            Ok(Resumed::Returned(_)) => break,
            Err(e) if vm.pending_is(crate::builtins::exception::classes().stop_iteration) => {
                drop(vm.take_exception(e));
                break;
            }
            Err(e) => return Err(e),
        }
    }
    Ok(None)
}

/// Warns of a coroutine that goes without ever having run.
pub fn warn_unawaited(vm: &mut Vm, v: &Value) {
    if v.ty().is(COROUTINE.get()) && v.downcast::<GeneratorObj>().is_some_and(|g| g.state.get() == State::Created) {
        let r = vm.import_attr("warnings", "_warn_unawaited_coroutine").and_then(|f| vm.call1(&f, v));
        vm.unraisable_if(r, "Exception ignored while finalizing coroutine", v);
    }
}

/// Closes a generator that nobody will resume any more.
fn finalize(vm: &mut Vm, v: &Value) {
    let g = crate::native::this::<GeneratorObj>(v);
    warn_unawaited(vm, v);
    if std::ptr::eq(v.ty(), ASYNC_GENERATOR.get()) && crate::builtins::async_gen::finalize(vm, v) {
        return;
    }
    if g.state.get() == State::Suspended {
        let r = close(vm, g);
        vm.unraisable_if(r, "Exception ignored while closing generator", v);
    }
}

/// `close()`: raises GeneratorExit at the yield. Returns the generator's return value.
pub fn close(vm: &mut Vm, g: &Obj<GeneratorObj>) -> PyResult<Value> {
    match g.state.get() {
        State::Created => {
            g.state.set(State::Finished);
            g.clear_registers();
            return Ok(Value::NONE);
        }
        State::Finished => return Ok(Value::NONE),
        _ => {}
    }
    if g.state.get() == State::Suspended && g.code.flags() & flags::ASYNC_GENERATOR == 0 && nothing_catches(g) {
        // Nothing would see the GeneratorExit.
        g.state.set(State::Finished);
        drop(g.handled.replace(Value::NONE));
        g.clear_registers();
        return Ok(Value::NONE);
    }
    let exit = crate::builtins::exception::classes().generator_exit;
    let mut exc = crate::builtins::exception::make(exit, vec![]);
    if let Some(sub) = g.delegate() {
        let r = in_frame(vm, g, |vm| close_iterator(vm, &sub));
        if let Err(e) = r {
            exc = vm.take_exception(e);
        }
    }
    match resume(vm, g, Err(exc)) {
        Ok(Resumed::Yielded(_)) => Err(vm.runtime_error(format!("{} ignored GeneratorExit", kind_name(g)))),
        Ok(Resumed::Returned(v)) => Ok(v),
        Err(e) if vm.pending_is(exit) || vm.pending_is(crate::builtins::exception::classes().stop_iteration) => {
            drop(vm.take_exception(e));
            Ok(Value::NONE)
        }
        Err(e) => Err(e),
    }
}

/// Runs `f` with the generator's frame on the stack, at its yield: whoever looks from the iterator it delegates to sees it.
fn in_frame<T>(vm: &mut Vm, g: &Obj<GeneratorObj>, f: impl FnOnce(&mut Vm) -> PyResult<T>) -> PyResult<T> {
    if interp::resume::resume_frame(vm, g, Word::NONE, interp::call::NO_DST, frame_flag::ENTRY).is_err() {
        return Err(crate::object::error::Raised(()));
    }
    if let Some(frame) = vm.frames.last_mut() {
        frame.pc -= 1;
    }
    let r = f(vm);
    // Taken off as a yield takes it off, but nobody gets a value.
    let left = interp::resume::suspend(vm, Word::NONE);
    debug_assert!(left.is_err(), "an entry frame goes back to native code");
    vm.yielded = false;
    r
}

/// Is no handler around the yield but the one that turns StopIteration into RuntimeError?
fn nothing_catches(g: &GeneratorObj) -> bool {
    let (code, pc) = (g.code.reg(), g.pc.get());
    let behind = code.handlers.partition_point(|h| h.end <= pc);
    let Some(h) = code.handlers.get(behind).filter(|h| h.start <= pc) else { return g.delegate().is_none() };
    let first = code.words.get(h.target as usize);
    g.delegate().is_none() && first.is_some_and(|i| i.op() == front::bytecode::Op::Intrinsic1 && i.c() == 3)
}

/// Closes the iterator that a generator delegates to.
pub fn close_iterator(vm: &mut Vm, it: &Value) -> PyResult<()> {
    if let Some(g) = it.downcast::<GeneratorObj>() {
        return close(vm, g).map(drop);
    }
    let name = crate::object::intern::names().close.clone();
    match object::attr::get_opt(vm, it, &name) {
        Ok(Some(f)) => vm.call(&f, &[]).map(drop),
        Ok(None) => Ok(()),
        // Not being able to ask is no reason not to close the generator.
        Err(e) => {
            let exc = vm.take_exception(e);
            crate::builtins::exception::report_unraisable(vm, &exc, "Exception ignored while calling close() of", it);
            Ok(())
        }
    }
}

fn repr(_: &mut Vm, v: &Value) -> PyResult<Value> {
    let g = crate::native::this::<GeneratorObj>(v);
    Ok(Value::str(&format!("<{} object {} at {:#x}>", v.ty().name(), crate::builtins::str::text(&g.qualname.borrow()), v.word().0 & !7)))
}

/// What `send` and `throw` answer: the value yielded, or StopIteration (StopAsyncIteration) with the value returned.
pub fn outcome(vm: &mut Vm, g: &GeneratorObj, r: Resumed) -> PyResult<Value> {
    match r {
        Resumed::Yielded(v) => Ok(v),
        Resumed::Returned(_) if g.code.flags() & flags::ASYNC_GENERATOR != 0 => {
            let class = crate::builtins::exception::classes().stop_async_iteration;
            let exc = crate::builtins::exception::make(class, vec![]);
            Err(vm.raise(exc))
        }
        Resumed::Returned(v) => Err(vm.stop_iteration(v)),
    }
}
fn send(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let g = crate::native::this::<GeneratorObj>(&a[0]);
    let r = resume(vm, g, Ok(a[1].clone()))?;
    outcome(vm, g, r)
}
/// Warns of `throw` (or `athrow`) with more than the exception.
pub fn warn_signature(vm: &mut Vm, a: &[Value], name: &str) -> PyResult<()> {
    if a.get(1).is_some_and(|v| !v.is_null()) {
        vm.warn_deprecated(&format!("the (type, exc, tb) signature of {name}() is deprecated, use the single-arg signature instead."))?;
    }
    Ok(())
}
/// The exception that `throw(type, value, traceback)` means.
pub fn thrown(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    warn_signature(vm, a, "throw")?;
    exception_of(vm, a)
}
/// As `thrown`, without the warning.
pub fn exception_of(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (value, tb) = (a.get(1).and_then(|v| v.some()), a.get(2).and_then(|v| v.some()));
    if let Some(tb) = tb
        && tb.kind() != Kind::Traceback
    {
        return Err(vm.type_error("throw() third argument must be a traceback object"));
    }
    let is_class = a[0].downcast::<ty::TypeObj>().is_some_and(|t| t.is_subtype(crate::builtins::exception::classes().base_exception));
    let exc = if crate::builtins::exception::get(&a[0]).is_some() {
        if value.is_some() {
            return Err(vm.type_error("instance exception may not have a separate value"));
        }
        a[0].clone()
    } else if is_class {
        match value {
            Some(value) if crate::builtins::exception::get(value).is_some_and(|e| e.ty().is_subtype(ty::as_type(&a[0]))) => value.clone(),
            Some(value) if value.downcast::<crate::builtins::tuple::TupleObj>().is_some() => vm.call(&a[0], crate::builtins::tuple::items(value))?,
            Some(value) => vm.call1(&a[0], value)?,
            // What goes wrong in making the exception is raised in the generator too.
            None => match crate::builtins::exception::normalize_raise(vm, &a[0]) {
                Ok(exc) => exc,
                Err(e) => vm.take_exception(e),
            },
        }
    } else {
        return Err(vm.type_error(format!("exceptions must be classes or instances deriving from BaseException, not {}", a[0].ty().name())));
    };
    if let (Some(tb), Some(e)) = (tb, crate::builtins::exception::get(&exc)) {
        drop(e.traceback.replace(tb.clone()));
    }
    Ok(exc)
}
/// Raises `exc` at the yield, or in the iterator that the generator delegates to. With `close_delegate` GeneratorExit closes
/// that iterator first.
pub fn throw_into(vm: &mut Vm, g: &Obj<GeneratorObj>, exc: Value, close_delegate: bool) -> PyResult<Resumed> {
    let Some(sub) = g.delegate() else { return resume(vm, g, Err(exc)) };
    let exit = exc.ty().is_subtype(crate::builtins::exception::classes().generator_exit);
    let r = in_frame(vm, g, |vm| {
        if exit && close_delegate {
            return close_iterator(vm, &sub).map(|()| None);
        }
        if let Some(inner) = sub.downcast::<GeneratorObj>() {
            return throw_into(vm, inner, exc.clone(), close_delegate).and_then(|r| outcome(vm, inner, r)).map(Some);
        }
        match object::attr::get_opt(vm, &sub, &crate::object::intern::names().throw)? {
            Some(f) => vm.call1(&f, &exc).map(Some),
            None => Ok(None),
        }
    });
    match r {
        Ok(Some(v)) => Ok(Resumed::Yielded(v)),
        Ok(None) => resume(vm, g, Err(exc)),
        Err(e) => {
            let inner = vm.take_exception(e);
            resume(vm, g, Err(inner))
        }
    }
}
fn throw(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let g = crate::native::this::<GeneratorObj>(&a[0]);
    let exc = thrown(vm, &a[1..])?;
    let r = throw_into(vm, g, exc, true)?;
    outcome(vm, g, r)
}
static METHODS: &[crate::native::NativeDef] = &[
    crate::native::NativeDef::new(
        "send",
        send,
        "($self, value, /)",
        "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration.",
    ),
    crate::native::NativeDef::new(
        "throw",
        throw,
        "($self, type, value=None, traceback=None, /)",
        "Raise exception in generator, return next yielded value or raise\nStopIteration.",
    ),
    crate::native::NativeDef::new(
        "close",
        |vm, a| close(vm, crate::native::this::<GeneratorObj>(&a[0])),
        "($self, /)",
        "close() -> raise GeneratorExit inside generator.",
    ),
];

static COROUTINE_METHODS: &[crate::native::NativeDef] = &[
    crate::native::NativeDef::new(
        "send",
        send,
        "($self, value, /)",
        "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration.",
    ),
    crate::native::NativeDef::new(
        "throw",
        throw,
        "($self, type, value=None, traceback=None, /)",
        "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.",
    ),
    crate::native::NativeDef::new(
        "close",
        |vm, a| close(vm, crate::native::this::<GeneratorObj>(&a[0])),
        "($self, /)",
        "close() -> raise GeneratorExit inside coroutine.",
    ),
];

/// StopIteration that leaves a generator's code becomes RuntimeError; other exceptions stay.
pub fn stop_iteration_error(vm: &mut Vm, exc: &Value) -> PyResult<Value> {
    let c = crate::builtins::exception::classes();
    let bits = vm.frames.last().map_or(0, |f| f.code().flags());
    let asynchronous = bits & flags::ASYNC_GENERATOR != 0;
    let what = if exc.ty().is_subtype(c.stop_iteration) {
        "StopIteration"
    } else if asynchronous && exc.ty().is_subtype(c.stop_async_iteration) {
        "StopAsyncIteration"
    } else {
        return Ok(exc.clone());
    };
    let who = if asynchronous {
        "async generator"
    } else if bits & flags::COROUTINE != 0 {
        "coroutine"
    } else {
        "generator"
    };
    let new = crate::builtins::exception::make(c.runtime_error, vec![Value::str(&format!("{who} raised {what}"))]);
    if let Some(e) = crate::builtins::exception::get(&new) {
        e.cause.replace(exc.clone());
        e.context.replace(exc.clone());
        e.suppress_context.set(true);
    }
    Ok(new)
}
