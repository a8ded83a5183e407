//! _struct: values packed into bytes by a format. The formats themselves are in `leaf::structfmt`.

use crate::data::support::{exception_class, fill, itself, raise_named, set};
use crate::leaf::structfmt::{Error, Field, Format, Kind, Value as Item};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use vm::builtins::buffer::{Buffer, bytes_like, writable};
use vm::builtins::{bytes, complex, exception, float, int, str, tuple};
use vm::import::NativeModule;
use vm::native::{Args, GetSet, TypeDef, this};
use vm::num::IntBuf;
use vm::object::error::Raised;
use vm::object::{Payload, new, new_of, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_struct",
    init: |vm, m| {
        fill(m, "_struct", FUNCTIONS, &[&STRUCT]);
        let error = exception_class(vm, "struct", "error", exception::classes().exception)?;
        set(m, "error", error);
        set(
            m,
            "__doc__",
            Value::str(
                "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C struct.",
            ),
        );
        Ok(())
    },
};

#[cold]
fn error(vm: &mut Vm, text: impl AsRef<str>) -> Raised {
    raise_named(vm, "_struct", "error", text.as_ref())
}

/// Most formats that are remembered.
const FORMATS_MAX: usize = 100;

thread_local! {
    static FORMATS: RefCell<HashMap<Vec<u8>, Rc<Format>>> = RefCell::new(HashMap::new());
}

fn format_text(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    if let Some(s) = str::get(v) {
        return match s.as_ascii() {
            Some(t) => Ok(t.as_bytes().to_vec()),
            None => Err(error(vm, "bad char in struct format")),
        };
    }
    match bytes::get(v) {
        Some(b) => Ok(b.to_vec()),
        None => Err(vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {}", v.ty().name()))),
    }
}

/// The parsed format; parsing happens once per text.
fn format_of(vm: &mut Vm, v: &Value) -> PyResult<Rc<Format>> {
    let text = format_text(vm, v)?;
    if let Some(f) = FORMATS.with_borrow(|c| c.get(&text).cloned()) {
        return Ok(f);
    }
    let format = Rc::new(Format::parse(&text).map_err(|e| error(vm, e.to_string()))?);
    FORMATS.with_borrow_mut(|c| {
        if c.len() >= FORMATS_MAX {
            c.clear();
        }
        c.insert(text, format.clone());
    });
    Ok(format)
}

/// Bytes for `c`, `s` and `p`: bytes or bytearray.
fn raw<'a>(v: &'a Value) -> Option<std::borrow::Cow<'a, [u8]>> {
    if let Some(b) = bytes::get(v) {
        return Some(b.into());
    }
    v.downcast::<vm::builtins::bytearray::ByteArrayObj>().map(|b| b.borrow().clone().into())
}

fn pack_value(vm: &mut Vm, format: &Format, f: &Field, v: &Value, out: &mut [u8]) -> PyResult<()> {
    let item = match f.kind {
        Kind::Signed | Kind::Unsigned | Kind::Pointer => {
            if !int::is_int(v) && v.ty().slots().index.is_none() {
                return Err(error(vm, "required argument is not an integer"));
            }
            let i = ops::index(vm, v)?;
            let n = int::number(&i).map_or(Some(0), |n| n.to_i128());
            let beyond = || if int::is_negative(&i) { i128::MIN } else { i128::MAX };
            Item::Int(n.unwrap_or_else(beyond))
        }
        Kind::Bool => Item::Bool(ops::truth(vm, v)?),
        Kind::Float => {
            if v.as_float().is_none() && (str::is_str(v) || v.ty().slots().float.is_none() && v.ty().slots().index.is_none()) {
                return Err(error(vm, "required argument is not a float"));
            }
            match float::convert(vm, v) {
                Ok(x) => Item::Float(x),
                Err(e) => {
                    drop(vm.take_exception(e));
                    return Err(error(vm, "required argument is not a float"));
                }
            }
        }
        Kind::Complex => {
            let Some(z) = complex::from_number(vm, v)? else { return Err(error(vm, "required argument is not a complex")) };
            Item::Complex(z.re, z.im)
        }
        Kind::Char | Kind::Bytes | Kind::Pascal => {
            let b = raw(v);
            let text = match (&b, f.kind) {
                (Some(b), Kind::Char) if b.len() != 1 => "char format requires a bytes object of length 1".to_string(),
                (None, Kind::Char) => "char format requires a bytes object of length 1".to_string(),
                (None, _) => format!("argument for '{}' must be a bytes object", f.code),
                (Some(b), _) => return put(vm, format, f, &Item::Bytes(b), v, out),
            };
            return Err(error(vm, text));
        }
        Kind::Pad => return Ok(()),
    };
    put(vm, format, f, &item, v, out)
}

fn put(vm: &mut Vm, format: &Format, f: &Field, item: &Item<'_>, v: &Value, out: &mut [u8]) -> PyResult<()> {
    match format.pack_one(f, item, out) {
        Ok(()) => Ok(()),
        Err(Error::FloatTooLarge(_)) if int::is_int(v) => Err(error(vm, "int too large to convert")),
        Err(e @ Error::FloatTooLarge(_)) => Err(vm.overflow_error(e.to_string())),
        Err(e) => Err(error(vm, e.to_string())),
    }
}

fn pack_values(vm: &mut Vm, format: &Format, values: &[Value], who: &str) -> PyResult<Vec<u8>> {
    if values.len() != format.n_values {
        return Err(error(vm, format!("{who} expected {} items for packing (got {})", format.n_values, values.len())));
    }
    if let Err(e) = vm::text::ensure_room(format.size) {
        return Err(int::raise(vm, e));
    }
    let mut out = vec![0; format.size];
    for ((f, at), v) in format.slots().zip(values) {
        pack_value(vm, format, f, v, &mut out[at..])?;
    }
    Ok(out)
}

fn unpack_from_slice(format: &Format, data: &[u8]) -> Value {
    let mut items = Vec::with_capacity(format.n_values);
    for (f, at) in format.slots() {
        items.push(match format.unpack_one(f, &data[at..]) {
            Item::Int(n) => int::from_buf(IntBuf::from(n)),
            Item::Float(x) => Value::float(x),
            Item::Complex(re, im) => complex::new(re, im),
            Item::Bool(b) => Value::bool(b),
            Item::Bytes(b) => bytes::new(b.to_vec()),
        });
    }
    tuple::new(items)
}

fn unpack(vm: &mut Vm, format: &Format, buffer: &Value) -> PyResult<Value> {
    let b = bytes_like(vm, buffer)?;
    if b.len() != format.size {
        return Err(error(vm, format!("unpack requires a buffer of {} bytes", format.size)));
    }
    Ok(unpack_from_slice(format, &b))
}

/// Where `offset` (perhaps from the end) is in a buffer of `len` bytes, if `size` bytes fit there.
fn place(vm: &mut Vm, offset: i64, len: usize, size: usize, packing: bool) -> PyResult<usize> {
    let (len_i, size_i) = (len as i64, size as i64);
    let mut at = offset;
    if at < 0 {
        if at + size_i > 0 {
            let text = if packing {
                format!("no space to pack {size} bytes at offset {offset}")
            } else {
                format!("not enough data to unpack {size} bytes at offset {offset}")
            };
            return Err(error(vm, text));
        }
        if at + len_i < 0 {
            return Err(error(vm, format!("offset {offset} out of range for {len}-byte buffer")));
        }
        at += len_i;
    }
    if len_i.saturating_sub(at) < size_i {
        let (who, what) = if packing { ("pack_into", "packing") } else { ("unpack_from", "unpacking") };
        return Err(error(
            vm,
            format!(
                "{who} requires a buffer of at least {} bytes for {what} {size} bytes at offset {at} (actual buffer size is {len})",
                (at as u64).saturating_add(size as u64)
            ),
        ));
    }
    Ok(at as usize)
}

fn unpack_from(vm: &mut Vm, format: &Format, buffer: &Value, offset: &Value) -> PyResult<Value> {
    let offset = match offset.opt() {
        Some(o) => ops::index_i64(vm, o)?,
        None => 0,
    };
    let b = bytes_like(vm, buffer)?;
    let at = place(vm, offset, b.len(), format.size, false)?;
    Ok(unpack_from_slice(format, &b[at..]))
}

fn pack_into(vm: &mut Vm, format: &Format, args: &[Value]) -> PyResult<Value> {
    let [buffer, offset, values @ ..] = args else {
        let what = if args.is_empty() { "buffer" } else { "offset" };
        return Err(error(vm, format!("pack_into expected {what} argument")));
    };
    if values.len() != format.n_values {
        return Err(error(vm, format!("pack_into expected {} items for packing (got {})", format.n_values, values.len())));
    }
    let target: Buffer = writable(vm, buffer, "argument")?;
    let offset = ops::index_i64(vm, offset)?;
    let at = place(vm, offset, target.len(), format.size, true)?;
    let data = pack_values(vm, format, values, "pack_into")?;
    target.write(target.view.offset + at, &data);
    Ok(Value::NONE)
}

/// Reads one tuple after the other.
struct Unpacker {
    format: Rc<Format>,
    source: Vec<u8>,
    at: Cell<usize>,
}
impl Payload for Unpacker {
    fn def() -> &'static TypeDef {
        &UNPACKER
    }
}
static UNPACKER: TypeDef = TypeDef::new::<Unpacker>("_struct.unpack_iterator")
    .flags(vm::object::ty::flag::NO_NEW)
    .final_type()
    .slots(|s| {
        s.iter = Some(itself);
        s.next = Some(|_, v| {
            let u = this::<Unpacker>(v);
            let at = u.at.get();
            let Some(data) = u.source.get(at..at + u.format.size) else { return Ok(None) };
            u.at.set(at + u.format.size);
            Ok(Some(unpack_from_slice(&u.format, data)))
        });
    })
    .methods(&[NativeDef::new(
        "__length_hint__",
        |_, a| {
            let u = this::<Unpacker>(&a[0]);
            Ok(Value::usize((u.source.len() - u.at.get()) / u.format.size))
        },
        "($self, /)",
        "",
    )]);

fn iter_unpack(vm: &mut Vm, format: Rc<Format>, buffer: &Value) -> PyResult<Value> {
    if format.size == 0 {
        return Err(error(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    let data = bytes_like(vm, buffer)?.to_vec();
    if data.len() % format.size != 0 {
        return Err(error(vm, format!("iterative unpacking requires a buffer of a multiple of {} bytes", format.size)));
    }
    Ok(new(Unpacker { format, source: data, at: Cell::new(0) }))
}

/// `struct.Struct`: a format with its text, both there once `__init__` ran.
struct StructObj(RefCell<Option<(Rc<Format>, Value)>>);
impl Payload for StructObj {
    fn def() -> &'static TypeDef {
        &STRUCT
    }
}

fn own(vm: &mut Vm, v: &Value) -> PyResult<(Rc<Format>, Value)> {
    let found = this::<StructObj>(v).0.borrow().clone();
    found.ok_or_else(|| vm.runtime_error("Struct object is not initialized"))
}

fn struct_init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let a = bind!(vm, v.ty(), &STRUCT, args, "(format)");
    let text = format_text(vm, &a[0])?;
    let format = format_of(vm, &a[0])?;
    let text = str::from_latin1(&text);
    this::<StructObj>(v).0.replace(Some((format, text)));
    Ok(())
}

static STRUCT: TypeDef = TypeDef::new::<StructObj>("_struct.Struct")
    .doc("Struct(fmt) --> compiled struct object")
    .flags(vm::object::ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(new_of(cls, StructObj(RefCell::new(None)))));
        s.init = Some(struct_init);
        s.repr = Some(|vm, v| {
            let (_, text) = own(vm, v)?;
            let text = ops::repr(vm, &text)?;
            Ok(Value::str(&format!("{}({})", v.ty().name(), str::text(&text))))
        });
    })
    .getset(&[
        GetSet::new("format", |vm, v| Ok(own(vm, v)?.1), None, "struct format string"),
        GetSet::new("size", |vm, v| Ok(Value::usize(own(vm, v)?.0.size)), None, "struct size in bytes"),
    ])
    .methods(&[
        NativeDef::new(
            "pack",
            |vm, a| {
                let (f, _) = own(vm, &a[0])?;
                pack_values(vm, &f, tuple::items(&a[1]), "pack").map(bytes::new)
            },
            "($self, /, *values)",
            "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings.",
        ),
        NativeDef::new(
            "pack_into",
            |vm, a| {
                let (f, _) = own(vm, &a[0])?;
                pack_into(vm, &f, tuple::items(&a[1]))
            },
            "($self, /, *args)",
            "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  See\nhelp(struct) for more on format strings.",
        ),
        NativeDef::new(
            "unpack",
            |vm, a| {
                let (f, _) = own(vm, &a[0])?;
                unpack(vm, &f, &a[1])
            },
            "($self, buffer, /)",
            "Return a tuple containing unpacked values.",
        ),
        NativeDef::new(
            "unpack_from",
            |vm, a| {
                let (f, _) = own(vm, &a[0])?;
                unpack_from(vm, &f, &a[1], &a[2])
            },
            "($self, /, buffer, offset=0)",
            "Return a tuple containing unpacked values.\n\nValues are unpacked according to the struct format string Struct.format.",
        ),
        NativeDef::new(
            "iter_unpack",
            |vm, a| {
                let (f, _) = own(vm, &a[0])?;
                iter_unpack(vm, f, &a[1])
            },
            "($self, buffer, /)",
            "Return an iterator yielding tuples.",
        ),
    ]);

/// The format and the other arguments of a function that takes any number of values.
fn split<'a>(vm: &mut Vm, who: &str, a: &'a [Value]) -> PyResult<(Rc<Format>, &'a [Value])> {
    match a.split_first() {
        Some((f, rest)) => Ok((format_of(vm, f)?, rest)),
        None => Err(vm.type_error(format!("{who} expected at least 1 argument, got 0"))),
    }
}

fn pack(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (format, values) = split(vm, "pack", a)?;
    pack_values(vm, &format, values, "pack").map(bytes::new)
}

fn pack_into_function(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (format, rest) = split(vm, "pack_into", a)?;
    pack_into(vm, &format, rest)
}

/// All arguments of a call that was bound to `(format, /, *values)`.
fn joined(a: &[Value]) -> Vec<Value> {
    let mut all = vec![a[0].clone()];
    all.extend_from_slice(tuple::items(&a[1]));
    all
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "calcsize",
        |vm, a| Ok(Value::usize(format_of(vm, &a[0])?.size)),
        "(format, /)",
        "Return size in bytes of the struct described by the format string.",
    ),
    NativeDef::new(
        "pack",
        |vm, a| pack(vm, &joined(a)),
        "(format, /, *values)",
        "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.",
    )
    .positional(pack),
    NativeDef::new(
        "pack_into",
        |vm, a| pack_into_function(vm, &joined(a)),
        "(format, /, *args)",
        "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  See help(struct) for more\non format strings.",
    )
    .positional(pack_into_function),
    NativeDef::new(
        "unpack",
        |vm, a| {
            let f = format_of(vm, &a[0])?;
            unpack(vm, &f, &a[1])
        },
        "(format, buffer, /)",
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings.",
    ),
    NativeDef::new(
        "unpack_from",
        |vm, a| {
            let f = format_of(vm, &a[0])?;
            unpack_from(vm, &f, &a[1], &a[2])
        },
        "(format, /, buffer, offset=0)",
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\n\nSee help(struct) for more on format strings.",
    ),
    NativeDef::new(
        "iter_unpack",
        |vm, a| {
            let f = format_of(vm, &a[0])?;
            iter_unpack(vm, f, &a[1])
        },
        "(format, buffer, /)",
        "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the format struct size.",
    ),
    NativeDef::new(
        "_clearcache",
        |_, _| {
            FORMATS.with_borrow_mut(HashMap::clear);
            Ok(Value::NONE)
        },
        "()",
        "Clear the internal cache.",
    ),
];
