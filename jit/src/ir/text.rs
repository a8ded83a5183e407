//! The text form of a region: what dumps show, golden tests compare and [`parse`] reads back.
//!
//! Values are numbered in printing order, so equal regions print equally whatever passes did to the table. Constants are
//! written in place: `5`, `2.5`, `true`, words as `None`, `int:3` or `w:0x…`, object addresses `p:0x…`, other addresses `m:0x…`.
//! `!s3` is the snapshot a guard leaves through, `-> b4` the recorded path it continues in. In snapshots `r2=v7` is a
//! register that owns its reference, `r2=&v7` one for which restoring counts a new reference, `r2=o0` a removed object.

use super::ops::Op;
use super::types::{Cell, Type, word};
use super::{Callee, End, Inst, Layout, Ref, Region, SnapId};
use crate::snapshot::{Entry, Snapshot};
use std::collections::HashMap;
use std::fmt::Write;

pub use super::parse::parse;

/// The region as text.
pub fn print(region: &Region) -> String {
    let mut p = Printer { region, names: HashMap::new(), snaps: HashMap::new(), used: vec![] };
    for block in &region.blocks {
        for &r in block.params.iter().chain(&block.insts) {
            if region.ty(r) != Type::Unit {
                let n = p.names.len() as u32;
                p.names.insert(r, n);
            }
        }
    }
    let mut out = String::new();
    for (i, c) in region.callees.iter().enumerate() {
        callee(&mut out, i, c);
    }
    for (i, l) in region.layouts.iter().enumerate() {
        layout(&mut out, i, l);
    }
    for b in region.block_ids() {
        p.block(&mut out, b.0);
    }
    let mut i = 0;
    while i < p.used.len() {
        let id = p.used[i];
        let text = p.snapshot(region.snap(id));
        let _ = writeln!(out, "s{i} = {text}");
        i += 1;
    }
    out
}

/// One instruction as text, for error messages.
pub fn print_inst(region: &Region, r: Ref) -> String {
    let mut p =
        Printer { region, names: region.insts.iter().enumerate().map(|(i, _)| (Ref(i as u32), i as u32)).collect(), snaps: HashMap::new(), used: vec![] };
    p.inst(r)
}

fn callee(out: &mut String, i: usize, c: &Callee) {
    let params: Vec<_> = c.params.iter().map(|t| t.text()).collect();
    let mut words = String::new();
    for (on, name) in
        [(c.effects.reads, " reads"), (c.effects.writes, " writes"), (c.effects.raises, " raises"), (c.context, " context"), (c.indirect, " indirect")]
    {
        if on {
            words += name;
        }
    }
    let _ = writeln!(out, "callee {i} {} {:#x} ({}) -> {}{words}", c.name, c.addr, params.join(", "), c.result.text());
}

fn layout(out: &mut String, i: usize, l: &Layout) {
    let _ =
        writeln!(out, "layout {i} {} {:#x} {:#x} {:#x} size {}{}", l.name, l.addr, l.words[0], l.words[1], l.size, if l.removable { " removable" } else { "" });
}

struct Printer<'r> {
    region: &'r Region,
    names: HashMap<Ref, u32>,
    snaps: HashMap<SnapId, usize>,
    used: Vec<SnapId>,
}

impl Printer<'_> {
    fn block(&mut self, out: &mut String, b: u32) {
        let block = &self.region.blocks[b as usize];
        let params: Vec<_> = block.params.iter().map(|&p| format!("{}: {}", self.value(p), self.region.ty(p).text())).collect();
        let params = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        let mut head = String::new();
        if let Some(h) = &block.header {
            head += " loop";
            for s in &h.slots {
                let _ = write!(head, " r{s}");
            }
            head += &self.leave(h.snap);
        }
        let _ = writeln!(out, "b{b}{params}:{head}");
        for &r in &block.insts {
            let line = self.inst(r);
            let _ = writeln!(out, "  {line}");
        }
        match &block.end {
            End::Open => out.push_str("  open\n"),
            End::Exit(s) => {
                let s = self.leave(*s);
                let _ = writeln!(out, "  exit{s}");
            }
            End::Return(v) => {
                let v = self.value(*v);
                let _ = writeln!(out, "  return {v}");
            }
            End::Jump { to, args, snap, outer } => {
                let args: Vec<_> = args.iter().map(|&a| self.value(a)).collect();
                let snap = self.leave(*snap);
                let outer = if *outer { " outer" } else { "" };
                let _ = writeln!(out, "  jump b{}({}){outer}{snap}", to.0, args.join(", "));
            }
        }
    }
    fn leave(&mut self, s: SnapId) -> String {
        if !s.is_some() {
            return String::new();
        }
        let next = self.used.len();
        let n = *self.snaps.entry(s).or_insert_with(|| {
            self.used.push(s);
            next
        });
        format!(" !s{n}")
    }
    fn inst(&mut self, r: Ref) -> String {
        let inst = *self.region.inst(r);
        let mut out = String::new();
        if inst.ty != Type::Unit {
            let _ = write!(out, "{} = ", self.value(r));
        }
        out += inst.op.info().text;
        if inst.op.is_access() {
            let _ = write!(out, ".{}", inst.cell.text());
        }
        if inst.op.info().immediate && !inst.op.is_access() {
            out += &immediate(&inst);
        }
        for &a in inst.args() {
            let _ = write!(out, " {}", self.value(a));
        }
        if inst.op.is_access() {
            if inst.offset() != 0 {
                let _ = write!(out, " {:+}", inst.offset());
            }
            if inst.index().is_some() {
                let _ = write!(out, " <<{}", inst.scale);
            }
        }
        if inst.op.is_access() || inst.op == Op::call_if {
            let _ = write!(out, " @{}", inst.alias.text());
        }
        out += &self.leave(inst.snap);
        if let Some(to) = self.region.sides.get(&r) {
            let _ = write!(out, " -> b{}", to.0);
        }
        out
    }
    fn value(&self, r: Ref) -> String {
        match self.region.bits(r) {
            Some(bits) => constant(self.region.ty(r), bits),
            None => match self.names.get(&r) {
                Some(n) => format!("v{n}"),
                None => format!("v?{}", r.0),
            },
        }
    }
    fn entry(&self, e: &Entry) -> String {
        match *e {
            Entry::Value { value, own: true } => self.value(value),
            Entry::Value { value, own: false } => format!("&{}", self.value(value)),
            Entry::Object(n) => format!("o{n}"),
        }
    }
    fn snapshot(&self, s: &Snapshot) -> String {
        let mut out = String::from(s.resume.text());
        for f in &s.frames {
            let _ = write!(out, " f{:x}@{}+{}", f.code, f.pc, f.base);
            if f.aux != 0 {
                let _ = write!(out, "/{:x}", f.aux);
            }
        }
        for (slot, e) in &s.slots {
            let _ = write!(out, " r{slot}={}", self.entry(e));
        }
        for o in &s.objects {
            let cells: Vec<_> = o.cells.iter().map(|(off, cell, e)| cell_text(*off, *cell, &self.entry(e))).collect();
            let _ = write!(out, " [l{} {}]", o.layout, cells.join(" "));
        }
        out
    }
}

fn cell_text(offset: i32, cell: Cell, entry: &str) -> String {
    format!("+{offset}.{}={entry}", cell.text())
}

fn immediate(inst: &Inst) -> String {
    match inst.op {
        Op::guard_eq | Op::guard_ne => format!(" {}", constant(Type::Val, inst.imm)),
        _ if inst.imm < 1024 => format!(" #{}", inst.imm),
        _ => format!(" #{:#x}", inst.imm),
    }
}

/// A constant as text.
pub fn constant(ty: Type, bits: u64) -> String {
    match ty {
        Type::Int => (bits as i64).to_string(),
        Type::Float => {
            let f = f64::from_bits(bits);
            if f.is_finite() { format!("{f:?}") } else { format!("f:{bits:#x}") }
        }
        Type::Bool => (bits != 0).to_string(),
        Type::Ptr => format!("p:{bits:#x}"),
        Type::Mem => format!("m:{bits:#x}"),
        Type::Val => match bits {
            word::NULL => "NULL".into(),
            word::NONE => "None".into(),
            word::FALSE => "False".into(),
            word::TRUE => "True".into(),
            w if word::is_int(w) => format!("int:{}", word::as_int(w)),
            w => format!("w:{w:#x}"),
        },
        Type::Nat => format!("n:{bits:#x}"),
        Type::Unit => "unit".into(),
    }
}
