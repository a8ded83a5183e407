//! `re.Match`, and the templates of replacements.

use super::sre::{Pattern, subject};
use super::subject::Subject;
use crate::leaf::sre::{Found, Machine};
use vm::builtins::{bytes, int, list, str, tuple};
use vm::native::{GetSet, NativeDef, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::{self, Payload, ops, ty};
use vm::text::TextBuf;
use vm::{PyResult, Value, Vm};

/// Payload of `re.Match`.
pub(super) struct Match {
    pattern: Value,
    string: Value,
    bounds: (usize, usize),
    /// Spans of the whole and of the groups.
    spans: Box<[Option<(usize, usize)>]>,
    last: usize,
}
impl Payload for Match {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &MATCH
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        [&self.pattern, &self.string].into_iter().for_each(visit);
    }
}

/// A match object.
pub(super) fn new(pattern: &Value, p: &Pattern, m: &Machine, f: Found, string: &Value, bounds: (usize, usize)) -> Value {
    let spans = std::iter::once(Some((f.start, f.end))).chain((0..p.groups).map(|g| m.group(g))).collect();
    object::new(Match { pattern: pattern.clone(), string: string.clone(), bounds, spans, last: m.last_group() as usize })
}

/// `re.Match`
static MATCH: TypeDef = TypeDef::new::<Match>("re.Match")
    .doc("The result of re.match() and re.search().\nMatch objects always have a boolean value of True.")
    .flags(ty::flag::NO_NEW)
    .final_type()
    .methods(METHODS)
    .getset(&[
        GetSet::new("string", |_, v| Ok(this::<Match>(v).string.clone()), None, "The string passed to match() or search()."),
        GetSet::new("re", |_, v| Ok(this::<Match>(v).pattern.clone()), None, "The regular expression object."),
        GetSet::new(
            "pos",
            |_, v| Ok(Value::usize(this::<Match>(v).bounds.0)),
            None,
            "The index into the string at which the RE engine started looking for a match.",
        ),
        GetSet::new("endpos", |_, v| Ok(Value::usize(this::<Match>(v).bounds.1)), None, "The index into the string beyond which the RE engine will not go."),
        GetSet::new(
            "lastindex",
            |_, v| {
                Ok(match this::<Match>(v).last {
                    0 => Value::NONE,
                    n => Value::usize(n),
                })
            },
            None,
            "The integer index of the last matched capturing group.",
        ),
        GetSet::new(
            "lastgroup",
            |_, v| {
                let m = this::<Match>(v);
                let names = this::<Pattern>(&m.pattern).indexgroup.clone();
                Ok(tuple::items(&names).get(m.last).filter(|_| m.last > 0).cloned().unwrap_or(Value::NONE))
            },
            None,
            "The name of the last matched capturing group.",
        ),
        GetSet::new("regs", |_, v| Ok(tuple::new((0..this::<Match>(v).spans.len()).map(|g| span(this::<Match>(v), g)).collect())), None, ""),
    ])
    .slots(|s| {
        s.repr = Some(repr);
        s.getitem = Some(|vm, v, key| {
            let g = index(vm, this::<Match>(v), key)?;
            let s = Subject::new(vm, &this::<Match>(v).string)?;
            Ok(group(this::<Match>(v), &s, g, &Value::NONE))
        });
    });

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let m = this::<Match>(v);
    let s = Subject::new(vm, &m.string)?;
    let shown = ops::repr(vm, &group(m, &s, 0, &Value::NONE))?;
    let (a, b) = m.spans[0].unwrap_or_default();
    let mut out = TextBuf::from(format!("<re.Match object; span=({a}, {b}), match="));
    if let Some(t) = str::get(&shown) {
        out.push_units(t.units().slice(0, t.len().min(50)));
    }
    out.push_str(">");
    Ok(str::from_buf(out))
}

/// The number of a group given by number or name.
fn index(vm: &mut Vm, m: &Match, v: &Value) -> PyResult<usize> {
    let mut n = None;
    if v.ty().slots().index.is_some() {
        n = int::as_i64(&ops::index(vm, v)?);
    } else if str::is_str(v) || bytes::get(v).is_some() {
        let names = this::<Pattern>(&m.pattern).groupindex.clone();
        if let Some(d) = names.downcast::<DictObj>()
            && let Some(i) = d.get(vm, v)?
        {
            n = int::as_i64(&i);
        }
    }
    match n.and_then(|n| usize::try_from(n).ok()) {
        Some(n) if n < m.spans.len() => Ok(n),
        _ => Err(vm.index_error("no such group")),
    }
}

fn group(m: &Match, s: &Subject, g: usize, default: &Value) -> Value {
    m.spans.get(g).copied().flatten().map_or_else(|| default.clone(), |(a, b)| s.slice(a, b))
}

fn span(m: &Match, g: usize) -> Value {
    let of = |n: Option<usize>| n.map_or(Value::int(-1), Value::usize);
    let s = m.spans.get(g).copied().flatten();
    tuple::new(vec![of(s.map(|s| s.0)), of(s.map(|s| s.1))])
}

/// The group argument of `start`, `end` and `span`.
fn chosen(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<Match>(&a[0]);
    let g = match a[1].opt() {
        Some(v) => index(vm, m, v)?,
        None => 0,
    };
    Ok(span(m, g))
}

fn default(v: &Value) -> Value {
    v.opt().cloned().unwrap_or(Value::NONE)
}

fn group_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<Match>(&a[0]);
    let s = Subject::new(vm, &m.string)?;
    let wanted = tuple::items(&a[1]);
    let mut out = Vec::with_capacity(wanted.len());
    for w in wanted {
        let g = index(vm, m, w)?;
        out.push(group(m, &s, g, &Value::NONE));
    }
    match out.len() {
        0 => Ok(group(m, &s, 0, &Value::NONE)),
        1 => Ok(out.swap_remove(0)),
        _ => Ok(tuple::new(out)),
    }
}

fn groups(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<Match>(&a[0]);
    let (s, none) = (Subject::new(vm, &m.string)?, default(&a[1]));
    Ok(tuple::new((1..m.spans.len()).map(|g| group(m, &s, g, &none)).collect()))
}

fn groupdict(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<Match>(&a[0]);
    let (s, none) = (Subject::new(vm, &m.string)?, default(&a[1]));
    let (out, names) = (new_dict(), this::<Pattern>(&m.pattern).groupindex.clone());
    if let (Some(d), Some(names)) = (out.downcast::<DictObj>(), names.downcast::<DictObj>()) {
        for (name, i) in names.items() {
            let g = int::as_i64(&i).and_then(|i| usize::try_from(i).ok()).unwrap_or(usize::MAX);
            d.set(vm, name, group(m, &s, g, &none))?;
        }
    }
    Ok(out)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "group",
        group_method,
        "($self, *args)",
        "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match.",
    ),
    NativeDef::new("groups", groups, "($self, /, default=None)", "Return a tuple containing all the subgroups of the match, from 1."),
    NativeDef::new(
        "groupdict",
        groupdict,
        "($self, /, default=None)",
        "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.",
    ),
    NativeDef::new("span", chosen, "($self, group=0, /)", "For match object m, return the 2-tuple (m.start(group), m.end(group))."),
    NativeDef::new(
        "start",
        |vm, a| Ok(tuple::items(&chosen(vm, a)?)[0].clone()),
        "($self, group=0, /)",
        "Return index of the start of the substring matched by group.",
    ),
    NativeDef::new(
        "end",
        |vm, a| Ok(tuple::items(&chosen(vm, a)?)[1].clone()),
        "($self, group=0, /)",
        "Return index of the end of the substring matched by group.",
    ),
    NativeDef::new(
        "expand",
        expand_method,
        "($self, /, template)",
        "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.",
    ),
    NativeDef::new("__copy__", |_, a| Ok(a[0].clone()), "($self, /)", ""),
    NativeDef::new("__deepcopy__", |_, a| Ok(a[0].clone()), "($self, memo, /)", ""),
    NativeDef::new("__class_getitem__", |vm, a| Ok(vm::builtins::generic_alias::new(vm, &a[0], &a[1])), "($type, item, /)", "See PEP 585").class_method(),
];

/// Payload of a parsed replacement: text, then groups each with the text behind it.
pub(super) struct Template {
    pub first: Value,
    pub parts: Vec<(usize, Value)>,
}
impl Payload for Template {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TEMPLATE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.first);
        self.parts.iter().for_each(|(_, v)| visit(v));
    }
}
static TEMPLATE: TypeDef = TypeDef::new::<Template>("_sre.SRE_Template").flags(ty::flag::NO_NEW).final_type();

fn expand_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let compile = vm.import_attr("re", "_compile_template")?;
    let t = vm.call(&compile, &[this::<Match>(&a[0]).pattern.clone(), a[1].clone()])?;
    match t.downcast::<Template>() {
        Some(t) => expand(vm, t, &a[0]),
        None => Ok(t),
    }
}

/// The text of a template for a match.
pub(super) fn expand(vm: &mut Vm, t: &Template, m: &Value) -> PyResult<Value> {
    if t.parts.is_empty() {
        return Ok(t.first.clone());
    }
    let m = this::<Match>(m);
    let s = subject(vm, this::<Pattern>(&m.pattern), &m.string)?;
    let mut parts = vec![t.first.clone()];
    for (g, text) in &t.parts {
        if *g >= m.spans.len() {
            return Err(vm.index_error("no such group"));
        }
        parts.push(group(m, &s, *g, &s.slice(0, 0)));
        parts.push(text.clone());
    }
    join(vm, &s, parts)
}

/// Joins what stands for a subject's parts.
pub(super) fn join(vm: &mut Vm, s: &Subject, mut parts: Vec<Value>) -> PyResult<Value> {
    if parts.len() == 1 && (str::is_exact(&parts[0]) && !s.is_bytes || s.is_bytes && parts[0].downcast_exact::<bytes::BytesObj>().is_some()) {
        return Ok(parts.swap_remove(0));
    }
    if !s.is_bytes && parts.iter().all(str::is_str) {
        let mut out = TextBuf::new();
        parts.iter().filter_map(str::get).for_each(|p| out.push_units(p.units()));
        return Ok(str::from_buf(out));
    }
    if s.is_bytes && parts.iter().all(|p| bytes::get(p).is_some()) {
        return Ok(bytes::new(parts.iter().filter_map(bytes::get).flatten().copied().collect()));
    }
    // Something else among them: the sequence method says what is wrong, or knows how to take it.
    let empty = s.slice(0, 0);
    vm.call_method(&empty, "join", &[list::new(parts)])
}
