# Makes print.lua: tensors and how NumPy prints them. Run with the real NumPy: python spec/golden/print.py
import os
import numpy as np

rng = np.random.default_rng(1)
inf, nan = np.inf, np.nan
f4, f8 = np.float32, np.float64
cases = [np.array(v, f4) for v in (
    1.0, -0.0, 123.5, 1e-5, 1e8, 123456789.0, nan, inf, -inf, 0.1, [], [1], [1.5, 2], [-1, 1], [-0.0, 1], [0.1, 0.25, 10], [1e-5, 1],
    [1e10, 1], [nan, 1], [inf, -inf, 1], [nan, inf, -1.5], [1e-4, 1], [9.9e-5, 1], [1, 1000], [1, 1001], [99999999, 1e5], [1e8, 1e7],
    [[1, 2], [3, 4]], [[1.5, -2], [3, 1e-3]], [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [0.1 + 0.2, 1 / 3], [2 / 3], [1e-45, 1e-40], [3.4e38],
    [16777216, 0.5], [1e20, 1e21], [0, 0, 0], [-1e-10, 5e-9], [1234.5678, 0.001], [0.99999999, 1])]
cases += [np.array(v, f8) for v in (
    0.1, 1 / 3, [1 / 3, 2 / 3], [1e-300, 1], [1e300], [5e-324], [0.30000000000000004], [1.23456789012345, 1], [-1.5, nan], [123456.789, 0.1])]
cases += [np.array(v, np.float16) for v in (0.1, [0.1, 1], [65504, 1], [1e-7, 1], [nan, 2])]
cases += [np.array(v, t) for t in (np.int8, np.int16, np.int32, np.int64, np.uint8) for v in (5, [1, 20, 100], [[1, 2], [3, 40]])]
cases += [np.array([1, -2, 300], np.int32), np.array([2**63, 1], np.uint64), np.array([-2**63, 1], np.int64), np.array(True),
          np.array([True, False]), np.array([[True], [False]])]
cases += [np.zeros((0, 3), f4), np.zeros((3, 0), f4), np.zeros((2, 0, 2), np.int32), np.arange(30, dtype=np.int32), np.arange(1001, dtype=np.int32),
          np.arange(1000, dtype=np.int32), rng.normal(size=20).astype(f4), rng.normal(size=(5, 7)).astype(f4), rng.normal(size=(3, 4, 5)),
          rng.normal(size=(40, 40)).astype(f4), (rng.normal(size=(8, 3)) * 1e6).astype(f4), np.arange(2000, dtype=f4).reshape(2, 1000),
          np.arange(4096, dtype=f4).reshape(16, 16, 16), np.ones((1, 1, 1, 1), f4), rng.integers(-10**6, 10**6, size=(4, 15)).astype(np.int32)]
# Bounds compared in the tensor's own dtype, powers of two whose shortest digits are not the nearest ones, zeros left by rounding,
# booleans of one kind, exponents of two and three digits, numbers below the smallest normal one.
cases += [np.array(v, f4) for v in (1e-4, [1e-4], [0.01, 10], [0.7, 700], [0.3, 300], [1e6], [999999], [1e-45, 1], [1e-4, nan], [[inf], [nan]])]
cases += [np.array(v, np.float16) for v in (1e-4, [0.1, 100], [0.3, 300], [0.015625], [0.015625, 1e-3], [0.015625, 1, 6e-8], [1000, 2], [6e-8])]
cases += [np.array(v, f8) for v in (2.0**-44, [2.0**-44], [2.0**-44, 2.0**40], [1.0000000000000001e-07, 5e-5], [2.0**-1041], [1e-99, 1e100],
                                    [-1e-300, 1e-5, inf], [99999999.0], [1e8], [0.0001], [0.00009], [0.123456785, 1], [-inf, 1e-200])]
cases += [np.array(v) for v in (False, [True], [True, True], [[True, True]], [[[False]], [[True]]])]
cases += [np.zeros((1001, 2), bool), np.arange(1200, dtype=f4).reshape(2, 3, 4, 50) / 7, np.arange(1000, dtype=f8).reshape(10, 100) - 500,
          np.arange(3000, dtype=np.int16).reshape(1000, 3), np.array([nan] * 30, f4), np.array([[-inf, nan]] * 9, f8)]
# Many axes, and the unsigned dtypes up to their largest values.
cases += [np.arange(24, dtype=np.int32).reshape([2] + [1] * n + [3] + [1] * n + [4]) for n in (6, 14)]
cases += [np.array(v, t) for t in (np.uint16, np.uint32) for v in (5, [0, np.iinfo(t).max], [[1, 20], [300, 4]])]
cases += [np.array([[2**64 - 1, 0], [2**63, 7]], np.uint64), rng.normal(size=(6, 9)).astype(np.float16)]


def number(v):
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, float):
        return "nan" if v != v else "inf" if v == inf else "-inf" if v == -inf else v.hex() if v else ("-0.0" if str(v)[0] == "-" else "0.0")
    return str(v) if -2**63 < v < 2**63 else "0x%x" % (v & (2**64 - 1))


with open(os.path.join(os.path.dirname(__file__), "print.lua"), "w") as out:
    out.write("-- Tensors and how NumPy prints them. Made by print.py; not edited by hand.\n-- luacheck: ignore\n")
    out.write("local nan, inf = 0 / 0, math.huge\nreturn {\n")
    for a in cases:
        dtype = str(a.dtype)
        body = np.array2string(a, separator=", ", prefix="tensor(") if a.size else "[]"
        shape = "(" + ", ".join(map(str, a.shape)) + ("," if a.ndim == 1 else "") + ")"
        text = "tensor(%s, shape=%s, dtype=%s)" % (body, shape, dtype)
        values = "{%s}" % ",".join(number(v) for v in a.ravel().tolist())
        out.write('{dtype="%s",shape={%s},values=%s,text=[=[\n%s]=]},\n' % (dtype, ",".join(map(str, a.shape)), values, text))
    out.write("}\n")
