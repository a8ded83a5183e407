//! Frame objects as Python code sees them.

use crate::builtins::code::CodeObj;
use crate::heap::header::Kind;
use crate::native::{GetSet, TypeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::{self, Payload, Ref};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, RefCell};

/// Payload.
pub struct FrameObj {
    /// Code.
    pub code: Ref<CodeObj>,
    /// Globals.
    pub globals: Value,
    /// The frame below, or None.
    pub back: Value,
    /// Instruction it stands at; kept up to date when the frame is left.
    pub pc: Cell<u32>,
    /// Index in the thread's frames while it runs.
    pub index: Cell<Option<usize>>,
    /// Local variables, once the frame was left.
    pub locals: RefCell<Value>,
}
/// `frame`
pub static TYPE: TypeDef = TypeDef::new::<FrameObj>("frame").getset(GETSET).final_type();
impl Payload for FrameObj {
    const KIND: Kind = Kind::Frame;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self.code.as_value());
        visit(&self.globals);
        visit(&self.back);
        visit(&self.locals.borrow());
    }
    fn clear(&self) {
        drop(self.locals.replace(Value::NULL));
    }
}
fn f_line(vm: &mut Vm, v: &Value) -> crate::object::error::PyResult<Value> {
    let f = this::<FrameObj>(v);
    let pc = match f.index.get() {
        Some(i) => vm.frames.get(i).map_or(f.pc.get(), |fr| fr.pc),
        None => f.pc.get(),
    };
    Ok(f.code.line_of(pc).map_or(Value::NONE, |l| Value::int(i64::from(l))))
}
static GETSET: &[GetSet] = &[
    GetSet::new("f_code", |_, v| Ok(this::<FrameObj>(v).code.as_value().clone()), None, ""),
    GetSet::new("f_globals", |_, v| Ok(this::<FrameObj>(v).globals.clone()), None, ""),
    GetSet::new("f_back", |_, v| Ok(this::<FrameObj>(v).back.clone()), None, ""),
    GetSet::new("f_lineno", f_line, None, ""),
    GetSet::new(
        "f_locals",
        |vm, v| {
            let f = this::<FrameObj>(v);
            Ok(match f.index.get() {
                Some(i) => locals(vm, i),
                None => f.locals.borrow().opt().cloned().unwrap_or_else(new_dict),
            })
        },
        None,
        "",
    ),
];

/// A dict of the local variables of frame `index` (the namespace itself for module and class bodies).
pub fn locals(vm: &mut Vm, index: usize) -> Value {
    let f = &vm.frames[index];
    if !f.locals.is_null() {
        return f.locals.clone();
    }
    let d = new_dict();
    if f.flags & crate::interp::frame::flag::STALE != 0 {
        return d;
    }
    let code = f.code();
    let n = code.co.nlocalsplus();
    for i in 0..n {
        // SAFETY: local registers of a live frame.
        let mut v = unsafe { Value::from_borrowed(*f.base.add(i)) };
        let is_cell = code.co.localspluskinds.get(i).is_some_and(|k| k & 0xc0 != 0);
        if is_cell && let Some(c) = v.downcast::<crate::builtins::function::CellObj>() {
            let inner = c.content.borrow().clone();
            v = inner;
        }
        if !v.is_null() {
            this::<DictObj>(&d).set_text(code.co.local_name(i), v);
        }
    }
    d
}

/// The frame object of `vm.frames[index]`, made on first demand.
pub fn object_for(vm: &mut Vm, index: usize) -> Value {
    if !vm.frames[index].object.is_null() {
        let o = vm.frames[index].object.clone();
        this::<FrameObj>(&o).index.set(Some(index));
        return o;
    }
    let code = Ref::<CodeObj>::from_value(vm.frames[index].code().value()).unwrap_or_else(|_| unreachable!("a code object"));
    let globals = vm.frames[index].globals();
    let o = object::new(FrameObj {
        code,
        globals,
        back: Value::NONE,
        pc: Cell::new(vm.frames[index].pc),
        index: Cell::new(Some(index)),
        locals: RefCell::new(Value::NULL),
    });
    vm.frames[index].object = o.clone();
    o
}

/// The frame is about to be left: its object keeps line and locals if anybody else holds it.
pub fn detach(vm: &mut Vm, index: usize) {
    let o = std::mem::replace(&mut vm.frames[index].object, Value::NULL);
    let shared = o.header().is_some_and(|h| h.rc.get() > 1);
    if shared {
        let l = locals(vm, index);
        let f = this::<FrameObj>(&o);
        f.pc.set(vm.frames[index].pc);
        f.index.set(None);
        drop(f.locals.replace(l));
    }
}

/// `cr_origin`: file, line and function of the callers, innermost first.
pub fn origin(vm: &mut Vm) -> Value {
    let n = vm.coroutine_origin_depth;
    let rows = vm.frames.iter().rev().take(n).map(|f| {
        crate::builtins::tuple::new(vec![f.code().filename.clone(), f.line().map_or(Value::NONE, |l| Value::int(i64::from(l))), f.code().name.clone()])
    });
    crate::builtins::tuple::new(rows.collect())
}
