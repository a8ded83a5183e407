//! Register code as text, for `--dump=bytecode` and the golden tests.
//!
//! One line per word: source line where it changes, number, opcode with its flags, operands. Locals print by
//! name, temporaries as `t0`; `!` marks a register that is killed; jumps name their target word.
//! ```text
//!   3     4  ForIter t0, i, -> 9
//!         5  Add/inplace total, total, i
//! ```

use std::fmt::Write;

use super::code::{Code, Const, RegCode};
use super::instr::Instr;
use super::ops::{self, Op, Role};

/// The whole listing of one code object (nested ones not included).
pub fn listing(code: &Code, reg: &RegCode) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} ({}:{}) locals {} temps {} sites {} loops {}",
        code.qualname,
        code.filename,
        code.first_line,
        reg.n_locals,
        reg.n_temps,
        reg.sites.len(),
        reg.n_loops
    );
    let mut last = None;
    for (pc, word) in reg.words.iter().enumerate() {
        let line = code.position(reg.units[pc]).line;
        match line {
            Some(number) if line != last => {
                let _ = write!(out, "{number:>5}");
            }
            _ => out.push_str("     "),
        }
        last = line;
        let _ = writeln!(out, " {pc:>5}  {}", instruction(code, reg, pc as u32, *word));
    }
    for h in &reg.handlers {
        let lasti = h.lasti.map_or(String::new(), |r| format!(" lasti {}", register(code, reg, r)));
        let (depth, exc) = (register(code, reg, h.depth), register(code, reg, h.exc));
        let _ = writeln!(out, "      {}..{} -> {} from {depth}{lasti} exc {exc}", h.start, h.end, h.target);
    }
    out
}

/// One instruction.
pub fn instruction(code: &Code, reg: &RegCode, pc: u32, word: Instr) -> String {
    let op = word.op();
    let mut out = op.name().to_owned();
    for (flag, name) in flag_names(op) {
        if word.has(*flag) {
            let _ = write!(out, "/{name}");
        }
    }
    if op.jumps() && (op >= Op::JumpLt && op <= Op::JumpIn) {
        out.push_str(if word.has(ops::SENSE) { "/true" } else { "/false" });
    }
    if op == Op::Intrinsic2 {
        let _ = write!(out, "/{}", word.x() >> ops::X_SHIFT);
    }
    let fields = [word.a(), word.b(), word.c()];
    let kills = [ops::KILL_A, ops::KILL_B, ops::KILL_C];
    let mut first = true;
    for (which, role) in op.roles().into_iter().enumerate() {
        let unused = op == Op::Reraise && which == 1 && !word.has(ops::LASTI);
        if role == Role::None || unused {
            continue;
        }
        out.push_str(if first { " " } else { ", " });
        first = false;
        let value = fields[which];
        match role {
            Role::None => {}
            Role::Num => {
                let _ = write!(out, "{value}");
            }
            Role::Const => out.push_str(&constant(code, reg, usize::from(value))),
            Role::ImmConst => out.push_str(&constant(code, reg, word.imm() as u32 as usize)),
            Role::Site => out.push_str(&site(code, reg, usize::from(value))),
            Role::ImmSite => out.push_str(&site(code, reg, word.imm() as u32 as usize)),
            Role::Imm => {
                let _ = write!(out, "{}", word.imm());
            }
            Role::Near => {
                let _ = write!(out, "-> {}", i64::from(pc) + 1 + i64::from(word.near()));
            }
            Role::Far => {
                let _ = write!(out, "-> {}", i64::from(pc) + 1 + i64::from(word.imm()));
            }
            Role::Def | Role::DefPair | Role::DefMany | Role::Use | Role::Peek | Role::Update | Role::Window | Role::Cell | Role::Slot => {
                out.push_str(&register(code, reg, value));
                if role == Role::Use && word.has(kills[which]) {
                    out.push('!');
                }
            }
        }
    }
    out
}

/// Names of an opcode's own flags.
fn flag_names(op: Op) -> &'static [(u8, &'static str)] {
    match op {
        Op::Call | Op::CallKw => &[(ops::NOSELF, "noself"), (ops::DISCARD, "discard")],
        Op::CallEx => &[(ops::KWARGS, "kwargs"), (ops::DISCARD, "discard")],
        Op::Yield => &[(ops::AWAIT, "await"), (ops::DISCARD, "discard")],
        Op::LoadSuperAttr => &[(ops::METHOD, "method"), (ops::TWO_ARG, "two")],
        Op::GetSlice | Op::SetSlice => &[(ops::STEPPED, "stepped")],
        Op::Reraise => &[(ops::LASTI, "lasti")],
        Op::Lt | Op::Le | Op::Eq | Op::Ne | Op::Gt | Op::Ge => &[(ops::COERCE, "bool")],
        Op::LtK | Op::LeK | Op::EqK | Op::NeK | Op::GtK | Op::GeK => &[(ops::COERCE, "bool")],
        Op::Intrinsic2 => &[],
        _ if op.jumps() => &[],
        _ => &[(ops::INPLACE, "inplace")],
    }
}

fn register(code: &Code, reg: &RegCode, register: u16) -> String {
    match register.checked_sub(reg.n_locals) {
        Some(temp) => format!("t{temp}"),
        None => code.local_name(usize::from(register)).to_string(),
    }
}

fn site(code: &Code, reg: &RegCode, index: usize) -> String {
    match reg.sites.get(index).and_then(|s| code.names.get(s.name as usize)) {
        Some(name) => format!(".{name}"),
        None => format!("site {index}"),
    }
}

fn constant(code: &Code, reg: &RegCode, index: usize) -> String {
    match code.consts.get(index) {
        Some(constant) => brief(constant),
        None => match reg.extra.get(index - code.consts.len()) {
            Some(value) => format!("={value}"),
            None => format!("constant {index}"),
        },
    }
}

/// A constant in short form.
fn brief(constant: &Const) -> String {
    match constant {
        Const::None => "=None".to_owned(),
        Const::Bool(value) => if *value { "=True" } else { "=False" }.to_owned(),
        Const::Int(value) => format!("={value}"),
        Const::BigInt(value) => format!("={value}"),
        Const::Float(value) => format!("={value:?}"),
        Const::Complex(re, im) => format!("=({re:?}, {im:?}j)"),
        Const::Str(value) => {
            let text: String = value.to_string_lossy().chars().take(24).collect();
            format!("={text:?}")
        }
        Const::Bytes(value) => format!("=bytes[{}]", value.len()),
        Const::Tuple(items) => {
            let items: Vec<String> = items.iter().take(6).map(|c| brief(c)[1..].to_owned()).collect();
            format!("=({})", items.join(", "))
        }
        Const::FrozenSet(items) => format!("=frozenset[{}]", items.len()),
        Const::Slice(parts) => {
            let parts = [0, 1, 2].map(|i| brief(&parts[i])[1..].to_owned());
            format!("=[{}]", parts.join(":"))
        }
        Const::Ellipsis => "=...".to_owned(),
        Const::Code(code) => format!("=<code {}>", code.qualname),
    }
}
