/* Selecting and converting: where, cast, clip, stop_gradient. Knows of no graphs and no Lua. */
#include <stdatomic.h>

#include "base/parallel.h"
#include "op/elementwise.h"
#include "op/ops.h"

enum { WITHIN_GRAIN = 1 << 16 };

/* where ------------------------------------------------------------------------------------------------------------ */

static ln_status where_infer(ln_call *call)
{
    ln_tensor *operands[] = { ln_call_tensor(call, 0), ln_call_tensor(call, 1), ln_call_tensor(call, 2) };
    LN_TRY(ln_infer_broadcast(call, operands, 3));
    ln_type types[] = { ln_tensor_type(operands[1]), ln_tensor_type(operands[2]) };
    call->out[0].dtype = ln_promote(types, 2, (ln_dtype)call->ctx->floatx);
    return LN_OK;
}

static void where_loop(const ln_call *call, ln_loop *out)
{
    ln_dtype dtype = call->out[0].dtype;
    *out = (ln_loop){ ln_where_loop(dtype), 3, { LN_BOOL, dtype, dtype }, dtype };
}

static ln_status where_kernel(ln_call *call)
{
    ln_tensor *operands[] = { ln_call_tensor(call, 0), ln_call_tensor(call, 1), ln_call_tensor(call, 2) };
    ln_loop loop;
    where_loop(call, &loop);
    return ln_elementwise(call->ctx, &loop, operands, call->result[0]);
}

static void where_gradient(ln_grad *g)
{
    ln_tensor *zero = ln_g_number(g, 0);
    if (g->needed[1])
        ln_g_set(g, 1, ln_g_where(g, g->inputs[0], g->douts[0], zero));
    if (g->needed[2])
        ln_g_set(g, 2, ln_g_where(g, g->inputs[0], zero, g->douts[0]));
}

const ln_op ln_op_where = {
    .name = "where",
    .signature = "condition, x1, x2",
    .doc = "x1 where condition is true (not zero), x2 elsewhere. The three broadcast together; the dtype is the promoted one of "
           "x1 and x2. Shapes that don't broadcast are an error.",
    .sample = "b({2,3}), f({2,3},-2,2), f({3},-2,2)",
    .infer = where_infer,
    .kernel = where_kernel,
    .gradient = where_gradient,
    .loop = where_loop,
};

/* cast ------------------------------------------------------------------------------------------------------------- */

static ln_status cast_infer(ln_call *call)
{
    ln_spec_of(&call->out[0], ln_call_tensor(call, 0));
    call->out[0].dtype = call->args[1].as.dtype;
    return LN_OK;
}

static ln_status cast_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0);
    ln_dtype dtype = call->out[0].dtype;
    if (x->dtype == dtype && !x->weak) {
        call->result[0] = ln_tensor_retain(x);
        return LN_OK;
    }
    LN_TRY(ln_tensor_new(call->ctx, dtype, x->rank, x->shape, &call->result[0]));
    ln_tensor_copy_to(x, dtype, call->result[0]->data);
    return LN_OK;
}

static void cast_loop(const ln_call *call, ln_loop *out)
{
    *out = (ln_loop){ NULL, 1, { call->out[0].dtype }, call->out[0].dtype };
}

static void cast_gradient(ln_grad *g)
{
    ln_g_set(g, 0, ln_g_cast(g, g->douts[0], g->inputs[0]->dtype));
}

const ln_op ln_op_cast = {
    .name = "cast",
    .signature = "x, dtype:dtype",
    .doc =
        "x as another dtype. Floats become integers by truncation, saturating at the ends (nan gives 0); integers wrap; bool is "
        "\"not zero\". The same dtype gives x itself. A dtype of no such name is an error.",
    .sample = "f({2,3},-2,2), \"float64\"",
    .infer = cast_infer,
    .kernel = cast_kernel,
    .gradient = cast_gradient,
    .loop = cast_loop,
    .flags = LN_OP_VIEW,
};

/* stop_gradient ------------------------------------------------------------------------------------------------------ */

static ln_status same_infer(ln_call *call)
{
    ln_spec_of(&call->out[0], ln_call_tensor(call, 0));
    return LN_OK;
}

static ln_status stop_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0);
    return ln_tensor_view(call->ctx, x, x->rank, x->shape, x->strides, 0, &call->result[0]);
}

static const ln_op stop_gradient = {
    .name = "stop_gradient",
    .signature = "variable",
    .doc = "The same value, as a constant to gradients: none flows through it.",
    .sample = "f({2,3},-2,2)",
    .infer = same_infer,
    .kernel = stop_kernel,
    .flags = LN_OP_VIEW | LN_OP_NO_GRADIENT,
};

/* within ------------------------------------------------------------------------------------------------------------- */

/* x in C order as int32 or int64, and the result. */
typedef struct within_job {
    const char *x;
    bool narrow;
    int64_t lowest, highest;
    int32_t *out;
    atomic_bool outside; /* one was */
} within_job;

static void run_within(void *data, int64_t begin, int64_t end)
{
    within_job *j = data;
    int32_t outside = 0;
    if (j->narrow) {
        const int32_t lowest = (int32_t)j->lowest, highest = (int32_t)j->highest, *x = (const int32_t *)(const void *)j->x;
        for (int64_t i = begin; i < end; i++) {
            outside |= (x[i] < lowest) | (x[i] > highest);
            j->out[i] = x[i];
        }
    } else {
        const int64_t *x = (const int64_t *)(const void *)j->x;
        for (int64_t i = begin; i < end; i++) {
            outside |= (x[i] < j->lowest) | (x[i] > j->highest);
            j->out[i] = (int32_t)x[i];
        }
    }
    if (outside)
        atomic_store(&j->outside, true);
}

static ln_status report_outside(const ln_call *call, const ln_tensor *x)
{
    int64_t low = call->args[1].as.i, high = call->args[2].as.i, i = 0, value = 0;
    while (i < x->size && (value = ln_tensor_get_int(x, i)) >= low && value < high)
        i++;
    return ln_error(call->ctx, LN_ERROR_ARGUMENT, "%s %lld (entry %lld of %s) is outside [%lld, %lld)", call->args[3].as.string,
                    (long long)value, (long long)i, call->args[4].as.string, (long long)low, (long long)high);
}

static ln_status within_kernel(ln_call *call)
{
    const ln_tensor *given = ln_call_tensor(call, 0);
    ln_tensor *copy = NULL;
    const ln_dtype dtype = given->dtype == LN_INT32 ? LN_INT32 : LN_INT64;
    if (given->dtype != dtype || !ln_tensor_is_contiguous(given)) {
        LN_TRY(ln_tensor_new(call->ctx, dtype, given->rank, given->shape, &copy));
        ln_tensor_copy_to(given, dtype, copy->data);
    }
    within_job j = { .x = copy != NULL ? copy->data : given->data,
                     .narrow = dtype == LN_INT32,
                     .lowest = call->args[1].as.i,
                     .highest = call->args[2].as.i - 1,
                     .out = (int32_t *)(void *)call->result[0]->data };
    ln_status status = ln_parallel(call->ctx, given->size, WITHIN_GRAIN, run_within, &j);
    if (status == LN_OK && atomic_load(&j.outside))
        status = report_outside(call, given);
    ln_tensor_release(copy);
    return status;
}

static ln_status within_infer(ln_call *call)
{
    const int64_t low = call->args[1].as.i, high = call->args[2].as.i;
    if (low < INT32_MIN || low > INT32_MAX || high <= INT32_MIN || high > INT32_MAX)
        return ln_call_error(call, "low and high lie in the range of int32");
    ln_spec_of(&call->out[0], ln_call_tensor(call, 0));
    call->out[0].dtype = LN_INT32;
    return LN_OK;
}

static const ln_op within = {
    .name = "within",
    .signature = "x, low:int, high:int, what:string, whose:string",
    .doc = "x as int32, of whose elements each must be in [low, high); else an error that begins with `what` and names the entry "
           "of `whose`.",
    .sample = "i({2,3},0,5), 0, 5, \"label\", \"x\"",
    .infer = within_infer,
    .kernel = within_kernel,
    .flags = LN_OP_NO_GRADIENT | LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &ln_op_where, &ln_op_cast, &stop_gradient, &within };
const ln_family ln_family_select = { ops, sizeof ops / sizeof *ops };
