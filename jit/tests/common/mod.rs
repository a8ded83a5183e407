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
    Input {
        registers,
        buffers: buffers.clone(),
    }
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
            Some(("f64", n)) => n.parse::<f64>().expect("float").to_bits(),
            _ => text.parse::<i64>().expect("number or buffer") as u64,
        },
    }
}

fn materialise(input: &Input) -> Real {
    let mut buffers: Vec<(String, Vec<u64>)> = input
        .buffers
        .iter()
        .map(|(n, words)| (n.clone(), vec![0; words.len().max(2)]))
        .collect();
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

extern "C" fn release(_: *mut JitContext, _object: u64) -> u64 {
    0
}
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
    if word::is_int(w) && word::as_int(w) < 0 {
        word::NULL
    } else {
        w
    }
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
    let mut m = eval::Machine {
        base: real.registers.as_ptr() as u64,
        heap: 0x7000_0000_0000,
        ..eval::Machine::default()
    };
    m.memory.add_words(m.base, &real.registers);
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
        self.objects.push((at, format!("float {value:?}")));
        at | 4
    }
    fn box_int(&mut self, value: i64) -> u64 {
        let at = 0x6000_0000_0000 + 64 * self.objects.len() as u64;
        self.objects.push((at, format!("int {value}")));
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
                return format!("({text})");
            }
            return "object".into();
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
                    let w = if i == 0 {
                        w + retained(self.real.buffers.iter().find(|b| b.0 == *n).map_or(0, |b| b.1.as_ptr() as u64 | 4))
                    } else {
                        w
                    };
                    if word::is_ptr(w) && w > 1 << 32 {
                        self.show(w)
                    } else {
                        format!("{}", w as i64)
                    }
                })
                .collect();
            let _ = write!(out, " {n}=[{}]", words.join(" "));
        }
        out
    }
}

/// Evaluates the region; the result is the restored state and the calls made.
pub fn evaluate(region: &Region, input: &Input) -> String {
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
            let words = (0..d.len())
                .map(|i| m.memory.load(at + 8 * i as u64, Cell::I64).expect("buffer"))
                .collect();
            (n.clone(), words)
        })
        .collect();
    finish(region, &[outcome.snap], 0, &outcome.values, &real, &memory)
}

fn finish(region: &Region, snaps: &[SnapId], exit: usize, values: &[u64], real: &Real, memory: &[(String, Vec<u64>)]) -> String {
    let table = ExitTable::new(region, snaps);
    let mut sink = Sink {
        registers: real.registers.clone(),
        frames: vec![],
        real,
        objects: vec![],
        retained: vec![],
    };
    let resume = restore(&table, exit, values, &mut sink);
    let calls = CALLS.with_borrow(|c| c.join(", "));
    let calls = if calls.is_empty() {
        calls
    } else {
        format!(" calls: {calls}")
    };
    sink.report(resume, memory) + &calls
}

/// Compiles and runs the region; the same report.
pub fn execute(region: &Region, input: &Input) -> String {
    thread_local! {
        static COMPILER: RefCell<Compiler> = RefCell::new(Compiler::new(Helpers {
            release: release as *const () as u64,
            box_float: box_float as *const () as u64,
        }).expect("a compiler for this machine"));
        static CODE: RefCell<CodeCache> = RefCell::new(CodeCache::new(1 << 24).expect("code memory"));
    }
    let flag = Flag::new();
    let code = COMPILER
        .with_borrow_mut(|c| c.compile(region, flag.address()))
        .unwrap_or_else(|e| panic!("{e:?}\n{}", text::print(region)));
    let installed = CODE.with_borrow_mut(|c| c.install(code, flag)).expect("room for code");
    let mut real = materialise(input);
    let before = real.registers.clone();
    CALLS.with_borrow_mut(Vec::clear);
    let mut context = JitContext::new(0);
    // SAFETY: the window has as many registers as the test's region names; all addresses are those of `link` and of live buffers.
    let exit = unsafe { installed.enter(&mut context, real.registers.as_mut_ptr()) }.expect("valid");
    real.registers = before;
    let memory: Vec<_> = real.buffers.iter().map(|(n, d)| (n.clone(), d.clone())).collect();
    let snaps: Vec<SnapId> = installed.exits.iter().map(|e| e.snap).collect();
    let report = finish(region, &snaps, exit, &context.exit, &real, &memory);
    CODE.with_borrow_mut(|c| c.retire(installed));
    report
}
