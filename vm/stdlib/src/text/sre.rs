//! `_sre`: patterns and what makes them.

use super::matching::{self, Template};
use super::subject::Subject;
use crate::leaf::sre::{self, Found, How, Machine, Program};
use vm::builtins::{bytes, dict, int, iterators, list, str, tuple};
use vm::import::NativeModule;
use vm::native::{NativeDef, TypeDef, function, this};
use vm::object::ops::{self, CmpOp};
use vm::object::{self, Payload, intern, ty};
use vm::text::{TextBuf, case};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_sre", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = vm::builtins::module::dict_of(m) else { return Ok(()) };
    let name = Value::str("_sre");
    for f in FUNCTIONS {
        d.set_text(f.name, function::module_function(f, m, &name));
    }
    for (n, v) in [("MAGIC", sre::MAGIC), ("CODESIZE", 4), ("MAXREPEAT", i64::from(sre::MAXREPEAT)), ("MAXGROUPS", i64::from(sre::MAXGROUPS))] {
        d.set_text(n, Value::int(v));
    }
    Ok(())
}

/// Payload of `re.Pattern`.
pub(super) struct Pattern {
    pub program: Program,
    codes: Vec<u32>,
    pub pattern: Value,
    flags: i64,
    pub groups: usize,
    /// Names to numbers, a dict.
    pub groupindex: Value,
    /// Names by number, a tuple.
    pub indexgroup: Value,
    /// Is the pattern bytes? None for a pattern without source.
    is_bytes: Option<bool>,
}
impl Payload for Pattern {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PATTERN
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.pattern, &self.groupindex, &self.indexgroup].into_iter().for_each(visit);
    }
}

/// `re.Pattern`
pub(super) static PATTERN: TypeDef = TypeDef::new::<Pattern>("re.Pattern")
    .doc("Compiled regular expression object.")
    .flags(ty::flag::NO_NEW | ty::flag::WEAKREF)
    .final_type()
    .methods(METHODS)
    .getset(&[
        vm::native::GetSet::new("pattern", |_, v| Ok(this::<Pattern>(v).pattern.clone()), None, "The pattern string from which the RE object was compiled."),
        vm::native::GetSet::new("flags", |_, v| Ok(Value::int(this::<Pattern>(v).flags)), None, "The regex matching flags."),
        vm::native::GetSet::new("groups", |_, v| Ok(Value::usize(this::<Pattern>(v).groups)), None, "The number of capturing groups in the pattern."),
        vm::native::GetSet::new(
            "groupindex",
            |_, v| Ok(dict::new_proxy(this::<Pattern>(v).groupindex.clone())),
            None,
            "A dictionary mapping group names to group numbers.",
        ),
    ])
    .slots(|s| {
        s.repr = Some(repr);
        s.hash = Some(|vm, v| {
            let p = this::<Pattern>(v);
            let h = ops::hash(vm, &p.pattern)?;
            let codes = p.codes.iter().fold(0i64, |h, c| h.wrapping_mul(31).wrapping_add(i64::from(*c)));
            Ok((h ^ codes ^ p.flags ^ p.groups as i64).clamp(-(1 << 60), 1 << 60))
        });
        s.compare = Some(|vm, a, b, op| {
            let (Some(x), Some(y), CmpOp::Eq | CmpOp::Ne) = (a.downcast::<Pattern>(), b.downcast::<Pattern>(), op) else {
                return Ok(Value::NOT_IMPLEMENTED);
            };
            let same = a.is(b) || x.flags == y.flags && x.is_bytes == y.is_bytes && x.codes == y.codes && ops::equal(vm, &x.pattern, &y.pattern)?;
            Ok(Value::bool(same == (op == CmpOp::Eq)))
        });
    });

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    static NAMES: &[(i64, &str)] =
        &[(2, "IGNORECASE"), (4, "LOCALE"), (8, "MULTILINE"), (16, "DOTALL"), (32, "UNICODE"), (64, "VERBOSE"), (128, "DEBUG"), (256, "ASCII")];
    let p = this::<Pattern>(v);
    let mut flags = p.flags;
    if p.is_bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut shown = Vec::new();
    for (bit, name) in NAMES {
        if flags & bit != 0 {
            shown.push(format!("re.{name}"));
            flags &= !bit;
        }
    }
    if flags != 0 {
        shown.push(format!("{flags:#x}"));
    }
    let source = ops::repr(vm, &p.pattern)?;
    let mut out = TextBuf::from("re.compile(");
    if let Some(s) = str::get(&source) {
        out.push_units(s.units().slice(0, s.len().min(200)));
    }
    if !shown.is_empty() {
        out.push_str(", ");
        out.push_str(&shown.join("|"));
    }
    out.push_str(")");
    Ok(str::from_buf(out))
}

/// `pos` and `endpos` cut to the subject.
fn bounds(vm: &mut Vm, pos: &Value, endpos: &Value, len: usize) -> PyResult<(usize, usize)> {
    let mut cut = |v: &Value, default: usize| -> PyResult<usize> {
        match v.opt() {
            Some(v) => Ok(ops::index_i64(vm, v)?.clamp(0, len as i64) as usize),
            None => Ok(default),
        }
    };
    Ok((cut(pos, 0)?, cut(endpos, len)?))
}

/// The subject, checked against the kind of pattern.
pub(super) fn subject(vm: &mut Vm, p: &Pattern, v: &Value) -> PyResult<Subject> {
    let s = Subject::new(vm, v)?;
    match (p.is_bytes, s.is_bytes) {
        (Some(true), false) => Err(vm.type_error("cannot use a bytes pattern on a string-like object")),
        (Some(false), true) => Err(vm.type_error("cannot use a string pattern on a bytes-like object")),
        _ => Ok(s),
    }
}

fn once(vm: &mut Vm, a: &[Value], how: How) -> PyResult<Value> {
    let p = this::<Pattern>(&a[0]);
    let s = subject(vm, p, &a[1])?;
    let (pos, end) = bounds(vm, &a[2], &a[3], s.units().len())?;
    let mut m = Machine::default();
    match s.find(vm, &mut m, &p.program, (pos, end), how, false)? {
        Some(f) => Ok(matching::new(&a[0], p, &m, f, &a[1], (pos, end))),
        None => Ok(Value::NONE),
    }
}

/// All matches, one after the other, with the machine's groups.
fn each(
    vm: &mut Vm,
    p: &Pattern,
    s: &Subject,
    (mut pos, end): (usize, usize),
    limit: usize,
    mut f: impl FnMut(&mut Vm, &Machine, Found) -> PyResult<()>,
) -> PyResult<usize> {
    let (mut m, mut advance, mut n) = (Machine::default(), false, 0);
    while limit == 0 || n < limit {
        let Some(found) = s.find(vm, &mut m, &p.program, (pos, end), How::Search, advance)? else { break };
        f(vm, &m, found)?;
        n += 1;
        advance = found.start == found.end;
        pos = found.end;
    }
    Ok(n)
}

fn findall(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<Pattern>(&a[0]);
    let s = subject(vm, p, &a[1])?;
    let span = bounds(vm, &a[2], &a[3], s.units().len())?;
    let mut out = Vec::new();
    each(vm, p, &s, span, 0, |_, m, f| {
        let group = |g| m.group(g).map_or_else(|| s.slice(0, 0), |(a, b)| s.slice(a, b));
        out.push(match p.groups {
            0 => s.slice(f.start, f.end),
            1 => group(0),
            n => tuple::new((0..n).map(group).collect()),
        });
        Ok(())
    })?;
    Ok(list::new(out))
}

fn limit(vm: &mut Vm, v: &Value) -> PyResult<Option<usize>> {
    let n = match v.opt() {
        Some(v) => ops::index_i64(vm, v)?,
        None => 0,
    };
    // A negative limit means none at all.
    Ok(usize::try_from(n).ok())
}

fn split(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let p = this::<Pattern>(&a[0]);
    let s = subject(vm, p, &a[1])?;
    let end = s.units().len();
    let (mut out, mut last) = (Vec::new(), 0);
    if let Some(limit) = limit(vm, &a[2])? {
        each(vm, p, &s, (0, end), limit, |_, m, f| {
            out.push(s.slice(last, f.start));
            out.extend((0..p.groups).map(|g| m.group(g).map_or(Value::NONE, |(a, b)| s.slice(a, b))));
            last = f.end;
            Ok(())
        })?;
    }
    out.push(s.slice(last, end));
    Ok(list::new(out))
}

/// What `sub` puts in place of a match.
enum Filler {
    Literal(Value),
    Template(Value),
    Call(Value),
}

fn filler(vm: &mut Vm, pattern: &Value, repl: &Value) -> PyResult<Filler> {
    if repl.ty().slots().call.is_some() {
        return Ok(Filler::Call(repl.clone()));
    }
    let plain = match (str::get(repl), bytes::get(repl)) {
        (Some(s), _) => !s.units().iter().any(|c| c == 0x5C),
        (_, Some(b)) => !b.contains(&b'\\'),
        // Other buffers can't be keys of the cache of templates.
        _ if vm::builtins::buffer::is_exporter(repl) => {
            let data = vm::builtins::buffer::bytes_like(vm, repl)?.to_vec();
            return filler(vm, pattern, &bytes::new(data));
        }
        _ => false,
    };
    if plain {
        return Ok(Filler::Literal(repl.clone()));
    }
    let compile = vm.import_attr("re", "_compile_template")?;
    let t = vm.call(&compile, &[pattern.clone(), repl.clone()])?;
    Ok(match t.downcast::<Template>() {
        Some(x) if x.parts.is_empty() => Filler::Literal(x.first.clone()),
        Some(_) => Filler::Template(t),
        None => Filler::Literal(t),
    })
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<(Value, usize)> {
    let p = this::<Pattern>(&a[0]);
    let fill = filler(vm, &a[0], &a[1])?;
    let s = subject(vm, p, &a[2])?;
    let end = s.units().len();
    let (mut parts, mut last, mut n) = (Vec::new(), 0, 0);
    if let Some(limit) = limit(vm, &a[3])? {
        n = each(vm, p, &s, (0, end), limit, |vm, m, f| {
            if last < f.start {
                parts.push(s.slice(last, f.start));
            }
            let new = match &fill {
                Filler::Literal(v) => v.clone(),
                Filler::Template(t) => matching::expand(vm, this::<Template>(t), &matching::new(&a[0], p, m, f, &a[2], (0, end)))?,
                Filler::Call(g) => vm.call(g, &[matching::new(&a[0], p, m, f, &a[2], (0, end))])?,
            };
            if !new.is_none() {
                parts.push(new);
            }
            last = f.end;
            Ok(())
        })?;
    }
    if last < end {
        parts.push(s.slice(last, end));
    }
    Ok((matching::join(vm, &s, parts)?, n))
}

/// Payload of the scanner.
struct Scanner {
    pattern: Value,
    /// Keeps the memory of a bytearray in place as long as the scanner lives.
    subject: Subject,
    bounds: (usize, usize),
    at: std::cell::Cell<Option<(usize, bool)>>,
}
impl Payload for Scanner {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &SCANNER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.pattern, &self.subject.value].into_iter().for_each(visit);
    }
}
static SCANNER: TypeDef = TypeDef::new::<Scanner>("_sre.SRE_Scanner")
    .flags(ty::flag::NO_NEW)
    .final_type()
    .methods(&[
        NativeDef::new("match", |vm, a| scan(vm, &a[0], How::Match), "($self, /)", ""),
        NativeDef::new("search", |vm, a| scan(vm, &a[0], How::Search), "($self, /)", ""),
    ])
    .getset(&[vm::native::GetSet::new("pattern", |_, v| Ok(this::<Scanner>(v).pattern.clone()), None, "")]);

fn scan(vm: &mut Vm, v: &Value, how: How) -> PyResult<Value> {
    let sc = this::<Scanner>(v);
    let Some((pos, advance)) = sc.at.get() else { return Ok(Value::NONE) };
    let p = this::<Pattern>(&sc.pattern);
    let s = &sc.subject;
    let mut m = Machine::default();
    let end = sc.bounds.1.min(s.units().len());
    match s.find(vm, &mut m, &p.program, (pos, end), how, advance)? {
        Some(f) => {
            sc.at.set(Some((f.end, f.start == f.end)));
            Ok(matching::new(&sc.pattern, p, &m, f, &s.value, sc.bounds))
        }
        None => {
            sc.at.set(None);
            Ok(Value::NONE)
        }
    }
}

fn scanner(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = subject(vm, this::<Pattern>(&a[0]), &a[1])?;
    let bounds = bounds(vm, &a[2], &a[3], s.units().len())?;
    Ok(object::new(Scanner { pattern: a[0].clone(), subject: s, bounds, at: std::cell::Cell::new(Some((bounds.0, false))) }))
}

fn finditer(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let s = scanner(vm, a)?;
    let search = object::attr::get(vm, &s, &intern::intern("search"))?;
    Ok(iterators::callable_iter(search, Value::NONE))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("match", |vm, a| once(vm, a, How::Match), SPAN, "Matches zero or more characters at the beginning of the string."),
    NativeDef::new("fullmatch", |vm, a| once(vm, a, How::Full), SPAN, "Matches against all of the string."),
    NativeDef::new(
        "search",
        |vm, a| once(vm, a, How::Search),
        SPAN,
        "Scan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches.",
    ),
    NativeDef::new("findall", findall, SPAN, "Return a list of all non-overlapping matches of pattern in string."),
    NativeDef::new(
        "finditer",
        finditer,
        SPAN,
        "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object.",
    ),
    NativeDef::new("scanner", scanner, SPAN, ""),
    NativeDef::new("split", split, "($self, /, string, maxsplit=0)", "Split string by the occurrences of pattern."),
    NativeDef::new(
        "sub",
        |vm, a| Ok(replace(vm, a)?.0),
        "($self, /, repl, string, count=0)",
        "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.",
    ),
    NativeDef::new(
        "subn",
        |vm, a| {
            let (s, n) = replace(vm, a)?;
            Ok(tuple::new(vec![s, Value::usize(n)]))
        },
        "($self, /, repl, string, count=0)",
        "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl.",
    ),
    NativeDef::new("__copy__", |_, a| Ok(a[0].clone()), "($self, /)", ""),
    NativeDef::new("__deepcopy__", |_, a| Ok(a[0].clone()), "($self, memo, /)", ""),
    NativeDef::new("__class_getitem__", |vm, a| Ok(vm::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];
const SPAN: &str = "($self, /, string, pos=0, endpos=sys.maxsize)";

fn compile(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (pattern, code, groupindex, indexgroup) = (&a[0], &a[2], &a[4], &a[5]);
    let flags = ops::index_i64(vm, &a[1])?;
    let groups = ops::index_i64(vm, &a[3])?;
    let mut codes = Vec::new();
    for c in ops::collect(vm, code)? {
        match int::as_i64(&c).map(u32::try_from) {
            Some(Ok(c)) => codes.push(c),
            _ => return Err(vm.overflow_error("regular expression code size limit exceeded")),
        }
    }
    let groups = u32::try_from(groups).unwrap_or(u32::MAX);
    // Each group takes codes, so a number beyond their count is nonsense (and would be allocated for each match).
    let program = match sre::lower(&codes, groups) {
        Ok(p) if groups as usize <= codes.len() => p,
        _ => return Err(vm.runtime_error("invalid SRE code")),
    };
    let is_bytes = if pattern.is_none() { None } else { Some(Subject::new(vm, pattern)?.is_bytes) };
    Ok(object::new(Pattern {
        program,
        codes,
        pattern: pattern.clone(),
        flags,
        groups: groups as usize,
        groupindex: groupindex.clone(),
        indexgroup: indexgroup.clone(),
        is_bytes,
    }))
}

fn template(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let items = ops::collect(vm, &a[1])?;
    let Some((first, rest)) = items.split_first().filter(|(_, rest)| rest.len() % 2 == 0) else {
        return Err(vm.type_error("invalid template"));
    };
    let mut parts = Vec::new();
    for pair in rest.chunks_exact(2) {
        match usize::try_from(ops::index_i64(vm, &pair[0])?) {
            Ok(g) => parts.push((g, pair[1].clone())),
            Err(_) => return Err(vm.type_error("invalid template")),
        }
    }
    Ok(object::new(Template { first: first.clone(), parts }))
}

fn character(vm: &mut Vm, v: &Value) -> PyResult<u32> {
    let n = ops::index_i64(vm, v)?;
    u32::try_from(n).map_err(|_| vm.overflow_error("Python int too large to convert to C int"))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("compile", compile, "(pattern, flags, code, groups, groupindex, indexgroup)", ""),
    NativeDef::new("template", template, "(pattern, template, /)", ""),
    NativeDef::new("getcodesize", |_, _| Ok(Value::int(4)), "()", ""),
    NativeDef::new("ascii_iscased", |vm, a| Ok(Value::bool(character(vm, &a[0])?.try_into().is_ok_and(|c: u8| c.is_ascii_alphabetic()))), "(character, /)", ""),
    NativeDef::new(
        "unicode_iscased",
        |vm, a| {
            let c = character(vm, &a[0])?;
            // What becomes several characters in upper case is cased too.
            let mut upper = TextBuf::new();
            case::push_upper(c, &mut upper);
            Ok(Value::bool(case::simple_lower(c) != c || upper.units().get(0) != c))
        },
        "(character, /)",
        "",
    ),
    NativeDef::new("ascii_tolower", |vm, a| Ok(Value::int(i64::from(sre::pred::ascii_lower(character(vm, &a[0])?)))), "(character, /)", ""),
    NativeDef::new("unicode_tolower", |vm, a| Ok(Value::int(i64::from(case::simple_lower(character(vm, &a[0])?)))), "(character, /)", ""),
];
