//! complex.
//!
//! A real operand is not widened to a complex one: `1.0 * z` multiplies both parts by 1.0, so that infinities, nans and signed
//! zeros of the other part stay what they are.

use crate::builtins::{float, int, str, tuple};
use crate::heap::header::Kind;
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::num::NumError;
use crate::num::complex::{self as num, Complex};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, Payload};
use crate::text::formatspec;
use crate::value::Value;
use crate::vm::Vm;
use std::sync::LazyLock;

/// Payload.
pub struct ComplexObj {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<ComplexObj>("complex")
    .doc("Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots);
impl Payload for ComplexObj {
    const KIND: Kind = Kind::Complex;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}
/// A complex number.
pub fn new(re: f64, im: f64) -> Value {
    object::new(ComplexObj { re, im })
}
/// The number of an instance of complex or of a subclass.
#[inline]
pub fn get(v: &Value) -> Option<Complex> {
    v.downcast::<ComplexObj>().map(|c| num::complex(c.re, c.im))
}
fn c(v: &Value) -> Complex {
    let o = this::<ComplexObj>(v);
    num::complex(o.re, o.im)
}
fn make(c: Complex) -> Value {
    new(c.re, c.im)
}
fn lift(vm: &mut Vm, r: Result<Complex, NumError>) -> PyResult<Value> {
    match r {
        Ok(c) => Ok(make(c)),
        Err(e) => Err(int::raise(vm, e)),
    }
}

/// One side of an operation.
enum Operand {
    Complex(Complex),
    Real(f64),
}
impl Operand {
    fn widened(self) -> Complex {
        match self {
            Operand::Complex(c) => c,
            Operand::Real(x) => num::complex(x, 0.0),
        }
    }
}
/// A number as an operand; None for other types.
fn operand(vm: &mut Vm, v: &Value) -> PyResult<Option<Operand>> {
    match get(v) {
        Some(c) => Ok(Some(Operand::Complex(c))),
        None => Ok(float::operand(vm, v)?.map(Operand::Real)),
    }
}

macro_rules! arith {
    ($vm:ident, $($pattern:pat => $e:expr),+ $(,)?) => {
        Some(|$vm, a, b| {
            let (Some(x), Some(y)) = (operand($vm, a)?, operand($vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
            use Operand::{Complex as C, Real as R};
            match (x, y) { $($pattern => $e),+ }
        })
    };
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(construct);
    s.repr = Some(|_, v| Ok(Value::str(&c(v).repr())));
    s.hash = Some(|_, v| Ok(c(v).hash((v.word().0 >> 4) as i64)));
    s.bool = Some(|_, v| Ok(c(v).re != 0.0 || c(v).im != 0.0));
    s.compare = Some(compare);
    s.binary[BinOp::Add as usize] = arith!(_vm,
        (C(x), R(y)) | (R(y), C(x)) => Ok(new(x.re + y, x.im)),
        (x, y) => Ok(make(x.widened().add(y.widened()))),
    );
    s.binary[BinOp::Sub as usize] = arith!(_vm,
        (C(x), R(y)) => Ok(new(x.re - y, x.im)),
        (R(x), C(y)) => Ok(new(x - y.re, -y.im)),
        (x, y) => Ok(make(x.widened().sub(y.widened()))),
    );
    s.binary[BinOp::Mul as usize] = arith!(_vm,
        (C(x), R(y)) | (R(y), C(x)) => Ok(new(x.re * y, x.im * y)),
        (x, y) => Ok(make(x.widened().mul(y.widened()))),
    );
    s.binary[BinOp::TrueDiv as usize] = arith!(vm,
        (C(_), R(0.0)) => Err(int::raise(vm, NumError::division_by_zero())),
        (C(x), R(y)) => Ok(new(x.re / y, x.im / y)),
        (x, y) => lift(vm, x.widened().div(y.widened())),
    );
    s.pow = Some(|vm, a, b, m| {
        let (Some(x), Some(y)) = (operand(vm, a)?, operand(vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
        if !m.is_none() {
            return Err(vm.value_error("complex modulo"));
        }
        lift(vm, x.widened().pow(y.widened()))
    });
    s.neg = Some(|_, v| Ok(make(c(v).neg())));
    s.pos = Some(|_, v| Ok(if v.downcast_exact::<ComplexObj>().is_some() { v.clone() } else { make(c(v)) }));
    s.abs = Some(|vm, v| match c(v).abs() {
        Ok(x) => Ok(Value::float(x)),
        Err(e) => Err(int::raise(vm, e)),
    });
}

fn compare(_: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (x, other) = match get(a) {
        Some(x) => (x, b),
        None => (c(b), a),
    };
    let same = if let Some(y) = get(other) {
        x.re == y.re && x.im == y.im
    } else if let Some(y) = other.as_float() {
        x.re == y && x.im == 0.0
    } else if let Some(i) = int::number(other) {
        // Ints are compared exactly.
        x.im == 0.0 && i.compare_f64(x.re).is_some_and(|o| o.is_eq())
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}

/// What `__complex__` answers, None when the type has no such method.
fn by_method(vm: &mut Vm, v: &Value) -> PyResult<Option<Complex>> {
    if v.downcast_exact::<ComplexObj>().is_some() {
        return Ok(get(v));
    }
    let Some(r) = vm.call_special(v, &names().__complex__, &[])? else { return Ok(None) };
    let Some(z) = get(&r) else {
        return Err(vm.type_error(format!("{}.__complex__() must return a complex, not {}", v.ty().name(), r.ty().name())));
    };
    if r.downcast_exact::<ComplexObj>().is_none() {
        let text = format!(
            "{}.__complex__() must return a complex, not {}.  The ability to return an instance of a strict subclass of complex is deprecated, and may not be supported in a future version of Python.",
            v.ty().name(),
            r.ty().name()
        );
        vm.warn_deprecated(&text)?;
    }
    Ok(Some(z))
}
/// `complex(v)` for one argument; also what `cmath` makes of its arguments. None for what is no number.
pub fn from_number(vm: &mut Vm, v: &Value) -> PyResult<Option<Complex>> {
    if let Some(z) = by_method(vm, v)? {
        return Ok(Some(z));
    }
    if let Some(z) = get(v) {
        return Ok(Some(z));
    }
    let s = v.ty().slots();
    if s.float.is_none() && s.index.is_none() {
        return Ok(None);
    }
    Ok(Some(num::complex(float::convert(vm, v)?, 0.0)))
}

static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(real=0, imag=0)"));

fn construct(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let exact = std::ptr::eq(cls, TYPE.get());
    let z = match args.all {
        [v] if !args.has_kw() => {
            if exact && v.downcast_exact::<ComplexObj>().is_some() {
                return Ok(v.clone());
            }
            if let Some(s) = str::get(v) {
                match num::parse(s.units()) {
                    Some(z) => z,
                    None => return Err(vm.value_error("complex() arg is a malformed string")),
                }
            } else {
                match from_number(vm, v)? {
                    Some(z) => z,
                    None => return Err(vm.type_error(format!("complex() argument must be a string or a number, not {}", v.ty().name()))),
                }
            }
        }
        _ => {
            let mut bound = Vec::with_capacity(2);
            SIGNATURE.bind(vm, "complex", args, &mut bound)?;
            // Complex parts are deprecated, and mean what they say: real + imag * 1j. Real ones keep their signed zeros.
            let (real, imag) = (part(vm, bound[0].opt(), "real")?, part(vm, bound[1].opt(), "imag")?);
            let re = match (&real, &imag) {
                (Operand::Complex(x), Operand::Complex(y)) => x.re - y.im,
                (Operand::Real(x), Operand::Complex(y)) => x - y.im,
                (Operand::Complex(x), _) => x.re,
                (Operand::Real(x), _) => *x,
            };
            let im = match (real, imag) {
                (Operand::Complex(x), _) if bound[1].is_null() => x.im,
                (Operand::Complex(x), y) => y.widened().re + x.im,
                (_, y) => y.widened().re,
            };
            num::complex(re, im)
        }
    };
    Ok(if exact { make(z) } else { object::new_of(cls, ComplexObj { re: z.re, im: z.im }) })
}
fn part(vm: &mut Vm, v: Option<&Value>, what: &str) -> PyResult<Operand> {
    let Some(v) = v else { return Ok(Operand::Real(0.0)) };
    if let Some(f) = v.as_float() {
        return Ok(Operand::Real(f));
    }
    let refuse = format!("complex() argument '{what}' must be a real number, not {}", v.ty().name());
    let z = if what == "real" { by_method(vm, v)?.or(get(v)) } else { get(v) };
    if let Some(z) = z {
        vm.warn_deprecated(&refuse)?;
        return Ok(Operand::Complex(z));
    }
    let s = v.ty().slots();
    if str::is_str(v) || (s.float.is_none() && s.index.is_none()) {
        return Err(vm.type_error(refuse));
    }
    Ok(Operand::Real(float::convert(vm, v)?))
}
fn from_number_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[0].is(&TYPE.value()) && a[1].downcast_exact::<ComplexObj>().is_some() {
        return Ok(a[1].clone());
    }
    let Some(z) = from_number(vm, &a[1])? else { return Err(vm.type_error(format!("must be real number, not {}", a[1].ty().name()))) };
    if a[0].is(&TYPE.value()) { Ok(make(z)) } else { vm.call1(&a[0], &make(z)) }
}
fn format(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(s) = str::get(&a[1]) else { return Err(vm.type_error(format!("__format__() argument must be str, not {}", a[1].ty().name()))) };
    if s.is_empty() {
        return ops::to_str(vm, &a[0]);
    }
    match formatspec::format_complex(c(&a[0]), s.units(), &a[0].ty().name()) {
        Ok(t) => Ok(str::from_buf(t)),
        Err(e) => Err(int::raise(vm, e)),
    }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "conjugate",
        |_, a| Ok(new(c(&a[0]).re, -c(&a[0]).im)),
        "($self, /)",
        "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.",
    ),
    NativeDef::new("__complex__", |_, a| Ok(make(c(&a[0]))), "($self, /)", "Convert this value to exact type complex."),
    NativeDef::new("__format__", format, "($self, format_spec, /)", "Convert to a string according to format_spec."),
    NativeDef::new("__getnewargs__", |_, a| Ok(tuple::new(vec![Value::float(c(&a[0]).re), Value::float(c(&a[0]).im)])), "($self, /)", ""),
    NativeDef::new("from_number", from_number_method, "($type, number, /)", "Convert number to a complex floating-point number.").class_method(),
];
static GETSET: &[GetSet] = &[
    GetSet::new("real", |_, v| Ok(Value::float(c(v).re)), None, "the real part of a complex number").member(),
    GetSet::new("imag", |_, v| Ok(Value::float(c(v).im)), None, "the imaginary part of a complex number").member(),
];
