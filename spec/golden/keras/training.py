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


def run(name, optimizer, loss="mse", layer=None, units=2, fit=None, metrics=None):
    layer, fit = layer or {}, fit or {}
    keras.utils.clear_session()
    dense = {}
    for key, description in layer.items():
        dense[key] = make(keras.constraints if "constraint" in key else keras.regularizers, description)
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation="tanh", **dense),
                              keras.layers.Dense(units, activation="softmax" if units == 3 else None)])
    start = START3 if units == 3 else START
    model.set_weights(start)
    model.compile(optimizer=make(keras.optimizers, optimizer), loss=make(keras.losses, loss) if isinstance(loss, dict) else loss,
                  metrics=metrics)
    arguments = {}
    if "sample_weight" in fit:
        arguments["sample_weight"] = SAMPLE_WEIGHT
    if "class_weight" in fit:
        arguments["class_weight"] = dict(enumerate(fit["class_weight"]))
    if "validation" in fit:
        arguments["validation_data"] = VALIDATION
    if "validation_split" in fit:
        arguments["validation_split"] = fit["validation_split"]
    history = model.fit(X, LABELS if units == 3 else Y, batch_size=fit.get("batch_size", 5), epochs=5, shuffle=False, verbose=0,
                        **arguments)
    rows.append(lua({"name": name, "optimizer": optimizer, "loss": loss, "layer": layer, "units": units, "fit": fit,
                     "metrics": metrics or [], "history": {k: [float(x) for x in v] for k, v in history.history.items()},
                     "weights": [np.asarray(w) for w in model.get_weights()],
                     "prediction": np.asarray(model(VALIDATION[0]))}))


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
run("everything at once", dict(ADAM, weight_decay=0.01, clipnorm=0.5, use_ema=True),
    loss={"class": "Huber", "delta": 0.5}, layer={"kernel_regularizer": {"class": "L2", "l2": 0.01},
                                                 "kernel_constraint": {"class": "MaxNorm", "max_value": 1.0}},
    fit={"sample_weight": True, "validation": True}, metrics=["mse"])
write(__file__, rows, "Twenty training steps.")
