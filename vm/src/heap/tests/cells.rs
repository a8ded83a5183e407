//! Cells come from pages by size class and are used again.

use crate::builtins::{list, str, tuple};
use crate::heap::alloc;
use crate::heap::header::{self, flag};
use crate::testing::{with_vm, with_vm_balanced};
use crate::value::Value;

fn at(v: &Value) -> u64 {
    v.word().0
}

#[test]
fn a_freed_cell_is_the_next_one() {
    with_vm(|_| {
        let first = list::new(vec![]);
        let place = at(&first);
        drop(first);
        assert_eq!(at(&list::new(vec![])), place);
        // Two of a class come back in reverse order.
        let pair = [tuple::pair(Value::NONE, Value::NONE), tuple::pair(Value::NONE, Value::NONE)];
        let places = [at(&pair[0]), at(&pair[1])];
        drop(pair);
        let again = [tuple::pair(Value::NONE, Value::NONE), tuple::pair(Value::NONE, Value::NONE)];
        assert_eq!([at(&again[1]), at(&again[0])], places);
    });
}

#[test]
fn all_size_classes_hold_their_items() {
    with_vm(|_| {
        let before = alloc::live_objects().len();
        let kept: Vec<Value> = (1..80).map(|n| tuple::new(vec![Value::int(n); n as usize])).collect();
        for (n, t) in (1..).zip(&kept) {
            assert_eq!(tuple::items(t).len() as i64, n);
            assert!(tuple::items(t).iter().all(|x| x.as_small_int() == Some(n)));
            let size = tuple::ITEMS_OFFSET + n as usize * 8;
            assert_eq!(t.header().unwrap().has(flag::LARGE), size > alloc::MAX_CELL);
            assert_eq!(crate::object::instance::bytes(t), size);
        }
        let live = alloc::live_objects();
        assert_eq!(live.len() - before, kept.len());
        let places: std::collections::HashSet<u64> = live.iter().map(|p| p.addr() as u64 | 4).collect();
        assert!(kept.iter().all(|t| places.contains(&at(t))));
    });
}

#[test]
fn cells_do_not_overlap() {
    with_vm(|_| {
        let kept: Vec<Value> = (0..60).map(|i| tuple::new(vec![Value::int(i); 1 + i as usize % 7])).collect();
        let mut spans: Vec<(u64, u64)> = kept.iter().map(|t| (at(t), at(t) + crate::object::instance::bytes(t) as u64)).collect();
        spans.sort_unstable();
        assert!(spans.windows(2).all(|w| w[0].1 <= w[1].0));
    });
}

#[test]
fn freed_objects_are_not_alive() {
    with_vm(|_| {
        let t = tuple::pair(Value::int(1), Value::int(2));
        let big = tuple::new(vec![Value::NONE; 100]);
        let places = [at(&t), at(&big)];
        let alive = |place: u64| alloc::live_objects().iter().any(|p| p.addr() as u64 | 4 == place);
        assert!(places.iter().all(|&p| alive(p)));
        drop((t, big));
        assert!(!places.iter().any(|&p| alive(p)));
    });
}

#[test]
fn containers_are_counted() {
    with_vm(|_| {
        let before = alloc::pressure();
        let l = list::new(vec![]);
        let s = Value::str("no container");
        assert_eq!(alloc::pressure() - before, 1);
        drop((l, s));
        assert_eq!(alloc::pressure(), before);
    });
}

#[test]
fn objects_of_all_sorts_go() {
    with_vm_balanced(|vm| {
        let n = if cfg!(miri) { 5 } else { 60 };
        let text = Value::str(&"ab".repeat(n * 10));
        let l = list::new(vec![text.clone(), Value::float(1e300), Value::int(i64::MAX), tuple::pair(text, Value::NONE)]);
        let copy = crate::object::ops::binary(vm, crate::object::ops::BinOp::Add, &l, &l).unwrap();
        assert_eq!(super::len(&copy), 8);
        assert!(crate::object::ops::repr(vm, &copy).is_ok_and(|r| str::text(&r).len() > 40));
        let it = crate::object::ops::iter(vm, &copy).unwrap();
        while crate::object::ops::next(vm, &it).unwrap().is_some() {}
    });
}
