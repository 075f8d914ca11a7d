/* A recorded call: what tapes and traces keep of an op that ran. Knows of no Lua. */
#ifndef LN_GRAPH_RECORD_H
#define LN_GRAPH_RECORD_H

#include "op/elementwise.h"
#include "op/op.h"

/* One block: the arguments with their lists and strings, every tensor retained. */
typedef struct ln_record {
    const ln_op *op;
    ln_arg *args;
    int count;
    ln_tensor **inputs; /* the tensors of args in order, lists expanded */
    int input_count;
    ln_tensor *outs[LN_MAX_OUTPUTS];
    int out_count;
    size_t bytes; /* of the block */
} ln_record;

/* The call that was recorded, with its results, for what ops say of their calls; ctx may be NULL for questions that can't fail. */
ln_call ln_record_call(const ln_record *record, ln_context *ctx);
/* The loop of an element-wise op for such a call; the op must have one. */
void ln_record_loop(const ln_record *record, ln_context *ctx, ln_loop *out);
/* Copies a call that has run. */
ln_status ln_record_new(ln_context *ctx, const ln_call *call, ln_record **out);
/* Whether two are the same op with the same arguments, tensors aside. */
bool ln_record_says_same(const ln_record *a, const ln_record *b);
void ln_record_free(ln_memory *memory, ln_record *record);

#endif
