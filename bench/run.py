#!/usr/bin/env python3
"""Measures Lunula against Keras on its three backends, JAX, PyTorch and NumPy, and against the machine.

Usage: bench/peers; bench/run.py [--bar] [--core] [--rounds N] [--columns NumPy,JAX] [--peers VENV] [--program build/lunula] [pattern...]

Each side is a process of its own (lunula.lua, peer.py) that times its work; the others are stopped meanwhile. Per case every side is asked
once in each round, and its least figure stands. `x Keras` and `x all` are the times of the fastest Keras and of the fastest of all peers,
divided by ours. `limit` is the least time that the machine allows: the case's FLOP at the rate of the fastest library's product of two
1024x1024 matrices, plus the bytes that must move at the rate of a memcpy of as many bytes, on one thread or on all, whichever is faster; all
measured in the same run. `share` is limit / ours. A loss reads its bytes and writes none: `copy` is the rate at which it takes them in as a share of
a memcpy's of the same bytes (which reads them and writes as many), `read` as a share of the rate at which a dot product reads them. Patterns (with * and ?) choose cases by name. --bar prints the project's goals with what was measured. --core is for a machine that is busy with
other things: all sides run on one core, and what is measured is processor time.
"""
import argparse
import fnmatch
import math
import os
import pathlib
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# column: (process, what it is asked for)
COLUMNS = {
    "Keras JAX": ("jax", "keras"), "Keras TF": ("tensorflow", "keras"), "Keras torch": ("torch", "keras"),
    "JAX": ("jax", "jax"), "torch": ("torch", "torch"), "NumPy": ("numpy", "numpy"),
}
KERAS = ("Keras JAX", "Keras TF", "Keras torch")
UNITS = {"ns": 1e9, "us": 1e6, "ms": 1e3, "MiB": 1}


class Case:
    """flop, and bytes that must be read or written however the work is done; whether they are only read."""

    def __init__(self, name, unit, flop=0, moved=0, read=False):
        self.name, self.unit, self.flop, self.moved, self.read = name, unit, flop, moved, read


def training(batch):
    """784-128-10 under Adam: two products per layer and one for the hidden layer's gradient; the weights are read forward and, with both
    moments, read and written by the update; the rows of the batch are gathered."""
    weights = 784 * 128 + 128 + 128 * 10 + 10
    return 2 * batch * (2 * 784 * 128 + 3 * 128 * 10), 4 * (7 * weights + 2 * batch * 784)


def prediction(rows):
    return 2 * rows * (784 * 128 + 128 * 10), 4 * (784 * rows + 784 * 128 + 128 * 10)


N = 10_000_000
FLAT = ("MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh Poisson "
        "BinaryCrossentropy BinaryFocalCrossentropy Hinge SquaredHinge Dice Tversky").split()
ROWS = "CategoricalCrossentropy CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity KLDivergence".split()
LABELS = ["loss SparseCategoricalCrossentropy", "loss CategoricalGeneralizedCrossEntropy"]
CUSTOM = ["custom Huber, " + way for way in ("pure", "jit", "plain")]
LOSSES = (["loss " + name for name in FLAT] + ["loss MeanSquaredError, rows of 10", "loss Huber, rows of 10"]
          + ["loss " + name for name in ROWS])
SMALL = ["small " + name for name in ("a + b", "add(a, b)", "a:add(b)", "a + 1.5", "-a", "exp(a)", "maximum(a, b)", "sum(a, -1)",
                                      "mean(a, axis=-1)", "reshape(a, (10, 32))", "transpose(a)", "a[3]", "a[1:3]", "matmul(a, c)",
                                      "where(a > b, a, b)", "concatenate((a, b))", "greater(a, b)", "cast(a, int32)")]
FILES = ["save 100 MB", "load 100 MB", "save weights 100 MB", "load weights 100 MB"]
CASES = [
    Case("tiny step", "us"),
    Case("step 32", "us", *training(32)),
    Case("step 1024", "us", *training(1024)),
    Case("step built-in", "us", *training(32)),
    Case("step custom", "us", *training(32)),
    *(Case(f"step {name} {batch}", "us") for name in ("text", "dropout", "residual") for batch in (32, 256)),
    Case("predict 1", "us", *prediction(1)),
    Case("call 1", "us", *prediction(1)),
    Case("predict 60000", "ms", *prediction(60000)),
    Case("predict 60000 in 1024s", "ms", *prediction(60000)),
    *(Case(name, "ms", moved=8 * N, read=True) for name in LOSSES),
    *(Case(name, "ms", moved=4 * N + 4 * N // 10, read=True) for name in LABELS),
    *(Case(name, "ms", moved=8 * N, read=True) for name in CUSTOM),
    *(Case(name, "ms", moved=2 * 10**8) for name in FILES),
    Case("sparse CE 4096x1000", "ms", moved=4 * 4096 * 1000, read=True),
    Case("softmax 4096x1000", "ms", moved=8 * 4096 * 1000),
    *(Case("op " + name, "ms", moved=size * N) for name, size in {
        "exp": 8, "exp float64": 16, "add": 12, "add scalar": 8, "log1p": 8, "tanh": 8, "sin": 8, "sqrt": 8, "sigmoid": 8, "erf": 8, "erfc": 8,
        "power": 12, "sum": 4, "max": 4, "to float16": 6}.items()),
    *(Case("random " + name, "ms", moved=4 * N) for name in ("uniform", "normal")),
    *(Case(name, "ns") for name in SMALL),
    Case("start", "ms"),
    Case("start, memory", "MiB"),
    Case("digits, memory", "MiB"),
]


def environment(**more):
    """Without settings of OpenBLAS that would hold NumPy back."""
    env = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    return {**env, **more}


class Side:
    """A process that answers cases with seconds. It runs only while it is asked."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, text=True, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != "ready\n":
            sys.exit(f"{command[0]} did not start")
        self.process.send_signal(signal.SIGSTOP)

    def ask(self, question):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        self.process.send_signal(signal.SIGSTOP)
        if answer == "":
            sys.exit(f"the process of {self.process.args} ended at {question!r}")
        return math.inf if answer == "-" else float(answer)

    def close(self):
        self.process.kill()
        self.process.wait()


class Bench:
    def __init__(self, options):
        self.options = options
        self.python = str(pathlib.Path(options.peers).expanduser() / "bin/python")
        self.program = str(ROOT / options.program)
        self.columns = [c for c in COLUMNS if any(fnmatch.fnmatch(c, p) for p in options.columns.split(","))]
        self.sides = {side: Side([self.python, "bench/peer.py", side]) for side in {"numpy", *(COLUMNS[c][0] for c in self.columns)}}
        self.sides["ours"] = Side([self.program, "bench/lunula.lua"])
        self.times = {}  # (case, column) -> best seconds
        self.limits = {}  # ("memcpy", bytes read and written), ("read", size) or "sgemm" -> best seconds

    def ask(self, column, name):
        if column == "Lunula":
            return self.sides["ours"].ask(name)
        process, module = COLUMNS[column]
        return self.sides[process].ask(f"{module}\t{name}")

    def measure(self, case):
        for _ in range(self.options.rounds):
            for column in ("Lunula", *self.columns):
                key = case.name, column
                if self.times.get(key, 0) != math.inf:  # a side that has no such case is asked once
                    seconds = self.ask(column, case.name)
                    self.times[key] = min(self.times.get(key, math.inf), seconds)
            if case.flop:
                self.limit("sgemm", *((c, "sgemm") for c in ("Lunula", "JAX", "torch", "NumPy") if c in ("Lunula", "NumPy", *self.columns)))
            for moved in [case.moved] * (case.moved > 0) + [2 * case.moved] * case.read:
                widths = {1, len(os.sched_getaffinity(0))}
                self.limit(("memcpy", moved), *(("NumPy", f"memcpy {moved} {threads}") for threads in widths))
            if case.read:
                self.limit(("read", case.moved), ("NumPy", f"read {case.moved}"))

    def do(self, case):
        if case.name == "start":
            self.start()
        elif case.name == "digits, memory":
            self.digits()
        elif case.name != "start, memory":  # start's
            self.measure(case)

    def limit(self, key, *questions):
        self.limits[key] = min(self.limits.get(key, math.inf), *(self.ask(*q) for q in questions))

    def start(self):
        """Processes from their start until they are ready, and their resident memory then."""
        script = "import keras; print('ready', flush=True); input()"
        commands = {"Lunula": ([self.program, "bench/ready.lua"], {})}
        for column in KERAS:
            if column not in self.columns:
                continue
            backend = COLUMNS[column][0]
            commands[column] = ([self.python, "-c", script], {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3"})
        for turn in range(20 + self.options.rounds):
            for column, (command, env) in commands.items():
                if column != "Lunula" and turn >= self.options.rounds:
                    continue
                begin = time.perf_counter()
                process = subprocess.Popen(command, cwd=ROOT, env=environment(**env), text=True, stdin=subprocess.PIPE,
                                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                assert process.stdout.readline() == "ready\n", column
                took = time.perf_counter() - begin
                if self.options.core:
                    took = int(pathlib.Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) * 1e-9
                status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                resident = int(status.split("VmRSS:")[1].split()[0]) / 1024
                process.communicate("\n")
                for name, value in (("start", took), ("start, memory", resident)):
                    self.times[name, column] = min(self.times.get((name, column), math.inf), value)

    def digits(self):
        """The most memory that training the digits has resident."""
        process = subprocess.Popen([self.program, "examples/digits.lua"], cwd=ROOT, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        self.times["digits, memory", "Lunula"] = usage.ru_maxrss / 1024

    # What was measured ------------------------------------------------------------------------------------------------------

    def best(self, name, columns=tuple(COLUMNS)):
        return min(self.times.get((name, column), math.inf) for column in columns)

    def ours(self, name):
        return self.times.get((name, "Lunula"), math.inf)

    def ratio(self, name, columns=tuple(COLUMNS)):
        """How many times as fast as the fastest of these peers we are; nan where there is nothing to compare."""
        peers, ours = self.best(name, columns), self.ours(name)
        return peers / ours if math.isfinite(peers) and math.isfinite(ours) else math.nan

    def least(self, case):
        """Seconds that the machine needs at least, or nan."""
        total = 0
        if case.flop:
            total += case.flop / (2 * 1024**3) * self.limits.get("sgemm", math.nan)
        if case.moved:
            total += self.limits.get(("memcpy", case.moved), math.nan)
        return total or math.nan

    def share(self, name):
        case = next(c for c in CASES if c.name == name)
        return self.least(case) / self.ours(name) if math.isfinite(self.ours(name)) else math.nan

    def taken(self, case, limit):
        """How long the bytes that a case reads take to copy or to read, divided by what it takes."""
        key = {"copy": ("memcpy", 2 * case.moved), "read": ("read", case.moved)}[limit]
        return self.limits.get(key, math.nan) / self.ours(case.name) if case.read else math.nan

    def row(self, case):
        factor = UNITS[case.unit]
        cells = [f"{case.name}, {case.unit}".replace(", MiB", " in MiB"), figure(self.ratio(case.name, KERAS)), figure(self.ratio(case.name))]
        cells += [percent(self.share(case.name)) if case.flop or case.moved else "-"]
        cells += [percent(self.taken(case, "copy")), percent(self.taken(case, "read")), figure(self.least(case) * factor)]
        return cells + [figure(self.times.get((case.name, column), math.nan) * factor) for column in ("Lunula", *COLUMNS)]

    def bars(self):
        """(number, what is asked, measured, whether it holds) for each goal."""

        def at_least(bar, what, value, goal, show=figure):
            return bar, f"{what} ≥ {show(goal)}", show(value), value >= goal

        def at_most(bar, what, value, goal, unit=""):
            return bar, f"{what} < {figure(goal)}{unit}", figure(value) + unit, value < goal

        yield at_least(1, "tiny step, times the fastest Keras", self.ratio("tiny step", KERAS), 50)
        yield at_least(1, "step 32, times the fastest Keras", self.ratio("step 32", KERAS), 3)
        yield at_least(1, "step 32, share of the limit", self.share("step 32"), 0.6, percent)
        yield at_least(1, "step 1024, times the fastest peer", self.ratio("step 1024"), 1.2)
        yield at_most(2, "custom loss and constraint / built-in", self.ours("step custom") / self.ours("step built-in"), 1.05)
        yield at_least(3, "predict 1, times the fastest Keras", self.ratio("predict 1", KERAS), 50)
        for name in ("predict 1", "call 1"):
            yield at_least(3, name + ", times PyTorch's call", self.best("call 1", ("torch",)) / self.ours(name), 1)
        yield at_least(3, "predict 60000, times the fastest Keras", self.ratio("predict 60000", KERAS), 2)
        for case in CASES:
            if case.name in [*LOSSES, *LABELS, *CUSTOM[:2]] and math.isfinite(self.ours(case.name)):
                yield at_least(4, case.name + ", share of the rate of a memcpy of the same bytes", self.taken(case, "copy"), 0.8, percent)
        for name in ("op exp", "softmax 4096x1000", "sparse CE 4096x1000"):
            yield at_least(4, name + ", times the fastest peer", self.ratio(name), 1)
        for name in SMALL:
            yield at_least(5, name + ", times NumPy", self.ratio(name, ("NumPy",)), 1)
        for name in FILES:
            yield at_least(7, name + ", times the fastest Keras", self.ratio(name, KERAS), 1)
        yield at_most(5, "start", self.ours("start") * 1e3, 10, " ms")
        yield at_most(5, "memory after the start", self.ours("start, memory"), 25, " MiB")
        yield at_most(5, "memory of training the digits", self.ours("digits, memory"), 60, " MiB")


def figure(value):
    if not math.isfinite(value):
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def percent(value):
    return f"{100 * value:.0f} %" if math.isfinite(value) else "-"


def show(cells):
    print("| " + " | ".join(f"{cell:{'<' if i == 0 else '>'}{40 if i == 0 else 9}}" for i, cell in enumerate(cells)) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    parser.add_argument("--peers", default=cache + "/lunula-peers", help="virtual environment that bench/peers made")
    parser.add_argument("--program", default="build/lunula")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", action="store_true", help="processor time on one core")
    parser.add_argument("--columns", default="*", help="only these peers, separated by commas")
    parser.add_argument("--bar", action="store_true", help="print the goals and what was measured")
    parser.add_argument("patterns", nargs="*")
    options = parser.parse_args()
    chosen = [c for c in CASES if not options.patterns or any(fnmatch.fnmatch(c.name, p) for p in options.patterns)]
    if options.core:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        os.environ["BENCH_CLOCK"] = "processor"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bench = Bench(options)
    try:
        for case in chosen:
            print(case.name, file=sys.stderr, flush=True)
            bench.do(case)
    finally:
        for side in bench.sides.values():
            side.close()
        report(bench, chosen)


def report(bench, chosen):
    """What was measured; at the end, since the limits are the best of the whole run."""
    show(["", "x Keras", "x all", "share", "copy", "read", "limit", "Lunula", *COLUMNS])
    show(["-" * 40, *["-" * 8 + ":"] * (len(COLUMNS) + 7)])
    for case in chosen:
        if (case.name, "Lunula") in bench.times:
            show(bench.row(case))
    for key, seconds in bench.limits.items():
        if key == "sgemm":
            print(f"sgemm 1024x1024x1024: {2 * 1024**3 / seconds * 1e-9:.0f} GFLOP/s")
        else:
            print(f"{'memcpy moving' if key[0] == 'memcpy' else 'reading'} {key[1] / 1e6:.2f} MB: {key[1] / seconds * 1e-9:.1f} GB/s")
    if bench.options.bar:
        for bar, what, measured, holds in bench.bars():
            verdict = "not measured" if measured.startswith("-") else "holds" if holds else "missed"
            print(f"bar {bar} {verdict:6} {what}: {measured}")


main()
