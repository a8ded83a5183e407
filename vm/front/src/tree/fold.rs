//! What the compiler folds in a tree before it makes code, for those who ask to see it (`ast.parse(optimize=1)`):
//! `__debug__`, `%` formatting of a literal and a tuple, negative and complex numbers of patterns, docstrings at `-OO`.

use super::{Field, Node, Span};
use crate::bytecode::Const;
use rustpython_wtf8::Wtf8Buf;

/// Folds the whole tree.
pub(super) fn fold(mut tree: Node, optimize: u8) -> Node {
    node(&mut tree, optimize);
    tree
}

fn node(n: &mut Node, optimize: u8) {
    let body = match n.kind {
        "Module" | "Interactive" => Some(0),
        "FunctionDef" | "AsyncFunctionDef" => Some(2),
        "ClassDef" => Some(3),
        _ => None,
    };
    let had_docstring = match body.and_then(|i| n.fields.get_mut(i)) {
        Some(Field::List(items)) => strip_docstring(items, optimize),
        _ => false,
    };
    for f in &mut n.fields {
        field(f, optimize);
    }
    if let Some(Field::List(items)) = body.and_then(|i| n.fields.get_mut(i))
        && !had_docstring
        && let Some(Field::Node(first)) = items.first_mut()
        && is_text(first)
    {
        // A text that folding put first is no docstring.
        if let Some(value) = first.fields.first_mut() {
            let at = value.node().map_or(first.at, |v| v.at);
            let text = std::mem::replace(value, Field::None);
            *value = Node { kind: "JoinedStr", fields: vec![Field::List(vec![text])], at }.into();
        }
    }
}

fn field(f: &mut Field, optimize: u8) {
    match f {
        Field::Node(n) => {
            node(n, optimize);
            let new = match n.kind {
                "Name" => debug(n, optimize),
                "BinOp" => format(n),
                "MatchValue" => {
                    if let Some(Field::Node(value)) = n.fields.first_mut() {
                        number(value);
                    }
                    None
                }
                "MatchMapping" => {
                    if let Some(Field::List(keys)) = n.fields.first_mut() {
                        keys.iter_mut().for_each(|k| {
                            if let Field::Node(k) = k {
                                number(k)
                            }
                        });
                    }
                    None
                }
                _ => None,
            };
            if let Some(new) = new {
                **n = new;
            }
        }
        Field::List(items) => items.iter_mut().for_each(|f| field(f, optimize)),
        _ => {}
    }
}

/// An expression statement that is a text.
fn is_text(s: &Node) -> bool {
    s.kind == "Expr" && s.field(0).node().is_some_and(|e| e.kind == "Constant" && matches!(e.field(0), Field::Const(Const::Str(_))))
}

/// Removes the docstring at `-OO`; is there (still) one?
fn strip_docstring(items: &mut Vec<Field>, optimize: u8) -> bool {
    let Some(at) = items.first().and_then(Field::node).filter(|s| is_text(s)).map(|s| s.at) else { return false };
    if optimize < 2 {
        return true;
    }
    items.remove(0);
    if items.is_empty() {
        items.push(Node { kind: "Pass", fields: Vec::new(), at }.into());
    }
    false
}

fn constant(value: Const, at: Option<Span>) -> Node {
    Node { kind: "Constant", fields: vec![Field::Const(value), Field::None], at }
}

fn debug(n: &Node, optimize: u8) -> Option<Node> {
    let loaded = n.field(1).node().is_some_and(|c| c.kind == "Load");
    (loaded && n.field(0).name() == Some("__debug__")).then(|| constant(Const::Bool(optimize == 0), n.at))
}

// ---- numbers of patterns ----------------------------------------------------------------------

fn value_of(n: &Node) -> Option<&Const> {
    match (n.kind, n.field(0)) {
        ("Constant", Field::Const(c)) => Some(c),
        _ => None,
    }
}

/// `-1` and `1 + 2j` become constants.
fn number(n: &mut Node) {
    let new = match n.kind {
        "UnaryOp" => n.field(1).node().and_then(value_of).and_then(|c| match c {
            Const::Int(i) => i.checked_neg().map(Const::Int),
            Const::BigInt(i) => Some(Const::BigInt(-i.clone())),
            Const::Float(f) => Some(Const::Float(-f)),
            Const::Complex(re, im) => Some(Const::Complex(-re, -im)),
            _ => None,
        }),
        "BinOp" => {
            if let Some(Field::Node(left)) = n.fields.first_mut() {
                number(left);
            }
            let real = n.field(0).node().and_then(value_of).and_then(|c| match c {
                Const::Int(i) => Some(*i as f64),
                Const::Float(f) => Some(*f),
                _ => None,
            });
            let minus = n.field(1).node().is_some_and(|op| op.kind == "Sub");
            match (real, n.field(2).node().and_then(value_of)) {
                (Some(re), Some(Const::Complex(re2, im))) => Some(if minus { Const::Complex(re - re2, -im) } else { Const::Complex(re + re2, *im) }),
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(new) = new {
        *n = constant(new, n.at);
    }
}

// ---- formatting -------------------------------------------------------------------------------

/// `"%s %r" % (a, b)` as a joined string.
fn format(n: &Node) -> Option<Node> {
    if n.field(1).node()?.kind != "Mod" {
        return None;
    }
    let Const::Str(text) = value_of(n.field(0).node()?)? else { return None };
    let text = text.as_str().ok()?;
    let right = n.field(2).node().filter(|r| r.kind == "Tuple")?;
    let args = right.field(0).items();
    if args.iter().filter_map(Field::node).any(|a| a.kind == "Starred") {
        return None;
    }
    let (mut values, mut args) = (Vec::new(), args.iter());
    let (mut literal, mut rest) = (String::new(), text);
    let at = n.field(0).node()?.at;
    loop {
        let (plain, spec) = match rest.find('%') {
            Some(percent) => (&rest[..percent], Some(&rest[percent + 1..])),
            None => (rest, None),
        };
        literal.push_str(plain);
        let Some(spec) = spec else { break };
        if let Some(after) = spec.strip_prefix('%') {
            literal.push('%');
            rest = after;
            continue;
        }
        let (conversion, width, after) = conversion(spec)?;
        let arg = args.next()?;
        if !literal.is_empty() {
            values.push(constant(Const::Str(std::mem::take(&mut literal).into()), at).into());
        }
        let arg_at = arg.node()?.at;
        let width = if width.is_empty() { Field::None } else { constant(Const::Str(Wtf8Buf::from(width)), arg_at).into() };
        values.push(Node { kind: "FormattedValue", fields: vec![arg.clone(), Field::Int(conversion), width], at: arg_at }.into());
        rest = after;
    }
    if args.next().is_some() {
        return None;
    }
    if !literal.is_empty() {
        values.push(constant(Const::Str(literal.into()), at).into());
    }
    Some(Node { kind: "JoinedStr", fields: vec![Field::List(values)], at: n.at })
}

/// `-8.3s`: the conversion, what it is as a format specification, and what follows.
fn conversion(spec: &str) -> Option<(i64, String, &str)> {
    let (left, spec) = match spec.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, spec),
    };
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let n = digits(spec);
    let (width, mut spec) = spec.split_at(n);
    let mut out = String::new();
    if !width.is_empty() {
        if width.len() > 3 || width.starts_with('0') {
            return None;
        }
        out.push_str(if left { "" } else { ">" });
        out.push_str(width);
    }
    if let Some(rest) = spec.strip_prefix('.') {
        let n = digits(rest);
        if n > 3 {
            return None;
        }
        out.push('.');
        out.push_str(if n == 0 { "0" } else { &rest[..n] });
        spec = &rest[n..];
    }
    let c = spec.chars().next().filter(|c| matches!(c, 's' | 'r' | 'a'))?;
    Some((i64::from(c as u32), out, &spec[1..]))
}
