//! Source text to a tree.

use ruff_python_ast as ast;
use ruff_python_ast::token::TokenKind;
use ruff_source_file::SourceFileBuilder;
use ruff_text_size::Ranged;
use rustpython_compiler::{CompileError, Mode as TheirMode, parser};
use rustpython_compiler_core::SourceFile;
use rustpython_compiler_core::bytecode::CodeFlags;

use super::from_parser::Reader;
use super::{Field, Node};
use crate::compile::{Options, SyntaxError, Warning, escapes, on_large_stack, unix_lines};

/// What the source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeMode {
    /// A module.
    Exec,
    /// One expression.
    Eval,
    /// One interactive statement.
    Single,
    /// A signature of a type comment: `(int, str) -> bool`.
    FuncType,
}

/// Options of [`parse`].
#[derive(Clone, Copy, Debug, Default)]
pub struct ParseOptions {
    /// What also bears on compiling.
    pub common: Options,
    /// `PyCF_OPTIMIZED_AST`: with what the compiler folds in the tree folded.
    pub optimized: bool,
    /// `PyCF_TYPE_COMMENTS`: with what type comments say.
    pub type_comments: bool,
    /// Minor version of the grammar; 0 is the newest.
    pub minor: u8,
}

/// Parses `source`; also returns the syntax warnings.
pub fn parse(source: &str, filename: &str, mode: TreeMode, options: ParseOptions) -> Result<(Node, Vec<Warning>), SyntaxError> {
    if source.contains('\0') {
        return Err(SyntaxError::plain("source code string cannot contain null bytes"));
    }
    let source = unix_lines(source);
    on_large_stack(|| parse_here(&source, filename, mode, options))
}

fn parse_here(source: &str, filename: &str, mode: TreeMode, options: ParseOptions) -> Result<(Node, Vec<Warning>), SyntaxError> {
    let file = SourceFileBuilder::new(filename, source).finish();
    let theirs = match mode {
        TreeMode::Exec => TheirMode::Exec,
        TreeMode::Eval => TheirMode::Eval,
        TreeMode::Single => TheirMode::Single,
        TreeMode::FuncType => return Ok((signature(source, filename)?, Vec::new())),
    };
    let Parsed { tree, comments, numbers } =
        syntax(&file, theirs, &options.common).map_err(|e| SyntaxError::from_compiler(&e, source, mode == TreeMode::Exec))?;
    let warnings = escapes::warnings(source);
    let reader = Reader::new(&file);
    let mut node = match &tree {
        ast::Mod::Module(m) if mode == TreeMode::Single => Node::new("Interactive", vec![reader.body(&m.body)]),
        ast::Mod::Module(m) => Node::new("Module", vec![reader.body(&m.body), Field::List(Vec::new())]),
        ast::Mod::Expression(e) => Node::new("Expression", vec![reader.expr(&e.body)]),
    };
    if (1..14).contains(&options.minor) {
        let old = if options.minor < 6 { super::version::underscore(source, &numbers) } else { None };
        if let Some((message, at)) = old.or_else(|| super::version::check(&node, options.minor)) {
            let text = source.split('\n').nth(at.line as usize - 1).map(|l| format!("{l}\n"));
            let (line, end_line) = (at.line as u32, at.end_line as u32);
            return Err(SyntaxError { line, col: at.col + 1, end_line, end_col: at.end_col + 1, text, ..SyntaxError::plain(message) });
        }
    }
    if options.type_comments
        && let Err((line, col)) = super::comments::attach(&mut node, source, &comments)
    {
        let text = source.split('\n').nth(line as usize - 1).map(|l| format!("{l}\n"));
        return Err(SyntaxError { line: line as u32, col: col + 1, text, ..SyntaxError::plain("invalid syntax") });
    }
    let node = if options.optimized { super::fold::fold(node, options.common.optimize) } else { node };
    Ok((node, warnings))
}

/// What the parser found.
struct Parsed {
    tree: ast::Mod,
    /// Where comments are.
    comments: Vec<std::ops::Range<usize>>,
    /// Where numbers are.
    numbers: Vec<std::ops::Range<usize>>,
}

/// The parser's tree, after all checks that come before the symbol table.
fn syntax(file: &SourceFile, mode: TheirMode, options: &Options) -> Result<Parsed, CompileError> {
    use rustpython_compiler as front;
    let parser_mode = if matches!(mode, TheirMode::Eval) { parser::Mode::Expression } else { parser::Mode::Module };
    let parser_options = parser::ParseOptions::from(parser_mode);
    let barry = CodeFlags::from_bits_truncate(options.future).contains(CodeFlags::FUTURE_BARRY_AS_BDFL);
    let prepared = front::prepare_barry_as_flufl_source(file.source_text(), parser_options.clone(), barry);
    front::pre_parse_source_error(file)?;
    let parsed = parser::parse(prepared.source(), parser_options);
    if let Some(error) = prepared.diagnostic(parsed.as_ref().err(), file) {
        return Err(error);
    }
    let parsed = parsed.map_err(|e| CompileError::from_ruff_parse_error(e, file, mode))?;
    if let Some(error) = front::long_decimal_integer_literal_error(file, parsed.tokens(), options.int_max_str_digits) {
        return Err(error);
    }
    if options.dont_imply_dedent
        && matches!(mode, TheirMode::Single)
        && let Some(error) = front::dont_imply_dedent_source_error(file)
    {
        return Err(error);
    }
    // The rest of the source checks are only to be had together with the symbol table, whose own errors don't count here.
    if let Err(error @ CompileError::Parse(_)) = front::_compile_symtable(file.clone(), mode) {
        return Err(error);
    }
    let places = |wanted: &[TokenKind]| parsed.tokens().iter().filter(|t| wanted.contains(&t.kind())).map(|t| t.range().into()).collect();
    let (comments, numbers) = (places(&[TokenKind::Comment]), places(&[TokenKind::Int, TokenKind::Float, TokenKind::Complex]));
    let tree = parsed.into_syntax();
    front::too_deeply_nested_error(&tree, file, super::super::compile::RECURSION_LIMIT)?;
    Ok(Parsed { tree, comments, numbers })
}

/// `(type, *type, **type) -> type`
fn signature(source: &str, filename: &str) -> Result<Node, SyntaxError> {
    let invalid = || {
        let file = SourceFileBuilder::new(filename, source).finish();
        match parser::parse(source, parser::ParseOptions::from(parser::Mode::Expression)) {
            Err(e) => SyntaxError::from_compiler(&CompileError::from_ruff_parse_error(e, &file, TheirMode::Eval), source, false),
            Ok(_) => SyntaxError { line: 1, col: 1, text: Some(source.to_owned()), ..SyntaxError::plain("invalid syntax") },
        }
    };
    let arrow = arrow(source).ok_or_else(invalid)?;
    // A call in front of the arrow and an expression behind it, each at its place in the text.
    let call = format!("f{}", &source[..arrow]);
    let blank: String = source[..arrow + 2].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    let result = format!("({}{})", blank.get(1..).unwrap_or(""), source[arrow + 2..].trim_end());
    let parse = |text: &str| parser::parse(text, parser::ParseOptions::from(parser::Mode::Expression)).ok().map(|p| p.into_syntax());
    let (Some(ast::Mod::Expression(params)), Some(ast::Mod::Expression(returns))) = (parse(&call), parse(&result)) else {
        return Err(invalid());
    };
    let ast::Expr::Call(call_expr) = &*params.body else { return Err(invalid()) };
    // Positions count from behind the `f`.
    let params_file = SourceFileBuilder::new(filename, &*call).finish();
    let reader = Reader::new(&params_file);
    let plain = |e: &ast::Expr| match e {
        ast::Expr::Starred(s) => reader.expr(&s.value),
        e => reader.expr(e),
    };
    let mut types: Vec<Field> = call_expr.arguments.args.iter().map(plain).collect();
    for keyword in &call_expr.arguments.keywords {
        if keyword.arg.is_some() {
            return Err(invalid());
        }
        types.push(reader.expr(&keyword.value));
    }
    types.iter_mut().for_each(shift_first_line);
    let result_file = SourceFileBuilder::new(filename, &*result).finish();
    let returns = Reader::new(&result_file).expr(&returns.body);
    Ok(Node::new("FunctionType", vec![Field::List(types), returns]))
}

/// Where the `->` behind the parameters is.
fn arrow(source: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in source.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '-' if depth == 0 && source[at..].starts_with("->") => return Some(at),
            _ => {}
        }
    }
    None
}

fn shift_first_line(field: &mut Field) {
    match field {
        Field::Node(node) => {
            if let Some(at) = &mut node.at {
                at.col -= i32::from(at.line == 1);
                at.end_col -= i32::from(at.end_line == 1);
            }
            node.fields.iter_mut().for_each(shift_first_line);
        }
        Field::List(items) => items.iter_mut().for_each(shift_first_line),
        _ => {}
    }
}
