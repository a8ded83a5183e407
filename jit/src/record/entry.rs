//! Functions as a whole: recording from the entry to the return, and calls of functions that are not inlined.
//!
//! A function that calls itself, directly or through others, is not inlined: it is called through the cell `RtCode::direct`, which
//! holds its machine code or the way into the interpreter. Such a call is opaque (it may do anything), so the caller's frame
//! shows where it stands and lends its registers, as around calls of helpers.

use super::calls::code_id;
use super::{O, Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::runtime;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Callee, Effects, Ref};
use front::bytecode::instr::Instr;
use front::bytecode::ops::Op;
use std::mem::offset_of;
use vm::builtins::code::CodeObj;
use vm::builtins::function::FunctionObj;
use vm::interp::exec::{Exec, R};
use vm::interp::frame::{Frame, flag};
use vm::object::Obj;

impl Recorder<'_> {
    /// The root path of a function begins: memory holds its parameters.
    pub(super) fn begin_function(&mut self) {
        for (slot, value, _) in self.t.known_slots() {
            if self.t.bits(value).is_none() {
                self.mirrored.insert(slot, value);
            }
        }
    }
    /// Does this instruction return from the region's own function?
    pub(super) fn returns_from_function(&self, op: Op) -> bool {
        matches!(op, Op::Return | Op::ReturnConst) && self.t.is_function() && self.m.vm.frames.len() - 1 == self.root.1
    }
    /// Has somebody asked for the root frame's object? Then the interpreter returns from it.
    pub(super) fn is_seen(&self) -> bool {
        !self.m.vm.frames[self.root.1].object.is_null()
    }
    /// Leaves if somebody has asked for the root frame's object.
    pub(super) fn guard_unseen(&mut self) {
        let frame = self.t.frame();
        let object = self.t.load(Cell::Val, Alias::State, frame, offset_of!(Frame, object) as i32);
        self.t.guard_eq(object, word::NULL);
    }
    /// The region's function returns: the frame goes first, then the references in its registers, as in the interpreter.
    pub(super) fn return_root(&mut self, v: O) -> R {
        let n_params = peek::code(&self.m).n_params;
        let result = self.word_of(v.r);
        if !v.counted {
            self.t.retain(result);
        }
        let mut released = self.t.take_pending();
        let base = self.t.window();
        let null = self.t.const_word(word::NULL);
        for slot in 0..peek::code(&self.m).n_locals {
            // (What the code that a fragment goes on from left in memory isn't known.)
            let param = self.t.is_fragment() || self.mirrored_param(slot, n_params);
            if param || self.t.is_written(slot) {
                self.t.store(Cell::Val, Alias::Frame, base, (slot * 8) as i32, null);
            }
        }
        for (_, value, own) in self.t.known_slots() {
            if own && !self.t.is_uncounted(value) {
                released.push(value);
            }
        }
        self.t.frame_pop();
        for value in released {
            self.t.release(value);
        }
        self.t.end_return(result);
        self.returned = true;
        self.m.return_(v.own)
    }
    /// Does memory hold a reference of the parameter that was passed in this register?
    fn mirrored_param(&mut self, slot: u32, n_params: u32) -> bool {
        slot < n_params && !self.t.is_number_param(slot)
    }

    /// Must calls of the function stay calls? It is in the chain of frames already, or was found to be recursive before.
    pub(super) fn is_recursive(&mut self, code: &Obj<CodeObj>) -> bool {
        if code.reg().recursive.get() {
            return true;
        }
        let frames = self.t.frames();
        let Some(at) = frames.iter().position(|f| f.code == code_id(code)) else { return false };
        code.reg().recursive.set(true);
        // All functions between the two activations call themselves: from the next recording on each is called directly, so that no
        // frame has to be made around the call of another.
        let between: Vec<u64> = frames[at + 1..].iter().map(|f| f.aux).collect();
        for &aux in &between {
            let code = self.keep.borrow().inlined[aux as usize].code;
            peek::rt_code(code).recursive.set(true);
        }
        if !between.is_empty() || at > 0 {
            self.give_up(Abort::Recursive);
        }
        true
    }

    /// Calls a Python function that is not inlined. `callee` is the function; a bound method comes with its receiver, which stands
    /// in no register.
    pub(super) fn call_direct(&mut self, i: Instr, callee: V, has_self: bool, receiver: Option<V>) -> R {
        let f = peek::object::<FunctionObj>(callee.w);
        let code = peek::function_code(f);
        let (argcount, n) = (code.co.argcount, u32::from(i.b()) + u32::from(has_self));
        // One of many functions of this code: which one it is doesn't matter.
        let by_code = receiver.is_none() && self.is_one_of_many(callee);
        let mut own_defaults = vec![];
        if by_code {
            self.guard_code(callee);
            own_defaults = self.defaults_of(callee, argcount.saturating_sub(n) as usize);
        } else {
            self.promote_function(callee);
        }
        let function = if by_code { callee.r } else { self.t.const_word(callee.w.0) };
        let first = i.a() + if has_self { 1 } else { 2 };
        let mut args: Vec<(Ref, bool)> = vec![];
        for k in 0..n {
            match receiver.filter(|_| k == 0) {
                Some(x) => args.push((x.r, false)),
                None => {
                    let r = first + k as u16;
                    let v = self.read(r);
                    let slot = self.slot(r);
                    args.push((v.r, self.t.entry(slot).is_none_or(|e| e.1)));
                }
            }
        }
        let defaults = f.defaults.borrow().clone();
        let d = vm::builtins::tuple::items_opt(&defaults).unwrap_or(&[]);
        args.extend(own_defaults.iter().map(|&v| (v, false)));
        for k in n + own_defaults.len() as u32..argcount {
            let w = d[d.len() - (argcount - k) as usize].word();
            self.keep.borrow_mut().value(w);
            args.push((self.t.const_word(w.0), false));
        }
        self.keep.borrow_mut().value(code.value().word());
        let rt = code.reg();
        if rt.direct.get() == 0 {
            rt.direct.set(runtime::interpret as *const () as usize);
        }
        let cell = rt.direct.as_ptr() as u64;
        if !self.call_through(i)? {
            return Ok(());
        }
        let r = self.emit_direct(i, function, cell, first, &args);
        self.end_call(i, has_self && receiver.is_none(), r, true);
        Ok(())
    }
    fn emit_direct(&mut self, i: Instr, function: Ref, cell: u64, first: u16, args: &[(Ref, bool)]) -> Ref {
        let (window, slot) = (self.t.window(), self.slot(first));
        let mut words = vec![];
        for &(r, counted) in args {
            let w = self.word_of(r);
            if !counted {
                self.t.retain(w);
            }
            words.push(w);
        }
        // The arguments move into the callee's window, which it clears.
        for k in 0..args.len().min(usize::from(i.b()) + 1) {
            if first + (k as u16) < i.a() + 2 + i.b() {
                self.clear(first + k as u16);
            }
        }
        let lent = self.sync(&[]);
        self.clear_above(slot + words.len() as u32);
        for (k, &w) in words.iter().enumerate() {
            let slot = slot + k as u32;
            self.t.store(Cell::Val, Alias::Frame, window, (slot * 8) as i32, w);
            self.mirrored.remove(&slot);
        }
        let offset = self.t.const_int(i64::from(slot) * 8);
        let base = self.t.mem_add(window, offset);
        if self.t.frames().len() > 1 {
            let cell = self.t.const_int(cell as i64);
            return self.call_synced("direct", runtime::call_direct as *const () as u64, &[cell, base, function], Type::Val, &lent);
        }
        debug_assert!(lent.is_empty(), "temporaries of the root frame are not lent to a direct call");
        let frame = self.t.frame();
        let pc = self.t.const_int(i64::from(self.pc));
        self.store_activation(frame, offset_of!(Frame, pc), pc);
        let (stale, lent) = self.root_flags(frame);
        self.store_activation(frame, offset_of!(Frame, flags), lent);
        let params = vec![Type::Mem, Type::Val];
        let name = "function".to_string();
        let callee = self.t.callee(Callee { name, addr: cell, indirect: true, context: true, params, result: Type::Val, effects: Effects::ANY });
        let r = self.t.call(callee, &[base, function]);
        self.store_activation(frame, offset_of!(Frame, flags), stale);
        self.check_valid = true;
        r
    }
    /// Registers from `slot` on are dead where a call's window begins. Those that a header carries may still have in memory what
    /// was taken from there; the callee's frame would release it again.
    fn clear_above(&mut self, slot: u32) {
        let (window, null) = (self.t.window(), self.t.const_word(word::NULL));
        for (stale, _, _) in self.t.known_slots() {
            if stale >= slot && self.mirrored.insert(stale, null) != Some(null) {
                self.t.store(Cell::Val, Alias::Frame, window, (stale * 8) as i32, null);
            }
        }
    }
    fn store_activation(&mut self, frame: Ref, offset: usize, value: Ref) {
        self.t.store(Cell::U32, Alias::Activation, frame, offset as i32, value);
    }
    /// The flags of the root frame while compiled code runs it and while it lends the registers.
    fn root_flags(&mut self, frame: Ref) -> (Ref, Ref) {
        if self.t.is_function() {
            return (self.t.const_int(i64::from(flag::STALE)), self.t.const_int(i64::from(flag::LENT)));
        }
        let stale = self.t.load(Cell::U32, Alias::Activation, frame, offset_of!(Frame, flags) as i32);
        let both = self.t.const_int(i64::from(flag::STALE | flag::LENT));
        let lent = self.t.int_xor(stale, both);
        (stale, lent)
    }
}
