/* Tensors' userdata as slots of the allocator, which releases the tensor when Lua frees the userdata: no finalizer is called for it. For a Lua state
 * whose allocator hands out what ln_boxes_take gives. Written on lunula.h alone. */
#ifndef LN_LUALIB_BOXES_H
#define LN_LUALIB_BOXES_H

#include "lunula.h"

/* The size of a slot: what Lua 5.4 asks for a userdata of one pointer and one user value. */
enum { LN_BOX_BYTES = 64 };

typedef struct ln_box_chunk ln_box_chunk;

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
/* Whether `*box` lies in a slot: then the tensor that stands there when the slot is given back, if any, is released. */
bool ln_boxes_hold(ln_boxes *boxes, lunula_tensor **box);
/* Whether that is so of `data`, a userdata's address. */
bool ln_boxes_is_held(ln_boxes *boxes, const void *data);
/* Gives all memory back, once every slot was. */
void ln_boxes_free(ln_boxes *boxes);

#endif
