//! count, cycle, repeat.

use crate::data::support::{add, is_number, itself};
use std::cell::{Cell, RefCell};
use vm::builtins::{int, str};
use vm::native::{TypeDef, this};
use vm::object::{new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

pub(super) struct Count {
    next: RefCell<Value>,
    step: Value,
}
payload!(Count, COUNT, |s, visit| {
    visit(&s.next.borrow());
    visit(&s.step)
});

/// `itertools.count`
pub(super) static COUNT: TypeDef = TypeDef::new::<Count>("itertools.count")
    .doc("Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &COUNT, args, "(start=0, step=1)");
            let start = a[0].opt().cloned().unwrap_or(Value::int(0));
            let step = a[1].opt().cloned().unwrap_or(Value::int(1));
            if !is_number(&start) || !is_number(&step) {
                return Err(vm.type_error("a number is required"));
            }
            Ok(new_of(cls, Count { next: RefCell::new(start), step }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let c = this::<Count>(v);
            let now = c.next.borrow().clone();
            let next = add(vm, &now, &c.step)?;
            drop(c.next.replace(next));
            Ok(Some(now))
        });
        s.repr = Some(|vm, v| {
            let c = this::<Count>(v);
            let now = c.next.borrow().clone();
            let first = ops::repr(vm, &now)?;
            let name = v.ty().name();
            if int::is_int(&c.step) && int::as_i64(&c.step) == Some(1) {
                return Ok(Value::str(&format!("{name}({})", str::text(&first))));
            }
            let step = ops::repr(vm, &c.step)?;
            Ok(Value::str(&format!("{name}({}, {})", str::text(&first), str::text(&step))))
        });
    })
    .methods(&[crate::data::support::CLASS_GETITEM]);

pub(super) struct Cycle {
    /// NULL once exhausted.
    it: RefCell<Value>,
    saved: RefCell<Vec<Value>>,
    at: Cell<usize>,
}
payload!(
    Cycle,
    CYCLE,
    |s, visit| {
        visit(&s.it.borrow());
        s.saved.borrow().iter().for_each(visit)
    },
    |s| {
        let old = (s.it.replace(Value::NULL), std::mem::take(&mut *s.saved.borrow_mut()));
        drop(old)
    }
);

/// `itertools.cycle`
pub(super) static CYCLE: TypeDef = TypeDef::new::<Cycle>("itertools.cycle")
    .doc("Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &CYCLE, args, "(iterable, /)");
            let it = ops::iter(vm, &a[0])?;
            Ok(new_of(cls, Cycle { it: RefCell::new(it), saved: RefCell::default(), at: Cell::new(0) }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let c = this::<Cycle>(v);
            let it = c.it.borrow().clone();
            if !it.is_null() {
                if let Some(x) = ops::next(vm, &it)? {
                    c.saved.borrow_mut().push(x.clone());
                    return Ok(Some(x));
                }
                drop(c.it.replace(Value::NULL));
            }
            let saved = c.saved.borrow();
            if saved.is_empty() {
                return Ok(None);
            }
            let i = c.at.get();
            c.at.set(if i + 1 >= saved.len() { 0 } else { i + 1 });
            Ok(saved.get(i).cloned())
        });
    });

pub(super) struct Repeat {
    object: Value,
    /// None: for ever.
    left: Cell<Option<i64>>,
}
payload!(Repeat, REPEAT, |s, visit| visit(&s.object));

/// `itertools.repeat`
pub(super) static REPEAT: TypeDef = TypeDef::new::<Repeat>("itertools.repeat")
    .doc("repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &REPEAT, args, "(object, times=-1)");
            let left = match a[1].opt() {
                Some(n) => Some(ops::index_i64(vm, n)?.max(0)),
                None => None,
            };
            Ok(new_of(cls, Repeat { object: a[0].clone(), left: Cell::new(left) }))
        });
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            let r = this::<Repeat>(v);
            match r.left.get() {
                Some(0) => Ok(None),
                Some(n) => {
                    r.left.set(Some(n - 1));
                    Ok(Some(r.object.clone()))
                }
                None => Ok(Some(r.object.clone())),
            }
        });
        s.repr = Some(|vm, v| {
            let r = this::<Repeat>(v);
            let x = ops::repr(vm, &r.object)?;
            let name = v.ty().name();
            Ok(Value::str(&match r.left.get() {
                Some(n) => format!("{name}({}, {n})", str::text(&x)),
                None => format!("{name}({})", str::text(&x)),
            }))
        });
    })
    .methods(&[NativeDef::new("__length_hint__", repeat_length_hint, "($self, /)", "Private method returning an estimate of len(list(it)).")]);

fn repeat_length_hint(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match this::<Repeat>(&a[0]).left.get() {
        Some(n) => Ok(Value::int(n)),
        None => Err(vm.type_error("len() of unsized object")),
    }
}
