/* The element-wise engine and the op declarations of elementwise.def. Knows of no graphs and no Lua.
 *
 * The output is C-contiguous. Operand strides are broadcast to its shape, axes of size 1 dropped and neighbouring axes that every
 * operand walks evenly merged, so that most calls become one inner loop. Work is split over output elements in chunks of GRAIN;
 * within a chunk, runs along the innermost axis go to the loop, through small buffers where a dtype must be converted. */
#include "op/elementwise.h"

#include <string.h>

#include "base/cpu.h"
#include "base/parallel.h"
#include "op/blocks.h"
#include "op/draws.h"
#include "op/ops.h"

enum { BLOCK = 512, GRAIN = 1 << 15 };

typedef struct plan {
    const ln_loop *loop;
    int rank;
    int64_t shape[LN_MAX_RANK];
    ptrdiff_t step[LN_MAX_OPERANDS][LN_MAX_RANK]; /* bytes */
    const char *base[LN_MAX_OPERANDS];
    ln_convert_fn convert[LN_MAX_OPERANDS]; /* NULL when the loop reads the tensor itself */
    ln_convert_fn store;                    /* NULL when the loop writes the tensor itself */
    ptrdiff_t wide_in[LN_MAX_OPERANDS], wide_out, item_out;
    char *out;
} plan;

static bool mergeable(const plan *p, const ptrdiff_t *step[], int axis)
{
    for (int k = 0; k < p->loop->operands; k++)
        if (p->step[k][p->rank - 1] != step[k][axis])
            return false;
    return true;
}

static void make_plan(plan *p, const ln_loop *loop, ln_tensor *const *operands, const ln_tensor *out)
{
    ptrdiff_t full[LN_MAX_OPERANDS][LN_MAX_RANK];
    p->loop = loop;
    p->rank = 0;
    for (int k = 0; k < loop->operands; k++) {
        const ln_tensor *t = operands[k];
        int missing = out->rank - t->rank;
        for (int i = 0; i < out->rank; i++)
            full[k][i] = i < missing || t->shape[i - missing] == 1
                             ? 0
                             : (ptrdiff_t)t->strides[i - missing] * (ptrdiff_t)ln_dtype_size(t->dtype);
        p->base[k] = t->data;
        p->convert[k] = t->dtype == loop->in[k] ? NULL : ln_converter(loop->in[k], t->dtype);
        p->wide_in[k] = (ptrdiff_t)ln_dtype_size(loop->in[k]);
    }
    for (int axis = 0; axis < out->rank; axis++) {
        if (out->shape[axis] == 1)
            continue;
        const ptrdiff_t *scaled[LN_MAX_OPERANDS];
        ptrdiff_t outer[LN_MAX_OPERANDS][LN_MAX_RANK];
        for (int k = 0; k < loop->operands; k++) {
            outer[k][axis] = full[k][axis] * out->shape[axis];
            scaled[k] = outer[k];
        }
        if (p->rank > 0 && mergeable(p, scaled, axis)) {
            p->shape[p->rank - 1] *= out->shape[axis];
        } else {
            p->shape[p->rank++] = out->shape[axis];
        }
        for (int k = 0; k < loop->operands; k++)
            p->step[k][p->rank - 1] = full[k][axis];
    }
    if (p->rank == 0) {
        p->shape[0] = 1;
        for (int k = 0; k < loop->operands; k++)
            p->step[k][0] = 0;
        p->rank = 1;
    }
    p->out = out->data;
    p->item_out = (ptrdiff_t)ln_dtype_size(out->dtype);
    p->wide_out = (ptrdiff_t)ln_dtype_size(loop->out);
    p->store = out->dtype == loop->out ? NULL : ln_converter(out->dtype, loop->out);
}

/* n elements along the innermost axis. */
static void run_row(const plan *p, int64_t n, char *out, const char *const *in)
{
    const ln_loop *loop = p->loop;
    bool direct = p->store == NULL;
    for (int k = 0; k < loop->operands; k++)
        direct = direct && p->convert[k] == NULL;
    const int last = p->rank - 1;
    if (direct) {
        const void *at[LN_MAX_OPERANDS];
        ptrdiff_t step[LN_MAX_OPERANDS];
        for (int k = 0; k < loop->operands; k++) {
            at[k] = in[k];
            step[k] = p->step[k][last];
        }
        loop->run(n, out, at, step);
        return;
    }
    _Alignas(64) char buffer[LN_MAX_OPERANDS][BLOCK * 8], result[BLOCK * 8];
    for (int64_t done = 0; done < n; done += BLOCK) {
        int64_t count = n - done < BLOCK ? n - done : BLOCK;
        const void *at[LN_MAX_OPERANDS];
        ptrdiff_t step[LN_MAX_OPERANDS];
        for (int k = 0; k < loop->operands; k++) {
            ptrdiff_t walk = p->step[k][last];
            at[k] = in[k] + done * walk;
            step[k] = walk;
            if (p->convert[k] != NULL) {
                p->convert[k](walk == 0 ? 1 : count, buffer[k], at[k], walk);
                at[k] = buffer[k];
                step[k] = walk == 0 ? 0 : p->wide_in[k];
            }
        }
        loop->run(count, p->store != NULL ? result : out + done * p->item_out, at, step);
        if (p->store != NULL)
            p->store(count, out + done * p->item_out, result, p->wide_out);
    }
}

static void run_range(void *data, int64_t begin, int64_t end)
{
    const plan *p = data;
    const int last = p->rank - 1;
    int64_t index[LN_MAX_RANK], rest = begin;
    const char *in[LN_MAX_OPERANDS];
    memcpy(in, p->base, sizeof in);
    for (int i = last; i >= 0; i--) {
        index[i] = rest % p->shape[i];
        rest /= p->shape[i];
        for (int k = 0; k < p->loop->operands; k++)
            in[k] += index[i] * p->step[k][i];
    }
    for (int64_t at = begin; at < end;) {
        int64_t n = p->shape[last] - index[last];
        if (n > end - at)
            n = end - at;
        run_row(p, n, p->out + at * p->item_out, in);
        at += n;
        index[last] += n;
        for (int k = 0; k < p->loop->operands; k++)
            in[k] += n * p->step[k][last];
        for (int i = last; i > 0 && index[i] == p->shape[i]; i--) {
            index[i] = 0;
            index[i - 1]++;
            for (int k = 0; k < p->loop->operands; k++)
                in[k] += p->step[k][i - 1] - p->shape[i] * p->step[k][i];
        }
    }
}

/* The common small call, without a plan: nothing to convert, each operand contiguous and as large as the output, or one element. */
static bool run_plain(const ln_loop *loop, ln_tensor *const *operands, const ln_tensor *out)
{
    const void *at[LN_MAX_OPERANDS];
    ptrdiff_t step[LN_MAX_OPERANDS];
    if (out->dtype != loop->out)
        return false;
    for (int k = 0; k < loop->operands; k++) {
        const ln_tensor *t = operands[k];
        if (t->dtype != loop->in[k] || (t->size != 1 && (t->size != out->size || !ln_tensor_is_contiguous(t))))
            return false;
        at[k] = t->data;
        step[k] = t->size == 1 ? 0 : (ptrdiff_t)ln_dtype_size(t->dtype);
    }
    loop->run(out->size, out->data, at, step);
    return true;
}

ln_status ln_elementwise(ln_context *ctx, const ln_loop *loop, ln_tensor *const *operands, ln_tensor *out)
{
    if (out->size == 0 || (out->size <= GRAIN && run_plain(loop, operands, out)))
        return LN_OK;
    plan p;
    make_plan(&p, loop, operands, out);
    if (out->size <= GRAIN) {
        run_range(&p, 0, out->size);
        return LN_OK;
    }
    return ln_parallel(ctx, out->size, GRAIN, run_range, &p);
}

ln_status ln_infer_broadcast(ln_call *call, ln_tensor *const *operands, int count)
{
    ln_spec_of(&call->out[0], operands[0]);
    for (int k = 1; k < count; k++) {
        char mine[LN_SHAPE_TEXT], theirs[LN_SHAPE_TEXT];
        const ln_tensor *t = operands[k];
        if (!ln_shape_broadcast(&call->out[0], t->rank, t->shape))
            return ln_call_error(call, "shapes %s and %s can't be broadcast together",
                                 ln_shape_text(operands[0]->rank, operands[0]->shape, mine, sizeof mine),
                                 ln_shape_text(t->rank, t->shape, theirs, sizeof theirs));
    }
    return LN_OK;
}

/* The loops of the running CPU -------------------------------------------------------------------------------------- */

#ifdef LN_HAVE_X86_64_LEVELS
#define HERE(kind)                                                                                                               \
    extern const kind kind##_base, kind##_v2, kind##_v3, kind##_v4;                                                              \
    const kind *kind##_here(void)                                                                                                \
    {                                                                                                                            \
        static const kind *const levels[] = { &kind##_base, &kind##_v2, &kind##_v3, &kind##_v4 };                                \
        return levels[ln_cpu_isa()];                                                                                             \
    }
#else
#define HERE(kind)                                                                                                               \
    extern const kind kind##_base;                                                                                               \
    const kind *kind##_here(void)                                                                                                \
    {                                                                                                                            \
        return &kind##_base;                                                                                                     \
    }
#endif
HERE(ln_loops)
HERE(ln_blocks)
HERE(ln_draws)

ln_loop_fn ln_where_loop(ln_dtype dtype)
{
    size_t size = ln_dtype_size(dtype);
    return ln_loops_here()->where[size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3];
}

/* The declarations ------------------------------------------------------------------------------------------------ */

/* The dtype a row's loop computes in, from the promoted dtype of its operands. */
static ln_dtype compute_dtype(const ln_call *call, const ln_elementwise_row *row, ln_dtype promoted)
{
    if (row->rule == LN_RULE_LOGICAL)
        return LN_BOOL;
    if (row->rule == LN_RULE_FLOATING || row->rule == LN_RULE_PREDICATE)
        promoted = ln_float_dtype(call->ctx, promoted);
    return promoted == LN_BOOL ? LN_INT32 : ln_dtype_compute(promoted);
}

static ln_dtype promoted_dtype(const ln_call *call, const ln_elementwise_row *row)
{
    ln_type types[2];
    for (int k = 0; k < row->operands; k++)
        types[k] = ln_tensor_type(ln_call_tensor(call, k));
    return ln_promote(types, row->operands, (ln_dtype)call->ctx->floatx);
}

static ln_status infer_row(ln_call *call)
{
    const ln_elementwise_row *row = call->op->data;
    ln_tensor *operands[2];
    for (int k = 0; k < row->operands; k++)
        operands[k] = ln_call_tensor(call, k);
    LN_TRY(ln_infer_broadcast(call, operands, row->operands));
    ln_dtype promoted = promoted_dtype(call, row);
    bool numeric = row->rule == LN_RULE_NUMERIC || row->rule == LN_RULE_COUNTING;
    if (row->rule == LN_RULE_FLOATING)
        promoted = ln_float_dtype(call->ctx, promoted);
    if (row->rule == LN_RULE_COUNTING && promoted == LN_BOOL)
        promoted = LN_INT32;
    call->out[0].dtype = numeric || row->rule == LN_RULE_FLOATING ? promoted : LN_BOOL;
    return LN_OK;
}

static void loop_of_row(const ln_call *call, ln_loop *out)
{
    const ln_elementwise_row *row = call->op->data;
    ln_dtype compute = compute_dtype(call, row, promoted_dtype(call, row));
    bool same = row->rule != LN_RULE_COMPARE && row->rule != LN_RULE_PREDICATE && row->rule != LN_RULE_LOGICAL;
    *out =
        (ln_loop){ ln_loops_here()->rows[row->number][compute], row->operands, { compute, compute }, same ? compute : LN_BOOL };
}

static ln_status run_row_op(ln_call *call)
{
    const ln_elementwise_row *row = call->op->data;
    ln_loop loop;
    loop_of_row(call, &loop);
    ln_tensor *operands[2];
    for (int k = 0; k < row->operands; k++)
        operands[k] = ln_call_tensor(call, k);
    return ln_elementwise(call->ctx, &loop, operands, call->result[0]);
}

int ln_elementwise_number(const ln_op *op)
{
    return op->kernel == run_row_op ? ((const ln_elementwise_row *)op->data)->number : -1;
}

/* Gradients: the vocabulary of elementwise.def. */
#define X g->inputs[0]
#define X1 g->inputs[0]
#define X2 g->inputs[1]
#define Y g->outs[0]
#define DY g->douts[0]
#define N(value) ln_g_number(g, value)
#define ADD(a, b) ln_g_add(g, a, b)
#define SUB(a, b) ln_g_sub(g, a, b)
#define MUL(a, b) ln_g_mul(g, a, b)
#define DIV(a, b) ln_g_div(g, a, b)
#define NEG(a) ln_g_neg(g, a)
#define WHERE(c, a, b) ln_g_where(g, c, a, b)
#define U(op, a) ln_g_unary(g, &ln_op_##op, a)
#define B(op, a, b) ln_g_binary(g, &ln_op_##op, a, b)
#define ZERO NULL
/* x1 and x2 of power in the dtype of the result: a number's logarithm, or the number less 1, would be rounded to the default one */
#define BASE ln_g_cast(g, X1, Y->dtype)
#define EXPONENT ln_g_cast(g, X2, Y->dtype)
/* maximum and minimum: equal operands share the gradient evenly */
#define TIE(op) MUL(DY, WHERE(B(op, X1, X2), N(1), WHERE(B(equal, X1, X2), N(0.5), N(0))))
#define TIE2(op) MUL(DY, WHERE(B(op, X2, X1), N(1), WHERE(B(equal, X1, X2), N(0.5), N(0))))

#define UNARY(name, rule, doc, sample, expression, gradient)                                                                     \
    static void gradient_##name(ln_grad *g)                                                                                      \
    {                                                                                                                            \
        ln_g_set(g, 0, gradient);                                                                                                \
    }
#define BINARY(name, rule, doc, sample, expression, gradient1, gradient2)                                                        \
    static void gradient_##name(ln_grad *g)                                                                                      \
    {                                                                                                                            \
        if (g->needed[0])                                                                                                        \
            ln_g_set(g, 0, gradient1);                                                                                           \
        if (g->needed[1])                                                                                                        \
            ln_g_set(g, 1, gradient2);                                                                                           \
    }
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

#define FLAGS_NUMERIC 0
#define FLAGS_COUNTING 0
#define FLAGS_FLOATING 0
#define FLAGS_RANGED 0
#define FLAGS_COMPARE LN_OP_NO_GRADIENT
#define FLAGS_PREDICATE LN_OP_NO_GRADIENT
#define FLAGS_LOGICAL LN_OP_NO_GRADIENT
#define UNARY(name, rule, doc, sample, ...)                                                                                      \
    static const ln_elementwise_row row_##name = { LN_RULE_##rule, 1, LN_ROW_##name };                                           \
    const ln_op ln_op_##name = { #name,           "x",         doc,          sample,     infer_row, run_row_op,                  \
                                 gradient_##name, loop_of_row, FLAGS_##rule, &row_##name };
#define BINARY(name, rule, doc, sample, ...)                                                                                     \
    static const ln_elementwise_row row_##name = { LN_RULE_##rule, 2, LN_ROW_##name };                                           \
    const ln_op ln_op_##name = { #name,      "x1, x2",        doc,         sample,       infer_row,                              \
                                 run_row_op, gradient_##name, loop_of_row, FLAGS_##rule, &row_##name };
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

#define UNARY(name, ...) &ln_op_##name,
#define BINARY(name, ...) &ln_op_##name,
static const ln_op *const ops[] = {
#include "op/elementwise.def"
};
const ln_family ln_family_elementwise = { ops, sizeof ops / sizeof *ops };
