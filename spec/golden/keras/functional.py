"""Functional models of the real Keras: their configs, predictions and summaries, and trainings of models with several outputs."""
import os

os.environ["COLUMNS"] = "120"
os.environ["JAX_ENABLE_X64"] = "0"

from emit import lua, np, write  # noqa: E402

import keras  # noqa: E402
from keras import layers as L  # noqa: E402
from keras import ops  # noqa: E402

rng = np.random.RandomState(3)
rows = []


def data(*shape):
    return rng.randn(*shape).round(2).astype("float32")


def weights_of(model):
    """Weights that are a function of their place alone: the specs fill them in the same way."""
    count = 0
    for v in model.weights:
        flat = (37 * (count + np.arange(int(np.prod(v.shape)))) + 11) % 23
        count += flat.size
        value = (flat + 1) / 23 if "variance" in v.path else (flat - 11) / 23
        v.assign(value.reshape(v.shape).astype("float32"))


def summary(model, **options):
    out = []
    model.summary(print_fn=out.append, **options)
    return "".join(out)


def plain(x):
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return [plain(v) for v in x] if isinstance(x, (list, tuple)) else np.asarray(x)


def case(name, build, inputs, expand=False):
    keras.utils.clear_session()
    model = build()
    weights_of(model)
    rows.append(lua({"kind": "model", "name": name, "config": model.to_json(), "inputs": plain(inputs), "outputs": plain(model(inputs)),
                     "predicted": plain(model.predict(inputs, verbose=0)), "output_names": model.output_names, "params": model.count_params(),
                     "layers": [layer.name for layer in model.layers], "expand": expand, "summary": summary(model, expand_nested=expand)}))


def shared():
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    dense = L.Dense(2, name="shared")
    x = L.Concatenate()([dense(a), dense(b)])
    x = keras.Sequential([L.Input((4,)), L.Dense(3)], name="sub")(x)
    return keras.Model([a, b], (ops.tanh(x) * 2 + 1)[:, 1:], name="graph")


def chain():
    x = keras.Input((4,))
    return keras.Model(x, L.Dense(2, name="last")(L.Dropout(0.5)(L.Dense(3, activation="relu")(x))))


def nested_twice():
    inner_x = keras.Input((3,), name="inner_x")
    inner = keras.Model(inner_x, L.Dense(3, name="inner_dense", activation="tanh")(inner_x), name="inner")
    a, b = keras.Input((3,), name="a"), keras.Input((3,), name="b")
    return keras.Model([a, b], [inner(inner(a)), inner(b)], name="twice")


def depths():
    x = keras.Input((2,), name="x")
    dense = L.Dense(2, name="again")
    y = dense(x)
    z = dense(L.Activation("tanh")(y))
    return keras.Model(x, [L.Add()([y, z]), dense(z)], name="depths")


def dictionaries():
    inputs = {"left": keras.Input((2,), name="left"), "right": keras.Input((2,), name="right")}
    total = L.Add(name="zsum")([inputs["left"], inputs["right"]])
    return keras.Model(inputs, {"a": L.Dense(1, name="one")(total), "b": [total, inputs["left"] - inputs["right"]]}, name="dictionaries")


def lists_of_one():
    x = keras.Input((2,), name="x")
    return keras.Model([x], [L.Dense(2)(x)], name="lists")


def unused():
    x, y = keras.Input((2,), name="x"), keras.Input((3,), name="y")
    return keras.Model([x, y], L.Dense(2)(x), name="unused")


def inside():
    x = keras.Input((2,), name="x")
    y = L.Dense(3, name="first")(x)
    z = L.Dense(2, name="second")(ops.relu(y))
    return keras.Model(y, z, name="inside")


def masked():
    x = keras.Input((4,), dtype="int32", name="x")
    y = L.Dense(3)(L.Embedding(6, 3, mask_zero=True)(x))
    y = L.Dropout(0.5)(L.BatchNormalization()(y))
    return keras.Model(x, L.Dense(1)(L.GlobalAveragePooling1D()(y)), name="masked")


def masking():
    x = keras.Input((3, 2), name="x")
    y = L.BatchNormalization()(L.Masking(mask_value=-1.0)(x))
    return keras.Model(x, L.Dense(2)(L.LayerNormalization()(y)), name="masking")


def training():
    x = keras.Input((4,), name="x")
    y = L.BatchNormalization(name="frozen")(L.Dense(3)(x), training=False)
    y = L.GaussianNoise(0.1)(y)
    return keras.Model(x, L.BatchNormalization(name="free")(y), name="training")


def mixed():
    x = keras.Input((4,), name="x")
    return keras.Model(x, L.Dense(2, dtype="mixed_float16")(L.Dense(3)(x)), name="mixed")


def parts():
    x = keras.Input((6,), name="x")
    a, b, c = ops.split(x, 3, axis=1)
    return keras.Model(x, [ops.concatenate([c, a], axis=-1), ops.stack([a, b], axis=1)], name="parts")


def from_layers():
    seq = keras.Sequential([L.Input((3,), name="x"), L.Dense(4, name="d1", activation="relu"), L.Dense(2, name="d2")], name="seq")
    return keras.Model(seq.inputs, [seq.layers[0].output, seq.outputs[0]], name="features")


def zoo():
    x = keras.Input((3, 4), name="x")
    y = keras.Input((3, 4), name="y")
    outputs = {
        "abs": ops.abs(x), "add": x + 1.5, "radd": 2 + x, "sub": x - y, "rsub": 1 - x, "div": x / 2, "pow": x ** 2, "neg": -x, "mod": x % 2,
        "sum": ops.sum(x, axis=(1, 2), keepdims=True), "mean": ops.mean(x, axis=-1), "max": ops.max(x, axis=1), "min": ops.min(x, axis=-1, keepdims=True),
        "prod": ops.prod(x, axis=1), "var": ops.var(x, axis=-1), "std": ops.std(x, axis=1), "argmax": ops.argmax(x, axis=-1),
        "clip": ops.clip(x, -1, 1.5), "where": ops.where(x > 0, x, y), "wheren": ops.where(ops.less_equal(x, y), x, 0.0), "cast": ops.cast(x, "int32"),
        "reshape": ops.reshape(x, (-1, 12)), "transpose": ops.transpose(x, (0, 2, 1)), "expand": ops.expand_dims(x, 1),
        "squeeze": ops.squeeze(x[:, :1], axis=1), "item": x[:, 1], "range": x[..., ::2], "new": x[:, None, 0, -1], "from": x[:, 1:, 1:3],
        "matmul": ops.matmul(x, ops.transpose(y, (0, 2, 1))), "take": ops.take(x, 1, axis=2), "repeat": ops.repeat(x, 2, axis=1), "tile": ops.tile(x, (1, 2, 1)),
        "flip": ops.flip(x, axis=1), "roll": ops.roll(x, 1, axis=2), "cumsum": ops.cumsum(x, axis=2), "sort": ops.sort(x, axis=-1),
        "softmax": ops.softmax(x), "softmax1": ops.softmax(x, axis=1), "lsm": ops.log_softmax(x), "gelu": ops.gelu(x, approximate=False), "elu": ops.elu(x, alpha=0.5),
        "leaky": ops.leaky_relu(x, negative_slope=0.1), "relu": ops.relu(x), "sigmoid": ops.sigmoid(x), "tanh": ops.tanh(x), "silu": ops.silu(x),
        "selu": ops.selu(x), "erf": ops.erf(x), "lse": ops.logsumexp(x, axis=1), "rsqrt": ops.rsqrt(ops.square(x) + 1), "exp": ops.exp(x), "maxi": ops.maximum(x, y),
        "mini": ops.minimum(x, 0.5), "zeros": ops.zeros_like(x), "full": ops.full_like(x, 3.0), "round": ops.round(x, 1), "any": ops.any(x > 1, axis=-1),
        "all": ops.all(x > -1, axis=(1, 2)), "noteq": ops.not_equal(x, 0), "swap": ops.swapaxes(x, 1, 2), "stop": ops.stop_gradient(x),
        "onehot": ops.one_hot(ops.argmax(x, axis=-1), 4),
        "logand": ops.logical_and(x > 0, y > 0), "nested": ops.concatenate([x, y], axis=1), "floor": ops.floor(x), "nonan": ops.divide_no_nan(x, y),
    }
    return keras.Model([x, y], outputs, name="zoo")


case("a chain", chain, data(3, 4))
case("shared layer, nested model, ops", shared, [data(2, 3), data(2, 3)], expand=True)
case("a model inside called three times", nested_twice, [data(2, 3), data(2, 3)])
case("a layer at three depths", depths, data(2, 2))
case("dictionaries", dictionaries, {"left": data(2, 2), "right": data(2, 2)})
case("lists of one", lists_of_one, [data(2, 2)])
case("an input that nothing uses", unused, [data(2, 2), data(2, 3)])
case("a part of a graph", inside, data(2, 3))
case("an embedding's mask", masked, np.array([[1, 2, 0, 0], [5, 0, 3, 0]], "int32"))
case("a mask of values", masking, np.array([[[1, 2], [-1, -1], [0.5, -1]]], "float32"))
case("training in the graph", training, data(3, 4))
case("mixed precision", mixed, data(3, 4))
case("parts", parts, data(2, 6))
case("features of a Sequential", from_layers, data(2, 3))
case("every op", zoo, [data(2, 3, 4), data(2, 3, 4)])

# Training: the names of the outputs sort against their order ------------------------------------------------------------------------

X1, X2 = data(12, 3), data(12, 2)
YZ, YA, YM = data(12, 2), data(12, 1), (data(12, 1) > 0).astype("float32")
SW = [rng.uniform(0.2, 2, 12).round(2).astype("float32") for _ in range(3)]


def several(kind):
    a, b = keras.Input((3,), name="second"), keras.Input((2,), name="first")
    h = L.Dense(4, activation="tanh", name="hidden")(L.Concatenate(name="join")([a, b]))
    z, y, m = L.Dense(2, name="zeta")(h), L.Dense(1, name="alpha")(h), L.Dense(1, activation="sigmoid", name="mu")(h)
    outputs = {"list": [z, y, m], "dict": {"zeta": z, "alpha": y, "mu": m}, "other": {"p": z, "q": y, "r": m}}[kind]
    return keras.Model([a, b], outputs, name="several")


def train(name, kind="list", y="list", weights=None, x="list", **compile):
    keras.utils.clear_session()
    model = several(kind)
    weights_of(model)
    keys = {"list": ["zeta", "alpha", "mu"], "dict": ["zeta", "alpha", "mu"], "other": ["p", "q", "r"]}[kind]
    config = model.to_json()
    model.compile(optimizer=keras.optimizers.SGD(0.1), **compile)
    named = lambda values: dict(zip(keys, values))  # noqa: E731
    targets = [YZ, YA, YM] if y == "list" else named([YZ, YA, YM]) if y == "dict" else [v for v, k in zip([YZ, YA, YM], keys) if k in y]
    sample_weight = {None: None, "list": SW, "dict": named(SW), "one": SW[0]}[weights]
    inputs = [X1, X2] if x == "list" else {"second": X1, "first": X2}
    history = model.fit(inputs, targets, sample_weight=sample_weight, batch_size=5, epochs=3, shuffle=False, verbose=0)
    evaluated = model.evaluate(inputs, targets, sample_weight=sample_weight, batch_size=5, verbose=0)
    rows.append(lua({"kind": "training", "name": name, "config": config, "outputs": kind, "y": y, "x": x, "weights": weights, "compile": compile,
                     "history": {k: [float(v) for v in vs] for k, vs in history.history.items()},
                     "evaluated": [float(v) for v in evaluated] if isinstance(evaluated, list) else [float(evaluated)],
                     "metrics_names": model.metrics_names, "final": [np.asarray(w) for w in model.get_weights()]}))


LIST = ["mse", "mae", "binary_crossentropy"]
DICT = {"zeta": "mse", "alpha": "mae", "mu": "binary_crossentropy"}
rows.append(lua({"kind": "data", "x": [X1, X2], "y": [YZ, YA, YM], "weights": SW}))
train("one loss for all", loss="mse")
train("losses in order", loss=LIST)
train("losses by name", loss=DICT)
train("losses by name, targets by name", loss=DICT, y="dict")
train("an output without a loss", loss=["mse", None, "binary_crossentropy"])
train("an output without a loss, and without targets", loss=["mse", None, "binary_crossentropy"], y=["zeta", "mu"])
train("weights of losses in order", loss=LIST, loss_weights=[0.5, 2.0, 0.1])
train("weights of losses by name", loss=DICT, loss_weights={"zeta": 0.5, "alpha": 2.0, "mu": 0.1})
train("metrics in order", loss=LIST, metrics=["mse", ["mae", "mse"], "accuracy"])
train("metrics by name", loss=DICT, metrics={"alpha": ["mae"], "mu": "accuracy"})
train("metrics by name, some", loss="mse", metrics={"zeta": "mae"})
train("weighted metrics and weights in order", loss=LIST, metrics=["mse", "mae", "accuracy"], weighted_metrics=["mse", ["mae"], "accuracy"], weights="list")
train("one weight for all outputs", loss=LIST, weighted_metrics={"alpha": "mae"}, weights="one")
train("inputs by name", loss="mse", x="dict")
train("a dictionary of outputs", kind="dict", y="dict", loss=DICT, metrics={"alpha": ["mae"], "mu": "accuracy"}, weights="dict")
train("a dictionary of outputs, some losses", kind="dict", y="dict", loss={"alpha": "mse", "zeta": "mae"}, loss_weights={"alpha": 2.0, "zeta": 0.5})
train("a dictionary of other names", kind="other", y="dict", loss={"p": "mse", "q": "mae", "r": "mse"}, metrics={"q": "mse", "p": ["mae", "mse"]})
train("a dictionary of other names, one loss", kind="other", y="dict", loss="mse", weighted_metrics={"r": "mae"}, weights="dict")
write(__file__, rows, "Functional models.")
