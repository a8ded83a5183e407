x5 = 5
for e in ("1 + 'a'", "'a' + 1", "1 - None", "[] * 1.5", "1 < 'a'", "1 @ 2", "-'a'", "1 ** 'x'", "1 // []", "1 | 1.0", "x5()", "x5[0]",
          "5 in 5", "len(5)", "iter(5)", "for_(5)", "pow(1, 2.0, 3)", "pow(2, 'a')", "divmod('a', 1)", "1 << 'a'", "round('a')", "abs('x')",
          "1 + 1j < 2", "not_defined", "1 .x", "{} < {}", "None + None", "1 and 1 + ''"):
    try:
        print(e, "=", eval(e))
    except Exception as x:
        print(e, "->", type(x).__name__ + ":", x)
x = 5
try:
    x += "a"
except TypeError as e:
    print(e)
try:
    x[0] = 1
except TypeError as e:
    print(e)
try:
    del x[0]
except TypeError as e:
    print(e)
