//! Regions of whole functions: what stands before the recorded paths and behind their ends.
//!
//! Such a region compiles to `extern "C" fn(context, window, function) -> word`. It looks whether it may run at all: its code
//! is valid, nobody waits at the breaker, the native stack, the register stack, the frames and the recursion limit leave room
//! for it and what it inlines, the function's namespaces are those it was recorded with. If not, the interpreter runs the call.
//! Then it pushes its frame; `frame.pop` takes it off again. An exit calls a function that rebuilds the frames, runs them
//! to the end in an interpreter of its own and comes back with the result, so a compiled caller never notices:
//!
//! ```text
//! caller (compiled) -> callee (compiled) -> exit -> interpreter runs the callee's frame to its end
//!        <----------------- result word -----------------+
//! ```

use super::Lower;
use super::abi::JitContext;
use crate::ir::FunctionRoot;
use crate::ir::types::{Type, word};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, MemFlagsData, Value, types as ct};

/// Where the machine keeps its frames, and the functions that a compiled function needs. Offsets in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// In the machine: address, number and capacity of the frames, depth of recursion and its limit.
    pub frames: i32,
    /// See `frames`.
    pub len: i32,
    /// See `frames`.
    pub capacity: i32,
    /// See `frames`.
    pub depth: i32,
    /// See `frames`.
    pub limit: i32,
    /// Size of a frame.
    pub size: i64,
    /// Fields of a frame that get an address.
    pub code: i32,
    /// See `code`.
    pub globals: i32,
    /// See `code`.
    pub builtins: i32,
    /// See `code`.
    pub base: i32,
    /// See `code`.
    pub top: i32,
    /// The field that gets the function object.
    pub function: i32,
    /// Fields that are NULL in a new frame: locals, frame object, owner, handled exception.
    pub nulls: [i32; 4],
    /// 32-bit fields: pc and lasti are 0; flags and result register are constants.
    pub pc: i32,
    /// See `pc`.
    pub lasti: i32,
    /// See `pc`.
    pub flags: i32,
    /// See `pc`.
    pub dst: i32,
    /// Content of `flags` in a new frame.
    pub new_flags: i64,
    /// Content of `dst` in a new frame.
    pub new_dst: i64,
    /// In a function object: words of its namespaces.
    pub function_globals: i32,
    /// See `function_globals`.
    pub function_builtins: i32,
    /// Address of the breaker, 32 bits.
    pub breaker: u64,
    /// `fn(context, window, function) -> word`: runs the call in the interpreter.
    pub interpret: u64,
    /// `fn(context, leave, exit) -> word`: leaves through an exit.
    pub leave: u64,
}

impl Lower<'_, '_> {
    /// The entry of a function's region: the current block goes on with its frame pushed.
    pub(super) fn enter_function(&mut self, root: &FunctionRoot, function: Value) {
        let at = self.helpers.frames;
        let flags = MemFlagsData::trusted();
        let slow = self.b.create_block();
        self.b.set_cold_block(slow);
        // Coming back to a loop, the frame stands already.
        let go_on = self.b.create_block();
        self.frame = self.b.append_block_param(go_on, ct::I64);
        if self.region.has_entries {
            let entry = self.b.ins().load(ct::I64, flags, self.context, JitContext::ENTRY);
            let old = self.b.ins().load(ct::I64, flags, self.context, JitContext::FRAME);
            let first = self.b.create_block();
            self.b.ins().brif(entry, go_on, &[old.into()], first, &[]);
            self.b.switch_to_block(first);
        }
        let flag = self.int(self.flag as i64);
        let invalid = self.b.ins().uload8(ct::I64, flags, flag, 0);
        self.go_unless_zero(invalid, slow);
        let breaker = self.int(at.breaker as i64);
        let waiting = self.b.ins().load(ct::I32, flags, breaker, 0);
        self.go_unless_zero(waiting, slow);
        let sp = self.b.ins().get_stack_pointer(ct::I64);
        let sp_min = self.b.ins().load(ct::I64, flags, self.context, JitContext::STACK_MIN);
        self.go_if(IntCC::UnsignedLessThan, sp, sp_min, slow);
        let above = self.b.ins().iadd_imm_u(self.base, i64::from(root.room) * 8);
        let end = self.b.ins().load(ct::I64, flags, self.context, JitContext::REGISTERS_END);
        self.go_if(IntCC::UnsignedGreaterThanOrEqual, above, end, slow);

        let vm = self.b.ins().load(ct::I64, flags, self.context, 0);
        let depth = self.b.ins().load(ct::I64, flags, vm, at.depth);
        let deepest = self.b.ins().iadd_imm_u(depth, i64::from(root.levels));
        let limit = self.b.ins().load(ct::I64, flags, vm, at.limit);
        self.go_if(IntCC::SignedGreaterThan, deepest, limit, slow);
        let len = self.b.ins().load(ct::I64, flags, vm, at.len);
        let most = self.b.ins().iadd_imm_u(len, i64::from(root.levels));
        let capacity = self.b.ins().load(ct::I64, flags, vm, at.capacity);
        self.go_if(IntCC::SignedGreaterThan, most, capacity, slow);
        let globals = self.namespace(function, at.function_globals, root.namespaces.0, slow);
        let builtins = self.namespace(function, at.function_builtins, root.namespaces.1, slow);

        let first = self.b.ins().load(ct::I64, flags, vm, at.frames);
        let offset = self.b.ins().imul_imm_u(len, at.size);
        let frame = self.b.ins().iadd(first, offset);
        let code = self.int(root.code as i64);
        let top = self.b.ins().iadd_imm_u(self.base, i64::from(root.n_regs) * 8);
        let words = [(code, at.code), (function, at.function), (globals, at.globals), (builtins, at.builtins), (self.base, at.base), (top, at.top)];
        for (v, offset) in words {
            self.b.ins().store(flags, v, frame, offset);
        }
        let null = self.int(word::NULL as i64);
        for offset in at.nulls {
            self.b.ins().store(flags, null, frame, offset);
        }
        for (v, offset) in [(0, at.pc), (0, at.lasti), (at.new_flags, at.flags), (at.new_dst, at.dst)] {
            let v = self.int(v);
            self.b.ins().istore32(flags, v, frame, offset);
        }
        // The first word behind `leave` counts entries.
        let counter = self.int(root.leave as i64);
        let entries = self.b.ins().load(ct::I64, flags, counter, 0);
        let entries = self.b.ins().iadd_imm_u(entries, 1);
        self.b.ins().store(flags, entries, counter, 0);
        let len = self.b.ins().iadd_imm_u(len, 1);
        self.b.ins().store(flags, len, vm, at.len);
        let depth = self.b.ins().iadd_imm_u(depth, 1);
        self.b.ins().store(flags, depth, vm, at.depth);
        self.b.ins().jump(go_on, &[frame.into()]);
        self.b.switch_to_block(slow);
        let args = [self.context, self.base, function];
        let r = self.call_address(at.interpret, &[Type::Mem, Type::Mem, Type::Val], Type::Val, &args);
        let r = r.unwrap_or(self.context);
        self.b.ins().return_(&[r]);
        self.b.switch_to_block(go_on);
    }
    /// The address of a namespace of the function, which must be the one of the recording.
    fn namespace(&mut self, function: Value, offset: i32, recorded: u64, slow: Block) -> Value {
        // Both are words of pointers: the tag of the function's word and the one of the namespace's come off.
        let ns = self.b.ins().load(ct::I64, MemFlagsData::trusted(), function, offset - 4);
        let want = self.int((recorded | 4) as i64);
        self.go_if(IntCC::NotEqual, ns, want, slow);
        self.int(recorded as i64)
    }
    fn go_unless_zero(&mut self, v: Value, to: Block) {
        let next = self.b.create_block();
        self.b.ins().brif(v, to, &[], next, &[]);
        self.b.switch_to_block(next);
    }
    fn go_if(&mut self, cc: IntCC, x: Value, y: Value, to: Block) {
        let c = self.b.ins().icmp(cc, x, y);
        self.go_unless_zero(c, to);
    }

    /// Takes the frame off.
    pub(super) fn pop_frame(&mut self) {
        let (at, flags) = (self.helpers.frames, MemFlagsData::trusted());
        let vm = self.b.ins().load(ct::I64, flags, self.context, 0);
        for offset in [at.len, at.depth] {
            let n = self.b.ins().load(ct::I64, flags, vm, offset);
            let n = self.b.ins().iadd_imm_s(n, -1);
            self.b.ins().store(flags, n, vm, offset);
        }
    }

    /// Leaves the region through the numbered exit, whose live values are in the exit buffer.
    pub(super) fn leave(&mut self, number: Value) {
        if self.region.function.is_none() {
            self.b.ins().return_(&[number]);
            return;
        }
        let block = *self.leaving.get_or_insert_with(|| {
            let block = self.b.create_block();
            self.b.set_cold_block(block);
            self.b.append_block_param(block, ct::I64);
            block
        });
        self.b.ins().jump(block, &[number.into()]);
    }
    /// The block where all exits of a function meet.
    pub(super) fn leave_block(&mut self) {
        let (Some(block), Some(root)) = (self.leaving, self.region.function) else { return };
        self.b.switch_to_block(block);
        let number = self.b.block_params(block)[0];
        let to = self.int(root.leave as i64);
        let args = [self.context, to, number];
        let r = self.call_address(self.helpers.frames.leave, &[Type::Mem, Type::Mem, Type::Int], Type::Val, &args);
        let r = r.unwrap_or(self.context);
        self.b.ins().return_(&[r]);
    }
}
