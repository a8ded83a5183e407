//! Syntax errors as CPython reports them.
//!
//! The compiler crate already words its diagnostics like CPython; here they get their exception class (told
//! by CPython's own texts, which are fixed), the source line, and CPython's conventions for positions.

use rustpython_compiler::CompileError;

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

/// A compile-time error. Lines and columns count from 1 (columns in characters), 0 is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Exception class.
    pub kind: ErrorKind,
    /// `msg`
    pub message: String,
    /// `lineno`
    pub line: u32,
    /// `offset`
    pub col: u32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`
    pub end_col: u32,
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

    /// The compiler's error in terms of `source`.
    pub(crate) fn from_compiler(error: &CompileError, source: &str) -> SyntaxError {
        let (line, col) = error.python_location();
        let mut message = wording::reword(error.to_string(), source, line);
        let (end_line, mut end_col) = error.python_end_location().unwrap_or((0, 0));
        if message.ends_with("was never closed") {
            end_col = 0;
        }
        let indentation = message == "unexpected indent" || message.starts_with("unindent does not match");
        if indentation && wording::inconsistent_tabs(source, line) {
            message = "inconsistent use of tabs and spaces in indentation".to_owned();
        }
        let text = (line > 0).then(|| line_of(source, line)).flatten();
        SyntaxError {
            kind: kind_of(error, &message, source),
            message,
            line: line as u32,
            col: col as u32,
            end_line: end_line as u32,
            end_col: end_col as u32,
            text,
        }
    }
}

impl std::fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.class(), self.message)
    }
}

impl std::error::Error for SyntaxError {}

fn line_of(source: &str, line: usize) -> Option<String> {
    // The tokenizer completes the last line.
    let whole = |text: &str| {
        if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
    };
    source.split_inclusive('\n').nth(line - 1).map(whole).or_else(|| Some(String::new()))
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
