//! Weak references and their callbacks.

use super::{append, len, push};
use crate::builtins::{list, weakref};
use crate::heap::header::flag;
use crate::heap::{collect, weak};
use crate::testing::{class, instance, rc, set_attr, with_vm};
use crate::value::Value;
use crate::vm::Vm;

fn refer(vm: &mut Vm, target: &Value, callback: Option<&Value>) -> Value {
    weakref::new(vm, weakref::TYPE.get(), target, callback).unwrap()
}

#[test]
fn they_die_with_their_target() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        let notes = list::new(vec![]);
        let append = append(vm, &notes);
        let plain = refer(vm, &target, None);
        let loud = refer(vm, &target, Some(&append));
        assert_eq!(weak::references(&target).len(), 2);
        assert!(weakref::target(&plain).is_some_and(|t| t.is(&target)));
        drop(target);
        assert!(weakref::target(&plain).is_none() && weakref::target(&loud).is_none());
        assert_eq!(len(&notes), 1);
    });
}

#[test]
fn they_hold_nothing() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        let r = refer(vm, &target, None);
        assert_eq!(rc(&target), 1);
        let strong = weakref::target(&r).unwrap();
        assert_eq!(rc(&target), 2);
        drop(target);
        assert!(weakref::target(&r).is_some_and(|t| t.is(&strong)));
        drop(strong);
        assert!(weakref::target(&r).is_none());
    });
}

#[test]
fn plain_ones_are_shared() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        let (a, b) = (refer(vm, &target, None), refer(vm, &target, None));
        assert!(a.is(&b));
        let notes = list::new(vec![]);
        let append = append(vm, &notes);
        let (c, d) = (refer(vm, &target, Some(&append)), refer(vm, &target, Some(&append)));
        assert!(!c.is(&d));
        // The shared one comes first, then the newest.
        let all = weak::references(&target);
        assert!(all.len() == 3 && all[0].is(&a) && all[1].is(&d) && all[2].is(&c));
    });
}

#[test]
fn one_that_goes_first_is_forgotten() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        drop(refer(vm, &target, None));
        assert!(weak::references(&target).is_empty());
        assert!(!target.header().unwrap().has(flag::HAS_WEAKREF));
        let notes = list::new(vec![]);
        let append = append(vm, &notes);
        drop(refer(vm, &target, Some(&append)));
        drop(target);
        assert_eq!(len(&notes), 0, "a callback of a reference that is gone isn't called");
    });
}

#[test]
fn callbacks_come_newest_first() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        let notes = list::new(vec![]);
        let append = append(vm, &notes);
        let all: Vec<Value> = (0..3).map(|_| refer(vm, &target, Some(&append))).collect();
        assert!(weak::any_callback());
        drop(target);
        let heard = notes.downcast::<list::ListObj>().unwrap().to_vec();
        assert!(heard.len() == 3 && heard.iter().zip(all.iter().rev()).all(|(x, y)| x.is(y)));
    });
}

#[test]
fn garbage_hears_nothing_and_the_living_do() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let notes = list::new(vec![]);
        let append = append(vm, &notes);
        collect::collect(None);
        let (a, b) = (instance(vm, &class), instance(vm, &class));
        set_attr(vm, &a, "other", b.clone());
        set_attr(vm, &b, "other", a.clone());
        let inside = refer(vm, &b, Some(&append));
        set_attr(vm, &a, "watch", inside);
        let outside = refer(vm, &a, Some(&append));
        drop((a, b));
        collect::collect(None);
        assert!(weakref::target(&outside).is_none());
        assert_eq!(len(&notes), 1);
    });
}

#[test]
fn not_everything_can_be_referred_to() {
    with_vm(|vm| {
        for v in [Value::int(1), Value::str("text"), list::new(vec![])] {
            let Err(e) = weakref::new(vm, weakref::TYPE.get(), &v, None) else { panic!("no weak references to {v:?}") };
            let exc = vm.take_exception(e);
            let text = vm.text_of(&exc).unwrap();
            assert_eq!(text, format!("cannot create weak reference to '{}' object", v.ty().name()));
        }
    });
}

#[test]
fn a_callback_may_drop_its_own_reference() {
    with_vm(|vm| {
        let class = class(vm, "C", vec![]);
        let target = instance(vm, &class);
        let held = list::new(vec![]);
        let remove = crate::testing::get_attr(vm, &held, "remove");
        push(&held, refer(vm, &target, Some(&remove)));
        push(&held, Value::int(5));
        drop(remove);
        drop(target);
        assert_eq!(len(&held), 1);
        assert_eq!(rc(&held), 1);
    });
}
