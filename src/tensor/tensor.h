/* Tensors: immutable, reference-counted values: dtype, shape, strides, storage. Knows of no ops.
 *
 * A tensor without data is a symbol: it has a dtype and a shape (some dimensions may be unknown, LN_UNKNOWN) and stands
 * for a value in inference and traces. Views share storage. */
#ifndef LN_TENSOR_TENSOR_H
#define LN_TENSOR_TENSOR_H

#include "tensor/dtype.h"

enum { LN_MAX_RANK = 32, LN_UNKNOWN = -1 };

/* What describes a tensor before it exists. */
typedef struct ln_spec {
    ln_dtype dtype;
    int rank;
    int64_t shape[LN_MAX_RANK]; /* LN_UNKNOWN where not known */
} ln_spec;

/* A small tensor that owns its elements is one block: header, shape, strides, storage, elements. The block goes with the storage, so
 * views keep it. A larger one, a view and wrapped memory have header, storage and elements apart. */
typedef struct ln_storage {
    atomic_int references;
    atomic_bool claimed; /* by ln_tensor_claim_bytes */
    uint16_t locals;     /* how many local views there are, modulo 65536: each as many hold one reference */
    ln_memory *memory;
    void *block; /* that the storage stands in: the storage itself, or the tensor it is one block with */
    size_t block_bytes;
    void *data;
    size_t bytes;
    void (*release)(void *user, void *data); /* of memory that is the host's; NULL when it is ours */
    void *user;
} ln_storage;

/* A local view is made and held by who keeps tensors on the context's thread alone, as a Lua state's userdata do. It costs no locked instruction: all
 * local views of a storage hold one reference to it together, which the first of them takes and the last one gives back. `locals` and
 * `is_local` are read and written on that thread alone. Others may retain such a tensor and release it on any thread: where its maker, who lets go
 * with ln_tensor_release_local, isn't the last holder, it becomes a view like any other, with a reference of its own, before he lets go. So who
 * releases it elsewhere as the last one finds a common view. */
typedef struct ln_tensor {
    atomic_int references;
    ln_dtype dtype;
    bool weak;     /* made from a Lua number: gives way in promotion */
    bool is_local; /* a local view */
    int rank;
    int64_t size; /* number of elements; LN_UNKNOWN when a dimension is */
    char *data;   /* the first element; NULL for a symbol */
    ln_storage *storage;
    ln_memory *memory;
    int64_t *strides; /* in elements; may be 0 or negative */
    int64_t shape[];  /* the strides follow */
} ln_tensor;

/* A tensor with storage of its own, C order, values undefined (the maker fills them before anyone else sees it). */
ln_status ln_tensor_new(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out);
/* A symbol. */
ln_status ln_tensor_symbol(ln_context *ctx, const ln_spec *spec, ln_tensor **out);
/* A view of `base` whose first element is `offset` elements after base's first; `strides` NULL: those of C order. */
ln_status ln_tensor_view(ln_context *ctx, const ln_tensor *base, int rank, const int64_t *shape, const int64_t *strides,
                         int64_t offset, ln_tensor **out);
/* A local view, with elements, of a base that has some; NULL where a common view must do, or there is no memory. Its maker gives his
 * reference back with ln_tensor_release_local. */
ln_tensor *ln_tensor_local_view(ln_context *ctx, const ln_tensor *base, int rank, const int64_t *shape, const int64_t *strides,
                                int64_t offset);
/* Releases any tensor, or NULL, on the context's thread. */
void ln_tensor_release_local(ln_context *ctx, ln_tensor *t);
/* A tensor over the host's memory (C order); `release(user, data)`, unless NULL, is called when the last view goes. */
ln_status ln_tensor_wrap(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, void *data,
                         void (*release)(void *user, void *data), void *user, ln_tensor **out);
/* A copy in C order, or `t` itself with one more reference when it already is. */
ln_status ln_tensor_contiguous(ln_context *ctx, ln_tensor *t, ln_tensor **out);
/* Makes *t, which stays the caller's or lender's, a tensor of `dtype`, in C order if `plain`. Where that takes a copy, it is `made`, to be released; else that is
 * NULL. */
ln_status ln_tensor_adapt(ln_context *ctx, ln_tensor **t, ln_dtype dtype, bool plain, ln_tensor **made);
/* A weak scalar. */
ln_status ln_tensor_weak_int(ln_context *ctx, int64_t value, ln_tensor **out);
ln_status ln_tensor_weak_float(ln_context *ctx, double value, ln_tensor **out);

ln_tensor *ln_tensor_retain(ln_tensor *t);
/* Accepts NULL. */
void ln_tensor_release(ln_tensor *t);

static inline bool ln_tensor_is_symbol(const ln_tensor *t)
{
    return t->data == NULL;
}
bool ln_tensor_is_contiguous(const ln_tensor *t);
static inline ln_type ln_tensor_type(const ln_tensor *t)
{
    return (ln_type){ t->dtype, t->weak };
}
/* Bytes of its storage when they are claimed for the first time, then 0: views, and variables that give a value again, make nothing. */
size_t ln_tensor_claim_bytes(ln_tensor *t);

/* Copies every element, in C order and as `dtype`, to `out`, which has room for all. The tensor has data. */
void ln_tensor_copy_to(const ln_tensor *t, ln_dtype dtype, void *out);
/* Copies rows [begin, end) of the first axis, of a tensor of at least one, to their place in `out`, which is all of it in C order. */
void ln_tensor_copy_rows(const ln_tensor *t, int64_t begin, int64_t end, void *out);
/* The element at flat C-order index as a double / int64 (wrapping uint64). The tensor has data. */
double ln_tensor_get_double(const ln_tensor *t, int64_t index);
int64_t ln_tensor_get_int(const ln_tensor *t, int64_t index);

/* The number of elements of a shape: LN_UNKNOWN if a dimension is, an error when it (times 16) overflows. */
ln_status ln_shape_size(ln_context *ctx, int rank, const int64_t *shape, int64_t *out);
/* Writes C-order strides in elements. */
void ln_shape_strides(int rank, const int64_t *shape, int64_t *strides);
/* Writes "(2, 3)", "(2,)", "()", "(None, 3)"; cut at `size`. Returns `buffer`. */
const char *ln_shape_text(int rank, const int64_t *shape, char *buffer, size_t size);
enum { LN_SHAPE_TEXT = 256 };
/* NumPy's broadcasting of two shapes into `out` (rank and shape only). False when they do not fit. */
bool ln_shape_broadcast(ln_spec *out, int rank, const int64_t *shape);

#endif
