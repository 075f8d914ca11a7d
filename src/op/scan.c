/* Scans along an axis: cumsum. Knows of no graphs and no Lua. Floats add up in double, integers wrap in 64 bits. */
#include "base/parallel.h"
#include "op/ops.h"

enum { STRIP = 128, GRAIN_ELEMENTS = 1 << 15 };

typedef union value {
    double real;
    uint64_t whole;
} value;

static ln_status cumsum_infer(ln_call *call)
{
    const ln_tensor *x = ln_call_tensor(call, 0);
    ln_spec *out = &call->out[0];
    int axis;
    ln_spec_of(out, x);
    if (call->args[1].kind != LN_ARG_NONE) {
        LN_TRY(ln_call_axis(call, 1, x->rank, &axis));
    } else {
        out->rank = 1;
        out->shape[0] = x->size;
    }
    out->dtype = call->args[2].kind == LN_ARG_DTYPE ? call->args[2].as.dtype : x->dtype == LN_BOOL ? LN_INT32 : x->dtype;
    return LN_OK;
}

/* x and out are (outer, n, inner) in C order and of one dtype; an item is a strip of at most STRIP of one outer's inner elements. */
typedef struct scan {
    const char *in;
    char *out;
    ln_dtype dtype;
    int64_t n, inner, strips;
} scan;

static void run_scan(void *data, int64_t begin, int64_t end)
{
    const scan *s = data;
    bool real = ln_dtype_is_float(s->dtype);
    ln_dtype wide = real ? LN_FLOAT64 : LN_INT64;
    ln_convert_fn load = ln_converter(wide, s->dtype), save = ln_converter(s->dtype, wide);
    int64_t item = (int64_t)ln_dtype_size(s->dtype);
    for (int64_t at = begin; at < end; at++) {
        int64_t outer = at / s->strips, column = at % s->strips * STRIP;
        int64_t width = s->inner - column < STRIP ? s->inner - column : STRIP;
        value total[STRIP] = { { .whole = 0 } }, line[STRIP]; /* the bits of 0.0 are those of 0 */
        /* With one column, runs of STRIP rows are one line. */
        int64_t run = s->inner == 1 ? STRIP : 1;
        for (int64_t i = 0; i < s->n; i += run) {
            int64_t rows_here = s->n - i < run ? s->n - i : run, count = rows_here * width;
            int64_t offset = ((outer * s->n + i) * s->inner + column) * item;
            load(count, line, s->in + offset, item);
            for (int64_t k = 0; k < count; k++) {
                value *sum = &total[s->inner == 1 ? 0 : k];
                if (real)
                    sum->real += line[k].real;
                else
                    sum->whole += line[k].whole;
                line[k] = *sum;
            }
            save(count, s->out + offset, line, sizeof *line);
        }
    }
}

static ln_status cumsum_kernel(ln_call *call)
{
    ln_tensor *x = ln_call_tensor(call, 0), *out = call->result[0], *in;
    scan s = { .out = out->data, .dtype = out->dtype, .n = x->size, .inner = 1 };
    int64_t outer = 1;
    if (x->size == 0)
        return LN_OK;
    if (call->args[1].kind != LN_ARG_NONE) {
        int axis;
        LN_TRY(ln_call_axis(call, 1, x->rank, &axis));
        s.n = x->shape[axis];
        for (int i = 0; i < axis; i++)
            outer *= x->shape[i];
        for (int i = axis + 1; i < x->rank; i++)
            s.inner *= x->shape[i];
    }
    if (x->dtype == out->dtype) {
        LN_TRY(ln_tensor_contiguous(call->ctx, x, &in));
    } else {
        LN_TRY(ln_tensor_new(call->ctx, out->dtype, x->rank, x->shape, &in));
        ln_tensor_copy_to(x, out->dtype, in->data);
    }
    s.in = in->data;
    s.strips = (s.inner + STRIP - 1) / STRIP;
    int64_t cost = s.n * (s.inner < STRIP ? s.inner : STRIP);
    ln_status status = ln_parallel(call->ctx, outer * s.strips, cost >= GRAIN_ELEMENTS ? 1 : GRAIN_ELEMENTS / cost, run_scan, &s);
    ln_tensor_release(in);
    return status;
}

/* Element i counts in every sum from i on: the same scan from the other end. */
static void cumsum_gradient(ln_grad *g)
{
    const ln_tensor *x = g->inputs[0];
    ln_tensor *dy = g->douts[0];
    ln_arg axis = { .kind = LN_ARG_INT, .as.i = g->args[1].kind == LN_ARG_NONE ? 0 : g->args[1].as.i };
    ln_arg first[] = { { .kind = LN_ARG_TENSOR, .as.tensor = dy }, axis };
    ln_tensor *d = dy == NULL ? NULL : ln_g_call(g, &ln_op_flip, first, 2);
    ln_arg second[] = { { .kind = LN_ARG_TENSOR, .as.tensor = d }, axis, { .kind = LN_ARG_NONE } };
    d = d == NULL ? NULL : ln_g_call(g, &ln_op_cumsum, second, 3);
    ln_arg third[] = { { .kind = LN_ARG_TENSOR, .as.tensor = d }, axis };
    d = d == NULL ? NULL : ln_g_call(g, &ln_op_flip, third, 2);
    ln_g_set(g, 0, ln_g_reshape(g, d, x->rank, x->shape));
}

const ln_op ln_op_cumsum = {
    .name = "cumsum",
    .signature = "x, axis:axis=nil, dtype:dtype=nil",
    .doc = "Running sums along an axis; of all elements in C order, on one axis, when axis is nil. bool counts in int32, "
           "other dtypes stay; x is cast to dtype first when it is given. An axis out of range is an error.",
    .sample = "f({2,5},-2,2), 1",
    .infer = cumsum_infer,
    .kernel = cumsum_kernel,
    .gradient = cumsum_gradient
};
