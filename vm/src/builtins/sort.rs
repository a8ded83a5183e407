//! Sorting as `list.sort` and `sorted` do it: stable, by `<` only.
//!
//! Keys are looked at once before the sort. When all are small ints, floats without nan, exact strings, or tuples whose columns
//! are each of one such kind, their order is total and needs no Python code, and the standard library's stable sort does
//! the work. Everything else goes through powersort (natural runs, merged in the order that Munro and Wild's "power" gives, as
//! CPython does since 3.11) with a comparison that may run Python code and may raise.
//!
//! Rows are bare words here: the references stay owned by the caller's vectors as a whole, so a row may stand in two places
//! while a merge is under way. After an error every row is in the slice exactly once, in some order.

use crate::builtins::{str, tuple};
use crate::heap::header::Kind;
use crate::object::error::PyResult;
use crate::object::ops::{self, CmpOp};
use crate::value::{Value, Word};
use crate::vm::Vm;
use std::cmp::Ordering;

/// Sorts `items` by `key(item)` (by the items themselves when `key` is None or NULL). After an error they are in some order.
pub fn sort(vm: &mut Vm, items: &mut Vec<Value>, key: &Value, reverse: bool) -> PyResult<()> {
    let Some(f) = key.some() else {
        let mut rows: Vec<Word> = std::mem::take(items).into_iter().map(Value::into_word).collect();
        let r = sort_rows(vm, &mut rows, reverse);
        // SAFETY: the words are the ones taken out of `items`, each once.
        *items = rows.into_iter().map(|w| unsafe { Value::from_owned(w) }).collect();
        return r;
    };
    let mut keys = Vec::with_capacity(items.len());
    for x in items.iter() {
        keys.push(vm.call1(f, x)?);
    }
    let mut rows: Vec<Row> = keys.iter().zip(items.iter()).map(|(k, x)| Row { key: k.word(), item: x.word() }).collect();
    let r = sort_rows(vm, &mut rows, reverse);
    for (to, row) in items.iter_mut().zip(rows) {
        // SAFETY: a permutation of the words that stood here; each place gives its reference away and gets one.
        std::mem::forget(std::mem::replace(to, unsafe { Value::from_owned(row.item) }));
    }
    r
}

/// An item with its key, both borrowed.
#[derive(Clone, Copy)]
struct Row {
    key: Word,
    item: Word,
}

/// What is sorted: a row knows its key.
trait Keyed: Copy {
    fn key(&self) -> &Word;
    #[inline(always)]
    fn value(&self) -> &Value {
        // SAFETY: keys are owned by the caller of the sort for as long as it runs.
        unsafe { Value::view(self.key()) }
    }
}
impl Keyed for Word {
    #[inline(always)]
    fn key(&self) -> &Word {
        self
    }
}
impl Keyed for Row {
    #[inline(always)]
    fn key(&self) -> &Word {
        &self.key
    }
}

/// A kind of keys whose order is total and needs no Python code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Int,
    Float,
    Str,
}

fn column(v: &Value) -> Option<Column> {
    let w = v.word();
    if w.is_int() {
        Some(Column::Int)
    } else if w.is_float() {
        if w.as_float_unchecked().is_nan() { None } else { Some(Column::Float) }
    } else if str::is_exact(v) {
        Some(Column::Str)
    } else {
        None
    }
}

#[inline(always)]
fn order(c: Column, a: &Value, b: &Value) -> Ordering {
    match c {
        // The tag is the same, so the words are ordered as the numbers are.
        Column::Int => (a.word().0 as i64).cmp(&(b.word().0 as i64)),
        Column::Float => a.word().as_float_unchecked().partial_cmp(&b.word().as_float_unchecked()).unwrap_or(Ordering::Equal),
        Column::Str => match (str::get(a), str::get(b)) {
            (Some(x), Some(y)) => x.units().order(y.units()),
            _ => Ordering::Equal,
        },
    }
}

fn exact_tuple(v: &Value) -> Option<&[Value]> {
    if v.header().is_some_and(|h| h.is_exact(Kind::Tuple)) { Some(tuple::items(v)) } else { None }
}

/// The columns of keys that are all exact tuples of one length with one kind per column.
fn columns<T: Keyed>(rows: &[T]) -> Option<Vec<Column>> {
    let columns: Vec<Column> = exact_tuple(rows.first()?.value())?.iter().map(column).collect::<Option<_>>()?;
    let fits =
        rows.iter().all(|r| exact_tuple(r.value()).is_some_and(|t| t.len() == columns.len() && t.iter().zip(&columns).all(|(v, c)| column(v) == Some(*c))));
    if fits { Some(columns) } else { None }
}

fn by<T: Copy>(rows: &mut [T], reverse: bool, order: impl Fn(&T, &T) -> Ordering) {
    // Equal rows keep their order in both directions.
    if reverse { rows.sort_by(|a, b| order(b, a)) } else { rows.sort_by(order) }
}

fn sort_rows<T: Keyed>(vm: &mut Vm, rows: &mut [T], reverse: bool) -> PyResult<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    if let Some(c) = column(first.value()) {
        if rows.iter().all(|r| column(r.value()) == Some(c)) {
            match c {
                Column::Int => by(rows, reverse, |a, b| order(Column::Int, a.value(), b.value())),
                Column::Float => by(rows, reverse, |a, b| order(Column::Float, a.value(), b.value())),
                Column::Str => by(rows, reverse, |a, b| order(Column::Str, a.value(), b.value())),
            }
            return Ok(());
        }
    } else if let Some(columns) = columns(rows) {
        by(rows, reverse, |a, b| {
            let pairs = tuple::items(a.value()).iter().zip(tuple::items(b.value()));
            columns.iter().zip(pairs).map(|(c, (x, y))| order(*c, x, y)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        });
        return Ok(());
    }
    if reverse {
        rows.reverse();
    }
    let r = powersort(rows, &mut |a, b| ops::compare_bool(vm, a.value(), b.value(), CmpOp::Lt));
    if reverse {
        rows.reverse();
    }
    r
}

// ---- powersort -------------------------------------------------------------------------------

/// A sorted stretch; `power` belongs to the border with the next one.
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

/// Runs shorter than this are lengthened by insertion: between 32 and 64, so that n / it is a power of two or a bit less.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= 64 {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// Depth at which the border between two neighbouring runs stands in the ideal merge tree over `n` rows.
fn power(start: usize, len1: usize, len2: usize, n: usize) -> u32 {
    let mut a = 2 * start + len1;
    let mut b = a + len1 + len2;
    let mut depth = 0;
    loop {
        depth += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return depth;
        }
        a <<= 1;
        b <<= 1;
    }
}

fn powersort<T: Copy>(v: &mut [T], less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    let n = v.len();
    let at_least = min_run(n);
    let (mut runs, mut spare): (Vec<Run>, Vec<T>) = (Vec::new(), Vec::new());
    let mut start = 0;
    while start < n {
        let mut len = natural_run(&mut v[start..], less)?;
        if len < at_least {
            let wanted = at_least.min(n - start);
            insert_rest(&mut v[start..start + wanted], len, less)?;
            len = wanted;
        }
        if let Some(top) = runs.last() {
            let p = power(top.start, top.len, len, n);
            while runs.len() > 1 && runs[runs.len() - 2].power > p {
                merge_top(v, &mut runs, &mut spare, less)?;
            }
            if let Some(top) = runs.last_mut() {
                top.power = p;
            }
        }
        runs.push(Run { start, len, power: 0 });
        start += len;
    }
    while runs.len() > 1 {
        merge_top(v, &mut runs, &mut spare, less)?;
    }
    Ok(())
}

/// Length of the sorted stretch at the start; a strictly falling one is turned round.
fn natural_run<T: Copy>(v: &mut [T], less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<usize> {
    if v.len() < 2 {
        return Ok(v.len());
    }
    let falling = less(&v[1], &v[0])?;
    let mut n = 2;
    while n < v.len() && less(&v[n], &v[n - 1])? == falling {
        n += 1;
    }
    if falling {
        v[..n].reverse();
    }
    Ok(n)
}

/// Binary insertion of everything behind the first `sorted` rows.
fn insert_rest<T: Copy>(v: &mut [T], sorted: usize, less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    for i in sorted..v.len() {
        let row = v[i];
        let (mut lo, mut hi) = (0, i);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            if less(&row, &v[mid])? { hi = mid } else { lo = mid + 1 }
        }
        v.copy_within(lo..i, lo + 1);
        v[lo] = row;
    }
    Ok(())
}

fn merge_top<T: Copy>(v: &mut [T], runs: &mut Vec<Run>, spare: &mut Vec<T>, less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    let (Some(b), Some(a)) = (runs.pop(), runs.last_mut()) else { return Ok(()) };
    a.len += b.len;
    let (start, end, mid) = (a.start, a.start + a.len, b.start - a.start);
    merge(&mut v[start..end], mid, spare, less)
}

/// How many rows at the start of `v` fulfil `before`, which is true up to some point and false from there on: looked for in
/// steps of growing size from the start, or from the end.
fn gallop<T>(v: &[T], from_end: bool, mut before: impl FnMut(&T) -> PyResult<bool>) -> PyResult<usize> {
    let (mut lo, mut hi, mut step) = (0, v.len(), 1);
    while lo < hi {
        let at = if from_end { hi.saturating_sub(step).max(lo) } else { (lo + step - 1).min(hi - 1) };
        let yes = before(&v[at])?;
        if yes {
            lo = at + 1
        } else {
            hi = at
        }
        if yes == from_end {
            break;
        }
        step *= 2;
    }
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        if before(&v[mid])? { lo = mid + 1 } else { hi = mid }
    }
    Ok(lo)
}

/// Rows that one side must win in a row before the merge gallops.
const GALLOP: usize = 7;

/// Merges the sorted parts `v[..mid]` and `v[mid..]`.
fn merge<T: Copy>(v: &mut [T], mid: usize, spare: &mut Vec<T>, less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    let (left, right) = v.split_at(mid);
    let (Some(&last), Some(&first)) = (left.last(), right.first()) else { return Ok(()) };
    // What is in place already at both ends stays out of it.
    let skip = gallop(left, false, |x| Ok(!less(&first, x)?))?;
    let keep = gallop(right, true, |x| less(x, &last))?;
    let v = &mut v[skip..mid + keep];
    let mid = mid - skip;
    if mid == 0 || mid == v.len() {
        return Ok(());
    }
    spare.clear();
    if mid <= v.len() - mid {
        spare.extend_from_slice(&v[..mid]);
        let (mut i, mut j, mut to) = (0, mid, 0);
        let r = merge_up(v, spare, &mut i, &mut j, &mut to, less);
        // The gap is as long as what is left in `spare`.
        v[to..j].copy_from_slice(&spare[i..]);
        r
    } else {
        spare.extend_from_slice(&v[mid..]);
        let (mut i, mut j) = (mid, spare.len());
        let r = merge_down(v, spare, &mut i, &mut j, less);
        v[i..i + j].copy_from_slice(&spare[..j]);
        r
    }
}

/// Merges `a[i..]` (the left part, copied out) with `v[j..]` into `v[to..]`.
fn merge_up<T: Copy>(v: &mut [T], a: &[T], i: &mut usize, j: &mut usize, to: &mut usize, less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    let mut wins = (0, 0);
    while *i < a.len() && *j < v.len() {
        if less(&v[*j], &a[*i])? {
            v[*to] = v[*j];
            (*j, *to, wins) = (*j + 1, *to + 1, (0, wins.1 + 1));
        } else {
            v[*to] = a[*i];
            (*i, *to, wins) = (*i + 1, *to + 1, (wins.0 + 1, 0));
        }
        if wins.0 >= GALLOP && *j < v.len() {
            let key = v[*j];
            let n = gallop(&a[*i..], false, |x| Ok(!less(&key, x)?))?;
            v[*to..*to + n].copy_from_slice(&a[*i..*i + n]);
            (*i, *to, wins) = (*i + n, *to + n, (if n < GALLOP { 0 } else { GALLOP }, 0));
        } else if wins.1 >= GALLOP && *i < a.len() {
            let key = a[*i];
            let n = gallop(&v[*j..], false, |x| less(x, &key))?;
            v.copy_within(*j..*j + n, *to);
            (*j, *to, wins) = (*j + n, *to + n, (0, if n < GALLOP { 0 } else { GALLOP }));
        }
    }
    Ok(())
}

/// Merges `v[..i]` with `b[..j]` (the right part, copied out) into `v[..i + j]`, from the end.
fn merge_down<T: Copy>(v: &mut [T], b: &[T], i: &mut usize, j: &mut usize, less: &mut impl FnMut(&T, &T) -> PyResult<bool>) -> PyResult<()> {
    let mut wins = (0, 0);
    while *i > 0 && *j > 0 {
        let to = *i + *j - 1;
        if less(&b[*j - 1], &v[*i - 1])? {
            v[to] = v[*i - 1];
            (*i, wins) = (*i - 1, (wins.0 + 1, 0));
        } else {
            v[to] = b[*j - 1];
            (*j, wins) = (*j - 1, (0, wins.1 + 1));
        }
        if wins.0 >= GALLOP && *j > 0 {
            let key = b[*j - 1];
            let stay = gallop(&v[..*i], true, |x| Ok(!less(&key, x)?))?;
            let n = *i - stay;
            v.copy_within(stay..*i, stay + *j);
            (*i, wins) = (stay, (if n < GALLOP { 0 } else { GALLOP }, 0));
        } else if wins.1 >= GALLOP && *i > 0 {
            let key = v[*i - 1];
            let stay = gallop(&b[..*j], true, |x| less(x, &key))?;
            let n = *j - stay;
            v[*i + stay..*i + *j].copy_from_slice(&b[stay..*j]);
            (*j, wins) = (stay, (0, if n < GALLOP { 0 } else { GALLOP }));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::error::Raised;

    fn numbers(n: usize, range: u64, mut seed: u64) -> Vec<(u64, usize)> {
        let mut next = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        (0..n).map(|i| (next() % range, i)).collect()
    }

    #[test]
    fn sorts_stably_and_keeps_rows_after_errors() {
        for (n, range) in [(0, 1), (1, 1), (2, 9), (31, 5), (64, 1000), (65, 3), (200, 2), (1000, 10), (5000, 100_000), (5000, 40)] {
            for shape in 0..4 {
                let mut v = numbers(n, range, 88_172_645_463_325_252 + n as u64);
                match shape {
                    1 => v.sort(),
                    2 => v.sort_by(|a, b| b.cmp(a)),
                    3 => v[n / 3..].sort(),
                    _ => {}
                }
                v.iter_mut().enumerate().for_each(|(i, r)| r.1 = i);
                let mut want = v.clone();
                want.sort_by_key(|r| r.0);
                let mut calls = 0;
                let mut got = v.clone();
                let r = powersort(&mut got, &mut |a, b| {
                    calls += 1;
                    Ok(a.0 < b.0)
                });
                assert!(r.is_ok() && got == want, "{n} rows, shape {shape}");
                // The comparison fails at some point: nothing is lost or doubled.
                for stop in [1, calls / 3, calls / 2, calls * 9 / 10] {
                    let mut left = stop;
                    let mut got = v.clone();
                    let r = powersort(&mut got, &mut |a, b| {
                        if left == 0 {
                            return Err(Raised(()));
                        }
                        left -= 1;
                        Ok(a.0 < b.0)
                    });
                    if let Err(e) = r {
                        std::mem::forget(e);
                    }
                    got.sort_by_key(|r| r.1);
                    assert!(got == v, "{n} rows, shape {shape}, stopped after {stop}");
                }
            }
        }
    }
}
