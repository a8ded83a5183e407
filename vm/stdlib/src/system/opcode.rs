//! `_opcode`: facts on CPython's opcodes, for `opcode` and `dis`.

use vm::builtins::{list, tuple};
use vm::front::bytecode::{effect, stackop};
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// `_opcode`
pub static MODULE: NativeModule = NativeModule {
    name: "_opcode",
    init: |_, m| {
        super::fill(m, "_opcode", FUNCTIONS);
        // Instructions are never replaced by specialised ones: inline caches stand beside the code.
        if let Some(d) = vm::builtins::module::dict_of(m) {
            d.set_text("ENABLE_SPECIALIZATION", Value::int(0));
            d.set_text("ENABLE_SPECIALIZATION_FT", Value::int(0));
        }
        Ok(())
    },
};

/// The opcode that an argument names, if its number can be one.
fn number(vm: &mut Vm, v: &Value) -> PyResult<Option<u8>> {
    Ok(u8::try_from(ops::index_i64(vm, v)?).ok())
}
fn test(vm: &mut Vm, a: &[Value], f: fn(u8) -> bool) -> PyResult<Value> {
    Ok(Value::bool(number(vm, &a[0])?.is_some_and(f)))
}
fn stack_effect(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let op = number(vm, &a[0])?;
    let arg = match a[1].some() {
        Some(v) => ops::index_i64(vm, v)?,
        None => 0,
    };
    if let Some(j) = a[2].some()
        && j.as_bool().is_none()
    {
        return Err(vm.value_error("stack_effect: jump must be False, True or None"));
    }
    let known = op.zip(u32::try_from(arg).ok()).and_then(|(op, arg)| effect::stack_effect(op, arg));
    match known {
        Some(n) => Ok(Value::int(i64::from(n))),
        None => Err(vm.value_error("invalid opcode or oparg")),
    }
}

const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];
const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];
const SPECIAL: &[&str] = &["__enter__", "__exit__", "__aenter__", "__aexit__"];
/// Operands of BINARY_OP in order; each but the last has an in-place form behind them all.
const OPERATORS: &[(&str, &str)] = &[
    ("ADD", "+"),
    ("AND", "&"),
    ("FLOOR_DIVIDE", "//"),
    ("LSHIFT", "<<"),
    ("MATRIX_MULTIPLY", "@"),
    ("MULTIPLY", "*"),
    ("REMAINDER", "%"),
    ("OR", "|"),
    ("POWER", "**"),
    ("RSHIFT", ">>"),
    ("SUBTRACT", "-"),
    ("TRUE_DIVIDE", "/"),
    ("XOR", "^"),
];
fn texts(names: &[&str]) -> PyResult<Value> {
    Ok(list::new(names.iter().map(|n| Value::str(n)).collect()))
}
fn operators() -> Value {
    let row = |name: String, sign: String| tuple::new(vec![Value::str(&name), Value::str(&sign)]);
    let plain = OPERATORS.iter().map(|(n, s)| row(format!("NB_{n}"), s.to_string()));
    let inplace = OPERATORS.iter().map(|(n, s)| row(format!("NB_INPLACE_{n}"), format!("{s}=")));
    list::new(plain.chain(inplace).chain([row("NB_SUBSCR".into(), "[]".into())]).collect())
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("stack_effect", stack_effect, "(opcode, oparg=None, /, *, jump=None)", "Compute the stack effect of the opcode."),
    NativeDef::new("is_valid", |vm, a| test(vm, a, |op| stackop::name(op).is_some()), "(opcode)", "Return True if opcode is valid, False otherwise."),
    NativeDef::new("has_arg", |vm, a| test(vm, a, effect::has_arg), "(opcode)", "Return True if the opcode uses its oparg, False otherwise."),
    NativeDef::new(
        "has_const",
        |vm, a| test(vm, a, |op| op == stackop::LOAD_CONST),
        "(opcode)",
        "Return True if the opcode accesses a constant, False otherwise.",
    ),
    NativeDef::new("has_name", |vm, a| test(vm, a, effect::has_name), "(opcode)", "Return True if the opcode accesses an attribute by name, False otherwise."),
    NativeDef::new("has_jump", |vm, a| test(vm, a, effect::has_jump), "(opcode)", "Return True if the opcode has a jump target, False otherwise."),
    NativeDef::new("has_free", |vm, a| test(vm, a, effect::has_free), "(opcode)", "Return True if the opcode accesses a free variable, False otherwise."),
    NativeDef::new("has_local", |vm, a| test(vm, a, effect::has_local), "(opcode)", "Return True if the opcode accesses a local variable, False otherwise."),
    NativeDef::new("has_exc", |vm, a| test(vm, a, |_| false), "(opcode)", "Return True if the opcode sets an exception handler, False otherwise."),
    NativeDef::new("get_nb_ops", |_, _| Ok(operators()), "()", "Return array of symbols of binary ops."),
    NativeDef::new("get_intrinsic1_descs", |_, _| texts(INTRINSICS_1), "()", "Return a list of names of the unary intrinsics."),
    NativeDef::new("get_intrinsic2_descs", |_, _| texts(INTRINSICS_2), "()", "Return a list of names of the binary intrinsics."),
    NativeDef::new("get_special_method_names", |_, _| texts(SPECIAL), "()", "Return a list of special method names."),
    NativeDef::new("get_specialization_stats", |_, _| Ok(Value::NONE), "()", "Return the specialization stats"),
    NativeDef::new("get_executor", no_executor, "(*, code, offset)", "Return the executor object at offset in code if exists, None otherwise."),
];
/// There are no executors: machine code belongs to loops and functions here, not to instructions.
fn no_executor(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].downcast::<vm::builtins::code::CodeObj>().is_none() {
        return Err(vm.type_error(format!("expected a code object, not '{}'", a[0].ty().name())));
    }
    Err(vm.value_error("no executor exists at that location"))
}
