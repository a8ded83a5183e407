//! What `bytes(...)` and `bytearray(...)` make of their arguments.

use crate::builtins::{buffer, int, list, str, tuple};
use crate::native::Args;
use crate::native::signature::Signature;
use crate::object::error::{PyResult, Raised};
use crate::object::ops;
use crate::value::Value;
use crate::vm::Vm;
use std::sync::LazyLock;

/// For whom: the two differ in messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// bytes
    Bytes,
    /// bytearray
    ByteArray,
}

impl Target {
    fn name(self) -> &'static str {
        if self == Target::Bytes { "bytes" } else { "bytearray" }
    }
    /// The error for a number that is no byte.
    pub fn out_of_range(self, vm: &mut Vm) -> Raised {
        vm.value_error(if self == Target::Bytes { "bytes must be in range(0, 256)" } else { "byte must be in range(0, 256)" })
    }
}

static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(source=b'', encoding='utf-8', errors='strict')"));

/// Binds `source`, `encoding` and `errors`; NULL where not given. The last two are str.
pub fn bind(vm: &mut Vm, name: &str, args: &Args) -> PyResult<[Value; 3]> {
    let mut out = Vec::with_capacity(3);
    SIGNATURE.bind(vm, name, args, &mut out)?;
    for (v, what) in out.iter().zip(["source", "encoding", "errors"]).skip(1) {
        if !v.is_null() && !str::is_str(v) {
            return Err(vm.type_error(format!("{name}() argument '{what}' must be str, not {}", v.ty().name())));
        }
    }
    let mut it = out.into_iter();
    Ok(std::array::from_fn(|_| it.next().unwrap_or(Value::NULL)))
}

/// The bytes that the bound arguments stand for.
pub fn from_arguments(vm: &mut Vm, source: &Value, encoding: &Value, errors: &Value, target: Target) -> PyResult<Vec<u8>> {
    if !encoding.is_null() {
        if source.is_null() || !str::is_str(source) {
            return Err(vm.type_error("encoding without a string argument"));
        }
        let b = str::codecs::encode(vm, source, Some(encoding), errors.opt())?;
        return Ok(super::get(&b).unwrap_or(&[]).to_vec());
    }
    if !errors.is_null() {
        let text = !source.is_null() && str::is_str(source);
        return Err(vm.type_error(if text { "string argument without an encoding" } else { "errors without a string argument" }));
    }
    if source.is_null() {
        return Ok(Vec::new());
    }
    if str::is_str(source) {
        return Err(vm.type_error("string argument without an encoding"));
    }
    if source.ty().slots().index.is_some()
        && let Some(n) = size(vm, source)?
    {
        return zeroes(vm, n);
    }
    from_object(vm, source, target)
}

/// `bytes(5)`: None when `__index__` raised TypeError, which leaves the other ways.
fn size(vm: &mut Vm, v: &Value) -> PyResult<Option<usize>> {
    let r = ops::index(vm, v);
    let Some(n) = vm.catch(r, crate::builtins::exception::classes().type_error)? else { return Ok(None) };
    match int::as_i64(&n) {
        Some(n) if n >= 0 => Ok(Some(n as usize)),
        Some(_) => Err(vm.value_error("negative count")),
        None => Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", v.ty().name()))),
    }
}
/// `n` zero bytes.
pub fn zeroes(vm: &mut Vm, n: usize) -> PyResult<Vec<u8>> {
    match crate::text::ensure_room(n) {
        Ok(()) => Ok(vec![0; n]),
        Err(_) => Err(vm.memory_error("")),
    }
}

/// Bytes from a buffer or an iterable of ints.
pub fn from_object(vm: &mut Vm, v: &Value, target: Target) -> PyResult<Vec<u8>> {
    if buffer::is_exporter(v) {
        let b = buffer::acquire(vm, v, buffer::request::FULL_RO)?;
        return Ok(b.to_vec());
    }
    if str::is_str(v) || (v.ty().slots().iter.is_none() && !ops::is_sequence(v)) {
        return Err(vm.type_error(format!("cannot convert '{}' object to {}", v.ty().name(), target.name())));
    }
    let mut out = Vec::new();
    // A list may change under `__index__` of its items, so it is read item by item.
    if v.downcast_exact::<list::ListObj>().is_some() || v.downcast_exact::<tuple::TupleObj>().is_some() {
        ops::for_each(vm, v, |vm, x| {
            out.push(byte(vm, &x, target)?);
            Ok(())
        })?;
        return Ok(out);
    }
    let hint = ops::length_hint(vm, v, 0)?;
    out.reserve(hint.min(1 << 20));
    let it = ops::iter(vm, v)?;
    while let Some(x) = ops::next(vm, &it)? {
        out.push(byte(vm, &x, target)?);
    }
    Ok(out)
}

/// One byte from an index-able value.
pub fn byte(vm: &mut Vm, v: &Value, target: Target) -> PyResult<u8> {
    let n = ops::index(vm, v)?;
    match int::as_i64(&n).and_then(|n| u8::try_from(n).ok()) {
        Some(b) => Ok(b),
        None => Err(target.out_of_range(vm)),
    }
}
