//! The register form of a code object as bytes, for files that spare the runtime the lowering.
//!
//! Everything is little-endian and of fixed width, lengths first, so that reading is little more than copying.

use super::code::{Handler, RegCode, Site, SiteKind};
use super::instr::Instr;

const KINDS: [SiteKind; 8] =
    [SiteKind::Global, SiteKind::Name, SiteKind::Attr, SiteKind::Method, SiteKind::StoreAttr, SiteKind::DelAttr, SiteKind::SuperAttr, SiteKind::Import];
/// No register for the number of the failing instruction.
const NO_LASTI: u16 = u16::MAX;

/// Appends the form.
pub(super) fn write(out: &mut Vec<u8>, reg: &RegCode) {
    for n in [reg.n_locals, reg.n_temps, reg.n_loops, reg.max_window] {
        out.extend(n.to_le_bytes());
    }
    for n in [reg.words.len(), reg.sites.len(), reg.extra.len(), reg.handlers.len()] {
        out.extend((n as u32).to_le_bytes());
    }
    reg.words.iter().for_each(|w| out.extend(w.0.to_le_bytes()));
    reg.units.iter().for_each(|u| out.extend(u.to_le_bytes()));
    for site in &reg.sites {
        let kind = KINDS.iter().position(|k| *k == site.kind).unwrap_or(0) as u32;
        out.extend((site.name << 3 | kind).to_le_bytes());
    }
    reg.extra.iter().for_each(|i| out.extend(i.to_le_bytes()));
    for h in &reg.handlers {
        [h.start, h.end, h.target].iter().for_each(|n| out.extend(n.to_le_bytes()));
        [h.depth, h.lasti.unwrap_or(NO_LASTI), h.exc].iter().for_each(|n| out.extend(n.to_le_bytes()));
    }
}

/// Reads what [`write`] wrote; None when bytes are missing.
pub(super) fn read(bytes: &[u8]) -> Option<RegCode> {
    let mut r = Fixed(bytes);
    let [n_locals, n_temps, n_loops, max_window] = [r.u16()?, r.u16()?, r.u16()?, r.u16()?];
    let [words, sites, extra, handlers] = [r.u32()? as usize, r.u32()? as usize, r.u32()? as usize, r.u32()? as usize];
    Some(RegCode {
        words: r.array(words)?.map(|b| Instr(u64::from_le_bytes(b))).collect(),
        units: r.array(words)?.map(u32::from_le_bytes).collect(),
        sites: r.array(sites)?.map(u32::from_le_bytes).map(|n| Site { kind: KINDS[n as usize & 7], name: n >> 3 }).collect(),
        extra: r.array(extra)?.map(i64::from_le_bytes).collect(),
        handlers: r.array(handlers)?.map(handler).collect(),
        n_locals,
        n_temps,
        n_loops,
        max_window,
    })
}

fn handler(b: [u8; 18]) -> Handler {
    let wide = |at: usize| u32::from_le_bytes([b[at], b[at + 1], b[at + 2], b[at + 3]]);
    let short = |at: usize| u16::from_le_bytes([b[at], b[at + 1]]);
    let lasti = Some(short(14)).filter(|r| *r != NO_LASTI);
    Handler { start: wide(0), end: wide(4), target: wide(8), depth: short(12), lasti, exc: short(16) }
}

struct Fixed<'a>(&'a [u8]);

impl<'a> Fixed<'a> {
    fn array<const N: usize>(&mut self, count: usize) -> Option<impl Iterator<Item = [u8; N]> + use<'a, N>> {
        let (taken, rest) = self.0.split_at_checked(count.checked_mul(N)?)?;
        self.0 = rest;
        Some(taken.as_chunks::<N>().0.iter().copied())
    }
    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.array(1)?.next()?))
    }
    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.array(1)?.next()?))
    }
}
