/* Elements by index: take and take_along_axis with their transposes. Knows of no graphs and no Lua. */
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "op/blocks.h"
#include "op/index.h"
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

static ln_status check_index(const ln_call *call, int64_t at, int axis, int64_t length)
{
    if (at < -length || at >= length)
        return ln_call_error(call, "index %lld is out of range for axis %d of length %lld", (long long)at, axis,
                             (long long)length);
    return LN_OK;
}

static int64_t wrapped(int64_t at, int64_t length)
{
    return at < 0 ? at + length : at;
}

/* Index `k` of `indices` in [0, length). */
static ln_status fetch_index(const ln_call *call, const ln_tensor *indices, int64_t k, int axis, int64_t length, int64_t *out)
{
    int64_t at = ln_tensor_get_int(indices, k);
    LN_TRY(check_index(call, at, axis, length));
    *out = wrapped(at, length);
    return LN_OK;
}

/* The axis of an argument; of the flat x, 0, when it is None. `rank` and `shape` become those of x so seen. */
static ln_status seen_along(const ln_call *call, int i, const ln_tensor *x, int *rank, int64_t *shape, int *axis)
{
    *axis = 0;
    *rank = 1;
    shape[0] = x->size;
    if (call->args[i].kind == LN_ARG_NONE)
        return LN_OK;
    *rank = x->rank;
    for (int k = 0; k < x->rank; k++)
        shape[k] = x->shape[k];
    return ln_call_axis(call, i, x->rank, axis);
}

static ln_status take_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1);
    ln_spec *out = &call->out[0];
    int axis, rank, at = 0;
    int64_t shape[LN_MAX_RANK];
    LN_TRY(check_integer(call, indices, "indices"));
    LN_TRY(seen_along(call, 2, x, &rank, shape, &axis));
    out->dtype = x->dtype;
    out->rank = rank - 1 + indices->rank;
    if (out->rank > LN_MAX_RANK)
        return ln_call_error(call, "the result would have %d axes; a tensor has at most %d", out->rank, LN_MAX_RANK);
    for (int i = 0; i < axis; i++)
        out->shape[at++] = shape[i];
    for (int i = 0; i < indices->rank; i++)
        out->shape[at++] = indices->shape[i];
    for (int i = axis + 1; i < rank; i++)
        out->shape[at++] = shape[i];
    return LN_OK;
}

/* Rows of `bytes` bytes gathered by index. */
typedef struct gather_job {
    const int64_t *indices; /* in C order, in [-length, length) */
    int64_t count, outer, length;
    size_t bytes;
    const char *from;
    char *to;
} gather_job;

enum { LONG_ROW = 512 /* bytes */ };

/* Long rows come from anywhere in memory: the next but one is asked for early. */
static void fetch_ahead(const char *row, size_t bytes)
{
    for (size_t at = 0; at < bytes; at += 64)
        __builtin_prefetch(row + at);
}

/* Items are the rows of the result. */
static void run_gather(void *data, int64_t begin, int64_t end)
{
    const gather_job *j = data;
    for (int64_t o = begin / j->count, k = begin % j->count, i = begin; i < end; o++, k = 0) {
        const char *from = j->from + (size_t)(o * j->length) * j->bytes;
        char *to = j->to + (size_t)i * j->bytes;
        int64_t stop = j->count - k < end - i ? j->count : k + (end - i);
        i += stop - k;
        if (j->bytes == 4) {
            for (; k < stop; k++, to += 4)
                memcpy(to, from + wrapped(j->indices[k], j->length) * 4, 4);
        } else if (j->bytes == 8) {
            for (; k < stop; k++, to += 8)
                memcpy(to, from + wrapped(j->indices[k], j->length) * 8, 8);
        } else {
            for (; k < stop; k++, to += j->bytes) {
                if (j->bytes >= LONG_ROW && k + 2 < stop)
                    fetch_ahead(from + (size_t)wrapped(j->indices[k + 2], j->length) * j->bytes, j->bytes);
                memcpy(to, from + (size_t)wrapped(j->indices[k], j->length) * j->bytes, j->bytes);
            }
        }
    }
}

static ln_status check_indices(const ln_call *call, const int64_t *indices, int64_t count, int axis, int64_t length)
{
    for (int64_t k = 0; k < count; k++)
        LN_TRY(check_index(call, indices[k], axis, length));
    return LN_OK;
}

enum { GATHER_GRAIN = 1 << 16 /* bytes */ };

static ln_status take_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1), *out = call->result[0], *made[2] = { NULL, NULL };
    int axis, rank;
    int64_t shape[LN_MAX_RANK];
    LN_TRY(seen_along(call, 2, x, &rank, shape, &axis));
    ln_status status = ln_tensor_adapt(call->ctx, &x, x->dtype, true, &made[0]);
    if (status == LN_OK)
        status = ln_tensor_adapt(call->ctx, &indices, LN_INT64, true, &made[1]);
    if (status == LN_OK) {
        around s = split_at(rank, shape, axis);
        gather_job j = { .indices = (const int64_t *)(const void *)indices->data,
                         .count = indices->size,
                         .outer = s.outer,
                         .length = s.length,
                         .bytes = (size_t)s.inner * ln_dtype_size(x->dtype),
                         .from = x->data,
                         .to = out->data };
        status = check_indices(call, j.indices, j.count, axis, s.length);
        int64_t rows = j.count * j.outer, grain = j.bytes == 0 ? 1 : 1 + GATHER_GRAIN / (int64_t)j.bytes;
        int64_t chunks = (rows + grain - 1) / grain;
        if (chunks > 1) /* a batch is two or three chunks: they are of one size, for as many threads */
            grain = (rows + chunks - 1) / chunks;
        if (status == LN_OK && rows > 0 && j.bytes > 0)
            status = ln_parallel(call->ctx, rows, grain, run_gather, &j);
    }
    ln_tensor_release(made[0]);
    ln_tensor_release(made[1]);
    return status;
}

static void take_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0];
    bool flat = g->args[2].kind == LN_ARG_NONE;
    ln_arg axis = { .kind = LN_ARG_INT, .as.i = flat ? 0 : g->args[2].as.i };
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                      { .kind = LN_ARG_TENSOR, .as.tensor = g->inputs[1] },
                      { .kind = LN_ARG_INTS, .count = flat ? 1 : x->rank, .as.ints = flat ? &x->size : x->shape },
                      axis };
    ln_tensor *d = ln_g_call(g, &ln_op_scatter_add, args, 4);
    ln_g_set(g, 0, flat ? ln_g_reshape(g, d, x->rank, x->shape) : d);
}

const ln_op ln_op_take = {
    .name = "take",
    .signature = "x, indices, axis:axis=nil",
    .doc =
        "Slices of x along an axis (elements in C order when axis is nil) at integer indices; the axis is replaced by the axes "
        "of "
        "indices, the dtype is that of x. Negative indices count from the end; an index out of range is an error, as are indices "
        "that aren't integers.",
    .sample = "f({4,3},-2,2), i({2,2},0,4), 0",
    .infer = take_infer,
    .kernel = take_kernel,
    .gradient = take_gradient,
};

static ln_status scatter_infer(ln_call *call)
{
    const ln_arg *shape = &call->args[2];
    const ln_tensor *d = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1);
    int axis;
    if (shape->count > LN_MAX_RANK || shape->count != d->rank + 1 - indices->rank)
        return ln_call_error(call, "%d dimensions for slices of %d axes at indices of %d", shape->count, d->rank, indices->rank);
    LN_TRY(check_integer(call, indices, "indices"));
    LN_TRY(ln_call_axis(call, 3, shape->count, &axis));
    for (int i = 0; i < indices->rank; i++) {
        int64_t length = d->shape[axis + i];
        if (length != LN_UNKNOWN && indices->shape[i] != LN_UNKNOWN && length != indices->shape[i])
            return ln_call_error(call, "axis %d of the slices doesn't fit axis %d of the indices", axis + i, i);
    }
    call->out[0].dtype = d->dtype;
    call->out[0].rank = shape->count;
    for (int i = 0; i < shape->count; i++) {
        call->out[0].shape[i] = shape->as.ints[i];
        int64_t length = i == axis ? LN_UNKNOWN : d->shape[i < axis ? i : i - 1 + indices->rank];
        if (length != LN_UNKNOWN && shape->as.ints[i] != LN_UNKNOWN && length != shape->as.ints[i])
            return ln_call_error(call, "axis %d of the slices doesn't fit the shape", i);
    }
    return LN_OK;
}

/* Sums of slices at the same index, each in double and in the order of the indices. Wide slices are summed one index of the result after the other,
 * from the places where it stands, found by counting; narrow ones are added to all sums at once. */
enum { WIDE_SLICE = 8 /* elements */, SUM_CHUNK = 512, SCATTER_GRAIN = 1 << 14 /* elements */ };

typedef struct scatter_job {
    around to;              /* the result */
    const int64_t *indices; /* in C order, in [-length, length) */
    int64_t count;
    const ln_tensor *slices; /* in C order */
    ln_tensor *out;
    int64_t *starts, *places; /* the places of index i in indices are places[starts[i]] .. places[starts[i + 1] - 1] */
} scatter_job;

static void place_indices(const scatter_job *j)
{
    const int64_t length = j->to.length;
    memset(j->starts, 0, (size_t)(length + 1) * sizeof *j->starts);
    for (int64_t k = 0; k < j->count; k++)
        j->starts[wrapped(j->indices[k], length)]++;
    for (int64_t i = 0, sum = 0; i <= length; i++) {
        sum += j->starts[i];
        j->starts[i] = sum; /* the end, from which the places are filled backwards */
    }
    for (int64_t k = j->count - 1; k >= 0; k--)
        j->places[--j->starts[wrapped(j->indices[k], length)]] = k;
}

static void add_slice(ln_dtype dtype, int64_t n, const char *from, double *sum)
{
    float wide[SUM_CHUNK];
    if (dtype == LN_FLOAT64) {
        ln_blocks_here()->join_f64[LN_JOIN_SUM](n, (const double *)(const void *)from, sum);
        return;
    }
    if (dtype != LN_FLOAT32) {
        ln_converter(LN_FLOAT32, dtype)(n, wide, from, (ptrdiff_t)ln_dtype_size(dtype));
        from = (const char *)wide;
    }
    ln_blocks_here()->join_f32[LN_JOIN_SUM](n, (const float *)(const void *)from, sum);
}

/* Items are slices of the result. */
static void run_scatter(void *data, int64_t begin, int64_t end)
{
    const scatter_job *j = data;
    const ln_dtype dtype = j->out->dtype;
    const int64_t inner = j->to.inner;
    const size_t size = ln_dtype_size(dtype);
    for (int64_t item = begin; item < end; item++) {
        const int64_t outer = item / j->to.length, index = item % j->to.length;
        const int64_t *first = j->places + j->starts[index], *last = j->places + j->starts[index + 1];
        char *to = j->out->data + (size_t)(item * inner) * size;
        if (first == last)
            memset(to, 0, (size_t)inner * size);
        for (int64_t done = 0; first < last && done < inner; done += SUM_CHUNK) {
            double sum[SUM_CHUNK];
            const int64_t n = inner - done < SUM_CHUNK ? inner - done : SUM_CHUNK;
            memset(sum, 0, (size_t)n * sizeof *sum);
            for (const int64_t *at = first; at < last; at++)
                add_slice(dtype, n, j->slices->data + (size_t)((outer * j->count + *at) * inner + done) * size, sum);
            ln_converter(dtype, LN_FLOAT64)(n, to + (size_t)done * size, sum, sizeof *sum);
        }
    }
}

static ln_status scatter_wide(const ln_call *call, scatter_job *j)
{
    void *block;
    const size_t bytes = (size_t)(j->to.length + 1 + j->count) * sizeof *j->starts;
    LN_TRY(ln_alloc(call->ctx, bytes, "the places of indices", &block));
    j->starts = block;
    j->places = j->starts + j->to.length + 1;
    place_indices(j);
    ln_status status = ln_parallel(call->ctx, j->to.outer * j->to.length, 1 + SCATTER_GRAIN / j->to.inner, run_scatter, j);
    ln_free(call->ctx, block, bytes);
    return status;
}

static ln_status scatter_narrow(const ln_call *call, const scatter_job *j)
{
    ln_tensor *sums, *slices = NULL;
    LN_TRY(ln_tensor_new(call->ctx, LN_FLOAT64, j->out->rank, j->out->shape, &sums));
    ln_status status = ln_tensor_new(call->ctx, LN_FLOAT64, j->slices->rank, j->slices->shape, &slices);
    if (status == LN_OK) {
        const int64_t inner = j->to.inner;
        double *sum = (double *)(void *)sums->data;
        const double *slice = (const double *)(const void *)slices->data;
        memset(sum, 0, (size_t)sums->size * sizeof *sum);
        ln_tensor_copy_to(j->slices, LN_FLOAT64, slices->data);
        for (int64_t o = 0; o < j->to.outer; o++)
            for (int64_t k = 0; k < j->count; k++, slice += inner)
                for (int64_t i = 0, at = (o * j->to.length + wrapped(j->indices[k], j->to.length)) * inner; i < inner; i++)
                    sum[at + i] += slice[i];
        ln_tensor_copy_to(sums, j->out->dtype, j->out->data);
    }
    ln_tensor_release(slices);
    ln_tensor_release(sums);
    return status;
}

static ln_status scatter_kernel(ln_call *call)
{
    ln_tensor *slices = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1), *out = call->result[0],
              *made[2] = { NULL, NULL };
    int axis;
    LN_TRY(ln_call_axis(call, 3, out->rank, &axis));
    ln_status status = ln_tensor_adapt(call->ctx, &slices, slices->dtype, true, &made[0]);
    if (status == LN_OK)
        status = ln_tensor_adapt(call->ctx, &indices, LN_INT64, true, &made[1]);
    if (status == LN_OK) {
        scatter_job j = { .to = split_at(out->rank, out->shape, axis),
                          .indices = (const int64_t *)(const void *)indices->data,
                          .count = indices->size,
                          .slices = slices,
                          .out = out };
        status = check_indices(call, j.indices, j.count, axis, j.to.length);
        if (status == LN_OK && out->size > 0)
            status = j.to.inner < WIDE_SLICE ? scatter_narrow(call, &j) : scatter_wide(call, &j);
    }
    ln_tensor_release(made[0]);
    ln_tensor_release(made[1]);
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

/* take_along_axis and its transpose -------------------------------------------------------------------------------- */

/* x, indices and the result walked together: position i of the result takes x at i, with the place along the axis replaced by
 * indices at i; axes of length 1 are broadcast. */
typedef struct walk {
    int rank, axis;
    int64_t shape[LN_MAX_RANK];              /* of the result */
    int64_t step[LN_MAX_RANK], x_axis_step;  /* of x, in elements; 0 along the axis and where broadcast */
    int64_t index_step[LN_MAX_RANK], length; /* of indices; of x along the axis */
} walk;

/* The result's shape; `x_shape` is that of what is taken from. */
static ln_status along_shape(const ln_call *call, int rank, const int64_t *x_shape, const ln_tensor *indices, int axis,
                             int64_t *out)
{
    if (rank != indices->rank)
        return ln_call_error(call, "indices of %d axes for a tensor of %d axes", indices->rank, rank);
    for (int i = 0; i < rank; i++) {
        int64_t n = x_shape[i], m = indices->shape[i];
        if (i != axis && n != m && n != 1 && m != 1 && n != LN_UNKNOWN && m != LN_UNKNOWN)
            return ln_call_error(call, "axis %d has length %lld, that of indices %lld", i, (long long)n, (long long)m);
        out[i] = i == axis || n == 1 || (n == LN_UNKNOWN && m != 1) ? m : n;
    }
    return LN_OK;
}

static void make_walk(walk *w, int rank, const int64_t *x_shape, const int64_t *x_strides, const ln_tensor *indices, int axis,
                      const int64_t *shape)
{
    *w = (walk){ .rank = rank, .axis = axis, .length = x_shape[axis], .x_axis_step = x_strides[axis] };
    for (int i = 0; i < rank; i++) {
        w->shape[i] = shape[i];
        w->step[i] = i == axis || x_shape[i] == 1 ? 0 : x_strides[i];
        w->index_step[i] = indices->shape[i] == 1 ? 0 : 1;
    }
    int64_t stride = 1;
    for (int i = rank - 1; i >= 0; i--) {
        w->index_step[i] *= stride;
        stride *= indices->shape[i];
    }
}

/* Element `k` of the result: where it lies in x. */
static ln_status walk_to(const ln_call *call, const walk *w, const ln_tensor *indices, int64_t k, int64_t *out)
{
    int64_t index = 0, at = 0, offset = 0;
    for (int i = w->rank - 1; i >= 0; i--) {
        int64_t place = k % w->shape[i];
        k /= w->shape[i];
        offset += place * w->step[i];
        index += place * w->index_step[i];
    }
    LN_TRY(fetch_index(call, indices, index, w->axis, w->length, &at));
    *out = offset + at * w->x_axis_step;
    return LN_OK;
}

static ln_status along_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1);
    int rank, axis;
    int64_t shape[LN_MAX_RANK];
    LN_TRY(check_integer(call, indices, "indices"));
    LN_TRY(seen_along(call, 2, x, &rank, shape, &axis));
    call->out[0].dtype = x->dtype;
    call->out[0].rank = rank;
    return along_shape(call, rank, shape, indices, axis, call->out[0].shape);
}

static ln_status along_kernel(ln_call *call)
{
    const ln_tensor *indices = ln_call_tensor(call, 1);
    ln_tensor *x, *out = call->result[0];
    int rank, axis;
    int64_t shape[LN_MAX_RANK], strides[LN_MAX_RANK];
    walk w;
    LN_TRY(seen_along(call, 2, ln_call_tensor(call, 0), &rank, shape, &axis));
    LN_TRY(ln_tensor_contiguous(call->ctx, ln_call_tensor(call, 0), &x));
    ln_shape_strides(rank, shape, strides);
    make_walk(&w, rank, shape, strides, indices, axis, out->shape);
    size_t item = ln_dtype_size(x->dtype);
    ln_status status = LN_OK;
    for (int64_t k = 0, from = 0; k < out->size && status == LN_OK; k++) {
        status = walk_to(call, &w, indices, k, &from);
        if (status == LN_OK)
            memcpy(out->data + (size_t)k * item, x->data + (size_t)from * item, item);
    }
    ln_tensor_release(x);
    return status;
}

static const ln_op take_along_axis, scatter_along_axis;

/* By d on all axes but the chosen one; what broadcasting added is summed by the walker. */
static void along_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0], *out = g->outs[0];
    bool flat = g->args[2].kind == LN_ARG_NONE;
    int64_t axis = flat ? 0 : g->args[2].as.i < 0 ? g->args[2].as.i + x->rank : g->args[2].as.i, shape[LN_MAX_RANK];
    for (int i = 0; i < out->rank; i++)
        shape[i] = i != axis ? out->shape[i] : flat ? x->size : x->shape[i];
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                      { .kind = LN_ARG_TENSOR, .as.tensor = g->inputs[1] },
                      { .kind = LN_ARG_INTS, .count = out->rank, .as.ints = shape },
                      { .kind = LN_ARG_INT, .as.i = axis } };
    ln_tensor *d = ln_g_call(g, &scatter_along_axis, args, 4);
    ln_g_set(g, 0, flat ? ln_g_reshape(g, d, x->rank, x->shape) : d);
}

static const ln_op take_along_axis = {
    .name = "take_along_axis",
    .signature = "x, indices, axis:axis=nil",
    .doc = "The elements of x at integer indices along an axis, position by position: result[i, j] = x[i, indices[i, j]] for "
           "axis 1 of two; "
           "of all elements in C order when axis is nil (indices then have one axis). The other axes of x and indices broadcast. "
           "Negative indices count from the end; an index out of range is an error, as are indices that aren't integers or whose "
           "number of axes or lengths don't fit.",
    .sample = "f({2,3},-2,2), i({2,2},0,3), 1",
    .infer = along_infer,
    .kernel = along_kernel,
    .gradient = along_gradient,
};

static ln_status scatter_along_infer(ln_call *call)
{
    const ln_tensor *d = ln_call_tensor(call, 0);
    const ln_arg *shape = &call->args[2];
    ln_spec *out = &call->out[0];
    int axis;
    int64_t taken[LN_MAX_RANK];
    if (shape->count != d->rank)
        return ln_call_error(call, "%d dimensions for a tensor of %d axes", shape->count, d->rank);
    LN_TRY(ln_call_axis(call, 3, d->rank, &axis));
    LN_TRY(along_shape(call, d->rank, shape->as.ints, ln_call_tensor(call, 1), axis, taken));
    for (int i = 0; i < d->rank; i++)
        if (taken[i] != d->shape[i] && taken[i] != LN_UNKNOWN && d->shape[i] != LN_UNKNOWN)
            return ln_call_error(call, "axis %d has length %lld, not %lld", i, (long long)d->shape[i], (long long)taken[i]);
    out->dtype = d->dtype;
    out->rank = d->rank;
    for (int i = 0; i < d->rank; i++)
        out->shape[i] = shape->as.ints[i];
    return LN_OK;
}

static ln_status scatter_along_kernel(ln_call *call)
{
    const ln_tensor *indices = ln_call_tensor(call, 1), *d = ln_call_tensor(call, 0);
    ln_tensor *out = call->result[0], *sum;
    int axis;
    walk w;
    LN_TRY(ln_call_axis(call, 3, out->rank, &axis));
    LN_TRY(ln_tensor_new(call->ctx, LN_FLOAT64, out->rank, out->shape, &sum));
    double *total = (double *)(void *)sum->data;
    if (sum->size > 0)
        memset(total, 0, (size_t)sum->size * sizeof *total);
    make_walk(&w, out->rank, out->shape, sum->strides, indices, axis, d->shape);
    ln_status status = LN_OK;
    for (int64_t k = 0, to = 0; k < d->size && status == LN_OK; k++) {
        status = walk_to(call, &w, indices, k, &to);
        if (status == LN_OK)
            total[to] += ln_tensor_get_double(d, k);
    }
    if (status == LN_OK)
        ln_tensor_copy_to(sum, out->dtype, out->data);
    ln_tensor_release(sum);
    return status;
}

static void scatter_along_gradient(ln_grad *g)
{
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = g->douts[0] },
                      { .kind = LN_ARG_TENSOR, .as.tensor = g->inputs[1] },
                      g->args[3] };
    ln_g_set(g, 0, ln_g_call(g, &take_along_axis, args, 3));
}

static const ln_op scatter_along_axis = {
    .name = "scatter_along_axis",
    .signature = "x, indices, shape:shape, axis:axis",
    .doc = "Zeros of a shape to which the elements of x are added at indices along an axis: the transpose of take_along_axis. "
           "Floats only.",
    .sample = "f({2,2},-2,2), i({2,2},0,3), {2,3}, 1",
    .infer = scatter_along_infer,
    .kernel = scatter_along_kernel,
    .gradient = scatter_along_gradient,
    .flags = LN_OP_INTERNAL,
};

/* pick ------------------------------------------------------------------------------------------------------------- */

static ln_status pick_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0), *indices = ln_call_tensor(call, 1);
    ln_spec *out = &call->out[0];
    LN_TRY(check_integer(call, indices, "indices"));
    if (indices->rank != x->rank - 1)
        return ln_call_error(call, "indices of %d axes for a tensor of %d axes", indices->rank, x->rank);
    out->dtype = x->dtype;
    out->rank = indices->rank;
    for (int i = 0; i < out->rank; i++) {
        int64_t n = x->shape[i], m = indices->shape[i];
        if (n != m && n != LN_UNKNOWN && m != LN_UNKNOWN)
            return ln_call_error(call, "axis %d has length %lld, that of indices %lld", i, (long long)n, (long long)m);
        out->shape[i] = n == LN_UNKNOWN ? m : n;
    }
    return LN_OK;
}

enum { LINE = 64 /* bytes */ };

/* A size that is a constant is copied without a call. */
static inline void pick_rows(int64_t rows, int64_t n, size_t item, const char *x, const int32_t *indices, ptrdiff_t ahead,
                             char *out)
{
    const bool asks = ahead != 0 && (size_t)n * item <= LINE;
    for (int64_t r = 0; r < rows; r++, x += (size_t)n * item, out += item) {
        if (asks)
            __builtin_prefetch((const void *)((uintptr_t)x + (uintptr_t)ahead));
        if ((uint32_t)indices[r] < (uint64_t)n)
            memcpy(out, x + (uint32_t)indices[r] * item, item);
        else
            memset(out, 0, item);
    }
}

void ln_pick_rows(int64_t rows, int64_t n, size_t item, const void *x, const int32_t *indices, ptrdiff_t ahead, void *out)
{
    if (item == 4)
        pick_rows(rows, n, 4, x, indices, ahead, out);
    else if (item == 8)
        pick_rows(rows, n, 8, x, indices, ahead, out);
    else
        pick_rows(rows, n, item, x, indices, ahead, out);
}

static ln_status pick_kernel(ln_call *call)
{
    ln_tensor *x, *indices;
    LN_TRY(ln_tensor_contiguous(call->ctx, ln_call_tensor(call, 0), &x));
    ln_status status = ln_tensor_new(call->ctx, LN_INT32, call->result[0]->rank, call->result[0]->shape, &indices);
    if (status == LN_OK) {
        ln_tensor_copy_to(ln_call_tensor(call, 1), LN_INT32, indices->data);
        ln_pick_rows(indices->size, x->shape[x->rank - 1], ln_dtype_size(x->dtype), x->data,
                     (const int32_t *)(const void *)indices->data, LN_AHEAD, call->result[0]->data);
        ln_tensor_release(indices);
    }
    ln_tensor_release(x);
    return status;
}

/* d where the place along the last axis is the index, 0 elsewhere: element-wise, so that it joins the pass of its neighbours. */
static void pick_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0], *out = g->outs[0];
    int64_t shape[LN_MAX_RANK], n = x->shape[x->rank - 1];
    for (int i = 0; i < out->rank; i++)
        shape[i] = out->shape[i];
    shape[out->rank] = 1;
    ln_arg places[] = { { .kind = LN_ARG_INT, .as.i = n }, { .kind = LN_ARG_DTYPE, .as.dtype = LN_INT32 } };
    ln_tensor *index = ln_g_cast(g, ln_g_reshape(g, g->inputs[1], x->rank, shape), LN_INT32);
    ln_tensor *here = ln_g_binary(g, &ln_op_equal, ln_g_call(g, &ln_op_iota, places, 2), index);
    ln_g_set(g, 0, ln_g_where(g, here, ln_g_reshape(g, g->douts[0], x->rank, shape), ln_g_number(g, 0)));
}

const ln_op ln_op_pick = {
    .name = "pick",
    .signature = "x, indices",
    .doc = "Of each row of x, along the last axis, the element at its index, 0 where there is none: x of shape (..., n), integer "
           "indices of shape "
           "(...).",
    .sample = "f({2,3},-2,2), i({2},0,3)",
    .infer = pick_infer,
    .kernel = pick_kernel,
    .gradient = pick_gradient,
    .flags = LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &ln_op_take, &ln_op_scatter_add, &take_along_axis, &scatter_along_axis, &ln_op_pick };
const ln_family ln_family_index = { ops, sizeof ops / sizeof *ops };
