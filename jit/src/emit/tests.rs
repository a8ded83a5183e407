//! Tests of the trace builder.

use super::*;
use crate::ir::{text, verify};

fn frame() -> FrameDesc {
    FrameDesc { code: 0xc0de, pc: 10, base: 0, aux: 0 }
}

/// `while i < n: s += i; i += 1` with i, n, s in registers 0, 1, 2.
pub(crate) fn counting_loop() -> TraceBuilder {
    let mut t = TraceBuilder::new(frame());
    let header = BlockId(1);
    t.at(10);
    let (i, n) = (t.register(0), t.register(1));
    let (a, b) = (t.as_int(i), t.as_int(n));
    let less = t.int_lt(a, b);
    t.branch(less, true);
    t.at(11);
    let s = t.register(2);
    let s = t.as_int(s);
    let sum = t.int_add_ovf(s, a);
    let sum = t.val_of_int(sum);
    t.set_register(2, sum);
    t.at(12);
    let one = t.const_int(1);
    let next = t.int_add_ovf(a, one);
    let next = t.val_of_int(next);
    t.set_register(0, next);
    t.at(10);
    t.close_loop(header, false);
    t
}

#[test]
fn a_counting_loop_reads_well() {
    let t = counting_loop();
    verify::verify(t.region()).unwrap();
    let want = "\
b0:
  v0 = base
  v1 = load.val v0 @frame
  v2 = load.val v0 +8 @frame
  v3 = load.val v0 +16 @frame
  jump b1(v1, v2, v3) !s0
b1(v4: val, v5: val, v6: val): loop r0 r1 r2 !s1
  guard.valid !s1
  guard.int v4 !s1
  guard.int v5 !s1
  v7 = int.of_val v4
  v8 = int.of_val v5
  v9 = int.lt v7 v8
  guard.true v9 !s1
  guard.int v6 !s2
  v10 = int.of_val v6
  v11 = int.add_ovf v10 v7 !s2
  v12 = val.of_int v11
  v13 = int.add_ovf v7 1 !s3
  v14 = val.of_int v13
  jump b1(v14, v5, v12) !s4
s0 = run fc0de@10+0 r0=v1 r1=v2 r2=v3
s1 = run fc0de@10+0 r0=v4 r1=v5 r2=v6
s2 = run fc0de@11+0 r0=v4 r1=v5 r2=v6
s3 = run fc0de@12+0 r0=v4 r1=v5 r2=v12
s4 = run fc0de@10+0 r0=v14 r1=v5 r2=v12
";
    let got = text::print(t.region());
    // Instructions of one bytecode may stand in another order; the golden text fixes today's.
    assert_eq!(sorted(&got), sorted(want), "{got}");
    let again = text::parse(&got).unwrap();
    assert_eq!(text::print(&again), got);
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().filter(|l| !l.contains("int.of_val") && !l.contains("guard.int")).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn a_side_path_starts_with_the_facts_of_its_guard() {
    let region = counting_loop().finish();
    let guard = (0..region.insts.len() as u32).map(Ref).find(|&r| region.inst(r).op == Op::guard_true).unwrap();
    let exit = crate::lower::ExitPoint { snap: region.inst(guard).snap, guard: Some(guard) };
    let mut t = TraceBuilder::from_exit(region, exit).unwrap();
    let before = t.region().len();
    t.at(10);
    let (i, n) = (t.register(0), t.register(1));
    let (a, b) = (t.as_int(i), t.as_int(n));
    let less = t.int_lt(a, b);
    t.branch(less, false);
    assert_eq!(t.region().len(), before, "everything was known");
    t.at(20);
    // Register 7 was never seen before: it becomes a parameter of the header.
    let extra = t.register(7);
    let extra = t.as_int(extra);
    let extra = t.int_add_ovf(extra, a);
    let extra = t.val_of_int(extra);
    t.set_register(7, extra);
    let zero = t.const_word(0);
    t.set_register(0, zero);
    t.at(10);
    t.close_loop(BlockId(1), true);
    verify::verify(t.region()).unwrap_or_else(|e| panic!("{e}\n{}", text::print(t.region())));
    let text = text::print(t.region());
    assert!(text.contains("loop r0 r1 r2 r7"), "{text}");
    assert!(text.contains("guard.true v11 !s1 -> b2") || text.contains("-> b2"), "{text}");
}

#[test]
fn guards_behind_effects_are_refused() {
    let mut t = TraceBuilder::new(frame());
    let v = t.register(0);
    let one = t.const_word(8);
    t.set_register(1, one);
    assert!(!t.is_misplaced());
    t.guard_int(v);
    assert!(t.is_misplaced(), "such a path must not be used");
}

/// An inner loop with a header of its own; the way out of it is a side path that closes the outer loop.
#[test]
fn inner_loops_have_headers_of_their_own() {
    let mut t = TraceBuilder::new(frame());
    t.at(11);
    let zero = t.const_word(0);
    t.set_register(1, zero);
    t.at(20);
    let inner = t.begin_loop();
    let (j, n) = (t.register(1), t.register(2));
    let (j, n) = (t.as_int(j), t.as_int(n));
    let less = t.int_lt(j, n);
    t.branch(less, true);
    t.at(21);
    let sum = t.register(3);
    let sum = t.as_int(sum);
    let sum = t.int_add_ovf(sum, j);
    let sum = t.val_of_int(sum);
    t.set_register(3, sum);
    t.at(22);
    let one = t.const_int(1);
    let next = t.int_add_ovf(j, one);
    let next = t.val_of_int(next);
    t.set_register(1, next);
    t.at(20);
    t.close_loop(inner, false);
    let region = t.finish();
    verify::verify(&region).unwrap_or_else(|e| panic!("{e}\n{}", text::print(&region)));
    let guard = (0..region.insts.len() as u32).map(Ref).find(|&r| region.inst(r).op == Op::guard_true).unwrap();
    let exit = crate::lower::ExitPoint { snap: region.inst(guard).snap, guard: Some(guard) };
    let mut t = TraceBuilder::from_exit(region, exit).unwrap();
    t.at(30);
    let i = t.register(0);
    let i = t.as_int(i);
    let limit = t.const_int(5);
    let more = t.int_lt(i, limit);
    t.branch(more, true);
    t.at(31);
    let one = t.const_int(1);
    let next = t.int_add_ovf(i, one);
    let next = t.val_of_int(next);
    t.set_register(0, next);
    t.at(10);
    t.close_loop(BlockId(1), false);
    let mut region = t.finish();
    verify::verify(&region).unwrap_or_else(|e| panic!("{e}\n{}", text::print(&region)));
    let run = |region: &Region| {
        let mut m = crate::ir::eval::Machine { base: 0x1000, ..Default::default() };
        m.memory.add_words(0x1000, &[0, 0, 4 << 3, 0]);
        let outcome = crate::ir::eval::run(region, &mut m, 10_000).unwrap();
        let table = crate::snapshot::encode::ExitTable::new(region, &[outcome.snap]);
        let slots = table.decode(0).slots;
        let sum = slots.iter().find(|s| s.0 == 3).unwrap().1;
        match sum {
            crate::snapshot::encode::Source::Live { ty, index, .. } => crate::snapshot::encode::immediate_word(ty, outcome.values[index as usize]),
            _ => None,
        }
    };
    // Six rounds of 0 + 1 + 2 + 3.
    assert_eq!(run(&region), Some(36 << 3));
    crate::opt::optimize(&mut region, &crate::opt::Passes::default()).unwrap();
    assert_eq!(run(&region), Some(36 << 3), "{}", text::print(&region));
}
