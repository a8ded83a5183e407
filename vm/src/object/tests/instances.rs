//! Attributes of instances: inline, overflow, members, the dict; classes that change.

use crate::builtins::{list, property, str, tuple};
use crate::object::dict::{DictObj, new_dict};
use crate::object::intern::intern;
use crate::object::ty::as_type;
use crate::object::{attr, instance as inst};
use crate::testing::{class, class_with, get_attr, instance, rc, set_attr, with_vm};
use crate::value::Value;
use crate::vm::Vm;

fn small(v: &Value) -> i64 {
    v.as_small_int().unwrap()
}

fn is_missing(vm: &mut Vm, v: &Value, name: &str) -> bool {
    match attr::get_text(vm, v, name) {
        Ok(_) => false,
        Err(e) => vm.take_exception(e).ty().name() == "AttributeError",
    }
}

#[test]
fn slots_inline_and_beyond() {
    with_vm(|vm| {
        let c = class(vm, "I", vec![]);
        let a = instance(vm, &c);
        for i in 0..15 {
            set_attr(vm, &a, &format!("a{i}"), Value::int(i));
        }
        let h = a.header().unwrap();
        for i in 0..15 {
            assert_eq!(small(&inst::slot_get(h, i as usize)), i);
            assert_eq!(small(&inst::slot_set(h, i as usize, Value::int(-i))), i);
            assert_eq!(small(&get_attr(vm, &a, &format!("a{i}"))), -i);
        }
        assert!(inst::dict_of(h).is_none());
    });
}

#[test]
fn a_dict_takes_the_attributes_over() {
    with_vm(|vm| {
        let c = class(vm, "T", vec![]);
        let a = instance(vm, &c);
        for i in 0..40 {
            set_attr(vm, &a, &format!("a{i}"), Value::int(i));
        }
        let h = a.header().unwrap();
        let d = inst::make_dict(h);
        let table = d.downcast::<DictObj>().unwrap();
        assert_eq!(table.len(), 40);
        set_attr(vm, &a, "a7", Value::str("seven"));
        assert_eq!(str::text(&table.get_text("a7").unwrap()), "seven");
        table.set_text("fresh", Value::int(5));
        assert_eq!(small(&get_attr(vm, &a, "fresh")), 5);
        assert!(inst::make_dict(h).is(&d) && inst::dict_of(h).is_some_and(|x| x.is(&d)));
        assert!(inst::delete(h, &intern("a7")).is_some() && inst::delete(h, &intern("a7")).is_none());
        assert!(is_missing(vm, &a, "a7"));
    });
}

#[test]
fn deleting_moves_to_a_dict() {
    with_vm(|vm| {
        let c = class(vm, "T", vec![]);
        let a = instance(vm, &c);
        let x = Value::str("value x");
        set_attr(vm, &a, "x", x.clone());
        set_attr(vm, &a, "y", Value::int(2));
        attr::set(vm, &a, &intern("x"), None).unwrap();
        assert_eq!(rc(&x), 1);
        assert!(is_missing(vm, &a, "x"));
        assert_eq!(small(&get_attr(vm, &a, "y")), 2);
        let Err(e) = attr::set(vm, &a, &intern("x"), None) else { panic!("x is gone") };
        drop(vm.take_exception(e));
    });
}

#[test]
fn a_dict_can_be_replaced() {
    with_vm(|vm| {
        let c = class(vm, "T", vec![]);
        let a = instance(vm, &c);
        let x = list::new(vec![]);
        for i in 0..9 {
            set_attr(vm, &a, &format!("x{i}"), x.clone());
        }
        let d = new_dict();
        d.downcast::<DictObj>().unwrap().set_text("z", Value::int(9));
        inst::replace_dict(a.header().unwrap(), d.clone());
        assert_eq!(rc(&x), 1);
        assert!(is_missing(vm, &a, "x0"));
        assert_eq!(small(&get_attr(vm, &a, "z")), 9);
        set_attr(vm, &a, "w", Value::int(1));
        assert_eq!(d.downcast::<DictObj>().unwrap().len(), 2);
    });
}

#[test]
fn members_stand_before_the_slots() {
    with_vm(|vm| {
        let slots = tuple::new(vec![Value::str("p"), Value::str("q")]);
        let c = class_with(vm, "M", vec![], &[("__slots__", slots)]);
        let a = instance(vm, &c);
        let h = a.header().unwrap();
        assert!(is_missing(vm, &a, "p") && inst::member(h, 0).is_null());
        let x = list::new(vec![]);
        set_attr(vm, &a, "q", x.clone());
        assert!(inst::member(h, 1).is(&x) && get_attr(vm, &a, "q").is(&x));
        assert!(attr::set(vm, &a, &intern("other"), Some(&x)).map_err(|e| drop(vm.take_exception(e))).is_err(), "no dict, no other names");
        // A subclass has both: members and attributes of its own.
        let d = class(vm, "N", vec![c.clone()]);
        let b = instance(vm, &d);
        for name in ["other", "p", "q", "r", "s", "t", "u"] {
            set_attr(vm, &b, name, x.clone());
        }
        assert_eq!((rc(&x), as_type(&d).n_members()), (9, 2));
        drop(b);
        assert_eq!(rc(&x), 2);
        assert!(inst::set_member(h, 1, Value::NULL).is(&x));
        assert!(is_missing(vm, &a, "q"));
    });
}

#[test]
fn variable_sized_objects_keep_attributes_elsewhere() {
    with_vm(|vm| {
        let c = class(vm, "Pair", vec![tuple::TYPE.value()]);
        let x = list::new(vec![]);
        let items = list::new(vec![Value::int(1), x.clone()]);
        let a = vm.call(&c, &[items]).unwrap();
        assert_eq!(tuple::items(&a).len(), 2);
        for i in 0..10 {
            set_attr(vm, &a, &format!("a{i}"), x.clone());
        }
        assert!(get_attr(vm, &a, "a9").is(&x) && tuple::items(&a)[1].is(&x));
        let d = inst::make_dict(a.header().unwrap());
        assert_eq!(d.downcast::<DictObj>().unwrap().len(), 10);
        drop(d);
        drop(a);
        assert_eq!(rc(&x), 1);
        let s = class(vm, "Text", vec![str::TYPE.value()]);
        let t = vm.call(&s, &[Value::str("text")]).unwrap();
        set_attr(vm, &t, "note", x.clone());
        assert_eq!(str::text(&t), "text");
        drop(t);
        assert_eq!(rc(&x), 1);
    });
}

#[test]
fn payloads_and_attributes_live_together() {
    with_vm(|vm| {
        for base in [list::TYPE.value(), crate::builtins::dict::TYPE.value(), crate::builtins::set::SET.value()] {
            let c = class(vm, "Sub", vec![base]);
            let a = instance(vm, &c);
            let x = list::new(vec![]);
            for i in 0..7 {
                set_attr(vm, &a, &format!("a{i}"), x.clone());
            }
            assert_eq!((rc(&x), crate::object::ops::len(vm, &a).unwrap()), (8, 0));
            drop(a);
            assert_eq!(rc(&x), 1);
        }
    });
}

#[test]
fn data_descriptors_come_before_attributes() {
    with_vm(|vm| {
        let c = class(vm, "D", vec![]);
        let a = instance(vm, &c);
        set_attr(vm, &a, "kind", Value::str("own"));
        set_attr(vm, &c, "kind", Value::str("of the class"));
        assert_eq!(str::text(&get_attr(vm, &a, "kind")), "own");
        // A property is a data descriptor. Its getter is a type here: `kind` is `type(a)`.
        let getter = vm.call(&property::TYPE.value(), &[crate::builtins::type_::TYPE.value()]).unwrap();
        set_attr(vm, &c, "kind", getter);
        assert!(get_attr(vm, &a, "kind").is(&c));
        let Err(e) = attr::set(vm, &a, &intern("kind"), Some(&Value::NONE)) else { panic!("the property has no setter") };
        let exc = vm.take_exception(e);
        assert_eq!(vm.text_of(&exc).unwrap(), "property of 'D' object has no setter");
    });
}

#[test]
fn an_object_may_change_its_class() {
    with_vm(|vm| {
        let (c, d) = (class(vm, "From", vec![]), class(vm, "To", vec![]));
        set_attr(vm, &d, "greeting", Value::str("hello"));
        let a = instance(vm, &c);
        for i in 0..6 {
            set_attr(vm, &a, &format!("a{i}"), Value::int(i));
        }
        let (before_c, before_d) = (rc(&c), rc(&d));
        set_attr(vm, &a, "__class__", d.clone());
        assert!(a.ty().is(as_type(&d)));
        assert_eq!((rc(&c), rc(&d)), (before_c - 1, before_d + 1));
        assert_eq!(small(&get_attr(vm, &a, "a5")), 5);
        assert_eq!(str::text(&get_attr(vm, &a, "greeting")), "hello");
        drop(a);
        assert_eq!(rc(&d), before_d);
    });
}
