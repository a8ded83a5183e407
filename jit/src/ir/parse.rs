//! Reads the text form. Two passes: the first makes a table entry for every definition, so that uses may come before
//! definitions in the text; the second fills operands in.

use super::ops::{Effect, Op};
use super::types::{Alias, Cell, Type, Want, word};
use super::{BlockId, Callee, Effects, End, Header, Inst, Layout, Ref, Region, SnapId};
use crate::snapshot::{Entry, FrameDesc, Resume, Snapshot, Virtual};
use std::collections::HashMap;

type Result<T> = std::result::Result<T, String>;

/// The region that the text describes, or what is wrong with which line.
pub fn parse(text: &str) -> Result<Region> {
    let mut p = Parser { region: Region::new(), names: HashMap::new(), snaps: HashMap::new() };
    p.region.blocks.clear();
    let lines: Vec<(usize, &str)> = text.lines().map(|l| l.split(';').next().unwrap_or("").trim()).enumerate().filter(|(_, l)| !l.is_empty()).collect();
    let at = |n: usize, l: &str, e: String| format!("line {}: {e}: {l}", n + 1);
    let mut todo = vec![];
    for &(n, l) in &lines {
        p.define(l, &mut todo).map_err(|e| at(n, l, e))?;
    }
    let mut todo = todo.into_iter();
    let mut block = None;
    for &(n, l) in &lines {
        if is_snapshot(l) {
            p.snapshot(l).map_err(|e| at(n, l, e))?;
        }
    }
    for &(n, l) in &lines {
        p.fill(l, &mut block, &mut todo).map_err(|e| at(n, l, e))?;
    }
    if p.region.blocks.is_empty() {
        return Err("no blocks".into());
    }
    Ok(p.region)
}

fn is_block(l: &str) -> bool {
    l.starts_with('b') && l[1..].starts_with(|c: char| c.is_ascii_digit()) && l.contains(':')
}

fn is_snapshot(l: &str) -> bool {
    l.starts_with('s') && l[1..].starts_with(|c: char| c.is_ascii_digit()) && l.contains(" = ")
}

fn number(text: &str) -> Result<u64> {
    let (digits, radix) = match text.strip_prefix("0x") {
        Some(hex) => (hex, 16),
        None => (text, 10),
    };
    u64::from_str_radix(digits, radix).map_err(|_| format!("bad number {text:?}"))
}

fn id(text: &str, letter: char) -> Result<u32> {
    text.strip_prefix(letter).and_then(|t| t.parse().ok()).ok_or_else(|| format!("expected {letter}N, found {text:?}"))
}

struct Parser {
    region: Region,
    names: HashMap<String, Ref>,
    snaps: HashMap<u32, SnapId>,
}

impl Parser {
    fn define(&mut self, l: &str, todo: &mut Vec<Ref>) -> Result<()> {
        if let Some(rest) = l.strip_prefix("callee ") {
            return self.callee(rest);
        }
        if let Some(rest) = l.strip_prefix("layout ") {
            return self.layout(rest);
        }
        if is_snapshot(l) {
            let n = id(l.split(' ').next().unwrap_or(""), 's')?;
            let s = self.region.add_snap(Snapshot { resume: Resume::Run, frames: vec![], slots: vec![], objects: vec![] });
            self.snaps.insert(n, s);
            return Ok(());
        }
        if is_block(l) {
            let b = self.region.add_block();
            if id(l.split(['(', ':']).next().unwrap_or(""), 'b')? != b.0 {
                return Err("blocks must be numbered in order".into());
            }
            if let Some((params, _)) = l.split_once('(').and_then(|(_, r)| r.split_once(')')) {
                for param in params.split(',') {
                    let (name, ty) = param.split_once(':').ok_or_else(|| format!("parameter {param:?} needs a type"))?;
                    let ty = Type::parse(ty.trim()).ok_or("unknown type")?;
                    let r = self.region.add_param(b, ty);
                    self.names.insert(name.trim().into(), r);
                }
            }
            return Ok(());
        }
        if ["jump", "exit", "open"].contains(&l.split(' ').next().unwrap_or("")) {
            return Ok(());
        }
        let (name, rest) = match l.split_once(" = ") {
            Some((name, rest)) => (Some(name), rest),
            None => (None, l),
        };
        let word = rest.split(' ').next().unwrap_or("");
        let (op, cell) = opcode(word)?;
        let ty = match op {
            Op::call | Op::call_if => {
                let n = rest.split(' ').nth(1).unwrap_or("").trim_start_matches('#');
                let c = self.region.callees.get(number(n)? as usize);
                c.ok_or("no such callee")?.result
            }
            _ if op.effect() == Effect::Load => cell.ty(),
            _ => op.info().result.unwrap_or(Type::Unit),
        };
        let mut inst = Inst::new(op, ty, &[], 0);
        inst.cell = cell;
        let r = self.region.add_inst(inst);
        if let Some(name) = name
            && self.names.insert(name.into(), r).is_some()
        {
            return Err(format!("{name} is defined twice"));
        }
        todo.push(r);
        Ok(())
    }

    fn fill(&mut self, l: &str, block: &mut Option<BlockId>, todo: &mut impl Iterator<Item = Ref>) -> Result<()> {
        if l.starts_with("callee ") || l.starts_with("layout ") || is_snapshot(l) {
            return Ok(());
        }
        if is_block(l) {
            let b = BlockId(id(l.split(['(', ':']).next().unwrap_or(""), 'b')?);
            *block = Some(b);
            if let Some((_, rest)) = l.split_once(": loop") {
                let mut header = Header { snap: SnapId::NONE, slots: vec![] };
                for word in rest.split_whitespace() {
                    match word.strip_prefix('!') {
                        Some(s) => header.snap = self.snap(s)?,
                        None => header.slots.push(id(word, 'r')?),
                    }
                }
                self.region.block_mut(b).header = Some(header);
            }
            return Ok(());
        }
        let b = block.ok_or("instruction before the first block")?;
        let first = l.split([' ', '(']).next().unwrap_or("");
        match first {
            "open" => return Ok(()),
            "exit" => {
                let s = l.split('!').nth(1).ok_or("exit needs a snapshot")?;
                self.region.block_mut(b).end = End::Exit(self.snap(s.trim())?);
                return Ok(());
            }
            "jump" => return self.jump(l, b),
            _ => {}
        }
        let r = todo.next().ok_or("lost definition")?;
        let rest = l.split_once(" = ").map_or(l, |(_, rest)| rest);
        let (op, cell) = opcode(rest.split(' ').next().unwrap_or(""))?;
        let mut words = rest.split_whitespace().skip(1).peekable();
        let (mut args, mut imm, mut snap) = (vec![], 0, SnapId::NONE);
        let (mut scale, mut alias) = (0, Alias::Fixed);
        let ty = self.region.ty(r);
        while let Some(word) = words.next() {
            if let Some(s) = word.strip_prefix('!') {
                snap = self.snap(s)?;
            } else if let Some(n) = word.strip_prefix('#') {
                imm = number(n)?;
            } else if let Some(n) = word.strip_prefix("<<") {
                scale = number(n)? as u8;
            } else if let Some(a) = word.strip_prefix('@') {
                alias = Alias::parse(a).ok_or("unknown alias class")?;
            } else if word == "->" {
                let to = id(words.next().unwrap_or(""), 'b')?;
                self.region.sides.insert(r, BlockId(to));
            } else if op.is_access() && word.starts_with('+') {
                imm = number(&word[1..])?;
            } else if op.is_access() && word.starts_with('-') && args.len() == op.info().operands.len() {
                imm = (number(&word[1..])? as i64).wrapping_neg() as u64;
            } else if matches!(op, Op::guard_eq | Op::guard_ne) && args.is_empty() && imm == 0 && !word.starts_with('v') {
                let w = self.value(word, Type::Val)?;
                imm = self.region.bits(w).ok_or("expected a constant")?;
            } else {
                let want = match op {
                    Op::call_if if args.is_empty() => Type::Bool,
                    Op::call_if if args.len() == 1 => ty,
                    Op::call_if => *self.region.callees[imm as usize].params.get(args.len() - 2).ok_or("too many arguments")?,
                    Op::call => *self.region.callees[imm as usize].params.get(args.len()).ok_or("too many arguments")?,
                    _ => match op.info().operands.get(args.len()).ok_or("too many operands")? {
                        Want::Int => Type::Int,
                        Want::Float => Type::Float,
                        Want::Bool => Type::Bool,
                        Want::Ptr => Type::Ptr,
                        Want::Val => Type::Val,
                        Want::Nat => Type::Nat,
                        Want::Mem | Want::Addr => Type::Mem,
                        Want::Any => cell.ty(),
                    },
                };
                args.push(self.value(word, want)?);
            }
        }
        let mut inst = Inst::new(op, ty, &args, imm);
        (inst.cell, inst.alias, inst.scale, inst.snap) = (cell, alias, scale, snap);
        *self.region.inst_mut(r) = inst;
        self.region.block_mut(b).insts.push(r);
        Ok(())
    }

    fn jump(&mut self, l: &str, b: BlockId) -> Result<()> {
        let rest = l.trim_start_matches("jump").trim();
        let (to, rest) = rest.split_once('(').ok_or("expected bN(...)")?;
        let (list, rest) = rest.split_once(')').ok_or("expected )")?;
        let to = BlockId(id(to, 'b')?);
        let params = self.region.blocks.get(to.0 as usize).ok_or("no such block")?.params.clone();
        let mut args = vec![];
        for (i, word) in list.split(',').map(str::trim).filter(|w| !w.is_empty()).enumerate() {
            let ty = params.get(i).map_or(Type::Val, |&p| self.region.ty(p));
            args.push(self.value(word, ty)?);
        }
        let snap = match rest.split_once('!') {
            Some((_, s)) => self.snap(s.trim())?,
            None => SnapId::NONE,
        };
        let outer = rest.contains("outer");
        self.region.block_mut(b).end = End::Jump { to, args, snap, outer };
        Ok(())
    }

    fn snap(&self, text: &str) -> Result<SnapId> {
        let n = id(text, 's')?;
        self.snaps.get(&n).copied().ok_or_else(|| format!("no snapshot {text}"))
    }

    /// A value or constant; `want` decides what a bare number is.
    fn value(&mut self, text: &str, want: Type) -> Result<Ref> {
        if let Some(&r) = self.names.get(text) {
            return Ok(r);
        }
        let (ty, bits) = match text {
            "true" => (Type::Bool, 1),
            "false" => (Type::Bool, 0),
            "NULL" => (Type::Val, word::NULL),
            "None" => (Type::Val, word::NONE),
            "False" => (Type::Val, word::FALSE),
            "True" => (Type::Val, word::TRUE),
            _ => match text.split_once(':') {
                Some(("int", n)) => (Type::Val, word::of_int(n.parse().map_err(|_| "bad int")?)),
                Some(("w", n)) => (Type::Val, number(n)?),
                Some(("p", n)) => (Type::Ptr, number(n)?),
                Some(("m", n)) => (Type::Mem, number(n)?),
                Some(("n", n)) => (Type::Nat, number(n)?),
                Some(("f", n)) => (Type::Float, number(n)?),
                _ => match text.parse::<i64>() {
                    Ok(n) if want == Type::Float => (Type::Float, (n as f64).to_bits()),
                    Ok(n) => (Type::Int, n as u64),
                    Err(_) => match text.parse::<f64>() {
                        Ok(f) => (Type::Float, f.to_bits()),
                        Err(_) => return Err(format!("unknown value {text}")),
                    },
                },
            },
        };
        Ok(self.region.constant(ty, bits))
    }

    fn entry(&mut self, text: &str) -> Result<Entry> {
        if text.starts_with('o') && text[1..].parse::<u32>().is_ok() {
            return Ok(Entry::Object(id(text, 'o')?));
        }
        let (own, name) = match text.strip_prefix('&') {
            Some(name) => (false, name),
            None => (true, text),
        };
        Ok(Entry::Value { value: self.value(name, Type::Int)?, own })
    }

    fn snapshot(&mut self, l: &str) -> Result<()> {
        let (name, rest) = l.split_once(" = ").ok_or("expected =")?;
        let mut words = rest.split_whitespace();
        let resume = words.next().and_then(|w| Resume::ALL.into_iter().find(|r| r.text() == w));
        let resume = resume.ok_or("expected run, raise or link")?;
        let (mut frames, mut slots, mut objects) = (vec![], vec![], vec![]);
        while let Some(word) = words.next() {
            if let Some(frame) = word.strip_prefix('f') {
                let (code, rest) = frame.split_once('@').ok_or("expected @pc")?;
                let (pc, rest) = rest.split_once('+').ok_or("expected +base")?;
                let (base, aux) = rest.split_once('/').unwrap_or((rest, "0"));
                let hex = |t| u64::from_str_radix(t, 16).map_err(|_| "bad frame");
                frames.push(FrameDesc { code: hex(code)?, pc: number(pc)? as u32, base: number(base)? as u32, aux: hex(aux)? });
            } else if let Some(l) = word.strip_prefix('[') {
                let closed = l.ends_with(']');
                let layout = id(l.trim_end_matches(']'), 'l')?;
                let mut cells = vec![];
                loop {
                    if closed {
                        break;
                    }
                    let word = words.next().ok_or("expected ]")?;
                    let (place, value) = word.split_once('=').ok_or("expected =")?;
                    let (offset, cell) = place.split_once('.').ok_or("expected .cell")?;
                    let offset = number(offset.trim_start_matches('+'))? as i32;
                    let cell = Cell::parse(cell).ok_or("unknown cell type")?;
                    cells.push((offset, cell, self.entry(value.trim_end_matches(']'))?));
                    if value.ends_with(']') {
                        break;
                    }
                }
                objects.push(Virtual { layout, cells });
            } else {
                let (slot, value) = word.split_once('=').ok_or("expected rN=value")?;
                slots.push((id(slot, 'r')?, self.entry(value)?));
            }
        }
        let s = self.snap(name)?;
        self.region.snaps[s.0 as usize] = Snapshot { resume, frames, slots, objects };
        Ok(())
    }

    fn callee(&mut self, rest: &str) -> Result<()> {
        let (head, tail) = rest.split_once('(').ok_or("expected (")?;
        let (params, tail) = tail.split_once(')').ok_or("expected )")?;
        let head: Vec<_> = head.split_whitespace().collect();
        let [_, name, addr] = head[..] else {
            return Err("expected number, name, address".into());
        };
        let mut words = tail.split_whitespace().skip(1);
        let result = words.next().and_then(Type::parse).ok_or("expected a type")?;
        let flags: Vec<_> = words.collect();
        let params = params
            .split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| Type::parse(t).ok_or_else(|| format!("unknown type {t}")))
            .collect::<Result<Vec<_>>>()?;
        self.region.callees.push(Callee {
            name: name.into(),
            addr: number(addr)?,
            context: flags.contains(&"context"),
            indirect: flags.contains(&"indirect"),
            params,
            result,
            effects: Effects { reads: flags.contains(&"reads"), writes: flags.contains(&"writes"), raises: flags.contains(&"raises") },
        });
        Ok(())
    }

    fn layout(&mut self, rest: &str) -> Result<()> {
        let words: Vec<_> = rest.split_whitespace().collect();
        let [_, name, addr, w0, w1, _, size, ref flags @ ..] = words[..] else {
            return Err("expected number, name, address, two words, size".into());
        };
        self.region.layouts.push(Layout {
            name: name.into(),
            addr: number(addr)?,
            words: [number(w0)?, number(w1)?],
            size: number(size)? as u32,
            removable: flags.contains(&"removable"),
        });
        Ok(())
    }
}

fn opcode(word: &str) -> Result<(Op, Cell)> {
    if let Some(op) = Op::parse(word) {
        return Ok((op, Cell::I64));
    }
    word.split_once('.')
        .and_then(|(op, cell)| Some((Op::parse(op)?, Cell::parse(cell)?)))
        .filter(|(op, _)| op.is_access())
        .ok_or_else(|| format!("unknown op {word}"))
}
