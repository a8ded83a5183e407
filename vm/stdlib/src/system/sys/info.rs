//! The facts in `sys`: versions, flags, number formats, prefixes. Struct sequences, each declared beside its values.

use vm::Value;
use vm::builtins::{int, list, namespace, tuple};
use vm::import::Config;
use vm::native::TypeDef;
use vm::native::structseq::{self, Fields};
use vm::object::dict::{DictObj, new_dict};
use vm::object::ty::flag;
use vm::vm::rt;

/// `sys.hexversion` of 3.14.0 final.
const HEXVERSION: i64 = 0x030e_00f0;

macro_rules! facts {
    ($def:ident $fields:ident $name:literal $doc:literal: $($field:literal)+) => {
        static $fields: Fields = Fields { visible: [$($field),+].len(), all: &[$(($field, "")),+] };
        static $def: TypeDef = structseq::define($name, $doc, &$fields).flags(flag::NO_NEW);
    };
}
facts! { VERSION_INFO VERSION_FIELDS "sys.version_info" "sys.version_info\n\nVersion information as a named tuple.":
"major" "minor" "micro" "releaselevel" "serial" }
facts! { FLOAT_INFO FLOAT_FIELDS "sys.float_info" "sys.float_info\n\nA named tuple holding information about the float type.":
"max" "max_exp" "max_10_exp" "min" "min_exp" "min_10_exp" "dig" "mant_dig" "epsilon" "radix" "rounds" }
facts! { INT_INFO INT_FIELDS "sys.int_info" "sys.int_info\n\nA named tuple that holds information about Python's internal representation of integers.":
"bits_per_digit" "sizeof_digit" "default_max_str_digits" "str_digits_check_threshold" }
facts! { HASH_INFO HASH_FIELDS "sys.hash_info" "hash_info\n\nA named tuple providing parameters used for computing hashes.":
"width" "modulus" "inf" "nan" "imag" "algorithm" "hash_bits" "seed_bits" "cutoff" }
facts! { THREAD_INFO THREAD_FIELDS "sys.thread_info" "sys.thread_info\n\nA named tuple holding information about the thread implementation.":
"name" "lock" "version" }

/// `sys.flags`: `gil` and what follows are attributes only.
static FLAGS_FIELDS: Fields = Fields {
    visible: 18,
    all: &[
        ("debug", "-d"),
        ("inspect", "-i"),
        ("interactive", "-i"),
        ("optimize", "-O or -OO"),
        ("dont_write_bytecode", "-B"),
        ("no_user_site", "-s"),
        ("no_site", "-S"),
        ("ignore_environment", "-E"),
        ("verbose", "-v"),
        ("bytes_warning", "-b"),
        ("quiet", "-q"),
        ("hash_randomization", "-R"),
        ("isolated", "-I"),
        ("dev_mode", "-X dev"),
        ("utf8_mode", "-X utf8"),
        ("warn_default_encoding", "-X warn_default_encoding"),
        ("safe_path", "-P"),
        ("int_max_str_digits", "-X int_max_str_digits"),
        ("gil", "-X gil"),
        ("thread_inherit_context", "-X thread_inherit_context"),
        ("context_aware_warnings", "-X context_aware_warnings"),
    ],
};
static FLAGS: TypeDef =
    structseq::define("sys.flags", "sys.flags\n\nFlags provided through command line arguments or environment vars.", &FLAGS_FIELDS).flags(flag::NO_NEW);

fn flags(c: &Config) -> Value {
    let on = |b: bool| Value::int(i64::from(b));
    let x_option = |name: &str| c.x_options.iter().any(|(n, _)| n == name);
    structseq::new(
        &FLAGS,
        vec![
            on(c.parser_debug),
            on(c.inspect),
            on(c.interactive),
            Value::int(i64::from(c.optimize)),
            on(c.dont_write_bytecode),
            on(c.no_user_site || c.isolated),
            on(c.no_site),
            on(c.ignore_environment || c.isolated),
            Value::int(i64::from(c.verbose)),
            Value::int(i64::from(c.bytes_warning)),
            on(c.quiet),
            on(true),
            on(c.isolated),
            Value::bool(x_option("dev")),
            on(c.utf8 || x_option("utf8")),
            on(x_option("warn_default_encoding")),
            Value::bool(c.safe_path || c.isolated),
            Value::usize(int::MAX_STR_DIGITS.load(std::sync::atomic::Ordering::Relaxed)),
            on(true),
            on(false),
            on(false),
        ],
    )
}

fn version_info() -> Value {
    structseq::new(&VERSION_INFO, vec![Value::int(3), Value::int(14), Value::int(0), Value::str("final"), Value::int(0)])
}

fn float_info() -> Value {
    let values = vec![
        Value::float(f64::MAX),
        Value::int(i64::from(f64::MAX_EXP)),
        Value::int(i64::from(f64::MAX_10_EXP)),
        Value::float(f64::MIN_POSITIVE),
        Value::int(i64::from(f64::MIN_EXP)),
        Value::int(i64::from(f64::MIN_10_EXP)),
        Value::int(i64::from(f64::DIGITS)),
        Value::int(i64::from(f64::MANTISSA_DIGITS)),
        Value::float(f64::EPSILON),
        Value::int(i64::from(f64::RADIX)),
        Value::int(1),
    ];
    structseq::new(&FLOAT_INFO, values)
}

fn x_options(c: &Config) -> Value {
    let d = new_dict();
    if let Some(dict) = d.downcast::<DictObj>() {
        for (name, v) in &c.x_options {
            dict.set_text(name, v.as_ref().map_or(Value::TRUE, |v| Value::str(v)));
        }
    }
    d
}

fn implementation() -> Value {
    namespace::new(&[
        ("name", Value::str("naja")),
        ("cache_tag", Value::str("naja-314")),
        ("version", version_info()),
        ("hexversion", Value::int(HEXVERSION)),
        ("_multiarch", Value::str(&format!("{}-linux-gnu", std::env::consts::ARCH))),
        ("supports_isolated_interpreters", Value::FALSE),
    ])
}

/// The directory that holds `bin/` of the program, as `sys.prefix`.
fn prefix(executable: &str) -> String {
    let path = std::path::Path::new(executable);
    path.parent().and_then(|bin| bin.parent()).map_or("/usr".into(), |p| p.to_string_lossy().into_owned())
}

fn texts(names: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<Value> {
    names.into_iter().map(|n| Value::str(n.as_ref())).collect()
}

/// Names of the modules in native code, sorted; the registered ones and the three that are always there.
pub(super) fn builtin_module_names() -> Value {
    let mut names: Vec<&str> = rt().native_modules.borrow().iter().map(|m| m.name).chain(["builtins", "sys"]).collect();
    names.sort_unstable();
    names.dedup();
    tuple::new(texts(names))
}

/// Top-level names of the library.
fn stdlib_module_names() -> Value {
    let own = rt().native_modules.borrow().iter().map(|m| m.name.to_string()).collect::<Vec<_>>();
    let frozen = crate::frozen::names().map(str::to_string);
    let all = own.into_iter().chain(frozen).filter(|n| !n.contains('.') && n != "__main__");
    vm::builtins::set::frozen_constant(texts(all.collect::<std::collections::BTreeSet<_>>()))
}

/// `sys.version`, also for `-VV` and the prompt.
pub(super) fn version_text() -> String {
    format!("3.14.0 (Naja {}) [{}]", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH)
}

/// All of them, by name.
pub(super) fn all(c: &Config) -> Vec<(&'static str, Value)> {
    let prefix = prefix(&c.executable);
    let mut out = vec![
        ("version", Value::str(&version_text())),
        ("version_info", version_info()),
        ("hexversion", Value::int(HEXVERSION)),
        ("api_version", Value::int(1013)),
        ("copyright", Value::str("Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.")),
        ("platform", Value::str(std::env::consts::OS)),
        ("platlibdir", Value::str("lib")),
        ("byteorder", Value::str(if cfg!(target_endian = "little") { "little" } else { "big" })),
        ("maxsize", Value::int(i64::MAX)),
        ("maxunicode", Value::int(0x10ffff)),
        ("float_repr_style", Value::str("short")),
        ("implementation", implementation()),
        ("flags", flags(c)),
        ("float_info", float_info()),
        ("int_info", structseq::new(&INT_INFO, [30, 4, 4300, 640].map(Value::int).to_vec())),
        ("thread_info", structseq::new(&THREAD_INFO, vec![Value::str("pthread"), Value::str("mutex+cond"), Value::NONE])),
        ("executable", Value::str(&c.executable)),
        ("_base_executable", Value::str(&c.executable)),
        ("argv", list::new(texts(&c.argv))),
        ("orig_argv", list::new(texts(std::env::args_os().map(|a| a.to_string_lossy().into_owned())))),
        ("warnoptions", list::new(texts(&c.warn_options))),
        ("_xoptions", x_options(c)),
        ("dont_write_bytecode", Value::bool(c.dont_write_bytecode)),
        ("pycache_prefix", Value::NONE),
        ("stdlib_module_names", stdlib_module_names()),
        ("_git", tuple::new(texts(["Naja", "", ""]))),
        ("abiflags", Value::str("")),
    ];
    let hash = vec![
        Value::int(64),
        Value::int((1 << 61) - 1),
        Value::int(314_159),
        Value::int(0),
        Value::int(1_000_003),
        Value::str("siphash13"),
        Value::int(64),
        Value::int(128),
        Value::int(0),
    ];
    out.push(("hash_info", structseq::new(&HASH_INFO, hash)));
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
        out.push((name, Value::str(&prefix)));
    }
    for name in ["meta_path", "path_hooks"] {
        out.push((name, list::new(vec![])));
    }
    out.push(("path_importer_cache", new_dict()));
    out
}
