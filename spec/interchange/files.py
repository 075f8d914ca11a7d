"""Opens the files that files.lua writes with the real Keras, predicts, goes on training, compares, and writes its own. Usage: files.py DIR"""
import glob
import os
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import h5py  # noqa: E402
import numpy as np  # noqa: E402

import keras  # noqa: E402

folder = sys.argv[1]
warnings.filterwarnings("error", message="Skipping|A total of|.*could not be")
SLACK = {"mixed_bfloat16": 2e-2, "float16_weights": 5e-3}
# Inside a LossScaleOptimizer Keras doesn't track Nadam's product of momenta, which stays 1: it trains otherwise than Nadam alone, and than Lunula;
# counts, the rate and the loss scale are the same.
FORGETS = {"loss_scale_nadam"}


def group(arrays, prefix):
    if prefix in arrays:
        return arrays[prefix]
    return [arrays[f"{prefix}{i}"] for i in range(sum(k.startswith(prefix) for k in arrays))]


def listed(value):
    return value if isinstance(value, (list, tuple)) else [value]


def differs(a, b, slack):
    a, b = np.asarray(a, "float64"), np.asarray(b, "float64")
    return a.shape != b.shape or a.size and not np.max(np.abs(a - b) / np.maximum(np.abs(b), 1)) <= slack  # NaN is no agreement


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(lambda name, o: found.__setitem__(name, o[()]) if isinstance(o, h5py.Dataset) else None)
    return found


def check(name):
    slack = SLACK.get(name, 2e-5)
    base = os.path.join(folder, name)
    arrays = dict(np.load(base + ".npz"))
    x, y = group(arrays, "x"), group(arrays, "y")
    model = keras.saving.load_model(base + ".keras", safe_mode=True)
    for ours, theirs in zip(listed(group(arrays, "out")), listed(model.predict(x, verbose=0))):
        if differs(ours, theirs, slack):
            yield "predictions differ"
    for _ in range(3):
        model.train_on_batch(x, y)
    model.save(base + ".python.keras")
    out = {f"out{i}": np.asarray(v, "float32") for i, v in enumerate(listed(model.predict(x, verbose=0)))}
    if len(out) == 1:
        out = {"out": out["out0"]}
    np.savez(base + ".python.npz", **{k: v for k, v in arrays.items() if not k.startswith("out")}, **out)
    model.save_weights(base + ".compare.weights.h5")
    ours, theirs = datasets(base + ".after.weights.h5"), datasets(base + ".compare.weights.h5")
    if set(ours) != set(theirs):
        yield f"arrays: only ours {sorted(set(ours) - set(theirs))}, only Keras's {sorted(set(theirs) - set(ours))}"
    # JAX with 64 bits makes some counters int64
    for key in sorted(set(ours) & set(theirs)):
        if ours[key].dtype != theirs[key].dtype and {ours[key].dtype.kind, theirs[key].dtype.kind} != {"i"}:
            yield f"{key}: dtype {ours[key].dtype}, Keras's {theirs[key].dtype}"
        elif (name not in FORGETS or ours[key].ndim == 0) and ours[key].dtype.kind != "V" and differs(ours[key], theirs[key], slack):
            yield f"{key} differs after training: {np.ravel(ours[key])[:4]}, Keras's {np.ravel(theirs[key])[:4]}"
    for _ in range(2):
        model.train_on_batch(x, y)
    model.save_weights(base + ".python.after.weights.h5")


names = sorted(os.path.basename(p)[:-6] for p in glob.glob(os.path.join(folder, "*.keras")) if not p.endswith(".python.keras"))
bad = 0
for one in names:
    keras.utils.clear_session()
    try:
        problems = list(check(one))
    except Exception as error:  # what Keras refuses is a finding like any other
        problems = [f"{type(error).__name__}: {error}"]
    for problem in problems:
        print(f"{one}: {problem}"[:700])
    bad += bool(problems)
print(f"Keras opens {len(names) - bad} of {len(names)} files, predicts and trains the same")
sys.exit(bad > 0)
