//! Symbol tables of source text as plain data, for the `symtable` module. The tables are the compiler's own.

use ruff_source_file::SourceFileBuilder;
use rustpython_codegen::symboltable::{CompilerScope, SymbolTable};
use rustpython_compiler::Mode as TheirMode;

use crate::compile::{Mode, SyntaxError, on_large_stack, unix_lines};

/// What a table is of, CPython's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum Kind {
    Function = 0,
    Class = 1,
    Module = 2,
    Annotation = 3,
    TypeVariable = 4,
    TypeAlias = 5,
    TypeParameters = 6,
}

/// Where the scope stands in a symbol's number.
pub const SCOPE_OFFSET: u32 = 12;

/// The table of one block.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the block; `top` for a module.
    pub name: String,
    /// What it is of.
    pub kind: Kind,
    /// Line of its start.
    pub line: u32,
    /// Is it inside a function?
    pub nested: bool,
    /// Names with their `DEF_*` bits and their scope, in order of appearance.
    pub symbols: Vec<(String, u32)>,
    /// Names of the parameters.
    pub varnames: Vec<String>,
    /// Tables of the blocks inside.
    pub children: Vec<Table>,
}

/// The table of a module, an expression or a statement.
pub fn table(source: &str, filename: &str, mode: Mode) -> Result<Table, SyntaxError> {
    let source = unix_lines(source);
    on_large_stack(|| {
        let file = SourceFileBuilder::new(filename, &*source).finish();
        let theirs = match mode {
            Mode::Exec => TheirMode::Exec,
            Mode::Eval => TheirMode::Eval,
            Mode::Single => TheirMode::Single,
        };
        match rustpython_compiler::_compile_symtable(file, theirs) {
            Ok(table) => Ok(convert(&table)),
            Err(e) => Err(SyntaxError::from_compiler(&e, &source, mode == Mode::Exec)),
        }
    })
}

fn convert(t: &SymbolTable) -> Table {
    let kind = match t.typ {
        CompilerScope::Module => Kind::Module,
        CompilerScope::Class => Kind::Class,
        CompilerScope::Function | CompilerScope::AsyncFunction | CompilerScope::Lambda | CompilerScope::Comprehension => Kind::Function,
        CompilerScope::TypeParams => Kind::TypeParameters,
        CompilerScope::Annotation => Kind::Annotation,
        CompilerScope::TypeAlias => Kind::TypeAlias,
        CompilerScope::TypeVariable => Kind::TypeVariable,
    };
    let name = match t.typ {
        CompilerScope::Module => "top",
        _ => t.name.trim_start_matches('<').trim_end_matches('>'),
    };
    let number = |s: &rustpython_codegen::symboltable::Symbol| u32::from(s.flags.bits()) | ((s.scope.as_i32() as u32) << SCOPE_OFFSET);
    Table {
        name: name.to_owned(),
        kind,
        line: if kind == Kind::Module { 0 } else { t.line_number },
        nested: t.is_nested,
        symbols: t.symbols.iter().map(|(name, s)| (name.to_string(), number(s))).collect(),
        varnames: t.varnames.iter().map(ToString::to_string).collect(),
        children: t.sub_tables.iter().map(convert).collect(),
    }
}
