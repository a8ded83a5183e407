//! Patterns of `match`.

use ruff_python_ast::{self as ast, Pattern};
use ruff_text_size::Ranged;

use super::{Field, Made, TreeError, Writer, identifier, index, list_of, node_of, opt_identifier, take};
use crate::bytecode::Const;

impl Writer {
    pub(super) fn match_case(&mut self, field: Field) -> Made<ast::MatchCase> {
        let node = node_of(field, "match_case list")?;
        let [pattern, guard, body] = take(node.fields)?;
        let pattern = self.pattern(pattern)?;
        Ok(ast::MatchCase { range: pattern.range(), node_index: index(), pattern, guard: self.opt_expr(guard)?, body: self.body(body)?, runtime_body: None })
    }

    fn patterns(&mut self, field: Field) -> Made<Vec<Pattern>> {
        list_of(field).into_iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, field: Field) -> Made<Pattern> {
        let node = node_of(field, "pattern list")?;
        let (range, node_index, kind) = (self.range(node.span()), index(), node.kind);
        Ok(match kind {
            "MatchValue" => {
                let [value] = take(node.fields)?;
                Pattern::MatchValue(ast::PatternMatchValue { node_index, range, value: self.boxed(value)? })
            }
            "MatchSingleton" => {
                let [value] = take(node.fields)?;
                let value = match value {
                    Field::Const(Const::Bool(true)) => ast::Singleton::True,
                    Field::Const(Const::Bool(false)) => ast::Singleton::False,
                    _ => ast::Singleton::None,
                };
                Pattern::MatchSingleton(ast::PatternMatchSingleton { node_index, range, value })
            }
            "MatchSequence" | "MatchOr" => {
                let [patterns] = take(node.fields)?;
                let patterns = self.patterns(patterns)?;
                if kind == "MatchOr" {
                    return Ok(Pattern::MatchOr(ast::PatternMatchOr { node_index, range, patterns, runtime_patterns: None }));
                }
                Pattern::MatchSequence(ast::PatternMatchSequence { node_index, range, patterns, runtime_patterns: None })
            }
            "MatchMapping" => {
                let [keys, patterns, rest] = take(node.fields)?;
                Pattern::MatchMapping(ast::PatternMatchMapping {
                    node_index,
                    range,
                    keys: self.exprs(keys)?.into_iter().collect(),
                    patterns: self.patterns(patterns)?.into_iter().collect(),
                    rest: opt_identifier(rest, range),
                    runtime_keys: None,
                    runtime_patterns: None,
                })
            }
            "MatchClass" => {
                let [cls, patterns, attrs, by_name] = take(node.fields)?;
                let cls = self.boxed(cls)?;
                let patterns = self.patterns(patterns)?.into_iter().collect();
                let by_name = self.patterns(by_name)?;
                let keyword = |(attr, pattern): (Field, Pattern)| ast::PatternKeyword {
                    range: pattern.range(),
                    node_index: index(),
                    attr: identifier(attr, pattern.range()),
                    pattern,
                };
                let keywords = list_of(attrs).into_iter().zip(by_name).map(keyword).collect();
                Pattern::MatchClass(ast::PatternMatchClass {
                    node_index,
                    range,
                    cls,
                    arguments: ast::PatternArguments { range, node_index: index(), patterns, keywords },
                    runtime_patterns: None,
                    runtime_kwd_attrs: None,
                    runtime_kwd_patterns: None,
                })
            }
            "MatchStar" => {
                let [name] = take(node.fields)?;
                Pattern::MatchStar(ast::PatternMatchStar { node_index, range, name: opt_identifier(name, range) })
            }
            "MatchAs" => {
                let [pattern, name] = take(node.fields)?;
                let pattern = match pattern {
                    Field::None => None,
                    pattern => Some(Box::new(self.pattern(pattern)?)),
                };
                Pattern::MatchAs(ast::PatternMatchAs { node_index, range, pattern, name: opt_identifier(name, range) })
            }
            other => return Err(TreeError::Value(format!("unexpected node {other}"))),
        })
    }
}
