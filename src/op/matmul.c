/* matmul: NumPy's rules over the one product function. Knows of no graphs and no Lua. */
#include <stdio.h>

#include "op/gemm.h"
#include "op/matmul.h"
#include "op/ops.h"

/* The shapes of a product: x1 is (batch..., m, k), x2 (batch..., k, n), where a vector counts as one row or one column. */
typedef struct layout {
    int64_t m, n, k;
    bool row, column; /* x1, x2 is a vector */
    ln_spec batch;    /* rank and shape only */
} layout;

/* An error that tells both shapes, between two texts. */
static ln_status shapes_error(const ln_call *call, const char *before, const char *after)
{
    const ln_tensor *a = ln_call_tensor(call, 0), *b = ln_call_tensor(call, 1);
    char left[LN_SHAPE_TEXT], right[LN_SHAPE_TEXT];
    return ln_call_error(call, "%s %s and %s%s", before, ln_shape_text(a->rank, a->shape, left, sizeof left),
                         ln_shape_text(b->rank, b->shape, right, sizeof right), after);
}

static ln_status plan(const ln_call *call, layout *l)
{
    const ln_tensor *a = ln_call_tensor(call, 0), *b = ln_call_tensor(call, 1);
    if (a->rank == 0 || b->rank == 0)
        return shapes_error(call, "scalars have no matrix product: shapes", "; use multiply");
    l->row = a->rank == 1;
    l->column = b->rank == 1;
    l->m = l->row ? 1 : a->shape[a->rank - 2];
    l->k = a->shape[a->rank - 1];
    l->n = l->column ? 1 : b->shape[b->rank - 1];
    int64_t inner = b->shape[l->column ? 0 : b->rank - 2];
    if (l->k != inner && l->k != LN_UNKNOWN && inner != LN_UNKNOWN) {
        char counts[80];
        snprintf(counts, sizeof counts, " don't fit: %lld columns against %lld rows", (long long)l->k, (long long)inner);
        return shapes_error(call, "shapes", counts);
    }
    l->batch.rank = l->row ? 0 : a->rank - 2;
    for (int i = 0; i < l->batch.rank; i++)
        l->batch.shape[i] = a->shape[i];
    if (!l->column && !ln_shape_broadcast(&l->batch, b->rank - 2, b->shape))
        return shapes_error(call, "the leading axes of shapes", " can't be broadcast together");
    return LN_OK;
}

static ln_status matmul_infer(ln_call *call)
{
    layout l;
    LN_TRY(plan(call, &l));
    ln_spec *out = &call->out[0];
    ln_type types[] = { ln_tensor_type(ln_call_tensor(call, 0)), ln_tensor_type(ln_call_tensor(call, 1)) };
    *out = l.batch;
    out->dtype = ln_promote(types, 2, (ln_dtype)call->ctx->floatx);
    if (types[0].dtype == LN_INT8 && types[1].dtype == LN_INT8)
        out->dtype = LN_INT32; /* products of quantised values */
    if (out->rank > LN_MAX_RANK - 2)
        return ln_call_error(call, "too many axes");
    if (!l.row)
        out->shape[out->rank++] = l.m;
    if (!l.column)
        out->shape[out->rank++] = l.n;
    return LN_OK;
}

/* How far each axis of the batch moves an operand: its strides, 0 where it broadcasts. */
static void batch_strides(const layout *l, const ln_tensor *t, bool vector, int64_t *out)
{
    int rank = vector ? 0 : t->rank - 2, missing = l->batch.rank - rank;
    for (int i = 0; i < l->batch.rank; i++)
        out[i] = i >= missing && t->shape[i - missing] != 1 ? t->strides[i - missing] : 0;
}

/* Who is told of finished parts. */
typedef struct listener {
    ln_part_fn part;
    const void *user;
    int64_t m, n;
} listener;

static void tell(void *user, int64_t product, int64_t row, int64_t rows, int64_t column, int64_t columns)
{
    const listener *l = user;
    int64_t first = (product * l->m + row) * l->n + column;
    if (columns == l->n) {
        l->part(l->user, first, first + rows * l->n);
        return;
    }
    for (int64_t i = 0; i < rows; i++)
        l->part(l->user, first + i * l->n, first + i * l->n + columns);
}

static ln_status product(ln_context *ctx, const layout *l, const ln_tensor *a, const ln_tensor *b, ln_dtype dtype, void *c,
                         listener *told)
{
    int64_t a_batch[LN_MAX_RANK], b_batch[LN_MAX_RANK];
    batch_strides(l, a, l->row, a_batch);
    batch_strides(l, b, l->column, b_batch);
    /* every field is named, so that none is cleared first */
    return ln_gemm_run(ctx, &(ln_gemm){ .dtype = dtype,
                                        .m = l->m,
                                        .n = l->n,
                                        .k = l->k,
                                        .a = a->data,
                                        .a_row = l->row ? 0 : a->strides[a->rank - 2],
                                        .a_column = a->strides[a->rank - 1],
                                        .b = b->data,
                                        .b_row = b->strides[l->column ? 0 : b->rank - 2],
                                        .b_column = l->column ? 1 : b->strides[b->rank - 1],
                                        .c = c,
                                        .c_row = l->n,
                                        .alpha = 1,
                                        .accumulate = false,
                                        .bias = NULL,
                                        .whole_rows = false,
                                        .batch_rank = l->batch.rank,
                                        .batch_shape = l->batch.shape,
                                        .a_batch = a_batch,
                                        .b_batch = b_batch,
                                        .c_batch = l->m * l->n,
                                        .epilogue = told != NULL ? tell : NULL,
                                        .user = told });
}

static ln_status run(ln_call *call, listener *told)
{
    ln_context *ctx = call->ctx;
    ln_tensor *out = call->result[0], *a = ln_call_tensor(call, 0), *b = ln_call_tensor(call, 1);
    ln_tensor *made[2] = { NULL, NULL }, *wide = NULL;
    layout l;
    LN_TRY(plan(call, &l));
    if (told != NULL) {
        told->m = l.m;
        told->n = l.n;
    }
    ln_dtype compute = ln_dtype_is_float(out->dtype) ? ln_dtype_compute(out->dtype) : LN_INT64;
    ln_status status = ln_tensor_adapt(ctx, &a, compute, false, &made[0]);
    if (status == LN_OK)
        status = ln_tensor_adapt(ctx, &b, compute, false, &made[1]);
    if (status == LN_OK && compute != out->dtype)
        status = ln_tensor_new(ctx, compute, out->rank, out->shape, &wide);
    if (status == LN_OK)
        status = product(ctx, &l, a, b, compute, wide != NULL ? wide->data : out->data, told);
    if (status == LN_OK && wide != NULL)
        ln_tensor_copy_to(wide, out->dtype, out->data);
    ln_tensor_release(made[0]);
    ln_tensor_release(made[1]);
    ln_tensor_release(wide);
    return status;
}

static ln_status matmul_kernel(ln_call *call)
{
    return run(call, NULL);
}

bool ln_matmul_hands_on(const ln_call *call, const ln_tensor *out)
{
    if (call->op != &ln_op_matmul || (out->dtype != LN_FLOAT32 && out->dtype != LN_FLOAT64) || out->size == 0)
        return false;
    const ln_tensor *a = ln_call_tensor(call, 0);
    return a->rank >= 2 && ln_call_tensor(call, 1)->rank >= 2 && a->shape[a->rank - 1] > 0;
}

ln_status ln_matmul_followed(ln_call *call, ln_part_fn part, const void *user)
{
    return run(call, &(listener){ .part = part, .user = user });
}

/* The last two axes exchanged. */
static ln_tensor *swap_last(ln_grad *g, ln_tensor *t)
{
    int64_t axes[LN_MAX_RANK];
    if (t == NULL || t->rank < 2)
        return t;
    for (int i = 0; i < t->rank; i++)
        axes[i] = i;
    axes[t->rank - 1] = t->rank - 2;
    axes[t->rank - 2] = t->rank - 1;
    return ln_g_transpose(g, t, axes, t->rank);
}

/* t with an axis of length 1 put before its last axis (`row`) or behind it. */
static ln_tensor *with_axis(ln_grad *g, ln_tensor *t, bool row)
{
    int64_t shape[LN_MAX_RANK + 1];
    if (t == NULL || t->rank + 1 > LN_MAX_RANK)
        return t;
    int at = row ? (t->rank > 0 ? t->rank - 1 : 0) : t->rank;
    for (int i = 0, from = 0; i <= t->rank; i++)
        shape[i] = i == at ? 1 : t->shape[from++];
    return ln_g_reshape(g, t, t->rank + 1, shape);
}

/* With vectors written as one row or one column: dA = dY B^T, dB = A^T dY. The walker undoes broadcast batches; a vector's own axis is
 * dropped here. */
static void matmul_gradient(ln_grad *g)
{
    ln_tensor *a = g->inputs[0], *b = g->inputs[1], *dy = g->douts[0];
    bool row = a->rank == 1, column = b->rank == 1;
    if (column)
        dy = with_axis(g, dy, false);
    if (row)
        dy = with_axis(g, dy, true);
    ln_tensor *left = row ? with_axis(g, a, true) : a, *right = column ? with_axis(g, b, false) : b;
    if (g->needed[0]) {
        ln_tensor *d = ln_g_binary(g, &ln_op_matmul, dy, swap_last(g, right));
        if (row && d != NULL)
            d = ln_g_unbroadcast(g, d, a->dtype, 2, (int64_t[]){ 1, a->shape[0] });
        ln_g_set(g, 0, row && d != NULL ? ln_g_reshape(g, d, 1, a->shape) : d);
    }
    if (g->needed[1]) {
        ln_tensor *d = ln_g_binary(g, &ln_op_matmul, swap_last(g, left), dy);
        if (column && d != NULL)
            d = ln_g_unbroadcast(g, d, b->dtype, 2, (int64_t[]){ b->shape[0], 1 });
        ln_g_set(g, 1, column && d != NULL ? ln_g_reshape(g, d, 1, b->shape) : d);
    }
}

const ln_op ln_op_matmul = {
    .name = "matmul",
    .signature = "x1, x2",
    .doc = "The matrix product of the last two axes; leading axes broadcast; a vector counts as a row on the left, a column on "
           "the right, and "
           "its axis is dropped from the result. Half types are summed in float32.",
    .sample = "f({2,3,4},-2,2), f({4,5},-2,2)",
    .infer = matmul_infer,
    .kernel = matmul_kernel,
    .gradient = matmul_gradient,
};

static const ln_op *const ops[] = { &ln_op_matmul };
const ln_family ln_family_matmul = { ops, sizeof ops / sizeof *ops };
