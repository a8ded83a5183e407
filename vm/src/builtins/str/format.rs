//! `str.format` and `str.format_map`: fields are looked up, formatted with their specification (which may contain fields
//! itself), and put between the literal text.

use super::{from_buf, from_units, get, is_str};
use crate::builtins::functions::ascii;
use crate::builtins::int::raise;
use crate::builtins::tuple;
use crate::object::error::PyResult;
use crate::object::intern::intern_value;
use crate::object::{attr, ops};
use crate::text::fmtparse::{self, Access, Field, Key, MAX_NESTING, Numbering, Pieces};
use crate::text::{TextBuf, TextError, Units};
use crate::value::Value;
use crate::vm::Vm;

/// Where fields get their values from.
struct Source<'a> {
    /// Positional arguments; None for `format_map`, which has none.
    args: Option<&'a [Value]>,
    /// A dict, or any mapping.
    names: &'a Value,
    numbering: Numbering,
}

/// `s.format(*args, **kwargs)`: values as bound, a tuple and a dict.
pub(super) fn format(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    run(vm, &a[0], Source { args: Some(tuple::items(&a[1])), names: &a[2], numbering: Numbering::Undecided })
}
/// `s.format_map(mapping)`
pub(super) fn format_map(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    run(vm, &a[0], Source { args: None, names: &a[1], numbering: Numbering::Undecided })
}
fn run(vm: &mut Vm, s: &Value, mut source: Source<'_>) -> PyResult<Value> {
    let Some(text) = get(s) else { return Err(vm.type_error("expected str")) };
    let mut out = TextBuf::new();
    expand(vm, text.units(), &mut source, MAX_NESTING, &mut out)?;
    Ok(from_buf(out))
}
fn lift<T>(vm: &mut Vm, r: Result<T, TextError>) -> PyResult<T> {
    match r {
        Ok(v) => Ok(v),
        Err(e) => Err(raise(vm, e)),
    }
}

fn expand(vm: &mut Vm, text: Units<'_>, source: &mut Source<'_>, depth: usize, out: &mut TextBuf) -> PyResult<()> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded"));
    }
    for piece in Pieces::new(text) {
        let piece = lift(vm, piece)?;
        out.push_units(piece.literal);
        if let Some(field) = piece.field {
            let shown = replacement(vm, &field, source, depth)?;
            if let Some(s) = get(&shown) {
                out.push_units(s.units());
            }
        }
    }
    Ok(())
}

/// The text of one field.
fn replacement(vm: &mut Vm, field: &Field<'_>, source: &mut Source<'_>, depth: usize) -> PyResult<Value> {
    let mut v = value(vm, field.name, source)?;
    if let Some(c) = field.conversion {
        v = match char::from_u32(c) {
            Some('s') => ops::to_str(vm, &v)?,
            Some('r') => ops::repr(vm, &v)?,
            Some('a') => ascii(vm, &v)?,
            _ => return Err(raise(vm, fmtparse::unknown_conversion(c))),
        };
    }
    let spec = if field.nested {
        let mut spec = TextBuf::new();
        expand(vm, field.spec, source, depth - 1, &mut spec)?;
        from_buf(spec)
    } else {
        from_units(field.spec)
    };
    ops::format(vm, &v, &spec)
}

/// The object that a field's name stands for.
fn value(vm: &mut Vm, name: Units<'_>, source: &mut Source<'_>) -> PyResult<Value> {
    let (first, accesses) = lift(vm, fmtparse::split_name(name))?;
    let settled = source.numbering.settle(first);
    let mut v = match lift(vm, settled)? {
        Key::Index(i) => match source.args {
            None => return Err(vm.value_error("Format string contains positional fields")),
            Some(args) => match args.get(i) {
                Some(v) => v.clone(),
                None => return Err(vm.index_error(format!("Replacement index {i} out of range for positional args tuple"))),
            },
        },
        Key::Name(n) => ops::getitem(vm, source.names, &from_units(n))?,
    };
    for access in accesses {
        v = match lift(vm, access)? {
            Access::Attribute(n) => attr::get(vm, &v, &intern_value(&from_units(n)))?,
            Access::Item(Key::Index(i)) => ops::getitem(vm, &v, &Value::usize(i))?,
            Access::Item(Key::Name(n)) => ops::getitem(vm, &v, &from_units(n))?,
        };
    }
    Ok(v)
}

/// What `str.translate`'s table says about a character: a number, a string, or nothing; the table may lack it.
pub(super) fn translate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    use crate::text::layout::{self, Translated};
    let Some(s) = get(&a[0]) else { return Err(vm.type_error("expected str")) };
    let out = layout::translate(s.units(), |c| {
        let r = ops::getitem(vm, &a[1], &Value::int(i64::from(c)));
        let found = vm.catch(r, crate::builtins::exception::classes().lookup_error)?;
        let Some(v) = found else { return Ok(Translated::Same) };
        if v.is_none() {
            return Ok(Translated::Deleted);
        }
        if let Some(t) = get(&v) {
            return Ok(Translated::Text(t.units().to_buf()));
        }
        if !crate::builtins::int::is_int(&v) {
            return Err(vm.type_error("character mapping must return integer, None or str"));
        }
        match crate::builtins::int::as_i64(&v) {
            Some(n @ 0..=0x10ffff) => Ok(Translated::Char(n as u32)),
            _ => Err(vm.value_error("character mapping must be in range(0x110000)")),
        }
    })?;
    Ok(from_buf(out))
}

/// `str.maketrans`: a dict from characters (numbers) to what they become.
pub(super) fn maketrans(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let out = crate::object::dict::new_dict();
    let set = |vm: &mut Vm, k: Value, v: Value| ops::setitem(vm, &out, &k, &v);
    let Some(to) = a[1].opt() else {
        let Some(d) = a[0].downcast_exact::<crate::builtins::dict::DictObj>() else {
            return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
        };
        for (k, v) in d.items() {
            let key = match get(&k) {
                Some(s) if s.len() == 1 => Value::int(i64::from(s.units().get(0))),
                Some(_) => return Err(vm.value_error("string keys in translate table must be of length 1")),
                None if crate::builtins::int::is_int(&k) => k.clone(),
                None => return Err(vm.type_error("keys in translate table must be strings or integers")),
            };
            set(vm, key, v)?;
        }
        return Ok(out);
    };
    let (Some(from), true) = (get(&a[0]), is_str(to)) else {
        return Err(vm.type_error(if get(&a[0]).is_none() {
            "first maketrans argument must be a string if there is a second argument".to_string()
        } else {
            format!("maketrans() argument 2 must be str, not {}", to.ty().name())
        }));
    };
    let gone = match a[2].opt() {
        Some(g) if !is_str(g) => return Err(vm.type_error(format!("maketrans() argument 3 must be str, not {}", g.ty().name()))),
        Some(g) => get(g),
        None => None,
    };
    let Some(to) = get(to) else { return Ok(out) };
    if from.len() != to.len() {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    for (f, t) in from.units().iter().zip(to.units().iter()) {
        set(vm, Value::int(i64::from(f)), Value::int(i64::from(t)))?;
    }
    for c in gone.iter().flat_map(|g| g.units().iter()) {
        set(vm, Value::int(i64::from(c)), Value::NONE)?;
    }
    Ok(out)
}
