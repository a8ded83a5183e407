//! object.

use crate::builtins::{list, str, tuple};
use crate::native::function::GetSetObj;
use crate::native::{Args, GetSet, NativeDef, TypeDef};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, as_type, flag};
use crate::object::{Plain, attr, instance};
use crate::value::Value;
use crate::vm::Vm;

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<Plain>("object")
    .doc("The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n")
    .methods(METHODS)
    .getset(GETSET)
    .slots(slots);

fn slots(s: &mut TypeSlots) {
    s.new = Some(new);
    s.init = Some(init);
    s.repr = Some(|_, v| Ok(Value::str(&format!("<{} object at {:#x}>", crate::builtins::type_::display_full(v.ty()), v.word().0 & !7))));
    s.str = Some(ops::repr);
    s.hash = Some(|_, v| Ok(identity_hash(v)));
    s.compare = Some(|vm, a, b, op| match op {
        CmpOp::Eq => Ok(if a.is(b) { Value::TRUE } else { Value::NOT_IMPLEMENTED }),
        CmpOp::Ne => {
            let Some(f) = a.ty().slots().compare else { return Ok(Value::NOT_IMPLEMENTED) };
            let r = f(vm, a, b, CmpOp::Eq)?;
            if r.is_not_implemented() { Ok(r) } else { Ok(Value::bool(!ops::truth(vm, &r)?)) }
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    });
}

/// `hash` by identity.
pub fn identity_hash(v: &Value) -> i64 {
    (v.word().0 >> 4) as i64
}

fn overrides_new(ty: &TypeObj) -> bool {
    ty.slots().new.is_some_and(|f| !std::ptr::fn_addr_eq(f, new as fn(&mut Vm, &'static TypeObj, &Args) -> PyResult<Value>))
}
/// Has the class `object`'s `__init__`, so that its `__new__` must refuse what it doesn't know?
pub fn keeps_init(ty: &TypeObj) -> bool {
    !overrides_init(ty)
}
fn overrides_init(ty: &TypeObj) -> bool {
    ty.slots().init.is_some_and(|f| !std::ptr::fn_addr_eq(f, init as fn(&mut Vm, &Value, &Args) -> PyResult<()>))
}

/// `object.__new__`
pub fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    if !args.all.is_empty() {
        if overrides_new(cls) {
            return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
        }
        if !overrides_init(cls) {
            return Err(vm.type_error(format!("{}() takes no arguments", cls.name())));
        }
    }
    if cls.flags() & flag::ABSTRACT != 0 {
        let missing = attr::get_text(vm, &cls.value(), "__abstractmethods__")?;
        let mut found: Vec<String> = ops::collect(vm, &missing)?.iter().map(|m| str::text(m).into_owned()).collect();
        found.sort();
        let quoted: Vec<String> = found.iter().map(|m| format!("'{m}'")).collect();
        return Err(vm.type_error(format!(
            "Can't instantiate abstract class {} without an implementation for abstract method{} {}",
            cls.name(),
            if quoted.len() == 1 { "" } else { "s" },
            quoted.join(", ")
        )));
    }
    Ok(instance::new_plain(cls))
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    if !args.all.is_empty() {
        let ty = v.ty();
        if overrides_init(ty) {
            return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
        }
        if !overrides_new(ty) {
            return Err(vm.type_error(format!("{}.__init__() takes exactly one argument (the instance to initialize)", ty.name())));
        }
    }
    Ok(())
}

fn format(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if !str::is_str(&a[1]) {
        return Err(vm.type_error(format!("__format__() argument must be str, not {}", a[1].ty().name())));
    }
    if !str::is_empty(&a[1]) {
        return Err(vm.type_error(format!("unsupported format string passed to {}.__format__", a[0].ty().name())));
    }
    ops::to_str(vm, &a[0])
}
/// `object.__dir__`: instance attributes, then those of the class.
fn dir(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let d = crate::object::dict::new_dict();
    let d = crate::native::this::<DictObj>(&d);
    if let Some(i) = attr::get_opt(vm, &a[0], &names().__dict__)?.filter(|i| i.downcast::<DictObj>().is_some()) {
        for k in ops::collect(vm, &i)? {
            d.set(vm, k, Value::NONE)?;
        }
    }
    if let Some(c) = attr::get_opt(vm, &a[0], &names().__class__)?
        && c.downcast::<TypeObj>().is_some()
    {
        for t in as_type(&c).mro() {
            for k in t.dict().keys() {
                d.set(vm, k, Value::NONE)?;
            }
        }
    }
    Ok(list::new(d.keys()))
}
fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    reduce_protocol(vm, &a[0], 0)
}
fn reduce_ex(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let protocol = ops::index_i64(vm, &a[1])?;
    // A class that overrides __reduce__ is asked first.
    let n = names();
    if let (Some(mine), Some(base)) = (a[0].ty().lookup(&n.__reduce__), TYPE.get().dict().get_str(&n.__reduce__))
        && !mine.is(&base)
    {
        let f = attr::get(vm, &a[0], &n.__reduce__)?;
        return vm.call(&f, &[]);
    }
    reduce_protocol(vm, &a[0], protocol)
}
/// What a class wants to be given to `__new__`: positional arguments and keyword arguments, NULL where it doesn't say.
fn new_arguments(vm: &mut Vm, v: &Value) -> PyResult<(Value, Value)> {
    let n = names();
    let is_tuple = |x: &Value| x.downcast::<tuple::TupleObj>().is_some();
    if let Some(f) = vm.lookup_special(v, &n.__getnewargs_ex__)? {
        let r = vm.call(&f, &[])?;
        if !is_tuple(&r) {
            return Err(vm.type_error(format!("__getnewargs_ex__ should return a tuple, not '{}'", r.ty().name())));
        }
        let [args, kwargs] = tuple::items(&r) else {
            return Err(vm.value_error(format!("__getnewargs_ex__ should return a tuple of length 2, not {}", tuple::items(&r).len())));
        };
        if !is_tuple(args) {
            return Err(vm.type_error(format!("first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'", args.ty().name())));
        }
        if kwargs.downcast::<DictObj>().is_none() {
            return Err(vm.type_error(format!("second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'", kwargs.ty().name())));
        }
        return Ok((args.clone(), kwargs.clone()));
    }
    if let Some(f) = vm.lookup_special(v, &n.__getnewargs__)? {
        let args = vm.call(&f, &[])?;
        if !is_tuple(&args) {
            return Err(vm.type_error(format!("__getnewargs__ should return a tuple, not '{}'", args.ty().name())));
        }
        return Ok((args, Value::NULL));
    }
    Ok((Value::NULL, Value::NULL))
}
fn reduce_protocol(vm: &mut Vm, v: &Value, protocol: i64) -> PyResult<Value> {
    let copyreg = crate::import::import(vm, "copyreg")?;
    if protocol < 2 {
        let f = attr::get_text(vm, &copyreg, "_reduce_ex")?;
        return vm.call(&f, &[v.clone(), Value::int(protocol)]);
    }
    let n = names();
    let cls = v.ty().value();
    let (args, kwargs) = new_arguments(vm, v)?;
    let state_f = attr::get(vm, v, &n.__getstate__)?;
    let required = args.is_null()
        && !v.ty().has_attr_area()
        && v.kind() != crate::heap::header::Kind::Object
        && v.ty().layout.kind != crate::heap::header::Kind::List
        && v.ty().layout.kind != crate::heap::header::Kind::Dict;
    if required && v.downcast::<list::ListObj>().is_none() && v.downcast::<DictObj>().is_none() {
        return Err(vm.type_error(format!("cannot pickle '{}' object", v.ty().name())));
    }
    let state = vm.call(&state_f, &[])?;
    let has_kw = kwargs.downcast::<DictObj>().is_some_and(|d| !d.is_empty());
    let (func, fargs) = if has_kw {
        let f = attr::get_text(vm, &copyreg, "__newobj_ex__")?;
        (f, tuple::new(vec![cls, args, kwargs]))
    } else {
        let f = attr::get_text(vm, &copyreg, "__newobj__")?;
        let mut all = vec![cls];
        all.extend_from_slice(tuple::items(&args));
        (f, tuple::new(all))
    };
    let list_items = if v.downcast::<list::ListObj>().is_some() { ops::iter(vm, v)? } else { Value::NONE };
    let dict_items = if v.downcast::<DictObj>().is_some() {
        let items = vm.call_method(v, "items", &[])?;
        ops::iter(vm, &items)?
    } else {
        Value::NONE
    };
    Ok(tuple::new(vec![func, fargs, state, list_items, dict_items]))
}
/// The names of all `__slots__` of a class, from its `__slotnames__` or as `copyreg` finds them.
fn slot_names(vm: &mut Vm, ty: &'static TypeObj) -> PyResult<Vec<Value>> {
    let known = ty.dict().get_text("__slotnames__");
    if let Some(k) = &known
        && !k.is_none()
        && k.downcast::<list::ListObj>().is_none()
    {
        return Err(vm.type_error(format!("{}.__slotnames__ should be a list or None, not {}", ty.name(), k.ty().name())));
    }
    let found = match known {
        Some(k) => k,
        None if !ty.mro().iter().any(|t| t.n_members() > 0 || t.is_heap_type() && t.dict().find_str(&names().__slots__).is_some()) => return Ok(Vec::new()),
        None => {
            let copyreg = crate::import::import(vm, "copyreg")?;
            vm.call_method(&copyreg, "_slotnames", &[ty.value()])?
        }
    };
    if found.is_none() {
        return Ok(Vec::new());
    }
    match found.downcast::<list::ListObj>() {
        Some(l) => Ok(l.to_vec()),
        None => Err(vm.type_error("copyreg._slotnames didn't return a list or None")),
    }
}
fn getstate(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let v = &a[0];
    let Some(h) = v.header() else { return Ok(Value::NONE) };
    let ty = v.ty();
    let dict = if ty.has_dict() {
        let d = instance::make_dict(h);
        if d.downcast::<DictObj>().is_none_or(|d| d.is_empty()) { Value::NONE } else { d }
    } else {
        Value::NONE
    };
    let slots = crate::object::dict::new_dict();
    let s = crate::native::this::<DictObj>(&slots);
    for name in slot_names(vm, ty)? {
        if let Some(x) = attr::get_opt(vm, v, &name)? {
            s.set(vm, name, x)?;
        }
    }
    Ok(if s.is_empty() { dict } else { tuple::new(vec![dict, slots]) })
}
fn sizeof(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    // SAFETY: a live object.
    Ok(Value::usize(a[0].header().map_or(24, |h| unsafe { instance::size_of(h) })))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("__format__", format, "($self, format_spec, /)", "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
    NativeDef::new("__dir__", dir, "($self, /)", "Default dir() implementation."),
    NativeDef::new("__reduce__", reduce, "($self, /)", "Helper for pickle."),
    NativeDef::new("__reduce_ex__", reduce_ex, "($self, protocol, /)", "Helper for pickle."),
    NativeDef::new("__getstate__", getstate, "($self, /)", "Helper for pickle."),
    NativeDef::new("__sizeof__", sizeof, "($self, /)", "Size of object in memory, in bytes."),
    NativeDef::new("__init_subclass__", |_, _| Ok(Value::NONE), "($type, /)", "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.").class_method(),
    NativeDef::new("__subclasshook__", |_, _| Ok(Value::NOT_IMPLEMENTED), "($type, object, /)", "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).").class_method(),
];

/// The nearest class above (or at) `t` that added something to the layout of instances.
fn layout_root(t: &'static TypeObj) -> &'static TypeObj {
    let mut t = t;
    while let Some(b) = t.base() {
        if t.layout.type_id != b.layout.type_id
            || t.n_members() != b.n_members()
            || t.has_dict() != b.has_dict()
            || (t.flags() ^ b.flags()) & flag::WEAKREF != 0
        {
            break;
        }
        t = b;
    }
    t
}
/// Names of the `__slots__` that the class itself added, in the order of their words.
fn own_members(t: &TypeObj) -> Vec<String> {
    let inherited = t.base().map_or(0, |b| b.n_members());
    let mut own: Vec<(usize, String)> = Vec::new();
    for (_, d) in t.dict().items() {
        if let Some(m) = d.downcast::<crate::builtins::property::MemberObj>()
            && m.index >= inherited
            && std::ptr::eq(m.owner, t)
        {
            own.push((m.index, str::text(&m.name).into_owned()));
        }
    }
    own.sort();
    own.into_iter().map(|(_, n)| n).collect()
}
/// May an instance of one class become one of the other? Both must stand on the same layout, or have added the same slots
/// to the same base.
fn same_layout(old: &'static TypeObj, new: &'static TypeObj) -> bool {
    let basics = old.layout.type_id == new.layout.type_id
        && old.n_members() == new.n_members()
        && old.has_dict() == new.has_dict()
        && old.attr_offset() == new.attr_offset()
        && (old.flags() ^ new.flags()) & flag::WEAKREF == 0;
    let (a, b) = (layout_root(old), layout_root(new));
    let same_base = match (a.base(), b.base()) {
        (Some(x), Some(y)) => x.is(y),
        _ => false,
    };
    basics && (a.is(b) || same_base && own_members(a) == own_members(b))
}

fn set_class(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("can't delete __class__ attribute")) };
    if x.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error(format!("__class__ must be set to a class, not '{}' object", x.ty().name())));
    }
    let (old, new) = (v.ty(), as_type(x));
    let module = |t: &TypeObj| t.layout.kind == crate::heap::header::Kind::Module;
    if !(old.is_heap_type() && new.is_heap_type() || module(old) && module(new)) {
        return Err(vm.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
    }
    if !same_layout(old, new) {
        return Err(vm.type_error(format!("__class__ assignment: '{}' object layout differs from '{}'", new.name(), old.name())));
    }
    if let Some(h) = v.header() {
        instance::change_type(h, new);
    }
    Ok(())
}
static GETSET: &[GetSet] = &[GetSet::new("__class__", |_, v| Ok(v.ty().value()), Some(set_class), "the object's class")];

/// The `__dict__` descriptor of the native class below a Python class, when that class has one: it decides what may be done.
fn native_dict_descriptor(v: &Value) -> Option<Value> {
    let mut t = Some(v.ty());
    while let Some(k) = t {
        if !k.is_heap_type() {
            return k.lookup(&names().__dict__).filter(|d| d.downcast::<GetSetObj>().is_some_and(|g| !std::ptr::eq(g.row, &DICT_GETSET)));
        }
        t = k.base();
    }
    None
}
fn get_dict(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if let Some(d) = native_dict_descriptor(v)
        && let Some(get) = d.ty().slots().get
    {
        return get(vm, &d, Some(v), Some(&v.ty().value()));
    }
    match v.header() {
        Some(h) if v.ty().has_dict() => Ok(instance::make_dict(h)),
        _ => Err(attr::missing(vm, v, &names().__dict__)),
    }
}
fn set_dict(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    if let Some(d) = native_dict_descriptor(v)
        && let Some(set) = d.ty().slots().set
    {
        return set(vm, &d, v, x);
    }
    let Some(h) = v.header().filter(|_| v.ty().has_dict()) else { return Err(attr::missing(vm, v, &names().__dict__)) };
    match x {
        Some(x) if x.downcast::<DictObj>().is_some() => {
            instance::replace_dict(h, x.clone());
            Ok(())
        }
        Some(x) => Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{}'", x.ty().name()))),
        None => {
            instance::replace_dict(h, crate::object::dict::new_dict());
            Ok(())
        }
    }
}
/// `__dict__` of classes whose instances have one.
pub static DICT_GETSET: GetSet = GetSet::new("__dict__", get_dict, Some(set_dict), "dictionary for instance variables");
/// `__dict__` of native types whose instances have one: it can be replaced but not deleted.
pub static NATIVE_DICT_GETSET: GetSet = GetSet::new(
    "__dict__",
    |vm, v| match v.header() {
        Some(h) if v.ty().has_dict() => Ok(instance::make_dict(h)),
        _ => Err(attr::missing(vm, v, &names().__dict__)),
    },
    Some(|vm, v, x| {
        let Some(x) = x else { return Err(vm.type_error("cannot delete __dict__")) };
        if x.downcast::<DictObj>().is_none() {
            return Err(vm.type_error(format!("__dict__ must be set to a dictionary, not a '{}'", x.ty().name())));
        }
        if let Some(h) = v.header() {
            instance::replace_dict(h, x.clone());
        }
        Ok(())
    }),
    "",
);
/// `__weakref__` of classes.
pub static WEAKREF_GETSET: GetSet = GetSet::new(
    "__weakref__",
    |_, v| Ok(crate::heap::weak::references(v).first().cloned().unwrap_or(Value::NONE)),
    None,
    "list of weak references to the object",
);
