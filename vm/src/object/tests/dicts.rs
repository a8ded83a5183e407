//! The table of dicts: order, holes, growth, versions.

use crate::builtins::tuple;
use crate::object::dict::{DictCore, DictObj, new_dict};
use crate::object::intern::intern;
use crate::object::{Obj, ops};
use crate::testing::{rc, with_vm};
use crate::value::Value;
use crate::vm::Vm;

const MANY: i64 = if cfg!(miri) { 60 } else { 1000 };

fn table(d: &Value) -> &Obj<DictObj> {
    d.downcast::<DictObj>().unwrap()
}

fn ints(d: &Obj<DictObj>) -> Vec<i64> {
    d.keys().iter().map(|k| k.as_small_int().unwrap()).collect()
}

fn with_ints(vm: &mut Vm, n: i64) -> Value {
    let d = new_dict();
    for i in 0..n {
        table(&d).set(vm, Value::int(i), Value::int(i * 10)).unwrap();
    }
    d
}

#[test]
fn keys_of_all_sorts() {
    with_vm(|vm| {
        let held = new_dict();
        let d = table(&held);
        for i in 0..MANY {
            d.set(vm, Value::int(i), Value::int(i * 2)).unwrap();
            d.set(vm, Value::str(&format!("k{i}")), tuple::new(vec![Value::int(i)])).unwrap();
        }
        for i in (0..MANY).step_by(3) {
            assert_eq!(d.remove(vm, &Value::int(i)).unwrap().and_then(|v| v.as_small_int()), Some(i * 2));
        }
        assert_eq!(d.len() as i64, 2 * MANY - (MANY + 2) / 3);
        assert_eq!(d.get(vm, &Value::int(50)).unwrap().and_then(|v| v.as_small_int()), Some(100));
        assert!(d.get(vm, &Value::int(51)).unwrap().is_none());
        let one = tuple::new(vec![Value::int(1)]);
        assert!(ops::equal(vm, &d.get_text("k1").unwrap(), &one).unwrap());
    });
}

#[test]
fn equal_keys_of_other_types_are_one() {
    with_vm(|vm| {
        let d = with_ints(vm, 3);
        let d = table(&d);
        assert_eq!(d.get(vm, &Value::float(2.0)).unwrap().and_then(|v| v.as_small_int()), Some(20));
        assert_eq!(d.get(vm, &Value::TRUE).unwrap().and_then(|v| v.as_small_int()), Some(10));
        d.set(vm, Value::float(1.0), Value::NONE).unwrap();
        assert_eq!((d.len(), ints(d)), (3, vec![0, 1, 2]));
        let Err(e) = d.get(vm, &crate::builtins::list::new(vec![])) else { panic!("a list has no hash") };
        let exc = vm.take_exception(e);
        assert_eq!(vm.text_of(&exc).unwrap(), "cannot use 'list' as a dict key (unhashable type: 'list')");
    });
}

#[test]
fn empty_places_remain_when_keys_come_and_go() {
    with_vm(|vm| {
        let d = with_ints(vm, 20);
        let d = table(&d);
        for i in 0..4 * MANY {
            d.set(vm, Value::int(i + 20), Value::NONE).unwrap();
            d.remove(vm, &Value::int(i + 20)).unwrap();
            assert!(d.get(vm, &Value::int(-1 - i)).unwrap().is_none());
        }
        assert_eq!(ints(d), (0..20).collect::<Vec<_>>());
    });
}

#[test]
fn order_is_that_of_insertion() {
    with_vm(|vm| {
        let d = with_ints(vm, 12);
        let d = table(&d);
        d.remove(vm, &Value::int(3)).unwrap();
        d.set(vm, Value::int(3), Value::NONE).unwrap();
        d.set(vm, Value::int(0), Value::NONE).unwrap();
        assert_eq!(ints(d), [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 3]);
        assert_eq!(d.values().len(), d.items().len());
        assert!(d.items()[0].1.is_none());
    });
}

#[test]
fn taking_from_either_end() {
    with_vm(|vm| {
        let d = with_ints(vm, MANY);
        let d = table(&d);
        for i in 0..MANY / 2 {
            let (at, k, _) = d.next_entry(0).unwrap();
            assert_eq!(k.as_small_int(), Some(i));
            d.remove_entry(at);
            assert_eq!(d.pop_last().unwrap().0.as_small_int(), Some(MANY - 1 - i));
        }
        assert!(d.is_empty() && d.pop_last().is_none() && d.next_entry(0).is_none() && d.prev_entry(usize::MAX).is_none());
        d.set(vm, Value::int(1), Value::int(2)).unwrap();
        assert_eq!(ints(d), [1]);
    });
}

#[test]
fn entries_can_be_moved() {
    with_vm(|vm| {
        for n in [3, 8, 9, 30] {
            let held = with_ints(vm, n);
            let d = table(&held);
            let at = |d: &Obj<DictObj>, k: i64| d.core().find_small_int(&Value::int(k)).unwrap();
            d.move_entry(at(d, 1), false);
            d.move_entry(at(d, 0), true);
            d.move_entry(at(d, 0), true);
            let want: Vec<i64> = [1].into_iter().chain(2..n).chain([0]).collect();
            assert_eq!(ints(d), want);
            for k in 0..n {
                d.move_entry(at(d, k), false);
            }
            assert_eq!(ints(d), (0..n).rev().collect::<Vec<_>>());
            assert!((0..n).all(|k| d.core().find_small_int(&Value::int(k)).is_some()));
        }
    });
}

#[test]
fn iterating_skips_holes() {
    with_vm(|vm| {
        let d = with_ints(vm, 10);
        let d = table(&d);
        for k in [0, 1, 5, 9] {
            d.remove(vm, &Value::int(k)).unwrap();
        }
        let mut seen = vec![];
        let mut i = 0;
        while let Some((at, k, v)) = d.next_entry(i) {
            assert_eq!(k.as_small_int().map(|k| k * 10), v.as_small_int());
            seen.push(k.as_small_int().unwrap());
            i = at + 1;
        }
        assert_eq!(seen, [2, 3, 4, 6, 7, 8]);
        assert_eq!((d.count_from(0), d.count_from(5), d.count_from(99), d.n_entries()), (6, 3, 0, 10));
        assert!(d.entry(0).is_none() && d.entry(2).is_some() && d.entry(10).is_none());
        assert_eq!(d.prev_entry(6).and_then(|(_, k, _)| k.as_small_int()), Some(4));
        assert_eq!(d.next_key(5).and_then(|(_, k, _)| k.as_small_int()), Some(6));
    });
}

#[test]
fn versions_name_the_keys() {
    with_vm(|vm| {
        let d = with_ints(vm, 3);
        let d = table(&d);
        assert_eq!(d.current_version(), 0);
        let v = d.keys_version();
        assert!(v != 0 && d.keys_version() == v && d.current_version() == v);
        d.set(vm, Value::int(1), Value::NONE).unwrap();
        assert_eq!(d.current_version(), v, "a value is no key");
        d.set(vm, Value::int(7), Value::NONE).unwrap();
        assert_eq!(d.current_version(), 0);
        let w = d.keys_version();
        assert_ne!(w, v);
        d.remove(vm, &Value::int(7)).unwrap();
        assert_ne!(d.keys_version(), w);
    });
}

#[test]
fn copies_are_apart_and_without_holes() {
    with_vm(|vm| {
        let x = Value::str("a value");
        let d = with_ints(vm, 20);
        let d = table(&d);
        for k in 0..10 {
            d.remove(vm, &Value::int(k)).unwrap();
        }
        d.set(vm, Value::int(30), x.clone()).unwrap();
        let copy = crate::object::new(DictObj::from_core(d.copy_core()));
        let copy = table(&copy);
        assert_eq!((copy.n_entries(), ints(copy)), (11, ints(d)));
        assert_eq!(rc(&x), 3);
        d.remove(vm, &Value::int(30)).unwrap();
        assert!(copy.has(vm, &Value::int(30)).unwrap() && !d.has(vm, &Value::int(30)).unwrap());
        drop(d.take());
        assert_eq!((d.len(), copy.len()), (0, 11));
        drop(copy.replace(DictCore::new()));
        assert_eq!(rc(&x), 1);
    });
}

#[test]
fn string_keys_by_identity_and_by_text() {
    with_vm(|_| {
        let mut core = DictCore::new();
        let key = intern("some key");
        assert!(core.insert_str(key.clone(), Value::int(1)).is_none());
        for i in 0..30 {
            core.insert_str(Value::str(&format!("other {i}")), Value::int(i));
        }
        assert_eq!(core.find_str(&key), core.find_str(&Value::str(&["some", "key"].join(" "))));
        let old = core.insert_str(Value::str("some key"), Value::int(2));
        assert_eq!((old.and_then(|v| v.as_small_int()), core.len()), (Some(1), 31));
        assert!(core.entries()[0].key.is(&key), "the first key stays");
        assert!(core.find_str(&Value::str("absent")).is_none() && !core.is_empty());
    });
}

#[test]
fn keys_with_one_hash_are_told_apart() {
    with_vm(|vm| {
        // -1 and -2 have the same hash, and so do 0 and 2**61 - 1.
        let big = Value::int((1 << 61) - 1);
        let held = new_dict();
        let d = table(&held);
        for (i, k) in [Value::int(-1), Value::int(-2), Value::int(0), big.clone(), Value::float(-2.5)].into_iter().enumerate() {
            d.set(vm, k, Value::usize(i)).unwrap();
        }
        let want = [(Value::int(-1), 0), (Value::int(-2), 1), (Value::int(0), 2), (big, 3), (Value::float(-2.5), 4)];
        for (k, v) in want {
            assert_eq!(d.get(vm, &k).unwrap().and_then(|v| v.as_small_int()), Some(v));
        }
    });
}
