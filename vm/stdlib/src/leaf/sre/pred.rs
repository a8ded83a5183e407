//! Tests of single characters: literals, sets, categories, with and without case folding.
//!
//! Each test is compiled to a bitmap for the first 256 characters, so that sets, negations and foldings all cost one
//! lookup there; larger characters go through the list of set items.

use vm::text::{case, predicates};

/// How characters are made equal before comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// Not at all.
    Exact,
    /// ASCII letters.
    Ascii,
    /// The locale's letters; only ASCII ones are known.
    Locale,
    /// Simple lower case of all characters.
    Unicode,
}

impl Fold {
    /// The folded character.
    pub fn lower(self, c: u32) -> u32 {
        match self {
            Fold::Exact => c,
            Fold::Ascii | Fold::Locale => ascii_lower(c),
            Fold::Unicode => case::simple_lower(c),
        }
    }
}

/// ASCII lower case.
pub fn ascii_lower(c: u32) -> u32 {
    if (0x41..=0x5A).contains(&c) { c + 32 } else { c }
}
fn ascii_upper(c: u32) -> u32 {
    if (0x61..=0x7A).contains(&c) { c - 32 } else { c }
}

/// A category of characters: `\d`, `\s`, `\w` or line breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Category {
    kind: Kind,
    unicode: bool,
    negated: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Digit,
    Space,
    Word,
    LineBreak,
}

impl Category {
    /// The category with this SRE number.
    pub fn from_code(n: u32) -> Option<Category> {
        let (kind, unicode) = match n {
            0 | 1 => (Kind::Digit, false),
            2 | 3 => (Kind::Space, false),
            4 | 5 | 8 | 9 => (Kind::Word, false),
            6 | 7 => (Kind::LineBreak, false),
            10 | 11 => (Kind::Digit, true),
            12 | 13 => (Kind::Space, true),
            14 | 15 => (Kind::Word, true),
            16 | 17 => (Kind::LineBreak, true),
            _ => return None,
        };
        Some(Category { kind, unicode, negated: n & 1 == 1 })
    }
    /// Does the character belong to it?
    pub fn has(self, c: u32) -> bool {
        let yes = match (self.kind, self.unicode) {
            (Kind::Digit, false) => (0x30..=0x39).contains(&c),
            (Kind::Digit, true) => predicates::is_decimal(c),
            (Kind::Space, false) => matches!(c, 9..=13 | 32),
            (Kind::Space, true) => predicates::is_space(c),
            (Kind::Word, false) => is_ascii_word(c),
            (Kind::Word, true) => is_unicode_word(c),
            (Kind::LineBreak, false) => c == 10,
            (Kind::LineBreak, true) => predicates::is_line_break(c),
        };
        yes != self.negated
    }
}

/// A word character without UNICODE.
pub fn is_ascii_word(c: u32) -> bool {
    c < 128 && ((c as u8).is_ascii_alphanumeric() || c == 0x5F)
}
/// A word character with UNICODE.
pub fn is_unicode_word(c: u32) -> bool {
    if c < 128 { is_ascii_word(c) } else { predicates::is_alnum(c) }
}

/// One item of a set, in order: the first that applies decides.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// The rest is meant the other way round.
    Negate,
    /// One character.
    Char(u32),
    /// From, to.
    Range(u32, u32),
    /// A range that also takes characters whose upper case lies in it.
    RangeFolded(u32, u32),
    /// A category.
    Category(Category),
    /// A bitmap of 256 characters.
    Bits(Box<[u32]>),
    /// Chunk numbers for the high byte of the character, and bitmaps of 256 characters each.
    Chunks(Box<[u32]>, Box<[u32]>),
}

fn bit(words: &[u32], c: u32) -> bool {
    words.get((c >> 5) as usize).is_some_and(|w| w >> (c & 31) & 1 == 1)
}

fn set_has(items: &[Item], c: u32) -> bool {
    let mut ok = true;
    for item in items {
        let hit = match item {
            Item::Negate => {
                ok = !ok;
                continue;
            }
            Item::Char(x) => *x == c,
            Item::Range(a, b) => (*a..=*b).contains(&c),
            Item::RangeFolded(a, b) => (*a..=*b).contains(&c) || (*a..=*b).contains(&case::simple_upper(c)),
            Item::Category(k) => k.has(c),
            Item::Bits(words) => c < 256 && bit(words, c),
            Item::Chunks(index, chunks) => {
                // Four chunk numbers stand in each word, first one lowest.
                let high = c >> 8;
                c < 0x1_0000 && {
                    let chunk = index.get((high >> 2) as usize).map_or(0, |w| w >> (8 * (high & 3)) & 0xFF);
                    chunks.get(chunk as usize * 8..chunk as usize * 8 + 8).is_some_and(|words| bit(words, c & 0xFF))
                }
            }
        };
        if hit {
            return ok;
        }
    }
    !ok
}

/// What a test asks.
#[derive(Clone, PartialEq, Debug)]
pub enum Test {
    /// Nothing passes.
    Never,
    /// Everything passes.
    Always,
    /// Everything but a newline.
    NotNewline,
    /// A character, or any other one when `negated`.
    Char {
        /// The character, folded already.
        c: u32,
        /// How the subject is folded.
        fold: Fold,
        /// Any other character.
        negated: bool,
    },
    /// A category.
    Category(Category),
    /// A set.
    Set(Vec<Item>, Fold),
}

impl Test {
    fn has(&self, c: u32) -> bool {
        match self {
            Test::Never => false,
            Test::Always => true,
            Test::NotNewline => c != 10,
            Test::Char { c: want, fold: Fold::Locale, negated } => (c == *want || ascii_lower(c) == *want || ascii_upper(c) == *want) != *negated,
            Test::Char { c: want, fold, negated } => (fold.lower(c) == *want) != *negated,
            Test::Category(k) => k.has(c),
            Test::Set(items, Fold::Locale) => {
                let (low, up) = (ascii_lower(c), ascii_upper(c));
                set_has(items, low) || up != low && set_has(items, up)
            }
            Test::Set(items, fold) => set_has(items, fold.lower(c)),
        }
    }
}

/// A compiled test.
#[derive(Clone, Debug)]
pub struct Pred {
    low: [u64; 4],
    /// The test itself.
    pub test: Test,
}

impl Pred {
    /// Compiles a test.
    pub fn new(test: Test) -> Pred {
        let mut low = [0u64; 4];
        for c in 0..256u32 {
            low[c as usize >> 6] |= u64::from(test.has(c)) << (c & 63);
        }
        Pred { low, test }
    }
    /// Does the character pass?
    #[inline(always)]
    pub fn has(&self, c: u32) -> bool {
        match self.low.get(c as usize >> 6) {
            Some(w) => w >> (c & 63) & 1 == 1,
            None => self.test.has(c),
        }
    }
}
