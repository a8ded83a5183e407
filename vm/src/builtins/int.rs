//! int.

use crate::builtins::bytes::convert;
use crate::builtins::{float, str};
use crate::heap::header::Kind;
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef};
use crate::num::{IntBuf, NumError};
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::ops::{self, BinOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{self, Payload, ty};
use crate::text::{ErrorKind, formatspec};
use crate::value::{Value, Word};
use crate::vm::Vm;
use malachite_bigint::BigInt;
use std::borrow::Cow;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Payload of ints beyond 61 bits and of instances of int subclasses.
pub struct IntObj {
    /// The number.
    pub value: IntBuf,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<IntObj>("int")
    .doc("int([x]) -> integer\nint(x, base=10) -> integer")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .flags(ty::flag::MATCH_SELF);
impl Payload for IntObj {
    const KIND: Kind = Kind::Int;
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

/// `sys.set_int_max_str_digits`
pub static MAX_STR_DIGITS: AtomicUsize = AtomicUsize::new(4300);
/// The limit of digits in conversions between int and text; 0 is none.
pub fn limit() -> usize {
    MAX_STR_DIGITS.load(Ordering::Relaxed)
}

/// An int that doesn't fit 61 bits.
#[cold]
pub fn boxed(v: i128) -> Value {
    let value = match i64::try_from(v) {
        Ok(i) => IntBuf::I64(i),
        Err(_) => IntBuf::Wide(v),
    };
    object::new(IntObj { value })
}
/// An int of any size.
pub fn from_buf(v: IntBuf) -> Value {
    if let Some(i) = v.to_i64()
        && let Some(w) = Word::int(i)
    {
        // SAFETY: an immediate.
        return unsafe { Value::from_owned(w) };
    }
    object::new(IntObj { value: v })
}
/// An int from the compiler's big integers.
pub fn from_big(v: BigInt) -> Value {
    from_buf(IntBuf::from(v))
}
/// int, bool or an int subclass?
#[inline]
pub fn is_int(v: &Value) -> bool {
    v.word().is_int() || v.word().is_bool() || v.kind() == Kind::Int
}
/// Exactly an int (no bool, no subclass)?
#[inline]
pub fn is_exact_int(v: &Value) -> bool {
    v.word().is_int() || v.header().is_some_and(|h| h.is_exact(Kind::Int))
}
/// The number of an int, bool or int subclass.
pub fn to_buf(v: &Value) -> Option<IntBuf> {
    if let Some(i) = v.as_small_int() {
        return Some(IntBuf::I64(i));
    }
    if let Some(b) = v.as_bool() {
        return Some(IntBuf::I64(b as i64));
    }
    v.downcast::<IntObj>().map(|o| o.value.clone())
}
/// The number of an int, bool or int subclass, borrowed where it stands in an object.
#[inline]
pub fn number(v: &Value) -> Option<Cow<'_, IntBuf>> {
    if let Some(i) = v.as_small_int() {
        return Some(Cow::Owned(IntBuf::I64(i)));
    }
    if let Some(o) = v.downcast::<IntObj>() {
        return Some(Cow::Borrowed(&o.value));
    }
    v.as_bool().map(|b| Cow::Owned(IntBuf::I64(b as i64)))
}
/// The number if it is an int (or bool) that fits.
#[inline]
pub fn as_i64(v: &Value) -> Option<i64> {
    if let Some(i) = v.as_small_int() {
        return Some(i);
    }
    if let Some(b) = v.as_bool() {
        return Some(b as i64);
    }
    v.downcast::<IntObj>()?.value.to_i64()
}
/// Is it a negative int?
pub fn is_negative(v: &Value) -> bool {
    to_buf(v).is_some_and(|b| b.is_negative())
}
/// Hash of a small int.
#[inline(always)]
pub fn hash_small(i: i64) -> i64 {
    crate::num::hash::int_small(i)
}
/// The value of an int as a hash result; None when it isn't an int.
pub fn hash_of(v: &Value) -> Option<i64> {
    match as_i64(v) {
        Some(i) => Some(i),
        None => to_buf(v).map(|b| crate::num::hash::int(&b)),
    }
}

/// Raises what a leaf algorithm reports.
#[cold]
pub fn raise(vm: &mut Vm, e: NumError) -> Raised {
    match e.kind {
        ErrorKind::Value => vm.value_error(e.message),
        ErrorKind::Type => vm.type_error(e.message),
        ErrorKind::Overflow => vm.overflow_error(e.message),
        ErrorKind::ZeroDivision => vm.zero_division(e.message),
        ErrorKind::Memory => vm.memory_error(e.message),
        ErrorKind::Key => {
            let k = Value::str(&e.message);
            vm.key_error(&k)
        }
    }
}
fn lift(vm: &mut Vm, r: Result<IntBuf, NumError>) -> PyResult<Value> {
    match r {
        Ok(v) => Ok(from_buf(v)),
        Err(e) => Err(raise(vm, e)),
    }
}

macro_rules! binary {
    ($vm:ident, $a:ident, $b:ident, |$x:ident, $y:ident| $e:expr) => {
        Some(|$vm, $a, $b| match (number($a), number($b)) {
            (Some($x), Some($y)) => $e,
            _ => Ok(Value::NOT_IMPLEMENTED),
        })
    };
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.repr = Some(repr);
    s.hash = Some(|_, v| Ok(number(v).map_or(0, |b| crate::num::hash::int(&b))));
    s.compare = Some(|_, a, b, op| match (number(a), number(b)) {
        (Some(x), Some(y)) => Ok(Value::bool(op.holds(x.order(&y)))),
        _ => Ok(Value::NOT_IMPLEMENTED),
    });
    s.bool = Some(|_, v| Ok(number(v).is_some_and(|b| !b.is_zero())));
    s.binary[BinOp::Add as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.add(&y))));
    s.binary[BinOp::Sub as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.sub(&y))));
    s.binary[BinOp::Mul as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.mul(&y))));
    s.binary[BinOp::And as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.and(&y))));
    s.binary[BinOp::Or as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.or(&y))));
    s.binary[BinOp::Xor as usize] = binary!(_vm, a, b, |x, y| Ok(from_buf(x.xor(&y))));
    s.binary[BinOp::Shl as usize] = binary!(vm, a, b, |x, y| lift(vm, x.shl(&y)));
    s.binary[BinOp::Shr as usize] = binary!(vm, a, b, |x, y| lift(vm, x.shr(&y)));
    s.binary[BinOp::FloorDiv as usize] = binary!(vm, a, b, |x, y| lift(vm, x.floordiv(&y)));
    s.binary[BinOp::Mod as usize] = binary!(vm, a, b, |x, y| lift(vm, x.modulo(&y)));
    s.binary[BinOp::DivMod as usize] = binary!(vm, a, b, |x, y| match x.divmod(&y) {
        Ok((q, r)) => Ok(crate::builtins::tuple::new(vec![from_buf(q), from_buf(r)])),
        Err(e) => Err(raise(vm, e)),
    });
    s.binary[BinOp::TrueDiv as usize] = binary!(vm, a, b, |x, y| match x.truediv(&y) {
        Ok(f) => Ok(Value::float(f)),
        Err(e) => Err(raise(vm, e)),
    });
    s.pow = Some(|vm, a, b, m| {
        let (Some(x), Some(y)) = (number(a), number(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
        if !m.is_none() {
            let Some(m) = number(m) else { return Ok(Value::NOT_IMPLEMENTED) };
            return lift(vm, x.pow_mod(&y, &m));
        }
        if y.is_negative() {
            return match (x.to_f64(), y.to_f64()) {
                (Ok(p), Ok(q)) => float::power(vm, p, q),
                (Err(e), _) | (_, Err(e)) => Err(raise(vm, e)),
            };
        }
        lift(vm, x.pow(&y))
    });
    s.neg = Some(|_, v| Ok(number(v).map_or(Value::NULL, |b| from_buf(b.neg()))));
    s.pos = Some(|_, v| if is_exact_int(v) { Ok(v.clone()) } else { Ok(to_buf(v).map_or(Value::NULL, from_buf)) });
    s.abs = Some(|_, v| Ok(number(v).map_or(Value::NULL, |b| from_buf(b.abs()))));
    s.invert = Some(|_, v| Ok(number(v).map_or(Value::NULL, |b| from_buf(b.invert()))));
    s.int = s.pos;
    s.index = s.pos;
    s.float = Some(|vm, v| match number(v).map(|b| b.to_f64()) {
        Some(Ok(f)) => Ok(Value::float(f)),
        Some(Err(e)) => Err(raise(vm, e)),
        None => Ok(Value::NULL),
    });
}

fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if let Some(i) = v.as_small_int() {
        return Ok(Value::str(&i.to_string()));
    }
    match number(v).map(|b| b.to_decimal_limited(limit())) {
        Some(Ok(t)) => Ok(Value::str(&t)),
        Some(Err(e)) => Err(raise(vm, e)),
        None => Ok(Value::NULL),
    }
}

/// `int(v)` for one argument.
pub fn convert(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if let Some(s) = str::get(v) {
        return parse(vm, s.units(), 10, v);
    }
    let s = v.ty().slots();
    if let Some(f) = s.int.or(s.index) {
        let r = f(vm, v)?;
        return match to_buf(&r) {
            Some(b) => Ok(from_buf(b)),
            None => Err(vm.type_error(format!("__int__ returned non-int (type {})", r.ty().name()))),
        };
    }
    if crate::builtins::buffer::is_exporter(v) {
        let b = &crate::builtins::buffer::bytes_like(vm, v)?.to_vec();
        return parse(vm, crate::text::Units::One(b), 10, v);
    }
    Err(vm.type_error(format!("int() argument must be a string, a bytes-like object or a real number, not '{}'", v.ty().name())))
}
fn parse(vm: &mut Vm, u: crate::text::Units<'_>, base: u32, v: &Value) -> PyResult<Value> {
    match crate::num::intconv::parse(u, base, limit()) {
        Ok(b) => Ok(from_buf(b)),
        Err(e) => {
            let shown = ops::repr(vm, v)?;
            let text = str::get(&shown).map(|s| s.units().to_buf()).unwrap_or_default();
            Err(raise(vm, e.into_error(base, &text)))
        }
    }
}

/// A copy of the digits of bytes or a bytearray.
fn bytes_or_bytearray(v: &Value) -> Option<Vec<u8>> {
    matches!(v.kind(), Kind::Bytes | Kind::ByteArray).then(|| crate::builtins::bytes::methods::own(v).to_vec())
}

static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(x=0, /, base=10)"));

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let mut bound = Vec::new();
    match args.all {
        [x] if !args.has_kw() => bound.extend([x.clone(), Value::NULL]),
        _ => {
            if let Some((name, _)) = args.kw().find(|(name, _)| !str::eq_text(name, "base")) {
                return Err(vm.type_error(format!("int() got an unexpected keyword argument '{}'", str::text(name))));
            }
            SIGNATURE.bind(vm, "int", args, &mut bound)?
        }
    }
    let v = match (bound[0].opt(), bound[1].opt()) {
        (None, None) => Value::int(0),
        (None, Some(_)) => return Err(vm.type_error("int() missing string argument")),
        (Some(x), None) => convert(vm, x)?,
        (Some(x), Some(b)) => {
            let b = ops::index_clipped(vm, b)?;
            if b != 0 && !(2..=36).contains(&b) {
                return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
            }
            match (str::get(x), bytes_or_bytearray(x)) {
                (Some(s), _) => parse(vm, s.units(), b as u32, x)?,
                (_, Some(d)) => parse(vm, crate::text::Units::One(&d), b as u32, x)?,
                _ => return Err(vm.type_error("int() can't convert non-string with explicit base")),
            }
        }
    };
    if std::ptr::eq(cls, TYPE.get()) {
        return Ok(v);
    }
    let value = to_buf(&v).unwrap_or(IntBuf::I64(0));
    Ok(object::new_of(cls, IntObj { value }))
}

fn format(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (Some(b), Some(s)) = (to_buf(&a[0]), str::get(&a[1])) else {
        return Err(vm.type_error(format!("__format__() argument must be str, not {}", a[1].ty().name())));
    };
    if s.is_empty() {
        return ops::to_str(vm, &a[0]);
    }
    match formatspec::format_int(&b, s.units(), &a[0].ty().name(), limit()) {
        Ok(t) => Ok(str::from_buf(t)),
        Err(e) => Err(raise(vm, e)),
    }
}
fn buf(v: &Value) -> IntBuf {
    to_buf(v).unwrap_or(IntBuf::I64(0))
}
fn round(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let Some(n) = a[1].some() else { return Ok(from_buf(buf(&a[0]))) };
    let n = ops::index_clipped(vm, n)? as i64;
    if n >= 0 {
        return Ok(from_buf(buf(&a[0])));
    }
    // 10**-n has more than three bits per digit: beyond twice the number everything is nearer to zero.
    if n.unsigned_abs() > buf(&a[0]).bit_length() / 3 + 2 {
        return Ok(Value::int(0));
    }
    // Round half to even on multiples of 10**-n.
    let Ok(p) = IntBuf::I64(10).pow(&IntBuf::I64(-n)) else { return Ok(Value::int(0)) };
    let x = buf(&a[0]);
    let (q, r) = match x.divmod(&p) {
        Ok(t) => t,
        Err(e) => return Err(raise(vm, e)),
    };
    let twice = r.add(&r);
    let up = match twice.order(&p) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => q.is_odd(),
        std::cmp::Ordering::Less => false,
    };
    let q = if up { q.add(&IntBuf::I64(1)) } else { q };
    Ok(from_buf(q.mul(&p)))
}
/// Byte order and signedness of `to_bytes` and `from_bytes`: is it big-endian?
fn is_big(vm: &mut Vm, v: &Value, who: &str) -> PyResult<bool> {
    let Some(v) = v.opt() else { return Ok(true) };
    if !str::is_str(v) {
        return Err(vm.type_error(format!("{who}() argument 'byteorder' must be str, not {}", v.ty().name())));
    }
    match &*str::text(v) {
        "big" => Ok(true),
        "little" => Ok(false),
        _ => Err(vm.value_error("byteorder must be either 'little' or 'big'")),
    }
}
fn to_bytes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = match a[1].opt() {
        Some(n) => ops::index_i64(vm, n)?,
        None => 1,
    };
    let big = is_big(vm, &a[2], "to_bytes")?;
    let signed = match a[3].opt() {
        Some(s) => ops::truth(vm, s)?,
        None => false,
    };
    if n < 0 {
        return Err(vm.value_error("length argument must be non-negative"));
    }
    if let Err(e) = crate::text::ensure_room(n as usize) {
        return Err(raise(vm, e));
    }
    match buf(&a[0]).to_bytes(n as usize, big, signed) {
        Ok(b) => Ok(crate::builtins::bytes::new(b)),
        Err(e) => Err(raise(vm, e)),
    }
}
fn from_bytes(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let big = is_big(vm, &a[2], "from_bytes")?;
    let signed = match a[3].opt() {
        Some(s) => ops::truth(vm, s)?,
        None => false,
    };
    let data = match vm.call_special(&a[1], &names().__bytes__, &[])? {
        Some(b) => match crate::builtins::bytes::get(&b) {
            Some(data) => data.to_vec(),
            None => return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {})", b.ty().name()))),
        },
        None => convert::from_object(vm, &a[1], convert::Target::Bytes)?,
    };
    let v = from_buf(IntBuf::from_bytes(&data, big, signed));
    if a[0].is(&TYPE.value()) { Ok(v) } else { vm.call1(&a[0], &v) }
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("to_bytes", to_bytes, "($self, /, length=1, byteorder='big', *, signed=False)", "Return an array of bytes representing an integer."),
    NativeDef::new(
        "from_bytes",
        from_bytes,
        "($type, /, bytes, byteorder='big', *, signed=False)",
        "Return the integer represented by the given array of bytes.",
    )
    .class_method(),
    NativeDef::new("__format__", format, "($self, format_spec, /)", "Convert to a string according to format_spec."),
    NativeDef::new("__round__", round, "($self, ndigits=None, /)", "Rounding an Integral returns itself."),
    NativeDef::new("__trunc__", |_, a| Ok(from_buf(buf(&a[0]))), "($self, /)", "Truncating an Integral returns itself."),
    NativeDef::new("__floor__", |_, a| Ok(from_buf(buf(&a[0]))), "($self, /)", "Flooring an Integral returns itself."),
    NativeDef::new("__ceil__", |_, a| Ok(from_buf(buf(&a[0]))), "($self, /)", "Ceiling of an Integral returns itself."),
    NativeDef::new("__getnewargs__", |_, a| Ok(crate::builtins::tuple::new(vec![from_buf(buf(&a[0]))])), "($self, /)", ""),
    NativeDef::new("conjugate", |_, a| Ok(from_buf(buf(&a[0]))), "($self, /)", "Returns self, the complex conjugate of any int."),
    NativeDef::new("bit_length", |_, a| Ok(Value::int(buf(&a[0]).bit_length() as i64)), "($self, /)", "Number of bits necessary to represent self in binary."),
    NativeDef::new(
        "bit_count",
        |_, a| Ok(Value::int(buf(&a[0]).bit_count() as i64)),
        "($self, /)",
        "Number of ones in the binary representation of the absolute value of self.",
    ),
    NativeDef::new("is_integer", |_, _| Ok(Value::TRUE), "($self, /)", "Returns True. Exists for duck type compatibility with float.is_integer."),
    NativeDef::new(
        "as_integer_ratio",
        |_, a| Ok(crate::builtins::tuple::new(vec![from_buf(buf(&a[0])), Value::int(1)])),
        "($self, /)",
        "Return a pair of integers, whose ratio is equal to the original int.",
    ),
];
static GETSET: &[GetSet] = &[
    GetSet::new("real", |_, v| Ok(from_buf(buf(v))), None, "the real part of a complex number"),
    GetSet::new("imag", |_, _| Ok(Value::int(0)), None, "the imaginary part of a complex number"),
    GetSet::new("numerator", |_, v| Ok(from_buf(buf(v))), None, "the numerator of a rational number in lowest terms"),
    GetSet::new("denominator", |_, _| Ok(Value::int(1)), None, "the denominator of a rational number in lowest terms"),
];
