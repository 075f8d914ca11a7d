"""Small HDF5 files by h5py, beside this script: what the reader reads (good_*.h5) and what it refuses (bad_*.h5).

pip install h5py numpy; python spec/golden/hdf5/make.py
"""
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"]


def write(name, fill, **options):
    with h5py.File(os.path.join(HERE, name), "w", track_order=False, **options) as f:
        fill(f)


def numbers(f):
    for dtype in DTYPES:
        f.create_dataset("plain/" + dtype, data=np.array([[0, 1, 2], [3, 4, 1]]).astype(dtype))
        f.create_dataset("scalar/" + dtype, data=np.array(1).astype(dtype))
    for dtype in (">f4", ">f8", ">i2", ">i8"):
        f.create_dataset("big/" + dtype[1:], data=np.array([1, -2, 300]).astype(dtype))
    f.create_dataset("empty", shape=(0, 3), dtype="float32")
    f.create_dataset("void", data=np.array([b"\x80\x3f", b"\x00\xc0"], dtype="V2")).attrs["dtype"] = "bfloat16"
    f.create_dataset("opaque", data=np.array([b"\x80\x3f\x00"], dtype="V3"))
    f.create_dataset("complex", data=np.array([1j]))


def texts(f):
    f.attrs["one"] = "ein Wort, \u00fc"
    f.attrs["none"] = ""
    f.attrs["list"] = ["a", "bb", "c" * 300]
    f.attrs["fixed"] = np.bytes_("fixed")
    f.attrs["bytes"] = np.array([b"kernel", b"bias"])
    f.attrs["number"] = 7
    f.attrs["floats"] = [0.5, 1.5]
    f.attrs["empty"] = np.zeros(0)
    f.attrs["long"] = "x" * 5000
    f.create_dataset("words", data=["x", "yy"], dtype=h5py.string_dtype())


def many(f):
    for i in range(300):
        f.create_dataset(f"g/{i}", data=np.int32(i))


def chunks(f):
    x = np.arange(7 * 11 * 3).reshape(7, 11, 3)
    f.create_dataset("plain", data=x.astype("float32"), chunks=(2, 4, 3))
    f.create_dataset("deflated", data=x.astype("int32"), chunks=(3, 11, 2), compression="gzip")
    f.create_dataset("shuffled", data=x.astype("float64"), chunks=(7, 5, 1), compression="gzip", shuffle=True)
    f.create_dataset("row", data=np.arange(5000, dtype="int64"), chunks=(64,), shuffle=True)
    f.create_dataset("growing", data=np.arange(6.0), maxshape=(None,), chunks=(4,))


def external_link(f):
    f["x"] = h5py.ExternalLink("/etc/passwd", "/a")


def soft_link(f):
    f["a"] = np.zeros(2)
    f["b"] = h5py.SoftLink("/a")


def hard_links(f):
    f["a/b"] = np.zeros(2)
    f["a/c"] = f["a/b"]


def cycle(f):
    f.create_group("a/b")
    f["a/b/c"] = f["a"]


def external_data(f):
    f.create_dataset("x", shape=(4,), dtype="uint8", external=[("/etc/passwd", 0, 4)])


def virtual(f):
    layout = h5py.VirtualLayout(shape=(4,), dtype="float32")
    layout[:] = h5py.VirtualSource("other.h5", "x", shape=(4,))
    f.create_virtual_dataset("x", layout)


def filters(f):
    f.create_dataset("x", data=np.arange(100), chunks=(10,), compression="lzf")


def checksum(f):
    f.create_dataset("x", data=np.arange(100), chunks=(10,), fletcher32=True)


def nothing_stored(f):
    f.create_dataset("x", shape=(1 << 40,), dtype="float32")


def chunks_not_stored(f):
    f.create_dataset("x", shape=(1 << 20, 1 << 20), dtype="float32", chunks=(1 << 10, 1 << 10))


def committed_type(f):
    f["t"] = np.dtype("float32")


def reference(f):
    f["a"] = np.zeros(2)
    f.create_dataset("r", data=f["a"].ref, dtype=h5py.ref_dtype)


def dense(f):
    for i in range(20):
        f.create_dataset(f"g/{i}", data=np.int32(i))


if __name__ == "__main__":
    write("good_numbers.h5", numbers)
    write("good_latest.h5", lambda f: f.create_dataset("a/x", data=np.arange(4.0)), libver="latest")
    write("good_texts.h5", texts)
    write("good_many.h5", many)
    write("good_chunks.h5", chunks)
    write("good_reference.h5", reference)
    for fill in (external_link, soft_link, hard_links, cycle, external_data, virtual, filters, checksum, nothing_stored,
                 chunks_not_stored, committed_type):
        write(f"bad_{fill.__name__}.h5", fill)
    write("bad_dense.h5", dense, libver="latest")
