//! What `dis` asks of CPython's opcodes: how they change the depth of the stack, and what their operand means.

use super::stackop::*;

/// How much deeper the stack is behind the instruction; None for numbers that are no opcode.
pub fn stack_effect(op: u8, arg: u32) -> Option<i32> {
    name(op)?;
    let n = i32::try_from(arg).ok()?;
    let flag = n & 1;
    Some(match op {
        STORE_SLICE => -4,
        CALL_FUNCTION_EX | STORE_SUBSCR => -3,
        BINARY_SLICE | DELETE_SUBSCR | END_ASYNC_FOR | MAP_ADD | MATCH_CLASS | STORE_ATTR | STORE_FAST_STORE_FAST => -2,
        BUILD_TEMPLATE
        | CLEANUP_THROW
        | END_FOR
        | END_SEND
        | EXIT_INIT_CHECK
        | FORMAT_WITH_SPEC
        | INTERPRETER_EXIT
        | POP_EXCEPT
        | POP_ITER
        | POP_TOP
        | BINARY_OP
        | CALL_INTRINSIC_2
        | COMPARE_OP
        | CONTAINS_OP
        | DELETE_ATTR
        | DICT_MERGE
        | DICT_UPDATE
        | IMPORT_NAME
        | IS_OP
        | LIST_APPEND
        | LIST_EXTEND
        | POP_JUMP_IF_FALSE
        | POP_JUMP_IF_NONE
        | POP_JUMP_IF_NOT_NONE
        | POP_JUMP_IF_TRUE
        | RERAISE
        | SET_ADD
        | SET_FUNCTION_ATTRIBUTE
        | SET_UPDATE
        | STORE_DEREF
        | STORE_FAST
        | STORE_GLOBAL
        | STORE_NAME => -1,
        GET_ANEXT | GET_LEN | LOAD_BUILD_CLASS | LOAD_LOCALS | MATCH_KEYS | MATCH_MAPPING | MATCH_SEQUENCE | PUSH_EXC_INFO | PUSH_NULL | RETURN_GENERATOR
        | WITH_EXCEPT_START | COPY | FOR_ITER | IMPORT_FROM | LOAD_COMMON_CONSTANT | LOAD_CONST | LOAD_DEREF | LOAD_FAST | LOAD_FAST_AND_CLEAR
        | LOAD_FAST_BORROW | LOAD_FAST_CHECK | LOAD_NAME | LOAD_SMALL_INT | LOAD_SPECIAL => 1,
        LOAD_FAST_LOAD_FAST | LOAD_FAST_BORROW_LOAD_FAST_BORROW => 2,
        BUILD_INTERPOLATION => -1 - flag,
        BUILD_LIST | BUILD_SET | BUILD_STRING | BUILD_TUPLE | BUILD_SLICE => 1 - n,
        BUILD_MAP => 1 - 2 * n,
        CALL => -1 - n,
        CALL_KW => -2 - n,
        LOAD_ATTR => flag,
        LOAD_GLOBAL => 1 + flag,
        LOAD_SUPER_ATTR => flag - 2,
        RAISE_VARARGS => -n,
        UNPACK_EX => (n & 0xff) + (n >> 8),
        UNPACK_SEQUENCE => n - 1,
        _ => 0,
    })
}

/// Is the operand an index into `co_names`?
pub fn has_name(op: u8) -> bool {
    matches!(
        op,
        DELETE_ATTR
            | DELETE_GLOBAL
            | DELETE_NAME
            | IMPORT_FROM
            | IMPORT_NAME
            | LOAD_ATTR
            | LOAD_FROM_DICT_OR_GLOBALS
            | LOAD_GLOBAL
            | LOAD_NAME
            | LOAD_SUPER_ATTR
            | STORE_ATTR
            | STORE_GLOBAL
            | STORE_NAME
    )
}
/// Is it a jump offset?
pub fn has_jump(op: u8) -> bool {
    matches!(
        op,
        END_ASYNC_FOR
            | FOR_ITER
            | JUMP_BACKWARD
            | JUMP_BACKWARD_NO_INTERRUPT
            | JUMP_FORWARD
            | POP_JUMP_IF_FALSE
            | POP_JUMP_IF_NONE
            | POP_JUMP_IF_NOT_NONE
            | POP_JUMP_IF_TRUE
            | SEND
    )
}
/// Does it name a cell or free variable?
pub fn has_free(op: u8) -> bool {
    matches!(op, DELETE_DEREF | LOAD_DEREF | LOAD_FROM_DICT_OR_DEREF | MAKE_CELL | STORE_DEREF)
}
/// Does it name a local variable?
pub fn has_local(op: u8) -> bool {
    name(op).is_some_and(|n| n.contains("_FAST"))
}
/// Does the opcode use its operand?
pub fn has_arg(op: u8) -> bool {
    // CPython numbers the opcodes without operand first.
    op >= BINARY_OP && name(op).is_some()
}
