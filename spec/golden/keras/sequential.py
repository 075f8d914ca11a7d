# Makes spec/data/sequential.config.json: the config of a model as the real Keras writes it.
import json
import os

import keras

model = keras.Sequential([
    keras.layers.Input((8, 8)), keras.layers.Flatten(),
    keras.layers.Dense(16, activation="relu", kernel_constraint="max_norm", kernel_regularizer=keras.regularizers.L2(0.01)),
    keras.layers.Dropout(0.2, seed=3), keras.layers.Dense(10, kernel_initializer="he_normal"), keras.layers.Reshape((5, 2)),
    keras.layers.Activation("softmax")], name="model")
path = os.path.join(os.path.dirname(__file__), "../../data/sequential.config.json")
json.dump(keras.saving.serialize_keras_object(model), open(path, "w"))
