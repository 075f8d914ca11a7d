/* Memory: size classes, cache, limit, counters. Knows nothing of tensors.
 *
 * A block's size is rounded up to its class: multiples of 64 bytes up to 512, then four classes per power of
 * two. Freed blocks go to their class's list (linked through their first bytes) and serve the next request of the
 * class, so a loop in steady state asks the allocator for nothing. The cache never holds more than
 * max(32 MiB, live bytes). For a block that finds no room there, classes that nobody has asked for since its own was last asked for
 * give up blocks, the class longest unasked for first; a loop asks for all of its classes each time around, so what it uses stays. Where they don't
 * hold enough, it is the block that goes back to the allocator. Before each aligned block stand at least 8 bytes that tell its distance from the
 * raw one.
 *
 * The lists, the counters and the references change under one lock, so that a block served from the cache costs one locked
 * instruction; the counters are atomic for those who read them without it. A memory goes when nobody refers to it and no block of
 * it is live: blocks need no references of their own. What a block served from the cache doesn't need stands in functions that are
 * not inlined: so its own way saves few registers.
 *
 * Small blocks that are lent, as Lua asks for them all the time, are rounded up to multiples of 16 bytes and kept in lists of their own once they are
 * given back, up to 1 MiB. These lists are the context's thread's alone and need no lock. So are those of small tensors, up to 512 KiB a class,
 * which that thread alone makes and most often also frees. What stands in these lists stays lent, or a live tensor, for the counters that the lock
 * guards, so that little changes; who asks gets the difference. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__ /* it sees the use of a block in the cache as that of a freed one */
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(block, bytes) ((void)(block), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(block, bytes) ((void)(block), (void)(bytes))
#endif

enum { CLASS_COUNT = 8 + 4 * 54, CACHE_FLOOR = 32 << 20, HUGE_FROM = 4 << 20 };
enum { SPARE_STEP = 16, SPARE_CLASSES = 8, SPARE_BYTES = SPARE_STEP * SPARE_CLASSES, SPARE_ROOM = 1 << 20 };
enum { OWN_CLASSES = 16 /* up to 2 KiB */, OWN_ROOM = 512 << 10 };

typedef struct free_block {
    struct free_block *next;
} free_block;

struct ln_memory {
    ln_alloc_fn alloc;
    void *user;
    atomic_flag lock;
    int references;
    size_t limit;
    atomic_size_t live, cached, tensors, requests, lent;
    free_block *lists[CLASS_COUNT];
    size_t held[CLASS_COUNT];           /* bytes in each list */
    uint64_t takes, asked[CLASS_COUNT]; /* how many there were; which was the last of each class */
    free_block *spare[SPARE_CLASSES];   /* small blocks that were lent, and are kept for the next */
    atomic_size_t spared;               /* bytes in them */
    free_block *own[OWN_CLASSES];       /* small tensors */
    atomic_size_t own_bytes;            /* in them */
    atomic_size_t owned[OWN_CLASSES];   /* how many in each */
};

static void *default_alloc(void *user, void *pointer, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(pointer);
        return NULL;
    }
    void *block = pointer == NULL ? malloc(new_size) : realloc(pointer, new_size);
#ifdef MADV_HUGEPAGE
    if (block != NULL &&
        new_size >= HUGE_FROM) { /* a page fault per 2 MiB instead of one per 4 KiB: a third of the time of a pass */
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), start = ((uintptr_t)block + page - 1) & ~(page - 1);
        (void)madvise((void *)start, new_size - (start - (uintptr_t)block), MADV_HUGEPAGE);
    }
#endif
    return block;
}

/* The class of a request and the size of its blocks; false when no class is large enough. */
static bool size_class(size_t bytes, int *index, size_t *rounded)
{
    if (bytes > SIZE_MAX / 4)
        return false;
    if (bytes <= 512) {
        size_t steps = bytes == 0 ? 1 : (bytes + 63) / 64;
        *index = (int)steps - 1;
        *rounded = steps * 64;
        return true;
    }
    int log2 = 63 - __builtin_clzll((unsigned long long)(bytes - 1)); /* 2^log2 < bytes <= 2^(log2+1) */
    size_t base = (size_t)1 << log2, step = base / 4;
    size_t quarter = (bytes - base + step - 1) / step; /* 1..4 */
    *index = 8 + (log2 - 9) * 4 + (int)quarter - 1;
    *rounded = base + quarter * step;
    return *index < CLASS_COUNT;
}

static size_t class_bytes(int index)
{
    return index < 8 ? (size_t)(index + 1) * 64 : ((size_t)(5 + (index - 8) % 4) << ((index - 8) / 4 + 9)) / 4;
}

static void *raw_alloc(ln_memory *memory, size_t bytes)
{
    atomic_fetch_add_explicit(&memory->requests, 1, memory_order_relaxed);
    unsigned char *raw = memory->alloc(memory->user, NULL, 0, bytes + LN_ALIGNMENT + sizeof(uint64_t));
    if (raw == NULL)
        return NULL;
    uintptr_t start = (uintptr_t)raw + sizeof(uint64_t);
    uintptr_t aligned = (start + LN_ALIGNMENT - 1) & ~(uintptr_t)(LN_ALIGNMENT - 1);
    unsigned char *block = raw + (aligned - (uintptr_t)raw);
    uint64_t distance = (uint64_t)(block - raw);
    memcpy(block - sizeof distance, &distance, sizeof distance);
    return block;
}

static void raw_free(ln_memory *memory, void *pointer, size_t bytes)
{
    unsigned char *block = pointer;
    uint64_t distance;
    memcpy(&distance, block - sizeof distance, sizeof distance);
    memory->alloc(memory->user, block - distance, bytes + LN_ALIGNMENT + sizeof(uint64_t), 0);
}

static void lock(ln_memory *memory)
{
    while (atomic_flag_test_and_set_explicit(&memory->lock, memory_order_acquire)) {
    }
}

static void unlock(ln_memory *memory)
{
    atomic_flag_clear_explicit(&memory->lock, memory_order_release);
}

ln_memory *ln_memory_create(ln_alloc_fn alloc, void *user)
{
    if (alloc == NULL)
        alloc = default_alloc;
    ln_memory *memory = alloc(user, NULL, 0, sizeof *memory);
    if (memory == NULL)
        return NULL;
    memset(memory, 0, sizeof *memory);
    memory->alloc = alloc;
    memory->user = user;
    memory->references = 1;
    atomic_flag_clear(&memory->lock);
    return memory;
}

static inline size_t value_of(const atomic_size_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

/* Changes a counter; the lock is held, or the counter is the context's thread's alone. */
static size_t add(atomic_size_t *counter, size_t delta)
{
    size_t value = value_of(counter) + delta;
    atomic_store_explicit(counter, value, memory_order_relaxed);
    return value;
}

/* The first block, of `bytes` bytes, of a list that has one. */
static void *unlink_first(free_block **list, size_t bytes)
{
    free_block *block = *list;
    ASAN_UNPOISON_MEMORY_REGION(block, bytes);
    *list = block->next;
    return block;
}

static void link_first(free_block **list, void *pointer, size_t bytes)
{
    free_block *block = pointer;
    block->next = *list;
    *list = block;
    ASAN_POISON_MEMORY_REGION(block + 1, bytes - sizeof *block);
}

/* Takes a block of `rounded` bytes from the list of its class, which has one; the lock is held. */
static void *pop(ln_memory *memory, int index, size_t rounded)
{
    memory->held[index] -= rounded;
    add(&memory->cached, -rounded);
    return unlink_first(&memory->lists[index], rounded);
}

static void push(ln_memory *memory, int index, size_t rounded, void *pointer)
{
    memory->held[index] += rounded;
    add(&memory->cached, rounded);
    link_first(&memory->lists[index], pointer, rounded);
}

/* Whether a class may give up blocks for one of the class `index`. */
static bool is_stale(const ln_memory *memory, int other, int index)
{
    return memory->held[other] > 0 && memory->asked[other] < memory->asked[index];
}

/* Makes the cache at least `excess` bytes smaller, for a block of the class `index`; false, and nothing done, when it mustn't. The lock is held. */
static __attribute__((noinline)) bool make_room(ln_memory *memory, int index, size_t excess)
{
    size_t stale = 0, freed = 0;
    for (int other = 0; other < CLASS_COUNT; other++)
        stale += is_stale(memory, other, index) ? memory->held[other] : 0;
    if (stale < excess)
        return false;
    while (freed < excess) {
        int oldest = index;
        for (int other = 0; other < CLASS_COUNT; other++)
            if (is_stale(memory, other, oldest))
                oldest = other;
        for (size_t rounded = class_bytes(oldest); freed < excess && memory->lists[oldest] != NULL; freed += rounded)
            raw_free(memory, pop(memory, oldest, rounded), rounded);
    }
    return true;
}

/* Ends a memory that nobody holds. */
static __attribute__((noinline)) void end(ln_memory *memory)
{
    ln_memory_trim(memory);
    memory->alloc(memory->user, memory, sizeof *memory, 0);
}

/* Gives up the lock, and the memory itself when that was the last that held it. */
static void unlock_or_end(ln_memory *memory)
{
    bool held = memory->references != 0 || ln_memory_live(memory) != 0 || ln_memory_lent(memory) != 0;
    unlock(memory);
    if (!held)
        end(memory);
}

void ln_memory_retain(ln_memory *memory)
{
    lock(memory);
    memory->references++;
    unlock(memory);
}

void ln_memory_release(ln_memory *memory)
{
    if (memory == NULL)
        return;
    lock(memory);
    memory->references--;
    unlock_or_end(memory);
}

static void uncount(ln_memory *memory, size_t rounded, size_t tensors)
{
    lock(memory);
    add(&memory->live, -rounded);
    add(&memory->tensors, -tensors);
    unlock_or_end(memory);
}

/* A block from the allocator, counted already; NULL, and uncounted, where there is none. */
static __attribute__((noinline)) void *take_fresh(ln_memory *memory, size_t rounded, size_t tensors)
{
    size_t lent = ln_memory_lent(memory);
    if (memory->limit != 0 && ln_memory_live(memory) + lent + ln_memory_cached(memory) > memory->limit) {
        ln_memory_trim(memory);
        if (ln_memory_live(memory) + lent > memory->limit) {
            uncount(memory, rounded, tensors);
            return NULL;
        }
    }
    void *fresh = raw_alloc(memory, rounded);
    if (fresh == NULL && ln_memory_cached(memory) > 0) {
        ln_memory_trim(memory);
        fresh = raw_alloc(memory, rounded);
    }
    if (fresh == NULL)
        uncount(memory, rounded, tensors);
    return fresh;
}

/* Takes a block of `rounded` bytes from the list of small tensors of its class, which has one. */
static inline void *pop_own(ln_memory *memory, int index, size_t rounded)
{
    add(&memory->own_bytes, -rounded);
    add(&memory->owned[index], (size_t)-1);
    return unlink_first(&memory->own[index], rounded);
}

static inline void *take(ln_memory *memory, size_t bytes, size_t tensors)
{
    int index;
    size_t rounded;
    if (!size_class(bytes, &index, &rounded))
        return NULL;
    lock(memory);
    add(&memory->live, rounded);
    add(&memory->tensors, tensors);
    memory->asked[index] = ++memory->takes;
    void *block = memory->lists[index] != NULL ? pop(memory, index, rounded) : NULL;
    unlock(memory);
    return block != NULL ? block : take_fresh(memory, rounded, tensors);
}

/* Gives a block back to the allocator. */
static __attribute__((noinline)) void give_back(ln_memory *memory, void *pointer, size_t rounded, size_t tensors)
{
    raw_free(memory, pointer, rounded); /* before it is uncounted: the block keeps the memory */
    uncount(memory, rounded, tensors);
}

static void give(ln_memory *memory, void *pointer, size_t bytes, size_t tensors)
{
    int index;
    size_t rounded;
    if (pointer == NULL || !size_class(bytes, &index, &rounded))
        return;
    lock(memory);
    size_t live = ln_memory_live(memory) - rounded, room = live > CACHE_FLOOR ? live : CACHE_FLOOR;
    size_t wanted = atomic_load_explicit(&memory->cached, memory_order_relaxed) + rounded;
    if (wanted > room && !make_room(memory, index, wanted - room)) {
        unlock(memory);
        give_back(memory, pointer, rounded, tensors);
        return;
    }
    push(memory, index, rounded, pointer);
    add(&memory->live, -rounded);
    add(&memory->tensors, -tensors);
    unlock_or_end(memory);
}

/* What a lent block of `bytes` bytes takes: small ones are of a class. */
static size_t lent_bytes(size_t bytes)
{
    return bytes > SPARE_BYTES ? bytes : (bytes + SPARE_STEP - 1) & ~(size_t)(SPARE_STEP - 1);
}

/* The list of spare blocks for `bytes`, 1 to SPARE_BYTES. */
static inline free_block **spare_list(ln_memory *memory, size_t bytes)
{
    return &memory->spare[(bytes - 1) / SPARE_STEP];
}

/* What ln_memory_lend does where no small block serves. */
static __attribute__((noinline)) void *lend_fresh(ln_memory *memory, void *pointer, size_t old_size, size_t new_size)
{
    size_t old = pointer == NULL ? 0 : lent_bytes(old_size), size = lent_bytes(new_size);
    if (old == size)
        return pointer;
    if (size > old) {
        size_t wanted = ln_memory_lent(memory) + (size - old);
        if (memory->limit != 0 && ln_memory_live(memory) + ln_memory_cached(memory) + wanted > memory->limit) {
            ln_memory_trim(memory);
            if (ln_memory_live(memory) + wanted > memory->limit)
                return NULL;
        }
    }
    void *block = memory->alloc(memory->user, pointer, old, size);
    if (block == NULL && size > old && ln_memory_cached(memory) > 0) {
        ln_memory_trim(memory);
        block = memory->alloc(memory->user, pointer, old, size);
    }
    if (block != NULL || size == 0)
        add(&memory->lent, size - old);
    return block;
}

void *ln_memory_lend(ln_memory *memory, void *pointer, size_t old_size, size_t new_size)
{
    if (pointer == NULL && new_size - 1 < SPARE_BYTES && *spare_list(memory, new_size) != NULL) {
        add(&memory->spared, -lent_bytes(new_size));
        return unlink_first(spare_list(memory, new_size), lent_bytes(new_size));
    }
    if (pointer != NULL && new_size == 0 && old_size - 1 < SPARE_BYTES && value_of(&memory->spared) < SPARE_ROOM) {
        link_first(spare_list(memory, old_size), pointer, lent_bytes(old_size));
        add(&memory->spared, lent_bytes(old_size));
        return NULL;
    }
    return lend_fresh(memory, pointer, old_size, new_size);
}

size_t ln_memory_lent(const ln_memory *memory)
{
    return value_of(&memory->lent) - value_of(&memory->spared);
}

void *ln_block_alloc(ln_memory *memory, size_t bytes)
{
    return take(memory, bytes, 0);
}

void ln_block_free(ln_memory *memory, void *block, size_t bytes)
{
    give(memory, block, bytes, 0);
}

void ln_memory_trim(ln_memory *memory)
{
    lock(memory);
    for (int index = 0; index < CLASS_COUNT; index++)
        while (memory->lists[index] != NULL)
            raw_free(memory, pop(memory, index, class_bytes(index)), class_bytes(index));
    for (size_t size = SPARE_STEP; size <= SPARE_BYTES; size += SPARE_STEP)
        while (*spare_list(memory, size) != NULL) {
            add(&memory->spared, -size);
            add(&memory->lent, -size);
            memory->alloc(memory->user, unlink_first(spare_list(memory, size), size), size, 0);
        }
    for (int index = 0; index < OWN_CLASSES; index++)
        for (size_t size = class_bytes(index); memory->own[index] != NULL;) {
            raw_free(memory, pop_own(memory, index, size), size);
            add(&memory->live, -size);
            add(&memory->tensors, (size_t)-1);
        }
    unlock(memory);
}

static ln_status served(ln_context *ctx, const void *block, size_t bytes, const char *what)
{
    if (block != NULL)
        return LN_OK;
    size_t limit = ln_memory_limit(ctx->memory);
    if (limit != 0)
        return ln_error(ctx, LN_ERROR_MEMORY, "out of memory: %zu bytes for %s; %zu are in use and the limit is %zu", bytes, what,
                        ln_memory_live(ctx->memory) + ln_memory_lent(ctx->memory), limit);
    return ln_error(ctx, LN_ERROR_MEMORY, "out of memory: %zu bytes for %s", bytes, what);
}

ln_status ln_alloc(ln_context *ctx, size_t bytes, const char *what, void **out)
{
    *out = take(ctx->memory, bytes, 0);
    return served(ctx, *out, bytes, what);
}

void *ln_tensor_block(ln_memory *memory, size_t bytes)
{
    int index;
    size_t rounded;
    if (size_class(bytes, &index, &rounded) && index < OWN_CLASSES && memory->own[index] != NULL)
        return pop_own(memory, index, rounded);
    return take(memory, bytes, 1);
}

ln_status ln_alloc_tensor(ln_context *ctx, size_t bytes, const char *what, void **out)
{
    *out = ln_tensor_block(ctx->memory, bytes);
    return served(ctx, *out, bytes, what);
}

void ln_free_tensor(ln_memory *memory, void *block, size_t bytes)
{
    give(memory, block, bytes, 1);
}

void ln_free_tensor_own(ln_memory *memory, void *block, size_t bytes)
{
    int index;
    size_t rounded;
    if (!size_class(bytes, &index, &rounded) || index >= OWN_CLASSES || value_of(&memory->owned[index]) * rounded > OWN_ROOM) {
        give(memory, block, bytes, 1);
        return;
    }
    link_first(&memory->own[index], block, rounded);
    add(&memory->own_bytes, rounded);
    add(&memory->owned[index], 1);
}

void ln_free(ln_context *ctx, void *block, size_t bytes)
{
    ln_block_free(ctx->memory, block, bytes);
}

ln_status ln_multiply_size(ln_context *ctx, size_t a, size_t b, const char *what, size_t *out)
{
    if (__builtin_mul_overflow(a, b, out))
        return ln_error(ctx, LN_ERROR_MEMORY, "%s: %zu times %zu bytes is more than memory can address", what, a, b);
    return LN_OK;
}

size_t ln_memory_live(const ln_memory *memory)
{
    return value_of(&memory->live) - value_of(&memory->own_bytes);
}

size_t ln_memory_cached(const ln_memory *memory)
{
    return value_of(&memory->cached) + value_of(&memory->spared) + value_of(&memory->own_bytes);
}

void ln_memory_set_limit(ln_memory *memory, size_t bytes)
{
    memory->limit = bytes;
    if (bytes != 0 && ln_memory_live(memory) + ln_memory_lent(memory) + ln_memory_cached(memory) >
                          bytes) /* the cache serves requests unasked */
        ln_memory_trim(memory);
}

size_t ln_memory_limit(const ln_memory *memory)
{
    return memory->limit;
}

size_t ln_memory_requests(const ln_memory *memory)
{
    return atomic_load_explicit(&memory->requests, memory_order_relaxed);
}

void ln_memory_forget_tensor(ln_memory *memory)
{
    lock(memory);
    add(&memory->tensors, (size_t)-1);
    unlock(memory);
}

size_t ln_memory_tensors(const ln_memory *memory)
{
    size_t tensors = value_of(&memory->tensors);
    for (int index = 0; index < OWN_CLASSES; index++)
        tensors -= value_of(&memory->owned[index]);
    return tensors;
}
