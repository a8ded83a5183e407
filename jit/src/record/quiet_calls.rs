//! Calls of native functions and builtin types that run no Python code for the arguments they get: [`RULES`] says which. They
//! become direct calls of the function's body with plain values.
//!
//! A row of a native table can't say this, because it depends on the arguments: `d.get(k)` is quiet for a string key and runs
//! `__hash__` and `__eq__` for an object of a Python class.

use super::quiet::{CHANGES, READS};
use super::{Recorder, V, peek};
use crate::engine::quiet as helpers;
use crate::ir::types::{Alias, Cell, Type, word};
use crate::ir::{Effects, Ref};
use front::bytecode::instr::Instr;
use vm::heap::header::{Kind, flag};
use vm::interp::exec::{Exec, R};
use vm::interp::quiet::iterates_quietly;
use vm::native::function::{Body, NativeFunction, Role};
use vm::native::{NativeDef, Typed};
use vm::object::ty::TypeObj;
use vm::value::Word;

/// What an argument must be for the call to be quiet.
#[derive(Clone, Copy, PartialEq)]
enum Want {
    /// Anything: it is stored or returned, not looked into.
    Any,
    /// A number, string, bytes, bool or None.
    Plain,
    /// Such, or a tuple of such: a key.
    Key,
    /// An exact builtin container, whose items are not compared or hashed.
    Items,
    /// An exact list or tuple.
    Sequence,
    /// An exact set or frozenset.
    Set,
}
use Want::{Any, Items, Key, Plain, Sequence, Set};

/// Owner type ("" for functions of the module named behind it), functions, what the arguments behind the receiver must be (as
/// many as are given), effects.
type Rule = (&'static str, &'static [&'static str], &'static [Want], Effects);

const RULES: &[Rule] = &[
    ("list", &["pop"], &[Plain], CHANGES),
    ("list", &["insert"], &[Plain, Any], CHANGES),
    ("list", &["extend"], &[Items], CHANGES),
    ("list", &["reverse", "clear"], &[], CHANGES),
    ("list", &["copy"], &[], READS),
    ("dict", &["get"], &[Key, Any], READS),
    ("dict", &["__contains__"], &[Key], READS),
    ("dict", &["keys", "values", "items", "copy"], &[], READS),
    ("dict", &["setdefault", "pop"], &[Key, Any], CHANGES),
    ("dict", &["popitem", "clear"], &[], CHANGES),
    ("set", &["add", "discard", "remove"], &[Key], CHANGES),
    ("set", &["pop", "clear"], &[], CHANGES),
    ("set", &["copy"], &[], READS),
    ("frozenset", &["copy"], &[], READS),
    (
        "str",
        &[
            "upper",
            "lower",
            "strip",
            "lstrip",
            "rstrip",
            "split",
            "rsplit",
            "splitlines",
            "startswith",
            "endswith",
            "find",
            "rfind",
            "index",
            "rindex",
            "count",
            "replace",
            "isdigit",
            "isalpha",
            "isalnum",
            "isspace",
            "isupper",
            "islower",
            "isnumeric",
            "isdecimal",
            "isidentifier",
            "istitle",
            "isascii",
            "isprintable",
            "capitalize",
            "title",
            "swapcase",
            "casefold",
            "center",
            "ljust",
            "rjust",
            "zfill",
            "partition",
            "rpartition",
            "removeprefix",
            "removesuffix",
            "expandtabs",
            "encode",
        ],
        &[Plain, Plain, Plain],
        READS,
    ),
    ("str", &["join"], &[Sequence], READS),
    (
        "bytes",
        &["upper", "lower", "strip", "split", "startswith", "endswith", "find", "rfind", "index", "count", "replace", "isdigit", "isalpha", "hex", "decode"],
        &[Plain, Plain, Plain],
        READS,
    ),
    ("bytes", &["join"], &[Sequence], READS),
    ("int", &["bit_length", "bit_count", "conjugate"], &[], READS),
    ("float", &["is_integer", "hex", "as_integer_ratio"], &[], READS),
    (" builtins", &["ord", "chr", "hash", "repr", "ascii", "bin", "oct", "hex", "abs"], &[Plain], READS),
    (" builtins", &["divmod", "pow", "round"], &[Plain, Plain, Plain], READS),
    (" builtins", &["min", "max"], &[Plain, Plain, Plain, Plain], READS),
    (" builtins", &["len", "iter"], &[Items], READS),
    (" builtins", &["id", "callable"], &[Any], READS),
    (" math", &[], &[Plain, Plain, Plain], READS),
];

/// Builtin types that make their instances quietly from such arguments.
const TYPES: &[(&str, &[Want])] = &[
    ("int", &[Plain, Plain]),
    ("float", &[Plain]),
    ("str", &[Plain]),
    ("bool", &[Plain]),
    ("list", &[Items]),
    ("tuple", &[Items]),
    ("set", &[Set]),
    ("frozenset", &[Set]),
    ("dict", &[]),
    ("enumerate", &[Items, Plain]),
    ("zip", &[Items, Items, Items, Items]),
    ("reversed", &[Sequence]),
    ("range", &[Plain, Plain, Plain]),
];

/// Arguments that go in registers.
const ARGS_MAX: usize = 4;

impl Recorder<'_> {
    /// A call that runs no Python code; None: not this one.
    pub(super) fn record_quiet_call(&mut self, i: Instr, callee: V, has_self: bool) -> Option<R> {
        let first = if has_self { i.a() + 1 } else { i.a() + 2 };
        let n = i.b() + u16::from(has_self);
        match peek::kind(callee.w) {
            Kind::NativeFunction => {
                let args: Vec<V> = (0..n).map(|k| self.read(first + k)).collect();
                self.quiet_native(i, callee, has_self, args)
            }
            Kind::Type if !has_self => {
                let args: Vec<V> = (0..n).map(|k| self.read(first + k)).collect();
                self.quiet_type(i, callee, &args)
            }
            _ => None,
        }
    }

    fn quiet_native(&mut self, i: Instr, callee: V, has_self: bool, mut args: Vec<V>) -> Option<R> {
        let f = peek::object::<NativeFunction>(callee.w);
        let Body::Native(def) = f.body else { return None };
        let owner = f.owner.map(TypeObj::name).unwrap_or_default();
        let is_bound = f.role == Role::Function && f.owner.is_some() && !f.receiver.is_null() && def.flags == 0;
        if f.role == Role::ClassDescriptor || def.flags != 0 {
            return None;
        }
        if owner.is_empty() && def.name == "isinstance" && args.len() == 2 {
            return self.known_isinstance(i, callee, has_self, args[0], args[1]);
        }
        if owner.is_empty() && has_own_meaning(def, &args) {
            return None;
        }
        let module = match f.module.word() {
            w if w.is_ptr() && peek::kind(w) == Kind::Str => vm::builtins::str::text(&f.module).into_owned(),
            _ => String::new(),
        };
        let fits = |r: &&Rule| match r.0.strip_prefix(' ') {
            Some(m) => owner.is_empty() && module == m && (r.1.is_empty() || r.1.contains(&def.name)),
            None => r.0 == owner && r.1.contains(&def.name),
        };
        let rule = RULES.iter().find(fits)?;
        if is_bound {
            args.insert(0, V { w: f.receiver.word(), r: callee.r });
        }
        let given = if owner.is_empty() { &args[..] } else { args.get(1..)? };
        if given.len() > rule.2.len() || args.len() > ARGS_MAX {
            return None;
        }
        // A first look without guards, so that a call that isn't quiet costs none.
        if !given.iter().zip(rule.2).all(|(a, w)| looks_like(a.w, *w)) || !owner.is_empty() && !is_exactly(args[0].w, &owner) {
            return None;
        }
        if is_bound {
            args[0] = self.receiver_of(callee, def)?;
        } else {
            self.promote(callee);
        }
        if !owner.is_empty() {
            self.class(args[0]);
            if args[0].w.is_ptr() {
                self.object(args[0])?;
            }
        }
        if owner == "dict"
            && def.name == "get"
            && let Some(done) = self.record_dict_get(i, has_self, &args)
        {
            return Some(done);
        }
        let behind = usize::from(!owner.is_empty());
        let mut effects = rule.3;
        for (a, &want) in args[behind..].iter().zip(rule.2) {
            if !self.guard_want(*a, want) {
                return None;
            }
            // Comparing with an equal hash might run Python code of a key that is in there.
            effects.writes |= want == Key && !a.w.is_int() && peek::kind(a.w) != Kind::Str;
        }
        let n_params = f.signature().params.len();
        let direct = f.signature().fits_exactly(args.len()) || f.signature().fits_padded(args.len()) && n_params <= ARGS_MAX;
        if !direct && is_bound {
            return None;
        }
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        let r = if direct {
            self.quiet_words(helpers::native as *const () as u64, def.name, def.f as usize as u64, n_params, &args, effects)
        } else {
            let f = self.t_word(callee.w);
            self.quiet_words_of(helpers::call as *const () as u64, def.name, f, args.len(), &args, effects)
        };
        self.end_call(i, has_self, r, true);
        Some(Ok(()))
    }

    /// A bound native method: guards its row, and loads its receiver.
    fn receiver_of(&mut self, callee: V, def: &'static NativeDef) -> Option<V> {
        let p = self.object(callee)?;
        let o = vm::object::layout::offsets();
        let row = self.t.load(Cell::I64, Alias::Fixed, p, o.native_row as i32);
        let want = self.t.const_int(std::ptr::from_ref(def) as i64);
        let same = self.t.int_eq(row, want);
        self.t.guard_true(same);
        let r = self.t.load(Cell::Val, Alias::Fixed, p, o.native_receiver as i32);
        let w = peek::object::<NativeFunction>(callee.w).receiver.word();
        self.t.guard_ne(r, word::NULL);
        Some(V { w, r })
    }

    fn quiet_type(&mut self, i: Instr, callee: V, args: &[V]) -> Option<R> {
        let t = peek::type_object(callee.w);
        if t.is_heap_type() {
            return None;
        }
        let name = t.name();
        if name == "type" && args.len() == 1 {
            self.promote(callee);
            let ty = self.known_type(args[0])?;
            if let Err(e) = self.m.call(i) {
                return Some(Err(e));
            }
            let r = self.t_word(ty.value().word());
            self.end_call(i, false, r, false);
            return Some(Ok(()));
        }
        if name == "range" && args.iter().all(|a| a.w.is_int()) {
            self.promote(callee);
            if let Some(done) = self.quiet_range(i, args) {
                return Some(done);
            }
        }
        let (_, wants) = TYPES.iter().find(|r| r.0 == name)?;
        if args.len() > wants.len() || !args.iter().zip(*wants).all(|(a, w)| looks_like(a.w, *w)) {
            return None;
        }
        // A set from a set copies hashes; from anything else it hashes whatever is in there.
        self.promote(callee);
        if !args.iter().zip(*wants).all(|(a, w)| self.guard_want(*a, *w)) {
            return None;
        }
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        let f = self.t_word(callee.w);
        let r = self.quiet_words_of(helpers::call as *const () as u64, "make", f, args.len(), args, READS);
        self.end_call(i, false, r, true);
        Some(Ok(()))
    }

    // ---- types that are known ------------------------------------------------------------------

    /// The type of a value, guarded.
    fn known_type(&mut self, x: V) -> Option<&'static TypeObj> {
        if !x.w.is_ptr() {
            self.class(x);
            return (x.w != Word::NULL).then(|| peek::value(&x.w).ty());
        }
        let h = peek::header(x.w);
        if h.has(flag::EXACT) && !matches!(h.kind(), Kind::Native | Kind::Object) {
            self.object(x)?;
        } else {
            self.guard_shape(x);
        }
        Some(h.ty())
    }
    /// `isinstance(x, C)` and `isinstance(x, (C, D))` of classes without hooks: a constant once the type of `x` is known.
    fn known_isinstance(&mut self, i: Instr, callee: V, has_self: bool, x: V, c: V) -> Option<R> {
        let mut classes = vec![];
        if peek::kind(c.w) == Kind::Tuple && peek::header(c.w).is_exact(Kind::Tuple) {
            let p = self.object(c)?;
            let items = vm::builtins::tuple::items(peek::value(&c.w));
            if items.len() > 4 {
                return None;
            }
            let (len, n) = (self.load_tuple_len(p), self.t.const_int(items.len() as i64));
            let same = self.t.int_eq(len, n);
            self.t.guard_true(same);
            for (k, item) in items.iter().enumerate() {
                let at = self.t.const_int(k as i64);
                classes.push(V { w: item.word(), r: self.load_tuple_item(p, at) });
            }
        } else {
            classes.push(c);
        }
        let has_hook = |c: &V| peek::kind(c.w) != Kind::Type || !std::ptr::eq(peek::header(c.w).ty(), vm::builtins::type_::TYPE.get());
        if classes.iter().any(has_hook) {
            return None;
        }
        let is = |t: &TypeObj| classes.iter().any(|c| t.is_subtype(peek::type_object(c.w)));
        // A class may lie about itself with a property `__class__`: those stay general.
        let t = peek::value(&x.w).ty();
        if x.w == Word::NULL || !is(t) && t.is_heap_type() && t.lookup(&vm::object::intern::names().__class__).is_some_and(|d| d.kind() == Kind::Property) {
            return None;
        }
        self.promote(callee);
        for c in &classes {
            self.promote(*c);
        }
        let answer = is(self.known_type(x)?);
        if let Err(e) = self.m.call(i) {
            return Some(Err(e));
        }
        let r = self.t.const_bool(answer);
        self.end_call(i, has_self, r, true);
        Some(Ok(()))
    }

    // ---- emission --------------------------------------------------------------------------------

    fn guard_want(&mut self, a: V, want: Want) -> bool {
        match want {
            Want::Any => true,
            Want::Plain => self.is_inert(a),
            Want::Key => self.is_key(a),
            Want::Items | Want::Sequence | Want::Set => a.w.is_ptr() && self.object(a).is_some(),
        }
    }
    fn t_word(&mut self, w: Word) -> Ref {
        self.keep.borrow_mut().value(w);
        self.t.const_word(w.0)
    }
    fn quiet_words(&mut self, addr: u64, name: &str, f: u64, n: usize, args: &[V], effects: Effects) -> Ref {
        let f = self.t.const_int(f as i64);
        self.quiet_words_of(addr, name, f, n, args, effects)
    }
    /// A call of a helper that takes a function, a count and up to four words.
    fn quiet_words_of(&mut self, addr: u64, name: &str, f: Ref, n: usize, args: &[V], effects: Effects) -> Ref {
        let mut all = vec![f, self.t.const_int(n as i64)];
        for a in args {
            let w = self.word_of(a.r);
            all.push(w);
        }
        let null = self.t.const_word(word::NULL);
        all.resize(2 + ARGS_MAX, null);
        let r = self.call_helper(name, addr, true, &all, Type::Val, effects);
        self.check_valid |= effects.writes;
        r
    }
}

/// Is the word, as it is now, what the rule asks for?
fn looks_like(w: Word, want: Want) -> bool {
    let exact = |kinds: &[Kind]| kinds.iter().any(|&k| w.is_ptr() && peek::header(w).is_exact(k));
    let plain = || w != Word::NULL && (!w.is_ptr() || exact(&[Kind::Int, Kind::Float, Kind::Complex, Kind::Str, Kind::Bytes]));
    match want {
        Want::Any => w != Word::NULL,
        Want::Plain => plain(),
        Want::Key => plain() || exact(&[Kind::Tuple]) && vm::interp::quiet::is_inert(peek::value(&w)),
        Want::Items => w.is_ptr() && iterates_quietly(peek::kind(w)) && exact(&[peek::kind(w)]),
        Want::Sequence => exact(&[Kind::List, Kind::Tuple]),
        Want::Set => exact(&[Kind::Set, Kind::FrozenSet]),
    }
}
/// Does the call become an op, or a call of a typed body?
fn has_own_meaning(def: &NativeDef, args: &[V]) -> bool {
    let numbers = args.iter().all(|a| a.w.is_int() || a.w.is_float());
    let ints = args.iter().all(|a| a.w.is_int());
    match def.name {
        "len" => args.iter().all(|a| matches!(peek::kind(a.w), Kind::List | Kind::Tuple | Kind::Str)),
        "ord" => args.iter().all(|a| peek::kind(a.w) == Kind::Str),
        "abs" => numbers || args.iter().all(|a| peek::kind(a.w) == Kind::Complex),
        "min" | "max" => ints,
        _ => numbers && args.len() == 1 && matches!(def.typed, Typed::F64(_)),
    }
}
/// Is the receiver of exactly the type that owns the method?
fn is_exactly(w: Word, owner: &str) -> bool {
    if !w.is_ptr() {
        return owner == "int" && w.is_int() || owner == "float" && w.is_float();
    }
    let h = peek::header(w);
    h.has(flag::EXACT) && !h.ty().is_heap_type() && h.ty().name() == owner
}
