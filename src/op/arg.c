/* argmax and argmin, of the family of reductions (reduce.c). Knows of no graphs and no Lua. */
#include "base/parallel.h"
#include "op/ops.h"
#include "op/reduce.h"
#include "op/rows.h"

enum { BLOCK = 1024, GRAIN_ELEMENTS = 1 << 15 };

typedef struct job {
    ln_rows r;
    bool largest;
    ln_tensor *out;
} job;

static ln_status arg_infer(ln_call *call)
{
    int64_t length;
    LN_TRY(ln_reduced_shape(call, call->args[2].as.b, &length));
    if (length == 0)
        return ln_call_error(call, "no elements to choose from");
    call->out[0].dtype = LN_INT32;
    return LN_OK;
}

static void run_arg(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    const ln_rows *r = &j->r;
    bool real = ln_dtype_is_float(r->dtype);
    double reals[BLOCK];
    int64_t integers[BLOCK];
    for (int64_t row = begin; row < end; row++) {
        const char *start = ln_rows_start(r, row);
        int64_t best = 0, best_integer = 0;
        double best_real = 0;
        for (int64_t at = 0; at < r->length; at += BLOCK) {
            int64_t n = r->length - at < BLOCK ? r->length - at : BLOCK;
            ln_rows_gather(r, start, at, n, real ? LN_FLOAT64 : LN_INT64, real ? (void *)reals : (void *)integers);
            for (int64_t i = 0; i < n; i++) {
                bool wins = at + i == 0;
                if (real && best_real == best_real)
                    wins = wins || reals[i] != reals[i] || (j->largest ? reals[i] > best_real : reals[i] < best_real);
                else if (!real && r->dtype == LN_UINT64)
                    wins = wins || (j->largest ? (uint64_t)integers[i] > (uint64_t)best_integer
                                               : (uint64_t)integers[i] < (uint64_t)best_integer);
                else if (!real)
                    wins = wins || (j->largest ? integers[i] > best_integer : integers[i] < best_integer);
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
    job j = { .largest = call->op == &ln_op_argmax, .out = call->result[0] };
    int axes[LN_MAX_RANK], count;
    LN_TRY(ln_call_axes(call, 1, ln_call_tensor(call, 0)->rank, axes, &count));
    ln_rows_make(&j.r, ln_call_tensor(call, 0), axes, count);
    int64_t grain = GRAIN_ELEMENTS / (j.r.length > 0 ? j.r.length : 1);
    return ln_parallel(call->ctx, j.r.count, grain < 1 ? 1 : grain, run_arg, &j);
}

const ln_op ln_op_argmax = {
    .name = "argmax",
    .signature = "x, axis:axis=nil, keepdims:bool=false",
    .doc = "The index (int32, from 0) of the largest element along an axis, or in C order when axis is nil; the "
           "first of equals, nan counting as largest. Nothing to choose from and an axis out of range are errors.",
    .sample = "f({2,3},-2,2), -1",
    .infer = arg_infer,
    .kernel = arg_kernel,
    .flags = LN_OP_NO_GRADIENT
};
const ln_op ln_op_argmin = {
    .name = "argmin",
    .signature = "x, axis:axis=nil, keepdims:bool=false",
    .doc = "The index (int32, from 0) of the smallest element along an axis, or in C order when axis is nil; the "
           "first of equals, nan counting as smallest. Nothing to choose from and an axis out of range are errors.",
    .sample = "f({2,3},-2,2), -1",
    .infer = arg_infer,
    .kernel = arg_kernel,
    .flags = LN_OP_NO_GRADIENT
};
