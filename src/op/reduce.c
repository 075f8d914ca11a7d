/* Reductions: sum, prod, mean, max, min, any, all, argmax, argmin, cumsum. Knows of no graphs and no Lua.
 *
 * The reduced axes are moved behind the kept ones; each output then owns one row of n elements (strided in general), which is gathered
 * in blocks of BLOCK into a buffer of the accumulator's dtype. A row longer than one block is reduced as a binary tree over its
 * blocks: the tree's shape depends on n alone, so the bits don't depend on threads. Accumulators: float32 and the half types add in double
 * within and across blocks, so a sum of 10^7 float32 values is good to the last place or two; float64 adds eight lanes in a block
 * and pairwise above it; integers wrap in 64 bits. */
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "op/elementwise.h"
#include "op/ops.h"

enum { BLOCK = 1024, ROWS_GRAIN_ELEMENTS = 1 << 15 };

typedef enum fold { FOLD_SUM, FOLD_PROD, FOLD_MAX, FOLD_MIN, FOLD_ANY, FOLD_ALL } fold;

/* How an op reduces: its fold and how the result's dtype follows from x's. */
typedef struct reduction {
    fold fold;
    bool mean;
} reduction;

/* A tensor seen as rows: `outer` walks the kept axes, `inner` the reduced ones. */
typedef struct rows {
    const char *data;
    ln_dtype dtype;
    int outer_rank, inner_rank;
    int64_t outer_shape[LN_MAX_RANK], outer_step[LN_MAX_RANK]; /* steps in bytes */
    int64_t inner_shape[LN_MAX_RANK], inner_step[LN_MAX_RANK];
    int64_t count, length; /* rows, elements of each */
} rows;

static void make_rows(rows *r, const ln_tensor *x, const int *axes, int count)
{
    bool reduced[LN_MAX_RANK] = { false };
    int64_t item = (int64_t)ln_dtype_size(x->dtype);
    *r = (rows){ .data = x->data, .dtype = x->dtype, .count = 1, .length = 1 };
    for (int i = 0; i < count; i++)
        reduced[axes[i]] = true;
    for (int i = 0; i < x->rank; i++) {
        int64_t step = x->strides[i] * item;
        if (!reduced[i]) {
            r->outer_shape[r->outer_rank] = x->shape[i];
            r->outer_step[r->outer_rank++] = step;
            r->count *= x->shape[i];
            continue;
        }
        r->length *= x->shape[i];
        if (r->inner_rank > 0 && r->inner_step[r->inner_rank - 1] == step * x->shape[i]) {
            r->inner_shape[r->inner_rank - 1] *= x->shape[i];
            r->inner_step[r->inner_rank - 1] = step;
        } else {
            r->inner_shape[r->inner_rank] = x->shape[i];
            r->inner_step[r->inner_rank++] = step;
        }
    }
}

static const char *row_start(const rows *r, int64_t row)
{
    const char *at = r->data;
    for (int i = r->outer_rank - 1; i >= 0; i--) {
        at += row % r->outer_shape[i] * r->outer_step[i];
        row /= r->outer_shape[i];
    }
    return at;
}

/* Copies elements [begin, begin + n) of a row, as `dtype`, to `out`. */
static void gather(const rows *r, const char *start, int64_t begin, int64_t n, ln_dtype dtype, void *out)
{
    ln_convert_fn convert = ln_converter(dtype, r->dtype);
    int64_t wide = (int64_t)ln_dtype_size(dtype);
    if (r->inner_rank == 0) {
        convert(1, out, start, 0);
        return;
    }
    int last = r->inner_rank - 1;
    char *to = out;
    while (n > 0) {
        int64_t rest = begin, column = rest % r->inner_shape[last];
        const char *at = start + column * r->inner_step[last];
        rest /= r->inner_shape[last];
        for (int i = last - 1; i >= 0; i--) {
            at += rest % r->inner_shape[i] * r->inner_step[i];
            rest /= r->inner_shape[i];
        }
        int64_t run = r->inner_shape[last] - column < n ? r->inner_shape[last] - column : n;
        convert(run, to, at, r->inner_step[last]);
        to += run * wide;
        begin += run;
        n -= run;
    }
}

/* Folding a block --------------------------------------------------------------------------------------------------- */

static double fold_double(fold f, const double *x, int64_t n)
{
    double lane[8], result;
    switch (f) {
    case FOLD_SUM:
        memset(lane, 0, sizeof lane);
        for (int64_t i = 0; i + 8 <= n; i += 8)
            for (int k = 0; k < 8; k++)
                lane[k] += x[i + k];
        for (int64_t i = n & ~(int64_t)7; i < n; i++)
            lane[i & 7] += x[i];
        return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
    case FOLD_PROD:
        result = 1;
        for (int64_t i = 0; i < n; i++)
            result *= x[i];
        return result;
    case FOLD_MAX:
        result = x[0];
        for (int64_t i = 1; i < n; i++)
            result = x[i] > result || x[i] != x[i] ? x[i] : result;
        return result;
    default:
        result = x[0];
        for (int64_t i = 1; i < n; i++)
            result = x[i] < result || x[i] != x[i] ? x[i] : result;
        return result;
    }
}

static double join_double(fold f, double a, double b)
{
    double pair[2] = { a, b };
    return fold_double(f, pair, 2);
}

/* The tree over blocks [begin, end) of BLOCK elements. Depth is log2 of their number. */
static double tree_double(const rows *r, const char *start, fold f, int64_t begin, int64_t end)
{
    if (end - begin == 1) {
        double buffer[BLOCK];
        int64_t from = begin * BLOCK, n = r->length - from < BLOCK ? r->length - from : BLOCK;
        gather(r, start, from, n, LN_FLOAT64, buffer);
        return fold_double(f, buffer, n);
    }
    int64_t half = 1;
    while (2 * half < end - begin)
        half *= 2;
    double left = tree_double(r, start, f, begin, begin + half);
    return join_double(f, left, tree_double(r, start, f, begin + half, end));
}

static uint64_t fold_integer(fold f, const int64_t *x, int64_t n, bool is_unsigned)
{
    uint64_t result = f == FOLD_PROD || f == FOLD_ALL ? 1 : f == FOLD_MAX || f == FOLD_MIN ? (uint64_t)x[0] : 0;
    for (int64_t i = 0; i < n; i++) {
        uint64_t v = (uint64_t)x[i];
        bool more = is_unsigned ? v > result : x[i] > (int64_t)result;
        switch (f) {
        case FOLD_SUM:
            result += v;
            break;
        case FOLD_PROD:
            result *= v;
            break;
        case FOLD_MAX:
            result = more ? v : result;
            break;
        case FOLD_MIN:
            result = more ? result : v;
            break;
        case FOLD_ANY:
            result |= v != 0;
            break;
        case FOLD_ALL:
            result &= v != 0;
            break;
        }
    }
    return result;
}

/* Integers give the same bits in any order, so blocks are folded one after another. */
static uint64_t row_integer(const rows *r, const char *start, fold f)
{
    int64_t buffer[BLOCK + 1];
    bool logical = f == FOLD_ANY || f == FOLD_ALL, started = false;
    for (int64_t at = 0; at < r->length; at += BLOCK) {
        int64_t n = r->length - at < BLOCK ? r->length - at : BLOCK;
        if (logical) {
            uint8_t flags[BLOCK];
            gather(r, start, at, n, LN_BOOL, flags);
            for (int64_t i = 0; i < n; i++)
                buffer[1 + i] = flags[i];
        } else {
            gather(r, start, at, n, LN_INT64, buffer + 1);
        }
        uint64_t part = fold_integer(f, started ? buffer : buffer + 1, started ? n + 1 : n, r->dtype == LN_UINT64);
        buffer[0] = (int64_t)part;
        started = true;
    }
    return started ? (uint64_t)buffer[0] : f == FOLD_PROD || f == FOLD_ALL;
}

/* A call ------------------------------------------------------------------------------------------------------------ */

typedef struct job {
    rows r;
    fold f;
    bool mean;
    ln_tensor *out;
} job;

static void store_double(const job *j, int64_t row, double value)
{
    if (j->mean)
        value /= (double)j->r.length;
    ln_converter(j->out->dtype, LN_FLOAT64)(1, j->out->data + row * (int64_t)ln_dtype_size(j->out->dtype), &value, 8);
}

static void run_rows(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    const rows *r = &j->r;
    bool logical = j->f == FOLD_ANY || j->f == FOLD_ALL;
    int64_t blocks = (r->length + BLOCK - 1) / BLOCK;
    for (int64_t row = begin; row < end; row++) {
        const char *start = row_start(r, row);
        if (!logical && (j->mean || ln_dtype_is_float(r->dtype))) {
            double empty = j->f == FOLD_PROD ? 1 : 0;
            store_double(j, row, blocks == 0 ? empty : tree_double(r, start, j->f, 0, blocks));
            continue;
        }
        uint64_t value = row_integer(r, start, j->f);
        ln_dtype wide = j->out->dtype == LN_UINT64 ? LN_UINT64 : LN_INT64;
        ln_converter(j->out->dtype, wide)(1, j->out->data + row * (int64_t)ln_dtype_size(j->out->dtype), &value, 8);
    }
}

static ln_status run_reduction(ln_call *call, fold f, bool mean, const int *axes, int count)
{
    job j = { .f = f, .mean = mean, .out = call->result[0] };
    make_rows(&j.r, ln_call_tensor(call, 0), axes, count);
    int64_t grain = j.r.length > 0 ? ROWS_GRAIN_ELEMENTS / j.r.length : ROWS_GRAIN_ELEMENTS;
    return ln_parallel(call->ctx, j.r.count, grain < 1 ? 1 : grain, run_rows, &j);
}

static ln_dtype result_dtype(const ln_call *call, const reduction *kind, ln_dtype dtype)
{
    if (kind->mean)
        return ln_float_dtype(call->ctx, dtype);
    if (kind->fold == FOLD_ANY || kind->fold == FOLD_ALL)
        return LN_BOOL;
    if (kind->fold == FOLD_MAX || kind->fold == FOLD_MIN)
        return dtype;
    if (dtype == LN_BOOL || dtype == LN_INT8 || dtype == LN_INT16)
        return LN_INT32;
    return dtype == LN_UINT8 || dtype == LN_UINT16 ? LN_UINT32 : dtype;
}

static ln_status reduced_shape(ln_call *call, bool keepdims, int *axes, int *count, int64_t *length)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    bool reduced[LN_MAX_RANK] = { false };
    ln_spec *out = &call->out[0];
    LN_TRY(ln_call_axes(call, 1, x->rank, axes, count));
    *length = 1;
    for (int i = 0; i < *count; i++) {
        reduced[axes[i]] = true;
        *length = x->shape[axes[i]] == LN_UNKNOWN || *length == LN_UNKNOWN ? LN_UNKNOWN : *length * x->shape[axes[i]];
    }
    out->rank = 0;
    for (int i = 0; i < x->rank; i++)
        if (!reduced[i] || keepdims)
            out->shape[out->rank++] = reduced[i] ? 1 : x->shape[i];
    return LN_OK;
}

static ln_status reduce_infer(ln_call *call)
{
    const reduction *kind = call->op->data;
    const ln_tensor *x = ln_call_tensor(call, 0);
    int axes[LN_MAX_RANK], count;
    int64_t length;
    LN_TRY(reduced_shape(call, call->args[2].as.b, axes, &count, &length));
    if ((kind->fold == FOLD_MAX || kind->fold == FOLD_MIN) && length == 0)
        return ln_call_error(call, "no elements to reduce: there is no identity without `initial`");
    call->out[0].dtype = result_dtype(call, kind, x->dtype);
    return LN_OK;
}

static ln_status reduce_kernel(ln_call *call)
{
    const reduction *kind = call->op->data;
    int axes[LN_MAX_RANK], count;
    LN_TRY(ln_call_axes(call, 1, ln_call_tensor(call, 0)->rank, axes, &count));
    return run_reduction(call, kind->fold, kind->mean, axes, count);
}

/* dy (or y) with the reduced axes back as 1, then broadcast to x's shape. */
static ln_tensor *spread(ln_grad *g, ln_tensor *t)
{
    const ln_tensor *x = g->inputs[0];
    int64_t kept[LN_MAX_RANK];
    if (t == NULL)
        return NULL;
    for (int i = 0; i < x->rank; i++)
        kept[i] = x->shape[i];
    if (g->args[1].kind == LN_ARG_NONE)
        for (int i = 0; i < x->rank; i++)
            kept[i] = 1;
    else if (g->args[1].kind == LN_ARG_INT)
        kept[g->args[1].as.i < 0 ? g->args[1].as.i + x->rank : g->args[1].as.i] = 1;
    else
        for (int i = 0; i < g->args[1].count; i++)
            kept[g->args[1].as.ints[i] < 0 ? g->args[1].as.ints[i] + x->rank : g->args[1].as.ints[i]] = 1;
    return ln_g_broadcast(g, ln_g_reshape(g, t, x->rank, kept), x->rank, x->shape);
}

static void sum_gradient(ln_grad *g)
{
    ln_g_set(g, 0, spread(g, g->douts[0]));
}

static void mean_gradient(ln_grad *g)
{
    double share = g->outs[0]->size == 0 ? 0 : (double)g->outs[0]->size / (double)g->inputs[0]->size;
    ln_g_set(g, 0, spread(g, ln_g_mul(g, g->douts[0], ln_g_number(g, share))));
}

/* The elements that equal the extreme share its gradient evenly. */
static void extreme_gradient(ln_grad *g)
{
    ln_tensor *hit = ln_g_cast(g, ln_g_binary(g, &ln_op_equal, g->inputs[0], spread(g, g->outs[0])), g->inputs[0]->dtype);
    ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = hit }, g->args[1], g->args[2] };
    ln_tensor *hits = ln_g_call(g, &ln_op_sum, args, 3);
    ln_g_set(g, 0, ln_g_mul(g, hit, spread(g, ln_g_div(g, g->douts[0], hits))));
}

/* d prod / d x_i is the product of the others. With zeros, y / x fails, so zeros are replaced by 1 and counted: with none the others' product is
 * y / x, with exactly one it is that product at the zero and 0 elsewhere, with more it is 0 everywhere. */
static void prod_gradient(ln_grad *g)
{
    ln_tensor *x = g->inputs[0];
    ln_tensor *zero = ln_g_binary(g, &ln_op_equal, x, ln_g_number(g, 0));
    ln_tensor *safe = ln_g_where(g, zero, ln_g_number(g, 1), x);
    ln_tensor *flags = ln_g_cast(g, zero, x->dtype);
    ln_arg safe_args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = safe }, g->args[1], g->args[2] };
    ln_arg flag_args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = flags }, g->args[1], g->args[2] };
    ln_tensor *product = spread(g, ln_g_call(g, &ln_op_prod, safe_args, 3));
    ln_tensor *zeros = spread(g, ln_g_call(g, &ln_op_sum, flag_args, 3));
    ln_tensor *others = ln_g_sub(g, zeros, flags); /* zeros among the other elements */
    ln_tensor *partial = ln_g_where(g, ln_g_binary(g, &ln_op_equal, others, ln_g_number(g, 0)), ln_g_div(g, product, safe),
                                    ln_g_number(g, 0));
    ln_g_set(g, 0, ln_g_mul(g, spread(g, g->douts[0]), partial));
}

#define REDUCTION(c_name, op_name, fold_kind, is_mean, text, gradient_fn, op_flags)                              \
    static const reduction c_name##_kind = { fold_kind, is_mean };                                               \
    const ln_op ln_op_##c_name = { .name = op_name,                                                              \
                                   .signature = "x, axis:axes=nil, keepdims:bool=false",                         \
                                   .doc = text,                                                                  \
                                   .sample = "f({2,3,4},0.5,2), {0,-1}",                                         \
                                   .infer = reduce_infer,                                                        \
                                   .kernel = reduce_kernel,                                                      \
                                   .gradient = gradient_fn,                                                      \
                                   .flags = op_flags,                                                            \
                                   .data = &c_name##_kind };

REDUCTION(sum, "sum", FOLD_SUM, false,
          "The sum over axes (all when nil), pairwise with a fixed shape. bool and small integers add up as int32 or uint32.",
          sum_gradient, 0)
REDUCTION(prod, "prod", FOLD_PROD, false,
          "The product over axes (all when nil). bool and small integers multiply as int32 or uint32.", prod_gradient, 0)
extern const ln_op ln_op_mean, ln_op_any, ln_op_all;
REDUCTION(mean, "mean", FOLD_SUM, true, "The mean over axes (all when nil); integers give the default float dtype. nan of nothing.",
          mean_gradient, 0)
REDUCTION(max, "max", FOLD_MAX, false,
          "The largest element over axes (all when nil); nan if there is one. Equal elements share the gradient.",
          extreme_gradient, 0)
REDUCTION(min, "min", FOLD_MIN, false,
          "The smallest element over axes (all when nil); nan if there is one. Equal elements share the gradient.",
          extreme_gradient, 0)
REDUCTION(any, "any", FOLD_ANY, false, "Whether any element over axes (all when nil) is true or not zero, as bool.", NULL,
          LN_OP_NO_GRADIENT)
REDUCTION(all, "all", FOLD_ALL, false, "Whether every element over axes (all when nil) is true or not zero, as bool.", NULL,
          LN_OP_NO_GRADIENT)

/* argmax, argmin ------------------------------------------------------------------------------------------------------ */

static ln_status arg_infer(ln_call *call)
{
    int axes[LN_MAX_RANK], count;
    int64_t length;
    LN_TRY(reduced_shape(call, call->args[2].as.b, axes, &count, &length));
    if (length == 0)
        return ln_call_error(call, "no elements to choose from");
    call->out[0].dtype = LN_INT32;
    return LN_OK;
}

static void run_arg(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    const rows *r = &j->r;
    bool real = ln_dtype_is_float(r->dtype);
    double reals[BLOCK];
    int64_t integers[BLOCK];
    for (int64_t row = begin; row < end; row++) {
        const char *start = row_start(r, row);
        int64_t best = 0, best_integer = 0;
        double best_real = 0;
        for (int64_t at = 0; at < r->length; at += BLOCK) {
            int64_t n = r->length - at < BLOCK ? r->length - at : BLOCK;
            gather(r, start, at, n, real ? LN_FLOAT64 : LN_INT64, real ? (void *)reals : (void *)integers);
            for (int64_t i = 0; i < n; i++) {
                bool wins = at + i == 0;
                if (real && best_real == best_real)
                    wins = wins || reals[i] != reals[i] || (j->f == FOLD_MAX ? reals[i] > best_real : reals[i] < best_real);
                else if (!real && r->dtype == LN_UINT64)
                    wins = wins || (j->f == FOLD_MAX ? (uint64_t)integers[i] > (uint64_t)best_integer
                                                     : (uint64_t)integers[i] < (uint64_t)best_integer);
                else if (!real)
                    wins = wins || (j->f == FOLD_MAX ? integers[i] > best_integer : integers[i] < best_integer);
                if (wins) {
                    best = at + i;
                    best_real = real ? reals[i] : 0;
                    best_integer = real ? 0 : integers[i];
                }
            }
        }
        ((int32_t *)(void *)j->out->data)[row] = (int32_t)best;
    }
}

static ln_status arg_kernel(ln_call *call)
{
    const reduction *kind = call->op->data;
    job j = { .f = kind->fold, .out = call->result[0] };
    int axes[LN_MAX_RANK], count;
    LN_TRY(ln_call_axes(call, 1, ln_call_tensor(call, 0)->rank, axes, &count));
    make_rows(&j.r, ln_call_tensor(call, 0), axes, count);
    int64_t grain = ROWS_GRAIN_ELEMENTS / (j.r.length > 0 ? j.r.length : 1);
    return ln_parallel(call->ctx, j.r.count, grain < 1 ? 1 : grain, run_arg, &j);
}

static const ln_op argmax = { .name = "argmax",
                              .signature = "x, axis:axis=nil, keepdims:bool=false",
                              .doc = "The index (int32, from 0) of the largest element along an axis, or in C order when axis is nil; the "
                                     "first of equals, nan counting as largest.",
                              .sample = "f({2,3},-2,2), -1",
                              .infer = arg_infer,
                              .kernel = arg_kernel,
                              .flags = LN_OP_NO_GRADIENT,
                              .data = &max_kind };
static const ln_op argmin = { .name = "argmin",
                              .signature = "x, axis:axis=nil, keepdims:bool=false",
                              .doc = "The index (int32, from 0) of the smallest element along an axis, or in C order when axis is nil; the "
                                     "first of equals, nan counting as smallest.",
                              .sample = "f({2,3},-2,2), -1",
                              .infer = arg_infer,
                              .kernel = arg_kernel,
                              .flags = LN_OP_NO_GRADIENT,
                              .data = &min_kind };

static const ln_op *const ops[] = { &ln_op_sum, &ln_op_prod, &ln_op_mean, &ln_op_max, &ln_op_min,
                                    &ln_op_any, &ln_op_all,  &argmax,     &argmin };
const ln_family ln_family_reduce = { ops, sizeof ops / sizeof *ops };
