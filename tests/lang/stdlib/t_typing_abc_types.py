import typing, types, abc
from typing import *
print(List[int], Dict[str, Any], Callable[[int], str], Tuple[int, ...], Literal["a", 1], get_origin(List[int]), get_args(Dict[str, int]), ClassVar[int])
T = TypeVar("T"); U = TypeVar("U", bound=int)
class G(Generic[T]):
    def __init__(self, x: T): self.x = x
print(T, G[int], G[int](5).x, G.__parameters__, G[int].__origin__ is G, cast(int, "s"), get_type_hints(G.__init__))
class Proto(Protocol):
    def run(self) -> int: ...
@runtime_checkable
class RP(Protocol):
    def go(self): ...
class Has:
    def go(self): pass
print(isinstance(Has(), RP), isinstance(1, RP))
try: Proto()
except TypeError as e: print(e)
class TD(TypedDict, total=False): a: int; b: str
print(TD(a=1), TD.__required_keys__ == frozenset(), sorted(TD.__optional_keys__)); NT = NamedTuple("NT", [("x", int)]); print(NT(1)); print(NewType("Id", int)(5))
class N2(NamedTuple):
    a: int
    b: str = "d"
print(N2(1), N2._field_defaults); print(types.SimpleNamespace(a=1, b=[2]), types.SimpleNamespace(a=1) == types.SimpleNamespace(a=1), types.MappingProxyType({"k": 1}), isinstance(lambda: 0, types.FunctionType), type(len) is types.BuiltinFunctionType, types.new_class("NC", (int,)).__name__, isinstance(int | str, types.UnionType), types.MethodType(lambda s: s, 5)())
@overload
def f(x: int) -> int: ...
def f(x): return x
print(f(1), typing.TYPE_CHECKING, assert_type(1, int), final(G) is G, Annotated[int, "m"].__metadata__, get_origin(Annotated[int, 1]) is Annotated)
class A(metaclass=abc.ABCMeta):
    @classmethod
    def __subclasshook__(cls, c): return hasattr(c, "quack")
print(issubclass(type("D", (), {"quack": 1}), A), issubclass(int, A))
