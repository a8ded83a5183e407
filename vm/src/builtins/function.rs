//! Python functions and closure cells.

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
    /// `__doc__`
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
    TypeDef::new::<FunctionObj>("function").with_dict().flags(ty::flag::METHOD_DESCRIPTOR | ty::flag::WEAKREF).final_type().getset(GETSET).slots(|s| {
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
    let doc = code.docstring();
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
pub static CELL: TypeDef = TypeDef::new::<CellObj>("cell").final_type();
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

macro_rules! field {
    ($name:literal, $field:ident) => {
        GetSet::new(
            $name,
            |_, v| Ok(this::<FunctionObj>(v).$field.borrow().opt().cloned().unwrap_or(Value::NONE)),
            Some(|_, v, x| {
                let f = this::<FunctionObj>(v);
                let old = f.$field.replace(x.cloned().unwrap_or(Value::NULL));
                f.touch();
                drop(old);
                Ok(())
            }),
            "",
        )
    };
}
static GETSET: &[GetSet] = &[
    field!("__name__", name),
    field!("__qualname__", qualname),
    field!("__module__", module),
    field!("__doc__", doc),
    field!("__defaults__", defaults),
    field!("__kwdefaults__", kwdefaults),
    GetSet::new("__code__", |_, v| Ok(this::<FunctionObj>(v).code.borrow().as_value().clone()), None, ""),
    GetSet::new("__globals__", |_, v| Ok(this::<FunctionObj>(v).globals.as_value().clone()), None, ""),
    GetSet::new("__closure__", |_, v| Ok(this::<FunctionObj>(v).closure.borrow().opt().cloned().unwrap_or(Value::NONE)), None, ""),
    GetSet::new(
        "__annotations__",
        |vm, v| {
            let f = this::<FunctionObj>(v);
            if let Some(a) = f.annotations.borrow().opt() {
                return Ok(a.clone());
            }
            let make = f.annotate.borrow().opt().cloned();
            let a = match make {
                Some(g) => vm.call(&g, &[Value::int(1)])?,
                None => crate::object::dict::new_dict(),
            };
            f.annotations.replace(a.clone());
            Ok(a)
        },
        None,
        "",
    ),
];
