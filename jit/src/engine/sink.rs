//! Rebuilding the interpreter's frames at a side exit.

use crate::emit::DROPPED;
use crate::ir::Layout;
use crate::ir::types::Cell;
use crate::lower::abi::JitContext;
use crate::record::site::InlineFrame;
use crate::snapshot::FrameDesc;
use crate::snapshot::restore::FrameSink;
use vm::interp::frame::flag;
use vm::interp::resume;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// Writes into the machine.
pub struct Sink<'a> {
    /// The machine.
    pub vm: &'a mut Vm,
    /// The context, for allocators.
    pub context: *mut JitContext,
    /// Index of the root frame.
    pub root: usize,
    /// Window of the root frame.
    pub base: *mut Word,
    /// The region's inlined calls.
    pub inlined: &'a [InlineFrame],
    /// References to give up when the frames stand.
    pub dropped: Vec<Value>,
}

impl FrameSink for Sink<'_> {
    fn alloc_object(&mut self, layout: &Layout) -> u64 {
        type Alloc = unsafe extern "C" fn(*mut JitContext, u64, u64) -> u64;
        // SAFETY: allocators have this signature; the region keeps what their words name.
        unsafe {
            let f: Alloc = std::mem::transmute::<usize, Alloc>(layout.addr as usize);
            f(self.context, layout.words[0], layout.words[1])
        }
    }
    fn store_cell(&mut self, object: u64, offset: i32, cell: Cell, bits: u64) {
        // SAFETY: the cell lies in the object that was just made.
        unsafe {
            let p = (object as *mut u8).offset(offset as isize);
            match cell.size() {
                1 => *p = bits as u8,
                2 => *(p as *mut u16) = bits as u16,
                4 => *(p as *mut u32) = bits as u32,
                _ => *(p as *mut u64) = bits,
            }
        }
    }
    fn box_float(&mut self, value: f64) -> u64 {
        vm::builtins::float::boxed(value).into_word().0
    }
    fn box_int(&mut self, value: i64) -> u64 {
        Value::int(value).into_word().0
    }
    fn box_nat(&mut self, value: u64) -> u64 {
        crate::engine::runtime::box_nat(value).0
    }
    fn compute(&mut self, layout: &Layout, a: u64, b: u64) -> u64 {
        type Compute = unsafe extern "C" fn(*mut JitContext, u64, u64, u64) -> Word;
        // SAFETY: layouts of computed words name such a function, and their operands are plain numbers.
        unsafe {
            let f: Compute = std::mem::transmute::<usize, Compute>(layout.addr as usize);
            f(self.context, layout.words[0], a, b).0
        }
    }
    fn retain(&mut self, word: u64) {
        // SAFETY: compiled code says that the word is alive.
        unsafe { vm::heap::count::retain(Word(word)) };
    }
    fn set_register(&mut self, slot: u32, word: u64) {
        if slot >= DROPPED {
            // SAFETY: the exit hands the reference over.
            self.dropped.push(unsafe { Value::from_owned(Word(word)) });
            return;
        }
        // SAFETY: room for all registers of the region was checked when it was entered.
        unsafe { *self.base.add(slot as usize) = Word(word) };
    }
    fn push_frame(&mut self, depth: usize, desc: &FrameDesc) {
        if depth == 0 {
            let root = &mut self.vm.frames[self.root];
            root.pc = desc.pc;
            root.flags &= !(flag::STALE | flag::LENT);
            return;
        }
        let frame = InlineFrame { pc: desc.pc, ..self.inlined[desc.aux as usize].clone() };
        let base = self.base.wrapping_add(frame.base as usize);
        // SAFETY: registers are restored before frames.
        let mut real = unsafe { frame.push(self.base, self.vm.frames.len()) };
        if frame.is_generator() {
            resume::take_over(&real);
        }
        if frame.flags & flag::INIT != 0 {
            // SAFETY: the instance under construction was restored into the register before the window.
            unsafe {
                let p = base.sub(1);
                real.owner = Value::from_owned(p.replace(Word::NULL));
            }
        }
        self.vm.depth += 1;
        self.vm.frames.push(real);
    }
}
