//! bool.

use crate::builtins::int::{self, IntObj};
use crate::native::TypeDef;
use crate::native::signature::refuse_keywords;
use crate::object::ops::{self, BinOp};
use crate::value::Value;

const INVERTED: &str = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";

/// The type.
pub static TYPE: TypeDef = TypeDef::new::<IntObj>("bool").base(&int::TYPE).final_type().slots(|s| {
    s.new = Some(|vm, cls, args| {
        refuse_keywords(vm, cls, cls, args)?;
        match args.all {
            [] => Ok(Value::FALSE),
            [x] => ops::truth(vm, x).map(Value::bool),
            more => Err(vm.type_error(format!("bool expected at most 1 argument, got {}", more.len()))),
        }
    });
    s.invert = Some(|vm, v| {
        vm.warn_deprecated(INVERTED)?;
        match int::TYPE.get().slots().invert {
            Some(f) => f(vm, v),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
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
