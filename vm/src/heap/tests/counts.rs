//! Reference counts, and the order in which things go.

use super::{append, len, push};
use crate::builtins::{list, str, tuple};
use crate::object::dict::{DictObj, new_dict};
use crate::testing::{class, class_with, instance, rc, set_attr, with_vm, with_vm_balanced};
use crate::value::Value;

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
fn containers_own_one_reference_per_place() {
    with_vm(|vm| {
        let x = Value::str("some text");
        let l = list::new(vec![x.clone(), x.clone()]);
        let t = tuple::from_slice(&[x.clone(), x.clone(), x.clone()]);
        let d = new_dict();
        d.downcast::<DictObj>().unwrap().set(vm, x.clone(), x.clone()).unwrap();
        assert_eq!(rc(&x), 8);
        let copy = t.clone();
        assert_eq!((rc(&t), rc(&x)), (2, 8));
        drop((l, t, copy));
        assert_eq!(rc(&x), 3);
        drop(d);
        assert_eq!(rc(&x), 1);
    });
}

#[test]
fn replaced_items_are_released() {
    with_vm(|_| {
        let (x, y) = (Value::str("xx"), Value::str("yy"));
        let l = list::new(vec![x.clone(), x.clone()]);
        let items = l.downcast::<list::ListObj>().unwrap();
        assert!(items.set(0, y.clone()).is_ok_and(|old| old.is(&x)));
        assert!(items.set(2, y.clone()).is_err_and(|back| back.is(&y)));
        assert_eq!((rc(&x), rc(&y)), (2, 2));
        let old = items.replace(vec![y.clone()]);
        assert_eq!((rc(&x), rc(&y), old.len()), (2, 3, 2));
        list::release(old);
        assert_eq!((rc(&x), rc(&y)), (1, 2));
        assert_eq!(items.take().len() + items.len(), 1);
        assert_eq!(rc(&y), 1);
    });
}

#[test]
fn attributes_hold_references() {
    with_vm(|vm| {
        let class = class(vm, "D", vec![]);
        let a = instance(vm, &class);
        let value = list::new(vec![]);
        for name in ["x", "y", "z", "u", "v", "w", "p", "q", "r", "s"] {
            set_attr(vm, &a, name, value.clone());
        }
        assert_eq!(rc(&value), 11);
        set_attr(vm, &a, "x", Value::NONE);
        set_attr(vm, &a, "s", Value::NONE);
        assert_eq!(rc(&value), 9);
        drop(a);
        assert_eq!(rc(&value), 1);
    });
}

#[test]
fn instances_keep_their_class() {
    with_vm(|vm| {
        let class = class(vm, "K", vec![]);
        let before = rc(&class);
        let many: Vec<Value> = (0..5).map(|_| instance(vm, &class)).collect();
        assert_eq!(rc(&class), before + 5);
        drop(many);
        assert_eq!(rc(&class), before);
    });
}

#[test]
fn long_chains_go_without_deep_recursion() {
    with_vm(|_| {
        // Longer than the nesting that `dealloc` allows itself.
        let mut chain = list::new(vec![]);
        for _ in 0..if cfg!(miri) { 250 } else { 200_000 } {
            chain = list::new(vec![chain]);
        }
        let end = Value::str("end");
        let chain = tuple::pair(chain, end.clone());
        assert_eq!(rc(&end), 2);
        drop(chain);
        assert_eq!(rc(&end), 1);
    });
}

#[test]
fn finalisers_run_when_the_last_reference_goes() {
    with_vm(|vm| {
        // A bound method as `__del__` isn't bound again: it is called as it is.
        let notes = list::new(vec![]);
        let keep = append(vm, &notes);
        let method = crate::builtins::method::new(keep.clone(), Value::int(7));
        let class = class_with(vm, "F", vec![], &[("__del__", method)]);
        let a = instance(vm, &class);
        drop(a);
        assert_eq!(len(&notes), 1, "the finaliser ran");
        let b = instance(vm, &class);
        let also = b.clone();
        drop(b);
        assert_eq!(len(&notes), 1, "not before the last reference goes");
        drop(also);
        assert_eq!(len(&notes), 2);
    });
}

#[test]
fn interned_strings_stay() {
    with_vm(|_| {
        let name = crate::object::intern::intern("a name that nobody else has");
        let before = rc(&name);
        let again = crate::object::intern::intern_value(&Value::str("a name that nobody else has"));
        assert!(again.is(&name));
        assert_eq!(rc(&name), before + 1);
        assert!(crate::object::intern::is_interned(&name) && !crate::object::intern::is_interned(&Value::str("loose text")));
        assert_eq!(str::text(&again), "a name that nobody else has");
    });
}

#[test]
fn nothing_is_left_of_instances() {
    with_vm_balanced(|vm| {
        let class = class(vm, "G", vec![]);
        let a = instance(vm, &class);
        for i in 0..12 {
            set_attr(vm, &a, &format!("g{i}"), list::new(vec![Value::str("item")]));
        }
        crate::object::instance::make_dict(a.header().unwrap());
        push(&crate::testing::get_attr(vm, &a, "g3"), a.clone());
    });
}
