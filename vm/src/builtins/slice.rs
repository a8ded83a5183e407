//! slice.
use crate::builtins::int;
use crate::heap::header::Kind;
use crate::native::TypeDef;
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
pub static TYPE: TypeDef = TypeDef::new::<SliceObj>("slice").final_type().getset(GETSET).slots(|s| {
    s.new = Some(|vm, _, args| {
        let a = args.all;
        let none = || Value::NONE;
        Ok(match a {
            [stop] => new(none(), stop.clone(), none()),
            [start, stop] => new(start.clone(), stop.clone(), none()),
            [start, stop, step] => new(start.clone(), stop.clone(), step.clone()),
            _ => return Err(vm.type_error(format!("slice expected at least 1 argument, got {}", a.len()))),
        })
    });
    s.repr = Some(|vm, v| {
        let s = crate::native::this::<SliceObj>(v);
        let mut part = |v: &Value| crate::object::ops::repr(vm, v).map(|r| crate::builtins::str::text(&r).into_owned());
        Ok(Value::str(&format!("slice({}, {}, {})", part(&s.start)?, part(&s.stop)?, part(&s.step)?)))
    });
});
static GETSET: &[crate::native::GetSet] = &[
    crate::native::GetSet::new("start", |_, v| Ok(crate::native::this::<SliceObj>(v).start.clone()), None, ""),
    crate::native::GetSet::new("stop", |_, v| Ok(crate::native::this::<SliceObj>(v).stop.clone()), None, ""),
    crate::native::GetSet::new("step", |_, v| Ok(crate::native::this::<SliceObj>(v).step.clone()), None, ""),
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
pub fn adjust(p: Parts, len: usize) -> (isize, isize, isize, usize) {
    let (n, step) = (len as isize, p.step);
    let clamp = |i: isize| -> isize {
        let i = if i < 0 { i.saturating_add(n) } else { i };
        if step > 0 { i.clamp(0, n) } else { i.clamp(-1, n - 1) }
    };
    let start = p.start.map_or(if step > 0 { 0 } else { n - 1 }, clamp);
    let stop = p.stop.map_or(if step > 0 { n } else { -1 }, clamp);
    let count = if step > 0 {
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
    Ok(adjust(evaluate(vm, s)?, len))
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
