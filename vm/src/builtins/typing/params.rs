//! Type parameters: TypeVar, ParamSpec, TypeVarTuple, and `NoDefault`.
//!
//! Bounds, constraints and defaults come as values (from the constructors) or as functions that compute them when first
//! asked for (from `class C[T: Bound = Default]`). Such a function takes a format number as `__annotate__` does.

use super::{call_typing, caller_module, generic, union};
use crate::builtins::{iterators, str, tuple};
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, BinOp, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload, Plain, attr, instance};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};
use std::sync::LazyLock;

/// A value that may still have to be computed.
struct Lazy {
    /// NULL until known.
    value: RefCell<Value>,
    /// Computes it; NULL when there is nothing to compute.
    evaluate: RefCell<Value>,
}
impl Lazy {
    fn known(v: Value) -> Lazy {
        Lazy { value: RefCell::new(v), evaluate: RefCell::new(Value::NULL) }
    }
    fn later(f: Value) -> Lazy {
        Lazy { value: RefCell::new(Value::NULL), evaluate: RefCell::new(f) }
    }
    /// The value; `absent` when there is none.
    fn get(&self, vm: &mut Vm, absent: Value) -> PyResult<Value> {
        if let Some(v) = self.value.borrow().opt() {
            return Ok(v.clone());
        }
        let Some(f) = self.evaluate.borrow().opt().cloned() else { return Ok(absent) };
        let v = vm.call1(&f, &Value::int(1))?;
        drop(self.value.replace(v.clone()));
        Ok(v)
    }
    /// The function that computes it, one that returns the known value, or None.
    fn evaluator(&self) -> Value {
        match (self.evaluate.borrow().opt(), self.value.borrow().opt()) {
            (Some(f), _) => f.clone(),
            (None, Some(v)) => generic::const_evaluator(v.clone()),
            (None, None) => Value::NONE,
        }
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.value.borrow());
        visit(&self.evaluate.borrow());
    }
    fn clear(&self) {
        drop(self.value.replace(Value::NULL));
        drop(self.evaluate.replace(Value::NULL));
    }
}

/// Payload of all three kinds.
pub struct ParamObj {
    name: Value,
    bound: Lazy,
    constraints: Lazy,
    default: Lazy,
    covariant: bool,
    contravariant: bool,
    infer_variance: Cell<bool>,
}
impl Payload for ParamObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE_VAR
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        self.bound.trace(visit);
        self.constraints.trace(visit);
        self.default.trace(visit);
    }
    fn clear(&self) {
        self.bound.clear();
        self.constraints.clear();
        self.default.clear();
    }
}

const COVARIANT: GetSet = GetSet::new("__covariant__", |_, v| Ok(Value::bool(this::<ParamObj>(v).covariant)), None, "");
const CONTRAVARIANT: GetSet = GetSet::new("__contravariant__", |_, v| Ok(Value::bool(this::<ParamObj>(v).contravariant)), None, "");
const INFER_VARIANCE: GetSet = GetSet::new("__infer_variance__", |_, v| Ok(Value::bool(this::<ParamObj>(v).infer_variance.get())), None, "");
const NAME: GetSet = GetSet::new("__name__", |_, v| Ok(this::<ParamObj>(v).name.clone()), None, "");
const MODULE: GetSet = GetSet::new("__module__", get_module, Some(set_module), "");
const BOUND: GetSet = GetSet::new("__bound__", |vm, v| this::<ParamObj>(v).bound.get(vm, Value::NONE), None, "");
const DEFAULT: GetSet = GetSet::new("__default__", get_default, None, "The default value for this type parameter, or NoDefault.");
const EVALUATE_DEFAULT: GetSet = GetSet::new("evaluate_default", |_, v| Ok(this::<ParamObj>(v).default.evaluator()), None, "");
const HAS_DEFAULT: NativeDef = NativeDef::new("has_default", has_default, "($self, /)", "Return True if the type parameter has a default.");
const REDUCE: NativeDef = NativeDef::new("__reduce__", |_, a| Ok(this::<ParamObj>(&a[0]).name.clone()), "($self, /)", "");
const MRO_ENTRIES: NativeDef = NativeDef::new(
    "__mro_entries__",
    |vm, a| {
        let what = a[0].ty().name();
        Err(vm.type_error(format!("Cannot subclass an instance of {what}")))
    },
    "($self, object, /)",
    "",
);

/// `typing.TypeVar`
pub static TYPE_VAR: TypeDef = TypeDef::new::<ParamObj>("typing.TypeVar")
    .doc("Type variable.")
    .final_type()
    .with_dict()
    .flags(flag::WEAKREF)
    .methods(&[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", |vm, a| call_typing(vm, "_typevar_subst", a), "($self, arg, /)", ""),
        NativeDef::new("__typing_prepare_subst__", prepare_subst, "($self, alias, args, /)", ""),
    ])
    .getset(&[
        NAME,
        MODULE,
        BOUND,
        DEFAULT,
        EVALUATE_DEFAULT,
        GetSet::new("__constraints__", |vm, v| this::<ParamObj>(v).constraints.get(vm, tuple::new(vec![])), None, ""),
        GetSet::new("evaluate_bound", |_, v| Ok(this::<ParamObj>(v).bound.evaluator()), None, ""),
        GetSet::new("evaluate_constraints", |_, v| Ok(this::<ParamObj>(v).constraints.evaluator()), None, ""),
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
    ])
    .slots(|s| {
        common_slots(s);
        s.new = Some(new_type_var);
    });
/// `typing.ParamSpec`
pub static PARAM_SPEC: TypeDef = TypeDef::new::<ParamObj>("typing.ParamSpec")
    .doc("Parameter specification variable.")
    .final_type()
    .with_dict()
    .flags(flag::WEAKREF)
    .methods(&[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", |vm, a| call_typing(vm, "_paramspec_subst", a), "($self, arg, /)", ""),
        NativeDef::new("__typing_prepare_subst__", |vm, a| call_typing(vm, "_paramspec_prepare_subst", a), "($self, alias, args, /)", ""),
    ])
    .getset(&[
        NAME,
        MODULE,
        BOUND,
        DEFAULT,
        EVALUATE_DEFAULT,
        COVARIANT,
        CONTRAVARIANT,
        INFER_VARIANCE,
        GetSet::new("args", |_, v| Ok(access(&PARAM_SPEC_ARGS, v)), None, "Represents positional arguments."),
        GetSet::new("kwargs", |_, v| Ok(access(&PARAM_SPEC_KWARGS, v)), None, "Represents keyword arguments."),
    ])
    .slots(|s| {
        common_slots(s);
        s.new = Some(new_param_spec);
    });
/// `typing.TypeVarTuple`
pub static TYPE_VAR_TUPLE: TypeDef = TypeDef::new::<ParamObj>("typing.TypeVarTuple")
    .doc("Type variable tuple.")
    .final_type()
    .with_dict()
    .flags(flag::WEAKREF)
    .methods(&[
        HAS_DEFAULT,
        REDUCE,
        MRO_ENTRIES,
        NativeDef::new("__typing_subst__", |vm, _| Err(vm.type_error("Substitution of bare TypeVarTuple is not supported")), "($self, arg, /)", ""),
        NativeDef::new("__typing_prepare_subst__", |vm, a| call_typing(vm, "_typevartuple_prepare_subst", a), "($self, alias, args, /)", ""),
    ])
    .getset(&[NAME, MODULE, DEFAULT, EVALUATE_DEFAULT])
    .slots(|s| {
        s.repr = Some(|_, v| Ok(this::<ParamObj>(v).name.clone()));
        s.new = Some(new_type_var_tuple);
        s.iter = Some(|vm, v| {
            let u = unpack(vm, v)?;
            Ok(iterators::tuple_iter(tuple::new(vec![u])))
        });
    });

fn common_slots(s: &mut TypeSlots) {
    s.repr = Some(|_, v| {
        let p = this::<ParamObj>(v);
        let sign = match (p.infer_variance.get(), p.covariant, p.contravariant) {
            (true, ..) => "",
            (_, true, _) => "+",
            (_, _, true) => "-",
            _ => "~",
        };
        Ok(Value::str(&format!("{sign}{}", str::text(&p.name))))
    });
    s.binary[BinOp::Or as usize] = Some(|vm, a, b| union::build(vm, &[a.clone(), b.clone()], true));
}
fn get_module(_: &mut Vm, v: &Value) -> PyResult<Value> {
    let own = v.header().and_then(|h| instance::get(h, &names().__module__));
    Ok(own.unwrap_or_else(|| Value::str("typing")))
}
fn set_module(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(h) = v.header() else { return Ok(()) };
    let old = match x {
        Some(x) => instance::set(h, &names().__module__, x.clone()),
        None => match instance::delete(h, &names().__module__) {
            None => return Err(attr::missing(vm, v, &names().__module__)),
            old => old,
        },
    };
    drop(old);
    Ok(())
}
fn get_default(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    this::<ParamObj>(v).default.get(vm, no_default())
}
fn has_default(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = &this::<ParamObj>(&a[0]).default;
    if !d.evaluate.borrow().is_null() {
        return Ok(Value::TRUE);
    }
    let v = d.get(vm, no_default())?;
    Ok(Value::bool(!v.is(&no_default())))
}
fn prepare_subst(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let params = attr::get(vm, &a[1], &names().__parameters__)?;
    let args = ops::collect(vm, &a[2])?;
    let mut at = args.len() + 1;
    for (i, p) in ops::collect(vm, &params)?.iter().enumerate() {
        if ops::equal(vm, p, &a[0])? {
            at = i;
            break;
        }
    }
    if at < args.len() {
        return Ok(a[2].clone());
    }
    let default = get_default(vm, &a[0])?;
    if at > args.len() || default.is(&no_default()) {
        let shown = vm.text_of(&a[1])?;
        return Err(vm.type_error(format!("Too few arguments for {shown}")));
    }
    let mut all = args;
    all.push(default);
    Ok(tuple::new(all))
}

// ---- construction ------------------------------------------------------------------------

fn param(name: &Value) -> ParamObj {
    let nothing = || Lazy::known(Value::NULL);
    ParamObj {
        name: name.clone(),
        bound: nothing(),
        constraints: nothing(),
        default: nothing(),
        covariant: false,
        contravariant: false,
        infer_variance: Cell::new(true),
    }
}
/// The type parameter of `[T]`, with functions for bound or constraints (NULL: none).
pub fn type_var(name: &Value, bound: Value, constraints: Value) -> Value {
    object::new_of(TYPE_VAR.get(), ParamObj { bound: Lazy::later(bound), constraints: Lazy::later(constraints), ..param(name) })
}
/// The type parameter of `[**P]`.
pub fn param_spec(name: &Value) -> Value {
    object::new_of(PARAM_SPEC.get(), param(name))
}
/// The type parameter of `[*Ts]`.
pub fn type_var_tuple(name: &Value) -> Value {
    object::new_of(TYPE_VAR_TUPLE.get(), param(name))
}
/// Gives a new type parameter the function that computes its default.
pub fn set_default(vm: &mut Vm, v: &Value, evaluate: Value) -> PyResult<()> {
    match v.downcast::<ParamObj>() {
        Some(p) => {
            drop(p.default.evaluate.replace(evaluate));
            Ok(())
        }
        None => Err(vm.type_error("Expected a type param")),
    }
}
/// Is it a TypeVarTuple?
pub fn is_type_var_tuple(v: &Value) -> bool {
    std::ptr::eq(v.ty(), TYPE_VAR_TUPLE.get())
}
/// `typing.Unpack[v]`
pub fn unpack(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let unpack = vm.import_attr("typing", "Unpack")?;
    ops::getitem(vm, &unpack, v)
}

fn check_name(vm: &mut Vm, who: &str, name: &Value) -> PyResult<()> {
    if str::is_str(name) { Ok(()) } else { Err(vm.type_error(format!("{who}() argument 'name' must be str, not {}", name.ty().name()))) }
}
fn truth(vm: &mut Vm, v: &Value) -> PyResult<bool> {
    if v.is_null() { Ok(false) } else { ops::truth(vm, v) }
}
/// (covariant, contravariant, infer_variance), checked.
fn variances(vm: &mut Vm, v: &[Value]) -> PyResult<(bool, bool, bool)> {
    let (co, contra, infer) = (truth(vm, &v[0])?, truth(vm, &v[1])?, truth(vm, &v[2])?);
    if co && contra {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if infer && (co || contra) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    Ok((co, contra, infer))
}
fn bound_type(vm: &mut Vm, v: &Value) -> PyResult<Lazy> {
    match v.some() {
        None => Ok(Lazy::known(Value::NULL)),
        Some(b) => call_typing(vm, "_type_check", &[b.clone(), Value::str("Bound must be a type.")]).map(Lazy::known),
    }
}
fn finish(vm: &mut Vm, cls: &'static TypeObj, p: ParamObj) -> PyResult<Value> {
    let module = caller_module(vm);
    let v = object::new_of(cls, p);
    set_module(vm, &v, Some(&module))?;
    Ok(v)
}
fn new_type_var(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| {
        Signature::parse("(name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)")
    });
    let mut a = Vec::new();
    SIG.bind(vm, "typevar", args, &mut a)?;
    check_name(vm, "typevar", &a[0])?;
    let (covariant, contravariant, infer) = variances(vm, &a[4..7])?;
    let n = tuple::items(&a[1]).len();
    let bound = bound_type(vm, &a[2])?;
    if n == 1 {
        return Err(vm.type_error("A single constraint is not allowed"));
    }
    if n > 0 && !bound.value.borrow().is_null() {
        return Err(vm.type_error("Constraints cannot be combined with bound=..."));
    }
    let mut constraints = Value::NULL;
    if n > 0 {
        let mut checked = Vec::new();
        for c in tuple::items(&a[1]) {
            checked.push(call_typing(vm, "_type_check", &[c.clone(), Value::str("TypeVar(name, constraint, ...): constraints must be types.")])?);
        }
        constraints = tuple::new(checked);
    }
    let p = ParamObj {
        bound,
        constraints: Lazy::known(constraints),
        default: Lazy::known(a[3].clone()),
        covariant,
        contravariant,
        infer_variance: Cell::new(infer),
        ..param(&a[0])
    };
    finish(vm, cls, p)
}
fn new_param_spec(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> =
        LazyLock::new(|| Signature::parse("(name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)"));
    let mut a = Vec::new();
    SIG.bind(vm, "paramspec", args, &mut a)?;
    check_name(vm, "paramspec", &a[0])?;
    let (covariant, contravariant, infer) = variances(vm, &a[3..6])?;
    let bound = bound_type(vm, &a[1])?;
    let p = ParamObj { bound, default: Lazy::known(a[2].clone()), covariant, contravariant, infer_variance: Cell::new(infer), ..param(&a[0]) };
    finish(vm, cls, p)
}
fn new_type_var_tuple(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(name, *, default=typing.NoDefault)"));
    let mut a = Vec::new();
    SIG.bind(vm, "typevartuple", args, &mut a)?;
    check_name(vm, "typevartuple", &a[0])?;
    finish(vm, cls, ParamObj { default: Lazy::known(a[1].clone()), ..param(&a[0]) })
}

// ---- P.args and P.kwargs -------------------------------------------------------------------

/// Payload.
pub struct AccessObj {
    origin: Value,
}
impl Payload for AccessObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &PARAM_SPEC_ARGS
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.origin);
    }
}
const ACCESS_GETSET: &[GetSet] = &[GetSet::new("__origin__", get_origin, None, "")];
fn get_origin(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(this::<AccessObj>(v).origin.clone())
}
/// `typing.ParamSpecArgs`
pub static PARAM_SPEC_ARGS: TypeDef = TypeDef::new::<AccessObj>("typing.ParamSpecArgs")
    .doc("The args for a ParamSpec object.")
    .final_type()
    .flags(flag::WEAKREF)
    .methods(&[MRO_ENTRIES])
    .getset(ACCESS_GETSET)
    .slots(access_slots);
/// `typing.ParamSpecKwargs`
pub static PARAM_SPEC_KWARGS: TypeDef = TypeDef::new::<AccessObj>("typing.ParamSpecKwargs")
    .doc("The kwargs for a ParamSpec object.")
    .final_type()
    .flags(flag::WEAKREF)
    .methods(&[MRO_ENTRIES])
    .getset(ACCESS_GETSET)
    .slots(access_slots);
fn access(def: &'static TypeDef, origin: &Value) -> Value {
    object::new_of(def.get(), AccessObj { origin: origin.clone() })
}
fn access_slots(s: &mut TypeSlots) {
    s.new = Some(|vm, cls, args| {
        static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(origin)"));
        let mut a = Vec::new();
        SIG.bind(vm, &cls.name().to_lowercase(), args, &mut a)?;
        Ok(object::new_of(cls, AccessObj { origin: a[0].clone() }))
    });
    s.repr = Some(|vm, v| {
        let which = if std::ptr::eq(v.ty(), PARAM_SPEC_ARGS.get()) { "args" } else { "kwargs" };
        let origin = &this::<AccessObj>(v).origin;
        let name = match origin.downcast::<ParamObj>() {
            Some(p) => str::text(&p.name).into_owned(),
            None => str::text(&ops::repr(vm, origin)?).into_owned(),
        };
        Ok(Value::str(&format!("{name}.{which}")))
    });
    s.hash = Some(|_, v| Ok(crate::builtins::object::identity_hash(v)));
    s.compare = Some(|vm, a, b, op| {
        if !std::ptr::eq(a.ty(), b.ty()) || !matches!(op, CmpOp::Eq | CmpOp::Ne) {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        let same = ops::equal(vm, &this::<AccessObj>(a).origin, &this::<AccessObj>(b).origin)?;
        Ok(Value::bool(same == (op == CmpOp::Eq)))
    });
}

// ---- NoDefault -----------------------------------------------------------------------------

/// `NoDefaultType`
pub static NO_DEFAULT: TypeDef = TypeDef::new::<Plain>("typing.NoDefaultType")
    .doc("The type of the NoDefault singleton.")
    .final_type()
    .methods(&[NativeDef::new("__reduce__", |_, _| Ok(Value::str("NoDefault")), "($self, /)", "")])
    .slots(|s| {
        s.new = Some(|vm, _, args| if args.all.is_empty() { Ok(no_default()) } else { Err(vm.type_error("NoDefaultType takes no arguments")) });
        s.repr = Some(|_, _| Ok(Value::str("typing.NoDefault")));
    });
static THE_NO_DEFAULT: LazyLock<Value> = LazyLock::new(|| instance::new_plain(NO_DEFAULT.get()));
/// The `NoDefault` singleton.
pub fn no_default() -> Value {
    THE_NO_DEFAULT.clone()
}
