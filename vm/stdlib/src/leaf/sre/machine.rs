//! The backtracking machine.
//!
//! One stack holds, in order of time, the choices still open and the changes to take back when one is taken:
//!
//! ```text
//! (a|ab)(c|bcd)  on "abcd":   Choice(2nd alternative) Mark(0 was unset) Mark(1 was unset) Choice(...) ...
//! ```
//! Failing pops entries: changes are undone, the first choice met is resumed. When a nested match (lookaround, atomic
//! group, possessive repeat) succeeds, its choices are dropped but its changes stay, so that leaving it backwards still
//! restores every mark. A repeat's state (count, where its last round began, the repeat around it) lives in `ctxs`, and
//! each change of it is an entry too.

use super::{At, Fold, Greed, Inst, MAXREPEAT, Nested, Pred, Program, Word, pred};
use vm::text::Unit;
use vm::text::unit::find_seq;

/// No position.
const NONE: usize = usize::MAX;
/// No repeat.
const NO_CTX: u32 = u32::MAX;
/// Failures between two questions whether to go on.
const POLL_EVERY: u32 = 1 << 16;

/// The caller's poll said stop.
#[derive(Debug)]
pub struct Interrupted;

/// What a match must look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// Starts at the start.
    Match,
    /// Starts at the start, ends at the end.
    Full,
    /// Anywhere.
    Search,
}

/// Where a match was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// First character.
    pub start: usize,
    /// Behind the last one.
    pub end: usize,
}

#[derive(Clone, Copy)]
enum Entry {
    /// Go on at an instruction and position.
    Choice { pc: u32, pos: usize },
    /// A greedy single repeat may give back down to `min`.
    Less { single: u32, pc: u32, pos: usize, min: usize },
    /// A lazy single repeat may take more, `left` characters at most.
    More { single: u32, pc: u32, pos: usize, left: u32 },
    /// A greedy repeat may stop here.
    Leave { rep: u32, pos: usize },
    /// A lazy repeat may go round again.
    Again { rep: u32, pos: usize },
    /// A nested match began here.
    Sub,
    /// Undo: a mark and the last group.
    Mark { n: u32, last: u32, old: usize },
    /// Undo: a repeat's state.
    Ctx { id: u32, count: u32, last: usize },
    /// Undo: the current repeat.
    Current(u32),
    /// Undo: a repeat was entered.
    Entered,
}

impl Entry {
    fn is_undo(self) -> bool {
        matches!(self, Entry::Mark { .. } | Entry::Ctx { .. } | Entry::Current(_) | Entry::Entered)
    }
}

#[derive(Clone, Copy)]
struct Ctx {
    /// Rounds completed plus one being counted: how often the end of the body was reached.
    count: u32,
    /// Where the last optional round began.
    last: usize,
    /// The repeat around.
    outer: u32,
}

struct Open {
    sub: u32,
    /// Height of the stack below its `Sub` entry.
    base: usize,
    /// Where it began.
    pos: usize,
    /// Rounds of a possessive repeat.
    count: u32,
}

/// State of a match; kept between the matches of one search for its memory.
#[derive(Default)]
pub struct Machine {
    stack: Vec<Entry>,
    marks: Vec<usize>,
    last_group: u32,
    ctxs: Vec<Ctx>,
    open: Vec<Open>,
    current: u32,
    failures: u32,
}

/// Instruction and position to go on with.
type Next = (u32, usize);

impl Machine {
    /// The span of group `g` (from 0) of the last match.
    pub fn group(&self, g: usize) -> Option<(usize, usize)> {
        match (self.marks.get(2 * g), self.marks.get(2 * g + 1)) {
            (Some(&a), Some(&b)) if a != NONE && b != NONE => Some((a, b)),
            _ => None,
        }
    }
    /// The group that ended last, from 1; 0 when none did.
    pub fn last_group(&self) -> u32 {
        self.last_group
    }

    fn reset(&mut self, p: &Program) {
        self.stack.clear();
        self.ctxs.clear();
        self.open.clear();
        self.current = NO_CTX;
        self.last_group = 0;
        self.marks.clear();
        self.marks.resize(p.groups as usize * 2, NONE);
    }

    /// Runs the program over `text[..end]` from `start`. With `advance`, an empty match at `start` doesn't count. `poll`
    /// is asked now and then whether to go on.
    pub fn find<T: Unit>(
        &mut self,
        p: &Program,
        text: &[T],
        (start, end): (usize, usize),
        how: How,
        advance: bool,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Found>, Interrupted> {
        let Some(text) = text.get(..end) else { return Ok(None) };
        if start > end {
            return Ok(None);
        }
        self.reset(p);
        let not_at = if advance { start } else { NONE };
        if how != How::Search {
            let end = self.run(p, text, start, how == How::Full, not_at, poll)?;
            return Ok(end.map(|end| Found { start, end }));
        }
        if end - start < p.min_width {
            return Ok(None);
        }
        let last_start = end - p.min_width;
        let mut at = start;
        while at <= last_start {
            match self.candidate(p, text, at) {
                Some(next) if next <= last_start => at = next,
                _ => return Ok(None),
            }
            if let Some(end) = self.run(p, text, at, false, not_at, poll)? {
                return Ok(Some(Found { start: at, end }));
            }
            if p.anchored {
                return Ok(None);
            }
            at += 1;
        }
        Ok(None)
    }

    /// The first position from `at` where a match may start.
    fn candidate<T: Unit>(&self, p: &Program, text: &[T], at: usize) -> Option<usize> {
        let rest = &text[at..];
        if let Some(&c) = p.prefix.first() {
            if p.prefix.iter().any(|c| *c > T::MAX) {
                return None;
            }
            let found = match p.prefix.len() {
                1 => T::find_unit(rest, T::from_code(c)),
                _ => {
                    let prefix: Vec<T> = p.prefix.iter().map(|c| T::from_code(*c)).collect();
                    find_seq(rest, &prefix)
                }
            };
            return found.map(|i| at + i);
        }
        match p.first {
            Some(n) => {
                let pred = &p.preds[n as usize];
                rest.iter().position(|c| pred.has(c.code())).map(|i| at + i)
            }
            None => Some(at),
        }
    }

    /// Runs from one position; answers where the match ends. On failure every change has been undone.
    fn run<T: Unit>(
        &mut self,
        p: &Program,
        text: &[T],
        start: usize,
        full: bool,
        not_at: usize,
        poll: &mut dyn FnMut() -> bool,
    ) -> Result<Option<usize>, Interrupted> {
        let (mut pc, mut pos) = (0u32, start);
        loop {
            let next = match p.code[pc as usize] {
                Inst::Char(c) => match text.get(pos) {
                    Some(t) if t.code() == c => Some((pc + 1, pos + 1)),
                    _ => None,
                },
                Inst::Text(at, n) => {
                    let want = &p.text[at as usize..(at + n) as usize];
                    match text.get(pos..pos + n as usize) {
                        Some(have) if have.iter().zip(want).all(|(a, b)| a.code() == *b) => Some((pc + 1, pos + n as usize)),
                        _ => None,
                    }
                }
                Inst::Test(n) => match text.get(pos) {
                    Some(t) if p.preds[n as usize].has(t.code()) => Some((pc + 1, pos + 1)),
                    _ => None,
                },
                Inst::At(at) => is_at(at, text, pos).then_some((pc + 1, pos)),
                Inst::Mark(n) => {
                    self.mark(n, pos);
                    Some((pc + 1, pos))
                }
                Inst::Jump(to) => Some((to, pos)),
                Inst::Fork { other, first } => match first {
                    Some(t) if !text.get(pos).is_some_and(|c| p.preds[t as usize].has(c.code())) => Some((other, pos)),
                    _ => {
                        self.stack.push(Entry::Choice { pc: other, pos });
                        Some((pc + 1, pos))
                    }
                },
                Inst::Fail => None,
                Inst::Success => match self.open.last() {
                    Some(_) => self.sub_matched(p, pos),
                    None if full && pos != text.len() || pos == not_at && start == not_at => None,
                    None => return Ok(Some(pos)),
                },
                Inst::Single(n) => self.single(p, text, n, pc + 1, pos),
                Inst::Repeat(_) => {
                    self.stack.push(Entry::Entered);
                    self.stack.push(Entry::Current(self.current));
                    self.ctxs.push(Ctx { count: 0, last: NONE, outer: self.current });
                    self.current = self.ctxs.len() as u32 - 1;
                    Some((pc + 1, pos))
                }
                Inst::Until(n) => self.until(p, n, pos),
                Inst::Sub(n) => self.sub(p, n, pos, 0),
                Inst::Back(g, fold) => self.back(text, g, fold, pos).map(|end| (pc + 1, end)),
                Inst::Exists(g, other) => Some((if self.group(g as usize).is_some() { pc + 1 } else { other }, pos)),
            };
            (pc, pos) = match next {
                Some(n) => n,
                None => {
                    self.failures += 1;
                    if self.failures >= POLL_EVERY {
                        self.failures = 0;
                        if !poll() {
                            return Err(Interrupted);
                        }
                    }
                    match self.backtrack(p, text) {
                        Some(n) => n,
                        None => return Ok(None),
                    }
                }
            };
        }
    }

    fn mark(&mut self, n: u32, pos: usize) {
        let old = std::mem::replace(&mut self.marks[n as usize], pos);
        self.stack.push(Entry::Mark { n, last: self.last_group, old });
        if n & 1 == 1 {
            self.last_group = n / 2 + 1;
        }
    }

    /// Pops entries until a choice says where to go on; None when there is none left.
    fn backtrack<T: Unit>(&mut self, p: &Program, text: &[T]) -> Option<Next> {
        loop {
            match self.stack.pop()? {
                Entry::Choice { pc, pos } => return Some((pc, pos)),
                Entry::Mark { n, last, old } => {
                    self.marks[n as usize] = old;
                    self.last_group = last;
                }
                Entry::Ctx { id, count, last } => {
                    let c = &mut self.ctxs[id as usize];
                    (c.count, c.last) = (count, last);
                }
                Entry::Current(id) => self.current = id,
                Entry::Entered => drop(self.ctxs.pop()),
                Entry::Less { single, pc, pos, min } => return Some(self.give_back(p, text, single, pc, pos - 1, min)),
                Entry::More { single, pc, pos, left } => {
                    if let Some(n) = self.take_more(p, text, single, pc, pos, left) {
                        return Some(n);
                    }
                }
                Entry::Leave { rep, pos } => return Some(self.leave(p, rep, pos)),
                Entry::Again { rep, pos } => {
                    let (id, r) = (self.current, &p.reps[rep as usize]);
                    let c = self.ctxs[id as usize];
                    if (c.count < r.max || r.max == MAXREPEAT) && pos != c.last {
                        self.round(id, pos);
                        return Some((r.body, pos));
                    }
                }
                Entry::Sub => {
                    if let Some(n) = self.sub_failed(p) {
                        return Some(n);
                    }
                }
            }
        }
    }

    // ---- repeats of single characters ----------------------------------------------------------

    fn single<T: Unit>(&mut self, p: &Program, text: &[T], n: u32, pc: u32, pos: usize) -> Option<Next> {
        let s = &p.singles[n as usize];
        let pred = &p.preds[s.pred as usize];
        let wanted = if s.greed == Greed::Lazy { s.min } else { s.max };
        let got = count(pred, &text[pos..], wanted);
        if got < s.min as usize {
            return None;
        }
        match s.greed {
            Greed::Possessive => Some((pc, pos + got)),
            Greed::Lazy => {
                let left = if s.max == MAXREPEAT { MAXREPEAT } else { s.max - s.min };
                if s.next.is_some_and(|c| text.get(pos + got).map(|t| t.code()) != Some(c)) {
                    return self.take_more(p, text, n, pc, pos + got, left);
                }
                self.stack.push(Entry::More { single: n, pc, pos: pos + got, left });
                Some((pc, pos + got))
            }
            Greed::Greedy => {
                let min = pos + s.min as usize;
                let mut at = pos + got;
                if let Some(c) = s.next {
                    // Only positions before the character that must follow are worth a try.
                    at = last_before(text, c, min, at)?;
                }
                if at > min {
                    self.stack.push(Entry::Less { single: n, pc, pos: at, min });
                }
                Some((pc, at))
            }
        }
    }

    fn give_back<T: Unit>(&mut self, p: &Program, text: &[T], n: u32, pc: u32, pos: usize, min: usize) -> Next {
        let at = match p.singles[n as usize].next {
            Some(c) => match last_before(text, c, min, pos) {
                Some(at) => at,
                // Nothing left to try: the position fails at the next instruction, which wants `c`.
                None => return (pc, min),
            },
            None => pos,
        };
        if at > min {
            self.stack.push(Entry::Less { single: n, pc, pos: at, min });
        }
        (pc, at)
    }

    fn take_more<T: Unit>(&mut self, p: &Program, text: &[T], n: u32, pc: u32, mut pos: usize, mut left: u32) -> Option<Next> {
        let s = &p.singles[n as usize];
        let pred = &p.preds[s.pred as usize];
        loop {
            if left == 0 || !text.get(pos).is_some_and(|t| pred.has(t.code())) {
                return None;
            }
            pos += 1;
            if left != MAXREPEAT {
                left -= 1;
            }
            if s.next.is_none_or(|c| text.get(pos).map(|t| t.code()) == Some(c)) {
                self.stack.push(Entry::More { single: n, pc, pos, left });
                return Some((pc, pos));
            }
        }
    }

    // ---- other repeats ---------------------------------------------------------------------------

    /// The end of a repeat's body, or its beginning for the first time.
    fn until(&mut self, p: &Program, rep: u32, pos: usize) -> Option<Next> {
        let (id, r) = (self.current, &p.reps[rep as usize]);
        let c = self.ctxs[id as usize];
        if c.count < r.min {
            self.stack.push(Entry::Ctx { id, count: c.count, last: c.last });
            self.ctxs[id as usize].count += 1;
            return Some((r.body, pos));
        }
        if r.greed == Greed::Lazy {
            self.stack.push(Entry::Again { rep, pos });
            return Some(self.leave(p, rep, pos));
        }
        if (c.count < r.max || r.max == MAXREPEAT) && pos != c.last {
            self.stack.push(Entry::Leave { rep, pos });
            self.round(id, pos);
            return Some((r.body, pos));
        }
        Some(self.leave(p, rep, pos))
    }
    /// Begins an optional round.
    fn round(&mut self, id: u32, pos: usize) {
        let c = &mut self.ctxs[id as usize];
        self.stack.push(Entry::Ctx { id, count: c.count, last: c.last });
        c.count = c.count.saturating_add(1);
        c.last = pos;
    }
    /// Goes on behind a repeat.
    fn leave(&mut self, p: &Program, rep: u32, pos: usize) -> Next {
        self.stack.push(Entry::Current(self.current));
        self.current = self.ctxs[self.current as usize].outer;
        (p.reps[rep as usize].tail, pos)
    }

    // ---- nested matches ----------------------------------------------------------------------------

    fn sub(&mut self, p: &Program, n: u32, pos: usize, count: u32) -> Option<Next> {
        let s = &p.subs[n as usize];
        let from = match s.kind {
            Nested::Possessive { max: 0, .. } => return Some((s.after, pos)),
            Nested::Assert { back } => pos.checked_sub(back as usize)?,
            Nested::AssertNot { back } => match pos.checked_sub(back as usize) {
                Some(from) => from,
                None => return Some((s.after, pos)),
            },
            _ => pos,
        };
        self.open.push(Open { sub: n, base: self.stack.len(), pos, count });
        self.stack.push(Entry::Sub);
        Some((s.body, from))
    }

    /// The body of the innermost nested match was matched up to `pos`.
    fn sub_matched(&mut self, p: &Program, pos: usize) -> Option<Next> {
        let open = self.open.pop()?;
        let s = &p.subs[open.sub as usize];
        if let Nested::AssertNot { .. } = s.kind {
            // Everything it changed is undone; it is no longer open, so its `Sub` entry must not be seen.
            self.undo_to(open.base);
            return None;
        }
        // Its choices are dropped, its changes stay on the stack.
        let mut keep = open.base;
        for i in open.base..self.stack.len() {
            if self.stack[i].is_undo() {
                self.stack[keep] = self.stack[i];
                keep += 1;
            }
        }
        self.stack.truncate(keep);
        match s.kind {
            Nested::Assert { .. } => Some((s.after, open.pos)),
            Nested::Possessive { min, max } => {
                let count = open.count.saturating_add(1);
                let more = count < min || (count < max || max == MAXREPEAT) && pos != open.pos;
                if more { self.sub(p, open.sub, pos, count) } else { Some((s.after, pos)) }
            }
            _ => Some((s.after, pos)),
        }
    }

    /// The body of the innermost nested match can't be matched; all its changes are undone already.
    fn sub_failed(&mut self, p: &Program) -> Option<Next> {
        let open = self.open.pop()?;
        let s = &p.subs[open.sub as usize];
        match s.kind {
            Nested::AssertNot { .. } => Some((s.after, open.pos)),
            Nested::Possessive { min, .. } if open.count >= min => Some((s.after, open.pos)),
            _ => None,
        }
    }

    fn undo_to(&mut self, base: usize) {
        while self.stack.len() > base {
            match self.stack.pop() {
                Some(Entry::Mark { n, last, old }) => {
                    self.marks[n as usize] = old;
                    self.last_group = last;
                }
                Some(Entry::Ctx { id, count, last }) => {
                    let c = &mut self.ctxs[id as usize];
                    (c.count, c.last) = (count, last);
                }
                Some(Entry::Current(id)) => self.current = id,
                Some(Entry::Entered) => drop(self.ctxs.pop()),
                _ => {}
            }
        }
    }

    /// Matches a group's text again; answers where it ends.
    fn back<T: Unit>(&self, text: &[T], g: u32, fold: Fold, pos: usize) -> Option<usize> {
        let (a, b) = self.group(g as usize)?;
        let want = text.get(a..b)?;
        let have = text.get(pos..pos + want.len())?;
        let same = match fold {
            Fold::Exact => have == want,
            _ => have.iter().zip(want).all(|(x, y)| x == y || fold.lower(x.code()) == fold.lower(y.code())),
        };
        same.then_some(pos + want.len())
    }
}

/// How many characters pass, `max` at most.
fn count<T: Unit>(pred: &Pred, text: &[T], max: u32) -> usize {
    let text = if (max as usize) < text.len() { &text[..max as usize] } else { text };
    match pred.test {
        pred::Test::Always => text.len(),
        pred::Test::NotNewline => T::find_unit(text, T::from_code(10)).unwrap_or(text.len()),
        _ => text.iter().position(|t| !pred.has(t.code())).unwrap_or(text.len()),
    }
}

/// The last position in `min..=max` that stands before the character `c`.
fn last_before<T: Unit>(text: &[T], c: u32, min: usize, max: usize) -> Option<usize> {
    if c > T::MAX {
        return None;
    }
    let end = (max + 1).min(text.len());
    text.get(min..end).and_then(|t| T::rfind_unit(t, T::from_code(c))).map(|i| min + i)
}

fn is_at<T: Unit>(at: At, text: &[T], pos: usize) -> bool {
    let newline = |i: usize| text.get(i).is_some_and(|t| t.code() == 10);
    let word = |kind: Word, i: usize| {
        text.get(i).is_some_and(|t| match kind {
            Word::Ascii => pred::is_ascii_word(t.code()),
            Word::Unicode => pred::is_unicode_word(t.code()),
        })
    };
    let changes = |kind: Word| (pos > 0 && word(kind, pos - 1)) != word(kind, pos);
    match at {
        At::Beginning => pos == 0,
        At::BeginningLine => pos == 0 || newline(pos - 1),
        At::End => pos == text.len() || pos + 1 == text.len() && newline(pos),
        At::EndLine => pos == text.len() || newline(pos),
        At::EndString => pos == text.len(),
        At::Boundary(kind) => changes(kind),
        At::NonBoundary(kind) => !changes(kind),
    }
}
