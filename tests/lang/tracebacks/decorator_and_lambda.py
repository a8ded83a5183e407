def deco(f):
    def wrap(*a):
        return f(*a)
    return wrap
@deco
def go(n):
    return (lambda q: q.missing)(n)
go(1)
