//! Deopt: from an exit's number and the exit buffer to interpreter frames. What frames and objects look like is the virtual
//! machine's business: it comes in as a [`FrameSink`].

use super::encode::{ExitTable, Source, immediate_word};
use super::{FrameDesc, Resume};
use crate::ir::Layout;
use crate::ir::types::{Cell, Type};

/// What the virtual machine does for a side exit. Calls come in this order: objects, their cells, registers, frames, resume.
pub trait FrameSink {
    /// Allocates a removed object with one reference; the result is its address.
    fn alloc_object(&mut self, layout: &Layout) -> u64;
    /// Initialises a cell of such an object. A `Val` cell gets an owned reference.
    fn store_cell(&mut self, object: u64, offset: i32, cell: Cell, bits: u64);
    /// A word for a float that has no immediate form; the word owns its box.
    fn box_float(&mut self, value: f64) -> u64;
    /// A word for an int that doesn't fit 61 bits; the word owns its box.
    fn box_int(&mut self, value: i64) -> u64;
    /// A word for an unsigned number beyond 61 bits; the word owns its box.
    fn box_nat(&mut self, value: u64) -> u64;
    /// The owned word that the layout of an `int.big` makes of two numbers.
    fn compute(&mut self, layout: &Layout, a: u64, b: u64) -> u64;
    /// Counts one more reference, if the word is a pointer.
    fn retain(&mut self, word: u64);
    /// Overwrites a register (counted from the loop's window) with an owned word; the old content is *not* released.
    fn set_register(&mut self, slot: u32, word: u64);
    /// A frame of the chain, outermost first. The first is the loop's own frame, which exists: only its pc is set.
    fn push_frame(&mut self, depth: usize, frame: &FrameDesc);
}

/// Rebuilds the interpreter's state and says how to go on.
pub fn restore(table: &ExitTable, exit: usize, buffer: &[u64], sink: &mut impl FrameSink) -> Resume {
    let exit = table.exit(exit);
    let mut objects = vec![];
    for (layout, cells) in &exit.objects {
        let layout = &table.layouts[*layout as usize];
        objects.push(match cells[..] {
            [(_, _, a), (_, _, b)] if layout.is_computed() => sink.compute(layout, raw(a, buffer), raw(b, buffer)),
            _ => sink.alloc_object(layout) | 4,
        });
    }
    let mut used = vec![false; objects.len()];
    for ((layout, cells), &object) in exit.objects.iter().zip(&objects) {
        if table.layouts[*layout as usize].is_computed() {
            continue;
        }
        for &(offset, cell, source) in cells {
            let bits = match cell.ty() {
                Type::Val => tagged(source, buffer, &objects, &mut used, sink),
                Type::Ptr => tagged(source, buffer, &objects, &mut used, sink) & !7,
                _ => raw(source, buffer),
            };
            sink.store_cell(object & !7, offset, cell, bits);
        }
    }
    for &(slot, source) in &exit.slots {
        let word = tagged(source, buffer, &objects, &mut used, sink);
        sink.set_register(slot, word);
    }
    for (depth, frame) in exit.frames.iter().enumerate() {
        sink.push_frame(depth, frame);
    }
    exit.resume
}

fn raw(source: Source, buffer: &[u64]) -> u64 {
    match source {
        Source::Constant { bits, .. } => bits,
        Source::Live { index, .. } => buffer[index as usize],
        Source::Object(_) => 0,
    }
}

fn tagged(source: Source, buffer: &[u64], objects: &[u64], used: &mut [bool], sink: &mut impl FrameSink) -> u64 {
    let (ty, bits, own) = match source {
        Source::Object(n) => {
            let word = objects[n as usize];
            if std::mem::replace(&mut used[n as usize], true) {
                sink.retain(word);
            }
            return word;
        }
        Source::Constant { ty, bits, own } => (ty, bits, own),
        Source::Live { ty, index, own } => (ty, buffer[index as usize], own),
    };
    match immediate_word(ty, bits) {
        Some(word) => {
            if !own {
                sink.retain(word);
            }
            word
        }
        None if ty == Type::Float => sink.box_float(f64::from_bits(bits)),
        None if ty == Type::Nat => sink.box_nat(bits),
        None => sink.box_int(bits as i64),
    }
}
