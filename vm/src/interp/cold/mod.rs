//! Opcodes that are rare or complicated: plain functions over the frame's registers. The JIT calls them as they are.
//!
//! The frame's `pc` has been saved, so line numbers and tracebacks are right. A function that raises writes no destination;
//! operands it hasn't consumed are released by the unwinder.

pub mod arith;
pub mod attr;
pub mod build;
pub mod calls;
pub mod except;
pub mod functions;
pub mod iter;
pub mod modules;
pub mod names;
pub mod pattern;
pub mod text;

use crate::heap::count;
use crate::object::error::PyResult;
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{KILL_A, KILL_B, KILL_C, Op};

/// How execution goes on.
#[derive(Clone, Copy, Debug)]
pub enum Flow {
    /// With the next instruction.
    Next,
    /// At this offset from the next instruction.
    Jump(i32),
    /// In a frame that was pushed: reload the machine.
    Frame,
    /// In the caller, behind the instruction it stands at.
    Returned,
    /// The pending exception goes on without a new traceback entry.
    Reraise,
    /// The entry frame is done.
    Done,
}

/// A cold opcode.
pub type ColdFn = fn(&mut Vm, Instr, Regs) -> PyResult<Flow>;

/// The registers of the running frame.
#[derive(Clone, Copy)]
pub struct Regs(*mut Word);

impl Regs {
    /// Registers at `base`. Only the machines make these.
    #[inline(always)]
    pub fn new(base: *mut Word) -> Regs {
        Regs(base)
    }
    /// The window.
    pub fn base(self) -> *mut Word {
        self.0
    }
    /// Reads a register.
    #[inline(always)]
    pub fn get(self, r: u16) -> Value {
        // SAFETY: operands lie in the window (verified); registers hold immediates or owned references.
        unsafe { Value::from_borrowed(*self.0.add(r as usize)) }
    }
    /// Moves out of a register.
    #[inline(always)]
    pub fn take(self, r: u16) -> Value {
        // SAFETY: as above.
        unsafe { Value::from_owned(self.0.add(r as usize).replace(Word::NULL)) }
    }
    /// Writes a register, releasing what it held.
    #[inline(always)]
    pub fn set(self, r: u16, v: Value) {
        // SAFETY: as above.
        unsafe {
            let p = self.0.add(r as usize);
            let old = *p;
            *p = v.into_word();
            count::release(old);
        }
    }
    /// Releases a register.
    pub fn kill(self, r: u16) {
        drop(self.take(r));
    }
    /// `n` registers, borrowed; they must not change meanwhile.
    pub fn slice(&self, start: u16, n: usize) -> &[Value] {
        // SAFETY: as above; `Value` is a transparent word.
        unsafe { std::slice::from_raw_parts(self.0.add(start as usize) as *const Value, n) }
    }
    /// Moves `n` registers out.
    pub fn take_all(self, start: u16, n: usize) -> Vec<Value> {
        (0..n as u16).map(|k| self.take(start + k)).collect()
    }
    /// Operand a: moved out when it is killed, else a new reference.
    pub fn use_a(self, i: Instr) -> Value {
        if i.has(KILL_A) { self.take(i.a()) } else { self.get(i.a()) }
    }
    /// Operand b.
    pub fn use_b(self, i: Instr) -> Value {
        if i.has(KILL_B) { self.take(i.b()) } else { self.get(i.b()) }
    }
    /// Operand c.
    pub fn use_c(self, i: Instr) -> Value {
        if i.has(KILL_C) { self.take(i.c()) } else { self.get(i.c()) }
    }
}

/// Constant `k` of the innermost frame's code.
pub fn constant(vm: &Vm, k: u32) -> Value {
    let f = &vm.frames[vm.frames.len() - 1];
    // SAFETY: constants live as long as the code.
    unsafe { Value::from_borrowed(f.code().reg().consts[k as usize]) }
}
/// Name of site `s` of the innermost frame's code.
pub fn site_name(vm: &Vm, s: u32) -> Value {
    let f = &vm.frames[vm.frames.len() - 1];
    // SAFETY: names live as long as the code.
    unsafe { Value::from_borrowed(f.code().reg().site_names[s as usize]) }
}

/// A result for operand a.
fn put(regs: Regs, i: Instr, v: Value) -> PyResult<Flow> {
    regs.set(i.a(), v);
    Ok(Flow::Next)
}

fn impossible(vm: &mut Vm, i: Instr, _: Regs) -> PyResult<Flow> {
    Err(vm.system_error(format!("opcode {:?} reached the cold table", i.op())))
}

/// The cold opcodes by number.
pub static TABLE: [ColdFn; 256] = table();

const fn table() -> [ColdFn; 256] {
    let mut t: [ColdFn; 256] = [impossible; 256];
    macro_rules! rows { ($($op:ident = $f:path;)+) => { $(t[Op::$op as usize] = $f;)+ } }
    rows! {
        DeleteFast = names::delete_fast;
        StoreGlobal = names::store_global;
        DelGlobal = names::del_global;
        LoadName = names::load_name;
        StoreName = names::store_name;
        DelName = names::del_name;
        DelDeref = names::del_deref;
        MakeCell = names::make_cell;
        CopyFree = names::copy_free;
        LoadLocals = names::load_locals;
        LoadFromDictOrGlobals = names::load_from_dict_or_globals;
        LoadFromDictOrDeref = names::load_from_dict_or_deref;
        LoadBuildClass = names::load_build_class;
        LoadCommon = names::load_common;
        SetupAnnotations = names::setup_annotations;
        Neg = arith::neg;
        Pos = arith::pos;
        Invert = arith::invert;
        MatMul = arith::matmul;
        In = arith::contains;
        NotIn = arith::not_contains;
        JumpIn = arith::jump_in;
        LoadAttr = attr::load_attr;
        LoadMethod = attr::load_method;
        StoreAttr = attr::store_attr;
        DelAttr = attr::del_attr;
        LoadSuperAttr = attr::load_super_attr;
        DelItem = attr::del_item;
        GetSlice = attr::get_slice;
        SetSlice = attr::set_slice;
        BuildSlice = attr::build_slice;
        CallKw = calls::call_kw;
        CallEx = calls::call_ex;
        MakeFunction = functions::make_function;
        SetFuncAttr = functions::set_func_attr;
        ReturnGenerator = functions::return_generator;
        GetIter = iter::get_iter;
        GetYieldFromIter = iter::get_yield_from_iter;
        GetAwaitable = iter::get_awaitable;
        CleanupThrow = iter::cleanup_throw;
        GetAIter = iter::get_aiter;
        GetANext = iter::get_anext;
        EndAsyncFor = iter::end_async_for;
        PushExcInfo = except::push_exc_info;
        PopExcept = except::pop_except;
        CheckExcMatch = except::check_exc_match;
        CheckEgMatch = except::check_eg_match;
        RaiseActive = except::raise_active;
        Raise = except::raise;
        RaiseFrom = except::raise_from;
        Reraise = except::reraise;
        LoadSpecial = except::load_special;
        WithExceptStart = except::with_except_start;
        BuildSet = build::set;
        BuildMap = build::map;
        BuildString = build::string;
        ListExtend = build::list_extend;
        SetAdd = build::set_add;
        SetUpdate = build::set_update;
        MapAdd = build::map_add;
        DictUpdate = build::dict_update;
        DictMerge = build::dict_merge;
        UnpackEx = build::unpack_ex;
        Format = text::format;
        FormatSpec = text::format_spec;
        Convert = text::convert;
        BuildInterpolation = text::interpolation;
        BuildTemplate = text::template;
        ImportName = modules::import_name;
        ImportFrom = modules::import_from;
        Intrinsic1 = modules::intrinsic1;
        Intrinsic2 = modules::intrinsic2;
        MatchClass = pattern::match_class;
        MatchKeys = pattern::match_keys;
        MatchMapping = pattern::match_mapping;
        MatchSequence = pattern::match_sequence;
        GetLen = pattern::get_len;
    }
    t
}
