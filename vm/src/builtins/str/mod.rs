//! str: representation, construction, hashing and equality.
//!
//! One, two or four bytes per character (PEP 393), always the narrowest. Short strings keep their units inside the
//! object; longer ones in a buffer of their own, which may have spare room so that a uniquely referenced string can grow
//! in place (`s += t`). An exact str of one Latin-1 character is always the one in `SINGLES`: compiled code compares such
//! strings by pointer.

pub mod codecs;
mod format;
mod methods;
pub use methods::{ITER, StrIter};
pub mod percent;
pub mod registry;

use crate::heap::header::{self, Header, Kind, flag};
use crate::native::TypeDef;
use crate::object::ty::TypeObj;
use crate::object::{Obj, Payload, instance};
use crate::text::{TextBuf, Units};
use crate::value::{Value, Word};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

/// Units that fit the object itself.
const INLINE_MAX: usize = 128;

/// Payload of str objects. The units follow it when they are inline.
#[repr(C)]
pub struct StrObj {
    /// 0 until computed.
    hash: Cell<i64>,
    /// Characters.
    len: Cell<usize>,
    /// Bytes per character.
    width: Cell<u8>,
    /// All characters below 128.
    ascii: Cell<bool>,
    /// Bytes of the own buffer; 0 when the units are inline.
    cap: Cell<usize>,
    ptr: Cell<*mut u8>,
}

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<StrObj>("str")
    .doc("str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str")
    .methods(methods::METHODS)
    .slots(methods::slots)
    .flags(crate::object::ty::flag::MATCH_SELF);

impl Payload for StrObj {
    const KIND: Kind = Kind::Str;
    const VAR_SIZE: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn size(this: &Obj<StrObj>) -> usize {
        std::mem::size_of::<Obj<StrObj>>() + if this.cap.get() == 0 { this.inline_size() } else { this.inline_room() }
    }
}

impl Drop for StrObj {
    fn drop(&mut self) {
        let cap = self.cap.get();
        if cap != 0 {
            // SAFETY: the buffer was allocated with this size by `alloc_buffer`.
            unsafe { std::alloc::dealloc(self.ptr.get(), buffer_layout(cap)) };
        }
    }
}

fn buffer_layout(cap: usize) -> std::alloc::Layout {
    // SAFETY: 8 is a power of two and `cap` comes from a live length.
    unsafe { std::alloc::Layout::from_size_align_unchecked(cap, 8) }
}

impl StrObj {
    /// Where compiled code finds the length, the width and the address of the units.
    pub const LEN: usize = std::mem::offset_of!(Obj<StrObj>, data) + std::mem::offset_of!(StrObj, len);
    /// Bytes per character, one byte.
    pub const WIDTH: usize = std::mem::offset_of!(Obj<StrObj>, data) + std::mem::offset_of!(StrObj, width);
    /// Address of the first unit.
    pub const UNITS: usize = std::mem::offset_of!(Obj<StrObj>, data) + std::mem::offset_of!(StrObj, ptr);

    /// Is every character one byte?
    pub fn is_narrow(&self) -> bool {
        self.width.get() == 1
    }
    fn bytes(&self) -> usize {
        self.len.get() * self.width.get() as usize
    }
    fn inline_size(&self) -> usize {
        self.bytes().max(8)
    }
    /// Inline room of an object that has its own buffer.
    fn inline_room(&self) -> usize {
        8
    }
    /// The characters.
    #[inline(always)]
    pub fn units(&self) -> Units<'_> {
        let (p, n) = (self.ptr.get(), self.len.get());
        // SAFETY: `ptr` points to `len` units of `width` bytes, aligned to 8, that live as long as the object and only
        // change through `append_in_place`, which needs the only reference.
        unsafe {
            match self.width.get() {
                1 => Units::One(std::slice::from_raw_parts(p, n)),
                2 => Units::Two(std::slice::from_raw_parts(p as *const u16, n)),
                _ => Units::Four(std::slice::from_raw_parts(p as *const u32, n)),
            }
        }
    }
    /// Number of characters.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }
    /// No characters?
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }
    /// Are all characters ASCII?
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.ascii.get()
    }
    /// The text if it is ASCII.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        if !self.ascii.get() {
            return None;
        }
        match self.units() {
            // SAFETY: ASCII bytes are UTF-8.
            Units::One(b) => Some(unsafe { std::str::from_utf8_unchecked(b) }),
            _ => None,
        }
    }
    /// The text as UTF-8, lone surrogates replaced.
    pub fn text(&self) -> Cow<'_, str> {
        match self.as_ascii() {
            Some(s) => Cow::Borrowed(s),
            None => Cow::Owned(self.units().to_string_lossy()),
        }
    }
    /// The hash, computed once.
    #[inline(always)]
    pub fn hash(&self) -> i64 {
        match self.hash.get() {
            0 => self.compute_hash(),
            h => h,
        }
    }
    #[cold]
    fn compute_hash(&self) -> i64 {
        let h = hash_key().text(self.units());
        self.hash.set(h);
        h
    }
}

static KEY: std::sync::OnceLock<crate::num::hash::HashKey> = std::sync::OnceLock::new();

/// Key of the hashes of str and bytes: random per process unless `set_hash_key` came first.
#[inline]
pub fn hash_key() -> crate::num::hash::HashKey {
    *KEY.get_or_init(|| {
        let mut seed = [0u8; 16];
        // SAFETY: the buffer has the length that is passed. A failure leaves zeroes, which only makes hashes predictable.
        unsafe { libc::getrandom(seed.as_mut_ptr().cast(), seed.len(), 0) };
        crate::num::hash::HashKey::from_random(seed)
    })
}
/// Fixes the key (PYTHONHASHSEED), before any str is hashed.
pub fn set_hash_key(key: crate::num::hash::HashKey) {
    let _ = KEY.set(key);
}

/// Makes the object around units of `width` bytes each.
fn make(ty: &'static TypeObj, raw: &[u8], len: usize, width: u8, ascii: bool) -> Value {
    let room = if raw.len() <= INLINE_MAX { raw.len().max(8) } else { 8 };
    let size = std::mem::size_of::<Obj<StrObj>>() + room;
    // SAFETY: the cell has `size` bytes; payload and units are written before the value is visible.
    unsafe {
        let h = if std::ptr::eq(ty, TYPE.get()) { crate::object::raw(ty, size, flag::EXACT) } else { instance::raw_of(ty, size) };
        let o = h as *mut Obj<StrObj>;
        let (ptr, cap) = if raw.len() <= INLINE_MAX {
            ((o as *mut u8).add(std::mem::size_of::<Obj<StrObj>>()), 0)
        } else {
            (std::alloc::alloc(buffer_layout(raw.len())), raw.len())
        };
        if ptr.is_null() {
            std::alloc::handle_alloc_error(buffer_layout(raw.len()));
        }
        std::ptr::copy_nonoverlapping(raw.as_ptr(), ptr, raw.len());
        std::ptr::write(
            &raw mut (*o).data,
            StrObj { hash: Cell::new(0), len: Cell::new(len), width: Cell::new(width), ascii: Cell::new(ascii), cap: Cell::new(cap), ptr: Cell::new(ptr) },
        );
        Value::from_owned(Word::ptr(h as *const Header))
    }
}
const _: () = assert!(header::SIZE + std::mem::size_of::<StrObj>() == std::mem::size_of::<Obj<StrObj>>());

struct Singles([OnceCell<Value>; 256], OnceCell<Value>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Singles {}
static SINGLES: Singles = Singles([const { OnceCell::new() }; 256], OnceCell::new());

/// The str of one character.
pub fn from_char(c: u32) -> Value {
    match u8::try_from(c) {
        Ok(b) => SINGLES.0[b as usize].get_or_init(|| make(TYPE.get(), &[b], 1, 1, b < 128)).clone(),
        Err(_) if c < 0x10000 => make(TYPE.get(), &(c as u16).to_ne_bytes(), 1, 2, false),
        Err(_) => make(TYPE.get(), &c.to_ne_bytes(), 1, 4, false),
    }
}
/// The words of the strs of one Latin-1 character, by character: they live for ever, so compiled code may borrow them.
pub fn singles() -> &'static [u64; 256] {
    static WORDS: std::sync::OnceLock<[u64; 256]> = std::sync::OnceLock::new();
    WORDS.get_or_init(|| std::array::from_fn(|c| from_char(c as u32).word().0))
}
/// The empty str.
pub fn empty() -> Value {
    SINGLES.1.get_or_init(|| make(TYPE.get(), &[], 0, 1, true)).clone()
}
/// A str of these characters; they may be wider than necessary.
pub fn from_units(u: Units<'_>) -> Value {
    match u {
        Units::One(b) => from_latin1(b),
        _ => from_buf(u.to_buf()),
    }
}
/// A str of Latin-1 bytes.
pub fn from_latin1(b: &[u8]) -> Value {
    match b {
        [] => empty(),
        [c] => from_char(u32::from(*c)),
        _ => make(TYPE.get(), b, b.len(), 1, b.is_ascii()),
    }
}
/// A str from a builder.
pub fn from_buf(b: TextBuf) -> Value {
    let b = b.narrow();
    match b.units() {
        Units::One(b) => from_latin1(b),
        u if u.len() == 1 => from_char(u.get(0)),
        u => make(TYPE.get(), u.raw_bytes(), u.len(), u.width() as u8, false),
    }
}
/// A str from Rust text.
pub fn from_str(s: &str) -> Value {
    if s.is_ascii() { from_latin1(s.as_bytes()) } else { from_buf(TextBuf::from(s)) }
}
/// An instance of a str subclass with the same characters.
pub fn new_of(ty: &'static TypeObj, u: Units<'_>) -> Value {
    make(ty, u.raw_bytes(), u.len(), u.width() as u8, u.is_ascii())
}

/// Exactly a str (no subclass)?
#[inline(always)]
pub fn is_exact(v: &Value) -> bool {
    v.header().is_some_and(|h| h.is_exact(Kind::Str))
}
/// A str or an instance of a subclass?
#[inline(always)]
pub fn is_str(v: &Value) -> bool {
    v.kind() == Kind::Str
}
/// The payload.
#[inline(always)]
pub fn get(v: &Value) -> Option<&Obj<StrObj>> {
    v.downcast::<StrObj>()
}
/// Hash of a str value.
#[inline(always)]
pub fn hash(v: &Value) -> i64 {
    match get(v) {
        Some(s) => s.hash(),
        None => not_a_str(v),
    }
}
#[cold]
fn not_a_str(v: &Value) -> ! {
    unreachable!("a str was promised, got {v:?}")
}
/// Do both hold the same characters? False when either isn't a str.
#[inline(always)]
pub fn equal(a: &Value, b: &Value) -> bool {
    if a.is(b) {
        return true;
    }
    match (get(a), get(b)) {
        (Some(x), Some(y)) => x.len() == y.len() && x.units().raw_bytes() == y.units().raw_bytes(),
        _ => false,
    }
}
/// Text of a str value for messages and Rust code (lone surrogates replaced). "" when it isn't a str.
pub fn text(v: &Value) -> Cow<'_, str> {
    get(v).map_or(Cow::Borrowed(""), |s| s.text())
}
/// Text of a str value; None when it has lone surrogates or isn't a str.
pub fn to_utf8(v: &Value) -> Option<Cow<'_, str>> {
    let s = get(v)?;
    match s.as_ascii() {
        Some(t) => Some(Cow::Borrowed(t)),
        None => s.units().to_utf8_string().ok().map(Cow::Owned),
    }
}
/// Is it a str with exactly this text?
pub fn eq_text(v: &Value, text: &str) -> bool {
    get(v).is_some_and(|s| match s.as_ascii() {
        Some(t) => t == text,
        None => s.units().eq_str(text),
    })
}
/// Is it the empty str?
pub fn is_empty(v: &Value) -> bool {
    get(v).is_some_and(|s| s.len() == 0)
}

/// `a + b` for two strings. `a` is consumed: when it is the only reference to a buffer with the right width, it grows in
/// place, so that building a string by `+=` takes linear time.
pub fn concat(a: Value, b: &Value) -> Value {
    let (Some(x), Some(y)) = (get(&a), get(b)) else { not_a_str(&a) };
    if y.is_empty() && is_exact(&a) {
        return a;
    }
    if x.is_empty() && is_exact(b) {
        return b.clone();
    }
    let (width, total) = (x.width.get().max(y.width.get()), x.len() + y.len());
    let bytes = total * width as usize;
    if total <= 1 {
        // An instance of a subclass and the empty str.
        return from_units(if x.is_empty() { y.units() } else { x.units() });
    }
    let unique = x.head.rc.get() == 1 && is_exact(&a) && !x.head.has(flag::INTERNED);
    if unique && x.width.get() == width && bytes > INLINE_MAX && x.cap.get() != 0 {
        append_in_place(x, y, bytes);
        return a;
    }
    let mut raw: Vec<u8> = Vec::with_capacity(bytes);
    if x.width.get() == width && y.width.get() == width {
        raw.extend_from_slice(x.units().raw_bytes());
        raw.extend_from_slice(y.units().raw_bytes());
        let v = make(TYPE.get(), &raw, total, width, x.ascii.get() && y.ascii.get());
        if bytes > INLINE_MAX && unique {
            // Likely the start of a longer build-up.
            if let Some(o) = get(&v) {
                grow(o, bytes * 2);
            }
        }
        return v;
    }
    let mut buf = TextBuf::with_capacity_for(if width == 2 { 0x100 } else { 0x10000 }, total);
    buf.push_units(x.units());
    buf.push_units(y.units());
    from_buf(buf)
}

fn grow(o: &StrObj, cap: usize) {
    // SAFETY: the object owns a buffer of `o.cap` bytes.
    unsafe {
        let p = std::alloc::realloc(o.ptr.get(), buffer_layout(o.cap.get()), cap);
        if p.is_null() {
            std::alloc::handle_alloc_error(buffer_layout(cap));
        }
        o.ptr.set(p);
    }
    o.cap.set(cap);
}

fn append_in_place(x: &StrObj, y: &Obj<StrObj>, bytes: usize) {
    if bytes > x.cap.get() {
        grow(x, bytes + bytes / 2);
    }
    let (w, n) = (x.width.get() as usize, x.len());
    // SAFETY: the buffer has `bytes` bytes, the first n*w are in use; `y` is another object or the same one (then its
    // units end where the copy starts).
    unsafe {
        let dst = x.ptr.get().add(n * w);
        match (w, y.units()) {
            (1, u) | (2, u @ Units::Two(_)) | (4, u @ Units::Four(_)) => {
                let src = u.raw_bytes();
                std::ptr::copy_nonoverlapping(src.as_ptr(), dst, src.len());
            }
            (2, u) => u.iter().enumerate().for_each(|(i, c)| *(dst as *mut u16).add(i) = c as u16),
            (_, u) => u.iter().enumerate().for_each(|(i, c)| *(dst as *mut u32).add(i) = c),
        }
    }
    x.ascii.set(x.ascii.get() && y.ascii.get());
    x.len.set(n + y.len());
    x.hash.set(0);
}

/// An argument that CPython takes as a C int.
pub fn c_int(vm: &mut crate::vm::Vm, v: &Value) -> crate::object::error::PyResult<i64> {
    let n = crate::object::ops::index(vm, v)?;
    match crate::builtins::int::as_i64(&n).and_then(|n| i32::try_from(n).ok()) {
        Some(n) => Ok(i64::from(n)),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}
