/* Reductions whose input is computed on the way. Knows of no graphs. */
#ifndef LN_OP_REDUCE_H
#define LN_OP_REDUCE_H

#include "op/op.h"

/* Writes elements [begin, begin + n), in C order and in x's dtype, to `out`, 64-byte aligned. n is at most LN_FILL_MOST. Runs on any thread;
 * each element is asked for once. */
typedef void (*ln_fill_fn)(const void *user, int64_t begin, int64_t n, void *out);
enum { LN_FILL_MOST = 1024 };

/* Whether a call is a reduction whose rows have one element each, so that its result, `out`, is x in another shape. */
bool ln_reduces_nothing(const ln_call *call, const ln_tensor *out);
/* Whether a call is a reduction over trailing axes. */
bool ln_reduce_takes_fill(const ln_call *call);
/* Whether it is a sum or mean of float32. */
bool ln_reduce_takes_lanes(const ln_call *call);
/* Its kernel, with the elements of x coming from `fill`: the bits are the same. Where it takes lanes, `fill` may sum the elements itself: then `out`
 * are the lanes of blocks.h, which they join. */
ln_status ln_reduce_filled(ln_call *call, ln_fill_fn fill, bool sums, const void *user);

/* How rows of neighbouring elements are reduced one by one. */
typedef struct ln_row_fold {
    int fold;
    bool mean;
    ln_dtype from, to;
} ln_row_fold;

/* Whether a call, whose result has dtype `to`, is a sum, mean, maximum or minimum in floats over the last axis alone. */
bool ln_reduce_row_fold(const ln_call *call, ln_dtype to, ln_row_fold *out);
/* Reduces `count` rows of n elements each, one behind the other, with the bits of the kernel. */
void ln_reduce_rows(const ln_row_fold *how, int64_t count, int64_t n, const void *x, void *out);

#endif
