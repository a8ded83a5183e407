//! Interned strings, and the names that the runtime itself uses.

use crate::builtins::str;
use crate::heap::header::flag;
use crate::value::Value;
use hashbrown::HashTable;
use std::cell::RefCell;
use std::hash::BuildHasher;

struct Table(RefCell<HashTable<Value>>);

impl Table {
    fn find(&self, text: &str) -> Option<Value> {
        self.0.borrow().find(hash(text), |v| *str::text(v) == *text).cloned()
    }
    fn insert(&self, text: &str, v: Value) {
        self.0.borrow_mut().insert_unique(hash(text), v, |v| hash(&str::text(v)));
    }
}

/// Names come from programs, not from their input, so a plain hash does.
fn hash(text: &str) -> u64 {
    rustc_hash::FxBuildHasher.hash_one(text)
}

// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Table {}
static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| Table(RefCell::new(HashTable::with_capacity(4096))));

/// The one str object with this text. Interned strings live until the end of the process.
pub fn intern(text: &str) -> Value {
    if let Some(v) = TABLE.find(text) {
        return v;
    }
    let v = Value::str(text);
    mark(&v);
    TABLE.insert(text, v.clone());
    v
}

/// The interned twin of a str value (itself when it becomes the interned one). Strings with lone surrogates stay as they are.
pub fn intern_value(v: &Value) -> Value {
    if v.header().is_some_and(|h| h.has(flag::INTERNED)) {
        return v.clone();
    }
    let Some(text) = str::to_utf8(v) else { return v.clone() };
    if let Some(v) = TABLE.find(&text) {
        return v;
    }
    if !str::is_exact(v) {
        return intern(&text);
    }
    mark(v);
    TABLE.insert(&text, v.clone());
    v.clone()
}

fn mark(v: &Value) {
    if let Some(h) = v.header() {
        h.set(flag::INTERNED);
    }
}

/// Is the str interned?
pub fn is_interned(v: &Value) -> bool {
    v.header().is_some_and(|h| h.has(flag::INTERNED))
}

macro_rules! names {
    ($($name:ident)+) => {
        /// Interned names used by the runtime.
        #[allow(missing_docs, reason = "each field is the name it spells")]
        pub struct Names { $(pub $name: Value,)+ }
        impl Names { fn new() -> Names { Names { $($name: intern(stringify!($name)),)+ } } }
    };
}
names! {
    __abs__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotate__ __annotations__ __args__ __await__ __bases__ __bool__ __buffer__
    __build_class__ __builtins__ __bytes__ __cached__ __call__ __cause__ __ceil__ __class__ __class_getitem__ __classcell__ __classdict__ __closure__ __code__
    __complex__ __contains__ __context__ __copy__ __deepcopy__ __defaults__ __del__ __delattr__ __delete__ __delitem__ __dict__ __dir__ __divmod__
    __doc__ __enter__ __eq__ __exit__ __file__ __firstlineno__ __float__ __floor__ __floordiv__ __format__ __fspath__ __ge__ __get__ __getattr__
    __getattribute__ __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__
    __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__ __int__ __invert__ __ior__ __ipow__
    __irshift__ __isabstractmethod__ __isub__ __iter__ __itruediv__ __ixor__ __kwdefaults__ __le__ __len__ __length_hint__ __loader__ __lshift__ __lt__
    __main__ __match_args__ __matmul__ __missing__ __mod__ __module__ __mro__ __mro_entries__ __mul__ __name__ __ne__ __neg__ __new__ __next__
    __notes__ __objclass__ __or__ __orig_bases__ __orig_class__ __origin__ __package__ __parameters__ __path__ __pos__ __pow__ __prepare__ __qualname__
    __radd__ __rand__ __rdivmod__ __reduce__ __reduce_ex__ __release_buffer__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__
    __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __self__ __set__ __set_name__ __setattr__
    __setitem__ __setstate__ __slots__ __spec__ __static_attributes__ __str__ __sub__ __subclasscheck__ __subclasshook__ __subclasses__
    __suppress_context__ __traceback__ __truediv__ __trunc__ __type_params__ __typing_subst__ __weakref__ __wrapped__ __xor__ __debug__
    abc add append args at_start builtins clear close closed code copy decode deleter dict displayhook encode encoding end errors excepthook extend
    file filename fileno flush fset get getter getvalue insert isatty items join keys lineno locale maxsplit metaclass mode modules msg name
    _fix_up_module obj object offset os path pop print_file_and_line read readable readline readinto reason remove seek seekable send sep setter split start
    stderr stdin stdout step stop strict sys tell text throw translate truncate update value values write writable
    _initializing _uninitialized_submodules _lock cr_frame gi_frame
}

struct Global(std::cell::OnceCell<Names>);
// SAFETY: only the holder of the interpreter lock touches it.
unsafe impl Sync for Global {}
static NAMES: Global = Global(std::cell::OnceCell::new());

/// The runtime's names.
#[inline]
pub fn names() -> &'static Names {
    NAMES.0.get_or_init(Names::new)
}
