//! THE table of IR ops. One row says everything about an op but its meaning (`meaning.rs`) and its lowering (`lower/`), which
//! are exhaustive matches, so that the compiler is the checklist.
//!
//! A row: name, text name, immediate (if any), operands with types, result type, effect, doc. From it come the enum, the
//! printer, parser, verifier, the emission methods of `TraceBuilder`, and what the passes may do with an op.
//!
//! Two families keep their types in the instruction instead of the row: memory accesses (`Inst::cell`) and calls (the callee's
//! signature); their rows say `Any`.

use super::types::{Type, Want};

/// What an op does besides computing its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: may be removed, shared, moved anywhere its operands are known.
    Pure,
    /// Leaves through its snapshot unless a condition holds. Equal guards are redundant.
    Guard,
    /// Reads memory of its alias class.
    Load,
    /// Writes memory of its alias class.
    Store,
    /// Makes a fresh object.
    Allocate,
    /// Changes a reference count only.
    Count,
    /// Anything the callee's effects (or, for `release`, a destructor) can do.
    Call,
}

/// Calls `$m!` with the whole table.
#[macro_export]
macro_rules! for_each_ir_op {
    ($m:ident) => {
        $m! {
            // Sources.
            /// A constant of the instruction's type; the immediate holds its bits. Stands in no block.
            constant "const" [bits] () -> Any, Pure;
            /// A block parameter.
            param "param" [] () -> Any, Pure;
            /// The register window of the loop's own frame.
            base "base" [] () -> Mem, Pure;
            /// The context block of the running thread.
            context "context" [] () -> Mem, Pure;

            /// The loop's own frame in the machine's table of frames.
            frame "frame" [] () -> Mem, Pure;

            // Integers. Plain forms wrap around at 64 bits.
            /// Sum.
            int_add "int.add" [] (a: Int, b: Int) -> Int, Pure;
            /// Difference.
            int_sub "int.sub" [] (a: Int, b: Int) -> Int, Pure;
            /// Product.
            int_mul "int.mul" [] (a: Int, b: Int) -> Int, Pure;
            /// Negation.
            int_neg "int.neg" [] (a: Int) -> Int, Pure;
            /// Bitwise and.
            int_and "int.and" [] (a: Int, b: Int) -> Int, Pure;
            /// Bitwise or.
            int_or "int.or" [] (a: Int, b: Int) -> Int, Pure;
            /// Bitwise exclusive or.
            int_xor "int.xor" [] (a: Int, b: Int) -> Int, Pure;
            /// Bitwise not.
            int_not "int.not" [] (a: Int) -> Int, Pure;
            /// Shift left; the count is between 0 and 63.
            int_shl "int.shl" [] (a: Int, n: Int) -> Int, Pure;
            /// Arithmetic shift right; a count above 63 acts as 63. The count is not negative.
            int_shr "int.shr" [] (a: Int, n: Int) -> Int, Pure;
            /// Logical shift right; the count is between 0 and 63.
            int_ushr "int.ushr" [] (a: Int, n: Int) -> Int, Pure;
            /// Python's `//`. The divisor is not zero; `i64::MIN // -1` wraps.
            int_floordiv "int.floordiv" [] (a: Int, b: Int) -> Int, Pure;
            /// Python's `%` (sign of the divisor). The divisor is not zero.
            int_mod "int.mod" [] (a: Int, b: Int) -> Int, Pure;
            /// Quotient of unsigned numbers; the divisor is not zero.
            int_udiv "int.udiv" [] (a: Int, b: Int) -> Int, Pure;
            /// Remainder of unsigned numbers; the divisor is not zero.
            int_umod "int.umod" [] (a: Int, b: Int) -> Int, Pure;
            /// Smaller of two.
            int_min "int.min" [] (a: Int, b: Int) -> Int, Pure;
            /// Larger of two.
            int_max "int.max" [] (a: Int, b: Int) -> Int, Pure;
            /// Sum; leaves unless it fits 61 bits. The operands fit 61 bits.
            int_add_ovf "int.add_ovf" [] (a: Int, b: Int) -> Int, Guard;
            /// Difference; leaves unless it fits 61 bits. The operands fit 61 bits.
            int_sub_ovf "int.sub_ovf" [] (a: Int, b: Int) -> Int, Guard;
            /// Product; leaves unless it fits 61 bits. The operands fit 61 bits.
            int_mul_ovf "int.mul_ovf" [] (a: Int, b: Int) -> Int, Guard;
            /// Shift left; leaves unless the count is between 0 and 60 and the result fits 61 bits. The operands fit 61 bits.
            int_shl_ovf "int.shl_ovf" [] (a: Int, n: Int) -> Int, Guard;

            // Integer comparisons.
            /// Equal.
            int_eq "int.eq" [] (a: Int, b: Int) -> Bool, Pure;
            /// Not equal.
            int_ne "int.ne" [] (a: Int, b: Int) -> Bool, Pure;
            /// Less.
            int_lt "int.lt" [] (a: Int, b: Int) -> Bool, Pure;
            /// Less or equal.
            int_le "int.le" [] (a: Int, b: Int) -> Bool, Pure;
            /// Greater.
            int_gt "int.gt" [] (a: Int, b: Int) -> Bool, Pure;
            /// Greater or equal.
            int_ge "int.ge" [] (a: Int, b: Int) -> Bool, Pure;
            /// Less as unsigned numbers: `0 <= a < b` when `b` is a length.
            int_ult "int.ult" [] (a: Int, b: Int) -> Bool, Pure;

            // Floats: IEEE 754, no reassociation.
            /// Sum.
            float_add "float.add" [] (a: Float, b: Float) -> Float, Pure;
            /// Difference.
            float_sub "float.sub" [] (a: Float, b: Float) -> Float, Pure;
            /// Product.
            float_mul "float.mul" [] (a: Float, b: Float) -> Float, Pure;
            /// Quotient; a zero divisor gives inf or nan, so Python's `/` guards first.
            float_div "float.div" [] (a: Float, b: Float) -> Float, Pure;
            /// Python's `//`; the divisor is not zero.
            float_floordiv "float.floordiv" [] (a: Float, b: Float) -> Float, Pure;
            /// Python's `%` (sign of the divisor, -0.0 and inf as CPython does); the divisor is not zero.
            float_mod "float.mod" [] (a: Float, b: Float) -> Float, Pure;
            /// Negation.
            float_neg "float.neg" [] (a: Float) -> Float, Pure;
            /// Absolute value.
            float_abs "float.abs" [] (a: Float) -> Float, Pure;
            /// Correctly rounded square root; nan for negative operands.
            float_sqrt "float.sqrt" [] (a: Float) -> Float, Pure;
            /// Largest whole number that is not above.
            float_floor "float.floor" [] (a: Float) -> Float, Pure;
            /// Smallest whole number that is not below.
            float_ceil "float.ceil" [] (a: Float) -> Float, Pure;
            /// Whole part.
            float_trunc "float.trunc" [] (a: Float) -> Float, Pure;
            /// Equal; false for nan.
            float_eq "float.eq" [] (a: Float, b: Float) -> Bool, Pure;
            /// Not equal; true for nan.
            float_ne "float.ne" [] (a: Float, b: Float) -> Bool, Pure;
            /// Less; false for nan.
            float_lt "float.lt" [] (a: Float, b: Float) -> Bool, Pure;
            /// Less or equal; false for nan.
            float_le "float.le" [] (a: Float, b: Float) -> Bool, Pure;
            /// Greater; false for nan.
            float_gt "float.gt" [] (a: Float, b: Float) -> Bool, Pure;
            /// Greater or equal; false for nan.
            float_ge "float.ge" [] (a: Float, b: Float) -> Bool, Pure;

            // Conversions.
            /// Nearest double.
            float_of_int "float.of_int" [] (a: Int) -> Float, Pure;
            /// Whole part; saturates, 0 for nan. Python's `int()` guards the range first.
            int_of_float "int.of_float" [] (a: Float) -> Int, Pure;
            /// The bits of a double.
            int_of_bits "int.of_bits" [] (a: Float) -> Int, Pure;
            /// The double with these bits.
            float_of_bits "float.of_bits" [] (a: Int) -> Float, Pure;
            /// 0 or 1.
            int_of_bool "int.of_bool" [] (a: Bool) -> Int, Pure;

            // Truth values.
            /// Negation.
            bool_not "bool.not" [] (a: Bool) -> Bool, Pure;
            /// Both.
            bool_and "bool.and" [] (a: Bool, b: Bool) -> Bool, Pure;
            /// At least one.
            bool_or "bool.or" [] (a: Bool, b: Bool) -> Bool, Pure;
            /// One of two ints.
            int_select "int.select" [] (cond: Bool, a: Int, b: Int) -> Int, Pure;
            /// One of two floats.
            float_select "float.select" [] (cond: Bool, a: Float, b: Float) -> Float, Pure;
            /// One of two words.
            val_select "val.select" [] (cond: Bool, a: Val, b: Val) -> Val, Pure;

            // Tagging.
            /// The word of an int that fits 61 bits.
            val_of_int "val.of_int" [] (a: Int) -> Val, Pure;
            /// The int of a word that was guarded to be one.
            int_of_val "int.of_val" [] (v: Val) -> Int, Pure;
            /// The word of an unsigned number; one beyond 61 bits is boxed, and the result owns the box.
            val_of_nat "val.of_nat" [] (a: Nat) -> Val, Pure;
            /// The unsigned number of a word that was guarded to be one; the word keeps its reference.
            nat_of_val "nat.of_val" [] (v: Val) -> Nat, Pure;
            /// The same 64 bits as a signed number.
            int_of_nat "int.of_nat" [] (a: Nat) -> Int, Pure;
            /// The same 64 bits as an unsigned number.
            nat_of_int "nat.of_int" [] (a: Int) -> Nat, Pure;
            /// Nearest double of an unsigned number.
            float_of_nat "float.of_nat" [] (a: Nat) -> Float, Pure;
            /// The word of a float; the rare double without an immediate form is boxed, and the result owns the box.
            val_of_float "val.of_float" [] (a: Float) -> Val, Pure;
            /// The float of a word that was guarded to be one.
            float_of_val "float.of_val" [] (v: Val) -> Float, Pure;
            /// True or False.
            val_of_bool "val.of_bool" [] (a: Bool) -> Val, Pure;
            /// Truth of a word that was guarded to be a bool.
            bool_of_val "bool.of_val" [] (v: Val) -> Bool, Pure;
            /// The word of an object; no reference is counted.
            val_of_ptr "val.of_ptr" [] (p: Ptr) -> Val, Pure;
            /// The address in a word that was guarded to be a pointer.
            ptr_of_val "ptr.of_val" [] (v: Val) -> Ptr, Pure;
            /// Same word: Python's `is` for immediates and pointers.
            val_eq "val.eq" [] (a: Val, b: Val) -> Bool, Pure;
            /// Is the word a small int?
            is_int "is.int" [] (v: Val) -> Bool, Pure;
            /// Is the word an immediate float?
            is_float "is.float" [] (v: Val) -> Bool, Pure;
            /// Is the word a pointer?
            is_ptr "is.ptr" [] (v: Val) -> Bool, Pure;
            /// Same address.
            ptr_eq "ptr.eq" [] (a: Ptr, b: Ptr) -> Bool, Pure;
            /// Same address.
            mem_eq "mem.eq" [] (a: Mem, b: Mem) -> Bool, Pure;
            /// Address plus bytes.
            mem_add "mem.add" [] (a: Addr, n: Int) -> Mem, Pure;

            // Guards.
            /// Leaves unless the word is a small int.
            guard_int "guard.int" [] (v: Val) -> Unit, Guard;
            /// Leaves if the word is a small int.
            guard_not_int "guard.not_int" [] (v: Val) -> Unit, Guard;
            /// Leaves unless the word is an int from 0 to 2^64 - 1, immediate or object.
            guard_nat "guard.nat" [] (v: Val) -> Unit, Guard;
            /// Leaves unless the word is an immediate float.
            guard_float "guard.float" [] (v: Val) -> Unit, Guard;
            /// Leaves if the word is an immediate float.
            guard_not_float "guard.not_float" [] (v: Val) -> Unit, Guard;
            /// Leaves unless the word is True or False.
            guard_bool "guard.bool" [] (v: Val) -> Unit, Guard;
            /// Leaves unless the word is a pointer.
            guard_ptr "guard.ptr" [] (v: Val) -> Unit, Guard;
            /// Leaves unless the word is this one.
            guard_eq "guard.eq" [word] (v: Val) -> Unit, Guard;
            /// Leaves if the word is this one (NULL: an unbound name).
            guard_ne "guard.ne" [word] (v: Val) -> Unit, Guard;
            /// Leaves unless the condition holds.
            guard_true "guard.true" [] (cond: Bool) -> Unit, Guard;
            /// Leaves if the condition holds.
            guard_false "guard.false" [] (cond: Bool) -> Unit, Guard;
            /// Leaves unless the object has this storage kind (low byte of the flags; never changes) and, if the immediate has bit 8,
            /// is of exactly the builtin type that owns the kind.
            guard_kind "guard.kind" [kind] (p: Ptr) -> Unit, Guard;
            /// Leaves unless the object has this shape. Reads the class `shape`.
            guard_shape "guard.shape" [shape] (p: Ptr) -> Unit, Guard;
            /// Leaves unless the int fits 61 bits.
            guard_fits "guard.fits" [] (a: Int) -> Unit, Guard;
            /// Leaves if the byte at this address is not zero. Never redundant: others write it.
            guard_flag "guard.flag" [] (m: Mem) -> Unit, Guard;
            /// Leaves if the region was invalidated. Stands at loop headers and after calls that run Python code.
            guard_valid "guard.valid" [] () -> Unit, Guard;

            // Memory. The cell type, alias class, offset and scale stand in the instruction.
            /// Loads the cell at `base + offset`.
            load "load" [offset] (base: Addr) -> Any, Load;
            /// Loads the cell at `base + (index << scale) + offset`.
            load_at "load_at" [offset] (base: Addr, index: Int) -> Any, Load;
            /// Stores at `base + offset`.
            store "store" [offset] (base: Addr, value: Any) -> Unit, Store;
            /// Stores at `base + (index << scale) + offset`.
            store_at "store_at" [offset] (base: Addr, index: Int, value: Any) -> Unit, Store;

            // Ownership.
            /// Counts one more reference, if the word is a pointer.
            retain "retain" [] (v: Val) -> Unit, Count;
            /// Gives up one reference. At zero the destructor may run any Python code.
            release "release" [] (v: Val) -> Unit, Call;
            /// Gives up one reference; leaves through its snapshot if that ran Python code, so the code behind it may
            /// rely on unchanged memory. The snapshot describes the state *behind* the release.
            release_quiet "release.quiet" [] (v: Val) -> Unit, Guard;

            /// Gives up one reference of a word that has another owner, or is no pointer; leaves, without giving it up, if it is the last.
            release_shared "release.shared" [] (v: Val) -> Unit, Guard;

            /// Gives up one reference of a word that was guarded to be a number: no Python code runs.
            release_int "release.int" [] (v: Val) -> Unit, Count;

            // Objects and calls.
            /// An int that may be of any size, made by the numbered `Layout` from two operands; the word owns its object.
            int_big "int.big" [layout] (a: Any, b: Any) -> Val, Allocate;
            /// A fresh object as the numbered `Layout` says, with one reference; its cells are stored right behind.
            allocate "alloc" [layout] () -> Ptr, Allocate;
            /// Takes the function's frame off the table of frames: what is left is to give up references and to return.
            frame_pop "frame.pop" [] () -> Unit, Call;
            /// Calls the numbered `Callee` of the region. If it may raise, the snapshot says where the exception is raised.
            call "call" [callee] (args: Any) -> Any, Call;
            /// If the condition holds, calls the numbered `Callee` with the operands behind the second; else the result is the
            /// second operand. The callee neither raises nor runs Python code; it may write cells of the instruction's alias class
            /// in the object that is its first operand, and nothing else that loads can see.
            call_if "call.if" [callee] (args: Any) -> Any, Call;
        }
    };
}

macro_rules! define_ops {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal [$($imm:ident)?] ($($arg:ident: $want:ident),*) -> $result:ident, $effect:ident;)+) => {
        /// An IR op; see the table.
        #[allow(non_camel_case_types, reason = "variants bear the names of the emission methods")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[doc = $doc])+ $name,)+ }

        impl Op {
            /// All ops in table order.
            pub const ALL: &'static [Op] = &[$(Op::$name,)+];
            /// The op's row.
            pub const fn info(self) -> &'static OpInfo {
                match self { $(Op::$name => const { &OpInfo {
                    text: $text, operands: &[$(Want::$want),*], result: result_type!($result),
                    immediate: false $(|| immediate!($imm))?, effect: Effect::$effect, doc: concat!($($doc),+),
                } },)+ }
            }
            /// The op with this text name.
            pub fn parse(text: &str) -> Option<Op> { match text { $($text => Some(Op::$name),)+ _ => None } }
        }
    };
}
macro_rules! result_type {
    (Any) => {
        None
    };
    ($ty:ident) => {
        Some(Type::$ty)
    };
}
macro_rules! immediate {
    ($name:ident) => {
        true
    };
}

/// What the table says about an op.
pub struct OpInfo {
    /// Name in the text form.
    pub text: &'static str,
    /// Operand types; a call takes what its callee says.
    pub operands: &'static [Want],
    /// Result type; None when the instruction decides.
    pub result: Option<Type>,
    /// Does the instruction's immediate belong to the op's meaning?
    pub immediate: bool,
    /// What else it does.
    pub effect: Effect,
    /// One or two sentences.
    pub doc: &'static str,
}

for_each_ir_op!(define_ops);

impl Op {
    /// The op's effect.
    pub const fn effect(self) -> Effect {
        self.info().effect
    }
    /// Does it leave through a snapshot? (A call does too, if its callee may raise.)
    pub const fn is_guard(self) -> bool {
        matches!(self.effect(), Effect::Guard)
    }
    /// Are the two operands interchangeable?
    pub const fn commutes(self) -> bool {
        matches!(
            self,
            Op::int_add
                | Op::int_mul
                | Op::int_and
                | Op::int_or
                | Op::int_xor
                | Op::int_min
                | Op::int_max
                | Op::int_add_ovf
                | Op::int_mul_ovf
                | Op::int_eq
                | Op::int_ne
                | Op::float_add
                | Op::float_mul
                | Op::float_eq
                | Op::float_ne
                | Op::bool_and
                | Op::bool_or
                | Op::val_eq
                | Op::ptr_eq
                | Op::mem_eq
        )
    }
    /// A branch the program itself takes both ways; such a guard gets an exit of its own, so that a path recorded from it
    /// knows the outcome.
    pub const fn is_branch(self) -> bool {
        matches!(self, Op::guard_true | Op::guard_false)
    }
    /// Is it a load or store (with cell type, alias class and offset)?
    pub const fn is_access(self) -> bool {
        matches!(self, Op::load | Op::load_at | Op::store | Op::store_at)
    }
    /// The plain form of an overflow-checked op.
    pub const fn without_check(self) -> Option<Op> {
        match self {
            Op::int_add_ovf => Some(Op::int_add),
            Op::int_sub_ovf => Some(Op::int_sub),
            Op::int_mul_ovf => Some(Op::int_mul),
            Op::int_shl_ovf => Some(Op::int_shl),
            _ => None,
        }
    }
}
