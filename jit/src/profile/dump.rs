//! `--dump`: the stages of each region as text, on standard error, when it is sent to the compiler. The text of a stage is
//! the same that the tests use.

use crate::ir::{Region, text};
use crate::lower::Compiler;
use crate::lower::abi::Helpers;
use crate::opt::{self, Passes};
use std::sync::atomic::{AtomicU32, Ordering};

/// What of a region can be shown, in the order of its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// As recorded.
    Ir,
    /// Optimised.
    Opt,
    /// Cranelift's IR.
    Clif,
    /// Machine code.
    Asm,
}

const ALL: [(Stage, &str); 4] = [(Stage::Ir, "ir"), (Stage::Opt, "opt"), (Stage::Clif, "clif"), (Stage::Asm, "asm")];

static WANTED: AtomicU32 = AtomicU32::new(0);

/// Asks for a stage by name; names that are no stage of a region are ignored. `snap` comes with `ir`.
pub fn want(name: &str) {
    let name = if name == "snap" { "ir" } else { name };
    for (stage, known) in ALL {
        if known == name {
            WANTED.fetch_or(1 << stage as u32, Ordering::Relaxed);
        }
    }
}

fn wanted(stage: Stage) -> bool {
    WANTED.load(Ordering::Relaxed) & 1 << stage as u32 != 0
}

/// Shows the stages of a region that were asked for. `title` says where its loop is.
pub fn region(recorded: &Region, title: &str, helpers: Helpers) {
    if WANTED.load(Ordering::Relaxed) == 0 {
        return;
    }
    let show = |stage: &str, body: &str| eprintln!("--- {stage}: {title}\n{}\n", body.trim_end());
    if wanted(Stage::Ir) {
        show("recorded", &text::print(recorded));
    }
    let mut copy = recorded.clone();
    if let Err(e) = opt::optimize(&mut copy, &Passes::default()) {
        return show("the optimiser failed", &format!("{e:?}"));
    }
    if wanted(Stage::Opt) {
        show("optimised", &text::print(&copy));
    }
    if !wanted(Stage::Clif) && !wanted(Stage::Asm) {
        return;
    }
    // A compiler of its own, so that the compiling thread is left alone.
    match Compiler::new(helpers) {
        Ok(mut compiler) => {
            if wanted(Stage::Clif) {
                show("clif", &compiler.clif(&copy).unwrap_or_else(|e| format!("{e:?}")));
            }
            if wanted(Stage::Asm) {
                show("asm", &compiler.asm(&copy).unwrap_or_else(|e| format!("{e:?}")));
            }
        }
        Err(e) => show("no code generator", &e),
    }
}
