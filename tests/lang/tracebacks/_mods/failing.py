def call(n):
    if n:
        return call(n - 1)
    return helper(n)
def helper(n):
    raise LookupError(f"in helper {n}")
