//! Expressions.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;
use rustpython_codegen::compile::ruff_int_to_bigint;
use rustpython_codegen::string_literal_value;

use super::{Field, Node, Reader, mark, name, opt_name};
use crate::bytecode::Const;

fn context(ctx: ast::ExprContext) -> Field {
    mark(match ctx {
        ast::ExprContext::Load | ast::ExprContext::Invalid => "Load",
        ast::ExprContext::Store => "Store",
        ast::ExprContext::Del => "Del",
    })
}

/// The class of a binary operator.
pub(super) fn operator(op: ast::Operator) -> Field {
    use ast::Operator as Op;
    mark(match op {
        Op::Add => "Add",
        Op::Sub => "Sub",
        Op::Mult => "Mult",
        Op::MatMult => "MatMult",
        Op::Div => "Div",
        Op::Mod => "Mod",
        Op::Pow => "Pow",
        Op::LShift => "LShift",
        Op::RShift => "RShift",
        Op::BitOr => "BitOr",
        Op::BitXor => "BitXor",
        Op::BitAnd => "BitAnd",
        Op::FloorDiv => "FloorDiv",
    })
}

fn comparison(op: ast::CmpOp) -> Field {
    use ast::CmpOp as Op;
    mark(match op {
        Op::Eq => "Eq",
        Op::NotEq => "NotEq",
        Op::Lt => "Lt",
        Op::LtE => "LtE",
        Op::Gt => "Gt",
        Op::GtE => "GtE",
        Op::Is => "Is",
        Op::IsNot => "IsNot",
        Op::In => "In",
        Op::NotIn => "NotIn",
    })
}

/// The parser's int as a constant.
fn int_constant(int: &ast::Int) -> Const {
    match int.as_i64() {
        Some(small) => Const::Int(small),
        None => ruff_int_to_bigint(int).map_or(Const::Int(0), Const::BigInt),
    }
}

fn number(value: &ast::Number) -> Const {
    match value {
        ast::Number::Int(int) => int_constant(int),
        ast::Number::Float(f) => Const::Float(*f),
        ast::Number::Complex { real, imag } => Const::Complex(*real, *imag),
    }
}

impl Reader<'_> {
    pub(in crate::tree) fn expr(&self, e: &Expr) -> Field {
        self.expr_node(e).into()
    }

    pub(super) fn opt_expr(&self, e: Option<&Expr>) -> Field {
        e.map_or(Field::None, |e| self.expr(e))
    }

    pub(super) fn exprs<'e>(&self, items: impl IntoIterator<Item = &'e Expr>) -> Field {
        Field::List(items.into_iter().map(|e| self.expr(e)).collect())
    }

    fn expr_node(&self, e: &Expr) -> Node {
        let (kind, fields) = match e {
            Expr::BoolOp(x) => {
                let op = match x.op {
                    ast::BoolOp::And => "And",
                    ast::BoolOp::Or => "Or",
                };
                ("BoolOp", vec![mark(op), self.exprs(&x.values)])
            }
            Expr::Named(x) => ("NamedExpr", vec![self.expr(&x.target), self.expr(&x.value)]),
            Expr::BinOp(x) => ("BinOp", vec![self.expr(&x.left), operator(x.op), self.expr(&x.right)]),
            Expr::UnaryOp(x) => {
                let op = match x.op {
                    ast::UnaryOp::Invert => "Invert",
                    ast::UnaryOp::Not => "Not",
                    ast::UnaryOp::UAdd => "UAdd",
                    ast::UnaryOp::USub => "USub",
                };
                ("UnaryOp", vec![mark(op), self.expr(&x.operand)])
            }
            Expr::Lambda(x) => ("Lambda", vec![self.parameters(x.parameters.as_deref()), self.expr(&x.body)]),
            Expr::If(x) => ("IfExp", vec![self.expr(&x.test), self.expr(&x.body), self.expr(&x.orelse)]),
            Expr::Await(x) => ("Await", vec![self.expr(&x.value)]),
            Expr::Yield(x) => ("Yield", vec![self.opt_expr(x.value.as_deref())]),
            Expr::YieldFrom(x) => ("YieldFrom", vec![self.expr(&x.value)]),
            Expr::Compare(x) => {
                let ops = Field::List(x.ops.iter().map(|op| comparison(*op)).collect());
                ("Compare", vec![self.expr(&x.left), ops, self.exprs(x.comparators.iter())])
            }
            Expr::Call(x) => return self.call(x),
            Expr::Dict(_) | Expr::Set(_) | Expr::List(_) | Expr::Tuple(_) => self.display(e),
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => self.comprehension_of(e),
            Expr::Attribute(x) => ("Attribute", vec![self.expr(&x.value), name(&x.attr), context(x.ctx)]),
            Expr::Subscript(x) => ("Subscript", vec![self.expr(&x.value), self.expr(&x.slice), context(x.ctx)]),
            Expr::Starred(x) => ("Starred", vec![self.expr(&x.value), context(x.ctx)]),
            Expr::Name(x) => ("Name", vec![Field::Name(x.id.to_string()), context(x.ctx)]),
            Expr::Slice(x) => ("Slice", [&x.lower, &x.upper, &x.step].iter().map(|e| self.opt_expr(e.as_deref())).collect()),
            Expr::FString(x) => return self.joined(x),
            Expr::TString(x) => return self.template(x),
            _ => self.constant(e),
        };
        self.node(kind, e.range(), fields)
    }

    fn call(&self, x: &ast::ExprCall) -> Node {
        let args = match &*x.arguments.args {
            [Expr::Generator(only)] if !only.parenthesized => {
                let (kind, fields) = self.comprehension_of(&x.arguments.args[0]);
                Field::List(vec![self.node(kind, x.arguments.range, fields).into()])
            }
            args => self.exprs(args),
        };
        self.node("Call", x.range(), vec![self.expr(&x.func), args, self.keywords(&x.arguments.keywords)])
    }

    pub(super) fn keywords(&self, keywords: &[ast::Keyword]) -> Field {
        let keyword = |k: &ast::Keyword| self.node("keyword", k.range, vec![opt_name(k.arg.as_ref()), self.expr(&k.value)]).into();
        Field::List(keywords.iter().map(keyword).collect())
    }

    fn display(&self, e: &Expr) -> (&'static str, Vec<Field>) {
        match e {
            Expr::Dict(x) => {
                let keys = x.items.iter().map(|item| self.opt_expr(item.key.as_ref())).collect();
                ("Dict", vec![Field::List(keys), self.exprs(x.items.iter().map(|item| &item.value))])
            }
            Expr::Set(x) => ("Set", vec![self.exprs(&x.elts)]),
            Expr::List(x) => ("List", vec![self.exprs(&x.elts), context(x.ctx)]),
            Expr::Tuple(x) => ("Tuple", vec![self.exprs(&x.elts), context(x.ctx)]),
            other => self.constant(other),
        }
    }

    fn comprehension_of(&self, e: &Expr) -> (&'static str, Vec<Field>) {
        match e {
            Expr::ListComp(x) => ("ListComp", vec![self.expr(&x.elt), self.generators(&x.generators)]),
            Expr::SetComp(x) => ("SetComp", vec![self.expr(&x.elt), self.generators(&x.generators)]),
            Expr::DictComp(x) => ("DictComp", vec![self.opt_expr(x.key.as_deref()), self.expr(&x.value), self.generators(&x.generators)]),
            Expr::Generator(x) => ("GeneratorExp", vec![self.expr(&x.elt), self.generators(&x.generators)]),
            other => self.constant(other),
        }
    }

    fn generators(&self, generators: &[ast::Comprehension]) -> Field {
        let one = |g: &ast::Comprehension| {
            let fields = vec![self.expr(&g.target), self.expr(&g.iter), self.exprs(&g.ifs), Field::Int(i64::from(g.is_async))];
            Node::new("comprehension", fields).into()
        };
        Field::List(generators.iter().map(one).collect())
    }

    fn constant(&self, e: &Expr) -> (&'static str, Vec<Field>) {
        let mut kind = Field::None;
        let value = match e {
            Expr::StringLiteral(x) => {
                if x.value.iter().next().is_some_and(|part| part.flags.prefix().is_unicode()) {
                    kind = Field::Name("u".to_owned());
                }
                Const::Str(string_literal_value(self.file, &x.value))
            }
            Expr::BytesLiteral(x) => Const::Bytes(x.value.iter().flat_map(|part| part.value.iter().copied()).collect()),
            Expr::NumberLiteral(x) => number(&x.value),
            Expr::BooleanLiteral(x) => Const::Bool(x.value),
            Expr::EllipsisLiteral(_) => Const::Ellipsis,
            _ => Const::None,
        };
        ("Constant", vec![Field::Const(value), kind])
    }
}
