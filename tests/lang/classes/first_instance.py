# Every instance of a class has room for the attributes that its methods store, the first one too.
import sys


class Base:
    def __init__(self):
        self.a, self.b, self.c, self.d, self.e, self.f = range(6)


class Derived(Base):
    def grow(self):
        self.g = 6
        self.a = 7
        return self


made = [Derived().grow() for _ in range(8)]
sizes = {sys.getsizeof(x) for x in made}
print(len(sizes))
print([vars(x) for x in made[:2]])
