//! tee: several iterators over one source.
//!
//! Items read from the source go into a chain of blocks, each an object of its own, so that the collector sees who refers
//! to what. A tee iterator is a place in that chain; blocks that nobody can reach any more go with their items.

use crate::data::support::itself;
use std::cell::{Cell, RefCell};
use vm::builtins::tuple;
use vm::native::{TypeDef, this};
use vm::object::{new, new_of, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// Items per block: with the rest of the payload about half a kilobyte.
const BLOCK: usize = 57;

pub(super) struct TeeData {
    it: Value,
    items: RefCell<Vec<Value>>,
    /// The next block; NULL in the last one.
    next: RefCell<Value>,
    /// The source is being asked.
    running: Cell<bool>,
}
payload!(
    TeeData,
    TEE_DATA,
    |s, visit| {
        visit(&s.it);
        s.items.borrow().iter().for_each(&mut *visit);
        visit(&s.next.borrow())
    },
    |s| {
        let old = (std::mem::take(&mut *s.items.borrow_mut()), s.next.replace(Value::NULL));
        drop(old)
    }
);

/// `itertools._tee_dataobject`
pub(super) static TEE_DATA: TypeDef =
    TypeDef::new::<TeeData>("itertools._tee_dataobject").doc("Data container common to multiple tee objects.").flags(ty::flag::NO_NEW).final_type();

pub(super) struct Tee {
    block: RefCell<Value>,
    at: Cell<usize>,
}
payload!(Tee, TEE, |s, visit| visit(&s.block.borrow()));

fn block(it: Value) -> Value {
    new(TeeData { it, items: RefCell::new(Vec::with_capacity(BLOCK)), next: RefCell::new(Value::NULL), running: Cell::new(false) })
}

/// The item at `i` of a block, read from the source when it isn't there yet.
fn item(vm: &mut Vm, data: &TeeData, i: usize) -> PyResult<Option<Value>> {
    if let Some(x) = data.items.borrow().get(i) {
        return Ok(Some(x.clone()));
    }
    if data.running.replace(true) {
        return Err(vm.runtime_error("cannot re-enter the tee iterator"));
    }
    let r = ops::next(vm, &data.it);
    data.running.set(false);
    let x = r?;
    if let Some(x) = &x {
        data.items.borrow_mut().push(x.clone());
    }
    Ok(x)
}

/// `itertools._tee`
pub(super) static TEE: TypeDef = TypeDef::new::<Tee>("itertools._tee")
    .doc("Iterator wrapped to make it copyable.")
    .flags(ty::flag::WEAKREF)
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &TEE, args, "(iterable, /)");
            from_iterable(vm, &a[0])
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let t = this::<Tee>(v);
            let mut b = t.block.borrow().clone();
            let mut i = t.at.get();
            if i == BLOCK {
                let data = this::<TeeData>(&b);
                let mut next = data.next.borrow().clone();
                if next.is_null() {
                    next = block(data.it.clone());
                    drop(data.next.replace(next.clone()));
                }
                drop(t.block.replace(next.clone()));
                b = next;
                i = 0;
                t.at.set(0);
            }
            let x = item(vm, this::<TeeData>(&b), i)?;
            if x.is_some() {
                t.at.set(i + 1);
            }
            Ok(x)
        });
    })
    .methods(&[NativeDef::new("__copy__", |_, a| Ok(copy(&a[0])), "($self, /)", "Returns an independent iterator.")]);

fn copy(v: &Value) -> Value {
    let t = this::<Tee>(v);
    new_of(TEE.get(), Tee { block: RefCell::new(t.block.borrow().clone()), at: Cell::new(t.at.get()) })
}

fn from_iterable(vm: &mut Vm, x: &Value) -> PyResult<Value> {
    let it = ops::iter(vm, x)?;
    if it.downcast::<Tee>().is_some() {
        return Ok(copy(&it));
    }
    Ok(new(Tee { block: RefCell::new(block(it)), at: Cell::new(0) }))
}

fn tee(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = match a[1].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 2,
    };
    if n < 0 {
        return Err(vm.value_error("n must be >= 0"));
    }
    if n == 0 {
        return Ok(vm.empty_tuple());
    }
    if let Err(e) = vm::text::ensure_room((n as usize).saturating_mul(64)) {
        return Err(vm::builtins::int::raise(vm, e));
    }
    let first = from_iterable(vm, &a[0])?;
    let mut all = Vec::with_capacity(n as usize);
    for _ in 1..n {
        all.push(copy(&first));
    }
    all.insert(0, first);
    Ok(tuple::new(all))
}

pub(super) static FUNCTIONS: &[NativeDef] = &[NativeDef::new("tee", tee, "(iterable, n=2, /)", "Returns a tuple of n independent iterators.")];
