"""Opens the models that models.lua writes with the real Keras: the same predictions, and the same config when Keras writes it again."""
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np  # noqa: E402

import keras  # noqa: E402


def revive(x):
    if isinstance(x, dict) and set(x) == {"dtype", "value"}:
        return np.asarray(x["value"], dtype=x["dtype"])
    if isinstance(x, dict):
        return {k: revive(v) for k, v in x.items()}
    return [revive(v) for v in x] if isinstance(x, list) else x


def differences(ours, theirs, path="$"):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        wanted = [k for k in theirs if k != "shared_object_id" and (k in ours or k != "build_config")]
        if list(ours) != wanted and not path.endswith("output_layers") and not path.endswith("input_layers"):
            yield f"{path}: keys {list(ours)}, Keras's {wanted}"
        for k in ours:
            if k in theirs and not (k == "axis" and "layer_normalization" in path):
                yield from differences(ours[k], theirs[k], f"{path}.{k}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            yield f"{path}: {len(ours)} entries, Keras's {len(theirs)}"
        for i, (a, b) in enumerate(zip(ours, theirs)):
            yield from differences(a, b, f"{path}[{i}]" + (b.get("name", "") if isinstance(b, dict) and isinstance(b.get("name", ""), str) else ""))
    elif ours != theirs or type(ours) is not type(theirs):
        yield f"{path}: {ours!r}, Keras's {theirs!r}"


def compare(ours, theirs, path, slack):
    if isinstance(ours, dict):
        for k in ours:
            yield from compare(ours[k], theirs[k], f"{path}.{k}", slack)
    elif isinstance(ours, list):
        for i, (a, b) in enumerate(zip(ours, theirs)):
            yield from compare(a, b, f"{path}[{i}]", slack)
    else:
        b = np.asarray(theirs)
        if ours.shape != b.shape or not np.allclose(np.asarray(ours, "float64"), np.asarray(b, "float64"), rtol=slack, atol=slack):
            yield f"{path}: {ours.tolist()}, Keras's {b.tolist()}"


failed = count = 0
for line in sys.stdin:
    row = json.loads(line)
    keras.utils.clear_session()
    count += 1
    try:
        model = keras.models.model_from_json(row["config"])
        if row["weights"]:
            model.set_weights(revive(row["weights"]))
        problems = list(differences(json.loads(row["config"]), json.loads(model.to_json())))
        problems += compare(revive(row["outputs"]), model(revive(row["inputs"])), "output", 1e-2 if "mixed" in row["name"] else 2e-5)
    except Exception as error:  # what Keras refuses is a finding like any other
        problems = [f"{type(error).__name__}: {error}"]
    for problem in problems:
        print(f"{row['name']}: {problem}"[:600])
    failed += bool(problems)
print(f"{count - failed} of {count} models are the same")
sys.exit(failed > 0)
