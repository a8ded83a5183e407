//! `ast.AST`: construction of nodes with the defaults their classes declare, printing, copying.

use super::names_tuple;
use vm::builtins::{generic_alias, list, str, tuple};
use vm::native::{Args, NativeDef, TypeDef};
use vm::object::dict::{DictObj, new_dict};
use vm::object::ty::{as_type, flag};
use vm::object::{self, Payload, attr, instance, intern, ops};
use vm::text::TextBuf;
use vm::{PyResult, Value, Vm};

/// Payload: nothing, all is in the attributes.
struct Ast;
impl Payload for Ast {
    fn def() -> &'static TypeDef {
        &TYPE
    }
}

static TYPE: TypeDef = TypeDef::new::<Ast>("ast.AST").flags(flag::WEAKREF).with_dict().methods(METHODS).slots(|s| {
    s.new = Some(|_, cls, _| Ok(object::new_of(cls, Ast)));
    s.init = Some(init);
    s.repr = Some(|vm, v| shown(vm, v, 3).map(str::from_buf));
});

static METHODS: &[NativeDef] = &[
    NativeDef::new("__reduce__", reduce, "($self, /)", ""),
    NativeDef::new("__replace__", replace, "($self, /, **fields)", "Return a copy of the AST node with new values for the specified fields."),
];

/// The class, with its empty lists of names.
pub(super) fn root() -> Value {
    let ty = TYPE.get();
    for name in ["_fields", "_attributes", "__match_args__"] {
        ty.set_attr(&intern::intern(name), names_tuple([].into_iter()));
    }
    ty.value()
}

/// A sequence of names that the class (or a subclass of the user) has; none if it isn't there.
fn names_of(vm: &mut Vm, v: &Value, name: &str) -> PyResult<Vec<Value>> {
    match attr::get_opt(vm, v, &Value::str(name))? {
        Some(names) => ops::collect(vm, &names),
        None => Ok(Vec::new()),
    }
}

fn init(vm: &mut Vm, v: &Value, args: &Args) -> PyResult<()> {
    let class = v.ty().value();
    let fields = names_of(vm, &class, "_fields")?;
    let name = v.ty().name();
    let pos = args.pos();
    if pos.len() > fields.len() {
        let plural = if fields.len() == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{name} constructor takes at most {} positional argument{plural}", fields.len())));
    }
    let mut given = vec![false; fields.len()];
    for (i, x) in pos.iter().enumerate() {
        attr::set(vm, v, &fields[i], Some(x))?;
        given[i] = true;
    }
    for (k, x) in args.kw() {
        match fields.iter().position(|f| str::equal(f, k)) {
            Some(i) if given[i] => {
                let k = ops::repr(vm, k)?;
                return Err(vm.type_error(format!("{name} got multiple values for argument {}", str::text(&k))));
            }
            Some(i) => given[i] = true,
            None => {
                if !names_of(vm, &class, "_attributes")?.iter().any(|a| str::equal(a, k)) {
                    let k = ops::repr(vm, k)?;
                    vm.warn_deprecated(&format!(
                        "{name}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.",
                        str::text(&k)
                    ))?;
                }
            }
        }
        attr::set(vm, v, k, Some(x))?;
    }
    let missing: Vec<Value> = fields.into_iter().zip(given).filter(|(_, g)| !g).map(|(f, _)| f).collect();
    defaults(vm, v, &class, &missing)
}

/// Fills the fields that the constructor wasn't given: an empty list, `Load()`, or the class's None.
fn defaults(vm: &mut Vm, v: &Value, class: &Value, missing: &[Value]) -> PyResult<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let Some(types) = attr::get_opt(vm, class, &Value::str("_field_types"))? else { return Ok(()) };
    let name = v.ty().name();
    for f in missing {
        let ty = match types.downcast::<DictObj>() {
            Some(d) => d.get(vm, f)?,
            None => None,
        };
        let Some(ty) = ty else {
            let f = ops::repr(vm, f)?;
            vm.warn_deprecated(&format!("Field {} is missing from {name}._field_types. This will become an error in Python 3.15.", str::text(&f)))?;
            continue;
        };
        if vm::builtins::typing::union::get(&ty).is_some() {
            continue;
        }
        if generic_alias::get(&ty).is_some() {
            attr::set(vm, v, f, Some(&list::new(vec![])))?;
            continue;
        }
        if ty.is(&vm.import_attr("_ast", "expr_context")?) {
            let load = vm.import_attr("_ast", "Load")?;
            let load = vm.call(&load, &[])?;
            attr::set(vm, v, f, Some(&load))?;
            continue;
        }
        let f = ops::repr(vm, f)?;
        vm.warn_deprecated(&format!("{name}.__init__ missing 1 required positional argument: {}. This will become an error in Python 3.15.", str::text(&f)))?;
    }
    Ok(())
}

/// A copy of the node's attributes.
fn state(v: &Value) -> Vec<(Value, Value)> {
    let d = v.header().map_or_else(new_dict, instance::make_dict);
    d.downcast::<DictObj>().map(|d| d.items()).unwrap_or_default()
}

fn dict_from(vm: &mut Vm, items: Vec<(Value, Value)>) -> PyResult<Value> {
    let out = new_dict();
    for (k, x) in items {
        ops::setitem(vm, &out, &k, &x)?;
    }
    Ok(out)
}

/// Fields are given as arguments as far as there is no gap, so that making the copy misses none.
fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let class = a[0].ty().value();
    let mut rest = state(&a[0]);
    let mut args = Vec::new();
    for f in names_of(vm, &class, "_fields")? {
        let Some(i) = rest.iter().position(|(k, _)| str::equal(k, &f)) else { break };
        args.push(rest.remove(i).1);
    }
    let rest = dict_from(vm, rest)?;
    Ok(tuple::new(vec![class, tuple::new(args), rest]))
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let class = a[0].ty().value();
    let changes = a[1].downcast::<DictObj>().map(|d| d.items()).unwrap_or_default();
    let (fields, attributes) = (names_of(vm, &class, "_fields")?, names_of(vm, &class, "_attributes")?);
    let known = |k: &Value| fields.iter().chain(&attributes).any(|f| str::equal(f, k));
    let mut items: Vec<(Value, Value)> = state(&a[0]).into_iter().filter(|(k, _)| known(k)).collect();
    let name = a[0].ty().name();
    if let Some((k, _)) = changes.iter().find(|(k, _)| !known(k)) {
        let k = ops::repr(vm, k)?;
        return Err(vm.type_error(format!("{name}.__replace__ got an unexpected keyword argument {}.", str::text(&k))));
    }
    let types = attr::get_opt(vm, &class, &Value::str("_field_types"))?;
    let mut missing = Vec::new();
    for f in &fields {
        if items.iter().chain(&changes).any(|(k, _)| str::equal(k, f)) {
            continue;
        }
        let ty = match types.as_ref().and_then(|t| t.downcast::<DictObj>()) {
            Some(d) => d.get(vm, f)?,
            None => None,
        };
        if ty.as_ref().and_then(vm::builtins::typing::union::get).is_none() {
            let shown = ops::repr(vm, f)?;
            missing.push(str::text(&shown).into_owned());
        }
    }
    if !missing.is_empty() {
        missing.sort();
        let plural = if missing.len() == 1 { "" } else { "s" };
        return Err(vm.type_error(format!("{name}.__replace__ missing {} keyword argument{plural}: {}.", missing.len(), missing.join(", "))));
    }
    for (k, x) in changes {
        match items.iter_mut().find(|(o, _)| str::equal(o, &k)) {
            Some((_, old)) => *old = x,
            None => items.push((k, x)),
        }
    }
    let names: Vec<Value> = items.iter().map(|(k, _)| k.clone()).collect();
    let all: Vec<Value> = items.into_iter().map(|(_, x)| x).collect();
    vm.call_args(&class, &Args { all: &all, names: &names })
}

/// A node without any attribute.
pub(super) fn bare(class: &Value) -> Value {
    object::new_of(as_type(class), Ast)
}

/// Is this a node?
pub(super) fn is_node(v: &Value) -> bool {
    v.ty().is_subtype(TYPE.get())
}

/// The text of a node; `depth` levels are shown.
fn shown(vm: &mut Vm, v: &Value, depth: usize) -> PyResult<TextBuf> {
    let name = v.ty().name();
    if depth == 0 || !vm.repr_enter(v) {
        return Ok(TextBuf::from(format!("{name}(...)")));
    }
    let r = shown_fields(vm, v, depth, &name);
    vm.repr_leave();
    r
}

fn shown_fields(vm: &mut Vm, v: &Value, depth: usize, name: &str) -> PyResult<TextBuf> {
    let mut out = TextBuf::from(format!("{name}("));
    for (i, f) in names_of(vm, &v.ty().value(), "_fields")?.iter().enumerate() {
        let x = attr::get(vm, v, f)?;
        if i > 0 {
            out.push_str(", ");
        }
        out.push_units(str::get(f).map(|f| f.units().to_buf()).unwrap_or_default().units());
        out.push_str("=");
        out.push_units(shown_value(vm, &x, depth - 1)?.units());
    }
    out.push_str(")");
    Ok(out)
}

/// Of a list only the first and the last are shown.
fn shown_value(vm: &mut Vm, v: &Value, depth: usize) -> PyResult<TextBuf> {
    if is_node(v) {
        return shown(vm, v, depth);
    }
    let (items, open, close) = match (v.downcast::<list::ListObj>(), v.downcast::<tuple::TupleObj>()) {
        (Some(l), _) => (l.to_vec(), "[", "]"),
        (_, Some(_)) => (tuple::items(v).to_vec(), "(", ")"),
        _ => (Vec::new(), "", ""),
    };
    let plain = |vm: &mut Vm, v: &Value| -> PyResult<TextBuf> {
        let r = ops::repr(vm, v)?;
        Ok(str::get(&r).map(|r| r.units().to_buf()).unwrap_or_default())
    };
    let Some(first) = items.first() else { return plain(vm, v) };
    let mut out = TextBuf::from(open);
    let ends = if items.len() > 1 { vec![first, &items[items.len() - 1]] } else { vec![first] };
    for (i, x) in ends.into_iter().enumerate() {
        if i > 0 {
            out.push_str(if items.len() > 2 { ", ..., " } else { ", " });
        }
        let part = if is_node(x) { shown(vm, x, depth)? } else { plain(vm, x)? };
        out.push_units(part.units());
    }
    out.push_str(close);
    Ok(out)
}
