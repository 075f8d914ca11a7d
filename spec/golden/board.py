"""What Keras's TensorBoard callback writes in a training, as TensorBoard itself reads it; with a folder as argument, what TensorBoard reads there.

pip install tensorflow keras tensorboard; KERAS_BACKEND=tensorflow python spec/golden/board.py [FOLDER]
"""
import os
import sys
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray


def scalars(folder):
    """[run, tag, step, value] of every scalar, in the order of runs, tags and steps; the configs for the graph page likewise."""
    found, models = [], []
    for run in sorted(os.listdir(folder)):
        accumulator = EventAccumulator(os.path.join(folder, run), size_guidance={"tensors": 0})
        accumulator.Reload()
        for tag in sorted(accumulator.Tags()["tensors"]):
            plugin = accumulator.SummaryMetadata(tag).plugin_data.plugin_name
            for event in accumulator.Tensors(tag):
                value = make_ndarray(event.tensor_proto)
                if plugin == "scalars":
                    found.append([run, tag, event.step, float(value)])
                elif plugin == "graph_keras_model":
                    models.append([run, tag, event.step, value.item().decode()])
    return found, models


if len(sys.argv) > 1:
    found, models = scalars(sys.argv[1])
    for run, tag, step, value in found:
        print("%s %s %d %.9g" % (run, tag, step, value))
    for model in models:
        print("%s %s %d %s" % tuple(model))
    sys.exit()

import keras  # noqa: E402
import numpy as np  # noqa: E402

rng = np.random.RandomState(3)
X, Y = rng.randn(8, 2).round(2).astype("float32"), rng.randn(8, 1).round(2).astype("float32")
V = X[:4] + 1, Y[:4]
KERNEL = np.array([[0.5], [-0.25]], "float32")


def run(optimizer, **arguments):
    folder = tempfile.mkdtemp()
    keras.utils.clear_session()
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.set_weights([KERNEL, np.zeros(1, "float32")])
    schedule = keras.optimizers.schedules.ExponentialDecay(0.125, 2, 0.5)
    model.compile(optimizer=keras.optimizers.SGD(schedule if optimizer == "schedule" else 0.125), loss="mse", metrics=["mae"])
    callback = keras.callbacks.TensorBoard(folder, **arguments)
    model.fit(X, Y, batch_size=2, epochs=2, shuffle=False, validation_data=V, validation_batch_size=2, verbose=0, callbacks=[callback])
    model.evaluate(*V, batch_size=2, verbose=0, callbacks=[callback])
    rows = ", ".join('{ "%s", "%s", %d, %r }' % tuple(s) for s in scalars(folder)[0])
    given = ", ".join("%s = %s" % (k, '"%s"' % v if isinstance(v, str) else str(v).lower()) for k, v in arguments.items())
    return '{ optimizer = "%s", arguments = { %s }, scalars = { %s } },' % (optimizer, given, rows)


def numbers(a):
    return ", ".join(repr(float(v)) for v in a.reshape(-1))


# With an update_freq that doesn't divide the batches, Keras leaves figures of epochs and evaluations out.
rows = [run("rate"), run("schedule"), run("rate", update_freq="batch"), run("rate", update_freq=2, write_graph=False), run("rate", write_steps_per_second=True)]
with open(os.path.splitext(os.path.abspath(__file__))[0] + ".lua", "w") as file:
    file.write("-- Made by board.py; not edited by hand.\n-- luacheck: ignore 631\nreturn {\n")
    file.write("  x = { %s }, y = { %s },\n  kernel = { %s },\n  " % (numbers(X), numbers(Y), numbers(KERNEL)))
    file.write("\n  ".join(rows) + "\n}\n")
