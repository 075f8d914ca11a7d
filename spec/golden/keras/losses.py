"""The losses: values and gradients over reductions, dtypes, ranks, weights, masks and options.

The data file holds named inputs (rounded, in float64), number lists that several cases share, and one row per loss, options, inputs and dtype, whose
cases give reduction, weight, mask, and where value and gradient stand among the lists.

What Keras 3.15.1 gets wrong is asked of it in a form that it gets right: label smoothing and integer labels with the classes on another axis than
the last are computed with that axis moved to the end, and Tversky's alpha and beta are swapped.
"""
from emit import lua, np, number, wide, write

import jax
import jax.numpy as jnp
import keras
from keras import ops

rng = np.random.RandomState(11)
REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
DTYPES = ["float32", "float64", "float16", "bfloat16"]
DIGITS = {"float64": 14, "float32": 7, "float16": 4, "bfloat16": 3}
RANKS = {1: (4,), 2: (4, 3), 3: (2, 3, 3)}
inputs, lists, rows = {}, {}, []
cases_written = 0


def named(name, values):
    values = np.asarray(values, dtype="float64")
    assert np.array_equal(inputs.setdefault(name, values), values), name
    return name


def draw(kind, shape):
    """An array of a kind, the same for the same kind and shape."""
    r = np.random.RandomState(sum(map(ord, kind)) * 31 + sum(shape) + len(shape))
    if kind in ("real", "real2"):
        return (r.randn(*shape) * 1.5).round(2)
    if kind in ("positive", "positive2"):
        return r.uniform(0.1, 3, shape).round(2)
    if kind == "binary":
        return (r.rand(*shape) < 0.5) * 1.0
    if kind == "signs":
        return np.where(r.rand(*shape) < 0.5, 1.0, -1.0)
    if kind in ("chance", "soft"):
        return r.uniform(0.05, 0.95, shape).round(2)
    if kind == "logits":
        return (r.randn(*shape) * 3).round(1)
    if kind == "onehot":
        return np.eye(shape[-1])[r.randint(0, shape[-1], shape[:-1])]
    if kind == "labels":
        return r.randint(0, shape[-1], shape[:-1]) * 1.0
    if kind == "labels1":
        return draw("labels", shape)[..., None]
    if kind == "holes":
        return np.where(r.rand(*shape[:-1]) < 0.3, -1, draw("labels", shape)) * 1.0
    if kind == "groups":
        return r.randint(0, 2, shape[:1]) * 1.0
    if kind == "unit":
        x = r.randn(*shape)
        return (x / np.linalg.norm(x, axis=-1, keepdims=True)).round(3)
    raise KeyError(kind)


# loss, options, kinds of y_true and y_pred, ranks; the first row of a loss is walked with every reduction, some rows also with every weight and mask
CASES = [
    ("MeanSquaredError", {}, "real", "real2", (2, 1, 3)),
    ("MeanAbsoluteError", {}, "real", "real2", (2, 1, 3)),
    ("MeanAbsolutePercentageError", {}, "positive", "real", (2, 1, 3)),
    ("MeanAbsolutePercentageError", {}, "real", "real2", (2,)),
    ("MeanSquaredLogarithmicError", {}, "positive", "positive2", (2, 1, 3)),
    ("MeanSquaredLogarithmicError", {}, "real", "real2", (2,)),
    ("CosineSimilarity", {}, "real", "real2", (2, 1, 3)),
    ("CosineSimilarity", {"axis": 0}, "real", "real2", (2, 3)), ("CosineSimilarity", {"axis": 1}, "real", "real2", (3,)),
    ("Huber", {}, "real", "real2", (2, 1, 3)), ("Huber", {"delta": 0.5}, "real", "real2", (2,)),
    ("LogCosh", {}, "real", "real2", (2, 1, 3)), ("LogCosh", {}, "logits", "real2", (2,)),
    ("Hinge", {}, "signs", "real", (2, 1, 3)), ("Hinge", {}, "binary", "real", (2,)), ("Hinge", {}, "real2", "real", (2,)),
    ("SquaredHinge", {}, "signs", "real", (2, 1, 3)), ("SquaredHinge", {}, "binary", "real", (2,)), ("SquaredHinge", {}, "real2", "real", (2,)),
    ("CategoricalHinge", {}, "onehot", "real", (2, 3)), ("CategoricalHinge", {}, "signs", "real", (2, 1)),
    ("KLDivergence", {}, "soft", "chance", (2, 1, 3)), ("KLDivergence", {}, "binary", "chance", (2,)),
    ("Poisson", {}, "positive", "positive2", (2, 1, 3)),
    ("BinaryCrossentropy", {}, "binary", "chance", (2, 1, 3)), ("BinaryCrossentropy", {"from_logits": True}, "binary", "logits", (2, 3)),
    ("BinaryCrossentropy", {}, "soft", "chance", (2,)), ("BinaryCrossentropy", {"label_smoothing": 0.2}, "binary", "chance", (2,)),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, "soft", "logits", (2,)),
    ("BinaryCrossentropy", {"axis": 0}, "binary", "chance", (2,)), ("BinaryCrossentropy", {"axis": 1}, "binary", "chance", (3,)),
    ("BinaryFocalCrossentropy", {}, "binary", "chance", (2, 1, 3)),
    ("BinaryFocalCrossentropy", {"from_logits": True}, "binary", "logits", (2,)),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True}, "binary", "chance", (2,)),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.6, "gamma": 1.0, "label_smoothing": 0.1}, "soft", "chance", (2,)),
    ("BinaryFocalCrossentropy", {"gamma": 3.5, "axis": 0}, "binary", "chance", (2, 3)),
    ("CategoricalCrossentropy", {}, "onehot", "chance", (2, 3)), ("CategoricalCrossentropy", {"from_logits": True}, "onehot", "logits", (2, 3)),
    ("CategoricalCrossentropy", {}, "soft", "chance", (1,)), ("CategoricalCrossentropy", {"label_smoothing": 0.1}, "onehot", "chance", (2,)),
    ("CategoricalCrossentropy", {"axis": 0}, "onehot", "chance", (2,)),
    ("CategoricalCrossentropy", {"axis": 1, "label_smoothing": 0.2, "from_logits": True}, "soft", "logits", (3,)),
    ("CategoricalFocalCrossentropy", {}, "onehot", "chance", (2, 3)), ("CategoricalFocalCrossentropy", {"from_logits": True}, "onehot", "logits", (2,)),
    ("CategoricalFocalCrossentropy", {"alpha": [0.5, 0.25, 1.0], "gamma": 1.0}, "onehot", "chance", (2, 3)),
    ("CategoricalFocalCrossentropy", {"gamma": 0.5, "label_smoothing": 0.1}, "onehot", "chance", (2,)),
    ("CategoricalFocalCrossentropy", {"axis": 0, "label_smoothing": 0.1}, "soft", "chance", (2,)),
    ("SparseCategoricalCrossentropy", {}, "labels", "chance", (2, 3)),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, "labels", "logits", (2, 3)),
    ("SparseCategoricalCrossentropy", {}, "labels1", "chance", (2, 3)),
    ("SparseCategoricalCrossentropy", {"ignore_class": -1}, "holes", "chance", (2, 3)),
    ("SparseCategoricalCrossentropy", {"ignore_class": 1, "from_logits": True}, "labels", "logits", (2,)),
    ("SparseCategoricalCrossentropy", {"axis": 1}, "moved labels", "moved chance", (3,)),
    ("SparseCategoricalCrossentropy", {"axis": 0, "from_logits": True, "ignore_class": 0}, "moved labels", "moved logits", (2,)),
    ("Dice", {}, "binary", "chance", (2, 1, 3)), ("Dice", {"axis": [1]}, "binary", "chance", (2, 3)), ("Dice", {"axis": [0, 2]}, "soft", "chance", (3,)),
    ("Tversky", {}, "binary", "chance", (2, 1, 3)), ("Tversky", {"alpha": 0.3, "beta": 0.7}, "binary", "chance", (2,)),
    ("Tversky", {"alpha": 0.8, "beta": 0.4, "axis": [1]}, "soft", "chance", (2, 3)),
    ("Circle", {"gamma": 2.0}, "groups", "unit", (2,)), ("Circle", {}, "groups", "unit", (2,)),
    ("Circle", {"gamma": 4.0, "margin": 0.1, "remove_diagonal": False}, "groups", "unit", (2,)),
    ("CategoricalGeneralizedCrossEntropy", {}, "labels", "chance", (2, 3)), ("CategoricalGeneralizedCrossEntropy", {"q": 0.9}, "labels", "chance", (2,)),
    ("CTC", {}, "sequence", "steps", (3,)), ("CTC", {}, "sequence", "tight", (3,)),
    ("MeanAbsoluteError", {}, "positive", "real", (3,)),
]
INTEGER = ("Sparse", "Circle", "CategoricalGeneralized", "CTC")
SEQUENCES = {
    "sequence": [[1, 2, 3], [2, 2, 0], [3, 0, 0], [0, 0, 0]],  # a repeat, padding, nothing
    "steps": (np.random.RandomState(5).randn(4, 6, 4) * 2).round(1),
    "tight": (np.random.RandomState(6).randn(4, 3, 4) * 2).round(1),
}


def array(kind, shape, axis):
    if kind in SEQUENCES:
        return np.asarray(SEQUENCES[kind], dtype="float64")
    if not kind.startswith("moved "):
        return draw(kind, shape)
    x = draw(kind[6:], shape)
    return x if x.ndim < len(shape) else np.moveaxis(x, -1, axis)


def weights(shape):
    """Sample weights that fit per-sample losses of `shape`."""
    last = np.random.RandomState(len(shape) + sum(shape)).uniform(0.2, 2.0, shape).round(2)
    yield None, None
    if shape:
        text = "x".join(map(str, shape))
        yield named("w" + text, last), last
        yield named("w%sx1" % text, last[..., None]), last[..., None]
        yield named("zero" + text, np.zeros(shape)), np.zeros(shape)
    if len(shape) == 2:
        yield named("column" + text, last[:, :1]), last[:, :1]
        yield named("row" + text, last[0]), last[0]
    yield 2.0, 2.0


def listed(values, dtype):
    """Where rounded values stand among the lists."""
    def short(v):
        v = float(v)
        return number(0.0 if v == 0 else float(("%%.%dg" % DIGITS[dtype]) % v))
    text = "{%s}" % ",".join(short(v) for v in np.asarray(values, dtype="float64").reshape(-1))
    return lists.setdefault(text, len(lists) + 1)


def keras_loss(name, options, reduction, dtype):
    """The loss as a function of (y_true, y_pred, mask, weight), asked in a form that Keras gets right."""
    kept, axis = dict(options), None
    if name == "Tversky":
        kept["alpha"], kept["beta"] = options.get("beta", 0.5), options.get("alpha", 0.5)
    if "axis" in kept and isinstance(kept["axis"], list):
        kept["axis"] = tuple(kept["axis"])
    elif "axis" in kept and name.startswith(("Categorical", "Sparse")):
        axis = kept.pop("axis")
    loss = getattr(keras.losses, name)(reduction=reduction, dtype=dtype, **kept)

    def run(t, p, mask=None, weight=None):
        if axis is not None:
            p = jnp.moveaxis(p, axis, -1)
            t = jnp.moveaxis(t, axis, -1) if t.ndim == p.ndim else t
        if mask is not None:
            keras.src.backend.set_keras_mask(p, ops.convert_to_tensor(mask))
        return loss(t, p, sample_weight=weight)

    return loss, run


def walk(name, options, t, p, full, thorough):
    """One row per dtype."""
    global cases_written
    t_name, p_name = t[0], p[0]
    for dtype in DTYPES:
        half = dtype in ("float16", "bfloat16")
        if half and (name == "Circle" and "gamma" not in options or p_name == "tight"):
            continue  # 80 times the rounding of a cosine; a path that can't be, 1e5, is infinite in float16
        cases = []
        # without its compiler, which would compile every loop and function anew
        with wide(dtype == "float64", dtype == "float64"), jax.disable_jit():
            y_true = jnp.asarray(t[1], "int32" if name.startswith(INTEGER) else dtype)
            y_pred = jnp.asarray(p[1], dtype)
            shape = keras_loss(name, options, None, dtype)[1](y_true, y_pred).shape
            for reduction in REDUCTIONS if full and dtype == "float32" else ("sum_over_batch_size", None) if not half else ("sum",):
                _, run = keras_loss(name, options, reduction, dtype)
                for i, (weight_name, w) in enumerate(weights(shape)):
                    for masked in (False, True):
                        if (not thorough or dtype != "float32") and (i > 1 or masked != (i == 1)):
                            continue
                        mask = None
                        if masked:  # of the losses' shape; of the first axis where the losses are a scalar
                            m = shape or y_pred.shape[:1]
                            mask = np.arange(np.prod(m)).reshape(m) % 3 != 1
                            named("m" + "x".join(map(str, m)), mask)
                        weight = None if w is None else jnp.asarray(w, "float32")
                        value = run(y_true, jnp.asarray(p[1], dtype), mask, weight)  # a mask stays with its tensor, so each case has its own
                        gradient = jax.grad(lambda x: jnp.sum(run(y_true, x, mask, weight)))(jnp.asarray(p[1], dtype))
                        assert not np.isnan(np.asarray(gradient, dtype="float64")).any(), (name, options, dtype)
                        fields = [reduction, weight_name if weight_name is not None else False, "m" + "x".join(map(str, m)) if masked else False,
                                  list(value.shape), listed(value, dtype), listed(gradient, dtype)]
                        cases.append(lua(fields))
        cases_written += len(cases)
        rows.append('{%s,%s,"%s","%s","%s",{%s}}' % (lua(name), lua(options), t_name, p_name, dtype, ",".join(cases)))


seen = set()
for name, options, t_kind, p_kind, ranks in CASES:
    for rank in ranks:
        shape = RANKS[rank]
        if name == "Circle":
            shape = (5, 3)
        axis = options.get("axis")
        text = "x".join(map(str, shape))
        pair = []
        for kind in (t_kind, p_kind):
            x = array(kind, shape, axis)
            pair.append((named(kind if kind in SEQUENCES else "%s %s" % (kind, "x".join(map(str, x.shape))), x), x))
        thorough = (name, t_kind) == ("MeanAbsoluteError", "positive") or rank == 2 and (
            name in ("MeanSquaredError", "Dice") and name not in seen or options in ({"ignore_class": -1}, {"gamma": 2.0}))
        walk(name, options, pair[0], pair[1], name not in seen or thorough, thorough)
        seen.add(name)


def compact(x):
    return "{s={%s},v={%s}}" % (",".join(map(str, x.shape)), ",".join(number(v) for v in x.reshape(-1)))


head = ["inputs={%s}" % ",\n".join('["%s"]=%s' % (n, compact(x)) for n, x in sorted(inputs.items())), "lists={%s}" % ",\n".join(lists)]
write(__file__, head + ["rows={\n%s}" % ",\n".join(rows)], "Values and gradients of losses.")
print(cases_written, "cases,", len(lists), "lists")
