//! The intermediate representation: a [`Region`] holds all recorded paths of one loop.
//!
//! SSA over a table of instructions; blocks list the instructions they run. A block is *extended*: a guard in its middle
//! may leave the region (through its snapshot) or, once a path was recorded from there, continue in another block
//! (`Region::sides`). That block may use everything computed before the first guard that leads to it, so a side path starts
//! with all the values and facts of the path it leaves. Paths join only at loop headers, whose parameters are the loop's
//! registers.
//!
//! ```text
//! b0:                                  entry: load the registers
//!   v1 = load.val base +0 @frame
//!   jump b1(v1) !s0
//! b1(v2: val): loop !s1                header: s1 is the state at the loop's first bytecode
//!   guard.valid !s1
//!   guard.int v2 !s1
//!   v3 = int.of_val v2
//!   v4 = int.lt v3 100
//!   guard.true v4 !s2                  leaves when done
//!   v5 = int.add_ovf v3 1 !s3
//!   v6 = val.of_int v5
//!   jump b1(v6) !s4
//! ```
//! Constants stand in no block and dominate everything. The instruction table only grows: a [`Ref`] of the recorded region
//! still names the same guard after optimising, which is how exit counters find their way back.

pub mod types;
#[macro_use]
pub mod ops;
pub mod dominators;
pub mod eval;
pub mod meaning;
mod parse;
pub mod text;
pub mod verify;

use crate::snapshot::{Entry, Snapshot};
use ops::{Effect, Op};
use std::collections::{BTreeMap, HashMap};
use types::{Alias, Cell, Type};

/// An SSA value: index into the region's instruction table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ref(pub u32);

/// A block of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockId(pub u32);

/// A snapshot of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SnapId(pub u32);

impl SnapId {
    /// Not leaving.
    pub const NONE: SnapId = SnapId(u32::MAX);
    /// Is there a snapshot?
    pub fn is_some(self) -> bool {
        self != SnapId::NONE
    }
}

/// Operands of an instruction; a longer argument list goes through memory.
pub const ARGS_MAX: usize = 8;

/// One instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inst {
    /// The op.
    pub op: Op,
    /// Type of the result.
    pub ty: Type,
    /// Cell type of an access.
    pub cell: Cell,
    /// Alias class of an access.
    pub alias: Alias,
    /// Index shift of an indexed access.
    pub scale: u8,
    n_args: u8,
    args: [Ref; ARGS_MAX],
    /// Immediate: constant bits, offset, kind, shape, word, layout or callee number.
    pub imm: u64,
    /// Where a guard (or raising call) leaves to.
    pub snap: SnapId,
}

impl Inst {
    /// An instruction without snapshot; the result type comes from the table row or, if that is open, from `ty`.
    pub fn new(op: Op, ty: Type, args: &[Ref], imm: u64) -> Inst {
        assert!(args.len() <= ARGS_MAX, "{} has {} operands", op.info().text, args.len());
        let mut all = [Ref(0); ARGS_MAX];
        all[..args.len()].copy_from_slice(args);
        Inst {
            op,
            ty: op.info().result.unwrap_or(ty),
            cell: Cell::I64,
            alias: Alias::Fixed,
            scale: 0,
            n_args: args.len() as u8,
            args: all,
            imm,
            snap: SnapId::NONE,
        }
    }
    /// An op whose row says everything.
    pub fn simple(op: Op, args: &[Ref]) -> Inst {
        Inst::new(op, Type::Unit, args, 0)
    }
    /// A memory access.
    pub fn access(op: Op, cell: Cell, alias: Alias, args: &[Ref], offset: i32, scale: u8) -> Inst {
        let ty = if op.effect() == Effect::Load { cell.ty() } else { Type::Unit };
        Inst { cell, alias, scale, ..Inst::new(op, ty, args, i64::from(offset) as u64) }
    }
    /// The same instruction with another snapshot.
    pub fn with_snap(mut self, snap: SnapId) -> Inst {
        self.snap = snap;
        self
    }
    /// The operands.
    pub fn args(&self) -> &[Ref] {
        &self.args[..usize::from(self.n_args)]
    }
    /// The operands, to be replaced.
    pub fn args_mut(&mut self) -> &mut [Ref] {
        &mut self.args[..usize::from(self.n_args)]
    }
    /// The offset of an access.
    pub fn offset(&self) -> i32 {
        self.imm as i32
    }
    /// The index of an indexed access.
    pub fn index(&self) -> Option<Ref> {
        matches!(self.op, Op::load_at | Op::store_at).then(|| self.args[1])
    }
    /// Does it use the value other than as the base of a plain load or store?
    pub fn is_address(&self, base: Ref) -> bool {
        self.args().contains(&base)
    }
    /// The value a store writes.
    pub fn stored(&self) -> Ref {
        self.args[usize::from(self.n_args) - 1]
    }
}

/// How a block ends.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// Still being recorded.
    Open,
    /// To a loop header, with a value for each parameter; the snapshot is the state there.
    Jump {
        /// The header.
        to: BlockId,
        /// Its parameters' values.
        args: Vec<Ref>,
        /// State at the header's first bytecode as this path sees it.
        snap: SnapId,
        /// The path left the loop and comes back in: this edge belongs to an enclosing loop.
        outer: bool,
    },
    /// Leaves the region.
    Exit(SnapId),
    /// Returns a function's result, an owned word.
    Return(Ref),
}

/// What makes a block a loop header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The state at the loop's first bytecode, in terms of the parameters.
    pub snap: SnapId,
    /// The register of each parameter.
    pub slots: Vec<u32>,
}

/// A straight run of instructions.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Parameters.
    pub params: Vec<Ref>,
    /// Instructions in order.
    pub insts: Vec<Ref>,
    /// The end.
    pub end: End,
    /// Set for loop headers.
    pub header: Option<Header>,
}

/// What a called function may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effects {
    /// Its result depends on memory.
    pub reads: bool,
    /// It writes memory that accesses of the region may see, or runs Python code.
    pub writes: bool,
    /// It may raise: the result is then the type's sentinel (see [`raised_bits`]).
    pub raises: bool,
}

impl Effects {
    /// Depends on its arguments only.
    pub const PURE: Effects = Effects { reads: false, writes: false, raises: false };
    /// May do everything.
    pub const ANY: Effects = Effects { reads: true, writes: true, raises: true };
}

/// A function called by address.
#[derive(Clone, Debug, PartialEq)]
pub struct Callee {
    /// Name for dumps.
    pub name: String,
    /// Entry point, C calling convention.
    pub addr: u64,
    /// Is `addr` the address of a word that holds the entry point?
    pub indirect: bool,
    /// Does it take the context pointer before its operands?
    pub context: bool,
    /// Operand types.
    pub params: Vec<Type>,
    /// Result type.
    pub result: Type,
    /// What it may do.
    pub effects: Effects,
}

/// The result by which a callee says that it raised: NULL, address 0, `i64::MIN`, 2 for bools and 1 for functions
/// without result. Floats have none.
pub const fn raised_bits(ty: Type) -> Option<u64> {
    match ty {
        Type::Unit => Some(1),
        Type::Int => Some(i64::MIN as u64),
        Type::Bool => Some(2),
        Type::Val => Some(types::word::NULL),
        Type::Ptr | Type::Mem => Some(0),
        Type::Float | Type::Nat => None,
    }
}

/// Name of calls that look something up in an object and give an address in it or null: the same as long as nothing is
/// written by calls, so that a second one is redundant.
pub const LOOKUP: &str = "lookup";

/// How to make an object. `words` are passed to the allocator and, for a removed allocation, to the exit's restorer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Name for dumps.
    pub name: String,
    /// `extern "C" fn(context, word0, word1) -> address`, 0 when out of memory is impossible to report.
    pub addr: u64,
    /// What the allocator needs to know: kind and size, shape.
    pub words: [u64; 2],
    /// Size in bytes, header included.
    pub size: u32,
    /// May it be removed when it doesn't escape? (No destructor, no identity that the program could see.)
    pub removable: bool,
}

impl Layout {
    /// The second word of layouts of `int.big`, which are no objects to be filled but words computed from two numbers.
    pub const COMPUTED: u64 = u64::MAX;
    /// Does it stand for a computed word?
    pub fn is_computed(&self) -> bool {
        self.words[1] == Layout::COMPUTED
    }
}

/// What makes a region the code of a whole function: it is entered where the function is called, pushes the frame of its own,
/// and its paths end by returning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionRoot {
    /// The code object, opaque.
    pub code: u64,
    /// The namespaces that it was recorded with.
    pub namespaces: (u64, u64),
    /// All registers of its frame.
    pub n_regs: u32,
    /// Registers that the region may need, inlined calls included.
    pub room: u32,
    /// Frames that it may need.
    pub levels: u32,
    /// What the function behind its exits is told, opaque.
    pub leave: u64,
}

/// All recorded paths of one loop or function.
#[derive(Clone, Debug)]
pub struct Region {
    /// The instruction table.
    pub insts: Vec<Inst>,
    /// The blocks; block 0 is the entry.
    pub blocks: Vec<Block>,
    /// The snapshots.
    pub snaps: Vec<Snapshot>,
    /// Functions that calls name by number.
    pub callees: Vec<Callee>,
    /// Object layouts that allocations name by number.
    pub layouts: Vec<Layout>,
    /// Guards from which a path was recorded, and where it goes on.
    pub sides: BTreeMap<Ref, BlockId>,
    /// May passes move guards to the edges into loops? Switched off when such a guard keeps failing: then guards stay where
    /// they were recorded, and a path can start from them.
    pub edge_guards: bool,
    /// Set for the region of a function.
    pub function: Option<FunctionRoot>,
    /// Does it go on behind an exit of other code? Then it begins with the exit's live values in the context's exit buffer.
    pub fragment: bool,
    /// Does it have entries besides its beginning?
    pub has_entries: bool,
    /// May passes give types to registers that the loop itself never asks about? Switched off when entering the loop fails often.
    pub soft_types: bool,
    constants: HashMap<(Type, u64), Ref>,
}

impl Default for Region {
    fn default() -> Region {
        Region::new()
    }
}

impl Region {
    /// An empty region with an open entry block.
    pub fn new() -> Region {
        let entry = Block { params: vec![], insts: vec![], end: End::Open, header: None };
        Region {
            insts: vec![],
            blocks: vec![entry],
            snaps: vec![],
            callees: vec![],
            layouts: vec![],
            sides: BTreeMap::new(),
            edge_guards: true,
            function: None,
            fragment: false,
            has_entries: false,
            soft_types: true,
            constants: HashMap::new(),
        }
    }
    /// The entry block.
    pub const ENTRY: BlockId = BlockId(0);

    /// The instruction that defines a value.
    pub fn inst(&self, r: Ref) -> &Inst {
        &self.insts[r.0 as usize]
    }
    /// The instruction, to be changed.
    pub fn inst_mut(&mut self, r: Ref) -> &mut Inst {
        &mut self.insts[r.0 as usize]
    }
    /// The value's type.
    pub fn ty(&self, r: Ref) -> Type {
        self.inst(r).ty
    }
    /// A block.
    pub fn block(&self, b: BlockId) -> &Block {
        &self.blocks[b.0 as usize]
    }
    /// A block, to be changed.
    pub fn block_mut(&mut self, b: BlockId) -> &mut Block {
        &mut self.blocks[b.0 as usize]
    }
    /// All block ids.
    pub fn block_ids(&self) -> impl Iterator<Item = BlockId> + use<> {
        (0..self.blocks.len() as u32).map(BlockId)
    }
    /// A snapshot.
    pub fn snap(&self, s: SnapId) -> &Snapshot {
        &self.snaps[s.0 as usize]
    }
    /// Adds a snapshot.
    pub fn add_snap(&mut self, snap: Snapshot) -> SnapId {
        self.snaps.push(snap);
        SnapId(self.snaps.len() as u32 - 1)
    }
    /// Adds an empty block.
    pub fn add_block(&mut self) -> BlockId {
        self.blocks.push(Block { params: vec![], insts: vec![], end: End::Open, header: None });
        BlockId(self.blocks.len() as u32 - 1)
    }
    /// Adds an instruction to the table, in no block yet.
    pub fn add_inst(&mut self, inst: Inst) -> Ref {
        self.insts.push(inst);
        Ref(self.insts.len() as u32 - 1)
    }
    /// Adds an instruction at the end of a block.
    pub fn push(&mut self, block: BlockId, inst: Inst) -> Ref {
        let r = self.add_inst(inst);
        self.block_mut(block).insts.push(r);
        r
    }
    /// Adds a parameter to a block.
    pub fn add_param(&mut self, block: BlockId, ty: Type) -> Ref {
        let r = self.add_inst(Inst::new(Op::param, ty, &[], 0));
        self.block_mut(block).params.push(r);
        r
    }
    /// The constant with these bits; equal constants are one value.
    pub fn constant(&mut self, ty: Type, bits: u64) -> Ref {
        if let Some(&r) = self.constants.get(&(ty, bits)) {
            return r;
        }
        let r = self.add_inst(Inst::new(Op::constant, ty, &[], bits));
        self.constants.insert((ty, bits), r);
        r
    }
    /// The bits of a constant.
    pub fn bits(&self, r: Ref) -> Option<u64> {
        let inst = self.inst(r);
        (inst.op == Op::constant).then_some(inst.imm)
    }
    /// An int constant.
    pub fn int(&mut self, v: i64) -> Ref {
        self.constant(Type::Int, v as u64)
    }
    /// The value of an int constant.
    pub fn as_int(&self, r: Ref) -> Option<i64> {
        (self.ty(r) == Type::Int).then(|| self.bits(r)).flatten().map(|b| b as i64)
    }
    /// A bool constant.
    pub fn truth(&mut self, v: bool) -> Ref {
        self.constant(Type::Bool, u64::from(v))
    }
    /// A float constant.
    pub fn float(&mut self, v: f64) -> Ref {
        self.constant(Type::Float, v.to_bits())
    }
    /// The callee of a call.
    pub fn callee(&self, inst: &Inst) -> &Callee {
        &self.callees[inst.imm as usize]
    }
    /// May the instruction, whose effect is `Call`, write whatever loads can see, or run Python code?
    pub fn writes(&self, inst: &Inst) -> bool {
        match inst.op {
            Op::call => self.callee(inst).effects.writes,
            Op::call_if => false,
            _ => true,
        }
    }
    /// Does the instruction leave through its snapshot?
    pub fn leaves(&self, inst: &Inst) -> bool {
        inst.op.is_guard() || inst.op == Op::call && self.callee(inst).effects.raises
    }
    /// Must the instruction stay although nobody uses its result?
    pub fn has_effect(&self, inst: &Inst) -> bool {
        match inst.op.effect() {
            Effect::Pure | Effect::Load | Effect::Allocate => false,
            Effect::Call if inst.op == Op::call => {
                let effects = self.callee(inst).effects;
                effects.writes || effects.raises
            }
            Effect::Guard | Effect::Store | Effect::Count | Effect::Call => true,
        }
    }
    /// The snapshots a block refers to, with the position of the instruction (its end counts as the length).
    pub fn snaps_of(&self, b: BlockId) -> Vec<(usize, SnapId)> {
        let block = self.block(b);
        // A header's state may name the tagged copies of its parameters, with which the block begins.
        let copy = |&r: &Ref| matches!(self.inst(r).op, Op::val_of_int | Op::val_of_nat | Op::val_of_float | Op::val_of_bool | Op::val_of_ptr);
        let copies = || block.insts.iter().take_while(|r| copy(r)).count();
        let mut all: Vec<_> = block.header.iter().map(|h| (copies(), h.snap)).collect();
        all.extend(block.insts.iter().enumerate().map(|(i, &r)| (i, self.inst(r).snap)).filter(|(_, s)| s.is_some()));
        match &block.end {
            End::Jump { snap, .. } => all.push((block.insts.len(), *snap)),
            End::Exit(snap) => all.push((block.insts.len(), *snap)),
            End::Open | End::Return(_) => {}
        }
        all.retain(|(_, s)| s.is_some());
        all
    }
    /// Replaces values everywhere: operands, jumps and snapshots. Chains in `map` are followed.
    pub fn substitute(&mut self, map: &HashMap<Ref, Ref>) {
        if map.is_empty() {
            return;
        }
        let mut table: Vec<Ref> = (0..self.insts.len() as u32).map(Ref).collect();
        for (&from, &to) in map {
            table[from.0 as usize] = to;
        }
        let find = |mut r: Ref| {
            while table[r.0 as usize] != r {
                r = table[r.0 as usize];
            }
            r
        };
        for inst in &mut self.insts {
            for arg in inst.args_mut() {
                *arg = find(*arg);
            }
        }
        for block in &mut self.blocks {
            match &mut block.end {
                End::Jump { args, .. } => args.iter_mut().for_each(|a| *a = find(*a)),
                End::Return(v) => *v = find(*v),
                End::Exit(_) | End::Open => {}
            }
        }
        for snap in &mut self.snaps {
            snap.for_each_value_mut(|v| *v = find(*v));
        }
    }
    /// How many instructions the blocks hold.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|b| b.insts.len()).sum()
    }
    /// Is nothing recorded yet?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// A copy of a snapshot in which values are replaced once (no chains).
    pub fn copy_snap(&mut self, s: SnapId, map: &HashMap<Ref, Ref>) -> SnapId {
        let mut copy = self.snap(s).clone();
        copy.for_each_value_mut(|v| *v = map.get(v).copied().unwrap_or(*v));
        self.add_snap(copy)
    }
    /// The entry of a register in a snapshot.
    pub fn slot_in(&self, s: SnapId, slot: u32) -> Option<Entry> {
        self.snap(s).slots.iter().find(|(k, _)| *k == slot).map(|(_, e)| *e)
    }
}
