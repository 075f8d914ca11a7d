/* Reductions whose input is computed on the way. Knows of no graphs. */
#ifndef LN_OP_REDUCE_H
#define LN_OP_REDUCE_H

#include "op/op.h"

/* Writes elements [begin, begin + n), in C order and in x's dtype, to `out`, 64-byte aligned. n is at most LN_FILL_MOST. Runs on any thread;
 * each element is asked for once. */
typedef void (*ln_fill_fn)(const void *user, int64_t begin, int64_t n, void *out);
enum { LN_FILL_MOST = 1024 };

/* Whether a call is a reduction over trailing axes. */
bool ln_reduce_takes_fill(const ln_call *call);
/* Its kernel, with the elements of x coming from `fill`: the bits are the same. */
ln_status ln_reduce_filled(ln_call *call, ln_fill_fn fill, const void *user);

#endif
