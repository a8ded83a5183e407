//! Where compiled code finds the fields of objects.
//!
//! Rust fixes no order for the fields of its own types (`Vec`, `RefCell`), so their offsets are measured once, on a value whose
//! fields are known. Everything else is `offset_of!`.

use crate::builtins::function::{CellObj, FunctionObj};
use crate::builtins::generator::{GeneratorObj, Registers};
use crate::builtins::iterators::{Enumerate, ListIter, TupleIter, Zip};
use crate::builtins::method::MethodObj;
use crate::builtins::range::RangeIter;
use crate::builtins::str::StrIter;
use crate::native::NativeDef;
use crate::native::function::{Body, NativeFunction};
use crate::object::Obj;
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;
use std::mem::offset_of;
use std::sync::OnceLock;

/// Offsets in bytes from an object's start.
#[derive(Clone, Copy, Debug)]
pub struct Offsets {
    /// Address of a list's items.
    pub list_items: usize,
    /// A list's length.
    pub list_len: usize,
    /// A list's capacity.
    pub list_capacity: usize,
    /// Address of a dict's entries.
    pub dict_entries: usize,
    /// A dict's keys version, `u32`.
    pub dict_version: usize,
    /// Content of a closure cell.
    pub cell_content: usize,
    /// The list of a list iterator.
    pub list_iter_list: usize,
    /// Its index.
    pub list_iter_index: usize,
    /// The tuple of a tuple iterator.
    pub tuple_iter_tuple: usize,
    /// Its index.
    pub tuple_iter_index: usize,
    /// The iterator inside an enumerate.
    pub enumerate_inner: usize,
    /// Its next number.
    pub enumerate_count: usize,
    /// The iterators of a zip.
    pub zip_items: usize,
    /// How many.
    pub zip_len: usize,
    /// The str of a str iterator.
    pub str_iter_text: usize,
    /// Its index.
    pub str_iter_index: usize,
    /// Next value of a range iterator.
    pub range_next: usize,
    /// Its step.
    pub range_step: usize,
    /// Its number of values left.
    pub range_remaining: usize,
    /// Function of a bound method.
    pub method_function: usize,
    /// Receiver of a bound method.
    pub method_receiver: usize,
    /// The row of a native function's body, where there is one.
    pub native_row: usize,
    /// Receiver of a bound native function.
    pub native_receiver: usize,
    /// Code object of a generator, a word.
    pub generator_code: usize,
    /// Address of its globals.
    pub generator_globals: usize,
    /// Address of its builtins namespace.
    pub generator_builtins: usize,
    /// Address of its registers.
    pub generator_window: usize,
    /// The instruction that it is suspended at, `u32`.
    pub generator_pc: usize,
    /// Its state, a byte.
    pub generator_state: usize,
    /// The generator that it passes values on from, an address or 0.
    pub generator_passing: usize,
    /// Its frame object, a word.
    pub generator_frame: usize,
    /// The exception that it handles, a word.
    pub generator_handled: usize,
    /// Version of a function's code and defaults, `u32`.
    pub function_version: usize,
    /// Globals of a function, a word.
    pub function_globals: usize,
    /// Builtins namespace of a function, a word.
    pub function_builtins: usize,
    /// Address of the frames of a `Vm`.
    pub vm_frames: usize,
    /// How many there are.
    pub vm_frames_len: usize,
    /// How many there can be.
    pub vm_frames_capacity: usize,
}

/// Offsets of address, length and capacity in a `Vec<T>` of any `T`.
struct VecFields {
    ptr: usize,
    len: usize,
    capacity: usize,
}

fn vec_fields() -> VecFields {
    let mut v: Vec<u64> = Vec::with_capacity(1000);
    v.extend([0; 7]);
    assert_eq!(size_of::<Vec<u64>>(), 24, "a vector is three words");
    // SAFETY: a live vector of three words, which are all initialised.
    let words: [usize; 3] = unsafe { std::ptr::read(&v as *const Vec<u64> as *const [usize; 3]) };
    let find = |word: usize| words.iter().position(|&w| w == word).map(|i| i * 8).unwrap_or_else(|| unreachable!("a vector holds its fields"));
    VecFields { ptr: find(v.as_ptr() as usize), len: find(7), capacity: find(v.capacity()) }
}

fn refcell_content() -> usize {
    let cell = RefCell::new(Value::NULL);
    cell.as_ptr() as usize - &raw const cell as usize
}

fn native_row() -> usize {
    static ROW: NativeDef = NativeDef::new("", |_, _| Ok(Value::NONE), "()", "");
    let body = Body::Native(&ROW);
    let words = size_of::<Body>() / 8;
    let start = &raw const body as usize;
    let holds = |i: &usize| {
        // SAFETY: within the enum. A word of it that isn't the row's address is the tag, which may be partly uninitialised
        // padding, so it is read as bytes that may be anything.
        let word = unsafe { ((start + i * 8) as *const std::mem::MaybeUninit<usize>).read() };
        // SAFETY: both words of this enum are written when it is made: a tag of a full word's alignment and an address.
        unsafe { word.assume_init() == &raw const ROW as usize }
    };
    (0..words).rev().find(holds).unwrap_or_else(|| unreachable!("the enum holds its payload")) * 8
}

/// The offsets.
pub fn offsets() -> &'static Offsets {
    static OFFSETS: OnceLock<Offsets> = OnceLock::new();
    OFFSETS.get_or_init(|| {
        let (v, content) = (vec_fields(), refcell_content());
        let payload = crate::heap::header::SIZE;
        Offsets {
            list_items: payload + v.ptr,
            list_len: payload + v.len,
            list_capacity: payload + v.capacity,
            dict_entries: super::dict::ENTRIES_OFFSET + v.ptr,
            dict_version: super::dict::VERSION_OFFSET,
            cell_content: offset_of!(Obj<CellObj>, data) + offset_of!(CellObj, content) + content,
            list_iter_list: offset_of!(Obj<ListIter>, data) + offset_of!(ListIter, list) + content,
            list_iter_index: offset_of!(Obj<ListIter>, data) + offset_of!(ListIter, index),
            tuple_iter_tuple: offset_of!(Obj<TupleIter>, data) + offset_of!(TupleIter, tuple) + content,
            tuple_iter_index: offset_of!(Obj<TupleIter>, data) + offset_of!(TupleIter, index),
            enumerate_inner: offset_of!(Obj<Enumerate>, data) + offset_of!(Enumerate, it),
            enumerate_count: offset_of!(Obj<Enumerate>, data) + offset_of!(Enumerate, count) + content,
            zip_items: offset_of!(Obj<Zip>, data) + offset_of!(Zip, its) + v.ptr,
            zip_len: offset_of!(Obj<Zip>, data) + offset_of!(Zip, its) + v.len,
            str_iter_text: offset_of!(Obj<StrIter>, data) + offset_of!(StrIter, text) + content,
            str_iter_index: offset_of!(Obj<StrIter>, data) + offset_of!(StrIter, index),
            range_next: offset_of!(Obj<RangeIter>, data) + offset_of!(RangeIter, next),
            range_step: offset_of!(Obj<RangeIter>, data) + offset_of!(RangeIter, step),
            range_remaining: offset_of!(Obj<RangeIter>, data) + offset_of!(RangeIter, remaining),
            method_function: offset_of!(Obj<MethodObj>, data) + offset_of!(MethodObj, function),
            method_receiver: offset_of!(Obj<MethodObj>, data) + offset_of!(MethodObj, receiver),
            native_row: offset_of!(Obj<NativeFunction>, data) + offset_of!(NativeFunction, body) + native_row(),
            native_receiver: offset_of!(Obj<NativeFunction>, data) + offset_of!(NativeFunction, receiver),
            generator_code: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, code),
            generator_globals: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, globals),
            generator_builtins: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, builtins),
            generator_window: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, registers) + Registers::ADDRESS,
            generator_pc: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, pc),
            generator_state: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, state),
            generator_passing: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, passing),
            generator_frame: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, frame) + content,
            generator_handled: offset_of!(Obj<GeneratorObj>, data) + offset_of!(GeneratorObj, handled) + content,
            function_version: offset_of!(Obj<FunctionObj>, data) + offset_of!(FunctionObj, version),
            function_globals: offset_of!(Obj<FunctionObj>, data) + offset_of!(FunctionObj, globals),
            function_builtins: offset_of!(Obj<FunctionObj>, data) + offset_of!(FunctionObj, builtins),
            vm_frames: offset_of!(Vm, frames) + v.ptr,
            vm_frames_len: offset_of!(Vm, frames) + v.len,
            vm_frames_capacity: offset_of!(Vm, frames) + v.capacity,
        }
    })
}
