//! Building and unpacking containers.

use super::{Flow, Regs, put};
use crate::builtins::list::ListObj;
use crate::builtins::{dict, list, set, str, tuple};
use crate::native::this;
use crate::object::dict::{DictObj, new_dict};
use crate::object::error::{PyResult, Raised};
use crate::object::intern::names;
use crate::object::{attr, ops};
use crate::text::TextBuf;
use crate::value::Value;
use crate::vm::Vm;
use front::bytecode::instr::Instr;

pub fn set(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let items = r.take_all(i.b(), i.c() as usize);
    put(r, i, set::from_items(vm, items)?)
}
pub fn map(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let items = r.take_all(i.b(), i.c() as usize * 2);
    let d = new_dict();
    let dict = this::<DictObj>(&d);
    let mut it = items.into_iter();
    while let (Some(k), Some(v)) = (it.next(), it.next()) {
        dict.set(vm, k, v)?;
    }
    put(r, i, d)
}
pub fn string(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let parts = r.take_all(i.b(), i.c() as usize);
    let mut buf = TextBuf::new();
    for p in &parts {
        if let Some(s) = str::get(p) {
            buf.push_units(s.units());
        }
    }
    put(r, i, str::from_buf(buf))
}
pub fn list_append(_: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_b(i);
    let l = r.get(i.a());
    this::<ListObj>(&l).push(v);
    Ok(Flow::Next)
}
pub fn list_extend(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let l = r.get(i.a());
    if x.ty().slots().iter.is_none() && !ops::is_sequence(&x) {
        return Err(vm.type_error(format!("Value after * must be an iterable, not {}", x.ty().name())));
    }
    list::extend(vm, this::<ListObj>(&l), &x)?;
    Ok(Flow::Next)
}
pub fn set_add(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_b(i);
    let s = r.get(i.a());
    set::add(vm, &s, v)?;
    Ok(Flow::Next)
}
pub fn set_update(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let v = r.use_b(i);
    let s = r.get(i.a());
    set::update(vm, &s, &v)?;
    Ok(Flow::Next)
}
pub fn map_add(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (k, v) = (r.use_b(i), r.use_c(i));
    let d = r.get(i.a());
    this::<DictObj>(&d).set(vm, k, v)?;
    Ok(Flow::Next)
}
pub fn dict_update(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let m = r.use_b(i);
    let d = r.get(i.a());
    if m.downcast::<DictObj>().is_none() && attr::get_opt(vm, &m, &names().keys)?.is_none() {
        return Err(vm.type_error(format!("'{}' object is not a mapping", m.ty().name())));
    }
    dict::update(vm, this::<DictObj>(&d), &m)?;
    Ok(Flow::Next)
}
pub fn dict_merge(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let m = r.use_b(i);
    let (d, callee) = (r.get(i.a()), r.get(i.c()));
    let d = this::<DictObj>(&d);
    if m.downcast::<DictObj>().is_none() && attr::get_opt(vm, &m, &names().keys)?.is_none() {
        let name = super::calls::function_name(vm, &callee);
        return Err(vm.type_error(format!("{name} argument after ** must be a mapping, not {}", m.ty().name())));
    }
    if let Some(m) = m.downcast::<DictObj>()
        && (m.is_empty() || d.is_empty())
    {
        // No key can be there already.
        return if m.is_empty() { Ok(Flow::Next) } else { dict::update(vm, d, &m.value()).map(|()| Flow::Next) };
    }
    // A mapping may show a key twice, which a dict of it would hide.
    let pairs: Vec<(Value, Value)> = if m.downcast::<DictObj>().is_some() {
        let tmp = new_dict();
        let t = this::<DictObj>(&tmp);
        dict::update(vm, t, &m)?;
        t.items()
    } else {
        let keys = vm.call_method_name(&m, &names().keys, &[])?;
        let mut all = Vec::new();
        for k in ops::collect(vm, &keys)? {
            let v = ops::getitem(vm, &m, &k)?;
            all.push((k, v));
        }
        all
    };
    for (k, v) in pairs {
        if d.get(vm, &k)?.is_some() {
            let name = super::calls::function_name(vm, &callee);
            let key = if str::is_str(&k) { str::text(&k).into_owned() } else { return Err(vm.type_error("keywords must be strings")) };
            return Err(vm.type_error(format!("{name} got multiple values for keyword argument '{key}'")));
        }
        d.set(vm, k, v)?;
    }
    Ok(Flow::Next)
}

/// Exactly `n` items of `x`.
fn exactly(vm: &mut Vm, x: &Value, n: usize) -> PyResult<Vec<Value>> {
    if x.header().is_some_and(|h| h.is_exact(crate::heap::header::Kind::Tuple)) {
        let items = tuple::items(x);
        return if items.len() == n { Ok(items.to_vec()) } else { Err(wrong_count(vm, n, items.len(), true)) };
    }
    if let Some(l) = x.downcast_exact::<ListObj>() {
        let items = l.to_vec();
        return if items.len() == n { Ok(items) } else { Err(wrong_count(vm, n, items.len(), true)) };
    }
    let it = unpack_iter(vm, x)?;
    let mut out = Vec::with_capacity(n);
    while out.len() < n {
        match ops::next(vm, &it)? {
            Some(v) => out.push(v),
            None => return Err(wrong_count(vm, n, out.len(), false)),
        }
    }
    if ops::next(vm, &it)?.is_some() {
        if x.downcast_exact::<DictObj>().is_some() {
            let got = ops::len(vm, x)?;
            return Err(vm.value_error(format!("too many values to unpack (expected {n}, got {got})")));
        }
        return Err(vm.value_error(format!("too many values to unpack (expected {n})")));
    }
    Ok(out)
}
fn unpack_iter(vm: &mut Vm, x: &Value) -> PyResult<Value> {
    if x.ty().slots().iter.is_none() && !ops::is_sequence(x) {
        return Err(vm.type_error(format!("cannot unpack non-iterable {} object", x.ty().name())));
    }
    ops::iter(vm, x)
}
#[cold]
fn wrong_count(vm: &mut Vm, n: usize, got: usize, known: bool) -> Raised {
    if got < n {
        vm.value_error(format!("not enough values to unpack (expected {n}, got {got})"))
    } else if known {
        vm.value_error(format!("too many values to unpack (expected {n}, got {got})"))
    } else {
        vm.value_error(format!("too many values to unpack (expected {n})"))
    }
}

pub fn unpack2(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let mut items = exactly(vm, &x, 2)?.into_iter();
    drop(x);
    r.set(i.a(), items.next().unwrap_or(Value::NULL));
    r.set(i.c(), items.next().unwrap_or(Value::NULL));
    Ok(Flow::Next)
}
pub fn unpack(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let x = r.use_b(i);
    let items = exactly(vm, &x, i.c() as usize)?;
    drop(x);
    for (k, v) in items.into_iter().enumerate() {
        r.set(i.a() + k as u16, v);
    }
    Ok(Flow::Next)
}
pub fn unpack_ex(vm: &mut Vm, i: Instr, r: Regs) -> PyResult<Flow> {
    let (before, after) = (i.c() as usize & 255, i.c() as usize >> 8);
    let x = r.use_b(i);
    let it = unpack_iter(vm, &x)?;
    let mut head = Vec::new();
    while head.len() < before {
        match ops::next(vm, &it)? {
            Some(v) => head.push(v),
            None => return Err(vm.value_error(format!("not enough values to unpack (expected at least {}, got {})", before + after, head.len()))),
        }
    }
    let mut rest = Vec::new();
    while let Some(v) = ops::next(vm, &it)? {
        rest.push(v);
    }
    if rest.len() < after {
        return Err(vm.value_error(format!("not enough values to unpack (expected at least {}, got {})", before + after, before + rest.len())));
    }
    let tail = rest.split_off(rest.len() - after);
    let all = head.into_iter().chain(std::iter::once(list::new(rest))).chain(tail);
    for (k, v) in all.enumerate() {
        r.set(i.a() + k as u16, v);
    }
    Ok(Flow::Next)
}
