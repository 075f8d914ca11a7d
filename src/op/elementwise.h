/* The element-wise engine: runs a loop over broadcast, strided operands of any dtype. Knows of no ops by name. */
#ifndef LN_OP_ELEMENTWISE_H
#define LN_OP_ELEMENTWISE_H

#include "op/op.h"

enum { LN_MAX_OPERANDS = 3 };

/* Computes n elements: out is contiguous; operand k starts at in[k] and advances by step[k] bytes (0: broadcast; any other multiple of
 * the item's size, negative too; the item's size and 0 are the fast cases). out may be an operand of the same item size that
 * advances by it; it must not overlap an operand in any other way. A result depends on its own operands alone: not on n, on the
 * steps or on the neighbours; on the instruction set where vector/functions.h says so. */
typedef void (*ln_loop_fn)(int64_t n, void *out, const void *const *in, const ptrdiff_t *step);

/* What to run: operand k is read as dtype `in[k]` and the result written by the loop as `out`; the engine converts, in blocks
 * that stay in cache, where a tensor's own dtype differs. */
typedef struct ln_loop {
    ln_loop_fn run; /* NULL: conversion is all there is to do */
    int operands;
    ln_dtype in[LN_MAX_OPERANDS];
    ln_dtype out;
} ln_loop;

/* Fills `out` (fresh, contiguous) from operands that broadcast to its shape. */
ln_status ln_elementwise(ln_context *ctx, const ln_loop *loop, ln_tensor *const *operands, ln_tensor *out);

/* The shape of operands broadcast together into call->out[0] (not its dtype). */
ln_status ln_infer_broadcast(ln_call *call, ln_tensor *const *operands, int count);

/* One row of elementwise.def: its dtype rule, and its number, by which its loops are found. */
typedef enum ln_rule {
    LN_RULE_NUMERIC,
    LN_RULE_COUNTING,
    LN_RULE_FLOATING,
    LN_RULE_RANGED = LN_RULE_FLOATING,
    LN_RULE_COMPARE,
    LN_RULE_PREDICATE,
    LN_RULE_LOGICAL
} ln_rule;
enum {
#define UNARY(name, ...) LN_ROW_##name,
#define BINARY(name, ...) LN_ROW_##name,
#include "op/elementwise.def"
#undef UNARY
#undef BINARY
    LN_ROW_COUNT
};
typedef struct ln_elementwise_row {
    ln_rule rule;
    int operands;
    int number;
} ln_elementwise_row;

/* The loops of one instruction set: vector/loops.h, once per loops_*.c. */
typedef struct ln_loops {
    ln_loop_fn rows[LN_ROW_COUNT][LN_DTYPE_COUNT]; /* by compute dtype; NULL where there is none */
    ln_loop_fn where[4];                           /* condition (bool), x1, x2 of 1, 2, 4 and 8 bytes */
} ln_loops;

/* Those of the running CPU. */
const ln_loops *ln_loops_here(void);
/* The loop that selects between elements of a dtype: operands condition (bool), x1, x2. */
ln_loop_fn ln_where_loop(ln_dtype dtype);

/* The row of an element-wise op, or -1 when it is none. */
int ln_elementwise_number(const ln_op *op);

#endif
