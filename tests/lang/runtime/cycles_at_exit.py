# Cycles that are alive when the program ends are finalised where that can be seen.
import sys


class Node:
    def __init__(self, name):
        self.name = name
        self.me = self

    def __del__(self):
        print("gone", self.name)


a = Node("a")
sys.stdout.write("end\n")
