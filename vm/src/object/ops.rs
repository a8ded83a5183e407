//! The object protocols as the interpreter and native code call them: operators, comparison, truth, hash, length,
//! subscripts, iteration, conversion to text.

pub use super::drain::{feed, for_each};
use super::error::PyResult;
use super::intern::{Names, names};
use crate::builtins::{exception::classes, int, str};
use crate::value::Value;
use crate::vm::Vm;

/// Binary operators, in the order of the slot arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum BinOp {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    DivMod,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    MatMul,
    Pow,
}

impl BinOp {
    /// Number of operators.
    pub const COUNT: usize = 14;
    /// Sign as in messages.
    pub const fn sign(self) -> &'static str {
        match self {
            BinOp::Add => "+",
            BinOp::Sub => "-",
            BinOp::Mul => "*",
            BinOp::TrueDiv => "/",
            BinOp::FloorDiv => "//",
            BinOp::Mod => "%",
            BinOp::DivMod => "divmod()",
            BinOp::And => "&",
            BinOp::Or => "|",
            BinOp::Xor => "^",
            BinOp::Shl => "<<",
            BinOp::Shr => ">>",
            BinOp::MatMul => "@",
            BinOp::Pow => "** or pow()",
        }
    }
    /// Names of the forward and the reflected method.
    pub fn dunders(self) -> (&'static Value, &'static Value) {
        let n: &'static Names = names();
        match self {
            BinOp::Add => (&n.__add__, &n.__radd__),
            BinOp::Sub => (&n.__sub__, &n.__rsub__),
            BinOp::Mul => (&n.__mul__, &n.__rmul__),
            BinOp::TrueDiv => (&n.__truediv__, &n.__rtruediv__),
            BinOp::FloorDiv => (&n.__floordiv__, &n.__rfloordiv__),
            BinOp::Mod => (&n.__mod__, &n.__rmod__),
            BinOp::DivMod => (&n.__divmod__, &n.__rdivmod__),
            BinOp::And => (&n.__and__, &n.__rand__),
            BinOp::Or => (&n.__or__, &n.__ror__),
            BinOp::Xor => (&n.__xor__, &n.__rxor__),
            BinOp::Shl => (&n.__lshift__, &n.__rlshift__),
            BinOp::Shr => (&n.__rshift__, &n.__rrshift__),
            BinOp::MatMul => (&n.__matmul__, &n.__rmatmul__),
            BinOp::Pow => (&n.__pow__, &n.__rpow__),
        }
    }
}

/// Rich comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "named after the operators")]
pub enum CmpOp {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}

impl CmpOp {
    /// The dunder method's name.
    pub fn dunder(self) -> &'static Value {
        let n: &'static Names = names();
        match self {
            CmpOp::Lt => &n.__lt__,
            CmpOp::Le => &n.__le__,
            CmpOp::Eq => &n.__eq__,
            CmpOp::Ne => &n.__ne__,
            CmpOp::Gt => &n.__gt__,
            CmpOp::Ge => &n.__ge__,
        }
    }
    /// The operator seen from the right operand.
    pub const fn swapped(self) -> CmpOp {
        match self {
            CmpOp::Lt => CmpOp::Gt,
            CmpOp::Le => CmpOp::Ge,
            CmpOp::Gt => CmpOp::Lt,
            CmpOp::Ge => CmpOp::Le,
            other => other,
        }
    }
    /// Sign as in messages.
    pub const fn sign(self) -> &'static str {
        match self {
            CmpOp::Lt => "<",
            CmpOp::Le => "<=",
            CmpOp::Eq => "==",
            CmpOp::Ne => "!=",
            CmpOp::Gt => ">",
            CmpOp::Ge => ">=",
        }
    }
    /// The answer for an ordering.
    #[inline(always)]
    pub const fn holds(self, o: std::cmp::Ordering) -> bool {
        use std::cmp::Ordering::*;
        match self {
            CmpOp::Lt => matches!(o, Less),
            CmpOp::Le => matches!(o, Less | Equal),
            CmpOp::Eq => matches!(o, Equal),
            CmpOp::Ne => !matches!(o, Equal),
            CmpOp::Gt => matches!(o, Greater),
            CmpOp::Ge => matches!(o, Greater | Equal),
        }
    }
}

/// Tries the slots of both operands; NotImplemented when neither knows.
fn binary_slots(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let (ta, tb) = (a.ty(), b.ty());
    let sa = ta.slots().binary[op as usize];
    let mut sb = if ta.is(tb) { None } else { tb.slots().binary[op as usize] };
    if let (Some(x), Some(y)) = (sa, sb)
        && std::ptr::fn_addr_eq(x, y)
    {
        sb = None;
    }
    if let Some(f) = sa {
        if let Some(g) = sb
            && tb.is_subtype(ta)
        {
            let r = g(vm, a, b)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            sb = None;
        }
        let r = f(vm, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    match sb {
        Some(g) => g(vm, a, b),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// `a op b`.
pub fn binary(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    if op == BinOp::Pow {
        return pow(vm, a, b, &Value::NONE);
    }
    let r = binary_slots(vm, op, a, b)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    sequence_op(vm, op, a, b, false)
}

/// `a op= b`.
pub fn inplace(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    if op == BinOp::Pow {
        if let Some(f) = a.ty().slots().ipow {
            let r = f(vm, a, b, &Value::NONE)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
        }
        return match pow_slots(vm, a, b, &Value::NONE)? {
            r if r.is_not_implemented() => Err(unsupported(vm, "**=", a, b)),
            r => Ok(r),
        };
    }
    if let Some(f) = a.ty().slots().inplace[op as usize] {
        let r = f(vm, a, b)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    inplace_rest(vm, op, a, b)
}

/// `a op= b` after the augmented assignment's own method returned NotImplemented.
pub(crate) fn inplace_rest(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let r = binary_slots(vm, op, a, b)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    sequence_op(vm, op, a, b, true)
}

/// `+` and `*` of sequences, then the error.
pub(crate) fn sequence_op(vm: &mut Vm, op: BinOp, a: &Value, b: &Value, inplace: bool) -> PyResult<Value> {
    let (sa, sb) = (a.ty().slots(), b.ty().slots());
    match op {
        BinOp::Add => {
            if inplace && let Some(f) = sa.iconcat {
                return f(vm, a, b);
            }
            if let Some(f) = sa.concat {
                return f(vm, a, b);
            }
        }
        BinOp::Mul => {
            let f = if inplace { sa.irepeat.or(sa.repeat) } else { sa.repeat };
            if let Some(f) = f {
                let n = repeat_count(vm, b)?;
                return f(vm, a, n);
            }
            if let Some(f) = sb.repeat {
                let n = repeat_count(vm, a)?;
                return f(vm, b, n);
            }
        }
        _ => {}
    }
    let sign = if inplace { format!("{}=", op.sign()) } else { op.sign().to_string() };
    if op == BinOp::Shr && !inplace && a.ty().full_name() == "builtin_function_or_method" && a.word() == vm.print_function() {
        return Err(vm.type_error(format!(
            "unsupported operand type(s) for >>: 'builtin_function_or_method' and '{}'. Did you mean \"print(<message>, file=<output_stream>)\"?",
            b.ty().full_name()
        )));
    }
    Err(unsupported(vm, &sign, a, b))
}

#[cold]
fn unsupported(vm: &mut Vm, sign: &str, a: &Value, b: &Value) -> super::error::Raised {
    vm.type_error(format!("unsupported operand type(s) for {sign}: '{}' and '{}'", a.ty().full_name(), b.ty().full_name()))
}

fn repeat_count(vm: &mut Vm, n: &Value) -> PyResult<isize> {
    if n.ty().slots().index.is_none() {
        return Err(vm.type_error(format!("can't multiply sequence by non-int of type '{}'", n.ty().full_name())));
    }
    index_clipped_or_overflow(vm, n)
}

fn pow_slots(vm: &mut Vm, a: &Value, b: &Value, m: &Value) -> PyResult<Value> {
    let (ta, tb) = (a.ty(), b.ty());
    let sa = ta.slots().pow;
    let mut sb = if ta.is(tb) { None } else { tb.slots().pow };
    if let (Some(x), Some(y)) = (sa, sb)
        && std::ptr::fn_addr_eq(x, y)
    {
        sb = None;
    }
    if let Some(f) = sa {
        if let Some(g) = sb
            && tb.is_subtype(ta)
        {
            let r = g(vm, a, b, m)?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            sb = None;
        }
        let r = f(vm, a, b, m)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if let Some(g) = sb {
        let r = g(vm, a, b, m)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if !m.is_none()
        && let Some(h) = m.ty().slots().pow
        && sa.is_none_or(|f| !std::ptr::fn_addr_eq(f, h))
        && sb.is_none_or(|f| !std::ptr::fn_addr_eq(f, h))
    {
        return h(vm, a, b, m);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

/// `pow(a, b, m)`; `m` is None for `a ** b`.
pub fn pow(vm: &mut Vm, a: &Value, b: &Value, m: &Value) -> PyResult<Value> {
    let r = pow_slots(vm, a, b, m)?;
    if !r.is_not_implemented() {
        return Ok(r);
    }
    if m.is_none() {
        return Err(unsupported(vm, "** or pow()", a, b));
    }
    Err(vm.type_error(format!("unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'", a.ty().full_name(), b.ty().full_name(), m.ty().full_name())))
}

macro_rules! unary_ops {
    ($($(#[doc = $doc:literal])+ $fn:ident = $field:ident, $what:literal;)+) => { $(
        $(#[doc = $doc])+
        pub fn $fn(vm: &mut Vm, v: &Value) -> PyResult<Value> {
            match v.ty().slots().$field {
                Some(f) => f(vm, v),
                None => Err(vm.type_error(format!($what, v.ty().full_name()))),
            }
        }
    )+ };
}
unary_ops! {
    /// `-v`
    neg = neg, "bad operand type for unary -: '{}'";
    /// `+v`
    pos = pos, "bad operand type for unary +: '{}'";
    /// `~v`
    invert = invert, "bad operand type for unary ~: '{}'";
    /// `abs(v)`
    abs = abs, "bad operand type for abs(): '{}'";
}

/// `a op b` with any result.
pub fn compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    vm.check_depth(" in comparison")?;
    let r = compare_inner(vm, a, b, op);
    vm.leave_depth();
    r
}

fn compare_inner(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let (ta, tb) = (a.ty(), b.ty());
    let mut reflected = false;
    if !ta.is(tb)
        && tb.is_subtype(ta)
        && let Some(g) = tb.slots().compare
    {
        reflected = true;
        let r = g(vm, b, a, op.swapped())?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if let Some(f) = ta.slots().compare {
        let r = f(vm, a, b, op)?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    if reflected { default_compare(vm, a, b, op) } else { compare_rest(vm, a, b, op) }
}

/// `a op b` after the left operand's method returned NotImplemented, and the right one's was not asked yet.
pub(crate) fn compare_rest(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    if let Some(g) = b.ty().slots().compare {
        let r = g(vm, b, a, op.swapped())?;
        if !r.is_not_implemented() {
            return Ok(r);
        }
    }
    default_compare(vm, a, b, op)
}

fn default_compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let (ta, tb) = (a.ty(), b.ty());
    match op {
        CmpOp::Eq => Ok(Value::bool(a.is(b))),
        CmpOp::Ne => Ok(Value::bool(!a.is(b))),
        _ => Err(vm.type_error(format!("'{}' not supported between instances of '{}' and '{}'", op.sign(), ta.full_name(), tb.full_name()))),
    }
}

/// Truth of `a op b`; identical objects are equal, as containers assume.
pub fn compare_bool(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<bool> {
    if a.is(b) && !a.word().is_float() {
        match op {
            CmpOp::Eq => return Ok(true),
            CmpOp::Ne => return Ok(false),
            _ => {}
        }
    }
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
        return Ok(op.holds(x.cmp(&y)));
    }
    let r = compare(vm, a, b, op)?;
    truth(vm, &r)
}

/// `a is b or a == b`: equality as containers use it.
#[inline]
pub fn equal(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
    if a.is(b) {
        return Ok(true);
    }
    if let (Some(x), Some(y)) = (a.as_small_int(), b.as_small_int()) {
        return Ok(x == y);
    }
    if str::is_exact(a) && str::is_exact(b) {
        return Ok(str::equal(a, b));
    }
    if let Some(r) = equal_quickly_rest(a, b, 0) {
        return Ok(r);
    }
    let r = compare(vm, a, b, CmpOp::Eq)?;
    truth(vm, &r)
}

/// Equality as containers use it, for pairs that need no Python code: identical objects, ints, floats, strings, None and tuples
/// of such. None: ask `equal`.
#[inline]
pub fn equal_quickly(a: &Value, b: &Value) -> Option<bool> {
    if a.is(b) {
        return Some(true);
    }
    let (x, y) = (a.word(), b.word());
    if x.is_int() && y.is_int() {
        return Some(false);
    }
    if str::is_exact(a) && str::is_exact(b) {
        return Some(str::equal(a, b));
    }
    equal_quickly_rest(a, b, 0)
}
fn equal_quickly_rest(a: &Value, b: &Value, depth: u32) -> Option<bool> {
    let (x, y) = (a.word(), b.word());
    let exact_tuple = |v: &Value| v.header().is_some_and(|h| h.is_exact(crate::heap::header::Kind::Tuple));
    if exact_tuple(a) && exact_tuple(b) && depth < 4 {
        let (p, q) = (crate::builtins::tuple::items(a), crate::builtins::tuple::items(b));
        if p.len() != q.len() {
            return Some(false);
        }
        for (a, b) in p.iter().zip(q) {
            let same = a.is(b) || {
                let (x, y) = (a.word(), b.word());
                if x.is_int() && y.is_int() {
                    false
                } else if str::is_exact(a) && str::is_exact(b) {
                    str::equal(a, b)
                } else {
                    equal_quickly_rest(a, b, depth + 1)?
                }
            };
            if !same {
                return Some(false);
            }
        }
        return Some(true);
    }
    if x.is_float() && y.is_float() {
        return Some(x.as_float_unchecked() == y.as_float_unchecked());
    }
    // None and exact strings differ from immediates and from each other; bools may equal numbers.
    let plain = |v: &Value| v.is_none() || str::is_exact(v);
    let known = |v: &Value| v.is_none() || v.word().is_int() || v.word().is_float() || v.word().is_bool() || str::is_exact(v);
    if plain(a) && known(b) || plain(b) && known(a) { Some(false) } else { None }
}

/// `bool(v)`.
#[inline]
pub fn truth(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    if let Some(b) = v.as_bool() {
        return Ok(b);
    }
    if let Some(i) = v.as_small_int() {
        return Ok(i != 0);
    }
    if v.is_none() {
        return Ok(false);
    }
    if v.word().is_float() {
        return Ok(v.word().as_float_unchecked() != 0.0);
    }
    truth_slow(vm, v)
}
fn truth_slow(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    let s = v.ty().slots();
    if let Some(f) = s.bool {
        return f(vm, v);
    }
    if let Some(f) = s.len {
        return Ok(f(vm, v)? != 0);
    }
    Ok(true)
}

/// `hash(v)`.
#[inline]
pub fn hash(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    if let Some(i) = v.as_small_int() {
        return Ok(int::hash_small(i));
    }
    if str::is_exact(v) {
        return Ok(str::hash(v));
    }
    match v.ty().slots().hash {
        Some(f) => f(vm, v),
        None => Err(vm.type_error(format!("unhashable type: '{}'", v.ty().full_name()))),
    }
}

/// `len(v)`.
pub fn len(vm: &mut Vm, v: &Value) -> PyResult<usize> {
    match v.ty().slots().len {
        Some(f) => f(vm, v),
        None => Err(vm.type_error(format!("object of type '{}' has no len()", v.ty().full_name()))),
    }
}

/// `operator.length_hint(v, default)`.
pub fn length_hint(vm: &mut Vm, v: &Value, default: usize) -> PyResult<usize> {
    if let Some(f) = v.ty().slots().len {
        let r = f(vm, v);
        if let Some(n) = vm.catch(r, classes().type_error)? {
            return Ok(n);
        }
    }
    let r = vm.call_special(v, &names().__length_hint__, &[]);
    let Some(Some(h)) = vm.catch(r, classes().type_error)? else { return Ok(default) };
    if h.is_not_implemented() {
        return Ok(default);
    }
    if !int::is_int(&h) {
        return Err(vm.type_error(format!("__length_hint__ must be an integer, not {}", h.ty().full_name())));
    }
    match int::as_i64(&h) {
        Some(n) if n >= 0 => Ok(n as usize),
        Some(_) => Err(vm.value_error("__length_hint__() should return >= 0")),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

/// `v[key]`.
pub fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    if let Some(f) = v.ty().slots().getitem {
        return f(vm, v, key);
    }
    if let Some(ty) = v.downcast::<super::ty::TypeObj>() {
        if let Some(r) = vm.class_getitem(v, key)? {
            return Ok(r);
        }
        return Err(vm.type_error(format!("type '{}' is not subscriptable", ty.full_name())));
    }
    Err(vm.type_error(format!("'{}' object is not subscriptable", v.ty().full_name())))
}
/// `v[key] = x`.
pub fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: &Value) -> PyResult<()> {
    match v.ty().slots().setitem {
        Some(f) => f(vm, v, key, Some(x)),
        None => Err(vm.type_error(format!("'{}' object does not support item assignment", v.ty().full_name()))),
    }
}
/// `del v[key]`.
pub fn delitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<()> {
    match v.ty().slots().setitem {
        Some(f) => f(vm, v, key, None),
        None => {
            // A sequence is refused further down in CPython, with other words.
            let sequence = v.ty().slots().getitem.is_some() && key.ty().slots().index.is_some();
            let verb = if sequence { "doesn't" } else { "does not" };
            Err(vm.type_error(format!("'{}' object {verb} support item deletion", v.ty().full_name())))
        }
    }
}
/// `x in v`.
pub fn contains(vm: &mut Vm, v: &Value, x: &Value) -> PyResult<bool> {
    match v.ty().slots().contains {
        Some(f) => f(vm, v, x),
        None => contains_by_iteration(vm, v, x),
    }
}
/// `x in v` by looking at every item.
pub fn contains_by_iteration(vm: &mut Vm, v: &Value, x: &Value) -> PyResult<bool> {
    let r = iter(vm, v);
    let it = match r {
        Err(e) if vm.pending_is(classes().type_error) && v.ty().slots().iter.is_none() => {
            drop(vm.take_exception(e));
            return Err(vm.type_error(format!("argument of type '{}' is not a container or iterable", v.ty().full_name())));
        }
        r => r?,
    };
    while let Some(item) = next(vm, &it)? {
        if equal(vm, &item, x)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `iter(v)`.
pub fn iter(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let ty = v.ty();
    if let Some(f) = ty.slots().iter {
        // Only a Python class can say `__iter__ = None`.
        if ty.is_heap_type() && ty.lookup(&names().__iter__).is_some_and(|m| m.is_none()) {
            return Err(vm.type_error(format!("'{}' object is not iterable", ty.full_name())));
        }
        let it = f(vm, v)?;
        if it.ty().slots().next.is_none() {
            return Err(vm.type_error(format!("iter() returned non-iterator of type '{}'", it.ty().full_name())));
        }
        return Ok(it);
    }
    if is_sequence(v) {
        return Ok(crate::builtins::iterators::sequence_iter(v.clone()));
    }
    Err(vm.type_error(format!("'{}' object is not iterable", ty.full_name())))
}
/// Does the type answer `v[0]`, `v[1]`, ... (and isn't a dict)?
pub fn is_sequence(v: &Value) -> bool {
    v.kind() != crate::heap::header::Kind::Dict && v.ty().slots().getitem.is_some()
}
/// The next item of an iterator; None at the end.
#[inline]
pub fn next(vm: &mut Vm, it: &Value) -> PyResult<Option<Value>> {
    match it.ty().slots().next {
        Some(f) => match f(vm, it) {
            Err(e) if vm.pending_is(classes().stop_iteration) => {
                drop(vm.take_exception(e));
                Ok(None)
            }
            r => r,
        },
        None => Err(vm.type_error(format!("'{}' object is not an iterator", it.ty().full_name()))),
    }
}
/// As `next`, but a StopIteration that the iterator raised stays (it may carry a value).
pub fn next_raw(vm: &mut Vm, it: &Value) -> PyResult<Option<Value>> {
    match it.ty().slots().next {
        Some(f) => f(vm, it),
        None => Err(vm.type_error(format!("'{}' object is not an iterator", it.ty().full_name()))),
    }
}
/// The truth of a value that is one by itself: a bool, small int or None.
#[inline]
pub fn plain_truth(v: &Value) -> Option<bool> {
    v.as_bool().or_else(|| v.as_small_int().map(|n| n != 0)).or(if v.is_none() { Some(false) } else { None })
}
/// All items of an iterable.
pub fn collect(vm: &mut Vm, v: &Value) -> PyResult<Vec<Value>> {
    if v.header().is_some_and(|h| h.is_exact(crate::heap::header::Kind::Tuple)) {
        return Ok(crate::builtins::tuple::items(v).to_vec());
    }
    if let Some(l) = v.downcast_exact::<crate::builtins::list::ListObj>() {
        return Ok(l.to_vec());
    }
    let it = iter(vm, v)?;
    let hint = length_hint(vm, v, 0)?;
    let mut out = Vec::with_capacity(hint.min(1 << 20));
    feed(vm, &it, &mut |_, x| {
        out.push(x);
        None
    })?;
    Ok(out)
}

/// `operator.index(v)`: an int (also for int subclasses the value itself).
pub fn index(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if int::is_int(v) {
        return Ok(v.clone());
    }
    let Some(f) = v.ty().slots().index else {
        return Err(vm.type_error(format!("'{}' object cannot be interpreted as an integer", v.ty().full_name())));
    };
    let r = f(vm, v)?;
    if !int::is_int(&r) {
        return Err(vm.type_error(format!("__index__ returned non-int (type {})", r.ty().full_name())));
    }
    if !int::is_exact_int(&r) && r.as_bool().is_none_or(|_| true) {
        vm.warn_deprecated(&format!(
            "__index__ returned non-int (type {}).  The ability to return an instance of a strict subclass of int is deprecated, and may not be supported in a future version of Python.",
            r.ty().full_name()
        ))?;
    }
    Ok(r)
}
/// An index as i64; IndexError-style overflow is reported as `OverflowError`/`IndexError` by the caller's choice of class.
pub fn index_i64(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    if let Some(i) = v.as_small_int() {
        return Ok(i);
    }
    let v = index(vm, v)?;
    int::as_i64(&v).ok_or_else(|| vm.overflow_error("Python int too large to convert to C ssize_t"))
}
/// An index for a subscript: beyond i64 raises IndexError.
pub fn index_subscript(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    if let Some(i) = v.as_small_int() {
        return Ok(i);
    }
    let n = index(vm, v)?;
    int::as_i64(&n).ok_or_else(|| vm.index_error(format!("cannot fit '{}' into an index-sized integer", v.ty().full_name())))
}
/// An index cut to the range of isize (for slices and counts).
pub fn index_clipped(vm: &mut Vm, v: &Value) -> PyResult<isize> {
    let v = index(vm, v)?;
    Ok(int::as_i64(&v).map_or(if int::is_negative(&v) { isize::MIN } else { isize::MAX }, |i| i as isize))
}
fn index_clipped_or_overflow(vm: &mut Vm, v: &Value) -> PyResult<isize> {
    let n = index(vm, v)?;
    match int::as_i64(&n) {
        Some(i) => Ok(i as isize),
        None => Err(vm.overflow_error(format!("cannot fit '{}' into an index-sized integer", v.ty().full_name()))),
    }
}

/// `repr(v)`, a str value.
pub fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    vm.check_depth(" while getting the repr of an object")?;
    let r = match v.ty().slots().repr {
        Some(f) => f(vm, v),
        None => Ok(Value::str(&format!("<{} object at {:#x}>", v.ty().full_name(), v.word().0))),
    };
    vm.leave_depth();
    let r = r?;
    if !str::is_str(&r) {
        return Err(vm.type_error(format!("__repr__ returned non-string (type {})", r.ty().full_name())));
    }
    Ok(r)
}
/// `str(v)`, a str value.
pub fn to_str(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if str::is_exact(v) {
        return Ok(v.clone());
    }
    let Some(f) = v.ty().slots().str else { return repr(vm, v) };
    vm.check_depth(" while getting the str of an object")?;
    let r = f(vm, v);
    vm.leave_depth();
    let r = r?;
    if !str::is_str(&r) {
        return Err(vm.type_error(format!("__str__ returned non-string (type {})", r.ty().full_name())));
    }
    Ok(r)
}
/// `format(v, spec)`, a str value.
pub fn format(vm: &mut Vm, v: &Value, spec: &Value) -> PyResult<Value> {
    if str::is_empty(spec) {
        if str::is_exact(v) {
            return Ok(v.clone());
        }
        if int::is_exact_int(v) || v.as_bool().is_some() {
            return to_str(vm, v);
        }
    }
    match vm.call_special(v, &names().__format__, std::slice::from_ref(spec))? {
        Some(r) if str::is_str(&r) => Ok(r),
        Some(r) => Err(vm.type_error(format!("__format__ must return a str, not {}", r.ty().full_name()))),
        None => Err(vm.type_error(format!("Type {} doesn't define __format__", v.ty().full_name()))),
    }
}
