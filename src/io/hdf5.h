/* HDF5 files as h5py and Keras write them: bytes to a tree of groups, datasets and attributes, and back. Knows of no zip, ops or Lua.
 *
 * The reader takes files from strangers. It is our own because the library's is not made for them: of 17 141 files that differ
 * from one of Keras's in a few bytes, Debian 12's libhdf5 1.10.8 died on 95 and took long on 5 (spec/fuzz/libhdf5.py repeats it).
 * It reads what the field writes and refuses the rest by name; its head, hdf5_read.c, says what and why nothing can grow. The writer
 * is our own because the library keeps global state, is not thread-safe in Debian, and takes 7 ms to load.
 *
 * Format: "HDF5 File Format Specification", version 3.0, The HDF Group. */
#ifndef LN_IO_HDF5_H
#define LN_IO_HDF5_H

#include "tensor/tensor.h"

typedef enum ln_h5_kind {
    LN_H5_GROUP,
    LN_H5_NUMBERS, /* booleans too */
    LN_H5_TEXT,    /* strings, of fixed or varying length */
    LN_H5_OTHER    /* a type or a storage that isn't read; `unread` says which */
} ln_h5_kind;

enum { LN_H5_MAX_FILTERS = 4 };

/* A group, a dataset or an attribute. */
typedef struct ln_h5_value {
    const char *name; /* an object's path from the root, "layers/dense/vars/0", "" for the root; an attribute's name */
    ln_h5_kind kind;
    ln_dtype dtype; /* of numbers; bfloat16 where the attribute "dtype" says so */
    int rank;
    const int64_t *shape;
    int64_t size; /* elements */
    const char *unread;
    struct ln_h5_value *attributes; /* in the file's order */
    int attribute_count;
    /* How its elements are stored; the reader's own. */
    size_t item;          /* bytes of an element in the file */
    bool swap, varying;   /* big-endian numbers; text in the global heap */
    bool chunked;         /* else `data` has size * item bytes */
    const uint8_t *data;  /* NULL where nothing is stored */
    uint64_t chunk_tree;  /* address */
    const int64_t *chunk; /* a chunk's shape */
    uint16_t filters[LN_H5_MAX_FILTERS];
    int filter_count;
} ln_h5_value;

typedef struct ln_h5 ln_h5;

/* Reads the structure of the file in `bytes` (uint8, one axis; kept alive until the last tensor read from it goes). `where` names its
 * origin in messages. A file with soft, external or circular links, data in other files, or broken structure is refused whole. */
ln_status ln_h5_open(ln_context *ctx, const char *where, ln_tensor *bytes, ln_h5 **out);
/* Accepts NULL. */
void ln_h5_close(ln_context *ctx, ln_h5 *h5);
/* The objects, sorted by path so that a group stands before what it holds; the root is the first. */
int64_t ln_h5_count(const ln_h5 *h5);
const ln_h5_value *ln_h5_at(const ln_h5 *h5, int64_t index);
/* The object of a path, with or without slashes at its ends; NULL when there is none. */
const ln_h5_value *ln_h5_find(const ln_h5 *h5, const char *path);
const ln_h5_value *ln_h5_attribute(const ln_h5_value *object, const char *name);
/* The numbers of a dataset or attribute: a view of the file's bytes where these serve as they are, else a tensor of its own. */
ln_status ln_h5_read(ln_context *ctx, ln_h5 *h5, const ln_h5_value *value, ln_tensor **out);
/* The text of element `index`, without padding; it lives as long as the file. */
ln_status ln_h5_text(ln_context *ctx, ln_h5 *h5, const ln_h5_value *value, int64_t index, const char **text, size_t *length);

/* What is written: a dataset, or a group when it has no tensor, with attributes of one text each. */
typedef struct ln_h5_item {
    const char *path; /* the groups above it are made where they are not there */
    const ln_tensor *tensor;
    int attribute_count;
    const char *const *attributes; /* name, text, name, text ... */
} ln_h5_item;
/* The bytes of a file (uint8, one axis), as h5py writes it: superblock 0, contiguous little-endian datasets (aligned to 64 bytes),
 * booleans as an enumeration, bfloat16 as two opaque bytes. Equal items make equal bytes. */
ln_status ln_h5_format(ln_context *ctx, const char *where, const ln_h5_item *items, int64_t count, ln_tensor **out);

#endif
