"alpha doc"
print("loading alpha")
value = 10
_private = 1
def func(x): return x + value
