//! The abstract grammar: the one table from which the node classes, their fields, types and docstrings are made.
//!
//! A line is `kind = Node(type field, ...) | ...`, or `Node(...)` for a kind of one node. A `?` behind a type means the
//! field may be None, a `*` that it is a list. Behind `@` stands whether the nodes have positions: `ends` when the end
//! may be missing, `all` when not.

use std::sync::OnceLock;

/// One field of a node.
#[derive(Clone, Copy)]
pub(super) struct Field {
    /// Its name.
    pub name: &'static str,
    /// Kind of what it holds.
    pub kind: &'static str,
    /// None is allowed.
    pub optional: bool,
    /// A list of them.
    pub list: bool,
}

/// What positions nodes of a kind have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Positions {
    /// None at all.
    None,
    /// Line and column of start and end, the end is None when it isn't given.
    Ends,
    /// All four, without defaults.
    All,
}

/// A kind of nodes, or the only node of its kind.
pub(super) struct Kind {
    /// Name of the class.
    pub name: &'static str,
    /// The nodes; None when the class is itself the node.
    pub nodes: Option<Vec<Node>>,
    /// The fields when the class is itself the node.
    pub fields: Vec<Field>,
    /// The text in the table.
    pub text: &'static str,
    /// Positions.
    pub positions: Positions,
}

/// A node of a kind that has several.
pub(super) struct Node {
    /// Name of the class.
    pub name: &'static str,
    /// Its fields.
    pub fields: Vec<Field>,
    /// The text in the table.
    pub text: &'static str,
}

static GRAMMAR: &str = "\
mod = Module(stmt* body, type_ignore* type_ignores) | Interactive(stmt* body) | Expression(expr body) | FunctionType(expr* argtypes, expr returns)
stmt = FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params) | AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params) | ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params) | Return(expr? value) | Delete(expr* targets) | Assign(expr* targets, expr value, string? type_comment) | TypeAlias(expr name, type_param* type_params, expr value) | AugAssign(expr target, operator op, expr value) | AnnAssign(expr target, expr annotation, expr? value, int simple) | For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment) | AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment) | While(expr test, stmt* body, stmt* orelse) | If(expr test, stmt* body, stmt* orelse) | With(withitem* items, stmt* body, string? type_comment) | AsyncWith(withitem* items, stmt* body, string? type_comment) | Match(expr subject, match_case* cases) | Raise(expr? exc, expr? cause) | Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody) | TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody) | Assert(expr test, expr? msg) | Import(alias* names) | ImportFrom(identifier? module, alias* names, int? level) | Global(identifier* names) | Nonlocal(identifier* names) | Expr(expr value) | Pass | Break | Continue @ends
expr = BoolOp(boolop op, expr* values) | NamedExpr(expr target, expr value) | BinOp(expr left, operator op, expr right) | UnaryOp(unaryop op, expr operand) | Lambda(arguments args, expr body) | IfExp(expr test, expr body, expr orelse) | Dict(expr?* keys, expr* values) | Set(expr* elts) | ListComp(expr elt, comprehension* generators) | SetComp(expr elt, comprehension* generators) | DictComp(expr key, expr value, comprehension* generators) | GeneratorExp(expr elt, comprehension* generators) | Await(expr value) | Yield(expr? value) | YieldFrom(expr value) | Compare(expr left, cmpop* ops, expr* comparators) | Call(expr func, expr* args, keyword* keywords) | FormattedValue(expr value, int conversion, expr? format_spec) | Interpolation(expr value, constant str, int conversion, expr? format_spec) | JoinedStr(expr* values) | TemplateStr(expr* values) | Constant(constant value, string? kind) | Attribute(expr value, identifier attr, expr_context ctx) | Subscript(expr value, expr slice, expr_context ctx) | Starred(expr value, expr_context ctx) | Name(identifier id, expr_context ctx) | List(expr* elts, expr_context ctx) | Tuple(expr* elts, expr_context ctx) | Slice(expr? lower, expr? upper, expr? step) @ends
expr_context = Load | Store | Del
boolop = And | Or
operator = Add | Sub | Mult | MatMult | Div | Mod | Pow | LShift | RShift | BitOr | BitXor | BitAnd | FloorDiv
unaryop = Invert | Not | UAdd | USub
cmpop = Eq | NotEq | Lt | LtE | Gt | GtE | Is | IsNot | In | NotIn
comprehension(expr target, expr iter, expr* ifs, int is_async)
excepthandler = ExceptHandler(expr? type, identifier? name, stmt* body) @ends
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults)
arg(identifier arg, expr? annotation, string? type_comment) @ends
keyword(identifier? arg, expr value) @ends
alias(identifier name, identifier? asname) @ends
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
pattern = MatchValue(expr value) | MatchSingleton(constant value) | MatchSequence(pattern* patterns) | MatchMapping(expr* keys, pattern* patterns, identifier? rest) | MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns) | MatchStar(identifier? name) | MatchAs(pattern? pattern, identifier? name) | MatchOr(pattern* patterns) @all
type_ignore = TypeIgnore(int lineno, string tag)
type_param = TypeVar(identifier name, expr? bound, expr? default_value) | ParamSpec(identifier name, expr? default_value) | TypeVarTuple(identifier name, expr? default_value) @all";

/// All kinds, in the order of the grammar.
pub(super) fn kinds() -> &'static [Kind] {
    static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
    KINDS.get_or_init(|| GRAMMAR.lines().map(parse).collect())
}

/// A kind by name.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    kinds().iter().find(|k| k.name == name)
}

/// The fields of a class.
pub(super) fn fields_of(class: &str) -> &'static [Field] {
    let of = |k: &'static Kind| match &k.nodes {
        None => (k.name == class).then_some(&k.fields[..]),
        Some(nodes) => nodes.iter().find(|n| n.name == class).map(|n| &n.fields[..]),
    };
    kinds().iter().find_map(of).unwrap_or(&[])
}

fn parse(line: &'static str) -> Kind {
    let (body, positions) = match line.split_once(" @") {
        Some((body, "all")) => (body, Positions::All),
        Some((body, _)) => (body, Positions::Ends),
        None => (line, Positions::None),
    };
    let Some((name, nodes)) = body.split_once(" = ") else {
        let only = node(body);
        return Kind { name: only.name, nodes: None, fields: only.fields, text: only.text, positions };
    };
    Kind { name, nodes: Some(nodes.split(" | ").map(node).collect()), fields: Vec::new(), text: body, positions }
}

fn node(text: &'static str) -> Node {
    let (name, fields) = text.trim_end_matches(')').split_once('(').unwrap_or((text, ""));
    let fields = fields.split(", ").filter_map(|f| f.split_once(' '));
    let field =
        |(ty, name): (&'static str, &'static str)| Field { name, kind: ty.trim_end_matches(['?', '*']), optional: ty.ends_with('?'), list: ty.ends_with('*') };
    Node { name, fields: fields.map(field).collect(), text }
}

/// The docstring of a node or kind: its text, where alternatives with fields stand on lines of their own.
pub(super) fn doc(name: &str, text: &str) -> String {
    let text = text.replace("?*", "*");
    if !text.contains(" = ") || !text.contains('(') {
        return text;
    }
    text.replace(" | ", &format!("\n{}| ", " ".repeat(name.len() + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsed() {
        let all = kinds();
        assert_eq!(all.len(), 19);
        let nodes: usize = all.iter().map(|k| k.nodes.as_ref().map_or(0, Vec::len)).sum();
        assert_eq!(nodes, 106);
        let keyword = all.iter().find(|k| k.name == "keyword").map(|k| (k.fields.len(), k.fields[0].optional, k.positions == Positions::Ends));
        assert_eq!(keyword, Some((2, true, true)));
        assert_eq!(doc("mod", "mod = A(x y) | B"), "mod = A(x y)\n    | B");
        assert_eq!(doc("k", "k = A | B"), "k = A | B");
    }
}
