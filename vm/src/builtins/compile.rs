//! `compile`, `exec` and `eval`: source text or a syntax tree to a code object, and running it.
//!
//! Trees are objects of `_ast`, a native module outside this crate; it is reached by the hook [`Trees`].

use crate::builtins::code::CodeObj;
use crate::builtins::{exception, function, int, str, tuple};
use crate::object::Ref;
use crate::object::dict::DictObj;
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::ops;
use crate::value::Value;
use crate::vm::{Vm, rt};
use front::compile::{Mode, Options, Warning};
use front::tree::{Node, ParseOptions, TreeError, TreeMode};

/// How syntax trees become objects and the other way round.
#[derive(Clone, Copy)]
pub struct Trees {
    /// Is this an object of `_ast`?
    pub is_tree: fn(&Value) -> bool,
    /// The objects of a tree.
    pub make: fn(&mut Vm, &Node) -> PyResult<Value>,
    /// The tree of an object, which must be of the class that the mode wants.
    pub read: fn(&mut Vm, &Value, TreeMode) -> PyResult<Node>,
}

/// `compile()`'s flags, CPython's numbers.
mod flag {
    pub(super) const DONT_IMPLY_DEDENT: u32 = 0x200;
    pub(super) const ONLY_AST: u32 = 0x400;
    pub(super) const TYPE_COMMENTS: u32 = 0x1000;
    pub(super) const ALLOW_TOP_LEVEL_AWAIT: u32 = 0x2000;
    pub(super) const ALLOW_INCOMPLETE_INPUT: u32 = 0x4000;
    pub(super) const OPTIMIZED_AST: u32 = 0x8000;
    /// `CO_NESTED`, which `from __future__ import nested_scopes` stood for.
    pub(super) const NESTED: u32 = 0x10;
    /// All that `compile` knows.
    pub(super) const ALL: u32 = front::bytecode::code::flags::FUTURE_MASK
        | NESTED
        | DONT_IMPLY_DEDENT
        | ONLY_AST
        | TYPE_COMMENTS
        | ALLOW_TOP_LEVEL_AWAIT
        | ALLOW_INCOMPLETE_INPUT
        | OPTIMIZED_AST;
}

/// The future features of the code that is running.
fn inherited(vm: &Vm) -> u32 {
    vm.current_code().map_or(0, |c| c.co.flags & front::bytecode::code::flags::FUTURE_MASK)
}

fn options(optimize: u8, future: u32) -> Options {
    Options { optimize, future, int_max_str_digits: int::limit(), ..Options::default() }
}

/// Compiles source text; SyntaxError on failure.
pub fn compile_source(vm: &mut Vm, source: &str, filename: &str, mode: Mode) -> PyResult<Ref<CodeObj>> {
    let optimize = rt().config.borrow().optimize;
    compile_text(vm, source, filename, mode, options(optimize, 0))
}

fn compile_text(vm: &mut Vm, source: &str, filename: &str, mode: Mode, options: Options) -> PyResult<Ref<CodeObj>> {
    match front::compile::compile_with(source, filename, mode, options) {
        Ok((code, warnings)) => {
            warn_all(vm, &warnings, filename, Some(source))?;
            Ok(crate::builtins::code::new(code))
        }
        Err(e) => {
            warn_all(vm, &front::compile::warnings_before(&e, source), filename, Some(source))?;
            Err(exception::syntax::raise(vm, &e, filename))
        }
    }
}

/// Issues syntax warnings. One that a filter makes an error is a SyntaxError at the place.
fn warn_all(vm: &mut Vm, warnings: &[Warning], filename: &str, source: Option<&str>) -> PyResult<()> {
    if warnings.is_empty() {
        return Ok(());
    }
    let category = exception::classes().syntax_warning;
    let f = vm.import_attr("_warnings", "warn_explicit")?;
    for w in warnings {
        let r = vm.call(&f, &[Value::str(&w.message), category.value(), Value::str(filename), Value::int(i64::from(w.line))]);
        if vm.catch(r, category)?.is_none() {
            let text = source.and_then(|s| s.split_inclusive('\n').nth(w.line.saturating_sub(1) as usize)).map(str::to_owned);
            let message = w.as_error.as_ref().unwrap_or(&w.message);
            let e = front::compile::SyntaxError { line: w.line, col: w.col as i32, text, ..front::compile::SyntaxError::plain(message) };
            return Err(exception::syntax::raise(vm, &e, filename));
        }
    }
    Ok(())
}

// ---- running ----------------------------------------------------------------------------------

fn no_mapping(v: &Value) -> bool {
    v.ty().slots().getitem.is_none()
}

fn check_namespaces(vm: &mut Vm, a: &[Value], who: &str) -> PyResult<()> {
    if let Some(l) = a[2].some()
        && no_mapping(l)
    {
        return Err(vm.type_error(match who {
            "eval" => "locals must be a mapping".to_owned(),
            _ => format!("exec() locals must be a mapping or None, not {}", l.ty().name()),
        }));
    }
    match a[1].some() {
        Some(g) if g.downcast::<DictObj>().is_none() => Err(vm.type_error(match who {
            "eval" if no_mapping(g) => "globals must be a dict".to_owned(),
            "eval" => "globals must be a real dict; try eval(code, {}, mapping)".to_owned(),
            _ => format!("exec() globals must be a dict, not {}", g.ty().name()),
        })),
        _ => Ok(()),
    }
}

/// The cells that a code object with free variables is run with.
fn checked_closure(vm: &mut Vm, code: &CodeObj, closure: Option<&Value>, who: &str) -> PyResult<Value> {
    let n = code.co.freevars.len();
    if n == 0 {
        return match closure {
            Some(_) => Err(vm.type_error("cannot use a closure with this code object")),
            None => Ok(Value::NULL),
        };
    }
    if who == "eval" {
        return Err(vm.type_error("code object passed to eval() may not contain free variables"));
    }
    let is_cell = |c: &Value| c.downcast::<function::CellObj>().is_some();
    match closure {
        Some(c) if tuple::items_opt(c).is_some_and(|cells| cells.len() == n && cells.iter().all(is_cell)) => Ok(c.clone()),
        _ => Err(vm.type_error(format!("code object requires a closure of exactly length {n}"))),
    }
}

fn run(vm: &mut Vm, a: &[Value], closure: Option<&Value>, mode: Mode, who: &str) -> PyResult<Value> {
    check_namespaces(vm, a, who)?;
    let globals = match a[1].some() {
        Some(g) => g.clone(),
        None => vm.current_globals(),
    };
    let locals = match (a[2].some(), a[1].some()) {
        (Some(l), _) => l.clone(),
        (None, Some(_)) => globals.clone(),
        (None, None) => match vm.frames.len() {
            0 => globals.clone(),
            n => crate::builtins::frame::locals(vm, n - 1),
        },
    };
    let (code, cells) = match Ref::<CodeObj>::from_value(a[0].clone()) {
        Ok(c) => {
            let cells = checked_closure(vm, &c, closure, who)?;
            (c, cells)
        }
        Err(_) if closure.is_some() => return Err(vm.type_error("closure can only be used when source is a code object")),
        Err(v) => {
            let Some(text) = source_text(vm, &v, "<string>")? else {
                return Err(vm.type_error(format!("{who}() arg 1 must be a string, bytes or code object")));
            };
            let text = if mode == Mode::Eval { text.trim_start_matches([' ', '\t']) } else { &text };
            let optimize = rt().config.borrow().optimize;
            let options = options(optimize, inherited(vm));
            (compile_text(vm, text, "<string>", mode, options)?, Value::NULL)
        }
    };
    crate::audit::audit(vm, "exec", &[code.as_value().clone()])?;
    crate::interp::run_code(vm, &code, &globals, &locals, &cells)
}

/// `exec(source, /, globals=None, locals=None, *, closure=None)`
pub fn exec(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    run(vm, a, a[3].some(), Mode::Exec, "exec")?;
    Ok(Value::NONE)
}

/// `eval(source, /, globals=None, locals=None)`
pub fn eval(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    run(vm, a, None, Mode::Eval, "eval")
}

// ---- compile ----------------------------------------------------------------------------------

/// What `compile` was asked for.
struct Request {
    file: String,
    mode: TreeMode,
    flags: u32,
    options: Options,
}

impl Request {
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
    fn wants_tree(&self) -> bool {
        self.has(flag::ONLY_AST)
    }
    /// The mode for code; a signature is none.
    fn code_mode(&self) -> Mode {
        match self.mode {
            TreeMode::Exec | TreeMode::FuncType => Mode::Exec,
            TreeMode::Eval => Mode::Eval,
            TreeMode::Single => Mode::Single,
        }
    }
}

/// The file name: str, bytes or what `os.fspath` takes.
pub fn file_name(vm: &mut Vm, v: &Value) -> PyResult<String> {
    let mut given = v.clone();
    if !str::is_str(&given) && crate::builtins::bytes::get(&given).is_none() {
        given = match vm.call_special(v, &names().__fspath__, &[])? {
            Some(path) => path,
            None => return Err(vm.type_error(format!("expected str, bytes or os.PathLike object, not {}", v.ty().name()))),
        };
    }
    let text = match crate::builtins::bytes::get(&given) {
        Some(b) => String::from_utf8_lossy(b).into_owned(),
        None => str::text(&given).into_owned(),
    };
    if text.contains('\0') {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(text)
}

fn request(vm: &mut Vm, a: &[Value]) -> PyResult<Request> {
    let file = file_name(vm, &a[1])?;
    if !str::is_str(&a[2]) {
        return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {}", a[2].ty().name())));
    }
    let bits = a[3].opt().map_or(Ok(0), |f| str::c_int(vm, f))? as u32;
    let dont_inherit = match a[4].opt() {
        Some(v) => ops::truth(vm, v)?,
        None => false,
    };
    let optimize = a[5].opt().map_or(Ok(-1), |n| str::c_int(vm, n))?;
    if bits & !flag::ALL != 0 {
        return Err(vm.value_error("compile(): unrecognised flags"));
    }
    let level = match optimize {
        -1 => rt().config.borrow().optimize,
        0..=2 => optimize as u8,
        _ => return Err(vm.value_error("compile(): invalid optimize value")),
    };
    let flags = if dont_inherit { bits } else { bits | inherited(vm) };
    let only_ast = flags & flag::ONLY_AST != 0;
    let mode = match &*str::text(&a[2]) {
        "exec" => TreeMode::Exec,
        "eval" => TreeMode::Eval,
        "single" => TreeMode::Single,
        "func_type" if only_ast => TreeMode::FuncType,
        "func_type" => return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST")),
        _ if only_ast => return Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")),
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    };
    let options = Options {
        top_level_await: flags & flag::ALLOW_TOP_LEVEL_AWAIT != 0,
        dont_imply_dedent: flags & flag::DONT_IMPLY_DEDENT != 0,
        ..options(level, flags & front::bytecode::code::flags::FUTURE_MASK)
    };
    Ok(Request { file, mode, flags, options })
}

/// `compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)`
pub fn compile(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let r = request(vm, a)?;
    let trees = rt().trees.get();
    if let Some(trees) = trees
        && (trees.is_tree)(&a[0])
    {
        return compile_tree(vm, &a[0], &r, trees);
    }
    let Some(text) = source_text(vm, &a[0], &r.file)? else {
        return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
    };
    crate::audit::audit(vm, "compile", &[a[0].clone(), Value::str(&r.file)])?;
    if r.wants_tree() {
        let Some(trees) = trees else { return Err(vm.system_error("syntax trees are not available")) };
        let (optimized, type_comments) = (r.has(flag::OPTIMIZED_AST), r.has(flag::TYPE_COMMENTS));
        let minor = a[6].opt().map_or(Ok(-1), |n| str::c_int(vm, n))?;
        let options = ParseOptions { common: r.options, optimized, type_comments, minor: u8::try_from(minor).unwrap_or(0) };
        return match front::tree::parse(&text, &r.file, r.mode, options) {
            Ok((node, warnings)) => {
                warn_all(vm, &warnings, &r.file, Some(&text))?;
                (trees.make)(vm, &node)
            }
            Err(e) => Err(fail(vm, e, &r, &text)),
        };
    }
    match front::compile::compile_with(&text, &r.file, r.code_mode(), r.options) {
        Ok((code, warnings)) => {
            warn_all(vm, &warnings, &r.file, Some(&text))?;
            Ok(crate::builtins::code::new(code).into_value())
        }
        Err(e) => Err(fail(vm, e, &r, &text)),
    }
}

/// A syntax error; for `codeop` one that more input could cure is of another class.
fn fail(vm: &mut Vm, e: front::compile::SyntaxError, r: &Request, source: &str) -> Raised {
    if let Err(raised) = warn_all(vm, &front::compile::warnings_before(&e, source), &r.file, Some(source)) {
        return raised;
    }
    if r.has(flag::ALLOW_INCOMPLETE_INPUT) && (e.kind == front::compile::ErrorKind::Incomplete || (r.mode != TreeMode::Exec && e.is_at_end(source))) {
        let e = front::compile::SyntaxError::incomplete(source);
        return exception::syntax::raise_as(vm, exception::classes().incomplete_input_error, &e, &r.file);
    }
    exception::syntax::raise(vm, &e, &r.file)
}

fn compile_tree(vm: &mut Vm, tree: &Value, r: &Request, trees: Trees) -> PyResult<Value> {
    if r.wants_tree() && !r.has(flag::OPTIMIZED_AST) {
        return Ok(tree.clone());
    }
    let node = (trees.read)(vm, tree, r.mode)?;
    if r.wants_tree() {
        return match front::tree::fold(node, &r.options) {
            Ok(node) => (trees.make)(vm, &node),
            Err(e) => Err(refuse(vm, e, &r.file)),
        };
    }
    match front::tree::compile(node, &r.file, r.code_mode(), r.options) {
        Ok((code, warnings)) => {
            warn_all(vm, &warnings, &r.file, None)?;
            Ok(crate::builtins::code::new(code).into_value())
        }
        Err(e) => Err(refuse(vm, e, &r.file)),
    }
}

fn refuse(vm: &mut Vm, e: TreeError, file: &str) -> Raised {
    match e {
        TreeError::Value(message) => vm.value_error(message),
        TreeError::Type(message) => vm.type_error(message),
        TreeError::Syntax(e) => exception::syntax::raise(vm, &e, file),
    }
}

/// The text of source given as str or bytes; None for anything else.
pub fn source_text(vm: &mut Vm, v: &Value, file: &str) -> PyResult<Option<String>> {
    let null = front::compile::SyntaxError::plain("source code string cannot contain null bytes");
    if str::is_str(v) {
        // Lone surrogates can't be encoded.
        let Some(text) = str::to_utf8(v).map(|t| t.into_owned()) else {
            return str::codecs::encode(vm, v, None, None).map(|_| None);
        };
        return if text.contains('\0') { Err(exception::syntax::raise(vm, &null, file)) } else { Ok(Some(text)) };
    }
    if !crate::builtins::buffer::is_exporter(v) {
        return Ok(None);
    }
    let data = crate::builtins::buffer::bytes_like(vm, v)?.to_vec();
    if data.contains(&0) {
        return Err(exception::syntax::raise(vm, &null, file));
    }
    match front::compile::decode_source(&data, file) {
        Ok(text) => Ok(Some(text)),
        Err(e) => Err(exception::syntax::raise(vm, &e, file)),
    }
}
