//! chain, zip_longest, pairwise, batched, accumulate.

use crate::data::support::{CLASS_GETITEM, add, itself};
use std::cell::{Cell, RefCell};
use vm::builtins::{str, tuple};
use vm::native::{Args, TypeDef, this};
use vm::object::ty::TypeObj;
use vm::object::{new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

pub(super) struct Chain {
    /// Iterator of the iterables; NULL once exhausted.
    source: RefCell<Value>,
    /// The iterator that gives items now; NULL before the first and between two.
    active: RefCell<Value>,
}
payload!(
    Chain,
    CHAIN,
    |s, visit| {
        visit(&s.source.borrow());
        visit(&s.active.borrow())
    },
    |s| {
        let old = (s.source.replace(Value::NULL), s.active.replace(Value::NULL));
        drop(old)
    }
);

fn chain_of(cls: &'static TypeObj, source: Value) -> Value {
    new_of(cls, Chain { source: RefCell::new(source), active: RefCell::new(Value::NULL) })
}

fn from_iterable(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let source = ops::iter(vm, &a[1])?;
    Ok(chain_of(vm::object::ty::as_type(&a[0]), source))
}

/// `itertools.chain`
pub(super) static CHAIN: TypeDef = TypeDef::new::<Chain>("itertools.chain")
    .doc("Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &CHAIN, args, "(*iterables)");
            let source = ops::iter(vm, &a[0])?;
            Ok(chain_of(cls, source))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let c = this::<Chain>(v);
            loop {
                let active = c.active.borrow().clone();
                if !active.is_null() {
                    if let Some(x) = ops::next(vm, &active)? {
                        return Ok(Some(x));
                    }
                    drop(c.active.replace(Value::NULL));
                }
                let source = c.source.borrow().clone();
                if source.is_null() {
                    return Ok(None);
                }
                let r = match ops::next(vm, &source) {
                    Ok(Some(x)) => ops::iter(vm, &x).map(Some),
                    r => r,
                };
                match r {
                    Ok(Some(it)) => drop(c.active.replace(it)),
                    end => {
                        drop(c.source.replace(Value::NULL));
                        return end;
                    }
                }
            }
        });
    })
    .methods(&[
        NativeDef::new(
            "from_iterable",
            from_iterable,
            "($type, iterable, /)",
            "Alternative chain() constructor taking a single iterable argument that evaluates lazily.",
        )
        .class_method(),
        CLASS_GETITEM,
    ]);

pub(super) struct ZipLongest {
    /// NULL where exhausted.
    its: RefCell<Vec<Value>>,
    active: Cell<usize>,
    fill: Value,
}
payload!(ZipLongest, ZIP_LONGEST, |s, visit| {
    visit(&s.fill);
    s.its.borrow().iter().for_each(visit)
});

fn zip_longest_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let mut fill = Value::NONE;
    for (k, v) in args.kw() {
        if !str::eq_text(k, "fillvalue") {
            return Err(vm.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = v.clone();
    }
    let mut its = Vec::with_capacity(args.pos().len());
    for x in args.pos() {
        its.push(ops::iter(vm, x)?);
    }
    let active = Cell::new(its.len());
    Ok(new_of(cls, ZipLongest { its: RefCell::new(its), active, fill }))
}

/// `itertools.zip_longest`
pub(super) static ZIP_LONGEST: TypeDef = TypeDef::new::<ZipLongest>("itertools.zip_longest")
    .doc("Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.")
    .slots(|s| {
        s.new = Some(zip_longest_new);
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let z = this::<ZipLongest>(v);
            if z.active.get() == 0 {
                return Ok(None);
            }
            let n = z.its.borrow().len();
            let mut row = Vec::with_capacity(n);
            for i in 0..n {
                let it = z.its.borrow()[i].clone();
                let x = if it.is_null() {
                    None
                } else {
                    match ops::next(vm, &it) {
                        Ok(Some(x)) => Some(x),
                        Ok(None) => {
                            z.active.set(z.active.get().saturating_sub(1));
                            if z.active.get() == 0 {
                                return Ok(None);
                            }
                            let old = std::mem::replace(&mut z.its.borrow_mut()[i], Value::NULL);
                            drop(old);
                            None
                        }
                        Err(e) => {
                            z.active.set(0);
                            return Err(e);
                        }
                    }
                };
                row.push(x.unwrap_or_else(|| z.fill.clone()));
            }
            Ok(Some(tuple::new(row)))
        });
    });

pub(super) struct Pairwise {
    /// NULL once exhausted.
    it: RefCell<Value>,
    /// The last item; NULL before the first.
    old: RefCell<Value>,
}
payload!(
    Pairwise,
    PAIRWISE,
    |s, visit| {
        visit(&s.it.borrow());
        visit(&s.old.borrow())
    },
    |s| {
        let old = (s.it.replace(Value::NULL), s.old.replace(Value::NULL));
        drop(old)
    }
);

/// `itertools.pairwise`
pub(super) static PAIRWISE: TypeDef = TypeDef::new::<Pairwise>("itertools.pairwise")
    .doc("Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &PAIRWISE, args, "(iterable, /)");
            let it = ops::iter(vm, &a[0])?;
            Ok(new_of(cls, Pairwise { it: RefCell::new(it), old: RefCell::new(Value::NULL) }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let p = this::<Pairwise>(v);
            let it = p.it.borrow().clone();
            if it.is_null() {
                return Ok(None);
            }
            let mut old = p.old.borrow().clone();
            if old.is_null() {
                match ops::next(vm, &it) {
                    Ok(Some(x)) => old = x,
                    end => {
                        drop(p.it.replace(Value::NULL));
                        return end;
                    }
                }
                drop(p.old.replace(old.clone()));
                // Asking for the first item may have come back here and ended the iteration.
                if p.it.borrow().is_null() {
                    drop(p.old.replace(Value::NULL));
                    return Ok(None);
                }
            }
            match ops::next(vm, &it) {
                Ok(Some(new)) => {
                    drop(p.old.replace(new.clone()));
                    Ok(Some(tuple::new(vec![old, new])))
                }
                end => {
                    drop(p.it.replace(Value::NULL));
                    drop(p.old.replace(Value::NULL));
                    end
                }
            }
        });
    });

pub(super) struct Batched {
    /// NULL once exhausted.
    it: RefCell<Value>,
    n: usize,
    strict: bool,
}
payload!(Batched, BATCHED, |s, visit| visit(&s.it.borrow()), |s| drop(s.it.replace(Value::NULL)));

/// `itertools.batched`
pub(super) static BATCHED: TypeDef = TypeDef::new::<Batched>("itertools.batched")
    .doc("Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &BATCHED, args, "(iterable, n, *, strict=False)");
            let n = ops::index_i64(vm, &a[1])?;
            let strict = match a[2].opt() {
                Some(v) => ops::truth(vm, v)?,
                None => false,
            };
            if n < 1 {
                return Err(vm.value_error("n must be at least one"));
            }
            let it = ops::iter(vm, &a[0])?;
            Ok(new_of(cls, Batched { it: RefCell::new(it), n: n as usize, strict }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let b = this::<Batched>(v);
            let it = b.it.borrow().clone();
            if it.is_null() {
                return Ok(None);
            }
            let mut row = Vec::with_capacity(b.n.min(1024));
            while row.len() < b.n {
                match ops::next(vm, &it) {
                    Ok(Some(x)) => row.push(x),
                    Ok(None) => break,
                    Err(e) => {
                        drop(b.it.replace(Value::NULL));
                        return Err(e);
                    }
                }
            }
            if row.len() < b.n {
                drop(b.it.replace(Value::NULL));
                if row.is_empty() {
                    return Ok(None);
                }
                if b.strict {
                    return Err(vm.value_error("batched(): incomplete batch"));
                }
            }
            Ok(Some(tuple::new(row)))
        });
    });

pub(super) struct Accumulate {
    it: Value,
    f: Value,
    /// NULL before the first item.
    total: RefCell<Value>,
    /// The initial value, until it has been given; then NULL.
    initial: RefCell<Value>,
}
payload!(Accumulate, ACCUMULATE, |s, visit| {
    visit(&s.it);
    visit(&s.f);
    visit(&s.total.borrow());
    visit(&s.initial.borrow())
});

/// `itertools.accumulate`
pub(super) static ACCUMULATE: TypeDef =
    TypeDef::new::<Accumulate>("itertools.accumulate").doc("Return series of accumulated sums (or other binary function results).").slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &ACCUMULATE, args, "(iterable, func=None, *, initial=None)");
            let it = ops::iter(vm, &a[0])?;
            let f = a[1].some().cloned().unwrap_or(Value::NONE);
            let initial = a[2].some().cloned().unwrap_or(Value::NULL);
            Ok(new_of(cls, Accumulate { it, f, total: RefCell::new(Value::NULL), initial: RefCell::new(initial) }))
        });
        s.iter = Some(itself);
        s.next = Some(|vm, v| {
            let a = this::<Accumulate>(v);
            let initial = a.initial.replace(Value::NULL);
            if !initial.is_null() {
                drop(a.total.replace(initial.clone()));
                return Ok(Some(initial));
            }
            let Some(x) = ops::next(vm, &a.it)? else { return Ok(None) };
            let total = a.total.borrow().clone();
            let sum = if total.is_null() {
                x
            } else if a.f.is_none() {
                add(vm, &total, &x)?
            } else {
                vm.call(&a.f, &[total, x])?
            };
            drop(a.total.replace(sum.clone()));
            Ok(Some(sum))
        });
    });
