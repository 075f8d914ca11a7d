"""What the real Keras makes of configs, good and bad: the object, serialized again, or the kind of its error; then what *.get gives for names."""
import json
import warnings

from emit import lua, np, write

import keras

warnings.simplefilter("ignore")
rows = []
revive, serialize = keras.saving.deserialize_keras_object, keras.saving.serialize_keras_object


class Mine(keras.constraints.Constraint):
    def __init__(self, k=1):
        self.k = k

    def __call__(self, w):
        return w * self.k

    def get_config(self):
        return {"k": self.k}


@keras.saving.register_keras_serializable("pkg", "double")
def double(x):
    return 2 * x


def env(module, name, config=None, **more):
    return {"module": module, "class_name": name, "config": {} if config is None else config, "registered_name": None, **more}


def function(name, module="builtins", registered="function"):
    return {"module": module, "class_name": "function", "config": name, "registered_name": registered}


def without(config, *keys):
    return {k: v for k, v in config.items() if k not in keys}


def text(x):
    """The object as a config again; a function by its name."""
    try:
        return json.dumps(serialize(x))
    except Exception:
        return type(x).__name__


L2 = env("keras.regularizers", "L2", {"l2": 0.5})
DENSE = serialize(keras.layers.Dense(2, name="d", activation="relu", kernel_initializer="zeros", kernel_constraint="non_neg"))
SEED = env("keras.random", "SeedGenerator", {"seed": 3, "name": "s"})
CASES = [
    ("null", None), ("integer", 3), ("float", 2.5), ("boolean", True), ("string", "relu"), ("list", [1, None, "x", 2.5]), ("empty list", []),
    ("empty dict", {}), ("plain dict", {"a": 1, "b": {"c": None}}), ("class_name alone", {"class_name": "X"}), ("config alone", {"config": {}}),
    ("config null on a class", env("keras.regularizers", "L2") | {"config": None}), ("a regularizer", L2), ("in a list", [L2, 1]), ("in a dict", {"a": L2}),
    ("a layer", DENSE), ("a layer with build_config", DENSE | {"build_config": {"input_shape": [None, 3]}}),
    ("a loss", env("keras.losses", "MeanSquaredError", {"name": "m", "reduction": "sum"})),
    ("a metric", env("keras.metrics", "BinaryAccuracy", {"name": "m", "dtype": "float32", "threshold": 0.25})),
    ("an optimizer", env("keras.optimizers", "SGD", {"learning_rate": 0.5, "momentum": 0.25, "name": "s"})),
    ("an initializer with a seed", env("keras.initializers", "GlorotUniform", {"seed": 3})),
    ("an initializer with a generator", env("keras.initializers", "RandomNormal", {"seed": SEED})),
    ("a seed generator", SEED), ("a dtype policy", env("keras", "DTypePolicy", {"name": "float64"})),
    ("a function", function("relu")), ("a loss function", function("mean_squared_error")), ("a registered function", function("pkg>double")),
    ("a function without its package", function("double")),
    ("an unknown function", function("nobody")), ("a function without name", function(None)), ("a function with a dict", function({})),
    ("a function's canonical path", function("relu", "keras.activations")), ("a function's foreign path", function("relu", "os")),
    ("an alias path of a function", function("relu", "keras.layers")), ("a blocked function", function("get_file", "keras.utils", "get_file")),
    ("a blocked class", env("keras.saving", "load_model")), ("get by name", function("get", "keras.losses")), ("serialize by name", function("serialize")),
    ("an unknown class, no module", env(None, "Nobody")), ("an unknown class, foreign module", env("os", "system")),
    ("an unknown class of Keras", env("keras.layers", "Nobody")), ("an unknown module of Keras", env("keras.nowhere", "Dense")),
    ("a built-in without module", without(L2, "module")), ("a built-in with module null", L2 | {"module": None}),
    ("a built-in without registered_name", without(L2, "registered_name")),
    ("a built-in registered under its own name", L2 | {"registered_name": "L2"}),
    ("a built-in registered under another", L2 | {"registered_name": "pkg>L2"}), ("a built-in registered as empty", L2 | {"registered_name": ""}),
    ("a config that is a list", env("keras.regularizers", "L2", [1])), ("a config that is a number", env("keras.regularizers", "L2", 3)),
    ("a config that is text", env("keras.regularizers", "L2", "x")),
    ("an unknown argument", env("keras.regularizers", "L2", {"l3": 1})), ("a negative strength", env("keras.regularizers", "L2", {"l2": -1.0})),
    ("a reduction that is none", env("keras.losses", "Huber", {"reduction": "avg"})),
    ("an unknown argument of a layer", env("keras.layers", "Dense", {"units": 1, "x": 1})),
    ("a bad value in a layer", env("keras.layers", "Dense", {"units": -1})),
    ("a missing argument", env("keras.layers", "Dense", {"name": "d"})),
    ("an unknown class inside", env("keras.layers", "Dense", {"units": 1, "kernel_regularizer": env(None, "Nobody")})),
    ("an unknown name inside", env("keras.layers", "Dense", {"units": 1, "activation": "nobody"})),
    ("a lambda", {"class_name": "__lambda__", "config": {"value": ["4wAAAA==", None, None]}}),
    ("bytes", {"class_name": "__bytes__", "config": {"value": "text"}}), ("a slice", serialize(slice(1, None, 2))),
    ("a slice without stop", {"class_name": "__slice__", "config": {"start": 1}}), ("an ellipsis", serialize(...)),
    ("a tensor", {"class_name": "__tensor__", "config": {"value": [[1, 2]], "dtype": "int32"}}),
    ("an array", {"class_name": "__numpy__", "config": {"value": [1.5, 2.0], "dtype": "float32"}}),
    ("an array of a dtype that is none", {"class_name": "__numpy__", "config": {"value": [1], "dtype": "nothing"}}),
    ("a symbol", {"class_name": "__keras_tensor__", "config": {"shape": [None, 3], "dtype": "float32", "keras_history": ["a", 0, 0]}}),
    ("a custom class", env(None, "Mine", {"k": 2}) | {"registered_name": "Mine"}),
    ("a custom class by class_name", without(env(None, "Mine", {"k": 2}), "registered_name")),
    ("a custom class under null", env(None, "Mine", {"k": 2})), ("a custom class in a layer", env(
        "keras.layers", "Dense", {"name": "d", "units": 1, "kernel_constraint": env(None, "Mine", {"k": 2}) | {"registered_name": "Mine"}})),
    ("a custom class given as text", ["Mine"]),
]
for what, config in CASES:
    fields = {"kind": "config", "what": what, "json": json.dumps(config)}
    try:
        made = revive(json.loads(json.dumps(config)), custom_objects={"Mine": Mine})
        fields["gives"] = text(made)
    except Exception as e:
        fields["error"] = type(e).__name__
    rows.append(lua(fields))

NAMES = {
    "losses": "mse MSE Mse mean_squared_error MeanSquaredError meansquarederror mae MAE bce BCE binary_crossentropy BinaryCrossentropy "
              "categorical_crossentropy CategoricalCrossentropy sparse_categorical_crossentropy huber Huber huber_loss cce nope loss Loss 3",
    "metrics": "mse MSE mean_squared_error MeanSquaredError mae MAE accuracy Accuracy acc binary_accuracy BinaryAccuracy categorical_accuracy "
               "sparse_categorical_accuracy mean Mean sum Sum root_mean_squared_error rmse huber nope metric Metric crossentropy",
    "constraints": "max_norm MaxNorm maxnorm min_max_norm non_neg NonNeg nonneg unit_norm UnitNorm constraint Constraint nope NONNEG",
    "regularizers": "l1 L1 l2 L2 l1l2 L1L2 l1_l2 regularizer Regularizer nope",
    "initializers": "zeros Zeros zero ones one Ones ONES glorot_uniform GlorotUniform glorotuniform he_normal HeNormal random_normal "
                    "RandomNormal normal Normal uniform random_uniform initializer Initializer nope",
    "optimizers": "adam Adam ADAM sgd SGD Sgd rmsprop RMSprop RMSProp rms_prop rm_sprop nope",
    "activations": "relu ReLU linear softmax Softmax tanh sigmoid silu swish hard_silu hard_swish exponential gelu elu selu softplus softsign "
                   "leaky_relu relu6 hard_sigmoid log_softmax log_sigmoid nope",
}
for namespace, names in NAMES.items():
    for name in names.split():
        name = int(name) if name.isdigit() else name
        for route in ("get", "deserialize"):
            fields = {"kind": route, "namespace": namespace, "name": name}
            if route == "deserialize" and namespace != "layers":
                name = {"class_name": name, "config": {}} if isinstance(name, str) and namespace != "activations" else name
            try:
                made = getattr(getattr(keras, namespace), route)(name)
                fields["gives"] = "string" if isinstance(made, str) else getattr(made, "__name__", type(made).__name__)
            except Exception as e:
                fields["error"] = type(e).__name__
            rows.append(lua(fields))
            name = fields["name"]
write(__file__, rows, "Configs and names, and what becomes of them.")
