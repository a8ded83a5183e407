def first[T](xs: list[T]) -> T: return xs[0]
class Box[T, *Ts, **P]:
    def get(self) -> T: ...
type Alias[K] = dict[K, "Alias"]
type Rec = list[Rec] | int
print(first([5]), first.__type_params__, Box.__type_params__, Alias, Alias.__value__, Alias.__type_params__, Alias[int], Rec.__value__)
class Solo[V]: pass
T = Box.__type_params__[0]
print(T.__name__, T.__bound__, T.__constraints__, Solo[int].__args__, Box.__mro__[1].__name__, Solo.__orig_bases__)
def b[A: int, B: (str, bytes), C = float](a: A): pass
p = b.__type_params__
print(p[0].__bound__, p[1].__constraints__, p[2].__default__, p[2].has_default(), p[0].has_default())
class Sub(Solo[str]): pass
print(Sub.__orig_bases__, Sub.__mro__[1] is Solo)
import typing
print(typing.get_type_hints(first)["xs"], isinstance(T, typing.TypeVar), typing.get_args(list[int]), typing.get_origin(dict[str, int]))
def outer[T]():
    def inner[U](x: U) -> T: return T, U
    return inner
print(outer()(1))
type X = undefined_name
try: X.__value__
except NameError as e: print(e)
print(list[int], dict[str, list[int]], tuple[int, ...], list[int] == list[int], list[int]([1]), int | None, int | str | int, type[int], list["fwd"])
try: isinstance([], list[int])
except TypeError as e: print(e)
print(isinstance(1, int | str), isinstance(None, int | None), issubclass(bool, int | str), (int | str).__args__)
try: int[str]
except TypeError as e: print(e)
