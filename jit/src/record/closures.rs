//! Closures: making functions and cells, and taking the cells of an inlined function.
//!
//! The cells of a function never change (its closure is set once, right after it is made), so inside an inlined call of a known
//! function they are constants. A function that is made anew each time is known by its code only: the first one is inlined by
//! identity, others of the same code are called directly.

use super::{O, Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::quiet as helpers;
use crate::ir::Ref;
use crate::ir::types::{Alias, Cell, Type};
use crate::record::opaque::SAFE;
use crate::record::quiet::READS;
use front::bytecode::instr::Instr;
use front::bytecode::ops::KILL_B;
use vm::builtins::function::FunctionObj;
use vm::builtins::tuple;
use vm::interp::cold::ColdFn;
use vm::interp::exec::{Exec, R};
use vm::value::Word;

impl Recorder<'_> {
    /// `CopyFree` in an inlined call.
    pub(super) fn quiet_free(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let aux = match self.t.frames() {
            [_, .., last] => last.aux,
            _ => return None,
        };
        let function = self.keep.borrow().inlined[aux as usize].function;
        let closure = peek::object::<FunctionObj>(function).closure.borrow().clone();
        let cells: Vec<Word> = tuple::items_opt(&closure)?.iter().take(usize::from(i.b())).map(|c| c.word()).collect();
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        if self.abort.is_some() {
            return Some(Ok(()));
        }
        for (k, w) in cells.into_iter().enumerate() {
            self.keep.borrow_mut().value(w);
            let slot = self.slot(i.a() + k as u16);
            let r = self.t.const_word(w.0);
            self.t.set_borrowed(slot, r);
        }
        Some(Ok(()))
    }
    /// `MakeCell`: the local's content moves into a new cell.
    pub(super) fn quiet_cell(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let v = self.read(i.a());
        let slot = self.slot(i.a());
        let counted = self.t.entry(slot).is_none_or(|e| e.1);
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        if self.abort.is_some() {
            return Some(Ok(()));
        }
        let made = O { own: vm::interp::concrete::Own(Word::NULL), r: v.r, counted };
        let w = self.give(&made);
        let r = self.call_helper("cell", helpers::cell as *const () as u64, false, &[w], Type::Val, SAFE);
        self.t.set_register(slot, r);
        Some(Ok(()))
    }
    /// `MakeFunction`: namespaces are those of the frame, which the region knows.
    pub(super) fn quiet_function(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let frame = &self.m.vm.frames[self.m.vm.frames.len() - 1];
        let (globals, builtins) = (frame.globals().word(), frame.builtins().word());
        let code = peek::code(&self.m).consts[i.imm() as usize];
        if peek::kind(code) != vm::heap::header::Kind::Code {
            return None;
        }
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let mut args = vec![];
        for w in [code, globals, builtins] {
            self.keep.borrow_mut().value(w);
            args.push(self.t.const_word(w.0));
        }
        let r = self.call_helper("function", helpers::function as *const () as u64, true, &args, Type::Val, READS);
        self.finish(&[], Some((i.a(), r)));
        Some(Ok(()))
    }
    /// `SetFuncAttr` of the function that was just made.
    pub(super) fn quiet_function_attr(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        let (function, v) = (self.read(i.a()), self.read(i.b()));
        if let Err(e) = self.m.cold(f, i) {
            return Some(Err(e));
        }
        let (a, b) = (self.word_of(function.r), self.word_of(v.r));
        let which = self.t.const_int(i64::from(i.c()));
        self.call_helper("function.set", helpers::function_attr as *const () as u64, true, &[a, b, which], Type::Val, READS);
        let killed: Vec<u16> = if i.has(KILL_B) { vec![i.b()] } else { vec![] };
        self.finish(&killed, None);
        Some(Ok(()))
    }

    /// Is another function of the same code inlined already, so that this one is one of many?
    pub(super) fn is_one_of_many(&mut self, callee: V) -> bool {
        if self.t.bits(callee.r).is_some() {
            return false;
        }
        let code = std::ptr::from_ref(peek::function_code(peek::object::<FunctionObj>(callee.w)));
        self.keep.borrow().inlined.iter().any(|f| f.code == code && f.function != callee.w)
    }
    /// The last `n` defaults of a function that is known by its code only: they are its own.
    pub(super) fn defaults_of(&mut self, callee: V, n: usize) -> Vec<Ref> {
        let f = peek::object::<FunctionObj>(callee.w);
        let offset = f.defaults.as_ptr() as usize - std::ptr::from_ref(f) as usize;
        let defaults = f.defaults.borrow().clone();
        let total = tuple::items_opt(&defaults).map_or(0, <[_]>::len);
        if n == 0 {
            return vec![];
        }
        let tuple = self.object(callee).filter(|_| total >= n).and_then(|p| {
            let now = self.t.load(Cell::Val, Alias::State, p, offset as i32);
            self.object(V { w: defaults.word(), r: now })
        });
        let Some(p) = tuple else {
            self.give_up(Abort::Internal);
            return vec![];
        };
        let (len, want) = (self.load_tuple_len(p), self.t.const_int(total as i64));
        let same = self.t.int_eq(len, want);
        self.t.guard_true(same);
        (total - n..total)
            .map(|k| {
                let k = self.t.const_int(k as i64);
                self.load_tuple_item(p, k)
            })
            .collect()
    }
    /// Guards that the callee is a function of this code with these namespaces.
    pub(super) fn guard_code(&mut self, callee: V) {
        let f = peek::object::<FunctionObj>(callee.w);
        let Some(p) = self.object(callee) else { return };
        let start = std::ptr::from_ref(f) as usize;
        let code = (f.code.as_ptr() as usize - start, peek::function_code(f).value().word());
        let globals = (std::ptr::from_ref(&f.globals) as usize - start, f.globals.as_value().word());
        let builtins = (std::ptr::from_ref(&f.builtins) as usize - start, f.builtins.as_value().word());
        for (offset, w) in [code, globals, builtins] {
            self.keep.borrow_mut().value(w);
            let now = self.t.load(Cell::Val, Alias::State, p, offset as i32);
            self.t.guard_eq(now, w.0);
        }
    }
}
