"""What a branch taken every second iteration costs in a hot loop.

Two loops over ints, one straight, one with an `if` whose sides are taken in turn. A tracing JIT records the one side first
and meets the other at a side exit on every second iteration: unless that exit is merged into the compiled loop, each one
costs several nanoseconds. Prints nanoseconds per iteration of both loops after warm-up, and the difference.

    naja benches/branchy.py [ITERATIONS]
"""

import sys
import time


def straight(n):
    total = 0
    i = 0
    while i < n:
        total = (total + i) & 0xFFFFFFFF
        i += 1
    return total


def branchy(n):
    total = 0
    i = 0
    while i < n:
        if i & 1:
            total = (total + i) & 0xFFFFFFFF
        else:
            total = (total ^ i) & 0xFFFFFFFF
        i += 1
    return total


def best(loop, n):
    """Nanoseconds per iteration of the fastest of several runs."""
    times = []
    for _ in range(7):
        start = time.perf_counter_ns()
        loop(n)
        times.append(time.perf_counter_ns() - start)
    return min(times) / n


def main():
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    for loop in (straight, branchy):
        for _ in range(3):
            loop(min(n, 300_000))
        time.sleep(0.05)        # compilation runs beside the program: let it finish
    plain = best(straight, n)
    forked = best(branchy, n)
    print(f"straight   {plain:8.3f} ns per iteration")
    print(f"branchy    {forked:8.3f} ns per iteration")
    print(f"difference {forked - plain:8.3f} ns per iteration")


if __name__ == "__main__":
    main()
