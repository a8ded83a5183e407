//! _operator: the operators as functions, and the callable objects attrgetter, itemgetter and methodcaller.

use crate::data::support::fill;
use std::cmp::Ordering;
use vm::builtins::{bytes, int, list::ListObj, str, tuple};
use vm::import::NativeModule;
use vm::native::{Args, TypeDef, this};
use vm::object::dict::DictObj;
use vm::object::ops::{self, BinOp, CmpOp};
use vm::object::ty::TypeObj;
use vm::object::{attr, intern, new};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_operator",
    init: |_, m| {
        fill(m, "_operator", FUNCTIONS, &[&ATTRGETTER, &ITEMGETTER, &METHODCALLER]);
        super::support::set(m, "__doc__", Value::str("Operator interface."));
        Ok(())
    },
};

macro_rules! binary {
    ($name:literal, $op:ident, $doc:literal) => {
        NativeDef::new($name, |vm, a| ops::binary(vm, BinOp::$op, &a[0], &a[1]), "(a, b, /)", $doc)
    };
}
macro_rules! inplace {
    ($name:literal, $op:ident, $doc:literal) => {
        NativeDef::new($name, |vm, a| ops::inplace(vm, BinOp::$op, &a[0], &a[1]), "(a, b, /)", $doc)
    };
}
macro_rules! compare {
    ($name:literal, $op:ident, $doc:literal) => {
        NativeDef::new(
            $name,
            |vm, a| match (a[0].as_small_int(), a[1].as_small_int()) {
                (Some(x), Some(y)) => Ok(Value::bool(CmpOp::$op.holds(x.cmp(&y)))),
                _ => ops::compare(vm, &a[0], &a[1], CmpOp::$op),
            },
            "(a, b, /)",
            $doc,
        )
    };
}
macro_rules! unary {
    ($name:literal, $f:ident, $doc:literal) => {
        NativeDef::new($name, |vm, a| ops::$f(vm, &a[0]), "(a, /)", $doc)
    };
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let i = ops::index(vm, &a[0])?;
    Ok(int::to_buf(&i).map_or(Value::NULL, int::from_buf))
}

fn concat(vm: &mut Vm, a: &[Value], inplace: bool) -> PyResult<Value> {
    for v in a {
        if !ops::is_sequence(v) {
            return Err(vm.type_error(format!("'{}' object can't be concatenated", v.ty().name())));
        }
    }
    if inplace { ops::inplace(vm, BinOp::Add, &a[0], &a[1]) } else { ops::binary(vm, BinOp::Add, &a[0], &a[1]) }
}

fn index_of(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let it = ops::iter(vm, &a[0])?;
    let mut i = 0;
    while let Some(x) = ops::next(vm, &it)? {
        if ops::equal(vm, &x, &a[1])? {
            return Ok(Value::int(i));
        }
        i += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

fn count_of(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let it = ops::iter(vm, &a[0])?;
    let mut n = 0;
    while let Some(x) = ops::next(vm, &it)? {
        n += i64::from(ops::equal(vm, &x, &a[1])?);
    }
    Ok(Value::int(n))
}

fn length_hint(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let default = match a[1].opt() {
        Some(d) if !int::is_int(d) => return Err(vm.type_error(format!("'{}' object cannot be interpreted as an integer", d.ty().name()))),
        Some(d) => ops::index_i64(vm, d)?,
        None => 0,
    };
    // A negative default comes back as it is when there is no hint.
    let n = ops::length_hint(vm, &a[0], default as usize)?;
    Ok(Value::int(n as i64))
}

/// Calls with a tuple of positional arguments and a dict of keywords.
pub(super) fn call_with(vm: &mut Vm, f: &Value, pos: &[Value], kw: &Value) -> PyResult<Value> {
    let items = kw.downcast::<DictObj>().map(|d| d.items()).unwrap_or_default();
    if items.is_empty() {
        return vm.call(f, pos);
    }
    let mut all = pos.to_vec();
    all.extend(items.iter().map(|(_, v)| v.clone()));
    let names: Vec<Value> = items.into_iter().map(|(k, _)| k).collect();
    vm.call_args(f, &Args { all: &all, names: &names })
}

/// The bytes of a bytes-like object.
fn raw_bytes(vm: &mut Vm, v: &Value) -> PyResult<Vec<u8>> {
    if let Some(b) = bytes::get(v) {
        return Ok(b.to_vec());
    }
    Ok(vm::builtins::buffer::bytes_like(vm, v)?.to_vec())
}

fn compare_digest(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let (x, y): (Vec<u8>, Vec<u8>) = match (str::get(&a[0]), str::get(&a[1])) {
        (Some(x), Some(y)) => match (x.as_ascii(), y.as_ascii()) {
            (Some(x), Some(y)) => (x.into(), y.into()),
            _ => return Err(vm.type_error("comparing strings with non-ASCII characters is not supported")),
        },
        _ => {
            let (ta, tb) = (a[0].ty(), a[1].ty());
            let exports = |v: &Value| bytes::get(v).is_some() || v.ty().slots().buffer.is_some();
            if !exports(&a[0]) && !exports(&a[1]) {
                return Err(vm.type_error(format!("unsupported operand types(s) or combination of types: '{}' and '{}'", ta.name(), tb.name())));
            }
            (raw_bytes(vm, &a[0])?, raw_bytes(vm, &a[1])?)
        }
    };
    // Time depends on the length of the second operand only.
    let mut differ = u8::from(x.len().cmp(&y.len()) != Ordering::Equal);
    for (i, b) in y.iter().enumerate() {
        differ |= b ^ x.get(i).copied().unwrap_or(*b ^ u8::from(x.len() != y.len()));
    }
    Ok(Value::bool(differ == 0))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("truth", |vm, a| ops::truth(vm, &a[0]).map(Value::bool), "(a, /)", "Return True if a is true, False otherwise."),
    NativeDef::new("not_", |vm, a| ops::truth(vm, &a[0]).map(|t| Value::bool(!t)), "(a, /)", "Same as not a."),
    NativeDef::new("is_", |_, a| Ok(Value::bool(a[0].is(&a[1]))), "(a, b, /)", "Same as a is b."),
    NativeDef::new("is_not", |_, a| Ok(Value::bool(!a[0].is(&a[1]))), "(a, b, /)", "Same as a is not b."),
    NativeDef::new("is_none", |_, a| Ok(Value::bool(a[0].is_none())), "(a, /)", "Same as a is None."),
    NativeDef::new("is_not_none", |_, a| Ok(Value::bool(!a[0].is_none())), "(a, /)", "Same as a is not None."),
    NativeDef::new("contains", |vm, a| ops::contains(vm, &a[0], &a[1]).map(Value::bool), "(a, b, /)", "Same as b in a (note reversed operands)."),
    NativeDef::new("indexOf", index_of, "(a, b, /)", "Return the first index of b in a."),
    NativeDef::new("countOf", count_of, "(a, b, /)", "Return the number of items in a which are, or which equal, b."),
    NativeDef::new("length_hint", length_hint, "(obj, default=0, /)", "Return an estimate of the number of items in obj."),
    NativeDef::new("index", index, "(a, /)", "Same as a.__index__()"),
    NativeDef::new("concat", |vm, a| concat(vm, a, false), "(a, b, /)", "Same as a + b, for a and b sequences."),
    NativeDef::new("iconcat", |vm, a| concat(vm, a, true), "(a, b, /)", "Same as a += b, for a and b sequences."),
    NativeDef::new("getitem", |vm, a| ops::getitem(vm, &a[0], &a[1]), "(a, b, /)", "Same as a[b]."),
    NativeDef::new("setitem", |vm, a| ops::setitem(vm, &a[0], &a[1], &a[2]).map(|()| Value::NONE), "(a, b, c, /)", "Same as a[b] = c."),
    NativeDef::new("delitem", |vm, a| ops::delitem(vm, &a[0], &a[1]).map(|()| Value::NONE), "(a, b, /)", "Same as del a[b]."),
    NativeDef::new("call", |vm, a| call_with(vm, &a[0], tuple::items(&a[1]), &a[2]), "(obj, /, *args, **kwargs)", "Same as obj(*args, **kwargs)."),
    NativeDef::new(
        "_compare_digest",
        compare_digest,
        "(a, b, /)",
        "Return 'a == b'.\n\nThis function uses an approach designed to prevent\ntiming analysis, making it appropriate for cryptography.",
    ),
    compare!("lt", Lt, "Same as a < b."),
    compare!("le", Le, "Same as a <= b."),
    compare!("eq", Eq, "Same as a == b."),
    compare!("ne", Ne, "Same as a != b."),
    compare!("ge", Ge, "Same as a >= b."),
    compare!("gt", Gt, "Same as a > b."),
    unary!("neg", neg, "Same as -a."),
    unary!("pos", pos, "Same as +a."),
    unary!("abs", abs, "Same as abs(a)."),
    unary!("inv", invert, "Same as ~a."),
    unary!("invert", invert, "Same as ~a."),
    binary!("add", Add, "Same as a + b."),
    binary!("sub", Sub, "Same as a - b."),
    binary!("mul", Mul, "Same as a * b."),
    binary!("matmul", MatMul, "Same as a @ b."),
    binary!("floordiv", FloorDiv, "Same as a // b."),
    binary!("truediv", TrueDiv, "Same as a / b."),
    binary!("mod", Mod, "Same as a % b."),
    binary!("lshift", Shl, "Same as a << b."),
    binary!("rshift", Shr, "Same as a >> b."),
    binary!("and_", And, "Same as a & b."),
    binary!("xor", Xor, "Same as a ^ b."),
    binary!("or_", Or, "Same as a | b."),
    binary!("pow", Pow, "Same as a ** b."),
    inplace!("iadd", Add, "Same as a += b."),
    inplace!("isub", Sub, "Same as a -= b."),
    inplace!("imul", Mul, "Same as a *= b."),
    inplace!("imatmul", MatMul, "Same as a @= b."),
    inplace!("ifloordiv", FloorDiv, "Same as a //= b."),
    inplace!("itruediv", TrueDiv, "Same as a /= b."),
    inplace!("imod", Mod, "Same as a %= b."),
    inplace!("ilshift", Shl, "Same as a <<= b."),
    inplace!("irshift", Shr, "Same as a >>= b."),
    inplace!("iand", And, "Same as a &= b."),
    inplace!("ixor", Xor, "Same as a ^= b."),
    inplace!("ior", Or, "Same as a |= b."),
    inplace!("ipow", Pow, "Same as a **= b."),
];

/// The single argument of a getter's call.
fn subject<'a>(vm: &mut Vm, name: &str, args: &Args<'a>) -> PyResult<&'a Value> {
    if args.has_kw() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    match args.all {
        [x] => Ok(x),
        more => Err(vm.type_error(format!("{name} expected 1 argument, got {}", more.len()))),
    }
}

/// Arguments of a getter's constructor: at least one, no keywords.
fn getter_args<'a>(vm: &mut Vm, name: &str, args: &Args<'a>) -> PyResult<&'a [Value]> {
    if args.has_kw() {
        return Err(vm.type_error(format!("{name}() takes no keyword arguments")));
    }
    if args.all.is_empty() {
        return Err(vm.type_error(format!("{name} expected 1 argument, got 0")));
    }
    Ok(args.all)
}

/// `name(item, item)`
fn getter_repr(vm: &mut Vm, v: &Value, items: &[Value]) -> PyResult<Value> {
    let name = vm::builtins::type_::display_name(v.ty());
    if !vm.repr_enter(v) {
        return Ok(Value::str(&format!("{name}(...)")));
    }
    let r = items.iter().map(|x| ops::repr(vm, x).map(|r| str::text(&r).into_owned())).collect::<PyResult<Vec<_>>>();
    vm.repr_leave();
    Ok(Value::str(&format!("{name}({})", r?.join(", "))))
}

/// itemgetter: the keys.
struct ItemGetter(Vec<Value>);
payload!(ItemGetter, ITEMGETTER, |s, visit| s.0.iter().for_each(visit));

/// `x[key]`, at once for small indices of lists and tuples.
#[inline]
fn item(vm: &mut Vm, x: &Value, key: &Value) -> PyResult<Value> {
    if let Some(i) = key.as_small_int()
        && i >= 0
    {
        let found = if let Some(t) = x.downcast_exact::<tuple::TupleObj>() {
            t.items().get(i as usize).cloned()
        } else if let Some(l) = x.downcast_exact::<ListObj>() {
            l.get(i as usize)
        } else {
            None
        };
        if let Some(v) = found {
            return Ok(v);
        }
    }
    ops::getitem(vm, x, key)
}

static ITEMGETTER: TypeDef = TypeDef::new::<ItemGetter>("operator.itemgetter")
    .doc("itemgetter(item, /, *items)\n--\n\nReturn a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\nAfter g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])")
    .final_type()
    .slots(|s| {
        s.new = Some(|vm, _, args| Ok(new(ItemGetter(getter_args(vm, "itemgetter", args)?.to_vec()))));
        s.call = Some(|vm, v, args| {
            let x = subject(vm, "itemgetter", args)?;
            let g = this::<ItemGetter>(v);
            if let [key] = g.0.as_slice() {
                return item(vm, x, key);
            }
            let items = g.0.iter().map(|k| item(vm, x, k)).collect::<PyResult<Vec<_>>>()?;
            Ok(tuple::new(items))
        });
        s.repr = Some(|vm, v| getter_repr(vm, v, &this::<ItemGetter>(v).0));
    })
    .methods(&[NativeDef::new(
        "__reduce__",
        |_, a| Ok(tuple::new(vec![a[0].ty().value(), tuple::from_slice(&this::<ItemGetter>(&a[0]).0)])),
        "($self, /)",
        "Return state information for pickling",
    )]);

/// attrgetter: the dotted names as given, and split into interned parts.
struct AttrGetter {
    names: Vec<Value>,
    paths: Vec<Vec<Value>>,
}
payload!(AttrGetter, ATTRGETTER, |s, visit| s.names.iter().for_each(visit));

fn attrgetter_new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let names = getter_args(vm, "attrgetter", args)?;
    let mut paths = Vec::with_capacity(names.len());
    for n in names {
        if !str::is_str(n) {
            return Err(vm.type_error("attribute name must be a string"));
        }
        paths.push(str::text(n).split('.').map(intern::intern).collect());
    }
    Ok(new(AttrGetter { names: names.to_vec(), paths }))
}

fn walk(vm: &mut Vm, x: &Value, path: &[Value]) -> PyResult<Value> {
    let mut at = x.clone();
    for n in path {
        at = attr::get(vm, &at, n)?;
    }
    Ok(at)
}

static ATTRGETTER: TypeDef = TypeDef::new::<AttrGetter>("operator.attrgetter")
    .doc("attrgetter(attr, /, *attrs)\n--\n\nReturn a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\nAfter g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\nAfter h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).")
    .final_type()
    .slots(|s| {
        s.new = Some(attrgetter_new);
        s.call = Some(|vm, v, args| {
            let x = subject(vm, "attrgetter", args)?;
            let g = this::<AttrGetter>(v);
            if let [path] = g.paths.as_slice() {
                return walk(vm, x, path);
            }
            let items = g.paths.iter().map(|p| walk(vm, x, p)).collect::<PyResult<Vec<_>>>()?;
            Ok(tuple::new(items))
        });
        s.repr = Some(|vm, v| getter_repr(vm, v, &this::<AttrGetter>(v).names));
    })
    .methods(&[NativeDef::new(
        "__reduce__",
        |_, a| Ok(tuple::new(vec![a[0].ty().value(), tuple::from_slice(&this::<AttrGetter>(&a[0]).names)])),
        "($self, /)",
        "Return state information for pickling",
    )]);

/// methodcaller: name, arguments (positional first), keyword names.
struct MethodCaller {
    name: Value,
    all: Vec<Value>,
    names: Vec<Value>,
}
payload!(MethodCaller, METHODCALLER, |s, visit| {
    visit(&s.name);
    s.all.iter().for_each(visit)
});

fn methodcaller_new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let Some(name) = args.pos().first() else {
        return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
    };
    if !str::is_str(name) {
        return Err(vm.type_error("method name must be a string"));
    }
    Ok(new(MethodCaller { name: intern::intern_value(name), all: args.all[1..].to_vec(), names: args.names.to_vec() }))
}

fn methodcaller_call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    let x = subject(vm, "methodcaller", args)?;
    let m = this::<MethodCaller>(v);
    let (f, with_self) = attr::get_method(vm, x, &m.name)?;
    let mut all = Vec::with_capacity(m.all.len() + 1);
    if with_self {
        all.push(x.clone());
    }
    all.extend_from_slice(&m.all);
    vm.call_args(&f, &Args { all: &all, names: &m.names })
}

fn methodcaller_reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = this::<MethodCaller>(&a[0]);
    let cls = a[0].ty().value();
    let n = m.all.len() - m.names.len();
    if m.names.is_empty() {
        let mut args = vec![m.name.clone()];
        args.extend_from_slice(&m.all);
        return Ok(tuple::new(vec![cls, tuple::new(args)]));
    }
    let functools = vm::import::import_name(vm, &Value::str("functools"), &Value::NONE, &Value::NONE, &Value::int(0))?;
    let partial = attr::get_text(vm, &functools, "partial")?;
    let mut all = vec![cls, m.name.clone()];
    all.extend_from_slice(&m.all[n..]);
    let f = vm.call_args(&partial, &Args { all: &all, names: &m.names })?;
    Ok(tuple::new(vec![f, tuple::from_slice(&m.all[..n])]))
}

static METHODCALLER: TypeDef = TypeDef::new::<MethodCaller>("operator.methodcaller")
    .doc("methodcaller(name, /, *args, **kwargs)\n--\n\nReturn a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\nAfter g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).")
    .final_type()
    .slots(|s| {
        s.new = Some(methodcaller_new);
        s.call = Some(methodcaller_call);
        s.repr = Some(|vm, v| {
            let m = this::<MethodCaller>(v);
            let name = vm::builtins::type_::display_name(v.ty());
            if !vm.repr_enter(v) {
                return Ok(Value::str(&format!("{name}(...)")));
            }
            let n = m.all.len() - m.names.len();
            let shown = std::iter::once(&m.name).chain(&m.all).map(|x| ops::repr(vm, x).map(|r| str::text(&r).into_owned())).collect::<PyResult<Vec<_>>>();
            vm.repr_leave();
            let mut shown = shown?;
            for (t, k) in shown[n + 1..].iter_mut().zip(&m.names) {
                *t = format!("{}={t}", str::text(k));
            }
            Ok(Value::str(&format!("{name}({})", shown.join(", "))))
        });
    })
    .methods(&[NativeDef::new("__reduce__", methodcaller_reduce, "($self, /)", "Return state information for pickling")]);
