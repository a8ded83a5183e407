//! How native functions and types are declared: one row each, beside their code.
//!
//! ```ignore
//! pub static TYPE: TypeDef = TypeDef::new::<DequeObj>("collections.deque")
//!     .doc("deque([iterable[, maxlen]]) --> deque object")
//!     .methods(&[
//!         NativeDef::new("append", append, "($self, item, /)", "Add an element to the right side of the deque."),
//!         NativeDef::new("__copy__", copy, "($self, /)", "Return a shallow copy of a deque."),
//!     ])
//!     .getset(&[GetSet::new("maxlen", maxlen, None, "maximum size of a deque or None if unbounded")])
//!     .slots(|s| { s.new = Some(new); s.len = Some(len); s.iter = Some(iter); });
//!
//! fn append(vm: &mut Vm, args: &[Value]) -> PyResult { let this = this::<DequeObj>(&args[0]); ... }
//! ```
//! The signature text is Python's `__text_signature__`. It is the only place where names, kinds and defaults of parameters
//! are written: binding and its error messages come from it. A native function gets one value per parameter, NULL for an
//! optional one that wasn't given (so the default's text is documentation), a tuple for `*args`, a dict for `**kwargs`.

pub mod function;
pub mod signature;
pub mod structseq;

use crate::object::error::PyResult;
use crate::object::slots::TypeSlots;
use crate::object::ty::{self, TypeObj};
use crate::object::{Layout, Obj, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;

/// A native function: bound arguments in, value out.
pub type NativeFn = fn(&mut Vm, &[Value]) -> PyResult<Value>;

/// What a native function may do, for the recorder. Each level includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effects {
    /// Result depends on the (immutable) arguments only; no side effect. May raise.
    Pure,
    /// Reads mutable objects.
    Reads,
    /// Changes the objects given as arguments, runs no Python code.
    Writes,
    /// May run arbitrary Python code.
    CallsBack,
}

/// A typed body that compiled code may call directly when the argument types fit.
#[derive(Clone, Copy)]
pub enum Typed {
    /// No typed body.
    None,
    /// float -> float; never raises for the arguments it is declared for (others go through the general body).
    F64(fn(f64) -> Option<f64>),
    /// (float, float) -> float.
    F64F64(fn(f64, f64) -> Option<f64>),
}

/// Flags of a row.
pub mod native_flag {
    /// A `staticmethod`.
    pub const STATIC: u8 = 1;
    /// A `classmethod`: the first argument is the type.
    pub const CLASS: u8 = 2;
}

/// One native function or method.
pub struct NativeDef {
    /// Name.
    pub name: &'static str,
    /// Body.
    pub f: NativeFn,
    /// `__text_signature__`, e.g. `($self, iterable=(), /, *, key=None)`.
    pub sig: &'static str,
    /// `__doc__`.
    pub doc: &'static str,
    /// `native_flag` bits.
    pub flags: u8,
    /// What it may do.
    pub effects: Effects,
    /// Name of the IR op that has the same meaning, or "".
    pub ir: &'static str,
    /// Typed body for compiled code.
    pub typed: Typed,
    /// A body for calls without keyword arguments, which gets the positional arguments as they are given, however many
    /// (`*args` functions, so that no tuple need be made). It must mean the same as `f` after binding.
    pub positional: Option<NativeFn>,
}

impl NativeDef {
    /// A row; effects default to the worst.
    pub const fn new(name: &'static str, f: NativeFn, sig: &'static str, doc: &'static str) -> NativeDef {
        NativeDef { name, f, sig, doc, flags: 0, effects: Effects::CallsBack, ir: "", typed: Typed::None, positional: None }
    }
    /// Declares the effects.
    pub const fn effects(mut self, effects: Effects) -> NativeDef {
        self.effects = effects;
        self
    }
    /// Declares a static method.
    pub const fn static_method(mut self) -> NativeDef {
        self.flags |= native_flag::STATIC;
        self
    }
    /// Declares a class method.
    pub const fn class_method(mut self) -> NativeDef {
        self.flags |= native_flag::CLASS;
        self
    }
    /// Names the IR op with the same meaning.
    pub const fn ir(mut self, op: &'static str) -> NativeDef {
        self.ir = op;
        self
    }
    /// Gives the body for positional arguments only.
    pub const fn positional(mut self, f: NativeFn) -> NativeDef {
        self.positional = Some(f);
        self
    }
    /// Gives the typed body.
    pub const fn typed(mut self, typed: Typed) -> NativeDef {
        self.typed = typed;
        self
    }
}

/// Getter of an attribute.
pub type Getter = fn(&mut Vm, &Value) -> PyResult<Value>;
/// Setter of an attribute; None deletes.
pub type Setter = fn(&mut Vm, &Value, Option<&Value>) -> PyResult<()>;

/// One computed attribute.
pub struct GetSet {
    /// Name.
    pub name: &'static str,
    /// Getter.
    pub get: Getter,
    /// Setter; None for read-only attributes.
    pub set: Option<Setter>,
    /// `__doc__`.
    pub doc: &'static str,
    /// Stored rather than computed: the descriptor is a `member_descriptor`, and errors say so.
    pub member: bool,
}

impl GetSet {
    /// A row.
    pub const fn new(name: &'static str, get: Getter, set: Option<Setter>, doc: &'static str) -> GetSet {
        GetSet { name, get, set, doc, member: false }
    }
    /// Makes it a `member_descriptor`.
    pub const fn member(mut self) -> GetSet {
        self.member = true;
        self
    }
}

/// Declaration of a native type. The type object is made on first `get`.
pub struct TypeDef {
    /// Name with module: `int`, `collections.deque`. Without a dot the module is `builtins`.
    pub name: &'static str,
    /// `__doc__`.
    pub doc: &'static str,
    /// Payload layout.
    pub layout: Layout,
    /// Base type; None means object.
    pub base: Option<&'static TypeDef>,
    /// Methods.
    pub methods: &'static [NativeDef],
    /// Computed attributes.
    pub getset: &'static [GetSet],
    /// Fills the slots.
    pub slots: fn(&mut TypeSlots),
    /// `ty::flag` bits.
    pub flags: u32,
    /// Fields of a struct sequence.
    pub fields: Option<&'static structseq::Fields>,
    /// Words that instances have behind their payload, reached by `instance::member`.
    pub extra_words: usize,
    cell: Cell<*const TypeObj>,
}

// SAFETY: the cell is only touched by the thread that holds the interpreter lock.
unsafe impl Sync for TypeDef {}

impl TypeDef {
    /// A type whose instances have payload `T`. Python code may subclass it unless `final_type` is called.
    pub const fn new<T: Payload>(name: &'static str) -> TypeDef {
        TypeDef {
            name,
            doc: "",
            layout: Layout::of::<T>(),
            base: None,
            methods: &[],
            getset: &[],
            slots: |_| {},
            flags: ty::flag::BASETYPE,
            fields: None,
            extra_words: 0,
            cell: Cell::new(std::ptr::null()),
        }
    }
    /// Sets `__doc__`.
    pub const fn doc(mut self, doc: &'static str) -> TypeDef {
        self.doc = doc;
        self
    }
    /// Sets the base.
    pub const fn base(mut self, base: &'static TypeDef) -> TypeDef {
        self.base = Some(base);
        self
    }
    /// Sets the base, None for object.
    pub const fn base_opt(mut self, base: Option<&'static TypeDef>) -> TypeDef {
        self.base = base;
        self
    }
    /// Adds methods.
    pub const fn methods(mut self, methods: &'static [NativeDef]) -> TypeDef {
        self.methods = methods;
        self
    }
    /// Adds computed attributes.
    pub const fn getset(mut self, getset: &'static [GetSet]) -> TypeDef {
        self.getset = getset;
        self
    }
    /// Fills the slots.
    pub const fn slots(mut self, slots: fn(&mut TypeSlots)) -> TypeDef {
        self.slots = slots;
        self
    }
    /// Sets `ty::flag` bits.
    pub const fn flags(mut self, flags: u32) -> TypeDef {
        self.flags |= flags;
        self
    }
    /// Makes it a struct sequence, see `structseq::define`.
    pub const fn fields(mut self, fields: &'static structseq::Fields) -> TypeDef {
        self.fields = Some(fields);
        self
    }
    /// Gives instances `n` words behind their payload.
    pub const fn extra_words(mut self, n: usize) -> TypeDef {
        self.extra_words = n;
        self
    }
    /// "type 'x' is not an acceptable base type".
    pub const fn final_type(mut self) -> TypeDef {
        self.flags &= !ty::flag::BASETYPE;
        self
    }
    /// Subscribing the class makes a generic alias: `__class_getitem__` is there.
    pub const fn generic(mut self) -> TypeDef {
        self.flags |= ty::flag::GENERIC;
        self
    }
    /// Instances have a `__dict__`.
    pub const fn with_dict(mut self) -> TypeDef {
        self.flags |= ty::flag::HAS_DICT;
        self
    }
    /// The type object.
    #[inline(always)]
    pub fn get(&'static self) -> &'static TypeObj {
        let p = self.cell.get();
        if p.is_null() {
            return ty::make_native(self);
        }
        // SAFETY: native type objects are never freed.
        unsafe { &*p }
    }
    pub(crate) fn is_unmade(&self) -> bool {
        self.cell.get().is_null()
    }
    pub(crate) fn set_cell(&self, ty: &'static TypeObj) {
        self.cell.set(ty);
    }
    /// The type object as a value.
    pub fn value(&'static self) -> Value {
        self.get().value()
    }
}

/// `self` of a method: the descriptor has checked its type already.
#[inline(always)]
pub fn this<T: Payload>(v: &Value) -> &Obj<T> {
    match v.downcast::<T>() {
        Some(o) => o,
        None => wrong_self(v),
    }
}

#[cold]
fn wrong_self(v: &Value) -> ! {
    unreachable!("method descriptor let a {:?} through", v)
}

/// Arguments of a call before binding: positional ones, then keyword ones with their names.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// All values: positional first, then one per keyword name.
    pub all: &'a [Value],
    /// Keyword names (str), matching the last values of `all`.
    pub names: &'a [Value],
}

impl<'a> Args<'a> {
    /// Positional arguments only.
    #[inline(always)]
    pub fn positional(all: &'a [Value]) -> Args<'a> {
        Args { all, names: &[] }
    }
    /// The positional arguments.
    #[inline(always)]
    pub fn pos(&self) -> &'a [Value] {
        &self.all[..self.all.len() - self.names.len()]
    }
    /// Keyword arguments as (name, value).
    pub fn kw(&self) -> impl Iterator<Item = (&'a Value, &'a Value)> {
        self.names.iter().zip(&self.all[self.all.len() - self.names.len()..])
    }
    /// A keyword argument by name.
    pub fn get_kw(&self, name: &str) -> Option<&'a Value> {
        self.kw().find(|(k, _)| crate::builtins::str::eq_text(k, name)).map(|(_, v)| v)
    }
    /// Are there keyword arguments?
    pub fn has_kw(&self) -> bool {
        !self.names.is_empty()
    }
    /// Without the first positional argument.
    pub fn skip_first(&self) -> Args<'a> {
        Args { all: &self.all[1..], names: self.names }
    }
}
