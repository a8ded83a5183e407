//! Python's tree turned into the compiler's, and compiled.
//!
//! The compiler asks a source text where its nodes stand, so a tree gets a text of its own (`canvas`): as many lines
//! as the tree names, each as wide as the tree needs, so that every position exists. The compiler also reads strings
//! with lone surrogates from the text again; those are written behind the last line.

mod canvas;
mod expr;
mod pattern;
mod stmt;
mod strings;

use std::sync::Arc;

use ruff_python_ast::{self as ast, AtomicNodeIndex};
use ruff_source_file::SourceFileBuilder;
use ruff_text_size::{TextRange, TextSize};
use rustpython_compiler::CompileError;
use rustpython_compiler_core::Mode as TheirMode;

use super::{Field, Node, Span};
use crate::bytecode::Code;
use crate::compile::{Mode, Options, SyntaxError, Warning, code_from, on_large_stack};

/// Why a tree can't be compiled.
#[derive(Clone, Debug)]
pub enum TreeError {
    /// `ValueError`
    Value(String),
    /// `TypeError`
    Type(String),
    /// What is wrong in source text, too.
    Syntax(SyntaxError),
}

impl crate::compile::Fault for TreeError {
    fn fault() -> TreeError {
        TreeError::Syntax(SyntaxError::fault())
    }
}

type Made<T> = Result<T, TreeError>;

/// Compiles a tree; also returns the syntax warnings.
pub fn compile(tree: Node, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), TreeError> {
    on_large_stack(move || {
        super::check::check(&tree)?;
        compile_here(tree, filename, mode, options)
    })
}

/// The tree with what the compiler folds in a tree folded.
pub fn fold(tree: Node, options: &Options) -> Result<Node, TreeError> {
    on_large_stack(move || {
        super::check::check(&tree)?;
        Ok(super::fold::fold(tree, options.optimize))
    })
}

fn compile_here(tree: Node, filename: &str, mode: Mode, options: Options) -> Result<(Arc<Code>, Vec<Warning>), TreeError> {
    let mut writer = Writer { canvas: canvas::Canvas::of(&tree) };
    let (kind, mut fields) = (tree.kind, tree.fields.into_iter());
    let first = fields.next().unwrap_or(Field::None);
    let module = match kind {
        "Expression" => ast::Mod::Expression(ast::ModExpression { node_index: index(), range: TextRange::default(), body: Box::new(writer.expr(first)?) }),
        "FunctionType" => return Err(TreeError::Type("this compiler does not handle FunctionTypes".to_owned())),
        _ => {
            let body = writer.body(first)?;
            ast::Mod::Module(ast::ModModule { node_index: index(), range: TextRange::default(), body, runtime_body: None })
        }
    };
    let text = writer.canvas.text();
    let file = SourceFileBuilder::new(filename, &*text).finish();
    let theirs = match mode {
        Mode::Exec => TheirMode::Exec,
        Mode::Eval => TheirMode::Eval,
        Mode::Single => TheirMode::Single,
    };
    let fault = |e: &CompileError| {
        let mut error = SyntaxError::from_compiler(e, &text, false);
        error.text = None;
        TreeError::Syntax(error)
    };
    rustpython_compiler::too_deeply_nested_error(&module, &file, crate::compile::RECURSION_LIMIT).map_err(|e| fault(&e))?;
    let mut warnings = Vec::new();
    let mut warn = |at, message| {
        warnings.push(Warning::new(at, message));
        Ok(())
    };
    let made = rustpython_codegen::compile::compile_top_with_syntax_warning_handler(module, file, theirs, options.theirs(), Some(&mut warn));
    match made {
        Ok(code) => Ok((code_from(code), warnings)),
        Err(e) => Err(fault(&CompileError::Codegen(e))),
    }
}

/// Makes the compiler's nodes.
struct Writer {
    canvas: canvas::Canvas,
}

impl Writer {
    fn range(&self, at: Span) -> TextRange {
        let start = self.canvas.offset(at.line, at.col);
        let end = self.canvas.offset(at.end_line, at.end_col).max(start);
        TextRange::new(TextSize::new(start), TextSize::new(end))
    }

    /// From the start of the first to the end of the last of several nodes.
    fn around<'n>(&self, fields: impl IntoIterator<Item = &'n Field>) -> TextRange {
        let mut nodes = fields.into_iter().filter_map(|f| match f {
            Field::List(items) => items.last(),
            f => Some(f),
        });
        let first = nodes.by_ref().find_map(|f| f.node()?.at);
        let Some(first) = first else { return TextRange::default() };
        let last = nodes.filter_map(|f| f.node()?.at).last().unwrap_or(first);
        let (first, last) = (self.range(first), self.range(last));
        TextRange::new(first.start(), last.end().max(first.start()))
    }
}

fn index() -> AtomicNodeIndex {
    AtomicNodeIndex::NONE
}

/// The node's fields as an array.
fn take<const N: usize>(fields: Vec<Field>) -> Made<[Field; N]> {
    fields.try_into().map_err(|_| TreeError::Value("a node with the wrong number of fields".to_owned()))
}

fn node_of(field: Field, what: &str) -> Made<Node> {
    match field {
        Field::Node(node) => Ok(*node),
        _ => Err(TreeError::Value(format!("None disallowed in {what}"))),
    }
}

fn list_of(field: Field) -> Vec<Field> {
    match field {
        Field::List(items) => items,
        _ => Vec::new(),
    }
}

fn name_of(field: Field) -> String {
    match field {
        Field::Name(name) => name,
        _ => String::new(),
    }
}

fn identifier(field: Field, range: TextRange) -> ast::Identifier {
    ast::Identifier::new(name_of(field), range)
}

fn opt_identifier(field: Field, range: TextRange) -> Option<ast::Identifier> {
    match field {
        Field::Name(name) => Some(ast::Identifier::new(name, range)),
        _ => None,
    }
}
