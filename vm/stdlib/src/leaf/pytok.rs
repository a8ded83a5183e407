//! The tokens of Python source as `tokenize` gives them: with comments, with the newlines that end nothing, and with
//! f-strings in parts.
//!
//! Lines are asked for when they are needed. Positions are (line from 1, character from 0). The last line may lack its
//! newline; a NEWLINE token without text then stands for it.

use std::collections::VecDeque;

/// Token numbers of the `token` module.
#[allow(missing_docs, reason = "named as in `token`")]
pub mod kind {
    pub const ENDMARKER: u8 = 0;
    pub const NAME: u8 = 1;
    pub const NUMBER: u8 = 2;
    pub const STRING: u8 = 3;
    pub const NEWLINE: u8 = 4;
    pub const INDENT: u8 = 5;
    pub const DEDENT: u8 = 6;
    pub const OP: u8 = 55;
    pub const FSTRING_START: u8 = 59;
    pub const FSTRING_MIDDLE: u8 = 60;
    pub const FSTRING_END: u8 = 61;
    pub const TSTRING_START: u8 = 62;
    pub const COMMENT: u8 = 65;
    pub const NL: u8 = 66;
}
use kind::*;

/// Line and column.
pub type Pos = (usize, usize);

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub kind: u8,
    /// Its text.
    pub text: String,
    /// Where it starts.
    pub start: Pos,
    /// Where it ends.
    pub end: Pos,
    /// The physical lines it stands on.
    pub line: String,
}

/// Operators in the order of their numbers, from `LPAR` on.
const OPERATORS: &[&str] = &[
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{", "}", "==", "!=", "<=", ">=", "~", "^", "<<", ">>", "**",
    "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...", ":=", "!",
];
/// Number of `LPAR`.
const FIRST_OPERATOR: u8 = 7;

impl Token {
    /// Its number, where each operator has one of its own.
    pub fn exact_kind(&self) -> u8 {
        let found = OPERATORS.iter().position(|op| *op == self.text).filter(|_| self.kind == OP);
        found.map_or(self.kind, |i| FIRST_OPERATOR + i as u8)
    }
}

/// Which exception a mistake becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
}

/// A mistake in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The exception.
    pub class: Class,
    /// Its message.
    pub message: String,
    /// Where: the column counts from 1.
    pub at: Pos,
    /// The line.
    pub line: String,
}

/// What ends the tokens early: a mistake, or a failure of the source of lines.
#[derive(Debug)]
pub enum Stop<E> {
    /// The source is wrong.
    Mistake(Mistake),
    /// There was no line to be had.
    Source(E),
}

/// An open f-string or t-string.
struct Open {
    quote: char,
    triple: bool,
    raw: bool,
    start: Pos,
    /// Token number of its start; middle and end follow.
    kind: u8,
    /// Depths of brackets at which its open replacement fields began; a format specification follows the colon.
    fields: Vec<Field>,
}

struct Field {
    depth: usize,
    in_spec: bool,
}

/// The tokenizer.
#[derive(Default)]
pub struct Tokenizer {
    line: Vec<char>,
    at: usize,
    number: usize,
    waiting: VecDeque<String>,
    implicit_newline: bool,
    /// What only a parser need refuse is let through: wrong brackets, characters and numbers.
    lenient: bool,
    ended: bool,
    done: bool,
    line_start: bool,
    started: bool,
    blank: bool,
    indents: Vec<(usize, usize)>,
    brackets: Vec<(char, usize)>,
    open: Vec<Open>,
    pending: VecDeque<Token>,
}

type Step<E> = Result<(), Stop<E>>;
const OPS3: &[&str] = &["...", "**=", "//=", "<<=", ">>="];
const OPS2: &[&str] = &["!=", "%=", "&=", "**", "*=", "+=", "-=", "->", "//", "/=", ":=", "<<", "<=", "<>", "==", ">=", ">>", "@=", "^=", "|="];

impl Tokenizer {
    /// A tokenizer at the start of its source. A lenient one lets through what only a parser need refuse.
    pub fn new(lenient: bool) -> Tokenizer {
        Tokenizer { line_start: true, lenient, ..Tokenizer::default() }
    }

    /// A tokenizer that gives nothing more.
    pub fn finished() -> Tokenizer {
        Tokenizer { done: true, ..Tokenizer::default() }
    }

    /// The next token; none behind the end marker. `lines` gives the next piece of source, with its newline, or nothing at
    /// the end.
    pub fn next<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Result<Option<Token>, Stop<E>> {
        loop {
            if let Some(t) = self.pending.pop_front() {
                return Ok(Some(t));
            }
            if self.done {
                return Ok(None);
            }
            self.step(lines)?;
        }
    }

    fn step<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        if self.in_text() {
            return self.middle(lines);
        }
        if self.line_start {
            self.line_start = false;
            if !self.fetch(lines)? {
                return self.finish();
            }
            if self.brackets.is_empty() {
                self.indentation()?;
                return Ok(());
            }
        }
        self.token(lines)
    }

    /// Loads the next line; false at the end.
    fn fetch<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Result<bool, Stop<E>> {
        if self.waiting.is_empty() && !self.ended {
            match lines().map_err(Stop::Source)? {
                Some(text) if !text.is_empty() => self.waiting.extend(text.split_inclusive('\n').map(String::from)),
                _ => self.ended = true,
            }
        }
        let Some(text) = self.waiting.pop_front() else { return Ok(false) };
        self.number += 1;
        self.at = 0;
        self.line = text.chars().collect();
        if !self.started && self.line.first() == Some(&'\u{feff}') {
            self.line.remove(0);
        }
        self.started = true;
        self.implicit_newline = self.line.last() != Some(&'\n');
        if self.implicit_newline {
            self.line.push('\n');
        }
        Ok(true)
    }

    fn get(&self, i: usize) -> char {
        self.line.get(i).copied().unwrap_or('\0')
    }
    fn line_text(&self) -> String {
        let n = self.line.len() - usize::from(self.implicit_newline && !self.line.is_empty());
        self.line[..n].iter().collect()
    }
    fn here(&self) -> Pos {
        (self.number, self.at)
    }

    fn mistake<E>(&self, class: Class, message: impl Into<String>, at: Pos) -> Stop<E> {
        let mut line = self.line_text();
        line.truncate(line.trim_end_matches(['\n', '\r']).len());
        Stop::Mistake(Mistake { class, message: message.into(), at: (at.0, at.1 + 1), line })
    }

    /// Adds a token of the current line that ends at `at`.
    fn push(&mut self, kind: u8, start: usize) {
        let text = self.line[start..self.at].iter().collect();
        let line = self.line_text();
        self.pending.push_back(Token { kind, text, start: (self.number, start), end: self.here(), line });
    }

    fn finish<E>(&mut self) -> Step<E> {
        if !self.brackets.is_empty() {
            let Stop::Mistake(mut m) = self.mistake::<E>(Class::Syntax, "unexpected EOF in multi-line statement", (self.number, 0)) else { return Ok(()) };
            m.at.1 = 0;
            return Err(Stop::Mistake(m));
        }
        let at = (self.number + 1, 0);
        let mut end = |kind| self.pending.push_back(Token { kind, text: String::new(), start: at, end: at, line: String::new() });
        self.indents.iter().for_each(|_| end(DEDENT));
        end(ENDMARKER);
        self.indents.clear();
        self.done = true;
        Ok(())
    }

    /// The whitespace a line starts with. A line with nothing else but a comment has no say.
    fn indentation<E>(&mut self) -> Step<E> {
        let (mut column, mut tabless) = (0usize, 0usize);
        loop {
            match self.get(self.at) {
                ' ' => (column, tabless) = (column + 1, tabless + 1),
                '\t' => (column, tabless) = ((column / 8 + 1) * 8, tabless + 1),
                '\u{c}' => (column, tabless) = (0, 0),
                _ => break,
            }
            self.at += 1;
        }
        let c = self.get(self.at);
        self.blank = matches!(c, '#' | '\n') || c == '\r' && self.get(self.at + 1) == '\n';
        if self.blank || c == '\\' {
            return Ok(());
        }
        let (top, top_tabless) = self.indents.last().copied().unwrap_or((0, 0));
        let tabs = |t: &Tokenizer| t.mistake(Class::Tab, "inconsistent use of tabs and spaces in indentation", (t.number, t.line.len() - 1));
        if column == top {
            return if tabless == top_tabless { Ok(()) } else { Err(tabs(self)) };
        }
        if column > top {
            if tabless <= top_tabless {
                return Err(tabs(self));
            }
            if self.indents.len() >= 99 {
                return Err(self.mistake(Class::Indentation, "too many levels of indentation", self.here()));
            }
            self.indents.push((column, tabless));
            self.push(INDENT, 0);
            return Ok(());
        }
        while self.indents.last().is_some_and(|i| i.0 > column) {
            self.indents.pop();
            self.push(DEDENT, self.at);
        }
        let (top, top_tabless) = self.indents.last().copied().unwrap_or((0, 0));
        if column != top {
            self.pending.clear();
            let end = self.line.len() - 1;
            return Err(self.mistake(Class::Indentation, "unindent does not match any outer indentation level", (self.number, end)));
        }
        if tabless == top_tabless { Ok(()) } else { Err(tabs(self)) }
    }

    fn newline<E>(&mut self) -> Step<E> {
        let start = self.at;
        let kind = if self.blank || !self.brackets.is_empty() { NL } else { NEWLINE };
        self.at = self.line.len();
        let text = if self.implicit_newline { String::new() } else { self.line[start..].iter().collect() };
        let end = (self.number, start + if self.implicit_newline { 1 } else { text.chars().count() });
        let line = self.line_text();
        self.pending.push_back(Token { kind, text, start: (self.number, start), end, line });
        self.line_start = true;
        self.blank = false;
        Ok(())
    }

    fn token<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        while matches!(self.get(self.at), ' ' | '\t' | '\u{c}') {
            self.at += 1;
        }
        let (start, c, next) = (self.at, self.get(self.at), self.get(self.at + 1));
        match c {
            '\n' => return self.newline(),
            '\r' if next == '\n' => return self.newline(),
            '#' => {
                while !matches!(self.get(self.at), '\n' | '\0') && (self.get(self.at) != '\r' || self.get(self.at + 1) != '\n') {
                    self.at += 1;
                }
                self.push(COMMENT, start);
                return Ok(());
            }
            '\\' => return self.continuation(lines),
            '0'..='9' => return self.number_token(),
            '.' if next.is_ascii_digit() => return self.number_token(),
            '\'' | '"' => return self.string(start, lines),
            _ => {}
        }
        if c == '_' || c.is_ascii_alphabetic() || !c.is_ascii() {
            return self.name(start, lines);
        }
        self.operator(start)
    }

    fn continuation<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        let end = self.at + 1 + usize::from(self.get(self.at + 1) == '\r');
        if self.get(end) != '\n' {
            return Err(self.mistake(Class::Syntax, "unexpected character after line continuation character", (self.number, self.line.len() - 1)));
        }
        self.blank = false;
        if self.implicit_newline || !self.fetch(lines)? {
            return Err(self.mistake(Class::Syntax, "unexpected EOF in multi-line statement", (self.number, self.at + 1)));
        }
        Ok(())
    }

    fn name<E>(&mut self, start: usize, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        while self.get(self.at) == '_' || self.get(self.at).is_ascii_alphanumeric() || !self.get(self.at).is_ascii() {
            self.at += 1;
        }
        if matches!(self.get(self.at), '\'' | '"') && self.at - start <= 2 {
            let prefix: String = self.line[start..self.at].iter().collect::<String>().to_ascii_lowercase();
            match &*prefix {
                "f" | "fr" | "rf" => return self.open_string(start, FSTRING_START, &prefix),
                "t" | "tr" | "rt" => return self.open_string(start, TSTRING_START, &prefix),
                "r" | "b" | "u" | "br" | "rb" => return self.string(start, lines),
                _ => {}
            }
        }
        let bad = self.line[start..self.at].iter().enumerate().find(|(i, c)| {
            let one = c.to_string();
            !vm::text::predicates::isidentifier(vm::text::TextBuf::from(if *i == 0 { one } else { format!("a{one}") }.as_str()).units())
        });
        if let Some((i, &c)) = bad.filter(|(_, c)| !self.lenient || !vm::text::predicates::is_printable(u32::from(**c))) {
            let code = u32::from(c);
            let message = if vm::text::predicates::is_printable(code) {
                format!("invalid character '{c}' (U+{code:04X})")
            } else {
                format!("invalid non-printable character U+{code:04X}")
            };
            return Err(self.mistake(Class::Syntax, message, (self.number, start + i)));
        }
        self.push(NAME, start);
        Ok(())
    }

    fn digits(&mut self, radix: u32) -> bool {
        let start = self.at;
        loop {
            if self.get(self.at).is_digit(radix) || (self.get(self.at) == '_' && self.get(self.at + 1).is_digit(radix)) {
                self.at += 1;
            } else {
                return self.at > start && self.get(self.at) != '_';
            }
        }
    }

    fn number_token<E>(&mut self) -> Step<E> {
        let start = self.at;
        let radix = match (self.get(start), self.get(start + 1)) {
            ('0', 'x' | 'X') => Some((16, "hexadecimal")),
            ('0', 'o' | 'O') => Some((8, "octal")),
            ('0', 'b' | 'B') => Some((2, "binary")),
            _ => None,
        };
        if let Some((radix, name)) = radix {
            self.at += 2;
            let ok = self.digits(radix);
            let c = self.get(self.at);
            if c.is_ascii_digit() {
                return Err(self.mistake(Class::Syntax, format!("invalid digit '{c}' in {name} literal"), self.here()));
            }
            if !ok {
                return Err(self.mistake(Class::Syntax, format!("invalid {name} literal"), (self.number, self.at.saturating_sub(1))));
            }
            return self.number_end(start, name);
        }
        let mut kind = "decimal";
        let ok = self.get(start) == '.' || self.digits(10);
        let whole = self.at;
        if ok && self.get(self.at) == '.' {
            self.at += 1;
            if self.get(self.at).is_ascii_digit() && !self.digits(10) {
                return Err(self.mistake(Class::Syntax, "invalid decimal literal", self.here()));
            }
        }
        if !ok {
            return Err(self.mistake(Class::Syntax, "invalid decimal literal", self.here()));
        }
        let signed = usize::from(matches!(self.get(self.at + 1), '+' | '-'));
        if matches!(self.get(self.at), 'e' | 'E') && self.get(self.at + 1 + signed).is_ascii_digit() {
            self.at += 1 + signed;
            if !self.digits(10) {
                return Err(self.mistake(Class::Syntax, "invalid decimal literal", self.here()));
            }
        }
        let float = self.at > whole;
        if matches!(self.get(self.at), 'j' | 'J') {
            self.at += 1;
            kind = "imaginary";
        } else if !self.lenient && !float && self.get(start) == '0' && self.line[start..self.at].iter().any(|c| !matches!(c, '0' | '_')) {
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
            return Err(self.mistake(Class::Syntax, message, (self.number, start)));
        }
        self.number_end(start, kind)
    }

    /// A number may be followed by a keyword that makes sense there, not by another word.
    fn number_end<E>(&mut self, start: usize, kind: &str) -> Step<E> {
        let word: String = self.line[self.at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
        if !self.lenient && !word.is_empty() && !["and", "else", "for", "if", "in", "is", "not", "or"].iter().any(|k| word.starts_with(k)) {
            return Err(self.mistake(Class::Syntax, format!("invalid {kind} literal"), (self.number, self.at.saturating_sub(1))));
        }
        self.push(NUMBER, start);
        Ok(())
    }

    /// A string whose quote is at `at`.
    fn string<E>(&mut self, start: usize, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        let quote = self.get(self.at);
        let triple = self.get(self.at + 1) == quote && self.get(self.at + 2) == quote;
        let (begin, size) = ((self.number, start), if triple { 3 } else { 1 });
        self.at += size;
        let (mut text, mut all, mut from) = (String::new(), self.line_text(), start);
        loop {
            let c = self.get(self.at);
            if c == '\\' && self.at + 1 < self.line.len() && !(self.get(self.at + 1) == '\n' && self.implicit_newline) {
                self.at += 1 + usize::from(self.get(self.at + 1) == '\r' && self.get(self.at + 2) == '\n');
                self.at += 1;
            } else if c == quote && (!triple || self.get(self.at + 1) == quote && self.get(self.at + 2) == quote) {
                self.at += size;
                text.extend(&self.line[from..self.at]);
                self.pending.push_back(Token { kind: STRING, text, start: begin, end: self.here(), line: all });
                return Ok(());
            } else if c == '\n' && !triple || self.at >= self.line.len() || (c == '\n' && self.implicit_newline) {
                if c != '\n' || triple {
                    text.extend(&self.line[from..self.at]);
                    if c != '\n' && self.fetch(lines)? {
                        all.push_str(&self.line_text());
                        from = 0;
                        continue;
                    }
                }
                let kind = if triple { "triple-quoted string" } else { "string" };
                let message = format!("unterminated {kind} literal (detected at line {})", self.number);
                return Err(self.mistake(Class::Syntax, message, begin));
            } else {
                self.at += 1;
            }
        }
    }

    fn open_string<E>(&mut self, start: usize, kind: u8, prefix: &str) -> Step<E> {
        let quote = self.get(self.at);
        let triple = self.get(self.at + 1) == quote && self.get(self.at + 2) == quote;
        self.at += if triple { 3 } else { 1 };
        self.push(kind, start);
        self.open.push(Open { quote, triple, raw: prefix.contains('r'), start: (self.number, start), kind, fields: Vec::new() });
        Ok(())
    }

    /// Is the text of an f-string next, or that of a format specification?
    fn in_text(&self) -> bool {
        self.open.last().is_some_and(|o| o.fields.last().is_none_or(|f| f.in_spec && f.depth == self.brackets.len()))
    }

    /// The text of an f-string up to its end or to a brace.
    fn middle<E>(&mut self, lines: &mut dyn FnMut() -> Result<Option<String>, E>) -> Step<E> {
        let Some(o) = self.open.last() else { return Ok(()) };
        let (quote, triple, raw, kind, begun, in_spec) = (o.quote, o.triple, o.raw, o.kind, o.start, !o.fields.is_empty());
        let (begin, mut from, mut text, mut all) = (self.here(), self.at, String::new(), self.line_text());
        loop {
            let (c, next) = (self.get(self.at), self.get(self.at + 1));
            let stop = if c == quote && (!triple || next == quote && self.get(self.at + 2) == quote) {
                true
            } else if c == '\n' && in_spec && !triple {
                text.extend(&self.line[from..self.at]);
                self.pending.push_back(Token { kind: kind + 1, text, start: begin, end: self.here(), line: all });
                if let Some(f) = self.open.last_mut().and_then(|o| o.fields.last_mut()) {
                    f.in_spec = false;
                }
                return Ok(());
            } else if c == '\n' && !triple || self.at >= self.line.len() || (c == '\n' && self.implicit_newline) {
                text.extend(&self.line[from..self.at]);
                if triple && c != '\n' && self.fetch(lines)? {
                    all.push_str(&self.line_text());
                    from = 0;
                    continue;
                }
                let (what, name) = (if triple { "triple-quoted " } else { "" }, if kind == FSTRING_START { 'f' } else { 't' });
                let message = format!("unterminated {what}{name}-string literal (detected at line {})", self.number);
                return Err(self.mistake(Class::Syntax, message, begun));
            } else if c == '\\' && !raw && next == 'N' && self.get(self.at + 2) == '{' {
                self.at += 3;
                while !matches!(self.get(self.at), '}' | '\n' | '\0') && self.get(self.at) != quote {
                    self.at += 1;
                }
                self.at += usize::from(self.get(self.at) == '}');
                text.extend(&self.line[from..self.at]);
                self.pending.push_back(Token { kind: kind + 1, text, start: begin, end: self.here(), line: all });
                return Ok(());
            } else if c == '\\' && !matches!(next, '{' | '}') && self.at + 1 < self.line.len() {
                self.at += 1 + usize::from(next == '\r' && self.get(self.at + 2) == '\n');
                self.at += 1;
                continue;
            } else if matches!(c, '{' | '}') && next == c && !in_spec {
                // Of a doubled brace the first belongs to the text, the second to nothing.
                self.at += 1;
                text.extend(&self.line[from..self.at]);
                self.pending.push_back(Token { kind: kind + 1, text, start: begin, end: self.here(), line: all });
                self.at += 1;
                return Ok(());
            } else {
                matches!(c, '{' | '}')
            };
            if stop {
                break;
            }
            self.at += 1;
        }
        text.extend(&self.line[from..self.at]);
        let doubled = self.get(self.at) == '{' && self.get(self.at + 1) == '{';
        if !text.is_empty() || self.get(self.at) == '}' || doubled {
            self.pending.push_back(Token { kind: kind + 1, text, start: begin, end: self.here(), line: all });
        }
        self.after_middle(quote, triple, kind)
    }

    /// What ends the text of an f-string: its quote, or a brace.
    fn after_middle<E>(&mut self, quote: char, triple: bool, kind: u8) -> Step<E> {
        let start = self.at;
        let c = self.get(start);
        if c == quote {
            self.at += if triple { 3 } else { 1 };
            self.push(kind + 2, start);
            if let Some(o) = self.open.pop() {
                self.brackets.truncate(o.fields.first().map_or(self.brackets.len(), |f| f.depth - 1));
            }
            return Ok(());
        }
        if c == '}' && self.open.last().is_some_and(|o| o.fields.is_empty()) {
            let name = if kind == FSTRING_START { 'f' } else { 't' };
            return Err(self.mistake(Class::Syntax, format!("{name}-string: single '}}' is not allowed"), (self.number, start)));
        }
        self.operator(start)
    }

    fn operator<E>(&mut self, start: usize) -> Step<E> {
        let c = self.get(start);
        let depth = self.brackets.len();
        let field = self.open.last_mut().and_then(|o| o.fields.last_mut()).filter(|f| f.depth == depth && !f.in_spec);
        if c == ':'
            && let Some(f) = field
        {
            f.in_spec = true;
            self.at += 1;
            self.push(OP, start);
            return Ok(());
        }
        let has = |op: &&str| op.chars().enumerate().all(|(i, c)| self.get(start + i) == c);
        let n = if OPS3.iter().any(has) {
            3
        } else if OPS2.iter().any(has) {
            2
        } else {
            1
        };
        match c {
            '(' | '[' | '{' => self.bracket(c),
            ')' | ']' | '}' => self.close(c)?,
            '\0'..='\x1f' | '\x7f' => {
                return Err(self.mistake(Class::Syntax, format!("invalid non-printable character U+{:04X}", u32::from(c)), (self.number, start)));
            }
            _ => {}
        }
        self.at += n;
        self.push(OP, start);
        Ok(())
    }

    fn bracket(&mut self, c: char) {
        let in_text = self.in_text();
        self.brackets.push((c, self.number));
        let depth = self.brackets.len();
        if let Some(o) = self.open.last_mut().filter(|_| in_text && c == '{') {
            o.fields.push(Field { depth, in_spec: false });
        }
    }

    fn close<E>(&mut self, c: char) -> Step<E> {
        let Some((open, line)) = self.brackets.last().copied() else {
            if self.lenient {
                return Ok(());
            }
            return Err(self.mistake(Class::Syntax, format!("unmatched '{c}'"), self.here()));
        };
        if !self.lenient && !matches!((open, c), ('(', ')') | ('[', ']') | ('{', '}')) {
            let place = if line == self.number { String::new() } else { format!(" on line {line}") };
            return Err(self.mistake(Class::Syntax, format!("closing parenthesis '{c}' does not match opening parenthesis '{open}'{place}"), self.here()));
        }
        let depth = self.brackets.len();
        if let Some(o) = self.open.last_mut() {
            o.fields.pop_if(|f| f.depth == depth);
        }
        self.brackets.pop();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(source: &str) -> Result<Vec<String>, String> {
        let mut rest = source.split_inclusive('\n').map(String::from);
        let mut t = Tokenizer::new(false);
        let mut out = Vec::new();
        loop {
            match t.next::<()>(&mut || Ok(rest.next())) {
                Ok(Some(t)) => out.push(format!("{} {:?} {:?}", t.kind, t.text, t.start)),
                Ok(None) => return Ok(out),
                Err(Stop::Mistake(m)) => return Err(format!("{} {:?}", m.message, m.at)),
                Err(Stop::Source(())) => return Err(String::new()),
            }
        }
    }

    #[test]
    fn tokens() {
        let got = all("if x:\n  y = f'a{b!r:>{w}}'\n").unwrap_or_default();
        let want = [
            "1 \"if\" (1, 0)",
            "1 \"x\" (1, 3)",
            "55 \":\" (1, 4)",
            "4 \"\\n\" (1, 5)",
            "5 \"  \" (2, 0)",
            "1 \"y\" (2, 2)",
            "55 \"=\" (2, 4)",
            "59 \"f'\" (2, 6)",
            "60 \"a\" (2, 8)",
            "55 \"{\" (2, 9)",
            "1 \"b\" (2, 10)",
            "55 \"!\" (2, 11)",
            "1 \"r\" (2, 12)",
            "55 \":\" (2, 13)",
            "60 \">\" (2, 14)",
            "55 \"{\" (2, 15)",
            "1 \"w\" (2, 16)",
            "55 \"}\" (2, 17)",
            "60 \"\" (2, 18)",
            "55 \"}\" (2, 18)",
            "61 \"'\" (2, 19)",
            "4 \"\\n\" (2, 20)",
            "6 \"\" (3, 0)",
            "0 \"\" (3, 0)",
        ];
        assert_eq!(got, want);
    }

    #[test]
    fn mistakes() {
        for (source, want) in [
            ("(a", "unexpected EOF in multi-line statement (1, 0)"),
            ("a)", "unmatched ')' (1, 2)"),
            ("if a:\n    b\n  c\n", "unindent does not match any outer indentation level (3, 4)"),
            ("'abc\n", "unterminated string literal (detected at line 1) (1, 1)"),
            ("0b12", "invalid digit '2' in binary literal (1, 4)"),
        ] {
            assert_eq!(all(source), Err(want.to_string()), "{source}");
        }
    }
}
