"""JAX without Keras: jitted functions and a jitted step."""
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

import inputs


def calls(f, *args):
    f, tensors = jax.jit(f), [jnp.asarray(a) for a in args]

    def work(n):
        for _ in range(n):
            result = f(*tensors)
        result.block_until_ready()

    return work, 1


def parameters(*sizes):
    rng = inputs.random()
    return [(jnp.asarray(rng.standard_normal((i, o), np.float32) / np.sqrt(i)), jnp.zeros(o)) for i, o in zip(sizes, sizes[1:])]


def forward(params, x, activation):
    (w1, b1), (w2, b2) = params
    return activation(x @ w1 + b1) @ w2 + b2


def training(params, update, loss, x, y, size):
    """update(params, state, gradients) -> params, state. Rows are shuffled each epoch and gathered inside the step."""
    batch, steps = inputs.FITS[size]
    x, y, rng = jnp.asarray(x), jnp.asarray(y), inputs.random()
    zeros = jax.tree.map(jnp.zeros_like, params)
    state = (jnp.int32(0), zeros, jax.tree.map(jnp.zeros_like, params))

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(params, state, order):
        index = jax.lax.dynamic_slice(order, (state[0] % steps * batch,), (batch,))
        gradients = jax.grad(loss)(params, x[index], y[index])
        return update(params, state, gradients)

    at = [params, state]

    def work(n):
        for _ in range(n):
            order = jnp.asarray(rng.permutation(batch * steps).astype(np.int32))
            for _ in range(steps):
                at[:] = step(*at, order)
        jax.block_until_ready(at)

    return work, steps


def sgd(params, state, gradients):
    return jax.tree.map(lambda p, g: p - 0.01 * g, params, gradients), (state[0] + 1, *state[1:])


def adam(params, state, gradients):
    t = state[0] + 1
    m = jax.tree.map(lambda m, g: m + 0.1 * (g - m), state[1], gradients)
    v = jax.tree.map(lambda v, g: v + 0.001 * (g * g - v), state[2], gradients)
    power = t.astype(jnp.float32)
    rate = 0.001 * jnp.sqrt(1 - 0.999**power) / (1 - 0.9**power)
    params = jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v)
    return params, (t, m, v)


def tiny():
    def loss(params, x, y):
        return jnp.mean((forward(params, x, jnp.tanh) - y) ** 2)

    return training(parameters(4, 16, 1), sgd, loss, *inputs.tiny(), "tiny")


def cross_entropy(logits, y):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], -1))


def step(size):
    def loss(params, x, y):
        return cross_entropy(forward(params, x, jax.nn.relu), y)

    return lambda: training(parameters(784, 128, 10), adam, loss, *inputs.images_of(size), size)


def huber(y, p):
    e = jnp.abs(p - y)
    return jnp.mean(jnp.where(e <= 1, 0.5 * e * e, e - 0.5))


def pairs(f):
    return lambda: calls(f, *inputs.pairs())


def predict(rows):
    params = parameters(784, 128, 10)
    return lambda: calls(lambda x: jax.nn.softmax(forward(params, x, jax.nn.relu)), inputs.images(rows)[0])


cases = {
    "sgemm": lambda: calls(jnp.matmul, *inputs.square()),
    "tiny step": tiny,
    "step 32": step("32"),
    "step 1024": step("1024"),
    "call 1": predict(1),
    "loss MeanSquaredError": pairs(lambda y, p: jnp.mean((y - p) ** 2)),
    "loss Huber": pairs(huber),
    "custom Huber, pure": pairs(huber),
    "custom Huber, jit": pairs(huber),
    "sparse CE 4096x1000": lambda: calls(cross_entropy, *inputs.logits()),
    "softmax 4096x1000": lambda: calls(jax.nn.softmax, inputs.logits()[0]),
    "op exp": lambda: calls(jnp.exp, inputs.large()),
    "op erf": lambda: calls(jax.scipy.special.erf, inputs.large()),
    "op erfc": lambda: calls(jax.scipy.special.erfc, inputs.large()),
    "random uniform": lambda: calls(lambda key: jax.random.uniform(key, (inputs.N,)), jax.random.key(1)),
    "random normal": lambda: calls(lambda key: jax.random.normal(key, (inputs.N,)), jax.random.key(1)),
}
