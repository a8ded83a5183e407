//! Traceback objects. How they are shown is in `show`.

mod show;
pub mod suggest;

pub use show::{format_exception, format_unchained, print_exception};

use crate::builtins::exception;
use crate::builtins::frame::FrameObj;
use crate::heap::header::Kind;
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::{self, Payload, ops};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::RefCell;
use std::sync::LazyLock;

/// Payload.
pub struct TracebackObj {
    /// Frame object.
    pub frame: Value,
    /// Instruction.
    pub pc: u32,
    /// Next entry (towards the raise), or None.
    pub next: RefCell<Value>,
    /// `tb_lasti` and `tb_lineno` of entries that Python code made.
    given: Option<(i64, i64)>,
}
/// `traceback`
pub static TYPE: TypeDef = TypeDef::new::<TracebackObj>("traceback").methods(METHODS).getset(GETSET).final_type().slots(|s| s.new = Some(new));
impl Payload for TracebackObj {
    const KIND: Kind = Kind::Traceback;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.frame);
        visit(&self.next.borrow());
    }
    fn clear(&self) {
        drop(self.next.replace(Value::NONE));
    }
}
impl TracebackObj {
    fn line(&self) -> Option<u32> {
        match self.given {
            Some((_, line)) => u32::try_from(line).ok(),
            None => this::<FrameObj>(&self.frame).code.line_of(self.pc),
        }
    }
    fn unit(&self) -> u32 {
        match self.given {
            Some((lasti, _)) => u32::try_from(lasti / 2).unwrap_or(0),
            None => this::<FrameObj>(&self.frame).code.reg().units.get(self.pc as usize).copied().unwrap_or(0),
        }
    }
}
/// `TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)`
fn new(vm: &mut Vm, _: &'static object::ty::TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(tb_next, tb_frame, tb_lasti, tb_lineno)"));
    let mut a = Vec::new();
    SIG.bind(vm, "traceback", args, &mut a)?;
    if !a[0].is_none() && a[0].kind() != Kind::Traceback {
        return Err(vm.type_error(format!("expected traceback object or None, got '{}'", a[0].ty().name())));
    }
    if a[1].downcast::<FrameObj>().is_none() {
        return Err(vm.type_error(format!("traceback() argument 'tb_frame' must be frame, not {}", a[1].ty().name())));
    }
    let given = Some((ops::index_i64(vm, &a[2])?, ops::index_i64(vm, &a[3])?));
    Ok(object::new(TracebackObj { frame: a[1].clone(), pc: 0, next: RefCell::new(a[0].clone()), given }))
}
fn set_next(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.type_error("can't delete tb_next attribute")) };
    if !x.is_none() && x.kind() != Kind::Traceback {
        return Err(vm.type_error(format!("expected traceback object, got '{}'", x.ty().name())));
    }
    let mut at = x.clone();
    while let Some(t) = at.downcast::<TracebackObj>() {
        if at.is(v) {
            return Err(vm.value_error("traceback loop detected"));
        }
        let next = t.next.borrow().clone();
        at = next;
    }
    drop(this::<TracebackObj>(v).next.replace(x.clone()));
    Ok(())
}
static GETSET: &[GetSet] = &[
    GetSet::new("tb_frame", |_, v| Ok(this::<TracebackObj>(v).frame.clone()), None, ""),
    GetSet::new("tb_next", |_, v| Ok(this::<TracebackObj>(v).next.borrow().clone()), Some(set_next), ""),
    GetSet::new("tb_lineno", |_, v| Ok(this::<TracebackObj>(v).line().map_or(Value::NONE, |l| Value::int(i64::from(l)))), None, ""),
    GetSet::new(
        "tb_lasti",
        |_, v| {
            let t = this::<TracebackObj>(v);
            Ok(Value::int(t.given.map_or(i64::from(t.unit()) * 2, |(lasti, _)| lasti)))
        },
        None,
        "",
    ),
];

static METHODS: &[NativeDef] = &[NativeDef::new(
    "__dir__",
    |_, _| Ok(crate::builtins::list::new(["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(Value::str).into())),
    "($self, /)",
    "",
)];

/// Notes that `exc` passed through a frame.
pub fn push(_: &mut Vm, exc: &Value, frame: Value, pc: u32) {
    if let Some(e) = exception::get(exc) {
        let next = e.traceback.borrow().clone();
        let tb = object::new(TracebackObj { frame, pc, next: RefCell::new(next), given: None });
        drop(e.traceback.replace(tb));
    }
}
