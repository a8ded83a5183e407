//! `_ast`: the classes of syntax tree nodes, made from the abstract grammar when the module is imported.

mod convert;
mod grammar;
mod node;

use grammar::{Field, Kind, Positions};
use vm::builtins::compile::Trees;
use vm::builtins::typing::union;
use vm::builtins::{generic_alias, int, list, module, object, str, tuple};
use vm::import::NativeModule;
use vm::object::dict::{DictObj, new_dict};
use vm::object::ty::TypeObj;
use vm::{PyResult, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "_ast", init };

/// How `compile` reaches the trees.
pub(crate) const TREES: Trees = Trees { is_tree: node::is_node, make: convert::make, read: convert::read };

/// Flag of `compile()`: give the tree.
const ONLY_AST: i64 = 0x400;
const OPTIMIZED_AST: i64 = 0x8000 | ONLY_AST;
const TYPE_COMMENTS: i64 = 0x1000;
const ALLOW_TOP_LEVEL_AWAIT: i64 = 0x2000;

static POSITIONS: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    let Some(d) = module::dict_of(m) else { return Ok(()) };
    for (name, v) in [
        ("PyCF_ONLY_AST", ONLY_AST),
        ("PyCF_OPTIMIZED_AST", OPTIMIZED_AST),
        ("PyCF_TYPE_COMMENTS", TYPE_COMMENTS),
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", ALLOW_TOP_LEVEL_AWAIT),
    ] {
        d.set_text(name, Value::int(v));
    }
    let root = node::root();
    d.set_text("AST", root.clone());
    let kinds = grammar::kinds();
    for k in kinds {
        make_kind(vm, &d, &root, k)?;
    }
    // The types of fields name classes, so they come when all are there.
    for k in kinds {
        if k.nodes.is_none() {
            type_fields(vm, &d, k.name, &k.fields)?;
        }
        for n in k.nodes.iter().flatten() {
            type_fields(vm, &d, n.name, &n.fields)?;
        }
    }
    Ok(())
}

fn make_kind(vm: &mut Vm, d: &DictObj, root: &Value, k: &Kind) -> PyResult<()> {
    let ns = namespace(&k.fields, &grammar::doc(k.name, k.text));
    if let Some(ns) = ns.downcast::<DictObj>() {
        let names = if k.positions == Positions::None { &[][..] } else { &POSITIONS[..] };
        ns.set_text("_attributes", names_tuple(names.iter().copied()));
        if k.positions == Positions::Ends {
            ns.set_text("end_lineno", Value::NONE);
            ns.set_text("end_col_offset", Value::NONE);
        }
    }
    let class = make_class(vm, k.name, root, ns)?;
    d.set_text(k.name, class.clone());
    for n in k.nodes.iter().flatten() {
        let made = make_class(vm, n.name, &class, namespace(&n.fields, n.text))?;
        d.set_text(n.name, made);
    }
    Ok(())
}

fn names_tuple<'a>(names: impl Iterator<Item = &'a str>) -> Value {
    tuple::new(names.map(vm::object::intern::intern).collect())
}

fn namespace(fields: &[Field], doc: &str) -> Value {
    let ns = new_dict();
    if let Some(d) = ns.downcast::<DictObj>() {
        let names = names_tuple(fields.iter().map(|f| f.name));
        d.set_text("_fields", names.clone());
        d.set_text("__match_args__", names);
        d.set_text("__module__", Value::str("ast"));
        d.set_text("__doc__", Value::str(&doc.replace("?*", "*")));
        for f in fields.iter().filter(|f| f.optional) {
            d.set_text(f.name, Value::NONE);
        }
    }
    ns
}

fn make_class(vm: &mut Vm, name: &str, base: &Value, ns: Value) -> PyResult<Value> {
    vm.call(&vm::builtins::type_::TYPE.value(), &[Value::str(name), tuple::new(vec![base.clone()]), ns])
}

/// Sets `_field_types`, which the constructor's defaults follow.
fn type_fields(vm: &mut Vm, d: &DictObj, class: &str, fields: &[Field]) -> PyResult<()> {
    let types = new_dict();
    for f in fields {
        let plain = match f.kind {
            "identifier" | "string" => str::TYPE.value(),
            "int" => int::TYPE.value(),
            "constant" => object::TYPE.value(),
            kind => d.get_text(kind).unwrap_or(Value::NONE),
        };
        let ty = match (f.list, f.optional) {
            (true, _) => generic_alias::new(vm, &list::TYPE.value(), &plain),
            (false, true) => union::or(vm, &plain, &Value::NONE)?,
            (false, false) => plain,
        };
        if let Some(t) = types.downcast::<DictObj>() {
            t.set_text(f.name, ty);
        }
    }
    if let Some(c) = d.get_text(class)
        && let Some(ty) = c.downcast::<TypeObj>()
    {
        let copy = new_dict();
        if let (Some(from), Some(to)) = (types.downcast::<DictObj>(), copy.downcast::<DictObj>()) {
            for (k, v) in from.items() {
                to.set(vm, k, v)?;
            }
        }
        vm::object::attr::type_set(vm, &ty.value(), &Value::str("_field_types"), Some(&types))?;
        vm::object::attr::type_set(vm, &ty.value(), &Value::str("__annotations__"), Some(&copy))?;
    }
    Ok(())
}
