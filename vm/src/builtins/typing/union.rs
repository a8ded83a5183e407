//! `int | str`: unions of types (`typing.Union`, also known as `types.UnionType`).
//!
//! A union keeps its members flat, without doubles, in order of appearance. Members that can't be hashed are compared one
//! by one.

use super::call_typing;
use super::subst;
use crate::builtins::generic_alias::{self, is_class};
use crate::builtins::{functions, set, singletons, str, tuple};
use crate::native::{GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::object::{self, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;

/// Payload.
pub struct UnionObj {
    /// `__args__`
    pub args: Value,
    params: RefCell<Value>,
}
/// `typing.Union`
pub static TYPE: TypeDef = TypeDef::new::<UnionObj>("typing.Union")
    .doc("Represent a union type\n\nE.g. for int | str")
    .flags(flag::NO_NEW | flag::WEAKREF)
    .final_type()
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots);
impl Payload for UnionObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.args);
        visit(&self.params.borrow());
    }
    fn clear(&self) {
        drop(self.params.replace(Value::NULL));
    }
}
/// The union behind a value.
pub fn get(v: &Value) -> Option<&object::Obj<UnionObj>> {
    v.downcast::<UnionObj>()
}

fn slots(s: &mut TypeSlots) {
    s.repr = Some(|vm, v| {
        let mut out = String::new();
        for (i, x) in tuple::items(&this::<UnionObj>(v).args).iter().enumerate() {
            if i > 0 {
                out.push_str(" | ");
            }
            if x.is(&singletons::NONE.value()) {
                out.push_str("None");
            } else {
                subst::type_repr(vm, x, &mut out)?;
            }
        }
        Ok(Value::str(&out))
    });
    s.hash = Some(hash);
    s.compare = Some(compare);
    s.getitem = Some(|vm, v, key| {
        let params = parameters(vm, v)?;
        let args = subst::substitute(vm, v, &this::<UnionObj>(v).args, &params, key)?;
        build(vm, &args, false)
    });
    s.binary[BinOp::Or as usize] = Some(or);
}
fn hash(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let items = tuple::items(&this::<UnionObj>(v).args).to_vec();
    for x in &items {
        let r = ops::hash(vm, x);
        if vm.catch(r, crate::builtins::exception::classes().type_error)?.is_none() {
            let n = items.iter().filter(|x| x.ty().slots().hash.is_none()).count().max(1);
            return Err(vm.type_error(format!("union contains {n} unhashable element{}", if n == 1 { "" } else { "s" })));
        }
    }
    let all = set::from_items(vm, items)?;
    let f = set::FROZENSET.value();
    let frozen = vm.call1(&f, &all)?;
    ops::hash(vm, &frozen)
}
fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y), true) = (get(a), get(b), matches!(op, CmpOp::Eq | CmpOp::Ne)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (p, q) = (tuple::items(&x.args).to_vec(), tuple::items(&y.args).to_vec());
    let mut same = p.len() == q.len();
    for m in &p {
        same = same && contains(vm, &q, m)?;
    }
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}
fn contains(vm: &mut Vm, items: &[Value], x: &Value) -> PyResult<bool> {
    for y in items {
        if x.is(y) || ops::equal(vm, x, y)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Is it something that `|` joins by itself?
fn unionable(v: &Value) -> bool {
    v.is_none() || is_class(v) || get(v).is_some() || generic_alias::get(v).is_some() || super::alias_type::get(v).is_some()
}
/// `a | b`
pub fn or(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Value> {
    if !unionable(a) || !unionable(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    build(vm, &[a.clone(), b.clone()], false)
}
/// `Union[items]`; `check`: items may be anything that `typing` takes for a type.
pub fn build(vm: &mut Vm, items: &[Value], check: bool) -> PyResult<Value> {
    let mut out: Vec<Value> = Vec::new();
    add(vm, items, check, &mut out)?;
    match out.as_slice() {
        [] => Err(vm.type_error("Cannot take a Union of no types.")),
        [one] => Ok(one.clone()),
        _ => Ok(object::new(UnionObj { args: tuple::new(out), params: RefCell::new(Value::NULL) })),
    }
}
fn add(vm: &mut Vm, items: &[Value], check: bool, out: &mut Vec<Value>) -> PyResult<()> {
    for x in items {
        if let Some(u) = get(x) {
            let inner = tuple::items(&u.args).to_vec();
            add(vm, &inner, false, out)?;
            continue;
        }
        let x = if x.is_none() {
            singletons::NONE.value()
        } else if check && !is_class(x) {
            call_typing(vm, "_type_check", &[x.clone(), Value::str("Union[arg, ...]: each arg must be a type.")])?
        } else {
            x.clone()
        };
        if !contains(vm, out, &x)? {
            out.push(x);
        }
    }
    Ok(())
}

fn parameters(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let u = this::<UnionObj>(v);
    if let Some(p) = u.params.borrow().opt() {
        return Ok(p.clone());
    }
    let p = subst::parameters(vm, &u.args)?;
    drop(u.params.replace(p.clone()));
    Ok(p)
}
fn check(vm: &mut Vm, a: &[Value], who: &str, one: fn(&mut Vm, &Value, &Value) -> PyResult<bool>) -> PyResult<Value> {
    for t in tuple::items(&this::<UnionObj>(&a[0]).args).to_vec() {
        if generic_alias::get(&t).is_some() {
            return Err(vm.type_error(format!("{who}() argument 2 cannot be a parameterized generic")));
        }
    }
    for t in tuple::items(&this::<UnionObj>(&a[0]).args).to_vec() {
        if one(vm, &a[1], &t)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("__instancecheck__", |vm, a| check(vm, a, "isinstance", functions::is_instance), "($self, object, /)", ""),
    NativeDef::new("__subclasscheck__", |vm, a| check(vm, a, "issubclass", functions::is_subclass), "($self, object, /)", ""),
    NativeDef::new(
        "__mro_entries__",
        |vm, a| {
            let shown = ops::repr(vm, &a[0])?;
            Err(vm.type_error(format!("Cannot subclass {}", str::text(&shown))))
        },
        "($self, object, /)",
        "",
    ),
    NativeDef::new(
        "__class_getitem__",
        |vm, a| {
            if a[1].downcast::<tuple::TupleObj>().is_some() {
                let items = tuple::items(&a[1]).to_vec();
                return build(vm, &items, true);
            }
            build(vm, std::slice::from_ref(&a[1]), true)
        },
        "($type, object, /)",
        "",
    )
    .class_method(),
];
static GETSET: &[GetSet] = &[
    GetSet::new("__args__", |_, v| Ok(this::<UnionObj>(v).args.clone()), None, ""),
    GetSet::new("__name__", |_, _| Ok(Value::str("Union")), None, "Name of the type"),
    GetSet::new("__qualname__", |_, _| Ok(Value::str("Union")), None, "Qualified name of the type"),
    GetSet::new("__module__", |_, _| Ok(Value::str("typing")), None, ""),
    GetSet::new("__origin__", |_, _| Ok(TYPE.value()), None, "Always returns the type"),
    GetSet::new("__parameters__", parameters, None, "Type variables in the types.UnionType."),
];
