/* Traces and graphs behind lunula.h. Knows of no Lua. */
#include "graph/graph.h"

#include "api/runtime.h"
#include "base/memory.h"
#include "graph/plan.h"
#include "graph/tape.h"

lunula_status lunula_trace_start(lunula_runtime *runtime, lunula_trace **out)
{
    return (lunula_status)ln_trace_start(&runtime->ctx, (ln_trace **)out);
}

lunula_status lunula_trace_input(lunula_runtime *runtime, lunula_trace *trace, lunula_dtype dtype, int rank, const int64_t *shape,
                                 lunula_tensor **out)
{
    return (lunula_status)ln_trace_input(&runtime->ctx, (ln_trace *)trace, (ln_dtype)dtype, rank, shape, out);
}

lunula_status lunula_trace_compile(lunula_runtime *runtime, lunula_trace *trace, lunula_tensor *const *results, int count,
                                   lunula_graph **out)
{
    ln_trace_stop(&runtime->ctx, (ln_trace *)trace);
    return (lunula_status)ln_graph_compile(&runtime->ctx, (ln_trace *)trace, results, count, (ln_graph **)out);
}

void lunula_trace_free(lunula_runtime *runtime, lunula_trace *trace)
{
    if (trace != NULL)
        ln_trace_free(&runtime->ctx, (ln_trace *)trace);
}

bool lunula_is_tracing(const lunula_runtime *runtime)
{
    return runtime->ctx.trace != NULL;
}

int64_t lunula_traced_assignments(const lunula_runtime *runtime)
{
    return runtime->ctx.trace == NULL ? 0 : ln_trace_assignments(runtime->ctx.trace);
}

bool lunula_is_recording(const lunula_runtime *runtime)
{
    return runtime->ctx.recorder != NULL;
}

void lunula_stop_recording(lunula_runtime *runtime)
{
    ln_recording_stop(&runtime->ctx);
    runtime->ctx.held = false;
    atomic_fetch_and(&runtime->ctx.cancel, ~LN_CANCEL_HELD);
}

lunula_suspended lunula_suspend_recording(lunula_runtime *runtime)
{
    ln_suspended s = ln_trace_suspend(&runtime->ctx);
    return (lunula_suspended){ s.trace, s.recorder };
}

void lunula_resume_recording(lunula_runtime *runtime, lunula_suspended suspended)
{
    ln_trace_resume(&runtime->ctx, (ln_suspended){ suspended.trace, suspended.recorder });
}

bool lunula_hold_assignments(lunula_runtime *runtime, bool hold)
{
    bool before = runtime->ctx.held;
    runtime->ctx.held = hold;
    return before;
}

static lunula_status check_count(lunula_runtime *runtime, const lunula_graph *graph, int count)
{
    if (count == lunula_graph_arguments(graph))
        return LUNULA_OK;
    return (lunula_status)ln_error(&runtime->ctx, LN_ERROR_ARGUMENT, "a compiled function expected %d arguments, got %d",
                                   lunula_graph_arguments(graph), count);
}

lunula_status lunula_graph_run(lunula_runtime *runtime, lunula_graph *graph, lunula_tensor *const *arguments, int argument_count,
                               lunula_tensor **results)
{
    lunula_status status = check_count(runtime, graph, argument_count);
    return status != LUNULA_OK ? status : (lunula_status)ln_graph_run(&runtime->ctx, (ln_graph *)graph, arguments, results);
}

lunula_status lunula_graph_repeat(lunula_runtime *runtime, lunula_graph *graph, lunula_tensor *const *arguments,
                                  int argument_count, int64_t times)
{
    lunula_status status = check_count(runtime, graph, argument_count);
    return status != LUNULA_OK ? status : (lunula_status)ln_graph_repeat(&runtime->ctx, (ln_graph *)graph, arguments, times);
}

lunula_status lunula_graph_copy(lunula_runtime *runtime, const lunula_graph *graph, lunula_graph **out)
{
    return (lunula_status)ln_graph_copy(&runtime->ctx, (const ln_graph *)graph, (ln_graph **)out);
}

int lunula_graph_arguments(const lunula_graph *graph)
{
    return ((const ln_graph *)graph)->input_count;
}

int lunula_graph_results(const lunula_graph *graph)
{
    return ((const ln_graph *)graph)->output_count;
}

lunula_status lunula_graph_dump(lunula_runtime *runtime, const lunula_graph *graph, char **out)
{
    return (lunula_status)ln_graph_dump(&runtime->ctx, (const ln_graph *)graph, out);
}

void lunula_graph_time(lunula_graph *graph, bool timed)
{
    ((ln_graph *)graph)->plan->timed = timed;
}

void lunula_graph_shed(lunula_graph *graph, size_t bytes)
{
    ln_graph *g = (ln_graph *)graph;
    if (g->plan->arena_bytes > bytes)
        ln_plan_shed(g);
}

void lunula_graph_free(lunula_graph *graph)
{
    ln_graph_free((ln_graph *)graph);
}
