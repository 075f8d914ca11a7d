/* Slots for tensors' userdata. Written on lunula.h alone.
 *
 * Slots stand in chunks. A block is a slot if and only if it starts within a chunk, which a search of the sorted chunks tells; Lua frees
 * userdata in the order of their making, so that most often the chunk is the one looked at last. One byte per slot says where in it a tensor's address
 * stands (0: nowhere, for another userdata of that size) or, while it is free, which free slot comes next. One chunk without a slot taken is
 * kept, others go back to the allocator. */
#include "lualib/boxes.h"

#include <string.h>

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__ /* it sees the use of a free slot as that of a freed block */
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(block, bytes) ((void)(block), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(block, bytes) ((void)(block), (void)(bytes))
#endif

enum { CHUNK_BYTES = LN_CHUNK_BYTES, SLOTS = LN_CHUNK_SLOTS, NO_SLOT = 255 };

_Static_assert(sizeof(ln_box_chunk) + LN_BOX_BYTES - 1 + SLOTS * LN_BOX_BYTES <= CHUNK_BYTES, "slots fit, wherever aligned");

/* How many chunks stand before an address, or at it. */
static int rank_of(const ln_boxes *boxes, const void *block)
{
    int from = 0;
    for (int left = boxes->count; left > 0;) {
        int half = left / 2;
        bool after = (uintptr_t)boxes->chunks[from + half] <= (uintptr_t)block;
        from += after ? half + 1 : 0;
        left = after ? left - half - 1 : half;
    }
    return from;
}

ln_box_chunk *ln_boxes_search(const ln_boxes *boxes, ln_box_chunk **last, const void *block)
{
    int rank = rank_of(boxes, block);
    if (rank == 0 || (uintptr_t)block - (uintptr_t)boxes->chunks[rank - 1] >= CHUNK_BYTES)
        return NULL;
    return *last = boxes->chunks[rank - 1];
}

static void open_chunk(ln_boxes *boxes, ln_box_chunk *chunk)
{
    chunk->previous = NULL;
    chunk->next = boxes->open;
    if (chunk->next != NULL)
        chunk->next->previous = chunk;
    boxes->open = chunk;
}

static void close_chunk(ln_boxes *boxes, ln_box_chunk *chunk)
{
    *(chunk->previous != NULL ? &chunk->previous->next : &boxes->open) = chunk->next;
    if (chunk->next != NULL)
        chunk->next->previous = chunk->previous;
}

static bool make_chunk(ln_boxes *boxes)
{
    if (boxes->count == boxes->room) {
        int room = boxes->room == 0 ? 16 : 2 * boxes->room;
        void *grown = lunula_allocate(boxes->runtime, boxes->chunks, (size_t)boxes->room * sizeof *boxes->chunks,
                                      (size_t)room * sizeof *boxes->chunks);
        if (grown == NULL)
            return false;
        boxes->chunks = grown;
        boxes->room = room;
    }
    ln_box_chunk *chunk = lunula_allocate(boxes->runtime, NULL, 0, CHUNK_BYTES);
    if (chunk == NULL)
        return false;
    uintptr_t end = (uintptr_t)(chunk + 1);
    *chunk = (ln_box_chunk){ .slots = (unsigned char *)(chunk + 1) + (-end & (LN_BOX_BYTES - 1)), .free = NO_SLOT };
    ASAN_POISON_MEMORY_REGION(chunk->slots, SLOTS * LN_BOX_BYTES);
    int rank = rank_of(boxes, chunk);
    memmove(&boxes->chunks[rank + 1], &boxes->chunks[rank], (size_t)(boxes->count - rank) * sizeof(void *));
    boxes->chunks[rank] = chunk;
    boxes->count++;
    boxes->empty++;
    open_chunk(boxes, chunk);
    return true;
}

static void end_chunk(ln_boxes *boxes, ln_box_chunk *chunk)
{
    int rank = rank_of(boxes, chunk);
    memmove(&boxes->chunks[rank - 1], &boxes->chunks[rank], (size_t)(boxes->count - rank) * sizeof(void *));
    boxes->count--;
    boxes->empty--;
    boxes->last = boxes->asked = NULL;
    close_chunk(boxes, chunk);
    ASAN_UNPOISON_MEMORY_REGION(chunk, CHUNK_BYTES);
    lunula_allocate(boxes->runtime, chunk, CHUNK_BYTES, 0);
}

void *ln_boxes_take(ln_boxes *boxes)
{
    if (boxes->open == NULL && !make_chunk(boxes))
        return NULL;
    ln_box_chunk *chunk = boxes->last = boxes->open;
    int slot = chunk->free;
    if (slot == NO_SLOT)
        slot = chunk->fresh++;
    else
        chunk->free = chunk->mark[slot];
    chunk->mark[slot] = 0;
    boxes->empty -= chunk->taken == 0;
    if (++chunk->taken == SLOTS)
        close_chunk(boxes, chunk);
    void *block = chunk->slots + slot * LN_BOX_BYTES;
    ASAN_UNPOISON_MEMORY_REGION(block, LN_BOX_BYTES);
    return block;
}

bool ln_boxes_give(ln_boxes *boxes, void *block)
{
    ln_box_chunk *chunk = ln_boxes_find(boxes, &boxes->last, block);
    if (chunk == NULL)
        return false;
    lunula_tensor *t = NULL;
    size_t slot = ln_boxes_slot(chunk, block);
    int at = chunk->mark[slot];
    if (at != 0)
        memcpy(&t, (unsigned char *)block + at, sizeof t);
    ASAN_POISON_MEMORY_REGION(block, LN_BOX_BYTES);
    chunk->mark[slot] = chunk->free;
    chunk->free = (uint8_t)slot;
    if (chunk->taken-- == SLOTS)
        open_chunk(boxes, chunk);
    if (chunk->taken == 0 && ++boxes->empty > 1)
        end_chunk(boxes, chunk);
    lunula_local_release(boxes->runtime, t);
    return true;
}

void ln_boxes_free(ln_boxes *boxes)
{
    while (boxes->count > 0)
        end_chunk(boxes, boxes->chunks[0]);
    lunula_allocate(boxes->runtime, boxes->chunks, (size_t)boxes->room * sizeof *boxes->chunks, 0);
    *boxes = (ln_boxes){ .runtime = boxes->runtime };
}
