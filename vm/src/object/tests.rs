//! Shapes, instances, types and strings, on objects made by hand.

use crate::builtins::{bool_, exception, int, list, object, str, tuple, type_};
use crate::object::dict::new_dict;
use crate::object::{attr, instance};
use crate::testing::{set_attr, with_vm};
use crate::value::Value;
use crate::vm::Vm;

fn class(vm: &mut Vm, name: &str, bases: Vec<Value>) -> Value {
    let bases = if bases.is_empty() { vec![object::TYPE.value()] } else { bases };
    crate::builtins::class::new_type(vm, type_::TYPE.get(), &Value::str(name), &tuple::new(bases), &new_dict(), &[]).unwrap()
}

#[test]
fn native_types_are_linked() {
    with_vm(|vm| {
        assert_eq!(list::new(vec![]).ty().name(), "list");
        assert_eq!(type_::TYPE.get().object().ty().name(), "type");
        assert!(bool_::TYPE.get().is_subtype(int::TYPE.get()));
        assert!(list::new(vec![]).ty().is_subtype(object::TYPE.get()));
        let err = vm.type_error("x");
        let exc = vm.take_exception(err);
        assert!(exc.ty().is_subtype(exception::classes().exception));
    });
}

#[test]
fn instances_of_one_history_share_a_shape() {
    with_vm(|vm| {
        let c = class(vm, "S", vec![]);
        let (a, b) = (vm.call(&c, &[]).unwrap(), vm.call(&c, &[]).unwrap());
        let shape = |v: &Value| v.header().unwrap().shape().id();
        assert_eq!(shape(&a), shape(&b));
        set_attr(vm, &a, "x", Value::int(1));
        assert_ne!(shape(&a), shape(&b));
        set_attr(vm, &b, "x", Value::str("other"));
        assert_eq!(shape(&a), shape(&b));
        set_attr(vm, &a, "y", Value::int(2));
        let names: Vec<String> = a.header().unwrap().shape().names().iter().map(|n| str::text(n).into_owned()).collect();
        assert_eq!(names, ["x", "y"]);
    });
}

#[test]
fn a_dict_takes_the_attributes_over() {
    with_vm(|vm| {
        let c = class(vm, "T", vec![]);
        let a = vm.call(&c, &[]).unwrap();
        for i in 0..40 {
            set_attr(vm, &a, &format!("a{i}"), Value::int(i));
        }
        let h = a.header().unwrap();
        let d = instance::make_dict(h);
        assert_eq!(d.downcast::<crate::object::dict::DictObj>().unwrap().len(), 40);
        set_attr(vm, &a, "a7", Value::str("seven"));
        let seen = d.downcast::<crate::object::dict::DictObj>().unwrap().get_text("a7").unwrap();
        assert_eq!(str::text(&seen), "seven");
        assert!(instance::delete(h, &crate::object::intern::intern("a7")).is_some());
        let Err(missing) = attr::get_text(vm, &a, "a7") else { panic!("a7 was deleted") };
        drop(vm.take_exception(missing));
    });
}

#[test]
fn inherited_attributes_follow_the_classes() {
    with_vm(|vm| {
        let base = class(vm, "Base", vec![]);
        let derived = class(vm, "Derived", vec![base.clone()]);
        let a = vm.call(&derived, &[]).unwrap();
        set_attr(vm, &base, "colour", Value::str("red"));
        assert_eq!(str::text(&attr::get_text(vm, &a, "colour").unwrap()), "red");
        set_attr(vm, &derived, "colour", Value::str("blue"));
        assert_eq!(str::text(&attr::get_text(vm, &a, "colour").unwrap()), "blue");
        set_attr(vm, &a, "colour", Value::str("own"));
        assert_eq!(str::text(&attr::get_text(vm, &a, "colour").unwrap()), "own");
    });
}

#[test]
fn strings_grow_in_place_and_apart() {
    with_vm(|_| {
        let n = if cfg!(miri) { 50 } else { 1000 };
        let mut s = Value::str("a");
        for _ in 0..n {
            s = str::concat(s, &Value::str("bcé"));
        }
        assert_eq!(str::get(&s).map(|s| s.len()), Some(3 * n + 1));
        let kept = s.clone();
        let longer = str::concat(s, &Value::str("!"));
        assert_eq!(str::get(&kept).map(|s| s.len()), Some(3 * n + 1));
        assert_eq!(str::get(&longer).map(|s| s.len()), Some(3 * n + 2));
        let one = crate::object::intern::intern("a name");
        assert!(one.is(&crate::object::intern::intern(&["a", "name"].join(" "))));
    });
}
