//! `sys.get_asyncgen_hooks`: what an event loop has asked to be told about asynchronous generators.

use vm::native::structseq::{self, Fields};
use vm::object::ty::flag;
use vm::{NativeDef, TypeDef, Value};

static FIELDS: Fields = Fields { visible: 2, all: &[("firstiter", ""), ("finalizer", "")] };
static HOOKS: TypeDef = structseq::define("asyncgen_hooks", "", &FIELDS).flags(flag::NO_NEW);

pub(super) static FUNCTIONS: &[NativeDef] = &[NativeDef::new(
    "get_asyncgen_hooks",
    |vm, _| {
        let shown = |v: &Value| v.some().cloned().unwrap_or(Value::NONE);
        let pair = vec![shown(&vm.asyncgen_hooks.0), shown(&vm.asyncgen_hooks.1)];
        Ok(structseq::new(&HOOKS, pair))
    },
    "()",
    "Return the installed asynchronous generators hooks.\n\nThis returns a namedtuple of the form (firstiter, finalizer).",
)];
