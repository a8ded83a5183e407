//! Exception groups and `except*`.

use super::{ExceptionObj, classes, field, get, matches, payload, set_field};
use crate::builtins::{list, str, tuple};
use crate::heap::header::Kind;
use crate::native::{Args, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, attr, ops};
use crate::value::Value;
use crate::vm::Vm;

/// `ExceptionGroup`, which derives from BaseExceptionGroup and Exception.
pub fn exception_group() -> &'static TypeObj {
    static DEF: TypeDef = TypeDef::new::<ExceptionObj>("ExceptionGroup").with_dict().flags(crate::object::ty::flag::EXCEPTION);
    struct Made(std::cell::Cell<bool>);
    // SAFETY: only the holder of the interpreter lock touches it.
    unsafe impl Sync for Made {}
    static MADE: Made = Made(std::cell::Cell::new(false));
    if MADE.0.get() {
        return DEF.get();
    }
    MADE.0.set(true);
    let c = classes();
    let ty = DEF.get();
    let (g, e) = (c.base_exception_group, c.exception);
    let mro = vec![ty, g, e, c.base_exception, crate::builtins::object::TYPE.get()];
    ty.set_bases(Some(g), &[g, e], mro);
    crate::object::slots::inherit(ty, TypeSlots::default());
    ty
}

pub(super) fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.init = Some(|_, _, _| Ok(()));
    s.str = Some(|vm, v| {
        let m = vm.text_of(&field(v, "message"))?;
        let n = tuple::items(&field(v, "exceptions")).len();
        Ok(Value::str(&format!("{m} ({n} sub-exception{})", if n == 1 { "" } else { "s" })))
    });
    s.repr = Some(|vm, v| {
        let m = ops::repr(vm, &field(v, "message"))?;
        let l = list::new(tuple::items(&field(v, "exceptions")).to_vec());
        let l = ops::repr(vm, &l)?;
        Ok(Value::str(&format!("{}({}, {})", v.ty().name(), str::text(&m), str::text(&l))))
    });
}

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let pos = args.pos();
    if pos.len() != 2 {
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)", pos.len())));
    }
    if !str::is_str(&pos[0]) {
        return Err(vm.type_error(format!("BaseExceptionGroup.__new__() argument 1 must be str, not {}", pos[0].ty().name())));
    }
    if !ops::is_sequence(&pos[1]) {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = ops::collect(vm, &pos[1])?;
    if items.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let c = classes();
    let mut only_exceptions = true;
    for (i, e) in items.iter().enumerate() {
        if get(e).is_none() {
            return Err(vm.value_error(format!("Item {i} of second argument (exceptions) is not an exception")));
        }
        only_exceptions &= e.ty().is_subtype(c.exception);
    }
    let mut cls = cls;
    if std::ptr::eq(cls, c.base_exception_group) {
        if only_exceptions {
            cls = exception_group();
        }
    } else if cls.is_subtype(c.exception) && !only_exceptions {
        let text = if std::ptr::eq(cls, exception_group()) {
            "Cannot nest BaseExceptions in an ExceptionGroup".to_string()
        } else {
            format!("Cannot nest BaseExceptions in '{}'", cls.name())
        };
        return Err(vm.type_error(text));
    }
    let v = object::new_of(cls, payload(tuple::from_slice(pos)));
    set_field(&v, "message", pos[0].clone());
    set_field(&v, "exceptions", tuple::new(items));
    Ok(v)
}

/// A group of the same kind around other exceptions, with the original's context.
fn derive(vm: &mut Vm, group: &Value, items: Vec<Value>) -> PyResult<Value> {
    if items.is_empty() {
        return Ok(Value::NONE);
    }
    let g = vm.call_method(group, "derive", &[list::new(items)])?;
    if !g.ty().is_subtype(classes().base_exception_group) {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    let (o, e) = (this::<ExceptionObj>(group), this::<ExceptionObj>(&g));
    e.traceback.replace(o.traceback.borrow().clone());
    e.context.replace(o.context.borrow().clone());
    e.cause.replace(o.cause.borrow().clone());
    e.suppress_context.set(o.suppress_context.get());
    if let Some(notes) = attr::get_opt(vm, group, &names().__notes__)?
        && ops::is_sequence(&notes)
    {
        let copy = list::new(ops::collect(vm, &notes)?);
        attr::set(vm, &g, &names().__notes__, Some(&copy))?;
    }
    Ok(g)
}

/// Splits a tree of groups by a condition on leaves (and on whole groups).
fn split_by(vm: &mut Vm, exc: &Value, cond: &mut dyn FnMut(&mut Vm, &Value) -> PyResult<bool>) -> PyResult<(Value, Value)> {
    if cond(vm, exc)? {
        return Ok((exc.clone(), Value::NONE));
    }
    if !exc.ty().is_subtype(classes().base_exception_group) {
        return Ok((Value::NONE, exc.clone()));
    }
    vm.check_depth("")?;
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for e in tuple::items(&field(exc, "exceptions")) {
        let (m, r) = split_by(vm, e, cond)?;
        if !m.is_none() {
            yes.push(m);
        }
        if !r.is_none() {
            no.push(r);
        }
    }
    vm.leave_depth();
    Ok((derive(vm, exc, yes)?, derive(vm, exc, no)?))
}

fn condition(vm: &mut Vm, c: &Value) -> PyResult<()> {
    let class = |c: &Value| c.downcast::<TypeObj>().is_some_and(|t| t.is_subtype(classes().base_exception));
    let ok = class(c)
        || c.downcast::<tuple::TupleObj>().is_some() && tuple::items(c).iter().all(class)
        || c.downcast::<TypeObj>().is_none() && c.ty().slots().call.is_some();
    if ok { Ok(()) } else { Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)")) }
}
fn split(vm: &mut Vm, a: &[Value]) -> PyResult<(Value, Value)> {
    condition(vm, &a[1])?;
    let c = a[1].clone();
    let callable = c.downcast::<TypeObj>().is_none() && c.kind() != Kind::Tuple;
    split_by(vm, &a[0], &mut |vm, e| {
        if callable {
            let r = vm.call1(&c, e)?;
            ops::truth(vm, &r)
        } else {
            matches(vm, e, &c)
        }
    })
}
pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("split", |vm, a| split(vm, a).map(|(m, r)| tuple::new(vec![m, r])), "($self, matcher_value, /)", ""),
    NativeDef::new("subgroup", |vm, a| split(vm, a).map(|(m, _)| m), "($self, matcher_value, /)", ""),
    NativeDef::new(
        "derive",
        |vm, a| {
            let m = field(&a[0], "message");
            vm.call(&classes().base_exception_group.value(), &[m, a[1].clone()])
        },
        "($self, excs, /)",
        "",
    ),
    NativeDef::new("__class_getitem__", |vm, a| Ok(crate::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];

/// `except* class`: (rest, matching part), each None when empty. A bare exception that matches is wrapped in a group.
pub fn group_split(vm: &mut Vm, exc: &Value, class: &Value) -> PyResult<(Value, Value)> {
    if exc.is_none() {
        return Ok((Value::NONE, Value::NONE));
    }
    let one = |c: &Value| c.downcast::<TypeObj>().is_some_and(|t| t.is_subtype(classes().base_exception_group));
    let checked = if class.downcast::<tuple::TupleObj>().is_some() { tuple::items(class).iter().any(one) } else { one(class) };
    if checked {
        return Err(vm.type_error("catching ExceptionGroup with except* is not allowed. Use except instead."));
    }
    if !exc.ty().is_subtype(classes().base_exception_group) {
        if !matches(vm, exc, class)? {
            return Ok((exc.clone(), Value::NONE));
        }
        let g = vm.call(&classes().base_exception_group.value(), &[str::empty(), tuple::new(vec![exc.clone()])])?;
        let tb = this::<ExceptionObj>(exc).traceback.borrow().clone();
        this::<ExceptionObj>(&g).traceback.replace(tb);
        return Ok((Value::NONE, g));
    }
    let class = class.clone();
    let (m, r) = split_by(vm, exc, &mut |vm, e| matches(vm, e, &class))?;
    Ok((r, m))
}

/// End of `try`/`except*`: what remains to be raised from the exceptions of the handlers and the unhandled rest.
pub fn prep_reraise_star(vm: &mut Vm, orig: &Value, excs: &Value) -> PyResult<Value> {
    let Some(l) = excs.downcast::<list::ListObj>() else { return Ok(Value::NONE) };
    let items: Vec<Value> = l.to_vec().into_iter().filter(|e| !e.is_none()).collect();
    if items.is_empty() {
        return Ok(Value::NONE);
    }
    if !orig.ty().is_subtype(classes().base_exception_group) {
        return Ok(items[0].clone());
    }
    let same = |e: &Value| {
        let (a, b) = (this::<ExceptionObj>(e), this::<ExceptionObj>(orig));
        e.ty().is_subtype(classes().base_exception_group)
            && a.traceback.borrow().is(&b.traceback.borrow())
            && a.context.borrow().is(&b.context.borrow())
            && a.cause.borrow().is(&b.cause.borrow())
    };
    let (mut raised, mut reraised) = (Vec::new(), Vec::new());
    for e in items {
        if same(&e) { reraised.push(e) } else { raised.push(e) }
    }
    let mut leaves = Vec::new();
    for e in &reraised {
        collect_leaves(e, &mut leaves);
    }
    let rest = if reraised.is_empty() {
        Value::NONE
    } else {
        let keep: Vec<usize> = leaves;
        split_by(vm, orig, &mut |_, e| Ok(!e.ty().is_subtype(classes().base_exception_group) && keep.contains(&(e.word().0 as usize))))?.0
    };
    if raised.is_empty() {
        return Ok(rest);
    }
    if !rest.is_none() {
        raised.push(rest);
    }
    if let [one] = &raised[..] {
        return Ok(one.clone());
    }
    vm.call(&classes().base_exception_group.value(), &[str::empty(), list::new(raised)])
}
fn collect_leaves(e: &Value, out: &mut Vec<usize>) {
    if e.ty().is_subtype(classes().base_exception_group) {
        tuple::items(&field(e, "exceptions")).iter().for_each(|x| collect_leaves(x, out));
    } else {
        out.push(e.word().0 as usize);
    }
}
