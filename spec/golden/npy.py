"""Writes the files of spec/golden/npy/ with NumPy: one per dtype, byte order, element order and version."""
import pathlib

import numpy as np

folder = pathlib.Path(__file__).parent / "npy"
for code in ["|b1", "|u1", "|i1"] + [o + c for o in "<>" for c in ("u2", "u4", "u8", "i2", "i4", "i8", "f2", "f4", "f8")]:
    name = code.replace("|", "").replace("<", "little_").replace(">", "big_")
    np.save(folder / f"{name}.npy", np.arange(6).reshape(2, 3).astype(code))
np.save(folder / "fortran.npy", np.asfortranarray(np.arange(24, dtype="<i4").reshape(2, 3, 4)))
np.save(folder / "scalar.npy", np.float32(2.5))
np.save(folder / "empty.npy", np.zeros((0, 3), "<f4"))
for version in [(2, 0), (3, 0)]:
    with open(folder / f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, np.arange(3, dtype="<i4"), version=version)
np.savez(folder / "stored.npz", a=np.arange(3, dtype="<f4"), b=np.eye(2, dtype="<i8"))
np.savez_compressed(folder / "deflated.npz", a=np.arange(3, dtype="<f4"), zeros=np.zeros(1000, "<f4"))
