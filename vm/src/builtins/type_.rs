//! type: what classes are and how calling them makes instances. Class creation is in `class`.

use crate::builtins::class;
use crate::builtins::{dict, list, str, tuple};
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::{intern_value, names};
use crate::object::slots::{Binary, TypeSlots};
use crate::object::ty::{TypeObj, as_type, flag};
use crate::object::{Plain, attr, ops};
use crate::value::Value;
use crate::vm::Vm;

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<TypeObj>("type")
    .doc("type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots)
    .flags(flag::WEAKREF)
    .with_dict();

fn slots(s: &mut TypeSlots) {
    s.call = Some(call);
    s.new = Some(new);
    s.init = Some(|vm, _, a| {
        if a.has_kw() && a.pos().len() == 1 {
            return Err(vm.type_error("type.__init__() takes no keyword arguments"));
        }
        if !matches!(a.pos().len(), 1 | 3) {
            return Err(vm.type_error("type.__init__() takes 1 or 3 arguments"));
        }
        Ok(())
    });
    s.getattr = Some(attr::type_get);
    s.setattr = Some(attr::type_set);
    s.repr = Some(repr);
    s.binary[ops::BinOp::Or as usize] = Some(crate::builtins::typing::union::or);
}

/// Is this the attribute slot of `type`?
pub fn is_type_getattr(f: Binary) -> bool {
    std::ptr::fn_addr_eq(f, attr::type_get as Binary)
}

/// `__qualname__` as text.
pub fn qualname_text(t: &TypeObj) -> String {
    let q = t.qualname.borrow();
    if q.is_null() { t.name() } else { str::text(&q).into_owned() }
}
/// `__module__` as text.
pub fn module_text(t: &TypeObj) -> String {
    if t.is_heap_type() {
        return t.dict().get_str(&names().__module__).map_or("builtins".into(), |m| str::text(&m).into_owned());
    }
    let full = t.full_name();
    full.rsplit_once('.').map_or("builtins".to_string(), |(m, _)| m.to_string())
}
/// `module.qualname`, without the module for builtins.
pub fn display_name(t: &TypeObj) -> String {
    let m = module_text(t);
    if m == "builtins" { qualname_text(t) } else { format!("{m}.{}", qualname_text(t)) }
}
/// `module.qualname`, the module left out only when there is none.
pub fn display_full(t: &TypeObj) -> String {
    let m = module_text(t);
    if m == "builtins" && !t.is_heap_type() { qualname_text(t) } else { format!("{m}.{}", qualname_text(t)) }
}
/// `module.qualname`, the module left out for builtins and the main program (CPython's `%T`).
pub fn qualified_name(t: &TypeObj) -> String {
    let m = module_text(t);
    if matches!(&*m, "builtins" | "__main__") { qualname_text(t) } else { format!("{m}.{}", qualname_text(t)) }
}
fn repr(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(Value::str(&format!("<class '{}'>", display_name(as_type(v)))))
}

/// `type(...)`: calling any class.
fn call(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<Value> {
    let ty = as_type(v);
    if std::ptr::eq(ty, TYPE.get()) && args.pos().len() == 1 && !args.has_kw() {
        return Ok(args.all[0].ty().value());
    }
    construct(vm, ty, args)
}

/// `__new__` then `__init__`.
pub fn construct(vm: &mut Vm, ty: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let Some(new) = ty.slots().new else {
        return Err(vm.type_error(format!("cannot create '{}' instances", ty.full_name())));
    };
    let obj = new(vm, ty, args)?;
    if !obj.ty().is_subtype(ty) {
        return Ok(obj);
    }
    if let Some(init) = obj.ty().slots().init {
        init(vm, &obj, args)?;
    }
    Ok(obj)
}

/// Does calling the class just make a plain instance and run a Python `__init__`?
#[inline]
pub fn plain_construct(ty: &'static TypeObj) -> bool {
    let s = ty.slots();
    ty.is_heap_type()
        && ty.flags() & flag::ABSTRACT == 0
        && s.new.is_some_and(|f| std::ptr::fn_addr_eq(f, crate::builtins::object::new as fn(&mut Vm, &'static TypeObj, &Args) -> PyResult<Value>))
        && ty.object().ty().slots().call.is_some_and(|f| std::ptr::fn_addr_eq(f, call as fn(&mut Vm, &Value, &Args) -> PyResult<Value>))
        && ty.layout.type_id == std::any::TypeId::of::<Plain>()
}

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let pos = args.pos();
    if pos.len() != 3 {
        return Err(vm.type_error(if std::ptr::eq(cls, TYPE.get()) {
            "type() takes 1 or 3 arguments".into()
        } else {
            format!("type.__new__() takes exactly 3 arguments ({} given)", pos.len())
        }));
    }
    let kinds = [("str", str::is_str(&pos[0])), ("tuple", pos[1].downcast::<tuple::TupleObj>().is_some()), ("dict", pos[2].downcast::<DictObj>().is_some())];
    for (i, (want, ok)) in kinds.iter().enumerate() {
        if !ok {
            return Err(vm.type_error(format!("type.__new__() argument {} must be {want}, not {}", i + 1, pos[i].ty().name())));
        }
    }
    let kw: Vec<(Value, Value)> = args.kw().map(|(k, v)| (k.clone(), v.clone())).collect();
    class::new_type(vm, cls, &pos[0], &pos[1], &pos[2], &kw)
}

// ---- `__new__` -----------------------------------------------------------------------------

/// `X.__new__` of native types: checks the class argument, then runs the slot of X.
pub fn native_new(vm: &mut Vm, owner: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let Some(first) = args.pos().first() else {
        return Err(vm.type_error(format!("{}.__new__(): not enough arguments", owner.name())));
    };
    if first.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error(format!("{}.__new__(X): X is not a type object ({})", owner.name(), first.ty().name())));
    }
    let cls = as_type(first);
    if !cls.is_subtype(owner) {
        return Err(vm.type_error(format!("{0}.__new__({1}): {1} is not a subtype of {0}", owner.name(), cls.name())));
    }
    // The nearest native class must be the one that makes this layout.
    let native = cls.mro().into_iter().find(|t| !t.is_heap_type() && (t.slots().new.is_some() || t.flags() & flag::NO_NEW != 0));
    let same = match (native.map(|t| t.slots().new), owner.slots().new) {
        (Some(Some(a)), Some(b)) => std::ptr::fn_addr_eq(a, b),
        (Some(None), Some(_)) => false,
        _ => true,
    };
    if !same && let Some(n) = native {
        return Err(vm.type_error(format!("{}.__new__({}) is not safe, use {}.__new__()", owner.full_name(), cls.full_name(), n.full_name())));
    }
    match owner.slots().new {
        Some(f) => f(vm, cls, &args.skip_first()),
        None => Err(vm.type_error(format!("cannot create '{}' instances", cls.name()))),
    }
}

/// The `new` slot of classes whose `__new__` is Python code.
pub fn python_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let Some(f) = cls.lookup(&names().__new__) else {
        return Err(vm.type_error(format!("cannot create '{}' instances", cls.name())));
    };
    let me = cls.value();
    let f = match f.ty().slots().get {
        Some(get) => get(vm, &f, None, Some(&me))?,
        None => f,
    };
    let mut all = vec![me];
    all.extend_from_slice(args.all);
    vm.call_args(&f, &Args { all: &all, names: args.names })
}

/// `__new__` of a class (or of one above it) changed: brings the slot up to date.
pub fn update_new(ty: &TypeObj) {
    if !ty.is_heap_type() {
        return;
    }
    let found = ty.mro().into_iter().find(|t| t.dict().find_str(&names().__new__).is_some());
    let native = found.and_then(|t| t.dict().get_str(&names().__new__)).is_some_and(|f| crate::native::function::is_native_new(&f));
    let slot = match found {
        // `__new__ = object.__new__` in a class body says nothing: CPython too goes on with what the base does.
        Some(t) if t.is_heap_type() && native => ty.base().and_then(|b| b.slots().new),
        Some(t) if t.is_heap_type() => Some(python_new as fn(&mut Vm, &'static TypeObj, &Args) -> PyResult<Value>),
        Some(_) => ty.base().and_then(|b| b.slots().new),
        None => None,
    };
    ty.with_slots_mut(|s| s.new = slot);
    for s in ty.subclasses() {
        update_new(s);
    }
}

// ---- attributes --------------------------------------------------------------------------

fn t(v: &Value) -> &'static TypeObj {
    as_type(v)
}
/// May a special attribute of the type be set to `x`? Those of native types can't, and none can be deleted.
pub(super) fn check_special(vm: &mut Vm, v: &Value, x: Option<&Value>, name: &str) -> PyResult<()> {
    only_heap(vm, v, name)?;
    match x {
        Some(_) => Ok(()),
        None => Err(vm.type_error(format!("cannot delete '{name}' attribute of immutable type '{}'", t(v).name()))),
    }
}
fn only_heap(vm: &mut Vm, v: &Value, name: &str) -> PyResult<()> {
    if t(v).is_heap_type() && t(v).flags() & flag::IMMUTABLE == 0 {
        return Ok(());
    }
    Err(vm.type_error(format!("cannot set '{name}' attribute of immutable type '{}'", t(v).full_name())))
}
fn set_name(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    check_special(vm, v, x, "__name__")?;
    let Some(x) = x else { return Ok(()) };
    if !str::is_str(x) {
        return Err(vm.type_error(format!("can only assign string to {}.__name__, not '{}'", t(v).name(), x.ty().name())));
    }
    let text = str::text(x).into_owned();
    if text.contains('\0') {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    t(v).set_name(x.clone(), &text);
    Ok(())
}
fn set_qualname(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    check_special(vm, v, x, "__qualname__")?;
    match x {
        Some(x) if str::is_str(x) => {
            let old = t(v).qualname.replace(x.clone());
            drop(old);
            Ok(())
        }
        Some(x) => Err(vm.type_error(format!("can only assign string to {}.__qualname__, not '{}'", t(v).name(), x.ty().name()))),
        None => Ok(()),
    }
}
/// `__flags__`: the bits of CPython's `tp_flags` that say something here.
fn public_flags(t: &TypeObj) -> i64 {
    use crate::heap::header::Kind;
    let f = t.flags();
    let own_area = f & flag::HAS_DICT != 0 && t.is_heap_type();
    let below = |def: &'static TypeDef| t.is_subtype(def.get());
    let bits = [
        (2, own_area && t.layout.size_of.is_none()),
        (3, f & flag::WEAKREF != 0 && t.is_heap_type()),
        (4, own_area),
        (5, f & flag::SEQUENCE != 0),
        (6, f & flag::MAPPING != 0),
        (7, f & flag::NO_NEW != 0),
        (8, f & flag::HEAP == 0 || f & flag::IMMUTABLE != 0),
        (9, f & flag::HEAP != 0),
        (10, f & flag::BASETYPE != 0),
        (12, true),
        (14, t.layout.trace.is_some() || t.has_attr_area()),
        (17, f & flag::METHOD_DESCRIPTOR != 0),
        (20, f & flag::ABSTRACT != 0),
        (22, f & flag::MATCH_SELF != 0),
        (24, t.layout.kind == Kind::Int),
        (25, below(&list::TYPE)),
        (26, below(&tuple::TYPE)),
        (27, below(&crate::builtins::bytes::TYPE)),
        (28, below(&str::TYPE)),
        (29, below(&dict::TYPE)),
        (30, f & flag::EXCEPTION != 0),
        (31, below(&TYPE)),
    ];
    bits.iter().filter(|b| b.1).fold(0, |all, b| all | 1 << b.0)
}
fn get_module(_: &mut Vm, v: &Value) -> PyResult<Value> {
    let ty = t(v);
    if ty.is_heap_type()
        && let Some(m) = ty.dict().get_str(&names().__module__)
    {
        return Ok(m);
    }
    Ok(Value::str(&module_text(ty)))
}
fn set_module(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    check_special(vm, v, x, "__module__")?;
    if let Some(x) = x {
        t(v).set_attr(&names().__module__, x.clone());
        drop(t(v).del_attr(&crate::object::intern::intern("__firstlineno__")));
    }
    Ok(())
}
fn get_doc(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    match t(v).dict().get_str(&names().__doc__) {
        Some(d) => match d.ty().slots().get {
            Some(get) => get(vm, &d, None, Some(v)),
            None => Ok(d),
        },
        None => Ok(Value::NONE),
    }
}
fn set_doc(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    check_special(vm, v, x, "__doc__")?;
    if let Some(x) = x {
        t(v).set_attr(&names().__doc__, x.clone());
    }
    Ok(())
}
fn get_abstract(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let name = crate::object::intern::intern("__abstractmethods__");
    if !std::ptr::eq(t(v), TYPE.get())
        && let Some(x) = t(v).dict().get_str(&name)
    {
        return Ok(x);
    }
    Err(vm.attribute_error(&format!("type object '{}' has no attribute '__abstractmethods__'", t(v).name()), v, &name))
}
fn set_abstract(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let name = crate::object::intern::intern("__abstractmethods__");
    match x {
        Some(x) => {
            let on = ops::truth(vm, x)?;
            t(v).set_attr(&name, x.clone());
            t(v).set_flag(flag::ABSTRACT, on);
        }
        None => {
            if t(v).del_attr(&name).is_none() {
                return Err(vm.attribute_error("__abstractmethods__", v, &name));
            }
            t(v).set_flag(flag::ABSTRACT, false);
        }
    }
    Ok(())
}
fn get_annotations(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let n = names();
    let ty = t(v);
    if !ty.is_heap_type() {
        return Err(vm.attribute_error(&format!("type object '{}' has no attribute '__annotations__'", ty.name()), v, &n.__annotations__));
    }
    let cache = crate::object::intern::intern("__annotations_cache__");
    for key in [&n.__annotations__, &cache] {
        if let Some(a) = ty.dict().get_str(key) {
            return match a.ty().slots().get {
                Some(get) => get(vm, &a, None, Some(v)),
                None => Ok(a),
            };
        }
    }
    let f = get_annotate(vm, v)?;
    let a = if f.is_none() { crate::object::dict::new_dict() } else { vm.call(&f, &[Value::int(1)])? };
    if a.downcast::<DictObj>().is_none() {
        return Err(vm.type_error(format!("__annotate__ returned non-dict of type '{}'", a.ty().name())));
    }
    ty.set_attr(&cache, a.clone());
    Ok(a)
}
fn set_annotations(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    only_heap(vm, v, "__annotations__")?;
    let n = names();
    let cache = crate::object::intern::intern("__annotations_cache__");
    let key = if t(v).dict().find_str(&n.__annotations__).is_some() { &n.__annotations__ } else { &cache };
    match x {
        Some(x) => t(v).set_attr(key, x.clone()),
        None => {
            if t(v).del_attr(key).is_none() {
                return Err(vm.attribute_error("__annotations__", v, &n.__annotations__));
            }
        }
    }
    drop(t(v).del_attr(&n.__annotate__));
    Ok(())
}
fn get_annotate(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let n = names();
    if !t(v).is_heap_type() {
        return Err(vm.attribute_error(&format!("type object '{}' has no attribute '__annotate__'", t(v).name()), v, &n.__annotate__));
    }
    let func = crate::object::intern::intern("__annotate_func__");
    for key in [&func, &n.__annotate__] {
        if let Some(f) = t(v).dict().get_str(key) {
            return match f.ty().slots().get {
                Some(get) => get(vm, &f, None, Some(v)),
                None => Ok(f),
            };
        }
    }
    Ok(Value::NONE)
}
fn set_annotate(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    only_heap(vm, v, "__annotate__")?;
    let Some(x) = x else { return Err(vm.type_error("cannot delete __annotate__ attribute")) };
    let func = crate::object::intern::intern("__annotate_func__");
    t(v).set_attr(&func, x.clone());
    if !x.is_none() {
        drop(t(v).del_attr(&crate::object::intern::intern("__annotations_cache__")));
        drop(t(v).del_attr(&names().__annotations__));
    }
    Ok(())
}
fn get_type_params(_: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(t(v).dict().get_str(&names().__type_params__).filter(|_| t(v).is_heap_type()).unwrap_or_else(|| tuple::new(vec![])))
}
fn set_type_params(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    check_special(vm, v, x, "__type_params__")?;
    if let Some(x) = x {
        t(v).set_attr(&names().__type_params__, x.clone());
    }
    Ok(())
}

static GETSET: &[GetSet] = &[
    GetSet::new("__name__", |_, v| Ok(t(v).name_value()), Some(set_name), ""),
    GetSet::new(
        "__qualname__",
        |_, v| {
            let q = t(v).qualname.borrow().clone();
            Ok(if q.is_null() { t(v).name_value() } else { q })
        },
        Some(set_qualname),
        "",
    ),
    GetSet::new("__module__", get_module, Some(set_module), ""),
    GetSet::new("__doc__", get_doc, Some(set_doc), ""),
    GetSet::new("__bases__", |_, v| Ok(t(v).bases()), Some(class::set_bases), ""),
    GetSet::new("__base__", |_, v| Ok(t(v).base().map_or(Value::NONE, |b| b.value())), None, "").member(),
    GetSet::new("__mro__", |_, v| Ok(t(v).mro_tuple().opt().cloned().unwrap_or(Value::NONE)), None, "").member(),
    GetSet::new("__dict__", |_, v| Ok(dict::new_proxy(t(v).dict().value())), None, ""),
    GetSet::new("__abstractmethods__", get_abstract, Some(set_abstract), ""),
    GetSet::new("__annotations__", get_annotations, Some(set_annotations), ""),
    GetSet::new("__annotate__", get_annotate, Some(set_annotate), ""),
    GetSet::new("__type_params__", get_type_params, Some(set_type_params), ""),
    GetSet::new("__flags__", |_, v| Ok(Value::int(public_flags(t(v)))), None, "").member(),
    GetSet::new("__basicsize__", |_, v| Ok(Value::usize(t(v).layout.size)), None, ""),
    GetSet::new("__itemsize__", |_, v| Ok(Value::int(if t(v).layout.size_of.is_some() { 8 } else { 0 })), None, ""),
    GetSet::new("__dictoffset__", |_, v| Ok(Value::int(if t(v).has_dict() { -1 } else { 0 })), None, ""),
    GetSet::new(
        "__weakrefoffset__",
        |_, v| {
            Ok(Value::int(if t(v).flags() & flag::WEAKREF == 0 {
                0
            } else if t(v).is_heap_type() {
                -32
            } else {
                16
            }))
        },
        None,
        "",
    ),
    GetSet::new(
        "__text_signature__",
        |_, v| Ok(t(v).def.and_then(|def| crate::native::signature::of_type(def.doc, def.name)).map_or(Value::NONE, Value::str)),
        None,
        "",
    ),
];

fn mro_method(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = class::compute_mro(vm, t(&a[0]))?;
    Ok(list::new(m.iter().map(|t| t.value()).collect()))
}
fn subclasses(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    Ok(list::new(t(&a[0]).subclasses().iter().map(|t| t.value()).collect()))
}
fn prepare(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    Ok(crate::object::dict::new_dict())
}
fn instancecheck(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    crate::builtins::functions::real_is_instance(vm, &a[1], &a[0]).map(Value::bool)
}
fn subclasscheck(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    crate::builtins::functions::real_is_subclass(vm, &a[1], &a[0]).map(Value::bool)
}
fn dir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let mut all: Vec<Value> = Vec::new();
    let d = crate::object::dict::new_dict();
    let d = this::<DictObj>(&d);
    for k in t(&a[0]).mro() {
        for (name, _) in k.dict().items() {
            if str::is_str(&name) && d.set_str(&intern_value(&name), Value::NONE).is_none() {
                all.push(name);
            }
        }
    }
    let _ = vm;
    Ok(list::new(all))
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("mro", mro_method, "($self, /)", "Return a type's method resolution order."),
    NativeDef::new("__subclasses__", subclasses, "($self, /)", "Return a list of immediate subclasses."),
    NativeDef::new("__prepare__", prepare, "(*args, **kwargs)", "Used to create the namespace for the class statement.").static_method(),
    NativeDef::new("__instancecheck__", instancecheck, "($self, instance, /)", "Check if an object is an instance."),
    NativeDef::new("__subclasscheck__", subclasscheck, "($self, subclass, /)", "Check if a class is a subclass."),
    NativeDef::new("__dir__", dir, "($self, /)", "Specialized __dir__ implementation for types."),
    NativeDef::new(
        "__sizeof__",
        |_, a| Ok(Value::usize(std::mem::size_of_val(&t(&a[0]).object().data))),
        "($self, /)",
        "Return memory consumption of the type object.",
    ),
];
