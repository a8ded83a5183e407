//! Source text to code objects.
//!
//! [`compile`] runs the compiler crate on a thread with a large stack (its passes recurse over the tree; the
//! address space is reserved, memory is only used as far as it is touched) and turns its result into our
//! plain data. [`decode_source`] comes before it for bytes.

mod anchors;
mod error;
mod import;
mod lower;
mod source;
mod wording;

use std::sync::Arc;

use rustpython_compiler::CompileOpts;
use rustpython_compiler_core::bytecode::CodeFlags;

use crate::bytecode::Code;

pub use anchors::{Anchors, anchors, is_plain_call};
pub use error::{ErrorKind, SyntaxError};
pub use lower::{LowerError, Place, Step, Trail, lower, lower_with_trail};
pub use source::{declared_encoding, decode_source};

/// Stack of the compiling thread: reserved, not committed.
const STACK_SIZE: usize = 256 << 20;
/// How deep statements and expressions may nest, as in CPython.
const RECURSION_LIMIT: usize = 1000;

/// What the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A module.
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement.
    Single,
}

/// Options of [`compile_with`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// `-O` level: 1 drops asserts, 2 also docstrings.
    pub optimize: u8,
    /// Future features in force from outside, `bytecode::code::flags::FUTURE_*`.
    pub future: u32,
    /// `PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub top_level_await: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`.
    pub dont_imply_dedent: bool,
    /// `sys.int_info` limit for decimal literals; 0 is none.
    pub int_max_str_digits: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { optimize: 0, future: 0, top_level_await: false, dont_imply_dedent: false, int_max_str_digits: 4300 }
    }
}

/// A `SyntaxWarning` found while compiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line, from 1.
    pub line: u32,
    /// Text.
    pub message: String,
}

/// Compiles source text. `future` holds future-feature flags in force from outside.
pub fn compile(source: &str, filename: &str, mode: Mode, optimize: u8, future: u32) -> Result<Arc<Code>, SyntaxError> {
    let options = Options { optimize, future, ..Options::default() };
    compile_with(source, filename, mode, options).map(|(code, _)| code)
}

/// Compiles source text with all options; also returns the syntax warnings.
pub fn compile_with(source: &str, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), SyntaxError> {
    if source.contains('\0') {
        return Err(SyntaxError::plain("source code cannot contain null bytes"));
    }
    let joined = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("compile".to_owned())
            .stack_size(STACK_SIZE)
            .spawn_scoped(scope, || compile_here(source, filename, mode, options))
            .map(|thread| thread.join())
    });
    match joined {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(SyntaxError { kind: ErrorKind::System, ..SyntaxError::plain("the compiler failed") }),
        // No thread to be had (a process limit): better here than not at all.
        Err(_) => compile_here(source, filename, mode, options),
    }
}

fn compile_here(source: &str, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), SyntaxError> {
    use rustpython_compiler::Mode as Theirs;
    let opts = CompileOpts {
        optimize: options.optimize,
        debug_ranges: true,
        int_max_str_digits: options.int_max_str_digits,
        allow_top_level_await: options.top_level_await,
        future_features: CodeFlags::from_bits_truncate(options.future) & CodeFlags::FUTURE_MASK,
        dont_imply_dedent: options.dont_imply_dedent,
        recursion_limit: RECURSION_LIMIT,
    };
    let theirs = match mode {
        Mode::Exec => Theirs::Exec,
        Mode::Eval => Theirs::Eval,
        Mode::Single => Theirs::Single,
    };
    let mut warnings = Vec::new();
    let mut warn = |at: rustpython_compiler_core::SourceLocation, message: String| {
        warnings.push(Warning { line: at.line.get() as u32, message });
        Ok(())
    };
    let compiled = rustpython_compiler::compile_with_syntax_warning_handler(source, theirs, filename, opts, &mut warn);
    match compiled {
        Ok(code) => Ok((Arc::new(import::Importer::default().code(code)), warnings)),
        Err(error) => Err(SyntaxError::from_compiler(&error, source)),
    }
}

/// Whether an interactive statement is complete, as the prompt asks after each line.
#[derive(Clone, Debug)]
pub enum Completeness {
    /// It can run.
    Complete,
    /// More lines are needed.
    Incomplete,
    /// It is wrong, whatever follows.
    Invalid(SyntaxError),
}

/// Judges the lines typed so far. A compound statement wants an empty last line. Nothing but blank lines and
/// comments is complete too, though there is nothing to compile.
pub fn completeness(source: &str) -> Completeness {
    let empty = |line: &str| matches!(line.trim_start().chars().next(), None | Some('#'));
    if source.lines().all(empty) {
        return Completeness::Complete;
    }
    if source.trim_end_matches('\n').ends_with('\\') && !source.ends_with("\n\n") {
        return Completeness::Incomplete;
    }
    let options = Options { dont_imply_dedent: true, ..Options::default() };
    let first = match compile_with(source, "<stdin>", Mode::Single, options) {
        Ok(_) => return Completeness::Complete,
        Err(first) if first.kind == ErrorKind::Incomplete => return Completeness::Incomplete,
        Err(first) => first,
    };
    // As codeop does: an error that goes away or moves when a line break is added may still be cured.
    let with = |more: &str| compile_with(&format!("{source}{more}"), "<stdin>", Mode::Single, options);
    match (with("\n"), with("\n\n")) {
        (Ok(_), _) => Completeness::Incomplete,
        (Err(one), _) if one.kind == ErrorKind::Incomplete => Completeness::Incomplete,
        (Err(one), Err(two)) if one != two => Completeness::Incomplete,
        _ => Completeness::Invalid(first),
    }
}
