//! Syntax trees as plain data, in the shape of Python's `ast` module.
//!
//! [`Node`] is one node of any kind: its class, its fields in the order of the abstract grammar, and its position.
//! [`parse`] makes trees from source text (`from_parser` translates the parser's own tree); [`compile`] makes code
//! from trees (`check` refuses what CPython's validator refuses, `to_compiler` makes the compiler's tree). What the
//! fields of a class are is written in the grammar table of the `_ast` module; here each class has exactly one place
//! that writes its fields and one that reads them.

mod check;
mod comments;
mod fold;
mod from_parser;
mod parse;
mod to_compiler;
mod version;

use crate::bytecode::Const;

pub use parse::{ParseOptions, TreeMode, parse};
pub use to_compiler::{TreeError, compile, fold};

/// Where a node stands: lines from 1, columns from 0 in bytes of UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// `lineno`
    pub line: i32,
    /// `col_offset`
    pub col: i32,
    /// `end_lineno`
    pub end_line: i32,
    /// `end_col_offset`
    pub end_col: i32,
}

/// One node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Name of its class.
    pub kind: &'static str,
    /// Fields in the grammar's order.
    pub fields: Vec<Field>,
    /// Position, for the classes that have one.
    pub at: Option<Span>,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub enum Field {
    /// None, or an optional field that isn't there.
    None,
    /// A node.
    Node(Box<Node>),
    /// A list.
    List(Vec<Field>),
    /// An identifier or a string of the grammar.
    Name(String),
    /// A number of the grammar.
    Int(i64),
    /// A constant.
    Const(Const),
}

impl Node {
    /// A node without a position.
    pub fn new(kind: &'static str, fields: Vec<Field>) -> Node {
        Node { kind, fields, at: None }
    }
    /// A node with one.
    pub fn at(kind: &'static str, at: Span, fields: Vec<Field>) -> Node {
        Node { kind, fields, at: Some(at) }
    }
    /// The field at `i`; None when there are fewer.
    pub fn field(&self, i: usize) -> &Field {
        self.fields.get(i).unwrap_or(&Field::None)
    }
    /// Position, or the first line's start.
    pub fn span(&self) -> Span {
        self.at.unwrap_or(Span { line: 1, col: 0, end_line: 1, end_col: 0 })
    }
}

impl From<Node> for Field {
    fn from(node: Node) -> Field {
        Field::Node(Box::new(node))
    }
}

impl Field {
    /// The node.
    pub fn node(&self) -> Option<&Node> {
        match self {
            Field::Node(node) => Some(node),
            _ => None,
        }
    }
    /// The list's items; none for anything else.
    pub fn items(&self) -> &[Field] {
        match self {
            Field::List(items) => items,
            _ => &[],
        }
    }
    /// The text of an identifier.
    pub fn name(&self) -> Option<&str> {
        match self {
            Field::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// A text constant of these code points, lone surrogates included.
pub fn text_constant(code_points: impl Iterator<Item = u32>) -> Const {
    Const::Str(code_points.filter_map(rustpython_wtf8::CodePoint::from_u32).collect())
}
