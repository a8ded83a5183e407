//! `_contextvars`: context variables. A context shares its table with its copies until one of them changes.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use vm::builtins::{exception, generic_alias, list, module, str, tuple};
use vm::import::NativeModule;
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::error::Raised;
use vm::object::{self, Payload, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_contextvars",
    init: |_, m| {
        super::fill(m, "_contextvars", FUNCTIONS);
        if let Some(d) = module::dict_of(m) {
            for t in [&CONTEXT, &VAR, &TOKEN] {
                d.set_text(&t.get().name(), t.value());
            }
            TOKEN.get().dict().set_text("MISSING", object::new(Missing));
        }
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[NativeDef::new("copy_context", |vm, _| Ok(new_context(table(&current(vm)))), "()", "")];

/// Variable and value, by the variable's address.
type Table = HashMap<u64, (Value, Value)>;

/// Payload of contexts.
struct ContextObj {
    table: RefCell<Rc<Table>>,
    entered: Cell<bool>,
}
/// Payload of variables.
struct VarObj {
    name: Value,
    default: Value,
}
/// Payload of tokens.
struct TokenObj {
    context: Value,
    var: Value,
    old: Value,
    used: Cell<bool>,
}

static CONTEXT: TypeDef = TypeDef::new::<ContextObj>("_contextvars.Context")
    .methods(CONTEXT_METHODS)
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(|vm, _, args| {
            if !args.all.is_empty() {
                return Err(vm.type_error("Context() does not accept any arguments"));
            }
            Ok(new_context(Rc::default()))
        });
        s.len = Some(|_, v| Ok(table(v).len()));
        s.getitem = Some(|vm, v, key| {
            check_var(vm, key)?;
            match table(v).get(&key.word().0) {
                Some((_, x)) => Ok(x.clone()),
                None => Err(vm.key_error(key)),
            }
        });
        s.contains = Some(|vm, v, key| {
            check_var(vm, key)?;
            Ok(table(v).contains_key(&key.word().0))
        });
        s.iter = Some(|vm, v| ops::iter(vm, &list::new(table(v).values().map(|(k, _)| k.clone()).collect())));
        s.compare = Some(|vm, a, b, op| {
            let (true, Some(_)) = (matches!(op, ops::CmpOp::Eq | ops::CmpOp::Ne), b.downcast::<ContextObj>()) else { return Ok(Value::NOT_IMPLEMENTED) };
            let (x, y) = (table(a), table(b));
            let mut same = x.len() == y.len();
            for (k, (_, v)) in x.iter() {
                same = same
                    && match y.get(k) {
                        Some((_, w)) => ops::equal(vm, v, w)?,
                        None => false,
                    };
            }
            Ok(Value::bool(same == (op == ops::CmpOp::Eq)))
        });
        s.hash = None;
    })
    .final_type();
impl Payload for ContextObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &CONTEXT
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        // A shared table is one reference, whoever traces it: only a table of its own is this object's.
        let t = self.table.borrow();
        if Rc::strong_count(&t) == 1 {
            t.values().for_each(|(k, v)| {
                visit(k);
                visit(v);
            });
        }
    }
    fn clear(&self) {
        drop(self.table.take());
    }
}

static VAR: TypeDef = TypeDef::new::<VarObj>("_contextvars.ContextVar")
    .methods(VAR_METHODS)
    .getset(VAR_GETSET)
    .slots(|s| {
        s.new = Some(new_var);
        s.repr = Some(|vm, v| {
            let var = this::<VarObj>(v);
            let name = ops::repr(vm, &var.name)?;
            let mut out = format!("<ContextVar name={}", str::text(&name));
            if let Some(d) = var.default.opt() {
                out += &format!(" default={}", str::text(&ops::repr(vm, d)?));
            }
            Ok(Value::str(&format!("{out} at {:#x}>", v.word().0 & !7)))
        });
    })
    .flags(ty::flag::WEAKREF)
    .final_type();
impl Payload for VarObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &VAR
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.name);
        visit(&self.default);
    }
}

static TOKEN: TypeDef = TypeDef::new::<TokenObj>("_contextvars.Token")
    .methods(TOKEN_METHODS)
    .getset(TOKEN_GETSET)
    .slots(|s| {
        s.new = Some(|vm, _, _| Err(vm.runtime_error("Tokens can only be created by ContextVars")));
        s.repr = Some(|vm, v| {
            let t = this::<TokenObj>(v);
            let var = ops::repr(vm, &t.var)?;
            let used = if t.used.get() { " used" } else { "" };
            Ok(Value::str(&format!("<Token{used} var={} at {:#x}>", str::text(&var), v.word().0 & !7)))
        });
    })
    .final_type();
impl Payload for TokenObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TOKEN
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.context, &self.var, &self.old].into_iter().for_each(visit);
    }
}

/// `Token.MISSING`: the old value of a variable that had none.
struct Missing;
static MISSING: TypeDef =
    TypeDef::new::<Missing>("Token.MISSING").slots(|s| s.repr = Some(|_, _| Ok(Value::str("<Token.MISSING>")))).flags(ty::flag::NO_NEW).final_type();
impl Payload for Missing {
    fn def() -> &'static TypeDef {
        &MISSING
    }
}

fn table(v: &Value) -> Rc<Table> {
    this::<ContextObj>(v).table.borrow().clone()
}
fn new_context(table: Rc<Table>) -> Value {
    object::new(ContextObj { table: RefCell::new(table), entered: Cell::new(false) })
}
/// The thread's current context; made on first use.
fn current(vm: &mut Vm) -> Value {
    if vm.context.is_null() {
        vm.context = new_context(Rc::default());
        this::<ContextObj>(&vm.context).entered.set(true);
    }
    vm.context.clone()
}
fn check_var(vm: &mut Vm, key: &Value) -> PyResult<()> {
    if key.downcast::<VarObj>().is_some() {
        return Ok(());
    }
    let text = format!("a ContextVar key was expected, got {}", shown(vm, key));
    Err(vm.type_error(text))
}
fn shown(vm: &mut Vm, v: &Value) -> String {
    match ops::repr(vm, v) {
        Ok(r) => str::text(&r).into_owned(),
        Err(e) => {
            drop(vm.take_exception(e));
            v.ty().name()
        }
    }
}
fn put(context: &Value, var: &Value, v: Option<Value>) -> Option<Value> {
    let mut cell = this::<ContextObj>(context).table.borrow_mut();
    let t = Rc::make_mut(&mut cell);
    let old = match v {
        Some(v) => t.insert(var.word().0, (var.clone(), v)),
        None => t.remove(&var.word().0),
    };
    old.map(|(_, v)| v)
}

fn copy(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(new_context(table(&a[0])))
}
fn run(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some((callable, rest)) = tuple::items(&a[1]).split_first() else { return Err(vm.type_error("run() missing 1 required positional argument")) };
    let context = this::<ContextObj>(&a[0]);
    if context.entered.get() {
        let text = format!("cannot enter context: {} is already entered", shown(vm, &a[0]));
        return Err(vm.runtime_error(text));
    }
    let before = current(vm);
    context.entered.set(true);
    vm.context = a[0].clone();
    let (mut all, mut names) = (rest.to_vec(), Vec::new());
    for (k, v) in a[2].downcast::<vm::builtins::dict::DictObj>().map(|d| d.items()).unwrap_or_default() {
        names.push(k);
        all.push(v);
    }
    let r = vm.call_args(callable, &Args { all: &all, names: &names });
    vm.context = before;
    context.entered.set(false);
    r
}
fn context_get(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    check_var(vm, &a[1])?;
    Ok(table(&a[0]).get(&a[1].word().0).map_or_else(|| a[2].opt().cloned().unwrap_or(Value::NONE), |(_, v)| v.clone()))
}
static CONTEXT_METHODS: &[NativeDef] = &[
    NativeDef::new("run", run, "($self, /, *args, **kwargs)", "Run the callable in the context."),
    NativeDef::new("copy", copy, "($self, /)", "Return a shallow copy of the context object."),
    NativeDef::new("__copy__", copy, "($self, /)", ""),
    NativeDef::new("get", context_get, "($self, key, default=None, /)", "Return the value for `key` if `key` has the value in the context object."),
    NativeDef::new(
        "keys",
        |_, a| Ok(list::new(table(&a[0]).values().map(|(k, _)| k.clone()).collect())),
        "($self, /)",
        "Return a list of all variables in the context object.",
    ),
    NativeDef::new(
        "values",
        |_, a| Ok(list::new(table(&a[0]).values().map(|(_, v)| v.clone()).collect())),
        "($self, /)",
        "Return a list of all variables' values in the context object.",
    ),
    NativeDef::new(
        "items",
        |_, a| Ok(list::new(table(&a[0]).values().map(|(k, v)| tuple::new(vec![k.clone(), v.clone()])).collect())),
        "($self, /)",
        "Return all variables and their values in the context object.",
    ),
];

fn new_var(vm: &mut Vm, _: &'static ty::TypeObj, args: &Args) -> PyResult<Value> {
    let Some(name) = args.pos().first().filter(|_| args.pos().len() == 1) else {
        return Err(vm.type_error(format!("ContextVar() takes exactly 1 positional argument ({} given)", args.pos().len())));
    };
    if !str::is_str(name) {
        return Err(vm.type_error("context variable name must be a str"));
    }
    if let Some((k, _)) = args.kw().find(|(k, _)| !str::eq_text(k, "default")) {
        return Err(vm.type_error(format!("ContextVar() got an unexpected keyword argument '{}'", str::text(k))));
    }
    Ok(object::new(VarObj { name: name.clone(), default: args.get_kw("default").cloned().unwrap_or(Value::NULL) }))
}
fn var_get(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !vm.context.is_null()
        && let Some((_, v)) = this::<ContextObj>(&vm.context).table.borrow().get(&a[0].word().0)
    {
        return Ok(v.clone());
    }
    match a[1].opt().or(this::<VarObj>(&a[0]).default.opt()) {
        Some(v) => Ok(v.clone()),
        None => {
            let exc = exception::make(exception::classes().lookup_error, vec![a[0].clone()]);
            Err(vm.raise(exc))
        }
    }
}
fn var_set(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let context = current(vm);
    let old = put(&context, &a[0], Some(a[1].clone())).unwrap_or(Value::NULL);
    Ok(object::new(TokenObj { context, var: a[0].clone(), old, used: Cell::new(false) }))
}
fn wrong_token(vm: &mut Vm, token: &Value, why: &str, value_error: bool) -> Raised {
    let text = format!("{} {why}", shown(vm, token));
    if value_error { vm.value_error(text) } else { vm.runtime_error(text) }
}
fn var_reset(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(t) = a[1].downcast::<TokenObj>() else {
        let text = format!("expected an instance of Token, got {}", shown(vm, &a[1]));
        return Err(vm.type_error(text));
    };
    if t.used.get() {
        return Err(wrong_token(vm, &a[1], "has already been used once", false));
    }
    if !t.var.is(&a[0]) {
        return Err(wrong_token(vm, &a[1], "was created by a different ContextVar", true));
    }
    if !t.context.is(&current(vm)) {
        return Err(wrong_token(vm, &a[1], "was created in a different Context", true));
    }
    t.used.set(true);
    drop(put(&t.context, &a[0], t.old.opt().cloned()));
    Ok(Value::NONE)
}
static VAR_METHODS: &[NativeDef] = &[
    NativeDef::new("get", var_get, "($self, default=<unrepresentable>, /)", "Return a value for the context variable for the current context."),
    NativeDef::new("set", var_set, "($self, value, /)", "Call to set a new value for the context variable in the current context."),
    NativeDef::new("reset", var_reset, "($self, token, /)", "Reset the context variable."),
    NativeDef::new("__class_getitem__", |vm, a| Ok(generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];
static VAR_GETSET: &[GetSet] = &[GetSet::new("name", |_, v| Ok(this::<VarObj>(v).name.clone()), None, "")];

static TOKEN_METHODS: &[NativeDef] = &[
    NativeDef::new("__enter__", |_, a| Ok(a[0].clone()), "($self, /)", "Enter into Token context manager."),
    NativeDef::new(
        "__exit__",
        |vm, a| {
            let var = this::<TokenObj>(&a[0]).var.clone();
            var_reset(vm, &[var, a[0].clone()])
        },
        "($self, type, value, traceback, /)",
        "Exit from Token context manager, restore the linked ContextVar.",
    ),
    NativeDef::new("__class_getitem__", |vm, a| Ok(generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];
static TOKEN_GETSET: &[GetSet] = &[
    GetSet::new("var", |_, v| Ok(this::<TokenObj>(v).var.clone()), None, ""),
    GetSet::new(
        "old_value",
        |_, v| {
            let t = this::<TokenObj>(v);
            Ok(t.old.opt().cloned().unwrap_or_else(|| TOKEN.get().dict().get_text("MISSING").unwrap_or(Value::NONE)))
        },
        None,
        "",
    ),
];
