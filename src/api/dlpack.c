/* DLPack behind lunula.h: tensors handed to and taken from other libraries without a copy. The structures are those of DLPack's binary
 * interface, version 0.7 (https://dmlc.github.io/dlpack), in its form without a version. Knows of no Lua. */
#include <string.h>

#include "api/runtime.h"
#include "base/memory.h"

enum { DL_CPU = 1, DL_INT = 0, DL_UINT = 1, DL_FLOAT = 2, DL_BFLOAT = 4, DL_BOOL = 6 };

typedef struct dl_tensor {
    void *data;
    struct {
        int32_t type, id;
    } device;
    int32_t rank;
    struct {
        uint8_t code, bits;
        uint16_t lanes;
    } dtype;
    int64_t *shape, *strides; /* in elements; NULL strides: C order */
    uint64_t byte_offset;
} dl_tensor;

struct DLManagedTensor {
    dl_tensor tensor;
    void *manager;
    void (*deleter)(struct DLManagedTensor *self);
};

/* What is given out: one block. */
typedef struct given {
    struct DLManagedTensor managed;
    ln_memory *memory;
    ln_tensor *tensor; /* retained */
    int64_t sizes[2 * LN_MAX_RANK];
} given;

static const struct {
    uint8_t code, bits;
} codes[] = {
    [LN_BOOL] = { DL_BOOL, 8 },      [LN_UINT8] = { DL_UINT, 8 },       [LN_UINT16] = { DL_UINT, 16 },
    [LN_UINT32] = { DL_UINT, 32 },   [LN_UINT64] = { DL_UINT, 64 },     [LN_INT8] = { DL_INT, 8 },
    [LN_INT16] = { DL_INT, 16 },     [LN_INT32] = { DL_INT, 32 },       [LN_INT64] = { DL_INT, 64 },
    [LN_FLOAT16] = { DL_FLOAT, 16 }, [LN_BFLOAT16] = { DL_BFLOAT, 16 }, [LN_FLOAT32] = { DL_FLOAT, 32 },
    [LN_FLOAT64] = { DL_FLOAT, 64 },
};

static void take_back(struct DLManagedTensor *self)
{
    given *g = self->manager;
    ln_memory *memory = g->memory;
    ln_tensor_release(g->tensor);
    ln_block_free(memory, g, sizeof *g);
    ln_memory_release(memory);
}

lunula_status lunula_tensor_to_dlpack(lunula_runtime *runtime, lunula_tensor *tensor, struct DLManagedTensor **out)
{
    ln_context *ctx = &runtime->ctx;
    void *block;
    if (ln_tensor_is_symbol(tensor))
        return (lunula_status)ln_error(ctx, LN_ERROR_SYMBOLIC, "a symbol has no memory that another library could read");
    ln_status status = ln_alloc(ctx, sizeof(given), "a DLPack tensor", &block);
    if (status != LN_OK)
        return (lunula_status)status;
    given *g = block;
    memset(g, 0, sizeof *g);
    g->memory = ctx->memory;
    ln_memory_retain(g->memory);
    g->tensor = ln_tensor_retain(tensor);
    for (int i = 0; i < tensor->rank; i++) {
        g->sizes[i] = tensor->shape[i];
        g->sizes[tensor->rank + i] = tensor->strides[i];
    }
    g->managed.manager = g;
    g->managed.deleter = take_back;
    dl_tensor *t = &g->managed.tensor;
    t->data = tensor->data;
    t->device.type = DL_CPU;
    t->rank = tensor->rank;
    t->dtype.code = codes[tensor->dtype].code;
    t->dtype.bits = codes[tensor->dtype].bits;
    t->dtype.lanes = 1;
    t->shape = g->sizes;
    t->strides = g->sizes + tensor->rank;
    *out = &g->managed;
    return LUNULA_OK;
}

static bool find_dtype(const dl_tensor *t, ln_dtype *out)
{
    for (int d = LN_BOOL; d <= LN_FLOAT64; d++)
        if (codes[d].code == t->dtype.code && codes[d].bits == t->dtype.bits && t->dtype.lanes == 1) {
            *out = (ln_dtype)d;
            return true;
        }
    return false;
}

static void give_back(void *user, void *data)
{
    struct DLManagedTensor *managed = user;
    (void)data;
    if (managed->deleter != NULL)
        managed->deleter(managed);
}

/* The lowest and the highest element, counted from the first; false when that overflows. */
static bool reach(const dl_tensor *t, const int64_t *strides, int64_t *low, int64_t *high)
{
    *low = *high = 0;
    for (int i = 0; i < t->rank; i++) {
        int64_t far, *end;
        if (t->shape[i] == 0) {
            *low = *high = 0;
            return true;
        }
        if (__builtin_mul_overflow(t->shape[i] - 1, strides[i], &far))
            return false;
        end = far < 0 ? low : high;
        if (__builtin_add_overflow(*end, far, end))
            return false;
    }
    return *high < INT64_MAX / 32 && *low > -(INT64_MAX / 32);
}

static ln_status check(ln_context *ctx, const dl_tensor *t, ln_dtype *dtype)
{
    if (t->device.type != DL_CPU)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: the tensor is on device type %d; only the CPU's memory (1) can be read",
                        t->device.type);
    if (!find_dtype(t, dtype))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: there is no dtype for type code %d, %d bits, %d lanes", t->dtype.code,
                        t->dtype.bits, t->dtype.lanes);
    if (t->rank < 0 || t->rank > LN_MAX_RANK)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: a tensor has 0 to %d axes, not %d", LN_MAX_RANK, t->rank);
    for (int i = 0; i < t->rank; i++)
        if (t->shape[i] < 0)
            return ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: axis %d has the dimension %lld", i, (long long)t->shape[i]);
    size_t item = ln_dtype_size(*dtype);
    if (((uintptr_t)t->data + t->byte_offset) % item != 0)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: the elements are not aligned to their %zu bytes", item);
    return LN_OK;
}

lunula_status lunula_tensor_from_dlpack(lunula_runtime *runtime, struct DLManagedTensor *managed, lunula_tensor **out)
{
    ln_context *ctx = &runtime->ctx;
    const dl_tensor *t = &managed->tensor;
    ln_dtype dtype = LN_BOOL;
    int64_t strides[LN_MAX_RANK], low, high, size;
    ln_status status = check(ctx, t, &dtype);
    if (status == LN_OK)
        status = ln_shape_size(ctx, t->rank, t->shape, &size);
    if (status != LN_OK)
        return (lunula_status)status;
    if (t->strides != NULL && t->rank > 0)
        memcpy(strides, t->strides, (size_t)t->rank * sizeof *strides);
    else
        ln_shape_strides(t->rank, t->shape, strides);
    if (!reach(t, strides, &low, &high))
        return (lunula_status)ln_error(ctx, LN_ERROR_ARGUMENT, "dlpack: its strides reach beyond what memory can address");
    /* The memory as one axis from its lowest element to its highest, and the tensor as a view of that. */
    int64_t whole = size == 0 ? 0 : high - low + 1, item = (int64_t)ln_dtype_size(dtype);
    char *first = t->data == NULL ? NULL : (char *)t->data + t->byte_offset + low * item;
    ln_tensor *base;
    status = ln_tensor_wrap(ctx, dtype, 1, &whole, first, NULL, NULL, &base);
    if (status != LN_OK)
        return (lunula_status)status;
    status = ln_tensor_view(ctx, base, t->rank, t->shape, strides, -low, out);
    if (status == LN_OK) { /* nothing can fail any more: the memory is ours to give back */
        base->storage->release = give_back;
        base->storage->user = managed;
    }
    ln_tensor_release(base);
    return (lunula_status)status;
}
