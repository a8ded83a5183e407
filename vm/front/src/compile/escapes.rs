//! Warnings of escape sequences that mean nothing (`"\d"`), which the parser lets pass.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

use super::Warning;

/// The warnings of a whole source, one for each literal at most.
pub(crate) fn warnings(source: &str) -> Vec<Warning> {
    if !suspicious(source) && !glued_numbers(source) {
        return Vec::new();
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    let mut out = Vec::new();
    // Whether the innermost open f-string or t-string is raw.
    let mut raw = Vec::new();
    let mut number = None;
    for token in parsed.tokens() {
        let range = token.range();
        if let Some((at, end, kind)) = number.take()
            && end == range.start()
            && is_glued_keyword(token.kind())
        {
            out.push(literal(source, at, kind));
        }
        let text = &source[range.start().to_usize()..range.end().to_usize()];
        let (prefix, content) = text.split_at(text.find(['\'', '"']).unwrap_or(0));
        let is_raw = prefix.contains(['r', 'R']);
        let found = match token.kind() {
            TokenKind::Int | TokenKind::Float | TokenKind::Complex => {
                number = Some((range.start().to_usize(), range.end(), kind_of(text)));
                None
            }
            TokenKind::FStringStart | TokenKind::TStringStart => {
                raw.push(is_raw);
                None
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                raw.pop();
                None
            }
            TokenKind::FStringMiddle | TokenKind::TStringMiddle if raw.last() != Some(&true) => {
                // A backslash before a field's brace is the last of its text.
                let cut = text.ends_with('\\') && !text.ends_with("\\\\");
                first_bad(text, false).or_else(|| cut.then(|| (text.len() - 1, "{".to_owned())))
            }
            TokenKind::String if !is_raw => first_bad(content, prefix.contains(['b', 'B'])).map(|(at, bad)| (at + prefix.len(), bad)),
            _ => None,
        };
        if let Some((at, bad)) = found {
            out.push(warning(source, range.start().to_usize() + at, &bad));
        }
    }
    out
}

/// Keywords that may follow a number without a blank, for now.
fn is_glued_keyword(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(kind, T::And | T::Else | T::For | T::If | T::In | T::Is | T::Not | T::Or)
}

/// The name of the number's form.
fn kind_of(number: &str) -> &'static str {
    match number.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => "hexadecimal",
        Some("0o") => "octal",
        Some("0b") => "binary",
        _ if number.ends_with(['j', 'J']) => "imaginary",
        _ => "decimal",
    }
}

fn literal(source: &str, at: usize, kind: &str) -> Warning {
    let before = &source[..at];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let (line, col) = (before.matches('\n').count() as u32 + 1, source[start..at].chars().count() as u32 + 1);
    Warning { line, col, message: format!("invalid {kind} literal"), as_error: None }
}

/// Could a number be followed by a keyword without a blank?
fn glued_numbers(source: &str) -> bool {
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !(bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'_' | b'.')) {
            at += 1;
            continue;
        }
        let n = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
        let word = &bytes[at..at + n];
        let number = word[0].is_ascii_digit() || (word[0] == b'.' && n > 1 && word[1].is_ascii_digit());
        let keywords: [&[u8]; 8] = [b"and", b"else", b"for", b"if", b"in", b"is", b"not", b"or"];
        if number && keywords.iter().any(|k| word.ends_with(k)) {
            return true;
        }
        at += n;
    }
    false
}

/// Could there be one? Most sources have no backslash that begins no escape sequence.
fn suspicious(source: &str) -> bool {
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|b| *b == b'\\') {
        at += next + 1;
        match bytes.get(at) {
            // In bytes these mean nothing.
            Some(b'u' | b'U' | b'N') if !["b'", "b\"", "B'", "B\"", "br", "bR"].iter().any(|p| source.contains(p)) => at += 1,
            Some(b'\\' | b'\'' | b'"' | b'\n' | b'n' | b't' | b'r' | b'x' | b'a' | b'b' | b'f' | b'v' | b'0'..=b'3') => at += 1,
            None => return false,
            Some(_) => return true,
        }
    }
    false
}

/// The first escape sequence without a meaning, and where it is.
fn first_bad(text: &str, in_bytes: bool) -> Option<(usize, String)> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            continue;
        }
        let (_, next) = chars.next()?;
        match next {
            '\\' | '\'' | '"' | '\n' | 'n' | 't' | 'r' | 'x' | 'a' | 'b' | 'f' | 'v' => {}
            'u' | 'U' | 'N' if !in_bytes => {}
            '0'..='7' => {
                let digits: String = text[at + 1..].chars().take(3).take_while(|c| c.is_digit(8)).collect();
                for _ in 1..digits.len() {
                    chars.next();
                }
                if u32::from_str_radix(&digits, 8).is_ok_and(|n| n > 0o377) {
                    return Some((at, digits));
                }
            }
            // A brace of an f-string's field.
            '{' | '}' => return Some((at, next.to_string())),
            other => return Some((at, other.to_string())),
        }
    }
    None
}

fn warning(source: &str, at: usize, bad: &str) -> Warning {
    let octal = bad.len() == 3 && bad.is_ascii();
    let what = if octal { "an invalid octal escape sequence" } else { "an invalid escape sequence" };
    let cure = format!("Did you mean \"\\\\{bad}\"? A raw string is also an option.");
    let before = &source[..at];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    Warning {
        line: before.matches('\n').count() as u32 + 1,
        col: source[start..at].chars().count() as u32 + 1,
        message: format!("\"\\{bad}\" is {what}. Such sequences will not work in the future. {cure}"),
        as_error: Some(format!("\"\\{bad}\" is {what}. {cure}")),
    }
}
