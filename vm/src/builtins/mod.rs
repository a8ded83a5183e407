//! The built-in types and functions.

pub mod async_gen;
pub mod bool_;
pub mod buffer;
pub mod bytearray;
pub mod bytes;
pub mod class;
pub mod code;
pub mod compile;
pub mod complex;
pub mod coroutine;
pub mod dict;
pub mod exception;
pub mod float;
pub mod frame;
pub mod function;
pub mod functions;
pub mod generator;
pub mod generic_alias;
pub mod int;
pub mod iterators;
pub mod list;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod namespace;
pub mod object;
pub mod property;
pub mod range;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod sort;
pub mod str;
pub mod sum;
pub mod super_;
pub mod template;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod typing;
pub mod weakref;
mod wrapper;

use crate::native::{NativeDef, TypeDef, function as native_function};
use crate::value::Value;
use crate::vm::{Vm, rt};

/// Types that the `builtins` module shows under their own name.
static TYPES: &[&TypeDef] = &[
    &object::TYPE,
    &type_::TYPE,
    &int::TYPE,
    &bool_::TYPE,
    &float::TYPE,
    &str::TYPE,
    &list::TYPE,
    &tuple::TYPE,
    &dict::TYPE,
    &slice::TYPE,
    &set::SET,
    &set::FROZENSET,
    &range::TYPE,
    &complex::TYPE,
    &bytes::TYPE,
    &bytearray::TYPE,
    &memoryview::TYPE,
    &property::TYPE,
    &method::STATIC,
    &method::CLASS,
    &super_::TYPE,
    &iterators::ENUMERATE,
    &iterators::ZIP,
    &iterators::MAP,
    &iterators::FILTER,
    &iterators::REVERSED,
];

/// Tables of builtin functions.
static FUNCTIONS: &[&[NativeDef]] = &[functions::FUNCTIONS, class::FUNCTIONS, coroutine::FUNCTIONS];

/// Fills the `builtins` namespace.
pub fn populate(_vm: &mut Vm) {
    let d = &rt().builtins;
    let module = Value::str("builtins");
    for t in TYPES {
        let ty = t.get();
        d.set_text(&ty.name(), ty.value());
    }
    for f in FUNCTIONS.iter().copied().flatten() {
        d.set_text(f.name, native_function::module_function(f, &Value::NONE, &module));
    }
    for (name, v) in
        [("None", Value::NONE), ("True", Value::TRUE), ("False", Value::FALSE), ("NotImplemented", Value::NOT_IMPLEMENTED), ("Ellipsis", Value::ELLIPSIS)]
    {
        d.set_text(name, v);
    }
    exception::populate(d);
    d.set_text("__name__", module);
    d.set_text("__debug__", Value::bool(rt().config.borrow().optimize == 0));
}
