/* Traces: recordings of ops on symbols, from which graphs are made. Knows of no Lua.
 *
 * While a trace is active, every op that has a symbol among its inputs is recorded; ops on concrete tensors run at once, so their results
 * are constants of the graph. Variables read are inputs of the graph, variables assigned are its effects, in the order of the
 * last assignment to each. */
#ifndef LN_GRAPH_TRACE_H
#define LN_GRAPH_TRACE_H

#include "graph/record.h"
#include "graph/variable.h"

typedef struct ln_trace ln_trace;

/* Creates a trace that records from now on. Traces do not nest, and none starts under a running tape. */
ln_status ln_trace_start(ln_context *ctx, ln_trace **out);
/* A symbol that stands for argument number 0, 1, ... Every dimension is known. Owned by the caller. */
ln_status ln_trace_input(ln_context *ctx, ln_trace *trace, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out);
ln_status ln_trace_read(ln_context *ctx, ln_trace *trace, ln_variable *variable, ln_tensor **out);
ln_status ln_trace_assign(ln_context *ctx, ln_trace *trace, ln_variable *variable, ln_tensor *value);
/* How many assignments were recorded so far. */
int64_t ln_trace_assignments(const ln_trace *trace);
/* Stops recording; what was recorded stays. */
void ln_trace_stop(ln_context *ctx, ln_trace *trace);
/* Ops run as if there were no trace until resumed; gives what ln_trace_resume takes. */
typedef struct ln_suspended {
    ln_trace *trace;
    ln_recorder *recorder;
} ln_suspended;
ln_suspended ln_trace_suspend(ln_context *ctx);
void ln_trace_resume(ln_context *ctx, ln_suspended suspended);
/* Stops and frees it. */
void ln_trace_free(ln_context *ctx, ln_trace *trace);

/* What graphs are made from. */
typedef struct ln_traced {
    ln_variable *variable; /* retained */
    ln_tensor *first;      /* the symbol that stands for the value before */
    ln_tensor *last;       /* the value after; the same as first when it was not assigned */
} ln_traced;
ln_record *const *ln_trace_records(const ln_trace *trace, int *count);
ln_tensor *const *ln_trace_inputs(const ln_trace *trace, int *count);
const ln_traced *ln_trace_variables(const ln_trace *trace, int *count);

#endif
