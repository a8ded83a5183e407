from .. import exported
from ..side import parent
from . import __name__ as sub_name
def where(): return __name__, exported, parent()[0], sub_name
