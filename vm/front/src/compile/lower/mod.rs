//! Stack code to register code.
//!
//! The stack's depth is known at every instruction, so each stack value becomes a register. The lowering runs
//! over the stack code once with an abstract stack whose entries say where a value is: in a temporary, still in
//! a local, a constant, or the NULL of a call prefix. Loads only push entries; operations name them as operands;
//! a result goes to the temporary of its final stack position (looking ahead over swaps) or, when it is stored
//! to a local next, straight into that local.
//!
//! What must hold:
//! * Every live stack value is owned by exactly one register. Two entries may name the same temporary (after
//!   COPY); only the last reader kills it.
//! * A local that is about to change is copied first for entries that still name it.
//! * Where an exception may be raised under a handler of depth h, entries 0..h are in their own temporaries
//!   t0..t(h-1) (or are known NULLs), and all other temporaries are at or above t(h): so unwinding may
//!   release those, and the handler finds what it needs.
//! * At a join all predecessors have brought the entries to the places that the first one recorded. When a
//!   later one cannot (its constant or local differs), the lowering starts again with that join canonical:
//!   entry i in temporary i.
//!
//! Example: `while i < n: i += 1` with locals i, n
//! ```text
//! RESUME; LOAD_FAST i; LOAD_FAST n; COMPARE_OP <; POP_JUMP_IF_FALSE      JumpLt/not i, n -> out
//! LOAD_FAST i; LOAD_SMALL_INT 1; BINARY_OP +=; STORE_FAST i              AddK i, i, 1
//! JUMP_BACKWARD                                                          JumpBack
//! ```

mod build;
mod emit;
mod except;
mod flow;
mod ops;
mod state;
mod tidy;
mod trail;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::bytecode::code::{ExceptionEntry, RegCode, Site, SiteKind};
use crate::bytecode::stackop::{self as so, StackInstr};
use crate::bytecode::{Code, Instr, Role};

use flow::Label;
use state::Entry;
pub use trail::{Place, Step, Trail, lower_with_trail};

/// Why a code object could not be lowered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LowerError {
    /// The stack code is not what a compiler emits (bug, or bytes made by hand).
    Malformed(String),
    /// A limit of the instruction format was hit.
    TooLarge(&'static str),
}

impl std::fmt::Display for LowerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LowerError::Malformed(what) => write!(f, "malformed code object: {what}"),
            LowerError::TooLarge(what) => write!(f, "code object too large: {what}"),
        }
    }
}

impl std::error::Error for LowerError {}

/// Why one pass stopped.
enum Stop {
    /// Start again: the plan was changed.
    Restart,
    Error(LowerError),
}

type Lowered<T> = Result<T, Stop>;

fn malformed<T>(what: impl Into<String>) -> Lowered<T> {
    Err(Stop::Error(LowerError::Malformed(what.into())))
}

/// What one pass has learnt for the next one.
#[derive(Default)]
struct Plan {
    /// Joins (instruction indices) whose entries must be canonical.
    canonical: HashSet<usize>,
    /// All of them.
    all_canonical: bool,
    /// A 16-bit jump offset did not fit: fuse no jumps.
    far: bool,
}

/// Lowers a code object.
pub fn lower(code: &Code) -> Result<RegCode, LowerError> {
    let instrs = expand(code);
    lower_planned(code, &instrs, &mut Plan::default(), false).map(|(reg, _)| reg)
}

fn lower_planned(code: &Code, instrs: &[StackInstr], plan: &mut Plan, trail: bool) -> Result<(RegCode, Option<Trail>), LowerError> {
    for round in 0..40 {
        plan.all_canonical |= round > 12;
        let mut lowerer = Lowerer::new(code, instrs, plan);
        if trail {
            lowerer = lowerer.with_trail();
        }
        match lowerer.run() {
            Ok(()) if !lowerer.near_jumps_fit() => lowerer.plan.far = true,
            Ok(()) => {
                let trail = lowerer.trail_finish();
                let lowered = lowerer.finish()?;
                if cfg!(debug_assertions) {
                    crate::bytecode::verify::verify(code, &lowered).map_err(|e| LowerError::Malformed(format!("{}: {e}", code.qualname)))?;
                }
                return Ok((lowered, trail));
            }
            Err(Stop::Restart) => {}
            Err(Stop::Error(error)) => return Err(error),
        }
    }
    Err(LowerError::Malformed("joins do not agree".to_owned()))
}

/// Decoded instructions with the two-in-one forms split and fillers dropped.
fn expand(code: &Code) -> Vec<StackInstr> {
    let mut out: Vec<StackInstr> = Vec::new();
    for instr in so::decode(&code.units) {
        let two = |first: u8, second: u8| {
            let one = StackInstr { op: first, arg: instr.arg >> 4, ..instr };
            // The second half is no jump target: its start lies where no instruction starts.
            [one, StackInstr { op: second, arg: instr.arg & 15, start: u32::MAX, ..instr }]
        };
        match instr.op {
            so::LOAD_FAST_LOAD_FAST | so::LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                out.extend(two(so::LOAD_FAST, so::LOAD_FAST));
            }
            so::STORE_FAST_LOAD_FAST => out.extend(two(so::STORE_FAST, so::LOAD_FAST)),
            so::STORE_FAST_STORE_FAST => out.extend(two(so::STORE_FAST, so::STORE_FAST)),
            so::LOAD_FAST_BORROW => out.push(StackInstr { op: so::LOAD_FAST, ..instr }),
            _ => out.push(instr),
        }
    }
    out
}

/// One pass over one code object.
struct Lowerer<'a> {
    code: &'a Code,
    instrs: &'a [StackInstr],
    plan: &'a mut Plan,
    /// Label number of each instruction that is a jump or handler target.
    label_at: HashMap<usize, usize>,
    labels: Vec<Label>,
    /// Index of the instruction that starts at a unit.
    index_of: HashMap<u32, usize>,
    entries: Vec<ExceptionEntry>,
    /// Exception entry of each stack instruction.
    entry_of: Vec<Option<u32>>,
    n_locals: u16,

    /// The abstract stack; `None` where control cannot be.
    stack: Vec<Entry>,
    reachable: bool,
    /// Stack instruction being lowered.
    at: usize,
    /// Instructions lowered already.
    done: Vec<bool>,
    /// The next instructions that were taken in advance by a fusion.
    skip_to: usize,

    words: Vec<Instr>,
    units: Vec<u32>,
    /// Exception entry of each word.
    covered: Vec<Option<u32>>,
    /// Jumps to patch: word, label, whether its offset has 16 bits.
    fixups: Vec<(usize, usize, bool)>,
    /// Registers defined by the last word that a following store may redirect: (operand, register).
    last_defs: Vec<(u8, u16)>,
    sites: Vec<Site>,
    site_of: HashMap<Site, u32>,
    extra: Vec<i64>,
    extra_of: HashMap<i64, u32>,
    loops: HashMap<usize, u16>,
    /// One more than the highest register used.
    high: u16,
    max_window: u16,
    /// Laid only for tracing.
    trail: Option<Box<trail::Builder>>,
}

impl<'a> Lowerer<'a> {
    fn new(code: &'a Code, instrs: &'a [StackInstr], plan: &'a mut Plan) -> Lowerer<'a> {
        let n_locals = code.nlocalsplus().min(usize::from(u16::MAX)) as u16;
        let starts = instrs.iter().enumerate().filter(|(_, i)| i.start != u32::MAX);
        Lowerer {
            code,
            instrs,
            plan,
            label_at: HashMap::default(),
            labels: Vec::new(),
            index_of: starts.map(|(index, instr)| (instr.start, index)).collect(),
            entries: code.exception_entries(),
            entry_of: Vec::new(),
            n_locals,
            stack: Vec::new(),
            reachable: true,
            at: 0,
            done: vec![false; instrs.len()],
            skip_to: 0,
            words: Vec::with_capacity(instrs.len()),
            units: Vec::with_capacity(instrs.len()),
            covered: Vec::with_capacity(instrs.len()),
            fixups: Vec::new(),
            last_defs: Vec::new(),
            sites: Vec::new(),
            site_of: HashMap::default(),
            extra: Vec::new(),
            extra_of: HashMap::default(),
            loops: HashMap::default(),
            high: n_locals,
            max_window: 0,
            trail: None,
        }
    }

    fn run(&mut self) -> Lowered<()> {
        if self.code.nlocalsplus() > 60_000 {
            return Err(Stop::Error(LowerError::TooLarge("more than 60,000 local slots")));
        }
        self.find_labels()?;
        self.run_from(0)?;
        // Handlers and targets that lie before the code that reaches them.
        loop {
            let waiting = |l: &&Label| l.state.is_some() && l.pc.is_none();
            let Some(at) = self.labels.iter().find(waiting).map(|l| l.at) else {
                self.tidy();
                return Ok(());
            };
            self.reachable = false;
            self.run_from(at)?;
        }
    }

    /// Lowers from `start` on until control ends in code that is lowered already.
    fn run_from(&mut self, start: usize) -> Lowered<()> {
        let mut index = start;
        while index < self.instrs.len() {
            if let Some(&label) = self.label_at.get(&index) {
                if self.labels[label].pc.is_some() {
                    if self.reachable {
                        self.jump_to(label)?;
                        self.reachable = false;
                    }
                    if start != 0 {
                        return Ok(());
                    }
                } else {
                    self.place_label(label)?;
                }
            }
            if !self.reachable {
                if start != 0 {
                    return Ok(());
                }
                index += 1;
                continue;
            }
            if self.done[index] {
                return malformed("control falls into code of another state");
            }
            self.done[index] = true;
            self.at = index;
            self.skip_to = index + 1;
            self.trail_begin();
            self.lower_one()?;
            index = self.skip_to;
        }
        if self.reachable {
            return malformed("control falls off the end");
        }
        Ok(())
    }

    /// The instruction `ahead` places after the current one (fillers skipped), unless a label intervenes.
    fn peek(&self, ahead: usize) -> Option<(usize, StackInstr)> {
        let mut index = self.at;
        let mut left = ahead;
        while left > 0 {
            index += 1;
            let instr = self.instrs.get(index)?;
            if self.label_at.contains_key(&index) {
                return None;
            }
            if !matches!(instr.op, so::NOP | so::NOT_TAKEN | so::RESUME | so::CACHE) {
                left -= 1;
            }
        }
        Some((index, self.instrs[index]))
    }

    /// Takes the following instructions up to `index` as done.
    fn take_up_to(&mut self, index: usize) {
        for done in &mut self.done[self.at..=index] {
            *done = true;
        }
        self.skip_to = index + 1;
        self.trail_cover(index);
    }

    fn site(&mut self, kind: SiteKind, name: u32) -> Lowered<u32> {
        if name as usize >= self.code.names.len() {
            return malformed("name index out of range");
        }
        let site = Site { kind, name };
        // Names are looked up the same way everywhere in one code object, so they share a site; attributes
        // have one each, until there are so many that the 16-bit operand would overflow.
        let shared = matches!(kind, SiteKind::Global | SiteKind::Name) || self.sites.len() > 60_000;
        if shared && let Some(known) = self.site_of.get(&site) {
            return Ok(*known);
        }
        let index = self.sites.len() as u32;
        self.sites.push(site);
        self.site_of.insert(site, index);
        Ok(index)
    }

    /// A site for a 16-bit operand.
    fn near_site(&mut self, kind: SiteKind, name: u32) -> Lowered<u16> {
        let index = self.site(kind, name)?;
        u16::try_from(index).map_err(|_| Stop::Error(LowerError::TooLarge("too many attribute sites")))
    }

    fn finish(mut self) -> Result<RegCode, LowerError> {
        self.patch_jumps()?;
        let handlers = self.handler_table();
        let n_temps = self.high - self.n_locals;
        Ok(RegCode {
            words: self.words.into(),
            units: self.units.into(),
            sites: self.sites.into(),
            extra: self.extra.into(),
            handlers: handlers.into(),
            n_locals: self.n_locals,
            n_temps,
            n_loops: self.loops.len() as u16,
            max_window: self.max_window,
        })
    }
}

/// Whether a role makes the register field a destination that a store may redirect to a local.
fn redirectable(role: Role) -> bool {
    role == Role::Def
}
