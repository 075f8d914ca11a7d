"""The initializers: what they ask the random generator for, by shape; the values of those that draw nothing; shapes that are refused; configs."""
import json

from emit import lua, np, wide, write

import keras
from keras.src.backend import random as source

SHAPES = [(), (1,), (5,), (0,), (3, 4), (1, 1), (4, 0), (3, 5, 7), (3, 3, 16, 32), (2, 3, 4, 5, 6), (1, 1, 1, 8, 2)]
FANS = [(name, {}) for name in "GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform VarianceScaling".split()]
FANS += [("VarianceScaling", {"scale": s, "mode": m, "distribution": d}) for s, m, d in
         [(2.0, "fan_out", "uniform"), (0.5, "fan_avg", "untruncated_normal"), (3, "fan_avg", "uniform"), (1.5, "fan_in", "untruncated_normal"),
          (1.0, "fan_out", "normal"), (1.0, "fan_avg", "UNIFORM")]]
FANS += [("RandomNormal", {}), ("RandomNormal", {"mean": 1.0, "stddev": 2.0}), ("RandomUniform", {}), ("RandomUniform", {"minval": -2, "maxval": 3}),
         ("TruncatedNormal", {}), ("TruncatedNormal", {"mean": -1.0, "stddev": 0.5})]
AXES = [((3, 4, 5), [0], [1, 2]), ((3, 4, 5), [-1], [0, 1]), ((2, 3, 4, 5), [0, 2], [1, -1]), ((6, 2), [1], [0]), ((6, 2), [], [0])]
rows = []
asked = None


def record(name):
    def draw(shape, *args, dtype=None, seed=None, **kwargs):
        global asked
        a, b = [*args, *kwargs.values()]
        asked = [name, float(a), float(b)]
        return keras.ops.zeros(shape, dtype or "float32")
    return draw


kept = {name: getattr(source, name) for name in ("uniform", "normal", "truncated_normal")}
for name in kept:
    setattr(source, name, record(name))
for name, options in FANS:
    for shape in SHAPES:
        getattr(keras.initializers, name)(**options)(shape)
        rows.append(lua({"kind": "draw", "class": name, "options": options, "shape": shape, "asks": asked}))
for name in ("GlorotUniform", "HeNormal", "VarianceScaling"):
    for shape, inputs, outputs in AXES:
        options = {"input_axes": inputs, "output_axes": outputs}
        getattr(keras.initializers, name)(**options)(shape)
        rows.append(lua({"kind": "draw", "class": name, "options": options, "shape": shape, "asks": asked}))
    options = {"input_axes": [0]}  # one of the two alone says nothing
    getattr(keras.initializers, name)(**options)((3, 4, 5))
    rows.append(lua({"kind": "draw", "class": name, "options": options, "shape": (3, 4, 5), "asks": asked}))
for name, f in kept.items():
    setattr(source, name, f)


def value(name, options, shape, dtype):
    with wide(dtype in ("float64", "int64"), dtype == "float64"):
        y = getattr(keras.initializers, name)(**options)(shape, dtype=dtype)
        rows.append(lua({"kind": "value", "class": name, "options": options, "shape": shape, "dtype": dtype, "value": np.asarray(y)}))


for dtype in "float16 bfloat16 float32 float64 int32 uint8 bool".split():
    for name, options in (("Zeros", {}), ("Ones", {}), ("Constant", {}), ("Constant", {"value": 2.5}), ("Constant", {"value": 3}), ("Constant", {"value": True})):
        for shape in ((), (2,), (0, 3), (2, 3)):
            value(name, options, shape, dtype)
    if dtype[0] in "bf" and dtype != "bool":  # of others Keras makes floats
        for options in ({}, {"gain": 0.5}):
            for shape in ((3, 3), (2, 4), (4, 2), (0, 2)):
                value("Identity", options, shape, dtype)
WINDOWS = """barthann bartlett blackman blackmanharris bohman boxcar cosine exponential flattop hamming hann lanczos nuttall parzen taylor triang tukey
halfcosine poisson tri hann_periodic hamming_symmetric""".split()
for window in WINDOWS:
    for length in (1, 2, 5, 8):
        for periodic in (False, True):
            value("STFT", {"window": window, "periodic": periodic}, (length, 1, 2), "float64")
for options in ({}, {"side": "imag"}, {"scaling": "spectrum"}, {"scaling": None}, {"window": None}, {"side": "imag", "window": None, "scaling": "spectrum"},
                {"window": [0.5, 1.0, 2.0, 1.0, 0.5, 0.25]}):
    for shape in ((6, 1, 5), (6, 1, 3)):
        value("STFT", options, shape, "float64")
value("STFT", {}, (16, 1, 9), "float64")

for name, options, shape in (("Identity", {}, ()), ("Identity", {}, (3,)), ("Identity", {}, (2, 2, 2)), ("Orthogonal", {}, ()), ("Orthogonal", {}, (3,)),
                             ("STFT", {}, (3, 4)), ("STFT", {"window": [1.0, 2.0]}, (3, 1, 3))):
    try:
        getattr(keras.initializers, name)(**options)(shape)
        raise SystemExit("%s is not refused" % name)
    except ValueError:
        rows.append(lua({"kind": "refused shape", "class": name, "options": options, "shape": shape}))
for name, options in (("VarianceScaling", {"scale": 0.0}), ("VarianceScaling", {"scale": -1.0}), ("VarianceScaling", {"mode": "fan"}),
                      ("VarianceScaling", {"distribution": "gamma"}), ("RandomNormal", {"seed": "a"}), ("RandomNormal", {"seed": 1.5}), ("STFT", {"side": "left"}),
                      ("STFT", {"window": "door"}), ("STFT", {"scaling": "much"}), ("STFT", {"window": "kaiser"})):
    try:
        getattr(keras.initializers, name)(**options)
        raise SystemExit("%s is not refused" % name)
    except ValueError:
        rows.append(lua({"kind": "refused", "class": name, "options": options}))

for name, options in [(name, {}) for name in sorted(keras.initializers.get.__globals__["ALL_OBJECTS_DICT"]) if name[0].isupper() and not name.endswith("Initializer")] + FANS[7:] + [
        ("GlorotUniform", {"seed": 7}), ("HeUniform", {"seed": 7, "input_axes": [0], "output_axes": [1, 2]}), ("Orthogonal", {"gain": 2.0, "seed": 1}),
        ("VarianceScaling", {"seed": 3, "scale": 2.0}), ("TruncatedNormal", {"seed": 3}), ("STFT", {"side": "imag", "window": None, "scaling": None}),
        ("STFT", {"window": "hamming", "periodic": True}), ("Constant", {"value": 2}), ("Constant", {"value": True})]:
    made = getattr(keras.initializers, name)(**options)
    rows.append(lua({"kind": "config", "class": name, "options": options, "json": json.dumps(keras.saving.serialize_keras_object(made))}))
seed = keras.random.SeedGenerator(5, name="s")
for name in ("RandomNormal", "GlorotUniform", "Orthogonal"):
    made = getattr(keras.initializers, name)(seed=seed)
    rows.append(lua({"kind": "seeded config", "class": name, "json": json.dumps(keras.saving.serialize_keras_object(made))}))
for name, cls in sorted(keras.initializers.get.__globals__["ALL_OBJECTS_DICT"].items()):
    rows.append(lua({"kind": "name", "name": name, "class": cls.__name__}))
for name in sorted(dir(keras.initializers)):
    cls = getattr(keras.initializers, name)
    if isinstance(cls, type):
        rows.append(lua({"kind": "member", "name": name, "class": cls.__name__}))
write(__file__, rows, "Draws, values, errors, configs and names of initializers.")
