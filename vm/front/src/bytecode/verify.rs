//! Checks register code: operands in range, jumps on instructions, and every temporary written once and
//! consumed once on each path.
//!
//! An abstract interpretation with one bit per temporary (does it own a value?) over the flow graph, exception
//! edges included. Ways that meet must agree. It is the lowering's oracle: debug builds run it on every code
//! object, and register code from elsewhere must pass it before it runs.

use std::collections::HashMap;

use super::code::{Code, Handler, RegCode};
use super::instr::Instr;
use super::ops::{AWAIT, DISCARD, KILL_A, KILL_B, KILL_C, KWARGS, LASTI, METHOD, NOSELF, Op, Role, STEPPED, props};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// Word.
    pub pc: u32,
    /// Description.
    pub what: String,
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "word {}: {}", self.pc, self.what)
    }
}

impl std::error::Error for VerifyError {}

/// Which temporaries own a value.
type Owned = Vec<bool>;

struct Verifier<'a> {
    code: &'a Code,
    reg: &'a RegCode,
    /// State on entry of each word that control can jump to.
    known: HashMap<u32, Owned>,
    work: Vec<u32>,
    pc: u32,
}

type Check<T = ()> = Result<T, VerifyError>;

/// Verifies register code made from `code`.
pub fn verify(code: &Code, reg: &RegCode) -> Check {
    let mut verifier = Verifier { code, reg, known: HashMap::new(), work: Vec::new(), pc: 0 };
    if reg.words.len() != reg.units.len() {
        return verifier.fail("words and units differ in number");
    }
    for pair in reg.handlers.windows(2) {
        if pair[0].end > pair[1].start {
            return verifier.fail("exception ranges overlap");
        }
    }
    verifier.reach(0, vec![false; usize::from(reg.n_temps)])?;
    while let Some(pc) = verifier.work.pop() {
        verifier.walk(pc)?;
    }
    Ok(())
}

impl Verifier<'_> {
    fn fail<T>(&self, what: impl Into<String>) -> Check<T> {
        Err(VerifyError { pc: self.pc, what: what.into() })
    }

    /// Control arrives at `pc` with `owned`.
    fn reach(&mut self, pc: u32, owned: Owned) -> Check {
        if pc as usize >= self.reg.words.len() {
            return self.fail(format!("control goes to {pc}, outside"));
        }
        match self.known.get(&pc) {
            Some(known) if *known == owned => Ok(()),
            Some(known) => {
                let differs = known.iter().zip(&owned).position(|(a, b)| a != b).unwrap_or(0);
                self.fail(format!("t{differs} is owned on one way to {pc} and not on another"))
            }
            None => {
                self.known.insert(pc, owned);
                self.work.push(pc);
                Ok(())
            }
        }
    }

    fn walk(&mut self, start: u32) -> Check {
        let mut owned = self.known[&start].clone();
        let mut pc = start;
        loop {
            self.pc = pc;
            let Some(&word) = self.reg.words.get(pc as usize) else {
                return self.fail("control falls off the end");
            };
            let op = word.op();
            self.check_numbers(word)?;
            let before = owned.clone();
            let consumed = self.consume(word, &mut owned)?;
            // Empty displays raise nothing.
            let empty = matches!(op, Op::BuildSet | Op::BuildMap) && word.c() == 0;
            if op.raises()
                && !empty
                && let Some(handler) = self.reg.handler(pc)
            {
                if op == Op::Yield && word.has(AWAIT) {
                    let mut resumed = owned.clone();
                    self.give(&mut resumed, word.c(), true)?;
                    self.exception_edge(*handler, &resumed, &[])?;
                } else {
                    self.exception_edge(*handler, &before, &consumed)?;
                }
            }
            self.produce(word, &mut owned)?;
            if op.jumps() {
                let offset = if near(op) { i64::from(word.near()) } else { i64::from(word.imm()) };
                let target = i64::from(pc) + 1 + offset;
                let Ok(target) = u32::try_from(target) else {
                    return self.fail("jump to before the start");
                };
                let mut taken = owned.clone();
                if op == Op::ForIter {
                    self.give(&mut taken, word.b(), false)?;
                    self.give(&mut taken, word.a(), false)?;
                }
                self.reach(target, taken)?;
            }
            if op.ends() {
                if matches!(op, Op::Return | Op::ReturnConst) && owned.contains(&true) {
                    return self.fail("a temporary is still owned at the return");
                }
                return Ok(());
            }
            pc += 1;
            if self.known.contains_key(&pc) {
                return self.reach(pc, owned);
            }
            self.known.insert(pc, owned.clone());
        }
    }

    fn check_numbers(&self, word: Instr) -> Check {
        let roles = word.op().roles();
        let consts = self.code.consts.len() + self.reg.extra.len();
        for (role, value) in roles.into_iter().zip([word.a(), word.b(), word.c()]) {
            let wide = word.imm() as u32 as usize;
            let good = match role {
                Role::Const => usize::from(value) < consts,
                Role::ImmConst => wide < consts,
                Role::Site => usize::from(value) < self.reg.sites.len(),
                Role::ImmSite => wide < self.reg.sites.len(),
                Role::Cell => value < self.reg.n_locals,
                _ => true,
            };
            if !good {
                return self.fail(format!("{role:?} operand of {:?} out of range", word.op()));
            }
        }
        Ok(())
    }

    /// Index of a temporary, or `None` for a local.
    fn temp(&self, register: u16) -> Check<Option<usize>> {
        if usize::from(register) >= self.reg.n_registers() {
            return self.fail(format!("register {register} out of range"));
        }
        Ok(register.checked_sub(self.reg.n_locals).map(usize::from))
    }

    /// Takes ownership out of a register.
    fn take(&self, owned: &mut Owned, register: u16) -> Check {
        match self.temp(register)? {
            Some(t) if owned[t] => {
                owned[t] = false;
                Ok(())
            }
            Some(t) => self.fail(format!("t{t} is consumed but empty")),
            None => self.fail(format!("local {register} is consumed")),
        }
    }

    fn give(&self, owned: &mut Owned, register: u16, value: bool) -> Check {
        if let Some(t) = self.temp(register)? {
            if value && owned[t] {
                return self.fail(format!("t{t} is overwritten"));
            }
            owned[t] = value;
        }
        Ok(())
    }

    fn read(&self, owned: &Owned, register: u16) -> Check {
        match self.temp(register)? {
            Some(t) if !owned[t] => self.fail(format!("t{t} is read but empty")),
            _ => Ok(()),
        }
    }

    /// Reads and consumes the operands; returns the temporaries consumed.
    fn consume(&self, word: Instr, owned: &mut Owned) -> Check<Vec<u16>> {
        let op = word.op();
        let mut consumed = Vec::new();
        let fields = [word.a(), word.b(), word.c()];
        for (which, role) in op.roles().into_iter().enumerate() {
            let register = fields[which];
            match role {
                Role::Use if op == Op::Reraise && which == 1 && !word.has(LASTI) => {}
                Role::Use | Role::Peek if op != Op::Move && op != Op::CheckBound => self.read(owned, register)?,
                Role::Peek if op == Op::Move => self.read(owned, register)?,
                Role::Update => {
                    self.read(owned, register)?;
                    if self.temp(register)?.is_none() {
                        return self.fail("a local is updated");
                    }
                }
                _ => {}
            }
        }
        if op == Op::WithExceptStart {
            self.read(owned, word.b() + 1)?;
        }
        if let Some((base, count, holes)) = window(word) {
            for offset in 0..count {
                let register = base + offset;
                if holes.contains(&Some(offset)) {
                    if self.temp(register)?.is_some_and(|t| owned[t]) {
                        return self.fail("a window's ignored slot owns a value");
                    }
                    continue;
                }
                self.take(owned, register)?;
                consumed.push(register);
            }
            if matches!(op, Op::Call | Op::CallKw | Op::CallEx) {
                let above = usize::from(base.saturating_sub(self.reg.n_locals));
                if owned[above..].contains(&true) {
                    return self.fail("a value lives above a call's window");
                }
            }
        }
        for (which, role) in op.roles().into_iter().enumerate() {
            if role == Role::Use && word.has([KILL_A, KILL_B, KILL_C][which]) {
                self.take(owned, fields[which])?;
                consumed.push(fields[which]);
            }
        }
        match op {
            Op::Drop => self.take(owned, word.a())?,
            Op::Take if self.temp(word.b())?.is_some() => self.take(owned, word.b())?,
            _ => {}
        }
        Ok(consumed)
    }

    /// Writes the destinations.
    fn produce(&self, word: Instr, owned: &mut Owned) -> Check {
        let op = word.op();
        for register in defs(word) {
            self.give(owned, register, true)?;
        }
        if op == Op::CleanupThrow {
            self.give(owned, word.a(), true)?;
            self.give(owned, word.a() + 1, true)?;
        }
        if op == Op::Swap && word.a() == word.b() {
            return self.fail("a register is swapped with itself");
        }
        Ok(())
    }

    /// The instruction raises and `handler` catches.
    fn exception_edge(&mut self, handler: Handler, before: &Owned, consumed: &[u16]) -> Check {
        if let Some(low) = consumed.iter().find(|r| **r < handler.depth) {
            return self.fail(format!("register {low} is consumed below the handler's depth"));
        }
        let mut owned = before.clone();
        let depth = usize::from(handler.depth - self.reg.n_locals);
        owned.truncate(depth);
        owned.resize(before.len(), false);
        if let Some(lasti) = handler.lasti {
            self.give(&mut owned, lasti, true)?;
        }
        self.give(&mut owned, handler.exc, true)?;
        self.reach(handler.target, owned)
    }
}

/// First register and length of the consumed window, and offsets in it that hold nothing.
pub fn window(word: Instr) -> Option<(u16, u16, [Option<u16>; 2])> {
    let (a, b, c) = (word.a(), word.b(), word.c());
    let no_self = word.has(NOSELF).then_some(1);
    let none = [None, None];
    Some(match word.op() {
        Op::Call => (a, b + 2, [no_self, None]),
        Op::CallKw => (a, b + 3, [no_self, None]),
        Op::CallEx => (a, 4, [Some(1), (!word.has(KWARGS)).then_some(3)]),
        Op::BuildTuple | Op::BuildList | Op::BuildSet | Op::BuildString | Op::BuildSlice => (b, c, none),
        Op::BuildMap => (b, c.saturating_mul(2), none),
        Op::LoadSuperAttr | Op::MatchClass => (b, 3, none),
        Op::ImportName => (b, 2, none),
        Op::BuildInterpolation => (b, 2 + (c & 1), none),
        Op::GetSlice | Op::SetSlice => (c, 2 + u16::from(word.has(STEPPED)), none),
        Op::CleanupThrow => (a, 3, none),
        Op::EndAsyncFor => (a, 2, none),
        _ => return None,
    })
}

/// Registers that the instruction writes (those of `CleanupThrow` and updated ones aside).
pub fn defs(word: Instr) -> Vec<u16> {
    let op = word.op();
    let discarded = matches!(op, Op::Call | Op::CallKw | Op::CallEx | Op::Yield) && word.has(DISCARD);
    let fields = [word.a(), word.b(), word.c()];
    let mut all = Vec::new();
    for (which, role) in op.roles().into_iter().enumerate() {
        let count = match role {
            Role::Def if discarded => 0,
            Role::Def if op == Op::LoadSuperAttr && word.has(METHOD) => 2,
            Role::Def => 1,
            Role::DefPair => 2,
            Role::DefMany => match op {
                Op::CopyFree => word.b(),
                Op::UnpackSeq => word.c(),
                _ => (word.c() & 255) + 1 + (word.c() >> 8),
            },
            _ => 0,
        };
        all.extend((0..count).map(|offset| fields[which].wrapping_add(offset)));
    }
    all
}

/// Whether the jump offset is the 16-bit operand c.
fn near(op: Op) -> bool {
    op.roles()[2] == Role::Near
}

const _: () = assert!(props::PURE == 0);
