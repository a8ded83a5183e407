//! The evaluator: runs a region in safe Rust over a simulated memory. It is the reference that optimised regions and
//! compiled code are compared with.
//!
//! Memory is a set of segments at chosen addresses, so a test can lay the same bytes at the same addresses for compiled code.
//! An access outside of all segments is an error of the region (or of a pass that moved a load above its guard).

use super::ops::Op;
use super::types::{Cell, header, word};
use super::{BlockId, End, Inst, Ref, Region, SnapId, meaning, raised_bits};
use crate::snapshot::live_values;
use std::collections::HashMap;

/// Bytes at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Address of the first byte.
    pub base: u64,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A function that a region calls; arguments and result are raw bits.
pub type Function = Box<dyn FnMut(&mut Memory, &[u64]) -> u64>;

/// A destructor: gets the object, says whether Python code ran.
pub type OnZero = Box<dyn FnMut(&mut Memory, u64) -> bool>;

/// Simulated memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// The segments; they don't overlap.
    pub segments: Vec<Segment>,
}

impl Memory {
    /// Adds a segment of words.
    pub fn add_words(&mut self, base: u64, words: &[u64]) {
        let bytes = words.iter().flat_map(|w| w.to_le_bytes()).collect();
        self.segments.push(Segment { base, bytes });
    }
    fn find(&mut self, addr: u64, size: u64) -> Result<&mut [u8], String> {
        let seg = self
            .segments
            .iter_mut()
            .find(|s| addr >= s.base && addr - s.base + size <= s.bytes.len() as u64)
            .ok_or_else(|| format!("access to {size} bytes at {addr:#x}"))?;
        let at = (addr - seg.base) as usize;
        Ok(&mut seg.bytes[at..at + size as usize])
    }
    /// Loads a cell as bits.
    pub fn load(&mut self, addr: u64, cell: Cell) -> Result<u64, String> {
        let bytes = self.find(addr, cell.size())?;
        let mut all = [0; 8];
        all[..bytes.len()].copy_from_slice(bytes);
        let bits = u64::from_le_bytes(all);
        Ok(match cell {
            Cell::I32 => i64::from(bits as i32) as u64,
            Cell::U8 | Cell::U16 | Cell::U32 => bits,
            Cell::I64 | Cell::F64 | Cell::Val | Cell::Ptr | Cell::Mem => bits,
        })
    }
    /// Stores a cell.
    pub fn store(&mut self, addr: u64, cell: Cell, bits: u64) -> Result<(), String> {
        let bytes = self.find(addr, cell.size())?;
        let n = bytes.len();
        bytes.copy_from_slice(&bits.to_le_bytes()[..n]);
        Ok(())
    }
}

/// What a region runs on.
#[derive(Default)]
pub struct Machine {
    /// Memory.
    pub memory: Memory,
    /// Functions by address.
    pub functions: HashMap<u64, Function>,
    /// Called with the object when a count reaches zero; says whether Python code ran.
    pub on_zero: Option<OnZero>,
    /// Address of the register window.
    pub base: u64,
    /// Address of the context.
    pub context: u64,
    /// Was the region invalidated?
    pub invalid: bool,
    /// Where allocations and boxed floats go; moves up.
    pub heap: u64,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The snapshot left through.
    pub snap: SnapId,
    /// The guard that left; None at an exit block end.
    pub guard: Option<Ref>,
    /// The live values of the snapshot in exit-buffer order.
    pub values: Vec<u64>,
}

/// Runs the region for at most `fuel` instructions.
pub fn run(region: &Region, m: &mut Machine, mut fuel: u64) -> Result<Outcome, String> {
    let mut values = vec![0u64; region.insts.len()];
    for (v, inst) in values.iter_mut().zip(&region.insts) {
        if inst.op == Op::constant {
            *v = inst.imm;
        }
    }
    let mut b = Region::ENTRY;
    loop {
        let mut side = None;
        for &r in &region.block(b).insts {
            fuel = fuel.checked_sub(1).ok_or("out of fuel")?;
            let inst = region.inst(r);
            match step(region, m, inst, &values)? {
                Step::Value(bits) => values[r.0 as usize] = bits,
                Step::Leave => match region.sides.get(&r) {
                    Some(&to) => {
                        side = Some(to);
                        break;
                    }
                    None => return Ok(leave(region, inst.snap, Some(r), &values)),
                },
            }
        }
        b = match (side, &region.block(b).end) {
            (Some(to), _) => to,
            (None, End::Open) => return Err("open block".into()),
            (None, End::Return(_)) => return Err("functions are not evaluated".into()),
            (None, End::Exit(s)) => return Ok(leave(region, *s, None, &values)),
            (None, End::Jump { to, args, .. }) => {
                fuel = fuel.checked_sub(1).ok_or("out of fuel")?;
                jump(region, *to, args, &mut values)
            }
        };
    }
}

fn jump(region: &Region, to: BlockId, args: &[Ref], values: &mut [u64]) -> BlockId {
    let new: Vec<u64> = args.iter().map(|a| values[a.0 as usize]).collect();
    for (p, v) in region.block(to).params.iter().zip(new) {
        values[p.0 as usize] = v;
    }
    to
}

fn leave(region: &Region, snap: SnapId, guard: Option<Ref>, values: &[u64]) -> Outcome {
    let values = live_values(region, snap).iter().map(|v| values[v.0 as usize]).collect();
    Outcome { snap, guard, values }
}

enum Step {
    Value(u64),
    Leave,
}

fn step(region: &Region, m: &mut Machine, inst: &Inst, values: &[u64]) -> Result<Step, String> {
    let args: Vec<u64> = inst.args().iter().map(|a| values[a.0 as usize]).collect();
    let passes = |ok: bool| Ok(if ok { Step::Value(0) } else { Step::Leave });
    if let Some(bits) = meaning::pure(inst.op, &args) {
        return Ok(Step::Value(bits));
    }
    if let Some(outcome) = meaning::guard(inst.op, &args, inst.imm) {
        return Ok(outcome.map_or(Step::Leave, Step::Value));
    }
    let address = |args: &[u64]| {
        let index = inst.index().map_or(0, |_| args[1] << inst.scale);
        args[0].wrapping_add(index).wrapping_add(inst.imm)
    };
    let field = |p: u64, offset: i32| p.wrapping_add(offset as u64);
    let value = match inst.op {
        Op::base => m.base,
        Op::context => m.context,
        Op::val_of_float => {
            let object = bump(m, 24);
            m.memory.store(object, Cell::U32, 1)?;
            m.memory.store(object + 16, Cell::F64, args[0])?;
            object | 4
        }
        // Boxed ints of tests are a word behind the header.
        Op::val_of_nat => {
            let object = bump(m, 24);
            m.memory.store(object, Cell::U32, 1)?;
            m.memory.store(object + 16, Cell::I64, args[0])?;
            object | 4
        }
        Op::guard_nat => return passes(word::is_ptr(args[0])),
        Op::nat_of_val => m.memory.load(args[0] - 4 + 16, Cell::I64)?,
        Op::guard_kind => {
            let flags = m.memory.load(field(args[0], header::FLAGS), Cell::U16)?;
            let mask = if inst.imm & header::EXACT == 0 { 0xff } else { header::EXACT | 0xff };
            return passes(flags & mask == inst.imm);
        }
        Op::guard_shape => {
            return passes(m.memory.load(field(args[0], header::SHAPE), Cell::I64)? == inst.imm);
        }
        Op::guard_flag => return passes(m.memory.load(args[0], Cell::U8)? == 0),
        Op::guard_valid => return passes(!m.invalid),
        Op::load | Op::load_at => m.memory.load(address(&args), inst.cell)?,
        Op::store | Op::store_at => {
            m.memory.store(address(&args), inst.cell, args[args.len() - 1])?;
            0
        }
        Op::retain => {
            count(m, args[0], 1)?;
            0
        }
        Op::release | Op::release_int => {
            count(m, args[0], -1)?;
            0
        }
        Op::release_shared => {
            let last = word::is_ptr(args[0]) && m.memory.load(args[0] - 4, Cell::U32)? == 1;
            if !last {
                count(m, args[0], -1)?;
            }
            return passes(!last);
        }
        Op::release_quiet => return passes(!count(m, args[0], -1)?),
        Op::allocate => {
            let layout = &region.layouts[inst.imm as usize];
            let object = bump(m, layout.size);
            m.memory.store(object, Cell::U32, 1)?;
            object
        }
        Op::call => {
            let callee = region.callee(inst);
            let mut all = args.clone();
            if callee.context {
                all.insert(0, m.context);
            }
            let function = m.functions.get_mut(&callee.addr).ok_or_else(|| format!("no function {} at {:#x}", callee.name, callee.addr))?;
            let bits = function(&mut m.memory, &all);
            if callee.effects.raises && Some(bits) == raised_bits(callee.result) {
                return Ok(Step::Leave);
            }
            bits
        }
        Op::call_if if args[0] == 0 => args[1],
        Op::call_if => {
            let callee = region.callee(inst);
            let function = m.functions.get_mut(&callee.addr).ok_or_else(|| format!("no function {} at {:#x}", callee.name, callee.addr))?;
            function(&mut m.memory, &args[2..])
        }
        _ => {
            return Err(format!("{} has no meaning for {args:x?}", inst.op.info().text));
        }
    };
    Ok(Step::Value(value))
}

fn bump(m: &mut Machine, size: u32) -> u64 {
    let at = m.heap;
    let bytes = vec![0; size as usize];
    m.heap += u64::from(size.next_multiple_of(16));
    m.memory.segments.push(Segment { base: at, bytes });
    at
}

/// Changes a reference count; says whether that ran Python code.
fn count(m: &mut Machine, w: u64, by: i64) -> Result<bool, String> {
    if !word::is_ptr(w) {
        return Ok(false);
    }
    let object = w - 4;
    let rc = m.memory.load(object, Cell::U32)?;
    let new = (rc as i64 + by) as u64;
    m.memory.store(object, Cell::U32, new)?;
    match &mut m.on_zero {
        Some(f) if new == 0 => Ok(f(&mut m.memory, object)),
        _ => Ok(false),
    }
}
