//! Bound methods. `wrapper` has classmethod and staticmethod.

use crate::heap::header::Kind;
use crate::native::{NativeDef, TypeDef};
use crate::object::{self, Payload, ty};
use crate::value::Value;

pub use super::wrapper::{CLASS, STATIC, WrapperObj, new_class, new_static};

/// Payload of bound methods.
#[repr(C)]
pub struct MethodObj {
    /// `__func__`
    pub function: Value,
    /// `__self__`
    pub receiver: Value,
}
/// `method`
pub static TYPE: TypeDef = TypeDef::new::<MethodObj>("method").flags(ty::flag::WEAKREF).final_type().methods(METHODS).getset(GETSET).slots(|s| {
    s.new = Some(|vm, _, args| match (args.pos(), args.has_kw()) {
        (_, true) => Err(vm.type_error("method() takes no keyword arguments")),
        ([f, _], _) if f.ty().slots().call.is_none() && !matches!(f.kind(), Kind::Function | Kind::NativeFunction | Kind::Method) => {
            Err(vm.type_error("first argument must be callable"))
        }
        ([_, receiver], _) if receiver.is_none() => Err(vm.type_error("instance must not be None")),
        ([f, receiver], _) => Ok(new(f.clone(), receiver.clone())),
        (more, _) => Err(vm.type_error(format!("method expected 2 arguments, got {}", more.len()))),
    });
    s.call = Some(|vm, v, args| vm.call_args(v, args));
    // Already bound: binding again changes nothing.
    s.get = Some(|_, v, _, _| Ok(v.clone()));
    s.getattr = Some(|vm, v, name| {
        if let Some(x) = crate::object::attr::generic_get_opt(vm, v, name)? {
            return Ok(x);
        }
        crate::object::attr::get(vm, &crate::native::this::<MethodObj>(v).function, name)
    });
    s.compare = Some(|_, a, b, op| {
        use crate::object::ops::CmpOp;
        let Some(y) = b.downcast::<MethodObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let x = crate::native::this::<MethodObj>(a);
        let same = x.function.is(&y.function) && x.receiver.is(&y.receiver);
        Ok(match op {
            CmpOp::Eq => Value::bool(same),
            CmpOp::Ne => Value::bool(!same),
            _ => Value::NOT_IMPLEMENTED,
        })
    });
    s.hash = Some(|_, v| {
        let m = crate::native::this::<MethodObj>(v);
        Ok((m.function.word().0 ^ m.receiver.word().0.rotate_left(7)) as i64 >> 4)
    });
    s.repr = Some(|vm, v| {
        let m = crate::native::this::<MethodObj>(v);
        let n = crate::object::intern::names();
        let mut name = "?".to_string();
        for key in [&n.__qualname__, &n.__name__] {
            if let Some(q) = crate::object::attr::get_opt(vm, &m.function, key)?.filter(crate::builtins::str::is_str) {
                name = crate::builtins::str::text(&q).into_owned();
                break;
            }
        }
        let r = crate::object::ops::repr(vm, &m.receiver)?;
        Ok(Value::str(&format!("<bound method {name} of {}>", crate::builtins::str::text(&r))))
    });
});
static GETSET: &[crate::native::GetSet] = &[
    crate::native::GetSet::new(
        "__func__",
        |_, v| Ok(crate::native::this::<MethodObj>(v).function.clone()),
        None,
        "the function (or other callable) implementing a method",
    )
    .member(),
    crate::native::GetSet::new("__self__", |_, v| Ok(crate::native::this::<MethodObj>(v).receiver.clone()), None, "the instance to which a method is bound")
        .member(),
    crate::native::GetSet::new(
        "__doc__",
        |vm, v| {
            let f = crate::native::this::<MethodObj>(v).function.clone();
            crate::object::attr::get(vm, &f, &crate::object::intern::names().__doc__)
        },
        None,
        "",
    ),
];
static METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    |vm, a| {
        let m = crate::native::this::<MethodObj>(&a[0]);
        let name = crate::object::attr::get(vm, &m.function, &crate::object::intern::names().__name__)?;
        let getattr = vm.builtin("getattr")?;
        Ok(super::tuple::new(vec![getattr, super::tuple::new(vec![m.receiver.clone(), name])]))
    },
    "($self, /)",
    "",
)];
impl Payload for MethodObj {
    const KIND: Kind = Kind::Method;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.function);
        visit(&self.receiver);
    }
}
/// A bound method.
pub fn new(function: Value, receiver: Value) -> Value {
    object::new(MethodObj { function, receiver })
}
