//! groupby and its groups.

use crate::data::support::{CLASS_GETITEM, itself};
use std::cell::{Cell, RefCell};
use vm::native::{TypeDef, this};
use vm::object::{new, new_of, ops, ty};
use vm::{PyResult, Value, Vm};

pub(super) struct GroupBy {
    it: Value,
    key: Value,
    /// Key of the group that was given last; NULL before the first.
    target: RefCell<Value>,
    /// Key and item read last; NULL before the first, the item NULL once it was given.
    current_key: RefCell<Value>,
    current: RefCell<Value>,
    /// Number of the group that may still give items: a newer group ends the older ones.
    group: Cell<u64>,
}
payload!(
    GroupBy,
    GROUPBY,
    |s, visit| {
        visit(&s.it);
        visit(&s.key);
        for c in [&s.target, &s.current_key, &s.current] {
            visit(&c.borrow());
        }
    },
    |s| {
        let old = [&s.target, &s.current_key, &s.current].map(|c| c.replace(Value::NULL));
        drop(old)
    }
);

/// Reads one item and computes its key; false at the end.
fn step(vm: &mut Vm, g: &GroupBy) -> PyResult<bool> {
    let Some(x) = ops::next(vm, &g.it)? else { return Ok(false) };
    let key = if g.key.is_none() { x.clone() } else { vm.call1(&g.key, &x)? };
    let old = (g.current.replace(x), g.current_key.replace(key));
    drop(old);
    Ok(true)
}

/// `itertools.groupby`
pub(super) static GROUPBY: TypeDef = TypeDef::new::<GroupBy>("itertools.groupby")
    .doc("make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &GROUPBY, args, "(iterable, key=None)");
            let it = ops::iter(vm, &a[0])?;
            let null = || RefCell::new(Value::NULL);
            let key = a[1].some().cloned().unwrap_or(Value::NONE);
            Ok(new_of(cls, GroupBy { it, key, target: null(), current_key: null(), current: null(), group: Cell::new(0) }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let g = this::<GroupBy>(v);
            g.group.set(g.group.get() + 1);
            // Skip what is left of the present group.
            loop {
                let (key, target) = (g.current_key.borrow().clone(), g.target.borrow().clone());
                if !key.is_null() && (target.is_null() || !ops::equal(vm, &target, &key)?) {
                    break;
                }
                if !step(vm, g)? {
                    return Ok(None);
                }
            }
            let key = g.current_key.borrow().clone();
            drop(g.target.replace(key.clone()));
            let grouper = new(Grouper { parent: v.clone(), key: key.clone(), number: g.group.get() });
            Ok(Some(vm::builtins::tuple::new(vec![key, grouper])))
        });
    })
    .methods(&[CLASS_GETITEM]);

pub(super) struct Grouper {
    parent: Value,
    key: Value,
    number: u64,
}
payload!(Grouper, GROUPER, |s, visit| {
    visit(&s.parent);
    visit(&s.key)
});

/// `itertools._grouper`
pub(super) static GROUPER: TypeDef = TypeDef::new::<Grouper>("itertools._grouper").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|vm, v| {
        let own = this::<Grouper>(v);
        let g = this::<GroupBy>(&own.parent);
        if g.group.get() != own.number {
            return Ok(None);
        }
        if g.current.borrow().is_null() && !step(vm, g)? {
            return Ok(None);
        }
        let key = g.current_key.borrow().clone();
        if !ops::equal(vm, &own.key, &key)? {
            return Ok(None);
        }
        let x = g.current.replace(Value::NULL);
        // Comparing keys may have come back here and taken the item.
        Ok(x.opt().cloned())
    });
});
