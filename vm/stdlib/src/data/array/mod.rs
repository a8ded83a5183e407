//! array: sequences of numbers or characters in one block of bytes.

mod codes;
mod methods;

use crate::data::support::{fill, itself, set};
use codes::{CODES, Code, Kind};
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use vm::builtins::buffer::{self, Buffer, View};
use vm::builtins::slice::{self, SliceObj};
use vm::builtins::{bytes, int, list, str};
use vm::import::NativeModule;
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::error::Raised;
use vm::object::ops::{self, CmpOp};
use vm::object::slots::TypeSlots;
use vm::object::ty::{self, TypeObj};
use vm::object::{Payload, new, new_of};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "array",
    init: |vm, m| {
        fill(m, "array", methods::FUNCTIONS, &[&ARRAY]);
        set(m, "ArrayType", ARRAY.value());
        set(m, "typecodes", Value::str(&CODES.iter().map(|c| char::from(c.letter)).collect::<String>()));
        set(
            m,
            "__doc__",
            Value::str(
                "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n",
            ),
        );
        let abc = vm.import_attr("_collections_abc", "MutableSequence")?;
        vm.call_method(&abc, "register", &[ARRAY.value()])?;
        Ok(())
    },
};

struct Array {
    code: &'static Code,
    items: RefCell<Vec<u8>>,
    /// Buffers that show the items, which keep their number meanwhile.
    exports: Cell<usize>,
}
impl Payload for Array {
    fn def() -> &'static TypeDef {
        &ARRAY
    }
}

impl Array {
    fn new(code: &'static Code, items: Vec<u8>) -> Array {
        Array { code, items: RefCell::new(items), exports: Cell::new(0) }
    }
    fn len(&self) -> usize {
        self.items.borrow().len() / self.code.size
    }
    fn get(&self, i: usize) -> Option<Value> {
        let size = self.code.size;
        self.items.borrow().get(i * size..(i + 1) * size).map(|b| self.code.read(b))
    }
    fn to_vec(&self) -> Vec<Value> {
        self.items.borrow().chunks_exact(self.code.size).map(|b| self.code.read(b)).collect()
    }
    /// May the number of items change?
    fn resizable(&self, vm: &mut Vm) -> PyResult<()> {
        if self.exports.get() > 0 { Err(vm.buffer_error("cannot resize an array that is exporting buffers")) } else { Ok(()) }
    }
    /// Replaces the bytes `from..to`, which are whole items and cut to what there is.
    fn splice(&self, from: usize, to: usize, with: &[u8]) {
        let mut items = self.items.borrow_mut();
        let to = to.min(items.len());
        items.splice(from.min(to)..to, with.iter().copied());
    }
}

fn a(v: &Value) -> &Array {
    this::<Array>(v)
}
fn other(v: &Value) -> Option<&Array> {
    v.downcast::<Array>().map(|o| &o.data)
}
fn bad_argument(vm: &mut Vm) -> Raised {
    vm.type_error("bad argument type for built-in operation")
}

/// The bytes of items of any iterable.
fn encode(vm: &mut Vm, code: &Code, x: &Value) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    ops::for_each(vm, x, |vm, v| code.write(vm, &v, &mut out))?;
    Ok(out)
}

fn type_code(vm: &mut Vm, v: &Value) -> PyResult<&'static Code> {
    let Some(s) = str::get(v).filter(|s| s.len() == 1) else {
        return Err(vm.type_error(format!("array() argument 1 must be a unicode character, not {}", v.ty().name())));
    };
    match codes::find(s.units().get(0)) {
        Some(c) => Ok(c),
        None => Err(vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)")),
    }
}

fn array_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let own = ARRAY.get();
    if args.has_kw() && cls.slots().init.map(|f| f as usize) == own.slots().init.map(|f| f as usize) {
        return Err(vm.type_error("array.array() takes no keyword arguments"));
    }
    let (code, source) = match args.pos() {
        [c] => (c, None),
        [c, source] => (c, Some(source)),
        [] => return Err(vm.type_error("array() takes at least 1 argument (0 given)")),
        more => return Err(vm.type_error(format!("array() takes at most 2 arguments ({} given)", more.len()))),
    };
    let code = type_code(vm, code)?;
    if code.letter == b'u' {
        vm.warn_deprecated("The 'u' type code is deprecated and will be removed in Python 3.16")?;
    }
    let items = match source {
        None => Vec::new(),
        Some(x) => initial(vm, code, x)?,
    };
    Ok(new_of(cls, Array::new(code, items)))
}

/// The bytes that an array starts with.
fn initial(vm: &mut Vm, code: &'static Code, x: &Value) -> PyResult<Vec<u8>> {
    let text = code.kind == Kind::Char;
    if str::is_str(x) && !text {
        return Err(vm.type_error(format!("cannot use a str to initialize an array with typecode '{}'", char::from(code.letter))));
    }
    if let Some(o) = other(x) {
        if o.code.kind == Kind::Char && !text {
            return Err(vm.type_error(format!("cannot use a unicode array to initialize an array with typecode '{}'", char::from(code.letter))));
        }
        if std::ptr::eq(o.code, code) {
            return Ok(o.items.borrow().clone());
        }
    }
    if bytes::get(x).is_some() || x.downcast::<vm::builtins::bytearray::ByteArrayObj>().is_some() {
        let b = buffer::bytes_like(vm, x)?.to_vec();
        return whole(vm, code, b);
    }
    encode(vm, code, x)
}

/// Bytes that make whole items.
fn whole(vm: &mut Vm, code: &Code, b: Vec<u8>) -> PyResult<Vec<u8>> {
    if !b.len().is_multiple_of(code.size) { Err(vm.value_error("bytes length not a multiple of item size")) } else { Ok(b) }
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let (x, name) = (a(v), v.ty().name());
    let letter = char::from(x.code.letter);
    if x.len() == 0 {
        return Ok(Value::str(&format!("{name}('{letter}')")));
    }
    let inner = if x.code.kind == Kind::Char { methods::text(vm, x)? } else { list::new(x.to_vec()) };
    let inner = ops::repr(vm, &inner)?;
    let mut buf = vm::text::TextBuf::from(format!("{name}('{letter}', ").as_str());
    if let Some(s) = str::get(&inner) {
        buf.push_units(s.units());
    }
    buf.push_str(")");
    Ok(str::from_buf(buf))
}

fn compare(vm: &mut Vm, v: &Value, w: &Value, op: CmpOp) -> PyResult<Value> {
    let Some(y) = other(w) else { return Ok(Value::NOT_IMPLEMENTED) };
    let x = a(v);
    let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
    if equality && x.len() != y.len() {
        return Ok(Value::bool(op == CmpOp::Ne));
    }
    if equality && std::ptr::eq(x.code, y.code) && x.code.kind != Kind::Float {
        let order = x.items.borrow().cmp(&y.items.borrow());
        return Ok(Value::bool(op.holds(if order == Ordering::Equal { order } else { Ordering::Less })));
    }
    let (p, q) = (x.to_vec(), y.to_vec());
    if x.code.kind == Kind::Float && y.code.kind == Kind::Float {
        // No item equals a NaN, although it may be the same object.
        let differ = p.iter().zip(&q).find_map(|(p, q)| p.as_float().zip(q.as_float()).filter(|(p, q)| p != q));
        return Ok(Value::bool(match (differ, op) {
            (Some(_), CmpOp::Eq | CmpOp::Ne) => op == CmpOp::Ne,
            (Some((p, q)), _) => p.partial_cmp(&q).is_some_and(|order| op.holds(order)),
            (None, _) => op.holds(p.len().cmp(&q.len())),
        }));
    }
    list::compare_sequences(vm, &p, &q, op)
}

fn position(vm: &mut Vm, v: &Value, key: &Value, what: &str) -> PyResult<usize> {
    if key.ty().slots().index.is_none() && !int::is_int(key) {
        return Err(vm.type_error("array indices must be integers"));
    }
    let i = ops::index_subscript(vm, key)?;
    list::position(i, a(v).len()).ok_or_else(|| vm.index_error(format!("array {what}index out of range")))
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    let x = a(v);
    let Some(s) = key.downcast::<SliceObj>() else {
        let i = position(vm, v, key, "")?;
        return x.get(i).ok_or_else(|| vm.index_error("array index out of range"));
    };
    let (start, _, step, n) = slice::indices(vm, s, x.len())?;
    let (items, size) = (x.items.borrow(), x.code.size);
    let mut out = Vec::with_capacity(n * size);
    for k in 0..n {
        let i = (start + k as isize * step) as usize * size;
        out.extend_from_slice(items.get(i..i + size).unwrap_or(&[]));
    }
    drop(items);
    Ok(new(Array::new(x.code, out)))
}

fn setitem(vm: &mut Vm, v: &Value, key: &Value, value: Option<&Value>) -> PyResult<()> {
    let (x, size) = (a(v), a(v).code.size);
    if let Some(s) = key.downcast::<SliceObj>() {
        return set_slice(vm, v, s, value);
    }
    let i = position(vm, v, key, "assignment ")?;
    match value {
        Some(value) => {
            let mut b = Vec::with_capacity(size);
            x.code.write(vm, value, &mut b)?;
            // The value's `__index__` may have shortened the array.
            if i >= x.len() {
                return Err(vm.index_error("array assignment index out of range"));
            }
            x.splice(i * size, (i + 1) * size, &b);
        }
        None => {
            x.resizable(vm)?;
            x.splice(i * size, (i + 1) * size, &[]);
        }
    }
    Ok(())
}

fn set_slice(vm: &mut Vm, v: &Value, s: &SliceObj, value: Option<&Value>) -> PyResult<()> {
    let (x, size) = (a(v), a(v).code.size);
    let with = match value {
        None => Vec::new(),
        Some(w) => match other(w) {
            Some(y) if std::ptr::eq(y.code, x.code) => y.items.borrow().clone(),
            Some(_) => return Err(bad_argument(vm)),
            None => return Err(vm.type_error(format!("can only assign array (not \"{}\") to array slice", w.ty().name()))),
        },
    };
    let (start, stop, step, n) = slice::indices(vm, s, x.len())?;
    if step == 1 {
        if with.len() != n * size {
            x.resizable(vm)?;
        }
        x.splice(start as usize * size, stop.max(start) as usize * size, &with);
        return Ok(());
    }
    let places: Vec<usize> = (0..n).map(|k| (start + k as isize * step) as usize).collect();
    if value.is_none() {
        if n > 0 {
            x.resizable(vm)?;
        }
        let old = x.items.borrow().clone();
        let kept = old.chunks_exact(size).enumerate().filter(|(i, _)| if step > 0 { places.binary_search(i).is_err() } else { !places.contains(i) });
        let new: Vec<u8> = kept.flat_map(|(_, b)| b.iter().copied()).collect();
        x.items.replace(new);
        return Ok(());
    }
    if with.len() != n * size {
        return Err(vm.value_error(format!("attempt to assign array of size {} to extended slice of size {n}", with.len() / size)));
    }
    for (i, b) in places.iter().zip(with.chunks_exact(size)) {
        x.splice(i * size, (i + 1) * size, b);
    }
    Ok(())
}

/// Appends another array, or (for `extend`) any iterable's items.
fn extend(vm: &mut Vm, v: &Value, w: &Value) -> PyResult<()> {
    let x = a(v);
    match other(w) {
        Some(y) if std::ptr::eq(y.code, x.code) => {
            let more = y.items.borrow().clone();
            if !more.is_empty() {
                x.resizable(vm)?;
            }
            x.items.borrow_mut().extend_from_slice(&more);
            Ok(())
        }
        Some(_) => Err(vm.type_error("can only extend with array of same kind")),
        None => ops::for_each(vm, w, |vm, item| methods::push(vm, x, &item)),
    }
}

fn repeated(vm: &mut Vm, x: &Array, n: isize) -> PyResult<Vec<u8>> {
    let items = x.items.borrow().clone();
    bytes::repeated(vm, &items, n)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(array_new);
    s.len = Some(|_, v| Ok(a(v).len()));
    s.repr = Some(repr);
    s.compare = Some(compare);
    s.iter = Some(|_, v| Ok(new(Iter { of: RefCell::new(v.clone()), at: Cell::new(0) })));
    s.getitem = Some(getitem);
    s.setitem = Some(setitem);
    s.contains = Some(|vm, v, x| {
        let mut i = 0;
        while let Some(item) = a(v).get(i) {
            if ops::equal(vm, &item, x)? {
                return Ok(true);
            }
            i += 1;
        }
        Ok(false)
    });
    s.concat = Some(|vm, v, w| {
        let x = a(v);
        match other(w) {
            Some(y) if std::ptr::eq(y.code, x.code) => {
                let joined = [&x.items.borrow()[..], &y.items.borrow()[..]].concat();
                Ok(new(Array::new(x.code, joined)))
            }
            Some(_) => Err(bad_argument(vm)),
            None => Err(vm.type_error(format!("can only append array (not \"{}\") to array", w.ty().name()))),
        }
    });
    s.iconcat = Some(|vm, v, w| {
        if other(w).is_none() {
            return Err(vm.type_error(format!("can only extend with array (not \"{}\")", w.ty().name())));
        }
        extend(vm, v, w)?;
        Ok(v.clone())
    });
    s.repeat = Some(|vm, v, n| Ok(new(Array::new(a(v).code, repeated(vm, a(v), n)?))));
    s.irepeat = Some(|vm, v, n| {
        let items = repeated(vm, a(v), n)?;
        if items.len() != a(v).items.borrow().len() {
            a(v).resizable(vm)?;
        }
        a(v).items.replace(items);
        Ok(v.clone())
    });
    s.buffer = Some(|vm, v, flags| {
        let x = a(v);
        x.exports.set(x.exports.get() + 1);
        let (ptr, len) = {
            let mut items = x.items.borrow_mut();
            (items.as_mut_ptr(), items.len())
        };
        let format = if x.code.kind == Kind::Char { 'w' } else { char::from(x.code.letter) };
        let view = View::items(x.len(), x.code.size, format.to_string(), true);
        let release = |v: &Value| {
            let x = a(v);
            x.exports.set(x.exports.get().saturating_sub(1));
        };
        buffer::simple(vm, flags, Buffer::new(v.clone(), ptr, len, view, Some(release)))
    });
}

/// `array.array`
static ARRAY: TypeDef = TypeDef::new::<Array>("array.array")
    .doc("array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.")
    .flags(ty::flag::WEAKREF | ty::flag::SEQUENCE)
    .methods(methods::METHODS)
    .getset(&[
        GetSet::new("typecode", |_, v| Ok(str::from_char(a(v).code.letter.into())), None, "the typecode character used to create the array"),
        GetSet::new("itemsize", |_, v| Ok(Value::usize(a(v).code.size)), None, "the size, in bytes, of one array item"),
    ])
    .slots(slots);

/// Iterator: the array (None after the end), and the next position.
struct Iter {
    of: RefCell<Value>,
    at: Cell<usize>,
}
payload!(Iter, ITER, |s, visit| visit(&s.of.borrow()));

static ITER: TypeDef = TypeDef::new::<Iter>("array.arrayiterator").flags(ty::flag::NO_NEW).final_type().methods(methods::ITER_METHODS).slots(|s| {
    s.iter = Some(itself);
    s.next = Some(|_, v| {
        let it = this::<Iter>(v);
        let of = it.of.borrow().clone();
        let Some(x) = other(&of) else { return Ok(None) };
        let item = x.get(it.at.get());
        match item {
            Some(_) => it.at.set(it.at.get() + 1),
            None => drop(it.of.replace(Value::NONE)),
        }
        Ok(item)
    });
});
