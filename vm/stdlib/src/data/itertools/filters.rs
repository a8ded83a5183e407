//! compress, dropwhile, takewhile, filterfalse, starmap, islice.

use crate::data::support::itself;
use std::cell::{Cell, RefCell};
use vm::builtins::{bool_, int, list, tuple};
use vm::native::{TypeDef, this};
use vm::object::{new_of, ops};
use vm::{PyResult, Value, Vm};

pub(super) struct Compress {
    source: Value,
    selectors: Value,
}
payload!(Compress, COMPRESS, |s, visit| {
    visit(&s.source);
    visit(&s.selectors)
});

/// `itertools.compress`
pub(super) static COMPRESS: TypeDef = TypeDef::new::<Compress>("itertools.compress")
    .doc("Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &COMPRESS, args, "(data, selectors)");
            let source = ops::iter(vm, &a[0])?;
            let selectors = ops::iter(vm, &a[1])?;
            Ok(new_of(cls, Compress { source, selectors }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let c = this::<Compress>(v);
            loop {
                let Some(x) = ops::next(vm, &c.source)? else { return Ok(None) };
                let Some(keep) = ops::next(vm, &c.selectors)? else { return Ok(None) };
                if ops::truth(vm, &keep)? {
                    return Ok(Some(x));
                }
            }
        });
    });

/// A predicate (or function) over one iterator; `flag` is the state of the while-kinds.
pub(super) struct Filter {
    f: Value,
    it: Value,
    flag: Cell<bool>,
}
payload!(Filter, STARMAP, |s, visit| {
    visit(&s.f);
    visit(&s.it)
});

macro_rules! filter_new {
    ($def:ident, $sig:literal) => {
        Some(|vm, cls, args| {
            let a = bind!(vm, cls, &$def, args, $sig);
            let it = ops::iter(vm, &a[1])?;
            Ok(new_of(cls, Filter { f: a[0].clone(), it, flag: Cell::new(false) }))
        })
    };
}

fn holds(vm: &mut Vm, f: &Value, x: &Value) -> PyResult<bool> {
    let r = vm.call1(f, x)?;
    ops::truth(vm, &r)
}

/// `itertools.dropwhile`
pub(super) static DROPWHILE: TypeDef = TypeDef::new::<Filter>("itertools.dropwhile")
    .doc("Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.")
    .slots(|s| {
        s.new = filter_new!(DROPWHILE, "(predicate, iterable, /)");
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let d = this::<Filter>(v);
            loop {
                let Some(x) = ops::next(vm, &d.it)? else { return Ok(None) };
                if d.flag.get() || !holds(vm, &d.f, &x)? {
                    d.flag.set(true);
                    return Ok(Some(x));
                }
            }
        });
    });

/// `itertools.takewhile`
pub(super) static TAKEWHILE: TypeDef = TypeDef::new::<Filter>("itertools.takewhile")
    .doc("Return successive entries from an iterable as long as the predicate evaluates to true for each entry.")
    .slots(|s| {
        s.new = filter_new!(TAKEWHILE, "(predicate, iterable, /)");
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let t = this::<Filter>(v);
            if t.flag.get() {
                return Ok(None);
            }
            let Some(x) = ops::next(vm, &t.it)? else { return Ok(None) };
            if holds(vm, &t.f, &x)? {
                return Ok(Some(x));
            }
            t.flag.set(true);
            Ok(None)
        });
    });

/// `itertools.filterfalse`
pub(super) static FILTERFALSE: TypeDef = TypeDef::new::<Filter>("itertools.filterfalse")
    .doc("Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.")
    .slots(|s| {
        s.new = filter_new!(FILTERFALSE, "(function, iterable, /)");
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let t = this::<Filter>(v);
            let plain = t.f.is_none() || t.f.is(&bool_::TYPE.value());
            loop {
                let Some(x) = ops::next(vm, &t.it)? else { return Ok(None) };
                let drop_it = if plain { ops::truth(vm, &x)? } else { holds(vm, &t.f, &x)? };
                if !drop_it {
                    return Ok(Some(x));
                }
            }
        });
    });

/// `itertools.starmap`
pub(super) static STARMAP: TypeDef = TypeDef::new::<Filter>("itertools.starmap")
    .doc("Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.")
    .slots(|s| {
        s.new = filter_new!(STARMAP, "(function, iterable, /)");
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let t = this::<Filter>(v);
            let Some(x) = ops::next(vm, &t.it)? else { return Ok(None) };
            if x.downcast_exact::<tuple::TupleObj>().is_some() {
                return vm.call(&t.f, tuple::items(&x)).map(Some);
            }
            let args = ops::collect(vm, &x)?;
            vm.call(&t.f, &args).map(Some)
        });
    });

pub(super) struct Islice {
    /// NULL once exhausted.
    it: RefCell<Value>,
    /// Index of the next item to give.
    next: Cell<usize>,
    stop: Option<usize>,
    step: usize,
    /// How many items were taken.
    taken: Cell<usize>,
}
payload!(Islice, ISLICE, |s, visit| visit(&s.it.borrow()));

/// An index that is None or a non-negative int.
fn islice_index(vm: &mut Vm, v: &Value, message: &str) -> PyResult<Option<usize>> {
    if v.is_none() {
        return Ok(None);
    }
    let r = ops::index(vm, v);
    let n = vm.catch(r, vm::builtins::exception::classes().type_error)?.and_then(|n| int::as_i64(&n));
    match n {
        Some(n) if n >= 0 => Ok(Some(n as usize)),
        _ => Err(vm.value_error(message)),
    }
}

const BAD_STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const BAD_INDEX: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const BAD_STEP: &str = "Step for islice() must be a positive integer or None.";

/// `itertools.islice`
pub(super) static ISLICE: TypeDef = TypeDef::new::<Islice>("itertools.islice")
    .doc("islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &ISLICE, args, "(iterable, start, stop=<unrepresentable>, step=None, /)");
            let (start, stop, step) = match a[2].opt() {
                None => (0, islice_index(vm, &a[1], BAD_STOP)?, 1),
                Some(stop) => {
                    let stop = islice_index(vm, stop, BAD_STOP)?;
                    let start = islice_index(vm, &a[1], BAD_INDEX)?.unwrap_or(0);
                    let step = match a[3].some() {
                        Some(step) => islice_index(vm, step, BAD_STEP)?.unwrap_or(1),
                        None => 1,
                    };
                    (start, stop, step)
                }
            };
            if step < 1 {
                return Err(vm.value_error(BAD_STEP));
            }
            let it = ops::iter(vm, &a[0])?;
            Ok(new_of(cls, Islice { it: RefCell::new(it), next: Cell::new(start), stop, step, taken: Cell::new(0) }))
        });
        s.iter = Some(itself);
        s.next = Some(islice_next);
    });

fn islice_next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let s = this::<Islice>(v);
    let it = s.it.borrow().clone();
    if it.is_null() {
        return Ok(None);
    }
    // Skipped items are taken too, up to `stop`.
    let goal = s.stop.map_or(s.next.get(), |stop| s.next.get().min(stop));
    while s.taken.get() < goal {
        match ops::next(vm, &it)? {
            Some(x) => drop(x),
            None => {
                drop(s.it.replace(Value::NULL));
                return Ok(None);
            }
        }
        s.taken.set(s.taken.get() + 1);
    }
    if s.stop.is_some_and(|stop| s.taken.get() >= stop) {
        drop(s.it.replace(Value::NULL));
        return Ok(None);
    }
    match ops::next(vm, &it)? {
        Some(x) => {
            s.taken.set(s.taken.get() + 1);
            let next = s.next.get().saturating_add(s.step);
            s.next.set(s.stop.map_or(next, |stop| next.min(stop)));
            Ok(Some(x))
        }
        None => {
            drop(s.it.replace(Value::NULL));
            Ok(None)
        }
    }
}

/// A list of the items of an iterable, as a Rust vector (used by the combinatoric types).
pub(super) fn pool(vm: &mut Vm, v: &Value) -> PyResult<Vec<Value>> {
    match v.downcast_exact::<list::ListObj>() {
        Some(l) => Ok(l.to_vec()),
        None => ops::collect(vm, v),
    }
}
