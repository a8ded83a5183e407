//! `_lsprof`: the profiler behind `cProfile`. It hears of calls through `sys.monitoring` and keeps a stack of them.
//!
//! Times: `total` of an entry counts each call once, from the outermost recursive one; `inline` leaves out what was called.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::time::Instant;
use vm::builtins::code::CodeObj;
use vm::builtins::{float, list, module, str};
use vm::heap::header::Kind;
use vm::import::NativeModule;
use vm::interp::trace::{self, Event};
use vm::native::signature::Signature;
use vm::native::{TypeDef, structseq, this};
use vm::object::{self, Payload, ops, ty};
use vm::value::Word;
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_lsprof",
    init: |_, m| {
        if let Some(d) = module::dict_of(m) {
            d.set_text("Profiler", PROFILER.value());
            d.set_text("profiler_entry", ENTRY.value());
            d.set_text("profiler_subentry", SUBENTRY.value());
        }
        Ok(())
    },
};

static ENTRY_FIELDS: structseq::Fields = structseq::Fields {
    visible: 6,
    all: &[
        ("code", "code object or built-in function name"),
        ("callcount", "how many times this was called"),
        ("reccallcount", "how many times called recursively"),
        ("totaltime", "total time in this entry"),
        ("inlinetime", "inline time in this entry (not in subcalls)"),
        ("calls", "details of the calls"),
    ],
};
static ENTRY: TypeDef = structseq::define("_lsprof.profiler_entry", "", &ENTRY_FIELDS);
static SUBENTRY_FIELDS: structseq::Fields = structseq::Fields {
    visible: 5,
    all: &[
        ("code", "called code object or built-in function name"),
        ("callcount", "how many times this is called"),
        ("reccallcount", "how many times this is called recursively"),
        ("totaltime", "total time spent in this call"),
        ("inlinetime", "inline time (not in further subcalls)"),
    ],
};
static SUBENTRY: TypeDef = structseq::define("_lsprof.profiler_subentry", "", &SUBENTRY_FIELDS);

/// The tool's number in `sys.monitoring`.
const TOOL: usize = 2;

/// Counts and times (in units of the timer) of a function, or of the calls of one from another.
#[derive(Clone, Copy, Default)]
struct Counts {
    calls: i64,
    recursive: i64,
    total: f64,
    inline: f64,
    /// Calls under way.
    level: i64,
}

#[derive(Default)]
struct Entry {
    counts: Counts,
    /// By the callee's key.
    callees: HashMap<Word, Counts>,
}

/// A call under way.
struct Call {
    key: Word,
    start: f64,
    /// Time in calls from it.
    callees: f64,
}

/// Payload.
#[derive(Default)]
pub struct ProfilerObj {
    entries: RefCell<HashMap<Word, Entry>>,
    /// Keys in the order of their first call: code objects and names; they keep the keys' words valid.
    keys: RefCell<Vec<(Value, Value)>>,
    stack: RefCell<Vec<Call>>,
    timer: RefCell<Value>,
    /// Seconds per unit; 0: the timer's floats are seconds.
    unit: Cell<f64>,
    epoch: RefCell<Option<Instant>>,
    enabled: Cell<bool>,
    subcalls: Cell<bool>,
    builtins: Cell<bool>,
}
impl Payload for ProfilerObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PROFILER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.keys.borrow().iter().for_each(|(k, shown)| {
            visit(k);
            visit(shown);
        });
        visit(&self.timer.borrow());
    }
    fn clear(&self) {
        let gone = (std::mem::take(&mut *self.keys.borrow_mut()), self.timer.replace(Value::NULL));
        self.entries.borrow_mut().clear();
        self.stack.borrow_mut().clear();
        drop(gone);
    }
}

/// `_lsprof.Profiler`
pub static PROFILER: TypeDef = TypeDef::new::<ProfilerObj>("_lsprof.Profiler")
    .doc("Build a profiler object using the specified timer function.")
    .flags(ty::flag::BASETYPE | ty::flag::WEAKREF)
    .methods(METHODS)
    .slots(|s| {
        s.new = Some(|_, cls, _| {
            Ok(object::new_of(
                cls,
                ProfilerObj { subcalls: Cell::new(true), builtins: Cell::new(true), timer: RefCell::new(Value::NULL), ..ProfilerObj::default() },
            ))
        });
        s.init = Some(init);
    });

fn init(vm: &mut Vm, this_: &Value, args: &vm::Args) -> PyResult<()> {
    static SIG: std::sync::LazyLock<Signature> = std::sync::LazyLock::new(|| Signature::parse("(timer=None, timeunit=0.0, subcalls=True, builtins=True)"));
    let mut a = Vec::new();
    SIG.bind(vm, "Profiler", args, &mut a)?;
    let p = this::<ProfilerObj>(this_);
    let unit = match a[1].opt() {
        Some(v) => float::convert(vm, v)?,
        None => 0.0,
    };
    set_flags(vm, p, &a[2], &a[3])?;
    p.unit.set(unit);
    let old = p.timer.replace(a[0].some().cloned().unwrap_or(Value::NULL));
    drop(old);
    Ok(())
}
fn set_flags(vm: &mut Vm, p: &ProfilerObj, subcalls: &Value, builtins: &Value) -> PyResult<()> {
    for (cell, v) in [(&p.subcalls, subcalls), (&p.builtins, builtins)] {
        if let Some(v) = v.opt() {
            cell.set(ops::truth(vm, v)?);
        }
    }
    Ok(())
}

/// The time now, in the timer's unit. A timer that fails is reported, and it is 0.
fn now(vm: &mut Vm, p: &ProfilerObj) -> f64 {
    let timer = p.timer.borrow().clone();
    if timer.is_null() {
        let epoch = *p.epoch.borrow_mut().get_or_insert_with(Instant::now);
        return epoch.elapsed().as_secs_f64();
    }
    match vm.call(&timer, &[]).and_then(|t| float::convert(vm, &t)) {
        Ok(t) => t,
        Err(e) => {
            let exc = vm.take_exception(e);
            vm::builtins::exception::report_unraisable(vm, &exc, "Exception ignored while calling _lsprof timer", &timer);
            0.0
        }
    }
}

/// Enters a call of what `key` stands for.
fn enter(vm: &mut Vm, p: &ProfilerObj, key: &Value, shown: impl FnOnce(&mut Vm) -> Value) {
    let w = key.word();
    if !p.entries.borrow().contains_key(&w) {
        let shown = shown(vm);
        p.entries.borrow_mut().insert(w, Entry::default());
        p.keys.borrow_mut().push((key.clone(), shown));
    }
    let caller = p.stack.borrow().last().map(|c| c.key);
    let mut entries = p.entries.borrow_mut();
    if let (Some(caller), true) = (caller, p.subcalls.get())
        && let Some(e) = entries.get_mut(&caller)
    {
        e.callees.entry(w).or_default().level += 1;
    }
    if let Some(e) = entries.get_mut(&w) {
        e.counts.level += 1;
    }
    drop(entries);
    let start = now(vm, p);
    p.stack.borrow_mut().push(Call { key: w, start, callees: 0.0 });
}

fn count(c: &mut Counts, total: f64, inline: f64) {
    c.level -= 1;
    if c.level == 0 {
        c.total += total;
    } else {
        c.recursive += 1;
    }
    c.inline += inline;
    c.calls += 1;
}

/// Leaves the innermost call.
fn leave(vm: &mut Vm, p: &ProfilerObj) {
    let end = now(vm, p);
    let mut stack = p.stack.borrow_mut();
    let Some(call) = stack.pop() else { return };
    let total = end - call.start;
    let inline = total - call.callees;
    let mut entries = p.entries.borrow_mut();
    if let Some(caller) = stack.last_mut() {
        caller.callees += total;
        if p.subcalls.get()
            && let Some(c) = entries.get_mut(&caller.key).and_then(|e| e.callees.get_mut(&call.key))
        {
            count(c, total, inline);
        }
    }
    if let Some(e) = entries.get_mut(&call.key) {
        count(&mut e.counts, total, inline);
    }
}

fn py_start(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    if a[1].downcast::<CodeObj>().is_some() {
        enter(vm, p, &a[1], |_| a[1].clone());
    }
    Ok(Value::NONE)
}
fn py_return(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    leave(vm, this::<ProfilerObj>(&a[0]));
    Ok(Value::NONE)
}
/// The native function that a call event is about, as key: methods are told apart by their descriptor.
fn native(vm: &mut Vm, callable: &Value, arg0: &Value) -> Option<Value> {
    if callable.kind() != Kind::NativeFunction {
        return None;
    }
    let _ = (vm, arg0);
    Some(callable.clone())
}
fn c_call(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    if p.builtins.get()
        && let Some(f) = native(vm, &a[3], &a[4])
    {
        let key = key_of(vm, &f);
        enter(vm, p, &key, |vm| describe(vm, &f));
    }
    Ok(Value::NONE)
}
fn c_return(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    if p.builtins.get() && native(vm, &a[3], &a[4]).is_some() {
        leave(vm, p);
    }
    Ok(Value::NONE)
}
/// One key for all objects that show alike: bound methods are made anew for each call.
fn key_of(vm: &mut Vm, f: &Value) -> Value {
    let shown = describe(vm, f);
    vm::object::intern::intern_value(&shown)
}
/// `<built-in method builtins.len>`, `<method 'append' of 'list' objects>`
fn describe(vm: &mut Vm, f: &Value) -> Value {
    let text = |vm: &mut Vm, o: &Value, name: &str| match object::attr::get_opt(vm, o, &vm::object::intern::intern(name)) {
        Ok(Some(v)) if str::is_str(&v) => Some(str::text(&v).into_owned()),
        Ok(_) => None,
        Err(e) => {
            drop(vm.take_exception(e));
            None
        }
    };
    let name = text(vm, f, "__name__").unwrap_or_default();
    if f.ty().name() != "builtin_function_or_method" {
        let owner = object::attr::get_opt(vm, f, &vm::object::intern::intern("__objclass__")).ok().flatten();
        let owner = owner.and_then(|o| text(vm, &o, "__name__")).unwrap_or_default();
        return Value::str(&format!("<method '{name}' of '{owner}' objects>"));
    }
    if let Some(m) = text(vm, f, "__module__") {
        return Value::str(&format!("<built-in method {m}.{name}>"));
    }
    match object::attr::get_opt(vm, f, &vm::object::intern::intern("__self__")) {
        Ok(Some(s)) if s.downcast::<module::ModuleObj>().is_none() && s.downcast::<ty::TypeObj>().is_none() && !s.is_none() => {
            Value::str(&format!("<method '{name}' of '{}' objects>", s.ty().name()))
        }
        Ok(Some(s)) if s.downcast::<ty::TypeObj>().is_some() => {
            let shown = ops::repr(vm, f).ok();
            shown.unwrap_or_else(|| Value::str(&format!("<built-in method {name}>")))
        }
        Ok(_) => Value::str(&format!("<built-in method {name}>")),
        Err(e) => {
            drop(vm.take_exception(e));
            Value::str(&format!("<built-in method {name}>"))
        }
    }
}

/// Events and the methods that hear of them.
const CALLBACKS: [(Event, &str); 9] = [
    (Event::PyStart, "_pystart_callback"),
    (Event::PyResume, "_pystart_callback"),
    (Event::PyThrow, "_pystart_callback"),
    (Event::PyReturn, "_pyreturn_callback"),
    (Event::PyYield, "_pyreturn_callback"),
    (Event::PyUnwind, "_pyreturn_callback"),
    (Event::Call, "_ccall_callback"),
    (Event::CReturn, "_creturn_callback"),
    (Event::CRaise, "_creturn_callback"),
];

fn enable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    set_flags(vm, p, &a[1], &a[2])?;
    if p.enabled.get() {
        return Ok(Value::NONE);
    }
    let m = &rt().monitors;
    if !m.names.borrow()[TOOL].is_null() {
        return Err(vm.value_error("Another profiling tool is already active"));
    }
    m.names.borrow_mut()[TOOL] = Value::str("cProfile");
    let mut events = 0;
    for (event, name) in CALLBACKS {
        let f = object::attr::get_text(vm, &a[0], name)?;
        let old = std::mem::replace(&mut m.callbacks.borrow_mut()[TOOL][event as usize], f);
        drop(old);
        if event.bit() & trace::AFTER_CALL == 0 {
            events |= event.bit();
        }
    }
    m.set_global(TOOL, events);
    p.enabled.set(true);
    trace::changed(vm);
    Ok(Value::NONE)
}
fn disable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    if !p.enabled.get() {
        return Ok(Value::NONE);
    }
    let m = &rt().monitors;
    m.set_global(TOOL, 0);
    let gone = (std::mem::replace(&mut m.callbacks.borrow_mut()[TOOL], trace::no_callbacks()), std::mem::replace(&mut m.names.borrow_mut()[TOOL], Value::NULL));
    drop(gone);
    p.enabled.set(false);
    trace::changed(vm);
    // Calls that were under way end here.
    while !p.stack.borrow().is_empty() {
        leave(vm, p);
    }
    Ok(Value::NONE)
}
fn clear(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    p.entries.borrow_mut().clear();
    p.stack.borrow_mut().clear();
    let gone = std::mem::take(&mut *p.keys.borrow_mut());
    drop(gone);
    Ok(Value::NONE)
}
fn getstats(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<ProfilerObj>(&a[0]);
    if p.enabled.get() {
        disable(vm, a)?;
        enable(vm, &[a[0].clone(), Value::NULL, Value::NULL])?;
    }
    let unit = if p.timer.borrow().is_null() || p.unit.get() == 0.0 { 1.0 } else { p.unit.get() };
    let (entries, keys) = (p.entries.borrow(), p.keys.borrow());
    let shown = |w: &Word| keys.iter().find(|k| k.0.word() == *w).map_or(Value::NONE, |k| k.1.clone());
    let row = |c: &Counts| [Value::int(c.calls), Value::int(c.recursive), Value::float(c.total * unit), Value::float(c.inline * unit)];
    let mut rows = vec![];
    for (key, name) in keys.iter() {
        let Some(e) = entries.get(&key.word()).filter(|e| e.counts.calls > 0) else { continue };
        let callees: Vec<Value> =
            e.callees.iter().filter(|(_, c)| c.calls > 0).map(|(w, c)| structseq::new(&SUBENTRY, [vec![shown(w)], row(c).to_vec()].concat())).collect();
        let callees = if callees.is_empty() { Value::NONE } else { list::new(callees) };
        rows.push(structseq::new(&ENTRY, [vec![name.clone()], row(&e.counts).to_vec(), vec![callees]].concat()));
    }
    Ok(list::new(rows))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("enable", enable, "($self, /, subcalls=True, builtins=True)", "Start collecting profiling information."),
    NativeDef::new("disable", disable, "($self, /)", "Stop collecting profiling information."),
    NativeDef::new("clear", clear, "($self, /)", "Clear all profiling information collected so far."),
    NativeDef::new("getstats", getstats, "($self, /)", "list of profiler_entry objects."),
    NativeDef::new("_pystart_callback", py_start, "($self, code, instruction_offset, retval=None, /)", ""),
    NativeDef::new("_pyreturn_callback", py_return, "($self, code, instruction_offset, retval, /)", ""),
    NativeDef::new("_ccall_callback", c_call, "($self, code, instruction_offset, callable, self_arg, /)", ""),
    NativeDef::new("_creturn_callback", c_return, "($self, code, instruction_offset, callable, self_arg, /)", ""),
];
