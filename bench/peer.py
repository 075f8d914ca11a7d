"""A peer's process: peer.py SIDE, where SIDE is numpy, or a backend of Keras (jax, tensorflow, torch).

Answers each line "column<tab>case" of the input with the seconds that one unit of the case took, or with "-" where it has no such case.
A column is a module (peer_keras.py, peer_jax.py, ...) with `cases`: name -> function that gives (work, units); work(n) does the
work n times and waits for it.
"""
import importlib
import os
import sys
import time

side = sys.argv[1]
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # what libraries print is no answer
if side != "numpy":
    os.environ["KERAS_BACKEND"] = side
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

clock = time.process_time if "BENCH_CLOCK" in os.environ else time.perf_counter
GROUP, SPENT = 0.01, 0.15  # seconds of one measurement, and of all that one answer takes


def measured(work):
    """Seconds of one piece of work: the least mean over groups that are long enough for the clock."""
    count, best, spent, groups = 1, float("inf"), 0.0, 0
    while spent < SPENT or groups < 3 and spent < 1:
        start = clock()
        work(count)
        took = clock() - start
        spent, groups = spent + took, groups + 1
        best = min(best, took / count)
        if took < GROUP:
            count = max(count + 1, int(count * min(100, 1.2 * GROUP / (took + 1e-9))))
    return best


prepared = {}
print("ready", file=answers)
for line in sys.stdin:
    column, case = line.rstrip("\n").split("\t")
    cases = importlib.import_module("peer_" + column).cases
    if case not in cases:
        print("-", file=answers)
        continue
    if prepared.get("at") != case:
        prepared = {"at": case}  # one case's data at a time
    try:
        if column not in prepared:
            prepared[column] = cases[case]()
            prepared[column][0](1)  # compiles, allocates
        work, units = prepared[column]
        answer = measured(work) / units
    except Exception as problem:  # a backend that can't do one case goes on with the next
        answer = "-"
        print(f"{side}: {case}: {type(problem).__name__}: {problem}", file=sys.stderr)
    print(answer, file=answers)
