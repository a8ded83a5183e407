//! The micro-op vocabulary. A handler is written once over `Exec`; the interpreter (`concrete`) and the recorder of the JIT
//! implement it. What a method returns as a plain Rust value (`bool`, `Option`, a plan) is *promoted*: the recorder emits the
//! guard that makes it constant.
//!
//! Discipline of handlers: guards first, then the operation; before the last guard nothing is allocated, written or called.
//! `get` borrows, `set` consumes: every reference has one owner at every point.

use crate::heap::header::Kind;
use crate::interp::cold::ColdFn;
use crate::interp::operator::Operator;
use crate::object::ops::{BinOp, CmpOp};
use crate::object::shape::Shape;
use crate::value::{Value, Word};
use front::bytecode::instr::Instr;

/// Why the fast loop is left. Carries nothing; details wait in the `Vm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// An exception is pending; the running instruction gets a traceback entry.
    Raise,
    /// As `Raise` without a new traceback entry.
    Reraise,
    /// The frame that native code entered returned or yielded; its result is in `Vm::result`.
    Done,
    /// Tracing was switched on or off: another loop must go on.
    Switch,
}

/// Result of a handler.
pub type R = Result<(), Leave>;

/// How an attribute site is served. Valid for the shape (and type version) it was made for.
#[derive(Clone, Copy, Debug)]
pub enum AttrPlan {
    /// No fast way.
    Generic,
    /// A word inside the object at this byte offset.
    Inline(usize),
    /// A method found on the type (borrowed word).
    Method(Word),
    /// A value found on the type, or on the object itself when it is a type (borrowed word).
    Const(Word),
    /// Entry of a module's dict.
    Module(usize),
    /// A property's getter function (borrowed word).
    Getter(Word),
}

/// How an attribute store is served.
#[derive(Clone, Copy)]
pub enum StorePlan {
    /// No fast way.
    Generic,
    /// Overwrite the word at this byte offset.
    Inline(usize),
    /// Switch to the shape and write its last slot, at this byte offset.
    Add(usize, &'static Shape),
}

/// What a callee is.
#[derive(Clone, Copy)]
pub enum Callee {
    /// A Python function that can be entered directly with these many arguments.
    Function,
    /// Anything else: one opaque call.
    Other,
}

/// The machine that handlers run on.
pub trait Exec: Sized {
    /// A borrowed value: alive as long as the register or container it was read from.
    type Val: Copy;
    /// An owned reference: consumed exactly once.
    type Own;
    /// An int, unboxed.
    type Int: Copy;
    /// A float, unboxed.
    type Float: Copy;
    /// A truth value, unboxed.
    type Bool: Copy;
    /// An object whose kind has been tested.
    type Obj: Copy;

    // ---- registers and constants ----
    /// Reads a register.
    fn get(&mut self, r: u16) -> Self::Val;
    /// Writes a register and releases what it held.
    fn set(&mut self, r: u16, v: Self::Own);
    /// Moves out of a register, leaving NULL.
    fn take(&mut self, r: u16) -> Self::Own;
    /// Releases a register, leaving NULL.
    fn kill(&mut self, r: u16);
    /// A constant of the code.
    fn constant(&mut self, i: u32) -> Self::Val;
    /// An int constant.
    fn int_const(&mut self, i: i64) -> Self::Int;
    /// One more reference.
    fn retain(&mut self, v: Self::Val) -> Self::Own;
    /// NULL.
    fn null(&mut self) -> Self::Own;

    // ---- tests (promoted) and unboxing ----
    /// Both small ints?
    fn ints(&mut self, x: Self::Val, y: Self::Val) -> Option<(Self::Int, Self::Int)>;
    /// Both floats, or a float and a small int?
    fn floats(&mut self, x: Self::Val, y: Self::Val) -> Option<(Self::Float, Self::Float)>;
    /// A small int?
    fn as_int(&mut self, x: Self::Val) -> Option<Self::Int>;
    /// An immediate float?
    fn as_float(&mut self, x: Self::Val) -> Option<Self::Float>;
    /// `True` or `False`?
    fn as_bool(&mut self, x: Self::Val) -> Option<Self::Bool>;
    /// Exactly the builtin type that owns `kind`?
    fn as_exact(&mut self, x: Self::Val, kind: Kind) -> Option<Self::Obj>;
    /// `None`?
    fn is_none(&mut self, x: Self::Val) -> Self::Bool;
    /// NULL? (promoted)
    fn is_null(&mut self, x: Self::Val) -> bool;
    /// The same object?
    fn is_same(&mut self, x: Self::Val, y: Self::Val) -> Self::Bool;

    // ---- boxing ----
    /// A small int (results of `int_op` always fit).
    fn from_int(&mut self, i: Self::Int) -> Self::Own;
    /// A float.
    fn from_float(&mut self, f: Self::Float) -> Self::Own;
    /// A bool.
    fn from_bool(&mut self, b: Self::Bool) -> Self::Own;

    // ---- arithmetic; None: overflow of 61 bits, zero divisor or out of range (promoted) ----
    /// Arithmetic of small ints.
    fn int_op(&mut self, op: BinOp, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    /// True division of small ints.
    fn int_truediv(&mut self, a: Self::Int, b: Self::Int) -> Option<Self::Float>;
    /// Arithmetic of floats.
    fn float_op(&mut self, op: BinOp, a: Self::Float, b: Self::Float) -> Option<Self::Float>;
    /// Negation of a float.
    fn float_neg(&mut self, a: Self::Float) -> Self::Float;
    /// Comparison of small ints.
    fn int_cmp(&mut self, op: CmpOp, a: Self::Int, b: Self::Int) -> Self::Bool;
    /// Comparison of floats.
    fn float_cmp(&mut self, op: CmpOp, a: Self::Float, b: Self::Float) -> Self::Bool;
    /// Negation.
    fn not(&mut self, b: Self::Bool) -> Self::Bool;

    // ---- control ----
    /// The truth value as a Rust bool (promoted).
    fn branch(&mut self, b: Self::Bool) -> bool;
    /// Moves the program counter by words.
    fn jump(&mut self, offset: i32);
    /// A loop's back edge: counts, polls.
    fn back_edge(&mut self, loop_no: u16, offset: i32) -> R;

    // ---- names, attributes ----
    /// The global at a site through its cache; None: not cached, take the cold way.
    fn global(&mut self, site: u32) -> Option<Self::Val>;
    /// Content of a cell in a register; None when empty (promoted).
    fn cell_get(&mut self, r: u16) -> Option<Self::Val>;
    /// Replaces the content of a cell in a register.
    fn cell_set(&mut self, r: u16, v: Self::Own);
    /// The plan of an attribute load site for an object (promotes the shape).
    fn attr_plan(&mut self, site: u16, x: Self::Val, method: bool) -> AttrPlan;
    /// The plan of an attribute store site for an object (promotes the shape).
    fn store_plan(&mut self, site: u16, x: Self::Val) -> StorePlan;
    /// Loads an attribute word at a byte offset; NULL when unset.
    fn slot_load(&mut self, x: Self::Val, offset: usize) -> Self::Val;
    /// Replaces an attribute word; the old value is released.
    fn slot_store(&mut self, x: Self::Val, offset: usize, v: Self::Own);
    /// Fills the fresh last slot of `shape` and makes it the object's shape.
    fn slot_add(&mut self, x: Self::Val, offset: usize, shape: &'static Shape, v: Self::Own);
    /// Value of an entry of a module's dict.
    fn module_entry(&mut self, x: Self::Val, entry: usize) -> Self::Val;
    /// A borrowed constant word found by a plan.
    fn word(&mut self, w: Word) -> Self::Val;

    // ---- containers ----
    /// Length of a list.
    fn list_len(&mut self, l: Self::Obj) -> Self::Int;
    /// `0 <= i < len` (promoted).
    fn in_bounds(&mut self, i: Self::Int, len: Self::Int) -> bool;
    /// Item of a list.
    fn list_load(&mut self, l: Self::Obj, i: Self::Int) -> Self::Val;
    /// Replaces an item; the old one is released.
    fn list_store(&mut self, l: Self::Obj, i: Self::Int, v: Self::Own);
    /// Comes before `list_store` and before its operand is taken: a recorder guards here what the store relies on.
    fn list_old(&mut self, l: Self::Obj, i: Self::Int);
    /// Comes before `list_push` and before its operand is taken: a recorder guards here what the append relies on.
    fn list_room(&mut self, l: Self::Obj);
    /// Appends.
    fn list_push(&mut self, l: Self::Obj, v: Self::Own);
    /// Length of a tuple.
    fn tuple_len(&mut self, t: Self::Obj) -> Self::Int;
    /// Item of a tuple.
    fn tuple_load(&mut self, t: Self::Obj, i: Self::Int) -> Self::Val;
    /// Is the length exactly `n`? (promoted)
    fn len_is(&mut self, len: Self::Int, n: usize) -> bool;
    /// A tuple of `n` registers from `start`, which are consumed.
    fn build_tuple(&mut self, start: u16, n: u16) -> Self::Own;
    /// A list of `n` registers from `start`, which are consumed.
    fn build_list(&mut self, start: u16, n: u16) -> Self::Own;
    /// Value of a str or small int key of an exact dict; None: absent or another kind of key (promoted).
    fn dict_load(&mut self, d: Self::Obj, key: Self::Val) -> Option<Self::Val>;

    // ---- iteration ----
    /// Advances an iterator of the kinds that are known here. Outer None: another iterator; inner None: exhausted.
    fn iter_next(&mut self, it: Self::Val) -> Option<Option<Self::Own>>;
    /// Enters the frame of a generator iterator for a `for` loop; false: not a suspended generator.
    fn for_generator(&mut self, i: Instr) -> Result<bool, Leave>;
    /// Enters the frame of the generator that a `Send` delegates to; false: not a suspended generator or coroutine.
    fn send_generator(&mut self, i: Instr) -> Result<bool, Leave>;
    /// Suspends the frame, a generator's, or gives the value to whoever drains it.
    fn yield_(&mut self, i: Instr) -> R;

    // ---- calls ----
    /// Calls what stands in a window: enters a Python function or runs native code.
    fn call(&mut self, i: Instr) -> R;
    /// Leaves the frame with a result.
    fn return_(&mut self, v: Self::Own) -> R;
    /// Calls a property's getter: enters it with `x` as argument, result to `dst`; false: do it the cold way.
    fn call_getter(&mut self, f: Word, x: Self::Val, dst: u16) -> Result<bool, Leave>;
    /// Enters the Python method that serves the running instruction's operator first; false: there is none that can be entered.
    /// What is left of the instruction happens when the method returns.
    fn call_operator(&mut self, operator: Operator, x: Self::Val, y: Self::Val) -> Result<bool, Leave>;

    // ---- everything else ----
    /// Runs an instruction that is rare or complicated as one opaque function over the frame's registers.
    fn cold(&mut self, f: ColdFn, i: Instr) -> R;
    /// At the end of an instruction that may have run Python code: does another loop go on?
    fn done(&mut self) -> R;
    /// A slow binary operation.
    fn slow_binary(&mut self, op: BinOp, inplace: bool, x: Self::Val, y: Self::Val) -> Result<Self::Own, Leave>;
    /// Both exact strings: `dst = b + c`, growing b in place when it is about to be overwritten (promoted).
    fn concat(&mut self, i: Instr) -> bool;
    /// A slow comparison.
    fn slow_compare(&mut self, op: CmpOp, x: Self::Val, y: Self::Val) -> Result<Self::Own, Leave>;
    /// Truth of a slow comparison.
    fn slow_compare_bool(&mut self, op: CmpOp, x: Self::Val, y: Self::Val) -> Result<Self::Bool, Leave>;
    /// Slow truth of any value.
    fn slow_truth(&mut self, x: Self::Val) -> Result<Self::Bool, Leave>;
    /// One opaque call on two values.
    fn slow2(
        &mut self,
        f: fn(&mut crate::vm::Vm, &Value, &Value) -> crate::object::error::PyResult<Value>,
        x: Self::Val,
        y: Self::Val,
    ) -> Result<Self::Own, Leave>;
    /// One opaque call on three values without result.
    fn slow3(&mut self, f: fn(&mut crate::vm::Vm, &Value, &Value, &Value) -> crate::object::error::PyResult<()>, x: Self::Val, y: Self::Val, z: Self::Val)
    -> R;
}
