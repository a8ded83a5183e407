//! Reads `mode flags hexsource` lines.
use front::compile::*;
use front::tree;
fn unhex(s: &str) -> String {
    String::from_utf8((0..s.len() / 2).map(|i| u8::from_str_radix(&s[2 * i..2 * i + 2], 16).unwrap()).collect()).unwrap()
}
fn hex(s: &str) -> String {
    s.bytes().map(|b| format!("{b:02x}")).collect::<String>() + "."
}
fn main() {
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let mut p = line.split(' ');
        let (mode, flags, src) = (p.next().unwrap(), p.next().unwrap().parse::<u32>().unwrap(), unhex(p.next().unwrap_or("")));
        let o = Options { dont_imply_dedent: flags & 0x200 != 0, top_level_await: flags & 0x2000 != 0, ..Default::default() };
        let r = if flags & 0x400 != 0 {
            let m = match mode {
                "eval" => tree::TreeMode::Eval,
                "exec" => tree::TreeMode::Exec,
                "single" => tree::TreeMode::Single,
                _ => tree::TreeMode::FuncType,
            };
            tree::parse(&src, "<t>", m, tree::ParseOptions { common: o, ..Default::default() }).map(|r| r.1)
        } else {
            let m = match mode {
                "eval" => Mode::Eval,
                "exec" => Mode::Exec,
                _ => Mode::Single,
            };
            compile_with(&src, "<t>", m, o).map(|r| r.1)
        };
        match r {
            Ok(w) => println!("ok {}", w.iter().map(|w| format!("{}:{}", w.line, hex(&w.message))).collect::<Vec<_>>().join(" ")),
            Err(e) => {
                let e = if flags & 0x4000 != 0 && (e.kind == ErrorKind::Incomplete || (mode != "exec" && e.is_at_end(&src))) {
                    SyntaxError::incomplete(&src)
                } else {
                    e
                };
                let inc = e.message == "incomplete input" && flags & 0x4000 != 0;
                println!(
                    "err {} {} {} {} {} {} {}",
                    if inc { "_IncompleteInputError" } else { e.class() },
                    hex(&e.message),
                    e.line,
                    e.col,
                    e.text.as_deref().map_or("-".into(), hex),
                    e.end_line,
                    e.end_col
                )
            }
        }
    }
}
