/* Tensors seen as rows. Knows of no graphs and no Lua. */
#include "op/rows.h"

void ln_rows_make(ln_rows *r, const ln_tensor *x, const int *axes, int count)
{
    bool reduced[LN_MAX_RANK] = { false };
    int64_t item = (int64_t)ln_dtype_size(x->dtype);
    r->data = x->data;
    r->dtype = x->dtype;
    r->outer_rank = r->inner_rank = 0;
    r->count = r->length = 1;
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

const char *ln_rows_start(const ln_rows *r, int64_t row)
{
    const char *at = r->data;
    for (int i = r->outer_rank - 1; i >= 0; i--) {
        at += row % r->outer_shape[i] * r->outer_step[i];
        row /= r->outer_shape[i];
    }
    return at;
}

void ln_rows_gather(const ln_rows *r, const char *start, int64_t begin, int64_t n, ln_dtype dtype, void *out)
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
