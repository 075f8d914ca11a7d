"""What the real Keras's optimizers make of fixed gradients: the variables after some of 20 steps, the optimizer's own variables at the end, and configs.

optimizers.lua holds a row per run; optimizers.npz its values in the order in which they are compared, from the row's `start` on: those of runs in float64,
and in float32 those of all others.

Values and gradients come from a generator that the spec has too: state <- (1103515245 state + 12345) mod 2^31, u = state / 2^31 in float64, one stream per
case, seed 7: first the variables' values, 4 u - 2, then step by step the gradients, 2 u - 1, or 0 where u < 0.1.
"""
import json
import os

from emit import lua, np, number, wide, write

import jax
import keras
from keras import optimizers
from keras.optimizers import schedules

STEPS, SHOWN = 20, (1, 7, 20)
SETS = {
    "small": [("kernel", (3, 2)), ("bias", (4,)), ("scale", ())],
    "large": [("tall", (6, 4)), ("wide", (4, 6)), ("cube", (2, 3, 4)), ("block", (2, 2, 1, 3)), ("embeddings", (3, 2))],
    "short": [("kernel", (2, 2))],
}
COMMON = [
    {}, {"clipnorm": 0.5}, {"global_clipnorm": 0.75}, {"clipvalue": 0.25}, {"weight_decay": 0.5},
    {"weight_decay": 0.5, "exclude": {"var_list": ["scale"], "var_names": ["^b.a", "nothing"]}},
    {"use_ema": True, "ema_momentum": 0.75}, {"use_ema": True, "ema_momentum": 0.75, "ema_overwrite_frequency": 3},
    {"loss_scale_factor": 8.0}, {"gradient_accumulation_steps": 3},
    {"gradient_accumulation_steps": 2, "use_ema": True, "ema_overwrite_frequency": 2, "clipnorm": 0.5, "weight_decay": 0.25, "loss_scale_factor": 4.0},
    {"learning_rate": {"class": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5}},
    {"learning_rate": {"class": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
     "gradient_accumulation_steps": 3},
    {"missing": True}, {"overwritten": True}, {"overwritten": True, "gradient_accumulation_steps": 3}, {"constrained": True},
    {"dtype": "float16"}, {"dtype": "bfloat16"},
]
# Keras rounds its constants to the variables' dtype: in bfloat16 beta_2 becomes 1 and its bias correction 0 / 0, in float16 Adamax's divisor becomes 0
BROKEN = {("Adam", "bfloat16"), ("AdamW", "bfloat16"), ("Nadam", "bfloat16"), ("Lamb", "bfloat16"), ("Muon", "bfloat16"),
          ("ScheduleFreeAdamW", "bfloat16"), ("Adamax", "float16")}
OWN = {
    "SGD": [{"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"momentum": 0.5, "nesterov": True, "gradient_accumulation_steps": 3}],
    "RMSprop": [{"rho": 0.5, "epsilon": 0.01}, {"momentum": 0.75}, {"centered": True}, {"momentum": 0.5, "centered": True},
                {"momentum": 0.5, "centered": True, "gradient_accumulation_steps": 3}],
    "Adam": [{"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}, {"amsgrad": True, "beta_2": 0.5}, {"amsgrad": True, "gradient_accumulation_steps": 3}],
    "AdamW": [{"beta_1": 0.5, "beta_2": 0.75}, {"amsgrad": True, "beta_2": 0.5}],
    "Adadelta": [{"learning_rate": 1.0, "rho": 0.5, "epsilon": 0.01}],
    "Adagrad": [{"initial_accumulator_value": 0.0, "epsilon": 0.01}, {"initial_accumulator_value": 2.0}],
    "Adamax": [{"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}],
    "Adafactor": [{"beta_2_decay": -0.5, "epsilon_1": 1e-3, "epsilon_2": 2.0, "clip_threshold": 0.5}, {"learning_rate": 1.0},
                  {"learning_rate": 1.0, "relative_step": False}],
    "Ftrl": [{"l1_regularization_strength": 0.25}, {"l2_regularization_strength": 0.5, "beta": 0.5}, {"l2_shrinkage_regularization_strength": 0.25},
             {"learning_rate_power": -0.25, "initial_accumulator_value": 1.0}, {"learning_rate_power": 0.0},
             {"l1_regularization_strength": 0.25, "l2_regularization_strength": 0.5, "beta": 0.5, "l2_shrinkage_regularization_strength": 0.25}],
    "Lion": [{"beta_1": 0.5, "beta_2": 0.75}],
    "Nadam": [{"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}],
    "Lamb": [{"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01}],
    "Muon": [{"adam_beta_1": 0.5, "adam_beta_2": 0.75, "epsilon": 0.01, "adam_lr_ratio": 0.5, "adam_weight_decay": 0.5}, {"adam_weight_decay": None}],
    "ScheduleFreeAdamW": [{"warmup_steps": 5}, {"beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.01},
                          {"warmup_steps": 5, "gradient_accumulation_steps": 3}],
}
LARGE = {
    "Adafactor": [{}, {"clip_threshold": 0.25}, {"gradient_accumulation_steps": 3, "use_ema": True, "weight_decay": 0.25}],
    "Muon": [{}, {"nesterov": False}, {"ns_steps": 3, "momentum": 0.5}, {"rms_rate": None}, {"exclude_layers": ["al+$"], "exclude_embeddings": False},
             {"muon_a": 3.0, "muon_b": -4.0, "muon_c": 1.5}, {"weight_decay": None}, {"weight_decay": 0.5, "adam_weight_decay": 0.25},
             {"gradient_accumulation_steps": 3, "use_ema": True, "clipnorm": 0.5}],
}
SPECIAL = ("exclude", "missing", "overwritten", "constrained", "dtype")


class Stream:
    def __init__(self):
        self.state = 7

    def __call__(self, shape, draw):
        values = []
        for _ in range(int(np.prod(shape))):
            self.state = (self.state * 1103515245 + 12345) % 2 ** 31
            values.append(draw(self.state / 2 ** 31))
        return np.array(values, "float64").reshape(shape)


def first(u):
    return 4 * u - 2


def slope(u):
    return 0.0 if u < 0.1 else 2 * u - 1


def cast(values, dtype):
    return keras.ops.cast(keras.ops.convert_to_tensor(values, "float64" if dtype == "float64" else "float32"), dtype)


def variables(stream, which, dtype):
    return [keras.Variable(cast(stream(shape, first), dtype), name=name, dtype=dtype) for name, shape in SETS[which]]


packed = {"float32": [], "float64": []}


def keep(values, kind):
    packed[kind] += np.asarray(values).astype(kind).reshape(-1).tolist()


def keep_all(variables, kind):
    for v in variables:
        keep(v.value, kind)


def keep_own(optimizer, kind):
    """Keeps the values of the optimizer's variables, iterations apart, and gives their names."""
    keep_all(optimizer.variables[1:], kind)
    return lua([v.name for v in optimizer.variables[1:]])


def row(**fields):
    return "{%s}" % ",".join("%s=%s" % (key, text) for key, text in fields.items())


def joined(texts):
    return "{%s}" % ",".join(texts)


def made(name, options):
    options = {k: v for k, v in options.items() if k not in SPECIAL}
    rate = options.get("learning_rate")
    if isinstance(rate, dict):
        options["learning_rate"] = getattr(schedules, rate["class"])(**{k: v for k, v in rate.items() if k != "class"})
    return getattr(optimizers, name)(**options)


def run(name, which, options):
    dtype = options.get("dtype", "float32")
    kind = "float64" if dtype == "float64" else "float32"
    start = len(packed[kind])
    with wide(dtype == "float64", double=True):
        stream = Stream()
        vs = variables(stream, which, dtype)
        if options.get("overwritten"):
            vs[-1].overwrite_with_gradient = True
        if options.get("constrained"):
            vs[0].constraint = keras.constraints.NonNeg()
        optimizer = made(name, {"learning_rate": 0.05, **options})
        if "exclude" in options:
            optimizer.exclude_from_weight_decay(var_list=[v for v in vs if v.name in options["exclude"]["var_list"]],
                                                var_names=options["exclude"]["var_names"])
        optimizer.build(vs)
        for step in range(1, STEPS + 1):
            gradients = [cast(stream(v.shape, slope), dtype) for v in vs]
            if options.get("missing") and step in (1, 4, 5):
                gradients[1] = None
            optimizer.apply(gradients, vs)
            if step in SHOWN:
                keep_all(vs, kind)
        own = keep_own(optimizer, kind)
        if options.get("use_ema"):
            optimizer.finalize_variable_values(vs)
            keep_all(vs, kind)
    return row(**{"kind": '"steps"', '["class"]': '"%s"' % name, "set": '"%s"' % which, "options": lua({"learning_rate": 0.05, **options}),
                  "start": str(start), "own": own})


def scaled(inner, options, spoil):
    """A LossScaleOptimizer whose gradients are not finite at the steps of `spoil`."""
    start = len(packed["float32"])
    with wide(False):
        stream = Stream()
        vs = variables(stream, "short", "float32")
        optimizer = optimizers.LossScaleOptimizer(made(inner, {"learning_rate": 0.05, **options}), initial_scale=1024.0, dynamic_growth_steps=3)
        optimizer.build(vs)
        for step in range(1, STEPS + 1):
            gradient = stream(vs[0].shape, slope)
            gradient = gradient * np.asarray(optimizer.dynamic_scale)
            if step in spoil:
                gradient[0, 1] = spoil[step]
            optimizer.apply([cast(gradient, "float32")], vs)
            keep_all([optimizer.dynamic_scale, optimizer.step_counter] + vs, "float32")
        return row(kind='"scaled"', inner='"%s"' % inner, options=lua({"learning_rate": 0.05, **options}), spoil=joined(
            "[%d]=%s" % (k, number(v)) for k, v in spoil.items()), start=str(start), own=keep_own(optimizer, "float32"))


def multi():
    start = len(packed["float32"])
    with wide(False):
        stream = Stream()
        vs = variables(stream, "small", "float32")
        optimizer = optimizers.MultiOptimizer(optimizers.OptimizerMap(optimizers.RMSprop(0.05, use_ema=True), {
            "kern.*": optimizers.Adam(0.05), "bias": optimizers.SGD(0.05, momentum=0.5)}), loss_scale_factor=4.0)
        for step in range(1, STEPS + 1):
            optimizer.apply([cast(stream(v.shape, slope), "float32") for v in vs], vs)
            if step in SHOWN:
                keep_all(vs, "float32")
        return row(kind='"multi"', start=str(start), own=keep_own(optimizer, "float32"))


def configs():
    cases = [(name, {}) for name in OWN] + [
        ("Adam", {"learning_rate": {"class": "CosineDecay", "initial_learning_rate": 0.5, "decay_steps": 10}, "amsgrad": True, "name": "one"}),
        ("AdamW", {"weight_decay": 0.25, "clipnorm": 1.0, "use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 4, "name": "mine"}),
        ("SGD", {"momentum": 0.5, "global_clipnorm": 2.0, "loss_scale_factor": 8.0, "gradient_accumulation_steps": 4, "name": "two"}),
        ("Muon", {"exclude_layers": ["head", "last.*"], "rms_rate": None, "ns_steps": 3, "name": "three"}),
        ("Ftrl", {"learning_rate_power": -0.25, "beta": 0.5, "name": "four"}),
    ]
    for name, options in cases:
        yield name, options, made(name, options)
    yield "LossScaleOptimizer", None, optimizers.LossScaleOptimizer(optimizers.SGD(0.5, name="inside"), initial_scale=8.0)
    yield "MultiOptimizer", None, optimizers.MultiOptimizer(optimizers.OptimizerMap(
        optimizers.SGD(0.5, name="a"), {"x.*": optimizers.Adam(0.5, name="b"), "end": optimizers.SGD(0.25, name="c")}))


keras.config.set_floatx("float32")
rows = []
with jax.disable_jit():  # every optimizer's loops and branches would be new functions to JAX's compiler at every step
    with wide(False):
        for name, options, optimizer in configs():
            text = json.dumps(keras.saving.serialize_keras_object(optimizer))
            rows.append(row(**{"kind": '"config"', '["class"]': '"%s"' % name, "options": lua(options), "json": lua(text)}))
    for name in OWN:
        for which, choices in ("small", COMMON + OWN[name]), ("large", LARGE.get(name, [])):
            double = [{**options, "dtype": "float64"} for options in choices if "dtype" not in options]
            rows += [run(name, which, options) for options in choices + double if (name, options.get("dtype")) not in BROKEN]
    spoil = {4: np.inf, 5: np.nan, 9: -np.inf, 13: np.inf, 14: np.inf}
    rows += [scaled(inner, options, s) for inner, options, s in [
        ("SGD", {}, {}), ("SGD", {"momentum": 0.5}, spoil), ("Adam", {}, spoil), ("Adam", {"use_ema": True, "gradient_accumulation_steps": 2}, spoil),
        ("RMSprop", {}, spoil), ("ScheduleFreeAdamW", {}, spoil)]]
    rows.append(multi())
write(__file__, rows, "Optimizers over 20 steps.")
np.savez_compressed(os.path.splitext(os.path.abspath(__file__))[0] + ".npz", **{kind: np.array(values, kind) for kind, values in packed.items()})
