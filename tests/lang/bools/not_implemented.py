# bless: by hand
# Since 3.14 NotImplemented has no truth value.
for test in (lambda: bool(NotImplemented), lambda: not NotImplemented, lambda: 1 if NotImplemented else 2, lambda: NotImplemented and 1):
    try:
        print(test())
    except TypeError as e:
        print(e)
print(NotImplemented is NotImplemented, NotImplemented or 1 if False else 3)
