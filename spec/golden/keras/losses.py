"""The losses: values and gradients, each with its options at each of their ranks under every reduction, dtype, weight shape and mask.

losses.lua holds a row per loss, options and inputs, with what its cases are the product of: names of weights and of masks. losses.npz holds the inputs
by name (rounded, in float64), and per dtype all values and all gradients, one after another in the order of rows, reductions, weights, masks; bfloat16
as float32, which has all of its numbers.

What Keras 3.15.1 gets wrong is asked of it in a form that it gets right: label smoothing and integer labels with the classes on another axis than
the last are computed with that axis moved to the end, and Tversky's alpha and beta are swapped.
"""
import contextlib
import itertools
import os

from emit import lua, np, wide, write

import jax
import jax.numpy as jnp
import keras
from keras import ops

REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
DTYPES = ["float32", "float64", "float16", "bfloat16"]
RANKS = {1: (4,), 2: (4, 3), 3: (2, 3, 3)}
inputs, rows = {}, []
values, gradients = {d: [] for d in DTYPES}, {d: [] for d in DTYPES}


def named(name, x):
    x = np.asarray(x, dtype="float64")
    assert np.array_equal(inputs.setdefault(name, x), x), name
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


# loss, options, kinds of y_true and y_pred, ranks
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
    """Names and values of sample weights that fit per-sample losses of `shape`."""
    last = np.random.RandomState(len(shape) + sum(shape)).uniform(0.2, 2.0, shape).round(2)
    yield False, None
    yield 2.0, 2.0
    if shape:
        text = "x".join(map(str, shape))
        yield named("w" + text, last), last
        yield named("w%sx1" % text, last[..., None]), last[..., None]
        yield named("zero" + text, np.zeros(shape)), np.zeros(shape)
    if len(shape) == 2:
        yield named("column" + text, last[:, :1]), last[:, :1]
        yield named("row" + text, last[0]), last[0]


def masks(shape, batch):
    """Names and values of masks: of the losses' shape, with and without a last axis of 1; of the first axis where the losses are a scalar."""
    yield False, None
    m = shape or (batch,)
    mask = np.arange(np.prod(m)).reshape(m) % 3 != 1
    text = "x".join(map(str, m))
    yield named("m" + text, mask), mask
    if shape:
        yield named("m%sx1" % text, mask[..., None]), mask[..., None]


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

    def run(t, p, mask, weight):
        if axis is not None:
            p = jnp.moveaxis(p, axis, -1)
            t = jnp.moveaxis(t, axis, -1) if t.ndim == p.ndim else t
        if mask is not None:
            keras.src.backend.set_keras_mask(p, ops.convert_to_tensor(mask))
        return loss(t, p, sample_weight=weight)

    return run


def eager(name):
    """CTC's loop would be a new function to JAX's compiler in every case; the other losses are made of few that it compiles once."""
    return jax.disable_jit() if name == "CTC" else contextlib.nullcontext()


def walk(name, options, t, p):
    """One row."""
    def loss(reduction, dtype):
        y_true = jnp.asarray(t[1], "int32" if name.startswith(INTEGER) else dtype)
        run = keras_loss(name, options, reduction, dtype)
        return lambda y_pred, mask=None, weight=None: run(y_true, y_pred, mask, weight)

    with wide(False), eager(name):
        shape = loss(None, "float32")(jnp.asarray(p[1], "float32")).shape
    weighted, masked = list(weights(shape)), list(masks(shape, p[1].shape[0]))
    shapes = {}  # of unreduced values: weights and masks may widen them
    for dtype, reduction in itertools.product(DTYPES, REDUCTIONS):
        with wide(dtype == "float64", dtype == "float64"), eager(name):
            run = loss(reduction, dtype)
            for i, ((_, weight), (_, mask)) in enumerate(itertools.product(weighted, masked)):
                weight = None if weight is None else jnp.asarray(weight, "float32")
                try:
                    value, back = jax.vjp(lambda y_pred: run(y_pred, mask, weight), jnp.asarray(p[1], dtype))
                except ValueError:  # a row of weights doesn't fit a mask with a last axis of 1
                    assert shapes.setdefault(i) is None
                    continue
                unreduced = reduction in ("none", None)
                assert value.shape == (shapes.setdefault(i, value.shape) if unreduced else ()), (options, reduction, i, value.shape)
                for kept, x in (values, value), (gradients, back(jnp.ones_like(value))[0]):
                    assert x.dtype == dtype
                    kept[dtype].append(np.asarray(x).astype("float32" if dtype == "bfloat16" else dtype).reshape(-1))
    rows.append(lua([name, options, t[0], p[0], [n for n, _ in weighted], [n for n, _ in masked], [shapes[i] for i in range(len(shapes))]]))


for name, options, t_kind, p_kind, ranks in CASES:
    for rank in ranks:
        shape = (5, 3) if name == "Circle" else RANKS[rank]
        pair = []
        for kind in (t_kind, p_kind):
            x = array(kind, shape, options.get("axis"))
            pair.append((named(kind if kind in SEQUENCES else "%s %s" % (kind, "x".join(map(str, x.shape))), x), x))
        walk(name, options, *pair)

write(__file__, ["dtypes=" + lua(DTYPES), "reductions=" + lua(REDUCTIONS), "rows={\n%s}" % ",\n".join(rows)], "What losses.npz holds.")
arrays = {**{"input " + n: x for n, x in sorted(inputs.items())}, **{"values " + d: np.concatenate(values[d]) for d in DTYPES},
          **{"gradients " + d: np.concatenate(gradients[d]) for d in DTYPES}}
np.savez_compressed(os.path.splitext(os.path.abspath(__file__))[0] + ".npz", **arrays)
print(sum(map(len, values.values())), "cases; not a number in", {d: int(sum(np.isnan(x).any() for x in values[d] + gradients[d])) for d in DTYPES})
