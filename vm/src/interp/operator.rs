//! Operators of Python classes: `x + y` enters the frame of `type(x).__add__` in the same interpreter loop, and so do comparisons
//! and subscripts. No native frame stands between the two, so the recorder inlines the method as it does any call.
//!
//! The operands stay in the caller's registers while the method runs. When it returns, the caller's instruction says what is left
//! to do (`finish`): after NotImplemented the rest of the protocol, then the operands are released as the instruction says, and the
//! result goes to its register or decides a jump.
//!
//! Only the first step of a protocol is taken here, and only where it is a plain Python function; everything else is left to
//! `object::ops`.

use super::call::{self, Entered, NO_DST};
use super::exec::Leave;
use super::frame::flag;
use crate::builtins::code::CodeObj;
use crate::builtins::function::FunctionObj;
use crate::heap::count;
use crate::heap::header::Kind;
use crate::native::this;
use crate::object::error::{PyResult, Raised};
use crate::object::intern::{Names, names};
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::{Obj, slots};
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::instr::Instr;
use front::bytecode::ops::{COERCE, INPLACE, KILL_A, KILL_B, KILL_C, Op, SENSE};

/// What an instruction asks of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Arithmetic; true for the augmented assignment.
    Binary(BinOp, bool),
    /// A rich comparison.
    Compare(CmpOp),
    /// `x[y]`.
    Item,
}

/// The method of a protocol that runs first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `x.__iadd__(y)`
    Inplace,
    /// `x.__add__(y)`, `x.__lt__(y)`, `x.__getitem__(y)`
    Forward,
    /// `y.__radd__(x)`
    Reflected,
}

impl Step {
    /// The flags of the method's frame.
    pub fn flags(self) -> u32 {
        flag::OPERATOR
            | match self {
                Step::Inplace => flag::STEP_INPLACE,
                Step::Forward => 0,
                Step::Reflected => flag::STEP_REFLECTED,
            }
    }
    fn of(flags: u32) -> Step {
        match flags & (flag::STEP_INPLACE | flag::STEP_REFLECTED) {
            0 => Step::Forward,
            flag::STEP_INPLACE => Step::Inplace,
            _ => Step::Reflected,
        }
    }
    /// Receiver and argument of the method.
    pub fn arguments<T>(self, x: T, y: T) -> (T, T) {
        if self == Step::Reflected { (y, x) } else { (x, y) }
    }
}

/// How an instruction names its operands and what becomes of its result.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The operation.
    pub operator: Operator,
    /// Left operand.
    pub x: u16,
    /// Right operand: a register, or a constant's number.
    pub y: u16,
    /// Is the right operand a constant?
    pub constant: bool,
    /// Is the left operand released?
    pub kill_x: bool,
    /// Is the right operand released?
    pub kill_y: bool,
    /// Destination of the result; None: its truth decides a jump.
    pub dst: Option<u16>,
}

impl Site {
    /// The site of an instruction that may enter a method here.
    pub fn of(i: Instr) -> Option<Site> {
        let (operator, constant) = operator_of(i)?;
        let jumps = i.op().jumps();
        let (x, y, kill_x, kill_y) = match jumps {
            true => (i.a(), i.b(), i.has(KILL_A), i.has(KILL_B)),
            false => (i.b(), i.c(), i.has(KILL_B), i.has(KILL_C)),
        };
        let dst = (!jumps).then(|| i.a());
        Some(Site { operator, x, y, constant, kill_x, kill_y: kill_y && !constant, dst })
    }
}

/// What an instruction asks of its operands, and whether the right one is a constant.
fn operator_of(i: Instr) -> Option<(Operator, bool)> {
    let binary = |op| Operator::Binary(op, i.has(INPLACE));
    let compare = Operator::Compare;
    Some(match i.op() {
        Op::Add => (binary(BinOp::Add), false),
        Op::Sub => (binary(BinOp::Sub), false),
        Op::Mul => (binary(BinOp::Mul), false),
        Op::TrueDiv => (binary(BinOp::TrueDiv), false),
        Op::FloorDiv => (binary(BinOp::FloorDiv), false),
        Op::Mod => (binary(BinOp::Mod), false),
        Op::And => (binary(BinOp::And), false),
        Op::Or => (binary(BinOp::Or), false),
        Op::Xor => (binary(BinOp::Xor), false),
        Op::Shl => (binary(BinOp::Shl), false),
        Op::Shr => (binary(BinOp::Shr), false),
        Op::AddK => (binary(BinOp::Add), true),
        Op::SubK => (binary(BinOp::Sub), true),
        Op::MulK => (binary(BinOp::Mul), true),
        Op::TrueDivK => (binary(BinOp::TrueDiv), true),
        Op::FloorDivK => (binary(BinOp::FloorDiv), true),
        Op::ModK => (binary(BinOp::Mod), true),
        Op::AndK => (binary(BinOp::And), true),
        Op::OrK => (binary(BinOp::Or), true),
        Op::XorK => (binary(BinOp::Xor), true),
        Op::ShlK => (binary(BinOp::Shl), true),
        Op::ShrK => (binary(BinOp::Shr), true),
        Op::Lt | Op::JumpLt => (compare(CmpOp::Lt), false),
        Op::Le | Op::JumpLe => (compare(CmpOp::Le), false),
        Op::Eq | Op::JumpEq => (compare(CmpOp::Eq), false),
        Op::Ne | Op::JumpNe => (compare(CmpOp::Ne), false),
        Op::Gt | Op::JumpGt => (compare(CmpOp::Gt), false),
        Op::Ge | Op::JumpGe => (compare(CmpOp::Ge), false),
        Op::LtK | Op::JumpLtK => (compare(CmpOp::Lt), true),
        Op::LeK | Op::JumpLeK => (compare(CmpOp::Le), true),
        Op::EqK | Op::JumpEqK => (compare(CmpOp::Eq), true),
        Op::NeK | Op::JumpNeK => (compare(CmpOp::Ne), true),
        Op::GtK | Op::JumpGtK => (compare(CmpOp::Gt), true),
        Op::GeK | Op::JumpGeK => (compare(CmpOp::Ge), true),
        Op::GetItem => (Operator::Item, false),
        Op::GetItemK => (Operator::Item, true),
        _ => return None,
    })
}

/// The method that an operation calls first, if that is a plain Python function of two parameters. Holds as long as the types of
/// both operands (and of what they inherit from) stay as they are.
#[inline(never)]
pub fn plan(operator: Operator, x: Word, y: Word) -> Option<(Value, Step)> {
    // SAFETY: both are borrowed from registers or constants.
    let (a, b) = unsafe { (Value::view(&x), Value::view(&y)) };
    let (ta, tb) = (a.ty(), b.ty());
    if !ta.is_heap_type() {
        let Operator::Binary(op, _) = operator else { return None };
        // Numbers don't know what to do with instances of other classes: their own part of the protocol is over.
        let number = x.is_int() || x.is_float();
        let other = y.is_ptr() && tb.is_heap_type() && b.header().is_some_and(|h| h.kind() == Kind::Object);
        return if number && other { plain(tb.lookup(op.dunders().1)?).map(|f| (f, Step::Reflected)) } else { None };
    }
    let name = match operator {
        Operator::Item => return plain(ta.lookup(&names().__getitem__)?).map(|f| (f, Step::Forward)),
        Operator::Binary(op, true) if ta.slots().inplace[op as usize].is_some() => {
            return plain(ta.lookup(inplace_dunder(op)?)?).map(|f| (f, Step::Inplace));
        }
        Operator::Binary(op, _) => op.dunders().0,
        Operator::Compare(op) => op.dunder(),
    };
    if !ta.is(tb) && tb.is_subtype(ta) {
        // The right operand may come first.
        return None;
    }
    plain(ta.lookup(name)?).map(|f| (f, Step::Forward))
}

/// The name of the augmented assignment's method.
fn inplace_dunder(op: BinOp) -> Option<&'static Value> {
    let n: &'static Names = names();
    Some(match op {
        BinOp::Add => &n.__iadd__,
        BinOp::Sub => &n.__isub__,
        BinOp::Mul => &n.__imul__,
        BinOp::TrueDiv => &n.__itruediv__,
        BinOp::FloorDiv => &n.__ifloordiv__,
        BinOp::Mod => &n.__imod__,
        BinOp::And => &n.__iand__,
        BinOp::Or => &n.__ior__,
        BinOp::Xor => &n.__ixor__,
        BinOp::Shl => &n.__ilshift__,
        BinOp::Shr => &n.__irshift__,
        BinOp::MatMul => &n.__imatmul__,
        BinOp::Pow => &n.__ipow__,
        BinOp::DivMod => return None,
    })
}

fn plain(f: Value) -> Option<Value> {
    let func = f.downcast::<FunctionObj>()?;
    let code = func.code.borrow();
    let fits = func.simple.get() && code.co.argcount == 2 && !code.reg().is_generator;
    drop(code);
    fits.then_some(f)
}

fn lift<T>(r: PyResult<T>) -> Result<T, Leave> {
    r.map_err(|e: Raised| {
        std::mem::forget(e);
        Leave::Raise
    })
}

/// Runs the first method of the operation of an instruction in the innermost frame, whose pc has been saved. None: there is no
/// such method, nothing has happened.
#[inline(never)]
pub fn enter(vm: &mut Vm, operator: Operator, x: Word, y: Word) -> Result<Option<Entered>, Leave> {
    let Some((function, step)) = plan(operator, x, y) else { return Ok(None) };
    let (a, b) = step.arguments(x, y);
    let base = vm.frames.last().map_or(vm.stack.base(), |f| f.top);
    // SAFETY: above the innermost frame's `top` the register stack is free, and its end is checked; the operands stand in registers
    // or are constants, each copy is a reference of its own; `function` keeps itself and its code alive.
    unsafe {
        if base.add(2) >= vm.stack.end() {
            std::mem::forget(vm.too_deep(""));
            return Err(Leave::Raise);
        }
        *base = Value::from_borrowed(a).into_word();
        *base.add(1) = Value::from_borrowed(b).into_word();
        let f: *const Obj<FunctionObj> = this::<FunctionObj>(&function);
        let code: *const Obj<CodeObj> = &**(&*f).code.borrow();
        if let Some(result) = call::start(vm, &*code, function, &*f, base, NO_DST, step.flags(), true)? {
            finish(vm, step.flags(), result)?;
            return Ok(Some(Entered::Done));
        }
    }
    Ok(Some(Entered::Frame))
}

/// The method that `enter` entered has returned, its frame is gone: the caller, which is innermost now, gets the result.
#[inline(never)]
pub fn finish(vm: &mut Vm, flags: u32, result: Value) -> Result<(), Leave> {
    let Some(caller) = vm.frames.last() else { unreachable!("a method's frame has a caller") };
    let (base, rt) = (caller.base, caller.code().reg());
    let i = rt.words[caller.pc as usize];
    let Some(site) = Site::of(i) else { unreachable!("{:?} entered a method", i.op()) };
    // SAFETY: registers of the caller, which stay until they are released below; constants stay with the code.
    let (x, y) = unsafe {
        let y = if site.constant { rt.consts[usize::from(site.y)] } else { *base.add(site.y.into()) };
        (*base.add(site.x.into()), y)
    };
    let mut result = result;
    if result.is_not_implemented() && site.operator != Operator::Item {
        result = lift(rest(vm, site.operator, Step::of(flags), x, y))?;
    }
    let truth = if site.dst.is_none() || coerces(i, site.operator) { Some(lift(ops::truth(vm, &result))?) } else { None };
    // SAFETY: as above; the instruction is done with its operands.
    unsafe {
        if site.kill_x {
            call::clear(base.add(site.x.into()), 1);
        }
        if site.kill_y {
            call::clear(base.add(site.y.into()), 1);
        }
        let Some(dst) = site.dst else {
            if truth == Some(i.has(SENSE))
                && let Some(caller) = vm.frames.last_mut()
            {
                caller.pc = (i64::from(caller.pc) + i64::from(i.near())) as u32;
            }
            return Ok(());
        };
        let p = base.add(dst.into());
        let new = truth.map_or(result, Value::bool).into_word();
        let old = std::mem::replace(&mut *p, new);
        count::release(old);
    }
    Ok(())
}

/// Does the instruction want the result's truth?
pub fn coerces(i: Instr, operator: Operator) -> bool {
    matches!(operator, Operator::Compare(_)) && i.has(COERCE)
}

/// What follows when the method of a frame with these flags, entered by instruction `i`, returned NotImplemented: the result, or its
/// truth if that is what the instruction wants.
pub fn rest_of(vm: &mut Vm, flags: u32, i: Instr, x: Word, y: Word) -> PyResult<Value> {
    let Some(site) = Site::of(i) else { unreachable!("{:?} entered a method", i.op()) };
    let r = rest(vm, site.operator, Step::of(flags), x, y)?;
    if site.dst.is_none() || coerces(i, site.operator) { Ok(Value::bool(ops::truth(vm, &r)?)) } else { Ok(r) }
}
/// What follows when the method of a step returned NotImplemented.
fn rest(vm: &mut Vm, operator: Operator, step: Step, x: Word, y: Word) -> PyResult<Value> {
    // SAFETY: both are borrowed from registers or constants.
    let (a, b) = unsafe { (Value::view(&x), Value::view(&y)) };
    match operator {
        Operator::Binary(op, inplace) => {
            let r = match step {
                Step::Inplace => return ops::inplace_rest(vm, op, a, b),
                Step::Forward => slots::binary_rest(vm, op, a, b)?,
                Step::Reflected => Value::NOT_IMPLEMENTED,
            };
            if r.is_not_implemented() { ops::sequence_op(vm, op, a, b, inplace) } else { Ok(r) }
        }
        Operator::Compare(op) => ops::compare_rest(vm, a, b, op),
        Operator::Item => Ok(Value::NOT_IMPLEMENTED),
    }
}
