/* The order of elements along an axis: argsort, on which sort and shuffle stand. Knows of no graphs and no Lua. */
#include <string.h>

#include "base/memory.h"
#include "op/ops.h"

typedef struct entry {
    uint64_t key;
    int64_t place;
} entry;

/* Keys whose order as unsigned integers is the order of the values: nan last, -0 beside 0. */
static void real_keys(int64_t n, entry *entries, const double *values)
{
    for (int64_t i = 0; i < n; i++) {
        uint64_t bits;
        double value = values[i] == 0 ? 0 : values[i];
        memcpy(&bits, &value, sizeof bits);
        entries[i].key = value != value ? UINT64_MAX : bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    }
}

static void whole_keys(int64_t n, entry *entries, const uint64_t *values, bool is_unsigned)
{
    for (int64_t i = 0; i < n; i++)
        entries[i].key = is_unsigned ? values[i] : values[i] ^ UINT64_C(1) << 63;
}

/* A stable merge sort, bottom up; the result stands in `entries`, `spare` holds as many. */
static ln_status merge_sort(ln_context *ctx, int64_t n, entry *entries, entry *spare)
{
    entry *from = entries, *to = spare;
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t begin = 0; begin < n; begin += 2 * width) {
            int64_t middle = begin + width < n ? begin + width : n, end = middle + width < n ? middle + width : n;
            int64_t left = begin, right = middle;
            for (int64_t at = begin; at < end; at++)
                to[at] = left < middle && (right >= end || from[left].key <= from[right].key) ? from[left++] : from[right++];
        }
        entry *other = from;
        from = to;
        to = other;
        LN_TRY(ln_check_cancel(ctx));
    }
    if (from != entries)
        memcpy(entries, from, (size_t)n * sizeof *entries);
    return LN_OK;
}

static ln_status argsort_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_spec *out = &call->out[0];
    int axis;
    ln_spec_of(out, x);
    if (call->args[1].kind != LN_ARG_NONE) {
        LN_TRY(ln_call_axis(call, 1, x->rank, &axis));
    } else {
        out->rank = 1;
        out->shape[0] = x->size;
        axis = 0;
    }
    if (out->shape[axis] > INT32_MAX)
        return ln_call_error(call, "axis %d has %lld elements, more than int32 counts", axis, (long long)out->shape[axis]);
    out->dtype = LN_INT32;
    return LN_OK;
}

/* x is seen as (outer, n, inner) in C order. */
static ln_status sort_rows(ln_context *ctx, const ln_tensor *x, int64_t n, int64_t inner, entry *entries, void *values,
                           int32_t *out)
{
    bool real = ln_dtype_is_float(x->dtype);
    size_t item = ln_dtype_size(x->dtype);
    ln_convert_fn convert = ln_converter(real ? LN_FLOAT64 : x->dtype == LN_UINT64 ? LN_UINT64 : LN_INT64, x->dtype);
    for (int64_t row = 0; row < x->size / n; row++) {
        int64_t first = row / inner * n * inner + row % inner;
        convert(n, values, x->data + (size_t)first * item, inner * (int64_t)item);
        if (real)
            real_keys(n, entries, values);
        else
            whole_keys(n, entries, values, x->dtype == LN_UINT64);
        for (int64_t i = 0; i < n; i++)
            entries[i].place = i;
        LN_TRY(merge_sort(ctx, n, entries, entries + n));
        for (int64_t i = 0; i < n; i++)
            out[first + i * inner] = (int32_t)entries[i].place;
    }
    return LN_OK;
}

static ln_status argsort_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0), *out = call->result[0], *same;
    int axis = 0;
    int64_t n = x->size, inner = 1;
    if (x->size == 0)
        return LN_OK;
    if (call->args[1].kind != LN_ARG_NONE) {
        LN_TRY(ln_call_axis(call, 1, x->rank, &axis));
        n = x->shape[axis];
        for (int i = axis + 1; i < x->rank; i++)
            inner *= x->shape[i];
    }
    size_t bytes = (size_t)n * (2 * sizeof(entry) + sizeof(double));
    void *room;
    LN_TRY(ln_alloc(call->ctx, bytes, "the keys of a sort", &room));
    ln_status status = ln_tensor_contiguous(call->ctx, x, &same);
    if (status == LN_OK) {
        entry *entries = room;
        status = sort_rows(call->ctx, same, n, inner, entries, entries + 2 * n, (int32_t *)(void *)out->data);
        ln_tensor_release(same);
    }
    ln_free(call->ctx, room, bytes);
    return status;
}

static const ln_op argsort = {
    .name = "argsort",
    .signature = "x, axis:axis=-1",
    .doc =
        "The indices (int32, from 0) that put x in ascending order along an axis, or all elements in C order when axis is nil. "
        "Equal elements keep their order, nan comes last. The shape is that of x, or one axis when axis is nil. An axis out of "
        "range is an error.",
    .sample = "f({3,4},-2,2), 0",
    .infer = argsort_infer,
    .kernel = argsort_kernel,
    .flags = LN_OP_NO_GRADIENT,
};

static const ln_op *const ops[] = { &argsort };
const ln_family ln_family_sort = { ops, sizeof ops / sizeof *ops };
