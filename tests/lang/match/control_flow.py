def f(items):
    out = []
    for i in items:
        match i:
            case 0: continue
            case 9: break
            case ("ret", v): return out, v
            case {"raise": e}:
                try: raise e
                except ValueError as x: out.append(str(x))
            case [x, [*ys]] if sum(ys) > x:
                for y in ys:
                    match y:
                        case 1: break
                        case _: out.append(y)
                else: out.append("else")
            case int() | float(): out.append(-i)
    return out
print(f([1, 0, 2.5, [1, [2, 3]], [1, [5, 1]], {"raise": ValueError("v")}, 9, 7]), f([3, ("ret", "r"), 4]))
def nested(t):
    match t:
        case ("add", l, r): return nested(l) + nested(r)
        case ("mul", l, r): return nested(l) * nested(r)
        case ("neg", x): return -nested(x)
        case n: return n
print(nested(("add", 1, ("mul", 2, ("neg", ("add", 3, 4))))))
