//! Region to machine code through Cranelift: one exhaustive match over the op table, no optimisation.
//!
//! Blocks become Cranelift blocks in an order where definitions precede uses; header parameters become block parameters.
//! Guards branch to cold exit blocks (`exit.rs`); constants are made where they are used, so that they live in immediates
//! instead of registers. All calls go through addresses: the code has no relocations and can be copied anywhere.

pub mod abi;
mod exit;
mod function;
mod memory;
mod scalar;

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::Type;
use crate::ir::{BlockId, Callee, End, Inst, Ref, Region, SnapId, raised_bits};
use crate::snapshot::encode::ExitTable;
use abi::{CALL_CONV, EXIT_VALUES_MAX, Helpers};
use cranelift_codegen::Context;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{AbiParam, Block, BlockArg, InstBuilder, MemFlagsData, SigRef, Signature, UserFuncName, Value, types as ct};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::collections::HashMap;

/// Why a region did not become code. The interpreter goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompileError {
    /// An exit has more live values than the exit buffer has cells.
    TooManyLiveValues(usize),
    /// A bug: Cranelift refused the function.
    Backend(String),
}

/// One way out of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitPoint {
    /// The snapshot to restore.
    pub snap: SnapId,
    /// The guard, if it has an exit of its own (branches); all other guards of a snapshot share one exit.
    pub guard: Option<Ref>,
}

/// A compiled region, not installed yet.
#[derive(Debug)]
pub struct Code {
    /// The machine code; position independent.
    pub bytes: Vec<u8>,
    /// Alignment it wants.
    pub align: usize,
    /// Exit numbers to exit points.
    pub exits: Vec<ExitPoint>,
    /// How to restore each exit.
    pub table: ExitTable,
}

/// Reusable state of the compiler; one per compiling thread.
pub struct Compiler {
    isa: cranelift_codegen::isa::OwnedTargetIsa,
    context: Context,
    builder: FunctionBuilderContext,
    helpers: Helpers,
}

impl Compiler {
    /// A compiler for this machine.
    pub fn new(helpers: Helpers) -> Result<Compiler, String> {
        Ok(Compiler { isa: abi::isa()?, context: Context::new(), builder: FunctionBuilderContext::new(), helpers })
    }
    /// Compiles a verified region. `flag` is the address of its invalidation byte.
    pub fn compile(&mut self, region: &Region, flag: u64) -> Result<Code, CompileError> {
        let exits = self.build(region, flag)?;
        let backend = |e: String| CompileError::Backend(e);
        let code = self.context.compile(&*self.isa, &mut ControlPlane::default()).map_err(|e| backend(format!("{:?}", e.inner)))?;
        if !code.buffer.relocs().is_empty() {
            return Err(backend("code has relocations".into()));
        }
        let snaps: Vec<SnapId> = exits.iter().map(|e| e.snap).collect();
        Ok(Code { bytes: code.code_buffer().to_vec(), align: (code.buffer.alignment as usize).max(32), table: ExitTable::new(region, &snaps), exits })
    }
    /// The Cranelift IR of a region, for dumps and tests.
    pub fn clif(&mut self, region: &Region) -> Result<String, CompileError> {
        self.build(region, 0)?;
        Ok(self.context.func.display().to_string())
    }

    /// The machine code of a region as text, for dumps.
    pub fn asm(&mut self, region: &Region) -> Result<String, CompileError> {
        self.build(region, 0)?;
        self.context.set_disasm(true);
        let code = self.context.compile(&*self.isa, &mut ControlPlane::default()).map_err(|e| CompileError::Backend(format!("{:?}", e.inner)))?;
        Ok(code.vcode.clone().unwrap_or_default())
    }

    fn build(&mut self, region: &Region, flag: u64) -> Result<Vec<ExitPoint>, CompileError> {
        self.context.clear();
        let mut signature = Signature::new(CALL_CONV);
        signature.params = vec![AbiParam::new(ct::I64); if region.function.is_some() && !region.fragment { 3 } else { 2 }];
        signature.returns = vec![AbiParam::new(ct::I64)];
        self.context.func.signature = signature;
        self.context.func.name = UserFuncName::user(0, 0);
        let b = FunctionBuilder::new(&mut self.context.func, &mut self.builder);
        let dom = Dominators::new(region);
        let mut lower = Lower {
            region,
            b,
            values: vec![None; region.insts.len()],
            blocks: HashMap::new(),
            exits: vec![],
            cold: vec![],
            shared: HashMap::new(),
            uses: exit::uses(region, &dom),
            signatures: HashMap::new(),
            helpers: self.helpers,
            flag,
            context: Value::from_u32(0),
            base: Value::from_u32(0),
            frame: Value::from_u32(0),
            leaving: None,
            at: (Region::ENTRY, 0),
        };
        lower.run(&dom)?;
        let Lower { mut b, exits, .. } = lower;
        b.seal_all_blocks();
        b.finalize(self.isa.frontend_config());
        debug_assert!(self.isa.pointer_bits() == 64, "64-bit only");
        Ok(exits)
    }
}

struct Lower<'r, 'f> {
    region: &'r Region,
    b: FunctionBuilder<'f>,
    values: Vec<Option<Value>>,
    blocks: HashMap<BlockId, Block>,
    exits: Vec<ExitPoint>,
    cold: Vec<exit::Cold>,
    shared: HashMap<SnapId, usize>,
    uses: HashMap<Ref, Vec<(BlockId, usize)>>,
    signatures: HashMap<(Vec<Type>, Type), SigRef>,
    helpers: Helpers,
    flag: u64,
    context: Value,
    base: Value,
    /// The root frame, in regions that ask for it.
    frame: Value,
    /// Where the exits of a function meet.
    leaving: Option<Block>,
    at: (BlockId, usize),
}

/// The machine type of an IR type.
fn machine_type(ty: Type) -> ct::Type {
    match ty {
        Type::Float => ct::F64,
        Type::Bool => ct::I8,
        Type::Unit | Type::Int | Type::Ptr | Type::Val | Type::Mem | Type::Nat => ct::I64,
    }
}

impl Lower<'_, '_> {
    fn run(&mut self, dom: &Dominators) -> Result<(), CompileError> {
        for &b in &dom.order {
            let block = self.b.create_block();
            self.blocks.insert(b, block);
            for &p in &self.region.block(b).params {
                let v = self.b.append_block_param(block, machine_type(self.region.ty(p)));
                self.values[p.0 as usize] = Some(v);
            }
        }
        let entry = self.blocks[&Region::ENTRY];
        self.b.append_block_params_for_function_params(entry);
        let params = self.b.block_params(entry).to_vec();
        (self.context, self.base) = (params[0], params[1]);
        self.b.switch_to_block(entry);
        if let (Some(root), Some(&function)) = (&self.region.function, params.get(2)) {
            self.enter_function(root, function);
        } else if dom.order.iter().any(|&b| self.region.block(b).insts.iter().any(|&r| self.region.inst(r).op == Op::frame)) {
            self.frame = self.b.ins().load(ct::I64, MemFlagsData::trusted(), self.context, abi::JitContext::FRAME);
        }
        for &b in &dom.order {
            if b != Region::ENTRY {
                self.b.switch_to_block(self.blocks[&b]);
            }
            for (i, &r) in self.region.block(b).insts.iter().enumerate() {
                self.at = (b, i);
                let v = self.inst(r);
                self.values[r.0 as usize] = v;
            }
            self.end(b);
        }
        self.cold_blocks()
    }

    fn end(&mut self, b: BlockId) {
        match &self.region.block(b).end {
            End::Jump { to, args, .. } => {
                let args: Vec<BlockArg> = args.iter().map(|&a| self.value(a).into()).collect();
                let to = self.blocks[to];
                self.b.ins().jump(to, &args);
            }
            End::Exit(snap) => {
                let block = self.cold_block(None, *snap, None);
                self.b.ins().jump(block, &[]);
            }
            End::Return(v) => {
                let v = self.value(*v);
                self.b.ins().return_(&[v]);
            }
            End::Open => unreachable!("the verifier refuses open blocks"),
        }
    }

    /// The machine value of an operand; constants are made here and now.
    fn value(&mut self, r: Ref) -> Value {
        match self.region.bits(r) {
            Some(bits) => match self.region.ty(r) {
                Type::Float => self.b.ins().f64const(f64::from_bits(bits)),
                Type::Bool => self.b.ins().iconst(ct::I8, (bits & 1) as i64),
                Type::Unit | Type::Int | Type::Ptr | Type::Val | Type::Mem | Type::Nat => self.int(bits as i64),
            },
            None => self.values[r.0 as usize].expect("definitions precede uses in dominator order"),
        }
    }
    fn int(&mut self, v: i64) -> Value {
        self.b.ins().iconst(ct::I64, v)
    }

    /// Lowers one instruction.
    fn inst(&mut self, r: Ref) -> Option<Value> {
        let inst = *self.region.inst(r);
        match inst.op {
            Op::constant | Op::param => unreachable!("stands in no block"),
            Op::base => Some(self.base),
            Op::context => Some(self.context),
            Op::frame => Some(self.frame),
            Op::frame_pop => {
                self.pop_frame();
                None
            }
            Op::int_add
            | Op::int_sub
            | Op::int_mul
            | Op::int_neg
            | Op::int_and
            | Op::int_or
            | Op::int_xor
            | Op::int_not
            | Op::int_shl
            | Op::int_shr
            | Op::int_ushr
            | Op::int_floordiv
            | Op::int_mod
            | Op::int_udiv
            | Op::int_umod
            | Op::int_min
            | Op::int_max
            | Op::int_eq
            | Op::int_ne
            | Op::int_lt
            | Op::int_le
            | Op::int_gt
            | Op::int_ge
            | Op::int_ult
            | Op::float_add
            | Op::float_sub
            | Op::float_mul
            | Op::float_div
            | Op::float_floordiv
            | Op::float_mod
            | Op::float_neg
            | Op::float_abs
            | Op::float_sqrt
            | Op::float_floor
            | Op::float_ceil
            | Op::float_trunc
            | Op::float_eq
            | Op::float_ne
            | Op::float_lt
            | Op::float_le
            | Op::float_gt
            | Op::float_ge
            | Op::float_of_int
            | Op::int_of_float
            | Op::int_of_bits
            | Op::float_of_bits
            | Op::int_of_bool
            | Op::bool_not
            | Op::bool_and
            | Op::bool_or
            | Op::int_select
            | Op::float_select
            | Op::val_select
            | Op::val_of_int
            | Op::int_of_val
            | Op::val_of_nat
            | Op::nat_of_val
            | Op::int_of_nat
            | Op::nat_of_int
            | Op::float_of_nat
            | Op::val_of_float
            | Op::float_of_val
            | Op::val_of_bool
            | Op::bool_of_val
            | Op::val_of_ptr
            | Op::ptr_of_val
            | Op::val_eq
            | Op::is_int
            | Op::is_float
            | Op::is_ptr
            | Op::ptr_eq
            | Op::mem_eq
            | Op::mem_add => Some(self.scalar(&inst)),
            Op::int_add_ovf | Op::int_sub_ovf | Op::int_mul_ovf | Op::int_shl_ovf => Some(self.overflow(r, &inst)),
            Op::guard_int
            | Op::guard_nat
            | Op::guard_not_int
            | Op::guard_float
            | Op::guard_not_float
            | Op::guard_bool
            | Op::guard_ptr
            | Op::guard_eq
            | Op::guard_ne
            | Op::guard_true
            | Op::guard_false
            | Op::guard_kind
            | Op::guard_shape
            | Op::guard_fits
            | Op::guard_flag
            | Op::guard_valid => {
                let (cond, pass) = self.condition(&inst);
                self.leave_unless(r, &inst, cond, pass);
                None
            }
            Op::load | Op::load_at => Some(self.load(&inst)),
            Op::store | Op::store_at => {
                self.store(&inst);
                None
            }
            Op::retain => {
                self.retain(&inst);
                None
            }
            Op::release | Op::release_quiet | Op::release_int => {
                self.release(r, &inst);
                None
            }
            Op::release_shared => {
                self.release_shared(r, &inst);
                None
            }
            Op::allocate => Some(self.allocate(&inst)),
            Op::int_big => Some(self.int_big(&inst)),
            Op::call => self.call(r, &inst),
            Op::call_if => self.call_if(&inst),
        }
    }

    fn call(&mut self, r: Ref, inst: &Inst) -> Option<Value> {
        let region = self.region;
        let callee: &Callee = region.callee(inst);
        let mut args = vec![];
        if callee.context {
            args.push(self.context);
        }
        for &a in inst.args() {
            let v = self.value(a);
            args.push(match self.region.ty(a) {
                Type::Bool => self.b.ins().uextend(ct::I64, v),
                _ => v,
            });
        }
        let mut params = callee.params.clone();
        if callee.context {
            params.insert(0, Type::Mem);
        }
        let returns = if callee.result == Type::Unit && callee.effects.raises { Type::Int } else { callee.result };
        let addr = self.int(callee.addr as i64);
        let addr = if callee.indirect { self.b.ins().load(ct::I64, MemFlagsData::trusted(), addr, 0) } else { addr };
        let result = self.call_through(addr, &params, returns, &args);
        if let (Some(result), true) = (result, callee.effects.raises) {
            let raised = raised_bits(callee.result).unwrap_or_default();
            let cond = self.compare(IntCC::NotEqual, result, raised as i64);
            self.leave_unless(r, inst, cond, true);
        }
        match (callee.result, result) {
            (Type::Unit, _) => None,
            (Type::Bool, Some(v)) => Some(self.b.ins().ireduce(ct::I8, v)),
            (_, v) => v,
        }
    }

    /// A call in a cold block of its own.
    fn call_if(&mut self, inst: &Inst) -> Option<Value> {
        let region = self.region;
        let callee: &Callee = region.callee(inst);
        let (cond, other) = (self.value(inst.args()[0]), self.value(inst.args()[1]));
        let args: Vec<Value> = inst.args()[2..].iter().map(|&a| self.value(a)).collect();
        let (rare, done) = (self.b.create_block(), self.b.create_block());
        let result = self.b.append_block_param(done, machine_type(inst.ty));
        self.b.set_cold_block(rare);
        self.b.ins().brif(cond, rare, &[], done, &[other.into()]);
        self.b.switch_to_block(rare);
        let params = callee.params.clone();
        let called = self.call_address(callee.addr, &params, callee.result, &args).unwrap_or(other);
        let called = if callee.result == Type::Bool { self.b.ins().ireduce(ct::I8, called) } else { called };
        self.b.ins().jump(done, &[called.into()]);
        self.b.switch_to_block(done);
        Some(result)
    }

    /// A call of the function at an address.
    fn call_address(&mut self, addr: u64, params: &[Type], result: Type, args: &[Value]) -> Option<Value> {
        let addr = self.int(addr as i64);
        self.call_through(addr, params, result, args)
    }
    /// A call through an address. Bools travel as 64-bit ints.
    fn call_through(&mut self, addr: Value, params: &[Type], result: Type, args: &[Value]) -> Option<Value> {
        let key = (params.to_vec(), result);
        let sig = match self.signatures.get(&key) {
            Some(&sig) => sig,
            None => {
                let wide = |ty: Type| match ty {
                    Type::Float => AbiParam::new(ct::F64),
                    _ => AbiParam::new(ct::I64),
                };
                let mut s = Signature::new(CALL_CONV);
                s.params = params.iter().map(|&t| wide(t)).collect();
                if result != Type::Unit {
                    s.returns.push(wide(result));
                }
                let sig = self.b.import_signature(s);
                self.signatures.insert(key, sig);
                sig
            }
        };
        let call = self.b.ins().call_indirect(sig, addr, args);
        self.b.inst_results(call).first().copied()
    }

    fn compare(&mut self, cc: IntCC, v: Value, constant: i64) -> Value {
        let c = self.int(constant);
        self.b.ins().icmp(cc, v, c)
    }
}

const _: () = assert!(std::mem::offset_of!(abi::JitContext, frame) == abi::JitContext::FRAME as usize);
const _: () = assert!(std::mem::offset_of!(abi::JitContext, stack_min) == abi::JitContext::STACK_MIN as usize);
const _: () = assert!(std::mem::offset_of!(abi::JitContext, registers_end) == abi::JitContext::REGISTERS_END as usize);
const _: () = assert!(std::mem::offset_of!(abi::JitContext, entry) == abi::JitContext::ENTRY as usize);
const _: () = assert!(std::mem::offset_of!(abi::JitContext, exit) == abi::JitContext::EXIT as usize);
const _: () = assert!(EXIT_VALUES_MAX * 8 < i32::MAX as usize);
