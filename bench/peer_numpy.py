"""NumPy's cases, and the limits of the machine: matrix products and copies."""
import ctypes
import threading

import numpy as np

import inputs


def loop(body, units=1, **names):
    """A case whose calls are compiled into their own loop, so that nothing but `body` is measured."""
    scope = {"np": np, **names}
    exec(f"def work(n):\n    for _ in range(n):\n        result = {body}", scope)
    return scope["work"], units


def memcpy(size, threads):
    """memcpy of size / 2 bytes, which moves `size` bytes, cut into one piece per thread."""
    half = size // 2 // 64 * 64
    # Some processors copy at a tenth of their speed where both addresses are alike modulo 4096.
    source, target = np.ones(half, np.uint8), np.ones(half + 2048, np.uint8)[2048:]
    piece = half // threads // 64 * 64

    def copy(n, at, length):
        destination, origin = target.ctypes.data + at, source.ctypes.data + at
        for _ in range(n):
            ctypes.memmove(destination, origin, length)

    def work(n):
        others = [threading.Thread(target=copy, args=(n, i * piece, piece)) for i in range(1, threads)]
        for thread in others:
            thread.start()
        copy(n, 0, piece if threads > 1 else half)
        for thread in others:
            thread.join()

    return work, 1


def read(size):
    """A dot product, by the library's own threads, of two arrays of size / 2 bytes each: it reads them and does next to nothing else."""
    # 2048 bytes apart modulo 4096, as the arrays of memcpy are
    a, b = np.ones(size // 8, np.float32), np.ones(size // 8 + 512, np.float32)[512:]
    return loop("np.dot(a, b)", a=a, b=b)


class Cases(dict):
    """Cases by name; those named "memcpy SIZE THREADS" and "read SIZE" are made when they are asked for."""

    def __contains__(self, name):
        return name.startswith(("memcpy ", "read ")) or super().__contains__(name)

    def __missing__(self, name):
        kind, *numbers = name.split(" ")
        return lambda: (memcpy if kind == "memcpy" else read)(*map(int, numbers))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def mse(y, p):
    return np.mean(np.square(y - p))


def pairs(body):
    def make():
        y, p = inputs.pairs()
        return loop(body, y=y, p=p, mse=mse)

    return make


def large(body):
    def make():
        x = inputs.large()
        return loop(body, x=x, y=x + np.float32(0.5), wide=x.astype(np.float64) if "wide" in body else None)

    return make


def small(body):
    a, b = np.ones((32, 10), np.float32), np.ones((32, 10), np.float32)
    return lambda: loop(body, a=a, b=b, c=np.ones((10, 32), np.float32), flags=a > b)


def sgemm():
    a, b = inputs.square()
    return loop("a @ b", a=a, b=b)


cases = Cases({
    "sgemm": sgemm,
    "loss MeanSquaredError": pairs("mse(y, p)"),
    "softmax 4096x1000": lambda: loop("f(x)", f=softmax, x=inputs.logits()[0]),
    "op exp": large("np.exp(x)"),
    "op exp float64": large("np.exp(wide)"),
    "op add": large("x + y"),
    "op add scalar": large("x + np.float32(1.5)"),
    "op log1p": large("np.log1p(x)"),
    "op tanh": large("np.tanh(x)"),
    "op sin": large("np.sin(x)"),
    "op sqrt": large("np.sqrt(x)"),
    "op sigmoid": large("1 / (1 + np.exp(-x))"),
    "op power": large("np.power(np.abs(x), y)"),
    "random uniform": lambda: loop("r.random(count, np.float32)", r=np.random.default_rng(1), count=inputs.N),
    "random normal": lambda: loop("r.standard_normal(count, np.float32)", r=np.random.default_rng(1), count=inputs.N),
    "op sum": large("x.sum()"),
    "op max": large("x.max()"),
    "op to float16": large("x.astype(np.float16)"),
    "small a + b": small("a + b"),
    "small add(a, b)": small("np.add(a, b)"),
    "small a:add(b)": small("np.add(a, b)"),
    "small a + 1.5": small("a + 1.5"),
    "small -a": small("-a"),
    "small exp(a)": small("np.exp(a)"),
    "small maximum(a, b)": small("np.maximum(a, b)"),
    "small sum(a, -1)": small("np.sum(a, -1)"),
    "small mean(a, axis=-1)": small("np.mean(a, axis=-1)"),
    "small reshape(a, (10, 32))": small("a.reshape(10, 32)"),
    "small transpose(a)": small("np.transpose(a)"),
    "small a[3]": small("a[3]"),
    "small a[1:3]": small("a[1:3]"),
    "small matmul(a, c)": small("np.matmul(a, c)"),
    "small where(a > b, a, b)": small("np.where(flags, a, b)"),
    "small concatenate((a, b))": small("np.concatenate((a, b))"),
    "small greater(a, b)": small("np.greater(a, b)"),
    "small cast(a, int32)": small("a.astype(np.int32)"),
})
np.seterr(all="ignore")  # log1p and sqrt of negative numbers
