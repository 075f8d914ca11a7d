"""Element-wise ops over 10 million floats, ours and NumPy's interleaved in one run, best of several, against a copy of the same bytes.

Usage: pip install numpy; python3 bench/elementwise.py [program]. Columns: ours, NumPy's, ours / NumPy's, and the share of the copy's
rate that ours reaches, all in milliseconds. Both sides allocate each result. NumPy runs on one thread, Lunula on all.
"""
import math
import subprocess
import sys
import time

import numpy as np

N, ROUNDS = 10_000_000, 9
x = (np.arange(N) % 1000).astype(np.float32) * np.float32(0.004) - 2
y = x + np.float32(0.5)
wide = x.astype(np.float64)
small, other = x[:320].reshape(32, 10), y[:320].reshape(32, 10)
out = np.empty_like(x)


def small_adds():
    for _ in range(1000):
        np.add(small, other)


# name: NumPy's way (None: it has none), bytes read and written
cases = {
    "add": (lambda: x + y, 12 * N),
    "add scalar": (lambda: x + np.float32(1.5), 8 * N),
    "exp": (lambda: np.exp(x), 8 * N),
    "exp float64": (lambda: np.exp(wide), 16 * N),
    "log1p": (lambda: np.log1p(x), 8 * N),
    "tanh": (lambda: np.tanh(x), 8 * N),
    "sin": (lambda: np.sin(x), 8 * N),
    "sqrt": (lambda: np.sqrt(x), 8 * N),
    "sigmoid": (lambda: 1 / (1 + np.exp(-x)), 8 * N),
    "erf": (None, 8 * N),
    "power": (lambda: np.power(np.abs(x), y), 20 * N),
    "sum": (lambda: x.sum(), 4 * N),
    "max": (lambda: x.max(), 4 * N),
    "to float16": (lambda: x.astype(np.float16), 6 * N),
    "mean of squares": (lambda: np.mean(np.square(x - y)), 24 * N),
    "add 32x10, 1000 times": (small_adds, 0),
}

program = subprocess.Popen([sys.argv[1] if len(sys.argv) > 1 else "build/lunula", "bench/elementwise.lua"], text=True,
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)
assert program.stdout.readline() == "ready\n"


def ours(name):
    program.stdin.write(name + "\n")
    program.stdin.flush()
    assert program.stdout.readline() == "\n"


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


copy = math.inf
best = {name: [math.inf, math.inf] for name in cases}
with np.errstate(all="ignore"):
    for _ in range(ROUNDS):
        copy = min(copy, timed(lambda: np.copyto(out, x)))
        for name, (theirs, _) in cases.items():
            best[name][0] = min(best[name][0], timed(lambda: ours(name)))
            if theirs:
                best[name][1] = min(best[name][1], timed(theirs))
rate = 8 * N / copy
print("copy of 10 M float32: %.2f ms, %.1f GB/s (reads and writes)" % (copy, rate / 1e6))
print("%-22s %8s %8s %7s %7s" % ("", "ours", "NumPy", "ratio", "share"))
for name, (_, moved) in cases.items():
    mine, numpy = best[name]
    print("%-22s %8.2f %8.2f %7.2f %6.0f%%" % (name, mine, numpy, mine / numpy, 100 * moved / rate / mine))
