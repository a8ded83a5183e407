//! Prints the syntax errors of sources separated by NUL on stdin.
use std::io::Read;
fn main() {
    let mut all = String::new();
    std::io::stdin().read_to_string(&mut all).expect("text");
    for s in all.split('\0') {
        match front::compile::compile(s, "s", front::compile::Mode::Exec, 0, 0) {
            Ok(_) => print!("OK\0"),
            Err(e) => print!(
                "{}\x01{}\x01{}\x01{}\x01{}\x01{}\x01{}\0",
                e.class(),
                e.message,
                e.line,
                e.col,
                e.end_line,
                e.end_col,
                e.text.unwrap_or_default()
            ),
        }
    }
}
