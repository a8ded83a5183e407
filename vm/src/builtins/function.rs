//! Python functions and closure cells.

mod attrs;

use crate::builtins::code::CodeObj;
use crate::heap::header::Kind;
use crate::native::{GetSet, TypeDef, this};
use crate::object::dict::DictObj;
use crate::object::{self, Payload, Ref, ty};
use crate::value::Value;
use std::cell::{Cell, RefCell};

/// Payload of Python functions.
#[repr(C)]
pub struct FunctionObj {
    /// Code.
    pub code: RefCell<Ref<CodeObj>>,
    /// Globals.
    pub globals: Ref<DictObj>,
    /// Builtins namespace.
    pub builtins: Ref<DictObj>,
    /// Tuple of defaults, or NULL.
    pub defaults: RefCell<Value>,
    /// Dict of keyword-only defaults, or NULL.
    pub kwdefaults: RefCell<Value>,
    /// Tuple of cells, or NULL. Set once, right after the function is made.
    pub closure: RefCell<Value>,
    /// `__name__`
    pub name: RefCell<Value>,
    /// `__qualname__`
    pub qualname: RefCell<Value>,
    /// `__module__`
    pub module: RefCell<Value>,
    /// `__doc__`; NULL while it is the code's docstring.
    pub doc: RefCell<Value>,
    /// `__annotations__` once made, or NULL.
    pub annotations: RefCell<Value>,
    /// `__annotate__`, or NULL.
    pub annotate: RefCell<Value>,
    /// `__type_params__`, or NULL.
    pub type_params: RefCell<Value>,
    /// Calls can take the fast path: plain positional parameters only.
    pub simple: Cell<bool>,
    /// Changes whenever code or defaults change, for caches.
    pub version: Cell<u32>,
}

/// The type.
pub static TYPE: TypeDef =
    TypeDef::new::<FunctionObj>("function").with_dict().flags(ty::flag::METHOD_DESCRIPTOR | ty::flag::WEAKREF).final_type().getset(attrs::GETSET).slots(|s| {
        s.new = Some(attrs::new);
        s.call = Some(crate::interp::call_function);
        s.get = Some(|_, f, obj, _| {
            Ok(match obj {
                Some(o) => crate::builtins::method::new(f.clone(), o.clone()),
                None => f.clone(),
            })
        });
        s.repr = Some(|_, v| {
            Ok(Value::str(&format!("<function {} at {:#x}>", crate::builtins::str::text(&this::<FunctionObj>(v).qualname.borrow()), v.word().0 & !7)))
        });
    });

impl Payload for FunctionObj {
    const KIND: Kind = Kind::Function;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self.code.borrow().as_value());
        visit(self.globals.as_value());
        visit(self.builtins.as_value());
        for c in [
            &self.closure,
            &self.defaults,
            &self.kwdefaults,
            &self.name,
            &self.qualname,
            &self.module,
            &self.doc,
            &self.annotations,
            &self.annotate,
            &self.type_params,
        ] {
            visit(&c.borrow());
        }
    }
    fn clear(&self) {
        for c in [&self.defaults, &self.kwdefaults, &self.module, &self.doc, &self.annotations, &self.annotate, &self.type_params] {
            let old = c.replace(Value::NULL);
            drop(old);
        }
    }
}

static NEXT_VERSION: crate::threads::counter::Counter = crate::threads::counter::Counter::new();

impl FunctionObj {
    /// Code or defaults changed.
    pub fn touch(&self) {
        self.version.set(NEXT_VERSION.next());
        self.simple.set(self.code.borrow().is_simple());
    }
}

/// A new function of `code` with these globals.
pub fn new(code: Ref<CodeObj>, globals: Ref<DictObj>, builtins: Ref<DictObj>, closure: Value) -> Value {
    let (name, qualname) = (code.name.clone(), code.qualname.clone());
    let module = globals.get_str(&crate::object::intern::names().__name__).unwrap_or(Value::NONE);
    // Most docstrings are never asked for, so they stay in the code until they are.
    let doc = if code.has_docstring() { Value::NULL } else { Value::NONE };
    let f = FunctionObj {
        code: RefCell::new(code),
        globals,
        builtins,
        defaults: RefCell::new(Value::NULL),
        kwdefaults: RefCell::new(Value::NULL),
        closure: RefCell::new(closure),
        name: RefCell::new(name),
        qualname: RefCell::new(qualname),
        module: RefCell::new(module),
        doc: RefCell::new(doc),
        annotations: RefCell::new(Value::NULL),
        annotate: RefCell::new(Value::NULL),
        type_params: RefCell::new(Value::NULL),
        simple: Cell::new(false),
        version: Cell::new(0),
    };
    f.touch();
    object::new_of(TYPE.get(), f)
}

/// Payload of closure cells.
#[repr(C)]
pub struct CellObj {
    /// Content; NULL when empty.
    pub content: RefCell<Value>,
}
/// `cell`
pub static CELL: TypeDef = TypeDef::new::<CellObj>("cell").final_type().getset(CELL_GETSET).slots(cell_slots);
impl Payload for CellObj {
    const KIND: Kind = Kind::Cell;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &CELL
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.content.borrow());
    }
    fn clear(&self) {
        let old = self.content.replace(Value::NULL);
        drop(old);
    }
}
/// A cell with this content (NULL: empty).
pub fn new_cell(content: Value) -> Value {
    object::new(CellObj { content: RefCell::new(content) })
}

/// `cell(contents)`; without an argument the cell is empty.
fn cell_slots(s: &mut object::slots::TypeSlots) {
    s.new = Some(|vm, _, args| match (args.pos(), args.has_kw()) {
        (_, true) => Err(vm.type_error("cell() takes no keyword arguments")),
        ([], _) => Ok(new_cell(Value::NULL)),
        ([x], _) => Ok(new_cell(x.clone())),
        (more, _) => Err(vm.type_error(format!("cell expected at most 1 argument, got {}", more.len()))),
    });
    s.repr = Some(|_, v| {
        let at = v.word().0 & !7;
        let x = this::<CellObj>(v).content.borrow().clone();
        Ok(Value::str(&match x.is_null() {
            true => format!("<cell at {at:#x}: empty>"),
            false => format!("<cell at {at:#x}: {} object at {:#x}>", x.ty().full_name(), x.word().0 & !7),
        }))
    });
    s.compare = Some(|vm, a, b, op| {
        let Some(y) = b.downcast::<CellObj>() else { return Ok(Value::NOT_IMPLEMENTED) };
        let (x, y) = (this::<CellObj>(a).content.borrow().clone(), y.content.borrow().clone());
        if x.is_null() || y.is_null() {
            return Ok(Value::bool(op.holds((!x.is_null()).cmp(&!y.is_null()))));
        }
        object::ops::compare(vm, &x, &y, op)
    });
}
static CELL_GETSET: &[GetSet] = &[GetSet::new(
    "cell_contents",
    |vm, v| {
        let x = this::<CellObj>(v).content.borrow().clone();
        if x.is_null() { Err(vm.value_error("cell is empty")) } else { Ok(x) }
    },
    Some(|_, v, x| {
        drop(this::<CellObj>(v).content.replace(x.cloned().unwrap_or(Value::NULL)));
        Ok(())
    }),
    "",
)];
