"""PyTorch without Keras."""
import torch
import torch.nn.functional as F

import inputs


def calls(f, *args):
    tensors = [torch.as_tensor(a) for a in args]

    def work(n):
        with torch.no_grad():
            for _ in range(n):
                f(*tensors)

    return work, 1


def training(model, optimizer, loss, x, y, size):
    batch, steps = inputs.FITS[size]
    x, y = torch.as_tensor(x), torch.as_tensor(y)

    def work(n):
        for _ in range(n):
            order = torch.randperm(batch * steps)
            for at in range(0, batch * steps, batch):
                index = order[at:at + batch]
                optimizer.zero_grad()
                loss(model(x[index]), y[index]).backward()
                optimizer.step()

    return work, steps


def tiny():
    model = torch.nn.Sequential(torch.nn.Linear(4, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    return training(model, torch.optim.SGD(model.parameters(), 0.01), F.mse_loss, *inputs.tiny(), "tiny")


def classifier():
    return torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))


def step(size):
    def make():
        model = classifier()
        x, y = inputs.images_of(size)
        return training(model, torch.optim.Adam(model.parameters(), fused=True), F.cross_entropy, x, y.astype("int64"), size)

    return make


def huber(y, p):
    e = torch.abs(p - y)
    return torch.mean(torch.where(e <= 1, 0.5 * torch.square(e), e - 0.5))


def pairs(f):
    return lambda: calls(f, *inputs.pairs())


def logits():
    x, labels = inputs.logits()
    return x, labels.astype("int64")


cases = {
    "sgemm": lambda: calls(torch.matmul, *inputs.square()),
    "tiny step": tiny,
    "step 32": step("32"),
    "step 1024": step("1024"),
    "call 1": lambda: calls(torch.nn.Sequential(classifier(), torch.nn.Softmax(-1)), inputs.images(1)[0]),
    "loss MeanSquaredError": pairs(F.mse_loss),
    "loss MeanAbsoluteError": pairs(F.l1_loss),
    "loss Huber": pairs(F.huber_loss),
    "loss BinaryCrossentropy": pairs(lambda y, p: F.binary_cross_entropy(p, y)),
    "custom Huber, pure": pairs(huber),
    "custom Huber, jit": pairs(huber),
    "custom Huber, plain": pairs(huber),
    "sparse CE 4096x1000": lambda: calls(F.cross_entropy, *logits()),
    "softmax 4096x1000": lambda: calls(lambda x: torch.softmax(x, -1), inputs.logits()[0]),
    "op exp": lambda: calls(torch.exp, inputs.large()),
    "small add(a, b)": lambda: calls(torch.add, torch.ones(32, 10), torch.ones(32, 10)),
}
