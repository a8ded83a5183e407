//! What is known at a point of a path: classes of words, outcomes of branches, values already computed, contents of memory.
//!
//! Facts about values hold wherever the point dominates; facts about memory die when something may write: a store kills its
//! alias class (except places it cannot overlap), an opaque call or release kills everything that isn't `Fixed`. Shapes are
//! memory; kinds are not, they never change.

use crate::hash::{Map as HashMap, Set as HashSet};
use crate::ir::ops::{Effect, Op};
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Inst, LOOKUP, Ref, Region, SnapId};
use crate::opt::apart::{Writes, owner};

/// What kind of word a `Val` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Small int.
    Int,
    /// Immediate float.
    Float,
    /// True or False.
    Bool,
    /// Pointer.
    Ptr,
    /// Another constant word (None, NULL, ...).
    Other,
}

/// The class of a constant word.
pub fn class_of_word(w: u64) -> Class {
    match w {
        w if word::is_int(w) => Class::Int,
        w if word::is_float(w) => Class::Float,
        w if word::is_bool(w) => Class::Bool,
        w if word::is_ptr(w) => Class::Ptr,
        _ => Class::Other,
    }
}

/// A place in memory with known content.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    alias: Alias,
    base: Ref,
    index: Option<(Ref, u8)>,
    offset: i32,
    cell: Cell,
    value: Ref,
}

/// Everything known at a point.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    classes: HashMap<Ref, Class>,
    excluded: HashSet<(Ref, u64)>,
    not: HashSet<(Ref, Op)>,
    known: HashMap<Ref, Ref>,
    computed: HashMap<Inst, Ref>,
    kinds: HashMap<Ref, u64>,
    shapes: HashMap<Ref, u64>,
    places: Vec<Place>,
    fresh: HashSet<Ref>,
    /// Look-ups in tables that nothing has changed since.
    lookups: HashMap<Inst, Ref>,
    /// Objects that are not the same.
    different: HashSet<(Ref, Ref)>,
    valid: bool,
}

/// Key of an instruction for finding equal ones.
fn key(inst: &Inst) -> Inst {
    inst.with_snap(SnapId::NONE)
}

impl Facts {
    /// The class of a word, from its definition or a guard.
    pub fn class(&self, region: &Region, v: Ref) -> Option<Class> {
        let inst = region.inst(v);
        match inst.op {
            Op::constant => Some(class_of_word(inst.imm)),
            Op::val_of_int => Some(Class::Int),
            Op::val_of_bool => Some(Class::Bool),
            Op::val_of_ptr => Some(Class::Ptr),
            _ => self.classes.get(&v).copied(),
        }
    }
    /// A constant that the value is known to equal here.
    pub fn known(&self, v: Ref) -> Option<Ref> {
        self.known.get(&v).copied()
    }
    /// Does the word need no reference counting?
    pub fn uncounted(&self, region: &Region, v: Ref) -> bool {
        self.class(region, v).is_some_and(|c| c != Class::Ptr)
    }
    /// The outcome of a guard on a word's class, if known.
    pub fn class_guard(&self, region: &Region, inst: &Inst) -> Option<bool> {
        let v = inst.args()[0];
        let float = region.inst(v).op == Op::val_of_float;
        let nat = region.inst(v).op == Op::val_of_nat;
        let is = |want| self.class(region, v).map(|c| c == want);
        match inst.op {
            Op::guard_int if float || self.not.contains(&(v, Op::guard_int)) => Some(false),
            Op::guard_int => is(Class::Int),
            Op::guard_not_int if float || self.not.contains(&(v, Op::guard_int)) => Some(true),
            Op::guard_not_int => is(Class::Int).map(|b| !b),
            Op::guard_nat if nat || self.not.contains(&(v, Op::guard_nat)) => Some(true),
            Op::guard_float | Op::guard_bool if nat => Some(false),
            Op::guard_not_float if nat => Some(true),
            Op::guard_ne if nat && !word::is_ptr(inst.imm) && !word::is_int(inst.imm) => Some(true),
            Op::guard_float if self.not.contains(&(v, Op::guard_float)) => Some(false),
            // Unboxing undoes the boxing of the rare double that has no immediate form, so such a word is as good.
            Op::guard_float if float => Some(true),
            Op::guard_float => is(Class::Float),
            Op::guard_not_float if self.not.contains(&(v, Op::guard_float)) => Some(true),
            Op::guard_not_float if float => Some(false),
            Op::guard_not_float => is(Class::Float).map(|b| !b),
            Op::guard_bool if float => Some(false),
            Op::guard_bool => is(Class::Bool),
            Op::guard_ptr => is(Class::Ptr),
            Op::guard_ne if self.excluded.contains(&(v, inst.imm)) || float && !word::is_ptr(inst.imm) && !word::is_float(inst.imm) => Some(true),
            Op::guard_ne | Op::guard_eq => match self.class(region, v) {
                Some(c) if c != class_of_word(inst.imm) => Some(inst.op == Op::guard_ne),
                _ => None,
            },
            Op::guard_kind => self.kinds.get(&v).map(|&k| k == inst.imm),
            Op::guard_shape => self.shapes.get(&v).map(|&s| s == inst.imm),
            Op::guard_fits => {
                matches!(region.inst(v).op, Op::int_of_val | Op::int_add_ovf | Op::int_sub_ovf | Op::int_mul_ovf | Op::int_shl_ovf | Op::int_of_bool)
                    .then_some(true)
                    .or_else(|| self.not.contains(&(v, Op::guard_fits)).then_some(true))
            }
            _ => None,
        }
    }
    /// Was the region's validity checked since the last call?
    pub fn class_guard_valid(&self) -> Option<bool> {
        self.valid.then_some(true)
    }
    /// An earlier instruction with the same result.
    pub fn computed(&self, region: &Region, inst: &Inst) -> Option<Ref> {
        if matches!(inst.op, Op::val_of_float | Op::val_of_nat) {
            // Each such word may own a box of its own.
            return None;
        }
        match inst.op.effect() {
            Effect::Pure | Effect::Guard if inst.ty != Type::Unit => self.computed.get(&key(inst)).copied(),
            Effect::Load => {
                let want = place(inst, Ref(0));
                let found = self.places.iter().rev().find(|p| Place { value: Ref(0), ..**p } == want)?;
                (region.ty(found.value) == inst.ty).then_some(found.value)
            }
            Effect::Call if inst.op == Op::call => {
                let effects = region.callee(inst).effects;
                if region.callee(inst).name == LOOKUP {
                    return self.lookups.get(&key(inst)).copied();
                }
                (!effects.reads && !effects.writes).then(|| self.computed.get(&key(inst)).copied()).flatten()
            }
            _ => None,
        }
    }
    /// Takes note of an instruction that has just run (and, if it is a guard, passed).
    pub fn learn(&mut self, region: &mut Region, r: Ref) {
        let inst = *region.inst(r);
        let first = inst.args().first().copied();
        match inst.op.effect() {
            Effect::Pure => {
                self.computed.insert(key(&inst), r);
            }
            Effect::Guard => self.learn_guard(region, r, &inst),
            Effect::Load => self.places.push(place(&inst, r)),
            Effect::Store => self.store(region, &inst),
            Effect::Allocate => {
                self.fresh.insert(r);
            }
            Effect::Count => {}
            Effect::Call if inst.op == Op::call_if => self.clobber(region, inst.alias, inst.args()[2]),
            Effect::Call => {
                if region.writes(&inst) {
                    self.forget_memory();
                } else if region.callee(&inst).name == LOOKUP {
                    self.lookups.insert(key(&inst), r);
                } else if !region.callee(&inst).effects.reads {
                    self.computed.insert(key(&inst), r);
                }
            }
        }
        if let (Op::val_of_ptr, Some(p)) = (inst.op, first) {
            // The word can be stored or passed anywhere from now on.
            self.fresh.remove(&p);
        }
        if matches!(inst.op, Op::call | Op::call_if) {
            inst.args().iter().for_each(|a| {
                self.fresh.remove(a);
            });
        }
    }
    fn learn_guard(&mut self, region: &mut Region, r: Ref, inst: &Inst) {
        if inst.ty != Type::Unit {
            self.computed.insert(key(inst), r);
            return;
        }
        let Some(&v) = inst.args().first() else {
            self.valid = true;
            return;
        };
        match inst.op {
            Op::guard_int => self.set_class(v, Class::Int),
            Op::guard_float => self.set_class(v, Class::Float),
            Op::guard_nat => {
                self.not.insert((v, Op::guard_nat));
            }
            Op::guard_bool => self.set_class(v, Class::Bool),
            Op::guard_ptr => self.set_class(v, Class::Ptr),
            Op::guard_not_int => {
                self.not.insert((v, Op::guard_int));
            }
            Op::guard_not_float => {
                self.not.insert((v, Op::guard_float));
            }
            Op::guard_eq => {
                let c = region.constant(Type::Val, inst.imm);
                self.known.insert(v, c);
                self.set_class(v, class_of_word(inst.imm));
            }
            Op::guard_ne => {
                self.excluded.insert((v, inst.imm));
            }
            Op::guard_true | Op::guard_false => self.learn_truth(region, v, inst.op == Op::guard_true),
            Op::guard_kind => {
                self.kinds.insert(v, inst.imm);
            }
            Op::guard_shape => {
                self.shapes.insert(v, inst.imm);
            }
            Op::guard_fits => {
                self.not.insert((v, Op::guard_fits));
            }
            _ => {}
        }
    }
    /// Takes note of the outcome of a branch.
    pub fn learn_truth(&mut self, region: &mut Region, cond: Ref, truth: bool) {
        let c = region.truth(truth);
        self.known.insert(cond, c);
        let inst = *region.inst(cond);
        match (inst.op, truth) {
            (Op::bool_not, _) => self.learn_truth(region, inst.args()[0], !truth),
            (Op::bool_and, true) | (Op::bool_or, false) => {
                self.learn_truth(region, inst.args()[0], truth);
                self.learn_truth(region, inst.args()[1], truth);
            }
            (Op::ptr_eq, false) => {
                let (a, b) = (inst.args()[0], inst.args()[1]);
                self.different.extend([(a, b), (b, a)]);
            }
            (Op::is_int, true) => self.set_class(inst.args()[0], Class::Int),
            (Op::is_float, true) => self.set_class(inst.args()[0], Class::Float),
            (Op::is_ptr, true) => self.set_class(inst.args()[0], Class::Ptr),
            (Op::val_eq, true) if region.bits(inst.args()[1]).is_some() => {
                self.known.insert(inst.args()[0], inst.args()[1]);
            }
            (Op::int_eq, true) if region.bits(inst.args()[1]).is_some() => {
                self.known.insert(inst.args()[0], inst.args()[1]);
            }
            _ => {}
        }
    }
    /// Takes note of an object's kind.
    pub fn set_kind(&mut self, p: Ref, kind: u64) {
        self.kinds.insert(p, kind);
    }
    /// Takes note of a word's class.
    pub fn set_class(&mut self, v: Ref, class: Class) {
        self.classes.insert(v, class);
    }
    fn store(&mut self, region: &Region, inst: &Inst) {
        let new = place(inst, inst.stored());
        let mut places = std::mem::take(&mut self.places);
        places.retain(|p| p.alias != new.alias || self.apart(region, p, &new));
        self.places = places;
        if new.alias == Alias::Shape {
            if self.fresh.contains(&new.base) {
                self.shapes.remove(&new.base);
            } else {
                self.shapes.clear();
            }
            if let Some(bits) = region.bits(new.value) {
                self.shapes.insert(new.base, bits);
            }
        }
        // A narrow store changes the value that a later load sees; only full cells are forwarded.
        if matches!(inst.cell, Cell::I64 | Cell::F64 | Cell::Val | Cell::Ptr | Cell::Mem) {
            self.places.push(new);
        }
        self.fresh.remove(&new.value);
    }
    /// A call may have written cells of a class in an object.
    fn clobber(&mut self, region: &Region, alias: Alias, object: Ref) {
        let mut places = std::mem::take(&mut self.places);
        places.retain(|p| p.alias != alias || self.are_different(p.base, object) || self.are_different(owner(region, p.base), object));
        self.places = places;
    }
    fn are_different(&self, x: Ref, y: Ref) -> bool {
        x != y && (self.fresh.contains(&x) || self.fresh.contains(&y) || self.different.contains(&(x, y)))
    }
    /// Can the two accesses of one class not overlap?
    fn apart(&self, region: &Region, a: &Place, b: &Place) -> bool {
        if a.base != b.base {
            return self.are_different(a.base, b.base) || self.are_different(owner(region, a.base), owner(region, b.base));
        }
        a.index == b.index && (a.offset + a.cell.size() as i32 <= b.offset || b.offset + b.cell.size() as i32 <= a.offset)
    }
    /// Something may have written anything.
    pub fn forget_memory(&mut self) {
        let fresh = &self.fresh;
        self.places.retain(|p| matches!(p.alias, Alias::Fixed | Alias::Frame) || fresh.contains(&p.base));
        self.shapes.retain(|p, _| fresh.contains(p));
        self.lookups.clear();
        self.valid = false;
    }
    /// At the header of a loop whose writes are known: what they don't reach is as it was.
    pub fn enter_known_loop(&mut self, region: &Region, writes: &Writes, reaches: impl Fn(&Region, &Inst) -> bool) {
        self.fresh.clear();
        self.valid = false;
        self.places.retain(|p| !reaches(region, &access(p)));
        if writes.reach(Alias::Shape) {
            self.shapes.clear();
        }
        if writes.reach(Alias::Entry) {
            self.lookups.clear();
        }
    }
    /// At a loop header: memory as after any number of iterations.
    pub fn enter_loop(&mut self) {
        self.fresh.clear();
        self.forget_memory();
    }
}

/// The access that would see a place.
fn access(p: &Place) -> Inst {
    match p.index {
        Some((index, scale)) => Inst::access(Op::load_at, p.cell, p.alias, &[p.base, index], p.offset, scale),
        None => Inst::access(Op::load, p.cell, p.alias, &[p.base], p.offset, 0),
    }
}
fn place(inst: &Inst, value: Ref) -> Place {
    Place { alias: inst.alias, base: inst.args()[0], index: inst.index().map(|i| (i, inst.scale)), offset: inst.offset(), cell: inst.cell, value }
}
