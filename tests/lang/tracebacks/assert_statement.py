def check(v):
    assert v > 0, f"v was {v}"
try: assert 0
except AssertionError as e: print(repr(e))
check(1)
check(-1)
