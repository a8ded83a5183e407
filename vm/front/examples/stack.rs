//! Lowers files: prints counts, and with `-v` the stack code and the register code.
use front::bytecode::stackop;
fn main() {
    let mut verbose = false;
    let (mut stack, mut reg, mut moves, mut bad, mut codes) = (0usize, 0usize, 0usize, 0, 0);
    let mut hist = std::collections::HashMap::<&str, usize>::new();
    for path in std::env::args().skip(1) {
        if path == "-v" {
            verbose = true;
            continue;
        }
        let Ok(text) = std::fs::read(&path) else {
            continue;
        };
        let Ok(text) = front::compile::decode_source(&text, &path) else {
            continue;
        };
        let code = match front::compile::compile(&text, &path, front::compile::Mode::Exec, 0, 0) {
            Ok(c) => c,
            Err(e) => {
                println!("{path}: {e}");
                continue;
            }
        };
        code.walk(&mut |c| {
            codes += 1;
            let n = stackop::decode(&c.units)
                .iter()
                .map(|i| match i.op {
                    stackop::LOAD_FAST_LOAD_FAST
                    | stackop::LOAD_FAST_BORROW_LOAD_FAST_BORROW
                    | stackop::STORE_FAST_LOAD_FAST
                    | stackop::STORE_FAST_STORE_FAST => 2,
                    _ => 1,
                })
                .sum::<usize>();
            if verbose {
                println!("== {}", c.qualname);
                for i in stackop::decode(&c.units) {
                    println!(
                        "{:4} {:4} {} {}{}",
                        c.position(i.unit).line.unwrap_or(0),
                        i.start,
                        stackop::name(i.op).unwrap_or("?"),
                        i.arg,
                        i.target().map(|t| format!(" -> {t}")).unwrap_or_default()
                    );
                }
            }
            match front::compile::lower(c) {
                Ok(r) => {
                    stack += n;
                    reg += r.words.len();
                    for w in &r.words {
                        *hist.entry(w.op().name()).or_default() += 1;
                        if matches!(
                            w.op(),
                            front::bytecode::Op::Move
                                | front::bytecode::Op::Take
                                | front::bytecode::Op::Swap
                                | front::bytecode::Op::LoadConst
                                | front::bytecode::Op::LoadInt
                                | front::bytecode::Op::LoadNull
                                | front::bytecode::Op::Drop
                        ) {
                            moves += 1
                        }
                    }
                    if verbose {
                        for (pc, w) in r.words.iter().enumerate() {
                            println!("   {pc:4} {w:?}");
                        }
                        println!("   {:?}", r.handlers);
                    }
                }
                Err(e) => {
                    bad += 1;
                    println!("{path}: {}: {e}", c.qualname);
                }
            }
        });
    }
    println!(
        "codes {codes} bad {bad} stack {stack} reg {reg} = {:.1}%  moves {moves}",
        reg as f64 * 100.0 / stack as f64
    );
    let mut h: Vec<_> = hist.into_iter().collect();
    h.sort_by_key(|x| std::cmp::Reverse(x.1));
    for (n, c) in h.iter().take(40) {
        print!("{n} {c}, ");
    }
    println!();
}
