/* Small blocks. A collection frees them by the hundred, more than the C library keeps at hand.
 *
 * A region is a block of the runtime's memory with 8 chunks in it, each aligned to its size, so that a slot's address tells its chunk. A chunk
 * has slots of one size; one without a slot taken belongs to no size, unless it is the last of its own with a free one. A region of such idle chunks alone
 * goes back once as many idle ones stand elsewhere. */
#include "host/small.h"

#include <string.h>

#include "lualib/poison.h"

enum { CHUNK_BYTES = 8 << 10, CHUNKS = 8, REGION_BYTES = (CHUNKS + 1) * CHUNK_BYTES, ALL = (1 << CHUNKS) - 1 };

struct ln_small_region {
    unsigned char *chunks;
    void *block;   /* in which they stand */
    unsigned idle; /* bit k: chunk k is idle */
};

typedef struct free_slot {
    struct free_slot *next;
} free_slot;

struct ln_small_chunk {
    _Alignas(64) ln_small_chunk *next; /* of the same size with a free slot */
    ln_small_chunk *previous;
    free_slot *free;
    unsigned char *fresh; /* from here on no slot was ever taken */
    int taken, room;
};

static size_t slot_bytes(int size)
{
    return (size_t)(size + 1) * LN_SMALL_STEP;
}

static int size_of(size_t bytes)
{
    return (int)((bytes - 1) / LN_SMALL_STEP);
}

static ln_small_chunk *chunk_of(const void *block)
{
    return (ln_small_chunk *)((uintptr_t)block & ~(uintptr_t)(CHUNK_BYTES - 1));
}

/* The first region behind an address. */
static int region_behind(const ln_small *small, const void *block)
{
    int from = 0;
    for (int left = small->count; left > 0;) {
        int half = left / 2;
        bool before = (uintptr_t)small->regions[from + half].chunks <= (uintptr_t)block;
        from += before ? half + 1 : 0;
        left = before ? left - half - 1 : half;
    }
    return from;
}

static bool make_region(ln_small *small)
{
    if (small->count == small->room) {
        int room = small->room == 0 ? 16 : 2 * small->room;
        size_t old = (size_t)small->room * sizeof *small->regions, bytes = (size_t)room * sizeof *small->regions;
        void *grown = lunula_allocate(small->runtime, small->regions, old, bytes);
        if (grown == NULL)
            return false;
        small->regions = grown;
        small->room = room;
    }
    unsigned char *block = lunula_allocate(small->runtime, NULL, 0, REGION_BYTES);
    if (block == NULL)
        return false;
    int at = region_behind(small, block);
    memmove(&small->regions[at + 1], &small->regions[at], (size_t)(small->count - at) * sizeof *small->regions);
    small->regions[at] = (ln_small_region){ block + (-(uintptr_t)block & (CHUNK_BYTES - 1)), block, ALL };
    small->count++;
    small->idle += CHUNKS;
    small->first = at < small->first ? at : small->first;
    return true;
}

static void end_region(ln_small *small, int at)
{
    void *block = small->regions[at].block;
    small->count--;
    small->idle -= CHUNKS;
    small->first = at < small->first ? at : small->first;
    memmove(&small->regions[at], &small->regions[at + 1], (size_t)(small->count - at) * sizeof *small->regions);
    ASAN_UNPOISON_MEMORY_REGION(block, REGION_BYTES);
    lunula_allocate(small->runtime, block, REGION_BYTES, 0);
}

static void open_chunk(ln_small *small, int size, ln_small_chunk *chunk)
{
    chunk->previous = NULL;
    chunk->next = small->open[size];
    if (chunk->next != NULL)
        chunk->next->previous = chunk;
    small->open[size] = chunk;
}

static void close_chunk(ln_small *small, int size, ln_small_chunk *chunk)
{
    *(chunk->previous != NULL ? &chunk->previous->next : &small->open[size]) = chunk->next;
    if (chunk->next != NULL)
        chunk->next->previous = chunk->previous;
}

/* Makes an idle chunk one of a size. */
static bool make_chunk(ln_small *small, int size)
{
    if (small->idle == 0 && !make_region(small))
        return false;
    int at = small->first;
    while (small->regions[at].idle == 0)
        at++;
    small->first = at;
    int k = __builtin_ctz(small->regions[at].idle);
    ln_small_chunk *chunk = (void *)(small->regions[at].chunks + (size_t)k * CHUNK_BYTES);
    small->regions[at].idle &= ~(1u << k);
    small->idle--;
    *chunk = (ln_small_chunk){ .fresh = (unsigned char *)(chunk + 1),
                               .room = (int)((CHUNK_BYTES - sizeof *chunk) / slot_bytes(size)) };
    ASAN_POISON_MEMORY_REGION(chunk + 1, CHUNK_BYTES - sizeof *chunk);
    open_chunk(small, size, chunk);
    return true;
}

static void end_chunk(ln_small *small, int size, ln_small_chunk *chunk)
{
    int at = region_behind(small, chunk) - 1;
    ln_small_region *region = &small->regions[at];
    close_chunk(small, size, chunk);
    small->first = at < small->first ? at : small->first;
    region->idle |= 1u << (((unsigned char *)chunk - region->chunks) / CHUNK_BYTES);
    small->idle++;
    if (region->idle == ALL && small->idle >= 2 * CHUNKS)
        end_region(small, at);
}

void *ln_small_take(ln_small *small, size_t bytes)
{
    int size = size_of(bytes);
    if (small->open[size] == NULL && !make_chunk(small, size))
        return NULL;
    ln_small_chunk *chunk = small->open[size];
    free_slot *slot = chunk->free;
    if (slot != NULL) {
        ASAN_UNPOISON_MEMORY_REGION(slot, slot_bytes(size));
        chunk->free = slot->next;
    } else {
        slot = (void *)chunk->fresh;
        ASAN_UNPOISON_MEMORY_REGION(slot, slot_bytes(size));
        chunk->fresh += slot_bytes(size);
    }
    if (++chunk->taken == chunk->room)
        close_chunk(small, size, chunk);
    return slot;
}

void ln_small_give(ln_small *small, void *block, size_t bytes)
{
    int size = size_of(bytes);
    ln_small_chunk *chunk = chunk_of(block);
    free_slot *slot = block;
    slot->next = chunk->free;
    chunk->free = slot;
    ASAN_POISON_MEMORY_REGION(slot, slot_bytes(size));
    if (chunk->taken-- == chunk->room)
        open_chunk(small, size, chunk);
    if (chunk->taken == 0 && (chunk->next != NULL || chunk->previous != NULL))
        end_chunk(small, size, chunk);
}

void ln_small_free(ln_small *small)
{
    while (small->count > 0)
        end_region(small, small->count - 1);
    lunula_allocate(small->runtime, small->regions, (size_t)small->room * sizeof *small->regions, 0);
    *small = (ln_small){ .runtime = small->runtime };
}
