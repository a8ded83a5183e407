//! The parser's tree turned into Python's.
//!
//! The two differ in a few places: `elif` is a nested `If`, a decorated definition stands where its keyword does, a
//! generator expression that is a call's only argument includes the call's parentheses, and string literals are
//! joined (`strings`).

mod expr;
mod params;
mod pattern;
mod stmt;
mod strings;

use ruff_python_ast as ast;
use ruff_text_size::TextRange;
use rustpython_compiler_core::SourceFile;

use super::{Field, Node, Span};

/// Translates nodes of one source.
pub(super) struct Reader<'a> {
    file: &'a SourceFile,
    text: &'a str,
    /// Where lines begin.
    starts: Vec<usize>,
}

impl<'a> Reader<'a> {
    /// A reader of the source that was parsed.
    pub(super) fn new(file: &'a SourceFile) -> Reader<'a> {
        let text = file.source_text();
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1);
        Reader { file, text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The statements of a module.
    pub(super) fn body(&self, body: &[ast::Stmt]) -> Field {
        Field::List(body.iter().map(|s| self.stmt(s).into()).collect())
    }

    fn place(&self, offset: usize) -> (i32, i32) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        (line as i32, (offset - start) as i32)
    }

    fn span_of(&self, start: usize, end: usize) -> Span {
        let ((line, col), (end_line, end_col)) = (self.place(start), self.place(end));
        Span { line, col, end_line, end_col }
    }

    fn span(&self, range: TextRange) -> Span {
        self.span_of(range.start().to_usize(), range.end().to_usize())
    }

    fn node(&self, kind: &'static str, range: TextRange, fields: Vec<Field>) -> Node {
        Node::at(kind, self.span(range), fields)
    }
}

fn name(identifier: &ast::Identifier) -> Field {
    Field::Name(identifier.id.to_string())
}

fn opt_name(identifier: Option<&ast::Identifier>) -> Field {
    identifier.map_or(Field::None, name)
}

/// A node that only says which: an operator or a context.
fn mark(kind: &'static str) -> Field {
    Node::new(kind, Vec::new()).into()
}
