//! Attributes and methods of code objects: `co_*`, `replace`, the constructor.

use super::CodeObj;
use crate::builtins::bytes::BytesObj;
use crate::builtins::{bytes, int, iterators, list, str, tuple};
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, this};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::intern;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::TypeObj;
use crate::object::{Obj, Ref};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::body::CodeBody;
use front::bytecode::code::{Code, Const, kinds};
use front::bytecode::stackop;
use std::cell::OnceCell;
use std::sync::{Arc, LazyLock};

fn c(v: &Value) -> &Obj<CodeObj> {
    this::<CodeObj>(v)
}
fn names(list: &[Arc<str>]) -> Value {
    tuple::new(list.iter().map(|n| intern(n)).collect())
}
fn line(l: Option<u32>) -> Value {
    l.map_or(Value::NONE, |l| Value::int(i64::from(l)))
}

macro_rules! number {
    ($name:literal, $field:ident) => {
        GetSet::new($name, |_, v| Ok(Value::int(i64::from(c(v).co.$field))), None, "")
    };
}
pub(super) static GETSET: &[GetSet] = &[
    number!("co_argcount", argcount),
    number!("co_posonlyargcount", posonlyargcount),
    number!("co_kwonlyargcount", kwonlyargcount),
    number!("co_stacksize", stacksize),
    number!("co_flags", flags),
    number!("co_firstlineno", first_line),
    GetSet::new("co_nlocals", |_, v| Ok(Value::usize(c(v).co.varnames.len())), None, ""),
    GetSet::new("co_code", |_, v| Ok(bytes::new(c(v).co.co_code())), None, ""),
    GetSet::new("_co_code_adaptive", |_, v| Ok(bytes::new(c(v).co.co_code())), None, ""),
    GetSet::new("co_consts", |_, v| Ok(c(v).consts().clone()), None, ""),
    GetSet::new("co_names", |_, v| Ok(names(&c(v).co.names)), None, ""),
    GetSet::new("co_varnames", |_, v| Ok(names(&c(v).co.varnames)), None, ""),
    GetSet::new("co_cellvars", |_, v| Ok(names(&c(v).co.cellvars)), None, ""),
    GetSet::new("co_freevars", |_, v| Ok(names(&c(v).co.freevars)), None, ""),
    GetSet::new("co_filename", |_, v| Ok(c(v).filename.clone()), None, ""),
    GetSet::new("co_name", |_, v| Ok(c(v).name.clone()), None, ""),
    GetSet::new("co_qualname", |_, v| Ok(c(v).qualname.clone()), None, ""),
    GetSet::new("co_linetable", |_, v| Ok(bytes::new(c(v).co.linetable.to_vec())), None, ""),
    GetSet::new("co_exceptiontable", |_, v| Ok(bytes::new(c(v).co.exceptiontable.to_vec())), None, ""),
];
pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("co_lines", co_lines, "($self, /)", ""),
    NativeDef::new("co_positions", co_positions, "($self, /)", ""),
    NativeDef::new("_varname_from_oparg", varname_from_oparg, "($self, /, oparg)", "(internal-only) Return the local variable name for the given oparg."),
    NativeDef::new("replace", replace, "($self, /, **changes)", "Return a copy of the code object with new values for the specified fields."),
    NativeDef::new("__replace__", replace, "($self, /, **changes)", "The same as replace()."),
];

fn co_lines(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let rows = c(&a[0]).co.co_lines();
    let rows = rows.iter().map(|r| tuple::new(vec![Value::int(i64::from(r.0)), Value::int(i64::from(r.1)), line(r.2)]));
    Ok(iterators::list_iter(list::new(rows.collect())))
}
fn co_positions(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut out = Vec::new();
    for (start, end, p) in c(&a[0]).co.position_ranges() {
        let row = tuple::new(vec![line(p.line), line(p.end_line), line(p.col), line(p.end_col)]);
        out.extend((start..end).map(|_| row.clone()));
    }
    Ok(iterators::list_iter(list::new(out)))
}
fn varname_from_oparg(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let i = ops::index_i64(vm, &a[1])?;
    let co = &c(&a[0]).co;
    match usize::try_from(i).ok().filter(|&i| i < co.nlocalsplus()) {
        Some(i) => Ok(intern(co.local_name(i))),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

// ---- making code objects ---------------------------------------------------------------------

/// The compiler's form of a constant. What has none is only ever loaded from the tuple of constants, so anything will do.
fn to_const(v: &Value) -> Const {
    if let Some(b) = v.as_bool() {
        return Const::Bool(b);
    }
    if int::is_exact_int(v)
        && let Some(i) = int::as_i64(v)
    {
        return Const::Int(i);
    }
    if let Some(f) = v.as_float() {
        return Const::Float(f);
    }
    match v.downcast::<CodeObj>() {
        Some(code) => Const::Code(code.co.clone()),
        None if v.is_none() => Const::None,
        None => Const::Ellipsis,
    }
}
fn text(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Arc<str>> {
    if str::is_str(v) { Ok(Arc::from(&*str::text(v))) } else { Err(vm.type_error(format!("code: {what} must be str, not {}", v.ty().name()))) }
}
fn texts(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Box<[Arc<str>]>> {
    if v.downcast::<tuple::TupleObj>().is_none() {
        return Err(vm.type_error(format!("code: {what} must be tuple, not {}", v.ty().name())));
    }
    let mut out = Vec::new();
    for x in tuple::items(v) {
        if !str::is_str(x) {
            return Err(vm.type_error(format!("name tuples must contain only strings, not '{}'", x.ty().name())));
        }
        out.push(Arc::from(&*str::text(x)));
    }
    Ok(out.into())
}
fn number(vm: &mut Vm, v: &Value, what: &str) -> PyResult<u32> {
    let n = ops::index_i64(vm, v)?;
    u32::try_from(n).map_err(|_| vm.value_error(format!("code: {what} must not be negative")))
}
fn raw(vm: &mut Vm, v: &Value, what: &str) -> PyResult<Box<[u8]>> {
    match v.downcast::<BytesObj>() {
        Some(_) => Ok(bytes::get(v).map(|b| b.to_vec()).unwrap_or_default().into()),
        None => Err(vm.type_error(format!("code: {what} must be bytes, not {}", v.ty().name()))),
    }
}

/// Sets one field by its `co_` name.
fn set_field(vm: &mut Vm, co: &mut Code, consts: &mut Value, name: &str, v: &Value) -> PyResult<bool> {
    match name {
        "co_argcount" => co.argcount = number(vm, v, "argcount")?,
        "co_posonlyargcount" => co.posonlyargcount = number(vm, v, "posonlyargcount")?,
        "co_kwonlyargcount" => co.kwonlyargcount = number(vm, v, "kwonlyargcount")?,
        "co_nlocals" => {
            number(vm, v, "nlocals")?;
        }
        "co_stacksize" => co.stacksize = number(vm, v, "stacksize")?,
        "co_flags" => co.flags = number(vm, v, "flags")?,
        "co_firstlineno" => co.first_line = number(vm, v, "firstlineno")?,
        "co_code" => co.units = stackop::without_caches(&raw(vm, v, "codestring")?).into(),
        "co_consts" => {
            if v.downcast::<tuple::TupleObj>().is_none() {
                return Err(vm.type_error(format!("code: constants must be tuple, not {}", v.ty().name())));
            }
            co.consts = tuple::items(v).iter().map(to_const).collect();
            *consts = v.clone();
        }
        "co_names" => co.names = texts(vm, v, "names")?,
        "co_varnames" => co.varnames = texts(vm, v, "varnames")?,
        "co_freevars" => co.freevars = texts(vm, v, "freevars")?,
        "co_cellvars" => co.cellvars = texts(vm, v, "cellvars")?,
        "co_filename" => co.filename = text(vm, v, "filename")?,
        "co_name" => co.name = text(vm, v, "name")?,
        "co_qualname" => co.qualname = text(vm, v, "qualname")?,
        "co_linetable" => co.linetable = raw(vm, v, "linetable")?,
        "co_exceptiontable" => co.exceptiontable = raw(vm, v, "exceptiontable")?,
        _ => return Ok(false),
    }
    Ok(true)
}
/// The kinds of local slots that the name tuples imply.
fn slot_kinds(co: &Code) -> Box<[u8]> {
    let of_var = |n: &Arc<str>| kinds::LOCAL | if co.cellvars.contains(n) { kinds::CELL } else { 0 };
    let vars = co.varnames.iter().map(of_var);
    let cells = co.cellvars.iter().filter(|n| !co.varnames.contains(n)).map(|_| kinds::CELL);
    vars.chain(cells).chain(co.freevars.iter().map(|_| kinds::FREE)).collect()
}
/// A code object of checked parts; `changed`: the instructions or what they refer to are new, so they are checked first.
fn finish(vm: &mut Vm, co: Code, consts: Value, changed: bool) -> PyResult<Value> {
    if co.posonlyargcount > co.argcount || (co.argcount + co.kwonlyargcount) as usize > co.varnames.len() {
        return Err(vm.value_error("code: varnames is too small"));
    }
    if changed && let Err(e) = front::compile::lower(&co) {
        return Err(vm.value_error(format!("code: bytecode can't be run: {e:?}")));
    }
    Ok(super::with_consts(Arc::new(co), OnceCell::from(consts)).into_value())
}
fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let old = Ref::<CodeObj>::from_value(a[0].clone()).unwrap_or_else(|_| unreachable!("a code object"));
    let mut co = (*old.co).clone();
    let mut consts = old.consts().clone();
    let (mut changed, mut locals) = (false, false);
    for (k, v) in this::<DictObj>(&a[1]).items() {
        let name = str::text(&k).into_owned();
        if !set_field(vm, &mut co, &mut consts, &name, &v)? {
            return Err(vm.type_error(format!("replace() got an unexpected keyword argument '{name}'")));
        }
        locals |= matches!(&*name, "co_varnames" | "co_freevars" | "co_cellvars");
        changed |= matches!(&*name, "co_code" | "co_consts" | "co_names" | "co_exceptiontable" | "co_stacksize") || locals;
    }
    if locals {
        co.localspluskinds = slot_kinds(&co);
    }
    finish(vm, co, consts, changed)
}
/// `CodeType(...)`
pub(super) fn new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    const FIELDS: [&str; 18] = [
        "co_argcount",
        "co_posonlyargcount",
        "co_kwonlyargcount",
        "co_nlocals",
        "co_stacksize",
        "co_flags",
        "co_code",
        "co_consts",
        "co_names",
        "co_varnames",
        "co_filename",
        "co_name",
        "co_qualname",
        "co_firstlineno",
        "co_linetable",
        "co_exceptiontable",
        "co_freevars",
        "co_cellvars",
    ];
    static SIG: LazyLock<Signature> = LazyLock::new(|| {
        Signature::parse(
            "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)",
        )
    });
    let mut a = Vec::new();
    SIG.bind(vm, "code", args, &mut a)?;
    let mut co = Code {
        name: Arc::from(""),
        qualname: Arc::from(""),
        filename: Arc::from(""),
        first_line: 0,
        flags: 0,
        posonlyargcount: 0,
        argcount: 0,
        kwonlyargcount: 0,
        stacksize: 0,
        body: CodeBody::default().into(),
    };
    let mut consts = tuple::new(vec![]);
    for (name, v) in FIELDS.iter().zip(&a) {
        if !v.is_null() {
            set_field(vm, &mut co, &mut consts, name, v)?;
        }
    }
    co.localspluskinds = slot_kinds(&co);
    finish(vm, co, consts, true)
}

// ---- text and comparison ---------------------------------------------------------------------

fn key(v: &Value) -> (&CodeObj, [u32; 6]) {
    let o = &**c(v);
    let d = &o.co;
    (o, [d.argcount, d.posonlyargcount, d.kwonlyargcount, d.flags, d.first_line, d.units.len() as u32])
}
pub(super) fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.repr = Some(|_, v| {
        let o = c(v);
        let at = v.word().0 & !7;
        Ok(Value::str(&format!("<code object {} at {at:#x}, file \"{}\", line {}>", o.co.name, o.co.filename, o.co.first_line)))
    });
    s.hash = Some(|_, v| {
        let (o, k) = key(v);
        let mut h = str::hash(&o.name);
        for n in k {
            h = h.wrapping_mul(1_000_003) ^ i64::from(n);
        }
        Ok(if h == -1 { -2 } else { h })
    });
    s.compare = Some(|vm, a, b, op| {
        if b.downcast::<CodeObj>().is_none() || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let ((x, k), (y, l)) = (key(a), key(b));
        let (p, q) = (&x.co, &y.co);
        let plain = k == l
            && p.name == q.name
            && p.units == q.units
            && p.names == q.names
            && p.varnames == q.varnames
            && p.cellvars == q.cellvars
            && p.freevars == q.freevars
            && p.linetable == q.linetable
            && p.exceptiontable == q.exceptiontable;
        let same = plain && same_constants(vm, x.consts(), y.consts())?;
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    });
}
/// Equal constants of equal types: `1` and `1.0` differ.
fn same_constants(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<bool> {
    let (x, y) = (tuple::items(a), tuple::items(b));
    if x.len() != y.len() {
        return Ok(false);
    }
    for (p, q) in x.iter().zip(y) {
        let same = if p.downcast::<tuple::TupleObj>().is_some() && q.downcast::<tuple::TupleObj>().is_some() {
            same_constants(vm, p, q)?
        } else {
            p.ty().is(q.ty()) && ops::equal(vm, p, q)?
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}
