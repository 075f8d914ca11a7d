/* Tensors by identity: an open hash table that keeps its keys alive. Knows of no Lua. */
#ifndef LN_GRAPH_MAP_H
#define LN_GRAPH_MAP_H

#include "tensor/tensor.h"

typedef struct ln_slot {
    ln_tensor *key;      /* retained; NULL: empty */
    ln_tensor *gradient; /* retained or NULL: what the gradient walk has gathered so far */
    int id;              /* the user's own */
} ln_slot;

typedef struct ln_map {
    ln_slot *slots;
    size_t capacity, count; /* capacity is 0 or a power of two */
} ln_map;

ln_slot *ln_map_find(const ln_map *map, const ln_tensor *key);
/* Adds `key`; an entry that is there stays as it is. */
ln_status ln_map_insert(ln_context *ctx, ln_map *map, ln_tensor *key, int id);
void ln_map_free(ln_context *ctx, ln_map *map);

#endif
