//! Statements.

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::expr::operator;
use super::{Field, Node, Reader, name, opt_name};

impl Reader<'_> {
    pub(super) fn stmt(&self, s: &Stmt) -> Node {
        let (kind, fields) = match s {
            Stmt::FunctionDef(x) => return self.function(x),
            Stmt::ClassDef(x) => return self.class(x),
            Stmt::Return(x) => ("Return", vec![self.opt_expr(x.value.as_deref())]),
            Stmt::Delete(x) => ("Delete", vec![self.exprs(&x.targets)]),
            Stmt::Assign(x) => ("Assign", vec![self.exprs(&x.targets), self.expr(&x.value), Field::None]),
            Stmt::TypeAlias(x) => ("TypeAlias", vec![self.expr(&x.name), self.type_params(x.type_params.as_deref()), self.expr(&x.value)]),
            Stmt::AugAssign(x) => ("AugAssign", vec![self.expr(&x.target), operator(x.op), self.expr(&x.value)]),
            Stmt::AnnAssign(x) => {
                let value = self.opt_expr(x.value.as_deref());
                ("AnnAssign", vec![self.expr(&x.target), self.expr(&x.annotation), value, Field::Int(i64::from(x.simple))])
            }
            Stmt::For(_) | Stmt::While(_) | Stmt::If(_) | Stmt::With(_) | Stmt::Match(_) | Stmt::Try(_) => {
                let (kind, fields) = self.compound(s);
                return self.node(kind, self.block_range(s.range()), fields);
            }
            Stmt::Raise(x) => ("Raise", vec![self.opt_expr(x.exc.as_deref()), self.opt_expr(x.cause.as_deref())]),
            Stmt::Assert(x) => ("Assert", vec![self.expr(&x.test), self.opt_expr(x.msg.as_deref())]),
            Stmt::Import(x) => ("Import", vec![self.aliases(&x.names)]),
            Stmt::ImportFrom(x) => ("ImportFrom", vec![opt_name(x.module.as_ref()), self.aliases(&x.names), Field::Int(i64::from(x.level))]),
            Stmt::Global(x) => ("Global", vec![Field::List(x.names.iter().map(name).collect())]),
            Stmt::Nonlocal(x) => ("Nonlocal", vec![Field::List(x.names.iter().map(name).collect())]),
            Stmt::Expr(x) => ("Expr", vec![self.expr(&x.value)]),
            Stmt::Break(_) => ("Break", vec![]),
            Stmt::Continue(_) => ("Continue", vec![]),
            Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => ("Pass", vec![]),
        };
        self.node(kind, s.range(), fields)
    }

    /// A block ends behind the semicolon of its last statement.
    fn block_range(&self, range: TextRange) -> TextRange {
        let rest = &self.text[range.end().to_usize()..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let semicolon = rest[blanks..].starts_with(';');
        if semicolon { TextRange::new(range.start(), range.end() + TextSize::new(blanks as u32 + 1)) } else { range }
    }

    fn compound(&self, s: &Stmt) -> (&'static str, Vec<Field>) {
        match s {
            Stmt::For(x) => {
                let kind = if x.is_async { "AsyncFor" } else { "For" };
                (kind, vec![self.expr(&x.target), self.expr(&x.iter), self.body(&x.body), self.body(&x.orelse), Field::None])
            }
            Stmt::While(x) => ("While", vec![self.expr(&x.test), self.body(&x.body), self.body(&x.orelse)]),
            Stmt::If(x) => ("If", vec![self.expr(&x.test), self.body(&x.body), self.clauses(&x.elif_else_clauses, x.range.end())]),
            Stmt::With(x) => {
                let item = |i: &ast::WithItem| Node::new("withitem", vec![self.expr(&i.context_expr), self.opt_expr(i.optional_vars.as_deref())]).into();
                let kind = if x.is_async { "AsyncWith" } else { "With" };
                (kind, vec![Field::List(x.items.iter().map(item).collect()), self.body(&x.body), Field::None])
            }
            Stmt::Match(x) => ("Match", vec![self.expr(&x.subject), Field::List(x.cases.iter().map(|c| self.match_case(c)).collect())]),
            Stmt::Try(x) => {
                let handler = |h: &ast::ExceptHandler| {
                    let ast::ExceptHandler::ExceptHandler(h) = h;
                    self.node(
                        "ExceptHandler",
                        self.block_range(h.range),
                        vec![self.opt_expr(h.type_.as_deref()), opt_name(h.name.as_ref()), self.body(&h.body)],
                    )
                    .into()
                };
                let handlers = Field::List(x.handlers.iter().map(handler).collect());
                let kind = if x.is_star { "TryStar" } else { "Try" };
                (kind, vec![self.body(&x.body), handlers, self.body(&x.orelse), self.body(&x.finalbody)])
            }
            _ => ("Pass", vec![]),
        }
    }

    /// The `elif` and `else` clauses that are left: each `elif` is an `If` in the `orelse` of the one before it.
    fn clauses(&self, clauses: &[ast::ElifElseClause], end: TextSize) -> Field {
        let mut orelse = Field::List(Vec::new());
        for clause in clauses.iter().rev() {
            orelse = match &clause.test {
                None => self.body(&clause.body),
                Some(test) => {
                    let range = self.block_range(TextRange::new(clause.range.start(), end));
                    let elif = self.node("If", range, vec![self.expr(test), self.body(&clause.body), orelse]);
                    Field::List(vec![elif.into()])
                }
            };
        }
        orelse
    }

    fn aliases(&self, names: &[ast::Alias]) -> Field {
        let alias = |a: &ast::Alias| self.node("alias", a.range, vec![name(&a.name), opt_name(a.asname.as_ref())]).into();
        Field::List(names.iter().map(alias).collect())
    }

    fn decorators(&self, list: &[ast::Decorator]) -> Field {
        self.exprs(list.iter().map(|d| &d.expression))
    }

    /// A definition stands where its keyword does, behind the decorators.
    fn definition_range(&self, range: TextRange, decorators: &[ast::Decorator]) -> TextRange {
        let range = self.block_range(range);
        let Some(last) = decorators.last() else { return range };
        let mut at = last.range.end().to_usize();
        let bytes = self.text.as_bytes();
        while let Some(b) = bytes.get(at) {
            match b {
                b'#' => at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at),
                b if b.is_ascii_alphabetic() => break,
                _ => at += 1,
            }
        }
        let at = TextSize::new(at as u32);
        if at < range.end() { TextRange::new(at, range.end()) } else { range }
    }

    fn function(&self, x: &ast::StmtFunctionDef) -> Node {
        let fields = vec![
            name(&x.name),
            self.parameters(Some(&x.parameters)),
            self.body(&x.body),
            self.decorators(&x.decorator_list),
            self.opt_expr(x.returns.as_deref()),
            Field::None,
            self.type_params(x.type_params.as_deref()),
        ];
        self.node(if x.is_async { "AsyncFunctionDef" } else { "FunctionDef" }, self.definition_range(x.range, &x.decorator_list), fields)
    }

    fn class(&self, x: &ast::StmtClassDef) -> Node {
        let (bases, keywords) = match x.arguments.as_deref() {
            Some(a) => (self.exprs(a.args.iter()), self.keywords(&a.keywords)),
            None => (Field::List(Vec::new()), Field::List(Vec::new())),
        };
        let type_params = self.type_params(x.type_params.as_deref());
        let fields = vec![name(&x.name), bases, keywords, self.body(&x.body), self.decorators(&x.decorator_list), type_params];
        self.node("ClassDef", self.definition_range(x.range, &x.decorator_list), fields)
    }
}
