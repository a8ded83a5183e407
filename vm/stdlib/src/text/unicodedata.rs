//! `unicodedata`: the properties of characters. Each function is written once and stands in two tables: as a function
//! of the module, and as a method of `ucd_3_2_0`, which answers from the old edition.

use crate::leaf::chardata::{Edition, NormalizeForm};
use vm::builtins::{buffer, module, str};
use vm::import::NativeModule;
use vm::native::{Effects, GetSet, NativeDef, TypeDef, function};
use vm::object::{self, Payload, ty};
use vm::text::names::Named;
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "unicodedata", init };

/// CPython has no longer names.
const NAME_MAX: usize = 256;

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    let name = Value::str("unicodedata");
    for f in FUNCTIONS {
        d.set_text(f.name, function::module_function(f, m, &name));
    }
    d.set_text("UCD", UCD.value());
    d.set_text("ucd_3_2_0", object::new(OldData));
    d.set_text("unidata_version", Value::str(Edition::Current.version()));
    let v = Edition::Current.version();
    d.set_text(
        "__doc__",
        Value::str(&format!(
            "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n{v} which is publicly available from ftp://ftp.unicode.org/.\n\nThe module uses the same names and symbols as defined by the\nUnicodeData File Format {v}."
        )),
    );
    Ok(())
}

struct OldData;
impl Payload for OldData {
    fn def() -> &'static TypeDef {
        &UCD
    }
}
static UCD: TypeDef = TypeDef::new::<OldData>("unicodedata.UCD").flags(ty::flag::NO_NEW).final_type().methods(METHODS).getset(&[GetSet::new(
    "unidata_version",
    |_, _| Ok(Value::str(Edition::Old.version())),
    None,
    "",
)]);

/// The character that an argument is. `which` is " 1" for functions of several arguments.
fn character(vm: &mut Vm, v: &Value, who: &str, which: &str) -> PyResult<u32> {
    let Some(s) = str::get(v) else {
        return Err(vm.type_error(format!("{who}() argument{which} must be a unicode character, not {}", v.ty().name())));
    };
    match s.len() {
        1 => Ok(s.units().get(0)),
        n => Err(vm.type_error(format!("{who}(): argument{which} must be a unicode character, not a string of length {n}"))),
    }
}

fn category(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::str(e.category(character(vm, &a[0], "category", "")?)))
}
fn bidirectional(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::str(e.bidirectional(character(vm, &a[0], "bidirectional", "")?)))
}
fn east_asian_width(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::str(e.east_asian_width(character(vm, &a[0], "east_asian_width", "")?)))
}
fn combining(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::int(e.combining(character(vm, &a[0], "combining", "")?).into()))
}
fn mirrored(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::int(e.mirrored(character(vm, &a[0], "mirrored", "")?).into()))
}
fn decomposition(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    Ok(Value::str(&e.decomposition(character(vm, &a[0], "decomposition", "")?)))
}

/// The value, else the default, else ValueError.
fn or_default(vm: &mut Vm, v: Option<Value>, default: &Value, message: &str) -> PyResult<Value> {
    match (v, default.is_null()) {
        (Some(v), _) => Ok(v),
        (None, false) => Ok(default.clone()),
        (None, true) => Err(vm.value_error(message)),
    }
}
fn decimal(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    let d = e.decimal(character(vm, &a[0], "decimal", " 1")?);
    or_default(vm, d.map(|d| Value::int(d as i64)), &a[1], "not a decimal")
}
fn digit(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    let d = e.digit(character(vm, &a[0], "digit", " 1")?);
    or_default(vm, d.map(|d| Value::int(d as i64)), &a[1], "not a digit")
}
fn numeric(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    let x = e.numeric(character(vm, &a[0], "numeric", " 1")?);
    or_default(vm, x.map(Value::float), &a[1], "not a numeric character")
}
fn name(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    let n = e.name(character(vm, &a[0], "name", " 1")?);
    or_default(vm, n.map(|n| Value::str(&n)), &a[1], "no such name")
}

fn lookup(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    let text = if str::is_str(&a[0]) { vm.text_of(&a[0])? } else { String::from_utf8_lossy(&buffer::bytes_like(vm, &a[0])?).into_owned() };
    if text.len() > NAME_MAX {
        return Err(vm.key_error(&Value::str("name too long")));
    }
    match e.find(&text) {
        Some(Named::Character(c) | Named::Alias(c)) => Ok(str::from_char(c)),
        Some(Named::Sequence(s)) => Ok(Value::str(s)),
        None => Err(vm.key_error(&Value::str(&format!("undefined character name '{text}'")))),
    }
}

fn form_of(vm: &mut Vm, who: &str, a: &[Value]) -> PyResult<NormalizeForm> {
    for (i, v) in a.iter().enumerate() {
        if !str::is_str(v) {
            return Err(vm.type_error(format!("{who}() argument {} must be str, not {}", i + 1, v.ty().name())));
        }
    }
    match str::text(&a[0]).parse() {
        Ok(form) => Ok(form),
        Err(()) => Err(vm.value_error("invalid normalization form")),
    }
}
fn normalize(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    // The empty string is in every form, also in those that don't exist.
    if str::is_str(&a[0]) && str::is_str(&a[1]) && str::is_empty(&a[1]) {
        return Ok(a[1].clone());
    }
    let form = form_of(vm, "normalize", a)?;
    let Some(s) = str::get(&a[1]) else { return Ok(a[1].clone()) };
    if s.is_ascii() || e.is_normalized(form, s.units()) {
        return Ok(if str::is_exact(&a[1]) { a[1].clone() } else { str::from_units(s.units()) });
    }
    Ok(str::from_buf(e.normalize(form, s.units())))
}
fn is_normalized(vm: &mut Vm, e: Edition, a: &[Value]) -> PyResult<Value> {
    if str::is_str(&a[0]) && str::is_str(&a[1]) && str::is_empty(&a[1]) {
        return Ok(Value::TRUE);
    }
    let form = form_of(vm, "is_normalized", a)?;
    Ok(Value::bool(str::get(&a[1]).is_none_or(|s| s.is_ascii() || e.is_normalized(form, s.units()))))
}

/// Rows for the module's functions and for the methods of the old data: name, body, parameters, doc.
macro_rules! rows {
    ($($name:literal $f:ident $params:literal, $doc:literal;)+) => {
        static FUNCTIONS: &[NativeDef] =
            &[$(NativeDef::new($name, |vm, a| $f(vm, Edition::Current, a), concat!("(", $params, ", /)"), $doc).effects(Effects::Reads)),+];
        static METHODS: &[NativeDef] =
            &[$(NativeDef::new($name, |vm, a| $f(vm, Edition::Old, &a[1..]), concat!("($self, ", $params, ", /)"), $doc).effects(Effects::Reads)),+];
    };
}
rows! {
    "bidirectional" bidirectional "chr", "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.";
    "category" category "chr", "Returns the general category assigned to the character chr as string.";
    "combining" combining "chr", "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.";
    "decimal" decimal "chr, default=<unrepresentable>", "Converts a Unicode character into its equivalent decimal value.\n\nReturns the decimal value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
    "decomposition" decomposition "chr", "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned in case no such mapping is defined.";
    "digit" digit "chr, default=<unrepresentable>", "Converts a Unicode character into its equivalent digit value.\n\nReturns the digit value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
    "east_asian_width" east_asian_width "chr", "Returns the east asian width assigned to the character chr as string.";
    "is_normalized" is_normalized "form, unistr", "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
    "lookup" lookup "name", "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding character.  If not found, KeyError is raised.";
    "mirrored" mirrored "chr", "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has been identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.";
    "name" name "chr, default=<unrepresentable>", "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, or, if not given,\nValueError is raised.";
    "normalize" normalize "form, unistr", "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
    "numeric" numeric "chr, default=<unrepresentable>", "Converts a Unicode character into its equivalent numeric value.\n\nReturns the numeric value assigned to the character chr as float.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
}
