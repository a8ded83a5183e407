//! Padding, tab expansion, translation and repetition: what moves characters without looking at their meaning.

use super::buf::TextBuf;
use super::unit::{Unit, Units};

/// `s` with `left` and `right` times `fill` around it.
pub fn pad(s: Units<'_>, left: usize, right: usize, fill: u32) -> TextBuf {
    let mut out = TextBuf::with_capacity_for(fill.max(s.max_char()), s.len() + left + right);
    out.push_repeat(fill, left);
    out.push_units(s);
    out.push_repeat(fill, right);
    out.narrow()
}

/// Left and right padding of `str.center`: with an odd rest, the left gets more only if the width is odd.
pub fn center_padding(len: usize, width: usize) -> (usize, usize) {
    let rest = width.saturating_sub(len);
    let left = rest / 2 + (rest & width & 1);
    (left, rest - left)
}

/// `str.center`
pub fn center(s: Units<'_>, width: usize, fill: u32) -> TextBuf {
    let (left, right) = center_padding(s.len(), width);
    pad(s, left, right, fill)
}

/// `str.ljust`
pub fn ljust(s: Units<'_>, width: usize, fill: u32) -> TextBuf {
    pad(s, 0, width.saturating_sub(s.len()), fill)
}

/// `str.rjust`
pub fn rjust(s: Units<'_>, width: usize, fill: u32) -> TextBuf {
    pad(s, width.saturating_sub(s.len()), 0, fill)
}

/// `str.zfill` and `bytes.zfill`: zeros after a leading sign.
pub fn zfill(s: Units<'_>, width: usize) -> TextBuf {
    let zeros = width.saturating_sub(s.len());
    let sign = usize::from(!s.is_empty() && matches!(s.get(0), 0x2B | 0x2D));
    let mut out = s.slice(0, sign).to_buf();
    out.push_repeat('0'.into(), zeros);
    out.push_units(s.slice(sign, s.len()));
    out
}

/// `expandtabs`: columns start again after `\n` and `\r`; a tab size of zero or less removes tabs. `None` when the
/// result would not fit memory's address range.
pub fn expand_tabs<T: Unit>(s: &[T], tab_size: i64) -> Option<Vec<T>> {
    let tab_size = usize::try_from(tab_size).unwrap_or(0);
    let tabs = s.iter().filter(|u| u.code() == 9).count();
    if tabs.checked_mul(tab_size)?.checked_add(s.len())? > isize::MAX as usize / 8 {
        return None;
    }
    super::ensure_room((tabs * tab_size + s.len()) * size_of::<T>()).ok()?;
    let (mut out, mut column) = (Vec::with_capacity(s.len()), 0usize);
    for &u in s {
        match u.code() {
            9 => {
                let n = if tab_size == 0 { 0 } else { tab_size - column % tab_size };
                out.resize(out.len() + n, T::from_code(0x20));
                column += n;
            }
            c => {
                column = if matches!(c, 10 | 13) { 0 } else { column + 1 };
                out.push(u);
            }
        }
    }
    Some(out)
}

/// What `str.translate` puts in place of a character.
#[derive(Clone, Debug)]
pub enum Translated {
    /// The character itself.
    Same,
    /// Another one.
    Char(u32),
    /// A string.
    Text(TextBuf),
    /// Nothing.
    Deleted,
}

/// `str.translate`: asks `map` for every character. Latin-1 answers are remembered for the length of the call, as in
/// CPython's fast path for ASCII.
pub fn translate<E>(s: Units<'_>, mut map: impl FnMut(u32) -> Result<Translated, E>) -> Result<TextBuf, E> {
    let mut out = TextBuf::with_capacity(s.len());
    let mut known = [const { None }; 128];
    for c in s.iter() {
        let answer = match known.get_mut(c as usize) {
            None => &map(c)?,
            Some(Some(answer)) => answer,
            Some(slot) => slot.insert(map(c)?),
        };
        match answer {
            Translated::Same => out.push(c),
            Translated::Char(d) => out.push(*d),
            Translated::Text(text) => out.push_units(text.units()),
            Translated::Deleted => {}
        }
    }
    Ok(out)
}

/// `s * n`; the caller has checked that the length fits.
pub fn repeat(s: Units<'_>, n: usize) -> TextBuf {
    match s {
        Units::One(v) => TextBuf::One(v.repeat(n)),
        Units::Two(v) => TextBuf::Two(v.repeat(n)).narrow(),
        Units::Four(v) => TextBuf::Four(v.repeat(n)).narrow(),
    }
}

/// Every `step`-th character from `start`, `n` of them (`n > 0` implies the positions are in bounds).
pub fn stepped(s: Units<'_>, start: i64, step: i64, n: usize) -> TextBuf {
    (0..n as i64).map(|k| s.get((start + k * step) as usize)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads() {
        let t = |s: &str| TextBuf::from(s);
        for (s, width, want) in [("ab", 5, "  ab "), ("ab", 4, " ab "), ("abc", 4, "abc "), ("abc", 6, " abc  "), ("abc", 2, "abc")] {
            assert_eq!(center(t(s).units(), width, 32), t(want), "{s} {width}");
        }
        assert_eq!(ljust(t("ab").units(), 4, 0x20AC), t("ab€€"));
        assert_eq!(rjust(t("a€").units(), 3, 32), t(" a€"));
        for (s, want) in [("-5", "-0005"), ("+5", "+0005"), ("5", "00005"), ("", "00000"), ("--1", "-00-1"), ("123456", "123456")] {
            assert_eq!(zfill(t(s).units(), 5), t(want));
        }
        assert_eq!(repeat(t("a€").units(), 2), t("a€a€"));
        assert_eq!(stepped(t("abcdef").units(), 5, -2, 3), t("fdb"));
    }

    #[test]
    fn tabs_and_translation() {
        let e = |s: &str, n| String::from_utf8(expand_tabs(s.as_bytes(), n).unwrap_or_default()).unwrap_or_default();
        assert_eq!(e("a\tb\r\tc\n\td", 4), "a   b\r    c\n    d");
        assert_eq!((e("a\tb", 0), e("a\tb", -1), e("abcd\tb", 4)), ("ab".into(), "ab".into(), "abcd    b".into()));
        assert!(expand_tabs(b"\t\t", i64::MAX).is_none());
        let out = translate::<()>(TextBuf::from("abcaé").units(), |c| {
            Ok(match c as u8 {
                b'a' => Translated::Char(0x3b1),
                b'b' => Translated::Deleted,
                0xE9 => Translated::Text(TextBuf::from("e'")),
                _ => Translated::Same,
            })
        });
        assert_eq!(out, Ok(TextBuf::from("αcαe'")));
    }
}
