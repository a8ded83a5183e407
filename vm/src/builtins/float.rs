//! float.

use crate::builtins::{buffer, int, str, tuple};
use crate::heap::header::Kind;
use crate::native::signature::refuse_keywords;
use crate::native::{GetSet, NativeDef, TypeDef};
use crate::num::float as num;
use crate::num::float::Power;
use crate::object::error::PyResult;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ty};
use crate::text::{Units, formatspec};
use crate::value::Value;
use crate::vm::Vm;

/// Payload of floats with extreme exponents and of instances of float subclasses.
pub struct FloatObj {
    /// The number.
    pub value: f64,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<FloatObj>("float")
    .doc("Convert a string or number to a floating-point number, if possible.")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .flags(ty::flag::MATCH_SELF);
impl Payload for FloatObj {
    const KIND: Kind = Kind::Float;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A float that can't be immediate.
#[cold]
pub fn boxed(value: f64) -> Value {
    object::new(FloatObj { value })
}

/// A float or an int as f64; None for other types.
pub(crate) fn operand(vm: &mut Vm, v: &Value) -> PyResult<Option<f64>> {
    if let Some(f) = v.as_float() {
        return Ok(Some(f));
    }
    match int::to_buf(v).map(|b| b.to_f64()) {
        Some(Ok(f)) => Ok(Some(f)),
        Some(Err(e)) => Err(int::raise(vm, e)),
        None => Ok(None),
    }
}

/// `x ** y` for floats.
pub fn power(vm: &mut Vm, x: f64, y: f64) -> PyResult<Value> {
    match num::pow(x, y) {
        Ok(Power::Real(f)) => Ok(Value::float(f)),
        Ok(Power::NeedsComplex) => match (crate::num::complex::Complex { re: x, im: 0.0 }).pow(crate::num::complex::Complex { re: y, im: 0.0 }) {
            Ok(c) => Ok(crate::builtins::complex::new(c.re, c.im)),
            Err(e) => Err(int::raise(vm, e)),
        },
        Err(e) if e.message.starts_with('(') => {
            let exc = crate::builtins::exception::make(
                crate::builtins::exception::classes().overflow_error,
                vec![Value::int(34), Value::str("Numerical result out of range")],
            );
            Err(vm.raise(exc))
        }
        Err(e) => Err(int::raise(vm, e)),
    }
}

macro_rules! arith {
    ($vm:ident, |$x:ident, $y:ident| $e:expr) => {
        Some(|$vm, a, b| match (operand($vm, a)?, operand($vm, b)?) {
            (Some($x), Some($y)) => $e,
            _ => Ok(Value::NOT_IMPLEMENTED),
        })
    };
}
fn lift(vm: &mut Vm, r: Result<f64, crate::num::NumError>) -> PyResult<Value> {
    match r {
        Ok(f) => Ok(Value::float(f)),
        Err(e) => Err(int::raise(vm, e)),
    }
}
fn val(v: &Value) -> f64 {
    v.as_float().unwrap_or(0.0)
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        refuse_keywords(vm, cls, TYPE.get(), args)?;
        let f = match args.pos() {
            [] => 0.0,
            [x] => from_object(vm, x)?,
            more => return Err(vm.type_error(format!("float expected at most 1 argument, got {}", more.len()))),
        };
        Ok(if std::ptr::eq(cls, TYPE.get()) { Value::float(f) } else { object::new_of(cls, FloatObj { value: f }) })
    });
    s.repr = Some(|_, v| Ok(Value::str(&num::repr(val(v)))));
    s.hash = Some(|_, v| Ok(crate::num::hash::float(val(v), (v.word().0 >> 4) as i64)));
    s.bool = Some(|_, v| Ok(val(v) != 0.0));
    s.compare = Some(compare);
    s.binary[BinOp::Add as usize] = arith!(vm, |x, y| Ok(Value::float(x + y)));
    s.binary[BinOp::Sub as usize] = arith!(vm, |x, y| Ok(Value::float(x - y)));
    s.binary[BinOp::Mul as usize] = arith!(vm, |x, y| Ok(Value::float(x * y)));
    s.binary[BinOp::TrueDiv as usize] = arith!(vm, |x, y| lift(vm, num::div(x, y)));
    s.binary[BinOp::FloorDiv as usize] = arith!(vm, |x, y| lift(vm, num::floordiv(x, y)));
    s.binary[BinOp::Mod as usize] = arith!(vm, |x, y| lift(vm, num::modulo(x, y)));
    s.binary[BinOp::DivMod as usize] = arith!(vm, |x, y| match num::divmod(x, y) {
        Ok((q, r)) => Ok(tuple::new(vec![Value::float(q), Value::float(r)])),
        Err(e) => Err(int::raise(vm, e)),
    });
    s.pow = Some(|vm, a, b, m| {
        if !m.is_none() {
            return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        match (operand(vm, a)?, operand(vm, b)?) {
            (Some(x), Some(y)) => power(vm, x, y),
            _ => Ok(Value::NOT_IMPLEMENTED),
        }
    });
    s.neg = Some(|_, v| Ok(Value::float(-val(v))));
    s.pos = Some(|_, v| Ok(Value::float(val(v))));
    s.abs = Some(|_, v| Ok(Value::float(val(v).abs())));
    s.float = s.pos;
    s.int = Some(|vm, v| match num::to_int(val(v)) {
        Ok(b) => Ok(int::from_buf(b)),
        Err(e) => Err(int::raise(vm, e)),
    });
}

fn compare(_: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), swapped) = (match a.as_float() {
        Some(f) => (Some(f), false),
        None => (b.as_float(), true),
    }) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let other = if swapped { a } else { b };
    let op = if swapped { op.swapped() } else { op };
    let order = match (other.as_float(), int::to_buf(other)) {
        (Some(y), _) => x.partial_cmp(&y),
        (_, Some(i)) => i.compare_f64(x).map(|o| o.reverse()),
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(order.map_or(op == CmpOp::Ne, |o| op.holds(o))))
}

/// What `float(x)` makes of an object: its own `__float__` comes before the value of a float or the text of a str.
fn from_object(vm: &mut Vm, x: &Value) -> PyResult<f64> {
    let overridden = x.header().is_some() && x.ty().slots().float.map(|f| f as usize) != TYPE.get().slots().float.map(|f| f as usize);
    if overridden
        && !str::is_exact(x)
        && let Some(f) = number(vm, x)?
    {
        return Ok(f);
    }
    convert(vm, x)
}
/// The value of a float, of a number, of a text or of bytes.
pub fn convert(vm: &mut Vm, x: &Value) -> PyResult<f64> {
    if let Some(f) = x.as_float() {
        return Ok(f);
    }
    if let Some(s) = str::get(x) {
        return match num::parse(s.units()) {
            Some(f) => Ok(f),
            None => {
                let r = ops::repr(vm, x)?;
                let text = str::get(&r).map(|s| s.units().to_buf()).unwrap_or_default();
                Err(int::raise(vm, num::parse_error(&text)))
            }
        };
    }
    if let Some(f) = number(vm, x)? {
        return Ok(f);
    }
    if buffer::is_exporter(x) {
        let data = buffer::bytes_like(vm, x)?.to_vec();
        // Bytes are no Latin-1 text: 0xa0 is no space.
        return match num::parse(Units::One(&data)).filter(|_| data.is_ascii()) {
            Some(f) => Ok(f),
            None => {
                let r = ops::repr(vm, x)?;
                let text = str::get(&r).map(|s| s.units().to_buf()).unwrap_or_default();
                Err(int::raise(vm, num::parse_error(&text)))
            }
        };
    }
    Err(vm.type_error(format!("float() argument must be a string or a real number, not '{}'", x.ty().name())))
}
/// The value of something with `__float__` or `__index__`; None for others.
fn number(vm: &mut Vm, x: &Value) -> PyResult<Option<f64>> {
    let s = x.ty().slots();
    if let Some(f) = s.float {
        let r = f(vm, x)?;
        return match r.as_float() {
            Some(f) => {
                if r.header().is_some() && r.downcast_exact::<FloatObj>().is_none() {
                    let text = format!(
                        "{}.__float__ returned non-float (type {}).  The ability to return an instance of a strict subclass of float is deprecated, and may not be supported in a future version of Python.",
                        x.ty().name(),
                        r.ty().name()
                    );
                    vm.warn_deprecated(&text)?;
                }
                Ok(Some(f))
            }
            None => Err(vm.type_error(format!("{}.__float__ returned non-float (type {})", x.ty().name(), r.ty().name()))),
        };
    }
    if s.index.is_some() {
        let i = ops::index(vm, x)?;
        return operand(vm, &i);
    }
    Ok(None)
}
/// A result of a class method: `cls(f)`, without a call for float itself.
fn of_class(vm: &mut Vm, cls: &Value, f: f64) -> PyResult<Value> {
    if cls.is(&TYPE.value()) { Ok(Value::float(f)) } else { vm.call1(cls, &Value::float(f)) }
}
fn fromhex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("fromhex() argument must be str, not {}", a[1].ty().name())));
    }
    match crate::num::floathex::from_hex(&str::text(&a[1])) {
        Ok(f) => of_class(vm, &a[0], f),
        Err(e) => Err(int::raise(vm, e)),
    }
}
fn from_number(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if let Some(f) = a[1].as_float() {
        return of_class(vm, &a[0], f);
    }
    match number(vm, &a[1])? {
        Some(f) => of_class(vm, &a[0], f),
        None => Err(vm.type_error(format!("must be real number, not {}", a[1].ty().name()))),
    }
}
fn getformat(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let little = cfg!(target_endian = "little");
    match str::get(&a[1]).map(|_| str::text(&a[1])).as_deref() {
        Some("double" | "float") => Ok(Value::str(if little { "IEEE, little-endian" } else { "IEEE, big-endian" })),
        Some(_) => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
        None => Err(vm.type_error(format!("__getformat__() argument must be str, not {}", a[1].ty().name()))),
    }
}

fn to_int(vm: &mut Vm, f: f64) -> PyResult<Value> {
    match num::to_int(f) {
        Ok(b) => Ok(int::from_buf(b)),
        Err(e) => Err(int::raise(vm, e)),
    }
}
fn round(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    match a[1].some() {
        None => match num::round_to_int(val(&a[0])) {
            Ok(b) => Ok(int::from_buf(b)),
            Err(e) => Err(int::raise(vm, e)),
        },
        Some(n) => {
            let n = ops::index_clipped(vm, n)?;
            lift(vm, num::round(val(&a[0]), n as i64))
        }
    }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__format__",
        |vm, a| {
            let Some(s) = str::get(&a[1]) else { return Err(vm.type_error(format!("__format__() argument must be str, not {}", a[1].ty().name()))) };
            if s.is_empty() {
                return ops::to_str(vm, &a[0]);
            }
            match formatspec::format_float(val(&a[0]), s.units(), &a[0].ty().name()) {
                Ok(t) => Ok(str::from_buf(t)),
                Err(e) => Err(int::raise(vm, e)),
            }
        },
        "($self, format_spec, /)",
        "Formats the float according to format_spec.",
    ),
    NativeDef::new("__round__", round, "($self, ndigits=None, /)", "Return the Integral closest to x, rounding half toward even."),
    NativeDef::new("__trunc__", |vm, a| to_int(vm, val(&a[0])), "($self, /)", "Return the Integral closest to x between 0 and x."),
    NativeDef::new("__floor__", |vm, a| to_int(vm, val(&a[0]).floor()), "($self, /)", "Return the floor as an Integral."),
    NativeDef::new("__ceil__", |vm, a| to_int(vm, val(&a[0]).ceil()), "($self, /)", "Return the ceiling as an Integral."),
    NativeDef::new("__getnewargs__", |_, a| Ok(tuple::new(vec![Value::float(val(&a[0]))])), "($self, /)", ""),
    NativeDef::new("conjugate", |_, a| Ok(Value::float(val(&a[0]))), "($self, /)", "Return self, the complex conjugate of any float."),
    NativeDef::new("is_integer", |_, a| Ok(Value::bool(num::is_integer(val(&a[0])))), "($self, /)", "Return True if the float is an integer."),
    NativeDef::new(
        "as_integer_ratio",
        |vm, a| match num::as_integer_ratio(val(&a[0])) {
            Ok((n, d)) => Ok(tuple::new(vec![int::from_buf(n), int::from_buf(d)])),
            Err(e) => Err(int::raise(vm, e)),
        },
        "($self, /)",
        "Return a pair of integers, whose ratio is exactly equal to the original float.",
    ),
    NativeDef::new("fromhex", fromhex, "($type, string, /)", "Create a floating-point number from a hexadecimal string.").class_method(),
    NativeDef::new("from_number", from_number, "($type, number, /)", "Convert real number to a floating-point number.").class_method(),
    NativeDef::new("__getformat__", getformat, "($type, typestr, /)", "You probably don't want to use this function.").class_method(),
    NativeDef::new(
        "hex",
        |_, a| Ok(Value::str(&crate::num::floathex::to_hex(val(&a[0])))),
        "($self, /)",
        "Return a hexadecimal representation of a floating-point number.",
    ),
];
static GETSET: &[GetSet] = &[
    GetSet::new("real", |_, v| Ok(Value::float(val(v))), None, "the real part of a complex number"),
    GetSet::new("imag", |_, _| Ok(Value::float(0.0)), None, "the imaginary part of a complex number"),
];
