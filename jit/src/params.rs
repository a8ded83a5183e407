//! THE table of JIT parameters: name, default, limits, one sentence. Options, `--help` and statistics are made from it.

macro_rules! params {
    ($($(#[doc = $doc:literal])+ $name:ident = $default:literal in $lo:literal..=$hi:literal;)+) => {
        /// The parameters of a running JIT.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Params { $($(#[doc = $doc])+ pub $name: u32,)+ }
        impl Default for Params {
            fn default() -> Params { Params { $($name: $default,)+ } }
        }
        impl Params {
            /// The rows of the table.
            pub const ROWS: &'static [Row] = &[$(Row { name: stringify!($name), default: $default, lo: $lo, hi: $hi, doc: concat!($($doc),+) },)+];
            /// Sets a parameter by name; the error says what is wrong.
            pub fn set(&mut self, name: &str, value: u32) -> Result<(), String> {
                match name {
                    $(stringify!($name) => {
                        if !($lo..=$hi).contains(&value) {
                            return Err(format!("{name} must be between {} and {}", $lo, $hi));
                        }
                        self.$name = value;
                    })+
                    _ => return Err(format!("no JIT parameter {name}")),
                }
                Ok(())
            }
        }
    };
}

/// What the table says about a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name.
    pub name: &'static str,
    /// Value at start.
    pub default: u32,
    /// Smallest allowed value.
    pub lo: u32,
    /// Largest allowed value.
    pub hi: u32,
    /// One sentence.
    pub doc: &'static str,
}

params! {
    /// Back edges after which a loop is recorded.
    hot_loop = 1009 in 1..=1_000_000;
    /// Calls after which a function without a hot loop is recorded.
    hot_function = 797 in 1..=1_000_000;
    /// Times an exit is taken before a path is recorded from it.
    hot_exit = 61 in 1..=1_000_000;
    /// Ops that one recorded path may have.
    path_ops_max = 8000 in 10..=100_000;
    /// Calls inlined into each other.
    inline_depth_max = 12 in 0..=100;
    /// Instructions of a function that is inlined; longer ones are called.
    inline_size_max = 100 in 0..=100_000;
    /// Ops that a region may have before no more paths are added.
    region_ops_max = 20_000 in 100..=1_000_000;
    /// Ops from which on a region is not compiled as a whole again: further paths become fragments.
    region_grow_ops = 400 in 0..=1_000_000;
    /// Paths that a region may have.
    region_paths_max = 200 in 1..=10_000;
    /// Milliseconds of compiling that any run may spend on growing regions.
    compile_free_ms = 25 in 0..=100_000;
    /// Percent of the run that may go into growing regions besides; a third of it where there is one processor.
    compile_percent = 30 in 0..=100;
    /// Failed recordings before a loop is blacklisted.
    aborts_max = 5 in 1..=100;
    /// Megabytes reserved for machine code.
    code_mb = 64 in 1..=1024;
    /// Regions waiting for the compiler before new ones are refused.
    queue_max = 64 in 1..=10_000;
    /// Events kept for explanations.
    events_max = 4096 in 16..=1_000_000;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_set_within_their_limits() {
        let mut p = Params::default();
        assert_eq!(p.set("hot_loop", 1), Ok(()));
        assert_eq!(p.hot_loop, 1);
        assert!(p.set("hot_loop", 0).unwrap_err().contains("between 1"));
        assert!(p.set("speed", 9).is_err());
        for row in Params::ROWS {
            assert!((row.lo..=row.hi).contains(&row.default), "{}", row.name);
        }
    }
}
