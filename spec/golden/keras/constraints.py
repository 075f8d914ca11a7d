"""The constraints: values in every float dtype and of integers, configs and names.

In float16 epsilon is 0 on JAX, so that small vectors overflow and zeros become nan: there what Keras gives in float32 for the same weights stands."""
import json

from emit import lua, np, wide, write

import jax.numpy as jnp
import keras
import ml_dtypes

rng = np.random.RandomState(6)
ZERO = rng.randn(3, 4).round(2)
ZERO[:, 1] = 0
ZERO[2] = 0
INPUTS = {"vector": rng.randn(5).round(2), "matrix": (rng.randn(3, 4) * 2).round(2), "kernel": rng.randn(2, 3, 2, 3).round(2), "zeros": ZERO,
          "small": (rng.randn(3, 2) * 1e-4).round(7), "whole": np.array([[3, -4], [4, 0], [0, 1]])}
CASES = [("NonNeg", {}, ""), ("MaxNorm", {}, ""), ("MaxNorm", {"max_value": 0.7, "axis": 1}, "vector"), ("MaxNorm", {"axis": -1, "max_value": 1}, ""),
         ("MaxNorm", {"axis": [0, 1]}, "vector"), ("MaxNorm", {"axis": None, "max_value": 3.5}, ""), ("MaxNorm", {"max_value": 0}, ""), ("UnitNorm", {}, ""),
         ("UnitNorm", {"axis": -1}, ""), ("UnitNorm", {"axis": [0, 1]}, "vector"), ("UnitNorm", {"axis": None}, ""), ("MinMaxNorm", {}, ""),
         ("MinMaxNorm", {"min_value": 0.5, "max_value": 0.9, "rate": 0.4, "axis": 1}, "vector"), ("MinMaxNorm", {"min_value": 2.0, "max_value": 3.5}, ""),
         ("MinMaxNorm", {"min_value": 1.0, "max_value": 1.0, "rate": 0.0}, ""), ("MinMaxNorm", {"axis": [0, -1], "min_value": 0.5}, "vector")]
DEEP = [("MaxNorm", {"axis": [0, 1, 2], "max_value": 0.5}), ("UnitNorm", {"axis": [0, 1, 2]}), ("UnitNorm", {"axis": [-1, 1]}), ("MinMaxNorm", {"axis": [3, 0]})]
DTYPES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32, "float64": np.float64, "int32": np.int32}
rows = []
for dtype, kind in DTYPES.items():
    for name, options, without in CASES + [(name, options, None) for name, options in DEEP]:
        for key, x in INPUTS.items():
            if key == without or without is None and key != "kernel" or dtype == "int32" and key != "whole":
                continue
            f = getattr(keras.constraints, name)(**options)
            with wide(dtype == "float64", dtype == "float64"):
                y = np.asarray(f(jnp.asarray(x.astype(kind))))
            if dtype == "float16":
                wider = np.asarray(f(jnp.asarray(x.astype(kind).astype("float32")))).astype(kind)
                y = np.where(np.isclose(y, wider, 2e-3, 1e-3), y, wider)
            values = [float("%.9g" % v) if dtype != "float64" else float(v) for v in y.astype("float64").reshape(-1)]
            rows.append(lua({"kind": "value", "class": name, "options": options, "input": key, "dtype": dtype, "gives": str(y.dtype), "value": values}))
for name, options, _ in CASES:
    made = getattr(keras.constraints, name)(**options)
    rows.append(lua({"kind": "config", "class": name, "options": options, "json": json.dumps(keras.saving.serialize_keras_object(made))}))
for name, cls in sorted(keras.constraints.get.__globals__["ALL_OBJECTS_DICT"].items()):
    rows.append(lua({"kind": "name", "name": name, "class": cls.__name__}))
for name in sorted(dir(keras.constraints)):
    cls = getattr(keras.constraints, name)
    if isinstance(cls, type):
        rows.append(lua({"kind": "member", "name": name, "class": cls.__name__}))
inputs = ",\n".join("[%s]={s=%s,v=%s}" % (lua(key), lua(list(x.shape)), lua([float(v) for v in x.reshape(-1)])) for key, x in INPUTS.items())
write(__file__, ["inputs={\n%s\n}" % inputs, "cases={\n%s\n}" % ",\n".join(rows)], "Values, configs and names of constraints.")
