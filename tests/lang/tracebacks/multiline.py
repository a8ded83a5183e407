def f(*args):
    raise TypeError("bad")
f(1,
  2,
  [3,
   4])
