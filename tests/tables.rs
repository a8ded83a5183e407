//! The tables agree with each other and with the code that uses them.
//!
//! What one table says the compiler checks (an exhaustive match, a row without a field); here is what stands in two places: rows
//! and their users, docs and their form, signatures and what reads them.

mod support;

use front::bytecode::ops::{Op as Opcode, Role, props};
use jit::abort::Abort;
use jit::ir::meaning;
use jit::ir::ops::{Effect, Op as IrOp};
use jit::ir::types::Type;
use jit::opt::PASSES;
use jit::params::Params;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use support::{files_below, naja, root, run_script};
use vm::native::function::{Body, NativeFunction};
use vm::native::signature::{ParamKind, Signature};
use vm::native::{Effects, NativeDef, Typed};
use vm::object::intern::names;
use vm::object::slots::{SLOTS, TypeSlots};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path} can't be read: {e}"))
}

/// All text of the sources below a folder, tests left out.
fn sources(dir: &str) -> String {
    let is_test = |p: &Path| p.components().any(|c| c.as_os_str() == "tests") || p.ends_with("tests.rs");
    files_below(&root().join(dir), ".rs").iter().filter(|p| !is_test(p)).filter_map(|p| std::fs::read_to_string(p).ok()).collect()
}

/// Words of a text: the longest runs of letters, digits and underscores.
fn words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').collect()
}

fn assert_none(what: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

fn is_sentence(doc: &str) -> bool {
    let doc = doc.trim();
    doc.ends_with(['.', '?', ')', '"']) && doc.len() > 2
}

// ---- opcodes -----------------------------------------------------------------------------

#[test]
fn opcodes_come_back_from_their_number_and_say_what_they_mean() {
    let mut seen = BTreeSet::new();
    let wrong = Opcode::ALL.iter().enumerate().filter_map(|(n, &op)| {
        let ok = Opcode::from_u8(n as u8) == Some(op) && seen.insert(op.name()) && is_sentence(op.doc());
        (!ok).then(|| format!("{op:?}: {:?}", op.doc()))
    });
    assert_none("rows without meaning or with a taken name", wrong.collect());
    assert_eq!(Opcode::from_u8(Opcode::COUNT as u8), None);
}

#[test]
fn operands_and_properties_of_opcodes_agree() {
    let wrong = Opcode::ALL.iter().filter_map(|&op| {
        let [a, b, c] = op.roles();
        let wide = |r| matches!(r, Role::Imm | Role::ImmConst | Role::ImmSite | Role::Far);
        let far = [a, b, c].iter().any(|r| matches!(r, Role::Near | Role::Far));
        let what = if far != op.jumps() {
            "a jump has an offset, and only a jump"
        } else if wide(a) || wide(c) || wide(b) && c != Role::None {
            "32-bit operands stand in (b, c)"
        } else if a == Role::Near || b == Role::Near {
            "a near offset stands in c"
        } else if op.ends() && !op.jumps() && !op.raises() && !op.name().starts_with("Return") {
            "control ends by a jump, a return or an exception"
        } else if op.props() & props::SUSPENDS != 0 && !op.raises() {
            "what suspends may be resumed by an exception"
        } else {
            return None;
        };
        Some(format!("{op:?} {:?}: {what}", op.roles()))
    });
    assert_none("rows that contradict themselves", wrong.collect());
}

/// `Name => ...` arms of the interpreter's loop.
fn handled() -> BTreeSet<String> {
    let source = read("vm/src/interp/dispatch.rs");
    let (_, step) = source.split_once("match i.opcode() {").expect("the loop's match");
    let (step, _) = step.split_once("op => e.cold").expect("the last arm is the cold table");
    step.split("byte::").skip(1).map(|s| s.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_string()).collect()
}

#[test]
fn every_opcode_has_a_handler_or_a_cold_function() {
    let handled = handled();
    let impossible = vm::interp::cold::TABLE[255] as usize;
    let wrong = Opcode::ALL.iter().filter_map(|&op| {
        let is_cold = vm::interp::cold::TABLE[op as usize] as usize != impossible;
        (!handled.contains(op.name()) && !is_cold).then(|| op.name().to_string())
    });
    assert_none("opcodes that nothing runs", wrong.collect());
    let names: HashSet<&str> = Opcode::ALL.iter().map(|op| op.name()).collect();
    assert_none("handlers of no opcode", handled.iter().filter(|n| !names.contains(n.as_str())).cloned().collect());
}

#[test]
fn cold_opcodes_with_a_handler_are_the_slow_halves_of_it() {
    let impossible = vm::interp::cold::TABLE[255] as usize;
    let handlers = sources("vm/src/interp/handlers");
    let wrong = Opcode::ALL.iter().filter(|&&op| {
        let is_cold = vm::interp::cold::TABLE[op as usize] as usize != impossible;
        let name = op.name();
        is_cold && handled().contains(name) && !handlers.contains("e.cold(")
    });
    assert_none("cold functions that a handler hides", wrong.map(|op| op.name().to_string()).collect());
}

#[test]
fn every_opcode_is_emitted() {
    let lowering = sources("vm/front/src");
    let known = words(&lowering);
    // The table itself names each once; `Op::Name` is a use.
    let wrong = Opcode::ALL.iter().filter(|op| !known.contains(op.name()) || !lowering.contains(&format!("Op::{}", op.name())));
    let unused: Vec<String> = wrong.map(|op| op.name().to_string()).filter(|n| !n.ends_with('K') && !n.starts_with("Jump")).collect();
    assert_none("opcodes that the front end never makes", unused);
}

// ---- micro-ops ---------------------------------------------------------------------------

/// Methods of `trait Exec`.
fn micro_ops() -> Vec<String> {
    let source = read("vm/src/interp/exec.rs");
    let (_, body) = source.split_once("pub trait Exec").expect("the trait");
    body.split("    fn ").skip(1).map(|s| s.split('(').next().unwrap_or("").to_string()).collect()
}

#[test]
fn every_micro_op_serves_a_handler() {
    let ops = micro_ops();
    assert!(ops.len() > 50, "{} micro-ops were read", ops.len());
    let users = sources("vm/src/interp/handlers") + &read("vm/src/interp/dispatch.rs");
    assert_none("micro-ops that no handler calls", ops.into_iter().filter(|op| !users.contains(&format!("e.{op}("))).collect());
}

#[test]
fn every_micro_op_says_what_it_does() {
    let source = read("vm/src/interp/exec.rs");
    let lines: Vec<&str> = source.lines().collect();
    let documented = |op: &String| {
        let at = lines.iter().position(|l| l.starts_with(&format!("    fn {op}("))).unwrap_or(0);
        at > 0 && lines[at - 1].trim_start().starts_with("/// ")
    };
    assert_none("micro-ops without a doc", micro_ops().into_iter().filter(|op| !documented(op)).collect());
}

#[test]
fn both_machines_have_the_micro_ops_and_no_others() {
    let ops: BTreeSet<String> = micro_ops().into_iter().collect();
    for (path, head) in [("vm/src/interp/concrete.rs", "impl Exec for Concrete"), ("jit/src/record/exec.rs", "impl Exec for Recorder")] {
        let source = read(path);
        let (_, body) = source.split_once(head).unwrap_or_else(|| panic!("{path} has no {head}"));
        let body = body.split("\n}\n").next().unwrap_or(body);
        let mine: BTreeSet<String> = body.split("\n    fn ").skip(1).map(|s| s.split(['(', '<']).next().unwrap_or("").to_string()).collect();
        assert_eq!(mine, ops, "{path}");
    }
}

// ---- IR ops ------------------------------------------------------------------------------

#[test]
fn ir_ops_are_read_back_by_their_text() {
    let wrong = IrOp::ALL.iter().filter(|op| IrOp::parse(op.info().text) != Some(**op) || !is_sentence(op.info().doc));
    assert_none("rows with a taken name or without a doc", wrong.map(|op| format!("{op:?}: {}", op.info().doc)).collect());
}

/// Releases that leave, so that what stands behind them may rely on memory or on the object.
fn is_leaving_release(op: IrOp) -> bool {
    matches!(op, IrOp::release_quiet | IrOp::release_shared)
}

#[test]
fn effects_of_ir_ops_fit_their_names_and_results() {
    let wrong = IrOp::ALL.iter().filter_map(|&op| {
        let info = op.info();
        let what = match info.effect {
            Effect::Guard if info.result == Some(Type::Unit) && !info.text.starts_with("guard.") && !is_leaving_release(op) => {
                "a guard without result is a guard.*"
            }
            Effect::Load if info.result == Some(Type::Unit) => "a load has a result",
            Effect::Pure if info.result == Some(Type::Unit) => "an op without result and effect is nothing",
            _ if info.text.starts_with("guard.") && info.effect != Effect::Guard => "guard.* is a guard",
            _ if info.text.starts_with("store") != matches!(info.effect, Effect::Store) && op.is_access() && info.effect != Effect::Load => "store* stores",
            _ if op.commutes() && (info.operands.len() != 2 || info.effect == Effect::Store) => "two operands change places",
            _ => return None,
        };
        Some(format!("{op:?}: {what}"))
    });
    assert_none("rows that contradict themselves", wrong.collect());
}

#[test]
fn unchecked_forms_take_and_give_the_same() {
    let wrong = IrOp::ALL.iter().filter_map(|&op| {
        let plain = op.without_check()?;
        let (a, b) = (op.info(), plain.info());
        let ok = a.operands.len() == b.operands.len() && a.result == b.result && b.effect == Effect::Pure && a.effect == Effect::Guard;
        (!ok).then(|| format!("{op:?} and {plain:?}"))
    });
    assert_none("pairs of checked and plain ops that differ", wrong.collect());
    let checked = IrOp::ALL.iter().filter(|op| op.info().text.ends_with("_ovf")).count();
    assert_eq!(checked, IrOp::ALL.iter().filter(|op| op.without_check().is_some()).count(), "every *_ovf has a plain form");
}

#[test]
fn commuting_ops_commute() {
    let bits: [u64; 6] = [0, 1, (-3i64) as u64, 7, 1 << 62, f64::to_bits(2.5)];
    let wrong = IrOp::ALL.iter().filter(|op| op.commutes()).filter(|&&op| {
        let same = |x: u64, y: u64| meaning::pure(op, &[x, y]) == meaning::pure(op, &[y, x]);
        bits.iter().any(|&x| bits.iter().any(|&y| !same(x, y)))
    });
    assert_none("ops whose operands may not change places", wrong.map(|op| format!("{op:?}")).collect());
}

/// Ops that have a meaning and a lowering and wait for a maker. One that gets one must be taken off.
const WAITING: &[IrOp] = &[IrOp::int_of_float, IrOp::float_of_nat];

#[test]
fn every_ir_op_is_made_somewhere() {
    let makers = ["record", "emit", "opt", "engine"].map(|d| sources(&format!("jit/src/{d}"))).concat();
    let wrong = IrOp::ALL.iter().filter(|op| {
        let name = format!("{op:?}");
        let made = makers.contains(&format!("Op::{name}")) || makers.contains(&format!(".{name}(")) || matches!(op, IrOp::constant | IrOp::param);
        made == WAITING.contains(op)
    });
    assert_none("ops that nothing emits, or that wait no longer", wrong.map(|op| format!("{op:?}")).collect());
}

// ---- passes, parameters, reasons ----------------------------------------------------------

#[test]
fn passes_have_names_and_reasons_and_each_can_be_switched() {
    let mut seen = BTreeSet::new();
    for pass in PASSES {
        assert!(seen.insert(pass.name), "{} twice", pass.name);
        assert!(pass.why.len() > 20, "{}: {:?}", pass.name, pass.why);
        let mut passes = jit::opt::Passes::default();
        assert!(passes.switch(pass.name, false) && passes != jit::opt::Passes::default(), "{}", pass.name);
    }
    assert!(!jit::opt::Passes::default().switch("no such pass", true));
}

#[test]
fn every_parameter_is_used() {
    let users = sources("jit/src") + &sources("src");
    let wrong = Params::ROWS.iter().filter(|row| {
        let name = row.name;
        !users.contains(&format!(".{name}")) || !is_sentence(row.doc)
    });
    assert_none("parameters that nothing reads, or without a sentence", wrong.map(|row| row.name.to_string()).collect());
}

#[test]
fn every_reason_for_giving_up_is_given() {
    let users = sources("jit/src");
    let wrong = Abort::ALL.iter().filter(|reason| {
        let used = users.matches(&format!("Abort::{reason:?}")).count();
        used == 0 || reason.message().len() < 15
    });
    assert_none("reasons that are never given", wrong.map(|r| format!("{r:?}")).collect());
}

// ---- slots -------------------------------------------------------------------------------

/// CPython's special methods that have a type slot.
const SPECIAL: &str = "__getattribute__ __getattr__ __setattr__ __delattr__ __repr__ __hash__ __call__ __str__ __lt__ __le__ __eq__ __ne__ __gt__ __ge__ \
    __iter__ __next__ __get__ __set__ __delete__ __init__ __new__ __del__ __buffer__ __release_buffer__ __await__ __aiter__ __anext__ __add__ __radd__ __sub__ \
    __rsub__ __mul__ __rmul__ __mod__ __rmod__ __divmod__ __rdivmod__ __pow__ __rpow__ __neg__ __pos__ __abs__ __bool__ __invert__ __lshift__ __rlshift__ \
    __rshift__ __rrshift__ __and__ __rand__ __xor__ __rxor__ __or__ __ror__ __int__ __float__ __iadd__ __isub__ __imul__ __imod__ __ipow__ __ilshift__ \
    __irshift__ __iand__ __ixor__ __ior__ __floordiv__ __rfloordiv__ __truediv__ __rtruediv__ __ifloordiv__ __itruediv__ __index__ __matmul__ __rmatmul__ \
    __imatmul__ __len__ __getitem__ __setitem__ __delitem__ __contains__";

/// Those that have no row: `class.rs` makes `__new__`, and `buffer.rs` calls a class's own `__release_buffer__` (native types
/// have none to show).
const ELSEWHERE: &[&str] = &["__new__", "__release_buffer__"];

#[test]
fn the_slot_table_is_complete() {
    let session = Runtime::get();
    let have: HashSet<String> = session.slots.iter().map(|s| s.name.clone()).collect();
    assert_none(
        "special methods without a row",
        SPECIAL.split_whitespace().filter(|n| !have.contains(*n) && !ELSEWHERE.contains(n)).map(String::from).collect(),
    );
}

#[test]
fn a_row_fills_the_slot_that_it_tests_and_copies() {
    let wrong = Runtime::get().slots.iter().filter(|s| s.primary && !(s.fills && s.copies && s.empties));
    assert_none("rows whose install, has and copy speak of different slots", wrong.map(|s| s.name.clone()).collect());
}

#[test]
fn every_slot_belongs_to_a_row() {
    let source = read("vm/src/object/slots.rs");
    let (_, fields) = source.split_once("pub struct TypeSlots {").expect("the slots");
    let (fields, _) = fields.split_once("\n}").expect("their end");
    let (_, table) = source.split_once("pub static SLOTS").expect("the table");
    let known = words(table);
    let names = fields.lines().filter_map(|l| l.trim().strip_prefix("pub ")?.split_once(':')).map(|(n, _)| n);
    // Rows of binary operators name the operator. Sequence forms are filled by `__add__` and `__mul__`.
    let by_operator = ["binary", "inplace", "concat", "repeat", "iconcat", "irepeat", "new"];
    assert_none("slots that no row serves", names.filter(|n| !known.contains(n) && !by_operator.contains(n)).map(String::from).collect());
}

#[test]
fn signatures_of_slot_methods_are_well_formed() {
    let wrong = Runtime::get().slots.iter().filter(|s| !s.sig.is_empty()).filter_map(|s| well_formed(s.sig).err().map(|e| format!("{}{}: {e}", s.name, s.sig)));
    assert_none("signatures", wrong.collect());
    let silent = Runtime::get().slots.iter().filter(|s| s.doc.is_empty() && !s.sig.is_empty());
    assert_none("rows with a signature and no doc", silent.map(|s| s.name.clone()).collect());
}

// ---- native functions ---------------------------------------------------------------------

/// What the tests want to know of a slot row.
struct Slot {
    name: String,
    sig: &'static str,
    doc: &'static str,
    primary: bool,
    fills: bool,
    copies: bool,
    empties: bool,
}

/// The tables that exist only in a running machine, read once by a thread of their own.
struct Runtime {
    slots: Vec<Slot>,
    /// Rows by qualified name.
    rows: BTreeMap<String, &'static NativeDef>,
    failed: Vec<String>,
}

impl Runtime {
    fn get() -> &'static Runtime {
        static ONCE: std::sync::OnceLock<Runtime> = std::sync::OnceLock::new();
        ONCE.get_or_init(|| {
            let reader = std::thread::Builder::new().stack_size(64 << 20).spawn(Runtime::read).expect("a thread");
            reader.join().expect("the machine starts")
        })
    }

    fn read() -> Runtime {
        let mut machine = vm::vm::Vm::boot(vm::import::Config::default());
        stdlib::register();
        let mut failed = vec![];
        let modules = vm::vm::rt().native_modules.borrow().clone();
        for m in &modules {
            let module = vm::builtins::module::new(m.name, vm::value::Value::NONE);
            if let Err(e) = (m.init)(&mut machine, &module) {
                let exc = machine.take_exception(e);
                failed.push(format!("{}: {}", m.name, machine.text_of(&exc).unwrap_or_default()));
            }
            // Functions are found through the heap, so the module must stay.
            std::mem::forget(module);
        }
        let mut rows = BTreeMap::new();
        for v in vm::heap::collect::container_values() {
            let Some(f) = v.downcast::<NativeFunction>() else { continue };
            if let Body::Native(def) = f.body {
                let owner = f.owner.map_or_else(|| vm::builtins::str::text(&f.module).into_owned(), |t| t.full_name());
                rows.insert(format!("{owner}.{}", def.name), def);
            }
        }
        let slots = SLOTS.iter().map(Runtime::slot).collect();
        std::mem::forget(machine);
        Runtime { slots, rows, failed }
    }

    fn slot(row: &'static vm::object::slots::SlotRow) -> Slot {
        let (mut full, mut copy) = (TypeSlots::default(), TypeSlots::default());
        // Two rows may have one name: a class that defines `__add__` fills the numeric slot, not the sequence's.
        let name = |r: &vm::object::slots::SlotRow| (r.name)(names()).clone();
        let same: Vec<_> = SLOTS.iter().filter(|r| name(r).is(&name(row))).collect();
        let has = |s: &TypeSlots| same.iter().any(|r| (r.has)(s));
        same.iter().for_each(|r| (r.install)(&mut full));
        same.iter().for_each(|r| (r.copy)(&full, &mut copy));
        let (fills, copies) = (has(&full), has(&copy));
        same.iter().for_each(|r| (r.copy)(&TypeSlots::default(), &mut copy));
        let name = vm::builtins::str::text((row.name)(names())).into_owned();
        Slot { name, sig: row.sig, doc: row.doc, primary: row.primary, fills, copies, empties: !has(&copy) }
    }
}

/// Is it a signature that `inspect` and the binder read alike?
fn well_formed(sig: &'static str) -> Result<(), String> {
    if !sig.starts_with('(') || !sig.ends_with(')') {
        return Err("not in parentheses".into());
    }
    let s = Signature::parse(sig);
    let mut seen = HashSet::new();
    let (mut optional, mut rank) = (false, 0);
    for p in &s.params {
        let name = p.name.trim_start_matches('$');
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(format!("{:?} is no name", p.name));
        }
        if !seen.insert(name) {
            return Err(format!("two parameters are called {name}"));
        }
        let now = match p.kind {
            ParamKind::Positional => 0,
            ParamKind::Either => 1,
            ParamKind::VarArgs => 2,
            ParamKind::Keyword => 3,
            ParamKind::VarKwargs => 4,
        };
        if now < rank {
            return Err(format!("{name} stands too late"));
        }
        rank = now;
        if now < 2 {
            if optional && p.default.is_none() {
                return Err(format!("{name} without default follows one with a default"));
            }
            optional |= p.default.is_some();
        }
        if p.default.is_some_and(|d| d.trim().is_empty()) {
            return Err(format!("{name} has an empty default"));
        }
    }
    Ok(())
}

#[test]
fn native_modules_can_be_made() {
    // A module that needs the library's Python files can't be made in a machine that has none running.
    let r = Runtime::get();
    assert!(r.rows.len() > 1500, "{} rows; {:?}", r.rows.len(), r.failed);
}

#[test]
fn signatures_of_native_functions_are_well_formed() {
    let wrong =
        Runtime::get().rows.iter().filter(|(_, d)| !d.sig.is_empty()).filter_map(|(n, d)| well_formed(d.sig).err().map(|e| format!("{n}{}: {e}", d.sig)));
    assert_none("signatures", wrong.collect());
}

#[test]
fn typed_bodies_belong_to_pure_functions() {
    let r = Runtime::get();
    let typed: Vec<_> = r.rows.iter().filter(|(_, d)| !matches!(d.typed, Typed::None)).collect();
    assert!(!typed.is_empty(), "math has typed bodies");
    let wrong = typed.iter().filter(|(_, d)| {
        let n = if matches!(d.typed, Typed::F64F64(_)) { 2 } else { 1 };
        let params = Signature::parse(d.sig).params.iter().filter(|p| !p.name.starts_with('$')).count();
        d.effects != Effects::Pure || params < n
    });
    assert_none("typed bodies with effects, or with more operands than parameters", wrong.map(|(n, d)| format!("{n}{} {:?}", d.sig, d.effects)).collect());
}

#[test]
fn named_ir_ops_exist() {
    let wrong = Runtime::get().rows.iter().filter(|(_, d)| !d.ir.is_empty() && IrOp::parse(d.ir).is_none());
    assert_none("rows that name no IR op", wrong.map(|(n, d)| format!("{n}: {}", d.ir)).collect());
}

#[test]
fn names_of_native_functions_are_names() {
    let is_name = |n: &str| !n.is_empty() && n.chars().all(|c| c.is_alphanumeric() || c == '_');
    assert_none("names", Runtime::get().rows.iter().filter(|(_, d)| !is_name(d.name)).map(|(n, _)| n.clone()).collect());
}

#[test]
fn docs_do_not_repeat_the_signature() {
    let repeats = |d: &NativeDef| !d.sig.is_empty() && d.doc.contains("\n--\n\n");
    assert_none("docs with a signature of their own", Runtime::get().rows.iter().filter(|(_, d)| repeats(d)).map(|(n, _)| n.clone()).collect());
}

/// Walks every builtin module and type as a program sees them.
const WALK: &str = r#"
import builtins, importlib, inspect, sys
seen = set()
wrong = []
n_functions = 0
KINDS = tuple(map(type, (len, [].append, list.append, int.__add__, (1).__add__, dict.__dict__['fromkeys'])))
# Names that a program only runs on purpose.
def look(where, f):
    global n_functions
    if id(f) in seen or not isinstance(f, KINDS):
        return
    seen.add(id(f))
    n_functions += 1
    if f.__text_signature__ is not None:
        try:
            signature = inspect.signature(f)
        except ValueError as e:
            # As in CPython: defaults that have no text, or name a module that isn't the function's own.
            if '<unrepresentable>' not in f.__text_signature__ and '=sys.' not in f.__text_signature__ and '=signal.' not in f.__text_signature__:
                wrong.append(f"{where}.{f.__name__}{f.__text_signature__}: {type(e).__name__} {e}")
            return
        except Exception as e:
            wrong.append(f"{where}.{f.__name__}{f.__text_signature__}: {type(e).__name__} {e}")
            return
        if any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values()) or f.__name__ == '__new__':
            return
        # Binding comes before the body, so this runs nothing.
        bound = [None] * (isinstance(f, (type(list.append), type(int.__add__), KINDS[5])))
        if bound:
            return
        try:
            f(**{'no such parameter': 1})
        except TypeError:
            pass
        except BaseException as e:
            wrong.append(f"{where}.{f.__name__}{f.__text_signature__}: {type(e).__name__} for an unknown keyword")
        else:
            wrong.append(f"{where}.{f.__name__}{f.__text_signature__}: takes an unknown keyword")
for name in sorted(sys.builtin_module_names):
    try:
        module = importlib.import_module(name)
    except ImportError as e:
        wrong.append(f"{name}: {e}")
        continue
    for key, x in sorted(vars(module).items()):
        look(name, x)
        if isinstance(x, type) and x.__module__ != '__main__':
            for k, m in sorted(vars(x).items()):
                look(f"{name}.{x.__name__}", m)
print(n_functions)
for line in wrong:
    print(line)
"#;

#[test]
fn programs_can_ask_for_every_signature() {
    let done = run_script(WALK.as_bytes(), &[]);
    let mut lines = done.out.lines();
    let n: usize = lines.next().and_then(|l| l.parse().ok()).unwrap_or(0);
    assert!(n > 1000 && done.status == Some(0), "{n} functions\n{}", done.err);
    assert_none("functions as programs see them", lines.map(String::from).collect());
}

// ---- options -----------------------------------------------------------------------------

#[test]
fn every_stage_of_a_dump_is_an_option() {
    let help = support::run(naja().arg("--help"), b"").out;
    for stage in ["bytecode", "ir", "opt", "clif", "asm", "names"] {
        assert!(help.lines().any(|l| l.contains("--dump") && l.contains(stage)), "{stage} in\n{help}");
    }
}
