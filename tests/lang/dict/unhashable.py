# bless: by hand
for e in ("{[]: 1}", "{}[[]]", "[] in {}", "{[1]}", "{}.get({})", "set([[]])", "{1}.add([])", "[] in {1}", "hash([])", "{(1, []): 2}", "{}.setdefault([], 1)", "frozenset([{}])", "{1}.remove([])"):
    try:
        eval(e)
    except TypeError as x:
        print(e, x)
