//! Imports: `statement` says what the import opcodes do, `simple` finds modules until importlib's own code runs.

mod config;
mod simple;
mod statement;
mod trim;
pub mod warnings;

pub use config::Config;
pub use simple::read_source;
pub use statement::{import, import_from, import_name, import_star, importlib, plain_import, use_importlib};

use crate::builtins::exception;
use crate::object::error::{PyResult, Raised};
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// A native module: its name and the function that makes it.
#[derive(Clone, Copy)]
pub struct NativeModule {
    /// Full name.
    pub name: &'static str,
    /// Fills the namespace of a fresh module object.
    pub init: fn(&mut Vm, &Value) -> PyResult<()>,
}

/// A module of the frozen library.
pub struct Frozen {
    /// Its marshalled code.
    pub code: std::borrow::Cow<'static, [u8]>,
    /// Is it a package?
    pub is_package: bool,
    /// Full name.
    pub name: &'static str,
    /// The file name in its code.
    pub filename: String,
}
/// Finds a frozen module by full name.
pub type FrozenFinder = fn(&str) -> Option<Frozen>;

/// ImportError (or ModuleNotFoundError) with its `name`.
#[cold]
pub fn error(vm: &mut Vm, class: &'static TypeObj, message: &str, name: &Value) -> Raised {
    let exc = exception::make(class, vec![Value::str(message)]);
    exception::set_field(&exc, "msg", Value::str(message));
    exception::set_field(&exc, "name", name.clone());
    vm.raise(exc)
}

/// Makes the `__main__` module, empty but for what every script finds there.
pub fn make_main() {
    let m = crate::builtins::module::new("__main__", Value::NONE);
    if let Some(d) = crate::builtins::module::dict_of(&m) {
        d.set_text("__builtins__", rt().modules.get_text("builtins").unwrap_or(Value::NONE));
    }
    rt().modules.set_text("__main__", m);
}

/// Runs source text in `__main__`.
pub fn run_main(vm: &mut Vm, source: &str, filename: &str) -> PyResult<()> {
    let Some(d) = rt().modules.get_text("__main__").as_ref().and_then(crate::builtins::module::dict_of) else {
        return Err(vm.runtime_error("lost __main__"));
    };
    if !filename.starts_with('<') {
        d.set_text("__file__", Value::str(filename));
    }
    let code = crate::builtins::compile::compile_source(vm, source, filename, front::compile::Mode::Exec)?;
    let globals = d.as_value().clone();
    crate::interp::run_code(vm, &code, &globals, &globals, &Value::NULL).map(drop)
}
