//! Class creation: bases, layout, MRO, `__slots__`, hooks; `__build_class__`.

use crate::builtins::function::CellObj;
use crate::builtins::type_::display_name;
use crate::builtins::{list, method, property, str, tuple};
use crate::heap::header::{Header, Kind};
use crate::native::{Args, NativeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::instance;
use crate::object::intern::{intern, intern_value, names};
use crate::object::ty::{TypeObj, as_type, flag};
use crate::object::{Obj, attr, ops, slots};
use crate::value::{Value, Word};
use crate::vm::Vm;

mod bases;

pub use bases::{compute_mro, set_bases};

/// The class whose layout all others extend; TypeError when there is none.
fn best_base(vm: &mut Vm, bases: &[&'static TypeObj]) -> PyResult<&'static TypeObj> {
    let mut winner: Option<(&'static TypeObj, &'static TypeObj)> = None; // (base, its solid base)
    for &b in bases {
        if b.flags() & flag::BASETYPE == 0 {
            return Err(vm.type_error(format!("type '{}' is not an acceptable base type", display_name(b))));
        }
        let solid = solid_base(b);
        winner = match winner {
            None => Some((b, solid)),
            Some((_, w)) if w.is_subtype(solid) => winner,
            Some((_, w)) if solid.is_subtype(w) => Some((b, solid)),
            Some(_) => return Err(vm.type_error("multiple bases have instance lay-out conflict")),
        };
    }
    Ok(winner.map_or(crate::builtins::object::TYPE.get(), |(b, _)| b))
}
/// The nearest class that added something to the layout.
fn solid_base(t: &'static TypeObj) -> &'static TypeObj {
    let mut t = t;
    while let Some(b) = t.base() {
        let adds = t.layout.type_id != b.layout.type_id || t.n_members() > b.n_members();
        if adds {
            break;
        }
        t = b;
    }
    t
}

/// The most derived metaclass of `meta` and the metaclasses of the bases.
fn winner(vm: &mut Vm, meta: &'static TypeObj, bases: &[Value]) -> PyResult<&'static TypeObj> {
    let mut w = meta;
    for b in bases {
        let m = b.ty();
        if w.is_subtype(m) {
            continue;
        }
        if m.is_subtype(w) {
            w = m;
            continue;
        }
        return Err(vm.type_error("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"));
    }
    Ok(w)
}

/// A private name in a class is stored with the class's name.
fn mangle(class: &str, name: &str) -> String {
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.to_string();
    }
    let c = class.trim_start_matches('_');
    if c.is_empty() { name.to_string() } else { format!("_{c}{name}") }
}

/// Names and documentation of classes must be encodable: UnicodeEncodeError otherwise.
pub(super) fn check_utf8(vm: &mut Vm, text: &Value) -> PyResult<()> {
    let Some(s) = str::get(text) else { return Ok(()) };
    match (0..s.len()).find(|&i| (0xd800..0xe000).contains(&s.units().get(i))) {
        None => Ok(()),
        Some(i) => {
            let exc = crate::builtins::exception::unicode_encode_error("utf-8", text.clone(), i, i + 1, "surrogates not allowed");
            Err(vm.raise(exc))
        }
    }
}

/// The names in `__slots__`.
fn slot_names(vm: &mut Vm, v: &Value) -> PyResult<Vec<Value>> {
    let items = if str::is_str(v) { vec![v.clone()] } else { ops::collect(vm, v)? };
    for n in &items {
        if !str::is_str(n) {
            return Err(vm.type_error(format!("__slots__ items must be strings, not '{}'", n.ty().name())));
        }
        if !str::get(n).is_some_and(|s| crate::text::predicates::isidentifier(s.units())) {
            return Err(vm.type_error("__slots__ must be identifiers"));
        }
    }
    Ok(items)
}

/// `type.__new__(meta, name, bases, dict, **kw)`
pub fn new_type(vm: &mut Vm, meta: &'static TypeObj, name: &Value, bases_v: &Value, namespace: &Value, kw: &[(Value, Value)]) -> PyResult<Value> {
    let n = names();
    let given = tuple::items(bases_v);
    for b in given {
        if b.downcast::<TypeObj>().is_none() {
            if attr::get_opt(vm, b, &n.__mro_entries__)?.is_some() {
                return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
            }
            return Err(vm.type_error("bases must be types"));
        }
    }
    let meta2 = winner(vm, meta, given)?;
    if !meta2.is(meta)
        && let (Some(f), Some(mine)) = (meta2.slots().new, meta.slots().new)
        && !std::ptr::fn_addr_eq(f, mine)
    {
        let args = [name.clone(), bases_v.clone(), namespace.clone()];
        let mut all: Vec<Value> = args.to_vec();
        all.extend(kw.iter().map(|(_, v)| v.clone()));
        let names: Vec<Value> = kw.iter().map(|(k, _)| k.clone()).collect();
        return f(vm, meta2, &Args { all: &all, names: &names });
    }
    let meta = meta2;
    let bases: Vec<&'static TypeObj> = if given.is_empty() { vec![crate::builtins::object::TYPE.get()] } else { given.iter().map(as_type).collect() };
    let base = best_base(vm, &bases)?;
    check_utf8(vm, name)?;
    let text = str::text(name).into_owned();
    if text.contains('\0') {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    let dict = crate::object::new(DictObj::from_core(this::<DictObj>(namespace).copy_core()));
    let d = this::<DictObj>(&dict);

    // __slots__
    let base_dict = bases.iter().any(|b| b.has_dict());
    // Modules have a namespace of their own kind.
    let base_namespace = bases.iter().any(|b| b.layout.kind == Kind::Module);
    let base_weak = bases.iter().any(|b| b.flags() & flag::WEAKREF != 0);
    let (mut members, mut want_dict, mut want_weak) = (Vec::new(), !base_dict && !base_namespace, !base_weak);
    if let Some(s) = d.get_str(&n.__slots__) {
        want_dict = false;
        want_weak = false;
        let items = slot_names(vm, &s)?;
        if !items.is_empty() && base.layout.size_of.is_some() && base.layout.kind != Kind::Str || !items.is_empty() && base.layout.kind == Kind::Int {
            return Err(vm.type_error(format!("nonempty __slots__ not supported for subtype of '{}'", base.name())));
        }
        for item in items {
            let t = str::text(&item).into_owned();
            match &*t {
                "__dict__" => {
                    if base_dict || base_namespace || want_dict {
                        return Err(vm.type_error("__dict__ slot disallowed: we already got one"));
                    }
                    want_dict = true;
                }
                "__weakref__" => {
                    if base_weak || want_weak {
                        return Err(vm.type_error("__weakref__ slot disallowed: we already got one"));
                    }
                    want_weak = true;
                }
                _ => {
                    let m = intern(&mangle(&text, &t));
                    if d.find_str(&m).is_some() && &*t != "__qualname__" && &*t != "__classcell__" && &*t != "__classdictcell__" {
                        return Err(vm.value_error(format!("'{}' in __slots__ conflicts with class variable", str::text(&m))));
                    }
                    members.push(m);
                }
            }
        }
        members.sort_by(|a, b| str::text(a).cmp(&str::text(b)));
        members.dedup_by(|a, b| a.is(b));
    }

    // The type object, an instance of the metaclass.
    let flags = flag::HEAP
        | flag::BASETYPE
        | base.flags() & (flag::EXCEPTION | flag::MATCH_SELF)
        | bases.iter().fold(0, |f, b| f | b.flags() & flag::WEAKREF)
        | if want_weak { flag::WEAKREF } else { 0 };
    let payload = TypeObj::blank(&text, base.layout, flags, None);
    // SAFETY: metaclasses have the layout of `type`; the payload is written at once.
    let (class, ty) = unsafe {
        let p = instance::raw_of(meta, std::mem::size_of::<Obj<TypeObj>>());
        let o = p as *mut Obj<TypeObj>;
        std::ptr::write(&raw mut (*o).data, payload);
        let v = Value::from_owned(Word::ptr(p as *const Header));
        let ty: &'static TypeObj = &(*o).data;
        (v, ty)
    };
    ty.init_dict(dict.clone());
    ty.set_name(name.clone(), &text);

    let qualname = match d.remove_str(&n.__qualname__) {
        Some(q) if str::is_str(&q) => q,
        Some(q) => return Err(vm.type_error(format!("type __qualname__ must be a str, not {}", q.ty().name()))),
        None => name.clone(),
    };
    ty.qualname.replace(qualname);
    if d.keys().iter().any(|k| !str::is_str(k)) {
        let message = format!("non-string key in the __dict__ of class {text}");
        vm.warn(crate::builtins::exception::classes().runtime_warning, &message, 1)?;
    }
    if d.find_str(&n.__module__).is_none()
        && let Some(f) = vm.frames.last()
        && let Some(m) = f.globals_ref().get_str(&n.__name__)
    {
        drop(d.set_str(&n.__module__, m));
    }
    match d.get_str(&n.__doc__) {
        Some(doc) if str::is_str(&doc) => check_utf8(vm, &doc)?,
        Some(_) => {}
        None => drop(d.set_str(&n.__doc__, Value::NONE)),
    }
    for special in [&n.__new__] {
        if let Some(f) = d.get_str(special)
            && f.kind() == Kind::Function
        {
            drop(d.set_str(special, method::new_static(f)));
        }
    }
    for special in [&n.__init_subclass__, &n.__class_getitem__] {
        if let Some(f) = d.get_str(special)
            && f.kind() == Kind::Function
        {
            drop(d.set_str(special, method::new_class(f)));
        }
    }
    // Out of the namespace before slots of the same names come in.
    let cell = d.remove_str(&n.__classcell__);
    let classdict = d.remove_str(&intern("__classdictcell__"));
    ty.set_layout(Some(base), members.len(), want_dict || base_dict, expected_attributes(d, &bases));
    let first = base.n_members();
    for (i, m) in members.iter().enumerate() {
        drop(d.set_str(m, property::new_member(ty, first + i, m.clone())));
    }
    if (want_dict || base_dict) && !bases.iter().any(|b| b.lookup(&n.__dict__).is_some()) && d.find_str(&n.__dict__).is_none() {
        drop(d.set_str(&n.__dict__, crate::native::function::getset(&crate::builtins::object::DICT_GETSET, ty)));
    }
    if want_weak && d.find_str(&n.__weakref__).is_none() {
        drop(d.set_str(&n.__weakref__, crate::native::function::getset(&crate::builtins::object::WEAKREF_GETSET, ty)));
    }
    if let Some(c) = &cell {
        match c.downcast::<CellObj>() {
            Some(c) => drop(c.content.replace(class.clone())),
            None => return Err(vm.type_error(format!("__classcell__ must be a nonlocal cell, not <class '{}'>", display_name(c.ty())))),
        }
    }

    // A metaclass may override mro(), which sees a class without MRO.
    drop(ty.replace_bases(Some(base), tuple::new(bases.iter().map(|b| b.value()).collect())));
    bases::update_mro(vm, &class)?;
    ty.join_bases();
    // The first class that says whether it is a sequence or a mapping says it for this one.
    const PATTERNS: u32 = flag::SEQUENCE | flag::MAPPING;
    if let Some(said) = ty.mro().iter().skip(1).map(|t| t.flags() & PATTERNS).find(|p| *p != 0) {
        ty.set_flag(said, true);
    }
    // Defining __eq__ without __hash__ makes instances unhashable.
    if d.find_str(&n.__eq__).is_some() && d.find_str(&n.__hash__).is_none() {
        drop(d.set_str(&n.__hash__, Value::NONE));
    }
    slots::fill(ty);
    crate::builtins::type_::update_new(ty);

    if let Some(c) = classdict.as_ref().and_then(|c| c.downcast::<CellObj>()) {
        drop(c.content.replace(dict.clone()));
    }
    // __set_name__ of everything in the namespace, in order.
    for (key, v) in d.items() {
        if let Some(f) = vm.lookup_special(&v, &intern("__set_name__"))? {
            let r = vm.call(&f, &[class.clone(), key.clone()]);
            if let Err(e) = r {
                let exc = vm.take_exception(e);
                let note = format!("Error calling __set_name__ on '{}' instance {} in '{text}'", v.ty().name(), str::text(&ops::repr(vm, &key)?));
                crate::builtins::exception::add_note(vm, &exc, &note)?;
                return Err(vm.reraise(exc));
            }
        }
    }
    // super(cls, cls).__init_subclass__(**kw)
    let hook = crate::builtins::super_::lookup(vm, &class, &class, &n.__init_subclass__)?;
    let all: Vec<Value> = kw.iter().map(|(_, v)| v.clone()).collect();
    let kwnames: Vec<Value> = kw.iter().map(|(k, _)| k.clone()).collect();
    vm.call_args(&hook, &Args { all: &all, names: &kwnames })?;
    Ok(class)
}

/// How many different attributes the methods of a class and of its bases store on `self`, as the compiler noted: room for them
/// in the object itself from the first instance on spares the class a second family of shapes.
fn expected_attributes(namespace: &DictObj, bases: &[&'static TypeObj]) -> usize {
    let name = &names().__static_attributes__;
    let inherited = bases.iter().flat_map(|b| b.mro()).filter_map(|t| t.dict().get_str(name));
    let mut all: Vec<usize> = vec![];
    for stored in inherited.chain(namespace.get_str(name)) {
        all.extend(tuple::items_opt(&stored).unwrap_or(&[]).iter().map(|n| n.word().0 as usize));
    }
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// `__build_class__(func, name, *bases, metaclass=None, **kwds)`
fn build_class(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let n = names();
    let (func, name) = (&a[0], &a[1]);
    if func.kind() != Kind::Function {
        return Err(vm.type_error("__build_class__: func must be a function"));
    }
    if !str::is_str(name) {
        return Err(vm.type_error("__build_class__: name is not a string"));
    }
    let orig = a[2].clone();
    // __mro_entries__
    let mut bases = Vec::new();
    let mut changed = false;
    for b in tuple::items(&orig) {
        if b.downcast::<TypeObj>().is_none()
            && let Some(f) = attr::get_opt(vm, b, &n.__mro_entries__)?
        {
            let r = vm.call1(&f, &orig)?;
            if r.downcast::<tuple::TupleObj>().is_none() {
                return Err(vm.type_error("__mro_entries__ must return a tuple"));
            }
            bases.extend_from_slice(tuple::items(&r));
            changed = true;
        } else {
            bases.push(b.clone());
        }
    }
    let bases_v = if changed { tuple::new(bases.clone()) } else { orig.clone() };
    let kwargs = this::<DictObj>(&a[3]);
    let meta = match kwargs.remove_str(&n.metaclass) {
        Some(m) => m,
        None => bases.first().map_or(crate::builtins::type_::TYPE.value(), |b| b.ty().value()),
    };
    let meta = match meta.downcast::<TypeObj>() {
        Some(_) => winner(vm, as_type(&meta), &bases)?.value(),
        None => meta,
    };
    let kw: Vec<(Value, Value)> = kwargs.items();
    let kwnames: Vec<Value> = kw.iter().map(|(k, _)| k.clone()).collect();
    let with_kw = |args: &[Value]| {
        let mut all = args.to_vec();
        all.extend(kw.iter().map(|(_, v)| v.clone()));
        all
    };
    let ns = match attr::get_opt(vm, &meta, &n.__prepare__)? {
        Some(f) => {
            let all = with_kw(&[name.clone(), bases_v.clone()]);
            vm.call_args(&f, &Args { all: &all, names: &kwnames })?
        }
        None => new_dict(),
    };
    if ns.downcast::<DictObj>().is_none() && !(ns.ty().slots().getitem.is_some() && ns.ty().slots().setitem.is_some()) {
        let who = meta.downcast::<TypeObj>().map_or("<metaclass>".into(), |t| t.name());
        return Err(vm.type_error(format!("{who}.__prepare__() must return a mapping, not {}", ns.ty().name())));
    }
    let cell = crate::interp::run_class_body(vm, func, &ns)?;
    if changed {
        ops::setitem(vm, &ns, &n.__orig_bases__, &orig)?;
    }
    let all = with_kw(&[name.clone(), bases_v, ns]);
    let class = vm.call_args(&meta, &Args { all: &all, names: &kwnames })?;
    if class.downcast::<TypeObj>().is_some()
        && let Some(c) = cell.downcast::<CellObj>()
    {
        let content = c.content.borrow().clone();
        let cls_name = str::text(name);
        if content.is_null() {
            let shown = ops::repr(vm, &class)?;
            return Err(
                vm.runtime_error(format!("__class__ not set defining '{cls_name}' as {}. Was __classcell__ propagated to type.__new__?", str::text(&shown)))
            );
        }
        if !content.is(&class) {
            let (x, y) = (ops::repr(vm, &content)?, ops::repr(vm, &class)?);
            return Err(vm.type_error(format!("__class__ set to {} defining '{cls_name}' as {}", str::text(&x), str::text(&y))));
        }
    }
    let _ = (list::new, intern_value);
    Ok(class)
}

/// The builtin.
pub static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("__build_class__", build_class, "(func, name, /, *bases, **kwds)", "Internal helper function used by the class statement.")];
