# A generator in a cycle that is alive when the program ends runs its `finally`.
import sys


def generator():
    try:
        yield 1
    finally:
        print("finally")


class Holder:
    pass


holder = Holder()
holder.me = holder
holder.gen = generator()
next(holder.gen)
sys.stdout.write("end\n")
