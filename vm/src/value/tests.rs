//! Owned values: round trips, counts, views and views of payloads.

use super::{Value, Word};
use crate::builtins::{float, int, list, str, tuple};
use crate::heap::header::Kind;
use crate::testing::{rc, with_vm};

#[test]
fn every_i64_comes_back() {
    with_vm(|_| {
        for bits in 0..64 {
            for near in [-1i64, 0, 1] {
                for v in [(1i64 << bits).wrapping_add(near), (-1i64 << bits).wrapping_add(near)] {
                    let value = Value::int(v);
                    assert_eq!(int::as_i64(&value), Some(v));
                    assert_eq!(value.as_small_int(), Word::int(v).map(|_| v), "boxed only where the word can't hold it");
                    assert_eq!(value.ty().name(), "int");
                    assert!(value.as_float().is_none() && value.as_bool().is_none());
                }
            }
        }
    });
}

#[test]
fn boxed_ints_shrink_to_words() {
    with_vm(|_| {
        let big = int::boxed(i128::from(i64::MAX) + 1);
        assert_eq!((big.kind(), int::as_i64(&big)), (Kind::Int, None));
        assert_eq!(int::to_buf(&int::boxed(5)).and_then(|b| b.to_i64()), Some(5));
        let back = int::from_buf(int::to_buf(&Value::int(-7)).expect("an int"));
        assert_eq!(back.as_small_int(), Some(-7));
    });
}

#[test]
fn every_float_comes_back() {
    with_vm(|_| {
        let extremes = [f64::MAX, f64::MIN, f64::MIN_POSITIVE, f64::from_bits(1), 1e-300, 1e300, -1e300, 2f64.powi(257), 2f64.powi(-256)];
        let plain = [0.0, -0.0, 1.5, f64::INFINITY, f64::NEG_INFINITY, 2f64.powi(256), 2f64.powi(-254)];
        for f in extremes.into_iter().chain(plain) {
            let v = Value::float(f);
            assert_eq!(v.as_float().map(f64::to_bits), Some(f.to_bits()));
            assert_eq!(v.header().is_none(), Word::float(f).is_some(), "boxed only where the word can't hold it");
            assert!(v.as_small_int().is_none() && v.as_bool().is_none());
            assert_eq!(v.ty().name(), "float");
        }
        assert!(Value::float(f64::NAN).as_float().is_some_and(f64::is_nan));
        assert!(float::boxed(1e300).header().is_some());
    });
}

#[test]
fn floats_that_are_boxed_are_those_of_two_bands() {
    for e in -1022..1024 {
        let is_boxed = (-767..-255).contains(&e) || (257..769).contains(&e);
        for f in [2f64.powi(e), -2f64.powi(e), 1.9 * 2f64.powi(e)] {
            assert_eq!(Word::float(f).is_none(), is_boxed, "{f:e}");
        }
    }
}

#[test]
fn constants_answer_for_themselves() {
    with_vm(|_| {
        assert!(Value::NULL.is_null() && Value::NULL.opt().is_none() && Value::NULL.some().is_none());
        assert!(Value::NONE.is_none() && Value::NONE.opt().is_some() && Value::NONE.some().is_none());
        assert!(Value::int(0).opt().is_some() && Value::FALSE.some().is_some());
        assert_eq!((Value::TRUE.as_bool(), Value::FALSE.as_bool(), Value::NONE.as_bool()), (Some(true), Some(false), None));
        assert!(Value::NOT_IMPLEMENTED.is_not_implemented() && Value::default().is_none());
        let names = [Value::NONE, Value::TRUE, Value::NOT_IMPLEMENTED, Value::ELLIPSIS].map(|v| v.ty().name());
        assert_eq!(names, ["NoneType", "bool", "NotImplementedType", "ellipsis"]);
        assert_eq!(Value::NONE.kind(), Kind::Immediate);
    });
}

#[test]
fn a_bare_word_carries_the_reference() {
    with_vm(|_| {
        let l = list::new(vec![]);
        let word = l.clone().into_word();
        assert_eq!(rc(&l), 2);
        // SAFETY: the word owns the reference that `into_word` gave away.
        let again = unsafe { Value::from_owned(word) };
        assert!(again.is(&l));
        drop(again);
        assert_eq!(rc(&l), 1);
        let word = l.word();
        // SAFETY: `l` keeps the object alive.
        let (copy, seen) = unsafe { (Value::from_borrowed(word), Value::view(&word)) };
        assert_eq!(rc(seen), 2);
        drop(copy);
        assert_eq!(rc(&l), 1);
    });
}

#[test]
fn downcasts_tell_types_and_subclasses() {
    with_vm(|vm| {
        let l = list::new(vec![Value::int(1)]);
        assert!(l.downcast::<list::ListObj>().is_some() && l.downcast::<tuple::TupleObj>().is_none());
        assert!(l.downcast_exact::<list::ListObj>().is_some());
        assert!(Value::int(3).downcast::<list::ListObj>().is_none() && Value::NULL.header().is_none());
        let class = crate::testing::class(vm, "L", vec![list::TYPE.value()]);
        let derived = vm.call(&class, &[]).unwrap();
        assert_eq!(derived.kind(), Kind::List);
        assert!(derived.downcast::<list::ListObj>().is_some() && derived.downcast_exact::<list::ListObj>().is_none());
        assert!(derived.downcast::<list::ListObj>().is_some_and(|o| o.is(&derived) && o.value().is(&derived)));
    });
}

#[test]
fn conversions_from_rust() {
    with_vm(|_| {
        assert_eq!(Value::from(true).as_bool(), Some(true));
        assert_eq!(Value::from(1i64 << 62).kind(), Kind::Int);
        assert_eq!(Value::from(0.25).as_float(), Some(0.25));
        assert_eq!(str::text(&Value::from("añb")), "añb");
        assert_eq!(str::text(&Value::from(String::from("x"))), "x");
        assert_eq!(Value::usize(9).as_small_int(), Some(9));
        assert!(Value::or_none(None).is_none() && Value::or_none(Some(Value::TRUE)).as_bool() == Some(true));
    });
}

#[test]
fn values_show_themselves_to_rust() {
    with_vm(|_| {
        assert_eq!(format!("{:?} {:?} {:?} {:?}", Value::NULL, Value::NONE, Value::int(-4), Value::TRUE), "NULL None -4 true");
        assert_eq!(format!("{:?}", Value::float(2.5)), "2.5");
        assert!(format!("{:?}", list::new(vec![])).starts_with("<list at 0x"));
    });
}
