//! Functions that compiled code calls. C calling convention; a failing one leaves the exception in the `Vm` and returns the
//! sentinel of its result type (see [`crate::ir::raised_bits`]).
//!
//! Calls that may run Python code come with a [`Site`]: where the frames stand. Before the body runs, the root frame gets its
//! pc and the frames inlined into it are pushed for real, so that whoever looks (tracebacks, `sys._getframe`, warnings) sees
//! what the interpreter would show. Registers were written to memory by the compiled code before the call; memory lends
//! them (the references belong to the compiled code), except for operands that the body consumes.

use crate::lower::abi::JitContext;
use crate::record::site::Site;
use front::bytecode::instr::Instr;
use vm::builtins::{int, list, range, str, tuple};
use vm::interp::cold::{ColdFn, Flow, Regs, calls};
use vm::interp::compiled::Compiled;
use vm::interp::frame::{Frame, flag};
use vm::interp::{operator, resume, slow};
use vm::num::IntBuf;
use vm::object::dict::DictObj;
use vm::object::error::PyResult;
use vm::object::ops::{self, BinOp, CmpOp};
use vm::object::ty::TypeObj;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// A native body that takes borrowed values.
pub type Slow1 = fn(&mut Vm, &Value) -> PyResult<Value>;
/// As `Slow1` with two operands.
pub type Slow2 = fn(&mut Vm, &Value, &Value) -> PyResult<Value>;
/// As `Slow1` with three operands and no result.
pub type Slow3 = fn(&mut Vm, &Value, &Value, &Value) -> PyResult<()>;

/// The machine that the context belongs to.
///
/// # Safety
/// `context` is the one that compiled code got; nobody else holds a reference to the machine while a helper runs.
pub(super) unsafe fn vm_of<'a>(context: *mut JitContext) -> &'a mut Vm {
    // SAFETY: the caller's promise.
    unsafe { &mut *((*context).vm as *mut Vm) }
}

pub(super) fn word<T>(r: PyResult<T>, f: impl FnOnce(T) -> Word) -> Word {
    match r {
        Ok(v) => f(v),
        Err(_) => Word::NULL,
    }
}

/// Runs `f` with the frames of a site in place. `f` gets the window of the innermost of them.
unsafe fn at_site<R>(context: *mut JitContext, site: *const Site, f: impl FnOnce(&mut Vm, *mut Word) -> R) -> R {
    // SAFETY: the region keeps its sites; while compiled code runs, its root frame is the innermost one.
    unsafe {
        let vm = vm_of(context);
        let site = &*site;
        let at = vm.frames.len() - 1;
        let root = vm.frames.as_mut_ptr().add(at);
        (*root).pc = site.root_pc;
        (*root).flags = (*root).flags & !flag::STALE | flag::LENT;
        let root_base = (*root).base;
        let mut base = root_base;
        for frame in &site.frames {
            base = root_base.add(frame.base as usize);
            vm.depth += 1;
            let mut real = frame.push(root_base, vm.frames.len());
            real.flags |= flag::LENT;
            vm.frames.push(real);
        }
        let r = f(vm, base);
        for frame in site.frames.iter().rev() {
            vm.depth -= 1;
            let last = vm.frames.len() - 1;
            if frame.is_generator() {
                vm.frames.pop().into_iter().for_each(resume::stand_out);
                continue;
            }
            if !vm.frames[last].object.is_null() {
                vm::builtins::frame::detach(vm, last);
            }
            drop(vm.frames.pop());
        }
        let root: *mut Frame = vm.frames.as_mut_ptr().add(at);
        (*root).flags = (*root).flags & !flag::LENT | flag::STALE;
        r
    }
}

/// Runs a rare opcode. 0: go on; 1: it jumped; the `Int` sentinel: it raised.
pub unsafe extern "C" fn cold(context: *mut JitContext, site: *const Site, f: u64, i: u64) -> i64 {
    // SAFETY: `f` was a `ColdFn` when the call was recorded; the other arguments as in `at_site`.
    unsafe {
        let f: ColdFn = std::mem::transmute::<usize, ColdFn>(f as usize);
        at_site(context, site, |vm, base| match f(vm, Instr(i), Regs::new(base)) {
            Ok(Flow::Jump(_)) => 1,
            Ok(_) => 0,
            Err(_) => i64::MIN,
        })
    }
}

/// Calls what stands in a window of the innermost frame; nothing is consumed.
pub unsafe extern "C" fn call_window(context: *mut JitContext, site: *const Site, i: u64, has_self: u64) -> Word {
    // SAFETY: the window's words were written to memory before the call and stay alive meanwhile.
    unsafe {
        at_site(context, site, |vm, base| {
            let i = Instr(i);
            let w = base.add(usize::from(i.a()));
            let n = usize::from(i.b());
            let (first, n) = if has_self != 0 { (w.add(1), n + 1) } else { (w.add(2), n) };
            let args = std::slice::from_raw_parts(first as *const Value, n);
            let r = vm.call_args(Value::view(&*w), &vm::native::Args::positional(args));
            word(r, Value::into_word)
        })
    }
}

/// Calls what the operands of a `CallKw` or `CallEx` of the innermost frame say; nothing is consumed.
pub unsafe extern "C" fn call_special(context: *mut JitContext, site: *const Site, i: u64) -> Word {
    // SAFETY: as in `call_window`.
    unsafe { at_site(context, site, |vm, base| word(calls::call_through(vm, Instr(i), Regs::new(base)), Value::into_word)) }
}
/// A new dict for left-over keywords.
pub unsafe extern "C" fn kwargs_new(_: *mut JitContext) -> Word {
    vm::object::dict::new_dict().into_word()
}
/// Puts a value, which is given, into a new dict of keywords, which is handed on.
pub unsafe extern "C" fn kwargs_put(_: *mut JitContext, dict: Word, name: Word, v: Word) -> Word {
    // SAFETY: compiled code owns the dict and gives the value away; the name is a constant of the region.
    unsafe {
        if let Some(d) = Value::view(&dict).downcast::<DictObj>() {
            drop(d.set_str(Value::view(&name), Value::from_owned(v)));
        }
    }
    dict
}
/// Number of items of a dict.
pub unsafe extern "C" fn dict_len(dict: Word) -> i64 {
    // SAFETY: the kind was guarded.
    unsafe { Value::view(&dict) }.downcast::<DictObj>().map_or(0, |d| d.len() as i64)
}
/// The value of item number `n` of a dict if its key is `name`, else NULL; borrowed.
pub unsafe extern "C" fn dict_nth(dict: Word, n: u64, name: Word) -> Word {
    // SAFETY: the kind was guarded.
    let dict = unsafe { Value::view(&dict) };
    let entries = dict.downcast::<DictObj>().map(|d| d.core().entries());
    let entry = entries.and_then(|all| all.iter().filter(|e| !e.key.is_null()).nth(n as usize));
    entry.filter(|e| e.key.word() == name).map_or(Word::NULL, |e| e.value.word())
}

/// Calls a function through its cell, with the frames of a site in place. Its parameters stand at `first`.
pub unsafe extern "C" fn call_direct(context: *mut JitContext, site: *const Site, cell: *const usize, first: *mut Word, function: Word) -> Word {
    // SAFETY: the cell holds the address of such a function (`RtCode::direct`); the callee takes the words at `first` over.
    unsafe {
        at_site(context, site, |_, _| {
            let f: Compiled = std::mem::transmute::<usize, Compiled>(*cell);
            f(context.cast(), first, function)
        })
    }
}
/// The way into the interpreter for compiled code that calls a function without machine code.
pub unsafe extern "C" fn interpret(context: *mut JitContext, first: *mut Word, function: Word) -> Word {
    // SAFETY: the caller placed the parameters at `first`, above its live registers.
    unsafe { word(vm::interp::compiled::interpret(vm_of(context), first, function), Value::into_word) }
}

/// Calls a native function that runs no Python code with up to three values.
pub unsafe extern "C" fn call_quiet(context: *mut JitContext, callee: Word, n: u64, a: Word, b: Word, c: Word) -> Word {
    // SAFETY: the words are borrowed from compiled code for the call.
    unsafe {
        let all = [a, b, c];
        let args = std::slice::from_raw_parts(all.as_ptr() as *const Value, n as usize);
        word(vm_of(context).call_args(Value::view(&callee), &vm::native::Args::positional(args)), Value::into_word)
    }
}

/// What follows in the protocol of the operator of instruction `i` when its first method returned NotImplemented; True or False if
/// the instruction wants the truth of it. `flags` are those of the method's frame.
pub unsafe extern "C" fn operator_rest(context: *mut JitContext, site: *const Site, flags: u64, i: u64, x: Word, y: Word) -> Word {
    // SAFETY: as in `at_site`; the operands are borrowed from compiled code for the call.
    unsafe { at_site(context, site, |vm, _| word(operator::rest_of(vm, flags as u32, Instr(i), x, y), Value::into_word)) }
}

/// `slow1`, `slow2` and `slow3` of the micro-ops.
pub unsafe extern "C" fn slow1(context: *mut JitContext, site: *const Site, f: u64, x: Word) -> Word {
    // SAFETY: as in `cold`.
    unsafe {
        let f: Slow1 = std::mem::transmute::<usize, Slow1>(f as usize);
        at_site(context, site, |vm, _| word(f(vm, Value::view(&x)), Value::into_word))
    }
}
/// See `slow1`.
pub unsafe extern "C" fn slow2(context: *mut JitContext, site: *const Site, f: u64, x: Word, y: Word) -> Word {
    // SAFETY: as in `cold`.
    unsafe {
        let f: Slow2 = std::mem::transmute::<usize, Slow2>(f as usize);
        at_site(context, site, |vm, _| word(f(vm, Value::view(&x), Value::view(&y)), Value::into_word))
    }
}
/// See `slow1`; the `Unit` sentinel is 1.
pub unsafe extern "C" fn slow3(context: *mut JitContext, site: *const Site, f: u64, x: Word, y: Word, z: Word) -> u64 {
    // SAFETY: as in `cold`.
    unsafe {
        let f: Slow3 = std::mem::transmute::<usize, Slow3>(f as usize);
        at_site(context, site, |vm, _| match f(vm, Value::view(&x), Value::view(&y), Value::view(&z)) {
            Ok(()) => 0,
            Err(_) => 1,
        })
    }
}
/// As `slow2` on operands that run no Python code: no frames are needed.
pub unsafe extern "C" fn quiet2(context: *mut JitContext, f: u64, x: Word, y: Word) -> Word {
    // SAFETY: as in `cold`.
    unsafe {
        let f: Slow2 = std::mem::transmute::<usize, Slow2>(f as usize);
        word(f(vm_of(context), Value::view(&x), Value::view(&y)), Value::into_word)
    }
}
/// As `slow3` on operands that run no Python code.
pub unsafe extern "C" fn quiet3(context: *mut JitContext, f: u64, x: Word, y: Word, z: Word) -> u64 {
    // SAFETY: as in `cold`.
    unsafe {
        let f: Slow3 = std::mem::transmute::<usize, Slow3>(f as usize);
        match f(vm_of(context), Value::view(&x), Value::view(&y), Value::view(&z)) {
            Ok(()) => 0,
            Err(_) => 1,
        }
    }
}

/// A binary operation through the slots.
pub fn binary(op: BinOp, inplace: bool) -> Slow2 {
    macro_rules! table {
        ($($op:ident)+) => {
            match (op, inplace) {
                $((BinOp::$op, false) => |vm, x, y| slow::binary(vm, BinOp::$op, false, x.word(), y.word()),
                (BinOp::$op, true) => |vm, x, y| slow::binary(vm, BinOp::$op, true, x.word(), y.word()),)+
            }
        };
    }
    table!(Add Sub Mul TrueDiv FloorDiv Mod DivMod Pow And Or Xor Shl Shr MatMul)
}
/// A comparison through the slots.
pub fn compare(op: CmpOp) -> Slow2 {
    macro_rules! table {
        ($($op:ident)+) => { match op { $(CmpOp::$op => |vm, x, y| slow::compare(vm, CmpOp::$op, x.word(), y.word()),)+ } };
    }
    table!(Lt Le Eq Ne Gt Ge)
}
/// The truth of a comparison through the slots, as a bool word.
pub fn compare_bool(op: CmpOp) -> Slow2 {
    macro_rules! table {
        ($($op:ident)+) => { match op { $(CmpOp::$op => |vm, x, y| slow::compare_bool(vm, CmpOp::$op, x.word(), y.word()).map(Value::bool),)+ } };
    }
    table!(Lt Le Eq Ne Gt Ge)
}
/// The truth of any value, as a bool word.
pub fn truth(vm: &mut Vm, x: &Value) -> PyResult<Value> {
    ops::truth(vm, x).map(Value::bool)
}

/// The count of an object reached zero. 1 if Python code ran.
pub unsafe extern "C" fn release(context: *mut JitContext, object: *mut vm::heap::header::Header) -> u64 {
    // SAFETY: the count is zero and compiled code doesn't touch the object again.
    unsafe {
        let before = vm_of(context).python_runs;
        vm::heap::count::dealloc(object);
        u64::from(vm_of(context).python_runs != before)
    }
}
/// Boxes a double without immediate form.
pub extern "C" fn box_float(_: *mut JitContext, f: f64) -> Word {
    vm::builtins::float::boxed(f).into_word()
}
/// Boxes an unsigned number beyond 61 bits.
pub extern "C" fn box_nat(n: u64) -> Word {
    int::from_buf(IntBuf::from(n)).into_word()
}
/// 1 if the word is exactly an int from 0 to 2^64 - 1.
pub extern "C" fn is_nat(w: Word) -> u64 {
    u64::from(nat(w).is_some())
}
/// The number of such a word; 0 for another.
pub extern "C" fn nat_value(w: Word) -> u64 {
    nat(w).unwrap_or(0)
}
/// The value of an exact int from 0 to 2^64 - 1.
pub fn nat(w: Word) -> Option<u64> {
    // SAFETY: compiled code and the recorder hold a reference to what they ask about.
    let v = unsafe { Value::view(&w) };
    int::is_exact_int(v).then(|| int::number(v)?.to_u64()).flatten()
}
/// How the operands of [`big`] come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Operand {
    /// A word of an int, borrowed.
    Word,
    /// An unsigned number.
    Nat,
    /// A signed number.
    Int,
}
/// The `kind` of [`big`].
pub fn big_kind(op: BinOp, a: Operand, b: Operand) -> u64 {
    op as u64 | (a as u64) << 8 | (b as u64) << 16
}
/// An operation on ints of any size; see [`big_kind`].
pub unsafe extern "C" fn big(_: *mut JitContext, kind: u64, a: u64, b: u64) -> Word {
    let operand = |bits: u64, form: u64| match form & 0xff {
        0 => {
            let w = Word(bits);
            // SAFETY: a borrowed word of an int.
            int::to_buf(unsafe { Value::view(&w) }).unwrap_or_default()
        }
        1 => IntBuf::from(bits),
        _ => IntBuf::from(bits as i64),
    };
    let (x, y) = (operand(a, kind >> 8), operand(b, kind >> 16));
    let is = |op: BinOp| kind & 0xff == op as u64;
    let r = match kind {
        _ if is(BinOp::Add) => x.add(&y),
        _ if is(BinOp::Sub) => x.sub(&y),
        _ if is(BinOp::Mul) => x.mul(&y),
        _ if is(BinOp::And) => x.and(&y),
        _ if is(BinOp::Or) => x.or(&y),
        _ if is(BinOp::Xor) => x.xor(&y),
        // The count is below 64.
        _ => x.shl_bits(y.to_u64().unwrap_or(0)),
    };
    int::from_buf(r).into_word()
}
/// Makes room for one more item in a list; the address of its items.
pub unsafe extern "C" fn list_grow(l: *const vm::object::Obj<list::ListObj>) -> *const Value {
    // SAFETY: the caller guarded a list.
    let items = unsafe { (*l).vec() };
    items.reserve(1);
    items.as_ptr()
}
/// Concatenates exact strings; takes the left one over.
pub unsafe extern "C" fn concat(x: Word, y: Word) -> Word {
    // SAFETY: the caller guarded strings, owns `x` and borrows `y`.
    unsafe { str::concat(Value::from_owned(x), Value::view(&y)).into_word() }
}
/// A tuple of `n` NULLs, to be filled.
pub extern "C" fn alloc_tuple(_: *mut JitContext, n: u64, _: u64) -> u64 {
    const NULLS: [Word; 16] = [Word::NULL; 16];
    // SAFETY: NULL words own nothing.
    unsafe {
        match NULLS.get(..n as usize) {
            Some(few) => tuple::from_words(few).into_word().0 & !7,
            None => tuple::from_words(&vec![Word::NULL; n as usize]).into_word().0 & !7,
        }
    }
}
/// A range, to be filled.
pub extern "C" fn alloc_range(_: *mut JitContext, _: u64, _: u64) -> u64 {
    range::blank().into_word().0 & !7
}
/// The iterator over a range of small numbers; the step isn't zero.
pub extern "C" fn range_iter(start: i64, stop: i64, step: i64) -> Word {
    range::small_iter(start, stop, step).into_word()
}
/// A list of `n` NULLs, to be filled.
pub extern "C" fn alloc_list(_: *mut JitContext, n: u64, _: u64) -> u64 {
    let items = (0..n).map(|_| Value::NULL).collect();
    list::new(items).into_word().0 & !7
}
/// An instance of a class with the default `__new__`.
pub unsafe extern "C" fn alloc_instance(_: *mut JitContext, ty: *const TypeObj, _: u64) -> u64 {
    // SAFETY: the region keeps the type alive.
    vm::object::instance::new_plain(unsafe { &*ty }).into_word().0 & !7
}
/// `a ** b` of small ints; `i64::MAX` when it isn't a small int.
pub extern "C" fn int_pow(a: i64, b: i64) -> i64 {
    if !(0..=62).contains(&b) {
        return i64::MAX;
    }
    a.checked_pow(b as u32).unwrap_or(i64::MAX)
}
/// `a ** b` of floats; nan where the interpreter goes another way.
pub extern "C" fn float_pow(a: f64, b: f64) -> f64 {
    slow::float_pow(a, b).unwrap_or(f64::NAN)
}
/// Truth of a builtin object whose truth runs no Python code.
pub unsafe extern "C" fn quiet_truth(context: *mut JitContext, x: Word) -> Word {
    // SAFETY: borrowed for the call.
    match ops::truth(unsafe { vm_of(context) }, unsafe { Value::view(&x) }) {
        Ok(b) => Word::bool(b),
        // The builtin types' truth doesn't fail.
        Err(e) => {
            drop(unsafe { vm_of(context) }.take_exception(e));
            Word::bool(false)
        }
    }
}
