//! None, NotImplemented, Ellipsis.

use crate::native::TypeDef;
use crate::object::Plain;
use crate::value::Value;

/// `NoneType`
pub static NONE: TypeDef = TypeDef::new::<Plain>("NoneType").final_type().slots(|s| {
    s.new = Some(|vm, _, args| if args.all.is_empty() { Ok(Value::NONE) } else { Err(vm.type_error("NoneType takes no arguments")) });
    s.repr = Some(|_, _| Ok(Value::str("None")));
    s.bool = Some(|_, _| Ok(false));
});
/// `NotImplementedType`
pub static NOT_IMPLEMENTED: TypeDef = TypeDef::new::<Plain>("NotImplementedType").final_type().slots(|s| {
    s.new = Some(|vm, _, args| if args.all.is_empty() { Ok(Value::NOT_IMPLEMENTED) } else { Err(vm.type_error("NotImplementedType takes no arguments")) });
    s.repr = Some(|_, _| Ok(Value::str("NotImplemented")));
    s.bool = Some(|vm, _| Err(vm.type_error("NotImplemented should not be used in a boolean context")));
});
/// `ellipsis`
pub static ELLIPSIS: TypeDef = TypeDef::new::<Plain>("ellipsis").final_type().slots(|s| {
    s.new = Some(|vm, _, args| if args.all.is_empty() { Ok(Value::ELLIPSIS) } else { Err(vm.type_error("EllipsisType takes no arguments")) });
    s.repr = Some(|_, _| Ok(Value::str("Ellipsis")));
});
/// `types.CapsuleType`; nothing makes instances.
pub static CAPSULE: TypeDef = TypeDef::new::<Plain>("PyCapsule").flags(crate::object::ty::flag::NO_NEW).final_type();
