//! Where a class looks: the method resolution order, and assignment to `__bases__`.
//!
//! `mro()` of a metaclass is Python code, which may itself assign to `__bases__` of any class. So every step here reads what
//! it relies on after the call, and a change made by such code wins over the one that was under way.

use super::{best_base, solid_base};
use crate::builtins::{tuple, type_};
use crate::object::error::PyResult;
use crate::object::intern::intern;
use crate::object::ty::{TypeObj, as_type};
use crate::object::{ops, slots};
use crate::value::Value;
use crate::vm::Vm;

/// C3 linearisation.
pub fn compute_mro(vm: &mut Vm, ty: &'static TypeObj) -> PyResult<Vec<&'static TypeObj>> {
    let bases = ty.base_types();
    linearise(vm, ty, &bases)
}
pub(super) fn linearise(vm: &mut Vm, ty: &'static TypeObj, bases: &[&'static TypeObj]) -> PyResult<Vec<&'static TypeObj>> {
    for (i, b) in bases.iter().enumerate() {
        if bases[..i].iter().any(|o| o.is(b)) {
            return Err(vm.type_error(format!("duplicate base class {}", b.name())));
        }
        if b.mro_tuple().is_null() {
            return Err(vm.type_error(format!("Cannot extend an incomplete type '{}'", b.name())));
        }
    }
    let mut lists: Vec<Vec<&'static TypeObj>> = bases.iter().map(|b| b.mro()).collect();
    lists.push(bases.to_vec());
    let mut out = vec![ty];
    loop {
        lists.retain(|l| !l.is_empty());
        if lists.is_empty() {
            return Ok(out);
        }
        let next = lists.iter().map(|l| l[0]).find(|c| !lists.iter().any(|l| l[1..].iter().any(|t| t.is(c))));
        match next {
            Some(c) => {
                out.push(c);
                for l in &mut lists {
                    if l[0].is(c) {
                        l.remove(0);
                    }
                }
            }
            None => {
                let mut heads: Vec<String> = Vec::new();
                for l in &lists {
                    let n = l[0].name();
                    if !heads.contains(&n) {
                        heads.push(n);
                    }
                }
                return Err(vm.type_error(format!("Cannot create a consistent method resolution order (MRO) for bases {}", heads.join(", "))));
            }
        }
    }
}

/// Is this the `mro` of `type` itself?
fn is_standard(f: &Value) -> bool {
    type_::TYPE.get().dict().get_text("mro").is_some_and(|m| m.is(f))
}

/// The MRO that the class's metaclass gives, checked.
fn invoke(vm: &mut Vm, class: &Value) -> PyResult<Value> {
    let ty = as_type(class);
    let custom = if class.ty().is(type_::TYPE.get()) { None } else { class.ty().lookup(&intern("mro")).filter(|f| !is_standard(f)) };
    if custom.is_none() {
        let mro = compute_mro(vm, ty)?;
        return Ok(tuple::new(mro.iter().map(|t| t.value()).collect()));
    }
    let Some(f) = vm.lookup_special(class, &intern("mro"))? else { return Err(vm.attribute_error("mro", class, &intern("mro"))) };
    let r = vm.call(&f, &[])?;
    let items = ops::collect(vm, &r)?;
    if items.is_empty() {
        return Err(vm.type_error("type MRO must not be empty"));
    }
    let solid = solid_base(ty);
    for c in &items {
        if c.downcast::<TypeObj>().is_none() {
            return Err(vm.type_error(format!("mro() returned a non-class ('{}')", c.ty().name())));
        }
        if !solid.is_subtype(solid_base(as_type(c))) {
            return Err(vm.type_error(format!("mro() returned base with unsuitable layout ('{}')", as_type(c).name())));
        }
    }
    Ok(tuple::new(items))
}

/// Computes and sets the MRO. None when `mro()` itself changed it meanwhile, which then holds; else new and old one.
pub(super) fn update_mro(vm: &mut Vm, class: &Value) -> PyResult<Option<(Value, Value)>> {
    let ty = as_type(class);
    let before = ty.mro_tuple();
    let mro = invoke(vm, class)?;
    if !ty.mro_tuple().is(&before) {
        return Ok(None);
    }
    drop(ty.replace_mro(mro.clone()));
    Ok(Some((mro, before)))
}

/// One class whose MRO an assignment changed: the class, its new and its old MRO.
type Change = (Value, Value, Value);

/// Updates the MROs of a class and all below it, noting the changes.
fn update_hierarchy(vm: &mut Vm, class: &Value, changes: &mut Vec<Change>) -> PyResult<()> {
    vm.check_stack()?;
    if let Some((new, old)) = update_mro(vm, class)? {
        changes.push((class.clone(), new, old));
        let below: Vec<Value> = as_type(class).subclasses().iter().map(|s| s.value()).collect();
        for s in &below {
            update_hierarchy(vm, s, changes)?;
        }
    }
    Ok(())
}

/// Assignment to `__bases__`.
pub fn set_bases(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let ty = as_type(v);
    type_::check_special(vm, v, x, "__bases__")?;
    let Some(x) = x else { return Ok(()) };
    if x.downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error(format!("can only assign tuple to {}.__bases__, not {}", ty.name(), x.ty().name())));
    }
    let items = tuple::items(x);
    if items.is_empty() {
        return Err(vm.type_error(format!("can only assign non-empty tuple to {}.__bases__, not ()", ty.name())));
    }
    for b in items {
        if b.downcast::<TypeObj>().is_none() {
            return Err(vm.type_error(format!("{}.__bases__ must be tuple of classes, not '{}'", ty.name(), b.ty().name())));
        }
        // An `mro()` under way may have left MROs behind that say less than the chain of bases.
        if as_type(b).is_subtype(ty) || as_type(b).extends(ty) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let bases: Vec<&'static TypeObj> = items.iter().map(as_type).collect();
    let base = best_base(vm, &bases)?;
    let old_base = ty.base();
    if !old_base.is_some_and(|o| solid_base(o).is(solid_base(base)) && o.has_dict() == base.has_dict()) {
        let old_name = old_base.map_or(String::new(), |o| o.name());
        return Err(vm.type_error(format!("__bases__ assignment: '{}' object layout differs from '{old_name}'", base.name())));
    }
    // The bases' lists of subclasses change only when all went well, so the class stays on the old ones until then.
    let old_bases = ty.bases();
    let old = ty.replace_bases(Some(base), x.clone());
    let mut changes = Vec::new();
    let done = update_hierarchy(vm, v, &mut changes);
    let still_mine = ty.bases().is(x);
    if let Err(e) = done {
        for (class, new, old) in changes.into_iter().rev() {
            if as_type(&class).mro_tuple().is(&new) {
                drop(as_type(&class).replace_mro(old));
            }
        }
        if still_mine {
            drop(ty.replace_bases(old_base, old_bases));
        }
        return Err(e);
    }
    if still_mine {
        for b in tuple::items(&old_bases).iter().map(as_type) {
            b.forget_subclass(ty);
        }
        ty.join_bases();
        refresh(ty);
    }
    drop(old);
    Ok(())
}
/// Brings the slots of a class and of all below it up to date.
fn refresh(ty: &'static TypeObj) {
    slots::fill(ty);
    type_::update_new(ty);
    ty.subclasses().into_iter().for_each(refresh);
}
