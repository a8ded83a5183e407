//! `list[int]`: the alias that subscribing a generic class makes (`types.GenericAlias`).
//!
//! An alias stands for its origin in nearly everything: attributes that it doesn't have itself are the origin's, calling it
//! calls the origin. Classes opt in with `TypeDef::generic`, which gives them `__class_getitem__`.

use crate::builtins::typing::{subst, union};
use crate::builtins::{iterators, list, str, tuple};
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::{intern, names};
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload, attr};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;

/// Payload.
pub struct AliasObj {
    /// `__origin__`
    pub origin: Value,
    /// `__args__`, a tuple.
    pub args: Value,
    /// Written with a star: `*tuple[int]`.
    pub starred: bool,
    /// `__parameters__` once asked for (NULL before).
    params: RefCell<Value>,
}
/// `types.GenericAlias`
pub static TYPE: TypeDef = TypeDef::new::<AliasObj>("types.GenericAlias")
    .doc("Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).")
    .flags(flag::WEAKREF)
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots);
impl Payload for AliasObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.origin);
        visit(&self.args);
        visit(&self.params.borrow());
    }
    fn clear(&self) {
        drop(self.params.replace(Value::NULL));
    }
}

/// `__class_getitem__` of generic native classes.
pub static CLASS_GETITEM: NativeDef =
    NativeDef::new("__class_getitem__", |vm, a| Ok(new(vm, &a[0], &a[1])), "($type, object, /)", "See PEP 585").class_method();

/// `origin[args]`; a tuple of arguments is several.
pub fn new(_: &mut Vm, origin: &Value, args: &Value) -> Value {
    make(TYPE.get(), origin, args, false)
}
fn make(ty: &'static TypeObj, origin: &Value, args: &Value, starred: bool) -> Value {
    let args = if args.downcast::<tuple::TupleObj>().is_some() { args.clone() } else { tuple::new(vec![args.clone()]) };
    object::new_of(ty, AliasObj { origin: origin.clone(), args, starred, params: RefCell::new(Value::NULL) })
}
/// The alias behind a value.
pub fn get(v: &Value) -> Option<&object::Obj<AliasObj>> {
    v.downcast::<AliasObj>()
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| match (args.pos(), args.has_kw()) {
        (_, true) => Err(vm.type_error("GenericAlias() takes no keyword arguments")),
        ([origin, items], _) => Ok(make(cls, origin, items, false)),
        (more, _) => Err(vm.type_error(format!("GenericAlias expected 2 arguments, got {}", more.len()))),
    });
    s.repr = Some(repr);
    s.hash = Some(|vm, v| {
        let a = this::<AliasObj>(v);
        Ok(ops::hash(vm, &a.origin)? ^ ops::hash(vm, &a.args)?)
    });
    s.compare = Some(compare);
    s.call = Some(call);
    s.getattr = Some(getattr);
    s.getitem = Some(getitem);
    s.iter = Some(|_, v| {
        let a = this::<AliasObj>(v);
        let starred = make(TYPE.get(), &a.origin, &a.args, true);
        Ok(iterators::tuple_iter(tuple::new(vec![starred])))
    });
    s.binary[BinOp::Or as usize] = Some(union::or);
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let a = this::<AliasObj>(v);
    let mut out = String::new();
    if a.starred {
        out.push('*');
    }
    subst::type_repr(vm, &a.origin, &mut out)?;
    out.push('[');
    let items = tuple::items(&a.args);
    for (i, x) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        subst::item_repr(vm, x, &mut out)?;
    }
    if items.is_empty() {
        out.push_str("()");
    }
    out.push(']');
    Ok(Value::str(&out))
}
fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y), true) = (get(a), get(b), matches!(op, CmpOp::Eq | CmpOp::Ne)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = x.starred == y.starred && ops::equal(vm, &x.origin, &y.origin)? && ops::equal(vm, &x.args, &y.args)?;
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}
fn call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    let origin = this::<AliasObj>(v).origin.clone();
    let made = vm.call_args(&origin, args)?;
    subst::set_orig_class(vm, &made, v)?;
    Ok(made)
}

/// Attributes of the alias itself; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
];
/// Attributes that neither the alias nor (through it) the origin shows.
const BLOCKED: &[&str] = &["__bases__", "__copy__", "__deepcopy__"];

fn getattr(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    let text = str::text(name);
    if !OWN.contains(&&*text) && !BLOCKED.contains(&&*text) {
        let origin = this::<AliasObj>(v).origin.clone();
        return attr::get(vm, &origin, name);
    }
    attr::generic_get(vm, v, name)
}
fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    let a = this::<AliasObj>(v);
    let params = parameters(vm, v)?;
    let args = subst::substitute(vm, v, &a.args, &params, key)?;
    Ok(make(TYPE.get(), &a.origin, &tuple::new(args), a.starred))
}
fn parameters(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let a = this::<AliasObj>(v);
    if let Some(p) = a.params.borrow().opt() {
        return Ok(p.clone());
    }
    let p = subst::parameters(vm, &a.args)?;
    drop(a.params.replace(p.clone()));
    Ok(p)
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let x = this::<AliasObj>(&a[0]);
    if x.starred {
        let plain = make(TYPE.get(), &x.origin, &x.args, false);
        let (next, iter) = (vm.builtin("next")?, vm.builtin("iter")?);
        let it = vm.call1(&iter, &plain)?;
        return Ok(tuple::new(vec![next, tuple::new(vec![it])]));
    }
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(vec![x.origin.clone(), x.args.clone()])]))
}
fn dir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let f = vm.builtin("dir")?;
    let of_origin = vm.call1(&f, &this::<AliasObj>(&a[0]).origin)?;
    let mut all = ops::collect(vm, &of_origin)?;
    for name in OWN {
        if !all.iter().any(|x| str::eq_text(x, name)) {
            all.push(intern(name));
        }
    }
    Ok(list::new(all))
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("__mro_entries__", |_, a| Ok(tuple::new(vec![this::<AliasObj>(&a[0]).origin.clone()])), "($self, object, /)", ""),
    NativeDef::new("__instancecheck__", |vm, _| Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic")), "($self, object, /)", ""),
    NativeDef::new("__subclasscheck__", |vm, _| Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic")), "($self, object, /)", ""),
    NativeDef::new("__reduce__", reduce, "($self, /)", ""),
    NativeDef::new("__dir__", dir, "($self, /)", ""),
];
static GETSET: &[GetSet] = &[
    GetSet::new("__origin__", |_, v| Ok(this::<AliasObj>(v).origin.clone()), None, ""),
    GetSet::new("__args__", |_, v| Ok(this::<AliasObj>(v).args.clone()), None, ""),
    GetSet::new("__unpacked__", |_, v| Ok(Value::bool(this::<AliasObj>(v).starred)), None, ""),
    GetSet::new("__parameters__", parameters, None, "Type variables in the GenericAlias."),
    GetSet::new(
        "__typing_unpacked_tuple_args__",
        |_, v| {
            let a = this::<AliasObj>(v);
            let unpacked = a.starred && a.origin.is(&tuple::TYPE.value());
            Ok(if unpacked { a.args.clone() } else { Value::NONE })
        },
        None,
        "",
    ),
];

/// Is the value a class that isn't an alias of one?
pub fn is_class(v: &Value) -> bool {
    v.downcast::<TypeObj>().is_some()
}
/// `__args__` of a value that is an unpacked tuple (`*tuple[int, str]`); None for everything else.
pub fn unpacked_args(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    if is_class(v) {
        return Ok(None);
    }
    let found = attr::get_opt(vm, v, &intern("__typing_unpacked_tuple_args__"))?;
    Ok(found.filter(|f| !f.is_none()))
}
/// `__parameters__` of a value, if they are a tuple.
pub fn parameters_of(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let found = attr::get_opt(vm, v, &names().__parameters__)?;
    Ok(found.filter(|f| f.downcast::<tuple::TupleObj>().is_some()))
}
