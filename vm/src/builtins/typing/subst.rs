//! Type parameters of generic aliases: finding them, substituting them, and showing types.

use crate::builtins::generic_alias::{is_class, parameters_of, unpacked_args};
use crate::builtins::list::{self, ListObj};
use crate::builtins::tuple::{self, TupleObj};
use crate::builtins::{exception, str};
use crate::object::error::PyResult;
use crate::object::intern::{intern, names};
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::Vm;

/// The items of an exact or subclassed tuple or list.
fn sequence(v: &Value) -> Option<Vec<Value>> {
    if v.downcast::<TupleObj>().is_some() {
        return Some(tuple::items(v).to_vec());
    }
    v.downcast::<ListObj>().map(|l| l.to_vec())
}

fn add(found: &mut Vec<Value>, v: &Value) {
    if !found.iter().any(|f| f.is(v)) {
        found.push(v.clone());
    }
}

/// The type parameters among `args` and within them, in order of appearance.
pub fn parameters(vm: &mut Vm, args: &Value) -> PyResult<Value> {
    let mut found = Vec::new();
    collect(vm, args, &mut found)?;
    Ok(tuple::new(found))
}
fn collect(vm: &mut Vm, args: &Value, found: &mut Vec<Value>) -> PyResult<()> {
    vm.check_depth("")?;
    let mut each = || {
        for arg in sequence(args).unwrap_or_default() {
            if is_class(&arg) {
                continue;
            }
            if sequence(&arg).is_some() {
                collect(vm, &arg, found)?;
                continue;
            }
            if attr::get_opt(vm, &arg, &names().__typing_subst__)?.is_some() {
                add(found, &arg);
                continue;
            }
            if let Some(inner) = parameters_of(vm, &arg)? {
                tuple::items(&inner).iter().for_each(|p| add(found, p));
            }
        }
        Ok(())
    };
    let r = each();
    vm.leave_depth();
    r
}

/// The items of a subscript, with `*tuple[...]` of known length written out.
fn unpack_args(vm: &mut Vm, item: &Value) -> PyResult<Value> {
    let is_tuple = item.downcast::<TupleObj>().is_some();
    let items = if is_tuple { tuple::items(item).to_vec() } else { vec![item.clone()] };
    let mut out = Vec::with_capacity(items.len());
    for x in items {
        if let Some(args) = unpacked_args(vm, &x)? {
            let args = tuple::items(&args);
            if !args.last().is_some_and(|l| l.is(&Value::ELLIPSIS)) {
                out.extend_from_slice(args);
                continue;
            }
        }
        out.push(x);
    }
    Ok(tuple::new(out))
}

/// `args` with `params` replaced by the items of the subscript `item`; `this` is the alias, for messages and hooks.
pub fn substitute(vm: &mut Vm, this: &Value, args: &Value, params: &Value, item: &Value) -> PyResult<Vec<Value>> {
    let params = tuple::items(params);
    if params.is_empty() {
        let shown = ops::repr(vm, this)?;
        return Err(vm.type_error(format!("{} is not a generic class", str::text(&shown))));
    }
    let mut item = unpack_args(vm, item)?;
    let prepare = intern("__typing_prepare_subst__");
    for p in params {
        if let Some(f) = attr::get_opt(vm, p, &prepare)?
            && !f.is_none()
        {
            let given = if item.downcast::<TupleObj>().is_some() { item.clone() } else { tuple::new(vec![item.clone()]) };
            item = vm.call(&f, &[this.clone(), given])?;
        }
    }
    let items = if item.downcast::<TupleObj>().is_some() { tuple::items(&item).to_vec() } else { vec![item] };
    if items.len() != params.len() {
        let shown = ops::repr(vm, this)?;
        let what = if items.len() > params.len() { "many" } else { "few" };
        return Err(vm.type_error(format!("Too {what} arguments for {}; actual {}, expected {}", str::text(&shown), items.len(), params.len())));
    }
    replace(vm, args, params, &items)
}

fn replace(vm: &mut Vm, args: &Value, params: &[Value], items: &[Value]) -> PyResult<Vec<Value>> {
    let mut out = Vec::new();
    for arg in sequence(args).unwrap_or_default() {
        if is_class(&arg) {
            out.push(arg);
            continue;
        }
        if sequence(&arg).is_some() {
            let inner = replace(vm, &arg, params, items)?;
            out.push(if arg.downcast::<TupleObj>().is_some() { tuple::new(inner) } else { list::new(inner) });
            continue;
        }
        let unpack = match attr::get_opt(vm, &arg, &intern("__typing_is_unpacked_typevartuple__"))? {
            Some(u) => ops::truth(vm, &u)?,
            None => false,
        };
        let new = match attr::get_opt(vm, &arg, &names().__typing_subst__)? {
            Some(f) => match params.iter().position(|p| p.is(&arg)) {
                Some(i) => vm.call1(&f, &items[i])?,
                None => arg.clone(),
            },
            None => replace_within(vm, &arg, params, items)?,
        };
        if !unpack {
            out.push(new);
        } else if new.downcast::<TupleObj>().is_some() {
            out.extend_from_slice(tuple::items(&new));
        } else {
            let shown = ops::repr(vm, &arg)?;
            return Err(vm.type_error(format!("expected __typing_subst__ of {} objects to return a tuple, not {}", str::text(&shown), new.ty().name())));
        }
    }
    Ok(out)
}

/// A generic argument with its own parameters replaced.
fn replace_within(vm: &mut Vm, arg: &Value, params: &[Value], items: &[Value]) -> PyResult<Value> {
    let Some(own) = parameters_of(vm, arg)? else { return Ok(arg.clone()) };
    let own = tuple::items(&own);
    if own.is_empty() {
        return Ok(arg.clone());
    }
    let mut sub = Vec::new();
    for p in own {
        match params.iter().position(|q| q.is(p)) {
            // A TypeVarTuple stands for any number of arguments.
            Some(i) if p.ty().slots().iter.is_some() && items[i].downcast::<TupleObj>().is_some() => sub.extend_from_slice(tuple::items(&items[i])),
            Some(i) => sub.push(items[i].clone()),
            None => sub.push(p.clone()),
        }
    }
    ops::getitem(vm, arg, &tuple::new(sub))
}

/// Appends a type as annotations show it: `int`, `typing.Any`, `...`.
pub fn type_repr(vm: &mut Vm, v: &Value, out: &mut String) -> PyResult<()> {
    if v.is(&Value::ELLIPSIS) {
        out.push_str("...");
        return Ok(());
    }
    let n = names();
    let alias = attr::get_opt(vm, v, &n.__origin__)?.is_some() && attr::get_opt(vm, v, &n.__args__)?.is_some();
    if !alias
        && let Some(q) = attr::get_opt(vm, v, &n.__qualname__)?
        && let Some(m) = attr::get_opt(vm, v, &n.__module__)?
        && !m.is_none()
    {
        let (q, m) = (vm.text_of(&q)?, vm.text_of(&m)?);
        if m != "builtins" {
            out.push_str(&m);
            out.push('.');
        }
        out.push_str(&q);
        return Ok(());
    }
    out.push_str(&str::text(&ops::repr(vm, v)?));
    Ok(())
}
/// As `type_repr`; lists and tuples of types are shown item by item.
pub fn item_repr(vm: &mut Vm, v: &Value, out: &mut String) -> PyResult<()> {
    let (open, close) = match v.downcast::<ListObj>() {
        Some(_) => ('[', ']'),
        None if v.downcast::<TupleObj>().is_some() => ('(', ')'),
        None => return type_repr(vm, v, out),
    };
    out.push(open);
    for (i, x) in sequence(v).unwrap_or_default().iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        type_repr(vm, x, out)?;
    }
    out.push(close);
    Ok(())
}

/// `made.__orig_class__ = alias` where that is possible.
pub fn set_orig_class(vm: &mut Vm, made: &Value, alias: &Value) -> PyResult<()> {
    match attr::set(vm, made, &names().__orig_class__, Some(alias)) {
        Err(e) if vm.pending_is(exception::classes().attribute_error) || vm.pending_is(exception::classes().type_error) => {
            drop(vm.take_exception(e));
            Ok(())
        }
        r => r,
    }
}
