from collections import *
d = deque([1, 2, 3], maxlen=4); d.append(4); d.append(5); d.appendleft(0); print(d, d.pop(), d.popleft(), d, d.maxlen, d[0], len(d), 3 in d); d.rotate(1); d.extend("ab"); d.extendleft("x"); print(d, list(reversed(d)), d.index("a"), d.count("x")); d.clear(); print(d)
try: d.pop()
except IndexError as e: print(e)
q = deque(range(5)); q.rotate(-2); del q[1]; q.insert(1, "i"); q.remove(0); q.reverse(); print(q, q == deque([1, 4, "i", 2]), q + deque([9]), q * 2)
try:
    for x in q: q.append(1)
except RuntimeError as e: print(e)
c = Counter("abracadabra"); print(c, c.most_common(2), c["z"], c.total()); c.update("aa"); c.subtract("b"); print(c, c + Counter("a"), c - Counter(a=5), c & Counter("ab"), c | Counter("zz"), sorted(Counter(a=2, b=-1).elements()), +Counter(a=-1))
dd = defaultdict(list); dd["a"].append(1); print(dd, dd["b"], "c" in dd, dd.get("c"), len(dd), dd.default_factory)
try: defaultdict(None)["k"]
except KeyError as e: print(e)
o = OrderedDict(a=1, b=2, c=3); o.move_to_end("a"); print(o, o.popitem(last=False), list(o), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {"a": 1})
N = namedtuple("N", ["x", "y"]); n = N(1, y=2); print(n, n.x + n[1], n._asdict(), n._replace(x=5), N._fields, isinstance(n, tuple), N._make("ab")); x, y = n
for e in ("N(1)", "namedtuple('B', 'a a')", "namedtuple('B', 'class')", "namedtuple('B', '_x')", "n._replace(z=1)"):
    try: print(eval(e))
    except Exception as z: print(type(z).__name__, z)
m = ChainMap({"a": 1}, {"a": 2, "b": 3}); print(m["a"], m["b"], sorted(m), m.new_child({"b": 9})["b"], m.parents); m["b"] = 5; print(m.maps)
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
print(U(a=1), UserList([1]) + [2], UserString("a") + "b")
