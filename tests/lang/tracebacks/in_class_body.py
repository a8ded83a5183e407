class A:
    x = 1
    class B:
        y = 2
        z = x + y
