//! The object header and the field offsets that compiled code may use.
//!
//! ```text
//! +0  rc: u32      reference count, not atomic
//! +4  flags: u32   low 8 bits: storage kind; bits above: see `flag`
//! +8  shape        the object's shape, which names its type
//! +16 payload
//! ```

use crate::object::shape::Shape;
use crate::object::ty::TypeObj;
use std::cell::Cell;

/// How the payload of an object is laid out. A Python subclass of `list` has kind `List` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// Not an object (answer for immediates).
    Immediate = 0,
    /// A plain instance of a Python class, or `object()`.
    Object,
    /// A native payload told apart by its layout's type id.
    Native,
    /// int beyond 61 bits, or an instance of an int subclass.
    Int,
    /// Boxed float, or an instance of a float subclass.
    Float,
    /// complex
    Complex,
    /// str
    Str,
    /// bytes
    Bytes,
    /// bytearray
    ByteArray,
    /// list
    List,
    /// tuple
    Tuple,
    /// dict
    Dict,
    /// set
    Set,
    /// frozenset
    FrozenSet,
    /// range
    Range,
    /// slice
    Slice,
    /// Python function
    Function,
    /// Bound method
    Method,
    /// Native function or method, bound or not
    NativeFunction,
    /// Code object
    Code,
    /// Closure cell
    Cell,
    /// Generator, coroutine or async generator
    Generator,
    /// Class
    Type,
    /// Module
    Module,
    /// Iterator of a range of small ints
    RangeIter,
    /// Iterator of a list
    ListIter,
    /// Iterator of a tuple
    TupleIter,
    /// Iterator of a dict or one of its views
    DictIter,
    /// Exception instance
    Exception,
    /// property
    Property,
    /// Descriptor of a `__slots__` entry
    Member,
    /// frame object
    Frame,
    /// traceback object
    Traceback,
}

/// Bits of `Header::flags` above the kind.
pub mod flag {
    /// The type is exactly the built-in one that owns this kind.
    pub const EXACT: u32 = 1 << 8;
    /// Someone holds a weak reference (see `heap::weak`).
    pub const HAS_WEAKREF: u32 = 1 << 9;
    /// `__del__` ran already.
    pub const FINALIZED: u32 = 1 << 10;
    /// The cell came from the system allocator, not from a page.
    pub const LARGE: u32 = 1 << 11;
    /// An attribute word stands before the header (variable-sized payload with attributes).
    pub const PRE: u32 = 1 << 12;
    /// Interned string.
    pub const INTERNED: u32 = 1 << 13;
    /// A dict that compiled code or a cache watches.
    pub const WATCHED: u32 = 1 << 14;
    /// gc.freeze()d: the collector leaves it alone.
    pub const FROZEN: u32 = 1 << 15;
    /// The collector must not look at it yet (under construction) or it has no references.
    pub const UNTRACKED: u32 = 1 << 16;
    /// Made before the program began: whether the end of the process finalises it matters to nobody.
    pub const EARLY: u32 = 1 << 17;
    /// Not known to be reachable; only while the collector looks.
    pub const SUSPECT: u32 = 1 << 18;
}

/// First 16 bytes of every object.
#[repr(C)]
pub struct Header {
    /// Reference count.
    pub rc: Cell<u32>,
    /// Kind and flag bits.
    pub flags: Cell<u32>,
    /// Shape; never null in a live object.
    pub shape: Cell<*const Shape>,
}

/// Offset of `rc` for compiled code.
pub const RC_OFFSET: usize = 0;
/// Offset of `flags` for compiled code.
pub const FLAGS_OFFSET: usize = 4;
/// Offset of `shape` for compiled code.
pub const SHAPE_OFFSET: usize = 8;
/// Size of the header, where payloads start.
pub const SIZE: usize = 16;
const _: () = assert!(std::mem::size_of::<Header>() == SIZE);

/// The address of `part`, which lies in an object's cell, as a pointer that may reach all of the cell.
///
/// A pointer made from a reference may only be used for what it refers to: a header ends before its payload, a payload
/// before the items behind it. The cell's own pointer was exposed when the object became a word (`Word::ptr`), so an
/// address is enough to have it back. The compiler folds the detour away.
#[inline(always)]
pub fn whole<T>(part: &T) -> *mut u8 {
    std::ptr::with_exposed_provenance_mut(std::ptr::from_ref(part).addr())
}

impl Header {
    /// Storage kind.
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        // SAFETY: the low byte is only ever written from a `Kind`.
        unsafe { std::mem::transmute(self.flags.get() as u8) }
    }
    /// Kind and exactness in one test: the builtin type itself, not a subclass.
    #[inline(always)]
    pub fn is_exact(&self, kind: Kind) -> bool {
        self.flags.get() & (0xff | flag::EXACT) == kind as u32 | flag::EXACT
    }
    /// Is the flag bit set?
    #[inline(always)]
    pub fn has(&self, bit: u32) -> bool {
        self.flags.get() & bit != 0
    }
    /// Sets a flag bit.
    #[inline(always)]
    pub fn set(&self, bit: u32) {
        self.flags.set(self.flags.get() | bit);
    }
    /// Clears a flag bit.
    #[inline(always)]
    pub fn unset(&self, bit: u32) {
        self.flags.set(self.flags.get() & !bit);
    }
    /// The shape.
    #[inline(always)]
    pub fn shape(&self) -> &'static Shape {
        // SAFETY: a live object's shape lives as long as its type, which the object keeps alive.
        unsafe { &*self.shape.get() }
    }
    /// The type.
    #[inline(always)]
    pub fn ty(&self) -> &'static TypeObj {
        self.shape().ty()
    }
}
