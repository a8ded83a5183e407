//! `marshal`: values as bytes, for compiled modules. The format is CPython's (version 5) but for code objects, whose form
//! is the front end's own; the magic number of `.pyc` files keeps the two apart.
//!
//! An object that is referenced more than once is written once, flagged, and referred to by number afterwards.

mod read;
mod write;

use vm::builtins::{buffer, bytes};
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "marshal",
    init: |_, m| {
        super::fill(m, "marshal", FUNCTIONS);
        if let Some(d) = vm::builtins::module::dict_of(m) {
            d.set_text("version", Value::int(VERSION));
        }
        Ok(())
    },
};

const VERSION: i64 = 5;
/// How deep containers may nest.
const MAX_DEPTH: usize = 2000;
/// Flag of an object that later bytes may refer to.
const FLAG_REF: u8 = 0x80;

fn version(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    match v.opt() {
        Some(v) => ops::index_i64(vm, v),
        None => Ok(VERSION),
    }
}

fn dumps(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let version = version(vm, &a[1])?;
    write::to_bytes(vm, &a[0], version).map(bytes::new)
}
fn dump(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let version = version(vm, &a[2])?;
    let data = write::to_bytes(vm, &a[0], version).map(bytes::new)?;
    vm.call_method(&a[1], "write", &[data])
}
fn loads(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let data = buffer::bytes_like(vm, &a[0])?;
    let allow_code = truth(vm, &a[1])?;
    read::from_bytes(vm, &data, allow_code).map(|(v, _)| v)
}
/// Reads one value from a file; a file that can't seek keeps what was read too much.
fn load(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let rest = vm.call_method(&a[0], "read", &[])?;
    let data = buffer::bytes_like(vm, &rest)?;
    let allow_code = truth(vm, &a[1])?;
    let (v, used) = read::from_bytes(vm, &data, allow_code)?;
    if used < data.len() {
        let back = Value::int(used as i64 - data.len() as i64);
        vm.call_method(&a[0], "seek", &[back, Value::int(1)])?;
    }
    Ok(v)
}
fn truth(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    match v.opt() {
        Some(v) => ops::truth(vm, v),
        None => Ok(true),
    }
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("dump", dump, "(value, file, version=version, /, *, allow_code=True)", "Write the value on the open file."),
    NativeDef::new(
        "dumps",
        dumps,
        "(value, version=version, /, *, allow_code=True)",
        "Return the bytes object that would be written to a file by dump(value, file).",
    ),
    NativeDef::new("load", load, "(file, /, *, allow_code=True)", "Read one value from the open file and return it."),
    NativeDef::new("loads", loads, "(bytes, /, *, allow_code=True)", "Convert the bytes-like object to a value."),
];
