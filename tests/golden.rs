//! Golden files of the compiler: `tests/ir/python/NAME.py` are small loops, `NAME.txt` what became of them.
//!
//! A program runs with a threshold of 1, where the compiler works at once, so that a run is a function of the program. Its
//! first line says which stages are kept: `# show: ir opt clif`. Of each loop or function only the last version of its region is
//! kept, which holds all paths; addresses are names (`--dump=names`). Snapshots stand under the instructions. With
//! `NAJA_BLESS=1` the files are written anew: read the difference before committing.

mod support;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use support::{diff, files_below, naja, root, run};

fn main() {
    let args = Arguments::from_args();
    let mut trials: Vec<Trial> = files_below(&root().join("tests/ir/python"), ".py")
        .into_iter()
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            Trial::test(name, move || check(&path))
        })
        .collect();
    trials.push(Trial::test("a second run shows the same", || {
        let path = root().join("tests/ir/python/calls.py");
        if text(&path)? == text(&path)? { Ok(()) } else { Err("two runs show different text".into()) }
    }));
    libtest_mimic::run(&args, trials).exit();
}

fn check(path: &Path) -> Result<(), Failed> {
    let got = text(path)?;
    let kept = path.with_extension("txt");
    if std::env::var_os("NAJA_BLESS").is_some() {
        return std::fs::write(&kept, got).map_err(|e| format!("{} can't be written: {e}", kept.display()).into());
    }
    let want = std::fs::read_to_string(&kept).unwrap_or_default();
    if got == want { Ok(()) } else { Err(format!("{}: {}\nif this is meant: NAJA_BLESS=1", kept.display(), diff(&want, &got)).into()) }
}

/// Stage of a dump by the word that asks for it.
const STAGES: [(&str, &str); 3] = [("ir", "recorded"), ("opt", "optimised"), ("clif", "clif")];

/// What is kept of a program: its output, then each region's stages.
fn text(path: &Path) -> Result<String, Failed> {
    let source = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let wanted = source.lines().next().and_then(|l| l.strip_prefix("# show: ")).ok_or("the first line says what to show")?;
    let done = run(naja().arg(format!("--dump={},names", wanted.replace(' ', ","))).arg(path).env("NAJA_JIT", "threshold=1"), b"");
    if done.status != Some(0) {
        return Err(format!("{:?}\n{}", done.status, done.err).into());
    }
    let prefix = format!("{}:", path.display());
    let mut regions: Vec<(String, Vec<(String, String)>)> = vec![];
    for section in done.err.split("--- ").skip(1) {
        let (head, body) = section.split_once('\n').ok_or("a section has a head")?;
        let (stage, title) = head.split_once(": ").ok_or("a head names its stage")?;
        let Some(title) = title.strip_prefix(&prefix) else { continue };
        if !STAGES.iter().any(|(_, name)| *name == stage) {
            return Err(format!("{stage}: {title}\n{body}").into());
        }
        let at = regions.iter().position(|(t, _)| t == title).unwrap_or_else(|| {
            regions.push((title.to_string(), vec![]));
            regions.len() - 1
        });
        let stages = &mut regions[at].1;
        stages.retain(|(s, _)| s != stage);
        stages.push((stage.to_string(), body.trim_end().to_string()));
    }
    let mut out = format!("output\n{}", done.out);
    for (title, stages) in regions {
        for (word, name) in STAGES {
            if let Some((_, body)) = stages.iter().find(|(s, _)| s == name && wanted.split(' ').any(|w| w == word)) {
                out += &format!("\n--- {name}: line {title}\n{body}\n");
            }
        }
    }
    Ok(out)
}
