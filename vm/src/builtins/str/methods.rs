//! Methods and slots of str.

use super::{StrObj, empty, from_buf, from_char, from_units, get, is_str, new_of};
use crate::builtins::int::raise;
use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{list, tuple};
use crate::native::signature::Signature;
use crate::native::{NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Obj, Payload, ty};
use crate::text::find::{self, Ends};
use crate::text::{TextBuf, Units, case, formatspec, layout, predicates, repr};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

fn s(v: &Value) -> &Obj<StrObj> {
    this::<StrObj>(v)
}
fn need<'a>(vm: &mut Vm, v: &'a Value, who: &str) -> PyResult<&'a Obj<StrObj>> {
    match get(v) {
        Some(s) => Ok(s),
        None => Err(vm.type_error(format!("{who} must be str, not {}", if v.is_none() { "None".into() } else { v.ty().name() }))),
    }
}

/// Iterator over characters.
pub struct StrIter {
    /// The str; the empty str once exhausted.
    pub text: RefCell<Value>,
    /// Next index.
    pub index: Cell<usize>,
}
/// Its type.
pub static ITER: TypeDef = TypeDef::new::<StrIter>("str_ascii_iterator")
    .flags(ty::flag::NO_NEW | ty::flag::QUIET_NEXT | ty::flag::LEAF_NEXT)
    .final_type()
    .methods(ITER_METHODS)
    .slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(|_, v| {
            let it = this::<StrIter>(v);
            let text = it.text.borrow();
            let u = s_of(&text);
            let i = it.index.get();
            if i >= u.len() {
                drop(text);
                drop(it.text.replace(empty()));
                return Ok(None);
            }
            it.index.set(i + 1);
            Ok(Some(from_char(u.get(i))))
        });
    });
static ITER_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        |_, a| {
            let it = this::<StrIter>(&a[0]);
            Ok(Value::usize(s(&it.text.borrow()).len().saturating_sub(it.index.get())))
        },
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
    ),
    NativeDef::new(
        "__reduce__",
        |vm, a| {
            let it = this::<StrIter>(&a[0]);
            let iter = vm.builtin("iter")?;
            let text = it.text.borrow().clone();
            if it.index.get() >= s(&text).len() {
                return Ok(tuple::pair(iter, tuple::from_slice(&[empty()])));
            }
            Ok(tuple::new(vec![iter, tuple::from_slice(&[text]), Value::usize(it.index.get())]))
        },
        "($self, /)",
        "Return state information for pickling.",
    ),
    NativeDef::new(
        "__setstate__",
        |vm, a| {
            let it = this::<StrIter>(&a[0]);
            let i = ops::index_clipped(vm, &a[1])?.max(0) as usize;
            it.index.set(i.min(s(&it.text.borrow()).len()));
            Ok(Value::NONE)
        },
        "($self, state, /)",
        "Set state information for unpickling.",
    ),
];
fn s_of(v: &Value) -> Units<'_> {
    s(v).units()
}
impl Payload for StrIter {
    fn def() -> &'static TypeDef {
        &ITER
    }
}

static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(object='', encoding='utf-8', errors='strict')"));

pub(super) fn slots(t: &mut TypeSlots) {
    t.new = Some(|vm, cls, args| {
        let mut bound = Vec::with_capacity(3);
        SIGNATURE.bind(vm, "str", args, &mut bound)?;
        for (v, what) in bound[1..].iter().zip(["encoding", "errors"]) {
            if !v.is_null() && !is_str(v) {
                return Err(vm.type_error(format!("str() argument '{what}' must be str, not {}", v.ty().name())));
            }
        }
        let v = match (bound[0].opt(), bound[1].is_null() && bound[2].is_null()) {
            (None, _) => empty(),
            (Some(x), true) => ops::to_str(vm, x)?,
            (Some(x), false) => super::codecs::decode(vm, x, bound[1].opt(), bound[2].opt())?,
        };
        Ok(if std::ptr::eq(cls, super::TYPE.get()) { v } else { new_of(cls, s_of(&v)) })
    });
    t.str = Some(|_, v| Ok(from_units(s_of(v))));
    t.repr = Some(|_, v| Ok(from_buf(repr::repr(s_of(v)))));
    t.hash = Some(|_, v| Ok(s(v).hash()));
    t.len = Some(|_, v| Ok(s(v).len()));
    t.bool = Some(|_, v| Ok(!s(v).is_empty()));
    t.iter = Some(|_, v| Ok(object::new(StrIter { text: RefCell::new(v.clone()), index: Cell::new(0) })));
    t.compare = Some(|_, a, b, op| match (get(a), get(b)) {
        (Some(x), Some(y)) => Ok(Value::bool(op.holds(x.units().order(y.units())))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    });
    t.concat = Some(|vm, a, b| {
        if !is_str(b) {
            return Err(vm.type_error(format!("can only concatenate str (not \"{}\") to str", b.ty().name())));
        }
        Ok(super::concat(a.clone(), b))
    });
    t.repeat = Some(|vm, a, n| {
        if n == 1 && super::is_exact(a) {
            return Ok(a.clone());
        }
        let (u, n) = (s_of(a), n.max(0) as usize);
        if let Err(e) = crate::text::ensure_room(u.raw_bytes().len().saturating_mul(n)) {
            return Err(raise(vm, e));
        }
        Ok(from_buf(layout::repeat(u, n)))
    });
    t.contains = Some(|vm, v, x| {
        let Some(y) = get(x) else { return Err(vm.type_error(format!("'in <string>' requires string as left operand, not {}", x.ty().name()))) };
        Ok(find::contains(s_of(v), y.units()))
    });
    t.getitem = Some(|vm, v, key| {
        let u = s_of(v);
        if let Some(sl) = key.downcast::<SliceObj>() {
            let (start, _, step, n) = slice::indices(vm, sl, u.len())?;
            return Ok(if step == 1 {
                from_units(u.slice(start as usize, start as usize + n))
            } else {
                from_buf(layout::stepped(u, start as i64, step as i64, n))
            });
        }
        if key.ty().slots().index.is_none() {
            return Err(vm.type_error(format!("string indices must be integers, not '{}'", key.ty().name())));
        }
        let i = ops::index_subscript(vm, key)?;
        match list::position(i, u.len()) {
            Some(i) => Ok(from_char(u.get(i))),
            None => Err(vm.index_error("string index out of range")),
        }
    });
    t.binary[BinOp::Mod as usize] =
        Some(|vm, a, b| if is_str(a) { Ok(from_buf(super::percent::percent(vm, s_of(a), b, false)?)) } else { Ok(Value::NOT_IMPLEMENTED) });
}

fn pieces(v: &Value, each: impl FnOnce(&mut dyn FnMut(usize, usize))) -> Value {
    let u = s_of(v);
    // As many as a line of text has words, most often.
    let mut out = Vec::with_capacity(12.min(u.len()));
    each(&mut |a, b| out.push(from_units(u.slice(a, b))));
    list::new(out)
}
fn split_with(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let max = match a[2].opt() {
        Some(m) => Some(ops::index_i64(vm, m)?).filter(|m| *m >= 0).map(|m| m as usize),
        None => None,
    };
    let Some(sep) = a[1].some() else {
        return Ok(pieces(&a[0], |f| if right { find::rsplit_whitespace(s_of(&a[0]), max, f) } else { find::split_whitespace(s_of(&a[0]), max, f) }));
    };
    let sep = match get(sep) {
        Some(x) => x,
        None => return Err(vm.type_error(format!("must be str or None, not {}", sep.ty().name()))),
    };
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    Ok(pieces(&a[0], |f| if right { find::rsplit(s_of(&a[0]), sep.units(), max, f) } else { find::split(s_of(&a[0]), sep.units(), max, f) }))
}
fn partition(vm: &mut Vm, a: &[Value], right: bool) -> PyResult<Value> {
    let sep = match get(&a[1]) {
        Some(x) => x,
        None => return Err(vm.type_error(format!("must be str, not {}", a[1].ty().name()))),
    };
    if sep.is_empty() {
        return Err(vm.value_error("empty separator"));
    }
    let u = s_of(&a[0]);
    Ok(tuple::new(match find::partition(u, sep.units(), right) {
        Some((i, j)) => vec![from_units(u.slice(0, i)), a[1].clone(), from_units(u.slice(j, u.len()))],
        None if right => vec![empty(), empty(), from_units(u)],
        None => vec![from_units(u), empty(), empty()],
    }))
}
fn strip(vm: &mut Vm, a: &[Value], ends: Ends, who: &str) -> PyResult<Value> {
    let chars = match a[1].some() {
        Some(c) => match get(c) {
            Some(c) => Some(c.units()),
            None => return Err(vm.type_error(format!("{who} arg must be None or str"))),
        },
        None => None,
    };
    let u = s_of(&a[0]);
    let (i, j) = find::strip(u, ends, chars);
    let whole = i == 0 && j == u.len() && super::is_exact(&a[0]);
    Ok(if whole { a[0].clone() } else { from_units(u.slice(i, j)) })
}
/// `find`-like: the needle's place within the bounds.
fn locate(vm: &mut Vm, a: &[Value], right: bool, who: &str) -> PyResult<Option<usize>> {
    let n = need(vm, &a[1], &format!("{who}() argument 1"))?;
    let u = s_of(&a[0]);
    let Some((i, j)) = slice::search_range(vm, &a[2], &a[3], || u.len())? else { return Ok(None) };
    let part = u.slice(i, j);
    Ok(if right { find::rfind(part, n.units()) } else { find::find(part, n.units()) }.map(|k| k + i))
}
fn affix(vm: &mut Vm, a: &[Value], end: bool) -> PyResult<Value> {
    let who = if end { "endswith" } else { "startswith" };
    let u = s_of(&a[0]);
    let range = slice::search_range(vm, &a[2], &a[3], || u.len())?;
    let all = if a[1].downcast::<tuple::TupleObj>().is_some() { tuple::items(&a[1]).to_vec() } else { vec![a[1].clone()] };
    for x in &all {
        let Some(x) = get(x) else {
            return Err(vm.type_error(format!("{who} first arg must be str or a tuple of str, not {}", x.ty().name())));
        };
        if let Some((i, j)) = range {
            let part = u.slice(i, j);
            if if end { find::ends_with(part, x.units()) } else { find::starts_with(part, x.units()) } {
                return Ok(Value::TRUE);
            }
        }
    }
    Ok(Value::FALSE)
}
fn join(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].ty().slots().iter.is_none() && !ops::is_sequence(&a[1]) {
        return Err(vm.type_error("can only join an iterable"));
    }
    let items = ops::collect(vm, &a[1])?;
    if let [only] = items.as_slice()
        && super::is_exact(only)
    {
        return Ok(only.clone());
    }
    let sep = s_of(&a[0]);
    let mut out = TextBuf::new();
    for (i, x) in items.iter().enumerate() {
        let Some(x) = get(x) else { return Err(vm.type_error(format!("sequence item {i}: expected str instance, {} found", x.ty().name()))) };
        if i > 0 {
            out.push_units(sep);
        }
        out.push_units(x.units());
    }
    Ok(from_buf(out))
}
fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (old, new) = (need(vm, &a[1], "replace() argument 1")?, need(vm, &a[2], "replace() argument 2")?);
    let max = match a[3].opt() {
        Some(m) => Some(ops::index_i64(vm, m)?).filter(|m| *m >= 0).map(|m| m as usize),
        None => None,
    };
    let same = || if super::is_exact(&a[0]) { a[0].clone() } else { from_units(s_of(&a[0])) };
    Ok(find::replace(s_of(&a[0]), old.units(), new.units(), max).map_or_else(same, from_buf))
}
fn pad(vm: &mut Vm, a: &[Value], f: fn(Units<'_>, usize, u32) -> TextBuf) -> PyResult<Value> {
    let w = ops::index_i64(vm, &a[1])?.max(0) as usize;
    let fill = match a[2].opt() {
        Some(c) => match get(c) {
            Some(c) if c.len() == 1 => c.units().get(0),
            _ => return Err(vm.type_error("The fill character must be exactly one character long")),
        },
        None => 32,
    };
    Ok(from_buf(f(s_of(&a[0]), w, fill)))
}
fn expandtabs(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let size = match a[1].opt() {
        Some(n) => super::c_int(vm, n)?,
        None => 8,
    };
    let wide = match s_of(&a[0]) {
        Units::One(u) => layout::expand_tabs(u, size).map(|v| Units::One(&v).to_buf()),
        Units::Two(u) => layout::expand_tabs(u, size).map(|v| Units::Two(&v).to_buf()),
        Units::Four(u) => layout::expand_tabs(u, size).map(|v| Units::Four(&v).to_buf()),
    };
    match wide {
        Some(t) => Ok(from_buf(t)),
        None => Err(vm.overflow_error("new string is too long")),
    }
}
fn encode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    for (v, what) in a[1..].iter().zip(["encoding", "errors"]) {
        if !v.is_null() && !is_str(v) {
            return Err(vm.type_error(format!("encode() argument '{what}' must be str, not {}", v.ty().name())));
        }
    }
    super::codecs::encode(vm, &a[0], a[1].opt(), a[2].opt())
}
fn format(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(spec) = get(&a[1]) else { return Err(vm.type_error(format!("__format__() argument must be str, not {}", a[1].ty().name()))) };
    if spec.is_empty() {
        return ops::to_str(vm, &a[0]);
    }
    match formatspec::format_str(s_of(&a[0]), spec.units(), &a[0].ty().name()) {
        Ok(t) => Ok(from_buf(t)),
        Err(e) => Err(raise(vm, e)),
    }
}
fn find_value(r: Option<usize>) -> Value {
    r.map_or(Value::int(-1), Value::usize)
}
fn need_found(vm: &mut Vm, r: Option<usize>) -> PyResult<Value> {
    match r {
        Some(i) => Ok(Value::usize(i)),
        None => Err(vm.value_error("substring not found")),
    }
}
macro_rules! test {
    ($name:literal, $f:path, $doc:literal) => {
        NativeDef::new($name, |_, a| Ok(Value::bool($f(s_of(&a[0])))), "($self, /)", $doc)
    };
}
/// An ASCII string with its bytes changed in place: itself when there is nothing to change.
fn ascii_mapped(v: &Value, changes: impl Fn(&u8) -> bool, change: impl Fn(&mut [u8])) -> Option<Value> {
    let bytes = get(v)?.as_ascii()?.as_bytes();
    if super::is_exact(v) && !bytes.iter().any(changes) {
        return Some(v.clone());
    }
    let mut short = [0u8; 64];
    if let Some(copy) = short.get_mut(..bytes.len()) {
        copy.copy_from_slice(bytes);
        change(copy);
        return Some(super::from_latin1(copy));
    }
    let mut copy = bytes.to_vec();
    change(&mut copy);
    Some(super::from_latin1(&copy))
}
macro_rules! map {
    ($name:literal, $f:path, ($changes:expr, $change:expr), $doc:literal) => {
        NativeDef::new($name, |_, a| Ok(ascii_mapped(&a[0], $changes, $change).unwrap_or_else(|| from_buf($f(s_of(&a[0]))))), "($self, /)", $doc)
    };
    ($name:literal, $f:path, $doc:literal) => {
        NativeDef::new($name, |_, a| Ok(from_buf($f(s_of(&a[0])))), "($self, /)", $doc)
    };
}
pub(super) static METHODS: &[NativeDef] = &[
    map!("lower", case::lower, (u8::is_ascii_uppercase, <[u8]>::make_ascii_lowercase), "Return a copy of the string converted to lowercase."),
    map!("upper", case::upper, (u8::is_ascii_lowercase, <[u8]>::make_ascii_uppercase), "Return a copy of the string converted to uppercase."),
    map!(
        "casefold",
        case::casefold,
        (u8::is_ascii_uppercase, <[u8]>::make_ascii_lowercase),
        "Return a version of the string suitable for caseless comparisons."
    ),
    map!("capitalize", case::capitalize, "Return a capitalized version of the string."),
    map!("title", case::title, "Return a version of the string where each word is titlecased."),
    map!("swapcase", case::swapcase, "Convert uppercase characters to lowercase and lowercase characters to uppercase."),
    test!("isalpha", predicates::isalpha, "Return True if the string is an alphabetic string, False otherwise."),
    test!("isdigit", predicates::isdigit, "Return True if the string is a digit string, False otherwise."),
    test!("isdecimal", predicates::isdecimal, "Return True if the string is a decimal string, False otherwise."),
    test!("isnumeric", predicates::isnumeric, "Return True if the string is a numeric string, False otherwise."),
    test!("isalnum", predicates::isalnum, "Return True if the string is an alpha-numeric string, False otherwise."),
    test!("isspace", predicates::isspace, "Return True if the string is a whitespace string, False otherwise."),
    test!("isupper", predicates::isupper, "Return True if the string is an uppercase string, False otherwise."),
    test!("islower", predicates::islower, "Return True if the string is a lowercase string, False otherwise."),
    test!("istitle", predicates::istitle, "Return True if the string is a title-cased string, False otherwise."),
    test!("isprintable", predicates::isprintable, "Return True if all characters in the string are printable, False otherwise."),
    test!("isidentifier", predicates::isidentifier, "Return True if the string is a valid Python identifier, False otherwise."),
    NativeDef::new(
        "isascii",
        |_, a| Ok(Value::bool(s(&a[0]).is_ascii())),
        "($self, /)",
        "Return True if all characters in the string are ASCII, False otherwise.",
    ),
    NativeDef::new(
        "split",
        |vm, a| split_with(vm, a, false),
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the substrings in the string, using sep as the separator string.",
    ),
    NativeDef::new(
        "rsplit",
        |vm, a| split_with(vm, a, true),
        "($self, /, sep=None, maxsplit=-1)",
        "Return a list of the substrings in the string, using sep as the separator string.",
    ),
    NativeDef::new(
        "splitlines",
        |vm, a| {
            let keep = match a[1].opt() {
                Some(k) => ops::truth(vm, k)?,
                None => false,
            };
            Ok(pieces(&a[0], |f| find::splitlines(s_of(&a[0]), keep, f)))
        },
        "($self, /, keepends=False)",
        "Return a list of the lines in the string, breaking at line boundaries.",
    ),
    NativeDef::new("partition", |vm, a| partition(vm, a, false), "($self, sep, /)", "Partition the string into three parts using the given separator."),
    NativeDef::new("rpartition", |vm, a| partition(vm, a, true), "($self, sep, /)", "Partition the string into three parts using the given separator."),
    NativeDef::new(
        "strip",
        |vm, a| strip(vm, a, Ends::Both, "strip"),
        "($self, chars=None, /)",
        "Return a copy of the string with leading and trailing whitespace removed.",
    ),
    NativeDef::new(
        "lstrip",
        |vm, a| strip(vm, a, Ends::Left, "lstrip"),
        "($self, chars=None, /)",
        "Return a copy of the string with leading whitespace removed.",
    ),
    NativeDef::new(
        "rstrip",
        |vm, a| strip(vm, a, Ends::Right, "rstrip"),
        "($self, chars=None, /)",
        "Return a copy of the string with trailing whitespace removed.",
    ),
    NativeDef::new(
        "find",
        |vm, a| Ok(find_value(locate(vm, a, false, "find")?)),
        "($self, sub, start=None, end=None, /)",
        "Return the lowest index in S where substring sub is found.",
    ),
    NativeDef::new(
        "rfind",
        |vm, a| Ok(find_value(locate(vm, a, true, "rfind")?)),
        "($self, sub, start=None, end=None, /)",
        "Return the highest index in S where substring sub is found.",
    ),
    NativeDef::new(
        "index",
        |vm, a| {
            let r = locate(vm, a, false, "index")?;
            need_found(vm, r)
        },
        "($self, sub, start=None, end=None, /)",
        "Return the lowest index in S where substring sub is found.",
    ),
    NativeDef::new(
        "rindex",
        |vm, a| {
            let r = locate(vm, a, true, "rindex")?;
            need_found(vm, r)
        },
        "($self, sub, start=None, end=None, /)",
        "Return the highest index in S where substring sub is found.",
    ),
    NativeDef::new(
        "count",
        |vm, a| {
            let n = need(vm, &a[1], "count() argument 1")?;
            let range = slice::search_range(vm, &a[2], &a[3], || s(&a[0]).len())?;
            Ok(Value::usize(range.map_or(0, |(i, j)| find::count(s_of(&a[0]).slice(i, j), n.units()))))
        },
        "($self, sub, start=None, end=None, /)",
        "Return the number of non-overlapping occurrences of substring sub.",
    ),
    NativeDef::new(
        "startswith",
        |vm, a| affix(vm, a, false),
        "($self, prefix, start=None, end=None, /)",
        "Return True if the string starts with the specified prefix, False otherwise.",
    ),
    NativeDef::new(
        "endswith",
        |vm, a| affix(vm, a, true),
        "($self, suffix, start=None, end=None, /)",
        "Return True if the string ends with the specified suffix, False otherwise.",
    ),
    NativeDef::new(
        "removeprefix",
        |vm, a| {
            let p = need(vm, &a[1], "removeprefix() argument")?;
            let u = s_of(&a[0]);
            Ok(if find::starts_with(u, p.units()) { from_units(u.slice(p.len(), u.len())) } else { from_units(u) })
        },
        "($self, prefix, /)",
        "Return a str with the given prefix string removed if present.",
    ),
    NativeDef::new(
        "removesuffix",
        |vm, a| {
            let p = need(vm, &a[1], "removesuffix() argument")?;
            let u = s_of(&a[0]);
            Ok(if find::ends_with(u, p.units()) { from_units(u.slice(0, u.len() - p.len())) } else { from_units(u) })
        },
        "($self, suffix, /)",
        "Return a str with the given suffix string removed if present.",
    ),
    NativeDef::new(
        "expandtabs",
        expandtabs,
        "($self, /, tabsize=8)",
        "Return a copy where all tab characters are expanded using spaces.\n\nIf tabsize is not given, a tab size of 8 characters is assumed.",
    ),
    NativeDef::new(
        "format",
        super::format::format,
        "($self, /, *args, **kwargs)",
        "Return a formatted version of the string, using substitutions from args and kwargs.\n\nThe substitutions are identified by braces ('{' and '}').",
    ),
    NativeDef::new(
        "format_map",
        super::format::format_map,
        "($self, mapping, /)",
        "Return a formatted version of the string, using substitutions from mapping.\n\nThe substitutions are identified by braces ('{' and '}').",
    ),
    NativeDef::new("translate", super::format::translate, "($self, table, /)", "Replace each character in the string using the given translation table."),
    NativeDef::new(
        "maketrans",
        super::format::maketrans,
        "(x, y=<unrepresentable>, z=<unrepresentable>, /)",
        "Return a translation table usable for str.translate().",
    )
    .static_method(),
    NativeDef::new("join", join, "($self, iterable, /)", "Concatenate any number of strings."),
    NativeDef::new("replace", replace, "($self, old, new, /, count=-1)", "Return a copy with all occurrences of substring old replaced by new."),
    NativeDef::new("center", |vm, a| pad(vm, a, layout::center), "($self, width, fillchar=' ', /)", "Return a centered string of length width."),
    NativeDef::new("ljust", |vm, a| pad(vm, a, layout::ljust), "($self, width, fillchar=' ', /)", "Return a left-justified string of length width."),
    NativeDef::new("rjust", |vm, a| pad(vm, a, layout::rjust), "($self, width, fillchar=' ', /)", "Return a right-justified string of length width."),
    NativeDef::new(
        "zfill",
        |vm, a| {
            let w = ops::index_i64(vm, &a[1])?.max(0) as usize;
            Ok(from_buf(layout::zfill(s_of(&a[0]), w)))
        },
        "($self, width, /)",
        "Pad a numeric string with zeros on the left, to fill a field of the given width.",
    ),
    NativeDef::new("encode", encode, "($self, /, encoding='utf-8', errors='strict')", "Encode the string using the codec registered for encoding."),
    NativeDef::new("__format__", format, "($self, format_spec, /)", "Return a formatted version of the string as described by format_spec."),
    NativeDef::new("__getnewargs__", |_, a| Ok(tuple::new(vec![from_units(s_of(&a[0]))])), "($self, /)", ""),
];
