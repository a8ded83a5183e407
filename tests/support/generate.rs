//! Random Python programs for the differential test.
//!
//! A program is a tree of statements, so that a failing one can be reduced by dropping statements. Generation is a pure
//! function of the seed. Every program ends: loops are counted, and products are cut by a modulus, so that ints grow past the
//! machine word but not without end. Programs print their whole state at the end, and say where an exception stopped them.

#[path = "templates.rs"]
mod templates;

use templates::{BLOCKS, LINES, LOOPS};

/// A statement: one line, or heads with the blocks under them (`if`/`else`, `try`/`except`, loops).
#[derive(Debug, Clone)]
pub enum Stmt {
    Line(String),
    Blocks(Vec<(String, Vec<Stmt>)>),
}

/// xorshift64*: small, good enough, the same everywhere.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// What every batch begins with: the classes and functions that programs use.
pub fn prelude() -> String {
    format!("{PRELUDE}{}", templates::PRELUDE)
}

const PRELUDE: &str = r#"
class O:
    k = 3
    def __init__(self, p, q):
        self.p = p
        self.q = q
    def m(self, n):
        self.p += n
        return self.p - self.q
    @property
    def r(self):
        return self.p * 2
class O2(O):
    __slots__ = ("z",)
    def m(self, n):
        self.z = n
        return self.q + self.z
    def __add__(self, other):
        return O2(self.p + other, self.q)
g0 = 1
def h0(u, w=2):
    return u - w
def h1(u, *rest):
    t = u
    for e in rest:
        t += e
    return t
def h2(u, w):
    global g0
    g0 = (g0 * 5 + 1) % 1000003
    if u > w:
        return u
    return h0(w, u) + g0
def h3(u):
    if u % 5 == 3:
        raise ValueError(u % 7)
    return u
def gen(n):
    i = 0
    while i < n:
        yield i * i - n
        i += 1
def rec(n):
    return n if n < 2 else rec(n - 1) + rec(n - 2)
def show(v):
    if isinstance(v, O):
        return (type(v).__name__, [(k, show(x)) for k, x in sorted(v.__dict__.items())], getattr(v, "z", None))
    return v
def run(name, f):
    global g0, bump, z3
    g0 = 1
    O.k = 3
    bump = counter()
    z3 = echo()
    next(z3)
    print("==", name, flush=True)
    try:
        f()
    except Exception as e:
        print("escaped", type(e).__name__, e)
"#;

const INTS: [&str; 4] = ["a", "b", "c", "d"];
const FLOATS: [&str; 3] = ["x", "y", "z"];
const LISTS: [&str; 2] = ["l", "m"];
const OBJECTS: [&str; 2] = ["o", "p"];
const MODULI: [&str; 6] = ["97", "1000003", "(1 << 31)", "(2**61 - 1)", "(1 << 64)", "10**25"];

/// The statements of program number `seed`.
pub fn program(seed: u64) -> Vec<Stmt> {
    let mut g = Gen { rng: Rng::new(seed), depth: 0, n_loops: 0, in_loop: false };
    let n_iterations = 30 + g.rng.below(400);
    let mut body = g.block(8);
    body.insert(0, Stmt::Line("i += 1".into()));
    let head = match g.rng.below(3) {
        0 => format!("while i < {n_iterations}:"),
        _ => format!("for i in range({n_iterations}):"),
    };
    vec![Stmt::Blocks(vec![(head, body)])]
}

/// The program as the function `p{name}`, and its call.
pub fn text(name: u64, body: &[Stmt]) -> String {
    let mut out = format!(
        "def p{name}():\n    a, b, c, d, i = 1, 2, 3, -5, 0\n    x, y, z = 0.5, -1.25, 3.0\n    l, m = [1, 2, 3], [0] * 8\n    \
         o, p = O(1, 2), O2(3, 4)\n    t, r = {{}}, set()\n    s = \"\"\n    q = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]\n    z2 = gen2(4)\n    try:\n        pass\n"
    );
    write(&mut out, body, 2);
    out += "    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, AssertionError) as e:\n        \
            print(\"stopped\", type(e).__name__, e, i)\n    \
            print(a, b, c, d, i, x, y, z, sum(l[:50]), len(l), m, show(o), show(p), len(t), s, g0)\n    \
            print(q, sorted(r), sorted(map(repr, t.items())), bump(), next(z2, None), O.k)\n";
    out += &format!("run({name}, p{name})\n");
    out
}

fn write(out: &mut String, body: &[Stmt], depth: usize) {
    let indent = "    ".repeat(depth);
    for stmt in body {
        match stmt {
            Stmt::Line(line) => *out += &format!("{indent}{line}\n"),
            Stmt::Blocks(blocks) => {
                for (head, body) in blocks {
                    *out += &format!("{indent}{head}\n");
                    write(out, body, depth + 1);
                    if body.is_empty() {
                        *out += &format!("{indent}    pass\n");
                    }
                }
            }
        }
    }
}

/// All programs that are one step smaller: a statement dropped, or a block replaced by what stands in it.
pub fn smaller(body: &[Stmt]) -> Vec<Vec<Stmt>> {
    let mut found = Vec::new();
    for (i, stmt) in body.iter().enumerate() {
        let with = |middle: Vec<Stmt>| [&body[..i], &middle, &body[i + 1..]].concat();
        // A loop's counter must stay, or the program would not end.
        if !matches!(stmt, Stmt::Line(line) if line.starts_with('i') || line.starts_with('w')) {
            found.push(with(Vec::new()));
        }
        let Stmt::Blocks(blocks) = stmt else { continue };
        let is_loop = blocks[0].0.starts_with("for") || blocks[0].0.starts_with("while");
        for (k, (head, inner)) in blocks.iter().enumerate() {
            if !is_loop {
                found.push(with(inner.clone()));
            }
            for less in smaller(inner) {
                let mut changed = blocks.clone();
                changed[k] = (head.clone(), less);
                found.push(with(vec![Stmt::Blocks(changed)]));
            }
        }
    }
    found
}

struct Gen {
    rng: Rng,
    depth: usize,
    n_loops: usize,
    in_loop: bool,
}

impl Gen {
    fn block(&mut self, n_max: usize) -> Vec<Stmt> {
        let n = 1 + self.rng.below(n_max);
        (0..n).flat_map(|_| self.stmt()).collect()
    }

    fn stmt(&mut self) -> Vec<Stmt> {
        if self.depth < 3 && self.rng.one_in(3) {
            self.depth += 1;
            let stmts = self.compound();
            self.depth -= 1;
            return stmts;
        }
        if self.rng.one_in(2) {
            let n = self.rng.below(LINES.len());
            return vec![Stmt::Line(self.fill(LINES[n]))];
        }
        vec![Stmt::Line(self.simple())]
    }

    /// A template with its holes filled. Variables keep their name within one template.
    fn fill(&mut self, template: &str) -> String {
        let names = [
            ("I", self.rng.pick(&INTS)),
            ("J", self.rng.pick(&INTS)),
            ("F", self.rng.pick(&FLOATS)),
            ("L", self.rng.pick(&LISTS)),
            ("O", self.rng.pick(&OBJECTS)),
        ];
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            out += &rest[..at];
            let hole = rest[at + 1..].find('}').map_or("", |end| &rest[at + 1..at + 1 + end]);
            let filled = match hole {
                "i" => Some(self.int(1)),
                "f" => Some(self.float(1)),
                "t" => Some(self.test(0)),
                "n" => Some(self.rng.below(9).to_string()),
                name => names.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_string()),
            };
            match filled {
                Some(text) => {
                    out += &text;
                    rest = &rest[at + hole.len() + 2..];
                }
                None => {
                    out.push('{');
                    rest = &rest[at + 1..];
                }
            }
        }
        out + rest
    }

    fn simple(&mut self) -> String {
        let (int, float) = (self.rng.pick(&INTS), self.rng.pick(&FLOATS));
        let (list, object) = (self.rng.pick(&LISTS), self.rng.pick(&OBJECTS));
        match self.rng.below(24) {
            0..=4 => format!("{int} = {}", self.cut_int(3)),
            5 => format!("{int} {}= {}", self.rng.pick(&["+", "-", "^", "|", "&"]), self.int(1)),
            6..=8 => format!("{float} = {}", self.float(3)),
            9 => format!("{float} {}= {}", self.rng.pick(&["+", "-", "*"]), self.float(1)),
            10 => format!("if len({list}) < 300: {list}.append({})", self.any(1)),
            11 => format!("{list}[{} % len({list})] = {}", self.int(1), self.any(1)),
            12 => format!("m[{}] = {}", self.rng.below(9), self.cut_int(1)),
            13 => format!("{object}.{} = {}", self.rng.pick(&["p", "q"]), self.cut_int(2)),
            14 => format!("{object}.p = ({object}.p + {}) % 100003", self.int(1)),
            15 => format!("{object}.n{} = {}", self.rng.below(4), self.any(1)),
            16 => format!("{int} = {object}.m({}) % 65537", self.int(1)),
            17 => format!("t[{} % 64] = {}", self.int(1), self.any(1)),
            18 => format!("{int} = t.get({} % 80, {})", self.int(1), self.int(1)),
            19 => format!("{int}, {} = {}, {}", self.rng.pick(&FLOATS), self.cut_int(2), self.float(1)),
            20 => format!("s = (s + str({}))[-40:]", self.int(1)),
            21 => format!("{object} = O{}({}, {})", self.rng.pick(&["", "2"]), self.cut_int(1), self.rng.pick(&INTS)),
            22 if self.in_loop && self.rng.one_in(3) => {
                let word = self.rng.pick(&["break", "continue"]);
                format!("if {}: {word}", self.test(1))
            }
            22 => format!("if {} > 50: raise ValueError({int} % 10)", self.rng.pick(&INTS)),
            _ => format!("{int} = {} % 8191", self.call()),
        }
    }

    fn compound(&mut self) -> Vec<Stmt> {
        if self.rng.one_in(4) {
            let n = self.rng.below(LOOPS.len());
            let head = self.fill(LOOPS[n]);
            return vec![Stmt::Blocks(vec![(head, self.looped(3))])];
        }
        if self.rng.one_in(8) {
            let n = self.rng.below(BLOCKS.len());
            let head = self.fill(BLOCKS[n]);
            return vec![Stmt::Blocks(vec![(head, self.block(3))])];
        }
        match self.rng.below(8) {
            0..=2 => {
                let mut blocks = vec![(format!("if {}:", self.test(2)), self.block(3))];
                if self.rng.one_in(3) {
                    blocks.push((format!("elif {}:", self.test(1)), self.block(2)));
                }
                if self.rng.one_in(2) {
                    blocks.push(("else:".into(), self.block(3)));
                }
                vec![Stmt::Blocks(blocks)]
            }
            3 => {
                let source = match self.rng.below(6) {
                    0 => format!("range({})", self.rng.below(6)),
                    1 => "range(i % 5, 7, 2)".into(),
                    2 => "l[:6]".into(),
                    3 => "gen(i % 6)".into(),
                    4 => "(1, 2.5, i)".into(),
                    _ => "enumerate(m[:4])".into(),
                };
                let var = if source.starts_with("enumerate") { "_, d" } else { "d" };
                let mut blocks = vec![(format!("for {var} in {source}:"), self.looped(3))];
                if self.rng.one_in(4) {
                    blocks.push(("else:".into(), self.block(1)));
                }
                vec![Stmt::Blocks(blocks)]
            }
            4 => {
                self.n_loops += 1;
                let counter = format!("w{}", self.n_loops);
                let mut body = self.looped(3);
                body.insert(0, Stmt::Line(format!("{counter} -= 1")));
                let head = format!("while {counter} > 0 and {}:", self.test(1));
                vec![Stmt::Line(format!("{counter} = {}", 1 + self.rng.below(6))), Stmt::Blocks(vec![(head, body)])]
            }
            5 | 6 => {
                let kind = self.rng.pick(&["ValueError", "ZeroDivisionError", "(LookupError, TypeError)", "Exception"]);
                let mut body = self.block(3);
                body.push(Stmt::Line(self.risky()));
                let mut blocks = vec![("try:".into(), body), (format!("except {kind}:"), self.block(2))];
                if self.rng.one_in(3) {
                    blocks.push(("else:".into(), self.block(1)));
                }
                if self.rng.one_in(3) {
                    // Statements that leave a `finally` early are a warning in 3.14, so nothing in it may be one.
                    let in_loop = std::mem::replace(&mut self.in_loop, false);
                    blocks.push(("finally:".into(), self.block(1)));
                    self.in_loop = in_loop;
                }
                vec![Stmt::Blocks(blocks)]
            }
            _ => {
                let (list, int) = (self.rng.pick(&LISTS), self.rng.pick(&INTS));
                let line = match self.rng.below(4) {
                    0 => format!("{int} = sum([e for e in range({}) if e % 3]) + {int} % 11", self.rng.below(8)),
                    1 => format!("{int} = len({{e % 5 for e in range(i % 9)}}) - {int} % 5"),
                    2 => format!("{int} = (lambda u: u - {int} % 7)({})", self.int(1)),
                    _ => format!("{list} = {list}[-20:] or [{int} % 3]"),
                };
                vec![Stmt::Line(line)]
            }
        }
    }

    fn looped(&mut self, n_max: usize) -> Vec<Stmt> {
        let outer = std::mem::replace(&mut self.in_loop, true);
        let body = self.block(n_max);
        self.in_loop = outer;
        body
    }

    fn risky(&mut self) -> String {
        let int = self.rng.pick(&INTS);
        match self.rng.below(8) {
            0 => format!("{int} = {} // (i % 7)", self.int(1)),
            1 => format!("{int} = m[{} % 11]", self.int(1)),
            2 => format!("{int} = h3({})", self.int(1)),
            3 => format!("{int} = int({}) % 1009", self.float(1)),
            4 => format!("{int} = t[i % 90]"),
            5 => format!("{int} = l[i % 40] % 3"),
            6 => format!("{int} = {int} + (None if i % 9 == 4 else 1)"),
            _ => format!("x = {} / (i % 5 - 2)", self.float(1)),
        }
    }

    fn call(&mut self) -> String {
        match self.rng.below(9) {
            0 => format!("h0({})", self.int(1)),
            1 => format!("h0(w={}, u={})", self.int(1), self.int(1)),
            2 => format!("h1({}, *m[:3], {})", self.int(1), self.int(1)),
            3 => format!("h2({}, {})", self.int(1), self.int(1)),
            4 => format!("rec(i % {})", 1 + self.rng.below(7)),
            5 => format!("max({}, {})", self.int(1), self.int(1)),
            6 => format!("min({}, {}, 3)", self.int(1), self.int(1)),
            7 => format!("abs({})", self.int(1)),
            _ => format!("o.r + {}", self.int(1)),
        }
    }

    /// An int that is cut to a bounded size.
    fn cut_int(&mut self, depth: usize) -> String {
        format!("({}) % {}", self.int(depth), self.rng.pick(&MODULI))
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 || self.rng.one_in(4) {
            return match self.rng.below(10) {
                0 => format!("{}", self.rng.below(10) as i64 - 3),
                1 => self.rng.pick(&["2**31", "(1 << 60)", "-(1 << 61)", "2**63 - 1", "10**18", "-7"]).into(),
                2 | 3 => "i".into(),
                4 => "len(l)".into(),
                5 => "(i > 20)".into(),
                _ => self.rng.pick(&INTS).into(),
            };
        }
        let (u, v) = (self.int(depth - 1), self.int(depth - 1));
        match self.rng.below(13) {
            0..=2 => format!("({u} + {v})"),
            3 | 4 => format!("({u} - {v})"),
            5 => format!("({u} * {v})"),
            6 => format!("({u} // ({v} or 3))"),
            7 => format!("({u} % ({v} or -7))"),
            8 => format!("({u} & {v} | 1)"),
            9 => format!("({u} ^ {v})"),
            10 => format!("({u} >> {})", self.rng.below(9)),
            11 => format!("({u} << {})", self.rng.below(5)),
            _ => format!("({u} if {} else -{v})", self.test(0)),
        }
    }

    fn float(&mut self, depth: usize) -> String {
        if depth == 0 || self.rng.one_in(4) {
            return match self.rng.below(6) {
                0 => self.rng.pick(&["0.5", "-0.0", "1e308", "1e-300", "2.5", "float('inf')"]).into(),
                1 => "i".into(),
                _ => self.rng.pick(&FLOATS).into(),
            };
        }
        let (u, v) = (self.float(depth - 1), self.float(depth - 1));
        match self.rng.below(8) {
            0 | 1 => format!("({u} + {v})"),
            2 => format!("({u} - {v})"),
            3 => format!("({u} * {v})"),
            4 => format!("({u} / ({v} or 1.5))"),
            5 => format!("({u} * 0.25)"),
            6 => format!("(-{u})"),
            _ => format!("({u} if {} else {v})", self.test(0)),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        match self.rng.below(5) {
            0 => self.float(depth),
            _ => self.cut_int(depth),
        }
    }

    fn test(&mut self, depth: usize) -> String {
        let op = self.rng.pick(&["<", "<=", ">", ">=", "==", "!="]);
        match self.rng.below(8) {
            0 => format!("i % {} == {}", 2 + self.rng.below(9), self.rng.below(4)),
            1 => format!("{} {op} {}", self.rng.pick(&FLOATS), self.float(depth.min(1))),
            2 if depth > 0 => format!("({} and {})", self.test(depth - 1), self.test(depth - 1)),
            3 if depth > 0 => format!("({} or not {})", self.test(depth - 1), self.test(depth - 1)),
            4 => format!("{} in (1, 2, {})", self.rng.pick(&INTS), self.rng.below(9)),
            5 => format!("i > {}", self.rng.below(300)),
            _ => format!("{} {op} {}", self.rng.pick(&INTS), self.int(depth.min(1))),
        }
    }
}
