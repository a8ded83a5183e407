//! Modules about the runtime itself: sys, imports, threads, weak references, warnings, tracing.

pub mod abc;
pub mod atexit;
pub mod contextvars;
pub mod gc;
pub mod imp;
pub mod internals;
pub mod library;
pub mod lsprof;
pub mod marshal;
pub mod opcode;
pub mod symtable;
pub mod sys;
pub mod sysconfig;
pub mod thread;
pub mod types;
pub mod typing;
pub mod warnings;
pub mod weakref;

use vm::builtins::module;
use vm::import::NativeModule;
use vm::native::function::module_function;
use vm::{NativeDef, Value};

/// The modules of this folder.
pub static MODULES: &[NativeModule] = &[
    abc::MODULE,
    atexit::MODULE,
    contextvars::MODULE,
    gc::MODULE,
    imp::MODULE,
    internals::MODULE,
    lsprof::MODULE,
    marshal::MODULE,
    opcode::MODULE,
    symtable::MODULE,
    sysconfig::MODULE,
    sysconfig::DATA,
    thread::MODULE,
    types::MODULE,
    typing::MODULE,
    warnings::MODULE,
    weakref::MODULE,
];

/// Puts functions into a module's namespace.
pub(crate) fn fill(m: &Value, name: &str, table: &'static [NativeDef]) {
    if let Some(d) = module::dict_of(m) {
        let name = Value::str(name);
        for f in table {
            d.set_text(f.name, module_function(f, m, &name));
        }
    }
}
