//! Searching, splitting, stripping and replacing, for `str` (`Units`) and for `bytes` (slices of `u8`).
//!
//! The generic functions on slices (`split_seq`, `split_space`, ...) serve both; the wrappers on `Units` bring the
//! second operand to the width of the first: what doesn't fit into it can't occur in it. Pieces are reported as
//! `(start, end)` positions, from the left, to a callback, so that a caller builds its list directly. A `max` of `None`
//! is Python's -1: no limit.

use super::buf::TextBuf;
use super::predicates::{is_line_break, is_space};
use super::unit::{Unit, Units, find_seq, rfind_seq, with_units};

/// Calls `$body` with both operands at the width of the first, or gives `$none` if the second doesn't fit.
macro_rules! at_width {
    ($a:expr, $b:expr, $x:ident, $y:ident => $body:expr, $none:expr) => {
        with_units!($a, $x => match $b.to_width() {
            Some(wide) => { let $y = &wide[..]; $body }
            None => $none,
        })
    };
}

/// Clips Python slice positions `start..end` (already integers, negative counting from the end) for a search in `len`
/// characters. `None` if `start` lies beyond `end`: then not even the empty string is found.
pub fn clip(len: usize, start: i64, end: i64) -> Option<(usize, usize)> {
    let fix = |i: i64| {
        if i < 0 { i.saturating_add(len as i64).max(0) as usize } else { i as usize }
    };
    let (start, end) = (fix(start), fix(end).min(len));
    (start <= end).then_some((start, end))
}

/// `str.find`: position of the first `needle`.
pub fn find(hay: Units<'_>, needle: Units<'_>) -> Option<usize> {
    at_width!(hay, needle, h, n => find_seq(h, n), None)
}

/// `str.rfind`: position of the last `needle`.
pub fn rfind(hay: Units<'_>, needle: Units<'_>) -> Option<usize> {
    at_width!(hay, needle, h, n => rfind_seq(h, n), None)
}

/// `needle in hay`.
pub fn contains(hay: Units<'_>, needle: Units<'_>) -> bool {
    find(hay, needle).is_some()
}

/// `str.count`: occurrences that don't overlap; the empty string occurs around every character.
pub fn count(hay: Units<'_>, needle: Units<'_>) -> usize {
    at_width!(hay, needle, h, n => count_seq(h, n), 0)
}

/// `startswith` without positions.
pub fn starts_with(s: Units<'_>, prefix: Units<'_>) -> bool {
    at_width!(s, prefix, s, p => s.starts_with(p), false)
}

/// `endswith` without positions.
pub fn ends_with(s: Units<'_>, suffix: Units<'_>) -> bool {
    at_width!(s, suffix, s, p => s.ends_with(p), false)
}

/// Occurrences of `needle` that don't overlap.
pub fn count_seq<T: Unit>(hay: &[T], needle: &[T]) -> usize {
    match needle {
        [] => hay.len() + 1,
        [c] => hay.iter().filter(|u| *u == c).count(),
        _ => Occurrences { hay, needle, at: 0 }.count(),
    }
}

/// Positions of a non-empty needle, without overlap, from the left.
struct Occurrences<'a, T> {
    hay: &'a [T],
    needle: &'a [T],
    at: usize,
}

impl<T: Unit> Iterator for Occurrences<'_, T> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let hit = self.at + find_seq(&self.hay[self.at..], self.needle)?;
        self.at = hit + self.needle.len();
        Some(hit)
    }
}

/// `split` at a non-empty separator, at most `max` times.
pub fn split_seq<T: Unit>(s: &[T], sep: &[T], max: Option<usize>, mut piece: impl FnMut(usize, usize)) {
    debug_assert!(!sep.is_empty(), "an empty separator is the caller's ValueError");
    let mut from = 0;
    for at in (Occurrences { hay: s, needle: sep, at: 0 }).take(max.unwrap_or(usize::MAX)) {
        piece(from, at);
        from = at + sep.len();
    }
    piece(from, s.len());
}

/// `rsplit` at a non-empty separator, at most `max` times from the right; pieces still come from the left.
/// What is left then keeps the whitespace at its start.
pub fn rsplit_seq<T: Unit>(s: &[T], sep: &[T], max: Option<usize>, mut piece: impl FnMut(usize, usize)) {
    debug_assert!(!sep.is_empty(), "an empty separator is the caller's ValueError");
    let mut pieces = Vec::new();
    let mut to = s.len();
    while max.is_none_or(|m| pieces.len() < m) {
        let Some(at) = rfind_seq(&s[..to], sep) else {
            break;
        };
        pieces.push((at + sep.len(), to));
        to = at;
    }
    piece(0, to);
    pieces.iter().rev().for_each(|&(a, b)| piece(a, b));
}

/// `split()` at runs of whitespace, at most `max` times; what is left then keeps the whitespace at its end.
pub fn split_space<T: Unit>(s: &[T], max: Option<usize>, space: impl Fn(u32) -> bool, mut piece: impl FnMut(usize, usize)) {
    let (mut at, mut left) = (0, max.unwrap_or(usize::MAX));
    let skip = |from: usize, yes: bool| s[from..].iter().position(|u| space(u.code()) != yes).map_or(s.len(), |n| from + n);
    loop {
        at = skip(at, true);
        if at == s.len() {
            return;
        }
        if left == 0 {
            return piece(at, s.len());
        }
        let end = skip(at, false);
        piece(at, end);
        (at, left) = (end, left - 1);
    }
}

/// `rsplit()` at runs of whitespace, at most `max` times from the right; pieces still come from the left.
pub fn rsplit_space<T: Unit>(s: &[T], max: Option<usize>, space: impl Fn(u32) -> bool, mut piece: impl FnMut(usize, usize)) {
    let (mut to, mut left, mut pieces) = (s.len(), max.unwrap_or(usize::MAX), Vec::new());
    loop {
        to = strip_end(&s[..to], 0, &space);
        if to == 0 {
            break;
        }
        if left == 0 {
            pieces.push((0, to));
            break;
        }
        let start = s[..to].iter().rposition(|u| space(u.code())).map_or(0, |i| i + 1);
        pieces.push((start, to));
        (to, left) = (start, left - 1);
    }
    pieces.iter().rev().for_each(|&(a, b)| piece(a, b));
}

/// `str.split(sep, max)`.
pub fn split(s: Units<'_>, sep: Units<'_>, max: Option<usize>, mut piece: impl FnMut(usize, usize)) {
    at_width!(s, sep, s, sep => split_seq(s, sep, max, piece), piece(0, s.len()))
}

/// `str.rsplit(sep, max)`.
pub fn rsplit(s: Units<'_>, sep: Units<'_>, max: Option<usize>, mut piece: impl FnMut(usize, usize)) {
    at_width!(s, sep, s, sep => rsplit_seq(s, sep, max, piece), piece(0, s.len()))
}

/// `str.split(None, max)`.
pub fn split_whitespace(s: Units<'_>, max: Option<usize>, piece: impl FnMut(usize, usize)) {
    with_units!(s, s => split_space(s, max, is_space, piece))
}

/// `str.rsplit(None, max)`.
pub fn rsplit_whitespace(s: Units<'_>, max: Option<usize>, piece: impl FnMut(usize, usize)) {
    with_units!(s, s => rsplit_space(s, max, is_space, piece))
}

/// Lines of `s`; `breaks` says what ends a line besides `\r\n`. With `keep` the ends belong to the lines.
pub fn lines<T: Unit>(s: &[T], keep: bool, breaks: impl Fn(u32) -> bool, mut line: impl FnMut(usize, usize)) {
    let mut from = 0;
    while let Some(n) = s[from..].iter().position(|u| breaks(u.code())) {
        let end = from + n;
        let crlf = s[end].code() == 13 && s.get(end + 1).is_some_and(|u| u.code() == 10);
        let next = end + 1 + usize::from(crlf);
        line(from, if keep { next } else { end });
        from = next;
    }
    if from < s.len() {
        line(from, s.len());
    }
}

/// `str.splitlines`.
pub fn splitlines(s: Units<'_>, keep: bool, line: impl FnMut(usize, usize)) {
    with_units!(s, s => lines(s, keep, is_line_break, line))
}

/// `partition` and `rpartition`: `(end of the head, start of the tail)`, or `None` if `sep` isn't there.
pub fn partition(s: Units<'_>, sep: Units<'_>, from_right: bool) -> Option<(usize, usize)> {
    let at = if from_right { rfind(s, sep) } else { find(s, sep) }?;
    Some((at, at + sep.len()))
}

/// Where leading characters accepted by `drop` end.
pub fn strip_start<T: Unit>(s: &[T], drop: impl Fn(u32) -> bool) -> usize {
    s.iter().position(|u| !drop(u.code())).unwrap_or(s.len())
}

/// Where trailing characters accepted by `drop` start, not before `from`.
pub fn strip_end<T: Unit>(s: &[T], from: usize, drop: impl Fn(u32) -> bool) -> usize {
    s[from..].iter().rposition(|u| !drop(u.code())).map_or(from, |i| from + i + 1)
}

/// Which ends a strip works on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// `lstrip`
    Left,
    /// `rstrip`
    Right,
    /// `strip`
    Both,
}

/// The part of `s` that remains when characters accepted by `drop` are stripped from `ends`.
pub fn strip_by<T: Unit>(s: &[T], ends: Ends, drop: impl Fn(u32) -> bool) -> (usize, usize) {
    let start = if ends == Ends::Right { 0 } else { strip_start(s, &drop) };
    let end = if ends == Ends::Left { s.len() } else { strip_end(s, start, &drop) };
    (start, end)
}

/// `str.strip(chars)` and its one-sided forms; `None` strips whitespace.
pub fn strip(s: Units<'_>, ends: Ends, chars: Option<Units<'_>>) -> (usize, usize) {
    let Some(chars) = chars else {
        return with_units!(s, s => strip_by(s, ends, is_space));
    };
    match chars {
        Units::One(bytes) => {
            let mut set = [false; 256];
            bytes.iter().for_each(|&b| set[b as usize] = true);
            with_units!(s, s => strip_by(s, ends, |c| c < 256 && set[c as usize]))
        }
        _ => with_units!(s, s => strip_by(s, ends, |c| chars.iter().any(|d| d == c))),
    }
}

/// `bytes.strip(chars)` and its one-sided forms.
pub fn strip_bytes(s: &[u8], ends: Ends, chars: Option<&[u8]>) -> (usize, usize) {
    match chars {
        None => strip_by(s, ends, super::bytes::is_space),
        Some(set) => strip_by(s, ends, |c| set.contains(&(c as u8))),
    }
}

/// `replace` on slices of one width: `None` if nothing is replaced.
pub fn replace_seq<T: Unit>(s: &[T], old: &[T], new: &[T], max: Option<usize>) -> Option<Vec<T>> {
    let max = max.unwrap_or(usize::MAX);
    if max == 0 {
        return None;
    }
    if old.is_empty() {
        return Some(interleave(s, new, max));
    }
    let first = find_seq(s, old)?;
    if let ([from], [to]) = (old, new) {
        let mut out = s.to_vec();
        let hits = out[first..].iter_mut().filter(|u| **u == *from).take(max);
        hits.for_each(|u| *u = *to);
        return Some(out);
    }
    let mut out = Vec::with_capacity(s.len() + new.len().saturating_sub(old.len()));
    let mut from = 0;
    for at in (Occurrences { hay: s, needle: old, at: first }).take(max) {
        out.extend_from_slice(&s[from..at]);
        out.extend_from_slice(new);
        from = at + old.len();
    }
    out.extend_from_slice(&s[from..]);
    Some(out)
}

/// `new` before each of the first `max` characters, the end counting as one.
fn interleave<T: Unit>(s: &[T], new: &[T], max: usize) -> Vec<T> {
    let mut out = Vec::with_capacity(s.len() + new.len() * max.min(s.len() + 1));
    for (i, &u) in s.iter().enumerate() {
        if i < max {
            out.extend_from_slice(new);
        }
        out.push(u);
    }
    if s.len() < max {
        out.extend_from_slice(new);
    }
    out
}

/// `str.replace`: `None` if nothing is replaced, so that the caller can return the string itself.
pub fn replace(s: Units<'_>, old: Units<'_>, new: Units<'_>, max: Option<usize>) -> Option<TextBuf> {
    fn run<T: Unit>(s: Units<'_>, old: Units<'_>, new: Units<'_>, max: Option<usize>) -> Option<TextBuf> {
        let (s, old, new) = (s.to_width::<T>()?, old.to_width::<T>()?, new.to_width::<T>()?);
        replace_seq(&s, &old, &new, max).map(T::wrap_vec)
    }
    // A pattern that is wider than the string in its narrowest form can't occur.
    if old.width() > s.width() && old.max_char() > 0xFF && !contains(s, old) {
        return None;
    }
    let result = match s.width().max(new.width()).max(old.width()) {
        1 => return run::<u8>(s, old, new, max),
        2 => run::<u16>(s, old, new, max),
        _ => run::<u32>(s, old, new, max),
    };
    result.map(TextBuf::narrow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> TextBuf {
        TextBuf::from(s)
    }

    fn pieces(run: impl FnOnce(&mut dyn FnMut(usize, usize)), s: &str) -> String {
        let chars: Vec<char> = s.chars().collect();
        let mut out = Vec::new();
        run(&mut |a, b| out.push(chars[a..b].iter().collect::<String>()));
        out.join("|")
    }

    #[test]
    fn finds() {
        // hay, needle, find, rfind, count
        for (h, n, f, r, c) in [
            ("hello", "l", Some(2), Some(3), 2),
            ("aaaa", "aa", Some(0), Some(2), 2),
            ("abc", "", Some(0), Some(3), 4),
            ("abc", "é", None, None, 0),
            ("abc", "€", None, None, 0),
            ("a€b€", "€", Some(1), Some(3), 2),
            ("a€b€b", "€b", Some(1), Some(3), 2),
            ("x😀y😀", "😀", Some(1), Some(3), 2),
            ("", "a", None, None, 0),
        ] {
            let (hb, nb) = (text(h), text(n));
            assert_eq!((find(hb.units(), nb.units()), rfind(hb.units(), nb.units()), count(hb.units(), nb.units())), (f, r, c), "{h:?} {n:?}");
        }
        assert_eq!((clip(5, -3, 100), clip(5, 6, 9), clip(5, 5, 9), clip(5, -100, -1)), (Some((2, 5)), None, Some((5, 5)), Some((0, 4))));
        assert!(starts_with(text("a€").units(), text("a").units()) && ends_with(text("a€").units(), text("€").units()));
    }

    #[test]
    fn splits() {
        for (s, sep, max, left, right) in [
            ("a,b,c", ",", None, "a|b|c", "a|b|c"),
            ("a,b,c", ",", Some(1), "a|b,c", "a,b|c"),
            (",a,", ",", None, "|a|", "|a|"),
            ("abc", "€", None, "abc", "abc"),
            ("a€b€c", "€", Some(1), "a|b€c", "a€b|c"),
            ("aaa", "aa", None, "|a", "a|"),
            ("abc", "b", Some(0), "abc", "abc"),
        ] {
            let (b, p) = (text(s), text(sep));
            assert_eq!(pieces(|f| split(b.units(), p.units(), max, f), s), left);
            assert_eq!(pieces(|f| rsplit(b.units(), p.units(), max, f), s), right);
        }
        for (s, max, left, right) in [
            (" a  b c ", None, "a|b|c", "a|b|c"),
            (" a  b c ", Some(1), "a|b c ", " a  b|c"),
            (" a  b c ", Some(0), "a  b c ", " a  b c"),
            ("   ", None, "", ""),
            ("a\u{2003}b\x1fc", None, "a|b|c", "a|b|c"),
        ] {
            let b = text(s);
            assert_eq!(pieces(|f| split_whitespace(b.units(), max, f), s), left);
            assert_eq!(pieces(|f| rsplit_whitespace(b.units(), max, f), s), right);
        }
        let s = " a  b c ";
        assert_eq!(pieces(|f| rsplit_whitespace(text(s).units(), Some(1), f), s), " a  b|c");
        let s = "a\r\nb\rc\n\nd\u{2028}e\x1c";
        assert_eq!(pieces(|f| splitlines(text(s).units(), false, f), s), "a|b|c||d|e");
        assert_eq!(pieces(|f| splitlines(text(s).units(), true, f), s), "a\r\n|b\r|c\n|\n|d\u{2028}|e\x1c");
    }

    #[test]
    fn strips_and_replaces() {
        let s = text("  xyx ");
        assert_eq!(strip(s.units(), Ends::Both, None), (2, 5));
        assert_eq!(strip(s.units(), Ends::Left, Some(text(" x").units())), (3, 6));
        assert_eq!(strip(s.units(), Ends::Right, Some(text(" €x").units())), (0, 4));
        assert_eq!(strip(text("   ").units(), Ends::Both, None), (3, 3));
        assert_eq!(strip_bytes(b"\x1fa\x0b", Ends::Both, None), (0, 2));
        for (s, old, new, max, want) in [
            ("aXbXc", "X", "€", None, Some("a€b€c")),
            ("a€b", "€", "x", None, Some("axb")),
            ("aaa", "a", "bb", Some(2), Some("bbbba")),
            ("abc", "", "-", None, Some("-a-b-c-")),
            ("abc", "", "-", Some(2), Some("-a-bc")),
            ("abc", "x", "y", None, None),
            ("abc", "€", "y", None, None),
            ("abc", "a", "y", Some(0), None),
            ("", "", "x", None, Some("x")),
            ("banana", "an", "", None, Some("ba")),
        ] {
            let got = replace(text(s).units(), text(old).units(), text(new).units(), max);
            assert_eq!(got, want.map(text), "{s:?}.replace({old:?}, {new:?}, {max:?})");
        }
        assert_eq!(partition(text("a=b=c").units(), text("=").units(), true), Some((3, 4)));
    }
}
