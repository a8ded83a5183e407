//! Misspelt keywords behind a plain "invalid syntax": a name that, replaced by a keyword like it, makes the line valid.
//!
//! Names are compared as `difflib.get_close_matches` does, after the nearest name that the caller knows how to find.

use super::{ErrorKind, Mode, Options, compile_with};

/// All keywords, sorted.
pub const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for",
    "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Names that are looked at.
const NAMES_MAX: usize = 10;
/// Keywords that are tried for each.
const MATCHES_MAX: usize = 3;
/// Longest line that is looked at.
const LENGTH_MAX: usize = 1024;
/// How alike two words must be.
const CUTOFF: f64 = 0.5;

/// A misspelt keyword: where it is in the line (in characters, from 0), and what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typo {
    /// First character.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
    /// The keyword.
    pub keyword: &'static str,
}

/// Looks for one in a line. `nearest` may give the best keyword for a name.
pub fn keyword_typo(line: &str, nearest: &dyn Fn(&str) -> Option<String>) -> Option<Typo> {
    let code = line.trim();
    if code.len() > LENGTH_MAX {
        return None;
    }
    let indent = line.chars().take_while(|c| c.is_whitespace()).count();
    for (at, name) in names(code).into_iter().filter(|(_, n)| !KEYWORDS.contains(n)).take(NAMES_MAX) {
        let first = nearest(name).and_then(|n| KEYWORDS.iter().find(|k| **k == n));
        let matches = first.into_iter().copied().chain(close_matches(name)).take(MATCHES_MAX);
        for keyword in matches {
            let fixed = format!("{}{keyword}{}", &code[..at], &code[at + name.len()..]);
            if is_fine(&fixed) {
                let start = indent + code[..at].chars().count();
                return Some(Typo { start, end: start + name.chars().count(), keyword });
            }
        }
    }
    None
}

/// Can the code be parsed, or could more lines complete it?
fn is_fine(code: &str) -> bool {
    let options = Options { dont_imply_dedent: true, ..Options::default() };
    match compile_with(&format!("{code}\n"), "", Mode::Single, options) {
        Ok(_) => true,
        // What comes after parsing is no matter of spelling.
        Err(e) => e.kind == ErrorKind::Incomplete || e.text.is_none(),
    }
}

/// The names in a line, outside strings and comments, with where they begin.
fn names(code: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = code[at..].chars().next() {
        let rest = &code[at..];
        let n = match c {
            '#' => break,
            '"' | '\'' => rest[1..].find(c).map_or(rest.len(), |end| end + 2),
            c if c.is_alphanumeric() || c == '_' => {
                let n = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                if !c.is_ascii_digit() {
                    out.push((at, &rest[..n]));
                }
                n
            }
            c => c.len_utf8(),
        };
        at += n;
    }
    out
}

/// The keywords most like a word, best first.
fn close_matches(word: &str) -> Vec<&'static str> {
    let word: Vec<char> = word.chars().collect();
    let score = |k: &&'static str| {
        let chars: Vec<char> = k.chars().collect();
        (2.0 * matching(&chars, &word) as f64 / (chars.len() + word.len()) as f64, *k)
    };
    let mut scored: Vec<(f64, &str)> = KEYWORDS.iter().map(score).filter(|(s, _)| *s >= CUTOFF).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(a.1)));
    scored.into_iter().take(MATCHES_MAX).map(|(_, k)| k).collect()
}

/// How many characters match: those of the longest common run, and of the parts before and behind it.
fn matching(a: &[char], b: &[char]) -> usize {
    let mut best = (0, 0, 0);
    for i in 0..a.len() {
        for j in 0..b.len() {
            let n = a[i..].iter().zip(&b[j..]).take_while(|(x, y)| x == y).count();
            if n > best.2 {
                best = (i, j, n);
            }
        }
    }
    match best {
        (_, _, 0) => 0,
        (i, j, n) => n + matching(&a[..i], &b[..j]) + matching(&a[i + n..], &b[j + n..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds() {
        let none = |_: &str| None;
        for (line, keyword) in
            [("  whille True:", Some("while")), ("fro x in y:", Some("for")), ("impor os", Some("import")), ("x = = 1", None), ("retrun 1", Some("return"))]
        {
            assert_eq!(keyword_typo(line, &none).map(|t| t.keyword), keyword, "{line}");
        }
        assert_eq!(keyword_typo("  whille True:", &none).map(|t| (t.start, t.end)), Some((2, 8)));
    }
}
