//! Trees of the front end as objects, and objects as trees, both by the grammar's table.

use std::collections::HashMap;

use super::grammar::{self, Field as Row, Kind, Positions};
use super::node;
use vm::builtins::{bytes, code, complex, float, functions, int, list, module, set, str, tuple};
use vm::front::bytecode::Const;
use vm::front::tree::{Field, Node, Span, TreeMode};
use vm::object::dict::DictObj;
use vm::object::intern::intern;
use vm::object::{Ref, attr, ops};
use vm::{PyResult, Value, Vm};

/// The classes of `_ast` by name.
fn classes(vm: &mut Vm) -> PyResult<Ref<DictObj>> {
    let m = vm::import::import(vm, "_ast")?;
    match module::dict_of(&m) {
        Some(d) => Ok(d),
        None => Err(vm.system_error("_ast is no module")),
    }
}

// ---- objects ----------------------------------------------------------------------------------

/// What is known of a class while objects are made.
struct Class {
    class: Value,
    fields: Vec<Value>,
    /// The one object of a class without fields.
    only: Option<Value>,
}

struct Maker {
    dict: Ref<DictObj>,
    known: HashMap<&'static str, Class>,
    positions: [Value; 4],
}

/// The objects of a tree.
pub(super) fn make(vm: &mut Vm, tree: &Node) -> PyResult<Value> {
    let positions = super::POSITIONS.map(intern);
    let mut maker = Maker { dict: classes(vm)?, known: HashMap::new(), positions };
    maker.node(vm, tree)
}

impl Maker {
    fn node(&mut self, vm: &mut Vm, n: &Node) -> PyResult<Value> {
        if !self.known.contains_key(n.kind) {
            let Some(class) = self.dict.get_text(n.kind) else { return Err(vm.system_error(format!("_ast has no class {}", n.kind))) };
            let fields = grammar::fields_of(n.kind).iter().map(|f| intern(f.name)).collect();
            self.known.insert(n.kind, Class { class, fields, only: None });
        }
        let Some(known) = self.known.get(n.kind) else { return Ok(Value::NONE) };
        if let Some(only) = &known.only {
            return Ok(only.clone());
        }
        let made = node::bare(&known.class);
        let names = known.fields.clone();
        if names.is_empty() && n.at.is_none() {
            if let Some(known) = self.known.get_mut(n.kind) {
                known.only = Some(made.clone());
            }
            return Ok(made);
        }
        vm.check_depth(" during ast construction")?;
        let r = self.fill(vm, n, &made, &names);
        vm.leave_depth();
        r.map(|()| made)
    }

    fn fill(&mut self, vm: &mut Vm, n: &Node, made: &Value, names: &[Value]) -> PyResult<()> {
        for (name, field) in names.iter().zip(&n.fields) {
            let value = self.field(vm, field)?;
            attr::set(vm, made, name, Some(&value))?;
        }
        if let Some(at) = n.at {
            for (i, x) in [at.line, at.col, at.end_line, at.end_col].into_iter().enumerate() {
                attr::set(vm, made, &self.positions[i], Some(&Value::int(i64::from(x))))?;
            }
        }
        Ok(())
    }

    fn field(&mut self, vm: &mut Vm, field: &Field) -> PyResult<Value> {
        Ok(match field {
            Field::None => Value::NONE,
            Field::Node(n) => self.node(vm, n)?,
            Field::List(items) => {
                let items = items.iter().map(|f| self.field(vm, f)).collect::<PyResult<_>>()?;
                list::new(items)
            }
            Field::Name(name) => intern(name),
            Field::Int(i) => Value::int(*i),
            Field::Const(c) => code::constant(c),
        })
    }
}

// ---- trees ------------------------------------------------------------------------------------

/// The tree of an object of the class that the mode wants.
pub(super) fn read(vm: &mut Vm, v: &Value, mode: TreeMode) -> PyResult<Node> {
    let dict = classes(vm)?;
    let wanted = match mode {
        TreeMode::Exec => "Module",
        TreeMode::Eval => "Expression",
        TreeMode::Single => "Interactive",
        TreeMode::FuncType => "FunctionType",
    };
    if !is_a(vm, &dict, v, wanted)? {
        return Err(vm.type_error(format!("expected {wanted} node, got {}", v.ty().name())));
    }
    match kind_field(vm, &dict, v, "mod")? {
        Field::Node(n) => Ok(*n),
        _ => Err(vm.type_error(format!("expected {wanted} node, got None"))),
    }
}

fn is_a(vm: &mut Vm, dict: &DictObj, v: &Value, class: &str) -> PyResult<bool> {
    match dict.get_text(class) {
        Some(class) => functions::is_instance(vm, v, &class),
        None => Ok(false),
    }
}

/// A value where the grammar wants something of a kind.
fn kind_field(vm: &mut Vm, dict: &DictObj, v: &Value, kind: &str) -> PyResult<Field> {
    match kind {
        "identifier" if v.is_none() => Ok(Field::None),
        "identifier" if str::is_exact(v) => Ok(Field::Name(str::text(v).into_owned())),
        "identifier" => Err(vm.type_error("AST identifier must be of type str")),
        "string" if v.is_none() => Ok(Field::None),
        "string" => match bytes::get(v) {
            Some(b) => Ok(Field::Name(String::from_utf8_lossy(b).into_owned())),
            None if str::is_exact(v) => Ok(Field::Name(str::text(v).into_owned())),
            None => Err(vm.type_error("AST string must be of type str")),
        },
        "int" if int::is_int(v) => str::c_int(vm, v).map(Field::Int),
        "int" => {
            let shown = ops::repr(vm, v)?;
            Err(vm.value_error(format!("invalid integer value: {}", str::text(&shown))))
        }
        "constant" => constant(vm, v).map(Field::Const),
        _ => {
            let Some(row) = grammar::kind(kind) else { return Err(vm.system_error(format!("no kind {kind}"))) };
            vm.check_depth(&format!(" while traversing '{kind}' node"))?;
            let r = node_field(vm, dict, v, row);
            vm.leave_depth();
            r
        }
    }
}

fn unexpected(vm: &mut Vm, v: &Value, kind: &str) -> vm::object::error::Raised {
    match ops::repr(vm, v) {
        Ok(shown) => vm.type_error(format!("expected some sort of {kind}, but got {}", str::text(&shown))),
        Err(e) => e,
    }
}

fn node_field(vm: &mut Vm, dict: &DictObj, v: &Value, row: &'static Kind) -> PyResult<Field> {
    let Some(nodes) = &row.nodes else {
        let fields = fields(vm, dict, v, row.name, &row.fields)?;
        let at = span(vm, v, row)?;
        return Ok(Node { kind: row.name, fields, at }.into());
    };
    if v.is_none() {
        return Ok(Field::None);
    }
    if !is_a(vm, dict, v, row.name)? {
        return Err(unexpected(vm, v, row.name));
    }
    let at = span(vm, v, row)?;
    // The object's own class first, as nearly all are of one of ours.
    let own = v.ty().name();
    let order = nodes.iter().filter(|n| n.name == own).chain(nodes.iter().filter(|n| n.name != own));
    for n in order {
        if is_a(vm, dict, v, n.name)? {
            let fields = fields(vm, dict, v, n.name, &n.fields)?;
            return Ok(Node { kind: n.name, fields, at }.into());
        }
    }
    Err(unexpected(vm, v, row.name))
}

fn fields(vm: &mut Vm, dict: &DictObj, v: &Value, class: &str, rows: &[Row]) -> PyResult<Vec<Field>> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let given = attr::get_opt(vm, v, &intern(row.name))?;
        out.push(match given {
            None if row.list => Field::List(Vec::new()),
            None if row.optional => Field::None,
            None => return Err(vm.type_error(format!("required field \"{}\" missing from {class}", row.name))),
            Some(items) if row.list => list_field(vm, dict, &items, class, row)?,
            Some(x) if row.optional && x.is_none() => Field::None,
            Some(x) => {
                let field = kind_field(vm, dict, &x, row.kind)?;
                if matches!(field, Field::None) && !row.optional {
                    return Err(vm.value_error(format!("field '{}' is required for {class}", row.name)));
                }
                field
            }
        });
    }
    Ok(out)
}

fn list_field(vm: &mut Vm, dict: &DictObj, items: &Value, class: &str, row: &Row) -> PyResult<Field> {
    let Some(l) = items.downcast::<list::ListObj>() else {
        return Err(vm.type_error(format!("{class} field \"{}\" must be a list, not a {}", row.name, items.ty().name())));
    };
    let n = l.len();
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        let changed = format!("{class} field \"{}\" changed size during iteration", row.name);
        let Some(x) = l.get(i) else { return Err(vm.runtime_error(changed)) };
        out.push(kind_field(vm, dict, &x, row.kind)?);
        if l.len() != n {
            return Err(vm.runtime_error(changed));
        }
    }
    Ok(Field::List(out))
}

/// The position of a node. The end may be missing where the class says so, and is then the start.
fn span(vm: &mut Vm, v: &Value, row: &Kind) -> PyResult<Option<Span>> {
    if row.positions == Positions::None {
        return Ok(None);
    }
    let mut at = [0i32; 4];
    for (i, name) in super::POSITIONS.iter().enumerate() {
        let given = attr::get_opt(vm, v, &intern(name))?;
        at[i] = match given {
            Some(x) if x.is_none() && i >= 2 && row.positions == Positions::Ends => at[i - 2],
            None if i >= 2 && row.positions == Positions::Ends => at[i - 2],
            None => return Err(vm.type_error(format!("required field \"{name}\" missing from {}", row.name))),
            Some(x) if int::is_int(&x) => str::c_int(vm, &x)? as i32,
            Some(x) => {
                let shown = ops::repr(vm, &x)?;
                return Err(vm.value_error(format!("invalid integer value: {}", str::text(&shown))));
            }
        };
    }
    Ok(Some(Span { line: at[0], col: at[1], end_line: at[2], end_col: at[3] }))
}

/// The value of a `Constant`: of the types of literals, and tuples and frozensets of them.
fn constant(vm: &mut Vm, v: &Value) -> PyResult<Const> {
    if v.is_none() {
        return Ok(Const::None);
    }
    if v.is(&Value::ELLIPSIS) {
        return Ok(Const::Ellipsis);
    }
    if let Some(b) = v.as_bool() {
        return Ok(Const::Bool(b));
    }
    if int::is_exact_int(v) {
        return Ok(match int::as_i64(v) {
            Some(i) => Const::Int(i),
            None => int::to_buf(v).map_or(Const::Int(0), |b| Const::BigInt(b.to_big().into_owned())),
        });
    }
    if str::is_exact(v)
        && let Some(s) = str::get(v)
    {
        return Ok(vm::front::tree::text_constant(s.units().iter()));
    }
    let name = v.ty().name();
    let exact = |ty: &'static vm::native::TypeDef| std::ptr::eq(v.ty(), ty.get());
    if exact(&bytes::TYPE)
        && let Some(b) = bytes::get(v)
    {
        return Ok(Const::Bytes(b.into()));
    }
    if exact(&complex::TYPE)
        && let Some(c) = complex::get(v)
    {
        return Ok(Const::Complex(c.re, c.im));
    }
    if exact(&float::TYPE)
        && let Some(f) = v.as_float()
    {
        return Ok(Const::Float(f));
    }
    let items = if exact(&tuple::TYPE) {
        tuple::items(v).to_vec()
    } else if exact(&set::FROZENSET) {
        ops::collect(vm, v)?
    } else {
        return Err(vm.type_error(format!("got an invalid type in Constant: {name}")));
    };
    vm.check_depth(" during compilation")?;
    let made = items.iter().map(|x| constant(vm, x)).collect::<PyResult<Box<[Const]>>>();
    vm.leave_depth();
    let made = made?;
    Ok(if exact(&tuple::TYPE) { Const::Tuple(made) } else { Const::FrozenSet(made) })
}
