//! Golden tests of the lowering, and the whole standard library through compiler, lowering and verifier.
//!
//! Each `tests/lower/*.py` has a `.txt` beside it: the listings of its functions. `NAJA_BLESS=1` rewrites them.

use std::path::{Path, PathBuf};

use front::bytecode::{Code, marshal, stackop, text, verify};
use front::compile::{Mode, compile, decode_source, lower};

fn python_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            python_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "py") {
            out.push(path);
        }
    }
}

/// The listings of all functions of a module (the module's own code left out).
fn listings(source: &str, name: &str) -> String {
    let code = compile(source, name, Mode::Exec, 0, 0).unwrap_or_else(|e| panic!("{name}: {e}"));
    let mut out = String::new();
    code.walk(&mut |code: &Code| {
        if &*code.name != "<module>" {
            let lowered = lower(code).unwrap_or_else(|e| panic!("{e}"));
            out.push_str(&text::listing(code, &lowered));
            out.push('\n');
        }
    });
    out
}

#[test]
fn golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lower");
    let mut files = Vec::new();
    python_files(&folder, &mut files);
    assert!(files.len() >= 8, "the golden programs are there");
    let mut wrong = Vec::new();
    for path in files {
        let source = std::fs::read_to_string(&path).expect("readable");
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let found = listings(&source, &name);
        let expected = path.with_extension("txt");
        if std::env::var_os("NAJA_BLESS").is_some() {
            std::fs::write(&expected, &found).expect("writable");
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "listings differ:\n{}", wrong.join("\n"));
}

#[test]
fn standard_library() {
    let mut files = Vec::new();
    python_files(Path::new(rustpython_pylib::LIB_PATH), &mut files);
    if files.is_empty() {
        eprintln!("no standard library here: skipped");
        return;
    }
    let (mut stack, mut registers, mut codes) = (0, 0, 0);
    for path in files {
        let name = path.to_string_lossy();
        let bytes = std::fs::read(&path).expect("readable");
        let source = decode_source(&bytes, &name).unwrap_or_else(|e| panic!("{name}: {e}"));
        let code = compile(&source, &name, Mode::Exec, 0, 0).unwrap_or_else(|e| panic!("{name}: {e}"));
        let code = marshal::from_bytes(&marshal::to_bytes(&code)).unwrap_or_else(|e| panic!("{name}: {e}"));
        code.walk(&mut |code| {
            let lowered = lower(code).unwrap_or_else(|e| panic!("{name}: {e}"));
            verify::verify(code, &lowered).unwrap_or_else(|e| panic!("{name}: {}: {e}", code.qualname));
            stack += stackop::decode(&code.units).len();
            registers += lowered.words.len();
            codes += 1;
        });
    }
    eprintln!("{codes} code objects, {stack} stack instructions, {registers} register instructions");
    assert!(registers * 10 < stack * 8, "the lowering saves a fifth at least: {registers} of {stack}");
}

#[test]
fn deep_nesting_is_an_error() {
    let message = |source: String| compile(&source, "s", Mode::Exec, 0, 0).map(drop).unwrap_err().message;
    assert_eq!(message("(".repeat(5000)), "too many nested parentheses");
    assert_eq!(message(format!("{}1{}", "(".repeat(5000), ")".repeat(5000))), "too many nested parentheses");
    let long = format!("x = {}", vec!["a"; 10_000].join("+"));
    assert!(message(long).contains("recursion"), "a long chain is refused, not a crash");
}

/// More words than a 16-bit offset spans, and more attribute sites than a 16-bit operand numbers.
#[test]
fn large_functions() {
    let line = "        if x < y in z:\n            y = x.a.b\n        elif not x: break\n";
    let body = line.repeat(35_000);
    let source = format!("def f(x, y, z):\n    for x in z:\n{body}    return x\n");
    let code = compile(&source, "s", Mode::Exec, 0, 0).unwrap_or_else(|e| panic!("{e}"));
    code.walk(&mut |code| {
        let lowered = lower(code).unwrap_or_else(|e| panic!("{e}"));
        verify::verify(code, &lowered).unwrap_or_else(|e| panic!("{e}"));
    });
}
