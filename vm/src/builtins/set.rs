//! set and frozenset: a dict table without values.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::dict::DictObj;
use crate::object::{self, Payload};
use crate::value::Value;
/// Payload of sets (`SetObj<false>`) and frozensets (`SetObj<true>`).
pub struct SetObj<const FROZEN: bool> {
    /// The table; values are None.
    pub table: DictObj,
}
/// `set`
pub static SET: TypeDef = TypeDef::new::<SetObj<false>>("set").generic().methods(SET_METHODS).slots(set_slots).flags(crate::object::ty::flag::MATCH_SELF);
/// `frozenset`
pub static FROZENSET: TypeDef = TypeDef::new::<SetObj<true>>("frozenset").generic().methods(METHODS).slots(slots).flags(crate::object::ty::flag::MATCH_SELF);
impl Payload for SetObj<false> {
    const KIND: Kind = Kind::Set;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &SET
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.table.trace(visit);
    }
}
impl Payload for SetObj<true> {
    const KIND: Kind = Kind::FrozenSet;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &FROZENSET
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.table.trace(visit);
    }
}
/// The frozenset of a compiler constant (its items are hashable constants).
pub fn frozen_constant(items: Vec<Value>) -> Value {
    let set = SetObj::<true> { table: DictObj::empty() };
    crate::vm::with_current(|vm| {
        for i in items {
            if let Err(e) = set.table.set(vm, i, Value::NONE) {
                drop(vm.take_exception(e));
            }
        }
    });
    object::new(set)
}

use crate::builtins::{list, str};
use crate::native::NativeDef;
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::vm::Vm;

/// The table of a set or frozenset.
pub fn table(v: &Value) -> Option<&DictObj> {
    match v.downcast::<SetObj<false>>() {
        Some(s) => Some(&s.table),
        None => v.downcast::<SetObj<true>>().map(|s| &s.table),
    }
}
fn t(v: &Value) -> &DictObj {
    table(v).unwrap_or_else(|| unreachable!("a set was promised"))
}
/// A set of these items.
pub fn from_items(vm: &mut Vm, items: Vec<Value>) -> PyResult<Value> {
    let s = SetObj::<false> { table: DictObj::empty() };
    let v = object::new(s);
    for i in items {
        t(&v).set(vm, i, Value::NONE)?;
    }
    Ok(v)
}
/// Adds an item.
pub fn add(vm: &mut Vm, set: &Value, x: Value) -> PyResult<()> {
    t(set).set(vm, x, Value::NONE)
}
/// Adds all items of an iterable.
pub fn update(vm: &mut Vm, set: &Value, x: &Value) -> PyResult<()> {
    for i in items_of(vm, x)? {
        add(vm, set, i)?;
    }
    Ok(())
}
fn items_of(vm: &mut Vm, x: &Value) -> PyResult<Vec<Value>> {
    match table(x) {
        Some(d) => Ok(d.keys()),
        None => ops::collect(vm, x),
    }
}
/// A set of the same kind as `like` with these items.
fn same_kind(vm: &mut Vm, like: &Value, items: Vec<Value>) -> PyResult<Value> {
    let v = if like.kind() == Kind::FrozenSet {
        object::new(SetObj::<true> { table: DictObj::empty() })
    } else {
        object::new(SetObj::<false> { table: DictObj::empty() })
    };
    for i in items {
        t(&v).set(vm, i, Value::NONE)?;
    }
    Ok(v)
}
fn filtered(vm: &mut Vm, a: &Value, b: &Value, keep: bool) -> PyResult<Vec<Value>> {
    let mut out = Vec::new();
    for x in t(a).keys() {
        if t(b).get(vm, &x)?.is_some() == keep {
            out.push(x);
        }
    }
    Ok(out)
}
fn combine(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let items = match op {
        BinOp::And => filtered(vm, a, b, true)?,
        BinOp::Sub => filtered(vm, a, b, false)?,
        BinOp::Or => t(a).keys().into_iter().chain(t(b).keys()).collect(),
        _ => {
            let mut l = filtered(vm, a, b, false)?;
            l.extend(filtered(vm, b, a, false)?);
            l
        }
    };
    same_kind(vm, a, items)
}
fn as_set(vm: &mut Vm, x: &Value) -> PyResult<Value> {
    if table(x).is_some() {
        return Ok(x.clone());
    }
    let items = ops::collect(vm, x)?;
    from_items(vm, items)
}
fn subset(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
    if t(a).len() > t(b).len() {
        return Ok(false);
    }
    for x in t(a).keys() {
        if t(b).get(vm, &x)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        if args.all.len() > 1 {
            return Err(vm.type_error(format!("{} expected at most 1 argument, got {}", cls.name(), args.all.len())));
        }
        let v = if cls.layout.kind == Kind::FrozenSet {
            object::new_of(cls, SetObj::<true> { table: DictObj::empty() })
        } else {
            object::new_of(cls, SetObj::<false> { table: DictObj::empty() })
        };
        if cls.layout.kind == Kind::FrozenSet
            && let Some(x) = args.all.first()
        {
            update(vm, &v, x)?;
        }
        Ok(v)
    });
    s.len = Some(|_, v| Ok(t(v).len()));
    s.iter = Some(|_, v| Ok(crate::builtins::iterators::list_iter(list::new(t(v).keys()))));
    s.contains = Some(|vm, v, x| Ok(t(v).get(vm, x)?.is_some()));
    s.repr = Some(|vm, v| {
        let name = v.ty().name();
        let items = t(v).keys();
        if items.is_empty() {
            return Ok(Value::str(&format!("{name}()")));
        }
        let inner = list::sequence_repr(vm, v, "{", "}", &items)?;
        Ok(if name == "set" { inner } else { Value::str(&format!("{name}({})", str::text(&inner))) })
    });
    s.compare = Some(|vm, a, b, op| {
        if table(b).is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (n, m) = (t(a).len(), t(b).len());
        Ok(Value::bool(match op {
            CmpOp::Eq => n == m && subset(vm, a, b)?,
            CmpOp::Ne => n != m || !subset(vm, a, b)?,
            CmpOp::Le => subset(vm, a, b)?,
            CmpOp::Lt => n < m && subset(vm, a, b)?,
            CmpOp::Ge => subset(vm, b, a)?,
            CmpOp::Gt => n > m && subset(vm, b, a)?,
        }))
    });
    s.hash = Some(|vm, v| {
        let mut hashes = Vec::new();
        for x in t(v).keys() {
            hashes.push(ops::hash(vm, &x)?);
        }
        Ok(crate::num::hash::frozenset(hashes.into_iter()))
    });
    macro_rules! op {
        ($op:ident) => {
            s.binary[BinOp::$op as usize] =
                Some(|vm, a, b| if table(a).is_some() && table(b).is_some() { combine(vm, BinOp::$op, a, b) } else { Ok(Value::NOT_IMPLEMENTED) })
        };
    }
    op!(And);
    op!(Or);
    op!(Sub);
    op!(Xor);
}
fn set_slots(s: &mut TypeSlots) {
    slots(s);
    s.hash = None;
    s.init = Some(|vm, v, args| {
        drop(t(v).take());
        match args.all {
            [] => Ok(()),
            [x] => update(vm, v, x),
            more => Err(vm.type_error(format!("set expected at most 1 argument, got {}", more.len()))),
        }
    });
    macro_rules! op {
        ($op:ident) => {
            s.inplace[BinOp::$op as usize] = Some(|vm, a, b| {
                if table(b).is_none() {
                    return Ok(Value::NOT_IMPLEMENTED);
                }
                let r = combine(vm, BinOp::$op, a, b)?;
                drop(t(a).replace(t(&r).copy_core()));
                Ok(a.clone())
            })
        };
    }
    op!(And);
    op!(Or);
    op!(Sub);
    op!(Xor);
}
fn fold(vm: &mut Vm, a: &[Value], op: BinOp) -> PyResult<Value> {
    let mut r = same_kind(vm, &a[0], t(&a[0]).keys())?;
    for x in crate::builtins::tuple::items(&a[1]) {
        let x = as_set(vm, x)?;
        r = combine(vm, op, &r, &x)?;
    }
    Ok(r)
}
fn fold_into(vm: &mut Vm, a: &[Value], op: BinOp) -> PyResult<Value> {
    let r = fold(vm, a, op)?;
    drop(t(&a[0]).replace(t(&r).copy_core()));
    Ok(Value::NONE)
}
macro_rules! common {
    () => {
        [
            NativeDef::new("union", |vm, a| fold(vm, a, BinOp::Or), "($self, /, *others)", "Return a new set with elements from the set and all others."),
            NativeDef::new(
                "intersection",
                |vm, a| fold(vm, a, BinOp::And),
                "($self, /, *others)",
                "Return a new set with elements common to the set and all others.",
            ),
            NativeDef::new(
                "difference",
                |vm, a| fold(vm, a, BinOp::Sub),
                "($self, /, *others)",
                "Return a new set with elements in the set that are not in the others.",
            ),
            NativeDef::new(
                "symmetric_difference",
                |vm, a| {
                    let x = as_set(vm, &a[1])?;
                    combine(vm, BinOp::Xor, &a[0], &x)
                },
                "($self, other, /)",
                "Return a new set with elements in either the set or other but not both.",
            ),
            NativeDef::new(
                "issubset",
                |vm, a| {
                    let x = as_set(vm, &a[1])?;
                    subset(vm, &a[0], &x).map(Value::bool)
                },
                "($self, other, /)",
                "Report whether another set contains this set.",
            ),
            NativeDef::new(
                "issuperset",
                |vm, a| {
                    let x = as_set(vm, &a[1])?;
                    subset(vm, &x, &a[0]).map(Value::bool)
                },
                "($self, other, /)",
                "Report whether this set contains another set.",
            ),
            NativeDef::new(
                "isdisjoint",
                |vm, a| {
                    let x = as_set(vm, &a[1])?;
                    Ok(Value::bool(filtered(vm, &a[0], &x, true)?.is_empty()))
                },
                "($self, other, /)",
                "Return True if two sets have a null intersection.",
            ),
            NativeDef::new("copy", |vm, a| same_kind(vm, &a[0], t(&a[0]).keys()), "($self, /)", "Return a shallow copy of a set."),
        ]
    };
}
static METHODS: &[NativeDef] = &common!();
static SET_METHODS: &[NativeDef] = &{
    let [a, b, c, d, e, f, g, h] = common!();
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        NativeDef::new(
            "add",
            |vm, a| {
                add(vm, &a[0], a[1].clone())?;
                Ok(Value::NONE)
            },
            "($self, object, /)",
            "Add an element to a set.",
        ),
        NativeDef::new(
            "discard",
            |vm, a| {
                t(&a[0]).remove(vm, &a[1])?;
                Ok(Value::NONE)
            },
            "($self, object, /)",
            "Remove an element from a set if it is a member.",
        ),
        NativeDef::new(
            "remove",
            |vm, a| match t(&a[0]).remove(vm, &a[1])? {
                Some(_) => Ok(Value::NONE),
                None => Err(vm.key_error(&a[1])),
            },
            "($self, object, /)",
            "Remove an element from a set; it must be a member.",
        ),
        NativeDef::new(
            "pop",
            |vm, a| match t(&a[0]).next_entry(0) {
                Some((i, _, _)) => Ok(t(&a[0]).remove_entry(i).0),
                None => {
                    let text = Value::str("pop from an empty set");
                    Err(vm.key_error(&text))
                }
            },
            "($self, /)",
            "Remove and return an arbitrary set element.",
        ),
        NativeDef::new(
            "clear",
            |_, a| {
                drop(t(&a[0]).take());
                Ok(Value::NONE)
            },
            "($self, /)",
            "Remove all elements from this set.",
        ),
        NativeDef::new("update", |vm, a| fold_into(vm, a, BinOp::Or), "($self, /, *others)", "Update the set, adding elements from all others."),
        NativeDef::new(
            "intersection_update",
            |vm, a| fold_into(vm, a, BinOp::And),
            "($self, /, *others)",
            "Update the set, keeping only elements found in it and all others.",
        ),
        NativeDef::new("difference_update", |vm, a| fold_into(vm, a, BinOp::Sub), "($self, /, *others)", "Update the set, removing elements found in others."),
    ]
};
