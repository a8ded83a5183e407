//! The Unicode character database in the two editions that `unicodedata` offers: 16.0.0, and 3.2.0 for the protocols
//! that are frozen at it.
//!
//! The data come from `rustpython-unicode`, which follows a later Unicode. Characters that were not yet assigned in 16.0.0
//! are masked by the VM's own table of categories, and the few facts about older characters that have changed since are
//! put right in `CHANGED_*`. The rows were found by comparing every character with `unicodedata2` 16.0.0.

use rustpython_unicode::data::Ucd;
pub use rustpython_unicode::normalize::NormalizeForm;
use rustpython_unicode::{is_normalized, normalize};
use rustpython_wtf8::{CodePoint, Wtf8Buf};
use vm::text::names::{self, Named};
use vm::text::ucd::{self, Category};
use vm::text::{TextBuf, Units};

/// A version of the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edition {
    /// 16.0.0
    Current,
    /// 3.2.0
    Old,
}

/// Numeric values that differ from the crate's, in both editions.
const CHANGED_NUMBERS: &[(u32, Option<f64>)] = &[
    (0x5146, Some(1e6)),
    (0x12038, None),
    (0x12039, None),
    (0x12079, None),
    (0x12226, None),
    (0x1222B, None),
    (0x1230B, None),
    (0x1230D, None),
    (0x12399, None),
];
/// Numeric values of the old edition: CPython takes the Bengali ones from the current one.
const CHANGED_OLD_NUMBERS: &[(u32, Option<f64>)] = &[(0x9F4, Some(0.0625)), (0x9F5, Some(0.125)), (0x9F6, Some(0.1875)), (0x9F7, Some(0.25)), (0x5793, None)];
/// Vowel signs that were still non-spacing marks for the bidirectional algorithm in 16.0.0.
const CHANGED_MARKS: [u32; 3] = [0x1B3A, 0x1B3C, 0x1B42];
/// Unassigned ranges that are wide all the same, because ideographs are expected there.
const WIDE_UNASSIGNED: &[(u32, u32)] = &[
    (0xFA6E, 0xFA6F),
    (0xFADA, 0xFAFF),
    (0x2A6E0, 0x2A6FF),
    (0x2B73A, 0x2B73F),
    (0x2B81E, 0x2B81F),
    (0x2CEA2, 0x2CEAF),
    (0x2EBE1, 0x2EBEF),
    (0x2EE5E, 0x2F7FF),
    (0x2FA1E, 0x2FFFD),
    (0x3134B, 0x3134F),
    (0x323B0, 0x3FFFD),
];
/// Decompositions that were wrong up to 3.2.0 and have been corrected since.
const OLD_SINGLETONS: [(u32, u32); 5] = [(0x2F868, 0x2136A), (0x2F874, 0x5F33), (0x2F91F, 0x43AB), (0x2F95F, 0x7AAE), (0x2F9BF, 0x4D57)];

fn is_hangul_syllable(c: u32) -> bool {
    (0xAC00..=0xD7A3).contains(&c)
}

/// A character as the crate wants it; beyond Unicode there is none.
fn point(c: u32) -> Option<CodePoint> {
    CodePoint::from_u32(c)
}

impl Edition {
    fn data(self) -> Ucd {
        Ucd::new(self == Edition::Current)
    }
    /// Is the character assigned in this edition? Unassigned ones have no properties.
    fn has(self, c: u32) -> bool {
        ucd::category(c) != Category::Cn && (self == Edition::Current || self.category(c) != "Cn")
    }
    /// The character for look-ups of properties, if it has any.
    fn known(self, c: u32) -> Option<CodePoint> {
        point(c).filter(|_| self.has(c))
    }

    /// `unidata_version`
    pub fn version(self) -> &'static str {
        match self {
            Edition::Current => "16.0.0",
            Edition::Old => "3.2.0",
        }
    }
    /// The general category.
    pub fn category(self, c: u32) -> &'static str {
        match (self, point(c)) {
            (Edition::Old, Some(p)) => self.data().category(p),
            _ => ucd::category(c).code(),
        }
    }
    /// The bidirectional class, "" where there is none.
    pub fn bidirectional(self, c: u32) -> &'static str {
        match self.known(c) {
            None => "",
            Some(_) if (0xD800..0xE000).contains(&c) => "L",
            Some(_) if CHANGED_MARKS.contains(&c) && self == Edition::Current => "NSM",
            Some(p) => self.data().bidirectional(p),
        }
    }
    /// The East Asian width.
    pub fn east_asian_width(self, c: u32) -> &'static str {
        let assigned = ucd::category(c) != Category::Cn;
        match point(c) {
            // The old edition knows widths of characters that it doesn't have.
            Some(p) if assigned => self.data().east_asian_width(p),
            _ if WIDE_UNASSIGNED.iter().any(|&(first, last)| (first..=last).contains(&c)) => "W",
            _ => "N",
        }
    }
    /// Is it mirrored in right-to-left text?
    pub fn mirrored(self, c: u32) -> bool {
        self.known(c).is_some_and(|p| self.data().mirrored(p) != 0)
    }
    /// The canonical combining class.
    pub fn combining(self, c: u32) -> u8 {
        self.known(c).map_or(0, |p| self.data().combining(p))
    }
    /// The decomposition mapping as text; Hangul syllables have none, they are decomposed by rule.
    pub fn decomposition(self, c: u32) -> String {
        match self.known(c) {
            // CPython gives the corrected mappings in both editions.
            Some(p) if !is_hangul_syllable(c) => Edition::Old.data().decomposition(p),
            _ => String::new(),
        }
    }
    /// The value of a decimal digit.
    pub fn decimal(self, c: u32) -> Option<u64> {
        self.known(c).and_then(|p| self.data().decimal(p))
    }
    /// The value of a digit; CPython answers from the current edition for both.
    pub fn digit(self, c: u32) -> Option<u64> {
        Edition::Current.known(c).and_then(|p| Edition::Current.data().digit(p))
    }
    /// The numeric value.
    pub fn numeric(self, c: u32) -> Option<f64> {
        let p = self.known(c)?;
        let own = if self == Edition::Old { CHANGED_OLD_NUMBERS } else { &[] };
        match own.iter().chain(CHANGED_NUMBERS).find(|row| row.0 == c) {
            Some(row) => row.1,
            None => self.data().numeric(p),
        }
    }
    /// The name of a character.
    pub fn name(self, c: u32) -> Option<String> {
        if self.has(c) { names::name(c) } else { None }
    }
    /// What has this name. The old edition knows no aliases and no sequences.
    pub fn find(self, name: &str) -> Option<Named> {
        names::find(name).filter(|n| self == Edition::Current || matches!(n, Named::Character(_)))
    }

    /// The text in a normal form. Characters that the edition doesn't have neither decompose nor combine, so the text
    /// is normalised in the runs between them.
    pub fn normalize(self, form: NormalizeForm, text: Units<'_>) -> TextBuf {
        let mut out = TextBuf::with_capacity(text.len());
        let mut run = Wtf8Buf::new();
        let flush = |run: &mut Wtf8Buf, out: &mut TextBuf| {
            if !run.is_empty() {
                normalize(form, run).code_points().for_each(|p| out.push(p.to_u32()));
                *run = Wtf8Buf::new();
            }
        };
        for c in text.iter() {
            match self.takes_part(c) {
                Some(p) => run.push(self.corrected(p)),
                None => {
                    flush(&mut run, &mut out);
                    out.push(c);
                }
            }
        }
        flush(&mut run, &mut out);
        out.narrow()
    }
    /// The character if normalising may move, replace or combine it. Marks that the old edition doesn't have are still put
    /// into their order by CPython.
    fn takes_part(self, c: u32) -> Option<CodePoint> {
        self.known(c).or_else(|| Edition::Current.known(c).filter(|_| Edition::Current.combining(c) != 0))
    }
    fn corrected(self, p: CodePoint) -> CodePoint {
        let old = if self == Edition::Old { OLD_SINGLETONS.iter().find(|row| row.0 == p.to_u32()) } else { None };
        old.and_then(|row| point(row.1)).unwrap_or(p)
    }
    /// Is the text in this normal form already?
    pub fn is_normalized(self, form: NormalizeForm, text: Units<'_>) -> bool {
        if self == Edition::Current && text.iter().all(|c| self.has(c)) {
            let whole: Wtf8Buf = text.iter().filter_map(point).collect();
            return is_normalized(form, &whole);
        }
        self.normalize(form, text).units().same(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_after_16() {
        let now = Edition::Current;
        assert_eq!((now.category(0x295), now.bidirectional(0x1B3A), now.numeric(0x5146)), ("Ll", "NSM", Some(1e6)));
        assert_eq!((now.category(0x16EA0), now.name(0x16EA0), now.find("BERIA ERFE CAPITAL LETTER ARKAB")), ("Cn", None, None));
        assert_eq!((now.decomposition(0x2F868), now.decomposition(0xAC00)), ("36FC".to_string(), String::new()));
    }

    #[test]
    fn the_old_edition() {
        let old = Edition::Old;
        assert_eq!((old.category(0x221), old.category(0x220), old.name(0x221)), ("Cn", "Lu", None));
        assert_eq!((old.find("LINE FEED"), old.find("SPACE")), (None, Some(Named::Character(32))));
        let text = vm::text::TextBuf::from("\u{2F868}");
        assert!(old.normalize(NormalizeForm::Nfc, text.units()).units().eq_str("\u{2136A}"));
        assert!(Edition::Current.normalize(NormalizeForm::Nfc, text.units()).units().eq_str("\u{36FC}"));
    }

    #[test]
    fn unassigned_characters_separate() {
        let mut text = vm::text::TextBuf::from("e\u{301}");
        text.push(0x16EA0);
        text.push_str("\u{301}");
        assert_eq!(Edition::Current.normalize(NormalizeForm::Nfc, text.units()).len(), 3);
        assert!(!Edition::Current.is_normalized(NormalizeForm::Nfc, text.units()));
    }
}
