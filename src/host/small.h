/* Lua's small blocks: slots of one size each, side by side, in place of the C library's. For the memory of a host that has no allocator of its own, which
 * would be asked for each of them. */
#ifndef LN_HOST_SMALL_H
#define LN_HOST_SMALL_H

#include "lunula.h"

enum { LN_SMALL_BYTES = 256, LN_SMALL_STEP = 16 };

typedef struct ln_small_chunk ln_small_chunk;
typedef struct ln_small_region ln_small_region;

typedef struct ln_small {
    lunula_runtime *runtime;                              /* whose memory they are */
    ln_small_chunk *open[LN_SMALL_BYTES / LN_SMALL_STEP]; /* of each size, those that have a free slot */
    ln_small_region *regions;                             /* by address */
    int count, room, first;                               /* first: none before it has idle chunks */
    int idle;                                             /* chunks of no size */
} ln_small;

/* A block of 1 to LN_SMALL_BYTES bytes; NULL when there is no memory. */
void *ln_small_take(ln_small *small, size_t bytes);
/* Gives it back. */
void ln_small_give(ln_small *small, void *block, size_t bytes);
/* Gives all memory back, once every block was. */
void ln_small_free(ln_small *small);

#endif
