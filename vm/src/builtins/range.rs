//! range.

use crate::builtins::list;
use crate::builtins::slice::{self, SliceObj};
use crate::heap::header::Kind;
use crate::native::{GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::Cell;

/// Payload of ranges: all three fit i64 (bigger ones are refused with OverflowError).
pub struct RangeObj {
    start: i64,
    stop: i64,
    step: i64,
}
/// `range`
pub static TYPE: TypeDef = TypeDef::new::<RangeObj>("range")
    .doc("range(stop) -> range object\nrange(start, stop[, step]) -> range object")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .flags(ty::flag::SEQUENCE)
    .final_type();
impl Payload for RangeObj {
    const KIND: Kind = Kind::Range;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
impl RangeObj {
    fn len(&self) -> i64 {
        let (a, b, s) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let n = if s > 0 {
            if b > a { (b - a - 1) / s + 1 } else { 0 }
        } else if a > b {
            (a - b - 1) / -s + 1
        } else {
            0
        };
        n.min(i128::from(i64::MAX)) as i64
    }
    fn position(&self, x: i64) -> Option<i64> {
        let d = i128::from(x) - i128::from(self.start);
        let s = i128::from(self.step);
        if d % s != 0 {
            return None;
        }
        let k = d / s;
        if k >= 0 && k < i128::from(self.len()) { Some(k as i64) } else { None }
    }
}
fn r(v: &Value) -> &object::Obj<RangeObj> {
    this::<RangeObj>(v)
}
fn make(start: i64, stop: i64, step: i64) -> Value {
    object::new(RangeObj { start, stop, step })
}
fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, _, args| {
        if args.has_kw() {
            return Err(vm.type_error("range() takes no keyword arguments"));
        }
        let n: PyResult<Vec<i64>> = args.all.iter().map(|v| ops::index_i64(vm, v)).collect();
        match n?.as_slice() {
            [stop] => Ok(make(0, *stop, 1)),
            [start, stop] => Ok(make(*start, *stop, 1)),
            [_, _, 0] => Err(vm.value_error("range() arg 3 must not be zero")),
            [start, stop, step] => Ok(make(*start, *stop, *step)),
            [] => Err(vm.type_error("range expected at least 1 argument, got 0")),
            more => Err(vm.type_error(format!("range expected at most 3 arguments, got {}", more.len()))),
        }
    });
    s.len = Some(|_, v| Ok(r(v).len() as usize));
    s.iter = Some(|_, v| Ok(new_iter(r(v).start, r(v).step, r(v).len())));
    s.repr = Some(|_, v| {
        let x = r(v);
        Ok(Value::str(&if x.step == 1 { format!("range({}, {})", x.start, x.stop) } else { format!("range({}, {}, {})", x.start, x.stop, x.step) }))
    });
    s.bool = Some(|_, v| Ok(r(v).len() != 0));
    s.getitem = Some(|vm, v, key| {
        let x = r(v);
        if let Some(s) = key.downcast::<SliceObj>() {
            let (start, stop, step, _) = slice::indices(vm, s, x.len() as usize)?;
            let at = |i: isize| x.start + i as i64 * x.step;
            return Ok(make(at(start), at(stop), x.step * step as i64));
        }
        if key.ty().slots().index.is_none() {
            return Err(vm.type_error(format!("range indices must be integers or slices, not {}", key.ty().name())));
        }
        let i = ops::index_subscript(vm, key)?;
        match list::position(i, x.len() as usize) {
            Some(i) => Ok(Value::int(x.start + i as i64 * x.step)),
            None => Err(vm.index_error("range object index out of range")),
        }
    });
    s.contains = Some(|vm, v, x| match crate::builtins::int::as_i64(x) {
        Some(i) => Ok(r(v).position(i).is_some()),
        None => ops::contains_by_iteration(vm, v, x),
    });
    s.compare = Some(|_, a, b, op| {
        let Some(y) = b.downcast::<RangeObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let x = r(a);
        let n = x.len();
        let same = n == y.len() && (n == 0 || x.start == y.start && (n == 1 || x.step == y.step));
        Ok(match op {
            CmpOp::Eq => Value::bool(same),
            CmpOp::Ne => Value::bool(!same),
            _ => Value::NOT_IMPLEMENTED,
        })
    });
    s.hash = Some(|vm, v| {
        let x = r(v);
        let n = x.len();
        let or_none = |on: bool, i: i64| if on { Value::int(i) } else { Value::NONE };
        let t = crate::builtins::tuple::new(vec![Value::int(n), or_none(n > 0, x.start), or_none(n > 1, x.step)]);
        ops::hash(vm, &t)
    });
}
fn find(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match crate::builtins::int::as_i64(&a[1]).and_then(|i| r(&a[0]).position(i)) {
        Some(k) => Ok(Value::int(k)),
        None => {
            let t = ops::repr(vm, &a[1])?;
            Err(vm.value_error(format!("{} is not in range", crate::builtins::str::text(&t))))
        }
    }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reversed__",
        |_, a| {
            let x = r(&a[0]);
            let n = x.len();
            Ok(new_iter(x.start + (n - 1) * x.step, -x.step, n))
        },
        "($self, /)",
        "Return a reverse iterator.",
    ),
    NativeDef::new(
        "index",
        find,
        "($self, value, /)",
        "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present.",
    ),
    NativeDef::new(
        "count",
        |_, a| Ok(Value::int(i64::from(crate::builtins::int::as_i64(&a[1]).is_some_and(|i| r(&a[0]).position(i).is_some())))),
        "($self, value, /)",
        "rangeobject.count(value) -> integer -- return number of occurrences of value",
    ),
];
static GETSET: &[GetSet] = &[
    GetSet::new("start", |_, v| Ok(Value::int(r(v).start)), None, ""),
    GetSet::new("stop", |_, v| Ok(Value::int(r(v).stop)), None, ""),
    GetSet::new("step", |_, v| Ok(Value::int(r(v).step)), None, ""),
];

/// Payload of iterators over small ints.
#[repr(C)]
pub struct RangeIter {
    /// Next value.
    pub next: Cell<i64>,
    /// Step.
    pub step: Cell<i64>,
    /// Values left.
    pub remaining: Cell<i64>,
}
/// `range_iterator`
pub static ITER: TypeDef = TypeDef::new::<RangeIter>("range_iterator").flags(ty::flag::NO_NEW).slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|_, v| {
        let r = crate::native::this::<RangeIter>(v);
        let n = r.remaining.get();
        if n <= 0 {
            return Ok(None);
        }
        let x = r.next.get();
        r.remaining.set(n - 1);
        r.next.set(x.wrapping_add(r.step.get()));
        Ok(Some(Value::int(x)))
    });
});
impl Payload for RangeIter {
    const KIND: Kind = Kind::RangeIter;
    fn def() -> &'static TypeDef {
        &ITER
    }
}
/// An iterator.
pub fn new_iter(start: i64, step: i64, n: i64) -> Value {
    object::new(RangeIter { next: Cell::new(start), step: Cell::new(step), remaining: Cell::new(n) })
}
