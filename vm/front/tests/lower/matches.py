def matches(v):
    match v:
        case [a, b, *c]:
            return a
        case {"k": q, **r}:
            return q
        case Point(x=1) | Point(2):
            return 1
