//! Case mappings of `str`: full Unicode mappings with the final sigma rule, in Unicode 16.0.
//!
//! `std` and `unicode-casing` follow newer Unicode versions; a mapping from or to a character that 16.0 doesn't have is
//! therefore ignored. ASCII strings take byte loops.

use super::buf::TextBuf;
use super::predicates::{assigned, is_lower, is_title, is_upper};
use super::ucd::{self, IGNORABLE};
use super::unit::Units;
use unicode_casing::CharExt;

const CAPITAL_SIGMA: u32 = 0x3A3;

/// Pushes the mapped characters, or `c` itself where 16.0 has no such mapping.
fn push_mapped(c: u32, mapped: impl Iterator<Item = char>, out: &mut TextBuf) {
    let mut chars = ['\0'; 3];
    let n = chars.iter_mut().zip(mapped).map(|(slot, m)| *slot = m).count();
    if assigned(c) && chars[..n].iter().all(|&m| assigned(m.into())) {
        chars[..n].iter().for_each(|&m| out.push_char(m));
    } else {
        out.push(c);
    }
}

/// Full lowercase mapping of one character, without context.
pub fn push_lower(c: u32, out: &mut TextBuf) {
    match char::from_u32(c) {
        Some(ch) if ch.is_ascii() => out.push_char(ch.to_ascii_lowercase()),
        Some(ch) => push_mapped(c, ch.to_lowercase(), out),
        None => out.push(c),
    }
}

/// Full uppercase mapping of one character.
pub fn push_upper(c: u32, out: &mut TextBuf) {
    match char::from_u32(c) {
        Some(ch) if ch.is_ascii() => out.push_char(ch.to_ascii_uppercase()),
        Some(ch) => push_mapped(c, ch.to_uppercase(), out),
        None => out.push(c),
    }
}

/// Full titlecase mapping of one character.
pub fn push_title(c: u32, out: &mut TextBuf) {
    match char::from_u32(c) {
        Some(ch) if ch.is_ascii() => out.push_char(ch.to_ascii_uppercase()),
        Some(ch) => push_mapped(c, ch.to_titlecase(), out),
        None => out.push(c),
    }
}

/// Full case folding of one character.
pub fn push_fold(c: u32, out: &mut TextBuf) {
    match c {
        0..=0x7F => push_lower(c, out),
        // Cherokee folds to the older capitals.
        0x13A0..=0x13F5 => out.push(c),
        0x13F8..=0x13FD => out.push(c - 8),
        0xAB70..=0xABBF => out.push(c - 0xAB70 + 0x13A0),
        _ => match ucd::special_fold(c) {
            Some(folded) => folded.iter().for_each(|&f| out.push(f)),
            None => push_lower(c, out),
        },
    }
}

/// One-to-one lowercase mapping (what `re.IGNORECASE` compares).
pub fn simple_lower(c: u32) -> u32 {
    // U+0130 is the only character whose full mapping is longer; its simple mapping is "i".
    single(c, push_lower).unwrap_or(if c == 0x130 { 0x69 } else { c })
}

/// One-to-one uppercase mapping; characters with a longer full mapping stay.
pub fn simple_upper(c: u32) -> u32 {
    // The Greek letters with iota subscript have a one-to-one uppercase: their titlecase.
    single(c, push_upper).or_else(|| single(c, push_title)).unwrap_or(c)
}

fn single(c: u32, push: fn(u32, &mut TextBuf)) -> Option<u32> {
    let mut buf = TextBuf::new();
    push(c, &mut buf);
    (buf.len() == 1).then(|| buf.units().get(0))
}

/// Lowercase of the character at `i`: capital sigma at the end of a word becomes the final form.
fn push_lower_at(s: Units<'_>, i: usize, out: &mut TextBuf) {
    let c = s.get(i);
    if c != CAPITAL_SIGMA {
        return push_lower(c, out);
    }
    let cased = |c: u32| {
        let class = ucd::class(c);
        (!class.has(IGNORABLE)).then(|| class.is_cased())
    };
    // The nearest characters that are not case-ignorable decide.
    let before = (0..i).rev().find_map(|j| cased(s.get(j))).unwrap_or(false);
    let after = (i + 1..s.len()).find_map(|j| cased(s.get(j))).unwrap_or(false);
    out.push(if before && !after { 0x3C2 } else { 0x3C3 });
}

/// `str.lower`
pub fn lower(s: Units<'_>) -> TextBuf {
    if let Some(ascii) = s.as_ascii() {
        return TextBuf::One(ascii.to_ascii_lowercase());
    }
    let mut out = TextBuf::with_capacity(s.len());
    (0..s.len()).for_each(|i| push_lower_at(s, i, &mut out));
    out
}

/// `str.upper`
pub fn upper(s: Units<'_>) -> TextBuf {
    if let Some(ascii) = s.as_ascii() {
        return TextBuf::One(ascii.to_ascii_uppercase());
    }
    let mut out = TextBuf::with_capacity(s.len());
    s.iter().for_each(|c| push_upper(c, &mut out));
    out
}

/// `str.casefold`
pub fn casefold(s: Units<'_>) -> TextBuf {
    if let Some(ascii) = s.as_ascii() {
        return TextBuf::One(ascii.to_ascii_lowercase());
    }
    let mut out = TextBuf::with_capacity(s.len());
    s.iter().for_each(|c| push_fold(c, &mut out));
    out
}

/// `str.capitalize`
pub fn capitalize(s: Units<'_>) -> TextBuf {
    let mut out = TextBuf::with_capacity(s.len());
    for i in 0..s.len() {
        if i == 0 {
            push_title(s.get(0), &mut out);
        } else {
            push_lower_at(s, i, &mut out);
        }
    }
    out
}

/// `str.title`
pub fn title(s: Units<'_>) -> TextBuf {
    let mut out = TextBuf::with_capacity(s.len());
    let mut after_cased = false;
    for i in 0..s.len() {
        let c = s.get(i);
        if after_cased {
            push_lower_at(s, i, &mut out);
        } else {
            push_title(c, &mut out);
        }
        after_cased = is_lower(c) || is_upper(c) || is_title(c);
    }
    out
}

/// `str.swapcase`
pub fn swapcase(s: Units<'_>) -> TextBuf {
    let mut out = TextBuf::with_capacity(s.len());
    for i in 0..s.len() {
        let c = s.get(i);
        if is_upper(c) {
            push_lower_at(s, i, &mut out);
        } else if is_lower(c) {
            push_upper(c, &mut out);
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CPython 3.13: s, lower, upper, title, capitalize, swapcase, casefold.
    const TABLE: &[[&str; 7]] = &[
        ["", "", "", "", "", "", ""],
        ["hello wORLD", "hello world", "HELLO WORLD", "Hello World", "Hello world", "HELLO World", "hello world"],
        ["they're bill's", "they're bill's", "THEY'RE BILL'S", "They'Re Bill'S", "They're bill's", "THEY'RE BILL'S", "they're bill's"],
        [
            "\u{38c}\u{394}\u{39f}\u{3a3} \u{391}\u{3a3} \u{3a3}",
            "\u{3cc}\u{3b4}\u{3bf}\u{3c2} \u{3b1}\u{3c2} \u{3c3}",
            "\u{38c}\u{394}\u{39f}\u{3a3} \u{391}\u{3a3} \u{3a3}",
            "\u{38c}\u{3b4}\u{3bf}\u{3c2} \u{391}\u{3c2} \u{3a3}",
            "\u{38c}\u{3b4}\u{3bf}\u{3c2} \u{3b1}\u{3c2} \u{3c3}",
            "\u{3cc}\u{3b4}\u{3bf}\u{3c2} \u{3b1}\u{3c2} \u{3c3}",
            "\u{3cc}\u{3b4}\u{3bf}\u{3c3} \u{3b1}\u{3c3} \u{3c3}",
        ],
        ["\u{391}\u{3a3}.", "\u{3b1}\u{3c2}.", "\u{391}\u{3a3}.", "\u{391}\u{3c2}.", "\u{391}\u{3c2}.", "\u{3b1}\u{3c2}.", "\u{3b1}\u{3c3}."],
        [
            "\u{391}\u{3a3}\u{b7}\u{392}",
            "\u{3b1}\u{3c3}\u{b7}\u{3b2}",
            "\u{391}\u{3a3}\u{b7}\u{392}",
            "\u{391}\u{3c3}\u{b7}\u{392}",
            "\u{391}\u{3c3}\u{b7}\u{3b2}",
            "\u{3b1}\u{3c3}\u{b7}\u{3b2}",
            "\u{3b1}\u{3c3}\u{b7}\u{3b2}",
        ],
        ["Stra\u{df}e", "stra\u{df}e", "STRASSE", "Stra\u{df}e", "Stra\u{df}e", "sTRASSE", "strasse"],
        [
            "\u{149} \u{1f0} \u{390}",
            "\u{149} \u{1f0} \u{390}",
            "\u{2bc}N J\u{30c} \u{399}\u{308}\u{301}",
            "\u{2bc}N J\u{30c} \u{399}\u{308}\u{301}",
            "\u{2bc}N \u{1f0} \u{390}",
            "\u{2bc}N J\u{30c} \u{399}\u{308}\u{301}",
            "\u{2bc}n j\u{30c} \u{3b9}\u{308}\u{301}",
        ],
        [
            "\u{1c6} \u{1c5} \u{1c4}",
            "\u{1c6} \u{1c6} \u{1c6}",
            "\u{1c4} \u{1c4} \u{1c4}",
            "\u{1c5} \u{1c5} \u{1c5}",
            "\u{1c5} \u{1c6} \u{1c6}",
            "\u{1c4} \u{1c5} \u{1c6}",
            "\u{1c6} \u{1c6} \u{1c6}",
        ],
        ["\u{fb01}x \u{fb02}ag", "\u{fb01}x \u{fb02}ag", "FIX FLAG", "Fix Flag", "Fix \u{fb02}ag", "FIX FLAG", "fix flag"],
        [
            "\u{130}stanbul \u{131}",
            "i\u{307}stanbul \u{131}",
            "\u{130}STANBUL I",
            "\u{130}stanbul I",
            "\u{130}stanbul \u{131}",
            "i\u{307}STANBUL I",
            "i\u{307}stanbul \u{131}",
        ],
        ["\u{ff} \u{b5}", "\u{ff} \u{b5}", "\u{178} \u{39c}", "\u{178} \u{39c}", "\u{178} \u{b5}", "\u{178} \u{39c}", "\u{ff} \u{3bc}"],
        [
            "\u{1fb3} \u{1fbc} \u{1f67}",
            "\u{1fb3} \u{1fb3} \u{1f67}",
            "\u{391}\u{399} \u{391}\u{399} \u{1f6f}",
            "\u{1fbc} \u{1fbc} \u{1f6f}",
            "\u{1fbc} \u{1fb3} \u{1f67}",
            "\u{391}\u{399} \u{1fbc} \u{1f6f}",
            "\u{3b1}\u{3b9} \u{3b1}\u{3b9} \u{1f67}",
        ],
        [
            "\u{13a0}\u{ab70}\u{13f8}",
            "\u{ab70}\u{ab70}\u{13f8}",
            "\u{13a0}\u{13a0}\u{13f0}",
            "\u{13a0}\u{ab70}\u{13f8}",
            "\u{13a0}\u{ab70}\u{13f8}",
            "\u{ab70}\u{13a0}\u{13f0}",
            "\u{13a0}\u{13a0}\u{13f0}",
        ],
        ["\u{2177} \u{24b6}", "\u{2177} \u{24d0}", "\u{2167} \u{24b6}", "\u{2167} \u{24b6}", "\u{2167} \u{24d0}", "\u{2167} \u{24d0}", "\u{2177} \u{24d0}"],
        ["\u{10d0} \u{1c90}", "\u{10d0} \u{10d0}", "\u{1c90} \u{1c90}", "\u{10d0} \u{1c90}", "\u{10d0} \u{10d0}", "\u{1c90} \u{10d0}", "\u{10d0} \u{10d0}"],
        ["\u{df}", "\u{df}", "SS", "Ss", "Ss", "SS", "ss"],
        ["a\u{3a3}\u{301}b", "a\u{3c3}\u{301}b", "A\u{3a3}\u{301}B", "A\u{3c3}\u{301}B", "A\u{3c3}\u{301}b", "A\u{3c3}\u{301}B", "a\u{3c3}\u{301}b"],
        [
            "x\u{10400}\u{10428}",
            "x\u{10428}\u{10428}",
            "X\u{10400}\u{10400}",
            "X\u{10428}\u{10428}",
            "X\u{10428}\u{10428}",
            "X\u{10428}\u{10400}",
            "x\u{10428}\u{10428}",
        ],
        ["\u{3a9} K", "\u{3c9} k", "\u{3a9} K", "\u{3a9} K", "\u{3a9} k", "\u{3c9} k", "\u{3c9} k"],
        [
            "\u{559}\u{587}",
            "\u{559}\u{587}",
            "\u{559}\u{535}\u{552}",
            "\u{559}\u{535}\u{582}",
            "\u{559}\u{587}",
            "\u{559}\u{535}\u{552}",
            "\u{559}\u{565}\u{582}",
        ],
    ];

    #[test]
    fn table() {
        for row in TABLE {
            let buf = TextBuf::from(row[0]);
            let got = [lower, upper, title, capitalize, swapcase, casefold].map(|f| f(buf.units()));
            for (i, text) in got.iter().enumerate() {
                assert_eq!(text, &TextBuf::from(row[i + 1]), "{:?} column {}", row[0], i + 1);
            }
        }
    }

    #[test]
    fn later_characters_have_no_case() {
        // U+16EA0 is a capital letter from Unicode 17 on.
        for c in [0x16EA0, 0xA7D2, 0xD800] {
            let mut out = TextBuf::new();
            push_lower(c, &mut out);
            assert_eq!(out.units().get(0), c);
        }
        assert_eq!((simple_lower(0x130), simple_upper(0xDF), simple_upper(0x1F80)), (0x69, 0xDF, 0x1F88));
    }
}
