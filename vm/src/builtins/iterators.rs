//! Iterators: list, tuple, sequence, callable; enumerate, zip, map, filter, reversed.

use crate::builtins::list::ListObj;
use crate::builtins::{list, str, tuple};
use crate::heap::header::Kind;
use crate::native::signature::refuse_keywords;
use crate::native::{Args, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ops, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// Iterator of a list; the list is NULL once exhausted.
#[repr(C)]
pub struct ListIter {
    /// The list.
    pub list: RefCell<Value>,
    /// Next index.
    pub index: Cell<usize>,
}
/// Iterator of a tuple; the tuple is NULL once exhausted.
#[repr(C)]
pub struct TupleIter {
    /// The tuple.
    pub tuple: RefCell<Value>,
    /// Next index.
    pub index: Cell<usize>,
}

macro_rules! payload {
    ($t:ident, $def:ident, $kind:expr, |$s:ident, $visit:ident| $trace:expr) => {
        impl Payload for $t {
            const KIND: Kind = $kind;
            const TRACED: bool = true;
            fn def() -> &'static TypeDef {
                &$def
            }
            fn trace(&self, $visit: &mut dyn FnMut(&Value)) {
                let $s = self;
                $trace
            }
        }
    };
}
fn itself(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(v.clone())
}

payload!(ListIter, LIST_ITER, Kind::ListIter, |s, visit| visit(&s.list.borrow()));
payload!(TupleIter, TUPLE_ITER, Kind::TupleIter, |s, visit| visit(&s.tuple.borrow()));
/// `list_iterator`
pub static LIST_ITER: TypeDef = TypeDef::new::<ListIter>("list_iterator").flags(ty::flag::NO_NEW).final_type().methods(LIST_ITER_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|_, v| {
        let it = this::<ListIter>(v);
        let list = it.list.borrow().clone();
        let Some(l) = list.downcast::<ListObj>() else { return Ok(None) };
        match l.get(it.index.get()) {
            Some(x) => {
                it.index.set(it.index.get() + 1);
                Ok(Some(x))
            }
            None => {
                drop(it.list.replace(Value::NULL));
                Ok(None)
            }
        }
    });
});
/// `tuple_iterator`
pub static TUPLE_ITER: TypeDef = TypeDef::new::<TupleIter>("tuple_iterator").flags(ty::flag::NO_NEW).final_type().methods(TUPLE_ITER_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|_, v| {
        let it = this::<TupleIter>(v);
        let t = it.tuple.borrow().clone();
        match tuple::items(&t).get(it.index.get()) {
            Some(x) => {
                it.index.set(it.index.get() + 1);
                Ok(Some(x.clone()))
            }
            None => {
                drop(it.tuple.replace(Value::NULL));
                Ok(None)
            }
        }
    });
});
/// Iterator of a list.
pub fn list_iter(list: Value) -> Value {
    object::new(ListIter { list: RefCell::new(list), index: Cell::new(0) })
}
/// Iterator of a tuple.
pub fn tuple_iter(tuple: Value) -> Value {
    object::new(TupleIter { tuple: RefCell::new(tuple), index: Cell::new(0) })
}

/// Iterator that asks for `v[0]`, `v[1]`, ... or, reversed, from the end.
struct SequenceIter {
    seq: RefCell<Value>,
    index: Cell<i64>,
    step: i64,
}
payload!(SequenceIter, SEQUENCE_ITER, Kind::Native, |s, visit| visit(&s.seq.borrow()));
static SEQUENCE_ITER: TypeDef = TypeDef::new::<SequenceIter>("iterator").flags(ty::flag::NO_NEW).final_type().methods(SEQUENCE_METHODS).slots(sequence_slots);
/// `reversed`
pub static REVERSED: TypeDef = TypeDef::new::<SequenceIter>("reversed")
    .flags(ty::flag::QUIET_NEXT)
    .doc("Return a reverse iterator over the values of the given sequence.")
    .methods(REVERSED_METHODS)
    .slots(|s| {
        sequence_slots(s);
        s.new = Some(|vm, cls, args| {
            refuse_keywords(vm, cls, REVERSED.get(), args)?;
            let [seq] = args.pos() else { return Err(vm.type_error(format!("reversed expected 1 argument, got {}", args.pos().len()))) };
            if let Some(r) = vm.call_special(seq, &names().__reversed__, &[])? {
                return Ok(r);
            }
            if !ops::is_sequence(seq) || seq.ty().slots().len.is_none() {
                return Err(vm.type_error(format!("'{}' object is not reversible", seq.ty().name())));
            }
            let n = ops::len(vm, seq)? as i64;
            Ok(object::new_of(cls, SequenceIter { seq: RefCell::new(seq.clone()), index: Cell::new(n - 1), step: -1 }))
        });
    });
static LIST_REVERSED: TypeDef = TypeDef::new::<SequenceIter>("list_reverseiterator")
    .flags(ty::flag::NO_NEW | ty::flag::QUIET_NEXT)
    .final_type()
    .methods(REVERSED_METHODS)
    .slots(sequence_slots);
/// `reversed(list)`
pub fn list_reversed(list: &Value, len: usize) -> Value {
    object::new_of(LIST_REVERSED.get(), SequenceIter { seq: RefCell::new(list.clone()), index: Cell::new(len as i64 - 1), step: -1 })
}
fn sequence_slots(s: &mut TypeSlots) {
    s.iter = Some(itself);
    s.next = Some(|vm, v| {
        let it = this::<SequenceIter>(v);
        let seq = it.seq.borrow().clone();
        let i = it.index.get();
        if seq.is_null() || i < 0 {
            drop(it.seq.replace(Value::NULL));
            return Ok(None);
        }
        let r = ops::getitem(vm, &seq, &Value::int(i));
        let c = crate::builtins::exception::classes();
        match r {
            Ok(x) => {
                it.index.set(i + it.step);
                Ok(Some(x))
            }
            Err(e) if vm.pending_is(c.index_error) || vm.pending_is(c.stop_iteration) => {
                drop(vm.take_exception(e));
                drop(it.seq.replace(Value::NULL));
                Ok(None)
            }
            Err(e) => Err(e),
        }
    });
}
/// The iterator that asks for `v[0]`, `v[1]`, ... until IndexError.
pub fn sequence_iter(v: Value) -> Value {
    object::new(SequenceIter { seq: RefCell::new(v), index: Cell::new(0), step: 1 })
}

/// `iter(f, sentinel)`
struct CallableIter {
    f: RefCell<Value>,
    sentinel: Value,
}
payload!(CallableIter, CALLABLE_ITER, Kind::Native, |s, visit| {
    visit(&s.f.borrow());
    visit(&s.sentinel)
});
static CALLABLE_ITER: TypeDef = TypeDef::new::<CallableIter>("callable_iterator").flags(ty::flag::NO_NEW).final_type().methods(CALLABLE_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|vm, v| {
        let it = this::<CallableIter>(v);
        let f = it.f.borrow().clone();
        if f.is_null() {
            return Ok(None);
        }
        let called = vm.call(&f, &[]);
        let x = match called {
            Err(e) if vm.pending_is(crate::builtins::exception::classes().stop_iteration) => {
                drop(vm.take_exception(e));
                drop(it.f.replace(Value::NULL));
                return Ok(None);
            }
            x => x?,
        };
        // The call may have used up this iterator.
        if it.f.borrow().is_null() || ops::equal(vm, &x, &it.sentinel)? {
            drop(it.f.replace(Value::NULL));
            return Ok(None);
        }
        Ok(Some(x))
    });
});
/// `iter(f, sentinel)`
pub fn callable_iter(f: Value, sentinel: Value) -> Value {
    object::new(CallableIter { f: RefCell::new(f), sentinel })
}

/// enumerate
pub struct Enumerate {
    /// The iterator whose items are numbered.
    pub it: Value,
    /// The next number.
    pub count: RefCell<Value>,
}
/// What `next_pair` came to.
pub enum Pairs {
    /// Not an iterator of this file that makes pairs.
    Other,
    /// The two items, or the end.
    Done(PyResult<Option<(Value, Value)>>),
}
/// As `next` of an enumerate or of a zip of two, without making the tuple.
pub fn next_pair(vm: &mut Vm, it: &Value) -> Pairs {
    if let Some(e) = it.downcast::<Enumerate>() {
        return Pairs::Done(numbered(vm, e));
    }
    match it.downcast::<Zip>() {
        Some(z) if z.f.is_null() && z.its.len() == 2 => Pairs::Done(row(vm, z, "zip").map(|r| {
            let mut r = r?.into_iter();
            Some((r.next()?, r.next()?))
        })),
        _ => Pairs::Other,
    }
}
fn numbered(vm: &mut Vm, e: &Enumerate) -> PyResult<Option<(Value, Value)>> {
    let Some(x) = ops::next(vm, &e.it)? else { return Ok(None) };
    let n = e.count.borrow().clone();
    let next = match n.as_small_int() {
        Some(i) => Value::int(i + 1),
        None => ops::binary(vm, ops::BinOp::Add, &n, &Value::int(1))?,
    };
    drop(e.count.replace(next));
    Ok(Some((n, x)))
}
payload!(Enumerate, ENUMERATE, Kind::Native, |s, visit| visit(&s.it));
/// `enumerate`
pub static ENUMERATE: TypeDef =
    TypeDef::new::<Enumerate>("enumerate").flags(ty::flag::QUIET_NEXT).doc("Return an enumerate object.").generic().methods(ENUMERATE_METHODS).slots(|s| {
        s.iter = Some(itself);
        s.new = Some(|vm, cls, args| {
            if args.all.len() > 2 {
                return Err(vm.type_error(format!("enumerate() takes at most 2 arguments ({} given)", args.all.len())));
            }
            if let Some((k, _)) = args.kw().find(|(k, _)| !str::eq_text(k, "start") && !str::eq_text(k, "iterable")) {
                return Err(vm.type_error(format!("'{}' is an invalid keyword argument for enumerate()", str::text(k))));
            }
            let start = args.pos().get(1).or_else(|| args.get_kw("start")).cloned().unwrap_or(Value::int(0));
            let Some(x) = args.pos().first().or_else(|| args.get_kw("iterable")) else {
                return Err(vm.type_error("enumerate() missing required argument 'iterable'"));
            };
            let start = ops::index(vm, &start)?;
            let it = ops::iter(vm, x)?;
            Ok(object::new_of(cls, Enumerate { it, count: RefCell::new(start) }))
        });
        s.next = Some(|vm, v| Ok(numbered(vm, this::<Enumerate>(v))?.map(|(n, x)| tuple::pair(n, x))));
    });

/// zip and map: several iterators side by side.
pub struct Zip {
    /// The iterators; the vector never changes.
    pub its: Vec<Value>,
    f: Value,
    strict: Cell<bool>,
    done: Cell<bool>,
}
payload!(Zip, ZIP, Kind::Native, |s, visit| {
    visit(&s.f);
    s.its.iter().for_each(visit)
});
impl Zip {
    /// The iterators of a zip; None for a map, and for one that has ended.
    pub fn iterators(&self) -> Option<&[Value]> {
        (self.f.is_null() && !self.done.get()).then_some(&self.its)
    }
}
fn strict_of(vm: &mut Vm, args: &Args, who: &str) -> PyResult<bool> {
    if let Some((k, _)) = args.kw().find(|(k, _)| !str::eq_text(k, "strict")) {
        return Err(vm.type_error(format!("{who}() got an unexpected keyword argument '{}'", str::text(k))));
    }
    match args.get_kw("strict") {
        Some(v) => ops::truth(vm, v),
        None => Ok(false),
    }
}
fn iterators(vm: &mut Vm, items: &[Value]) -> PyResult<Vec<Value>> {
    items.iter().map(|x| ops::iter(vm, x)).collect()
}
fn row(vm: &mut Vm, z: &Zip, who: &str) -> PyResult<Option<Vec<Value>>> {
    if z.done.get() || z.its.is_empty() {
        return Ok(None);
    }
    let mut out = Vec::with_capacity(z.its.len());
    for (i, it) in z.its.iter().enumerate() {
        match ops::next(vm, it)? {
            Some(x) => out.push(x),
            None => {
                z.done.set(true);
                let plural = |n: usize| if n == 1 { " ".to_string() } else { format!("s 1-{n}").replace("s 1-1", " ") };
                if z.strict.get() && i > 0 {
                    return Err(vm.value_error(format!(
                        "{who}() argument {} is shorter than argument{}",
                        i + 1,
                        if i == 1 { " 1".to_string() } else { plural(i) }
                    )));
                }
                if z.strict.get() {
                    for (k, it) in z.its.iter().enumerate().skip(1) {
                        if ops::next(vm, it)?.is_some() {
                            return Err(vm.value_error(format!(
                                "{who}() argument {} is longer than argument{}",
                                k + 1,
                                if k == 1 { " 1".to_string() } else { plural(k) }
                            )));
                        }
                    }
                }
                return Ok(None);
            }
        }
    }
    Ok(Some(out))
}
/// `zip`
pub static ZIP: TypeDef = TypeDef::new::<Zip>("zip").flags(ty::flag::QUIET_NEXT).methods(ZIP_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let strict = strict_of(vm, args, "zip")?;
        let its = iterators(vm, args.pos())?;
        Ok(object::new_of(cls, Zip { its, f: Value::NULL, strict: Cell::new(strict), done: Cell::new(false) }))
    });
    s.next = Some(|vm, v| Ok(row(vm, this::<Zip>(v), "zip")?.map(tuple::new)));
});
/// `map`
pub static MAP: TypeDef = TypeDef::new::<Zip>("map").methods(MAP_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let [f, rest @ ..] = args.pos() else { return Err(vm.type_error("map() must have at least two arguments.")) };
        if rest.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let strict = strict_of(vm, args, "map")?;
        let its = iterators(vm, rest)?;
        Ok(object::new_of(cls, Zip { its, f: f.clone(), strict: Cell::new(strict), done: Cell::new(false) }))
    });
    s.next = Some(|vm, v| {
        let z = this::<Zip>(v);
        match row(vm, z, "map")? {
            Some(args) => vm.call(&z.f, &args).map(Some),
            None => Ok(None),
        }
    });
});

/// filter
struct Filter {
    f: Value,
    it: Value,
}
payload!(Filter, FILTER, Kind::Native, |s, visit| {
    visit(&s.f);
    visit(&s.it)
});
/// `filter`
pub static FILTER: TypeDef = TypeDef::new::<Filter>("filter").methods(FILTER_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        refuse_keywords(vm, cls, FILTER.get(), args)?;
        let [f, x] = args.pos() else { return Err(vm.type_error(format!("filter expected 2 arguments, got {}", args.pos().len()))) };
        let it = ops::iter(vm, x)?;
        Ok(object::new_of(cls, Filter { f: f.clone(), it }))
    });
    s.next = Some(|vm, v| {
        let f = this::<Filter>(v);
        while let Some(x) = ops::next(vm, &f.it)? {
            let keep = if f.f.is_none() {
                ops::truth(vm, &x)?
            } else {
                let r = vm.call1(&f.f, &x)?;
                ops::truth(vm, &r)?
            };
            if keep {
                return Ok(Some(x));
            }
        }
        Ok(None)
    });
});

// ---- length hints and pickling ---------------------------------------------------------------

const HINT: &str = "Private method returning an estimate of len(list(it)).";
const REDUCE: &str = "Return state information for pickling.";
const SET_STATE: &str = "Set state information for unpickling.";

/// `(f, (of,), index)`, or `(f, (empty,))` for an exhausted iterator.
fn reduced(f: Value, of: &Value, empty: Value, index: i64) -> Value {
    if of.is_null() {
        return tuple::pair(f, tuple::from_slice(&[empty]));
    }
    tuple::new(vec![f, tuple::from_slice(std::slice::from_ref(of)), Value::int(index)])
}
fn state(vm: &mut Vm, v: &Value, low: i64, len: usize) -> PyResult<i64> {
    Ok((ops::index_clipped(vm, v)? as i64).clamp(low, len as i64))
}
static LIST_ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<ListIter>(&a[0]);
            let n = it.list.borrow().downcast::<ListObj>().map_or(0, |l| l.len());
            Ok(Value::usize(n.saturating_sub(it.index.get())))
        },
        "($self, /)",
        HINT,
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<ListIter>(&a[0]);
            Ok(reduced(vm.builtin("iter")?, &it.list.borrow(), list::new(Vec::new()), it.index.get() as i64))
        },
        "($self, /)",
        REDUCE,
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let it = this::<ListIter>(&a[0]);
            let n = it.list.borrow().downcast::<ListObj>().map_or(0, |l| l.len());
            // A negative state means exhausted.
            let i = state(vm, &a[1], -1, n)?;
            it.index.set(if i < 0 { usize::MAX } else { i as usize });
            Ok(Value::NONE)
        },
        "($self, state, /)",
        SET_STATE,
    ),
];
static TUPLE_ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<TupleIter>(&a[0]);
            Ok(Value::usize(tuple::items(&it.tuple.borrow()).len().saturating_sub(it.index.get())))
        },
        "($self, /)",
        HINT,
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<TupleIter>(&a[0]);
            Ok(reduced(vm.builtin("iter")?, &it.tuple.borrow(), vm.empty_tuple(), it.index.get() as i64))
        },
        "($self, /)",
        REDUCE,
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let it = this::<TupleIter>(&a[0]);
            let n = tuple::items(&it.tuple.borrow()).len();
            it.index.set(state(vm, &a[1], 0, n)? as usize);
            Ok(Value::NONE)
        },
        "($self, state, /)",
        SET_STATE,
    ),
];
static SEQUENCE_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |vm, a| {
            let it = this::<SequenceIter>(&a[0]);
            let seq = it.seq.borrow().clone();
            if seq.is_null() {
                return Ok(Value::int(0));
            }
            if seq.ty().slots().len.is_none() {
                return Ok(Value::NOT_IMPLEMENTED);
            }
            Ok(Value::int((ops::len(vm, &seq)? as i64 - it.index.get()).max(0)))
        },
        "($self, /)",
        HINT,
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<SequenceIter>(&a[0]);
            Ok(reduced(vm.builtin("iter")?, &it.seq.borrow(), vm.empty_tuple(), it.index.get()))
        },
        "($self, /)",
        REDUCE,
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let n = ops::index_clipped(vm, &a[1])?.max(0);
            this::<SequenceIter>(&a[0]).index.set(n as i64);
            Ok(Value::NONE)
        },
        "($self, state, /)",
        SET_STATE,
    ),
];
static REVERSED_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |vm, a| {
            let it = this::<SequenceIter>(&a[0]);
            let seq = it.seq.borrow().clone();
            let left = it.index.get() + 1;
            let known = !seq.is_null() && ops::len(vm, &seq)? as i64 >= left;
            Ok(Value::int(if known { left } else { 0 }))
        },
        "($self, /)",
        HINT,
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<SequenceIter>(&a[0]);
            let f = vm.builtin("reversed")?;
            let empty = if a[0].ty().is(LIST_REVERSED.get()) { list::new(Vec::new()) } else { vm.empty_tuple() };
            Ok(reduced(f, &it.seq.borrow(), empty, it.index.get()))
        },
        "($self, /)",
        REDUCE,
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let it = this::<SequenceIter>(&a[0]);
            let seq = it.seq.borrow().clone();
            if !seq.is_null() {
                let n = ops::len(vm, &seq)?;
                it.index.set(state(vm, &a[1], -1, n)?.min(n as i64 - 1));
            }
            Ok(Value::NONE)
        },
        "($self, state, /)",
        SET_STATE,
    ),
];
static CALLABLE_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    |vm, a| {
        let f = vm.builtin("iter")?;
        let it = this::<CallableIter>(&a[0]);
        let called = it.f.borrow().clone();
        let args = if called.is_null() { tuple::from_slice(&[vm.empty_tuple()]) } else { tuple::pair(called, it.sentinel.clone()) };
        Ok(tuple::pair(f, args))
    },
    "($self, /)",
    REDUCE,
)];
static ENUMERATE_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    |_, a| {
        let e = this::<Enumerate>(&a[0]);
        let n = e.count.borrow().clone();
        Ok(tuple::pair(a[0].ty().value(), tuple::pair(e.it.clone(), n)))
    },
    "($self, /)",
    REDUCE,
)];
fn reduce_rows(a: &[Value], f: Option<&Value>) -> Value {
    let z = this::<Zip>(&a[0]);
    let args: Vec<Value> = f.into_iter().chain(&z.its).cloned().collect();
    let mut parts = vec![a[0].ty().value(), tuple::new(args)];
    if z.strict.get() {
        parts.push(Value::TRUE);
    }
    tuple::new(parts)
}
static ZIP_METHODS: &[NativeDef] = &[NativeDef::new("__reduce__", |_, a| Ok(reduce_rows(a, None)), "($self, /)", REDUCE), STRICT];
static MAP_METHODS: &[NativeDef] = &[NativeDef::new("__reduce__", |_, a| Ok(reduce_rows(a, Some(&this::<Zip>(&a[0]).f))), "($self, /)", REDUCE), STRICT];
const STRICT: NativeDef = NativeDef::new(
    "__setstate__",
    |vm, a| {
        let strict = ops::truth(vm, &a[1])?;
        this::<Zip>(&a[0]).strict.set(strict);
        Ok(Value::NONE)
    },
    "($self, state, /)",
    SET_STATE,
);
static FILTER_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    |_, a| {
        let f = this::<Filter>(&a[0]);
        Ok(tuple::pair(a[0].ty().value(), tuple::pair(f.f.clone(), f.it.clone())))
    },
    "($self, /)",
    REDUCE,
)];
