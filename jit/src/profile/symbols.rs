//! Names instead of addresses in dumps, so that two runs print the same text and golden files can keep it.
//!
//! The names are handed out in the order in which the stages show what they stand for: an object is `<object 1>` in the recorded
//! text, in the optimised one and in Cranelift's. Functions have their real names. What isn't known to be an address is left
//! alone; versions of types and of dicts' keys, which count what happened in the run so far, are named as well.

use crate::ir::Region;
use crate::lower::abi::Helpers;
use std::collections::HashMap;

/// The names of one region.
#[derive(Default)]
pub struct Symbols {
    names: HashMap<u64, String>,
    counts: HashMap<&'static str, u32>,
}

impl Symbols {
    /// The functions that a region calls.
    pub fn new(region: &Region, helpers: Helpers) -> Symbols {
        let mut s = Symbols::default();
        let Helpers { release, box_float, frames, box_nat, is_nat, nat_value } = helpers;
        for (name, addr) in [("release", release), ("box_float", box_float), ("box_nat", box_nat), ("is_nat", is_nat), ("nat_value", nat_value)] {
            s.add(addr, name.to_string());
        }
        for (name, addr) in [("breaker", frames.breaker), ("interpret", frames.interpret), ("leave", frames.leave)] {
            s.add(addr, name.to_string());
        }
        for c in &region.callees {
            s.add(c.addr, c.name.clone());
        }
        for l in &region.layouts {
            s.add(l.addr, format!("make {}", l.name));
        }
        s
    }

    fn add(&mut self, addr: u64, name: String) {
        if addr != 0 {
            self.names.entry(addr).or_insert(name);
        }
    }

    /// A name for another one of a sort, unless it has one.
    fn number(&mut self, bits: u64, sort: &'static str) {
        if bits != 0 && !self.names.contains_key(&bits) {
            let n = self.counts.entry(sort).or_default();
            *n += 1;
            self.names.insert(bits, format!("{sort} {n}"));
        }
    }

    /// A region's text with names in it.
    pub fn in_region(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut versions: Vec<String> = vec![];
        for line in text.lines() {
            let words: Vec<String> = line.split(' ').map(|w| self.word(line, w, &versions)).collect();
            out += &words.join(" ");
            out.push('\n');
            if let Some((result, load)) = line.trim_start().split_once(" = ")
                && load.starts_with("load.u32 ")
                && load.ends_with(" @state")
            {
                versions.push(result.to_string());
            }
        }
        out
    }

    /// One word of a line of a region.
    fn word(&mut self, line: &str, word: &str, versions: &[String]) -> String {
        let (body, end) = word.split_at(word.trim_end_matches([',', ')']).len());
        // `v20 = int.eq v19 643` compares a version.
        if let Some((_, test)) = line.split_once(" = int.eq ")
            && test.split_once(' ').is_some_and(|(v, n)| n == body && versions.iter().any(|known| known == v))
            && let Ok(n) = body.parse()
        {
            self.number(n, "version");
            return format!("{}{end}", self.shown(n));
        }
        // `store.i64 v26 325802512 +8 @shape` changes a shape.
        if line.ends_with(" @shape")
            && let Ok(n) = body.parse::<u64>()
            && !body.starts_with('+')
        {
            self.number(n, "shape");
            return format!("{}{end}", self.shown(n));
        }
        // `f7f82bd8650c0@11+0` is a place in a code object, `/…` behind it the function.
        if let Some((code, place)) = body.strip_prefix('f').and_then(|b| b.split_once('@'))
            && let Ok(n) = u64::from_str_radix(code, 16)
        {
            self.number(n, "code");
            return match place.split_once('/').and_then(|(at, aux)| Some((at, u64::from_str_radix(aux, 16).ok()?))) {
                Some((at, aux)) => {
                    self.number(aux, "object");
                    format!("{}@{at}/{}{end}", self.shown(n), self.shown(aux))
                }
                None => format!("{}@{place}{end}", self.shown(n)),
            };
        }
        let (before, number) = match body.find("0x") {
            Some(i) => body.split_at(i),
            None => return word.to_string(),
        };
        let Ok(n) = u64::from_str_radix(&number[2..], 16) else { return word.to_string() };
        let is_word = before.ends_with("w:");
        if is_word && crate::ir::types::word::is_ptr(n) {
            self.number(n - 4, "object");
            let name = self.shown(n - 4);
            self.names.insert(n, name.trim_matches(['<', '>']).to_string());
            return format!("{before}{name}{end}");
        }
        match before {
            b if b.ends_with("p:") => self.number(n, "object"),
            b if b.ends_with("m:") => self.number(n, "memory"),
            "#" if line.contains("guard.shape") => self.number(n, "shape"),
            // The header's second word, unless it is small and counts something.
            "" if line.starts_with("layout ") && !line.starts_with("layout int") && number.len() > 6 => self.number(n, "shape"),
            _ => {}
        }
        if self.names.contains_key(&n) { format!("{before}{}{end}", self.shown(n)) } else { word.to_string() }
    }

    fn shown(&self, n: u64) -> String {
        self.names.get(&n).map_or_else(|| format!("{n:#x}"), |name| format!("<{name}>"))
    }

    /// Cranelift's text with names in it: constants stand behind `iconst.i64` and, in comments, behind `=`.
    pub fn in_clif(&self, text: &str) -> String {
        let mut out = String::new();
        for line in text.lines() {
            let mut constant = false;
            for (i, word) in line.split(' ').enumerate() {
                let (body, end) = word.split_at(word.trim_end_matches(',').len());
                let digits = body.replace('_', "");
                let number = match digits.strip_prefix("0x") {
                    Some(hex) => u64::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                };
                out += if i > 0 { " " } else { "" };
                match number.filter(|n| constant && self.names.contains_key(n)) {
                    Some(n) => out += &format!("{}{end}", self.shown(n)),
                    None => out += word,
                }
                constant = word == "=" || word == "iconst.i64";
            }
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::text;

    #[test]
    fn addresses_get_names_in_their_order() {
        let source = "callee 0 twice 0x5000 (int) -> int\nb0:\n  v0 = load.u32 p:0x7f0000001000 +84 @state\n  v1 = int.eq v0 643\n  guard.true v1 !s0\n  \
                      v2 = call #0 643\n  guard.eq w:0x7f0000001004 NULL !s0\n  exit !s0\ns0 = run f7f0000002000@3+0 r0=w:0x7f0000003004 r1=int:643\n";
        let region = text::parse(source).unwrap();
        let mut symbols = Symbols::new(&region, Helpers { release: 0x4000, ..Helpers::default() });
        let named = symbols.in_region(&text::print(&region));
        assert!(named.starts_with("callee 0 twice <twice> (int) -> int\n"), "{named}");
        for part in ["load.u32 p:<object 1> +84", "int.eq v0 <version 1>", "call #0 643", "w:<object 1>", "<code 1>@3+0 r0=w:<object 2> r1=int:643"] {
            assert!(named.contains(part), "{part} in {named}");
        }
        let clif = "    v8 = iconst.i64 0x7f00_0000_1000\n    v9 = iconst.i64 0x4000\n    v1 = load.i64 notrap v8+643  ; v8 = 0x7f00_0000_1000\n    v3 = iconst.i64 643";
        let want = "    v8 = iconst.i64 <object 1>\n    v9 = iconst.i64 <release>\n    v1 = load.i64 notrap v8+643  ; v8 = <object 1>\n    v3 = iconst.i64 <version 1>\n";
        assert_eq!(symbols.in_clif(clif), want);
    }
}
