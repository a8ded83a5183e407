//! `open`, `open_code` and `text_encoding`.

use super::super::os;
use super::{buffered, fileio, text};
use vm::builtins::exception::classes;
use vm::builtins::{int, str};
use vm::object::intern::{intern, names};
use vm::object::{attr, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// A parsed mode of `open`.
#[derive(Default)]
struct Mode {
    create: bool,
    read: bool,
    write: bool,
    append: bool,
    update: bool,
    text: bool,
    binary: bool,
}

fn parse_mode(vm: &mut Vm, mode: &str) -> PyResult<Mode> {
    let mut m = Mode::default();
    for (i, c) in mode.char_indices() {
        let flag = match c {
            'x' => &mut m.create,
            'r' => &mut m.read,
            'w' => &mut m.write,
            'a' => &mut m.append,
            '+' => &mut m.update,
            't' => &mut m.text,
            'b' => &mut m.binary,
            _ => return Err(vm.value_error(format!("invalid mode: '{mode}'"))),
        };
        if mode[..i].contains(c) {
            return Err(vm.value_error(format!("invalid mode: '{mode}'")));
        }
        *flag = true;
    }
    if m.text && m.binary {
        return Err(vm.value_error("can't have text and binary mode at once"));
    }
    match [m.create, m.read, m.write, m.append].iter().filter(|f| **f).count() {
        1 => Ok(m),
        _ => Err(vm.value_error("must have exactly one of create/read/write/append mode")),
    }
}

fn text_of(vm: &mut Vm, v: &Value, name: &str) -> PyResult<()> {
    match v.some() {
        Some(x) if !str::is_str(x) => Err(vm.type_error(format!("open() argument '{name}' must be str or None, not {}", x.ty().name()))),
        _ => Ok(()),
    }
}

/// Arguments: file, mode, buffering, encoding, errors, newline, closefd, opener.
pub fn open(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mode = match a[1].opt() {
        Some(m) if str::is_str(m) => str::text(m).into_owned(),
        Some(m) => return Err(vm.type_error(format!("open() argument 'mode' must be str, not {}", m.ty().name()))),
        None => "r".to_string(),
    };
    let mut buffering = match a[2].opt() {
        Some(n) => os::int_arg(vm, n)?,
        None => -1,
    };
    for (i, name) in [(3, "encoding"), (4, "errors"), (5, "newline")] {
        text_of(vm, &a[i], name)?;
    }
    let closefd = os::bool_or(vm, &a[6], true)?;
    let file = if int::is_int(&a[0]) { a[0].clone() } else { path_of(vm, &a[0])? };
    let m = parse_mode(vm, &mode)?;
    if m.binary {
        for (i, what) in [(3, "an encoding"), (4, "an errors"), (5, "a newline")] {
            if a[i].some().is_some() {
                return Err(vm.value_error(format!("binary mode doesn't take {what} argument")));
            }
        }
        if buffering == 1 {
            let class = classes().runtime_warning;
            vm.warn(class, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used", 1)?;
        }
    }
    let raw_mode: String = [(m.create, 'x'), (m.read, 'r'), (m.write, 'w'), (m.append, 'a'), (m.update, '+')].iter().filter(|f| f.0).map(|f| f.1).collect();
    let raw = fileio::new_file(vm, &file, &raw_mode, closefd, &a[7].some().cloned().unwrap_or(Value::NONE))?;
    let r = stack(vm, a, &m, &mode, &raw, &mut buffering);
    if r.is_err()
        && let Some(f) = fileio::exact(&raw)
    {
        // The failure is raised, whatever closing says.
        let exc = std::mem::replace(&mut vm.pending, Value::NULL);
        if let Err(e) = fileio::close_file(vm, f) {
            drop(vm.take_exception(e));
        }
        vm.pending = exc;
    }
    r
}

/// A path as FileIO's `name`: path-like objects give their text.
fn path_of(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if v.ty().slots().index.is_some() {
        return ops::index(vm, v);
    }
    os::fspath(vm, v)
}

/// Puts buffer and text layers over a raw file.
fn stack(vm: &mut Vm, a: &[Value], m: &Mode, mode: &str, raw: &Value, buffering: &mut i32) -> PyResult<Value> {
    let is_tty = *buffering < 0 && super::call_truth(vm, raw, "isatty")?;
    let line_buffering = *buffering == 1 && !m.binary || is_tty;
    if *buffering == 1 || *buffering < 0 {
        let block = fileio::exact(raw).map_or(0, |f| f.block_size.get());
        *buffering = if is_tty { 8192 } else { block.max(super::BUFFER_SIZE) as i32 };
    }
    if *buffering == 0 {
        return if m.binary { Ok(raw.clone()) } else { Err(vm.value_error("can't have unbuffered text I/O")) };
    }
    let class = if m.update {
        &buffered::RANDOM
    } else if m.create || m.write || m.append {
        &buffered::WRITER
    } else {
        &buffered::READER
    };
    let buffer = vm.call(&class.value(), &[raw.clone(), Value::int(i64::from(*buffering))])?;
    if m.binary {
        return Ok(buffer);
    }
    let none = |v: &Value| v.some().cloned().unwrap_or(Value::NONE);
    let args = [buffer, none(&a[3]), none(&a[4]), none(&a[5]), Value::bool(line_buffering)];
    let wrapper = vm.call(&text::TEXT_IO_WRAPPER.value(), &args)?;
    attr::set(vm, &wrapper, &names().mode, Some(&Value::str(mode)))?;
    Ok(wrapper)
}

fn open_code(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error(format!("open_code() argument 'path' must be str, not {}", a[0].ty().name())));
    }
    let null = Value::NULL;
    open(vm, &[a[0].clone(), Value::str("rb"), null.clone(), null.clone(), null.clone(), null.clone(), null.clone(), null])
}
fn text_encoding(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(match a[0].some() {
        Some(e) => e.clone(),
        None => intern("utf-8"),
    })
}

/// The row of `open`, which is also a builtin.
pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "open",
        open,
        "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
        "Open file and return a stream.  Raise OSError upon failure.",
    ),
    NativeDef::new("open_code", open_code, "(path)", "Opens the provided file with the intent to import the contents."),
    NativeDef::new("text_encoding", text_encoding, "(encoding, stacklevel=2, /)", "A helper function to choose the text encoding."),
];
