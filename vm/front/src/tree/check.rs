//! What CPython's validator of syntax trees refuses: shapes that the parser never makes and the compiler could not bear.
//!
//! The texts are CPython's, because programs that build trees see them.

use super::to_compiler::TreeError;
use super::{Field, Node};
use crate::bytecode::Const;

type Checked = Result<(), TreeError>;

fn value_error<T>(message: impl Into<String>) -> Result<T, TreeError> {
    Err(TreeError::Value(message.into()))
}

/// Checks a whole tree.
pub(super) fn check(tree: &Node) -> Checked {
    match tree.kind {
        "Module" | "Interactive" => stmts(tree.field(0)),
        "Expression" => expr(tree.field(0), "Load"),
        _ => {
            exprs(tree.field(0), "Load", false)?;
            expr(tree.field(1), "Load")
        }
    }
}

fn positions(node: &Node) -> Checked {
    let at = node.span();
    if at.line > at.end_line {
        return value_error(format!("AST node line range ({}, {}) is not valid", at.line, at.end_line));
    }
    if (at.line < 0 && at.end_line != at.line) || (at.col < 0 && at.col != at.end_col) {
        let (line, end_line) = (at.line, at.end_line);
        return value_error(format!("AST node column range ({}, {}) for line range ({line}, {end_line}) is not valid", at.col, at.end_col));
    }
    if at.line == at.end_line && at.col > at.end_col {
        return value_error(format!("line {}, column {}-{} is not a valid range", at.line, at.col, at.end_col));
    }
    Ok(())
}

fn name(field: &Field) -> Checked {
    match field.name() {
        Some(n @ ("None" | "True" | "False")) => value_error(format!("identifier field can't represent '{n}' constant")),
        _ => Ok(()),
    }
}

fn nonempty(list: &Field, what: &str, owner: &str) -> Checked {
    if list.items().is_empty() { value_error(format!("empty {what} on {owner}")) } else { Ok(()) }
}

// ---- statements -------------------------------------------------------------------------------

fn stmts(list: &Field) -> Checked {
    for item in list.items() {
        match item.node() {
            Some(s) => stmt(s)?,
            None => return value_error("None disallowed in statement list"),
        }
    }
    Ok(())
}

fn body(list: &Field, owner: &str) -> Checked {
    nonempty(list, "body", owner)?;
    stmts(list)
}

fn targets(list: &Field, ctx: &str, owner: &str) -> Checked {
    nonempty(list, "targets", owner)?;
    exprs(list, ctx, false)
}

fn stmt(s: &Node) -> Checked {
    positions(s)?;
    let f = |i: usize| s.field(i);
    match s.kind {
        "FunctionDef" | "AsyncFunctionDef" => {
            body(f(2), s.kind)?;
            type_params(f(6))?;
            arguments(f(1))?;
            exprs(f(3), "Load", false)?;
            opt_expr(f(4))
        }
        "ClassDef" => {
            body(f(3), s.kind)?;
            type_params(f(5))?;
            exprs(f(1), "Load", false)?;
            keywords(f(2))?;
            exprs(f(4), "Load", false)
        }
        "Return" => opt_expr(f(0)),
        "Delete" => targets(f(0), "Del", "Delete"),
        "Assign" => {
            targets(f(0), "Store", "Assign")?;
            expr(f(1), "Load")
        }
        "AugAssign" => {
            expr(f(0), "Store")?;
            expr(f(2), "Load")
        }
        "AnnAssign" => {
            let simple = !matches!(f(3), Field::Int(0));
            if simple && f(0).node().is_some_and(|n| n.kind != "Name") {
                return Err(TreeError::Type("AnnAssign with simple non-Name target".to_owned()));
            }
            expr(f(0), "Store")?;
            opt_expr(f(2))?;
            expr(f(1), "Load")
        }
        "TypeAlias" => {
            if f(0).node().is_some_and(|n| n.kind != "Name") {
                return Err(TreeError::Type("TypeAlias with non-Name name".to_owned()));
            }
            expr(f(0), "Store")?;
            type_params(f(1))?;
            expr(f(2), "Load")
        }
        "Raise" => {
            if matches!(f(0), Field::None) && !matches!(f(1), Field::None) {
                return value_error("Raise with cause but no exception");
            }
            opt_expr(f(0))?;
            opt_expr(f(1))
        }
        "Assert" => {
            expr(f(0), "Load")?;
            opt_expr(f(1))
        }
        "Import" => nonempty(f(0), "names", "Import"),
        "ImportFrom" => {
            if matches!(f(2), Field::Int(level) if *level < 0) {
                return value_error("Negative ImportFrom level");
            }
            nonempty(f(1), "names", "ImportFrom")
        }
        "Global" | "Nonlocal" => nonempty(f(0), "names", s.kind),
        "Expr" => expr(f(0), "Load"),
        _ => compound(s),
    }
}

fn compound(s: &Node) -> Checked {
    let f = |i: usize| s.field(i);
    match s.kind {
        "For" | "AsyncFor" => {
            expr(f(0), "Store")?;
            expr(f(1), "Load")?;
            body(f(2), s.kind)?;
            stmts(f(3))
        }
        "While" | "If" => {
            expr(f(0), "Load")?;
            body(f(1), s.kind)?;
            stmts(f(2))
        }
        "With" | "AsyncWith" => {
            nonempty(f(0), "items", s.kind)?;
            for item in f(0).items().iter().filter_map(Field::node) {
                expr(item.field(0), "Load")?;
                if !matches!(item.field(1), Field::None) {
                    expr(item.field(1), "Store")?;
                }
            }
            body(f(1), s.kind)
        }
        "Match" => {
            expr(f(0), "Load")?;
            nonempty(f(1), "cases", "Match")?;
            for case in f(1).items().iter().filter_map(Field::node) {
                pattern(case.field(0), false)?;
                opt_expr(case.field(1))?;
                body(case.field(2), "match_case")?;
            }
            Ok(())
        }
        "Try" | "TryStar" => {
            body(f(0), s.kind)?;
            if f(1).items().is_empty() && f(3).items().is_empty() {
                return value_error(format!("{} has neither except handlers nor finalbody", s.kind));
            }
            if f(1).items().is_empty() && !f(2).items().is_empty() {
                return value_error(format!("{} has orelse but no except handlers", s.kind));
            }
            for handler in f(1).items().iter().filter_map(Field::node) {
                positions(handler)?;
                opt_expr(handler.field(0))?;
                body(handler.field(2), "ExceptHandler")?;
            }
            stmts(f(3))?;
            stmts(f(2))
        }
        _ => Ok(()),
    }
}

fn type_params(list: &Field) -> Checked {
    for p in list.items().iter().filter_map(Field::node) {
        positions(p)?;
        name(p.field(0))?;
        opt_expr(p.field(1))?;
        if p.kind == "TypeVar" {
            opt_expr(p.field(2))?;
        }
    }
    Ok(())
}

fn arguments(field: &Field) -> Checked {
    let Some(a) = field.node() else { return Ok(()) };
    for arg in [0, 1, 3].iter().flat_map(|i| a.field(*i).items()).chain([a.field(2), a.field(5)]).filter_map(Field::node) {
        positions(arg)?;
        opt_expr(arg.field(1))?;
    }
    if a.field(6).items().len() > a.field(0).items().len() + a.field(1).items().len() {
        return value_error("more positional defaults than args on arguments");
    }
    if a.field(4).items().len() != a.field(3).items().len() {
        return value_error("length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    exprs(a.field(6), "Load", false)?;
    exprs(a.field(4), "Load", true)
}

fn keywords(list: &Field) -> Checked {
    list.items().iter().filter_map(Field::node).try_for_each(|k| expr(k.field(1), "Load"))
}

// ---- expressions ------------------------------------------------------------------------------

fn exprs(list: &Field, ctx: &str, null_ok: bool) -> Checked {
    for item in list.items() {
        match item {
            Field::None if null_ok => {}
            Field::None => return value_error("None disallowed in expression list"),
            item => expr(item, ctx)?,
        }
    }
    Ok(())
}

fn opt_expr(field: &Field) -> Checked {
    if matches!(field, Field::None) { Ok(()) } else { expr(field, "Load") }
}

fn expr(field: &Field, ctx: &str) -> Checked {
    let Some(e) = field.node() else { return Ok(()) };
    positions(e)?;
    let actual = match e.kind {
        "Name" | "Starred" | "List" | "Tuple" => e.field(1).node(),
        "Attribute" | "Subscript" => e.field(2).node(),
        _ if ctx != "Load" => return value_error(format!("expression which can't be assigned to in {ctx} context")),
        _ => None,
    };
    if let Some(actual) = actual
        && actual.kind != ctx
    {
        return value_error(format!("expression must have {ctx} context but has {} instead", actual.kind));
    }
    let f = |i: usize| e.field(i);
    match e.kind {
        "Name" => name(f(0)),
        "Starred" => expr(f(0), ctx),
        "List" | "Tuple" => exprs(f(0), ctx, false),
        "Attribute" | "Await" | "YieldFrom" => expr(f(0), "Load"),
        "Yield" => opt_expr(f(0)),
        "BoolOp" if f(1).items().len() < 2 => value_error("BoolOp with less than 2 values"),
        "BoolOp" => exprs(f(1), "Load", false),
        "UnaryOp" => expr(f(1), "Load"),
        "BinOp" => {
            expr(f(0), "Load")?;
            expr(f(2), "Load")
        }
        "Lambda" => {
            arguments(f(0))?;
            expr(f(1), "Load")
        }
        "NamedExpr" => expr(f(1), "Load"),
        "Subscript" | "IfExp" | "Slice" => {
            // The context of a subscript is a mark and passes as nothing.
            let parts = if e.kind == "Subscript" { 2 } else { 3 };
            (0..parts).try_for_each(|i| opt_expr(f(i)))
        }
        "Constant" => constant(f(0)),
        _ => composite(e),
    }
}

fn composite(e: &Node) -> Checked {
    let f = |i: usize| e.field(i);
    match e.kind {
        "Dict" => {
            if f(0).items().len() != f(1).items().len() {
                return value_error("Dict doesn't have the same number of keys as values");
            }
            exprs(f(0), "Load", true)?;
            exprs(f(1), "Load", false)
        }
        "Set" | "JoinedStr" | "TemplateStr" => exprs(f(0), "Load", false),
        "ListComp" | "SetComp" | "GeneratorExp" => {
            generators(f(1))?;
            expr(f(0), "Load")
        }
        "DictComp" => {
            generators(f(2))?;
            expr(f(0), "Load")?;
            expr(f(1), "Load")
        }
        "Compare" => {
            if f(2).items().is_empty() {
                return value_error("Compare with no comparators");
            }
            if f(1).items().len() != f(2).items().len() {
                return value_error("Compare has a different number of comparators and operands");
            }
            exprs(f(2), "Load", false)?;
            expr(f(0), "Load")
        }
        "Call" => {
            expr(f(0), "Load")?;
            exprs(f(1), "Load", false)?;
            keywords(f(2))
        }
        "FormattedValue" => {
            expr(f(0), "Load")?;
            opt_expr(f(2))
        }
        "Interpolation" => {
            constant(f(1))?;
            expr(f(0), "Load")?;
            opt_expr(f(3))
        }
        _ => Ok(()),
    }
}

fn generators(list: &Field) -> Checked {
    if list.items().is_empty() {
        return value_error("comprehension with no generators");
    }
    for g in list.items().iter().filter_map(Field::node) {
        expr(g.field(0), "Store")?;
        expr(g.field(1), "Load")?;
        exprs(g.field(2), "Load", false)?;
    }
    Ok(())
}

/// Values of impossible types were refused when the tree was read; slices and code are no literals either.
fn constant(field: &Field) -> Checked {
    match field {
        Field::Const(Const::Code(_) | Const::Slice(_)) => Err(TreeError::Type("got an invalid type in Constant: code".to_owned())),
        _ => Ok(()),
    }
}

// ---- patterns ---------------------------------------------------------------------------------

fn patterns(list: &Field, star_ok: bool) -> Checked {
    list.items().iter().try_for_each(|p| pattern(p, star_ok))
}

fn capture(field: &Field) -> Checked {
    if field.name() == Some("_") {
        return value_error("can't capture name '_' in patterns");
    }
    name(field)
}

fn pattern(field: &Field, star_ok: bool) -> Checked {
    let Some(p) = field.node() else { return Ok(()) };
    positions(p)?;
    let f = |i: usize| p.field(i);
    match p.kind {
        "MatchValue" => pattern_value(f(0)),
        "MatchSingleton" => match f(0) {
            Field::Const(Const::None | Const::Bool(_)) => Ok(()),
            _ => value_error("MatchSingleton can only contain True, False and None"),
        },
        "MatchSequence" => patterns(f(0), true),
        "MatchMapping" => {
            if f(0).items().len() != f(1).items().len() {
                return value_error("MatchMapping doesn't have the same number of keys as patterns");
            }
            capture(f(2))?;
            for key in f(0).items() {
                let singleton = |k: &Node| k.kind == "Constant" && matches!(k.field(0), Field::Const(Const::None | Const::Bool(_)));
                if !key.node().is_some_and(singleton) {
                    pattern_value(key)?;
                }
            }
            patterns(f(1), false)
        }
        "MatchClass" => match_class(p),
        "MatchStar" if !star_ok => value_error("can't use MatchStar here"),
        "MatchStar" => capture(f(0)),
        "MatchAs" => {
            capture(f(1))?;
            match (f(0), f(1)) {
                (Field::None, _) => Ok(()),
                (_, Field::None) => value_error("MatchAs must specify a target name if a pattern is given"),
                (inner, _) => pattern(inner, false),
            }
        }
        "MatchOr" if f(0).items().len() < 2 => value_error("MatchOr requires at least 2 patterns"),
        "MatchOr" => patterns(f(0), false),
        _ => Ok(()),
    }
}

fn match_class(p: &Node) -> Checked {
    let f = |i: usize| p.field(i);
    if f(2).items().len() != f(3).items().len() {
        return value_error("MatchClass doesn't have the same number of keyword attributes as patterns");
    }
    expr(f(0), "Load")?;
    let mut cls = f(0).node();
    loop {
        match cls.map(|c| c.kind) {
            None | Some("Name") => break,
            Some("Attribute") => cls = cls.and_then(|c| c.field(0).node()),
            Some(_) => return value_error("MatchClass cls field can only contain Name or Attribute nodes."),
        }
    }
    f(2).items().iter().try_for_each(name)?;
    patterns(f(1), false)?;
    patterns(f(3), false)
}

/// A literal of a pattern, negative and complex numbers included, or a dotted name.
fn pattern_value(field: &Field) -> Checked {
    expr(field, "Load")?;
    let Some(e) = field.node() else { return Ok(()) };
    let number = |n: &Node, real: bool, imaginary: bool| match (n.kind, n.field(0)) {
        ("Constant", Field::Const(Const::Int(_) | Const::BigInt(_) | Const::Float(_))) => real,
        ("Constant", Field::Const(Const::Complex(..))) => imaginary,
        _ => false,
    };
    let negative = |n: &Node, imaginary: bool| {
        n.kind == "UnaryOp" && n.field(0).node().is_some_and(|op| op.kind == "USub") && n.field(1).node().is_some_and(|x| number(x, true, imaginary))
    };
    let fine = match e.kind {
        "Constant" => match e.field(0) {
            Field::Const(Const::Int(_) | Const::BigInt(_) | Const::Float(_) | Const::Complex(..) | Const::Str(_) | Const::Bytes(_)) => true,
            _ => return value_error("unexpected constant inside of a literal pattern"),
        },
        "Attribute" | "JoinedStr" | "TemplateStr" => true,
        "UnaryOp" => negative(e, true),
        "BinOp" => {
            let additive = e.field(1).node().is_some_and(|op| matches!(op.kind, "Add" | "Sub"));
            let left = e.field(0).node().is_some_and(|l| number(l, true, false) || negative(l, false));
            additive && left && e.field(2).node().is_some_and(|r| number(r, false, true))
        }
        _ => false,
    };
    if fine { Ok(()) } else { value_error("patterns may only match literals and attribute lookups") }
}
