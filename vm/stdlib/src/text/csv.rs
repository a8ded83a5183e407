//! `_csv`: readers, writers and dialects.

use crate::leaf::csvcore::{self, Cell, Dialect, Quoting, Reader, Record, Shape};
use std::cell::{Cell as Slot, RefCell};
use std::sync::atomic::{AtomicUsize, Ordering};
use vm::builtins::{exception, int, list, module, str, tuple};
use vm::import::NativeModule;
use vm::native::function::module_function;
use vm::native::{GetSet, NativeDef, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::error::Raised;
use vm::object::ty::flag;
use vm::object::{self, Payload, attr, ops};
use vm::text::TextBuf;
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_csv", init };

static FIELD_LIMIT: AtomicUsize = AtomicUsize::new(128 * 1024);

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    let name = Value::str("_csv");
    for f in FUNCTIONS {
        d.set_text(f.name, module_function(f, m, &name));
    }
    let names = ["QUOTE_MINIMAL", "QUOTE_ALL", "QUOTE_NONNUMERIC", "QUOTE_NONE", "QUOTE_STRINGS", "QUOTE_NOTNULL"];
    for (i, n) in names.into_iter().enumerate() {
        d.set_text(n, Value::usize(i));
    }
    let ns = new_dict();
    ops::setitem(vm, &ns, &Value::str("__module__"), &name)?;
    let bases = tuple::new(vec![exception::classes().exception.value()]);
    let error = vm.call(&vm::builtins::type_::TYPE.value(), &[Value::str("Error"), bases, ns])?;
    d.set_text("Error", error);
    d.set_text("_dialects", new_dict());
    for (name, t) in [("Dialect", &DIALECT), ("Reader", &READER), ("Writer", &WRITER)] {
        d.set_text(name, t.value());
    }
    Ok(())
}

fn error(vm: &mut Vm, message: &str) -> Raised {
    let made = vm.import_attr("_csv", "Error").and_then(|class| vm.call1(&class, &Value::str(message)));
    match made {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}

// ---- dialects -------------------------------------------------------------------------------

struct DialectObj(Dialect);
impl Payload for DialectObj {
    fn def() -> &'static TypeDef {
        &DIALECT
    }
}

fn character(c: Option<u32>) -> Value {
    c.map_or(Value::NONE, str::from_char)
}

static DIALECT: TypeDef = TypeDef::new::<DialectObj>("_csv.Dialect")
    .doc("CSV dialect\n\nThe Dialect type records CSV dialect options.")
    .getset(&[
        GetSet::new("delimiter", |_, v| Ok(str::from_char(this::<DialectObj>(v).0.delimiter)), None, ""),
        GetSet::new("escapechar", |_, v| Ok(character(this::<DialectObj>(v).0.escapechar)), None, ""),
        GetSet::new("quotechar", |_, v| Ok(character(this::<DialectObj>(v).0.quotechar)), None, ""),
        GetSet::new("lineterminator", |_, v| Ok(str::from_units(vm::text::Units::Four(&this::<DialectObj>(v).0.lineterminator))), None, ""),
        GetSet::new("quoting", |_, v| Ok(Value::int(this::<DialectObj>(v).0.quoting as i64)), None, ""),
        GetSet::new("doublequote", |_, v| Ok(Value::bool(this::<DialectObj>(v).0.doublequote)), None, ""),
        GetSet::new("skipinitialspace", |_, v| Ok(Value::bool(this::<DialectObj>(v).0.skipinitialspace)), None, ""),
        GetSet::new("strict", |_, v| Ok(Value::bool(this::<DialectObj>(v).0.strict)), None, ""),
    ])
    .slots(|s| {
        s.new = Some(|vm, cls, args| {
            if args.pos().len() > 1 {
                return Err(vm.type_error(format!("Dialect() takes at most 1 positional argument ({} given)", args.pos().len())));
            }
            let base = args.pos().first().cloned().or_else(|| args.get_kw("dialect").cloned());
            let kw: Vec<(Value, Value)> = args.kw().filter(|(k, _)| !str::eq_text(k, "dialect")).map(|(k, v)| (k.clone(), v.clone())).collect();
            make_dialect(vm, base.as_ref(), &kw).map(|d| object::new_of(cls, DialectObj(d)))
        });
    });

static PARAMETERS: &[&str] = &["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"];

/// A character parameter; None only where `optional`.
fn one_character(vm: &mut Vm, name: &str, v: &Value, optional: bool) -> PyResult<Option<u32>> {
    if optional && v.is_none() {
        return Ok(None);
    }
    let or_none = if optional { " or None" } else { "" };
    match str::get(v) {
        Some(s) if s.len() == 1 => Ok(Some(s.units().get(0))),
        Some(s) => Err(vm.type_error(format!("\"{name}\" must be a unicode character{or_none}, not a string of length {}", s.len()))),
        None => Err(vm.type_error(format!("\"{name}\" must be a unicode character{or_none}, not {}", v.ty().name()))),
    }
}

/// A dialect from another one (or its name, or a class with its parameters) and keyword arguments.
fn make_dialect(vm: &mut Vm, base: Option<&Value>, kw: &[(Value, Value)]) -> PyResult<Dialect> {
    if let Some((k, _)) = kw.iter().find(|(k, _)| !PARAMETERS.iter().any(|p| str::eq_text(k, p))) {
        return Err(vm.type_error(format!("this function got an unexpected keyword argument '{}'", str::text(k))));
    }
    let base = match base.and_then(Value::some) {
        Some(n) if str::is_str(n) => Some(get_named(vm, n)?),
        other => other.cloned(),
    };
    let mut found: Vec<Option<Value>> = Vec::new();
    for p in PARAMETERS {
        let given = kw.iter().find(|(k, _)| str::eq_text(k, p)).map(|(_, v)| v.clone());
        found.push(match (given, &base) {
            (Some(v), _) => Some(v),
            (None, Some(b)) => attr::get_opt(vm, b, &Value::str(p))?,
            (None, None) => None,
        });
    }
    let mut d = Dialect::default();
    let mut it = found.into_iter();
    let mut next = || it.next().flatten();
    let (delimiter, doublequote, escapechar, lineterminator) = (next(), next(), next(), next());
    let (quotechar, quoting, skipinitialspace, strict) = (next(), next(), next(), next());
    if let Some(v) = &delimiter {
        d.delimiter = one_character(vm, "delimiter", v, false)?.unwrap_or(d.delimiter);
    }
    if let Some(v) = &escapechar {
        d.escapechar = one_character(vm, "escapechar", v, true)?;
    }
    if let Some(v) = &quotechar {
        d.quotechar = one_character(vm, "quotechar", v, true)?;
    }
    for (v, to) in [(doublequote, &mut d.doublequote), (skipinitialspace, &mut d.skipinitialspace), (strict, &mut d.strict)] {
        if let Some(v) = v {
            *to = ops::truth(vm, &v)?;
        }
    }
    if let Some(v) = &lineterminator {
        match str::get(v) {
            Some(s) => d.lineterminator = s.units().iter().collect(),
            None => return Err(vm.type_error(format!("\"lineterminator\" must be a string, not {}", v.ty().name()))),
        }
    }
    match &quoting {
        Some(v) if !int::is_exact_int(v) => return Err(vm.type_error(format!("\"quoting\" must be an integer, not {}", v.ty().name()))),
        Some(v) => match int::as_i64(v).and_then(Quoting::from_int) {
            Some(q) => d.quoting = q,
            None => return Err(vm.type_error("bad \"quoting\" value")),
        },
        None if d.quotechar.is_none() => d.quoting = Quoting::None,
        None => {}
    }
    check(vm, &d)?;
    Ok(d)
}

fn check(vm: &mut Vm, d: &Dialect) -> PyResult<()> {
    if d.quoting != Quoting::None && d.quotechar.is_none() {
        return Err(vm.type_error("quotechar must be set if quoting enabled"));
    }
    let spaces = !d.skipinitialspace;
    for (name, c, space) in [("delimiter", Some(d.delimiter), true), ("escapechar", d.escapechar, spaces), ("quotechar", d.quotechar, spaces)] {
        if let Some(c) = c
            && (matches!(c, 10 | 13) || c == 32 && !space || d.lineterminator.contains(&c))
        {
            return Err(vm.value_error(format!("bad {name} value")));
        }
    }
    let all = [("delimiter", Some(d.delimiter)), ("escapechar", d.escapechar), ("quotechar", d.quotechar)];
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        if all[i].1.is_some() && all[i].1 == all[j].1 {
            return Err(vm.value_error(format!("bad {} or {} value", all[i].0, all[j].0)));
        }
    }
    Ok(())
}

fn get_named(vm: &mut Vm, name: &Value) -> PyResult<Value> {
    let all = vm.import_attr("_csv", "_dialects")?;
    let found = match all.downcast::<DictObj>() {
        Some(d) => d.get(vm, name)?,
        None => None,
    };
    found.ok_or_else(|| error(vm, "unknown dialect"))
}

fn kwargs(v: &Value) -> Vec<(Value, Value)> {
    v.downcast::<DictObj>().map(|d| d.items()).unwrap_or_default()
}

fn register_dialect(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[0]) {
        return Err(vm.type_error("dialect name must be a string"));
    }
    let d = make_dialect(vm, a[1].opt(), &kwargs(&a[2]))?;
    let all = vm.import_attr("_csv", "_dialects")?;
    ops::setitem(vm, &all, &a[0], &object::new(DialectObj(d)))?;
    Ok(Value::NONE)
}

fn unregister_dialect(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    get_named(vm, &a[0])?;
    let all = vm.import_attr("_csv", "_dialects")?;
    ops::delitem(vm, &all, &a[0])?;
    Ok(Value::NONE)
}

fn list_dialects(vm: &mut Vm, _: &[Value]) -> PyResult<Value> {
    let all = vm.import_attr("_csv", "_dialects")?;
    ops::collect(vm, &all).map(list::new)
}

fn field_size_limit(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let old = FIELD_LIMIT.load(Ordering::Relaxed);
    if let Some(v) = a[0].opt() {
        if !int::is_exact_int(v) {
            return Err(vm.type_error("limit must be an integer"));
        }
        let n = ops::index_i64(vm, v)?;
        FIELD_LIMIT.store(usize::try_from(n).unwrap_or(0), Ordering::Relaxed);
    }
    Ok(Value::usize(old))
}

// ---- reading --------------------------------------------------------------------------------

struct ReaderObj {
    lines: Value,
    dialect: Value,
    state: RefCell<Reader>,
    line_num: Slot<usize>,
}
impl Payload for ReaderObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &READER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.lines);
        visit(&self.dialect);
    }
}
static READER: TypeDef = TypeDef::new::<ReaderObj>("_csv.reader")
    .doc("CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.")
    .flags(flag::NO_NEW)
    .getset(&[
        GetSet::new("dialect", |_, v| Ok(this::<ReaderObj>(v).dialect.clone()), None, ""),
        GetSet::new("line_num", |_, v| Ok(Value::usize(this::<ReaderObj>(v).line_num.get())), None, ""),
    ])
    .slots(|s| {
        s.iter = Some(|_, v| Ok(v.clone()));
        s.next = Some(next);
    });

fn reader(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let lines = ops::iter(vm, &a[0])?;
    let d = make_dialect(vm, a[1].opt(), &kwargs(&a[2]))?;
    let state = RefCell::new(Reader::new(d.clone()));
    Ok(object::new(ReaderObj { lines, dialect: object::new(DialectObj(d)), state, line_num: Slot::new(0) }))
}

fn fail(vm: &mut Vm, e: &csvcore::Error) -> Raised {
    error(vm, &e.message())
}

fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let r = this::<ReaderObj>(v);
    let limit = FIELD_LIMIT.load(Ordering::Relaxed);
    r.state.borrow_mut().reset();
    loop {
        let Some(line) = ops::next(vm, &r.lines)? else {
            let done = r.state.borrow_mut().finish();
            return match done {
                Ok(true) => record(vm, r).map(Some),
                Ok(false) => Ok(None),
                Err(e) => Err(fail(vm, &e)),
            };
        };
        let Some(s) = str::get(&line) else {
            let message = format!("iterator should return strings, not {} (the file should be opened in text mode)", line.ty().name());
            return Err(error(vm, &message));
        };
        r.line_num.set(r.line_num.get() + 1);
        let complete = r.state.borrow_mut().line(s.units().iter(), limit);
        match complete {
            Ok(true) => return record(vm, r).map(Some),
            Ok(false) => {}
            Err(e) => return Err(fail(vm, &e)),
        }
    }
}

fn record(vm: &mut Vm, r: &ReaderObj) -> PyResult<Value> {
    let fields = r.state.borrow_mut().take();
    let mut out = Vec::with_capacity(fields.len());
    for (text, shape) in fields {
        let text = str::from_units(vm::text::Units::Four(&text));
        out.push(match shape {
            Shape::Text => text,
            Shape::Null => Value::NONE,
            Shape::Float => vm.call1(&vm::builtins::float::TYPE.value(), &text)?,
        });
    }
    Ok(list::new(out))
}

// ---- writing --------------------------------------------------------------------------------

struct WriterObj {
    write: Value,
    dialect: Value,
}
impl Payload for WriterObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &WRITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.write);
        visit(&self.dialect);
    }
}
static WRITER: TypeDef = TypeDef::new::<WriterObj>("_csv.writer")
    .doc("CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.")
    .flags(flag::NO_NEW)
    .methods(&[
        NativeDef::new(
            "writerow",
            |vm, a| writerow(vm, this::<WriterObj>(&a[0]), &a[1]),
            "($self, row, /)",
            "writerow(iterable)\n\nConstruct and write a CSV record from an iterable of fields.  Non-string\nelements will be converted to string.",
        ),
        NativeDef::new(
            "writerows",
            |vm, a| {
                let w = this::<WriterObj>(&a[0]);
                ops::for_each(vm, &a[1], |vm, row| writerow(vm, w, &row).map(drop))?;
                Ok(Value::NONE)
            },
            "($self, rows, /)",
            "writerows(iterable of iterables)\n\nConstruct and write a series of iterables to a csv file.  Non-string\nelements will be converted to string.",
        ),
    ])
    .getset(&[GetSet::new("dialect", |_, v| Ok(this::<WriterObj>(v).dialect.clone()), None, "")]);

fn writer(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = make_dialect(vm, a[1].opt(), &kwargs(&a[2]))?;
    let write = attr::get_opt(vm, &a[0], &Value::str("write"))?.filter(|w| w.ty().slots().call.is_some());
    let Some(write) = write else { return Err(vm.type_error("argument 1 must have a \"write\" method")) };
    Ok(object::new(WriterObj { write, dialect: object::new(DialectObj(d)) }))
}

fn is_number(v: &Value) -> bool {
    let s = v.ty().slots();
    s.int.is_some() || s.index.is_some() || s.float.is_some() || v.kind() == vm::heap::header::Kind::Complex
}

fn writerow(vm: &mut Vm, w: &WriterObj, row: &Value) -> PyResult<Value> {
    let r = ops::iter(vm, row);
    let Some(it) = vm.catch(r, exception::classes().type_error)? else {
        let message = format!("iterable expected, not {}", row.ty().name());
        return Err(error(vm, &message));
    };
    let dialect = &this::<DialectObj>(&w.dialect).0;
    let mut out = Record::new(dialect);
    while let Some(v) = ops::next(vm, &it)? {
        let cell = if v.is_none() {
            Cell::Null
        } else if str::is_str(&v) {
            Cell::Str
        } else if is_number(&v) {
            Cell::Number
        } else {
            Cell::Other
        };
        let text: Vec<u32> = if cell == Cell::Null {
            Vec::new()
        } else {
            let s = ops::to_str(vm, &v)?;
            str::get(&s).map(|s| s.units().iter().collect()).unwrap_or_default()
        };
        out.field(cell, &text).map_err(|e| fail(vm, &e))?;
    }
    let line = out.finish().map_err(|e| fail(vm, &e))?;
    vm.call1(&w.write, &str::from_buf(TextBuf::Four(line)))
}

/// The classes of readers and writers can't be called; these functions make them.
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("reader", reader, "(iterable, dialect='excel', /, **fmtparams)", "Return a reader object that will process lines from the given iterable."),
    NativeDef::new(
        "writer",
        writer,
        "(fileobj, dialect='excel', /, **fmtparams)",
        "Return a writer object that will write user data on the given file object.",
    ),
    NativeDef::new("register_dialect", register_dialect, "(name, dialect=None, /, **fmtparams)", "Create a mapping from a string name to a CSV dialect."),
    NativeDef::new("unregister_dialect", unregister_dialect, "(name)", "Delete the name/dialect mapping associated with a string name."),
    NativeDef::new("get_dialect", |vm, a| get_named(vm, &a[0]), "(name)", "Return the dialect instance associated with name."),
    NativeDef::new("list_dialects", list_dialects, "()", "Return a list of all known dialect names."),
    NativeDef::new("field_size_limit", field_size_limit, "(new_limit=None, /)", "Sets an upper limit on parsed fields."),
];
