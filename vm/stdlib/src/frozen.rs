//! The frozen standard library: finding a module's code and source inside the binary.
//!
//! `build.rs` compiles the library's Python files and writes one file, embedded here. Nothing is read or allocated
//! before a module is asked for; lookup is a binary search over the sorted index. Layout, all words little-endian:
//!
//! ```text
//! magic (8)  count (4)
//! count entries of 8 words: name at, name length | flags << 16, code at, stored, raw, source at, stored, raw
//! names, in order of the index
//! code of the modules that every start reads, code of the others, sources
//! ```
//!
//! The format of code is chosen in one place, `compile` in `build.rs`: the front end's own marshal form. Source is always
//! LZ4; it is wanted only by tracebacks, `inspect` and `linecache`. This file knows nothing of import: the loader makes
//! modules of what it finds here.

use std::borrow::Cow;

include!("frozen_names.rs");

static FILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/frozen.bin"));

/// A module of the frozen library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrozenModule {
    /// Dotted name.
    pub name: &'static str,
    /// Whether it is a package.
    pub is_package: bool,
    plain_code: bool,
    code: Block,
    source: Block,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    stored: &'static [u8],
    raw: usize,
}

impl Block {
    fn decode(self) -> Vec<u8> {
        // The block was written by build.rs and is part of the binary.
        lz4_flex::block::decompress(self.stored, self.raw).expect("the embedded library is intact")
    }
}

impl FrozenModule {
    /// The code in the form that `compile` in `build.rs` chose; borrowed from the binary for start-up modules, else decompressed.
    pub fn code_bytes(&self) -> Cow<'static, [u8]> {
        if self.plain_code { Cow::Borrowed(self.code.stored) } else { Cow::Owned(self.code.decode()) }
    }

    /// The source text, decompressed.
    pub fn source(&self) -> String {
        String::from_utf8(self.source.decode()).expect("build.rs checked that the library is UTF-8")
    }

    /// The file name in the module's code: `<frozen os>` or `<stdlib>/json/decoder.py`.
    pub fn filename(&self) -> String {
        virtual_path(self.name, self.is_package)
    }
}

/// The path that stands for a module's file: `<stdlib>/os.py`, also where its code says `<frozen os>`.
pub fn file_of(m: &FrozenModule) -> String {
    let path = m.name.replace('.', "/");
    format!("{PREFIX}{path}{}.py", if m.is_package { "/__init__" } else { "" })
}

fn word(at: usize) -> usize {
    let bytes = FILE[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(bytes) as usize
}

/// Number of frozen modules.
pub fn count() -> usize {
    debug_assert_eq!(&FILE[..MAGIC.len()], MAGIC);
    word(MAGIC.len())
}

fn name_at(i: usize) -> &'static str {
    let entry = HEADER + i * ENTRY;
    let (at, len) = (word(entry), word(entry + 4) & 0xffff);
    std::str::from_utf8(&FILE[at..at + len]).expect("module names are text")
}

fn module_at(i: usize) -> FrozenModule {
    let entry = HEADER + i * ENTRY;
    let flags = (word(entry + 4) >> 16) as u16;
    let block = |first: usize| {
        let (at, stored, raw) = (word(first), word(first + 4), word(first + 8));
        Block { stored: &FILE[at..at + stored], raw }
    };
    FrozenModule { name: name_at(i), is_package: flags & PACKAGE != 0, plain_code: flags & PLAIN_CODE != 0, code: block(entry + 8), source: block(entry + 20) }
}

/// Index of the first module whose name is not below `name`.
fn lower_bound(name: &str) -> usize {
    let (mut low, mut high) = (0, count());
    while low < high {
        let middle = low.midpoint(high);
        if name_at(middle) < name {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The frozen module called `name`.
pub fn find(name: &str) -> Option<FrozenModule> {
    let i = lower_bound(name);
    (i < count() && name_at(i) == name).then(|| module_at(i))
}

/// The module whose code carries this file name: for `linecache` and error reports.
pub fn find_by_filename(filename: &str) -> Option<FrozenModule> {
    if let Some(name) = filename.strip_prefix("<frozen ").and_then(|s| s.strip_suffix('>')) {
        return find(name).filter(|m| m.filename() == filename);
    }
    let path = filename.strip_prefix(PREFIX)?.strip_suffix(".py")?;
    let name = path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".");
    find(&name).filter(|m| m.filename() == filename)
}

/// All names, sorted.
pub fn names() -> impl ExactSizeIterator<Item = &'static str> {
    (0..count()).map(name_at)
}

/// The modules directly inside package `package` (top-level modules when empty), as `pkgutil` lists them.
///
/// A directory without `__init__` has no entry of its own, so it is not listed.
pub fn children(package: &str) -> impl Iterator<Item = FrozenModule> {
    let prefix = if package.is_empty() { String::new() } else { format!("{package}.") };
    (lower_bound(&prefix)..count())
        .map_while({
            let prefix = prefix.clone();
            move |i| name_at(i).starts_with(&prefix).then_some(i)
        })
        .filter(move |&i| !name_at(i)[prefix.len()..].contains('.'))
        .map(module_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup() {
        assert!(count() > 700);
        assert!(names().is_sorted());
        for name in names() {
            let m = find(name).expect(name);
            assert_eq!(m.name, name);
            assert_eq!(find_by_filename(&m.filename()), Some(m));
        }
        for name in ["", "zzz", "json.", "json.decode", "os.path"] {
            assert_eq!(find(name), None, "{name}");
        }
        assert_eq!(find_by_filename("<stdlib>/os.py"), None);
        assert_eq!(find_by_filename("/usr/lib/os.py"), None);
    }

    #[test]
    fn contents() {
        let os = find("os").unwrap();
        assert!(!os.is_package && os.filename() == "<frozen os>" && matches!(os.code_bytes(), Cow::Borrowed(_)));
        assert!(os.source().contains("def makedirs("));
        let json = find("json").unwrap();
        assert!(json.is_package && json.filename() == "<stdlib>/json/__init__.py");
        assert_eq!(find("json.decoder").unwrap().filename(), "<stdlib>/json/decoder.py");
        let names: Vec<_> = children("json").map(|m| m.name).collect();
        assert_eq!(names, ["json.__main__", "json.decoder", "json.encoder", "json.scanner", "json.tool"]);
        assert!(children("").any(|m| m.name == "collections") && children("").all(|m| !m.name.contains('.')));
    }

    /// Every module decodes; prints sizes and times with `--nocapture`.
    #[test]
    fn all_decode() {
        let clock = std::time::Instant::now();
        let (mut code, mut source) = (0, 0);
        for name in names() {
            let m = find(name).unwrap();
            code += m.code_bytes().len();
            source += m.source.raw;
        }
        let taken = clock.elapsed();
        let start: Vec<_> = STARTUP.iter().filter_map(|n| find(n)).collect();
        assert_eq!(start.len(), STARTUP.len(), "a start-up module is gone");
        let packed: Vec<_> = start.iter().map(|m| lz4_flex::block::compress(m.code.stored)).collect();
        let size = |b: &[Vec<u8>]| b.iter().map(Vec::len).sum::<usize>();
        let plain: usize = start.iter().map(|m| m.code.raw).sum();
        let again = std::time::Instant::now();
        for (m, b) in start.iter().zip(&packed) {
            assert_eq!(lz4_flex::block::decompress(b, m.code.raw).expect("just made").len(), m.code.raw);
        }
        println!("start-up: {} modules, {plain} bytes, packed {}, unpack {:?}", start.len(), size(&packed), again.elapsed());
        println!("{} modules, code {code}, source {source}, file {} bytes, unpack {:?}", count(), FILE.len(), taken);
        for name in names() {
            assert_eq!(find(name).unwrap().source().len(), find(name).unwrap().source.raw, "{name}");
        }
    }
}
