/* Shapes: reshape, transpose, broadcast_to, expand_dims, squeeze, flip, slices, concatenate. Views wherever strides allow.
 * Knows of no graphs and no Lua. */
#include <string.h>

#include "base/parallel.h"
#include "op/ops.h"

/* reshape ---------------------------------------------------------------------------------------------------------- */

static ln_status reshape_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    const ln_arg *arg = &call->args[1];
    ln_spec *out = &call->out[0];
    int hole = -1;
    int64_t known = 1;
    if (arg->count > LN_MAX_RANK)
        return ln_call_error(call, "a tensor has at most %d axes, not %d", LN_MAX_RANK, arg->count);
    out->dtype = x->dtype;
    out->rank = arg->count;
    for (int i = 0; i < arg->count; i++) {
        out->shape[i] = arg->as.ints[i];
        if (out->shape[i] < -1)
            return ln_call_error(call, "newshape[%d] is %lld", i, (long long)out->shape[i]);
        if (out->shape[i] == -1 && hole >= 0)
            return ln_call_error(call, "newshape has more than one -1");
        if (out->shape[i] == -1)
            hole = i;
        else if (__builtin_mul_overflow(known, out->shape[i], &known))
            return ln_call_error(call, "newshape is more than memory can address");
    }
    if (x->size == LN_UNKNOWN)
        return LN_OK;
    bool fits = hole < 0 ? known == x->size : known != 0 && x->size % known == 0;
    if (hole >= 0 && known == 0 && x->size == 0) {
        out->shape[hole] = 0;
        return LN_OK;
    }
    if (!fits) {
        char from[LN_SHAPE_TEXT], to[LN_SHAPE_TEXT];
        return ln_call_error(call, "%lld elements of shape %s can't become shape %s", (long long)x->size,
                             ln_shape_text(x->rank, x->shape, from, sizeof from),
                             ln_shape_text(out->rank, out->shape, to, sizeof to));
    }
    if (hole >= 0)
        out->shape[hole] = x->size / known;
    return LN_OK;
}

static ln_status reshape_kernel(ln_call *call)
{
    const ln_spec *out = &call->out[0];
    ln_tensor *x = ln_call_tensor(call, 0), *flat = NULL;
    if (!ln_tensor_is_contiguous(x))
        LN_TRY(ln_tensor_contiguous(call->ctx, x, &flat));
    ln_status status = ln_tensor_view(call->ctx, flat == NULL ? x : flat, out->rank, out->shape, NULL, 0, &call->result[0]);
    ln_tensor_release(flat);
    return status;
}

static void back_to_shape(ln_grad *g)
{
    ln_g_set(g, 0, ln_g_reshape(g, g->douts[0], g->inputs[0]->rank, g->inputs[0]->shape));
}

const ln_op ln_op_reshape = {
    .name = "reshape",
    .signature = "x, newshape:shape",
    .doc = "The same elements in C order under another shape; one dimension may be -1 and is worked out. A view where x lies in "
           "C order. A number of elements that doesn't fit is an error.",
    .sample = "f({2,6},-2,2), {3,-1}",
    .infer = reshape_infer,
    .kernel = reshape_kernel,
    .gradient = back_to_shape,
    .flags = LN_OP_VIEW,
};

/* transpose -------------------------------------------------------------------------------------------------------- */

ln_status ln_transposed_axes(const ln_call *call, int *axes)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int count;
    LN_TRY(ln_call_axes(call, 1, x->rank, axes, &count));
    if (call->args[1].kind == LN_ARG_NONE)
        for (int i = 0; i < x->rank; i++)
            axes[i] = x->rank - 1 - i;
    if (count != x->rank)
        return ln_call_error(call, "axes has %d entries for a tensor of %d axes", count, x->rank);
    return LN_OK;
}

static ln_status transpose_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK];
    LN_TRY(ln_transposed_axes(call, axes));
    call->out[0].dtype = x->dtype;
    call->out[0].rank = x->rank;
    for (int i = 0; i < x->rank; i++)
        call->out[0].shape[i] = x->shape[axes[i]];
    return LN_OK;
}

static ln_status transpose_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK];
    int64_t strides[LN_MAX_RANK];
    LN_TRY(ln_transposed_axes(call, axes));
    for (int i = 0; i < x->rank; i++)
        strides[i] = x->strides[axes[i]];
    return ln_tensor_view(call->ctx, x, x->rank, call->out[0].shape, strides, 0, &call->result[0]);
}

static void transpose_gradient(ln_grad *g)
{
    int rank = g->inputs[0]->rank;
    int64_t inverse[LN_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        int64_t axis = g->args[1].kind == LN_ARG_NONE  ? rank - 1 - i
                       : g->args[1].kind == LN_ARG_INT ? g->args[1].as.i
                                                       : g->args[1].as.ints[i];
        inverse[axis < 0 ? axis + rank : axis] = i;
    }
    ln_g_set(g, 0, ln_g_transpose(g, g->douts[0], inverse, rank));
}

const ln_op ln_op_transpose = {
    .name = "transpose",
    .signature = "x, axes:ints=nil",
    .doc = "The axes in another order (reversed when axes is nil): axis i of the result is axis axes[i] of x. A view. Axes that "
           "aren't each of x's once are an error.",
    .sample = "f({2,3,4},-2,2), {2,0,1}",
    .infer = transpose_infer,
    .kernel = transpose_kernel,
    .gradient = transpose_gradient,
    .flags = LN_OP_VIEW,
};

/* in_order ----------------------------------------------------------------------------------------------------------- */

enum { COPY_GRAIN = 1 << 15 /* elements */ };

static ln_status in_order_infer(ln_call *call)
{
    ln_spec_of(&call->out[0], ln_call_tensor(call, 0));
    return LN_OK;
}

/* Items are rows of the first axis. */
static void run_copy(void *data, int64_t begin, int64_t end)
{
    const ln_call *call = data;
    ln_tensor_copy_rows(ln_call_tensor(call, 0), begin, end, call->result[0]->data);
}

static ln_status in_order_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    if (x->rank == 0 || x->size == 0) {
        ln_tensor_copy_to(x, x->dtype, call->result[0]->data);
        return LN_OK;
    }
    return ln_parallel(call->ctx, x->shape[0], 1 + COPY_GRAIN / (x->size / x->shape[0]), run_copy, call);
}

static void in_order_gradient(ln_grad *g)
{
    ln_g_set(g, 0, g->douts[0]);
}

const ln_op ln_op_in_order = {
    .name = "in_order",
    .signature = "x",
    .doc = "x in memory of its own, in C order.",
    .sample = "f({2,3},-2,2)",
    .infer = in_order_infer,
    .kernel = in_order_kernel,
    .gradient = in_order_gradient,
    .flags = LN_OP_INTERNAL,
};

/* broadcast_to ----------------------------------------------------------------------------------------------------- */

static ln_status broadcast_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    const ln_arg *arg = &call->args[1];
    ln_spec *out = &call->out[0];
    bool fits = arg->count >= x->rank && arg->count <= LN_MAX_RANK;
    out->dtype = x->dtype;
    out->rank = arg->count;
    for (int i = 0; fits && i < arg->count; i++) {
        int64_t mine = i < arg->count - x->rank ? 1 : x->shape[i - (arg->count - x->rank)];
        out->shape[i] = arg->as.ints[i];
        bool known = out->shape[i] >= 0 || (out->shape[i] == LN_UNKNOWN && ln_tensor_is_symbol(x));
        fits = known && (mine == 1 || mine == out->shape[i] || mine == LN_UNKNOWN || out->shape[i] == LN_UNKNOWN);
    }
    if (!fits) {
        char from[LN_SHAPE_TEXT], to[LN_SHAPE_TEXT];
        return ln_call_error(call, "shape %s can't be broadcast to %s", ln_shape_text(x->rank, x->shape, from, sizeof from),
                             ln_shape_text(arg->count > LN_MAX_RANK ? LN_MAX_RANK : arg->count, arg->as.ints, to, sizeof to));
    }
    return LN_OK;
}

static ln_status broadcast_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    const ln_spec *out = &call->out[0];
    int64_t strides[LN_MAX_RANK];
    int added = out->rank - x->rank;
    for (int i = 0; i < out->rank; i++)
        strides[i] = i < added || x->shape[i - added] == 1 ? 0 : x->strides[i - added];
    return ln_tensor_view(call->ctx, x, out->rank, out->shape, strides, 0, &call->result[0]);
}

static void broadcast_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0];
    ln_g_set(g, 0, ln_g_unbroadcast(g, g->douts[0], x->dtype, x->rank, x->shape));
}

const ln_op ln_op_broadcast_to = {
    .name = "broadcast_to",
    .signature = "x, shape:shape",
    .doc = "x repeated along axes of length 1, and along new axes in front, to a shape. A view. A shape that x doesn't "
           "broadcast to is an error.",
    .sample = "f({2,1},-2,2), {3,2,4}",
    .infer = broadcast_infer,
    .kernel = broadcast_kernel,
    .gradient = broadcast_gradient,
    .flags = LN_OP_VIEW,
};

/* expand_dims and squeeze ------------------------------------------------------------------------------------------ */

/* The result's axes that are new, as flags over its rank. */
static ln_status new_axes(const ln_call *call, bool *is_new, int *rank)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK], count = call->args[1].kind == LN_ARG_INTS ? call->args[1].count : 1;
    *rank = x->rank + count;
    if (*rank > LN_MAX_RANK)
        return ln_call_error(call, "a tensor has at most %d axes", LN_MAX_RANK);
    LN_TRY(ln_call_axes(call, 1, *rank, axes, &count));
    memset(is_new, 0, LN_MAX_RANK * sizeof *is_new);
    for (int i = 0; i < count; i++)
        is_new[axes[i]] = true;
    return LN_OK;
}

static ln_status expand_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_spec *out = &call->out[0];
    bool is_new[LN_MAX_RANK];
    LN_TRY(new_axes(call, is_new, &out->rank));
    out->dtype = x->dtype;
    for (int i = 0, from = 0; i < out->rank; i++)
        out->shape[i] = is_new[i] ? 1 : x->shape[from++];
    return LN_OK;
}

static ln_status expand_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    bool is_new[LN_MAX_RANK];
    int rank;
    int64_t strides[LN_MAX_RANK];
    LN_TRY(new_axes(call, is_new, &rank));
    for (int i = 0, from = 0; i < rank; i++)
        strides[i] = is_new[i] ? 0 : x->strides[from++];
    return ln_tensor_view(call->ctx, x, rank, call->out[0].shape, strides, 0, &call->result[0]);
}

static const ln_op expand_dims = {
    .name = "expand_dims",
    .signature = "x, axis:axes",
    .doc = "x with axes of length 1 added so that they stand at the positions axis of the result. A view. A position out "
           "of range or given twice is an error.",
    .sample = "f({2,3},-2,2), {0,-1}",
    .infer = expand_infer,
    .kernel = expand_kernel,
    .gradient = back_to_shape,
    .flags = LN_OP_VIEW,
};

static ln_status dropped_axes(const ln_call *call, bool *dropped)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK], count;
    LN_TRY(ln_call_axes(call, 1, x->rank, axes, &count));
    memset(dropped, 0, LN_MAX_RANK * sizeof *dropped);
    for (int i = 0; i < count; i++) {
        if (call->args[1].kind != LN_ARG_NONE && x->shape[axes[i]] != 1 && x->shape[axes[i]] != LN_UNKNOWN)
            return ln_call_error(call, "axis %d has length %lld, not 1", axes[i], (long long)x->shape[axes[i]]);
        dropped[axes[i]] = x->shape[axes[i]] == 1 || call->args[1].kind != LN_ARG_NONE;
    }
    return LN_OK;
}

static ln_status squeeze_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_spec *out = &call->out[0];
    bool dropped[LN_MAX_RANK];
    LN_TRY(dropped_axes(call, dropped));
    out->dtype = x->dtype;
    out->rank = 0;
    for (int i = 0; i < x->rank; i++)
        if (!dropped[i])
            out->shape[out->rank++] = x->shape[i];
    return LN_OK;
}

static ln_status squeeze_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    bool dropped[LN_MAX_RANK];
    int rank = 0;
    int64_t strides[LN_MAX_RANK];
    LN_TRY(dropped_axes(call, dropped));
    for (int i = 0; i < x->rank; i++)
        if (!dropped[i])
            strides[rank++] = x->strides[i];
    return ln_tensor_view(call->ctx, x, rank, call->out[0].shape, strides, 0, &call->result[0]);
}

static const ln_op squeeze = {
    .name = "squeeze",
    .signature = "x, axis:axes=nil",
    .doc =
        "x without the given axes, which have length 1 (all such axes when axis is nil). A view. An axis of another length, out "
        "of range or given twice is an error.",
    .sample = "f({2,1,3,1},-2,2), 1",
    .infer = squeeze_infer,
    .kernel = squeeze_kernel,
    .gradient = back_to_shape,
    .flags = LN_OP_VIEW,
};

/* flip ------------------------------------------------------------------------------------------------------------- */

static ln_status same_infer(ln_call *call)
{
    ln_spec_of(&call->out[0], ln_call_tensor(call, 0));
    return LN_OK;
}

static ln_status flip_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK], count;
    int64_t strides[LN_MAX_RANK], offset = 0;
    LN_TRY(ln_call_axes(call, 1, x->rank, axes, &count));
    for (int i = 0; i < x->rank; i++)
        strides[i] = x->strides[i];
    for (int i = 0; i < count; i++) {
        offset += x->size == 0 ? 0 : (x->shape[axes[i]] - 1) * x->strides[axes[i]];
        strides[axes[i]] = -x->strides[axes[i]];
    }
    return ln_tensor_view(call->ctx, x, x->rank, x->shape, strides, offset, &call->result[0]);
}

static void flip_gradient(ln_grad *g)
{
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] }, g->args[1] };
    ln_g_set(g, 0, ln_g_call(g, &ln_op_flip, args, 2));
}

const ln_op ln_op_flip = {
    .name = "flip",
    .signature = "x, axis:axes=nil",
    .doc = "x in reverse order along the given axes (all when nil). A view. An axis out of range or given twice is an "
           "error.",
    .sample = "f({2,3},-2,2), 1",
    .infer = same_infer,
    .kernel = flip_kernel,
    .gradient = flip_gradient,
    .flags = LN_OP_VIEW,
};

/* strided_slice and its transpose ------------------------------------------------------------------------------------
 * strided_slice(x, start, stop, step, dropped): one triple per axis, already normalised by the caller: for a positive step
 * 0 <= start <= stop <= length, for a negative one length > start >= stop >= -1. Dropped axes, in ascending order, have one element. */

static ln_status check_triples(const ln_call *call, int rank, const ln_arg *args)
{
    for (int k = 0; k < 3; k++)
        if (args[k].count != rank)
            return ln_call_error(call, "%d starts, stops or steps for %d axes", args[k].count, rank);
    return LN_OK;
}

/* How many elements the triple of axis i takes of `length`. */
static ln_status slice_length(const ln_call *call, int i, int64_t length, const ln_arg *args, int64_t *out)
{
    int64_t start = args[0].as.ints[i], stop = args[1].as.ints[i], step = args[2].as.ints[i];
    const bool up = step > 0, some = up ? start < stop : start > stop;
    *out = length;
    if (start == 0 && step == 1 && stop == length) /* all of them, known or not */
        return LN_OK;
    if (step == 0 || step == INT64_MIN)
        return ln_call_error(call, "axis %d has a step of %lld", i, (long long)step);
    const bool beyond = length != LN_UNKNOWN && (start > length || stop > length || (some && start == length));
    if (beyond || start < -1 || stop < -1 || (some && start < 0))
        return ln_call_error(call, "%lld:%lld:%lld leaves axis %d of length %lld", (long long)start, (long long)stop,
                             (long long)step, i, (long long)length);
    const uint64_t way = up ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
    if (step == 1 || !some) /* most often: no division */
        *out = some ? (int64_t)way : 0;
    else
        *out = (int64_t)((way - 1) / (uint64_t)(up ? step : -step) + 1);
    return LN_OK;
}

/* Whether axis i is the next dropped one, of which `*at` were met. */
static bool is_dropped(const ln_arg *dropped, int i, int *at)
{
    if (dropped->kind == LN_ARG_NONE || *at == dropped->count || dropped->as.ints[*at] != i)
        return false;
    ++*at;
    return true;
}

static ln_status strided_slice_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_spec *out = &call->out[0];
    int at = 0;
    LN_TRY(check_triples(call, x->rank, &call->args[1]));
    out->dtype = x->dtype;
    out->rank = 0;
    for (int i = 0; i < x->rank; i++) {
        int64_t length;
        LN_TRY(slice_length(call, i, x->shape[i], &call->args[1], &length));
        if (!is_dropped(&call->args[4], i, &at))
            out->shape[out->rank++] = length;
        else if (length != 1)
            return ln_call_error(call, "axis %d has %lld elements and can't be dropped", i, (long long)length);
    }
    if (call->args[4].kind != LN_ARG_NONE && at < call->args[4].count)
        return ln_call_error(call, "the dropped axes are not ascending ones of %d", x->rank);
    return LN_OK;
}

static ln_status strided_slice_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    int64_t strides[LN_MAX_RANK], offset = 0;
    int rank = 0, at = 0;
    for (int i = 0; i < x->rank; i++) {
        offset += x->size == 0 ? 0 : call->args[1].as.ints[i] * x->strides[i];
        if (is_dropped(&call->args[4], i, &at))
            continue;
        strides[rank] = (call->out[0].shape[rank] > 1 ? call->args[3].as.ints[i] : 1) * x->strides[i];
        rank++;
    }
    return ln_tensor_view(call->ctx, x, rank, call->out[0].shape, strides, offset, &call->result[0]);
}

static const ln_op strided_slice, strided_scatter;

static void strided_slice_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0];
    ln_tensor *dy = g->douts[0];
    if (g->args[4].kind != LN_ARG_NONE) {
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = dy }, g->args[4] };
        dy = ln_g_call(g, &expand_dims, args, 2);
    }
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = dy },
                      { .kind = LN_ARG_INTS, .count = x->rank, .as.ints = x->shape },
                      g->args[1],
                      g->args[2],
                      g->args[3] };
    ln_g_set(g, 0, ln_g_call(g, &strided_scatter, args, 5));
}

static const ln_op strided_slice = {
    .name = "strided_slice",
    .signature = "x, start:ints, stop:ints, step:ints, dropped:ints=nil",
    .doc = "Elements start, start + step, ... before stop of each axis; indices count from 0 and are not normalised. The result "
           "lacks the axes "
           "dropped, ascending ones of one element. A view.",
    .sample = "f({4,5,3},-2,2), {3,1,1}, {-1,5,2}, {-2,2,1}, {2}",
    .infer = strided_slice_infer,
    .kernel = strided_slice_kernel,
    .gradient = strided_slice_gradient,
    .flags = LN_OP_VIEW | LN_OP_INTERNAL,
};

ln_status ln_row(ln_context *ctx, ln_tensor *x, int64_t index, ln_tensor **out)
{
    const int64_t length = x->rank == 0 ? 0 : x->shape[0], at = index < 0 ? index + length : index, first = 0;
    if (x->rank == 0)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a tensor without axes has no rows");
    if (length == LN_UNKNOWN)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "the first axis of this symbol has no known length");
    if (at < 0 || at >= length)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "index %lld is out of range for axis 0 of length %lld", (long long)index,
                        (long long)length);
    if (ctx->recorder == NULL && !ln_tensor_is_symbol(x))
        return ln_tensor_view(ctx, x, x->rank - 1, x->shape + 1, x->strides + 1, x->size == 0 ? 0 : at * x->strides[0], out);
    int64_t start[LN_MAX_RANK], stop[LN_MAX_RANK], step[LN_MAX_RANK];
    for (int i = 0; i < x->rank; i++) {
        start[i] = i == 0 ? at : 0;
        stop[i] = i == 0 ? at + 1 : x->shape[i];
        step[i] = 1;
    }
    const ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = x },
                            { .kind = LN_ARG_INTS, .count = x->rank, .as.ints = start },
                            { .kind = LN_ARG_INTS, .count = x->rank, .as.ints = stop },
                            { .kind = LN_ARG_INTS, .count = x->rank, .as.ints = step },
                            { .kind = LN_ARG_INTS, .count = 1, .as.ints = &first } };
    return ln_dispatch(ctx, &strided_slice, args, 5, out, NULL);
}

static ln_status strided_scatter_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    const ln_arg *shape = &call->args[1];
    ln_spec *out = &call->out[0];
    if (shape->count != x->rank)
        return ln_call_error(call, "shape has %d dimensions, x %d", shape->count, x->rank);
    out->dtype = x->dtype;
    out->rank = x->rank;
    for (int i = 0; i < x->rank; i++)
        out->shape[i] = shape->as.ints[i];
    LN_TRY(check_triples(call, x->rank, &call->args[2]));
    for (int i = 0; i < x->rank; i++) {
        int64_t length;
        LN_TRY(slice_length(call, i, out->shape[i], &call->args[2], &length));
        if (length != x->shape[i] && x->shape[i] != LN_UNKNOWN)
            return ln_call_error(call, "axis %d has %lld elements for %lld places", i, (long long)x->shape[i], (long long)length);
    }
    return LN_OK;
}

/* Copies x into the strided view of `out` that starts at `at`. Both have the same dtype. Trailing axes that lie side by side in both go at once. */
static void copy_into(const ln_tensor *x, char *at, const int64_t *strides)
{
    const int64_t item = (int64_t)ln_dtype_size(x->dtype);
    int64_t index[LN_MAX_RANK] = { 0 }, run = 1;
    const char *from = x->data;
    int outer = x->rank;
    if (x->size == 0)
        return;
    for (; outer > 0 && x->strides[outer - 1] == run && strides[outer - 1] == run; outer--)
        run *= x->shape[outer - 1];
    for (;;) {
        memcpy(at, from, (size_t)(run * item));
        int axis = outer - 1;
        for (; axis >= 0; axis--) {
            from += x->strides[axis] * item;
            at += strides[axis] * item;
            if (++index[axis] < x->shape[axis])
                break;
            from -= x->strides[axis] * item * x->shape[axis];
            at -= strides[axis] * item * x->shape[axis];
            index[axis] = 0;
        }
        if (axis < 0)
            return;
    }
}

static ln_status strided_scatter_kernel(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_tensor *out = call->result[0];
    int64_t strides[LN_MAX_RANK], offset = 0;
    memset(out->data, 0, (size_t)out->size * ln_dtype_size(out->dtype));
    for (int i = 0; i < x->rank; i++) {
        offset += call->args[2].as.ints[i] * out->strides[i];
        strides[i] = (x->shape[i] > 1 ? call->args[4].as.ints[i] : 1) * out->strides[i];
    }
    copy_into(x, out->data + (x->size == 0 ? 0 : offset * (int64_t)ln_dtype_size(out->dtype)), strides);
    return LN_OK;
}

static void strided_scatter_gradient(ln_grad *g)
{
    ln_arg args[] = {
        { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] }, g->args[2], g->args[3], g->args[4], { .kind = LN_ARG_NONE }
    };
    ln_g_set(g, 0, ln_g_call(g, &strided_slice, args, 5));
}

static const ln_op strided_scatter = {
    .name = "strided_scatter",
    .signature = "x, shape:shape, start:ints, stop:ints, step:ints",
    .doc = "Zeros of a shape with x placed where strided_slice would have taken it from.",
    .sample = "f({2,2},-2,2), {4,5}, {3,1}, {-1,5}, {-2,2}",
    .infer = strided_scatter_infer,
    .kernel = strided_scatter_kernel,
    .gradient = strided_scatter_gradient,
    .flags = LN_OP_INTERNAL,
};

/* concatenate ------------------------------------------------------------------------------------------------------- */

static ln_status concatenate_infer(ln_call *call)
{
    const ln_arg *xs = &call->args[0];
    ln_spec *out = &call->out[0];
    int axis;
    if (xs->count == 0)
        return ln_call_error(call, "there is nothing to concatenate");
    ln_spec_of(out, xs->as.tensors[0]);
    LN_TRY(ln_call_axis(call, 1, out->rank, &axis));
    ln_type common = ln_tensor_type(xs->as.tensors[0]);
    for (int k = 1; k < xs->count; k++) {
        const ln_tensor *t = xs->as.tensors[k];
        bool fits = t->rank == out->rank;
        for (int i = 0; fits && i < t->rank; i++) {
            if (i != axis && t->shape[i] != out->shape[i] && t->shape[i] != LN_UNKNOWN && out->shape[i] != LN_UNKNOWN)
                fits = false;
            if (i != axis && out->shape[i] == LN_UNKNOWN)
                out->shape[i] = t->shape[i];
        }
        if (!fits) {
            char a[LN_SHAPE_TEXT], b[LN_SHAPE_TEXT];
            return ln_call_error(call, "shapes %s and %s differ beside axis %d",
                                 ln_shape_text(xs->as.tensors[0]->rank, xs->as.tensors[0]->shape, a, sizeof a),
                                 ln_shape_text(t->rank, t->shape, b, sizeof b), axis);
        }
        out->shape[axis] =
            t->shape[axis] == LN_UNKNOWN || out->shape[axis] == LN_UNKNOWN ? LN_UNKNOWN : out->shape[axis] + t->shape[axis];
        ln_type pair[] = { common, ln_tensor_type(t) };
        common = (ln_type){ ln_promote(pair, 2, (ln_dtype)call->ctx->floatx), common.weak && t->weak };
    }
    out->dtype = common.weak ? ln_promote(&common, 1, (ln_dtype)call->ctx->floatx) : common.dtype;
    return LN_OK;
}

static ln_status concatenate_kernel(ln_call *call)
{
    const ln_arg *xs = &call->args[0];
    ln_tensor *out = call->result[0];
    int axis;
    int64_t item = (int64_t)ln_dtype_size(out->dtype), at = 0;
    LN_TRY(ln_call_axis(call, 1, out->rank, &axis));
    bool whole = true; /* each lies in one piece */
    for (int i = 0; i < axis; i++)
        whole = whole && out->shape[i] == 1;
    for (int k = 0; k < xs->count; k++) {
        ln_tensor *t = xs->as.tensors[k], *same = NULL;
        char *place = out->data + at * out->strides[axis] * item;
        at += t->shape[axis];
        if (whole) {
            ln_tensor_copy_to(t, out->dtype, place);
            continue;
        }
        if (t->dtype != out->dtype) {
            LN_TRY(ln_tensor_new(call->ctx, out->dtype, t->rank, t->shape, &same));
            ln_tensor_copy_to(t, out->dtype, same->data);
        }
        if (t->size > 0)
            copy_into(same != NULL ? same : t, place, out->strides);
        ln_tensor_release(same);
    }
    return LN_OK;
}

static void concatenate_gradient(ln_grad *g)
{
    int rank = g->outs[0]->rank;
    int64_t axis = g->args[1].as.i < 0 ? g->args[1].as.i + rank : g->args[1].as.i, at = 0;
    int64_t start[LN_MAX_RANK] = { 0 }, stop[LN_MAX_RANK], step[LN_MAX_RANK];
    for (int i = 0; i < rank; i++) {
        stop[i] = g->outs[0]->shape[i];
        step[i] = 1;
    }
    for (int k = 0; k < g->input_count; k++) {
        start[axis] = at;
        at += g->inputs[k]->shape[axis];
        stop[axis] = at;
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                          { .kind = LN_ARG_INTS, .count = rank, .as.ints = start },
                          { .kind = LN_ARG_INTS, .count = rank, .as.ints = stop },
                          { .kind = LN_ARG_INTS, .count = rank, .as.ints = step },
                          { .kind = LN_ARG_NONE } };
        if (g->needed[k])
            ln_g_set(g, k, ln_g_call(g, &strided_slice, args, 5));
    }
}

const ln_op ln_op_concatenate = {
    .name = "concatenate",
    .signature = "xs:tensors, axis:axis=0",
    .doc = "The tensors one after the other along an axis; their other dimensions agree. The dtype is the promoted one. "
           "No tensors, other dimensions that differ and an axis out of range are errors.",
    .sample = "{f({2,3},-2,2), f({2,1},-2,2)}, 1",
    .infer = concatenate_infer,
    .kernel = concatenate_kernel,
    .gradient = concatenate_gradient,
};

static const ln_op *const ops[] = { &ln_op_reshape, &ln_op_transpose, &ln_op_in_order, &ln_op_broadcast_to, &expand_dims,
                                    &squeeze,       &ln_op_flip,      &strided_slice,  &strided_scatter,    &ln_op_concatenate };
const ln_family ln_family_shape = { ops, sizeof ops / sizeof *ops };
