//! What happens between the runtime's birth and the first line of the program: standard streams and `site`.

use vm::vm::rt;
use vm::{PyResult, Vm};

use crate::options::Options;

/// Prepares `sys.stdin`, `sys.stdout`, `sys.stderr`, then imports `site` unless told not to.
pub fn prepare(vm: &mut Vm, options: &Options) -> PyResult<()> {
    stdlib::files::io::install_standard(vm, options.io_encoding.as_deref())?;
    // The text codecs are what `site` can't do without.
    let able = rt().native_modules.borrow().iter().any(|m| m.name == "_codecs");
    if able && !options.config.no_site {
        let site = vm::import::import(vm, "site")?;
        vm.call_method(&site, "main", &[])?;
    }
    Ok(())
}
