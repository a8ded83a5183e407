//! The hash table of dicts: entries in insertion order, an index table beside them.
//!
//! Up to eight entries are searched directly; beyond that an open-addressed table of entry numbers is kept. Removed
//! entries leave a hole (NULL key) until the next rebuild. `keys_version` names the set of keys and their entry
//! numbers: a cache that saw (dict, version, entry) may load the entry's value directly while the version is the same.

use crate::heap::header::{self, Header, Kind, flag};
use crate::native::TypeDef;
use crate::object::Payload;
use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::Vm;
use std::cell::UnsafeCell;

/// One key with its value. A hole has a NULL key.
#[repr(C)]
pub struct Entry {
    /// Value; first, so that compiled code finds it at a fixed place.
    pub value: Value,
    /// Key.
    pub key: Value,
    /// Hash of the key.
    pub hash: i64,
}

/// Offset of the entries vector in a dict object, for compiled code.
pub const ENTRIES_OFFSET: usize = crate::heap::header::SIZE + std::mem::offset_of!(DictCore, entries);
/// Offset of the keys version (`u32`) in a dict object.
pub const VERSION_OFFSET: usize = crate::heap::header::SIZE + std::mem::offset_of!(DictCore, version);

const DIRECT_MAX: usize = 8;
const EMPTY: u32 = u32::MAX;
const HOLE: u32 = u32::MAX - 1;

/// Entries and index.
#[derive(Default)]
pub struct DictCore {
    entries: Vec<Entry>,
    index: Vec<u32>,
    used: usize,
    /// Entries before it are holes, so that taking from the front doesn't search the same holes again and again.
    head: usize,
    /// Places of the index that aren't empty, holes included. A search ends at an empty place, so some must be left even
    /// when keys come and go without the entries growing.
    filled: u32,
    version: u32,
}

static NEXT_VERSION: crate::threads::counter::Counter = crate::threads::counter::Counter::new();

impl DictCore {
    /// An empty table; allocates nothing.
    pub const fn new() -> DictCore {
        DictCore { entries: Vec::new(), index: Vec::new(), used: 0, head: 0, filled: 0, version: 0 }
    }
    /// Number of keys.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used
    }
    /// No keys?
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }
    /// All entries, holes (NULL keys) included.
    #[inline(always)]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Entry numbers whose hash is `hash`, through `f` until it returns true; that entry's number.
    #[inline(always)]
    fn search(&self, hash: i64, mut f: impl FnMut(&Entry) -> bool) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|e| e.hash == hash && !e.key.is_null() && f(e));
        }
        let mask = self.index.len() - 1;
        let mut perturb = hash as u64;
        let mut i = perturb as usize & mask;
        loop {
            let n = self.index[i];
            if n == EMPTY {
                return None;
            }
            if n != HOLE {
                let e = &self.entries[n as usize];
                if e.hash == hash && f(e) {
                    return Some(n as usize);
                }
            }
            perturb >>= 5;
            i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
    }

    /// Entry of a str key.
    #[inline]
    pub fn find_str(&self, key: &Value) -> Option<usize> {
        let hash = crate::builtins::str::hash(key);
        self.search(hash, |e| e.key.is(key) || crate::builtins::str::equal(&e.key, key))
    }

    /// Entry of a small int key, unless a key of another type might equal it.
    #[inline]
    pub fn find_small_int(&self, key: &Value) -> Option<usize> {
        let hash = crate::builtins::int::hash_small(key.as_small_int()?);
        self.search(hash, |e| e.key.is(key))
    }

    fn place(&mut self, n: usize, hash: i64) {
        let mask = self.index.len() - 1;
        let mut perturb = hash as u64;
        let mut i = perturb as usize & mask;
        while self.index[i] < HOLE {
            perturb >>= 5;
            i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
        }
        self.filled += u32::from(self.index[i] == EMPTY);
        self.index[i] = n as u32;
    }

    fn rebuild(&mut self, n: usize) {
        self.entries.retain(|e| !e.key.is_null());
        self.head = 0;
        self.index_all(n);
    }

    /// Would one more entry leave less than a third of the index empty?
    #[inline]
    fn is_crowded(&self) -> bool {
        (self.entries.len().max(self.filled as usize) + 1) * 3 > self.index.len() * 2
    }

    /// Makes the index table new, with room for `n` entries.
    fn index_all(&mut self, n: usize) {
        self.index.clear();
        self.filled = 0;
        if n > DIRECT_MAX {
            self.index.resize((n * 2).next_power_of_two(), EMPTY);
            for i in self.head..self.entries.len() {
                let hash = self.entries[i].hash;
                self.place(i, hash);
            }
        }
    }

    /// Puts a key that is known to be absent before all others. Room is made for as many more as there are entries,
    /// so that it costs constant time on average.
    pub fn prepend(&mut self, hash: i64, key: Value, value: Value) {
        if self.used == 0 {
            return self.append(hash, key, value);
        }
        self.version = 0;
        if self.head == 0 {
            self.entries.retain(|e| !e.key.is_null());
            let gap = self.used.max(4);
            let mut spread = Vec::with_capacity(gap + self.used);
            spread.resize_with(gap, || Entry { value: Value::NULL, key: Value::NULL, hash: 0 });
            spread.append(&mut self.entries);
            self.entries = spread;
            self.head = gap;
            self.index_all(self.entries.len());
        }
        if !self.index.is_empty() && self.is_crowded() {
            self.index_all(self.entries.len());
        }
        self.head -= 1;
        self.entries[self.head] = Entry { value, key, hash };
        if !self.index.is_empty() {
            self.place(self.head, hash);
        }
        self.used += 1;
    }

    /// Appends a key that is known to be absent.
    #[inline]
    pub fn append(&mut self, hash: i64, key: Value, value: Value) {
        self.version = 0;
        let n = self.entries.len();
        if self.index.is_empty() {
            if n >= DIRECT_MAX {
                // Grow by what is alive: holes are squeezed out first.
                self.rebuild((self.used + 1).max(if self.used < DIRECT_MAX { 0 } else { 16 }));
            }
        } else if self.is_crowded() {
            self.rebuild((self.used + 1) * 2);
        }
        let n = self.entries.len();
        self.entries.push(Entry { value, key, hash });
        if !self.index.is_empty() {
            self.place(n, hash);
        }
        self.used += 1;
    }

    /// Removes entry `n`.
    pub fn remove(&mut self, n: usize) -> (Value, Value) {
        self.version = 0;
        let hash = self.entries[n].hash;
        if !self.index.is_empty() {
            let mask = self.index.len() - 1;
            let mut perturb = hash as u64;
            let mut i = perturb as usize & mask;
            while self.index[i] as usize != n {
                perturb >>= 5;
                i = (i.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1)) & mask;
            }
            self.index[i] = HOLE;
        }
        self.used -= 1;
        let e = &mut self.entries[n];
        let out = (std::mem::replace(&mut e.key, Value::NULL), std::mem::replace(&mut e.value, Value::NULL));
        while self.entries.get(self.head).is_some_and(|e| e.key.is_null()) {
            self.head += 1;
        }
        out
    }

    /// Drops the holes at the end, so that taking from the end doesn't search the same holes again and again. Removing
    /// keys leaves them: an iterator must not meet a new key in the place of a removed one.
    fn trim(&mut self) {
        while self.entries.last().is_some_and(|e| e.key.is_null()) {
            self.entries.pop();
        }
        self.head = self.head.min(self.entries.len());
    }

    /// Sets a str key, which may be new; the old value.
    pub fn insert_str(&mut self, key: Value, value: Value) -> Option<Value> {
        match self.find_str(&key) {
            Some(i) => Some(std::mem::replace(&mut self.entries[i].value, value)),
            None => {
                let hash = crate::builtins::str::hash(&key);
                self.append(hash, key, value);
                None
            }
        }
    }

    /// Makes room for `n` more keys.
    pub fn reserve(&mut self, n: usize) {
        self.entries.reserve(n);
    }

    /// A copy with the same order; holes are squeezed out.
    pub fn copy(&self) -> DictCore {
        let mut c = DictCore { entries: Vec::with_capacity(self.used), index: Vec::new(), used: self.used, head: 0, filled: 0, version: 0 };
        for e in self.entries.iter().filter(|e| !e.key.is_null()) {
            c.entries.push(Entry { value: e.value.clone(), key: e.key.clone(), hash: e.hash });
        }
        c.rebuild(c.used);
        c
    }
}

/// The payload of dict objects.
pub struct DictObj {
    core: UnsafeCell<DictCore>,
}

impl Payload for DictObj {
    const KIND: Kind = Kind::Dict;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &crate::builtins::dict::TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for e in self.core().entries() {
            visit(&e.key);
            visit(&e.value);
        }
    }
    fn clear(&self) {
        drop(self.take());
    }
}

impl DictObj {
    /// An empty dict.
    pub const fn empty() -> DictObj {
        DictObj { core: UnsafeCell::new(DictCore::new()) }
    }
    /// A dict of these entries.
    pub const fn from_core(core: DictCore) -> DictObj {
        DictObj { core: UnsafeCell::new(core) }
    }
    /// The table. The borrow must end before anything that may run Python code or change this dict.
    #[inline(always)]
    pub fn core(&self) -> &DictCore {
        // SAFETY: one thread (the lock holder); mutable borrows below never call out.
        unsafe { &*self.core.get() }
    }
    #[allow(clippy::mut_from_ref, reason = "short borrows inside this file only")]
    #[inline(always)]
    fn core_mut(&self) -> &mut DictCore {
        // SAFETY: as above; users in this file drop old values only after the borrow ended.
        unsafe { &mut *self.core.get() }
    }
    fn head(&self) -> &Header {
        // SAFETY: a `DictObj` is always the payload of an `Obj`, whose header stands right before it.
        unsafe { &*(header::whole(self).sub(header::SIZE) as *const Header) }
    }
    #[inline(always)]
    fn note_change(&self, key: &Value) {
        if self.head().has(flag::WATCHED) {
            crate::object::ty::watched_dict_changed(self.head(), key);
        }
    }

    /// Number of keys.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.core().used
    }
    /// No keys?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Names the present keys and their entry numbers; 0 is never returned.
    pub fn keys_version(&self) -> u32 {
        let c = self.core_mut();
        if c.version == 0 {
            c.version = NEXT_VERSION.next();
        }
        c.version
    }
    /// The version if one was asked for since the last change, else 0.
    #[inline(always)]
    pub fn current_version(&self) -> u32 {
        self.core().version
    }
    /// Key and value of entry `i` (None for holes and beyond the end).
    #[inline]
    pub fn entry(&self, i: usize) -> Option<(Value, Value)> {
        self.core().entries.get(i).filter(|e| !e.key.is_null()).map(|e| (e.key.clone(), e.value.clone()))
    }
    /// The first entry at or after `i`: its number, key and value.
    #[inline]
    pub fn next_entry(&self, i: usize) -> Option<(usize, Value, Value)> {
        let entries = &self.core().entries;
        let mut i = i.max(self.core().head);
        while let Some(e) = entries.get(i) {
            if !e.key.is_null() {
                return Some((i, e.key.clone(), e.value.clone()));
            }
            i += 1;
        }
        None
    }
    /// The last entry before `i`: its number, key and value.
    pub fn prev_entry(&self, i: usize) -> Option<(usize, Value, Value)> {
        let entries = &self.core().entries;
        (0..i.min(entries.len())).rev().find(|&i| !entries[i].key.is_null()).map(|i| (i, entries[i].key.clone(), entries[i].value.clone()))
    }
    /// One more than the largest entry number.
    pub fn n_entries(&self) -> usize {
        self.core().entries.len()
    }
    /// Value of entry `i`, borrowed, for inline caches.
    ///
    /// # Safety
    /// `i` was valid under the present `keys_version`; the borrow ends before the dict changes.
    #[inline(always)]
    pub unsafe fn entry_value(&self, i: usize) -> &Value {
        // SAFETY: the caller's promise.
        unsafe { &self.core().entries.get_unchecked(i).value }
    }
    /// Address of the value of entry `i`, which exists: good until the table changes.
    pub fn value_address(&self, i: usize) -> *const Value {
        &raw const self.core().entries[i].value
    }
    /// All keys.
    pub fn keys(&self) -> Vec<Value> {
        self.core().entries.iter().filter(|e| !e.key.is_null()).map(|e| e.key.clone()).collect()
    }
    /// All values.
    pub fn values(&self) -> Vec<Value> {
        self.core().entries.iter().filter(|e| !e.key.is_null()).map(|e| e.value.clone()).collect()
    }
    /// All pairs.
    pub fn items(&self) -> Vec<(Value, Value)> {
        self.core().entries.iter().filter(|e| !e.key.is_null()).map(|e| (e.key.clone(), e.value.clone())).collect()
    }

    /// Value of a str key.
    #[inline]
    pub fn get_str(&self, key: &Value) -> Option<Value> {
        let c = self.core();
        c.find_str(key).map(|i| c.entries[i].value.clone())
    }
    /// Value of a str key given as Rust text.
    pub fn get_text(&self, key: &str) -> Option<Value> {
        self.get_str(&Value::str(key))
    }
    /// Entry number of a str key.
    pub fn find_str(&self, key: &Value) -> Option<usize> {
        self.core().find_str(key)
    }
    /// Sets a str key; the old value.
    pub fn set_str(&self, key: &Value, v: Value) -> Option<Value> {
        self.note_change(key);
        let c = self.core_mut();
        match c.find_str(key) {
            Some(i) => Some(std::mem::replace(&mut c.entries[i].value, v)),
            None => {
                c.append(crate::builtins::str::hash(key), key.clone(), v);
                None
            }
        }
    }
    /// Sets a str key given as Rust text (interned).
    pub fn set_text(&self, key: &str, v: Value) {
        drop(self.set_str(&crate::object::intern::intern(key), v));
    }
    /// Removes a str key; its value.
    pub fn remove_str(&self, key: &Value) -> Option<Value> {
        self.note_change(key);
        let c = self.core_mut();
        let i = c.find_str(key)?;
        let (k, v) = c.remove(i);
        drop(k);
        Some(v)
    }

    /// Entry of any key whose hash is known; may run Python code (`__eq__`).
    pub fn find(&self, vm: &mut Vm, key: &Value, hash: i64) -> PyResult<Option<usize>> {
        // Most keys can be told apart without running Python code.
        let c = self.core();
        let mut odd = false;
        let found = if let Some(k) = key.as_small_int() {
            let _ = k;
            c.search(hash, |e| {
                e.key.is(key) || {
                    odd |= e.key.as_small_int().is_none();
                    false
                }
            })
        } else {
            c.search(hash, |e| {
                crate::object::ops::equal_quickly(&e.key, key).unwrap_or_else(|| {
                    odd = true;
                    false
                })
            })
        };
        if !odd || found.is_some() {
            return Ok(found);
        }
        self.find_slowly(vm, key, hash)
    }
    /// As `find`; None when only Python code could tell.
    #[inline]
    pub fn find_quickly(&self, key: &Value, hash: i64) -> Option<Option<usize>> {
        let mut odd = false;
        let found = self.core().search(hash, |e| {
            crate::object::ops::equal_quickly(&e.key, key).unwrap_or_else(|| {
                odd = true;
                false
            })
        });
        (!odd || found.is_some()).then_some(found)
    }
    /// As `find`, when an entry with the same hash can only be compared by Python code.
    #[cold]
    #[inline(never)]
    fn find_slowly(&self, vm: &mut Vm, key: &Value, hash: i64) -> PyResult<Option<usize>> {
        'again: loop {
            let mut tried: Vec<usize> = Vec::new();
            loop {
                let c = self.core();
                let mut candidate = None;
                let found = c.search(hash, |e| {
                    if e.key.is(key) {
                        return true;
                    }
                    // SAFETY: the entry lies in the entries vector.
                    let n = unsafe { (e as *const Entry).offset_from(c.entries.as_ptr()) } as usize;
                    if candidate.is_none() && !tried.contains(&n) {
                        candidate = Some((n, e.key.clone()));
                        return true;
                    }
                    false
                });
                let Some((n, k)) = candidate else { return Ok(found) };
                let equal = crate::object::ops::equal(vm, &k, key)?;
                let same = self.core().entries.get(n).is_some_and(|e| e.key.is(&k));
                if !same {
                    continue 'again;
                }
                if equal {
                    return Ok(Some(n));
                }
                // Most often the first candidate is the key: only a wrong one costs an allocation.
                tried.push(n);
            }
        }
    }
    /// Is the key there?
    #[inline]
    pub fn has(&self, vm: &mut Vm, key: &Value) -> PyResult<bool> {
        let hash = key_hash(vm, key)?;
        Ok(self.find(vm, key, hash)?.is_some())
    }
    /// Number of keys in entries from `i` on.
    pub fn count_from(&self, i: usize) -> usize {
        self.core().entries.get(i..).map_or(0, |rest| rest.iter().filter(|e| !e.key.is_null()).count())
    }
    /// Key and hash of the first entry at or after `i`, with its number.
    #[inline]
    pub fn next_key(&self, i: usize) -> Option<(usize, Value, i64)> {
        let entries = &self.core().entries;
        let mut i = i.max(self.core().head);
        while let Some(e) = entries.get(i) {
            if !e.key.is_null() {
                return Some((i, e.key.clone(), e.hash));
            }
            i += 1;
        }
        None
    }
    /// Value of any key.
    pub fn get(&self, vm: &mut Vm, key: &Value) -> PyResult<Option<Value>> {
        let hash = key_hash(vm, key)?;
        Ok(self.find(vm, key, hash)?.map(|i| self.core().entries[i].value.clone()))
    }
    /// Sets any key.
    pub fn set(&self, vm: &mut Vm, key: Value, v: Value) -> PyResult<()> {
        let hash = key_hash(vm, &key)?;
        self.set_hashed(vm, key, hash, v)
    }
    /// Sets any key whose hash is known.
    pub fn set_hashed(&self, vm: &mut Vm, key: Value, hash: i64, v: Value) -> PyResult<()> {
        let found = self.find(vm, &key, hash)?;
        self.note_change(&key);
        match found {
            Some(i) => drop(std::mem::replace(&mut self.core_mut().entries[i].value, v)),
            None => self.core_mut().append(hash, key, v),
        }
        Ok(())
    }
    /// Sets a key that `find` has just not found.
    pub fn insert_absent(&self, key: Value, hash: i64, v: Value) {
        self.note_change(&key);
        self.core_mut().append(hash, key, v);
    }
    /// Removes any key; its value.
    pub fn remove(&self, vm: &mut Vm, key: &Value) -> PyResult<Option<Value>> {
        let hash = key_hash(vm, key)?;
        self.remove_hashed(vm, key, hash)
    }
    /// Removes any key whose hash is known; its value.
    pub fn remove_hashed(&self, vm: &mut Vm, key: &Value, hash: i64) -> PyResult<Option<Value>> {
        let found = self.find(vm, key, hash)?;
        self.note_change(key);
        Ok(found.map(|i| {
            let (k, v) = self.core_mut().remove(i);
            drop(k);
            v
        }))
    }
    /// Removes entry `i`, which exists; key and value.
    pub fn remove_entry(&self, i: usize) -> (Value, Value) {
        if let Some((k, _)) = self.entry(i) {
            self.note_change(&k);
        }
        self.core_mut().remove(i)
    }
    /// Removes the last entry; key and value.
    pub fn pop_last(&self) -> Option<(Value, Value)> {
        let (i, _, _) = self.prev_entry(usize::MAX)?;
        let out = self.remove_entry(i);
        self.core_mut().trim();
        Some(out)
    }
    /// Moves entry `i`, which exists, behind or before all others.
    pub fn move_entry(&self, i: usize, last: bool) {
        let c = self.core_mut();
        c.trim();
        if i == if last { c.entries.len() - 1 } else { c.head } {
            return;
        }
        let hash = c.entries[i].hash;
        let (k, v) = c.remove(i);
        if last { c.append(hash, k, v) } else { c.prepend(hash, k, v) }
    }
    /// Sets the value of entry `i`, which exists; the old value.
    pub fn set_entry_value(&self, i: usize, v: Value) -> Value {
        if self.head().has(flag::WATCHED)
            && let Some((k, _)) = self.entry(i)
        {
            self.note_change(&k);
        }
        std::mem::replace(&mut self.core_mut().entries[i].value, v)
    }
    /// Empties the dict; the old table, to be dropped by the caller.
    pub fn take(&self) -> DictCore {
        if self.head().has(flag::WATCHED) {
            for k in self.keys() {
                self.note_change(&k);
            }
        }
        std::mem::take(self.core_mut())
    }
    /// A shallow copy of the table.
    pub fn copy_core(&self) -> DictCore {
        self.core().copy()
    }
    /// Replaces the table; the old one, to be dropped by the caller.
    pub fn replace(&self, core: DictCore) -> DictCore {
        let old = self.take();
        *self.core_mut() = core;
        old
    }
}

/// A new empty dict object.
pub fn new_dict() -> Value {
    super::new(DictObj::empty())
}

/// Hash of a key: the TypeError of an unhashable one says what it was wanted for.
#[inline]
pub fn key_hash(vm: &mut Vm, key: &Value) -> PyResult<i64> {
    match crate::object::ops::hash(vm, key) {
        Err(e) => Err(explain_unhashable(vm, e, key, "a dict key")),
        ok => ok,
    }
}
/// "cannot use 'list' as a dict key (unhashable type: 'list')"; other exceptions than TypeError itself stay.
#[cold]
pub fn explain_unhashable(vm: &mut Vm, e: crate::object::error::Raised, key: &Value, what: &str) -> crate::object::error::Raised {
    let exc = vm.take_exception(e);
    if !std::ptr::eq(exc.ty(), crate::builtins::exception::classes().type_error) {
        return vm.reraise(exc);
    }
    match vm.text_of(&exc) {
        Ok(text) => vm.type_error(format!("cannot use '{}' as {what} ({text})", key.ty().full_name())),
        Err(e) => e,
    }
}
