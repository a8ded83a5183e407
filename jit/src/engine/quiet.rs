//! Helpers that run no Python code: compiled code calls them with plain values and without frames in place. Those that can tell
//! only at run time whether that is so answer [`REFUSED`] before they have done anything, and compiled code leaves to the
//! interpreter, which does it the general way.

use crate::lower::abi::JitContext;
use front::bytecode::instr::Instr;
use std::sync::atomic::{AtomicU64, Ordering};
use vm::builtins::function::FunctionObj;
use vm::interp::cold::{ColdFn, Flow, Regs};
use vm::interp::quiet::{self, Tried};
use vm::interp::{resume, slices};
use vm::native::{Args, NativeFn};
use vm::object::Ref;
use vm::object::dict::DictObj;
use vm::object::error::PyResult;
use vm::object::ops;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// A word that no value has: the helper did nothing, because Python code might have run.
pub const REFUSED: u64 = 7 | 100 << 3;
/// A word that no value has: the iterator has no more items.
pub const EXHAUSTED: u64 = 7 | 101 << 3;

/// An address that no value has: the look-up did nothing, because Python code might have run.
pub const NO_CELL: u64 = 1;

/// Where `next_pair` leaves its two values: compiled code takes them over at once. The interpreter lock guards it.
pub static PAIR: [AtomicU64; 2] = [const { AtomicU64::new(7) }; 2];

/// The machine that the context belongs to.
///
/// # Safety
/// As for the other helpers: `context` is the one that compiled code got, and nobody else uses the machine meanwhile.
unsafe fn vm_of<'a>(context: *mut JitContext) -> &'a mut Vm {
    // SAFETY: the caller's promise.
    unsafe { &mut *((*context).vm as *mut Vm) }
}
fn word(r: PyResult<Value>) -> Word {
    match r {
        Ok(v) => v.into_word(),
        Err(_) => Word::NULL,
    }
}
fn truth(r: Tried<bool>) -> Word {
    match r {
        Tried::Refused => Word(REFUSED),
        Tried::Done(Ok(b)) => Word::bool(b),
        Tried::Done(Err(_)) => Word::NULL,
    }
}

/// Runs the body of a native function on values that need no binding.
pub unsafe extern "C" fn native(context: *mut JitContext, f: u64, n: u64, a: Word, b: Word, c: Word, d: Word) -> Word {
    let all = [a, b, c, d];
    // SAFETY: `f` was a body when the call was recorded; the words are borrowed from compiled code for the call, NULL where a
    // parameter has no argument.
    unsafe {
        let f: NativeFn = std::mem::transmute::<usize, NativeFn>(f as usize);
        let args = std::slice::from_raw_parts(all.as_ptr() as *const Value, n as usize);
        word(f(vm_of(context), args))
    }
}
/// Calls anything with up to four values.
pub unsafe extern "C" fn call(context: *mut JitContext, callee: Word, n: u64, a: Word, b: Word, c: Word, d: Word) -> Word {
    let all = [a, b, c, d];
    // SAFETY: the words are borrowed from compiled code for the call.
    unsafe {
        let args = std::slice::from_raw_parts(all.as_ptr() as *const Value, n as usize);
        word(vm_of(context).call_args(Value::view(&callee), &Args::positional(args)))
    }
}
/// Runs a rare opcode that looks at no frame over the registers at `base`. 0: go on; 1: it jumped; the `Int` sentinel: it raised.
pub unsafe extern "C" fn cold(context: *mut JitContext, base: *mut Word, f: u64, i: u64) -> i64 {
    // SAFETY: `f` was a `ColdFn` when the call was recorded; its operands were written to the registers.
    unsafe {
        let f: ColdFn = std::mem::transmute::<usize, ColdFn>(f as usize);
        match f(vm_of(context), Instr(i), Regs::new(base)) {
            Ok(Flow::Jump(_)) => 1,
            Ok(_) => 0,
            Err(_) => i64::MIN,
        }
    }
}

/// `iter(x)` of an exact builtin container or iterator.
pub unsafe extern "C" fn iter(context: *mut JitContext, x: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    word(unsafe { ops::iter(vm_of(context), Value::view(&x)) })
}
/// The next item, EXHAUSTED or REFUSED.
pub unsafe extern "C" fn next(context: *mut JitContext, it: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    match unsafe { quiet::next(vm_of(context), Value::view(&it)) } {
        Tried::Refused => Word(REFUSED),
        Tried::Done(Ok(Some(v))) => v.into_word(),
        Tried::Done(Ok(None)) => Word(EXHAUSTED),
        Tried::Done(Err(_)) => Word::NULL,
    }
}
/// The next two items into `PAIR` and True; or EXHAUSTED or REFUSED.
pub unsafe extern "C" fn next_pair(context: *mut JitContext, it: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    match unsafe { quiet::next_pair(vm_of(context), Value::view(&it)) } {
        Tried::Refused => Word(REFUSED),
        Tried::Done(Ok(Some((a, b)))) => {
            PAIR[0].store(a.into_word().0, Ordering::Relaxed);
            PAIR[1].store(b.into_word().0, Ordering::Relaxed);
            Word::bool(true)
        }
        Tried::Done(Ok(None)) => Word(EXHAUSTED),
        Tried::Done(Err(_)) => Word::NULL,
    }
}
/// `x in c`; REFUSED when a comparison could run Python code.
pub unsafe extern "C" fn contains(context: *mut JitContext, c: Word, x: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    truth(unsafe { quiet::contains(vm_of(context), Value::view(&c), Value::view(&x)) })
}
/// The address of a key's value in an exact dict; null when the key isn't there, NO_CELL when only Python code could tell.
pub unsafe extern "C" fn dict_cell(context: *mut JitContext, d: Word, key: Word) -> *const Value {
    // SAFETY: compiled code guarded a dict and lends both.
    let (vm, d, key) = unsafe { (vm_of(context), dict_of(&d), Value::view(&key)) };
    match quiet::dict_entry(vm, d, key) {
        Some((_, Some(i))) => d.value_address(i),
        Some((_, None)) => std::ptr::null(),
        None => std::ptr::without_provenance(NO_CELL as usize),
    }
}
/// `d[key] = v` of an exact dict that doesn't have the key.
pub unsafe extern "C" fn dict_insert(context: *mut JitContext, d: Word, key: Word, v: Word) -> Word {
    // SAFETY: as above.
    let (vm, d, key, v) = unsafe { (vm_of(context), dict_of(&d), Value::view(&key), Value::view(&v)) };
    if let Some((hash, None)) = quiet::dict_entry(vm, d, key) {
        d.insert_absent(key.clone(), hash, v.clone());
    }
    Word::NONE
}
/// The payload of a word that was guarded to be a dict.
///
/// # Safety
/// The word is a dict that stays alive as long as the result is used.
unsafe fn dict_of<'a>(d: &Word) -> &'a DictObj {
    // SAFETY: the caller's promise.
    unsafe { &(*(d.as_ptr_unchecked() as *const vm::object::Obj<DictObj>)).data }
}
/// Is the word a key that hashes and compares quietly? 0 or 1.
pub unsafe extern "C" fn is_inert(x: Word) -> u64 {
    // SAFETY: borrowed from compiled code.
    u64::from(quiet::is_inert(unsafe { Value::view(&x) }))
}
/// `v[a:b:c]` of an exact list, tuple, string or bytes with bounds that are ints or None.
pub unsafe extern "C" fn slice(context: *mut JitContext, v: Word, a: Word, b: Word, c: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    unsafe {
        let bound = |w: Word| Value::from_borrowed(w);
        word(slices::get(vm_of(context), Value::view(&v), bound(a), bound(b), bound(c)))
    }
}
/// `v[s]` with a slice object; REFUSED unless its bounds are plain.
pub unsafe extern "C" fn item_slice(context: *mut JitContext, v: Word, s: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    unsafe {
        if !quiet::is_plain_slice(Value::view(&s)) {
            return Word(REFUSED);
        }
        word(ops::getitem(vm_of(context), Value::view(&v), Value::view(&s)))
    }
}
/// `l[a:b:c] = x` of an exact list with plain bounds from an exact list or tuple; None, or NULL when it raised.
pub unsafe extern "C" fn set_slice(context: *mut JitContext, l: Word, a: Word, b: Word, c: Word, x: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    unsafe {
        let bound = |w: Word| Value::from_borrowed(w);
        word(slices::set(vm_of(context), Value::view(&l), bound(a), bound(b), bound(c), Value::view(&x)).map(|()| Value::NONE))
    }
}
/// `l[a:b:c] = s[d:e:f]` of exact lists with plain bounds; None, or NULL when it raised.
#[allow(clippy::too_many_arguments, reason = "two slices have that many parts")]
pub unsafe extern "C" fn move_slice(context: *mut JitContext, l: Word, a: Word, b: Word, c: Word, s: Word, d: Word, e: Word, f: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    unsafe {
        let part = |a: Word, b: Word, c: Word| [a, b, c].map(|w| Value::from_borrowed(w));
        word(slices::copy(vm_of(context), Value::view(&l), part(a, b, c), Value::view(&s), part(d, e, f)).map(|()| Value::NONE))
    }
}
/// `del c[k]`
pub unsafe extern "C" fn del_item(context: *mut JitContext, c: Word, k: Word) -> Word {
    // SAFETY: borrowed from compiled code.
    unsafe { word(ops::delitem(vm_of(context), Value::view(&c), Value::view(&k)).map(|()| Value::NONE)) }
}
/// A new cell, which takes its content over.
pub unsafe extern "C" fn cell(content: Word) -> Word {
    // SAFETY: compiled code hands the reference over.
    vm::builtins::function::new_cell(unsafe { Value::from_owned(content) }).into_word()
}
/// A new function of this code with these namespaces.
pub unsafe extern "C" fn function(context: *mut JitContext, code: Word, globals: Word, builtins: Word) -> Word {
    // SAFETY: the region keeps all three alive.
    let (code, globals, builtins) = unsafe { (Value::from_borrowed(code), Value::from_borrowed(globals), Value::from_borrowed(builtins)) };
    match (Ref::from_value(code), Ref::from_value(globals), Ref::from_value(builtins)) {
        (Ok(code), Ok(globals), Ok(builtins)) => vm::builtins::function::new(code, globals, builtins, Value::NULL).into_word(),
        // SAFETY: as above.
        _ => word(Err(unsafe { vm_of(context) }.system_error("MakeFunction needs a code constant"))),
    }
}
/// Attaches closure, defaults and so on to a function that was just made.
pub unsafe extern "C" fn function_attr(context: *mut JitContext, f: Word, v: Word, which: u64) -> Word {
    // SAFETY: borrowed from compiled code.
    let (f, v) = unsafe { (Value::view(&f), Value::from_borrowed(v)) };
    match f.downcast::<FunctionObj>() {
        Some(f) => {
            vm::interp::cold::functions::attach(f, which as u16, v);
            Word::NONE
        }
        // SAFETY: as above.
        None => word(Err(unsafe { vm_of(context) }.system_error("SetFuncAttr needs a function"))),
    }
}

/// A drained generator offers a value to the sink: True, or REFUSED.
pub unsafe extern "C" fn offer(context: *mut JitContext, w: Word) -> Word {
    // SAFETY: the word is borrowed from compiled code for the call; sinks run no Python code.
    unsafe {
        match resume::offer(vm_of(context), Value::from_borrowed(w)) {
            None => Word::TRUE,
            Some(_) => Word(REFUSED),
        }
    }
}
/// A generator that compiled code resumed has returned.
pub unsafe extern "C" fn generator_finished(_: *mut JitContext, w: Word) -> u64 {
    // SAFETY: borrowed for the call.
    resume::finished(unsafe { Value::view(&w) });
    0
}
/// Most arguments that `create_generator` takes.
pub const CREATE_MAX: usize = 6;
/// Calls a function whose call only makes a generator; REFUSED when it isn't one. `n`: arguments, and above 8 bits the frames that
/// are not in place.
#[allow(clippy::too_many_arguments, reason = "compiled code passes words")]
pub unsafe extern "C" fn create_generator(context: *mut JitContext, f: Word, n: u64, a: Word, b: Word, c: Word, d: Word, e: Word, g: Word) -> Word {
    let all: [Word; CREATE_MAX] = [a, b, c, d, e, g];
    // SAFETY: the words are borrowed from compiled code for the call.
    unsafe {
        let args = std::slice::from_raw_parts(all.as_ptr() as *const Value, (n & 0xff) as usize);
        match resume::create(vm_of(context), Value::view(&f), args, (n >> 8) as usize) {
            Some(g) => g.into_word(),
            None => Word(REFUSED),
        }
    }
}
/// True if no exception is being handled, else REFUSED.
pub unsafe extern "C" fn unhandled(context: *mut JitContext) -> Word {
    // SAFETY: as for the other helpers.
    if unsafe { vm_of(context) }.handled.is_none() { Word::TRUE } else { Word(REFUSED) }
}
