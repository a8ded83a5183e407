//! `_sysconfig` and the data module of `sysconfig`: how this runtime was built, in the variables CPython's Makefile
//! has. Only what holds for a runtime without C headers and extension modules is told.

use vm::builtins::module;
use vm::import::NativeModule;
use vm::object::dict::{DictObj, new_dict};
use vm::{NativeDef, PyResult, Value, Vm};

/// `_sysconfig`.
pub static MODULE: NativeModule = NativeModule {
    name: "_sysconfig",
    init: |_, m| {
        super::fill(m, "_sysconfig", FUNCTIONS);
        Ok(())
    },
};

/// The module that `sysconfig` reads the Makefile's variables from; its name carries the platform.
pub static DATA: NativeModule = NativeModule {
    name: "_sysconfigdata__linux_x86_64-linux-gnu",
    init: |_, m| {
        if let Some(d) = module::dict_of(m) {
            d.set_text("build_time_vars", variables(TEXTS, NUMBERS));
        }
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] =
    &[NativeDef::new("config_vars", config_vars, "()", "Returns a dictionary containing all build variables intended to be exposed by sysconfig.")];

fn config_vars(_: &mut Vm, _: &[Value]) -> PyResult<Value> {
    Ok(variables(&[], &[("Py_GIL_DISABLED", 0)]))
}

const TEXTS: &[(&str, &str)] = &[
    ("ABIFLAGS", ""),
    ("BINDIR", "/usr/local/bin"),
    ("BINLIBDEST", "/usr/local/lib/python3.14"),
    ("EXT_SUFFIX", ".naja-314-x86_64-linux-gnu.so"),
    ("INCLUDEPY", "/usr/local/include/python3.14"),
    ("LIBDEST", "/usr/local/lib/python3.14"),
    ("LIBDIR", "/usr/local/lib"),
    ("MACHDEP", "linux"),
    ("MULTIARCH", "x86_64-linux-gnu"),
    ("PLATLIBDIR", "lib"),
    ("SHLIB_SUFFIX", ".so"),
    ("SOABI", "naja-314-x86_64-linux-gnu"),
    ("VERSION", "3.14"),
    ("exec_prefix", "/usr/local"),
    ("prefix", "/usr/local"),
];

const NUMBERS: &[(&str, i64)] = &[
    ("ALIGNOF_LONG", 8),
    ("HAVE_FORK", 1),
    ("Py_DEBUG", 0),
    ("Py_ENABLE_SHARED", 0),
    ("Py_GIL_DISABLED", 0),
    ("SIZEOF_INT", 4),
    ("SIZEOF_LONG", 8),
    ("SIZEOF_SIZE_T", 8),
    ("SIZEOF_TIME_T", 8),
    ("SIZEOF_VOID_P", 8),
    ("WITH_DOC_STRINGS", 1),
];

fn variables(texts: &[(&'static str, &str)], numbers: &[(&'static str, i64)]) -> Value {
    let all = new_dict();
    if let Some(d) = all.downcast::<DictObj>() {
        texts.iter().for_each(|(name, text)| d.set_text(name, Value::str(text)));
        numbers.iter().for_each(|(name, number)| d.set_text(name, Value::int(*number)));
    }
    all
}
