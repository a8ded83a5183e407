//! `--dump`: the stages of each region as text, on standard error, when it is sent to the compiler. The text of a stage is
//! the same that the tests use.

use crate::ir::{Region, text};
use crate::lower::Compiler;
use crate::lower::abi::Helpers;
use crate::opt::{self, Passes};
use crate::profile::symbols::Symbols;
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
    /// Not a stage: names instead of addresses in all of them but machine code.
    Names,
}

const ALL: [(Stage, &str); 5] = [(Stage::Ir, "ir"), (Stage::Opt, "opt"), (Stage::Clif, "clif"), (Stage::Asm, "asm"), (Stage::Names, "names")];

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
    let mut symbols = wanted(Stage::Names).then(|| Symbols::new(recorded, helpers));
    let printed = |region: &Region, symbols: &mut Option<Symbols>| match symbols {
        Some(s) => s.in_region(&text::print(region)),
        None => text::print(region),
    };
    // Names are handed out in the order of this text, whether it is shown or not.
    let first = printed(recorded, &mut symbols);
    if wanted(Stage::Ir) {
        show("recorded", &first);
    }
    let mut copy = recorded.clone();
    if let Err(e) = opt::optimize(&mut copy, &Passes::default()) {
        return show("the optimiser failed", &format!("{e:?}"));
    }
    let second = printed(&copy, &mut symbols);
    if wanted(Stage::Opt) {
        show("optimised", &second);
    }
    if !wanted(Stage::Clif) && !wanted(Stage::Asm) {
        return;
    }
    // A compiler of its own, so that the compiling thread is left alone.
    match Compiler::new(helpers) {
        Ok(mut compiler) => {
            if wanted(Stage::Clif) {
                let clif = compiler.clif(&copy).unwrap_or_else(|e| format!("{e:?}"));
                show("clif", &symbols.as_ref().map_or_else(|| clif.clone(), |s| s.in_clif(&clif)));
            }
            if wanted(Stage::Asm) {
                show("asm", &compiler.asm(&copy).unwrap_or_else(|e| format!("{e:?}")));
            }
        }
        Err(e) => show("no code generator", &e),
    }
}
