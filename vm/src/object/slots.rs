//! THE type-slot table: which dunder method corresponds to which slot of a type, in both directions.
//!
//! A native type fills slots with Rust functions; the table's `wrap` side makes the dunder methods (`int.__add__`) from
//! them. A Python class defines dunder methods; the table's `install` side fills the slots with functions that call them.
//! `update_for` keeps the slots of a class and of its subclasses right when a dunder attribute changes.

use super::error::PyResult;
use super::intern::{Names, names};
use super::ops::{self, BinOp, CmpOp};
use super::ty::TypeObj;
use crate::native::Args;
use crate::value::Value;
use crate::vm::Vm;

/// `repr`-like: object in, object out.
pub type Unary = fn(&mut Vm, &Value) -> PyResult<Value>;
/// Binary operation; the slot of either operand's type is called with both in source order.
pub type Binary = fn(&mut Vm, &Value, &Value) -> PyResult<Value>;
/// Bytes-like view of an object's memory: the bytes are read (and written back) through the exporter.
pub type BufferFn = fn(&mut Vm, &Value, flags: i32) -> PyResult<crate::builtins::buffer::Buffer>;

/// Functions that implement the protocols for a type; None where the type lacks them.
#[derive(Clone, Default)]
#[allow(missing_docs, reason = "each field is named after the dunder method it stands for; see `SLOTS`")]
pub struct TypeSlots {
    pub new: Option<fn(&mut Vm, &'static TypeObj, &Args) -> PyResult<Value>>,
    pub init: Option<fn(&mut Vm, &Value, &Args) -> PyResult<()>>,
    pub del: Option<fn(&mut Vm, &Value)>,
    pub call: Option<fn(&mut Vm, &Value, &Args) -> PyResult<Value>>,
    pub repr: Option<Unary>,
    pub str: Option<Unary>,
    pub hash: Option<fn(&mut Vm, &Value) -> PyResult<i64>>,
    pub compare: Option<fn(&mut Vm, &Value, &Value, CmpOp) -> PyResult<Value>>,
    pub getattr: Option<Binary>,
    pub setattr: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    pub get: Option<fn(&mut Vm, &Value, Option<&Value>, Option<&Value>) -> PyResult<Value>>,
    pub set: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    pub iter: Option<Unary>,
    /// Next item, None at the end (StopIteration also ends).
    pub next: Option<fn(&mut Vm, &Value) -> PyResult<Option<Value>>>,
    pub len: Option<fn(&mut Vm, &Value) -> PyResult<usize>>,
    pub getitem: Option<Binary>,
    pub setitem: Option<fn(&mut Vm, &Value, &Value, Option<&Value>) -> PyResult<()>>,
    pub contains: Option<fn(&mut Vm, &Value, &Value) -> PyResult<bool>>,
    /// Sequence `+` and `*`, tried after the numeric ones.
    pub concat: Option<Binary>,
    pub repeat: Option<fn(&mut Vm, &Value, isize) -> PyResult<Value>>,
    pub iconcat: Option<Binary>,
    pub irepeat: Option<fn(&mut Vm, &Value, isize) -> PyResult<Value>>,
    pub binary: [Option<Binary>; BinOp::COUNT],
    pub inplace: [Option<Binary>; BinOp::COUNT],
    pub pow: Option<fn(&mut Vm, &Value, &Value, &Value) -> PyResult<Value>>,
    pub ipow: Option<fn(&mut Vm, &Value, &Value, &Value) -> PyResult<Value>>,
    pub neg: Option<Unary>,
    pub pos: Option<Unary>,
    pub abs: Option<Unary>,
    pub invert: Option<Unary>,
    pub bool: Option<fn(&mut Vm, &Value) -> PyResult<bool>>,
    pub int: Option<Unary>,
    pub float: Option<Unary>,
    pub index: Option<Unary>,
    pub await_: Option<Unary>,
    pub aiter: Option<Unary>,
    pub anext: Option<Unary>,
    pub buffer: Option<BufferFn>,
}

/// One dunder name and its slot.
pub struct SlotRow {
    /// The dunder name.
    pub name: fn(&Names) -> &Value,
    /// `__text_signature__` of the wrapper.
    pub sig: &'static str,
    /// `__doc__` of the wrapper.
    pub doc: &'static str,
    /// Does the type have the slot?
    pub has: fn(&TypeSlots) -> bool,
    /// Calls the slot with `self` and arguments already counted by `sig`.
    pub wrap: fn(&mut Vm, &TypeSlots, &Value, &Args) -> PyResult<Value>,
    /// Fills the slot with the function that calls the dunder method.
    pub install: fn(&mut TypeSlots),
    /// Copies the slot from another table (inheritance; also removes it).
    pub copy: fn(&TypeSlots, &mut TypeSlots),
    /// Does this row alone decide the slot's being (false for `__radd__`, `__delitem__`, ... which share one)?
    pub primary: bool,
}

fn arg<'a>(vm: &mut Vm, a: &Args<'a>, n: usize) -> PyResult<&'a [Value]> {
    if a.has_kw() {
        return Err(vm.type_error("wrapper() takes no keyword arguments"));
    }
    if a.all.len() != n {
        return Err(vm.type_error(format!("expected {n} argument{}, got {}", if n == 1 { "" } else { "s" }, a.all.len())));
    }
    Ok(a.all)
}

fn special(vm: &mut Vm, this: &Value, name: &Value, args: &[Value]) -> PyResult<Value> {
    match vm.call_special(this, name, args)? {
        Some(v) => Ok(v),
        None => Err(vm.attribute_error(&format!("'{}' object has no attribute '{}'", this.ty().full_name(), crate::builtins::str::text(name)), this, name)),
    }
}

/// The method `name` of `this`'s type called with `args`; NotImplemented when there is none.
fn special_or_not(vm: &mut Vm, this: &Value, name: &Value, args: &[Value]) -> PyResult<Value> {
    Ok(vm.call_special(this, name, args)?.unwrap_or(Value::NOT_IMPLEMENTED))
}

macro_rules! unary_row {
    ($field:ident, $name:ident, $doc:literal) => {
        SlotRow {
            name: |n| &n.$name,
            sig: "($self, /)",
            doc: $doc,
            has: |s| s.$field.is_some(),
            wrap: |vm, s, this, a| {
                arg(vm, a, 0)?;
                match s.$field {
                    Some(f) => f(vm, this),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.$field = Some(|vm, this| special(vm, this, &names().$name, &[])),
            copy: |from, to| to.$field = from.$field,
            primary: true,
        }
    };
}

macro_rules! binary_row {
    ($op:ident, $name:ident, $doc:literal) => {
        SlotRow {
            name: |n| &n.$name,
            sig: "($self, value, /)",
            doc: $doc,
            has: |s| s.binary[BinOp::$op as usize].is_some(),
            wrap: |vm, s, this, a| {
                let a = arg(vm, a, 1)?;
                match s.binary[BinOp::$op as usize] {
                    Some(f) => f(vm, this, &a[0]),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.binary[BinOp::$op as usize] = Some(|vm, a, b| python_binary(vm, BinOp::$op, a, b)),
            copy: |from, to| to.binary[BinOp::$op as usize] = from.binary[BinOp::$op as usize],
            primary: true,
        }
    };
}

macro_rules! reflected_row {
    ($op:ident, $name:ident, $doc:literal) => {
        SlotRow {
            name: |n| &n.$name,
            sig: "($self, value, /)",
            doc: $doc,
            has: |s| s.binary[BinOp::$op as usize].is_some(),
            wrap: |vm, s, this, a| {
                let a = arg(vm, a, 1)?;
                match s.binary[BinOp::$op as usize] {
                    Some(f) => f(vm, &a[0], this),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.binary[BinOp::$op as usize] = Some(|vm, a, b| python_binary(vm, BinOp::$op, a, b)),
            copy: |from, to| to.binary[BinOp::$op as usize] = from.binary[BinOp::$op as usize],
            primary: false,
        }
    };
}

macro_rules! inplace_row {
    ($op:ident, $name:ident, $doc:literal) => {
        SlotRow {
            name: |n| &n.$name,
            sig: "($self, value, /)",
            doc: $doc,
            has: |s| s.inplace[BinOp::$op as usize].is_some(),
            wrap: |vm, s, this, a| {
                let a = arg(vm, a, 1)?;
                match s.inplace[BinOp::$op as usize] {
                    Some(f) => f(vm, this, &a[0]),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.inplace[BinOp::$op as usize] = Some(|vm, a, b| special_or_not(vm, a, &names().$name, std::slice::from_ref(b))),
            copy: |from, to| to.inplace[BinOp::$op as usize] = from.inplace[BinOp::$op as usize],
            primary: true,
        }
    };
}

macro_rules! compare_row {
    ($op:ident, $name:ident, $doc:literal) => {
        SlotRow {
            name: |n| &n.$name,
            sig: "($self, value, /)",
            doc: $doc,
            has: |s| s.compare.is_some(),
            wrap: |vm, s, this, a| {
                let a = arg(vm, a, 1)?;
                match s.compare {
                    Some(f) => f(vm, this, &a[0], CmpOp::$op),
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.compare = Some(python_compare),
            copy: |from, to| to.compare = from.compare,
            primary: false,
        }
    };
}

/// Rows that need their own bodies.
macro_rules! row {
    ($name:ident, $sig:literal, $doc:literal, $primary:literal, $field:ident, $wrap:expr, $install:expr) => {
        SlotRow {
            name: |n| &n.$name,
            sig: $sig,
            doc: $doc,
            has: |s| s.$field.is_some(),
            wrap: $wrap,
            install: |s| s.$field = Some($install),
            copy: |from, to| to.$field = from.$field,
            primary: $primary,
        }
    };
}

macro_rules! seq_row {
    ($name:ident, $sig:literal, $doc:literal, $field:ident, |$vm:ident, $f:ident, $this:ident, $a:ident| $call:expr) => {
        SlotRow {
            name: |n| &n.$name,
            sig: $sig,
            doc: $doc,
            has: |s| s.$field.is_some(),
            wrap: |$vm, s, $this, a| {
                let $a = arg($vm, a, 1)?;
                match s.$field {
                    Some($f) => $call,
                    None => Ok(Value::NOT_IMPLEMENTED),
                }
            },
            install: |s| s.$field = None,
            copy: |from, to| to.$field = from.$field,
            primary: true,
        }
    };
}
fn none(_: ()) -> Value {
    Value::NONE
}

/// THE table.
pub static SLOTS: &[SlotRow] = &[
    unary_row!(repr, __repr__, "Return repr(self)."),
    unary_row!(str, __str__, "Return str(self)."),
    row!(
        __hash__,
        "($self, /)",
        "Return hash(self).",
        true,
        hash,
        |vm, s, this, a| {
            arg(vm, a, 0)?;
            match s.hash {
                Some(f) => Ok(Value::int(f(vm, this)?)),
                None => Err(vm.type_error(format!("unhashable type: '{}'", this.ty().full_name()))),
            }
        },
        python_hash
    ),
    row!(
        __call__,
        "($self, /, *args, **kwargs)",
        "Call self as a function.",
        true,
        call,
        |vm, s, this, a| match s.call {
            Some(f) => f(vm, this, a),
            None => Ok(Value::NOT_IMPLEMENTED),
        },
        python_call
    ),
    row!(
        __getattribute__,
        "($self, name, /)",
        "Return getattr(self, name).",
        false,
        getattr,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            attr_name(vm, &a[0])?;
            match s.getattr {
                Some(f) => f(vm, this, &a[0]),
                None => super::attr::generic_get(vm, this, &a[0]),
            }
        },
        python_getattr
    ),
    SlotRow {
        name: |n| &n.__getattr__,
        sig: "",
        doc: "",
        has: |_| false,
        wrap: |_, _, _, _| Ok(Value::NOT_IMPLEMENTED),
        install: |s| s.getattr = Some(python_getattr),
        copy: |from, to| to.getattr = from.getattr,
        primary: false,
    },
    row!(
        __setattr__,
        "($self, name, value, /)",
        "Implement setattr(self, name, value).",
        false,
        setattr,
        |vm, s, this, a| {
            let a = arg(vm, a, 2)?;
            attr_name(vm, &a[0])?;
            check_setattr(vm, s, this, "__setattr__")?;
            match s.setattr {
                Some(f) => f(vm, this, &a[0], Some(&a[1])).map(none),
                None => super::attr::generic_set(vm, this, &a[0], Some(&a[1])).map(none),
            }
        },
        python_setattr
    ),
    row!(
        __delattr__,
        "($self, name, /)",
        "Implement delattr(self, name).",
        false,
        setattr,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            attr_name(vm, &a[0])?;
            check_setattr(vm, s, this, "__delattr__")?;
            match s.setattr {
                Some(f) => f(vm, this, &a[0], None).map(none),
                None => super::attr::generic_set(vm, this, &a[0], None).map(none),
            }
        },
        python_setattr
    ),
    compare_row!(Lt, __lt__, "Return self<value."),
    compare_row!(Le, __le__, "Return self<=value."),
    compare_row!(Eq, __eq__, "Return self==value."),
    compare_row!(Ne, __ne__, "Return self!=value."),
    compare_row!(Gt, __gt__, "Return self>value."),
    compare_row!(Ge, __ge__, "Return self>=value."),
    unary_row!(iter, __iter__, "Implement iter(self)."),
    row!(
        __next__,
        "($self, /)",
        "Implement next(self).",
        true,
        next,
        |vm, s, this, a| {
            arg(vm, a, 0)?;
            match s.next {
                Some(f) => match f(vm, this)? {
                    Some(v) => Ok(v),
                    None => Err(vm.stop_iteration(Value::NONE)),
                },
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_next
    ),
    row!(
        __get__,
        "($self, instance, owner=None, /)",
        "Return an attribute of instance, which is of type owner.",
        true,
        get,
        |vm, s, this, a| {
            if a.has_kw() || a.all.is_empty() || a.all.len() > 2 {
                return Err(vm.type_error(format!("expected at least 1 argument, got {}", a.all.len())));
            }
            let obj = a.all[0].some();
            let owner = a.all.get(1).and_then(|o| o.some());
            if obj.is_none() && owner.is_none() {
                return Err(vm.type_error("__get__(None, None) is invalid"));
            }
            match s.get {
                Some(f) => f(vm, this, obj, owner),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_get
    ),
    row!(
        __set__,
        "($self, instance, value, /)",
        "Set an attribute of instance to value.",
        false,
        set,
        |vm, s, this, a| {
            let a = arg(vm, a, 2)?;
            match s.set {
                Some(f) => f(vm, this, &a[0], Some(&a[1])).map(none),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_set
    ),
    row!(
        __delete__,
        "($self, instance, /)",
        "Delete an attribute of instance.",
        false,
        set,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            match s.set {
                Some(f) => f(vm, this, &a[0], None).map(none),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_set
    ),
    row!(
        __init__,
        "($self, /, *args, **kwargs)",
        "Initialize self.  See help(type(self)) for accurate signature.",
        true,
        init,
        |vm, s, this, a| match s.init {
            Some(f) => f(vm, this, a).map(none),
            None => Ok(Value::NONE),
        },
        python_init
    ),
    row!(
        __del__,
        "($self, /)",
        "Called when the instance is about to be destroyed.",
        true,
        del,
        |vm, s, this, a| {
            arg(vm, a, 0)?;
            if let Some(f) = s.del {
                f(vm, this);
            }
            Ok(Value::NONE)
        },
        python_del
    ),
    row!(
        __len__,
        "($self, /)",
        "Return len(self).",
        true,
        len,
        |vm, s, this, a| {
            arg(vm, a, 0)?;
            match s.len {
                Some(f) => Ok(Value::usize(f(vm, this)?)),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_len
    ),
    row!(
        __getitem__,
        "($self, key, /)",
        "Return self[key].",
        true,
        getitem,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            match s.getitem {
                Some(f) => f(vm, this, &a[0]),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        |vm, this, key| special(vm, this, &names().__getitem__, std::slice::from_ref(key))
    ),
    row!(
        __setitem__,
        "($self, key, value, /)",
        "Set self[key] to value.",
        false,
        setitem,
        |vm, s, this, a| {
            let a = arg(vm, a, 2)?;
            match s.setitem {
                Some(f) => f(vm, this, &a[0], Some(&a[1])).map(none),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_setitem
    ),
    row!(
        __delitem__,
        "($self, key, /)",
        "Delete self[key].",
        false,
        setitem,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            match s.setitem {
                Some(f) => f(vm, this, &a[0], None).map(none),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_setitem
    ),
    row!(
        __contains__,
        "($self, key, /)",
        "Return bool(key in self).",
        true,
        contains,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            match s.contains {
                Some(f) => Ok(Value::bool(f(vm, this, &a[0])?)),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_contains
    ),
    binary_row!(Add, __add__, "Return self+value."),
    reflected_row!(Add, __radd__, "Return value+self."),
    binary_row!(Sub, __sub__, "Return self-value."),
    reflected_row!(Sub, __rsub__, "Return value-self."),
    binary_row!(Mul, __mul__, "Return self*value."),
    reflected_row!(Mul, __rmul__, "Return value*self."),
    binary_row!(TrueDiv, __truediv__, "Return self/value."),
    reflected_row!(TrueDiv, __rtruediv__, "Return value/self."),
    binary_row!(FloorDiv, __floordiv__, "Return self//value."),
    reflected_row!(FloorDiv, __rfloordiv__, "Return value//self."),
    binary_row!(Mod, __mod__, "Return self%value."),
    reflected_row!(Mod, __rmod__, "Return value%self."),
    binary_row!(DivMod, __divmod__, "Return divmod(self, value)."),
    reflected_row!(DivMod, __rdivmod__, "Return divmod(value, self)."),
    binary_row!(And, __and__, "Return self&value."),
    reflected_row!(And, __rand__, "Return value&self."),
    binary_row!(Or, __or__, "Return self|value."),
    reflected_row!(Or, __ror__, "Return value|self."),
    binary_row!(Xor, __xor__, "Return self^value."),
    reflected_row!(Xor, __rxor__, "Return value^self."),
    binary_row!(Shl, __lshift__, "Return self<<value."),
    reflected_row!(Shl, __rlshift__, "Return value<<self."),
    binary_row!(Shr, __rshift__, "Return self>>value."),
    reflected_row!(Shr, __rrshift__, "Return value>>self."),
    binary_row!(MatMul, __matmul__, "Return self@value."),
    reflected_row!(MatMul, __rmatmul__, "Return value@self."),
    row!(
        __pow__,
        "($self, value, mod=None, /)",
        "Return pow(self, value, mod).",
        true,
        pow,
        |vm, s, this, a| {
            if a.has_kw() || a.all.is_empty() || a.all.len() > 2 {
                return Err(vm.type_error(format!("expected at least 1 argument, got {}", a.all.len())));
            }
            let m = a.all.get(1).cloned().unwrap_or(Value::NONE);
            match s.pow {
                Some(f) => f(vm, this, &a.all[0], &m),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_pow
    ),
    row!(
        __rpow__,
        "($self, value, mod=None, /)",
        "Return pow(value, self, mod).",
        false,
        pow,
        |vm, s, this, a| {
            if a.has_kw() || a.all.is_empty() || a.all.len() > 2 {
                return Err(vm.type_error(format!("expected at least 1 argument, got {}", a.all.len())));
            }
            let m = a.all.get(1).cloned().unwrap_or(Value::NONE);
            match s.pow {
                Some(f) => f(vm, &a.all[0], this, &m),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_pow
    ),
    inplace_row!(Add, __iadd__, "Return self+=value."),
    inplace_row!(Sub, __isub__, "Return self-=value."),
    inplace_row!(Mul, __imul__, "Return self*=value."),
    inplace_row!(TrueDiv, __itruediv__, "Return self/=value."),
    inplace_row!(FloorDiv, __ifloordiv__, "Return self//=value."),
    inplace_row!(Mod, __imod__, "Return self%=value."),
    inplace_row!(And, __iand__, "Return self&=value."),
    inplace_row!(Or, __ior__, "Return self|=value."),
    inplace_row!(Xor, __ixor__, "Return self^=value."),
    inplace_row!(Shl, __ilshift__, "Return self<<=value."),
    inplace_row!(Shr, __irshift__, "Return self>>=value."),
    inplace_row!(MatMul, __imatmul__, "Return self@=value."),
    row!(
        __ipow__,
        "($self, value, /)",
        "Return self**=value.",
        true,
        ipow,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            match s.ipow {
                Some(f) => f(vm, this, &a[0], &Value::NONE),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        |vm, a, b, _| special_or_not(vm, a, &names().__ipow__, std::slice::from_ref(b))
    ),
    unary_row!(neg, __neg__, "-self"),
    unary_row!(pos, __pos__, "+self"),
    unary_row!(abs, __abs__, "abs(self)"),
    unary_row!(invert, __invert__, "~self"),
    row!(
        __bool__,
        "($self, /)",
        "True if self else False",
        true,
        bool,
        |vm, s, this, a| {
            arg(vm, a, 0)?;
            match s.bool {
                Some(f) => Ok(Value::bool(f(vm, this)?)),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        python_bool
    ),
    unary_row!(int, __int__, "int(self)"),
    unary_row!(float, __float__, "float(self)"),
    unary_row!(index, __index__, "Return self converted to an integer, if self is suitable for use as an index into a list."),
    unary_row!(await_, __await__, "Return an iterator to be used in await expression."),
    unary_row!(aiter, __aiter__, "Return an awaitable, that resolves in asynchronous iterator."),
    unary_row!(anext, __anext__, "Return a value or raise StopAsyncIteration."),
    row!(
        __buffer__,
        "($self, flags, /)",
        "Return a buffer object that exposes the underlying memory of the object.",
        true,
        buffer,
        |vm, s, this, a| {
            let a = arg(vm, a, 1)?;
            let flags = crate::builtins::memoryview::methods::request_flags(vm, &a[0])?;
            match s.buffer {
                Some(f) => Ok(crate::builtins::memoryview::from_buffer(f(vm, this, flags)?)),
                None => Ok(Value::NOT_IMPLEMENTED),
            }
        },
        crate::builtins::memoryview::python::acquire
    ),
    // Sequence forms: `__add__` of a list is `concat`, but a class that defines `__add__` fills the numeric slot.
    seq_row!(__add__, "($self, value, /)", "Return self+value.", concat, |vm, f, this, a| f(vm, this, &a[0])),
    seq_row!(__mul__, "($self, value, /)", "Return self*value.", repeat, |vm, f, this, a| {
        let n = ops::index_clipped(vm, &a[0])?;
        f(vm, this, n)
    }),
    seq_row!(__rmul__, "($self, value, /)", "Return value*self.", repeat, |vm, f, this, a| {
        let n = ops::index_clipped(vm, &a[0])?;
        f(vm, this, n)
    }),
    seq_row!(__iadd__, "($self, value, /)", "Implement self+=value.", iconcat, |vm, f, this, a| f(vm, this, &a[0])),
    seq_row!(__imul__, "($self, value, /)", "Implement self*=value.", irepeat, |vm, f, this, a| {
        let n = ops::index_clipped(vm, &a[0])?;
        f(vm, this, n)
    }),
];

fn attr_name(vm: &mut Vm, name: &Value) -> PyResult<()> {
    if crate::builtins::str::is_str(name) { Ok(()) } else { Err(vm.type_error(format!("attribute name must be string, not '{}'", name.ty().full_name()))) }
}

/// `object.__setattr__(cls, ...)` must not reach around a more special implementation (CPython's hackcheck).
fn check_setattr(vm: &mut Vm, s: &TypeSlots, this: &Value, what: &str) -> PyResult<()> {
    let mine = s.setattr.map(|f| f as usize);
    let native = this.ty().mro().into_iter().find(|t| !t.is_heap_type());
    if let Some(t) = native
        && t.slots().setattr.map(|f| f as usize) != mine
        && mine != Some(python_setattr as *const () as usize)
    {
        return Err(vm.type_error(format!("can't apply this {what} to {} object", this.ty().full_name())));
    }
    Ok(())
}

// ---- slots of Python classes ---------------------------------------------------------------

fn python_hash(vm: &mut Vm, this: &Value) -> PyResult<i64> {
    let m = this.ty().lookup(&names().__hash__);
    if m.as_ref().is_none_or(|m| m.is_none()) {
        return Err(vm.type_error(format!("unhashable type: '{}'", this.ty().full_name())));
    }
    let v = special(vm, this, &names().__hash__, &[])?;
    match crate::builtins::int::hash_of(&v) {
        Some(h) => Ok(if h == -1 { -2 } else { h }),
        None => Err(vm.type_error("__hash__ method should return an integer")),
    }
}
fn python_call(vm: &mut Vm, this: &Value, args: &Args) -> PyResult<Value> {
    match vm.lookup_special(this, &names().__call__)? {
        Some(m) => vm.call_args(&m, args),
        None => Err(vm.type_error(format!("'{}' object is not callable", this.ty().full_name()))),
    }
}
fn python_getattr(vm: &mut Vm, this: &Value, name: &Value) -> PyResult<Value> {
    let ty = this.ty();
    let first = match ty.lookup(&names().__getattribute__) {
        Some(m) if !super::attr::is_generic_getattribute(&m) => special(vm, this, &names().__getattribute__, std::slice::from_ref(name)),
        _ => native_getattr(vm, this, name),
    };
    match first {
        Err(e) if vm.pending_is(crate::builtins::exception::classes().attribute_error) && ty.lookup(&names().__getattr__).is_some() => {
            drop(vm.take_exception(e));
            special(vm, this, &names().__getattr__, std::slice::from_ref(name))
        }
        r => r,
    }
}
/// What the nearest native base does for attributes.
fn native_getattr(vm: &mut Vm, this: &Value, name: &Value) -> PyResult<Value> {
    let native = this.ty().mro().into_iter().find(|t| !t.is_heap_type() && t.slots().getattr.is_some());
    match native.and_then(|t| t.slots().getattr) {
        Some(f) => f(vm, this, name),
        None => super::attr::generic_get(vm, this, name),
    }
}
fn python_setattr(vm: &mut Vm, this: &Value, name: &Value, v: Option<&Value>) -> PyResult<()> {
    match v {
        Some(v) => special(vm, this, &names().__setattr__, &[name.clone(), v.clone()])?,
        None => special(vm, this, &names().__delattr__, std::slice::from_ref(name))?,
    };
    Ok(())
}
fn python_next(vm: &mut Vm, this: &Value) -> PyResult<Option<Value>> {
    // A StopIteration stays as it is: its value may be wanted (`yield from`).
    special(vm, this, &names().__next__, &[]).map(Some)
}
fn python_get(vm: &mut Vm, this: &Value, obj: Option<&Value>, owner: Option<&Value>) -> PyResult<Value> {
    let pair = [obj.cloned().unwrap_or(Value::NONE), owner.cloned().unwrap_or(Value::NONE)];
    special(vm, this, &names().__get__, &pair)
}
fn python_set(vm: &mut Vm, this: &Value, obj: &Value, v: Option<&Value>) -> PyResult<()> {
    let name = if v.is_some() { &names().__set__ } else { &names().__delete__ };
    if this.ty().lookup(name).is_none() {
        return Err(vm.attribute_error(crate::builtins::str::text(name).as_ref(), this, name));
    }
    match v {
        Some(v) => special(vm, this, name, &[obj.clone(), v.clone()])?,
        None => special(vm, this, name, std::slice::from_ref(obj))?,
    };
    Ok(())
}
fn python_init(vm: &mut Vm, this: &Value, args: &Args) -> PyResult<()> {
    let Some(m) = vm.lookup_special(this, &names().__init__)? else { return Ok(()) };
    let r = vm.call_args(&m, args)?;
    if r.is_none() { Ok(()) } else { Err(vm.type_error(format!("__init__() should return None, not '{}'", r.ty().full_name()))) }
}
fn python_del(vm: &mut Vm, this: &Value) {
    if let Ok(Some(m)) = vm.lookup_special(this, &names().__del__) {
        let r = vm.call(&m, &[]);
        let shown = this.ty().lookup(&names().__del__).unwrap_or(m);
        vm.unraisable_if(r, "Exception ignored while calling deallocator", &shown);
    }
}
fn python_len(vm: &mut Vm, this: &Value) -> PyResult<usize> {
    let v = special(vm, this, &names().__len__, &[])?;
    let v = ops::index(vm, &v)?;
    match crate::builtins::int::as_i64(&v) {
        Some(n) if n >= 0 => Ok(n as usize),
        Some(_) => Err(vm.value_error("__len__() should return >= 0")),
        None if crate::builtins::int::is_negative(&v) => Err(vm.value_error("__len__() should return >= 0")),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}
fn python_setitem(vm: &mut Vm, this: &Value, key: &Value, v: Option<&Value>) -> PyResult<()> {
    let name = if v.is_some() { &names().__setitem__ } else { &names().__delitem__ };
    let r = match v {
        Some(v) => vm.call_special(this, name, &[key.clone(), v.clone()])?,
        None => vm.call_special(this, name, std::slice::from_ref(key))?,
    };
    if r.is_some() {
        return Ok(());
    }
    let what = if v.is_some() { "assignment" } else { "deletion" };
    Err(vm.type_error(
        format!("'{}' object doesn't support item {what}", this.ty().full_name()).replace("doesn't", if v.is_some() { "does not" } else { "doesn't" }),
    ))
}
fn python_contains(vm: &mut Vm, this: &Value, x: &Value) -> PyResult<bool> {
    match this.ty().lookup(&names().__contains__) {
        Some(m) if m.is_none() => Err(vm.type_error(format!("'{}' object is not a container", this.ty().full_name()))),
        Some(_) => {
            let v = special(vm, this, &names().__contains__, std::slice::from_ref(x))?;
            ops::truth(vm, &v)
        }
        None => ops::contains_by_iteration(vm, this, x),
    }
}
fn python_bool(vm: &mut Vm, this: &Value) -> PyResult<bool> {
    let v = special(vm, this, &names().__bool__, &[])?;
    v.as_bool().ok_or_else(|| vm.type_error(format!("__bool__ should return bool, returned {}", v.ty().full_name())))
}
fn python_compare(vm: &mut Vm, a: &Value, b: &Value, op: CmpOp) -> PyResult<Value> {
    let name = op.dunder();
    if a.ty().lookup(name).is_some_and(|m| m.ty().flags() & super::ty::flag::METHOD_DESCRIPTOR != 0) {
        return special_or_not(vm, a, name, std::slice::from_ref(b));
    }
    // A method that can't be got, because a descriptor fails, is as good as none; so is it in CPython.
    match vm.lookup_special(a, name) {
        Ok(Some(m)) => vm.call1(&m, b),
        Ok(None) => Ok(Value::NOT_IMPLEMENTED),
        Err(e) => {
            drop(vm.take_exception(e));
            Ok(Value::NOT_IMPLEMENTED)
        }
    }
}

/// A binary slot that both operands may share: the forward method of `a`, then the reflected one of `b`.
fn python_binary(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let (forward, reflected) = op.dunders();
    let (ta, tb) = (a.ty(), b.ty());
    let is_mine = |t: &TypeObj| t.is_heap_type();
    let mut try_reflected = !ta.is(tb) && is_mine(tb) && tb.lookup(reflected).is_some();
    if is_mine(ta) {
        if try_reflected && tb.is_subtype(ta) && overrides(ta, tb, reflected) {
            let r = special_or_not(vm, b, reflected, std::slice::from_ref(a))?;
            if !r.is_not_implemented() {
                return Ok(r);
            }
            try_reflected = false;
        }
        let r = special_or_not(vm, a, forward, std::slice::from_ref(b))?;
        if !r.is_not_implemented() || ta.is(tb) {
            return Ok(r);
        }
    }
    if try_reflected {
        return special_or_not(vm, b, reflected, std::slice::from_ref(a));
    }
    Ok(Value::NOT_IMPLEMENTED)
}
/// What follows when the forward method of `a` returned NotImplemented.
pub(crate) fn binary_rest(vm: &mut Vm, op: BinOp, a: &Value, b: &Value) -> PyResult<Value> {
    let (ta, tb) = (a.ty(), b.ty());
    if ta.is(tb) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let reflected = op.dunders().1;
    match (ta.slots().binary[op as usize], tb.slots().binary[op as usize]) {
        // The same slot serves both.
        (Some(f), Some(g)) if std::ptr::fn_addr_eq(f, g) && tb.lookup(reflected).is_some() => special_or_not(vm, b, reflected, std::slice::from_ref(a)),
        (Some(f), Some(g)) if std::ptr::fn_addr_eq(f, g) => Ok(Value::NOT_IMPLEMENTED),
        (_, Some(g)) => g(vm, a, b),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}
fn python_pow(vm: &mut Vm, a: &Value, b: &Value, m: &Value) -> PyResult<Value> {
    if m.is_none() {
        return python_binary(vm, BinOp::Pow, a, b);
    }
    if a.ty().lookup(&names().__pow__).is_some() && a.ty().is_heap_type() {
        return special_or_not(vm, a, &names().__pow__, &[b.clone(), m.clone()]);
    }
    if b.ty().is_heap_type() && b.ty().lookup(&names().__rpow__).is_some() {
        return special_or_not(vm, b, &names().__rpow__, &[a.clone(), m.clone()]);
    }
    Ok(Value::NOT_IMPLEMENTED)
}
/// Does `sub` have its own idea of `name`?
fn overrides(base: &TypeObj, sub: &TypeObj, name: &Value) -> bool {
    match (sub.lookup(name), base.lookup(name)) {
        (Some(s), Some(b)) => !s.is(&b),
        (Some(_), None) => true,
        _ => false,
    }
}

// ---- filling and updating --------------------------------------------------------------------

/// Brings the slots for dunder `name` of `ty` and of the classes below it up to date.
pub fn update_for(ty: &TypeObj, name: &Value) {
    let n = names();
    let is_new = name.is(&n.__new__);
    let rows: Vec<usize> = (0..SLOTS.len()).filter(|&i| (SLOTS[i].name)(n).is(name)).collect();
    if is_new {
        crate::builtins::type_::update_new(ty);
    }
    if rows.is_empty() && !is_new {
        return;
    }
    for i in rows {
        update_row(ty, i);
    }
    for s in ty.subclasses() {
        update_for(s, name);
    }
}

/// Fills one slot of a heap type from what its MRO says.
fn update_row(ty: &TypeObj, row: usize) {
    if !ty.is_heap_type() {
        return;
    }
    let n = names();
    // Rows that share the slot: the winner is the first class in MRO order with any of their names.
    let group = &GROUPS[row];
    for t in ty.mro() {
        let defined = group.iter().any(|&i| t.dict().find_str((SLOTS[i].name)(n)).is_some());
        if !defined {
            continue;
        }
        let from = t.slots().clone();
        if t.is_heap_type() {
            ty.with_slots_mut(|s| (SLOTS[row].install)(s));
        } else {
            ty.with_slots_mut(|s| (SLOTS[row].copy)(&from, s));
        }
        return;
    }
    let empty = TypeSlots::default();
    ty.with_slots_mut(|s| (SLOTS[row].copy)(&empty, s));
}

/// Per row: the rows that describe the same slot under different names, itself included.
static GROUPS: std::sync::LazyLock<Vec<Vec<usize>>> =
    std::sync::LazyLock::new(|| (0..SLOTS.len()).map(|a| (0..SLOTS.len()).filter(|&b| same_slot(a, b)).collect()).collect());

/// Do two rows describe the same slot under different names?
fn same_slot(a: usize, b: usize) -> bool {
    if a == b {
        return true;
    }
    // Fill one slot by each row and see whether the other row finds it.
    let mut s = TypeSlots::default();
    (SLOTS[a].install)(&mut s);
    let filled = (SLOTS[b].has)(&s);
    let mut t = TypeSlots::default();
    (SLOTS[b].install)(&mut t);
    // `__getattr__` fills a slot that only `__getattribute__` says it has.
    filled || (SLOTS[a].has)(&t)
}

/// Fills all slots of a new heap type.
pub fn fill(ty: &TypeObj) {
    let n = names();
    // Start from the base's table, then let every dunder name that any heap class in the MRO defines decide its slot.
    if let Some(base) = ty.base() {
        let from = base.slots().clone();
        ty.with_slots_mut(|s| *s = from);
    }
    for row in 0..SLOTS.len() {
        let name = (SLOTS[row].name)(n);
        if ty.mro().iter().any(|t| t.dict().find_str(name).is_some()) {
            update_row(ty, row);
        }
    }
}

/// Makes a native type's slot table: its own over what it inherits.
pub fn inherit(ty: &TypeObj, own: TypeSlots) {
    let mut s = own;
    let own_hash_rules = s.compare.is_some() && s.hash.is_none();
    if let Some(base) = ty.base() {
        let b = base.slots();
        for row in SLOTS {
            // `__getattr__` only ever fills a slot that another row describes.
            let unhashable = own_hash_rules && (row.name)(names()).is(&names().__hash__);
            if !((row.has)(&s) || row.sig.is_empty() || unhashable) {
                (row.copy)(b, &mut s);
            }
        }
        s.buffer = s.buffer.or(b.buffer);
        s.new = s.new.or(if (ty.flags() | base.flags()) & super::ty::flag::NO_NEW == 0 { b.new } else { None });
    }
    ty.with_slots_mut(|t| *t = s);
}
