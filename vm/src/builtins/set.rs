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
pub static SET: TypeDef = TypeDef::new::<SetObj<false>>("set")
    .generic()
    .methods(SET_METHODS)
    .slots(set_slots)
    .flags(crate::object::ty::flag::MATCH_SELF | crate::object::ty::flag::WEAKREF);
/// `frozenset`
pub static FROZENSET: TypeDef = TypeDef::new::<SetObj<true>>("frozenset")
    .generic()
    .methods(METHODS)
    .slots(slots)
    .flags(crate::object::ty::flag::MATCH_SELF | crate::object::ty::flag::WEAKREF);
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
        // Small ints come out in their order, as from a hash table that knows no insertion order. The compiler merges equal
        // sets, whichever way they were written, so there is no order to keep.
        let mut items = items;
        if items.iter().all(|i| i.as_small_int().is_some()) {
            items.sort_by_key(Value::as_small_int);
        }
        for i in items {
            if let Err(e) = set.table.set(vm, i, Value::NONE) {
                drop(vm.take_exception(e));
            }
        }
    });
    object::new(set)
}

use crate::builtins::list;
use crate::native::NativeDef;
use crate::native::signature::refuse_keywords;
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
/// Hash of an element: the TypeError of an unhashable one says what it was wanted for.
fn element_hash(vm: &mut Vm, x: &Value) -> PyResult<i64> {
    match ops::hash(vm, x) {
        Err(e) => Err(crate::object::dict::explain_unhashable(vm, e, x, "a set element")),
        ok => ok,
    }
}
/// As `element_hash`, for looking up: a set stands for the equal frozenset.
fn probe_hash(vm: &mut Vm, x: &Value) -> PyResult<i64> {
    if x.ty().slots().hash.is_none() && x.downcast::<SetObj<false>>().is_some() { frozen_hash(vm, x) } else { element_hash(vm, x) }
}
fn frozen_hash(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let mut hashes = Vec::with_capacity(t(v).len());
    each(vm, t(v), |_, _, hash| {
        hashes.push(hash);
        Ok(())
    })?;
    Ok(crate::num::hash::frozenset(hashes.into_iter()))
}
/// Is `x` an element?
pub fn has(vm: &mut Vm, set: &Value, x: &Value) -> PyResult<bool> {
    let hash = probe_hash(vm, x)?;
    Ok(t(set).find(vm, x, hash)?.is_some())
}
fn remove(vm: &mut Vm, set: &Value, x: &Value) -> PyResult<bool> {
    let hash = probe_hash(vm, x)?;
    Ok(t(set).remove_hashed(vm, x, hash)?.is_some())
}
fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let state = vm.call_method(&a[0], "__getstate__", &[])?;
    let items = list::new(t(&a[0]).keys());
    Ok(crate::builtins::tuple::new(vec![a[0].ty().value(), crate::builtins::tuple::from_slice(&[items]), state]))
}
/// A set of these items.
pub fn from_items(vm: &mut Vm, items: Vec<Value>) -> PyResult<Value> {
    let s = SetObj::<false> { table: DictObj::empty() };
    let v = object::new(s);
    for i in items {
        add(vm, &v, i)?;
    }
    Ok(v)
}
/// Adds an item.
pub fn add(vm: &mut Vm, set: &Value, x: Value) -> PyResult<()> {
    let hash = element_hash(vm, &x)?;
    t(set).set_hashed(vm, x, hash, Value::NONE)
}
/// Adds all items of an iterable.
pub fn update(vm: &mut Vm, set: &Value, x: &Value) -> PyResult<()> {
    match table(x) {
        Some(d) if t(set).is_empty() => {
            drop(t(set).replace(d.copy_core()));
            Ok(())
        }
        Some(d) => merge_into(vm, t(set), d),
        None if let Some(d) = x.downcast_exact::<DictObj>() => merge_into(vm, t(set), d),
        None => {
            let it = ops::iter(vm, x)?;
            // As long as all items are numbers, strings and the like, none has an `__eq__` of Python's to run.
            let mut plain = t(set).is_empty();
            loop {
                let rest = ops::feed(vm, &it, &mut |vm, x| {
                    plain = plain && crate::interp::quiet::is_inert(&x);
                    if !plain {
                        return Some(x);
                    }
                    // Such items are hashable.
                    if let Err(e) = add(vm, set, x) {
                        drop(vm.take_exception(e));
                    }
                    None
                })?;
                match rest {
                    Some(x) => add(vm, set, x)?,
                    None => return Ok(()),
                }
            }
        }
    }
}
/// An empty set of the same kind as `like`.
fn empty_like(like: &Value) -> Value {
    if like.kind() == Kind::FrozenSet {
        object::new(SetObj::<true> { table: DictObj::empty() })
    } else {
        object::new(SetObj::<false> { table: DictObj::empty() })
    }
}
/// A set of the same kind as `like` with the items of `from`.
fn same_kind(like: &Value, from: &Value) -> Value {
    let v = empty_like(like);
    drop(t(&v).replace(t(from).copy_core()));
    v
}
/// Calls `f` with every item of a set and its hash. The set may change meanwhile.
fn each(vm: &mut Vm, set: &DictObj, mut f: impl FnMut(&mut Vm, Value, i64) -> PyResult<()>) -> PyResult<()> {
    let mut at = 0;
    while let Some((i, key, hash)) = set.next_key(at) {
        f(vm, key, hash)?;
        at = i + 1;
    }
    Ok(())
}
/// Adds to `out` the items of `a` that are (or aren't) in `b`.
fn filter_into(vm: &mut Vm, out: &DictObj, a: &DictObj, b: &DictObj, keep: bool) -> PyResult<()> {
    each(vm, a, |vm, x, hash| {
        if b.find(vm, &x, hash)?.is_some() == keep {
            out.set_hashed(vm, x, hash, Value::NONE)?;
        }
        Ok(())
    })
}
/// Adds the items of `b`.
fn merge_into(vm: &mut Vm, out: &DictObj, b: &DictObj) -> PyResult<()> {
    each(vm, b, |vm, x, hash| out.set_hashed(vm, x, hash, Value::NONE))
}
fn combine(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let (x, y) = (t(a), t(b));
    match op {
        BinOp::And => {
            let out = empty_like(a);
            // The smaller one is walked through.
            let (walk, ask) = if y.len() > x.len() { (x, y) } else { (y, x) };
            filter_into(vm, t(&out), walk, ask, true)?;
            Ok(out)
        }
        BinOp::Sub => {
            let out = empty_like(a);
            filter_into(vm, t(&out), x, y, false)?;
            Ok(out)
        }
        BinOp::Or => {
            let out = same_kind(a, a);
            merge_into(vm, t(&out), y)?;
            Ok(out)
        }
        _ => {
            let out = empty_like(a);
            filter_into(vm, t(&out), x, y, false)?;
            filter_into(vm, t(&out), y, x, false)?;
            Ok(out)
        }
    }
}
/// `a op= b` for two sets.
fn combine_into(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<()> {
    match op {
        BinOp::Or => merge_into(vm, t(a), t(b)),
        BinOp::Sub if !a.is(b) => each(vm, t(b), |vm, x, hash| {
            drop(t(a).remove_hashed(vm, &x, hash)?);
            Ok(())
        }),
        _ => {
            let r = combine(vm, op, a, b)?;
            drop(t(a).replace(t(&r).take()));
            Ok(())
        }
    }
}
fn as_set(vm: &mut Vm, x: &Value) -> PyResult<Value> {
    if table(x).is_some() {
        return Ok(x.clone());
    }
    if let Some(d) = x.downcast_exact::<DictObj>() {
        // The keys come with their hashes.
        let s = object::new(SetObj::<false> { table: DictObj::empty() });
        merge_into(vm, t(&s), d)?;
        return Ok(s);
    }
    let items = ops::collect(vm, x)?;
    from_items(vm, items)
}
fn subset(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
    if t(a).len() > t(b).len() {
        return Ok(false);
    }
    let mut at = 0;
    while let Some((i, x, hash)) = t(a).next_key(at) {
        if t(b).find(vm, &x, hash)?.is_none() {
            return Ok(false);
        }
        at = i + 1;
    }
    Ok(true)
}

/// `set_iterator`
struct SetIter {
    set: std::cell::RefCell<Value>,
    at: std::cell::Cell<usize>,
    size: usize,
}
static SET_ITER: TypeDef = TypeDef::new::<SetIter>("set_iterator")
    .flags(crate::object::ty::flag::NO_NEW | crate::object::ty::flag::QUIET_NEXT)
    .final_type()
    .methods(SET_ITER_METHODS)
    .slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(|vm, v| {
            let it = crate::native::this::<SetIter>(v);
            let set = it.set.borrow();
            if set.is_null() {
                return Ok(None);
            }
            if t(&set).len() != it.size {
                drop(set);
                drop(it.set.replace(Value::NULL));
                return Err(vm.runtime_error("Set changed size during iteration"));
            }
            if let Some((i, key, _)) = t(&set).next_key(it.at.get()) {
                it.at.set(i + 1);
                return Ok(Some(key));
            }
            drop(set);
            drop(it.set.replace(Value::NULL));
            Ok(None)
        });
    });
static SET_ITER_METHODS: &[NativeDef] = &[SET_ITER_REDUCE, SET_ITER_HINT];
const SET_ITER_REDUCE: NativeDef = NativeDef::new(
    "__reduce__",
    |vm, a| {
        let it = crate::native::this::<SetIter>(&a[0]);
        let set = it.set.borrow().clone();
        let mut rest = Vec::new();
        if !set.is_null() {
            let mut at = it.at.get();
            while let Some((i, key, _)) = t(&set).next_key(at) {
                rest.push(key);
                at = i + 1;
            }
        }
        Ok(crate::builtins::tuple::pair(vm.builtin("iter")?, crate::builtins::tuple::from_slice(&[list::new(rest)])))
    },
    "($self, /)",
    "Return state information for pickling.",
);
const SET_ITER_HINT: NativeDef = NativeDef::new(
    "__length_hint__",
    |_, a| {
        let it = crate::native::this::<SetIter>(&a[0]);
        let set = it.set.borrow();
        if set.is_null() || t(&set).len() != it.size {
            return Ok(Value::int(0));
        }
        Ok(Value::usize(t(&set).count_from(it.at.get())))
    },
    "($self, /)",
    "Private method returning an estimate of len(list(it)).",
);
impl Payload for SetIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &SET_ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.set.borrow());
    }
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        let frozen = cls.layout.kind == Kind::FrozenSet;
        if frozen {
            refuse_keywords(vm, cls, FROZENSET.get(), args)?;
            if args.pos().len() > 1 {
                return Err(vm.type_error(format!("frozenset expected at most 1 argument, got {}", args.pos().len())));
            }
        }
        if std::ptr::eq(cls, FROZENSET.get())
            && let [x] = args.pos()
            && x.header().is_some_and(|h| h.is_exact(Kind::FrozenSet))
        {
            return Ok(x.clone());
        }
        let v = if frozen {
            object::new_of(cls, SetObj::<true> { table: DictObj::empty() })
        } else {
            object::new_of(cls, SetObj::<false> { table: DictObj::empty() })
        };
        if frozen && let Some(x) = args.pos().first() {
            update(vm, &v, x)?;
        }
        Ok(v)
    });
    s.len = Some(|_, v| Ok(t(v).len()));
    s.iter = Some(|_, v| Ok(object::new(SetIter { set: std::cell::RefCell::new(v.clone()), at: std::cell::Cell::new(0), size: t(v).len() })));
    s.contains = Some(has);
    s.repr = Some(|vm, v| {
        let name = v.ty().name();
        let items = t(v).keys();
        if items.is_empty() {
            return Ok(Value::str(&format!("{name}()")));
        }
        // A set that contains itself is `set(...)` there, whatever its brackets are.
        let (open, close) = if v.ty().is(SET.get()) { ("{".to_string(), "}") } else { (format!("{name}({{"), "})") };
        if !vm.repr_enter(v) {
            return Ok(Value::str(&format!("{name}(...)")));
        }
        let r = list::sequence_repr(vm, &list::new(Vec::new()), &open, close, &items);
        vm.repr_leave();
        r
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
    s.hash = Some(frozen_hash);
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
        if args.has_kw() {
            return Err(vm.type_error("set() takes no keyword arguments"));
        }
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
                combine_into(vm, BinOp::$op, a, b)?;
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
    let mut r = same_kind(&a[0], &a[0]);
    for x in crate::builtins::tuple::items(&a[1]) {
        let x = as_set(vm, x)?;
        r = combine(vm, op, &r, &x)?;
    }
    Ok(r)
}
fn fold_into(vm: &mut Vm, a: &[Value], op: BinOp) -> PyResult<Value> {
    for x in crate::builtins::tuple::items(&a[1]) {
        if op == BinOp::Or {
            update(vm, &a[0], x)?;
            continue;
        }
        let x = as_set(vm, x)?;
        combine_into(vm, op, &a[0], &x)?;
    }
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
                    let common = combine(vm, BinOp::And, &a[0], &x)?;
                    Ok(Value::bool(t(&common).is_empty()))
                },
                "($self, other, /)",
                "Return True if two sets have a null intersection.",
            ),
            NativeDef::new(
                "copy",
                |_, a| Ok(if a[0].header().is_some_and(|h| h.is_exact(Kind::FrozenSet)) { a[0].clone() } else { same_kind(&a[0], &a[0]) }),
                "($self, /)",
                "Return a shallow copy of a set.",
            ),
            NativeDef::new("__reduce__", reduce, "($self, /)", "Return state information for pickling."),
        ]
    };
}
static METHODS: &[NativeDef] = &common!();
static SET_METHODS: &[NativeDef] = &{
    let [a, b, c, d, e, f, g, h, i] = common!();
    [
        a,
        b,
        c,
        d,
        e,
        f,
        g,
        h,
        i,
        NativeDef::new(
            "symmetric_difference_update",
            |vm, a| {
                let x = as_set(vm, &a[1])?;
                combine_into(vm, BinOp::Xor, &a[0], &x)?;
                Ok(Value::NONE)
            },
            "($self, other, /)",
            "Update the set, keeping only elements found in either set, but not in both.",
        ),
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
                remove(vm, &a[0], &a[1])?;
                Ok(Value::NONE)
            },
            "($self, object, /)",
            "Remove an element from a set if it is a member.",
        ),
        NativeDef::new(
            "remove",
            |vm, a| if remove(vm, &a[0], &a[1])? { Ok(Value::NONE) } else { Err(vm.key_error(&a[1])) },
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
