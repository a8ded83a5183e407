//! The state of one thread that runs Python code, and the process-wide runtime behind it.

use crate::builtins::code::CodeObj;
use crate::builtins::{exception, method, str, tuple};
use crate::heap::header::{Header, Kind};
use crate::interp::frame::{Frame, RegisterStack};
use crate::interp::hooks::Jit;
use crate::native::{Args, function};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::{PyResult, Raised};
use crate::object::intern::{intern, names};
use crate::object::ty::{TypeObj, flag};
use crate::object::{Ref, attr};
use crate::threads::lock;
use crate::value::{Value, Word};
use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU32, Ordering};

/// Reasons to leave the fast path of the interpreter at the next poll; bits of `BREAKER`.
pub mod breaker {
    /// A signal arrived.
    pub const SIGNAL: u32 = 1;
    /// Another thread waits for the interpreter lock.
    pub const LOCK: u32 = 2;
    /// The collector should run.
    pub const GC: u32 = 4;
    /// A pending call (from another thread or a finaliser).
    pub const PENDING: u32 = 8;
    /// Compiled code is ready to be installed or was invalidated.
    pub const JIT: u32 = 16;
    /// An asynchronous exception for a thread.
    pub const ASYNC_EXC: u32 = 32;
    /// `sys.settrace`, `sys.setprofile` or `sys.monitoring` changed.
    pub const TRACE: u32 = 64;
    /// The profiler wants its samples taken.
    pub const PROFILE: u32 = 128;
}

/// Polled at loop edges and function entries; zero nearly always.
pub static BREAKER: AtomicU32 = AtomicU32::new(0);

/// Asks all threads to look at `bit` at their next poll.
pub fn set_breaker(bit: u32) {
    BREAKER.fetch_or(bit, Ordering::Relaxed);
}
/// Takes a request back.
pub fn clear_breaker(bit: u32) {
    BREAKER.fetch_and(!bit, Ordering::Relaxed);
}

/// What all threads share. Only the holder of the interpreter lock touches it.
pub struct Runtime {
    /// `sys.modules`.
    pub modules: Ref<DictObj>,
    /// The namespace of the `builtins` module.
    pub builtins: Ref<DictObj>,
    /// The namespace of the `sys` module.
    pub sys: Ref<DictObj>,
    /// Native modules by name.
    pub native_modules: RefCell<Vec<crate::import::NativeModule>>,
    /// Classes that native modules made by calling `type`, by module and name: a module that is made again finds its own.
    pub native_classes: RefCell<Vec<(&'static str, &'static str, Value)>>,
    /// Finds frozen modules; set by the program.
    pub frozen: Cell<Option<crate::import::FrozenFinder>>,
    /// The warnings machinery; set by the program.
    pub warner: Cell<Option<crate::import::warnings::Warner>>,
    /// Syntax trees as objects; set by the program.
    pub trees: Cell<Option<crate::builtins::compile::Trees>>,
    /// The just-in-time compiler, if one is attached.
    pub jit: RefCell<Option<Jit>>,
    /// Command-line settings.
    pub config: RefCell<crate::import::Config>,
    /// Calls deferred to the next poll.
    pub pending_calls: RefCell<Vec<Box<dyn FnOnce(&mut Vm) -> PyResult<()>>>>,
    /// Containers that must come before the collector runs by itself; 0 is off.
    pub gc_threshold: Cell<isize>,
    /// The codec registry.
    pub codecs: crate::builtins::str::registry::Codecs,
    /// Takes the samples of the command's profiler; set while it runs.
    pub sampler: Cell<Option<fn(&mut Vm)>>,
    /// The program given with `-c`: its text and code, for tracebacks.
    pub command: RefCell<Option<(String, std::sync::Arc<front::bytecode::Code>)>>,
    /// Functions of `sys.addaudithook`.
    pub audit_hooks: RefCell<Vec<Value>>,
    /// Tools of `sys.monitoring`.
    pub monitors: crate::interp::trace::Monitors,
    /// The states of all threads.
    threads: RefCell<Vec<*mut Vm>>,
}

struct Global(Cell<*const Runtime>);
// SAFETY: written once before other threads start.
unsafe impl Sync for Global {}
static RUNTIME: Global = Global(Cell::new(std::ptr::null()));

/// The runtime. Only valid after `Vm::boot`.
#[inline(always)]
pub fn rt() -> &'static Runtime {
    let p = RUNTIME.0.get();
    debug_assert!(!p.is_null(), "runtime used before boot");
    // SAFETY: set by `boot`, never freed.
    unsafe { &*p }
}

/// A thread's state.
pub struct Vm {
    /// The exception being raised; NULL when none is.
    pub pending: Value,
    /// The exception being handled (`sys.exception()`); None when none is.
    pub handled: Value,
    /// Frames, innermost last. The vector never grows beyond its first capacity, so frames don't move.
    pub frames: Vec<Frame>,
    /// Registers of all frames.
    pub stack: RegisterStack,
    /// Loop count from which the compiler is asked; `u32::MAX` without one.
    pub hot_loop: u32,
    /// Count of a function's calls from which the compiler is asked; `u32::MAX` without one.
    pub hot_function: u32,
    /// What compiled code gets as its first argument; the compiler's own. Null before the first use.
    pub compiled_context: *mut u8,
    /// Compiled code is entered only while the native stack is above this address.
    pub compiled_limit: usize,
    /// Attribute plans by name and shape.
    pub plans: crate::interp::plans::Plans,
    /// What the entry frame returned or yielded.
    pub result: Value,
    /// Whether `result` was yielded.
    pub yielded: bool,
    /// Takes what the generator yields that native code drains; see `interp::resume`.
    pub sink: Option<*mut crate::interp::resume::Sink<'static>>,
    /// How often native code started to run Python code: a release that leaves it unchanged ran none.
    pub python_runs: u64,
    /// Lowest address the native stack may reach.
    pub stack_limit: usize,
    /// Python frames plus guarded native recursions.
    pub depth: usize,
    /// `sys.setrecursionlimit`.
    pub recursion_limit: usize,
    /// `threading.get_ident()`.
    pub thread_id: u64,
    /// `sys.settrace` function of this thread (NULL when off).
    pub trace_fn: Value,
    /// `sys.setprofile` function of this thread (NULL when off).
    pub profile_fn: Value,
    /// Inside a trace function or another callback of an event.
    pub tracing: bool,
    /// Somebody wants events: the loop that delivers them runs this thread's frames.
    pub traced: bool,
    /// The event whose callback runs.
    pub event: Option<crate::interp::trace::At>,
    /// A callback wants the innermost frame to go on at this step of its code's trail.
    pub next_line: Option<u32>,
    /// Where the loop that was left came from, for the loop that takes over.
    pub came: crate::interp::trace::Came,
    /// Containers whose repr is being made, against endless recursion.
    pub repr_stack: Vec<Word>,
    /// The current `contextvars` context (NULL before first use).
    pub context: Value,
    /// `sys.set_asyncgen_hooks`.
    pub asyncgen_hooks: (Value, Value),
    /// `sys.set_coroutine_origin_tracking_depth`.
    pub coroutine_origin_depth: usize,
    /// An exception that another thread wants raised here.
    pub async_exc: Value,
    /// Slots of `threading.local` and other per-thread native data, by key.
    pub locals: std::collections::HashMap<usize, Value>,
    /// A destructor that runs somewhere inside a function with a `&mut Vm` reaches the same `Vm` through `with_current`, which
    /// breaks the promise that a `&mut` makes. This field would take the promise back, but calls then take 10 to 30 % longer
    /// (`recursion`, `deltablue`), because fields are read again behind every store. So the rule is kept by hand: nothing of
    /// the `Vm` that Python code can change is kept over a release, and frames never move. Miri checks everything else.
    #[cfg(miri)]
    _shared: std::marker::PhantomPinned,
}

thread_local! {
    static CURRENT: Cell<*mut Vm> = const { Cell::new(std::ptr::null_mut()) };
}

/// Runs `f` with this thread's `Vm`; for destructors and callbacks, which don't get it handed.
pub fn with_current<R: Default>(f: impl FnOnce(&mut Vm) -> R) -> R {
    let p = CURRENT.get();
    if p.is_null() {
        return R::default();
    }
    // SAFETY: the pointer is this thread's `Vm`, alive while the thread runs Python code. The caller up the stack that holds
    // `&mut Vm` is suspended in a destructor and reloads its state afterwards.
    f(unsafe { &mut *p })
}

/// The states of all threads; for signal handlers and watchdogs, which may only look.
pub fn peek_threads() -> &'static [*mut Vm] {
    // SAFETY: the list changes only when a thread comes or goes, under the interpreter lock; who reads without it may miss that.
    unsafe { &*rt().threads.as_ptr() }
}
/// This thread's state, or null; for signal handlers, which may only look.
pub fn current_ptr() -> *const Vm {
    CURRENT.get()
}

/// Runs `f` with the state of every thread but the calling one. They wait for the interpreter lock, which the caller holds.
pub fn for_each_vm(mut f: impl FnMut(&mut Vm)) {
    let all = rt().threads.borrow().clone();
    for p in all.into_iter().filter(|p| *p != CURRENT.get()) {
        // SAFETY: a thread takes its state out before it goes; until it gets the lock it doesn't touch it.
        f(unsafe { &mut *p });
    }
}
/// After `fork` in the child: only the calling thread is left.
pub fn forget_other_threads() {
    rt().threads.borrow_mut().retain(|p| *p == CURRENT.get());
}
/// Compiled code that runs now is left at the next instruction.
pub fn leave_compiled_code() {
    if let Ok(jit) = rt().jit.try_borrow()
        && let Some(jit) = jit.as_ref()
    {
        jit.leave_code();
    }
}

/// A type's attributes changed: caches and compiled code that looked there must go.
pub fn type_modified(ty: &TypeObj) {
    let p = RUNTIME.0.get();
    if p.is_null() {
        return;
    }
    if let Ok(jit) = rt().jit.try_borrow()
        && let Some(jit) = jit.as_ref()
    {
        jit.type_modified(ty);
    }
}

/// A watched dict is about to change at `key`.
pub fn dict_modified(dict: &Header, key: &Value) {
    if let Ok(jit) = rt().jit.try_borrow()
        && let Some(jit) = jit.as_ref()
    {
        jit.dict_modified(dict, key);
    }
}

impl Vm {
    /// Makes the runtime and the main thread's state. Called once per process, on the thread that then runs Python code.
    pub fn boot(config: crate::import::Config) -> Box<Vm> {
        assert!(RUNTIME.0.get().is_null(), "booted twice");
        lock::acquire_first();
        crate::object::ty::bootstrap();
        let dict = || Ref::<DictObj>::from_value(new_dict()).unwrap_or_else(|_| unreachable!("a dict"));
        let runtime = Box::new(Runtime {
            modules: dict(),
            builtins: dict(),
            sys: dict(),
            native_modules: RefCell::default(),
            native_classes: RefCell::default(),
            frozen: Cell::new(None),
            warner: Cell::new(None),
            trees: Cell::new(None),
            jit: RefCell::new(None),
            config: RefCell::new(config),
            pending_calls: RefCell::default(),
            gc_threshold: Cell::new(20_000),
            codecs: Default::default(),
            sampler: Cell::new(None),
            command: RefCell::default(),
            audit_hooks: RefCell::default(),
            monitors: Default::default(),
            threads: RefCell::default(),
        });
        RUNTIME.0.set(Box::leak(runtime));
        // Miri keeps books about every byte.
        let mut vm = Vm::new_thread(if cfg!(miri) { 1 << 12 } else { 1 << 26 });
        crate::builtins::populate(&mut vm);
        vm
    }

    /// State for a further thread; `registers` words of register stack. The caller holds the interpreter lock.
    pub fn new_thread(registers: usize) -> Box<Vm> {
        let mut vm = Box::new(Vm {
            pending: Value::NULL,
            handled: Value::NONE,
            frames: Vec::with_capacity(if registers >= 1 << 26 { 1 << 20 } else { 1 << 16 }),
            stack: RegisterStack::new(registers),
            hot_loop: u32::MAX,
            hot_function: u32::MAX,
            compiled_context: std::ptr::null_mut(),
            compiled_limit: crate::threads::compiled_stack_limit(),
            plans: Default::default(),
            result: Value::NULL,
            yielded: false,
            sink: None,
            python_runs: 0,
            stack_limit: crate::threads::native_stack_limit(),
            depth: 0,
            recursion_limit: 1000,
            thread_id: crate::threads::current_id(),
            trace_fn: Value::NULL,
            profile_fn: Value::NULL,
            tracing: false,
            traced: false,
            event: None,
            next_line: None,
            came: crate::interp::trace::Came::Unknown,
            repr_stack: Vec::new(),
            context: Value::NULL,
            asyncgen_hooks: (Value::NONE, Value::NONE),
            coroutine_origin_depth: 0,
            async_exc: Value::NULL,
            locals: Default::default(),
            #[cfg(miri)]
            _shared: std::marker::PhantomPinned,
        });
        let this: *mut Vm = &mut *vm;
        CURRENT.set(this);
        rt().threads.borrow_mut().push(this);
        vm.update_traced();
        vm
    }

    /// This thread no longer runs Python code.
    pub fn end_thread(&mut self) {
        self.locals.clear();
        let this: *mut Vm = self;
        rt().threads.borrow_mut().retain(|p| *p != this);
        CURRENT.set(std::ptr::null_mut());
    }

    // ---- calls ---------------------------------------------------------------------------

    /// Calls with positional arguments.
    #[inline]
    pub fn call(&mut self, callable: &Value, args: &[Value]) -> PyResult<Value> {
        self.call_args(callable, &Args::positional(args))
    }
    /// Calls with one argument.
    pub fn call1(&mut self, callable: &Value, arg: &Value) -> PyResult<Value> {
        self.call(callable, std::slice::from_ref(arg))
    }
    /// Calls with positional and keyword arguments.
    pub fn call_kw(&mut self, callable: &Value, args: &[Value], kw: &[(&str, Value)]) -> PyResult<Value> {
        let mut all = args.to_vec();
        all.extend(kw.iter().map(|(_, v)| v.clone()));
        let names: Vec<Value> = kw.iter().map(|(k, _)| intern(k)).collect();
        self.call_args(callable, &Args { all: &all, names: &names })
    }
    /// Calls anything.
    pub fn call_args(&mut self, callable: &Value, args: &Args) -> PyResult<Value> {
        match callable.kind() {
            Kind::Function => return crate::interp::call_function(self, callable, args),
            Kind::NativeFunction => return function::call(self, callable, args),
            Kind::Method => {
                let m = crate::native::this::<method::MethodObj>(callable);
                let mut all = Vec::with_capacity(args.all.len() + 1);
                all.push(m.receiver.clone());
                all.extend_from_slice(args.all);
                let f = m.function.clone();
                return self.call_args(&f, &Args { all: &all, names: args.names });
            }
            _ => {}
        }
        match callable.ty().slots().call {
            Some(f) => {
                self.check_depth(" while calling a Python object")?;
                let r = f(self, callable, args);
                self.leave_depth();
                r
            }
            None => Err(self.type_error(format!("'{}' object is not callable", callable.ty().full_name()))),
        }
    }
    /// Calls `obj.name(args...)`.
    pub fn call_method(&mut self, obj: &Value, name: &str, args: &[Value]) -> PyResult<Value> {
        self.call_method_name(obj, &intern(name), args)
    }
    /// Calls `obj.name(args...)`, `name` interned.
    pub fn call_method_name(&mut self, obj: &Value, name: &Value, args: &[Value]) -> PyResult<Value> {
        let (f, with_self) = attr::get_method(self, obj, name)?;
        if !with_self {
            return self.call(&f, args);
        }
        let mut all = Vec::with_capacity(args.len() + 1);
        all.push(obj.clone());
        all.extend_from_slice(args);
        self.call(&f, &all)
    }
    /// Calls the special method `name` looked up on the type; None when the type has none.
    pub fn call_special(&mut self, obj: &Value, name: &Value, args: &[Value]) -> PyResult<Option<Value>> {
        let Some(m) = obj.ty().lookup(name) else { return Ok(None) };
        if m.ty().flags() & flag::METHOD_DESCRIPTOR != 0 {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(obj.clone());
            all.extend_from_slice(args);
            return self.call(&m, &all).map(Some);
        }
        let m = match m.ty().slots().get {
            Some(get) => get(self, &m, Some(obj), Some(&obj.ty().value()))?,
            None => m,
        };
        self.call(&m, args).map(Some)
    }
    /// The special method `name` bound to `obj`; None when the type has none.
    pub fn lookup_special(&mut self, obj: &Value, name: &Value) -> PyResult<Option<Value>> {
        let Some(m) = obj.ty().lookup(name) else { return Ok(None) };
        match m.ty().slots().get {
            Some(get) => get(self, &m, Some(obj), Some(&obj.ty().value())).map(Some),
            None => Ok(Some(m)),
        }
    }
    /// `cls.__class_getitem__(key)`; None when the class has none.
    pub fn class_getitem(&mut self, cls: &Value, key: &Value) -> PyResult<Option<Value>> {
        if cls.is(&crate::builtins::type_::TYPE.value()) {
            return Ok(Some(crate::builtins::generic_alias::new(self, cls, key)));
        }
        let found = attr::type_get_opt(self, cls, &names().__class_getitem__)?;
        match found {
            Some(m) if !m.is_none() => self.call1(&m, key).map(Some),
            _ => Ok(None),
        }
    }
    /// A builtin by name.
    pub fn builtin(&mut self, name: &str) -> PyResult<Value> {
        match rt().builtins.get(self, &intern(name))? {
            Some(v) => Ok(v),
            None => Err(self.name_error(&format!("name '{name}' is not defined"), &intern(name))),
        }
    }
    /// The `print` function as it was at start, for a hint in a message.
    pub fn print_function(&self) -> Word {
        rt().builtins.get_text("print").map_or(Word::NULL, |v| v.word())
    }

    // ---- recursion -----------------------------------------------------------------------

    /// Enters one level of native recursion; RecursionError when there is no room. Pair with `leave_depth`.
    #[inline]
    pub fn check_depth(&mut self, what: &str) -> PyResult<()> {
        let here = 0u8;
        if (&raw const here as usize) < self.stack_limit {
            return Err(self.recursion_error(format!("maximum recursion depth exceeded{what}")));
        }
        self.depth += 1;
        if self.depth > self.recursion_limit {
            self.depth -= 1;
            return Err(self.too_deep(what));
        }
        Ok(())
    }
    /// Leaves one level of native recursion.
    #[inline(always)]
    pub fn leave_depth(&mut self) {
        self.depth -= 1;
    }
    /// RecursionError; the handler gets some room to breathe.
    #[cold]
    pub fn too_deep(&mut self, what: &str) -> Raised {
        self.recursion_limit += 50;
        let e = self.recursion_error(format!("maximum recursion depth exceeded{what}"));
        self.recursion_limit -= 50;
        e
    }

    /// RecursionError when the native stack is nearly used up.
    #[inline]
    pub fn check_stack(&mut self) -> PyResult<()> {
        let here = 0u8;
        if (&raw const here as usize) < self.stack_limit {
            return Err(self.recursion_error("maximum recursion depth exceeded"));
        }
        Ok(())
    }
    /// The exception being handled, as `sys.exception()` sees it: a generator that handles none sees its caller's.
    pub fn handled_exception(&self) -> Value {
        if !self.handled.is_none() {
            return self.handled.clone();
        }
        self.frames.iter().rev().map(|f| &f.saved_handled).find(|h| !h.is_null() && !h.is_none()).cloned().unwrap_or(Value::NONE)
    }

    // ---- errors that can't be raised --------------------------------------------------------

    /// Runs a finaliser; the pending and handled exceptions survive it.
    pub fn run_finalizer(&mut self, del: fn(&mut Vm, &Value), this: &Value) {
        let saved = std::mem::replace(&mut self.pending, Value::NULL);
        del(self, this);
        self.pending = saved;
    }
    /// Calls a callback whose failure can only be reported.
    pub fn call_unraisable(&mut self, callback: &Value, args: &[Value]) {
        let saved = std::mem::replace(&mut self.pending, Value::NULL);
        let r = self.call(callback, args);
        self.unraisable_if(r, "Exception ignored while calling weakref callback", callback);
        self.pending = saved;
    }
    /// Reports a failure through `sys.unraisablehook`.
    pub fn unraisable_if<T>(&mut self, r: PyResult<T>, message: &str, obj: &Value) {
        if let Err(e) = r {
            let exc = self.take_exception(e);
            exception::report_unraisable(self, &exc, message, obj);
        }
    }
    /// Issues a DeprecationWarning.
    pub fn warn_deprecated(&mut self, message: &str) -> PyResult<()> {
        self.warn(exception::classes().deprecation_warning, message, 1)
    }
    /// Issues a warning of a category; `level` as in `warnings.warn`'s stacklevel.
    pub fn warn(&mut self, category: &'static TypeObj, message: &str, level: i64) -> PyResult<()> {
        crate::import::warnings::warn(self, category, &Value::str(message), level)
    }

    // ---- modules -----------------------------------------------------------------------------

    /// An imported module's attribute.
    pub fn import_attr(&mut self, module: &str, name: &str) -> PyResult<Value> {
        let m = crate::import::import(self, module)?;
        attr::get_text(self, &m, name)
    }
    /// A `sys` attribute, if it is there.
    pub fn sys_attr(&self, name: &str) -> Option<Value> {
        rt().sys.get_text(name)
    }

    /// Guards against endless repr recursion: false when `v` is being printed already.
    pub fn repr_enter(&mut self, v: &Value) -> bool {
        if self.repr_stack.contains(&v.word()) {
            return false;
        }
        self.repr_stack.push(v.word());
        true
    }
    /// Ends what `repr_enter` began.
    pub fn repr_leave(&mut self) {
        self.repr_stack.pop();
    }

    /// Code of the innermost Python frame.
    pub fn current_code(&self) -> Option<&CodeObj> {
        self.frames.last().map(|f| &**f.code())
    }
    /// Globals of the innermost Python frame (builtins when there is none).
    pub fn current_globals(&self) -> Value {
        self.frames.last().map_or_else(|| rt().builtins.as_value().clone(), |f| f.globals())
    }
    /// Text of a str value for messages.
    pub fn text_of(&mut self, v: &Value) -> PyResult<String> {
        let s = crate::object::ops::to_str(self, v)?;
        Ok(str::text(&s).into_owned())
    }
    /// An empty tuple.
    pub fn empty_tuple(&self) -> Value {
        tuple::new(Vec::new())
    }
}
