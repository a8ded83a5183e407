//! Hidden classes.

use crate::builtins::str;
use crate::object::instance;
use crate::object::intern::intern;
use crate::object::shape::SLOTS_MAX;
use crate::object::ty::as_type;
use crate::testing::{class, instance, set_attr, with_vm};
use crate::value::Value;

fn shape_id(v: &Value) -> u32 {
    v.header().unwrap().shape().id()
}

fn names(v: &Value) -> Vec<String> {
    v.header().unwrap().shape().names().iter().map(|n| str::text(n).into_owned()).collect()
}

#[test]
fn instances_of_one_history_share_a_shape() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let (a, b) = (instance(vm, &c), instance(vm, &c));
        assert_eq!(shape_id(&a), shape_id(&b));
        set_attr(vm, &a, "x", Value::int(1));
        assert_ne!(shape_id(&a), shape_id(&b));
        set_attr(vm, &b, "x", Value::str("other"));
        assert_eq!(shape_id(&a), shape_id(&b));
        set_attr(vm, &a, "y", Value::int(2));
        assert_eq!(names(&a), ["x", "y"]);
    });
}

#[test]
fn another_order_is_another_shape() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let (a, b) = (instance(vm, &c), instance(vm, &c));
        for (first, second, v) in [("x", "y", &a), ("y", "x", &b)] {
            set_attr(vm, v, first, Value::int(1));
            set_attr(vm, v, second, Value::int(2));
        }
        assert_ne!(shape_id(&a), shape_id(&b));
        assert_eq!(names(&b), ["y", "x"]);
        // Overwriting is no new history.
        let before = shape_id(&a);
        set_attr(vm, &a, "x", Value::NONE);
        assert_eq!(shape_id(&a), before);
    });
}

#[test]
fn classes_share_no_shapes() {
    with_vm(|vm| {
        let (c, d) = (class(vm, "S", vec![]), class(vm, "S", vec![]));
        let (a, b) = (instance(vm, &c), instance(vm, &d));
        assert_ne!(shape_id(&a), shape_id(&b));
        assert!(a.header().unwrap().shape().ty().is(as_type(&c)));
    });
}

#[test]
fn few_and_many_names_are_found() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let a = instance(vm, &c);
        for n in 0..20 {
            let shape = a.header().unwrap().shape();
            assert_eq!(shape.len(), n);
            for i in 0..n {
                assert_eq!(shape.find(&intern(&format!("n{i}"))), Some(i));
            }
            assert_eq!(shape.find(&intern("n99")), None);
            set_attr(vm, &a, &format!("n{n}"), Value::int(n as i64));
        }
    });
}

#[test]
fn children_are_made_once() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let root = as_type(&c).root_shape();
        let (x, y) = (root.with(&intern("x")), root.with(&intern("y")));
        assert!(std::ptr::eq(x, root.with(&intern("x"))) && !std::ptr::eq(x, y));
        assert!(root.is_empty() && !x.is_empty());
        assert_eq!((x.slots_offset(), x.inline_cap()), (root.slots_offset(), root.inline_cap()));
        assert!(std::ptr::eq(as_type(&c).root_with_cap(root.inline_cap()), root));
        assert!(!std::ptr::eq(as_type(&c).root_with_cap(root.inline_cap() + 8), root));
        assert!(as_type(&c).dict_shape(root.inline_cap()).is_dict());
    });
}

#[test]
fn later_instances_get_more_room() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let a = instance(vm, &c);
        let cap = a.header().unwrap().shape().inline_cap();
        for i in 0..=cap {
            assert!(instance::is_inline(a.header().unwrap()));
            set_attr(vm, &a, &format!("n{i}"), Value::int(0));
        }
        assert!(!instance::is_inline(a.header().unwrap()), "the last one went to the overflow array");
        let b = instance(vm, &c);
        assert!(b.header().unwrap().shape().inline_cap() > cap);
        assert_eq!(a.header().unwrap().shape().inline_cap(), cap);
    });
}

#[test]
fn too_many_attributes_go_to_a_dict() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let a = instance(vm, &c);
        for i in 0..SLOTS_MAX {
            set_attr(vm, &a, &format!("n{i}"), Value::int(i64::from(i)));
        }
        assert!(!a.header().unwrap().shape().is_dict());
        set_attr(vm, &a, "one_more", Value::TRUE);
        assert!(a.header().unwrap().shape().is_dict());
        let h = a.header().unwrap();
        assert!((0..SLOTS_MAX).all(|i| instance::get(h, &intern(&format!("n{i}"))).and_then(|v| v.as_small_int()) == Some(i64::from(i))));
        assert_eq!(instance::get(h, &intern("one_more")).and_then(|v| v.as_bool()), Some(true));
    });
}
