"""The losses: values and gradients for reductions, weights, masks and options, in float32 and float64."""
from emit import lua, np, wide, write

import jax
import jax.numpy as jnp
import keras
from keras import ops

rng = np.random.RandomState(11)
REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
rows = []


def probabilities(*shape):
    p = rng.rand(*shape) + 0.1
    return (p / p.sum(-1, keepdims=True)).round(3)


def labels(n, c):
    return np.eye(c)[rng.randint(0, c, n)]


REGRESSION = (rng.randn(4, 3).round(2), rng.randn(4, 3).round(2))
BINARY = ((rng.rand(4, 3) < 0.5) * 1.0, rng.uniform(0.05, 0.95, (4, 3)).round(3))
LOGITS = (BINARY[0], (rng.randn(4, 3) * 3).round(2))
CATEGORY = (labels(4, 3), probabilities(4, 3))
CATEGORY_LOGITS = (CATEGORY[0], (rng.randn(4, 3) * 3).round(2))
SPARSE = (np.array([0, 2, 1, 2]), CATEGORY[1])
IGNORED = (np.array([0, -1, 1, 2]), CATEGORY[1])
SEQUENCE = (rng.randint(0, 3, (2, 4)), probabilities(2, 4, 3))

CASES = [
    ("MeanSquaredError", {}, REGRESSION), ("MeanAbsoluteError", {}, REGRESSION),
    ("Huber", {}, REGRESSION), ("Huber", {"delta": 0.5}, REGRESSION),
    ("BinaryCrossentropy", {}, BINARY), ("BinaryCrossentropy", {"from_logits": True}, LOGITS),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}, BINARY), ("BinaryCrossentropy", {"axis": 0}, BINARY),
    ("CategoricalCrossentropy", {}, CATEGORY), ("CategoricalCrossentropy", {"from_logits": True}, CATEGORY_LOGITS),
    ("CategoricalCrossentropy", {"label_smoothing": 0.1}, CATEGORY), ("CategoricalCrossentropy", {"axis": 0}, CATEGORY),
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, CATEGORY_LOGITS),
    ("SparseCategoricalCrossentropy", {}, SPARSE),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, (SPARSE[0], CATEGORY_LOGITS[1])),
    ("SparseCategoricalCrossentropy", {"ignore_class": -1}, IGNORED),
    ("SparseCategoricalCrossentropy", {}, (SPARSE[0].reshape(4, 1), SPARSE[1])),
    ("SparseCategoricalCrossentropy", {}, SEQUENCE),
    ("MeanSquaredError", {}, (SEQUENCE[1], SEQUENCE[1][:, ::-1].copy())),
]


def weights(shape):
    """Sample weights that fit per-sample losses of `shape`."""
    last = rng.uniform(0.2, 2.0, shape).round(2)
    yield None
    yield 2.0
    yield last
    yield last.reshape(shape + (1,))
    yield np.zeros(shape)


for name, options, (t, p) in CASES:
    for dtype in ("float32", "float64"):
        for reduction in REDUCTIONS:
            with wide(dtype == "float64", dtype == "float64"):
                loss = getattr(keras.losses, name)(reduction=reduction, dtype=dtype, **options)
                shape = np.asarray(loss.call(jnp.asarray(t, dtype), jnp.asarray(p, dtype))).shape
                state = rng.get_state()
                for w in weights(shape):
                    for mask in (None, np.arange(np.prod(shape)).reshape(shape) % 3 != 0):
                        if dtype == "float64" and (mask is not None or reduction not in ("sum_over_batch_size", None)):
                            continue
                        y_true = ops.convert_to_tensor(t if name.startswith("Sparse") else t.astype(dtype))
                        weight = w if w is None or isinstance(w, float) else ops.convert_to_tensor(w, "float32")

                        def value(x):
                            if mask is not None:
                                keras.src.backend.set_keras_mask(x, ops.convert_to_tensor(mask))
                            return loss(y_true, x, sample_weight=weight)

                        x = jnp.asarray(p, dtype)
                        y = value(x)
                        g = jax.grad(lambda v: jnp.sum(value(v)))(jnp.asarray(p, dtype))
                        x = jnp.asarray(p, dtype)
                        fields = {"loss": name, "options": options, "reduction": reduction, "dtype": dtype,
                                  "y_true": np.asarray(y_true), "y_pred": np.asarray(x)}
                        if w is not None:
                            fields["weight"] = w if isinstance(w, float) else np.asarray(weight)
                        if mask is not None:
                            fields["mask"] = mask
                        fields["value"] = np.asarray(y)
                        fields["gradient"] = np.asarray(g)
                        rows.append(lua(fields))
                rng.set_state(state)
write(__file__, rows, "Values and gradients of losses.")
