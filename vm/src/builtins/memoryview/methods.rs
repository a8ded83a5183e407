//! Methods and attributes of memoryview.

use super::item::Format;
use super::{format, m, memory, of, release};
use crate::builtins::buffer::{Buffer, Order, View};
use crate::builtins::{buffer, bytes, int, list, str, tuple};
use crate::native::{GetSet, NativeDef};
use crate::object::error::PyResult;
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use std::borrow::Cow;

fn tolist(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = memory(vm, &a[0])?;
    let view = &m(&a[0]).view;
    let f = format(vm, view)?;
    fn level(b: &Buffer, view: &View, f: Format, dim: usize, at: usize) -> Value {
        if dim == view.ndim() {
            return f.unpack(b.read(at, f.size).unwrap_or(&[]));
        }
        let step = |i: usize| at.wrapping_add_signed(view.strides[dim].wrapping_mul(i as isize));
        list::new((0..view.shape[dim]).map(|i| level(b, view, f, dim + 1, step(i))).collect())
    }
    Ok(level(&b, view, f, 0, view.offset))
}
fn tobytes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = memory(vm, &a[0])?;
    let view = &m(&a[0]).view;
    let order = match a[1].some() {
        None => Order::C,
        Some(o) => match str::get(o).map(|_| str::text(o)).as_deref() {
            Some("C") => Order::C,
            Some("F") => Order::Fortran,
            // "As it lies in memory".
            Some("A") if view.is_contiguous(Order::Fortran) && !view.is_contiguous(Order::C) => Order::Fortran,
            Some("A") => Order::C,
            Some(_) => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
            None => return Err(vm.type_error(format!("tobytes() argument 'order' must be str or None, not {}", o.ty().name()))),
        },
    };
    Ok(bytes::new(b.gather(view, order)))
}
fn hex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = memory(vm, &a[0])?;
    bytes::methods::hex_text(vm, || b.gather(&m(&a[0]).view, Order::C), &a[1], &a[2])
}
fn toreadonly(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = memory(vm, &a[0])?;
    Ok(of(b, View { writable: false, ..m(&a[0]).view.clone() }))
}

fn shape_of(vm: &mut Vm, v: &Value, itemsize: usize, len: usize) -> PyResult<Vec<usize>> {
    if v.downcast::<list::ListObj>().is_none() && v.downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error("shape must be a list or a tuple"));
    }
    let mut shape = Vec::new();
    for n in ops::collect(vm, v)? {
        if !int::is_int(&n) {
            return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
        }
        match int::as_i64(&n) {
            Some(n) if n > 0 => shape.push(n as usize),
            _ => return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0")),
        }
    }
    if shape.len() > 64 {
        return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
    }
    if shape.iter().try_fold(itemsize, |n, d| n.checked_mul(*d)) != Some(len) {
        return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
    }
    Ok(shape)
}
fn cast(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let b = memory(vm, &a[0])?;
    let view = &m(&a[0]).view;
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("cast() argument 'format' must be str, not {}", a[1].ty().name())));
    }
    if !view.is_contiguous(Order::C) {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    if a[2].opt().is_some() && view.ndim() != 1 {
        return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
    }
    let text = str::text(&a[1]).into_owned();
    let native = "format must be a native single character format prefixed with an optional '@'";
    let Some(to) = Format::parse(&text) else { return Err(vm.value_error(format!("memoryview: destination {native}"))) };
    let Some(from) = Format::parse(&view.format) else { return Err(vm.value_error(format!("memoryview: source {native}"))) };
    if !from.is_byte() && !to.is_byte() {
        return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    if !view.len.is_multiple_of(to.size) {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let shape = match a[2].opt() {
        Some(s) => shape_of(vm, s, to.size, view.len)?,
        None => vec![view.len / to.size],
    };
    let strides = View::packed_strides(&shape, to.size, Order::C);
    Ok(of(b, View { offset: view.offset, len: view.len, itemsize: to.size, format: Cow::Owned(text), shape, strides, writable: view.writable }))
}

/// Calls `f` with every item of a one-dimensional view from `start` on that equals `x`, until it says stop.
fn matching(vm: &mut Vm, v: &Value, x: &Value, start: usize, stop: usize, mut f: impl FnMut(usize) -> bool) -> PyResult<()> {
    let view = &m(v).view;
    if view.ndim() != 1 {
        return Err(if view.ndim() == 0 {
            vm.type_error("invalid lookup on 0-dim memory")
        } else {
            vm.not_implemented("multi-dimensional lookup is not implemented")
        });
    }
    let kind = format(vm, view)?;
    for i in start..stop.min(view.shape[0]) {
        let b = memory(vm, v)?;
        let at = view.offset.wrapping_add_signed(view.strides[0].wrapping_mul(i as isize));
        let y = kind.unpack(b.read(at, kind.size).unwrap_or(&[]));
        if ops::equal(vm, &y, x)? && f(i) {
            break;
        }
    }
    Ok(())
}
fn count(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    memory(vm, &a[0])?;
    let mut n = 0;
    matching(vm, &a[0], &a[1], 0, usize::MAX, |_| {
        n += 1;
        false
    })?;
    Ok(Value::int(n))
}
fn index(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    memory(vm, &a[0])?;
    let n = m(&a[0]).view.shape.first().copied().unwrap_or(0);
    let (start, stop) = list::bounds(vm, &a[2], &a[3], n)?;
    let mut found = None;
    matching(vm, &a[0], &a[1], start, stop, |i| {
        found = Some(i);
        true
    })?;
    match found {
        Some(i) => Ok(Value::usize(i)),
        None => Err(vm.value_error("memoryview.index(x): x not found")),
    }
}
fn from_flags(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let flags = ops::index_i64(vm, &a[2])? as i32;
    Ok(super::from_buffer(buffer::acquire(vm, &a[1], flags)?))
}

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("tolist", tolist, "($self, /)", "Return the data in the buffer as a list of elements."),
    NativeDef::new(
        "tobytes",
        tobytes,
        "($self, /, order='C')",
        "Return the data in the buffer as a byte string.\n\nOrder can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the\noriginal array is converted to C or Fortran order. For contiguous views,\n'A' returns an exact copy of the physical memory. In particular, in-memory\nFortran order is preserved. For non-contiguous views, the data is converted\nto C first. order=None is the same as order='C'.",
    ),
    NativeDef::new("hex", hex, "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", "Return the data in the buffer as a str of hexadecimal numbers."),
    NativeDef::new("toreadonly", toreadonly, "($self, /)", "Return a readonly version of the memoryview."),
    NativeDef::new("cast", cast, "($self, /, format, shape=<unrepresentable>)", "Cast a memoryview to a new format or shape."),
    NativeDef::new("count", count, "($self, value, /)", "Count the number of occurrences of a value."),
    NativeDef::new(
        "index",
        index,
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return the index of the first occurrence of a value.\n\nRaises ValueError if the value is not present.",
    ),
    NativeDef::new(
        "release",
        |vm, a| {
            release(vm, &a[0])?;
            Ok(Value::NONE)
        },
        "($self, /)",
        "Release the underlying buffer exposed by the memoryview object.",
    ),
    NativeDef::new(
        "__enter__",
        |vm, a| {
            memory(vm, &a[0])?;
            Ok(a[0].clone())
        },
        "($self, /)",
        "",
    ),
    NativeDef::new(
        "__exit__",
        |vm, a| {
            release(vm, &a[0])?;
            Ok(Value::NONE)
        },
        "($self, /, *exc_info)",
        "Release the underlying buffer exposed by the memoryview object.",
    ),
    NativeDef::new("_from_flags", from_flags, "($type, /, object, flags)", "Create a new memoryview object which references the given object.").class_method(),
];

macro_rules! attribute {
    ($name:literal, |$v:ident, $b:ident| $value:expr, $doc:literal) => {
        GetSet::new(
            $name,
            |vm, v| {
                let $b = memory(vm, v)?;
                let $v = &m(v).view;
                let _ = &$b;
                Ok($value)
            },
            None,
            $doc,
        )
    };
}
fn numbers(it: impl Iterator<Item = i64>) -> Value {
    tuple::new(it.map(Value::int).collect())
}
pub(super) static GETSET: &[GetSet] = &[
    attribute!(
        "obj",
        |v, b| {
            let _ = v;
            b.owner.clone()
        },
        "The underlying object of the memoryview."
    ),
    attribute!("nbytes", |v, b| Value::usize(v.len), "The amount of space in bytes that the array would use in\n a contiguous representation."),
    attribute!("readonly", |v, b| Value::bool(!v.writable), "A bool indicating whether the memory is read only."),
    attribute!("itemsize", |v, b| Value::usize(v.itemsize), "The size in bytes of each element of the memoryview."),
    attribute!("format", |v, b| Value::str(&v.format), "A string containing the format (in struct module style)\n for each element in the view."),
    attribute!("ndim", |v, b| Value::usize(v.ndim()), "An integer indicating how many dimensions of a multi-dimensional\n array the memory represents."),
    attribute!(
        "shape",
        |v, b| numbers(v.shape.iter().map(|n| *n as i64)),
        "A tuple of ndim integers giving the shape of the memory\n as an N-dimensional array."
    ),
    attribute!(
        "strides",
        |v, b| numbers(v.strides.iter().map(|n| *n as i64)),
        "A tuple of ndim integers giving the size in bytes to access\n each element for each dimension of the array."
    ),
    attribute!(
        "suboffsets",
        |v, b| {
            let _ = v;
            numbers(std::iter::empty())
        },
        "A tuple of integers used internally for PIL-style arrays."
    ),
    attribute!("c_contiguous", |v, b| Value::bool(v.is_contiguous(Order::C)), "A bool indicating whether the memory is C contiguous."),
    attribute!("f_contiguous", |v, b| Value::bool(v.is_contiguous(Order::Fortran)), "A bool indicating whether the memory is Fortran contiguous."),
    attribute!(
        "contiguous",
        |v, b| Value::bool(v.is_contiguous(Order::C) || v.is_contiguous(Order::Fortran)),
        "A bool indicating whether the memory is contiguous."
    ),
];

/// The argument of `__buffer__`.
pub fn request_flags(vm: &mut Vm, v: &Value) -> PyResult<i32> {
    let flags = ops::index_i64(vm, v)?;
    match i32::try_from(flags) {
        Ok(flags) => Ok(flags),
        Err(_) => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}
