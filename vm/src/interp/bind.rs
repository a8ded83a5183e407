//! Binding of arguments to the parameters of Python functions, with CPython's error texts.

use crate::builtins::code::CodeObj;
use crate::builtins::function::FunctionObj;
use crate::builtins::{str, tuple};
use crate::native::Args;
use crate::object::Obj;
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::PyResult;
use crate::object::intern::is_interned;
use crate::value::{Value, Word};
use crate::vm::Vm;
use front::bytecode::code::{Code, flags};

/// How many parameters a function has, `*args` and `**kwargs` included.
pub fn total(d: &Code) -> usize {
    (d.argcount + d.kwonlyargcount) as usize + usize::from(d.flags & flags::VARARGS != 0) + usize::from(d.flags & flags::VARKEYWORDS != 0)
}

/// The parameter that a keyword names. `name` is interned; positional-only parameters have no names here.
pub fn named(code: &CodeObj, name: Word) -> Option<usize> {
    let d = &code.co;
    let names = code.reg().param_names.get_or_init(|| {
        let all = (0..(d.argcount + d.kwonlyargcount) as usize).map(|k| crate::object::intern::intern(d.local_name(k)));
        all.map(|v| v.word()).collect()
    });
    let posonly = d.posonlyargcount as usize;
    names[posonly..].iter().position(|n| *n == name).map(|k| posonly + k)
}

/// The usual cases of `bind`: writes the values of all parameters to `out`. False if something is wrong or unusual: then nothing
/// is left there, and `bind` knows what to say.
///
/// # Safety
/// There is room for all parameters at `out`; what is there holds no references.
pub unsafe fn bind_into(f: &Obj<FunctionObj>, args: &Args, out: *mut Word) -> bool {
    let code = f.code.borrow();
    let d = &code.co;
    let n = total(d);
    // SAFETY: the caller's promise.
    unsafe {
        for k in 0..n {
            *out.add(k) = Word::NULL;
        }
        let slots = std::slice::from_raw_parts_mut(out as *mut Value, n);
        let done = fill(f, &code, args, slots);
        if !done {
            for slot in slots {
                drop(std::mem::replace(slot, Value::NULL));
            }
        }
        done
    }
}

fn fill(f: &FunctionObj, code: &CodeObj, args: &Args, out: &mut [Value]) -> bool {
    let d = &code.co;
    let (argcount, kwonly) = (d.argcount as usize, d.kwonlyargcount as usize);
    let (varargs, varkw) = (d.flags & flags::VARARGS != 0, d.flags & flags::VARKEYWORDS != 0);
    let pos = args.pos();
    let n = pos.len().min(argcount);
    out[..n].clone_from_slice(&pos[..n]);
    if varargs {
        out[argcount + kwonly] = tuple::from_slice(&pos[n..]);
    } else if pos.len() > argcount {
        return false;
    }
    if varkw {
        out[argcount + kwonly + usize::from(varargs)] = new_dict();
    }
    for (name, v) in args.kw() {
        if !is_interned(name) {
            return false;
        }
        match named(code, name.word()) {
            Some(k) if out[k].is_null() => out[k] = v.clone(),
            None if varkw => match out[out.len() - 1].downcast::<DictObj>() {
                Some(kw) => drop(kw.set_str(name, v.clone())),
                None => return false,
            },
            _ => return false,
        }
    }
    if n < argcount {
        let defaults = f.defaults.borrow();
        let d = tuple::items_opt(&defaults).unwrap_or(&[]);
        for (k, slot) in out[..argcount].iter_mut().enumerate().skip(n).filter(|(_, slot)| slot.is_null()) {
            match (k + d.len()).checked_sub(argcount).and_then(|k| d.get(k)) {
                Some(v) => *slot = v.clone(),
                None => return false,
            }
        }
    }
    let missing = out[argcount..argcount + kwonly].iter().any(Value::is_null);
    if missing {
        let kwdefaults = f.kwdefaults.borrow();
        let Some(kd) = kwdefaults.opt().and_then(|v| v.downcast::<DictObj>()) else { return false };
        for (k, slot) in out[argcount..argcount + kwonly].iter_mut().enumerate().filter(|(_, slot)| slot.is_null()) {
            match kd.get_str(&crate::object::intern::intern(d.local_name(argcount + k))) {
                Some(v) => *slot = v,
                None => return false,
            }
        }
    }
    true
}

/// The values of all parameters, in order of the local slots.
pub fn bind(vm: &mut Vm, f: &Obj<FunctionObj>, args: &Args) -> PyResult<Vec<Value>> {
    let code = f.code.borrow().clone();
    let d = &code.co;
    let (argcount, kwonly, posonly) = (d.argcount as usize, d.kwonlyargcount as usize, d.posonlyargcount as usize);
    let (varargs, varkw) = (d.flags & flags::VARARGS != 0, d.flags & flags::VARKEYWORDS != 0);
    let total = argcount + kwonly + varargs as usize + varkw as usize;
    let mut out = vec![Value::NULL; total];
    let pos = args.pos();
    let n = pos.len().min(argcount);
    out[..n].clone_from_slice(&pos[..n]);
    if varargs {
        out[argcount + kwonly] = tuple::from_slice(&pos[n..]);
    }
    let kwdict = if varkw { new_dict() } else { Value::NULL };
    let qualname = || f.qualname.borrow().clone();
    for (name, v) in args.kw() {
        if !str::is_str(name) {
            return Err(vm.type_error(format!("{}() keywords must be strings", str::text(&qualname()))));
        }
        let text = str::text(name);
        let found = (posonly..argcount + kwonly).find(|&k| **d.local_name(k) == *text);
        match found {
            Some(k) if !out[k].is_null() => {
                return Err(vm.type_error(format!("{}() got multiple values for argument '{text}'", str::text(&qualname()))));
            }
            Some(k) => out[k] = v.clone(),
            None => match kwdict.downcast::<DictObj>() {
                Some(kw) => drop(kw.set_str(&crate::object::intern::intern_value(name), v.clone())),
                None => {
                    let bad: Vec<String> =
                        args.kw().map(|(k, _)| str::text(k).into_owned()).filter(|k| (0..posonly).any(|p| **d.local_name(p) == **k)).collect();
                    if !bad.is_empty() {
                        return Err(vm.type_error(format!(
                            "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                            str::text(&qualname()),
                            bad.join(", ")
                        )));
                    }
                    let hint = suggestion(&text, (posonly..argcount + kwonly).map(|k| d.local_name(k).to_string()).collect());
                    return Err(vm.type_error(format!("{}() got an unexpected keyword argument '{text}'{hint}", str::text(&qualname()))));
                }
            },
        }
    }
    if varkw {
        out[total - 1] = kwdict;
    }
    if pos.len() > argcount && !varargs {
        return Err(too_many(vm, f, pos.len(), &out, argcount, kwonly));
    }
    let defaults = f.defaults.borrow().clone();
    let defaults = tuple::items(&defaults);
    let first_default = argcount - defaults.len().min(argcount);
    let mut missing = Vec::new();
    for (k, slot) in out[..argcount].iter_mut().enumerate() {
        if slot.is_null() {
            if k >= first_default {
                *slot = defaults[k - first_default + defaults.len().saturating_sub(argcount)].clone();
            } else {
                missing.push(d.local_name(k).to_string());
            }
        }
    }
    if !missing.is_empty() {
        return Err(missing_error(vm, &str::text(&qualname()), "positional", &missing));
    }
    if kwonly > 0 {
        let kwdefaults = f.kwdefaults.borrow().clone();
        for k in argcount..argcount + kwonly {
            if out[k].is_null() {
                let name = crate::object::intern::intern(d.local_name(k));
                let v = match kwdefaults.opt().and_then(|v| v.downcast::<DictObj>()) {
                    Some(kd) => kd.get_str(&name),
                    None => None,
                };
                match v {
                    Some(v) => out[k] = v,
                    None => missing.push(d.local_name(k).to_string()),
                }
            }
        }
        if !missing.is_empty() {
            return Err(missing_error(vm, &str::text(&qualname()), "keyword-only", &missing));
        }
    }
    Ok(out)
}

/// ". Did you mean 'x'?" when a parameter has nearly that name.
fn suggestion(text: &str, names: Vec<String>) -> String {
    let best = names.iter().map(|n| (distance(text, n), n)).min_by_key(|(d, _)| *d);
    match best {
        Some((d, n)) if d <= (text.len().max(n.len()) + 3) / 6 && d > 0 => format!(". Did you mean '{n}'?"),
        _ => String::new(),
    }
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let up = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(up + 1).min(row[j] + 1);
            diagonal = up;
        }
    }
    row[b.len()]
}

#[cold]
fn missing_error(vm: &mut Vm, name: &str, kind: &str, missing: &[String]) -> crate::object::error::Raised {
    let quoted: Vec<String> = missing.iter().map(|m| format!("'{m}'")).collect();
    let list = match quoted.as_slice() {
        [a] => a.clone(),
        [a, b] => format!("{a} and {b}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
        [] => String::new(),
    };
    vm.type_error(format!("{name}() missing {} required {kind} argument{}: {list}", missing.len(), if missing.len() == 1 { "" } else { "s" }))
}

#[cold]
fn too_many(vm: &mut Vm, f: &Obj<FunctionObj>, given: usize, bound: &[Value], argcount: usize, kwonly: usize) -> crate::object::error::Raised {
    let defaults = f.defaults.borrow().clone();
    let n_defaults = tuple::items(&defaults).len();
    let kw_given = bound[argcount..argcount + kwonly].iter().filter(|v| !v.is_null()).count();
    let (sig, plural) = if n_defaults > 0 { (format!("from {} to {argcount}", argcount - n_defaults), true) } else { (argcount.to_string(), argcount != 1) };
    let kw = if kw_given > 0 {
        format!(" positional argument{} (and {kw_given} keyword-only argument{})", if given == 1 { "" } else { "s" }, if kw_given == 1 { "" } else { "s" })
    } else {
        String::new()
    };
    let name = f.qualname.borrow().clone();
    vm.type_error(format!(
        "{}() takes {sig} positional argument{} but {given}{kw} {} given",
        str::text(&name),
        if plural { "s" } else { "" },
        if given == 1 && kw_given == 0 { "was" } else { "were" }
    ))
}
