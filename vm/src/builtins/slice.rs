//! slice.
use crate::builtins::{int, tuple};
use crate::heap::header::Kind;
use crate::native::{NativeDef, TypeDef, this};
use crate::num::IntBuf;
use crate::object::error::PyResult;
use crate::object::{self, Payload, ops};
use crate::value::Value;
use crate::vm::Vm;
/// Payload.
pub struct SliceObj {
    /// Start (any value).
    pub start: Value,
    /// Stop.
    pub stop: Value,
    /// Step.
    pub step: Value,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<SliceObj>("slice").generic().final_type().methods(METHODS).getset(GETSET).slots(|s| {
    s.new = Some(|vm, _, args| {
        if args.has_kw() {
            return Err(vm.type_error("slice() takes no keyword arguments"));
        }
        let a = args.all;
        let none = || Value::NONE;
        Ok(match a {
            [stop] => new(none(), stop.clone(), none()),
            [start, stop] => new(start.clone(), stop.clone(), none()),
            [start, stop, step] => new(start.clone(), stop.clone(), step.clone()),
            [] => return Err(vm.type_error("slice expected at least 1 argument, got 0")),
            more => return Err(vm.type_error(format!("slice expected at most 3 arguments, got {}", more.len()))),
        })
    });
    s.repr = Some(|vm, v| {
        let s = crate::native::this::<SliceObj>(v);
        let mut part = |v: &Value| crate::object::ops::repr(vm, v).map(|r| crate::builtins::str::text(&r).into_owned());
        Ok(Value::str(&format!("slice({}, {}, {})", part(&s.start)?, part(&s.stop)?, part(&s.step)?)))
    });
    s.compare = Some(|vm, a, b, op| {
        if b.downcast::<SliceObj>().is_none() || a.downcast::<SliceObj>().is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let (x, y) = (parts(a), parts(b));
        ops::compare(vm, &x, &y, op)
    });
    s.hash = Some(|vm, v| ops::hash(vm, &parts(v)));
});
/// Start, stop and step as a tuple.
fn parts(v: &Value) -> Value {
    let s = this::<SliceObj>(v);
    tuple::new(vec![s.start.clone(), s.stop.clone(), s.step.clone()])
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "indices",
        |vm, a| {
            let n = ops::index(vm, &a[1])?;
            let n = int::to_buf(&n).unwrap_or_default();
            if n.is_negative() {
                return Err(vm.value_error("length should not be negative"));
            }
            let r = indices_big(vm, this::<SliceObj>(&a[0]), &n)?;
            Ok(tuple::new(r.into_iter().map(int::from_buf).collect()))
        },
        "($self, length, /)",
        "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\nindices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices.",
    ),
    NativeDef::new("__reduce__", |_, a| Ok(tuple::pair(TYPE.value(), parts(&a[0]))), "($self, /)", "Return state information for pickling."),
];
static GETSET: &[crate::native::GetSet] = &[
    crate::native::GetSet::new("start", |_, v| Ok(crate::native::this::<SliceObj>(v).start.clone()), Some(readonly), ""),
    crate::native::GetSet::new("stop", |_, v| Ok(crate::native::this::<SliceObj>(v).stop.clone()), Some(readonly), ""),
    crate::native::GetSet::new("step", |_, v| Ok(crate::native::this::<SliceObj>(v).step.clone()), Some(readonly), ""),
];
impl Payload for SliceObj {
    const KIND: Kind = Kind::Slice;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }
}
/// A slice object.
pub fn new(start: Value, stop: Value, step: Value) -> Value {
    object::new(SliceObj { start, stop, step })
}

/// The parts of a slice as numbers cut to the range of isize; None where the part is None.
pub struct Parts {
    start: Option<isize>,
    stop: Option<isize>,
    step: isize,
}

impl Parts {
    /// The parts, if each is None or a small int, which runs no Python code; the step is not zero.
    pub fn plain(start: &Value, stop: &Value, step: &Value) -> Option<Parts> {
        let part = |v: &Value| match v.some() {
            None => Some(None),
            Some(v) => v.as_small_int().map(|i| Some(i as isize)),
        };
        let step = part(step)?.unwrap_or(1);
        (step != 0).then_some(Parts { start: part(start)?, stop: part(stop)?, step })
    }
    /// Is the step 1?
    pub fn is_contiguous(&self) -> bool {
        self.step == 1
    }
}

/// Evaluates the parts, which may run Python code: ask for the length afterwards.
pub fn evaluate(vm: &mut Vm, s: &SliceObj) -> PyResult<Parts> {
    let (step, start, stop) = (bound(vm, &s.step)?, bound(vm, &s.start)?, bound(vm, &s.stop)?);
    let step = step.unwrap_or(1).max(-isize::MAX);
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    Ok(Parts { start, stop, step })
}

/// An index of a slice or of a search: None for None.
fn bound(vm: &mut Vm, v: &Value) -> PyResult<Option<isize>> {
    let Some(v) = v.some() else { return Ok(None) };
    if v.ty().slots().index.is_none() && !int::is_int(v) {
        return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
    }
    ops::index_clipped(vm, v).map(Some)
}

/// Start, stop, step and number of items within `len` items.
#[inline]
pub fn adjust(p: &Parts, len: usize) -> (isize, isize, isize, usize) {
    let (n, step) = (len as isize, p.step);
    let clamp = |i: isize| -> isize {
        let i = if i < 0 { i.saturating_add(n) } else { i };
        if step > 0 { i.clamp(0, n) } else { i.clamp(-1, n - 1) }
    };
    let start = p.start.map_or(if step > 0 { 0 } else { n - 1 }, clamp);
    let stop = p.stop.map_or(if step > 0 { n } else { -1 }, clamp);
    let count = if step == 1 {
        (stop - start).max(0)
    } else if step == -1 {
        (start - stop).max(0)
    } else if step > 0 {
        if stop > start { (stop - start - 1) / step + 1 } else { 0 }
    } else if start > stop {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    (start, stop, step, count as usize)
}

/// Start, stop, step and number of items of a slice of a sequence of `len` items.
pub fn indices(vm: &mut Vm, s: &SliceObj, len: usize) -> PyResult<(isize, isize, isize, usize)> {
    Ok(adjust(&evaluate(vm, s)?, len))
}

/// The `start` and `end` arguments of `find` and its like: None when the start lies beyond the end, where not even the
/// empty string is found. `len` is asked behind the conversion of the arguments.
pub fn search_range(vm: &mut Vm, start: &Value, end: &Value, len: impl Fn() -> usize) -> PyResult<Option<(usize, usize)>> {
    let (start, end) = (bound(vm, start)?, bound(vm, end)?);
    Ok(crate::text::find::clip(len(), start.unwrap_or(0) as i64, end.map_or(i64::MAX, |e| e as i64)))
}

/// The positions that a slice of a sequence of `len` items names.
pub fn positions(vm: &mut crate::vm::Vm, s: &SliceObj, len: usize) -> crate::object::error::PyResult<impl Iterator<Item = usize>> {
    let (start, _, step, n) = indices(vm, s, len)?;
    Ok((0..n as isize).map(move |k| (start + k * step) as usize))
}

/// Start, stop and step within `len` items, for ranges and `slice.indices`, which know no limit.
pub fn indices_big(vm: &mut Vm, s: &SliceObj, len: &IntBuf) -> PyResult<[IntBuf; 3]> {
    let mut part = |v: &Value| -> PyResult<Option<IntBuf>> {
        let Some(v) = v.some() else { return Ok(None) };
        if v.ty().slots().index.is_none() && !int::is_int(v) {
            return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
        }
        let v = ops::index(vm, v)?;
        Ok(int::to_buf(&v))
    };
    let (step, start, stop) = (part(&s.step)?.unwrap_or(IntBuf::ONE), part(&s.start)?, part(&s.stop)?);
    if step.is_zero() {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let back = step.is_negative();
    let (low, high) = if back { (IntBuf::I64(-1), len.sub(&IntBuf::ONE)) } else { (IntBuf::ZERO, len.clone()) };
    let clip = |i: IntBuf| {
        let i = if i.is_negative() { i.add(len) } else { i };
        if i.order(&low).is_lt() {
            low.clone()
        } else if i.order(&high).is_gt() {
            high.clone()
        } else {
            i
        }
    };
    let (first, last) = if back { (&high, &low) } else { (&low, &high) };
    let start = start.map_or_else(|| first.clone(), clip);
    let stop = stop.map_or_else(|| last.clone(), clip);
    Ok([start, stop, step])
}

/// Setter of attributes that are members of the C structure: their message differs from the one of computed attributes.
pub fn readonly(vm: &mut Vm, _: &Value, _: Option<&Value>) -> PyResult<()> {
    Err(vm.raise_new(crate::builtins::exception::classes().attribute_error, "readonly attribute"))
}
