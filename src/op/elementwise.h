/* The element-wise engine: runs a loop over broadcast, strided operands of any dtype. Knows of no ops by name. */
#ifndef LN_OP_ELEMENTWISE_H
#define LN_OP_ELEMENTWISE_H

#include "op/op.h"

enum { LN_MAX_OPERANDS = 3 };

/* Computes n elements: out is contiguous; operand k starts at in[k] and advances by step[k] bytes (0: broadcast). */
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

/* One row of elementwise.def: its dtype rule and its loops by compute dtype (NULL where there is none). */
typedef enum ln_rule {
    LN_RULE_NUMERIC,
    LN_RULE_COUNTING,
    LN_RULE_FLOATING,
    LN_RULE_COMPARE,
    LN_RULE_PREDICATE,
    LN_RULE_LOGICAL
} ln_rule;
typedef struct ln_elementwise_row {
    ln_rule rule;
    int operands;
    ln_loop_fn loops[LN_DTYPE_COUNT];
} ln_elementwise_row;

/* loops.c: the row of an op's name. */
#define UNARY(name, ...) extern const ln_elementwise_row ln_row_##name;
#define BINARY(name, ...) extern const ln_elementwise_row ln_row_##name;
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

#endif
