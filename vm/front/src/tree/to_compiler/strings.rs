//! Joined strings and templates.
//!
//! What the parser could have made becomes f-string elements. Values that it never makes (any other expression among
//! the values, or as a specification) go into the compiler's own fields for such trees.

use ruff_python_ast::{self as ast, Expr, InterpolatedStringElement as Element};
use ruff_text_size::{TextRange, TextSize};
use rustpython_wtf8::Wtf8Buf;

use super::expr::constant_value;
use super::{Field, Made, Node, TreeError, Writer, index, list_of, node_of, take};
use crate::bytecode::Const;

/// The text as it stands in a string literal, all that isn't plain written as escapes.
pub(super) fn escaped(text: &Wtf8Buf) -> String {
    let mut out = String::new();
    for c in text.code_points() {
        match c.to_char() {
            Some(plain) if plain.is_ascii_alphanumeric() || plain == ' ' => out.push(plain),
            _ => out.push_str(&format!("\\U{:08x}", c.to_u32())),
        }
    }
    out
}

fn conversion(field: &Field) -> Made<ast::ConversionFlag> {
    match field {
        Field::Int(-1) => Ok(ast::ConversionFlag::None),
        Field::Int(115) => Ok(ast::ConversionFlag::Str),
        Field::Int(114) => Ok(ast::ConversionFlag::Repr),
        Field::Int(97) => Ok(ast::ConversionFlag::Ascii),
        Field::Int(other) => {
            let message = format!("Unrecognized conversion character {other}");
            Err(TreeError::Syntax(crate::compile::SyntaxError { kind: crate::compile::ErrorKind::System, ..crate::compile::SyntaxError::plain(message) }))
        }
        _ => Ok(ast::ConversionFlag::None),
    }
}

/// Is this a joined string of texts and formatted values, down to their specifications?
fn is_plain(node: &Node) -> bool {
    node.kind == "JoinedStr"
        && node.field(0).items().iter().filter_map(Field::node).all(|v| match v.kind {
            "Constant" => matches!(v.field(0), Field::Const(Const::Str(_))),
            "FormattedValue" => v.field(2).node().is_none_or(is_plain),
            _ => false,
        })
}

impl Writer {
    pub(super) fn joined(&mut self, node: Node, range: TextRange) -> Made<Expr> {
        let node_index = index();
        let flags = ast::FStringFlags::empty();
        let fstring = |elements: Vec<Element>, whole: Option<Vec<Expr>>| {
            let part = ast::FString { range, node_index: index(), elements: elements.into(), flags };
            Expr::FString(ast::ExprFString { node_index, range, value: ast::FStringValue::single(part), runtime_joined_str: whole, runtime_values: None })
        };
        match node.kind {
            "FormattedValue" => Ok(fstring(vec![self.formatted(node)?], None)),
            "JoinedStr" if is_plain(&node) => Ok(fstring(self.elements(node)?, None)),
            "JoinedStr" => {
                let [values] = take(node.fields)?;
                Ok(fstring(Vec::new(), Some(self.exprs(values)?)))
            }
            "Interpolation" => {
                let element = self.interpolation(node)?;
                Ok(template(range, vec![element], None))
            }
            _ => {
                let [values] = take(node.fields)?;
                Ok(template(range, Vec::new(), Some(self.exprs(values)?)))
            }
        }
    }

    fn elements(&mut self, node: Node) -> Made<Vec<Element>> {
        let [values] = take(node.fields)?;
        let mut out = Vec::new();
        for value in list_of(values) {
            let value = node_of(value, "expression list")?;
            out.push(match value.kind {
                "FormattedValue" => self.formatted(value)?,
                _ => self.text(value)?,
            });
        }
        Ok(out)
    }

    fn text(&mut self, node: Node) -> Made<Element> {
        let range = self.range(node.span());
        let [value, _kind] = take(node.fields)?;
        let Field::Const(Const::Str(text)) = value else { return Err(TreeError::Value("a joined string holds something else".to_owned())) };
        let plain = text.as_str().ok().filter(|t| !t.contains(char::REPLACEMENT_CHARACTER));
        let (value, range) = match plain {
            Some(plain) => (plain.to_owned(), range),
            None => {
                let (start, end) = self.canvas.write(&escaped(&text));
                (char::REPLACEMENT_CHARACTER.to_string(), TextRange::new(TextSize::new(start), TextSize::new(end)))
            }
        };
        Ok(Element::Literal(ast::InterpolatedStringLiteralElement { range, node_index: index(), value: value.into() }))
    }

    fn formatted(&mut self, node: Node) -> Made<Element> {
        let range = self.range(node.span());
        let [value, flag, spec] = take(node.fields)?;
        let (expression, conversion) = (self.boxed(value)?, conversion(&flag)?);
        let mut element = element(range, expression, conversion);
        match spec {
            Field::Node(spec) if is_plain(&spec) => {
                let range = self.range(spec.span());
                let elements = self.elements(*spec)?.into();
                element.format_spec = Some(Box::new(ast::InterpolatedStringFormatSpec { range, node_index: index(), elements }));
            }
            Field::None => {}
            spec => element.runtime_formatted_value_format_spec = Some(self.boxed(spec)?),
        }
        Ok(Element::Interpolation(element))
    }

    fn interpolation(&mut self, node: Node) -> Made<Element> {
        let range = self.range(node.span());
        let [value, text, flag, spec] = take(node.fields)?;
        let (expression, conversion) = (self.boxed(value)?, conversion(&flag)?);
        let mut element = element(range, expression, conversion);
        element.runtime_str = Some(match text {
            Field::Const(text) => constant_value(text),
            _ => ast::ConstantValue::None,
        });
        element.runtime_interpolation_format_spec = self.opt_expr(spec)?;
        Ok(Element::Interpolation(element))
    }
}

fn element(range: TextRange, expression: Box<Expr>, conversion: ast::ConversionFlag) -> ast::InterpolatedElement {
    ast::InterpolatedElement {
        range,
        node_index: index(),
        expression,
        debug_text: None,
        conversion,
        format_spec: None,
        runtime_str: None,
        runtime_interpolation_format_spec: None,
        runtime_formatted_value_format_spec: None,
    }
}

fn template(range: TextRange, elements: Vec<Element>, whole: Option<Vec<Expr>>) -> Expr {
    let part = ast::TString { range, node_index: index(), elements: elements.into(), flags: ast::TStringFlags::empty() };
    let value = ast::TStringValue::single(part);
    Expr::TString(ast::ExprTString { node_index: index(), range, value, runtime_template_str: whole, runtime_values: None })
}
