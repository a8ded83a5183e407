//! range: three ints of any size.
//!
//! A range whose start and stop are immediate ints (61 bits) is kept as machine numbers, and its iterator is the one that the
//! interpreter steps by itself. All others keep big numbers and have an iterator of their own.

use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{int, tuple};
use crate::heap::header::Kind;
use crate::native::{GetSet, NativeDef, TypeDef, this};
use crate::num::IntBuf;
use crate::object::error::PyResult;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ty};
use crate::value::{Value, Word};
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// The numbers of a big range.
struct Big {
    start: IntBuf,
    stop: IntBuf,
    step: IntBuf,
    len: IntBuf,
}
/// Payload of ranges.
#[repr(C)]
pub struct RangeObj {
    start: i64,
    stop: i64,
    step: i64,
    /// Set if the numbers are too large for the three fields.
    big: Option<Box<Big>>,
}
/// What a range is, for a `match`.
enum Bounds<'a> {
    Small { start: i64, stop: i64, step: i64 },
    Big(&'a Big),
}
/// `range`
pub static TYPE: TypeDef = TypeDef::new::<RangeObj>("range")
    .doc("range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).")
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

/// Number of values; `step` isn't zero.
fn count(start: &IntBuf, stop: &IntBuf, step: &IntBuf) -> IntBuf {
    let span = if step.is_negative() { start.sub(stop) } else { stop.sub(start) };
    if span.signum() <= 0 {
        return IntBuf::ZERO;
    }
    match span.sub(&IntBuf::ONE).floordiv(&step.abs()) {
        Ok(n) => n.add(&IntBuf::ONE),
        Err(_) => IntBuf::ZERO,
    }
}
impl RangeObj {
    /// Where compiled code, which makes only ranges of small numbers, finds the fields.
    pub const START: usize = std::mem::offset_of!(object::Obj<RangeObj>, data) + std::mem::offset_of!(RangeObj, start);
    /// The stop.
    pub const STOP: usize = std::mem::offset_of!(object::Obj<RangeObj>, data) + std::mem::offset_of!(RangeObj, stop);
    /// The step.
    pub const STEP: usize = std::mem::offset_of!(object::Obj<RangeObj>, data) + std::mem::offset_of!(RangeObj, step);
    /// Size of the object.
    pub const SIZE: usize = std::mem::size_of::<object::Obj<RangeObj>>();

    /// Start, stop and step, if they are small.
    pub fn small(&self) -> Option<(i64, i64, i64)> {
        self.big.is_none().then_some((self.start, self.stop, self.step))
    }
    fn bounds(&self) -> Bounds<'_> {
        match &self.big {
            Some(big) => Bounds::Big(big),
            None => Bounds::Small { start: self.start, stop: self.stop, step: self.step },
        }
    }
    fn start(&self) -> IntBuf {
        match self.bounds() {
            Bounds::Small { start, .. } => IntBuf::I64(start),
            Bounds::Big(b) => b.start.clone(),
        }
    }
    fn stop(&self) -> IntBuf {
        match self.bounds() {
            Bounds::Small { stop, .. } => IntBuf::I64(stop),
            Bounds::Big(b) => b.stop.clone(),
        }
    }
    fn step(&self) -> IntBuf {
        match self.bounds() {
            Bounds::Small { step, .. } => IntBuf::I64(step),
            Bounds::Big(b) => b.step.clone(),
        }
    }
    fn len(&self) -> IntBuf {
        match self.bounds() {
            Bounds::Small { start, stop, step } => IntBuf::I64(small_len(start, stop, step)),
            Bounds::Big(b) => b.len.clone(),
        }
    }
    /// Value `i`, which may lie outside.
    fn item(&self, i: &IntBuf) -> IntBuf {
        self.start().add(&i.mul(&self.step()))
    }
    /// Where the value `x` is.
    fn position(&self, x: &IntBuf) -> Option<IntBuf> {
        if let (Bounds::Small { start, stop, step }, Some(x)) = (self.bounds(), x.to_i64()) {
            let (d, s) = (i128::from(x) - i128::from(start), i128::from(step));
            let k = d / s;
            return (d % s == 0 && k >= 0 && k < i128::from(small_len(start, stop, step))).then_some(IntBuf::I64(k as i64));
        }
        let (k, rest) = x.sub(&self.start()).divmod(&self.step()).ok()?;
        (rest.is_zero() && !k.is_negative() && k.order(&self.len()).is_lt()).then_some(k)
    }
}
/// Number of values: start and stop have 61 bits, so it fits.
fn small_len(start: i64, stop: i64, step: i64) -> i64 {
    if step > 0 {
        if stop > start { (stop - start - 1) / step + 1 } else { 0 }
    } else if start > stop {
        ((start - stop - 1) as u64 / step.unsigned_abs()) as i64 + 1
    } else {
        0
    }
}
fn r(v: &Value) -> &object::Obj<RangeObj> {
    this::<RangeObj>(v)
}
fn immediate(v: &IntBuf) -> Option<i64> {
    v.to_i64().filter(|i| Word::int(*i).is_some())
}
fn make(start: IntBuf, stop: IntBuf, step: IntBuf) -> Value {
    let obj = match (immediate(&start), immediate(&stop), step.to_i64()) {
        (Some(start), Some(stop), Some(step)) => RangeObj { start, stop, step, big: None },
        _ => {
            let len = count(&start, &stop, &step);
            RangeObj { start: 0, stop: 0, step: 0, big: Some(Box::new(Big { start, stop, step, len })) }
        }
    };
    object::new(obj)
}
/// An empty range, to be filled with small numbers.
pub fn blank() -> Value {
    object::new(RangeObj { start: 0, stop: 0, step: 1, big: None })
}
/// The iterator over a range of small numbers; the step isn't zero.
pub fn small_iter(start: i64, stop: i64, step: i64) -> Value {
    new_iter(start, step, small_len(start, stop, step))
}
fn number(vm: &mut Vm, v: &Value) -> PyResult<IntBuf> {
    if let Some(i) = v.as_small_int() {
        return Ok(IntBuf::I64(i));
    }
    let v = ops::index(vm, v)?;
    Ok(int::to_buf(&v).unwrap_or_default())
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, _, args| {
        if args.has_kw() {
            return Err(vm.type_error("range() takes no keyword arguments"));
        }
        match args.all {
            [stop] => Ok(make(IntBuf::ZERO, number(vm, stop)?, IntBuf::ONE)),
            [start, stop] => Ok(make(number(vm, start)?, number(vm, stop)?, IntBuf::ONE)),
            [start, stop, step] => {
                let (start, stop, step) = (number(vm, start)?, number(vm, stop)?, number(vm, step)?);
                if step.is_zero() {
                    return Err(vm.value_error("range() arg 3 must not be zero"));
                }
                Ok(make(start, stop, step))
            }
            [] => Err(vm.type_error("range expected at least 1 argument, got 0")),
            more => Err(vm.type_error(format!("range expected at most 3 arguments, got {}", more.len()))),
        }
    });
    s.len = Some(|vm, v| match r(v).len().to_i64() {
        Some(n) => Ok(n as usize),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    });
    s.iter = Some(|_, v| Ok(forward(v)));
    s.repr = Some(|vm, v| {
        let x = r(v);
        let mut text = |n: IntBuf| match n.to_decimal_limited(int::limit()) {
            Ok(t) => Ok(t),
            Err(e) => Err(int::raise(vm, e)),
        };
        let (start, stop) = (text(x.start())?, text(x.stop())?);
        let step = x.step();
        Ok(Value::str(&if step.to_i64() == Some(1) { format!("range({start}, {stop})") } else { format!("range({start}, {stop}, {})", text(step)?) }))
    });
    s.bool = Some(|_, v| Ok(!r(v).len().is_zero()));
    s.getitem = Some(getitem);
    s.contains = Some(|vm, v, x| {
        if int::is_exact_int(x) || x.as_bool().is_some() {
            return Ok(int::number(x).is_some_and(|i| r(v).position(&i).is_some()));
        }
        ops::contains_by_iteration(vm, v, x)
    });
    s.compare = Some(|_, a, b, op| {
        let Some(y) = b.downcast::<RangeObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let (x, same) = (r(a), |p: &IntBuf, q: &IntBuf| p.order(q).is_eq());
        let n = x.len();
        let equal = same(&n, &y.len()) && (n.is_zero() || same(&x.start(), &y.start()) && (n.to_i64() == Some(1) || same(&x.step(), &y.step())));
        Ok(match op {
            CmpOp::Eq => Value::bool(equal),
            CmpOp::Ne => Value::bool(!equal),
            _ => Value::NOT_IMPLEMENTED,
        })
    });
    s.hash = Some(|vm, v| {
        let x = r(v);
        let n = x.len();
        let or_none = |on: bool, i: IntBuf| if on { int::from_buf(i) } else { Value::NONE };
        let t = tuple::new(vec![int::from_buf(n.clone()), or_none(!n.is_zero(), x.start()), or_none(n.order(&IntBuf::ONE).is_gt(), x.step())]);
        ops::hash(vm, &t)
    });
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    let x = r(v);
    if let Some(s) = key.downcast::<SliceObj>() {
        let [start, stop, step] = slice::indices_big(vm, s, &x.len())?;
        return Ok(make(x.item(&start), x.item(&stop), x.step().mul(&step)));
    }
    if key.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("range indices must be integers or slices, not {}", key.ty().name())));
    }
    let mut i = number(vm, key)?;
    let n = x.len();
    if i.is_negative() {
        i = i.add(&n);
    }
    if i.is_negative() || i.order(&n).is_ge() {
        return Err(vm.index_error("range object index out of range"));
    }
    Ok(int::from_buf(x.item(&i)))
}
fn find(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !int::is_exact_int(&a[1]) && a[1].as_bool().is_none() {
        let (it, mut k) = (forward(&a[0]), 0);
        while let Some(x) = ops::next(vm, &it)? {
            if ops::equal(vm, &x, &a[1])? {
                return Ok(Value::int(k));
            }
            k += 1;
        }
        return Err(vm.value_error("sequence.index(x): x not in sequence"));
    }
    match int::number(&a[1]).and_then(|i| r(&a[0]).position(&i)) {
        Some(k) => Ok(int::from_buf(k)),
        None => {
            let t = ops::repr(vm, &a[1])?;
            Err(vm.value_error(format!("{} is not in range", crate::builtins::str::text(&t))))
        }
    }
}
fn count_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if int::is_exact_int(&a[1]) || a[1].as_bool().is_some() {
        return Ok(Value::int(i64::from(int::number(&a[1]).is_some_and(|i| r(&a[0]).position(&i).is_some()))));
    }
    let (it, mut n) = (forward(&a[0]), 0);
    while let Some(x) = ops::next(vm, &it)? {
        n += i64::from(ops::equal(vm, &x, &a[1])?);
    }
    Ok(Value::int(n))
}
fn forward(v: &Value) -> Value {
    match r(v).bounds() {
        Bounds::Small { start, stop, step } => new_iter(start, step, small_len(start, stop, step)),
        Bounds::Big(b) => big_iter(b.start.clone(), b.step.clone(), b.len.clone()),
    }
}
fn backward(v: &Value) -> Value {
    match r(v).bounds() {
        Bounds::Small { start, stop, step } => {
            let n = small_len(start, stop, step);
            new_iter(start.wrapping_add((n - 1).wrapping_mul(step)), step.wrapping_neg(), n)
        }
        Bounds::Big(b) => big_iter(r(v).item(&b.len.sub(&IntBuf::ONE)), b.step.neg(), b.len.clone()),
    }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("__reversed__", |_, a| Ok(backward(&a[0])), "($self, /)", "Return a reverse iterator."),
    NativeDef::new(
        "__reduce__",
        |_, a| {
            let x = r(&a[0]);
            let args = [x.start(), x.stop(), x.step()].map(int::from_buf);
            Ok(tuple::pair(TYPE.value(), tuple::from_slice(&args)))
        },
        "($self, /)",
        "",
    ),
    NativeDef::new(
        "index",
        find,
        "($self, value, /)",
        "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present.",
    ),
    NativeDef::new("count", count_method, "($self, value, /)", "rangeobject.count(value) -> integer -- return number of occurrences of value"),
];
static GETSET: &[GetSet] = &[
    GetSet::new("start", |_, v| Ok(int::from_buf(r(v).start())), Some(slice::readonly), ""),
    GetSet::new("stop", |_, v| Ok(int::from_buf(r(v).stop())), Some(slice::readonly), ""),
    GetSet::new("step", |_, v| Ok(int::from_buf(r(v).step())), Some(slice::readonly), ""),
];

/// `(iter, (range,), None)`: an iterator is pickled as one over the rest.
fn reduced(vm: &mut Vm, next: IntBuf, step: IntBuf, left: &IntBuf) -> PyResult<Value> {
    let stop = next.add(&step.mul(left));
    let rest = make(next, stop, step);
    Ok(tuple::new(vec![vm.builtin("iter")?, tuple::from_slice(&[rest]), Value::NONE]))
}

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
pub static ITER: TypeDef = TypeDef::new::<RangeIter>("range_iterator").flags(ty::flag::NO_NEW).final_type().methods(ITER_METHODS).slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|_, v| {
        let r = this::<RangeIter>(v);
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
static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| Ok(Value::int(this::<RangeIter>(&a[0]).remaining.get().max(0))),
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<RangeIter>(&a[0]);
            reduced(vm, IntBuf::I64(it.next.get()), IntBuf::I64(it.step.get()), &IntBuf::I64(it.remaining.get()))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let it = this::<RangeIter>(&a[0]);
            let n = ops::index_i64(vm, &a[1])?.clamp(0, it.remaining.get().max(0));
            it.next.set(it.next.get().wrapping_add(n.wrapping_mul(it.step.get())));
            it.remaining.set(it.remaining.get() - n);
            Ok(Value::NONE)
        },
        "($self, state, /)",
        "Set state information for unpickling.",
    ),
];
impl Payload for RangeIter {
    const KIND: Kind = Kind::RangeIter;
    fn def() -> &'static TypeDef {
        &ITER
    }
}
/// An iterator; all its values are immediate ints.
pub fn new_iter(start: i64, step: i64, n: i64) -> Value {
    object::new(RangeIter { next: Cell::new(start), step: Cell::new(step), remaining: Cell::new(n) })
}

/// Payload of iterators over big ranges: the next value and how many are left.
struct BigIter {
    state: RefCell<(IntBuf, IntBuf)>,
    step: IntBuf,
}
static BIG_ITER: TypeDef =
    TypeDef::new::<BigIter>("longrange_iterator").flags(ty::flag::NO_NEW | ty::flag::QUIET_NEXT).final_type().methods(BIG_ITER_METHODS).slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(|_, v| {
            let it = this::<BigIter>(v);
            let mut state = it.state.borrow_mut();
            if state.1.signum() <= 0 {
                return Ok(None);
            }
            let after = (state.0.add(&it.step), state.1.sub(&IntBuf::ONE));
            Ok(Some(int::from_buf(std::mem::replace(&mut *state, after).0)))
        });
    });
static BIG_ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| Ok(int::from_buf(this::<BigIter>(&a[0]).state.borrow().1.clone())),
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<BigIter>(&a[0]);
            let (next, left) = it.state.borrow().clone();
            reduced(vm, next, it.step.clone(), &left)
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let n = number(vm, &a[1])?;
            let it = this::<BigIter>(&a[0]);
            let mut state = it.state.borrow_mut();
            let n = if n.is_negative() {
                IntBuf::ZERO
            } else if n.order(&state.1).is_gt() {
                state.1.clone()
            } else {
                n
            };
            *state = (state.0.add(&n.mul(&it.step)), state.1.sub(&n));
            Ok(Value::NONE)
        },
        "($self, state, /)",
        "Set state information for unpickling.",
    ),
];
impl Payload for BigIter {
    fn def() -> &'static TypeDef {
        &BIG_ITER
    }
}
fn big_iter(next: IntBuf, step: IntBuf, left: IntBuf) -> Value {
    object::new(BigIter { state: RefCell::new((next, left)), step })
}
