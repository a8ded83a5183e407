import sys, importlib.abc, importlib.util
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.startswith("virt"): return importlib.util.spec_from_loader(name, self)
    def create_module(self, spec): return None
    def exec_module(self, m): m.made_by = "finder"; m.n = m.__name__
sys.meta_path.insert(0, Finder())
import virt_one, virt_two
print(virt_one.made_by, virt_two.n, virt_one.__spec__.name)
print(importlib.util.find_spec("json").name, importlib.util.find_spec("nope_zz"))
import builtins
real = builtins.__import__
def spy(name, *a, **k):
    print("import", name); return real(name, *a, **k)
builtins.__import__ = spy
import math; from os import path
builtins.__import__ = real
