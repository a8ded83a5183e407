//! Compiles and lowers Python files: `lower [-v] FILE...` prints how many instructions become how many, and with
//! `-v` both listings.

use front::bytecode::{Code, stackop, text};
use front::compile::{Mode, compile, decode_source, lower};

#[derive(Default)]
struct Totals {
    codes: usize,
    stack: usize,
    registers: usize,
    failed: usize,
}

fn print_stack(code: &Code) {
    println!("{} (stack)", code.qualname);
    for i in stackop::decode(&code.units) {
        let line = code.position(i.unit).line.unwrap_or(0);
        let target = i.target().map(|t| format!(" -> {t}")).unwrap_or_default();
        println!("{line:5} {:5}  {} {}{target}", i.start, stackop::name(i.op).unwrap_or("?"), i.arg);
    }
}

fn show(code: &Code, verbose: bool, totals: &mut Totals) {
    if verbose {
        print_stack(code);
    }
    totals.codes += 1;
    match lower(code) {
        Ok(lowered) => {
            totals.stack += stackop::decode(&code.units).len();
            totals.registers += lowered.words.len();
            if verbose {
                println!("{}", text::listing(code, &lowered));
            }
        }
        Err(error) => {
            totals.failed += 1;
            println!("{}: {error}", code.filename);
        }
    }
}

fn main() {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a == "-v");
    let mut totals = Totals::default();
    for path in files {
        let Ok(bytes) = std::fs::read(&path) else {
            println!("{path}: unreadable");
            continue;
        };
        let compiled = decode_source(&bytes, &path).and_then(|s| compile(&s, &path, Mode::Exec, 0, 0));
        match compiled {
            Ok(code) => code.walk(&mut |code| show(code, !flags.is_empty(), &mut totals)),
            Err(error) => println!("{path}: {error}"),
        }
    }
    let Totals { codes, stack, registers, failed } = totals;
    let percent = registers as f64 * 100.0 / stack.max(1) as f64;
    println!("{codes} code objects, {failed} failed; {stack} stack, {registers} register instructions ({percent:.1} %)");
}
