def calls(f, x, *args, **kwargs):
    f(x, 1, key=x)
    f(*args, **kwargs)
    x.append(f)
    return x.method(f(), x.attr)


class C(Base):
    def method(self):
        return super().method()
