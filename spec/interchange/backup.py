"""Goes on with the real Keras from a backup that Lunula wrote: FOLDER holds it, EPOCHS is where to. Prints the weights at the end.

KERAS_BACKEND=jax python spec/interchange/backup.py FOLDER EPOCHS; golden_callbacks_spec.lua runs it where KERAS_PYTHON names a Python with Keras.
"""
import sys

import keras
import numpy as np

# The data and the model of golden/keras/callback_trainings.py.
rng = np.random.RandomState(7)
x, y = rng.randn(20, 3).round(2).astype("float32"), rng.randn(20, 2).round(2).astype("float32")
validation = rng.randn(6, 3).round(2).astype("float32"), rng.randn(6, 2).round(2).astype("float32")
model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)])
model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse", metrics=["mae"])
model.fit(x, y, batch_size=5, shuffle=False, epochs=int(sys.argv[2]), verbose=0, validation_data=validation,
          callbacks=[keras.callbacks.BackupAndRestore(sys.argv[1])])
for w in model.get_weights():
    print(" ".join("%.9g" % v for v in w.reshape(-1)))
