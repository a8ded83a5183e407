//! Weak proxies: objects that stand for their target until it goes; then every use is a ReferenceError.
//!
//! Each slot unwraps the operands that are proxies and does the operation on the targets.

use super::{WeakRefObj, target};
use crate::native::{NativeDef, TypeDef};
use crate::object::attr;
use crate::object::error::PyResult;
use crate::object::intern::intern;
use crate::object::ops::{self, BinOp};
use crate::object::slots::TypeSlots;
use crate::object::ty::flag;
use crate::value::Value;
use crate::vm::Vm;

/// `weakref.ProxyType`
pub static PROXY: TypeDef = TypeDef::new::<WeakRefObj>("weakref.ProxyType").methods(METHODS).slots(slots).flags(flag::NO_NEW).final_type();
/// `weakref.CallableProxyType`
pub static CALLABLE_PROXY: TypeDef = TypeDef::new::<WeakRefObj>("weakref.CallableProxyType")
    .methods(METHODS)
    .slots(|s| {
        slots(s);
        s.call = Some(|vm, v, args| {
            let t = live(vm, v)?;
            vm.call_args(&t, args)
        });
    })
    .flags(flag::NO_NEW)
    .final_type();

/// `weakref.proxy(target, callback)`
pub fn new(vm: &mut Vm, t: &Value, callback: Option<&Value>) -> PyResult<Value> {
    let def = if t.ty().slots().call.is_some() { &CALLABLE_PROXY } else { &PROXY };
    super::new(vm, def.get(), t, callback)
}

fn is_proxy(v: &Value) -> bool {
    v.header().is_some() && (v.ty().is(PROXY.get()) || v.ty().is(CALLABLE_PROXY.get()))
}

/// What a value stands for: itself unless it is a proxy.
fn live(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if !is_proxy(v) {
        return Ok(v.clone());
    }
    match target(v) {
        Some(t) => Ok(t),
        None => Err(vm.raise_new(crate::builtins::exception::classes().reference_error, "weakly-referenced object no longer exists")),
    }
}

/// A slot that takes two operands of which either may be a proxy.
macro_rules! on_both {
    ($op:expr) => {
        Some(|vm, a, b| {
            let (x, y) = (live(vm, a)?, live(vm, b)?);
            $op(vm, &x, &y)
        })
    };
}
macro_rules! binary {
    ($s:ident: $($op:ident)+) => { $(
        $s.binary[BinOp::$op as usize] = on_both!(|vm: &mut Vm, x: &Value, y: &Value| ops::binary(vm, BinOp::$op, x, y));
        $s.inplace[BinOp::$op as usize] = on_both!(|vm: &mut Vm, x: &Value, y: &Value| ops::inplace(vm, BinOp::$op, x, y));
    )+ };
}
macro_rules! unary {
    ($s:ident: $($slot:ident = $f:path;)+) => { $( $s.$slot = Some(|vm, v| { let t = live(vm, v)?; $f(vm, &t) }); )+ };
}

fn slots(s: &mut TypeSlots) {
    binary!(s: Add Sub Mul TrueDiv FloorDiv Mod DivMod And Or Xor Shl Shr MatMul);
    unary!(s: neg = ops::neg; pos = ops::pos; invert = ops::invert; abs = ops::abs; str = ops::to_str; iter = ops::iter; index = ops::index; len = ops::len; bool = ops::truth;);
    s.pow = Some(|vm, a, b, m| {
        let (x, y, z) = (live(vm, a)?, live(vm, b)?, live(vm, m)?);
        ops::pow(vm, &x, &y, &z)
    });
    s.getattr = Some(|vm, v, name| {
        let t = live(vm, v)?;
        attr::get(vm, &t, name)
    });
    s.setattr = Some(|vm, v, name, x| {
        let t = live(vm, v)?;
        attr::set(vm, &t, name, x)
    });
    s.next = Some(|vm, v| {
        let t = live(vm, v)?;
        if t.ty().slots().next.is_none() {
            return Err(vm.type_error("Weakref proxy referenced a non-iterator"));
        }
        ops::next(vm, &t)
    });
    s.getitem = on_both!(ops::getitem);
    s.setitem = Some(|vm, v, key, x| {
        let t = live(vm, v)?;
        match x {
            Some(x) => ops::setitem(vm, &t, key, x),
            None => ops::delitem(vm, &t, key),
        }
    });
    s.contains = Some(|vm, v, x| {
        let t = live(vm, v)?;
        ops::contains(vm, &t, x)
    });
    s.compare = Some(|vm, a, b, op| {
        let (x, y) = (live(vm, a)?, live(vm, b)?);
        ops::compare(vm, &x, &y, op)
    });
    s.hash = Some(|vm, v| Err(vm.type_error(format!("unhashable type: '{}'", v.ty().full_name()))));
    s.repr = Some(|_, v| {
        let at = v.word().0 & !7;
        Ok(Value::str(&match target(v) {
            Some(t) => format!("<weakproxy at {at:#x}; to '{}' at {:#x}>", t.ty().name(), t.word().0 & !7),
            None => format!("<weakproxy at {at:#x}; dead>"),
        }))
    });
}

fn forward(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Value> {
    let t = live(vm, v)?;
    let found = vm.call_special(&t, &intern(name), &[])?;
    found.ok_or_else(|| attr::missing(vm, &t, &intern(name)))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new("__bytes__", |vm, a| forward(vm, &a[0], "__bytes__"), "($self, /)", ""),
    NativeDef::new("__reversed__", |vm, a| forward(vm, &a[0], "__reversed__"), "($self, /)", ""),
];
