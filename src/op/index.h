/* Elements by index within a block. Knows of no graphs. */
#ifndef LN_OP_INDEX_H
#define LN_OP_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* Of each of `rows` rows of n items, one behind the other, the item at its index, zero bytes where there is none: what ln_op_pick gives.
 * Where `ahead` is not 0, it asks for what is so many bytes behind each row that has no more than a line of the cache. */
void ln_pick_rows(int64_t rows, int64_t n, size_t item, const void *x, const int32_t *indices, ptrdiff_t ahead, void *out);

#endif
