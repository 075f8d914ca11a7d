/* Tensors and storages: making, viewing, copying, releasing. Knows of no ops. */
#include "tensor/tensor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What ln_shape_size gives where a dimension isn't positive or the product is large. */
static __attribute__((noinline)) ln_status odd_size(ln_context *ctx, int rank, const int64_t *shape, int64_t *out)
{
    int64_t size = 1;
    bool unknown = false, zero = false;
    for (int i = 0; i < rank; i++) {
        if (shape[i] == LN_UNKNOWN)
            unknown = true;
        else if (shape[i] < 0)
            return ln_error(ctx, LN_ERROR_ARGUMENT, "a dimension can't be negative: axis %d has %lld", i, (long long)shape[i]);
        else if (shape[i] == 0)
            zero = true;
        else if (__builtin_mul_overflow(size, shape[i], &size))
            size = INT64_MAX;
    }
    if (size > INT64_MAX / 16 && !zero) {
        char text[LN_SHAPE_TEXT];
        return ln_error(ctx, LN_ERROR_MEMORY, "a tensor of shape %s is more than memory can address",
                        ln_shape_text(rank, shape, text, sizeof text));
    }
    *out = unknown ? LN_UNKNOWN : zero ? 0 : size;
    return LN_OK;
}

ln_status ln_shape_size(ln_context *ctx, int rank, const int64_t *shape, int64_t *out)
{
    int64_t size = 1;
    for (int i = 0; i < rank; i++)
        if (shape[i] <= 0 || __builtin_mul_overflow(size, shape[i], &size))
            return odd_size(ctx, rank, shape, out);
    *out = size;
    return size <= INT64_MAX / 16 ? LN_OK : odd_size(ctx, rank, shape, out);
}

void ln_shape_strides(int rank, const int64_t *shape, int64_t *strides)
{
    int64_t step = 1;
    for (int i = rank - 1; i >= 0; i--) {
        strides[i] = step;
        /* Where another axis has no elements, the product may be more than fits; then no step is ever taken. */
        if (shape[i] > 1 && __builtin_mul_overflow(step, shape[i], &step))
            step = 0;
    }
}

const char *ln_shape_text(int rank, const int64_t *shape, char *buffer, size_t size)
{
    size_t at = (size_t)snprintf(buffer, size, "(");
    for (int i = 0; i < rank && at < size; i++) {
        const char *separator = i == 0 ? "" : ", ";
        if (shape[i] == LN_UNKNOWN)
            at += (size_t)snprintf(buffer + at, size - at, "%sNone", separator);
        else
            at += (size_t)snprintf(buffer + at, size - at, "%s%lld", separator, (long long)shape[i]);
    }
    if (at < size)
        snprintf(buffer + at, size - at, rank == 1 ? ",)" : ")");
    return buffer;
}

bool ln_shape_broadcast(ln_spec *out, int rank, const int64_t *shape)
{
    if (rank > out->rank) {
        int added = rank - out->rank;
        memmove(out->shape + added, out->shape, (size_t)out->rank * sizeof *shape);
        for (int i = 0; i < added; i++)
            out->shape[i] = 1;
        out->rank = rank;
    }
    for (int i = 0; i < rank; i++) {
        int64_t *mine = &out->shape[out->rank - rank + i];
        if (*mine == shape[i] || shape[i] == 1)
            continue;
        if (*mine == 1 || *mine == LN_UNKNOWN)
            *mine = shape[i];
        else if (shape[i] != LN_UNKNOWN)
            return false;
    }
    return true;
}

static size_t header_bytes(int rank)
{
    return sizeof(ln_tensor) + 2 * (size_t)rank * sizeof(int64_t);
}

/* Up to so many bytes, elements share one block with their header. */
enum { SMALL_BYTES = 32 << 10 };

static ln_status check_rank(ln_context *ctx, int rank)
{
    if (rank < 0 || rank > LN_MAX_RANK)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a tensor has at most %d axes, not %d", LN_MAX_RANK, rank);
    return LN_OK;
}

/* All but the strides. */
static void header_init(ln_tensor *t, ln_memory *memory, ln_dtype dtype, int rank, const int64_t *shape, int64_t size)
{
    atomic_init(&t->references, 1);
    t->dtype = dtype;
    t->weak = t->is_local = false;
    t->rank = rank;
    t->size = size;
    t->data = NULL;
    t->storage = NULL;
    t->memory = memory;
    t->strides = t->shape + rank;
    for (int i = 0; i < rank; i++)
        t->shape[i] = shape[i];
}

/* A header without data, with the strides given, or of C order where they are NULL. */
static ln_status header_new(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, const int64_t *strides,
                            ln_tensor **out)
{
    int64_t size;
    void *block;
    LN_TRY(check_rank(ctx, rank));
    LN_TRY(ln_shape_size(ctx, rank, shape, &size));
    LN_TRY(ln_alloc_tensor(ctx, header_bytes(rank), "a tensor's header", &block));
    *out = block;
    header_init(*out, ctx->memory, dtype, rank, shape, size);
    if (strides == NULL)
        ln_shape_strides(rank, shape, (*out)->strides);
    else
        for (int i = 0; i < rank; i++)
            (*out)->strides[i] = strides[i];
    return LN_OK;
}

static void storage_init(ln_storage *storage, ln_memory *memory, void *block, size_t block_bytes, void *data, size_t bytes)
{
    *storage = (ln_storage){ .memory = memory, .block = block, .block_bytes = block_bytes, .data = data, .bytes = bytes };
    atomic_init(&storage->references, 1);
}

/* One block of header, storage and elements. */
static ln_status small_new(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, int64_t size, ln_tensor **out)
{
    size_t bytes = (size_t)size * ln_dtype_size(dtype), head = header_bytes(rank);
    size_t at = (head + sizeof(ln_storage) + LN_ALIGNMENT - 1) & ~(size_t)(LN_ALIGNMENT - 1);
    void *block;
    LN_TRY(ln_alloc_tensor(ctx, at + bytes, "a tensor's elements", &block));
    ln_tensor *t = block;
    header_init(t, ctx->memory, dtype, rank, shape, size);
    ln_shape_strides(rank, shape, t->strides);
    t->storage = (ln_storage *)(void *)((char *)block + head);
    t->data = (char *)block + at;
    storage_init(t->storage, ctx->memory, block, at + bytes, t->data, bytes);
    *out = t;
    return LN_OK;
}

static ln_status storage_new(ln_context *ctx, size_t bytes, ln_storage **out)
{
    void *block, *data;
    LN_TRY(ln_alloc(ctx, sizeof(ln_storage), "a storage's header", &block));
    ln_status status = ln_alloc(ctx, bytes, "a tensor's elements", &data);
    if (status != LN_OK) {
        ln_free(ctx, block, sizeof(ln_storage));
        return status;
    }
    *out = block;
    storage_init(block, ctx->memory, block, sizeof(ln_storage), data, bytes);
    return LN_OK;
}

/* Whether this was the last reference. One alone can't be shared meanwhile, so it needs no locked instruction. */
static bool drop(atomic_int *references)
{
    return atomic_load_explicit(references, memory_order_acquire) == 1 ||
           atomic_fetch_sub_explicit(references, 1, memory_order_acq_rel) == 1;
}

static void storage_release(ln_storage *storage)
{
    if (storage == NULL || !drop(&storage->references))
        return;
    ln_memory *memory = storage->memory;
    if (storage->release != NULL)
        storage->release(storage->user, storage->data);
    else if (storage->block == storage)
        ln_block_free(memory, storage->data, storage->bytes);
    ln_block_free(memory, storage->block, storage->block_bytes);
}

ln_status ln_tensor_new(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out)
{
    int64_t size;
    LN_TRY(check_rank(ctx, rank));
    LN_TRY(ln_shape_size(ctx, rank, shape, &size));
    if (size == LN_UNKNOWN)
        return ln_error(ctx, LN_ERROR_INTERNAL, "a tensor with data needs every dimension");
    size_t bytes = (size_t)size * ln_dtype_size(dtype);
    if (bytes <= SMALL_BYTES)
        return small_new(ctx, dtype, rank, shape, size, out);
    ln_tensor *t;
    LN_TRY(header_new(ctx, dtype, rank, shape, NULL, &t));
    ln_status status = storage_new(ctx, bytes, &t->storage);
    if (status != LN_OK) {
        ln_tensor_release(t);
        return status;
    }
    t->data = t->storage->data;
    *out = t;
    return LN_OK;
}

ln_status ln_tensor_symbol(ln_context *ctx, const ln_spec *spec, ln_tensor **out)
{
    return header_new(ctx, spec->dtype, spec->rank, spec->shape, NULL, out);
}

ln_status ln_tensor_view(ln_context *ctx, const ln_tensor *base, int rank, const int64_t *shape, const int64_t *strides,
                         int64_t offset, ln_tensor **out)
{
    ln_tensor *t;
    LN_TRY(header_new(ctx, base->dtype, rank, shape, strides, &t));
    t->storage = base->storage;
    atomic_fetch_add_explicit(&t->storage->references, 1, memory_order_relaxed);
    t->data = base->data + (t->size == 0 ? 0 : offset * (int64_t)ln_dtype_size(base->dtype));
    *out = t;
    return LN_OK;
}

ln_tensor *ln_tensor_local_view(ln_context *ctx, const ln_tensor *base, int rank, const int64_t *shape, const int64_t *strides,
                                int64_t offset)
{
    ln_storage *storage = base->storage;
    int64_t size = 1;
    if ((unsigned)rank > LN_MAX_RANK || storage->memory != ctx->memory)
        return NULL;
    ln_tensor *t = ln_tensor_block(ctx->memory, header_bytes(rank));
    if (t == NULL)
        return NULL;
    header_init(t, ctx->memory, base->dtype, rank, shape, 0);
    for (int i = 0; i < rank; i++) {
        t->strides[i] = strides[i];
        size *= shape[i];
    }
    t->size = size;
    t->is_local = true;
    t->storage = storage;
    t->data = base->data + offset * (int64_t)ln_dtype_size(base->dtype);
    if (storage->locals++ == 0)
        atomic_fetch_add_explicit(&storage->references, 1, memory_order_relaxed);
    return t;
}

static void leave_alone(void *user, void *data)
{
    (void)user;
    (void)data;
}

ln_status ln_tensor_wrap(ln_context *ctx, ln_dtype dtype, int rank, const int64_t *shape, void *data,
                         void (*release)(void *user, void *data), void *user, ln_tensor **out)
{
    ln_tensor *t;
    LN_TRY(header_new(ctx, dtype, rank, shape, NULL, &t));
    void *block;
    ln_status status = t->size == LN_UNKNOWN ? ln_error(ctx, LN_ERROR_ARGUMENT, "wrapped memory needs every dimension")
                                             : ln_alloc(ctx, sizeof(ln_storage), "a storage's header", &block);
    if (status != LN_OK) {
        ln_tensor_release(t);
        return status;
    }
    ln_storage *storage = block;
    static const char nothing; /* without an address a tensor would be a symbol */
    if (data == NULL)
        data = (void *)(uintptr_t)&nothing;
    storage_init(storage, ctx->memory, block, sizeof *storage, data, (size_t)t->size * ln_dtype_size(dtype));
    storage->release = release != NULL ? release : leave_alone;
    storage->user = user;
    t->storage = storage;
    t->data = data;
    *out = t;
    return LN_OK;
}

ln_status ln_tensor_weak_int(ln_context *ctx, int64_t value, ln_tensor **out)
{
    bool narrow = value >= INT32_MIN && value <= INT32_MAX;
    LN_TRY(ln_tensor_new(ctx, narrow ? LN_INT32 : LN_INT64, 0, NULL, out));
    if (narrow)
        *(int32_t *)(void *)(*out)->data = (int32_t)value;
    else
        *(int64_t *)(void *)(*out)->data = value;
    (*out)->weak = true;
    return LN_OK;
}

ln_status ln_tensor_weak_float(ln_context *ctx, double value, ln_tensor **out)
{
    LN_TRY(ln_tensor_new(ctx, LN_FLOAT64, 0, NULL, out));
    *(double *)(void *)(*out)->data = value;
    (*out)->weak = true;
    return LN_OK;
}

ln_tensor *ln_tensor_retain(ln_tensor *t)
{
    atomic_fetch_add_explicit(&t->references, 1, memory_order_relaxed);
    return t;
}

/* Gives back a tensor without references; `free_block` frees a tensor's block. */
static inline void end(ln_tensor *t, void (*free_block)(ln_memory *memory, void *block, size_t bytes))
{
    ln_memory *memory = t->memory;
    ln_storage *storage = t->storage;
    if (storage == NULL || storage->block != t) {
        storage_release(storage);
        free_block(memory, t, header_bytes(t->rank));
    } else if (atomic_load_explicit(&storage->references, memory_order_acquire) == 1) {
        free_block(memory, t, storage->block_bytes);
    } else { /* views keep the block */
        ln_memory_forget_tensor(memory);
        storage_release(storage);
    }
}

void ln_tensor_release(ln_tensor *t)
{
    if (t != NULL && drop(&t->references))
        end(t, ln_free_tensor);
}

static void end_local_view(ln_context *ctx, ln_tensor *t)
{
    ln_storage *storage = t->storage;
    if (atomic_load_explicit(&t->references, memory_order_acquire) == 1) {
        ln_free_tensor_own(ctx->memory, t, header_bytes(t->rank));
        if (--storage->locals == 0)
            storage_release(storage);
    } else { /* the last local view passes on the reference of all */
        t->is_local = false;
        if (--storage->locals > 0)
            atomic_fetch_add_explicit(&storage->references, 1, memory_order_relaxed);
        ln_tensor_release(t);
    }
}

void ln_tensor_release_local(ln_context *ctx, ln_tensor *t)
{
    if (t == NULL || t->memory != ctx->memory)
        ln_tensor_release(t);
    else if (t->is_local)
        end_local_view(ctx, t);
    else if (drop(&t->references))
        end(t, ln_free_tensor_own);
}

bool ln_tensor_is_contiguous(const ln_tensor *t)
{
    int64_t step = 1;
    for (int i = t->rank - 1; i >= 0; i--) {
        if (t->shape[i] != 1 && t->strides[i] != step && t->size != 0)
            return false;
        step *= t->shape[i];
    }
    return true;
}

size_t ln_tensor_claim_bytes(ln_tensor *t)
{
    if (t->storage == NULL || atomic_load_explicit(&t->storage->claimed, memory_order_relaxed))
        return 0;
    atomic_store_explicit(&t->storage->claimed, true, memory_order_relaxed); /* two threads at once may both have it */
    return t->storage->bytes;
}

/* Turning. Where the last axis strides and another one's elements are neighbours (a transposed matrix), reading along the last axis fetches a line of
 * the cache for each element, and lines a power of two apart drive each other out. So the plane of both axes, where it is more than the cache holds, is
 * cut into tiles of TILE along the last axis by the elements of a line along the other one: lines are read whole and turned in a room in cache, from
 * which rows are written. */
enum { TILE = 64, LINE = 64 /* bytes */, PLANE_LEAST = 1 << 16 /* bytes */ };

#define TURN(name, type)                                                                                                         \
    static void name(int64_t lines, int64_t wide, const char *from, ptrdiff_t step, char *room)                                  \
    {                                                                                                                            \
        type *to = (type *)(void *)room;                                                                                         \
        for (int64_t l = 0; l < lines; l++, from += step)                                                                        \
            for (int64_t i = 0; i < wide; i++)                                                                                   \
                to[i * TILE + l] = ((const type *)(const void *)from)[i];                                                        \
    }
TURN(turn_1, uint8_t)
TURN(turn_2, uint16_t)
TURN(turn_4, uint32_t)
TURN(turn_8, uint64_t)

/* The axis whose elements are neighbours, if turning pays; else -1. */
static int neighbours_axis(const ln_tensor *t)
{
    const int last = t->rank - 1;
    const int64_t item = (int64_t)ln_dtype_size(t->dtype);
    if (llabs(t->strides[last]) * item < LINE || llabs(t->strides[last]) * item * t->shape[last] < PLANE_LEAST)
        return -1;
    for (int i = 0; i < last; i++)
        if (t->strides[i] == 1 && t->shape[i] * item >= LINE)
            return i;
    return -1;
}

/* The plane of `axis` and the last one, as long as `shape` has it, whose first element is at `from`, to `to`, where elements of `axis` are `apart` bytes apart. */
static void copy_plane(const ln_tensor *t, const int64_t *shape, int axis, const char *from, ln_dtype dtype, char *to,
                       ptrdiff_t apart)
{
    _Alignas(LINE) char room[TILE * LINE];
    const int last = t->rank - 1;
    const ptrdiff_t item = (ptrdiff_t)ln_dtype_size(t->dtype), wide = (ptrdiff_t)ln_dtype_size(dtype);
    const ptrdiff_t step = t->strides[last] * item;
    const int64_t line = LINE / item;
    void (*const turn)(int64_t, int64_t, const char *, ptrdiff_t, char *) = item == 1   ? turn_1
                                                                            : item == 2 ? turn_2
                                                                            : item == 4 ? turn_4
                                                                                        : turn_8;
    ln_convert_fn convert = ln_converter(dtype, t->dtype);
    for (int64_t row = 0; row < shape[last]; row += TILE)
        for (int64_t i = 0; i < shape[axis]; i += line) {
            const int64_t rows = shape[last] - row < TILE ? shape[last] - row : TILE;
            const int64_t n = shape[axis] - i < line ? shape[axis] - i : line;
            turn(rows, n, from + row * step + i * item, step, room);
            for (int64_t k = 0; k < n; k++)
                convert(rows, to + (i + k) * apart + row * wide, room + k * TILE * item, item);
        }
}

/* Rows [begin, end) of the first axis, of a tensor of at least one, in C order to `out`. */
static void copy_rows(const ln_tensor *t, int64_t begin, int64_t end, ln_dtype dtype, char *out)
{
    const ptrdiff_t item = (ptrdiff_t)ln_dtype_size(t->dtype), wide = (ptrdiff_t)ln_dtype_size(dtype);
    const int last = t->rank - 1, turned = neighbours_axis(t);
    int64_t index[LN_MAX_RANK] = { 0 }, shape[LN_MAX_RANK], apart[LN_MAX_RANK];
    memcpy(shape, t->shape, (size_t)t->rank * sizeof *shape);
    shape[0] = end - begin;
    ln_shape_strides(t->rank, shape, apart);
    ln_convert_fn convert = ln_converter(dtype, t->dtype);
    const char *row = t->data + begin * t->strides[0] * item;
    char *to = out;
    for (;;) { /* over the other axes */
        if (turned >= 0)
            copy_plane(t, shape, turned, row, dtype, to, apart[turned] * wide);
        else
            convert(shape[last], to, row, t->strides[last] * item);
        int axis = last - 1;
        for (; axis >= 0; axis--) {
            if (axis == turned)
                continue;
            row += t->strides[axis] * item;
            to += apart[axis] * wide;
            if (++index[axis] < shape[axis])
                break;
            row -= t->strides[axis] * item * shape[axis];
            to -= apart[axis] * wide * shape[axis];
            index[axis] = 0;
        }
        if (axis < 0)
            return;
    }
}

void ln_tensor_copy_to(const ln_tensor *t, ln_dtype dtype, void *out)
{
    if (t->size == 0)
        return;
    if (!ln_tensor_is_contiguous(t)) /* so the rank is at least 1 */
        copy_rows(t, 0, t->shape[0], dtype, out);
    else if (dtype == t->dtype)
        memcpy(out, t->data, (size_t)t->size * ln_dtype_size(dtype));
    else
        ln_converter(dtype, t->dtype)(t->size, out, t->data, (ptrdiff_t)ln_dtype_size(t->dtype));
}

void ln_tensor_copy_rows(const ln_tensor *t, int64_t begin, int64_t end, void *out)
{
    if (t->size > 0 && begin < end)
        copy_rows(t, begin, end, t->dtype, (char *)out + begin * (t->size / t->shape[0]) * (int64_t)ln_dtype_size(t->dtype));
}

ln_status ln_tensor_contiguous(ln_context *ctx, ln_tensor *t, ln_tensor **out)
{
    if (ln_tensor_is_contiguous(t)) {
        *out = ln_tensor_retain(t);
        return LN_OK;
    }
    LN_TRY(ln_tensor_new(ctx, t->dtype, t->rank, t->shape, out));
    ln_tensor_copy_to(t, t->dtype, (*out)->data);
    (*out)->weak = t->weak;
    return LN_OK;
}

ln_status ln_tensor_adapt(ln_context *ctx, ln_tensor **t, ln_dtype dtype, bool plain, ln_tensor **made)
{
    const ln_tensor *x = *t;
    *made = NULL;
    if (x->dtype == dtype && (!plain || ln_tensor_is_contiguous(x)))
        return LN_OK;
    LN_TRY(ln_tensor_new(ctx, dtype, x->rank, x->shape, made));
    ln_tensor_copy_to(x, dtype, (*made)->data);
    *t = *made;
    return LN_OK;
}

static const char *element(const ln_tensor *t, int64_t index)
{
    int64_t offset = 0;
    for (int i = t->rank - 1; i >= 0; i--) {
        offset += index % t->shape[i] * t->strides[i];
        index /= t->shape[i];
    }
    return t->data + offset * (int64_t)ln_dtype_size(t->dtype);
}

double ln_tensor_get_double(const ln_tensor *t, int64_t index)
{
    double value;
    ln_converter(LN_FLOAT64, t->dtype)(1, &value, element(t, index), 0);
    return value;
}

int64_t ln_tensor_get_int(const ln_tensor *t, int64_t index)
{
    int64_t value;
    ln_converter(LN_INT64, t->dtype)(1, &value, element(t, index), 0);
    return value;
}
