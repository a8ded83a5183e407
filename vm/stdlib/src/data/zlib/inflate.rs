//! Decompression: one call, the stream object of zlib, and the one that gzip and zipfile use.

use super::{Wrap, error, number, window};
use flate2::{Decompress, FlushDecompress, Status};
use std::cell::RefCell;
use vm::builtins::buffer::bytes_like;
use vm::builtins::bytes;
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::ty::{self, TypeObj};
use vm::object::{Payload, new, new_of};
use vm::{NativeDef, PyResult, Value, Vm};

/// Bytes that are inflated at a time.
const BLOCK: usize = 16384;

/// A stream that is being read.
struct Stream {
    /// None until the first bytes have said what they are.
    state: Option<Decompress>,
    bits: u8,
    dictionary: Option<Vec<u8>>,
    ended: bool,
}

impl Stream {
    fn new(vm: &mut Vm, wbits: i64, dictionary: &Value) -> PyResult<Stream> {
        let Some((wrap, bits)) = window(wbits, true) else { return Err(vm.value_error("Invalid initialization option")) };
        let dictionary = match dictionary.some() {
            Some(d) => Some(bytes_like(vm, d)?.to_vec()),
            None => None,
        };
        let mut s = Stream { state: None, bits, dictionary, ended: false };
        if wrap != Wrap::Either {
            s.state = Some(s.open(wrap));
        }
        if let (Wrap::Raw, Some(d), Some(z)) = (wrap, &s.dictionary, &mut s.state)
            && !d.is_empty()
            && z.set_dictionary(d).is_err()
        {
            return Err(error(vm, "Error -3 while setting zdict: invalid dictionary"));
        }
        Ok(s)
    }

    fn open(&self, wrap: Wrap) -> Decompress {
        match wrap {
            Wrap::Gzip => Decompress::new_gzip(self.bits),
            _ => Decompress::new_with_window_bits(wrap != Wrap::Raw, self.bits),
        }
    }

    /// Inflates at most `limit` bytes: what came out, and how much of `input` was read.
    ///
    /// The text of an error comes back, because raising it may run Python code.
    fn read(&mut self, input: &[u8], limit: usize) -> Result<(Vec<u8>, usize), String> {
        let (mut out, mut at) = (Vec::new(), 0);
        if let (None, Some(&first)) = (&self.state, input.first()) {
            // 0x1f begins gzip's magic number and can't begin a zlib header.
            self.state = Some(self.open(if first == 0x1f { Wrap::Gzip } else { Wrap::Zlib }));
        }
        let Some(z) = &mut self.state else { return Ok((out, 0)) };
        let mut block = vec![0; BLOCK.min(limit.max(1))];
        while !self.ended && out.len() < limit {
            let room = block.len().min(limit - out.len());
            let (before_in, before_out) = (z.total_in(), z.total_out());
            let r = z.decompress(&input[at..], &mut block[..room], FlushDecompress::None);
            let (used, made) = ((z.total_in() - before_in) as usize, (z.total_out() - before_out) as usize);
            at += used;
            out.extend_from_slice(&block[..made.min(room)]);
            match r {
                Ok(Status::StreamEnd) => self.ended = true,
                Ok(_) if used == 0 && made == 0 || at == input.len() && made < room => break,
                Ok(_) => {}
                Err(e) if e.needs_dictionary().is_some() => {
                    let Some(d) = &self.dictionary else { return Err("Error 2 while decompressing data".into()) };
                    if z.set_dictionary(d).is_err() {
                        return Err("Error -3 while setting zdict: invalid dictionary".into());
                    }
                }
                Err(e) => return Err(bad_data(e.message())),
            }
        }
        Ok((out, at))
    }
}

fn bad_data(message: Option<&str>) -> String {
    match message {
        Some(text) => format!("Error -3 while decompressing data: {text}"),
        None => "Error -3 while decompressing data".into(),
    }
}

fn decompress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let wbits = number(vm, &a[1], 15)?;
    if number(vm, &a[2], 16384)? < 0 {
        return Err(vm.value_error("bufsize must be non-negative"));
    }
    let data = bytes_like(vm, &a[0])?.to_vec();
    if window(wbits, true).is_none() {
        return Err(error(vm, "Error -2 while preparing to decompress data: inconsistent stream state"));
    }
    let mut s = Stream::new(vm, wbits, &Value::NONE)?;
    let (out, _) = s.read(&data, usize::MAX).map_err(|text| error(vm, &text))?;
    if !s.ended {
        return Err(error(vm, "Error -5 while decompressing data: incomplete or truncated stream"));
    }
    Ok(bytes::new(out))
}

/// State of both kinds of object: the stream, input beyond its end, and input that a limit left over.
struct Reader {
    stream: Stream,
    unused: Vec<u8>,
    tail: Vec<u8>,
    needs_input: bool,
}

struct Inflater(RefCell<Reader>);
impl Payload for Inflater {
    fn def() -> &'static TypeDef {
        &DECOMPRESS
    }
}

fn reader(v: &Value) -> &RefCell<Reader> {
    &this::<Inflater>(v).0
}

fn new_reader(stream: Stream) -> Inflater {
    Inflater(RefCell::new(Reader { stream, unused: Vec::new(), tail: Vec::new(), needs_input: true }))
}

/// Reads `input`; what isn't read goes to the tail, or to the unused data once the stream has ended.
fn advance(vm: &mut Vm, v: &Value, input: &[u8], limit: usize) -> PyResult<Value> {
    let result = reader(v).borrow_mut().stream.read(input, limit);
    let (out, used) = result.map_err(|text| error(vm, &text))?;
    let mut r = reader(v).borrow_mut();
    let rest = &input[used..];
    if r.stream.ended {
        r.unused.extend_from_slice(rest);
        r.tail.clear();
    } else {
        r.tail = rest.to_vec();
    }
    Ok(bytes::new(out))
}

fn inflater_decompress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = match number(vm, &a[2], 0)? {
        0 => usize::MAX,
        n if n < 0 => return Err(vm.value_error("max_length must be non-negative")),
        n => n as usize,
    };
    let data = bytes_like(vm, &a[1])?.to_vec();
    advance(vm, &a[0], &data, limit)
}

fn inflater_flush(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if number(vm, &a[1], 16384)? <= 0 {
        return Err(vm.value_error("length must be greater than zero"));
    }
    let tail = std::mem::take(&mut reader(&a[0]).borrow_mut().tail);
    advance(vm, &a[0], &tail, usize::MAX)
}

const EOF: GetSet = GetSet::new("eof", |_, v| Ok(Value::bool(reader(v).borrow().stream.ended)), None, "True if the end-of-stream marker has been reached.");
const UNUSED: GetSet =
    GetSet::new("unused_data", |_, v| Ok(bytes::new(reader(v).borrow().unused.clone())), None, "Data found after the end of the compressed stream.");

static DECOMPRESS: TypeDef = TypeDef::new::<Inflater>("zlib.Decompress")
    .flags(ty::flag::NO_NEW)
    .final_type()
    .getset(&[EOF, UNUSED, GetSet::new("unconsumed_tail", |_, v| Ok(bytes::new(reader(v).borrow().tail.clone())), None, "")])
    .methods(&[
        NativeDef::new(
            "decompress",
            inflater_decompress,
            "($self, data, /, max_length=0)",
            "Return a bytes object containing the decompressed version of the data.\n\nAfter calling this function, some of the input data may still be stored in\ninternal buffers for later processing.\nCall the flush() method to clear these buffers.",
        ),
        NativeDef::new("flush", inflater_flush, "($self, length=zlib.DEF_BUF_SIZE, /)", "Return a bytes object containing any remaining decompressed data."),
    ]);

fn decompressor_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let a = bind!(vm, cls, &ZLIB_DECOMPRESSOR, args, "(wbits=MAX_WBITS, zdict=b'')");
    let wbits = number(vm, &a[0], 15)?;
    let dictionary = a[1].opt().cloned().unwrap_or(Value::NONE);
    let stream = Stream::new(vm, wbits, &dictionary)?;
    Ok(new_of(cls, new_reader(stream)))
}

/// Input that a limit left over is kept and read first by the next call.
fn decompressor_decompress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = number(vm, &a[2], -1)?;
    let limit = if limit < 0 { usize::MAX } else { limit as usize };
    let data = bytes_like(vm, &a[1])?.to_vec();
    if reader(&a[0]).borrow().stream.ended {
        return Err(vm.eof_error("End of stream already reached"));
    }
    let mut input = std::mem::take(&mut reader(&a[0]).borrow_mut().tail);
    input.extend_from_slice(&data);
    let out = advance(vm, &a[0], &input, limit)?;
    let full = bytes::get(&out).is_some_and(|b| b.len() == limit);
    let mut r = reader(&a[0]).borrow_mut();
    // With the limit reached there may be more output even when all input has been read.
    r.needs_input = !r.stream.ended && r.tail.is_empty() && !full;
    drop(r);
    Ok(out)
}

pub(super) static ZLIB_DECOMPRESSOR: TypeDef = TypeDef::new::<Inflater>("zlib._ZlibDecompressor")
    .doc("Create a decompressor object for decompressing data incrementally.")
    .final_type()
    .slots(|s| s.new = Some(decompressor_new))
    .getset(&[
        EOF,
        UNUSED,
        GetSet::new(
            "needs_input",
            |_, v| Ok(Value::bool(reader(v).borrow().needs_input)),
            None,
            "True if more input is needed before more decompressed data can be produced.",
        ),
    ])
    .methods(&[NativeDef::new(
        "decompress",
        decompressor_decompress,
        "($self, /, data, max_length=-1)",
        "Decompress *data*, returning uncompressed data as bytes.",
    )]);

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("decompress", decompress, "(data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)", "Returns a bytes object containing the uncompressed data."),
    NativeDef::new(
        "decompressobj",
        |vm, a| {
            let wbits = number(vm, &a[0], 15)?;
            let dictionary = a[1].opt().cloned().unwrap_or(Value::NONE);
            let stream = Stream::new(vm, wbits, &dictionary)?;
            Ok(new(new_reader(stream)))
        },
        "(wbits=MAX_WBITS, zdict=b'')",
        "Return a decompressor object.",
    ),
];
