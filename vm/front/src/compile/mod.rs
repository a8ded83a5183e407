//! Source text to code objects.
//!
//! [`compile`] runs the compiler crate on a thread with a large stack (its passes recurse over the tree; the
//! address space is reserved, memory is only used as far as it is touched) and turns its result into our
//! plain data. [`decode_source`] comes before it for bytes.

mod anchors;
mod error;
pub(crate) mod escapes;
mod import;
mod lower;
mod places;
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
pub(crate) const RECURSION_LIMIT: usize = 1000;

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

impl Options {
    /// The compiler crate's form.
    pub(crate) fn theirs(&self) -> CompileOpts {
        CompileOpts {
            optimize: self.optimize,
            debug_ranges: true,
            int_max_str_digits: self.int_max_str_digits,
            allow_top_level_await: self.top_level_await,
            future_features: CodeFlags::from_bits_truncate(self.future) & CodeFlags::FUTURE_MASK,
            dont_imply_dedent: self.dont_imply_dedent,
            recursion_limit: RECURSION_LIMIT,
        }
    }
}

/// A `SyntaxWarning` found while compiling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub col: u32,
    /// Text.
    pub message: String,
    /// The text of the SyntaxError that it becomes when warnings are errors, if that is another.
    pub as_error: Option<String>,
}

impl Warning {
    /// A warning of the compiler.
    pub(crate) fn new(at: rustpython_compiler_core::SourceLocation, message: String) -> Warning {
        Warning { line: at.line.get() as u32, col: at.character_offset.get() as u32, message, as_error: None }
    }
}

/// The warnings that come before a syntax error: those of literals up to its line.
pub fn warnings_before(error: &SyntaxError, source: &str) -> Vec<Warning> {
    let mut warnings = escapes::warnings(source);
    warnings.retain(|w| w.line <= error.line);
    warnings
}

/// Compiles source text. `future` holds future-feature flags in force from outside.
pub fn compile(source: &str, filename: &str, mode: Mode, optimize: u8, future: u32) -> Result<Arc<Code>, SyntaxError> {
    let options = Options { optimize, future, ..Options::default() };
    compile_with(source, filename, mode, options).map(|(code, _)| code)
}

/// Compiles source text with all options; also returns the syntax warnings.
pub fn compile_with(source: &str, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), SyntaxError> {
    if source.contains('\0') {
        return Err(SyntaxError::plain("source code string cannot contain null bytes"));
    }
    let source = unix_lines(source);
    on_large_stack(|| compile_here(&source, filename, mode, options))
}

/// The text with `\n` alone as line end, as the tokenizer sees it.
pub(crate) fn unix_lines(source: &str) -> std::borrow::Cow<'_, str> {
    if source.contains('\r') { source.replace("\r\n", "\n").replace('\r', "\n").into() } else { source.into() }
}

/// A failure of the front end itself.
pub(crate) trait Fault {
    /// An error that says so.
    fn fault() -> Self;
}

impl Fault for SyntaxError {
    fn fault() -> SyntaxError {
        SyntaxError { kind: ErrorKind::System, ..SyntaxError::plain("the compiler failed") }
    }
}

/// Runs `f` on a thread with a stack for deep trees.
pub(crate) fn on_large_stack<T: Send, E: Fault + Send>(f: impl FnOnce() -> Result<T, E> + Send) -> Result<T, E> {
    let slot = std::sync::Mutex::new(Some(f));
    let run = || match slot.lock().ok().and_then(|mut f| f.take()) {
        Some(f) => f(),
        None => Err(E::fault()),
    };
    let joined = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("compile".to_owned()).stack_size(STACK_SIZE).spawn_scoped(scope, run);
        thread.map(|thread| thread.join())
    });
    match joined {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(E::fault()),
        // No thread to be had (a process limit): better here than not at all.
        Err(_) => run(),
    }
}

fn compile_here(source: &str, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), SyntaxError> {
    use rustpython_compiler::Mode as Theirs;
    let theirs = match mode {
        Mode::Exec => Theirs::Exec,
        Mode::Eval => Theirs::Eval,
        Mode::Single => Theirs::Single,
    };
    let mut warnings = escapes::warnings(source);
    let mut warn = |at, message| {
        warnings.push(Warning::new(at, message));
        Ok(())
    };
    let compiled = rustpython_compiler::compile_with_syntax_warning_handler(source, theirs, filename, options.theirs(), &mut warn);
    match compiled {
        Ok(code) => Ok((code_from(code), warnings)),
        Err(error) => Err(SyntaxError::from_compiler(&error, source, mode == Mode::Exec)),
    }
}

/// The compiler crate's code as ours.
pub(crate) fn code_from(code: rustpython_compiler_core::bytecode::CodeObject) -> Arc<Code> {
    Arc::new(import::Importer::default().code(code))
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
