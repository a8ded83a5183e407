//! Guards that the next one implies. Reading a name guards that it is bound (`guard.ne NULL`), using its value guards what it is;
//! both leave through the same state, so the second says it all.

use crate::ir::ops::Op;
use crate::ir::{Inst, Region};
use crate::opt::facts::{Class, class_of_word};

/// The pass.
pub fn run(region: &mut Region) {
    for b in region.block_ids() {
        let insts = std::mem::take(&mut region.block_mut(b).insts);
        let mut kept = Vec::with_capacity(insts.len());
        for (i, &r) in insts.iter().enumerate() {
            let next = insts.get(i + 1).map(|&n| region.inst(n));
            let implied = next.is_some_and(|n| implies(n, region.inst(r))) && !region.sides.contains_key(&r);
            if !implied {
                kept.push(r);
            }
        }
        region.block_mut(b).insts = kept;
    }
}

fn implies(next: &Inst, guard: &Inst) -> bool {
    let class = match next.op {
        Op::guard_int => Class::Int,
        Op::guard_float => Class::Float,
        Op::guard_bool => Class::Bool,
        Op::guard_ptr => Class::Ptr,
        _ => return false,
    };
    guard.op == Op::guard_ne && guard.args() == next.args() && guard.snap == next.snap && class_of_word(guard.imm) != class
}
