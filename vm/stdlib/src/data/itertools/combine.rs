//! product, permutations, combinations, combinations_with_replacement.
//!
//! All four keep the pools, the indices into them, and the current row, whose places change with their indices. The
//! first call gives the row as it was made; each later call steps the indices first.

use super::filters::pool;
use crate::data::support::itself;
use std::cell::{Cell, RefCell};
use vm::builtins::{int, str, tuple};
use vm::native::{Args, TypeDef, this};
use vm::object::ty::TypeObj;
use vm::object::{new_of, ops};
use vm::{PyResult, Value, Vm};

/// State of all four; the single-pool types use `pools[0]`.
pub(super) struct Rows {
    pools: Vec<Vec<Value>>,
    indices: RefCell<Vec<usize>>,
    row: RefCell<Vec<Value>>,
    /// Countdowns of `permutations`.
    cycles: RefCell<Vec<usize>>,
    started: Cell<bool>,
    done: Cell<bool>,
}
payload!(Rows, PRODUCT, |s, visit| {
    s.pools.iter().flatten().for_each(&mut *visit);
    s.row.borrow().iter().for_each(visit)
});

impl Rows {
    /// A new state; `indices` says which item of its pool each place shows first.
    fn new(pools: Vec<Vec<Value>>, indices: Vec<usize>, cycles: Vec<usize>, done: bool) -> Rows {
        let at = |place: usize| if pools.len() == 1 { &pools[0] } else { &pools[place % pools.len().max(1)] };
        let row = if done { Vec::new() } else { indices.iter().enumerate().map(|(k, &i)| at(k)[i].clone()).collect() };
        Rows { indices: RefCell::new(indices), row: RefCell::new(row), cycles: RefCell::new(cycles), started: Cell::new(false), done: Cell::new(done), pools }
    }

    /// The next row after `step` moved the indices and returned the first place that changed; None at the end.
    fn next(&self, step: impl FnOnce(&Rows, &mut [usize]) -> Option<usize>) -> Option<Value> {
        if self.done.get() {
            return None;
        }
        let mut old = Vec::new();
        if self.started.replace(true) {
            let mut indices = self.indices.borrow_mut();
            let Some(first) = step(self, &mut indices) else {
                self.done.set(true);
                return None;
            };
            let mut row = self.row.borrow_mut();
            for k in first..row.len() {
                let x = self.pool_of(k)[indices[k]].clone();
                if !x.is(&row[k]) {
                    old.push(std::mem::replace(&mut row[k], x));
                }
            }
        }
        Some(tuple::from_slice(&self.row.borrow()))
    }

    #[inline]
    fn pool_of(&self, place: usize) -> &[Value] {
        if self.pools.len() == 1 { &self.pools[0] } else { &self.pools[place % self.pools.len()] }
    }
}

fn product_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let mut repeat = 1;
    for (k, v) in args.kw() {
        if !str::eq_text(k, "repeat") {
            return Err(vm.type_error(format!("product() got an unexpected keyword argument '{}'", str::text(k))));
        }
        repeat = ops::index_i64(vm, v)?;
        if repeat < 0 {
            return Err(vm.value_error("repeat argument cannot be negative"));
        }
    }
    let mut pools = Vec::new();
    if repeat > 0 {
        for x in args.pos() {
            pools.push(pool(vm, x)?);
        }
    }
    let places = pools.len().saturating_mul(repeat as usize);
    if places > isize::MAX as usize / 8 {
        return Err(vm.overflow_error("repeat argument too large"));
    }
    if let Err(e) = vm::text::ensure_room(places.saturating_mul(16)) {
        return Err(int::raise(vm, e));
    }
    let done = pools.iter().any(|p| p.is_empty());
    Ok(new_of(cls, Rows::new(pools, vec![0; places], Vec::new(), done)))
}

/// `itertools.product`
pub(super) static PRODUCT: TypeDef =
    TypeDef::new::<Rows>("itertools.product").doc("Cartesian product of input iterables.  Equivalent to nested for-loops.").slots(|s| {
        s.new = Some(product_new);
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            Ok(this::<Rows>(v).next(|rows, indices| {
                for k in (0..indices.len()).rev() {
                    indices[k] += 1;
                    if indices[k] < rows.pool_of(k).len() {
                        return Some(k);
                    }
                    indices[k] = 0;
                }
                None
            }))
        });
    });

/// Length of the rows: `r`, a non-negative int.
fn row_length(vm: &mut Vm, r: &Value) -> PyResult<usize> {
    match ops::index_i64(vm, r)? {
        n if n < 0 => Err(vm.value_error("r must be non-negative")),
        n => Ok(n as usize),
    }
}

/// `itertools.permutations`
pub(super) static PERMUTATIONS: TypeDef = TypeDef::new::<Rows>("itertools.permutations")
    .doc("Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &PERMUTATIONS, args, "(iterable, r=None)");
            let pool = pool(vm, &a[0])?;
            let n = pool.len();
            let r = match a[1].some() {
                Some(r) if !int::is_int(r) => return Err(vm.type_error("Expected int as r")),
                Some(r) => row_length(vm, r)?,
                None => n,
            };
            let done = r > n;
            let cycles = if done { Vec::new() } else { (0..r).map(|i| n - i).collect() };
            let rows = Rows::new(vec![pool], (0..n).collect(), cycles, done);
            rows.row.borrow_mut().truncate(r);
            Ok(new_of(cls, rows))
        });
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            Ok(this::<Rows>(v).next(|rows, indices| {
                let mut cycles = rows.cycles.borrow_mut();
                let n = indices.len();
                for k in (0..cycles.len()).rev() {
                    cycles[k] -= 1;
                    if cycles[k] > 0 {
                        indices.swap(k, n - cycles[k]);
                        return Some(k);
                    }
                    indices[k..].rotate_left(1);
                    cycles[k] = n - k;
                }
                None
            }))
        });
    });

/// `itertools.combinations`
pub(super) static COMBINATIONS: TypeDef = TypeDef::new::<Rows>("itertools.combinations")
    .doc("Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &COMBINATIONS, args, "(iterable, r)");
            let pool = pool(vm, &a[0])?;
            let r = row_length(vm, &a[1])?;
            let done = r > pool.len();
            let indices = if done { Vec::new() } else { (0..r).collect() };
            Ok(new_of(cls, Rows::new(vec![pool], indices, Vec::new(), done)))
        });
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            Ok(this::<Rows>(v).next(|rows, indices| {
                let (n, r) = (rows.pools[0].len(), indices.len());
                let k = (0..r).rev().find(|&k| indices[k] != k + n - r)?;
                indices[k] += 1;
                for j in k + 1..r {
                    indices[j] = indices[j - 1] + 1;
                }
                Some(k)
            }))
        });
    });

/// `itertools.combinations_with_replacement`
pub(super) static COMBINATIONS_WITH_REPLACEMENT: TypeDef = TypeDef::new::<Rows>("itertools.combinations_with_replacement")
    .doc("Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')")
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &COMBINATIONS_WITH_REPLACEMENT, args, "(iterable, r)");
            let pool = pool(vm, &a[0])?;
            let r = row_length(vm, &a[1])?;
            if let Err(e) = vm::text::ensure_room(r.saturating_mul(16)) {
                return Err(int::raise(vm, e));
            }
            let done = pool.is_empty() && r > 0;
            Ok(new_of(cls, Rows::new(vec![pool], vec![0; r], Vec::new(), done)))
        });
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            Ok(this::<Rows>(v).next(|rows, indices| {
                let n = rows.pools[0].len();
                let k = indices.iter().rposition(|&i| i + 1 != n)?;
                let i = indices[k] + 1;
                indices[k..].fill(i);
                Some(k)
            }))
        });
    });
