"""Writes spec/golden/json/ with Python's json module: documents that have to come back byte for byte."""
import json
import math
import pathlib
import random
import struct

folder = pathlib.Path(__file__).parent / "json"
folder.mkdir(exist_ok=True)
random.seed(7)
numbers = [0.0, -0.0, 1.0, 0.1, 0.30000000000000004, 1e-07, 1e-05, 0.0001, 1e15, 1e16, 123456789012345680.0, 1e22, 1e23, 5e-324,
           2.2250738585072014e-308, 1.7976931348623157e308, math.nan, math.inf, -math.inf]
numbers += [0, -1, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, -(2**63) - 1, 2**64, 10**40]
numbers += [2.0**e for e in range(-1074, 1024, 11)] + [2.0**-44, 2.0**-24]
numbers += [struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0] for _ in range(150)]
numbers += [struct.unpack("<f", struct.pack("<f", random.uniform(-2, 2)))[0] for _ in range(50)]
strings = ["", "a\0b", "\0", "\x7f", "\u2028", "h\u00e9", "\U0001f600", "\ud800", "x\udfff", "\"\\/\b\f\n\r\t\x1f", "n1", "s", "\x7f0"]
strings += ["".join(chr(random.choice([random.randint(0, 0x7F), random.randint(0x80, 0xD7FF), random.randint(0x10000, 0x10FFFF)]))
                    for _ in range(8)) for _ in range(40)]
documents = {
    "numbers": numbers,
    "strings": {"list": strings, "keys": {key: i for i, key in enumerate(strings)}},
    "structure": {"z": [], "a": {}, "m": [[], {}, [[None, True, False]], {"y": {"b": 1, "a": [1, 2.0]}, "x": ""}], "": 0},
}
for name, value in documents.items():
    (folder / f"{name}.json").write_text(json.dumps(value))
    (folder / f"{name}.indent2.json").write_text(json.dumps(value, indent=2))
