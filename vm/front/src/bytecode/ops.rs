//! The opcode table: every fact about a register instruction that more than one place needs.
//!
//! `for_each_opcode!` calls a macro of yours with one row per opcode:
//! `Name (A, B, C) [PROPERTIES] "meaning";`. From it come the enum [`Op`], names, operand roles and
//! documentation here, and the interpreter's dispatch there. Rows state the complete meaning.
//!
//! Conventions that hold for every row:
//! * Registers are relative to the frame's window: localsplus first, then temporaries. A local may stand
//!   wherever a register is read. Reading never changes a register unless its kill flag is set.
//! * A register read as `Use` is killed when its flag (`KILL_A`, `KILL_B`, `KILL_C`) is set: after the
//!   instruction it holds no reference. Only temporaries are killed, and no register is killed twice.
//! * Windows (`Window`: n consecutive temporaries) are always consumed. `Peek` registers are never killed.
//! * Killed and consumed registers are moved out *before* the destination is written, so a destination may
//!   be the same register as an operand. A destination that is a local releases its old value (after the
//!   new one is in place); one that is a temporary holds no reference before.
//! * An instruction that raises writes no destination. Its killed and consumed operands may be cleared or
//!   still in place: all of them are at or above the handler's depth, where unwinding releases everything.
//! * Jump offsets count words from the next instruction: 32 bits in (b, c) or 16 bits in c, both signed.

/// What an operand field of an instruction word holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Not used; zero.
    None,
    /// Register that is written.
    Def,
    /// First of two consecutive registers that are written.
    DefPair,
    /// First of several consecutive registers that are written; the row says how many.
    DefMany,
    /// Register that is read, and killed when the operand's flag is set.
    Use,
    /// Register that is read and stays as it is.
    Peek,
    /// Register that is read and replaced (a temporary).
    Update,
    /// First register of a window that is read and always consumed; the row says how many.
    Window,
    /// Local slot that holds a cell.
    Cell,
    /// Local slot that is changed in place (deleted, wrapped).
    Slot,
    /// Index into the constant table.
    Const,
    /// Index into the site table.
    Site,
    /// Plain number: a count or a selector.
    Num,
    /// Signed 16-bit jump offset.
    Near,
    /// First half of a signed 32-bit number in (b, c).
    Imm,
    /// First half of a 32-bit constant index in (b, c).
    ImmConst,
    /// First half of a 32-bit site index in (b, c).
    ImmSite,
    /// First half of a signed 32-bit jump offset in (b, c).
    Far,
}

/// The register named by operand a is read for the last time.
pub const KILL_A: u8 = 1;
/// The register named by operand b is read for the last time.
pub const KILL_B: u8 = 2;
/// The register named by operand c is read for the last time.
pub const KILL_C: u8 = 4;
/// Binary operations: the augmented assignment form (`__iadd__` first).
pub const INPLACE: u8 = 8;
/// Fused comparisons: jump when the comparison's truth is this bit.
pub const SENSE: u8 = 8;
/// Comparisons: the result is the exact bool of the comparison's truth.
pub const COERCE: u8 = 8;
/// Calls: the slot after the callable was never filled; ignore what it holds.
pub const NOSELF: u8 = 8;
/// `CallEx`: the slot a+3 holds the keyword mapping (else ignore what it holds).
pub const KWARGS: u8 = 8;
/// `Call`, `CallKw`, `CallEx`, `Yield`: the result is not wanted; release it, write nothing to c.
pub const DISCARD: u8 = 16;
/// `LoadSuperAttr`: load a (function, self or NULL) pair.
pub const METHOD: u8 = 8;
/// `LoadSuperAttr`: the source said `super(C, self)`; else it was the bare `super()`.
pub const TWO_ARG: u8 = 16;
/// `GetSlice`, `SetSlice`: the window has a third register, the step.
pub const STEPPED: u8 = 8;
/// `Yield`: inside `await` or `yield from` (the value comes from a sub-iterator).
pub const AWAIT: u8 = 8;
/// `Reraise`: operand b names the register with the saved instruction number.
pub const LASTI: u8 = 8;
/// `Intrinsic2` keeps its selector in x above the kill bits.
pub const X_SHIFT: u32 = 3;

/// Properties of an opcode, as a bit set.
pub mod props {
    /// Nothing special: cannot raise, falls through.
    pub const PURE: u8 = 0;
    /// Can raise or run arbitrary code.
    pub const RAISES: u8 = 1;
    /// May jump.
    pub const JUMP: u8 = 2;
    /// Never falls through to the next instruction.
    pub const ENDS: u8 = 4;
    /// Suspends the frame.
    pub const SUSPENDS: u8 = 8;
}

/// Calls the macro `$m` with the whole opcode table.
#[macro_export]
macro_rules! for_each_opcode {
    ($m:path) => { $m! {
        // ---- moves ----
        LoadConst (Def, ImmConst, None) [PURE] "a = constant.";
        LoadInt (Def, Imm, None) [PURE] "a = the small int imm.";
        LoadNull (Def, None, None) [PURE] "a = NULL: unbound, absent.";
        Move (Def, Peek, None) [PURE] "a = b, a new reference; NULL is copied as NULL.";
        Take (Def, Slot, None) [PURE] "a = b, and b becomes NULL: moves the reference. b may be a local (saving a comprehension's variable) and may be NULL. a != b.";
        Swap (Update, Update, None) [PURE] "Exchange two temporaries.";
        Drop (Slot, None, None) [PURE] "Release temporary a and make it NULL; NULL is allowed.";
        CheckBound (Peek, None, None) [RAISES] "UnboundLocalError when local a is NULL.";
        DeleteFast (Slot, None, None) [RAISES] "Release local a and make it NULL; UnboundLocalError when it is NULL.";

        // ---- unary ----
        Neg (Def, Use, None) [RAISES] "a = -b.";
        Pos (Def, Use, None) [RAISES] "a = +b.";
        Invert (Def, Use, None) [RAISES] "a = ~b.";
        Not (Def, Use, None) [RAISES] "a = not b, b any value.";
        ToBool (Def, Use, None) [RAISES] "a = bool(b) as an exact bool.";

        // ---- binary; x has INPLACE ----
        Add (Def, Use, Use) [RAISES] "a = b + c.";
        Sub (Def, Use, Use) [RAISES] "a = b - c.";
        Mul (Def, Use, Use) [RAISES] "a = b * c.";
        TrueDiv (Def, Use, Use) [RAISES] "a = b / c.";
        FloorDiv (Def, Use, Use) [RAISES] "a = b // c.";
        Mod (Def, Use, Use) [RAISES] "a = b % c.";
        Pow (Def, Use, Use) [RAISES] "a = b ** c.";
        And (Def, Use, Use) [RAISES] "a = b & c.";
        Or (Def, Use, Use) [RAISES] "a = b | c.";
        Xor (Def, Use, Use) [RAISES] "a = b ^ c.";
        Shl (Def, Use, Use) [RAISES] "a = b << c.";
        Shr (Def, Use, Use) [RAISES] "a = b >> c.";
        MatMul (Def, Use, Use) [RAISES] "a = b @ c.";
        // The right operand is an int or float constant.
        AddK (Def, Use, Const) [RAISES] "a = b + constant.";
        SubK (Def, Use, Const) [RAISES] "a = b - constant.";
        MulK (Def, Use, Const) [RAISES] "a = b * constant.";
        TrueDivK (Def, Use, Const) [RAISES] "a = b / constant.";
        FloorDivK (Def, Use, Const) [RAISES] "a = b // constant.";
        ModK (Def, Use, Const) [RAISES] "a = b % constant.";
        PowK (Def, Use, Const) [RAISES] "a = b ** constant.";
        AndK (Def, Use, Const) [RAISES] "a = b & constant.";
        OrK (Def, Use, Const) [RAISES] "a = b | constant.";
        XorK (Def, Use, Const) [RAISES] "a = b ^ constant.";
        ShlK (Def, Use, Const) [RAISES] "a = b << constant.";
        ShrK (Def, Use, Const) [RAISES] "a = b >> constant.";

        // ---- comparisons; x has COERCE on the rich ones ----
        Lt (Def, Use, Use) [RAISES] "a = b < c.";
        Le (Def, Use, Use) [RAISES] "a = b <= c.";
        Eq (Def, Use, Use) [RAISES] "a = b == c.";
        Ne (Def, Use, Use) [RAISES] "a = b != c.";
        Gt (Def, Use, Use) [RAISES] "a = b > c.";
        Ge (Def, Use, Use) [RAISES] "a = b >= c.";
        LtK (Def, Use, Const) [RAISES] "a = b < constant (int, float, str, bytes).";
        LeK (Def, Use, Const) [RAISES] "a = b <= constant.";
        EqK (Def, Use, Const) [RAISES] "a = b == constant.";
        NeK (Def, Use, Const) [RAISES] "a = b != constant.";
        GtK (Def, Use, Const) [RAISES] "a = b > constant.";
        GeK (Def, Use, Const) [RAISES] "a = b >= constant.";
        Is (Def, Use, Use) [PURE] "a = b is c.";
        IsNot (Def, Use, Use) [PURE] "a = b is not c.";
        In (Def, Use, Use) [RAISES] "a = b in c, an exact bool.";
        NotIn (Def, Use, Use) [RAISES] "a = b not in c, an exact bool.";

        // ---- jumps ----
        Jump (None, Far, None) [JUMP | ENDS] "Jump.";
        JumpBack (Num, Far, None) [JUMP | ENDS | RAISES] "Jump backwards, closing loop number a: counts, and polls for signals and other threads (which may raise here).";
        JumpBackQuiet (None, Far, None) [JUMP | ENDS] "Jump backwards with no poll and no count.";
        JumpIf (Use, Far, None) [JUMP | RAISES] "Jump when a is true; a is any value.";
        JumpIfNot (Use, Far, None) [JUMP | RAISES] "Jump when a is false; a is any value.";
        JumpIfNone (Use, Far, None) [JUMP] "Jump when a is None.";
        JumpIfNotNone (Use, Far, None) [JUMP] "Jump when a is not None.";
        // Fused: jump by c when the comparison's truth equals SENSE. Both operands are killed on both ways.
        JumpLt (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a < b) == SENSE.";
        JumpLe (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a <= b) == SENSE.";
        JumpEq (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a == b) == SENSE.";
        JumpNe (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a != b) == SENSE.";
        JumpGt (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a > b) == SENSE.";
        JumpGe (Use, Use, Near) [JUMP | RAISES] "Jump when truth(a >= b) == SENSE.";
        JumpLtK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a < constant) == SENSE.";
        JumpLeK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a <= constant) == SENSE.";
        JumpEqK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a == constant) == SENSE.";
        JumpNeK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a != constant) == SENSE.";
        JumpGtK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a > constant) == SENSE.";
        JumpGeK (Use, Const, Near) [JUMP | RAISES] "Jump when truth(a >= constant) == SENSE.";
        JumpIs (Use, Use, Near) [JUMP] "Jump when (a is b) == SENSE.";
        JumpIn (Use, Use, Near) [JUMP | RAISES] "Jump when (a in b) == SENSE.";

        // ---- names ----
        LoadGlobal (Def, ImmSite, None) [RAISES] "a = the site's name from globals, else builtins; NameError.";
        StoreGlobal (Use, ImmSite, None) [RAISES] "globals[name] = a.";
        DelGlobal (None, ImmSite, None) [RAISES] "del globals[name]; NameError.";
        LoadName (Def, ImmSite, None) [RAISES] "a = name from the locals mapping, else globals, else builtins; NameError.";
        StoreName (Use, ImmSite, None) [RAISES] "locals[name] = a (any mapping).";
        DelName (None, ImmSite, None) [RAISES] "del locals[name]; NameError.";
        LoadDeref (Def, Cell, None) [RAISES] "a = content of cell b; NameError or UnboundLocalError when empty.";
        StoreDeref (Cell, Use, None) [PURE] "content of cell a = b.";
        DelDeref (Cell, None, None) [RAISES] "Empty cell a; NameError or UnboundLocalError when empty.";
        MakeCell (Slot, None, None) [PURE] "Wrap local a (argument or NULL) into a new cell.";
        CopyFree (DefMany, Num, None) [PURE] "Copy the closure's b cells into locals a, a+1, ...";
        LoadLocals (Def, None, None) [RAISES] "a = the locals mapping of a class or module body.";
        LoadFromDictOrGlobals (Def, Use, Site) [RAISES] "a = name from mapping b, else globals, else builtins; NameError.";
        LoadFromDictOrDeref (Def, Use, Cell) [RAISES] "a = cell c's name from mapping b, else the content of cell c.";
        LoadBuildClass (Def, None, None) [RAISES] "a = builtins.__build_class__.";
        LoadCommon (Def, Num, None) [PURE] "a = builtin number b: 0 AssertionError 1 NotImplementedError 2 tuple 3 all 4 any 5 list 6 set.";
        SetupAnnotations (None, None, None) [RAISES] "Make sure locals['__annotations__'] is there.";

        // ---- attributes ----
        LoadAttr (Def, Use, Site) [RAISES] "a = b.name.";
        LoadMethod (DefPair, Use, Site) [RAISES] "a, a+1 = function, b when b.name is a method found on the type; else attribute value, NULL.";
        StoreAttr (Use, Use, Site) [RAISES] "a.name = b.";
        DelAttr (Use, None, Site) [RAISES] "del a.name.";
        LoadSuperAttr (Def, Window, Site) [RAISES] "a = super(b+1, b+2).name where b holds what `super` named (call it when it isn't the builtin; with TWO_ARG call it with both arguments, else with none); with METHOD a, a+1 = pair as in LoadMethod. Consumes b, b+1, b+2.";

        // ---- subscripts ----
        GetItem (Def, Use, Use) [RAISES] "a = b[c].";
        GetItemK (Def, Use, Const) [RAISES] "a = b[constant] (any constant, also slices).";
        SetItem (Use, Use, Use) [RAISES] "a[b] = c.";
        SetItemK (Use, Const, Use) [RAISES] "a[constant] = c.";
        DelItem (Use, Use, None) [RAISES] "del a[b].";
        GetSlice (Def, Use, Window) [RAISES] "a = b[c:c+1] (start, stop in registers c, c+1; both consumed); with STEPPED a = b[c:c+1:c+2].";
        SetSlice (Use, Use, Window) [RAISES] "a[c:c+1] = b (start, stop in registers c, c+1; both consumed); with STEPPED a[c:c+1:c+2] = b.";
        BuildSlice (Def, Window, Num) [PURE] "a = slice of the c (2 or 3) registers at b, consumed.";

        // ---- calls: the window is consumed; nothing live stands above it ----
        Call (Window, Num, Def) [RAISES] "c = a(self?, a+2 .. a+2+b). a+1 is self or NULL; with NOSELF it is ignored. With DISCARD the result is released. Consumes 2+b registers.";
        CallKw (Window, Num, Def) [RAISES] "As Call; a+2+b holds the tuple of names of the last arguments. b counts all arguments. Consumes 3+b registers.";
        CallEx (Window, None, Def) [RAISES] "c = a(*a+2, **a+3); a+1 is ignored; a+3 is ignored without KWARGS; a+2 is any iterable or tuple, a+3 a dict. Consumes 4 registers.";

        // ---- functions ----
        MakeFunction (Def, ImmConst, None) [PURE] "a = function of the code constant.";
        SetFuncAttr (Peek, Use, Num) [PURE] "Attach b to the new function a; c: 1 defaults 2 kwdefaults 4 annotations 8 closure 16 __annotate__.";
        Return (Use, None, None) [ENDS] "Leave the frame with a (moved when killed, else copied).";
        ReturnConst (None, ImmConst, None) [ENDS] "Leave the frame with the constant.";
        ReturnGenerator (None, None, None) [SUSPENDS | RAISES] "Make the generator (coroutine, asynchronous generator) of this frame and return it to the caller; the first resumption goes on behind, the None it is sent is dropped.";
        Yield (Use, None, Def) [SUSPENDS | RAISES] "Suspend with a; on resumption c = the value sent, or the exception thrown is raised here. AWAIT: within await or yield from; then c = None before a thrown exception is raised. DISCARD: the value sent is released.";

        // ---- iteration ----
        GetIter (Def, Use, None) [RAISES] "a = iter(b).";
        GetYieldFromIter (Def, Use, None) [RAISES] "a = the iterator that `yield from b` uses (a coroutine only inside a coroutine).";
        ForIter (Update, Def, Near) [JUMP | RAISES] "b = next(a); when exhausted release a (make it NULL) and jump by c, b unchanged.";
        GetAwaitable (Def, Use, Num) [RAISES] "a = the iterator that awaits b; c: 0 await 1 __aenter__ 2 __aexit__ picks the error text.";
        Send (Peek, Update, Near) [JUMP | RAISES] "Send b to the sub-iterator a: b = what it yields; when it returns b = the value returned and jump by c. a stays.";
        CleanupThrow (Window, None, None) [RAISES] "a, a+1, a+2 = sub-iterator, last value sent, exception. StopIteration: a = None, a+1 = its value, a+2 cleared, the others released; else re-raise a+2.";
        GetAIter (Def, Use, None) [RAISES] "a = type(b).__aiter__(b), checked.";
        GetANext (Def, Peek, None) [RAISES] "a = the awaitable of type(b).__anext__(b), checked.";
        EndAsyncFor (Window, None, None) [RAISES] "a, a+1 = awaitable (or iterator), exception. StopAsyncIteration: release both; else re-raise a+1.";

        // ---- exceptions ----
        PushExcInfo (Def, Peek, None) [PURE] "a = the exception handled until now (or None); b becomes the handled one.";
        PopExcept (Use, None, None) [PURE] "Exception a (or None) becomes the handled one again.";
        CheckExcMatch (Def, Peek, Use) [RAISES] "a = whether exception b matches c (class or tuple of classes; TypeError otherwise), an exact bool.";
        CheckEgMatch (DefPair, Use, Use) [RAISES] "except*: a, a+1 = rest of b not matching c or None, matching part or None.";
        RaiseActive (None, None, None) [RAISES | ENDS] "Bare `raise`: re-raise the handled exception; RuntimeError when there is none.";
        Raise (Use, None, None) [RAISES | ENDS] "raise a.";
        RaiseFrom (Use, Use, None) [RAISES | ENDS] "raise a from b.";
        Reraise (Use, Use, None) [RAISES | ENDS] "Raise exception a again with no new traceback entry; with LASTI register b holds the saved instruction number that becomes the frame's (without it b is unused).";
        LoadSpecial (DefPair, Use, Num) [RAISES] "a, a+1 = special method of type(b) and b, or bound value and NULL; c: 0 __enter__ 1 __exit__ 2 __aenter__ 3 __aexit__. TypeError with CPython's text when missing.";
        WithExceptStart (Def, Peek, Peek) [RAISES] "a = exit function b (self or NULL in b+1) called with (type(c), c, c.__traceback__). Nothing is consumed.";

        // ---- building: n registers from b on are consumed ----
        BuildTuple (Def, Window, Num) [PURE] "a = tuple of the c registers at b.";
        BuildList (Def, Window, Num) [PURE] "a = list of the c registers at b.";
        BuildSet (Def, Window, Num) [RAISES] "a = set of the c registers at b (none: cannot raise).";
        BuildMap (Def, Window, Num) [RAISES] "a = dict of c pairs (key, value), 2*c registers at b (none: cannot raise).";
        BuildString (Def, Window, Num) [PURE] "a = concatenation of the c strings at b.";
        ListAppend (Peek, Use, None) [PURE] "Append b to list a.";
        ListExtend (Peek, Use, None) [RAISES] "Extend list a by iterable b (`[*b]`: TypeError text names the value after *).";
        SetAdd (Peek, Use, None) [RAISES] "Add b to set a.";
        SetUpdate (Peek, Use, None) [RAISES] "Update set a from iterable b.";
        MapAdd (Peek, Use, Use) [RAISES] "a[b] = c for dict a.";
        DictUpdate (Peek, Use, None) [RAISES] "Update dict a from mapping b ({**b}).";
        DictMerge (Peek, Use, Peek) [RAISES] "Update dict a from mapping b, TypeError on a key that is there already; c is the callable, for messages.";
        Unpack2 (Def, Use, Def) [RAISES] "a, c = b. Both are read before either is written; a first.";
        UnpackSeq (DefMany, Use, Num) [RAISES] "a, a+1, ... a+c-1 = b in this order; written only when b had exactly c items.";
        UnpackEx (DefMany, Use, Num) [RAISES] "a, ... = b with a starred target: (c & 255) items, a list, (c >> 8) items, in this order.";

        // ---- strings, templates ----
        Format (Def, Use, None) [RAISES] "a = format(b, '').";
        FormatSpec (Def, Use, Use) [RAISES] "a = format(b, c).";
        Convert (Def, Use, Num) [RAISES] "a = b converted; c: 1 str 2 repr 3 ascii.";
        BuildInterpolation (Def, Window, Num) [RAISES] "a = Interpolation(value b, expression b+1, conversion c >> 2 (0 none 1 str 2 repr 3 ascii), format spec b+2 when c & 1).";
        BuildTemplate (Def, Use, Use) [RAISES] "a = Template of the strings tuple b and interpolations tuple c.";

        // ---- imports ----
        ImportName (Def, Window, Site) [RAISES] "a = __import__(name, globals, locals, fromlist b+1, level b). Consumes both.";
        ImportFrom (Def, Peek, Site) [RAISES] "a = b.name, else sys.modules[b.__name__ + '.' + name]; ImportError.";

        // ---- helpers ----
        Intrinsic1 (Def, Use, Num) [RAISES] "a = helper c of b: 1 print 2 import* 3 StopIteration error 4 wrap for async generator 6 list to tuple 7 TypeVar 8 ParamSpec 9 TypeVarTuple 10 subscript Generic 11 TypeAlias.";
        Intrinsic2 (Def, Use, Use) [RAISES] "a = helper (x >> 3) of b, c: 1 prepare reraise* 2 TypeVar with bound 3 with constraints 4 set type parameters 5 set type parameter default.";
        MatchClass (Def, Window, Num) [RAISES] "a = tuple of attributes or None: subject b, class b+1, keyword names b+2; c positional patterns. Consumes three.";
        MatchKeys (Def, Peek, Peek) [RAISES] "a = tuple of values of mapping b for the keys in tuple c, or None.";
        MatchMapping (Def, Peek, None) [PURE] "a = whether b's type is a mapping for patterns.";
        MatchSequence (Def, Peek, None) [PURE] "a = whether b's type is a sequence for patterns.";
        GetLen (Def, Peek, None) [RAISES] "a = len(b).";
    } };
}

macro_rules! declare_ops {
    ($($name:ident ($a:ident, $b:ident, $c:ident) [$($prop:ident)|+] $doc:literal;)*) => {
        /// A register opcode. The variants' documentation is their exact meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Op { $(#[doc = $doc] $name),* }

        impl Op {
            /// All opcodes in numeric order.
            pub const ALL: &'static [Op] = &[$(Op::$name),*];
            /// How many opcodes there are.
            pub const COUNT: usize = Op::ALL.len();

            /// The opcode's name.
            pub const fn name(self) -> &'static str {
                match self { $(Op::$name => stringify!($name)),* }
            }

            /// Its meaning, one or two sentences.
            pub const fn doc(self) -> &'static str {
                match self { $(Op::$name => $doc),* }
            }

            /// What its three operand fields hold.
            pub const fn roles(self) -> [Role; 3] {
                match self { $(Op::$name => [Role::$a, Role::$b, Role::$c]),* }
            }

            /// Its properties, see [`props`].
            pub const fn props(self) -> u8 {
                match self { $(Op::$name => $(props::$prop)|+),* }
            }
        }

        /// The opcodes as bytes, for use in patterns: `match i.opcode() { byte::Add => ... }`.
        #[allow(non_upper_case_globals, missing_docs, reason = "named after the opcodes, documented there")]
        pub mod byte {
            use super::Op;
            $(pub const $name: u8 = Op::$name as u8;)*
        }
    };
}
for_each_opcode!(declare_ops);

const _: () = assert!(Op::COUNT <= 256, "opcodes fit a byte");

impl Op {
    /// The opcode with this number.
    pub const fn from_u8(byte: u8) -> Option<Op> {
        if (byte as usize) < Op::COUNT { Some(Op::ALL[byte as usize]) } else { None }
    }

    /// Whether it can raise or run arbitrary code.
    pub const fn raises(self) -> bool {
        self.props() & props::RAISES != 0
    }

    /// Whether it may jump.
    pub const fn jumps(self) -> bool {
        self.props() & props::JUMP != 0
    }

    /// Whether control never reaches the next instruction.
    pub const fn ends(self) -> bool {
        self.props() & props::ENDS != 0
    }
}
