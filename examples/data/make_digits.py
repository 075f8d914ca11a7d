"""Writes digits.npz, the data of examples/digits.lua, from the copy of the data set that scikit-learn carries.

Run: python make_digits.py (needs numpy and scikit-learn). The file holds `images` (1797, 8, 8), uint8, grey levels
0 to 16, and `labels` (1797,), uint8, in scikit-learn's order.
"""
import pathlib

import numpy
from sklearn.datasets import load_digits

digits = load_digits()
numpy.savez_compressed(
    pathlib.Path(__file__).with_name("digits.npz"),
    images=digits.images.astype(numpy.uint8),
    labels=digits.target.astype(numpy.uint8),
)
