//! binascii: bytes as text and back, and two checksums. The conversions are in `leaf`.

use crate::data::support::{exception_class, fill, raise_named, set};
use crate::leaf::{binascii, quopri};
use vm::builtins::buffer::bytes_like;
use vm::builtins::{bytes, exception, int, str};
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "binascii",
    init: |vm, m| {
        fill(m, "binascii", FUNCTIONS, &[]);
        let c = exception::classes();
        for (name, base) in [("Error", c.value_error), ("Incomplete", c.exception)] {
            let class = exception_class(vm, "binascii", name, base)?;
            set(m, name, class);
        }
        set(m, "__doc__", Value::str("Conversion between binary data and ASCII"));
        Ok(())
    },
};

/// Bytes, or a str of ASCII characters.
fn ascii(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    if let Some(s) = str::get(v) {
        return match s.as_ascii() {
            Some(t) => Ok(t.as_bytes().to_vec()),
            None => Err(vm.value_error("string argument should contain only ASCII characters")),
        };
    }
    if !vm::builtins::buffer::is_exporter(v) {
        return Err(vm.type_error(format!("argument should be bytes, buffer or ASCII string, not '{}'", v.ty().name())));
    }
    Ok(bytes_like(vm, v)?.to_vec())
}

fn lift(vm: &mut Vm, r: Result<Vec<u8>, binascii::Error>) -> PyResult<Value> {
    match r {
        Ok(b) => Ok(bytes::new(b)),
        Err(binascii::Error(text)) => Err(raise_named(vm, "binascii", "Error", &text)),
    }
}

/// An optional flag.
fn flag(vm: &mut Vm, v: &Value, default: bool) -> PyResult<bool> {
    v.opt().map_or(Ok(default), |v| ops::truth(vm, v))
}

/// The separator of `hexlify`: one ASCII character or byte.
fn separator(vm: &mut Vm, v: &Value) -> PyResult<Option<u8>> {
    let Some(v) = v.opt() else { return Ok(None) };
    if let Some(s) = str::get(v) {
        if s.len() != 1 {
            return Err(vm.value_error("sep must be length 1."));
        }
        return match s.as_ascii() {
            Some(t) => Ok(t.bytes().next()),
            None => Err(vm.value_error("sep must be ASCII.")),
        };
    }
    match bytes::get(v) {
        Some([b]) if b.is_ascii() => Ok(Some(*b)),
        Some([_]) => Err(vm.value_error("sep must be ASCII.")),
        Some(_) => Err(vm.value_error("sep must be length 1.")),
        None => Err(vm.type_error("sep must be str or bytes.")),
    }
}

fn hexlify(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let sep = separator(vm, &a[1])?;
    let group = match a[2].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 1,
    };
    let data = bytes_like(vm, &a[0])?;
    Ok(bytes::new(binascii::hexlify(&data, sep, group as isize)))
}

fn unhexlify(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = ascii(vm, &a[0])?;
    lift(vm, binascii::unhexlify(&text))
}

fn b2a_base64(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let newline = flag(vm, &a[1], true)?;
    let data = bytes_like(vm, &a[0])?;
    Ok(bytes::new(binascii::b2a_base64(&data, newline)))
}

fn a2b_base64(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = ascii(vm, &a[0])?;
    let strict = flag(vm, &a[1], false)?;
    lift(vm, binascii::a2b_base64(&text, strict))
}

fn b2a_uu(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let backtick = flag(vm, &a[1], false)?;
    let data = bytes_like(vm, &a[0])?.to_vec();
    lift(vm, binascii::b2a_uu(&data, backtick))
}

fn a2b_uu(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let line = ascii(vm, &a[0])?;
    lift(vm, binascii::a2b_uu(&line))
}

fn a2b_qp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let text = ascii(vm, &a[0])?;
    let header = flag(vm, &a[1], false)?;
    Ok(bytes::new(quopri::decode(&text, header)))
}

fn b2a_qp(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let options = quopri::Options { quotetabs: flag(vm, &a[1], false)?, istext: flag(vm, &a[2], true)?, header: flag(vm, &a[3], false)? };
    let data = bytes_like(vm, &a[0])?;
    Ok(bytes::new(quopri::encode(&data, options)))
}

/// The lowest bits of a checksum to go on from.
fn start(vm: &mut Vm, v: &Value) -> PyResult<u32> {
    let Some(v) = v.opt() else { return Ok(0) };
    let i = ops::index(vm, v)?;
    Ok(int::number(&i).map_or(0, |n| n.low_u64() as u32))
}

fn crc32(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let crc = start(vm, &a[1])?;
    let data = bytes_like(vm, &a[0])?;
    Ok(Value::int(binascii::crc32(&data, crc).into()))
}

fn crc_hqx(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let crc = start(vm, &a[1])?;
    let data = bytes_like(vm, &a[0])?;
    Ok(Value::int(binascii::crc_hqx(&data, crc as u16).into()))
}

const HEX_SIG: &str = "(data, sep=<unrepresentable>, bytes_per_sep=1)";

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("a2b_uu", a2b_uu, "(data, /)", "Decode a line of uuencoded data."),
    NativeDef::new("b2a_uu", b2a_uu, "(data, /, *, backtick=False)", "Uuencode line of data."),
    NativeDef::new(
        "a2b_base64",
        a2b_base64,
        "(data, /, *, strict_mode=False)",
        "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not in the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==).",
    ),
    NativeDef::new("b2a_base64", b2a_base64, "(data, /, *, newline=True)", "Base64-code line of data."),
    NativeDef::new(
        "a2b_hex",
        unhexlify,
        "(hexstr, /)",
        "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\".",
    ),
    NativeDef::new(
        "unhexlify",
        unhexlify,
        "(hexstr, /)",
        "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).",
    ),
    NativeDef::new("b2a_hex", hexlify, HEX_SIG, "Hexadecimal representation of binary data."),
    NativeDef::new("hexlify", hexlify, HEX_SIG, "Hexadecimal representation of binary data."),
    NativeDef::new("a2b_qp", a2b_qp, "(data, header=False)", "Decode a string of qp-encoded data."),
    NativeDef::new(
        "b2a_qp",
        b2a_qp,
        "(data, quotetabs=False, istext=True, header=False)",
        "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded.",
    ),
    NativeDef::new("crc32", crc32, "(data, crc=0, /)", "Compute CRC-32 incrementally."),
    NativeDef::new("crc_hqx", crc_hqx, "(data, crc, /)", "Compute CRC-CCITT incrementally."),
];
