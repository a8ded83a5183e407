import sys
try:
    raise KeyboardInterrupt
except KeyboardInterrupt as e:
    print(repr(e))
try:
    sys.exit("message")
except SystemExit as e:
    print(e.code)
sys.stderr.write("to stderr\n")
sys.exit(7)
