//! Native standard-library modules, and the frozen Python ones.
//!
//! `frozen` holds the library's Python files compiled at build time; `leaf` holds what native modules need that knows
//! no Python object. Native modules come one file each, in folders by what they touch; each folder lists its modules
//! once, in `MODULES`.

#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

pub mod data;
pub mod files;
pub mod frozen;
pub mod leaf;
pub mod system;
pub mod text;

use vm::import::Frozen;
use vm::vm::rt;

/// Makes every native module and the frozen library importable.
pub fn register() {
    for group in [system::MODULES, files::MODULES, data::MODULES, text::MODULES] {
        rt().native_modules.borrow_mut().extend(group.iter().copied());
    }
    system::sys::list_modules();
    rt().warner.set(Some(system::warnings::warn_native));
    rt().trees.set(Some(text::ast::TREES));
    rt().frozen.set(Some(find_frozen));
}

fn find_frozen(name: &str) -> Option<Frozen> {
    let m = frozen::find(name)?;
    Some(Frozen { code: m.code_bytes(), is_package: m.is_package, name: m.name, filename: m.filename() })
}
