//! Freezes the library's Python files: compiles each once, at build time, and packs code and source into one file.
//!
//! The file is embedded by `src/frozen.rs`, which also documents its layout (`Layout` there); the writer here and the
//! reader there are the only two places that know it. Code of the modules that every start needs is stored as it is,
//! all else with LZ4, one block per module so that each can be decoded alone. A file that doesn't compile fails the
//! build: the library and the front end are pinned together, so this is our bug.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

// Shared with the reader: names, flags and virtual paths.
include!("src/frozen_names.rs");

/// One module on its way into the file.
struct Module {
    name: String,
    is_package: bool,
    path: PathBuf,
}

/// Its payload.
struct Frozen {
    code: Vec<u8>,
    code_raw: usize,
    source: Vec<u8>,
    source_raw: usize,
    flags: u16,
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=python");
    println!("cargo::rerun-if-changed=src/frozen_names.rs");
    let root = Path::new(rustpython_pylib::LIB_PATH);
    let mut modules = Vec::new();
    collect(root, "", &mut modules);
    // Python files of our own: what the library lacks.
    collect(Path::new("python"), "", &mut modules);
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    let frozen = freeze_all(&modules);
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("frozen.bin");
    fs::write(&out, layout(&modules, &frozen)).expect("OUT_DIR is writable");
}

/// Finds the modules below `dir`; `prefix` is the package's name with a dot, or empty.
fn collect(dir: &Path, prefix: &str, out: &mut Vec<Module>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(dir).expect("the library directory can be read").map(|e| e.expect("the library directory can be read").path()).collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        if path.is_dir() {
            let init = path.join("__init__.py");
            let name = format!("{prefix}{stem}");
            if init.is_file() {
                out.push(Module { name: name.clone(), is_package: true, path: init });
            }
            // A directory without __init__ is a namespace package: its modules still have dotted names.
            collect(&path, &format!("{name}."), out);
        } else if path.extension().is_some_and(|e| e == "py") && stem != "__init__" {
            out.push(Module { name: format!("{prefix}{stem}"), is_package: false, path });
        }
    }
}

/// Compiles on all cores, keeping the order.
fn freeze_all(modules: &[Module]) -> Vec<Frozen> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Frozen>>> = Mutex::new(modules.iter().map(|_| None).collect());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            let worker = thread::Builder::new().stack_size(256 << 20);
            let spawned = worker.spawn_scoped(scope, || {
                while let Some(module) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let frozen = freeze(module);
                    let at = modules.partition_point(|m| m.name < module.name);
                    done.lock().expect("no thread panics while it holds this lock")[at] = Some(frozen);
                }
            });
            spawned.expect("a build thread can be started");
        }
    });
    let done = done.into_inner().expect("the threads ended well");
    done.into_iter().map(|f| f.expect("each module was taken by one thread")).collect()
}

fn freeze(module: &Module) -> Frozen {
    let source = fs::read(&module.path).expect("a listed file can be read");
    let text = std::str::from_utf8(&source).expect("the library is UTF-8");
    let filename = virtual_path(&module.name, module.is_package);
    let code = match compile(text, &filename) {
        Ok(code) => code,
        Err(error) => panic!("{}: {error}", module.path.display()),
    };
    let mut flags = 0;
    if module.is_package {
        flags |= PACKAGE;
    }
    let code_raw = code.len();
    let code = if STARTUP.contains(&module.name.as_str()) {
        flags |= PLAIN_CODE;
        code
    } else {
        lz4_flex::block::compress(&code)
    };
    let source_raw = source.len();
    Frozen { code, code_raw, source: lz4_flex::block::compress(&source), source_raw, flags }
}

fn layout(modules: &[Module], frozen: &[Frozen]) -> Vec<u8> {
    let names: usize = modules.iter().map(|m| m.name.len()).sum();
    let mut name_at = HEADER + ENTRY * modules.len();
    let mut data_at = name_at + names;
    let mut index = Vec::with_capacity(data_at);
    index.extend_from_slice(MAGIC);
    index.extend((modules.len() as u32).to_le_bytes());
    let mut put = |words: &[usize]| {
        for &w in words {
            let w = u32::try_from(w).expect("the frozen library stays below 4 GB");
            index.extend(w.to_le_bytes());
        }
    };
    let blocks = blocks(modules, frozen);
    let mut places = vec![[0; 2]; modules.len()];
    for (i, k, block) in &blocks {
        places[*i][*k] = data_at;
        data_at += block.len();
    }
    for ((m, f), [code_at, source_at]) in modules.iter().zip(frozen).zip(places) {
        put(&[name_at, m.name.len() | usize::from(f.flags) << 16, code_at, f.code.len(), f.code_raw]);
        put(&[source_at, f.source.len(), f.source_raw]);
        name_at += m.name.len();
    }
    for m in modules {
        index.extend(m.name.as_bytes());
    }
    for (_, _, block) in blocks {
        index.extend_from_slice(block);
    }
    index
}

/// Code (0) and source (1) of the modules in the order of the file: what every start reads stands together, sources come last, so
/// that a start touches few pages of the binary.
fn blocks<'a>(modules: &[Module], frozen: &'a [Frozen]) -> Vec<(usize, usize, &'a [u8])> {
    let code = |early: bool| {
        let wanted = move |m: &Module| STARTUP.contains(&m.name.as_str()) == early;
        let all = modules.iter().enumerate().filter(move |(_, m)| wanted(m));
        all.map(|(i, _)| (i, 0, &frozen[i].code[..])).collect::<Vec<_>>()
    };
    let sources = frozen.iter().enumerate().map(|(i, f)| (i, 1, &f.source[..]));
    code(true).into_iter().chain(code(false)).chain(sources).collect()
}

/// The code of one module as bytes: the only place that knows their format.
fn compile(source: &str, filename: &str) -> Result<Vec<u8>, String> {
    let code = front::compile::compile(source, filename, front::compile::Mode::Exec, 0, 0).map_err(|e| format!("{e:?}"))?;
    // Lowered forms make the file a fifth bigger and an import of forty modules a tenth faster.
    front::bytecode::marshal::to_bytes_lowered(&code).map_err(|e| format!("{e:?}"))
}
