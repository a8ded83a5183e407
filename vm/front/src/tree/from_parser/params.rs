//! Parameters and type parameters.

use ruff_python_ast as ast;

use super::{Field, Node, Reader, name};

impl Reader<'_> {
    /// `arguments`; a lambda without any has none.
    pub(super) fn parameters(&self, parameters: Option<&ast::Parameters>) -> Field {
        let empty = || Field::List(Vec::new());
        let Some(p) = parameters else {
            return Node::new("arguments", vec![empty(), empty(), Field::None, empty(), empty(), Field::None, empty()]).into();
        };
        let args = |params: &[ast::ParameterWithDefault]| Field::List(params.iter().map(|p| self.parameter(&p.parameter)).collect());
        let one = |param: Option<&ast::Parameter>| param.map_or(Field::None, |p| self.parameter(p));
        let kw_defaults = p.kwonlyargs.iter().map(|p| self.opt_expr(p.default.as_deref())).collect();
        let defaults = p.posonlyargs.iter().chain(p.args.iter()).filter_map(|p| p.default.as_deref());
        let fields = vec![
            args(&p.posonlyargs),
            args(&p.args),
            one(p.vararg.as_deref()),
            args(&p.kwonlyargs),
            Field::List(kw_defaults),
            one(p.kwarg.as_deref()),
            self.exprs(defaults),
        ];
        Node::new("arguments", fields).into()
    }

    fn parameter(&self, p: &ast::Parameter) -> Field {
        // The stars of `*args` are no part of the node.
        let start = p.name.range.start();
        let end = p.range.end().max(p.name.range.end());
        let range = ruff_text_size::TextRange::new(start, end);
        self.node("arg", range, vec![name(&p.name), self.opt_expr(p.annotation.as_deref()), Field::None]).into()
    }

    /// The list of type parameters.
    pub(super) fn type_params(&self, params: Option<&ast::TypeParams>) -> Field {
        let params = params.map_or(&[][..], |p| &p.type_params);
        Field::List(params.iter().map(|p| self.type_param(p).into()).collect())
    }

    fn type_param(&self, p: &ast::TypeParam) -> Node {
        match p {
            ast::TypeParam::TypeVar(v) => {
                self.node("TypeVar", v.range, vec![name(&v.name), self.opt_expr(v.bound.as_deref()), self.opt_expr(v.default.as_deref())])
            }
            ast::TypeParam::ParamSpec(v) => self.node("ParamSpec", v.range, vec![name(&v.name), self.opt_expr(v.default.as_deref())]),
            ast::TypeParam::TypeVarTuple(v) => self.node("TypeVarTuple", v.range, vec![name(&v.name), self.opt_expr(v.default.as_deref())]),
        }
    }
}
