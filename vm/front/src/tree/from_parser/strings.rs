//! f-strings and t-strings: the parts of all adjacent literals become one list of values, in which texts that meet are
//! one constant and empty texts vanish.

use ruff_python_ast::{self as ast, AnyStringFlags, InterpolatedStringElement as Element};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustpython_codegen::{interpolated_string_literal_value, interpolation_debug_text, string_literal_part_value};
use rustpython_wtf8::Wtf8Buf;

use super::{Field, Node, Reader, Span};
use crate::bytecode::Const;

/// A part of a joined string.
enum Piece {
    /// Text; whether its literal says `u`.
    Text(Wtf8Buf, Span, bool),
    /// A replacement field.
    Value(Node),
}

/// Joins adjacent texts and drops empty ones.
fn values(pieces: Vec<Piece>) -> Field {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (out.last_mut(), piece) {
            (Some(Piece::Text(text, span, _)), Piece::Text(more, more_span, _)) => {
                text.push_wtf8(&more);
                (span.end_line, span.end_col) = (more_span.end_line, more_span.end_col);
            }
            (_, piece) => out.push(piece),
        }
    }
    let field = |piece| match piece {
        Piece::Text(text, _, _) if text.is_empty() => None,
        Piece::Text(text, span, unicode) => {
            let kind = if unicode { Field::Name("u".to_owned()) } else { Field::None };
            Some(Node::at("Constant", span, vec![Field::Const(Const::Str(text)), kind]).into())
        }
        Piece::Value(node) => Some(node.into()),
    };
    Field::List(out.into_iter().filter_map(field).collect())
}

/// What replacement fields are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Formatted,
    Interpolated,
}

impl Reader<'_> {
    pub(super) fn joined(&self, e: &ast::ExprFString) -> Node {
        let mut pieces = Vec::new();
        for part in &e.value {
            match part {
                ast::FStringPart::Literal(literal) => pieces.push(self.plain(literal)),
                ast::FStringPart::FString(f) => self.elements(&f.elements, f.flags.into(), Sort::Formatted, &mut pieces),
            }
        }
        self.node("JoinedStr", e.range, vec![values(pieces)])
    }

    pub(super) fn template(&self, e: &ast::ExprTString) -> Node {
        let mut pieces = Vec::new();
        for t in &e.value {
            self.elements(&t.elements, t.flags.into(), Sort::Interpolated, &mut pieces);
        }
        self.node("TemplateStr", e.range, vec![values(pieces)])
    }

    fn plain(&self, literal: &ast::StringLiteral) -> Piece {
        Piece::Text(string_literal_part_value(self.file, literal), self.span(literal.range), literal.flags.prefix().is_unicode())
    }

    fn elements(&self, elements: &ast::InterpolatedStringElements, flags: AnyStringFlags, sort: Sort, pieces: &mut Vec<Piece>) {
        for element in elements {
            match element {
                Element::Literal(text) => {
                    let value = interpolated_string_literal_value(self.file, text, flags);
                    pieces.push(Piece::Text(value, self.span(text.range), false));
                }
                Element::Interpolation(field) => self.field(field, flags, sort, pieces),
            }
        }
    }

    fn field(&self, field: &ast::InterpolatedElement, flags: AnyStringFlags, sort: Sort, pieces: &mut Vec<Piece>) {
        let mut conversion = i64::from(field.conversion as i8);
        if let Some(debug) = &field.debug_text {
            let (text, range) = interpolation_debug_text(self.file, debug, field.expression.range());
            pieces.push(Piece::Text(text.into(), self.span(range), false));
            if field.format_spec.is_none() && conversion < 0 {
                conversion = i64::from(b'r');
            }
        }
        let spec = match &field.format_spec {
            Some(spec) => self.format_spec(spec, flags),
            None => Field::None,
        };
        let value = self.expr(&field.expression);
        let node = match sort {
            Sort::Formatted => self.node("FormattedValue", field.range, vec![value, Field::Int(conversion), spec]),
            Sort::Interpolated => {
                let text = Field::Const(Const::Str(self.written(field).into()));
                self.node("Interpolation", field.range, vec![value, text, Field::Int(conversion), spec])
            }
        };
        pieces.push(Piece::Value(node));
    }

    /// The specification is itself a joined string, which begins at the colon.
    fn format_spec(&self, spec: &ast::InterpolatedStringFormatSpec, flags: AnyStringFlags) -> Field {
        let mut pieces = Vec::new();
        // In the specification of a template's field, too.
        self.elements(&spec.elements, flags, Sort::Formatted, &mut pieces);
        let range = TextRange::new(spec.range.start() - TextSize::new(1), spec.range.end());
        self.node("JoinedStr", range, vec![values(pieces)]).into()
    }

    /// The text of an interpolation's expression: what is written from the brace on, without blanks and `=` at the end.
    fn written(&self, field: &ast::InterpolatedElement) -> String {
        let start = field.range.start().to_usize() + 1;
        let after = field.expression.range().end().to_usize();
        let end = match &field.format_spec {
            Some(spec) => spec.range.start().to_usize() - 1,
            None => field.range.end().to_usize() - 1,
        };
        let rest = &self.text[after..end.max(after)];
        let end = if field.conversion == ast::ConversionFlag::None { end } else { after + rest.find('!').unwrap_or(rest.len()) };
        self.text[start..end.max(start)].trim_end_matches(|c: char| c.is_whitespace() || c == '=').to_owned()
    }
}
