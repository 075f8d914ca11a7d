"""The metrics: results before, during and after updates with and without weights and masks; configs, functions, refused arguments.

Rows: "inputs" (shared arrays by name; floats take the dtype of the case), "metric" (u: "y_true y_pred [weight]" for each update; r: the results one
after the other, the first one before any update where Keras has one), "config", "function", "refused".
"""
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
    "first_axis": [(one_hot(3, 4).T.copy(), probabilities(4, 3).T.copy()) for _ in range(2)],
    "half_dense": [(one_hot(3, 4), rng.randint(0, 3, 4)) for _ in range(2)],
}
for name, pairs in SETS.items():
    for i, (t, p) in enumerate(pairs):
        inputs["%s.t%d" % (name, i)], inputs["%s.p%d" % (name, i)] = t, p


def weights_of(name, kind, integer):
    """The name of a weight for each update of a set, None where there is none."""
    names = []
    for i, (t, p) in enumerate(SETS[name]):
        n = len(p)
        w = {"none": None, "scalar": np.array(2.0), "sample": rng.uniform(0.2, 2.0, n).round(2), "column": rng.uniform(0.2, 2.0, (n, 1)).round(2),
             "full": rng.uniform(0.0, 2.0, p.shape).round(2), "rows": rng.uniform(0.0, 2.0, p.shape[:-1]).round(2), "zeros": np.zeros(n),
             "labels": rng.uniform(0.0, 2.0, np.shape(t)).round(2), "some": rng.uniform(0.2, 2.0, n).round(2) if i != 1 else None}[kind]
        if w is not None and integer:
            w = np.ceil(w).astype("int64")
        key = None
        if w is not None:
            key = "%s.%s%d%s" % (name, kind, i, "i" if integer else "")
            inputs.setdefault(key, w)
        names.append(key)
    return names


def tensor(key, dtype, scalar=False):
    a = inputs[key]
    return jnp.asarray(a, dtype if a.dtype.kind == "f" else "int32")


def text_of(array):
    return np.asarray(array).reshape(-1).tolist() if str(array.dtype) == "float64" else np.asarray(array).reshape(-1)


def run(name, options, inputs_name, kind, dtype=None, mask=None, integer=False):
    """One case: the results before and after each update; nothing when Keras refuses it."""
    given = dict(options)
    if dtype:
        given["dtype"] = dtype
    wide_inputs = dtype == "float64"
    floats = "float64" if wide_inputs else "float32"
    with wide(wide_inputs, wide_inputs):
        metric = getattr(keras.metrics, name)(**given)
        results, updates = [], []
        try:
            first = metric.result()
            results.append(np.asarray(first))
            begun = True
        except AttributeError:
            begun = False
        try:
            for i, w in enumerate(weights_of(inputs_name, kind, integer)):
                t, p = "%s.t%d" % (inputs_name, i), "%s.p%d" % (inputs_name, i)
                y_true, y_pred = tensor(t, floats), tensor(p, floats)
                if mask:
                    inputs.setdefault("%s.%s%d" % (inputs_name, mask, i), np.arange(np.prod(y_pred.shape[:-1] or y_pred.shape)).reshape(
                        y_pred.shape[:-1] or y_pred.shape) % 3 != 1 if mask == "mask" else np.zeros(y_pred.shape[:-1] or y_pred.shape, bool))
                    keras.src.backend.set_keras_mask(y_pred, jnp.asarray(inputs["%s.%s%d" % (inputs_name, mask, i)]))
                metric.update_state(y_true, y_pred, **({"sample_weight": tensor(w, floats)} if w else {}))
                updates.append(" ".join(x for x in (t, p, w) if x))
                results.append(np.asarray(metric.result()))
        except (ValueError, TypeError):
            return
        if begun and len(results) > 1 and results[0].shape != results[1].shape:
            results.pop(0)
            begun = False
        flat = np.concatenate([r.reshape(-1) for r in results])
        row = {"kind": "metric", "c": name, "u": updates, "s": list(results[-1].shape), "d": str(results[-1].dtype), "r": flat}
        if given:
            row["o"] = given
        if not begun:
            row["late"] = True
        if mask:
            row["m"] = mask
        rows.append(row)


def cases(name, option_list, set_names, kinds="none scalar sample full zeros some", dtypes=(None, "float64"), masks=False, integer=False):
    for options in option_list:
        for inputs_name in set_names.split():
            for kind in kinds.split():
                state = rng.get_state()
                for dtype in dtypes:
                    rng.set_state(state)
                    if dtype is None or kind in ("none", "sample", "full"):
                        run(name, options, inputs_name, kind, dtype, integer=integer)
            for mask in ("mask", "nothing") if masks else ():
                for kind in ("none", "sample"):
                    run(name, options, inputs_name, kind, None, mask)


MEAN = "none scalar sample column full rows zeros some"
REGRESSION = "regression vector cube_regression aligned"
for name in ("MeanSquaredError", "MeanAbsoluteError", "MeanAbsolutePercentageError", "LogCoshError"):
    cases(name, [{}], REGRESSION, MEAN, masks=True)
cases("RootMeanSquaredError", [{}], REGRESSION, MEAN)
cases("MeanSquaredLogarithmicError", [{}], "regression counts", MEAN, masks=True)
cases("CosineSimilarity", [{}, {"axis": 0}], "regression vector constant", MEAN, masks=True)
cases("CosineSimilarity", [{"axis": 1}], "cube_regression", "none sample")
cases("R2Score", [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"}, {"num_regressors": 2}, {"num_regressors": 14},
                  {"num_regressors": 15}, {"num_regressors": 40}], "regression aligned constant", "none scalar sample column full some")
for name in ("PearsonCorrelation", "ConcordanceCorrelation"):
    cases(name, [{}], "regression vector cube_regression", MEAN, masks=True)
    cases(name, [{"axis": 0}, {"axis": (0, 1)}], "regression", "none")
for name in ("Hinge", "SquaredHinge", "CategoricalHinge"):
    cases(name, [{}], "signs multi classes", MEAN, masks=True)
cases("KLDivergence", [{}], "classes class_cube multi", MEAN, masks=True)
cases("Poisson", [{}], "counts multi", MEAN, masks=True)
cases("BinaryCrossentropy", [{}, {"label_smoothing": 0.2}], "binary column multi cube", MEAN, masks=True)
cases("BinaryCrossentropy", [{"from_logits": True}, {"from_logits": True, "label_smoothing": 0.1}], "logits class_logits", MEAN)
cases("CategoricalCrossentropy", [{}, {"label_smoothing": 0.1}], "classes class_cube", MEAN, masks=True)
cases("CategoricalCrossentropy", [{"axis": 0}], "classes", "none")
cases("CategoricalCrossentropy", [{"from_logits": True}], "class_logits", MEAN)
cases("SparseCategoricalCrossentropy", [{}], "sparse sparse_cube", MEAN, masks=True)
cases("SparseCategoricalCrossentropy", [{"from_logits": True}], "sparse_logits", MEAN)
cases("SparseCategoricalCrossentropy", [{"ignore_class": -1}, {"ignore_class": 2}], "ignored" , MEAN)
cases("Accuracy", [{}], "equal labels multi segments", MEAN, masks=True)
cases("BinaryAccuracy", [{}, {"threshold": 0.25}, {"threshold": 0.0}, {"threshold": 1.0}], "binary column multi cube", MEAN, masks=True)
cases("CategoricalAccuracy", [{}], "classes class_cube class_logits", MEAN, masks=True)
cases("SparseCategoricalAccuracy", [{}], "sparse sparse_cube sparse_logits", MEAN, masks=True)
cases("TopKCategoricalAccuracy", [{}], "many", MEAN, masks=True)
cases("TopKCategoricalAccuracy", [{"k": 1}, {"k": 2}, {"k": 4}], "classes class_cube many", "none sample rows", masks=True)
cases("SparseTopKCategoricalAccuracy", [{}], "sparse_plain", MEAN, masks=True)
cases("SparseTopKCategoricalAccuracy", [{"k": 1}, {"k": 2}, {"k": 3}], "sparse sparse_cube sparse_ties", "none sample rows", masks=True)
cases("SparseTopKCategoricalAccuracy", [{"k": 2, "from_sorted_ids": True}, {"k": 4, "from_sorted_ids": True}], "sorted_ids", "none sample")

BINARY = "binary column multi cube ones zeros"
THRESHOLDS = [{}, {"thresholds": 0.25}, {"thresholds": [0.25, 0.5, 0.75]}, {"thresholds": [0.0, 0.5, 1.0]}, {"thresholds": [0.0]}, {"thresholds": 1.0},
              {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}]
COUNT = "none scalar sample column full zeros"
for name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
    cases(name, THRESHOLDS[:1], BINARY, COUNT)
    cases(name, THRESHOLDS[1:], "binary multi zeros", "none sample", dtypes=(None,))
for name in ("Precision", "Recall"):
    cases(name, THRESHOLDS[:1], BINARY, COUNT)
    cases(name, THRESHOLDS[1:], BINARY, "none sample", dtypes=(None,))
    cases(name, [{"top_k": 1}, {"top_k": 2}, {"top_k": 2, "thresholds": 0.5}, {"class_id": 1}, {"class_id": 0, "thresholds": [0.2, 0.5]},
                 {"top_k": 2, "class_id": 2}, {"class_id": 1, "thresholds": [0.0, 0.5, 1.0]}], "multi class_cube many", "none scalar sample column",
          dtypes=(None,))
    cases(name, [{"top_k": 2}, {"top_k": 4}], "binary", "none sample", dtypes=(None,))
for name, key in (("SensitivityAtSpecificity", "specificity"), ("SpecificityAtSensitivity", "sensitivity"), ("PrecisionAtRecall", "recall"),
                  ("RecallAtPrecision", "precision")):
    cases(name, [{key: 0.5}], BINARY, COUNT, dtypes=(None,))
    cases(name, [{key: 0.8}, {key: 0.0}, {key: 1.0}, {key: 0.5, "num_thresholds": 1}, {key: 0.4, "num_thresholds": 2}, {key: 0.7, "num_thresholds": 3}],
          "binary multi ones zeros", "none sample", dtypes=(None,))
    cases(name, [{key: 0.5, "class_id": 1}], "multi classes", "none sample", dtypes=(None,))
CURVES = [{"curve": c, "summation_method": s} for c in ("ROC", "PR", "PRGAIN") for s in ("interpolation", "majoring", "minoring")]
cases("AUC", [{}], BINARY, COUNT)
cases("AUC", CURVES[1:], BINARY, "none sample", dtypes=(None,))
cases("AUC", [{"num_thresholds": 2}, {"num_thresholds": 3}, {"thresholds": [0.5]}, {"thresholds": [0.75, 0.2, 0.3]}, {"thresholds": [0.25, 0.5, 0.75]},
              {"thresholds": [0.0, 0.5, 1.0]}, {"curve": "pr", "thresholds": [0.3, 0.6]}], "binary multi zeros", "none sample full", dtypes=(None,))
cases("AUC", [{"from_logits": True}, {"from_logits": True, "curve": "PR", "num_thresholds": 9}], "logits", "none sample", dtypes=(None,))
cases("AUC", [dict(o, multi_label=True, **m) for o in CURVES + [{"thresholds": [0.2, 0.6]}, {"curve": "PR", "num_thresholds": 4}]
              for m in ({}, {"num_labels": 3}, {"label_weights": [0.2, 0.5, 1.0]})], "multi", "none sample full", dtypes=(None,))
cases("AUC", [{"label_weights": [0.2, 0.5, 1.0]}, {"label_weights": [0.2, 0.5, 1.0], "curve": "PR", "thresholds": [0.2, 0.6]}], "multi",
      "none sample full", dtypes=(None,))
for name, more in (("F1Score", [{}]), ("FBetaScore", [{}, {"beta": 2.0}, {"beta": 0.5}])):
    cases(name, [dict(m, **a, **t) for m in more for a in ({}, {"average": "micro"}, {"average": "macro"}, {"average": "weighted"})
                 for t in ({}, {"threshold": 0.5}, {"threshold": 1.0})], "multi classes", "none sample", dtypes=(None, "float64"))
for dtype in ((None,), ("float32",)):
    integer = dtype == (None,)
    cases("IoU", [{"num_classes": 3, "target_class_ids": [0]}, {"num_classes": 3, "target_class_ids": [2, 0]},
                  {"num_classes": 3, "target_class_ids": [0, 1], "ignore_class": 2}], "labels segments absent", "none scalar full", dtypes=dtype, integer=integer)
    cases("IoU", [{"num_classes": 3, "target_class_ids": [0, 2], "sparse_y_true": False, "sparse_y_pred": False},
                  {"num_classes": 3, "target_class_ids": [1], "sparse_y_true": False, "sparse_y_pred": False}], "dense", "none sample", dtypes=dtype,
          integer=integer)
    cases("IoU", [{"num_classes": 3, "target_class_ids": [1], "sparse_y_true": False, "sparse_y_pred": False, "axis": 0}], "first_axis", "none", dtypes=dtype,
          integer=integer)
    cases("MeanIoU", [{"num_classes": 3}, {"num_classes": 4}, {"num_classes": 3, "ignore_class": 0}, {"num_classes": 2}], "labels segments absent",
          "none scalar full zeros", dtypes=dtype, integer=integer)
    cases("BinaryIoU", [{}, {"threshold": 0.25}, {"target_class_ids": [0]}, {"target_class_ids": [1], "threshold": 0.75}], "binary mask_image zeros ones",
          "none scalar full", dtypes=dtype, integer=integer)
    cases("OneHotIoU", [{"num_classes": 3, "target_class_ids": [0, 2]}, {"num_classes": 3, "target_class_ids": [1], "ignore_class": 0}], "dense",
          "none sample", dtypes=dtype, integer=integer)
    cases("OneHotIoU", [{"num_classes": 3, "target_class_ids": [0, 2], "sparse_y_pred": True}], "half_dense", "none sample", dtypes=dtype, integer=integer)
    cases("OneHotMeanIoU", [{"num_classes": 3}, {"num_classes": 3, "ignore_class": 1}], "dense", "none sample", dtypes=dtype, integer=integer)
    cases("OneHotMeanIoU", [{"num_classes": 3, "sparse_y_pred": True}], "half_dense", "none sample", dtypes=dtype, integer=integer)

# Mean and Sum of values of every rank; their second argument is the weight.
for name in ("Mean", "Sum"):
    for dtype in (None, "float64"):
        for shape in ((), (4,), (3, 2), (2, 3, 2)):
            key = "values%d" % len(shape)
            inputs.setdefault(key, values(*shape) if shape else np.array(1.5))
            for wshape in [None, ()] + [shape[:k] for k in range(1, len(shape) + 1)] + ([shape[:1] + (1,) * (len(shape) - 1)] if len(shape) > 1 else []):
                wkey = wshape is not None and "w" + "x".join(map(str, wshape))
                if wkey:
                    inputs.setdefault(wkey, rng.uniform(0.2, 2, wshape).round(2) if wshape else np.array(0.5))
                with wide(dtype == "float64", dtype == "float64"):
                    metric = getattr(keras.metrics, name)(**({"dtype": dtype} if dtype else {}))
                    results = [np.asarray(metric.result())]
                    for _ in range(2):
                        w = tensor(wkey, dtype or "float32") if wkey else None
                        metric.update_state(tensor(key, dtype or "float32"), w)
                        results.append(np.asarray(metric.result()))
                    rows.append({"kind": "metric", "c": name, "u": [" ".join(x for x in (key, wkey) if x)] * 2, "s": [], "d": str(results[-1].dtype),
                                 "r": np.stack(results), **({"o": {"dtype": dtype}} if dtype else {})})

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
        keras.src.backend.clear_session() if hasattr(keras.src.backend, "clear_session") else keras.utils.clear_session()
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
        rows.append({"kind": "function", "f": name, "o": options, "u": [t + " " + p], "r": np.asarray(result)})

for name, options in [
        ("AUC", {"curve": "XY"}), ("AUC", {"summation_method": "upper"}), ("AUC", {"num_thresholds": 1}), ("AUC", {"num_labels": 3}),
        ("AUC", {"thresholds": [0.5, 1.5]}),
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
        print("accepted:", name, options)

SHORT = {"float32": lambda v: [float(str(np.float32(x))) for x in v], "float64": lambda v: [float(x) for x in v]}


def flat(row):
    """Results as plain numbers; those of float32 in their shortest text."""
    if row["kind"] == "metric":
        row = dict(row, r=SHORT.get(row["d"], list)(row["r"].reshape(-1)))
    return lua(row)


shared = lua({"kind": "inputs", "inputs": {k: np.asarray(v) for k, v in inputs.items()}})
write(__file__, [shared] + [flat(row) for row in rows], "Results, configs and errors of metrics.")
print(len(rows), "rows")
