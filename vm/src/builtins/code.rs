//! Code objects: the compiler's plain data with Python constants, and the register form made at first call.

mod attrs;

use crate::builtins::{int, slice, str, tuple};
use crate::heap::header::Kind;
use crate::interp::cache::SiteCache;
use crate::native::TypeDef;
use crate::object::intern::intern;
use crate::object::{self, Payload, Ref};
use crate::value::{Value, Word};
use front::bytecode::code::{Code, Const, Handler, Site, flags};
use front::bytecode::instr::Instr;
use std::cell::{Cell, OnceCell};
use std::sync::Arc;

/// Payload of code objects.
#[repr(C)]
pub struct CodeObj {
    /// Register form, made at first call.
    pub reg: OnceCell<Box<RtCode>>,
    /// The compiler's data.
    pub co: Arc<Code>,
    consts: OnceCell<Value>,
    /// `co_name`
    pub name: Value,
    /// `co_qualname`
    pub qualname: Value,
    /// `co_filename`
    pub filename: Value,
}

/// The register form with its constants and caches.
#[repr(C)]
pub struct RtCode {
    /// Instructions.
    pub words: Box<[Instr]>,
    /// Constants, borrowed from `CodeObj::consts` (extra ints are immediates).
    pub consts: Box<[Word]>,
    /// Inline caches.
    pub caches: Box<[SiteCache]>,
    /// What the sites are.
    pub sites: Box<[Site]>,
    /// Names of the sites, interned and so alive for good.
    pub site_names: Box<[Word]>,
    /// Exception ranges.
    pub handlers: Box<[Handler]>,
    /// Per instruction: offset in CPython code units.
    pub units: Box<[u32]>,
    /// Local slots.
    pub n_locals: u32,
    /// All registers.
    pub n_regs: u32,
    /// Parameters including `*args` and `**kwargs`.
    pub n_params: u32,
    /// Hot counters of loops.
    pub loops: Box<[Cell<u32>]>,
    /// Hot counter of the whole function.
    pub calls: Cell<u32>,
    /// Machine code of the whole function for the interpreter, or 0: see `interp::compiled`.
    pub compiled: Cell<usize>,
    /// What compiled code calls for the function: its machine code or the way into the interpreter; 0 before it is asked for.
    pub direct: Cell<usize>,
    /// Calls itself, maybe through others: compiled code calls it instead of inlining it.
    pub recursive: Cell<bool>,
    /// Generator, coroutine or async generator.
    pub is_generator: bool,
    /// Interned names of the parameters that keywords may name, once a call with keywords asked for them; alive for good.
    pub param_names: OnceCell<Box<[Word]>>,
    /// What tracing knows of the code, once it ran under a tracer.
    pub watch: OnceCell<Box<crate::interp::trace::watch::CodeWatch>>,
}

/// The type.
pub static TYPE: TypeDef =
    TypeDef::new::<CodeObj>("code").final_type().flags(crate::object::ty::flag::WEAKREF).methods(attrs::METHODS).getset(attrs::GETSET).slots(attrs::slots);
impl Payload for CodeObj {
    const KIND: Kind = Kind::Code;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

/// The value of a compiler constant. Strings that look like names are interned, as CPython does.
pub fn constant(c: &Const) -> Value {
    match c {
        Const::None => Value::NONE,
        Const::Bool(b) => Value::bool(*b),
        Const::Int(i) => Value::int(*i),
        Const::BigInt(b) => int::from_big(b.clone()),
        Const::Float(f) => Value::float(*f),
        Const::Complex(re, im) => crate::builtins::complex::new(*re, *im),
        Const::Str(s) => match s.as_str() {
            Ok(t) if t.len() <= 64 && t.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()) => intern(t),
            Ok(t) => Value::str(t),
            Err(_) => str::from_buf(s.code_points().map(|c| c.to_u32()).collect()),
        },
        Const::Bytes(b) => crate::builtins::bytes::new(b.to_vec()),
        Const::Tuple(items) => tuple::new(items.iter().map(constant).collect()),
        Const::FrozenSet(items) => crate::builtins::set::frozen_constant(items.iter().map(constant).collect()),
        Const::Slice(s) => slice::new(constant(&s[0]), constant(&s[1]), constant(&s[2])),
        Const::Ellipsis => Value::ELLIPSIS,
        Const::Code(c) => new(c.clone()).into_value(),
    }
}

/// Code objects stay for good: a profiler names those it saw later.
pub static KEEP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// A code object around compiled code.
pub fn new(data: Arc<Code>) -> Ref<CodeObj> {
    with_consts(data, OnceCell::new())
}

/// The same with these constants instead of new ones.
fn with_consts(data: Arc<Code>, consts: OnceCell<Value>) -> Ref<CodeObj> {
    let (name, qualname, filename) = (intern(&data.name), intern(&data.qualname), intern(&data.filename));
    let code = CodeObj { reg: OnceCell::new(), co: data, consts, name, qualname, filename };
    let v = object::new(code);
    if KEEP.load(std::sync::atomic::Ordering::Relaxed) {
        std::mem::forget(v.clone());
    }
    Ref::<CodeObj>::from_value(v).unwrap_or_else(|_| unreachable!("a code object"))
}

impl CodeObj {
    /// Flag bits.
    pub fn flags(&self) -> u32 {
        self.co.flags
    }
    /// Only plain positional parameters, not a generator: calls may enter without binding.
    pub fn is_simple(&self) -> bool {
        self.co.kwonlyargcount == 0 && self.co.flags & (flags::VARARGS | flags::VARKEYWORDS) == 0
    }
    /// `co_consts`, made at first use.
    pub fn consts(&self) -> &Value {
        self.consts.get_or_init(|| tuple::new(self.co.consts.iter().map(constant).collect()))
    }
    /// Whether the first constant is the docstring.
    pub fn has_docstring(&self) -> bool {
        self.co.flags & flags::HAS_DOCSTRING != 0
    }
    /// The docstring (first constant) or None.
    pub fn docstring(&self) -> Value {
        if !self.has_docstring() {
            return Value::NONE;
        }
        tuple::items(self.consts()).first().cloned().unwrap_or(Value::NONE)
    }
    /// The register form.
    #[inline(always)]
    pub fn reg(&self) -> &RtCode {
        match self.reg.get() {
            Some(r) => r,
            None => self.lower(),
        }
    }
    #[cold]
    #[inline(never)]
    fn lower(&self) -> &RtCode {
        let reg = self.co.stored_registers().unwrap_or_else(|| match front::compile::lower(&self.co) {
            Ok(r) => r,
            Err(e) => panic!("lowering {} of {}: {e:?}", self.co.qualname, self.co.filename),
        });
        let mut consts: Vec<Word> = tuple::items(self.consts()).iter().map(|v| v.word()).collect();
        consts.extend(reg.extra.iter().map(|i| Word::int(*i).unwrap_or(Word::int_unchecked(0))));
        let d = &self.co;
        let n_params = d.argcount + d.kwonlyargcount + u32::from(d.flags & flags::VARARGS != 0) + u32::from(d.flags & flags::VARKEYWORDS != 0);
        let rt = RtCode {
            n_regs: reg.n_registers() as u32,
            words: reg.words,
            consts: consts.into(),
            caches: reg.sites.iter().map(|_| SiteCache::default()).collect(),
            site_names: reg.sites.iter().map(|s| intern(&self.co.names[s.name as usize]).word()).collect(),
            sites: reg.sites,
            handlers: reg.handlers,
            units: reg.units,
            n_locals: u32::from(reg.n_locals),
            n_params,
            loops: (0..reg.n_loops).map(|_| Cell::new(0)).collect(),
            calls: Cell::new(0),
            compiled: Cell::new(0),
            direct: Cell::new(0),
            recursive: Cell::new(false),
            is_generator: d.flags & (flags::GENERATOR | flags::COROUTINE | flags::ASYNC_GENERATOR) != 0,
            param_names: OnceCell::new(),
            watch: OnceCell::new(),
        };
        let _ = self.reg.set(Box::new(rt));
        self.reg.get().unwrap_or_else(|| unreachable!("just set"))
    }
    /// Line of instruction `pc`.
    pub fn line_of(&self, pc: u32) -> Option<u32> {
        let unit = self.reg().units.get(pc as usize).copied().unwrap_or(0);
        self.co.position(unit).line
    }
}
