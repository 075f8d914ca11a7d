"""What the real Keras's progress bar draws at given times, and what its callbacks make of given figures."""
import contextlib
import io
import os
import tempfile

from emit import lua, np, write

import keras
from keras.src.utils import progbar as progbar_module

rows = []


class Terminal(io.StringIO):
    def isatty(self):
        return True


def bar(target, updates, verbose=1):
    """updates: (time, current, values, finalize)."""
    import sys

    out, kept = Terminal(), sys.stdout
    times = iter([100.0] + [100.0 + u[0] for u in updates])

    class Clock:
        @staticmethod
        def time():
            return next(times)

    module_time, progbar_module.time = progbar_module.time, Clock
    keras.utils.enable_interactive_logging()
    sys.stdout = out
    try:
        p = keras.utils.Progbar(target, verbose=verbose, stateless_metrics=set())
        for _, current, values, final in updates:
            p.update(current, list(values.items()), finalize=final)
    finally:
        sys.stdout = kept
        progbar_module.time = module_time
    rows.append(lua({"kind": "bar", "target": target, "verbose": verbose, "updates": [list(u) for u in updates], "text": out.getvalue()}))


V = {"accuracy": 0.5, "loss": 1.25}
W = {"accuracy": 0.75, "loss": 0.000123}
bar(45, [(0.5, 1, V, False), (0.51, 2, V, False), (0.6, 10, W, False), (0.7, 45, dict(W, val_loss=2.0), True)])
bar(1, [(0.004, 1, V, False), (0.0042, 1, V, True)])
bar(1000, [(5, 1, V, False), (100, 20, V, False), (200, 999, V, False), (201, 1000, V, True)])
bar(100000, [(1, 1, V, False), (2, 2, V, False), (3600, 50, V, False), (3601, 51, {"loss": float("nan")}, False)])
bar(7, [(0.1, 3, {}, False), (0.2, 7, {}, True)])
bar(None, [(0.1, 1, V, False), (0.2, 2, W, False)])
bar(45, [(0.5, 1, V, False), (0.7, 45, dict(W, val_loss=2.0), True)], verbose=2)
bar(3, [(12.5, 3, {"loss": 0.5}, True)], verbose=2)


class Optimizer:
    def __init__(self):
        self.learning_rate = 0.1


class Model:
    """Just enough of a model for callbacks: figures come from a list."""

    def __init__(self):
        self.optimizer = Optimizer()
        self.stop_training = False
        self.metrics = []
        self.weights_now = 0
        self.restored = None

    def get_weights(self):
        return self.weights_now

    def set_weights(self, w):
        self.restored = w

    def save(self, path, overwrite):
        self.saved.append(path)

    save_weights = save


def run(name, arguments, logs, file=None, batches=0):
    model = Model()
    model.saved = []
    if file:
        arguments = dict(arguments, filename=file)
    c = getattr(keras.callbacks, name)(**arguments)
    c.set_model(model)
    rates, epochs, printed = [], 0, io.StringIO()
    with contextlib.redirect_stdout(printed):
        c.on_train_begin()
        for epoch, log in enumerate(logs):
            model.weights_now = epoch
            c.on_epoch_begin(epoch)
            for batch in range(batches):
                c.on_train_batch_end(batch, dict(log))
            c.on_epoch_end(epoch, dict(log))
            rates.append(float(model.optimizer.learning_rate))
            epochs += 1
            if model.stop_training:
                break
        c.on_train_end()
    if arguments.get("verbose"):
        logs = logs[:epochs]
    row = {"kind": "callback", "class": name, "arguments": {k: v for k, v in arguments.items() if k != "filename"}, "logs": logs,
           "epochs": epochs, "rates": rates, "restored": model.restored}
    if arguments.get("verbose"):
        row["printed"], row["saved"], row["batches"] = printed.getvalue(), model.saved, batches
    if file:
        row["text"] = open(file, newline="").read()
    rows.append(lua(row))


def losses(*values, key="val_loss"):
    return [{key: v} for v in values]


for arguments in ({}, {"patience": 2}, {"patience": 1, "min_delta": 0.2}, {"patience": 2, "baseline": 0.5}, {"patience": 1, "mode": "max"},
                  {"patience": 1, "restore_best_weights": True}, {"patience": 2, "restore_best_weights": True, "baseline": 0.1},
                  {"patience": 1, "start_from_epoch": 3}, {"patience": 1, "monitor": "accuracy", "mode": "max"}):
    key = arguments.get("monitor", "val_loss")
    for values in ((1.0, 0.9, 0.95, 0.85, 0.9, 0.91, 0.92), (1.0, 1.1, 1.2, 0.4, 0.5, 0.6), (0.5, 0.5, 0.5, 0.5), (1.0, float("nan"), 0.5, 0.6, 0.7)):
        run("EarlyStopping", arguments, losses(*values, key=key))
for arguments in ({"patience": 2}, {"patience": 1, "factor": 0.5}, {"patience": 1, "factor": 0.5, "cooldown": 2}, {"patience": 1, "min_lr": 0.005},
                  {"patience": 1, "min_delta": 0.2, "mode": "min"}, {"patience": 1, "mode": "max", "factor": 0.2}):
    for values in ((1.0, 0.9, 0.95, 0.96, 0.97, 0.85, 0.9, 0.91, 0.92), (1.0, 1.0, 1.0, 1.0, 1.0, 1.0)):
        run("ReduceLROnPlateau", arguments, losses(*values))
with tempfile.TemporaryDirectory() as folder:
    LOGS = [{"loss": 0.5, "accuracy": 0.25}, {"loss": 1e-7, "accuracy": 1.0}]
    run("CSVLogger", {}, LOGS, os.path.join(folder, "a.csv"))
    run("CSVLogger", {"separator": ";"}, [dict(l, val_loss=2.0, learning_rate=0.1) for l in LOGS], os.path.join(folder, "b.csv"))
    run("CSVLogger", {}, LOGS + [{"loss": float("nan"), "accuracy": float("inf"), "val_loss": 123456789.125}], os.path.join(folder, "c.csv"))
    run("CSVLogger", {"separator": "\t"}, [{"loss": [0.5, 1e5], "accuracy": 1e16, "note": "a\tb"}, {"loss": 3, "accuracy": 1e15}], os.path.join(folder, "d.csv"))
VERBOSE = losses(1.0, 0.9, 0.95, 0.96, 0.97, 0.85, 0.9, 0.91, 0.92)
for arguments in ({"patience": 2}, {"patience": 2, "restore_best_weights": True}, {"patience": 20, "restore_best_weights": True},
                  {"patience": 1, "start_from_epoch": 3, "restore_best_weights": True}, {"patience": 2, "baseline": 0.88, "restore_best_weights": True}):
    run("EarlyStopping", dict(arguments, verbose=1), VERBOSE)
for arguments in ({"patience": 2}, {"patience": 1, "factor": 0.5, "cooldown": 1}, {"patience": 1, "factor": 0.001, "min_lr": 1e-5}, {"patience": 1, "min_lr": 0.1},
                  {"patience": 1, "factor": 0.0, "min_delta": 0.0}):
    run("ReduceLROnPlateau", dict(arguments, verbose=1), VERBOSE)
FIGURES = [{"loss": 1.0, "accuracy": 0.5, "val_loss": 1.5}, {"loss": 0.5, "accuracy": 0.25, "val_loss": 1.25}, {"loss": 0.25, "accuracy": 0.75, "val_loss": float("nan")},
           {"loss": 0.125, "accuracy": 0.625, "val_loss": 123456.0}]
for arguments in ({"filepath": "m.keras"}, {"filepath": "m-{epoch:02d}-{val_loss:.2f}.keras"}, {"filepath": "{epoch}_{accuracy}_{loss:9.3e}.keras", "save_best_only": True},
                  {"filepath": "{{x}}{epoch:5d}{loss:g}.weights.h5", "save_weights_only": True, "save_best_only": True, "monitor": "accuracy", "mode": "max"},
                  {"filepath": "m.keras", "save_best_only": True, "monitor": "loss", "initial_value_threshold": 0.5, "mode": "min"},
                  {"filepath": "m.keras", "save_best_only": True, "monitor": "loss", "initial_value_threshold": 0.3, "mode": "max"}):
    run("ModelCheckpoint", dict(arguments, verbose=1), FIGURES)
for arguments, batches in (({"filepath": "m-{epoch}-{batch:03d}.keras", "save_freq": 2}, 5), ({"filepath": "m-{epoch}-{batch}.keras", "save_freq": 7}, 3),
                           ({"filepath": "{epoch}.keras"}, 2), ({"filepath": "{batch}.weights.h5", "save_freq": 1, "save_weights_only": True}, 2)):
    run("ModelCheckpoint", dict(arguments, verbose=1), FIGURES, batches=batches)
write(__file__, rows, "Progress bars and callbacks.")
