//! `str.format`'s replacement fields: the pieces of a format string, and the parts of a field name.
//!
//! Positions are reported as ranges of the string, so that nothing is copied. Nested fields in a specification are not
//! expanded here: `nested` says that there are some, and the caller runs the same iterator over the specification
//! (`MAX_NESTING` levels deep).

use super::TextError;
use super::formatspec::too_many_digits;
use super::predicates::decimal_value;
use super::unit::Units;

/// How often specifications may nest.
pub const MAX_NESTING: usize = 2;

/// One replacement field.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Name, with attributes and items.
    pub name: Units<'a>,
    /// The character behind `!`.
    pub conversion: Option<u32>,
    /// What stands behind `:`.
    pub spec: Units<'a>,
    /// Whether the specification contains fields.
    pub nested: bool,
}

/// Literal text and the field that follows it, if one does.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// Literal text, with doubled braces already halved.
    pub literal: Units<'a>,
    /// The field.
    pub field: Option<Field<'a>>,
}

/// Iterates over a format string; ends after an error.
#[derive(Clone, Debug)]
pub struct Pieces<'a> {
    text: Units<'a>,
    at: usize,
}

const OPEN: u32 = b'{' as u32;
const CLOSE: u32 = b'}' as u32;

impl<'a> Pieces<'a> {
    /// All pieces of `text`.
    pub fn new(text: Units<'a>) -> Pieces<'a> {
        Pieces { text, at: 0 }
    }

    fn bump(&mut self) -> Option<u32> {
        (self.at < self.text.len()).then(|| {
            self.at += 1;
            self.text.get(self.at - 1)
        })
    }

    fn piece(&mut self) -> Result<Piece<'a>, TextError> {
        let start = self.at;
        let mut brace = None;
        while brace.is_none() {
            match self.bump() {
                Some(c @ (OPEN | CLOSE)) => brace = Some(c),
                Some(_) => {}
                None => {
                    return Ok(Piece { literal: self.text.slice(start, self.at), field: None });
                }
            }
        }
        let next = (self.at < self.text.len()).then(|| self.text.get(self.at));
        if next == brace {
            // A doubled brace: the first belongs to the literal.
            self.at += 1;
            return Ok(Piece { literal: self.text.slice(start, self.at - 1), field: None });
        }
        if brace == Some(CLOSE) {
            return Err(TextError::value("Single '}' encountered in format string"));
        }
        if next.is_none() {
            return Err(TextError::value("Single '{' encountered in format string"));
        }
        let literal = self.text.slice(start, self.at - 1);
        Ok(Piece { literal, field: Some(self.field()?) })
    }

    fn field(&mut self) -> Result<Field<'a>, TextError> {
        let start = self.at;
        let end = loop {
            match self.bump().map(|c| char::from_u32(c).unwrap_or('\0')) {
                None => return Err(TextError::value("expected '}' before end of string")),
                Some('{') => return Err(TextError::value("unexpected '{' in field name")),
                Some('[') => {
                    while self.at < self.text.len() && self.text.get(self.at) != u32::from(b']') {
                        self.at += 1;
                    }
                }
                Some(c @ ('}' | ':' | '!')) => break c,
                Some(_) => {}
            }
        };
        let empty = self.text.slice(0, 0);
        let mut field = Field { name: self.text.slice(start, self.at - 1), conversion: None, spec: empty, nested: false };
        if end == '}' {
            return Ok(field);
        }
        if end == '!' {
            let missing = || TextError::value("end of string while looking for conversion specifier");
            field.conversion = Some(self.bump().ok_or_else(missing)?);
            match self.bump() {
                Some(CLOSE) => return Ok(field),
                Some(c) if c != u32::from(b':') => {
                    return Err(TextError::value("expected ':' after conversion specifier"));
                }
                _ => {}
            }
        }
        (field.spec, field.nested) = self.spec()?;
        Ok(field)
    }

    fn spec(&mut self) -> Result<(Units<'a>, bool), TextError> {
        let (start, mut depth, mut nested) = (self.at, 1, false);
        while let Some(c) = self.bump() {
            match c {
                OPEN => (depth, nested) = (depth + 1, true),
                CLOSE => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok((self.text.slice(start, self.at - 1), nested));
            }
        }
        Err(TextError::value("unmatched '{' in format spec"))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Result<Piece<'a>, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.at = self.text.len();
        }
        Some(piece)
    }
}

/// A field's first name or an item: a number if it consists of digits.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// A position.
    Index(usize),
    /// A name; empty for automatic numbering.
    Name(Units<'a>),
}

/// A step from the first object of a field.
#[derive(Clone, Copy, Debug)]
pub enum Access<'a> {
    /// `.name`
    Attribute(Units<'a>),
    /// `[key]`
    Item(Key<'a>),
}

fn key(name: Units<'_>) -> Result<Key<'_>, TextError> {
    let mut value = 0usize;
    for c in name.iter() {
        let Some(digit) = decimal_value(c) else {
            return Ok(Key::Name(name));
        };
        let next = value.checked_mul(10).and_then(|v| v.checked_add(digit.into()));
        value = next.filter(|&v| v <= isize::MAX as usize).ok_or_else(too_many_digits)?;
    }
    Ok(if name.is_empty() { Key::Name(name) } else { Key::Index(value) })
}

/// Splits a field name into its first part and the accesses that follow.
pub fn split_name(name: Units<'_>) -> Result<(Key<'_>, Accesses<'_>), TextError> {
    let end = name.iter().position(|c| matches!(c, 0x2E | 0x5B)).unwrap_or(name.len());
    Ok((key(name.slice(0, end))?, Accesses { name, at: end }))
}

/// Iterates over `.attribute` and `[item]`.
#[derive(Clone, Debug)]
pub struct Accesses<'a> {
    name: Units<'a>,
    at: usize,
}

impl<'a> Accesses<'a> {
    /// Runs up to the first of `ends`.
    fn run(&mut self, ends: [u32; 2]) -> Units<'a> {
        let start = self.at;
        while self.at < self.name.len() && !ends.contains(&self.name.get(self.at)) {
            self.at += 1;
        }
        self.name.slice(start, self.at)
    }

    fn access(&mut self) -> Result<Access<'a>, TextError> {
        let first = self.name.get(self.at);
        self.at += 1;
        let (part, item) = match first {
            0x2E => (self.run([0x2E, 0x5B]), false),
            0x5B => {
                let part = self.run([0x5D, 0x5D]);
                if self.at >= self.name.len() {
                    return Err(TextError::value("Missing ']' in format string"));
                }
                self.at += 1;
                (part, true)
            }
            _ => {
                return Err(TextError::value("Only '.' or '[' may follow ']' in format field specifier"));
            }
        };
        if part.is_empty() {
            return Err(TextError::value("Empty attribute in format string"));
        }
        Ok(if item { Access::Item(key(part)?) } else { Access::Attribute(part) })
    }
}

impl<'a> Iterator for Accesses<'a> {
    type Item = Result<Access<'a>, TextError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.name.len() {
            return None;
        }
        let access = self.access();
        if access.is_err() {
            self.at = self.name.len();
        }
        Some(access)
    }
}

/// Automatic numbering of empty field names.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Numbering {
    /// Nothing seen yet.
    #[default]
    Undecided,
    /// Empty names: the next number.
    Automatic(usize),
    /// Explicit numbers.
    Manual,
}

impl Numbering {
    /// Settles a field's first part: empty names get the next number.
    pub fn settle<'a>(&mut self, first: Key<'a>) -> Result<Key<'a>, TextError> {
        let empty = matches!(first, Key::Name(name) if name.is_empty());
        match (empty, *self) {
            (true, Numbering::Manual) => Err(TextError::value("cannot switch from manual field specification to automatic field numbering")),
            (true, Numbering::Automatic(n)) => {
                *self = Numbering::Automatic(n + 1);
                Ok(Key::Index(n))
            }
            (true, Numbering::Undecided) => {
                *self = Numbering::Automatic(1);
                Ok(Key::Index(0))
            }
            (false, Numbering::Automatic(_)) if matches!(first, Key::Index(_)) => {
                Err(TextError::value("cannot switch from automatic field numbering to manual field specification"))
            }
            (false, _) => {
                if matches!(first, Key::Index(_)) {
                    *self = Numbering::Manual;
                }
                Ok(first)
            }
        }
    }
}

/// The error for a conversion other than `s`, `r`, `a`.
pub fn unknown_conversion(c: u32) -> TextError {
    TextError::value(match c {
        33..=126 => format!("Unknown conversion specifier {}", c as u8 as char),
        _ => format!("Unknown conversion specifier \\x{c:x}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextBuf;

    fn pieces(text: &str) -> String {
        let buf = TextBuf::from(text);
        let mut out = String::new();
        for piece in Pieces::new(buf.units()) {
            match piece {
                Ok(Piece { literal, field: None }) => out += &format!("<{}>", literal.to_string_lossy()),
                Ok(Piece { literal, field: Some(f) }) => {
                    let conversion = f.conversion.and_then(char::from_u32).unwrap_or('-');
                    let (name, spec) = (f.name.to_string_lossy(), f.spec.to_string_lossy());
                    out += &format!("<{}|{name}|{conversion}|{spec}|{}>", literal.to_string_lossy(), u8::from(f.nested));
                }
                Err(e) => out += &e.message,
            }
        }
        out
    }

    #[test]
    fn strings() {
        for (text, want) in [
            ("abc", "<abc>"),
            ("a{{b}}c", "<a{><b}><c>"),
            ("x{0}y", "<x|0|-||0><y>"),
            ("{a.b[c]!r:>{w}}", "<|a.b[c]|r|>{w}|1>"),
            ("{a[:}]}", "<|a[:}]|-||0>"),
            ("{:é}", "<||-|é|0>"),
            ("{!s}", "<||s||0>"),
            ("{", "Single '{' encountered in format string"),
            ("}", "Single '}' encountered in format string"),
            ("a}b", "Single '}' encountered in format string"),
            ("{a", "expected '}' before end of string"),
            ("{a{b}}", "unexpected '{' in field name"),
            ("{a!", "end of string while looking for conversion specifier"),
            ("{a!rx}", "expected ':' after conversion specifier"),
            ("{a:b", "unmatched '{' in format spec"),
            ("{a:{b}", "unmatched '{' in format spec"),
        ] {
            assert_eq!(pieces(text), want, "{text}");
        }
    }

    #[test]
    fn names() {
        let show = |k: Key<'_>| match k {
            Key::Index(i) => i.to_string(),
            Key::Name(n) => format!("'{}'", n.to_string_lossy()),
        };
        for (text, want) in [
            ("a.b[c][0].d", "'a' .b ['c'] [0] .d"),
            ("0", "0"),
            ("", "''"),
            ("a[-1]", "'a' ['-1']"),
            ("a[b", "'a' Missing ']' in format string"),
            ("a[b]c", "'a' ['b'] Only '.' or '[' may follow ']' in format field specifier"),
            ("a.", "'a' Empty attribute in format string"),
            ("a[]", "'a' Empty attribute in format string"),
            ("99999999999999999999", "Too many decimal digits in format string"),
        ] {
            let buf = TextBuf::from(text);
            let got = match split_name(buf.units()) {
                Err(e) => e.message,
                Ok((first, rest)) => rest.fold(show(first), |acc, a| match a {
                    Ok(Access::Attribute(n)) => format!("{acc} .{}", n.to_string_lossy()),
                    Ok(Access::Item(k)) => format!("{acc} [{}]", show(k)),
                    Err(e) => format!("{acc} {}", e.message),
                }),
            };
            assert_eq!(got, want);
        }
        let mut n = Numbering::default();
        let empty = Key::Name(Units::One(b""));
        assert!(matches!(n.settle(empty), Ok(Key::Index(0))) && matches!(n.settle(empty), Ok(Key::Index(1))));
        assert!(n.settle(Key::Index(0)).is_err() && n.settle(Key::Name(Units::One(b"a"))).is_ok());
        assert_eq!(unknown_conversion('x'.into()).message, "Unknown conversion specifier x");
    }
}
