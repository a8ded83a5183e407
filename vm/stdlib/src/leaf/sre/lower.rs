//! From SRE codes to a `Program`. Every index is checked on the way: codes that `re` would not write are refused.

use super::pred::{Category, Item, Test};
use super::{At, Fold, Greed, Inst, Nested, Pred, Program, Rep, Single, Sub, Word};

/// The codes make no sense.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Invalid;

type Check<T> = Result<T, Invalid>;

/// Deepest nesting of groups and repeats; `re._compiler` recurses once per level and stops far earlier.
const MAX_DEPTH: usize = 2000;

/// Lowers a pattern with `groups` groups.
pub fn lower(codes: &[u32], groups: u32) -> Check<Program> {
    let mut l = Lowering { codes, p: Program { groups, ..Program::default() }, depth: 0 };
    let mut start = 0;
    if codes.first() == Some(&op::INFO) {
        start = l.info()?;
    }
    // The list ends with SUCCESS.
    let (&last, _) = codes.split_last().ok_or(Invalid)?;
    if last != op::SUCCESS || start + 1 > codes.len() {
        return Err(Invalid);
    }
    l.block(start, codes.len() - 1)?;
    l.p.code.push(Inst::Success);
    l.finish();
    Ok(l.p)
}

/// Numbers of the operations (`re._constants.OPCODES`).
#[allow(missing_docs, reason = "named as in re._constants")]
mod op {
    pub const FAILURE: u32 = 0;
    pub const SUCCESS: u32 = 1;
    pub const ANY: u32 = 2;
    pub const ANY_ALL: u32 = 3;
    pub const ASSERT: u32 = 4;
    pub const ASSERT_NOT: u32 = 5;
    pub const AT: u32 = 6;
    pub const BRANCH: u32 = 7;
    pub const CATEGORY: u32 = 8;
    pub const CHARSET: u32 = 9;
    pub const BIGCHARSET: u32 = 10;
    pub const GROUPREF: u32 = 11;
    pub const GROUPREF_EXISTS: u32 = 12;
    pub const IN: u32 = 13;
    pub const INFO: u32 = 14;
    pub const JUMP: u32 = 15;
    pub const LITERAL: u32 = 16;
    pub const MARK: u32 = 17;
    pub const MAX_UNTIL: u32 = 18;
    pub const MIN_UNTIL: u32 = 19;
    pub const NOT_LITERAL: u32 = 20;
    pub const NEGATE: u32 = 21;
    pub const RANGE: u32 = 22;
    pub const REPEAT: u32 = 23;
    pub const REPEAT_ONE: u32 = 24;
    pub const MIN_REPEAT_ONE: u32 = 26;
    pub const ATOMIC_GROUP: u32 = 27;
    pub const POSSESSIVE_REPEAT: u32 = 28;
    pub const POSSESSIVE_REPEAT_ONE: u32 = 29;
    pub const GROUPREF_IGNORE: u32 = 30;
    pub const IN_IGNORE: u32 = 31;
    pub const LITERAL_IGNORE: u32 = 32;
    pub const NOT_LITERAL_IGNORE: u32 = 33;
    pub const GROUPREF_LOC_IGNORE: u32 = 34;
    pub const IN_LOC_IGNORE: u32 = 35;
    pub const LITERAL_LOC_IGNORE: u32 = 36;
    pub const NOT_LITERAL_LOC_IGNORE: u32 = 37;
    pub const GROUPREF_UNI_IGNORE: u32 = 38;
    pub const IN_UNI_IGNORE: u32 = 39;
    pub const LITERAL_UNI_IGNORE: u32 = 40;
    pub const NOT_LITERAL_UNI_IGNORE: u32 = 41;
    pub const RANGE_UNI_IGNORE: u32 = 42;
}

/// `SRE_INFO_PREFIX` and `SRE_INFO_CHARSET`.
const INFO_PREFIX: u32 = 1;
const INFO_CHARSET: u32 = 4;

struct Lowering<'a> {
    codes: &'a [u32],
    p: Program,
    depth: usize,
}

impl Lowering<'_> {
    fn at(&self, i: usize) -> Check<u32> {
        self.codes.get(i).copied().ok_or(Invalid)
    }
    /// Where the skip at `i` leads; not beyond `end`.
    fn skip(&self, i: usize, end: usize) -> Check<usize> {
        let to = i + self.at(i)? as usize;
        if to > end || to <= i { Err(Invalid) } else { Ok(to) }
    }
    fn here(&self) -> u32 {
        self.p.code.len() as u32
    }
    fn pred(&mut self, test: Test) -> u32 {
        if let Some(i) = self.p.preds.iter().position(|p| p.test == test) {
            return i as u32;
        }
        self.p.preds.push(Pred::new(test));
        self.p.preds.len() as u32 - 1
    }
    fn group(&self, i: usize) -> Check<u32> {
        let g = self.at(i)?;
        if g < self.p.groups { Ok(g) } else { Err(Invalid) }
    }

    /// The INFO block: what a search may rely on. Answers where the pattern proper begins.
    fn info(&mut self) -> Check<usize> {
        let end = self.skip(1, self.codes.len())?;
        let (flags, min) = (self.at(2)?, self.at(3)?);
        self.at(4)?;
        self.p.min_width = min as usize;
        if flags & INFO_PREFIX != 0 {
            let n = self.at(5)? as usize;
            self.p.prefix = self.codes.get(7..7usize.checked_add(n).ok_or(Invalid)?).ok_or(Invalid)?.to_vec();
            if 7 + n > end {
                return Err(Invalid);
            }
        } else if flags & INFO_CHARSET != 0 {
            let items = self.set(5, end)?;
            self.p.first = Some(self.pred(Test::Set(items, Fold::Exact)));
        }
        Ok(end)
    }

    /// Emits the operations of `[i, end)`.
    fn block(&mut self, mut i: usize, end: usize) -> Check<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH || end > self.codes.len() {
            return Err(Invalid);
        }
        while i < end {
            i = self.op(i, end)?;
        }
        self.depth -= 1;
        if i == end { Ok(()) } else { Err(Invalid) }
    }

    fn op(&mut self, i: usize, end: usize) -> Check<usize> {
        let code = self.at(i)?;
        match code {
            op::LITERAL => return self.literal(i, end),
            op::FAILURE => self.p.code.push(Inst::Fail),
            op::MARK => {
                let n = self.at(i + 1)?;
                if n / 2 >= self.p.groups {
                    return Err(Invalid);
                }
                self.p.code.push(Inst::Mark(n));
                return Ok(i + 2);
            }
            op::AT => {
                let at = place(self.at(i + 1)?)?;
                self.p.code.push(Inst::At(at));
                return Ok(i + 2);
            }
            op::BRANCH => return self.branch(i + 1, end),
            op::REPEAT => return self.repeat(i, end),
            op::REPEAT_ONE | op::MIN_REPEAT_ONE | op::POSSESSIVE_REPEAT_ONE => return self.repeat_one(i, end),
            op::ASSERT | op::ASSERT_NOT => {
                let after = self.skip(i + 1, end)?;
                let back = self.at(i + 2)?;
                let kind = if code == op::ASSERT { Nested::Assert { back } } else { Nested::AssertNot { back } };
                self.nested(kind, i + 3, after.checked_sub(1).ok_or(Invalid)?)?;
                return Ok(after);
            }
            op::ATOMIC_GROUP => {
                let after = self.skip(i + 1, end)?;
                self.nested(Nested::Atomic, i + 2, after.checked_sub(1).ok_or(Invalid)?)?;
                return Ok(after);
            }
            op::POSSESSIVE_REPEAT => {
                let close = self.skip(i + 1, end)?;
                let (min, max) = (self.at(i + 2)?, self.at(i + 3)?);
                self.nested(Nested::Possessive { min, max }, i + 4, close)?;
                return Ok(close + 1);
            }
            op::GROUPREF | op::GROUPREF_IGNORE | op::GROUPREF_LOC_IGNORE | op::GROUPREF_UNI_IGNORE => {
                let fold = match code {
                    op::GROUPREF => Fold::Exact,
                    op::GROUPREF_IGNORE => Fold::Ascii,
                    op::GROUPREF_LOC_IGNORE => Fold::Locale,
                    _ => Fold::Unicode,
                };
                let g = self.group(i + 1)?;
                self.p.code.push(Inst::Back(g, fold));
                return Ok(i + 2);
            }
            op::GROUPREF_EXISTS => return self.exists(i, end),
            _ => {
                let (test, next) = self.single(i, end)?;
                let n = self.pred(test);
                self.p.code.push(Inst::Test(n));
                return Ok(next);
            }
        }
        Ok(i + 1)
    }

    /// A run of literals.
    fn literal(&mut self, mut i: usize, end: usize) -> Check<usize> {
        let start = self.p.text.len();
        while i + 1 < end && self.codes[i] == op::LITERAL {
            self.p.text.push(self.codes[i + 1]);
            i += 2;
        }
        match self.p.text.len() - start {
            0 => return Err(Invalid),
            1 => {
                let c = self.p.text.pop().ok_or(Invalid)?;
                self.p.code.push(Inst::Char(c));
            }
            n => self.p.code.push(Inst::Text(start as u32, n as u32)),
        }
        Ok(i)
    }

    /// The test of a single-character operation, and where the next operation is.
    fn single(&mut self, i: usize, end: usize) -> Check<(Test, usize)> {
        let code = self.at(i)?;
        let fold = match code {
            op::LITERAL_IGNORE | op::NOT_LITERAL_IGNORE | op::IN_IGNORE => Fold::Ascii,
            op::LITERAL_LOC_IGNORE | op::NOT_LITERAL_LOC_IGNORE | op::IN_LOC_IGNORE => Fold::Locale,
            op::LITERAL_UNI_IGNORE | op::NOT_LITERAL_UNI_IGNORE | op::IN_UNI_IGNORE => Fold::Unicode,
            _ => Fold::Exact,
        };
        Ok(match code {
            op::FAILURE => (Test::Never, i + 1),
            op::ANY => (Test::NotNewline, i + 1),
            op::ANY_ALL => (Test::Always, i + 1),
            op::CATEGORY => (Test::Category(Category::from_code(self.at(i + 1)?).ok_or(Invalid)?), i + 2),
            op::LITERAL | op::LITERAL_IGNORE | op::LITERAL_LOC_IGNORE | op::LITERAL_UNI_IGNORE => {
                (Test::Char { c: self.at(i + 1)?, fold, negated: false }, i + 2)
            }
            op::NOT_LITERAL | op::NOT_LITERAL_IGNORE | op::NOT_LITERAL_LOC_IGNORE | op::NOT_LITERAL_UNI_IGNORE => {
                (Test::Char { c: self.at(i + 1)?, fold, negated: true }, i + 2)
            }
            op::IN | op::IN_IGNORE | op::IN_LOC_IGNORE | op::IN_UNI_IGNORE => {
                let after = self.skip(i + 1, end)?;
                let items = self.set(i + 2, after)?;
                (Test::Set(items, fold), after)
            }
            _ => return Err(Invalid),
        })
    }

    /// The items of a set in `[i, end)`, which ends with FAILURE.
    fn set(&self, mut i: usize, end: usize) -> Check<Vec<Item>> {
        let mut items = Vec::new();
        let words = |from: usize, n: usize| -> Check<Box<[u32]>> {
            let to = from.checked_add(n).filter(|to| *to <= end).ok_or(Invalid)?;
            Ok(self.codes.get(from..to).ok_or(Invalid)?.into())
        };
        while i < end {
            let (item, n) = match self.at(i)? {
                op::FAILURE => return Ok(items),
                op::NEGATE => (Item::Negate, 1),
                op::LITERAL => (Item::Char(self.at(i + 1)?), 2),
                op::RANGE => (Item::Range(self.at(i + 1)?, self.at(i + 2)?), 3),
                op::RANGE_UNI_IGNORE => (Item::RangeFolded(self.at(i + 1)?, self.at(i + 2)?), 3),
                op::CATEGORY => (Item::Category(Category::from_code(self.at(i + 1)?).ok_or(Invalid)?), 2),
                op::CHARSET => (Item::Bits(words(i + 1, 8)?), 9),
                op::BIGCHARSET => {
                    let n = self.at(i + 1)? as usize;
                    (Item::Chunks(words(i + 2, 64)?, words(i + 66, n.checked_mul(8).ok_or(Invalid)?)?), 66 + n * 8)
                }
                _ => return Err(Invalid),
            };
            items.push(item);
            i += n;
        }
        Err(Invalid)
    }

    fn branch(&mut self, mut i: usize, end: usize) -> Check<usize> {
        let mut jumps = Vec::new();
        while self.at(i)? != 0 {
            let next = self.skip(i, end)?;
            let (body, body_end) = (i + 1, next.checked_sub(2).filter(|e| *e > i).ok_or(Invalid)?);
            if self.at(body_end)? != op::JUMP {
                return Err(Invalid);
            }
            let last = self.at(next)? == 0;
            let fork = self.p.code.len();
            if !last {
                self.p.code.push(Inst::Fail);
            }
            self.block(body, body_end)?;
            jumps.push(self.p.code.len());
            self.p.code.push(Inst::Fail);
            if !last {
                self.p.code[fork] = Inst::Fork { other: self.here(), first: None };
            }
            i = next;
        }
        if jumps.is_empty() {
            self.p.code.push(Inst::Fail);
        }
        let to = self.here();
        for j in jumps {
            self.p.code[j] = Inst::Jump(to);
        }
        Ok(i + 1)
    }

    fn repeat(&mut self, i: usize, end: usize) -> Check<usize> {
        let close = self.skip(i + 1, end)?;
        let (min, max) = (self.at(i + 2)?, self.at(i + 3)?);
        let greed = match self.at(close)? {
            op::MAX_UNTIL => Greed::Greedy,
            op::MIN_UNTIL => Greed::Lazy,
            _ => return Err(Invalid),
        };
        if min > max {
            return Err(Invalid);
        }
        let n = self.p.reps.len();
        self.p.reps.push(Rep { min, max, greed, body: 0, tail: 0 });
        self.p.code.push(Inst::Repeat(n as u32));
        // Entering a repeat is reaching its end for the zeroth time, so the body stands behind the jump to there.
        let jump = self.p.code.len();
        self.p.code.push(Inst::Fail);
        let body = self.here();
        self.block(i + 4, close)?;
        self.p.code[jump] = Inst::Jump(self.here());
        self.p.code.push(Inst::Until(n as u32));
        self.p.reps[n].body = body;
        self.p.reps[n].tail = self.here();
        Ok(close + 1)
    }

    fn repeat_one(&mut self, i: usize, end: usize) -> Check<usize> {
        let greed = match self.at(i)? {
            op::REPEAT_ONE => Greed::Greedy,
            op::MIN_REPEAT_ONE => Greed::Lazy,
            _ => Greed::Possessive,
        };
        let after = self.skip(i + 1, end)?;
        let (min, max) = (self.at(i + 2)?, self.at(i + 3)?);
        let (test, next) = self.single(i + 4, after)?;
        if min > max || next + 1 != after || self.at(next)? != op::SUCCESS {
            return Err(Invalid);
        }
        let pred = self.pred(test);
        self.p.code.push(Inst::Single(self.p.singles.len() as u32));
        self.p.singles.push(Single { pred, min, max, greed, next: None });
        Ok(after)
    }

    fn nested(&mut self, kind: Nested, body: usize, close: usize) -> Check<()> {
        if self.at(close)? != op::SUCCESS {
            return Err(Invalid);
        }
        let n = self.p.subs.len();
        self.p.subs.push(Sub { kind, body: 0, after: 0 });
        self.p.code.push(Inst::Sub(n as u32));
        self.p.subs[n].body = self.here();
        self.block(body, close)?;
        self.p.code.push(Inst::Success);
        self.p.subs[n].after = self.here();
        Ok(())
    }

    fn exists(&mut self, i: usize, end: usize) -> Check<usize> {
        let g = self.group(i + 1)?;
        let target = self.skip(i + 2, end + 1)? - 1;
        let here = self.p.code.len();
        self.p.code.push(Inst::Fail);
        // A jump at the end of the first branch says that there is a second one. What looks like a jump may be an operand
        // that ends the only branch, though: then there is no operation whose end is there.
        let before = (target >= i + 5 && self.at(target - 2)? == op::JUMP).then(|| (self.p.clone(), self.depth));
        let has_else = before.is_some() && self.block(i + 3, target - 2).is_ok();
        if !has_else {
            if let Some((program, depth)) = before {
                (self.p, self.depth) = (program, depth);
            }
            self.block(i + 3, target)?;
            self.p.code[here] = Inst::Exists(g, self.here());
            return Ok(target);
        }
        let jump = self.p.code.len();
        self.p.code.push(Inst::Fail);
        self.p.code[here] = Inst::Exists(g, self.here());
        let after = self.skip(target - 1, end)?;
        self.block(target, after)?;
        self.p.code[jump] = Inst::Jump(self.here());
        Ok(after)
    }

    /// Fills in what depends on neighbours: what must follow a repeat, how branches begin, how the pattern begins.
    fn finish(&mut self) {
        let p = &mut self.p;
        for (i, inst) in p.code.iter().enumerate() {
            if let Inst::Single(n) = inst {
                p.singles[*n as usize].next = match p.code.get(i + 1) {
                    Some(Inst::Char(c)) => Some(*c),
                    Some(Inst::Text(at, _)) => Some(p.text[*at as usize]),
                    _ => None,
                };
            }
        }
        for i in 0..p.code.len() {
            if matches!(p.code[i], Inst::Fork { .. })
                && let Some(t) = first_test(p, i + 1)
                && let Inst::Fork { first, .. } = &mut p.code[i]
            {
                *first = Some(t);
            }
        }
        p.anchored = matches!(p.code.first(), Some(Inst::At(At::Beginning)));
        if p.first.is_none() && p.prefix.is_empty() {
            p.first = first_test(p, 0);
        }
    }
}

/// The test that the first character of a match of the instructions at `i` must pass, if there is a simple one.
fn first_test(p: &mut Program, mut i: usize) -> Option<u32> {
    let c = loop {
        match *p.code.get(i)? {
            Inst::Mark(_) => i += 1,
            Inst::Jump(to) if to as usize > i => i = to as usize,
            Inst::Test(n) => return Some(n),
            Inst::Single(n) => {
                let s = &p.singles[n as usize];
                return if s.min > 0 { Some(s.pred) } else { None };
            }
            Inst::Char(c) => break c,
            Inst::Text(at, _) => break p.text[at as usize],
            _ => return None,
        }
    };
    let test = Test::Char { c, fold: Fold::Exact, negated: false };
    if let Some(i) = p.preds.iter().position(|p| p.test == test) {
        return Some(i as u32);
    }
    p.preds.push(Pred::new(test));
    Some(p.preds.len() as u32 - 1)
}

fn place(code: u32) -> Check<At> {
    Ok(match code {
        0 | 2 => At::Beginning,
        1 => At::BeginningLine,
        3 | 8 => At::Boundary(Word::Ascii),
        4 | 9 => At::NonBoundary(Word::Ascii),
        5 => At::End,
        6 => At::EndLine,
        7 => At::EndString,
        10 => At::Boundary(Word::Unicode),
        11 => At::NonBoundary(Word::Unicode),
        _ => return Err(Invalid),
    })
}
