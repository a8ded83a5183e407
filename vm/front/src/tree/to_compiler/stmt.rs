//! Statements, parameters and type parameters.

use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::expr::operator;
use super::{Field, Made, Node, TreeError, Writer, identifier, index, list_of, node_of, opt_identifier, take};

impl Writer {
    pub(super) fn body(&mut self, field: Field) -> Made<ast::Suite> {
        list_of(field).into_iter().map(|s| self.stmt(s)).collect()
    }

    fn stmt(&mut self, field: Field) -> Made<Stmt> {
        let node = node_of(field, "statement list")?;
        let (range, node_index, kind) = (self.range(node.span()), index(), node.kind);
        Ok(match kind {
            "FunctionDef" | "AsyncFunctionDef" => self.function(node, range)?,
            "ClassDef" => self.class(node, range)?,
            "Return" => {
                let [value] = take(node.fields)?;
                Stmt::Return(ast::StmtReturn { node_index, range, value: self.opt_expr(value)? })
            }
            "Delete" => {
                let [targets] = take(node.fields)?;
                Stmt::Delete(ast::StmtDelete { node_index, range, targets: self.exprs(targets)?, runtime_targets: None })
            }
            "Assign" => {
                let [targets, value, _comment] = take(node.fields)?;
                let (targets, value) = (self.exprs(targets)?, self.boxed(value)?);
                let none = (None, None, None);
                let (runtime_targets, runtime_type_comment, runtime_type_comment_bytes) = none;
                Stmt::Assign(ast::StmtAssign { node_index, range, targets, value, runtime_targets, runtime_type_comment, runtime_type_comment_bytes })
            }
            "TypeAlias" => {
                let [name, type_params, value] = take(node.fields)?;
                let (name, type_params) = (self.boxed(name)?, self.type_params(type_params)?);
                Stmt::TypeAlias(ast::StmtTypeAlias { node_index, range, name, type_params, value: self.boxed(value)? })
            }
            "AugAssign" => {
                let [target, op, value] = take(node.fields)?;
                Stmt::AugAssign(ast::StmtAugAssign { node_index, range, target: self.boxed(target)?, op: operator(&op), value: self.boxed(value)? })
            }
            "AnnAssign" => {
                let [target, annotation, value, simple] = take(node.fields)?;
                Stmt::AnnAssign(ast::StmtAnnAssign {
                    node_index,
                    range,
                    target: self.boxed(target)?,
                    annotation: self.boxed(annotation)?,
                    value: self.opt_expr(value)?,
                    simple: !matches!(simple, Field::Int(0)),
                    runtime_simple: None,
                })
            }
            "For" | "AsyncFor" | "While" | "If" | "With" | "AsyncWith" | "Match" | "Try" | "TryStar" => self.compound(node, range)?,
            _ => self.simple(node, range)?,
        })
    }

    fn simple(&mut self, node: Node, range: TextRange) -> Made<Stmt> {
        let (node_index, kind) = (index(), node.kind);
        Ok(match kind {
            "Raise" => {
                let [exc, cause] = take(node.fields)?;
                Stmt::Raise(ast::StmtRaise { node_index, range, exc: self.opt_expr(exc)?, cause: self.opt_expr(cause)? })
            }
            "Assert" => {
                let [test, msg] = take(node.fields)?;
                Stmt::Assert(ast::StmtAssert { node_index, range, test: self.boxed(test)?, msg: self.opt_expr(msg)? })
            }
            "Import" => {
                let [names] = take(node.fields)?;
                Stmt::Import(ast::StmtImport { node_index, range, names: self.aliases(names)?, is_lazy: false })
            }
            "ImportFrom" => {
                let [module, names, level] = take(node.fields)?;
                let level = if let Field::Int(level) = level { u32::try_from(level).unwrap_or(0) } else { 0 };
                let (module, names) = (opt_identifier(module, range), self.aliases(names)?);
                Stmt::ImportFrom(ast::StmtImportFrom { node_index, range, module, names, level, is_lazy: false, runtime_level: None })
            }
            "Global" | "Nonlocal" => {
                let [names] = take(node.fields)?;
                let names = list_of(names).into_iter().map(|n| identifier(n, range)).collect();
                match kind {
                    "Global" => Stmt::Global(ast::StmtGlobal { node_index, range, names }),
                    _ => Stmt::Nonlocal(ast::StmtNonlocal { node_index, range, names }),
                }
            }
            "Expr" => {
                let [value] = take(node.fields)?;
                Stmt::Expr(ast::StmtExpr { node_index, range, value: self.boxed(value)? })
            }
            "Pass" => Stmt::Pass(ast::StmtPass { node_index, range }),
            "Break" => Stmt::Break(ast::StmtBreak { node_index, range }),
            "Continue" => Stmt::Continue(ast::StmtContinue { node_index, range }),
            other => return Err(TreeError::Value(format!("unexpected node {other}"))),
        })
    }

    fn compound(&mut self, node: Node, range: TextRange) -> Made<Stmt> {
        let (node_index, kind) = (index(), node.kind);
        Ok(match kind {
            "For" | "AsyncFor" => {
                let [target, iter, body, orelse, _comment] = take(node.fields)?;
                Stmt::For(ast::StmtFor {
                    node_index,
                    range,
                    is_async: kind == "AsyncFor",
                    target: self.boxed(target)?,
                    iter: self.boxed(iter)?,
                    body: self.body(body)?,
                    orelse: self.body(orelse)?,
                    runtime_type_comment: None,
                    runtime_type_comment_bytes: None,
                    runtime_body: None,
                    runtime_orelse: None,
                })
            }
            "While" => {
                let [test, body, orelse] = take(node.fields)?;
                let (test, body, orelse) = (self.boxed(test)?, self.body(body)?, self.body(orelse)?);
                Stmt::While(ast::StmtWhile { node_index, range, test, body, orelse, runtime_body: None, runtime_orelse: None })
            }
            "If" => {
                let [test, body, orelse] = take(node.fields)?;
                let (test, body) = (self.boxed(test)?, self.body(body)?);
                let elif_else_clauses = self.clauses(orelse)?;
                Stmt::If(ast::StmtIf { node_index, range, test, body, elif_else_clauses, runtime_body: None })
            }
            "With" | "AsyncWith" => self.with(node, range)?,
            "Match" => {
                let [subject, cases] = take(node.fields)?;
                let subject = self.boxed(subject)?;
                let cases = list_of(cases).into_iter().map(|c| self.match_case(c)).collect::<Made<_>>()?;
                Stmt::Match(ast::StmtMatch { node_index, range, subject, cases })
            }
            _ => {
                let [body, handlers, orelse, finalbody] = take(node.fields)?;
                let body = self.body(body)?;
                let handlers = list_of(handlers).into_iter().map(|h| self.handler(h)).collect::<Made<_>>()?;
                Stmt::Try(ast::StmtTry {
                    node_index,
                    range,
                    body,
                    handlers,
                    orelse: self.body(orelse)?,
                    finalbody: self.body(finalbody)?,
                    is_star: kind == "TryStar",
                    runtime_body: None,
                    runtime_handlers: None,
                    runtime_orelse: None,
                    runtime_finalbody: None,
                })
            }
        })
    }

    fn with(&mut self, node: Node, range: TextRange) -> Made<Stmt> {
        let is_async = node.kind == "AsyncWith";
        let [items, body, _comment] = take(node.fields)?;
        let mut made = Vec::new();
        for item in list_of(items) {
            let item = node_of(item, "withitem list")?;
            let range = self.around(&item.fields);
            let [context_expr, optional_vars] = take(item.fields)?;
            made.push(ast::WithItem { range, node_index: index(), context_expr: self.expr(context_expr)?, optional_vars: self.opt_expr(optional_vars)? });
        }
        Ok(Stmt::With(ast::StmtWith {
            node_index: index(),
            range,
            is_async,
            items: made,
            body: self.body(body)?,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
            runtime_body: None,
        }))
    }

    /// What follows an `if`: a lone `if` in its `orelse` is an `elif`, however many follow each other.
    fn clauses(&mut self, mut orelse: Field) -> Made<Vec<ast::ElifElseClause>> {
        let mut out = Vec::new();
        let clause = |range, test, body| ast::ElifElseClause { range, node_index: index(), test, body, runtime_body: None, runtime_orelse: None };
        loop {
            let mut items = list_of(orelse);
            let lone = matches!(items.as_slice(), [Field::Node(n)] if n.kind == "If");
            match items.pop() {
                None => return Ok(out),
                Some(Field::Node(node)) if lone => {
                    let range = self.range(node.span());
                    let [test, body, rest] = take(node.fields)?;
                    let (test, body) = (self.expr(test)?, self.body(body)?);
                    out.push(clause(range, Some(test), body));
                    orelse = rest;
                }
                Some(last) => {
                    items.push(last);
                    let body = self.body(Field::List(items))?;
                    let range = body.first().zip(body.last()).map_or(TextRange::default(), |(a, b)| {
                        let start = a.range().start();
                        TextRange::new(start, b.range().end().max(start))
                    });
                    out.push(clause(range, None, body));
                    return Ok(out);
                }
            }
        }
    }

    fn handler(&mut self, field: Field) -> Made<ast::ExceptHandler> {
        let node = node_of(field, "excepthandler list")?;
        let range = self.range(node.span());
        let [type_, name, body] = take(node.fields)?;
        Ok(ast::ExceptHandler::ExceptHandler(ast::ExceptHandlerExceptHandler {
            range,
            node_index: index(),
            type_: self.opt_expr(type_)?,
            name: opt_identifier(name, range),
            body: self.body(body)?,
            runtime_body: None,
        }))
    }

    fn aliases(&mut self, field: Field) -> Made<Vec<ast::Alias>> {
        let mut out = Vec::new();
        for alias in list_of(field) {
            let node = node_of(alias, "alias list")?;
            let range = self.range(node.span());
            let [name, asname] = take(node.fields)?;
            out.push(ast::Alias { range, node_index: index(), name: identifier(name, range), asname: opt_identifier(asname, range) });
        }
        Ok(out)
    }

    fn decorators(&mut self, field: Field) -> Made<Vec<ast::Decorator>> {
        let expressions = self.exprs(field)?;
        Ok(expressions.into_iter().map(|expression| ast::Decorator { range: expression.range(), node_index: index(), expression }).collect())
    }

    fn function(&mut self, node: Node, range: TextRange) -> Made<Stmt> {
        let is_async = node.kind == "AsyncFunctionDef";
        let [name, args, body, decorators, returns, _comment, type_params] = take(node.fields)?;
        Ok(Stmt::FunctionDef(ast::StmtFunctionDef {
            node_index: index(),
            range,
            is_async,
            decorator_list: self.decorators(decorators)?.into_iter().collect(),
            name: identifier(name, range),
            type_params: self.type_params(type_params)?,
            parameters: Box::new(self.parameters(args, range)?),
            returns: self.opt_expr(returns)?,
            body: self.body(body)?,
            runtime_decorator_list: None,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
            runtime_body: None,
        }))
    }

    fn class(&mut self, node: Node, range: TextRange) -> Made<Stmt> {
        let [name, bases, keywords, body, decorators, type_params] = take(node.fields)?;
        let arguments = match (bases.items().is_empty(), keywords.items().is_empty()) {
            (true, true) => None,
            _ => Some(Box::new(ast::Arguments {
                range,
                node_index: index(),
                args: self.exprs(bases)?.into(),
                keywords: self.keywords(keywords)?.into_iter().collect(),
                runtime_args: None,
                runtime_bases: None,
            })),
        };
        Ok(Stmt::ClassDef(ast::StmtClassDef {
            node_index: index(),
            range,
            decorator_list: self.decorators(decorators)?.into_iter().collect(),
            name: identifier(name, range),
            type_params: self.type_params(type_params)?,
            arguments,
            body: self.body(body)?,
            runtime_decorator_list: None,
            runtime_body: None,
        }))
    }

    // ---- parameters ---------------------------------------------------------------------------

    fn parameter(&mut self, field: Field) -> Made<ast::Parameter> {
        let node = node_of(field, "arg list")?;
        let range = self.range(node.span());
        let [arg, annotation, _comment] = take(node.fields)?;
        Ok(ast::Parameter {
            range,
            node_index: index(),
            name: identifier(arg, range),
            annotation: self.opt_expr(annotation)?,
            runtime_type_comment: None,
            runtime_type_comment_bytes: None,
        })
    }

    fn opt_parameter(&mut self, field: Field) -> Made<Option<Box<ast::Parameter>>> {
        match field {
            Field::None => Ok(None),
            field => self.parameter(field).map(|p| Some(Box::new(p))),
        }
    }

    /// Parameters with the defaults at the same places.
    fn with_defaults(&mut self, args: Field, defaults: Vec<Field>) -> Made<Vec<ast::ParameterWithDefault>> {
        let mut out = Vec::new();
        for (arg, default) in list_of(args).into_iter().zip(defaults) {
            let parameter = self.parameter(arg)?;
            out.push(ast::ParameterWithDefault { range: parameter.range, node_index: index(), parameter, default: self.opt_expr(default)? });
        }
        Ok(out)
    }

    pub(super) fn parameters(&mut self, field: Field, range: TextRange) -> Made<ast::Parameters> {
        let node = node_of(field, "arguments")?;
        let [posonly, args, vararg, kwonly, kw_defaults, kwarg, defaults] = take(node.fields)?;
        // The defaults are those of the last positional parameters.
        let n_positional = posonly.items().len() + args.items().len();
        let given = list_of(defaults);
        let mut all: Vec<Field> = std::iter::repeat_n(Field::None, n_positional.saturating_sub(given.len())).chain(given).collect();
        let of_args = all.split_off(posonly.items().len().min(all.len()));
        Ok(ast::Parameters {
            range,
            node_index: index(),
            posonlyargs: self.with_defaults(posonly, all)?.into_iter().collect(),
            args: self.with_defaults(args, of_args)?.into_iter().collect(),
            vararg: self.opt_parameter(vararg)?,
            kwonlyargs: self.with_defaults(kwonly, list_of(kw_defaults))?.into_iter().collect(),
            kwarg: self.opt_parameter(kwarg)?,
            runtime_defaults: None,
        })
    }

    fn type_params(&mut self, field: Field) -> Made<Option<Box<ast::TypeParams>>> {
        let items = list_of(field);
        if items.is_empty() {
            return Ok(None);
        }
        let range = self.around(&items);
        let mut type_params = Vec::new();
        for item in items {
            let node = node_of(item, "type_param list")?;
            let (range, node_index) = (self.range(node.span()), index());
            type_params.push(match node.kind {
                "TypeVar" => {
                    let [name, bound, default] = take(node.fields)?;
                    let (name, bound, default) = (identifier(name, range), self.opt_expr(bound)?, self.opt_expr(default)?);
                    ast::TypeParam::TypeVar(ast::TypeParamTypeVar { node_index, range, name, bound, default })
                }
                "ParamSpec" => {
                    let [name, default] = take(node.fields)?;
                    ast::TypeParam::ParamSpec(ast::TypeParamParamSpec { node_index, range, name: identifier(name, range), default: self.opt_expr(default)? })
                }
                _ => {
                    let [name, default] = take(node.fields)?;
                    let (name, default) = (identifier(name, range), self.opt_expr(default)?);
                    ast::TypeParam::TypeVarTuple(ast::TypeParamTypeVarTuple { node_index, range, name, default })
                }
            });
        }
        Ok(Some(Box::new(ast::TypeParams { range, node_index: index(), type_params, runtime_type_params: None })))
    }
}
