//! Reads `NAJA_JIT` and attaches the compiler: `0` or `off` leaves the interpreter alone, `1` or `on` is the default,
//! `threshold=N` records loops after N iterations (1 also compiles at once instead of in the background), `log` prints what
//! happens to loops, `NAME=N` sets a parameter of the JIT's table. Several settings are separated by commas.

use jit::engine::{self, Config};
use vm::Vm;

/// Attaches the compiler as the environment says; the text of a mistake in it.
pub fn attach(vm: &mut Vm) -> Result<(), String> {
    let text = std::env::var("NAJA_JIT").unwrap_or_default();
    let mut config = Config::default();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            None if matches!(part, "0" | "off") => return Ok(()),
            None if matches!(part, "1" | "on") => {}
            None if part == "log" => config.log = true,
            None if part == "dump" => config.dump = true,
            Some((name, value)) => {
                let n: u32 = value.parse().map_err(|_| format!("{part}: not a number"))?;
                if name == "threshold" {
                    config.params.set("hot_loop", n)?;
                    config.params.set("hot_exit", n)?;
                    config.wait |= n == 1;
                } else {
                    config.params.set(name, n)?;
                }
            }
            None => return Err(format!("unknown setting {part}")),
        }
    }
    // A machine that can't compile interprets: nothing is lost but speed.
    let _ = engine::attach(vm, config);
    Ok(())
}
