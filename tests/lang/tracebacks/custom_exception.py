class Outer:
    class Inner(Exception):
        def __str__(self): return "line one\nline two"
raise Outer.Inner(5)
