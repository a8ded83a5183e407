//! bytearray: bytes that change. While its memory is exported its size stays; every resize asks `resizable` first.

use crate::builtins::bytes::convert::{self, Target};
use crate::builtins::bytes::{BytesIter, ITER_METHODS, iter_slots, methods, repeated, sliced};
use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{buffer, list, str, tuple};
use crate::heap::header::Kind;
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Obj, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, Ref, RefCell, RefMut};

/// Payload.
pub struct ByteArrayObj {
    data: RefCell<Vec<u8>>,
    exports: Cell<usize>,
}

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ByteArrayObj>("bytearray")
    .doc("bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer")
    .methods(METHODS)
    .slots(slots)
    .flags(ty::flag::MATCH_SELF);

impl Payload for ByteArrayObj {
    const KIND: Kind = Kind::ByteArray;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

impl ByteArrayObj {
    fn from_vec(data: Vec<u8>) -> ByteArrayObj {
        ByteArrayObj { data: RefCell::new(data), exports: Cell::new(0) }
    }
    /// The bytes. The borrow must end before Python code runs.
    #[inline]
    pub fn borrow(&self) -> Ref<'_, Vec<u8>> {
        self.data.borrow()
    }
    /// The bytes, to be changed in place without changing their number.
    #[inline]
    pub fn borrow_mut(&self) -> RefMut<'_, Vec<u8>> {
        self.data.borrow_mut()
    }
    /// The bytes, to be made more or fewer: BufferError while they are exported.
    pub fn resizable(&self, vm: &mut Vm) -> PyResult<RefMut<'_, Vec<u8>>> {
        if self.exports.get() > 0 {
            return Err(vm.buffer_error("Existing exports of data: object cannot be re-sized"));
        }
        Ok(self.data.borrow_mut())
    }
    /// Address and length of the memory, which stays in place until `end_export`.
    pub(super) fn export(&self) -> (*mut u8, usize) {
        self.exports.set(self.exports.get() + 1);
        let mut data = self.data.borrow_mut();
        (data.as_mut_ptr(), data.len())
    }
    pub(super) fn end_export(&self) {
        self.exports.set(self.exports.get().saturating_sub(1));
    }
}

/// A bytearray.
pub fn new(data: Vec<u8>) -> Value {
    object::new(ByteArrayObj::from_vec(data))
}
fn b(v: &Value) -> &Obj<ByteArrayObj> {
    this::<ByteArrayObj>(v)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|_, cls, _| Ok(object::new_of(cls, ByteArrayObj::from_vec(Vec::new()))));
    s.init = Some(|vm, v, args| {
        let [source, encoding, errors] = convert::bind(vm, "bytearray", args)?;
        let data = convert::from_arguments(vm, &source, &encoding, &errors, Target::ByteArray)?;
        if b(v).borrow().len() != data.len() {
            drop(b(v).resizable(vm)?);
        }
        let mut mine = b(v).borrow_mut();
        if mine.len() == data.len() {
            mine.copy_from_slice(&data)
        } else {
            *mine = data
        }
        Ok(())
    });
    s.len = Some(|_, v| Ok(b(v).borrow().len()));
    s.repr = Some(|_, v| {
        let inner = crate::text::repr::repr_bytes(&b(v).borrow());
        let mut out = crate::text::TextBuf::from(&*format!("{}(", v.ty().name()));
        out.push_units(inner.units());
        out.push_str(")");
        Ok(str::from_buf(out))
    });
    s.str = s.repr;
    s.iter = Some(|_, v| Ok(object::new_of(ITER.get(), BytesIter { of: RefCell::new(v.clone()), index: Cell::new(0) })));
    s.compare = Some(compare);
    s.contains = Some(methods::contains);
    s.getitem = Some(getitem);
    s.setitem = Some(setitem);
    s.concat = Some(|vm, x, y| {
        if !buffer::is_exporter(y) {
            return Err(vm.type_error(format!("can't concat {} to {}", y.ty().name(), x.ty().name())));
        }
        let y = buffer::bytes_like(vm, y)?;
        let joined = [&b(x).borrow()[..], &y].concat();
        Ok(new(joined))
    });
    s.iconcat = Some(|vm, x, y| {
        if !buffer::is_exporter(y) {
            return Err(vm.type_error(format!("can't concat {} to {}", y.ty().name(), x.ty().name())));
        }
        let data = buffer::bytes_like(vm, y)?.to_vec();
        b(x).resizable(vm)?.extend_from_slice(&data);
        Ok(x.clone())
    });
    s.repeat = Some(|vm, v, n| {
        let data = b(v).borrow().clone();
        Ok(new(repeated(vm, &data, n)?))
    });
    s.irepeat = Some(|vm, v, n| {
        let data = b(v).borrow().clone();
        let data = repeated(vm, &data, n)?;
        if data.len() != b(v).borrow().len() {
            *b(v).resizable(vm)? = data;
        }
        Ok(v.clone())
    });
    s.binary[BinOp::Mod as usize] = Some(methods::modulo);
    s.buffer = Some(buffer::of_bytearray);
}

/// Equality and order with anything that exports a buffer.
fn compare(vm: &mut Vm, x: &Value, y: &Value, op: CmpOp) -> PyResult<Value> {
    if !buffer::is_exporter(x) || !buffer::is_exporter(y) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let r = buffer::bytes_like(vm, y);
    let Some(y) = vm.catch(r, crate::builtins::exception::classes().buffer_error)? else { return Ok(Value::NOT_IMPLEMENTED) };
    let order = b(x).borrow()[..].cmp(&y[..]);
    Ok(Value::bool(op.holds(order)))
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    if let Some(s) = key.downcast::<SliceObj>() {
        let (start, step, n) = span(vm, v, s)?;
        let part = sliced(&b(v).borrow(), start, step, n);
        return Ok(new(part));
    }
    let i = index(vm, v, key, "bytearray index out of range")?;
    let byte = b(v).borrow().get(i).copied().unwrap_or(0);
    Ok(Value::int(i64::from(byte)))
}
/// Start, step and number of items of a slice. `__index__` of its parts may have changed the array, so the length is
/// asked again behind them.
fn span(vm: &mut Vm, v: &Value, s: &SliceObj) -> PyResult<(isize, isize, usize)> {
    let parts = slice::evaluate(vm, s)?;
    let (start, _, step, n) = slice::adjust(&parts, b(v).borrow().len());
    Ok((start, step, n))
}
fn index(vm: &mut Vm, v: &Value, key: &Value, message: &str) -> PyResult<usize> {
    if key.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("bytearray indices must be integers or slices, not {}", key.ty().name())));
    }
    let i = ops::index_subscript(vm, key)?;
    let n = b(v).borrow().len();
    match list::position(i, n) {
        Some(i) => Ok(i),
        None => Err(vm.index_error(message)),
    }
}

fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: Option<&Value>) -> PyResult<()> {
    if let Some(s) = key.downcast::<SliceObj>() {
        let data = match x {
            Some(x) => replacement(vm, x)?,
            None => Vec::new(),
        };
        return set_slice(vm, v, s, x.is_some(), &data);
    }
    let i = index(vm, v, key, "bytearray index out of range")?;
    match x {
        Some(x) => {
            let byte = convert::byte(vm, x, Target::ByteArray)?;
            match b(v).borrow_mut().get_mut(i) {
                Some(p) => *p = byte,
                None => return Err(vm.index_error("bytearray index out of range")),
            }
        }
        None => {
            b(v).resizable(vm)?.remove(i);
        }
    }
    Ok(())
}
/// What a slice is assigned.
fn replacement(vm: &mut Vm, x: &Value) -> PyResult<Vec<u8>> {
    if crate::builtins::int::is_int(x) || x.ty().slots().index.is_some() || str::is_str(x) {
        return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
    }
    convert::from_object(vm, x, Target::ByteArray)
}
fn set_slice(vm: &mut Vm, v: &Value, s: &SliceObj, assigns: bool, data: &[u8]) -> PyResult<()> {
    let (start, step, n) = span(vm, v, s)?;
    if step == 1 {
        let range = start as usize..start as usize + n;
        if data.len() == n {
            b(v).borrow_mut()[range].copy_from_slice(data);
        } else {
            b(v).resizable(vm)?.splice(range, data.iter().copied());
        }
        return Ok(());
    }
    if !assigns || data.is_empty() {
        if n == 0 {
            return Ok(());
        }
        let mut mine = b(v).resizable(vm)?;
        let mut dropped = vec![false; mine.len()];
        (0..n as isize).for_each(|k| dropped[(start + k * step) as usize] = true);
        let mut at = 0;
        mine.retain(|_| {
            at += 1;
            !dropped[at - 1]
        });
        return Ok(());
    }
    if data.len() != n {
        return Err(vm.value_error(format!("attempt to assign bytes of size {} to extended slice of size {n}", data.len())));
    }
    let mut mine = b(v).borrow_mut();
    data.iter().enumerate().for_each(|(k, x)| mine[(start + k as isize * step) as usize] = *x);
    Ok(())
}

fn append(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let byte = convert::byte(vm, &a[1], Target::ByteArray)?;
    b(&a[0]).resizable(vm)?.push(byte);
    Ok(Value::NONE)
}
fn extend(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let data = if buffer::is_exporter(&a[1]) {
        buffer::acquire(vm, &a[1], buffer::request::FULL_RO)?.to_vec()
    } else if str::is_str(&a[1]) {
        return Err(vm.type_error("expected iterable of integers; got: 'str'"));
    } else if a[1].ty().slots().iter.is_none() && !ops::is_sequence(&a[1]) {
        return Err(vm.type_error(format!("can't extend bytearray with {}", a[1].ty().name())));
    } else {
        convert::from_object(vm, &a[1], Target::ByteArray)?
    };
    if !data.is_empty() {
        b(&a[0]).resizable(vm)?.extend_from_slice(&data);
    }
    Ok(Value::NONE)
}
fn insert(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let i = ops::index_i64(vm, &a[1])?;
    let byte = convert::byte(vm, &a[2], Target::ByteArray)?;
    let mut mine = b(&a[0]).resizable(vm)?;
    let n = mine.len() as i64;
    let at = if i < 0 { (i + n).max(0) } else { i.min(n) };
    mine.insert(at as usize, byte);
    Ok(Value::NONE)
}
fn pop(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let i = match a[1].opt() {
        Some(i) => ops::index_i64(vm, i)?,
        None => -1,
    };
    let n = b(&a[0]).borrow().len();
    if n == 0 {
        return Err(vm.index_error("pop from empty bytearray"));
    }
    let Some(i) = list::position(i, n) else { return Err(vm.index_error("pop index out of range")) };
    let byte = b(&a[0]).resizable(vm)?.remove(i);
    Ok(Value::int(i64::from(byte)))
}
fn remove(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let byte = convert::byte(vm, &a[1], Target::ByteArray)?;
    let at = b(&a[0]).borrow().iter().position(|x| *x == byte);
    match at {
        Some(i) => {
            b(&a[0]).resizable(vm)?.remove(i);
            Ok(Value::NONE)
        }
        None => Err(vm.value_error("value not found in bytearray")),
    }
}
fn resize(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = methods::size_arg(vm, &a[1])?;
    if n < 0 {
        return Err(vm.value_error(format!("bytearray.resize(): new size must be >= 0, got {n}")));
    }
    if crate::text::ensure_room(n as usize).is_err() {
        return Err(vm.memory_error(""));
    }
    if b(&a[0]).borrow().len() != n as usize {
        b(&a[0]).resizable(vm)?.resize(n as usize, 0);
    }
    Ok(Value::NONE)
}
/// Pickles as the class called with latin-1 text (old protocols) or bytes, and the instance state.
fn reduce(vm: &mut Vm, v: &Value, protocol: i64) -> PyResult<Value> {
    let state = vm.call_method(v, "__getstate__", &[])?;
    let data = b(v).borrow().clone();
    let args = if data.is_empty() {
        vec![]
    } else if protocol < 3 {
        vec![str::from_latin1(&data), Value::str("latin-1")]
    } else {
        vec![crate::builtins::bytes::new(data)]
    };
    Ok(tuple::new(vec![v.ty().value(), tuple::new(args), state]))
}

/// `bytearray_iterator`
static ITER: TypeDef = TypeDef::new::<BytesIter>("bytearray_iterator").flags(ty::flag::NO_NEW).final_type().methods(ITER_METHODS).slots(iter_slots);

static METHODS: &[NativeDef] = methods::shared![
    NativeDef::new("append", append, "($self, item, /)", "Append a single item to the end of the bytearray."),
    NativeDef::new("extend", extend, "($self, iterable_of_ints, /)", "Append all the items from the iterator or sequence to the end of the bytearray."),
    NativeDef::new("insert", insert, "($self, index, item, /)", "Insert a single item into the bytearray before the given index."),
    NativeDef::new("pop", pop, "($self, index=-1, /)", "Remove and return a single item from B."),
    NativeDef::new("remove", remove, "($self, value, /)", "Remove the first occurrence of a value in the bytearray."),
    NativeDef::new("resize", resize, "($self, size, /)", "Resize the internal buffer of bytearray to len."),
    NativeDef::new(
        "clear",
        |vm, a| {
            b(&a[0]).resizable(vm)?.clear();
            Ok(Value::NONE)
        },
        "($self, /)",
        "Remove all items from the bytearray.",
    ),
    NativeDef::new("copy", |_, a| Ok(new(b(&a[0]).borrow().clone())), "($self, /)", "Return a copy of B."),
    NativeDef::new(
        "reverse",
        |_, a| {
            b(&a[0]).borrow_mut().reverse();
            Ok(Value::NONE)
        },
        "($self, /)",
        "Reverse the order of the values in B in place.",
    ),
    NativeDef::new(
        "__alloc__",
        |_, a| {
            let data = b(&a[0]).borrow();
            Ok(Value::usize(if data.capacity() == 0 { 0 } else { data.capacity() + 1 }))
        },
        "($self, /)",
        "B.__alloc__() -> int\n\nReturn the number of bytes actually allocated.",
    ),
    NativeDef::new(
        "__sizeof__",
        |_, a| Ok(Value::usize(56 + b(&a[0]).borrow().capacity())),
        "($self, /)",
        "Returns the size of the bytearray object in memory, in bytes."
    ),
    NativeDef::new("__reduce__", |vm, a| reduce(vm, &a[0], 2), "($self, /)", "Return state information for pickling."),
    NativeDef::new(
        "__reduce_ex__",
        |vm, a| {
            let protocol = match a[1].opt() {
                Some(p) => ops::index_i64(vm, p)?,
                None => 0,
            };
            reduce(vm, &a[0], protocol)
        },
        "($self, proto=0, /)",
        "Return state information for pickling.",
    ),
];
