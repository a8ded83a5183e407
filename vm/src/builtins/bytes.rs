//! bytes.
use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload};
use crate::value::Value;
use std::cell::Cell;
/// Payload.
pub struct BytesObj {
    /// The bytes.
    pub data: Box<[u8]>,
    /// 0 until computed.
    pub hash: Cell<i64>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<BytesObj>("bytes")
    .slots(|s| {
        s.len = Some(|_, v| Ok(get(v).map_or(0, |b| b.len())));
        s.repr = Some(|_, v| Ok(crate::builtins::str::from_buf(crate::text::repr::repr_bytes(get(v).unwrap_or(&[])))));
        s.hash = Some(|_, v| Ok(crate::builtins::str::hash_key().bytes(get(v).unwrap_or(&[]))));
        s.compare = Some(|_, a, b, op| match (get(a), get(b)) {
            (Some(x), Some(y)) => Ok(Value::bool(op.holds(x.cmp(y)))),
            _ => Ok(Value::NOT_IMPLEMENTED),
        });
        s.getitem = Some(|vm, v, key| {
            let b = get(v).unwrap_or(&[]);
            if let Some(s) = key.downcast::<crate::builtins::slice::SliceObj>() {
                let at = crate::builtins::slice::positions(vm, s, b.len())?;
                return Ok(new(at.map(|i| b[i]).collect()));
            }
            let i = crate::object::ops::index_subscript(vm, key)?;
            match crate::builtins::list::position(i, b.len()) {
                Some(i) => Ok(Value::int(i64::from(b[i]))),
                None => Err(vm.index_error("index out of range")),
            }
        });
        s.concat = Some(|vm, a, b| match (get(a), get(b)) {
            (Some(x), Some(y)) => Ok(new([x, y].concat())),
            _ => Err(vm.type_error(format!("can't concat {} to bytes", b.ty().name()))),
        });
    })
    .methods(&[crate::native::NativeDef::new(
        "decode",
        decode,
        "($self, /, encoding='utf-8', errors='strict')",
        "Decode the bytes using the codec registered for encoding.",
    )]);

fn decode(vm: &mut crate::vm::Vm, a: &[Value]) -> crate::object::error::PyResult<Value> {
    let b = get(&a[0]).unwrap_or(&[]);
    let enc = a[1].opt().map_or("utf-8".into(), |e| crate::builtins::str::text(e).to_lowercase().replace('_', "-"));
    match &*enc {
        "utf-8" | "utf8" => match std::str::from_utf8(b) {
            Ok(t) => Ok(Value::str(t)),
            Err(e) => {
                let at = e.valid_up_to();
                let reason = if e.error_len().is_none() {
                    "unexpected end of data"
                } else if b[at] >= 0xc2 && b[at] < 0xf5 {
                    "invalid continuation byte"
                } else {
                    "invalid start byte"
                };
                Err(crate::builtins::exception::unicode::raise_decode(vm, "utf-8", a[0].clone(), at, at + e.error_len().unwrap_or(b.len() - at), reason))
            }
        },
        "latin-1" | "latin1" | "iso-8859-1" => Ok(crate::builtins::str::from_latin1(b)),
        "ascii" | "us-ascii" => match b.iter().position(|c| *c >= 128) {
            None => Ok(crate::builtins::str::from_latin1(b)),
            Some(i) => Err(crate::builtins::exception::unicode::raise_decode(vm, "ascii", a[0].clone(), i, i + 1, "ordinal not in range(128)")),
        },
        _ => Err(vm.lookup_error(format!("unknown encoding: {enc}"))),
    }
}
/// The bytes of a bytes value.
pub fn get(v: &Value) -> Option<&[u8]> {
    v.downcast::<BytesObj>().map(|b| &*b.data.data)
}
impl Payload for BytesObj {
    const KIND: Kind = Kind::Bytes;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A bytes object.
pub fn new(data: Vec<u8>) -> Value {
    object::new(BytesObj { data: data.into(), hash: Cell::new(0) })
}
