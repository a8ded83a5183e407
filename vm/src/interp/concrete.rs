//! Machine 1, the interpreter. Fields are scalars and references only, and `&mut self` never reaches a function that isn't
//! inlined, so that they live in CPU registers (one out-of-line call with `&mut self` measured 17 to 29 % on every loop).

use super::cold::{ColdFn, Flow, Regs};
use super::exec::{AttrPlan, Exec, Leave, R, StorePlan};
use super::frame::{Frame, flag};
use super::operator::{self, Operator};
use super::trace::Came;
use super::{arith, call, resume, slow};
use crate::builtins::code::RtCode;
use crate::builtins::function::CellObj;
use crate::builtins::iterators::{ListIter, TupleIter};
use crate::builtins::list::ListObj;
use crate::builtins::module::ModuleObj;
use crate::builtins::range::RangeIter;
use crate::builtins::tuple::{self, TupleObj};
use crate::builtins::{list, str};
use crate::heap::count;
use crate::heap::header::{Header, Kind, flag as header_flag};
use crate::object::Obj;
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::shape::Shape;
use crate::value::{Value, Word};
use crate::vm::{BREAKER, Vm};
use front::bytecode::instr::Instr;
use front::bytecode::ops::{AWAIT, DISCARD, KILL_A, KILL_B, KILL_C};
use std::sync::atomic::Ordering;

/// The state of the running frame.
pub struct Concrete<'a> {
    /// The thread.
    pub vm: &'a mut Vm,
    /// Next instruction.
    pub pc: *const Instr,
    /// The frame's registers.
    pub base: *mut Word,
    /// Code of the frame.
    pub code: *const RtCode,
    /// The frame; frames never move (see `Vm::frames`).
    pub frame: *mut Frame,
}

/// An owned reference.
#[must_use]
pub struct Own(pub Word);

impl<'a> Concrete<'a> {
    /// A machine for the innermost frame.
    #[inline(always)]
    pub fn new(vm: &'a mut Vm) -> Concrete<'a> {
        let mut m = Concrete { vm, pc: std::ptr::null(), base: std::ptr::null_mut(), code: std::ptr::null(), frame: std::ptr::null_mut() };
        m.load();
        m
    }
    /// Takes up the innermost frame's state.
    #[inline(always)]
    pub fn load(&mut self) {
        // SAFETY: there is an innermost frame; its code outlives it.
        unsafe {
            let f = self.vm.frames.as_mut_ptr().add(self.vm.frames.len() - 1);
            self.frame = f;
            self.base = (*f).base;
            let code: *const RtCode = (*(*f).code).reg();
            self.code = code;
            self.pc = (*code).words.as_ptr().add((*f).pc as usize);
        }
    }
    /// The next instruction.
    #[inline(always)]
    pub fn fetch(&mut self) -> Instr {
        // SAFETY: lowered code ends in instructions that don't fall through (checked by the verifier).
        unsafe {
            let i = *self.pc;
            self.pc = self.pc.add(1);
            i
        }
    }
    /// Notes the next instruction as the one to go on with, for leaving the machine between instructions.
    pub fn save_pc_exact(&mut self) {
        // SAFETY: as in `save_pc`.
        unsafe { (*self.frame).pc = self.pc.offset_from((&(*self.code).words).as_ptr()) as u32 }
    }
    /// Notes where the frame is, for tracebacks, line numbers and nested interpreters.
    #[inline(always)]
    pub fn save_pc(&mut self) {
        // SAFETY: `pc` points behind an instruction of the code.
        unsafe { (*self.frame).pc = self.pc.offset_from((&(*self.code).words).as_ptr()) as u32 - 1 }
    }
    #[inline(always)]
    fn reg(&self, r: u16) -> *mut Word {
        self.base.wrapping_add(r as usize)
    }
    #[inline(always)]
    fn val(w: &Word) -> &Value {
        // SAFETY: words handed to slow paths are borrowed from registers or containers that stay as they are meanwhile.
        unsafe { Value::view(w) }
    }
    #[inline(always)]
    fn own(r: PyResult<Value>) -> Result<Own, Leave> {
        match r {
            Ok(v) => Ok(Own(v.into_word())),
            Err(e) => {
                std::mem::forget(e);
                Err(Leave::Raise)
            }
        }
    }
    #[inline(always)]
    fn header(w: Word) -> *mut Header {
        w.as_ptr_unchecked()
    }
    #[inline(always)]
    fn obj<T>(w: Word) -> *const Obj<T> {
        w.as_ptr_unchecked() as *const Obj<T>
    }
}

/// Floats of a pair that isn't two immediate floats: a float and a small int that is exact as a float. Bigger ints
/// are rounded by arithmetic but not by comparisons, so both leave them to the slots.
#[inline(always)]
fn mixed(x: Word, y: Word) -> Option<(f64, f64)> {
    if x.is_float() && y.is_int() {
        return Some((x.as_float_unchecked(), exact_float(y)?));
    }
    if x.is_int() && y.is_float() {
        return Some((exact_float(x)?, y.as_float_unchecked()));
    }
    None
}

/// A small int as a float, if no bit is lost.
#[inline(always)]
fn exact_float(w: Word) -> Option<f64> {
    const EXACT: i64 = 1 << 53;
    let i = w.as_int_unchecked();
    if (-EXACT..=EXACT).contains(&i) { Some(i as f64) } else { None }
}

impl Exec for Concrete<'_> {
    type Val = Word;
    type Own = Own;
    type Int = i64; // tagged: `v << 3`
    type Float = f64;
    type Bool = bool;
    type Obj = Word;

    // SAFETY of all register accesses: the verifier checked that operands lie within the frame's window, and every
    // register holds an immediate, NULL or an owned reference.
    #[inline(always)]
    fn get(&mut self, r: u16) -> Word {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { *self.reg(r) }
    }
    #[inline(always)]
    fn set(&mut self, r: u16, v: Own) {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe {
            let p = self.reg(r);
            let old = *p;
            *p = v.0;
            count::release(old);
        }
    }
    #[inline(always)]
    fn take(&mut self, r: u16) -> Own {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { Own(self.reg(r).replace(Word::NULL)) }
    }
    #[inline(always)]
    fn kill(&mut self, r: u16) {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe {
            let p = self.reg(r);
            let old = *p;
            *p = Word::NULL;
            count::release(old);
        }
    }
    #[inline(always)]
    fn constant(&mut self, i: u32) -> Word {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { *(&(*self.code).consts).get_unchecked(i as usize) }
    }
    #[inline(always)]
    fn int_const(&mut self, i: i64) -> i64 {
        i << 3
    }
    #[inline(always)]
    fn retain(&mut self, v: Word) -> Own {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { count::retain(v) };
        Own(v)
    }
    #[inline(always)]
    fn null(&mut self) -> Own {
        Own(Word::NULL)
    }

    #[inline(always)]
    fn ints(&mut self, x: Word, y: Word) -> Option<(i64, i64)> {
        if (x.0 | y.0) & 7 == 0 { Some((x.0 as i64, y.0 as i64)) } else { None }
    }
    #[inline(always)]
    fn floats(&mut self, x: Word, y: Word) -> Option<(f64, f64)> {
        if x.is_float() && y.is_float() {
            return Some((x.as_float_unchecked(), y.as_float_unchecked()));
        }
        mixed(x, y)
    }
    #[inline(always)]
    fn as_int(&mut self, x: Word) -> Option<i64> {
        if x.is_int() { Some(x.0 as i64) } else { None }
    }
    #[inline(always)]
    fn as_float(&mut self, x: Word) -> Option<f64> {
        if x.is_float() { Some(x.as_float_unchecked()) } else { None }
    }
    #[inline(always)]
    fn as_bool(&mut self, x: Word) -> Option<bool> {
        if x.is_bool() { Some(x == Word::TRUE) } else { None }
    }
    #[inline(always)]
    fn as_exact(&mut self, x: Word, kind: Kind) -> Option<Word> {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        if x.is_ptr() && unsafe { (*Self::header(x)).is_exact(kind) } { Some(x) } else { None }
    }
    #[inline(always)]
    fn is_none(&mut self, x: Word) -> bool {
        x == Word::NONE
    }
    #[inline(always)]
    fn is_null(&mut self, x: Word) -> bool {
        x == Word::NULL
    }
    #[inline(always)]
    fn is_same(&mut self, x: Word, y: Word) -> bool {
        x == y
    }

    #[inline(always)]
    fn from_int(&mut self, i: i64) -> Own {
        Own(Word(i as u64))
    }
    #[inline(always)]
    fn from_float(&mut self, f: f64) -> Own {
        match Word::float(f) {
            Some(w) => Own(w),
            None => Own(crate::builtins::float::boxed(f).into_word()),
        }
    }
    #[inline(always)]
    fn from_bool(&mut self, b: bool) -> Own {
        Own(Word::bool(b))
    }

    #[inline(always)]
    fn int_op(&mut self, op: BinOp, a: i64, b: i64) -> Option<i64> {
        arith::int_op(op, a, b)
    }
    #[inline(always)]
    fn int_truediv(&mut self, a: i64, b: i64) -> Option<f64> {
        arith::int_truediv(a, b)
    }
    #[inline(always)]
    fn float_op(&mut self, op: BinOp, a: f64, b: f64) -> Option<f64> {
        arith::float_op(op, a, b)
    }
    #[inline(always)]
    fn float_neg(&mut self, a: f64) -> f64 {
        -a
    }
    #[inline(always)]
    fn int_cmp(&mut self, op: CmpOp, a: i64, b: i64) -> bool {
        match op {
            CmpOp::Lt => a < b,
            CmpOp::Le => a <= b,
            CmpOp::Eq => a == b,
            CmpOp::Ne => a != b,
            CmpOp::Gt => a > b,
            CmpOp::Ge => a >= b,
        }
    }
    #[inline(always)]
    fn float_cmp(&mut self, op: CmpOp, a: f64, b: f64) -> bool {
        match op {
            CmpOp::Lt => a < b,
            CmpOp::Le => a <= b,
            CmpOp::Eq => a == b,
            CmpOp::Ne => a != b,
            CmpOp::Gt => a > b,
            CmpOp::Ge => a >= b,
        }
    }
    #[inline(always)]
    fn not(&mut self, b: bool) -> bool {
        !b
    }

    #[inline(always)]
    fn branch(&mut self, b: bool) -> bool {
        b
    }
    #[inline(always)]
    fn jump(&mut self, offset: i32) {
        self.pc = self.pc.wrapping_offset(offset as isize);
    }
    #[inline(always)]
    fn back_edge(&mut self, loop_no: u16, offset: i32) -> R {
        // SAFETY: loop numbers were handed out by the lowering.
        let count = unsafe { (&(*self.code).loops).get_unchecked(loop_no as usize) };
        let n = count.get().wrapping_add(1);
        count.set(n);
        if BREAKER.load(Ordering::Relaxed) != 0 {
            self.save_pc();
            slow::poll(self.vm)?;
            if self.vm.traced {
                self.jump(offset);
                return Err(self.switch());
            }
        }
        self.jump(offset);
        if n >= self.vm.hot_loop {
            // SAFETY: as in `save_pc`; the loop's head is the next instruction.
            unsafe { (*self.frame).pc = self.pc.offset_from((&(*self.code).words).as_ptr()) as u32 };
            count.set(0);
            let r = slow::hot_loop(self.vm, loop_no);
            self.load();
            if self.vm.traced && r.is_ok() {
                self.vm.came = Came::Unknown;
                return Err(Leave::Switch);
            }
            return r;
        }
        Ok(())
    }

    #[inline(always)]
    fn global(&mut self, site: u32) -> Option<Word> {
        // SAFETY: sites are in range; namespaces are alive while the frame runs; entry numbers are valid under the versions.
        unsafe {
            let c = (&(*self.code).caches).get_unchecked(site as usize);
            let globals = &*(*self.frame).globals;
            if c.version.get() != globals.current_version() || c.plan.get() == 0 {
                return None;
            }
            if c.plan.get() == 1 {
                return Some(globals.entry_value(c.value.get() as usize).word());
            }
            let builtins = &*(*self.frame).builtins;
            if c.key.get() != u64::from(builtins.current_version()) {
                return None;
            }
            Some(builtins.entry_value(c.value.get() as usize).word())
        }
    }
    #[inline(always)]
    fn cell_get(&mut self, r: u16) -> Option<Word> {
        // SAFETY: the lowering only names registers that hold cells.
        let w = unsafe { (*(&*Self::obj::<CellObj>(self.get(r))).content.as_ptr()).word() };
        if w == Word::NULL { None } else { Some(w) }
    }
    #[inline(always)]
    fn cell_set(&mut self, r: u16, v: Own) {
        // SAFETY: as above; the old content is released after the store.
        unsafe {
            let p = (&*Self::obj::<CellObj>(self.get(r))).content.as_ptr() as *mut Word;
            let old = *p;
            *p = v.0;
            count::release(old);
        }
    }
    #[inline(always)]
    fn attr_plan(&mut self, site: u16, x: Word, method: bool) -> AttrPlan {
        if !x.is_ptr() {
            return AttrPlan::Generic;
        }
        // SAFETY: sites are in range, `x` is a live object.
        unsafe {
            let c = (&(*self.code).caches).get_unchecked(site as usize);
            let shape = (*Self::header(x)).shape.get();
            if c.key.get() == shape as u64 && c.version.get() == (*shape).ty().version() {
                return slow::attr_plan_of(c, x);
            }
            slow::resolve_attr(self.vm, &*self.code, site, x, method)
        }
    }
    #[inline(always)]
    fn store_plan(&mut self, site: u16, x: Word) -> StorePlan {
        if !x.is_ptr() {
            return StorePlan::Generic;
        }
        // SAFETY: as above.
        unsafe {
            let c = (&(*self.code).caches).get_unchecked(site as usize);
            let shape = (*Self::header(x)).shape.get();
            if c.key.get() == shape as u64 && c.version.get() == (*shape).ty().version() {
                return slow::store_plan_of(c);
            }
            slow::resolve_store(self.vm, &*self.code, site, x)
        }
    }
    #[inline(always)]
    fn slot_load(&mut self, x: Word, offset: usize) -> Word {
        // SAFETY: the plan's offset lies inside objects of the shape it was made for.
        unsafe { *((Self::header(x) as *const u8).add(offset) as *const Word) }
    }
    #[inline(always)]
    fn slot_store(&mut self, x: Word, offset: usize, v: Own) {
        // SAFETY: as above.
        unsafe {
            let p = (Self::header(x) as *mut u8).add(offset) as *mut Word;
            let old = *p;
            *p = v.0;
            count::release(old);
        }
    }
    #[inline(always)]
    fn slot_add(&mut self, x: Word, offset: usize, shape: &'static Shape, v: Own) {
        // SAFETY: the plan says that the last slot of `shape` is inside the object, where it is NULL.
        unsafe {
            (*Self::header(x)).shape.set(shape);
            *((Self::header(x) as *mut u8).add(offset) as *mut Word) = v.0;
        }
    }
    #[inline(always)]
    fn module_entry(&mut self, x: Word, entry: usize) -> Word {
        // SAFETY: `attr_plan` checked the module's keys version.
        unsafe { (&*Self::obj::<ModuleObj>(x)).dict.entry_value(entry).word() }
    }
    #[inline(always)]
    fn word(&mut self, w: Word) -> Word {
        w
    }

    #[inline(always)]
    fn list_len(&mut self, l: Word) -> i64 {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { ((*Self::obj::<ListObj>(l)).len() as i64) << 3 }
    }
    #[inline(always)]
    fn in_bounds(&mut self, i: i64, len: i64) -> bool {
        (i as u64) < len as u64
    }
    #[inline(always)]
    fn list_load(&mut self, l: Word, i: i64) -> Word {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { (*Self::obj::<ListObj>(l)).items().get_unchecked(arith::untag(i) as usize).word() }
    }
    #[inline(always)]
    fn list_store(&mut self, l: Word, i: i64, v: Own) {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe {
            let p = (*Self::obj::<ListObj>(l)).vec().as_mut_ptr().add(arith::untag(i) as usize) as *mut Word;
            let old = *p;
            *p = v.0;
            count::release(old);
        }
    }
    #[inline(always)]
    fn list_old(&mut self, _: Word, _: i64) {}
    #[inline(always)]
    fn list_room(&mut self, _: Word) {}
    #[inline(always)]
    fn list_push(&mut self, l: Word, v: Own) {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { (*Self::obj::<ListObj>(l)).push(Value::from_owned(v.0)) }
    }
    #[inline(always)]
    fn tuple_len(&mut self, t: Word) -> i64 {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { ((*Self::obj::<TupleObj>(t)).len() as i64) << 3 }
    }
    #[inline(always)]
    fn tuple_load(&mut self, t: Word, i: i64) -> Word {
        // SAFETY: operands lie in the frame's window and hold what was tested before (see above).
        unsafe { (*Self::obj::<TupleObj>(t)).items().get_unchecked(arith::untag(i) as usize).word() }
    }
    #[inline(always)]
    fn len_is(&mut self, len: i64, n: usize) -> bool {
        len == (n as i64) << 3
    }
    #[inline(always)]
    fn build_tuple(&mut self, start: u16, n: u16) -> Own {
        // SAFETY: the window's references move into the tuple.
        unsafe {
            let words = std::slice::from_raw_parts_mut(self.reg(start), n as usize);
            let t = tuple::from_words(words);
            words.fill(Word::NULL);
            Own(t.into_word())
        }
    }
    #[inline(always)]
    fn build_list(&mut self, start: u16, n: u16) -> Own {
        // SAFETY: as above.
        unsafe {
            let words = std::slice::from_raw_parts_mut(self.reg(start), n as usize);
            let items = words.iter().map(|w| Value::from_owned(*w)).collect();
            words.fill(Word::NULL);
            Own(list::new(items).into_word())
        }
    }
    #[inline(always)]
    fn dict_load(&mut self, d: Word, key: Word) -> Option<Word> {
        // SAFETY: an exact dict.
        unsafe { slow::dict_find(&*Self::obj::<DictObj>(d), key) }
    }

    #[inline(always)]
    fn iter_next(&mut self, it: Word) -> Option<Option<Own>> {
        if !it.is_ptr() {
            return None;
        }
        // SAFETY: the kind says what the payload is.
        unsafe {
            match (*Self::header(it)).kind() {
                Kind::RangeIter => {
                    let r = &*Self::obj::<RangeIter>(it);
                    let n = r.remaining.get();
                    if n <= 0 {
                        return Some(None);
                    }
                    let v = r.next.get();
                    r.remaining.set(n - 1);
                    r.next.set(v.wrapping_add(r.step.get()));
                    Some(Some(Own(Word::int_unchecked(v))))
                }
                Kind::ListIter => {
                    let l = &*Self::obj::<ListIter>(it);
                    let list = l.list.as_ptr();
                    if (*list).is_null() {
                        return Some(None);
                    }
                    let i = l.index.get();
                    let items = (*Self::obj::<ListObj>((*list).word())).items();
                    match items.get(i) {
                        Some(v) => {
                            l.index.set(i + 1);
                            Some(Some(Own(v.clone().into_word())))
                        }
                        None => None,
                    }
                }
                Kind::TupleIter => {
                    let t = &*Self::obj::<TupleIter>(it);
                    let tup = t.tuple.as_ptr();
                    if (*tup).is_null() {
                        return Some(None);
                    }
                    let i = t.index.get();
                    match (*Self::obj::<TupleObj>((*tup).word())).items().get(i) {
                        Some(v) => {
                            t.index.set(i + 1);
                            Some(Some(Own(v.clone().into_word())))
                        }
                        None => None,
                    }
                }
                _ => None,
            }
        }
    }
    #[inline(always)]
    fn for_generator(&mut self, i: Instr) -> Result<bool, Leave> {
        let it = self.get(i.a());
        // SAFETY: a pointer word in a register is a live object.
        if !it.is_ptr() || unsafe { (*Self::header(it)).kind() } != Kind::Generator {
            return Ok(false);
        }
        self.save_pc();
        // SAFETY: a `for` loop has a body and a back edge at least.
        let (body, back) = unsafe { (*self.pc, *self.pc.add(1)) };
        if resume::is_gathering(i, body, back) && !self.vm.traced && resume::is_plain(it) {
            let r = resume::gather(self.vm, Self::val(&it), body, self.base);
            match Self::own(r.map(|v| v.unwrap_or(Value::NULL)))? {
                Own(Word::NULL) => {
                    self.kill(i.a());
                    self.jump(i32::from(i.near()));
                }
                v => self.set(i.b(), v),
            }
            self.done()?;
            return Ok(true);
        }
        let entered = resume::enter_for(self.vm, it, i)?;
        if entered {
            self.load();
        }
        Ok(entered)
    }
    #[inline(always)]
    fn send_generator(&mut self, i: Instr) -> Result<bool, Leave> {
        let it = self.get(i.a());
        // SAFETY: a pointer word in a register is a live object.
        if !it.is_ptr() || unsafe { (*Self::header(it)).kind() } != Kind::Generator {
            return Ok(false);
        }
        self.save_pc();
        let sent = self.take(i.b());
        let entered = resume::enter_send(self.vm, it, sent.0, i)?;
        if entered {
            self.load();
        } else {
            self.set(i.b(), sent);
        }
        Ok(entered)
    }
    #[inline(always)]
    fn yield_(&mut self, i: Instr) -> R {
        self.save_pc();
        let v = if i.has(KILL_A) {
            self.take(i.a())
        } else {
            let v = self.get(i.a());
            self.retain(v)
        };
        if i.has(AWAIT) && !i.has(DISCARD) {
            // What a delegating generator sees when an exception is thrown.
            self.set(i.c(), Own(Word::NONE));
        }
        // SAFETY: the frame pointer is valid while the frame runs; the value is owned.
        let v = unsafe {
            if (*self.frame).flags & flag::DRAIN == 0 {
                v.0
            } else {
                match resume::offer(self.vm, Value::from_owned(v.0)) {
                    None => {
                        if !i.has(DISCARD) {
                            self.set(i.c(), Own(Word::NONE));
                        }
                        return Ok(());
                    }
                    Some(v) => v.into_word(),
                }
            }
        };
        resume::suspend_through(self.vm, v)?;
        self.load_after_return();
        Ok(())
    }

    #[inline(always)]
    fn call(&mut self, i: Instr) -> R {
        self.save_pc();
        // The common case is done here: a simple function with exactly its parameters.
        match call::call(self.vm, self.base, i)? {
            call::Entered::Frame => self.load(),
            call::Entered::Done => {
                if self.vm.traced {
                    return Err(self.switch());
                }
            }
        }
        Ok(())
    }
    #[inline(always)]
    fn return_(&mut self, v: Own) -> R {
        call::leave_frame(self.vm, v.0)?;
        self.load_after_return();
        Ok(())
    }
    #[inline(always)]
    fn call_getter(&mut self, f: Word, x: Word, dst: u16) -> Result<bool, Leave> {
        self.save_pc();
        let entered = call::enter_getter(self.vm, f, x, dst)?;
        if entered {
            self.load();
        }
        Ok(entered)
    }
    #[inline(always)]
    fn call_operator(&mut self, operator: Operator, x: Word, y: Word) -> Result<bool, Leave> {
        // SAFETY: pointers in registers are live objects.
        let class = |w: Word| w.is_ptr() && unsafe { !(*Self::header(w)).has(header_flag::EXACT) };
        if !class(x) && (x.is_ptr() || !class(y)) {
            return Ok(false);
        }
        self.save_pc();
        match operator::enter(self.vm, operator, x, y)? {
            None => return Ok(false),
            Some(call::Entered::Frame) => self.load(),
            Some(call::Entered::Done) => {
                self.load_after_return();
                if self.vm.traced {
                    return Err(self.switch());
                }
            }
        }
        Ok(true)
    }

    #[inline(always)]
    fn cold(&mut self, f: ColdFn, i: Instr) -> R {
        self.save_pc();
        match f(self.vm, i, Regs::new(self.base)) {
            Ok(Flow::Next) => self.done(),
            Ok(Flow::Jump(offset)) => {
                self.jump(offset);
                self.done()
            }
            Ok(Flow::Frame) => {
                self.load();
                Ok(())
            }
            Ok(Flow::Returned) => {
                self.load_after_return();
                Ok(())
            }
            Ok(Flow::Reraise) => Err(Leave::Reraise),
            Ok(Flow::Done) => Err(Leave::Done),
            Err(e) => {
                std::mem::forget(e);
                Err(Leave::Raise)
            }
        }
    }
    #[inline(always)]
    fn done(&mut self) -> R {
        if self.vm.traced { Err(self.switch()) } else { Ok(()) }
    }
    #[inline(always)]
    fn slow_binary(&mut self, op: BinOp, inplace: bool, x: Word, y: Word) -> Result<Own, Leave> {
        self.save_pc();
        Self::own(slow::binary(self.vm, op, inplace, x, y))
    }
    #[inline(always)]
    fn concat(&mut self, i: Instr) -> bool {
        let (x, y) = (self.get(i.b()), self.get(i.c()));
        if self.as_exact(x, Kind::Str).is_none() || self.as_exact(y, Kind::Str).is_none() {
            return false;
        }
        let left = if i.has(KILL_B) || i.a() == i.b() { self.take(i.b()) } else { self.retain(x) };
        // SAFETY: `left` is owned, `y` stays in its register during the call (also when it is the same string: then `left`
        // isn't the only reference).
        let v = unsafe { str::concat(Value::from_owned(left.0), Self::val(&y)) };
        if i.has(KILL_C) {
            self.kill(i.c());
        }
        self.set(i.a(), Own(v.into_word()));
        true
    }
    #[inline(always)]
    fn slow_compare(&mut self, op: CmpOp, x: Word, y: Word) -> Result<Own, Leave> {
        self.save_pc();
        Self::own(slow::compare(self.vm, op, x, y))
    }
    #[inline(always)]
    fn slow_compare_bool(&mut self, op: CmpOp, x: Word, y: Word) -> Result<bool, Leave> {
        self.save_pc();
        slow::compare_bool(self.vm, op, x, y).map_err(|e| {
            std::mem::forget(e);
            Leave::Raise
        })
    }
    #[inline(always)]
    fn slow_truth(&mut self, x: Word) -> Result<bool, Leave> {
        if x == Word::NONE {
            return Ok(false);
        }
        self.save_pc();
        ops::truth(self.vm, Self::val(&x)).map_err(|e| {
            std::mem::forget(e);
            Leave::Raise
        })
    }
    #[inline(always)]
    fn slow2(&mut self, f: fn(&mut Vm, &Value, &Value) -> PyResult<Value>, x: Word, y: Word) -> Result<Own, Leave> {
        self.save_pc();
        Self::own(f(self.vm, Self::val(&x), Self::val(&y)))
    }
    #[inline(always)]
    fn slow3(&mut self, f: fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()>, x: Word, y: Word, z: Word) -> R {
        self.save_pc();
        f(self.vm, Self::val(&x), Self::val(&y), Self::val(&z)).map_err(|e| {
            std::mem::forget(e);
            Leave::Raise
        })
    }
}

impl Concrete<'_> {
    /// The caller goes on behind its call.
    #[inline(always)]
    pub fn load_after_return(&mut self) {
        self.load();
        self.pc = self.pc.wrapping_add(1);
    }
    /// Lets the loop that delivers events take over; the saved pc is the instruction that is done.
    #[inline(always)]
    fn switch(&mut self) -> Leave {
        // SAFETY: the frame pointer is valid while the frame runs.
        self.vm.came = Came::From(unsafe { (*self.frame).pc });
        Leave::Switch
    }
}
