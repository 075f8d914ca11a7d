/* Singular values: the thin decomposition, on which norms of matrices stand. Knows of no graphs and no Lua.
 *
 * One-sided Jacobi (Hestenes 1958): columns are rotated in pairs until all are orthogonal; their lengths are the singular values. It
 * works in double whatever the dtype, and finds small singular values to high relative accuracy. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "op/ops.h"

enum { MAX_SWEEPS = 60 };

/* Matrices as columns: column j of `a` (m long) and of `v` (n long). */
typedef struct work {
    int64_t m, n; /* m >= n */
    double *a, *v, *s;
    int64_t *order;
} work;

static double dot(int64_t n, const double *x, const double *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static void rotate(int64_t n, double *x, double *y, double c, double s)
{
    for (int64_t i = 0; i < n; i++) {
        double old = x[i];
        x[i] = c * old - s * y[i];
        y[i] = s * old + c * y[i];
    }
}

/* Makes two columns orthogonal; false when they are. */
static bool make_orthogonal(const work *w, int64_t p, int64_t q)
{
    double *x = w->a + p * w->m, *y = w->a + q * w->m;
    double xx = dot(w->m, x, x), yy = dot(w->m, y, y), xy = dot(w->m, x, y);
    if (!(fabs(xy) > 1e-15 * sqrt(xx * yy)) || xy == 0)
        return false;
    double zeta = (yy - xx) / (2 * xy), t = copysign(1, zeta) / (fabs(zeta) + sqrt(1 + zeta * zeta));
    double c = 1 / sqrt(1 + t * t);
    rotate(w->m, x, y, c, c * t);
    rotate(w->n, w->v + p * w->n, w->v + q * w->n, c, c * t);
    return true;
}

static ln_status decompose(ln_context *ctx, work *w)
{
    memset(w->v, 0, (size_t)(w->n * w->n) * sizeof *w->v);
    for (int64_t j = 0; j < w->n; j++)
        w->v[j * w->n + j] = 1;
    bool moved = true;
    for (int sweep = 0; moved && sweep < MAX_SWEEPS; sweep++) {
        moved = false;
        for (int64_t p = 0; p < w->n; p++) {
            for (int64_t q = p + 1; q < w->n; q++)
                moved = make_orthogonal(w, p, q) || moved;
            LN_TRY(ln_check_cancel(ctx));
        }
    }
    for (int64_t j = 0; j < w->n; j++) { /* insertion into descending order */
        double length = sqrt(dot(w->m, w->a + j * w->m, w->a + j * w->m));
        int64_t at = j;
        for (; at > 0 && w->s[at - 1] < length; at--) {
            w->s[at] = w->s[at - 1];
            w->order[at] = w->order[at - 1];
        }
        w->s[at] = length;
        w->order[at] = j;
    }
    return LN_OK;
}

static ln_status svd_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    if (x->rank < 2 || !ln_dtype_is_float(x->dtype))
        return ln_call_error(call, "expected float matrices, got %s of %d axes", ln_dtype_name(x->dtype), x->rank);
    int64_t m = x->shape[x->rank - 2], n = x->shape[x->rank - 1];
    int64_t k = m == LN_UNKNOWN || n == LN_UNKNOWN ? LN_UNKNOWN : m < n ? m : n;
    call->outputs = 3;
    for (int i = 0; i < 3; i++)
        ln_spec_of(&call->out[i], x);
    call->out[0].shape[x->rank - 1] = k;
    call->out[1].shape[x->rank - 2] = k;
    call->out[1].rank = x->rank - 1;
    call->out[2].shape[x->rank - 2] = n;
    call->out[2].shape[x->rank - 1] = k;
    return LN_OK;
}

/* Writes the matrix at `row` of the results; `wide` says that the work was done on the transpose. */
static void store(const ln_call *call, const work *w, bool wide, int64_t row)
{
    ln_tensor *u = call->result[wide ? 2 : 0], *s = call->result[1], *v = call->result[wide ? 0 : 2];
    ln_dtype dtype = s->dtype;
    int64_t item = (int64_t)ln_dtype_size(dtype), k = w->n;
    ln_convert_fn convert = ln_converter(dtype, LN_FLOAT64);
    convert(k, s->data + row * k * item, w->s, sizeof(double));
    for (int64_t j = 0; j < k; j++) {
        const double *column = w->a + w->order[j] * w->m, *other = w->v + w->order[j] * w->n;
        for (int64_t i = 0; i < w->m; i++) {
            double value = w->s[j] == 0 ? 0 : column[i] / w->s[j];
            convert(1, u->data + ((row * w->m + i) * k + j) * item, &value, 0);
        }
        for (int64_t i = 0; i < w->n; i++)
            convert(1, v->data + ((row * w->n + i) * k + j) * item, &other[i], 0);
    }
}

static ln_status svd_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0), *same = NULL;
    if (x->size == 0) { /* without singular values the factors have no elements either */
        return LN_OK;
    }
    int64_t rows = x->shape[x->rank - 2], columns = x->shape[x->rank - 1];
    bool wide = rows < columns;
    work w = { .m = wide ? columns : rows, .n = wide ? rows : columns };
    size_t bytes = (size_t)(w.m * w.n + w.n * w.n + 2 * w.n) * sizeof(double);
    void *room;
    LN_TRY(ln_alloc(call->ctx, bytes, "a decomposition", &room));
    w.a = room;
    w.v = w.a + w.m * w.n;
    w.s = w.v + w.n * w.n;
    w.order = (int64_t *)(w.s + w.n);
    ln_status status = ln_tensor_contiguous(call->ctx, x, &same);
    int64_t item = (int64_t)ln_dtype_size(x->dtype);
    ln_convert_fn convert = ln_converter(LN_FLOAT64, x->dtype);
    for (int64_t row = 0; status == LN_OK && row < x->size / (rows * columns); row++) {
        const char *start = same->data + row * rows * columns * item;
        for (int64_t j = 0; j < w.n; j++)
            convert(w.m, w.a + j * w.m, start + j * (wide ? columns : 1) * item, (wide ? 1 : columns) * item);
        status = decompose(call->ctx, &w);
        if (status == LN_OK)
            store(call, &w, wide, row);
    }
    ln_tensor_release(same);
    ln_free(call->ctx, room, bytes);
    return status;
}

static ln_tensor *turned(ln_grad *g, ln_tensor *x)
{
    int64_t axes[LN_MAX_RANK];
    for (int i = 0; x != NULL && i < x->rank; i++)
        axes[i] = i < x->rank - 2 ? i : 2 * x->rank - 3 - i;
    return x == NULL ? NULL : ln_g_transpose(g, x, axes, x->rank);
}

static ln_tensor *product(ln_grad *g, ln_tensor *a, ln_tensor *b)
{
    return ln_g_binary(g, &ln_op_matmul, a, b);
}

/* s with an axis of length 1 added: last, or last but one. */
static ln_tensor *raised(ln_grad *g, ln_tensor *s, bool last)
{
    int64_t shape[LN_MAX_RANK];
    for (int i = 0; i < s->rank; i++)
        shape[i] = s->shape[i];
    shape[s->rank] = last ? 1 : shape[s->rank - 1];
    shape[s->rank - 1] = last ? shape[s->rank - 1] : 1;
    return ln_g_reshape(g, s, s->rank + 1, shape);
}

/* How a change of one factor w (of singular vectors) changes the matrix, in terms of that factor: w (F * (w' dw - dw' w)) S +
 * (1 - w w') dw / S, where F = 1 / (s_j^2 - s_i^2), 0 where they are equal. */
static ln_tensor *factor_gradient(ln_grad *g, ln_tensor *w, ln_tensor *dw, ln_tensor *s)
{
    ln_tensor *row = raised(g, s, false), *column = raised(g, s, true);
    ln_tensor *squares = ln_g_sub(g, ln_g_mul(g, row, row), ln_g_mul(g, column, column));
    ln_tensor *f = ln_g_binary(g, &ln_op_divide_no_nan, ln_g_number(g, 1), squares);
    ln_tensor *inner = product(g, turned(g, w), dw);
    ln_tensor *turns = ln_g_mul(g, f, ln_g_sub(g, inner, turned(g, inner)));
    ln_tensor *outside = ln_g_sub(g, dw, product(g, w, inner));
    return ln_g_add(g, ln_g_mul(g, product(g, w, turns), row), ln_g_binary(g, &ln_op_divide_no_nan, outside, row));
}

/* Townsend, "Differentiating the singular value decomposition", 2016. */
static void svd_gradient(ln_grad *g)
{
    ln_tensor *u = g->outs[0], *s = g->outs[1], *v = g->outs[2], *total = NULL, *term;
    if (g->douts[1] != NULL)
        total = product(g, ln_g_mul(g, u, raised(g, g->douts[1], false)), turned(g, v));
    if (g->douts[0] != NULL) {
        term = product(g, factor_gradient(g, u, g->douts[0], s), turned(g, v));
        total = total == NULL ? term : ln_g_add(g, total, term);
    }
    if (g->douts[2] != NULL) {
        term = product(g, u, turned(g, factor_gradient(g, v, g->douts[2], s)));
        total = total == NULL ? term : ln_g_add(g, total, term);
    }
    ln_g_set(g, 0, total);
}

static const ln_op svd = {
    .name = "thin_svd",
    .signature = "x",
    .doc = "u, s, v of float matrices x = u diag(s) v', k = min(rows, columns): shapes (..., rows, k), (..., k), (..., columns, "
           "k); s "
           "descends. A column of u (of v, when there are more columns than rows) whose singular value is 0 is 0.",
    .sample = "f({2,3,2},-2,2)",
    .infer = svd_infer,
    .kernel = svd_kernel,
    .gradient = svd_gradient,
    .flags = LN_OP_INTERNAL,
};

static const ln_op *const ops[] = { &svd };
const ln_family ln_family_svd = { ops, sizeof ops / sizeof *ops };
