//! Calls of helpers. Quiet ones run no Python code; the others see the interpreter's frames: before the call every known
//! register is written to memory, which lends it to the callee.

use super::{O, Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::quiet as helpers;
use crate::engine::runtime::{self, Slow1, Slow2, Slow3};
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Callee, Effects, Ref};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C, Op, Role};
use front::bytecode::verify;
use vm::heap::header::Kind;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, Leave, R};

/// Runs no Python code and changes nothing that loads can see, but its result is new each time.
const FRESH: Effects = Effects { reads: true, writes: false, raises: true };
/// As `FRESH`, and doesn't fail.
pub(super) const SAFE: Effects = Effects { reads: true, writes: false, raises: false };
/// Changes containers, runs no Python code, may raise.
const CHANGES: Effects = Effects { reads: true, writes: true, raises: true };

impl Recorder<'_> {
    pub(super) fn call_helper(&mut self, name: &str, addr: u64, context: bool, args: &[Ref], result: Type, effects: Effects) -> Ref {
        let params = args.iter().map(|&a| self.t.ty(a)).collect();
        let callee = self.t.callee(Callee { name: name.into(), addr, indirect: false, context, params, result, effects });
        self.t.call(callee, args)
    }
    pub(super) fn call_pure(&mut self, name: &str, addr: u64, args: &[Ref], result: Type) -> Ref {
        self.call_helper(name, addr, false, args, result, Effects::PURE)
    }
    /// A call that may run Python code; its first operand is the site. `operands` are registers that the callee reads from
    /// memory.
    pub(super) fn call_full(&mut self, name: &str, addr: u64, args: &[Ref], result: Type, operands: &[u16]) -> Ref {
        let lent = self.sync(operands);
        self.call_synced(name, addr, args, result, &lent)
    }
    pub(super) fn call_synced(&mut self, name: &str, addr: u64, args: &[Ref], result: Type, lent: &[u32]) -> Ref {
        let site = self.site();
        let mut all = vec![self.t.const_int(site as i64)];
        all.extend(args);
        let r = self.call_helper(name, addr, true, &all, result, Effects::ANY);
        self.take_back(lent);
        self.check_valid = true;
        r
    }
    /// Memory above the root frame's locals holds no references between bytecodes.
    fn take_back(&mut self, lent: &[u32]) {
        let (base, null) = (self.t.window(), self.t.const_word(word::NULL));
        for &slot in lent {
            self.t.store(Cell::Val, Alias::Frame, base, (slot * 8) as i32, null);
            self.mirrored.remove(&slot);
        }
    }
    /// Writes the locals of all frames and these operands of the innermost one to memory; the temporaries among them that
    /// memory must not keep.
    pub(super) fn sync(&mut self, operands: &[u16]) -> Vec<u32> {
        self.sync_some(operands, true)
    }
    /// As `sync`, of these operands only.
    fn sync_only(&mut self, operands: &[u16]) -> Vec<u32> {
        self.sync_some(operands, false)
    }
    fn sync_some(&mut self, operands: &[u16], locals: bool) -> Vec<u32> {
        let mut lent = vec![];
        if self.abort.is_some() {
            return lent;
        }
        let base = self.t.window();
        let mut wanted: Vec<u32> = operands.iter().map(|&r| self.slot(r)).collect();
        if locals {
            wanted.extend(self.owners());
        }
        let root_locals = peek::n_locals(&self.m, self.root.1);
        let frames: Vec<(u32, u32)> = self.t.frames()[1..].iter().map(|f| (f.base, self.keep.borrow_mut().n_locals(f.aux))).collect();
        for (slot, value, _) in self.t.known_slots() {
            let is_root_local = slot < root_locals;
            if !wanted.contains(&slot) && (!locals || !is_root_local && !frames.iter().any(|&(b, n)| (b..b + n).contains(&slot))) {
                continue;
            }
            let w = self.word_of(value);
            if w != value && matches!(self.t.ty(value), Type::Float | Type::Nat) {
                // The word may own a box: it is the register's content from here on.
                self.t.set_register(slot, w);
            }
            if self.mirrored.insert(slot, w) != Some(w) {
                self.t.store(Cell::Val, Alias::Frame, base, (slot * 8) as i32, w);
            }
            if !is_root_local && !self.t.is_uncounted(w) {
                lent.push(slot);
            }
        }
        lent
    }

    pub(super) fn call1(&mut self, name: &str, f: Slow1, x: V) -> Ref {
        let w = self.word_of(x.r);
        let f = self.t.const_int(f as usize as i64);
        self.call_full(name, runtime::slow1 as *const () as u64, &[f, w], Type::Val, &[])
    }
    pub(super) fn call2(&mut self, name: &str, f: Slow2, x: V, y: V, quiet: bool) -> Ref {
        let (a, b) = (self.word_of(x.r), self.word_of(y.r));
        let f = self.t.const_int(f as usize as i64);
        if quiet {
            return self.call_helper(name, runtime::quiet2 as *const () as u64, true, &[f, a, b], Type::Val, FRESH);
        }
        self.call_full(name, runtime::slow2 as *const () as u64, &[f, a, b], Type::Val, &[])
    }
    pub(super) fn call3(&mut self, f: Slow3, x: V, y: V, z: V, quiet: bool) {
        let (a, b, c) = (self.word_of(x.r), self.word_of(y.r), self.word_of(z.r));
        let f = self.t.const_int(f as usize as i64);
        if quiet {
            self.call_helper("setitem", runtime::quiet3 as *const () as u64, true, &[f, a, b, c], Type::Unit, CHANGES);
            self.check_valid = true;
            return;
        }
        self.call_full("setitem", runtime::slow3 as *const () as u64, &[f, a, b, c], Type::Unit, &[]);
    }
    /// Truth of an object.
    pub(super) fn record_truth(&mut self, x: V) -> Result<super::T<bool>, Leave> {
        let quiet = [Kind::Str, Kind::List, Kind::Tuple, Kind::Dict, Kind::Set, Kind::Bytes, Kind::Int].iter().any(|&k| peek::header(x.w).is_exact(k));
        if quiet {
            self.object(x);
        }
        let v = self.m.slow_truth(x.w)?;
        let w = self.word_of(x.r);
        let r = if quiet {
            self.call_helper("truth", runtime::quiet_truth as *const () as u64, true, &[w], Type::Val, SAFE)
        } else {
            self.call1("truth", runtime::truth, x)
        };
        Ok(super::T { v, r: self.t.bool_of_val(r) })
    }

    /// As `record_cold` for an opcode that runs no Python code with the operands it has.
    pub(super) fn record_cold_quietly(&mut self, f: ColdFn, i: Instr, effects: Effects) -> R {
        self.record_cold(f, i, Some(effects))
    }
    /// A rare opcode as one call over the frame's registers in memory; with `quiet` effects only its operands are written there.
    pub(super) fn record_cold(&mut self, f: ColdFn, i: Instr, quiet: Option<Effects>) -> R {
        let op = i.op();
        let fields = [i.a(), i.b(), i.c()];
        let (mut consumed, mut changed, mut peeked) = (vec![], verify::defs(i), vec![]);
        for (which, role) in op.roles().into_iter().enumerate() {
            let r = fields[which];
            match role {
                Role::Use => {
                    self.read(r);
                    if i.has([KILL_A, KILL_B, KILL_C][which]) {
                        consumed.push(r);
                    } else {
                        peeked.push(r);
                    }
                }
                Role::Peek | Role::Cell => {
                    self.read(r);
                    peeked.push(r);
                    if op == Op::WithExceptStart {
                        self.read(r + 1);
                        peeked.push(r + 1);
                    }
                }
                Role::Update | Role::Slot => {
                    self.read(r);
                    changed.push(r);
                }
                _ => {}
            }
        }
        if let Some((first, n, holes)) = verify::window(i) {
            for offset in (0..n).filter(|o| !holes.contains(&Some(*o))) {
                self.read(first + offset);
                consumed.push(first + offset);
            }
        }
        let depth = self.m.vm.frames.len();
        self.m.cold(f, i)?;
        if self.m.vm.frames.len() != depth {
            self.give_up(Abort::Unsupported);
        }
        if self.abort.is_some() {
            return Ok(());
        }
        let all: Vec<u16> = consumed.iter().chain(&changed).chain(&peeked).copied().collect();
        let mut lent = if quiet.is_some() { self.sync_only(&all) } else { self.sync(&all) };
        let base = self.t.window();
        for &r in consumed.iter().chain(changed.iter().filter(|r| !consumed.contains(r))) {
            let slot = self.slot(r);
            match self.t.entry(slot) {
                Some((v, false)) => {
                    self.t.retain(v);
                }
                Some(_) => {}
                None if self.is_local(r) => {
                    self.read(r);
                    self.sync_only(&[r]);
                }
                None => {
                    let null = self.t.const_word(word::NULL);
                    self.t.store(Cell::Val, Alias::Frame, base, (slot * 8) as i32, null);
                }
            }
            self.mirrored.remove(&slot);
            lent.retain(|&s| s != slot);
        }
        for &r in consumed.iter().chain(&changed) {
            let slot = self.slot(r);
            self.t.forget(slot);
        }
        let (f, word) = (self.t.const_int(f as usize as i64), self.t.const_int(i.0 as i64));
        let status = match quiet {
            None => self.call_synced(op.name(), runtime::cold as *const () as u64, &[f, word], Type::Int, &lent),
            Some(effects) => {
                let offset = self.slot(0);
                let offset = self.t.const_int(i64::from(offset) * 8);
                let at = self.t.mem_add(base, offset);
                let r = self.call_helper(op.name(), helpers::cold as *const () as u64, true, &[at, f, word], Type::Int, effects);
                self.take_back(&lent);
                self.check_valid |= effects.writes;
                r
            }
        };
        for &r in consumed.iter().filter(|r| !changed.contains(r)) {
            self.clear(r.to_owned());
        }
        for &r in &changed {
            let slot = self.slot(r);
            let v = self.t.load(Cell::Val, Alias::State, base, (slot * 8) as i32);
            self.t.set_register(slot, v);
            if !self.is_local(r) || self.m.vm.frames.len() - 1 > self.root.1 {
                // The reference moved into the value.
                let null = self.t.const_word(word::NULL);
                self.t.store(Cell::Val, Alias::State, base, (slot * 8) as i32, null);
            }
        }
        if op.jumps() {
            let next = self.pc + 1;
            let taken = peek::pc(&self.m) != next;
            let target = (i64::from(next) + i64::from(i.near())) as u32;
            let zero = self.t.const_int(0);
            let jumped = self.t.int_ne(status, zero);
            self.decide_at(jumped, taken, if taken { next } else { target });
        }
        Ok(())
    }

    /// Both exact strings: `a = b + c`.
    pub(super) fn record_concat(&mut self, i: Instr) -> bool {
        let (x, y) = (self.read(i.b()), self.read(i.c()));
        let str = |w: vm::value::Word| w.is_ptr() && peek::header(w).is_exact(Kind::Str);
        if !str(x.w) || !str(y.w) {
            return false;
        }
        self.object(x);
        self.object(y);
        let moved = i.has(KILL_B) || i.a() == i.b();
        let slot = self.slot(i.b());
        let counted = self.t.entry(slot).is_none_or(|e| e.1);
        let old = if i.a() == i.b() { None } else { self.losing(i.a()) };
        let killed = if i.has(KILL_C) { self.losing(i.c()) } else { None };
        self.m.concat(i);
        if !moved || !counted {
            self.t.retain(x.r);
        }
        let r = self.call_helper("concat", runtime::concat as *const () as u64, false, &[x.r, y.r], Type::Val, SAFE);
        if moved {
            self.clear(i.b());
        }
        if i.has(KILL_C) {
            self.clear(i.c());
        }
        self.write(i.a(), r, true);
        for v in [old, killed].into_iter().flatten() {
            self.t.release_later(v);
        }
        true
    }
    /// An owned value as a word that memory takes over.
    pub(super) fn give(&mut self, v: &O) -> Ref {
        let w = self.word_of(v.r);
        if !v.counted {
            self.t.retain(w);
        }
        w
    }
}
