//! Refusing what an older grammar lacks (`ast.parse(feature_version=...)`).

use super::{Field, Node, Span};

/// What a node needs: its name in the message, and the minor version from which it is there.
fn needs(n: &Node) -> Option<(&'static str, u8)> {
    let int = |i: usize| if let Field::Int(v) = n.field(i) { *v } else { 0 };
    let many = |i: usize| !n.field(i).items().is_empty();
    Some(match n.kind {
        "AnnAssign" => ("Variable annotation syntax is", 6),
        "NamedExpr" => ("Assignment expressions are", 8),
        "arguments" if many(0) => ("Positional-only parameters are", 8),
        "AsyncFunctionDef" => ("Async functions are", 5),
        "AsyncFor" => ("Async for loops are", 5),
        "AsyncWith" => ("Async with statements are", 5),
        "Await" => ("Await expressions are", 5),
        "comprehension" if int(3) != 0 => ("Async comprehensions are", 6),
        "MatMult" => ("The '@' operator is", 5),
        "Match" => ("Pattern matching is", 10),
        "TryStar" => ("Exception groups are", 11),
        "TypeAlias" => ("Type statement is", 12),
        "JoinedStr" => ("Format strings are", 6),
        "FunctionDef" if many(6) => ("Type parameter lists are", 12),
        "ClassDef" if many(5) => ("Type parameter lists are", 12),
        "TypeVar" if !matches!(n.field(2), Field::None) => ("Type parameter defaults are", 13),
        "ParamSpec" | "TypeVarTuple" if !matches!(n.field(1), Field::None) => ("Type parameter defaults are", 13),
        _ => return None,
    })
}

/// The first node that the minor version lacks: message and place.
pub(super) fn check(tree: &Node, minor: u8) -> Option<(String, Span)> {
    node(tree, minor, tree.span())
}

fn node(n: &Node, minor: u8, around: Span) -> Option<(String, Span)> {
    let at = n.at.unwrap_or(around);
    if let Some((what, from)) = needs(n)
        && minor < from
    {
        return Some((format!("{what} only supported in Python 3.{from} and greater"), at));
    }
    n.fields.iter().find_map(|f| field(f, minor, at))
}

fn field(f: &Field, minor: u8, around: Span) -> Option<(String, Span)> {
    match f {
        Field::Node(n) => node(n, minor, around),
        Field::List(items) => items.iter().find_map(|f| field(f, minor, around)),
        _ => None,
    }
}

/// A number with an underscore, which came with 3.6.
pub(super) fn underscore(source: &str, numbers: &[std::ops::Range<usize>]) -> Option<(String, Span)> {
    let at = numbers.iter().find(|r| source[(*r).clone()].contains('_'))?;
    let line = source[..at.start].matches('\n').count() as i32 + 1;
    let col = (at.start - source[..at.start].rfind('\n').map_or(0, |n| n + 1)) as i32;
    let end_col = col + (at.end - at.start) as i32;
    Some(("Underscores in numeric literals are only supported in Python 3.6 and greater".to_owned(), Span { line, col, end_line: line, end_col }))
}
