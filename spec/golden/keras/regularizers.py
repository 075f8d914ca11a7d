"""The regularizers: values and gradients in every float dtype, configs, names and what is refused."""
import json

from emit import lua, np, wide, write

import jax
import jax.numpy as jnp
import keras
import ml_dtypes

rng = np.random.RandomState(5)
INPUTS = {"vector": rng.randn(5).round(2), "matrix": rng.randn(3, 4).round(2), "kernel": rng.randn(2, 2, 3, 2).round(2), "zeros": np.zeros((2, 3)),
          "one row": rng.randn(1, 3).round(2), "scalar": np.float64(-1.5), "signs": np.array([[0.0, -0.0, 2.0], [-1.0, 0.0, 3.0], [0.0, 0.0, 0.0]]),
          "nothing": np.zeros((0, 3)), "square": rng.randn(5, 5).round(2)}
CASES = [("L1", {}), ("L1", {"l1": 0.3}), ("L1", {"l1": 0}), ("L2", {}), ("L2", {"l2": 0.3}), ("L1L2", {}), ("L1L2", {"l1": 0.3}), ("L1L2", {"l2": 0.2}),
         ("L1L2", {"l1": 0.1, "l2": 0.2})]
MATRICES = [("OrthogonalRegularizer", {}), ("OrthogonalRegularizer", {"factor": 0.3, "mode": "columns"}), ("OrthogonalRegularizer", {"factor": 1})]
DTYPES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32, "float64": np.float64}
rows = []
for dtype, kind in DTYPES.items():
    for name, options in CASES + MATRICES:
        for key, x in INPUTS.items():
            if (name, options) in MATRICES and key not in ("matrix", "square"):
                continue  # of a single row Keras divides by 0, and rows of 0 have the gradient nan
            with wide(False):  # the strength in floatx, as without 64-bit dtypes
                f = getattr(keras.regularizers, name)(**options)
            with wide(dtype == "float64", dtype == "float64"):
                y, back = jax.vjp(lambda v: jnp.asarray(f(v)), jnp.asarray(np.asarray(x).astype(kind)))
                g = back(jnp.ones_like(y))[0]
            short = lambda t: [float(v) for v in np.asarray(t).astype("float64").reshape(-1)]
            digits = lambda t: [float("%.9g" % v) if dtype != "float64" else v for v in short(t)]
            rows.append(lua({"kind": "value", "class": name, "options": options, "input": key, "dtype": dtype, "value": digits(y)[0], "gradient": digits(g)}))
for name, options in CASES + MATRICES:
    with wide(False):
        made = getattr(keras.regularizers, name)(**options)
        rows.append(lua({"kind": "config", "class": name, "options": options, "json": json.dumps(keras.saving.serialize_keras_object(made))}))
for name, options in (("L1", {"l1": -1.0}), ("L1", {"l1": "a"}), ("L1", {"l1": float("inf")}), ("L2", {"l2": float("nan")}), ("L1L2", {"l2": -0.5}),
                      ("OrthogonalRegularizer", {"factor": -1.0}), ("OrthogonalRegularizer", {"mode": "diagonals"})):
    try:
        getattr(keras.regularizers, name)(**options)
        raise SystemExit("%s is not refused" % name)
    except ValueError:
        rows.append(lua({"kind": "refused", "class": name, "options": options}))
for name, cls in sorted(keras.regularizers.get.__globals__["ALL_OBJECTS_DICT"].items()):
    rows.append(lua({"kind": "name", "name": name, "class": cls.__name__}))
for name in sorted(dir(keras.regularizers)):
    cls = getattr(keras.regularizers, name)
    if isinstance(cls, type):
        rows.append(lua({"kind": "member", "name": name, "class": cls.__name__}))
inputs = ",\n".join("[%s]={s=%s,v=%s}" % (lua(key), lua(list(x.shape)), lua([float(v) for v in x.reshape(-1)])) for key, x in INPUTS.items())
write(__file__, ["inputs={\n%s\n}" % inputs, "cases={\n%s\n}" % ",\n".join(rows)], "Values, gradients, configs and names of regularizers.")
