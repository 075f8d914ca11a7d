"""The peers' inputs; lunula.lua has the same shapes and ranges."""
import numpy as np

N = 10_000_000
SHORT = (1_000_000, 10)
# name: (batch size, steps of one call of fit)
FITS = {"tiny": (16, 500), "32": (32, 300), "256": (256, 40), "1024": (1024, 60)}


def random():
    return np.random.default_rng(1)


def tiny():
    n = FITS["tiny"][0] * FITS["tiny"][1]
    return random().random((n, 4), np.float32), random().random((n, 1), np.float32)


def images(n):
    """x (n, 784) around 0, as pictures are given to a model, and labels of 10 classes. (With all of x above 0 the hidden layer's units soon die,
    and their moments become subnormal numbers, which JAX and TensorFlow take for 0.)"""
    return random().random((n, 784), np.float32) - np.float32(0.5), random().integers(0, 10, n, dtype=np.int32)


def images_of(fit):
    return images(FITS[fit][0] * FITS[fit][1])


def text(n):
    return random().integers(0, 10000, (n, 100), dtype=np.int32), random().integers(0, 2, (n, 1)).astype(np.float32)


def dropout(n):
    return random().standard_normal((n, 64), np.float32), random().integers(0, 10, n, dtype=np.int32)


def residual(n):
    return random().standard_normal((n, 32), np.float32), random().standard_normal((n, 1), np.float32)


def one_hot(labels):
    return np.eye(10, dtype=np.float32)[labels]


def pairs(shape=(N,)):
    """y_true of zeros and ones, y_pred inside (0, 1)."""
    p = np.resize(random().random(1_000_003, np.float32) * np.float32(0.998) + np.float32(0.001), N).reshape(shape)
    y = (np.resize(random().random(999_983, np.float32), N).reshape(shape) > 0.5).astype(np.float32)
    return y, p


def classes():
    """Labels of 10 classes, and probabilities inside (0, 1)."""
    return random().integers(0, 10, SHORT[0], dtype=np.int32), pairs(SHORT)[1]


def large():
    return (np.arange(N) % 1000).astype(np.float32) * np.float32(0.004) - 2


def logits():
    return random().standard_normal((4096, 1000), np.float32), random().integers(0, 1000, 4096, dtype=np.int32)


def square():
    return random().random((1024, 1024), np.float32), random().random((1024, 1024), np.float32)
