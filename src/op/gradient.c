/* The gradient builder: ops called symbol to symbol, first error and temporaries kept. Knows of no tapes. */
#include <string.h>

#include "base/memory.h"
#include "op/ops.h"

ln_tensor *ln_g_own(ln_grad *g, ln_tensor *t)
{
    if (t == NULL)
        return NULL;
    if (g->pool_count == g->pool_capacity) {
        int capacity = g->pool_capacity == 0 ? 32 : 2 * g->pool_capacity;
        void *block;
        ln_status status = ln_alloc(g->ctx, (size_t)capacity * sizeof *g->pool, "a gradient's temporaries", &block);
        if (status != LN_OK) {
            g->status = status;
            ln_tensor_release(t);
            return NULL;
        }
        if (g->pool_count > 0)
            memcpy(block, g->pool, (size_t)g->pool_count * sizeof *g->pool);
        ln_free(g->ctx, g->pool, (size_t)g->pool_capacity * sizeof *g->pool);
        g->pool = block;
        g->pool_capacity = capacity;
    }
    g->pool[g->pool_count++] = t;
    return t;
}

ln_tensor *ln_g_call(ln_grad *g, const ln_op *op, const ln_arg *args, int count)
{
    if (g->status != LN_OK)
        return NULL;
    for (int i = 0; i < count; i++)
        if (args[i].kind == LN_ARG_TENSOR && args[i].as.tensor == NULL)
            return NULL;
    ln_tensor *results[LN_MAX_OUTPUTS] = { NULL };
    int outputs = 0;
    g->status = ln_dispatch(g->ctx, op, args, count, results, &outputs);
    if (g->status != LN_OK)
        return NULL;
    for (int i = 1; i < outputs; i++)
        ln_tensor_release(results[i]);
    return ln_g_own(g, results[0]);
}

static ln_arg tensor_arg(ln_tensor *t)
{
    return (ln_arg){ .kind = LN_ARG_TENSOR, .as.tensor = t };
}

ln_tensor *ln_g_unary(ln_grad *g, const ln_op *op, ln_tensor *x)
{
    ln_arg args[] = { tensor_arg(x) };
    return ln_g_call(g, op, args, 1);
}

ln_tensor *ln_g_binary(ln_grad *g, const ln_op *op, ln_tensor *a, ln_tensor *b)
{
    ln_arg args[] = { tensor_arg(a), tensor_arg(b) };
    return ln_g_call(g, op, args, 2);
}

ln_tensor *ln_g_number(ln_grad *g, double value)
{
    ln_tensor *t = NULL;
    if (g->status != LN_OK)
        return NULL;
    g->status = ln_tensor_weak_float(g->ctx, value, &t);
    return g->status == LN_OK ? ln_g_own(g, t) : NULL;
}

void ln_g_set(ln_grad *g, int i, ln_tensor *d)
{
    if (d == NULL || g->status != LN_OK)
        return;
    ln_tensor_release(g->dinputs[i]);
    g->dinputs[i] = ln_tensor_retain(d);
}

ln_tensor *ln_g_add(ln_grad *g, ln_tensor *a, ln_tensor *b)
{
    return ln_g_binary(g, &ln_op_add, a, b);
}

ln_tensor *ln_g_sub(ln_grad *g, ln_tensor *a, ln_tensor *b)
{
    return ln_g_binary(g, &ln_op_subtract, a, b);
}

ln_tensor *ln_g_mul(ln_grad *g, ln_tensor *a, ln_tensor *b)
{
    return ln_g_binary(g, &ln_op_multiply, a, b);
}

ln_tensor *ln_g_div(ln_grad *g, ln_tensor *a, ln_tensor *b)
{
    return ln_g_binary(g, &ln_op_divide, a, b);
}

ln_tensor *ln_g_neg(ln_grad *g, ln_tensor *a)
{
    return ln_g_unary(g, &ln_op_negative, a);
}

ln_tensor *ln_g_where(ln_grad *g, ln_tensor *condition, ln_tensor *a, ln_tensor *b)
{
    ln_arg args[] = { tensor_arg(condition), tensor_arg(a), tensor_arg(b) };
    return ln_g_call(g, &ln_op_where, args, 3);
}

ln_tensor *ln_g_cast(ln_grad *g, ln_tensor *a, ln_dtype dtype)
{
    if (a == NULL || (a->dtype == dtype && !a->weak))
        return a;
    ln_arg args[] = { tensor_arg(a), { .kind = LN_ARG_DTYPE, .as.dtype = dtype } };
    return ln_g_call(g, &ln_op_cast, args, 2);
}

ln_tensor *ln_g_sum(ln_grad *g, ln_tensor *a, const int *axes, int count, bool keepdims)
{
    int64_t wide[LN_MAX_RANK];
    for (int i = 0; i < count; i++)
        wide[i] = axes[i];
    ln_arg args[] = { tensor_arg(a),
                      { .kind = LN_ARG_INTS, .count = count, .as.ints = wide },
                      { .kind = LN_ARG_BOOL, .as.b = keepdims } };
    return ln_g_call(g, &ln_op_sum, args, 3);
}

static ln_tensor *with_shape(ln_grad *g, const ln_op *op, ln_tensor *a, int rank, const int64_t *shape)
{
    ln_arg args[] = { tensor_arg(a), { .kind = LN_ARG_INTS, .count = rank, .as.ints = shape } };
    return ln_g_call(g, op, args, 2);
}

ln_tensor *ln_g_reshape(ln_grad *g, ln_tensor *a, int rank, const int64_t *shape)
{
    return with_shape(g, &ln_op_reshape, a, rank, shape);
}

ln_tensor *ln_g_broadcast(ln_grad *g, ln_tensor *a, int rank, const int64_t *shape)
{
    return with_shape(g, &ln_op_broadcast_to, a, rank, shape);
}

ln_tensor *ln_g_transpose(ln_grad *g, ln_tensor *a, const int64_t *axes, int count)
{
    return with_shape(g, &ln_op_transpose, a, count, axes);
}

ln_tensor *ln_g_full_like(ln_grad *g, ln_tensor *a, double value)
{
    if (a == NULL)
        return NULL;
    ln_tensor *scalar = ln_g_cast(g, ln_g_number(g, value), a->dtype);
    return a->rank == 0 ? scalar : ln_g_broadcast(g, scalar, a->rank, a->shape);
}

ln_tensor *ln_g_unbroadcast(ln_grad *g, ln_tensor *d, ln_dtype dtype, int rank, const int64_t *shape)
{
    if (d == NULL)
        return NULL;
    int axes[LN_MAX_RANK], count = 0, missing = d->rank - rank;
    bool smaller = missing < 0;
    for (int i = 0; i < d->rank; i++)
        if (i < missing || (!smaller && shape[i - missing] == 1 && d->shape[i] != 1))
            axes[count++] = i;
    if (count > 0) {
        d = ln_g_sum(g, d, axes, count, true);
        if (d != NULL && d->rank != rank)
            d = ln_g_reshape(g, d, rank, shape);
    } else if (missing > 0) {
        d = ln_g_reshape(g, d, rank, shape);
    }
    if (d == NULL)
        return NULL;
    bool same = d->rank == rank;
    for (int i = 0; same && i < rank; i++)
        same = d->shape[i] == shape[i];
    if (!same)
        d = ln_g_broadcast(g, d, rank, shape);
    return ln_g_cast(g, d, dtype);
}
