//! partial: a function with some of its arguments fixed. `Placeholder` among the fixed ones keeps a position open.

use crate::data::support::CLASS_GETITEM;
use std::cell::RefCell;
use vm::builtins::dict::DictObj;
use vm::builtins::{method, str, tuple, type_};
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::ty::TypeObj;
use vm::object::{Payload, attr, intern, new, new_of, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// The type of the one `Placeholder`.
pub(super) struct Placeholder;
impl Payload for Placeholder {
    fn def() -> &'static TypeDef {
        &PLACEHOLDER
    }
}

pub(super) static PLACEHOLDER: TypeDef = TypeDef::new::<Placeholder>("functools._PlaceholderType")
    .doc("The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.")
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, _, args| {
            if !args.all.is_empty() {
                return Err(vm.type_error("_PlaceholderType takes no arguments"));
            }
            vm.import_attr("_functools", "Placeholder")
        });
        s.repr = Some(|_, _| Ok(Value::str("Placeholder")));
    })
    .methods(&[NativeDef::new("__reduce__", |_, _| Ok(Value::str("Placeholder")), "($self, /)", "")]);

fn is_placeholder(v: &Value) -> bool {
    v.downcast::<Placeholder>().is_some()
}

/// A partial's parts; `__setstate__` replaces them together.
#[derive(Clone)]
struct State {
    function: Value,
    /// tuple
    args: Value,
    /// dict
    keywords: Value,
    /// How many of `args` are placeholders.
    holes: usize,
}

pub(super) struct Partial(RefCell<State>);
payload!(
    Partial,
    PARTIAL,
    |s, visit| {
        let s = s.0.borrow();
        visit(&s.function);
        visit(&s.args);
        visit(&s.keywords)
    },
    |s| {
        let none = State { function: Value::NONE, args: tuple::new(Vec::new()), keywords: vm::object::dict::new_dict(), holes: 0 };
        let old = s.0.replace(none);
        drop(old)
    }
);

impl Partial {
    fn state(&self) -> State {
        self.0.borrow().clone()
    }
}

fn dict(v: &Value) -> &DictObj {
    this::<DictObj>(v)
}

/// `fixed` with its placeholders filled from `given`, then the rest of `given`. A placeholder stays where `given` is short.
fn merged(fixed: &[Value], given: &[Value]) -> Vec<Value> {
    let mut all = Vec::with_capacity(fixed.len() + given.len());
    let mut given = given.iter();
    for x in fixed {
        let x = if is_placeholder(x) { given.next().unwrap_or(x) } else { x };
        all.push(x.clone());
    }
    all.extend(given.cloned());
    all
}

fn partial_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let Some((function, fixed)) = args.pos().split_first() else {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    };
    // A partial of a plain partial is one partial.
    let inner = function.downcast::<Partial>().filter(|_| has_no_attributes(function)).map(|p| p.state());
    if inner.is_none() && function.ty().slots().call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    if fixed.last().is_some_and(is_placeholder) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    if args.kw().any(|(_, v)| is_placeholder(v)) {
        return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
    }
    let (function, all, core) = match inner {
        Some(s) => {
            let all = merged(tuple::items(&s.args), fixed);
            let core = dict(&s.keywords).copy_core();
            (s.function, all, core)
        }
        None => (function.clone(), fixed.to_vec(), Default::default()),
    };
    let keywords = new(DictObj::from_core(core));
    for (k, v) in args.kw() {
        dict(&keywords).set(vm, k.clone(), v.clone())?;
    }
    let holes = all.iter().filter(|x| is_placeholder(x)).count();
    Ok(new_of(cls, Partial(RefCell::new(State { function, args: tuple::new(all), keywords, holes }))))
}

fn has_no_attributes(v: &Value) -> bool {
    let Some(h) = v.header() else { return true };
    let same_call = v.ty().slots().call.map(|f| f as usize) == PARTIAL.get().slots().call.map(|f| f as usize);
    let dict = vm::object::instance::dict_of(h);
    same_call && h.shape().is_empty() && dict.is_none_or(|d| this::<DictObj>(&d).is_empty())
}

fn partial_call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    let s = this::<Partial>(v).state();
    let n = args.pos().len();
    if n < s.holes {
        return Err(vm.type_error(format!("missing positional arguments in 'partial' call; expected at least {}, got {n}", s.holes)));
    }
    let mut all = merged(tuple::items(&s.args), args.pos());
    let own = dict(&s.keywords);
    if own.is_empty() {
        all.extend(args.kw().map(|(_, v)| v.clone()));
        return vm.call_args(&s.function, &Args { all: &all, names: args.names });
    }
    let keywords = new(DictObj::from_core(own.copy_core()));
    for (k, x) in args.kw() {
        dict(&keywords).set(vm, k.clone(), x.clone())?;
    }
    if !dict(&keywords).keys().iter().all(str::is_str) {
        return Err(vm.type_error("keywords must be strings"));
    }
    crate::data::operator::call_with(vm, &s.function, &all, &keywords)
}

fn partial_repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if !vm.repr_enter(v) {
        return Ok(Value::str("..."));
    }
    let r = parts_text(vm, &this::<Partial>(v).state());
    vm.repr_leave();
    let ty = v.ty();
    Ok(Value::str(&format!("{}.{}({})", type_::module_text(ty), type_::qualname_text(ty), r?)))
}

fn parts_text(vm: &mut Vm, s: &State) -> PyResult<String> {
    let mut parts = vec![text_of_repr(vm, &s.function)?];
    for x in tuple::items(&s.args) {
        parts.push(text_of_repr(vm, x)?);
    }
    for (k, x) in dict(&s.keywords).items() {
        let k = ops::to_str(vm, &k)?;
        parts.push(format!("{}={}", str::text(&k), text_of_repr(vm, &x)?));
    }
    Ok(parts.join(", "))
}

fn text_of_repr(vm: &mut Vm, v: &Value) -> PyResult<String> {
    let r = ops::repr(vm, v)?;
    Ok(str::text(&r).into_owned())
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = this::<Partial>(&a[0]).state();
    let attributes = attr::get(vm, &a[0], &intern::intern("__dict__"))?;
    let attributes = if attributes.downcast::<DictObj>().is_some_and(|d| d.is_empty()) { Value::NONE } else { attributes };
    let state = tuple::new(vec![s.function.clone(), s.args, s.keywords, attributes]);
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(vec![s.function]), state]))
}

fn set_state(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let parts: Option<&[Value; 4]> = tuple::items(&a[1]).try_into().ok();
    let Some([function, args, keywords, attributes]) = parts else { return Err(vm.type_error("invalid partial state")) };
    let is_dict = |v: &Value| v.downcast::<DictObj>().is_some();
    let is_tuple = args.downcast::<tuple::TupleObj>().is_some();
    if function.ty().slots().call.is_none() || !is_tuple || !(keywords.is_none() || is_dict(keywords)) {
        return Err(vm.type_error("invalid partial state"));
    }
    let whole = if args.downcast_exact::<tuple::TupleObj>().is_some() { args.clone() } else { tuple::from_slice(tuple::items(args)) };
    let args = tuple::items(args);
    if args.last().is_some_and(is_placeholder) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    let keywords = match keywords.downcast::<DictObj>() {
        Some(_) if keywords.downcast_exact::<DictObj>().is_some() => keywords.clone(),
        Some(d) => new(DictObj::from_core(d.copy_core())),
        None => vm::object::dict::new_dict(),
    };
    let holes = args.iter().filter(|x| is_placeholder(x)).count();
    let attributes = if attributes.is_none() { vm::object::dict::new_dict() } else { attributes.clone() };
    attr::set(vm, &a[0], &intern::intern("__dict__"), Some(&attributes))?;
    let state = State { function: function.clone(), args: whole, keywords, holes };
    let old = this::<Partial>(&a[0]).0.replace(state);
    drop(old);
    Ok(Value::NONE)
}

/// `functools.partial`
pub(super) static PARTIAL: TypeDef = TypeDef::new::<Partial>("functools.partial")
    .doc("Create a new function with partial application of the given arguments and keywords.")
    .with_dict()
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(partial_new);
        s.call = Some(partial_call);
        s.repr = Some(partial_repr);
        s.get = Some(|_, v, object, _| match object {
            Some(x) if !x.is_none() => Ok(method::new(v.clone(), x.clone())),
            _ => Ok(v.clone()),
        });
    })
    .getset(&[
        GetSet::new("func", |_, v| Ok(this::<Partial>(v).state().function), None, "function object to use in future partial calls"),
        GetSet::new("args", |_, v| Ok(this::<Partial>(v).state().args), None, "tuple of arguments to future partial calls"),
        GetSet::new("keywords", |_, v| Ok(this::<Partial>(v).state().keywords), None, "dictionary of keyword arguments to future partial calls"),
    ])
    .methods(&[NativeDef::new("__reduce__", reduce, "($self, /)", ""), NativeDef::new("__setstate__", set_state, "($self, state, /)", ""), CLASS_GETITEM]);
