//! House rules as a test: file length, opening prose, fenced `unsafe`, directions of dependencies, forbidden words.
//!
//! The rules are data at the top; each test walks the sources and prints every offence with file and line. The scanner blanks
//! out comments and literals before it looks for words of the language, so a rule never fires on a string or a comment.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use support::{files_below, root};

/// Longest file in lines.
const LINES_MAX: usize = 800;

/// Files that may be longer, each with its reason.
const LONG_FILES: &[(&str, &str)] = &[("vm/src/object/slots.rs", "the slot table and both directions of its glue")];

/// Folders of sources, with the crates of this workspace that they may name.
const CRATES: &[(&str, &str, &[&str])] = &[
    ("vm/front", "front", &[]),
    ("vm/stdlib", "stdlib", &["vm", "front"]),
    ("vm", "vm", &["front"]),
    ("jit", "jit", &["vm", "front"]),
    (".", "naja", &["jit", "stdlib", "vm", "front"]),
];

/// Foreign crates that only these folders may name.
const FENCED_CRATES: &[(&str, &[&str])] = &[
    ("cranelift_codegen", &["jit/src/lower", "jit/src/code"]),
    ("cranelift_frontend", &["jit/src/lower", "jit/src/code"]),
    ("cranelift_native", &["jit/src/lower", "jit/src/code"]),
    ("rustpython_compiler", &["vm/front/src"]),
    ("rustpython_codegen", &["vm/front/src"]),
    ("ruff_python_parser", &["vm/front/src"]),
    ("ruff_python_ast", &["vm/front/src"]),
    ("rustpython_pylib", &["vm/stdlib/build.rs", "vm/front/tests"]),
    ("rustyline", &["src/repl"]),
];

/// Where `unsafe` may stand: files, or folders when the path ends with a slash.
const UNSAFE_FILES: &[&str] = &[
    "vm/src/value/repr.rs",
    "vm/src/value/mod.rs",
    "vm/src/value/tests.rs",
    "vm/src/heap/",
    "vm/src/object/",
    "vm/src/interp/concrete.rs",
    "vm/src/interp/frame.rs",
    "vm/src/interp/call.rs",
    // Moves registers between generators and the register stack; holds a sink behind a pointer.
    "vm/src/interp/resume.rs",
    // Writes parameters into the callee's window.
    "vm/src/interp/bind.rs",
    // Its operands stay in the caller's registers while a method runs.
    "vm/src/interp/operator.rs",
    // Calls machine code by address.
    "vm/src/interp/compiled.rs",
    "vm/src/interp/slow.rs",
    // Calls a payload's own tracing function to see what an iterator holds.
    "vm/src/interp/quiet.rs",
    "vm/src/interp/dispatch.rs",
    "vm/src/interp/mod.rs",
    "vm/src/interp/cold/mod.rs",
    "vm/src/vm.rs",
    "vm/src/native/mod.rs",
    "vm/src/native/function.rs",
    "vm/src/threads/",
    // Payloads with items of their own layout, and registers of frames.
    "vm/src/builtins/buffer.rs",
    "vm/src/builtins/class.rs",
    "vm/src/builtins/exception.rs",
    "vm/src/builtins/exception/group.rs",
    "vm/src/builtins/exception/os.rs",
    "vm/src/builtins/frame.rs",
    "vm/src/builtins/generator.rs",
    "vm/src/builtins/generator/registers.rs",
    "vm/src/builtins/int.rs",
    "vm/src/builtins/list.rs",
    "vm/src/builtins/object.rs",
    "vm/src/builtins/property.rs",
    "vm/src/builtins/sort.rs",
    "vm/src/builtins/str/mod.rs",
    "vm/src/builtins/super_.rs",
    "vm/src/builtins/tuple.rs",
    "vm/src/builtins/weakref.rs",
    "vm/stdlib/src/leaf/clib.rs",
    // Calls of the operating system: zeroed C structs and pointers to locals.
    "vm/stdlib/src/files/",
    "src/sys.rs",
    // The profiler's signal handler.
    "src/profile/sample.rs",
    "vm/stdlib/src/system/sys/mod.rs",
    "jit/src/code/",
    // The boundary between the JIT and the virtual machine's objects.
    "jit/src/engine/",
    "jit/src/record/peek.rs",
    "jit/src/record/site.rs",
    "jit/tests/common/mod.rs",
];

/// How many lines above an `unsafe` block its `// SAFETY:` comment may begin.
const SAFETY_ABOVE_MAX: usize = 12;

/// Where the environment may be read.
const ENV_FILES: &[&str] = &[
    "src/options.rs",
    "build.rs",
    "src/main.rs",
    // PYTHONBREAKPOINT is looked up at every call, as in CPython.
    "vm/stdlib/src/system/sys/breakpoint.rs",
    "vm/stdlib/build.rs",
    "vm/stdlib/src/files/posix/path.rs",
    "vm/stdlib/src/files/io/standard.rs",
    "tests/support/mod.rs",
    "tests/differential.rs",
    "tests/golden.rs",
    "tests/ir.rs",
    "jit/tests/ir.rs",
    "vm/front/tests/lowering.rs",
];

/// Words that no source may contain outside comments and strings.
const FORBIDDEN_CODE: &[&str] = &["todo!", "unimplemented!", "dbg!"];

/// Texts that no file may contain at all: machine paths. Written in halves so that this file passes.
const FORBIDDEN_TEXT: &[&str] = &[concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Use", "rs/"), concat!("local", "host:")];

/// Folders whose files only hold recorded texts.
const RECORDED: &[&str] = &["tests/lang/", "tests/ir/"];

/// One Rust file: its path from the root with slashes, its text, and its text with comments and literals blanked.
struct Source {
    path: String,
    text: String,
    code: String,
}

fn sources() -> Vec<Source> {
    files_below(root(), ".rs")
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{} can't be read: {e}", path.display()));
            Source { path: relative(&path), code: blank(&text), text }
        })
        .collect()
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("below the root");
    path.to_string_lossy().replace('\\', "/")
}

fn listed(list: &[&str], path: &str) -> bool {
    list.iter().any(|entry| {
        *entry == path
            || (entry.ends_with('/') && path.starts_with(entry))
            || path.starts_with(&format!("{entry}/"))
            || (!entry.ends_with(".rs") && path == format!("{entry}.rs"))
    })
}

fn report(offences: &str) {
    assert!(offences.is_empty(), "\n{offences}");
}

#[test]
fn files_are_short() {
    let mut offences = String::new();
    for source in sources() {
        let n_lines = source.text.lines().count();
        let excused = LONG_FILES.iter().any(|(path, _)| *path == source.path);
        if n_lines > LINES_MAX && !excused {
            let _ = writeln!(offences, "{}: {n_lines} lines, at most {LINES_MAX}", source.path);
        }
        if n_lines <= LINES_MAX && excused {
            let _ = writeln!(offences, "{}: is short now, take it off the list", source.path);
        }
    }
    for (path, reason) in LONG_FILES {
        if reason.len() < 10 || !root().join(path).exists() {
            let _ = writeln!(offences, "{path}: listed without a reason, or gone");
        }
    }
    report(&offences);
}

#[test]
fn files_open_with_prose() {
    let mut offences = String::new();
    for source in sources() {
        // `frozen_names.rs` is included into two files, where inner docs can't stand.
        if !source.text.starts_with("//! ") && source.path != "vm/stdlib/src/frozen_names.rs" {
            let _ = writeln!(offences, "{}:1: doesn't start with `//!` prose", source.path);
        }
    }
    report(&offences);
}

#[test]
fn unsafe_is_fenced() {
    let mut offences = String::new();
    for source in sources() {
        for (i, line) in source.code.lines().enumerate() {
            if has_word(line, "unsafe") && !listed(UNSAFE_FILES, &source.path) {
                let _ = writeln!(offences, "{}:{}: `unsafe` outside the fence", source.path, i + 1);
            }
        }
    }
    report(&offences);
}

#[test]
fn unsafe_blocks_are_argued_for() {
    let mut offences = String::new();
    for source in sources() {
        let text: Vec<&str> = source.text.lines().collect();
        for (i, line) in source.code.lines().enumerate() {
            if !opens_unsafe_block(line) {
                continue;
            }
            let above = &text[i.saturating_sub(SAFETY_ABOVE_MAX)..=i];
            if !above.iter().any(|l| l.contains("// SAFETY:")) {
                let _ = writeln!(offences, "{}:{}: no `// SAFETY:` above", source.path, i + 1);
            }
        }
    }
    report(&offences);
}

/// `unsafe {` or `unsafe impl`; an `unsafe fn` states its conditions in its doc comment instead.
fn opens_unsafe_block(code_line: &str) -> bool {
    let mut rest = code_line;
    while let Some(at) = rest.find("unsafe") {
        rest = &rest[at + "unsafe".len()..];
        let next = rest.trim_start();
        if next.starts_with('{') || next.starts_with("impl") {
            return true;
        }
    }
    false
}

#[test]
fn dependencies_run_downward() {
    let mut offences = String::new();
    let names: Vec<&str> = CRATES.iter().map(|(_, name, _)| *name).collect();
    for source in sources() {
        let (_, own, allowed) = crate_of(&source.path);
        if source.path.starts_with("tests/") || source.path.starts_with("benches/") {
            continue;
        }
        for (i, line) in source.code.lines().enumerate() {
            for name in names.iter().filter(|n| **n != *own && !allowed.contains(n)) {
                if names_crate(line, name) {
                    let _ = writeln!(offences, "{}:{}: {own} may not use {name}", source.path, i + 1);
                }
            }
        }
    }
    for (folder, own, allowed) in CRATES {
        let manifest = root().join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).expect("each crate has a manifest");
        let mut section = String::new();
        for line in text.lines() {
            if line.starts_with('[') {
                section = line.to_string();
            }
            // A build script may use a crate that the library doesn't: the standard library is frozen with the front end.
            if section != "[dependencies]" && section != "[dev-dependencies]" {
                continue;
            }
            let dependency = line.split(['.', ' ', '=']).next().unwrap_or("");
            let Some(name) = dependency.strip_prefix("naja-") else {
                continue;
            };
            if !allowed.contains(&name) {
                let _ = writeln!(offences, "{folder}/Cargo.toml: {own} may not depend on {name}");
            }
        }
    }
    report(&offences);
}

#[test]
fn fenced_crates_stay_inside() {
    let mut offences = String::new();
    for source in sources() {
        for (i, line) in source.code.lines().enumerate() {
            for (name, places) in FENCED_CRATES {
                if has_word(line, name) && !listed(places, &source.path) {
                    let _ = writeln!(offences, "{}:{}: {name} belongs into {places:?}", source.path, i + 1);
                }
            }
        }
    }
    report(&offences);
}

/// The innermost crate that a file belongs to.
fn crate_of(path: &str) -> &'static (&'static str, &'static str, &'static [&'static str]) {
    CRATES.iter().find(|(folder, _, _)| *folder == "." || path.starts_with(&format!("{folder}/"))).expect("the last entry takes every path")
}

/// `use name::`, `name::` at the start of a path, or `extern crate name`; `crate::name::` and `self.name` are no uses.
fn names_crate(code_line: &str, name: &str) -> bool {
    let mut from = 0;
    while let Some(at) = code_line[from..].find(name) {
        let (start, end) = (from + at, from + at + name.len());
        let before = code_line[..start].chars().next_back();
        let path_start = before.is_none_or(|c| !is_word(c) && c != ':' && c != '.');
        if path_start && code_line[end..].starts_with("::") {
            return true;
        }
        from = end;
    }
    false
}

#[test]
fn no_forbidden_words() {
    let mut offences = String::new();
    for source in sources() {
        for (i, line) in source.code.lines().enumerate() {
            for word in FORBIDDEN_CODE {
                if line.contains(word) {
                    let _ = writeln!(offences, "{}:{}: {word}", source.path, i + 1);
                }
            }
            let reads_env = line.contains("env::var");
            if reads_env && !listed(ENV_FILES, &source.path) {
                let _ = writeln!(offences, "{}:{}: reads the environment", source.path, i + 1);
            }
        }
    }
    report(&offences);
}

#[test]
fn no_machine_paths() {
    let mut offences = String::new();
    for ending in [".rs", ".md", ".toml", ".py", ".txt", ".out", ".err", "run"] {
        for path in files_below(root(), ending) {
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            for (i, line) in text.lines().enumerate() {
                for word in FORBIDDEN_TEXT.iter().filter(|w| line.contains(**w)) {
                    let _ = writeln!(offences, "{}:{}: {word}", relative(&path), i + 1);
                }
            }
        }
    }
    report(&offences);
}

#[test]
fn programs_have_expectations() {
    let mut offences = String::new();
    for path in files_below(&root().join("tests/lang"), ".py") {
        let name = relative(&path);
        let helper = name.split('/').any(|part| part.starts_with('_'));
        if !helper && !path.with_extension("out").exists() {
            let _ = writeln!(offences, "{name}: no .out file");
        }
    }
    for folder in RECORDED {
        for ending in [".out", ".err", ".in"] {
            for path in files_below(&root().join(folder), ending) {
                if !path.with_extension("py").exists() && *folder == "tests/lang/" {
                    let _ = writeln!(offences, "{}: its program is gone", relative(&path));
                }
            }
        }
    }
    report(&offences);
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn has_word(line: &str, word: &str) -> bool {
    let mut from = 0;
    while let Some(at) = line[from..].find(word) {
        let (start, end) = (from + at, from + at + word.len());
        let open = line[..start].chars().next_back().is_none_or(|c| !is_word(c));
        let shut = line[end..].chars().next().is_none_or(|c| !is_word(c));
        if open && shut {
            return true;
        }
        from = end;
    }
    false
}

/// The text with comments, strings and characters replaced by spaces, line by line the same length in lines.
fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let end = literal_end(&chars, i);
        if end == i {
            out.push(chars[i]);
            i += 1;
        } else {
            out.extend(chars[i..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i = end;
        }
    }
    out
}

/// Where the comment or literal that starts at `i` ends; `i` itself when none starts there.
fn literal_end(chars: &[char], i: usize) -> usize {
    let at = |k: usize| chars.get(k).copied().unwrap_or('\0');
    let in_word = i > 0 && is_word(chars[i - 1]);
    match at(i) {
        '/' if at(i + 1) == '/' => (i..chars.len()).find(|&k| chars[k] == '\n').unwrap_or(chars.len()),
        '/' if at(i + 1) == '*' => {
            let (mut k, mut depth) = (i + 2, 1);
            while k < chars.len() && depth > 0 {
                match (at(k), at(k + 1)) {
                    ('*', '/') => (depth, k) = (depth - 1, k + 2),
                    ('/', '*') => (depth, k) = (depth + 1, k + 2),
                    _ => k += 1,
                }
            }
            k
        }
        '"' => string_end(chars, i),
        'b' | 'c' if at(i + 1) == '"' && !in_word => string_end(chars, i + 1),
        'r' | 'b' | 'c' if !in_word => raw_end(chars, i).unwrap_or(i),
        '\'' if at(i + 1) == '\\' => {
            let mut k = i + 3;
            while k < chars.len() && chars[k] != '\'' {
                k += 1;
            }
            k + 1
        }
        '\'' if at(i + 2) == '\'' => i + 3,
        _ => i,
    }
    .min(chars.len())
}

fn string_end(chars: &[char], quote: usize) -> usize {
    let mut k = quote + 1;
    while k < chars.len() && chars[k] != '"' {
        k += if chars[k] == '\\' { 2 } else { 1 };
    }
    k + 1
}

/// `r"…"`, `r#"…"#`, `br"…"`: the end, or none when this is a name.
fn raw_end(chars: &[char], start: usize) -> Option<usize> {
    let mut k = start;
    if matches!(chars[k], 'b' | 'c') {
        k += 1;
    }
    if chars.get(k) != Some(&'r') {
        return None;
    }
    k += 1;
    let n_hashes = chars[k..].iter().take_while(|c| **c == '#').count();
    k += n_hashes;
    if chars.get(k) != Some(&'"') {
        return None;
    }
    let mut end = k + 1;
    while end < chars.len() {
        let closed = chars[end] == '"' && chars[end + 1..].iter().take(n_hashes).filter(|c| **c == '#').count() == n_hashes;
        end += 1;
        if closed {
            return Some(end + n_hashes);
        }
    }
    Some(end)
}

#[test]
fn the_scanner_blanks_what_it_should() {
    let cases = [
        ("a // unsafe\nb", "a          \nb"),
        ("\"un\\\"safe\" x", "           x"),
        ("r#\"a\"b\"# x", "         x"),
        ("'a' 'b x: &'b T", "    'b x: &'b T"),
        ("'\\'' y", "     y"),
        ("/* a /* b */ c */ z", "                  z"),
        ("for_r\"x\"", "for_r   "),
    ];
    for (text, want) in cases {
        assert_eq!(blank(text), want, "{text}");
    }
}
