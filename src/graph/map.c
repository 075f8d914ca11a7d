/* Tensors by identity. Knows of no Lua. */
#include "graph/map.h"

#include <string.h>

#include "base/memory.h"

static size_t hash(const ln_tensor *t)
{
    uint64_t h = (uint64_t)(uintptr_t)t >> 6;
    h *= 0x9e3779b97f4a7c15u;
    return (size_t)(h >> 20);
}

ln_slot *ln_map_find(const ln_map *map, const ln_tensor *key)
{
    if (map->capacity == 0)
        return NULL;
    for (size_t i = hash(key) & (map->capacity - 1);; i = (i + 1) & (map->capacity - 1)) {
        if (map->slots[i].key == key)
            return &map->slots[i];
        if (map->slots[i].key == NULL)
            return NULL;
    }
}

static void place(ln_map *map, ln_slot entry)
{
    size_t i = hash(entry.key) & (map->capacity - 1);
    while (map->slots[i].key != NULL)
        i = (i + 1) & (map->capacity - 1);
    map->slots[i] = entry;
}

static ln_status grow(ln_context *ctx, ln_map *map)
{
    size_t capacity = map->capacity == 0 ? 64 : 2 * map->capacity;
    ln_map bigger = { .capacity = capacity, .count = map->count };
    void *block;
    LN_TRY(ln_alloc(ctx, capacity * sizeof(ln_slot), "a recording", &block));
    memset(block, 0, capacity * sizeof(ln_slot));
    bigger.slots = block;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->slots[i].key != NULL)
            place(&bigger, map->slots[i]);
    ln_free(ctx, map->slots, map->capacity * sizeof(ln_slot));
    *map = bigger;
    return LN_OK;
}

ln_status ln_map_insert(ln_context *ctx, ln_map *map, ln_tensor *key, int id)
{
    if (ln_map_find(map, key) != NULL)
        return LN_OK;
    if (2 * (map->count + 1) > map->capacity)
        LN_TRY(grow(ctx, map));
    place(map, (ln_slot){ .key = ln_tensor_retain(key), .id = id });
    map->count++;
    return LN_OK;
}

void ln_map_free(ln_context *ctx, ln_map *map)
{
    for (size_t i = 0; i < map->capacity; i++) {
        ln_tensor_release(map->slots[i].key);
        ln_tensor_release(map->slots[i].gradient);
    }
    ln_free(ctx, map->slots, map->capacity * sizeof(ln_slot));
    *map = (ln_map){ 0 };
}
