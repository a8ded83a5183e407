//! One emission method per row of the op table, and typed ones for the rows whose types the caller chooses.

use super::TraceBuilder;
use crate::for_each_ir_op;
use crate::ir::ops::Op;
use crate::ir::types::{Alias, Cell, Type};
use crate::ir::{Inst, Ref};
use crate::opt::facts::Class;

macro_rules! method {
    // Rows with open types have methods of their own below; `base` and blocks' parameters belong to the builder.
    ($doc:expr, constant $($rest:tt)*) => {};
    ($doc:expr, param $($rest:tt)*) => {};
    ($doc:expr, load $($rest:tt)*) => {};
    ($doc:expr, load_at $($rest:tt)*) => {};
    ($doc:expr, store $($rest:tt)*) => {};
    ($doc:expr, store_at $($rest:tt)*) => {};
    ($doc:expr, call $($rest:tt)*) => {};
    ($doc:expr, call_if $($rest:tt)*) => {};
    ($doc:expr, $name:ident [] ($($arg:ident)*)) => {
        #[doc = $doc]
        pub fn $name(&mut self, $($arg: Ref),*) -> Ref {
            self.emit(Inst::simple(Op::$name, &[$($arg),*]))
        }
    };
    ($doc:expr, $name:ident [$imm:ident] ($($arg:ident)*)) => {
        #[doc = $doc]
        pub fn $name(&mut self, $($arg: Ref,)* $imm: u64) -> Ref {
            self.emit(Inst::new(Op::$name, Type::Unit, &[$($arg),*], $imm))
        }
    };
}

macro_rules! define_methods {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal [$($imm:ident)?] ($($arg:ident: $want:ident),*) -> $result:ident, $effect:ident;)+) => {
        impl TraceBuilder { $(method!(concat!($($doc,)+), $name [$($imm)?] ($($arg)*));)+ }
    };
}
for_each_ir_op!(define_methods);

impl TraceBuilder {
    /// An int constant.
    pub fn const_int(&mut self, v: i64) -> Ref {
        self.region.int(v)
    }
    /// A float constant.
    pub fn const_float(&mut self, v: f64) -> Ref {
        self.region.float(v)
    }
    /// A bool constant.
    pub fn const_bool(&mut self, v: bool) -> Ref {
        self.region.truth(v)
    }
    /// A word constant. If it is an object, the recorder keeps it alive as long as the region.
    pub fn const_word(&mut self, w: u64) -> Ref {
        self.region.constant(Type::Val, w)
    }
    /// The address of an object that lives as long as the region.
    pub fn const_ptr(&mut self, p: u64) -> Ref {
        self.region.constant(Type::Ptr, p)
    }
    /// Another address.
    pub fn const_mem(&mut self, p: u64) -> Ref {
        self.region.constant(Type::Mem, p)
    }
    /// Loads the cell at `base + offset`.
    pub fn load(&mut self, cell: Cell, alias: Alias, base: Ref, offset: i32) -> Ref {
        self.emit(Inst::access(Op::load, cell, alias, &[base], offset, 0))
    }
    /// Loads the cell at `base + (index << scale) + offset`.
    pub fn load_at(&mut self, cell: Cell, alias: Alias, base: Ref, index: Ref, scale: u8, offset: i32) -> Ref {
        self.emit(Inst::access(Op::load_at, cell, alias, &[base, index], offset, scale))
    }
    /// Stores at `base + offset`.
    pub fn store(&mut self, cell: Cell, alias: Alias, base: Ref, offset: i32, value: Ref) {
        self.emit(Inst::access(Op::store, cell, alias, &[base, value], offset, 0));
    }
    /// Stores at `base + (index << scale) + offset`.
    #[allow(clippy::too_many_arguments, reason = "an address has that many parts")]
    pub fn store_at(&mut self, cell: Cell, alias: Alias, base: Ref, index: Ref, scale: u8, offset: i32, value: Ref) {
        self.emit(Inst::access(Op::store_at, cell, alias, &[base, index, value], offset, scale));
    }
    /// Calls a registered callee. If it may raise, the exit raises at the current pc with the state right now.
    pub fn call(&mut self, callee: u64, args: &[Ref]) -> Ref {
        let ty = self.region.callees[callee as usize].result;
        self.emit(Inst::new(Op::call, ty, args, callee))
    }
    /// Calls a registered callee if the condition holds, else gives `other`. What it may write: cells of the class in the object
    /// that is its first operand.
    pub fn call_if(&mut self, callee: u64, alias: Alias, cond: Ref, other: Ref, args: &[Ref]) -> Ref {
        let ty = self.region.callees[callee as usize].result;
        let all: Vec<Ref> = [cond, other].into_iter().chain(args.iter().copied()).collect();
        let mut inst = Inst::new(Op::call_if, ty, &all, callee);
        inst.alias = alias;
        self.emit(inst)
    }
    /// The int in a word: guards that it is one, unless known.
    pub fn as_int(&mut self, v: Ref) -> Ref {
        self.guard_int(v);
        self.int_of_val(v)
    }
    /// The float in a word: guards that it is one, unless known.
    pub fn as_float(&mut self, v: Ref) -> Ref {
        self.guard_float(v);
        self.float_of_val(v)
    }
    /// The bool in a word: guards that it is one, unless known.
    pub fn as_bool(&mut self, v: Ref) -> Ref {
        self.guard_bool(v);
        self.bool_of_val(v)
    }
    /// The object in a word: guards that it is a pointer, unless known.
    pub fn as_ptr(&mut self, v: Ref) -> Ref {
        self.guard_ptr(v);
        self.ptr_of_val(v)
    }
    /// Guards that a condition has the outcome it has now; the exit is a branch the program may take both ways.
    pub fn branch(&mut self, cond: Ref, taken: bool) {
        if taken {
            self.guard_true(cond);
        } else {
            self.guard_false(cond);
        }
    }
    /// The class of a word, if known on this path.
    pub fn class(&self, v: Ref) -> Option<Class> {
        self.facts.class(&self.region, v)
    }
    /// Tells what the virtual machine knows about a word without a guard.
    pub fn assume_class(&mut self, v: Ref, class: Class) {
        self.facts.set_class(v, class);
    }
    /// Is the value what was loaded as a word from this place?
    pub fn is_load_of(&self, v: Ref, base: Ref, offset: i32) -> bool {
        let inst = self.region.inst(v);
        inst.op == Op::load && inst.cell == Cell::Val && inst.args() == [base] && inst.offset() == offset
    }
    /// Does the word need no reference counting?
    pub fn is_uncounted(&self, v: Ref) -> bool {
        self.region.ty(v) != Type::Val || self.facts.uncounted(&self.region, v)
    }
}
