//! Imports.

pub mod warnings;

use crate::object::error::PyResult;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Command-line settings that the runtime looks at.
#[derive(Clone, Debug)]
pub struct Config {
    /// `-O` count.
    pub optimize: u8,
    /// `sys.argv`
    pub argv: Vec<String>,
    /// `-E`/`-I`: environment variables are ignored.
    pub ignore_environment: bool,
    /// `-S`
    pub no_site: bool,
    /// `-I`
    pub isolated: bool,
    /// `-B`
    pub dont_write_bytecode: bool,
    /// `-u`
    pub unbuffered: bool,
    /// `-v`
    pub verbose: u8,
    /// `-q`
    pub quiet: bool,
    /// `-i`
    pub inspect: bool,
    /// `-b` count
    pub bytes_warning: u8,
    /// `-W` options
    pub warn_options: Vec<String>,
    /// `-X` options: name and value
    pub x_options: Vec<(String, Option<String>)>,
    /// Path of the program
    pub executable: String,
    /// First entry of `sys.path` (None with `-I` or `-P`)
    pub script_dir: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            optimize: 0,
            argv: vec![String::new()],
            ignore_environment: false,
            no_site: false,
            isolated: false,
            dont_write_bytecode: false,
            unbuffered: false,
            verbose: 0,
            quiet: false,
            inspect: false,
            bytes_warning: 0,
            warn_options: Vec::new(),
            x_options: Vec::new(),
            executable: String::new(),
            script_dir: None,
        }
    }
}

/// A native module: its name and the function that makes it.
pub struct NativeModule {
    /// Full name.
    pub name: &'static str,
    /// Fills the namespace of a fresh module object.
    pub init: fn(&mut Vm, &Value) -> PyResult<()>,
}

/// What a frozen module is.
pub struct Frozen {
    /// Its marshalled code.
    pub code: Vec<u8>,
    /// Is it a package?
    pub is_package: bool,
    /// Name it was frozen under (an alias may differ from the name asked for).
    pub origname: &'static str,
}
/// Finds a frozen module by full name.
pub type FrozenFinder = fn(&str) -> Option<Frozen>;

/// Imports a module by its full name and returns that module (not the top package).
pub fn import(vm: &mut Vm, name: &str) -> PyResult<Value> {
    if let Some(m) = rt().modules.get_text(name) {
        return Ok(m);
    }
    let exc = crate::builtins::exception::make(crate::builtins::exception::classes().module_not_found_error, vec![Value::str(&format!("No module named '{name}'"))]);
    Err(vm.raise(exc))
}
