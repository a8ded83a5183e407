//! Bound methods, classmethod and staticmethod.

use crate::heap::header::Kind;
use crate::native::TypeDef;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use std::cell::RefCell;

/// Payload of bound methods.
#[repr(C)]
pub struct MethodObj {
    /// `__func__`
    pub function: Value,
    /// `__self__`
    pub receiver: Value,
}
/// `method`
pub static TYPE: TypeDef = TypeDef::new::<MethodObj>("method").flags(ty::flag::WEAKREF).final_type().getset(GETSET).slots(|s| {
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
        let name = match crate::object::attr::get_opt(vm, &m.function, &crate::object::intern::names().__qualname__)? {
            Some(q) => crate::builtins::str::text(&q).into_owned(),
            None => "?".into(),
        };
        let r = crate::object::ops::repr(vm, &m.receiver)?;
        Ok(Value::str(&format!("<bound method {name} of {}>", crate::builtins::str::text(&r))))
    });
});
static GETSET: &[crate::native::GetSet] = &[
    crate::native::GetSet::new("__func__", |_, v| Ok(crate::native::this::<MethodObj>(v).function.clone()), None, ""),
    crate::native::GetSet::new("__self__", |_, v| Ok(crate::native::this::<MethodObj>(v).receiver.clone()), None, ""),
];
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

/// Payload of classmethod and staticmethod.
pub struct WrapperObj {
    /// What is wrapped.
    pub callable: RefCell<Value>,
}
/// `staticmethod`
pub static STATIC: TypeDef = TypeDef::new::<WrapperObj>("staticmethod")
    .with_dict()
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(object::new_of(cls, WrapperObj { callable: RefCell::new(Value::NONE) })));
        s.init = Some(|vm, v, args| match args.all {
            [f] => {
                crate::native::this::<WrapperObj>(v).callable.replace(f.clone());
                Ok(())
            }
            more => Err(vm.type_error(format!("{} expected 1 argument, got {}", v.ty().name(), more.len()))),
        });
        s.get = Some(|_, v, _, _| Ok(crate::native::this::<WrapperObj>(v).callable.borrow().clone()));
        s.call = Some(|vm, v, args| {
            let f = crate::native::this::<WrapperObj>(v).callable.borrow().clone();
            vm.call_args(&f, args)
        });
    })
    .getset(WRAPPED);
/// `classmethod`
pub static CLASS: TypeDef = TypeDef::new::<WrapperObj>("classmethod")
    .with_dict()
    .slots(|s| {
        s.new = Some(|_, cls, _| Ok(object::new_of(cls, WrapperObj { callable: RefCell::new(Value::NONE) })));
        s.init = Some(|vm, v, args| match args.all {
            [f] => {
                crate::native::this::<WrapperObj>(v).callable.replace(f.clone());
                Ok(())
            }
            more => Err(vm.type_error(format!("{} expected 1 argument, got {}", v.ty().name(), more.len()))),
        });
        s.get = Some(|_, v, obj, owner| {
            let f = crate::native::this::<WrapperObj>(v).callable.borrow().clone();
            let cls = owner.cloned().unwrap_or_else(|| obj.map_or(Value::NONE, |o| o.ty().value()));
            Ok(new(f, cls))
        });
    })
    .getset(WRAPPED);
impl Payload for WrapperObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &STATIC
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.callable.borrow());
    }
}
/// A staticmethod object.
pub fn new_static(callable: Value) -> Value {
    object::new_of(STATIC.get(), WrapperObj { callable: RefCell::new(callable) })
}
/// A classmethod object.
pub fn new_class(callable: Value) -> Value {
    object::new_of(CLASS.get(), WrapperObj { callable: RefCell::new(callable) })
}

static WRAPPED: &[crate::native::GetSet] = &[
    crate::native::GetSet::new("__func__", |_, v| Ok(crate::native::this::<WrapperObj>(v).callable.borrow().clone()), None, ""),
    crate::native::GetSet::new("__wrapped__", |_, v| Ok(crate::native::this::<WrapperObj>(v).callable.borrow().clone()), None, ""),
    crate::native::GetSet::new(
        "__isabstractmethod__",
        |vm, v| {
            let f = crate::native::this::<WrapperObj>(v).callable.borrow().clone();
            match crate::object::attr::get_opt(vm, &f, &crate::object::intern::names().__isabstractmethod__)? {
                Some(b) => crate::object::ops::truth(vm, &b).map(Value::bool),
                None => Ok(Value::FALSE),
            }
        },
        None,
        "",
    ),
];
