//! `_string`: the parts of format strings, for `string.Formatter`.

use std::cell::Cell;
use vm::builtins::{iterators, list, str, tuple};
use vm::import::NativeModule;
use vm::native::{NativeDef, TypeDef, function, this};
use vm::object::{self, Payload, ty};
use vm::text::fmtparse::{self, Access, Key};
use vm::text::{ErrorKind, TextError};
use vm::{PyResult, Raised, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_string", init };

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("formatter_parser", parser, "(string, /)", "parse the argument as a format string"),
    NativeDef::new("formatter_field_name_split", field_name, "(string, /)", "split the argument as a field name"),
];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = vm::builtins::module::dict_of(m) else { return Ok(()) };
    let name = Value::str("_string");
    for f in FUNCTIONS {
        d.set_text(f.name, function::module_function(f, m, &name));
    }
    Ok(())
}

fn raise(vm: &mut Vm, e: &TextError) -> Raised {
    match e.kind {
        ErrorKind::Type => vm.type_error(&e.message),
        ErrorKind::Overflow => vm.overflow_error(&e.message),
        _ => vm.value_error(&e.message),
    }
}

/// Payload of the parser's iterator: the pieces, and the error that follows them.
struct Pieces {
    pieces: Value,
    at: Cell<usize>,
    error: Option<TextError>,
}
impl Payload for Pieces {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PIECES
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.pieces);
    }
}
static PIECES: TypeDef = TypeDef::new::<Pieces>("_string.formatteriterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| {
        let p = this::<Pieces>(v);
        if let Some(piece) = tuple::items(&p.pieces).get(p.at.get()) {
            p.at.set(p.at.get() + 1);
            return Ok(Some(piece.clone()));
        }
        match &p.error {
            Some(e) => Err(raise(vm, e)),
            None => Ok(None),
        }
    });
});

fn parser(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(s) = str::get(&a[0]) else { return Err(vm.type_error(format!("expected str, got {}", a[0].ty().name()))) };
    let (mut pieces, mut error) = (Vec::new(), None);
    for piece in fmtparse::Pieces::new(s.units()) {
        match piece {
            Ok(p) => {
                let mut parts = vec![str::from_units(p.literal)];
                match p.field {
                    Some(f) => {
                        parts.push(str::from_units(f.name));
                        parts.push(str::from_units(f.spec));
                        parts.push(f.conversion.map_or(Value::NONE, str::from_char));
                    }
                    None => parts.extend([Value::NONE, Value::NONE, Value::NONE]),
                }
                pieces.push(tuple::new(parts));
            }
            Err(e) => {
                error = Some(e);
                break;
            }
        }
    }
    Ok(object::new(Pieces { pieces: tuple::new(pieces), at: Cell::new(0), error }))
}

fn key_value(key: Key<'_>) -> Value {
    match key {
        Key::Index(i) => Value::usize(i),
        Key::Name(n) => str::from_units(n),
    }
}

fn field_name(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(s) = str::get(&a[0]) else { return Err(vm.type_error(format!("expected str, got {}", a[0].ty().name()))) };
    let (first, rest) = match fmtparse::split_name(s.units()) {
        Ok(parts) => parts,
        Err(e) => return Err(raise(vm, &e)),
    };
    let mut steps = Vec::new();
    for access in rest {
        let (attribute, key) = match access {
            Ok(Access::Attribute(n)) => (true, str::from_units(n)),
            Ok(Access::Item(k)) => (false, key_value(k)),
            Err(e) => return Err(raise(vm, &e)),
        };
        steps.push(tuple::new(vec![Value::bool(attribute), key]));
    }
    Ok(tuple::new(vec![key_value(first), iterators::list_iter(list::new(steps))]))
}
