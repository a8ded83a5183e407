//! _io: streams. `base` has the abstract classes, `fileio` raw files, `buffered` bytes with a buffer before a raw file,
//! `bytesio` and `stringio` streams in memory, `text` text over bytes, `newlines` the translation of line ends, `open`
//! the function that stacks them, `standard` the streams of `sys`.
//!
//! No `RefCell` of a stream is borrowed while a call may block or run Python code: buffers are taken out before and what
//! is left of them is put back in front afterwards.

mod base;
mod buffered;
mod bytesio;
mod fileio;
mod newlines;
mod open;
mod pair;
mod standard;
mod stringio;
mod text;
mod textread;

use super::os;
use std::cell::OnceCell;
use vm::builtins::exception::{self, classes};
use vm::builtins::{int, tuple};
use vm::import::NativeModule;
use vm::native::TypeDef;
use vm::object::dict::{DictObj, new_dict};
use vm::object::intern::names;
use vm::object::ty::{TypeObj, as_type};
use vm::{PyResult, Raised, Value, Vm};

pub use standard::{flush_all, install_standard};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_io", init };

/// `io.DEFAULT_BUFFER_SIZE`
pub const BUFFER_SIZE: usize = 128 * 1024;

static TYPES: &[&TypeDef] = &[
    &base::IO_BASE,
    &base::RAW_IO_BASE,
    &base::BUFFERED_IO_BASE,
    &base::TEXT_IO_BASE,
    &fileio::FILE_IO,
    &buffered::READER,
    &buffered::WRITER,
    &buffered::RANDOM,
    &pair::RW_PAIR,
    &bytesio::BYTES_IO,
    &bytesio::BYTES_IO_BUFFER,
    &stringio::STRING_IO,
    &text::TEXT_IO_WRAPPER,
    &newlines::DECODER,
];

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    for t in TYPES {
        os::set(m, &t.get().name(), t.value());
    }
    os::add_functions(m, open::FUNCTIONS);
    os::set(m, "DEFAULT_BUFFER_SIZE", Value::usize(BUFFER_SIZE));
    os::set(m, "BlockingIOError", classes().blocking_io_error.value());
    let u = unsupported_class(vm)?;
    os::set(m, "UnsupportedOperation", u.value());
    Ok(())
}

struct Class(OnceCell<Value>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Class {}
static UNSUPPORTED: Class = Class(OnceCell::new());

/// `io.UnsupportedOperation`, which is both an OSError and a ValueError.
pub fn unsupported_class(vm: &mut Vm) -> PyResult<&'static TypeObj> {
    if let Some(c) = UNSUPPORTED.0.get() {
        return Ok(as_type(c));
    }
    let bases = tuple::new(vec![classes().os_error.value(), classes().value_error.value()]);
    let d = new_dict();
    if let Some(d) = d.downcast::<DictObj>() {
        drop(d.set_str(&names().__module__, Value::str("io")));
    }
    let ty = vm::builtins::type_::TYPE.value();
    let class = vm.call(&ty, &[Value::str("UnsupportedOperation"), bases, d])?;
    Ok(as_type(UNSUPPORTED.0.get_or_init(|| class)))
}
/// Raises `io.UnsupportedOperation`.
pub fn unsupported(vm: &mut Vm, text: &str) -> Raised {
    let class = match unsupported_class(vm) {
        Ok(c) => c.value(),
        Err(e) => return e,
    };
    match vm.call1(&class, &Value::str(text)) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
/// Raises ValueError about a closed file.
pub fn closed(vm: &mut Vm) -> Raised {
    vm.value_error("I/O operation on closed file.")
}
/// Raises OSError with a text alone.
pub fn os_text(vm: &mut Vm, text: &str) -> Raised {
    vm.raise_new(classes().os_error, text)
}

/// An optional size: -1 when missing or None.
pub fn size_arg(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let Some(v) = v.some() else { return Ok(-1) };
    if v.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("argument should be integer or None, not '{}'", v.ty().name())));
    }
    let n = vm::object::ops::index(vm, v)?;
    int::as_i64(&n).ok_or_else(|| vm.overflow_error("cannot fit 'int' into an index-sized integer"))
}
/// A file position or length.
pub fn offset_arg(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let n = vm::object::ops::index(vm, v)?;
    int::as_i64(&n).ok_or_else(|| vm.overflow_error("Python int too large to convert to C long"))
}

/// Truth of `v.name`.
pub fn attr_truth(vm: &mut Vm, v: &Value, name: &str) -> PyResult<bool> {
    let x = vm::object::attr::get_text(vm, v, name)?;
    vm::object::ops::truth(vm, &x)
}
/// Truth of `v.name()`.
pub fn call_truth(vm: &mut Vm, v: &Value, name: &str) -> PyResult<bool> {
    let x = vm.call_method(v, name, &[])?;
    vm::object::ops::truth(vm, &x)
}
/// Runs both; the first failure is raised, with a second one's context set to it.
pub fn both(vm: &mut Vm, first: PyResult<Value>, second: impl FnOnce(&mut Vm) -> PyResult<Value>) -> PyResult<Value> {
    match first {
        Ok(_) => second(vm),
        Err(e) => {
            let exc = vm.take_exception(e);
            if let Err(e2) = second(vm) {
                let exc2 = vm.take_exception(e2);
                if let Some(x) = exception::get(&exc2) {
                    drop(x.context.replace(exc));
                }
                return Err(vm.reraise(exc2));
            }
            Err(vm.reraise(exc))
        }
    }
}
