//! Attribute access: the generic protocol (data descriptor, instance, class), methods without a bound object, and type
//! attributes.

use super::error::{PyResult, Raised};
use super::instance;
use super::intern::{intern_value, names};
use super::ty::{TypeObj, flag};
use crate::builtins::str;
use crate::value::Value;
use crate::vm::Vm;

/// `getattr(v, name)`.
#[inline]
pub fn get(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    match v.ty().slots().getattr {
        Some(f) => f(vm, v, name),
        None => generic_get(vm, v, name),
    }
}
/// `getattr(v, name)` by Rust text.
pub fn get_text(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Value> {
    get(vm, v, &super::intern::intern(name))
}
/// `getattr(v, name, None)` in Rust terms: AttributeError becomes None.
pub fn get_opt(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Option<Value>> {
    // A getter may raise AttributeError itself.
    let class = crate::builtins::exception::classes().attribute_error;
    if v.ty().slots().getattr.is_none() {
        let r = generic_get_opt(vm, v, name);
        return Ok(vm.catch(r, class)?.flatten());
    }
    let r = get(vm, v, name);
    vm.catch(r, class)
}
/// `setattr(v, name, x)` or `delattr(v, name)` for None.
pub fn set(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    match v.ty().slots().setattr {
        Some(f) => f(vm, v, name, x),
        None => generic_set(vm, v, name, x),
    }
}

/// Is this method value `object.__getattribute__`?
pub fn is_generic_getattribute(m: &Value) -> bool {
    crate::builtins::object::TYPE.get().dict().get_str(&names().__getattribute__).is_some_and(|g| g.is(m))
}

/// `object.__getattribute__`.
pub fn generic_get(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    match generic_get_opt(vm, v, name)? {
        Some(x) => Ok(x),
        None => Err(missing(vm, v, name)),
    }
}

/// `object.__getattribute__` without the error.
pub fn generic_get_opt(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Option<Value>> {
    let name = &intern_value(name);
    let ty = v.ty();
    let found = ty.lookup(name);
    if let Some(d) = &found {
        let s = d.ty().slots();
        if s.set.is_some()
            && let Some(get) = s.get
        {
            return get(vm, d, Some(v), Some(&ty.value())).map(Some);
        }
    }
    if ty.has_dict()
        && let Some(h) = v.header()
        && let Some(x) = instance::get(h, name)
    {
        return Ok(Some(x));
    }
    match found {
        Some(d) => match d.ty().slots().get {
            Some(get) => get(vm, &d, Some(v), Some(&ty.value())).map(Some),
            None => Ok(Some(d)),
        },
        None => Ok(None),
    }
}

/// AttributeError for a missing attribute.
#[cold]
pub fn missing(vm: &mut Vm, v: &Value, name: &Value) -> Raised {
    vm.attribute_error(&format!("'{}' object has no attribute '{}'", v.ty().full_name(), str::text(name)), v, name)
}

/// `object.__setattr__` / `object.__delattr__`.
pub fn generic_set(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    if !str::is_str(name) {
        return Err(vm.type_error(format!("attribute name must be string, not '{}'", name.ty().full_name())));
    }
    let name = &intern_value(name);
    let ty = v.ty();
    let found = ty.lookup(name);
    if let Some(d) = &found
        && let Some(set) = d.ty().slots().set
    {
        return set(vm, d, v, x);
    }
    if ty.has_dict()
        && let Some(h) = v.header()
    {
        match x {
            Some(x) => {
                let old = instance::set(h, name, x.clone());
                drop(old);
                return Ok(());
            }
            None => {
                return match instance::delete(h, name) {
                    Some(old) => {
                        drop(old);
                        Ok(())
                    }
                    None => Err(missing(vm, v, name)),
                };
            }
        }
    }
    let text = str::text(name);
    let message = if found.is_some() {
        format!("'{}' object attribute '{text}' is read-only", ty.full_name())
    } else if x.is_some() {
        format!("'{}' object has no attribute '{text}' and no __dict__ for setting new attributes", ty.full_name())
    } else {
        format!("'{}' object has no attribute '{text}'", ty.full_name())
    };
    Err(vm.attribute_error(&message, v, name))
}

/// For a call `v.name(...)`: the function and whether `v` goes in front of the arguments.
pub fn get_method(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<(Value, bool)> {
    let ty = v.ty();
    if ty.slots().getattr.is_some() {
        return Ok((get(vm, v, name)?, false));
    }
    let found = ty.lookup(name);
    if let Some(d) = &found {
        let is_method = d.ty().flags() & flag::METHOD_DESCRIPTOR != 0;
        let s = d.ty().slots();
        if !is_method
            && s.set.is_some()
            && let Some(get) = s.get
        {
            return Ok((get(vm, d, Some(v), Some(&ty.value()))?, false));
        }
        if ty.has_dict()
            && let Some(h) = v.header()
            && let Some(x) = instance::get(h, name)
        {
            return Ok((x, false));
        }
        if is_method {
            return Ok((d.clone(), true));
        }
        return match s.get {
            Some(get) => Ok((get(vm, d, Some(v), Some(&ty.value()))?, false)),
            None => Ok((d.clone(), false)),
        };
    }
    Ok((generic_get(vm, v, name)?, false))
}

/// `type.__getattribute__`: metaclass data descriptors, then the type's own MRO, then the metaclass.
pub fn type_get(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    match type_get_opt(vm, v, name)? {
        Some(x) => Ok(x),
        None => {
            let ty = super::ty::as_type(v);
            Err(vm.attribute_error(&format!("type object '{}' has no attribute '{}'", ty.full_name(), str::text(name)), v, name))
        }
    }
}

/// As `type_get`, None when there is no such attribute.
pub fn type_get_opt(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Option<Value>> {
    let name = &intern_value(name);
    let ty = super::ty::as_type(v);
    let meta: &'static TypeObj = v.ty();
    let on_meta = meta.lookup(name);
    if let Some(d) = &on_meta {
        let s = d.ty().slots();
        if s.set.is_some()
            && let Some(get) = s.get
        {
            return get(vm, d, Some(v), Some(&meta.value())).map(Some);
        }
    }
    if let Some(x) = ty.lookup(name) {
        return match x.ty().slots().get {
            Some(get) => get(vm, &x, None, Some(v)).map(Some),
            None => Ok(Some(x)),
        };
    }
    match on_meta {
        Some(d) => match d.ty().slots().get {
            Some(get) => get(vm, &d, Some(v), Some(&meta.value())).map(Some),
            None => Ok(Some(d)),
        },
        None => Ok(None),
    }
}

/// `type.__setattr__` / `type.__delattr__`.
pub fn type_set(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    let name = &intern_value(name);
    let ty = super::ty::as_type(v);
    let text = str::text(name);
    if ty.flags() & flag::HEAP == 0 || ty.flags() & flag::IMMUTABLE != 0 {
        return Err(vm.type_error(format!("cannot set '{text}' attribute of immutable type '{}'", ty.full_name())));
    }
    if let Some(d) = v.ty().lookup(name)
        && let Some(set) = d.ty().slots().set
    {
        return set(vm, &d, v, x);
    }
    match x {
        Some(x) => {
            ty.set_attr(name, x.clone());
            Ok(())
        }
        None => match ty.del_attr(name) {
            Some(old) => {
                drop(old);
                Ok(())
            }
            None => Err(vm.attribute_error(&format!("type object '{}' has no attribute '{text}'", ty.full_name()), v, name)),
        },
    }
}
