//! bool.

use crate::builtins::int::{self, IntObj};
use crate::native::TypeDef;
use crate::object::ops::{self, BinOp};
use crate::value::Value;

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<IntObj>("bool").base(&int::TYPE).final_type().slots(|s| {
    s.new = Some(|vm, _, args| match args.all {
        _ if args.has_kw() => Err(vm.type_error("bool() takes no keyword arguments")),
        [] => Ok(Value::FALSE),
        [x] => ops::truth(vm, x).map(Value::bool),
        more => Err(vm.type_error(format!("bool expected at most 1 argument, got {}", more.len()))),
    });
    s.repr = Some(|_, v| Ok(Value::str(if v.as_bool() == Some(true) { "True" } else { "False" })));
    macro_rules! logic {
        ($op:ident, $f:expr) => {
            s.binary[BinOp::$op as usize] = Some(|vm, a, b| match (a.as_bool(), b.as_bool()) {
                (Some(x), Some(y)) => Ok(Value::bool($f(x, y))),
                _ => match int::TYPE.get().slots().binary[BinOp::$op as usize] {
                    Some(f) => f(vm, a, b),
                    None => Ok(Value::NOT_IMPLEMENTED),
                },
            })
        };
    }
    logic!(And, |x, y| x & y);
    logic!(Or, |x, y| x | y);
    logic!(Xor, |x, y| x ^ y);
});
