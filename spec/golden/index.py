# Makes index.lua: NumPy's basic slices of small arrays, by text. Run: python spec/golden/index.py
import os
import random

import numpy as np

random.seed(3)
shapes = [(7,), (4, 5), (2, 3, 4), (1, 6), (3, 0)]


def item(n):
    kind = random.random()
    if kind < 0.25 and n:
        return str(random.randint(-n, n - 1))
    part = lambda: random.choice(["", str(random.randint(-n - 2, n + 2))])
    return part() + ":" + part() + random.choice(["", ":", ":" + random.choice(["1", "2", "-1", "-2", "3"])])


rows = []


def add(shape, text):
    a = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)
    out = np.asarray(eval("a[%s]" % text, {"a": a, "newaxis": None}))
    numbers = [",".join(map(str, v)) for v in (shape, out.shape, out.ravel().tolist())]
    rows.append('{{%s},"%s",{%s},{%s}},' % (numbers[0], text, numbers[1], numbers[2]))


while len(rows) < 160:
    shape = random.choice(shapes)
    count = random.randint(1, len(shape))
    items = [item(shape[i]) for i in range(count)]
    if random.random() < 0.3 and count < len(shape):
        items = ["..."] + [item(n) for n in shape[len(shape) - count:]]
    if random.random() < 0.2:
        items.insert(random.randint(0, len(items)), "None")
    text = ", ".join(items)
    add(shape, text)
# Spaces, commas at the end, new axes around everything, scalars, empty axes, bounds and steps at and beyond 64 bits.
for shape, texts in [
        ((5,), ["::-1", "3:1", "100:-100:-1", ":0:-1", " 1 : 4 : 2 ", "...", "newaxis, ...", "..., None", "1,", "None, 1, None", "1:1",
                "::9223372036854775807", "::-9223372036854775808", "5:-9223372036854775808:-1", "2:3:-99999999999999999999",
                "-99999999999999999999:99999999999999999999"]),
        ((2, 3, 4), ["1:3, ..., -1", ":, None", "-1, -1, -1", "::-1, ::-1, ::-1", "None, :, None, 1", ":, :, :, ...", "1, ..., 2"]),
        ((2, 0, 3), ["1", ":, ::-1", "..., 1", ":, 5:-5:-1, 0"]), ((), ["...", "None, ..., None"])]:
    for text in texts:
        add(shape, text)
with open(os.path.join(os.path.dirname(__file__), "index.lua"), "w") as f:
    f.write("-- shape, slice, result's shape, result's elements in C order. Made by index.py; not edited by hand.\n-- luacheck: ignore\nreturn {\n%s\n}\n" % "\n".join(rows))
