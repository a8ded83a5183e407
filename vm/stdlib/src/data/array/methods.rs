//! The methods of arrays.

use super::codes::{self, Kind};
use super::{Array, Iter, a, encode, extend, whole};
use crate::data::support::CLASS_GETITEM;
use vm::builtins::buffer::bytes_like;
use vm::builtins::list::{self, ListObj};
use vm::builtins::{bytes, str, tuple};
use vm::native::this;
use vm::object::ty::as_type;
use vm::object::{attr, intern, new, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// Appends one item.
pub(super) fn push(vm: &mut Vm, x: &Array, item: &Value) -> PyResult<()> {
    let mut b = Vec::with_capacity(x.code.size);
    x.code.write(vm, item, &mut b)?;
    x.resizable(vm)?;
    x.items.borrow_mut().extend_from_slice(&b);
    Ok(())
}

/// The characters of an array of characters.
pub(super) fn text(vm: &mut Vm, x: &Array) -> PyResult<Value> {
    let mut buf = vm::text::TextBuf::with_capacity(x.len());
    for b in x.items.borrow().as_chunks::<4>().0 {
        let c = u32::from_ne_bytes(*b);
        if c > 0x10ffff {
            return Err(vm.value_error(format!("character U+{c:x} is not in range [U+0000; U+10ffff]")));
        }
        buf.push(c);
    }
    Ok(str::from_buf(buf.narrow()))
}

fn none(_: ()) -> Value {
    Value::NONE
}

/// The first item from `from` on that equals `x`.
fn find(vm: &mut Vm, v: &Value, x: &Value, from: usize, to: usize) -> PyResult<Option<usize>> {
    for i in from..to {
        let Some(item) = a(v).get(i) else { break };
        if ops::equal(vm, &item, x)? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn buffer_info(_: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    let address = x.items.borrow().as_ptr() as usize;
    Ok(tuple::pair(Value::usize(address), Value::usize(x.len())))
}

fn byteswap(_: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    x.items.borrow_mut().chunks_exact_mut(x.code.size).for_each(<[u8]>::reverse);
    Ok(Value::NONE)
}

fn count(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let (mut n, mut i) = (0, 0);
    while let Some(item) = a(&args[0]).get(i) {
        n += i64::from(ops::equal(vm, &item, &args[1])?);
        i += 1;
    }
    Ok(Value::int(n))
}

fn index(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let (from, to) = list::bounds(vm, &args[2], &args[3], a(&args[0]).len())?;
    match find(vm, &args[0], &args[1], from, to)? {
        Some(i) => Ok(Value::usize(i)),
        None => Err(vm.value_error("array.index(x): x not in array")),
    }
}

fn insert(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let i = ops::index_i64(vm, &args[1])?;
    let (x, size) = (a(&args[0]), a(&args[0]).code.size);
    let mut b = Vec::with_capacity(size);
    x.code.write(vm, &args[2], &mut b)?;
    x.resizable(vm)?;
    let n = x.len() as i64;
    let at = if i < 0 { (i + n).max(0) } else { i.min(n) } as usize;
    x.splice(at * size, at * size, &b);
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let i = match args[1].opt() {
        Some(i) => ops::index_i64(vm, i)?,
        None => -1,
    };
    let (x, size) = (a(&args[0]), a(&args[0]).code.size);
    if x.len() == 0 {
        return Err(vm.index_error("pop from empty array"));
    }
    let found = list::position(i, x.len()).and_then(|i| Some((i, x.get(i)?)));
    let Some((i, item)) = found else { return Err(vm.index_error("pop index out of range")) };
    x.resizable(vm)?;
    x.splice(i * size, (i + 1) * size, &[]);
    Ok(item)
}

fn remove(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let (x, size) = (a(&args[0]), a(&args[0]).code.size);
    let Some(i) = find(vm, &args[0], &args[1], 0, usize::MAX)? else { return Err(vm.value_error("array.remove(x): x not in array")) };
    x.resizable(vm)?;
    x.splice(i * size, (i + 1) * size, &[]);
    Ok(Value::NONE)
}

fn reverse(_: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    let mut items = x.items.borrow_mut();
    items.reverse();
    items.chunks_exact_mut(x.code.size).for_each(<[u8]>::reverse);
    Ok(Value::NONE)
}

/// Appends bytes that make whole items.
fn append_bytes(vm: &mut Vm, x: &Array, b: Vec<u8>) -> PyResult<()> {
    let b = whole(vm, x.code, b)?;
    if !b.is_empty() {
        x.resizable(vm)?;
    }
    x.items.borrow_mut().extend_from_slice(&b);
    Ok(())
}

fn frombytes(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let b = bytes_like(vm, &args[1])?.to_vec();
    append_bytes(vm, a(&args[0]), b).map(none)
}

fn fromlist(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    if args[1].downcast::<ListObj>().is_none() {
        return Err(vm.type_error("arg must be list"));
    }
    let b = encode(vm, a(&args[0]).code, &args[1])?;
    append_bytes(vm, a(&args[0]), b).map(none)
}

fn fromfile(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    let n = ops::index_i64(vm, &args[2])?;
    let Ok(n) = usize::try_from(n) else { return Err(vm.value_error("negative count")) };
    let Some(size) = n.checked_mul(x.code.size).filter(|&s| s <= isize::MAX as usize) else { return Err(vm.memory_error("")) };
    let data = vm.call_method(&args[1], "read", &[Value::usize(size)])?;
    let Some(b) = bytes::get(&data) else { return Err(vm.type_error("read() didn't return bytes")) };
    let short = b.len() != size;
    append_bytes(vm, x, b.to_vec())?;
    if short { Err(vm.eof_error("read() didn't return enough bytes")) } else { Ok(Value::NONE) }
}

fn tofile(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    const BLOCK: usize = 64 * 1024;
    let items = a(&args[0]).items.borrow().clone();
    let write = attr::get_text(vm, &args[1], "write")?;
    for block in items.chunks(BLOCK) {
        vm.call(&write, &[bytes::new(block.to_vec())])?;
    }
    Ok(Value::NONE)
}

fn need_text(vm: &mut Vm, x: &Array, who: &str) -> PyResult<()> {
    if x.code.kind == Kind::Char { Ok(()) } else { Err(vm.value_error(format!("{who}() may only be called on unicode type arrays ('u' or 'w')"))) }
}

fn fromunicode(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    if !str::is_str(&args[1]) {
        return Err(vm.type_error(format!("fromunicode() argument must be str, not {}", args[1].ty().name())));
    }
    need_text(vm, a(&args[0]), "fromunicode")?;
    let b = encode(vm, a(&args[0]).code, &args[1])?;
    append_bytes(vm, a(&args[0]), b).map(none)
}

fn tounicode(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    need_text(vm, a(&args[0]), "tounicode")?;
    text(vm, a(&args[0]))
}

fn copy(_: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    let items = x.items.borrow().clone();
    Ok(new(Array::new(x.code, items)))
}

fn clear(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let x = a(&args[0]);
    if x.len() > 0 {
        x.resizable(vm)?;
    }
    x.items.take();
    Ok(Value::NONE)
}

fn reduce(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let (x, ty) = (a(&args[0]), args[0].ty().value());
    let protocol = ops::index_i64(vm, &args[1])?;
    let dict = attr::get_opt(vm, &args[0], &intern::intern("__dict__"))?.unwrap_or(Value::NONE);
    let letter = str::from_char(x.code.letter.into());
    if protocol < 3 {
        let items = list::new(x.to_vec());
        return Ok(tuple::new(vec![ty, tuple::pair(letter, items), dict]));
    }
    let maker = vm.import_attr("array", "_array_reconstructor")?;
    let data = bytes::new(x.items.borrow().clone());
    let parts = tuple::new(vec![ty, letter, Value::int(x.code.machine_format()), data]);
    Ok(tuple::new(vec![maker, parts, dict]))
}

/// Makes an array of a class from bytes in a machine's format, which may be another machine's.
fn reconstruct(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    if args[0].downcast::<vm::object::ty::TypeObj>().is_none() {
        return Err(vm.type_error(format!("first argument must be a type object, not {}", args[0].ty().name())));
    }
    if !as_type(&args[0]).is_subtype(super::ARRAY.get()) {
        return Err(vm.type_error(format!("{} is not a subtype of array.array", as_type(&args[0]).name())));
    }
    if str::get(&args[1]).and_then(|s| codes::find(s.units().iter().next()?)).is_none() {
        return Err(vm.value_error("second argument must be a valid type code"));
    }
    let format = ops::index_i64(vm, &args[2])?;
    let Some(data) = bytes::get(&args[3]) else {
        return Err(vm.type_error(format!("fourth argument should be bytes, not {}", args[3].ty().name())));
    };
    match codes::items_of(format, data) {
        Some(Ok(items)) => vm.call(&args[0], &[args[1].clone(), list::new(items)]),
        Some(Err(text)) => Err(vm.value_error(text)),
        None => Err(vm.value_error("third argument must be a valid machine format code.")),
    }
}

pub(super) static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("_array_reconstructor", reconstruct, "(arraytype, typecode, mformat_code, items, /)", "Internal. Used for pickling support.")];

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("append", |vm, v| push(vm, a(&v[0]), &v[1]).map(none), "($self, v, /)", "Append new value v to the end of the array."),
    NativeDef::new(
        "buffer_info",
        buffer_info,
        "($self, /)",
        "Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.",
    ),
    NativeDef::new("byteswap", byteswap, "($self, /)", "Byteswap all items of the array."),
    NativeDef::new("clear", clear, "($self, /)", "Remove all items from the array."),
    NativeDef::new("__copy__", copy, "($self, /)", "Return a copy of the array."),
    NativeDef::new("__deepcopy__", copy, "($self, unused, /)", "Return a copy of the array."),
    NativeDef::new("count", count, "($self, v, /)", "Return number of occurrences of v in the array."),
    NativeDef::new("extend", |vm, v| extend(vm, &v[0], &v[1]).map(none), "($self, bb, /)", "Append items to the end of the array."),
    NativeDef::new("fromfile", fromfile, "($self, f, n, /)", "Read n objects from the file object f and append them to the end of the array."),
    NativeDef::new("frombytes", frombytes, "($self, buffer, /)", "Appends items from the string, interpreting it as an array of machine values."),
    NativeDef::new("fromlist", fromlist, "($self, list, /)", "Append items to array from list."),
    NativeDef::new("fromunicode", fromunicode, "($self, ustr, /)", "Extends this array with data from the unicode string ustr."),
    NativeDef::new(
        "index",
        index,
        "($self, v, start=0, stop=sys.maxsize, /)",
        "Return index of first occurrence of v in the array.\n\nRaise ValueError if the value is not present.",
    ),
    NativeDef::new("insert", insert, "($self, i, v, /)", "Insert a new item v into the array before position i."),
    NativeDef::new("pop", pop, "($self, i=-1, /)", "Return the i-th element and delete it from the array.\n\ni defaults to -1."),
    NativeDef::new("__reduce_ex__", reduce, "($self, value, /)", "Return state information for pickling."),
    NativeDef::new("remove", remove, "($self, v, /)", "Remove the first occurrence of v in the array."),
    NativeDef::new("reverse", reverse, "($self, /)", "Reverse the order of the items in the array."),
    NativeDef::new(
        "tobytes",
        |_, v| Ok(bytes::new(a(&v[0]).items.borrow().clone())),
        "($self, /)",
        "Convert the array to an array of machine values and return the bytes representation.",
    ),
    NativeDef::new("tofile", tofile, "($self, f, /)", "Write all items (as machine values) to the file object f."),
    NativeDef::new("tolist", |_, v| Ok(list::new(a(&v[0]).to_vec())), "($self, /)", "Convert array to an ordinary list with the same items."),
    NativeDef::new("tounicode", tounicode, "($self, /)", "Extends this array with data from the unicode string ustr."),
    CLASS_GETITEM,
];

pub(super) static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reduce__",
        |vm, v| {
            let it = this::<Iter>(&v[0]);
            let iter = vm.builtin("iter")?;
            let of = it.of.borrow().clone();
            if of.is_none() {
                let empty = vm.empty_tuple();
                return Ok(tuple::pair(iter, tuple::new(vec![empty])));
            }
            Ok(tuple::new(vec![iter, tuple::new(vec![of]), Value::usize(it.at.get())]))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
    NativeDef::new(
        "__setstate__",
        |vm, v| {
            let n = ops::index_i64(vm, &v[1])?;
            this::<Iter>(&v[0]).at.set(n.max(0) as usize);
            Ok(Value::NONE)
        },
        "($self, state, /)",
        "Set state information for unpickling.",
    ),
];
