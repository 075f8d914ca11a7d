/* Names of the ops that gradients are written in: every element-wise op and the few others. */
#ifndef LN_OP_OPS_H
#define LN_OP_OPS_H

#include "op/op.h"

#define UNARY(name, ...) extern const ln_op ln_op_##name;
#define BINARY(name, ...) extern const ln_op ln_op_##name;
#include "op/elementwise.def"
#undef UNARY
#undef BINARY

extern const ln_op ln_op_where, ln_op_cast;                                        /* select.c */
extern const ln_op ln_op_sum, ln_op_max, ln_op_min, ln_op_prod, ln_op_cumsum;      /* reduce.c */
extern const ln_op ln_op_argmax, ln_op_argmin;                                     /* arg.c */
extern const ln_op ln_op_reshape, ln_op_transpose, ln_op_broadcast_to, ln_op_flip; /* shape.c */
extern const ln_op ln_op_in_order;                                                 /* shape.c */
extern const ln_op ln_op_pad_constant, ln_op_slice, ln_op_concatenate;             /* shape.c */
extern const ln_op ln_op_take, ln_op_scatter_add, ln_op_pick;                      /* index.c */
extern const ln_op ln_op_full, ln_op_iota;                                         /* create.c */
extern const ln_op ln_op_matmul;                                                   /* matmul.c */

/* Of a transposition: which axis of x each axis of its result is. */
ln_status ln_transposed_axes(const ln_call *call, int *axes);
/* Row `index` of x's first axis, from its end where negative: what strided_slice gives, without a call of it where nobody is told of ops. */
ln_status ln_row(ln_context *ctx, ln_tensor *x, int64_t index, ln_tensor **out);

extern const ln_family ln_family_elementwise, ln_family_select, ln_family_reduce, ln_family_shape, ln_family_index,
    ln_family_create, ln_family_matmul, ln_family_random, ln_family_sort, ln_family_svd;

#endif
