//! The state machines of `_csv`: reading characters into fields, and deciding what a written field must quote.
//!
//! A reader gets one line (whatever the iterator gave) at a time and says when a record is complete; a quoted field may
//! span lines. The end of a line is the pseudo character `None`, so a line need not carry a newline. Fields are code
//! points; whether an unquoted one becomes a float or None is left to the caller, told by `Shape`.

/// Quoting modes, numbered as the `QUOTE_*` constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// `QUOTE_MINIMAL`
    Minimal = 0,
    /// `QUOTE_ALL`
    All = 1,
    /// `QUOTE_NONNUMERIC`
    NonNumeric = 2,
    /// `QUOTE_NONE`
    None = 3,
    /// `QUOTE_STRINGS`
    Strings = 4,
    /// `QUOTE_NOTNULL`
    NotNull = 5,
}

impl Quoting {
    /// The mode with the constant's value.
    pub fn from_int(n: i64) -> Option<Quoting> {
        Some(match n {
            0 => Quoting::Minimal,
            1 => Quoting::All,
            2 => Quoting::NonNumeric,
            3 => Quoting::None,
            4 => Quoting::Strings,
            5 => Quoting::NotNull,
            _ => return None,
        })
    }
}

/// A dialect whose parameters have been checked.
#[derive(Debug, Clone)]
pub struct Dialect {
    /// Between fields.
    pub delimiter: u32,
    /// Around fields; `None` only with `Quoting::None`.
    pub quotechar: Option<u32>,
    /// Before a character that would otherwise be special.
    pub escapechar: Option<u32>,
    /// A quote inside a quoted field is written twice.
    pub doublequote: bool,
    /// Spaces after a delimiter are dropped.
    pub skipinitialspace: bool,
    /// After a record.
    pub lineterminator: Vec<u32>,
    /// When to quote.
    pub quoting: Quoting,
    /// Malformed input is an error.
    pub strict: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect {
            delimiter: u32::from(b','),
            quotechar: Some(u32::from(b'"')),
            escapechar: None,
            doublequote: true,
            skipinitialspace: false,
            lineterminator: vec![13, 10],
            quoting: Quoting::Minimal,
            strict: false,
        }
    }
}

/// What the caller makes of a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// `float(text)`: unquoted under `QUOTE_NONNUMERIC` or `QUOTE_STRINGS`.
    Float,
    /// None: unquoted and empty under `QUOTE_NOTNULL` or `QUOTE_STRINGS`.
    Null,
}

/// Errors of both directions; `message` is `_csv.Error`'s text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A closing quote followed by something else, in strict mode.
    AfterQuote {
        /// The dialect's delimiter.
        delimiter: u32,
        /// The dialect's quote.
        quotechar: u32,
    },
    /// A bare newline inside a line.
    NewlineInside,
    /// Longer than `field_size_limit()`.
    FieldLimit(usize),
    /// Input ended within a record, in strict mode.
    UnexpectedEnd,
    /// A special character under `QUOTE_NONE` (or a quote without `doublequote`) and no `escapechar`.
    NeedEscape,
    /// An empty field that the delimiter would swallow.
    EmptyBeforeSpace,
    /// A record of one empty field that could not be told from an empty record.
    SingleEmpty,
}

impl Error {
    /// The exception text.
    pub fn message(&self) -> String {
        let show = |c: &u32| char::from_u32(*c).unwrap_or('\u{fffd}');
        match self {
            Error::AfterQuote { delimiter, quotechar } => {
                format!("'{}' expected after '{}'", show(delimiter), show(quotechar))
            }
            Error::NewlineInside => "new-line character seen in unquoted field - do you need to open the file with newline=''?".into(),
            Error::FieldLimit(n) => format!("field larger than field limit ({n})"),
            Error::UnexpectedEnd => "unexpected end of data".into(),
            Error::NeedEscape => "need to escape, but no escapechar set".into(),
            Error::EmptyBeforeSpace => "empty field must be quoted if delimiter is a space and skipinitialspace is true".into(),
            Error::SingleEmpty => "single empty field record must be quoted".into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapeInQuoted,
    QuoteInQuoted,
    EatNewline,
    AfterEscapedNewline,
}

/// The reading side.
#[derive(Debug)]
pub struct Reader {
    dialect: Dialect,
    state: State,
    field: Vec<u32>,
    unquoted: bool,
    fields: Vec<(Vec<u32>, Shape)>,
}

impl Reader {
    /// A reader at the start of a record.
    pub fn new(dialect: Dialect) -> Reader {
        Reader { dialect, state: State::StartRecord, field: Vec::new(), unquoted: false, fields: Vec::new() }
    }

    /// The dialect given.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Forgets a record begun: done before the first line of each.
    pub fn reset(&mut self) {
        self.state = State::StartRecord;
        self.field.clear();
        self.fields.clear();
        self.unquoted = false;
    }

    /// Reads one line; true when the record is complete (then `take`), false when it goes on in the next line.
    pub fn line(&mut self, line: impl Iterator<Item = u32>, limit: usize) -> Result<bool, Error> {
        for c in line {
            self.step(Some(c), limit)?;
        }
        self.step(None, limit)?;
        Ok(self.state == State::StartRecord)
    }

    /// The lines ended; true when a last, unfinished record is there to `take`.
    pub fn finish(&mut self) -> Result<bool, Error> {
        if self.field.is_empty() && self.state != State::InQuoted {
            return Ok(false);
        }
        if self.dialect.strict {
            return Err(Error::UnexpectedEnd);
        }
        self.save();
        Ok(true)
    }

    /// The fields of the record.
    pub fn take(&mut self) -> Vec<(Vec<u32>, Shape)> {
        std::mem::take(&mut self.fields)
    }

    fn save(&mut self) {
        let text = std::mem::take(&mut self.field);
        let (q, empty) = (self.dialect.quoting, text.is_empty());
        let shape = match q {
            Quoting::NotNull | Quoting::Strings if self.unquoted && empty => Shape::Null,
            Quoting::NonNumeric | Quoting::Strings if self.unquoted && !empty => Shape::Float,
            _ => Shape::Text,
        };
        self.fields.push((text, shape));
    }

    fn add(&mut self, c: u32, limit: usize) -> Result<(), Error> {
        if self.field.len() >= limit {
            return Err(Error::FieldLimit(limit));
        }
        self.field.push(c);
        Ok(())
    }

    /// A field ends at a newline (`Some`) or at the end of the line.
    fn end(&mut self, c: Option<u32>) {
        self.save();
        self.state = if c.is_none() { State::StartRecord } else { State::EatNewline };
    }

    fn step(&mut self, c: Option<u32>, limit: usize) -> Result<(), Error> {
        const NEWLINE: u32 = 10;
        let newline = matches!(c, Some(10 | 13));
        let is_end = c.is_none() || newline;
        let special = |x: Option<u32>| c.is_some() && c == x;
        let quote = special(self.dialect.quotechar) && self.dialect.quoting != Quoting::None;
        let escape = special(self.dialect.escapechar);
        let delimiter = c == Some(self.dialect.delimiter);
        match self.state {
            State::StartRecord | State::StartField => {
                if self.state == State::StartRecord {
                    if c.is_none() {
                        return Ok(()); // an empty line is an empty record
                    }
                    if newline {
                        self.state = State::EatNewline;
                        return Ok(());
                    }
                    self.state = State::StartField;
                }
                self.unquoted = true;
                if is_end {
                    self.end(c);
                } else if quote {
                    self.unquoted = false;
                    self.state = State::InQuoted;
                } else if escape {
                    self.state = State::Escaped;
                } else if c == Some(32) && self.dialect.skipinitialspace {
                } else if delimiter {
                    self.save();
                } else if let Some(c) = c {
                    self.add(c, limit)?;
                    self.state = State::InField;
                }
            }
            State::Escaped => {
                self.add(c.unwrap_or(NEWLINE), limit)?;
                self.state = if newline { State::AfterEscapedNewline } else { State::InField };
            }
            State::AfterEscapedNewline if c.is_none() => {}
            State::InField | State::AfterEscapedNewline => {
                if is_end {
                    self.end(c);
                } else if escape {
                    self.state = State::Escaped;
                } else if delimiter {
                    self.save();
                    self.state = State::StartField;
                } else if let Some(c) = c {
                    self.add(c, limit)?;
                    // Not InField: after an escaped newline the record goes on in the next line, whatever follows.
                }
            }
            State::InQuoted => {
                if escape {
                    self.state = State::EscapeInQuoted;
                } else if quote {
                    self.state = if self.dialect.doublequote { State::QuoteInQuoted } else { State::InField };
                } else if let Some(c) = c {
                    self.add(c, limit)?;
                }
            }
            State::EscapeInQuoted => {
                self.add(c.unwrap_or(NEWLINE), limit)?;
                self.state = State::InQuoted;
            }
            State::QuoteInQuoted => {
                if is_end {
                    self.end(c);
                } else if delimiter && !quote {
                    self.save();
                    self.state = State::StartField;
                } else if let Some(ch) = c {
                    if !quote && self.dialect.strict {
                        let quotechar = self.dialect.quotechar.unwrap_or(0);
                        return Err(Error::AfterQuote { delimiter: self.dialect.delimiter, quotechar });
                    }
                    self.add(ch, limit)?;
                    self.state = if quote { State::InQuoted } else { State::InField };
                }
            }
            State::EatNewline => match c {
                None => self.state = State::StartRecord,
                Some(_) if newline => {}
                Some(_) => return Err(Error::NewlineInside),
            },
        }
        Ok(())
    }
}

/// What the caller knows about a value to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// None: written as nothing.
    Null,
    /// A `str`.
    Str,
    /// Anything that `PyNumber_Check` accepts.
    Number,
    /// Another object, written as `str(object)`.
    Other,
}

/// The writing side: one record being built.
#[derive(Debug)]
pub struct Record<'d> {
    dialect: &'d Dialect,
    out: Vec<u32>,
    n_fields: usize,
    last_null: bool,
}

impl<'d> Record<'d> {
    /// An empty record.
    pub fn new(dialect: &'d Dialect) -> Self {
        Record { dialect, out: Vec::new(), n_fields: 0, last_null: false }
    }

    /// Appends one value; `text` is empty for `Cell::Null`.
    pub fn field(&mut self, cell: Cell, text: &[u32]) -> Result<(), Error> {
        let quoted = match self.dialect.quoting {
            Quoting::All => true,
            Quoting::NonNumeric => cell != Cell::Number,
            Quoting::Strings => cell == Cell::Str,
            Quoting::NotNull => cell != Cell::Null,
            Quoting::Minimal | Quoting::None => false,
        };
        self.last_null = cell == Cell::Null;
        self.append(text, quoted)
    }

    /// The finished line, terminator included.
    pub fn finish(mut self) -> Result<Vec<u32>, Error> {
        if self.n_fields > 0 && self.out.is_empty() {
            if self.must_stay_bare() {
                return Err(Error::SingleEmpty);
            }
            self.n_fields -= 1;
            self.last_null = false;
            self.append(&[], true)?;
        }
        self.out.extend_from_slice(&self.dialect.lineterminator);
        Ok(self.out)
    }

    /// An empty field that may not be quoted: the mode forbids it, or quotes would turn None into a string.
    fn must_stay_bare(&self) -> bool {
        let q = self.dialect.quoting;
        q == Quoting::None || self.last_null && matches!(q, Quoting::Strings | Quoting::NotNull)
    }

    fn append(&mut self, text: &[u32], mut quoted: bool) -> Result<(), Error> {
        let d = self.dialect;
        if text.is_empty() && d.delimiter == 32 && d.skipinitialspace {
            if self.must_stay_bare() {
                return Err(Error::EmptyBeforeSpace);
            }
            quoted = true;
        }
        let mut body = Vec::with_capacity(text.len() + 2);
        for &c in text {
            let is_quote = Some(c) == d.quotechar;
            let is_escape = Some(c) == d.escapechar;
            if c == d.delimiter || is_quote || is_escape || c == 10 || c == 13 || d.lineterminator.contains(&c) {
                let double = is_quote && d.doublequote && d.quoting != Quoting::None;
                if double {
                    body.push(c);
                }
                if d.quoting == Quoting::None || is_quote && !d.doublequote || is_escape && !is_quote {
                    body.push(d.escapechar.ok_or(Error::NeedEscape)?);
                } else {
                    quoted = true;
                }
            }
            body.push(c);
        }
        if self.n_fields > 0 {
            self.out.push(d.delimiter);
        }
        let mark = d.quotechar.filter(|_| quoted);
        self.out.extend(mark);
        self.out.append(&mut body);
        self.out.extend(mark);
        self.n_fields += 1;
        Ok(())
    }
}

#[cfg(test)]
#[path = "csvcore_tests.rs"]
mod tests;
