import io, hashlib, base64, binascii, zlib, urllib.parse, uuid, secrets, csv, configparser, html, keyword, locale, platform, inspect, dis, token, tokenize, pickle, enum, graphlib, colorsys
print(hashlib.md5(b"a").hexdigest(), hashlib.sha256(b"").hexdigest()[:16], base64.b64encode(b"hello"), base64.b64decode("aGk="), binascii.hexlify(b"ab"), zlib.crc32(b"abc"), zlib.decompress(zlib.compress(b"x" * 50)) == b"x" * 50, urllib.parse.quote("a b/é"), urllib.parse.urlparse("http://h:80/p?q=1#f").netloc, urllib.parse.parse_qs("a=1&a=2"), html.escape("<a&b>"), html.unescape("&eacute;&#65;"), keyword.iskeyword("if"))
f = io.StringIO(); w = csv.writer(f); w.writerow([1, "a,b", 'q"q']); print(repr(f.getvalue()), list(csv.reader(["x,\"y,z\",w"])), list(csv.DictReader(["h1,h2", "1,2"])))
c = configparser.ConfigParser(); c.read_string("[s]\na = 1\nb = %(a)s2"); print(c["s"]["b"], c.sections(), c.getint("s", "a"))
print(pickle.loads(pickle.dumps({"a": [1, (2.5, None), {3}], "b": b"x", "big": 2**100})), pickle.loads(pickle.dumps(len)) is len)
def f(a, b=2, *c, d, **e) -> int: "doc"
print(inspect.signature(f), inspect.getdoc(f), inspect.isfunction(f), list(inspect.signature(f).parameters), inspect.getsource(f).strip()[:12], inspect.signature(f).bind(1, d=4).arguments, inspect.getfullargspec(f).kwonlyargs)
print(uuid.UUID(int=5), str(uuid.uuid5(uuid.NAMESPACE_DNS, "x")), list(graphlib.TopologicalSorter({"b": ["a"], "c": ["b"]}).static_order()), colorsys.rgb_to_hsv(1, 0, 0))
