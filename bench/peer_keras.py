"""Keras's cases, on the backend that KERAS_BACKEND names."""
import keras
import numpy as np
from keras import ops

import inputs

if keras.backend.backend() == "jax":
    import jax

    wait = jax.block_until_ready
else:

    def wait(result):
        return result


class CustomHuber(keras.losses.Loss):
    def call(self, y_true, y_pred):
        e = ops.abs(y_pred - y_true)
        return ops.mean(ops.where(e <= 1.0, 0.5 * ops.square(e), e - 0.5), axis=-1)


class CustomNonNeg(keras.constraints.Constraint):
    def __call__(self, w):
        return w * ops.cast(ops.greater_equal(w, 0), w.dtype)


def calls(f, *args):
    """f(*args) called, with NumPy arrays made tensors once."""
    tensors = [ops.convert_to_tensor(a) for a in args]

    def work(n):
        for _ in range(n):
            result = f(*tensors)
        wait(result)

    return work, 1


def classifier(constraint=None):
    return keras.Sequential([
        keras.layers.Input((784,)),
        keras.layers.Dense(128, activation="relu", kernel_constraint=constraint),
        keras.layers.Dense(10, activation="softmax", kernel_constraint=constraint),
    ])


def fit(model, x, y, size):
    def work(n):
        model.fit(x, y, batch_size=inputs.FITS[size][0], epochs=n, verbose=0)

    return work, inputs.FITS[size][1]


def tiny():
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(16, activation="tanh"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return fit(model, *inputs.tiny(), "tiny")


def step(size):
    def make():
        model = classifier()
        model.compile("adam", "sparse_categorical_crossentropy")
        return fit(model, *inputs.images_of(size), size)

    return make


def huber_step(loss, constraint):
    def make():
        model = classifier(constraint())
        model.compile("adam", loss())
        x, labels = inputs.images_of("32")
        return fit(model, x, inputs.one_hot(labels), "32")

    return make


def text():
    return keras.Sequential([
        keras.layers.Input((100,), dtype="int32"),
        keras.layers.Embedding(10000, 32),
        keras.layers.GlobalAveragePooling1D(),
        keras.layers.Dense(16, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])


def dropout():
    model = keras.Sequential([keras.layers.Input((64,))])
    for _ in range(3):
        model.add(keras.layers.Dense(256, use_bias=False))
        model.add(keras.layers.BatchNormalization())
        model.add(keras.layers.Activation("gelu"))
        model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


def residual():
    start = keras.layers.Input((32,))
    x = keras.layers.Dense(64)(start)
    for _ in range(6):
        branch = keras.layers.Dense(128, activation="silu")(keras.layers.LayerNormalization()(x))
        x = keras.layers.Add()([x, keras.layers.Dense(64)(branch)])
    return keras.Model(start, keras.layers.Dense(1)(x))


def model_step(make_model, make_inputs, loss, size):
    def make():
        model = make_model()
        model.compile("adam", loss)
        batch, steps = inputs.FITS[size]
        return fit(model, *make_inputs(batch * steps), size)

    return make


def predict(rows, **options):
    def make():
        model, x = classifier(), inputs.images(rows)[0]

        def work(n):
            for _ in range(n):
                model.predict(x, verbose=0, **options)

        return work, 1

    return make


def saved(ending, work):
    """work(model, path) on a model of 100 MB and a file of it."""

    def make():
        model = keras.Sequential([keras.layers.Input((2500,)), keras.layers.Dense(5000), keras.layers.Dense(2500)])
        path = f"build/bench_{keras.backend.backend()}{ending}"
        (model.save if ending == ".keras" else model.save_weights)(path)

        def several(n):
            for _ in range(n):
                work(model, path)

        return several, 1

    return make


def loss(name, make_inputs, **options):
    return lambda: calls(getattr(keras.losses, name)(**options), *make_inputs())


def rows():
    return inputs.pairs(inputs.SHORT)


def logits():
    x, labels = inputs.logits()
    return labels, x


cases = {
    "tiny step": tiny,
    "step 32": step("32"),
    "step 1024": step("1024"),
    "step built-in": huber_step(keras.losses.Huber, keras.constraints.NonNeg),
    "step custom": huber_step(CustomHuber, CustomNonNeg),
    "predict 1": predict(1),
    "call 1": lambda: calls(classifier(), inputs.images(1)[0]),
    "predict 60000": predict(60000),
    "predict 60000 in 1024s": predict(60000, batch_size=1024),
    "save 100 MB": saved(".keras", lambda model, path: model.save(path)),
    "load 100 MB": saved(".keras", lambda model, path: wait([v.value for v in keras.saving.load_model(path).variables])),
    "save weights 100 MB": saved(".weights.h5", lambda model, path: model.save_weights(path)),
    "load weights 100 MB": saved(".weights.h5", lambda model, path: (model.load_weights(path), wait([v.value for v in model.variables]))),
    "sparse CE 4096x1000": loss("SparseCategoricalCrossentropy", logits, from_logits=True),
    "softmax 4096x1000": lambda: calls(ops.softmax, inputs.logits()[0]),
    "op exp": lambda: calls(ops.exp, inputs.large()),
    "small add(a, b)": lambda: calls(ops.add, np.ones((32, 10), np.float32), np.ones((32, 10), np.float32)),
    "loss SparseCategoricalCrossentropy": loss("SparseCategoricalCrossentropy", inputs.classes),
    "loss CategoricalGeneralizedCrossEntropy": loss("CategoricalGeneralizedCrossEntropy", inputs.classes),
}
for size in ("32", "256"):
    cases["step text " + size] = model_step(text, inputs.text, "binary_crossentropy", size)
    cases["step dropout " + size] = model_step(dropout, inputs.dropout, "sparse_categorical_crossentropy", size)
    cases["step residual " + size] = model_step(residual, inputs.residual, "huber", size)
for kind in ("uniform", "normal"):
    cases["random " + kind] = lambda kind=kind: calls(lambda: getattr(keras.random, kind)((inputs.N,)))
for kind in ("MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh Poisson "
             "BinaryCrossentropy BinaryFocalCrossentropy Hinge SquaredHinge Dice Tversky").split():
    cases["loss " + kind] = loss(kind, inputs.pairs)
for kind in "CategoricalCrossentropy CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity KLDivergence".split():
    cases["loss " + kind] = loss(kind, rows)
for kind in ("MeanSquaredError", "Huber"):
    cases[f"loss {kind}, rows of 10"] = loss(kind, rows)
for way in ("pure", "jit", "plain"):
    cases["custom Huber, " + way] = lambda: calls(CustomHuber(), *inputs.pairs())
