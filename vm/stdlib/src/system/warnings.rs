//! `_warnings`: issuing warnings. Filters are the lists that `warnings` and its users see and change; this module reads them
//! where they are.

use std::sync::atomic::{AtomicI64, Ordering};

use vm::builtins::frame::{self, FrameObj};
use vm::builtins::{exception, functions, list, module, str, tuple};
use vm::import::{self, NativeModule};
use vm::native::this;
use vm::object::dict::{DictObj, new_dict};
use vm::object::intern::{intern, names};
use vm::object::ty::TypeObj;
use vm::object::{attr, ops};
use vm::vm::rt;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_warnings", init };

/// Grows when filters change; registries remember which one they were made under.
static VERSION: AtomicI64 = AtomicI64::new(1);

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    super::fill(m, "_warnings", FUNCTIONS);
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    let c = exception::classes();
    let row = |action: &str, category: &TypeObj, module: Value| tuple::new(vec![Value::str(action), Value::NONE, category.value(), module, Value::int(0)]);
    d.set_text(
        "filters",
        list::new(vec![
            row("default", c.deprecation_warning, Value::str("__main__")),
            row("ignore", c.deprecation_warning, Value::NONE),
            row("ignore", c.pending_deprecation_warning, Value::NONE),
            row("ignore", c.import_warning, Value::NONE),
            row("ignore", c.resource_warning, Value::NONE),
        ]),
    );
    d.set_text("_defaultaction", Value::str("default"));
    d.set_text("_onceregistry", new_dict());
    let var = vm.import_attr("_contextvars", "ContextVar")?;
    d.set_text("_warnings_context", vm.call1(&var, &Value::str("warnings_context"))?);
    Ok(())
}

/// An attribute of `warnings` where that is imported, else of this module.
fn state(own: &str, theirs: &str) -> Option<Value> {
    let of = |m: &str, name: &str| rt().modules.get_text(m).as_ref().and_then(module::dict_of).and_then(|d| d.get_text(name));
    of("warnings", theirs).or_else(|| of("_warnings", own))
}

/// The filters in force: those of the current context if it has some.
fn filters(vm: &mut Vm) -> PyResult<Vec<Value>> {
    if let Some(var) = state("_warnings_context", "_warnings_context") {
        let context = vm.call_method(&var, "get", &[Value::NONE])?;
        if !context.is_none() {
            let f = attr::get_text(vm, &context, "_filters")?;
            return ops::collect(vm, &f);
        }
    }
    match state("filters", "filters") {
        Some(f) => ops::collect(vm, &f),
        None => Ok(Vec::new()),
    }
}

/// What is to be warned of, and where.
struct Warning {
    category: Value,
    message: Value,
    text: Value,
    filename: Value,
    line: i64,
    module: Value,
    source: Value,
}

fn matches(vm: &mut Vm, pattern: &Value, text: &Value) -> PyResult<bool> {
    if pattern.is_none() {
        return Ok(true);
    }
    if str::is_exact(pattern) {
        return Ok(str::equal(pattern, text));
    }
    let m = vm.call_method(pattern, "match", std::slice::from_ref(text))?;
    ops::truth(vm, &m)
}

/// The action for a warning, and the filter that said so.
fn action_of(vm: &mut Vm, w: &Warning) -> PyResult<(String, Value)> {
    for item in filters(vm)? {
        let parts = tuple::items(&item).to_vec();
        let [action, message, category, module, line] = parts.as_slice() else {
            return Err(vm.value_error("_warnings.filters item 0 isn't a 5-tuple"));
        };
        let line = ops::index_i64(vm, line)?;
        if (line == 0 || line == w.line)
            && functions::is_subclass(vm, &w.category, category)?
            && matches(vm, message, &w.text)?
            && matches(vm, module, &w.module)?
        {
            return Ok((str::text(action).into_owned(), item));
        }
    }
    let default = state("_defaultaction", "defaultaction").unwrap_or_else(|| Value::str("default"));
    Ok((str::text(&default).into_owned(), Value::NONE))
}

/// Was this key noted already? Notes it if `add`. A registry from before a change of filters starts anew.
fn seen(vm: &mut Vm, registry: &Value, key: &Value, add: bool) -> PyResult<bool> {
    let Some(d) = registry.downcast::<DictObj>() else { return Ok(false) };
    let version = Value::int(VERSION.load(Ordering::Relaxed));
    if d.get_text("version").is_none_or(|v| !v.is(&version)) {
        drop(d.take());
        d.set_text("version", version);
    } else if let Some(v) = d.get(vm, key)?
        && ops::truth(vm, &v)?
    {
        return Ok(true);
    }
    if add {
        d.set(vm, key.clone(), Value::TRUE)?;
    }
    Ok(false)
}

fn explicit(vm: &mut Vm, w: &Warning, registry: &Value) -> PyResult<()> {
    let key = tuple::new(vec![w.text.clone(), w.category.clone(), Value::int(w.line)]);
    if seen(vm, registry, &key, false)? {
        return Ok(());
    }
    let (action, item) = action_of(vm, w)?;
    let again = match action.as_str() {
        "ignore" => return Ok(()),
        "error" => return Err(vm.raise(w.message.clone())),
        "always" | "all" => false,
        "default" => seen(vm, registry, &key, true)?,
        "module" => {
            seen(vm, registry, &key, true)?;
            let any_line = tuple::new(vec![w.text.clone(), w.category.clone(), Value::int(0)]);
            seen(vm, registry, &any_line, true)?
        }
        "once" => {
            seen(vm, registry, &key, true)?;
            let once = state("_onceregistry", "onceregistry").unwrap_or(Value::NONE);
            let pair = tuple::new(vec![w.text.clone(), w.category.clone()]);
            seen(vm, &once, &pair, true)?
        }
        other => {
            let shown = ops::repr(vm, &item)?;
            return Err(vm.runtime_error(format!("Unrecognized action ('{other}') in warnings.filters:\n {}", str::text(&shown))));
        }
    };
    if again { Ok(()) } else { show(vm, w) }
}

/// Through `warnings._showwarnmsg` where `warnings` is imported, else plainly on `sys.stderr`.
fn show(vm: &mut Vm, w: &Warning) -> PyResult<()> {
    if let Some(warnings) = rt().modules.get_text("warnings").filter(|m| !m.is_none())
        && let Some(f) = attr::get_opt(vm, &warnings, &intern("_showwarnmsg"))?
    {
        let class = attr::get_text(vm, &warnings, "WarningMessage")?;
        let args = [w.message.clone(), w.category.clone(), w.filename.clone(), Value::int(w.line), Value::NONE, Value::NONE, w.source.clone()];
        let m = vm.call(&class, &args)?;
        return vm.call1(&f, &m).map(drop);
    }
    let category = attr::get(vm, &w.category, &names().__name__)?;
    let mut text = format!("{}:{}: {}: {}\n", str::text(&w.filename), w.line, str::text(&category), vm.text_of(&w.text)?);
    let source = std::fs::read_to_string(&*str::text(&w.filename)).unwrap_or_default();
    if let Some(line) = usize::try_from(w.line - 1).ok().and_then(|n| source.lines().nth(n)).filter(|l| !l.trim().is_empty()) {
        text.push_str(&format!("  {}\n", line.trim()));
    }
    match vm.sys_attr("stderr").filter(|f| !f.is_none()) {
        Some(f) => vm.call_method(&f, "write", &[Value::str(&text)]).map(drop),
        None => {
            eprint!("{text}");
            Ok(())
        }
    }
}

fn is_warning_class(v: &Value) -> bool {
    v.downcast::<TypeObj>().is_some_and(|t| t.is_subtype(exception::classes().warning))
}

/// Message object, text and category of what the caller gave.
fn describe(vm: &mut Vm, message: &Value, category: Option<&Value>) -> PyResult<(Value, Value, Value)> {
    if message.ty().is_subtype(exception::classes().warning) {
        let text = ops::to_str(vm, message)?;
        return Ok((message.clone(), text, message.ty().value()));
    }
    let category = category.cloned().unwrap_or_else(|| exception::classes().user_warning.value());
    let object = vm.call1(&category, message)?;
    Ok((object, message.clone(), category))
}

fn is_internal(vm: &Vm, i: usize) -> bool {
    let file = str::text(&vm.frames[i].code().filename).into_owned();
    file.contains("importlib") && file.contains("_bootstrap")
}
fn is_skipped(vm: &Vm, i: usize, prefixes: &[String]) -> bool {
    let file = str::text(&vm.frames[i].code().filename).into_owned();
    prefixes.iter().any(|p| file.starts_with(p.as_str()))
}

/// The frame that a warning is about: `level` frames up from the caller, frames of the import system not counted.
fn frame_at(vm: &Vm, level: i64, prefixes: &[String]) -> Option<usize> {
    let mut at = vm.frames.len().checked_sub(1)?;
    if level <= 0 || (is_internal(vm, at) && prefixes.is_empty()) {
        return at.checked_sub(usize::try_from(level - 1).unwrap_or(0));
    }
    for _ in 1..level {
        at = at.checked_sub(1)?;
        while is_internal(vm, at) || is_skipped(vm, at, prefixes) {
            at = at.checked_sub(1)?;
        }
    }
    Some(at)
}

fn issue(vm: &mut Vm, message: &Value, category: Option<&Value>, level: i64, source: Value, prefixes: &[String]) -> PyResult<()> {
    let (globals, filename, line) = match frame_at(vm, level, prefixes) {
        Some(i) => {
            let f = frame::object_for(vm, i);
            let line = attr::get_text(vm, &f, "f_lineno")?.as_small_int().unwrap_or(0);
            (this::<FrameObj>(&f).globals.clone(), this::<FrameObj>(&f).code.filename.clone(), line)
        }
        None => (rt().sys.as_value().clone(), Value::str("<sys>"), 0),
    };
    let Some(g) = globals.downcast::<DictObj>() else { return Ok(()) };
    let registry = match g.get_text("__warningregistry__") {
        Some(r) => r,
        None => {
            let r = new_dict();
            g.set_text("__warningregistry__", r.clone());
            r
        }
    };
    let module = g.get_str(&names().__name__).filter(str::is_str).unwrap_or_else(|| Value::str("<string>"));
    let (message, text, category) = describe(vm, message, category)?;
    explicit(vm, &Warning { category, message, text, filename, line, module, source }, &registry)
}

/// For warnings from native code.
pub fn warn_native(vm: &mut Vm, category: &'static TypeObj, message: &Value, level: i64) -> PyResult<()> {
    if state("filters", "filters").is_none() {
        import::import(vm, "_warnings")?;
    }
    issue(vm, message, Some(&category.value()), level, Value::NONE, &[])
}

fn warn(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let given = if a[0].ty().is_subtype(exception::classes().warning) { Some(a[0].ty().value()) } else { a[1].some().cloned() };
    if let Some(c) = &given
        && !is_warning_class(c)
    {
        return Err(vm.type_error(format!("category must be a Warning subclass, not '{}'", c.ty().name())));
    }
    let mut level = match a[2].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 1,
    };
    let mut prefixes = Vec::new();
    if let Some(p) = a[4].opt() {
        if p.downcast::<tuple::TupleObj>().is_none() {
            return Err(vm.type_error(format!("warn() argument 'skip_file_prefixes' must be tuple, not {}", p.ty().name())));
        }
        for p in tuple::items(p) {
            if !str::is_str(p) {
                return Err(vm.type_error(format!("Found non-str '{}' in skip_file_prefixes.", p.ty().name())));
            }
            prefixes.push(str::text(p).into_owned());
        }
        if !prefixes.is_empty() {
            level = level.max(2);
        }
    }
    let source = a[3].opt().cloned().unwrap_or(Value::NONE);
    issue(vm, &a[0], given.as_ref(), level, source, &prefixes)?;
    Ok(Value::NONE)
}

fn warn_explicit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (message, text, category) = describe(vm, &a[0], Some(&a[1]))?;
    if !is_warning_class(&category) {
        return Err(vm.type_error(format!("category must be a Warning subclass, not '{}'", category.ty().name())));
    }
    let line = ops::index_i64(vm, &a[3])?;
    let module = match a[4].some() {
        Some(m) => m.clone(),
        None => {
            let file = str::text(&a[2]).into_owned();
            Value::str(match file.strip_suffix(".py") {
                _ if file.is_empty() => "<unknown>",
                Some(stem) => stem,
                None => &file,
            })
        }
    };
    let registry = a[5].some().cloned().unwrap_or(Value::NONE);
    if !registry.is_none() && registry.downcast::<DictObj>().is_none() {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    let source = a[7].opt().cloned().unwrap_or(Value::NONE);
    explicit(vm, &Warning { category, message, text, filename: a[2].clone(), line, module, source }, &registry)?;
    Ok(Value::NONE)
}

fn filters_mutated(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    VERSION.fetch_add(1, Ordering::Relaxed);
    Ok(Value::NONE)
}

/// `warnings` brackets its changes with these; the interpreter lock already keeps other threads out of native code, and
/// Python code between them may be interrupted, so a real lock is held.
fn lock(vm: &mut Vm, method: &str) -> PyResult<Value> {
    let Some(d) = rt().modules.get_text("_warnings").as_ref().and_then(module::dict_of) else { return Ok(Value::NONE) };
    let lock = match d.get_text("_lock") {
        Some(l) => l,
        None => {
            let class = vm.import_attr("_thread", "RLock")?;
            let l = vm.call(&class, &[])?;
            d.set_text("_lock", l.clone());
            l
        }
    };
    vm.call_method(&lock, method, &[])?;
    Ok(Value::NONE)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "warn",
        warn,
        "(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())",
        "Issue a warning, or maybe ignore it or raise an exception.",
    ),
    NativeDef::new(
        "warn_explicit",
        warn_explicit,
        "(message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None)",
        "Issue a warning, or maybe ignore it or raise an exception.",
    ),
    NativeDef::new("_filters_mutated_lock_held", filters_mutated, "()", ""),
    NativeDef::new("_acquire_lock", |vm, _| lock(vm, "acquire"), "()", ""),
    NativeDef::new("_release_lock", |vm, _| lock(vm, "release"), "()", ""),
];
