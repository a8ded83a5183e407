//! The buffer protocol: views of memory that some object exports.
//!
//! An exporter (`bytes`, `bytearray`, `array.array`, `mmap`, ...) fills the `buffer` slot with a function that answers a
//! request with a `Buffer`: the block of memory, and a `View` that says how its items lie in it. The exporter counts its
//! views (a bytearray can't change its size while there is one), and the buffer keeps the exporter alive, so the block
//! stays where it is until the buffer is dropped. Python classes don't take part yet (PEP 688).
//!
//! ```text
//! block   ptr ->  | . . | item | gap | item | gap | item | . . |  <- ptr + size
//! view            offset ^      strides[0] --->
//! ```
//!
//! Consumers that want plain bytes call `bytes_like`, which costs nothing for `bytes`. Every access is checked against
//! the block, so a view with wrong numbers can't reach beyond it.

use crate::builtins::bytearray::ByteArrayObj;
use crate::builtins::bytes::BytesObj;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;
use std::borrow::Cow;

/// What a consumer asks for; the numbers are those of `inspect.BufferFlags`.
#[allow(missing_docs, reason = "named as in `inspect.BufferFlags`")]
pub mod request {
    pub const SIMPLE: i32 = 0;
    pub const WRITABLE: i32 = 1;
    pub const FORMAT: i32 = 4;
    pub const ND: i32 = 8;
    pub const STRIDES: i32 = 0x10 | ND;
    pub const C_CONTIGUOUS: i32 = 0x20 | STRIDES;
    pub const F_CONTIGUOUS: i32 = 0x40 | STRIDES;
    pub const ANY_CONTIGUOUS: i32 = 0x80 | STRIDES;
    pub const INDIRECT: i32 = 0x100 | STRIDES;
    pub const FULL: i32 = INDIRECT | WRITABLE | FORMAT;
    pub const FULL_RO: i32 = INDIRECT | FORMAT;
    /// Does `flags` ask for all of `what`?
    pub const fn has(flags: i32, what: i32) -> bool {
        flags & what == what
    }
}

/// How items lie in a block of memory.
#[derive(Clone, Debug)]
pub struct View {
    /// Where the first item is.
    pub offset: usize,
    /// Bytes of all items together.
    pub len: usize,
    /// Bytes of an item.
    pub itemsize: usize,
    /// struct-module format of an item.
    pub format: Cow<'static, str>,
    /// Items per dimension.
    pub shape: Vec<usize>,
    /// Bytes between items per dimension.
    pub strides: Vec<isize>,
    /// May be written.
    pub writable: bool,
}

/// Order of items when they are copied out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// Last dimension fastest.
    C,
    /// First dimension fastest.
    Fortran,
}

impl View {
    /// A one-dimensional view of `len` bytes.
    pub fn bytes(len: usize, writable: bool) -> View {
        View { offset: 0, len, itemsize: 1, format: Cow::Borrowed("B"), shape: vec![len], strides: vec![1], writable }
    }
    /// A view of `n` items one after the other.
    pub fn items(n: usize, itemsize: usize, format: impl Into<Cow<'static, str>>, writable: bool) -> View {
        View { offset: 0, len: n * itemsize, itemsize, format: format.into(), shape: vec![n], strides: vec![itemsize as isize], writable }
    }
    /// Number of dimensions.
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }
    /// Strides of items that lie one after the other in `order`.
    pub fn packed_strides(shape: &[usize], itemsize: usize, order: Order) -> Vec<isize> {
        let mut strides = vec![0; shape.len()];
        let mut next = itemsize as isize;
        let mut place = |i: usize| {
            strides[i] = next;
            next = next.saturating_mul(shape[i] as isize);
        };
        match order {
            Order::C => (0..shape.len()).rev().for_each(&mut place),
            Order::Fortran => (0..shape.len()).for_each(&mut place),
        }
        strides
    }
    /// Do the items lie one after the other in `order`?
    pub fn is_contiguous(&self, order: Order) -> bool {
        let packed = View::packed_strides(&self.shape, self.itemsize, order);
        self.len == 0 || self.shape.iter().zip(self.strides.iter().zip(&packed)).all(|(n, (have, want))| *n <= 1 || have == want)
    }
    /// Positions in the block of all items, in `order`.
    pub fn positions(&self, order: Order) -> Vec<usize> {
        let total: usize = self.shape.iter().product();
        let mut out = Vec::with_capacity(total);
        let dims: Vec<usize> = match order {
            Order::C => (0..self.ndim()).collect(),
            Order::Fortran => (0..self.ndim()).rev().collect(),
        };
        let mut index = vec![0usize; self.ndim()];
        for _ in 0..total {
            let at = index.iter().zip(&self.strides).fold(self.offset as isize, |at, (i, s)| at.wrapping_add((*i as isize).wrapping_mul(*s)));
            out.push(at as usize);
            for &d in dims.iter().rev() {
                index[d] += 1;
                if index[d] < self.shape[d] {
                    break;
                }
                index[d] = 0;
            }
        }
        out
    }
}

/// Memory of an exporter, with a view of it.
pub struct Buffer {
    /// Keeps the memory alive; told about the release.
    pub owner: Value,
    /// How the items lie.
    pub view: View,
    ptr: *mut u8,
    size: usize,
    release: Option<fn(&Value)>,
}

impl Buffer {
    /// A one-dimensional view of bytes.
    pub fn bytes(owner: Value, ptr: *mut u8, len: usize, writable: bool, release: Option<fn(&Value)>) -> Buffer {
        Buffer { owner, view: View::bytes(len, writable), ptr, size: len, release }
    }
    /// A view of a block of `size` bytes at `ptr`. The exporter keeps the block in place until `release` is called.
    pub fn new(owner: Value, ptr: *mut u8, size: usize, view: View, release: Option<fn(&Value)>) -> Buffer {
        Buffer { owner, view, ptr, size, release }
    }
    /// Another view of the same block, for a consumer of `owner`, which keeps this buffer alive.
    pub fn reexport(&self, owner: Value, view: View, release: Option<fn(&Value)>) -> Buffer {
        Buffer { owner, view, ptr: self.ptr, size: self.size, release }
    }
    /// Bytes of all items.
    pub fn len(&self) -> usize {
        self.view.len
    }
    /// No items?
    pub fn is_empty(&self) -> bool {
        self.view.len == 0
    }
    /// May be written?
    pub fn writable(&self) -> bool {
        self.view.writable
    }
    /// Is the memory one piece in C order?
    pub fn is_contiguous(&self) -> bool {
        self.view.is_contiguous(Order::C)
    }
    /// The bytes of a contiguous view. The borrow must end before Python code runs.
    pub fn as_slice(&self) -> &[u8] {
        self.read(self.view.offset, self.view.len).unwrap_or(&[])
    }
    /// The bytes of a contiguous writable view. The borrow must end before Python code runs.
    #[allow(clippy::mut_from_ref, reason = "memory belongs to the exporter; borrows are short")]
    pub fn as_mut_slice(&self) -> &mut [u8] {
        assert!(self.view.writable, "writing through a read-only view");
        let (at, n) = (self.view.offset, self.view.len);
        if n == 0 || at.checked_add(n).is_none_or(|end| end > self.size) {
            return &mut [];
        }
        // SAFETY: within the block, which the exporter keeps in place while the buffer exists; one thread holds the
        // interpreter lock, and the borrow is short.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.add(at), n) }
    }
    /// `n` bytes of the block from position `at`; None when that is outside. The borrow must end before Python code runs.
    pub fn read(&self, at: usize, n: usize) -> Option<&[u8]> {
        if at.checked_add(n)? > self.size {
            return None;
        }
        if n == 0 {
            return Some(&[]);
        }
        // SAFETY: as above.
        Some(unsafe { std::slice::from_raw_parts(self.ptr.add(at), n) })
    }
    /// Writes into the block from position `at`; does nothing outside.
    pub fn write(&self, at: usize, data: &[u8]) {
        if data.is_empty() || at.checked_add(data.len()).is_none_or(|end| end > self.size) {
            return;
        }
        // SAFETY: as above; `data` may overlap when it is a view of the same block.
        unsafe { std::ptr::copy(data.as_ptr(), self.ptr.add(at), data.len()) }
    }
    /// The items of `view` (which lies in this block) one after the other.
    pub fn gather(&self, view: &View, order: Order) -> Vec<u8> {
        if view.is_contiguous(order) {
            return self.read(view.offset, view.len).unwrap_or(&[]).to_vec();
        }
        let mut out = Vec::with_capacity(view.len);
        for at in view.positions(order) {
            out.extend_from_slice(self.read(at, view.itemsize).unwrap_or(&[]));
        }
        out
    }
    /// Spreads items that lie one after the other in C order over `view`.
    pub fn scatter(&self, view: &View, data: &[u8]) {
        if view.is_contiguous(Order::C) {
            return self.write(view.offset, &data[..data.len().min(view.len)]);
        }
        for (at, item) in view.positions(Order::C).into_iter().zip(data.chunks_exact(view.itemsize.max(1))) {
            self.write(at, item);
        }
    }
    /// A copy of all items in C order.
    pub fn to_vec(&self) -> Vec<u8> {
        self.gather(&self.view, Order::C)
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(f) = self.release {
            f(&self.owner);
        }
    }
}

/// Does `v` export a buffer?
pub fn is_exporter(v: &Value) -> bool {
    v.ty().slots().buffer.is_some()
}

/// Asks `v` for a buffer: "a bytes-like object is required" when it exports none.
pub fn acquire(vm: &mut Vm, v: &Value, flags: i32) -> PyResult<Buffer> {
    match v.ty().slots().buffer {
        Some(f) => f(vm, v, flags),
        None => Err(vm.type_error(format!("a bytes-like object is required, not '{}'", v.ty().name()))),
    }
}

/// A contiguous writable buffer for `who` ("readinto() argument").
pub fn writable(vm: &mut Vm, v: &Value, who: &str) -> PyResult<Buffer> {
    let r = match v.ty().slots().buffer {
        Some(f) => f(vm, v, request::WRITABLE),
        None => Err(vm.type_error("")),
    };
    match r {
        Ok(b) if b.is_contiguous() => Ok(b),
        Ok(_) => Err(vm.type_error(format!("{who} must be a contiguous buffer, not {}", v.ty().name()))),
        Err(e) => {
            drop(vm.take_exception(e));
            Err(vm.type_error(format!("{who} must be read-write bytes-like object, not {}", v.ty().name())))
        }
    }
}

/// Bytes of any contiguous exporter; the slice must not be kept while Python code runs.
pub enum BytesLike {
    /// A bytes object.
    Bytes(Value),
    /// Anything else.
    Buffer(Buffer),
}

impl std::ops::Deref for BytesLike {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            BytesLike::Bytes(v) => crate::builtins::bytes::get(v).unwrap_or(&[]),
            BytesLike::Buffer(b) => b.as_slice(),
        }
    }
}

/// The bytes of a bytes-like object.
#[inline]
pub fn bytes_like(vm: &mut Vm, v: &Value) -> PyResult<BytesLike> {
    if v.downcast_exact::<BytesObj>().is_some() {
        return Ok(BytesLike::Bytes(v.clone()));
    }
    Ok(BytesLike::Buffer(acquire(vm, v, request::SIMPLE)?))
}

/// Answers a request for plain bytes, as exporters without a structure of their own do.
pub fn simple(vm: &mut Vm, flags: i32, buffer: Buffer) -> PyResult<Buffer> {
    if request::has(flags, request::WRITABLE) && !buffer.writable() {
        return Err(vm.buffer_error("Object is not writable."));
    }
    Ok(buffer)
}

/// `bytes` exports its memory read-only.
pub fn of_bytes(vm: &mut Vm, v: &Value, flags: i32) -> PyResult<Buffer> {
    let data = crate::builtins::bytes::get(v).unwrap_or(&[]);
    simple(vm, flags, Buffer::bytes(v.clone(), data.as_ptr().cast_mut(), data.len(), false, None))
}

/// `bytearray` exports its memory and stays at its size meanwhile.
pub fn of_bytearray(vm: &mut Vm, v: &Value, flags: i32) -> PyResult<Buffer> {
    let Some(array) = v.downcast::<ByteArrayObj>() else { return Err(vm.type_error("expected bytearray")) };
    let (ptr, len) = array.export();
    simple(
        vm,
        flags,
        Buffer::bytes(
            v.clone(),
            ptr,
            len,
            true,
            Some(|v| {
                if let Some(a) = v.downcast::<ByteArrayObj>() {
                    a.end_export();
                }
            }),
        ),
    )
}
