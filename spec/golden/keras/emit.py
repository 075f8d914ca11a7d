"""Writes golden data as Lua source. Shared by the scripts of this folder; knows nothing of what the data mean.

Each script here runs the real Keras and writes one data file beside itself:
    KERAS_BACKEND=jax JAX_ENABLE_X64=1 python spec/golden/keras/ops.py
A tensor is written { t = dtype, s = shape, v = flat values }, booleans as 1 and 0, floats as the shortest text that reads back.
"""
import contextlib
import math
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import jax  # noqa: E402
import numpy as np  # noqa: E402


@contextlib.contextmanager
def wide(needed, double=False):
    """64-bit dtypes enabled only where a case has some: otherwise JAX widens what Keras's own rule keeps at 32 bits. With
    `double`, a float64 among the operands, float64 stays, as Keras has it on TensorFlow; on JAX many functions cut it."""
    from keras.src.backend.common.dtypes import BIT64_TO_BIT32_DTYPE as cut

    kept = cut["float64"]
    cut["float64"] = "float64" if double else kept
    with jax.enable_x64(bool(needed)):
        yield
    cut["float64"] = kept


def number(value, dtype="float64"):
    if isinstance(value, (bool, np.bool_)):
        return "1" if value else "0"
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    f = float(value)
    if math.isnan(f):
        return "nan"
    if math.isinf(f):
        return "inf" if f > 0 else "-inf"
    text = repr(f) if dtype == "float64" else str(np.float32(f))
    return text[:-1] if text.endswith(".0") else text


def tensor(x):
    dtype = str(getattr(x, "dtype", np.asarray(x).dtype)).split(".")[-1].replace("'>", "")
    a = np.asarray(x)
    if dtype in ("bfloat16", "float16"):
        a = a.astype("float32")
    shape = ",".join(str(n) for n in a.shape)
    values = ",".join(number(v, dtype) for v in a.reshape(-1).tolist()) if dtype != "float32" else ",".join(
        number(v, dtype) for v in a.reshape(-1))
    return '{t="%s",s={%s},v={%s}}' % (dtype, shape, values)


def lua(x):
    if x is None:
        return "null"
    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, int):
        return str(x)
    if isinstance(x, float):
        text = number(x)
        return text if "." in text or "e" in text or "n" in text else text + ".0"
    if isinstance(x, str):
        return '"%s"' % x.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if isinstance(x, (list, tuple)):
        return "{%s}" % ",".join(lua(v) for v in x)
    if isinstance(x, dict):
        return "{%s}" % ",".join("[%s]=%s" % (lua(k), lua(v)) for k, v in x.items())
    return tensor(x)


def write(script, rows, what):
    """Writes `rows` (Lua texts) beside `script`, as a function of None's stand-in."""
    path = os.path.splitext(os.path.abspath(script))[0] + ".lua"
    with open(path, "w") as out:
        out.write("-- %s Made by %s; not edited by hand.\n" % (what, os.path.basename(script)))
        out.write("-- luacheck: ignore 211 631\n")
        out.write("local nan, inf, null = 0 / 0, math.huge, ...\nreturn {\n")
        for row in rows:
            out.write(row + ",\n")
        out.write("}\n")
