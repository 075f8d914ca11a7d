/* The memory of a host's Lua state: its runtime's, so that one allocator and one limit serve Lua and tensors alike; what a script takes is charged
 * to its budget; slots for tensors' userdata, which release their tensors when Lua frees them; and a reserve for finalizers.
 *
 * Lua calls a finalizer but once. The call itself may need memory (a longer stack, a frame), and where there is none the finalizer is
 * lost, and with it what it would have released: a variable, a graph, a file. So there is a reserve that serves nothing but those calls. */
#include <stdint.h>
#include <string.h>

#include "host/host.h"

enum { BYTES_PER_UNIT = 256, GROWTH = 8 << 20, LARGE = 1 << 20 };
enum { FRAMES = 32, FRAME_BYTES = 128, STACK_BYTES = 64 << 10 }; /* a stack of 4000 values */

struct ln_reserve {
    _Alignas(16) unsigned char frames[FRAMES][FRAME_BYTES];
    _Alignas(16) unsigned char stack[STACK_BYTES];
    bool frame_taken[FRAMES], stack_taken;
};

bool ln_host_make_reserve(lunula_host *host)
{
    host->reserve = lunula_allocate(host->runtime, NULL, 0, sizeof *host->reserve);
    if (host->reserve != NULL)
        memset(host->reserve, 0, sizeof *host->reserve);
    return host->reserve != NULL;
}

void ln_host_free_reserve(lunula_host *host)
{
    lunula_allocate(host->runtime, host->reserve, sizeof *host->reserve, 0);
}

static bool is_reserve(const ln_reserve *r, const void *block)
{
    return (uintptr_t)block - (uintptr_t)r < sizeof *r;
}

static void *take_reserve(ln_reserve *r, size_t size)
{
    for (int i = 0; size <= FRAME_BYTES && i < FRAMES; i++)
        if (!r->frame_taken[i]) {
            r->frame_taken[i] = true;
            return r->frames[i];
        }
    if (size > STACK_BYTES || r->stack_taken)
        return NULL;
    r->stack_taken = true;
    return r->stack;
}

static void give_reserve(ln_reserve *r, const void *block)
{
    if (block == r->stack)
        r->stack_taken = false;
    else
        r->frame_taken[((const unsigned char *)block - r->frames[0]) / FRAME_BYTES] = false;
}

/* A block of the reserve that is to be of another size, or freed, moves out of it as soon as that is possible. */
static void *move_reserve(lunula_host *host, void *block, size_t old, size_t new_size)
{
    void *moved = new_size == 0 ? NULL : lunula_allocate(host->runtime, NULL, 0, new_size);
    if (moved == NULL && new_size != 0)
        return new_size <= (block == host->reserve->stack ? STACK_BYTES : FRAME_BYTES) ? block : NULL;
    if (moved != NULL)
        memcpy(moved, block, old < new_size ? old : new_size);
    give_reserve(host->reserve, block);
    return moved;
}

/* Whether a finalizer is being called: then Lua takes no orders about its collector. */
static bool is_finalizing(const lunula_host *host)
{
    return host->L != NULL && lua_gc(host->L, LUA_GCISRUNNING) < 0;
}

/* Large blocks are work, and where a script makes nothing but them the clock is looked at here; then no memory is to be had. */
static bool is_refused(lunula_host *host, size_t growth)
{
    if (!host->counted || host->depth == 0)
        return false;
    host->used += growth / BYTES_PER_UNIT;
    host->grown += growth;
    if (host->grown > GROWTH) {
        host->grown = 0;
        ln_host_must_end(host);
    }
    return growth >= LARGE && host->stopped != LUNULA_OK;
}

static void *make_box(lunula_host *host)
{
    void *block = ln_boxes_take(&host->boxes);
    host->starved = host->starved || block == NULL;
    return block;
}

/* What is left where no memory was had for a block of another size. */
static __attribute__((noinline)) void *serve_from_reserve(lunula_host *host, void *pointer, size_t old, size_t new_size)
{
    void *block = is_finalizing(host) ? take_reserve(host->reserve, new_size) : NULL;
    if (block != NULL && old > 0) {
        memcpy(block, pointer, old);
        lunula_allocate(host->runtime, pointer, old, 0);
    }
    host->starved = host->starved || block == NULL;
    return block;
}

static void *resize(lunula_host *host, void *pointer, size_t old, size_t new_size)
{
    if (is_reserve(host->reserve, pointer))
        return move_reserve(host, pointer, old, new_size);
    void *block =
        new_size > old && is_refused(host, new_size - old) ? NULL : lunula_allocate(host->runtime, pointer, old, new_size);
    return block != NULL || new_size <= old ? block : serve_from_reserve(host, pointer, old, new_size);
}

void *ln_host_allocate(void *user, void *pointer, size_t old_size, size_t new_size)
{
    lunula_host *host = user;
    if (pointer == NULL) { /* then the old size tells what the block is for */
        if (old_size == LUA_TUSERDATA && new_size == LN_BOX_BYTES)
            return make_box(host);
        void *block = is_refused(host, new_size) ? NULL : lunula_allocate(host->runtime, NULL, 0, new_size);
        return block != NULL || new_size == 0 ? block : serve_from_reserve(host, NULL, 0, new_size);
    }
    if (new_size != 0 || is_reserve(host->reserve, pointer))
        return resize(host, pointer, old_size, new_size);
    if (old_size != LN_BOX_BYTES || !ln_boxes_give(&host->boxes, pointer))
        lunula_allocate(host->runtime, pointer, old_size, 0);
    return NULL;
}
