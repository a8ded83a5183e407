//! Frames and the register stack.

use crate::builtins::code::CodeObj;
use crate::builtins::function::FunctionObj;
use crate::object::dict::DictObj;
use crate::object::{Obj, Ref};
use crate::value::{Value, Word};

/// A big array of words; the windows of running frames follow each other in it. Above the innermost frame it holds no
/// references (NULL or immediates).
pub struct RegisterStack {
    base: *mut Word,
    words: usize,
}

impl RegisterStack {
    /// Reserves address space for `words` words; memory comes as it is touched.
    pub fn new(words: usize) -> RegisterStack {
        // Miri knows no other flags.
        let unreserved = if cfg!(miri) { 0 } else { libc::MAP_NORESERVE };
        // SAFETY: an anonymous private mapping; zero words are the int 0, so no references.
        let p = unsafe {
            libc::mmap(std::ptr::null_mut(), words * 8, libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | unreserved, -1, 0)
        };
        assert!(p != libc::MAP_FAILED, "no address space for the register stack");
        RegisterStack { base: p as *mut Word, words }
    }
    /// First word.
    pub fn base(&self) -> *mut Word {
        self.base
    }
    /// One past the last word.
    pub fn end(&self) -> *mut Word {
        self.base.wrapping_add(self.words)
    }
}

impl Drop for RegisterStack {
    fn drop(&mut self) {
        // SAFETY: mapped by `new` with this size; no frame is left.
        unsafe { libc::munmap(self.base as *mut libc::c_void, self.words * 8) };
    }
}

/// Bits of `Frame::flags`.
pub mod flag {
    /// Returning from this frame leaves the interpreter loop (native code entered here).
    pub const ENTRY: u32 = 1;
    /// The frame of a generator, the one in `owner`. Its registers live there, or on the register stack if `MOVED` is set.
    pub const GENERATOR: u32 = 4;
    /// The frame runs `__init__` of the instance in `owner`, which is the result.
    pub const INIT: u32 = 8;
    /// A generator run by a `for` loop of the caller.
    pub const FOR_ITER: u32 = 16;
    /// A generator run by a `Send` of the caller.
    pub const SEND: u32 = 32;
    /// Compiled code runs the frame and keeps its registers elsewhere: what memory holds is stale.
    pub const STALE: u32 = 64;
    /// Compiled code lends the registers in memory to whoever looks; they must not be changed.
    pub const LENT: u32 = 128;
    /// The frame runs the method of an operator: the caller's instruction says what becomes of the result (`interp::operator`).
    pub const OPERATOR: u32 = 256;
    /// With `OPERATOR`: the method of the augmented assignment.
    pub const STEP_INPLACE: u32 = 512;
    /// With `OPERATOR`: the reflected method.
    pub const STEP_REFLECTED: u32 = 1024;
    /// The registers of a generator stand on the register stack until it is suspended.
    pub const MOVED: u32 = 2048;
    /// A generator whose values go to `Vm::sink` as long as that takes them: it isn't suspended in between.
    pub const DRAIN: u32 = 4096;
    /// Beside `SEND`: what this generator yields the caller only passes on (`yield from`).
    pub const PASSES: u32 = 8192;
}

/// One activation. While a frame runs, its `pc` lives in the machine and is saved here at calls.
pub struct Frame {
    /// Code (kept alive by `function`).
    pub code: *const Obj<CodeObj>,
    /// The function object, or the code object itself for module and class bodies run by `exec`.
    pub function: Value,
    /// Globals.
    pub globals: *const Obj<DictObj>,
    /// Builtins namespace.
    pub builtins: *const Obj<DictObj>,
    /// Locals mapping of class and module bodies; NULL in functions.
    pub locals: Value,
    /// Number of the instruction being executed (or to go on with, for frames below the innermost).
    pub pc: u32,
    /// Instruction number plus 1 that a re-raise restored for `f_lasti`, or 0.
    pub lasti: u32,
    /// `flag` bits.
    pub flags: u32,
    /// Window.
    pub base: *mut Word,
    /// First word of the register stack that is free above this frame.
    pub top: *mut Word,
    /// Register of the caller that gets the result.
    pub dst: u32,
    /// The frame object once somebody asked for it (NULL before).
    pub object: Value,
    /// Generator that owns the registers (NULL otherwise), or the instance under construction with `INIT`.
    pub owner: Value,
    /// Exception handled in the caller when a generator frame was resumed (NULL otherwise).
    pub saved_handled: Value,
}

impl Frame {
    /// The code.
    #[inline(always)]
    pub fn code(&self) -> &Obj<CodeObj> {
        // SAFETY: kept alive by `function`.
        unsafe { &*self.code }
    }
    /// Do the registers stand in a generator, away from the register stack?
    #[inline(always)]
    pub fn is_elsewhere(&self) -> bool {
        self.flags & (flag::GENERATOR | flag::MOVED) == flag::GENERATOR
    }
    /// Globals as a value.
    pub fn globals(&self) -> Value {
        // SAFETY: kept alive by `function` or the caller of `exec`.
        unsafe { (*self.globals).value() }
    }
    /// Builtins as a value.
    pub fn builtins(&self) -> Value {
        // SAFETY: as above.
        unsafe { (*self.builtins).value() }
    }
    /// The function, unless the frame runs a bare code object.
    pub fn function(&self) -> Option<&Obj<FunctionObj>> {
        self.function.downcast::<FunctionObj>()
    }
    /// Line being executed.
    pub fn line(&self) -> Option<u32> {
        self.code().line_of(self.pc)
    }
    /// Globals, typed.
    pub fn globals_ref(&self) -> Ref<DictObj> {
        Ref::from_value(self.globals()).unwrap_or_else(|_| unreachable!("globals are a dict"))
    }
}
