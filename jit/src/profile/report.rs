//! What became of the loops: for `naja profile`.

/// One loop that was hot, as a user sees it.
#[derive(Clone, Debug)]
pub struct LoopInfo {
    /// File of its code.
    pub file: String,
    /// Qualified name of its function.
    pub function: String,
    /// Line of its head.
    pub line: u32,
    /// "compiled", "compiling", "resting", "interpreted" and the like.
    pub state: &'static str,
    /// Why it isn't compiled, or not all of it.
    pub why: Option<&'static str>,
    /// How often its code was entered; each time it was left by an exit.
    pub entries: u64,
    /// Addresses of its machine code, past and present.
    pub code: Vec<(usize, usize)>,
}

/// A row of `Engine::places`: where events happen, by the code object's address.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// File.
    pub file: String,
    /// Qualified name.
    pub function: String,
}
