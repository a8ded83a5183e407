//! `_bz2`: bzip2 compression, incrementally.

use super::support::fill;
use bzip2::{Action, Compress, Compression, Decompress, Status};
use std::cell::RefCell;
use vm::builtins::buffer::bytes_like;
use vm::builtins::bytes;
use vm::builtins::exception::classes;
use vm::import::NativeModule;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{Payload, new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_bz2",
    init: |_, m| {
        fill(m, "_bz2", &[], &[&COMPRESSOR, &DECOMPRESSOR]);
        Ok(())
    },
};

/// Bytes that are made at a time.
const BLOCK: usize = 16384;

/// None once flushed.
struct Compressor(RefCell<Option<Compress>>);
impl Payload for Compressor {
    fn def() -> &'static TypeDef {
        &COMPRESSOR
    }
}

/// Feeds `input` to the compressor: what came out.
fn deflate(z: &mut Compress, input: &[u8], action: Action) -> Result<Vec<u8>, bzip2::Error> {
    let (mut out, mut at) = (Vec::new(), 0);
    let mut block = vec![0; BLOCK];
    loop {
        let (before_in, before_out) = (z.total_in(), z.total_out());
        let status = z.compress(&input[at..], &mut block, action)?;
        at += (z.total_in() - before_in) as usize;
        out.extend_from_slice(&block[..(z.total_out() - before_out) as usize]);
        let done = match action {
            Action::Run => at == input.len(),
            _ => status == Status::StreamEnd,
        };
        if done {
            return Ok(out);
        }
    }
}

fn failed(vm: &mut Vm) -> vm::Raised {
    vm.raise_new(classes().os_error, "Invalid data stream")
}

fn compress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let data = bytes_like(vm, &a[1])?;
    let mut state = this::<Compressor>(&a[0]).0.borrow_mut();
    let Some(z) = state.as_mut() else { return Err(vm.value_error("Compressor has been flushed")) };
    // An empty input is no step for the library.
    let r = if data.is_empty() { Ok(Vec::new()) } else { deflate(z, &data, Action::Run) };
    r.map(bytes::new).map_err(|_| failed(vm))
}

fn flush(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(mut z) = this::<Compressor>(&a[0]).0.take() else { return Err(vm.value_error("Repeated call to flush()")) };
    deflate(&mut z, &[], Action::Finish).map(bytes::new).map_err(|_| failed(vm))
}

static COMPRESSOR: TypeDef = TypeDef::new::<Compressor>("_bz2.BZ2Compressor")
    .doc("BZ2Compressor(compresslevel=9, /)\n--\n\nCreate a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.")
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            let a = bind!(vm, cls, &COMPRESSOR, args, "(compresslevel=9, /)");
            let level = match a[0].opt() {
                Some(v) => ops::index_i64(vm, v)?,
                None => 9,
            };
            match u32::try_from(level) {
                Ok(level @ 1..=9) => Ok(new_of(cls, Compressor(RefCell::new(Some(Compress::new(Compression::new(level), 0)))))),
                _ => Err(vm.value_error("compresslevel must be between 1 and 9")),
            }
        });
    })
    .methods(&[
        NativeDef::new(
            "compress",
            compress,
            "($self, data, /)",
            "Provide data to the compressor object.\n\nReturns a chunk of compressed data if possible, or b'' otherwise.\n\nWhen you have finished providing data to the compressor, call the\nflush() method to finish the compression process.",
        ),
        NativeDef::new(
            "flush",
            flush,
            "($self, /)",
            "Finish the compression process.\n\nReturns the compressed data left in internal buffers.\n\nThe compressor object may not be used after this method is called.",
        ),
        NativeDef::new("__reduce__", no_pickle, "($self, /)", ""),
    ]);

fn no_pickle(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Err(vm.type_error(format!("cannot pickle '{}' object", a[0].ty().full_name())))
}

/// A stream that is being read: what a limit left of the input, and what follows the stream.
struct Reader {
    z: Decompress,
    ended: bool,
    rest: Vec<u8>,
    unused: Vec<u8>,
    needs_input: bool,
}
struct Decompressor(RefCell<Reader>);
impl Payload for Decompressor {
    fn def() -> &'static TypeDef {
        &DECOMPRESSOR
    }
}

impl Reader {
    /// Makes at most `limit` bytes of what was left over and `data`.
    fn read(&mut self, data: &[u8], limit: usize) -> Result<Vec<u8>, bzip2::Error> {
        let mut input = std::mem::take(&mut self.rest);
        input.extend_from_slice(data);
        let (mut out, mut at) = (Vec::new(), 0);
        let mut block = vec![0; BLOCK.min(limit.max(1))];
        while !self.ended && out.len() < limit {
            let room = block.len().min(limit - out.len());
            let (before_in, before_out) = (self.z.total_in(), self.z.total_out());
            let status = self.z.decompress(&input[at..], &mut block[..room])?;
            let (used, made) = ((self.z.total_in() - before_in) as usize, (self.z.total_out() - before_out) as usize);
            at += used;
            out.extend_from_slice(&block[..made]);
            self.ended = status == Status::StreamEnd;
            if used == 0 && made == 0 || at == input.len() && made < room {
                break;
            }
        }
        let left = input.split_off(at);
        if self.ended {
            self.unused = left;
        } else {
            self.rest = left;
        }
        // With the limit reached there may be more output even when all input has been read.
        self.needs_input = !self.ended && self.rest.is_empty() && out.len() < limit;
        Ok(out)
    }
}

fn decompress(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let limit = match a[2].opt() {
        Some(v) => usize::try_from(ops::index_i64(vm, v)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let data = bytes_like(vm, &a[1])?;
    let reader = &this::<Decompressor>(&a[0]).0;
    if reader.borrow().ended {
        return Err(vm.eof_error("End of stream already reached"));
    }
    let r = reader.borrow_mut().read(&data, limit);
    r.map(bytes::new).map_err(|_| failed(vm))
}

fn reader(v: &Value) -> std::cell::Ref<'_, Reader> {
    this::<Decompressor>(v).0.borrow()
}

static DECOMPRESSOR: TypeDef = TypeDef::new::<Decompressor>("_bz2.BZ2Decompressor")
    .doc("BZ2Decompressor()\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.")
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            if !args.all.is_empty() {
                let kind = if args.has_kw() { "keyword" } else { "positional" };
                return Err(vm.type_error(format!("BZ2Decompressor() takes no {kind} arguments")));
            }
            let reader = Reader { z: Decompress::new(false), ended: false, rest: Vec::new(), unused: Vec::new(), needs_input: true };
            Ok(new_of(cls, Decompressor(RefCell::new(reader))))
        });
    })
    .getset(&[
        GetSet::new("eof", |_, v| Ok(Value::bool(reader(v).ended)), None, "True if the end-of-stream marker has been reached."),
        GetSet::new("unused_data", |_, v| Ok(bytes::new(reader(v).unused.clone())), None, "Data found after the end of the compressed stream."),
        GetSet::new(
            "needs_input",
            |_, v| Ok(Value::bool(reader(v).needs_input)),
            None,
            "True if more input is needed before more decompressed data can be produced.",
        ),
    ])
    .methods(&[
        NativeDef::new(
            "decompress",
            decompress,
            "($self, /, data, max_length=-1)",
            "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes of\ndecompressed data. If this limit is reached and further output can be\nproduced, *self.needs_input* will be set to ``False``. In this case, the next\ncall to *decompress()* may provide *data* as b'' to obtain more of the output.\n\nIf all of the input data was decompressed and returned (either because this\nwas less than *max_length* bytes, or because *max_length* was negative),\n*self.needs_input* will be set to True.\n\nAttempting to decompress data after the end of stream is reached raises an\nEOFError.  Any data found after the end of the stream is ignored and saved in\nthe unused_data attribute.",
        ),
        NativeDef::new("__reduce__", no_pickle, "($self, /)", ""),
    ]);
