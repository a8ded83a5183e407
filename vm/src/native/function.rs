//! Native functions as Python objects: module functions, method descriptors of types, bound native methods, slot wrappers
//! and computed attributes.

use super::signature::{PADDED_MAX, ParamKind, Signature};
use super::{Args, GetSet, NativeDef, TypeDef, native_flag};
use crate::builtins::str;
use crate::heap::header::Kind;
use crate::object::error::PyResult;
use crate::object::slots::{SLOTS, SlotRow, TypeSlots};
use crate::object::ty::{self, TypeObj};
use crate::object::{Obj, Payload, new};
use crate::value::{Value, Word};
use crate::vm::Vm;
use std::cell::OnceCell;

/// What a native callable object runs.
#[derive(Clone, Copy)]
pub enum Body {
    /// A row of a native table.
    Native(&'static NativeDef),
    /// A dunder method made from a slot of the owner type.
    Slot(&'static SlotRow),
    /// `__new__` of a native type.
    New,
}

/// How a native callable relates to its receiver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// `builtin_function_or_method`: module function, static method, or bound method (`receiver` set).
    Function,
    /// `method_descriptor` / `wrapper_descriptor`: takes the receiver as first argument.
    Descriptor,
    /// `classmethod_descriptor`.
    ClassDescriptor,
}

/// Payload of every native callable.
pub struct NativeFunction {
    /// What runs.
    pub body: Body,
    /// Role.
    pub role: Role,
    /// Receiver of bound methods, module of module functions, else NULL.
    pub receiver: Value,
    /// Type that owns a descriptor (NULL for module functions).
    pub owner: Option<&'static TypeObj>,
    /// `__module__` (str or None).
    pub module: Value,
    signature: OnceCell<Signature>,
}

impl Payload for NativeFunction {
    const KIND: Kind = Kind::NativeFunction;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &BUILTIN_FUNCTION
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.receiver);
        visit(&self.module);
    }
}

impl NativeFunction {
    /// Name.
    pub fn name(&self) -> String {
        match self.body {
            Body::Native(d) => d.name.to_string(),
            Body::Slot(r) => str::text((r.name)(crate::object::intern::names())).into_owned(),
            Body::New => "__new__".to_string(),
        }
    }
    /// Doc text.
    pub fn doc(&self) -> &'static str {
        match self.body {
            Body::Native(d) => d.doc,
            Body::Slot(r) => r.doc,
            Body::New => "Create and return a new object.  See help(type) for accurate signature.",
        }
    }
    /// Signature text.
    pub fn sig(&self) -> &'static str {
        match self.body {
            Body::Native(d) => d.sig,
            Body::Slot(r) => r.sig,
            Body::New => "(*args, **kwargs)",
        }
    }
    /// Parsed signature.
    #[inline]
    pub fn signature(&self) -> &Signature {
        self.signature.get_or_init(|| Signature::parse(self.sig()))
    }
    /// Does a call on an instance pass the instance (so that no bound method need be made)?
    pub fn is_method(&self) -> bool {
        self.role == Role::Descriptor
    }
}

fn make(def: &'static TypeDef, f: NativeFunction) -> Value {
    crate::object::new_of::<NativeFunction>(def.get(), f)
}

/// A module-level function.
pub fn module_function(def: &'static NativeDef, module: &Value, module_name: &Value) -> Value {
    new(NativeFunction {
        body: Body::Native(def),
        role: Role::Function,
        receiver: module.clone(),
        owner: None,
        module: module_name.clone(),
        signature: OnceCell::new(),
    })
}

/// A function without a module.
pub fn function(def: &'static NativeDef) -> Value {
    module_function(def, &Value::NULL, &Value::NONE)
}

/// What a type's dict holds for a row of its method table.
pub fn method(def: &'static NativeDef, owner: &'static TypeObj) -> Value {
    let f = |role| NativeFunction { body: Body::Native(def), role, receiver: Value::NULL, owner: Some(owner), module: Value::NONE, signature: OnceCell::new() };
    if def.flags & native_flag::STATIC != 0 {
        let f = new(NativeFunction { receiver: owner.value(), ..f(Role::Function) });
        return if def.name == "__new__" { f } else { crate::builtins::method::new_static(f) };
    }
    if def.flags & native_flag::CLASS != 0 {
        return make(&CLASSMETHOD_DESCRIPTOR, f(Role::ClassDescriptor));
    }
    make(&METHOD_DESCRIPTOR, f(Role::Descriptor))
}

/// The dunder method of a slot.
pub fn slot_wrapper(row: &'static SlotRow, owner: &'static TypeObj) -> Value {
    let f = NativeFunction {
        body: Body::Slot(row),
        role: Role::Descriptor,
        receiver: Value::NULL,
        owner: Some(owner),
        module: Value::NONE,
        signature: OnceCell::new(),
    };
    make(&WRAPPER_DESCRIPTOR, f)
}

/// `f` bound to a receiver.
pub fn bind(f: &Obj<NativeFunction>, receiver: Value) -> Value {
    let def = match f.body {
        Body::Native(_) | Body::New => &BUILTIN_FUNCTION,
        Body::Slot(_) => &METHOD_WRAPPER,
    };
    make(def, NativeFunction { body: f.body, role: Role::Function, receiver, owner: f.owner, module: Value::NONE, signature: OnceCell::new() })
}

/// Calls a native callable.
#[inline]
pub fn call(vm: &mut Vm, callable: &Value, args: &Args) -> PyResult<Value> {
    let f = super::this::<NativeFunction>(callable);
    match f.role {
        Role::Function => {
            // Bound methods and static methods of types differ in whether the receiver is an argument.
            if f.owner.is_some() && !f.receiver.is_null() && !is_static(f) {
                return call_with_first(vm, f, &f.receiver, args);
            }
            run(vm, f, args)
        }
        Role::Descriptor => {
            check_receiver(vm, f, args)?;
            run(vm, f, args)
        }
        Role::ClassDescriptor => {
            let Some(cls) = args.pos().first().and_then(|v| v.downcast::<TypeObj>()) else {
                return Err(vm.type_error(format!("descriptor '{}' for type '{}' needs a type as arg 2", f.name(), owner_name(f))));
            };
            let _ = cls;
            run(vm, f, args)
        }
    }
}

fn is_static(f: &NativeFunction) -> bool {
    matches!(f.body, Body::New) || matches!(f.body, Body::Native(d) if d.flags & native_flag::STATIC != 0)
}

/// Calls with one more positional argument in front.
#[inline]
fn call_with_first(vm: &mut Vm, f: &Obj<NativeFunction>, first: &Value, args: &Args) -> PyResult<Value> {
    if args.all.len() < PADDED_MAX {
        let mut words = [Word::NULL; PADDED_MAX];
        words[0] = first.word();
        for (to, v) in words[1..].iter_mut().zip(args.all) {
            *to = v.word();
        }
        // SAFETY: as in `padded`; `first` is borrowed from the function, which is borrowed by the caller.
        let all = unsafe { std::slice::from_raw_parts(words.as_ptr() as *const Value, args.all.len() + 1) };
        return run(vm, f, &Args { all, names: args.names });
    }
    let mut all = Vec::with_capacity(args.all.len() + 1);
    all.push(first.clone());
    all.extend_from_slice(args.all);
    run(vm, f, &Args { all: &all, names: args.names })
}

fn owner_name(f: &NativeFunction) -> String {
    f.owner.map_or_else(String::new, |t| t.name())
}

/// The receiver must be an instance of the descriptor's owner.
#[inline]
fn check_receiver(vm: &mut Vm, f: &Obj<NativeFunction>, args: &Args) -> PyResult<()> {
    let Some(owner) = f.owner else { return Ok(()) };
    match args.pos().first() {
        Some(v) if std::ptr::eq(v.ty(), owner) || v.ty().is_subtype(owner) => Ok(()),
        Some(v) => {
            let name = f.name();
            let shown = v.ty().name();
            Err(match f.body {
                Body::Native(_) | Body::New => vm.type_error(format!("descriptor '{name}' for '{}' objects doesn't apply to a '{shown}' object", owner.name())),
                Body::Slot(_) => vm.type_error(format!("descriptor '{name}' requires a '{}' object but received a '{shown}'", owner.name())),
            })
        }
        None => Err(match f.body {
            Body::Native(_) | Body::New => vm.type_error(format!("unbound method {}.{}() needs an argument", owner.name(), f.name())),
            Body::Slot(_) => vm.type_error(format!("descriptor '{}' of '{}' object needs an argument", f.name(), owner.name())),
        }),
    }
}

/// Binds and runs; the receiver is already the first argument where there is one.
#[inline]
fn run(vm: &mut Vm, f: &Obj<NativeFunction>, args: &Args) -> PyResult<Value> {
    match f.body {
        Body::New => match f.owner {
            Some(owner) => crate::builtins::type_::native_new(vm, owner, args),
            None => Err(vm.system_error("__new__ without a type")),
        },
        Body::Native(def) => {
            let s = f.signature();
            if args.names.is_empty() && s.fits_exactly(args.all.len()) {
                return (def.f)(vm, args.all);
            }
            if args.names.is_empty() {
                if let Some(body) = def.positional {
                    return body(vm, args.all);
                }
                if s.fits_padded(args.all.len()) {
                    return padded(vm, def, args.all, s.params.len());
                }
            }
            bind_and_run(vm, f, def, args)
        }
        Body::Slot(row) => {
            let this = &args.all[0];
            let owner = f.owner.unwrap_or_else(|| this.ty());
            // The owner's own slot, not that of a subclass: `int.__add__` stays int's.
            let slots: *const TypeSlots = owner.slots();
            // SAFETY: slot tables of native types don't change; a heap owner's table stays in place in its type object.
            (row.wrap)(vm, unsafe { &*slots }, this, &args.skip_first())
        }
    }
}

/// Runs with NULL for the parameters behind `given`; `n` of them in all.
fn padded(vm: &mut Vm, def: &NativeDef, given: &[Value], n: usize) -> PyResult<Value> {
    let mut words = [Word::NULL; PADDED_MAX];
    for (to, v) in words.iter_mut().zip(given) {
        *to = v.word();
    }
    // SAFETY: `Value` is a transparent word; these are borrowed from `given`, and dropping the array of words releases nothing.
    let all = unsafe { std::slice::from_raw_parts(words.as_ptr() as *const Value, n.min(PADDED_MAX)) };
    (def.f)(vm, all)
}

#[cold]
#[inline(never)]
fn bind_and_run(vm: &mut Vm, f: &Obj<NativeFunction>, def: &NativeDef, args: &Args) -> PyResult<Value> {
    let s = f.signature();
    let mut bound = Vec::with_capacity(s.params.len());
    let name = match args.all.first().and_then(|c| c.downcast::<TypeObj>()) {
        // Class methods are named with the class they were called on.
        Some(cls) if def.flags & native_flag::CLASS != 0 => format!("{}.{}", crate::builtins::type_::qualname_text(cls), def.name),
        _ => message_name(f, def),
    };
    s.bind(vm, &name, args, &mut bound)?;
    (def.f)(vm, &bound)
}

/// Functions with positional-only parameters are named with their type in arity messages, as CPython does for methods
/// that take a fixed number of arguments.
fn message_name(f: &NativeFunction, def: &NativeDef) -> String {
    let s = f.signature();
    let fixed = s.n_pos == s.params.len() && s.n_required == s.n_pos && s.n_pos <= 2;
    match f.owner {
        Some(t) if fixed && def.name != "__new__" => format!("{}.{}", t.name(), def.name),
        _ => def.name.to_string(),
    }
}

// ---- computed attributes -------------------------------------------------------------------

/// Payload of `getset_descriptor`.
pub struct GetSetObj {
    /// The row.
    pub row: &'static GetSet,
    /// Owner type.
    pub owner: &'static TypeObj,
}
impl Payload for GetSetObj {
    fn def() -> &'static TypeDef {
        &GETSET
    }
}

/// What a type's dict holds for a row of its getset table.
pub fn getset(row: &'static GetSet, owner: &'static TypeObj) -> Value {
    if row.member { crate::builtins::property::native_member(row, owner) } else { new(GetSetObj { row, owner }) }
}

fn getset_get(vm: &mut Vm, d: &Value, obj: Option<&Value>, _owner: Option<&Value>) -> PyResult<Value> {
    let g = super::this::<GetSetObj>(d);
    match obj {
        None => Ok(d.clone()),
        Some(o) if o.ty().is_subtype(g.owner) => (g.row.get)(vm, o),
        Some(o) => Err(vm.type_error(format!("descriptor '{}' for '{}' objects doesn't apply to a '{}' object", g.row.name, g.owner.name(), o.ty().name()))),
    }
}
fn getset_set(vm: &mut Vm, d: &Value, obj: &Value, v: Option<&Value>) -> PyResult<()> {
    let g = super::this::<GetSetObj>(d);
    if !obj.ty().is_subtype(g.owner) {
        return Err(vm.type_error(format!("descriptor '{}' for '{}' objects doesn't apply to a '{}' object", g.row.name, g.owner.name(), obj.ty().name())));
    }
    match g.row.set {
        Some(set) => set(vm, obj, v),
        None => {
            let name = crate::object::intern::intern(g.row.name);
            Err(vm.attribute_error(&format!("attribute '{}' of '{}' objects is not writable", g.row.name, g.owner.name()), obj, &name))
        }
    }
}

// ---- their types -----------------------------------------------------------------------------

fn f(v: &Value) -> &Obj<NativeFunction> {
    super::this::<NativeFunction>(v)
}
/// Is this the `__new__` of a native type?
pub fn is_native_new(v: &Value) -> bool {
    v.downcast::<NativeFunction>().is_some_and(|n| matches!(n.body, Body::New))
}
fn get_name(_vm: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(Value::str(&f(v).name()))
}
fn get_qualname(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let n = f(v);
    let name = n.name();
    if let Some(t) = n.owner {
        return Ok(Value::str(&format!("{}.{name}", t.name())));
    }
    if let Some(t) = n.receiver.downcast::<TypeObj>() {
        return Ok(Value::str(&format!("{}.{name}", t.name())));
    }
    let _ = vm;
    Ok(Value::str(&name))
}
fn get_doc(_vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let d = f(v).doc();
    Ok(if d.is_empty() { Value::NONE } else { Value::str(d) })
}
fn get_text_signature(_vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let n = f(v);
    let s = n.sig();
    if s.is_empty() {
        return Ok(Value::NONE);
    }
    // Functions of modules are rows without a receiver; Python's text names the module, by position only.
    let of_module = n.role == Role::Function && n.owner.is_none() && n.receiver.kind() == Kind::Module && !s.starts_with("($");
    if !of_module {
        return Ok(Value::str(s));
    }
    let rest = s.trim_start_matches('(');
    let positional = n.signature().params.first().is_some_and(|p| p.kind == ParamKind::Positional);
    let (mark, comma) = (if positional || rest.starts_with('*') { "" } else { ", /" }, if rest == ")" { "" } else { ", " });
    Ok(Value::str(&format!("($module{mark}{comma}{rest}")))
}
fn get_self(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let r = f(v).receiver.clone();
    let _ = vm;
    Ok(if r.is_null() { Value::NONE } else { r })
}
fn get_module(_vm: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(f(v).module.clone())
}
fn get_objclass(_vm: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(f(v).owner.map_or(Value::NONE, |t| t.value()))
}
fn reduce(vm: &mut Vm, args: &[Value]) -> PyResult<Value> {
    let n = f(&args[0]);
    let name = Value::str(&n.name());
    match (n.role, n.owner) {
        (Role::Function, None) => Ok(name),
        (Role::Function, Some(_)) => {
            let getattr = vm.builtin("getattr")?;
            Ok(crate::builtins::tuple::new(vec![getattr, crate::builtins::tuple::new(vec![n.receiver.clone(), name])]))
        }
        (_, Some(t)) => {
            let getattr = vm.builtin("getattr")?;
            Ok(crate::builtins::tuple::new(vec![getattr, crate::builtins::tuple::new(vec![t.value(), name])]))
        }
        (_, None) => Ok(name),
    }
}
fn repr(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let n = f(v);
    let name = n.name();
    let _ = vm;
    let text = match (n.body, n.role) {
        (Body::Native(_) | Body::New, Role::Function) if n.owner.is_none() || is_static(n) || n.receiver.is_null() => {
            if n.owner.is_some() {
                format!("<built-in method {name} of type object at {:#x}>", n.receiver.word().0)
            } else {
                format!("<built-in function {name}>")
            }
        }
        (Body::Native(_) | Body::New, Role::Function) => format!("<built-in method {name} of {} object at {:#x}>", n.receiver.ty().name(), n.receiver.word().0),
        (Body::Slot(_), Role::Function) => format!("<method-wrapper '{name}' of {} object at {:#x}>", n.receiver.ty().name(), n.receiver.word().0),
        (Body::Slot(_), _) => format!("<slot wrapper '{name}' of '{}' objects>", owner_name(n)),
        (_, _) => format!("<method '{name}' of '{}' objects>", owner_name(n)),
    };
    Ok(Value::str(&text))
}
fn compare(_vm: &mut Vm, a: &Value, b: &Value, op: crate::object::ops::CmpOp) -> PyResult<Value> {
    use crate::object::ops::CmpOp;
    let (Some(x), Some(y)) = (a.downcast::<NativeFunction>(), b.downcast::<NativeFunction>()) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = match (x.body, y.body) {
        (Body::Native(p), Body::Native(q)) => std::ptr::eq(p, q),
        (Body::Slot(p), Body::Slot(q)) => std::ptr::eq(p, q),
        (Body::New, Body::New) => true,
        _ => false,
    } && x.receiver.is(&y.receiver)
        && x.role == y.role
        && match (x.owner, y.owner) {
            (Some(p), Some(q)) => p.is(q),
            (None, None) => true,
            _ => false,
        };
    Ok(match op {
        CmpOp::Eq => Value::bool(same),
        CmpOp::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}
fn hash(_vm: &mut Vm, v: &Value) -> PyResult<i64> {
    let n = f(v);
    let body = match n.body {
        Body::Native(p) => p as *const NativeDef as i64,
        Body::Slot(p) => p as *const SlotRow as i64,
        Body::New => n.owner.map_or(0, |t| t as *const TypeObj as i64),
    };
    Ok((body ^ n.receiver.word().0 as i64).rotate_right(4))
}
fn descriptor_get(vm: &mut Vm, d: &Value, obj: Option<&Value>, owner: Option<&Value>) -> PyResult<Value> {
    let n = f(d);
    match (n.role, obj) {
        (Role::ClassDescriptor, _) => {
            let cls = match owner {
                Some(o) => o.clone(),
                None => obj.map_or(Value::NONE, |o| o.ty().value()),
            };
            let Some(t) = cls.downcast::<TypeObj>() else {
                return Err(vm.type_error(format!(
                    "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
                    n.name(),
                    owner_name(n),
                    cls.ty().name()
                )));
            };
            if !n.owner.is_none_or(|own| t.is_subtype(own)) {
                return Err(vm.type_error(format!("descriptor '{}' requires a subtype of '{}' but received '{}'", n.name(), owner_name(n), t.name())));
            }
            Ok(bind(n, cls))
        }
        (_, None) => Ok(d.clone()),
        (_, Some(o)) => {
            if !n.owner.is_none_or(|own| o.ty().is_subtype(own)) {
                return Err(vm.type_error(format!("descriptor '{}' for '{}' objects doesn't apply to a '{}' object", n.name(), owner_name(n), o.ty().name())));
            }
            Ok(bind(n, o.clone()))
        }
    }
}

static ATTRS: &[GetSet] = &[
    GetSet::new("__name__", get_name, None, ""),
    GetSet::new("__qualname__", get_qualname, None, ""),
    GetSet::new("__doc__", get_doc, None, ""),
    GetSet::new("__text_signature__", get_text_signature, None, ""),
    GetSet::new("__self__", get_self, None, ""),
    GetSet::new("__module__", get_module, Some(set_module), ""),
];
static WRAPPER_ATTRS: &[GetSet] = &[
    GetSet::new("__name__", get_name, None, ""),
    GetSet::new("__qualname__", get_qualname, None, ""),
    GetSet::new("__doc__", get_doc, None, ""),
    GetSet::new("__text_signature__", get_text_signature, None, ""),
    GetSet::new("__self__", get_self, None, "").member(),
    GetSet::new("__objclass__", get_objclass, None, ""),
];
fn set_module(vm: &mut Vm, v: &Value, _x: Option<&Value>) -> PyResult<()> {
    let name = crate::object::intern::names().__module__.clone();
    Err(vm.attribute_error("attribute '__module__' of 'builtin_function_or_method' objects is not writable", v, &name))
}
static DESCRIPTOR_ATTRS: &[GetSet] = &[
    GetSet::new("__name__", get_name, None, ""),
    GetSet::new("__qualname__", get_qualname, None, ""),
    GetSet::new("__doc__", get_doc, None, ""),
    GetSet::new("__text_signature__", get_text_signature, None, ""),
    GetSet::new("__objclass__", get_objclass, None, ""),
];
static METHODS: &[NativeDef] = &[NativeDef::new("__reduce__", reduce, "($self, /)", "")];

fn function_slots(s: &mut TypeSlots) {
    s.call = Some(call);
    s.repr = Some(repr);
    s.compare = Some(compare);
    s.hash = Some(hash);
}
fn descriptor_slots(s: &mut TypeSlots) {
    s.call = Some(call);
    s.repr = Some(repr);
    s.get = Some(descriptor_get);
}

/// `builtin_function_or_method`
pub static BUILTIN_FUNCTION: TypeDef = TypeDef::new::<NativeFunction>("builtin_function_or_method")
    .methods(METHODS)
    .getset(ATTRS)
    .slots(function_slots)
    .flags(ty::flag::NO_NEW | ty::flag::WEAKREF)
    .final_type();
/// `method-wrapper`
pub static METHOD_WRAPPER: TypeDef =
    TypeDef::new::<NativeFunction>("method-wrapper").methods(METHODS).getset(WRAPPER_ATTRS).slots(function_slots).flags(ty::flag::NO_NEW).final_type();
/// `method_descriptor`
pub static METHOD_DESCRIPTOR: TypeDef = TypeDef::new::<NativeFunction>("method_descriptor")
    .methods(METHODS)
    .getset(DESCRIPTOR_ATTRS)
    .slots(descriptor_slots)
    .flags(ty::flag::METHOD_DESCRIPTOR | ty::flag::NO_NEW)
    .final_type();
/// `wrapper_descriptor`
pub static WRAPPER_DESCRIPTOR: TypeDef = TypeDef::new::<NativeFunction>("wrapper_descriptor")
    .methods(METHODS)
    .getset(DESCRIPTOR_ATTRS)
    .slots(descriptor_slots)
    .flags(ty::flag::METHOD_DESCRIPTOR | ty::flag::NO_NEW)
    .final_type();
/// `classmethod_descriptor`
pub static CLASSMETHOD_DESCRIPTOR: TypeDef =
    TypeDef::new::<NativeFunction>("classmethod_descriptor").getset(DESCRIPTOR_ATTRS).slots(descriptor_slots).flags(ty::flag::NO_NEW).final_type();
/// `getset_descriptor`
pub static GETSET: TypeDef = TypeDef::new::<GetSetObj>("getset_descriptor").getset(GETSET_ATTRS).slots(getset_slots).flags(ty::flag::NO_NEW).final_type();

fn getset_slots(s: &mut TypeSlots) {
    s.get = Some(getset_get);
    s.set = Some(getset_set);
    s.repr = Some(|_vm, v| {
        let g = super::this::<GetSetObj>(v);
        Ok(Value::str(&format!("<attribute '{}' of '{}' objects>", g.row.name, g.owner.name())))
    });
}
static GETSET_ATTRS: &[GetSet] = &[
    GetSet::new("__name__", |_vm, v| Ok(Value::str(super::this::<GetSetObj>(v).row.name)), None, ""),
    GetSet::new(
        "__qualname__",
        |_vm, v| {
            let g = super::this::<GetSetObj>(v);
            Ok(Value::str(&format!("{}.{}", g.owner.name(), g.row.name)))
        },
        None,
        "",
    ),
    GetSet::new(
        "__doc__",
        |_vm, v| {
            let d = super::this::<GetSetObj>(v).row.doc;
            Ok(if d.is_empty() { Value::NONE } else { Value::str(d) })
        },
        None,
        "",
    ),
    GetSet::new("__objclass__", |_vm, v| Ok(super::this::<GetSetObj>(v).owner.value()), None, ""),
];

/// Fills a native type's dict with its slot wrappers, methods and computed attributes.
pub fn fill_dict(ty: &'static TypeObj, own: &TypeSlots) {
    let n = crate::object::intern::names();
    let dict = ty.dict();
    for row in SLOTS {
        let name = (row.name)(n);
        if (row.has)(own) && !row.doc.is_empty() && dict.find_str(name).is_none() {
            let w = slot_wrapper(row, ty);
            drop(dict.set_str(name, w));
        }
    }
    if ty.base().is_none() {
        // `object` leaves these slots empty, which means the generic protocol, but has their methods.
        for row in SLOTS {
            let name = (row.name)(n);
            if [&n.__getattribute__, &n.__setattr__, &n.__delattr__].iter().any(|x| x.is(name)) {
                let w = slot_wrapper(row, ty);
                drop(dict.set_str(name, w));
            }
        }
    }
    if own.compare.is_some() && own.hash.is_none() {
        drop(dict.set_str(&n.__hash__, Value::NONE));
    }
    if own.new.is_some() && ty.flags() & ty::flag::NO_NEW == 0 {
        let f =
            NativeFunction { body: Body::New, role: Role::Function, receiver: ty.value(), owner: Some(ty), module: Value::NONE, signature: OnceCell::new() };
        drop(dict.set_str(&n.__new__, new(f)));
    }
    if let Some(def) = ty.def {
        for m in def.methods {
            dict.set_text(m.name, method(m, ty));
        }
        for g in def.getset {
            dict.set_text(g.name, getset(g, ty));
        }
        if def.flags & ty::flag::GENERIC != 0 {
            dict.set_text("__class_getitem__", method(&crate::builtins::generic_alias::CLASS_GETITEM, ty));
        }
        if let Some(fields) = def.fields {
            super::structseq::fill(ty, fields);
        }
        if def.flags & ty::flag::HAS_DICT != 0 && dict.find_str(&n.__dict__).is_none() {
            drop(dict.set_str(&n.__dict__, getset(&crate::builtins::object::NATIVE_DICT_GETSET, ty)));
        }
        if dict.find_str(&n.__doc__).is_none() {
            let doc = super::signature::without_signature(def.doc, def.name);
            dict.set_text("__doc__", if doc.is_empty() { Value::NONE } else { Value::str(doc) });
        }
    }
}
