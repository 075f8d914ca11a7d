"""The public names of Keras's namespaces, what each stands for, and the strings that *.get takes: 3.15.1's, and those that 3.16 adds."""
import importlib

from emit import lua, write

import keras
from keras.src.api_export import get_name_from_symbol

SPACES = """losses constraints metrics regularizers initializers activations optimizers optimizers.schedules saving layers""".split()
ADDED = {"layers": ["TernaryDense"]}  # of 3.16; the other namespaces hold the same names in both


def public(module):
    return [n for n in dir(module) if not n.startswith("_") and type(getattr(module, n)).__name__ != "module"]


def find(space):
    module = keras
    for part in space.split("."):
        module = getattr(module, part)
    return module


rows = []
for space in SPACES:
    module, names = find(space), []
    for name in public(module):
        thing = getattr(module, name)
        full = (get_name_from_symbol(thing) or f"keras.{space}.{name}").split(".")
        row = {"name": name, "kind": "class" if isinstance(thing, type) else "function"}
        if full[-1] != name:
            row["of"] = full[-1]  # a second name of another
        if ".".join(full[:-1]) != f"keras.{space}":
            row["canonical"] = ".".join(full[:-1])  # where configs find it
        names.append(row)
    names += [{"name": name, "kind": "class", "since": "3.16"} for name in ADDED.get(space, [])]
    names.sort(key=lambda row: row["name"])
    fields = {"namespace": f"keras.{space}", "names": names}
    table = getattr(importlib.import_module(f"keras.src.{space}"), "ALL_OBJECTS_DICT", None) if space != "layers" else None
    if table:
        fields["strings"] = sorted(table)
    rows.append(lua(fields))
families = {name: set(public(find("ops." + name))) for name in ("nn", "numpy", "linalg", "image")}
rest = set(public(keras.ops)) - set().union(*families.values())
math = {name for name in rest if getattr(keras.ops, name).__module__.startswith("keras.src.ops.math")}
families["math"], families["core"] = math, rest - math
rows.append(lua({"namespace": "keras.ops", "families": {name: sorted(names) for name, names in sorted(families.items())}}))
write(__file__, rows, "Public names of Keras.")
