//! _collections: deque, defaultdict, and the helpers of Counter and namedtuple. OrderedDict is the VM's.

mod defaultdict;
mod deque;

use crate::data::support::{add, fill};
use std::cell::RefCell;
use vm::builtins::dict::{self, DictObj};
use vm::builtins::{exception, str, tuple};
use vm::import::NativeModule;
use vm::native::{Args, GetSet, TypeDef, this};
use vm::object::ty::TypeObj;
use vm::object::{attr, intern, new, ops};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_collections",
    init: |_, m| {
        fill(m, "_collections", FUNCTIONS, &[&deque::DEQUE, &deque::ITER, &deque::REVERSE_ITER, &defaultdict::DEFAULTDICT, &dict::ordered::TYPE, &TUPLEGETTER]);
        Ok(())
    },
};

/// Is `name` of this type the one that dict has?
fn is_dicts_own(ty: &TypeObj, name: &str) -> bool {
    let name = intern::intern(name);
    match (ty.lookup(&name), dict::TYPE.get().lookup(&name)) {
        (Some(a), Some(b)) => a.is(&b),
        _ => false,
    }
}

fn count_elements(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let it = ops::iter(vm, &a[1])?;
    let ty = a[0].ty();
    let one = Value::int(1);
    let plain = is_dicts_own(ty, "get") && is_dicts_own(ty, "__setitem__");
    if let (Some(d), true) = (a[0].downcast::<DictObj>(), plain) {
        while let Some(key) = ops::next(vm, &it)? {
            let hash = ops::hash(vm, &key)?;
            let found = d.find(vm, &key, hash)?.and_then(|i| d.entry(i).map(|(_, n)| (i, n)));
            match found {
                Some((i, n)) if n.as_small_int().is_some() => {
                    // Nothing ran since the entry was found.
                    let n = add(vm, &n, &one)?;
                    drop(d.set_entry_value(i, n));
                }
                Some((_, n)) => {
                    let n = add(vm, &n, &one)?;
                    d.set_hashed(vm, key, hash, n)?;
                }
                None => d.set_hashed(vm, key, hash, one.clone())?,
            }
        }
        return Ok(Value::NONE);
    }
    let get = attr::get_text(vm, &a[0], "get")?;
    while let Some(key) = ops::next(vm, &it)? {
        let n = vm.call(&get, &[key.clone(), Value::int(0)])?;
        let n = add(vm, &n, &one)?;
        ops::setitem(vm, &a[0], &key, &n)?;
    }
    Ok(Value::NONE)
}

/// The attribute of a named tuple: a place in it, and a text about it.
struct TupleGetter {
    index: i64,
    doc: RefCell<Value>,
}
payload!(TupleGetter, TUPLEGETTER, |s, visit| visit(&s.doc.borrow()));

fn tuplegetter_new(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let a = bind!(vm, TUPLEGETTER.get(), &TUPLEGETTER, args, "(index, doc, /)");
    let index = ops::index_i64(vm, &a[0])?;
    Ok(new(TupleGetter { index, doc: RefCell::new(a[1].clone()) }))
}

fn tuplegetter_get(vm: &mut Vm, v: &Value, object: Option<&Value>, _: Option<&Value>) -> PyResult<Value> {
    let g = this::<TupleGetter>(v);
    let Some(x) = object.filter(|x| !x.is_none()) else { return Ok(v.clone()) };
    let Some(t) = x.downcast::<tuple::TupleObj>() else {
        return Err(vm.type_error(format!("descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object", g.index, x.ty().name())));
    };
    match usize::try_from(g.index).ok().and_then(|i| t.items().get(i)) {
        Some(item) => Ok(item.clone()),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

/// `_collections._tuplegetter`
static TUPLEGETTER: TypeDef = TypeDef::new::<TupleGetter>("_collections._tuplegetter")
    .final_type()
    .slots(|s| {
        s.new = Some(tuplegetter_new);
        s.get = Some(tuplegetter_get);
        s.set = Some(|vm, _, _, x| {
            let text = if x.is_some() { "can't set attribute" } else { "can't delete attribute" };
            Err(vm.raise_new(exception::classes().attribute_error, text))
        });
        s.repr = Some(|vm, v| {
            let g = this::<TupleGetter>(v);
            let doc = g.doc.borrow().clone();
            let doc = ops::repr(vm, &doc)?;
            Ok(Value::str(&format!("{}({}, {})", v.ty().name(), g.index, str::text(&doc))))
        });
    })
    .getset(&[GetSet::new(
        "__doc__",
        |_, v| Ok(this::<TupleGetter>(v).doc.borrow().clone()),
        Some(|_, v, x| {
            let old = this::<TupleGetter>(v).doc.replace(x.cloned().unwrap_or(Value::NONE));
            drop(old);
            Ok(())
        }),
        "",
    )])
    .methods(&[NativeDef::new(
        "__reduce__",
        |_, a| {
            let g = this::<TupleGetter>(&a[0]);
            let doc = g.doc.borrow().clone();
            Ok(tuple::pair(a[0].ty().value(), tuple::pair(Value::int(g.index), doc)))
        },
        "($self, /)",
        "",
    )]);

static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("_count_elements", count_elements, "(mapping, iterable, /)", "Count elements in the iterable, updating the mapping")];
