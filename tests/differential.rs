//! Random programs must print the same whatever the JIT does: off, on, and compiling at once.
//!
//! Many programs share a process, because starting a process costs more than running one. A program whose outputs differ is
//! reduced by dropping statements while they still differ, then printed with its seed.
//!
//! `NAJA_DIFF_PROGRAMS` sets how many programs run (the default suits every test run), `NAJA_DIFF_SEED` where the seeds begin.

#[path = "support/generate.rs"]
mod generate;
mod support;

use generate::{Stmt, prelude, program, smaller, text};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use support::{TempDir, diff, naja, run};

const PROGRAMS: u64 = 240;
const PROGRAMS_PER_PROCESS: u64 = 40;

/// Values of `NAJA_JIT`; the first one's answers are the right ones.
const MODES: [&str; 4] = ["0", "1", "threshold=1", "threshold=1,region_grow_ops=0"];

/// How many candidates the reduction of one failure may try.
const REDUCTIONS_MAX: usize = 300;

/// How many failures are reduced and printed.
const FAILURES_MAX: usize = 3;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")))
}

#[test]
fn random_programs_agree() {
    let first = setting("NAJA_DIFF_SEED", 1);
    let seeds: Vec<u64> = (first..first + setting("NAJA_DIFF_PROGRAMS", PROGRAMS)).collect();
    let mut report = String::new();
    let mut n_failed = 0;
    for batch in seeds.chunks(PROGRAMS_PER_PROCESS as usize) {
        let programs: Vec<(u64, Vec<Stmt>)> = batch.iter().map(|&s| (s, program(s))).collect();
        let answers = MODES.map(|mode| answers(mode, &programs));
        for (seed, body) in &programs {
            if answers.iter().all(|a| a.get(seed) == answers[0].get(seed)) && answers[0].contains_key(seed) {
                continue;
            }
            n_failed += 1;
            if n_failed <= FAILURES_MAX {
                let body = reduce(*seed, body.clone());
                let _ = writeln!(report, "seed {seed}:\n{}{}", text(*seed, &body), difference(*seed, &body));
            }
        }
    }
    assert!(n_failed == 0, "{n_failed} of {} programs differ\n{report}", seeds.len());
}

/// What each program of a batch prints in one mode. A program is missing when the process died before it or in it.
fn answers(mode: &str, programs: &[(u64, Vec<Stmt>)]) -> BTreeMap<u64, String> {
    let mut script = prelude();
    for (seed, body) in programs {
        script += &text(*seed, body);
    }
    script += "print(\"== 0\")\n";
    let dir = TempDir::new();
    let path = dir.write("batch.py", script.as_bytes());
    let done = run(naja().arg(path).env("NAJA_JIT", mode), b"");
    let mut found = BTreeMap::new();
    for section in done.out.split("== ").skip(1) {
        let (seed, printed) = section.split_once('\n').unwrap_or((section, ""));
        if let Ok(seed) = seed.parse() {
            found.insert(seed, printed.to_string());
        }
    }
    // Without the last mark the process died, or hung, in the last program that began.
    if found.remove(&0).is_none()
        && let Some(mut last) = found.last_entry()
    {
        *last.get_mut() = format!("the process ended: {:?}, timed out: {}\n{}", done.status, done.timed_out, done.err);
    }
    found
}

fn differs(seed: u64, body: &[Stmt]) -> bool {
    let programs = [(seed, body.to_vec())];
    let first = answers(MODES[0], &programs);
    !first.contains_key(&seed) || MODES[1..].iter().any(|mode| answers(mode, &programs) != first)
}

/// Shrink greedily. A program that fails only in company of its batch is returned as it was.
fn reduce(seed: u64, mut body: Vec<Stmt>) -> Vec<Stmt> {
    if !differs(seed, &body) {
        return body;
    }
    let mut left = REDUCTIONS_MAX;
    loop {
        let found = smaller(&body).into_iter().find(|candidate| {
            left = left.saturating_sub(1);
            left > 0 && differs(seed, candidate)
        });
        match found {
            Some(less) => body = less,
            None => return body,
        }
    }
}

fn difference(seed: u64, body: &[Stmt]) -> String {
    let programs = [(seed, body.to_vec())];
    let all = MODES.map(|mode| answers(mode, &programs).remove(&seed).unwrap_or_default());
    let mut out = String::new();
    for (mode, answer) in MODES.iter().zip(&all).skip(1).filter(|(_, a)| **a != all[0]) {
        let _ = writeln!(out, "NAJA_JIT={mode} (+) against NAJA_JIT={} (-): {}", MODES[0], diff(&all[0], answer));
    }
    if out.is_empty() {
        out += "alone, the program agrees: it differs only in its batch\n";
    }
    out
}

#[test]
fn generation_is_a_function_of_the_seed() {
    for seed in [1, 2, 99] {
        assert_eq!(text(seed, &program(seed)), text(seed, &program(seed)));
    }
    assert_ne!(text(0, &program(1)), text(0, &program(2)));
}

#[test]
fn reduction_ends_small() {
    let body = program(7);
    let smaller = smaller(&body);
    assert!(smaller.len() > 3);
    let shorter = smaller.iter().filter(|s| text(1, s).len() < text(1, &body).len());
    assert_eq!(shorter.count(), smaller.len(), "each step makes the program shorter");
}
