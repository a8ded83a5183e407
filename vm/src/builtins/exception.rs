//! THE exception-class table and what all exceptions share.

pub mod group;
pub mod os;
pub mod protocol;
pub mod syntax;
pub mod unicode;

pub use group::{group_split, prep_reraise_star};
pub use os::{os_error, os_error_from};
pub use protocol::{add_note, matches, normalize_raise};
pub use unicode::{unicode_decode_error, unicode_encode_error};

use crate::builtins::tuple;
use crate::heap::header::Kind;
use crate::native::{GetSet, NativeDef, TypeDef};
use crate::object::dict::DictObj;
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Obj, Payload};
use crate::value::Value;
use crate::vm::Vm;
use std::cell::{Cell, OnceCell, RefCell};

/// Payload of exception instances.
pub struct ExceptionObj {
    /// `args`, a tuple.
    pub args: RefCell<Value>,
    /// `__traceback__`
    pub traceback: RefCell<Value>,
    /// `__context__`
    pub context: RefCell<Value>,
    /// `__cause__`
    pub cause: RefCell<Value>,
    /// `__suppress_context__`
    pub suppress_context: Cell<bool>,
    /// Values of the class's own fields, by position in its `fields` (NULL: unset).
    pub fields: RefCell<Vec<Value>>,
}
impl Payload for ExceptionObj {
    const KIND: Kind = Kind::Exception;
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &BASE_EXCEPTION
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        for c in [&self.args, &self.traceback, &self.context, &self.cause] {
            visit(&c.borrow());
        }
        self.fields.borrow().iter().for_each(visit);
    }
    fn clear(&self) {
        let old: Vec<Value> = [&self.traceback, &self.context, &self.cause].map(|c| c.replace(Value::NONE)).into();
        let fields = std::mem::take(&mut *self.fields.borrow_mut());
        drop((old, fields));
    }
}

/// `BaseException`
pub static BASE_EXCEPTION: TypeDef = TypeDef::new::<ExceptionObj>("BaseException")
    .doc("Common base class for all exceptions.")
    .methods(protocol::METHODS)
    .getset(protocol::GETSET)
    .slots(protocol::slots)
    .with_dict();

macro_rules! classes {
    ($root:ident; $($(#[doc = $doc:literal])* $field:ident $name:literal ($base:ident) $([$($member:literal),+])?;)+) => {
        /// The exception classes.
        #[allow(missing_docs, reason = "each field is the class of that name")]
        pub struct Classes { pub $root: &'static TypeObj, $(pub $field: &'static TypeObj,)+ }
        impl Classes {
            fn new() -> Classes {
                let $root = BASE_EXCEPTION.get();
                $(let $field = make_class($name, $base);)+
                Classes { $root, $($field,)+ }
            }
            fn all(&self) -> Vec<(&'static str, &'static TypeObj)> { vec![("BaseException", self.$root), $(($name, self.$field),)+] }
        }
        /// Names of the fields that a class adds to its base.
        pub fn own_fields(name: &str) -> &'static [&'static str] {
            match name { $($($name => &[$($member),+],)?)+ _ => &[] }
        }
    };
}
classes! {
    base_exception;
    exception "Exception" (base_exception);
    generator_exit "GeneratorExit" (base_exception);
    keyboard_interrupt "KeyboardInterrupt" (base_exception);
    system_exit "SystemExit" (base_exception) ["code"];
    base_exception_group "BaseExceptionGroup" (base_exception) ["message", "exceptions"];
    arithmetic_error "ArithmeticError" (exception);
    floating_point_error "FloatingPointError" (arithmetic_error);
    overflow_error "OverflowError" (arithmetic_error);
    zero_division_error "ZeroDivisionError" (arithmetic_error);
    assertion_error "AssertionError" (exception);
    attribute_error "AttributeError" (exception) ["name", "obj"];
    buffer_error "BufferError" (exception);
    eof_error "EOFError" (exception);
    import_error "ImportError" (exception) ["msg", "name", "path", "name_from"];
    module_not_found_error "ModuleNotFoundError" (import_error);
    lookup_error "LookupError" (exception);
    index_error "IndexError" (lookup_error);
    key_error "KeyError" (lookup_error);
    memory_error "MemoryError" (exception);
    name_error "NameError" (exception) ["name"];
    unbound_local_error "UnboundLocalError" (name_error);
    os_error "OSError" (exception) ["errno", "strerror", "filename", "filename2", "characters_written"];
    blocking_io_error "BlockingIOError" (os_error);
    child_process_error "ChildProcessError" (os_error);
    connection_error "ConnectionError" (os_error);
    broken_pipe_error "BrokenPipeError" (connection_error);
    connection_aborted_error "ConnectionAbortedError" (connection_error);
    connection_refused_error "ConnectionRefusedError" (connection_error);
    connection_reset_error "ConnectionResetError" (connection_error);
    file_exists_error "FileExistsError" (os_error);
    file_not_found_error "FileNotFoundError" (os_error);
    interrupted_error "InterruptedError" (os_error);
    is_a_directory_error "IsADirectoryError" (os_error);
    not_a_directory_error "NotADirectoryError" (os_error);
    permission_error "PermissionError" (os_error);
    process_lookup_error "ProcessLookupError" (os_error);
    timeout_error "TimeoutError" (os_error);
    reference_error "ReferenceError" (exception);
    runtime_error "RuntimeError" (exception);
    not_implemented_error "NotImplementedError" (runtime_error);
    python_finalization_error "PythonFinalizationError" (runtime_error);
    recursion_error "RecursionError" (runtime_error);
    stop_async_iteration "StopAsyncIteration" (exception);
    stop_iteration "StopIteration" (exception) ["value"];
    syntax_error "SyntaxError" (exception) ["msg", "filename", "lineno", "offset", "text", "end_lineno", "end_offset", "print_file_and_line", "_metadata"];
    indentation_error "IndentationError" (syntax_error);
    tab_error "TabError" (indentation_error);
    incomplete_input_error "_IncompleteInputError" (syntax_error);
    system_error "SystemError" (exception);
    type_error "TypeError" (exception);
    value_error "ValueError" (exception);
    unicode_error "UnicodeError" (value_error);
    unicode_decode_error "UnicodeDecodeError" (unicode_error) ["encoding", "object", "start", "end", "reason"];
    unicode_encode_error "UnicodeEncodeError" (unicode_error) ["encoding", "object", "start", "end", "reason"];
    unicode_translate_error "UnicodeTranslateError" (unicode_error) ["object", "start", "end", "reason"];
    warning "Warning" (exception);
    bytes_warning "BytesWarning" (warning);
    deprecation_warning "DeprecationWarning" (warning);
    encoding_warning "EncodingWarning" (warning);
    future_warning "FutureWarning" (warning);
    import_warning "ImportWarning" (warning);
    pending_deprecation_warning "PendingDeprecationWarning" (warning);
    resource_warning "ResourceWarning" (warning);
    runtime_warning "RuntimeWarning" (warning);
    syntax_warning "SyntaxWarning" (warning);
    unicode_warning "UnicodeWarning" (warning);
    user_warning "UserWarning" (warning);
}

struct Global(OnceCell<Classes>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Global {}
static CLASSES: Global = Global(OnceCell::new());

/// The exception classes.
#[inline]
pub fn classes() -> &'static Classes {
    CLASSES.0.get_or_init(Classes::new)
}

fn make_class(name: &'static str, base: &'static TypeObj) -> &'static TypeObj {
    let members: &'static [GetSet] = Box::leak(own_fields(name).iter().map(|f| protocol::field_getset(f)).collect());
    let slots: fn(&mut TypeSlots) = match name {
        "OSError" => os::slots,
        "KeyError" => |s| s.str = Some(protocol::key_error_str),
        "StopIteration" | "SystemExit" => |s| s.init = Some(protocol::init_value),
        "ImportError" => |s| {
            s.init = Some(protocol::init_import);
            s.str = Some(protocol::import_str);
        },
        "AttributeError" | "NameError" => |s| s.init = Some(protocol::init_named),
        "SyntaxError" => syntax::slots,
        "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => unicode::slots,
        "BaseExceptionGroup" => group::slots,
        _ => |_| {},
    };
    let methods: &'static [NativeDef] = if name == "BaseExceptionGroup" { group::METHODS } else { &[] };
    let def: &'static TypeDef = Box::leak(Box::new(
        TypeDef::new::<ExceptionObj>(name).base_opt(base.def).with_dict().flags(flag::EXCEPTION).getset(members).methods(methods).slots(slots),
    ));
    def.get()
}

/// Puts the classes into the builtins namespace.
pub fn populate(d: &DictObj) {
    for (name, ty) in classes().all() {
        d.set_text(name, ty.value());
    }
    d.set_text("ExceptionGroup", group::exception_group().value());
    d.set_text("IOError", classes().os_error.value());
    d.set_text("EnvironmentError", classes().os_error.value());
}

/// The payload of an exception value.
pub fn get(v: &Value) -> Option<&Obj<ExceptionObj>> {
    v.downcast::<ExceptionObj>()
}

/// A payload with these arguments.
pub fn payload(args: Value) -> ExceptionObj {
    ExceptionObj {
        args: RefCell::new(args),
        traceback: RefCell::new(Value::NONE),
        context: RefCell::new(Value::NONE),
        cause: RefCell::new(Value::NONE),
        suppress_context: Cell::new(false),
        fields: RefCell::default(),
    }
}

/// An instance of a built-in class, without running `__init__`.
pub fn make(class: &'static TypeObj, args: Vec<Value>) -> Value {
    object::new_of(class, payload(tuple::new(args)))
}

/// Position of a named field among the fields of a class and its bases.
pub fn field_index(class: &TypeObj, name: &str) -> Option<usize> {
    let mut fields = Vec::new();
    for t in class.mro().iter().rev() {
        if t.def.is_some() {
            fields.extend_from_slice(own_fields(&t.name()));
        }
    }
    fields.iter().position(|f| *f == name)
}
/// Sets a named field.
pub fn set_field(exc: &Value, name: &str, v: Value) {
    if let (Some(e), Some(i)) = (get(exc), field_index(exc.ty(), name)) {
        let mut f = e.fields.borrow_mut();
        while f.len() <= i {
            f.push(Value::NULL);
        }
        let old = std::mem::replace(&mut f[i], v);
        drop(f);
        drop(old);
    }
}
/// A named field; NULL when unset.
pub fn field(exc: &Value, name: &str) -> Value {
    match (get(exc), field_index(exc.ty(), name)) {
        (Some(e), Some(i)) => e.fields.borrow().get(i).cloned().unwrap_or(Value::NULL),
        _ => Value::NULL,
    }
}

/// Makes the handled exception the context of `exc`, cutting a cycle that this would close.
pub fn set_context(vm: &mut Vm, exc: &Value) {
    let handled = vm.handled_exception();
    if handled.is_none() || handled.is_null() || handled.is(exc) {
        return;
    }
    let Some(e) = get(exc) else { return };
    let mut at = handled.clone();
    let mut slow = handled.clone();
    let mut step = false;
    while let Some(o) = get(&at) {
        let next = o.context.borrow().clone();
        if next.is_none() {
            break;
        }
        if next.is(exc) {
            let old = o.context.replace(Value::NONE);
            drop(old);
            break;
        }
        at = next;
        if step {
            let n = get(&slow).map_or(Value::NONE, |s| s.context.borrow().clone());
            slow = n;
            if slow.is(&at) {
                break;
            }
        }
        step = !step;
    }
    let old = e.context.replace(handled);
    drop(old);
}

/// Reports an exception that can't be raised, through `sys.unraisablehook`.
pub fn report_unraisable(vm: &mut Vm, exc: &Value, message: &str, obj: &Value) {
    let message = if obj.is_none() || obj.is_null() {
        message.to_string()
    } else {
        match crate::object::ops::repr(vm, obj) {
            Ok(r) => format!("{message} {}", crate::builtins::str::text(&r)),
            Err(e) => {
                drop(vm.take_exception(e));
                format!("{message} <object repr() failed>")
            }
        }
    };
    let (hook, args) = (vm.sys_attr("unraisablehook"), vm.sys_attr("UnraisableHookArgs"));
    if let (Some(hook), Some(args)) = (hook, args) {
        let mut tb = get(exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
        if let (true, Some(top)) = (tb.is_none(), vm.frames.len().checked_sub(1)) {
            // An exception that native code raised has been in no frame: it is shown where the program stands.
            let (frame, pc) = (crate::builtins::frame::object_for(vm, top), vm.frames[top].pc);
            crate::builtins::traceback::push(vm, exc, frame, pc);
            tb = get(exc).map_or(Value::NONE, |e| e.traceback.borrow().clone());
        }
        let fields = tuple::new(vec![exc.ty().value(), exc.clone(), tb, Value::str(&message), Value::NONE]);
        let r = vm.call1(&args, &fields).and_then(|a| vm.call1(&hook, &a));
        if let Err(e) = r {
            let second = vm.take_exception(e);
            let text = crate::builtins::traceback::format_unchained(vm, &second);
            eprint!("Exception ignored in sys.unraisablehook:\n{text}");
        }
        return;
    }
    let text = crate::builtins::traceback::format_unchained(vm, exc);
    eprint!("{message}:\n{text}");
}
