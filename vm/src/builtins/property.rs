//! property, and the descriptors of `__slots__` entries.

use crate::builtins::{str, tuple};
use crate::heap::header::Kind;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ty::{self, TypeObj};
use crate::object::{self, Payload, attr, instance};
use crate::value::{Value, Word};
use crate::vm::Vm;
use std::cell::RefCell;

/// Payload of properties.
pub struct PropertyObj {
    get: RefCell<Value>,
    set: RefCell<Value>,
    del: RefCell<Value>,
    doc: RefCell<Value>,
    name: RefCell<Value>,
    getter_doc: std::cell::Cell<bool>,
}
/// `property`
pub static TYPE: TypeDef = TypeDef::new::<PropertyObj>("property").doc(DOC).methods(METHODS).getset(GETSET).slots(slots);
const DOC: &str = "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x";
impl Payload for PropertyObj {
    const KIND: Kind = Kind::Property;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for c in [&self.get, &self.set, &self.del, &self.doc, &self.name] {
            visit(&c.borrow());
        }
    }
}
fn slots(s: &mut object::slots::TypeSlots) {
    s.new = Some(|_, cls, _| {
        let n = || RefCell::new(Value::NONE);
        Ok(object::new_of(
            cls,
            PropertyObj { get: n(), set: n(), del: n(), doc: n(), name: RefCell::new(Value::NULL), getter_doc: std::cell::Cell::new(false) },
        ))
    });
    s.init = Some(init);
    s.get = Some(get);
    s.set = Some(set);
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    static SIG: std::sync::LazyLock<crate::native::signature::Signature> =
        std::sync::LazyLock::new(|| crate::native::signature::Signature::parse("(fget=None, fset=None, fdel=None, doc=None)"));
    let mut b = Vec::new();
    SIG.bind(vm, "property", args, &mut b)?;
    let p = this::<PropertyObj>(v);
    let or = |v: &Value| v.opt().cloned().unwrap_or(Value::NONE);
    p.get.replace(or(&b[0]));
    p.set.replace(or(&b[1]));
    p.del.replace(or(&b[2]));
    p.name.replace(Value::NULL);
    p.getter_doc.set(false);
    let mut doc = or(&b[3]);
    if doc.is_none()
        && let Some(getter) = b[0].some()
        && let Some(d) = attr::get_opt(vm, getter, &names().__doc__)?.filter(|d| !d.is_none())
    {
        p.getter_doc.set(true);
        doc = d;
    }
    if v.ty().is(TYPE.get()) {
        p.doc.replace(doc);
        return Ok(());
    }
    // A subclass may have a `__doc__` of its own, which would hide the field: the text goes to the instance. One that has
    // no place for it loses the text silently, unless it came from the getter.
    p.doc.replace(Value::NONE);
    let r = attr::set(vm, v, &names().__doc__, Some(&doc));
    if p.getter_doc.get() { r } else { vm.catch(r, crate::builtins::exception::classes().attribute_error).map(drop) }
}
fn describe(vm: &mut Vm, p: &PropertyObj, obj: &Value, what: &str) -> object::error::Raised {
    let name = p.name.borrow().clone();
    let ty = crate::builtins::type_::qualname_text(obj.ty());
    let text = if name.is_null() || name.is_none() {
        format!("property of '{ty}' object has no {what}")
    } else {
        format!("property '{}' of '{ty}' object has no {what}", str::text(&name))
    };
    vm.attribute_error(&text, obj, &if name.is_null() { Value::NONE } else { name })
}
fn get(vm: &mut Vm, d: &Value, obj: Option<&Value>, _: Option<&Value>) -> PyResult<Value> {
    let Some(o) = obj else { return Ok(d.clone()) };
    let p = this::<PropertyObj>(d);
    let f = p.get.borrow().clone();
    if f.is_none() {
        return Err(describe(vm, p, o, "getter"));
    }
    vm.call1(&f, o)
}
fn set(vm: &mut Vm, d: &Value, obj: &Value, v: Option<&Value>) -> PyResult<()> {
    let p = this::<PropertyObj>(d);
    let f = if v.is_some() { p.set.borrow().clone() } else { p.del.borrow().clone() };
    if f.is_none() {
        return Err(describe(vm, p, obj, if v.is_some() { "setter" } else { "deleter" }));
    }
    match v {
        Some(v) => vm.call(&f, &[obj.clone(), v.clone()])?,
        None => vm.call1(&f, obj)?,
    };
    Ok(())
}
/// A copy with one function replaced.
fn with(vm: &mut Vm, args: &[Value], which: usize) -> PyResult<Value> {
    let p = this::<PropertyObj>(&args[0]);
    let mut f = [p.get.borrow().clone(), p.set.borrow().clone(), p.del.borrow().clone(), Value::NONE];
    if !args[1].is_none() {
        f[which] = args[1].clone();
    }
    // A text that came from the getter comes from the new getter again.
    if !p.getter_doc.get() || f[0].is_none() {
        f[3] = p.doc.borrow().clone();
    }
    let new = vm.call(&args[0].ty().value(), &f)?;
    if let Some(q) = new.downcast::<PropertyObj>() {
        q.name.replace(p.name.borrow().clone());
    }
    Ok(new)
}
static METHODS: &[NativeDef] = &[
    NativeDef::new("getter", |vm, a| with(vm, a, 0), "($self, fget, /)", "Descriptor to obtain a copy of the property with a different getter."),
    NativeDef::new("setter", |vm, a| with(vm, a, 1), "($self, fset, /)", "Descriptor to obtain a copy of the property with a different setter."),
    NativeDef::new("deleter", |vm, a| with(vm, a, 2), "($self, fdel, /)", "Descriptor to obtain a copy of the property with a different deleter."),
    NativeDef::new(
        "__set_name__",
        |vm, a| match tuple::items(&a[1]) {
            [_, name] => {
                drop(this::<PropertyObj>(&a[0]).name.replace(name.clone()));
                Ok(Value::NONE)
            }
            more => Err(vm.type_error(format!("__set_name__() takes 2 positional arguments but {} were given", more.len()))),
        },
        "($self, /, *args)",
        "Method to set name of a property.",
    ),
];
static GETSET: &[GetSet] = &[
    GetSet::new("fget", |_, v| Ok(this::<PropertyObj>(v).get.borrow().clone()), None, "").member(),
    GetSet::new("fset", |_, v| Ok(this::<PropertyObj>(v).set.borrow().clone()), None, "").member(),
    GetSet::new("fdel", |_, v| Ok(this::<PropertyObj>(v).del.borrow().clone()), None, "").member(),
    GetSet::new(
        "__doc__",
        |_, v| Ok(this::<PropertyObj>(v).doc.borrow().clone()),
        Some(|_, v, x| {
            drop(this::<PropertyObj>(v).doc.replace(x.cloned().unwrap_or(Value::NONE)));
            Ok(())
        }),
        "",
    )
    .member(),
    GetSet::new(
        "__name__",
        |vm, v| {
            let p = this::<PropertyObj>(v);
            let n = p.name.borrow().clone();
            if !n.is_null() {
                return Ok(n);
            }
            let f = p.get.borrow().clone();
            match if f.is_none() { None } else { attr::get_opt(vm, &f, &names().__name__)? } {
                Some(n) => Ok(n),
                None => Err(vm.attribute_error("'property' object has no attribute '__name__'", v, &names().__name__)),
            }
        },
        Some(|_, v, x| {
            this::<PropertyObj>(v).name.replace(x.cloned().unwrap_or(Value::NULL));
            Ok(())
        }),
        "",
    ),
    GetSet::new(
        "__isabstractmethod__",
        |vm, v| {
            let p = this::<PropertyObj>(v);
            let all = [p.get.borrow().clone(), p.set.borrow().clone(), p.del.borrow().clone()];
            for f in all.iter().filter(|f| !f.is_none()) {
                if let Some(b) = attr::get_opt(vm, f, &names().__isabstractmethod__)?
                    && object::ops::truth(vm, &b)?
                {
                    return Ok(Value::TRUE);
                }
            }
            Ok(Value::FALSE)
        },
        None,
        "",
    ),
];

/// The getter of an exact property if it is a Python function (borrowed).
pub fn simple_getter(d: &Value) -> Option<Word> {
    let p = d.downcast_exact::<PropertyObj>()?;
    let f = p.get.borrow();
    if f.kind() == Kind::Function { Some(f.word()) } else { None }
}

/// Payload of descriptors of stored attributes: `__slots__` entries, and fields of native types.
pub struct MemberObj {
    /// Class that has the slot.
    pub owner: *const TypeObj,
    /// Slot number.
    pub index: usize,
    /// Name.
    pub name: Value,
    /// How a native type's field is reached; None for `__slots__` entries.
    row: Option<&'static GetSet>,
}
/// `member_descriptor`
pub static MEMBER: TypeDef =
    TypeDef::new::<MemberObj>("member_descriptor").slots(member_slots).methods(MEMBER_METHODS).getset(MEMBER_GETSET).flags(ty::flag::NO_NEW).final_type();
impl Payload for MemberObj {
    const KIND: Kind = Kind::Member;
    fn def() -> &'static TypeDef {
        &MEMBER
    }
}
fn member_slots(s: &mut object::slots::TypeSlots) {
    s.get = Some(member_get);
    s.set = Some(member_set);
    s.repr = Some(|_, v| {
        let m = this::<MemberObj>(v);
        Ok(Value::str(&format!("<member '{}' of '{}' objects>", str::text(&m.name), owner(m).name())))
    });
}
fn owner(m: &MemberObj) -> &TypeObj {
    // SAFETY: the descriptor lives in its owner's dict; a descriptor taken out of a dead class is checked by `is_subtype`
    // against instances, which keep the class alive.
    unsafe { &*m.owner }
}
fn check(vm: &mut Vm, m: &MemberObj, o: &Value) -> PyResult<()> {
    if o.ty().is_subtype(owner(m)) {
        return Ok(());
    }
    Err(vm.type_error(format!("descriptor '{}' for '{}' objects doesn't apply to a '{}' object", str::text(&m.name), owner(m).name(), o.ty().name())))
}
fn member_get(vm: &mut Vm, d: &Value, obj: Option<&Value>, _: Option<&Value>) -> PyResult<Value> {
    let Some(o) = obj else { return Ok(d.clone()) };
    let m = this::<MemberObj>(d);
    check(vm, m, o)?;
    if let Some(row) = m.row {
        return (row.get)(vm, o);
    }
    let v = o.header().map_or(Value::NULL, |h| instance::member(h, m.index));
    if v.is_null() {
        let text = format!("'{}' object has no attribute '{}'", crate::builtins::type_::qualified_name(o.ty()), str::text(&m.name));
        return Err(vm.attribute_error(&text, o, &m.name));
    }
    Ok(v)
}
fn member_set(vm: &mut Vm, d: &Value, obj: &Value, v: Option<&Value>) -> PyResult<()> {
    let m = this::<MemberObj>(d);
    check(vm, m, obj)?;
    if let Some(row) = m.row {
        return match row.set {
            Some(set) => set(vm, obj, v),
            None => Err(vm.attribute_error("readonly attribute", obj, &m.name)),
        };
    }
    let Some(h) = obj.header() else { return Ok(()) };
    let old = instance::set_member(h, m.index, v.cloned().unwrap_or(Value::NULL));
    if v.is_none() && old.is_null() {
        let text = str::text(&m.name).into_owned();
        return Err(vm.attribute_error(&text, obj, &m.name));
    }
    drop(old);
    Ok(())
}
static MEMBER_GETSET: &[GetSet] = &[
    GetSet::new("__name__", |_, v| Ok(this::<MemberObj>(v).name.clone()), None, ""),
    GetSet::new(
        "__qualname__",
        |_, v| {
            let m = this::<MemberObj>(v);
            Ok(Value::str(&format!("{}.{}", crate::builtins::type_::qualname_text(owner(m)), str::text(&m.name))))
        },
        None,
        "",
    ),
    GetSet::new("__objclass__", |_, v| Ok(owner(this::<MemberObj>(v)).value()), None, ""),
    GetSet::new("__doc__", |_, v| Ok(this::<MemberObj>(v).row.filter(|r| !r.doc.is_empty()).map_or(Value::NONE, |r| Value::str(r.doc))), None, ""),
];
static MEMBER_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    |vm, a| {
        let m = this::<MemberObj>(&a[0]);
        let (class, name) = (owner(m).value(), m.name.clone());
        let getattr = vm.builtin("getattr")?;
        Ok(tuple::new(vec![getattr, tuple::new(vec![class, name])]))
    },
    "($self, /)",
    "",
)];
/// A slot descriptor.
pub fn new_member(owner: &TypeObj, index: usize, name: Value) -> Value {
    object::new(MemberObj { owner, index, name, row: None })
}
/// The descriptor of a native type's field. It has no `__slots__` word: its index is one that no instance has.
pub fn native_member(row: &'static GetSet, owner: &'static TypeObj) -> Value {
    object::new(MemberObj { owner, index: usize::MAX, name: crate::object::intern::intern(row.name), row: Some(row) })
}
/// Byte offset of the word that a slot descriptor serves in instances of `ty`; None for other descriptors.
pub fn member_offset(d: &Value, ty: &TypeObj) -> Option<usize> {
    let m = d.downcast::<MemberObj>()?;
    if m.row.is_some() || ty.layout.size_of.is_some() || !ty.is_subtype(owner(m)) {
        return None;
    }
    Some(ty.attr_offset() + 8 + m.index * 8)
}
