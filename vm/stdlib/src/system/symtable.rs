//! `_symtable`: the compiler's symbol tables as objects.

use vm::builtins::{compile, exception, list, module, str};
use vm::front::compile::Mode;
use vm::front::symbols::{self, Table};
use vm::import::NativeModule;
use vm::native::{GetSet, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::{self, Payload};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_symtable", init };

/// Bits of a symbol and what comes with them, CPython's numbers.
static NUMBERS: &[(&str, i64)] = &[
    ("USE", 16),
    ("DEF_GLOBAL", 1),
    ("DEF_NONLOCAL", 8),
    ("DEF_LOCAL", 2),
    ("DEF_PARAM", 4),
    ("DEF_TYPE_PARAM", 1024),
    ("DEF_FREE_CLASS", 64),
    ("DEF_IMPORT", 128),
    ("DEF_BOUND", 2 | 4 | 128 | 1024),
    ("DEF_ANNOT", 256),
    ("DEF_COMP_ITER", 512),
    ("DEF_COMP_CELL", 2048),
    ("TYPE_FUNCTION", symbols::Kind::Function as i64),
    ("TYPE_CLASS", symbols::Kind::Class as i64),
    ("TYPE_MODULE", symbols::Kind::Module as i64),
    ("TYPE_ANNOTATION", symbols::Kind::Annotation as i64),
    ("TYPE_TYPE_VARIABLE", symbols::Kind::TypeVariable as i64),
    ("TYPE_TYPE_ALIAS", symbols::Kind::TypeAlias as i64),
    ("TYPE_TYPE_PARAMETERS", symbols::Kind::TypeParameters as i64),
    ("LOCAL", 1),
    ("GLOBAL_EXPLICIT", 2),
    ("GLOBAL_IMPLICIT", 3),
    ("FREE", 4),
    ("CELL", 5),
    ("SCOPE_OFF", symbols::SCOPE_OFFSET as i64),
    ("SCOPE_MASK", 1 | 2 | 4 | 8),
];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "_symtable", FUNCTIONS);
    if let Some(d) = module::dict_of(m) {
        for (name, n) in NUMBERS {
            d.set_text(name, Value::int(*n));
        }
    }
    Ok(())
}

/// The table of a block.
struct EntryObj {
    name: Value,
    kind: i64,
    line: i64,
    nested: bool,
    symbols: Value,
    varnames: Value,
    children: Value,
}

impl Payload for EntryObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ENTRY
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.symbols);
        visit(&self.varnames);
        visit(&self.children);
    }
}

static ENTRY: TypeDef = TypeDef::new::<EntryObj>("symtable entry").final_type().getset(GETSET).slots(|s| {
    s.repr = Some(|_, v| {
        let e = this::<EntryObj>(v);
        Ok(Value::str(&format!("<symtable entry {}({}), line {}>", str::text(&e.name), identity(v), e.line)))
    });
});

fn identity(v: &Value) -> u64 {
    v.header().map_or(0, |h| std::ptr::from_ref(h).addr() as u64)
}

static GETSET: &[GetSet] = &[
    GetSet::new("id", |_, v| Ok(Value::int(identity(v) as i64)), None, ""),
    GetSet::new("name", |_, v| Ok(this::<EntryObj>(v).name.clone()), None, ""),
    GetSet::new("symbols", |_, v| Ok(this::<EntryObj>(v).symbols.clone()), None, ""),
    GetSet::new("varnames", |_, v| Ok(this::<EntryObj>(v).varnames.clone()), None, ""),
    GetSet::new("children", |_, v| Ok(this::<EntryObj>(v).children.clone()), None, ""),
    GetSet::new("nested", |_, v| Ok(Value::int(i64::from(this::<EntryObj>(v).nested))), None, ""),
    GetSet::new("type", |_, v| Ok(Value::int(this::<EntryObj>(v).kind)), None, ""),
    GetSet::new("lineno", |_, v| Ok(Value::int(this::<EntryObj>(v).line)), None, ""),
];

fn entry(t: &Table) -> Value {
    let symbols = new_dict();
    if let Some(d) = symbols.downcast::<DictObj>() {
        for (name, number) in &t.symbols {
            d.set_text(name, Value::int(i64::from(*number)));
        }
    }
    object::new(EntryObj {
        name: Value::str(&t.name),
        kind: t.kind as i64,
        line: i64::from(t.line),
        nested: t.nested,
        symbols,
        varnames: list::new(t.varnames.iter().map(|n| Value::str(n)).collect()),
        children: list::new(t.children.iter().map(entry).collect()),
    })
}

fn symtable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let file = compile::file_name(vm, &a[1])?;
    if !str::is_str(&a[2]) {
        return Err(vm.type_error(format!("symtable() argument 3 must be str, not {}", a[2].ty().name())));
    }
    let mode = match &*str::text(&a[2]) {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => return Err(vm.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'")),
    };
    let Some(text) = compile::source_text(vm, &a[0], &file)? else {
        return Err(vm.type_error("symtable() arg 1 must be a string or bytes"));
    };
    match symbols::table(&text, &file, mode) {
        Ok(t) => Ok(entry(&t)),
        Err(e) => Err(exception::syntax::raise(vm, &e, &file)),
    }
}

static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("symtable", symtable, "(source, filename, startstr, /)", "Return symbol and scope dictionaries used internally by compiler.")];
