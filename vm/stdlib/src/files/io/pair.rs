//! BufferedRWPair: a reader and a writer as one stream.

use super::base::BUFFERED_IO_BASE;
use super::buffered::{READER, WRITER};
use super::{BUFFER_SIZE, unsupported};
use std::cell::RefCell;
use std::sync::LazyLock;
use vm::native::signature::Signature;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{self, Payload, attr, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// Payload of BufferedRWPair.
pub struct PairObj {
    /// Reader and writer, NULL before `__init__`.
    ends: RefCell<[Value; 2]>,
}
/// `_io.BufferedRWPair`
pub static RW_PAIR: TypeDef = TypeDef::new::<PairObj>("_io.BufferedRWPair")
    .doc("A buffered reader and writer object together.")
    .base(&BUFFERED_IO_BASE)
    .methods(METHODS)
    .getset(&[GetSet::new(
        "closed",
        |vm, v| {
            let w = end(vm, v, 1)?;
            attr::get_text(vm, &w, "closed")
        },
        None,
        "",
    )])
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(object::new_of(cls, PairObj { ends: RefCell::new([Value::NULL, Value::NULL]) })));
        s.init = Some(|vm, v, args| {
            static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(reader, writer, buffer_size=131072, /)"));
            let mut a = Vec::new();
            SIGNATURE.bind(vm, "BufferedRWPair", args, &mut a)?;
            if !super::call_truth(vm, &a[0], "readable")? {
                return Err(unsupported(vm, "File or stream is not readable."));
            }
            if !super::call_truth(vm, &a[1], "writable")? {
                return Err(unsupported(vm, "File or stream is not writable."));
            }
            let size = a[2].opt().cloned().unwrap_or(Value::usize(BUFFER_SIZE));
            let reader = vm.call(&READER.value(), &[a[0].clone(), size.clone()])?;
            let writer = vm.call(&WRITER.value(), &[a[1].clone(), size])?;
            let old = this::<PairObj>(v).ends.replace([reader, writer]);
            drop(old);
            Ok(())
        });
    })
    .with_dict();
impl Payload for PairObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &RW_PAIR
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.ends.borrow().iter().for_each(visit);
    }
}

fn end(vm: &mut Vm, v: &Value, i: usize) -> PyResult<Value> {
    let e = this::<PairObj>(v).ends.borrow()[i].clone();
    if e.is_null() { Err(vm.value_error("I/O operation on uninitialized object")) } else { Ok(e) }
}
fn pass(vm: &mut Vm, a: &[Value], i: usize, method: &str) -> PyResult<Value> {
    let e = end(vm, &a[0], i)?;
    let args: Vec<Value> = a[1..].iter().filter(|v| !v.is_null()).cloned().collect();
    vm.call_method(&e, method, &args)
}
fn close(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = pass(vm, a, 1, "close");
    super::both(vm, r, |vm| pass(vm, a, 0, "close"))
}
fn isatty(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let w = pass(vm, a, 1, "isatty")?;
    if ops::truth(vm, &w)? { Ok(w) } else { pass(vm, a, 0, "isatty") }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("read", |vm, a| pass(vm, a, 0, "read"), "($self, size=-1, /)", ""),
    NativeDef::new("peek", |vm, a| pass(vm, a, 0, "peek"), "($self, size=0, /)", ""),
    NativeDef::new("read1", |vm, a| pass(vm, a, 0, "read1"), "($self, size=-1, /)", ""),
    NativeDef::new("readinto", |vm, a| pass(vm, a, 0, "readinto"), "($self, buffer, /)", ""),
    NativeDef::new("readinto1", |vm, a| pass(vm, a, 0, "readinto1"), "($self, buffer, /)", ""),
    NativeDef::new("readable", |vm, a| pass(vm, a, 0, "readable"), "($self, /)", ""),
    NativeDef::new("write", |vm, a| pass(vm, a, 1, "write"), "($self, b, /)", ""),
    NativeDef::new("flush", |vm, a| pass(vm, a, 1, "flush"), "($self, /)", ""),
    NativeDef::new("writable", |vm, a| pass(vm, a, 1, "writable"), "($self, /)", ""),
    NativeDef::new("close", close, "($self, /)", ""),
    NativeDef::new("isatty", isatty, "($self, /)", ""),
];
