//! Inline caches of instruction sites.
use std::cell::Cell;

/// One site's cache: what was seen and what to do then. Meaning depends on the site's kind (see the handlers).
#[derive(Default)]
#[repr(C)]
pub struct SiteCache {
    /// Shape address, or dict version.
    pub key: Cell<u64>,
    /// Type version, or second dict version.
    pub version: Cell<u32>,
    /// Plan.
    pub plan: Cell<u32>,
    /// Slot, entry number, or value word (borrowed under the version).
    pub value: Cell<u64>,
}
