//! Type comments (`# type: int`), for those who ask for them: they are attached to the tree after parsing, by place.
//!
//! A comment belongs to an assignment that ends on its line before it, to the header of a `for`, `with` or `def`, or to
//! a parameter. One that belongs to nothing is a syntax error, as the grammar has no place for it. Comments
//! `# type: ignore` stand anywhere; the module lists them.

use super::{Field, Node};

/// A type comment.
struct Comment {
    line: i32,
    col: i32,
    text: String,
    /// The line as far as the comment.
    before: String,
    used: bool,
}

/// What a comment says, if it is of this kind.
enum Said<'a> {
    /// `# type: ignore`, and what follows.
    Ignore(&'a str),
    /// Another type comment.
    Type(&'a str),
}

fn said(comment: &str) -> Option<Said<'_>> {
    let blank = |c| c == ' ' || c == '\t';
    let rest = comment.strip_prefix('#')?.trim_start_matches(blank).strip_prefix("type:")?;
    let text = rest.trim_start_matches(blank);
    match text.strip_prefix("ignore") {
        Some(tag) if tag.chars().next().is_none_or(|c| c.is_ascii() && !c.is_ascii_alphanumeric()) => Some(Said::Ignore(tag)),
        _ => Some(Said::Type(text)),
    }
}

/// Attaches the comments (their places in the source) to a tree. The error is line and column of one that fits nowhere.
pub(super) fn attach(tree: &mut Node, source: &str, comments: &[std::ops::Range<usize>]) -> Result<(), (i32, i32)> {
    let mut types = Vec::new();
    let mut ignores = Vec::new();
    for range in comments {
        let line = source[..range.start].matches('\n').count() as i32 + 1;
        let before = source[..range.start].rsplit('\n').next().unwrap_or_default();
        match said(&source[range.clone()]) {
            Some(Said::Ignore(tag)) => ignores.push(Node::new("TypeIgnore", vec![Field::Int(i64::from(line)), Field::Name(tag.to_owned())]).into()),
            Some(Said::Type(text)) => {
                types.push(Comment { line, col: before.len() as i32, text: text.to_owned(), before: before.to_owned(), used: false });
            }
            None => {}
        }
    }
    if !types.is_empty() {
        Attacher { types: &mut types }.node(tree);
    }
    if tree.kind == "Module"
        && let Some(list) = tree.fields.get_mut(1)
    {
        *list = Field::List(ignores);
    }
    match types.iter().find(|c| !c.used) {
        Some(left) => Err((left.line, left.col)),
        None => Ok(()),
    }
}

struct Attacher<'c> {
    types: &'c mut Vec<Comment>,
}

/// Line and column.
type Place = (i32, i32);

fn end_of(field: &Field) -> Option<Place> {
    match field {
        Field::Node(n) => n.at.map(|at| (at.end_line, at.end_col)).or_else(|| n.fields.iter().filter_map(end_of).max()),
        Field::List(items) => items.iter().filter_map(end_of).max(),
        _ => None,
    }
}

fn start_of(field: &Field) -> Option<Place> {
    let first = field.items().first()?.node()?;
    // A decorated definition begins with its decorators.
    let decorators = match first.kind {
        "FunctionDef" | "AsyncFunctionDef" => first.field(3),
        "ClassDef" => first.field(4),
        _ => &Field::None,
    };
    let decorator = decorators.items().first().and_then(Field::node).and_then(|d| d.at);
    decorator.or(first.at).map(|at| (at.line, at.col))
}

impl Attacher<'_> {
    /// The first unused comment between two places, on one of these lines.
    fn take(&mut self, from: Place, to: Place, lines: std::ops::RangeInclusive<i32>) -> Option<Field> {
        let between = |c: &&mut Comment| !c.used && (c.line, c.col) >= from && (c.line, c.col) < to && lines.contains(&c.line);
        let found = self.types.iter_mut().find(between)?;
        found.used = true;
        Some(Field::Name(found.text.clone()))
    }

    fn node(&mut self, n: &mut Node) {
        let far = (i32::MAX, 0);
        // The index of the comment's field, where the header ends, and where the body begins.
        let header = match n.kind {
            "Assign" => n.at.map(|at| (2, (at.end_line, at.end_col), far, 0)),
            "For" | "AsyncFor" => end_of(n.field(1)).zip(start_of(n.field(2))).map(|(end, start)| (4, end, start, 0)),
            "With" | "AsyncWith" => end_of(n.field(0)).zip(start_of(n.field(1))).map(|(end, start)| (2, end, start, 1)),
            "FunctionDef" | "AsyncFunctionDef" => {
                self.parameters(n);
                let end = end_of(n.field(4)).or_else(|| end_of(n.field(1))).or(n.at.map(|at| (at.line, at.col)));
                end.zip(start_of(n.field(2))).map(|(end, start)| (5, end, start, 1))
            }
            _ => None,
        };
        if let Some((index, end, start, more_lines)) = header
            && let Some(comment) = self.take(end, start, end.0..=end.0 + more_lines)
            && let Some(slot) = n.fields.get_mut(index)
        {
            *slot = comment;
        }
        for f in &mut n.fields {
            self.field(f);
        }
    }

    fn field(&mut self, f: &mut Field) {
        match f {
            Field::Node(n) => self.node(n),
            Field::List(items) => items.iter_mut().for_each(|f| self.field(f)),
            _ => {}
        }
    }

    /// A parameter's comment stands behind it (and its default) on the line where it ends.
    fn parameters(&mut self, function: &mut Node) {
        let limit = start_of(function.field(2)).unwrap_or((i32::MAX, 0));
        let returns = function.field(4).node().and_then(|r| r.at).map(|at| (at.line, at.col));
        let limit = returns.unwrap_or(limit);
        let Some(Field::Node(arguments)) = function.fields.get_mut(1) else { return };
        let defaults: Vec<Place> = [4, 6].iter().flat_map(|i| arguments.field(*i).items()).filter_map(end_of).collect();
        let mut args: Vec<&mut Node> = Vec::new();
        for (i, f) in arguments.fields.iter_mut().enumerate() {
            match f {
                Field::List(items) if matches!(i, 0 | 1 | 3) => {
                    args.extend(items.iter_mut().filter_map(|f| if let Field::Node(n) = f { Some(&mut **n) } else { None }))
                }
                Field::Node(n) if matches!(i, 2 | 5) => args.push(n),
                _ => {}
            }
        }
        args.sort_by_key(|a| a.at.map(|at| (at.line, at.col)));
        let starts: Vec<Place> = args.iter().filter_map(|a| a.at.map(|at| (at.line, at.col))).collect();
        for (i, arg) in args.into_iter().enumerate() {
            let Some(at) = arg.at else { continue };
            let next = starts.get(i + 1).copied().unwrap_or(limit);
            let end = defaults.iter().copied().filter(|d| *d < next && *d > (at.line, at.col)).max().unwrap_or((at.end_line, at.end_col));
            // Behind the closing parenthesis it is the function's.
            if self.types.iter().any(|c| c.line == end.0 && c.before.get(end.1 as usize..).is_some_and(|t| t.contains(')'))) {
                continue;
            }
            if let Some(comment) = self.take(end, next, end.0..=end.0)
                && let Some(slot) = arg.fields.get_mut(2)
            {
                *slot = comment;
            }
        }
    }
}
