//! `_tokenize`: an iterator over the tokens of the lines that a function gives.

use crate::leaf::pytok::{Class, Mistake, Stop, Token, Tokenizer, kind};
use std::cell::RefCell;
use vm::builtins::{bytes, exception, module, str, tuple};
use vm::import::NativeModule;
use vm::native::signature::Signature;
use vm::native::{Args, TypeDef, this};
use vm::object::error::Raised;
use vm::object::ty::TypeObj;
use vm::object::{self, Payload, ops};
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_tokenize", init };

fn init(_: &mut Vm, m: &Value) -> PyResult<()> {
    if let Some(d) = module::dict_of(m) {
        d.set_text("TokenizerIter", TYPE.value());
    }
    Ok(())
}

/// Payload of the iterator.
struct TokenizerIter {
    tokens: RefCell<Tokenizer>,
    readline: Value,
    /// Lines are bytes in this encoding.
    encoding: Option<Value>,
    /// Comments and newlines that end nothing are wanted; operators have no types of their own.
    extra: bool,
}
impl Payload for TokenizerIter {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TYPE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.readline);
    }
}

static TYPE: TypeDef = TypeDef::new::<TokenizerIter>("_tokenize.TokenizerIter").slots(|s| {
    s.new = Some(new);
    s.iter = Some(|_, v| Ok(v.clone()));
    s.next = Some(next);
});

fn new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIGNATURE: std::sync::LazyLock<Signature> = std::sync::LazyLock::new(|| Signature::parse("(readline, /, *, extra_tokens, encoding=None)"));
    let mut bound = Vec::new();
    SIGNATURE.bind(vm, "tokenizeriter", args, &mut bound)?;
    let extra = ops::truth(vm, &bound[1])?;
    let encoding = match bound[2].some() {
        Some(e) if !str::is_str(e) => return Err(vm.type_error(format!("tokenizeriter() argument 'encoding' must be str, not {}", e.ty().name()))),
        e => e.cloned(),
    };
    Ok(object::new_of(cls, TokenizerIter { tokens: RefCell::new(Tokenizer::new(extra)), readline: bound[0].clone(), encoding, extra }))
}

/// One line of source, none at the end.
fn read(vm: &mut Vm, it: &TokenizerIter) -> PyResult<Option<String>> {
    let r = vm.call(&it.readline, &[]);
    let Some(line) = vm.catch(r, exception::classes().stop_iteration)? else { return Ok(None) };
    let line = match (&it.encoding, bytes::get(&line)) {
        (Some(e), Some(_)) => str::codecs::decode(vm, &line, Some(e), Some(&Value::str("replace")))?,
        (Some(_), None) => return Err(vm.type_error("readline() returned a non-bytes object")),
        (None, _) if !str::is_str(&line) => return Err(vm.type_error("readline() returned a non-string object")),
        (None, _) => line,
    };
    match str::to_utf8(&line) {
        Some(t) => Ok(Some(t.into_owned())),
        None => str::codecs::encode(vm, &line, None, None).map(|_| None),
    }
}

fn next(vm: &mut Vm, v: &Value) -> PyResult<Option<Value>> {
    let it = this::<TokenizerIter>(v);
    loop {
        let Ok(mut tokens) = it.tokens.try_borrow_mut() else { return Err(vm.value_error("tokenizer already executing")) };
        let token = match tokens.next(&mut || read(vm, it)) {
            Ok(t) => t,
            Err(Stop::Source(e)) => return Err(e),
            Err(Stop::Mistake(m)) => {
                *tokens = Tokenizer::finished();
                return Err(raise(vm, &m));
            }
        };
        let Some(t) = token else { return Ok(None) };
        if it.extra || !matches!(t.kind, kind::COMMENT | kind::NL) {
            return Ok(Some(token_value(&t, it.extra)));
        }
    }
}

fn token_value(t: &Token, extra: bool) -> Value {
    let pos = |(line, column): (usize, usize)| tuple::pair(Value::usize(line), Value::usize(column));
    let number = if extra { t.kind } else { t.exact_kind() };
    tuple::new(vec![Value::int(i64::from(number)), Value::str(&t.text), pos(t.start), pos(t.end), Value::str(&t.line)])
}

fn raise(vm: &mut Vm, m: &Mistake) -> Raised {
    let c = exception::classes();
    let class = match m.class {
        Class::Syntax => c.syntax_error,
        Class::Indentation => c.indentation_error,
        Class::Tab => c.tab_error,
    };
    let (line, column) = (Value::usize(m.at.0), Value::usize(m.at.1));
    let place = tuple::new(vec![Value::str("<string>"), line.clone(), column.clone(), Value::str(&m.line), line, column]);
    match vm.call(&class.value(), &[Value::str(&m.message), place]) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
