"""Why Lunula reads HDF5 with a reader of its own: how often a reader that uses libhdf5 dies of slightly changed files.

python spec/fuzz/libhdf5.py SECONDS FILE.h5 ...   needs gcc and libhdf5-dev. Debian 12's 1.10.8, files of Keras, 300 s: 17141 files,
95 segmentation faults, 5 that took more than 5 s (also under a limit of 1 GiB).
"""
import os
import random
import resource
import subprocess
import sys
import tempfile
import time

READER = r"""
#include <hdf5.h>
#include <stdlib.h>
static herr_t attribute(hid_t o, const char *name, const H5A_info_t *info, void *user)
{
    hid_t a = H5Aopen(o, name, H5P_DEFAULT), t = H5Aget_type(a), s = H5Aget_space(a);
    hssize_t n = H5Sget_simple_extent_npoints(s);
    size_t z = H5Tget_size(t);
    void *b = n > 0 && n < 100000 && z < 100000 ? calloc((size_t)n + 1, z + 64) : NULL;
    if (b != NULL && H5Aread(a, t, b) >= 0 && H5Tis_variable_str(t) > 0)
        H5Dvlen_reclaim(t, s, H5P_DEFAULT, b);
    free(b);
    H5Aclose(a);
    return 0;
}
static herr_t object(hid_t o, const char *name, const H5O_info_t *info, void *user)
{
    hid_t x = H5Oopen(o, name, H5P_DEFAULT);
    H5Aiterate2(x, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, attribute, NULL);
    if (info->type == H5O_TYPE_DATASET) {
        hid_t t = H5Dget_type(x), s = H5Dget_space(x);
        hssize_t n = H5Sget_simple_extent_npoints(s);
        size_t z = H5Tget_size(t);
        void *b = n > 0 && n < 10000000 && z < 1000 ? malloc((size_t)n * z + 64) : NULL;
        if (b != NULL)
            H5Dread(x, t, H5S_ALL, H5S_ALL, H5P_DEFAULT, b);
        free(b);
    }
    H5Oclose(x);
    return 0;
}
int main(int count, char **arguments)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    hid_t f = H5Fopen(arguments[1], H5F_ACC_RDONLY, H5P_DEFAULT);
    if (f >= 0)
        H5Ovisit2(f, H5_INDEX_NAME, H5_ITER_NATIVE, object, NULL, H5O_INFO_BASIC | H5O_INFO_NUM_ATTRS);
    return 0;
}
"""
SPECIAL = [b"\xff" * 4, b"\0" * 4, b"\xff\xff\xff\x7f"]


def mutant(seed):
    b = bytearray(seed)
    for _ in range(random.choice([1, 1, 2, 4, 16])):
        i = random.randrange(min(len(b), random.choice([200, 2000, 8000, len(b)])))
        kind = random.randrange(4)
        if kind == 0:
            b[i] ^= 1 << random.randrange(8)
        elif kind == 1:
            b[i] = random.choice([0, 1, 255, 127, 128, random.randrange(256)])
        elif kind == 2:
            k = random.randrange(len(b) - 8)
            b[i : i + 8] = b[k : k + 8]
        else:
            b[i : i + 4] = random.choice(SPECIAL)
    return b


def main():
    random.seed(1)
    folder = tempfile.mkdtemp()
    reader, file = os.path.join(folder, "reader"), os.path.join(folder, "x.h5")
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "hdf5-serial"], capture_output=True, text=True, check=True).stdout
    subprocess.run(["gcc", "-x", "c", "-", "-o", reader] + flags.split(), input=READER, text=True, check=True)
    seeds = [open(name, "rb").read() for name in sys.argv[2:]]
    end, files, crashes, hangs = time.time() + float(sys.argv[1]), 0, 0, 0
    limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    while time.time() < end:
        with open(file, "wb") as out:
            out.write(mutant(random.choice(seeds)))
        files += 1
        try:
            crashes += subprocess.run([reader, file], timeout=5, capture_output=True, preexec_fn=limit).returncode < 0
        except subprocess.TimeoutExpired:
            hangs += 1
    print(f"{files} files, {crashes} crashes, {hangs} of more than 5 s")


if __name__ == "__main__":
    main()
