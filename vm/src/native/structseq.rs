//! Struct sequences: tuples whose items also have names (`os.stat_result`, `time.struct_time`, `sys.version_info`).
//!
//! ```ignore
//! static FIELDS: Fields = Fields { visible: 2, all: &[("a", "first"), ("b", ""), ("c", "only by name")] };
//! pub static TYPE: TypeDef = structseq::define("mod.pair", "Two things and a hidden one.", &FIELDS);
//! let v = structseq::new(&TYPE, vec![x, y, z]);
//! ```
//! The first `visible` fields are the items of the tuple; the others are attributes only and stand in the object's
//! attribute area. A field without a name (`""`) is an item only. Two fields may not share a name.

use super::signature::Signature;
use super::{Args, GetSet, NativeDef, TypeDef, this};
use crate::builtins::str;
use crate::builtins::tuple::{self, TupleObj};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::intern::intern;
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload, instance, ops};
use crate::value::Value;
use crate::vm::Vm;
use std::sync::LazyLock;

/// The fields of a struct sequence type.
pub struct Fields {
    /// How many are items of the tuple.
    pub visible: usize,
    /// Names and docs, visible ones first.
    pub all: &'static [(&'static str, &'static str)],
}

impl Fields {
    /// Names of all named fields, in order: what `repr` shows for the visible items, as CPython does (so that `st_atime`
    /// stands before an item without a name).
    fn named(&self) -> impl Iterator<Item = &'static str> {
        self.all.iter().map(|f| f.0).filter(|n| !n.is_empty())
    }
    fn unnamed(&self) -> usize {
        self.all.iter().filter(|f| f.0.is_empty()).count()
    }
}

/// Declares a struct sequence type; add `.flags(flag::NO_NEW)` for types that Python code may not instantiate.
pub const fn define(name: &'static str, doc: &'static str, fields: &'static Fields) -> TypeDef {
    TypeDef::new::<TupleObj>(name)
        .doc(doc)
        .base(&tuple::TYPE)
        .methods(METHODS)
        .slots(slots)
        .fields(fields)
        .extra_words(fields.all.len() - fields.visible)
        .final_type()
}

/// An instance: one value per field; missing ones at the end are None.
pub fn new(def: &'static TypeDef, values: Vec<Value>) -> Value {
    match fields_of(def.get()) {
        Some(fields) => build(def.get(), fields, values),
        None => tuple::new(values),
    }
}

fn build(ty: &'static TypeObj, fields: &Fields, mut values: Vec<Value>) -> Value {
    debug_assert!(values.len() <= fields.all.len(), "{} values for {}", values.len(), ty.name());
    values.resize(fields.all.len(), Value::NONE);
    let hidden = values.split_off(fields.visible);
    let v = tuple::new_of(ty, values);
    if let Some(h) = v.header() {
        for (i, x) in hidden.into_iter().enumerate() {
            drop(instance::set_member(h, i, x));
        }
    }
    v
}

fn fields_of(ty: &TypeObj) -> Option<&'static Fields> {
    ty.def.and_then(|d| d.fields)
}

/// The value of field `i`.
pub fn field(v: &Value, i: usize) -> Value {
    let items = tuple::items(v);
    match items.get(i) {
        Some(x) => x.clone(),
        None => v.header().map_or(Value::NONE, |h| instance::member(h, i - items.len())),
    }
}

/// Adds to a new type's dict what follows from its fields.
pub(super) fn fill(ty: &'static TypeObj, fields: &'static Fields) {
    let d = ty.dict();
    for (i, (name, doc)) in fields.all.iter().enumerate() {
        if !name.is_empty() {
            d.set_text(name, object::new(FieldObj { owner: ty, index: i, name, doc }));
        }
    }
    d.set_text("n_sequence_fields", Value::usize(fields.visible));
    d.set_text("n_fields", Value::usize(fields.all.len()));
    d.set_text("n_unnamed_fields", Value::usize(fields.unnamed()));
    let args = fields.all[..fields.visible].iter().filter(|f| !f.0.is_empty()).map(|f| intern(f.0));
    d.set_text("__match_args__", tuple::new(args.collect()));
}

/// Payload of the descriptors of named fields.
struct FieldObj {
    owner: &'static TypeObj,
    index: usize,
    name: &'static str,
    doc: &'static str,
}
static FIELD: TypeDef = TypeDef::new::<FieldObj>("member_descriptor").slots(field_slots).getset(FIELD_GETSET).flags(flag::NO_NEW).final_type();
impl Payload for FieldObj {
    fn def() -> &'static TypeDef {
        &FIELD
    }
}

fn field_slots(s: &mut TypeSlots) {
    s.get = Some(|vm, d, obj, _| {
        let f = this::<FieldObj>(d);
        match obj {
            None => Ok(d.clone()),
            Some(o) if o.ty().is_subtype(f.owner) => Ok(field(o, f.index)),
            Some(o) => {
                Err(vm.type_error(format!("descriptor '{}' for '{}' objects doesn't apply to a '{}' object", f.name, f.owner.full_name(), o.ty().name())))
            }
        }
    });
    s.set = Some(|vm, d, obj, _| {
        let name = intern(this::<FieldObj>(d).name);
        Err(vm.attribute_error("readonly attribute", obj, &name))
    });
    s.repr = Some(|_, d| {
        let f = this::<FieldObj>(d);
        Ok(Value::str(&format!("<member '{}' of '{}' objects>", f.name, f.owner.full_name())))
    });
}
static FIELD_GETSET: &[GetSet] = &[
    GetSet::new("__name__", |_, d| Ok(Value::str(this::<FieldObj>(d).name)), None, ""),
    GetSet::new("__objclass__", |_, d| Ok(this::<FieldObj>(d).owner.value()), None, ""),
    GetSet::new("__doc__", |_, d| Ok(Value::str(this::<FieldObj>(d).doc)), None, ""),
];

fn slots(s: &mut TypeSlots) {
    s.new = Some(construct);
    s.repr = Some(repr);
}

fn construct(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    if cls.flags() & flag::NO_NEW != 0 {
        return Err(vm.type_error(format!("cannot create '{}' instances", cls.full_name())));
    }
    static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(sequence, dict={})"));
    let mut bound = Vec::new();
    SIGNATURE.bind(vm, &cls.name(), args, &mut bound)?;
    let Some(fields) = fields_of(cls) else { return Err(vm.type_error(format!("cannot create '{}' instances", cls.full_name()))) };
    let r = ops::collect(vm, &bound[0]);
    let values = match vm.catch(r, crate::builtins::exception::classes().type_error)? {
        Some(values) => values,
        None => return Err(vm.type_error("constructor requires a sequence")),
    };
    if bound[1].opt().is_some_and(|d| d.downcast::<DictObj>().is_none()) {
        return Err(vm.type_error(format!("{}() takes a dict as second arg, if any", cls.full_name())));
    }
    check_length(vm, cls, fields, values.len())?;
    fill_from_dict(vm, cls, fields, values, &bound[1])
}

fn check_length(vm: &mut Vm, cls: &TypeObj, fields: &Fields, given: usize) -> PyResult<()> {
    let (min, max) = (fields.visible, fields.all.len());
    if (min..=max).contains(&given) {
        return Ok(());
    }
    let name = cls.full_name();
    Err(vm.type_error(if min == max {
        format!("{name}() takes a {min}-sequence ({given}-sequence given)")
    } else if given < min {
        format!("{name}() takes an at least {min}-sequence ({given}-sequence given)")
    } else {
        format!("{name}() takes an at most {max}-sequence ({given}-sequence given)")
    }))
}

/// Fields that the sequence didn't give come from the dict, else are None.
fn fill_from_dict(vm: &mut Vm, cls: &'static TypeObj, fields: &'static Fields, mut values: Vec<Value>, d: &Value) -> PyResult<Value> {
    let mut used = 0;
    for (name, _) in &fields.all[values.len()..] {
        let found = d.downcast::<DictObj>().and_then(|d| d.get_text(name));
        used += usize::from(found.is_some());
        values.push(found.unwrap_or(Value::NONE));
    }
    if d.downcast::<DictObj>().is_some_and(|d| d.len() > used) {
        return Err(vm.type_error(format!("{}() got duplicate or unexpected field name(s)", cls.full_name())));
    }
    Ok(build(cls, fields, values))
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let Some(fields) = fields_of(v.ty()) else { return ops::repr(vm, v) };
    let mut out = format!("{}(", v.ty().full_name());
    for (i, (x, name)) in tuple::items(v).iter().zip(fields.named()).enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        let shown = ops::repr(vm, x)?;
        out.push_str(name);
        out.push('=');
        out.push_str(&str::text(&shown));
    }
    out.push(')');
    Ok(Value::str(&out))
}

fn hidden_dict(v: &Value, fields: &Fields) -> Value {
    let d = new_dict();
    if let Some(dict) = d.downcast::<DictObj>() {
        for (i, (name, _)) in fields.all.iter().enumerate().skip(fields.visible) {
            dict.set_text(name, field(v, i));
        }
    }
    d
}

fn reduce(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = fields_of(a[0].ty()).map_or_else(new_dict, |f| hidden_dict(&a[0], f));
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(vec![tuple::from_slice(tuple::items(&a[0])), d])]))
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let ty = a[0].ty();
    let (Some(fields), Some(changes)) = (fields_of(ty), a[1].downcast::<DictObj>()) else { return Ok(a[0].clone()) };
    if fields.unnamed() > 0 {
        return Err(vm.type_error(format!("__replace__() is not supported for {} because it has unnamed field(s)", ty.full_name())));
    }
    let values = (0..fields.all.len()).map(|i| changes.get_text(fields.all[i].0).unwrap_or_else(|| field(&a[0], i))).collect();
    let unknown: Vec<Value> = changes.keys().into_iter().filter(|k| !fields.named().any(|n| str::eq_text(k, n))).collect();
    if !unknown.is_empty() {
        let shown = ops::repr(vm, &crate::builtins::list::new(unknown))?;
        return Err(vm.type_error(format!("Got unexpected field name(s): {}", str::text(&shown))));
    }
    Ok(build(ty, fields, values))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", reduce, "($self, /)", ""),
    NativeDef::new("__replace__", replace, "($self, /, **changes)", "Return a copy of the structure with new values for the specified fields."),
];

/// A dict with the values of all fields, for diagnostics.
pub fn as_dict(v: &Value) -> Value {
    let d = new_dict();
    if let (Some(fields), Some(dict)) = (fields_of(v.ty()), d.downcast::<DictObj>()) {
        for (i, (name, _)) in fields.all.iter().enumerate() {
            dict.set_text(name, field(v, i));
        }
    }
    d
}
