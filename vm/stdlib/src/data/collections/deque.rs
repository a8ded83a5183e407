//! deque and its iterators.

use crate::data::support::{CLASS_GETITEM, itself};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use vm::builtins::{list, str, tuple};
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::error::Raised;
use vm::object::ops::{self, CmpOp};
use vm::object::slots::TypeSlots;
use vm::object::ty::TypeObj;
use vm::object::{attr, intern, new, new_of, ty};
use vm::{NativeDef, PyResult, Value, Vm};

pub(super) struct Deque {
    items: RefCell<VecDeque<Value>>,
    maxlen: Cell<Option<usize>>,
    /// Changes with every change of the items' number or order.
    state: Cell<u64>,
}
payload!(Deque, DEQUE, |s, visit| s.items.borrow().iter().for_each(visit), |s| drop(s.take()));

impl Deque {
    fn new(items: VecDeque<Value>, maxlen: Option<usize>) -> Deque {
        Deque { items: RefCell::new(items), maxlen: Cell::new(maxlen), state: Cell::new(0) }
    }
    fn len(&self) -> usize {
        self.items.borrow().len()
    }
    fn get(&self, i: usize) -> Option<Value> {
        self.items.borrow().get(i).cloned()
    }
    fn changed(&self) {
        self.state.set(self.state.get() + 1);
    }
    fn take(&self) -> VecDeque<Value> {
        self.changed();
        self.items.take()
    }
    fn to_vec(&self) -> Vec<Value> {
        self.items.borrow().iter().cloned().collect()
    }
    /// Is there one item more than allowed?
    fn over(&self, items: &VecDeque<Value>) -> bool {
        self.maxlen.get().is_some_and(|n| items.len() > n)
    }
    fn push_back(&self, x: Value) {
        let dropped = {
            let mut items = self.items.borrow_mut();
            items.push_back(x);
            if self.over(&items) { items.pop_front() } else { None }
        };
        self.changed();
        drop(dropped);
    }
    fn push_front(&self, x: Value) {
        let dropped = {
            let mut items = self.items.borrow_mut();
            items.push_front(x);
            if self.over(&items) { items.pop_back() } else { None }
        };
        self.changed();
        drop(dropped);
    }
    fn remove_at(&self, i: usize) -> Option<Value> {
        self.changed();
        self.items.borrow_mut().remove(i)
    }
}

fn q(v: &Value) -> &Deque {
    this::<Deque>(v)
}

fn extend(vm: &mut Vm, v: &Value, x: &Value, front: bool) -> PyResult<()> {
    let push = if front { Deque::push_front } else { Deque::push_back };
    if v.is(x) {
        for item in q(v).to_vec() {
            push(q(v), item);
        }
        return Ok(());
    }
    ops::for_each(vm, x, |_, item| {
        push(q(v), item);
        Ok(())
    })
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let a = bind!(vm, v.ty(), &DEQUE, args, "(iterable=(), maxlen=None)");
    let maxlen = match a[1].some() {
        Some(n) if !vm::builtins::int::is_int(n) => return Err(vm.type_error("an integer is required")),
        Some(n) => {
            let n = ops::index_i64(vm, n)?;
            Some(usize::try_from(n).map_err(|_| vm.value_error("maxlen must be non-negative"))?)
        }
        None => None,
    };
    q(v).maxlen.set(maxlen);
    drop(q(v).take());
    match a[0].opt() {
        Some(x) => extend(vm, v, x, false),
        None => Ok(()),
    }
}

/// A deque of the same type, items and bound.
fn copy(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let maxlen = q(v).maxlen.get();
    if v.ty().is(DEQUE.get()) {
        let items = q(v).items.borrow().clone();
        return Ok(new(Deque::new(items, maxlen)));
    }
    let ty = v.ty();
    let mut args = vec![v.clone()];
    args.extend(maxlen.map(Value::usize));
    let r = vm.call(&ty.value(), &args)?;
    if r.downcast::<Deque>().is_none() {
        return Err(vm.type_error(format!("{}() must return a deque, not {}", ty.name(), r.ty().name())));
    }
    Ok(r)
}

fn position(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<usize> {
    if key.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("sequence index must be integer, not '{}'", key.ty().name())));
    }
    let i = ops::index_subscript(vm, key)?;
    list::position(i, q(v).len()).ok_or_else(|| vm.index_error("deque index out of range"))
}

fn mutated(vm: &mut Vm) -> Raised {
    vm.runtime_error("deque mutated during iteration")
}

fn absent(vm: &mut Vm, x: &Value) -> Raised {
    match ops::repr(vm, x) {
        Ok(r) => vm.value_error(format!("{} is not in deque", str::text(&r))),
        Err(e) => e,
    }
}

/// Calls `found` with the number of each item in `range` that equals `x`, until it says to stop.
fn search(vm: &mut Vm, d: &Deque, x: &Value, range: (usize, usize), mut found: impl FnMut(usize) -> bool) -> PyResult<()> {
    let state = d.state.get();
    for i in range.0..range.1 {
        let Some(item) = d.get(i) else { break };
        let equal = ops::equal(vm, &item, x)?;
        if d.state.get() != state {
            return Err(mutated(vm));
        }
        if equal && !found(i) {
            break;
        }
    }
    Ok(())
}

fn first(vm: &mut Vm, d: &Deque, x: &Value, range: (usize, usize)) -> PyResult<Option<usize>> {
    let mut at = None;
    search(vm, d, x, range, |i| {
        at = Some(i);
        false
    })?;
    Ok(at)
}

fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let Some(y) = b.downcast::<Deque>() else { return Ok(Value::NOT_IMPLEMENTED) };
    if a.is(b) && matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::bool(op == CmpOp::Eq));
    }
    let (x, y) = (q(a).to_vec(), y.to_vec());
    list::compare_sequences(vm, &x, &y, op)
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if !vm.repr_enter(v) {
        return Ok(Value::str("[...]"));
    }
    let items = list::new(q(v).to_vec());
    let inner = ops::repr(vm, &items);
    vm.repr_leave();
    let inner = inner?;
    let mut buf = vm::text::TextBuf::from(format!("{}(", v.ty().name()).as_str());
    if let Some(s) = str::get(&inner) {
        buf.push_units(s.units());
    }
    if let Some(n) = q(v).maxlen.get() {
        buf.push_str(&format!(", maxlen={n}"));
    }
    buf.push_str(")");
    Ok(str::from_buf(buf))
}

fn repeat_in_place(vm: &mut Vm, v: &Value, n: isize) -> PyResult<Value> {
    let d = q(v);
    let n = n.max(0) as usize;
    let mut times = n;
    if let (Some(max), len @ 1..) = (d.maxlen.get(), d.len()) {
        // More than the bound is thrown away at once.
        times = times.min(max / len + 2);
    }
    let items = list::repeated(vm, &d.to_vec(), times as isize)?;
    let excess = d.maxlen.get().map_or(0, |m| items.len().saturating_sub(m));
    let old = d.take();
    *d.items.borrow_mut() = items.into_iter().skip(excess).collect();
    drop(old);
    Ok(v.clone())
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls: &'static TypeObj, _| Ok(new_of(cls, Deque::new(VecDeque::new(), None))));
    s.init = Some(init);
    s.len = Some(|_, v| Ok(q(v).len()));
    s.iter = Some(|_, v| Ok(new(DequeIter::new(v, 0))));
    s.repr = Some(repr);
    s.compare = Some(compare);
    s.contains = Some(|vm, v, x| Ok(first(vm, q(v), x, (0, usize::MAX))?.is_some()));
    s.getitem = Some(|vm, v, key| {
        let i = position(vm, v, key)?;
        q(v).get(i).ok_or_else(|| vm.index_error("deque index out of range"))
    });
    s.setitem = Some(|vm, v, key, x| {
        let i = position(vm, v, key)?;
        let old = match x {
            Some(x) => q(v).items.borrow_mut().get_mut(i).map(|place| std::mem::replace(place, x.clone())),
            None => q(v).remove_at(i),
        };
        drop(old);
        Ok(())
    });
    s.concat = Some(|vm, a, b| {
        if b.downcast::<Deque>().is_none() {
            return Err(vm.type_error(format!("can only concatenate deque (not \"{}\") to deque", b.ty().name())));
        }
        let r = copy(vm, a)?;
        extend(vm, &r, b, false)?;
        Ok(r)
    });
    s.iconcat = Some(|vm, a, b| {
        extend(vm, a, b, false)?;
        Ok(a.clone())
    });
    s.repeat = Some(|vm, v, n| {
        let r = copy(vm, v)?;
        repeat_in_place(vm, &r, n)
    });
    s.irepeat = Some(repeat_in_place);
}

fn pop(vm: &mut Vm, a: &[Value], front: bool) -> PyResult<Value> {
    let d = q(&a[0]);
    let mut items = d.items.borrow_mut();
    let x = if front { items.pop_front() } else { items.pop_back() };
    drop(items);
    d.changed();
    x.ok_or_else(|| vm.index_error("pop from an empty deque"))
}

fn count(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut n = 0;
    search(vm, q(&a[0]), &a[1], (0, usize::MAX), |_| {
        n += 1;
        true
    })?;
    Ok(Value::int(n))
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = q(&a[0]);
    let range = list::bounds(vm, &a[2], &a[3], d.len())?;
    match first(vm, d, &a[1], range)? {
        Some(i) => Ok(Value::usize(i)),
        None => Err(absent(vm, &a[1])),
    }
}

fn insert(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = q(&a[0]);
    let i = ops::index_i64(vm, &a[1])?;
    let n = d.len();
    if d.maxlen.get() == Some(n) {
        return Err(vm.index_error("deque already at its maximum size"));
    }
    let i = if i < 0 { (i + n as i64).max(0) } else { i.min(n as i64) };
    d.items.borrow_mut().insert(i as usize, a[2].clone());
    d.changed();
    Ok(Value::NONE)
}

fn remove(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = q(&a[0]);
    let state = d.state.get();
    for i in 0..d.len() {
        let Some(item) = d.get(i) else { break };
        let equal = ops::equal(vm, &item, &a[1])?;
        if d.state.get() != state {
            return Err(vm.index_error("deque mutated during remove()."));
        }
        if equal {
            drop(d.remove_at(i));
            return Ok(Value::NONE);
        }
    }
    Err(absent(vm, &a[1]))
}

fn rotate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = match a[1].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 1,
    };
    let d = q(&a[0]);
    let mut items = d.items.borrow_mut();
    if items.len() > 1 {
        let k = n.rem_euclid(items.len() as i64) as usize;
        items.rotate_right(k);
        d.changed();
    }
    Ok(Value::NONE)
}

fn reverse(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = q(&a[0]);
    d.items.borrow_mut().make_contiguous().reverse();
    d.changed();
    Ok(Value::NONE)
}

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let state = match attr::get_opt(vm, &a[0], &intern::intern("__getstate__"))? {
        Some(f) => vm.call(&f, &[])?,
        None => Value::NONE,
    };
    let it = ops::iter(vm, &a[0])?;
    let args = match q(&a[0]).maxlen.get() {
        Some(n) => vec![vm.empty_tuple(), Value::usize(n)],
        None => Vec::new(),
    };
    Ok(tuple::new(vec![a[0].ty().value(), tuple::new(args), state, it]))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "append",
        |_, a| {
            Ok({
                q(&a[0]).push_back(a[1].clone());
                none(())
            })
        },
        "($self, item, /)",
        "Add an element to the right side of the deque.",
    ),
    NativeDef::new(
        "appendleft",
        |_, a| {
            Ok({
                q(&a[0]).push_front(a[1].clone());
                none(())
            })
        },
        "($self, item, /)",
        "Add an element to the left side of the deque.",
    ),
    NativeDef::new(
        "clear",
        |_, a| {
            Ok({
                drop(q(&a[0]).take());
                none(())
            })
        },
        "($self, /)",
        "Remove all elements from the deque.",
    ),
    NativeDef::new("copy", |vm, a| copy(vm, &a[0]), "($self, /)", "Return a shallow copy of a deque."),
    NativeDef::new("__copy__", |vm, a| copy(vm, &a[0]), "($self, /)", "Return a shallow copy of a deque."),
    NativeDef::new("count", count, "($self, value, /)", "Return number of occurrences of value."),
    NativeDef::new(
        "extend",
        |vm, a| extend(vm, &a[0], &a[1], false).map(none),
        "($self, iterable, /)",
        "Extend the right side of the deque with elements from the iterable.",
    ),
    NativeDef::new(
        "extendleft",
        |vm, a| extend(vm, &a[0], &a[1], true).map(none),
        "($self, iterable, /)",
        "Extend the left side of the deque with elements from the iterable.",
    ),
    NativeDef::new(
        "index",
        index,
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
    ),
    NativeDef::new("insert", insert, "($self, index, value, /)", "Insert value before index."),
    NativeDef::new("pop", |vm, a| pop(vm, a, false), "($self, /)", "Remove and return the rightmost element."),
    NativeDef::new("popleft", |vm, a| pop(vm, a, true), "($self, /)", "Remove and return the leftmost element."),
    NativeDef::new("remove", remove, "($self, value, /)", "Remove first occurrence of value."),
    NativeDef::new("reverse", reverse, "($self, /)", "Reverse *IN PLACE*."),
    NativeDef::new("rotate", rotate, "($self, n=1, /)", "Rotate the deque n steps to the right.  If n is negative, rotates left."),
    NativeDef::new("__reversed__", |_, a| Ok(reversed(&a[0], 0)), "($self, /)", "Return a reverse iterator over the deque."),
    NativeDef::new("__reduce__", reduce, "($self, /)", "Return state information for pickling."),
    CLASS_GETITEM,
];

fn none((): ()) -> Value {
    Value::NONE
}

/// `collections.deque`
pub(super) static DEQUE: TypeDef = TypeDef::new::<Deque>("collections.deque")
    .doc("A list-like sequence optimized for data accesses near its endpoints.")
    .flags(ty::flag::WEAKREF | ty::flag::SEQUENCE)
    .methods(METHODS)
    .getset(&[GetSet::new("maxlen", |_, v| Ok(q(v).maxlen.get().map_or(Value::NONE, Value::usize)), None, "maximum size of a deque or None if unbounded")])
    .slots(slots);

/// Both directions: how many items were given, and the state of the deque that this is valid for.
pub(super) struct DequeIter {
    deque: Value,
    given: Cell<usize>,
    len: usize,
    state: u64,
}
payload!(DequeIter, ITER, |s, visit| visit(&s.deque));

impl DequeIter {
    fn new(deque: &Value, given: usize) -> DequeIter {
        let d = q(deque);
        DequeIter { deque: deque.clone(), given: Cell::new(given.min(d.len())), len: d.len(), state: d.state.get() }
    }
}

fn reversed(v: &Value, given: usize) -> Value {
    new_of(REVERSE_ITER.get(), DequeIter::new(v, given))
}

fn next(vm: &mut Vm, v: &Value, back: bool) -> PyResult<Option<Value>> {
    let it = this::<DequeIter>(v);
    let d = q(&it.deque);
    let given = it.given.get();
    // Also at the end: an iterator of an empty deque sees that something was added.
    if d.state.get() != it.state {
        it.given.set(it.len);
        return Err(mutated(vm));
    }
    if given >= it.len {
        return Ok(None);
    }
    it.given.set(given + 1);
    Ok(d.get(if back { it.len - 1 - given } else { given }))
}

fn iter_args(vm: &mut Vm, def: &'static TypeDef, args: &Args) -> PyResult<DequeIter> {
    let a = bind!(vm, def.get(), def, args, "(iterable, index=0, /)");
    if a[0].downcast::<Deque>().is_none() {
        return Err(vm.type_error(format!("{}() argument 1 must be collections.deque, not {}", def.get().name(), a[0].ty().name())));
    }
    let given = match a[1].opt() {
        Some(n) => ops::index_i64(vm, n)?.max(0) as usize,
        None => 0,
    };
    Ok(DequeIter::new(&a[0], given))
}

const ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<DequeIter>(&a[0]);
            Ok(Value::usize(it.len - it.given.get()))
        },
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |_, a| {
            let it = this::<DequeIter>(&a[0]);
            Ok(tuple::pair(a[0].ty().value(), tuple::pair(it.deque.clone(), Value::usize(it.given.get()))))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
];

/// `_collections._deque_iterator`
pub(super) static ITER: TypeDef = TypeDef::new::<DequeIter>("_collections._deque_iterator").final_type().methods(ITER_METHODS).slots(|s| {
    s.new = Some(|vm, _, args| Ok(new(iter_args(vm, &ITER, args)?)));
    s.iter = Some(itself);
    s.next = Some(|vm, v| next(vm, v, false));
});

/// `_collections._deque_reverse_iterator`
pub(super) static REVERSE_ITER: TypeDef = TypeDef::new::<DequeIter>("_collections._deque_reverse_iterator").final_type().methods(ITER_METHODS).slots(|s| {
    s.new = Some(|vm, _, args| Ok(new_of(REVERSE_ITER.get(), iter_args(vm, &REVERSE_ITER, args)?)));
    s.iter = Some(itself);
    s.next = Some(|vm, v| next(vm, v, true));
});
