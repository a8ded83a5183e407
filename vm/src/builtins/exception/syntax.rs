//! SyntaxError and its details.

use super::{field, protocol, set_field};
use crate::builtins::{str, tuple};
use crate::native::Args;
use crate::object::error::{PyResult, Raised};
use crate::object::ops;
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::Vm;

pub(super) fn slots(s: &mut TypeSlots) {
    s.init = Some(init);
    s.str = Some(str_);
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    protocol::init(vm, v, args)?;
    let pos = args.pos();
    if let Some(m) = pos.first() {
        set_field(v, "msg", m.clone());
    }
    if pos.len() == 2 {
        let info = ops::collect(vm, &pos[1])?;
        let n = info.len();
        if !(4..=7).contains(&n) {
            let (word, limit) = if n < 4 { ("least", 4) } else { ("most", 7) };
            return Err(vm.type_error(format!("function takes at {word} {limit} arguments ({n} given)")));
        }
        if n == 5 {
            return Err(vm.type_error("end_offset must be provided when end_lineno is provided"));
        }
        for (name, x) in ["filename", "lineno", "offset", "text", "end_lineno", "end_offset", "_metadata"].iter().zip(info) {
            set_field(v, name, x);
        }
    }
    Ok(())
}
fn str_(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let (msg, file, line) = (field(v, "msg"), field(v, "filename"), field(v, "lineno"));
    let msg = if msg.is_null() { Value::NONE } else { msg };
    let text = vm.text_of(&msg)?;
    let file = if str::is_str(&file) { Some(str::text(&file).rsplit('/').next().unwrap_or("").to_string()) } else { None };
    let line = line.as_small_int();
    Ok(Value::str(&match (file, line) {
        (Some(f), Some(l)) => format!("{text} ({f}, line {l})"),
        (Some(f), None) => format!("{text} ({f})"),
        (None, Some(l)) => format!("{text} (line {l})"),
        (None, None) => text,
    }))
}

/// Raises the exception for a compiler's syntax error.
pub fn raise(vm: &mut Vm, e: &front::compile::SyntaxError, filename: &str) -> Raised {
    let c = super::classes();
    let class = match e.class() {
        "IndentationError" => c.indentation_error,
        "TabError" => c.tab_error,
        "RecursionError" => return vm.recursion_error(e.message.clone()),
        "MemoryError" => return vm.raise_new(c.memory_error, &e.message),
        "SystemError" => return vm.system_error(e.message.clone()),
        _ => c.syntax_error,
    };
    raise_as(vm, class, e, filename)
}

/// Raises it as an exception of this class.
pub fn raise_as(vm: &mut Vm, class: &'static TypeObj, e: &front::compile::SyntaxError, filename: &str) -> Raised {
    let text = match &e.text {
        Some(text) => Value::str(text),
        // What is found after parsing shows the line of the file, if there is one.
        None if e.line > 0 => file_line(filename, e.line).map_or(Value::NONE, |line| Value::str(&line)),
        None => Value::NONE,
    };
    let num = |n: i64| Value::int(n);
    let (line, end_line) = (num(i64::from(e.line)), num(i64::from(e.end_line)));
    let info = tuple::new(vec![Value::str(filename), line, num(i64::from(e.col)), text, end_line, num(i64::from(e.end_col))]);
    let exc = super::make(class, vec![Value::str(&e.message), info.clone()]);
    set_field(&exc, "msg", Value::str(&e.message));
    for (name, x) in ["filename", "lineno", "offset", "text", "end_lineno", "end_offset"].iter().zip(tuple::items(&info)) {
        set_field(&exc, name, x.clone());
    }
    vm.raise(exc)
}

/// A line of a file, for the error to show.
fn file_line(filename: &str, line: u32) -> Option<String> {
    let bytes = std::fs::read(filename).ok()?;
    let source = front::compile::decode_source(&bytes, filename).ok()?;
    source.split_inclusive('\n').nth(line as usize - 1).map(str::to_owned)
}
