// Facts about the frozen library that its writer (build.rs) and its reader (frozen.rs) share; included by both.

/// First bytes of the file.
const MAGIC: &[u8; 8] = b"NAJAFRZ1";
/// Size of the magic and the count of modules.
const HEADER: usize = 12;
/// Size of an index entry: eight little-endian words.
const ENTRY: usize = 32;
/// Flag: the module is a package.
const PACKAGE: u16 = 1;
/// Flag: the code is stored uncompressed.
const PLAIN_CODE: u16 = 2;

/// Prefix of the virtual path of a frozen file. It is no path of any file system, cannot be mistaken for one, and,
/// unlike `<frozen name>`, doesn't end with `>`: `linecache` asks the loader for the source of such files.
pub const PREFIX: &str = "<stdlib>/";

/// Modules that CPython itself freezes: their code says `<frozen name>`.
const FROZEN_BY_CPYTHON: &[&str] = &[
    "__hello__",
    "__phello__",
    "__phello__.ham",
    "__phello__.ham.eggs",
    "__phello__.spam",
    "_collections_abc",
    "_sitebuiltins",
    "abc",
    "codecs",
    "genericpath",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "importlib.util",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "runpy",
    "site",
    "stat",
    "zipimport",
];

/// Modules that every start, or nearly every program, imports: their code is stored ready to decode.
#[allow(dead_code, reason = "the reader asks only in tests")]
const STARTUP: &[&str] = &[
    "_collections_abc",
    "_sitebuiltins",
    "_weakrefset",
    "abc",
    "codecs",
    "collections",
    "copyreg",
    "encodings",
    "encodings.aliases",
    "encodings.ascii",
    "encodings.latin_1",
    "encodings.utf_8",
    "enum",
    "functools",
    "genericpath",
    "importlib",
    "importlib._bootstrap",
    "importlib._bootstrap_external",
    "importlib.machinery",
    "io",
    "keyword",
    "operator",
    "os",
    "posixpath",
    "reprlib",
    "runpy",
    "site",
    "stat",
    "types",
    "warnings",
    "weakref",
];

/// The file name that the code of module `name` carries.
pub fn virtual_path(name: &str, is_package: bool) -> String {
    if FROZEN_BY_CPYTHON.contains(&name) {
        return format!("<frozen {name}>");
    }
    let path = name.replace('.', "/");
    format!(
        "{PREFIX}{path}{}.py",
        if is_package { "/__init__" } else { "" }
    )
}
