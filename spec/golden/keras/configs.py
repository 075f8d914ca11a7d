"""The config of every class of the namespaces below as the real Keras writes it, with default and with other arguments. Layers stand in
spec/data/layer_default_configs.json, which Keras 3.16 wrote. Without 64-bit dtypes, as users run it: L1's strength is a float32."""
import inspect
import json
import os

os.environ["JAX_ENABLE_X64"] = "0"

from emit import lua, write  # noqa: E402

import keras  # noqa: E402

# Arguments of one or more instances per class beside the default one: {} where the class has no required argument.
REQUIRED = {
    "ExponentialDecay": dict(initial_learning_rate=0.5, decay_steps=10, decay_rate=0.75), "CosineDecay": dict(initial_learning_rate=0.5, decay_steps=10),
    "InverseTimeDecay": dict(initial_learning_rate=0.5, decay_steps=10, decay_rate=0.75),
    "CosineDecayRestarts": dict(initial_learning_rate=0.5, first_decay_steps=10), "PolynomialDecay": dict(initial_learning_rate=0.5, decay_steps=10),
    "PiecewiseConstantDecay": dict(boundaries=[2, 5], values=[0.5, 0.25, 0.125]), "LossScaleOptimizer": dict(inner_optimizer=keras.optimizers.Adam(name="inner")),
    "PrecisionAtRecall": dict(recall=0.5), "RecallAtPrecision": dict(precision=0.5), "SensitivityAtSpecificity": dict(specificity=0.5),
    "SpecificityAtSensitivity": dict(sensitivity=0.5), "IoU": dict(num_classes=3, target_class_ids=[0, 2]), "MeanIoU": dict(num_classes=3),
    "OneHotIoU": dict(num_classes=3, target_class_ids=[0]), "OneHotMeanIoU": dict(num_classes=3),
    "MeanMetricWrapper": dict(fn=keras.losses.mean_squared_error),
}
# Other values by argument, which every class that has the argument gets in its second instance.
OTHER = {
    "constraints": dict(max_value=3.5, min_value=0.25, rate=0.5, axis=[0, 1]),
    "regularizers": dict(l1=0.25, l2=0.5, factor=0.5, mode="columns"),
    "initializers": dict(seed=7, value=0.5, mean=0.25, stddev=0.5, minval=-0.25, maxval=0.25, scale=2.0, mode="fan_out", distribution="uniform",
                         input_axes=[0], output_axes=[1], gain=0.5, side="imag", window="hamming", periodic=True, scaling="spectrum"),
    "losses": dict(reduction="sum", name="mine", from_logits=True, label_smoothing=0.25, axis=-2, delta=0.5, alpha=0.75, gamma=1.5,
                   apply_class_balancing=True, ignore_class=2, q=0.25, remove_diagonal=False, margin=0.5, beta=0.25, smooth=0.5),
    "metrics": dict(name="mine", dtype="float64", threshold=0.25, k=3, num_thresholds=10, curve="PR", summation_method="minoring", multi_label=True,
                    num_labels=3, from_logits=True, thresholds=[0.25, 0.75], top_k=2, class_id=1, average="macro",
                    beta=2.0, ignore_class=1, sparse_y_true=False, sparse_y_pred=False, axis=1, label_smoothing=0.25,
                    class_aggregation="variance_weighted_average", num_regressors=2),
    "optimizers": dict(learning_rate=0.25, weight_decay=0.5, clipnorm=0.75, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=3, name="mine",
                       gradient_accumulation_steps=2, loss_scale_factor=2.0, momentum=0.5, nesterov=True, rho=0.75, epsilon=0.25, centered=True,
                       beta_1=0.5, beta_2=0.75, amsgrad=True, initial_accumulator_value=0.25, beta_2_decay=-0.5, epsilon_1=0.25, epsilon_2=0.5,
                       clip_threshold=2.0, relative_step=False, learning_rate_power=-0.25, l1_regularization_strength=0.25,
                       l2_regularization_strength=0.5, l2_shrinkage_regularization_strength=0.25, beta=0.5, adam_beta_1=0.5, adam_beta_2=0.75,
                       exclude_layers=["out"], muon_a=1.5, muon_b=2.5, muon_c=0.5, adam_lr_ratio=0.5, ns_steps=3, exclude_embeddings=False,
                       adam_weight_decay=0.25, rms_rate=0.5, warmup_steps=4, initial_scale=2.0, dynamic_growth_steps=5),
    "optimizers.schedules": dict(name="mine", staircase=True, alpha=0.25, warmup_target=0.75, warmup_steps=2, t_mul=1.5, m_mul=0.5,
                                 end_learning_rate=0.25, power=2.0, cycle=True),
}
# What 3.16 writes and 3.15.1 leaves out: places in the config from the front.
LATER = {
    "keras.losses.Huber": ("delta", 1.0), "keras.losses.SparseCategoricalCrossentropy": ("axis", -1), "keras.losses.CosineSimilarity": ("axis", -1),
}
SKIP = {"Constraint", "Regularizer", "Initializer", "Loss", "Metric", "Optimizer", "LearningRateSchedule", "MultiOptimizer", "OptimizerMap"}

rows = []
for space, other in OTHER.items():
    module = keras
    for part in space.split("."):
        module = getattr(module, part)
    for name in sorted(dir(module)):
        cls = getattr(module, name)
        if not isinstance(cls, type) or name in SKIP or cls.__name__ != name:
            continue
        known = set(inspect.signature(cls.__init__).parameters)
        if "kwargs" in known:
            known |= {"learning_rate", "name"}
            known |= set(inspect.signature(keras.Optimizer.__init__).parameters) if space == "optimizers" else set()
        required = REQUIRED.get(name, {})
        second = {k: v for k, v in other.items() if k in known and k not in required and k not in ("fn",)}
        if name in ("Precision", "Recall"):
            second.pop("top_k")
        if name in ("PrecisionAtRecall", "RecallAtPrecision", "AUC", "F1Score", "FBetaScore"):
            second["dtype"] = "float32"
        if name == "AUC":
            second.pop("from_logits")
        if name == "LossScaleOptimizer":
            second = {k: second[k] for k in ("name", "initial_scale", "dynamic_growth_steps")}
        for arguments in (required, {**required, **second}):
            keras.utils.clear_session()
            config = keras.saving.serialize_keras_object(cls(**arguments))
            later = LATER.get(f"keras.{space}.{name}")
            if later and later[0] not in config["config"]:
                config["config"][later[0]] = arguments.get(*later)
            text = json.dumps(config)
            if not any(row == lua(text) for row in rows):
                rows.append(lua(text))
write(__file__, rows, "Configs of built-in classes, as JSON.")
