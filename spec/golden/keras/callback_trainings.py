"""Trainings with callbacks by the real Keras: figures, what is printed, which files come and what is in them, weights at the end."""
import contextlib
import io
import os
import re
import shutil
import tempfile

from emit import lua, np, write

import keras

rng = np.random.RandomState(7)
X = rng.randn(20, 3).round(2).astype("float32")
Y = rng.randn(20, 2).round(2).astype("float32")
VALIDATION = (rng.randn(6, 3).round(2).astype("float32"), rng.randn(6, 2).round(2).astype("float32"))
START = [rng.randn(*s).round(2).astype("float32") for s in ((3, 4), (4,), (4, 2), (2,))]
SCHEDULES = {"halves": lambda epoch, rate: rate * 0.5 if epoch else rate, "steps": lambda epoch, rate: [0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625][epoch]}


class Told(keras.callbacks.Callback):
    """Writes down which hooks are called with what."""

    def __init__(self):
        super().__init__()
        self.told = []


def tell(hook):
    def method(self, *arguments, logs=None):
        if arguments and (isinstance(arguments[-1], dict) or arguments[-1] is None):
            *arguments, logs = arguments
        self.told.append(" ".join([hook, *[str(a) for a in arguments], *sorted(logs or {})]))

    return method


for kind in ("train", "test", "predict"):
    for when in ("begin", "end", "batch_begin", "batch_end"):
        setattr(Told, "on_%s_%s" % (kind, when), tell("on_%s_%s" % (kind, when)))
for when in ("begin", "end"):
    setattr(Told, "on_epoch_" + when, tell("on_epoch_" + when))


class Stop(keras.callbacks.Callback):
    """Ends the training by an error at the begin of an epoch, or by stop_training at a batch."""

    def __init__(self, epoch=None, batch=None):
        super().__init__()
        self.epoch, self.batch = epoch, batch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise RuntimeError("stop")

    def on_train_batch_end(self, batch, logs=None):
        if batch == self.batch:
            self.model.stop_training = True


OWN = {"Told": Told, "Stop": Stop}


def make(description, folder):
    arguments = {k: v for k, v in description.items() if k != "class"}
    for key in ("filepath", "filename", "backup_dir"):
        if key in arguments:
            arguments[key] = folder + "/" + arguments[key]
    if "schedule" in arguments:
        arguments["schedule"] = SCHEDULES[arguments["schedule"]]
    cls = OWN.get(description["class"]) or getattr(keras.callbacks, description["class"])
    return cls(**arguments)


def fresh(optimizer):
    keras.utils.clear_session()
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
    model.set_weights(START)
    arguments = {k: v for k, v in optimizer.items() if k not in ("class", "steps_per_execution")}
    model.compile(optimizer=getattr(keras.optimizers, optimizer["class"])(**arguments), loss="mse", metrics=["mae"],
                  steps_per_execution=optimizer.get("steps_per_execution", 1))
    return model


def contents(folder, path):
    """What a checkpoint makes of the validation data, the text of a CSV file."""
    if path.endswith(".csv"):
        return open(path, newline="").read()
    if path.endswith(".keras"):
        model = keras.models.load_model(path)
    else:
        model = fresh({"class": "SGD"})
        model.load_weights(path)
    return np.asarray(model(VALIDATION[0]))


def run(name, optimizer, *fits):
    """Each of fits: {callbacks, epochs, ...}. With `load` the model is read from a file of the one before, with `fresh` it is made anew."""
    folder = tempfile.mkdtemp()
    model, results = fresh(optimizer), []
    for fit in fits:
        if fit.get("load", "").endswith(".keras"):
            model = keras.models.load_model(folder + "/" + fit["load"])
        elif fit.get("load"):
            model = fresh(optimizer)
            model.optimizer.build(model.trainable_variables)  # else Keras leaves its state out
            model.load_weights(folder + "/" + fit["load"])
        elif fit.get("fresh"):
            model = fresh(optimizer)
        callbacks = [make(c, folder) for c in fit["callbacks"]]
        arguments = {k: v for k, v in fit.items() if k in ("epochs", "initial_epoch", "validation_freq", "steps_per_epoch")}
        printed, history, error = io.StringIO(), None, None
        with contextlib.redirect_stdout(printed):
            try:
                history = model.fit(X, Y, batch_size=5, shuffle=False, verbose=0, callbacks=callbacks,
                                    validation_data=None if fit.get("alone") else VALIDATION, **arguments).history
            except RuntimeError as e:
                error = str(e)
            if fit.get("then"):
                model.evaluate(*VALIDATION, verbose=0, callbacks=callbacks)
                model.predict(VALIDATION[0], verbose=0, callbacks=callbacks)
        told = [c.told for c in callbacks if isinstance(c, Told)]
        results.append({"history": {k: [float(v) for v in vs] for k, vs in (history or {}).items()}, "error": error,
                        "printed": printed.getvalue().replace(folder, "FOLDER"), "told": told[0] if told else []})
    files = sorted(os.path.relpath(os.path.join(at, n), folder) for at, _, names in os.walk(folder) for n in names)
    kept = {f: contents(folder, os.path.join(folder, f)) for f in files if re.search(r"\.(csv|keras|weights\.h5)$", f)}
    rows.append(lua({"name": name, "optimizer": optimizer, "fits": list(fits), "results": results, "files": files, "contents": kept,
                     "weights": [np.asarray(w) for w in model.get_weights()]}))
    return folder


rows = [lua({"x": X, "y": Y, "validation": list(VALIDATION), "start": START})]
SGD = {"class": "SGD", "learning_rate": 0.2}
FAST = {"class": "SGD", "learning_rate": 0.4}  # at which the validation's loss falls, then grows
ADAM = {"class": "Adam", "learning_rate": 0.05}
CHECKPOINT = {"class": "ModelCheckpoint", "filepath": "last.keras"}


def fit(*callbacks, epochs=6, **more):
    return dict(callbacks=list(callbacks), epochs=epochs, **more)


# stopping
for arguments in ({}, {"patience": 1, "restore_best_weights": True}, {"patience": 2, "min_delta": 0.05}, {"patience": 1, "baseline": 0.553},
                  {"patience": 1, "baseline": 0.553, "restore_best_weights": True}, {"patience": 1, "start_from_epoch": 3, "restore_best_weights": True},
                  {"patience": 1, "monitor": "val_mae", "restore_best_weights": True}, {"patience": 1, "monitor": "mae", "mode": "max"},
                  {"patience": 30, "restore_best_weights": True}, {"monitor": "loss", "patience": 1}):
    run("EarlyStopping %s" % arguments, FAST, fit(dict(arguments, **{"class": "EarlyStopping", "verbose": 1}), epochs=10))
run("a stop in the middle of an epoch", SGD, fit({"class": "Stop", "batch": 1}, {"class": "Told"}))
run("TerminateOnNaN", {"class": "SGD", "learning_rate": 1e30}, fit({"class": "TerminateOnNaN"}, {"class": "Told"}))
run("TerminateOnNaN that raises", {"class": "SGD", "learning_rate": 1e30}, fit({"class": "TerminateOnNaN", "raise_error": True}))
# learning rates
for arguments in ({"patience": 1}, {"patience": 1, "factor": 0.5, "cooldown": 1}, {"patience": 1, "factor": 0.5, "min_lr": 0.3}, {"patience": 0, "min_delta": 0.5},
                  {"patience": 1, "monitor": "mae", "mode": "max", "factor": 0.3}):
    run("ReduceLROnPlateau %s" % arguments, FAST, fit(dict(arguments, **{"class": "ReduceLROnPlateau", "verbose": 1})))
for schedule in SCHEDULES:
    run("LearningRateScheduler %s" % schedule, SGD, fit({"class": "LearningRateScheduler", "schedule": schedule, "verbose": 1}, epochs=4))
run("LearningRateScheduler, then ReduceLROnPlateau and EarlyStopping", ADAM, fit(
    {"class": "LearningRateScheduler", "schedule": "halves"}, {"class": "ReduceLROnPlateau", "patience": 1, "min_delta": 0.3},
    {"class": "EarlyStopping", "patience": 3, "min_delta": 0.1}))
# files
run("CSVLogger", SGD, fit({"class": "CSVLogger", "filename": "log.csv"}, epochs=3))
run("CSVLogger, a separator, validation now and then", SGD, fit({"class": "CSVLogger", "filename": "log.csv", "separator": ";"}, epochs=4, validation_freq=2))
run("CSVLogger goes on", SGD, fit({"class": "CSVLogger", "filename": "log.csv", "append": True}, epochs=2),
    fit({"class": "CSVLogger", "filename": "log.csv", "append": True}, epochs=4, initial_epoch=2))
run("CSVLogger begins anew", SGD, fit({"class": "CSVLogger", "filename": "log.csv"}, epochs=2), fit({"class": "CSVLogger", "filename": "log.csv"}, epochs=1))
for arguments in ({"filepath": "a/b/{epoch:02d}.keras"}, {"filepath": "{epoch:02d}-{val_loss:.2f}.keras"},
                  {"filepath": "best.keras", "save_best_only": True}, {"filepath": "{epoch}-{mae:.1f}.weights.h5", "save_best_only": True, "save_weights_only": True},
                  {"filepath": "w-{epoch}-{batch:03d}.weights.h5", "save_freq": 3, "save_weights_only": True},
                  {"filepath": "w-{epoch}.keras", "save_freq": 7},
                  {"filepath": "m.keras", "save_best_only": True, "initial_value_threshold": 0.553},
                  {"filepath": "m.keras", "save_best_only": True, "initial_value_threshold": 0.001},
                  {"filepath": "m.keras", "save_best_only": True, "monitor": "val_mae", "mode": "max"},
                  {"filepath": "m-{epoch}.keras", "save_best_only": True, "monitor": "loss", "mode": "min"}):
    run("ModelCheckpoint %s" % arguments, FAST, fit(dict(arguments, **{"class": "ModelCheckpoint", "verbose": 1}), epochs=4))
run("ModelCheckpoint with several steps at once", dict(SGD, steps_per_execution=2), fit(
    {"class": "ModelCheckpoint", "filepath": "{epoch}-{batch}.weights.h5", "save_freq": 3, "save_weights_only": True}, {"class": "Told"}, epochs=2))
# going on from a checkpoint, as people do
for optimizer in (ADAM, dict(SGD, momentum=0.9)):
    run("load_model and fit from initial_epoch, %s" % optimizer["class"], optimizer, fit(CHECKPOINT, epochs=3),
        fit(CHECKPOINT, load="last.keras", initial_epoch=3))
run("load_weights and fit from initial_epoch", ADAM, fit(dict(CHECKPOINT, filepath="last.weights.h5", save_weights_only=True), epochs=3),
    fit(load="last.weights.h5", initial_epoch=3))
run("the best, then on from it with its figure as threshold", FAST, fit(dict(CHECKPOINT, save_best_only=True), epochs=3),
    fit(dict(CHECKPOINT, save_best_only=True, initial_value_threshold=0.553, verbose=1), load="last.keras", initial_epoch=3))
run("the same callbacks in two trainings", ADAM, fit({"class": "EarlyStopping", "patience": 1}, epochs=3), fit({"class": "EarlyStopping", "patience": 1}, epochs=4))
BACKUP = {"class": "BackupAndRestore", "backup_dir": "backup"}
for name, more in (("", {}), (", two", {"double_checkpoint": True}), (", kept", {"delete_checkpoint": False})):
    run("BackupAndRestore" + name, ADAM, fit(dict(BACKUP, **more), {"class": "Stop", "epoch": 3}), fit(dict(BACKUP, **more), fresh=True))
# what callbacks are told
run("told of everything", SGD, fit({"class": "Told"}, epochs=2, then=True))
run("told without validation", SGD, fit({"class": "Told"}, epochs=2, alone=True))
run("told of validation now and then", SGD, fit({"class": "Told"}, epochs=4, validation_freq=3))
# of a number that the batches are a multiple of: otherwise Keras names batches that there aren't
run("told of several steps at once", dict(SGD, steps_per_execution=2), fit({"class": "Told"}, epochs=2))
run("told of part of an epoch", SGD, fit({"class": "Told"}, epochs=2, steps_per_epoch=2))
run("told of no epoch", SGD, fit({"class": "Told"}, epochs=2, initial_epoch=2))
# averages of weights
EMA = dict(SGD, use_ema=True, ema_momentum=0.5)
for swap in (False, True):
    run("SwapEMAWeights %s" % swap, EMA, fit({"class": "SwapEMAWeights", "swap_on_epoch": swap},
                                             {"class": "ModelCheckpoint", "filepath": "{epoch}.weights.h5", "save_weights_only": True}, epochs=3))

# a backup of Keras's, in the middle of a training
folder = run("a backup that Lunula goes on from", ADAM, fit(BACKUP, {"class": "Stop", "epoch": 3}))
here = os.path.join(os.path.dirname(os.path.abspath(__file__)), "backup")
shutil.rmtree(here, ignore_errors=True)
shutil.copytree(folder + "/backup", here)
write(__file__, rows, "Trainings with callbacks.")
