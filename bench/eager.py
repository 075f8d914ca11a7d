"""NumPy's side of eager.lua: prints "name<tab>ns" per case, the best of three."""
import sys
import time

import numpy as np

count = int(sys.argv[1])
a, b = np.ones((32, 10), np.float32), np.ones((32, 10), np.float32)
# Each case is compiled into its own loop, so that no call but the op's is measured.
bodies = {
    "a + b": "a + b",
    "add(a, b)": "np.add(a, b)",
    "a:add(b)": "np.add(a, b)",
    "a + 1.5": "a + 1.5",
    "-a": "-a",
    "exp(a)": "np.exp(a)",
    "maximum(a, b)": "np.maximum(a, b)",
    "sum(a, -1)": "np.sum(a, -1)",
    "mean(a, axis=-1)": "np.mean(a, axis=-1)",
    "reshape(a, (10, 32))": "a.reshape(10, 32)",
}
for name, body in bodies.items():
    scope = {"a": a, "b": b, "np": np}
    exec(f"def run(n):\n    for _ in range(n):\n        x = {body}", scope)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        scope["run"](count)
        best = min(best, time.process_time() - start)
    print(f"{name}\t{best / count * 1e9}")
