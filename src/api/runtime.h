/* What the functions of lunula.h share: the runtime behind the handle. Knows of no Lua. */
#ifndef LN_API_RUNTIME_H
#define LN_API_RUNTIME_H

#include "lunula.h"

#include "op/signature.h"

struct lunula_signature {
    ln_signature parsed;
};

struct lunula_op {
    const ln_op *op;
    struct lunula_signature signature;
};

typedef struct ln_name ln_name;           /* runtime.c: a prefix and how often it was taken */
typedef struct ln_custom_op ln_custom_op; /* custom.c */

struct lunula_runtime {
    ln_context ctx; /* first: a runtime is a context */
    struct lunula_op *ops;
    int op_count;
    int *op_slots; /* hash of names to index + 1, op_slot_count (a power of two) entries */
    int op_slot_count;
    ln_name *names;
    ln_custom_op *custom_ops; /* those of the host, newest first */
};

/* The host's op of that name, or number `index` (from 0, in the order of registration); NULL when there is none. */
const struct lunula_op *ln_custom_find(const lunula_runtime *runtime, const char *name);
const struct lunula_op *ln_custom_at(const lunula_runtime *runtime, int index);
void ln_custom_free(lunula_runtime *runtime);

static inline ln_context *ln_context_of(const lunula_runtime *runtime)
{
    return (ln_context *)(uintptr_t)&runtime->ctx;
}

#endif
