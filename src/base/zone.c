/* Zones. Knows nothing of what they hold. */
#include "base/zone.h"

#include <string.h>

#include "base/memory.h"

struct ln_zone_chunk {
    ln_zone_chunk *next;
    size_t bytes; /* of the chunk, this header included */
    char data[];
};

enum { CHUNK = 16 * 1024 - 64 };

ln_status ln_zone_alloc(ln_context *ctx, ln_zone *zone, size_t count, size_t size, void *out)
{
    size_t bytes;
    LN_TRY(ln_multiply_size(ctx, count, size, "a zone", &bytes));
    bytes = (bytes + 15) & ~(size_t)15;
    size_t room = zone->chunks == NULL ? 0 : zone->chunks->bytes - sizeof(ln_zone_chunk) - zone->used;
    if (bytes > room || zone->chunks == NULL) {
        size_t wanted = bytes > CHUNK / 4 ? bytes + sizeof(ln_zone_chunk) : CHUNK;
        void *block;
        LN_TRY(ln_alloc(ctx, wanted, "a zone", &block));
        ln_zone_chunk *chunk = block;
        chunk->next = zone->chunks;
        chunk->bytes = wanted;
        zone->chunks = chunk;
        zone->used = 0;
    }
    void *at = zone->chunks->data + zone->used;
    zone->used += bytes;
    memset(at, 0, bytes);
    memcpy(out, &at, sizeof at);
    return LN_OK;
}

void ln_zone_free(ln_memory *memory, ln_zone *zone)
{
    while (zone->chunks != NULL) {
        ln_zone_chunk *chunk = zone->chunks;
        zone->chunks = chunk->next;
        ln_block_free(memory, chunk, chunk->bytes);
    }
    zone->used = 0;
}
