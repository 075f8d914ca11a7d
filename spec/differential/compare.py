"""Draws classes, their options and their inputs from a seed and compares what Lunula makes of them (answer.lua) with the real Keras: values, gradients, states
after some updates, learning rates, configs. What the two refuse must be the same, too.

    KERAS_BACKEND=jax JAX_ENABLE_X64=1 python spec/differential/compare.py [seed [cases [seconds]]]

After that many seconds it stops where it is. SHOW=1 prints the whole of a case that differs.

Where Lunula differs on purpose (docs/architecture.md) nothing is drawn, or `asked_of_keras` asks Keras in a form that it gets right.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "golden", "keras"))
from emit import np, wide  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
from keras import ops  # noqa: E402

seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else float("inf")
rng = np.random.RandomState(seed)
# relative to a value, and absolute: what cancels leaves the rounding of its parts
TOLERANCE = {"float64": (1e-9, 1e-13), "float32": (5e-5, 1e-6), "float16": (1e-2, 1e-2), "bfloat16": (8e-2, 8e-2)}


# drawing --------------------------------------------------------------------------------------------------------------------------------------------------

def pick(*choices):
    return choices[rng.randint(len(choices))]


def chance(p):
    return rng.rand() < p


def between(low, high):
    return round(float(rng.uniform(low, high)), 3)


def shape_of(rank, low=1):
    """Few lengths, since JAX compiles every operation for every shape."""
    return [pick(*[n for n in (1, 2, 4) if n >= low]) for _ in range(rank)]


def array(values, dtype):
    values = np.asarray(values)
    return {"dtype": dtype, "shape": list(values.shape), "values": values.reshape(-1).tolist()}


def real(shape, scale=2.0):
    return np.round(rng.randn(*shape) * scale, 3)


KINDS = {
    "real": lambda s: real(s), "wild": lambda s: real(s) * 10.0 ** rng.randint(-4, 4), "positive": lambda s: rng.uniform(0.05, 4, s).round(3),
    "binary": lambda s: (rng.rand(*s) < 0.5) * 1.0, "signs": lambda s: np.where(rng.rand(*s) < 0.5, 1.0, -1.0),
    "chance": lambda s: rng.uniform(0.02, 0.98, s).round(3), "logits": lambda s: real(s, 3.0),
    "onehot": lambda s: np.eye(s[-1])[rng.randint(0, s[-1], s[:-1])], "soft": lambda s: rng.dirichlet(np.ones(s[-1]), s[:-1]).round(4),
    "unit": lambda s: (lambda x: (x / np.linalg.norm(x, axis=-1, keepdims=True)).round(4))(rng.randn(*s)),
    "labels": lambda s: rng.randint(0, s[-1], s[:-1]), "column": lambda s: rng.randint(0, s[-1], s[:-1])[..., None],
}


def probability():
    """Options of crossentropies, and the kind of y_pred that goes with them."""
    logits = chance(0.5)
    return ({"from_logits": True} if logits else {}), "logits" if logits else "chance"


def binary_options(focal):
    options, kind = probability()
    if chance(0.4):
        options["label_smoothing"] = between(0, 0.5)
    if focal:
        options.update(pick({}, {"gamma": between(0.5, 4)}, {"apply_class_balancing": True, "alpha": between(0.1, 0.9)}))
    return options, pick("binary", "binary", "chance"), kind


def categorical_options(focal):
    options, kind = probability()
    if chance(0.4):
        options["label_smoothing"] = between(0, 0.5)
    if focal:
        options.update(pick({}, {"gamma": between(0.5, 4)}, {"alpha": between(0.1, 0.9)}))
    return options, pick("onehot", "soft"), kind


def sparse_options(*_):
    options, kind = probability()
    if chance(0.3):
        options["ignore_class"] = int(rng.randint(-1, 2))
    return options, pick("labels", "column"), kind


def simple(*pairs, **options):
    """Kinds of inputs of which one is picked, and options, each drawn or left out."""
    def draw():
        return ({k: v() for k, v in options.items() if chance(0.5)},) + pick(*pairs)
    return draw


REAL = ("real", "real"), ("real", "wild"), ("positive", "real"), ("wild", "wild")
LOSSES = {
    "MeanSquaredError": simple(*REAL), "MeanAbsoluteError": simple(*REAL), "MeanAbsolutePercentageError": simple(("positive", "real"), ("real", "real")),
    "MeanSquaredLogarithmicError": simple(*REAL), "LogCosh": simple(*REAL), "Huber": simple(*REAL, delta=lambda: between(0.1, 4)),
    "CosineSimilarity": simple(("real", "real"), ("positive", "real"), axis=lambda: -1), "Poisson": simple(("positive", "positive")),
    "Hinge": simple(("signs", "real"), ("binary", "real"), ("real", "real")), "SquaredHinge": simple(("signs", "real"), ("binary", "real"), ("real", "real")),
    "CategoricalHinge": simple(("onehot", "real"), ("signs", "real")), "KLDivergence": simple(("soft", "soft"), ("chance", "chance"), ("onehot", "chance")),
    "BinaryCrossentropy": lambda: binary_options(False), "BinaryFocalCrossentropy": lambda: binary_options(True),
    "CategoricalCrossentropy": lambda: categorical_options(False), "CategoricalFocalCrossentropy": lambda: categorical_options(True),
    "SparseCategoricalCrossentropy": sparse_options, "CategoricalGeneralizedCrossEntropy": simple(("labels", "chance"), q=lambda: between(0.1, 0.9)),
    "Dice": simple(("binary", "chance"), ("chance", "chance"), axis=lambda: pick([1], [-1], [0, 1])),
    "Tversky": simple(("binary", "chance"), alpha=lambda: between(0.1, 1), beta=lambda: between(0.1, 1), axis=lambda: pick([1], [-1], [0, 1])),
    "Circle": simple(("labels", "unit"), gamma=lambda: between(1, 8), margin=lambda: between(0.1, 0.6), remove_diagonal=lambda: chance(0.5)),
}
INTEGER = ("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle")


def draw_loss():
    name = pick(*LOSSES)
    options, t, p = LOSSES[name]()
    dtype = pick("float32", "float32", "float32", "float64", "float64", "float16", "bfloat16")
    if name == "Circle" and dtype not in ("float32", "float64"):
        dtype = "float32"
    if dtype in ("float16", "bfloat16"):  # whose range and digits the wild ones leave
        t, p = t.replace("wild", "real"), p.replace("wild", "real")
    rank = 2 if name in ("Circle", "CategoricalGeneralizedCrossEntropy") else pick(2, 2, 2, 3)
    shape = shape_of(rank, 2) if name in ("Circle",) or name.startswith(("Categorical", "Sparse")) else shape_of(rank)
    y_true = KINDS[t](shape)
    options.update(name="l", dtype=dtype)
    reduction = pick("sum_over_batch_size", "sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")
    if reduction != "sum_over_batch_size":
        options["reduction"] = reduction
    case = {"kind": "loss", "class": name, "options": options, "dtype": dtype, "y_true": array(y_true, "int32" if name in INTEGER else dtype),
            "y_pred": array(KINDS[p](shape), dtype), "weight": None, "mask": None}
    whole = name in ("Dice", "Tversky")
    front = shape[:-1]
    if not whole and chance(0.5):
        w = pick(front, front + [1], shape[:1], [1] * len(front))
        case["weight"] = array(rng.uniform(0.1, 3, w).round(3), pick("float32", dtype))
    if not whole and chance(0.4):
        m = rng.rand(*front) < 0.7
        m.reshape(-1)[0] = True
        case["mask"] = array(m, "bool")
    return case


def thresholds():
    return pick(between(0.1, 0.9), sorted(between(0.05, 0.95) for _ in range(3)))


def top_options():
    return pick({}, {"thresholds": thresholds()}, {"top_k": pick(1, 2)}, {"class_id": 1}, {"class_id": 0, "thresholds": between(0.2, 0.8)})


def curve_options():
    options = {"num_thresholds": pick(3, 5, 10, 50)} if chance(0.7) else {}
    if chance(0.5):
        options["curve"] = pick("ROC", "PR")
    if chance(0.5):
        options["summation_method"] = pick("interpolation", "minoring", "majoring")
    return options


def curve_point(name):
    return {name: between(0.1, 0.95), **({"num_thresholds": pick(1, 5, 20)} if chance(0.7) else {})}


# options, kinds of y_true and y_pred
METRICS = {
    "Accuracy": lambda: ({}, "labels", "labels"), "BinaryAccuracy": lambda: (pick({}, {"threshold": between(0.1, 0.9)}), "binary", "chance"),
    "CategoricalAccuracy": lambda: ({}, "onehot", "chance"), "SparseCategoricalAccuracy": lambda: ({}, pick("labels", "column"), "chance"),
    "TopKCategoricalAccuracy": lambda: ({"k": pick(1, 2)}, "onehot", "chance"),
    "SparseTopKCategoricalAccuracy": lambda: ({"k": pick(1, 2)}, "labels", "chance"),
    "AUC": lambda: (curve_options(), "binary", "chance"),
    **{n: lambda: (pick({}, {"thresholds": thresholds()}), "binary", "chance") for n in ("FalseNegatives", "FalsePositives", "TrueNegatives", "TruePositives")},
    "Precision": lambda: (top_options(), "binary", "chance"), "Recall": lambda: (top_options(), "binary", "chance"),
    "PrecisionAtRecall": lambda: (curve_point("recall"), "binary", "chance"), "RecallAtPrecision": lambda: (curve_point("precision"), "binary", "chance"),
    "SensitivityAtSpecificity": lambda: (curve_point("specificity"), "binary", "chance"),
    "SpecificityAtSensitivity": lambda: (curve_point("sensitivity"), "binary", "chance"),
    "ConcordanceCorrelation": lambda: ({}, "real", "real"), "PearsonCorrelation": lambda: ({}, "real", "real"),
    "F1Score": lambda: ({**pick({}, {"average": pick("micro", "macro", "weighted")}), **pick({}, {"threshold": between(0.2, 0.8)})}, "onehot", "chance"),
    "FBetaScore": lambda: ({"beta": between(0.5, 3), **pick({}, {"average": pick("micro", "macro", "weighted")})}, "onehot", "chance"),
    "Hinge": lambda: ({}, pick("signs", "binary"), "real"), "SquaredHinge": lambda: ({}, pick("signs", "binary"), "real"),
    "CategoricalHinge": lambda: ({}, "onehot", "real"),
    "BinaryIoU": lambda: ({"target_class_ids": pick([0], [1], [0, 1]), "threshold": between(0.2, 0.8)}, "binary", "chance"),
    "IoU": lambda: ({"num_classes": 5, "target_class_ids": pick([0], [0, 2])}, "labels", "labels"), "MeanIoU": lambda: ({"num_classes": 5}, "labels", "labels"),
    "OneHotIoU": lambda: ({"num_classes": None, "target_class_ids": [0, 1]}, "onehot", "chance"),
    "OneHotMeanIoU": lambda: ({"num_classes": None}, "onehot", "chance"),
    "BinaryCrossentropy": lambda: (pick({}, {"label_smoothing": between(0, 0.4)}), "binary", "chance"),
    "CategoricalCrossentropy": lambda: (pick({}, {"label_smoothing": between(0, 0.4)}), "onehot", "chance"),
    "SparseCategoricalCrossentropy": lambda: ({}, "labels", "chance"), "KLDivergence": lambda: ({}, "soft", "soft"),
    "Poisson": lambda: ({}, "positive", "positive"), "CosineSimilarity": lambda: ({}, "real", "real"),
    **{n: lambda: ({}, "real", "real") for n in ("LogCoshError", "MeanAbsoluteError", "MeanSquaredError", "MeanSquaredLogarithmicError",
                                                "RootMeanSquaredError")},
    "MeanAbsolutePercentageError": lambda: ({}, "positive", "real"), "Mean": lambda: ({}, "real", None), "Sum": lambda: ({}, "real", None),
    "R2Score": lambda: ({"class_aggregation": pick("uniform_average", "variance_weighted_average", None), "num_regressors": pick(0, 0, 1)}, "real", "real"),
}


def draw_metric():
    name = pick(*METRICS)
    options, t, p = METRICS[name]()
    classes = pick(3, 5)
    if options.get("num_classes", 0) is None:
        options["num_classes"] = classes
    options["name"] = "m"
    case = {"kind": "metric", "class": name, "options": options, "dtype": "float32", "updates": []}
    for _ in range(rng.randint(1, 4)):
        shape = [pick(2, 6), classes]
        y_true = KINDS[t](shape)
        update = [array(y_true, "float32")]
        update.append(array(KINDS[p](shape), "float32") if p else None)
        # Keras's BinaryIoU takes no weight per sample
        weight = shape if name == "BinaryIoU" else shape[:1] if y_true.ndim > 1 or t in ("labels", "column") or p is None else shape
        if p is None:  # Mean, Sum: values, weights
            update = [array(y_true, "float32"), array(rng.uniform(0, 2, pick(shape, shape[:1])), "float32") if chance(0.5) else None]
        else:
            update.append(array(rng.uniform(0.1, 2, weight).round(2), "float32") if chance(0.4) else None)
        case["updates"].append(update)
    return case


def beta():
    return between(0.3, 0.99)


OPTIMIZERS = {
    "SGD": lambda: pick({}, {"momentum": beta()}, {"momentum": beta(), "nesterov": True}),
    "RMSprop": lambda: pick({}, {"rho": beta()}, {"momentum": beta()}, {"centered": True, "epsilon": 1e-3}),
    "Adam": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}, {"amsgrad": True, "beta_2": beta()}, {"epsilon": between(1e-3, 0.1)}),
    "AdamW": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}, {"weight_decay": between(0.01, 0.5)}),
    "Adadelta": lambda: pick({}, {"rho": beta(), "epsilon": between(1e-3, 0.1)}),
    "Adagrad": lambda: pick({}, {"initial_accumulator_value": between(0.1, 1)}),
    "Adamax": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}),
    "Adafactor": lambda: pick({}, {"clip_threshold": between(0.3, 2)}, {"beta_2_decay": -between(0.3, 0.9)}, {"relative_step": False}),
    "Ftrl": lambda: pick({}, {"l1_regularization_strength": between(0, 0.5)}, {"l2_regularization_strength": between(0, 0.5)}, {"beta": between(0, 1)}),
    "Lion": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}), "Nadam": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}),
    "Lamb": lambda: pick({}, {"beta_1": beta(), "beta_2": beta()}),
    "Muon": lambda: pick({}, {"nesterov": False}, {"momentum": beta()}, {"rms_rate": None}),
    "ScheduleFreeAdamW": lambda: pick({}, {"warmup_steps": int(rng.randint(1, 6))}, {"beta_1": beta()}),
}


def draw_optimizer():
    name = pick(*OPTIMIZERS)
    dtype = pick("float32", "float64")
    options = {"learning_rate": between(0.001, 0.2), **OPTIMIZERS[name]()}
    options.update(pick({}, {}, {"clipnorm": between(0.1, 2)}, {"global_clipnorm": between(0.1, 2)}, {"clipvalue": between(0.1, 1)}))
    options.update(pick({}, {}, {"use_ema": True, "ema_momentum": beta()}, {"gradient_accumulation_steps": int(rng.randint(2, 4))}, {"loss_scale_factor": 4.0},
                        {"weight_decay": between(0.001, 0.3)} if name not in ("Muon",) else {}))
    options["name"] = "o"
    shapes = [shape_of(pick(0, 1, 2, 2, 3)) for _ in range(rng.randint(1, 4))]
    return {"kind": "optimizer", "class": name, "options": options, "dtype": dtype, "variables": [array(real(s, 1.0), dtype) for s in shapes],
            "gradients": [[array(real(s, 1.0) * (rng.rand() < 0.95), dtype) for s in shapes] for _ in range(rng.randint(1, 9))]}


ACTIVATIONS = {
    "celu": lambda: pick({}, {"alpha": between(0.2, 3)}), "elu": lambda: pick({}, {"alpha": between(0.2, 3)}), "gelu": lambda: {"approximate": chance(0.5)},
    "glu": lambda: {}, "hard_shrink": lambda: pick({}, {"threshold": between(0.1, 2)}), "leaky_relu": lambda: pick({}, {"negative_slope": between(0, 0.5)}),
    "log_softmax": lambda: {"axis": pick(-1, 0)}, "softmax": lambda: {"axis": pick(-1, 0)},
    "relu": lambda: pick({}, {"negative_slope": between(0, 0.5)}, {"max_value": between(1, 4)}, {"threshold": between(-1, 1)},
                         {"negative_slope": between(0, 0.5), "max_value": between(1, 4), "threshold": between(0, 1)}),
    "soft_shrink": lambda: pick({}, {"threshold": between(0.1, 2)}), "squareplus": lambda: pick({}, {"b": between(0.5, 6)}),
    "threshold": lambda: {"threshold": between(-1, 1), "default_value": between(-2, 2)},
    **{n: lambda: {} for n in ("exponential", "hard_sigmoid", "hard_silu", "hard_tanh", "linear", "log_sigmoid", "mish", "relu6", "selu", "sigmoid", "silu",
                               "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "tanh", "tanh_shrink", "swish", "hard_swish")},
}


def draw_activation():
    name = pick(*ACTIVATIONS)
    dtype = pick("float32", "float64")
    shape = shape_of(2)
    if name == "glu":
        shape[-1] = pick(2, 4)
    x = KINDS[pick("real", "wild", "logits")](shape)
    if name == "exponential":
        x = np.clip(x, -50, 50)
    return {"kind": "activation", "class": name, "options": ACTIVATIONS[name](), "dtype": dtype, "x": array(x, dtype),
            "weigh": array(real([shape[0], shape[1] // 2 if name == "glu" else shape[1]], 1.0), dtype)}


def axis_for(rank):
    return pick({}, {"axis": int(rng.randint(-rank, rank))}, {"axis": list(range(int(rng.randint(1, rank + 1))))})


CONSTRAINTS = {
    "MaxNorm": lambda rank: {**pick({}, {"max_value": between(0.2, 3)}), **axis_for(rank)}, "NonNeg": lambda rank: {}, "UnitNorm": axis_for,
    "MinMaxNorm": lambda rank: {**pick({}, {"min_value": between(0, 1), "max_value": between(1, 3), "rate": between(0, 1)}), **axis_for(rank)},
}
REGULARIZERS = {
    "L1": lambda: {"l1": between(0, 1)}, "L2": lambda: {"l2": between(0, 1)}, "L1L2": lambda: {"l1": between(0, 1), "l2": between(0, 1)},
    "OrthogonalRegularizer": lambda: {"factor": between(0.01, 1), "mode": pick("rows", "columns")},
}


def draw_constraint():
    name, dtype = pick(*CONSTRAINTS), pick("float32", "float64")
    shape = shape_of(pick(1, 2, 2, 3, 4))
    return {"kind": "constraint", "class": name, "options": CONSTRAINTS[name](len(shape)), "dtype": dtype, "x": array(real(shape), dtype),
            "weigh": array(real(shape, 1.0), dtype)}


def draw_regularizer():
    name = pick(*REGULARIZERS)
    return {"kind": "regularizer", "class": name, "options": REGULARIZERS[name](), "dtype": "float32", "x": array(real(shape_of(2, 2)), "float32")}


SEEDED = {
    "RandomNormal": lambda: {"mean": between(-1, 1), "stddev": between(0.1, 2)}, "RandomUniform": lambda: {"minval": between(-2, 0), "maxval": between(0.1, 2)},
    "TruncatedNormal": lambda: {"mean": between(-1, 1), "stddev": between(0.1, 2)},
    "VarianceScaling": lambda: {"scale": between(0.5, 3), "mode": pick("fan_in", "fan_out", "fan_avg"),
                                "distribution": pick("truncated_normal", "untruncated_normal", "uniform")},
    **{n: lambda: {} for n in ("GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform")},
    "Orthogonal": lambda: pick({}, {"gain": between(0.5, 2)}),
}
FIXED = {"Constant": lambda: {"value": between(-2, 2)}, "Zeros": lambda: {}, "Ones": lambda: {}, "Identity": lambda: pick({}, {"gain": between(0.5, 2)})}


def draw_initializer():
    name = pick(*SEEDED, *FIXED)
    if name in FIXED:
        shape = shape_of(2) if name == "Identity" else shape_of(pick(0, 1, 2, 3))
        return {"kind": "initializer", "class": name, "options": FIXED[name](), "dtype": pick("float32", "float64"), "shape": shape}
    shape = pick([60, 50], [3, 3, 20, 20], [3000], [5, 30, 20])
    if name == "Orthogonal":
        shape = pick([40, 30], [30, 40], [3, 3, 8, 30])
    return {"kind": "initializer", "class": name, "options": {"seed": int(rng.randint(1000)), **SEEDED[name]()}, "dtype": "float32", "shape": shape}


SCHEDULES = {
    "ExponentialDecay": lambda: {"decay_steps": int(rng.randint(1, 50)), "decay_rate": between(0.1, 1.1), "staircase": chance(0.5)},
    "InverseTimeDecay": lambda: {"decay_steps": int(rng.randint(1, 50)), "decay_rate": between(0.1, 1.1), "staircase": chance(0.5)},
    "PolynomialDecay": lambda: {"decay_steps": int(rng.randint(1, 50)), "end_learning_rate": between(0.001, 0.05), "power": between(0.3, 3), "cycle": chance(0.5)},
    "CosineDecay": lambda: {"decay_steps": int(rng.randint(1, 50)), "alpha": between(0, 0.5),
                            **pick({}, {"warmup_target": between(0.5, 1), "warmup_steps": int(rng.randint(1, 20))})},
    "CosineDecayRestarts": lambda: {"first_decay_steps": int(rng.randint(1, 30)), "t_mul": pick(1.0, 2.0, 1.5), "m_mul": between(0.5, 1), "alpha": between(0, 0.3)},
    "PiecewiseConstantDecay": lambda: {"boundaries": sorted(int(n) for n in rng.choice(60, 3, replace=False)), "values": [between(0, 1) for _ in range(4)]},
}


def draw_schedule():
    name = pick(*SCHEDULES)
    options = SCHEDULES[name]()
    if name != "PiecewiseConstantDecay":
        options["initial_learning_rate"] = between(0.1, 0.5)
    return {"kind": "schedule", "class": name, "options": options, "dtype": "float32", "steps": [int(n) for n in rng.randint(0, 120, 6)] + [0]}


DRAWS = [draw_loss] * 6 + [draw_metric] * 5 + [draw_optimizer] * 4 + [draw_activation] * 2 + [draw_constraint, draw_regularizer, draw_initializer, draw_schedule]


# the real Keras -------------------------------------------------------------------------------------------------------------------------------------------

def tensor(x):
    return None if x is None else jnp.asarray(np.asarray(x["values"]).reshape(x["shape"]), x["dtype"])


def flat(x):
    return [float(v) for v in np.asarray(x, dtype="float64").reshape(-1)]


def asked_of_keras(case):
    """Options in which Keras 3.15.1 gives what it means to."""
    options = dict(case["options"])
    if isinstance(options.get("axis"), list):
        options["axis"] = tuple(options["axis"])
    if case["class"] == "Tversky":
        options["alpha"], options["beta"] = options.get("beta", 0.5), options.get("alpha", 0.5)
    return options


def value_and_gradient(fn, x, weigh=None):
    value, back = jax.vjp(fn, x)
    return [flat(value), flat(back(jnp.ones_like(value) if weigh is None else tensor(weigh))[0])]


def keras_loss(case):
    loss = getattr(keras.losses, case["class"])(**asked_of_keras(case))
    y_true, mask, weight = tensor(case["y_true"]), tensor(case["mask"]), tensor(case["weight"])

    def fn(y_pred):
        if mask is not None:
            keras.src.backend.set_keras_mask(y_pred, mask)
        return loss(y_true, y_pred, sample_weight=weight)

    return value_and_gradient(fn, tensor(case["y_pred"])), loss


def keras_metric(case):
    metric, values = getattr(keras.metrics, case["class"])(**asked_of_keras(case)), []
    for update in case["updates"]:
        metric.update_state(*map(tensor, update))
        values.append(flat(metric.result()))
    return values, metric


def keras_optimizer(case):
    optimizer = getattr(keras.optimizers, case["class"])(**case["options"])
    config = keras.saving.serialize_keras_object(optimizer)
    variables = [keras.Variable(tensor(x), dtype=x["dtype"], name="v%d" % (i + 1)) for i, x in enumerate(case["variables"])]
    optimizer.build(variables)
    for gradients in case["gradients"]:
        optimizer.apply([tensor(g) for g in gradients], variables)
    return [flat(v.value) for v in variables], config


def keras_activation(case):
    fn = getattr(keras.activations, case["class"])
    return value_and_gradient(lambda x: fn(x, **case["options"]), tensor(case["x"]), case["weigh"]), None


def keras_constraint(case):
    constraint = getattr(keras.constraints, case["class"])(**case["options"])
    return value_and_gradient(constraint, tensor(case["x"]), case["weigh"]), constraint


def keras_regularizer(case):
    regularizer = getattr(keras.regularizers, case["class"])(**case["options"])
    return value_and_gradient(regularizer, tensor(case["x"])), regularizer


def keras_initializer(case):
    initializer = getattr(keras.initializers, case["class"])(**case["options"])
    return [flat(initializer(tuple(case["shape"]), dtype=case["dtype"]))], initializer


def keras_schedule(case):
    schedule = getattr(keras.optimizers.schedules, case["class"])(**case["options"])
    return [[float(schedule(jnp.asarray(n, "int32"))) for n in case["steps"]]], schedule


def keras_answer(case):
    double = case["dtype"] == "float64"
    with wide(double, double), jax.disable_jit():
        try:
            values, made = globals()["keras_" + case["kind"]](case)
        except Exception as error:  # whatever Keras raises is its answer
            return {"error": "%s: %s" % (type(error).__name__, error)}
        config = made if made is None or isinstance(made, dict) else keras.saving.serialize_keras_object(made)
        return {"values": values, "config": config}


# comparing ------------------------------------------------------------------------------------------------------------------------------------------------

def moments(x, case):
    """What is compared of random numbers: mean and deviation; of an orthogonal matrix how far its products are from the identity."""
    x = np.asarray(x)
    if case["class"] == "Orthogonal":
        m = x.reshape(-1, case["shape"][-1])
        m = m if m.shape[0] >= m.shape[1] else m.T
        return [[float(np.abs(m.T @ m - np.eye(m.shape[1]) * case["options"].get("gain", 1.0) ** 2).max())]]
    return [[float(x.mean()), float(x.std())]]


def close(ours, theirs, case):
    # Keras's Muon takes the root of a matrix's size in float32
    relative, absolute = TOLERANCE["float32" if case["class"] == "Muon" else case["dtype"]]
    if case["kind"] == "optimizer":  # variables near 1, whatever comes of them
        absolute = max(absolute, relative / 5)
    if case["kind"] == "constraint":  # gradients are divided by norms that may be small
        absolute *= 100
    if case["class"] in SEEDED and case["kind"] == "initializer":
        if len(ours[0]) != len(theirs[0]):
            return "%d numbers instead of %d" % (len(ours[0]), len(theirs[0]))
        ours, theirs = moments(ours[0], case), moments(theirs[0], case)
        # six deviations of the difference of two means
        absolute = 1e-5 if case["class"] == "Orthogonal" else 6 * theirs[0][1] * np.sqrt(2 / np.prod(case["shape"]))
    if len(ours) != len(theirs):
        return "%d lists instead of %d" % (len(ours), len(theirs))
    for i, (a, b) in enumerate(zip(ours, theirs)):
        a, b = np.asarray(a, "float64").reshape(-1), np.asarray(b, "float64").reshape(-1)
        if a.shape != b.shape:
            return "list %d: %s instead of %s" % (i, a.shape, b.shape)
        if case["dtype"] == "bfloat16":  # in which Keras has 1 for 1 - 1e-7, and so the logarithm of 0
            a, b = a[~np.isnan(b)], b[~np.isnan(b)]
        size = np.maximum(np.abs(a), np.abs(b))
        scale = np.max(size[np.isfinite(size)], initial=0)
        good = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= absolute + relative * (size + 0.1 * min(scale, 1)))
        if not good.all():
            k = int(np.argmin(good))
            return "list %d, element %d is %r instead of %r" % (i, k, a[k], b[k])


# keys that Keras up to 3.15.1 doesn't write, or writes in another way on purpose
OWN_KEYS = {"Huber": ["delta"], "CosineSimilarity": ["axis"], "SparseCategoricalCrossentropy": ["axis"], "Identity": ["gain"]}


def config_difference(ours, theirs, case):
    if theirs is None:
        return None
    ours, theirs = json.loads(ours), json.loads(json.dumps(theirs))
    for key in OWN_KEYS.get(case["class"], []):
        ours["config"].pop(key, None)
        theirs["config"].pop(key, None)
    if case["class"] == "Tversky":
        theirs["config"]["alpha"], theirs["config"]["beta"] = theirs["config"]["beta"], theirs["config"]["alpha"]
    if ours != theirs or list(ours["config"]) != list(theirs["config"]):
        return "config %s instead of %s" % (json.dumps(ours), json.dumps(theirs))


def main():
    cases = [pick(*DRAWS)() for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = os.path.join(folder, "cases.json"), os.path.join(folder, "answers.json")
        with open(asked, "w") as out:
            json.dump(cases, out)
        program = os.environ.get("LUNULA_PROGRAM", os.path.join(HERE, "..", "..", "build", "lunula"))
        subprocess.run([program, os.path.join(HERE, "answer.lua"), asked, answered], check=True)
        with open(answered) as file:
            answers = json.load(file)
    counts, wrong, end = collections.Counter(), 0, time.time() + seconds
    for i, (case, ours) in enumerate(zip(cases, answers)):
        if time.time() > end:
            break
        theirs = keras_answer(case)
        if "error" in ours or "error" in theirs:
            same = "error" in ours and "error" in theirs
            found = None if same else "Lunula: %s; Keras: %s" % (ours.get("error", "no error"), theirs.get("error", "no error"))
            counts["refused by both"] += same
        else:
            found = close(ours["values"], theirs["values"], case) or config_difference(ours["config"], theirs["config"], case)
        counts["cases"] += 1
        counts[case["kind"]] += 1
        if found:
            wrong += 1
            print("case %d: %s %s %s (%s): %s" % (i, case["kind"], case["class"], json.dumps(case["options"]), case["dtype"], found[:400]), flush=True)
            if os.environ.get("SHOW"):
                print("   ", json.dumps(case)[:2000])
    print("seed %d: %d differ of %s" % (seed, wrong, ", ".join("%d %s" % (n, kind) for kind, n in sorted(counts.items()) if n)))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main())
