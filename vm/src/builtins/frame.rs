//! Frame objects as Python code sees them.
//!
//! A frame object is made when somebody asks for it. While its frame runs it looks into the thread's frame; while a
//! generator is suspended, into the generator's registers; when the frame is left it keeps what others may still ask for.

pub mod locals;

use crate::builtins::code::CodeObj;
use crate::builtins::generator::{GeneratorObj, State};
use crate::heap::header::Kind;
use crate::native::{GetSet, NativeDef, TypeDef, this};
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::ty::flag;
use crate::object::{self, Obj, Payload, Ref, ops};
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::code::kinds;
use std::cell::{Cell, RefCell};

/// Payload.
pub struct FrameObj {
    /// Code.
    pub code: Ref<CodeObj>,
    /// Globals.
    pub globals: Value,
    /// Builtins namespace.
    builtins: Value,
    /// The frame below once this one was left, or None.
    back: RefCell<Value>,
    /// Instruction it stands at; kept up to date when the frame is left.
    pub pc: Cell<u32>,
    /// Index in the thread's frames while it runs.
    index: Cell<Option<usize>>,
    /// Generator that owns the registers (not counted: it forgets itself here when it goes).
    generator: Cell<*const Obj<GeneratorObj>>,
    /// Local variables once the frame was left (NULL before); the namespace itself for module and class bodies.
    locals: RefCell<Value>,
    /// `locals` is a module's or class's namespace.
    namespace: Cell<bool>,
    /// Names set through `f_locals` that are no variables of the code (a dict, or NULL).
    extras: RefCell<Value>,
    /// `f_trace`, or NULL.
    pub trace_fn: RefCell<Value>,
    /// `f_trace_lines`
    pub trace_lines: Cell<bool>,
    /// `f_trace_opcodes`
    pub trace_opcodes: Cell<bool>,
}
/// `frame`
pub static TYPE: TypeDef = TypeDef::new::<FrameObj>("frame").getset(GETSET).methods(METHODS).flags(flag::NO_NEW).final_type().slots(|s| {
    s.repr = Some(|vm, v| {
        let f = this::<FrameObj>(v);
        let line = line(vm, v).map_or("None".to_string(), |l| l.to_string());
        let at = v.word().0 & !7;
        Ok(Value::str(&format!("<frame at {at:#x}, file '{}', line {line}, code {}>", f.code.co.filename, f.code.co.qualname)))
    });
});
impl Payload for FrameObj {
    const KIND: Kind = Kind::Frame;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self.code.as_value());
        visit(&self.globals);
        visit(&self.builtins);
        for c in [&self.back, &self.locals, &self.extras, &self.trace_fn] {
            visit(&c.borrow());
        }
    }
    fn clear(&self) {
        let old = [&self.locals, &self.extras, &self.trace_fn].map(|c| c.replace(Value::NULL));
        let back = self.back.replace(Value::NONE);
        drop((old, back));
    }
}
impl FrameObj {
    /// The generator that owns the registers is going.
    pub fn forget_generator(&self) {
        self.generator.set(std::ptr::null());
    }
    fn generator(&self) -> Option<&Obj<GeneratorObj>> {
        // SAFETY: the generator takes itself out before it goes.
        unsafe { self.generator.get().as_ref() }
    }
}

/// Index among this thread's frames, if the frame of object `v` runs.
fn live(vm: &Vm, v: &Value) -> Option<usize> {
    let i = this::<FrameObj>(v).index.get()?;
    vm.frames.get(i).filter(|f| f.object.is(v)).map(|_| i)
}
/// The registers behind a frame object, if there are any still.
fn registers(vm: &Vm, v: &Value) -> Option<*mut Word> {
    if let Some(i) = live(vm, v) {
        let stale = vm.frames[i].flags & crate::interp::frame::flag::STALE != 0;
        return (!stale).then_some(vm.frames[i].base);
    }
    let g = this::<FrameObj>(v).generator()?;
    matches!(g.state.get(), State::Created | State::Suspended).then(|| g.registers())
}
/// Does compiled code own what the registers show?
fn is_lent(vm: &Vm, v: &Value) -> bool {
    live(vm, v).is_some_and(|i| vm.frames[i].flags & crate::interp::frame::flag::LENT != 0)
}
fn pc(vm: &Vm, v: &Value) -> u32 {
    let f = this::<FrameObj>(v);
    match (live(vm, v), f.generator()) {
        (Some(i), _) => vm.frames[i].pc,
        (None, Some(g)) if g.state.get() != State::Finished => g.pc.get(),
        _ => f.pc.get(),
    }
}

fn f_back(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    Ok(match live(vm, v) {
        Some(0) => Value::NONE,
        Some(i) => object_for(vm, i - 1),
        None => this::<FrameObj>(v).back.borrow().clone(),
    })
}
fn f_lasti(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if let Some(at) = event_at(vm, v) {
        return Ok(Value::int(i64::from(at.unit) * 2));
    }
    let pc = pc(vm, v);
    let unit = this::<FrameObj>(v).code.reg().units.get(pc as usize).copied().unwrap_or(0);
    Ok(Value::int(i64::from(unit) * 2))
}
fn f_locals(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    let f = this::<FrameObj>(v);
    if let Some(i) = live(vm, v)
        && !vm.frames[i].locals.is_null()
        && !has_hidden(&vm.frames[i])
    {
        return Ok(vm.frames[i].locals.clone());
    }
    if f.namespace.get() {
        return Ok(f.locals.borrow().clone());
    }
    Ok(locals::proxy(v))
}
fn set_bool(vm: &mut Vm, cell: &Cell<bool>, x: Option<&Value>) -> PyResult<()> {
    match x.and_then(|x| x.as_bool()) {
        Some(b) => {
            cell.set(b);
            Ok(())
        }
        None => Err(vm.type_error("attribute value type must be bool")),
    }
}
fn set_line(vm: &mut Vm, v: &Value, x: Option<&Value>) -> PyResult<()> {
    let Some(x) = x else { return Err(vm.attribute_error("cannot delete attribute", v, &crate::object::intern::intern("f_lineno"))) };
    let index = live(vm, v);
    crate::interp::trace::set_line(vm, v, index, x)
}
/// Where an event's callback sees the frame: unit and line.
fn event_at(vm: &Vm, v: &Value) -> Option<crate::interp::trace::At> {
    let at = vm.event?;
    (live(vm, v) == Some(at.frame)).then_some(at)
}
/// The line a frame stands at.
fn line(vm: &Vm, v: &Value) -> Option<u32> {
    let code = &this::<FrameObj>(v).code;
    match event_at(vm, v) {
        Some(at) => at.line.or_else(|| code.co.position(at.unit).line),
        None => code.line_of(pc(vm, v)),
    }
}
static GETSET: &[GetSet] = &[
    GetSet::new("f_code", |_, v| Ok(this::<FrameObj>(v).code.as_value().clone()), None, ""),
    GetSet::new("f_globals", |_, v| Ok(this::<FrameObj>(v).globals.clone()), None, ""),
    GetSet::new("f_builtins", |_, v| Ok(this::<FrameObj>(v).builtins.clone()), None, ""),
    GetSet::new("f_back", f_back, None, ""),
    GetSet::new("f_lineno", |vm, v| Ok(line(vm, v).map_or(Value::NONE, |l| Value::int(i64::from(l)))), Some(set_line), ""),
    GetSet::new("f_lasti", f_lasti, None, ""),
    GetSet::new("f_locals", f_locals, None, ""),
    GetSet::new(
        "f_trace",
        |_, v| Ok(this::<FrameObj>(v).trace_fn.borrow().opt().cloned().unwrap_or(Value::NONE)),
        Some(|_, v, x| {
            let x = x.and_then(|x| x.some()).cloned().unwrap_or(Value::NULL);
            drop(this::<FrameObj>(v).trace_fn.replace(x));
            Ok(())
        }),
        "",
    ),
    GetSet::new(
        "f_trace_lines",
        |_, v| Ok(Value::bool(this::<FrameObj>(v).trace_lines.get())),
        Some(|vm, v, x| set_bool(vm, &this::<FrameObj>(v).trace_lines, x)),
        "",
    ),
    GetSet::new(
        "f_trace_opcodes",
        |_, v| Ok(Value::bool(this::<FrameObj>(v).trace_opcodes.get())),
        Some(|vm, v, x| set_bool(vm, &this::<FrameObj>(v).trace_opcodes, x)),
        "",
    ),
    GetSet::new("f_generator", |_, v| Ok(this::<FrameObj>(v).generator().map_or(Value::NONE, |g| g.value())), None, ""),
];

/// `frame.clear()`
fn clear(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    if live(vm, &a[0]).is_some() {
        return Err(vm.runtime_error("cannot clear an executing frame"));
    }
    let f = this::<FrameObj>(&a[0]);
    let g = f.generator().map(|g| g.value());
    if let Some(g) = g.as_ref().and_then(|g| g.downcast::<GeneratorObj>()) {
        match g.state.get() {
            State::Suspended => return Err(vm.runtime_error("cannot clear a suspended frame")),
            State::Created => {
                let v = g.value();
                crate::builtins::generator::warn_unawaited(vm, &v);
                crate::builtins::generator::close(vm, g)?;
            }
            _ => {}
        }
    }
    if !f.namespace.get() {
        let old = f.locals.replace(new_dict());
        drop(old);
    }
    drop(f.extras.replace(Value::NULL));
    Ok(Value::NONE)
}
static METHODS: &[NativeDef] = &[NativeDef::new("clear", clear, "($self, /)", "Clear all references held by the frame.")];

/// Variables that stand in registers: names and values, cells looked into.
fn variables(code: &CodeObj, base: *mut Word) -> Vec<(usize, Value)> {
    let mut out = Vec::new();
    for i in 0..code.co.nlocalsplus() {
        // SAFETY: local registers of a live frame or generator.
        let mut v = unsafe { Value::from_borrowed(*base.add(i)) };
        let is_cell = code.co.localspluskinds.get(i).is_some_and(|k| k & 0xc0 != 0);
        if is_cell && let Some(c) = v.downcast::<crate::builtins::function::CellObj>() {
            let inner = c.content.borrow().clone();
            v = inner;
        }
        if !v.is_null() {
            out.push((i, v));
        }
    }
    out
}
fn to_dict(code: &CodeObj, base: *mut Word) -> Value {
    let d = new_dict();
    for (i, v) in variables(code, base) {
        this::<DictObj>(&d).set_text(code.co.local_name(i), v);
    }
    d
}
/// Changes a variable in its register, or in the cell that stands there.
fn set_variable(code: &CodeObj, base: *mut Word, i: usize, v: Value) {
    // SAFETY: a local register of a live frame or generator; the old value is released after the store.
    unsafe {
        let p = base.add(i);
        let is_cell = code.co.localspluskinds.get(i).is_some_and(|k| k & 0xc0 != 0);
        let now = Value::from_borrowed(*p);
        if is_cell && let Some(c) = now.downcast::<crate::builtins::function::CellObj>() {
            drop(c.content.replace(v));
            return;
        }
        let old = Value::from_owned(std::mem::replace(&mut *p, v.into_word()));
        drop(old);
    }
}

/// Does a module or class body just run a comprehension of its own? Its variables are the locals then, as if it were a function.
fn has_hidden(f: &crate::interp::frame::Frame) -> bool {
    let co = &f.code().co;
    // SAFETY: local registers of a live frame.
    f.flags & crate::interp::frame::flag::STALE == 0
        && (0..co.nlocalsplus()).any(|i| co.localspluskinds[i] & kinds::HIDDEN != 0 && unsafe { *f.base.add(i) } != Word::NULL)
}
/// A dict of the local variables of frame `index` (the namespace itself for module and class bodies).
pub fn locals(vm: &mut Vm, index: usize) -> Value {
    let f = &vm.frames[index];
    if !f.locals.is_null() && !has_hidden(f) {
        return f.locals.clone();
    }
    if f.flags & crate::interp::frame::flag::STALE != 0 {
        return new_dict();
    }
    let d = to_dict(f.code(), f.base);
    let extras = f.object.downcast::<FrameObj>().map_or(Value::NULL, |o| o.extras.borrow().clone());
    if let Some(e) = extras.downcast::<DictObj>() {
        for (k, v) in e.items() {
            // Keys of the dict were hashed once already.
            if let Err(raised) = ops::setitem(vm, &d, &k, &v) {
                drop(vm.take_exception(raised));
            }
        }
    }
    d
}

fn make(code: Ref<CodeObj>, globals: Value, builtins: Value, pc: u32, index: Option<usize>, generator: *const Obj<GeneratorObj>) -> Value {
    object::new(FrameObj {
        code,
        globals,
        builtins,
        back: RefCell::new(Value::NONE),
        pc: Cell::new(pc),
        index: Cell::new(index),
        generator: Cell::new(generator),
        locals: RefCell::new(Value::NULL),
        namespace: Cell::new(false),
        extras: RefCell::new(Value::NULL),
        trace_fn: RefCell::new(Value::NULL),
        trace_lines: Cell::new(true),
        trace_opcodes: Cell::new(false),
    })
}

/// The frame object of `vm.frames[index]`, made on first demand.
pub fn object_for(vm: &mut Vm, index: usize) -> Value {
    if !vm.frames[index].object.is_null() {
        return vm.frames[index].object.clone();
    }
    let f = &vm.frames[index];
    let code = Ref::<CodeObj>::from_value(f.code().value()).unwrap_or_else(|_| unreachable!("a code object"));
    let generator = f.owner.downcast::<GeneratorObj>().map_or(std::ptr::null(), |g| g as *const Obj<GeneratorObj>);
    let o = make(code, f.globals(), f.builtins(), f.pc, Some(index), generator);
    vm.frames[index].object = o.clone();
    o
}
/// The innermost frame of another thread, and the frames below it, as they are now.
pub fn of_thread(vm: &mut Vm) -> Option<Value> {
    let mut below = Value::NONE;
    for index in 0..vm.frames.len() {
        let o = object_for(vm, index);
        let f = this::<FrameObj>(&o);
        f.pc.set(vm.frames[index].pc);
        drop(f.back.replace(below));
        below = o;
    }
    (!below.is_none()).then_some(below)
}
/// The frame object of a generator that isn't running.
pub fn of_generator(g: &Obj<GeneratorObj>) -> Value {
    if let Some(f) = g.frame.borrow().opt() {
        return f.clone();
    }
    // SAFETY: namespaces are kept alive by the generator's function.
    let (globals, builtins) = unsafe { ((*g.globals).value(), (*g.builtins).value()) };
    let o = make(g.code.clone(), globals, builtins, g.pc.get(), None, g);
    drop(g.frame.replace(o.clone()));
    o
}

/// The frame of a generator was entered (`Some`: where) or suspended.
pub fn moved(object: &Value, index: Option<usize>, pc: u32) {
    if let Some(f) = object.downcast::<FrameObj>() {
        f.index.set(index);
        f.pc.set(pc);
    }
}

/// The frame of a generator that compiled code ran was left; of its variables nothing is known any more.
pub fn left(object: &Value) {
    if let Some(f) = object.downcast::<FrameObj>() {
        f.index.set(None);
        f.forget_generator();
    }
}

/// The frame is about to be left: its object keeps line, locals and the frame below if anybody else holds it.
pub fn detach(vm: &mut Vm, index: usize) {
    let shared = vm.frames[index].object.header().is_some_and(|h| h.rc.get() > 1);
    if shared {
        let namespace = !vm.frames[index].locals.is_null();
        let l = locals(vm, index);
        let back = if index > 0 { object_for(vm, index - 1) } else { Value::NONE };
        let o = vm.frames[index].object.clone();
        let f = this::<FrameObj>(&o);
        f.pc.set(vm.frames[index].pc);
        f.namespace.set(namespace);
        let old = (f.locals.replace(l), f.back.replace(back));
        drop(old);
    }
    let o = std::mem::replace(&mut vm.frames[index].object, Value::NULL);
    if let Some(f) = o.downcast::<FrameObj>() {
        f.index.set(None);
        f.forget_generator();
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
