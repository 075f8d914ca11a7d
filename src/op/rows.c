/* Tensors seen as rows. Knows of no graphs and no Lua. */
#include "op/rows.h"

/* One more axis behind the others; two that lie one behind the other in memory are one. */
static void add_axis(int *rank, int64_t *shapes, int64_t *steps, int64_t shape, int64_t step)
{
    if (*rank > 0 && steps[*rank - 1] == step * shape) {
        shapes[*rank - 1] *= shape;
        steps[*rank - 1] = step;
    } else {
        shapes[*rank] = shape;
        steps[(*rank)++] = step;
    }
}

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
        *(reduced[i] ? &r->length : &r->count) *= x->shape[i];
        if (x->shape[i] == 1)
            continue;
        if (reduced[i])
            add_axis(&r->inner_rank, r->inner_shape, r->inner_step, x->shape[i], x->strides[i] * item);
        else
            add_axis(&r->outer_rank, r->outer_shape, r->outer_step, x->shape[i], x->strides[i] * item);
    }
}

int64_t ln_rows_walk(int rank, const int64_t *shape, const int64_t *step, int64_t index)
{
    int64_t result = 0;
    for (int i = rank - 1; index > 0; i--) {
        const int64_t rest = ln_rows_divide(index, shape[i]);
        result += (index - rest * shape[i]) * step[i];
        index = rest;
    }
    return result;
}

const char *ln_rows_start(const ln_rows *r, int64_t row)
{
    return r->data + ln_rows_walk(r->outer_rank, r->outer_shape, r->outer_step, row);
}

void ln_rows_gather(const ln_rows *r, const char *start, int64_t begin, int64_t n, ln_dtype dtype, void *out)
{
    ln_convert_fn convert = ln_converter(dtype, r->dtype);
    if (r->inner_rank == 0) {
        convert(1, out, start, 0);
        return;
    }
    const int64_t wide = (int64_t)ln_dtype_size(dtype), longest = r->inner_shape[r->inner_rank - 1];
    const int64_t step = r->inner_step[r->inner_rank - 1];
    int64_t column = begin - ln_rows_divide(begin, longest) * longest;
    char *to = out;
    while (n > 0) {
        const int64_t run = longest - column < n ? longest - column : n;
        convert(run, to, start + ln_rows_offset(r, begin), step);
        to += run * wide;
        begin += run;
        n -= run;
        column = 0;
    }
}
