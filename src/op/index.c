/* Elements by index: take and its transpose, scatter_add. Knows of no graphs and no Lua. */
#include <string.h>

#include "op/ops.h"

/* x seen as (outer, length, inner) around an axis, in C order. */
typedef struct around {
    int64_t outer, length, inner;
} around;

static around split_at(int rank, const int64_t *shape, int axis)
{
    around s = { 1, shape[axis], 1 };
    for (int i = 0; i < axis; i++)
        s.outer *= shape[i];
    for (int i = axis + 1; i < rank; i++)
        s.inner *= shape[i];
    return s;
}

static ln_status check_integer(const ln_call *call, const ln_tensor *t, const char *name)
{
    if (!ln_dtype_is_integer(t->dtype))
        return ln_call_error(call, "%s must be integers, not %s", name, ln_dtype_name(t->dtype));
    return LN_OK;
}

/* Index `k` of `indices` in [0, length). */
static ln_status fetch_index(const ln_call *call, const ln_tensor *indices, int64_t k, int64_t length, int64_t *out)
{
    int64_t at = ln_tensor_get_int(indices, k);
    if (at < -length || at >= length)
        return ln_call_error(call, "index %lld is out of range for an axis of length %lld", (long long)at, (long long)length);
    *out = at < 0 ? at + length : at;
    return LN_OK;
}

static ln_status take_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1);
    ln_spec *out = &call->out[0];
    int axis;
    LN_TRY(check_integer(call, indices, "indices"));
    LN_TRY(ln_call_axis(call, 2, x->rank, &axis));
    out->dtype = x->dtype;
    out->rank = x->rank - 1 + indices->rank;
    if (out->rank > LN_MAX_RANK)
        return ln_call_error(call, "too many axes");
    int at = 0;
    for (int i = 0; i < axis; i++)
        out->shape[at++] = x->shape[i];
    for (int i = 0; i < indices->rank; i++)
        out->shape[at++] = indices->shape[i];
    for (int i = axis + 1; i < x->rank; i++)
        out->shape[at++] = x->shape[i];
    return LN_OK;
}

static ln_status take_kernel(ln_call *call)
{
    const ln_tensor *indices = ln_call_tensor(call, 1);
    ln_tensor *x, *out = call->result[0];
    int axis;
    LN_TRY(ln_call_axis(call, 2, ln_call_tensor(call, 0)->rank, &axis));
    LN_TRY(ln_tensor_contiguous(call->ctx, ln_call_tensor(call, 0), &x));
    around s = split_at(x->rank, x->shape, axis);
    size_t bytes = (size_t)s.inner * ln_dtype_size(x->dtype);
    ln_status status = LN_OK;
    for (int64_t k = 0; k < indices->size && status == LN_OK; k++) {
        int64_t at = 0;
        status = fetch_index(call, indices, k, s.length, &at);
        for (int64_t o = 0; o < s.outer && status == LN_OK; o++)
            memcpy(out->data + (size_t)(o * indices->size + k) * bytes, x->data + (size_t)(o * s.length + at) * bytes, bytes);
    }
    ln_tensor_release(x);
    return status;
}

static void take_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0];
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                      { .kind = LN_ARG_TENSOR, .as.tensor = g->inputs[1] },
                      { .kind = LN_ARG_INTS, .count = x->rank, .as.ints = x->shape },
                      g->args[2] };
    ln_g_set(g, 0, ln_g_call(g, &ln_op_scatter_add, args, 4));
}

const ln_op ln_op_take = {
    .name = "take_axis",
    .signature = "x, indices, axis:axis",
    .doc = "Slices of x along an axis at integer indices (negative ones count from the end); the axis is replaced by the axes of "
           "indices. An "
           "index out of range is an error.",
    .sample = "f({4,3},-2,2), i({2,2},0,4), 0",
    .infer = take_infer,
    .kernel = take_kernel,
    .gradient = take_gradient,
    .flags = LN_OP_INTERNAL,
};

static ln_status scatter_infer(ln_call *call)
{
    const ln_arg *shape = &call->args[2];
    call->out[0].dtype = ln_call_tensor(call, 0)->dtype;
    call->out[0].rank = shape->count;
    for (int i = 0; i < shape->count; i++)
        call->out[0].shape[i] = shape->as.ints[i];
    return LN_OK;
}

static ln_status scatter_kernel(ln_call *call)
{
    const ln_tensor *indices = ln_call_tensor(call, 1);
    ln_tensor *out = call->result[0], *sum, *d;
    int axis;
    LN_TRY(ln_call_axis(call, 3, out->rank, &axis));
    around s = split_at(out->rank, out->shape, axis);
    LN_TRY(ln_tensor_new(call->ctx, LN_FLOAT64, out->rank, out->shape, &sum));
    ln_status status = ln_tensor_new(call->ctx, LN_FLOAT64, ln_call_tensor(call, 0)->rank, ln_call_tensor(call, 0)->shape, &d);
    if (status == LN_OK) {
        double *total = (double *)(void *)sum->data;
        const double *part = (const double *)(const void *)d->data;
        memset(total, 0, (size_t)sum->size * sizeof *total);
        ln_tensor_copy_to(ln_call_tensor(call, 0), LN_FLOAT64, d->data);
        for (int64_t k = 0; k < indices->size && status == LN_OK; k++) {
            int64_t at = 0;
            status = fetch_index(call, indices, k, s.length, &at);
            for (int64_t o = 0; o < s.outer && status == LN_OK; o++)
                for (int64_t i = 0; i < s.inner; i++)
                    total[(o * s.length + at) * s.inner + i] += part[(o * indices->size + k) * s.inner + i];
        }
        if (status == LN_OK)
            ln_tensor_copy_to(sum, out->dtype, out->data);
        ln_tensor_release(d);
    }
    ln_tensor_release(sum);
    return status;
}

static void scatter_gradient(ln_grad *g)
{
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                      { .kind = LN_ARG_TENSOR, .as.tensor = g->inputs[1] },
                      g->args[3] };
    ln_g_set(g, 0, ln_g_call(g, &ln_op_take, args, 3));
}

const ln_op ln_op_scatter_add = {
    .name = "scatter_add",
    .signature = "x, indices, shape:shape, axis:axis",
    .doc = "Zeros of a shape to which the slices of x are added at indices along an axis: the transpose of take. Floats only.",
    .sample = "f({2,2,3},-2,2), i({2,2},0,4), {4,3}, 0",
    .infer = scatter_infer,
    .kernel = scatter_kernel,
    .gradient = scatter_gradient,
    .flags = LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &ln_op_take, &ln_op_scatter_add };
const ln_family ln_family_index = { ops, sizeof ops / sizeof *ops };
