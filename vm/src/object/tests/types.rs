//! Types: links between them, lookups and their versions.

use crate::builtins::{bool_, exception, int, list, object, str, tuple, type_};
use crate::object::intern::intern;
use crate::object::ty::as_type;
use crate::object::{Ref, attr};
use crate::testing::{class, get_attr, instance, set_attr, with_vm};
use crate::value::Value;

#[test]
fn native_types_are_linked() {
    with_vm(|vm| {
        assert_eq!(list::new(vec![]).ty().name(), "list");
        assert_eq!(type_::TYPE.get().object().ty().name(), "type");
        assert!(bool_::TYPE.get().is_subtype(int::TYPE.get()));
        assert!(list::new(vec![]).ty().is_subtype(object::TYPE.get()));
        assert!(type_::TYPE.get().value().is(&Value::ELLIPSIS.ty().object().ty().value()));
        let err = vm.type_error("x");
        let exc = vm.take_exception(err);
        assert!(exc.ty().is_subtype(exception::classes().exception));
    });
}

#[test]
fn type_payloads_find_their_object() {
    with_vm(|vm| {
        let c = class(vm, "Found", vec![]);
        let ty = as_type(&c);
        assert!(ty.object().is(&c) && ty.value().is(&c));
        assert_eq!((ty.name().as_str(), ty.full_name().as_str()), ("Found", "Found"));
        assert!(ty.is_heap_type() && ty.has_dict() && ty.has_attr_area());
        assert!(!int::TYPE.get().is_heap_type() && !int::TYPE.get().has_attr_area());
    });
}

#[test]
fn inherited_attributes_follow_the_classes() {
    with_vm(|vm| {
        let base = class(vm, "Base", vec![]);
        let derived = class(vm, "Derived", vec![base.clone()]);
        let a = instance(vm, &derived);
        set_attr(vm, &base, "colour", Value::str("red"));
        assert_eq!(str::text(&get_attr(vm, &a, "colour")), "red");
        set_attr(vm, &derived, "colour", Value::str("blue"));
        assert_eq!(str::text(&get_attr(vm, &a, "colour")), "blue");
        set_attr(vm, &a, "colour", Value::str("own"));
        assert_eq!(str::text(&get_attr(vm, &a, "colour")), "own");
    });
}

#[test]
fn the_order_of_bases_is_linear() {
    with_vm(|vm| {
        let a = class(vm, "A", vec![]);
        let (b, c) = (class(vm, "B", vec![a.clone()]), class(vm, "C", vec![a.clone()]));
        let d = class(vm, "D", vec![b.clone(), c.clone()]);
        let names: Vec<String> = as_type(&d).mro().iter().map(|t| t.name()).collect();
        assert_eq!(names, ["D", "B", "C", "A", "object"]);
        assert!(as_type(&d).is_subtype(as_type(&a)) && !as_type(&a).is_subtype(as_type(&d)));
        assert_eq!(tuple::items(&as_type(&d).bases()).len(), 2);
        set_attr(vm, &c, "x", Value::int(1));
        set_attr(vm, &a, "x", Value::int(2));
        let (found, place) = as_type(&d).lookup_where(&intern("x")).unwrap();
        assert_eq!((found.as_small_int(), place.name()), (Some(1), "C".to_string()));
    });
}

#[test]
fn changes_reach_the_versions_below() {
    with_vm(|vm| {
        let base = class(vm, "Base", vec![]);
        let (derived, other) = (class(vm, "Derived", vec![base.clone()]), class(vm, "Other", vec![]));
        let versions = || [&base, &derived, &other].map(|c| as_type(c).version());
        let before = versions();
        set_attr(vm, &base, "x", Value::int(1));
        let after = versions();
        assert!(before[0] != after[0] && before[1] != after[1] && before[2] == after[2]);
        set_attr(vm, &derived, "x", Value::int(1));
        assert!(versions()[0] == after[0] && versions()[1] != after[1]);
        assert!(as_type(&derived).del_attr(&intern("x")).is_some());
        assert!(as_type(&derived).del_attr(&intern("x")).is_none());
    });
}

#[test]
fn subclasses_come_and_go() {
    with_vm(|vm| {
        let base = class(vm, "Base", vec![]);
        let derived = class(vm, "Derived", vec![base.clone()]);
        let names = || as_type(&base).subclasses().iter().map(|t| t.name()).collect::<Vec<_>>();
        assert_eq!(names(), ["Derived"]);
        drop(derived);
        crate::heap::collect::collect(None);
        assert!(names().is_empty());
    });
}

#[test]
fn slots_follow_special_methods() {
    with_vm(|vm| {
        let c = class(vm, "Sized", vec![]);
        let a = instance(vm, &c);
        assert!(as_type(&c).slots().len.is_none());
        // A bound method of a list as `__len__`: it is called as it is.
        let items = list::new(vec![Value::NONE; 3]);
        let len = get_attr(vm, &items, "__len__");
        set_attr(vm, &c, "__len__", len);
        assert!(as_type(&c).slots().len.is_some());
        assert_eq!(crate::object::ops::len(vm, &a).unwrap(), 3);
        attr::set(vm, &c, &intern("__len__"), None).unwrap();
        assert!(as_type(&c).slots().len.is_none());
    });
}

#[test]
fn typed_references_check_their_payload() {
    with_vm(|_| {
        let l = list::new(vec![Value::int(1)]);
        let Ok(r) = Ref::<list::ListObj>::from_value(l.clone()) else { panic!("a list") };
        assert_eq!((r.len(), crate::testing::rc(&l)), (1, 2));
        let again = r.clone();
        assert!(again.as_value().is(&r.into_value()));
        assert!(Ref::<tuple::TupleObj>::from_value(l).is_err_and(|back| back.downcast::<list::ListObj>().is_some()));
        assert_eq!(Ref::new(list::ListObj::from_vec(vec![])).len(), 0);
    });
}
