"""The learning rates of the real Keras's schedules in float32, from step 0 to beyond their end, and their configs."""
from emit import lua, np, number, wide, write

from keras import ops
from keras.optimizers import schedules

STEPS = list(range(0, 32)) + [35, 40, 41, 45, 49, 70, 100, 126, 127, 1000, 100000]
DECAY = [dict(decay_steps=10, decay_rate=0.9), dict(decay_steps=10, decay_rate=0.9, staircase=True), dict(decay_steps=3, decay_rate=0.5),
         dict(decay_steps=7, decay_rate=1.0005, staircase=True), dict(decay_steps=0.5, decay_rate=0.99), dict(decay_steps=10, decay_rate=0.0),
         dict(decay_steps=10, decay_rate=1.0)]
CASES = [(name, dict(initial_learning_rate=0.1, **options)) for name in ("ExponentialDecay", "InverseTimeDecay") for options in DECAY] + [
    ("PolynomialDecay", dict(initial_learning_rate=0.1, **options)) for options in [
        dict(decay_steps=20), dict(decay_steps=20, end_learning_rate=0.01, power=2.0), dict(decay_steps=10, end_learning_rate=0.01, power=0.5),
        dict(decay_steps=10, end_learning_rate=0.01, power=0.5, cycle=True), dict(decay_steps=7, cycle=True), dict(decay_steps=10, end_learning_rate=0.3),
        dict(decay_steps=10, power=0.0), dict(decay_steps=10, end_learning_rate=0.0, power=3.0, cycle=True, name="mine")]
] + [
    ("PiecewiseConstantDecay", dict(boundaries=[5, 20], values=[1.0, 0.5, 0.1])), ("PiecewiseConstantDecay", dict(boundaries=[0], values=[1.0, 0.5])),
    ("PiecewiseConstantDecay", dict(boundaries=[1, 2, 3, 30], values=[1.0, 0.5, 0.25, 2.0, 1e-5])),
    ("PiecewiseConstantDecay", dict(boundaries=[2.5, 10.0], values=[1.0, 0.5, 0.25])),
] + [
    ("CosineDecay", dict(decay_steps=20, **options)) for options in [
        dict(initial_learning_rate=0.1), dict(initial_learning_rate=0.1, alpha=0.1), dict(initial_learning_rate=0.0, alpha=0.1, warmup_target=0.2, warmup_steps=7),
        dict(initial_learning_rate=0.3, warmup_target=0.1, warmup_steps=4), dict(initial_learning_rate=0.3, warmup_target=0.1),
        dict(initial_learning_rate=0.3, warmup_steps=5), dict(initial_learning_rate=0.1, alpha=1.0)]
] + [
    ("CosineDecayRestarts", dict(initial_learning_rate=0.1, **options)) for options in [
        dict(first_decay_steps=6), dict(first_decay_steps=6, t_mul=1.0, m_mul=0.9, alpha=0.05), dict(first_decay_steps=7, t_mul=1.5, m_mul=0.8),
        dict(first_decay_steps=1), dict(first_decay_steps=4, t_mul=3.0, alpha=0.2), dict(first_decay_steps=10, t_mul=1.0), dict(first_decay_steps=7, m_mul=0.5)]
]

rows = []
with wide(False):
    for name, arguments in CASES:
        schedule = getattr(schedules, name)(**arguments)
        config = schedule.get_config()
        rates = [number(np.asarray(schedule(ops.convert_to_tensor(s, "int32"))), "float32") for s in STEPS]
        row = lua({"class": name, "arguments": arguments, "keys": list(config.keys()), "name": config["name"], "steps": STEPS})
        rows.append(row[:-1] + ",rates={%s}}" % ",".join(rates))
write(__file__, rows, "Learning rates by step.")
