//! Syntax errors as CPython reports them.
//!
//! The compiler crate already words its diagnostics like CPython; here they get their exception class (told
//! by CPython's own texts, which are fixed), the source line, and CPython's conventions for positions.

use rustpython_compiler::CompileError;

use super::places::{self, Place};
use super::wording;

/// Which exception class is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// More input could complete the source (`_IncompleteInputError` under codeop's flag, else the text's class).
    Incomplete,
    /// `RecursionError` (nested too deeply): not a syntax error.
    Recursion,
    /// `MemoryError`-like limits of the front end, or an internal fault reported as `SystemError`.
    System,
}

/// A compile-time error. Lines and columns count from 1 (columns in characters), 0 is unknown; an end column may be -1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Exception class.
    pub kind: ErrorKind,
    /// `msg`
    pub message: String,
    /// `lineno`
    pub line: u32,
    /// `offset`
    pub col: i32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`
    pub end_col: i32,
    /// `text`: the source line with its line break, if known.
    pub text: Option<String>,
}

impl SyntaxError {
    /// An error without a position.
    pub fn plain(message: impl Into<String>) -> SyntaxError {
        let (kind, message) = (ErrorKind::Syntax, message.into());
        SyntaxError { kind, message, line: 0, col: 0, end_line: 0, end_col: 0, text: None }
    }

    /// Name of the exception class to raise.
    pub fn class(&self) -> &'static str {
        match self.kind {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Incomplete if self.message.starts_with("expected an indented block") => "IndentationError",
            ErrorKind::Incomplete => "SyntaxError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::System => "SystemError",
        }
    }

    /// The compiler's error in terms of `source`. `ends` says whether the last line gets a line end if it has none.
    pub(crate) fn from_compiler(error: &CompileError, source: &str, ends: bool) -> SyntaxError {
        let (line, col) = error.python_location();
        let mut message = wording::reword(error.to_string(), source, line, col);
        let (end_line, mut end_col) = error.python_end_location().unwrap_or((0, 0));
        if message.ends_with("was never closed") {
            end_col = 0;
        }
        let indentation = message == "unexpected indent" || message.starts_with("unindent does not match");
        if indentation && wording::inconsistent_tabs(source, line) {
            message = "inconsistent use of tabs and spaces in indentation".to_owned();
        }
        let kind = kind_of(error, &message, source);
        // Raised by the compiler crate's second pass, by CPython's parser.
        let by_parser = message.ends_with("unpacking cannot be used in comprehension");
        let mut place = Place { line: line as i32, col: col as i32, end_line: end_line as i32, end_col: end_col as i32 };
        let mut text = None;
        // What is found after parsing shows the file's line, not the text's.
        if by_parser || matches!(error, CompileError::Parse(_)) {
            if places::suggests_equality(&message, source, place) {
                message.push_str(" here. Maybe you meant '==' instead of '='?");
            }
            if message.starts_with("named arguments must follow bare *")
                && let Some(slash) = places::slash_behind(source, place)
            {
                (place, message) = (slash, "/ must be ahead of *".to_owned());
            }
            place = places::adjust(&message, source, place);
            text = (place.line > 0).then(|| line_of(source, place.line as usize, &message, ends));
        }
        SyntaxError { kind, message, line: place.line as u32, col: place.col, end_line: place.end_line as u32, end_col: place.end_col, text }
    }

    /// Did the parser come to the end of a text without a final line end before it found the error?
    pub fn is_at_end(&self, source: &str) -> bool {
        let last = source.split('\n').next_back().unwrap_or_default().trim_end();
        let n_lines = source.split('\n').count() as u32;
        let blank = source.trim().is_empty();
        let reached = self.end_col < 0 || self.end_col > last.chars().count() as i32;
        self.kind == ErrorKind::Syntax && self.text.is_some() && (blank || (!last.is_empty() && self.end_line == n_lines && reached))
    }

    /// The error as `codeop` sees it when more input could cure it: at the end of the text.
    pub fn incomplete(source: &str) -> SyntaxError {
        let last = source.split_inclusive('\n').next_back().unwrap_or_default();
        let line = source.split_inclusive('\n').count() as u32;
        let col = last.trim_end_matches('\n').chars().count() as i32;
        let col = if last.ends_with('\n') { col + 1 } else { col };
        let kind = ErrorKind::Incomplete;
        SyntaxError { kind, line, col, end_line: line, end_col: -1, text: Some(last.to_owned()), ..SyntaxError::plain("incomplete input") }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.class(), self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// The line that an error shows: without its end after errors of the tokenizer, which has not come so far.
fn line_of(source: &str, line: usize, message: &str, ends: bool) -> String {
    let text = source.split_inclusive('\n').nth(line - 1).unwrap_or_default();
    let bare = text.trim_end_matches('\n');
    let unclosed = message.ends_with("was never closed") && source.trim_end_matches('\n').split('\n').count() > line;
    if places::is_from_tokenizer(message) || unclosed {
        return bare.to_owned();
    }
    if text.len() == bare.len() && ends { format!("{bare}\n") } else { text.to_owned() }
}

fn kind_of(error: &CompileError, message: &str, source: &str) -> ErrorKind {
    use rustpython_codegen::error::CodegenErrorType as Gen;
    match error {
        CompileError::Parse(parse) if parse.is_unclosed_bracket || parse.is_unclosed_string => {
            return ErrorKind::Incomplete;
        }
        CompileError::Codegen(gen_error) if matches!(gen_error.error, Gen::RecursionError) => {
            return ErrorKind::Recursion;
        }
        CompileError::Codegen(_) | CompileError::Parse(_) => {}
    }
    let at_end = || {
        // Nothing follows the header: the error is beyond the text, or still at the header itself.
        let (line, _) = error.python_location();
        let header = message.rsplit(' ').next().and_then(|n| n.parse::<usize>().ok());
        line > source.trim_end().split('\n').count() || header == Some(line)
    };
    match message {
        "incomplete input" | "unexpected EOF while parsing" => ErrorKind::Incomplete,
        "inconsistent use of tabs and spaces in indentation" => ErrorKind::Tab,
        "unexpected indent" | "unindent does not match any outer indentation level" | "unexpected unindent" | "too many levels of indentation" => {
            ErrorKind::Indentation
        }
        _ if message.starts_with("expected an indented block") => {
            if at_end() {
                ErrorKind::Incomplete
            } else {
                ErrorKind::Indentation
            }
        }
        _ if message.starts_with("Invalid CFG") || message.starts_with("Invalid stack effect") || message.starts_with("The symbol '") => ErrorKind::System,
        _ => ErrorKind::Syntax,
    }
}
