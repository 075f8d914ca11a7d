/* ln_parallel: the only place that makes parallelism. Knows nothing of tensors. */
#ifndef LN_BASE_PARALLEL_H
#define LN_BASE_PARALLEL_H

#include "base/context.h"

/* Works on items [begin, end). Runs on any thread: it must not touch the context's message. */
typedef void (*ln_task_fn)(void *data, int64_t begin, int64_t end);

/* Runs `task` over [0, count) in chunks of `grain` items (the last may be shorter). Chunks depend on count and
 * grain alone, never on the number of threads. Serial when one chunk is all there is, when the pool is busy or when no
 * thread can be had. Returns LN_ERROR_CANCELLED when the cancel flag was seen between chunks. */
ln_status ln_parallel(ln_context *ctx, int64_t count, int64_t grain, ln_task_fn task, void *data);

/* How many threads at most run tasks of one call of ln_parallel at the same time, the caller's included. */
int ln_parallel_width(const ln_context *ctx);

/* Ends the context's threads, if it has any. */
void ln_pool_free(ln_context *ctx);

#endif
