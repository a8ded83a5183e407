//! What all exceptions do: construction, text, attributes, matching.

use super::{ExceptionObj, classes, field, get, payload, set_field};
use crate::builtins::{list, str, tuple};
use crate::native::{Args, GetSet, Getter, NativeDef, Setter, this};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, as_type};
use crate::object::{self, attr, ops};
use crate::value::Value;
use crate::vm::Vm;

pub(super) fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.init = Some(init);
    s.str = Some(str_);
    s.repr = Some(repr);
}

/// `BaseException.__new__`: keeps the positional arguments.
pub(super) fn new(_: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    Ok(object::new_of(cls, payload(tuple::from_slice(args.pos()))))
}
fn no_keywords(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    if args.has_kw() && v.ty().slots().init.is_some() {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", v.ty().name())));
    }
    Ok(())
}
/// `BaseException.__init__`
pub(super) fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    no_keywords(vm, v, args)?;
    let old = this::<ExceptionObj>(v).args.replace(tuple::from_slice(args.pos()));
    drop(old);
    Ok(())
}
/// StopIteration and SystemExit: the first argument (or all of them) is `value` / `code`.
pub(super) fn init_value(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    init(vm, v, args)?;
    let exit = v.ty().is_subtype(classes().system_exit);
    let x = match args.pos() {
        [] => Value::NONE,
        [one] => one.clone(),
        [first, ..] if !exit => first.clone(),
        many => tuple::from_slice(many),
    };
    set_field(v, if exit { "code" } else { "value" }, x);
    Ok(())
}
fn keywords(vm: &mut Vm, v: &Value, args: &Args, allowed: &[&str]) -> PyResult<()> {
    for (k, x) in args.kw() {
        let text = str::text(k).into_owned();
        if !allowed.contains(&&*text) {
            return Err(vm.type_error(format!("{}() got an unexpected keyword argument '{text}'", v.ty().name())));
        }
        set_field(v, &text, x.clone());
    }
    Ok(())
}
pub(super) fn init_named(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    init(vm, v, &Args::positional(args.pos()))?;
    let attribute = v.ty().is_subtype(classes().attribute_error);
    keywords(vm, v, args, if attribute { &["name", "obj"] } else { &["name"] })
}
pub(super) fn init_import(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    init(vm, v, &Args::positional(args.pos()))?;
    for name in ["name", "path", "name_from"] {
        set_field(v, name, Value::NULL);
    }
    set_field(v, "msg", if let [m] = args.pos() { m.clone() } else { Value::NULL });
    keywords(vm, v, args, &["name", "path", "name_from"])
}
pub(super) fn import_str(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let m = field(v, "msg");
    if str::is_exact(&m) { Ok(m) } else { str_(vm, v) }
}

/// `str(exc)`
pub(super) fn str_(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let args = this::<ExceptionObj>(v).args.borrow().clone();
    match tuple::items(&args) {
        [] => Ok(str::empty()),
        [one] => ops::to_str(vm, one),
        _ => ops::to_str(vm, &args),
    }
}
pub(super) fn key_error_str(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let args = this::<ExceptionObj>(v).args.borrow().clone();
    match tuple::items(&args) {
        [one] => ops::repr(vm, one),
        _ => str_(vm, v),
    }
}
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let args = this::<ExceptionObj>(v).args.borrow().clone();
    let inner = match tuple::items(&args) {
        [one] => format!("({})", str::text(&ops::repr(vm, one)?)),
        _ => str::text(&ops::repr(vm, &args)?).into_owned(),
    };
    Ok(Value::str(&format!("{}{inner}", v.ty().name())))
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let v = &a[0];
    let args = if v.ty().is_subtype(classes().os_error) { super::os::all_args(v) } else { this::<ExceptionObj>(v).args.borrow().clone() };
    let mut out = vec![v.ty().value(), args];
    if let Some(d) = attr::get_opt(vm, v, &names().__dict__)?
        && d.downcast::<DictObj>().is_some()
    {
        let kept = kept_fields(v);
        if !kept.is_empty() {
            let state = object::new(DictObj::from_core(this::<DictObj>(&d).copy_core()));
            for (name, x) in kept {
                this::<DictObj>(&state).set_text(name, x);
            }
            out.push(state);
        } else if !this::<DictObj>(&d).is_empty() {
            out.push(d);
        }
    }
    Ok(tuple::new(out))
}
/// Fields that `args` says nothing of, and which a copy needs all the same.
fn kept_fields(v: &Value) -> Vec<(&'static str, Value)> {
    let names: &[&'static str] = if v.ty().is_subtype(classes().import_error) {
        &["name", "path", "name_from"]
    } else if v.ty().is_subtype(classes().attribute_error) {
        &["name"]
    } else {
        &[]
    };
    let set = names.iter().map(|n| (*n, field(v, n))).filter(|(_, x)| x.some().is_some());
    set.collect()
}
/// AttributeError's state for a copy: its `args` among it, and the object only where it can be copied, which is never known.
fn getstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let parts = reduce(vm, a)?;
    Ok(tuple::items(&parts).get(2).cloned().unwrap_or(Value::NONE))
}
fn setstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if let Some(d) = a[1].downcast::<DictObj>() {
        for (k, v) in d.items() {
            attr::set(vm, &a[0], &k, Some(&v))?;
        }
    } else if !a[1].is_none() {
        return Err(vm.type_error("state is not a dictionary"));
    }
    Ok(Value::NONE)
}
fn with_traceback(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    set_traceback(vm, &a[0], Some(&a[1]))?;
    Ok(a[0].clone())
}
/// Adds to `__notes__`.
pub fn add_note(vm: &mut Vm, exc: &Value, note: &str) -> PyResult<()> {
    add_note_value(vm, &[exc.clone(), Value::str(note)]).map(drop)
}
fn add_note_value(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("note must be a str, not '{}'", a[1].ty().name())));
    }
    let n = names();
    let notes = match attr::get_opt(vm, &a[0], &n.__notes__)? {
        Some(l) => l,
        None => {
            let l = list::new(vec![]);
            attr::set(vm, &a[0], &n.__notes__, Some(&l))?;
            l
        }
    };
    match notes.downcast::<list::ListObj>() {
        Some(l) => {
            l.push(a[1].clone());
            Ok(Value::NONE)
        }
        None => Err(vm.type_error("Cannot add note: __notes__ is not a list")),
    }
}
pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", reduce, "($self, /)", ""),
    NativeDef::new("__getstate__", getstate, "($self, /)", ""),
    NativeDef::new("__setstate__", setstate, "($self, state, /)", ""),
    NativeDef::new("with_traceback", with_traceback, "($self, object, /)", "Set self.__traceback__ to tb and return self."),
    NativeDef::new("add_note", add_note_value, "($self, object, /)", "Add a note to the exception"),
];

fn set_args(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("args may not be deleted")) };
    let items = ops::collect(vm, x)?;
    let old = this::<ExceptionObj>(v).args.replace(tuple::new(items));
    drop(old);
    Ok(())
}
fn set_traceback(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("__traceback__ may not be deleted")) };
    if !x.is_none() && x.kind() != crate::heap::header::Kind::Traceback {
        return Err(vm.type_error("__traceback__ must be a traceback or None"));
    }
    let old = this::<ExceptionObj>(v).traceback.replace(x.clone());
    drop(old);
    Ok(())
}
fn set_cause(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("__cause__ may not be deleted")) };
    if !x.is_none() && get(x).is_none() {
        return Err(vm.type_error("exception cause must be None or derive from BaseException"));
    }
    let e = this::<ExceptionObj>(v);
    e.suppress_context.set(true);
    let old = e.cause.replace(x.clone());
    drop(old);
    Ok(())
}
fn set_context(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("__context__ may not be deleted")) };
    if !x.is_none() && get(x).is_none() {
        return Err(vm.type_error("exception context must be None or derive from BaseException"));
    }
    let old = this::<ExceptionObj>(v).context.replace(x.clone());
    drop(old);
    Ok(())
}
fn set_suppress(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    match x.and_then(|x| x.as_bool()) {
        Some(b) => {
            this::<ExceptionObj>(v).suppress_context.set(b);
            Ok(())
        }
        None => Err(vm.type_error("attribute value type must be bool")),
    }
}
pub(super) static GETSET: &[GetSet] = &[
    GetSet::new("args", |_, v| Ok(this::<ExceptionObj>(v).args.borrow().clone()), Some(set_args), ""),
    GetSet::new("__traceback__", |_, v| Ok(this::<ExceptionObj>(v).traceback.borrow().clone()), Some(set_traceback), ""),
    GetSet::new("__context__", |_, v| Ok(this::<ExceptionObj>(v).context.borrow().clone()), Some(set_context), "exception context"),
    GetSet::new("__cause__", |_, v| Ok(this::<ExceptionObj>(v).cause.borrow().clone()), Some(set_cause), "exception cause"),
    GetSet::new("__suppress_context__", |_, v| Ok(Value::bool(this::<ExceptionObj>(v).suppress_context.get())), Some(set_suppress), ""),
];

// ---- fields -------------------------------------------------------------------------------

macro_rules! field_accessors {
    ($($name:literal)+) => {
        /// The attribute for a named field of an exception class.
        pub(super) fn field_getset(name: &'static str) -> GetSet {
            match name {
                $($name => {
                    let get: Getter = |_, v| { let x = field(v, $name); Ok(if x.is_null() { Value::NONE } else { x }) };
                    let set: Setter = |_, v, x| { set_field(v, $name, x.cloned().unwrap_or(Value::NULL)); Ok(()) };
                    let fixed = matches!($name, "message" | "exceptions");
                    GetSet::new($name, get, if fixed { None } else { Some(set) }, "").member()
                })+
                other => unreachable!("no accessor for exception field {other}"),
            }
        }
    };
}
field_accessors! {
    "code" "message" "exceptions" "name" "obj" "msg" "path" "name_from" "errno" "strerror" "filename" "filename2" "characters_written"
    "value" "lineno" "offset" "text" "end_lineno" "end_offset" "print_file_and_line" "_metadata" "encoding" "object" "start" "end" "reason"
}

// ---- raising and matching --------------------------------------------------------------------

/// What `raise v` raises: an instance, made from a class if need be.
pub fn normalize_raise(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if get(v).is_some() {
        return Ok(v.clone());
    }
    if v.downcast::<TypeObj>().is_some_and(|t| t.is_subtype(classes().base_exception)) {
        let exc = vm.call(v, &[])?;
        if get(&exc).is_some() {
            return Ok(exc);
        }
        let shown = ops::repr(vm, v)?;
        return Err(vm.type_error(format!("calling {} should have returned an instance of BaseException, not {}", str::text(&shown), exc.ty().name())));
    }
    Err(vm.type_error("exceptions must derive from BaseException"))
}

/// Does `except class` catch `exc`?
pub fn matches(vm: &mut Vm, exc: &Value, class: &Value) -> PyResult<bool> {
    const TEXT: &str = "catching classes that do not inherit from BaseException is not allowed";
    let ok = |c: &Value| c.downcast::<TypeObj>().is_some_and(|t| t.is_subtype(classes().base_exception));
    if ok(class) {
        return Ok(exc.ty().is_subtype(as_type(class)));
    }
    if class.downcast::<tuple::TupleObj>().is_some() {
        let items = tuple::items(class);
        if !items.iter().all(ok) {
            return Err(vm.type_error(TEXT));
        }
        return Ok(items.iter().any(|c| exc.ty().is_subtype(as_type(c))));
    }
    Err(vm.type_error(TEXT))
}
