//! Types of IR values, of memory accesses, and the alias classes of the heap.
//!
//! `Int` is an untagged `i64`: a Python int that fits 61 bits, or a raw machine integer (a length, an index, the result of
//! wrap-around arithmetic). `Val` is a tagged word as it stands in a register. The tagging is repeated here only in the
//! module [`word`], because folding, evaluation and lowering need its arithmetic; no object layout is known beyond the
//! 16-byte header.

/// The type of an IR value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Type {
    /// No value.
    Unit,
    /// Untagged 64-bit integer.
    Int,
    /// IEEE 754 double.
    Float,
    /// False or true.
    Bool,
    /// Address of an object header.
    Ptr,
    /// Tagged word.
    Val,
    /// Address of memory that is no object: register window, element buffer, table.
    Mem,
    /// Unsigned 64-bit integer: a Python int from 0 to 2^64 - 1, which as a word may be an object.
    Nat,
}

impl Type {
    /// All types, in order.
    pub const ALL: [Type; 8] = [Type::Unit, Type::Int, Type::Float, Type::Bool, Type::Ptr, Type::Val, Type::Mem, Type::Nat];
    /// Name in the text form.
    pub const fn text(self) -> &'static str {
        match self {
            Type::Unit => "unit",
            Type::Int => "int",
            Type::Float => "float",
            Type::Bool => "bool",
            Type::Ptr => "ptr",
            Type::Val => "val",
            Type::Mem => "mem",
            Type::Nat => "nat",
        }
    }
    /// The type with this name.
    pub fn parse(text: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|t| t.text() == text)
    }
}

/// What an op's table row asks of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// An `Int`.
    Int,
    /// A `Float`.
    Float,
    /// A `Bool`.
    Bool,
    /// A `Ptr`.
    Ptr,
    /// A `Val`.
    Val,
    /// A `Mem`.
    Mem,
    /// A `Nat`.
    Nat,
    /// A `Ptr` or a `Mem`: something to load from.
    Addr,
    /// Whatever the access or the callee says.
    Any,
}

impl Want {
    /// Is a value of type `ty` good here?
    pub fn accepts(self, ty: Type) -> bool {
        match self {
            Want::Int => ty == Type::Int,
            Want::Float => ty == Type::Float,
            Want::Bool => ty == Type::Bool,
            Want::Ptr => ty == Type::Ptr,
            Want::Val => ty == Type::Val,
            Want::Mem => ty == Type::Mem,
            Want::Nat => ty == Type::Nat,
            Want::Addr => matches!(ty, Type::Ptr | Type::Mem),
            Want::Any => ty != Type::Unit,
        }
    }
}

/// The type of a memory cell. Narrow ints are extended to `Int` when loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cell {
    /// 64-bit integer.
    I64,
    /// Signed 32-bit integer.
    I32,
    /// Unsigned 32-bit integer.
    U32,
    /// Unsigned 16-bit integer.
    U16,
    /// Byte.
    U8,
    /// Double.
    F64,
    /// Tagged word.
    Val,
    /// Object address.
    Ptr,
    /// Other address.
    Mem,
}

impl Cell {
    /// All cell types.
    pub const ALL: [Cell; 9] = [Cell::I64, Cell::I32, Cell::U32, Cell::U16, Cell::U8, Cell::F64, Cell::Val, Cell::Ptr, Cell::Mem];
    /// Name in the text form.
    pub const fn text(self) -> &'static str {
        match self {
            Cell::I64 => "i64",
            Cell::I32 => "i32",
            Cell::U32 => "u32",
            Cell::U16 => "u16",
            Cell::U8 => "u8",
            Cell::F64 => "f64",
            Cell::Val => "val",
            Cell::Ptr => "ptr",
            Cell::Mem => "mem",
        }
    }
    /// The cell type with this name.
    pub fn parse(text: &str) -> Option<Cell> {
        Cell::ALL.into_iter().find(|c| c.text() == text)
    }
    /// Type of the loaded or stored value.
    pub const fn ty(self) -> Type {
        match self {
            Cell::I64 | Cell::I32 | Cell::U32 | Cell::U16 | Cell::U8 => Type::Int,
            Cell::F64 => Type::Float,
            Cell::Val => Type::Val,
            Cell::Ptr => Type::Ptr,
            Cell::Mem => Type::Mem,
        }
    }
    /// Size in bytes.
    pub const fn size(self) -> u64 {
        match self {
            Cell::U8 => 1,
            Cell::U16 => 2,
            Cell::I32 | Cell::U32 => 4,
            Cell::I64 | Cell::F64 | Cell::Val | Cell::Ptr | Cell::Mem => 8,
        }
    }
}

macro_rules! aliases {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal;)+) => {
        /// A part of memory. Accesses of different classes never overlap; a write by a call reaches all but `Fixed` and `Frame`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Alias { $($(#[doc = $doc])+ $name,)+ }
        impl Alias {
            /// All classes.
            pub const ALL: &'static [Alias] = &[$(Alias::$name,)+];
            /// Name in the text form.
            pub const fn text(self) -> &'static str { match self { $(Alias::$name => $text,)+ } }
            /// What belongs to the class.
            pub const fn doc(self) -> &'static str { match self { $(Alias::$name => concat!($($doc,)+),)+ } }
            /// The class with this name.
            pub fn parse(text: &str) -> Option<Alias> { match text { $($text => Some(Alias::$name),)+ _ => None } }
        }
    };
}

aliases! {
    /// Never written after the object was made: tuple items, lengths of immutable objects, code.
    Fixed "fixed";
    /// The interpreter's registers of the loop's own frames.
    Frame "frame";
    /// The shape word of object headers.
    Shape "shape";
    /// Attribute slots of instances.
    Slot "slot";
    /// Fields of native objects other than those below (list length and buffer).
    Field "field";
    /// What iterators keep: position, sequence, count.
    Iter "iter";
    /// The numbers of enumerates, which step iterators: apart from the latter's positions.
    Count "count";
    /// Elements of lists.
    Element "element";
    /// Entries of dicts and sets.
    Entry "entry";
    /// Contents of closure cells.
    Cell "cell";
    /// Values of module globals.
    Global "global";
    /// Elements of machine-typed arrays, bytearrays, buffers.
    Array "array";
    /// What suspended generators keep: registers, place, state.
    Held "held";
    /// Flags and versions that the virtual machine changes.
    State "state";
    /// The running frame's own fields, written for whoever looks at it.
    Activation "activation";
}

/// Offsets of the object header, the only layout that the back half knows.
pub mod header {
    /// Reference count, `u32`.
    pub const RC: i32 = 0;
    /// Flags, `u32`; the low byte is the storage kind.
    pub const FLAGS: i32 = 4;
    /// Shape pointer.
    pub const SHAPE: i32 = 8;
    /// Flag beside the kind: exactly the builtin type that owns the kind. Never changes.
    pub const EXACT: u64 = 1 << 8;
}

/// The arithmetic of tagged words.
pub mod word {
    /// No value.
    pub const NULL: u64 = 7;
    /// `None`.
    pub const NONE: u64 = 7 | 1 << 3;
    /// `False`.
    pub const FALSE: u64 = 7 | 2 << 3;
    /// `True`.
    pub const TRUE: u64 = 7 | 3 << 3;
    /// Largest small int.
    pub const INT_MAX: i64 = (1 << 60) - 1;
    /// Smallest small int.
    pub const INT_MIN: i64 = -(1 << 60);

    /// Does `v` fit 61 bits?
    pub const fn fits(v: i64) -> bool {
        v >= INT_MIN && v <= INT_MAX
    }
    /// The word of a small int.
    pub const fn of_int(v: i64) -> u64 {
        (v as u64) << 3
    }
    /// The int of an int word.
    pub const fn as_int(w: u64) -> i64 {
        w as i64 >> 3
    }
    /// Is it a small int?
    pub const fn is_int(w: u64) -> bool {
        w & 7 == 0
    }
    /// Is it an immediate float?
    pub const fn is_float(w: u64) -> bool {
        (w ^ w >> 1) & 1 != 0
    }
    /// Is it a pointer?
    pub const fn is_ptr(w: u64) -> bool {
        w & 7 == 4
    }
    /// Is it True or False?
    pub const fn is_bool(w: u64) -> bool {
        w | 8 == TRUE
    }
    /// The word of a float, if it can be immediate.
    pub const fn of_float(f: f64) -> Option<u64> {
        let w = f.to_bits().rotate_left(4) ^ 2;
        if is_float(w) { Some(w) } else { None }
    }
    /// The float of a float word.
    pub const fn as_float(w: u64) -> f64 {
        f64::from_bits((w ^ 2).rotate_right(4))
    }
    /// The word of a bool.
    pub const fn of_bool(b: bool) -> u64 {
        FALSE | (b as u64) << 3
    }
}
