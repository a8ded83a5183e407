//! zlib: checksums, and deflate streams through flate2.
//!
//! The back end has no `memLevel` and no strategies: both are checked and otherwise ignored, since every setting gives a
//! valid stream. Stream objects can't be copied, as in a CPython whose zlib can't.

mod inflate;

use crate::data::support::{exception_class, fill, raise_named, set};
use flate2::{Compress, Compression, FlushCompress, Status};
use std::cell::RefCell;
use vm::builtins::buffer::bytes_like;
use vm::builtins::{bytes, exception, int};
use vm::import::NativeModule;
use vm::native::{TypeDef, this};
use vm::object::error::Raised;
use vm::object::{Payload, new, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "zlib",
    init: |vm, m| {
        fill(m, "zlib", FUNCTIONS, &[]);
        fill(m, "zlib", inflate::FUNCTIONS, &[&inflate::ZLIB_DECOMPRESSOR]);
        for (name, n) in CONSTANTS {
            set(m, name, Value::int(*n));
        }
        for name in ["ZLIB_VERSION", "ZLIB_RUNTIME_VERSION"] {
            set(m, name, Value::str("1.3.1"));
        }
        let class = exception_class(vm, "zlib", "error", exception::classes().exception)?;
        set(m, "error", class);
        Ok(())
    },
};

static CONSTANTS: &[(&str, i64)] = &[
    ("MAX_WBITS", 15),
    ("DEFLATED", 8),
    ("DEF_MEM_LEVEL", 8),
    ("Z_BEST_SPEED", 1),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_NO_COMPRESSION", 0),
    ("Z_FILTERED", 1),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_RLE", 3),
    ("Z_FIXED", 4),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_SYNC_FLUSH", 2),
    ("Z_FULL_FLUSH", 3),
    ("Z_FINISH", 4),
    ("Z_BLOCK", 5),
    ("Z_TREES", 6),
    ("DEF_BUF_SIZE", 16384),
];

#[cold]
fn error(vm: &mut Vm, text: &str) -> Raised {
    raise_named(vm, "zlib", "error", text)
}

/// An int argument, or its default.
fn number(vm: &mut Vm, v: &Value, default: i64) -> PyResult<i64> {
    v.opt().map_or(Ok(default), |v| ops::index_i64(vm, v))
}

/// How a stream is wrapped.
#[derive(Clone, Copy, PartialEq)]
enum Wrap {
    Zlib,
    Gzip,
    Raw,
    /// Gzip or zlib, by the first bytes.
    Either,
}

/// What a `wbits` argument means: the wrapping and the size of the window. The back end begins at nine bits.
fn window(wbits: i64, reading: bool) -> Option<(Wrap, u8)> {
    let (wrap, bits) = match wbits {
        0 if reading => (Wrap::Zlib, 15),
        -15..=-8 => (Wrap::Raw, -wbits),
        8..=15 => (Wrap::Zlib, wbits),
        16 if reading => (Wrap::Gzip, 15),
        24..=31 => (Wrap::Gzip, wbits - 16),
        32 if reading => (Wrap::Either, 15),
        40..=47 if reading => (Wrap::Either, wbits - 32),
        _ => return None,
    };
    Some((wrap, bits.max(9) as u8))
}

fn compressor(level: i64, wbits: i64) -> Option<Compress> {
    let level = match level {
        -1 => Compression::default(),
        0..=9 => Compression::new(level as u32),
        _ => return None,
    };
    Some(match window(wbits, false)? {
        (Wrap::Gzip, bits) => Compress::new_gzip(level, bits),
        (wrap, bits) => Compress::new_with_window_bits(level, wrap == Wrap::Zlib, bits),
    })
}

/// Feeds `input` and gives what comes out.
fn deflate(c: &mut Compress, input: &[u8], flush: FlushCompress) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        if out.len() == out.capacity() {
            out.reserve(out.len().max(4096));
        }
        let before = c.total_in();
        let status = c.compress_vec(&input[at..], &mut out, flush).map_err(|e| e.to_string())?;
        at += (c.total_in() - before) as usize;
        let done = match flush {
            FlushCompress::Finish => status == Status::StreamEnd,
            _ => at == input.len() && out.len() < out.capacity(),
        };
        if done {
            return Ok(out);
        }
        if status == Status::BufError && out.len() < out.capacity() {
            return Ok(out);
        }
    }
}

fn compress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (level, wbits) = (number(vm, &a[1], -1)?, number(vm, &a[2], 15)?);
    if !(-1..=9).contains(&level) {
        return Err(error(vm, "Bad compression level"));
    }
    let Some(mut c) = compressor(level, wbits) else { return Err(error(vm, "Error -2 while compressing data: inconsistent stream state")) };
    let data = bytes_like(vm, &a[0])?.to_vec();
    finish(vm, deflate(&mut c, &data, FlushCompress::Finish))
}

fn finish(vm: &mut Vm, r: Result<Vec<u8>, String>) -> PyResult<Value> {
    match r {
        Ok(out) => Ok(bytes::new(out)),
        Err(text) => Err(error(vm, &format!("Error -2 while compressing data: {text}"))),
    }
}

/// A compression object; empty once it has been finished.
struct Deflater(RefCell<Option<Compress>>);
impl Payload for Deflater {
    fn def() -> &'static TypeDef {
        &COMPRESS
    }
}

fn compressobj(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (level, method, wbits) = (number(vm, &a[0], -1)?, number(vm, &a[1], 8)?, number(vm, &a[2], 15)?);
    let (memory, strategy) = (number(vm, &a[3], 8)?, number(vm, &a[4], 0)?);
    let made = compressor(level, wbits).filter(|_| method == 8 && (1..=9).contains(&memory) && (0..=4).contains(&strategy));
    let Some(mut c) = made else { return Err(vm.value_error("Invalid initialization option")) };
    if let Some(dictionary) = a[5].some() {
        let d = bytes_like(vm, dictionary)?.to_vec();
        if c.set_dictionary(&d).is_err() {
            return Err(vm.value_error("Invalid dictionary"));
        }
    }
    Ok(new(Deflater(RefCell::new(Some(c)))))
}

/// Runs the object's stream; `last` ends it.
fn step(vm: &mut Vm, v: &Value, data: &[u8], flush: FlushCompress) -> PyResult<Value> {
    let cell = &this::<Deflater>(v).0;
    let result = cell.borrow_mut().as_mut().map(|c| deflate(c, data, flush));
    if flush == FlushCompress::Finish {
        cell.take();
    }
    match result {
        Some(r) => finish(vm, r),
        None => Err(error(vm, "Error -2 while compressing data: inconsistent stream state")),
    }
}

fn flush(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mode = match number(vm, &a[1], 4)? {
        0 => return Ok(bytes::new(Vec::new())),
        1 => FlushCompress::Partial,
        2 | 5 | 6 => FlushCompress::Sync,
        3 => FlushCompress::Full,
        4 => FlushCompress::Finish,
        _ => return Err(error(vm, "Error -2 while flushing: inconsistent stream state")),
    };
    step(vm, &a[0], &[], mode)
}

static COMPRESS: TypeDef = TypeDef::new::<Deflater>("zlib.Compress").flags(ty::flag::NO_NEW).final_type().methods(&[
    NativeDef::new(
        "compress",
        |vm, a| {
            let data = bytes_like(vm, &a[1])?.to_vec();
            step(vm, &a[0], &data, FlushCompress::None)
        },
        "($self, data, /)",
        "Returns a bytes object containing compressed data.",
    ),
    NativeDef::new("flush", flush, "($self, mode=zlib.Z_FINISH, /)", "Return a bytes object containing any remaining compressed data."),
]);

/// The checksum of zlib streams.
fn adler32_of(data: &[u8], start: u32) -> u32 {
    const MODULUS: u32 = 65521;
    // As many bytes as can be added before the second sum overflows.
    const BLOCK: usize = 5552;
    let (mut low, mut high) = (start & 0xffff, start >> 16);
    for block in data.chunks(BLOCK) {
        for b in block {
            low += u32::from(*b);
            high += low;
        }
        low %= MODULUS;
        high %= MODULUS;
    }
    high << 16 | low
}

/// A checksum to go on from: the lowest bits of any int.
fn start(vm: &mut Vm, v: &Value, default: u32) -> PyResult<u32> {
    let Some(v) = v.opt() else { return Ok(default) };
    let i = ops::index(vm, v)?;
    Ok(int::number(&i).map_or(0, |n| n.low_u64() as u32))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "adler32",
        |vm, a| {
            let from = start(vm, &a[1], 1)?;
            Ok(Value::int(adler32_of(&bytes_like(vm, &a[0])?, from).into()))
        },
        "(data, value=1, /)",
        "Compute an Adler-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
    ),
    NativeDef::new(
        "crc32",
        |vm, a| {
            let from = start(vm, &a[1], 0)?;
            Ok(Value::int(crate::leaf::binascii::crc32(&bytes_like(vm, &a[0])?, from).into()))
        },
        "(data, value=0, /)",
        "Compute a CRC-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
    ),
    NativeDef::new("compress", compress, "(data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)", "Returns a bytes object containing compressed data."),
    NativeDef::new(
        "compressobj",
        compressobj,
        "(level=Z_DEFAULT_COMPRESSION, method=DEFLATED, wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=None)",
        "Return a compressor object.",
    ),
];
