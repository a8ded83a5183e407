//! Inline caches of instruction sites.

use std::cell::Cell;

/// One site's cache: what was seen and what to do then. What the fields mean depends on the site's kind (see `slow`).
#[derive(Default)]
#[repr(C)]
pub struct SiteCache {
    /// Shape address, or version of the builtins' keys.
    pub key: Cell<u64>,
    /// Slot offset, entry number, shape, or borrowed value word that stays valid under the version.
    pub value: Cell<u64>,
    /// Type version, or version of the globals' keys.
    pub version: Cell<u32>,
    /// Which plan; 0 none.
    pub plan: Cell<u32>,
    /// Second version or offset.
    pub extra: Cell<u32>,
}
