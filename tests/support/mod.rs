//! What the test programs share: start `naja`, wait with a limit, compare texts.
//!
//! A child never outlives its test: on time-out it is killed and what it wrote so far is reported. Both pipes are drained by
//! threads, so a program that writes much can't block.

#![allow(dead_code, reason = "each test program compiles this module and uses its part")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The `naja` binary under test.
pub const NAJA: &str = env!("CARGO_BIN_EXE_naja");

/// Longest run of one program, debug build included.
pub const RUN_MAX: Duration = Duration::from_secs(60);

/// The checkout's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a finished run left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub out: String,
    pub err: String,
    /// Exit status; `None` for a signal or a time-out.
    pub status: Option<i32>,
    pub timed_out: bool,
}

impl Run {
    /// The last line on stderr: the exception of a traceback.
    pub fn last_err(&self) -> &str {
        self.err.trim_end().lines().last().unwrap_or("")
    }
}

/// A command for `naja` with an environment that doesn't depend on who runs the tests.
pub fn naja() -> Command {
    let mut cmd = Command::new(NAJA);
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("PYTHON") || name.starts_with("NAJA") {
            cmd.env_remove(&key);
        }
    }
    cmd.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1").env("NO_COLOR", "1").env("COLUMNS", "80").env("TZ", "UTC").env("RUST_BACKTRACE", "1");
    cmd
}

/// `naja` with arguments.
pub fn naja_with(args: &[&str]) -> Command {
    let mut cmd = naja();
    cmd.args(args);
    cmd
}

/// Run to the end, or kill after `RUN_MAX`.
pub fn run(cmd: &mut Command, input: &[u8]) -> Run {
    run_at_most(cmd, input, RUN_MAX)
}

/// Run to the end, or kill after `limit`.
pub fn run_at_most(cmd: &mut Command, input: &[u8], limit: Duration) -> Run {
    let mut child = cmd.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(|e| panic!("{cmd:?} doesn't start: {e}"));
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // A program that doesn't read its input closes the pipe: that is no failure of the test.
        let _ = stdin.write_all(&input);
    });
    let out = drain(child.stdout.take().expect("stdout is piped"));
    let err = drain(child.stderr.take().expect("stderr is piped"));
    let end = Instant::now() + limit;
    let mut pause = Duration::from_millis(1);
    let (status, timed_out) = loop {
        match child.try_wait().expect("the child can be waited for") {
            Some(status) => break (status.code(), false),
            None if Instant::now() >= end => {
                let _ = child.kill();
                let _ = child.wait();
                break (None, true);
            }
            None => std::thread::sleep(pause),
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let _ = feeder.join();
    Run { out: out.join().expect("the reader of stdout ends"), err: err.join().expect("the reader of stderr ends"), status, timed_out }
}

fn drain(mut pipe: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Run a script given as text; `<dir>` stands for its folder in what comes back.
pub fn run_script(text: &[u8], args: &[&str]) -> Run {
    let dir = TempDir::new();
    let script = dir.write("script.py", text);
    let mut cmd = naja();
    cmd.args(args).arg(&script).current_dir(dir.path());
    let mut run = run(&mut cmd, b"");
    run.err = run.err.replace(&dir.path().display().to_string(), "<dir>");
    run.out = run.out.replace(&dir.path().display().to_string(), "<dir>");
    run
}

/// A folder of its own for one test, gone afterwards.
pub struct TempDir(PathBuf);

impl TempDir {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap_or_else(|e| panic!("{} can't be made: {e}", path.display()));
        Self(path.canonicalize().expect("a folder just made has a real path"))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn write(&self, name: &str, text: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap_or_else(|e| panic!("{} can't be written: {e}", path.display()));
        path
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A line diff around the first difference: enough to see what went wrong, short enough to read in a log.
pub fn diff(want: &str, got: &str) -> String {
    let (want, got): (Vec<_>, Vec<_>) = (want.lines().collect(), got.lines().collect());
    let first = want.iter().zip(&got).position(|(w, g)| w != g).unwrap_or(want.len().min(got.len()));
    let mut out = format!("first difference at line {}\n", first + 1);
    for line in &want[first.saturating_sub(2)..first] {
        out += &format!("   {line}\n");
    }
    for line in want.iter().skip(first).take(8) {
        out += &format!(" - {line}\n");
    }
    for line in got.iter().skip(first).take(8) {
        out += &format!(" + {line}\n");
    }
    out
}

/// All files below `dir` with this ending, sorted, build folders left out.
pub fn files_below(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![dir.to_path_buf()];
    while let Some(dir) = todo.pop() {
        let Ok(entries) = std::fs::read_dir(&dir) else {
            continue;
        };
        for entry in entries.flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_string_lossy();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    todo.push(path);
                }
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
