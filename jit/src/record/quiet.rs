//! Rare opcodes that run no Python code for the operands they have: calls of helpers with plain values, or of the opcode's
//! function over its operands in memory. Nothing else is written to memory, no frames are put in place, and what is known about
//! memory survives unless the opcode changes containers.
//!
//! Where only the operands' contents decide (a key's parts, the iterators inside an iterator), the helper answers REFUSED before
//! it has done anything, and that exit repeats the bytecode in the interpreter.

use super::{Recorder, V, peek};
use crate::engine::{quiet as helpers, runtime};
use crate::ir::ops::Op as Ir;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Callee, Effects, Inst, Layout, Ref, SnapId};
use crate::opt::facts::Class;
use crate::opt::slices::{ASSIGN, MAKE, MOVE};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C, Op, SENSE, STEPPED};
use vm::builtins::tuple;
use vm::heap::header::Kind;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::interp::quiet::{self, Tried};
use vm::object::ops::BinOp;
use vm::object::ty;
use vm::value::{Value, Word};

/// Reads objects; may raise; the result is new each time.
pub(super) const READS: Effects = Effects { reads: true, writes: false, raises: true };
/// Changes containers or iterators; may raise.
pub(super) const CHANGES: Effects = Effects { reads: true, writes: true, raises: true };

impl Recorder<'_> {
    /// The opcode as a quiet call; None if it isn't one.
    pub(super) fn record_quiet(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        match i.op() {
            Op::GetIter => self.quiet_iter(f, i),
            Op::ForIter => self.quiet_next(f, i),
            Op::In | Op::NotIn => self.quiet_contains(f, i, i.b(), i.c()),
            Op::JumpIn => self.quiet_contains(f, i, i.a(), i.b()),
            Op::GetSlice => self.quiet_slice(f, i),
            Op::SetSlice => self.quiet_set_slice(f, i),
            Op::DelItem => self.quiet_delete(f, i),
            Op::CopyFree => self.quiet_free(f, i),
            Op::MakeCell => self.quiet_cell(f, i),
            Op::MakeFunction => self.quiet_function(f, i),
            Op::SetFuncAttr => self.quiet_function_attr(f, i),
            _ => {
                // Their results come back through memory, so even those that only read count as writers.
                if self.is_quiet(i) { Some(self.record_cold_quietly(f, i, CHANGES)) } else { None }
            }
        }
    }

    // ---- helpers of the helpers ---------------------------------------------------------------

    /// An object of exactly this builtin type; guards it.
    pub(super) fn exactly(&mut self, x: V, kind: Kind) -> bool {
        x.w.is_ptr() && peek::header(x.w).is_exact(kind) && self.object(x).is_some()
    }
    fn exactly_one_of(&mut self, x: V, kinds: &[Kind]) -> bool {
        kinds.iter().any(|&k| x.w.is_ptr() && peek::header(x.w).is_exact(k)) && self.object(x).is_some()
    }
    /// A small int or None; guards which.
    fn is_bound(&mut self, x: V) -> bool {
        let plain = x.w.is_int() || x.w.0 == word::NONE;
        if plain {
            self.class(x);
        }
        plain
    }
    /// A key whose hash and comparison are native; guards it.
    pub(super) fn is_key(&mut self, x: V) -> bool {
        if x.w.is_ptr() && peek::header(x.w).is_exact(Kind::Tuple) {
            if !quiet::is_inert(peek::value(&x.w)) || self.object(x).is_none() {
                return false;
            }
            let w = self.word_of(x.r);
            let ok = self.call_pure("inert", helpers::is_inert as *const () as u64, &[w], Type::Int);
            let zero = self.t.const_int(0);
            let cond = self.t.int_ne(ok, zero);
            self.t.guard_true(cond);
            return true;
        }
        self.is_inert(x)
    }
    /// Leaves through `before` when a helper refused.
    pub(super) fn guard_done(&mut self, r: Ref, before: SnapId) {
        let refused = self.t.const_word(helpers::REFUSED);
        let cond = self.t.val_eq(r, refused);
        self.t.emit(Inst::simple(Ir::guard_false, &[cond]).with_snap(before));
    }
    /// The operands named are dead, the result is stored.
    pub(super) fn finish(&mut self, killed: &[u16], dst: Option<(u16, Ref)>) {
        if self.abort.is_some() {
            return;
        }
        for &r in killed {
            let old = self.losing(r);
            self.clear(r);
            if let Some(old) = old {
                self.t.release_later(old);
            }
        }
        if let Some((dst, v)) = dst {
            let old = self.losing(dst);
            self.write(dst, v, true);
            if let Some(old) = old {
                self.t.release_later(old);
            }
        }
    }
    pub(super) fn killed(&self, i: Instr) -> Vec<u16> {
        let fields = [(KILL_A, i.a()), (KILL_B, i.b()), (KILL_C, i.c())];
        fields.into_iter().filter(|(flag, _)| i.has(*flag)).map(|f| f.1).collect()
    }
    fn quiet_call(&mut self, name: &str, addr: u64, args: &[V], effects: Effects) -> Ref {
        let args: Vec<Ref> = args.iter().map(|a| self.word_of(a.r)).collect();
        let r = self.call_helper(name, addr, true, &args, Type::Val, effects);
        self.check_valid |= effects.writes;
        r
    }
    /// A tuple of these owned words, which takes them over.
    pub(super) fn make_tuple(&mut self, words: &[Ref], like: Word) -> Ref {
        let n = words.len();
        let size = tuple::ITEMS_OFFSET as u32 + 8 * n as u32;
        let addr = runtime::alloc_tuple as *const () as u64;
        let layout = self.t.layout(Layout { name: "tuple".into(), addr, words: [n as u64, 0], size, removable: true });
        let p = self.t.allocate(layout);
        self.t.assume_kind(p, peek::kind_bits(like));
        let len = self.t.const_int(n as i64);
        self.t.store(Cell::I64, Alias::Fixed, p, tuple::LEN_OFFSET as i32, len);
        for (k, &w) in words.iter().enumerate() {
            self.t.store(Cell::Val, Alias::Fixed, p, (tuple::ITEMS_OFFSET + 8 * k) as i32, w);
        }
        self.t.val_of_ptr(p)
    }

    // ---- iteration ------------------------------------------------------------------------------

    fn quiet_iter(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let x = self.read(i.b());
        if !x.w.is_ptr() {
            return None;
        }
        let h = peek::header(x.w);
        let kind = h.kind();
        if h.is_exact(kind) && (quiet::iterates_quietly(kind) || matches!(kind, Kind::RangeIter | Kind::ListIter | Kind::TupleIter)) {
            self.object(x)?;
        } else if kind == Kind::Generator || h.ty().flags() & ty::flag::QUIET_NEXT != 0 && !h.ty().is_heap_type() {
            self.guard_shape(x);
        } else {
            return None;
        }
        if let Some(done) = self.range_iter(f, i, x) {
            return Some(done);
        }
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let r = self.quiet_call("iter", helpers::iter as *const () as u64, &[x], READS);
        let killed = self.killed(i);
        self.finish(&killed, Some((i.a(), r)));
        Some(Ok(()))
    }

    fn quiet_next(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let it = self.read(i.a());
        if let Some(done) = self.next_known(f, i, it) {
            return Some(done);
        }
        if !it.w.is_ptr() || !quiet::next_is_quiet(peek::value(&it.w)) {
            return None;
        }
        if peek::kind(it.w) == Kind::Native {
            self.guard_shape(it);
        } else {
            self.object(it)?;
        }
        let before = self.t.snapshot();
        // Pairs that are unpacked at once need no tuple.
        let next = peek::code(&self.m).words[self.pc as usize + 1];
        let unpacked = next.op() == Op::Unpack2 && next.b() == i.b() && next.has(KILL_B);
        let name = peek::header(it.w).ty().name();
        let makes_pairs = matches!(name.as_str(), "enumerate" | "zip" | "dict_itemiterator");
        let changes_others = matches!(name.as_str(), "enumerate" | "zip" | "reversed");
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let after = self.pc + 1;
        let (exhausted, target) = (peek::pc(&self.m) != after, (i64::from(after) + i64::from(i.near())) as u32);
        let made = peek::register(&self.m, i.b());
        let pair = unpacked && makes_pairs && !exhausted && made.is_ptr() && tuple::items(peek::value(&made)).len() == 2;
        let addr = if pair { helpers::next_pair as *const () as u64 } else { helpers::next as *const () as u64 };
        let r = self.quiet_call("next", addr, &[it], if pair || changes_others { CHANGES } else { READS });
        self.guard_done(r, before);
        let end = self.t.const_word(helpers::EXHAUSTED);
        let ended = self.t.val_eq(r, end);
        if self.abort.is_some() {
            return Some(Ok(()));
        }
        let (from, to) = (self.slot(i.a()), self.slot(i.b()));
        if exhausted {
            let old: Vec<Ref> = self.losing(i.b()).into_iter().collect();
            let snap = self.t.snapshot_with(after, &[(to, r)], &old);
            self.t.emit(Inst::simple(Ir::guard_true, &[ended]).with_snap(snap));
            self.finish(&[i.a()], None);
            return Some(Ok(()));
        }
        let (null, owned) = (self.t.const_word(word::NULL), self.losing(i.a()));
        let dropped: Vec<Ref> = owned.into_iter().collect();
        let snap = self.t.snapshot_with(target, &[(from, null)], &dropped);
        self.t.emit(Inst::simple(Ir::guard_false, &[ended]).with_snap(snap));
        let value = if pair {
            let at = self.t.const_mem(helpers::PAIR.as_ptr() as u64);
            let (a, b) = (self.t.load(Cell::Val, Alias::State, at, 0), self.t.load(Cell::Val, Alias::State, at, 8));
            self.make_tuple(&[a, b], made)
        } else {
            r
        };
        self.finish(&[], Some((i.b(), value)));
        Some(Ok(()))
    }

    // ---- binary operators -------------------------------------------------------------------------

    /// Sets with sets (which keep the hashes of their items), lists and tuples joined or repeated.
    pub(super) fn is_container_binary(&mut self, op: BinOp, x: V, y: V) -> bool {
        let exact = |v: V, k: Kind| v.w.is_ptr() && peek::header(v.w).is_exact(k);
        let sets = matches!(op, BinOp::Or | BinOp::And | BinOp::Sub | BinOp::Xor) && exact(x, Kind::Set) && exact(y, Kind::Set);
        let joined = matches!(op, BinOp::Add) && [Kind::List, Kind::Tuple].iter().any(|&k| exact(x, k) && exact(y, k));
        let repeated = matches!(op, BinOp::Mul) && (exact(x, Kind::List) || exact(x, Kind::Tuple)) && y.w.is_int();
        if !sets && !joined && !repeated {
            return false;
        }
        self.class(y);
        self.object(x).is_some() && (y.w.is_int() || self.object(y).is_some())
    }
    pub(super) fn emit_container_binary(&mut self, op: BinOp, inplace: bool, x: V, y: V) -> Ref {
        let (a, b) = (self.word_of(x.r), self.word_of(y.r));
        let f = self.t.const_int(runtime::binary(op, inplace) as usize as i64);
        // Items of equal hash are compared, which may run an `__eq__`.
        let effects = if inplace || !matches!(op, BinOp::Add | BinOp::Mul) { CHANGES } else { READS };
        let r = self.call_helper("binary", runtime::quiet2 as *const () as u64, true, &[f, a, b], Type::Val, effects);
        self.check_valid |= effects.writes;
        r
    }

    // ---- containers -----------------------------------------------------------------------------

    /// `x in c`
    fn quiet_contains(&mut self, f: ColdFn, i: Instr, x: u16, c: u16) -> Option<R> {
        let (x, c) = (self.read(x), self.read(c));
        if let Some(done) = self.record_dict_contains(f, i, c, x) {
            return Some(done);
        }
        let kinds = [Kind::Set, Kind::FrozenSet, Kind::Dict, Kind::List, Kind::Tuple, Kind::Str, Kind::Bytes, Kind::Range];
        if !kinds.iter().any(|&k| c.w.is_ptr() && peek::header(c.w).is_exact(k)) {
            return None;
        }
        match quiet::contains(self.m.vm, peek::value(&c.w), peek::value(&x.w)) {
            Tried::Refused => return None,
            Tried::Done(Ok(_)) => {}
            Tried::Done(Err(e)) => {
                // It is raised again when the instruction runs.
                drop(self.m.vm.take_exception(e));
                return None;
            }
        }
        self.object(c)?;
        let before = self.t.snapshot();
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let r = self.quiet_call("contains", helpers::contains as *const () as u64, &[c, x], READS);
        self.guard_done(r, before);
        let found = self.t.bool_of_val(r);
        let killed = self.killed_of_contains(i);
        match i.op() {
            Op::In => self.finish(&killed, Some((i.a(), found))),
            Op::NotIn => {
                let not = self.t.bool_not(found);
                self.finish(&killed, Some((i.a(), not)));
            }
            _ => {
                self.finish(&killed, None);
                let next = self.pc + 1;
                let taken = peek::pc(&self.m) != next;
                let target = (i64::from(next) + i64::from(i.near())) as u32;
                // Jumps when the truth is SENSE.
                let truth = taken == i.has(SENSE);
                if self.abort.is_none() {
                    self.decide_at(found, truth, if taken { next } else { target });
                }
            }
        }
        Some(Ok(()))
    }

    pub(super) fn killed_of_contains(&self, i: Instr) -> Vec<u16> {
        let operands = if i.op() == Op::JumpIn { [(KILL_A, i.a()), (KILL_B, i.b())] } else { [(KILL_B, i.b()), (KILL_C, i.c())] };
        operands.into_iter().filter(|k| i.has(k.0)).map(|k| k.1).collect()
    }
    /// The parts of a slice in the window at c, if they are plain, and its registers.
    fn slice_parts(&mut self, i: Instr) -> Option<([V; 3], Vec<u16>)> {
        let registers: Vec<u16> = (0..2 + u16::from(i.has(STEPPED))).map(|k| i.c() + k).collect();
        let none = V { w: Value::NONE.word(), r: self.t.const_word(word::NONE) };
        let mut parts = [none; 3];
        for (part, &r) in parts.iter_mut().zip(&registers) {
            *part = self.read(r);
        }
        parts.iter().all(|&p| self.is_bound(p)).then_some((parts, registers))
    }
    fn quiet_slice(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let v = self.read(i.b());
        if !self.exactly_one_of(v, &[Kind::List, Kind::Tuple, Kind::Str, Kind::Bytes]) {
            return None;
        }
        let ([a, b, c], mut killed) = self.slice_parts(i)?;
        // (The sequence may be gone behind the instruction.)
        let kind = peek::kind_bits(v.w);
        let name = if peek::kind(v.w) == Kind::List { MAKE } else { "slice" };
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let r = self.quiet_call(name, helpers::slice as *const () as u64, &[v, a, b, c], READS);
        // A part of an exact sequence is one of the same type.
        self.t.assume_class(r, Class::Ptr);
        let p = self.t.ptr_of_val(r);
        self.t.assume_kind(p, kind);
        if i.has(KILL_B) {
            killed.push(i.b());
        }
        self.finish(&killed, Some((i.a(), r)));
        Some(Ok(()))
    }
    fn quiet_set_slice(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let (l, v) = (self.read(i.a()), self.read(i.b()));
        if !self.exactly(l, Kind::List) || !self.exactly_one_of(v, &[Kind::List, Kind::Tuple]) {
            return None;
        }
        let ([a, b, c], mut killed) = self.slice_parts(i)?;
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        self.quiet_call(ASSIGN, helpers::set_slice as *const () as u64, &[l, a, b, c, v], CHANGES);
        // The optimiser makes one call of both.
        let addr = helpers::move_slice as *const () as u64;
        self.t.callee(Callee { name: MOVE.into(), addr, indirect: false, context: true, params: vec![Type::Val; 8], result: Type::Val, effects: CHANGES });
        killed.extend([(KILL_A, i.a()), (KILL_B, i.b())].into_iter().filter(|k| i.has(k.0)).map(|k| k.1));
        self.finish(&killed, None);
        Some(Ok(()))
    }
    fn quiet_delete(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let (c, k) = (self.read(i.a()), self.read(i.b()));
        let list = k.w.is_int() && self.exactly(c, Kind::List);
        let dict = !list && self.exactly(c, Kind::Dict) && self.is_key(k);
        if !list && !dict {
            return None;
        }
        self.class(k);
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        self.quiet_call("delete", helpers::del_item as *const () as u64, &[c, k], CHANGES);
        let killed: Vec<u16> = [(KILL_A, i.a()), (KILL_B, i.b())].into_iter().filter(|k| i.has(k.0)).map(|k| k.1).collect();
        self.finish(&killed, None);
        Some(Ok(()))
    }
    /// `x[s]` of an exact sequence and a slice object.
    pub(super) fn record_item_slice(&mut self, x: V, s: V) -> Option<(V, V, SnapId)> {
        if !self.exactly_one_of(x, &[Kind::List, Kind::Tuple, Kind::Str, Kind::Bytes]) || !self.exactly(s, Kind::Slice) {
            return None;
        }
        if !quiet::is_plain_slice(peek::value(&s.w)) || self.t.has_effect() {
            return None;
        }
        Some((x, s, self.t.snapshot()))
    }
    pub(super) fn emit_item_slice(&mut self, (x, s, before): (V, V, SnapId)) -> Ref {
        let r = self.quiet_call("item_slice", helpers::item_slice as *const () as u64, &[x, s], READS);
        self.guard_done(r, before);
        r
    }

    // ---- opcodes over memory ----------------------------------------------------------------------

    /// Does the opcode run no Python code for these operands? Guards them.
    fn is_quiet(&mut self, i: Instr) -> bool {
        let key = |rec: &mut Self, r: u16| {
            let v = rec.read(r);
            rec.is_key(v)
        };
        match i.op() {
            Op::BuildSlice | Op::BuildString => true,
            Op::BuildSet => (0..i.c()).all(|k| key(self, i.b() + k)),
            Op::BuildMap => (0..i.c()).all(|k| key(self, i.b() + 2 * k)),
            Op::SetAdd | Op::MapAdd => key(self, i.b()),
            Op::ListExtend => {
                let x = self.read(i.b());
                self.exactly_one_of(x, &[Kind::List, Kind::Tuple, Kind::Str, Kind::Dict, Kind::Set, Kind::Range])
            }
            Op::Format => {
                let x = self.read(i.b());
                self.is_inert(x)
            }
            Op::FormatSpec => {
                let (x, spec) = (self.read(i.b()), self.read(i.c()));
                self.is_inert(x) && self.exactly(spec, Kind::Str)
            }
            Op::Convert => {
                let x = self.read(i.b());
                self.is_inert(x)
            }
            Op::Unpack2 | Op::UnpackSeq | Op::UnpackEx => {
                let x = self.read(i.b());
                self.exactly_one_of(x, &[Kind::List, Kind::Tuple, Kind::Str])
            }
            _ => false,
        }
    }
}
