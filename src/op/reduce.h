/* Reductions whose input is computed on the way. Knows of no graphs. */
#ifndef LN_OP_REDUCE_H
#define LN_OP_REDUCE_H

#include "op/op.h"

enum { LN_FILLED_MOST = 6 };

/* What computes the elements of reductions that run together. */
typedef struct ln_fill {
    /* Elements [begin, begin + n), in C order, for every reduction k: at[k] is room for them, 64-byte aligned, and where they are afterwards, which may
     * be elsewhere, in the dtype of its x. n is at most 1024, or 8192 where any and all look at bools alone. Runs on any thread; each element is asked for
     * once, or never where a result is known before. */
    void (*run)(const void *user, int64_t begin, int64_t n, const void **at, double *lanes);
    const void *user;
    bool whole; /* every element is to be asked for: that is how other values are made */
    /* Where k takes lanes: it joins the elements itself to the lanes of blocks.h at `lanes` + k * LN_LANES. */
    bool sums[LN_FILLED_MOST];
} ln_fill;

/* Infers the shape of a reduction's result and the length of a row, LN_UNKNOWN where that isn't known; axes are the call's second argument. */
ln_status ln_reduced_shape(ln_call *call, bool keepdims, int64_t *length);
/* Whether a call is a reduction whose rows have one element each, so that its result, `out`, is x in another shape. */
bool ln_reduces_nothing(const ln_call *call, const ln_tensor *out);
/* Whether an op is a reduction of this family: its axes are the second argument, and its bits follow from the elements of each row and their order. */
bool ln_is_reduction(const ln_op *op);
/* Whether one whose result has dtype `to` has the same bits in any order. */
bool ln_reduces_in_any_order(const ln_op *op, ln_dtype to);
/* Whether a call is a reduction over trailing axes. */
bool ln_reduce_takes_fill(const ln_call *call);
/* Whether it is a sum or mean of float32. */
bool ln_reduce_takes_lanes(const ln_call *call);
/* The kernels of `count` reductions over trailing axes, as many for each, of x of one shape, in one pass that computes their elements: the bits are the
 * same. Without `fill`, of one call of any axes. */
ln_status ln_reduce_filled(ln_call *calls, int count, const ln_fill *fill);

/* How rows of neighbouring elements are reduced one by one. */
typedef struct ln_row_fold {
    int fold;
    bool mean;
    ln_dtype from, to;
} ln_row_fold;

/* Whether a call, whose result has dtype `to`, is a sum, mean, maximum or minimum in floats over the last axis alone. */
bool ln_reduce_row_fold(const ln_call *call, ln_dtype to, ln_row_fold *out);
/* Reduces `count` rows of n elements each, one behind the other, with the bits of the kernel, asking for what comes next as blocks.h says. */
void ln_reduce_rows(const ln_row_fold *how, int64_t count, int64_t n, const void *x, ptrdiff_t ahead, void *out);

#endif
