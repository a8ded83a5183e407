//! _stat: the meaning of `st_mode`.

use super::os;
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_stat", init };

fn mode(vm: &mut Vm, v: &Value) -> PyResult<u32> {
    let n = ops::index(vm, v)?;
    match vm::builtins::int::as_i64(&n) {
        Some(i) => u32::try_from(i).map_err(|_| vm.overflow_error("mode out of range")),
        None => Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
    }
}
fn is(vm: &mut Vm, v: &Value, kind: u32) -> PyResult<Value> {
    Ok(Value::bool(mode(vm, v)? & libc::S_IFMT == kind))
}

/// `ls -l`'s form.
fn filemode(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let m = mode(vm, &a[0])?;
    let kind = match m & libc::S_IFMT {
        libc::S_IFREG => '-',
        libc::S_IFDIR => 'd',
        libc::S_IFLNK => 'l',
        libc::S_IFBLK => 'b',
        libc::S_IFCHR => 'c',
        libc::S_IFIFO => 'p',
        libc::S_IFSOCK => 's',
        _ => '?',
    };
    let mut out = String::from(kind);
    // Read, write, execute for owner, group and others; set-id and sticky bits show in the execute column.
    for (shift, special, letter) in [(6, libc::S_ISUID, 's'), (3, libc::S_ISGID, 's'), (0, libc::S_ISVTX, 't')] {
        let bits = m >> shift;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (m & special != 0, bits & 1 != 0) {
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    Ok(Value::str(&out))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("S_ISDIR", |vm, a| is(vm, &a[0], libc::S_IFDIR), "(mode, /)", "S_ISDIR(mode) -> bool\n\nReturn True if mode is from a directory."),
    NativeDef::new(
        "S_ISCHR",
        |vm, a| is(vm, &a[0], libc::S_IFCHR),
        "(mode, /)",
        "S_ISCHR(mode) -> bool\n\nReturn True if mode is from a character special device file.",
    ),
    NativeDef::new(
        "S_ISBLK",
        |vm, a| is(vm, &a[0], libc::S_IFBLK),
        "(mode, /)",
        "S_ISBLK(mode) -> bool\n\nReturn True if mode is from a block special device file.",
    ),
    NativeDef::new("S_ISREG", |vm, a| is(vm, &a[0], libc::S_IFREG), "(mode, /)", "S_ISREG(mode) -> bool\n\nReturn True if mode is from a regular file."),
    NativeDef::new("S_ISFIFO", |vm, a| is(vm, &a[0], libc::S_IFIFO), "(mode, /)", "S_ISFIFO(mode) -> bool\n\nReturn True if mode is from a FIFO (named pipe)."),
    NativeDef::new("S_ISLNK", |vm, a| is(vm, &a[0], libc::S_IFLNK), "(mode, /)", "S_ISLNK(mode) -> bool\n\nReturn True if mode is from a symbolic link."),
    NativeDef::new("S_ISSOCK", |vm, a| is(vm, &a[0], libc::S_IFSOCK), "(mode, /)", "S_ISSOCK(mode) -> bool\n\nReturn True if mode is from a socket."),
    NativeDef::new("S_ISDOOR", |vm, a| mode(vm, &a[0]).map(|_| Value::FALSE), "(mode, /)", "S_ISDOOR(mode) -> bool\n\nReturn True if mode is from a door."),
    NativeDef::new(
        "S_ISPORT",
        |vm, a| mode(vm, &a[0]).map(|_| Value::FALSE),
        "(mode, /)",
        "S_ISPORT(mode) -> bool\n\nReturn True if mode is from an event port.",
    ),
    NativeDef::new("S_ISWHT", |vm, a| mode(vm, &a[0]).map(|_| Value::FALSE), "(mode, /)", "S_ISWHT(mode) -> bool\n\nReturn True if mode is from a whiteout."),
    NativeDef::new(
        "S_IMODE",
        |vm, a| mode(vm, &a[0]).map(|m| Value::int(i64::from(m & 0o7777))),
        "(mode, /)",
        "Return the portion of the file's mode that can be set by os.chmod().",
    ),
    NativeDef::new(
        "S_IFMT",
        |vm, a| mode(vm, &a[0]).map(|m| Value::int(i64::from(m & libc::S_IFMT))),
        "(mode, /)",
        "Return the portion of the file's mode that describes the file type.",
    ),
    NativeDef::new("filemode", filemode, "(mode, /)", "Convert a file's mode to a string of the form '-rwxrwxrwx'"),
];

static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    S_IFDIR S_IFCHR S_IFBLK S_IFREG S_IFIFO S_IFLNK S_IFSOCK S_ISUID S_ISGID S_ISVTX S_IRWXU S_IRUSR S_IWUSR S_IXUSR
    S_IRWXG S_IRGRP S_IWGRP S_IXGRP S_IRWXO S_IROTH S_IWOTH S_IXOTH
};

/// Fields of the stat tuple, and flags of other systems that scripts may test for.
static MORE: &[(&str, i64)] = &[
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
    ("UF_SETTABLE", 0xffff),
    ("UF_NODUMP", 1),
    ("UF_IMMUTABLE", 2),
    ("UF_APPEND", 4),
    ("UF_OPAQUE", 8),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_TRACKED", 0x40),
    ("UF_DATAVAULT", 0x80),
    ("UF_HIDDEN", 0x8000),
    ("SF_SETTABLE", 0x3fff_0000),
    ("SF_ARCHIVED", 0x1_0000),
    ("SF_IMMUTABLE", 0x2_0000),
    ("SF_APPEND", 0x4_0000),
    ("SF_RESTRICTED", 0x8_0000),
    ("SF_NOUNLINK", 0x10_0000),
    ("SF_SNAPSHOT", 0x20_0000),
    ("SF_FIRMLINK", 0x80_0000),
    ("SF_DATALESS", 0x4000_0000),
    ("SF_SUPPORTED", 0x9f_0000),
    ("SF_SYNTHETIC", 0xc000_0000),
];

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    os::add_constants(m, MORE);
    Ok(())
}
