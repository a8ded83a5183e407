# Cycles that are alive when the program ends are finalised where that can be seen.
import sys


class Node:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        print("gone", self.name)


def generator():
    try:
        yield 1
    finally:
        print("finally")


class Holder:
    pass


a = Node("a")
holder = Holder()
holder.me = holder
holder.gen = generator()
next(holder.gen)
sys.stdout.write("end\n")
