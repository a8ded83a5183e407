//! Parameter lists of native functions, parsed from their text signatures, and the binding of arguments to them with
//! CPython's error texts.

use super::Args;
use crate::builtins::{str, tuple};
use crate::object::dict::DictObj;
use crate::object::error::PyResult;
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::Vm;

/// How a parameter may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    /// By position only.
    Positional,
    /// By position or name.
    Either,
    /// By name only.
    Keyword,
    /// `*args`.
    VarArgs,
    /// `**kwargs`.
    VarKwargs,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// Kind.
    pub kind: ParamKind,
    /// Text of the default value; None for required parameters.
    pub default: Option<&'static str>,
}

/// A parsed signature.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// Parameters in order, `$self` included as the first of methods.
    pub params: Vec<Param>,
    /// Number of parameters that can be given by position (without `*args`).
    pub n_pos: usize,
    /// Number of required ones among those.
    pub n_required: usize,
    /// Has `*args`.
    pub var_args: bool,
    /// Has keyword-only parameters or `**kwargs`.
    pub has_keywords: bool,
    /// The first parameter is `$self`, `$type` or `$module`.
    pub has_self: bool,
    /// No `*args` or `**kwargs`, all keyword-only parameters have defaults, and there are few enough to pad on the stack.
    paddable: bool,
}

/// Most parameters of a function whose missing arguments are filled in on the stack.
pub const PADDED_MAX: usize = 8;

impl Signature {
    /// Parses `($self, a, b=1, /, c=2, *, key=None, **kwargs)`.
    pub fn parse(text: &'static str) -> Signature {
        let inner = text.trim().trim_start_matches('(').trim_end_matches(')');
        let mut s = Signature::default();
        let mut keyword_only = false;
        for part in split_params(inner) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            if part == "/" {
                s.params.iter_mut().filter(|p| p.kind == ParamKind::Either).for_each(|p| p.kind = ParamKind::Positional);
                continue;
            }
            if part == "*" {
                keyword_only = true;
                continue;
            }
            let (name, default) = match part.split_once('=') {
                Some((n, d)) => (n.trim(), Some(d.trim())),
                None => (part, None),
            };
            let kind = if name.starts_with("**") {
                ParamKind::VarKwargs
            } else if name.starts_with('*') {
                keyword_only = true;
                ParamKind::VarArgs
            } else if keyword_only {
                ParamKind::Keyword
            } else if name.starts_with('$') {
                s.has_self = true;
                ParamKind::Positional
            } else {
                ParamKind::Either
            };
            s.params.push(Param { name: name.trim_start_matches(['*', '$']), kind, default });
        }
        s.n_pos = s.params.iter().filter(|p| matches!(p.kind, ParamKind::Positional | ParamKind::Either)).count();
        s.n_required = s.params[..s.n_pos.min(s.params.len())]
            .iter()
            .filter(|p| p.default.is_none() && matches!(p.kind, ParamKind::Positional | ParamKind::Either))
            .count();
        s.var_args = s.params.iter().any(|p| p.kind == ParamKind::VarArgs);
        s.has_keywords = s.params.iter().any(|p| matches!(p.kind, ParamKind::Keyword | ParamKind::VarKwargs));
        s.paddable = s.params.len() <= PADDED_MAX
            && s.params.iter().all(|p| match p.kind {
                ParamKind::Positional | ParamKind::Either => true,
                ParamKind::Keyword => p.default.is_some(),
                ParamKind::VarArgs | ParamKind::VarKwargs => false,
            });
        s
    }

    /// Can `n` positional arguments be passed on as they are?
    #[inline(always)]
    pub fn fits_exactly(&self, n: usize) -> bool {
        n == self.params.len() && n == self.n_pos
    }

    /// Can `n` positional arguments be passed on with NULL for the rest?
    #[inline(always)]
    pub fn fits_padded(&self, n: usize) -> bool {
        n >= self.n_required && n <= self.n_pos && self.paddable
    }

    /// Binds arguments: one value per parameter, NULL where optional ones are missing.
    pub fn bind(&self, vm: &mut Vm, name: &str, args: &Args, out: &mut Vec<Value>) -> PyResult<()> {
        let pos = args.pos();
        let hidden = self.has_self as usize;
        if let Some(k) = args.names.first()
            && self.params.iter().all(|p| matches!(p.kind, ParamKind::Positional | ParamKind::VarArgs))
        {
            return Err(self.unexpected_keyword(vm, name, k));
        }
        if pos.len() > self.n_pos && !self.var_args {
            return Err(self.too_many(vm, name, pos.len() - hidden));
        }
        out.clear();
        let mut rest_kw = Vec::new();
        let mut kw: Vec<(&Value, &Value)> = args.kw().collect();
        for (i, p) in self.params.iter().enumerate() {
            let v = match p.kind {
                ParamKind::Positional => pos.get(i).cloned(),
                ParamKind::Either => match pos.get(i) {
                    Some(v) => {
                        if kw.iter().any(|(k, _)| str::eq_text(k, p.name)) {
                            return Err(vm.type_error(format!("argument for {name}() given by name ('{}') and position ({})", p.name, i + 1 - hidden)));
                        }
                        Some(v.clone())
                    }
                    None => take_kw(&mut kw, p.name),
                },
                ParamKind::Keyword => take_kw(&mut kw, p.name),
                ParamKind::VarArgs => Some(tuple::new(pos.get(self.n_pos..).unwrap_or(&[]).to_vec())),
                ParamKind::VarKwargs => {
                    rest_kw.push(i);
                    Some(crate::object::dict::new_dict())
                }
            };
            match v {
                Some(v) => out.push(v),
                None if p.default.is_some() => out.push(Value::NULL),
                None => return Err(self.missing(vm, name, i, pos.len())),
            }
        }
        if let (Some(&i), false) = (rest_kw.first(), kw.is_empty())
            && let Some(d) = out[i].downcast::<DictObj>()
        {
            for (k, v) in kw.drain(..) {
                d.set(vm, k.clone(), v.clone())?;
            }
        }
        if let Some((k, _)) = kw.first() {
            return Err(self.unexpected_keyword(vm, name, k));
        }
        Ok(())
    }

    #[cold]
    fn too_many(&self, vm: &mut Vm, name: &str, given: usize) -> super::super::object::error::Raised {
        let hidden = self.has_self as usize;
        let max = self.n_pos - hidden;
        let min = self.n_required - hidden;
        let only_pos = self.params.iter().all(|p| p.kind == ParamKind::Positional);
        let message = if only_pos {
            arity_message(name, min, max, given)
        } else {
            let total = self.params.iter().filter(|p| matches!(p.kind, ParamKind::Positional | ParamKind::Either | ParamKind::Keyword)).count() - hidden;
            if max == 0 {
                format!("{name}() takes no positional arguments")
            } else if total > max {
                format!("{name}() takes {} {max} positional argument{} ({given} given)", if min == max { "exactly" } else { "at most" }, plural(max))
            } else {
                format!("{name}() takes {} {max} argument{} ({given} given)", if min == max { "exactly" } else { "at most" }, plural(max))
            }
        };
        vm.type_error(message)
    }

    #[cold]
    fn missing(&self, vm: &mut Vm, name: &str, i: usize, given: usize) -> super::super::object::error::Raised {
        let hidden = self.has_self as usize;
        if i < hidden {
            return vm.type_error(format!("unbound method {name}() needs an argument"));
        }
        let p = &self.params[i];
        let only_pos = self.params.iter().all(|p| p.kind == ParamKind::Positional);
        if p.kind == ParamKind::Positional {
            let max = self.n_pos - hidden;
            let min = self.n_required - hidden;
            let given = given.saturating_sub(hidden);
            if only_pos {
                return vm.type_error(arity_message(name, min, max, given));
            }
            let positional_min = self.params.iter().filter(|p| p.kind == ParamKind::Positional && p.default.is_none()).count() - hidden;
            return vm.type_error(format!(
                "{name}() takes {} {positional_min} positional argument{} ({given} given)",
                if positional_min == max && !self.var_args { "exactly" } else { "at least" },
                plural(positional_min)
            ));
        }
        vm.type_error(format!("{name}() missing required argument '{}' (pos {})", p.name, i + 1 - hidden))
    }

    #[cold]
    fn unexpected_keyword(&self, vm: &mut Vm, name: &str, k: &Value) -> super::super::object::error::Raised {
        let text = str::text(k);
        if self.params.iter().any(|p| p.kind == ParamKind::Positional && p.name == text) && self.params.iter().any(|p| p.kind != ParamKind::Positional) {
            return vm.type_error(format!("{name}() got some positional-only arguments passed as keyword arguments: '{text}'"));
        }
        let takes_names = self.params.iter().any(|p| matches!(p.kind, ParamKind::Either | ParamKind::Keyword));
        if takes_names {
            vm.type_error(format!("{name}() got an unexpected keyword argument '{text}'"))
        } else {
            vm.type_error(format!("{name}() takes no keyword arguments"))
        }
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

/// Message of a function with positional-only parameters called with the wrong number of arguments.
fn arity_message(name: &str, min: usize, max: usize, given: usize) -> String {
    if min == max {
        return match max {
            0 => format!("{name}() takes no arguments ({given} given)"),
            1 => format!("{name}() takes exactly one argument ({given} given)"),
            _ => format!("{name} expected {max} arguments, got {given}"),
        };
    }
    if given < min {
        format!("{name} expected at least {min} argument{}, got {given}", plural(min))
    } else {
        format!("{name} expected at most {max} argument{}, got {given}", plural(max))
    }
}

fn take_kw(kw: &mut Vec<(&Value, &Value)>, name: &str) -> Option<Value> {
    let i = kw.iter().position(|(k, _)| str::eq_text(k, name))?;
    Some(kw.remove(i).1.clone())
}

/// Splits at commas outside brackets and quotes.
fn split_params(text: &'static str) -> Vec<&'static str> {
    let (mut depth, mut quote, mut start, mut out) = (0, None, 0, Vec::new());
    for (i, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                out.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

/// The TypeError of a `new` slot that takes no keyword arguments. A subclass with an `__init__` of its own may know them.
pub fn refuse_keywords(vm: &mut Vm, cls: &TypeObj, own: &TypeObj, args: &Args) -> PyResult<()> {
    let same_init = || cls.slots().init.map(|f| f as usize) == own.slots().init.map(|f| f as usize);
    if args.has_kw() && (std::ptr::eq(cls, own) || same_init()) {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", own.name())));
    }
    Ok(())
}

/// As `refuse_keywords` for an `init` slot, where a `__new__` may have taken them.
pub fn refuse_init_keywords(vm: &mut Vm, cls: &TypeObj, own: &TypeObj, args: &Args) -> PyResult<()> {
    let same_new = || cls.slots().new.map(|f| f as usize) == own.slots().new.map(|f| f as usize);
    if args.has_kw() && (std::ptr::eq(cls, own) || same_new()) {
        return Err(vm.type_error(format!("{}() takes no keyword arguments", own.name())));
    }
    Ok(())
}

/// What ends the signature at the beginning of a type's doc, as in `list(iterable=(), /)\n--\n\nBuilt-in mutable sequence.`
const SIGNATURE_END: &str = ")\n--\n\n";

/// The signature at the beginning of the doc of the type `name` (with its module), if there is one.
pub fn of_type(doc: &'static str, name: &str) -> Option<&'static str> {
    let short = name.rsplit('.').next().unwrap_or(name);
    let rest = doc.strip_prefix(short).filter(|rest| rest.starts_with('('))?;
    rest.find(SIGNATURE_END).map(|end| &rest[..=end])
}

/// The doc without that signature.
pub fn without_signature(doc: &'static str, name: &str) -> &'static str {
    match of_type(doc, name) {
        Some(_) => doc.find(SIGNATURE_END).map_or(doc, |end| &doc[end + SIGNATURE_END.len()..]),
        None => doc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_counts() {
        let s = Signature::parse("($self, a, b=(1, 2), /, c='x,y', *, key=None, **kw)");
        let kinds: Vec<_> = s.params.iter().map(|p| (p.name, p.kind)).collect();
        use ParamKind::*;
        assert_eq!(kinds, [("self", Positional), ("a", Positional), ("b", Positional), ("c", Either), ("key", Keyword), ("kw", VarKwargs)]);
        assert_eq!((s.n_pos, s.n_required, s.has_self), (4, 2, true));
        let s = Signature::parse("(*args, sep=' ')");
        assert!(s.var_args && s.n_pos == 0 && s.has_keywords);
        assert_eq!(Signature::parse("()").params.len(), 0);
    }

    #[test]
    fn arity_texts_are_cpythons() {
        assert_eq!(arity_message("len", 1, 1, 2), "len() takes exactly one argument (2 given)");
        assert_eq!(arity_message("getattr", 2, 3, 1), "getattr expected at least 2 arguments, got 1");
        assert_eq!(arity_message("isinstance", 2, 2, 3), "isinstance expected 2 arguments, got 3");
    }
}
