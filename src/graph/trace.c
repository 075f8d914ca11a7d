/* Traces. Knows of no Lua. */
#include "graph/trace.h"

#include <string.h>

#include "base/memory.h"
#include "graph/map.h"
#include "op/ops.h"

struct ln_trace {
    ln_recorder recorder; /* first: a trace is a recorder */
    ln_context *ctx;
    ln_map known; /* every symbol of this trace */
    ln_record **records;
    ln_tensor **inputs;
    ln_traced *variables;
    int record_count, record_room, input_count, input_room, variable_count, variable_room;
    int64_t assignments;
    bool active;
};

/* Makes room for one more item of `size` bytes. */
static ln_status grow(ln_context *ctx, void *items, int count, int *room, size_t size)
{
    if (count < *room)
        return LN_OK;
    int wanted = *room == 0 ? 32 : 2 * *room;
    void *old, *block;
    memcpy(&old, items, sizeof old);
    LN_TRY(ln_alloc(ctx, (size_t)wanted * size, "a trace", &block));
    if (count > 0)
        memcpy(block, old, (size_t)count * size);
    ln_free(ctx, old, (size_t)*room * size);
    memcpy(items, &block, sizeof block);
    *room = wanted;
    return LN_OK;
}

/* How many symbols of a call are this trace's, and how many are not. */
static void count_symbols(const ln_trace *trace, const ln_call *call, int *own, int *foreign)
{
    *own = *foreign = 0;
    for (int i = 0; i < call->count; i++) {
        const ln_arg *a = &call->args[i];
        int n = a->kind == LN_ARG_TENSOR ? 1 : a->kind == LN_ARG_TENSORS ? a->count : 0;
        for (int k = 0; k < n; k++) {
            ln_tensor *t = a->kind == LN_ARG_TENSOR ? a->as.tensor : a->as.tensors[k];
            if (ln_tensor_is_symbol(t))
                *(ln_map_find(&trace->known, t) != NULL ? own : foreign) += 1;
        }
    }
}

static ln_status append(ln_recorder *recorder, const ln_call *call)
{
    ln_trace *trace = (ln_trace *)recorder;
    ln_context *ctx = trace->ctx;
    int own, foreign;
    count_symbols(trace, call, &own, &foreign);
    if (own == 0)
        return LN_OK;
    if (foreign > 0)
        return ln_error(ctx, LN_ERROR_SYMBOLIC, "%s: a symbol of another trace is among the inputs", call->op->name);
    LN_TRY(grow(ctx, &trace->records, trace->record_count, &trace->record_room, sizeof *trace->records));
    LN_TRY(ln_record_new(ctx, call, &trace->records[trace->record_count]));
    trace->record_count++;
    for (int i = 0; i < call->outputs; i++)
        LN_TRY(ln_map_insert(ctx, &trace->known, call->result[i], 0));
    return LN_OK;
}

ln_status ln_trace_start(ln_context *ctx, ln_trace **out)
{
    void *block;
    if (ctx->recorder != NULL)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a trace can't start inside another trace or under a tape");
    LN_TRY(ln_alloc(ctx, sizeof(ln_trace), "a trace", &block));
    ln_trace *trace = block;
    *trace = (ln_trace){ .recorder = { append, NULL }, .ctx = ctx, .active = true };
    ctx->recorder = &trace->recorder;
    ctx->trace = trace;
    *out = trace;
    return LN_OK;
}

static ln_status new_symbol(ln_context *ctx, ln_trace *trace, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out)
{
    ln_spec spec = { .dtype = dtype, .rank = rank };
    if (rank > 0)
        memcpy(spec.shape, shape, (size_t)rank * sizeof *shape);
    LN_TRY(ln_tensor_symbol(ctx, &spec, out));
    ln_status status = (*out)->size == LN_UNKNOWN ? ln_error(ctx, LN_ERROR_ARGUMENT, "a trace needs every dimension")
                                                  : ln_map_insert(ctx, &trace->known, *out, 0);
    if (status != LN_OK)
        ln_tensor_release(*out);
    return status;
}

ln_status ln_trace_input(ln_context *ctx, ln_trace *trace, ln_dtype dtype, int rank, const int64_t *shape, ln_tensor **out)
{
    LN_TRY(grow(ctx, &trace->inputs, trace->input_count, &trace->input_room, sizeof *trace->inputs));
    LN_TRY(new_symbol(ctx, trace, dtype, rank, shape, out));
    trace->inputs[trace->input_count++] = ln_tensor_retain(*out);
    return LN_OK;
}

/* The trace's entry of a variable, made at its first use. */
static ln_status entry(ln_context *ctx, ln_trace *trace, ln_variable *variable, ln_traced **out)
{
    if (variable->trace != trace) {
        ln_traced fresh = { 0 };
        LN_TRY(grow(ctx, &trace->variables, trace->variable_count, &trace->variable_room, sizeof *trace->variables));
        LN_TRY(new_symbol(ctx, trace, variable->value->dtype, variable->value->rank, variable->value->shape, &fresh.first));
        fresh.last = ln_tensor_retain(fresh.first);
        fresh.variable = ln_variable_retain(variable);
        variable->trace = trace;
        variable->trace_slot = trace->variable_count;
        trace->variables[trace->variable_count++] = fresh;
    }
    *out = &trace->variables[variable->trace_slot];
    return LN_OK;
}

ln_status ln_trace_read(ln_context *ctx, ln_trace *trace, ln_variable *variable, ln_tensor **out)
{
    ln_traced *e;
    LN_TRY(entry(ctx, trace, variable, &e));
    *out = e->last;
    return LN_OK;
}

ln_status ln_trace_assign(ln_context *ctx, ln_trace *trace, ln_variable *variable, ln_tensor *value)
{
    ln_traced *e;
    LN_TRY(entry(ctx, trace, variable, &e));
    ln_tensor *fresh = ln_tensor_retain(value);
    if (value->dtype != variable->value->dtype || value->weak) {
        ln_arg args[] = { { .kind = LN_ARG_TENSOR, .as.tensor = value },
                          { .kind = LN_ARG_DTYPE, .as.dtype = variable->value->dtype } };
        ln_tensor_release(fresh);
        LN_TRY(ln_dispatch(ctx, &ln_op_cast, args, 2, &fresh, NULL));
    }
    if (ln_tensor_is_symbol(fresh) && ln_map_find(&trace->known, fresh) == NULL) {
        ln_tensor_release(fresh);
        return ln_error(ctx, LN_ERROR_SYMBOLIC, "assign: the value is a symbol of another trace");
    }
    e = &trace->variables[variable->trace_slot];
    ln_tensor_release(e->last);
    e->last = fresh;
    trace->assignments++;
    return LN_OK;
}

int64_t ln_trace_assignments(const ln_trace *trace)
{
    return trace->assignments;
}

void ln_trace_stop(ln_context *ctx, ln_trace *trace)
{
    if (!trace->active)
        return;
    trace->active = false;
    ctx->recorder = NULL;
    ctx->trace = NULL;
    for (int i = 0; i < trace->variable_count; i++)
        trace->variables[i].variable->trace = NULL;
}

ln_suspended ln_trace_suspend(ln_context *ctx)
{
    ln_suspended suspended = { ctx->trace, ctx->recorder };
    ctx->trace = NULL;
    ctx->recorder = NULL;
    return suspended;
}

void ln_trace_resume(ln_context *ctx, ln_suspended suspended)
{
    ctx->trace = suspended.trace;
    ctx->recorder = suspended.recorder;
}

void ln_trace_free(ln_context *ctx, ln_trace *trace)
{
    ln_trace_stop(ctx, trace);
    for (int i = 0; i < trace->record_count; i++)
        ln_record_free(ctx->memory, trace->records[i]);
    for (int i = 0; i < trace->input_count; i++)
        ln_tensor_release(trace->inputs[i]);
    for (int i = 0; i < trace->variable_count; i++) {
        ln_tensor_release(trace->variables[i].first);
        ln_tensor_release(trace->variables[i].last);
        ln_variable_release(trace->variables[i].variable);
    }
    ln_free(ctx, trace->records, (size_t)trace->record_room * sizeof *trace->records);
    ln_free(ctx, trace->inputs, (size_t)trace->input_room * sizeof *trace->inputs);
    ln_free(ctx, trace->variables, (size_t)trace->variable_room * sizeof *trace->variables);
    ln_map_free(ctx, &trace->known);
    ln_free(ctx, trace, sizeof *trace);
}

ln_record *const *ln_trace_records(const ln_trace *trace, int *count)
{
    *count = trace->record_count;
    return trace->records;
}

ln_tensor *const *ln_trace_inputs(const ln_trace *trace, int *count)
{
    *count = trace->input_count;
    return trace->inputs;
}

const ln_traced *ln_trace_variables(const ln_trace *trace, int *count)
{
    *count = trace->variable_count;
    return trace->variables;
}
