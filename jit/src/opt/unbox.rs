//! Loop-carried values stay unboxed in registers: a header parameter that the loop guards to be an int (float, bool, pointer)
//! becomes a parameter of that type. The guard moves to the edges into the header, where the state noted at the jump is
//! its exit, and disappears where the value was just tagged.
//!
//! ```text
//! jump b1(v1)                          guard.int v1 ; x = int.of_val v1 ; jump b1(x)
//! b1(v2: val): loop                    b1(y: int): loop
//!   guard.int v2                =>       v2 = val.of_int y        (folding removes it)
//!   ...
//!   v9 = val.of_int v8 ; jump b1(v9)     jump b1(v8)
//! ```
//! A parameter that different paths want as different types stays a word. One that nobody guards, because the loop writes it
//! before it reads it, gets the type of a number that the loop leaves in it (`soft_types`), so that it needs no word either.

use crate::ir::dominators::Dominators;
use crate::ir::ops::Op;
use crate::ir::types::Type;
use crate::ir::{BlockId, End, Inst, Ref, Region};
use crate::opt::facts::{Class, class_of_word};
use std::collections::{HashMap, HashSet};

/// The pass.
pub fn run(region: &mut Region) {
    let dom = Dominators::new(region);
    let mut edges: HashMap<Ref, Vec<Ref>> = HashMap::new();
    for &b in &dom.order {
        if let End::Jump { to, args, snap, .. } = &region.block(b).end {
            if !snap.is_some() {
                return;
            }
            for (&p, &a) in region.block(*to).params.iter().zip(args) {
                edges.entry(p).or_default().push(a);
            }
        }
    }
    let types = choose(region, &dom, &edges);
    if !types.is_empty() {
        apply(region, &dom, &types);
    }
}

fn choose(region: &Region, dom: &Dominators, edges: &HashMap<Ref, Vec<Ref>>) -> HashMap<Ref, Type> {
    let mut all: HashMap<Ref, Vec<Type>> = HashMap::new();
    // Words that were found to be numbers somewhere.
    let mut numbers: HashMap<Ref, Type> = HashMap::new();
    let mut want = |p: Ref, ty: Type| all.entry(p).or_default().push(ty);
    for &b in &dom.order {
        for &r in &region.block(b).insts {
            let inst = region.inst(r);
            let ty = match inst.op {
                Op::guard_int => Type::Int,
                Op::guard_nat => Type::Nat,
                Op::guard_float => Type::Float,
                Op::guard_bool => Type::Bool,
                Op::guard_ptr => Type::Ptr,
                _ => continue,
            };
            let p = inst.args()[0];
            if matches!(ty, Type::Int | Type::Float | Type::Bool) {
                numbers.insert(p, ty);
            }
            if edges.contains_key(&p) && !region.sides.contains_key(&r) {
                want(p, ty);
            }
        }
    }
    let mut wants: HashMap<Ref, Option<Type>> = all.into_iter().map(|(p, types)| (p, one_of(&types))).collect();
    hand_on(region, edges, &mut wants);
    if region.soft_types && region.edge_guards {
        let mut changed = true;
        while changed {
            let wanted = |a: Ref| wants.get(&a).copied().flatten().filter(|&t| is_number(t));
            let type_of = |a: Ref| left_type(region, a).or_else(|| wanted(a)).or_else(|| numbers.get(&a).copied());
            let left = |(&p, args): (&Ref, &Vec<Ref>)| Some((p, args.iter().find_map(|&a| type_of(a))?));
            let new: Vec<(Ref, Type)> = edges.iter().filter(|(p, _)| !wants.contains_key(p)).filter_map(left).collect();
            changed = !new.is_empty();
            wants.extend(new.into_iter().map(|(p, ty)| (p, Some(ty))));
        }
        hand_on(region, edges, &mut wants);
    }
    let mut types: HashMap<Ref, Type> = wants.into_iter().filter_map(|(p, ty)| Some((p, ty?))).filter(|(p, _)| region.ty(*p) == Type::Val).collect();
    loop {
        let bad: Vec<Ref> = types.iter().filter(|&(p, &ty)| edges[p].iter().any(|&a| !fits(region, &types, a, ty, *p, edges))).map(|(&p, _)| p).collect();
        if bad.is_empty() {
            return types;
        }
        for p in bad {
            types.remove(&p);
        }
    }
}

/// A parameter handed on to one that is wanted as a type is wanted as that type: loop nests.
fn hand_on(region: &Region, edges: &HashMap<Ref, Vec<Ref>>, wants: &mut HashMap<Ref, Option<Type>>) {
    let mut changed = true;
    while changed {
        changed = false;
        for (&p, args) in edges {
            let Some(&Some(ty)) = wants.get(&p) else {
                continue;
            };
            for a in args {
                if edges.contains_key(a) && region.ty(*a) == Type::Val && !wants.contains_key(a) {
                    wants.insert(*a, Some(ty));
                    changed = true;
                }
            }
        }
    }
}

fn is_number(ty: Type) -> bool {
    matches!(ty, Type::Int | Type::Float | Type::Bool | Type::Nat)
}

/// The number type of what was tagged just now.
fn left_type(region: &Region, a: Ref) -> Option<Type> {
    match region.inst(a).op {
        Op::val_of_float => Some(Type::Float),
        Op::val_of_int => Some(Type::Int),
        Op::val_of_bool => Some(Type::Bool),
        Op::val_of_nat => Some(Type::Nat),
        Op::constant => match class_of_word(region.inst(a).imm) {
            Class::Int => Some(Type::Int),
            Class::Float => Some(Type::Float),
            Class::Bool => Some(Type::Bool),
            Class::Ptr | Class::Other => None,
        },
        _ => None,
    }
}

/// The type that fits all wishes. A number is an int or an object as the case may be.
fn one_of(types: &[Type]) -> Option<Type> {
    if types.contains(&Type::Nat) && types.iter().all(|t| matches!(t, Type::Nat | Type::Int | Type::Ptr)) {
        return Some(Type::Nat);
    }
    types.first().copied().filter(|first| types.iter().all(|t| t == first))
}

/// May the edge pass this value for a parameter of the type? A word of unknown class gets a guard.
fn fits(region: &Region, types: &HashMap<Ref, Type>, a: Ref, ty: Type, p: Ref, edges: &HashMap<Ref, Vec<Ref>>) -> bool {
    let inst = region.inst(a);
    if ty == Type::Nat && a != p && !edges.contains_key(&a) {
        return super::nat::fits(region, a, region.edge_guards);
    }
    match inst.op {
        Op::val_of_nat => false,
        Op::val_of_int => ty == Type::Int,
        Op::val_of_float => ty == Type::Float,
        Op::val_of_bool => ty == Type::Bool,
        Op::val_of_ptr => ty == Type::Ptr,
        Op::constant => {
            ty == match class_of_word(inst.imm) {
                Class::Int => Type::Int,
                Class::Float => Type::Float,
                Class::Bool => Type::Bool,
                Class::Ptr => Type::Ptr,
                Class::Other => Type::Val,
            }
        }
        _ if a == p => true,
        _ if edges.contains_key(&a) => types.get(&a).map_or(region.edge_guards, |&t| t == ty),
        _ => region.edge_guards,
    }
}

fn ops_of(ty: Type) -> (Op, Op, Op) {
    match ty {
        Type::Int => (Op::guard_int, Op::int_of_val, Op::val_of_int),
        Type::Float => (Op::guard_float, Op::float_of_val, Op::val_of_float),
        Type::Bool => (Op::guard_bool, Op::bool_of_val, Op::val_of_bool),
        Type::Nat => (Op::guard_nat, Op::nat_of_val, Op::val_of_nat),
        _ => (Op::guard_ptr, Op::ptr_of_val, Op::val_of_ptr),
    }
}

fn apply(region: &mut Region, dom: &Dominators, types: &HashMap<Ref, Type>) {
    // First the edges, while parameters are still words.
    for &b in &dom.order {
        let End::Jump { to, args, snap, .. } = region.block(b).end.clone() else {
            continue;
        };
        let params = region.block(to).params.clone();
        let mut taken = vec![];
        let new: Vec<Ref> = params
            .iter()
            .zip(args)
            .map(|(p, a)| match types.get(p) {
                Some(Type::Nat) if types.get(&a) == Some(&Type::Nat) => {
                    taken.push((a, a));
                    a
                }
                Some(Type::Nat) => super::nat::untag(region, b, a, snap, &mut taken),
                Some(&ty) => untag(region, b, a, ty, snap, types),
                None => a,
            })
            .collect();
        super::nat::release_taken(region, b, taken);
        if let End::Jump { args, .. } = &mut region.block_mut(b).end {
            *args = new;
        }
    }
    // Then the parameters: typed ones, with a tagged copy behind the header.
    let mut typed = HashMap::new();
    let mut tagged = HashMap::new();
    for &h in &dom.order {
        let params = region.block(h).params.clone();
        let mut copies = vec![];
        for (i, p) in params.iter().enumerate() {
            let Some(&ty) = types.get(p) else { continue };
            let q = region.add_inst(Inst::new(Op::param, ty, &[], 0));
            region.block_mut(h).params[i] = q;
            let copy = region.add_inst(Inst::simple(ops_of(ty).2, &[q]));
            copies.push(copy);
            typed.insert(*p, q);
            tagged.insert(*p, copy);
        }
        region.block_mut(h).insts.splice(0..0, copies);
    }
    let is_nat = |q: &Ref| region.ty(*q) == Type::Nat;
    let numbers: HashMap<Ref, Ref> = typed.iter().filter(|(_, q)| is_nat(q)).map(|(&p, &q)| (p, q)).collect();
    super::nat::retype(region, &numbers);
    replace(region, &typed, &tagged, &numbers);
}

/// The untagged form of a value at the end of a block.
fn untag(region: &mut Region, b: BlockId, a: Ref, ty: Type, snap: crate::ir::SnapId, types: &HashMap<Ref, Type>) -> Ref {
    let inst = *region.inst(a);
    let (guard, untag, tag) = ops_of(ty);
    if inst.op == tag {
        return inst.args()[0];
    }
    if types.get(&a) == Some(&ty) {
        return a;
    }
    if inst.op == Op::constant {
        let bits = crate::ir::meaning::pure(untag, &[inst.imm]).unwrap_or(inst.imm);
        return region.constant(ty, bits);
    }
    region.push(b, Inst::simple(guard, &[a]).with_snap(snap));
    region.push(b, Inst::simple(untag, &[a]))
}

/// Snapshots and typed jump arguments name the typed parameter; instructions and jumps that want a word name its copy.
fn replace(region: &mut Region, typed: &HashMap<Ref, Ref>, tagged: &HashMap<Ref, Ref>, numbers: &HashMap<Ref, Ref>) {
    let copies: HashSet<Ref> = tagged.values().copied().collect();
    for i in 0..region.insts.len() {
        if copies.contains(&Ref(i as u32)) {
            continue;
        }
        for arg in region.insts[i].args_mut() {
            if let Some(&c) = tagged.get(arg) {
                *arg = c;
            }
        }
    }
    for b in region.block_ids() {
        if let End::Return(v) = &mut region.block_mut(b).end
            && let Some(&c) = tagged.get(v)
        {
            *v = c;
        }
        let End::Jump { to, mut args, snap, outer } = region.block(b).end.clone() else {
            continue;
        };
        let params = region.block(to).params.clone();
        for (a, p) in args.iter_mut().zip(params) {
            if let Some(&q) = typed.get(a) {
                *a = if region.ty(p) == region.ty(q) { q } else { tagged[a] };
            }
        }
        region.block_mut(b).end = End::Jump { to, args, snap, outer };
    }
    for snap in &mut region.snaps {
        snap.for_each_value_mut(|v| {
            if let Some(&q) = typed.get(v) {
                *v = if numbers.contains_key(v) { tagged[v] } else { q };
            }
        });
    }
}
