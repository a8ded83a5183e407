//! The language programs: `tests/lang/**/*.py` must print what `NAME.out` (and `NAME.err`) says, in every mode of the JIT.
//!
//! Each program is one test per mode, in a process of its own. Files and folders that start with `_` are helpers. `NAME.in` is
//! the input. `NAME.err` holds stderr, with `<dir>` for the program's folder, and a last line `[exit N]`; without it the
//! program must leave stderr empty and exit with 0. `tests/bless.py` records.
//!
//! `known_failures.txt` lists programs that are known to fail, each with a reason. They are run too and must fail: a program
//! that was repaired must be taken off the list.

mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use support::{diff, files_below, naja, root, run};

/// Modes: name in the test list and the value of `NAJA_JIT`; `None` leaves the variable unset.
const OFF: Mode = ("off", Some("0"));
const ON: Mode = ("on", None);
const EAGER: Mode = ("threshold1", Some("threshold=1"));
/// Every path beyond the first is a fragment.
const PIECES: Mode = ("fragments", Some("threshold=1,region_grow_ops=0"));
type Mode = (&'static str, Option<&'static str>);

/// Programs of this folder get hot by themselves, so the default thresholds are worth a run of their own.
const HOT: &str = "jit/";

fn main() {
    let args = Arguments::from_args();
    // Programs see real paths in tracebacks, so the folder that is replaced must be the real one too.
    let lang = root().join("tests/lang");
    let lang = lang.canonicalize().expect("tests/lang is there");
    let known = known_failures(&lang.join("known_failures.txt"));
    let mut trials = Vec::new();
    let mut names = Vec::new();
    for path in files_below(&lang, ".py") {
        let name = path.strip_prefix(&lang).expect("below tests/lang");
        let name = name.to_string_lossy().replace('\\', "/");
        if name.split('/').any(|part| part.starts_with('_')) {
            continue;
        }
        let modes: &[Mode] = if name.starts_with(HOT) { &[OFF, ON, EAGER, PIECES] } else { &[OFF, EAGER, PIECES] };
        for &mode in modes {
            let listed = known.get(&format!("{name}[{}]", mode.0));
            let (path, reason) = (path.clone(), listed.or(known.get(&name)).cloned());
            let test = format!("{name} [{}]", mode.0);
            trials.push(Trial::test(test, move || judge(&path, mode, reason)));
        }
        names.push(name);
    }
    trials.push(Trial::test("known_failures.txt names programs", move || {
        let exists = |entry: &str| names.iter().any(|n| entry.split('[').next() == Some(n));
        match known.keys().find(|entry| !exists(entry)) {
            None => Ok(()),
            Some(name) => Err(format!("{name} is listed and doesn't exist").into()),
        }
    }));
    libtest_mimic::run(&args, trials).exit();
}

/// A known failure counts as passed while it fails.
fn judge(path: &Path, mode: Mode, known: Option<String>) -> Result<(), Failed> {
    match (check(path, mode), known) {
        (result, None) => result,
        (Err(_), Some(_)) => Ok(()),
        (Ok(()), Some(reason)) => Err(format!("passes now; take it off known_failures.txt (was: {reason})").into()),
    }
}

fn check(path: &Path, (_, jit): Mode) -> Result<(), Failed> {
    let want_out = read(&path.with_extension("out")).ok_or("no .out file: record it with tests/bless.py, or write it by hand")?;
    let want_err = read(&path.with_extension("err")).unwrap_or_else(|| "[exit 0]\n".into());
    let input = std::fs::read(path.with_extension("in")).unwrap_or_default();
    let cwd = support::TempDir::new();
    let mut cmd = naja();
    cmd.arg(path).current_dir(cwd.path());
    if let Some(value) = jit {
        cmd.env("NAJA_JIT", value);
    }
    let got = run(&mut cmd, &input);
    let dir = path.parent().expect("a file has a folder");
    let mut err = got.err.replace(&dir.display().to_string(), "<dir>");
    err += &match got.status {
        Some(status) => format!("[exit {status}]\n"),
        None if got.timed_out => "[timed out]\n".into(),
        None => "[killed by a signal]\n".into(),
    };
    if got.out == want_out && err == want_err {
        return Ok(());
    }
    let mut report = String::new();
    if got.out != want_out {
        report += &format!("stdout, {}", diff(&want_out, &got.out));
    }
    if err != want_err {
        report += &format!("stderr, {}", diff(&want_err, &err));
    }
    Err(report.into())
}

fn read(path: &Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Lines `path reason`; `#` starts a comment.
fn known_failures(path: &PathBuf) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, reason) = line.split_once(' ').unwrap_or((line, "no reason given"));
            (name.to_string(), reason.trim().to_string())
        })
        .collect()
}
