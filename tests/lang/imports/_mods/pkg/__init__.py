print("loading pkg")
exported = "from init"
from . import side
def __getattr__(name):
    if name == "lazy_attr": return "lazy"
    raise AttributeError(f"pkg has no {name}")
