"""Writes accuracy.npz: what elementary functions give, from mpmath. Usage: pip install numpy mpmath; python3 accuracy.py

For each function and dtype (float32, float64) three or four arrays: operands "name.dtype.x" (and ".y"), the nearest value of the dtype
".nearest", and ".rest", what rounding to it took, in 1/256 of its unit in the last place. elementwise_spec.lua reads them.
"""
import os

import numpy as np
from mpmath import mp, mpf

SAMPLES = 110  # per function and dtype, beside the special points

mp.dps = 60


def special_points(dtype):
    info = np.finfo(dtype)
    tiny, huge, small = float(info.smallest_subnormal), float(info.max), float(info.tiny)
    values = [0.0, 1.0, 0.5, 2.0, 3.0, 10.0, 0.1, tiny, small, huge, float("inf"), 1e-5, 1e-10, 20.0, 88.7, 709.5, 1e4, 2.0**20, 1e15]
    return [v for v in values] + [-v for v in values] + [float("nan"), 1e22, 5.0**10, 103.9, -103.9, -745.0, 0.7071, 1.4142]


def wide(dtype, random, count):
    """Random bit patterns of finite numbers."""
    bits = {np.float32: np.uint32, np.float64: np.uint64}[dtype]
    x = random.integers(0, np.iinfo(bits).max, size=4 * count, dtype=bits).view(dtype)
    return x[np.isfinite(x)][:count]


def ranges(*pairs):
    def draw(dtype, random, count):
        parts = [random.uniform(low, high, size=count // len(pairs) + 1) for low, high in pairs]
        return np.concatenate(parts)[:count].astype(dtype)

    return draw


def exp_or_limit(x):
    return mp.exp(x) if x > -100000 else mpf(0)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x)) if x > -100000 else mpf(0)


def softplus(x):
    return x if x > 100000 else mp.log1p(exp_or_limit(x))


def logaddexp(x, y):
    high, low = max(x, y), min(x, y)
    return high if high - low > 100000 else high + mp.log1p(mp.exp(low - high))


def bounded(f, limit, beyond):
    return lambda x: f(x) if abs(x) < limit else beyond(x)


def odd_infinity(x):
    return mp.inf if x > 0 else -mp.inf


def domain(f, inside):
    return lambda x: f(x) if inside(x) else mp.nan


# name: function of one mpf, domain of special interest
unary = {
    "exp": (bounded(mp.exp, 1e5, lambda x: mp.inf if x > 0 else mpf(0)), ranges((-1, 1), (-104, 89), (-745, 710))),
    "exp2": (bounded(lambda x: mpf(2) ** x, 1e5, lambda x: mp.inf if x > 0 else mpf(0)), ranges((-1, 1), (-150, 128), (-1075, 1024))),
    "expm1": (bounded(mp.expm1, 1e5, lambda x: mp.inf if x > 0 else mpf(-1)), ranges((-1, 1), (0.3, 0.5), (-40, 90))),
    "log": (domain(lambda x: mp.log(x) if x != 0 else -mp.inf, lambda x: x >= 0), ranges((0, 2), (0.9, 1.1))),
    "log1p": (domain(lambda x: mp.log1p(x) if x != -1 else -mp.inf, lambda x: x >= -1), ranges((-1, 2), (-0.1, 0.1))),
    "log2": (domain(lambda x: mp.log(x) / mp.log(2) if x != 0 else -mp.inf, lambda x: x >= 0), ranges((0, 2), (0.9, 1.1))),
    "log10": (domain(lambda x: mp.log10(x) if x != 0 else -mp.inf, lambda x: x >= 0), ranges((0, 2), (0.9, 1.1))),
    "sin": (domain(mp.sin, mp.isfinite), ranges((-4, 4), (-1e3, 1e3), (-1e6, 1e6))),
    "cos": (domain(mp.cos, mp.isfinite), ranges((-4, 4), (-1e3, 1e3), (-1e6, 1e6))),
    "tan": (domain(mp.tan, mp.isfinite), ranges((-4, 4), (-1e3, 1e3), (-1e6, 1e6))),
    "arcsin": (domain(mp.asin, lambda x: abs(x) <= 1), ranges((-1, 1), (0.4, 0.6))),
    "arccos": (domain(mp.acos, lambda x: abs(x) <= 1), ranges((-1, 1), (0.4, 0.6), (0.99, 1))),
    "arctan": (mp.atan, ranges((-1, 1), (-10, 10), (0.4, 0.5))),
    "sinh": (bounded(mp.sinh, 1e5, odd_infinity), ranges((-2, 2), (-90, 90), (-711, 711))),
    "cosh": (bounded(mp.cosh, 1e5, lambda x: mp.inf), ranges((-2, 2), (-90, 90), (-711, 711))),
    "tanh": (bounded(mp.tanh, 1e3, lambda x: mpf(1) if x > 0 else mpf(-1)), ranges((-1, 1), (-20, 20), (0.6, 0.7))),
    "arcsinh": (mp.asinh, ranges((-1, 1), (-100, 100))),
    "arccosh": (domain(mp.acosh, lambda x: x >= 1), ranges((1, 1.2), (1, 10))),
    "arctanh": (domain(lambda x: mp.atanh(x) if abs(x) < 1 else odd_infinity(x), lambda x: abs(x) <= 1), ranges((-1, 1), (-0.1, 0.1))),
    "erf": (bounded(mp.erf, 30, lambda x: mpf(1) if x > 0 else mpf(-1)), ranges((-1, 1), (0.9, 1.2), (-6, 6))),
    "erfc": (bounded(mp.erfc, 1e3, lambda x: mpf(0) if x > 0 else mpf(2)), ranges((-2, 2), (0.5, 10), (2, 27))),
    "sigmoid": (bounded(sigmoid, 1e5, lambda x: mpf(1) if x > 0 else mpf(0)), ranges((-5, 5), (-104, 20), (-745, 20))),
    "softplus": (bounded(softplus, 1e5, lambda x: x if x > 0 else mpf(0)), ranges((-5, 5), (-104, 20), (-745, 20))),
    "sqrt": (domain(mp.sqrt, lambda x: x >= 0), ranges((0, 2))),
    "rsqrt": (domain(lambda x: 1 / mp.sqrt(x) if x > 0 else mp.inf, lambda x: x >= 0), ranges((0, 2))),
}
binary = {
    "power": (lambda x, y: x**y if abs(y * mp.log(x)) < 1e5 else (mp.inf if y * mp.log(x) > 0 else mpf(0)), [((0, 2), (-10, 10)), ((0.9, 1.1), (-900, 900)), ((1e-3, 1e3), (-9, 9))]),
    "arctan2": (mp.atan2, [((-1, 1), (-1, 1)), ((0.4, 0.5), (1, 1.01)), ((-1e3, 1e3), (-1, 1))]),
    "logaddexp": (logaddexp, [((-5, 5), (-5, 5)), ((-100, 100), (-100, 100))]),
}


def reference(f, operands, dtype):
    """The nearest value of the dtype, and the rest in 1/256 of a unit."""
    if any(np.isnan(v) for v in operands):
        return np.nan, 0
    big = max((abs(float(v)) for v in operands if np.isfinite(v)), default=0)
    with mp.workdps(420 if big > 1e10 else 60):
        exact = f(*[mpf(float(v)) for v in operands])
        if not mp.isfinite(exact):
            return float(exact), 0
        info = np.finfo(dtype)
        fraction = {np.float32: 24, np.float64: 53}[dtype]
        lowest = int(np.log2(float(info.smallest_subnormal)))
        unit = mpf(2) ** max((mp.frexp(exact)[1] if exact != 0 else lowest) - fraction, lowest)
        scaled = exact / unit
        nearest = mp.nint(scaled) * unit
        if abs(nearest) > mpf(float(info.max)):
            return float(mp.sign(exact)) * np.inf, 0
        return float(nearest), int(mp.nint((scaled - mp.nint(scaled)) * 256))


arrays = {}
random = np.random.default_rng(20)
for dtype in (np.float32, np.float64):
    tag = np.dtype(dtype).name
    for name, (f, draw) in unary.items():
        x = np.concatenate([np.array(special_points(dtype)).astype(dtype), draw(dtype, random, SAMPLES * 2 // 3), wide(dtype, random, SAMPLES // 3)])
        if name == "rsqrt":  # mpmath has no -0
            x = x[(x != 0) | ~np.signbit(x)]
        pairs = [reference(f, (v,), dtype) for v in x]
        arrays["%s.%s.x" % (name, tag)] = x
        arrays["%s.%s.nearest" % (name, tag)] = np.array([p[0] for p in pairs]).astype(dtype)
        arrays["%s.%s.rest" % (name, tag)] = np.array([p[1] for p in pairs], dtype=np.int16)
    for name, (f, domains) in binary.items():
        x = np.concatenate([random.uniform(*d[0], size=SAMPLES // 2).astype(dtype) for d in domains])
        y = np.concatenate([random.uniform(*d[1], size=SAMPLES // 2).astype(dtype) for d in domains])
        pairs = [reference(f, p, dtype) for p in zip(x, y)]
        arrays["%s.%s.x" % (name, tag)], arrays["%s.%s.y" % (name, tag)] = x, y
        arrays["%s.%s.nearest" % (name, tag)] = np.array([p[0] for p in pairs]).astype(dtype)
        arrays["%s.%s.rest" % (name, tag)] = np.array([p[1] for p in pairs], dtype=np.int16)
with np.errstate(all="ignore"):
    np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "accuracy.npz"), **arrays)
