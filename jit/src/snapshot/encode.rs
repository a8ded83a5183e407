//! The compact form of an installed region's snapshots.
//!
//! A region of a thousand ops has hundreds of exits with dozens of registers each, most of them alike; kept as bytes
//! with variable-length numbers they take two to three bytes a register. Frame chains are shared. Values become *sources*:
//! a constant's bits, or an index into the exit buffer and the type of what lies there.
//!
//! ```text
//! exit    = resume chain n_slots (slot_delta entry)* n_objects (layout n_cells (offset cell entry)*)*
//! entry   = tag payload        tag = kind << 1 | own      kind: 0..=7 a Type, 8 constant word, 9 object, 10 other constant
//! ```

use super::{Entry, FrameDesc, Resume, live_values};
use crate::ir::types::{Cell, Type, word};
use crate::ir::{Ref, Region, SnapId};
use std::collections::HashMap;
use std::sync::OnceLock;

/// All exits of an installed region.
#[derive(Clone, Debug, Default)]
pub struct ExitTable {
    bytes: Vec<u8>,
    starts: Vec<u32>,
    /// Decoded forms of the exits that were taken.
    decoded: Vec<OnceLock<Box<Exit>>>,
    chains: Vec<Vec<FrameDesc>>,
    /// Layouts that removed objects name, with their words.
    pub layouts: Vec<crate::ir::Layout>,
}

/// Where a restored value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Bits known at compile time.
    Constant {
        /// Their type.
        ty: Type,
        /// The bits.
        bits: u64,
        /// Does the state own the reference?
        own: bool,
    },
    /// A cell of the exit buffer.
    Live {
        /// What lies there.
        ty: Type,
        /// Which cell.
        index: u32,
        /// Does the state own the reference?
        own: bool,
    },
    /// A removed object.
    Object(u32),
}

/// A cell of a removed object: offset, type, content.
pub type SourceCell = (i32, Cell, Source);

/// A decoded exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// How to go on.
    pub resume: Resume,
    /// Frames, outermost first.
    pub frames: Vec<FrameDesc>,
    /// Registers.
    pub slots: Vec<(u32, Source)>,
    /// Objects to allocate: layout number and cells.
    pub objects: Vec<(u32, Vec<SourceCell>)>,
}

const CONSTANT_WORD: u64 = 8;
const OBJECT: u64 = 9;
const CONSTANT: u64 = 10;

impl ExitTable {
    /// Encodes the snapshots; exit `i` leaves through `exits[i]`.
    pub fn new(region: &Region, exits: &[SnapId]) -> ExitTable {
        let mut table = ExitTable { layouts: region.layouts.clone(), ..ExitTable::default() };
        let mut done: HashMap<SnapId, u32> = HashMap::new();
        let mut chains: HashMap<Vec<FrameDesc>, u64> = HashMap::new();
        for &s in exits {
            let start = *done.entry(s).or_insert_with(|| {
                let start = table.bytes.len() as u32;
                table.encode(region, s, &mut chains);
                start
            });
            table.starts.push(start);
            table.decoded.push(OnceLock::new());
        }
        table
    }
    /// Number of exits.
    pub fn len(&self) -> usize {
        self.starts.len()
    }
    /// No exits?
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
    /// Bytes that all exits take, for statistics.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    fn encode(&mut self, region: &Region, s: SnapId, chains: &mut HashMap<Vec<FrameDesc>, u64>) {
        let snap = region.snap(s);
        let index: HashMap<Ref, u64> = live_values(region, s).into_iter().zip(0..).collect();
        let next = self.chains.len() as u64;
        let chain = *chains.entry(snap.frames.clone()).or_insert_with(|| {
            self.chains.push(snap.frames.clone());
            next
        });
        self.number(snap.resume as u64);
        self.number(chain);
        self.number(snap.slots.len() as u64);
        let mut last = 0;
        for &(slot, e) in &snap.slots {
            self.number(u64::from(slot - last));
            last = slot;
            self.entry(region, &index, e);
        }
        self.number(snap.objects.len() as u64);
        for o in &snap.objects {
            self.number(u64::from(o.layout));
            self.number(o.cells.len() as u64);
            for &(offset, cell, e) in &o.cells {
                self.number(offset as u64);
                self.number(cell as u64);
                self.entry(region, &index, e);
            }
        }
    }
    fn entry(&mut self, region: &Region, index: &HashMap<Ref, u64>, e: Entry) {
        match e {
            Entry::Object(n) => {
                self.number(OBJECT << 1);
                self.number(u64::from(n));
            }
            Entry::Value { value, own } => {
                let ty = region.ty(value);
                let own = u64::from(own);
                match region.bits(value) {
                    Some(bits) if ty == Type::Val => {
                        self.number(CONSTANT_WORD << 1 | own);
                        self.number(bits);
                    }
                    Some(bits) => {
                        self.number(CONSTANT << 1 | own);
                        self.number(ty as u64);
                        self.number(bits);
                    }
                    None => {
                        self.number((ty as u64) << 1 | own);
                        self.number(index[&value]);
                    }
                }
            }
        }
    }
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// An exit, decoded when it is first taken.
    pub fn exit(&self, exit: usize) -> &Exit {
        self.decoded[exit].get_or_init(|| Box::new(self.decode(exit)))
    }
    /// Decodes an exit.
    pub fn decode(&self, exit: usize) -> Exit {
        let mut r = Reader { bytes: &self.bytes, at: self.starts[exit] as usize };
        let resume = Resume::ALL[r.number() as usize];
        let frames = self.chains[r.number() as usize].clone();
        let mut slot = 0;
        let slots = (0..r.number())
            .map(|_| {
                slot += r.number() as u32;
                (slot, r.source())
            })
            .collect();
        let objects = (0..r.number())
            .map(|_| {
                let layout = r.number() as u32;
                let cells = (0..r.number())
                    .map(|_| {
                        let offset = r.number() as i32;
                        (offset, Cell::ALL[r.number() as usize], r.source())
                    })
                    .collect();
                (layout, cells)
            })
            .collect();
        Exit { resume, frames, slots, objects }
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn number(&mut self) -> u64 {
        let (mut n, mut shift) = (0, 0);
        loop {
            let byte = self.bytes[self.at];
            self.at += 1;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return n;
            }
            shift += 7;
        }
    }
    fn source(&mut self) -> Source {
        let tag = self.number();
        let own = tag & 1 == 1;
        match tag >> 1 {
            CONSTANT_WORD => Source::Constant { ty: Type::Val, bits: self.number(), own },
            CONSTANT => {
                let ty = Type::ALL[self.number() as usize];
                let bits = self.number();
                Source::Constant { ty, bits, own }
            }
            OBJECT => Source::Object(self.number() as u32),
            ty => Source::Live { ty: Type::ALL[ty as usize], index: self.number() as u32, own },
        }
    }
}

/// The tagged word of raw bits, if they need no allocation.
pub fn immediate_word(ty: Type, bits: u64) -> Option<u64> {
    match ty {
        Type::Val => Some(bits),
        Type::Int => word::fits(bits as i64).then(|| word::of_int(bits as i64)),
        Type::Nat => (bits <= word::INT_MAX as u64).then(|| word::of_int(bits as i64)),
        Type::Float => word::of_float(f64::from_bits(bits)),
        Type::Bool => Some(word::of_bool(bits & 0xff != 0)),
        Type::Ptr => Some(bits | 4),
        Type::Mem | Type::Unit => None,
    }
}
