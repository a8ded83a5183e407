//! ASCII, Latin-1 and the encodings of Unicode.

use super::{bytes_argument, decoded, encoded, errors_argument, flag, on_decode, on_encode, str_argument};
use vm::builtins::{bytes, str, tuple};
use vm::native::NativeDef;
use vm::object::ops;
use vm::text::codec;
use vm::text::codec_utf::{self, Order};
use vm::text::utf7;
use vm::{PyResult, Value, Vm};

fn order_of(vm: &mut Vm, v: &Value) -> PyResult<Order> {
    let n = match v.some() {
        Some(v) => ops::index_i64(vm, v)?,
        None => 0,
    };
    Ok(if n < 0 {
        Order::Little
    } else if n > 0 {
        Order::Big
    } else {
        Order::Mark
    })
}

/// Decodes with 2 or 4 bytes a unit; also gives the byte order as a number.
fn wide_decode(vm: &mut Vm, a: &[Value], who: &str, width: usize, order: Order, last: &Value) -> PyResult<(Value, i64)> {
    let object = bytes_argument(vm, &a[0], false)?;
    let errors = errors_argument(vm, &a[1], who, "2")?;
    let last = flag(vm, last, false)?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let on_error = on_decode(vm, &object, &errors);
    let (text, used, order) =
        if width == 2 { codec_utf::utf16_decode(input, order, last, on_error)? } else { codec_utf::utf32_decode(input, order, last, on_error)? };
    let order = match order {
        Order::Little => -1,
        Order::Big => 1,
        Order::Mark => 0,
    };
    Ok((decoded(text, used), order))
}

fn wide_ex_decode(vm: &mut Vm, a: &[Value], who: &str, width: usize) -> PyResult<Value> {
    let order = order_of(vm, &a[2])?;
    let (r, order) = wide_decode(vm, a, who, width, order, &a[3])?;
    let mut items = tuple::items(&r).to_vec();
    items.push(Value::int(order));
    Ok(tuple::new(items))
}

fn wide_encode(vm: &mut Vm, a: &[Value], who: &str, width: usize, order: Order) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], who)?;
    let errors = errors_argument(vm, &a[1], who, "2")?;
    let on_error = on_encode(vm, &a[0], &errors);
    let r = if width == 2 { codec_utf::utf16_encode(s.units(), order, on_error) } else { codec_utf::utf32_encode(s.units(), order, on_error) };
    encoded(vm, &a[0], r)
}

/// The rows of UTF-16 and UTF-32: with a mark, and with fixed byte orders.
macro_rules! wide {
    ($width:literal, $fixed_decode:literal, $order:expr) => {
        NativeDef::new($fixed_decode, |vm, a| wide_decode(vm, a, $fixed_decode, $width, $order, &a[2]).map(|r| r.0), "(data, errors=None, final=False, /)", "")
    };
    ($width:literal, encode $name:literal, $order:expr) => {
        NativeDef::new($name, |vm, a| wide_encode(vm, a, $name, $width, $order), "(str, errors=None, /)", "")
    };
    ($width:literal, encode_ordered $name:literal) => {
        NativeDef::new(
            $name,
            |vm, a| {
                let order = order_of(vm, &a[2])?;
                wide_encode(vm, a, $name, $width, order)
            },
            "(str, errors=None, byteorder=0, /)",
            "",
        )
    };
    ($width:literal, ex $name:literal) => {
        NativeDef::new($name, |vm, a| wide_ex_decode(vm, a, $name, $width), "(data, errors=None, byteorder=0, final=False, /)", "")
    };
}

fn utf_8_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], false)?;
    let errors = errors_argument(vm, &a[1], "utf_8_decode", "2")?;
    let last = flag(vm, &a[2], false)?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let (text, used) = codec::utf8_decode(input, last, on_decode(vm, &object, &errors))?;
    Ok(decoded(text, used))
}

fn utf_7_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], false)?;
    let errors = errors_argument(vm, &a[1], "utf_7_decode", "2")?;
    let last = flag(vm, &a[2], false)?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let (text, used) = utf7::utf7_decode(input, last, on_decode(vm, &object, &errors))?;
    Ok(decoded(text, used))
}

fn utf_7_encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], "utf_7_encode")?;
    errors_argument(vm, &a[1], "utf_7_encode", "2")?;
    encoded(vm, &a[0], Ok(utf7::utf7_encode(s.units())))
}

fn ascii_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], false)?;
    let errors = errors_argument(vm, &a[1], "ascii_decode", "2")?;
    let input = bytes::get(&object).unwrap_or(&[]);
    let (text, used) = codec::ascii_decode(input, on_decode(vm, &object, &errors))?;
    Ok(decoded(text, used))
}

fn latin_1_decode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let object = bytes_argument(vm, &a[0], false)?;
    errors_argument(vm, &a[1], "latin_1_decode", "2")?;
    let input = bytes::get(&object).unwrap_or(&[]);
    Ok(tuple::pair(str::from_latin1(input), Value::usize(input.len())))
}

#[derive(Clone, Copy)]
enum Narrow {
    Utf8,
    Ascii,
    Latin1,
}

fn narrow_encode(vm: &mut Vm, a: &[Value], who: &str, which: Narrow) -> PyResult<Value> {
    let s = str_argument(vm, &a[0], who)?;
    let errors = errors_argument(vm, &a[1], who, "2")?;
    let on_error = on_encode(vm, &a[0], &errors);
    let r = match which {
        Narrow::Utf8 => codec::utf8_encode(s.units(), on_error),
        Narrow::Ascii => codec::ascii_encode(s.units(), on_error),
        Narrow::Latin1 => codec::latin1_encode(s.units(), on_error),
    };
    encoded(vm, &a[0], r)
}

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("utf_8_decode", utf_8_decode, "(data, errors=None, final=False, /)", ""),
    NativeDef::new("utf_8_encode", |vm, a| narrow_encode(vm, a, "utf_8_encode", Narrow::Utf8), "(str, errors=None, /)", ""),
    NativeDef::new("utf_7_decode", utf_7_decode, "(data, errors=None, final=False, /)", ""),
    NativeDef::new("utf_7_encode", utf_7_encode, "(str, errors=None, /)", ""),
    NativeDef::new("ascii_decode", ascii_decode, "(data, errors=None, /)", ""),
    NativeDef::new("ascii_encode", |vm, a| narrow_encode(vm, a, "ascii_encode", Narrow::Ascii), "(str, errors=None, /)", ""),
    NativeDef::new("latin_1_decode", latin_1_decode, "(data, errors=None, /)", ""),
    NativeDef::new("latin_1_encode", |vm, a| narrow_encode(vm, a, "latin_1_encode", Narrow::Latin1), "(str, errors=None, /)", ""),
    wide!(2, "utf_16_decode", Order::Mark),
    wide!(2, "utf_16_le_decode", Order::Little),
    wide!(2, "utf_16_be_decode", Order::Big),
    wide!(2, ex "utf_16_ex_decode"),
    wide!(2, encode_ordered "utf_16_encode"),
    wide!(2, encode "utf_16_le_encode", Order::Little),
    wide!(2, encode "utf_16_be_encode", Order::Big),
    wide!(4, "utf_32_decode", Order::Mark),
    wide!(4, "utf_32_le_decode", Order::Little),
    wide!(4, "utf_32_be_decode", Order::Big),
    wide!(4, ex "utf_32_ex_decode"),
    wide!(4, encode_ordered "utf_32_encode"),
    wide!(4, encode "utf_32_le_encode", Order::Little),
    wide!(4, encode "utf_32_be_encode", Order::Big),
];
