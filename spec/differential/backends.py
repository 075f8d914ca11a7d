"""Where Keras's backends differ among themselves: every loss with every reduction and weights, every activation at extreme inputs, every metric after two
updates, every optimizer after five steps, in float32 (losses in float16 too) on JAX, TensorFlow and PyTorch.

    python spec/differential/backends.py        # in the environment that bench/peers makes

Prints the cases in which TensorFlow or PyTorch differ from JAX, on which the golden data are made. With Keras 3.15.1, of 847: gelu(inf) (PyTorch gives nan),
hard_shrink and soft_shrink of nan (PyTorch gives nan, JAX 0), softmax of a row with nan (TensorFlow keeps nan to itself), BinaryIoU (the error's
type), and ScheduleFreeAdamW, whose "momentum_old" is the changed variable itself on TensorFlow and PyTorch: docs/differences.md.
"""
import inspect
import json
import math
import os
import subprocess
import sys
import tempfile
import warnings

BACKENDS = ("jax", "tensorflow", "torch")


def results():
    """name -> nested list of numbers, or the name of an error."""
    import keras
    import numpy as np

    warnings.filterwarnings("ignore")
    rng = np.random.RandomState(5)
    out = {}

    def put(name, compute):
        try:
            out[name] = np.asarray(keras.ops.convert_to_numpy(compute()), dtype="float64").tolist()
        except Exception as error:
            out[name] = type(error).__name__

    def classes(module, base, without):
        for name, c in sorted(vars(module).items()):
            if inspect.isclass(c) and issubclass(c, base) and name not in without:
                yield name, c

    truth, guess = (rng.rand(6, 5) > 0.5).astype("float32"), rng.uniform(0.01, 0.99, (6, 5)).astype("float32")
    labels, weights = rng.randint(0, 5, 6), {"": None, "w": rng.rand(6).astype("float32"), "column": rng.rand(6, 1).astype("float32")}
    by_label = ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle")
    for name, c in classes(keras.losses, keras.losses.Loss, ("Loss", "CTC")):
        for reduction in ("sum", "none", "sum_over_batch_size", "mean", "mean_with_sample_weight", None):
            for which, w in weights.items():
                for dtype in ("float32", "float16"):
                    put(f"loss {name} {reduction} {which} {dtype}",
                        lambda: c(reduction=reduction, dtype=dtype)(labels if name in by_label else truth, guess, sample_weight=w))

    extremes = np.array([[0., -0., np.inf, -np.inf, np.nan, 1e30, -1e30, 1e-40, 0.5, -0.5, 3, -3, 20, -20, 90, -90]], "float32")
    for name in sorted(dir(keras.activations)):
        f = getattr(keras.activations, name)
        if callable(f) and name not in ("get", "serialize", "deserialize"):
            put(f"activation {name}", lambda: f(keras.ops.convert_to_tensor(extremes)))

    def metric(name, c):
        options = {name.split("At")[1].lower(): 0.5} if "At" in name else {}
        if "IoU" in name:
            options = {"num_classes": 5} if "Mean" in name else {"num_classes": 5, "target_class_ids": [0, 2]}
        if name == "BinaryIoU":
            options = {"target_class_ids": [0, 1]}
        m = c(**options)
        t, p = labels if "Sparse" in name or name in ("MeanIoU", "IoU") else truth, guess
        if name in ("MeanIoU", "IoU"):
            p = np.random.RandomState(1).randint(0, 5, 6)
        for _ in range(2):
            m.update_state(*((p,) if name in ("Mean", "Sum") else (t, p)), sample_weight=weights["w"])
        return m.result()

    for name, c in classes(keras.metrics, keras.metrics.Metric, ("Metric", "MeanMetricWrapper")):
        put(f"metric {name}", lambda: metric(name, c))

    def steps(c):
        r = np.random.RandomState(2)
        optimizer = c(learning_rate=0.01, clipnorm=1.0, weight_decay=0.01)
        variables = [keras.Variable(r.randn(3, 4).astype("float32")), keras.Variable(r.randn(4).astype("float32"))]
        for _ in range(5):
            optimizer.apply_gradients([(keras.ops.convert_to_tensor(r.randn(*v.shape).astype("float32")), v) for v in variables])
        return variables[0]

    for name, c in classes(keras.optimizers, keras.optimizers.Optimizer, ("Optimizer", "LossScaleOptimizer")):
        put(f"optimizer {name}", lambda: steps(c))
    return out


def flat(x):
    return [y for z in x for y in flat(z)] if isinstance(x, list) else [x]


def differs(name, one, other):
    if isinstance(one, str) or isinstance(other, str):
        return one != other
    one, other, tolerance = flat(one), flat(other), 1e-2 if "float16" in name else 2e-5
    return len(one) != len(other) or not all(
        x == y or (math.isnan(x) and math.isnan(y)) or abs(x - y) <= tolerance * max(1, abs(x)) for x, y in zip(one, other))


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w") as file:
            json.dump(results(), file)
        return
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            path = os.path.join(folder, backend)
            subprocess.run([sys.executable, "-W", "ignore", __file__, path], check=True, stderr=subprocess.DEVNULL, env={**os.environ, "KERAS_BACKEND": backend})
            with open(path) as file:
                found[backend] = json.load(file)
    for name, value in found["jax"].items():
        for backend in BACKENDS[1:]:
            if differs(name, value, found[backend][name]):
                print(f"{name}: {backend} gives {str(found[backend][name])[:80]}, jax {str(value)[:80]}")
    print(f"{len(found['jax'])} cases")


main()
