//! Iterators: list, tuple, sequence, callable; enumerate, zip, map, filter, reversed.

use crate::builtins::list::ListObj;
use crate::builtins::tuple;
use crate::heap::header::Kind;
use crate::native::{Args, TypeDef, this};
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
pub static LIST_ITER: TypeDef = TypeDef::new::<ListIter>("list_iterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
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
pub static TUPLE_ITER: TypeDef = TypeDef::new::<TupleIter>("tuple_iterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
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
static SEQUENCE_ITER: TypeDef = TypeDef::new::<SequenceIter>("iterator").flags(ty::flag::NO_NEW).final_type().slots(sequence_slots);
/// `reversed`
pub static REVERSED: TypeDef = TypeDef::new::<SequenceIter>("reversed").slots(|s| {
    sequence_slots(s);
    s.new = Some(|vm, _, args| {
        let [seq] = args.all else { return Err(vm.type_error(format!("reversed expected 1 argument, got {}", args.all.len()))) };
        if let Some(r) = vm.call_special(seq, &names().__reversed__, &[])? {
            return Ok(r);
        }
        if !ops::is_sequence(seq) || seq.ty().slots().len.is_none() {
            return Err(vm.type_error(format!("'{}' object is not reversible", seq.ty().name())));
        }
        let n = ops::len(vm, seq)? as i64;
        Ok(object::new_of(REVERSED.get(), SequenceIter { seq: RefCell::new(seq.clone()), index: Cell::new(n - 1), step: -1 }))
    });
});
fn sequence_slots(s: &mut TypeSlots) {
    s.iter = Some(itself);
    s.next = Some(|vm, v| {
        let it = this::<SequenceIter>(v);
        let seq = it.seq.borrow().clone();
        let i = it.index.get();
        if seq.is_null() || i < 0 {
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
static CALLABLE_ITER: TypeDef = TypeDef::new::<CallableIter>("callable_iterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|vm, v| {
        let it = this::<CallableIter>(v);
        let f = it.f.borrow().clone();
        if f.is_null() {
            return Ok(None);
        }
        let x = vm.call(&f, &[])?;
        if ops::equal(vm, &x, &it.sentinel)? {
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
struct Enumerate {
    it: Value,
    count: RefCell<Value>,
}
payload!(Enumerate, ENUMERATE, Kind::Native, |s, visit| visit(&s.it));
/// `enumerate`
pub static ENUMERATE: TypeDef = TypeDef::new::<Enumerate>("enumerate").generic().slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let start = args.pos().get(1).or_else(|| args.get_kw("start")).cloned().unwrap_or(Value::int(0));
        let Some(x) = args.pos().first().or_else(|| args.get_kw("iterable")) else {
            return Err(vm.type_error("enumerate() missing required argument 'iterable' (pos 1)"));
        };
        let start = ops::index(vm, &start)?;
        let it = ops::iter(vm, x)?;
        Ok(object::new_of(cls, Enumerate { it, count: RefCell::new(start) }))
    });
    s.next = Some(|vm, v| {
        let e = this::<Enumerate>(v);
        let Some(x) = ops::next(vm, &e.it)? else { return Ok(None) };
        let n = e.count.borrow().clone();
        let next = match n.as_small_int() {
            Some(i) => Value::int(i + 1),
            None => ops::binary(vm, ops::BinOp::Add, &n, &Value::int(1))?,
        };
        drop(e.count.replace(next));
        Ok(Some(tuple::pair(n, x)))
    });
});

/// zip and map: several iterators side by side.
struct Zip {
    its: Vec<Value>,
    f: Value,
    strict: bool,
    done: Cell<bool>,
}
payload!(Zip, ZIP, Kind::Native, |s, visit| {
    visit(&s.f);
    s.its.iter().for_each(visit)
});
fn strict_of(vm: &mut Vm, args: &Args) -> PyResult<bool> {
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
                if z.strict && i > 0 {
                    return Err(vm.value_error(format!(
                        "{who}() argument {} is shorter than argument{}",
                        i + 1,
                        if i == 1 { " 1".to_string() } else { plural(i) }
                    )));
                }
                if z.strict {
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
pub static ZIP: TypeDef = TypeDef::new::<Zip>("zip").slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let strict = strict_of(vm, args)?;
        let its = iterators(vm, args.pos())?;
        Ok(object::new_of(cls, Zip { its, f: Value::NULL, strict, done: Cell::new(false) }))
    });
    s.next = Some(|vm, v| Ok(row(vm, this::<Zip>(v), "zip")?.map(tuple::new)));
});
/// `map`
pub static MAP: TypeDef = TypeDef::new::<Zip>("map").slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let [f, rest @ ..] = args.pos() else { return Err(vm.type_error("map() must have at least two arguments.")) };
        if rest.is_empty() {
            return Err(vm.type_error("map() must have at least two arguments."));
        }
        let strict = strict_of(vm, args)?;
        let its = iterators(vm, rest)?;
        Ok(object::new_of(cls, Zip { its, f: f.clone(), strict, done: Cell::new(false) }))
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
pub static FILTER: TypeDef = TypeDef::new::<Filter>("filter").slots(|s| {
    s.iter = Some(itself);
    s.new = Some(|vm, cls, args| {
        let [f, x] = args.all else { return Err(vm.type_error(format!("filter expected 2 arguments, got {}", args.all.len()))) };
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
