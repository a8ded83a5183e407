//! Runs a region three ways on the same input: evaluated, compiled, and restored through its exit table, and compares.

use jit::code::{CodeCache, Flag};
use jit::ir::types::{Cell, Type, word};
use jit::ir::{Layout, Region, SnapId, eval, text};
use jit::lower::Compiler;
use jit::lower::abi::{Helpers, JitContext};
use jit::snapshot::encode::ExitTable;
use jit::snapshot::restore::{FrameSink, restore};
use jit::snapshot::{FrameDesc, Resume};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Registers and buffers of a run. Words of buffers may be names of buffers.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub registers: Vec<String>,
    pub buffers: BTreeMap<String, Vec<String>>,
}

/// Reads `r0=int:1 r1=a` and `a = 1 2 3`.
pub fn parse_run(line: &str, buffers: &BTreeMap<String, Vec<String>>) -> Input {
    let mut registers = vec!["NULL".to_string(); 24];
    for word in line.split_whitespace() {
        let (slot, value) = word.split_once('=').expect("rN=value");
        registers[slot[1..].parse::<usize>().expect("register number")] = value.into();
    }
    Input { registers, buffers: buffers.clone() }
}

struct Real {
    registers: Vec<u64>,
    buffers: Vec<(String, Vec<u64>)>,
}

fn bits(text: &str, buffers: &[(String, Vec<u64>)]) -> u64 {
    if let Some((_, data)) = buffers.iter().find(|(n, _)| n == text.trim_end_matches("+raw")) {
        let at = data.as_ptr() as u64;
        return if text.ends_with("+raw") { at } else { at | 4 };
    }
    match text {
        "NULL" => word::NULL,
        "None" => word::NONE,
        "True" => word::TRUE,
        "False" => word::FALSE,
        _ => match text.split_once(':') {
            Some(("int", n)) => word::of_int(n.parse().expect("int")),
            Some(("float", n)) => word::of_float(n.parse().expect("float")).expect("immediate float"),
            Some(("box", n)) => box_float(std::ptr::null_mut(), n.parse().expect("float")),
            Some(("f64", n)) => n.parse::<f64>().expect("float").to_bits(),
            _ => text.parse::<i64>().expect("number or buffer") as u64,
        },
    }
}

fn materialise(input: &Input) -> Real {
    let mut buffers: Vec<(String, Vec<u64>)> = input.buffers.iter().map(|(n, words)| (n.clone(), vec![0; words.len().max(2)])).collect();
    for (n, words) in &input.buffers {
        let filled: Vec<u64> = words.iter().map(|w| bits(w, &buffers)).collect();
        let (_, data) = buffers.iter_mut().find(|(m, _)| m == n).expect("just made");
        data[..filled.len()].copy_from_slice(&filled);
    }
    let registers = input.registers.iter().map(|w| bits(w, &buffers)).collect();
    Real { registers, buffers }
}

thread_local! {
    static HEAP: RefCell<Vec<Box<[u64]>>> = const { RefCell::new(vec![]) };
    static CALLS: RefCell<Vec<String>> = const { RefCell::new(vec![]) };
}

/// A dead pair gives up what it holds.
extern "C" fn release(_: *mut JitContext, object: u64) -> u64 {
    let held = HEAP.with_borrow(|h| h.iter().find(|d| d.as_ptr() as u64 == object && d.len() == PAIR).map(|d| d[2]));
    if let Some(w) = held.filter(|w| word::is_ptr(*w)) {
        // SAFETY: words of test objects point to live buffers that start with their count.
        unsafe { *((w - 4) as *mut u32) -= 1 };
    }
    0
}
const PAIR: usize = 6;
const BOX: usize = 5;
extern "C" fn box_float(_: *mut JitContext, f: f64) -> u64 {
    let object = allocate(24);
    HEAP.with_borrow_mut(|h| h.last_mut().expect("just pushed")[2] = f.to_bits());
    object | 4
}
fn allocate(size: usize) -> u64 {
    let mut data = vec![0u64; size / 8 + 2].into_boxed_slice();
    data[0] = 1;
    let at = data.as_ptr() as u64;
    HEAP.with_borrow_mut(|h| h.push(data));
    at
}
extern "C" fn make(_: *mut JitContext, size: u64, shape: u64) -> u64 {
    let at = allocate(size as usize);
    HEAP.with_borrow_mut(|h| h.last_mut().expect("just pushed")[1] = shape);
    at
}
extern "C" fn twice(x: i64) -> i64 {
    CALLS.with_borrow_mut(|c| c.push(format!("twice {x}")));
    x.wrapping_mul(2)
}
extern "C" fn half(x: f64) -> f64 {
    x / 2.0
}
/// NULL (raises) for negative ints, else the word itself.
extern "C" fn check(w: u64) -> u64 {
    CALLS.with_borrow_mut(|c| c.push(format!("check {}", text::constant(Type::Val, w))));
    if word::is_int(w) && word::as_int(w) < 0 { word::NULL } else { w }
}
extern "C" fn opaque() {
    CALLS.with_borrow_mut(|c| c.push("opaque".into()));
}

/// Gives callees and layouts their real addresses, by name.
pub fn link(region: &mut Region) {
    for c in &mut region.callees {
        c.addr = match c.name.as_str() {
            "twice" => twice as *const () as u64,
            "half" => half as *const () as u64,
            "check" => check as *const () as u64,
            "opaque" => opaque as *const () as u64,
            other => panic!("no test function {other}"),
        };
    }
    for l in &mut region.layouts {
        l.addr = make as *const () as u64;
    }
}

fn machine(real: &Real, region: &Region) -> eval::Machine {
    let mut m = eval::Machine { base: real.registers.as_ptr() as u64, heap: 0x7000_0000_0000, ..eval::Machine::default() };
    m.memory.add_words(m.base, &real.registers);
    HEAP.with_borrow(|h| {
        for data in h {
            m.memory.add_words(data.as_ptr() as u64, data);
        }
    });
    m.on_zero = Some(Box::new(|memory, object| {
        let end = memory.segments.iter().find(|s| s.base == object).map_or(0, |s| s.bytes.len());
        if end == 32 {
            let w = memory.load(object + 16, Cell::Val).expect("pair");
            if word::is_ptr(w) {
                let rc = memory.load(w - 4, Cell::U32).expect("object");
                memory.store(w - 4, Cell::U32, rc - 1).expect("object");
            }
        }
        false
    }));
    for (_, data) in &real.buffers {
        m.memory.add_words(data.as_ptr() as u64, data);
    }
    for c in &region.callees {
        let f: eval::Function = match c.name.as_str() {
            "twice" => Box::new(|_, a| twice(a[0] as i64) as u64),
            "half" => Box::new(|_, a| half(f64::from_bits(a[0])).to_bits()),
            "check" => Box::new(|_, a| check(a[0])),
            _ => Box::new(|_, _| {
                opaque();
                0
            }),
        };
        m.functions.insert(c.addr, f);
    }
    m
}

/// What a run leaves behind, readable.
struct Sink<'a> {
    registers: Vec<u64>,
    frames: Vec<FrameDesc>,
    real: &'a Real,
    objects: Vec<(u64, String)>,
    retained: Vec<u64>,
    heap: Vec<(u64, Vec<u64>)>,
}

impl FrameSink for Sink<'_> {
    fn alloc_object(&mut self, layout: &Layout) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, layout.name.clone()));
        at
    }
    fn store_cell(&mut self, object: u64, offset: i32, cell: Cell, bits: u64) {
        let shown = match cell.ty() {
            Type::Val => self.show(bits),
            _ => text::constant(cell.ty(), bits),
        };
        let (_, text) = self.objects.iter_mut().find(|o| o.0 == object).expect("allocated");
        let _ = write!(text, " +{offset}={shown}");
    }
    fn box_float(&mut self, value: f64) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, format!("box:{value:?}")));
        at | 4
    }
    fn box_int(&mut self, value: i64) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, format!("int {value}")));
        at | 4
    }
    fn box_nat(&mut self, value: u64) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, format!("int {value}")));
        at | 4
    }
    fn compute(&mut self, layout: &Layout, a: u64, b: u64) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, format!("{} {a} {b}", layout.name)));
        at | 4
    }
    fn retain(&mut self, word: u64) {
        if word::is_ptr(word) {
            self.retained.push(word);
        }
    }
    fn set_register(&mut self, slot: u32, word: u64) {
        self.registers[slot as usize] = word;
    }
    fn push_frame(&mut self, _: usize, frame: &FrameDesc) {
        self.frames.push(*frame);
    }
}

impl Sink<'_> {
    fn show(&self, w: u64) -> String {
        if word::is_float(w) {
            return format!("float:{:?}", word::as_float(w));
        }
        if word::is_ptr(w) {
            if let Some((n, _)) = self.real.buffers.iter().find(|(_, d)| d.as_ptr() as u64 | 4 == w) {
                return n.clone();
            }
            if let Some((_, text)) = self.objects.iter().find(|o| o.0 | 4 == w) {
                return if text.starts_with("box:") { text.clone() } else { format!("({text})") };
            }
            return match self.heap.iter().find(|o| o.0 | 4 == w) {
                Some((_, words)) if words.len() == 4 => {
                    format!("(pair +16={} +24={})", self.show(words[2]), self.show(words[3]))
                }
                Some((_, words)) => format!("box:{:?}", f64::from_bits(words[2])),
                None => "object".into(),
            };
        }
        text::constant(Type::Val, w)
    }
    fn report(&self, resume: Resume, memory: &[(String, Vec<u64>)]) -> String {
        let mut out = format!("{resume:?}");
        for f in &self.frames {
            let _ = write!(out, " f{:x}@{}+{}", f.code, f.pc, f.base);
        }
        for (i, &w) in self.registers.iter().enumerate() {
            if w != word::NULL {
                let _ = write!(out, " r{i}={}", self.show(w));
            }
        }
        let retained = |w: u64| self.retained.iter().filter(|r| **r == w).count() as u64;
        for (n, data) in memory {
            let words: Vec<_> = data
                .iter()
                .enumerate()
                .map(|(i, &w)| {
                    // The first word of an object holds its count; a pending retain of the exit belongs to it.
                    let w = if i == 0 { w + retained(self.real.buffers.iter().find(|b| b.0 == *n).map_or(0, |b| b.1.as_ptr() as u64 | 4)) } else { w };
                    if word::is_ptr(w) && w > 1 << 32 { self.show(w) } else { format!("{}", w as i64) }
                })
                .collect();
            let _ = write!(out, " {n}=[{}]", words.join(" "));
        }
        out
    }
}

/// An exit at the loop's start may come earlier than without optimising: a guard left the loop. Going on from the restored
/// state must end like the plain region. `plain` is evaluated from what the report says.
pub fn settle(plain: &Region, report: &str, input: &Input) -> String {
    let (state, calls) = report.split_once(" calls: ").unwrap_or((report, ""));
    let mut words = state.split(' ').peekable();
    let header = words.next().zip(words.next());
    let entry = plain.snap(match plain.block(Region::ENTRY).end {
        jit::ir::End::Jump { snap, .. } => snap,
        _ => return report.into(),
    });
    let start = format!("f{:x}@{}+0", entry.frames[0].code, entry.frames[0].pc);
    if header != Some(("Run", start.as_str())) || words.peek().is_some_and(|w| w.starts_with('f')) || state.contains('(') || state.contains("object") {
        return report.into();
    }
    let mut next = Input { registers: vec!["NULL".into(); input.registers.len()], buffers: BTreeMap::new() };
    let rest: Vec<&str> = words.collect();
    let rest = rest.join(" ");
    let (registers, buffers) = match rest.find("=[") {
        Some(at) => rest.split_at(rest[..at].rfind(' ').map_or(0, |i| i)),
        None => (rest.as_str(), ""),
    };
    for word in registers.split_whitespace() {
        let (slot, value) = word.split_once('=').expect("rN=value");
        next.registers[slot[1..].parse::<usize>().expect("number")] = value.into();
    }
    for part in buffers.split(']').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, words) = part.split_once("=[").expect("name=[words]");
        let words = words.split_whitespace().map(String::from).collect();
        next.buffers.insert(name.into(), words);
    }
    let end = evaluate(plain, &next);
    if calls.is_empty() {
        return end;
    }
    match end.split_once(" calls: ") {
        Some((state, more)) => format!("{state} calls: {calls}, {more}"),
        None => format!("{end} calls: {calls}"),
    }
}

/// Does the plain region leave because a result doesn't fit? Optimising may go on where nobody needs the exact result.
fn overflows(region: &Region, input: &Input) -> bool {
    HEAP.with_borrow_mut(Vec::clear);
    let real = materialise(input);
    let outcome = eval::run(region, &mut machine(&real, region), 1_000_000);
    outcome.is_ok_and(|o| o.guard.is_some_and(|g| region.inst(g).op.without_check().is_some()))
}

/// Compares the plain region evaluated with: compiled, optimised, optimised and compiled.
pub fn agree(plain: &Region, better: &Region, input: &Input) -> Result<(), String> {
    let want = evaluate(plain, input);
    if overflows(plain, input) {
        let (got, compiled) = (evaluate(better, input), execute(better, input));
        if got == compiled {
            return Ok(());
        }
        return Err(format!("optimised {got}\ncompiled {compiled}\n{}", text::print(better)));
    }
    for (name, got) in [("compiled", execute(plain, input)), ("optimised", evaluate(better, input)), ("optimised and compiled", execute(better, input))] {
        if got != want && settle(plain, &got, input) != want {
            return Err(format!("plain {want}\n{name} {got}\nsettled {}\n{}\n{}", settle(plain, &got, input), text::print(plain), text::print(better)));
        }
    }
    Ok(())
}

/// Evaluates the region; the result is the restored state and the calls made.
pub fn evaluate(region: &Region, input: &Input) -> String {
    HEAP.with_borrow_mut(Vec::clear);
    let real = materialise(input);
    CALLS.with_borrow_mut(Vec::clear);
    let mut m = machine(&real, region);
    let outcome = match eval::run(region, &mut m, 1_000_000) {
        Ok(o) => o,
        Err(e) => return format!("error: {e}"),
    };
    let memory: Vec<(String, Vec<u64>)> = real
        .buffers
        .iter()
        .map(|(n, d)| {
            let at = d.as_ptr() as u64;
            let words = (0..d.len()).map(|i| m.memory.load(at + 8 * i as u64, Cell::I64).expect("buffer")).collect();
            (n.clone(), words)
        })
        .collect();
    let heap = m.memory.segments.iter().filter(|s| s.base >= 0x7000_0000_0000 && s.base < 0x7000_1000_0000).map(|s| {
        let words = s.bytes.chunks_exact(8).map(|b| u64::from_le_bytes(b.try_into().expect("8 bytes")));
        (s.base, words.collect())
    });
    let heap = heap.chain(real_heap()).collect();
    finish(region, &[outcome.snap], 0, &outcome.values, (&real, &memory, heap))
}

/// Objects made by compiled code: pairs have four words, boxed floats three.
fn real_heap() -> Vec<(u64, Vec<u64>)> {
    HEAP.with_borrow(|h| {
        let words = |d: &[u64]| {
            if d.len() == BOX { d[..3].to_vec() } else { d[..4].to_vec() }
        };
        h.iter().map(|d| (d.as_ptr() as u64, words(d))).collect()
    })
}

type After<'a> = (&'a Real, &'a [(String, Vec<u64>)], Vec<(u64, Vec<u64>)>);

fn finish(region: &Region, snaps: &[SnapId], exit: usize, values: &[u64], (real, memory, heap): After) -> String {
    let table = ExitTable::new(region, snaps);
    let mut sink = Sink { registers: real.registers.clone(), frames: vec![], real, objects: vec![], retained: vec![], heap };
    let resume = restore(&table, exit, values, &mut sink);
    let calls = CALLS.with_borrow(|c| c.join(", "));
    let calls = if calls.is_empty() { calls } else { format!(" calls: {calls}") };
    sink.report(resume, memory) + &calls
}

/// Compiles and runs the region; the same report.
pub fn execute(region: &Region, input: &Input) -> String {
    thread_local! {
        static COMPILER: RefCell<Compiler> = RefCell::new(Compiler::new(Helpers {
            box_nat: 0,
            is_nat: 0,
            nat_value: 0,
            release: release as *const () as u64,
            box_float: box_float as *const () as u64, ..Helpers::default()
        }).expect("a compiler for this machine"));
        static CODE: RefCell<CodeCache> = RefCell::new(CodeCache::new(1 << 24).expect("code memory"));
    }
    let flag = Flag::new();
    let code = COMPILER.with_borrow_mut(|c| c.compile(region, flag.address())).unwrap_or_else(|e| panic!("{e:?}\n{}", text::print(region)));
    let installed = CODE.with_borrow_mut(|c| c.install(code, flag)).expect("room for code");
    HEAP.with_borrow_mut(Vec::clear);
    let mut real = materialise(input);
    let before = real.registers.clone();
    CALLS.with_borrow_mut(Vec::clear);
    let mut context = JitContext::new(0);
    // SAFETY: the window has as many registers as the test's region names; all addresses are those of `link` and of live buffers.
    let exit = unsafe { installed.enter(&mut context, real.registers.as_mut_ptr()) }.expect("valid");
    real.registers = before;
    let memory: Vec<_> = real.buffers.iter().map(|(n, d)| (n.clone(), d.clone())).collect();
    let snaps: Vec<SnapId> = installed.exits.iter().map(|e| e.snap).collect();
    let report = finish(region, &snaps, exit, &context.exit, (&real, &memory, real_heap()));
    CODE.with_borrow_mut(|c| c.retire(installed));
    report
}
