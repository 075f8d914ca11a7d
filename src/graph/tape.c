/* Tapes. Knows of no Lua.
 *
 * A tape holds a set of tensors (by pointer, each kept alive) that depend on what is watched, and the list of ops that produced
 * them. Recording an op costs one look-up per tensor input; ops on nothing in the set are not kept.
 *
 * The gradient walks the list backwards once. Invariants:
 *  1. an op's inputs were made before its outputs, so when the walk reaches an op its outputs' gradients are complete;
 *  2. a gradient has exactly the dtype and shape of its tensor (ln_g_unbroadcast restores both after each op's rule);
 *  3. the walk runs through ln_dispatch, so tapes still active record it and can differentiate it again;
 *  4. lists are walked and freed iteratively: depth costs no stack. */
#include "graph/tape.h"

#include <string.h>

#include "base/memory.h"
#include "graph/map.h"
#include "graph/record.h"
#include "graph/trace.h"
#include "op/ops.h"

struct ln_tape {
    ln_recorder recorder; /* first: a tape is a recorder */
    ln_context *ctx;
    ln_map tracked;
    ln_record **nodes;
    size_t count, capacity;
    bool active;
};

/* Recording ------------------------------------------------------------------------------------------------------- */

static bool depends(const ln_tape *tape, const ln_call *call)
{
    for (int i = 0; i < call->count; i++) {
        const ln_arg *a = &call->args[i];
        if (a->kind == LN_ARG_TENSOR && ln_map_find(&tape->tracked, a->as.tensor) != NULL)
            return true;
        for (int k = 0; a->kind == LN_ARG_TENSORS && k < a->count; k++)
            if (ln_map_find(&tape->tracked, a->as.tensors[k]) != NULL)
                return true;
    }
    return false;
}

/* Whether the kernel gave back one of its inputs: there is nothing to differentiate then. */
static bool returns_input(const ln_call *call)
{
    for (int k = 0; k < call->count; k++)
        if (call->args[k].kind == LN_ARG_TENSOR && call->args[k].as.tensor == call->result[0])
            return true;
    return false;
}

static ln_status append(ln_recorder *recorder, const ln_call *call)
{
    ln_tape *tape = (ln_tape *)recorder;
    ln_context *ctx = tape->ctx;
    if (recorder->outer != NULL)
        LN_TRY(recorder->outer->append(recorder->outer, call));
    if ((call->op->flags & LN_OP_NO_GRADIENT) || !depends(tape, call) || returns_input(call))
        return LN_OK;
    if (tape->count == tape->capacity) {
        size_t capacity = tape->capacity == 0 ? 64 : 2 * tape->capacity;
        void *block;
        LN_TRY(ln_alloc(ctx, capacity * sizeof *tape->nodes, "a tape", &block));
        if (tape->count > 0)
            memcpy(block, tape->nodes, tape->count * sizeof *tape->nodes);
        ln_free(ctx, tape->nodes, tape->capacity * sizeof *tape->nodes);
        tape->nodes = block;
        tape->capacity = capacity;
    }
    ln_record *n;
    LN_TRY(ln_record_new(ctx, call, &n));
    tape->nodes[tape->count++] = n;
    for (int i = 0; i < call->outputs; i++)
        LN_TRY(ln_map_insert(ctx, &tape->tracked, call->result[i], 0));
    return LN_OK;
}

ln_status ln_tape_start(ln_context *ctx, ln_tape **out)
{
    void *block;
    LN_TRY(ln_alloc(ctx, sizeof(ln_tape), "a tape", &block));
    ln_tape *tape = block;
    *tape = (ln_tape){ .recorder = { append, ctx->recorder }, .ctx = ctx, .active = true };
    ctx->recorder = &tape->recorder;
    *out = tape;
    return LN_OK;
}

ln_status ln_tape_watch(ln_context *ctx, ln_tape *tape, ln_tensor *t)
{
    return ln_map_insert(ctx, &tape->tracked, t, 0);
}

void ln_tape_stop(ln_context *ctx, ln_tape *tape)
{
    while (tape->active && ctx->recorder != NULL) {
        ln_tape *inner = (ln_tape *)ctx->recorder;
        ctx->recorder = inner->recorder.outer;
        inner->active = false;
    }
    tape->active = false; /* its trace may have ended before it */
}

void ln_recording_stop(ln_context *ctx)
{
    ln_trace *trace = ctx->trace;
    while (ctx->recorder != NULL && (trace == NULL || ctx->recorder->outer != NULL)) { /* a trace is the outermost */
        ln_tape *tape = (ln_tape *)ctx->recorder;
        ctx->recorder = tape->recorder.outer;
        tape->active = false;
    }
    if (trace != NULL)
        ln_trace_stop(ctx, trace);
    ctx->recorder = NULL;
}

bool ln_tape_is_active(const ln_tape *tape)
{
    return tape->active;
}

void ln_tape_free(ln_context *ctx, ln_tape *tape)
{
    ln_tape_stop(ctx, tape);
    for (size_t i = 0; i < tape->count; i++)
        ln_record_free(ctx->memory, tape->nodes[i]);
    ln_free(ctx, tape->nodes, tape->capacity * sizeof *tape->nodes);
    ln_map_free(ctx, &tape->tracked);
    ln_free(ctx, tape, sizeof *tape);
}

/* The walk -------------------------------------------------------------------------------------------------------- */

/* Adds `d` to what slot `s` holds. */
static void accumulate(ln_grad *g, ln_slot *s, ln_tensor *d)
{
    if (d == NULL)
        return;
    ln_tensor *sum = s->gradient == NULL ? d : ln_g_add(g, s->gradient, d);
    if (sum == NULL)
        return;
    ln_tensor_retain(sum);
    ln_tensor_release(s->gradient);
    s->gradient = sum;
}

static void drop_pool(ln_grad *g)
{
    for (int i = 0; i < g->pool_count; i++)
        ln_tensor_release(g->pool[i]);
    g->pool_count = 0;
}

/* One op: from its outputs' gradients to its inputs'. `dinputs` and `needed` have room for its inputs. */
static ln_status step(ln_grad *g, const ln_record *n, ln_map *grads, ln_tensor **dinputs, bool *needed)
{
    ln_tensor *douts[LN_MAX_OUTPUTS] = { NULL };
    bool any = false;
    for (int i = 0; i < n->out_count; i++) {
        ln_slot *s = ln_map_find(grads, n->outs[i]);
        douts[i] = s == NULL ? NULL : s->gradient;
        any = any || douts[i] != NULL;
    }
    if (!any)
        return LN_OK;
    for (int i = 0; i < n->input_count; i++) {
        dinputs[i] = NULL;
        needed[i] = ln_dtype_is_float(n->inputs[i]->dtype) && ln_map_find(grads, n->inputs[i]) != NULL;
    }
    g->op = n->op;
    g->args = n->args;
    g->count = n->count;
    g->inputs = n->inputs;
    g->input_count = n->input_count;
    g->needed = needed;
    g->outs = n->outs;
    g->douts = douts;
    g->dinputs = dinputs;
    n->op->gradient(g);
    for (int i = 0; i < n->input_count; i++) {
        ln_tensor *x = n->inputs[i];
        if (needed[i] && dinputs[i] != NULL && g->status == LN_OK)
            accumulate(g, ln_map_find(grads, x), ln_g_unbroadcast(g, dinputs[i], x->dtype, x->rank, x->shape));
        ln_tensor_release(dinputs[i]);
    }
    drop_pool(g);
    return g->status;
}

static ln_status walk(ln_grad *g, ln_tape *tape, ln_map *grads, ln_tensor *target, ln_tensor *seed)
{
    ln_slot *s = ln_map_find(grads, target);
    if (s == NULL)
        return LN_OK;
    int widest = 1;
    for (size_t i = 0; i < tape->count; i++)
        if (tape->nodes[i]->input_count > widest)
            widest = tape->nodes[i]->input_count;
    accumulate(g, s,
               seed != NULL ? ln_g_unbroadcast(g, seed, target->dtype, target->rank, target->shape)
                            : ln_g_full_like(g, target, 1));
    drop_pool(g);
    LN_TRY(g->status);
    void *block;
    size_t bytes = (size_t)widest * (sizeof(ln_tensor *) + sizeof(bool));
    LN_TRY(ln_alloc(g->ctx, bytes, "the gradient walk", &block));
    ln_tensor **dinputs = block;
    bool *needed = (bool *)(dinputs + widest);
    ln_status status = LN_OK;
    for (size_t i = tape->count; i-- > 0 && status == LN_OK;)
        status = step(g, tape->nodes[i], grads, dinputs, needed);
    ln_free(g->ctx, block, bytes);
    return status;
}

ln_status ln_tape_gradient(ln_context *ctx, ln_tape *tape, ln_tensor *target, ln_tensor *seed, ln_tensor *const *sources,
                           int count, ln_tensor **outs)
{
    for (int i = 0; i < count; i++)
        outs[i] = NULL;
    if (!ln_dtype_is_float(target->dtype))
        return ln_error(ctx, LN_ERROR_ARGUMENT, "only a float has a gradient; this is %s", ln_dtype_name(target->dtype));
    ln_map grads = { 0 };
    ln_grad g = { .ctx = ctx };
    ln_status status = LN_OK;
    for (size_t i = 0; i < tape->tracked.capacity && status == LN_OK; i++)
        if (tape->tracked.slots[i].key != NULL)
            status = ln_map_insert(ctx, &grads, tape->tracked.slots[i].key, 0);
    if (status == LN_OK)
        status = walk(&g, tape, &grads, target, seed);
    for (int i = 0; i < count && status == LN_OK; i++) {
        ln_slot *s = ln_map_find(&grads, sources[i]);
        if (s != NULL && s->gradient != NULL)
            outs[i] = ln_tensor_retain(s->gradient);
    }
    ln_free(ctx, g.pool, (size_t)g.pool_capacity * sizeof *g.pool);
    ln_map_free(ctx, &grads);
    return status;
}
