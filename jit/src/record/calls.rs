//! Calls and returns: Python functions are inlined, native ones become ops or calls.

use super::natives::{self, Native};
use super::site::InlineFrame;
use super::{O, Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::runtime;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Effects, Layout, Ref};
use crate::opt::facts::Class;
use crate::snapshot::FrameDesc;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, NOSELF};
use vm::builtins::function::FunctionObj;
use vm::builtins::method::MethodObj;
use vm::builtins::type_;
use vm::heap::header::Kind;
use vm::interp::call::{NO_DST, call_method};
use vm::interp::concrete::Own;
use vm::interp::exec::{Exec, Leave, R};
use vm::interp::frame::flag;
use vm::native::function::NativeFunction;
use vm::object::intern::names;
use vm::object::layout::offsets;
use vm::object::ty::TypeObj;
use vm::value::Word;

impl Recorder<'_> {
    pub(super) fn record_call(&mut self, i: Instr) -> R {
        let w = i.a();
        let callee = self.read(w);
        let mut has_self = false;
        if !i.has(NOSELF) {
            let first = self.read(w + 1);
            has_self = first.w != Word::NULL;
            if self.t.ty(first.r) == Type::Val && self.t.bits(first.r).is_none() {
                if has_self {
                    self.t.guard_ne(first.r, word::NULL)
                } else {
                    self.t.guard_eq(first.r, word::NULL)
                };
            }
        }
        if self.can_resume_by_call(i, callee.w, has_self) {
            return self.resume_by_call(i, callee, has_self);
        }
        if let Some(r) = self.record_quiet_call(i, callee, has_self) {
            return r;
        }
        match peek::kind(callee.w) {
            Kind::Function if self.can_create(callee.w, i, has_self) => self.create(i, callee, has_self),
            Kind::Function if !self.is_one_of_many(callee) && self.can_inline(callee.w, i, has_self) => self.inline(i, callee, has_self),
            Kind::Function if self.can_call(callee.w, i, has_self) => self.call_direct(i, callee, has_self, None),
            Kind::Function if !self.is_simple(callee.w) => match self.record_bound_call(i, callee, has_self) {
                Some(r) => r,
                None => self.call_any(i, has_self),
            },
            Kind::Method if !has_self => self.call_method(i, callee),
            Kind::Type if !has_self && self.can_construct(callee.w, i) => self.construct(i, callee),
            Kind::Type if !has_self => match self.record_bound_call(i, callee, false) {
                Some(r) => r,
                None => self.call_any(i, false),
            },
            Kind::Object if !has_self && let Some(f) = call_method(peek::value(&callee.w)) => self.call_instance(i, callee, f.word()),
            Kind::NativeFunction => self.call_native(i, callee, has_self),
            _ => self.call_any(i, has_self),
        }
    }

    fn is_simple(&self, callee: Word) -> bool {
        peek::object::<FunctionObj>(callee).simple.get()
    }
    /// Can the function be entered in its window?
    pub(super) fn can_call(&mut self, callee: Word, i: Instr, has_self: bool) -> bool {
        self.can_call_with(callee, u32::from(i.b()) + u32::from(has_self))
    }
    fn can_call_with(&mut self, callee: Word, n: u32) -> bool {
        let f = peek::object::<FunctionObj>(callee);
        let code = peek::function_code(f);
        let missing = code.co.argcount.saturating_sub(n) as usize;
        let has_defaults = missing == 0 || vm::builtins::tuple::items_opt(&f.defaults.borrow()).is_some_and(|d| d.len() >= missing);
        f.simple.get() && n <= code.co.argcount && has_defaults && !code.reg().is_generator
    }
    /// As `can_call`, and is inlining within the limits? Recursive functions are called.
    fn can_inline(&mut self, callee: Word, i: Instr, has_self: bool) -> bool {
        self.can_inline_with(callee, u32::from(i.b()) + u32::from(has_self))
    }
    /// As `can_inline`, with `n` arguments.
    pub(super) fn can_inline_with(&mut self, callee: Word, n: u32) -> bool {
        let code = peek::function_code(peek::object::<FunctionObj>(callee));
        self.can_call_with(callee, n)
            && !self.is_recursive(code)
            && code.reg().words.len() <= self.params.inline_size_max as usize
            && self.t.frames().len() <= self.params.inline_depth_max as usize
    }
    /// Guards that the callee is this function with this code and these defaults.
    pub(super) fn promote_function(&mut self, callee: V) {
        let f = peek::object::<FunctionObj>(callee.w);
        self.promote(callee);
        let p = self.address(callee.w);
        let now = self.t.load(Cell::U32, Alias::State, p, offsets().function_version as i32);
        let want = self.t.const_int(i64::from(f.version.get()));
        let same = self.t.int_eq(now, want);
        self.t.guard_true(same);
    }
    fn inline(&mut self, i: Instr, callee: V, has_self: bool) -> R {
        self.promote_function(callee);
        if self.run_call(i)?.is_none() {
            return Ok(());
        }
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.enter(callee.w, u32::from(i.b()) + u32::from(has_self), dst, 0, Some(i.a()), has_self);
        Ok(())
    }
    /// The concrete call of a function that is inlined: the number of its first register, or None when recording was given up.
    fn run_call(&mut self, i: Instr) -> Result<Option<u32>, Leave> {
        let before = self.m.vm.frames.len();
        // The callee is recorded: its machine code must not run it.
        let hot = std::mem::replace(&mut self.m.vm.hot_function, u32::MAX);
        let called = self.m.call(i);
        self.m.vm.hot_function = hot;
        called?;
        if self.m.vm.frames.len() != before + 1 {
            self.give_up(Abort::Unsupported);
        }
        let base = peek::offset(self.m.base, self.root.0);
        if base.is_none() {
            self.give_up(Abort::Suspended);
        }
        Ok(base.filter(|_| self.abort.is_none()))
    }
    /// The innermost frame was just pushed: its first `n` registers are arguments.
    pub(super) fn enter(&mut self, function: Word, n: u32, dst: u32, flags: u32, window: Option<u16>, has_self: bool) {
        let f = peek::object::<FunctionObj>(function);
        let code = peek::function_code(f);
        let rt = code.reg();
        let Some(base) = peek::offset(self.m.base, self.root.0) else { return self.give_up(Abort::Suspended) };
        // The function is a constant of the region: the window's reference to it isn't needed.
        if let Some(_w) = window {
            let at = base - if has_self { 1 } else { 2 };
            if flags & flag::INIT == 0 {
                if let Some((v, true)) = self.t.entry(at) {
                    self.t.release_later(v);
                }
                self.t.clear_register(at, false);
            }
            if !has_self {
                self.t.clear_register(base - 1, false);
            }
        }
        let defaults = f.defaults.borrow().clone();
        let d = vm::builtins::tuple::items_opt(&defaults).unwrap_or(&[]);
        for k in n..code.co.argcount {
            let w = d[d.len() - (code.co.argcount - k) as usize].word();
            self.keep.borrow_mut().value(w);
            let r = self.t.const_word(w.0);
            if w.is_ptr() { self.t.set_borrowed(base + k, r) } else { self.t.set_register(base + k, r) }
        }
        let null = self.t.const_word(word::NULL);
        for k in n.max(code.co.argcount)..rt.n_locals {
            self.t.set_register(base + k, null);
        }
        self.keep.borrow_mut().value(code.value().word());
        let frame = InlineFrame { function, code, globals: &*f.globals, builtins: &*f.builtins, base, n_regs: rt.n_regs, dst, flags, pc: 0, owner: 0 };
        let aux = self.keep.borrow_mut().inline(frame);
        self.t.push_frame(FrameDesc { code: code_id(code), pc: 0, base, aux });
        let (depth, mut keep) = (self.t.frames().len(), self.keep.borrow_mut());
        keep.depth_max = keep.depth_max.max(depth);
    }

    /// A bound method: its function and receiver take their places in the window.
    fn call_method(&mut self, i: Instr, callee: V) -> R {
        let Some(p) = self.object(callee) else { return self.call_any(i, false) };
        let o = peek::object::<MethodObj>(callee.w);
        let function = o.function.word();
        let inner = peek::kind(function);
        if inner == Kind::Function
            && !self.is_simple(function)
            && let Some(r) = self.record_bound_call(i, callee, false)
        {
            return r;
        }
        if inner != Kind::Function || !self.can_call(function, i, true) {
            return self.call_any(i, false);
        }
        let inlined = self.can_inline(function, i, true);
        let (f, x) = (self.method_part(p, offsets().method_function), self.method_part(p, offsets().method_receiver));
        if !inlined {
            return self.call_direct(i, V { w: function, r: f }, true, Some(V { w: o.receiver.word(), r: x }));
        }
        self.promote_function(V { w: function, r: f });
        let Some(base) = self.run_call(i)? else { return Ok(()) };
        self.t.retain(x);
        self.t.set_register(base, x);
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.enter(function, u32::from(i.b()) + 1, dst, 0, Some(i.a()), true);
        Ok(())
    }

    /// An instance whose class has a Python `__call__`: it takes the receiver's place.
    fn call_instance(&mut self, i: Instr, callee: V, function: Word) -> R {
        if !self.is_simple(function)
            && let Some(r) = self.record_bound_call(i, callee, false)
        {
            return r;
        }
        if !self.can_inline(function, i, true) {
            return self.call_any(i, false);
        }
        self.guard_shape(callee);
        let r = self.t_const(function);
        self.promote_function(V { w: function, r });
        let from = self.slot(i.a());
        let Some(base) = self.run_call(i)? else { return Ok(()) };
        let counted = self.t.entry(from).is_none_or(|e| e.1);
        self.t.clear_register(from, false);
        if counted {
            self.t.set_register(base, callee.r)
        } else {
            self.t.set_borrowed(base, callee.r)
        }
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.enter(function, u32::from(i.b()) + 1, dst, 0, Some(i.a()), true);
        Ok(())
    }

    fn can_construct(&mut self, callee: Word, i: Instr) -> bool {
        let ty = peek::type_object(callee);
        if !type_::plain_construct(ty) {
            return false;
        }
        let Some(init) = ty.lookup(&names().__init__) else { return false };
        init.kind() == Kind::Function && self.can_inline(init.word(), i, true)
    }
    fn construct(&mut self, i: Instr, callee: V) -> R {
        let ty = peek::type_object(callee.w);
        let Some(init) = ty.lookup(&names().__init__) else { return self.call_any(i, false) };
        self.promote(callee);
        self.keep.borrow_mut().watch_type(ty);
        let r = self.t_const(init.word());
        self.promote_function(V { w: init.word(), r });
        let Some(base) = self.run_call(i)? else { return Ok(()) };
        let class_slot = self.t.entry(base - 1);
        let v = self.emit_instance(ty, peek::register(&self.m, 0));
        self.t.retain(v);
        self.t.set_register(base, v);
        self.t.set_register(base - 1, v);
        if let Some((class, true)) = class_slot {
            self.t.release_later(class);
        }
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.enter(init.word(), u32::from(i.b()) + 1, dst, flag::INIT, Some(i.a()), true);
        Ok(())
    }
    /// A fresh instance, as the one that the interpreter has just made.
    pub(super) fn emit_instance(&mut self, ty: &TypeObj, instance: Word) -> Ref {
        let addr = runtime::alloc_instance as *const () as u64;
        let layout = Layout { name: ty.name(), addr, words: [std::ptr::from_ref(ty) as u64, 0], size: 0, removable: false };
        let layout = self.t.layout(layout);
        let p = self.t.allocate(layout);
        self.t.assume_kind(p, peek::kind_bits(instance));
        // The shape isn't assumed: later instances may get more room for attributes.
        self.t.val_of_ptr(p)
    }
    /// A part of the bound method at `p`.
    pub(super) fn method_part(&mut self, p: Ref, offset: usize) -> Ref {
        self.t.load(Cell::Val, Alias::Fixed, p, offset as i32)
    }
    pub(super) fn t_const(&mut self, w: Word) -> Ref {
        self.keep.borrow_mut().value(w);
        self.t.const_word(w.0)
    }

    pub(super) fn record_return(&mut self, v: O) -> R {
        if self.m.vm.frames.len() - 1 <= self.root.1 {
            if self.t.is_function() && self.abort.is_none() {
                return self.return_root(v);
            }
            self.give_up(Abort::LeftLoop);
            return self.m.return_(v.own);
        }
        let desc = self.t.frames().last().copied();
        let Some(desc) = desc else { return self.m.return_(v.own) };
        let frame = self.keep.borrow_mut().inlined[desc.aux as usize].clone();
        let n_locals = peek::code(&self.m).n_locals;
        if frame.is_generator() {
            return self.return_generator(&frame, v);
        }
        let init = frame.flags & flag::INIT != 0;
        if init && self.class(V { w: v.own.0, r: v.r }) != Class::Other {
            self.give_up(Abort::Raised);
        }
        let w = v.own.0;
        self.m.return_(v.own)?;
        if self.abort.is_some() {
            return Ok(());
        }
        let mut result = (v.r, v.counted);
        for (slot, value, own) in self.t.known_slots() {
            if slot < frame.base {
                continue;
            }
            if slot < frame.base + n_locals && own && !self.t.is_uncounted(value) {
                self.t.release_later(value);
            }
            self.t.clear_register(slot, false);
        }
        if init {
            let owner = self.t.entry(frame.base - 1).map_or(result.0, |e| e.0);
            self.t.clear_register(frame.base - 1, false);
            result = (owner, true);
        }
        self.t.pop_frame();
        if frame.flags & flag::OPERATOR != 0 {
            return self.end_operator(frame.flags, w, result);
        }
        self.store_result(frame.dst, result);
        Ok(())
    }
    /// A call's result for the innermost frame.
    pub(super) fn store_result(&mut self, dst: u32, (r, counted): (Ref, bool)) {
        if dst == NO_DST {
            if counted && !self.t.is_uncounted(r) {
                self.t.release_later(r);
            }
            return;
        }
        let dst = dst as u16;
        let old = self.losing(dst);
        self.write(dst, r, counted);
        if let Some(old) = old {
            self.t.release_later(old);
        }
    }
    pub(super) fn record_getter(&mut self, f: Word, x: V, dst: u16) -> Result<bool, Leave> {
        if !self.can_inline(f, Instr(0), true) {
            return Ok(false);
        }
        let callee = V { w: f, r: self.t_const(f) };
        self.promote_function(callee);
        if !self.m.call_getter(f, x.w, dst)? {
            self.give_up(Abort::Unsupported);
            return Ok(false);
        }
        if self.abort.is_some() {
            return Ok(true);
        }
        let Some(base) = peek::offset(self.m.base, self.root.0) else {
            self.give_up(Abort::Suspended);
            return Ok(true);
        };
        self.t.retain(x.r);
        self.t.set_register(base, x.r);
        self.enter(f, 1, u32::from(dst), 0, None, true);
        Ok(true)
    }

    fn call_native(&mut self, i: Instr, callee: V, has_self: bool) -> R {
        // A bound method is a new object each time: guarding which one it is would fail, and keep its receiver alive.
        if natives::is_bound(peek::object::<NativeFunction>(callee.w)) {
            return self.call_any(i, has_self);
        }
        let (w, n) = (i.a(), i.b());
        let first = if has_self { w + 1 } else { w + 2 };
        let n = n + u16::from(has_self);
        let args: Vec<V> = (0..n).map(|k| self.read(first + k)).collect();
        self.promote(callee);
        match self.native_plan(callee.w, &args) {
            Native::Value(r) => {
                self.m.call(i)?;
                self.end_call(i, has_self, r, true);
                // The result is an int or float whose word might not be what the value says.
                let dst = i.c();
                if !i.has(DISCARD) && peek::register(&self.m, dst).is_ptr() {
                    self.give_up(Abort::LeftLoop);
                }
            }
            Native::Append => {
                let v = args[1];
                let slot = self.slot(first + 1);
                let counted = self.t.entry(slot).is_none_or(|e| e.1);
                // The item moves from the window into the list; the concrete call does it with counts.
                let item = O { own: Own(Word::NULL), r: v.r, counted };
                self.push_unrecorded(args[0], item);
                self.m.call(i)?;
                self.t.clear_register(slot, false);
                let none = self.t.const_word(word::NONE);
                self.end_call(i, has_self, none, true);
            }
            Native::Quiet if n <= 3 => {
                let mut all = vec![self.t_const(callee.w), self.t.const_int(i64::from(n))];
                all.extend(args.iter().map(|a| a.r));
                for r in &mut all[2..] {
                    *r = self.word_of(*r);
                }
                let null = self.t.const_word(word::NULL);
                all.resize(5, null);
                let effects = Effects { reads: true, writes: false, raises: true };
                self.m.call(i)?;
                let r = self.call_helper("native", runtime::call_quiet as *const () as u64, true, &all, Type::Val, effects);
                self.end_call(i, has_self, r, true);
            }
            _ => return self.call_any(i, has_self),
        }
        Ok(())
    }
    /// `append` in the region only; the concrete machine appends by calling the method.
    fn push_unrecorded(&mut self, l: V, v: O) {
        let p = self.t.ptr_of_val(l.r);
        self.emit_push(V { w: l.w, r: p }, &v);
    }
    /// The call is done: window registers go, the result is stored.
    pub(super) fn end_call(&mut self, i: Instr, has_self: bool, r: Ref, counted: bool) {
        if self.abort.is_some() {
            return;
        }
        for k in 0..i.b() + 2 {
            if k == 1 && !has_self {
                self.clear(i.a() + 1);
                continue;
            }
            let old = self.losing_known(i.a() + k);
            self.clear(i.a() + k);
            if let Some(old) = old {
                self.t.release_later(old);
            }
        }
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.store_result(dst, (r, counted));
    }
    pub(super) fn losing_known(&mut self, r: u16) -> Option<Ref> {
        let slot = self.slot(r);
        let (v, own) = self.t.entry(slot)?;
        (own && !self.t.is_uncounted(v)).then_some(v)
    }
    /// Any callee: a call through memory.
    fn call_any(&mut self, i: Instr, has_self: bool) -> R {
        let operands: Vec<u16> = (0..i.b() + 2).filter(|&k| k != 1 || has_self).map(|k| i.a() + k).collect();
        for &r in &operands {
            self.read(r);
        }
        let callee = peek::register(&self.m, i.a());
        if is_frame_reader(callee) {
            self.give_up(Abort::DynamicCode);
        }
        if !self.call_through(i)? {
            return Ok(());
        }
        let (word, has) = (self.t.const_int(i.0 as i64), self.t.const_int(i64::from(has_self)));
        let r = self.call_full("call", runtime::call_window as *const () as u64, &[word, has], Type::Val, &operands);
        self.end_call(i, has_self, r, true);
        Ok(())
    }
    /// The concrete call. A Python function runs to its end in an interpreter of its own, as it will when compiled code
    /// calls it. False if the recording was given up.
    pub(super) fn call_through(&mut self, i: Instr) -> Result<bool, Leave> {
        let depth = self.m.vm.frames.len();
        self.m.save_pc();
        vm::interp::call::call_opaque(self.m.vm, self.m.base, i)?;
        if self.m.vm.frames.len() != depth {
            self.give_up(Abort::Unsupported);
        }
        Ok(self.abort.is_none())
    }
}

/// Functions that look at the frame of their caller.
pub(super) fn is_frame_reader(callee: Word) -> bool {
    if peek::kind(callee) != Kind::NativeFunction {
        return false;
    }
    let f = peek::object::<vm::native::function::NativeFunction>(callee);
    matches!(f.name().as_str(), "locals" | "vars" | "dir" | "eval" | "exec" | "_getframe" | "settrace" | "setprofile" | "super")
}

/// What identifies a code object in frame descriptors.
pub(super) fn code_id(code: &vm::object::Obj<vm::builtins::code::CodeObj>) -> u64 {
    std::ptr::from_ref(code) as u64
}
