"""Layers of the real Keras: outputs, masks, gradients, non-trainable weights after a call in training, configs, and models trained with them."""
import json
import os

os.environ["JAX_ENABLE_X64"] = "0"

from emit import lua, np, write  # noqa: E402

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402
from keras import layers as L  # noqa: E402

rng = np.random.RandomState(11)
rows, inputs = [], {}


def data(*shape):
    return (rng.randn(*shape).round(1) + 0.03).astype("float32")  # never at a kink


def fill(layer):
    """Weights that are a function of their place alone: the specs fill them in the same way."""
    count = 0
    for v in layer.weights:
        flat = (37 * (count + np.arange(int(np.prod(v.shape)))) + 11) % 23
        count += flat.size
        v.assign(((flat + 1) / 23 if "variance" in v.path or "stddev" in v.path else (flat - 11) / 23).reshape(v.shape).astype(str(v.dtype)))
    if hasattr(layer, "finalize_state"):
        layer.finalize_state()


inputs.update({"v": data(4, 3), "w": data(4, 3), "u": data(4, 3), "s": data(2, 4, 3), "t": data(2, 4, 3), "one": data(2, 1, 3), "flat": data(2, 3),
               "image": data(2, 2, 3, 2), "long": data(3, 5), "dot": data(2, 3, 4), "kernel": data(2, 4, 2), "zeros": data(2, 4, 3) * (np.arange(4) % 2)[None, :, None].astype("float32"),
               "ids": np.array([[1, 0, 4], [2, 2, 0]], "int32"), "whole": rng.randint(-3, 4, (4, 3)).astype("int32"),
               "mask": np.array([[1, 1, 0, 1], [0, 1, 1, 0]], "bool"), "mask2": np.array([[1, 0, 0, 1], [1, 1, 1, 0]], "bool"),
               "places": np.array([[1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]], "bool")})
inputs["zeros"] = inputs["zeros"].astype("float32")


def case(cls, args, names, training=None, mask=None, name=None):
    """args: named arguments. mask: names of masks that the inputs carry, or with name = "mask" one that is passed."""
    keras.utils.clear_session()
    layer = getattr(L, cls)(**args)
    x = [jnp.asarray(inputs[n]) for n in names]
    for t, m in zip(x, mask or []):
        if m and name is None:
            keras.src.backend.set_keras_mask(t, jnp.asarray(inputs[m]))
    value = x if len(x) > 1 else x[0]
    options = {} if training is None else {"training": training}
    if name == "mask":
        options["mask"] = jnp.asarray(inputs[mask[0]])
    layer(value, **{k: v for k, v in options.items() if k != "training"})
    fill(layer)
    start = [v.value for v in layer.non_trainable_variables]
    y = layer(value, **options)
    out_mask = getattr(y, "_keras_mask", None)
    after = [np.asarray(v.value) for v in layer.non_trainable_weights]
    named = dict(options)  # stateless_call runs call itself, to which nobody gives the mask of its input
    if mask and layer._call_has_mask_arg:
        named["mask"] = jnp.asarray(inputs[mask[0]])
    cotangent = (jnp.arange(y.size).reshape(y.shape) % 7 - 3).astype("float32")

    def total(trainable, floats):
        given = [keras.ops.convert_to_tensor(t) for t in floats]
        for t, old in zip(given, x):
            m = getattr(old, "_keras_mask", None)
            if m is not None:
                keras.src.backend.set_keras_mask(t, m)
        out, _ = layer.stateless_call(trainable, start, given if len(given) > 1 else given[0], **named)
        return jnp.sum(out.astype("float32") * cotangent)

    trainable = [v.value for v in layer.trainable_variables]
    floating = all(jnp.issubdtype(t.dtype, jnp.floating) for t in x)
    gradients = jax.grad(total, argnums=(0, 1) if floating else 0)(trainable, x)
    rows.append(lua({"kind": "layer", "class": cls, "args": args, "inputs": names, "training": training, "mask": mask, "given": name, "output": np.asarray(y),
                     "out_mask": None if out_mask is None else np.asarray(out_mask), "after": after,
                     "weight_gradients": [np.asarray(g) for g in (gradients[0] if floating else gradients)],
                     "input_gradients": [np.asarray(g) for g in gradients[1]] if floating else [],
                     "config": json.dumps(keras.saving.serialize_keras_object(layer))}))


for cls in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
    case(cls, {}, ["v", "w", "u"])
    case(cls, {}, ["s", "one"])
    case(cls, {}, ["s", "flat"])
    case(cls, {}, ["s", "t"], mask=["mask", "mask2"])
    case(cls, {}, ["s", "t"], mask=["mask", None])
case("Subtract", {}, ["v", "w"])
case("Subtract", {}, ["s", "one"])
case("Concatenate", {}, ["v", "w", "u"])
case("Concatenate", {"axis": 1}, ["s", "one"])
case("Concatenate", {"axis": -1}, ["s", "t"], mask=["mask", "mask2"])
case("Concatenate", {"axis": 1}, ["s", "t"], mask=["mask", None])
case("Dot", {"axes": 1}, ["v", "w"])
case("Dot", {"axes": -1, "normalize": True}, ["v", "w"])
case("Dot", {"axes": [2, 1]}, ["dot", "kernel"])
case("Dot", {"axes": 2}, ["s", "t"])
case("Dot", {"axes": [2, 1], "normalize": True}, ["s", "flat"])
case("Rescaling", {"scale": 0.5, "offset": -1.0}, ["v"])
case("Rescaling", {"scale": 0.5}, ["whole"])
case("Rescaling", {"scale": [0.5, 2.0, 1.0], "offset": 0.25}, ["s"])
case("Permute", {"dims": [2, 1]}, ["s"])
case("Permute", {"dims": [3, 1, 2]}, ["image"])
case("RepeatVector", {"n": 3}, ["v"])
case("Masking", {}, ["zeros"])
case("Masking", {"mask_value": 0.5}, ["s"])
case("Embedding", {"input_dim": 5, "output_dim": 2}, ["ids"])
case("Embedding", {"input_dim": 5, "output_dim": 2, "mask_zero": True, "embeddings_initializer": "ones"}, ["ids"])
for axis in (-1, 1, [1, 2]):
    case("LayerNormalization", {"axis": axis}, ["s"])
case("LayerNormalization", {"center": False, "epsilon": 0.1}, ["v"])
case("LayerNormalization", {"scale": False}, ["v"])
case("LayerNormalization", {"gamma_initializer": "ones", "beta_initializer": "zeros"}, ["s"], mask=["mask"])
for training in (False, True):
    case("BatchNormalization", {}, ["v"], training=training)
    case("BatchNormalization", {"momentum": 0.5, "epsilon": 0.01, "scale": False}, ["s"], training=training)
    case("BatchNormalization", {"axis": 1, "center": False}, ["image"], training=training)
    case("BatchNormalization", {"momentum": 0.8}, ["s"], training=training, mask=["mask"])
    case("BatchNormalization", {"momentum": 0.8}, ["s"], training=training, mask=["mask2"], name="mask")
    case("BatchNormalization", {"trainable": False}, ["v"], training=training)
    case("BatchNormalization", {"momentum": 0.5, "epsilon": 0.01, "renorm": True, "renorm_momentum": 0.7}, ["s"], training=training)
    case("BatchNormalization", {"axis": 1, "renorm": True, "renorm_clipping": {"dmax": 0.25, "rmax": 1.5, "rmin": 0.5}}, ["image"], training=training)
    case("BatchNormalization", {"renorm": True, "renorm_clipping": {"dmax": 2.0}, "scale": False}, ["s"], training=training, mask=["mask"])
    case("Dropout", {"rate": 0.0}, ["v"], training=training)
case("UnitNormalization", {}, ["v"])
case("UnitNormalization", {"axis": [1, 2]}, ["s"])
case("GaussianNoise", {"stddev": 0.1, "seed": 3}, ["v"])
case("GaussianNoise", {"stddev": 0.0}, ["v"], training=True)
case("ReLU", {}, ["v"])
case("ReLU", {"max_value": 0.7}, ["v"])
case("ReLU", {"max_value": 6.0}, ["v"])
case("ReLU", {"negative_slope": 0.25}, ["v"])
case("ReLU", {"negative_slope": 0.25, "threshold": 0.4}, ["v"])
case("ReLU", {"negative_slope": 0.25, "threshold": 0.4, "max_value": 1.0}, ["v"])
case("ReLU", {"threshold": 0.4}, ["v"])
case("LeakyReLU", {}, ["v"])
case("LeakyReLU", {"negative_slope": 0.1}, ["s"], mask=["mask"])
case("PReLU", {}, ["v"])
case("PReLU", {"shared_axes": [1, 2], "alpha_initializer": "ones"}, ["image"])
case("ELU", {}, ["v"])
case("ELU", {"alpha": 0.5}, ["v"])
case("Softmax", {}, ["v"])
case("Softmax", {"axis": 1}, ["s"])
case("Softmax", {"axis": [1, 2]}, ["s"])
case("Softmax", {}, ["v"], mask=["places"], name="mask")
case("Identity", {}, ["s"], mask=["mask"])
case("ActivityRegularization", {"l1": 0.1, "l2": 0.2}, ["v"])
case("GlobalAveragePooling1D", {}, ["s"])
case("GlobalAveragePooling1D", {"keepdims": True}, ["s"], mask=["mask"])
case("GlobalAveragePooling1D", {"data_format": "channels_first"}, ["s"])
for axis in (-1, [1, 2], None):
    args = {"axis": axis, "mean": 0.5, "variance": 2.0} if axis is None else {
        "axis": axis, "mean": [0.5, 1.0, -1.0], "variance": [2.0, 1.0, 0.25]}
    case("Normalization", args, ["s"])
case("Normalization", {}, ["v"])
case("Normalization", {"invert": True, "mean": [0.5, 1.0, -1.0], "variance": [2.0, 1.0, 0.25]}, ["v"])

# adapt ---------------------------------------------------------------------------------------------------------------------------
for axis in (-1, 1, [1, 2], None):
    keras.utils.clear_session()
    layer = L.Normalization(axis=axis)
    x = inputs["s"]
    layer.adapt(x)
    rows.append(lua({"kind": "adapt", "axis": axis, "weights": [np.asarray(w) for w in layer.get_weights()], "output": np.asarray(layer(x))}))

# Training ------------------------------------------------------------------------------------------------------------------------
X, Y, I = data(14, 4), data(14, 2), rng.randint(0, 6, (14, 4)).astype("int32")
rows.append(lua({"kind": "data", "x": X, "y": Y, "ids": I}))
STACKS = {
    # without a bias before it: its gradient is 0 but for rounding, which Adam blows up
    "BatchNormalization": [("Dense", {"units": 5, "use_bias": False}), ("BatchNormalization", {"momentum": 0.9}), ("ReLU", {}), ("Dense", {"units": 2})],
    "BatchNormalization, renorm": [("Dense", {"units": 5, "use_bias": False}), ("BatchNormalization", {"momentum": 0.9, "renorm": True, "renorm_momentum": 0.8,
                                   "renorm_clipping": {"dmax": 5.0, "rmax": 3.0, "rmin": 0.3}}), ("ReLU", {}), ("Dense", {"units": 2})],
    "BatchNormalization, regularized and constrained": [("BatchNormalization", {"gamma_regularizer": "l2", "beta_constraint": "non_neg"}), ("Dense", {"units": 2})],
    "LayerNormalization": [("Dense", {"units": 5}), ("LayerNormalization", {}), ("LeakyReLU", {}), ("Dense", {"units": 2})],
    "PReLU, ELU and UnitNormalization": [("Dense", {"units": 5}), ("PReLU", {}), ("UnitNormalization", {}), ("Dense", {"units": 3}), ("ELU", {}), ("Dense", {"units": 2})],
    "ActivityRegularization": [("Dense", {"units": 5, "activation": "tanh"}), ("ActivityRegularization", {"l1": 0.01, "l2": 0.02}), ("Dense", {"units": 2})],
    "Embedding and masks": [("Embedding", {"input_dim": 6, "output_dim": 3, "mask_zero": True, "embeddings_regularizer": "l2"}), ("BatchNormalization", {}),
                            ("GlobalAveragePooling1D", {}), ("Dense", {"units": 2})],
    "Softmax, Rescaling, Permute": [("Rescaling", {"scale": 0.5}), ("Reshape", {"target_shape": [2, 2]}), ("Permute", {"dims": [2, 1]}), ("Flatten", {}),
                                    ("Dense", {"units": 4}), ("Softmax", {}), ("Dense", {"units": 2})],
}
for name, stack in STACKS.items():
    keras.utils.clear_session()
    ids = stack[0][0] == "Embedding"
    model = keras.Sequential([L.Input((4,), dtype="int32" if ids else "float32")] + [getattr(L, cls)(**args) for cls, args in stack])
    fill(model)
    model.compile(optimizer=keras.optimizers.Adam(0.05), loss="mse")
    history = model.fit(I if ids else X, Y, batch_size=5, epochs=4, shuffle=False, verbose=0)
    rows.append(lua({"kind": "training", "name": name, "ids": ids, "stack": [[cls, args] for cls, args in stack], "loss": [float(v) for v in history.history["loss"]],
                     "evaluated": float(model.evaluate(I if ids else X, Y, verbose=0)), "weights": [np.asarray(w) for w in model.get_weights()]}))
rows.insert(0, lua({"kind": "inputs", "inputs": inputs}))
write(__file__, rows, "Layers.")
