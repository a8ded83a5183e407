//! A code object as plain data, and the register code made from it.
//!
//! [`Code`] is what the compiler (or a frozen file) yields: CPython-3.14 stack code in compact form, constants
//! and tables; it is immutable and shared. [`RegCode`] is its lowered form, made at the first call.
//! Offsets ("units") are CPython's: two-byte code units with the inline-cache units counted.

use std::sync::Arc;

use malachite_bigint::BigInt;
use rustpython_wtf8::Wtf8Buf;

use super::body::LazyBody;
use super::instr::Instr;
use super::stackop;

/// A constant of a code object.
#[derive(Clone, Debug)]
pub enum Const {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// An int that fits 64 bits.
    Int(i64),
    /// An int that doesn't.
    BigInt(BigInt),
    /// A float.
    Float(f64),
    /// Real and imaginary part.
    Complex(f64, f64),
    /// A string; may hold lone surrogates.
    Str(Wtf8Buf),
    /// Bytes.
    Bytes(Box<[u8]>),
    /// A tuple.
    Tuple(Box<[Const]>),
    /// A frozen set (of `x in {1, 2}`).
    FrozenSet(Box<[Const]>),
    /// start, stop, step.
    Slice(Box<[Const; 3]>),
    /// `...`
    Ellipsis,
    /// A nested code object.
    Code(Arc<Code>),
}

/// Bits of [`Code::flags`], CPython's numbers.
#[allow(missing_docs, reason = "CPython's names")]
pub mod flags {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    pub const FUTURE_MASK: u32 = 0x1fe_0000;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
}

/// Bits of [`Code::localspluskinds`], CPython's numbers.
#[allow(missing_docs, reason = "CPython's names")]
pub mod kinds {
    pub const ARG_POS: u8 = 0x02;
    pub const ARG_KW: u8 = 0x04;
    pub const ARG_VAR: u8 = 0x08;
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// A code object.
#[derive(Clone, Debug)]
pub struct Code {
    /// `co_name`
    pub name: Arc<str>,
    /// `co_qualname`
    pub qualname: Arc<str>,
    /// `co_filename`
    pub filename: Arc<str>,
    /// `co_firstlineno`
    pub first_line: u32,
    /// `co_flags`, see [`flags`].
    pub flags: u32,
    /// `co_posonlyargcount`
    pub posonlyargcount: u32,
    /// `co_argcount` (includes the positional-only ones)
    pub argcount: u32,
    /// `co_kwonlyargcount`
    pub kwonlyargcount: u32,
    /// `co_stacksize`
    pub stacksize: u32,
    /// The rest, reached through `Deref`.
    pub body: LazyBody,
}

/// A source range. Lines count from 1, columns are UTF-8 bytes from 0; what is unknown is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// First line.
    pub line: Option<u32>,
    /// Last line.
    pub end_line: Option<u32>,
    /// First column.
    pub col: Option<u32>,
    /// Column behind the end.
    pub end_col: Option<u32>,
}

/// One entry of the exception table, in units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    /// First unit covered.
    pub start: u32,
    /// First unit behind.
    pub end: u32,
    /// Where the handler begins.
    pub target: u32,
    /// Values the handler keeps on the stack.
    pub depth: u32,
    /// Whether the number of the failing instruction is pushed below the exception.
    pub lasti: bool,
}

impl Code {
    /// Number of local slots: variables, cells, free variables.
    pub fn nlocalsplus(&self) -> usize {
        self.localspluskinds.len()
    }

    /// The name of local slot `index`.
    pub fn local_name(&self, index: usize) -> &Arc<str> {
        static EMPTY: std::sync::LazyLock<Arc<str>> = std::sync::LazyLock::new(|| Arc::from("?"));
        if let Some(name) = self.varnames.get(index) {
            return name;
        }
        // Cells that aren't variables come next, then the free variables.
        let own = |name: &&Arc<str>| !self.varnames.contains(name);
        let cells = self.cellvars.iter().filter(own);
        cells.chain(self.freevars.iter()).nth(index - self.varnames.len()).unwrap_or(&EMPTY)
    }

    /// `co_code`: the stack code with inline-cache units.
    pub fn co_code(&self) -> Vec<u8> {
        stackop::with_caches(&self.units)
    }

    /// The ranges of the line table: (first unit, unit behind, position).
    pub fn position_ranges(&self) -> PositionRanges<'_> {
        PositionRanges { table: &self.linetable, at: 0, unit: 0, line: i64::from(self.first_line) }
    }

    /// The source range of the instruction at `unit`.
    pub fn position(&self, unit: u32) -> Position {
        self.position_ranges().find(|(start, end, _)| (*start..*end).contains(&unit)).map_or_else(Position::default, |(_, _, p)| p)
    }

    /// `co_lines()`: (first byte, byte behind, line), equal neighbours merged.
    pub fn co_lines(&self) -> Vec<(u32, u32, Option<u32>)> {
        let mut lines: Vec<(u32, u32, Option<u32>)> = Vec::new();
        for (start, end, position) in self.position_ranges() {
            match lines.last_mut() {
                Some(last) if last.2 == position.line => last.1 = end * 2,
                _ => lines.push((start * 2, end * 2, position.line)),
            }
        }
        lines
    }

    /// The decoded exception table.
    pub fn exception_entries(&self) -> Vec<ExceptionEntry> {
        let (table, mut at) = (&self.exceptiontable, 0);
        let mut varint = || {
            let mut value = 0u32;
            loop {
                let byte = *table.get(at)?;
                at += 1;
                value = value << 6 | u32::from(byte & 0x3f);
                if byte & 0x40 == 0 {
                    return Some(value);
                }
            }
        };
        let mut entries = Vec::new();
        while let (Some(start), Some(size), Some(target), Some(depth)) = (varint(), varint(), varint(), varint()) {
            let end = start.saturating_add(size);
            entries.push(ExceptionEntry { start, end, target, depth: depth >> 1, lasti: depth & 1 != 0 });
        }
        entries
    }

    /// This code and all code objects nested in it, outermost first.
    pub fn walk(&self, visit: &mut dyn FnMut(&Code)) {
        visit(self);
        for constant in &self.consts {
            if let Const::Code(code) = constant {
                code.walk(visit);
            }
        }
    }
}

/// Iterator of [`Code::position_ranges`].
pub struct PositionRanges<'a> {
    table: &'a [u8],
    at: usize,
    unit: u32,
    line: i64,
}

impl PositionRanges<'_> {
    fn byte(&mut self) -> u32 {
        let byte = self.table.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        u32::from(byte)
    }

    fn varint(&mut self) -> u32 {
        let (mut value, mut shift) = (0u32, 0);
        loop {
            let byte = self.byte();
            value |= (byte & 0x3f).checked_shl(shift).unwrap_or(0);
            shift += 6;
            if byte & 0x40 == 0 {
                return value;
            }
        }
    }

    fn signed(&mut self) -> i64 {
        let value = self.varint();
        let magnitude = i64::from(value >> 1);
        if value & 1 != 0 { -magnitude } else { magnitude }
    }
}

impl Iterator for PositionRanges<'_> {
    type Item = (u32, u32, Position);

    fn next(&mut self) -> Option<Self::Item> {
        let header = *self.table.get(self.at)?;
        self.at += 1;
        let (form, length) = (header >> 3 & 15, u32::from(header & 7) + 1);
        let start = self.unit;
        self.unit += length;
        let (mut end_delta, mut columns) = (0, None);
        match form {
            15 => return Some((start, self.unit, Position::default())),
            14 => {
                self.line += self.signed();
                end_delta = self.varint();
                let (col, end) = (self.varint(), self.varint());
                columns = Some((col.checked_sub(1), end.checked_sub(1)));
            }
            13 => self.line += self.signed(),
            10..=12 => {
                self.line += i64::from(form - 10);
                columns = Some((Some(self.byte()), Some(self.byte())));
            }
            _ => {
                let packed = self.byte();
                let col = u32::from(form) << 3 | packed >> 4;
                columns = Some((Some(col), Some(col + (packed & 15))));
            }
        }
        let line = u32::try_from(self.line).ok();
        let (col, end_col) = columns.unwrap_or_default();
        let end_line = line.map(|line| line + end_delta);
        Some((start, self.unit, Position { line, end_line, col, end_col }))
    }
}

/// What an instruction with a site does there: picks the inline cache's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SiteKind {
    /// LoadGlobal, StoreGlobal, DelGlobal.
    Global,
    /// LoadName, StoreName, DelName, LoadFromDictOrGlobals.
    Name,
    /// LoadAttr.
    Attr,
    /// LoadMethod.
    Method,
    /// StoreAttr.
    StoreAttr,
    /// DelAttr.
    DelAttr,
    /// LoadSuperAttr.
    SuperAttr,
    /// ImportName, ImportFrom.
    Import,
}

/// A place with a name and, in the running code, an inline cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// What happens there.
    pub kind: SiteKind,
    /// Index into [`Code::names`].
    pub name: u32,
}

/// An exception range over register instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// First instruction covered.
    pub start: u32,
    /// First instruction behind.
    pub end: u32,
    /// Where the handler begins.
    pub target: u32,
    /// Temporaries from this register on are released when the exception is caught here.
    pub depth: u16,
    /// Register that gets the number (`pc`) of the failing instruction as a small int.
    pub lasti: Option<u16>,
    /// Register that gets the exception.
    pub exc: u16,
}

/// The lowered form of a code object.
#[derive(Clone, Debug, Default)]
pub struct RegCode {
    /// Instructions.
    pub words: Box<[Instr]>,
    /// For each instruction the unit of the stack instruction it stands for (positions, `f_lasti`).
    pub units: Box<[u32]>,
    /// Inline-cache sites.
    pub sites: Box<[Site]>,
    /// Ints behind the code's own constants: constant index `consts.len() + i` is `extra[i]`.
    pub extra: Box<[i64]>,
    /// Exception ranges, sorted, not overlapping.
    pub handlers: Box<[Handler]>,
    /// Local slots.
    pub n_locals: u16,
    /// Temporaries behind them.
    pub n_temps: u16,
    /// Loops, numbered from 0: `JumpBack`'s first operand.
    pub n_loops: u16,
    /// Registers of the largest call window (callable, self, arguments, names); all lie within `n_temps`.
    pub max_window: u16,
}

impl RegCode {
    /// The handler that covers instruction `pc`.
    pub fn handler(&self, pc: u32) -> Option<&Handler> {
        let behind = self.handlers.partition_point(|h| h.end <= pc);
        self.handlers.get(behind).filter(|h| h.start <= pc)
    }

    /// The first instruction made from the stack instruction at `unit` or later.
    pub fn pc_of_unit(&self, unit: u32) -> Option<u32> {
        self.units.iter().position(|u| *u == unit).map(|pc| pc as u32)
    }

    /// Registers in a frame's window.
    pub fn n_registers(&self) -> usize {
        usize::from(self.n_locals) + usize::from(self.n_temps)
    }
}

/// Code objects are shared between threads.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Code>();
    shared::<RegCode>();
};
