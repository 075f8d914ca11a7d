"""Constraints, regularizers, metrics and initial configs of the built-in classes."""
import json

from emit import lua, np, wide, write

import keras

rng = np.random.RandomState(3)
rows = []
W = rng.randn(3, 4).round(2).astype("float32")


def text(x):
    return json.dumps(keras.saving.serialize_keras_object(x))


def constrained(name, w=W, **options):
    y = getattr(keras.constraints, name)(**options)(keras.ops.convert_to_tensor(w))
    rows.append(lua({"kind": "constraints", "class": name, "options": options, "input": w, "value": np.asarray(y)}))


constrained("NonNeg")
constrained("MaxNorm")
constrained("MaxNorm", max_value=0.7, axis=1)
constrained("MaxNorm", max_value=0.7, axis=[0, 1])
constrained("UnitNorm")
constrained("UnitNorm", axis=-1)
constrained("UnitNorm", w=np.zeros((2, 2), "float32"))
constrained("MinMaxNorm")
constrained("MinMaxNorm", min_value=0.5, max_value=0.9, rate=0.4, axis=1)
constrained("MinMaxNorm", w=np.zeros((2, 2), "float32"))
for name, options in (("L1", {}), ("L1", {"l1": 0.3}), ("L2", {}), ("L2", {"l2": 0.3}), ("L1L2", {}), ("L1L2", {"l1": 0.1, "l2": 0.2})):
    y = getattr(keras.regularizers, name)(**options)(keras.ops.convert_to_tensor(W))
    rows.append(lua({"kind": "regularizers", "class": name, "options": options, "input": W, "value": np.asarray(y)}))

P = rng.uniform(0.05, 0.95, (4, 3)).round(2).astype("float32")
T = (rng.rand(4, 3) < 0.5).astype("float32")
ONE = np.eye(3, dtype="float32")[[0, 2, 1, 2]]
SW = np.array([1, 0.5, 2, 0], "float32")
for name, options, t in (("MeanSquaredError", {}, T), ("BinaryAccuracy", {}, T), ("BinaryAccuracy", {"threshold": 0.3}, T),
                         ("CategoricalAccuracy", {}, ONE), ("SparseCategoricalAccuracy", {}, np.array([0, 2, 1, 2], "int32")),
                         ("SparseCategoricalAccuracy", {}, np.array([[0], [2], [1], [2]], "int32"))):
    for weight in (None, SW):
        m = getattr(keras.metrics, name)(**options)
        m.update_state(t, P, sample_weight=weight)
        first = float(m.result())
        m.update_state(t, P[::-1].copy())
        rows.append(lua({"kind": "metrics", "class": name, "options": options, "y_true": t, "y_pred": P,
                         **({} if weight is None else {"weight": weight}), "values": [first, float(m.result())]}))

for namespace, name, options in [
    ("losses", "MeanSquaredError", {}), ("losses", "MeanAbsoluteError", {"reduction": "sum"}),
    ("losses", "BinaryCrossentropy", {}), ("losses", "BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    ("losses", "CategoricalCrossentropy", {}), ("losses", "SparseCategoricalCrossentropy", {}),
    ("losses", "SparseCategoricalCrossentropy", {"ignore_class": -1, "name": "mine"}),
    ("losses", "Huber", {}), ("losses", "Huber", {"delta": 2.0, "reduction": None}),
    ("constraints", "NonNeg", {}), ("constraints", "MaxNorm", {}), ("constraints", "UnitNorm", {}), ("constraints", "MinMaxNorm", {}),
    ("constraints", "MaxNorm", {"max_value": 3, "axis": [0, 1]}),
    ("regularizers", "L1", {}), ("regularizers", "L2", {}), ("regularizers", "L1L2", {"l1": 0.5}),
    ("initializers", "Zeros", {}), ("initializers", "Ones", {}), ("initializers", "Constant", {"value": 0.5}),
    ("initializers", "GlorotUniform", {"seed": 3}), ("initializers", "HeNormal", {"seed": 3}),
    ("initializers", "RandomNormal", {"seed": 3}), ("initializers", "RandomUniform", {"seed": 3, "maxval": 1.0}),
    ("optimizers", "SGD", {}), ("optimizers", "SGD", {"momentum": 0.9, "nesterov": True, "clipnorm": 1.0}),
    ("optimizers", "RMSprop", {}), ("optimizers", "Adam", {}), ("optimizers", "Adam", {"amsgrad": True, "weight_decay": 0.01}),
    ("metrics", "Mean", {}), ("metrics", "MeanSquaredError", {}), ("metrics", "BinaryAccuracy", {}),
    ("metrics", "CategoricalAccuracy", {}), ("metrics", "SparseCategoricalAccuracy", {"name": "acc"}),
    ("metrics", "Sum", {"name": "s"}), ("metrics", "MeanAbsoluteError", {}), ("metrics", "RootMeanSquaredError", {}), ("metrics", "Accuracy", {}),
    ("metrics", "BinaryAccuracy", {"threshold": 0.25, "dtype": "float64"}), ("regularizers", "L1", {"l1": 0.3}), ("regularizers", "L2", {"l2": 1}),
    ("regularizers", "L1L2", {}), ("initializers", "RandomNormal", {"mean": 1.0, "stddev": 2.0}), ("initializers", "RandomUniform", {}),
    ("constraints", "MinMaxNorm", {"min_value": 0.5, "rate": 0.25, "axis": [0, 1]}), ("losses", "MeanSquaredError", {"reduction": "mean_with_sample_weight"}),
    ("optimizers", "SGD", {"learning_rate": 0.5, "global_clipnorm": 2.0, "use_ema": True, "name": "mine"}),
    ("layers", "Dense", {"units": 4, "name": "fc"}),
    ("layers", "Dense", {"units": 4, "name": "fc", "activation": "relu", "use_bias": False, "kernel_initializer": "he_normal",
                         "kernel_regularizer": "l2", "kernel_constraint": "max_norm"}),
    ("layers", "Activation", {"activation": "tanh", "name": "a"}), ("layers", "Dropout", {"rate": 0.25, "name": "d", "seed": 1}),
    ("layers", "Flatten", {"name": "f"}), ("layers", "Reshape", {"target_shape": [2, -1], "name": "r"}),
]:
    with wide(False):  # L1 writes its strength in floatx, unless 64-bit dtypes are on
        made = getattr(getattr(keras, namespace), name)(**options)
        rows.append(lua({"kind": "config", "namespace": namespace, "class": name, "options": options, "json": text(made)}))
write(__file__, rows, "Numbers and configs of constraints, regularizers, metrics and other classes.")
