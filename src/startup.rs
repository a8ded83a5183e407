//! What happens between the runtime's birth and the first line of the program: standard streams and `site`.

use stdlib::system::{imp, library};
use vm::vm::rt;
use vm::{PyResult, Value, Vm};

use crate::options::{Options, Program};

/// Starts importlib, prepares `sys.stdin`, `sys.stdout`, `sys.stderr`, imports `site` unless told not to, and puts the
/// script's folder in front of `sys.path`.
pub fn prepare(vm: &mut Vm, options: &Options) -> PyResult<()> {
    imp::install(vm)?;
    stdlib::files::io::install_standard(vm, options.io_encoding.as_deref())?;
    // The text codecs are what `site` can't do without.
    let able = rt().native_modules.borrow().iter().any(|m| m.name == "_codecs");
    if able && !options.config.no_site {
        let site = vm::import::import(vm, "site")?;
        vm.call_method(&site, "main", &[])?;
        library::restore_entry(vm);
    }
    // The filters of `-W` are applied when the module is first imported.
    if able && !options.config.warn_options.is_empty() {
        vm::import::import(vm, "warnings")?;
    }
    if let (Some(dir), Some(path)) = (&options.config.script_dir, vm.sys_attr("path")) {
        vm.call_method(&path, "insert", &[Value::int(0), Value::str(dir)])?;
    }
    main_loader(vm, &options.program)
}

/// `__main__.__loader__`: a source loader for scripts, else the one for built-in modules.
fn main_loader(vm: &mut Vm, program: &Program) -> PyResult<()> {
    let Some(d) = rt().modules.get_text("__main__").as_ref().and_then(vm::builtins::module::dict_of) else { return Ok(()) };
    let loader = match program {
        Program::File(file) => {
            let class = vm.import_attr("_frozen_importlib_external", "SourceFileLoader")?;
            let path = crate::absolute(std::path::Path::new(file));
            vm.call(&class, &[Value::str("__main__"), Value::str(&path)])?
        }
        _ => vm.import_attr("_frozen_importlib", "BuiltinImporter")?,
    };
    d.set_text("__loader__", loader);
    Ok(())
}
