//! The interactive prompt: reads statements, runs them in `__main__`, shows values through `sys.displayhook`.
//!
//! On a terminal lines are edited with history; otherwise (`-i` with a pipe) lines are read as they come and prompts go to
//! standard error, as CPython does.

use std::io::{BufRead, IsTerminal, Write};

use vm::builtins::{compile, exception, module};
use vm::front::compile::{Completeness, Mode, completeness};
use vm::object::attr;
use vm::vm::rt;
use vm::{PyResult, Value, Vm};

use crate::exit;

/// Where lines come from.
enum Source {
    Terminal(Box<rustyline::DefaultEditor>),
    Pipe(std::io::StdinLock<'static>),
}

/// What reading a line gave.
enum Line {
    Text(String),
    Interrupted,
    End,
}

impl Source {
    fn new() -> Source {
        if std::io::stdin().is_terminal()
            && let Ok(mut editor) = rustyline::DefaultEditor::new()
        {
            // A missing history file is no failure.
            if let Some(path) = history() {
                let _ = editor.load_history(&path);
            }
            return Source::Terminal(Box::new(editor));
        }
        Source::Pipe(std::io::stdin().lock())
    }

    fn read(&mut self, prompt: &str) -> Line {
        match self {
            Source::Terminal(editor) => match editor.readline(prompt) {
                Ok(text) => Line::Text(text),
                Err(rustyline::error::ReadlineError::Interrupted) => Line::Interrupted,
                Err(_) => Line::End,
            },
            Source::Pipe(stdin) => {
                eprint!("{prompt}");
                let _ = std::io::stderr().flush();
                let mut bytes = Vec::new();
                match stdin.read_until(b'\n', &mut bytes) {
                    Ok(0) | Err(_) => Line::End,
                    Ok(_) => {
                        let text = String::from_utf8_lossy(&bytes).into_owned();
                        Line::Text(text.strip_suffix('\n').unwrap_or(&text).to_string())
                    }
                }
            }
        }
    }

    fn remember(&mut self, statement: &str) {
        if let Source::Terminal(editor) = self {
            let _ = editor.add_history_entry(statement.trim_end());
            if let Some(path) = history() {
                let _ = editor.save_history(&path);
            }
        }
    }
}

/// The history file, `~/.python_history` as in CPython.
fn history() -> Option<std::path::PathBuf> {
    std::env::home_dir().map(|h| h.join(".python_history"))
}

/// Says hello on standard error.
pub fn banner() {
    eprintln!(
        "Python {} on {}\nType \"help\", \"copyright\", \"credits\" or \"license\" for more information.",
        stdlib::system::sys::version_text(),
        std::env::consts::OS
    );
}

/// The text of `sys.ps1` or `sys.ps2`.
fn prompt(vm: &mut Vm, name: &str) -> String {
    let Some(p) = vm.sys_attr(name) else { return String::new() };
    match vm.text_of(&p) {
        Ok(text) => text,
        Err(e) => {
            drop(vm.take_exception(e));
            String::new()
        }
    }
}

/// Reads one statement. None: the input has ended.
fn statement(vm: &mut Vm, source: &mut Source) -> Option<String> {
    let mut text = String::new();
    loop {
        let p = prompt(vm, if text.is_empty() { "ps1" } else { "ps2" });
        match source.read(&p) {
            Line::Text(line) => {
                text.push_str(&line);
                text.push('\n');
            }
            Line::Interrupted => {
                eprintln!("\nKeyboardInterrupt");
                text.clear();
                continue;
            }
            Line::End if text.trim().is_empty() => return None,
            Line::End => return Some(text),
        }
        if !matches!(completeness(&text), Completeness::Incomplete) {
            return Some(text);
        }
    }
}

/// Runs one statement in `namespace`.
fn execute(vm: &mut Vm, text: &str, namespace: &Value) -> PyResult<()> {
    if text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) {
        return Ok(());
    }
    let code = compile::compile_source(vm, text, "<stdin>", Mode::Single)?;
    vm::interp::run_code(vm, &code, namespace, namespace, &Value::NULL).map(drop)
}

/// The loop. Returns the exit status.
pub fn run(vm: &mut Vm) -> i32 {
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] {
        if vm.sys_attr(name).is_none() {
            rt().sys.set_text(name, Value::str(text));
        }
    }
    let Some(namespace) = rt().modules.get_text("__main__").as_ref().and_then(module::dict_of) else { return 1 };
    let namespace = namespace.as_value().clone();
    let mut source = Source::new();
    while let Some(text) = statement(vm, &mut source) {
        source.remember(&text);
        if let Err(raised) = execute(vm, &text, &namespace) {
            let exc = vm.take_exception(raised);
            if exc.ty().is_subtype(exception::classes().system_exit) {
                return exit::status_of(vm, &exc);
            }
            exit::report(vm, &exc);
        }
        exit::flush(vm);
    }
    eprintln!();
    0
}

/// Does the program ask for a prompt afterwards (`-i`, or `PYTHONINSPECT` set meanwhile)?
pub fn wanted(vm: &mut Vm) -> bool {
    if rt().config.borrow().inspect {
        return true;
    }
    let Some(os) = rt().modules.get_text("os") else { return false };
    let found = attr::get_text(vm, &os, "environ").and_then(|e| vm.call_method(&e, "get", &[Value::str("PYTHONINSPECT")]));
    match found {
        Ok(v) => !v.is_none(),
        Err(e) => {
            drop(vm.take_exception(e));
            false
        }
    }
}
