//! Payloads whose items stand in the object itself: tuples and strings.

use crate::builtins::{str, tuple};
use crate::object::ops;
use crate::testing::{rc, with_vm};
use crate::text::TextBuf;
use crate::value::Value;

#[test]
fn tuples_hold_their_items() {
    with_vm(|vm| {
        let x = Value::str("an item");
        for n in [0, 1, 2, 7, 61, 62, 200] {
            let t = tuple::new((0..n).map(|i| if i % 2 == 0 { x.clone() } else { Value::int(i) }).collect());
            assert_eq!(tuple::items(&t).len() as i64, n);
            assert!((0..n).all(|i| if i % 2 == 0 { tuple::items(&t)[i as usize].is(&x) } else { tuple::items(&t)[i as usize].as_small_int() == Some(i) }));
            assert_eq!(i64::from(rc(&x)), 1 + (n + 1) / 2);
            let copy = tuple::from_slice(tuple::items(&t));
            assert!(ops::equal(vm, &t, &copy).unwrap());
            assert_eq!(ops::hash(vm, &t).unwrap(), ops::hash(vm, &copy).unwrap());
        }
        assert!(tuple::new(vec![]).is(&tuple::from_slice(&[])), "there is one empty tuple");
        assert!(tuple::items_opt(&x).is_none() && tuple::items(&x).is_empty());
    });
}

#[test]
fn tuples_take_words_over() {
    with_vm(|_| {
        let x = Value::str("an item");
        let words = [x.clone().into_word(), Value::int(4).into_word()];
        // SAFETY: both words own a reference, which nobody else gives back.
        let t = unsafe { tuple::from_words(&words) };
        assert_eq!(rc(&x), 2);
        assert!(tuple::items(&t)[0].is(&x));
        drop(t);
        assert_eq!(rc(&x), 1);
    });
}

#[test]
fn tuple_items_outlive_the_tuple() {
    with_vm(|vm| {
        let t = tuple::pair(Value::str("first item"), Value::str("second item"));
        let it = ops::iter(vm, &t).unwrap();
        let first = ops::next(vm, &it).unwrap().unwrap();
        drop(t);
        let second = ops::next(vm, &it).unwrap().unwrap();
        assert!(ops::next(vm, &it).unwrap().is_none());
        assert_eq!((str::text(&first).as_ref(), str::text(&second).as_ref()), ("first item", "second item"));
    });
}

#[test]
fn strings_are_as_narrow_as_they_can_be() {
    with_vm(|_| {
        for (text, ascii) in [("plain", true), ("né", false), ("\u{20ac}uro", false), ("\u{1f40d}x", false), ("", true), ("é", false)] {
            let v = Value::str(text);
            let s = str::get(&v).unwrap();
            assert_eq!((s.len(), s.is_ascii(), s.is_empty()), (text.chars().count(), ascii, text.is_empty()));
            assert_eq!((str::text(&v).as_ref(), str::to_utf8(&v).as_deref()), (text, Some(text)));
            assert_eq!(s.as_ascii(), ascii.then_some(text));
            assert!(str::eq_text(&v, text) && str::equal(&v, &Value::str(text)) && !str::eq_text(&v, "else"));
            assert_eq!(str::hash(&v), str::hash(&Value::str(text)));
            assert_eq!(str::from_units(s.units()).kind(), v.kind());
        }
        let mut wide = TextBuf::with_capacity(3);
        wide.push(0x1f40d);
        wide.push(u32::from(b'a'));
        let cut = str::from_buf(wide);
        assert_eq!(str::get(&cut).unwrap().len(), 2);
    });
}

#[test]
fn surrogates_are_kept() {
    with_vm(|_| {
        let mut b = TextBuf::with_capacity(2);
        b.push(0xd800);
        b.push(u32::from(b'x'));
        let v = str::from_buf(b);
        assert_eq!(str::get(&v).unwrap().units().get(0), 0xd800);
        assert!(str::to_utf8(&v).is_none());
        assert_eq!(str::text(&v), "\u{fffd}x");
        assert!(crate::object::intern::intern_value(&v).is(&v));
    });
}

#[test]
fn long_strings_have_a_buffer_of_their_own() {
    with_vm(|vm| {
        for n in [127, 128, 129, 500] {
            for unit in ["a", "é", "\u{20ac}", "\u{1f40d}"] {
                let v = Value::str(&unit.repeat(n));
                assert_eq!(str::get(&v).unwrap().len(), n);
                assert_eq!(str::text(&v), unit.repeat(n));
                let twice = ops::binary(vm, ops::BinOp::Add, &v, &v).unwrap();
                assert_eq!(str::get(&twice).unwrap().len(), 2 * n);
            }
        }
    });
}

#[test]
fn single_characters_are_shared() {
    with_vm(|_| {
        assert!(str::from_char(u32::from(b'q')).is(&Value::str("q")));
        assert!(str::from_char(0xe9).is(&Value::str("é")));
        assert!(!str::from_char(0x20ac).is(&Value::str("\u{20ac}")));
        assert!(str::empty().is(&Value::str("")));
    });
}

#[test]
fn strings_grow_in_place_and_apart() {
    with_vm(|_| {
        let n = if cfg!(miri) { 60 } else { 1000 };
        for piece in ["bcd", "bcé", "b\u{20ac}d", "bc\u{1f40d}"] {
            let mut s = Value::str("a");
            for _ in 0..n {
                s = str::concat(s, &Value::str(piece));
            }
            assert_eq!(str::text(&s), format!("a{}", piece.repeat(n)));
            let kept = s.clone();
            let longer = str::concat(s, &Value::str("!"));
            assert_eq!(str::get(&kept).map(|s| s.len()), Some(3 * n + 1));
            assert_eq!(str::get(&longer).map(|s| s.len()), Some(3 * n + 2));
        }
        let one = crate::object::intern::intern("a name");
        assert!(one.is(&crate::object::intern::intern(&["a", "name"].join(" "))));
    });
}

#[test]
fn a_growing_string_doubles_itself() {
    with_vm(|_| {
        let mut s = str::concat(Value::str(&"ab".repeat(100)), &Value::str(&"cd".repeat(100)));
        let same = s.clone();
        let twice = str::concat(same.clone(), &same);
        assert_eq!(str::text(&twice), str::text(&same).repeat(2));
        drop(same);
        // The only reference: it grows where it is, and its hash is forgotten.
        let before = str::hash(&s);
        let text = str::text(&s).into_owned();
        s = str::concat(s, &Value::str("\u{e9}"));
        assert_eq!(str::text(&s), text.clone() + "\u{e9}");
        assert_ne!(str::hash(&s), before);
        assert!(!str::get(&s).unwrap().is_ascii());
        assert!(str::concat(Value::str(""), &s).is(&s));
    });
}
