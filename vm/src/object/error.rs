//! How failures travel: `PyResult`, the pending exception, and shorthands to raise the common ones.

use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::Vm;

/// Says that an exception is pending in the `Vm`. Carries nothing, so that results stay small.
#[must_use = "an exception is pending: return it or take it"]
#[derive(Debug)]
pub struct Raised(pub(crate) ());

/// Result of everything that may raise a Python exception.
pub type PyResult<T> = Result<T, Raised>;

macro_rules! shorthands {
    ($($(#[doc = $doc:literal])+ $fn:ident = $class:ident;)+) => {
        impl Vm {
            $($(#[doc = $doc])+
            #[cold]
            pub fn $fn(&mut self, message: impl AsRef<str>) -> Raised {
                let class = crate::builtins::exception::classes().$class;
                self.raise_new(class, message.as_ref())
            })+
        }
    };
}
shorthands! {
    /// Raises TypeError.
    type_error = type_error;
    /// Raises ValueError.
    value_error = value_error;
    /// Raises IndexError.
    index_error = index_error;
    /// Raises RuntimeError.
    runtime_error = runtime_error;
    /// Raises OverflowError.
    overflow_error = overflow_error;
    /// Raises ZeroDivisionError.
    zero_division = zero_division_error;
    /// Raises NotImplementedError.
    not_implemented = not_implemented_error;
    /// Raises SystemError.
    system_error = system_error;
    /// Raises BufferError.
    buffer_error = buffer_error;
    /// Raises MemoryError.
    memory_error = memory_error;
    /// Raises RecursionError.
    recursion_error = recursion_error;
    /// Raises LookupError.
    lookup_error = lookup_error;
    /// Raises EOFError.
    eof_error = eof_error;
    /// Raises AssertionError.
    assertion_error = assertion_error;
}

impl Vm {
    /// Raises a new exception of `class` with a text.
    #[cold]
    pub fn raise_new(&mut self, class: &'static TypeObj, message: &str) -> Raised {
        let exc = crate::builtins::exception::make(class, vec![Value::str(message)]);
        self.raise(exc)
    }
    /// Raises an exception instance: it becomes the pending one, with the handled exception as context.
    #[cold]
    pub fn raise(&mut self, exc: Value) -> Raised {
        crate::builtins::exception::set_context(self, &exc);
        self.pending = exc;
        Raised(())
    }
    /// Makes `exc` pending again without touching its context.
    #[cold]
    pub fn reraise(&mut self, exc: Value) -> Raised {
        self.pending = exc;
        Raised(())
    }
    /// Takes the pending exception.
    pub fn take_exception(&mut self, _raised: Raised) -> Value {
        let exc = std::mem::replace(&mut self.pending, Value::NULL);
        debug_assert!(!exc.is_null(), "Raised without a pending exception");
        exc
    }
    /// KeyError with the key itself as argument.
    #[cold]
    pub fn key_error(&mut self, key: &Value) -> Raised {
        let exc = crate::builtins::exception::make(crate::builtins::exception::classes().key_error, vec![key.clone()]);
        self.raise(exc)
    }
    /// StopIteration with an optional value.
    #[cold]
    pub fn stop_iteration(&mut self, value: Value) -> Raised {
        let args = if value.is_none() { vec![] } else { vec![value] };
        let value = args.first().cloned();
        let exc = crate::builtins::exception::make(crate::builtins::exception::classes().stop_iteration, args);
        if let Some(value) = value {
            crate::builtins::exception::set_field(&exc, "value", value);
        }
        self.raise(exc)
    }
    /// AttributeError: `message`, with the `name` and `obj` attributes that suggestions use.
    #[cold]
    pub fn attribute_error(&mut self, message: &str, obj: &Value, name: &Value) -> Raised {
        let class = crate::builtins::exception::classes().attribute_error;
        let exc = crate::builtins::exception::make(class, vec![Value::str(message)]);
        crate::builtins::exception::set_field(&exc, "name", name.clone());
        crate::builtins::exception::set_field(&exc, "obj", obj.clone());
        self.raise(exc)
    }
    /// NameError with its `name` attribute.
    #[cold]
    pub fn name_error(&mut self, message: &str, name: &Value) -> Raised {
        let class = crate::builtins::exception::classes().name_error;
        let exc = crate::builtins::exception::make(class, vec![Value::str(message)]);
        crate::builtins::exception::set_field(&exc, "name", name.clone());
        self.raise(exc)
    }
    /// Is the pending exception an instance of `class`?
    pub fn pending_is(&self, class: &TypeObj) -> bool {
        self.pending.ty().is_subtype(class)
    }
    /// Turns a pending exception of `class` into `Ok(None)`; others stay.
    pub fn catch<T>(&mut self, r: PyResult<T>, class: &TypeObj) -> PyResult<Option<T>> {
        match r {
            Ok(v) => Ok(Some(v)),
            Err(e) if self.pending_is(class) => {
                drop(self.take_exception(e));
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }
}
