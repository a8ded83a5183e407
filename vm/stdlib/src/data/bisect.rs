//! _bisect: positions in sorted sequences.

use crate::data::support::fill;
use vm::builtins::list::ListObj;
use vm::import::NativeModule;
use vm::object::ops::{self, CmpOp};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_bisect",
    init: |_, m| {
        fill(m, "_bisect", FUNCTIONS, &[]);
        super::support::set(m, "__doc__", Value::str("Bisection algorithms."));
        Ok(())
    },
};

/// The part of a sequence to search.
fn limits(vm: &mut Vm, seq: &Value, lo: &Value, hi: &Value) -> PyResult<(usize, usize)> {
    let lo = match lo.opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 0,
    };
    let Ok(lo) = usize::try_from(lo) else { return Err(vm.value_error("lo must be non-negative")) };
    let hi = match hi.some() {
        Some(n) => ops::index_i64(vm, n)?,
        None => ops::len(vm, seq)? as i64,
    };
    Ok((lo, hi.max(0) as usize))
}

fn item(vm: &mut Vm, seq: &Value, i: usize) -> PyResult<Value> {
    match seq.downcast_exact::<ListObj>().and_then(|l| l.get(i)) {
        Some(x) => Ok(x),
        None => ops::getitem(vm, seq, &Value::usize(i)),
    }
}

/// Where `x` belongs: after equal items if `right`, else before them.
fn find(vm: &mut Vm, seq: &Value, x: &Value, (mut lo, mut hi): (usize, usize), key: &Value, right: bool) -> PyResult<usize> {
    while lo < hi {
        let middle = lo + (hi - lo) / 2;
        let mut m = item(vm, seq, middle)?;
        if let Some(key) = key.some() {
            m = vm.call1(key, &m)?;
        }
        let (a, b) = if right { (x, &m) } else { (&m, x) };
        let less = match (a.as_small_int(), b.as_small_int()) {
            (Some(p), Some(q)) => p < q,
            _ => ops::compare_bool(vm, a, b, CmpOp::Lt)?,
        };
        if less == right { hi = middle } else { lo = middle + 1 }
    }
    Ok(lo)
}

fn bisect(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let range = limits(vm, &a[0], &a[2], &a[3])?;
    find(vm, &a[0], &a[1], range, &a[4], right).map(Value::usize)
}

fn insort(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let x = match a[4].some() {
        Some(key) => vm.call1(key, &a[1])?,
        None => a[1].clone(),
    };
    let range = limits(vm, &a[0], &a[2], &a[3])?;
    let i = find(vm, &a[0], &x, range, &a[4], right)?;
    if let Some(l) = a[0].downcast_exact::<ListObj>() {
        let v = l.vec();
        v.insert(i.min(v.len()), a[1].clone());
    } else {
        drop(vm.call_method(&a[0], "insert", &[Value::usize(i), a[1].clone()])?);
    }
    Ok(Value::NONE)
}

const SIG: &str = "(a, x, lo=0, hi=None, *, key=None)";

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "bisect_right",
        |vm, a| bisect(vm, a, true),
        SIG,
        "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\ninsert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
    ),
    NativeDef::new(
        "bisect_left",
        |vm, a| bisect(vm, a, false),
        SIG,
        "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\ninsert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
    ),
    NativeDef::new(
        "insort_right",
        |vm, a| insort(vm, a, true),
        SIG,
        "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
    ),
    NativeDef::new(
        "insort_left",
        |vm, a| insort(vm, a, false),
        SIG,
        "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
    ),
];
