//! What compiled code and the rest agree on: the context block, the entry signature, the helper functions.
//!
//! A region compiles to `extern "C" fn(context: *mut JitContext, base: *mut u64) -> u64`: it takes over the references in the
//! register window at `base`, runs, and returns the number of the exit it left through, with the exit's live values in
//! `context.exit`.

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
    /// Whatever helpers need besides.
    pub extra: [u64; 3],
    /// Live values of the exit that was taken.
    pub exit: [u64; EXIT_VALUES_MAX],
}

impl JitContext {
    /// Offset of the exit buffer.
    pub const EXIT: i32 = 32;

    /// A context for this virtual machine.
    pub fn new(vm: u64) -> Box<JitContext> {
        Box::new(JitContext { vm, extra: [0; 3], exit: [0; EXIT_VALUES_MAX] })
    }
}

/// Addresses of functions that compiled code calls without a row in the region's callee table. The C calling convention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Helpers {
    /// `fn(context, object)`: the count reached zero. Returns 1 if Python code ran, else 0.
    pub release: u64,
    /// `fn(context, f64) -> word`: boxes a double without an immediate form.
    pub box_float: u64,
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
