from . import __name__ as parent_name
def parent(): return parent_name, __package__
