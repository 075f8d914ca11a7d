"""Result dtypes: promotion of every pair of dtypes and of weak scalars, and of families of ops on each dtype."""
from emit import lua, wide, write

import keras
from keras import ops
from keras.src.backend.common.dtypes import result_type

DTYPES = ["bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"]
rows = []


def name(x):
    return keras.backend.standardize_dtype(x.dtype)


def expected(operands, added, rule):
    """What ops.add gives, 64-bit dtypes kept, but weak results resolved by Keras's rule: floatx, int32. (With 64-bit dtypes
    enabled JAX resolves them to 64 bits, and without Keras cuts everything to 32.)"""
    if added == "float64" and "float64" not in operands:
        return rule
    return added


for a in DTYPES:
    for b in DTYPES:
        with wide(True):
            added = name(ops.add(ops.ones((1,), a), ops.ones((1,), b)))
        rows.append(lua(["pair", a, b, expected((a, b), added, result_type(a, b))]))
    for weak, scalar in (("int", 1), ("float", 1.0), ("bool", True)):
        kind = {"int": int, "float": float, "bool": "bool"}[weak]
        with wide("64" in a):
            added = name(ops.add(ops.ones((1,), a), scalar))
        rows.append(lua(["weak", a, weak, expected((a, weak), added, result_type(a, kind))]))

UNARY = """negative absolute sign square sqrt rsqrt exp exp2 expm1 log log1p log2 log10 sin cos tan arcsin arccos arctan
sinh cosh tanh arcsinh floor ceil trunc isfinite isnan isinf logical_not sum prod mean max min argmax argmin any all var std
logsumexp cumsum reciprocal relu sigmoid softplus""".split()
BINARY = "subtract multiply divide floor_divide mod power maximum minimum equal less logical_and arctan2 matmul".split()
for op in UNARY + BINARY:
    for a in DTYPES:
        try:
            with wide("64" in a, a == "float64"):
                x = ops.ones((2,), a)
                y = name(getattr(ops, op)(x, x) if op in BINARY else getattr(ops, op)(x))
        except Exception:  # Keras has no result to agree with
            continue
        if y == "float64" and a != "float64":
            y = "float32"  # Keras casts every other integer to floatx here; uint64 slips through
        if op.startswith("arg"):
            y = "int32"  # what Keras states; with 64-bit dtypes enabled JAX gives int64
        rows.append(lua(["op", op, a, y, 2 if op in BINARY else 1]))
write(__file__, rows, "Result dtypes of Keras.")
