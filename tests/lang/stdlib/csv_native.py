# Readers, writers and dialects of _csv.
import _csv

def show(f, *args, **kw):
    try:
        print(repr(f(*args, **kw)))
    except Exception as e:
        print(type(e).__name__, e)

class Out:
    def write(self, s):
        print(repr(s))
        return len(s)

def read(lines, **kw):
    return list(_csv.reader(lines, **kw))

show(read, ["a,b,c\r\n", 'd,"e ""f"" , g",\n', "", "\n", '"x\n', 'y",z'])
show(read, ["a;b", "'c;d';e"], delimiter=";", quotechar="'")
show(read, ["1,2.5,'a'", '"3",4'], quoting=_csv.QUOTE_NONNUMERIC, quotechar="'")
show(read, ["1,2"], quoting=_csv.QUOTE_NONNUMERIC)
show(read, ['1,"",,x'], quoting=_csv.QUOTE_STRINGS, quotechar="'")
show(read, ['"",,x'], quoting=_csv.QUOTE_NOTNULL)
show(read, ["a, b,  c"], skipinitialspace=True)
show(read, ["a\\,b,c\\\nd"], escapechar="\\")
show(read, ['"a"b'], strict=True)
show(read, ['"a'], strict=True)
show(read, ["a\nb"])
show(read, [b"a"])
show(read, 5)
r = _csv.reader(iter(['"a', 'b",c', "d"]))
for row in r:
    print(row, r.line_num)
print(type(r).__name__, r.dialect.delimiter, r.dialect.quoting)

w = _csv.writer(Out())
show(w.writerow, ["a", 1, 2.5, None, "x,y", 'q"r', "l\nm", True, (1, 2)])
show(w.writerow, [])
show(w.writerow, [""])
show(w.writerow, "abc")
show(w.writerow, 5)
show(w.writerows, [[1, 2], (3, 4)])
show(_csv.writer(Out(), quoting=_csv.QUOTE_ALL, lineterminator="\n").writerow, ["a", 1, None])
show(_csv.writer(Out(), quoting=_csv.QUOTE_NONE).writerow, ["a,b"])
show(_csv.writer(Out(), quoting=_csv.QUOTE_NONE, escapechar="\\").writerow, ["a,b", 'c"'])
show(_csv.writer(Out(), quoting=_csv.QUOTE_NONNUMERIC).writerow, ["a", 1, None, 2j])
show(_csv.writer(Out(), quoting=_csv.QUOTE_STRINGS).writerow, ["a", 1, None])
show(_csv.writer(Out(), quoting=_csv.QUOTE_NOTNULL).writerow, ["a", 1, None])
show(_csv.writer, 3)

_csv.register_dialect("semi", delimiter=";", lineterminator="\n")
show(_csv.list_dialects)
show(lambda: _csv.get_dialect("semi").delimiter)
show(_csv.writer(Out(), "semi").writerow, [1, 2])
show(_csv.writer(Out(), "semi", delimiter="|").writerow, [1, 2])
_csv.unregister_dialect("semi")
show(_csv.get_dialect, "semi")
show(_csv.unregister_dialect, "semi")
show(_csv.register_dialect, 3)

class D:
    delimiter = "\t"
    quotechar = None
    quoting = _csv.QUOTE_NONE
d = _csv.Dialect(D)
print(repr(d.delimiter), d.quotechar, d.quoting, d.doublequote, d.skipinitialspace, repr(d.lineterminator), d.strict, d.escapechar)
for kw in [dict(quoting=9), dict(quotechar=None, quoting=1), dict(delimiter="\n"), dict(delimiter=",", quotechar=","), dict(nonsense=1), dict(escapechar="\r")]:
    show(_csv.Dialect, **kw)
print(_csv.Dialect(quotechar=None).quoting)
show(_csv.field_size_limit)
show(_csv.field_size_limit, 3)
show(read, ["abcdef"])
show(_csv.field_size_limit, "x")
print(issubclass(_csv.Error, Exception), _csv.Error.__module__)

import csv
print(list(csv.DictReader(["a,b", "1,2", "3,4,5", "6"], restkey="more")))
dw = csv.DictWriter(Out(), ["x", "y"], extrasaction="ignore")
dw.writeheader()
dw.writerow({"x": 1, "y": 2, "z": 3})
_csv.field_size_limit(1000)
print(csv.list_dialects(), csv.Sniffer().sniff("a;b;c\n1;2;3\n4;5;6\n").delimiter)
