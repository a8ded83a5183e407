//! Cells, counts, weak references and the collector, on objects made by hand.

use super::{alloc, collect, weak};
use crate::builtins::{list, tuple, type_, weakref};
use crate::object::dict::{DictObj, new_dict};
use crate::object::ops;
use crate::testing::{set_attr, with_vm};
use crate::value::Value;
use crate::vm::Vm;

fn rc(v: &Value) -> u32 {
    v.header().map_or(0, |h| h.rc.get())
}

fn push(l: &Value, v: Value) {
    l.downcast::<list::ListObj>().unwrap().push(v);
}

#[test]
fn counts_follow_clones() {
    with_vm(|_| {
        let l = list::new(vec![Value::int(1), Value::str("é"), Value::float(1e300)]);
        assert_eq!(rc(&l), 1);
        let (a, b) = (l.clone(), l.clone());
        assert_eq!(rc(&l), 3);
        drop(a);
        let held = tuple::new(vec![b]);
        assert_eq!(rc(&l), 2);
        drop(held);
        assert_eq!(rc(&l), 1);
        assert_eq!(rc(&Value::int(5)), 0);
    });
}

#[test]
fn cells_are_used_again() {
    with_vm(|_| {
        let at = |v: &Value| v.word().0;
        let first = list::new(vec![]);
        let place = at(&first);
        drop(first);
        assert_eq!(at(&list::new(vec![])), place);
        // Every size class, and beyond the largest.
        let kept: Vec<Value> = (0..80).map(|n| tuple::new(vec![Value::str("x"); n])).collect();
        for (n, t) in kept.iter().enumerate() {
            assert_eq!(tuple::items(t).len(), n);
        }
        let live = alloc::live_objects();
        for t in kept.iter().skip(1) {
            assert!(live.iter().any(|p| *p as u64 == t.word().0 & !7));
        }
    });
}

#[test]
fn cycles_are_found() {
    with_vm(|_| {
        collect::collect(None);
        let a = list::new(vec![]);
        push(&a, a.clone());
        let outside = list::new(vec![]);
        let pair = tuple::new(vec![list::new(vec![outside.clone()]), Value::int(7)]);
        push(&tuple::items(&pair)[0].clone(), pair.clone());
        drop(pair);
        assert_eq!(collect::collect(None), 2);
        assert_eq!((rc(&a), rc(&outside)), (2, 1));
        drop(a);
        assert_eq!(collect::collect(None), 1);
        assert_eq!(collect::collect(None), 0);
    });
}

#[test]
fn saved_garbage_stays_alive() {
    with_vm(|_| {
        collect::collect(None);
        let a = list::new(vec![Value::int(3)]);
        push(&a, a.clone());
        drop(a);
        let mut saved = Vec::new();
        assert_eq!(collect::collect(Some(&mut saved)), 1);
        assert_eq!(saved[0].downcast::<list::ListObj>().unwrap().len(), 2);
        drop(saved);
        assert_eq!(collect::collect(None), 1);
    });
}

fn plain_class(vm: &mut Vm, name: &str) -> Value {
    let bases = tuple::new(vec![crate::builtins::object::TYPE.value()]);
    crate::builtins::class::new_type(vm, type_::TYPE.get(), &Value::str(name), &bases, &new_dict(), &[]).unwrap()
}

#[test]
fn weak_references_die_with_their_target() {
    with_vm(|vm| {
        let class = plain_class(vm, "C");
        let target = vm.call(&class, &[]).unwrap();
        let notes = list::new(vec![]);
        let append = crate::object::attr::get_text(vm, &notes, "append").unwrap();
        let plain = weakref::new(vm, weakref::TYPE.get(), &target, None).unwrap();
        let loud = weakref::new(vm, weakref::TYPE.get(), &target, Some(&append)).unwrap();
        assert_eq!(weak::references(&target).len(), 2);
        assert!(weakref::target(&plain).is_some_and(|t| t.is(&target)));
        drop(target);
        assert!(weakref::target(&plain).is_none() && weakref::target(&loud).is_none());
        assert_eq!(notes.downcast::<list::ListObj>().unwrap().len(), 1);
        // One that goes before its target is forgotten.
        let target = vm.call(&class, &[]).unwrap();
        drop(weakref::new(vm, weakref::TYPE.get(), &target, None).unwrap());
        assert_eq!(weak::references(&target).len(), 0);
        drop((notes, append, loud));
    });
}

#[test]
fn attributes_hold_references() {
    with_vm(|vm| {
        let class = plain_class(vm, "D");
        let (a, b) = (vm.call(&class, &[]).unwrap(), vm.call(&class, &[]).unwrap());
        let value = list::new(vec![]);
        for name in ["x", "y", "z", "u", "v", "w", "p", "q", "r", "s"] {
            set_attr(vm, &a, name, value.clone());
        }
        assert_eq!(rc(&value), 11);
        set_attr(vm, &a, "x", b.clone());
        set_attr(vm, &b, "x", a.clone());
        assert_eq!(rc(&value), 10);
        drop((a, b));
        assert!(collect::collect(None) >= 2);
        assert_eq!(rc(&value), 1);
    });
}

#[test]
fn dict_of_everything() {
    with_vm(|vm| {
        let held = new_dict();
        let d = held.downcast::<DictObj>().unwrap();
        let n: i64 = if cfg!(miri) { 100 } else { 1000 };
        for i in 0..n {
            d.set(vm, Value::int(i), Value::int(i * 2)).unwrap();
            d.set(vm, Value::str(&format!("k{i}")), tuple::new(vec![Value::int(i)])).unwrap();
        }
        for i in (0..n).step_by(3) {
            assert_eq!(d.remove(vm, &Value::int(i)).unwrap().and_then(|v| v.as_small_int()), Some(i * 2));
        }
        assert_eq!(d.len() as i64, 2 * n - (n + 2) / 3);
        assert_eq!(d.get(vm, &Value::int(50)).unwrap().and_then(|v| v.as_small_int()), Some(100));
        assert!(d.get(vm, &Value::int(51)).unwrap().is_none());
        let one = tuple::new(vec![Value::int(1)]);
        assert!(ops::equal(vm, &d.get_text("k1").unwrap(), &one).unwrap());
        // The last key comes and goes: empty places must remain.
        for i in 0..4 * n {
            d.set(vm, Value::int(i + n), Value::NONE).unwrap();
            d.remove(vm, &Value::int(i + n)).unwrap();
            assert!(d.get(vm, &Value::int(-1 - i)).unwrap().is_none());
        }
    });
}
