//! Looking at live objects while recording. Words in a recorder are borrowed from registers and containers of the running
//! program, so they are alive as long as the bytecode that is being recorded.

use vm::builtins::code::RtCode;
use vm::builtins::function::FunctionObj;
use vm::heap::header::{Header, Kind};
use vm::interp::concrete::Concrete;
use vm::object::ty::TypeObj;
use vm::object::{Obj, Payload};
use vm::value::Word;

/// The header of a pointer word.
pub(super) fn header<'a>(w: Word) -> &'a Header {
    debug_assert!(w.is_ptr());
    // SAFETY: as above.
    unsafe { &*w.as_ptr_unchecked() }
}
/// A word as a borrowed value.
pub(super) fn value(w: &Word) -> &vm::value::Value {
    // SAFETY: as above.
    unsafe { vm::value::Value::view(w) }
}
/// The kind of a word.
pub(super) fn kind(w: Word) -> Kind {
    if w.is_ptr() { header(w).kind() } else { Kind::Immediate }
}
/// Kind and exactness as `guard_kind` wants them.
pub(super) fn kind_bits(w: Word) -> u64 {
    u64::from(header(w).flags.get()) & (crate::ir::types::header::EXACT | 0xff)
}
/// The payload behind a pointer word of the right type.
pub(super) fn object<'a, T: Payload>(w: Word) -> &'a Obj<T> {
    // SAFETY: callers have tested the kind.
    unsafe { &*(w.as_ptr_unchecked() as *const Obj<T>) }
}
/// The type object behind a word of kind `Type`.
pub(super) fn type_object(w: Word) -> &'static TypeObj {
    &object::<TypeObj>(w).data
}
/// Content of a register of the innermost frame.
pub(super) fn register(m: &Concrete, r: u16) -> Word {
    // SAFETY: operands lie in the frame's window.
    unsafe { *m.base.add(usize::from(r)) }
}
/// The register code of the innermost frame.
pub(super) fn code<'a>(m: &Concrete) -> &'a RtCode {
    // SAFETY: the frame keeps its code alive, and the recorder keeps every code object it saw.
    unsafe { &*m.code }
}
/// Number of the next instruction.
pub(super) fn pc(m: &Concrete) -> u32 {
    // SAFETY: `pc` points into the code's words.
    unsafe { m.pc.offset_from(code(m).words.as_ptr()) as u32 }
}
/// First instruction's index in the root window of a frame's first register.
pub(super) fn offset(base: *mut Word, root: *mut Word) -> Option<u32> {
    let bytes = (base as usize).checked_sub(root as usize)?;
    u32::try_from(bytes / 8).ok().filter(|&n| n < crate::emit::DROPPED)
}
/// The code object of a function.
pub(super) fn function_code<'a>(f: &FunctionObj) -> &'a Obj<vm::builtins::code::CodeObj> {
    let code: *const Obj<vm::builtins::code::CodeObj> = &**f.code.borrow();
    // SAFETY: the function keeps it alive, and the recorder the function.
    unsafe { &*code }
}
/// The register form of a code object.
pub(super) fn rt_code<'a>(code: *const Obj<vm::builtins::code::CodeObj>) -> &'a RtCode {
    // SAFETY: the frame or the region keeps the code alive.
    unsafe { (&*code).reg() }
}
/// The instructions of a code object.
pub(super) fn words<'a>(code: *const Obj<vm::builtins::code::CodeObj>) -> &'a [front::bytecode::instr::Instr] {
    // SAFETY: the frame or the region keeps the code alive.
    unsafe { &(&*code).reg().words }
}
/// Locals of a frame of the machine.
pub(super) fn n_locals(m: &Concrete, at: usize) -> u32 {
    // SAFETY: the frame keeps its code alive.
    unsafe { (&*m.vm.frames[at].code).reg().n_locals }
}
