/* Variables: the only thing that changes. Inside a trace, reading one gives a symbol and assigning to one is recorded. Knows of no Lua. */
#ifndef LN_GRAPH_VARIABLE_H
#define LN_GRAPH_VARIABLE_H

#include "tensor/tensor.h"

typedef struct ln_variable {
    atomic_int references;
    ln_memory *memory;
    ln_tensor *value;  /* not weak; contiguous, or the one element of a broadcast, until something is assigned or a graph runs */
    const void *trace; /* the trace that knows it, or NULL */
    int trace_slot;    /* its place there */
} ln_variable;

/* Takes the first value, which has data; its dtype and shape stay. A broadcast scalar costs no memory: weights are made of it while
 * a file is opened, until what the file holds is known to fit them. */
ln_status ln_variable_create(ln_context *ctx, ln_tensor *value, ln_variable **out);
ln_variable *ln_variable_retain(ln_variable *variable);
/* Accepts NULL. */
void ln_variable_release(ln_variable *variable);
/* The present value, borrowed: a symbol inside a trace. */
ln_status ln_variable_read(ln_context *ctx, ln_variable *variable, ln_tensor **out);
/* Replaces the value, cast to the variable's dtype; the shape must be its own. */
ln_status ln_variable_assign(ln_context *ctx, ln_variable *variable, ln_tensor *value);

#endif
