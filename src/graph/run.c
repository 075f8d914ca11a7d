/* Running a planned graph. Knows of no Lua. Apart from the results' tensors and what a kernel takes for itself, nothing is allocated. */
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "graph/joint.h"
#include "graph/plan.h"
#include "op/matmul.h"
#include "op/reduce.h"

static ln_status check_input(ln_context *ctx, const ln_graph *graph, int i, const ln_tensor *given)
{
    const ln_tensor *wanted = graph->values[graph->inputs[i]].tensor;
    bool same = given->dtype == wanted->dtype && given->rank == wanted->rank && given->data != NULL;
    for (int k = 0; same && k < wanted->rank; k++)
        same = given->shape[k] == wanted->shape[k];
    if (same)
        return LN_OK;
    char mine[LN_SHAPE_TEXT], theirs[LN_SHAPE_TEXT];
    return ln_error(ctx, LN_ERROR_ARGUMENT, "a compiled function expected %s%s as argument %d, got %s%s",
                    ln_dtype_name(wanted->dtype), ln_shape_text(wanted->rank, wanted->shape, mine, sizeof mine), i + 1,
                    ln_dtype_name(given->dtype), ln_shape_text(given->rank, given->shape, theirs, sizeof theirs));
}

/* A variable that is about to change has its memory to itself: who holds an earlier value keeps it. */
static ln_status own_memory(ln_context *ctx, ln_variable *variable, bool keep)
{
    ln_tensor *old = variable->value, *fresh;
    if (atomic_load_explicit(&old->references, memory_order_acquire) == 1 &&
        atomic_load_explicit(&old->storage->references, memory_order_acquire) == 1 && old->storage->release == NULL)
        return LN_OK;
    LN_TRY(ln_tensor_new(ctx, old->dtype, old->rank, old->shape, &fresh));
    if (keep)
        memcpy(fresh->data, old->data, (size_t)old->size * ln_dtype_size(old->dtype));
    ln_tensor_release(old);
    variable->value = fresh;
    return LN_OK;
}

/* A variable that was made of a broadcast gets its elements. */
static ln_status whole(ln_context *ctx, ln_variable *variable)
{
    ln_tensor *fresh;
    if (ln_tensor_is_contiguous(variable->value))
        return LN_OK;
    LN_TRY(ln_tensor_contiguous(ctx, variable->value, &fresh));
    ln_tensor_release(variable->value);
    variable->value = fresh;
    return LN_OK;
}

static ln_status prepare(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, ln_tensor **outputs)
{
    ln_plan *plan = graph->plan;
    LN_TRY(ln_plan_take(ctx, graph));
    for (int i = 0; i < graph->input_count; i++) {
        LN_TRY(check_input(ctx, graph, i, inputs[i]));
        LN_TRY(ln_tensor_contiguous(ctx, inputs[i], &plan->kept[i]));
    }
    for (int i = 0; i < graph->output_count; i++) {
        const ln_value *v = &graph->values[graph->outputs[i]];
        if (v->kind == LN_VALUE_CONSTANT)
            outputs[i] = ln_tensor_retain(v->tensor);
        else
            LN_TRY(ln_tensor_new(ctx, v->tensor->dtype, v->tensor->rank, v->tensor->shape, &outputs[i]));
    }
    for (int i = 0; i < graph->variable_count; i++) {
        LN_TRY(whole(ctx, graph->variables[i].variable));
        if (plan->writes[i])
            LN_TRY(own_memory(ctx, graph->variables[i].variable, true));
    }
    for (int i = 0; i < plan->rebound_count; i++) {
        const ln_rebound *r = &plan->rebound[i];
        char *base = r->home == LN_HOME_INPUT    ? plan->kept[r->index]->data
                     : r->home == LN_HOME_OUTPUT ? outputs[r->index]->data
                                                 : graph->variables[r->index].variable->value->data;
        r->header->data = base + r->offset;
    }
    return LN_OK;
}

static ln_status run_reductions(const ln_step *step)
{
    ln_fill fill = { .run = ln_program_fill, .user = step->program, .whole = ln_program_stores(step->program) };
    for (int k = 0; k < step->call_count; k++)
        fill.sums[k] = ln_program_sums(step->program, k);
    return ln_reduce_filled(step->calls, step->call_count, &fill);
}

static ln_status run_step(ln_context *ctx, const ln_plan *plan, ln_step *step)
{
    if (step->kind == LN_STEP_PROGRAM) {
        ln_joint_gather(step);
        LN_TRY(ln_program_run(ctx, step->program));
        ln_joint_scatter(step);
        return LN_OK;
    }
    if (step->kind == LN_STEP_COPY) {
        ln_tensor_copy_to(plan->places[step->from].header, step->target->dtype, step->target->data);
        return LN_OK;
    }
    for (int k = 0; k < step->call_count; k++)
        step->calls[k].ctx = ctx;
    if (step->kind == LN_STEP_PRODUCT)
        return ln_matmul_followed(step->calls, ln_program_part, step->program);
    return step->kind == LN_STEP_REDUCE ? run_reductions(step) : step->calls->op->kernel(step->calls);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static ln_status run_steps(ln_context *ctx, ln_plan *plan, int first, int end)
{
    for (int s = first; s < end; s++) {
        double start = plan->timed ? now() : 0;
        ln_status status = run_step(ctx, plan, &plan->steps[s]);
        if (plan->timed)
            plan->steps[s].seconds += now() - start;
        if (status != LN_OK)
            return status;
    }
    return LN_OK;
}

/* Once the first variable changes, the others must too: a cancel waits. */
static ln_status run_all(ln_context *ctx, ln_plan *plan)
{
    LN_TRY(run_steps(ctx, plan, 0, plan->first_late));
    int before = atomic_fetch_or(&ctx->cancel, LN_CANCEL_HELD);
    ln_status status = run_steps(ctx, plan, plan->first_late, plan->step_count);
    if ((before & LN_CANCEL_HELD) == 0)
        atomic_fetch_and(&ctx->cancel, ~LN_CANCEL_HELD);
    plan->timed_runs += plan->timed;
    return status;
}

static ln_status run_times(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, ln_tensor **outputs, int64_t times)
{
    ln_plan *plan = graph->plan;
    LN_TRY(ln_check_cancel(ctx));
    memset(plan->kept, 0, (size_t)graph->input_count * sizeof *plan->kept);
    for (int i = 0; i < graph->output_count; i++)
        outputs[i] = NULL;
    ln_status status = prepare(ctx, graph, inputs, outputs);
    for (int64_t i = 0; i < times && status == LN_OK; i++) {
        status = run_all(ctx, plan);
        if (status == LN_OK && i + 1 < times)
            status = ln_check_cancel(ctx);
    }
    for (int i = 0; i < graph->input_count; i++)
        ln_tensor_release(plan->kept[i]);
    for (int i = 0; status != LN_OK && i < graph->output_count; i++) {
        ln_tensor_release(outputs[i]);
        outputs[i] = NULL;
    }
    return status;
}

ln_status ln_graph_run(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, ln_tensor **outputs)
{
    return run_times(ctx, graph, inputs, outputs, 1);
}

ln_status ln_graph_repeat(ln_context *ctx, ln_graph *graph, ln_tensor *const *inputs, int64_t times)
{
    if (graph->output_count > 0)
        return ln_error(ctx, LN_ERROR_ARGUMENT, "a compiled function with results can't be repeated");
    return run_times(ctx, graph, inputs, NULL, times);
}
