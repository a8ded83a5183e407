//! Traceback objects, and printing of uncaught exceptions.

use crate::builtins::exception::{self, ExceptionObj};
use crate::builtins::frame::FrameObj;
use crate::builtins::{list, str};
use crate::heap::header::Kind;
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::{self, Payload, attr, ops};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::LazyLock;

/// Payload.
pub struct TracebackObj {
    /// Frame object.
    pub frame: Value,
    /// Instruction.
    pub pc: u32,
    /// Next entry (towards the raise), or None.
    pub next: RefCell<Value>,
    /// `tb_lasti` and `tb_lineno` of entries that Python code made.
    given: Option<(i64, i64)>,
}
/// `traceback`
pub static TYPE: TypeDef = TypeDef::new::<TracebackObj>("traceback").getset(GETSET).final_type().slots(|s| s.new = Some(new));
impl Payload for TracebackObj {
    const KIND: Kind = Kind::Traceback;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.frame);
        visit(&self.next.borrow());
    }
    fn clear(&self) {
        drop(self.next.replace(Value::NONE));
    }
}
impl TracebackObj {
    fn line(&self) -> Option<u32> {
        match self.given {
            Some((_, line)) => u32::try_from(line).ok(),
            None => this::<FrameObj>(&self.frame).code.line_of(self.pc),
        }
    }
    fn unit(&self) -> u32 {
        match self.given {
            Some((lasti, _)) => u32::try_from(lasti / 2).unwrap_or(0),
            None => this::<FrameObj>(&self.frame).code.reg().units.get(self.pc as usize).copied().unwrap_or(0),
        }
    }
}
/// `TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`
fn new(vm: &mut Vm, _: &'static object::ty::TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(tb_next, tb_frame, tb_lasti, tb_lineno)"));
    let mut a = Vec::new();
    SIG.bind(vm, "traceback", args, &mut a)?;
    if !a[0].is_none() && a[0].kind() != Kind::Traceback {
        return Err(vm.type_error(format!("expected traceback object or None, got '{}'", a[0].ty().name())));
    }
    if a[1].downcast::<FrameObj>().is_none() {
        return Err(vm.type_error(format!("traceback() argument 'tb_frame' must be frame, not {}", a[1].ty().name())));
    }
    let given = Some((ops::index_i64(vm, &a[2])?, ops::index_i64(vm, &a[3])?));
    Ok(object::new(TracebackObj { frame: a[1].clone(), pc: 0, next: RefCell::new(a[0].clone()), given }))
}
fn set_next(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("can't delete tb_next attribute")) };
    if !x.is_none() && x.kind() != Kind::Traceback {
        return Err(vm.type_error(format!("expected traceback object, got '{}'", x.ty().name())));
    }
    let mut at = x.clone();
    while let Some(t) = at.downcast::<TracebackObj>() {
        if at.is(v) {
            return Err(vm.value_error("traceback loop detected"));
        }
        let next = t.next.borrow().clone();
        at = next;
    }
    drop(this::<TracebackObj>(v).next.replace(x.clone()));
    Ok(())
}
static GETSET: &[GetSet] = &[
    GetSet::new("tb_frame", |_, v| Ok(this::<TracebackObj>(v).frame.clone()), None, ""),
    GetSet::new("tb_next", |_, v| Ok(this::<TracebackObj>(v).next.borrow().clone()), Some(set_next), ""),
    GetSet::new("tb_lineno", |_, v| Ok(this::<TracebackObj>(v).line().map_or(Value::NONE, |l| Value::int(i64::from(l)))), None, ""),
    GetSet::new(
        "tb_lasti",
        |_, v| {
            let t = this::<TracebackObj>(v);
            Ok(Value::int(t.given.map_or(i64::from(t.unit()) * 2, |(lasti, _)| lasti)))
        },
        None,
        "",
    ),
];

/// Notes that `exc` passed through a frame.
pub fn push(_: &mut Vm, exc: &Value, frame: Value, pc: u32) {
    if let Some(e) = exception::get(exc) {
        let next = e.traceback.borrow().clone();
        let tb = object::new(TracebackObj { frame, pc, next: RefCell::new(next), given: None });
        drop(e.traceback.replace(tb));
    }
}

fn source_line(file: &str, line: u32) -> Option<String> {
    let text = std::fs::read(file).ok()?;
    let text = String::from_utf8_lossy(&text);
    text.lines().nth(line.checked_sub(1)? as usize).map(|l| l.to_string())
}

fn entry(out: &mut String, t: &TracebackObj) {
    let f = this::<FrameObj>(&t.frame);
    let code = &f.code;
    let file = str::text(&code.filename).into_owned();
    let p = code.co.position(t.unit());
    let line = t.line().unwrap_or(0);
    let _ = writeln!(out, "  File \"{file}\", line {line}, in {}", str::text(&code.name));
    let Some(text) = source_line(&file, line) else { return };
    let stripped = text.trim();
    if stripped.is_empty() {
        return;
    }
    let _ = writeln!(out, "    {stripped}");
    let indent = text.len() - text.trim_start().len();
    if let (Some(a), Some(b), Some(end)) = (p.col, p.end_col, p.end_line)
        && end == line
    {
        let (a, b) = (text.get(..a as usize).map_or(0, |s| s.chars().count()), text.get(..b as usize).map_or(0, |s| s.chars().count()));
        let whole = a <= indent && b >= indent + stripped.chars().count();
        if !whole && b > a && a >= indent {
            let _ = writeln!(out, "    {}{}", " ".repeat(a - indent), "^".repeat(b - a));
        }
    }
}

fn one(vm: &mut Vm, exc: &Value, out: &mut String, seen: &mut Vec<u64>) {
    seen.push(exc.word().0);
    let Some(e) = exception::get(exc) else { return };
    let (cause, context) = (e.cause.borrow().clone(), e.context.borrow().clone());
    if !cause.is_none() {
        if !seen.contains(&cause.word().0) {
            one(vm, &cause, out, seen);
            out.push_str("\nThe above exception was the direct cause of the following exception:\n\n");
        }
    } else if !context.is_none() && !e.suppress_context.get() && !seen.contains(&context.word().0) {
        one(vm, &context, out, seen);
        out.push_str("\nDuring handling of the above exception, another exception occurred:\n\n");
    }
    let mut tb = e.traceback.borrow().clone();
    if !tb.is_none() {
        out.push_str("Traceback (most recent call last):\n");
    }
    let mut last: Option<(u64, u32)> = None;
    let mut repeats = 0;
    while let Some(t) = tb.downcast::<TracebackObj>() {
        let f = this::<FrameObj>(&t.frame);
        let key = (f.code.as_value().word().0, t.line().unwrap_or(0));
        repeats = if last == Some(key) { repeats + 1 } else { flush_repeats(out, repeats) };
        last = Some(key);
        if repeats < 3 {
            entry(out, t);
        }
        let next = t.next.borrow().clone();
        tb = next;
    }
    flush_repeats(out, repeats);
    last_line(vm, exc, e, out);
}
fn flush_repeats(out: &mut String, repeats: usize) -> usize {
    if repeats >= 3 {
        let n = repeats - 2;
        let _ = writeln!(out, "  [Previous line repeated {n} more time{}]", if n == 1 { "" } else { "s" });
    }
    0
}

fn last_line(vm: &mut Vm, exc: &Value, e: &ExceptionObj, out: &mut String) {
    let name = crate::builtins::type_::display_name(exc.ty());
    let name = name.strip_prefix("__main__.").unwrap_or(&name).to_string();
    if exc.ty().is_subtype(exception::classes().syntax_error) {
        syntax(exc, &name, out);
    } else {
        let text = match ops::to_str(vm, exc) {
            Ok(s) => str::text(&s).into_owned(),
            Err(r) => {
                drop(vm.take_exception(r));
                "<exception str() failed>".to_string()
            }
        };
        let _ = if text.is_empty() { writeln!(out, "{name}") } else { writeln!(out, "{name}: {text}") };
    }
    let _ = e;
    match attr::get_opt(vm, exc, &names().__notes__) {
        Ok(Some(notes)) => {
            if let Some(l) = notes.downcast::<list::ListObj>() {
                for n in l.to_vec() {
                    let _ = writeln!(out, "{}", str::text(&n));
                }
            }
        }
        Ok(None) => {}
        Err(r) => drop(vm.take_exception(r)),
    }
}

fn syntax(exc: &Value, name: &str, out: &mut String) {
    let field = |n| exception::field(exc, n);
    let file = field("filename");
    let file = if str::is_str(&file) { str::text(&file).into_owned() } else { "<string>".into() };
    if let Some(line) = field("lineno").as_small_int() {
        let _ = writeln!(out, "  File \"{file}\", line {line}");
        let text = field("text");
        if str::is_str(&text) {
            let text = str::text(&text).trim_end_matches('\n').to_string();
            let stripped = text.trim_start();
            let indent = text.chars().count() - stripped.chars().count();
            let _ = writeln!(out, "    {}", stripped.trim_end());
            if let Some(col) = field("offset").as_small_int().filter(|c| *c >= 1) {
                let same_line = field("end_lineno").as_small_int() == Some(line);
                let end = field("end_offset").as_small_int().filter(|e| same_line && *e > col).unwrap_or(if same_line {
                    col + 1
                } else {
                    text.chars().count() as i64 + 1
                });
                let at = (col as usize - 1).saturating_sub(indent);
                let _ = writeln!(out, "    {}{}", " ".repeat(at), "^".repeat((end - col).max(1) as usize));
            }
        }
    }
    let msg = field("msg");
    let _ = writeln!(out, "{name}: {}", str::text(&msg));
}

/// The text of an uncaught exception, with its causes and contexts.
pub fn format_exception(vm: &mut Vm, exc: &Value) -> String {
    let mut out = String::new();
    one(vm, exc, &mut out, &mut Vec::new());
    out
}

/// Prints an uncaught exception to standard error.
pub fn print_exception(vm: &mut Vm, exc: &Value) {
    let text = format_exception(vm, exc);
    eprint!("{text}");
}
