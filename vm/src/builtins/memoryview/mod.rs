//! memoryview: a view of an exporter's memory, which can be sliced and cast without copying.
//!
//! All views made from one another share one `Buffer`; the exporter hears of the release when the last of them is gone. A
//! view that exports its memory itself (to `bytearray(m)`, say) can't be released meanwhile.

pub mod item;
pub mod methods;
pub mod python;

use crate::builtins::buffer::{self, Buffer, Order, View, request};
use crate::builtins::slice::{self, SliceObj};
use crate::builtins::{bytes, list, tuple};
use crate::native::signature::Signature;
use crate::native::{TypeDef, this};
use crate::object::error::{PyResult, Raised};
use crate::object::ops::{self, CmpOp};
use crate::object::slots::TypeSlots;
use crate::object::{self, Payload, ty};
use crate::value::Value;
use crate::vm::Vm;
use item::Format;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::LazyLock;

/// Payload.
pub struct MemoryObj {
    /// The memory; None once released.
    buffer: RefCell<Option<Rc<Buffer>>>,
    view: View,
    exports: Cell<usize>,
    hash: Cell<Option<i64>>,
}
/// The type.
pub static TYPE: TypeDef = TypeDef::new::<MemoryObj>("memoryview")
    .flags(crate::object::ty::flag::WEAKREF)
    .doc("Create a new memoryview object which references the given object.")
    .generic()
    .methods(methods::METHODS)
    .getset(methods::GETSET)
    .slots(slots)
    .flags(ty::flag::SEQUENCE | ty::flag::WEAKREF)
    .final_type();
impl Payload for MemoryObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        // Views that share the memory share its reference to the exporter: only a sole owner may show it.
        if let Some(b) = self.buffer.borrow().as_ref().filter(|b| Rc::strong_count(b) == 1) {
            visit(&b.owner);
        }
    }
}

/// A view of a buffer.
pub fn from_buffer(b: Buffer) -> Value {
    let view = b.view.clone();
    of(Rc::new(b), view)
}
fn of(buffer: Rc<Buffer>, view: View) -> Value {
    object::new(MemoryObj { buffer: RefCell::new(Some(buffer)), view, exports: Cell::new(0), hash: Cell::new(None) })
}
fn m(v: &Value) -> &object::Obj<MemoryObj> {
    this::<MemoryObj>(v)
}
fn released(vm: &mut Vm) -> Raised {
    vm.value_error("operation forbidden on released memoryview object")
}
/// The memory, unless it was released.
fn memory(vm: &mut Vm, v: &Value) -> PyResult<Rc<Buffer>> {
    let b = m(v).buffer.borrow().clone();
    b.ok_or_else(|| released(vm))
}
/// The format of the items, if it is one that can be read.
fn format(vm: &mut Vm, view: &View) -> PyResult<Format> {
    match Format::parse(&view.format).filter(|f| f.size == view.itemsize) {
        Some(f) => Ok(f),
        None => Err(vm.not_implemented(format!("memoryview: format {} not supported", view.format))),
    }
}

static SIGNATURE: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(object)"));

/// `memoryview(v)`
pub fn new(vm: &mut Vm, v: &Value) -> PyResult<Value> {
    if v.downcast::<MemoryObj>().is_some() {
        let b = memory(vm, v)?;
        return Ok(of(b, m(v).view.clone()));
    }
    if !buffer::is_exporter(v) {
        return Err(vm.type_error(format!("memoryview: a bytes-like object is required, not '{}'", v.ty().name())));
    }
    Ok(from_buffer(buffer::acquire(vm, v, request::FULL_RO)?))
}

fn slots(s: &mut TypeSlots) {
    s.new = Some(|vm, _, args| {
        let mut bound = Vec::new();
        SIGNATURE.bind(vm, "memoryview", args, &mut bound)?;
        new(vm, &bound[0])
    });
    s.repr = Some(|_, v| {
        let state = if m(v).buffer.borrow().is_some() { "memory" } else { "released memory" };
        Ok(Value::str(&format!("<{state} at {:#x}>", v.word().0 & !4)))
    });
    s.len = Some(|vm, v| {
        memory(vm, v)?;
        match m(v).view.shape.first() {
            Some(n) => Ok(*n),
            None => Err(vm.type_error("0-dim memory has no length")),
        }
    });
    s.iter = Some(|vm, v| {
        let b = memory(vm, v)?;
        let view = &m(v).view;
        match view.ndim() {
            0 => return Err(vm.type_error("invalid indexing of 0-dim memory")),
            1 => format(vm, view)?,
            _ => return Err(vm.not_implemented("multi-dimensional sub-views are not implemented")),
        };
        drop(b);
        Ok(object::new(MemoryIter { of: RefCell::new(v.clone()), index: Cell::new(0) }))
    });
    s.getitem = Some(getitem);
    s.setitem = Some(setitem);
    s.compare = Some(|vm, a, b, op| {
        if !matches!(op, CmpOp::Eq | CmpOp::Ne) || a.downcast::<MemoryObj>().is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
        match equal(vm, a, b)? {
            Some(same) => Ok(Value::bool(same == (op == CmpOp::Eq))),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    });
    s.hash = Some(hash);
    s.buffer = Some(export);
}

fn hash(vm: &mut Vm, v: &Value) -> PyResult<i64> {
    if let Some(h) = m(v).hash.get() {
        return Ok(h);
    }
    let b = memory(vm, v)?;
    let view = &m(v).view;
    if view.writable {
        return Err(vm.value_error("cannot hash writable memoryview object"));
    }
    if Format::parse(&view.format).is_none_or(|f| !f.is_byte()) {
        return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
    }
    // The exporter must be hashable too.
    ops::hash(vm, &b.owner)?;
    let h = ops::hash(vm, &bytes::new(b.gather(view, Order::C)))?;
    m(v).hash.set(Some(h));
    Ok(h)
}

/// Place of index `i` of dimension `dim` (counted from 1).
fn offset(vm: &mut Vm, view: &View, dim: usize, i: i64) -> PyResult<isize> {
    match list::position(i, view.shape[dim]) {
        Some(i) => Ok(view.strides[dim].wrapping_mul(i as isize)),
        None => Err(vm.index_error(format!("index out of bounds on dimension {}", dim + 1))),
    }
}
/// What a key stands for.
enum Target {
    /// One item at this place.
    Item(usize),
    /// A part.
    Part(View),
    /// All of it.
    Whole,
}
fn is_index(v: &Value) -> bool {
    v.ty().slots().index.is_some()
}
fn target(vm: &mut Vm, view: &View, key: &Value) -> PyResult<Target> {
    let at = |o: isize| view.offset.wrapping_add_signed(o);
    if view.ndim() == 0 {
        if key.is(&Value::ELLIPSIS) {
            return Ok(Target::Whole);
        }
        if key.downcast::<tuple::TupleObj>().is_some_and(|t| t.is_empty()) {
            return Ok(Target::Item(view.offset));
        }
        return Err(vm.type_error("invalid indexing of 0-dim memory"));
    }
    if is_index(key) {
        let i = ops::index_subscript(vm, key)?;
        if view.ndim() > 1 {
            return Err(vm.not_implemented("multi-dimensional sub-views are not implemented"));
        }
        return Ok(Target::Item(at(offset(vm, view, 0, i)?)));
    }
    if let Some(s) = key.downcast::<SliceObj>() {
        let (start, _, step, n) = slice::indices(vm, s, view.shape[0])?;
        let mut part = view.clone();
        part.offset = if n == 0 { view.offset } else { at(view.strides[0].wrapping_mul(start)) };
        part.shape[0] = n;
        part.strides[0] = view.strides[0].wrapping_mul(step);
        part.len = part.shape.iter().product::<usize>() * view.itemsize;
        return Ok(Target::Part(part));
    }
    let keys = tuple::items(key);
    if key.downcast::<tuple::TupleObj>().is_some() && keys.iter().all(is_index) {
        if keys.len() < view.ndim() {
            return Err(vm.not_implemented("sub-views are not implemented"));
        }
        if keys.len() > view.ndim() {
            return Err(vm.type_error(format!("cannot index {}-dimension view with {}-element tuple", view.ndim(), keys.len())));
        }
        let mut o = 0isize;
        for (dim, k) in keys.iter().enumerate() {
            let i = ops::index_subscript(vm, k)?;
            o = o.wrapping_add(offset(vm, view, dim, i)?);
        }
        return Ok(Target::Item(at(o)));
    }
    if !keys.is_empty() && keys.iter().all(|k| k.downcast::<SliceObj>().is_some()) {
        return Err(vm.not_implemented("multi-dimensional slicing is not implemented"));
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

fn getitem(vm: &mut Vm, v: &Value, key: &Value) -> PyResult<Value> {
    memory(vm, v)?;
    let view = &m(v).view;
    let t = target(vm, view, key)?;
    // Python code that ran for the key may have released the view.
    let b = memory(vm, v)?;
    match t {
        Target::Item(at) => Ok(format(vm, view)?.unpack(b.read(at, view.itemsize).unwrap_or(&[]))),
        Target::Part(part) => Ok(of(b, part)),
        Target::Whole => Ok(v.clone()),
    }
}

fn setitem(vm: &mut Vm, v: &Value, key: &Value, x: Option<&Value>) -> PyResult<()> {
    memory(vm, v)?;
    let view = &m(v).view;
    if !view.writable {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let Some(x) = x else { return Err(vm.type_error("cannot delete memory")) };
    let place = |at: usize| (at, view.itemsize);
    let item = match target(vm, view, key)? {
        Target::Item(at) => place(at),
        Target::Whole => place(view.offset),
        Target::Part(_) if view.ndim() > 1 => return Err(vm.type_error("memoryview: invalid slice key")),
        Target::Part(part) => {
            if !buffer::is_exporter(x) {
                return Err(vm.type_error(format!("a bytes-like object is required, not '{}'", x.ty().name())));
            }
            let source = buffer::acquire(vm, x, request::FULL_RO)?;
            let letter = |f: &str| f.strip_prefix('@').unwrap_or(f).to_string();
            if source.view.shape != part.shape || letter(&source.view.format) != letter(&part.format) || source.view.itemsize != part.itemsize {
                return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
            }
            // Copied first: the two may overlap.
            let data = source.to_vec();
            drop(source);
            memory(vm, v)?.scatter(&part, &data);
            return Ok(());
        }
    };
    let data = format(vm, view)?.pack(vm, x)?;
    memory(vm, v)?.write(item.0, &data);
    Ok(())
}

/// Equality of shapes and items; None when `b` is no exporter.
fn equal(vm: &mut Vm, a: &Value, b: &Value) -> PyResult<Option<bool>> {
    let Some(x) = m(a).buffer.borrow().clone() else { return Ok(Some(a.is(b))) };
    let view = &m(a).view;
    let theirs;
    let (y, other) = if let Some(o) = b.downcast::<MemoryObj>() {
        let Some(y) = o.buffer.borrow().clone() else { return Ok(Some(false)) };
        (y, &o.view)
    } else {
        if !buffer::is_exporter(b) {
            return Ok(None);
        }
        let r = buffer::acquire(vm, b, request::FULL_RO);
        let y = match r {
            Ok(y) => Rc::new(y),
            Err(e) => {
                drop(vm.take_exception(e));
                return Ok(None);
            }
        };
        theirs = y.view.clone();
        (y, &theirs)
    };
    if view.shape != other.shape {
        return Ok(Some(false));
    }
    let (Some(f), Some(g)) = (Format::parse(&view.format), Format::parse(&other.format)) else { return Ok(Some(false)) };
    if f.size != view.itemsize || g.size != other.itemsize {
        return Ok(Some(false));
    }
    if f == g && f.is_exact() {
        return Ok(Some(x.gather(view, Order::C) == y.gather(other, Order::C)));
    }
    for (p, q) in view.positions(Order::C).into_iter().zip(other.positions(Order::C)) {
        let (p, q) = (f.unpack(x.read(p, f.size).unwrap_or(&[])), g.unpack(y.read(q, g.size).unwrap_or(&[])));
        // No identity here: a nan differs from itself.
        if !ops::compare_bool(vm, &p, &q, CmpOp::Eq)? {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

/// The view exports its memory in turn.
fn export(vm: &mut Vm, v: &Value, flags: i32) -> PyResult<Buffer> {
    let b = memory(vm, v)?;
    let view = &m(v).view;
    let has = |what| request::has(flags, what);
    if has(request::WRITABLE) && !view.writable {
        return Err(vm.buffer_error("memoryview: underlying buffer is not writable"));
    }
    let (c, f) = (view.is_contiguous(Order::C), view.is_contiguous(Order::Fortran));
    if has(request::C_CONTIGUOUS) && !c {
        return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
    }
    if has(request::F_CONTIGUOUS) && !f {
        return Err(vm.buffer_error("memoryview: underlying buffer is not Fortran contiguous"));
    }
    if has(request::ANY_CONTIGUOUS) && !c && !f {
        return Err(vm.buffer_error("memoryview: underlying buffer is not contiguous"));
    }
    if !has(request::STRIDES) && !c {
        return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
    }
    let mut view = view.clone();
    if !has(request::ND) {
        view = View { offset: view.offset, ..View::bytes(view.len, view.writable) };
    }
    m(v).exports.set(m(v).exports.get() + 1);
    Ok(b.reexport(
        v.clone(),
        view,
        Some(|v| {
            if let Some(o) = v.downcast::<MemoryObj>() {
                o.exports.set(o.exports.get().saturating_sub(1));
            }
        }),
    ))
}

/// Releases the view: further use is a ValueError. BufferError while it exports its memory.
pub fn release(vm: &mut Vm, v: &Value) -> PyResult<()> {
    let n = m(v).exports.get();
    if n > 0 && m(v).buffer.borrow().is_some() {
        return Err(vm.buffer_error(format!("memoryview has {n} exported buffer{}", if n == 1 { "" } else { "s" })));
    }
    let old = m(v).buffer.borrow_mut().take();
    drop(old);
    Ok(())
}

/// Iterator over the items of one dimension; the view is NULL once exhausted.
struct MemoryIter {
    of: RefCell<Value>,
    index: Cell<usize>,
}
static ITER: TypeDef = TypeDef::new::<MemoryIter>("memory_iterator").flags(ty::flag::NO_NEW).final_type().slots(|s| {
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(|vm, v| {
        let it = this::<MemoryIter>(v);
        let view = it.of.borrow().clone();
        if view.is_null() {
            return Ok(None);
        }
        let b = memory(vm, &view)?;
        let (i, w) = (it.index.get(), &m(&view).view);
        if i >= w.shape[0] {
            drop(it.of.replace(Value::NULL));
            return Ok(None);
        }
        it.index.set(i + 1);
        let at = w.offset.wrapping_add_signed(w.strides[0].wrapping_mul(i as isize));
        Ok(Some(format(vm, w)?.unpack(b.read(at, w.itemsize).unwrap_or(&[]))))
    });
});
impl Payload for MemoryIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &ITER
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.of.borrow());
    }
}
