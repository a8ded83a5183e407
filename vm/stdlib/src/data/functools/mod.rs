//! _functools: reduce, cmp_to_key, partial, and the wrapper that lru_cache makes.

mod lru;
mod partial;

use crate::data::support::{fill, set};
use std::cell::RefCell;
use vm::import::NativeModule;
use vm::native::{GetSet, TypeDef, this};
use vm::object::{new, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule {
    name: "_functools",
    init: |_, m| {
        fill(m, "_functools", FUNCTIONS, &[&partial::PARTIAL, &partial::PLACEHOLDER, &lru::WRAPPER]);
        set(m, "Placeholder", new(partial::Placeholder));
        set(m, "__doc__", Value::str("Tools that operate on functions."));
        Ok(())
    },
};

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if a[1].ty().slots().iter.is_none() && !ops::is_sequence(&a[1]) {
        return Err(vm.type_error("reduce() arg 2 must support iteration"));
    }
    let it = ops::iter(vm, &a[1])?;
    let mut so_far = a[2].opt().cloned();
    while let Some(x) = ops::next(vm, &it)? {
        so_far = Some(match so_far {
            Some(s) => vm.call(&a[0], &[s, x])?,
            None => x,
        });
    }
    so_far.ok_or_else(|| vm.type_error("reduce() of empty iterable with no initial value"))
}

/// What `cmp_to_key` gives: called with an object it makes a key for sorting, which compares by calling `cmp`.
struct Key {
    cmp: Value,
    /// The object that is compared; NULL in the maker of keys.
    object: RefCell<Value>,
}
payload!(Key, KEY, |s, visit| {
    visit(&s.cmp);
    visit(&s.object.borrow())
});

static KEY: TypeDef = TypeDef::new::<Key>("functools.KeyWrapper")
    .flags(ty::flag::NO_NEW)
    .final_type()
    .slots(|s| {
        s.call = Some(|vm, v, args| {
            let bound = bind!(vm, KEY.get(), &KEY, args, "(obj)");
            Ok(new(Key { cmp: this::<Key>(v).cmp.clone(), object: RefCell::new(bound[0].clone()) }))
        });
        s.compare = Some(|vm, a, b, op| {
            let Some(y) = b.downcast::<Key>() else { return Err(vm.type_error("other argument must be K instance")) };
            let x = this::<Key>(a);
            let (p, q) = (x.object.borrow().clone(), y.object.borrow().clone());
            if p.is_null() || q.is_null() {
                let name = Value::str("object");
                return Err(vm.attribute_error("object", a, &name));
            }
            let r = vm.call(&x.cmp, &[p, q])?;
            match r.as_small_int() {
                Some(i) => Ok(Value::bool(op.holds(i.cmp(&0)))),
                None => ops::compare(vm, &r, &Value::int(0), op),
            }
        });
    })
    .getset(&[GetSet::new(
        "obj",
        |_, v| {
            let x = this::<Key>(v).object.borrow().clone();
            Ok(if x.is_null() { Value::NONE } else { x })
        },
        Some(|_, v, x| {
            let old = this::<Key>(v).object.replace(x.cloned().unwrap_or(Value::NULL));
            drop(old);
            Ok(())
        }),
        "Value wrapped by a key function.",
    )]);

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "reduce",
        reduce,
        "(function, iterable, /, initial=<unrepresentable>)",
        "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis effectively reduces the iterable to a single value.  If initial is present,\nit is placed before the items of the iterable in the calculation, and serves as\na default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5).",
    ),
    NativeDef::new(
        "cmp_to_key",
        |_, a| Ok(new(Key { cmp: a[0].clone(), object: RefCell::new(Value::NULL) })),
        "(mycmp)",
        "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects.",
    ),
];
