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
while len(rows) < 160:
    shape = random.choice(shapes)
    count = random.randint(1, len(shape))
    items = [item(shape[i]) for i in range(count)]
    if random.random() < 0.3 and count < len(shape):
        items = ["..."] + [item(n) for n in shape[len(shape) - count:]]
    if random.random() < 0.2:
        items.insert(random.randint(0, len(items)), "None")
    text = ", ".join(items)
    a = np.arange(int(np.prod(shape)), dtype=np.int32).reshape(shape)
    out = eval("a[%s]" % text)
    rows.append('{{%s},"%s",{%s},{%s}},' % (",".join(map(str, shape)), text, ",".join(map(str, out.shape)), ",".join(map(str, out.ravel().tolist()))))
with open(os.path.join(os.path.dirname(__file__), "index.lua"), "w") as f:
    f.write("-- shape, slice, result's shape, result's elements in C order. Made by index.py; not edited by hand.\n-- luacheck: ignore\nreturn {\n%s\n}\n" % "\n".join(rows))
