//! The collector: what it finds, what it leaves, what runs meanwhile.

use super::{append, len, push};
use crate::builtins::{list, tuple};
use crate::heap::collect;
use crate::heap::header::flag;
use crate::object::dict::{DictObj, new_dict};
use crate::testing::{class, class_with, instance, rc, set_attr, with_vm, with_vm_balanced};
use crate::value::Value;

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
fn what_is_reached_from_outside_stays() {
    with_vm(|_| {
        collect::collect(None);
        let root = list::new(vec![]);
        let (x, y) = (list::new(vec![]), list::new(vec![]));
        push(&x, y.clone());
        push(&y, x.clone());
        push(&root, x.clone());
        drop((x, y));
        assert_eq!(collect::collect(None), 0);
        let x = root.downcast::<list::ListObj>().unwrap().get(0).unwrap();
        assert_eq!((rc(&x), len(&x)), (3, 1));
        drop((x, root));
        assert_eq!(collect::collect(None), 2);
    });
}

#[test]
fn cycles_through_attributes_go() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let (a, b) = (instance(vm, &class), instance(vm, &class));
        let value = list::new(vec![]);
        collect::collect(None);
        for name in ["x", "y", "z", "u", "v", "w", "p"] {
            set_attr(vm, &a, name, value.clone());
        }
        set_attr(vm, &a, "other", b.clone());
        set_attr(vm, &b, "other", a.clone());
        drop((a, b));
        assert_eq!(collect::collect(None), 2);
        assert_eq!(rc(&value), 1);
    });
}

#[test]
fn cycles_through_dicts_go() {
    with_vm(|vm| {
        collect::collect(None);
        let d = new_dict();
        let table = d.downcast::<DictObj>().unwrap();
        table.set(vm, Value::int(1), d.clone()).unwrap();
        table.set(vm, tuple::pair(Value::int(1), Value::int(2)), list::new(vec![d.clone()])).unwrap();
        drop(d);
        assert_eq!(collect::collect(None), 3);
    });
}

#[test]
fn classes_go_with_their_cycles() {
    with_vm(|vm| {
        let c = class(vm, "Gone", vec![]);
        let it = instance(vm, &c);
        set_attr(vm, &c, "it", it);
        collect::collect(None);
        drop(c);
        assert!(collect::collect(None) >= 2, "the class and its instance hold each other");
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
        assert_eq!(len(&saved[0]), 2);
        drop(saved);
        assert_eq!(collect::collect(None), 1);
    });
}

#[test]
fn frozen_objects_are_left_alone() {
    with_vm(|_| {
        collect::collect(None);
        let a = list::new(vec![]);
        push(&a, a.clone());
        a.header().unwrap().set(flag::FROZEN);
        let seen = a.clone();
        drop(a);
        assert_eq!(collect::collect(None), 0);
        seen.header().unwrap().unset(flag::FROZEN);
        drop(seen);
        assert_eq!(collect::collect(None), 1);
    });
}

#[test]
fn finalisers_of_garbage_run_before_it_goes() {
    with_vm(|vm| {
        let notes = list::new(vec![]);
        let note = append(vm, &notes);
        let method = crate::builtins::method::new(note, Value::int(1));
        let class = class_with(vm, "Fin", vec![], &[("__del__", method)]);
        collect::collect(None);
        let a = instance(vm, &class);
        set_attr(vm, &a, "me", a.clone());
        drop(a);
        assert_eq!(len(&notes), 0);
        assert_eq!(collect::collect(None), 1);
        assert_eq!(len(&notes), 1);
    });
}

#[test]
fn garbage_is_collected_completely() {
    with_vm_balanced(|vm| {
        let class = class(vm, "N", vec![]);
        let nodes: Vec<Value> = (0..6).map(|_| instance(vm, &class)).collect();
        for (i, node) in nodes.iter().enumerate() {
            set_attr(vm, node, "next", nodes[(i + 1) % nodes.len()].clone());
            set_attr(vm, node, "all", list::new(nodes.clone()));
        }
    });
}
