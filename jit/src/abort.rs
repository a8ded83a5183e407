//! THE table of reasons why a loop is not machine code (yet), in the words of a Python programmer.

macro_rules! aborts {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal, $retry:ident;)+) => {
        /// Why recording or compiling was given up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Abort { $($(#[doc = $doc])+ $name,)+ }
        impl Abort {
            /// All reasons.
            pub const ALL: &'static [Abort] = &[$(Abort::$name,)+];
            /// What the user is told.
            pub const fn message(self) -> &'static str { match self { $(Abort::$name => $text,)+ } }
            /// What to do about the loop.
            pub const fn retry(self) -> Retry { match self { $(Abort::$name => Retry::$retry,)+ } }
        }
    };
}

/// What happens to a loop after an abort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Try again when it got hot once more; chance decides which path is recorded.
    Later,
    /// The same would happen again: blacklist at once.
    Never,
}

aborts! {
    /// The path has more ops than `path_ops_max`.
    TooLong "one pass of the loop is too long to compile (split the loop body into loops of its own)", Later;
    /// The recorded path left the loop before it came back to its start.
    LeftLoop "the recorded pass left the loop (break, return or exception) before coming back to its start", Later;
    /// An exception was raised and not handled inside the loop.
    Raised "the recorded pass raised an exception", Later;
    /// Another loop is being recorded, or the thread was switched.
    Interrupted "recording was interrupted by another thread or a signal", Later;
    /// A function turned out to call itself: the next recording calls it instead of inlining it.
    Recursive "a function that was being inlined calls itself; from now on it is called", Later;
    /// A construct the recorder does not know.
    Unsupported "the loop uses a construct that is not compiled yet", Never;
    /// `exec`, `eval`, `sys.settrace`, frame access.
    DynamicCode "the loop runs code that looks at or changes its own frame (exec, eval, locals(), sys.settrace)", Never;
    /// The generator or coroutine is suspended in the middle of the path.
    Suspended "the recorded pass suspended the generator or coroutine that it runs in", Later;
    /// Globals or classes that the loop relies on keep changing.
    Unstable "globals or classes that the loop uses keep being changed", Never;
    /// The region has `region_ops_max` ops or `region_paths_max` paths.
    RegionFull "the loop has too many different paths; the most frequent ones are compiled", Never;
    /// Code memory is full.
    NoCodeMemory "memory for machine code is used up", Never;
    /// The code generator doesn't know this processor.
    NoCompiler "no machine code can be made for this processor", Never;
    /// An exit has more live values than the exit buffer.
    TooManyValues "too many values are alive at one place of the loop", Never;
    /// A bug of ours: the verifier or the code generator refused.
    Internal "internal error of the compiler (please report it); the loop stays interpreted", Never;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_says_something_different() {
        for (i, a) in Abort::ALL.iter().enumerate() {
            assert!(Abort::ALL[..i].iter().all(|b| b.message() != a.message()), "{a:?}");
        }
    }
}
