"""Values of every op of keras.ops that Lunula has, on small inputs: signs, extremes, broadcasting, axes, integers, booleans."""
from emit import lua, wide, write

import numpy as np
import ml_dtypes
from keras import ops

rng = np.random.RandomState(7)
rows = []


def f(shape, low=-2.0, high=2.0, dtype="float32"):
    return (low + (high - low) * rng.rand(*shape)).round(3).astype(dtype)


def i(shape, low=-5, high=6, dtype="int32"):
    return np.asarray(rng.randint(low, high, size=shape)).astype(dtype)


def b(shape):
    return rng.rand(*shape) < 0.5


def arr(values, dtype="float32"):
    return np.asarray(values, dtype=dtype)


def case(op, *args, **kwargs):
    def inward(x):
        if isinstance(x, np.ndarray):
            return ops.convert_to_tensor(x)
        if isinstance(x, list) and x and isinstance(x[0], np.ndarray):
            return [ops.convert_to_tensor(v) for v in x]
        return np.asarray(x) if op == "repeat" and isinstance(x, list) else x

    everything = list(args) + list(kwargs.values())
    try:
        kinds = [str(getattr(x, "dtype", x)) for x in everything]
        with wide(any("64" in kind for kind in kinds), "float64" in kinds):
            result = getattr(ops, op)(*[inward(x) for x in args], **{k: inward(v) for k, v in kwargs.items()})
    except (AttributeError, TypeError, ValueError) as e:  # JAX has no such kernel (sigmoid of integers)
        print(op, [getattr(a, "dtype", a) for a in args], kwargs, str(e)[:90])
        return
    if "float64" not in kinds and str(getattr(result, "dtype", "")) == "float64":
        return  # 64-bit integers make JAX answer in float64, where Keras's rule says floatx
    if op == "shape":
        result = list(result)
    rows.append('{"%s",%s,%s,%s}' % (op, lua(list(args)), lua(kwargs), lua(result)))


EXTREME = arr([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 0.5, 1e-30, 1e30])
UNARY = """negative absolute abs sign square sqrt rsqrt reciprocal exp exp2 expm1 log log1p log2 log10 sin cos tan arcsin
arccos arctan sinh cosh tanh arcsinh arccosh arctanh erf floor ceil trunc round isfinite isinf isnan logical_not relu relu6
sigmoid softplus leaky_relu elu selu gelu silu softsign log_sigmoid hard_sigmoid hard_silu hard_tanh celu""".split()
NO_EXTREMES = set("sin cos tan hard_silu silu gelu celu sinh cosh".split())
for op in UNARY:
    case(op, f((2, 3)))
    case(op, f((2, 3), 0.1, 3.0, "float64"))
    case(op, f((4,), 0.1, 0.9, "float16"))
    case(op, f((4,), 0.1, 0.9).astype(ml_dtypes.bfloat16))
    if op not in NO_EXTREMES:
        case(op, EXTREME)
    case(op, f((0, 2)))
    case(op, np.float32(0.75).reshape(()))
    if op in "negative absolute abs sign square sqrt exp log sin tanh floor ceil isfinite logical_not relu sigmoid".split():
        case(op, i((5,), 0, 6))
        case(op, i((5,), -5, 6, "int8"))
        case(op, i((5,), 0, 6, "uint8"))
case("round", arr([0.5, 1.5, -2.5, 2.675, 1234.567]), 2)
case("round", arr([1250.0, 1350.0, -1449.0], "float64"), -2)
case("gelu", f((5,)), False)
case("leaky_relu", f((5,)), 0.1)
case("elu", f((5,)), 0.5)
case("celu", f((5,)), 0.5)

ARITHMETIC = "add subtract multiply divide true_divide divide_no_nan floor_divide mod power maximum minimum arctan2 logaddexp".split()
COMPARISON = "equal not_equal less less_equal greater greater_equal".split()
ends = arr([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.5, 3.0])
for op in ARITHMETIC + COMPARISON:
    case(op, f((2, 3)), f((3,), 0.5, 2.0))
    case(op, f((2, 1)), f((1, 3), 0.5, 2.0))
    case(op, f((2, 3), dtype="float64"), f((2, 1)))
    case(op, f((2, 1, 3)), f((), 0.5, 2.0) if False else arr(1.25))
    case(op, f((0, 3)), f((3,)))
    if op not in ("mod", "floor_divide"):  # XLA and IEEE differ on what the remainder of an infinity is
        case(op, ends.reshape(8, 1), ends.reshape(1, 8))
    if op not in ("logaddexp",):
        case(op, i((2, 3)), i((3,), 1, 4))
        case(op, i((6,), -7, 8, "int8"), i((6,), 1, 4, "int64"))
        case(op, i((6,), 0, 8, "uint8"), i((6,), 1, 4, "uint8"))
    case(op, f((3,)), 2)
    case(op, f((3,)), 1.5)
    if op != "power":
        case(op, i((3,)), 2)
    case(op, i((3,), 1, 4), 1.5)
for op in "floor_divide mod".split():
    case(op, arr([7, -7, 7, -7], "int32"), arr([3, 3, -3, -3], "int32"))
    case(op, arr([7.5, -7.5, 7.5, -7.5]), arr([2, 2, -2, -2]))
case("divide", arr([1, -1, 0], "int32"), arr([0, 0, 0], "int32"))
case("equal", b((4,)), b((4,)))
case("maximum", b((4,)), i((4,)))
for op in "logical_and logical_or logical_xor".split():
    case(op, b((2, 3)), b((3,)))
    case(op, i((4,), 0, 2), f((4,)))
    case(op, arr([0.0, -0.0, np.nan, np.inf]), arr([1.0, 1.0, 1.0, 0.0]))

case("where", b((2, 3)), f((2, 3)), f((3,)))
case("where", b((2, 1)), f((3,)), 0.0)
case("where", b((3,)), i((3,)), 1.5)
case("where", b((3,)), i((3,), 0, 5, "int8"), 1)
case("clip", f((2, 3)), -1.0, 1.0)
case("clip", EXTREME, -1, 1)
case("clip", i((5,)), -2, 2)
case("clip", f((2, 3)), f((3,), -1, 0), f((3,), 0, 1))
for to in "bool uint8 int8 int32 int64 float16 bfloat16 float32 float64".split():
    case("cast", arr([0.0, 1.5, 100.25, 3.0]), to)
    case("cast", i((4,)) % 5, to)
    case("cast", b((3,)), to)
case("cast", arr([-1.5, -0.4, -100.7]), "int32")
case("cast", arr([1e9, 65504.0, 70000.0, 1e-8]), "float16")

# reductions
for op in "sum prod mean max min amax amin any all var std logsumexp".split():
    logical = op in ("any", "all")
    make = (lambda s: b(s)) if logical else f
    case(op, make((2, 3)))
    case(op, make((2, 3, 4)), 1)
    case(op, make((2, 3, 4)), (0, -1))
    case(op, make((2, 3)), axis=-1, keepdims=True)
    case(op, make((2, 3)), axis=(0, 1), keepdims=True)
    if op not in ("max", "min", "amax", "amin", "logsumexp"):
        case(op, make((0, 3)), 0)
    case(op, make((2, 0)), 0)
    case(op, make((4,)) if logical else f((4,), dtype="float64"))
    case(op, arr(1.5))
    if op not in ("logsumexp",):
        case(op, i((3, 2)), 0)
        case(op, i((4,), 0, 4, "uint8"))
        case(op, i((4,), 0, 4, "int8"))
        case(op, b((3,)))
    if not logical and op != "logsumexp":
        case(op, f((6,), 0, 1, "float16"))
        case(op, arr([1.0, np.nan, 2.0]))
case("logsumexp", arr([1000.0, 1000.0, -np.inf]))
case("logsumexp", arr([-np.inf, -np.inf]))
case("logsumexp", f((2, 3), dtype="float64"), 1, True)
case("max", f((0, 2)), initial=3.0, axis=0)
case("min", f((3,)), initial=-5.0)
case("any", arr([0.0, np.nan]))
for op in "argmax argmin".split():
    case(op, f((2, 3)))
    case(op, f((2, 3)), 0)
    case(op, f((2, 3)), -1, True)
    case(op, arr([1.0, 3.0, 3.0, 1.0]))
    case(op, arr([1.0, np.nan, 3.0]))
    case(op, i((5,)))
    case(op, b((5,)))
case("cumsum", f((2, 3)))
case("cumsum", f((2, 3)), 0)
case("cumsum", f((2, 3, 2)), -2)
case("cumsum", i((4,), 0, 5, "int8"))
case("cumsum", b((4,)), 0)
case("cumsum", f((3,)), 0, dtype="float64")
x = f((3, 4))
for order in (None, 1, 2, np.inf, -np.inf, 0, 3):
    case("norm", f((5,)), *([] if order is None else [float(order) if abs(order) == np.inf else order]))
    case("norm", x, axis=1, **({} if order is None else {"ord": float(order) if abs(order) == np.inf else order}))
case("norm", x)
case("norm", f((2, 3, 4)), axis=(1, 2), keepdims=True)
for order in ("fro", 1, -1, float("inf"), float("-inf")):
    case("norm", f((3, 4)), order, (0, 1))
case("norm", i((4,)))

# products
case("matmul", f((2, 3)), f((3, 4)))
case("matmul", f((3,)), f((3,)))
case("matmul", f((3,)), f((3, 2)))
case("matmul", f((2, 3)), f((3,)))
case("matmul", f((2, 2, 3)), f((2, 3, 2)))
case("matmul", f((2, 1, 2, 3)), f((3, 3, 2)))
case("matmul", f((2, 3), dtype="float64"), f((3, 2)))
case("matmul", f((2, 3), dtype="float16"), f((3, 2), dtype="float16"))
case("matmul", i((2, 3)), i((3, 2)))
case("matmul", i((2, 3), dtype="int8"), i((3, 2), dtype="int8"))
case("matmul", f((2, 0)), f((0, 3)))
case("matmul", f((0, 2)), f((2, 3)))
case("dot", f((3,)), f((3,)))
case("dot", f((2, 3)), f((3, 4)))
case("dot", f((2, 2, 3)), f((4, 3, 2)))
case("dot", arr(2.0), f((2, 2)))
case("dot", i((2, 3)), i((3,)))
case("tensordot", f((2, 3)), f((3, 4)), 1)
case("tensordot", f((2, 3)), f((2, 3)), 2)
case("tensordot", f((2,)), f((3,)), 0)
case("tensordot", f((2, 3, 4)), f((4, 3, 5)), [[1, 2], [1, 0]])
case("tensordot", f((2, 3)), f((4, 3)), [[1], [1]])

# shapes
case("reshape", f((2, 3)), (3, 2))
case("reshape", f((2, 3)), (-1,))
case("reshape", f((2, 3)), (2, -1, 1))
case("reshape", f((0, 3)), (3, 0))
case("reshape", arr(1.0), (1, 1))
case("transpose", f((2, 3)))
case("transpose", f((2, 3, 4)), (1, 2, 0))
case("transpose", i((2, 3)), axes=(-1, 0))
case("squeeze", f((1, 3, 1)))
case("squeeze", f((1, 3, 1)), 0)
case("squeeze", f((1, 3, 1)), -1)
case("squeeze", f((1, 3, 1)), (0, 2))
case("expand_dims", f((2, 3)), 0)
case("expand_dims", f((2, 3)), -1)
case("expand_dims", f((2,)), (0, 2))
case("concatenate", [f((2, 3)), f((1, 3))])
case("concatenate", [f((2, 3)), f((2, 1)), f((2, 0))], -1)
case("concatenate", [i((2,)), f((2,))], 0)
case("stack", [f((2, 3)), f((2, 3))])
case("stack", [f((2, 3)), f((2, 3))], -1)
case("stack", [i((2,)), f((2,))], 1)
case("split", f((4, 3)), 2)
case("split", f((2, 6)), 3, -1)
case("split", f((5,)), [1, 3])
case("split", f((2, 5)), [2], axis=1)
case("repeat", f((2, 3)), 2)
case("repeat", f((2, 3)), 2, 0)
case("repeat", f((2, 3)), [1, 0, 2], 1)
case("repeat", i((3,)), 0)
case("tile", f((2, 3)), 2)
case("tile", f((2, 3)), (2, 1))
case("tile", f((3,)), (2, 2))
case("tile", f((2, 3)), (2,))
case("flip", f((2, 3)))
case("flip", f((2, 3)), 1)
case("flip", f((2, 3)), (0, 1))
case("pad", f((2, 3)), 1)
case("pad", f((2, 3)), ((0, 1), (2, 0)))
case("pad", f((2, 3)), ((1, 1), (0, 2)), "constant", 7)
case("pad", f((3, 3)), ((1, 2), (2, 0)), "reflect")
case("pad", f((3, 3)), ((1, 2), (2, 0)), mode="symmetric")
case("pad", i((3,)), ((2, 1),))
case("slice", f((3, 4)), (1, 1), (2, 2))
case("slice", f((3, 4)), (0, 2), (3, 1))
case("take", f((5,)), arr([0, 3, 3], "int32"))
case("take", f((3, 4)), arr([[0, 2], [1, -1]], "int32"), 1)
case("take", f((3, 4)), arr([2, 0], "int32"), 0)
case("take", f((3, 4)), 1, 0)
case("take_along_axis", f((2, 3)), i((2, 2), 0, 3), 1)
case("take_along_axis", f((2, 3)), i((1, 3), 0, 2), 0)
case("take_along_axis", f((2, 3)), i((4,), 0, 6))
case("broadcast_to", f((3,)), (2, 3))
case("broadcast_to", f((2, 1)), (2, 3))
case("broadcast_to", arr(2.5), (2, 2))
case("one_hot", arr([0, 2, 1], "int32"), 3)
case("one_hot", arr([[0, 2], [1, -1]], "int32"), 3)
case("one_hot", arr([0, 5], "int32"), 3, axis=0)
case("one_hot", arr([0, 1], "int32"), 2, dtype="int32")
case("eye", 3)
case("eye", 2, 3)
case("eye", 3, 4, 1)
case("eye", 3, 4, -1, dtype="int32")
case("arange", 5)
case("arange", 2, 7)
case("arange", 2, 7, 2)
case("arange", 5, 0, -2)
case("arange", 0.0, 1.0, 0.25)
case("arange", 3, dtype="float32")
case("linspace", 0, 1)
case("linspace", 0, 1, 5)
case("linspace", -1.0, 1.0, 4, False)
case("linspace", 0, 10, num=1)
case("linspace", 0, 9, 4, dtype="int32")
case("zeros", (2, 3))
case("zeros", (0,), "int32")
case("ones", (2,))
case("ones", (2,), dtype="bool")
case("full", (2, 2), 3.5)
case("full", (2,), 3, "int64")
case("zeros_like", i((2, 2)))
case("ones_like", f((3,), dtype="float64"))
case("ones_like", f((3,)), "int8")
case("full_like", f((2,)), 4)

for op in "softmax log_softmax".split():
    case(op, f((2, 3)))
    case(op, f((2, 3)), 0)
    case(op, f((2, 2, 3)), axis=(1, 2))
    case(op, arr([1000.0, 999.0, -1000.0]))
    case(op, f((4,), dtype="float64"))
    case(op, f((4,), dtype="float16"))
case("convert_to_tensor", [[1, 2], [3, 4]])
case("convert_to_tensor", [1.5, 2])
case("convert_to_tensor", [True, False])
case("convert_to_tensor", [1, 2], "float32")
case("shape", f((2, 0, 3)))
case("stop_gradient", f((2,)))
write(__file__, rows, "Values of ops.")
