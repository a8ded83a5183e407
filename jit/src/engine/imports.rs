//! Imports. What runs while modules are imported mostly runs once: building classes, enumerations, tables, regular expressions. Loops
//! and functions that get hot in the middle of an import therefore have to get hot some times more. (A script that imports forty
//! modules spent 7 % of its time on code that it never needed again.)

use super::{Key, State};
use vm::Vm;

/// How often something has to get hot during imports before it is recorded.
const TIMES: u32 = 4;
/// An import that is under way shows near the beginning of the frames.
const FRAMES: usize = 64;
/// The file of the import system's own functions.
const SYSTEM: &str = "<frozen importlib._bootstrap>";

impl State {
    /// Should code that has just got hot wait because a module is being imported?
    pub(super) fn waits_for_import(&mut self, vm: &Vm, key: Key) -> bool {
        if self.config.wait || !is_importing(vm) {
            return false;
        }
        let n = self.importing.entry(key).or_insert(0);
        *n += 1;
        *n < TIMES
    }
}

fn is_importing(vm: &Vm) -> bool {
    // SAFETY: frames keep their code alive.
    vm.frames.iter().take(FRAMES).any(|f| !f.code.is_null() && unsafe { &*f.code }.co.filename.as_ref() == SYSTEM)
}
