import sys, os, time, math, random, itertools, functools, collections, operator, re, json, dataclasses, enum, typing, contextlib, copy, heapq, bisect, string, textwrap, io, abc, types, weakref, threading, queue, argparse, unittest, traceback, warnings, struct, statistics, fractions, decimal, datetime, pathlib, tempfile, logging, subprocess
mods = [m for n, m in sorted(vars().items()) if type(m) is type(sys)]
print(len(mods), [m.__name__ for m in mods])
print(all(m is sys.modules[m.__name__] for m in mods))
