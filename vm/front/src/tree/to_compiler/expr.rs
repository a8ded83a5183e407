//! Expressions.

use ruff_python_ast::{self as ast, Expr, ExprContext};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustpython_wtf8::Wtf8Buf;

use super::{Field, Made, Node, TreeError, Writer, identifier, index, list_of, name_of, node_of, opt_identifier, take};
use crate::bytecode::Const;

fn context(field: &Field) -> ExprContext {
    match field.node().map(|n| n.kind) {
        Some("Store") => ExprContext::Store,
        Some("Del") => ExprContext::Del,
        _ => ExprContext::Load,
    }
}

/// A binary operator by its class.
pub(super) fn operator(field: &Field) -> ast::Operator {
    use ast::Operator as Op;
    match field.node().map_or("", |n| n.kind) {
        "Sub" => Op::Sub,
        "Mult" => Op::Mult,
        "MatMult" => Op::MatMult,
        "Div" => Op::Div,
        "Mod" => Op::Mod,
        "Pow" => Op::Pow,
        "LShift" => Op::LShift,
        "RShift" => Op::RShift,
        "BitOr" => Op::BitOr,
        "BitXor" => Op::BitXor,
        "BitAnd" => Op::BitAnd,
        "FloorDiv" => Op::FloorDiv,
        _ => Op::Add,
    }
}

fn comparison(field: &Field) -> ast::CmpOp {
    use ast::CmpOp as Op;
    match field.node().map_or("", |n| n.kind) {
        "NotEq" => Op::NotEq,
        "Lt" => Op::Lt,
        "LtE" => Op::LtE,
        "Gt" => Op::Gt,
        "GtE" => Op::GtE,
        "Is" => Op::Is,
        "IsNot" => Op::IsNot,
        "In" => Op::In,
        "NotIn" => Op::NotIn,
        _ => Op::Eq,
    }
}

/// A constant as the compiler's nodes hold it.
pub(super) fn constant_value(value: Const) -> ast::ConstantValue {
    use ast::ConstantValue as Theirs;
    let all = |items: Box<[Const]>| items.into_vec().into_iter().map(constant_value).collect();
    match value {
        Const::None | Const::Slice(_) | Const::Code(_) => Theirs::None,
        Const::Bool(b) => Theirs::Boolean(b),
        Const::Int(i) => Theirs::Integer(i.to_string().into()),
        Const::BigInt(i) => Theirs::Integer(i.to_string().into()),
        Const::Float(f) => Theirs::Float(f),
        Const::Complex(real, imag) => Theirs::Complex { real, imag },
        Const::Str(s) => Theirs::Str(s.to_string_lossy().into_owned().into()),
        Const::Bytes(b) => Theirs::Bytes(b),
        Const::Tuple(items) => Theirs::Tuple(all(items)),
        Const::FrozenSet(items) => Theirs::Frozenset(all(items)),
        Const::Ellipsis => Theirs::Ellipsis,
    }
}

impl Writer {
    pub(super) fn exprs(&mut self, field: Field) -> Made<Vec<Expr>> {
        list_of(field).into_iter().map(|e| self.expr(e)).collect()
    }

    pub(super) fn boxed(&mut self, field: Field) -> Made<Box<Expr>> {
        self.expr(field).map(Box::new)
    }

    pub(super) fn opt_expr(&mut self, field: Field) -> Made<Option<Box<Expr>>> {
        match field {
            Field::None => Ok(None),
            field => self.boxed(field).map(Some),
        }
    }

    pub(super) fn expr(&mut self, field: Field) -> Made<Expr> {
        let node = node_of(field, "expression list")?;
        let (range, node_index) = (self.range(node.span()), index());
        Ok(match node.kind {
            "BoolOp" => {
                let [op, values] = take(node.fields)?;
                let op = if op.node().is_some_and(|n| n.kind == "Or") { ast::BoolOp::Or } else { ast::BoolOp::And };
                Expr::BoolOp(ast::ExprBoolOp { node_index, range, op, values: self.exprs(values)?, runtime_values: None })
            }
            "NamedExpr" => {
                let [target, value] = take(node.fields)?;
                Expr::Named(ast::ExprNamed { node_index, range, target: self.boxed(target)?, value: self.boxed(value)? })
            }
            "BinOp" => {
                let [left, op, right] = take(node.fields)?;
                Expr::BinOp(ast::ExprBinOp { node_index, range, left: self.boxed(left)?, op: operator(&op), right: self.boxed(right)? })
            }
            "UnaryOp" => {
                let [op, operand] = take(node.fields)?;
                let op = match op.node().map_or("", |n| n.kind) {
                    "Invert" => ast::UnaryOp::Invert,
                    "Not" => ast::UnaryOp::Not,
                    "UAdd" => ast::UnaryOp::UAdd,
                    _ => ast::UnaryOp::USub,
                };
                Expr::UnaryOp(ast::ExprUnaryOp { node_index, range, op, operand: self.boxed(operand)? })
            }
            "Lambda" => {
                let [parameters, body] = take(node.fields)?;
                let parameters = self.parameters(parameters, range)?;
                let parameters = (parameters.iter().next().is_some()).then(|| Box::new(parameters));
                Expr::Lambda(ast::ExprLambda { node_index, range, parameters, body: self.boxed(body)? })
            }
            "IfExp" => {
                let [test, body, orelse] = take(node.fields)?;
                Expr::If(ast::ExprIf { node_index, range, test: self.boxed(test)?, body: self.boxed(body)?, orelse: self.boxed(orelse)? })
            }
            "Compare" => {
                let [left, ops, comparators] = take(node.fields)?;
                let ops = ops.items().iter().map(comparison).collect();
                let (left, comparators) = (self.boxed(left)?, self.exprs(comparators)?.into());
                Expr::Compare(ast::ExprCompare { node_index, range, left, ops, comparators, runtime_comparators: None })
            }
            "Call" => self.call(node, range)?,
            "Constant" => self.constant(node, range)?,
            "JoinedStr" | "FormattedValue" | "TemplateStr" | "Interpolation" => self.joined(node, range)?,
            "Attribute" | "Subscript" | "Starred" | "Name" | "List" | "Tuple" => self.target(node, range)?,
            _ => self.other(node, range)?,
        })
    }

    fn target(&mut self, node: Node, range: TextRange) -> Made<Expr> {
        let node_index = index();
        if matches!(node.kind, "Attribute" | "Subscript") {
            let kind = node.kind;
            let [value, second, ctx] = take(node.fields)?;
            let (value, ctx) = (self.boxed(value)?, context(&ctx));
            if kind == "Subscript" {
                return Ok(Expr::Subscript(ast::ExprSubscript { node_index, range, value, slice: self.boxed(second)?, ctx }));
            }
            let attr = identifier(second, range);
            return Ok(Expr::Attribute(ast::ExprAttribute { node_index, range, value, attr, ctx }));
        }
        let kind = node.kind;
        let [first, ctx] = take(node.fields)?;
        let ctx = context(&ctx);
        Ok(match kind {
            "Starred" => Expr::Starred(ast::ExprStarred { node_index, range, value: self.boxed(first)?, ctx }),
            "Name" => Expr::Name(ast::ExprName { node_index, range, id: name_of(first).into(), ctx }),
            "List" => Expr::List(ast::ExprList { node_index, range, elts: self.exprs(first)?, ctx, runtime_elts: None }),
            _ => Expr::Tuple(ast::ExprTuple { node_index, range, elts: self.exprs(first)?, ctx, parenthesized: true, runtime_elts: None }),
        })
    }

    fn other(&mut self, node: Node, range: TextRange) -> Made<Expr> {
        let node_index = index();
        let kind = node.kind;
        Ok(match kind {
            "Await" | "Yield" | "YieldFrom" => {
                let [value] = take(node.fields)?;
                match kind {
                    "Await" => Expr::Await(ast::ExprAwait { node_index, range, value: self.boxed(value)? }),
                    "Yield" => Expr::Yield(ast::ExprYield { node_index, range, value: self.opt_expr(value)? }),
                    _ => Expr::YieldFrom(ast::ExprYieldFrom { node_index, range, value: self.boxed(value)? }),
                }
            }
            "Dict" => {
                let [keys, values] = take(node.fields)?;
                let mut items = Vec::new();
                for (key, value) in list_of(keys).into_iter().zip(list_of(values)) {
                    items.push(ast::DictItem { key: self.opt_expr(key)?.map(|k| *k), value: self.expr(value)? });
                }
                Expr::Dict(ast::ExprDict { node_index, range, items, runtime_values: None })
            }
            "Set" => {
                let [elts] = take(node.fields)?;
                Expr::Set(ast::ExprSet { node_index, range, elts: self.exprs(elts)?, runtime_elts: None })
            }
            "ListComp" | "SetComp" | "GeneratorExp" => {
                let [elt, generators] = take(node.fields)?;
                let (elt, generators) = (self.boxed(elt)?, self.generators(generators)?);
                match kind {
                    "ListComp" => Expr::ListComp(ast::ExprListComp { node_index, range, elt, generators }),
                    "SetComp" => Expr::SetComp(ast::ExprSetComp { node_index, range, elt, generators }),
                    _ => Expr::Generator(ast::ExprGenerator { node_index, range, elt, generators, parenthesized: true }),
                }
            }
            "DictComp" => {
                let [key, value, generators] = take(node.fields)?;
                let (key, value) = (self.opt_expr(key)?, self.boxed(value)?);
                Expr::DictComp(ast::ExprDictComp { node_index, range, key, value, generators: self.generators(generators)? })
            }
            "Slice" => {
                let [lower, upper, step] = take(node.fields)?;
                let (lower, upper, step) = (self.opt_expr(lower)?, self.opt_expr(upper)?, self.opt_expr(step)?);
                Expr::Slice(ast::ExprSlice { node_index, range, lower, upper, step })
            }
            other => return Err(TreeError::Value(format!("unexpected node {other}"))),
        })
    }

    fn call(&mut self, node: Node, range: TextRange) -> Made<Expr> {
        let [func, args, keywords] = take(node.fields)?;
        let func = self.boxed(func)?;
        // The parentheses are what is left of the call behind the function.
        let inside = TextRange::new(func.range().end().min(range.end()), range.end());
        let arguments = ast::Arguments {
            range: inside,
            node_index: index(),
            args: self.exprs(args)?.into(),
            keywords: self.keywords(keywords)?.into_iter().collect(),
            runtime_args: None,
            runtime_bases: None,
        };
        Ok(Expr::Call(ast::ExprCall { node_index: index(), range_start: range.start(), func, arguments }))
    }

    pub(super) fn keywords(&mut self, field: Field) -> Made<Vec<ast::Keyword>> {
        let mut out = Vec::new();
        for keyword in list_of(field) {
            let node = node_of(keyword, "keyword list")?;
            let range = self.range(node.span());
            let [arg, value] = take(node.fields)?;
            out.push(ast::Keyword { range, node_index: index(), arg: opt_identifier(arg, range), value: self.expr(value)? });
        }
        Ok(out)
    }

    fn generators(&mut self, field: Field) -> Made<Vec<ast::Comprehension>> {
        let mut out = Vec::new();
        for generator in list_of(field) {
            let node = node_of(generator, "comprehension list")?;
            let range = self.around(&node.fields);
            let [target, iter, ifs, is_async] = take(node.fields)?;
            out.push(ast::Comprehension {
                range,
                node_index: index(),
                target: self.expr(target)?,
                iter: self.expr(iter)?,
                ifs: self.exprs(ifs)?,
                is_async: !matches!(is_async, Field::Int(0)),
                runtime_ifs: None,
                runtime_is_async: None,
            });
        }
        Ok(out)
    }

    fn constant(&mut self, node: Node, range: TextRange) -> Made<Expr> {
        let node_index = index();
        let [value, _kind] = take(node.fields)?;
        let Field::Const(value) = value else { return Err(TreeError::Value("field 'value' is required for Constant".to_owned())) };
        let number = |value| Expr::NumberLiteral(ast::ExprNumberLiteral { node_index: index(), range, value });
        Ok(match value {
            Const::Str(text) => Expr::StringLiteral(ast::ExprStringLiteral { node_index, range, value: self.literal(&text, range) }),
            Const::Bytes(value) => {
                let literal = ast::BytesLiteral { range, node_index: index(), value, flags: ast::BytesLiteralFlags::empty() };
                Expr::BytesLiteral(ast::ExprBytesLiteral { node_index, range, value: ast::BytesLiteralValue::single(literal) })
            }
            Const::Bool(value) => Expr::BooleanLiteral(ast::ExprBooleanLiteral { node_index, range, value }),
            Const::None => Expr::NoneLiteral(ast::ExprNoneLiteral { node_index, range }),
            Const::Ellipsis => Expr::EllipsisLiteral(ast::ExprEllipsisLiteral { node_index, range }),
            Const::Int(i) if i >= 0 => number(ast::Number::Int((i as u64).into())),
            Const::Float(f) if f.is_sign_positive() => number(ast::Number::Float(f)),
            Const::Complex(real, imag) if real == 0.0 && real.is_sign_positive() && imag.is_sign_positive() => number(ast::Number::Complex { real, imag }),
            other => Expr::Constant(ast::ExprConstant { node_index, range, value: constant_value(other), kind: None, invalid_type: None }),
        })
    }

    /// A string. The compiler reads one with lone surrogates, or with the character that it uses for them, from the text.
    pub(super) fn literal(&mut self, text: &Wtf8Buf, range: TextRange) -> ast::StringLiteralValue {
        let plain = text.as_str().ok().filter(|t| !t.contains(char::REPLACEMENT_CHARACTER));
        let (value, range) = match plain {
            Some(plain) => (plain.to_owned(), range),
            None => {
                let (start, end) = self.canvas.write(&format!("\"{}\"", super::strings::escaped(text)));
                (char::REPLACEMENT_CHARACTER.to_string(), TextRange::new(TextSize::new(start), TextSize::new(end)))
            }
        };
        let flags = ast::StringLiteralFlags::empty();
        ast::StringLiteralValue::single(ast::StringLiteral { range, node_index: index(), value: value.into(), flags })
    }
}
