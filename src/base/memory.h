/* Memory: the host's allocator, a limit, counters, and a cache of freed blocks by size class.
 * It lives while a runtime (graph, variable) refers to it or a block of it is live, so that a tensor may outlive its runtime and be
 * released on another thread. Knows nothing of tensors but their number. */
#ifndef LN_BASE_MEMORY_H
#define LN_BASE_MEMORY_H

#include "base/context.h"

/* Alignment in bytes of every block. */
enum { LN_ALIGNMENT = 64 };

/* Creates a memory with one reference; `alloc` NULL means malloc. NULL when that fails. */
ln_memory *ln_memory_create(ln_alloc_fn alloc, void *user);
void ln_memory_retain(ln_memory *memory);
void ln_memory_release(ln_memory *memory);

/* A block of at least `bytes` bytes (0 is allowed), aligned, not cleared; NULL past the limit or when
 * the allocator fails. `ln_block_free` needs the same `bytes`. */
void *ln_block_alloc(ln_memory *memory, size_t bytes);
void ln_block_free(ln_memory *memory, void *block, size_t bytes);

/* The same with an error message in the context; `what` names the purpose. */
ln_status ln_alloc(ln_context *ctx, size_t bytes, const char *what, void **out);
void ln_free(ln_context *ctx, void *block, size_t bytes);

/* The same for a block that begins with a tensor's header: it counts as one live tensor. It is made on the context's thread and freed on any, with
 * ln_free_tensor_own on that of the context, where a small one costs no lock. */
ln_status ln_alloc_tensor(ln_context *ctx, size_t bytes, const char *what, void **out);
void *ln_tensor_block(ln_memory *memory, size_t bytes); /* without a message */
void ln_free_tensor(ln_memory *memory, void *block, size_t bytes);
void ln_free_tensor_own(ln_memory *memory, void *block, size_t bytes);
/* A tensor is gone whose block stays for its views; the block is then freed by ln_block_free. */
void ln_memory_forget_tensor(ln_memory *memory);

/* a * b, or an LN_ERROR_MEMORY that names the purpose when it overflows a size_t. */
ln_status ln_multiply_size(ln_context *ctx, size_t a, size_t b, const char *what, size_t *out);

/* Like lua_Alloc (`old_size` means nothing without a pointer): the allocator's own blocks, not aligned, but counted and within the limit, for a
 * Lua state that shares it; small ones are kept for reuse. From the context's thread alone. */
void *ln_memory_lend(ln_memory *memory, void *pointer, size_t old_size, size_t new_size);
/* Bytes lent. */
size_t ln_memory_lent(const ln_memory *memory);

/* Bytes in live blocks; bytes kept for reuse; the limit (0: none) on the sum of both and what is lent. */
size_t ln_memory_live(const ln_memory *memory);
size_t ln_memory_cached(const ln_memory *memory);
void ln_memory_set_limit(ln_memory *memory, size_t bytes);
size_t ln_memory_limit(const ln_memory *memory);
/* How often the underlying allocator was asked for a block. */
size_t ln_memory_requests(const ln_memory *memory);
/* Live tensors. */
size_t ln_memory_tensors(const ln_memory *memory);
/* Gives every cached block back to the allocator. */
void ln_memory_trim(ln_memory *memory);

#endif
