/* Tensors from nothing: full and iota, on which zeros, ones, arange and eye stand. Knows of no graphs and no Lua. */
#include "op/elementwise.h"
#include "op/ops.h"

static ln_status shape_argument(ln_call *call, int i)
{
    const ln_arg *arg = &call->args[i];
    if (arg->count > LN_MAX_RANK)
        return ln_call_error(call, "a tensor has at most %d axes, not %d", LN_MAX_RANK, arg->count);
    call->out[0].rank = arg->count;
    for (int k = 0; k < arg->count; k++) {
        if (arg->as.ints[k] < 0)
            return ln_call_error(call, "a dimension can't be negative: axis %d has %lld", k, (long long)arg->as.ints[k]);
        call->out[0].shape[k] = arg->as.ints[k];
    }
    return LN_OK;
}

static ln_status full_infer(ln_call *call)
{
    const ln_tensor *value = ln_call_tensor(call, 1);
    LN_TRY(shape_argument(call, 0));
    ln_spec fits = call->out[0];
    if (!ln_shape_broadcast(&fits, value->rank, value->shape) || fits.rank != call->out[0].rank)
        return ln_call_error(call, "fill_value doesn't broadcast to the shape");
    call->out[0].dtype = call->args[2].kind == LN_ARG_DTYPE ? call->args[2].as.dtype : (ln_dtype)call->ctx->floatx;
    return LN_OK;
}

static void copy_8(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)
{
    uint64_t *o = out;
    for (int64_t i = 0; i < n; i++)
        o[i] = *(const uint64_t *)(const void *)((const char *)in[0] + i * step[0]);
}

/* Through the widest dtype of the value's kind, which every other converts from. */
static ln_status full_kernel(ln_call *call)
{
    ln_tensor *value = ln_call_tensor(call, 1);
    ln_dtype wide = ln_dtype_is_float(value->dtype) ? LN_FLOAT64 : value->dtype == LN_UINT64 ? LN_UINT64 : LN_INT64;
    ln_loop loop = { copy_8, 1, { wide }, wide };
    return ln_elementwise(call->ctx, &loop, &value, call->result[0]);
}

static void full_gradient(ln_grad *g)
{
    const ln_tensor *value = g->inputs[0];
    ln_g_set(g, 0, ln_g_unbroadcast(g, g->douts[0], value->dtype, value->rank, value->shape));
}

const ln_op ln_op_full = {
    .name = "full",
    .signature = "shape:shape, fill_value, dtype:dtype=nil",
    .doc = "A tensor of a shape filled with a value, which broadcasts to it. The dtype is the default float dtype unless "
           "given. A negative dimension and a value that doesn't broadcast are errors.",
    .sample = "{2,3}, f({3},-2,2), \"float64\"",
    .infer = full_infer,
    .kernel = full_kernel,
    .gradient = full_gradient,
};

static ln_status iota_infer(ln_call *call)
{
    if (call->args[0].as.i < 0)
        return ln_call_error(call, "a length can't be negative");
    call->out[0].dtype = call->args[1].as.dtype;
    call->out[0].rank = 1;
    call->out[0].shape[0] = call->args[0].as.i;
    return LN_OK;
}

static ln_status iota_kernel(ln_call *call)
{
    ln_tensor *out = call->result[0];
    size_t size = ln_dtype_size(out->dtype);
    ln_convert_fn convert = ln_converter(out->dtype, LN_INT64);
    for (int64_t i = 0; i < out->size; i++)
        convert(1, out->data + (size_t)i * size, &i, 0);
    return LN_OK;
}

const ln_op ln_op_iota = {
    .name = "iota",
    .signature = "n:int, dtype:dtype=int32",
    .doc = "0, 1, ..., n - 1.",
    .sample = "5",
    .infer = iota_infer,
    .kernel = iota_kernel,
    .flags = LN_OP_NO_GRADIENT | LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &ln_op_full, &ln_op_iota };
const ln_family ln_family_create = { ops, sizeof ops / sizeof *ops };
