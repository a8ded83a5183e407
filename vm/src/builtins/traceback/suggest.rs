//! "Did you mean": the name nearest to a misspelt one.

use crate::builtins::exception::{self, classes, field};
use crate::builtins::traceback::TracebackObj;
use crate::builtins::tuple::TupleObj;
use crate::builtins::{list, str};
use crate::object::error::PyResult;
use crate::object::intern::names;
use crate::object::{attr, ops};
use crate::value::Value;
use crate::vm::Vm;

/// Candidates beyond which nothing is suggested.
const CANDIDATES_MAX: usize = 750;
/// Length beyond which names aren't compared.
const LENGTH_MAX: usize = 40;
/// Price of inserting, deleting or exchanging a character; a changed case costs half.
const MOVE: usize = 2;

/// What is appended to the message of an exception, or "".
pub fn hint(vm: &mut Vm, exc: &Value) -> String {
    let c = classes();
    let ty = exc.ty();
    let text = |v: Value| if str::is_str(&v) { Some(str::text(&v).into_owned()) } else { None };
    let importing = ty.is_subtype(c.import_error);
    if !importing && !ty.is_subtype(c.name_error) && !ty.is_subtype(c.attribute_error) {
        return String::new();
    }
    let Some(wrong) = text(field(exc, if importing { "name_from" } else { "name" })) else { return String::new() };
    let found = match candidates(vm, exc, &wrong) {
        Ok(Ok(names)) => nearest(&names, &wrong),
        Ok(Err(exactly)) => Some(exactly),
        Err(e) => {
            drop(vm.take_exception(e));
            None
        }
    };
    let mut out = found.as_ref().map_or(String::new(), |s| format!(". Did you mean: '{s}'?"));
    if ty.is_subtype(c.name_error)
        && let Some(modules) = vm.sys_attr("stdlib_module_names")
    {
        match ops::contains(vm, &modules, &Value::str(&wrong)) {
            Ok(true) if found.is_some() => out += &format!(" Or did you forget to import '{wrong}'?"),
            Ok(true) => out = format!(". Did you forget to import '{wrong}'?"),
            Ok(false) => {}
            Err(e) => drop(vm.take_exception(e)),
        }
    }
    out
}

/// The misspelt keyword behind a plain "invalid syntax".
pub fn keyword(exc: &Value) -> Option<front::compile::Typo> {
    let (metadata, text) = (field(exc, "_metadata"), field(exc, "text"));
    if metadata.downcast::<TupleObj>().is_none() || !str::is_str(&text) {
        return None;
    }
    let keywords: Vec<String> = front::compile::KEYWORDS.iter().map(|k| (*k).to_owned()).collect();
    front::compile::keyword_typo(str::text(&text).trim_end_matches('\n'), &|word| nearest(&keywords, word))
}

/// The innermost frame that the exception went through.
fn last_frame(exc: &Value) -> Option<Value> {
    let mut tb = exception::get(exc)?.traceback.borrow().clone();
    loop {
        let t = tb.downcast::<TracebackObj>()?;
        let next = t.next.borrow().clone();
        if next.is_none() {
            return Some(t.frame.clone());
        }
        tb = next;
    }
}
fn local_self(vm: &mut Vm, frame: &Value) -> PyResult<Option<Value>> {
    let locals = attr::get_text(vm, frame, "f_locals")?;
    let r = ops::getitem(vm, &locals, &Value::str("self"));
    vm.catch(r, classes().key_error)
}
fn texts(items: Vec<Value>) -> Vec<String> {
    items.iter().filter(|v| str::is_str(v)).map(|v| str::text(v).into_owned()).collect()
}
/// Sorted `obj.__dir__()`.
fn dir(vm: &mut Vm, obj: &Value) -> PyResult<Vec<String>> {
    let name = &names().__dir__;
    let all = match attr::get(vm, obj, name).and_then(|f| vm.call(&f, &[])) {
        Err(e) if vm.pending_is(classes().type_error) => {
            drop(vm.take_exception(e));
            match vm.call_special(obj, name, &[])? {
                Some(l) => l,
                None => list::new(vec![]),
            }
        }
        r => r?,
    };
    let mut all = texts(ops::collect(vm, &all)?);
    all.sort();
    Ok(all)
}
/// Names that may have been meant; the inner Err is a name that certainly was.
fn candidates(vm: &mut Vm, exc: &Value, wrong: &str) -> PyResult<Result<Vec<String>, String>> {
    let c = classes();
    let mut hide_private = !wrong.starts_with('_');
    let obj = if exc.ty().is_subtype(c.attribute_error) {
        let obj = field(exc, "obj");
        let obj = if obj.is_null() { Value::NONE } else { obj };
        if hide_private
            && let Some(f) = last_frame(exc)
            && local_self(vm, &f)?.is_some_and(|s| s.is(&obj))
        {
            hide_private = false;
        }
        obj
    } else if exc.ty().is_subtype(c.import_error) {
        let name = field(exc, "name");
        if !str::is_str(&name) {
            return Ok(Ok(vec![]));
        }
        crate::import::import(vm, &str::text(&name))?
    } else {
        let Some(f) = last_frame(exc) else { return Ok(Ok(vec![])) };
        if let Some(me) = local_self(vm, &f)?
            && attr::get_opt(vm, &me, &crate::object::intern::intern(wrong))?.is_some()
        {
            return Ok(Err(format!("self.{wrong}")));
        }
        let mut all = Vec::new();
        for part in ["f_locals", "f_globals", "f_builtins"] {
            let m = attr::get_text(vm, &f, part)?;
            all.extend(texts(ops::collect(vm, &m)?));
        }
        return Ok(Ok(all));
    };
    let mut all = dir(vm, &obj)?;
    if hide_private {
        all.retain(|n| !n.starts_with('_'));
    }
    Ok(Ok(all))
}

/// The candidate that needs the fewest changes, at most a third of the characters.
pub fn nearest(names: &[String], wrong: &str) -> Option<String> {
    let n = wrong.chars().count();
    if names.len() > CANDIDATES_MAX || n > LENGTH_MAX {
        return None;
    }
    let wrong: Vec<char> = wrong.chars().collect();
    let mut best: Option<(usize, &String)> = None;
    for name in names {
        let chars: Vec<char> = name.chars().collect();
        if chars == wrong {
            continue;
        }
        let limit = ((chars.len() + n + 3) * MOVE / 6).min(best.map_or(n, |(d, _)| d).saturating_sub(1));
        let d = distance(&wrong, &chars, limit);
        if d <= limit && best.is_none_or(|(b, _)| d < b) {
            best = Some((d, name));
        }
    }
    best.map(|(_, name)| name.clone())
}
fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        MOVE / 2
    } else {
        MOVE
    }
}
/// Price of turning one name into the other; anything above `limit` when it is dearer.
fn distance(mut a: &[char], mut b: &[char], limit: usize) -> usize {
    while let ([x, p @ ..], [y, q @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (p, q);
    }
    while let ([p @ .., x], [q @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (p, q);
    }
    if a.is_empty() || b.is_empty() {
        return MOVE * (a.len() + b.len());
    }
    if a.len().max(b.len()) > LENGTH_MAX || a.len().abs_diff(b.len()) * MOVE > limit {
        return limit + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|i| i * MOVE).collect();
    let mut result = 0;
    for (j, y) in b.iter().enumerate() {
        let mut diagonal = j * MOVE;
        result = diagonal + MOVE;
        // `result` is the cell to the left: the price of deleting all of `b` so far.
        let mut left = (j + 1) * MOVE;
        let mut least = usize::MAX;
        for (i, x) in a.iter().enumerate() {
            let substituted = diagonal + substitution(*x, *y);
            diagonal = row[i];
            result = substituted.min(left.min(diagonal) + MOVE);
            row[i] = result;
            left = result;
            least = least.min(result);
        }
        if least > limit {
            return limit + 1;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let names: Vec<String> = ["colour", "method", "append", "Print", "print"].iter().map(|s| s.to_string()).collect();
        assert_eq!(nearest(&names, "color").as_deref(), Some("colour"));
        assert_eq!(nearest(&names, "methd").as_deref(), Some("method"));
        assert_eq!(nearest(&names, "pint").as_deref(), Some("print"));
        assert_eq!(nearest(&names, "zzzz"), None);
        assert_eq!(nearest(&names, "print").as_deref(), Some("Print"));
    }
}
