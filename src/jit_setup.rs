//! The JIT's settings (`--jit`, `NAJA_JIT`): `0` or `off` leaves the interpreter alone, `1` or `on` is the default,
//! `threshold=N` records loops after N iterations and functions after 2N calls (1 also compiles at once instead of in the background), `log` prints what
//! happens to loops, `dump` prints their regions, `NAME=N` sets a parameter of the JIT's table. Several settings are separated
//! by commas.

use jit::engine::{self, Config};
use vm::Vm;

/// The configuration that a text asks for; None is off. Err: what is wrong with it.
pub fn parse(text: &str) -> Result<Option<Config>, String> {
    let mut config = Config::default();
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        match part.split_once('=') {
            None if matches!(part, "0" | "off") => return Ok(None),
            None if matches!(part, "1" | "on") => {}
            None if part == "log" => config.log = true,
            None if part == "dump" => config.dump = true,
            Some((name, value)) => {
                let n: u32 = value.parse().map_err(|_| format!("{part}: not a number"))?;
                if name == "threshold" {
                    config.params.set("hot_loop", n)?;
                    config.params.set("hot_function", n.saturating_mul(2))?;
                    config.params.set("hot_exit", n)?;
                    config.wait |= n == 1;
                } else {
                    config.params.set(name, n)?;
                }
            }
            None => return Err(format!("unknown setting {part}")),
        }
    }
    Ok(Some(config))
}

/// Attaches the compiler, unless it is switched off. A machine that can't compile interprets: nothing is lost but speed.
pub fn attach(vm: &mut Vm, setting: Option<&str>) {
    if let Ok(Some(config)) = parse(setting.unwrap_or_default()) {
        let _ = engine::attach(vm, config);
    }
}
