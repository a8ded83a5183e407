//! _heapq: heaps in lists, smallest first and (the `_max` functions) largest first.
//!
//! The comparisons are CPython's, in the same order, because programs can observe them. Each may run Python code, which
//! may change the list: its length is checked after each one, and the list is only reached by checked access.

use crate::data::support::fill;
use vm::builtins::list::ListObj;
use vm::import::NativeModule;
use vm::object::error::Raised;
use vm::object::ops::{self, CmpOp};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_heapq",
    init: |_, m| {
        fill(m, "_heapq", FUNCTIONS, &[]);
        super::support::set(m, "__doc__", Value::str("Heap queue algorithm (a.k.a. priority queue)."));
        Ok(())
    },
};

/// Which order a function uses, and its name for messages.
#[derive(Clone, Copy)]
struct Which {
    max: bool,
    name: &'static str,
}

fn heap<'a>(vm: &mut Vm, v: &'a Value, name: &str) -> PyResult<&'a ListObj> {
    match v.downcast::<ListObj>() {
        Some(l) => Ok(l),
        None => Err(vm.type_error(format!("{name}() argument 1 must be list, not {}", v.ty().name()))),
    }
}

#[cold]
fn changed(vm: &mut Vm) -> Raised {
    vm.runtime_error("list changed size during iteration")
}

/// Is `a` before `b` in the heap's order?
#[inline]
fn before(vm: &mut Vm, a: &Value, b: &Value, max: bool) -> PyResult<bool> {
    let (a, b) = if max { (b, a) } else { (a, b) };
    match (a.as_small_int(), b.as_small_int()) {
        (Some(x), Some(y)) => Ok(x < y),
        _ => ops::compare_bool(vm, a, b, CmpOp::Lt),
    }
}

/// Item `i`; the list was `n` long.
#[inline]
fn item(vm: &mut Vm, l: &ListObj, i: usize, n: usize) -> PyResult<Value> {
    match l.get(i) {
        Some(x) if l.len() == n => Ok(x),
        _ => Err(changed(vm)),
    }
}

fn swap(vm: &mut Vm, l: &ListObj, i: usize, j: usize, n: usize) -> PyResult<()> {
    if l.len() != n || i >= n || j >= n {
        return Err(changed(vm));
    }
    l.vec().swap(i, j);
    Ok(())
}

/// Moves the item at `at` up until its parent is not after it, at most to `top`.
fn sift_up_to(vm: &mut Vm, l: &ListObj, top: usize, mut at: usize, max: bool) -> PyResult<()> {
    let n = l.len();
    let x = item(vm, l, at, n)?;
    while at > top {
        let parent = (at - 1) / 2;
        let p = item(vm, l, parent, n)?;
        if !before(vm, &x, &p, max)? {
            break;
        }
        swap(vm, l, at, parent, n)?;
        at = parent;
    }
    if l.len() != n { Err(changed(vm)) } else { Ok(()) }
}

/// Moves the item at `top` down to a leaf along the children that come first, then up to its place.
fn sift_down(vm: &mut Vm, l: &ListObj, top: usize, max: bool) -> PyResult<()> {
    let n = l.len();
    let mut at = top;
    while at < n / 2 {
        let mut child = 2 * at + 1;
        if child + 1 < n {
            let (a, b) = (item(vm, l, child, n)?, item(vm, l, child + 1, n)?);
            child += usize::from(!before(vm, &a, &b, max)?);
        }
        swap(vm, l, at, child, n)?;
        at = child;
    }
    sift_up_to(vm, l, top, at, max)
}

fn push(vm: &mut Vm, a: &[Value], w: Which) -> PyResult<Value> {
    let l = heap(vm, &a[0], w.name)?;
    l.push(a[1].clone());
    sift_up_to(vm, l, 0, l.len() - 1, w.max)?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, a: &[Value], w: Which) -> PyResult<Value> {
    let l = heap(vm, &a[0], w.name)?;
    let Some(last) = l.vec().pop() else { return Err(vm.index_error("index out of range")) };
    match l.set(0, last) {
        Ok(first) => {
            sift_down(vm, l, 0, w.max)?;
            Ok(first)
        }
        Err(only) => Ok(only),
    }
}

fn replace(vm: &mut Vm, a: &[Value], w: Which) -> PyResult<Value> {
    let l = heap(vm, &a[0], w.name)?;
    match l.set(0, a[1].clone()) {
        Ok(first) => {
            sift_down(vm, l, 0, w.max)?;
            Ok(first)
        }
        Err(_) => Err(vm.index_error("index out of range")),
    }
}

fn push_pop(vm: &mut Vm, a: &[Value], w: Which) -> PyResult<Value> {
    let l = heap(vm, &a[0], w.name)?;
    let Some(top) = l.get(0) else { return Ok(a[1].clone()) };
    if !before(vm, &top, &a[1], w.max)? {
        return Ok(a[1].clone());
    }
    replace(vm, a, w)
}

fn heapify(vm: &mut Vm, a: &[Value], w: Which) -> PyResult<Value> {
    let l = heap(vm, &a[0], w.name)?;
    for i in (0..l.len() / 2).rev() {
        sift_down(vm, l, i, w.max)?;
    }
    Ok(Value::NONE)
}

macro_rules! both {
    ($($min:literal $max:literal $f:ident, $sig:literal, $doc:literal;)+) => { &[$(
        NativeDef::new($min, |vm, a| $f(vm, a, Which { max: false, name: $min }), $sig, concat!($doc, ".")),
        NativeDef::new($max, |vm, a| $f(vm, a, Which { max: true, name: $max }), $sig, concat!("Max-heap variant: ", $doc, ".")),
    )+] };
}

static FUNCTIONS: &[NativeDef] = both! {
    "heappush" "heappush_max" push, "(heap, item, /)", "Push item onto heap, maintaining the heap invariant";
    "heappop" "heappop_max" pop, "(heap, /)", "Pop the first item off the heap, maintaining the heap invariant";
    "heapreplace" "heapreplace_max" replace, "(heap, item, /)", "Pop and return the current first value, and add the new item";
    "heappushpop" "heappushpop_max" push_pop, "(heap, item, /)", "Push item on the heap, then pop and return the first item from the heap";
    "heapify" "heapify_max" heapify, "(heap, /)", "Transform list into a heap, in-place, in O(len(heap)) time";
};
