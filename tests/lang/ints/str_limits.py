import sys
print(sys.get_int_max_str_digits())
try:
    str(10**5000)
except ValueError as e:
    print(e)
try:
    int("1" * 5000)
except ValueError as e:
    print(e)
print(len(str(10**4299)))
print(len(hex(10**5000)), int("f" * 5000, 16) == 16**5000 - 1)
sys.set_int_max_str_digits(0)
print(len(str(10**5000)), int("7" * 6000) % 1000)
sys.set_int_max_str_digits(640)
try:
    str(10**640)
except ValueError as e:
    print(e)
try:
    sys.set_int_max_str_digits(100)
except ValueError as e:
    print(e)
