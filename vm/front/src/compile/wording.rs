//! The parser's own error texts in CPython's words.
//!
//! The compiler crate rewords what it can tell; the rest arrives as the parser wrote it. CPython says "invalid
//! syntax" wherever no special rule exists, so that is the answer to every text that isn't one of its own. The
//! parser's texts begin with a capital letter, CPython's (but for the few in [`CAPITAL`]) don't.

/// CPython's texts that begin with a capital letter.
const CAPITAL: &[&str] = &[
    "Missing parentheses in call",
    "Expected one or more names",
    "Generator expression must be parenthesized",
    "Function parameters cannot be parenthesized",
    "Lambda expression parameters cannot be parenthesized",
    "Did you mean",
    "Non-UTF-8",
    "Type parameter list cannot be empty",
    "Exceeds the limit",
    "Invalid star expression",
];

/// The parser's text, and CPython's for the same thing.
const SAME: &[(&str, &str)] = &[
    ("Positional argument cannot follow keyword argument unpacking", "positional argument follows keyword argument unpacking"),
    ("Positional argument cannot follow keyword argument", "positional argument follows keyword argument"),
    ("Iterable argument unpacking cannot follow keyword argument unpacking", "iterable argument unpacking follows keyword argument unpacking"),
    ("Iterable unpacking cannot be used in a comprehension", "iterable unpacking cannot be used in comprehension"),
    ("Unparenthesized generator expression cannot be used here", "Generator expression must be parenthesized"),
    ("Expected one or more symbol names after import", "Expected one or more names after 'import'"),
    ("Expected `except` or `finally` after `try` block", "expected 'except' or 'finally' block"),
    ("Expected `else`, found", "expected 'else' after 'if' expression"),
    ("Bytes literal cannot be mixed with non-bytes literals", "cannot mix bytes and nonbytes literals"),
    ("Unexpected indentation", "unexpected indent"),
    ("Parameter cannot follow var-keyword parameter", "arguments cannot follow var-keyword argument"),
    ("Parameter without a default cannot follow a parameter with a default", "parameter without a default follows parameter with a default"),
    ("Expected one or more keyword parameter after `*` separator", "named parameters must follow bare *"),
    ("Trailing comma not allowed", "trailing comma not allowed without surrounding parentheses"),
    ("Expected a real number in complex literal pattern", "real number required in complex literal"),
    ("Expected an imaginary number in complex literal pattern", "imaginary number required in complex literal"),
    ("Expected a newline after line continuation character", "unexpected character after line continuation character"),
    ("missing closing quote in string literal", "unterminated string literal"),
    ("Only one '*' parameter allowed", "* argument may appear only once"),
    ("Position-only parameter separator not allowed as first parameter", "at least one argument must precede /"),
    ("'/' parameter must appear before '*' parameter", "/ must be ahead of *"),
    ("Expected one or more exception types", "expected one or more exception types"),
    ("Positional patterns cannot follow keyword patterns", "positional patterns follow keyword patterns"),
    ("Multiple exception types must be parenthesized when using `as`", "multiple exception types must be parenthesized when using 'as'"),
    ("Expected `]`, found `for`", "did you forget parentheses around the comprehension target?"),
    ("Expected `}`, found `for`", "did you forget parentheses around the comprehension target?"),
    ("f-string: expecting `}`", "f-string: expecting '}'"),
    ("f-string: single `}` is not allowed", "f-string: single '}' is not allowed"),
    ("t-string: expecting `}`", "t-string: expecting '}'"),
    ("t-string: single `}` is not allowed", "t-string: single '}' is not allowed"),
];

/// Rewords `message`, which belongs to the 1-based `line` and `col` of `source`.
pub(super) fn reword(message: String, source: &str, line: usize, col: usize) -> String {
    if let Some(reworded) = by_context(&message, source, line, col) {
        return reworded;
    }
    if let Some((_, ours)) = SAME.iter().find(|(theirs, _)| message.starts_with(theirs)) {
        return (*ours).to_owned();
    }
    if let Some(found) = message.strip_prefix("Expected `:`, found ") {
        return expected_colon(found, source, line);
    }
    if let Some(token) = message.strip_prefix("Got unexpected token ") {
        return bad_character(token);
    }
    if message == "Got unexpected unicode" {
        let text = source.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
        return bad_escape(text);
    }
    let illegal_name = message == "'name' is an illegal expression for augmented assignment";
    let capital = message.starts_with(|c: char| c.is_ascii_uppercase());
    if illegal_name || (capital && !CAPITAL.iter().any(|own| message.starts_with(own))) {
        return "invalid syntax".to_owned();
    }
    message
}

/// What depends on the text around the place.
fn by_context(message: &str, source: &str, line: usize, col: usize) -> Option<String> {
    let text = source.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let split = text.char_indices().nth(col.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let (before, after) = text.split_at(split);
    let invalid = Some("invalid syntax".to_owned());
    match message {
        "Expected one or more symbol names after import" if !after.trim().is_empty() => invalid,
        "Expected `else`, found `:`" => invalid,
        "Position-only parameter separator not allowed as first parameter" if after[1.min(after.len())..].trim_start().starts_with([')', ':']) => invalid,
        "invalid syntax. Perhaps you forgot a comma?" => {
            const STATEMENTS: [&str; 12] = ["raise", "return", "import", "from", "del", "pass", "break", "continue", "global", "nonlocal", "assert", "while"];
            let word = after.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            if STATEMENTS.contains(&word) { invalid } else { None }
        }
        "Boolean 'not' expression cannot be used here" => {
            let arithmetic = before.trim_end().ends_with(['+', '-', '*', '/', '%', '@', '~', '&', '|', '^', '<', '>']);
            let shift_or_not_comparison = !before.trim_end().ends_with(['<', '>']) || before.trim_end().ends_with("<<") || before.trim_end().ends_with(">>");
            if arithmetic && shift_or_not_comparison { Some("'not' after an operator must be parenthesized".to_owned()) } else { invalid }
        }
        "Expected an identifier" if text.trim_start().starts_with("case ") && before.trim_end().ends_with(" as") => Some("invalid pattern target".to_owned()),
        _ if message.starts_with("Expected `(`, found") => {
            let def = text.trim_start().trim_start_matches("async").trim_start().starts_with("def ");
            if def { Some("expected '('".to_owned()) } else { invalid }
        }
        "invalid syntax" if after.starts_with([')', ']', ':', ',']) && ["[*", ", *", "(*"].iter().any(|star| before.trim_end().ends_with(star)) => {
            Some("Invalid star expression".to_owned())
        }
        _ => None,
    }
}

/// CPython insists on the colon of some statements, and of the others only notices when the line ends.
fn expected_colon(found: &str, source: &str, line: usize) -> String {
    let text = source.split('\n').nth(line.saturating_sub(1)).unwrap_or_default().trim_start();
    let insists = ["def ", "async def ", "try", "else", "finally"].iter().any(|word| text.starts_with(word));
    if insists || found == "newline" { "expected ':'" } else { "invalid syntax" }.to_owned()
}

fn bad_character(token: &str) -> String {
    let mut chars = token.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if !c.is_ascii() => {
            let code = u32::from(c);
            let invisible =
                c.is_control() || (c.is_whitespace() && c != ' ') || matches!(code, 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xad | 0xfeff);
            if invisible { format!("invalid non-printable character U+{code:04X}") } else { format!("invalid character '{c}' (U+{code:04X})") }
        }
        _ => "invalid syntax".to_owned(),
    }
}

/// The first bad escape of a string on the line, with its place in the string as CPython counts it.
fn bad_escape(line: &str) -> String {
    let bytes = line.as_bytes();
    let start = line.find(['"', '\'']).map_or(0, |at| at + 1);
    let mut at = start;
    while at + 1 < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let digits = |n: usize| bytes[at + 2..].iter().take(n).take_while(|b| b.is_ascii_hexdigit()).count();
        let bad = match bytes[at + 1] {
            b'x' if digits(2) < 2 => Some((digits(2) + 2, "truncated \\xXX escape")),
            b'u' if digits(4) < 4 => Some((digits(4) + 2, "truncated \\uXXXX escape")),
            b'U' if digits(8) < 8 => Some((digits(8) + 2, "truncated \\UXXXXXXXX escape")),
            b'U' => Some((10, "illegal Unicode character")),
            b'N' => match line[at..].find('}') {
                Some(end) if bytes.get(at + 2) == Some(&b'{') => Some((end + 1, "unknown Unicode character name")),
                _ => Some((2, "malformed \\N character escape")),
            },
            _ => None,
        };
        if let Some((length, reason)) = bad {
            let in_bytes = line[..start].trim_end_matches(['"', '\'']).ends_with(['b', 'B']);
            if in_bytes && bytes[at + 1] == b'x' {
                return format!("(value error) invalid \\x escape at position {}", at - start);
            }
            let (from, to) = (at - start, at - start + length - 1);
            return format!("(unicode error) 'unicodeescape' codec can't decode bytes in position {from}-{to}: {reason}");
        }
        at += 2;
    }
    "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: malformed \\N character escape".to_owned()
}

/// Whether the indentation of `line` mixes tabs and spaces so that its depth depends on the tab's width.
pub(super) fn inconsistent_tabs(source: &str, line: usize) -> bool {
    let mut stack = vec![(0usize, 0usize)];
    for (index, text) in source.split('\n').take(line).enumerate() {
        let body = text.trim_start_matches([' ', '\t', '\x0c']);
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let (mut wide, mut narrow) = (0, 0);
        for c in text[..text.len() - body.len()].chars() {
            match c {
                '\t' => (wide, narrow) = ((wide / 8 + 1) * 8, narrow + 1),
                '\x0c' => (wide, narrow) = (0, 0),
                _ => (wide, narrow) = (wide + 1, narrow + 1),
            }
        }
        while stack.last().is_some_and(|top| top.0 > wide) {
            stack.pop();
        }
        let top = stack.last().copied().unwrap_or_default();
        let mixed = if wide == top.0 { narrow != top.1 } else { narrow <= top.1 };
        if mixed && index + 1 == line {
            return true;
        }
        if wide > top.0 {
            stack.push((wide, narrow));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (theirs, source, ours) in [
            ("Expected an expression", "x = ", "invalid syntax"),
            ("Expected `:`, found newline", "while x\n", "expected ':'"),
            ("Expected `:`, found name", "while x y\n", "invalid syntax"),
            ("Expected `:`, found name", "def f() y\n", "expected ':'"),
            ("Got unexpected token €", "€", "invalid character '€' (U+20AC)"),
            ("Got unexpected token ?", "?", "invalid syntax"),
            ("cannot assign to True", "True = 1", "cannot assign to True"),
        ] {
            assert_eq!(reword(theirs.to_owned(), source, 1, 1), ours, "{theirs}");
        }
        assert!(inconsistent_tabs("if x:\n\ta\n        b", 3));
        assert!(!inconsistent_tabs("if x:\n\ta\n\tb", 3));
    }
}
