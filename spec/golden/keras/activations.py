"""The activations: values and gradients in every float dtype, at kinks, at the ends of the range and between.

Where a narrow dtype overflows, cancels or flushes subnormal numbers to 0 on the way, what Keras gives in float64 for the same input stands instead, and
for two functions what they are defined to be."""
from emit import lua, np, number, tensor, wide, write

import jax
import jax.numpy as jnp
import keras
import ml_dtypes

DTYPES = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32, "float64": np.float64}
# relative and absolute, those of spec/helper.lua
TOLERANCES = {"float16": (2e-3, 1e-3), "bfloat16": (1.6e-2, 1e-2), "float32": (1e-5, 2e-6), "float64": (1e-12, 1e-13)}
INF, NAN = float("inf"), float("nan")
POINTS = [0.0, -0.0, INF, -INF, NAN, 1e30, -1e30, 6e4, -6e4, 1e-40, -1e-40, 1e-7, -1e-7, 1e-3, -1e-3, 0.1, -0.1, 0.25, -0.25, 0.5, -0.5,
          0.75, -0.75, 1.0, -1.0, 1.3, -1.3, 2.0, -2.0, 2.6, -2.6, 3.0, -3.0, 4.0, -4.0, 5.5, -5.5, 6.0, -6.0, 7.3, -7.3, 12.0, -12.0, 30.0, -30.0,
          88.0, -88.0, 120.0, -120.0, 800.0, -800.0]
ROWS = [[0.35, -1.2, 0.8, 0.8], [1.0, 1.0, 1.0, 1.0], [0.0, -0.0, 0.0, 0.0], [100.0, -100.0, 99.5, 0.0], [-3.0, 0.25, 0.5, -0.125],
        [0.2, 0.1, -0.15, 0.4], [800.0, 900.0, -800.0, 899.5], [2.0, 1.0, 2.25, 3.0], [1e4, -1e4, 0.0, 1.0], [-500.0, -501.0, -500.5, -499.75],
        [-INF, 0.5, 0.25, -INF],
        [1.5, 0.25, -2.5, 3.5]]

ELEMENTWISE = """elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh celu leaky_relu linear log_sigmoid mish relu relu6 selu sigmoid silu
soft_shrink softplus softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink""".split()
OPTIONS = [("elu", {"alpha": 0.5}), ("celu", {"alpha": 0.5}), ("celu", {"alpha": 2.0}), ("gelu", {"approximate": True}), ("hard_shrink", {"threshold": 1.0}),
           ("soft_shrink", {"threshold": 1.0}), ("leaky_relu", {"negative_slope": 0.3}), ("squareplus", {"b": 1}), ("squareplus", {"b": 0.25}),
           ("threshold", {"threshold": 0.5, "default_value": -1.0}), ("threshold", {"threshold": -1.0, "default_value": 20.0}),
           ("relu", {"negative_slope": 0.25}), ("relu", {"max_value": 6}), ("relu", {"max_value": 4.0}), ("relu", {"threshold": 1.0}),
           ("relu", {"negative_slope": 0.5, "threshold": 1.0}), ("relu", {"negative_slope": 0.5, "max_value": 6.0, "threshold": 1.0}),
           ("relu", {"negative_slope": 0.25, "max_value": 3.0}), ("relu", {"max_value": 5.5, "threshold": 0.5})]
ROWWISE = [("softmax", {}), ("softmax", {"axis": 0}), ("log_softmax", {}), ("log_softmax", {"axis": 0}), ("glu", {}), ("glu", {"axis": 0}), ("sparsemax", {}),
           ("sparsemax", {"axis": 0})]
rows = []


def sparsemax(x, axis=-1):
    """What Keras's documents and their source (Martins and Astudillo, 2016) say; Keras adds up all partial sums where one is meant, so that its rows
    don't sum to 1."""
    ordered = -jnp.sort(-x, axis=axis)
    sums = jnp.cumsum(ordered, axis=axis) - 1
    shape = [1] * x.ndim
    shape[axis] = -1
    kept = jnp.sum(ordered * jnp.arange(1, x.shape[axis] + 1).reshape(shape) > sums, axis=axis, keepdims=True)
    return jnp.maximum(x - jnp.take_along_axis(sums, kept - 1, axis=axis) / kept, 0)


def squareplus(x, b=4):
    """Keras's function without its cancellation below 0."""
    root = jnp.sqrt(x * x + b)
    return jnp.where(x < 0, b / 2 / (root - jnp.where(x < 0, x, -x)), (x + root) / 2)


RIGHT = {"sparsemax": sparsemax, "squareplus": squareplus}


def run(f, options, x, weights):
    double = x.dtype == np.float64
    with wide(double, double):
        y, back = jax.vjp(lambda v: f(v, **options), jnp.asarray(x))
        seed = jnp.ones_like(y) if weights is None else jnp.asarray(weights[:y.shape[0], :y.shape[1]], y.dtype)
        return np.asarray(y).astype("float64"), np.asarray(back(seed)[0]).astype("float64")


def case(name, options, x, weights=None):
    """The value and the gradient of the sum of all elements, each times its weight."""
    columns, shape, dtype = [], None, str(x.dtype)
    f = getattr(keras.activations, name)
    for own, wider in zip(run(f, options, x, weights), run(RIGHT.get(name, f), options, x.astype("float64"), weights)):
        with np.errstate(over="ignore"):
            wider = wider.astype(x.dtype).astype("float64")
        good = np.isclose(own, wider, *TOLERANCES[dtype], equal_nan=True)
        shape = shape or list(own.shape)
        columns.append("{%s}" % ",".join(number(v, "float64" if dtype == "float64" else "float32") for v in np.where(good, own, wider).reshape(-1)))
    rows.append("{%s,%s,%s,%s,%s,%s}" % (lua(name), lua(options), lua(dtype), lua(shape), *columns))


rowwise = np.array(ROWS)
weights = np.cos(np.arange(rowwise.size) * 1.7).round(3).reshape(rowwise.shape)
for dtype, kind in DTYPES.items():
    with np.errstate(over="ignore"):
        points, matrix = np.array(POINTS, "float64").astype(kind), rowwise.astype(kind)
    if dtype == "float16":
        assert np.isinf(points[5])
    for name in ELEMENTWISE:
        case(name, {}, points)
    for name, options in OPTIONS:
        case(name, options, points)
    for name, options in ROWWISE:
        case(name, options, matrix, weights)
whole = np.arange(-4, 5, dtype="int32")
integers = []
for name in ELEMENTWISE:
    try:
        with wide(False):
            integers.append("[%s]=%s" % (lua(name), tensor(getattr(keras.activations, name)(jnp.asarray(whole)))))
    except TypeError:  # JAX wants a float here; Keras's rule on other backends makes one
        pass
write(__file__, ["points=%s" % lua(POINTS), "matrix=%s" % lua(ROWS), "weights=%s" % lua(weights.tolist()), "integers={%s}" % ",".join(integers),
                 "cases={\n%s\n}" % ",\n".join(rows)], "Values and gradients of activations.")
