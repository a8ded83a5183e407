//! CPython 3.14's stack opcodes: number, name and how many inline-cache units follow each.
//!
//! Only base opcodes: the compiler emits nothing else. [`decode`] walks a code object's compact units (the
//! inline-cache units are left out) and gives every instruction with its offset in CPython's numbering.

macro_rules! declare_stack_ops {
    ($($name:ident = $number:literal, $caches:literal;)*) => {
        $(#[allow(missing_docs, reason = "CPython's name for it")] pub const $name: u8 = $number;)*

        /// The opcode's name in `dis` output, or `None` for an unused number.
        pub const fn name(op: u8) -> Option<&'static str> {
            match op { $($number => Some(stringify!($name)),)* _ => None }
        }

        /// How many inline-cache units follow the instruction.
        pub const fn caches(op: u8) -> u32 {
            match op { $($number => $caches,)* _ => 0 }
        }

        /// All opcodes: (number, name).
        pub const ALL: &[(u8, &str)] = &[$(($number, stringify!($name))),*];
    };
}

declare_stack_ops! {
    CACHE = 0, 0;
    BINARY_SLICE = 1, 0;
    BUILD_TEMPLATE = 2, 0;
    CALL_FUNCTION_EX = 4, 0;
    CHECK_EG_MATCH = 5, 0;
    CHECK_EXC_MATCH = 6, 0;
    CLEANUP_THROW = 7, 0;
    DELETE_SUBSCR = 8, 0;
    END_FOR = 9, 0;
    END_SEND = 10, 0;
    EXIT_INIT_CHECK = 11, 0;
    FORMAT_SIMPLE = 12, 0;
    FORMAT_WITH_SPEC = 13, 0;
    GET_AITER = 14, 0;
    GET_ANEXT = 15, 0;
    GET_ITER = 16, 0;
    RESERVED = 17, 0;
    GET_LEN = 18, 0;
    GET_YIELD_FROM_ITER = 19, 0;
    INTERPRETER_EXIT = 20, 0;
    LOAD_BUILD_CLASS = 21, 0;
    LOAD_LOCALS = 22, 0;
    MAKE_FUNCTION = 23, 0;
    MATCH_KEYS = 24, 0;
    MATCH_MAPPING = 25, 0;
    MATCH_SEQUENCE = 26, 0;
    NOP = 27, 0;
    NOT_TAKEN = 28, 0;
    POP_EXCEPT = 29, 0;
    POP_ITER = 30, 0;
    POP_TOP = 31, 0;
    PUSH_EXC_INFO = 32, 0;
    PUSH_NULL = 33, 0;
    RETURN_GENERATOR = 34, 0;
    RETURN_VALUE = 35, 0;
    SETUP_ANNOTATIONS = 36, 0;
    STORE_SLICE = 37, 0;
    STORE_SUBSCR = 38, 1;
    TO_BOOL = 39, 3;
    UNARY_INVERT = 40, 0;
    UNARY_NEGATIVE = 41, 0;
    UNARY_NOT = 42, 0;
    WITH_EXCEPT_START = 43, 0;
    BINARY_OP = 44, 5;
    BUILD_INTERPOLATION = 45, 0;
    BUILD_LIST = 46, 0;
    BUILD_MAP = 47, 0;
    BUILD_SET = 48, 0;
    BUILD_SLICE = 49, 0;
    BUILD_STRING = 50, 0;
    BUILD_TUPLE = 51, 0;
    CALL = 52, 3;
    CALL_INTRINSIC_1 = 53, 0;
    CALL_INTRINSIC_2 = 54, 0;
    CALL_KW = 55, 3;
    COMPARE_OP = 56, 1;
    CONTAINS_OP = 57, 1;
    CONVERT_VALUE = 58, 0;
    COPY = 59, 0;
    COPY_FREE_VARS = 60, 0;
    DELETE_ATTR = 61, 0;
    DELETE_DEREF = 62, 0;
    DELETE_FAST = 63, 0;
    DELETE_GLOBAL = 64, 0;
    DELETE_NAME = 65, 0;
    DICT_MERGE = 66, 0;
    DICT_UPDATE = 67, 0;
    END_ASYNC_FOR = 68, 0;
    EXTENDED_ARG = 69, 0;
    FOR_ITER = 70, 1;
    GET_AWAITABLE = 71, 0;
    IMPORT_FROM = 72, 0;
    IMPORT_NAME = 73, 0;
    IS_OP = 74, 0;
    JUMP_BACKWARD = 75, 1;
    JUMP_BACKWARD_NO_INTERRUPT = 76, 0;
    JUMP_FORWARD = 77, 0;
    LIST_APPEND = 78, 0;
    LIST_EXTEND = 79, 0;
    LOAD_ATTR = 80, 9;
    LOAD_COMMON_CONSTANT = 81, 0;
    LOAD_CONST = 82, 0;
    LOAD_DEREF = 83, 0;
    LOAD_FAST = 84, 0;
    LOAD_FAST_AND_CLEAR = 85, 0;
    LOAD_FAST_BORROW = 86, 0;
    LOAD_FAST_BORROW_LOAD_FAST_BORROW = 87, 0;
    LOAD_FAST_CHECK = 88, 0;
    LOAD_FAST_LOAD_FAST = 89, 0;
    LOAD_FROM_DICT_OR_DEREF = 90, 0;
    LOAD_FROM_DICT_OR_GLOBALS = 91, 0;
    LOAD_GLOBAL = 92, 4;
    LOAD_NAME = 93, 0;
    LOAD_SMALL_INT = 94, 0;
    LOAD_SPECIAL = 95, 0;
    LOAD_SUPER_ATTR = 96, 1;
    MAKE_CELL = 97, 0;
    MAP_ADD = 98, 0;
    MATCH_CLASS = 99, 0;
    POP_JUMP_IF_FALSE = 100, 1;
    POP_JUMP_IF_NONE = 101, 1;
    POP_JUMP_IF_NOT_NONE = 102, 1;
    POP_JUMP_IF_TRUE = 103, 1;
    RAISE_VARARGS = 104, 0;
    RERAISE = 105, 0;
    SEND = 106, 1;
    SET_ADD = 107, 0;
    SET_FUNCTION_ATTRIBUTE = 108, 0;
    SET_UPDATE = 109, 0;
    STORE_ATTR = 110, 4;
    STORE_DEREF = 111, 0;
    STORE_FAST = 112, 0;
    STORE_FAST_LOAD_FAST = 113, 0;
    STORE_FAST_STORE_FAST = 114, 0;
    STORE_GLOBAL = 115, 0;
    STORE_NAME = 116, 0;
    SWAP = 117, 0;
    UNPACK_EX = 118, 0;
    UNPACK_SEQUENCE = 119, 1;
    YIELD_VALUE = 120, 0;
    RESUME = 128, 0;
}

/// One stack instruction with its EXTENDED_ARG prefixes folded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StackInstr {
    /// Opcode number.
    pub op: u8,
    /// Whole operand.
    pub arg: u32,
    /// Offset of its first unit (a prefix if there is one): what jumps name.
    pub start: u32,
    /// Offset of the opcode's own unit: what positions and `lasti` name.
    pub unit: u32,
    /// Offset behind it and its cache units: what relative jumps count from.
    pub next: u32,
}

impl StackInstr {
    /// Offset that a jump goes to.
    pub fn target(&self) -> Option<u32> {
        match self.op {
            JUMP_FORWARD | POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE | POP_JUMP_IF_NOT_NONE | FOR_ITER | SEND => self.next.checked_add(self.arg),
            JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT => self.next.checked_sub(self.arg),
            _ => None,
        }
    }

    /// Whether control never reaches the next instruction.
    pub fn ends(&self) -> bool {
        matches!(self.op, JUMP_FORWARD | JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT | RETURN_VALUE | RAISE_VARARGS | RERAISE)
    }
}

/// Decodes compact units: pairs (opcode, operand byte) without cache units.
pub fn decode(units: &[u8]) -> Vec<StackInstr> {
    let mut out = Vec::with_capacity(units.len() / 2);
    let (mut arg, mut at, mut start) = (0u32, 0u32, None);
    for pair in units.chunks_exact(2) {
        let (op, byte) = (pair[0], pair[1]);
        arg = arg << 8 | u32::from(byte);
        let first = *start.get_or_insert(at);
        if op == EXTENDED_ARG {
            at += 1;
            continue;
        }
        let next = at + 1 + caches(op);
        out.push(StackInstr { op, arg, start: first, unit: at, next });
        (arg, at, start) = (0, next, None);
    }
    out
}

/// Compact units with their cache units put back: CPython's `co_code`.
pub fn with_caches(units: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(units.len() * 3);
    for pair in units.chunks_exact(2) {
        out.extend_from_slice(pair);
        out.resize(out.len() + 2 * caches(pair[0]) as usize, 0);
    }
    out
}

/// The inverse of [`with_caches`].
pub fn without_caches(code: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(code.len() / 2);
    let mut at = 0;
    while let Some(pair) = code.get(at..at + 2) {
        out.extend_from_slice(pair);
        at += 2 + 2 * caches(pair[0]) as usize;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_compiler() {
        use rustpython_compiler_core::bytecode::Instruction;
        for &(number, name) in ALL {
            let Ok(instr) = Instruction::try_from(number) else { panic!("{name} unknown") };
            assert_eq!(instr.cache_entries(), caches(number) as usize, "{name}");
            let camel: String = name.split('_').map(|w| w[..1].to_string() + &w[1..].to_lowercase()).collect();
            assert!(format!("{instr:?}").starts_with(&camel), "{name} is {instr:?}");
        }
    }

    #[test]
    fn folds_prefixes_and_counts_caches() {
        let units = [EXTENDED_ARG, 1, LOAD_GLOBAL, 2, RETURN_VALUE, 0];
        let decoded = decode(&units);
        assert_eq!(decoded[0], StackInstr { op: LOAD_GLOBAL, arg: 258, start: 0, unit: 1, next: 6 });
        assert_eq!(decoded[1].start, 6);
        assert_eq!(without_caches(&with_caches(&units)), units);
    }
}
