//! Patterns of `match`.

use ruff_python_ast::{self as ast, Pattern};
use ruff_text_size::Ranged;

use super::{Field, Node, Reader, name, opt_name};
use crate::bytecode::Const;

impl Reader<'_> {
    fn patterns<'e>(&self, items: impl IntoIterator<Item = &'e Pattern>) -> Field {
        Field::List(items.into_iter().map(|p| self.pattern(p)).collect())
    }

    fn pattern(&self, p: &Pattern) -> Field {
        let (kind, fields) = match p {
            Pattern::MatchValue(x) => ("MatchValue", vec![self.expr(&x.value)]),
            Pattern::MatchSingleton(x) => {
                let value = match x.value {
                    ast::Singleton::None => Const::None,
                    ast::Singleton::True => Const::Bool(true),
                    ast::Singleton::False => Const::Bool(false),
                };
                ("MatchSingleton", vec![Field::Const(value)])
            }
            Pattern::MatchSequence(x) => ("MatchSequence", vec![self.patterns(&x.patterns)]),
            Pattern::MatchMapping(x) => ("MatchMapping", vec![self.exprs(x.keys.iter()), self.patterns(x.patterns.iter()), opt_name(x.rest.as_ref())]),
            Pattern::MatchClass(x) => {
                let attrs = x.arguments.keywords.iter().map(|k| name(&k.attr)).collect();
                let by_name = self.patterns(x.arguments.keywords.iter().map(|k| &k.pattern));
                ("MatchClass", vec![self.expr(&x.cls), self.patterns(x.arguments.patterns.iter()), Field::List(attrs), by_name])
            }
            Pattern::MatchStar(x) => ("MatchStar", vec![opt_name(x.name.as_ref())]),
            Pattern::MatchAs(x) => ("MatchAs", vec![x.pattern.as_deref().map_or(Field::None, |p| self.pattern(p)), opt_name(x.name.as_ref())]),
            Pattern::MatchOr(x) => ("MatchOr", vec![self.patterns(&x.patterns)]),
        };
        self.node(kind, p.range(), fields).into()
    }

    pub(super) fn match_case(&self, case: &ast::MatchCase) -> Field {
        Node::new("match_case", vec![self.pattern(&case.pattern), self.opt_expr(case.guard.as_deref()), self.body(&case.body)]).into()
    }
}
