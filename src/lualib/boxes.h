/* Tensors' userdata as slots of the allocator, which releases the tensor when Lua frees the userdata: no finalizer is called for it. For a Lua state
 * whose allocator hands out what ln_boxes_take gives. Written on lunula.h alone. */
#ifndef LN_LUALIB_BOXES_H
#define LN_LUALIB_BOXES_H

#include "lunula.h"

/* The size of a slot: what Lua 5.4 asks for a userdata of one pointer and one user value. */
enum { LN_BOX_BYTES = 64, LN_CHUNK_BYTES = 16 << 10, LN_CHUNK_SLOTS = 250 };

typedef struct ln_box_chunk {
    struct ln_box_chunk *next, *previous; /* of those with a free slot */
    unsigned char *slots;
    uint8_t taken, fresh, free; /* how many are; the first that never was, and the first that was and is no more */
    uint8_t mark[LN_CHUNK_SLOTS];
} ln_box_chunk;

typedef struct ln_boxes {
    lunula_runtime *runtime; /* whose memory they are */
    ln_box_chunk **chunks;   /* all of them, by address */
    int count, room;
    int empty;           /* how many have no slot taken */
    ln_box_chunk *open;  /* a list of those with a free slot */
    ln_box_chunk *last;  /* the one whose slot was taken, held or given last */
    ln_box_chunk *asked; /* the one that ln_boxes_is_held found last */
} ln_boxes;

/* A slot for a userdata; NULL when there is no memory. */
void *ln_boxes_take(ln_boxes *boxes);
/* Gives a block back if it is a slot, and releases the tensor in it. Calls nothing of Lua's. */
bool ln_boxes_give(ln_boxes *boxes, void *block);
/* Gives all memory back, once every slot was. */
void ln_boxes_free(ln_boxes *boxes);

/* The chunk in which a block lies, other than `*last`, which it becomes; or NULL. */
ln_box_chunk *ln_boxes_search(const ln_boxes *boxes, ln_box_chunk **last, const void *block);

static inline ln_box_chunk *ln_boxes_find(const ln_boxes *boxes, ln_box_chunk **last, const void *block)
{
    return *last != NULL && (uintptr_t)block - (uintptr_t)*last < LN_CHUNK_BYTES ? *last : ln_boxes_search(boxes, last, block);
}

static inline size_t ln_boxes_slot(const ln_box_chunk *chunk, const void *block)
{
    return (size_t)((const unsigned char *)block - chunk->slots) / LN_BOX_BYTES;
}

/* Whether `*box` lies in a slot: then the tensor that stands there when the slot is given back, if any, is released. */
static inline bool ln_boxes_hold(ln_boxes *boxes, lunula_tensor **box)
{
    ln_box_chunk *chunk = ln_boxes_find(boxes, &boxes->last, box);
    if (chunk == NULL)
        return false;
    size_t slot = ln_boxes_slot(chunk, box);
    chunk->mark[slot] = (uint8_t)((unsigned char *)box - chunk->slots - slot * LN_BOX_BYTES);
    return true;
}

/* Whether that is so of `data`, a userdata's address. */
static inline bool ln_boxes_is_held(ln_boxes *boxes, const void *data)
{
    const ln_box_chunk *chunk = ln_boxes_find(boxes, &boxes->asked, data);
    return chunk != NULL && chunk->mark[ln_boxes_slot(chunk, data)] != 0;
}

#endif
