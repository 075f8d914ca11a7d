/* Matrix products whose result is worked on while it is in cache. Knows of no graphs. */
#ifndef LN_OP_MATMUL_H
#define LN_OP_MATMUL_H

#include "op/op.h"

/* Told of elements [begin, end) of the result, in C order, once they are final. Runs on any thread; each element is in one call. */
typedef void (*ln_part_fn)(const void *user, int64_t begin, int64_t end);

/* Whether a call, inferred, is a product of matrices that computes in the dtype of its result, which is not empty. */
bool ln_matmul_hands_on(const ln_call *call, const ln_tensor *out);
/* Its kernel, telling `part`. */
ln_status ln_matmul_followed(ln_call *call, ln_part_fn part, const void *user);

#endif
