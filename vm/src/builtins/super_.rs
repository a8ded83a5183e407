//! super.

use crate::builtins::function::CellObj;
use crate::heap::header::Kind;
use crate::native::{Args, GetSet, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::ty::{TypeObj, as_type};
use crate::object::{self, Payload, attr};
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::code::kinds;
use std::cell::RefCell;

/// Payload.
pub struct SuperObj {
    class: RefCell<Value>,
    obj: RefCell<Value>,
    obj_type: RefCell<Value>,
}
/// `super`
pub static TYPE: TypeDef = TypeDef::new::<SuperObj>("super").slots(slots).getset(GETSET);
impl Payload for SuperObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for c in [&self.class, &self.obj, &self.obj_type] {
            visit(&c.borrow());
        }
    }
}
static GETSET: &[GetSet] = &[
    GetSet::new("__thisclass__", |_, v| Ok(this::<SuperObj>(v).class.borrow().clone()), None, "the class invoking super()"),
    GetSet::new("__self__", |_, v| Ok(this::<SuperObj>(v).obj.borrow().clone()), None, "the instance invoking super(); may be None"),
    GetSet::new("__self_class__", |_, v| Ok(this::<SuperObj>(v).obj_type.borrow().clone()), None, "the type of the instance invoking super(); may be None"),
];
fn slots(s: &mut object::slots::TypeSlots) {
    s.new = Some(|_, cls, _| {
        Ok(object::new_of(cls, SuperObj { class: RefCell::new(Value::NONE), obj: RefCell::new(Value::NONE), obj_type: RefCell::new(Value::NONE) }))
    });
    s.init = Some(init);
    s.getattr = Some(getattr);
    s.get = Some(get);
    s.repr = Some(|_, v| {
        let s = this::<SuperObj>(v);
        let class = s.class.borrow().downcast::<TypeObj>().map_or("NULL".into(), |t| t.name());
        let t = s.obj_type.borrow();
        Ok(Value::str(&match t.downcast::<TypeObj>() {
            Some(t) => format!("<super: <class '{class}'>, <{} object>>", t.name()),
            None => format!("<super: <class '{class}'>, NULL>"),
        }))
    });
}
fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    if args.has_kw() {
        return Err(vm.type_error("super() takes no keyword arguments"));
    }
    let (class, obj) = match args.all {
        [] => implicit(vm)?,
        [c] => (c.clone(), Value::NONE),
        [c, o] => (c.clone(), o.clone()),
        more => return Err(vm.type_error(format!("super() expected at most 2 arguments, got {}", more.len()))),
    };
    if class.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", class.ty().name())));
    }
    let obj_type = if obj.is_none() { Value::NONE } else { check(vm, &class, &obj)? };
    let s = this::<SuperObj>(v);
    s.class.replace(class);
    s.obj.replace(obj);
    s.obj_type.replace(obj_type);
    Ok(())
}
/// Class and instance of a bare `super()`: from the calling frame.
fn implicit(vm: &mut Vm) -> PyResult<(Value, Value)> {
    let Some(f) = vm.frames.last() else { return Err(vm.runtime_error("super(): no current frame")) };
    let code = f.code();
    if code.co.argcount == 0 {
        return Err(vm.runtime_error("super(): no arguments"));
    }
    // SAFETY: locals of the running frame.
    let local = |i: usize| unsafe { Value::from_borrowed(*f.base.add(i)) };
    let n = code.co.nlocalsplus();
    let mut first = local(0);
    let in_cell = code.co.localspluskinds.first().is_some_and(|k| k & kinds::CELL != 0);
    if in_cell && let Some(c) = first.downcast::<CellObj>() {
        let inner = c.content.borrow().clone();
        first = inner;
    }
    if first.is_null() {
        return Err(vm.runtime_error("super(): arg[0] deleted"));
    }
    let Some(at) = (0..n).find(|&i| &**code.co.local_name(i) == "__class__") else { return Err(vm.runtime_error("super(): __class__ cell not found")) };
    let cell = local(at);
    let class = cell.downcast::<CellObj>().map_or(Value::NULL, |c| c.content.borrow().clone());
    if class.is_null() {
        return Err(vm.runtime_error("super(): empty __class__ cell"));
    }
    Ok((class, first))
}
/// The type whose MRO is searched.
fn check(vm: &mut Vm, class: &Value, obj: &Value) -> PyResult<Value> {
    let c = as_type(class);
    if let Some(t) = obj.downcast::<TypeObj>()
        && (t.mro().iter().any(|k| k.is(c)) || t.mro().is_empty() && t.extends(c))
    {
        return Ok(obj.clone());
    }
    if obj.ty().is_subtype(c) {
        return Ok(obj.ty().value());
    }
    if let Some(k) = attr::get_opt(vm, obj, &names().__class__)?
        && let Some(t) = k.downcast::<TypeObj>()
        && t.is_subtype(c)
    {
        return Ok(k);
    }
    let what = if obj.downcast::<TypeObj>().is_some() {
        "super(type, obj): obj (type ".to_string() + &as_type(obj).name()
    } else {
        format!("super(type, obj): obj (instance of {}", obj.ty().name())
    };
    Err(vm.type_error(format!("{what}) is not an instance or subtype of type ({}).", c.name())))
}
fn find(vm: &mut Vm, class: &Value, obj: &Value, start: &Value, name: &Value) -> PyResult<Option<Value>> {
    let (c, t) = (as_type(class), as_type(start));
    let mro = t.mro();
    let at = mro.iter().position(|k| k.is(c)).map_or(mro.len(), |i| i + 1);
    for k in &mro[at..] {
        if let Some(v) = k.dict().get_str(name) {
            return match v.ty().slots().get {
                Some(get) => {
                    let o = if obj.is(start) { None } else { Some(obj) };
                    get(vm, &v, o, Some(start)).map(Some)
                }
                None => Ok(Some(v)),
            };
        }
    }
    Ok(None)
}
/// The Python function that `super(class, obj).name` binds to `obj`, if that is all there is to it.
pub fn method(class: &Value, obj: &Value, name: &Value) -> Option<Value> {
    let class = class.downcast::<TypeObj>()?;
    let ty = obj.ty();
    if name.is(&names().__class__) || obj.kind() == Kind::Type {
        return None;
    }
    let found = ty.lookup_behind(class, name)?;
    (found.kind() == Kind::Function).then_some(found)
}
/// `super(class, obj).name`
pub fn lookup(vm: &mut Vm, class: &Value, obj: &Value, name: &Value) -> PyResult<Value> {
    if class.downcast::<TypeObj>().is_none() {
        return Err(vm.type_error(format!("super() argument 1 must be a type, not {}", class.ty().name())));
    }
    let start = check(vm, class, obj)?;
    if !name.is(&names().__class__)
        && let Some(v) = find(vm, class, obj, &start, name)?
    {
        return Ok(v);
    }
    let s = object::new(SuperObj { class: RefCell::new(class.clone()), obj: RefCell::new(obj.clone()), obj_type: RefCell::new(start) });
    attr::generic_get(vm, &s, name)
}
fn getattr(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    let s = this::<SuperObj>(v);
    let (class, obj, start) = (s.class.borrow().clone(), s.obj.borrow().clone(), s.obj_type.borrow().clone());
    if !start.is_none()
        && !crate::builtins::str::equal(name, &names().__class__)
        && let Some(v) = find(vm, &class, &obj, &start, name)?
    {
        return Ok(v);
    }
    attr::generic_get(vm, v, name)
}
fn get(vm: &mut Vm, v: &Value, obj: Option<&Value>, _: Option<&Value>) -> PyResult<Value> {
    let s = this::<SuperObj>(v);
    let class = s.class.borrow().clone();
    match obj {
        Some(o) if s.obj.borrow().is_none() => {
            if !v.ty().is(TYPE.get()) {
                return vm.call(&v.ty().value(), &[class, o.clone()]);
            }
            let start = check(vm, &class, o)?;
            Ok(object::new(SuperObj { class: RefCell::new(class), obj: RefCell::new(o.clone()), obj_type: RefCell::new(start) }))
        }
        _ => Ok(v.clone()),
    }
}
