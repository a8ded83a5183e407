//! Where CPython says an error is.
//!
//! The compiler crate gives the place of what is wrong; CPython's grammar decides for each message which tokens it
//! covers, and the tokenizer's errors and the tokens without a place of their own have conventions. One table row per
//! message says which.

/// Line and column of start and end, from 1, columns in characters. CPython's -1 and 0 for an end are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub line: i32,
    pub col: i32,
    pub end_line: i32,
    pub end_col: i32,
}

/// What is done with a place.
#[derive(Clone, Copy)]
enum Rule {
    /// The end is nowhere: -1.
    NoEnd,
    /// The end is column 0 of the line.
    ZeroEnd,
    /// The end is the start, as for all errors of the tokenizer.
    Point,
    /// The first column, end 0.
    LineStart,
    /// The token at the start.
    Token,
    /// The token behind the end.
    NextToken,
    /// Through the `=` behind it, parentheses in front not counted.
    ThroughEquals,
    /// The `=` behind it.
    Equals,
    /// Through what follows, as far as the expression goes.
    ThroughExpression,
    /// Through the end of the line.
    ThroughLine,
    /// Up to the `for` of the comprehension.
    UpToFor,
    /// From the comma in front.
    FromComma,
    /// The conditional expression in front.
    Conditional,
    /// From the number in front, if there is one.
    FromNumber,
    /// The first element of a tuple, or what is inside parentheses.
    FirstElement,
    /// One character on.
    Shift,
    /// From the literal's prefix.
    FromPrefix,
    /// The token at the start; none for tokens without a place.
    TokenOrNoEnd,
    /// One character.
    OneChar,
    /// The closing quote of the f-string, as a point or one character wide.
    ClosingQuote(bool),
    /// The token behind the brace.
    BehindBrace,
    /// A string literal.
    Literal,
    /// Empty brackets behind a name.
    EmptyBrackets,
    /// The expression that begins here.
    Whole,
}

/// The first row whose text the message contains.
const RULES: &[(&str, Rule)] = &[
    ("unexpected indent", Rule::NoEnd),
    ("unindent does not match", Rule::NoEnd),
    ("expected an indented block", Rule::TokenOrNoEnd),
    ("unexpected EOF while parsing", Rule::NoEnd),
    ("inconsistent use of tabs", Rule::LineStart),
    ("unexpected character after line continuation", Rule::ZeroEnd),
    ("':' expected after dictionary key", Rule::ZeroEnd),
    ("unterminated ", Rule::FromPrefix),
    ("invalid character '", Rule::Point),
    ("invalid non-printable character", Rule::Point),
    ("closing parenthesis '", Rule::Point),
    ("unmatched '", Rule::Point),
    ("f-string: expecting '}', or format specs", Rule::ClosingQuote(true)),
    ("f-string: expecting '}'", Rule::ClosingQuote(false)),
    ("f-string: expecting a valid expression after '{'", Rule::BehindBrace),
    ("-string: single '}' is not allowed", Rule::Point),
    ("(unicode error)", Rule::Literal),
    ("(value error)", Rule::Literal),
    ("invalid syntax. Perhaps you forgot a comma?", Rule::FromNumber),
    ("invalid syntax. Maybe you meant '==' or ':='", Rule::ThroughExpression),
    ("positional argument follows keyword argument", Rule::NextToken),
    ("Invalid star expression", Rule::NextToken),
    ("iterable argument unpacking follows keyword argument unpacking", Rule::FromComma),
    ("expected 'else' after 'if' expression", Rule::Conditional),
    ("argument cannot have default value", Rule::Equals),
    ("expression cannot contain assignment", Rule::ThroughEquals),
    ("cannot assign to iterable argument unpacking", Rule::ThroughExpression),
    ("cannot assign to keyword argument unpacking", Rule::ThroughExpression),
    ("did you forget parentheses around the comprehension target?", Rule::UpToFor),
    ("Did you mean to use 'from ... import ...' instead?", Rule::ThroughLine),
    ("Missing parentheses in call to", Rule::ThroughLine),
    ("Expected one or more names after 'import'", Rule::Point),
    ("cannot use bound with", Rule::ThroughExpression),
    ("cannot use constraints with", Rule::ThroughExpression),
    ("arguments cannot follow var-keyword argument", Rule::Token),
    ("cannot delete starred", Rule::ThroughExpression),
    ("cannot use starred expression here", Rule::ThroughExpression),
    ("cannot use a starred expression in a dictionary value", Rule::ThroughExpression),
    ("only single target (not ", Rule::FirstElement),
    ("* argument may appear only once", Rule::OneChar),
    ("Type parameter list cannot be empty", Rule::EmptyBrackets),
    ("trailing comma not allowed", Rule::Shift),
    ("invalid pattern target", Rule::ThroughExpression),
    ("lambda expressions are not allowed without parentheses", Rule::Whole),
    ("multiple statements found", Rule::OneChar),
    ("expected 'except' or 'finally' block", Rule::TokenOrNoEnd),
];

/// Messages of the tokenizer, after which the error's text is the line without its end.
pub(super) fn is_from_tokenizer(message: &str) -> bool {
    let starts = ["unterminated ", "invalid character '", "invalid non-printable", "closing parenthesis '", "unmatched '", "leading zeros in"];
    let literal = message.starts_with("invalid ") && (message.ends_with(" literal") || message.contains(" literal "));
    literal || starts.iter().any(|s| message.starts_with(s)) || message.starts_with("f-string: unmatched") || message == "f-string: expecting '}'"
}

/// Offsets and lines of a source.
struct Text<'a> {
    source: &'a str,
}

impl Text<'_> {
    fn offset(&self, line: i32, col: i32) -> usize {
        let before: usize = self.source.split_inclusive('\n').take((line - 1).max(0) as usize).map(str::len).sum();
        let rest = &self.source[before..];
        before + rest.char_indices().nth((col - 1).max(0) as usize).map_or(rest.len(), |(at, _)| at)
    }
    fn place(&self, offset: usize) -> (i32, i32) {
        let before = &self.source[..offset.min(self.source.len())];
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        (before.matches('\n').count() as i32 + 1, before[start..].chars().count() as i32 + 1)
    }
    fn at(&self, offset: usize) -> &str {
        self.source.get(offset..).unwrap_or("")
    }
    /// Offset behind blanks.
    fn skip(&self, offset: usize) -> usize {
        let rest = self.at(offset);
        offset + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }
    /// Length of the token here.
    fn token(&self, offset: usize) -> usize {
        let rest = self.at(offset);
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let quoted = |from: usize| rest[from..].chars().next().filter(|c| matches!(c, '"' | '\''));
        if word <= 2
            && let Some(quote) = quoted(word)
        {
            let long = rest[word..].starts_with(&quote.to_string().repeat(3)[..]);
            let inside = word + if long { 3 } else { 1 };
            let end = rest[inside..].find(&quote.to_string().repeat(if long { 3 } else { 1 })[..]).unwrap_or(0);
            return inside + end + if long { 3 } else { 1 };
        }
        if word > 0 {
            return if rest.starts_with(|c: char| c.is_ascii_digit()) {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len())
            } else {
                word
            };
        }
        let operators = [
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", ":=", "==", "<=", ">=", "**", "//", "<<", ">>", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
            "@=", "<>",
        ];
        operators.iter().find(|op| rest.starts_with(**op)).map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |op| op.len())
    }
    /// Where the expression that begins here ends: at the comma, colon, closing bracket or line end of its own level.
    fn expression_end(&self, offset: usize, colon_ends: bool) -> usize {
        let mut depth = 0usize;
        let mut at = offset;
        let mut end = offset;
        while let Some(c) = self.at(at).chars().next() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                ',' | '\n' | ';' | '#' if depth == 0 => break,
                '=' if depth == 0 && !self.at(at).starts_with("==") => break,
                ':' if depth == 0 && colon_ends && !self.at(at).starts_with(":=") => break,
                '"' | '\'' => {
                    at += self.token(at);
                    end = at;
                    continue;
                }
                _ => {}
            }
            at += c.len_utf8();
            if !c.is_whitespace() {
                end = at;
            }
        }
        end
    }
}

/// The place as CPython gives it.
pub(super) fn adjust(message: &str, source: &str, given: Place) -> Place {
    let text = Text { source };
    if given.line <= 0 {
        return given;
    }
    // The block of a `case` is missed at the token that ends the statement around it.
    if message.ends_with(&format!("'case' statement on line {}", given.line))
        && let Some(next) = source.lines().skip(given.line as usize).position(|l| !l.trim().is_empty())
    {
        let line = given.line + 1 + next as i32;
        return Place { line, col: 0, end_line: line, end_col: -1 };
    }
    // Beyond the last line there is only the end of it.
    let n_lines = source.lines().count() as i32;
    if given.line > n_lines && n_lines > 0 {
        let last = source.lines().last().unwrap_or_default();
        return Place { line: n_lines, col: last.chars().count() as i32 + 1, end_line: n_lines, end_col: -1 };
    }
    let rule = if message == "invalid syntax" { Some(Rule::Token) } else { RULES.iter().find(|(part, _)| message.contains(part)).map(|(_, rule)| *rule) };
    let Some(rule) = rule else { return call_keyword(message, &text, given) };
    let (start, end) = (text.offset(given.line, given.col), text.offset(given.end_line.max(1), given.end_col));
    apply(rule, &text, given, start, end.max(start))
}

fn spot(text: &Text<'_>, start: usize, end: usize) -> Place {
    let ((line, col), (end_line, end_col)) = (text.place(start), text.place(end.max(start)));
    Place { line, col, end_line, end_col }
}

/// `f(True=1)`: the place includes the `=`.
fn call_keyword(message: &str, text: &Text<'_>, given: Place) -> Place {
    let constant = ["True", "False", "None", "__debug__"].iter().any(|c| message.strip_prefix("cannot assign to ") == Some(c));
    if !constant {
        return given;
    }
    let (start, end) = (text.offset(given.line, given.col), text.offset(given.end_line.max(1), given.end_col));
    let line_start = text.source[..start].rfind('\n').map_or(0, |n| n + 1);
    let before = &text.source[line_start..start];
    let inside = before.matches('(').count() > before.matches(')').count();
    let equals = text.skip(end);
    if inside && text.at(equals).starts_with('=') && !text.at(equals).starts_with("==") { spot(text, start, equals + 1) } else { given }
}

fn apply(rule: Rule, text: &Text<'_>, given: Place, start: usize, end: usize) -> Place {
    let newline_or_end = |at: usize| matches!(text.at(at).chars().next(), None | Some('\n'));
    match rule {
        Rule::NoEnd => Place { end_line: given.line, end_col: -1, ..given },
        Rule::ZeroEnd if text.at(start).is_empty() && given.col > 1 => Place { col: given.col - 1, end_line: given.line, end_col: 0, ..given },
        Rule::Whole => spot(text, start, text.expression_end(start, false)),
        Rule::ZeroEnd => Place { end_line: given.line, end_col: 0, ..given },
        Rule::Point => Place { end_line: given.line, end_col: given.col, ..given },
        Rule::LineStart => Place { col: 1, end_line: given.line, end_col: 0, ..given },
        Rule::TokenOrNoEnd if newline_or_end(start) => Place { end_line: given.line, end_col: -1, ..given },
        Rule::TokenOrNoEnd => spot(text, start, start + text.token(start)),
        Rule::OneChar => Place { end_line: given.line, end_col: given.col + 1, ..given },
        Rule::EmptyBrackets => {
            let line = text.source[..start].rsplit('\n').next().unwrap_or_default().trim_start();
            let end_col = if line.starts_with("type ") { given.col + 2 } else { given.col };
            Place { end_line: given.line, end_col, ..given }
        }
        Rule::BehindBrace if text.at(start).starts_with('{') => {
            let at = text.skip(start + 1);
            spot(text, at, at + text.token(at))
        }
        Rule::BehindBrace => given,
        Rule::Literal => string_literal(text, start).unwrap_or(given),
        Rule::ClosingQuote(wide) => closing_quote(text, start, wide).unwrap_or(given),
        Rule::Token if raises_tuple(text, start) => {
            let comma = text.expression_end(start, false);
            let comma = comma + text.at(comma).find(',').unwrap_or(0);
            spot(text, comma, comma + 1)
        }
        Rule::Token if newline_or_end(start) => Place { end_line: given.line, end_col: given.col + 1, ..given },
        Rule::Token => spot(text, start, start + text.token(start)),
        Rule::NextToken => {
            let at = text.skip(if text.at(start).starts_with([')', ']', ':', ',']) { start } else { end });
            if newline_or_end(at) {
                return given;
            }
            spot(text, at, at + text.token(at))
        }
        Rule::ThroughEquals => {
            let start = if text.at(start).starts_with('(') { start + 1 } else { start };
            let gap = text.at(end).find(|c: char| !c.is_whitespace() && c != ')').unwrap_or(0);
            if text.at(end + gap).starts_with('=') { spot(text, start, end + gap + 1) } else { given }
        }
        Rule::Equals => match text.at(end).find('=') {
            Some(gap) => spot(text, end + gap, end + gap + 1),
            None => given,
        },
        Rule::ThroughExpression => {
            // An `=` directly behind what is marked belongs to the place.
            let at = text.skip(end);
            let from = if text.at(at).starts_with('=') && !text.at(at).starts_with("==") { text.skip(at + 1) } else { end };
            let through = text.expression_end(from, true);
            spot(text, start, through.max(end))
        }
        Rule::ThroughLine => {
            let line = text.at(start).split(['\n', ';', '#']).next().unwrap_or_default();
            // With `as` the tokenizer has come that far.
            let line = match line.find(" as ").filter(|_| line.starts_with("import ")) {
                Some(at) => &line[..at + 2],
                None => line,
            };
            spot(text, start, start + line.trim_end().len())
        }
        Rule::UpToFor => match text.at(start).find(" for ") {
            Some(gap) => spot(text, start, start + text.at(start)[..gap].trim_end().len()),
            None => given,
        },
        Rule::FromComma => {
            let before = text.source[..start].trim_end();
            if before.ends_with(',') { spot(text, before.len() - 1, end) } else { given }
        }
        Rule::Conditional => conditional(text, start).unwrap_or(given),
        Rule::FromNumber => {
            let before = text.source[..start].trim_end_matches([' ', '\t']);
            let word = before.len() - before.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '.').len();
            let from = before.len() - word;
            if before[from..].starts_with(|c: char| c.is_ascii_digit()) { spot(text, from, end) } else { given }
        }
        Rule::FirstElement => {
            if text.at(start).starts_with("((") || text.at(start).starts_with("([") {
                return spot(text, start + 1, end - 1);
            }
            if text.at(start).starts_with(['(', '[']) { given } else { spot(text, start, text.expression_end(start, true)) }
        }
        Rule::Shift => Place { col: given.col + 1, end_col: given.end_col + 1, ..given },
        Rule::FromPrefix => {
            let before = &text.source[..start];
            let from = before.trim_end_matches(|c: char| matches!(c.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f' | 't')).len();
            let place = spot(text, from, from);
            Place { end_line: place.line, end_col: place.col, ..place }
        }
    }
}

/// The string literal around or at a place; of an f-string only the closing quote.
fn string_literal(text: &Text<'_>, start: usize) -> Option<Place> {
    let line_start = text.source[..start].rfind('\n').map_or(0, |n| n + 1);
    let quote = text.at(start).chars().next().filter(|c| matches!(c, '"' | '\''));
    let closes = quote.is_some_and(|q| text.source[line_start..start].matches(q).count() % 2 == 1);
    let open = match quote {
        Some(q) if closes => text.source[..start].rfind(q)?,
        Some(_) => start,
        None if text.source[..start].ends_with(['"', '\'']) => start - 1,
        None => return Some(spot(text, start, start + text.token(start))),
    };
    let from = text.source[..open].trim_end_matches(|c: char| matches!(c.to_ascii_lowercase(), 'r' | 'b' | 'u' | 'f' | 't')).len();
    if text.source[from..open].contains(['f', 'F', 't', 'T']) {
        return closing_quote(text, open + 1, true);
    }
    let end = if closes { start + 1 } else { from + text.token(from) };
    Some(spot(text, from, end))
}

/// `raise a, b`
fn raises_tuple(text: &Text<'_>, start: usize) -> bool {
    let before = text.source[..start].rsplit('\n').next().unwrap_or_default().trim();
    before == "raise" && text.at(text.expression_end(start, false)).trim_start().starts_with(',')
}

/// The quote that ends the string around a place.
fn closing_quote(text: &Text<'_>, start: usize, wide: bool) -> Option<Place> {
    let open = text.source[..start].rfind(['"', '\''])?;
    let quote = text.at(open).chars().next()?;
    let close = start + text.at(start).find(quote)?;
    Some(spot(text, close, close + usize::from(wide)))
}

/// The `/` among the parameters behind a place.
pub(super) fn slash_behind(source: &str, place: Place) -> Option<Place> {
    let text = Text { source };
    let start = text.offset(place.line, place.col);
    let params = text.at(start).split([')', ':', '\n']).next()?;
    let at = start + params.find('/')?;
    Some(spot(&text, at, at + 1))
}

/// A target that can't be assigned to, directly before the `=` of a statement: CPython then suggests `==`.
pub(super) fn suggests_equality(message: &str, source: &str, place: Place) -> bool {
    let text = Text { source };
    let kinds =
        ["function call", "literal", "list comprehension", "set comprehension", "dict comprehension", "set display", "dict literal", "f-string expression"];
    if !message.strip_prefix("cannot assign to ").is_some_and(|kind| kinds.contains(&kind)) {
        return false;
    }
    let (start, end) = (text.offset(place.line, place.col), text.offset(place.end_line.max(1), place.end_col));
    let alone = source[..start].rsplit('\n').next().unwrap_or_default().trim().is_empty();
    let rest = text.at(end).trim_start_matches([' ', '\t']);
    let line = rest.split('\n').next().unwrap_or_default();
    alone && line.starts_with('=') && !line.starts_with("==") && !line[1..].contains('=')
}

/// `a if b`, whose end is here: from the start of `a` through `b`.
fn conditional(text: &Text<'_>, at: usize) -> Option<Place> {
    let before = text.source[..at].trim_end_matches([' ', '\t']);
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    let if_at = before[line_start..].rfind(" if ")? + line_start;
    let mut depth = 0usize;
    let mut start = line_start;
    for (i, c) in before[line_start..if_at].char_indices().collect::<Vec<_>>().into_iter().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' | '[' | '{' | ',' | '=' | ':' | ';' if depth == 0 => {
                start = line_start + i + 1;
                break;
            }
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
    }
    let start = text.skip(start);
    let word = text.at(start).strip_prefix("return ").map_or(start, |_| text.skip(start + 7));
    Some(spot(text, word, before.len()))
}
