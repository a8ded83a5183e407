//! Statements of random programs as text with holes.
//!
//! Holes: `{i}` an int expression, `{f}` a float expression, `{t}` a test, `{I}` and `{J}` int variables, `{F}` a float variable,
//! `{L}` a list, `{O}` an object, `{n}` a number from 0 to 8. Values stay small: strings and lists are cut, powers and products
//! are taken by a modulus.

/// One line each.
pub const LINES: &[&str] = &[
    // ints
    "{I}, {J} = {J}, {I}",
    "{I} = ~{i} % 1009",
    "{I} = pow({I} % 50, {n}, 10007)",
    "{I} = ({i}).bit_length() + {J} % 100",
    "{I}, {J} = divmod({i} % 100000, 7 + {n})",
    "{I} = int({i} < {J} <= {i})",
    "{I} = ({i} and {J}) % 70001",
    "{I} = ({i} or {J}) % 70001",
    "{I} = (not {i}) + {n}",
    "{I} = -({i}) % (1 << 40)",
    "{I} = int(str({i} % 99991))",
    "{I} = ({i} << {n}) & 0xFFFFFFFF",
    "{I} = ({i} * 0x9E3779B97F4A7C15 + {J}) & 0xFFFFFFFFFFFFFFFF",
    "{I} = ({I} ^ ({I} >> 7)) & (1 << 61) - 1",
    "{I} = True + {i} % 5",
    "{I} = (w := {i} % 31) + w",
    "{I} = {i} if {t} else {i} % 77",
    "{I} += {t}",
    // floats
    "{I} = int({f}) % 1009 if abs({F}) < 1e15 else {n}",
    "{F} = round({f}, {n}) if abs({F}) < 1e9 else 0.5",
    "{F} = {f} // 0.75",
    "{F} = {f} % 2.5",
    "{F} = abs({f}) ** 0.5",
    "{F} = float({i} % 1000003)",
    "{F} = {i} % 1001 / ({n} + 1)",
    "{F} = max({f}, {F}, -1.5)",
    "{F} = min({f}, {i} % 9)",
    "{F} = -{f} if {F} != {F} else {f} * 0.5",
    "{I} = ({F} == {f}) + ({F} is {F})",
    "{F} = sqrt(abs({f}))",
    "{I} = floor({f}) % 997 if abs({F}) < 1e15 else 1",
    "{F} += {i} % 4",
    "{F} = math.sin({f}) if abs({F}) < 1e10 else 0.25",
    // strings
    "s = s[{n}:] + s[:{n}]",
    "s = s[::-1][:60]",
    "s += chr(97 + {i} % 26)",
    "s = (s + '\\u20ac' * ({i} % 2) + 'é')[-50:]",
    "{I} = ord(s[{i} % len(s)]) if s else {n}",
    "{I} = s.count('a') + s.find('b') + ('c' in s)",
    "s = '-'.join(s[j:j + 2] for j in range(0, min(len(s), 9), 2))",
    "s = s.replace('1', '22')[:50]",
    "s = f'{{I} % 1000:>{n}}{s[:5]}|{{F}:.2f}'",
    "s = '%d:%s' % ({I} % 1000, s[:8])",
    "{I} = (s < 'm') + (s == s[:]) * 2 + (s >= '5')",
    "s = s.upper() if len(s) % 2 else s.lower()",
    "s = ''.join(sorted(s))[:40]",
    "s = s.strip('ab1') or 'xyz'",
    "{I} = len(s.split('1')) + s.startswith('a')",
    "{I} = sum(map(ord, s[:6]))",
    "s = ''.join([c for c in s if c > '3'])",
    "s = str({f})[:9] + s[:9]",
    // lists
    "{L} = {L}[{n}:] + {L}[:{n}]",
    "{L}[{n}:{n}] = [{i} % 13]; del {L}[40:]",
    "{L}[::2] = [0] * len({L}[::2])",
    "del {L}[{n}:{n}]",
    "{L}.insert({n}, {i} % 71); del {L}[30:]",
    "{L}.append({L}.pop(0) if {L} else {n})",
    "if {L}: {I} = {L}[-1]",
    "{L} += [{i} % 8, {n}]; del {L}[60:]",
    "{L} = ({L} * 2)[:24]",
    "{L}.reverse()",
    "{L}.sort(key=lambda e: (e % 7, e))",
    "{L} = sorted({L}, reverse={t})",
    "{I} = {L}.count({n}) + ({n} in {L})",
    "{I} = {L}.index({n})",
    "{I} = sum({L}[:9]) % 10007",
    "{I} = max({L}, default={n}) % 1009",
    "{L} = [e + {J} % 3 for e in {L} if e % 2][:25] or [{n}, 1]",
    "{L} = [e * f for e in range({n}) for f in range(3) if e != f] or [4]",
    "{L} = [x for p in zip({L}, {L}[1:]) for x in p][:30] or [{n}, 2]",
    "{I}, *v = {L} or [3]; {J} = len(v)",
    "q[{n} % 3][{i} % 3] = {i} % 103",
    "{I} = q[{i} % 3][{n} % 3] + q[-1][-1]",
    "q[{n} % 3], q[0] = q[0], q[{n} % 3]",
    "{I} = [{i} % 9, {J} % 9][{t}]",
    "{L} = list(map(abs, {L}))",
    "{L} = list(filter(None, {L}))[:20] or [{n}]",
    "{I} = all(e < 50 for e in {L}) + any(e == {n} for e in {L})",
    "{L}.extend(e % 5 for e in {L}[:3]); del {L}[50:]",
    "v = tuple({L}[:3]); {I} = (v == tuple({L}[:3])) + len(v + (1, 2))",
    "{L} = [{L}[j] for j in range(min(5, len({L})))] or [1]",
    // dicts and sets
    "t.setdefault({i} % 16, {n})",
    "{I} = t.pop({i} % 24, {n})",
    "t = {k: v for k, v in t.items() if k != {n}}",
    "{I} = sum(k for k in t if isinstance(k, int))",
    "{I} = ({i} % 20 in t) + len(t)",
    "del t[{i} % 24]",
    "t[s[:2]] = {i} % 9",
    "t[{n}, {i} % 3] = {J} % 7",
    "{I} = t.get(({n}, {J} % 3), {n}) if isinstance(t.get(({n}, {J} % 3), {n}), int) else 3",
    "t[{i} % 16] = t.get({i} % 16, 0) + 1 if isinstance(t.get({i} % 16, 0), int) else 0",
    "t.update(a={n}, b={i} % 6)",
    "r.add({i} % 32)",
    "r.discard({i} % 32)",
    "{I} = len(r & {1, 2, 3, {n}}) + len(r | {{n}}) + ({n} in r)",
    "r ^= {{n}, {i} % 9}",
    // objects
    "{O}.p, {O}.q = {O}.q, {O}.p",
    "{O}.p += 1",
    "{O}.k = {n}",
    "{I} = {O}.k + O.k",
    "O.k = {i} % 11",
    "{O}.extra{n} = {i} % 5",
    "{I} = getattr({O}, 'extra{n}', {n})",
    "if hasattr({O}, 'extra{n}'): del {O}.extra{n}",
    "{I} = {O}.__dict__.get('extra{n}', 2)",
    "{I} = isinstance({O}, O2) + (type({O}) is O)",
    "{O} = {O}.link if {O}.link is not None and {t} else {O}",
    "o.link = None if {t} else O({n}, {i} % 9)",
    "e = E({i} % 12, {n}); {I} = (e + E(1, 2)).a + (e == E(3, {n})) + (e < E(2, 2)) + len(e) + e[{n}]",
    "{I} = sum(E({i} % 4, {n}))",
    "{I} = ({n} in E({i} % 6, 3)) + bool(E({n}, 1))",
    "e = E({i} % 5, 1); e.a += {n}; e[0] = e.b; {I} = e.a",
    "{I} = {O}.r + {O}.s({n}) + O.c({n})",
    // calls
    "{I} = h4({i} % 9)",
    "{I} = h4({i} % 9, k={n})",
    "{I} = h4({i} % 9, **{'k': {n}, 'z': 1})",
    "{I} = h5({i} % 40)",
    "{I} = bump() + {n}",
    "{I} = (lambda *z, y={n}: sum(z) + y)({i} % 9, {n})",
    "{I} = h6({I} % 100, {J} % 100)(({n}))",
    "{I} = even({i} % 14)",
    "{I} = sum(gen2({n})) % 1009",
    "{I} = list(gen3({n}))[-1]",
    "{I} = next(gen(3), {n}) + next(iter({L}), {n})",
    "{I} = next(z2, 0) % 77",
    "{I} = z3.send({n}) % 1013",
    "z2 = gen2({n})",
    "{I} = len(str({i})) + len(repr({F}))",
    "{I} = hash({i}) % 991",
    "{I} = int(callable(h0)) + int(isinstance({I}, bool))",
    "with CM({n}) as w: {I} = w + {i} % 10",
    "with CM(1): raise ValueError({n})",
    "raise_if({i} % 60)",
    "assert {i} % 97 != {n}, {n}",
];

/// Heads of loops; a body follows.
pub const LOOPS: &[&str] = &[
    "for c in s[:6]:",
    "for {I} in {L}[:5]:",
    "for {I} in reversed({L}[-4:]):",
    "for {I}, {J} in zip({L}[:5], range(9)):",
    "for {I}, d in enumerate({L}[:4], {n}):",
    "for k, v in list(t.items())[:5]:",
    "for d in sorted(r)[:5]:",
    "for {I} in gen2(i % 5):",
    "for {I} in E({n}, 2):",
    "for d in range(i % 7, 0, -2):",
    "for {I} in (e * e for e in range(4)):",
    "for row in q:",
    "for d in iter(bump_to(4), 4):",
];

/// Heads of blocks that aren't loops.
pub const BLOCKS: &[&str] =
    &["with CM({n}) as w:", "if {t} and s:", "if {I} in {L}:", "if type({F}) is float and {F} > 0:", "if {O} is o and r:", "if not {L}[3:]:"];

/// The classes and functions that these use.
pub const PRELUDE: &str = r#"
import math
from math import sqrt, floor
O.link = None
O.s = lambda self, n: self.q - n
O.c = classmethod(lambda cls, n: cls.k + n)
class E:
    __slots__ = ("a", "b")
    def __init__(self, a, b):
        self.a = a
        self.b = b
    def __add__(self, other):
        return E(self.a + other.a, self.b + other.b)
    def __eq__(self, other):
        return self.a == other.a and self.b == other.b
    def __lt__(self, other):
        return (self.a, self.b) < (other.a, other.b)
    def __len__(self):
        return self.a
    def __getitem__(self, n):
        if n > self.a:
            raise IndexError(n)
        return self.b * n
    def __setitem__(self, n, x):
        self.a = n + x
    def __iter__(self):
        for n in range(self.a):
            yield n + self.b
    def __contains__(self, x):
        return self.a <= x < self.b
class CM:
    def __init__(self, n):
        self.n = n
    def __enter__(self):
        return self.n + 1
    def __exit__(self, kind, value, tb):
        return kind is ValueError and self.n % 2 == 1
def h4(u, *, k=3, **rest):
    return u * k + len(rest)
def h5(u):
    while u > 9:
        for v in range(3):
            if (u + v) % 7 == 0:
                return v
        u -= 3
    return u
def h6(u, v):
    def inner(w):
        nonlocal v
        v += w
        return u * v
    inner(1)
    return inner
def counter():
    n = 0
    def bump():
        nonlocal n
        n += 1
        return n % 50
    return bump
bump = counter()
def bump_to(limit):
    n = 0
    def step():
        nonlocal n
        n = min(n + 1, limit)
        return n
    return step
def even(n):
    return n == 0 or odd(n - 1)
def odd(n):
    return n != 0 and even(n - 1)
def gen2(n):
    try:
        for i in range(n):
            if i % 4 == 3:
                continue
            yield i + 1
    finally:
        bump()
def gen3(n):
    yield from gen2(n)
    x = yield -1
    yield n if x is None else x
def echo():
    total = 0
    while True:
        total += (yield total) or 1
z3 = echo()
next(z3)
def raise_if(n):
    if n == 7:
        raise KeyError(n)
    if n == 11:
        raise ZeroDivisionError("eleven")
"#;
