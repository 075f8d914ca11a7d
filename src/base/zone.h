/* A zone: many small blocks that are freed together. Knows nothing of what they hold. */
#ifndef LN_BASE_ZONE_H
#define LN_BASE_ZONE_H

#include "base/context.h"

typedef struct ln_zone_chunk ln_zone_chunk;

typedef struct ln_zone {
    ln_zone_chunk *chunks; /* the newest first */
    size_t used;           /* bytes of the newest that are taken */
} ln_zone;

/* `count` cleared items of `size` bytes, aligned to 16; lives until ln_zone_free. */
ln_status ln_zone_alloc(ln_context *ctx, ln_zone *zone, size_t count, size_t size, void *out);
void ln_zone_free(ln_memory *memory, ln_zone *zone);

#endif
