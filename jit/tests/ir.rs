//! Golden tests in text: `tests/ir/{optimize,lower}/*.ir`.
//!
//! ```text
//! ; passes: fold dce               optimize only; all passes if missing
//! ; mem a = 1 0 16 int:5           a buffer, named in registers and words
//! ; run: r0=int:0 r1=a             an input; as many as wanted
//! ; ends: Run f1@1+0 ...           optimize only: where exact arithmetic ends, when the plain region leaves on overflow
//! b0: ...
//! ----
//! expected text
//! ```
//! An optimize test expects the optimised region and checks that evaluating before and after (and compiled code) agree on all
//! runs. A lower test expects the state that each run leaves. `NAJA_BLESS=1` rewrites what is expected.

mod common;

use jit::ir::{text, verify};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

struct Case {
    source: String,
    passes: Option<Vec<String>>,
    runs: Vec<common::Input>,
    ends: Vec<String>,
    expected: String,
}

fn read(path: &Path) -> Case {
    let all = std::fs::read_to_string(path).expect("test file");
    let (source, expected) = all.split_once("----\n").unwrap_or((&all, ""));
    let mut buffers = BTreeMap::new();
    let (mut passes, mut lines, mut ends) = (None, vec![], vec![]);
    for line in source.lines() {
        if let Some(rest) = line.strip_prefix("; passes:") {
            passes = Some(rest.split_whitespace().map(String::from).collect());
        } else if let Some(rest) = line.strip_prefix("; mem ") {
            let (name, words) = rest.split_once('=').expect("name = words");
            let words = words.split_whitespace().map(String::from).collect();
            buffers.insert(name.trim().to_string(), words);
        } else if let Some(rest) = line.strip_prefix("; run:") {
            lines.push(rest.to_string());
        } else if let Some(rest) = line.strip_prefix("; ends: ") {
            ends.push(rest.to_string());
        }
    }
    Case { source: source.into(), passes, ends, runs: lines.iter().map(|l| common::parse_run(l, &buffers)).collect(), expected: expected.into() }
}

fn files(dir: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ir").join(dir);
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(dir).expect("test folder").map(|e| e.expect("entry").path()).filter(|p| p.extension().is_some_and(|e| e == "ir")).collect();
    all.sort();
    all
}

fn check(path: &Path, case: &Case, got: &str, failures: &mut Vec<String>) {
    if got == case.expected {
        return;
    }
    if std::env::var_os("NAJA_BLESS").is_some() {
        std::fs::write(path, format!("{}----\n{got}", case.source)).expect("write");
    } else {
        failures.push(format!("{}:\nexpected\n{}\ngot\n{got}", path.display(), case.expected));
    }
}

fn run_all(dir: &str, test: impl Fn(&Case) -> Result<String, String>) {
    let mut failures = vec![];
    let files = files(dir);
    assert!(!files.is_empty(), "no tests in {dir}");
    for path in files {
        let case = read(&path);
        match test(&case) {
            Ok(got) => check(&path, &case, &got, &mut failures),
            Err(e) => failures.push(format!("{}: {e}", path.display())),
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn parse(source: &str) -> Result<jit::ir::Region, String> {
    let mut region = text::parse(source)?;
    verify::verify(&region)?;
    common::link(&mut region);
    Ok(region)
}

#[test]
fn lower() {
    run_all("lower", |case| {
        let region = parse(&case.source)?;
        let mut out = String::new();
        for run in &case.runs {
            let want = common::evaluate(&region, run);
            let got = common::execute(&region, run);
            if got != want {
                return Err(format!("evaluated {want}\ncompiled  {got}"));
            }
            out += &got;
            out.push('\n');
        }
        Ok(out)
    });
}

#[test]
fn optimize() {
    run_all("optimize", |case| {
        let region = parse(&case.source)?;
        let mut better = region.clone();
        let passes = jit::opt::Passes::only(case.passes.as_deref());
        jit::opt::optimize(&mut better, &passes)?;
        for (i, run) in case.runs.iter().enumerate() {
            let Some(want) = case.ends.get(i) else {
                common::agree(&region, &better, run)?;
                continue;
            };
            for got in [common::evaluate(&better, run), common::execute(&better, run)] {
                if got != *want {
                    return Err(format!("ends {want}\ngot  {got}"));
                }
            }
        }
        for c in &mut better.callees {
            c.addr = 0;
        }
        for l in &mut better.layouts {
            l.addr = 0;
        }
        Ok(text::print(&better))
    });
}
