"""What the real Keras's summary prints, on a terminal of 120 columns."""
import os

os.environ["COLUMNS"] = "120"

from emit import lua, write

import keras
from keras import layers


def text(model, **options):
    out = []
    model.summary(print_fn=out.append, **options)
    return "".join(out)


def plain():
    return keras.Sequential([layers.Input((64,)), layers.Dense(1000, name="hidden"), layers.Dropout(0.5, name="drop"),
                             layers.Dense(10, name="out")], name="plain")


rows = []


def case(name, model, **options):
    rows.append(lua({"name": name, "options": options, "text": text(model, **options)}))


case("plain", plain())
case("plain", plain(), line_length=60)
case("plain", plain(), line_length=110)
case("plain", plain(), positions=[0.3, 0.6, 1.0])
frozen = plain()
frozen.layers[0].trainable = False
case("frozen", frozen, show_trainable=True)
case("plain", plain(), layer_range=["drop", "out"])
long = keras.Sequential([layers.Input((3,)), layers.Dense(2, name="a_layer_with_a_name_that_is_far_too_long_for_its_column"),
                         layers.Dense(5, name="short")], name="long")
case("long", long)
unbuilt = keras.Sequential([layers.Dense(2, name="first"), layers.Flatten(name="flat")], name="unbuilt")
case("unbuilt", unbuilt)
lazy = keras.Sequential([layers.Dense(2, name="first"), layers.Flatten(name="flat")], name="lazy")
lazy(keras.ops.ones((20, 4)))
case("lazy", lazy)
nested = keras.Sequential([layers.Input((6,)), layers.Dense(4, name="before"),
                           keras.Sequential([layers.Input((4,)), layers.Dense(3, name="inner"), layers.Activation("relu", name="act")],
                                            name="block"), layers.Dense(2, name="after")], name="nested")
case("nested", nested)
case("nested", nested, expand_nested=True)
case("nested", nested, expand_nested=True, show_trainable=True)
compiled = plain()
compiled.compile("adam", "mse")
compiled.train_on_batch(keras.ops.ones((2, 64)), keras.ops.ones((2, 10)))
case("compiled", compiled)
write(__file__, rows, "Summaries.")
