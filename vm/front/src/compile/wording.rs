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
];

/// Rewords `message`, which belongs to the 1-based `line` of `source`.
pub(super) fn reword(message: String, source: &str, line: usize) -> String {
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
            assert_eq!(reword(theirs.to_owned(), source, 1), ours, "{theirs}");
        }
        assert!(inconsistent_tabs("if x:\n\ta\n        b", 3));
        assert!(!inconsistent_tabs("if x:\n\ta\n\tb", 3));
    }
}
