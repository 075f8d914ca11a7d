/* A tensor seen as rows, which reductions go along. Knows of no graphs and no Lua. */
#ifndef LN_OP_ROWS_H
#define LN_OP_ROWS_H

#include "tensor/dtype.h"
#include "tensor/tensor.h"

/* A tensor seen as rows: `outer` walks the kept axes, `inner` the reduced ones. Axes of length 1 are left out; neighbours that make one axis are one. */
typedef struct ln_rows {
    int64_t count, length; /* rows, elements of each */
    const char *data;
    ln_dtype dtype;
    int outer_rank, inner_rank;
    int64_t outer_shape[LN_MAX_RANK], outer_step[LN_MAX_RANK]; /* steps in bytes */
    int64_t inner_shape[LN_MAX_RANK], inner_step[LN_MAX_RANK];
} ln_rows;

/* a / b for a >= 0, b > 0: a division costs as much as half of a small reduction, and most are of a number by a larger one or by 1. */
static inline int64_t ln_rows_divide(int64_t a, int64_t b)
{
    return a < b ? 0 : b == 1 ? a : a / b;
}

/* Rows along `count` axes, in the order in which they stand in the shape. */
void ln_rows_make(ln_rows *r, const ln_tensor *x, const int *axes, int count);
/* Where row number `row`, in C order, begins. */
const char *ln_rows_start(const ln_rows *r, int64_t row);
/* Where element `index`, in C order, of axes of these shapes and steps lies. */
int64_t ln_rows_walk(int rank, const int64_t *shape, const int64_t *step, int64_t index);
/* Where element `index` of a row lies, in bytes from the row's start. */
static inline int64_t ln_rows_offset(const ln_rows *r, int64_t index)
{
    return r->inner_rank == 1 ? index * r->inner_step[0] : ln_rows_walk(r->inner_rank, r->inner_shape, r->inner_step, index);
}

/* Copies elements [begin, begin + n) of the row that begins at `start`, as `dtype`, to `out`. */
void ln_rows_gather(const ln_rows *r, const char *start, int64_t begin, int64_t n, ln_dtype dtype, void *out);

#endif
