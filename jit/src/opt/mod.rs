//! The optimiser: THE list of passes. A pass is a plain function over a region; each can be switched off, and debug builds
//! verify the region after each.

pub mod apart;
pub mod big;
pub mod borrow;
pub mod counts;
pub mod dce;
pub mod entries;
pub mod escape;
pub mod explode;
pub mod facts;
pub mod fold;
pub mod guards;
pub mod hoist;
mod nat;
pub mod nest;
pub mod params;
pub mod range;
pub mod rules;
pub mod sink;
pub mod slices;
pub mod unbox;
pub mod unchanged;

use crate::ir::{Region, text, verify};

/// A pass and why it stands where it does.
pub struct Pass {
    /// Name for options, dumps and tests.
    pub name: &'static str,
    /// The pass.
    pub run: fn(&mut Region),
    /// What it needs before it, in words.
    pub why: &'static str,
}

/// The passes in order.
pub const PASSES: &[Pass] = &[
    Pass { name: "nest", run: nest::run, why: "first: gives inner loops a preheader of their own, where everything below puts what leaves the loop" },
    Pass { name: "unbox", run: unbox::run, why: "before folding: it leaves tagged copies of the new typed parameters behind, which folding removes" },
    Pass { name: "fold", run: fold::run, why: "after unbox: parameters with known types make guards and untagging redundant in all paths" },
    Pass {
        name: "explode",
        run: explode::run,
        why: "before escape: an object that an edge no longer passes on is one that escape can remove; after unbox, which finds the pointers",
    },
    Pass {
        name: "escape",
        run: escape::run,
        why: "after fold has forwarded loads from fresh objects: what is left of an object that doesn't escape is its snapshots",
    },
    Pass {
        name: "params",
        run: params::run,
        why: "before hoist: a register that the loop doesn't change stops being a parameter, so what depends on it is invariant",
    },
    Pass { name: "hoist", run: hoist::run, why: "after unbox and fold: only then do invariant operands show" },
    Pass { name: "refold", run: fold::run, why: "hoisted guards and loads make their copies in nested loops and side paths redundant" },
    Pass { name: "untag", run: counts::untag, why: "after hoist and unbox, which move snapshots: tagging that only snapshots want is dead from here on" },
    Pass { name: "sink", run: sink::run, why: "after untag: what is left of tagging is wanted by instructions and edges" },
    Pass { name: "big", run: big::run, why: "after refold, when masks have taken what they want, and after untag, which drops tagged copies" },
    Pass {
        name: "borrow",
        run: borrow::run,
        why: "after the passes that move guards to edges, and before sweep, which forgets the states there; before counts, for its counts must add up",
    },
    Pass {
        name: "unchanged",
        run: unchanged::run,
        why: "after params, which says what a loop doesn't change, and before sweep, which removes what only exits wanted",
    },
    Pass { name: "sweep", run: dce::run, why: "before range: dead tagging would count as a use of an int's high bits" },
    Pass { name: "range", run: range::run, why: "on untagged, hoisted code: needs loop bounds as invariant ints" },
    Pass { name: "guards", run: guards::run, why: "late: hoisting and folding have decided which guards stand together" },
    Pass { name: "slices", run: slices::run, why: "late: what stands between making a slice and assigning it is only what had to stay there" },
    Pass { name: "counts", run: counts::run, why: "late: guards removed above are no obstacle between a retain and its release" },
    Pass { name: "dce", run: dce::run, why: "last: everything above leaves dead code behind" },
];

/// Which passes run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passes {
    on: Vec<bool>,
}

impl Default for Passes {
    fn default() -> Passes {
        Passes { on: vec![true; PASSES.len()] }
    }
}

impl Passes {
    /// These passes, or all.
    pub fn only(names: Option<&[String]>) -> Passes {
        match names {
            None => Passes::default(),
            Some(names) => Passes { on: PASSES.iter().map(|p| names.iter().any(|n| n == p.name)).collect() },
        }
    }
    /// Switches a pass; false if there is none of that name.
    pub fn switch(&mut self, name: &str, on: bool) -> bool {
        match PASSES.iter().position(|p| p.name == name) {
            Some(i) => {
                self.on[i] = on;
                true
            }
            None => false,
        }
    }
}

/// Runs the passes. An error is a bug of a pass (found by the verifier, in debug builds only); the region must not be compiled.
pub fn optimize(region: &mut Region, passes: &Passes) -> Result<(), String> {
    for (pass, on) in PASSES.iter().zip(&passes.on) {
        if !on {
            continue;
        }
        (pass.run)(region);
        if cfg!(debug_assertions) {
            verify::verify(region).map_err(|e| format!("after {}: {e}\n{}", pass.name, text::print(region)))?;
        }
    }
    Ok(())
}
