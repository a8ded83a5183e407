//! slice.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
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

/// Start, stop, step and number of items of a slice of a sequence of `len` items.
pub fn indices(vm: &mut crate::vm::Vm, s: &SliceObj, len: usize) -> crate::object::error::PyResult<(isize, isize, isize, usize)> {
    use crate::object::ops::index_clipped;
    let mut part = |v: &Value| -> crate::object::error::PyResult<Option<isize>> {
        if v.is_none() {
            return Ok(None);
        }
        if v.ty().slots().index.is_none() && !crate::builtins::int::is_int(v) {
            return Err(vm.type_error("slice indices must be integers or None or have an __index__ method"));
        }
        index_clipped(vm, v).map(Some)
    };
    let (step, start, stop) = (part(&s.step)?, part(&s.start)?, part(&s.stop)?);
    let step = step.unwrap_or(1).max(-isize::MAX);
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let n = len as isize;
    let clamp = |i: isize| -> isize {
        let i = if i < 0 { i.saturating_add(n) } else { i };
        if step > 0 { i.clamp(0, n) } else { i.clamp(-1, n - 1) }
    };
    let start = start.map_or(if step > 0 { 0 } else { n - 1 }, clamp);
    let stop = stop.map_or(if step > 0 { n } else { -1 }, clamp);
    let count = if step > 0 {
        if stop > start { (stop - start - 1) / step + 1 } else { 0 }
    } else if start > stop {
        (start - stop - 1) / -step + 1
    } else {
        0
    };
    Ok((start, stop, step, count as usize))
}
/// The positions that a slice of a sequence of `len` items names.
pub fn positions(vm: &mut crate::vm::Vm, s: &SliceObj, len: usize) -> crate::object::error::PyResult<impl Iterator<Item = usize>> {
    let (start, _, step, n) = indices(vm, s, len)?;
    Ok((0..n as isize).map(move |k| (start + k * step) as usize))
}
