/* Dispatch: the one way in which an op runs, and what inference and kernels share. Knows of no graphs and no Lua. */
#include "op/op.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool any_symbol(const ln_arg *args, int count)
{
    for (int i = 0; i < count; i++) {
        if (args[i].kind == LN_ARG_TENSOR && ln_tensor_is_symbol(args[i].as.tensor))
            return true;
        for (int k = 0; args[i].kind == LN_ARG_TENSORS && k < args[i].count; k++)
            if (ln_tensor_is_symbol(args[i].as.tensors[k]))
                return true;
    }
    return false;
}

static ln_status run(ln_call *call, bool symbolic)
{
    for (int i = 0; i < call->outputs; i++) {
        const ln_spec *spec = &call->out[i];
        if (symbolic)
            LN_TRY(ln_tensor_symbol(call->ctx, spec, &call->result[i]));
        else if (!(call->op->flags & LN_OP_VIEW))
            LN_TRY(ln_tensor_new(call->ctx, spec->dtype, spec->rank, spec->shape, &call->result[i]));
    }
    if (!symbolic)
        LN_TRY(call->op->kernel(call));
    if (call->ctx->recorder != NULL)
        return call->ctx->recorder->append(call->ctx->recorder, call);
    return LN_OK;
}

ln_status ln_dispatch(ln_context *ctx, const ln_op *op, const ln_arg *args, int count, ln_tensor **results, int *outputs)
{
    ln_call call;
    call.ctx = ctx;
    call.op = op;
    call.args = args;
    call.count = count;
    call.outputs = 1;
    memset(call.result, 0, sizeof call.result);
    LN_TRY(op->infer(&call));
    ln_status status = run(&call, any_symbol(args, count));
    if (status != LN_OK) {
        for (int i = 0; i < LN_MAX_OUTPUTS; i++)
            ln_tensor_release(call.result[i]);
        return status;
    }
    results[0] = call.result[0];
    for (int i = 1; i < call.outputs; i++)
        results[i] = call.result[i];
    if (outputs != NULL)
        *outputs = call.outputs;
    return LN_OK;
}

ln_status ln_call_error(const ln_call *call, const char *format, ...)
{
    char text[LN_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return ln_error(call->ctx, LN_ERROR_ARGUMENT, "%s: %s", call->op->name, text);
}

static ln_status normalise_axis(const ln_call *call, int64_t axis, int rank, int *out)
{
    if (axis < -rank || axis >= rank)
        return ln_call_error(call, "axis %lld is out of range for a tensor of %d axes", (long long)axis, rank);
    *out = (int)(axis < 0 ? axis + rank : axis);
    return LN_OK;
}

ln_status ln_call_axes(const ln_call *call, int i, int rank, int *axes, int *count)
{
    const ln_arg *arg = &call->args[i];
    if (arg->kind == LN_ARG_NONE) {
        *count = rank;
        for (int k = 0; k < rank; k++)
            axes[k] = k;
        return LN_OK;
    }
    const int64_t *values = arg->kind == LN_ARG_INT ? &arg->as.i : arg->as.ints;
    *count = arg->kind == LN_ARG_INT ? 1 : arg->count;
    if (*count > rank)
        return ln_call_error(call, "%d axes given for a tensor of %d", *count, rank);
    for (int k = 0; k < *count; k++) {
        LN_TRY(normalise_axis(call, values[k], rank, &axes[k]));
        for (int j = 0; j < k; j++)
            if (axes[j] == axes[k])
                return ln_call_error(call, "axis %d is given twice", axes[k]);
    }
    return LN_OK;
}

ln_status ln_call_axis(const ln_call *call, int i, int rank, int *axis)
{
    return normalise_axis(call, call->args[i].as.i, rank, axis);
}

ln_dtype ln_float_dtype(const ln_context *ctx, ln_dtype dtype)
{
    return ln_dtype_is_float(dtype) ? dtype : (ln_dtype)ctx->floatx;
}

void ln_spec_of(ln_spec *spec, const ln_tensor *t)
{
    spec->dtype = t->dtype;
    spec->rank = t->rank;
    if (t->rank > 0)
        memcpy(spec->shape, t->shape, (size_t)t->rank * sizeof *t->shape);
}
