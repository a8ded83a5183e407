//! Where tracebacks put `^` within `~`: the operator of a binary operation, the brackets of a subscript or call.
//!
//! The source segment of a failing instruction is parsed again as an expression; positions between its parts are found by
//! scanning the text, because syntax trees don't record operators and brackets.

use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

/// A range of characters to be marked: (line, column) of its start and behind its end, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// Start.
    pub start: (usize, usize),
    /// Behind the end.
    pub end: (usize, usize),
}

/// The first position from `at` on whose character satisfies `stop`; comments and line ends are skipped.
fn until(text: &str, mut at: usize, stop: fn(char) -> bool) -> Option<usize> {
    loop {
        let c = text.get(at..)?.chars().next()?;
        match c {
            '\\' | '#' => at += text[at..].find('\n')?,
            '\n' => at += 1,
            c if stop(c) => return Some(at),
            c => at += c.len_utf8(),
        }
    }
}

/// The anchors of an expression's source text.
pub fn anchors(segment: &str) -> Option<Anchors> {
    const SHIFT: usize = 2; // the bracket and line break in front
    let parsed = parse_module(&format!("(\n{segment}\n)")).ok()?;
    let [Stmt::Expr(statement)] = &*parsed.syntax().body else { return None };
    let end_of = |e: &dyn Ranged| e.range().end().to_usize().checked_sub(SHIFT);
    let (start, end) = match &*statement.value {
        Expr::BinOp(e) => {
            let start = until(segment, end_of(&*e.left)?, |c| !c.is_whitespace() && c != ')')?;
            let right = e.right.range().start().to_usize().checked_sub(SHIFT)?;
            let mut end = start + segment[start..].chars().next()?.len_utf8();
            // Operators have one character or two.
            if end < right
                && let Some(c) = segment[end..].chars().next()
                && !c.is_whitespace()
                && c != '\\'
                && c != '#'
            {
                end += c.len_utf8();
            }
            (start, end)
        }
        Expr::Subscript(e) => (until(segment, end_of(&*e.value)?, |c| c == '[')?, end_of(e)?),
        Expr::Call(e) => (until(segment, end_of(&*e.func)?, |c| c == '(')?, end_of(e)?),
        _ => return None,
    };
    Some(Anchors { start: line_and_column(segment, start)?, end: line_and_column(segment, end)? })
}

fn line_and_column(text: &str, at: usize) -> Option<(usize, usize)> {
    let before = text.get(..at)?;
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Some((before.matches('\n').count(), before[line_start..].chars().count()))
}

/// Is the text a statement `return name(...)` or `name = call(...)` whose call reaches from byte `start` of the first line
/// to byte `end` of the last? Marking all of it would say nothing.
pub fn is_plain_call(lines: &[&str], start: usize, end: usize) -> bool {
    let text = lines.join("\n");
    let Ok(parsed) = parse_module(&text) else { return false };
    let value = match parsed.syntax().body.first() {
        Some(Stmt::Return(s)) => match s.value.as_deref() {
            Some(Expr::Call(c)) if c.func.is_name_expr() => c,
            _ => return false,
        },
        Some(Stmt::Assign(s)) => match (&*s.targets, &*s.value) {
            ([Expr::Name(_)], Expr::Call(c)) => c,
            _ => return false,
        },
        _ => return false,
    };
    let last = lines.last().map_or(0, |l| l.len());
    value.range().start().to_usize() == start && value.range().end().to_usize() + last == text.len() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<((usize, usize), (usize, usize))>) {
        assert_eq!(anchors(text).map(|a| (a.start, a.end)), want, "{text}");
    }

    #[test]
    fn operators_and_brackets() {
        check("a / b", Some(((0, 2), (0, 3))));
        check("(a) // (b)", Some(((0, 4), (0, 6))));
        check("é+1", Some(((0, 1), (0, 2))));
        check("f(1)(2)", Some(((0, 4), (0, 7))));
        check("d['a'][\n 'b']", Some(((0, 6), (1, 5))));
        check("a", None);
        check("a +", None);
    }

    #[test]
    fn plain_calls() {
        assert!(is_plain_call(&["return f(1)"], 7, 11));
        assert!(is_plain_call(&["x = o.f(1)"], 4, 10));
        assert!(!is_plain_call(&["return o.f(1)"], 7, 13));
        assert!(!is_plain_call(&["x = f(1) + 2"], 4, 8));
    }
}
