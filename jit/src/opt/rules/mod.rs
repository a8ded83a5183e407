//! Rewrite rules: small named functions, each trying one op. A rule must shrink the expression or make it canonical
//! (constants right, comparisons without negation), so that applying rules ends.

pub mod convert;
pub mod float;
pub mod int;

use super::facts::Facts;
use crate::ir::ops::Op;
use crate::ir::{Inst, Ref, Region};

/// What a rule makes of an instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rewrite {
    /// Nothing: the rule doesn't apply.
    None,
    /// The result is an existing value.
    Value(Ref),
    /// Nothing needs to run.
    Done,
    /// A better instruction.
    Inst(Inst),
}

/// Tries all rules.
pub fn rewrite(region: &mut Region, facts: &Facts, inst: &Inst) -> Rewrite {
    for rules in [int::rewrite, float::rewrite] {
        let new = rules(region, inst);
        if new != Rewrite::None {
            return new;
        }
    }
    convert::rewrite(region, facts, inst)
}

/// The operand's definition, if it is this op.
fn def(region: &Region, r: Ref, op: Op) -> Option<Inst> {
    let inst = *region.inst(r);
    (inst.op == op).then_some(inst)
}
