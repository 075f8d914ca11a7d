"""The metrics: results before, during and after updates with and without weights and masks; configs, functions, refused arguments.

Rows: inputs (shared arrays by name; floats take the dtype of the case), the results of metrics (u: the name of a set of inputs, whose i-th update takes u.t<i>,
u.p<i> where there is one, and the weight u.<w><i> where there is one, y_pred under the mask u.<m><i>; r: the results one after the other, the first one
before any update where Keras has one), and the kinds config, function and refused.
"""
import re
import warnings

from emit import lua, np, wide, write

import jax.numpy as jnp
import keras

warnings.filterwarnings("ignore")
rng = np.random.RandomState(7)
inputs = {}
rows = []


def probabilities(*shape):
    p = rng.rand(*shape) + 0.05
    return (p / p.sum(-1, keepdims=True)).round(3)


def one_hot(classes, *shape):
    return np.eye(classes)[rng.randint(0, classes, shape)]


def scores(*shape):
    """Numbers in [0, 1] of which a third are ends or likely thresholds."""
    p = rng.rand(*shape).round(3)
    return np.where(rng.rand(*shape) < 0.35, rng.choice([0.0, 1.0, 0.5, 0.25, 0.75], shape), p)


def binary(*shape):
    return (rng.rand(*shape) < 0.5) * 1.0


def values(*shape):
    return (rng.randn(*shape) * 2).round(2)


def positive(*shape):
    return rng.gamma(2.0, 1.0, shape).round(2)


# name: pairs of y_true and y_pred, one for each update
SETS = {
    "binary": [(binary(6), scores(6)) for _ in range(3)],
    "column": [(binary(6, 1), scores(6, 1)), (binary(4), scores(4, 1))],
    "multi": [(binary(5, 3), scores(5, 3)) for _ in range(2)],
    "cube": [(binary(2, 3, 2), scores(2, 3, 2)) for _ in range(2)],
    "ones": [(np.ones(4), scores(4)), (np.ones(4), np.zeros(4)), (np.zeros(4), np.ones(4))],
    "zeros": [(np.zeros(4), scores(4)), (np.zeros(4), np.zeros(4)), (np.ones(4), np.ones(4))],
    "logits": [(binary(5), values(5)) for _ in range(2)],
    "classes": [(one_hot(4, 5), probabilities(5, 4)) for _ in range(2)],
    "many": [(one_hot(8, 5), probabilities(5, 8)) for _ in range(2)],
    "class_logits": [(one_hot(4, 5), values(5, 4)) for _ in range(2)],
    "class_cube": [(one_hot(4, 2, 3), probabilities(2, 3, 4)) for _ in range(2)],
    "sparse": [(rng.randint(0, 4, 5), probabilities(5, 4)), (rng.randint(0, 4, (5, 1)), probabilities(5, 4))],
    "sparse_plain": [(rng.randint(0, 8, 5), probabilities(5, 8)) for _ in range(2)],
    "sparse_ties": [(np.array([0, 1, 2, 3]), np.array([[0.3, 0.3, 0.2, 0.2]] * 4)), (np.array([3, 9]), np.array([[0.25] * 4, [0.1, 0.2, 0.3, 0.4]]))],
    "sparse_cube": [(rng.randint(0, 4, (2, 3)), probabilities(2, 3, 4)) for _ in range(2)],
    "sparse_logits": [(rng.randint(0, 4, 5), values(5, 4)) for _ in range(2)],
    "ignored": [(np.array([0, -1, 2, 3, -1]), probabilities(5, 4)) for _ in range(2)],
    "sorted_ids": [(rng.randint(0, 4, 5), np.stack([rng.permutation(4) for _ in range(5)]) * 1.0) for _ in range(2)],
    "regression": [(values(5, 3), values(5, 3)) for _ in range(3)],
    "vector": [(values(6), values(6)) for _ in range(2)],
    "cube_regression": [(values(2, 3, 4), values(2, 3, 4)) for _ in range(2)],
    "aligned": [(values(5), values(5, 1)), (values(5, 1), values(5, 1))],
    "constant": [(np.ones((3, 2)), values(3, 2)), (np.ones((3, 2)), np.ones((3, 2)))],
    "counts": [(positive(5, 3), positive(5, 3)) for _ in range(2)],
    "signs": [(np.sign(values(5, 3)), values(5, 3)) for _ in range(2)],
    "equal": [(rng.randint(0, 3, (5, 1)), rng.randint(0, 3, (5, 1))) for _ in range(2)],
    "segments": [(rng.randint(0, 3, (2, 5)), rng.randint(0, 3, (2, 5))) for _ in range(2)],
    "labels": [(rng.randint(0, 3, 6), rng.randint(0, 3, 6)) for _ in range(2)],
    "absent": [(np.zeros(4, "int64"), np.array([0, 0, 1, 1])), (np.array([-1, 0, 255, 1]), np.array([0, 5, 1, 1]))],
    "mask_image": [(binary(2, 4), scores(2, 4)) for _ in range(2)],
    "dense": [(one_hot(3, 4), probabilities(4, 3)) for _ in range(2)],
    "values0": [(np.array(1.5), None), (np.array(-0.25), None)],
    "values1": [(values(4), None) for _ in range(2)],
    "values2": [(values(3, 2), None) for _ in range(2)],
    "values3": [(values(2, 3, 2), None) for _ in range(2)],
    "half_dense": [(one_hot(3, 4), rng.randint(0, 3, 4)) for _ in range(2)],
}
for name, pairs in SETS.items():
    for i, (t, p) in enumerate(pairs):
        inputs["%s.t%d" % (name, i)] = t
        if p is not None:
            inputs["%s.p%d" % (name, i)] = p


def weight(shape, kind, i):
    """A weight of a kind for the i-th update of values of a shape."""
    n = shape[0] if shape else 1
    return {"scalar": lambda: np.array(2.0), "sample": lambda: rng.uniform(0.2, 2.0, n).round(2), "column": lambda: rng.uniform(0.2, 2.0, (n, 1)).round(2),
            "full": lambda: rng.uniform(0.0, 2.0, shape).round(2), "rows": lambda: rng.uniform(0.0, 2.0, shape[:-1]).round(2), "zeros": lambda: np.zeros(n),
            "some": lambda: rng.uniform(0.2, 2.0, n).round(2) if i != 1 else None}[kind]()


def tensor(key, dtype):
    a = inputs[key]
    return jnp.asarray(a, dtype if a.dtype.kind == "f" else "int32")


def run(name, options, inputs_name, kind, dtype=None, mask=None, integer=False):
    """One case: the results before and after each update; nothing when Keras refuses it."""
    given = dict(options, **({"dtype": dtype} if dtype else {}))
    floats = "float64" if dtype == "float64" else "float32"
    weights = kind + "i" if integer and kind else kind
    with wide(dtype == "float64", dtype == "float64"):
        metric = getattr(keras.metrics, name)(**given)
        results = []
        try:
            results.append(np.asarray(metric.result()))
        except AttributeError:
            pass
        late = not results
        try:
            for i, (t, p) in enumerate(SETS[inputs_name]):
                key = lambda what: "%s.%s%d" % (inputs_name, what, i)  # noqa: E731
                arguments = [tensor(key("t"), floats)]
                if p is not None:
                    arguments.append(tensor(key("p"), floats))
                shape = arguments[-1].shape
                if kind and key(weights) not in inputs:
                    w = weight(shape, kind, i)
                    if w is not None:
                        inputs[key(weights)] = np.ceil(w).astype("int64") if integer else w
                if mask:
                    where = shape[:-1] or shape
                    inputs.setdefault(key(mask), np.arange(np.prod(where)).reshape(where) % 3 != 1 if mask == "mask" else np.zeros(where, bool))
                    keras.src.backend.set_keras_mask(arguments[-1], jnp.asarray(inputs[key(mask)]))
                metric.update_state(*arguments, **({"sample_weight": tensor(key(weights), floats)} if key(weights) in inputs and kind else {}))
                results.append(np.asarray(metric.result()))
        except (ValueError, TypeError):
            return
    if not late and results[0].shape != results[1].shape:
        results.pop(0)
        late = True
    row = {"c": name, "u": inputs_name, "r": SHORT[str(results[-1].dtype)](np.concatenate([r.reshape(-1) for r in results]))}
    if kind:
        row["w"] = weights
    if given:
        row["o"] = given
    if results[-1].shape:
        row["s"] = list(results[-1].shape)
    if str(results[-1].dtype) != "float32":
        row["d"] = str(results[-1].dtype)
    if late:
        row["late"] = True
    if mask:
        row["m"] = mask
    rows.append(row)


# results as plain numbers, those of float32 in their shortest text
SHORT = {"float32": lambda v: [float(str(np.float32(x))) for x in v], "float64": lambda v: [float(x) for x in v]}


def cases(name, option_list, set_names, kinds, dtypes=(None,), masks=False, integer=False):
    for options in option_list:
        for inputs_name in set_names.split():
            for kind in kinds.split():
                kind = None if kind == "none" else kind
                for dtype in dtypes:
                    run(name, options, inputs_name, kind, dtype, integer=integer)
            for mask in ("mask", "nothing") if masks else ():
                for kind in (None, "sample"):
                    run(name, options, inputs_name, kind, None, mask)


BOTH = (None, "float64")
ALL = "none scalar sample column full rows zeros some"
MEAN = "none sample full"
for name in ("Mean", "Sum"):
    cases(name, [{}], "values0 values1 values2 values3", ALL, BOTH)
REGRESSION = "regression vector cube_regression aligned"
cases("MeanSquaredError", [{}], REGRESSION, ALL, BOTH, masks=True)
cases("RootMeanSquaredError", [{}], REGRESSION, ALL, BOTH)
for name in ("MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCoshError"):
    cases(name, [{}], REGRESSION, MEAN, BOTH, masks=True)
cases("MeanSquaredLogarithmicError", [{}], "regression counts", MEAN, BOTH, masks=True)
cases("CosineSimilarity", [{}, {"axis": 0}], "regression vector constant", MEAN, BOTH, masks=True)
cases("CosineSimilarity", [{"axis": 1}], "cube_regression", "none sample")
cases("R2Score", [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}], "regression aligned constant",
      "none scalar sample column full some", BOTH)
cases("R2Score", [{"num_regressors": n} for n in (2, 14, 15, 40)], "regression aligned constant", "none sample", BOTH)
for name in ("PearsonCorrelation", "ConcordanceCorrelation"):
    cases(name, [{}], "regression vector cube_regression", MEAN, BOTH, masks=True)
    cases(name, [{"axis": 0}, {"axis": (0, 1)}], "regression", "none", BOTH)
for name in ("Hinge", "SquaredHinge", "CategoricalHinge"):
    cases(name, [{}], "signs multi classes", MEAN, BOTH, masks=True)
cases("KLDivergence", [{}], "classes class_cube multi", MEAN, BOTH, masks=True)
cases("Poisson", [{}], "counts multi", MEAN, BOTH, masks=True)
cases("BinaryCrossentropy", [{}, {"label_smoothing": 0.2}], "binary column multi cube", MEAN, BOTH, masks=True)
cases("BinaryCrossentropy", [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.1}], "logits class_logits", MEAN, BOTH)
cases("CategoricalCrossentropy", [{}, {"label_smoothing": 0.1}], "classes class_cube", MEAN, BOTH, masks=True)
cases("CategoricalCrossentropy", [{"axis": 0}], "classes", "none", BOTH)
cases("CategoricalCrossentropy", [{"from_logits": True}], "class_logits", MEAN, BOTH)
cases("SparseCategoricalCrossentropy", [{}], "sparse sparse_cube", MEAN, BOTH, masks=True)
cases("SparseCategoricalCrossentropy", [{"from_logits": True}], "sparse_logits", MEAN, BOTH)
cases("SparseCategoricalCrossentropy", [{"ignore_class": -1}], "ignored", ALL, BOTH)
cases("SparseCategoricalCrossentropy", [{"ignore_class": 2}], "sparse", ALL, BOTH)
cases("Accuracy", [{}], "equal labels multi segments", MEAN, masks=True)
cases("BinaryAccuracy", [{}, {"threshold": 0.25}, {"threshold": 0.0}, {"threshold": 1.0}], "binary column multi cube", MEAN, masks=True)
cases("CategoricalAccuracy", [{}], "classes class_cube class_logits", ALL, BOTH, masks=True)
cases("SparseCategoricalAccuracy", [{}], "sparse sparse_cube sparse_logits", ALL, BOTH, masks=True)
cases("TopKCategoricalAccuracy", [{}], "many", MEAN, BOTH, masks=True)
cases("TopKCategoricalAccuracy", [{"k": 1}, {"k": 2}, {"k": 4}], "classes class_cube many", "none sample rows", masks=True)
cases("SparseTopKCategoricalAccuracy", [{}], "sparse_plain", MEAN, BOTH, masks=True)
cases("SparseTopKCategoricalAccuracy", [{"k": 1}, {"k": 2}, {"k": 3}], "sparse sparse_cube sparse_ties", "none sample rows", masks=True)
cases("SparseTopKCategoricalAccuracy", [{"k": 2, "from_sorted_ids": True}, {"k": 4, "from_sorted_ids": True}], "sorted_ids", "none sample")

BINARY = "binary column multi cube ones zeros"
THRESHOLDS = [{}, {"thresholds": 0.25}, {"thresholds": [0.25, 0.5, 0.75]}, {"thresholds": [0.0, 0.5, 1.0]}, {"thresholds": [0.0]}, {"thresholds": 1.0},
              {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}]
COUNT = "none scalar sample column full zeros"
for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
    cases(name, THRESHOLDS[:1], BINARY, COUNT)
    cases(name, [{"dtype": "float64"}], "multi", "none sample")
    cases(name, THRESHOLDS[1:], "binary multi zeros", "none sample")
for name in ("Precision", "Recall"):
    cases(name, THRESHOLDS[:1], BINARY, COUNT, BOTH)
    cases(name, THRESHOLDS[1:], BINARY, "none sample")
    cases(name, [{"top_k": 1}, {"top_k": 2}, {"top_k": 2, "thresholds": 0.5}, {"class_id": 1}, {"class_id": 0, "thresholds": [0.2, 0.5]},
                 {"top_k": 2, "class_id": 2}, {"class_id": 1, "thresholds": [0.0, 0.5, 1.0]}], "multi class_cube many", "none scalar sample column")
    cases(name, [{"top_k": 2}, {"top_k": 4}], "binary", "none sample")
for name, key in (("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"), ("PrecisionAtRecall", "recall"),
                  ("RecallAtPrecision", "precision")):
    cases(name, [{key: 0.5}], BINARY, COUNT)
    cases(name, [{key: 1.0}], "binary multi ones zeros", "none")  # with weights, Keras's float32 sums miss 1 by rounding
    cases(name, [{key: 0.8}, {key: 0.0}, {key: 0.5, "num_thresholds": 1}, {key: 0.4, "num_thresholds": 2}, {key: 0.7, "num_thresholds": 3}],
          "binary multi ones zeros", "none sample")
    cases(name, [{key: 0.5, "class_id": 1}], "multi classes", "none sample")
CURVES = [{"curve": c, "summation_method": s} for c in ("ROC", "PR", "PRGAIN") for s in ("interpolation", "majoring", "minoring")]
cases("AUC", [{}], BINARY, COUNT, BOTH)
cases("AUC", CURVES[1:], BINARY, "none sample")
cases("AUC", [{"num_thresholds": 2}, {"num_thresholds": 3}, {"thresholds": [0.5]}, {"thresholds": [0.75, 0.2, 0.3]}, {"thresholds": [0.25, 0.5, 0.75]},
              {"thresholds": [0.0, 0.5, 1.0]}, {"curve": "pr", "thresholds": [0.3, 0.6]}], "binary multi zeros", "none sample full")
cases("AUC", [{"from_logits": True}, {"from_logits": True, "curve": "PR", "num_thresholds": 9}], "logits", "none sample")
cases("AUC", [dict(o, multi_label=True, **m) for o in CURVES + [{"thresholds": [0.2, 0.6]}, {"curve": "PR", "num_thresholds": 4}]
              for m in ({}, {"label_weights": [0.2, 0.5, 1.0]})] + [{"multi_label": True, "num_labels": 3}], "multi", "none sample full")
cases("AUC", [{"label_weights": [0.2, 0.5, 1.0]}, {"label_weights": [0.2, 0.5, 1.0], "curve": "PR", "thresholds": [0.2, 0.6]}], "multi", "none sample full")
for name, more, dtypes in (("F1Score", [{}], BOTH), ("FBetaScore", [{}, {"beta": 2.0}, {"beta": 0.5}], (None,))):
    cases(name, [dict(m, **a, **t) for m in more for a in ({}, {"average": "micro"}, {"average": "macro"}, {"average": "weighted"})
                 for t in ({}, {"threshold": 0.5}, {"threshold": 1.0})], "multi classes", "none sample", dtypes)
for dtype, integer in ((None, True), ("float32", False)):
    common = {"dtypes": (dtype,), "integer": integer}
    cases("IoU", [{"num_classes": 3, "target_class_ids": [0]}, {"num_classes": 3, "target_class_ids": [2, 0]},
                  {"num_classes": 3, "target_class_ids": [0, 1], "ignore_class": 2}], "labels segments absent", "none scalar full", **common)
    dense = {"num_classes": 3, "sparse_y_true": False, "sparse_y_pred": False}
    cases("IoU", [dict(dense, target_class_ids=[0, 2]), dict(dense, target_class_ids=[1])], "dense", "none sample", **common)
    cases("MeanIoU", [{"num_classes": 3}, {"num_classes": 4}, {"num_classes": 3, "ignore_class": 0}, {"num_classes": 2}], "labels segments absent",
          "none scalar full zeros", **common)
    cases("BinaryIoU", [{}, {"threshold": 0.25}, {"target_class_ids": [0]}, {"target_class_ids": [1], "threshold": 0.75}], "binary mask_image zeros ones",
          "none scalar full", **common)
    cases("OneHotIoU", [{"num_classes": 3, "target_class_ids": [0, 2]}, {"num_classes": 3, "target_class_ids": [1], "ignore_class": 0}], "dense",
          "none sample", **common)
    cases("OneHotIoU", [{"num_classes": 3, "target_class_ids": [0, 2], "sparse_y_pred": True}], "half_dense", "none sample", **common)
    cases("OneHotMeanIoU", [{"num_classes": 3}, {"num_classes": 3, "ignore_class": 1}], "dense", "none sample", **common)
    cases("OneHotMeanIoU", [{"num_classes": 3, "sparse_y_pred": True}], "half_dense", "none sample", **common)

CONFIGS = {
    "AUC": [{"num_thresholds": 5, "curve": "pr", "summation_method": "Minoring"}, {"thresholds": [0.75, 0.25]}, {"multi_label": True, "num_labels": 3}],
    "BinaryAccuracy": [{"threshold": 0.2}], "BinaryCrossentropy": [{"from_logits": True, "label_smoothing": 0.25}],
    "CategoricalCrossentropy": [{"axis": 1}], "SparseCategoricalCrossentropy": [{"ignore_class": 3}], "ConcordanceCorrelation": [{"axis": 0}],
    "PearsonCorrelation": [{"axis": 0}], "TopKCategoricalAccuracy": [{"k": 3}], "SparseTopKCategoricalAccuracy": [{"k": 3}, {"from_sorted_ids": True}],
    "TruePositives": [{"thresholds": 0.25}], "FalseNegatives": [{"thresholds": [0.25, 0.5]}],
    "Precision": [{"thresholds": [0.5, 0.75], "class_id": 1}], "Recall": [{"top_k": 2}],
    "F1Score": [{"average": "micro", "threshold": 0.5}], "FBetaScore": [{"average": "macro", "beta": 2.0}],
    "R2Score": [{"class_aggregation": None, "num_regressors": 2}], "BinaryIoU": [{"target_class_ids": [1], "threshold": 0.25}],
    "MeanIoU": [{"ignore_class": 1, "axis": 1}], "IoU": [{"sparse_y_true": False, "dtype": "float32"}], "OneHotIoU": [{"sparse_y_pred": True}],
}
NEEDED = {
    "IoU": {"num_classes": 3, "target_class_ids": [0, 2]}, "OneHotIoU": {"num_classes": 3, "target_class_ids": [0, 2]}, "MeanIoU": {"num_classes": 3},
    "OneHotMeanIoU": {"num_classes": 3}, "PrecisionAtRecall": {"recall": 0.5}, "RecallAtPrecision": {"precision": 0.25},
    "SensitivityAtSpecificity": {"specificity": 0.5}, "SpecificityAtSensitivity": {"sensitivity": 0.75},
}
for cls in sorted(keras.src.metrics.ALL_OBJECTS, key=lambda c: c.__name__):
    name = cls.__name__
    if name in ("Metric", "MeanMetricWrapper"):
        continue
    for options in [{}, {"name": "own", "dtype": "float64"}] + CONFIGS.get(name, []):
        keras.utils.clear_session()
        given = {**NEEDED.get(name, {}), **options}
        with wide(True, True):
            metric = cls(**given)
        config = metric.get_config()
        rows.append({"kind": "config", "c": name, "o": given, "keys": list(config), "config": list(config.values()),
                     "strings": sorted(k for k, v in keras.src.metrics.ALL_OBJECTS_DICT.items() if v is cls)})

for name, args, options in [
        ("binary_accuracy", "multi", {}), ("binary_accuracy", "column", {"threshold": 0.25}), ("categorical_accuracy", "class_cube", {}),
        ("sparse_categorical_accuracy", "sparse", {}), ("sparse_categorical_accuracy", "sparse_cube", {}),
        ("top_k_categorical_accuracy", "class_cube", {"k": 2}), ("sparse_top_k_categorical_accuracy", "sparse_cube", {"k": 2}),
        ("sparse_top_k_categorical_accuracy", "sorted_ids", {"k": 2, "from_sorted_ids": True}), ("pearson_correlation", "cube_regression", {}),
        ("pearson_correlation", "cube_regression", {"axis": 1}), ("concordance_correlation", "cube_regression", {"axis": (0, 2)}),
        ("concordance_correlation", "regression", {})]:
    for i in range(len(SETS[args])):
        t, p = "%s.t%d" % (args, i), "%s.p%d" % (args, i)
        with wide(False):
            result = getattr(keras.metrics, name)(tensor(t, "float32"), tensor(p, "float32"), **options)
        rows.append({"kind": "function", "f": name, "o": options, "u": t, "p": p, "r": np.asarray(result)})

for name, options in [
        ("AUC", {"curve": "XY"}), ("AUC", {"summation_method": "upper"}), ("AUC", {"num_thresholds": 1}), ("AUC", {"num_labels": 3}),
        ("Precision", {"thresholds": 1.5}), ("Precision", {"thresholds": [0.5, -0.1]}), ("Recall", {"thresholds": [2.0]}),
        ("TruePositives", {"thresholds": -0.5}), ("SensitivityAtSpecificity", {"specificity": 1.5}), ("SpecificityAtSensitivity", {"sensitivity": -0.1}),
        ("PrecisionAtRecall", {"recall": 2.0}), ("RecallAtPrecision", {"precision": -1.0}), ("RecallAtPrecision", {"precision": 0.5, "num_thresholds": 0}),
        ("FBetaScore", {"average": "all"}), ("FBetaScore", {"beta": 0.0}), ("FBetaScore", {"beta": -1.0}), ("F1Score", {"threshold": 1.5}),
        ("F1Score", {"threshold": 0.0}), ("R2Score", {"class_aggregation": "sum"}), ("R2Score", {"num_regressors": -1}),
        ("IoU", {"num_classes": 2, "target_class_ids": [2]}), ("OneHotIoU", {"num_classes": 2, "target_class_ids": [0, 3]})]:
    try:
        getattr(keras.metrics, name)(**options)
    except Exception as e:
        rows.append({"kind": "refused", "c": name, "o": options, "error": type(e).__name__})
    else:
        raise SystemExit("Keras accepts %s %s" % (name, options))



def short(row):
    """A row with bare keys, which is what thousands of rows can do without."""
    return re.sub(r'\["([a-z_]+)"\]=', r"\1=", lua(row))


shared = lua({"inputs": {k: np.asarray(v) for k, v in inputs.items()}})
write(__file__, [shared] + [short(row) for row in rows], "Results, configs and errors of metrics.")
