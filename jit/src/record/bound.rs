//! Calls that bind arguments: keywords, `*args`, `**kwargs`, defaults of keyword-only parameters. The shape of the call and the
//! callee's signature are constants of the path, so binding happens while recording: each parameter's value is an argument, a default,
//! a tuple of the left-over arguments or a dict of the left-over keywords. What can't be bound so (or is too long) is one call.

use super::calls::is_frame_reader;
use super::opaque::SAFE;
use super::{Recorder, V, peek};
use crate::abort::Abort;
use crate::engine::runtime;
use crate::ir::types::{Type, word};
use crate::ir::{Effects, Ref};
use front::bytecode::code::flags;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{DISCARD, KILL_B, KWARGS, NOSELF, Op};
use vm::builtins::function::FunctionObj;
use vm::builtins::method::MethodObj;
use vm::builtins::{tuple, type_};
use vm::heap::header::Kind;
use vm::interp::bind;
use vm::interp::call::{NO_DST, call_method};
use vm::interp::cold::{ColdFn, calls};
use vm::interp::exec::{Exec, Leave, R};
use vm::interp::frame::flag;
use vm::object::dict::DictObj;
use vm::object::intern::{is_interned, names};
use vm::object::layout::offsets;
use vm::value::{Value, Word};

/// Items of an unpacked tuple, and left-over arguments, that are taken one by one.
const ITEMS_MAX: usize = 16;
/// Makes something new that nobody else sees.
const FRESH: Effects = Effects { reads: true, writes: false, raises: true };

/// A value of the call.
#[derive(Clone, Copy)]
struct Given {
    v: V,
    /// The caller's register (numbered from the root) that it moves out of; else it is borrowed from a container.
    from: Option<u32>,
}

/// The values of a call in front of binding.
struct Call {
    /// Positional ones, then keyword ones.
    all: Vec<Given>,
    /// Interned names of the keyword ones.
    names: Vec<Word>,
    /// Registers of the window, with their numbers from the root.
    window: Vec<u32>,
}

/// Where a parameter's value comes from.
enum Source {
    Argument(usize),
    Default(Word),
    /// The value of a keyword-only default: an entry of this dict.
    KeywordDefault(Word, usize),
    Rest(Vec<usize>),
    Keywords(Vec<(Word, usize)>),
}

/// Who is called.
enum Target {
    Function(Word),
    /// The function of a bound method.
    Method(Word),
    /// The `__call__` of an instance's class.
    Instance(Word),
    /// The `__init__` of a class.
    Init(Word),
}

impl Recorder<'_> {
    /// `CallKw` and `CallEx`.
    pub(super) fn record_special_call(&mut self, i: Instr) -> R {
        let callee = self.read(i.a());
        let call = if i.op() == Op::CallEx { self.unpacked(i) } else { self.with_keywords(i) };
        if self.abort.is_none()
            && let Some(call) = call
            && let Some((target, plan)) = self.bound_target(callee, &call)
        {
            return self.inline_bound(i, callee, target, call, plan);
        }
        self.call_bound_opaquely(i, callee)
    }
    /// A `Call` whose callee has more than plain parameters; None if it isn't inlined.
    pub(super) fn record_bound_call(&mut self, i: Instr, callee: V, has_self: bool) -> Option<R> {
        let first = if has_self { i.a() + 1 } else { i.a() + 2 };
        let all = self.given(first, i.b() + u16::from(has_self));
        let window = self.window_of(i, has_self, i.b() + 2);
        let call = Call { all, names: vec![], window };
        let (target, plan) = self.bound_target(callee, &call)?;
        Some(self.inline_bound(i, callee, target, call, plan))
    }

    fn given(&mut self, first: u16, n: u16) -> Vec<Given> {
        (first..first + n).map(|r| Given { v: self.read(r), from: Some(self.slot(r)) }).collect()
    }
    fn window_of(&mut self, i: Instr, has_self: bool, n: u16) -> Vec<u32> {
        (0..n).filter(|&k| k != 1 || has_self || !i.has(NOSELF)).map(|k| self.slot(i.a() + k)).collect()
    }
    /// The values of a `CallKw`.
    fn with_keywords(&mut self, i: Instr) -> Option<Call> {
        let has_self = !i.has(NOSELF) && {
            let first = self.read(i.a() + 1);
            self.is_present(first)
        };
        let listed = self.read(i.a() + 2 + i.b());
        self.t.bits(listed.r)?;
        let listed = tuple::items_opt(peek::value(&listed.w))?;
        let names: Vec<Word> = listed.iter().map(Value::word).collect();
        let interned = listed.iter().all(is_interned);
        let first = if has_self { i.a() + 1 } else { i.a() + 2 };
        let all = self.given(first, i.b() + u16::from(has_self));
        let window = self.window_of(i, has_self, i.b() + 3);
        interned.then_some(Call { all, names, window })
    }
    /// Is there a receiver? Guarded.
    fn is_present(&mut self, first: V) -> bool {
        let present = first.w != Word::NULL;
        if self.t.ty(first.r) == Type::Val && self.t.bits(first.r).is_none() {
            if present {
                self.t.guard_ne(first.r, word::NULL)
            } else {
                self.t.guard_eq(first.r, word::NULL)
            };
        }
        present
    }
    /// The values of a `CallEx` with a tuple and few keywords.
    fn unpacked(&mut self, i: Instr) -> Option<Call> {
        let star = self.read(i.a() + 2);
        if !self.exactly(star, Kind::Tuple) {
            return None;
        }
        let p = self.object(star)?;
        let items: Vec<Word> = tuple::items_opt(peek::value(&star.w))?.iter().map(Value::word).collect();
        if items.len() > ITEMS_MAX {
            return None;
        }
        let (len, n) = (self.load_tuple_len(p), self.t.const_int(items.len() as i64));
        let same = self.t.int_eq(len, n);
        self.t.guard_true(same);
        let mut all = vec![];
        for (k, &w) in items.iter().enumerate() {
            let k = self.t.const_int(k as i64);
            all.push(Given { v: V { w, r: self.load_tuple_item(p, k) }, from: None });
        }
        let mut window = vec![self.slot(i.a()), self.slot(i.a() + 2)];
        let mut names = vec![];
        if i.has(KWARGS) {
            window.push(self.slot(i.a() + 3));
            let kwargs = self.read(i.a() + 3);
            let pairs = self.keyword_items(kwargs)?;
            for (name, v) in pairs {
                names.push(name);
                all.push(Given { v, from: None });
            }
        }
        Some(Call { all, names, window })
    }
    /// The items of a dict of keywords; guards that it has just these keys in this order.
    fn keyword_items(&mut self, kwargs: V) -> Option<Vec<(Word, V)>> {
        if kwargs.w == Word::NULL {
            return None;
        }
        if !self.exactly(kwargs, Kind::Dict) {
            return None;
        }
        let items = peek::object::<DictObj>(kwargs.w).items();
        if items.len() > 4 || !items.iter().all(|(k, _)| is_interned(k)) {
            return None;
        }
        let n = self.t.const_int(items.len() as i64);
        let len = self.call_helper("dict.len", runtime::dict_len as *const () as u64, false, &[kwargs.r], Type::Int, SAFE);
        let same = self.t.int_eq(len, n);
        self.t.guard_true(same);
        let mut all = vec![];
        for (k, (key, value)) in items.iter().enumerate() {
            let (k, name) = (self.t.const_int(k as i64), self.t_const(key.word()));
            let r = self.call_helper("dict.nth", runtime::dict_nth as *const () as u64, false, &[kwargs.r, k, name], Type::Val, SAFE);
            self.t.guard_ne(r, word::NULL);
            all.push((key.word(), V { w: value.word(), r }));
        }
        Some(all)
    }

    /// What wrappers with `**kwargs` do around their calls: a new empty dict, and merging an empty dict into one.
    pub(super) fn record_empty_dict(&mut self, f: ColdFn, i: Instr) -> Option<R> {
        match i.op() {
            Op::BuildMap if i.c() == 0 => {
                if let Err(e) = self.m.cold(f, i) {
                    return Some(Err(e));
                }
                let d = self.call_helper("kwargs", runtime::kwargs_new as *const () as u64, true, &[], Type::Val, FRESH);
                self.finish(&[], Some((i.a(), d)));
                Some(Ok(()))
            }
            Op::DictMerge => {
                let (to, from) = (self.read(i.a()), self.read(i.b()));
                let exact = |v: V| v.w.is_ptr() && peek::header(v.w).is_exact(Kind::Dict);
                if !exact(to) || !exact(from) || !peek::object::<DictObj>(from.w).is_empty() {
                    return None;
                }
                self.object(from);
                let len = self.call_helper("dict.len", runtime::dict_len as *const () as u64, false, &[from.r], Type::Int, SAFE);
                let zero = self.t.const_int(0);
                let empty = self.t.int_eq(len, zero);
                self.t.guard_true(empty);
                let old = if i.has(KILL_B) { self.losing_known(i.b()) } else { None };
                if let Err(e) = self.m.cold(f, i) {
                    return Some(Err(e));
                }
                if i.has(KILL_B) {
                    self.clear(i.b());
                }
                if let Some(old) = old {
                    self.t.release_later(old);
                }
                Some(Ok(()))
            }
            _ => None,
        }
    }

    /// Who is called, and the sources of all its parameters, if it can be inlined.
    fn bound_target(&mut self, callee: V, call: &Call) -> Option<(Target, Vec<Source>)> {
        let target = match peek::kind(callee.w) {
            Kind::Function if self.is_one_of_many(callee) => return None,
            Kind::Function => Target::Function(callee.w),
            Kind::Method => {
                let inner = peek::object::<MethodObj>(callee.w).function.word();
                if peek::kind(inner) != Kind::Function {
                    return None;
                }
                Target::Method(inner)
            }
            Kind::Object => Target::Instance(call_method(peek::value(&callee.w))?.word()),
            Kind::Type => {
                let ty = peek::type_object(callee.w);
                let init = if type_::plain_construct(ty) { ty.lookup(&names().__init__)? } else { return None };
                if init.kind() != Kind::Function {
                    return None;
                }
                Target::Init(init.word())
            }
            _ => return None,
        };
        let (function, extra) = match target {
            Target::Function(f) => (f, 0),
            Target::Method(f) | Target::Instance(f) | Target::Init(f) => (f, 1),
        };
        if !self.fits_inline(function) {
            return None;
        }
        let plan = sources(peek::object::<FunctionObj>(function), call, extra)?;
        Some((target, plan))
    }
    fn fits_inline(&mut self, function: Word) -> bool {
        let code = peek::function_code(peek::object::<FunctionObj>(function));
        !code.reg().is_generator
            && !self.is_recursive(code)
            && code.reg().words.len() <= self.params.inline_size_max as usize
            && self.t.frames().len() <= self.params.inline_depth_max as usize
    }

    fn inline_bound(&mut self, i: Instr, callee: V, target: Target, call: Call, plan: Vec<Source>) -> R {
        // Guards come first.
        let (function, receiver) = match target {
            Target::Function(f) => {
                self.promote_function(callee);
                (f, None)
            }
            Target::Method(f) => {
                let Some(p) = self.object(callee) else { return Ok(()) };
                let o = peek::object::<MethodObj>(callee.w);
                let r = self.method_part(p, offsets().method_function);
                self.promote_function(V { w: f, r });
                let x = self.method_part(p, offsets().method_receiver);
                (f, Some(Given { v: V { w: o.receiver.word(), r: x }, from: None }))
            }
            Target::Instance(f) => {
                self.guard_shape(callee);
                let r = self.t_const(f);
                self.promote_function(V { w: f, r });
                (f, Some(Given { v: callee, from: call.window.first().copied() }))
            }
            Target::Init(f) => {
                self.promote(callee);
                self.keep.borrow_mut().watch_type(peek::type_object(callee.w));
                let r = self.t_const(f);
                self.promote_function(V { w: f, r });
                (f, None)
            }
        };
        let plan: Vec<(Source, Option<Ref>)> = plan
            .into_iter()
            .map(|s| {
                let r = match s {
                    Source::KeywordDefault(dict, entry) => Some(self.dict_entry(dict, entry)),
                    _ => None,
                };
                (s, r)
            })
            .collect();
        if self.run_bound(i)?.is_none() {
            return Ok(());
        }
        let Some(base) = peek::offset(self.m.base, self.root.0) else {
            self.give_up(Abort::Suspended);
            return Ok(());
        };
        let is_init = matches!(target, Target::Init(_));
        let mut values = vec![];
        if is_init {
            let instance = self.emit_instance(peek::type_object(callee.w), peek::register(&self.m, 0));
            self.t.retain(instance);
            self.t.set_register(base - 1, instance);
            values.push(Given { v: V { w: peek::register(&self.m, 0), r: instance }, from: Some(base - 1) });
        }
        values.extend(receiver);
        values.extend(&call.all);
        let n = plan.len() as u32;
        for (k, (source, r)) in plan.into_iter().enumerate() {
            self.pass(base + k as u32, k as u16, &source, r, &values, is_init);
        }
        self.end_window(&call.window);
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.enter(function, n, dst, if is_init { flag::INIT } else { 0 }, None, true);
        Ok(())
    }
    /// The concrete call of a function that is inlined; None when recording was given up.
    fn run_bound(&mut self, i: Instr) -> Result<Option<()>, Leave> {
        let before = self.m.vm.frames.len();
        // The callee is recorded: its machine code must not run it.
        let hot = std::mem::replace(&mut self.m.vm.hot_function, u32::MAX);
        let called = match i.op() {
            Op::CallKw => self.m.cold(calls::call_kw, i),
            Op::CallEx => self.m.cold(calls::call_ex, i),
            _ => self.m.call(i),
        };
        self.m.vm.hot_function = hot;
        called?;
        if self.m.vm.frames.len() != before + 1 {
            self.give_up(Abort::Unsupported);
        }
        Ok(self.abort.is_none().then_some(()))
    }

    /// Gives parameter `k`, at `slot`, its value.
    fn pass(&mut self, slot: u32, k: u16, source: &Source, default: Option<Ref>, values: &[Given], is_init: bool) {
        match source {
            Source::Argument(at) => {
                let (r, counted) = if is_init && *at == 0 { (values[0].v.r, true) } else { self.moved(values[*at]) };
                if counted || self.t.is_uncounted(r) { self.t.set_register(slot, r) } else { self.t.set_borrowed(slot, r) }
            }
            Source::Default(w) => {
                let r = self.t_const(*w);
                if w.is_ptr() { self.t.set_borrowed(slot, r) } else { self.t.set_register(slot, r) }
            }
            Source::KeywordDefault(..) => {
                let Some(r) = default else { return self.give_up(Abort::Internal) };
                self.t.retain(r);
                self.t.set_register(slot, r);
            }
            Source::Rest(list) if list.is_empty() => {
                let r = self.t_const(peek::register(&self.m, k));
                self.t.set_borrowed(slot, r);
            }
            Source::Rest(list) => {
                let items: Vec<(Ref, bool)> = list.iter().map(|&at| self.moved(values[at])).collect();
                let r = self.emit_tuple(items, peek::register(&self.m, k));
                self.t.set_register(slot, r);
            }
            Source::Keywords(list) => {
                let mut d = self.call_helper("kwargs", runtime::kwargs_new as *const () as u64, true, &[], Type::Val, FRESH);
                for &(name, at) in list {
                    let (r, counted) = self.moved(values[at]);
                    let w = self.word_of(r);
                    if !counted {
                        self.t.retain(w);
                    }
                    let name = self.t_const(name);
                    d = self.call_helper("kwargs.put", runtime::kwargs_put as *const () as u64, true, &[d, name, w], Type::Val, FRESH);
                }
                self.t.set_register(slot, d);
            }
        }
    }
    /// A value that leaves its register, and whether its reference comes with it.
    fn moved(&mut self, g: Given) -> (Ref, bool) {
        let Some(from) = g.from else {
            if self.t.ty(g.v.r) == Type::Val && !self.t.is_uncounted(g.v.r) {
                self.t.retain(g.v.r);
            }
            return (g.v.r, true);
        };
        let counted = self.t.entry(from).is_none_or(|e| e.1);
        self.t.clear_register(from, false);
        (g.v.r, counted)
    }
    /// What is left in a call's window goes.
    fn end_window(&mut self, window: &[u32]) {
        for &slot in window {
            let old = self.t.entry(slot).filter(|e| e.1 && !self.t.is_uncounted(e.0));
            self.t.clear_register(slot, false);
            if let Some((old, _)) = old {
                self.t.release_later(old);
            }
        }
    }

    /// Any callee: a call through memory.
    fn call_bound_opaquely(&mut self, i: Instr, callee: V) -> R {
        let last = if i.op() == Op::CallEx { 2 + u16::from(i.has(KWARGS)) } else { i.b() + 2 };
        let skipped = |k: u16| k == 1 && (i.op() == Op::CallEx || i.has(NOSELF));
        let operands: Vec<u16> = (0..=last).filter(|&k| !skipped(k)).map(|k| i.a() + k).collect();
        for &r in &operands {
            self.read(r);
        }
        if is_frame_reader(callee.w) {
            self.give_up(Abort::DynamicCode);
        }
        let depth = self.m.vm.frames.len();
        self.m.cold(calls::call_opaque, i)?;
        if self.m.vm.frames.len() != depth {
            self.give_up(Abort::Unsupported);
        }
        if self.abort.is_some() {
            return Ok(());
        }
        let w = self.t.const_int(i.0 as i64);
        let r = self.call_full("call", runtime::call_special as *const () as u64, &[w], Type::Val, &operands);
        let slots: Vec<u32> = operands.iter().map(|&r| self.slot(r)).collect();
        self.end_window(&slots);
        let dst = if i.has(DISCARD) { NO_DST } else { u32::from(i.c()) };
        self.store_result(dst, (r, true));
        Ok(())
    }
}

/// Binds the values of a call (behind `extra` that come in front of them) to the parameters; None if that fails, which the call
/// itself must find out.
fn sources(f: &FunctionObj, call: &Call, extra: usize) -> Option<Vec<Source>> {
    let code = peek::function_code(f);
    let d = &code.co;
    let (argcount, kwonly) = (d.argcount as usize, d.kwonlyargcount as usize);
    let (varargs, varkw) = (d.flags & flags::VARARGS != 0, d.flags & flags::VARKEYWORDS != 0);
    let n_pos = call.all.len() - call.names.len() + extra;
    if n_pos > argcount && !varargs || n_pos > argcount + ITEMS_MAX {
        return None;
    }
    let mut found: Vec<Option<usize>> = (0..argcount + kwonly).map(|k| (k < n_pos.min(argcount)).then_some(k)).collect();
    let mut others = vec![];
    for (k, &name) in call.names.iter().enumerate() {
        match bind::named(code, name) {
            Some(p) if found[p].is_none() => found[p] = Some(n_pos + k),
            None if varkw => others.push((name, n_pos + k)),
            _ => return None,
        }
    }
    let defaults = f.defaults.borrow().clone();
    let defaults = tuple::items_opt(&defaults).unwrap_or(&[]);
    let kwdefaults = f.kwdefaults.borrow().clone();
    let mut all = vec![];
    for (k, at) in found.into_iter().enumerate() {
        all.push(match at {
            Some(at) => Source::Argument(at),
            None if k < argcount => Source::Default(defaults.get((k + defaults.len()).checked_sub(argcount)?)?.word()),
            None => {
                let dict = kwdefaults.downcast::<DictObj>()?;
                let entry = dict.find_str(&vm::object::intern::intern(d.local_name(k)))?;
                Source::KeywordDefault(kwdefaults.word(), entry)
            }
        });
    }
    if varargs {
        all.push(Source::Rest((argcount..n_pos.max(argcount)).collect()));
    }
    if varkw {
        all.push(Source::Keywords(others));
    }
    Some(all)
}
