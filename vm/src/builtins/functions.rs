//! The builtin functions.

use crate::builtins::{compile, exception, iterators, list, str, tuple};
use crate::native::NativeDef;
use crate::object::attr;
use crate::object::error::PyResult;
use crate::object::intern::{intern_value, names};
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::ty::{TypeObj, as_type};
use crate::text::{TextBuf, repr};
use crate::value::Value;
use crate::vm::Vm;

/// `ascii(v)`
pub fn ascii(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let r = ops::repr(vm, v)?;
    let Some(s) = str::get(&r) else { return Ok(r) };
    if s.is_ascii() {
        return Ok(r.clone());
    }
    let mut out = TextBuf::new();
    for c in s.units().iter() {
        if c < 128 { out.push(c) } else { repr::push_escaped(&mut out, c) }
    }
    Ok(str::from_buf(out))
}

// ---- instances and subclasses -----------------------------------------------------------------

/// `isinstance` without `__instancecheck__`.
pub fn real_is_instance(vm: &mut Vm, v: &Value, cls: &Value) -> PyResult<bool> {
    if cls.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"));
    }
    let t = as_type(cls);
    if v.ty().is_subtype(t) {
        return Ok(true);
    }
    match attr::get_opt(vm, v, &names().__class__)? {
        Some(c) if !c.is(&v.ty().value()) => Ok(c.downcast::<TypeObj>().is_some_and(|k| k.is_subtype(t))),
        _ => Ok(false),
    }
}
/// `issubclass` without `__subclasscheck__`.
pub fn real_is_subclass(vm: &mut Vm, c: &Value, cls: &Value) -> PyResult<bool> {
    let Some(t) = c.downcast::<TypeObj>() else { return Err(vm.type_error("issubclass() arg 1 must be a class")) };
    if cls.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"));
    }
    Ok(t.is_subtype(as_type(cls)))
}
/// `isinstance(v, cls)`
pub fn is_instance(vm: &mut Vm, v: &Value, cls: &Value) -> PyResult<bool> {
    check(vm, v, cls, &names().__instancecheck__, |v, cls| v.ty().value().is(cls), real_is_instance)
}
/// `issubclass(c, cls)`
pub fn is_subclass(vm: &mut Vm, c: &Value, cls: &Value) -> PyResult<bool> {
    check(vm, c, cls, &names().__subclasscheck__, |_, _| false, real_is_subclass)
}
fn check(
    vm: &mut Vm,
    v: &Value,
    cls: &Value,
    hook: &Value,
    quick: fn(&Value, &Value) -> bool,
    real: fn(&mut Vm, &Value, &Value) -> PyResult<bool>,
) -> PyResult<bool> {
    if quick(v, cls) {
        return Ok(true);
    }
    if std::ptr::eq(cls.ty(), crate::builtins::type_::TYPE.get()) {
        return real(vm, v, cls);
    }
    if cls.downcast::<tuple::TupleObj>().is_some() {
        vm.check_depth(" in __instancecheck__")?;
        let mut found = Ok(false);
        for c in tuple::items(cls) {
            found = check(vm, v, c, hook, quick, real);
            if !matches!(found, Ok(false)) {
                break;
            }
        }
        vm.leave_depth();
        return found;
    }
    match vm.call_special(cls, hook, std::slice::from_ref(v))? {
        Some(r) => ops::truth(vm, &r),
        None => real(vm, v, cls),
    }
}

// ---- the rest -------------------------------------------------------------------------------

/// A short cut that writes a str to a stream; None for streams without one.
pub type QuickWrite = fn(&mut Vm, &Value, &Value) -> Option<PyResult<()>>;
static QUICK_WRITE: std::sync::OnceLock<QuickWrite> = std::sync::OnceLock::new();
/// Sets the short cut; the owner of the streams does it once.
pub fn set_quick_write(f: QuickWrite) {
    let _ = QUICK_WRITE.set(f);
}
/// `file.write(text)`.
pub fn write_to(vm: &mut Vm, file: &Value, text: &Value) -> PyResult<()> {
    if let Some(r) = QUICK_WRITE.get().and_then(|f| f(vm, file, text)) {
        return r;
    }
    vm.call_method_name(file, &names().write, std::slice::from_ref(text)).map(drop)
}
/// A stream of `sys`; RuntimeError when it is gone.
fn sys_stream(vm: &mut Vm, name: &str) -> PyResult<Value> {
    match vm.sys_attr(name) {
        Some(f) => Ok(f),
        None => Err(vm.runtime_error(format!("lost sys.{name}"))),
    }
}
fn separator<'a>(vm: &mut Vm, v: &'a Value, name: &str) -> PyResult<Option<&'a Value>> {
    match v.some() {
        Some(s) if !str::is_str(s) => Err(vm.type_error(format!("{name} must be None or a string, not {}", s.ty().name()))),
        s => Ok(s),
    }
}
fn print(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let file = match a[3].some() {
        Some(f) => f.clone(),
        None => sys_stream(vm, "stdout")?,
    };
    if file.is_none() {
        return Ok(Value::NONE);
    }
    let sep = separator(vm, &a[1], "sep")?;
    let end = separator(vm, &a[2], "end")?;
    for (i, v) in tuple::items(&a[0]).iter().enumerate() {
        if i > 0 {
            match sep {
                Some(s) => write_to(vm, &file, s)?,
                None => write_to(vm, &file, &str::from_char(32))?,
            }
        }
        let text = ops::to_str(vm, v)?;
        write_to(vm, &file, &text)?;
    }
    match end {
        Some(s) => write_to(vm, &file, s)?,
        None => write_to(vm, &file, &str::from_char(10))?,
    }
    if let Some(f) = a[4].opt()
        && ops::truth(vm, f)?
    {
        vm.call_method_name(&file, &names().flush, &[])?;
    }
    Ok(Value::NONE)
}
fn input(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut streams = Vec::new();
    for name in ["stdin", "stdout", "stderr"] {
        let f = sys_stream(vm, name)?;
        if f.is_none() {
            return Err(vm.runtime_error(format!("input(): lost sys.{name}")));
        }
        streams.push(f);
    }
    let r = vm.call_method_name(&streams[2], &names().flush, &[]);
    vm.catch(r, exception::classes().exception)?;
    if let Some(p) = a[0].opt() {
        let text = ops::to_str(vm, p)?;
        write_to(vm, &streams[1], &text)?;
    }
    let r = vm.call_method_name(&streams[1], &names().flush, &[]);
    vm.catch(r, exception::classes().exception)?;
    let line = vm.call_method_name(&streams[0], &names().readline, &[])?;
    let Some(s) = str::get(&line) else { return Err(vm.type_error("object.readline() returned non-string")) };
    match s.len() {
        0 => Err(vm.eof_error("EOF when reading a line")),
        n if s.units().get(n - 1) == 10 => Ok(str::from_units(s.units().slice(0, n - 1))),
        _ => Ok(line.clone()),
    }
}
fn extreme(vm: &mut Vm, a: &[Value], op: CmpOp, who: &str) -> PyResult<Value> {
    let args = tuple::items(&a[0]);
    let items = match args {
        [] => return Err(vm.type_error(format!("{who} expected at least 1 argument, got 0"))),
        [x] => ops::collect(vm, x)?,
        many => {
            if !a[2].is_null() {
                return Err(vm.type_error(format!("Cannot specify a default for {who}() with multiple positional arguments")));
            }
            many.to_vec()
        }
    };
    let mut best: Option<(Value, Value)> = None;
    for x in items {
        let k = match a[1].some() {
            Some(f) => vm.call1(f, &x)?,
            None => x.clone(),
        };
        best = match best {
            None => Some((k, x)),
            Some((bk, bx)) => Some(if ops::compare_bool(vm, &k, &bk, op)? { (k, x) } else { (bk, bx) }),
        };
    }
    match (best, a[2].opt()) {
        (Some((_, x)), _) => Ok(x),
        (None, Some(d)) => Ok(d.clone()),
        (None, None) => Err(vm.value_error(format!("{who}() iterable argument is empty"))),
    }
}
/// `min` and `max` without keyword arguments.
fn extreme_of(vm: &mut Vm, a: &[Value], op: CmpOp, who: &str) -> PyResult<Value> {
    let [best, rest @ ..] = a else { return extreme(vm, &[vm.empty_tuple(), Value::NULL, Value::NULL], op, who) };
    if rest.is_empty() {
        return extreme(vm, &[tuple::from_slice(a), Value::NULL, Value::NULL], op, who);
    }
    let mut best = best;
    for x in rest {
        if ops::compare_bool(vm, x, best, op)? {
            best = x;
        }
    }
    Ok(best.clone())
}
fn any_all(vm: &mut Vm, x: &Value, stop_at: bool) -> PyResult<Value> {
    let it = ops::iter(vm, x)?;
    let mut plain = |_: &mut Vm, v: Value| if ops::plain_truth(&v) == Some(!stop_at) { None } else { Some(v) };
    while let Some(v) = ops::feed(vm, &it, &mut plain)? {
        if ops::truth(vm, &v)? == stop_at {
            return Ok(Value::bool(stop_at));
        }
    }
    Ok(Value::bool(!stop_at))
}
fn name_of(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if str::is_str(v) { Ok(intern_value(v)) } else { Err(vm.type_error(format!("attribute name must be string, not '{}'", v.ty().name()))) }
}
fn getattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = name_of(vm, &a[1])?;
    match a[2].opt() {
        Some(d) => Ok(attr::get_opt(vm, &a[0], &n)?.unwrap_or_else(|| d.clone())),
        None => attr::get(vm, &a[0], &n),
    }
}
fn radix(vm: &mut Vm, v: &Value, base: u32) -> PyResult<Value> {
    let i = ops::index(vm, v)?;
    Ok(crate::builtins::int::to_buf(&i).map_or(Value::NONE, |b| Value::str(&b.to_prefixed(base))))
}
fn ord(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let array = a[0].downcast::<crate::builtins::bytearray::ByteArrayObj>().map(|b| b.borrow().clone());
    match (str::get(&a[0]), array.as_deref().or(crate::builtins::bytes::get(&a[0]))) {
        (Some(s), _) if s.len() == 1 => Ok(Value::int(i64::from(s.units().get(0)))),
        (_, Some(b)) if b.len() == 1 => Ok(Value::int(i64::from(b[0]))),
        (Some(s), _) => Err(vm.type_error(format!("ord() expected a character, but string of length {} found", s.len()))),
        (_, Some(b)) => Err(vm.type_error(format!("ord() expected a character, but string of length {} found", b.len()))),
        _ => Err(vm.type_error(format!("ord() expected string of length 1, but {} found", a[0].ty().name()))),
    }
}
fn round(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = a[1].opt().cloned();
    let r = match &n {
        Some(n) if !n.is_none() => vm.call_special(&a[0], &names().__round__, std::slice::from_ref(n))?,
        _ => vm.call_special(&a[0], &names().__round__, &[])?,
    };
    r.ok_or_else(|| vm.type_error(format!("type {} doesn't define __round__ method", a[0].ty().name())))
}
fn dir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let items = match a[0].opt() {
        Some(v) => match vm.call_special(v, &names().__dir__, &[])? {
            Some(l) => ops::collect(vm, &l)?,
            None => return Err(vm.type_error("object does not provide __dir__")),
        },
        None => {
            let l = crate::builtins::frame::locals(vm, vm.frames.len() - 1);
            let keys = vm.call_method(&l, "keys", &[])?;
            ops::collect(vm, &keys)?
        }
    };
    Ok(list::new(list::sort_values(vm, items, &Value::NONE, false)?))
}
fn next(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut r = ops::next_raw(vm, &a[0]);
    if a[1].opt().is_some() {
        // Python code ends an iteration by raising.
        r = vm.catch(r, exception::classes().stop_iteration).map(Option::flatten);
    }
    match (r?, a[1].opt()) {
        (Some(v), _) => Ok(v),
        (None, Some(d)) => Ok(d.clone()),
        (None, None) => Err(vm.stop_iteration(Value::NONE)),
    }
}
fn vars(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match a[0].opt() {
        Some(v) => match attr::get_opt(vm, v, &names().__dict__)? {
            Some(d) => Ok(d),
            None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
        },
        None => Ok(crate::builtins::frame::locals(vm, vm.frames.len() - 1)),
    }
}
fn import(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let g = a[1].some().cloned().unwrap_or_else(|| vm.current_globals());
    let level = a[4].opt().cloned().unwrap_or(Value::int(0));
    crate::import::plain_import(vm, &a[0], &g, &a[3].some().cloned().unwrap_or(Value::NONE), &level)
}

/// The table.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("print", print, "(*args, sep=' ', end='\\n', file=None, flush=False)", "Prints the values to a stream, or to sys.stdout by default."),
    NativeDef::new("input", input, "(prompt='', /)", "Read a string from standard input.  The trailing newline is stripped."),
    NativeDef::new("len", |vm, a| ops::len(vm, &a[0]).map(Value::usize), "(obj, /)", "Return the number of items in a container."),
    NativeDef::new("repr", |vm, a| ops::repr(vm, &a[0]), "(obj, /)", "Return the canonical string representation of the object."),
    NativeDef::new("ascii", |vm, a| ascii(vm, &a[0]), "(obj, /)", "Return an ASCII-only representation of an object."),
    NativeDef::new(
        "format",
        |vm, a| match a[1].opt() {
            Some(spec) if !str::is_str(spec) => Err(vm.type_error(format!("format() argument 2 must be str, not {}", spec.ty().name()))),
            spec => ops::format(vm, &a[0], &spec.cloned().unwrap_or_else(str::empty)),
        },
        "(value, format_spec='', /)",
        "Return type(value).__format__(value, format_spec)",
    ),
    NativeDef::new("abs", |vm, a| ops::abs(vm, &a[0]), "(number, /)", "Return the absolute value of the argument."),
    NativeDef::new(
        "min",
        |vm, a| extreme(vm, a, CmpOp::Lt, "min"),
        "(*args, key=None, default=<unrepresentable>)",
        "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument.",
    )
    .positional(|vm, a| extreme_of(vm, a, CmpOp::Lt, "min")),
    NativeDef::new(
        "max",
        |vm, a| extreme(vm, a, CmpOp::Gt, "max"),
        "(*args, key=None, default=<unrepresentable>)",
        "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the biggest argument.",
    )
    .positional(|vm, a| extreme_of(vm, a, CmpOp::Gt, "max")),
    NativeDef::new("sum", crate::builtins::sum::sum, "(iterable, /, start=0)", "Return the sum of a 'start' value (default: 0) plus an iterable of numbers"),
    NativeDef::new("any", |vm, a| any_all(vm, &a[0], true), "(iterable, /)", "Return True if bool(x) is True for any x in the iterable."),
    NativeDef::new("all", |vm, a| any_all(vm, &a[0], false), "(iterable, /)", "Return True if bool(x) is True for all values x in the iterable."),
    NativeDef::new(
        "sorted",
        |vm, a| {
            let r = match a[2].opt() {
                Some(r) => ops::truth(vm, r)?,
                None => false,
            };
            let items = ops::collect(vm, &a[0])?;
            Ok(list::new(list::sort_values(vm, items, &a[1], r)?))
        },
        "(iterable, /, *, key=None, reverse=False)",
        "Return a new list containing all items from the iterable in ascending order.",
    ),
    NativeDef::new(
        "iter",
        |vm, a| match a[1].opt() {
            Some(_) if a[0].ty().slots().call.is_none() => Err(vm.type_error("iter(v, w): v must be callable")),
            Some(s) => Ok(iterators::callable_iter(a[0].clone(), s.clone())),
            None => ops::iter(vm, &a[0]),
        },
        "(object, sentinel=<unrepresentable>, /)",
        "Get an iterator from an object.",
    ),
    NativeDef::new("next", next, "(iterator, default=<unrepresentable>, /)", "Return the next item from the iterator."),
    NativeDef::new(
        "isinstance",
        |vm, a| is_instance(vm, &a[0], &a[1]).map(Value::bool),
        "(obj, class_or_tuple, /)",
        "Return whether an object is an instance of a class or of a subclass thereof.",
    ),
    NativeDef::new(
        "issubclass",
        |vm, a| is_subclass(vm, &a[0], &a[1]).map(Value::bool),
        "(cls, class_or_tuple, /)",
        "Return whether 'cls' is derived from another class or is the same class.",
    ),
    NativeDef::new("callable", |_, a| Ok(Value::bool(a[0].ty().slots().call.is_some())), "(obj, /)", "Return whether the object is callable."),
    NativeDef::new("getattr", getattr, "(object, name, default=<unrepresentable>, /)", "Get a named attribute from an object."),
    NativeDef::new(
        "setattr",
        |vm, a| {
            let n = name_of(vm, &a[1])?;
            attr::set(vm, &a[0], &n, Some(&a[2]))?;
            Ok(Value::NONE)
        },
        "(obj, name, value, /)",
        "Sets the named attribute on the given object to the specified value.",
    ),
    NativeDef::new(
        "delattr",
        |vm, a| {
            let n = name_of(vm, &a[1])?;
            attr::set(vm, &a[0], &n, None)?;
            Ok(Value::NONE)
        },
        "(obj, name, /)",
        "Deletes the named attribute from the given object.",
    ),
    NativeDef::new(
        "hasattr",
        |vm, a| {
            let n = name_of(vm, &a[1])?;
            Ok(Value::bool(attr::get_opt(vm, &a[0], &n)?.is_some()))
        },
        "(obj, name, /)",
        "Return whether the object has an attribute with the given name.",
    ),
    NativeDef::new("hash", |vm, a| ops::hash(vm, &a[0]).map(Value::int), "(obj, /)", "Return the hash value for the given object."),
    NativeDef::new("id", |_, a| Ok(Value::int((a[0].word().0 & !4) as i64)), "(obj, /)", "Return the identity of an object."),
    NativeDef::new("ord", ord, "(character, /)", "Return the ordinal value of a character."),
    NativeDef::new(
        "chr",
        |vm, a| match crate::builtins::int::as_i64(&ops::index(vm, &a[0])?) {
            Some(n @ 0..=0x10ffff) => Ok(str::from_char(n as u32)),
            _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
        },
        "(i, /)",
        "Return a Unicode string of one character with ordinal i.",
    ),
    NativeDef::new("bin", |vm, a| radix(vm, &a[0], 2), "(number, /)", "Return the binary representation of an integer."),
    NativeDef::new("oct", |vm, a| radix(vm, &a[0], 8), "(number, /)", "Return the octal representation of an integer."),
    NativeDef::new("hex", |vm, a| radix(vm, &a[0], 16), "(number, /)", "Return the hexadecimal representation of an integer."),
    NativeDef::new("divmod", |vm, a| ops::binary(vm, BinOp::DivMod, &a[0], &a[1]), "(x, y, /)", "Return the tuple (x//y, x%y)."),
    NativeDef::new(
        "pow",
        |vm, a| ops::pow(vm, &a[0], &a[1], &a[2].opt().cloned().unwrap_or(Value::NONE)),
        "(base, exp, mod=None)",
        "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.",
    ),
    NativeDef::new("round", round, "(number, ndigits=None)", "Round a number to a given precision in decimal digits."),
    NativeDef::new("dir", dir, "(object=<unrepresentable>, /)", "Show attributes of an object."),
    NativeDef::new("vars", vars, "(object=<unrepresentable>, /)", "Show vars."),
    NativeDef::new("globals", |vm, _| Ok(vm.current_globals()), "()", "Return the dictionary containing the current scope's global variables."),
    NativeDef::new(
        "locals",
        |vm, _| {
            Ok(match vm.frames.len() {
                0 => vm.current_globals(),
                n => crate::builtins::frame::locals(vm, n - 1),
            })
        },
        "()",
        "Return a dictionary containing the current scope's local variables.",
    ),
    NativeDef::new(
        "exec",
        compile::exec,
        "(source, /, globals=None, locals=None, *, closure=None)",
        "Execute the given source in the context of globals and locals.",
    ),
    NativeDef::new("eval", compile::eval, "(source, /, globals=None, locals=None)", "Evaluate the given source in the context of globals and locals."),
    NativeDef::new(
        "compile",
        compile::compile,
        "(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        "Compile source into a code object that can be executed by exec() or eval().",
    ),
    NativeDef::new(
        "breakpoint",
        |vm, a| {
            let Some(hook) = vm.sys_attr("breakpointhook") else { return Err(vm.runtime_error("lost sys.breakpointhook")) };
            let mut all = tuple::items(&a[0]).to_vec();
            let named = crate::native::this::<crate::object::dict::DictObj>(&a[1]).items();
            all.extend(named.iter().map(|(_, v)| v.clone()));
            let given: Vec<Value> = named.into_iter().map(|(k, _)| k).collect();
            vm.call_args(&hook, &crate::native::Args { all: &all, names: &given })
        },
        "(*args, **kws)",
        "Call sys.breakpointhook(*args, **kws).\n\nsys.breakpointhook() must accept whatever arguments are passed.\n\nBy default, this drops you into the pdb debugger.",
    ),
    NativeDef::new("__import__", import, "(name, globals=None, locals=None, fromlist=(), level=0)", "Import a module."),
];
