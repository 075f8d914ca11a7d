"""Twenty training steps from fixed weights on fixed data: final weights and history of the real Keras."""
from emit import lua, np, write

import keras
from keras import ops

rng = np.random.RandomState(5)
X = rng.randn(20, 3).round(2).astype("float32")
Y = rng.randn(20, 2).round(2).astype("float32")
LABELS = rng.randint(0, 3, 20).astype("int32")
SAMPLE_WEIGHT = rng.uniform(0.2, 2, 20).round(2).astype("float32")
VALIDATION = (rng.randn(6, 3).round(2).astype("float32"), rng.randn(6, 2).round(2).astype("float32"))
START = [rng.randn(*s).round(2).astype("float32") for s in ((3, 4), (4,), (4, 2), (2,))]
START3 = START[:2] + [rng.randn(*s).round(2).astype("float32") for s in ((4, 3), (3,))]


class LogSquare(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return ops.mean(ops.log(1 + ops.square(y_pred - y_true)), -1)


class Halved(keras.constraints.Constraint):
    """Halves what is negative: its effect accumulates, so that a step too many or too few shows."""

    def __call__(self, w):
        w = ops.convert_to_tensor(w)
        return ops.where(ops.less(w, 0), w * 0.5, w)


OBJECTS = {"LogSquare": LogSquare, "Halved": Halved}


def make(namespace, description):
    if not isinstance(description, dict):
        return description
    name = description["class"]
    cls = OBJECTS.get(name) or getattr(namespace, name)
    return cls(**{k: v for k, v in description.items() if k != "class"})


def optimizer_of(description):
    """A dictionary under learning_rate is a schedule."""
    if isinstance(description, dict) and isinstance(description.get("learning_rate"), dict):
        description = dict(description, learning_rate=make(keras.optimizers.schedules, description["learning_rate"]))
    return make(keras.optimizers, description)


def run(name, optimizer, loss="mse", layer=None, units=2, fit=None, metrics=None, weighted_metrics=None, compile=None):
    layer, fit = layer or {}, fit or {}
    keras.utils.clear_session()
    dense = {}
    for key, description in layer.items():
        dense[key] = make(keras.constraints if "constraint" in key else keras.regularizers, description)
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation="tanh", **dense),
                              keras.layers.Dense(units, activation="softmax" if units == 3 else None)])
    start = START3 if units == 3 else START
    model.set_weights(start)
    model.compile(optimizer=optimizer_of(optimizer), loss=make(keras.losses, loss) if isinstance(loss, dict) else loss,
                  metrics=metrics, weighted_metrics=weighted_metrics, **(compile or {}))
    arguments = {}
    if "sample_weight" in fit:
        arguments["sample_weight"] = SAMPLE_WEIGHT
    if "class_weight" in fit:
        arguments["class_weight"] = dict(enumerate(fit["class_weight"]))
    if "validation" in fit:
        arguments["validation_data"] = VALIDATION
    if "validation_split" in fit:
        arguments["validation_split"] = fit["validation_split"]
    for key in ("initial_epoch", "validation_batch_size", "validation_freq", "steps_per_epoch"):
        if key in fit:
            arguments[key] = fit[key]
    y = LABELS if units == 3 else Y
    if "one_hot" in fit:
        y = np.eye(3, dtype="float32")[LABELS]
    history = model.fit(X, y, batch_size=fit.get("batch_size", 5), epochs=5, shuffle=False, verbose=0,
                        **arguments)
    rows.append(lua({"name": name, "optimizer": optimizer, "loss": loss, "layer": layer, "units": units, "fit": fit,
                     "metrics": metrics or [], "weighted_metrics": weighted_metrics or [], "compile": compile or {}, "history": {k: [float(x) for x in v] for k, v in history.history.items()},
                     "weights": [np.asarray(w) for w in model.get_weights()],
                     "prediction": np.asarray(model(VALIDATION[0]))}))


class Inner(keras.layers.Layer):
    """Hides the steps whose first feature is below -0.5."""

    def call(self, x):
        return x

    def compute_mask(self, x, previous_mask=None):
        return ops.greater(x[..., 0], -0.5)


def sequences(name, optimizer, loss="mse", weights=None, **compile):
    """Sequences with masked steps, or with a weight per step. On JAX a prediction loses its mask on the way from the gradient to
    the metrics (on TensorFlow it doesn't): metrics of masked steps are taken from evaluate."""
    keras.utils.clear_session()
    first = [] if weights else [Inner()]
    model = keras.Sequential([keras.layers.Input((5, 3)), *first, keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
    model.set_weights(START)
    model.compile(optimizer=make(keras.optimizers, optimizer), loss=loss, **compile)
    x, y = X.reshape(4, 5, 3), Y.reshape(4, 5, 2)
    history = model.fit(x, y, batch_size=2, epochs=5, shuffle=False, verbose=0,
                        sample_weight=SAMPLE_WEIGHT.reshape(4, 5) if weights else None)
    rows.append(lua({"name": name, "optimizer": optimizer, "loss": loss, "sequences": True, "weights_per_step": bool(weights),
                     "compile": compile,
                     "history": {k: [float(v) for v in vs] for k, vs in history.history.items() if weights or k == "loss"},
                     "evaluated": model.evaluate(x, y, batch_size=2, verbose=0, return_dict=True), "weights": [np.asarray(w) for w in model.get_weights()]}))


rows = [lua({"x": X, "y": Y, "labels": LABELS, "sample_weight": SAMPLE_WEIGHT, "validation": list(VALIDATION),
             "start": {"2": START, "3": START3}})]
SGD = {"class": "SGD", "learning_rate": 0.1}
ADAM = {"class": "Adam", "learning_rate": 0.05}
run("SGD", SGD)
run("SGD by name", "sgd")
run("SGD with momentum", dict(SGD, momentum=0.9))
run("SGD with Nesterov momentum", dict(SGD, momentum=0.9, nesterov=True))
run("RMSprop", {"class": "RMSprop", "learning_rate": 0.02})
run("RMSprop, centered", {"class": "RMSprop", "learning_rate": 0.02, "centered": True})
run("RMSprop with momentum", {"class": "RMSprop", "learning_rate": 0.02, "momentum": 0.5, "rho": 0.8})
run("RMSprop, centered, with momentum", {"class": "RMSprop", "learning_rate": 0.02, "momentum": 0.5, "centered": True})
run("Adam", ADAM)
run("Adam with its defaults", "adam")
run("Adam, AMSGrad", dict(ADAM, amsgrad=True))
run("Adam, other constants", dict(ADAM, beta_1=0.8, beta_2=0.95, epsilon=1e-3))
for base in (SGD, ADAM):
    name = base["class"]
    run(name + ", clipnorm", dict(base, clipnorm=0.3))
    run(name + ", global_clipnorm", dict(base, global_clipnorm=0.3))
    run(name + ", clipvalue", dict(base, clipvalue=0.1))
    run(name + ", weight_decay", dict(base, weight_decay=0.1))
    run(name + ", use_ema", dict(base, use_ema=True, ema_momentum=0.9))
    run(name + ", use_ema overwriting", dict(base, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=3))
    run(name + ", loss scale", dict(base, loss_scale_factor=8.0))
    run(name + ", L2", base, layer={"kernel_regularizer": {"class": "L2", "l2": 0.05}})
    run(name + ", L1 and bias L1L2", base, layer={"kernel_regularizer": {"class": "L1", "l1": 0.05},
                                                  "bias_regularizer": {"class": "L1L2", "l1": 0.01, "l2": 0.1}})
    run(name + ", MaxNorm", base, layer={"kernel_constraint": {"class": "MaxNorm", "max_value": 0.8}})
    run(name + ", NonNeg", base, layer={"kernel_constraint": {"class": "NonNeg"}, "bias_constraint": {"class": "NonNeg"}})
    run(name + ", UnitNorm", base, layer={"kernel_constraint": {"class": "UnitNorm", "axis": 1}})
    run(name + ", MinMaxNorm", base, layer={"kernel_constraint": {"class": "MinMaxNorm", "min_value": 0.5, "rate": 0.5}})
    run(name + ", a constraint of one's own", base, layer={"kernel_constraint": {"class": "Halved"}})
    run(name + ", a loss of one's own", base, loss={"class": "LogSquare"})
    run(name + ", sample weights", base, fit={"sample_weight": True}, metrics=["mse"])
    run(name + ", smaller last batch", base, fit={"batch_size": 7}, metrics=["mse"])
    run(name + ", validation data", base, fit={"validation": True}, metrics=["mse"])
    run(name + ", validation split", base, fit={"validation_split": 0.25})
    run(name + ", classes", base, loss="sparse_categorical_crossentropy", units=3, metrics=["accuracy"])
    run(name + ", class weights", base, loss="sparse_categorical_crossentropy", units=3,
        fit={"class_weight": [0.5, 2.0, 1.0]})
    run(name + ", two epochs of five", base, fit={"initial_epoch": 3})
    run(name + ", three steps an epoch", base, fit={"steps_per_epoch": 2})
    run(name + ", validation now and then", base, fit={"validation": True, "validation_freq": 2, "validation_batch_size": 4})
    run(name + ", class weights of one-hot labels", base, loss="categorical_crossentropy", units=3, metrics=["accuracy"],
        fit={"class_weight": [0.5, 2.0, 1.0], "one_hot": True})
    run(name + ", several metrics", base, fit={"sample_weight": True}, metrics=["mse", "mae"], weighted_metrics=["mse", "mae"])
    run(name + ", a weighted loss", base, metrics=["mae"], compile={"loss_weights": [0.25]})
    run(name + ", accumulated gradients", dict(base, gradient_accumulation_steps=3, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=2))
    run(name + ", an activity regularizer", base, layer={"activity_regularizer": {"class": "L2", "l2": 0.05}})
    for schedule in ({"class": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
                     {"class": "PiecewiseConstantDecay", "boundaries": [4, 9], "values": [0.1, 0.05, 0.01]},
                     {"class": "CosineDecay", "initial_learning_rate": 0.01, "decay_steps": 10, "warmup_target": 0.1, "warmup_steps": 4}):
        run(name + ", " + schedule["class"], dict(base, learning_rate=schedule))
    sequences(name + ", masked steps", base, metrics=["mae"], weighted_metrics=["mse"])
    sequences(name + ", a weight per step", base, weights=True, metrics=["mae"], weighted_metrics=["mse"])
run("everything at once", dict(ADAM, weight_decay=0.01, clipnorm=0.5, use_ema=True),
    loss={"class": "Huber", "delta": 0.5}, layer={"kernel_regularizer": {"class": "L2", "l2": 0.01},
                                                 "kernel_constraint": {"class": "MaxNorm", "max_value": 1.0}},
    fit={"sample_weight": True, "validation": True}, metrics=["mse"])
write(__file__, rows, "Twenty training steps.")
