//! `_thread._local`: an object whose attributes each thread has for itself.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

use vm::builtins::str;
use vm::native::{Args, TypeDef, this};
use vm::object::dict::{DictObj, new_dict};
use vm::object::intern::{intern_value, names};
use vm::object::{Payload, attr, new_of, ty};
use vm::{PyResult, Value, Vm};

/// Payload: the key into `Vm::locals`, and the arguments for `__init__` in further threads.
pub struct LocalObj {
    key: usize,
    args: RefCell<(Vec<Value>, Vec<Value>)>,
}
/// `_thread._local`
pub static TYPE: TypeDef = TypeDef::new::<LocalObj>("_thread._local").doc("Thread-local data").flags(ty::flag::WEAKREF).slots(|s| {
    s.new = Some(new);
    s.getattr = Some(getattr);
    s.setattr = Some(setattr);
});
impl Payload for LocalObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        let args = self.args.borrow();
        args.0.iter().chain(&args.1).for_each(visit);
    }
    fn clear(&self) {
        drop(std::mem::take(&mut *self.args.borrow_mut()));
    }
}
impl Drop for LocalObj {
    fn drop(&mut self) {
        // Other threads let go of their part when they end.
        let key = self.key;
        let own: Option<Value> = vm::vm::with_current(|vm| vm.locals.remove(&key));
        drop(own);
    }
}

fn new(vm: &mut Vm, cls: &'static ty::TypeObj, args: &Args) -> PyResult<Value> {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let plain_init = cls.lookup(&names().__init__).is_none_or(|f| vm::builtins::object::TYPE.get().dict().get_str(&names().__init__).is_some_and(|o| o.is(&f)));
    if plain_init && !args.all.is_empty() {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    let key = NEXT.fetch_add(1, Ordering::Relaxed);
    vm.locals.insert(key, new_dict());
    Ok(new_of(cls, LocalObj { key, args: RefCell::new((args.all.to_vec(), args.names.to_vec())) }))
}

/// This thread's namespace; made, and `__init__` run, when the thread first touches the object.
fn namespace(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let local = this::<LocalObj>(v);
    if let Some(d) = vm.locals.get(&local.key) {
        return Ok(d.clone());
    }
    let d = new_dict();
    vm.locals.insert(local.key, d.clone());
    if let Some(init) = v.ty().slots().init {
        let (all, names) = local.args.borrow().clone();
        if let Err(e) = init(vm, v, &Args { all: &all, names: &names }) {
            vm.locals.remove(&local.key);
            return Err(e);
        }
    }
    Ok(d)
}

fn getattr(vm: &mut Vm, v: &Value, name: &Value) -> PyResult<Value> {
    let d = namespace(vm, v)?;
    let name = &intern_value(name);
    if str::equal(name, &names().__dict__) {
        return Ok(d);
    }
    let found = v.ty().lookup(name);
    if let Some(f) = &found {
        let s = f.ty().slots();
        if let (Some(get), true) = (s.get, s.set.is_some()) {
            return get(vm, f, Some(v), Some(&v.ty().value()));
        }
    }
    if let Some(x) = d.downcast::<DictObj>().and_then(|d| d.get_str(name)) {
        return Ok(x);
    }
    match found {
        Some(f) => match f.ty().slots().get {
            Some(get) => get(vm, &f, Some(v), Some(&v.ty().value())),
            None => Ok(f),
        },
        None => Err(attr::missing(vm, v, name)),
    }
}

fn setattr(vm: &mut Vm, v: &Value, name: &Value, x: Option<&Value>) -> PyResult<()> {
    let d = namespace(vm, v)?;
    let name = &intern_value(name);
    if str::equal(name, &names().__dict__) {
        return Err(vm.attribute_error(&format!("'{}' object attribute '__dict__' is read-only", v.ty().name()), v, name));
    }
    if let Some(set) = v.ty().lookup(name).and_then(|f| f.ty().slots().set.map(|set| (set, f))) {
        return set.0(vm, &set.1, v, x);
    }
    let Some(d) = d.downcast::<DictObj>() else { return Ok(()) };
    match x {
        Some(x) => drop(d.set_str(name, x.clone())),
        None => match d.remove_str(name) {
            Some(old) => drop(old),
            None => return Err(attr::missing(vm, v, name)),
        },
    }
    Ok(())
}
