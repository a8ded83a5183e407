//! One stack instruction to register words.

use super::state::Entry;
use super::{Lowered, Lowerer, malformed};
use crate::bytecode::code::SiteKind;
use crate::bytecode::ops::{AWAIT, COERCE, DISCARD, INPLACE, KILL_A, KILL_B, KWARGS, METHOD, NOSELF, STEPPED, TWO_ARG, X_SHIFT};
use crate::bytecode::stackop::{self as so, StackInstr};
use crate::bytecode::{Const, Instr, Op};

const NONE: (u16, bool) = (0, false);

impl Lowerer<'_> {
    /// Lowers the instruction at `self.at`.
    pub(super) fn lower_one(&mut self) -> Lowered<()> {
        self.prepare_to_raise()?;
        let instr = self.instrs[self.at];
        let arg = instr.arg;
        match instr.op {
            so::NOP | so::NOT_TAKEN | so::RESUME | so::CACHE => Ok(()),
            so::LOAD_CONST | so::LOAD_SMALL_INT | so::PUSH_NULL | so::LOAD_FAST | so::LOAD_FAST_CHECK | so::COPY | so::SWAP | so::POP_TOP | so::POP_ITER => {
                self.stack_op(instr)
            }
            so::STORE_FAST | so::DELETE_FAST | so::LOAD_FAST_AND_CLEAR => self.local_op(instr),
            so::LOAD_DEREF | so::STORE_DEREF | so::DELETE_DEREF | so::MAKE_CELL | so::COPY_FREE_VARS | so::LOAD_FROM_DICT_OR_DEREF => self.cell_op(instr),
            so::LOAD_GLOBAL
            | so::STORE_GLOBAL
            | so::DELETE_GLOBAL
            | so::LOAD_NAME
            | so::STORE_NAME
            | so::DELETE_NAME
            | so::LOAD_FROM_DICT_OR_GLOBALS
            | so::LOAD_LOCALS
            | so::LOAD_BUILD_CLASS
            | so::LOAD_COMMON_CONSTANT
            | so::SETUP_ANNOTATIONS
            | so::IMPORT_NAME
            | so::IMPORT_FROM => self.name_op(instr),
            so::LOAD_ATTR | so::STORE_ATTR | so::DELETE_ATTR | so::LOAD_SUPER_ATTR | so::LOAD_SPECIAL => self.attr_op(instr),
            so::BINARY_OP => self.binary_op(arg),
            so::UNARY_NEGATIVE => self.one(Op::Neg),
            so::UNARY_INVERT => self.one(Op::Invert),
            so::UNARY_NOT => self.one(Op::Not),
            so::TO_BOOL => self.truth(),
            so::COMPARE_OP | so::IS_OP | so::CONTAINS_OP => self.compare(instr),
            so::POP_JUMP_IF_FALSE => self.branch(Op::JumpIfNot, self.at),
            so::POP_JUMP_IF_TRUE => self.branch(Op::JumpIf, self.at),
            so::POP_JUMP_IF_NONE => self.branch(Op::JumpIfNone, self.at),
            so::POP_JUMP_IF_NOT_NONE => self.branch(Op::JumpIfNotNone, self.at),
            so::JUMP_FORWARD | so::JUMP_BACKWARD | so::JUMP_BACKWARD_NO_INTERRUPT => self.jump(),
            so::STORE_SUBSCR | so::DELETE_SUBSCR | so::BINARY_SLICE | so::STORE_SLICE | so::BUILD_SLICE => self.subscript(instr),
            so::CALL | so::CALL_KW | so::CALL_FUNCTION_EX => self.call(instr),
            so::MAKE_FUNCTION | so::SET_FUNCTION_ATTRIBUTE | so::RETURN_VALUE | so::RETURN_GENERATOR | so::YIELD_VALUE => self.function_op(instr),
            so::GET_ITER => self.one(Op::GetIter),
            so::GET_YIELD_FROM_ITER => self.one(Op::GetYieldFromIter),
            so::GET_AITER => self.one(Op::GetAIter),
            so::GET_AWAITABLE => self.one_with(Op::GetAwaitable, arg),
            so::GET_ANEXT => self.peek_op(Op::GetANext),
            so::FOR_ITER => self.for_iter(),
            so::SEND => self.send(),
            so::END_SEND => self.end_send(),
            so::CLEANUP_THROW => self.cleanup_throw(),
            so::END_ASYNC_FOR => {
                let base = self.window(2, false, &[])?;
                self.word(Instr::new(Op::EndAsyncFor, 0, base, 0, 0));
                Ok(())
            }
            so::PUSH_EXC_INFO => self.push_exc_info(),
            so::POP_EXCEPT => {
                let exc = self.operand()?;
                self.effect(Op::PopExcept, 0, exc, NONE, NONE);
                Ok(())
            }
            so::CHECK_EXC_MATCH | so::CHECK_EG_MATCH => self.check_match(instr.op),
            so::RERAISE => self.reraise(arg as usize),
            so::RAISE_VARARGS => self.raise(arg),
            so::WITH_EXCEPT_START => self.with_except_start(),
            so::BUILD_TUPLE | so::BUILD_LIST | so::BUILD_SET | so::BUILD_MAP | so::BUILD_STRING => self.build(instr),
            so::LIST_APPEND | so::LIST_EXTEND | so::SET_ADD | so::SET_UPDATE | so::MAP_ADD | so::DICT_UPDATE | so::DICT_MERGE => self.collect(instr),
            so::UNPACK_SEQUENCE | so::UNPACK_EX => self.unpack(instr),
            so::FORMAT_SIMPLE => self.one(Op::Format),
            so::FORMAT_WITH_SPEC => self.two(Op::FormatSpec, 0),
            so::CONVERT_VALUE => self.one_with(Op::Convert, arg),
            so::BUILD_INTERPOLATION => {
                let base = self.window(2 + (arg & 1) as usize, false, &[])?;
                self.window_result(Op::BuildInterpolation, 0, base, arg as u16)
            }
            so::BUILD_TEMPLATE => self.two(Op::BuildTemplate, 0),
            so::CALL_INTRINSIC_1 if arg == 5 => self.one(Op::Pos),
            so::CALL_INTRINSIC_1 => self.one_with(Op::Intrinsic1, arg),
            so::CALL_INTRINSIC_2 => self.two(Op::Intrinsic2, (arg as u8) << X_SHIFT),
            so::MATCH_CLASS => {
                let base = self.window(3, false, &[])?;
                self.window_result(Op::MatchClass, 0, base, arg as u16)
            }
            so::MATCH_KEYS => {
                let (subject, keys) = (self.top_index(2)?, self.top_index(1)?);
                let (subject, keys) = (self.in_register(subject)?, self.in_register(keys)?);
                self.binary(Op::MatchKeys, 0, (subject, false), (keys, false))
            }
            so::MATCH_MAPPING => self.peek_op(Op::MatchMapping),
            so::MATCH_SEQUENCE => self.peek_op(Op::MatchSequence),
            so::GET_LEN => self.peek_op(Op::GetLen),
            other => malformed(format!("opcode {other}")),
        }
    }

    fn one(&mut self, op: Op) -> Lowered<()> {
        let operand = self.operand()?;
        self.unary(op, operand, 0)
    }

    fn one_with(&mut self, op: Op, c: u32) -> Lowered<()> {
        let operand = self.operand()?;
        self.unary(op, operand, c as u16)
    }

    fn two(&mut self, op: Op, x: u8) -> Lowered<()> {
        let [b, c] = self.operands::<2>()?;
        self.binary(op, x, b, c)
    }

    /// Pushes a result read off the top, which stays.
    fn peek_op(&mut self, op: Op) -> Lowered<()> {
        let top = self.top_index(1)?;
        let register = self.in_register(top)?;
        self.unary(op, (register, false), 0)
    }

    fn local(&self, arg: u32) -> Lowered<u16> {
        if arg < u32::from(self.n_locals) { Ok(arg as u16) } else { malformed("local index out of range") }
    }

    fn stack_op(&mut self, instr: StackInstr) -> Lowered<()> {
        let arg = instr.arg;
        match instr.op {
            so::LOAD_CONST if arg as usize >= self.code.consts.len() => {
                return malformed("constant index");
            }
            so::LOAD_CONST => self.stack.push(Entry::Const(arg)),
            so::LOAD_SMALL_INT => self.stack.push(Entry::Int(arg as i32)),
            so::PUSH_NULL => self.stack.push(Entry::Null),
            so::LOAD_FAST => {
                let local = self.local(arg)?;
                self.stack.push(Entry::Local(local));
            }
            so::LOAD_FAST_CHECK => {
                let local = self.local(arg)?;
                self.word(Instr::new(Op::CheckBound, 0, local, 0, 0));
                self.stack.push(Entry::Local(local));
            }
            so::COPY => {
                let entry = self.stack[self.top_index(arg as usize)?];
                self.stack.push(entry);
            }
            so::SWAP => {
                let (top, other) = (self.top_index(1)?, self.top_index(arg as usize)?);
                self.stack.swap(top, other);
            }
            _ => self.drop_top()?,
        }
        Ok(())
    }

    fn local_op(&mut self, instr: StackInstr) -> Lowered<()> {
        let local = self.local(instr.arg)?;
        match instr.op {
            so::STORE_FAST => self.store_local(local)?,
            so::DELETE_FAST => {
                self.save_local(local)?;
                self.word(Instr::new(Op::DeleteFast, 0, local, 0, 0));
            }
            _ => {
                self.save_local(local)?;
                let dst = self.dst()?;
                self.word(Instr::new(Op::Take, 0, dst, local, 0));
                self.stack.push(Entry::Temp(dst));
            }
        }
        Ok(())
    }

    fn cell_op(&mut self, instr: StackInstr) -> Lowered<()> {
        if instr.op == so::COPY_FREE_VARS {
            let Some(start) = u32::from(self.n_locals).checked_sub(instr.arg) else {
                return malformed("more free variables than slots");
            };
            self.word(Instr::new(Op::CopyFree, 0, start as u16, instr.arg as u16, 0));
            return Ok(());
        }
        let cell = self.local(instr.arg)?;
        match instr.op {
            so::LOAD_DEREF => self.unary(Op::LoadDeref, (cell, false), 0)?,
            so::STORE_DEREF => {
                let (value, kill) = self.operand()?;
                self.effect(Op::StoreDeref, 0, (cell, false), (value, kill), NONE);
            }
            so::DELETE_DEREF => self.word(Instr::new(Op::DelDeref, 0, cell, 0, 0)),
            so::MAKE_CELL => self.word(Instr::new(Op::MakeCell, 0, cell, 0, 0)),
            _ => {
                let mapping = self.operand()?;
                self.unary(Op::LoadFromDictOrDeref, mapping, cell)?;
            }
        }
        Ok(())
    }

    fn name_op(&mut self, instr: StackInstr) -> Lowered<()> {
        let arg = instr.arg;
        match instr.op {
            so::LOAD_GLOBAL => {
                let site = self.site(SiteKind::Global, arg >> 1)?;
                self.load(Op::LoadGlobal, site as i32)?;
                if arg & 1 != 0 {
                    self.stack.push(Entry::Null);
                }
            }
            so::LOAD_NAME => {
                let site = self.site(SiteKind::Name, arg)?;
                self.load(Op::LoadName, site as i32)?;
            }
            so::STORE_GLOBAL => self.store_name(Op::StoreGlobal, SiteKind::Global, arg)?,
            so::STORE_NAME => self.store_name(Op::StoreName, SiteKind::Name, arg)?,
            so::DELETE_GLOBAL | so::DELETE_NAME => {
                let global = instr.op == so::DELETE_GLOBAL;
                let (op, kind) = if global { (Op::DelGlobal, SiteKind::Global) } else { (Op::DelName, SiteKind::Name) };
                let site = self.site(kind, arg)?;
                self.word(Instr::with_imm(op, 0, 0, site as i32));
            }
            so::LOAD_FROM_DICT_OR_GLOBALS => {
                let mapping = self.operand()?;
                let site = self.near_site(SiteKind::Name, arg)?;
                self.unary(Op::LoadFromDictOrGlobals, mapping, site)?;
            }
            so::LOAD_LOCALS => self.load(Op::LoadLocals, 0)?,
            so::LOAD_BUILD_CLASS => self.load(Op::LoadBuildClass, 0)?,
            so::LOAD_COMMON_CONSTANT => self.load(Op::LoadCommon, arg as i32)?,
            so::SETUP_ANNOTATIONS => self.word(Instr::new(Op::SetupAnnotations, 0, 0, 0, 0)),
            so::IMPORT_NAME => {
                let base = self.window(2, false, &[])?;
                let site = self.near_site(SiteKind::Import, arg)?;
                self.window_result(Op::ImportName, 0, base, site)?;
            }
            _ => {
                let top = self.top_index(1)?;
                let module = self.in_register(top)?;
                let site = self.near_site(SiteKind::Import, arg)?;
                self.unary(Op::ImportFrom, (module, false), site)?;
            }
        }
        Ok(())
    }

    fn store_name(&mut self, op: Op, kind: SiteKind, name: u32) -> Lowered<()> {
        let site = self.site(kind, name)?;
        let (value, kill) = self.operand()?;
        self.word(Instr::with_imm(op, if kill { KILL_A } else { 0 }, value, site as i32));
        Ok(())
    }

    /// Pushes a pair of registers that the word defined at `base`.
    pub(super) fn push_pair(&mut self, base: u16) {
        self.stack.push(Entry::Temp(base));
        self.stack.push(Entry::Temp(base + 1));
    }

    fn attr_op(&mut self, instr: StackInstr) -> Lowered<()> {
        let arg = instr.arg;
        match instr.op {
            so::LOAD_ATTR if arg & 1 == 0 => {
                let object = self.operand()?;
                let site = self.near_site(SiteKind::Attr, arg >> 1)?;
                self.unary(Op::LoadAttr, object, site)?;
            }
            so::LOAD_ATTR => {
                let (object, kill) = self.operand()?;
                let site = self.near_site(SiteKind::Method, arg >> 1)?;
                let base = self.dst_pair()?;
                let x = if kill { KILL_B } else { 0 };
                self.word(Instr::new(Op::LoadMethod, x, base, object, site));
                self.push_pair(base);
            }
            so::LOAD_SPECIAL => {
                let (object, kill) = self.operand()?;
                let base = self.dst_pair()?;
                let x = if kill { KILL_B } else { 0 };
                self.word(Instr::new(Op::LoadSpecial, x, base, object, arg as u16));
                self.push_pair(base);
            }
            so::STORE_ATTR => {
                let [value, object] = self.operands::<2>()?;
                let site = self.near_site(SiteKind::StoreAttr, arg)?;
                self.effect(Op::StoreAttr, 0, object, value, (site, false));
            }
            so::DELETE_ATTR => {
                let object = self.operand()?;
                let site = self.near_site(SiteKind::DelAttr, arg)?;
                self.effect(Op::DelAttr, 0, object, NONE, (site, false));
            }
            _ => {
                let base = self.window(3, false, &[])?;
                let site = self.near_site(SiteKind::SuperAttr, arg >> 2)?;
                let x = if arg & 2 != 0 { TWO_ARG } else { 0 };
                if arg & 1 == 0 {
                    self.window_result(Op::LoadSuperAttr, x, base, site)?;
                } else {
                    let pair = self.dst_pair()?;
                    self.word(Instr::new(Op::LoadSuperAttr, x | METHOD, pair, base, site));
                    self.push_pair(pair);
                }
            }
        }
        Ok(())
    }

    fn binary_op(&mut self, arg: u32) -> Lowered<()> {
        if arg == 26 {
            let key = self.stack[self.top_index(1)?];
            if let Some(constant) = self.constant_index(key) {
                self.pop()?;
                let object = self.operand()?;
                return self.unary(Op::GetItemK, object, constant);
            }
            return self.two(Op::GetItem, 0);
        }
        // CPython's order: + & // << @ * % | ** >> - / ^, then the augmented ones.
        const PLAIN: [(Op, Option<Op>); 13] = [
            (Op::Add, Some(Op::AddK)),
            (Op::And, Some(Op::AndK)),
            (Op::FloorDiv, Some(Op::FloorDivK)),
            (Op::Shl, Some(Op::ShlK)),
            (Op::MatMul, None),
            (Op::Mul, Some(Op::MulK)),
            (Op::Mod, Some(Op::ModK)),
            (Op::Or, Some(Op::OrK)),
            (Op::Pow, Some(Op::PowK)),
            (Op::Shr, Some(Op::ShrK)),
            (Op::Sub, Some(Op::SubK)),
            (Op::TrueDiv, Some(Op::TrueDivK)),
            (Op::Xor, Some(Op::XorK)),
        ];
        let x = if arg >= 13 { INPLACE } else { 0 };
        let Some(&(op, with_constant)) = PLAIN.get((arg % 13) as usize).filter(|_| arg < 26) else {
            return malformed("binary operator");
        };
        let right = self.stack[self.top_index(1)?];
        if let Some(op) = with_constant
            && self.is_number(right)
            && let Some(constant) = self.constant_index(right)
        {
            self.pop()?;
            let left = self.operand()?;
            return self.binary(op, x, left, (constant, false));
        }
        self.two(op, x)
    }

    /// The branch that follows (behind TO_BOOL), and whether it jumps on true.
    fn next_branch(&self) -> Option<(usize, bool)> {
        let (mut index, mut next) = self.peek(1)?;
        if next.op == so::TO_BOOL {
            (index, next) = self.peek(2)?;
        }
        match next.op {
            so::POP_JUMP_IF_TRUE => Some((index, true)),
            so::POP_JUMP_IF_FALSE => Some((index, false)),
            _ => None,
        }
    }

    fn truth(&mut self) -> Lowered<()> {
        match self.peek(1) {
            Some((index, next)) if matches!(next.op, so::POP_JUMP_IF_TRUE | so::POP_JUMP_IF_FALSE) => {
                let op = if next.op == so::POP_JUMP_IF_TRUE { Op::JumpIf } else { Op::JumpIfNot };
                self.branch(op, index)?;
                self.take_up_to(index);
                Ok(())
            }
            Some((index, next)) if next.op == so::UNARY_NOT => {
                self.one(Op::Not)?;
                self.take_up_to(index);
                Ok(())
            }
            _ => self.one(Op::ToBool),
        }
    }

    fn compare(&mut self, instr: StackInstr) -> Lowered<()> {
        const RICH: [[Op; 4]; 6] = [
            [Op::Lt, Op::LtK, Op::JumpLt, Op::JumpLtK],
            [Op::Le, Op::LeK, Op::JumpLe, Op::JumpLeK],
            [Op::Eq, Op::EqK, Op::JumpEq, Op::JumpEqK],
            [Op::Ne, Op::NeK, Op::JumpNe, Op::JumpNeK],
            [Op::Gt, Op::GtK, Op::JumpGt, Op::JumpGtK],
            [Op::Ge, Op::GeK, Op::JumpGe, Op::JumpGeK],
        ];
        let branch = if self.plan.far { None } else { self.next_branch() };
        let negated = instr.arg & 1 != 0;
        if instr.op != so::COMPARE_OP {
            let is = instr.op == so::IS_OP;
            if let Some((index, sense)) = branch {
                let op = if is { Op::JumpIs } else { Op::JumpIn };
                return self.fused(op, None, sense != negated, index);
            }
            let op = match (is, negated) {
                (true, false) => Op::Is,
                (true, true) => Op::IsNot,
                (false, false) => Op::In,
                (false, true) => Op::NotIn,
            };
            return self.two(op, 0);
        }
        let Some(row) = RICH.get((instr.arg >> 5) as usize) else {
            return malformed("comparison");
        };
        let right = self.stack[self.top_index(1)?];
        let constant = if self.is_comparable(right) { self.constant_index(right) } else { None };
        if let Some((index, sense)) = branch {
            let op = if constant.is_some() { row[3] } else { row[2] };
            return self.fused(op, constant, sense, index);
        }
        let x = if instr.arg & 16 != 0 { COERCE } else { 0 };
        match constant {
            Some(constant) => {
                self.pop()?;
                let left = self.operand()?;
                self.binary(row[1], x, left, (constant, false))
            }
            None => self.two(row[0], x),
        }
    }

    fn subscript(&mut self, instr: StackInstr) -> Lowered<()> {
        match instr.op {
            so::STORE_SUBSCR => {
                let key = self.stack[self.top_index(1)?];
                if let Some(constant) = self.constant_index(key) {
                    self.pop()?;
                    let [value, object] = self.operands::<2>()?;
                    self.effect(Op::SetItemK, 0, object, (constant, false), value);
                } else {
                    let [value, object, key] = self.operands::<3>()?;
                    self.effect(Op::SetItem, 0, object, key, value);
                }
            }
            so::DELETE_SUBSCR => {
                let [object, key] = self.operands::<2>()?;
                self.effect(Op::DelItem, 0, object, key, NONE);
            }
            so::BINARY_SLICE => self.get_slice(2)?,
            so::STORE_SLICE => self.set_slice(2)?,
            _ => {
                // A slice that is used at once as a subscript is never made.
                let next = self.peek(1).filter(|(_, i)| i.op == so::STORE_SUBSCR || i.op == so::BINARY_OP && i.arg == 26);
                if let (Some((index, user)), parts @ (2 | 3)) = (next, instr.arg as usize) {
                    self.take_up_to(index);
                    self.at = index;
                    self.prepare_to_raise()?;
                    return if user.op == so::STORE_SUBSCR { self.set_slice(parts) } else { self.get_slice(parts) };
                }
                let base = self.window(instr.arg as usize, false, &[])?;
                self.window_result(Op::BuildSlice, 0, base, instr.arg as u16)?;
            }
        }
        Ok(())
    }

    /// A subscript by the slice whose parts lie on the stack.
    fn get_slice(&mut self, parts: usize) -> Lowered<()> {
        let object = self.top_index(parts + 1)?;
        self.in_register(object)?;
        let base = self.window(parts, false, &[])?;
        let object = self.operand()?;
        self.binary(Op::GetSlice, if parts == 3 { STEPPED } else { 0 }, object, (base, false))
    }
    /// Assignment to such a subscript.
    fn set_slice(&mut self, parts: usize) -> Lowered<()> {
        for n in [parts + 2, parts + 1] {
            let index = self.top_index(n)?;
            self.in_register(index)?;
        }
        let base = self.window(parts, false, &[])?;
        let [value, object] = self.operands::<2>()?;
        self.effect(Op::SetSlice, if parts == 3 { STEPPED } else { 0 }, object, value, (base, false));
        Ok(())
    }

    fn call(&mut self, instr: StackInstr) -> Lowered<()> {
        let (op, count) = match instr.op {
            so::CALL => (Op::Call, 2 + instr.arg as usize),
            so::CALL_KW => (Op::CallKw, 3 + instr.arg as usize),
            _ => (Op::CallEx, 4),
        };
        if count > 50_000 {
            return malformed("a call with too many arguments");
        }
        let first = self.top_index(count)?;
        let mut x = 0;
        let mut ignored = Vec::new();
        if op == Op::CallEx
            && let Entry::Temp(null) = self.stack[first + 1]
        {
            // The NULL that always stands here was put into a register at a join.
            self.word(Instr::new(Op::Drop, 0, null, 0, 0));
            self.stack[first + 1] = Entry::Null;
        }
        if self.stack[first + 1] == Entry::Null {
            x |= if op == Op::CallEx { 0 } else { NOSELF };
            ignored.push(1);
        }
        if op == Op::CallEx {
            if self.stack[first + 3] == Entry::Null {
                ignored.push(3);
            } else {
                x |= KWARGS;
            }
        }
        self.max_window = self.max_window.max(count as u16);
        let base = self.window(count, true, &ignored)?;
        let arguments = if op == Op::CallEx { 0 } else { instr.arg as u16 };
        if self.result_is_dropped() {
            self.word(Instr::new(op, x | DISCARD, base, arguments, base));
            return Ok(());
        }
        let dst = self.dst()?;
        self.define(Instr::new(op, x, base, arguments, dst));
        self.stack.push(Entry::Temp(dst));
        Ok(())
    }

    fn function_op(&mut self, instr: StackInstr) -> Lowered<()> {
        match instr.op {
            so::MAKE_FUNCTION => {
                let Entry::Const(index) = self.pop()? else {
                    return malformed("function of no constant");
                };
                if !matches!(self.code.consts[index as usize], Const::Code(_)) {
                    return malformed("function of a constant that is no code");
                }
                self.load(Op::MakeFunction, index as i32)?;
            }
            so::SET_FUNCTION_ATTRIBUTE => {
                let top = self.top_index(1)?;
                let function = self.own(top)?;
                let below = self.top_index(2)?;
                self.in_register(below)?;
                self.stack.swap(top, below);
                let value = self.operand()?;
                self.effect(Op::SetFuncAttr, 0, (function, false), value, (instr.arg as u16, false));
            }
            so::RETURN_VALUE => self.return_value()?,
            so::RETURN_GENERATOR => {
                self.word(Instr::new(Op::ReturnGenerator, 0, 0, 0, 0));
                if !self.result_is_dropped() {
                    return malformed("a generator that keeps the first value sent");
                }
            }
            _ => {
                let (value, kill) = self.operand()?;
                let x = if kill { KILL_A } else { 0 } | if instr.arg != 0 { AWAIT } else { 0 };
                if self.result_is_dropped() {
                    let scratch = self.free_run(self.temp(self.stack.len()), 1)?;
                    self.word(Instr::new(Op::Yield, x | DISCARD, value, 0, scratch));
                } else {
                    let dst = self.dst()?;
                    self.define(Instr::new(Op::Yield, x, value, 0, dst));
                    self.stack.push(Entry::Temp(dst));
                }
            }
        }
        Ok(())
    }

    fn return_value(&mut self) -> Lowered<()> {
        let entry = self.pop()?;
        // What is left on the stack (nothing, in compiled code) goes before the frame does.
        let held = self.stack.clone();
        for (index, left) in held.iter().enumerate() {
            if let Entry::Temp(register) = *left
                && *left != entry
                && !held[..index].contains(left)
            {
                self.word(Instr::new(Op::Drop, 0, register, 0, 0));
            }
        }
        self.stack.clear();
        let word = match self.wide_constant(entry) {
            Some(index) => Instr::with_imm(Op::ReturnConst, 0, 0, index),
            None => match entry {
                Entry::Temp(register) => Instr::new(Op::Return, KILL_A, register, 0, 0),
                Entry::Local(local) => Instr::new(Op::Return, 0, local, 0, 0),
                Entry::Const(_) | Entry::Int(_) | Entry::Null => {
                    return malformed("return of NULL");
                }
            },
        };
        self.word(word);
        self.reachable = false;
        Ok(())
    }

    fn end_send(&mut self) -> Lowered<()> {
        let value = self.pop()?;
        let receiver = self.pop()?;
        if let Entry::Temp(register) = receiver
            && value != receiver
            && !self.stack.contains(&receiver)
        {
            self.word(Instr::new(Op::Drop, 0, register, 0, 0));
        }
        self.stack.push(value);
        Ok(())
    }

    fn cleanup_throw(&mut self) -> Lowered<()> {
        let base = self.window(3, false, &[])?;
        self.word(Instr::new(Op::CleanupThrow, 0, base, 0, 0));
        self.push_pair(base);
        Ok(())
    }

    fn check_match(&mut self, op: u8) -> Lowered<()> {
        if op == so::CHECK_EG_MATCH {
            let [exc, class] = self.operands::<2>()?;
            let base = self.dst_pair()?;
            let x = if exc.1 { KILL_B } else { 0 } | if class.1 { crate::bytecode::ops::KILL_C } else { 0 };
            self.word(Instr::new(Op::CheckEgMatch, x, base, exc.0, class.0));
            self.push_pair(base);
            return Ok(());
        }
        let exc = self.top_index(2)?;
        let exc = self.in_register(exc)?;
        let class = self.operand()?;
        self.binary(Op::CheckExcMatch, 0, (exc, false), class)
    }

    fn raise(&mut self, arguments: u32) -> Lowered<()> {
        match arguments {
            0 => self.word(Instr::new(Op::RaiseActive, 0, 0, 0, 0)),
            1 => {
                let exc = self.operand()?;
                self.effect(Op::Raise, 0, exc, NONE, NONE);
            }
            _ => {
                let [exc, cause] = self.operands::<2>()?;
                self.effect(Op::RaiseFrom, 0, exc, cause, NONE);
            }
        }
        self.reachable = false;
        Ok(())
    }
}
