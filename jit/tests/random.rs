//! Random regions: the plain one evaluated, the optimised one evaluated, and both compiled must leave the same state.
//!
//! A region is recorded by a toy recorder over six registers (ints, floats, a buffer object, elements of it), so that it
//! has the shape real ones have: bytecodes with guards first, owned registers, loops, side paths.

mod common;

use jit::emit::TraceBuilder;
use jit::ir::ops::Op;
use jit::ir::types::{Alias, Cell, word};
use jit::ir::{BlockId, Layout, Ref, Region, text, verify};
use jit::lower::ExitPoint;
use jit::opt::{PASSES, Passes, optimize};
use jit::snapshot::FrameDesc;
use std::collections::BTreeMap;

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Registers: 0 counter, 1 limit, 2..=4 ints, 5..=6 floats, 7 a buffer object, 8 an element of it, 9 a pair or None.
const INTS: [u32; 3] = [2, 3, 4];
const FLOATS: [u32; 2] = [5, 6];

fn set_int(t: &mut TraceBuilder, slot: u32, v: Ref) {
    let w = t.val_of_int(v);
    replace(t, slot, w);
}
fn replace(t: &mut TraceBuilder, slot: u32, w: Ref) {
    let old = t.register(slot);
    t.set_register(slot, w);
    t.release_later(old);
}

fn bytecode(t: &mut TraceBuilder, r: &mut Random) {
    let int = |t: &mut TraceBuilder, r: &mut Random| {
        let v = t.register(r.pick(&INTS));
        t.as_int(v)
    };
    let float = |t: &mut TraceBuilder, r: &mut Random| {
        let v = t.register(r.pick(&FLOATS));
        t.as_float(v)
    };
    match r.below(11) {
        0..=2 => {
            let a = int(t, r);
            let b = if r.below(2) == 0 { int(t, r) } else { t.const_int(r.pick(&[0, 1, 2, 3, 7, 8, 255, -1])) };
            let c = match r.below(8) {
                0 | 1 => t.int_add_ovf(a, b),
                2 => t.int_sub_ovf(a, b),
                3 => t.int_mul_ovf(a, b),
                4 => t.int_and(a, b),
                5 => t.int_or(a, b),
                6 => t.int_xor(a, b),
                _ => t.int_max(a, b),
            };
            set_int(t, r.pick(&INTS), c);
        }
        3 => {
            let a = int(t, r);
            let b = t.const_int(r.pick(&[1, 2, 3, 7, 8, 10, 1000, 1 << 40, -3]));
            let c = if r.below(2) == 0 { t.int_mod(a, b) } else { t.int_floordiv(a, b) };
            set_int(t, r.pick(&INTS), c);
        }
        4 => {
            // Masked arithmetic. (Products that overflow go on in the optimised region and leave the plain one: not here.)
            let m = t.const_int(0xfff_ffff);
            let (a, b) = (int(t, r), int(t, r));
            let (a, b) = (t.int_and(a, m), t.int_and(b, m));
            let p = t.int_mul_ovf(a, b);
            let m = t.const_int(r.pick(&[0xffff, 0xffff_ffff]));
            let p = t.int_and(p, m);
            set_int(t, r.pick(&INTS), p);
        }
        5 => {
            let (a, b) = (float(t, r), float(t, r));
            let c = match r.below(5) {
                0 => t.float_add(a, b),
                1 => t.float_sub(a, b),
                2 => {
                    let c = t.const_float(r.pick(&[1.0, -1.5, 0.25]));
                    t.float_mul(a, c)
                }
                3 => t.float_floor(a),
                _ => {
                    let half = t.const_float(0.5);
                    t.float_mul(a, half)
                }
            };
            let w = t.val_of_float(c);
            replace(t, r.pick(&FLOATS), w);
        }
        6 => {
            let (a, b) = (int(t, r), int(t, r));
            let c = match r.below(3) {
                0 => t.int_lt(a, b),
                1 => t.int_eq(a, b),
                _ => t.int_ge(a, b),
            };
            t.branch(c, r.below(2) == 0);
        }
        7 => {
            // Element load: bounds, retain, replace register 8.
            let l = t.register(7);
            let l = t.as_ptr(l);
            let n = t.load(Cell::I64, Alias::Field, l, 16);
            let i = int(t, r);
            let ok = t.int_ult(i, n);
            t.branch(ok, true);
            let v = t.load_at(Cell::Val, Alias::Element, l, i, 3, 24);
            t.retain(v);
            replace(t, 8, v);
        }
        8 => {
            // Element store of an int word.
            let l = t.register(7);
            let l = t.as_ptr(l);
            let n = t.load(Cell::I64, Alias::Field, l, 16);
            let i = int(t, r);
            let ok = t.int_ult(i, n);
            t.branch(ok, true);
            let v = int(t, r);
            let w = t.val_of_int(v);
            let old = t.load_at(Cell::Val, Alias::Element, l, i, 3, 24);
            t.store_at(Cell::Val, Alias::Element, l, i, 3, 24, w);
            t.release_later(old);
        }
        9 => {
            // A pair that holds register 8 and an int, read back at once.
            let v = t.register(8);
            let i = int(t, r);
            let w = t.val_of_int(i);
            let layout = t.layout(Layout { name: "pair".into(), addr: 0, words: [32, 0], size: 32, removable: true });
            t.retain(v);
            let p = t.allocate(layout);
            t.store(Cell::Val, Alias::Slot, p, 16, v);
            t.store(Cell::Val, Alias::Slot, p, 24, w);
            let pair = t.val_of_ptr(p);
            t.set_register(10, pair);
            t.at(900);
            let back = t.load(Cell::Val, Alias::Slot, p, 24);
            let back = t.as_int(back);
            let one = t.const_int(1);
            let next = t.int_add_ovf(back, one);
            set_int(t, r.pick(&INTS), next);
            let null = t.const_word(word::NULL);
            t.set_register(10, null);
            t.release_later(pair);
        }
        _ => {
            let a = int(t, r);
            let f = t.float_of_int(a);
            let w = t.val_of_float(f);
            replace(t, r.pick(&FLOATS), w);
        }
    }
}

fn body(t: &mut TraceBuilder, r: &mut Random, n: u64) {
    for pc in 0..n {
        t.at(20 + pc as u32);
        bytecode(t, r);
    }
    t.at(80);
    let i = t.register(0);
    let i = t.as_int(i);
    let one = t.const_int(1);
    let next = t.int_add_ovf(i, one);
    set_int(t, 0, next);
    t.at(10);
    t.close_loop(BlockId(1), false);
}

fn region(r: &mut Random) -> Region {
    let frame = FrameDesc { code: 0xf, pc: 10, base: 0, aux: 0 };
    let mut t = TraceBuilder::new(frame);
    if r.below(2) == 0 {
        t = t.without_folding();
    }
    let (i, n) = (t.register(0), t.register(1));
    let (a, b) = (t.as_int(i), t.as_int(n));
    let less = t.int_lt(a, b);
    t.branch(less, true);
    let size = 2 + r.below(10);
    body(&mut t, r, size);
    let mut region = t.finish();
    for _ in 0..r.below(3) {
        let guards: Vec<Ref> =
            (0..region.insts.len() as u32).map(Ref).filter(|&g| region.inst(g).op == Op::guard_true && !region.sides.contains_key(&g)).collect();
        // The first guard ends the loop; a path from there would not end.
        if guards.len() < 2 {
            break;
        }
        let guard = guards[1 + r.below(guards.len() as u64 - 1) as usize];
        let exit = ExitPoint { snap: region.inst(guard).snap, guard: Some(guard) };
        let Some(mut t) = TraceBuilder::from_exit(region.clone(), exit) else {
            break;
        };
        let size = 1 + r.below(4);
        body(&mut t, r, size);
        region = t.finish();
    }
    region
}

fn input(r: &mut Random) -> common::Input {
    let big = [0, 1, 2, 5, -7, 1 << 33, word::INT_MAX, word::INT_MIN];
    let mut line = format!("r0=int:{} r1=int:{} r7=l", r.below(3), r.below(12));
    for i in INTS {
        line += &format!(" r{i}=int:{}", if r.below(2) == 0 { r.below(4) as i64 } else { r.pick(&big) });
    }
    for f in FLOATS {
        line += &format!(" r{f}=float:{:?}", r.pick(&[0.0, -0.0, 1.5, -2.25, 1e20]));
    }
    line += r.pick(&[" r8=None", " r8=o", " r8=int:4"]);
    if r.below(8) == 0 {
        line += " r2=None";
    }
    let words = |t: &str| t.split(' ').map(String::from).collect();
    let buffers = BTreeMap::from([("l".to_string(), words("100 0 4 o int:3 o None")), ("o".to_string(), words("100 0 0"))]);
    common::parse_run(&line, &buffers)
}

fn check(seed: u64, passes: &Passes) {
    let mut r = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    for _ in 0..8 {
        r.below(2);
    }
    let mut plain = region(&mut r);
    verify::verify(&plain).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{}", text::print(&plain)));
    common::link(&mut plain);
    let mut better = plain.clone();
    optimize(&mut better, passes).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    for _ in 0..4 {
        let input = input(&mut r);
        if let Err(e) = common::agree(&plain, &better, &input) {
            panic!("seed {seed}, {input:?}\n{e}");
        }
    }
}

#[test]
fn optimised_and_compiled_regions_agree_with_the_evaluator() {
    for seed in 0..400 {
        check(seed, &Passes::default());
    }
}

#[test]
fn every_pass_is_right_alone() {
    for pass in PASSES {
        let only = [pass.name.to_string()];
        for seed in 1000..1030 {
            check(seed, &Passes::only(Some(&only)));
        }
    }
}
