//! What compiled code and the rest agree on: the context block, the entry signature, the helper functions.
//!
//! A region compiles to `extern "C" fn(context: *mut JitContext, base: *mut u64) -> u64`: it takes over the references in the
//! register window at `base`, runs, and returns the number of the exit it left through, with the exit's live values in
//! `context.exit`. Regions of functions have a signature of their own (`function.rs`).

pub use super::function::Frames;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};

/// Live values that an exit may hand over.
pub const EXIT_VALUES_MAX: usize = 1000;

/// The block that compiled code works with; one per thread.
#[repr(C)]
#[derive(Debug)]
pub struct JitContext {
    /// The virtual machine, for helpers.
    pub vm: u64,
    /// The frame of the loop that is being entered; read at its entry only.
    pub frame: u64,
    /// Lowest address of the native stack where a compiled function may begin.
    pub stack_min: u64,
    /// End of the register stack.
    pub registers_end: u64,
    /// Which entry of a region is meant: 0 its beginning. Whoever enters elsewhere sets it, the code clears it at once.
    pub entry: u64,
    /// Live values of the exit that was taken.
    pub exit: [u64; EXIT_VALUES_MAX],
    /// Number of frames of the function whose exits come back to `trampoline`'s setter; 0 if there is none.
    pub trampoline: usize,
    /// The exit that came back: what it names, and its number.
    pub left: (u64, u64),
}

impl JitContext {
    /// Offset of `frame`.
    pub const FRAME: i32 = 8;
    /// Offset of `stack_min`.
    pub const STACK_MIN: i32 = 16;
    /// Offset of `registers_end`.
    pub const REGISTERS_END: i32 = 24;
    /// Offset of `entry`.
    pub const ENTRY: i32 = 32;
    /// Offset of the exit buffer.
    pub const EXIT: i32 = 40;

    /// A context for this virtual machine.
    pub fn new(vm: u64) -> Box<JitContext> {
        Box::new(JitContext { vm, frame: 0, stack_min: 0, registers_end: 0, entry: 0, exit: [0; EXIT_VALUES_MAX], trampoline: 0, left: (0, 0) })
    }
}

/// Addresses of functions that compiled code calls without a row in the region's callee table. The C calling convention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Helpers {
    /// `fn(context, object)`: the count reached zero. Returns 1 if Python code ran, else 0.
    pub release: u64,
    /// `fn(context, f64) -> word`: boxes a double without an immediate form.
    pub box_float: u64,
    /// What regions of functions need.
    pub frames: Frames,
    /// `fn(u64) -> word`: boxes an unsigned number beyond 61 bits.
    pub box_nat: u64,
    /// `fn(word) -> u64`: 1 if the word is exactly an int from 0 to 2^64 - 1, else 0.
    pub is_nat: u64,
    /// `fn(word) -> u64`: the number of such an object.
    pub nat_value: u64,
}

/// The code generator's instruction set description: made once, shared by all threads.
pub fn isa() -> Result<OwnedTargetIsa, String> {
    let mut flags = settings::builder();
    let verifier = if cfg!(debug_assertions) { "true" } else { "false" };
    for (name, value) in [
        ("opt_level", "none"),
        ("regalloc_algorithm", "backtracking"),
        ("enable_verifier", verifier),
        ("is_pic", "false"),
        ("unwind_info", "false"),
        ("enable_probestack", "false"),
        ("preserve_frame_pointers", "true"),
    ] {
        flags.set(name, value).map_err(|e| e.to_string())?;
    }
    let builder = cranelift_native::builder().map_err(String::from)?;
    builder.finish(settings::Flags::new(flags)).map_err(|e| e.to_string())
}

/// Calling convention of helpers and regions.
pub(super) const CALL_CONV: CallConv = CallConv::SystemV;
