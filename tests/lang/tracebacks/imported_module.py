import sys
sys.path.insert(0, sys.path[0] + "/_mods")
import failing
failing.call(3)
